"""`Hasil Verifikasi`: what became of a file, the next step, every finding. Stands alone, or first in a return copy."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from openpyxl.utils.cell import coordinate_to_tuple
from xlsxwriter.worksheet import Worksheet

from schemas.notions.text import compare_key
from schemas.temuan import Temuan, Tingkat
from schemas.value import cell_address
from schemas.wording import show_date, show_number
from workbooks.answer.content import Answer
from workbooks.answer.head import new_workbook, set_page, write_details, write_state
from workbooks.heights import row_height
from workbooks.style import Style
from workbooks.words import how_to_mend, shown_tingkat, tingkat_words

VERIFICATION_SHEET = "Hasil Verifikasi"
TITLE = "HASIL VERIFIKASI"  # with the headers, by which the sheet is known again where nothing else says so
HEADERS = ("No", "Tingkat", "Lembar", "Sel", "Keterangan", "Seharusnya", "Cara memperbaiki")
MOST_TEMUAN = 100  # findings in the list; the rest is counted by sheet
_MOST_AREAS = 2  # areas of one finding that are spelled out; all are marked in their sheet
_WIDTHS = (5, 17, 21, 28, 52, 30, 54)
_STEP_WIDTH = 0.9 * sum(_WIDTHS[1:])
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")


def write_verification(
    answer: Answer, name: str = VERIFICATION_SHEET, sheets: Mapping[str, str] | None = None
) -> bytes:
    """A workbook of one sheet, named `name`: what became of the file, the next step, every finding.

    `sheets`: those of the copy it is put into, which its links lead to (name as it compares -> name as written); None
    where it stands alone.
    """
    stream = io.BytesIO()
    with new_workbook(stream, answer) as workbook:
        style = Style(workbook)
        ws = workbook.add_worksheet(name)
        set_page(ws, _WIDTHS)
        write_state(ws, style, TITLE, answer)
        row = _write_steps(ws, style, 3, _next_steps(answer, in_copy=sheets is not None))
        row = write_details(ws, style, row + 1, answer)
        if sheets is not None:
            row = _write_mark_legend(ws, style, row + 1)
        row = _write_others(ws, style, row, answer.others)
        row = _write_temuan(ws, style, row + 1, answer.temuan, sheets)
        ws.write_string(row + 1, 0, f"SHA-256 berkas: {answer.sha256}", style("hint"))
    return stream.getvalue()


def _next_steps(answer: Answer, *, in_copy: bool) -> Iterator[str]:
    """What the bagian is to do now. `in_copy`: the sheet stands in a copy of its own workbook."""
    by_when = f"paling lambat {show_date(answer.deadline)} pukul 24.00 WIB"
    if answer.file_time.date() > answer.deadline:
        by_when = f"secepatnya (batas waktu {show_date(answer.deadline)} sudah lewat)"
    if answer.incident:
        yield (
            f"Terjadi kesalahan pada sistem (nomor {answer.incident}), bukan pada isian Anda. Mohon sampaikan nomor "
            "itu kepada admin; berkas akan dicoba lagi dengan sendirinya."
        )
    elif not answer.accepted and not answer.to_mend:
        yield "Tidak ada yang harus diperbaiki pada berkas ini, tetapi isinya tidak dihitung; alasannya ada di bawah."
    elif not answer.accepted:
        blocking = show_number(answer.to_mend)
        yield f"Mohon perbaiki {blocking} hal bertanda “{Tingkat.GALAT.word}” pada daftar di bawah."
        if not in_copy:
            yield "Perbaiki pada berkas Anda sendiri; salinan yang bertanda tidak dapat dibuat dari berkas ini."
        elif any(t.sel for t in answer.temuan):
            yield (
                "Berkas ini salinan berkas Anda sendiri: perbaiki langsung di sini. Klik alamat pada kolom Sel untuk "
                "menuju selnya, lalu tunjuk sel itu untuk membaca catatannya."
            )
        else:
            yield "Berkas ini salinan berkas Anda sendiri: perbaiki langsung di sini."
        yield f"Simpan, lalu taruh di folder {answer.folder} {by_when}." + (
            " Lembar ini dan tanda-tandanya tidak perlu dihapus; tidak ikut dibaca." if in_copy else ""
        )
        if answer.still_in_force:
            yield (
                f"Sementara itu berkas sebelumnya, {answer.still_in_force}, tetap berlaku. Agar perbaikan ini "
                "menggantikannya, Pengiriman ke- di lembar Identitas harus lebih tinggi."
            )
    elif answer.temuan:
        yield (
            "Berkas diterima. Mohon baca catatan di bawah. Bila ada isian yang keliru, perbaiki"
            + (" langsung di salinan ini" if in_copy else "")
            + f", naikkan Pengiriman ke- di lembar Identitas, simpan, lalu taruh di folder {answer.folder} {by_when}."
        )
        yield "Bila semua sudah benar, tidak perlu tindakan."
    else:
        yield "Berkas diterima tanpa catatan. Tidak perlu tindakan. Terima kasih."


def _write_steps(ws: Worksheet, style: Style, row: int, steps: Iterable[str]) -> int:
    """The numbered steps; gives the row after them, as the other writers of this sheet do."""
    for ordinal, text in enumerate(steps, 1):
        ws.write_number(row, 0, ordinal, style("bold", "centred", "top", num_format="0"))
        ws.merge_range(row, 1, row, 6, text, style("wrapped", "top"))
        ws.set_row(row, row_height({0: text}, (_STEP_WIDTH,)))
        row += 1
    return row


def _write_others(ws: Worksheet, style: Style, row: int, others: Sequence[str]) -> int:
    """A line about each other file in the bagian's folder; gives the row after them."""
    if not others:
        return row
    row += 1
    ws.write_string(row, 0, "Berkas lain di folder Anda", style("bold"))
    for text in others:
        row += 1
        ws.merge_range(row, 1, row, 6, text, style("wrapped", "top"))
        ws.set_row(row, row_height({0: text}, (_STEP_WIDTH,)))
    return row + 1


def _write_mark_legend(ws: Worksheet, style: Style, row: int) -> int:
    """What the marks in the other sheets look like: the same conditional formats, in the order of the levels."""
    ws.write_string(row, 1, "Arti tanda", style("bold"))
    for column, tingkat in enumerate(Tingkat, 2):
        ws.write_string(row, column, tingkat.word, style("centred"))
        ws.conditional_format(row, column, row, column, {"type": "no_blanks", "format": style(_mark_style(tingkat))})
    ws.write_string(row, 5, "Tanda hilang sendiri begitu isi selnya diubah.", style("hint", indent=1))
    return row + 1


def _mark_style(tingkat: Tingkat) -> str:
    return f"mark_{tingkat.value.casefold()}"


def _write_temuan(
    ws: Worksheet, style: Style, row: int, temuan: Sequence[Temuan], sheets: Mapping[str, str] | None
) -> int:
    """The table of the findings, with links where the sheet stands in a copy; gives the row after it."""
    if not temuan:
        return row
    for column, header in enumerate(HEADERS):
        ws.write_string(row, column, header, style("header"))
    ws.repeat_rows(row)
    for ordinal, t in enumerate(temuan[:MOST_TEMUAN], 1):
        row += 1
        exists = sheets is None or t.lembar is None or compare_key(t.lembar) in sheets
        name = t.lembar or "(berkas)"
        texts = (
            tingkat_words(t),
            name if exists else f"{name} (tidak ada)",
            shorten_cells(t.sel),
            t.pesan,
            t.diharapkan,
            how_to_mend(t),
        )
        ws.write_number(row, 0, ordinal, style("bordered", "top", "centred", num_format="0"))
        ws.write_string(row, 1, tingkat_words(t), style("wrapped", "top", _mark_style(shown_tingkat(t))))
        for column, text in enumerate(texts[1:], 2):
            ws.write_string(row, column, text or "", style("bordered", "wrapped", "top"))
        if sheets is not None and t.lembar and exists and (positions := cell_positions(t.sel)):
            _write_link(ws, style, row, sheets[compare_key(t.lembar)], cell_address(*positions[0]), texts[2])
        ws.set_row(row, row_height(dict(enumerate(texts, 1)), _WIDTHS))
    if len(temuan) > MOST_TEMUAN:
        row += 1
        ws.write_string(row, 1, _rest_sentence(temuan[MOST_TEMUAN:], sheets is not None), style("bold"))
    return row + 1


def _write_link(ws: Worksheet, style: Style, row: int, name: str, cell: str, text: str) -> None:
    quoted = name.replace("'", "''")
    format_ = style("bordered", "wrapped", "top", "link")
    ws.write_url(row, 3, f"internal:'{quoted}'!{cell}", format_, text, f"Menuju {name} {cell}")


def _rest_sentence(rest: Sequence[Temuan], in_copy: bool) -> str:
    """How many findings the list leaves out, by sheet."""
    by_sheet = Counter(t.lembar or "berkas" for t in rest)
    counts = ", ".join(f"{name} {show_number(count)}" for name, count in by_sheet.items())
    place = " Selnya bertanda di lembar masing-masing." if in_copy else ""
    return f"… dan {show_number(len(rest))} catatan lagi ({counts}).{place}"


def cell_positions(cells: str | None) -> list[tuple[int, int]]:
    """The cells a finding names ("D7, D9"), each as (row, column) from 1; what is no address of a cell is left out."""
    return [coordinate_to_tuple(address) for address in (cells or "").split(", ") if _ADDRESS.fullmatch(address)]


def shorten_cells(cells: str | None) -> str:
    """Addresses as people read them: runs of a column joined ("D7:D9, D12"), a long rest counted."""
    positions = sorted(set(cell_positions(cells)), key=lambda p: (p[1], p[0]))
    runs: list[list[tuple[int, int]]] = []
    for position in positions:
        if runs and position == (runs[-1][-1][0] + 1, runs[-1][-1][1]):
            runs[-1].append(position)
        else:
            runs.append([position])
    areas = [":".join(dict.fromkeys((cell_address(*run[0]), cell_address(*run[-1])))) for run in runs[:_MOST_AREAS]]
    rest = sum(map(len, runs[_MOST_AREAS:]))
    return ", ".join(areas) + (f" dan {show_number(rest)} sel lain" if rest else "")
