"""Cells of the workbooks we write: where each node of a computation stands, and writing one value into a cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from iku_rules.result import Predikat, Words
from iku_rules.scale import Scale
from iku_rules.steps import Input, Node, Parameter, Rounded, Source, Step
from schemas.periode import Periode
from workbooks.formulas.lookup import ScaleRow, predikat_formula
from workbooks.formulas.write import TooLongError, formula_of, guarded_formula_of
from workbooks.style import NUMBER_FORMAT, Style

UNCONFIRMED_MARK = "†"

Content = Node | Words | Predikat
Location = tuple[str, int, int]  # sheet, row, column (0-based)


@dataclass(frozen=True)
class TableLocation:
    """Where the rows of a table stand: first and last row, and the column of each header."""

    sheet: str
    first: int
    last: int
    columns: Mapping[str, int]

    def cell_range(self, header: str) -> list[object]:
        """The cells under a header, as a chart takes them."""
        return [self.sheet, self.first, self.columns[header], self.last, self.columns[header]]


@dataclass
class CellMap:
    """Node (by identity) -> its cell; also what charts and other sheets refer to by name.

    `iku`: (indicator, what) -> the cell that shows it first; `history`: the node of an indicator's value at a period;
    `tables`: (indicator, title) of the tables of the Rincian sheets; `scales`: (id of a scale, sheet) -> its rows.
    """

    locations: dict[int, Location] = field(default_factory=dict)
    contents: list[Content] = field(default_factory=list)
    iku: dict[tuple[str, str], Location] = field(default_factory=dict)
    history: dict[tuple[str, Periode], Step | Input] = field(default_factory=dict)
    tables: dict[tuple[str, str], TableLocation] = field(default_factory=dict)
    scales: dict[tuple[int, str], tuple[ScaleRow, ...]] = field(default_factory=dict)

    def record(self, content: Content, sheet: str, row: int, column: int) -> None:
        """Remember the first cell of a node."""
        if id(content) not in self.locations:
            self.locations[id(content)] = (sheet, row, column)
            self.contents.append(content)  # keeps the node alive, and with it the meaning of its id

    def is_here(self, content: Content, sheet: str, row: int, column: int) -> bool:
        """Whether this very cell is the node's own; elsewhere the node is only referred to."""
        return self.locations.get(id(content), (sheet, row, column)) == (sheet, row, column)

    def reference(self, content: Content, seen_from: str) -> str | None:
        """The reference to a node's cell as seen from a sheet; None where it has no cell."""
        location = self.locations.get(id(content))
        return None if location is None else address_at(location, seen_from)

    def record_scale(self, scale: Scale, sheet: str, rows: tuple[ScaleRow, ...]) -> None:
        """Remember where a scale is printed."""
        self.scales[(id(scale), sheet)] = rows

    def scale_rows(self, scale: Scale | None, sheet: str) -> tuple[ScaleRow, ...]:
        """The rows of a scale: those on the sheet itself, else those of whichever sheet shows it."""
        if scale is None:
            return ()
        by_sheet = {name: rows for (key, name), rows in self.scales.items() if key == id(scale)}
        return by_sheet.get(sheet) or next(iter(by_sheet.values()), ())

    def sources(self) -> dict[Source, Location]:
        """The cell of this workbook that holds what was read from a submitted cell."""
        result: dict[Source, Location] = {}
        for content in self.contents:
            if isinstance(content, Input) and content.source is not None:
                result.setdefault(content.source, self.locations[id(content)])
        return result


def address_at(location: Location, seen_from: str) -> str:
    """A cell's reference as seen from a sheet: `B7` on it, `'Rincian ITKP'!B7` elsewhere."""
    sheet, row, column = location
    cell = xl_rowcol_to_cell(row, column)
    return cell if sheet == seen_from else f"'{sheet}'!{cell}"


def write_node(
    sheet: Worksheet, sheet_name: str, cell_map: CellMap, row: int, column: int, node: Step, format_: Format
) -> None:
    """A computed cell: the step's formula over the cells of its inputs, with the computed value stored.

    Where an input is unknown the formula looks for it, so that a blank cell never counts as 0. A step over thousands of
    scattered cells is too long for a formula: then the value alone.
    """
    if not cell_map.is_here(node, sheet_name, row, column):
        write_formula(sheet, row, column, str(cell_map.reference(node, sheet_name)), node.value, format_)
        return
    write = formula_of if node.value is not None else guarded_formula_of
    try:
        formula = write(node, lambda other: None if other is node else cell_map.reference(other, sheet_name))
    except TooLongError:
        sheet.write(row, column, None if node.value is None else float(node.value), format_)
        return
    write_formula(sheet, row, column, formula, node.value, format_)


def write_predikat(
    sheet: Worksheet, sheet_name: str, cell_map: CellMap, row: int, column: int, predikat: Predikat, format_: Format
) -> None:
    """The words of a value: a formula over the scale of the sheet, or the cell of the letter's own words."""
    if cell_map.is_here(predikat, sheet_name, row, column):
        formula = predikat_formula(
            predikat,
            lambda content: cell_map.reference(content, sheet_name),
            cell_map.scale_rows(predikat.scale, sheet_name),
        )
    else:
        formula = str(cell_map.reference(predikat, sheet_name))
    write_formula(sheet, row, column, formula, predikat.text, format_)


def write_formula(
    sheet: Worksheet, row: int, column: int, formula: str, value: Decimal | str | None, format_: Format
) -> None:
    """A formula (without "=") with what it gives; None is stored as an empty text."""
    stored = "" if value is None else float(value) if isinstance(value, Decimal) else value
    sheet.write_formula(row, column, f"={formula}", format_, stored)


def write_value(sheet: Worksheet, style: Style, row: int, column: int, content: object, *style_names: str) -> None:
    """A plain value: number, date or text, never a formula or link; None leaves the cell empty."""
    if isinstance(content, (Input, Parameter)) and content.value is not None:
        sheet.write_number(row, column, float(content.value), style(*style_names, num_format=input_format(content)))
    elif content is None or isinstance(content, (Input, Parameter)):
        sheet.write_blank(row, column, None, style(*style_names))
    elif isinstance(content, (Decimal, int)):
        sheet.write_number(row, column, float(content), style(*style_names, num_format=number_format(content)))
    elif isinstance(content, date):
        sheet.write_datetime(row, column, content, style(*style_names, "tanggal"))
    else:
        sheet.write_string(
            row, column, content.text if isinstance(content, Words) else str(content), style(*style_names)
        )


def merge_cells(
    sheet: Worksheet, row: int, column: int, last_column: int, text: str, format_: Format, *, last_row: int = 0
) -> None:
    """Text over the cells of a row (with `last_row`: down to that row); one cell alone cannot be merged."""
    if max(row, last_row) > row or last_column > column:
        sheet.merge_range(row, column, max(row, last_row), last_column, "", format_)
    sheet.write_string(row, column, text, format_)  # as text, whatever it looks like


def number_format(value: Decimal | int) -> str:
    """Whole numbers without decimals, others with two or as many as they have (at most 6), Indonesian everywhere."""
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "[$-421]#,##0" + ("." + "0" * min(6, max(2, decimals)) if decimals else "")


def input_format(content: Input | Parameter) -> str:
    """A collected value or a parameter, with the mark of one that no source confirms."""
    format_ = NUMBER_FORMAT if content.value is None else number_format(content.value)
    unconfirmed = isinstance(content, Parameter) and not content.confirmed
    return format_ + (f'" {UNCONFIRMED_MARK}"' if unconfirmed else "")


def step_format(step: Step) -> str:
    """No decimals where the step rounds to a whole number; else two, four where it has not been rounded yet."""
    value = step.value
    if isinstance(step.formula, Rounded) and step.formula.decimals == 0:
        return number_format(0)
    return NUMBER_FORMAT if value is None or value == round(value, 2) else NUMBER_FORMAT + "00"
