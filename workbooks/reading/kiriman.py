"""From the cells of a workbook to a submission: sheets by name, tables and pairs by label, cells by kind."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count, product

from iku_rules.register_model.register import Register
from schemas.form import Block, BlockShape, Field, Sheet
from schemas.form_year import FormYear, KeyRow
from schemas.forms import FORMS, sheets_for
from schemas.forms.identity import IDENTITY_SHEET
from schemas.kiriman import Column, FilledBlock, Kiriman, Row
from schemas.parse import compare_key, nearest, normalise, parse
from schemas.periode import Periode
from schemas.template_key import INSTANSI, KEY_SHEET, KNOWN_VERSIONS, VERSION
from schemas.temuan import Temuan, make_temuan
from schemas.value import Cell, CellWords, Kind, State, Value, cell_address, column_letters
from schemas.wording import show
from workbooks.reading.reader import RawBook, RawSheet

Position = tuple[int, int]
SHEETS_READ = (
    KEY_SHEET,
    IDENTITY_SHEET.name,
    *(sheet.name for form in FORMS.values() for sheet in form),
)


def loose_key(text: object) -> str:
    """A label or key as it is compared: letters and digits only, so blanks, colons, stars and case do not matter."""
    return re.sub(r"[^0-9a-z]", "", compare_key(text))


@dataclass
class Grid:
    """The cells of a sheet by position, and the positions of each text."""

    sheet: RawSheet
    indexes: dict[Position, int]
    texts: dict[str, list[Position]] = dataclasses.field(default_factory=dict)

    @classmethod
    def from_sheet(cls, sheet: RawSheet) -> "Grid":
        grid = cls(sheet, dict(zip(zip(sheet.rows, sheet.columns, strict=True), count())))
        for position, text in grid.all_texts():
            if key := loose_key(text):
                grid.texts.setdefault(key, []).append(position)
        return grid

    def cell_at(self, row: int, column: int) -> Cell:
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
        """Addresses of filled cells that a merged range hides: all of it but its first cell."""
        result = set()
        for first_column, first_row, last_column, last_row in self.sheet.merged:
            rows, columns = range(first_row, last_row + 1), range(first_column, last_column + 1)
            small = len(rows) * len(columns) <= len(self.indexes)
            candidates = (
                product(rows, columns) if small else ((b, k) for b, k in self.indexes if b in rows and k in columns)
            )
            result |= {cell_address(*p) for p in candidates if p in self.indexes and p != (first_row, first_column)}
        return result

    @property
    def last_row(self) -> int:
        return max(self.sheet.rows, default=0)


def parse_kiriman(
    book: RawBook, file: str, sha256: str, folder: str, register: Register, this_month: Periode
) -> Kiriman:
    """Parse a workbook of the folder of `folder` (a bagian's code, "" for none). Findings go into the submission."""
    kiriman = Kiriman(file=file, sha256=sha256)
    keys = _read_keys(book)
    if keys is None:
        kiriman.temuan.append(make_temuan("G201"))
        return kiriman
    if not _check_keys(kiriman, keys, folder, register):
        return kiriman
    grids = {name: Grid.from_sheet(sheet) for name, sheet in book.sheets.items()}
    _parse_identity(kiriman, grids, book, register)
    if _check_periode(kiriman, keys, this_month):
        assert kiriman.periode is not None
        for sheet in sheets_for(kiriman.forms, register.form_year(kiriman.periode.year))[1:]:
            _parse_sheet(kiriman, sheet, grids, book, register)
        _mark_touched(kiriman)
    return kiriman


# Identity


def _read_keys(book: RawBook) -> dict[str, str] | None:
    sheet = book.sheets.get(compare_key(KEY_SHEET))
    if sheet is None:
        return None
    cells = {(s.row, s.column): s.content for s in sheet.cells}
    return {
        compare_key(content): normalise(cells.get((row, 2)) or "")
        for (row, column), content in cells.items()
        if column == 1
    }


def _check_keys(kiriman: Kiriman, keys: Mapping[str, str], folder: str, register: Register) -> bool:
    """Whose template it is; False when nothing more can be read from it."""
    if keys.get("instansi") != INSTANSI or keys.get("versi") not in KNOWN_VERSIONS:
        origin = f"{keys.get('instansi', '')}, versi {keys.get('versi', '')}"
        kiriman.temuan.append(make_temuan("G212", ditemukan=origin, instansi=INSTANSI, versi=VERSION))
        return False
    code = keys.get("bagian", "").casefold()
    codes = [bagian.kode for bagian in register.all_bagian()]
    if code not in codes:
        kiriman.temuan.append(
            make_temuan("G207", lembar=KEY_SHEET, ditemukan=code or "(kosong)", pilihan=", ".join(codes))
        )
        return False
    kiriman.bagian, kiriman.forms = code, tuple(register.forms(code))
    if folder and folder != code:
        folder_name = register.bagian_name(folder) if folder in codes else f"“{folder}”"
        kiriman.temuan.append(make_temuan("G208", milik=register.bagian_name(code), folder=folder_name))
        return False
    return True


def _parse_identity(kiriman: Kiriman, grids: Mapping[str, Grid], book: RawBook, register: Register) -> None:
    _parse_sheet(kiriman, IDENTITY_SHEET, grids, book, register)
    periode = kiriman.pair("identitas", "periode")
    if periode and isinstance(periode.content, Periode):
        kiriman.periode = periode.content
    elif periode and periode.state is State.EMPTY:
        kiriman.temuan.append(make_temuan("G209", lembar=IDENTITY_SHEET.name, sel=periode.address))
    bagian = kiriman.pair("identitas", "bagian")
    if bagian and isinstance(bagian.content, str) and register.bagian_code(bagian.content) != kiriman.bagian:
        owner = register.bagian_name(kiriman.bagian or "")
        kiriman.temuan.append(
            make_temuan("P217", lembar=IDENTITY_SHEET.name, sel=bagian.address, ditemukan=bagian.content, milik=owner)
        )


def _check_periode(kiriman: Kiriman, keys: Mapping[str, str], this_month: Periode) -> bool:
    """The visible Periode counts; the hidden one says what year's model the template carries.

    False when the forms cannot be read: no period, or the model of another year, which would only echo that.
    """
    if kiriman.periode is None:
        return False
    cell = kiriman.pair("identitas", "periode")
    place = {"lembar": IDENTITY_SHEET.name, "sel": cell.address if cell else None, "ditemukan": kiriman.periode.name}
    if kiriman.periode > this_month:
        kiriman.temuan.append(make_temuan("G218", **place))  # type: ignore[arg-type]
    template = Periode.from_text(keys.get("periode", ""))
    if template is None or template == kiriman.periode:
        return True
    if template.year != kiriman.periode.year:
        kiriman.temuan.append(
            make_temuan("G210", tahun=template.year, tahun_isian=kiriman.periode.year, **place)  # type: ignore[arg-type]
        )
        return False
    kiriman.temuan.append(make_temuan("I211", templat=template.name, **place))  # type: ignore[arg-type]
    return True


# Sheets and blocks


def _parse_sheet(kiriman: Kiriman, sheet: Sheet, grids: Mapping[str, Grid], book: RawBook, register: Register) -> None:
    grid = grids.get(compare_key(sheet.name))
    if grid is None:
        similar = nearest(sheet.name, _other_sheets(book))
        if similar or not sheet.optional:
            code = "P431" if sheet.optional else "G202"
            kiriman.temuan.append(make_temuan(code, lembar=sheet.name, mirip=similar))
        return
    _SheetReader(kiriman, sheet, grid, register).run()


def _other_sheets(book: RawBook) -> list[str]:
    return [name for name in book.sheet_names if compare_key(name) not in book.sheets]


class _SheetReader:
    """Reads the blocks of one sheet: pairs first, since the assessment year they name picks the model of the tables."""

    def __init__(self, kiriman: Kiriman, sheet: Sheet, grid: Grid, register: Register) -> None:
        self.kiriman, self.sheet, self.grid, self.register = kiriman, sheet, grid, register
        self.pair_labels: dict[tuple[str, str], Position] = {}

    def run(self) -> None:
        self._find_labels()
        form_year = self.register.form_year(self._report_year())
        for block in self._blocks(BlockShape.PAIRS):
            self._store(block, form_year, (self._read_pairs(block, form_year),), (None,))
        assessment_form_year = self.register.form_year(self._assessment_year())
        for block in self._blocks(BlockShape.TABLE):
            # The rows are those of the reported year's template; another year's limits fit only the same rows.
            same_rows = _row_keys(form_year, block) == _row_keys(assessment_form_year, block)
            table_form_year = assessment_form_year if same_rows else form_year
            self._read_table(block, table_form_year)
            if not same_rows and self.kiriman.blocks[(self.sheet.name, block.name)].has_entries:
                self._record("G219", tahun=assessment_form_year.year, tahun_laporan=form_year.year)
        self._record_covered()

    def _record_covered(self) -> None:
        """Entries read from cells that nobody sees."""
        covered = self.grid.covered()
        for (sheet_name, _), filled_block in self.kiriman.blocks.items() if covered else ():
            for name, column in filled_block.columns.items():
                field = filled_block.block.fields[name]
                for content, address in zip(column.contents, column.addresses, strict=True):
                    if (
                        sheet_name == self.sheet.name
                        and address in covered
                        and content is not None
                        and not field.prefilled
                    ):
                        self._record("P321", sel=address, label=field.label, ditemukan=show(content))

    def _blocks(self, shape: BlockShape) -> Iterator[Block]:
        return (block for block in self.sheet.blocks if block.shape is shape)

    def _store(self, block: Block, form_year: FormYear, rows: Sequence[Row], key_rows: Sequence[KeyRow | None]) -> None:
        self.kiriman.blocks[(self.sheet.name, block.name)] = FilledBlock.from_rows(
            block, self.sheet, form_year, rows, key_rows, touched=True
        )

    def _report_year(self) -> int:
        # Before the identity is read there is no year yet; its own block needs none.
        return self.kiriman.periode.year if self.kiriman.periode else 0

    def _assessment_year(self) -> int:
        """The year the pairs of the sheet name, or those of an earlier sheet of the same indicator."""
        report_year = self._report_year()
        for filled_block in self.kiriman.blocks.values():
            if (
                filled_block.sheet.iku == self.sheet.iku
                and filled_block.row_count
                and "tahun_penilaian" in filled_block.columns
            ):
                year = filled_block.value("tahun_penilaian").content
                if isinstance(year, Decimal) and 2000 < year <= report_year:
                    return int(year)
        return report_year

    def _record(self, code: str, **values: object) -> None:
        self.kiriman.temuan.append(make_temuan(code, lembar=self.sheet.name, **values))  # type: ignore[arg-type]

    def _parse_cell(self, cell: Cell, field: Field, form_year: FormYear, *, dash_allowed: bool = False) -> Value:
        value, temuan = parse(cell, field.kind, self._cell_words(field, form_year, dash_allowed))
        self.kiriman.temuan.extend(temuan)
        return value

    def _cell_words(self, field: Field, form_year: FormYear, dash_allowed: bool = False) -> CellWords:
        return CellWords(
            sheet=self.sheet.name,
            label=field.label,
            example=field.example,
            year=form_year.year,
            choices=form_year.choices.get(field.choices, ()) if isinstance(field.choices, str) else field.choices,
            dash_allowed=dash_allowed,
        )

    # Pairs

    def _find_labels(self) -> None:
        for block in self._blocks(BlockShape.PAIRS):
            candidates = {name: self.grid.texts.get(loose_key(i.label), []) for name, i in block.fields.items()}
            columns = [k for positions in candidates.values() for _, k in positions]
            main_column = max(set(columns), key=columns.count) if columns else 0
            for name, positions in candidates.items():
                if chosen := self._choose_label(block.fields[name].label, positions, main_column):
                    self.pair_labels[(block.name, name)] = chosen

    def _choose_label(self, label: str, positions: Sequence[Position], main_column: int) -> Position | None:
        """The one place of a label; a text that only looks like one (typed into an entry) stands in another column."""
        main = [p for p in positions if p[1] == main_column] or list(positions)
        if not main:
            known = {loose_key(t) for b in self.sheet.blocks for t in (b.title, *(i.label for i in b.fields.values()))}
            neighbours = [
                text for (_, k), text in self.grid.all_texts() if k == main_column and loose_key(text) not in known
            ]
            self._record("G205", label=label, mirip=nearest(label, neighbours))
            return None
        if len(main) > 1:
            self._record("G206", label=label, sel=", ".join(cell_address(*p) for p in main))
            return None
        return main[0]

    def _read_pairs(self, block: Block, form_year: FormYear) -> Row:
        row = {}
        for name, field in block.fields.items():
            position = self.pair_labels.get((block.name, name))
            if position is None:
                row[name] = Value(None, State.UNREADABLE, "")
            else:
                row[name] = self._parse_cell(self.grid.cell_at(position[0], position[1] + 1), field, form_year)
        return row

    # Tables

    def _read_table(self, block: Block, form_year: FormYear) -> None:
        header = self._find_header(block)
        if header is None:
            self._store(block, form_year, (), ())
            return
        header_row, columns = header
        end = self._bottom_limit(header_row, min(columns.values(), default=1))
        read = self._read_free_rows if block.key is None else self._read_key_rows
        read(block, form_year, columns, range(header_row + 1, end))

    def _find_header(self, block: Block) -> tuple[int, dict[str, int]] | None:
        """The header row and the column of each field; findings for columns that are missing or doubled."""
        labels = {name: loose_key(field.label) for name, field in block.fields.items()}
        by_row: dict[int, set[str]] = {}
        for name, key in labels.items():
            for row, _ in self.grid.texts.get(key, []):
                by_row.setdefault(row, set()).add(name)
        best = max(by_row, key=lambda row: (len(by_row[row]), -row), default=None)
        if best is None or len(by_row[best]) < min(2, len(labels)):
            self._record("G204", judul=", ".join(field.label for field in block.fields.values()))
            return None
        columns: dict[str, int] = {}
        for name, field in block.fields.items():
            positions = [p for p in self.grid.texts.get(labels[name], []) if p[0] == best]
            if len(positions) == 1:
                columns[name] = positions[0][1]
            elif positions:
                self._record("G206", label=field.label, sel=", ".join(cell_address(*p) for p in positions))
            elif not field.optional:
                self._record_missing_column(field.label, best, set(labels.values()))
        return best, columns

    def _record_missing_column(self, label: str, header_row: int, known: set[str]) -> None:
        unknown = [
            text for (row, _), text in self.grid.all_texts() if row == header_row and loose_key(text) not in known
        ]
        self._record("G203", label=label, mirip=nearest(label, unknown))

    def _bottom_limit(self, header_row: int, first_column: int) -> int:
        """The first row below the header that belongs to another block, or the row after the last.

        A block's title stands no further right than the table begins; elsewhere it is a remark.
        """
        other_rows = [row for row, _ in self.pair_labels.values()]
        other_rows += [
            row
            for block in self.sheet.blocks
            if block.title
            for row, column in self.grid.texts.get(loose_key(block.title), [])
            if column <= first_column
        ]
        return min((b for b in other_rows if b > header_row), default=self.grid.last_row + 1)

    def _read_free_rows(self, block: Block, form_year: FormYear, columns: Mapping[str, int], span: range) -> None:
        """Column by column: respondents come by the thousand, and their answers are the same few."""
        entry_columns = [
            columns[name] for name, field in block.fields.items() if name in columns and not field.prefilled
        ]
        rows = [
            b for b in self.grid.filled_rows(span) if any(_is_filled(self.grid.cell_at(b, k)) for k in entry_columns)
        ]
        temuan: list[tuple[int, Temuan]] = []
        filled_columns = {
            name: self._read_column(field, form_year, columns.get(name), rows, temuan)
            for name, field in block.fields.items()
        }
        self.kiriman.temuan.extend(item for _, item in sorted(temuan, key=lambda t: t[0]))  # row by row, as people read
        self.kiriman.blocks[(self.sheet.name, block.name)] = FilledBlock(
            block, self.sheet, form_year, filled_columns, (None,) * len(rows), touched=True
        )

    def _read_column(
        self,
        field: Field,
        form_year: FormYear,
        column: int | None,
        rows: Sequence[int],
        temuan: list[tuple[int, Temuan]],
    ) -> Column:
        """One field over all rows. What needs no finding depends on the content alone, so it is parsed once."""
        if column is None:  # one that must be there has its own finding
            column_state = State.EMPTY if field.optional else State.UNREADABLE
            return Column([None] * len(rows), [column_state] * len(rows), [""] * len(rows))
        cell_words, letters = self._cell_words(field, form_year, field.dash_allowed), column_letters(column)
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
                    temuan.extend((row, item) for item in cell_temuan)
                else:
                    known[key] = result
            contents.append(result[0])
            states.append(result[1])
        return Column(contents, states, [f"{letters}{row}" for row in rows])

    def _read_key_rows(self, block: Block, form_year: FormYear, columns: Mapping[str, int], span: range) -> None:
        assert block.key is not None
        expected = form_year.key_rows.get(block.name, ())
        counterparts = {loose_key(name): k for k in expected for name in (k.key, *k.alias)}
        result: dict[str, tuple[Row, KeyRow]] = {}
        if block.key not in columns:
            self._store(block, form_year, (), ())
            return
        for row in span:
            cells = self._row_cells(block, columns, row)
            if not any(_is_filled(s) for s in cells.values()):
                break
            key_row = self._recognise(block, form_year, counterparts, cells)
            if key_row is None:
                continue
            if key_row.key in result:
                self._record("G215", sel=cells[block.key].address, kunci=key_row.key)
                continue
            result[key_row.key] = (self._parse_row(block, form_year, cells, key_row), key_row)
        for key_row in expected:
            if key_row.key not in result and not block.row_by_row:
                self._record("G213", kunci=key_row.key)
        self._store(block, form_year, [b for b, _ in result.values()], [k for _, k in result.values()])

    def _recognise(
        self, block: Block, form_year: FormYear, counterparts: Mapping[str, KeyRow], cells: Mapping[str, Cell]
    ) -> KeyRow | None:
        """The key row a row answers to; None (with a finding, where one is due) when it answers to none."""
        assert block.key is not None
        name_cell = cells.get(block.name_field) if block.name_field else None
        if name_cell is None or not _is_filled(name_cell):
            return self._recognise_cell(block, form_year, counterparts, cells, cells[block.key])
        without_key = not _is_filled(cells[block.key])
        key_row = self._recognise_cell(
            block, form_year, counterparts, cells, name_cell if without_key else cells[block.key]
        )
        if key_row is not None:
            self._match_name(block, key_row, counterparts, name_cell, without_key=without_key)
        return key_row

    def _recognise_cell(
        self,
        block: Block,
        form_year: FormYear,
        counterparts: Mapping[str, KeyRow],
        cells: Mapping[str, Cell],
        key_cell: Cell,
    ) -> KeyRow | None:
        """The key row that a cell names."""
        assert block.key is not None
        if key_cell.special or not isinstance(key_cell.content, str):
            # A numeric or empty key says nothing for certain: parsing it gives the finding.
            field = block.fields[block.key]
            value = self._parse_cell(key_cell, Field(field.label, Kind.CODE, example=field.example), form_year)
            if value.state is State.EMPTY:
                self._record_unknown_key(block, form_year, key_cell, "(kosong)")
            return None
        loose = loose_key(key_cell.content)
        if loose in counterparts:
            return counterparts[loose]
        not_assessed = {loose_key(k) for k in form_year.not_assessed.get(block.name, ())}
        if loose not in not_assessed or not _only_dashes(block, cells):
            self._record_unknown_key(block, form_year, key_cell, normalise(key_cell.content))
        return None

    def _match_name(
        self, block: Block, key_row: KeyRow, counterparts: Mapping[str, KeyRow], cell: Cell, *, without_key: bool
    ) -> None:
        """Findings where the name beside the key is spelled otherwise, is another row's, or is none we know."""
        assert block.name_field is not None
        found, name = normalise(cell.content), str(key_row.prefilled[block.name_field])
        details = {"sel": cell.address, "ditemukan": found, "nama": name, "kunci": key_row.key}
        named = counterparts.get(loose_key(found))
        if named is None:
            names = [str(k.prefilled[block.name_field]) for k in counterparts.values()]
            self._record("P460", mirip=nearest(found, names), **details)
        elif named is not key_row:
            self._record("G459", **details)
        elif without_key or compare_key(found) != compare_key(name):
            self._record("I458", **details)

    def _record_unknown_key(self, block: Block, form_year: FormYear, cell: Cell, found: str) -> None:
        keys = [k.key for k in form_year.key_rows.get(block.name, ())]
        self._record(
            "G214",
            sel=cell.address,
            ditemukan=found,
            tahun=form_year.year,
            mirip=nearest(found, keys),
            diharapkan_kunci="salah satu dari: " + ", ".join(keys),
        )

    def _row_cells(self, block: Block, columns: Mapping[str, int], row: int) -> dict[str, Cell]:
        return {name: self.grid.cell_at(row, columns[name]) for name in block.fields if name in columns}

    def _parse_row(self, block: Block, form_year: FormYear, cells: Mapping[str, Cell], key_row: KeyRow) -> Row:
        result = {}
        for name, field in block.fields.items():
            if name not in cells:  # the missing column has its own finding
                result[name] = Value(None, State.UNREADABLE, "")
            elif field.prefilled:  # the register's value counts, not what may have been typed over it
                content = key_row.key if name == block.key else key_row.prefilled.get(name)
                result[name] = Value(content, State.FILLED, cells[name].address)
            elif name in key_row.prefilled:
                # Prefilled in this row alone: the rule knows the value, nobody entered anything.
                result[name] = Value(None, State.EMPTY, cells[name].address)
            else:
                dash_allowed = key_row.dash_allowed
                result[name] = self._parse_cell(cells[name], field, form_year, dash_allowed=dash_allowed)
        return result


def _prefilled_value(cell: Cell) -> Value:
    """A prefilled cell of an open table, such as its running number."""
    return Value(normalise(cell.content) if cell.content is not None else None, State.FILLED, cell.address)


def _is_filled(cell: Cell) -> bool:
    return cell.special is not None or (cell.content is not None and bool(normalise(cell.content)))


def _row_keys(form_year: FormYear, block: Block) -> list[tuple[str, ...]]:
    """What tells the rows of a year's model: keys and words (a count may change its meaning under the same key)."""
    return [
        (key_row.key, *(content for content in key_row.prefilled.values() if isinstance(content, str)))
        for key_row in form_year.key_rows.get(block.name, ())
    ]


def _only_dashes(block: Block, cells: Mapping[str, Cell]) -> bool:
    """Whether a row that is not assessed this year says no more than "-" (remarks aside)."""
    return all(
        not _is_filled(cells[name]) or normalise(cells[name].content) in ("-", "–", "—")
        for name, field in block.fields.items()
        if name in cells and not field.prefilled and field.required
    )


def _mark_touched(kiriman: Kiriman) -> None:
    """Find the groups of blocks nobody touched: wholly empty, or saying "belum" with nothing else."""
    touched = {
        (filled_block.sheet.iku, filled_block.block.group)
        for filled_block in kiriman.blocks.values()
        if _was_touched(filled_block)
    }
    for place, filled_block in kiriman.blocks.items():
        is_touched = filled_block.sheet.iku is None or (filled_block.sheet.iku, filled_block.block.group) in touched
        kiriman.blocks[place] = replace(filled_block, touched=is_touched)


def _was_touched(filled_block: FilledBlock) -> bool:
    for name, column in filled_block.columns.items():
        if filled_block.block.fields[name].prefilled or filled_block.block.fields[name].may_precede:
            continue
        for content, state, address in zip(column.contents, column.states, column.addresses, strict=True):
            if not address:
                continue
            if name == filled_block.block.status:
                if content == filled_block.block.status_present or state is State.UNREADABLE:
                    return True
            elif state is not State.EMPTY:
                return True
    return False


def unreadable_temuan(cause: str, seconds: float, memory_mb: int) -> Temuan:
    """The finding for a file whose reading had to be stopped, or failed."""
    if cause == "rusak":
        return make_temuan("G104")
    if cause == "waktu":
        return make_temuan("G106", sebab="waktu baca habis", batas=f"{seconds:.0f} detik untuk membaca")
    return make_temuan("G106", sebab="memori baca habis", batas=f"{memory_mb} MB memori untuk membaca")
