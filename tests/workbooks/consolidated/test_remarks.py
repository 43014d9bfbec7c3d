"""What qualifies a figure stands on the sheets that are signed and read."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from iku_rules.register_model.register import Register
from iku_rules.result import Completeness, Result, Status
from schemas.periode import Periode
from tests.workbooks.consolidated.conftest import SEEDS, book_content, iku_row, open_book
from workbooks.consolidated.workbook import write_workbook


@pytest.fixture
def result(random_books: dict[int, tuple[Any, bytes]]) -> Result:
    found: Result = random_books[SEEDS[0]][0][0]
    return found


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"catatan": ("terhadap target tahunan",)}, "* Capaian belum diberi kategori: {} (terhadap target tahunan)."),
        (
            {"status": Status.SEMENTARA, "kelengkapan": Completeness(19, 21, "kecamatan")},
            "Nilai sementara: {} (19 dari 21 kecamatan).",
        ),
        (
            {
                "status": Status.TERAKHIR_DIKETAHUI,
                "dari_periode": Periode(2025, 6),
                "catatan": ("sementara (19 dari 21 kecamatan)", "nilai terakhir dari Juni 2025"),
                "kelengkapan": Completeness(19, 21, "kecamatan"),
            },
            "Nilai sementara: {} (19 dari 21 kecamatan).",
        ),
        (
            {"status": Status.TERAKHIR_DIKETAHUI, "dari_periode": Periode(2025, 6), "catatan": ("final",)},
            "Nilai dari bulan sebelumnya: {} (Juni 2025).",
        ),
        (
            {"catatan": ("metode atau model berubah dalam tahun ini: a sampai Mei 2025",)},
            "Metode atau model berbeda, tidak dapat dibandingkan langsung: {}.",
        ),
        ({"catatan": ("realisasi tahun lalu sementara (19/21)",)}, "Realisasi tahun lalu masih sementara: {}."),
    ],
)
def test_what_qualifies_a_value_stands_under_the_official_table(
    register: Register, random_books: dict[int, tuple[Any, bytes]], result: Result, change: dict[str, Any], line: str
) -> None:
    others = tuple(replace(r, catatan=(), status=Status.FINAL) for r in random_books[SEEDS[0]][0][1:])
    plain = replace(result, catatan=(), status=Status.FINAL)
    sheets = [
        open_book(write_workbook(book_content(register, (first, *others))))["IKU"]
        for first in (replace(plain, **change), plain)
    ]
    texts = [{str(cell.value) for row in sheet.iter_rows() for cell in row} for sheet in sheets]
    assert line.format(result.name) in texts[0] and line.format(result.name) not in texts[1]


def test_the_notes_stand_beside_each_indicator(
    register: Register, random_books: dict[int, tuple[Any, bytes]], result: Result
) -> None:
    notes = ("sementara (2 dari 8 bagian)", "tiga unsur terendah: x", "terhadap target tahunan")
    noted = replace(result, catatan=notes, nilai=Decimal(60))
    content = book_content(register, (noted, *random_books[SEEDS[0]][0][1:]))
    sheet = open_book(write_workbook(content))["Ringkasan"]
    headers = {cell.value: cell.column for cell in sheet[4]}
    text = sheet.cell(iku_row(sheet, result.name), headers["Catatan"]).value
    assert text == "Sementara (2 dari 8 bagian). Terhadap target tahunan."
