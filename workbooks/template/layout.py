"""Where every cell of a template stands: the blocks of each sheet, and the counters on the hidden sheet `_iku`."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell

from schemas.carry_over import CarriedOver
from schemas.form import Block, BlockShape, Field, Sheet
from schemas.form_year import FormYear, KeyRow
from schemas.template_key import KEY_SHEET
from schemas.value import Kind

_FIRST_ROW = 5  # rows above the first block: title, bagian, introduction, links, blank
_VALUE_WIDTH = 34  # the column of the pairs' values holds names and numbers of letters
_LABEL_WIDTH = 23
_DATE_WIDTH = 19  # "30 September 2025"
_SCREEN_WIDTH = 155  # characters that a screen shows: the state stands left of this
_STATE_WIDTH, _WHOLE_STATE_WIDTH = 18, 34  # columns added for "Masih 12 sel", "Masih 12 sel yang harus diisi"
_RESERVE = 5  # a sheet that is one open table takes that many times the rows it offers
_EXTRA_ROWS = 20  # blank rows, at least, below the rows that were taken over


@dataclass(frozen=True)
class Table:
    """Place of a table, 0-based: header row, first and last data row, last row that formulas look at, columns."""

    header: int
    first: int
    last: int
    reach: int
    columns: Mapping[str, int]

    def cell_range(self, name: str, first: int | None = None, last: int | None = None) -> str:
        """Cells of one column, from row `first` to `last` (as far as formulas look without them)."""
        column = self.columns[name]
        return cell_range(self.first if first is None else first, column, self.reach if last is None else last)


@dataclass(frozen=True)
class Layout:
    """Where the cells of one sheet stand, 0-based. `pairs` gives the value cell of a (block, field)."""

    sheet: Sheet
    form_year: FormYear
    widths: Sequence[int]
    carried_over: CarriedOver | None = None
    titles: dict[str, int] = dataclasses.field(default_factory=dict)
    pairs: dict[tuple[str, str], tuple[int, int]] = dataclasses.field(default_factory=dict)
    tables: dict[str, Table] = dataclasses.field(default_factory=dict)

    @property
    def sheet_prefix(self) -> str:
        """The sheet's name as formulas of other sheets write it."""
        return f"{quote_sheetname(self.sheet.name)}!"

    @property
    def is_one_table(self) -> bool:
        """Whether the sheet is one open table, so that whole columns can carry its formats."""
        return len(self.sheet.blocks) == 1 and self.sheet.blocks[0].blank_rows > 0

    @property
    def edge_column(self) -> int:
        """The column at the top right, of the state and the preview: the last one a screen shows."""
        total, edge = 0, 3
        for column, width in enumerate(self.widths):
            total += width
            if total <= _SCREEN_WIDTH:
                edge = max(edge, column)
        return edge

    @property
    def all_widths(self) -> list[int]:
        """Widths of all columns up to the state."""
        edge_width = _WHOLE_STATE_WIDTH if self.sheet.iku is None else _STATE_WIDTH
        return [*self.widths, *[edge_width] * (self.edge_column + 1 - len(self.widths))]

    def cell(self, block_name: str, name: str) -> str:
        """The value cell of a pair."""
        return cell_name(*self.pairs[(block_name, name)])

    def find_cell(self, name: str, kind: Kind | None = None) -> str | None:
        """The value cell of a field whose block is not known."""
        for (block_name, field_name), place in self.pairs.items():
            field = next(block for block in self.sheet.blocks if block.name == block_name).fields[field_name]
            if field_name == name and kind in (None, field.kind):
                return cell_name(*place)
        return None

    def pair_field(self, name: str) -> Field:
        """The field of a pair of this sheet whose block is not known."""
        pairs = (block for block in self.sheet.blocks if block.shape is BlockShape.PAIRS)
        return next(block.fields[name] for block in pairs if name in block.fields)

    def key_rows(self, block: Block) -> tuple[KeyRow, ...]:
        """The prefilled rows of a table, in order; none for a table without keys."""
        return tuple(self.form_year.key_rows.get(block.name, ())) if block.key else ()

    def carried_rows(self, block: Block) -> Sequence[tuple[str | None, Mapping[str, object]]]:
        """What was taken over of a block, row by row."""
        return self.carried_over.entries(self.sheet.name, block.name) if self.carried_over else ()

    def open_ranges(self, block: Block, name: str) -> list[str]:
        """The entry cells of a table's field: without the rows in which it is prefilled."""
        table, key_rows = self.tables[block.name], self.key_rows(block)
        if not any(name in key_row.prefilled for key_row in key_rows):
            return [table.cell_range(name)]
        open_rows = [n for n, key_row in enumerate(key_rows) if name not in key_row.prefilled]
        return [table.cell_range(name, table.first + first, table.first + last) for first, last in runs(open_rows)]


def lay_out(sheet: Sheet, form_year: FormYear, carried_over: CarriedOver | None) -> Layout:
    """Blocks one below the other, each with its title, a blank row between them."""
    layout = Layout(sheet, form_year, _widths(sheet), carried_over)
    row = _FIRST_ROW
    for block in sheet.blocks:
        if block.title:
            layout.titles[block.name] = row
            row += 1
        if block.shape is BlockShape.PAIRS:
            for name in block.fields:
                layout.pairs[(block.name, name)] = (row, 1)
                row += 1
        else:
            layout.tables[block.name] = _lay_out_table(layout, block, row)
            row = layout.tables[block.name].last + 1
        row += 1
    return layout


def _lay_out_table(layout: Layout, block: Block, header: int) -> Table:
    carried = len(layout.carried_rows(block))
    open_rows = max(block.blank_rows, carried + _EXTRA_ROWS if carried else 0)
    last = header + (len(layout.key_rows(block)) or open_rows)
    # An open table's formulas look one row further, so that rows inserted after its last row are seen too.
    reach = last if block.key else last + 1
    if layout.is_one_table:
        reach = header + max(block.blank_rows * _RESERVE, open_rows)
    return Table(header, header + 1, last, reach, {name: column for column, name in enumerate(block.fields)})


def _widths(sheet: Sheet) -> list[int]:
    """Column widths: those of the table; the first two wide enough for the labels and values of pairs."""
    columns, pairs = (
        [field for block in sheet.blocks if block.shape is shape for field in block.fields.values()]
        for shape in (BlockShape.TABLE, BlockShape.PAIRS)
    )
    widths = [max(field.width, _DATE_WIDTH) if field.kind is Kind.DATE else field.width for field in columns]
    if pairs:
        widths += [0] * (2 - len(widths))
        widths[0] = max(widths[0], max(len(field.label) for field in pairs) + 2, _LABEL_WIDTH)
        widths[1] = max(widths[1], _VALUE_WIDTH)
    return widths


# Which cells, rows and sheets belong together


def entry_fields(block: Block) -> Iterator[tuple[str, Field]]:
    """The fields a person fills."""
    return ((name, field) for name, field in block.fields.items() if not field.prefilled)


def by_group(key_rows: Sequence[KeyRow]) -> dict[str | None, list[int]]:
    """The choice that key rows count for (None: for any) -> their numbers in the table."""
    result: dict[str | None, list[int]] = {}
    for number, key_row in enumerate(key_rows):
        result.setdefault(key_row.group, []).append(number)
    return result


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers, as (first, last)."""
    first = None
    for current, following in zip_longest(numbers, numbers[1:]):
        first = current if first is None else first
        if following != current + 1:
            yield first, current
            first = None


def other_entry_sheets(layout: Layout, layouts: Sequence[Layout]) -> list[Layout]:
    """The sheets that hold rows for this one: open tables of the same indicator (SKM Responden for SKM)."""
    if layout.is_one_table or layout.sheet.iku is None:
        return []
    return [other for other in layouts if other.is_one_table and other.sheet.iku == layout.sheet.iku]


# Addresses


def cell_name(row: int, column: int, *, absolute: bool = False) -> str:
    """A1 address of a 0-based row and column."""
    return str(xl_rowcol_to_cell(row, column, absolute, absolute))


def cell_range(row: int, column: int, last: int) -> str:
    """Cells of one column, down to row `last`."""
    return str(xl_range(row, column, last, column))


# The hidden sheet: keys in A and B, counters from D on, the period's days in J, long dropdown lists from L on

TOTAL_ROW = 0
NAME_COLUMN, FILLED_COLUMN, PRESENT_COLUMN, MISSING_COLUMN = 3, 4, 5, 6  # D to G
TIME_COLUMN = 9  # J: first day of the year and last day of the visible period
LIST_COLUMN = 11  # L on: dropdown lists too long for a cell's rule
YEAR_START_CELL = f"{KEY_SHEET}!{cell_name(0, TIME_COLUMN)}"
PERIODE_END_CELL = f"{KEY_SHEET}!{cell_name(1, TIME_COLUMN)}"


def counter_cell(row: int, column: int, last: int | None = None) -> str:
    """A counter cell (or, with `last`, a range of them) as formulas of other sheets write it."""
    if last is not None and last != row:
        return f"{KEY_SHEET}!{cell_range(row, column, last)}"
    return f"{KEY_SHEET}!{cell_name(row, column)}"
