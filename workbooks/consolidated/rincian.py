"""Sheets `Rincian …`: inputs as collected, parameters and steps of one indicator, each step a live formula.

A sheet is laid out before it is written: a step may rest on a cell that stands below it.
"""

from collections.abc import Sequence
from dataclasses import replace

from xlsxwriter.worksheet import Worksheet

from iku_rules.result import DetailTable, DetailValue, Predikat, Result, Words
from iku_rules.scale import Scale
from iku_rules.steps import Input, Parameter, Source, Step
from schemas.wording import show_number
from workbooks.cells import (
    UNCONFIRMED_MARK,
    CellMap,
    TableLocation,
    input_format,
    merge_cells,
    step_format,
    write_formula,
    write_node,
    write_predikat,
    write_value,
)
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.history import history_tables
from workbooks.formulas.lookup import ScaleRow, scale_rows
from workbooks.formulas.write import join_ranges
from workbooks.heights import row_height
from workbooks.style import NUMBER_FORMAT, Style, prepare_print
from workbooks.words import as_sentence, waiver_words

RINCIAN_NAMES = {
    "itkp": "Rincian ITKP",
    "kebijakan_perekonomian": "Rincian Kebijakan",
    "sinergitas_kecamatan": "Rincian Sinergitas",
    "kesalehan_sosial": "Rincian Kesalehan Sosial",
    "reformasi_hukum": "Rincian Reformasi Hukum",
    "kepuasan_masyarakat": "Rincian IKM",
    "pelayanan_publik": "Rincian IPP",
}
LABEL_WIDTH, LEAST_WIDTH, GREATEST_WIDTH, SOURCE_WIDTH = 26, 11, 32, 44
PAGE_WIDTH = 110  # characters at least, so that texts over the whole width have room
SOURCE_COLUMN = "Sumber (berkas, lembar, sel)"
PREDIKAT_SCALE, LAST_YEAR_PREFIX = "SKALA PREDIKAT", "TAHUN LALU: "
LEGEND = f"{UNCONFIRMED_MARK} Parameter yang belum dikonfirmasi; acuannya ada pada lembar Metadata."


def rincian_name(iku: str) -> str:
    """The name of an indicator's sheet."""
    return RINCIAN_NAMES[iku]


def short_name(iku: str) -> str:
    """What the sheet is called without the word Rincian: room is scarce in a chart."""
    return RINCIAN_NAMES[iku].partition(" ")[2]


def write(sheet: Worksheet, name: str, style: Style, cell_map: CellMap, book: BookContent, result: Result) -> None:
    """Write the sheet and note the cell of every node in `cell_map`."""
    prepare_print(sheet, (0, 1))
    sheet.write_string(0, 0, result.name, style("judul"))
    sheet.write_string(1, 0, book.subtitle, style("tebal"))
    sheet.freeze_panes(2, 0)
    tables = _all_tables(cell_map, name, result)
    widths = _column_widths(tables)
    for column, column_width in enumerate(widths):
        sheet.set_column(column, column, column_width)
    head = _sheet_head(result, book)
    first_rows = _lay_out(cell_map, name, result, tables, len(head) + 3)
    _write_sheet_head(sheet, name, style, cell_map, result, head, widths)
    row = len(head) + 3
    for table, table_row in zip(tables, first_rows, strict=True):
        row = _write_table(sheet, name, style, cell_map, table, table_row, widths) + 1
    _write_notes(sheet, style, [*_notes(result, book), *_legend(tables)], widths, row)


def _notes(result: Result, book: BookContent) -> list[str]:
    return [*map(as_sentence, result.catatan), *(waiver_words(waiver) for waiver in book.waivers(result))]


def _legend(tables: Sequence[DetailTable]) -> list[str]:
    unconfirmed = any(
        isinstance(content, Parameter) and not content.confirmed
        for table in tables
        for row in table.rows
        for content in row
    )
    return [LEGEND] if unconfirmed else []


def _write_notes(sheet: Worksheet, style: Style, notes: Sequence[str], widths: Sequence[int], row: int) -> None:
    if not notes:
        return
    sheet.write_string(row, 0, "Catatan", style("subjudul"))
    for text in notes:
        row += 1
        merge_cells(sheet, row, 0, len(widths) - 1, text, style("bungkus", "atas"))
        sheet.set_row(row, row_height({0: text}, {0: sum(widths)}))


# the head of the sheet


def _sheet_head(result: Result, book: BookContent) -> list[tuple[str, str]]:
    card = book.card(result)
    value = "belum ada" if result.nilai is None else show_number(result.nilai, 2)
    return [
        ("Realisasi", f"{value} {result.satuan}".strip()),
        ("Predikat", result.predikat or "-"),
        ("Status", result.keadaan),
        ("Definisi", card.definisi),
        ("Pembilang", card.pembilang),
        ("Penyebut", card.penyebut),
        ("Dasar", card.dasar_hukum),
        ("Aturan", result.aturan or "-"),
    ]


def _write_sheet_head(
    sheet: Worksheet,
    name: str,
    style: Style,
    cell_map: CellMap,
    result: Result,
    head: Sequence[tuple[str, str]],
    widths: Sequence[int],
) -> None:
    for row, (label, text) in enumerate(head, start=2):
        sheet.write_string(row, 0, label, style("tebal", "atas"))
        merge_cells(sheet, row, 1, len(widths) - 1, text, style("bungkus", "atas", "kiri"))
        sheet.set_row(row, row_height({1: text}, {1: sum(widths[1:])}))
    computation = result.computation
    if computation is None or computation.result is None or result.nilai is None:
        return
    format_ = style("atas", "kiri", "tebal", num_format=f'{NUMBER_FORMAT}" {result.satuan}"')
    write_formula(sheet, 2, 1, str(cell_map.reference(computation.result, name)), result.nilai, format_)
    if computation.predikat_basis is not None and result.predikat is not None:
        write_predikat(sheet, name, cell_map, 3, 1, computation.predikat_basis, style("atas", "kiri", "tebal"))


# the tables and where they stand


def _all_tables(cell_map: CellMap, name: str, result: Result) -> tuple[DetailTable, ...]:
    """Those of the rule, the scale, last year's, the history."""
    current, last_year = result.computation, result.last_year_computation
    tables = list(current.detail_tables) if current else []
    if current and current.predikat_basis and (scale := current.predikat_basis.scale):
        tables.append(_scale_table(cell_map, name, scale))
    if last_year is not None and (current is None or last_year.result is not current.result):
        tables += [replace(table, title=LAST_YEAR_PREFIX + table.title) for table in last_year.detail_tables]
        if (
            last_year.predikat_basis
            and (scale := last_year.predikat_basis.scale)
            and not cell_map.scale_rows(scale, name)
        ):
            tables.append(_scale_table(cell_map, name, scale, LAST_YEAR_PREFIX))
    return (*tables, *history_tables(cell_map, result))


def _scale_table(cell_map: CellMap, name: str, scale: Scale, prefix: str = "") -> DetailTable:
    """The scale that gives the words: its cuts are the cells the lookup asks."""
    rows = scale_rows(scale, "Batas predikat")
    cell_map.record_scale(scale, name, rows)
    closed_end = "Batas bawah (termasuk)" if scale.tertutup == "bawah" else "Batas atas (termasuk)"
    remark: tuple[DetailValue, ...] = (scale.acuan, "ya" if scale.dikonfirmasi else "belum")
    return DetailTable(
        prefix + PREDIKAT_SCALE,
        ("Predikat", closed_end, "Kode", "Sebutan", "Acuan", "Dikonfirmasi"),
        tuple(_scale_row(row) + remark for row in rows),
    )


def _scale_row(row: ScaleRow) -> tuple[DetailValue, ...]:
    return (row.text, row.limit, row.code, row.name)


def _lay_out(cell_map: CellMap, name: str, result: Result, tables: Sequence[DetailTable], first_row: int) -> list[int]:
    """The first row of each table; every node gets its cell, every table its place."""
    if result.computation and result.computation.predikat_basis and result.predikat is not None:
        cell_map.record(result.computation.predikat_basis, name, 3, 1)
    first_rows = []
    for table in tables:
        first_rows.append(first_row)
        columns = {header: index for index, header in enumerate(table.columns)}
        location = TableLocation(name, first_row + 2, first_row + 1 + len(table.rows), columns)
        cell_map.tables.setdefault((result.iku, table.title), location)
        for index, row in enumerate(table.rows, start=first_row + 2):
            for column, content in enumerate(row):
                if isinstance(content, (Input, Parameter, Step, Words, Predikat)):
                    cell_map.record(content, name, index, column)
        first_row += len(table.rows) + 3
    return first_rows


# writing


def _column_widths(tables: Sequence[DetailTable]) -> list[int]:
    """Widths that suit all tables of the sheet: its columns are shared."""
    needed: dict[int, int] = {0: LABEL_WIDTH, 1: LEAST_WIDTH}
    for table in tables:
        for texts in (_headers(table), *map(_row_texts, table.rows)):
            for column, text in texts.items():
                if column < len(table.columns):
                    needed[column] = max(needed.get(column, LEAST_WIDTH), min(GREATEST_WIDTH, len(text) + 2))
    widths = [needed.get(column, LEAST_WIDTH) for column in range(max(needed) + 1)]
    for table in filter(_has_sources, tables):  # sources spread over what is free to their right
        widths += [SOURCE_WIDTH] if len(table.columns) == len(widths) else []
        widths[-1] += max(0, SOURCE_WIDTH - sum(widths[len(table.columns) :]))
    widths[-1] += max(0, PAGE_WIDTH - sum(widths))
    return widths


def _has_sources(table: DetailTable) -> bool:
    return any(_sources(row) for row in table.rows)


def _last_source_column(first_column: int, widths: Sequence[int]) -> int:
    """The last of the columns over which the sources spread."""
    return next(
        (last for last in range(first_column, len(widths)) if sum(widths[first_column : last + 1]) >= SOURCE_WIDTH),
        len(widths) - 1,
    )


def _headers(table: DetailTable) -> dict[int, str]:
    return dict(enumerate((*table.columns, SOURCE_COLUMN) if _has_sources(table) else table.columns))


def _row_texts(row: tuple[DetailValue, ...]) -> dict[int, str]:
    """The texts of a row by column; the sources stand behind its last cell."""
    texts = {column: text for column, content in enumerate(row) if (text := _text(content))}
    return texts | ({len(row): _show_sources(sources)} if (sources := _sources(row)) else {})


def _text(content: DetailValue) -> str | None:
    match content:
        case str():
            return content
        case Words(text):
            return text
        case Predikat():
            return content.text
    return None


def _write_table(
    sheet: Worksheet,
    name: str,
    style: Style,
    cell_map: CellMap,
    table: DetailTable,
    first_row: int,
    widths: Sequence[int],
) -> int:
    """A table from `first_row` on; gives the row after its last."""
    sheet.write_string(first_row, 0, table.title, style("subjudul"))
    source_column = len(table.columns)
    last_source = _last_source_column(source_column, widths)
    text_widths = dict(enumerate(widths)) | {source_column: sum(widths[source_column : last_source + 1])}
    for column, text in _headers(table).items():
        merge_cells(
            sheet, first_row + 1, column, last_source if column == source_column else column, text, style("kepala")
        )
    sheet.set_row(first_row + 1, row_height(_headers(table), text_widths))
    for row, contents in enumerate(table.rows, start=first_row + 2):
        texts = _row_texts(contents)
        for column, content in enumerate(contents):
            _write_cell(sheet, name, style, cell_map, row, column, content)
        if source_column in texts:
            source_text = texts[source_column]
            merge_cells(sheet, row, source_column, last_source, source_text, style("bersel", "bungkus", "atas"))
        sheet.set_row(row, row_height(texts, text_widths))
    return first_row + 2 + len(table.rows)


def _write_cell(
    sheet: Worksheet, name: str, style: Style, cell_map: CellMap, row: int, column: int, content: DetailValue
) -> None:
    if isinstance(content, Step):
        write_node(
            sheet, name, cell_map, row, column, content, style("hitungan", "atas", num_format=step_format(content))
        )
    elif isinstance(content, Predikat):
        write_predikat(sheet, name, cell_map, row, column, content, style("hitungan", "atas", "bungkus"))
    elif (
        isinstance(content, (Input, Parameter))
        and content.value is not None
        and not cell_map.is_here(content, name, row, column)
    ):
        # A value that stands on the sheet a second time follows its first cell.
        format_ = style("bersel", "atas", num_format=input_format(content))
        write_formula(sheet, row, column, str(cell_map.reference(content, name)), content.value, format_)
    else:
        look = "masukan" if isinstance(content, Input) else "bersel"
        write_value(sheet, style, row, column, content, look, "bungkus", "atas")


def _sources(row: tuple[DetailValue, ...]) -> list[Source]:
    return [content.source for content in row if isinstance(content, Input) and content.source]


def _show_sources(sources: list[Source]) -> str:
    """`pbj/berkas.xlsx, ITKP!D12, D13`."""
    by_sheet: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        cells = by_sheet.setdefault((source.berkas, source.lembar), [])
        if source.sel not in cells:
            cells.append(source.sel)
    return "; ".join(f"{file}, {sheet}!{', '.join(join_ranges(cells))}" for (file, sheet), cells in by_sheet.items())
