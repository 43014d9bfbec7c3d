"""One sheet at hand: its cells, each read as the kind its field has, and where its blocks and findings go."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.form import Block, Field, Sheet, example_for, limit_of, when_unknown
from schemas.form_year import FormYear, KeyRow
from schemas.kiriman import FilledBlock, Kiriman, Row
from schemas.notions.nothing import says_nothing
from schemas.notions.text import normalise
from schemas.parse import parse
from schemas.temuan import make_temuan
from schemas.value import Cell, CellWords, Value
from workbooks.reading.grid import Grid


@dataclass(frozen=True)
class SheetCells:
    """A sheet of the template beside the cells that came for it. Blocks and findings go into the submission.

    `told_rows`: rows passed over with a finding of their own, so that nothing more is said of their cells.
    """

    kiriman: Kiriman
    sheet: Sheet
    grid: Grid
    told_rows: set[int] = dataclasses.field(default_factory=set)

    def parse(self, cell: Cell, field: Field, form_year: FormYear, key_row: KeyRow | None = None) -> Value:
        """A cell as the field's kind; what is wrong with it is recorded."""
        value, temuan = parse(cell, field.kind, self.words(field, form_year, key_row))
        self.kiriman.temuan.extend(temuan)
        return value

    def words(self, field: Field, form_year: FormYear, key_row: KeyRow | None = None) -> CellWords:
        """What a finding about a cell of the field says, and what the cell can hold."""
        limits = [
            field.maximum,
            limit_of(form_year, self.sheet, field.limit) if field.limit else None,
            key_row.maximum if key_row else None,
        ]
        maximum = min((limit for limit in limits if limit is not None), default=None)
        return CellWords(
            sheet=self.sheet.name,
            label=field.label,
            example=example_for(field, maximum),
            year=form_year.year,
            choices=form_year.choices.get(field.choices, ()) if isinstance(field.choices, str) else field.choices,
            dash_allowed=key_row.dash_allowed if key_row else field.dash_allowed,
            minimum=field.minimum,
            maximum=maximum,
            units=field.units,
            spelling=field.spelling,
            when_unknown=when_unknown(field, self.sheet),
        )

    def record(self, code: str, *, sel: str | None = None, ditemukan: str | None = None, **words: object) -> None:
        """A finding about this sheet."""
        self.kiriman.temuan.append(make_temuan(code, lembar=self.sheet.name, sel=sel, ditemukan=ditemukan, **words))

    def store(self, filled: FilledBlock) -> None:
        """A block of this sheet, read."""
        self.kiriman.blocks[(self.sheet.name, filled.block.name)] = filled

    def store_rows(
        self, block: Block, form_year: FormYear, rows: Sequence[Row], key_rows: Sequence[KeyRow | None]
    ) -> None:
        """A block of a few rows, read row by row. Whether it was touched is only known when all blocks are there."""
        self.store(FilledBlock.from_rows(block, self.sheet, form_year, rows, key_rows, touched=True))


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds anything that a person sees."""
    return cell.special is not None or (cell.content is not None and bool(normalise(cell.content)))


def says_something(cell: Cell) -> bool:
    """Whether a cell holds more than words that say nothing."""
    return is_filled(cell) and not (isinstance(cell.content, str) and says_nothing(cell.content))
