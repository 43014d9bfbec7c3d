"""Sheet `Ringkasan`: one page for a busy reader, with charts; what is missing and who is late in sentences."""

from collections.abc import Iterable
from functools import partial

from iku_rules.across_months import ROMAN
from iku_rules.register_model.register import TRIWULAN
from iku_rules.result import Result, Status
from schemas.wording import show_date
from workbooks.consolidated.charts import CHART_ROWS, lay_out_charts
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.history import last_known
from workbooks.consolidated.remarks import reading_notes
from workbooks.consolidated.result_cells import (
    CAPAIAN,
    CATEGORY,
    LAST_YEAR,
    PREDIKAT,
    REALISASI,
    TARGET,
    change_formula,
    legend,
    point_cell,
    result_cell,
)
from workbooks.sheet import (
    BLANK,
    AddressOf,
    Area,
    Block,
    Cell,
    Formula,
    Header,
    Page,
    Sheet,
    fitted,
    line,
    wide_line,
)
from workbooks.style import NUMBER_FORMAT, TEXT

NAME = "Ringkasan"
CHANGE, DIRECTION, NOTES = "Perubahan dari bulan lalu", "Arah", "Catatan"
COLUMNS = {
    "Indikator": 34, "Satuan": 8, TARGET: 16,
    "Triwulan I": 10, "Triwulan II": 10, "Triwulan III": 10, "Triwulan IV": 10,
    REALISASI: 12, CAPAIAN: 10, CATEGORY: 14, PREDIKAT: 20, "Status": 22, CHANGE: 12, DIRECTION: 22, LAST_YEAR: 12,
    NOTES: 60,
}  # fmt: skip
WIDTHS = tuple(COLUMNS.values())
NUMBER = ("bordered", "top", "number", "indented")
RISE, FALL, UNCHANGED = "▲ naik", "▼ turun", "= tetap"


def lay_out(book: BookContent) -> Sheet:
    """The page; its numbers refer to the official sheet and to the history on the Rincian sheets."""
    rows = [
        line(f"RINGKASAN IKU, POSISI S.D. {show_date(book.periode.last_day).upper()}", "title"),
        line(book.kind, "kind"),
        BLANK,
        fitted((Cell(header, ("header",), key=Header(NAME, "", header)) for header in COLUMNS), WIDTHS),
        *(fitted(_cells(book, result), WIDTHS) for result in book.results),
        BLANK,
        *(wide_line(sentence, WIDTHS) for sentence in (*_sentences(book), *legend(book))),
        BLANK,
    ]
    chart_row = len(rows)
    charts = lay_out_charts(book, _columns_for_chart(book), chart_row, WIDTHS)
    page = Page((2, 0), pages_tall=1, area=(0, 0, chart_row + CHART_ROWS, len(WIDTHS) - 1))
    return Sheet(NAME, WIDTHS, (Block((*rows, *charts.rows)),), page, charts.charts)


def _columns_for_chart(book: BookContent) -> tuple[Area, Area]:
    """Names and achievements, a row an indicator."""
    names, capaian = (Area(Header(NAME, "", header), 1, len(book.results)) for header in ("Indikator", CAPAIAN))
    return names, capaian


# the sentences


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


def _cells(book: BookContent, result: Result) -> list[Cell]:
    """The row of an indicator, a cell for each of `COLUMNS`."""
    result_columns = (TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT, LAST_YEAR)
    cells = {what: result_cell(what, result, book) for what in result_columns}
    cells |= {"Indikator": Cell(result.name, TEXT), "Satuan": Cell(result.satuan, TEXT)}
    cells |= {"Status": Cell(result.keadaan, TEXT), NOTES: Cell(reading_notes(result) or None, TEXT)}
    cells |= _triwulan(book, result) | _change(book, result)
    return [cells[header] for header in COLUMNS]


def _triwulan(book: BookContent, result: Result) -> dict[str, Cell]:
    """The last value known at the end of each triwulan that is over."""
    ends = {f"Triwulan {roman}": ordinal * TRIWULAN for ordinal, roman in enumerate(ROMAN, start=1)}
    return {
        header: point_cell(
            book, result, last_known(result.months, month) if month <= book.periode.month else None, NUMBER
        )
        for header, month in ends.items()
    }


def _change(book: BookContent, result: Result) -> dict[str, Cell]:
    """How far the value moved from the month before, and the arrow with its word."""
    if result.change is None:
        return {CHANGE: Cell(None, NUMBER), DIRECTION: Cell(_why_no_direction(result), TEXT)}
    change = change_formula(book, result, result.months[-1], result.months[-2])
    word = RISE if result.change > 0 else FALL if result.change < 0 else UNCHANGED
    direction = Formula(partial(_direction, change), word)
    return {CHANGE: Cell(change, NUMBER, NUMBER_FORMAT), DIRECTION: Cell(direction, TEXT)}


def _direction(change: Formula, address_of: AddressOf) -> str:
    difference = change.text(address_of)
    return f'IF({difference}>0,"{RISE}",IF({difference}<0,"{FALL}","{UNCHANGED}"))'


def _why_no_direction(result: Result) -> str:
    """Why there is nothing to compare."""
    if result.nilai is None:
        return "belum ada nilai"
    if len(result.months) < 2 or result.months[-2].value is None:
        return "belum ada pembanding"
    return result.months[-1].apart
