"""Sheet `Ringkasan`: one page for a busy reader, with charts; what is missing and who is late in sentences."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_rules.across_months import IKM, ROMAN
from iku_rules.kepuasan_masyarakat import setda as kepuasan_masyarakat
from iku_rules.over_months import Point
from iku_rules.register_model.register import TRIWULAN
from iku_rules.result import Result, Status
from schemas.wording import show_date, show_number
from workbooks.cells import CellMap, merge_cells, row_height, write_formula, write_value
from workbooks.consolidated.lkjip import TrendSeries, point_reference
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
from workbooks.style import CHARACTER_PIXELS, COLOURS, FONT, NUMBER_FORMAT, PADDING_PIXELS, Style, prepare_print
from workbooks.words import result_status

if TYPE_CHECKING:
    from workbooks.consolidated.workbook import BookContent

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

CHART_ROWS, CHART_ROW_HEIGHT = 22, 20  # rows kept free for the charts, pixels of a row
MARKERS = ("circle", "square", "diamond", "triangle", "x", "star", "plus")
DASHES = ("solid", "dash", "square_dot", "long_dash", "dash_dot", "round_dot", "long_dash_dot")
FAR_SMALLER = 10  # times smaller: such a line would lie flat on the axis of the others


def write(
    workbook: Workbook,
    sheet: Worksheet,
    style: Style,
    cell_map: CellMap,
    book: "BookContent",
    trend: Sequence[TrendSeries],
) -> None:
    """Write the page; its numbers refer to the official sheet and to the history on the Rincian sheets."""
    prepare_print(sheet, pages_tall=1)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"RINGKASAN IKU, POSISI S.D. {show_date(book.periode.last_day).upper()}", style("judul"))
    sheet.write_string(1, 0, book.kind, style("jenis"))
    sheet.freeze_panes(2, 0)
    first_row = 3
    row = _write_table(sheet, style, cell_map, book, first_row)
    row = _write_sentences(sheet, style, [*_sentences(book), *legend(book)], row + 1)
    _write_charts(workbook, sheet, style, cell_map, book, trend, row + 1, first_row + 1)
    sheet.print_area(0, 0, row + 1 + CHART_ROWS, LAST_COLUMN)


# the sentences


def _write_sentences(sheet: Worksheet, style: Style, sentences: Iterable[str], row: int) -> int:
    for text in sentences:
        merge_cells(sheet, row, 0, LAST_COLUMN, text, style("bungkus", "atas"))
        sheet.set_row(row, row_height({0: text}, {0: sum(WIDTHS)}))
        row += 1
    return row


def _sentences(book: "BookContent") -> list[str]:
    """What is missing and who, what is provisional, what rests on examples."""
    without_value = [h.name for h in book.results if h.nilai is None]
    with_value = f"{len(book.results) - len(without_value)} dari {len(book.results)} indikator mempunyai nilai"
    sentences = [f"{with_value}; belum ada nilai: {', '.join(without_value)}." if without_value else f"{with_value}."]
    for status, opening in (
        ("BELUM MASUK", "Belum menyampaikan: "),
        ("DIKEMBALIKAN", "Dikembalikan untuk diperbaiki: "),
        ("MENUNGGU", "Masih disalin atau terbuka: "),
    ):
        sentences += _listed(opening, (b.bagian for b in book.standing if b.status == status))
    late = _listed("Menyampaikan setelah batas waktu: ", (b.bagian for b in book.standing if b.late))
    sentences += late or ["Tidak ada bagian yang menyampaikan setelah batas waktu."]
    provisional = (h for h in book.results if h.status is Status.SEMENTARA)
    sentences += _listed("Masih sementara: ", (f"{h.name}, {result_status(h)}" for h in provisional))
    waived = (f"{h.name} (oleh {p.oleh})" for h in book.results for p in book.waivers(h))
    sentences += _listed("Catatan verifikasi yang dikecualikan: ", waived)
    return sentences + _listed(
        "Memuat angka CONTOH: ", (h.name for h in book.results if h.is_example or h.target_is_example)
    )


def _listed(opening: str, items: Iterable[str]) -> list[str]:
    text = "; ".join(items)
    return [f"{opening}{text}."] if text else []


# the table


def _write_table(sheet: Worksheet, style: Style, cell_map: CellMap, book: "BookContent", row: int) -> int:
    for column, text in enumerate(COLUMNS):
        sheet.write_string(row, column, text, style("kepala"))
    sheet.set_row(row, row_height(dict(enumerate(COLUMNS)), WIDTHS))
    columns = {header: COLUMN_OF[header] for header in (TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT, LAST_YEAR)}
    for result in book.results:
        row += 1
        text = {"Indikator": result.name, "Satuan": result.satuan, "Status": result_status(result)}
        for header, value in text.items():
            write_value(sheet, style, row, COLUMN_OF[header], value, "bersel", "bungkus", "atas")
        write_result(sheet, NAME, style, cell_map, book, result, row, columns)
        _write_triwulan(sheet, style, cell_map, book, result, row)
        direction = _write_change(sheet, style, cell_map, result, row)
        text |= {CATEGORY: result.kategori_capaian or "", PREDIKAT: result.predikat or "", DIRECTION: direction}
        sheet.set_row(row, row_height({COLUMN_OF[k]: value for k, value in text.items()}, WIDTHS))
    return row + 1


def _write_triwulan(
    sheet: Worksheet, style: Style, cell_map: CellMap, book: "BookContent", result: Result, row: int
) -> None:
    """The last value known at the end of each triwulan that is over."""
    format_ = style("bersel", "atas", num_format=NUMBER_FORMAT, align="right", indent=1)
    for ordinal, roman in enumerate(ROMAN, start=1):
        column, month = COLUMN_OF[f"Triwulan {roman}"], ordinal * TRIWULAN
        point = _last_known(result.months, month) if month <= book.periode.month else None
        reference = point_reference(cell_map, result, point, NAME)
        if point is None or reference is None:
            sheet.write_blank(row, column, None, format_)
        else:
            write_formula(sheet, row, column, reference, point.value, format_)


def _last_known(points: Sequence[Point], month: int) -> Point | None:
    return next((t for t in reversed(points) if t.periode.month <= month and t.value is not None), None)


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


# the charts


def _write_charts(
    workbook: Workbook,
    sheet: Worksheet,
    style: Style,
    cell_map: CellMap,
    book: "BookContent",
    trend: Sequence[TrendSeries],
    row: int,
    table_row: int,
) -> None:
    """The three charts side by side over the page's width; a sentence where one has nothing to show."""
    width = sum(item * CHARACTER_PIXELS + PADDING_PIXELS for item in WIDTHS) / 3
    charts = (
        ("capaian tiap IKU", *_capaian_chart(workbook, book, table_row)),
        ("perkembangan realisasi", *_trend_chart(workbook, book, trend)),
        ("IKM tiap bagian", *_ikm_chart(workbook, cell_map, book)),
    )
    for index in range(CHART_ROWS):
        sheet.set_row_pixels(row + index, CHART_ROW_HEIGHT)
    for index, (title, item, description) in enumerate(charts):
        column, offset = _pixel_position(index * width)
        if item is None:
            text = f"Grafik {title} belum dapat dibuat: belum ada nilai."
            sheet.write_string(row + index, 0, text, style("pengantar"))
            continue
        size = {"width": width - 12, "height": CHART_ROWS * CHART_ROW_HEIGHT - 8}
        item.set_size(size)
        placement = {"x_offset": offset, "description": description, "object_position": 2}
        sheet.insert_chart(row, column, item, placement)


def _pixel_position(left: float) -> tuple[int, float]:
    """(column, offset in it) of a distance from the left edge."""
    for column, width in enumerate(WIDTHS):
        pixels = width * CHARACTER_PIXELS + PADDING_PIXELS
        if left < pixels:
            return column, left
        left -= pixels
    return LAST_COLUMN, 0


def _capaian_chart(workbook: Workbook, book: "BookContent", first_row: int) -> tuple[Any, str]:
    capaian = [(h.name, h.capaian.value) for h in book.results if h.capaian and h.capaian.value is not None]
    if not capaian:
        return None, ""
    last_row = first_row + len(book.results) - 1
    title = "Capaian tiap IKU (%)" + (
        " — memuat target contoh" if any(h.target_is_example for h in book.results) else ""
    )
    column = COLUMN_OF[CAPAIAN]
    chart = _bar_chart(workbook, title, "Capaian (%)", "Indikator")
    chart.add_series(
        _bar_series(CAPAIAN, [NAME, first_row, 0, last_row, 0], [NAME, first_row, column, last_row, column])
    )
    return chart, f"Grafik batang, {title}: {_describe(capaian)}."


def _ikm_chart(workbook: Workbook, cell_map: CellMap, book: "BookContent") -> tuple[Any, str]:
    location = cell_map.tables.get((IKM, kepuasan_masyarakat.BAGIAN_TABLE))
    computation = book.by_code[IKM].computation
    if location is None or computation is None or computation.result is None:
        return None, ""
    bagian_column, ikm_column = (
        location.columns[k] for k in (kepuasan_masyarakat.BAGIAN_COLUMN, kepuasan_masyarakat.IKM_COLUMN)
    )
    table = next(t for t in computation.detail_tables if t.title == kepuasan_masyarakat.BAGIAN_TABLE)
    values = [(str(b[bagian_column]), getattr(b[ikm_column], "value", None)) for b in table.rows]
    title = "IKM tiap bagian" + (" — memuat nilai contoh" if book.by_code[IKM].is_example else "")
    chart = _bar_chart(workbook, title, "IKM", "Bagian")
    chart.add_series(
        _bar_series(
            "IKM",
            location.cell_range(kepuasan_masyarakat.BAGIAN_COLUMN),
            location.cell_range(kepuasan_masyarakat.IKM_COLUMN),
        )
    )
    return chart, f"Grafik batang, {title}: {_describe(values)}."


def _trend_chart(workbook: Workbook, book: "BookContent", trend: Sequence[TrendSeries]) -> tuple[Any, str]:
    """A line per indicator over the months; one that is much smaller than the others has the axis on the right."""
    if not trend:
        return None, ""
    greatest = max(series.greatest for series in trend)
    title = f"Perkembangan realisasi {book.periode.year}"
    chart = workbook.add_chart({"type": "line"})
    right_axis = False
    for index, series in enumerate(trend):
        small = series.greatest * FAR_SMALLER < greatest
        right_axis = right_axis or small
        colour = COLOURS["judul"] if index % 2 == 0 else COLOURS["samar"]
        chart.add_series(
            {
                "name": series.name + (" (sumbu kanan)" if small else ""),
                "categories": series.months,
                "values": series.values,
                "y2_axis": small,
                "line": {"color": colour, "width": 1.5, "dash_type": DASHES[index % len(DASHES)]},
                "marker": {
                    "type": MARKERS[index % len(MARKERS)],
                    "size": 6,
                    "border": {"color": colour},
                    "fill": {"color": colour},
                },
            }
        )
    chart.show_blanks_as("gap")
    chart.set_title({"name": title, "name_font": _font(11)})
    chart.set_x_axis({"name": "Bulan", "name_font": _font(9), "num_font": _font(8)})
    chart.set_y_axis(_axis("Realisasi"))
    if right_axis:
        chart.set_y2_axis(_axis("Realisasi (sumbu kanan)"))
    chart.set_legend({"position": "bottom", "font": _font(8)})
    last_values = [(h.name, t.value) for h in book.results if (t := _last_known(h.months, book.periode.month))]
    broken = " Garis terputus berarti metode berubah." if len(trend) > len({series.iku for series in trend}) else ""
    return chart, f"Grafik garis, {title}; nilai terakhir: {_describe(last_values)}.{broken}"


def _bar_chart(workbook: Workbook, title: str, value_axis: str, name_axis: str) -> Any:
    chart = workbook.add_chart({"type": "bar"})
    chart.set_title({"name": title, "name_font": _font(11)})
    # A bar chart counts from below: reversed, the first row of the table stands on top.
    chart.set_y_axis({"name": name_axis, "reverse": True, "name_font": _font(9), "num_font": _font(8)})
    chart.set_x_axis(_axis(value_axis) | {"min": 0, "label_position": "high"})
    chart.set_legend({"none": True})
    return chart


def _bar_series(name: str, categories: list[object], values: list[object]) -> dict[str, Any]:
    return {
        "name": name,
        "categories": categories,
        "values": values,
        "fill": {"color": COLOURS["judul"]},
        "gap": 60,
        "data_labels": {"value": True, "num_format": NUMBER_FORMAT, "font": _font(8)},
    }


def _axis(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "num_format": "[$-421]#,##0",
        "name_font": _font(9),
        "num_font": _font(8),
        "major_gridlines": {"visible": True, "line": {"color": COLOURS["garis"]}},
    }


def _font(size: int) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": False, "color": COLOURS["tulisan"]}


def _describe(values: Iterable[tuple[str, Decimal | None]]) -> str:
    return "; ".join(f"{name} {'belum ada' if value is None else show_number(value, 2)}" for name, value in values)
