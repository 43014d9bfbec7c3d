"""Sheets `Rincian …`: inputs as collected, parameters and steps of one indicator, each step a live formula."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from iku_rules.result import Computation, DetailTable, DetailValue, Predikat, Result, Words
from iku_rules.scale import Scale
from iku_rules.steps import Input, Parameter, Source, Step
from schemas.wording import show_number
from workbooks.cells import UNCONFIRMED_MARK
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.history import history_tables
from workbooks.formulas.lookup import ScaleRow, predikat_formula, scale_rows
from workbooks.formulas.write import join_ranges
from workbooks.sheet import BLANK, Block, Cell, Formula, Header, Page, Row, Sheet, fitted, line, mention, wide_line
from workbooks.style import NUMBER_FORMAT, TEXT
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
HEAD_ROW = 2  # under title and subtitle
LEGEND = f"{UNCONFIRMED_MARK} Parameter yang belum dikonfirmasi; acuannya ada pada lembar Metadata."


class PrintedScale(NamedTuple):
    """A scale and the cells it is printed in; `prefix`: of its table's title."""

    scale: Scale
    prefix: str
    rows: tuple[ScaleRow, ...]


def rincian_name(iku: str) -> str:
    """The name of an indicator's sheet."""
    return RINCIAN_NAMES[iku]


def short_name(iku: str) -> str:
    """What the sheet is called without the word Rincian: room is scarce in a chart."""
    return RINCIAN_NAMES[iku].partition(" ")[2]


def lay_out(book: BookContent, result: Result) -> Sheet:
    """The sheet: head, the tables of the rule, the scale, last year's tables, the history, notes."""
    name = rincian_name(result.iku)
    scales = _printed_scales(result)
    tables = _all_tables(book, result, scales)
    widths = _column_widths(tables)
    rows = [line(result.name, "title"), line(book.subtitle, "bold"), *_head(book, result, widths), BLANK]
    shown: set[DetailValue] = {_predikat(result)}
    for table in tables:
        rows += [*_table_rows(name, table, widths, scales, shown), BLANK]
    rows += _note_rows([*_notes(result, book), *_legend(tables)], widths)
    blocks = (Block(tuple(rows)), Block(_head_formulas(result, scales), HEAD_ROW, 1))
    return Sheet(name, widths, blocks, Page((2, 0), repeated=(0, 1)))


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


def _note_rows(notes: Sequence[str], widths: Sequence[float]) -> list[Row]:
    if not notes:
        return []
    return [line("Catatan", "subtitle"), *(wide_line(text, widths) for text in notes)]


# the head of the sheet


def _head(book: BookContent, result: Result, widths: Sequence[float]) -> Iterator[Row]:
    """What the sheet is about, in words."""
    card = book.card(result)
    value = "belum ada" if result.nilai is None else show_number(result.nilai, 2)
    for label, text, key in (
        ("Realisasi", f"{value} {result.satuan}".strip(), None),
        ("Predikat", result.predikat or "-", _predikat(result)),
        ("Status", result.keadaan, None),
        ("Definisi", card.definisi, None),
        ("Pembilang", card.pembilang, None),
        ("Penyebut", card.penyebut, None),
        ("Dasar", card.dasar_hukum, None),
        ("Aturan", result.aturan or "-", None),
    ):
        words = Cell(text, ("wrapped", "top", "left"), across=len(widths) - 1, key=key)
        yield fitted([Cell(label, ("bold", "top")), words], widths)


def _predikat(result: Result) -> Predikat | None:
    """What gives the result its words; its own cell is the one in the head."""
    return result.computation.predikat_basis if result.computation and result.predikat is not None else None


def _head_formulas(result: Result, scales: Sequence[PrintedScale]) -> tuple[Row, ...]:
    """Realisasi and predikat as formulas, over their words."""
    step, predikat = result.computation and result.computation.result, _predikat(result)
    if step is None or result.nilai is None:
        return ()
    format_ = f'{NUMBER_FORMAT}" {result.satuan}"'
    realisasi = Cell(mention(step, result.nilai), ("top", "left", "bold"), format_)
    words = _predikat_cell(predikat, scales, "top", "left", "bold") if predikat else None
    return (Row((realisasi,)), Row((words,)))


# the tables


def _all_tables(book: BookContent, result: Result, scales: Sequence[PrintedScale]) -> tuple[DetailTable, ...]:
    """Those of the rule, the scale, last year's, the history."""
    current, last_year = result.computation, _last_year(result)
    tables = list(current.detail_tables) if current else []
    tables += [_scale_table(printed) for printed in scales if not printed.prefix]
    if last_year:
        tables += [replace(table, title=LAST_YEAR_PREFIX + table.title) for table in last_year.detail_tables]
    tables += [_scale_table(printed) for printed in scales if printed.prefix]
    return (*tables, *history_tables(book.points, result))


def _last_year(result: Result) -> Computation | None:
    """Last year's computation, where it is another than this year's."""
    current, last_year = result.computation, result.last_year_computation
    return None if last_year is None or (current and last_year.result is current.result) else last_year


def _printed_scales(result: Result) -> list[PrintedScale]:
    """The scales of this year and of last year, each once."""
    printed: list[PrintedScale] = []
    for prefix, computation in (("", result.computation), (LAST_YEAR_PREFIX, _last_year(result))):
        scale = computation.predikat_basis.scale if computation and computation.predikat_basis else None
        if scale is not None and all(scale is not other.scale for other in printed):
            printed.append(PrintedScale(scale, prefix, scale_rows(scale, "Batas predikat")))
    return printed


def _scale_table(printed: PrintedScale) -> DetailTable:
    """The scale that gives the words: its cuts are the cells the lookup asks."""
    scale = printed.scale
    closed_end = "Batas bawah (termasuk)" if scale.tertutup == "bawah" else "Batas atas (termasuk)"
    remark = (scale.acuan, "ya" if scale.dikonfirmasi else "belum")
    return DetailTable(
        printed.prefix + PREDIKAT_SCALE,
        ("Predikat", closed_end, "Kode", "Sebutan", "Acuan", "Dikonfirmasi"),
        tuple((row.text, row.limit, row.code, row.name, *remark) for row in printed.rows),
    )


def _column_widths(tables: Sequence[DetailTable]) -> tuple[int, ...]:
    """Widths that suit all tables of the sheet: its columns are shared."""
    needed: dict[int, int] = {0: LABEL_WIDTH, 1: LEAST_WIDTH}
    for table in tables:
        for contents in (table.columns, *table.rows):
            for column, content in enumerate(contents):
                length = min(GREATEST_WIDTH, len(_text(content)) + 2)
                needed[column] = max(needed.get(column, LEAST_WIDTH), length)
    widths = [needed.get(column, LEAST_WIDTH) for column in range(max(needed) + 1)]
    for table in filter(_has_sources, tables):  # sources spread over what is free to their right
        widths += [SOURCE_WIDTH] if len(table.columns) == len(widths) else []
        widths[-1] += max(0, SOURCE_WIDTH - sum(widths[len(table.columns) :]))
    widths[-1] += max(0, PAGE_WIDTH - sum(widths))
    return tuple(widths)


def _has_sources(table: DetailTable) -> bool:
    return any(_sources(row) for row in table.rows)


def _last_source_column(first_column: int, widths: Sequence[float]) -> int:
    """The last of the columns over which the sources spread."""
    return next(
        (last for last in range(first_column, len(widths)) if sum(widths[first_column : last + 1]) >= SOURCE_WIDTH),
        len(widths) - 1,
    )


def _text(content: DetailValue) -> str:
    text = content.text if isinstance(content, (Words, Predikat)) else content
    return text if isinstance(text, str) else ""


def _table_rows(
    name: str,
    table: DetailTable,
    widths: Sequence[float],
    scales: Sequence[PrintedScale],
    shown: set[DetailValue],
) -> Iterator[Row]:
    """Title, headers and rows; `shown`: what has its cell above, which grows by what gets one here."""
    yield line(table.title, "subtitle")
    across = _last_source_column(len(table.columns), widths) - len(table.columns) + 1
    headers = [Cell(header, ("header",), key=Header(name, table.title, header)) for header in table.columns]
    if _has_sources(table):
        headers.append(Cell(SOURCE_COLUMN, ("header",), across=across))
    yield fitted(headers, widths)
    for contents in table.rows:
        cells = []
        for content in contents:
            cells.append(_cell(content, scales, repeated=content in shown))
            shown.add(content)
        if sources := _sources(contents):
            cells.append(Cell(_show_sources(sources), TEXT, across=across))
        yield fitted(cells, widths)


def _cell(content: DetailValue, scales: Sequence[PrintedScale], *, repeated: bool) -> Cell:
    match content:
        case Step():
            return Cell(content, ("computed", "top"))
        case Predikat():
            return _predikat_cell(content, scales, "computed", "top", "wrapped")
        case Input() | Parameter() if repeated and content.value is not None:
            return Cell(content, ("bordered", "top"))
        case Input():
            return Cell(content, ("collected", "wrapped", "top"))
        case _:
            return Cell(content, TEXT)


def _predikat_cell(predikat: Predikat, scales: Sequence[PrintedScale], *look: str) -> Cell:
    """The words of a value: a formula over the scale of the sheet, or the cell of the letter's own words."""
    rows = next((printed.rows for printed in scales if printed.scale is predikat.scale), ())
    text = partial(predikat_formula, predikat, rows=rows)
    return Cell(Formula(text, predikat.text), look, key=predikat)


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
