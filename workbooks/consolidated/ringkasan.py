"""Sheet `Ringkasan`: one page for a busy reader, with charts; what is missing and who is late in sentences."""

from collections.abc import Iterable, Sequence

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_rules.across_months import ROMAN
from iku_rules.register_model.register import TRIWULAN
from iku_rules.result import Result, Status
from schemas.wording import show_date
from workbooks.cells import CellMap, TableLocation, merge_cells, write_formula, write_value
from workbooks.consolidated.charts import CHART_ROWS, write_charts
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.history import last_known, point_reference
from workbooks.consolidated.lkjip import TrendSeries
from workbooks.consolidated.result_cells import (
    CAPAIAN,
    CATEGORY,
    LAST_YEAR,
    PREDIKAT,
    REALISASI,
    TARGET,
    legend,
    write_result,
)
from workbooks.heights import row_height
from workbooks.style import NUMBER_FORMAT, Style, prepare_print

NAME = "Ringkasan"
CHANGE, DIRECTION = "Perubahan dari bulan lalu", "Arah"
COLUMNS = {
    "Indikator": 34, "Satuan": 8, TARGET: 16,
    "Triwulan I": 10, "Triwulan II": 10, "Triwulan III": 10, "Triwulan IV": 10,
    REALISASI: 12, CAPAIAN: 10, CATEGORY: 14, PREDIKAT: 20, "Status": 22, CHANGE: 12, DIRECTION: 22, LAST_YEAR: 12,
}  # fmt: skip
WIDTHS = tuple(COLUMNS.values())
COLUMN_OF = {header: column for column, header in enumerate(COLUMNS)}
LAST_COLUMN = len(WIDTHS) - 1
RISE, FALL, UNCHANGED = "▲ naik", "▼ turun", "= tetap"


def write(
    workbook: Workbook,
    sheet: Worksheet,
    style: Style,
    cell_map: CellMap,
    book: BookContent,
    trend: Sequence[TrendSeries],
) -> None:
    """Write the page; its numbers refer to the official sheet and to the history on the Rincian sheets."""
    prepare_print(sheet, pages_tall=1)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"RINGKASAN IKU, POSISI S.D. {show_date(book.periode.last_day).upper()}", style("judul"))
    sheet.write_string(1, 0, book.kind, style("jenis"))
    sheet.freeze_panes(2, 0)
    first_row = 4  # of the table, under its header
    row = _write_table(sheet, style, cell_map, book, first_row)
    table = TableLocation(NAME, first_row, row - 1, COLUMN_OF)
    row = _write_sentences(sheet, style, [*_sentences(book), *legend(book)], row + 1)
    write_charts(workbook, sheet, style, cell_map, book, trend, table, row + 1, WIDTHS)
    sheet.print_area(0, 0, row + 1 + CHART_ROWS, LAST_COLUMN)


# the sentences


def _write_sentences(sheet: Worksheet, style: Style, sentences: Iterable[str], row: int) -> int:
    for text in sentences:
        merge_cells(sheet, row, 0, LAST_COLUMN, text, style("bungkus", "atas"))
        sheet.set_row(row, row_height({0: text}, {0: sum(WIDTHS)}))
        row += 1
    return row


def _sentences(book: BookContent) -> list[str]:
    """What is missing and who, what is provisional, what rests on examples."""
    without_value = [result.name for result in book.results if result.nilai is None]
    with_value = f"{len(book.results) - len(without_value)} dari {len(book.results)} indikator mempunyai nilai"
    sentences = [f"{with_value}; belum ada nilai: {', '.join(without_value)}." if without_value else f"{with_value}."]
    for status, opening in (
        ("BELUM MASUK", "Belum menyampaikan: "),
        ("DIKEMBALIKAN", "Dikembalikan untuk diperbaiki: "),
        ("MENUNGGU", "Masih disalin atau terbuka: "),
    ):
        sentences += _listed(opening, (book.bagian_name(line) for line in book.standing if line.status == status))
    came_late = (book.bagian_name(line) for line in book.standing if line.file_time and line.late)
    late = _listed("Menyampaikan setelah batas waktu: ", came_late)
    sentences += late or ["Tidak ada bagian yang menyampaikan setelah batas waktu."]
    provisional = (result for result in book.results if result.status is Status.SEMENTARA)
    sentences += _listed("Masih sementara: ", (f"{result.name}, {result.keadaan}" for result in provisional))
    waived = (f"{result.name} (oleh {waiver.oleh})" for result in book.results for waiver in book.waivers(result))
    sentences += _listed("Catatan verifikasi yang dikecualikan: ", waived)
    return sentences + _listed(
        "Memuat angka CONTOH: ",
        (result.name for result in book.results if result.is_example or result.target_is_example),
    )


def _listed(opening: str, items: Iterable[str]) -> list[str]:
    text = "; ".join(items)
    return [f"{opening}{text}."] if text else []


# the table


def _write_table(sheet: Worksheet, style: Style, cell_map: CellMap, book: BookContent, first_row: int) -> int:
    """A row an indicator from `first_row` on, the header above it; gives the row after the last."""
    for column, header in enumerate(COLUMNS):
        sheet.write_string(first_row - 1, column, header, style("kepala"))
    sheet.set_row(first_row - 1, row_height(dict(enumerate(COLUMNS)), WIDTHS))
    columns = {header: COLUMN_OF[header] for header in (TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT, LAST_YEAR)}
    for row, result in enumerate(book.results, start=first_row):
        texts = {"Indikator": result.name, "Satuan": result.satuan, "Status": result.keadaan}
        for header, text in texts.items():
            write_value(sheet, style, row, COLUMN_OF[header], text, "bersel", "bungkus", "atas")
        write_result(sheet, NAME, style, cell_map, book, result, row, columns)
        _write_triwulan(sheet, style, cell_map, book, result, row)
        direction = _write_change(sheet, style, cell_map, result, row)
        texts |= {CATEGORY: result.kategori_capaian or "", PREDIKAT: result.predikat or "", DIRECTION: direction}
        sheet.set_row(row, row_height({COLUMN_OF[header]: text for header, text in texts.items()}, WIDTHS))
    return first_row + len(book.results)


def _write_triwulan(
    sheet: Worksheet, style: Style, cell_map: CellMap, book: BookContent, result: Result, row: int
) -> None:
    """The last value known at the end of each triwulan that is over."""
    format_ = style("bersel", "atas", num_format=NUMBER_FORMAT, align="right", indent=1)
    for ordinal, roman in enumerate(ROMAN, start=1):
        column, month = COLUMN_OF[f"Triwulan {roman}"], ordinal * TRIWULAN
        point = last_known(result.months, month) if month <= book.periode.month else None
        reference = point_reference(cell_map, result, point, NAME)
        if point is None or reference is None:
            sheet.write_blank(row, column, None, format_)
        else:
            write_formula(sheet, row, column, reference, point.value, format_)


def _write_change(sheet: Worksheet, style: Style, cell_map: CellMap, result: Result, row: int) -> str:
    """How far the value moved from the month before, and the arrow with its word."""
    change = result.change
    number_column, word_column = COLUMN_OF[CHANGE], COLUMN_OF[DIRECTION]
    format_ = style("bersel", "atas", num_format=NUMBER_FORMAT, align="right", indent=1)
    if change is None:
        sheet.write_blank(row, number_column, None, format_)
        reason = _why_no_direction(result)
        write_value(sheet, style, row, word_column, reason, "bersel", "bungkus", "atas")
        return reason
    current, previous = (
        point_reference(cell_map, result, point, NAME) for point in (result.months[-1], result.months[-2])
    )
    direction = RISE if change > 0 else FALL if change < 0 else UNCHANGED
    difference = f"ROUND({current}-{previous},2)"
    write_formula(sheet, row, number_column, difference, change, format_)
    expression = f'IF({difference}>0,"{RISE}",IF({difference}<0,"{FALL}","{UNCHANGED}"))'
    write_formula(sheet, row, word_column, expression, direction, style("bersel", "bungkus", "atas"))
    return direction


def _why_no_direction(result: Result) -> str:
    """Why there is nothing to compare."""
    if result.nilai is None:
        return "belum ada nilai"
    if len(result.months) < 2 or result.months[-2].value is None:
        return "belum ada pembanding"
    return "metode berbeda"
