"""A table of a sheet: found by its header, wherever it stands; its rows free, or each known by its key."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from schemas.form import Block, Field
from schemas.form_year import FormYear, KeyRow
from schemas.kiriman import Column, FilledBlock, Row
from schemas.notions.nothing import says_nothing
from schemas.notions.summary_rows import is_summary
from schemas.notions.text import compare_key, loose_key, nearest, normalise
from schemas.parse import parse
from schemas.temuan import Temuan
from schemas.value import Cell, Kind, State, Value, cell_address, column_letters
from workbooks.reading.sheet_cells import SheetCells, is_filled, says_something

_FEWEST_LABELS = 2  # of its header by which a table is known


class TableReader:
    """Reads one table by the model of `form_year`."""

    def __init__(self, cells: SheetCells, block: Block, form_year: FormYear) -> None:
        self.cells, self.grid = cells, cells.grid
        self.block, self.form_year = block, form_year
        self.columns: dict[str, int] = {}  # field -> its column, once the header is found

    def read(self, pair_rows: Iterable[int]) -> None:
        """The table, stored in the submission; `pair_rows`: rows of the sheet that hold pairs, where it has to end."""
        header_row = self._find_header()
        if header_row is None:
            self.cells.store_rows(self.block, self.form_year, (), ())
            return
        span = range(header_row + 1, self._bottom_limit(header_row, pair_rows))
        if self.block.key is None:
            self._read_free_rows(span)
        else:
            self._read_key_rows(self.block.key, span)

    # Header

    def _find_header(self) -> int | None:
        """The header row, with the column of each field; findings for columns that are missing or doubled."""
        fields = self.block.fields
        labels = {name: loose_key(field.label) for name, field in fields.items()}
        by_row: dict[int, set[str]] = {}
        for name, key in labels.items():
            for row, _ in self.grid.texts.get(key, []):
                by_row.setdefault(row, set()).add(name)
        best = max(by_row, key=lambda row: (len(by_row[row]), -row), default=None)
        if best is None or len(by_row[best]) < min(_FEWEST_LABELS, len(labels)):
            self.cells.record("G204", judul=", ".join(field.label for field in fields.values()))
            return None
        self._record_second_header(best, by_row)
        for name, field in fields.items():
            positions = [position for position in self.grid.texts.get(labels[name], []) if position[0] == best]
            if len(positions) == 1:
                self.columns[name] = positions[0][1]
            elif positions:
                addresses = ", ".join(cell_address(*position) for position in positions)
                self.cells.record("G206", label=field.label, sel=addresses)
            elif not field.optional:
                self._record_missing_column(field.label, best, set(labels.values()))
        return best

    def _record_second_header(self, header_row: int, by_row: Mapping[int, set[str]]) -> None:
        """The same header a second time: a second table, which would not be read."""
        for row, names in by_row.items():
            if row != header_row and len(names) > _FEWEST_LABELS and names == by_row[header_row]:
                label = self.block.fields[min(names)].label
                positions = [p for p in self.grid.texts.get(loose_key(label), []) if p[0] in (header_row, row)]
                self.cells.record("G206", label=label, sel=", ".join(cell_address(*position) for position in positions))

    def _record_missing_column(self, label: str, header_row: int, known: set[str]) -> None:
        unknown = [
            text for (row, _), text in self.grid.all_texts() if row == header_row and loose_key(text) not in known
        ]
        self.cells.record("G203", label=label, mirip=nearest(label, unknown))

    def _bottom_limit(self, header_row: int, pair_rows: Iterable[int]) -> int:
        """The first row below the header that belongs to another block, or the row after the last.

        A block's title stands no further right than the table begins; elsewhere it is a remark.
        """
        first_column = min(self.columns.values(), default=1)
        title_rows = [
            row
            for block in self.cells.sheet.blocks
            if block.title
            for row, column in self.grid.texts.get(loose_key(block.title), [])
            if column <= first_column
        ]
        below = (row for row in (*pair_rows, *title_rows) if row > header_row)
        return min(below, default=self.grid.last_row + 1)

    # Free rows

    def _read_free_rows(self, span: range) -> None:
        """Column by column: respondents come by the thousand, and their answers are the same few."""
        fields = self.block.fields
        rows = [row for row in self.grid.filled_rows(span) if self._is_row(row)]
        temuan: list[tuple[int, Temuan]] = []
        columns = {
            name: self._read_column(field, self.columns.get(name), rows, temuan) for name, field in fields.items()
        }
        by_row = sorted(temuan, key=lambda found: found[0])  # row by row, as people read
        self.cells.kiriman.temuan.extend(found for _, found in by_row)
        no_keys = (None,) * len(rows)
        self.cells.store(FilledBlock(self.block, self.cells.sheet, self.form_year, columns, no_keys, touched=True))

    def _is_row(self, row: int) -> bool:
        """Whether a row of the sheet is one of the table. One that sums up or says nothing is not, and is named."""
        filled = (cell for column in self._entry_columns if is_filled(cell := self.grid.cell_at(row, column)))
        first = next(filled, None)
        if first is None:
            return False
        if label := self._summary_label(row, first):
            self.cells.told_rows.add(row)
            self.cells.record("G225", sel=label.address, ditemukan=normalise(label.content), isi=self.block.row_word)
            return False
        if not says_something(first) and not any(map(says_something, filled)):
            label_of = self._entry_columns[first.column]
            self.cells.record("I323", sel=first.address, ditemukan=normalise(first.content), label=label_of)
            return False
        return True

    def _summary_label(self, row: int, first_entry: Cell) -> Cell | None:
        """The cell by whose words a row sums others up: its first entry, or what stands where its number would.

        A row in which something was chosen from a list is none: a sum chooses nothing.
        """
        number_cells = (self.grid.cell_at(row, column) for column in self._prefilled_columns)
        for cell in (*number_cells, first_entry):
            if isinstance(cell.content, str) and is_summary(cell.content):
                chosen = any(is_filled(self.grid.cell_at(row, column)) for column in self._choice_columns)
                return None if chosen else cell
        return None

    @cached_property
    def _entry_columns(self) -> Mapping[int, str]:
        """The columns of the entries, with their labels, in the order of the form."""
        fields = self.block.fields
        return {self.columns[name]: field.label for name, field in fields.items() if self._is_entry(name, field)}

    @cached_property
    def _prefilled_columns(self) -> Sequence[int]:
        return [column for name, column in self.columns.items() if self.block.fields[name].prefilled]

    @cached_property
    def _choice_columns(self) -> Sequence[int]:
        return [column for name, column in self.columns.items() if self.block.fields[name].kind is Kind.CHOICE]

    def _is_entry(self, name: str, field: Field) -> bool:
        return name in self.columns and not field.prefilled

    def _read_column(
        self, field: Field, column: int | None, rows: Sequence[int], temuan: list[tuple[int, Temuan]]
    ) -> Column:
        """One field over all rows. What needs no finding depends on the content alone, so it is parsed once."""
        if column is None:  # one that must be there has its own finding
            column_state = State.EMPTY if field.optional else State.UNREADABLE
            return Column([None] * len(rows), [column_state] * len(rows), [""] * len(rows))
        cell_words = self.cells.words(field, self.form_year)
        letters = column_letters(column)
        known: dict[tuple[object, ...], tuple[object, State]] = {}
        contents: list[object] = []
        states: list[State] = []
        for row in rows:
            key = self.grid.content_key(row, column)
            result = known.get(key)
            if result is None:
                cell = self.grid.cell_at(row, column)
                value, cell_temuan = (
                    (_prefilled_value(cell), []) if field.prefilled else parse(cell, field.kind, cell_words)
                )
                result = value.content, value.state
                if cell_temuan:
                    temuan.extend((row, found) for found in cell_temuan)
                else:
                    known[key] = result
            contents.append(result[0])
            states.append(result[1])
        return Column(contents, states, [f"{letters}{row}" for row in rows])

    # Key rows

    def _read_key_rows(self, key_field: str, span: range) -> None:
        """Row by row down to the first empty one; each answers to one of the year's key rows."""
        if key_field not in self.columns:
            self.cells.store_rows(self.block, self.form_year, (), ())
            return
        expected = self.form_year.key_rows.get(self.block.name, ())
        counterparts = {loose_key(name): key_row for key_row in expected for name in (key_row.key, *key_row.alias)}
        result: dict[str, tuple[Row, KeyRow]] = {}
        gap = span.stop
        for row in span:
            cells = {name: self.grid.cell_at(row, column) for name, column in self.columns.items()}
            if not any(is_filled(cell) for cell in cells.values()):
                gap = row
                break
            if label := _summary_label(cells, counterparts):
                self.cells.told_rows.add(row)
                self.cells.record("I226", sel=label.address, ditemukan=normalise(label.content))
                continue
            key_row = self._recognise(counterparts, cells, cells[key_field])
            if key_row is None:
                continue
            if key_row.key in result:
                self.cells.record("G215", sel=cells[key_field].address, kunci=key_row.key)
                continue
            result[key_row.key] = (self._parse_row(cells, key_row), key_row)
        missing = [key_row.key for key_row in expected if key_row.key not in result]
        self._record_missing(missing, key_field, counterparts, range(gap, span.stop))
        rows, key_rows = [row for row, _ in result.values()], [key_row for _, key_row in result.values()]
        self.cells.store_rows(self.block, self.form_year, rows, key_rows)

    def _record_missing(
        self, missing: Sequence[str], key_field: str, counterparts: Mapping[str, KeyRow], below: range
    ) -> None:
        """The key rows that were not read: below the first blank row, or nowhere."""
        names = [column for column in (key_field, self.block.name_field) if column in self.columns]
        apart: dict[str, int] = {}
        for row in below:
            for cell in (self.grid.cell_at(row, self.columns[name]) for name in names):
                key_row = counterparts.get(loose_key(cell.content)) if isinstance(cell.content, str) else None
                if key_row and key_row.key in missing:
                    apart.setdefault(key_row.key, row)
        nowhere = [] if self.block.row_by_row else [key for key in missing if key not in apart]
        place = cell_address(below.start, self.columns[key_field])
        if apart:
            self.cells.told_rows.update(apart.values())
            self.cells.record(
                "G228",
                sel=place,
                baris=below.start,
                jumlah=len(apart),
                pertama=min(apart, key=lambda key: apart[key]),
                kurang=f", juga {', '.join(nowhere)}" if nowhere else "",
                isi=f"; bila hanya isinya yang terhapus, tulis lagi kodenya: {', '.join(nowhere)}" if nowhere else "",
            )
        elif nowhere:
            self.cells.record("G213", sel=place, ditemukan=", ".join(nowhere), jumlah=len(nowhere))

    def _recognise(
        self, counterparts: Mapping[str, KeyRow], cells: Mapping[str, Cell], key_cell: Cell
    ) -> KeyRow | None:
        """The key row a row answers to; None (with a finding, where one is due) when it answers to none."""
        name_cell = cells.get(self.block.name_field) if self.block.name_field else None
        if name_cell is None or not is_filled(name_cell):
            return self._recognise_cell(counterparts, cells, key_cell)
        without_key = not is_filled(key_cell)
        key_row = self._recognise_cell(counterparts, cells, name_cell if without_key else key_cell)
        if key_row is not None:
            self._match_name(key_row, counterparts, name_cell, without_key=without_key)
        return key_row

    def _recognise_cell(
        self, counterparts: Mapping[str, KeyRow], cells: Mapping[str, Cell], cell: Cell
    ) -> KeyRow | None:
        """The key row that a cell names."""
        if cell.special or not isinstance(cell.content, str):
            # A numeric or empty key says nothing for certain: parsing it gives the finding.
            field = self.block.fields[str(self.block.key)]
            value = self.cells.parse(cell, Field(field.label, Kind.CODE, example=field.example), self.form_year)
            if value.state is State.EMPTY:
                self.cells.told_rows.add(cell.row)
                self.cells.record("G229", sel=cell.address, baris=cell.row, label=field.label)
            return None
        loose = loose_key(cell.content)
        if loose in counterparts:
            return counterparts[loose]
        not_assessed = {loose_key(key) for key in self.form_year.not_assessed.get(self.block.name, ())}
        if loose not in not_assessed or not self._has_only_dashes(cells):
            self._record_unknown_key(cell, normalise(cell.content))
        return None

    def _match_name(
        self, key_row: KeyRow, counterparts: Mapping[str, KeyRow], cell: Cell, *, without_key: bool
    ) -> None:
        """Findings where the name beside the key is spelled otherwise, is another row's, or is none we know."""
        name_field = str(self.block.name_field)
        found, name = normalise(cell.content), str(key_row.prefilled[name_field])
        details = {"sel": cell.address, "ditemukan": found, "nama": name, "kunci": key_row.key}
        named = counterparts.get(loose_key(found))
        if named is None:
            names = [str(counterpart.prefilled[name_field]) for counterpart in counterparts.values()]
            self.cells.record("P460", mirip=nearest(found, names), **details)
        elif named is not key_row:
            self.cells.record("G459", **details)
        elif without_key or compare_key(found) != compare_key(name):
            self.cells.record("I458", **details)

    def _record_unknown_key(self, cell: Cell, found: str) -> None:
        keys = [key_row.key for key_row in self.form_year.key_rows.get(self.block.name, ())]
        self.cells.record(
            "G214",
            sel=cell.address,
            ditemukan=found,
            tahun=self.form_year.year,
            mirip=nearest(found, keys),
            diharapkan_kunci="salah satu dari: " + ", ".join(keys),
        )

    def _has_only_dashes(self, cells: Mapping[str, Cell]) -> bool:
        """Whether a row that is not assessed this year says no more than "-" (remarks aside)."""
        return all(
            not is_filled(cells[name]) or says_nothing(cells[name].content)
            for name, field in self.block.fields.items()
            if self._is_entry(name, field) and field.required
        )

    def _parse_row(self, cells: Mapping[str, Cell], key_row: KeyRow) -> Row:
        result = {}
        for name, field in self.block.fields.items():
            if name not in cells:  # the missing column has its own finding
                result[name] = Value(None, State.UNREADABLE, "")
            elif field.prefilled:  # the register's value counts, not what may have been typed over it
                content = key_row.key if name == self.block.key else key_row.prefilled.get(name)
                result[name] = Value(content, State.FILLED, cells[name].address)
            elif name in key_row.prefilled:
                # Prefilled in this row alone: the rule knows the value, nobody entered anything.
                result[name] = Value(None, State.EMPTY, cells[name].address)
            else:
                result[name] = self.cells.parse(cells[name], field, self.form_year, key_row)
        return result


def _summary_label(cells: Mapping[str, Cell], counterparts: Mapping[str, KeyRow]) -> Cell | None:
    """The first filled cell of a row, where it sums up the rows above and is none of them."""
    first = next((cell for cell in sorted(cells.values(), key=lambda cell: cell.column) if is_filled(cell)), None)
    if first is None or not isinstance(first.content, str) or loose_key(first.content) in counterparts:
        return None
    return first if is_summary(first.content) else None


def _prefilled_value(cell: Cell) -> Value:
    """A prefilled cell of an open table, such as its running number."""
    return Value(normalise(cell.content) if cell.content is not None else None, State.FILLED, cell.address)
