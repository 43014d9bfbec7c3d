"""Every value of a submission as it was understood, for the receipt."""

from collections.abc import Iterator

from schemas.form import Block, BlockShape
from schemas.kiriman import FilledBlock, Kiriman, Row
from schemas.value import Kind, State, Value
from schemas.wording import show_number
from workbooks.answer.content import EntryLine


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
