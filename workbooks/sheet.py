"""A sheet as a value: rows of cells, laid out before anything is written, and the one writer of such sheets.

A node of a computation has its cell once its sheet is laid out, so a formula may rest on any cell of any sheet.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_rules.result import Words
from iku_rules.steps import Input, Node, Parameter, Step
from workbooks.cells import number_look, write_value
from workbooks.formulas.write import TooLongError, formula_of, guarded_formula_of
from workbooks.heights import row_height
from workbooks.style import Style, prepare_print

Location = tuple[str, int, int]  # sheet, row, column (0-based)
AddressOf = Callable[[Hashable], str | None]

# A sheet as a value


@dataclass(frozen=True, eq=False)
class Formula:
    """What a cell computes: its text, without "=", once addresses are known (None: no formula), and what it gives."""

    text: Callable[[AddressOf], str | None]
    value: Decimal | str | None


@dataclass(frozen=True)
class Link:
    """A link as xlsxwriter takes its target, and the words to click on."""

    target: str
    text: str


Content = str | Decimal | int | date | None | Input | Parameter | Words | Step | Formula | Link


class Cell(NamedTuple):
    """A cell, or `across` columns and `down` rows merged into one.

    `look`: names of styles. `key`: what formulas of other cells call it by; a node is its own key.
    """

    content: Content = None
    look: tuple[str, ...] = ()
    number_format: str | None = None
    across: int = 1
    down: int = 1
    key: Hashable = None


class Header(NamedTuple):
    """The key of a column's header, from which a chart finds the cells below it."""

    sheet: str
    table: str
    column: str


class Row(NamedTuple):
    """Cells from left to right, None where one stays free; `height` in points, None for the usual one."""

    cells: tuple[Cell | None, ...] = ()
    height: float | None = None


BLANK = Row()


@dataclass(frozen=True)
class Block:
    """Rows one below the other; the first cell of the first row stands at `row`, `column`."""

    rows: tuple[Row, ...]
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Page:
    """How a sheet is shown and printed. `repeated`, `area`, `filtered`: first and last, inclusive, rows and columns."""

    frozen: tuple[int, int]
    repeated: tuple[int, int] | None = None
    pages_tall: int = 0
    area: tuple[int, int, int, int] | None = None
    filtered: tuple[int, int, int, int] | None = None
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Area:
    """Cells for a chart: `rows` by `columns` of them, the first one `down` rows below the cell of a key."""

    key: Hashable
    down: int = 0
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Chart:
    """A chart in words of xlsxwriter: options of its series (cells as `Area`), of its parts, and of its place."""

    kind: str
    series: tuple[Mapping[str, object], ...]
    parts: Mapping[str, object]
    row: int
    column: int
    size: Mapping[str, float]
    placement: Mapping[str, object]


@dataclass(frozen=True)
class Sheet:
    """All of a sheet: `widths` of its columns in characters, its blocks in the order in which they are written."""

    name: str
    widths: tuple[float, ...]
    blocks: tuple[Block, ...]
    page: Page
    charts: tuple[Chart, ...] = ()

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """(row, column, cell) of every cell."""
        for block in self.blocks:
            for row, (cells, _) in enumerate(block.rows, start=block.row):
                column = block.column
                for cell in cells:
                    if cell is not None:
                        yield row, column, cell
                    column += cell.across if cell else 1


def row_heights(blocks: Iterable[Block]) -> dict[int, float]:
    """Height in points of each row that has one: the greatest where blocks stand side by side."""
    heights: dict[int, float] = {}
    for block in blocks:
        for row, (_, height) in enumerate(block.rows, start=block.row):
            if height is not None:
                heights[row] = max(height, heights.get(row, 0))
    return heights


def line(content: Content, *look: str, across: int = 1, height: float | None = None) -> Row:
    """A row of one cell."""
    return Row((Cell(content, look, across=across),), height)


def wide_line(text: str, widths: Sequence[float], *look: str) -> Row:
    """A text over all columns, as high as it needs."""
    return fitted([Cell(text, look or ("wrapped", "top"), across=len(widths))], widths)


def row_of(contents: Iterable[Content], look: tuple[str, ...], widths: Sequence[float]) -> Row:
    """A row of cells that look alike, as high as its texts need."""
    return fitted([Cell(content, look) for content in contents], widths)


def fitted(cells: Iterable[Cell | None], widths: Sequence[float], *, least: float = 0, more: float = 0) -> Row:
    """A row as high as its texts need in columns of these widths; `least` points at least, and `more` beside that."""
    cells, texts, room, column = tuple(cells), dict[int, str](), dict[int, float](), 0
    for cell in cells:
        if cell is not None and cell.down == 1 and (text := _shown_text(cell.content)) is not None:
            texts[column], room[column] = text, sum(widths[column : column + cell.across])
        column += cell.across if cell else 1
    return Row(cells, max(least, row_height(texts, room)) + more)


def _shown_text(content: Content) -> str | None:
    shown = content.value if isinstance(content, Formula) else content
    return shown.text if isinstance(shown, Words) else shown if isinstance(shown, str) else None


def mention(key: Hashable, value: Decimal | str | None) -> Formula:
    """The value of another cell, by a reference to it."""
    return Formula(lambda address_of: address_of(key), value)


# Where everything stands


@dataclass(frozen=True)
class CellMap:
    """A node or key -> the first cell that shows it."""

    locations: Mapping[Hashable, Location]

    @classmethod
    def of(cls, sheets: Iterable[Sheet]) -> "CellMap":
        """The map of sheets laid out; a key that stands on several belongs to the first of them."""
        locations: dict[Hashable, Location] = {}
        for sheet in sheets:
            for row, column, cell in sheet.placed():
                if (key := _key(cell)) is not None:
                    locations.setdefault(key, (sheet.name, row, column))
        return cls(locations)

    def reference(self, key: Hashable, seen_from: str) -> str | None:
        """The reference to a cell as seen from a sheet; None where the key has no cell."""
        location = self.locations.get(key)
        return None if location is None else address_at(location, seen_from)

    def area(self, area: Area) -> list[object]:
        """Sheet, first row and column, last row and column, as a chart takes them."""
        sheet, row, column = self.locations[area.key]
        first = row + area.down
        return [sheet, first, column, first + area.rows - 1, column + area.columns - 1]


def _key(cell: Cell) -> Hashable:
    is_node = isinstance(cell.content, (Input, Parameter, Step, Words))
    return cell.content if cell.key is None and is_node else cell.key


def address_at(location: Location, seen_from: str) -> str:
    """A cell's reference as seen from a sheet: `B7` on it, `'Rincian ITKP'!B7` elsewhere."""
    sheet, row, column = location
    cell = xl_rowcol_to_cell(row, column)
    return cell if sheet == seen_from else f"'{sheet}'!{cell}"


# The writer


@dataclass(frozen=True)
class SheetWriter:
    """Writes sheets of one workbook; their formulas rest on the cells of `cell_map`."""

    workbook: Workbook
    style: Style
    cell_map: CellMap

    def write(self, worksheet: Worksheet, sheet: Sheet) -> None:
        """Fill a worksheet."""
        for column, width in enumerate(sheet.widths):
            worksheet.set_column(column, column, width)
        for row, height in row_heights(sheet.blocks).items():
            worksheet.set_row(row, height)
        for row, column, cell in sheet.placed():
            self._write_cell(worksheet, (sheet.name, row, column), cell)
        for chart in sheet.charts:
            self._insert_chart(worksheet, chart)
        _set_page(worksheet, sheet.page)

    def _write_cell(self, worksheet: Worksheet, here: Location, cell: Cell) -> None:
        _, row, column = here
        extra = {"num_format": cell.number_format} if cell.number_format else number_look(cell.content)
        format_ = self.style(*cell.look, **extra)
        if cell.across > 1 or cell.down > 1:
            worksheet.merge_range(row, column, row + cell.down - 1, column + cell.across - 1, "", format_)
        content = self._content_at(here, cell)
        if isinstance(content, Link):
            worksheet.write_url(row, column, _url(content), format_)
        elif isinstance(content, Formula):
            self._write_formula(worksheet, here, content, format_)
        else:
            write_value(worksheet, row, column, content, format_)

    def _content_at(self, here: Location, cell: Cell) -> Content:
        """What a cell holds; a value that stands elsewhere already is referred to, so that it is computed once."""
        content, key = cell.content, _key(cell)
        is_first = self.cell_map.locations.get(key, here) == here
        match content:
            case Decimal() if not is_first:
                return mention(key, content)
            case Input(value=Decimal()) | Parameter() | Step() | Formula() if not is_first:
                return mention(key, content.value)
            case Step():
                return Formula(partial(_step_text, content), content.value)
        return content

    def _write_formula(self, worksheet: Worksheet, here: Location, formula: Formula, format_: Format) -> None:
        """A formula with what it gives; None is stored as an empty text.

        A step over thousands of scattered cells is too long for a formula: then the value alone.
        """
        sheet, row, column = here
        try:
            text = formula.text(lambda key: self.cell_map.reference(key, sheet))
        except TooLongError:
            text = None
        if text is None:
            write_value(worksheet, row, column, formula.value, format_)
        else:
            value = "" if formula.value is None else formula.value
            worksheet.write_formula(row, column, f"={text}", format_, value if isinstance(value, str) else float(value))

    def _insert_chart(self, worksheet: Worksheet, chart: Chart) -> None:
        made = self.workbook.add_chart({"type": chart.kind})
        for series in chart.series:
            made.add_series({k: self.cell_map.area(v) if isinstance(v, Area) else v for k, v in series.items()})
        for part, options in chart.parts.items():
            getattr(made, part)(options)
        made.set_size(chart.size)
        worksheet.insert_chart(chart.row, chart.column, made, chart.placement)


def _step_text(step: Step, address_of: AddressOf) -> str:
    """The step over the cells of its inputs; where one is unknown it asks for it, so that a blank never counts as 0."""

    def address_inside(node: Node) -> str | None:
        return None if node is step else address_of(node)

    return (guarded_formula_of if step.value is None else formula_of)(step, address_inside)


def _url(link: Link) -> Url:
    """A link with the slashes of a URI: LibreOffice does not know the ones of Windows."""
    url = Url(link.target)
    url.text = link.text
    # Private to xlsxwriter: what it writes as the target. Were it renamed, this line would fail; were it no longer what
    # is written, the links would have the slashes of Windows again, and the test that follows them would say so.
    url._relationship_link = url._relationship_link.replace("\\", "/")
    return url


def _set_page(worksheet: Worksheet, page: Page) -> None:
    prepare_print(worksheet, page.repeated, page.pages_tall)
    worksheet.freeze_panes(*page.frozen)
    if page.area:
        worksheet.print_area(*page.area)
    if page.filtered:
        worksheet.autofilter(*page.filtered)
    if page.breaks:
        worksheet.set_h_pagebreaks(page.breaks)
