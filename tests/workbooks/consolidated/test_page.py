"""The consolidated workbook on paper and screen: F4, page breaks, nothing cut off, numbers, colours."""

import re
from datetime import date
from itertools import product

import pytest

from iku_rules.across_months import compose
from iku_rules.register_model.register import Register
from iku_rules.result import Result
from tests.workbooks.consolidated.conftest import (
    CAPAIAN,
    CATEGORY,
    DECEMBER,
    PREDIKAT,
    PREVIOUS,
    REALISASI,
    SEEDS,
    book_content,
    iku_row,
    open_book,
    part_xml,
    results_of,
    two_years,
)
from workbooks import style
from workbooks.consolidated.workbook import write_workbook
from workbooks.heights import count_lines


def test_every_sheet_is_set_for_f4_and_carries_the_mark_on_screen_and_on_paper(
    register: Register, random_books: dict[int, tuple[tuple[Result, ...], bytes]]
) -> None:
    results = random_books[SEEDS[0]][0]
    for kind in ("DRAF", "FINAL", "REVISI 1 (DRAF)"):
        workbook = open_book(write_workbook(book_content(register, results, kind=kind)))
        for sheet in workbook.worksheets:
            page = sheet.page_setup
            assert (page.paperSize, page.orientation, page.fitToWidth) == (14, "landscape", 1), sheet.title
            assert page.fitToHeight == (1 if sheet.title == "Ringkasan" else 0)
            assert kind in str(sheet.oddHeader.center.text) and "&P" in str(sheet.oddFooter.right.text)
            frozen = re.sub(r"\D", "", sheet.freeze_panes)
            top = [str(s.value) for row in sheet.iter_rows(max_row=int(frozen) - 1) for s in row if s.value]
            own_row = set(kind.removesuffix(")").split(" (")) <= set(top)
            assert own_row or any(re.match(rf"{re.escape(kind)}( ·|$)", text) for text in top), sheet.title
        assert kind in str(workbook.properties.title)


@pytest.mark.parametrize("predikat", ["AA", "Predikat yang ditulis panjang sekali oleh penerbit surat " * 6])
def test_pages_break_only_between_sasaran_and_the_signature_block_stays_whole(
    register: Register, predikat: str
) -> None:
    kiriman = two_years(register, SEEDS[0])
    kiriman[DECEMBER]["hukum", "reformasi_hukum"]["hasil_resmi"]["predikat"] = predikat
    content = write_workbook(
        book_content(register, results_of(register, kiriman), kind="FINAL", lock_day=date(2026, 1, 20))
    )
    sheet = open_book(content)["IKU"]
    headers = [cell.row for cell in sheet["A"] if cell.value == "No"]
    breaks = [row_break.id for row_break in sheet.row_breaks.brk]
    signature_start = next(s.row for row in sheet.iter_rows() for s in row if s.value == "Lumajang, 20 Januari 2026")
    assert breaks and set(breaks) <= {headers[1] - 1, signature_start - 1}
    repeated = re.search(r"IKU'?!\$1:\$(\d+)", part_xml(content, "xl/workbook.xml"))
    assert repeated and sheet.cell(int(repeated[1]) - 1, 1).value == "Posisi s.d. 31 Desember 2025"
    # No part between two breaks is higher than the page, the repeated rows included.
    room = style.page_content_height([sheet.column_dimensions[k].width - 0.7109375 for k in "ABCDEFGHIJKLMN"])
    heights = {n: sheet.row_dimensions[n].height or 15 for n in range(1, sheet.max_row + 1)}
    for start, end in zip([0, *breaks], [*breaks, sheet.max_row], strict=True):
        repeated_height = sum(heights[n] for n in range(1, int(repeated[1]) + 1)) if start else 0
        assert repeated_height + sum(heights[n] for n in range(start + 1, end + 1)) <= room


def test_nothing_on_the_official_sheet_is_cut_off(register: Register) -> None:
    """Each text has the rows it needs at its width, merged cells over all of theirs."""
    kiriman = two_years(register, SEEDS[0])
    kiriman[DECEMBER]["hukum", "reformasi_hukum"]["hasil_resmi"]["predikat"] = "Sangat panjang " * 20
    sheet = open_book(write_workbook(book_content(register, results_of(register, kiriman))))["IKU"]
    merged = {r.start_cell.coordinate: r for r in sheet.merged_cells.ranges}
    checked = 0
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
                continue
            area = merged.get(cell.coordinate)
            columns = range(area.min_col, area.max_col + 1) if area else (cell.column,)
            rows = range(area.min_row, area.max_row + 1) if area else (cell.row,)
            width = sum(sheet.column_dimensions["ABCDEFGHIJKLMN"[k - 1]].width - 0.71 for k in columns)
            height = sum(sheet.row_dimensions[n].height or 15 for n in rows)
            assert 15 * count_lines(cell.value, round(width)) <= height, (cell.coordinate, cell.value)
            checked += 1
    assert checked > 40


def test_a_book_without_any_value_and_a_signed_one(register: Register) -> None:
    empty = write_workbook(book_content(register, compose(register, DECEMBER, {})))
    workbook = open_book(empty)
    row = iku_row(workbook["IKU"], "Indeks Reformasi Hukum")
    assert [workbook["IKU"].cell(row, k).value for k in (REALISASI, CAPAIAN, CATEGORY, PREDIKAT, PREVIOUS)] == [
        None
    ] * 5
    texts = [str(s.value) for row in workbook["Ringkasan"].iter_rows() for s in row if s.value]
    assert sum("belum dapat dibuat: belum ada nilai" in t for t in texts) == 3
    assert any(t.startswith("0 dari 7 indikator mempunyai nilai; belum ada nilai: ") for t in texts)
    assert not re.search(r"\bnan\row|#", " ".join(texts), re.IGNORECASE)


def test_numbers_and_dates_are_written_for_indonesian_readers(
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
) -> None:
    for sheet in open_book(random_books[SEEDS[0]][1]).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, (int, float, date)):
                    assert "[$-421]" in cell.number_format, (sheet.title, cell.coordinate, cell.number_format)


def test_text_on_fills_can_be_read() -> None:
    """Contrast of every colour of letters with every fill and with the paper (WCAG AA)."""
    assert _contrast("#000000", "#FFFFFF") == pytest.approx(21)
    letters = {s["font_color"] for s in style.PROPERTIES.values() if "font_color" in s}
    fills = {s["bg_color"] for s in style.PROPERTIES.values() if "bg_color" in s} | {"#FFFFFF"}
    assert len(letters) >= 3 and len(fills) >= 6
    too_weak = [pair for pair in product(letters, fills) if _contrast(*pair) < 4.5]
    assert too_weak == []


def _contrast(text: str, background: str) -> float:
    """The contrast of two colours (WCAG 2): 1 for equal ones, 21 for black on white."""
    lighter, darker = sorted((_luminance(text), _luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of a #RRGGBB colour (WCAG 2)."""
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
