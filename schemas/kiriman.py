"""A submission as read: who, which month, and the typed cells of every block, each with its address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from schemas.form import Block, Sheet, fields
from schemas.form_year import FormYear, KeyRow
from schemas.forms.identity import Identity
from schemas.periode import Periode
from schemas.temuan import Temuan
from schemas.value import State, Value

Row = Mapping[str, Value]  # field -> cell


@dataclass(frozen=True)
class Column:
    """The cells of one field, row by row: value, state, address."""

    contents: Sequence[object]
    states: Sequence[State]
    addresses: Sequence[str]


@dataclass(frozen=True)
class FilledBlock:
    """A block with its cells by field, as columns: respondents come by the thousand.

    `form_year`: the year that the block speaks of. `columns`: by field, all equally long. `key_rows`: row by row the
    key row it answers to (None in tables without keys). `touched`: whether anything of its group is filled.
    """

    block: Block
    sheet: Sheet
    form_year: FormYear
    columns: Mapping[str, Column]
    key_rows: tuple[KeyRow | None, ...]
    touched: bool

    @classmethod
    def from_rows(
        cls,
        block: Block,
        sheet: Sheet,
        form_year: FormYear,
        rows: Sequence[Row],
        key_rows: Sequence[KeyRow | None],
        *,
        touched: bool,
    ) -> "FilledBlock":
        """A block of a few rows, such as pairs (one row) or a table with key rows."""
        columns = {name: Column(*_side_by_side([row[name] for row in rows])) for name in block.fields}
        return cls(block, sheet, form_year, columns, tuple(key_rows), touched)

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self.key_rows)

    def value(self, name: str, row: int = 0) -> Value:
        """One cell."""
        column = self.columns[name]
        return Value(column.contents[row], column.states[row], column.addresses[row])

    def rows(self) -> Iterator[Row]:
        """The rows, one by one; for tables of thousands take the columns."""
        return ({name: self.value(name, index) for name in self.columns} for index in range(self.row_count))

    @property
    def has_entries(self) -> bool:
        """Whether any entry cell holds something."""
        return any(
            state is not State.EMPTY
            for name, column in self.columns.items()
            if not self.block.fields[name].prefilled
            for state in column.states
        )


def _side_by_side(values: Sequence[Value]) -> tuple[list[object], list[State], list[str]]:
    return (
        [value.content for value in values],
        [value.state for value in values],
        [value.address for value in values],
    )


@dataclass(frozen=True)
class FilledForm:
    """What one submission says of one indicator: the blocks of its sheets that are filled, by name."""

    bagian: str
    file: str
    sha256: str
    blocks: Mapping[str, FilledBlock]


@dataclass
class Kiriman:
    """One submitted workbook. `bagian` and `periode` are None when the file did not get that far.

    `forms`: codes of the forms it consists of. `blocks`: by (sheet name, block name). `temuan` grows step by step.
    """

    file: str
    sha256: str
    bagian: str | None = None
    periode: Periode | None = None
    forms: tuple[str, ...] = ()
    blocks: dict[tuple[str, str], FilledBlock] = field(default_factory=dict)
    temuan: list[Temuan] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """Whether no finding blocks it, as far as it has been looked at."""
        return not any(t.is_blocking for t in self.temuan)

    def filled_form(self, iku: str) -> FilledForm:
        """The filled blocks of the sheets that belong to `iku`; those left untouched say nothing."""
        return FilledForm(
            bagian=self.bagian or "",
            file=self.file,
            sha256=self.sha256,
            blocks={
                name: filled
                for (_, name), filled in self.blocks.items()
                if filled.sheet.iku == iku and filled.touched and filled.row_count
            },
        )

    def pair(self, block: str, name: str, sheet: str | None = None) -> Value | None:
        """The cell of a pair, by block and field (and sheet, where the block is on several)."""
        for (sheet_name, block_name), filled in self.blocks.items():
            if block_name == block and sheet in (None, sheet_name) and filled.row_count:
                return filled.value(name)
        return None

    @property
    def attempt(self) -> int | None:
        """The bagian's own number of the submission: empty is 1, one that its form does not allow is None.

        It is kept and compared even where nothing was accepted, so no cell may carry just any number out of here.
        """
        value = self.pair("identitas", "pengiriman_ke")
        if value is None or value.state is State.EMPTY:
            return 1
        if not isinstance(value.content, Decimal) or not fields(Identity)["pengiriman_ke"].allows(value.content):
            return None
        return int(value.content)
