"""Findings: filled sentences, levels, grouping, and a catalogue without loose ends."""

import re
from string import Formatter

import pytest

from schemas.catalogue.by_code import CATALOGUE
from schemas.temuan import Temuan, Tingkat, Waiver, group_alike, make_temuan


def test_codes_have_a_fixed_form() -> None:
    assert all(re.fullmatch(r"[GPI][1-5]\d\d", code) for code in CATALOGUE)
    assert len({code[1:] for code in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_sentences_are_filled(code: str) -> None:
    sentences = CATALOGUE[code]
    texts = (sentences.message, sentences.expected, sentences.advice)
    words = {name for t in texts for _, name, _, _ in Formatter().parse(t) if name}
    made = make_temuan(code, **dict.fromkeys(words, "x"))  # type: ignore[arg-type]
    assert made.pesan
    assert made.saran
    assert "{" not in made.pesan + made.saran + (made.diharapkan or "")
    assert made.is_blocking == code.startswith("G")
    # A GALAT says what belongs there.
    assert made.diharapkan or not made.is_blocking


def test_equal_temuan_are_grouped() -> None:
    def temuan_at(cell: str, code: str = "G401") -> Temuan:
        return make_temuan(code, lembar="ITKP", sel=cell, label="Nilai", harapan="angka", bila_belum="")

    info = make_temuan("I109")
    grouped = group_alike([info, temuan_at("D7"), temuan_at("D9"), temuan_at("D7")])
    assert [(t.kode, t.sel) for t in grouped] == [("G401", "D7, D9"), ("I109", None)]
    assert [t.tingkat for t in grouped] == [Tingkat.GALAT, Tingkat.INFO]


def test_a_waived_temuan_does_not_block() -> None:
    made = Temuan("G401", None, None, None, None, "pesan", "saran", Waiver("Sekda", "x", "2026-01-31"))
    assert made.tingkat is Tingkat.GALAT
    assert not made.is_blocking
