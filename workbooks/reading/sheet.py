"""One sheet of a submission: pairs by label first, then tables, since the year that pairs name picks their model."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from iku_rules.register_model.register import Register
from schemas.form import Block, BlockShape, Sheet
from schemas.form_year import FormYear
from schemas.kiriman import FilledBlock, Kiriman, Row
from schemas.notions.text import loose_key, nearest
from schemas.value import State, Value, cell_address
from schemas.wording import show
from workbooks.reading.grid import Grid, Position
from workbooks.reading.sheet_cells import SheetCells
from workbooks.reading.tables import TableReader

_MOST_SHOWN, _MOST_MARKED = 10, 100  # unread cells named, and marked
_EARLIEST_YEAR = 2000  # a smaller number in a cell for a year is none


class SheetReader:
    """Reads the blocks of one sheet into the submission."""

    def __init__(self, kiriman: Kiriman, sheet: Sheet, grid: Grid, register: Register) -> None:
        self.kiriman, self.sheet, self.grid, self.register = kiriman, sheet, grid, register
        self.cells = SheetCells(kiriman, sheet, grid)
        self.pair_labels: dict[tuple[str, str], Position] = {}

    def read(self) -> None:
        """All blocks of the sheet, and what is hidden under merged cells."""
        self._find_labels()
        form_year = self.register.form_year(self._report_year())
        for block in self._blocks(BlockShape.PAIRS):
            self.cells.store_rows(block, form_year, (self._read_pairs(block, form_year),), (None,))
        assessment_form_year = self.register.form_year(self._assessment_year())
        for block in self._blocks(BlockShape.TABLE):
            self._read_table(block, form_year, assessment_form_year)
        self._record_covered()
        self._record_stale()
        self._record_unread()

    def read_nothing(self) -> None:
        """The blocks of a sheet that did not come and need not: as of one that nobody filled."""
        form_year = self.register.form_year(self._report_year())
        for block in self.sheet.blocks:
            nothing = {name: Value(None, State.EMPTY, "") for name in block.fields}
            is_pairs = block.shape is BlockShape.PAIRS
            self.cells.store_rows(block, form_year, (nothing,) if is_pairs else (), (None,) if is_pairs else ())

    def _blocks(self, shape: BlockShape) -> Iterator[Block]:
        return (block for block in self.sheet.blocks if block.shape is shape)

    # Pairs

    def _find_labels(self) -> None:
        for block in self._blocks(BlockShape.PAIRS):
            candidates = {name: self.grid.texts.get(loose_key(field.label), []) for name, field in block.fields.items()}
            columns = [column for positions in candidates.values() for _, column in positions]
            main_column = max(set(columns), key=columns.count) if columns else 0
            for name, positions in candidates.items():
                if chosen := self._choose_label(block.fields[name].label, positions, main_column):
                    self.pair_labels[(block.name, name)] = chosen

    def _choose_label(self, label: str, positions: Sequence[Position], main_column: int) -> Position | None:
        """The one place of a label; a text that only looks like one (typed into an entry) stands in another column."""
        main = [position for position in positions if position[1] == main_column] or list(positions)
        if not main:
            self.cells.record("G205", label=label, mirip=nearest(label, self._unknown_texts(main_column)))
            return None
        if len(main) > 1:
            self.cells.record("G206", label=label, sel=", ".join(cell_address(*position) for position in main))
            return None
        return main[0]

    def _unknown_texts(self, column: int) -> list[str]:
        """The texts of a column that are neither label nor title of the sheet."""
        known = {
            loose_key(text)
            for block in self.sheet.blocks
            for text in (block.title, *(field.label for field in block.fields.values()))
        }
        return [
            text
            for (_, text_column), text in self.grid.all_texts()
            if text_column == column and loose_key(text) not in known
        ]

    def _read_pairs(self, block: Block, form_year: FormYear) -> Row:
        row = {}
        for name, field in block.fields.items():
            position = self.pair_labels.get((block.name, name))
            if position is None:
                row[name] = Value(None, State.UNREADABLE, "")
            else:
                row[name] = self.cells.parse(self.grid.cell_at(position[0], position[1] + 1), field, form_year)
        return row

    # The year that counts

    def _report_year(self) -> int:
        # Before the identity is read there is no year yet; its own block needs none.
        return self.kiriman.periode.year if self.kiriman.periode else 0

    def _assessment_year(self) -> int:
        """The year the pairs of the sheet name, or those of an earlier sheet of the same indicator."""
        report_year = self._report_year()
        for filled in self.kiriman.blocks.values():
            if filled.sheet.iku == self.sheet.iku and filled.row_count and "tahun_penilaian" in filled.columns:
                year = filled.value("tahun_penilaian").content
                if isinstance(year, Decimal) and _EARLIEST_YEAR < year <= report_year:
                    return int(year)
        return report_year

    # Tables

    def _read_table(self, block: Block, form_year: FormYear, assessment_form_year: FormYear) -> None:
        """The rows are those of the reported year's template; another year's limits fit only the same rows."""
        same_rows = _row_meanings(form_year, block) == _row_meanings(assessment_form_year, block)
        pair_rows = [row for row, _ in self.pair_labels.values()]
        TableReader(self.cells, block, assessment_form_year if same_rows else form_year).read(pair_rows)
        if not same_rows and self.kiriman.blocks[(self.sheet.name, block.name)].has_entries:
            self.cells.record("G219", tahun=assessment_form_year.year, tahun_laporan=form_year.year)

    # Merged cells

    def _record_covered(self) -> None:
        """Entries read from cells that nobody sees."""
        covered = self.grid.covered()
        for (sheet_name, _), filled in self.kiriman.blocks.items() if covered else ():
            if sheet_name != self.sheet.name:
                continue
            for name, column in filled.columns.items():
                field = filled.block.fields[name]
                for content, address in zip(column.contents, column.addresses, strict=True):
                    if address in covered and content is not None and not field.prefilled:
                        self.cells.record("P321", sel=address, label=field.label, ditemukan=show(content))

    def _own_blocks(self) -> Iterator[FilledBlock]:
        """The blocks of this sheet, as read."""
        return (filled for (name, _), filled in self.kiriman.blocks.items() if name == self.sheet.name)

    # What was computed long ago, and what nobody asks for

    def _record_stale(self) -> None:
        """Entries that are a formula's 0, stored by a program that left the computing to Excel."""
        stale = self.grid.addresses(self.grid.sheet.stale)
        for filled in self._own_blocks() if stale else ():
            for name, column in filled.columns.items():
                for address in stale.intersection(column.addresses):
                    self.cells.record("P322", sel=address, label=filled.block.fields[name].label)

    def _record_unread(self) -> None:
        """Numbers and days that somebody typed where no form looks."""
        if self.sheet.iku is None:
            return
        read = {
            address
            for filled in self._own_blocks()
            for column in filled.columns.values()
            for address in column.addresses
        }
        numbering = self._numbered_columns()
        unread = [
            cell_address(*position)
            for position in self.grid.typed_numbers()
            if position[1] not in numbering
            and position[0] not in self.cells.told_rows
            and cell_address(*position) not in read
        ]
        if unread:
            shown = ", ".join(unread[:_MOST_SHOWN]) + (", …" if len(unread) > _MOST_SHOWN else "")
            self.cells.record("P224", sel=", ".join(unread[:_MOST_MARKED]), ditemukan=shown, jumlah=len(unread))

    def _numbered_columns(self) -> set[int]:
        """The columns that the template itself fills with numbers, such as No, down to its last blank row."""
        labels = [f.label for b in self._blocks(BlockShape.TABLE) for f in b.fields.values() if f.prefilled]
        return {column for label in labels for _, column in self.grid.texts.get(loose_key(label), [])}


def _row_meanings(form_year: FormYear, block: Block) -> list[tuple[str, ...]]:
    """What tells the rows of a year's model: keys and words (a count may change its meaning under the same key)."""
    return [
        (key_row.key, *(content for content in key_row.prefilled.values() if isinstance(content, str)))
        for key_row in form_year.key_rows.get(block.name, ())
    ]
