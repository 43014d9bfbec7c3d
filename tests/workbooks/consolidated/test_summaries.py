"""`Ringkasan` with its charts, and `Bahan LKjIP`."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from iku_rules.over_months import Published, link
from iku_rules.register_model.office import TargetFile
from iku_rules.register_model.register import Register
from iku_rules.result import Result
from iku_rules.steps import round_half_up
from schemas.periode import Periode
from tests.workbooks.consolidated.conftest import (
    SEEDS,
    book_content,
    iku_row,
    open_book,
    part_xml,
    results_of,
    two_years,
)
from workbooks.consolidated.workbook import write_workbook

# Ringkasan and its charts


def test_charts_have_title_axes_and_words_for_who_cannot_see_them(
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
) -> None:
    results, content = random_books[SEEDS[0]]
    descriptions = re.findall(r'descr="([^"]*)"', part_xml(content, "xl/drawings/drawing1.xml"))
    assert len(descriptions) == 3 and all(u.startswith(("Grafik batang", "Grafik garis")) for u in descriptions)
    assert all(h.name in descriptions[0] and h.name in descriptions[1] for h in results)
    for number, axes in ((1, 2), (2, 4), (3, 2)):  # the trend has a second pair of axes
        xml = part_xml(content, f"xl/charts/chart{number}.xml")
        assert len(re.findall(r"<c:title>.*?</c:title>", xml)) >= 3, number
        assert len(re.findall(r"<c:(?:catAx|valAx)>", xml)) == axes
    trend = part_xml(content, "xl/charts/chart2.xml")
    assert not re.search('dispBlanksAs val="(zero|span)"', trend)  # a month without a value is a gap
    assert len(set(re.findall(r'<c:symbol val="(\w+)"', trend))) == 7  # told apart without colour


def test_quarters_arrow_and_change_against_the_month_before(
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
) -> None:
    results, content = random_books[SEEDS[0]]
    sheet = open_book(content)["Ringkasan"]
    headers = {s.value: s.column for s in sheet[4]}
    for result in results:
        row = iku_row(sheet, result.name)
        triwulan = [sheet.cell(row, headers[f"Triwulan {r}"]).value for r in ("I", "II", "III", "IV")]
        expected = [result.months[n].value for n in (2, 5, 8, 11)]
        assert triwulan == [None if n is None else float(n) for n in expected], result.iku
        difference = sheet.cell(row, headers["Perubahan dari bulan lalu"]).value
        if result.iku == "sinergitas_kecamatan":  # of other kecamatan than the month before
            assert (difference, sheet.cell(row, headers["Arah"]).value) == (None, result.months[-1].apart)
            assert result.months[-1].apart.startswith("kelengkapan berbeda (15/21")
            continue
        assert result.change is not None
        direction = "▲ naik" if result.change > 0 else "▼ turun" if result.change < 0 else "= tetap"
        assert sheet.cell(row, headers["Arah"]).value == direction
        assert difference == pytest.approx(float(result.change))


def test_a_break_of_method_breaks_the_line(register: Register, random_books: dict[int, tuple[Any, bytes]]) -> None:
    results = list(random_books[SEEDS[0]][0])
    points = [
        (Periode(2025, n), Published(Decimal(60 + n), "FINAL", "itkp lama" if n < 6 else "itkp baru"))
        for n in range(1, 13)
    ]
    results[0] = replace(results[0], months=link(points))
    content = write_workbook(book_content(register, tuple(results)))
    sheet = open_book(content)["Bahan LKjIP"]
    rows = [iku_row(sheet, f"Indeks tata kelola pengadaan (itkp {method})") for method in ("lama", "baru")]
    filled = [[k for k in range(2, 14) if sheet.cell(row, k).value is not None] for row in rows]
    assert filled == [list(range(2, 7)), list(range(7, 14))]
    trend = part_xml(content, "xl/charts/chart2.xml")
    assert len(re.findall(r"<c:ser>", trend)) == 8 and "ITKP (itkp lama)" in trend


# Bahan LKjIP


def test_final_target_and_comparison_come_from_the_register_or_are_said_to_be_missing(register: Register) -> None:
    results = results_of(register, two_years(register, SEEDS[0]))
    sheet = open_book(write_workbook(book_content(register, results)))["Bahan LKjIP"]
    texts = [str(s.value) for row in sheet.iter_rows() for s in row if s.value]
    assert "Nilai pembanding provinsi dan nasional belum ada dalam register." in texts
    assert texts.count("belum ditetapkan dalam register") == len(results)

    itkp = {"iku": "itkp", "tahun": 2025, "wilayah": "provinsi", "nilai": Decimal("72.5"), "acuan": "Surat LKPP"}
    end = {"iku": "itkp", "tahun": 2023, "nilai": Decimal(80), "acuan": "Renstra"}
    targets = TargetFile.model_validate({"target": [end], "pembanding": [itkp]})
    complete = replace(register, target_file=targets)
    content = write_workbook(book_content(complete, results_of(complete, two_years(register, SEEDS[0]))))
    sheet = open_book(content)["Bahan LKjIP"]
    value = results[0].nilai
    assert value is not None
    rows = {s.value: s.row for s in sheet["A"] if s.value}  # the last row of a name stands in the last table
    starts = {title: n for title, n in rows.items() if str(title).startswith("Tabel")}
    end_of_plan, comparison = (n + 2 for j, n in starts.items() if j[:7] in ("Tabel 3", "Tabel 4"))
    level = round_half_up(value * 100 / 80)
    assert [sheet.cell(end_of_plan, k).value for k in (1, 4, 6, 7)] == [
        results[0].name, 80, pytest.approx(float(str(level))), "Renstra",
    ]  # fmt: skip
    assert [sheet.cell(comparison, k).value for k in (3, 4, 5, 6)] == [float(value), 72.5, None, "Surat LKPP"]
    assert str(open_book(content, values=False)["Bahan LKjIP"].cell(end_of_plan, 6).value).startswith("=")
