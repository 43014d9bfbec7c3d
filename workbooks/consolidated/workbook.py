"""The consolidated workbook: official sheet first, then what explains and proves it.

`Rincian` sheets are written first, since each step gets its cell there; the other sheets refer to those cells, and
`Ringkasan` to those of the official sheet.
"""

import io

import xlsxwriter

from schemas.wording import show_date
from workbooks.cells import CellMap
from workbooks.consolidated import evidence, iku, lkjip, rincian, ringkasan
from workbooks.consolidated.content import BookContent
from workbooks.style import Style

AUTHOR = "Sekretariat Daerah Kabupaten Lumajang"
# The sheets before and after those of the indicators.
FIRST_SHEETS = (iku.NAME, ringkasan.NAME)
LAST_SHEETS = (lkjip.NAME, "Rekap Penyampaian", "Catatan Verifikasi", "Jejak Data", evidence.METADATA)


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
        style, cell_map = Style(workbook), CellMap()
        sheets = {name: workbook.add_worksheet(name) for name in sheet_names(book)}
        for sheet in sheets.values():
            sheet.set_header(f"&C&14&B{book.kind}&R&8{book.periode.name}")
        for result in book.results:
            name = rincian.rincian_name(result.iku)
            rincian.write(sheets[name], name, style, cell_map, book, result)
        evidence.write_metadata(sheets[evidence.METADATA], style, cell_map, book)
        iku.write(sheets[iku.NAME], style, cell_map, book)
        trend = lkjip.write(sheets[lkjip.NAME], style, cell_map, book)
        ringkasan.write(workbook, sheets[ringkasan.NAME], style, cell_map, book, trend)
        evidence.write_standing(sheets["Rekap Penyampaian"], style, book)
        evidence.write_notes(sheets["Catatan Verifikasi"], style, book)
        evidence.write_trace(sheets["Jejak Data"], style, cell_map, book)
        sheets[iku.NAME].activate()
    return stream.getvalue()


def sheet_names(book: BookContent) -> list[str]:
    """The sheets in the order in which they are read."""
    rincian_sheets = [rincian.rincian_name(result.iku) for result in book.results]
    return [*FIRST_SHEETS, *rincian_sheets, *LAST_SHEETS]
