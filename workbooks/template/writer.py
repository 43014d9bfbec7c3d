"""Writes the sheets that people fill: header with state and preview, pairs, tables, each cell with its help."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schemas.form import Block, BlockShape, Field, Sheet
from schemas.form_year import FormYear
from schemas.forms.official_result import YEARLY_REPORT
from schemas.notions.text import compare_key
from schemas.value import Kind
from workbooks.heights import row_height
from workbooks.style import field_format, prepare_print
from workbooks.template.counters import STATE_LABEL, WHOLE_LABEL, state_formula, whole_state_formula
from workbooks.template.draft import Draft, protect
from workbooks.template.layout import FILLED_COLUMN, MISSING_COLUMN, Layout, Table, by_group, cell_name, counter_cell
from workbooks.template.prefilled import say_origin
from workbooks.template.preview import PREVIEW_LABEL, Preview, PreviewSource
from workbooks.template.validation import Validations

_JUMP_ROW = 3
_TITLE_HEIGHT, _ROW_HEIGHT, _HEADER_HEIGHT, _TALL_HEADER_HEIGHT = 24, 18, 34, 64  # points
_LONG_TEXT_HEIGHT = 48  # three lines, for the texts of the yearly report
_USUAL_WIDTH = 9  # characters of a column nobody set
_HINT_WIDTH = 84  # room for the longest hint beside a pair


class Writer:
    """Writes sheets of one template. `validations` gathers the dropdown lists that the hidden sheet has to hold."""

    def __init__(self, draft: Draft, form_year: FormYear, preview_source: PreviewSource) -> None:
        self.draft, self.preview_source = draft, preview_source
        self.style, self.book = draft.style, draft.book
        self.validations = Validations(form_year)

    def write(self, ws: Worksheet, layout: Layout) -> None:
        """One sheet, whole."""
        ws.set_default_row(_ROW_HEIGHT)
        for column, width in enumerate(layout.all_widths):
            ws.set_column(column, column, width)
        self._write_header(ws, layout)
        for block in layout.sheet.blocks:
            if block.name in layout.titles:
                title = _block_title(layout.sheet, block)
                ws.write_string(layout.titles[block.name], 0, title, self.style("subtitle"))
            if block.shape is BlockShape.PAIRS:
                self._write_pairs(ws, layout, block)
            else:
                self._write_table(ws, layout, block)
        if codes := list(_code_cells(layout)):
            # NIP and Nomor are digits kept as text on purpose: no green corner that offers to make them numbers.
            ws.ignore_errors({"number_stored_as_text": " ".join(codes)})
        _freeze_and_print(ws, layout)
        protect(ws)

    # Header

    def _write_header(self, ws: Worksheet, layout: Layout) -> None:
        """Title, bagian and period, introduction on the left; state and preview on the right."""
        sheet, edge = layout.sheet, layout.edge_column
        ws.set_row(0, _TITLE_HEIGHT)
        ws.write_string(0, 0, sheet.title, self.style("title"))
        bagian, periode = (self.draft.identity_cell(name) for name in ("bagian", "periode"))
        self.draft.write_formula(ws, (1, 0), f'={bagian}&" · "&{periode}', self.style("bold"))
        ws.write_string(2, 0, self._introduction(sheet), self.style("introduction"))
        ws.write_string(0, edge - 1, STATE_LABEL, self.style("right", indent=1))
        self.draft.write_state(ws, (0, edge), state_formula(layout, self.draft.counter_rows))
        if sheet.iku is None:
            ws.write_string(1, edge - 1, WHOLE_LABEL, self.style("right", indent=1))
            self.draft.write_state(ws, (1, edge), whole_state_formula())
        self._write_preview(ws, layout, (1, edge))
        self._write_jumps(ws, layout)

    def _introduction(self, sheet: Sheet) -> str:
        """The sheet's introduction; the identity's says where the content comes from."""
        carried_over = self.draft.carried_over
        if carried_over is None or sheet.iku:
            return sheet.introduction
        return f"{sheet.introduction} {say_origin(carried_over)}"

    def _write_preview(self, ws: Worksheet, layout: Layout, place: tuple[int, int]) -> None:
        if layout.sheet.iku is None:
            return
        counter_row = self.draft.counter_rows[(layout.sheet.name, layout.sheet.groups()[0])]
        filled, missing = (counter_cell(counter_row, column) for column in (FILLED_COLUMN, MISSING_COLUMN))
        formula = Preview(layout, self.draft.layouts, self.preview_source, filled, missing).formula()
        if formula is None:
            return
        row, column = place
        ws.write_string(row, column - 1, PREVIEW_LABEL, self.style("right", indent=1))
        self.draft.write_formula(ws, place, "=" + formula, self.style("computed", "number", "centred"))

    def _write_jumps(self, ws: Worksheet, layout: Layout) -> None:
        """Links to the blocks that lie below a long open table."""
        blocks = layout.sheet.blocks
        first_open = next((n for n, block in enumerate(blocks) if block.blank_rows), None)
        if first_open is None:
            return
        for column, block in enumerate(block for block in blocks[first_open + 1 :] if block.title):
            # A defined name moves with its cell when rows are inserted; the address of a plain link does not.
            name = f"ke_{layout.sheet.iku}_{block.name}"
            target = layout.sheet_prefix + cell_name(layout.titles[block.name], 0, absolute=True)
            self.draft.workbook.define_name(name, f"={target}")
            is_report = block.name == YEARLY_REPORT
            text = "Ke isian laporan tahunan" if is_report else f"Ke {block.title.partition(' (')[0].capitalize()}"
            ws.write_url(_JUMP_ROW, column, f"internal:{name}", self.style("link"), text)

    # Pairs

    def _write_pairs(self, ws: Worksheet, layout: Layout, block: Block) -> None:
        for name, field in block.fields.items():
            row, column = layout.pairs[(block.name, name)]
            lowest = _LONG_TEXT_HEIGHT if block.name == "laporan_tahunan" else _ROW_HEIGHT
            height = max(lowest, row_height({column: self.book.content(ws.name, (row, column))}, layout.widths))
            if height > _ROW_HEIGHT:
                ws.set_row(row, height)
            ws.write_string(row, column - 1, field.label, self.style("label"))
            format_ = self.style(_cell_style(field.prefilled), **(field_format(field) | {"align": "left"}))
            self._write_cell(ws, row, column, format_)
            self.validations.attach(ws, layout, (row, column, row, column), field)
            if field.hint:
                ws.write_string(row, column + 1, field.hint, self.style("hint", indent=1))

    # Tables

    def _write_table(self, ws: Worksheet, layout: Layout, block: Block) -> None:
        table = layout.tables[block.name]
        labels = {column: block.fields[name].label for name, column in table.columns.items()}
        tall = max(_TALL_HEADER_HEIGHT, row_height(labels, layout.widths))
        ws.set_row(table.header, tall if layout.is_one_table else _HEADER_HEIGHT)
        for column, label in labels.items():
            ws.write_string(table.header, column, label, self.style("header"))
        if block.key:
            self._write_key_rows(ws, layout, block, table)
        else:
            self._write_free_rows(ws, layout, block, table)

    def _write_key_rows(self, ws: Worksheet, layout: Layout, block: Block, table: Table) -> None:
        for row, key_row in enumerate(layout.key_rows(block), table.first):
            for name, column in table.columns.items():
                field = block.fields[name]
                alignment = _word_alignment(field, self.book.content(ws.name, (row, column)))
                prefilled = field.prefilled or name in key_row.prefilled
                format_ = self.style(_cell_style(prefilled), **field_format(field), **alignment)
                self._write_cell(ws, row, column, format_)
                if not prefilled:
                    hint = key_row.hints.get(name, "")
                    self.validations.attach(ws, layout, (row, column, row, column), field, key_row, hint)
            self._set_height(ws, layout, table, row)
        self._write_group_notes(ws, layout, block, table)

    def _write_group_notes(self, ws: Worksheet, layout: Layout, block: Block, table: Table) -> None:
        """Beside each row that only counts for one method: which one."""
        key_rows = layout.key_rows(block)
        if len(by_group(key_rows)) < 2 or not block.selector:
            return
        label = next(
            other.fields[block.selector].label for other in layout.sheet.blocks if block.selector in other.fields
        )
        for row, key_row in enumerate(key_rows, table.first):
            text = f"diisi bila {label} = {key_row.group}"
            ws.write_string(row, max(table.columns.values()) + 1, text, self.style("hint", indent=1))

    def _write_free_rows(self, ws: Worksheet, layout: Layout, block: Block, table: Table) -> None:
        for name, column in table.columns.items():
            field = block.fields[name]
            format_ = self.style(_cell_style(field.prefilled), **field_format(field), **_alignment(field))
            if layout.is_one_table:
                # The column carries the format: 12,000 blank cells less to write, to load and to read.
                ws.set_column(column, column, layout.widths[column], format_)
            for row in range(table.first, table.last + 1):
                if not layout.is_one_table or self.book.content(ws.name, (row, column)) is not None:
                    self._write_cell(ws, row, column, format_)
            self.validations.attach(ws, layout, (table.first, column, table.reach, column), field)
        for row in range(table.first, table.first + len(layout.carried_rows(block))):
            self._set_height(ws, layout, table, row)
        if layout.is_one_table:
            for row in range(table.header):
                ws.set_row(row, _TITLE_HEIGHT if row == 0 else None, self.style())

    def _set_height(self, ws: Worksheet, layout: Layout, table: Table, row: int) -> None:
        """Room for the texts of a row that wrap."""
        contents = {column: self.book.content(ws.name, (row, column)) for column in table.columns.values()}
        texts = {column: content for column, content in contents.items() if isinstance(content, str)}
        ws.set_row(row, max(_ROW_HEIGHT, row_height(texts, layout.widths)))

    def _write_cell(self, ws: Worksheet, row: int, column: int, format_: Format) -> None:
        """What stands in a cell; blank with its format where nothing does."""
        content = self.book.content(ws.name, (row, column))
        if content is None:
            ws.write_blank(row, column, None, format_)
        elif isinstance(content, date):
            ws.write_datetime(row, column, content, format_)
        elif isinstance(content, (int, Decimal)):
            ws.write_number(row, column, float(content), format_)
        else:
            ws.write_string(row, column, str(content), format_)


def _block_title(sheet: Sheet, block: Block) -> str:
    """The block's title; where it reads like a header label of the sheet, with a word before it to keep them apart."""
    labels = {compare_key(field.label) for other in sheet.blocks for field in other.fields.values()}
    return f"DAFTAR {block.title}" if compare_key(block.title) in labels else block.title


def _cell_style(prefilled: bool) -> str:
    """That of an entry cell, or of one that is filled and locked."""
    return "locked" if prefilled else "entry"


def _alignment(field: Field) -> dict[str, Any]:
    return {"align": "center"} if field.prefilled or field.kind is Kind.WHOLE else {}


def _word_alignment(field: Field, content: object) -> dict[str, Any]:
    """A word in a column of numbers ("-" where nothing is asked) stands in the middle."""
    return {"align": "center"} if isinstance(content, str) and field.kind in (Kind.NUMBER, Kind.WHOLE) else {}


def _code_cells(layout: Layout) -> Iterator[str]:
    for block in layout.sheet.blocks:
        for name, field in block.fields.items():
            if field.kind is Kind.CODE:
                in_pairs = block.shape is BlockShape.PAIRS
                yield layout.cell(block.name, name) if in_pairs else layout.tables[block.name].cell_range(name)


def _freeze_and_print(ws: Worksheet, layout: Layout) -> None:
    """Headers of open tables stay in view and on every page; elsewhere the state stays in view."""
    table = next((layout.tables[block.name] for block in layout.sheet.blocks if block.blank_rows), None)
    ws.freeze_panes(table.first if table else 3, 0)
    prepare_print(ws, (table.header, table.header) if table else None)
    last = max([table.last for table in layout.tables.values()] + [row for row, _ in layout.pairs.values()])
    ws.print_area(0, 0, last, _last_printed_column(layout))


def _last_printed_column(layout: Layout) -> int:
    """The last printed column: room for the table, the state and the hints beside the pairs."""
    column = max(len(layout.widths) - 1, layout.edge_column)
    if not layout.pairs:
        return column
    rest = _HINT_WIDTH - sum(layout.all_widths[2:])
    return column + max(0, -(-rest // _USUAL_WIDTH))
