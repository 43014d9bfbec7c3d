"""`Tanda Terima`: what was received, what it gives, and every value as it was understood."""

import io
from collections.abc import Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.answer.content import Answer
from workbooks.answer.head import new_workbook, set_page, write_details, write_state
from workbooks.cells import number_look, write_value
from workbooks.heights import row_height
from workbooks.style import Style

_WIDTHS = (36, 12, 58, 50)


def write_receipt(answer: Answer) -> bytes:
    """A workbook of one sheet: number, file, time, hash, the bagian's own results as computed, every value as read."""
    stream = io.BytesIO()
    with new_workbook(stream, answer) as workbook:
        style = Style(workbook)
        ws = workbook.add_worksheet("Tanda Terima")
        set_page(ws, _WIDTHS)
        write_state(ws, style, "TANDA TERIMA", answer)
        row = write_details(ws, style, 3, answer)
        ws.write_string(row, 0, f"SHA-256: {answer.sha256}", style("base"))
        row += 1
        if answer.seal:
            ws.write_string(row, 0, f"Sidik catatan: {answer.seal}", style("base"))
            row += 1
        row += 1
        row = _write_list(
            ws, style, row, "HASIL", ("Indikator", "Nilai", "Predikat", "Status"),
            ((name, "belum ada" if value is None else value, predikat, status)
             for name, value, predikat, status in answer.results),
        )  # fmt: skip
        row = _write_list(
            ws, style, row, "ISIAN SEBAGAIMANA DIBACA", ("Lembar", "Sel", "Isian", "Terbaca sebagai"),
            ((entry.sheet, entry.cell, entry.label, entry.value) for entry in answer.entries),
        )  # fmt: skip
        closing = "Sel yang tidak tercantum dibaca sebagai kosong. Bila ada yang keliru, kirim perbaikannya."
        ws.write_string(row, 0, closing, style("introduction"))
    return stream.getvalue()


def _write_list(
    ws: Worksheet, style: Style, row: int, title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """A table under a title; gives the row after the blank below it."""
    ws.write_string(row, 0, title, style("subtitle"))
    row += 1
    for column, text in enumerate(headers):
        ws.write_string(row, column, text, style("header"))
    for values in rows:
        row += 1
        for column, value in enumerate(values):
            write_value(ws, row, column, value, style("bordered", "wrapped", "top", "left", **number_look(value)))
        ws.set_row(row, row_height(dict(enumerate(values)), _WIDTHS))
    return row + 2
