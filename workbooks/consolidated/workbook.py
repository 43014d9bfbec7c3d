"""The consolidated workbook: official sheet first, then what explains and proves it.

All sheets are laid out before one is written, so a formula may rest on a cell of any of them.
"""

import io

import xlsxwriter

from schemas.wording import show_date
from workbooks.consolidated import evidence, iku, lkjip, rincian, ringkasan
from workbooks.consolidated.content import BookContent
from workbooks.sheet import CellMap, Sheet, SheetWriter
from workbooks.style import Style

AUTHOR = "Sekretariat Daerah Kabupaten Lumajang"
# The sheets before and after those of the indicators.
FIRST_SHEETS = (iku.NAME, ringkasan.NAME)
LAST_SHEETS = (lkjip.NAME, evidence.STANDING, evidence.NOTES, evidence.TRACE, evidence.METADATA)


def write_workbook(book: BookContent) -> bytes:
    """The workbook's bytes: a function of `book` alone."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties(
            {
                "title": f"IKU Sekretariat Daerah Kabupaten Lumajang, {book.periode.name} ({book.kind})",
                "subject": "Indikator Kinerja Utama",
                "author": AUTHOR,
                "company": AUTHOR,
                "category": "Laporan kinerja",
                "keywords": f"IKU; {book.periode.name}; {book.kind}",
                "comments": f"Posisi s.d. {show_date(book.periode.last_day)}. Status dokumen: {book.kind}.",
                "created": book.created,
            }
        )
        workbook.set_size(2400, 1400)
        worksheets = {name: workbook.add_worksheet(name) for name in sheet_names(book)}
        for worksheet in worksheets.values():
            worksheet.set_header(f"&C&14&B{book.kind}&R&8{book.periode.name}")
        sheets, cell_map = lay_out(book)
        writer = SheetWriter(workbook, Style(workbook), cell_map)
        for sheet in sheets:
            writer.write(worksheets[sheet.name], sheet)
        worksheets[iku.NAME].activate()
    return stream.getvalue()


def lay_out(book: BookContent) -> tuple[tuple[Sheet, ...], CellMap]:
    """All sheets, and where everything stands, in the order in which they are written: it numbers their texts."""
    sheets = (
        *(rincian.lay_out(book, result) for result in book.results),
        evidence.lay_out_metadata(book),
        iku.lay_out(book),
        lkjip.lay_out(book),
        ringkasan.lay_out(book),
        evidence.lay_out_standing(book),
        evidence.lay_out_notes(book),
    )
    cell_map = CellMap.of(sheets)
    return (*sheets, evidence.lay_out_trace(book, cell_map)), cell_map


def sheet_names(book: BookContent) -> list[str]:
    """The sheets in the order in which they are read."""
    rincian_sheets = [rincian.rincian_name(result.iku) for result in book.results]
    return [*FIRST_SHEETS, *rincian_sheets, *LAST_SHEETS]
