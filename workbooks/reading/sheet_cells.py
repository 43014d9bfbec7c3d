"""One sheet at hand: its cells, each read as the kind its field has, and where its blocks and findings go."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.form import Block, Field, Sheet
from schemas.form_year import FormYear, KeyRow
from schemas.kiriman import FilledBlock, Kiriman, Row
from schemas.parse import normalise, parse
from schemas.temuan import make_temuan
from schemas.value import Cell, CellWords, Value
from workbooks.reading.grid import Grid


@dataclass(frozen=True)
class SheetCells:
    """A sheet of the template beside the cells that came for it. Blocks and findings go into the submission."""

    kiriman: Kiriman
    sheet: Sheet
    grid: Grid

    def parse(self, cell: Cell, field: Field, form_year: FormYear, *, dash_allowed: bool = False) -> Value:
        """A cell as the field's kind; what is wrong with it is recorded."""
        value, temuan = parse(cell, field.kind, self.words(field, form_year, dash_allowed=dash_allowed))
        self.kiriman.temuan.extend(temuan)
        return value

    def words(self, field: Field, form_year: FormYear, *, dash_allowed: bool = False) -> CellWords:
        """What a finding about a cell of the field says."""
        return CellWords(
            sheet=self.sheet.name,
            label=field.label,
            example=field.example,
            year=form_year.year,
            choices=form_year.choices.get(field.choices, ()) if isinstance(field.choices, str) else field.choices,
            dash_allowed=dash_allowed,
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
