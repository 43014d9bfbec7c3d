"""Same document, same unit, same predikat."""

from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.notions.documents import document_key, instrument, lacks_number, may_be_one, spell_nip, spell_number
from schemas.notions.names import name_key, predikat_key

SAME = [
    ("1/2025", "1 / 2025", "01/2025", "Nomor 1/2025", "No. 1 Tahun 2025", "NO 1 TH. 2025", "1-2025", "'1/2025"),
    ("188.45/31/427.12/2025", "188.45 / 31 / 427.12 / 2025 ", "188.45/031/427.12/2025"),
    ("12/D.3/2025", "12/D3/2025", "012 D 3 2025"),
]


@pytest.mark.parametrize("spellings", SAME)
def test_one_document_however_it_is_spelled(spellings: tuple[str, ...]) -> None:
    assert len({document_key(spelling) for spelling in spellings}) == 1


def test_different_documents_stay_different() -> None:
    keys = [document_key(spellings[0]) for spellings in SAME]
    assert all(one != other for one, other in combinations(keys, 2))
    assert document_key("1/12/2025") != document_key("11/2/2025") != document_key("112/2025")
    assert document_key("12/2025") != document_key("12/2024")


NUMBERS = st.lists(st.integers(0, 9999).map(str) | st.sampled_from(["D", "KEP", "SETDA"]), min_size=1, max_size=5)


@given(parts=NUMBERS, marks=st.lists(st.sampled_from(["/", " / ", ".", "-", "  "]), min_size=5, max_size=5))
def test_marks_blanks_zeros_and_words_do_not_tell_documents_apart(parts: list[str], marks: list[str]) -> None:
    assume(any(part.isdigit() for part in parts))
    plain = "/".join(parts)
    zeros = ["00" if part.isdigit() else "" for part in parts]
    dressed = "Nomor " + "".join(f"{zero}{part}{mark}" for zero, part, mark in zip(zeros, parts, marks, strict=False))
    assert document_key(dressed.upper()) == document_key(plain.lower())
    assert document_key(plain) == tuple(part.lower() for part in parts)


@pytest.mark.parametrize(
    ("number", "kind"),
    [("Perbup 1/2025", "Perbup"), ("Peraturan Bupati Nomor 1 Tahun 2025", "Perbup"), ("SE/1/2025", "Surat Edaran"),
     ("SK Bupati No. 1/2025", "Keputusan Bupati")],
)  # fmt: skip
def test_the_instrument_that_the_row_names_is_no_part_of_the_number(number: str, kind: str) -> None:
    assert document_key(number, kind) == document_key("1/2025", kind)
    assert document_key(number, "Perda") != document_key("1/2025", "Perda")


@pytest.mark.parametrize(
    ("one", "other"), [("188.45/31/2025", "18845/31/2025"), ("12", "12/2025"), ("100.3/4", "100.3/4/2025")]
)
def test_numbers_that_may_be_one(one: str, other: str) -> None:
    keys = document_key(one), document_key(other)
    assert keys[0] != keys[1] and may_be_one(*keys) and may_be_one(*reversed(keys))
    assert not may_be_one(document_key("12/2025"), document_key("13/2025"))
    assert not may_be_one((), keys[0]) and not may_be_one(keys[0], keys[0])


@pytest.mark.parametrize(
    "text", ["-", "–", "belum ada", "menyusul", "belum terbit", "dalam proses", "tanpa nomor", None]
)
def test_what_is_no_number(text: str | None) -> None:
    assert lacks_number(text) and document_key(text) == ()
    assert text is None or spell_number(text) == "-"


def test_a_number_is_kept_as_written() -> None:
    assert [spell_number(text) for text in ("'1/2025", "B/123/I/2026", "CONTOH surat")] == [
        *("1/2025", "B/123/I/2026", "CONTOH surat")
    ]


SYNONYMS = {
    "Perda": ("Peraturan Daerah", "PERDA"),
    "Perbup": ("Peraturan Bupati", "per.bup", "PERBUP", "Peraturan  Bupati"),
    "Keputusan Bupati": ("Kepbup", "SK Bupati", "Kep. Bupati", "SK. Bupati", "Surat Keputusan Bupati", "Kep Bup"),
    "Keputusan Sekda": ("SK Sekda", "Kepsekda", "Keputusan Sekretaris Daerah"),
    "Instruksi Bupati": ("Inbup", "instruksi bupati"),
    "Surat Edaran": ("SE", "S.E.", "Edaran", "Surat Edaran Bupati"),
    "Rekomendasi/Telaahan": ("Rekomendasi", "Telaahan Staf"),
    "Lainnya": ("Lain-lain", "lain"),
}


def test_instruments_by_their_names() -> None:
    for choice, others in SYNONYMS.items():
        assert instrument(choice) is not None
        assert {instrument(other) for other in others} == {instrument(choice)}
    assert len({instrument(choice) for choice in SYNONYMS}) == len(SYNONYMS)
    assert [instrument(text) for text in ("", "SK", "Bupati", "Perbup dan Kepbup", "Ya")] == [None] * 5


NIP = "198001012005011001"


@pytest.mark.parametrize(
    "text",
    [
        "19800101.200501.1.001",
        "19800101‑200501‑1‑001",
        f"'{NIP}",
        f"NIP. {NIP}",
        f"nip: {NIP}",
        "19800101/200501/1/001",
    ],
)
def test_a_nip_with_marks_is_its_digits(text: str) -> None:
    assert spell_nip(text) == NIP


@pytest.mark.parametrize("text", ["19800101 200501 1 001", "1980", "19800101x200501y1z001", "-", f"{NIP}1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert spell_nip(text) == text


def test_units_by_letters_and_digits() -> None:
    assert name_key("Puskesmas 01, Klakah") == name_key("PUSKESMAS 1 KLAKAH") == name_key("Puskesmas-1 (Klakah)")
    assert name_key("Unit 1 1") != name_key("Unit 11")
    assert name_key("Dinas A") != name_key("Dinas B")


@pytest.mark.parametrize(
    "spellings",
    [
        ("A (Sangat Baik)", "SANGAT BAIK (A)", "a - sangat baik", "A/Sangat Baik", "Predikat A (Sangat Baik)"),
        ("B- (Baik dengan catatan)", "Baik Dengan Catatan (B-)", "baik dengan catatan B−"),
        ("B (Baik)", "BAIK (B)"),
    ],
)
def test_a_predikat_in_any_order_and_case(spellings: tuple[str, ...]) -> None:
    assert len({predikat_key(spelling) for spelling in spellings}) == 1
    assert predikat_key("A") != predikat_key("A-") and predikat_key("B (Baik)") != predikat_key("B- (Baik)")


@given(words=st.lists(st.sampled_from(["A", "A-", "B+", "Sangat", "Baik", "Cukup"]), min_size=1), data=st.data())
def test_the_order_of_a_predikat_says_nothing(words: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(words))
    assert predikat_key(" ".join(shuffled).upper()) == predikat_key(" ".join(words))
