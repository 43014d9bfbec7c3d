"""A finding: what is wrong, where, and how to mend it, in the words of the catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from schemas.catalogue.by_code import CATALOGUE


class Tingkat(StrEnum):
    """GALAT blocks the submission; PERINGATAN is kept and listed; INFO tells what was understood."""

    GALAT = "GALAT"
    PERINGATAN = "PERINGATAN"
    INFO = "INFO"

    @property
    def word(self) -> str:
        """The word people read."""
        return {"GALAT": "Harus diperbaiki", "PERINGATAN": "Perlu dicek", "INFO": "Catatan"}[self.value]


LONGEST_WORDS = 700  # letters of one word or list in a sentence; the longest list of ours has 500
_TINGKAT = {"G": Tingkat.GALAT, "P": Tingkat.PERINGATAN, "I": Tingkat.INFO}


def tingkat_of(code: str) -> Tingkat:
    """The level a code's letter says; KeyError for another letter."""
    return _TINGKAT[code[0]]


@dataclass(frozen=True)
class Waiver:
    """A dated waiver: who approved (`oleh`), why (`alasan`), for files up to which day (`sampai`, ISO date)."""

    oleh: str
    alasan: str
    sampai: str


@dataclass(frozen=True)
class WaiverRule:
    """Which findings a waiver lets pass: one code of one bagian, on a sheet or, where `cell` is given, at that cell."""

    code: str
    bagian: str
    sheet: str
    cell: str | None
    waiver: Waiver

    def matches(self, temuan: "Temuan") -> bool:
        """Whether it speaks of this finding; the caller sees to bagian and day."""
        cells = (temuan.sel or "").split(", ")
        return (temuan.kode, temuan.lembar) == (self.code, self.sheet) and (self.cell is None or self.cell in cells)


@dataclass(frozen=True)
class Temuan:
    """One finding, as it is said to people.

    `kode` is its code in the catalogue. `lembar` is None when the whole file is meant; `sel` is an A1 address, several
    joined by ", ", or None when the file or sheet is meant. `ditemukan`, `diharapkan` (None where they say nothing),
    `pesan` and `saran` are what was found, what was expected, the sentence and the advice. `dikecualikan` is the waiver
    that lets it pass.
    """

    kode: str
    lembar: str | None
    sel: str | None
    ditemukan: str | None
    diharapkan: str | None
    pesan: str
    saran: str
    dikecualikan: Waiver | None = None

    @property
    def tingkat(self) -> Tingkat:
        """Its level, by the letter of the code."""
        return tingkat_of(self.kode)

    @property
    def is_blocking(self) -> bool:
        """Whether it keeps the submission from being accepted."""
        return self.tingkat is Tingkat.GALAT and self.dikecualikan is None


def make_temuan(
    code: str,
    *,
    lembar: str | None = None,
    sel: str | None = None,
    ditemukan: str | None = None,
    **words: object,
) -> Temuan:
    """Fill the catalogue's sentences of `code`; `words` are the names in their braces.

    KeyError for an unknown code, or where a name is missing.
    """
    sentences = CATALOGUE[code]
    placeholders = {"ditemukan": ditemukan, "lembar": lembar, "sel": sel, **words}
    placeholders = {name: _shortened(word) if isinstance(word, str) else word for name, word in placeholders.items()}
    return Temuan(
        kode=code,
        lembar=lembar,
        sel=sel,
        ditemukan=_shortened(ditemukan) if ditemukan else ditemukan,
        diharapkan=sentences.expected.format(**placeholders) if sentences.expected else None,
        pesan=sentences.message.format(**placeholders),
        saran=sentences.advice.format(**placeholders),
    )


def _shortened(text: str) -> str:
    """As much of what somebody typed as can be read in a cell."""
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1]}…"


def waive(temuan: Iterable[Temuan], rules: Sequence[WaiverRule]) -> list[Temuan]:
    """The findings, those that a waiver lets pass marked so."""
    if not rules:
        return list(temuan)
    return [
        replace(one, dikecualikan=next((rule.waiver for rule in rules if rule.matches(one)), one.dikecualikan))
        for one in temuan
    ]


def group_alike(temuan: Iterable[Temuan]) -> list[Temuan]:
    """Join findings that say the same of several cells of a sheet, worst level first, in order of appearance.

    What was found in each of them is listed, where that differs.
    """
    cells_by_key: dict[tuple[object, ...], list[str]] = {}
    found_by_key: dict[tuple[object, ...], list[str]] = {}
    first_by_key: dict[tuple[object, ...], Temuan] = {}
    for one in temuan:
        key = (one.kode, one.lembar, one.diharapkan, one.pesan, one.saran, one.dikecualikan)
        first_by_key.setdefault(key, one)
        for listed, new in ((cells_by_key, one.sel), (found_by_key, one.ditemukan)):
            known = listed.setdefault(key, [])
            if new and new not in known:
                known.append(new)
    result = [
        replace(first, sel=", ".join(cells_by_key[key]) or None, ditemukan="; ".join(found_by_key[key]) or None)
        for key, first in first_by_key.items()
    ]
    order = list(Tingkat)
    return sorted(result, key=lambda one: order.index(one.tingkat))
