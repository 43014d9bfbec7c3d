"""The counters of a template: what is still to be filled, and the light over it ("SIAP DIKIRIM", "Masih 4 sel")."""

from collections.abc import Iterator, Mapping, Sequence

from iku_rules.steps import Sign
from schemas.form import Block, BlockShape, CheckId, NoAnswers, Says, check_ids
from schemas.value import Kind
from workbooks.formulas.write import join_ranges, text_literal, word_criterion
from workbooks.template.layout import (
    MISSING_COLUMN,
    PRESENT_COLUMN,
    TOTAL_ROW,
    Layout,
    by_group,
    counter_cell,
    entry_fields,
    other_entry_sheets,
    runs,
)

READY, COMPLETE, UNTOUCHED = "SIAP DIKIRIM", "Lengkap", "Kosong"
STATE_LABEL = "Status lembar ini"
WHOLE_LABEL = "Seluruh templat"

CounterRows = Mapping[tuple[str, str], int]  # (sheet, group of blocks) -> its row on the hidden sheet


def number_groups(layouts: Sequence[Layout]) -> CounterRows:
    """The row of each group's counters: one below the other, under the total."""
    groups = [(layout.sheet.name, group) for layout in layouts for group in layout.sheet.groups()]
    return {group: row for row, group in enumerate(groups, TOTAL_ROW + 1)}


def state_formula(layout: Layout, counter_rows: CounterRows) -> str:
    """A sheet's state."""
    rows = [counter_rows[(layout.sheet.name, group)] for group in layout.sheet.groups()]
    present = f"SUM({counter_cell(rows[0], PRESENT_COLUMN, rows[-1])})"
    missing = f"SUM({counter_cell(rows[0], MISSING_COLUMN, rows[-1])})"
    return f'=IF({present}=0,"{UNTOUCHED}",IF({missing}=0,"{COMPLETE}","Masih "&{missing}&" sel"))'


def whole_state_formula() -> str:
    """The whole template's state."""
    total = counter_cell(TOTAL_ROW, MISSING_COLUMN)
    return f'=IF({total}=0,"{READY}","Masih "&{total}&" sel yang harus diisi")'


class Counters:
    """The counter formulas of one group of blocks of a sheet, without "="; references carry the sheet's name."""

    def __init__(self, layout: Layout, group: str, layouts: Sequence[Layout]) -> None:
        self.layout = layout
        self.blocks = [block for block in layout.sheet.blocks if block.group == group]
        self.other_tables = [
            (other, block)
            for other in other_entry_sheets(layout, layouts)
            for block in other.sheet.blocks
            if block.group == group
        ]

    def filled(self) -> str:
        """How many entry cells hold something; the status aside, and what may be known before there is a result."""
        references = [*self._entry_cells(), *self._other_sheet_entries()]
        return f"COUNTA({','.join(references)})"

    def status(self) -> str | None:
        """The cell that says whether there is anything yet."""
        block = self._status_block()
        return self._cell(block, block.status) if block and block.status else None

    def done(self) -> str:
        """1 when the status says yes."""
        block = self._status_block()
        return f'COUNTIF({self.status()},"{block.status_present}")' if block else "0"

    def has_status(self) -> str:
        """1 when the status says anything."""
        return f"COUNTA({self.status()})" if self.status() else "0"

    def missing(self, filled: str) -> str:
        """How many entry cells a touched group still lacks; `filled` is the cell with the count of filled ones."""
        parts = [part for block in self.blocks for part in self._missing_in_block(block)]
        if contradiction := self._contradicting_status(filled):
            parts.append(contradiction)
        return "+".join(parts) or "0"

    def _status_block(self) -> Block | None:
        return next((block for block in self.blocks if block.status), None)

    def _missing_in_block(self, block: Block) -> Iterator[str]:
        if block.shape is BlockShape.PAIRS:
            yield from self._missing_in_pairs(block)
        elif block.key:
            yield from self._missing_in_key_rows(block)
        else:
            yield from self._missing_in_free_rows(block)

    def _missing_in_pairs(self, block: Block) -> Iterator[str]:
        required = [self._cell(block, name) for name, field in entry_fields(block) if field.required]
        if required:
            yield f"{len(required)}-COUNTA({','.join(join_ranges(required))})"
        for name, field in block.fields.items():
            if field.required_when:
                yield f"IF({self._test(block, field.required_when)},1-COUNTA({self._cell(block, name)}),0)"
        for name, field in block.fields.items():
            if field.answers_when:
                promised = f"{self._cell(block, name)}={text_literal(field.answers_when)}"
                yield f"IF(AND({promised},{self._other_sheet_is_blank()}),1,0)"

    def _test(self, block: Block, condition: Says | NoAnswers) -> str:
        """A condition among pairs."""
        if isinstance(condition, NoAnswers):
            return self._other_sheet_is_blank()
        sign = "<>" if condition.negated else "="
        return f"{self._cell(block, condition.field)}{sign}{text_literal(condition.word)}"

    def _missing_in_key_rows(self, block: Block) -> Iterator[str]:
        """Each key row's mandatory cells; those of a choice only when it is chosen."""
        if block.row_by_row:
            yield from self._missing_per_row(block)
            return
        table, required = self.layout.tables[block.name], _required(block)
        if not required:
            return
        for group, indexes in by_group(self.layout.key_rows(block)).items():
            ranges = [
                self.layout.sheet_prefix + table.cell_range(name, table.first + first, table.first + last)
                for name in required
                for first, last in runs(indexes)
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
        key_rows, table, required = self.layout.key_rows(block), self.layout.tables[block.name], _required(block)
        whole_rows = [n for n, key_row in enumerate(key_rows) if not key_row.prefilled.keys() & set(required)]
        for first, last in runs(whole_rows):
            ranges = [table.cell_range(name, table.first + first, table.first + last) for name in required]
            blank = [f"ISBLANK({self.layout.sheet_prefix}{cells})" for cells in ranges]
            touched = "+".join(f"(1-{test})" for test in blank)
            yield f"SUMPRODUCT((({touched})>0)*({'+'.join(blank)}))"

    def _missing_in_free_rows(self, block: Block) -> Iterator[str]:
        """Blank mandatory cells in rows that hold anything. ISBLANK, since an error in a cell must not spread."""
        table = self.layout.tables[block.name]
        blank = {
            name: f"ISBLANK({self.layout.sheet_prefix}{table.cell_range(name)})" for name, _ in entry_fields(block)
        }
        touched = "+".join(f"(1-{test})" for test in blank.values())
        if required := "+".join(blank[name] for name in _required(block)):
            yield f"SUMPRODUCT((({touched})>0)*({required}))"
        for whole, parts in _by_whole(block).items():
            count = "+".join(f"(1-{blank[name]})" for name in parts)
            missing = f"(({count})>0)*({len(parts)}-({count}))+(({count})=0)*{blank[whole]}"
            yield f"SUMPRODUCT((({touched})>0)*({missing}))"
        for name, field in block.fields.items():
            if isinstance(condition := field.required_when, Says):
                tested, asked = (
                    self.layout.sheet_prefix + table.cell_range(condition.field),
                    self.layout.sheet_prefix + table.cell_range(name),
                )
                criterion = word_criterion(Sign.DIFFERENT if condition.negated else Sign.EQUAL, condition.word)
                yield f'COUNTIFS({tested},{criterion},{asked},"")'

    def _contradicting_status(self, filled: str) -> str | None:
        """1 when the status says "not yet" while values stand there, where the form forbids that (G409)."""
        for block in self.blocks:
            if block.status and CheckId("G409", block.status) in check_ids(block.model):
                not_yet = next(word for word in block.fields[block.status].choices if word != block.status_present)
                return f'IF(AND({self.status()}="{not_yet}",{filled}>0),1,0)'
        return None

    def _cell(self, block: Block, name: str) -> str:
        return self.layout.sheet_prefix + self.layout.cell(block.name, name)

    def _entry_cells(self) -> list[str]:
        result = []
        for block in self.blocks:
            entered = [name for name, field in entry_fields(block) if name != block.status and not field.may_precede]
            if block.shape is BlockShape.PAIRS:
                result += join_ranges([self._cell(block, name) for name in entered])
            else:
                result += [
                    self.layout.sheet_prefix + cells
                    for name in entered
                    for cells in self.layout.open_ranges(block, name)
                ]
        return result

    def _other_sheet_is_blank(self) -> str:
        others = self._other_sheet_entries()
        return f"COUNTA({','.join(others)})=0" if others else "TRUE"

    def _other_sheet_entries(self) -> list[str]:
        """Entries on the form's other sheet: they touch this one too."""
        return [
            other.sheet_prefix + other.tables[block.name].cell_range(name)
            for other, block in self.other_tables
            for name, _ in entry_fields(block)
        ]


def _required(block: Block) -> list[str]:
    """The mandatory entry fields."""
    return [name for name, field in entry_fields(block) if field.required]


def _by_whole(block: Block) -> dict[str, list[str]]:
    """Field -> the fields that are its parts and may be filled in its stead."""
    result: dict[str, list[str]] = {}
    for name, field in block.fields.items():
        if field.part_of:
            result.setdefault(field.part_of, []).append(name)
    return result
