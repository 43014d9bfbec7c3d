"""The cells of a sheet by where they stand and by what text they hold."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import count, islice, product

from schemas.notions.text import loose_key
from schemas.value import Cell, cell_address
from workbooks.reading.reader import CellRange, RawSheet

MOST_LOOKS = 2_000_000  # places looked at for cells under merged ranges
Position = tuple[int, int]  # 1-based row and column


@dataclass
class Grid:
    """A sheet as delivered; `indexes`: position -> its place in the sheet's lists, `texts`: text -> its positions."""

    sheet: RawSheet
    indexes: dict[Position, int]
    texts: dict[str, list[Position]] = dataclasses.field(default_factory=dict)

    @classmethod
    def from_sheet(cls, sheet: RawSheet) -> "Grid":
        """The grid, its texts as `loose_key` spells them."""
        grid = cls(sheet, dict(zip(zip(sheet.rows, sheet.columns, strict=True), count())))
        for position, text in grid.all_texts():
            if key := loose_key(text):
                grid.texts.setdefault(key, []).append(position)
        return grid

    def cell_at(self, row: int, column: int) -> Cell:
        """The cell that stands there, an empty one where the file has none."""
        index = self.indexes.get((row, column))
        return Cell(row, column, None) if index is None else self.sheet.cell_at(index)

    def content_key(self, row: int, column: int) -> tuple[object, ...]:
        """What a cell holds, as a key: cells alike in it are read alike."""
        index = self.indexes.get((row, column))
        if index is None:
            return ()
        sheet = self.sheet
        content = sheet.contents[index]
        return type(content), content, sheet.specials.get(index), index in sheet.percents

    def all_texts(self) -> Iterator[tuple[Position, str]]:
        """Every cell that holds text, in reading order."""
        every_cell = ((position, self.sheet.contents[index]) for position, index in self.indexes.items())
        return ((position, content) for position, content in every_cell if isinstance(content, str))

    def filled_rows(self, rows: range) -> list[int]:
        """The rows that hold something: one stray cell in the sheet's last row does not make it a million."""
        return sorted(row for row in set(self.sheet.rows) if row in rows)

    def covered(self) -> set[str]:
        """Addresses of filled cells that a merged range hides: all of it but its first cell.

        Ranges of a sound sheet do not overlap; one that was made to take for ever is looked at as far as `MOST_LOOKS`.
        """
        return {
            cell_address(row, column)
            for (row, column), (first_column, first_row, last_column, last_row) in islice(self._looks(), MOST_LOOKS)
            if (row, column) in self.indexes
            and first_row <= row <= last_row
            and first_column <= column <= last_column
            and (row, column) != (first_row, first_column)
        }

    def _looks(self) -> Iterator[tuple[Position, CellRange]]:
        """Where to look for each range: at all its places, or at all cells where those are fewer."""
        for merged in self.sheet.merged:
            first_column, first_row, last_column, last_row = merged
            rows, columns = range(first_row, last_row + 1), range(first_column, last_column + 1)
            positions = product(rows, columns) if len(rows) * len(columns) <= len(self.indexes) else self.indexes
            yield from ((position, merged) for position in positions)

    def addresses(self, indexes: Iterable[int]) -> set[str]:
        """The addresses of cells by their place in the sheet's lists."""
        return {cell_address(self.sheet.rows[index], self.sheet.columns[index]) for index in indexes}

    def typed_numbers(self) -> list[Position]:
        """Where numbers, days and times stand that no formula computed, in reading order."""
        return [
            position
            for position, index in self.indexes.items()
            if index not in self.sheet.formulas
            and isinstance(self.sheet.contents[index], (int, float, date, time, timedelta))
            and not isinstance(self.sheet.contents[index], bool)
        ]

    @property
    def last_row(self) -> int:
        """The last row that holds anything; 0 in an empty sheet."""
        return max(self.sheet.rows, default=0)
