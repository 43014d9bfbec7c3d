"""From one month to the next: what a template takes over from an earlier submission, and what has changed since.

A monthly workbook holds the position of the year up to its month's end, so within a year almost everything goes over.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from schemas.forms.identity import IDENTITY_SHEET, YES
from schemas.kiriman import FilledBlock, Kiriman
from schemas.notions.nothing import NOTHING
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan
from schemas.value import State, Value, decimal_from_binary

MOST_ROWS = 5000  # of one open table; a longer one is left out whole, since a part of it would count wrong
CELLS_NAMED = 20  # changed cells of a sheet named in one finding

BlockPlace = tuple[str, str]  # sheet, block
CarriedRow = tuple[str | None, Mapping[str, Value]]  # key row it answers to, entries that go over


@dataclass(frozen=True)
class CarriedOver:
    """What a template starts from: the entries of an accepted submission of an earlier month of the same year.

    `periode`, `revision`: its month, and its number among the submissions of that month. `rows`: what goes over, by
    block. `not_copied`: sheets with a table too long to go over.
    """

    periode: Periode
    revision: int
    rows: Mapping[BlockPlace, Sequence[CarriedRow]]
    not_copied: tuple[str, ...] = ()

    @classmethod
    def from_kiriman(cls, kiriman: Kiriman, revision: int) -> "CarriedOver":
        """What goes over from an accepted submission, whose month is known therefore."""
        assert kiriman.periode is not None
        too_long = [place for place, filled in kiriman.blocks.items() if len(filled.key_rows) > MOST_ROWS]
        rows = {place: list(_rows(filled)) for place, filled in kiriman.blocks.items() if place not in too_long}
        return cls(kiriman.periode, revision, rows, tuple(sheet for sheet, _ in too_long))

    def entries(self, sheet: str, block: str) -> Sequence[tuple[str | None, Mapping[str, object]]]:
        """The rows of a block as they are typed: (key row, field -> number, date or text); blanks left out."""
        return [
            (key, {name: as_typed(value) for name, value in entries.items() if value.is_filled})
            for key, entries in self.rows.get((sheet, block), ())
        ]


def as_typed(value: Value) -> object:
    """What a person would type for a value."""
    return NOTHING if value.state is State.NOT_ASSESSED else value.content


def _rows(filled: FilledBlock) -> Iterator[CarriedRow]:
    """CarriedRow by row the entries that go over, of the columns the sheet has."""
    carried = [
        name
        for name, form_field in filled.block.fields.items()
        if not (form_field.prefilled or form_field.this_month_only)
    ]
    for index, key_row in enumerate(filled.key_rows):
        entries = {name: filled.value(name, index) for name in carried if name in filled.columns}
        yield (key_row.key if key_row else None), entries


# What has changed


def find_changes(current: Kiriman, previous: Kiriman) -> list[Temuan]:
    """P230 for each sheet that differs from the last submission of the year, though "no change" is said.

    A form left wholly empty says nothing, and so contradicts nothing.
    """
    if not _says_unchanged(current) or current.periode is None or previous.periode is None:
        return []
    if current.periode.year != previous.periode.year:
        return []
    by_sheet: dict[str, tuple[list[str], int]] = {}
    for place, filled in current.blocks.items():
        if filled.touched and filled.sheet.iku is not None and place in previous.blocks:
            cells, gone = _compare(list(_rows(filled)), list(_rows(previous.blocks[place])))
            cells_so_far, gone_so_far = by_sheet.get(place[0], ([], 0))
            by_sheet[place[0]] = (cells_so_far + cells, gone_so_far + gone)
    return [
        make_temuan(
            "P230",
            lembar=sheet,
            sel=", ".join(cells[:CELLS_NAMED]) or None,
            ditemukan=_say_difference(len(cells), gone),
            periode=previous.periode.name,
        )
        for sheet, (cells, gone) in by_sheet.items()
        if cells or gone
    ]


def _says_unchanged(kiriman: Kiriman) -> bool:
    """Whether the identity says "no change since last month"."""
    value = kiriman.pair("identitas", "tidak_ada_perubahan", IDENTITY_SHEET.name)
    return value is not None and value.content == YES


def _say_difference(cells: int, gone: int) -> str:
    parts = [f"{cells} sel berbeda"] if cells else []
    return ", ".join(parts + ([f"{gone} baris tidak ada lagi"] if gone else []))


def _compare(current: Sequence[CarriedRow], previous: Sequence[CarriedRow]) -> tuple[list[str], int]:
    """(addresses of cells that differ, number of rows that are gone); the order of rows is no matter."""
    known_before, known_now = (Counter(map(_fingerprint, rows)) for rows in (previous, current))
    new, old = _without(current, known_before), _without(previous, known_now)
    cells, gone = [], 0
    for row, counterpart in zip_longest(new, old):
        if row is None:
            gone += 1
            continue
        before = counterpart[1] if counterpart else {}
        cells += [
            value.address
            for name, value in row[1].items()
            if _as_stored(value) != (_as_stored(before[name]) if name in before else None)
        ]
    return cells, gone


def _without(rows: Sequence[CarriedRow], known: Counter[object]) -> list[CarriedRow]:
    """The rows beyond those that are known."""
    rest = known.copy()
    result = []
    for row in rows:
        fingerprint = _fingerprint(row)
        if rest[fingerprint]:
            rest[fingerprint] -= 1
        else:
            result.append(row)
    return result


def _fingerprint(row: CarriedRow) -> object:
    """What makes two rows the same, however their blanks are spread."""
    return row[0], tuple((name, _as_stored(value)) for name, value in row[1].items() if value.is_filled)


def _as_stored(value: Value) -> object:
    """A value as a workbook keeps it: numbers to the digits of a stored double."""
    content = as_typed(value)
    return decimal_from_binary(float(content)) if isinstance(content, Decimal) else content
