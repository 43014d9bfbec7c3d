"""Sheet `IKU`: the official document to the letter, with target, realisasi and capaian to the right of each block.

It prints on F4: fitted to the page's width, broken only between sasaran, the signature block on one page.
"""

from dataclasses import dataclass, field

from xlsxwriter.worksheet import Worksheet

from iku_rules.register_model.document import Approval, Document, DocumentIKU, Sasaran
from iku_rules.result import Result
from schemas.wording import show_date
from workbooks.cells import CellMap, merge_cells, write_value
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.result_cells import (
    CAPAIAN,
    CATEGORY,
    LAST_YEAR,
    PREDIKAT,
    REALISASI,
    TARGET,
    legend,
    write_result,
)
from workbooks.heights import LINE_HEIGHT, row_height
from workbooks.style import Style, page_content_height, prepare_print

NAME = "IKU"
REALISASI_COLUMNS = ("Satuan", TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT, "Status", LAST_YEAR)
WIDTHS = (4, 22, 23, 31, 19, 13, 8, 16, 12, 10, 13, 16, 17, 11)
LAST_COLUMN = len(WIDTHS) - 1
SATUAN, STATUS = 6, 12
RESULT_COLUMNS = {
    what: column for column, what in enumerate(REALISASI_COLUMNS, start=SATUAN) if what not in ("Satuan", "Status")
}
DOTS = "." * 24  # place for date, until the period is locked
SIGNATURE_ROWS = 6  # room for an electronic signature
TITLE_HEIGHT = 21.0
SIGNATURE_COLUMN, LAST_REMARK_COLUMN = 10, 8  # first of the signature block, last of the notes beside it


@dataclass
class _Pages:
    """Rows and their heights as they are set, and where the pages end."""

    sheet: Worksheet
    capacity: float
    heights: dict[int, float] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    repeated: int = 0

    def set_row(self, row: int, height: float) -> None:
        """Set the height of a row, in points, and remember it."""
        self.sheet.set_row(row, height)
        self.heights[row] = height

    def paginate(self, parts: list[int], end: int) -> None:
        """Break before a part (its first row; `end` is the row after the last one) that no longer fits."""
        used = 0.0
        for start, next_start in zip(parts, [*parts[1:], end], strict=True):
            height = self._total(start, next_start)
            if used and used + height > self.capacity:
                self.breaks.append(start)
                used = self._total(0, self.repeated)
            used += height
        self.sheet.set_h_pagebreaks(self.breaks)

    def _total(self, start: int, end: int) -> float:
        return sum(self.heights.get(row, LINE_HEIGHT) for row in range(start, end))


def write(sheet: Worksheet, style: Style, cell_map: CellMap, book: BookContent) -> None:
    """Write the sheet; every number of a result is a formula over the cells of the workbook."""
    document = book.register.document(book.periode)
    prepare_print(sheet)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    pages = _Pages(sheet, page_content_height(WIDTHS))
    row = _write_title(sheet, style, book, document, pages)
    row = _write_header(sheet, style, cell_map, book, document, row, pages)
    merge_cells(sheet, row, 0, LAST_COLUMN, document.judul_tabel, style("judul", "tengah"))
    pages.set_row(row, TITLE_HEIGHT)
    row += 1
    parts = [0]
    for index, sasaran in enumerate(document.sasaran):
        if index:
            parts.append(row)
        row = _write_block(sheet, style, cell_map, book, document, sasaran, row, pages) + 1
    parts.append(row)
    row = _write_closing(sheet, style, book, document, row, pages)
    pages.paginate(parts, row)
    sheet.print_area(0, 0, row - 1, LAST_COLUMN)
    sheet.freeze_panes(pages.repeated, 0)


def _write_title(sheet: Worksheet, style: Style, book: BookContent, document: Document, pages: _Pages) -> int:
    for row, text in enumerate(document.judul):
        merge_cells(sheet, row, 0, LAST_COLUMN, text, style("judul", "tengah"))
        pages.set_row(row, TITLE_HEIGHT)
    row = len(document.judul)
    merge_cells(sheet, row, 0, LAST_COLUMN, f"Posisi s.d. {show_date(book.periode.last_day)}", style("tebal", "tengah"))
    row += 1
    # A revision nobody has locked yet is both: each word stands in a line of its own.
    for text in book.kind.removesuffix(")").split(" ("):
        merge_cells(sheet, row, 0, LAST_COLUMN, text, style("jenis", "tengah"))
        pages.set_row(row, TITLE_HEIGHT)
        row += 1
    sheet.repeat_rows(0, row - 1)
    pages.repeated = row
    if note := document.note(book.periode):
        text = f"Catatan: {note}"
        merge_cells(sheet, row, 0, LAST_COLUMN, text, style("petunjuk", "tengah", "bungkus"))
        pages.set_row(row, row_height({0: text}, {0: sum(WIDTHS)}))
        row += 1
    return row + 1


def _write_header(
    sheet: Worksheet,
    style: Style,
    cell_map: CellMap,
    book: BookContent,
    document: Document,
    row: int,
    pages: _Pages,
) -> int:
    """Instansi to Indikator Tujuan; the indikator tujuan has its realisasi at its line."""
    functions = "\n".join(f"{number}. {text}" for number, text in enumerate(document.fungsi.isi, start=1))
    header_lines = [
        (document.instansi.label, document.instansi.isi),
        (document.tugas_pokok.label, document.tugas_pokok.isi),
        (document.fungsi.label, functions),
        (document.tujuan.label, document.tujuan.isi),
        (document.indikator_tujuan.label, document.indikator_tujuan.isi),
    ]
    sheet.write_string(row, 0, document.instansi.nomor, style("atas", "kanan"))
    for label, text in header_lines:
        # The colon of the official line belongs to its look, not to its words.
        sheet.write_string(row, 1, label, style("atas", num_format='@" :"'))
        merge_cells(sheet, row, 2, 5, text, style("atas", "bungkus"))
        pages.set_row(row, row_height({1: f"{label} :", 2: text}, {1: WIDTHS[1], 2: sum(WIDTHS[2:6])}) + 3)
        row += 1
    _write_realisasi_headers(sheet, style, row - 2)
    result = book.by_code[document.indikator_tujuan.iku]
    _write_realisasi(sheet, style, cell_map, book, result, row - 1)
    pages.set_row(row - 2, max(pages.heights[row - 2], _header_height()))
    pages.set_row(row - 1, max(pages.heights[row - 1], row_height(_realisasi_texts(result), WIDTHS)))
    return row + 1


def _write_realisasi_headers(sheet: Worksheet, style: Style, row: int) -> None:
    for column, text in enumerate(REALISASI_COLUMNS, start=SATUAN):
        sheet.write_string(row, column, text, style("kepala"))


def _header_height(columns: tuple[str, ...] = ()) -> float:
    return row_height(dict(enumerate(columns)) | dict(enumerate(REALISASI_COLUMNS, start=SATUAN)), WIDTHS)


def _write_block(
    sheet: Worksheet,
    style: Style,
    cell_map: CellMap,
    book: BookContent,
    document: Document,
    sasaran: Sasaran,
    row: int,
    pages: _Pages,
) -> int:
    """One sasaran: its header row, then a row per indicator, No and Sasaran merged over them."""
    for column, text in enumerate(document.kolom):
        sheet.write_string(row, column, text, style("kepala"))
    _write_realisasi_headers(sheet, style, row)
    pages.set_row(row, _header_height(document.kolom))
    first_row = row + 1
    last_row = first_row + len(sasaran.iku) - 1
    merge_cells(sheet, first_row, 0, 0, sasaran.nomor, style("bersel", "atas", "bungkus", "tengah"), last_row=last_row)
    merge_cells(sheet, first_row, 1, 1, sasaran.nama, style("bersel", "atas", "bungkus"), last_row=last_row)
    needed = row_height({1: sasaran.nama}, WIDTHS) / len(sasaran.iku)  # the merged cell spreads over all rows
    for indicator_row, iku in enumerate(sasaran.iku, start=first_row):
        result = book.by_code[iku.kode]
        _write_indicator(sheet, style, iku, indicator_row)
        _write_realisasi(sheet, style, cell_map, book, result, indicator_row)
        texts = dict(enumerate(_indicator_texts(iku), start=2)) | _realisasi_texts(result)
        pages.set_row(indicator_row, max(needed, row_height(texts, WIDTHS)) + 3)
    return last_row + 1


def _indicator_texts(iku: DocumentIKU) -> tuple[str, ...]:
    return iku.nama, iku.rumus, iku.sumber_data, iku.penanggung_jawab


def _realisasi_texts(result: Result) -> dict[int, object]:
    """The texts of a result that may wrap, by column."""
    return {
        RESULT_COLUMNS[CATEGORY]: result.kategori_capaian,
        RESULT_COLUMNS[PREDIKAT]: result.predikat,
        STATUS: result.keadaan,
    }


def _write_indicator(sheet: Worksheet, style: Style, iku: DocumentIKU, row: int) -> None:
    for column, text in enumerate(_indicator_texts(iku), start=2):
        sheet.write_string(row, column, text, style("bersel", "atas", "bungkus"))


def _write_realisasi(
    sheet: Worksheet, style: Style, cell_map: CellMap, book: BookContent, result: Result, row: int
) -> None:
    write_value(sheet, style, row, SATUAN, result.satuan, "bersel", "atas", "bungkus")
    write_result(sheet, NAME, style, cell_map, book, result, row, RESULT_COLUMNS)
    write_value(sheet, style, row, STATUS, result.keadaan, "bersel", "atas", "bungkus")


def _write_closing(
    sheet: Worksheet, style: Style, book: BookContent, document: Document, row: int, pages: _Pages
) -> int:
    """The date of the official document with what the marks mean, and beside it the signature block of the day."""
    for remark_row, text in enumerate(_remarks(book, document.pengesahan), start=row):
        merge_cells(sheet, remark_row, 1, LAST_REMARK_COLUMN, text, style("atas", "bungkus"))
        pages.set_row(remark_row, row_height({1: text}, {1: sum(WIDTHS[1 : LAST_REMARK_COLUMN + 1])}))
    for text in _signature(book, document.pengesahan):
        merge_cells(sheet, row, SIGNATURE_COLUMN, LAST_COLUMN, text, style("tengah"))
        row += 1
    return row


def _remarks(book: BookContent, approval: Approval) -> list[str]:
    remarks = [f"IKU ditetapkan: {approval.tempat}, {show_date(approval.tanggal)}"]
    if any(result.target is None for result in book.results):
        remarks.append("Target yang kosong belum ditetapkan; capaiannya belum dapat dihitung.")
    if any(result.is_example or result.target_is_example for result in book.results):
        remarks.append("CONTOH: nilai atau target yang bertanda demikian adalah angka contoh, bukan data sebenarnya.")
    if any(result.capaian_limit is not None for result in book.results):
        remarks.append("* Capaian ditampilkan paling tinggi sebesar itu; nilai hitungnya tetap tersimpan dalam selnya.")
    return remarks + legend(book)


def _signature(book: BookContent, approval: Approval) -> list[str]:
    """Place and date (dotted until the lock), who knows of it, room, name, NIP."""
    signed_on = show_date(book.lock_day) if book.lock_day else DOTS
    signatory = book.register.signatory(book.lock_day or book.deadline)
    position = f"{signatory.sebagai} {signatory.jabatan}".strip() if signatory else approval.jabatan
    name, nip = (signatory.nama, signatory.nip) if signatory else (DOTS, DOTS)
    space = [""] * SIGNATURE_ROWS
    return [f"{approval.tempat}, {signed_on}", approval.kata, position, *space, name, f"{approval.label_nip} {nip}"]
