"""The monthly template of a bagian, generated from the sheets of `schemas` and the year's `FormYear` alone.

Three steps, each once per template: place every cell (`_Layout`), write the sheets, write the counters. The hidden
sheet `_iku` holds the keys in A and B, from D on the counters every sheet's state is read from, and long dropdown
lists.
"""

import dataclasses
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from iku_rules.context import RuleContext
from iku_rules.rules import RULES
from iku_rules.steps import Input, Step
from schemas.carry_over import CarriedOver
from schemas.form import Block, BlockShape, Field, Sheet, limit_of
from schemas.form_year import FormYear, KeyRow
from schemas.forms import sheets_for
from schemas.forms.identity import NO
from schemas.forms.kebijakan_perekonomian import ISSUED, WITHOUT_NUMBER, YES
from schemas.forms.kepuasan_masyarakat import RECAP, RESPONDENTS
from schemas.forms.official_result import NOT_YET_RELEASED
from schemas.parse import compare_key, number_from_text
from schemas.periode import Periode
from schemas.template_key import INSTANSI, KEY_SHEET, TEMPLATE, VERSION
from schemas.value import Kind
from schemas.wording import show_number
from workbooks.cells import row_height
from workbooks.formulas.evaluate import ComputedBook, Formula
from workbooks.formulas.write import formula_of, guarded_formula_of, join_ranges
from workbooks.style import Style, field_format, prepare_print

GUIDE_SHEET = "Petunjuk"
READY, COMPLETE, UNTOUCHED = "SIAP DIKIRIM", "Lengkap", "Kosong"
STATE_LABEL = "Keadaan lembar ini"
WHOLE_LABEL = "Seluruh templat"
PREVIEW_LABEL = "Pratinjau nilai (dihitung dari isian)"

# Conditional entries, as their checks in `schemas` have them (G401 of a whole row): filled when that field is so, or
# (None) when the form's other sheet is empty.
CONDITIONALLY_REQUIRED: dict[tuple[str, str], tuple[str, str, str] | None] = {
    ("kebijakan_perekonomian", "nomor"): ("status", "=", ISSUED),
    ("kebijakan_perekonomian", "tanggal"): ("status", "=", ISSUED),
    ("skm_survei", "jumlah_responden"): ("cara", "=", RECAP),
    ("sinergitas_penilaian", "berita_acara"): ("status", "<>", NOT_YET_RELEASED),
    ("kesalehan_survei", "jumlah_responden"): None,
}

_FIRST_ROW = 5  # rows above the first block: title, bagian, introduction, links, blank
_JUMP_ROW = 3
_VALUE_WIDTH = 34  # the column of the pairs' values holds names and numbers of letters
_LABEL_WIDTH = 23
_DATE_WIDTH = 19  # "30 September 2025"
_SCREEN_WIDTH = 155  # characters that a screen shows: the state stands left of this
_STATE_WIDTH, _WHOLE_STATE_WIDTH = 18, 34  # columns added for "Masih 12 sel", "Masih 12 sel yang harus diisi"
_USUAL_WIDTH = 9  # of a column nobody set
_ROW_HEIGHT = 18
_HINT_WIDTH = 84  # room for the longest hint beside a pair
_LONG_TEXT_HEIGHT = 48  # three lines, for the texts of the yearly report
_RESERVE = 5  # a sheet that is one open table takes that many times the rows it offers
_EXTRA_ROWS = 20  # blank rows, at least, below the rows that were taken over
_PROPERTIES_NAME = "docProps/core.xml"
_XLSX_MESSAGE, _XLSX_TITLE, _XLSX_LIST = 255, 32, 255  # Excel's limits; xlsxwriter drops what is longer


@dataclass(frozen=True)
class PreviewSource:
    """What the live preview is computed from; it comes from the rules, so that no formula is written twice.

    `langkah(iku, baris, pilihan)` gives the step to show for a table with key rows: `baris` holds key -> field ->
    input, `pilihan` the method chosen (KEMENAG5, Rekap). None: no preview. `angka(iku, nama)` gives a parameter of
    the year's model by its name in the register, for tables that are counted (kebijakan, units).
    """

    step: Callable[[str, Mapping[str, Mapping[str, Input]], str | None], Step | None]
    parameter: Callable[[str, str], Decimal | bool]

    @classmethod
    def from_rules(cls, context: RuleContext) -> "PreviewSource":
        """That of the rules, for the year of the period."""
        return cls(
            step=lambda iku, rows, choice: RULES[iku].preview(rows, context, choice),
            parameter=lambda iku, name: (
                getattr(getattr(context.register, iku).in_year(context.periode.year), name).nilai
            ),
        )


def _cell(row: int, column: int, *, absolute: bool = False) -> str:
    return str(xl_rowcol_to_cell(row, column, absolute, absolute))


def _cell_range(row: int, column: int, last: int) -> str:
    """Cells of one column."""
    return str(xl_range(row, column, last, column))


# Where everything stands


@dataclass(frozen=True)
class _Table:
    """Place of a table, 0-based: header row, first and last data row, last row that formulas look at, columns."""

    header: int
    first: int
    last: int
    reach: int
    columns: Mapping[str, int]

    def cell_range(self, name: str, first: int | None = None, last: int | None = None) -> str:
        """Cells of one column, from row `first` to `akhir` (the whole table without them)."""
        column = self.columns[name]
        return _cell_range(self.first if first is None else first, column, self.reach if last is None else last)


@dataclass(frozen=True)
class _Layout:
    """Where the cells of one sheet stand, 0-based. `pasangan` gives the value cell of a (block, field)."""

    sheet: Sheet
    form_year: FormYear
    widths: Sequence[int]
    carried_over: CarriedOver | None = None
    titles: dict[str, int] = dataclasses.field(default_factory=dict)
    pairs: dict[tuple[str, str], tuple[int, int]] = dataclasses.field(default_factory=dict)
    tables: dict[str, _Table] = dataclasses.field(default_factory=dict)

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
        edge = _WHOLE_STATE_WIDTH if self.sheet.iku is None else _STATE_WIDTH
        return [*self.widths, *[edge] * (self.edge_column + 1 - len(self.widths))]

    def cell(self, block_name: str, name: str) -> str:
        return _cell(*self.pairs[(block_name, name)])

    def find_cell(self, name: str, kind: Kind | None = None) -> str | None:
        """The value cell of a field whose block is not known."""
        for (block_name, field_name), place in self.pairs.items():
            field = next(b for b in self.sheet.blocks if b.name == block_name).fields[field_name]
            if field_name == name and kind in (None, field.kind):
                return _cell(*place)
        return None

    def key_rows(self, block: Block) -> tuple[KeyRow, ...]:
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
        runs = _runs(open_rows) if open_rows else ()
        return [table.cell_range(name, table.first + first, table.first + last) for first, last in runs]


def _lay_out(sheet: Sheet, form_year: FormYear, carried_over: CarriedOver | None) -> _Layout:
    """Blocks one below the other, each with its title, a blank row between them."""
    layout = _Layout(sheet, form_year, _widths(sheet), carried_over)
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


def _lay_out_table(layout: _Layout, block: Block, header: int) -> _Table:
    carried = len(layout.carried_rows(block))
    open_rows = max(block.blank_rows, carried + _EXTRA_ROWS if carried else 0)
    last = header + (len(layout.key_rows(block)) or open_rows)
    # An open table's formulas look one row further, so that rows inserted after its last row are seen too.
    reach = last if block.key else last + 1
    if layout.is_one_table:
        reach = header + max(block.blank_rows * _RESERVE, open_rows)
    return _Table(header, header + 1, last, reach, {name: column for column, name in enumerate(block.fields)})


def _widths(sheet: Sheet) -> list[int]:
    """Column widths: those of the table; the first two wide enough for the labels and values of pairs."""
    columns = [i for b in sheet.blocks if b.shape is BlockShape.TABLE for i in b.fields.values()]
    widths = [max(i.width, _DATE_WIDTH) if i.kind is Kind.DATE else i.width for i in columns]
    labels = [len(i.label) for b in sheet.blocks if b.shape is BlockShape.PAIRS for i in b.fields.values()]
    if labels:
        widths += [0] * (2 - len(widths))
        widths[0] = max(widths[0], max(labels) + 2, _LABEL_WIDTH)
        widths[1] = max(widths[1], _VALUE_WIDTH)
    return widths


def _cell_contents(layout: _Layout, identity: Mapping[str, object]) -> dict[tuple[int, int], object]:
    """What stands in the cells of a sheet's blocks: key rows, the identity, what was taken over; blanks left out."""
    contents: dict[tuple[int, int], object] = {}
    for block in layout.sheet.blocks:
        if block.shape is BlockShape.PAIRS:
            pairs = dict(next((row for _, row in layout.carried_rows(block)), {}))
            pairs |= identity if layout.sheet.iku is None else {}
            contents |= {layout.pairs[(block.name, name)]: content for name, content in pairs.items()}
        else:
            for row, row_contents in enumerate(_table_contents(layout, block), layout.tables[block.name].first):
                contents |= {
                    (row, layout.tables[block.name].columns[name]): content for name, content in row_contents.items()
                }
    return contents


def _table_contents(layout: _Layout, block: Block) -> Iterator[Mapping[str, object]]:
    """Row by row: field -> what stands there."""
    table, carried = layout.tables[block.name], layout.carried_rows(block)
    if block.key:
        by_key = dict(carried)
        for key_row in layout.key_rows(block):
            yield {**by_key.get(key_row.key, {}), block.key: key_row.key, **key_row.prefilled}
        return
    prefilled = [name for name, field in block.fields.items() if field.prefilled]
    for index in range(table.last - table.header):
        yield {**(carried[index][1] if index < len(carried) else {}), **dict.fromkeys(prefilled, index + 1)}


def _block_title(sheet: Sheet, block: Block) -> str:
    """The block's title; where it reads like a header label of the sheet, with a word before it to keep them apart."""
    labels = {compare_key(i.label) for b in sheet.blocks for i in b.fields.values()}
    return f"DAFTAR {block.title}" if compare_key(block.title) in labels else block.title


# The counters: what is still to be filled


def _entry_fields(block: Block) -> Iterator[tuple[str, Field]]:
    """The fields a person fills."""
    return ((name, i) for name, i in block.fields.items() if not i.prefilled)


class _Counters:
    """The counter formulas of one group of blocks of a sheet; references carry the sheet's name."""

    def __init__(self, layout: _Layout, group: str, layouts: Sequence[_Layout]) -> None:
        self.layout = layout
        self.blocks = [b for b in layout.sheet.blocks if b.group == group]
        self.other_tables = [
            (other, b) for other in _other_entry_sheets(layout, layouts) for b in other.sheet.blocks if b.group == group
        ]

    def filled(self) -> str:
        """How many entry cells hold something; the status aside, and what may be known before there is a result."""
        references = [*self._entry_cells(), *self._other_sheet_entries()]
        return f"COUNTA({','.join(references)})"

    def status(self) -> str | None:
        """The cell that says whether there is anything yet."""
        block = next((b for b in self.blocks if b.status), None)
        return self._cell(block, block.status) if block and block.status else None

    def done(self) -> str:
        """1 when the status says yes."""
        block = next((b for b in self.blocks if b.status), None)
        return f'COUNTIF({self.status()},"{block.status_present}")' if block else "0"

    def has_status(self) -> str:
        """1 when the status says anything."""
        return f"COUNTA({self.status()})" if self.status() else "0"

    def missing(self, filled: str) -> str:
        """How many entry cells a touched group still lacks; `filled` is the cell with the count of filled ones."""
        parts = [b for block in self.blocks for b in self._missing_in_block(block)]
        if status := self._contradicting_status(filled):
            parts.append(status)
        return "+".join(parts) or "0"

    def _missing_in_block(self, block: Block) -> Iterator[str]:
        if block.shape is BlockShape.PAIRS:
            yield from self._missing_in_pairs(block)
        elif block.key:
            yield from self._missing_in_key_rows(block)
        else:
            yield from self._missing_in_free_rows(block)

    def _missing_in_pairs(self, block: Block) -> Iterator[str]:
        required = [self._cell(block, name) for name, i in _entry_fields(block) if i.required]
        if required:
            yield f"{len(required)}-COUNTA({','.join(join_ranges(required))})"
        for (block_name, name), condition in CONDITIONALLY_REQUIRED.items():
            if block_name == block.name:
                test = (
                    f'{self._cell(block, condition[0])}{condition[1]}"{condition[2]}"'
                    if condition
                    else self._other_sheet_is_blank()
                )
                yield f"IF({test},1-COUNTA({self._cell(block, name)}),0)"
        method = next((name for name, i in block.fields.items() if RESPONDENTS in i.choices), None)
        if method and (others := self._other_sheet_entries()):
            yield f'IF(AND({self._cell(block, method)}="{RESPONDENTS}",COUNTA({",".join(others)})=0),1,0)'

    def _missing_in_key_rows(self, block: Block) -> Iterator[str]:
        """Each key row's mandatory cells; those of a choice only when it is chosen."""
        if block.row_by_row:
            yield from self._missing_per_row(block)
            return
        table, required = self.layout.tables[block.name], [name for name, i in _entry_fields(block) if i.required]
        if not required:
            return
        for group, indexes in _by_group(self.layout.key_rows(block)).items():
            ranges = [
                self.layout.sheet_prefix + table.cell_range(name, table.first + first, table.first + last)
                for name in required
                for first, last in _runs(indexes)
            ]
            missing = f"{len(indexes) * len(required)}-COUNTA({','.join(ranges)})"
            if block.may_be_unknown and (official := self.layout.find_cell("nilai", Kind.NUMBER)):
                blank = "+".join(f"ISBLANK({cells})" for cells in ranges)
                partial = f"SUMPRODUCT((({blank})<{len(required)})*({blank}))"
                missing = f"IF(COUNTA({self.layout.sheet_prefix}{official})>0,{partial},{missing})"
            if block.stand_in and self.other_tables:
                replaced = f"AND(COUNTA({','.join(ranges)})=0,NOT({self._other_sheet_is_blank()}))"
                missing = f"IF({replaced},0,{missing})"
            selector = self.layout.find_cell(block.selector) if block.selector and group else None
            yield f'IF({self.layout.sheet_prefix}{selector}="{group}",{missing},0)' if selector else missing

    def _missing_per_row(self, block: Block) -> Iterator[str]:
        """Blank mandatory cells in key rows that were begun; a row of one entry cell cannot lack any."""
        key_rows, table = self.layout.key_rows(block), self.layout.tables[block.name]
        required = [name for name, i in _entry_fields(block) if i.required]
        whole_rows = [n for n, cells in enumerate(key_rows) if not cells.prefilled.keys() & set(required)]
        for first, last in _runs(whole_rows) if whole_rows else ():
            ranges = [table.cell_range(name, table.first + first, table.first + last) for name in required]
            blank = [f"ISBLANK({self.layout.sheet_prefix}{cells})" for cells in ranges]
            touched = "+".join(f"(1-{k})" for k in blank)
            yield f"SUMPRODUCT((({touched})>0)*({'+'.join(blank)}))"

    def _missing_in_free_rows(self, block: Block) -> Iterator[str]:
        """Blank mandatory cells in rows that hold anything. ISBLANK, since an error in a cell must not spread."""
        table = self.layout.tables[block.name]
        blank = {
            name: f"ISBLANK({self.layout.sheet_prefix}{table.cell_range(name)})" for name, _ in _entry_fields(block)
        }
        touched = "+".join(f"(1-{k})" for k in blank.values())
        if required := "+".join(blank[name] for name, i in _entry_fields(block) if i.required):
            yield f"SUMPRODUCT((({touched})>0)*({required}))"
        for whole, parts in _by_whole(block).items():
            count = "+".join(f"(1-{blank[name]})" for name in parts)
            missing = f"(({count})>0)*({len(parts)}-({count}))+(({count})=0)*{blank[whole]}"
            yield f"SUMPRODUCT((({touched})>0)*({missing}))"
        for (block_name, name), condition in CONDITIONALLY_REQUIRED.items():
            if block_name == block.name and condition:
                ends = (
                    self.layout.sheet_prefix + table.cell_range(condition[0]),
                    self.layout.sheet_prefix + table.cell_range(name),
                )
                yield f'COUNTIFS({ends[0]},"{condition[1].strip("=")}{condition[2]}",{ends[1]},"")'

    def _contradicting_status(self, filled: str) -> str | None:
        """1 when the status says "not yet" while values stand there, where the form forbids that (G409)."""
        for block in self.blocks:
            if block.status and f"G409:{block.status}" in _check_names(block):
                not_yet = next(p for p in block.fields[block.status].choices if p != block.status_present)
                return f'IF(AND({self.status()}="{not_yet}",{filled}>0),1,0)'
        return None

    def _cell(self, block: Block, name: str) -> str:
        return self.layout.sheet_prefix + self.layout.cell(block.name, name)

    def _entry_cells(self) -> list[str]:
        result = []
        for block in self.blocks:
            entered = [name for name, i in _entry_fields(block) if name != block.status and not i.may_precede]
            if block.shape is BlockShape.PAIRS:
                result += join_ranges([self._cell(block, name) for name in entered])
            else:
                result += [
                    self.layout.sheet_prefix + r for name in entered for r in self.layout.open_ranges(block, name)
                ]
        return result

    def _other_sheet_is_blank(self) -> str:
        others = self._other_sheet_entries()
        return f"COUNTA({','.join(others)})=0" if others else "TRUE"

    def _other_sheet_entries(self) -> list[str]:
        """Entries on the form's other sheet: they touch this one too."""
        return [
            layout.sheet_prefix + layout.tables[block.name].cell_range(name)
            for layout, block in self.other_tables
            for name, _ in _entry_fields(block)
        ]


def _other_entry_sheets(layout: _Layout, layouts: Sequence[_Layout]) -> list[_Layout]:
    """The sheets that hold rows for this one: open tables of the same indicator (SKM Responden for SKM)."""
    if layout.is_one_table or layout.sheet.iku is None:
        return []
    return [other for other in layouts if other.is_one_table and other.sheet.iku == layout.sheet.iku]


def _by_whole(block: Block) -> dict[str, list[str]]:
    """Field -> the fields that are its parts and may be filled in its stead."""
    result: dict[str, list[str]] = {}
    for name, field in block.fields.items():
        if field.part_of:
            result.setdefault(field.part_of, []).append(name)
    return result


def _by_group(rows: Sequence[KeyRow]) -> dict[str | None, list[int]]:
    result: dict[str | None, list[int]] = {}
    for number, row in enumerate(rows):
        result.setdefault(row.group, []).append(number)
    return result


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers, as (first, last)."""
    first = numbers[0]
    for current, following in zip(numbers, [*numbers[1:], None], strict=True):
        if following != current + 1:
            yield first, current
            if following is not None:
                first = following


def _check_names(block: Block) -> set[str]:
    return {str(p.name) for p in block.model.to_schema().checks}


# The preview


@dataclass(frozen=True)
class _NumberCell:
    """Where the number of a key row stands, and the test that it is not assessed."""

    cell: str
    not_assessed: str


class _Preview:
    """The formula of a sheet's preview, for a cell of that sheet; None when the sheet has none."""

    def __init__(
        self,
        layout: _Layout,
        layouts: Sequence[_Layout],
        preview_source: PreviewSource,
        filled_cell: str,
        missing_cell: str,
    ) -> None:
        self.layout, self.preview_source = layout, preview_source
        self.iku = layout.sheet.iku or ""
        self.others = _other_entry_sheets(layout, layouts)
        self.complete = f"AND({filled_cell}>0,{missing_cell}=0)"

    def formula(self) -> str | None:
        table = next((b for b in self.layout.sheet.blocks if b.shape is BlockShape.TABLE), None)
        if table is None or self.layout.is_one_table:
            return None
        formula = self._key_table(table) if table.key else self._free_table(table)
        if formula is None:
            return None
        # Where the letter is there, it counts, not the sum of its parts.
        official = self.layout.find_cell("nilai", Kind.NUMBER)
        formula = f"IF(ISNUMBER({official}),{official},{formula})" if official else formula
        return f'IFERROR({formula},"")'

    def _key_table(self, block: Block) -> str | None:
        rows = self.layout.key_rows(block)
        selector = self.layout.find_cell(block.selector) if block.selector else None
        if selector is None:
            return self._step(block, rows, None, self._row_cell)
        choices = {str(k): [rows[n] for n in indexes] for k, indexes in _by_group(rows).items() if k}
        branches = [(k, self._step(block, branch, k, self._row_cell)) for k, branch in choices.items()]
        if self.others and RECAP in choices:
            branches.append((RESPONDENTS, self._step(block, choices[RECAP], RECAP, self._other_sheet_mean)))
        result = '""'
        for word, branch in reversed(branches):
            result = f'IF({selector}="{word}",{branch},{result})' if branch else result
        return result if result != '""' else None

    def _step(
        self,
        block: Block,
        rows: Sequence[KeyRow],
        choice: str | None,
        locate: Callable[[Block, KeyRow, str], _NumberCell],
    ) -> str | None:
        """The rule's step over these rows, blank until they are filled; without a row that is not assessed."""
        fields = dict(_number_fields(block))
        inputs = {k.key: {name: Input(f"{k.key}: {i.label}", None) for name, i in fields.items()} for k in rows}
        step = self.preview_source.step(self.iku, inputs, choice)
        if step is None:
            return None
        places = {(k.key, name): locate(block, k, name) for name in fields for k in rows if name not in k.prefilled}
        addresses = {id(inputs[key][name]): place.cell for (key, name), place in places.items()}
        required = [place.cell for (_, name), place in places.items() if fields[name].required]
        formula = (formula_of if required else guarded_formula_of)(step, lambda node: addresses.get(id(node)))
        if required:
            formula = f'IF(COUNT({",".join(join_ranges(required))})={len(required)},{formula},"")'
        for k in rows:
            if k.dash_allowed:
                without = self._step(block, [b for b in rows if b is not k], choice, locate)
                not_assessed = next(places[(k.key, name)].not_assessed for name, i in fields.items() if i.required)
                formula = f"IF({not_assessed},{without},{formula})" if without else formula
        return formula

    def _row_cell(self, block: Block, key_row: KeyRow, name: str) -> _NumberCell:
        table = self.layout.tables[block.name]
        cell = _cell(table.first + self.layout.key_rows(block).index(key_row), table.columns[name])
        return _NumberCell(cell, f'{cell}="-"')

    def _other_sheet_mean(self, block: Block, key_row: KeyRow, name: str) -> _NumberCell:
        """The mean of the answers in the column named like the key row."""
        for other in self.others:
            for other_block in other.sheet.blocks:
                for column, field in other_block.fields.items():
                    if field.label == key_row.key:
                        cells = other.sheet_prefix + other.tables[other_block.name].cell_range(column)
                        return _NumberCell(f"AVERAGE({cells})", f"COUNT({cells})=0")
        raise KeyError(key_row.key)

    def _free_table(self, block: Block) -> str | None:
        maker = {"kebijakan_perekonomian": self._kebijakan, "pelayanan_publik": self._unit}.get(block.name)
        return f'IF({self.complete},{maker(self.layout.tables[block.name])},"")' if maker else None

    def _kebijakan(self, table: _Table) -> str:
        """Issued, with number and date inside the year up to the period's end, in percent of planned."""
        columns = {name: table.cell_range(name) for name in table.columns}
        planned = f'{columns["direncanakan"]},"{YES}"'
        issued = (
            f'{columns["status"]},"{ISSUED}",{columns["nomor"]},"<>",{columns["nomor"]},"<>{WITHOUT_NUMBER}",'
            f'{columns["tanggal"]},">="&{_YEAR_START_CELL},{columns["tanggal"]},"<="&{_PERIODE_END_CELL}'
        )
        if not self.preview_source.parameter(self.iku, "hitung_tak_terencana"):
            issued = f"{planned},{issued}"
        multiplier = _literal(self.preview_source.parameter(self.iku, "pengali"))
        return f"ROUND(COUNTIFS({issued})*{multiplier}/COUNTIFS({planned}),2)"

    def _unit(self, table: _Table) -> str:
        """Mean of the units: evaluator and users weighted, users counted from a least number of respondents on.

        Blank where an F02 is left to its aspects.
        """
        unit, f02, f03, respondents = (table.cell_range(name) for name in ("unit", "f02", "f03", "jumlah_responden"))
        weight_f02, weight_f03, minimum, too_few_score = (
            _literal(self.preview_source.parameter(self.iku, name))
            for name in ("bobot_f02", "bobot_f03", "responden_minimum", "f03_kurang_responden")
        )
        users = f'SUMIFS({f03},{respondents},">="&{minimum})+{too_few_score}*COUNTIFS({respondents},"<"&{minimum})'
        value = f"ROUND(({weight_f02}*SUM({f02})+{weight_f03}*({users}))/COUNT({f02}),2)"
        return f'IF(COUNT({f02})=COUNTA({unit}),{value},"")'


def _number_fields(block: Block) -> Iterator[tuple[str, Field]]:
    return ((name, i) for name, i in _entry_fields(block) if i.kind in (Kind.NUMBER, Kind.WHOLE))


def _literal(value: Decimal | bool) -> str:
    return f"{Decimal(value).normalize():f}"


# The hidden sheet

_TOTAL_ROW = 0
_NAME_COLUMN, _FILLED_COLUMN, _PRESENT_COLUMN, _MISSING_COLUMN = 3, 4, 5, 6  # D to G
_TIME_COLUMN = 9  # J: first day of the year and last day of the visible period
_LIST_COLUMN = 11  # L on: dropdown lists too long for a cell's rule
_YEAR_START_CELL = f"{KEY_SHEET}!{_cell(0, _TIME_COLUMN)}"
_PERIODE_END_CELL = f"{KEY_SHEET}!{_cell(1, _TIME_COLUMN)}"


def _counter_cell(row: int, column: int, last: int | None = None) -> str:
    """A counter cell (or, with `akhir`, a range of them) as formulas of other sheets write it."""
    if last is not None and last != row:
        return f"{KEY_SHEET}!{_cell_range(row, column, last)}"
    return f"{KEY_SHEET}!{_cell(row, column)}"


# Writing


class _Writer:
    """Writes one template."""

    def __init__(
        self,
        workbook: Workbook,
        bagian: tuple[str, str],
        periode: Periode,
        form_year: FormYear,
        preview_source: PreviewSource,
        carried_over: CarriedOver | None,
    ) -> None:
        self.workbook, self.periode, self.form_year, self.preview_source, self.carried_over = (
            workbook,
            periode,
            form_year,
            preview_source,
            carried_over,
        )
        self.code, self.name = bagian
        self.style = Style(workbook)
        self.layouts: list[_Layout] = []
        self.counter_rows: dict[tuple[str, str], int] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.key_sheet_contents: dict[tuple[int, int], str] = {}
        self.book = ComputedBook()

    def write(self, forms: tuple[str, ...], deadline: str) -> None:
        self.layouts = [
            _lay_out(sheets, self.form_year, self.carried_over) for sheets in sheets_for(forms, self.form_year)
        ]
        groups = [(t.sheet.name, k) for t in self.layouts for k in t.sheet.groups()]
        self.counter_rows = {group: number for number, group in enumerate(groups, _TOTAL_ROW + 1)}
        for layout in self.layouts:
            self.book.put(layout.sheet.name, _cell_contents(layout, self._identity_contents()))
        self.key_sheet_contents = self._counter_formulas() | self._time_formulas()
        self.book.put(KEY_SHEET, self.key_sheet_contents)
        guide = self.workbook.add_worksheet(GUIDE_SHEET)
        sheets = [self.workbook.add_worksheet(t.sheet.name) for t in self.layouts]
        key_sheet = self.workbook.add_worksheet(KEY_SHEET)
        self._write_guide(guide, deadline)
        for layout, ws in zip(self.layouts, sheets, strict=True):
            self._write_sheet(ws, layout)
        self._write_key_sheet(key_sheet)
        guide.activate()

    def _identity_contents(self) -> dict[str, object]:
        """What the identity is given. Whether something has changed is only asked where there is a month before."""
        contents: dict[str, object] = {"bagian": self.name, "periode": str(self.periode), "pengiriman_ke": 1}
        return contents if self.carried_over else contents | {"tidak_ada_perubahan": NO}

    def _write_formula(self, ws: Worksheet, place: tuple[int, int], formula: str, format_: Any) -> None:
        """A formula with what it gives."""
        ws.write_formula(*place, formula, format_, self.book.result(ws.name, formula))

    def _write_cell(self, ws: Worksheet, place: tuple[int, int], format_: Any) -> None:
        """What stands in a cell; blank with its format where nothing does."""
        _write_value(ws, *place, self.book.content(ws.name, place), format_)

    # Sheets

    def _write_sheet(self, ws: Worksheet, layout: _Layout) -> None:
        ws.set_default_row(_ROW_HEIGHT)
        for column, width in enumerate(layout.all_widths):
            ws.set_column(column, column, width)
        self._write_header(ws, layout)
        for block in layout.sheet.blocks:
            if block.name in layout.titles:
                self._write_block_title(ws, layout, block)
            if block.shape is BlockShape.PAIRS:
                self._write_pairs(ws, layout, block)
            else:
                self._write_table(ws, layout, block)
        if codes := list(_code_cells(layout)):
            # NIP and Nomor are digits kept as text on purpose: no green corner that offers to make them numbers.
            ws.ignore_errors({"number_stored_as_text": " ".join(codes)})
        self._freeze(ws, layout)
        _protect(ws)

    def _write_header(self, ws: Worksheet, layout: _Layout) -> None:
        """Title, bagian and period, introduction on the left; state and preview on the right."""
        sheet, edge = layout.sheet, layout.edge_column
        ws.set_row(0, 24)
        ws.write_string(0, 0, sheet.title, self.style("judul"))
        identity = self.layouts[0]
        sources = [identity.sheet_prefix + identity.cell("identitas", name) for name in ("bagian", "periode")]
        self._write_formula(ws, (1, 0), f'={sources[0]}&" · "&{sources[1]}', self.style("tebal"))
        ws.write_string(2, 0, self._introduction(sheet), self.style("pengantar"))
        ws.write_string(0, edge - 1, STATE_LABEL, self.style("kanan", indent=1))
        self._write_state(ws, (0, edge), self._state_formula(layout))
        if sheet.iku is None:
            ws.write_string(1, edge - 1, WHOLE_LABEL, self.style("kanan", indent=1))
            self._write_state(ws, (1, edge), self._whole_state_formula())
        self._write_preview(ws, layout, (1, edge))
        self._write_jumps(ws, layout)

    def _introduction(self, sheet: Sheet) -> str:
        """The sheet's introduction; the identity's says where the content comes from."""
        return (
            sheet.introduction
            if self.carried_over is None or sheet.iku
            else f"{sheet.introduction} {_origin(self.carried_over)}"
        )

    def _write_state(self, ws: Worksheet, place: tuple[int, int], formula: str) -> None:
        """The words say it; the colours only repeat them."""
        row, column = place
        self._write_formula(ws, place, formula, self.style("hitungan", "tengah"))
        for word, style_name in ((READY, "siap"), (COMPLETE, "siap"), ("Masih", "kurang")):
            ws.conditional_format(
                row, column, row, column,
                {"type": "text", "criteria": "begins with", "value": word, "format": self.style(style_name)},
            )  # fmt: skip

    def _state_formula(self, layout: _Layout) -> str:
        """A sheet's state."""
        rows = [self.counter_rows[(layout.sheet.name, k)] for k in layout.sheet.groups()]
        present = f"SUM({_counter_cell(rows[0], _PRESENT_COLUMN, rows[-1])})"
        missing = f"SUM({_counter_cell(rows[0], _MISSING_COLUMN, rows[-1])})"
        return f'=IF({present}=0,"{UNTOUCHED}",IF({missing}=0,"{COMPLETE}","Masih "&{missing}&" sel"))'

    def _whole_state_formula(self) -> str:
        """The whole template's state."""
        total = _counter_cell(_TOTAL_ROW, _MISSING_COLUMN)
        return f'=IF({total}=0,"{READY}","Masih "&{total}&" sel yang harus diisi")'

    def _write_preview(self, ws: Worksheet, layout: _Layout, place: tuple[int, int]) -> None:
        if layout.sheet.iku is None:
            return
        counter_row = self.counter_rows[(layout.sheet.name, layout.sheet.groups()[0])]
        cells = [_counter_cell(counter_row, column) for column in (_FILLED_COLUMN, _MISSING_COLUMN)]
        formula = _Preview(layout, self.layouts, self.preview_source, *cells).formula()
        if formula is None:
            return
        row, column = place
        ws.write_string(row, column - 1, PREVIEW_LABEL, self.style("kanan", indent=1))
        self._write_formula(ws, place, "=" + formula, self.style("hitungan", "angka", "tengah"))

    def _write_jumps(self, ws: Worksheet, layout: _Layout) -> None:
        """Links to the blocks that lie below a long open table."""
        first_open = next((n for n, b in enumerate(layout.sheet.blocks) if b.blank_rows), None)
        if first_open is None:
            return
        for column, block in enumerate(b for b in layout.sheet.blocks[first_open + 1 :] if b.title):
            # A defined name moves with its cell when rows are inserted; the address of a plain link does not.
            name = f"ke_{layout.sheet.iku}_{block.name}"
            self.workbook.define_name(
                name, f"={layout.sheet_prefix}{_cell(layout.titles[block.name], 0, absolute=True)}"
            )
            text = f"Lompat ke {block.title.partition(' (')[0]}"
            ws.write_url(_JUMP_ROW, column, f"internal:{name}", self.style("tautan"), text)

    def _write_block_title(self, ws: Worksheet, layout: _Layout, block: Block) -> None:
        row = layout.titles[block.name]
        ws.write_string(row, 0, _block_title(layout.sheet, block), self.style("subjudul"))

    def _freeze(self, ws: Worksheet, layout: _Layout) -> None:
        """Headers of open tables stay in view; elsewhere the state does."""
        table = next((layout.tables[b.name] for b in layout.sheet.blocks if b.blank_rows), None)
        ws.freeze_panes(table.first if table else 3, 0)
        prepare_print(ws, (table.header, table.header) if table else None)
        last = max([t.last for t in layout.tables.values()] + [row for row, _ in layout.pairs.values()])
        ws.print_area(0, 0, last, self._last_printed_column(layout))

    def _last_printed_column(self, layout: _Layout) -> int:
        """The last printed column: room for the table, the state and the hints beside the pairs."""
        column = max(len(layout.widths) - 1, layout.edge_column)
        if not layout.pairs:
            return column
        rest = _HINT_WIDTH - sum(layout.all_widths[2:])
        return column + max(0, -(-rest // _USUAL_WIDTH))

    # Cells

    def _write_pairs(self, ws: Worksheet, layout: _Layout, block: Block) -> None:
        for name, field in block.fields.items():
            row, column = layout.pairs[(block.name, name)]
            lowest = _LONG_TEXT_HEIGHT if block.name == "laporan_tahunan" else _ROW_HEIGHT
            height = max(lowest, row_height({column: self.book.content(ws.name, (row, column))}, layout.widths))
            if height > _ROW_HEIGHT:
                ws.set_row(row, height)
            ws.write_string(row, column - 1, field.label, self.style("label"))
            # An entry cell or, for a `tetap` field, a prefilled one.
            format_ = self.style(
                "terkunci" if field.prefilled else "isian", **(field_format(field) | {"align": "left"})
            )
            self._write_cell(ws, (row, column), format_)
            self._attach_rule(ws, layout, (row, column, row, column), field)
            if field.hint:
                ws.write_string(row, column + 1, field.hint, self.style("petunjuk", indent=1))

    def _write_table(self, ws: Worksheet, layout: _Layout, block: Block) -> None:
        table = layout.tables[block.name]
        labels = {column: block.fields[name].label for name, column in table.columns.items()}
        ws.set_row(table.header, max(64, row_height(labels, layout.widths)) if layout.is_one_table else 34)
        for name, column in table.columns.items():
            ws.write_string(table.header, column, block.fields[name].label, self.style("kepala"))
        if block.key:
            self._write_key_rows(ws, layout, block, table)
        else:
            self._write_free_rows(ws, layout, block, table)

    def _write_key_rows(self, ws: Worksheet, layout: _Layout, block: Block, table: _Table) -> None:
        key_rows = layout.key_rows(block)
        for row, key_row in enumerate(key_rows, table.first):
            for name, column in table.columns.items():
                field = block.fields[name]
                content = self.book.content(ws.name, (row, column))
                prefilled = field.prefilled or name in key_row.prefilled
                format_ = self.style(
                    "terkunci" if prefilled else "isian", **field_format(field), **_prefilled_alignment(field, content)
                )
                _write_value(ws, row, column, content, format_)
                if not prefilled:
                    place = (row, column, row, column)
                    self._attach_rule(ws, layout, place, field, key_row, key_row.hints.get(name, ""))
            self._set_height(ws, layout, table, row)
        self._write_group_notes(ws, layout, block, table)

    def _set_height(self, ws: Worksheet, layout: _Layout, table: _Table, row: int) -> None:
        """Room for the texts of a row that wrap."""
        contents = {column: self.book.content(ws.name, (row, column)) for column in table.columns.values()}
        texts = {column: content for column, content in contents.items() if isinstance(content, str)}
        ws.set_row(row, max(_ROW_HEIGHT, row_height(texts, layout.widths)))

    def _write_group_notes(self, ws: Worksheet, layout: _Layout, block: Block, table: _Table) -> None:
        """Beside each row that only counts for one method: which one."""
        key_rows = layout.key_rows(block)
        if len(_by_group(key_rows)) < 2 or not block.selector:
            return
        label = next(b.fields[block.selector].label for b in layout.sheet.blocks if block.selector in b.fields)
        for row, key_row in enumerate(key_rows, table.first):
            text = f"diisi bila {label} = {key_row.group}"
            ws.write_string(row, max(table.columns.values()) + 1, text, self.style("petunjuk", indent=1))

    def _write_free_rows(self, ws: Worksheet, layout: _Layout, block: Block, table: _Table) -> None:
        for name, column in table.columns.items():
            field = block.fields[name]
            format_ = self.style("terkunci" if field.prefilled else "isian", **field_format(field), **_alignment(field))
            if layout.is_one_table:
                # The column carries the format: 12,000 blank cells less to write, to load and to read.
                ws.set_column(column, column, layout.widths[column], format_)
            for row in range(table.first, table.last + 1):
                if not layout.is_one_table or self.book.content(ws.name, (row, column)) is not None:
                    self._write_cell(ws, (row, column), format_)
            if not field.prefilled:
                self._attach_rule(ws, layout, (table.first, column, table.reach, column), field)
        for row in range(table.first, table.first + len(layout.carried_rows(block))):
            self._set_height(ws, layout, table, row)
        if layout.is_one_table:
            for row in range(table.header):
                ws.set_row(row, 24 if row == 0 else None, self.style())

    def _attach_rule(
        self,
        ws: Worksheet,
        layout: _Layout,
        place: tuple[int, int, int, int],
        field: Field,
        key_row: KeyRow | None = None,
        hint: str = "",
    ) -> None:
        """Dropdown or limits, and the prompt that appears when the cell is chosen; `petunjuk`: what its row adds."""
        if field.prefilled:
            return
        rule = self._cell_rule(layout, field, key_row, _cell(*place[:2]))
        ws.data_validation(*place, {"ignore_blank": True, **_prompt(field, key_row, hint), **rule})

    def _cell_rule(self, layout: _Layout, field: Field, key_row: KeyRow | None, cell: str) -> dict[str, Any]:
        match field.kind:
            case Kind.CHOICE:
                return self._choice_rule(field)
            case Kind.DATE:
                return _date_rule(field)
            case Kind.NUMBER | Kind.WHOLE:
                upper = key_row.maximum if key_row and key_row.maximum is not None else field.maximum
                if upper is None and field.limit:
                    upper = limit_of(self.form_year, layout.sheet, field.limit)
                return _number_rule(field, upper, cell if key_row and key_row.dash_allowed else None)
        return {"validate": "any"}

    def _choice_rule(self, field: Field) -> dict[str, Any]:
        """Choices stop: another word could not be read.

        Numbers and dates only warn: a letter may print what we did not foresee, and the check afterwards explains
        better than a box can.
        """
        choices = field.choices if isinstance(field.choices, tuple) else self.form_year.choices[field.choices]
        message = "Pilih salah satu dari daftar: " + ", ".join(choices) + "."
        if len(message) > _XLSX_MESSAGE:
            message = "Pilih salah satu dari daftar pada sel ini."
        return {
            "validate": "list",
            "source": self._choice_source(choices),
            "error_type": "stop",
            "error_title": "Belum sesuai daftar",
            "error_message": message,
        }

    def _choice_source(self, choices: tuple[str, ...]) -> list[str] | str:
        """The list itself where Excel takes it; else the name of a range on the hidden sheet."""
        if len(",".join(choices)) <= _XLSX_LIST and not any("," in p for p in choices):
            return list(choices)
        return "=" + self.lists.setdefault(choices, f"daftar_{len(self.lists) + 1}")

    # Hidden sheet

    def _write_key_sheet(self, ws: Worksheet) -> None:
        contents = {
            "templat": TEMPLATE,
            "versi": VERSION,
            "instansi": INSTANSI,
            "bagian": self.code,
            "periode": str(self.periode),
        }
        for row, (key, value) in enumerate(contents.items()):
            ws.write_string(row, 0, key)
            ws.write_string(row, 1, value)
        self._write_counters(ws)
        for number, (choices, name) in enumerate(self.lists.items()):
            column = _LIST_COLUMN + number
            ws.write_column(0, column, choices)
            self.workbook.define_name(name, f"={KEY_SHEET}!{xl_range_abs(0, column, len(choices) - 1, column)}")
        ws.protect()
        ws.hide()

    def _counter_formulas(self) -> dict[tuple[int, int], str]:
        """One row per group of blocks: name, filled cells, anything at all, cells still to be filled; totals above."""
        last = len(self.counter_rows)
        total = f"=SUM({_cell_range(_TOTAL_ROW + 1, _MISSING_COLUMN, last)})"
        contents: dict[tuple[int, int], str] = {
            (_TOTAL_ROW, _NAME_COLUMN): "jumlah",
            (_TOTAL_ROW, _MISSING_COLUMN): Formula(total),
        }
        layouts = {t.sheet.name: t for t in self.layouts}
        for (name, group), row in self.counter_rows.items():
            counters = _Counters(layouts[name], group, self.layouts)
            filled = _cell(row, _FILLED_COLUMN)
            # The identity is always owed; a form only once it is touched.
            missing = counters.missing(filled)
            if layouts[name].sheet.iku is not None:
                missing = f"IF({filled}+{counters.done()}=0,0,{missing})"
            contents[row, _NAME_COLUMN] = f"{name} · {group}"
            contents[row, _FILLED_COLUMN] = Formula("=" + counters.filled())
            contents[row, _PRESENT_COLUMN] = Formula(f"={filled}+{counters.has_status()}")
            contents[row, _MISSING_COLUMN] = Formula("=" + missing)
        return contents

    def _time_formulas(self) -> dict[tuple[int, int], str]:
        """The year's first and the period's last day, after the visible Periode (people reuse last month's file)."""
        identity = self.layouts[0]
        text = identity.sheet_prefix + identity.cell("identitas", "periode")
        last_day = self.periode.last_day
        year, month = f"VALUE(LEFT({text},4))", f"VALUE(RIGHT({text},2))"
        fallback = f"DATE({last_day.year},{last_day.month},{last_day.day})"
        return {
            (0, _TIME_COLUMN): Formula(f"=DATE(YEAR({_cell(1, _TIME_COLUMN)}),1,1)"),
            (1, _TIME_COLUMN): Formula(f"=IFERROR(DATE({year},{month}+1,0),{fallback})"),
        }

    def _write_counters(self, ws: Worksheet) -> None:
        for (row, column), content in self.key_sheet_contents.items():
            if isinstance(content, Formula):
                self._write_formula(
                    ws, (row, column), content, self.style("tanggal") if column == _TIME_COLUMN else None
                )
            else:
                ws.write_string(row, column, content)

    # Petunjuk

    def _write_guide(self, ws: Worksheet, deadline: str) -> None:
        ws.set_column(0, 0, 5)
        ws.set_column(1, 1, 30)
        ws.set_column(2, 2, 74)
        ws.set_column(3, 3, 34)
        ws.set_row(0, 24)
        ws.write_string(0, 0, f"LAPORAN IKU BULAN {self.periode.name.upper()}", self.style("judul"))
        ws.write_string(1, 0, f"{self.name} · {INSTANSI}", self.style("tebal"))
        self._write_state(ws, (0, 3), self._whole_state_formula())
        ws.write_string(1, 3, "keadaan seluruh isian berkas ini", self.style("petunjuk", "tengah"))
        if self.carried_over:
            ws.write_string(2, 0, _origin(self.carried_over), self.style("pengantar"))
        row = self._write_steps(ws, 4 if self.carried_over else 3, deadline)
        row = self._write_colour_meanings(ws, row + 1)
        row = self._write_sheet_list(ws, row + 1)
        prepare_print(ws)
        ws.print_area(0, 0, row, 3)
        _protect(ws)

    def _write_steps(self, ws: Worksheet, row: int, deadline: str) -> int:
        self._write_guide_title(ws, row, "LANGKAH PENGISIAN")
        steps = _filling_steps(self.code, self.periode, deadline, carried=self.carried_over is not None)
        for number, (topic, description) in enumerate(steps, 1):
            ws.set_row(row + number, 33)
            ws.write_number(row + number, 0, number, self.style("tebal", "tengah", num_format="0"))
            ws.write_string(row + number, 1, topic, self.style("tebal", "bungkus"))
            ws.write_string(row + number, 2, description, self.style("bungkus"))
        return row + number + 1

    def _write_colour_meanings(self, ws: Worksheet, row: int) -> int:
        self._write_guide_title(ws, row, "ARTI WARNA SEL")
        for style_name, topic, description in _COLOUR_MEANINGS:
            row += 1
            ws.write_string(row, 1, topic, self.style(style_name, locked=True))
            ws.write_string(row, 2, description, self.style("bungkus", indent=1))
        return row + 1

    def _write_sheet_list(self, ws: Worksheet, row: int) -> int:
        self._write_guide_title(ws, row, "LEMBAR DALAM BERKAS INI")
        for layout in self.layouts:
            row += 1
            sheet = layout.sheet
            ws.set_row(row, 33)
            ws.write_url(row, 1, f"internal:{quote_sheetname(sheet.name)}!A1", self.style("tautan"), sheet.name)
            ws.write_string(row, 2, sheet.introduction, self.style("bungkus", indent=1))
            self._write_state(ws, (row, 3), self._state_formula(layout))
        return row + 1

    def _write_guide_title(self, ws: Worksheet, row: int, title: str) -> None:
        style = self.style("subjudul", "bergaris")
        ws.write_string(row, 0, title, style)
        for column in range(1, 4):
            ws.write_blank(row, column, None, style)


_COLOUR_MEANINGS = (
    ("isian", "Kuning", "Diisi oleh bagian. Pilih selnya untuk melihat petunjuk singkat."),
    ("terkunci", "Abu-abu", "Sudah terisi dan terkunci; tidak perlu diubah."),
    ("hitungan", "Biru muda", "Dihitung sendiri dari isian; tidak perlu diisi."),
)


def _origin(carried_over: CarriedOver) -> str:
    """Where the content comes from."""
    text = f"Terisi dari kiriman {carried_over.periode.name} (revisi {carried_over.revision}); ubah yang berubah saja."
    if carried_over.not_copied:
        text += f" Terlalu panjang untuk disalin, mohon ditempel sendiri: lembar {', '.join(carried_over.not_copied)}."
    return text


def _filling_steps(code: str, periode: Periode, deadline: str, *, carried: bool) -> tuple[tuple[str, str], ...]:
    identity = ("Isi lembar Identitas", "Nama, NIP, jabatan penyusun, dan tanggal penyusunan.")
    if carried:
        identity = (
            "Lengkapi lembar Identitas",
            "Tanggal penyusunan, dan apakah ada yang berubah sejak bulan lalu. Bila tidak ada, pilih Ya dan kirim; "
            "bila ada, pilih Tidak lalu ubah atau tambahkan yang berubah saja.",
        )
    return (
        identity,
        (
            "Isi sel kuning di lembar lain",
            "Ketik angka dengan koma, misalnya 83,25, dan tanggal sebagai hari/bulan/tahun, misalnya 31/12/2025. "
            "Baris boleh ditambah di dalam tabel; judul kolom jangan diubah.",
        ),
        (
            "Belum ada hasil?",
            "Pilih Belum rilis atau Belum dilaksanakan, atau biarkan lembarnya kosong. Jangan mengisi 0: "
            "0 berarti nilainya memang nol.",
        ),
        (
            "Periksa",
            f"Di kanan atas tertulis “{READY}” bila isian sudah lengkap, atau berapa sel yang masih harus diisi.",
        ),
        (
            "Simpan dan taruh berkasnya",
            f"Simpan sebagai Buku Kerja Excel (.xlsx), nama berkas bebas, lalu salin ke folder inbox/{code}/ "
            f"paling lambat {deadline}.",
        ),
        (
            "Lihat jawabannya",
            f"Beberapa menit kemudian, di folder outbox/bagian/{code}/{periode}/: Hasil Verifikasi selalu ada, "
            "Tanda Terima hanya bila berkas diterima.",
        ),
        (
            "Bila harus diperbaiki",
            "Hasil Verifikasi adalah salinan berkas Anda dengan sel yang bertanda. Perbaiki di sana, naikkan "
            "Pengiriman ke- di lembar Identitas, lalu salin ke folder inbox itu lagi.",
        ),
    )


def _code_cells(layout: _Layout) -> Iterator[str]:
    for block in layout.sheet.blocks:
        for name, field in block.fields.items():
            if field.kind is Kind.CODE:
                in_pairs = block.shape is BlockShape.PAIRS
                yield layout.cell(block.name, name) if in_pairs else layout.tables[block.name].cell_range(name)


def _write_value(ws: Worksheet, row: int, column: int, content: object, format_: Any) -> None:
    if content is None:
        ws.write_blank(row, column, None, format_)
    elif isinstance(content, date):
        ws.write_datetime(row, column, content, format_)
    elif isinstance(content, (int, Decimal)):
        ws.write_number(row, column, float(content), format_)
    else:
        ws.write_string(row, column, str(content), format_)


def _alignment(field: Field) -> dict[str, str]:
    return {"align": "center"} if field.prefilled or field.kind is Kind.WHOLE else {}


def _prefilled_alignment(field: Field, content: object) -> dict[str, str]:
    """A word in a column of numbers ("-" where nothing is asked) stands in the middle."""
    return {"align": "center"} if isinstance(content, str) and field.kind in (Kind.NUMBER, Kind.WHOLE) else {}


def _prompt(field: Field, key_row: KeyRow | None, hint: str) -> dict[str, str]:
    """The prompt beside a chosen cell; none where there is nothing to say."""
    message = f"{field.hint} {hint}.".strip() if hint else field.hint
    with_example = field.kind is Kind.DATE or (field.kind in (Kind.NUMBER, Kind.WHOLE) and not hint)
    if with_example and field.example not in message and _is_fair_example(field, key_row.maximum if key_row else None):
        message = f"{message} Contoh: {field.example}".strip()
    if key_row and key_row.dash_allowed:
        message = f"{message} “-” bila tidak dinilai."
    return {"input_title": field.label[:_XLSX_TITLE], "input_message": message[:_XLSX_MESSAGE]} if message else {}


def _is_fair_example(field: Field, upper: Decimal | None) -> bool:
    """Whether the field's example is one for a cell with that limit."""
    example = number_from_text(field.example)
    return upper is None or not isinstance(example, Decimal) or example <= upper


def _number_rule(field: Field, upper: Decimal | None, dash_cell: str | None) -> dict[str, Any]:
    """Limits that warn; `dash_cell` is the cell where "-" is fair as well."""
    lower = field.minimum if field.minimum is not None else Decimal(0)
    span = (
        f"{show_number(lower)} sampai {show_number(upper)}" if upper is not None else f"{show_number(lower)} atau lebih"
    )
    kind = "bilangan bulat" if field.kind is Kind.WHOLE else "angka"
    example = f", misalnya {field.example}" if _is_fair_example(field, upper) else ""
    warning = {
        "error_type": "warning",
        "error_title": "Mohon dicek lagi",
        "error_message": f"{field.label} biasanya {kind} {span}{example}.",
    }
    if dash_cell:
        upper_test = f",{dash_cell}<={_literal(upper)}" if upper is not None else ""
        formula = f'=OR({dash_cell}="-",AND(ISNUMBER({dash_cell}),{dash_cell}>={_literal(lower)}{upper_test}))'
        return {"validate": "custom", "value": formula, **warning}
    xlsx_kind = "integer" if field.kind is Kind.WHOLE else "decimal"
    if upper is None:
        return {"validate": xlsx_kind, "criteria": ">=", "value": float(lower), **warning}
    return {"validate": xlsx_kind, "criteria": "between", "minimum": float(lower), "maximum": float(upper), **warning}


def _date_rule(field: Field) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": ">=",
        "value": date(2000, 1, 1),
        "error_type": "warning",
        "error_title": "Mohon dicek lagi",
        "error_message": f"Ketik tanggal sebagai hari/bulan/tahun, misalnya {field.example}.",
    }


def _protect(ws: Worksheet) -> None:
    """Locked without a password: it guards against slips, not against people. Rows and columns may be worked with."""
    ws.protect(
        "",
        {
            "format_cells": True,  # a cell that turned into a date or a number is mended by its format
            "insert_rows": True,
            "insert_columns": True,
            "delete_rows": True,
            "format_columns": True,
            "format_rows": True,
            "sort": True,
            "autofilter": True,
        },
    )


def write_template(
    bagian_code: str,
    bagian_name: str,
    periode: Periode,
    forms: tuple[str, ...],
    form_year: FormYear,
    preview_source: PreviewSource,
    deadline: str,
    carried_over: CarriedOver | None = None,
) -> bytes:
    """The template of a bagian for a period, as the bytes of an .xlsx file; the same arguments give the same bytes.

    `forms` are codes of `schemas.lists.FORMS`, `form_year` that of the period's year, `deadline` the deadline in
    words ("5 Januari 2026 pukul 24.00 WIB"), `lalu` what it starts from (None: a clean one).
    """
    output = io.BytesIO()
    workbook = Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {
            "title": f"Laporan IKU {periode.name}",
            "author": bagian_name,
            "company": INSTANSI,
            "created": datetime(periode.year, periode.month, 1),  # not the clock's: same bytes
        }
    )
    _Writer(workbook, (bagian_code, bagian_name), periode, form_year, preview_source, carried_over).write(
        forms, deadline
    )
    workbook.close()
    return output.getvalue()


def is_unchanged(old: bytes, new: bytes) -> bool:
    """Whether a template lies as we wrote it, given what we would write now.

    Every program that saves a workbook writes into its properties when; ours never change.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(old)) as a, zipfile.ZipFile(io.BytesIO(new)) as b:
            return a.read(_PROPERTIES_NAME) == b.read(_PROPERTIES_NAME)
    except (zipfile.BadZipFile, KeyError):
        return False
