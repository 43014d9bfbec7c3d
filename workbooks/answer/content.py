"""What a bagian is told of a file it handed in, as values; `verification` and `receipt` write it into sheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from schemas.form import Block, BlockShape
from schemas.kiriman import FilledBlock, Kiriman, Row
from schemas.periode import Periode
from schemas.temuan import Temuan
from schemas.value import Kind, State, Value
from schemas.wording import show_number


@dataclass(frozen=True)
class EntryLine:
    """One value as it was understood; tables of respondents give a line for each column, with how many are filled."""

    sheet: str
    cell: str
    label: str
    value: object


@dataclass(frozen=True)
class Answer:
    """What an answer says. `file_time` is the file's time in WIB; `results`: (indicator, value, predikat, status).

    `incident`: the number under which an error of ours was recorded. `still_in_force`: the earlier file that stays in
    force while this one is returned. `others`: a line about each other file of the bagian.
    `folder`: the bagian's inbox, as people are told it. `receipt_number` and
    `entries` are there once the file is accepted, and its `seal`, the hash of its line in the ledger.
    """

    bagian: str
    periode: Periode
    file: str
    sha256: str
    file_time: datetime
    accepted: bool
    still_in_force: str | None
    incident: str | None
    temuan: tuple[Temuan, ...]
    results: tuple[tuple[str, Decimal | None, str | None, str], ...]
    deadline: date
    folder: str
    receipt_number: str | None = None
    entries: tuple[EntryLine, ...] = ()
    others: tuple[str, ...] = ()
    seal: str = ""

    @property
    def to_mend(self) -> int:
        """How many findings stand in the way; none where the file only came too late to count."""
        return sum(t.is_blocking for t in self.temuan)

    @property
    def state(self) -> str:
        """What became of the file, in the large words of the answer."""
        if self.incident:
            return "BELUM DAPAT DIPERIKSA"
        if not self.accepted:
            return "DIKEMBALIKAN UNTUK DIPERBAIKI" if self.to_mend else "DICATAT, TIDAK DIHITUNG"
        return "DITERIMA DENGAN CATATAN" if self.temuan else "DITERIMA"


def receipt_number(bagian: str, periode: Periode, revision: int, sha256: str) -> str:
    """`TT/pbj/2025-12/01-a1b2c3d4`: the same submission always has the same number."""
    return f"TT/{bagian}/{periode}/{revision:02d}-{sha256[:8]}"


def entries_as_read(kiriman: Kiriman) -> tuple[EntryLine, ...]:
    """Every filled entry cell as it was understood, in the order of the sheets."""
    return tuple(
        EntryLine(filled.sheet.name, *line)
        for filled in kiriman.blocks.values()
        for line in (_column_counts(filled) if _is_open_table(filled) else _cell_values(filled))
    )


def _is_open_table(filled: FilledBlock) -> bool:
    """A sheet that is one open table: its rows are counted, not listed."""
    return len(filled.sheet.blocks) == 1 and filled.block.blank_rows > 0


def _column_counts(filled: FilledBlock) -> Iterator[tuple[str, str, object]]:
    """(cells, label, "n terisi dari m baris") of each column that has entries."""
    for name, field in filled.block.fields.items():
        column = filled.columns[name]
        cells = [cell for cell, state in zip(column.addresses, column.states, strict=True) if state is State.FILLED]
        if cells and not field.prefilled:
            yield (
                f"{cells[0]}:{cells[-1]}",
                field.label,
                f"{show_number(len(cells))} terisi dari {show_number(filled.row_count)} baris",
            )


def _cell_values(filled: FilledBlock) -> Iterator[tuple[str, str, object]]:
    """(cell, label, value) of each entry, in the order of the rows."""
    for row_number, row in enumerate(filled.rows(), 1):
        for name, field in filled.block.fields.items():
            if not field.prefilled and row[name].state in (State.FILLED, State.NOT_ASSESSED):
                prefix = _row_name(filled.block, row, row_number)
                yield row[name].address, f"{prefix}{field.label}", _as_read(row[name], field.kind)


def _row_name(block: Block, row: Row, row_number: int) -> str:
    """What tells a row from the others, put before the label: its prefilled words, else its number."""
    if block.shape is BlockShape.PAIRS:
        return ""
    if not block.key:
        return f"Baris {row_number} · "
    prefilled = [
        row[name].content
        for name, field in block.fields.items()
        if field.prefilled and field.kind in (Kind.CODE, Kind.TEXT)
    ]
    return " ".join(str(content) for content in prefilled if content is not None) + " · "


def _as_read(value: Value, kind: Kind) -> object:
    if value.state is State.NOT_ASSESSED:
        return "- (tidak dinilai)"
    # A whole number may be a year, which takes no thousands.
    return str(value.content) if kind in (Kind.WHOLE, Kind.PERIODE) else value.content
