"""`Hasil Verifikasi`: what became of the file, and cells as people read them."""

import io

import pytest
from openpyxl import load_workbook

from schemas.temuan import Temuan
from tests.workbooks.answer.conftest import MISTAKES, answer
from workbooks.answer.verification import shorten_cells, write_verification


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("D7", "D7"),
        ("D9, D7, D8", "D7:D9"),
        ("D7, E7", "D7, E7"),
        ("D7, D9, D11, D12", "D7, D9 dan 2 sel lain"),
    ],
)
def test_addresses_as_people_read_them(cell: str | None, text: str) -> None:
    assert shorten_cells(cell) == text


@pytest.mark.parametrize(
    ("all_temuan", "accepted", "word"),
    [
        ((MISTAKES[0],), False, "DIKEMBALIKAN UNTUK DIPERBAIKI"),
        ((MISTAKES[1],), False, "DICATAT, TIDAK DIHITUNG"),  # as after the period was locked
        ((MISTAKES[1],), True, "DITERIMA DENGAN CATATAN"),
        ((), True, "DITERIMA"),
    ],
)
def test_what_became_of_the_file_in_large_words(all_temuan: tuple[Temuan, ...], accepted: bool, word: str) -> None:
    sheet = load_workbook(io.BytesIO(write_verification(answer(*all_temuan, accepted=accepted)))).active
    assert sheet["A2"].value == word
    assert sheet["A2"].font.sz > 2 * sheet["B4"].font.sz - 1
    assert ("Mohon perbaiki 1 hal" in sheet["B4"].value) == (word == "DIKEMBALIKAN UNTUK DIPERBAIKI")
