"""The answers a bagian gets: `Hasil Verifikasi` (what to mend) and `Tanda Terima` (what was received)."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from openpyxl.utils.cell import coordinate_to_tuple
from xlsxwriter.worksheet import Worksheet

from schemas.form import Block, BlockShape
from schemas.kiriman import FilledBlock, Kiriman, Row
from schemas.parse import compare_key
from schemas.periode import Periode
from schemas.temuan import Temuan, Tingkat
from schemas.value import Kind, State, Value, cell_address
from schemas.wording import show_date, show_number
from workbooks.cells import row_height, write_value
from workbooks.style import Style, prepare_print
from workbooks.words import how_to_mend, shown_tingkat, tingkat_words

_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
VERIFICATION_SHEET = "Hasil Verifikasi"
MOST_TEMUAN = 100
_MOST_AREAS = 2  # areas of one finding that are spelled out; all are marked in their sheet
_VERIFICATION_WIDTHS = (5, 17, 21, 28, 52, 30, 54)
_STEP_WIDTH = 0.9 * sum(_VERIFICATION_WIDTHS[1:])
_RECEIPT_WIDTHS = (36, 12, 58, 50)


@dataclass(frozen=True)
class EntryLine:
    """One value as it was understood; tables of respondents give a line for each column, with how many are filled."""

    sheet: str
    cell: str
    label: str
    value: object


@dataclass(frozen=True)
class Answer:
    """What an answer says. `file_time` is the file's time in WIB; `results`: (indicator, value, predikat, status).

    `nomor`: that of the receipt, None while the file is not accepted. `still_in_force`: the earlier file that stays in
    force while this one is returned.
    """

    bagian: str
    periode: Periode
    file: str
    sha256: str
    file_time: datetime
    accepted: bool
    still_in_force: str | None
    incident: str | None
    temuan: tuple[Temuan, ...]
    results: tuple[tuple[str, Decimal | None, str | None, str], ...]
    deadline: date
    folder: str
    receipt_number: str | None = None
    entries: tuple[EntryLine, ...] = ()

    @property
    def to_mend(self) -> int:
        """How many findings stand in the way; none where the file only came too late to count."""
        return sum(t.is_blocking for t in self.temuan)

    @property
    def state(self) -> str:
        if self.incident:
            return "BELUM DAPAT DIPERIKSA"
        if not self.accepted:
            return "DIKEMBALIKAN UNTUK DIPERBAIKI" if self.to_mend else "DICATAT, TIDAK DIHITUNG"
        return "DITERIMA DENGAN CATATAN" if self.temuan else "DITERIMA"


def receipt_number(bagian: str, periode: Periode, revision: int, sha256: str) -> str:
    """`TT/pbj/2025-12/01-a1b2c3d4`: the same submission always has the same number."""
    return f"TT/{bagian}/{periode}/{revision:02d}-{sha256[:8]}"


def entries_as_read(kiriman: Kiriman) -> tuple[EntryLine, ...]:
    """Every filled entry cell as it was understood, in the order of the sheets."""
    return tuple(
        EntryLine(filled.sheet.name, *line)
        for filled in kiriman.blocks.values()
        for line in (_column_counts(filled) if _is_open_table(filled) else _cell_values(filled))
    )


def _is_open_table(filled: FilledBlock) -> bool:
    """A sheet that is one open table: its rows are counted, not listed."""
    return len(filled.sheet.blocks) == 1 and filled.block.blank_rows > 0


def _column_counts(filled: FilledBlock) -> Iterator[tuple[str, str, object]]:
    for name, field in filled.block.fields.items():
        column = filled.columns[name]
        cells = [s for s, state in zip(column.addresses, column.states, strict=True) if state is State.FILLED]
        if cells and not field.prefilled:
            yield (
                f"{cells[0]}:{cells[-1]}",
                field.label,
                f"{show_number(len(cells))} terisi dari {show_number(filled.row_count)} baris",
            )


def _cell_values(filled: FilledBlock) -> Iterator[tuple[str, str, object]]:
    for row_number, row in enumerate(filled.rows(), 1):
        for name, field in filled.block.fields.items():
            if not field.prefilled and row[name].state in (State.FILLED, State.NOT_ASSESSED):
                prefix = _row_name(filled.block, row, row_number)
                yield row[name].address, f"{prefix}{field.label}", _as_read(row[name], field.kind)


def _row_name(block: Block, row: Row, row_number: int) -> str:
    if block.shape is BlockShape.PAIRS:
        return ""
    if not block.key:
        return f"Baris {row_number} · "
    prefilled = [row[n].content for n, i in block.fields.items() if i.prefilled and i.kind in (Kind.CODE, Kind.TEXT)]
    return " ".join(str(content) for content in prefilled if content is not None) + " · "


def _as_read(value: Value, kind: Kind) -> object:
    if value.state is State.NOT_ASSESSED:
        return "- (tidak dinilai)"
    # A whole number may be a year, which takes no thousands.
    return str(value.content) if kind in (Kind.WHOLE, Kind.PERIODE) else value.content


# Hasil Verifikasi


def write_verification(
    answer: Answer, name: str = VERIFICATION_SHEET, sheets: Mapping[str, str] | None = None
) -> bytes:
    """A workbook of one sheet, named `name`: what became of the file, the next step, every finding.

    `lembar`: the sheets of the copy it is put into, compared name -> name as written, which its links lead to; None
    where it stands alone.
    """
    stream = io.BytesIO()
    with _new_workbook(stream, answer) as workbook:
        style = Style(workbook)
        ws = workbook.add_worksheet(name)
        _set_page(ws, _VERIFICATION_WIDTHS)
        _write_state(ws, style, "HASIL VERIFIKASI", answer)
        row = _write_steps(ws, style, 3, _next_steps(answer, in_copy=sheets is not None))
        row = _write_details(ws, style, row + 1, answer)
        if sheets is not None:
            row = _write_mark_legend(ws, style, row + 1)
        _write_temuan(ws, style, row + 1, answer.temuan, sheets)
    return stream.getvalue()


def _next_steps(answer: Answer, *, in_copy: bool) -> Iterator[str]:
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
    for ordinal, text in enumerate(steps, 1):
        ws.write_number(row, 0, ordinal, style("tebal", "tengah", "atas", num_format="0"))
        ws.merge_range(row, 1, row, 6, text, style("bungkus", "atas"))
        ws.set_row(row, row_height({0: text}, (_STEP_WIDTH,)))
        row += 1
    return row


def _write_mark_legend(ws: Worksheet, style: Style, row: int) -> int:
    """What the marks in the other sheets look like: the same conditional formats, in the order of the levels."""
    ws.write_string(row, 1, "Arti tanda", style("tebal"))
    for column, tingkat in enumerate(Tingkat, 2):
        ws.write_string(row, column, tingkat.word, style("tengah"))
        ws.conditional_format(row, column, row, column, {"type": "no_blanks", "format": style(_mark_style(tingkat))})
    ws.write_string(row, 5, "Tanda hilang sendiri begitu isi selnya diubah.", style("petunjuk", indent=1))
    return row + 1


def _mark_style(tingkat: Tingkat) -> str:
    return f"tanda_{tingkat.value.casefold()}"


def _write_temuan(
    ws: Worksheet, style: Style, row: int, temuan: Sequence[Temuan], sheets: Mapping[str, str] | None
) -> None:
    if not temuan:
        return
    for column, header in enumerate(("No", "Tingkat", "Lembar", "Sel", "Keterangan", "Seharusnya", "Cara memperbaiki")):
        ws.write_string(row, column, header, style("kepala"))
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
        ws.write_number(row, 0, ordinal, style("bersel", "atas", "tengah", num_format="0"))
        ws.write_string(row, 1, tingkat_words(t), style("bungkus", "atas", _mark_style(shown_tingkat(t))))
        for column, text in enumerate(texts[1:], 2):
            ws.write_string(row, column, text or "", style("bersel", "bungkus", "atas"))
        if sheets is not None and t.lembar and exists and (positions := cell_positions(t.sel)):
            _write_link(ws, style, row, sheets[compare_key(t.lembar)], cell_address(*positions[0]), texts[2])
        ws.set_row(row, row_height(dict(enumerate(texts, 1)), _VERIFICATION_WIDTHS))
    if len(temuan) > MOST_TEMUAN:
        ws.write_string(row + 1, 1, _rest_sentence(temuan[MOST_TEMUAN:], sheets is not None), style("tebal"))


def _write_link(ws: Worksheet, style: Style, row: int, name: str, cell: str, text: str) -> None:
    quoted = name.replace("'", "''")
    format_ = style("bersel", "bungkus", "atas", "tautan")
    ws.write_url(row, 3, f"internal:'{quoted}'!{cell}", format_, text, f"Menuju {name} {cell}")


def _rest_sentence(rest: Sequence[Temuan], in_copy: bool) -> str:
    by_sheet = Counter(t.lembar or "berkas" for t in rest)
    counts = ", ".join(f"{name} {show_number(count)}" for name, count in by_sheet.items())
    place = " Selnya bertanda di lembar masing-masing." if in_copy else ""
    return f"… dan {show_number(len(rest))} catatan lagi ({counts}).{place}"


def cell_positions(cells: str | None) -> list[tuple[int, int]]:
    """The cells a finding names, as rows and columns."""
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
    areas = [":".join(dict.fromkeys((cell_address(*d[0]), cell_address(*d[-1])))) for d in runs[:_MOST_AREAS]]
    rest = sum(map(len, runs[_MOST_AREAS:]))
    return ", ".join(areas) + (f" dan {show_number(rest)} sel lain" if rest else "")


# Tanda Terima


def write_receipt(answer: Answer) -> bytes:
    """A receipt: number, file, time, hash, the bagian's own results as computed, every value as it was understood."""
    stream = io.BytesIO()
    with _new_workbook(stream, answer) as workbook:
        style = Style(workbook)
        ws = workbook.add_worksheet("Tanda Terima")
        _set_page(ws, _RECEIPT_WIDTHS)
        _write_state(ws, style, "TANDA TERIMA", answer)
        row = _write_details(ws, style, 3, answer) + 1
        row = _write_list(
            ws, style, row, "HASIL", ("Indikator", "Nilai", "Predikat", "Status"),
            ((name, "belum ada" if value is None else value, predikat, status)
             for name, value, predikat, status in answer.results),
        )  # fmt: skip
        row = _write_list(
            ws, style, row, "ISIAN SEBAGAIMANA DIBACA", ("Lembar", "Sel", "Isian", "Terbaca sebagai"),
            ((b.sheet, b.cell, b.label, b.value) for b in answer.entries),
        )  # fmt: skip
        closing = "Sel yang tidak tercantum dibaca sebagai kosong. Bila ada yang keliru, kirim perbaikannya."
        ws.write_string(row, 0, closing, style("pengantar"))
    return stream.getvalue()


def _write_list(
    ws: Worksheet, style: Style, row: int, title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """A table under a title; gives the row after the blank below it."""
    ws.write_string(row, 0, title, style("subjudul"))
    row += 1
    for column, text in enumerate(headers):
        ws.write_string(row, column, text, style("kepala"))
    for values in rows:
        row += 1
        for column, value in enumerate(values):
            write_value(ws, style, row, column, value, "bersel", "bungkus", "atas", "kiri")
        ws.set_row(row, row_height(dict(enumerate(values)), _RECEIPT_WIDTHS))
    return row + 2


# Both


def _new_workbook(stream: io.BytesIO, answer: Answer) -> xlsxwriter.Workbook:
    workbook = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.set_properties({"created": answer.file_time.replace(tzinfo=None), "title": "Verifikasi IKU"})
    return workbook


def _set_page(ws: Worksheet, widths: Sequence[int]) -> None:
    prepare_print(ws)
    for column, width in enumerate(widths):
        ws.set_column(column, column, width)


def _write_state(ws: Worksheet, style: Style, title: str, answer: Answer) -> None:
    """Title, and what became of the file in large words."""
    ws.write_string(0, 0, title, style("judul"))
    ws.set_row(1, 36)
    fill = "siap" if answer.accepted else "kurang"
    ws.merge_range(1, 0, 1, 3, answer.state, style(fill, "bersel", font_size=22, bold=True, indent=1))


def _write_details(ws: Worksheet, style: Style, row: int, answer: Answer) -> int:
    """Which file it is; gives the row after it."""
    details = (
        ("Nomor tanda terima", answer.receipt_number),
        ("Bagian", answer.bagian),
        ("Periode", answer.periode.name),
        ("Berkas", answer.file),
        ("Waktu berkas", f"{show_date(answer.file_time.date())} pukul {answer.file_time:%H.%M} WIB"),
        ("SHA-256", answer.sha256),
    )
    lines = [f"{label}: {detail}" for label, detail in details if detail]
    for offset, text in enumerate(lines):
        ws.write_string(row + offset, 0, text, style("dasar"))
    return row + len(lines)
