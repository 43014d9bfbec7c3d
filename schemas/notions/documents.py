"""Same document: an instrument and its number, however they are spelled."""

import re

from schemas.notions.names import groups
from schemas.notions.nothing import NOTHING, says_nothing
from schemas.notions.text import normalise, without_apostrophe

_NUMBER_WORDS = frozenset({"nomor", "nomer", "no", "nmr", "tahun", "thn", "th"})
_NO_NUMBER_YET = frozenset({"belum", "blm", "menyusul", "proses", "diproses", "tanpa", "tunggu", "menunggu"})
# Instrument -> how else it is written. Letters and digits alone count; the first is how we call it among ourselves.
_INSTRUMENTS = {
    "peraturan daerah": ("perda",),
    "peraturan bupati": ("perbup", "per bup", "peraturan bup"),
    "keputusan bupati": ("kepbup", "kep bup", "kep bupati", "sk bupati", "sk bup", "surat keputusan bupati"),
    "instruksi bupati": ("inbup", "insbup", "ins bupati", "instruksi bup"),
    "keputusan sekretaris daerah": (
        *("keputusan sekda", "kepsekda", "kep sekda", "sk sekda", "sk sekretaris daerah"),
        *("surat keputusan sekda", "surat keputusan sekretaris daerah"),
    ),
    "surat edaran": ("se", "edaran", "surat edaran bupati", "se bupati", "surat edaran sekda", "se sekda"),
    "rekomendasi telaahan": ("rekomendasi", "telaahan", "telaahan staf", "telaah staf", "telaahan rekomendasi"),
    "lainnya": ("lain lain", "lain", "lain nya"),
    "peraturan wali kota": ("perwali", "perwal", "peraturan walikota"),
    "keputusan wali kota": ("kepwali", "kepwal", "keputusan walikota", "sk wali kota", "sk walikota"),
    "peraturan gubernur": ("pergub",),
    "keputusan gubernur": ("kepgub", "sk gubernur", "kep gubernur"),
}
_BY_SPELLING = {tuple(groups(spelling)): name for name, others in _INSTRUMENTS.items() for spelling in (name, *others)}
_JOINED = {"".join(spelling): name for spelling, name in _BY_SPELLING.items()}
_LONGEST = max(map(len, _BY_SPELLING))
NIP_DIGITS = 18

DocumentKey = tuple[str, ...]


def instrument(text: object) -> str | None:
    """The instrument that a text names: "SK Bupati", "Kepbup" and "Keputusan Bupati" are one; None for no such name."""
    return _JOINED.get("".join(groups(text)))


def document_key(number: object, kind: object = "") -> DocumentKey:
    """A document's number as it is compared, among those of its `kind`; () where it says nothing.

    Letters and digits count, group by group, without leading zeros, without the words "Nomor" and "Tahun", and without
    the name of the instrument that `kind` names anyhow: "1/2025", "01 / 2025" and "Perbup Nomor 1 Tahun 2025" are one.
    """
    if lacks_number(number):
        return ()
    words = list(groups(number))
    for length in range(min(_LONGEST, len(words)), 0, -1):
        named = _BY_SPELLING.get(tuple(words[:length]))
        if named is not None and named == instrument(kind):
            words = words[length:]
            break
    return tuple(word for word in words if word not in _NUMBER_WORDS)


def may_be_one(one: DocumentKey, other: DocumentKey) -> bool:
    """Whether two different numbers may still be those of one document.

    Where groups are joined otherwise ("188.45/31", "18845/31"), or where one leaves the year out.
    """
    if not one or not other or one == other:
        return False
    shorter, longer = sorted((one, other), key=len)
    return "".join(one) == "".join(other) or (longer[:-1] == shorter and bool(re.fullmatch(r"20\d\d", longer[-1])))


def lacks_number(number: object) -> bool:
    """Whether what stands for a document's number is none: it says nothing, or that there is none ("menyusul")."""
    return number is None or says_nothing(number) or not _NO_NUMBER_YET.isdisjoint(groups(number))


def spell_number(text: str) -> str:
    """A document's number as it is kept: as written, "-" where it is none."""
    return NOTHING if lacks_number(text) else without_apostrophe(text)


def spell_nip(text: str) -> str:
    """A NIP as it is kept: 18 digits where the marks between them, or "NIP" before them, are all that is too much.

    Blanks are fair and stay; what is no NIP stays as written, for the check that says so.
    """
    bare = re.sub(r"^nip\b[\s.:]*", "", without_apostrophe(normalise(text)), flags=re.IGNORECASE)
    digits = re.sub(r"[^0-9]", "", bare)
    only_marks = not any(letter.isalpha() for letter in bare)
    if len(digits) == NIP_DIGITS and only_marks and re.search(r"[^0-9\s]", bare):
        return digits
    return bare if len(digits) == NIP_DIGITS and only_marks else text
