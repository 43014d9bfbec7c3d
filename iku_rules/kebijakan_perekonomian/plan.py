"""The plan of economic policies against the plan of the month before: a plan of the year does not change unnoticed."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from iku_rules.context import RuleContext
from iku_rules.input_cells import Row, rows, temuan_at
from iku_rules.result import DetailTable
from schemas.forms.kebijakan_perekonomian import YES
from schemas.notions.documents import document_key
from schemas.notions.names import name_key
from schemas.notions.text import compare_key
from schemas.temuan import Temuan, make_temuan

BLOCK = "kebijakan_perekonomian"
SIMILARITY = 0.6  # two names more alike than this are one policy renamed, as for the nearest match of a finding


@dataclass(frozen=True)
class Change:
    """One change of the plan in words, and the row and field where it is seen (none where the row is gone)."""

    description: str
    row: Row | None = None
    field: str = "nama"


def plan_changes(current: Sequence[Row], context: RuleContext) -> tuple[Change, ...]:
    """What changed in the plan since the last accepted submission of an earlier month of the same year.

    A form left empty, then or now, says nothing of the plan.
    """
    before = context.before
    if before is None or before.periode.year != context.periode.year:
        return ()
    earlier = rows(before.form, BLOCK)
    return tuple(_changes(earlier, current)) if earlier and current else ()


def temuan_on_changes(changes: Sequence[Change], context: RuleContext) -> list[Temuan]:
    """P435 at the cell of each change; of rows that are gone at the sheet, named together."""
    if context.before is None or not changes:
        return []
    month = context.before.periode.name
    temuan = [
        temuan_at(
            "P435",
            change.row,
            change.field,
            ditemukan=change.row[change.field],
            bulan=month,
            perubahan=change.description,
        )
        for change in changes
        if change.row is not None
    ]
    gone = [change.description for change in changes if change.row is None]
    if gone:
        sheet = next(row.sheet for row in rows(context.before.form, BLOCK))
        description = "; ".join(gone)
        temuan.append(make_temuan("P435", lembar=sheet, ditemukan=description, bulan=month, perubahan=description))
    return temuan


def change_tables(changes: Sequence[Change], context: RuleContext) -> tuple[DetailTable, ...]:
    """One table that lists the changes; none where nothing changed."""
    if context.before is None or not changes:
        return ()
    title = f"RENCANA BERUBAH SEJAK LAPORAN {context.before.periode.name.upper()}"
    return (DetailTable(title, ("Perubahan",), tuple((change.description,) for change in changes)),)


def _changes(earlier: Sequence[Row], current: Sequence[Row]) -> Iterator[Change]:
    pairs, gone, added = _pair(earlier, current)
    for old_row, new_row in pairs:
        if old_row["direncanakan"] != new_row["direncanakan"]:
            description = (
                f"Direncanakan “{new_row['nama']}” dari {old_row['direncanakan']} menjadi {new_row['direncanakan']}"
            )
            yield Change(description, new_row, "direncanakan")
        if new_row["direncanakan"] == YES and compare_key(old_row["nama"]) != compare_key(new_row["nama"]):
            yield Change(f"nama “{old_row['nama']}” menjadi “{new_row['nama']}”", new_row)
    for new_row in added:
        if new_row["direncanakan"] == YES:
            yield Change(f"“{new_row['nama']}” ditambahkan", new_row)
    for old_row in gone:
        if old_row["direncanakan"] == YES:
            yield Change(f"“{old_row['nama']}” dihapus")


def _pair(earlier: Sequence[Row], current: Sequence[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """(rows of both months, rows that are gone, rows that are new): by name and type, by name, by number, by likeness.

    Rows are moved and sorted between two months, so their place says nothing.
    """
    pairs: list[tuple[Row, Row]] = []
    earlier_rest, current_rest = list(earlier), list(current)
    for key in (_name_and_kind, _name, _number):
        _pair_by(key, earlier_rest, current_rest, pairs)
    for old_row in list(earlier_rest):
        nearest = max(current_rest, key=lambda new_row: _similarity(old_row, new_row), default=None)
        if nearest is not None and _similarity(old_row, nearest) > SIMILARITY:
            pairs.append((old_row, nearest))
            _drop(earlier_rest, old_row)
            _drop(current_rest, nearest)
    return pairs, earlier_rest, current_rest


def _pair_by(
    key: Callable[[Row], Hashable], earlier: list[Row], current: list[Row], pairs: list[tuple[Row, Row]]
) -> None:
    """Move rows with the same key from both lists to the pairs; a row without a key (None) stays."""
    by_key: dict[Hashable, list[Row]] = {}
    for new_row in current:
        by_key.setdefault(key(new_row), []).append(new_row)
    for old_row in list(earlier):
        if key(old_row) is not None and (candidates := by_key.get(key(old_row))):
            new_row = candidates.pop(0)
            pairs.append((old_row, new_row))
            _drop(earlier, old_row)
            _drop(current, new_row)


def _drop(remaining: list[Row], row: Row) -> None:
    """Remove that very row, not one that reads the same."""
    del remaining[next(n for n, other in enumerate(remaining) if other is row)]


def _name_and_kind(row: Row) -> Hashable:
    return name_key(row["nama"]), row["jenis"]


def _name(row: Row) -> str:
    return name_key(row["nama"])


def _number(row: Row) -> Hashable:
    number = document_key(row["nomor"], row["jenis"])
    return (row["jenis"], number) if number else None


def _similarity(old_row: Row, new_row: Row) -> float:
    return SequenceMatcher(None, _name(old_row), _name(new_row)).ratio()
