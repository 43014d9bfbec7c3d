"""The head of both answers: the workbook they are in, what became of the file in large words, which file it is."""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from schemas.wording import show_date
from workbooks.answer.content import Answer
from workbooks.style import Style, prepare_print


def new_workbook(stream: io.BytesIO, answer: Answer) -> xlsxwriter.Workbook:
    """A workbook in which every text stays text; dated by the file, so that the same answer gives the same bytes."""
    workbook = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.set_properties({"created": answer.file_time.replace(tzinfo=None), "title": "Verifikasi IKU"})
    return workbook


def set_page(ws: Worksheet, widths: Sequence[int]) -> None:
    """Print setup, and the widths of the columns in characters."""
    prepare_print(ws)
    for column, width in enumerate(widths):
        ws.set_column(column, column, width)


def write_state(ws: Worksheet, style: Style, title: str, answer: Answer) -> None:
    """Title, and what became of the file in large words."""
    ws.write_string(0, 0, title, style("title"))
    ws.set_row(1, 36)
    fill = "ready" if answer.accepted else "lacking"
    ws.merge_range(1, 0, 1, 3, answer.state, style(fill, "bordered", font_size=22, bold=True, indent=1))


def write_details(ws: Worksheet, style: Style, row: int, answer: Answer) -> int:
    """Which file it is; gives the row after it."""
    details = (
        ("Nomor tanda terima", answer.receipt_number),
        ("Bagian", answer.bagian),
        ("Periode", answer.periode.name),
        ("Berkas", answer.file),
        ("Waktu berkas", f"{show_date(answer.file_time.date())} pukul {answer.file_time:%H.%M} WIB"),
    )
    lines = [f"{label}: {detail}" for label, detail in details if detail]
    for offset, text in enumerate(lines):
        ws.write_string(row + offset, 0, text, style("base"))
    return row + len(lines)
