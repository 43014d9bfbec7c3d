"""The charts of `Ringkasan`: achievements, the year's trend, IKM of each bagian; with words for who cannot see them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from iku_rules.in_force import IKM
from iku_rules.kepuasan_masyarakat.setda import BAGIAN_COLUMN, BAGIAN_TABLE, IKM_COLUMN
from schemas.wording import show_number
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.history import last_known
from workbooks.consolidated.lkjip import TrendLine, trend_lines
from workbooks.consolidated.result_cells import CAPAIAN
from workbooks.consolidated.rincian import rincian_name
from workbooks.sheet import Area, Chart, Header, Row, line
from workbooks.style import CHARACTER_PIXELS, COLOURS, FONT, NUMBER_FORMAT, PADDING_PIXELS, POINTS_PER_PIXEL

CHART_ROWS, ROW_PIXELS = 22, 20  # rows kept free for the charts, their height
ROW_HEIGHT = ROW_PIXELS * POINTS_PER_PIXEL
_MARKERS = ("circle", "square", "diamond", "triangle", "x", "star", "plus")
_DASHES = ("solid", "dash", "square_dot", "long_dash", "dash_dot", "round_dot", "long_dash_dot")
_FAR_SMALLER = 10  # times smaller: such a line would lie flat on the axis of the others


class Charts(NamedTuple):
    """The charts, and the rows kept free for them, with a sentence where one has nothing to show."""

    charts: tuple[Chart, ...]
    rows: tuple[Row, ...]


class _Drawing(NamedTuple):
    """A chart without its place: kind, series, parts; in words for who cannot see it."""

    kind: str
    series: tuple[Mapping[str, object], ...]
    parts: Mapping[str, object]
    description: str


def lay_out_charts(book: BookContent, columns: tuple[Area, Area], row: int, widths: Sequence[int]) -> Charts:
    """The three charts side by side from `row` on, over all columns.

    `columns`: names and achievements of the indicators; `widths`: of the sheet's columns, in characters.
    """
    drawings = {
        "capaian tiap IKU": _capaian_chart(book, *columns),
        "perkembangan realisasi": _trend_chart(book),
        "IKM tiap bagian": _ikm_chart(book),
    }
    width = sum(map(_pixels, widths)) / len(drawings)
    charts, rows = [], [Row(height=ROW_HEIGHT)] * CHART_ROWS
    for index, (title, drawing) in enumerate(drawings.items()):
        if drawing is None:
            text = f"Grafik {title} belum dapat dibuat: belum ada nilai."
            rows[index] = line(text, "introduction", height=ROW_HEIGHT)
        else:
            charts.append(_placed(drawing, row, *_column_at(index * width, widths), width))
    return Charts(tuple(charts), tuple(rows))


def _placed(drawing: _Drawing, row: int, column: int, offset: float, width: float) -> Chart:
    size = {"width": width - 12, "height": CHART_ROWS * ROW_PIXELS - 8}
    placement = {"x_offset": offset, "description": drawing.description, "object_position": 2}
    return Chart(drawing.kind, drawing.series, drawing.parts, row, column, size, placement)


def _pixels(width: int) -> int:
    return width * CHARACTER_PIXELS + PADDING_PIXELS


def _column_at(left: float, widths: Sequence[int]) -> tuple[int, float]:
    """(column, offset in it) of a distance in pixels from the left edge."""
    for column, pixels in enumerate(map(_pixels, widths)):
        if left < pixels:
            return column, left
        left -= pixels
    return len(widths) - 1, 0


def _capaian_chart(book: BookContent, names: Area, values: Area) -> _Drawing | None:
    """A chart, or None where there is nothing to show; so each of the three."""
    capaian = [(result.name, result.capaian) for result in book.results if result.capaian is not None]
    if not capaian:
        return None
    title = "Capaian tiap IKU (%)" + (
        " — memuat target contoh" if any(result.target_is_example for result in book.results) else ""
    )
    return _bar_chart(title, CAPAIAN, ("Indikator", names), values, capaian)


def _trend_chart(book: BookContent) -> _Drawing | None:
    """A line per indicator over the months; one that is much smaller than the others has the axis on the right."""
    trend = trend_lines(book)
    if not trend:
        return None
    greatest = max(each.greatest for each in trend)
    small = [each.greatest * _FAR_SMALLER < greatest for each in trend]
    title = f"Perkembangan realisasi {book.periode.year}"
    parts: dict[str, object] = {
        "show_blanks_as": "gap",
        "set_title": {"name": title, "name_font": _font(11)},
        "set_x_axis": {"name": "Bulan", "name_font": _font(9), "num_font": _font(8)},
        "set_y_axis": _axis("Realisasi"),
        "set_legend": {"position": "bottom", "font": _font(8)},
    }
    if any(small):
        parts["set_y2_axis"] = _axis("Realisasi (sumbu kanan)")
    series = tuple(_line_series(index, each, small[index]) for index, each in enumerate(trend))
    return _Drawing("line", series, parts, _describe_trend(book, title, trend))


def _line_series(index: int, trend: TrendLine, is_small: bool) -> dict[str, object]:
    colour = COLOURS["title"] if index % 2 == 0 else COLOURS["faint"]
    return {
        "name": trend.name + (" (sumbu kanan)" if is_small else ""),
        "categories": trend.months,
        "values": trend.values,
        "y2_axis": is_small,
        "line": {"color": colour, "width": 1.5, "dash_type": _DASHES[index % len(_DASHES)]},
        "marker": {
            "type": _MARKERS[index % len(_MARKERS)],
            "size": 6,
            "border": {"color": colour},
            "fill": {"color": colour},
        },
    }


def _describe_trend(book: BookContent, title: str, trend: Sequence[TrendLine]) -> str:
    last_values = [
        (result.name, point.value)
        for result in book.results
        if (point := last_known(result.months, book.periode.month))
    ]
    broken = " Garis terputus berarti metode berubah." if len(trend) > len({each.iku for each in trend}) else ""
    return f"Grafik garis, {title}; nilai terakhir: {_describe(last_values)}.{broken}"


def _ikm_chart(book: BookContent) -> _Drawing | None:
    """A bar for each bagian, over the table of the indicator's Rincian sheet."""
    computation = book.by_code[IKM].computation
    tables = computation.detail_tables if computation and computation.result else ()
    table = next((table for table in tables if table.title == BAGIAN_TABLE), None)
    if table is None:
        return None
    bagian_column, ikm_column = (table.columns.index(header) for header in (BAGIAN_COLUMN, IKM_COLUMN))
    values = [(str(row[bagian_column]), getattr(row[ikm_column], "value", None)) for row in table.rows]
    title = "IKM tiap bagian" + (" — memuat nilai contoh" if book.by_code[IKM].is_example else "")
    bagian_area, ikm_area = (
        Area(Header(rincian_name(IKM), BAGIAN_TABLE, header), 1, len(table.rows))
        for header in (BAGIAN_COLUMN, IKM_COLUMN)
    )
    return _bar_chart(title, "IKM", ("Bagian", bagian_area), ikm_area, values)


def _bar_chart(
    title: str, what: str, names: tuple[str, Area], values: Area, described: Iterable[tuple[str, Decimal | None]]
) -> _Drawing:
    """Bars of `what`; `names`: the title of their axis, their cells."""
    name_axis, categories = names
    parts = {
        "set_title": {"name": title, "name_font": _font(11)},
        # A bar chart counts from below: reversed, the first row of the table stands on top.
        "set_y_axis": {"name": name_axis, "reverse": True, "name_font": _font(9), "num_font": _font(8)},
        "set_x_axis": _axis(what) | {"min": 0, "label_position": "high"},
        "set_legend": {"none": True},
    }
    series = {
        "name": what,
        "categories": categories,
        "values": values,
        "fill": {"color": COLOURS["title"]},
        "gap": 60,
        "data_labels": {"value": True, "num_format": NUMBER_FORMAT, "font": _font(8)},
    }
    return _Drawing("bar", (series,), parts, f"Grafik batang, {title}: {_describe(described)}.")


def _axis(name: str) -> dict[str, object]:
    return {
        "name": name,
        "num_format": "[$-421]#,##0",
        "name_font": _font(9),
        "num_font": _font(8),
        "major_gridlines": {"visible": True, "line": {"color": COLOURS["border"]}},
    }


def _font(size: int) -> dict[str, object]:
    return {"name": FONT, "size": size, "bold": False, "color": COLOURS["letters"]}


def _describe(values: Iterable[tuple[str, Decimal | None]]) -> str:
    return "; ".join(f"{name} {'belum ada' if value is None else show_number(value, 2)}" for name, value in values)
