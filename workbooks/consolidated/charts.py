"""The charts of `Ringkasan`: achievements, the year's trend, IKM of each bagian; with words for who cannot see them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_rules.across_months import IKM
from iku_rules.kepuasan_masyarakat.setda import BAGIAN_COLUMN, BAGIAN_TABLE, IKM_COLUMN
from schemas.wording import show_number
from workbooks.cells import CellMap, TableLocation
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.history import last_known
from workbooks.consolidated.lkjip import TrendSeries
from workbooks.consolidated.result_cells import CAPAIAN
from workbooks.style import CHARACTER_PIXELS, COLOURS, FONT, NUMBER_FORMAT, PADDING_PIXELS, Style

CHART_ROWS, ROW_PIXELS = 22, 20  # rows kept free for the charts, their height
_MARKERS = ("circle", "square", "diamond", "triangle", "x", "star", "plus")
_DASHES = ("solid", "dash", "square_dot", "long_dash", "dash_dot", "round_dot", "long_dash_dot")
_FAR_SMALLER = 10  # times smaller: such a line would lie flat on the axis of the others


def write_charts(
    workbook: Workbook,
    sheet: Worksheet,
    style: Style,
    cell_map: CellMap,
    book: BookContent,
    trend: Sequence[TrendSeries],
    table: TableLocation,
    row: int,
    widths: Sequence[int],
) -> None:
    """The three charts side by side from `row` on, over all columns; a sentence where one has nothing to show.

    `table`: the sheet's own table, a row an indicator; `widths`: of the sheet's columns, in characters.
    """
    width = sum(map(_pixels, widths)) / 3
    charts = (
        ("capaian tiap IKU", *_capaian_chart(workbook, book, table)),
        ("perkembangan realisasi", *_trend_chart(workbook, book, trend)),
        ("IKM tiap bagian", *_ikm_chart(workbook, cell_map, book)),
    )
    for index in range(CHART_ROWS):
        sheet.set_row_pixels(row + index, ROW_PIXELS)
    for index, (title, chart, description) in enumerate(charts):
        if chart is None:
            text = f"Grafik {title} belum dapat dibuat: belum ada nilai."
            sheet.write_string(row + index, 0, text, style("pengantar"))
            continue
        column, offset = _column_at(index * width, widths)
        chart.set_size({"width": width - 12, "height": CHART_ROWS * ROW_PIXELS - 8})
        placement = {"x_offset": offset, "description": description, "object_position": 2}
        sheet.insert_chart(row, column, chart, placement)


def _pixels(width: int) -> int:
    return width * CHARACTER_PIXELS + PADDING_PIXELS


def _column_at(left: float, widths: Sequence[int]) -> tuple[int, float]:
    """(column, offset in it) of a distance in pixels from the left edge."""
    for column, pixels in enumerate(map(_pixels, widths)):
        if left < pixels:
            return column, left
        left -= pixels
    return len(widths) - 1, 0


def _capaian_chart(workbook: Workbook, book: BookContent, table: TableLocation) -> tuple[Chart | None, str]:
    """A chart, or None where there is nothing to show, and its words; so each of the three."""
    capaian = [(result.name, result.capaian) for result in book.results if result.capaian is not None]
    if not capaian:
        return None, ""
    title = "Capaian tiap IKU (%)" + (
        " — memuat target contoh" if any(result.target_is_example for result in book.results) else ""
    )
    chart = _bar_chart(workbook, title, CAPAIAN, "Indikator")
    chart.add_series(_bar_series(CAPAIAN, table.cell_range("Indikator"), table.cell_range(CAPAIAN)))
    return chart, f"Grafik batang, {title}: {_describe(capaian)}."


def _trend_chart(workbook: Workbook, book: BookContent, trend: Sequence[TrendSeries]) -> tuple[Chart | None, str]:
    """A line per indicator over the months; one that is much smaller than the others has the axis on the right."""
    if not trend:
        return None, ""
    greatest = max(series.greatest for series in trend)
    title = f"Perkembangan realisasi {book.periode.year}"
    chart = workbook.add_chart({"type": "line"})
    right_axis = False
    for index, series in enumerate(trend):
        small = series.greatest * _FAR_SMALLER < greatest
        right_axis = right_axis or small
        colour = COLOURS["judul"] if index % 2 == 0 else COLOURS["samar"]
        chart.add_series(
            {
                "name": series.name + (" (sumbu kanan)" if small else ""),
                "categories": series.months,
                "values": series.values,
                "y2_axis": small,
                "line": {"color": colour, "width": 1.5, "dash_type": _DASHES[index % len(_DASHES)]},
                "marker": {
                    "type": _MARKERS[index % len(_MARKERS)],
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
    last_values = [
        (result.name, point.value)
        for result in book.results
        if (point := last_known(result.months, book.periode.month))
    ]
    broken = " Garis terputus berarti metode berubah." if len(trend) > len({series.iku for series in trend}) else ""
    return chart, f"Grafik garis, {title}; nilai terakhir: {_describe(last_values)}.{broken}"


def _ikm_chart(workbook: Workbook, cell_map: CellMap, book: BookContent) -> tuple[Chart | None, str]:
    """A bar for each bagian, over the table of the indicator's Rincian sheet."""
    location = cell_map.tables.get((IKM, BAGIAN_TABLE))
    computation = book.by_code[IKM].computation
    if location is None or computation is None or computation.result is None:
        return None, ""
    bagian_column, ikm_column = location.columns[BAGIAN_COLUMN], location.columns[IKM_COLUMN]
    table = next(t for t in computation.detail_tables if t.title == BAGIAN_TABLE)
    values = [(str(row[bagian_column]), getattr(row[ikm_column], "value", None)) for row in table.rows]
    title = "IKM tiap bagian" + (" — memuat nilai contoh" if book.by_code[IKM].is_example else "")
    chart = _bar_chart(workbook, title, "IKM", "Bagian")
    chart.add_series(_bar_series("IKM", location.cell_range(BAGIAN_COLUMN), location.cell_range(IKM_COLUMN)))
    return chart, f"Grafik batang, {title}: {_describe(values)}."


def _bar_chart(workbook: Workbook, title: str, value_axis: str, name_axis: str) -> Chart:
    chart = workbook.add_chart({"type": "bar"})
    chart.set_title({"name": title, "name_font": _font(11)})
    # A bar chart counts from below: reversed, the first row of the table stands on top.
    chart.set_y_axis({"name": name_axis, "reverse": True, "name_font": _font(9), "num_font": _font(8)})
    chart.set_x_axis(_axis(value_axis) | {"min": 0, "label_position": "high"})
    chart.set_legend({"none": True})
    return chart


def _bar_series(name: str, categories: list[object], values: list[object]) -> dict[str, object]:
    return {
        "name": name,
        "categories": categories,
        "values": values,
        "fill": {"color": COLOURS["judul"]},
        "gap": 60,
        "data_labels": {"value": True, "num_format": NUMBER_FORMAT, "font": _font(8)},
    }


def _axis(name: str) -> dict[str, object]:
    return {
        "name": name,
        "num_format": "[$-421]#,##0",
        "name_font": _font(9),
        "num_font": _font(8),
        "major_gridlines": {"visible": True, "line": {"color": COLOURS["garis"]}},
    }


def _font(size: int) -> dict[str, object]:
    return {"name": FONT, "size": size, "bold": False, "color": COLOURS["tulisan"]}


def _describe(values: Iterable[tuple[str, Decimal | None]]) -> str:
    return "; ".join(f"{name} {'belum ada' if value is None else show_number(value, 2)}" for name, value in values)
