"""The live preview of a sheet, at the top right: the rule's own step over the entry cells."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.rules import RULES
from iku_rules.steps import Day, DayName, Input, InputColumn, Node, Step
from schemas.form import Block, BlockShape, Field
from schemas.form_year import KeyRow
from schemas.value import Kind
from workbooks.formulas.write import BLANK, formula_of, guarded_formula_of, join_ranges, nothing_test, text_literal
from workbooks.template.layout import (
    PERIODE_END_CELL,
    YEAR_START_CELL,
    Layout,
    by_group,
    cell_name,
    entry_fields,
    other_entry_sheets,
)

PREVIEW_LABEL = "Pratinjau nilai (dihitung dari isian)"
DAY_CELLS = {DayName.YEAR_START: YEAR_START_CELL, DayName.PERIODE_END: PERIODE_END_CELL}

PreviewSource = Callable[[str, EntryCells], Step | None]  # indicator, cells of its table -> the step to show


def rules_preview(context: RuleContext) -> PreviewSource:
    """The steps of the rules, for the year of the period."""
    return lambda iku, cells: RULES[iku].preview(cells, context)


@dataclass(frozen=True)
class _NumberCell:
    """Where the number of a key row stands, and the test that it is not assessed."""

    cell: str
    not_assessed: str


class Preview:
    """The formula of a sheet's preview, for a cell of that sheet.

    `filled_cell` and `missing_cell` are the sheet's counters: an open table shows nothing while cells are owed.
    """

    def __init__(
        self,
        layout: Layout,
        layouts: Sequence[Layout],
        preview_source: PreviewSource,
        filled_cell: str,
        missing_cell: str,
    ) -> None:
        self.layout, self.preview_source = layout, preview_source
        self.iku = layout.sheet.iku or ""
        self.others = other_entry_sheets(layout, layouts)
        self.complete = f"AND({filled_cell}>0,{missing_cell}=0)"

    def formula(self) -> str | None:
        """The formula without "="; None when the sheet has no preview."""
        table = next((block for block in self.layout.sheet.blocks if block.shape is BlockShape.TABLE), None)
        if table is None or self.layout.is_one_table:
            return None
        formula = self._key_table(table) if table.key else self._open_table(table)
        if formula is None:
            return None
        # Where the letter is there, it counts, not the sum of its parts.
        official, letter_number = self.layout.find_cell("nilai", Kind.NUMBER), self.layout.find_cell("nomor_surat")
        if official and letter_number:
            formula = f"IF(AND(ISNUMBER({official}),NOT({nothing_test(letter_number)})),{official},{formula})"
        return f'IFERROR({formula},"")'

    # Tables with key rows: the rule's step

    def _key_table(self, block: Block) -> str | None:
        rows = self.layout.key_rows(block)
        if block.selector is None:
            return self._step(block, rows, None, self._row_cell)
        choices = {str(group): [rows[n] for n in indexes] for group, indexes in by_group(rows).items() if group}
        branches = [(word, self._step(block, branch, word, self._row_cell)) for word, branch in choices.items()]
        if answers := self.layout.pair_field(block.selector).answers_when:
            branches.append((answers, self._step(block, rows, answers, self._other_sheet_mean)))
        selector, result = self.layout.find_cell(block.selector), BLANK
        for word, formula in reversed(branches):
            result = f"IF({selector}={text_literal(word)},{formula},{result})" if formula else result
        return result if result != BLANK else None

    def _step(
        self,
        block: Block,
        rows: Sequence[KeyRow],
        choice: str | None,
        locate: Callable[[Block, KeyRow, str], _NumberCell],
    ) -> str | None:
        """The rule's step over these rows, blank until they are filled; without a row that is not assessed."""
        fields = dict(_number_fields(block))
        inputs = {
            row.key: {name: Input(f"{row.key}: {field.label}", None) for name, field in fields.items()} for row in rows
        }
        step = self.preview_source(self.iku, EntryCells(rows=inputs, choice=choice))
        if step is None:
            return None
        places = {
            (row.key, name): locate(block, row, name) for name in fields for row in rows if name not in row.prefilled
        }
        addresses = {id(inputs[key][name]): place.cell for (key, name), place in places.items()}
        required = [place.cell for (_, name), place in places.items() if fields[name].required]
        formula = (formula_of if required else guarded_formula_of)(step, lambda node: addresses.get(id(node)))
        if required:
            formula = f'IF(COUNT({",".join(join_ranges(required))})={len(required)},{formula},"")'
        for row in rows:
            if row.dash_allowed:
                without = self._step(block, [other for other in rows if other is not row], choice, locate)
                not_assessed = next(
                    places[(row.key, name)].not_assessed for name, field in fields.items() if field.required
                )
                formula = f"IF({not_assessed},{without},{formula})" if without else formula
        return formula

    def _row_cell(self, block: Block, key_row: KeyRow, name: str) -> _NumberCell:
        table = self.layout.tables[block.name]
        cell = cell_name(table.first + self.layout.key_rows(block).index(key_row), table.columns[name])
        return _NumberCell(cell, nothing_test(cell))

    def _other_sheet_mean(self, block: Block, key_row: KeyRow, name: str) -> _NumberCell:
        """The mean of the answers in the column named like the key row."""
        for other in self.others:
            for other_block in other.sheet.blocks:
                for column, field in other_block.fields.items():
                    if field.label == key_row.key:
                        cells = other.sheet_prefix + other.tables[other_block.name].cell_range(column)
                        return _NumberCell(f"AVERAGE({cells})", f"COUNT({cells})=0")
        raise KeyError(key_row.key)

    # Open tables: the rule's step, blank until they are filled

    def _open_table(self, block: Block) -> str | None:
        table = self.layout.tables[block.name]
        columns = {name: InputColumn(field.label) for name, field in block.fields.items()}
        step = self.preview_source(self.iku, EntryCells(columns=columns))
        if step is None:
            return None
        ranges = {id(column): table.cell_range(name) for name, column in columns.items()}

        def address_of(node: Node) -> str | None:
            return DAY_CELLS[node.name] if isinstance(node, Day) else ranges.get(id(node))

        return f'IF({self.complete},{guarded_formula_of(step, address_of)},"")'


def _number_fields(block: Block) -> Iterator[tuple[str, Field]]:
    return ((name, field) for name, field in entry_fields(block) if field.kind in (Kind.NUMBER, Kind.WHOLE))
