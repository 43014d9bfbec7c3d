"""From the filled blocks of one submission to what a rule needs: rows, inputs with their cells, findings at cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from iku_rules.register_fields import Number
from iku_rules.steps import Input, InputColumn, Source, round_half_up
from schemas.form import fields
from schemas.forms.official_result import YearlyReport
from schemas.kiriman import Column, FilledBlock, FilledForm
from schemas.temuan import Temuan, make_temuan
from schemas.value import State
from schemas.wording import show, show_number

EXAMPLE = "CONTOH"
EXAMPLES_QUOTED = 3  # texts quoted in the note


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a block, or its pairs: `row["nilai"]` is what the cell of that field says, None where nothing."""

    form: FilledForm
    block: FilledBlock
    index: int

    def __getitem__(self, field: str) -> Any:
        return self.block.columns[field].contents[self.index]

    def __contains__(self, field: str) -> bool:
        return field in self.block.columns

    @property
    def key(self) -> str:
        """The key row it answers to; empty in tables without keys."""
        key_row = self.block.key_rows[self.index]
        return key_row.key if key_row else ""

    @property
    def sheet(self) -> str:
        """The name of the sheet it stands on."""
        return self.block.sheet.name

    def state(self, field: str) -> State:
        """Whether the cell of a field is filled, empty, or said not to be assessed."""
        return self.block.columns[field].states[self.index]

    def address(self, field: str) -> str:
        """The cell of a field."""
        return self.block.columns[field].addresses[self.index]


def rows(form: FilledForm, block: str) -> list[Row]:
    """Rows of a block; none when it is absent."""
    filled = form.blocks.get(block)
    return [Row(form, filled, index) for index in range(filled.row_count)] if filled else []


def pairs(form: FilledForm, block: str) -> Row | None:
    """The row of a block of pairs; None when it is absent."""
    return next(iter(rows(form, block)), None)


def by_key(form: FilledForm, block: str) -> dict[str, Row]:
    """Rows of a table by their key row."""
    return {row.key: row for row in rows(form, block)}


def source_at(row: Row, field: str) -> Source:
    """The cell of a field; the value as read."""
    value = row[field]
    shown = value if isinstance(value, Decimal) or value is None else str(value)
    return _source(row.form, row.block, row.address(field), shown)


def input_at(row: Row, field: str, name: str) -> Input:
    """The number of a field as an input."""
    return Input(name, row[field], source_at(row, field))


def input_columns(form: FilledForm, block: str) -> dict[str, InputColumn]:
    """The columns of an open table that is filled, for conditions on its rows."""
    filled = form.blocks[block]
    return {
        name: InputColumn(field.label, filled.columns[name].contents) for name, field in filled.block.fields.items()
    }


def column(form: FilledForm, block: str, field: str) -> Column:
    """The cells of a field in an open table that is filled, for what is counted over it."""
    return form.blocks[block].columns[field]


def column_source(form: FilledForm, block: str, field: str) -> Source:
    """The range of such a column (see `input_over`)."""
    return _source(form, form.blocks[block], cell_range(column(form, block, field).addresses), None)


def _source(form: FilledForm, block: FilledBlock, cells: str, value: Decimal | str | None) -> Source:
    return Source(form.bagian, form.file, form.sha256, block.sheet.name, cells, value)


def input_over(name: str, value: Decimal, origin: Source) -> Input:
    """A number taken from a whole column, such as a count of answers."""
    return Input(name, value, replace(origin, nilai=value))


def cell_range(cells: Sequence[str]) -> str:
    """`D7:D40` for the cells of a column."""
    return cells[0] if cells[0] == cells[-1] else f"{cells[0]}:{cells[-1]}"


def temuan_at(code: str, row: Row, field: str, *, ditemukan: str | None, **words: object) -> Temuan:
    """A finding at the cell of a field."""
    return make_temuan(
        code,
        lembar=row.sheet,
        sel=row.address(field),
        ditemukan=ditemukan,
        **words,
    )


def temuan_on_difference(
    row: Row, field: str, computed: Decimal | None, tolerance: Number, *, label: str, key: str, origin: str
) -> list[Temuan]:
    """P450 where the score in a field differs from what its own parts give; `origin` names the parts."""
    entered, computed = row[field], round_half_up(computed)  # compared as printed, so that a reader sees the same
    if entered is None or computed is None or abs(entered - computed) <= tolerance.nilai:
        return []
    words = {
        "hitung": show_number(computed, 2),
        "selisih": show_number(abs(entered - computed), 2),
        "toleransi": show_number(tolerance.nilai),
        "label": label,
        "kunci": key,
        "asal": origin,
    }
    return [temuan_at("P450", row, field, ditemukan=show(entered), **words)]


def report_texts(form: FilledForm) -> tuple[tuple[str, str], ...]:
    """(label, text) of what was written for the yearly report."""
    row = pairs(form, "laporan_tahunan")
    if row is None:
        return ()
    return tuple((i.label, str(row[name])) for name, i in fields(YearlyReport).items() if row[name])


def examples(form: FilledForm) -> tuple[tuple[Temuan, ...], tuple[str, ...]]:
    """Findings for cells whose text begins with CONTOH, and the one note they give together."""
    cells = list(_example_cells(form))
    texts = list(dict.fromkeys(t for *_, t in cells))
    if not texts:
        return (), ()
    quoted = "; ".join(map(_quote, texts[:EXAMPLES_QUOTED]))
    more = "; dan lainnya" if len(texts) > EXAMPLES_QUOTED else ""
    temuan = tuple(make_temuan("P420", lembar=sheet, sel=address, ditemukan=t) for sheet, address, t in cells)
    return temuan, (f"{EXAMPLE}: {quoted}{more}",)


def _quote(text: str) -> str:
    """What follows the mark; a number of which it is a part ("CONTOH-1/2025") stands whole."""
    rest = text[len(EXAMPLE) :]
    if rest and rest[0] not in " :":
        return f"“{text}”"
    return rest.strip(" :-–.,") or "angka contoh"


def _example_cells(form: FilledForm) -> Iterator[tuple[str, str, str]]:
    """(sheet, cell, text) of every such cell."""
    for block in form.blocks.values():
        for column in block.columns.values():
            for address, content in zip(column.addresses, column.contents, strict=True):
                if isinstance(content, str) and content.casefold().startswith(EXAMPLE.casefold()):
                    yield block.sheet.name, address, content
