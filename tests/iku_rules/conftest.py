"""Helpers of the rule tests: submissions built as the reader builds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iku_rules.context import RuleContext
from iku_rules.register_model.load import load_register
from iku_rules.register_model.register import Register
from iku_rules.result import Computation
from iku_rules.rules import RULES
from iku_rules.steps import Input, Node, Parameter, Step, children, walk
from schemas.form import Block, BlockShape, Sheet
from schemas.form_year import FormYear, KeyRow
from schemas.forms import sheets_for
from schemas.kiriman import Column, FilledBlock, Kiriman, Row
from schemas.periode import Periode
from schemas.value import State, Value, cell_address

FIRST_ROW = {BlockShape.PAIRS: 4, BlockShape.TABLE: 30}
Content = Mapping[str, Any]  # block name -> pairs, rows by key, or list of rows


@dataclass(frozen=True)
class Maker:
    """Builds submissions and computes them.

    `content` maps a block's name to its cells: field -> value for pairs, key -> {field: value} for tables with key rows
    (a bare value fills the first entry field), a list of {field: value} for other tables. "-" is "not assessed"; a
    `Value` stands as it is, at the cell's address. The identity is there where `content` has `identitas`.
    """

    register: Register

    def kiriman(self, bagian: str, periode: str, iku: str, content: Content) -> Kiriman:
        month = Periode.parse(periode)
        kiriman = Kiriman(f"{bagian}.xlsx", "0" * 64, bagian, month, (iku,))
        year = int(next((p["tahun_penilaian"] for p in content.values() if _has_year(p)), month.year))
        form_year = self.register.form_year(year)
        sheets = sheets_for((iku,), self.register.form_year(month.year))
        for sheet in sheets if "identitas" in content else sheets[1:]:
            for block in sheet.blocks:
                touched = any(content.get(other.name) for other in sheet.blocks if other.group == block.group)
                kiriman.blocks[sheet.name, block.name] = _block(
                    block, sheet, form_year, content.get(block.name, {}), touched
                )
        return kiriman

    def compute(
        self, bagian: str, periode: str, iku: str, content: Content, shuffle: Sequence[int] | None = None
    ) -> Computation:
        """The rule's result; `shuffle` reorders the rows of every table by these sort keys."""
        form = self.kiriman(bagian, periode, iku, content).filled_form(iku)
        if shuffle is not None:
            form = replace(form, blocks={name: _shuffled(block, shuffle) for name, block in form.blocks.items()})
        result = RULES[iku].compute(form, RuleContext(self.register, Periode.parse(periode), bagian))
        check_details(result)
        return result


def _shuffled(filled: FilledBlock, keys: Sequence[int]) -> FilledBlock:
    """The same rows in another order."""
    order = sorted(range(filled.row_count), key=lambda n: keys[n % len(keys)])
    columns = {
        name: Column(*([values[n] for n in order] for values in (column.contents, column.states, column.addresses)))
        for name, column in filled.columns.items()
    }
    return replace(filled, columns=columns, key_rows=tuple(filled.key_rows[n] for n in order))


def _has_year(content: Any) -> bool:
    return isinstance(content, Mapping) and content.get("tahun_penilaian") is not None


def _block(block: Block, sheet: Sheet, form_year: FormYear, content: Any, touched: bool) -> FilledBlock:
    if block.shape is BlockShape.PAIRS:
        return FilledBlock.from_rows(block, sheet, form_year, (_row(block, 0, content),), (None,), touched=touched)
    if block.key is None:
        rows = tuple(_row(block, number, cells) for number, cells in enumerate(content or []))
        return FilledBlock.from_rows(block, sheet, form_year, rows, (None,) * len(rows), touched=touched)
    key_rows = form_year.key_rows[block.name]
    rows = tuple(
        _key_row(block, number, key_row, (content or {}).get(key_row.key)) for number, key_row in enumerate(key_rows)
    )
    return FilledBlock.from_rows(block, sheet, form_year, rows, key_rows, touched=touched)


def _key_row(block: Block, number: int, key_row: KeyRow, content: Any) -> Row:
    first = next(name for name, field in block.fields.items() if not field.prefilled)
    filled = content if isinstance(content, Mapping) else {first: content}
    assert block.key is not None
    return _row(block, number, {block.key: key_row.key, **key_row.prefilled, **filled})


def _row(block: Block, number: int, content: Mapping[str, Any]) -> Row:
    unknown = set(content) - set(block.fields)
    assert not unknown, unknown
    in_pairs = block.shape is BlockShape.PAIRS
    first_row = FIRST_ROW[block.shape]
    return {
        name: _value(
            content.get(name),
            cell_address(first_row + position, 2) if in_pairs else cell_address(first_row + number, position + 1),
        )
        for position, name in enumerate(block.fields)
    }


def _value(content: Any, cell: str) -> Value:
    if content is None:
        return Value(None, State.EMPTY, cell)
    if isinstance(content, Value):
        return replace(content, address=cell)
    if content == "-":
        return Value(None, State.NOT_ASSESSED, cell)
    return Value(Decimal(str(content)) if isinstance(content, (int, float)) else content, State.FILLED, cell)


def rests_on(node: Node) -> list[Node]:
    """The named nodes a node rests on directly: those a formula refers to."""
    found: list[Node] = []
    for child in children(node):
        found.extend([child] if isinstance(child, (Input, Parameter, Step)) else rests_on(child))
    return found


def check_details(computation: Computation) -> None:
    """Every node a shown or used step rests on stands in a table, once; so does the result."""
    shown = [
        content
        for table in computation.detail_tables
        for row in table.rows
        for content in row
        if isinstance(content, (Input, Parameter, Step))
    ]
    for table in computation.detail_tables:
        assert all(len(row) == len(table.columns) for row in table.rows), table.title
    places = [id(node) for node in shown]
    assert len(places) == len(set(places)), "a node stands twice"
    used = list(walk(computation.result)) if computation.result else []
    assert computation.result is None or id(computation.result) in places
    for step in (node for node in (*used, *shown) if isinstance(node, Step)):
        for node in rests_on(step):
            assert id(node) in places, (step.name, node)


def letter(value: Any, year: int, predikat: str | None = None, **other: Any) -> dict[str, Any]:
    """The block HASIL RESMI, filled."""
    return {
        "status": "Sudah rilis",
        "tahun_penilaian": year,
        "nilai": value,
        "predikat": predikat,
        "nomor_surat": "1/D/2026",
        "tanggal_surat": date(2026, 1, 15),
        **other,
    }


@pytest.fixture(scope="session")
def register() -> Register:
    return load_register()


@pytest.fixture(scope="session")
def maker(register: Register) -> Maker:
    return Maker(register)


@pytest.fixture(scope="session")
def official_letter() -> Any:
    return letter


@pytest.fixture(scope="session")
def ensure_whole_details() -> Any:
    return check_details
