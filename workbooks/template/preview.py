"""The live preview of a sheet, at the top right: the rule's own step over the entry cells.

Two tables of free rows (kebijakan, units) have rules without such a step: their counts are written out here, with the
register's numbers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.context import RuleContext
from iku_rules.rules import RULES
from iku_rules.steps import Input, Step
from schemas.form import Block, BlockShape, Field
from schemas.form_year import KeyRow
from schemas.forms.kebijakan_perekonomian import WITHOUT_NUMBER, YES
from schemas.forms.kepuasan_masyarakat import RECAP, RESPONDENTS
from schemas.value import Kind
from workbooks.formulas.write import formula_of, guarded_formula_of, join_ranges, literal, text_literal
from workbooks.template.layout import (
    PERIODE_END_CELL,
    YEAR_START_CELL,
    Layout,
    Table,
    by_group,
    cell_name,
    entry_fields,
    other_entry_sheets,
)

PREVIEW_LABEL = "Pratinjau nilai (dihitung dari isian)"


@dataclass(frozen=True)
class PreviewSource:
    """What the live preview is computed from: steps of the rules, and parameters of the register.

    `step(iku, rows, choice)` gives the step to show for a table with key rows: `rows` holds key -> field -> input,
    `choice` the method chosen (KEMENAG5, Rekap). None: no preview. `parameter(iku, name)` gives a parameter of the
    year's model by its name in the register, for tables that are counted (kebijakan, units).
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


@dataclass(frozen=True)
class _NumberCell:
    """Where the number of a key row stands, and the test that it is not assessed."""

    cell: str
    not_assessed: str


class Preview:
    """The formula of a sheet's preview, for a cell of that sheet.

    `filled_cell` and `missing_cell` are the sheet's counters: a table of free rows shows nothing while cells are owed.
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
        formula = self._key_table(table) if table.key else self._free_table(table)
        if formula is None:
            return None
        # Where the letter is there, it counts, not the sum of its parts.
        official = self.layout.find_cell("nilai", Kind.NUMBER)
        formula = f"IF(ISNUMBER({official}),{official},{formula})" if official else formula
        return f'IFERROR({formula},"")'

    # Tables with key rows: the rule's step

    def _key_table(self, block: Block) -> str | None:
        rows = self.layout.key_rows(block)
        selector = self.layout.find_cell(block.selector) if block.selector else None
        if selector is None:
            return self._step(block, rows, None, self._row_cell)
        choices = {str(group): [rows[n] for n in indexes] for group, indexes in by_group(rows).items() if group}
        branches = [(word, self._step(block, branch, word, self._row_cell)) for word, branch in choices.items()]
        if self.others and RECAP in choices:
            branches.append((RESPONDENTS, self._step(block, choices[RECAP], RECAP, self._other_sheet_mean)))
        result = '""'
        for word, formula in reversed(branches):
            result = f'IF({selector}="{word}",{formula},{result})' if formula else result
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
        inputs = {
            row.key: {name: Input(f"{row.key}: {field.label}", None) for name, field in fields.items()} for row in rows
        }
        step = self.preview_source.step(self.iku, inputs, choice)
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

    # Tables of free rows: counted

    def _free_table(self, block: Block) -> str | None:
        make = {"kebijakan_perekonomian": self._kebijakan, "pelayanan_publik": self._units}.get(block.name)
        return f'IF({self.complete},{make(self.layout.tables[block.name])},"")' if make else None

    def _kebijakan(self, table: Table) -> str:
        """Issued, with number and date inside the year up to the period's end, in percent of planned."""
        columns = {name: table.cell_range(name) for name in table.columns}
        planned = f'{columns["direncanakan"]},"{YES}"'
        issued = (
            f"{columns['status']},{text_literal(self.layout.form_year.issued_status)},"
            f'{columns["nomor"]},"<>",{columns["nomor"]},"<>{WITHOUT_NUMBER}",'
            f'{columns["tanggal"]},">="&{YEAR_START_CELL},{columns["tanggal"]},"<="&{PERIODE_END_CELL}'
        )
        if not self.preview_source.parameter(self.iku, "hitung_tak_terencana"):
            issued = f"{planned},{issued}"
        multiplier = literal(self.preview_source.parameter(self.iku, "pengali"))
        return f"ROUND(COUNTIFS({issued})*{multiplier}/COUNTIFS({planned}),2)"

    def _units(self, table: Table) -> str:
        """Mean of the units: evaluator and users weighted, users counted from a least number of respondents on.

        Blank where an F02 is left to its aspects.
        """
        unit, f02, f03, respondents = (table.cell_range(name) for name in ("unit", "f02", "f03", "jumlah_responden"))
        weight_f02, weight_f03, minimum, too_few_score = (
            literal(self.preview_source.parameter(self.iku, name))
            for name in ("bobot_f02", "bobot_f03", "responden_minimum", "f03_kurang_responden")
        )
        users = f'SUMIFS({f03},{respondents},">="&{minimum})+{too_few_score}*COUNTIFS({respondents},"<"&{minimum})'
        value = f"ROUND(({weight_f02}*SUM({f02})+{weight_f03}*({users}))/COUNT({f02}),2)"
        return f'IF(COUNT({f02})=COUNTA({unit}),{value},"")'


def _number_fields(block: Block) -> Iterator[tuple[str, Field]]:
    return ((name, field) for name, field in entry_fields(block) if field.kind in (Kind.NUMBER, Kind.WHOLE))
