"""Sheet `IKU`: the official document to the letter, with target, realisasi and capaian to the right of each block.

It prints on F4: fitted to the page's width, broken only between sasaran, the signature block on one page.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain, pairwise

from iku_rules.register_model.document import Approval, Document, DocumentIKU, Sasaran
from iku_rules.result import Result
from schemas.wording import show_date
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.remarks import remark_lines
from workbooks.consolidated.result_cells import (
    CAPAIAN,
    CATEGORY,
    LAST_YEAR,
    PREDIKAT,
    REALISASI,
    TARGET,
    legend,
    result_cell,
)
from workbooks.heights import LINE_HEIGHT, row_height
from workbooks.sheet import BLANK, Block, Cell, Page, Row, Sheet, fitted, line, row_heights, wide_line
from workbooks.style import TEXT, page_content_height

NAME = "IKU"
REALISASI_COLUMNS = ("Satuan", TARGET, REALISASI, CAPAIAN, CATEGORY, PREDIKAT, "Status", LAST_YEAR)
WIDTHS = (4, 22, 23, 31, 19, 13, 8, 16, 12, 10, 13, 16, 17, 11)
LAST_COLUMN = len(WIDTHS) - 1
SATUAN = 6  # first column of the realisasi
DOTS = "." * 24  # place for date, until the period is locked
SIGNATURE_ROWS = 6  # room for an electronic signature
TITLE_HEIGHT = 21.0
SIGNATURE_COLUMN, LAST_REMARK_COLUMN = 10, 8  # first of the signature block, last of the notes beside it


def lay_out(book: BookContent) -> Sheet:
    """The sheet; every number of a result is a formula over the cells of the workbook."""
    document = book.register.document(book.periode)
    title = _title(book, document)
    head = (*title, *_note(book, document), BLANK, *_header_lines(document), BLANK)
    table_title = line(document.judul_tabel, "title", "centred", across=len(WIDTHS), height=TITLE_HEIGHT)
    parts = [(*_sasaran_rows(book, document, sasaran), BLANK) for sasaran in document.sasaran]
    # The first sasaran stays on the page of the head; what closes the document stays together.
    _, *starts, closing = accumulate(map(len, parts), initial=len(head) + 1)
    signature = _signature_rows(_signature(book, document.pengesahan))
    blocks = (
        Block(head),
        Block(_tujuan_realisasi(book, document), len(head) - 3, SATUAN),
        Block((table_title, *chain.from_iterable(parts)), len(head)),
        Block(_remark_rows(_remarks(book, document.pengesahan)), closing, 1),
        Block(signature, closing, SIGNATURE_COLUMN),
    )
    end = closing + len(signature)
    breaks = _page_breaks(row_heights(blocks), [0, *starts, closing, end], len(title))
    page = Page((len(title), 0), repeated=(0, len(title) - 1), area=(0, 0, end - 1, LAST_COLUMN), breaks=breaks)
    return Sheet(NAME, WIDTHS, blocks, page)


def _page_breaks(heights: Mapping[int, float], starts: Sequence[int], repeated: int) -> tuple[int, ...]:
    """The parts that begin a page, since they no longer fit on the one before.

    `starts`: the first row of each part, then the row after the last one; `repeated`: rows on top of every page.
    """

    def total(start: int, end: int) -> float:
        return sum(heights.get(row, LINE_HEIGHT) for row in range(start, end))

    breaks, used = [], 0.0
    for start, end in pairwise(starts):
        if used and used + total(start, end) > page_content_height(WIDTHS):
            breaks.append(start)
            used = total(0, repeated)
        used += total(start, end)
    return tuple(breaks)


def _title(book: BookContent, document: Document) -> list[Row]:
    """The rows that every page repeats."""
    position = f"Posisi s.d. {show_date(book.periode.last_day)}"
    # A revision nobody has locked yet is both: each word stands in a line of its own.
    kinds = book.kind.removesuffix(")").split(" (")
    across = len(WIDTHS)
    return [
        *(line(text, "title", "centred", across=across, height=TITLE_HEIGHT) for text in document.judul),
        line(position, "bold", "centred", across=across),
        *(line(text, "kind", "centred", across=across, height=TITLE_HEIGHT) for text in kinds),
    ]


def _note(book: BookContent, document: Document) -> list[Row]:
    note = document.note(book.periode)
    return [wide_line(f"Catatan: {note}", WIDTHS, "hint", "centred", "wrapped")] if note else []


def _header_lines(document: Document) -> list[Row]:
    """Instansi to Indikator Tujuan."""
    functions = "\n".join(f"{number}. {text}" for number, text in enumerate(document.fungsi.isi, start=1))
    header_lines = (
        (document.instansi.label, document.instansi.isi),
        (document.tugas_pokok.label, document.tugas_pokok.isi),
        (document.fungsi.label, functions),
        (document.tujuan.label, document.tujuan.isi),
        (document.indikator_tujuan.label, document.indikator_tujuan.isi),
    )
    number = Cell(document.instansi.nomor, ("top", "right"))
    return [_header_line(None if index else number, label, text) for index, (label, text) in enumerate(header_lines)]


def _header_line(number: Cell | None, label: str, text: str) -> Row:
    # The colon of the official line belongs to its look, not to its words.
    cells = (number, Cell(label, ("top",), '@" :"'), Cell(text, ("top", "wrapped"), across=4))
    return Row(cells, row_height({1: f"{label} :", 2: text}, {1: WIDTHS[1], 2: sum(WIDTHS[2:6])}) + 3)


def _tujuan_realisasi(book: BookContent, document: Document) -> tuple[Row, Row]:
    """The headers of the realisasi, and that of the indikator tujuan beside its line."""
    result, widths = book.by_code[document.indikator_tujuan.iku], WIDTHS[SATUAN:]
    return fitted(_headers(REALISASI_COLUMNS), widths), fitted(_realisasi_cells(book, result), widths)


def _headers(texts: Sequence[str]) -> list[Cell]:
    return [Cell(text, ("header",)) for text in texts]


def _sasaran_rows(book: BookContent, document: Document, sasaran: Sasaran) -> list[Row]:
    """One sasaran: its header row, then a row per indicator, No and Sasaran merged over them."""
    down = len(sasaran.iku)
    merged = (
        Cell(sasaran.nomor, ("bordered", "top", "wrapped", "centred"), down=down),
        Cell(sasaran.nama, ("bordered", "top", "wrapped"), down=down),
    )
    needed = row_height({1: sasaran.nama}, WIDTHS) / down  # the merged cell spreads over all rows
    rows = [fitted(_headers((*document.kolom, *REALISASI_COLUMNS)), WIDTHS)]
    for index, iku in enumerate(sasaran.iku):
        left: tuple[Cell | None, ...] = (None, None) if index else merged
        cells = (*left, *_indicator_cells(iku), *_realisasi_cells(book, book.by_code[iku.kode]))
        rows.append(fitted(cells, WIDTHS, least=needed, more=3))
    return rows


def _indicator_cells(iku: DocumentIKU) -> list[Cell]:
    texts = (iku.nama, iku.rumus, iku.sumber_data, iku.penanggung_jawab)
    return [Cell(text, TEXT) for text in texts]


def _realisasi_cells(book: BookContent, result: Result) -> list[Cell]:
    """The cells of a result, one for each of `REALISASI_COLUMNS`."""
    texts = {"Satuan": result.satuan, "Status": result.keadaan}
    return [Cell(texts[what], TEXT) if what in texts else result_cell(what, result, book) for what in REALISASI_COLUMNS]


def _remark_rows(remarks: Sequence[str]) -> tuple[Row, ...]:
    """The date of the official document and what the marks mean, beside the signature block."""
    widths = WIDTHS[1 : LAST_REMARK_COLUMN + 1]
    return tuple(wide_line(text, widths) for text in remarks)


def _signature_rows(texts: Sequence[str]) -> tuple[Row, ...]:
    return tuple(line(text, "centred", across=len(WIDTHS) - SIGNATURE_COLUMN) for text in texts)


def _remarks(book: BookContent, approval: Approval) -> list[str]:
    remarks = [f"IKU ditetapkan: {approval.tempat}, {show_date(approval.tanggal)}"]
    if any(result.target is None for result in book.results):
        remarks.append("Target yang kosong belum ditetapkan; capaiannya belum dapat dihitung.")
    if any(result.is_example or result.target_is_example for result in book.results):
        remarks.append("CONTOH: nilai atau target yang bertanda demikian adalah angka contoh, bukan data sebenarnya.")
    if any(result.capaian_limit is not None for result in book.results):
        remarks.append("* Capaian ditampilkan paling tinggi sebesar itu; nilai hitungnya tetap tersimpan dalam selnya.")
    return [*remarks, *remark_lines(book.results), *legend(book)]


def _signature(book: BookContent, approval: Approval) -> list[str]:
    """Place and date (dotted until the lock), who knows of it, room, name, NIP."""
    signed_on = show_date(book.lock_day) if book.lock_day else DOTS
    signatory = book.register.signatory(book.lock_day or book.deadline)
    position = f"{signatory.sebagai} {signatory.jabatan}".strip() if signatory else approval.jabatan
    name, nip = (signatory.nama, signatory.nip) if signatory else (DOTS, DOTS)
    space = [""] * SIGNATURE_ROWS
    return [f"{approval.tempat}, {signed_on}", approval.kata, position, *space, name, f"{approval.label_nip} {nip}"]
