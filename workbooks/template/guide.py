"""The first sheet, Petunjuk: the steps, what the colours mean, and the sheets with their state."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from schemas.periode import Periode
from schemas.template_key import INSTANSI
from workbooks.style import prepare_print
from workbooks.template.counters import READY, state_formula, whole_state_formula
from workbooks.template.draft import Draft, protect
from workbooks.template.prefilled import say_origin

GUIDE_SHEET = "Petunjuk"

_WIDTHS = (5, 30, 74, 34)
_TITLE_HEIGHT, _TWO_LINES_HEIGHT = 24, 33  # points
_COLOUR_MEANINGS = (
    ("entry", "Kuning", "Diisi oleh bagian. Pilih selnya untuk melihat petunjuk singkat."),
    ("locked", "Abu-abu", "Sudah terisi dan terkunci; tidak perlu diubah."),
    ("computed", "Biru muda", "Dihitung sendiri dari isian; tidak perlu diisi."),
)


@dataclass(frozen=True)
class Guide:
    """Writes the guide of one bagian and period; `deadline` in words."""

    draft: Draft
    bagian_code: str
    bagian_name: str
    periode: Periode
    deadline: str

    def write(self, ws: Worksheet) -> None:
        """The sheet, whole."""
        style, carried_over = self.draft.style, self.draft.carried_over
        for column, width in enumerate(_WIDTHS):
            ws.set_column(column, column, width)
        ws.set_row(0, _TITLE_HEIGHT)
        ws.write_string(0, 0, f"LAPORAN IKU BULAN {self.periode.name.upper()}", style("title"))
        ws.write_string(1, 0, f"{self.bagian_name} · {INSTANSI}", style("bold"))
        self.draft.write_state(ws, (0, 3), whole_state_formula())
        ws.write_string(1, 3, "keadaan seluruh isian berkas ini", style("hint", "centred"))
        if carried_over:
            ws.write_string(2, 0, say_origin(carried_over), style("introduction"))
        row = self._write_steps(ws, 4 if carried_over else 3)
        row = self._write_colour_meanings(ws, row + 1)
        row = self._write_sheet_list(ws, row + 1)
        prepare_print(ws)
        ws.print_area(0, 0, row, len(_WIDTHS) - 1)
        protect(ws)

    def _write_steps(self, ws: Worksheet, row: int) -> int:
        """Each part begins at `row` and gives the row after it."""
        style = self.draft.style
        self._write_title(ws, row, "LANGKAH PENGISIAN")
        for number, (topic, description) in enumerate(self._filling_steps(), 1):
            row += 1
            ws.set_row(row, _TWO_LINES_HEIGHT)
            ws.write_number(row, 0, number, style("bold", "centred", num_format="0"))
            ws.write_string(row, 1, topic, style("bold", "wrapped"))
            ws.write_string(row, 2, description, style("wrapped"))
        return row + 1

    def _write_colour_meanings(self, ws: Worksheet, row: int) -> int:
        self._write_title(ws, row, "ARTI WARNA SEL")
        for style_name, topic, description in _COLOUR_MEANINGS:
            row += 1
            ws.write_string(row, 1, topic, self.draft.style(style_name, locked=True))
            ws.write_string(row, 2, description, self.draft.style("wrapped", indent=1))
        return row + 1

    def _write_sheet_list(self, ws: Worksheet, row: int) -> int:
        self._write_title(ws, row, "LEMBAR DALAM BERKAS INI")
        for layout in self.draft.layouts:
            row += 1
            sheet = layout.sheet
            ws.set_row(row, _TWO_LINES_HEIGHT)
            link = f"internal:{quote_sheetname(sheet.name)}!A1"
            ws.write_url(row, 1, link, self.draft.style("link"), sheet.name)
            ws.write_string(row, 2, sheet.introduction, self.draft.style("wrapped", indent=1))
            self.draft.write_state(ws, (row, 3), state_formula(layout, self.draft.counter_rows))
        return row + 1

    def _write_title(self, ws: Worksheet, row: int, title: str) -> None:
        style = self.draft.style("subtitle", "underlined")
        ws.write_string(row, 0, title, style)
        for column in range(1, len(_WIDTHS)):
            ws.write_blank(row, column, None, style)

    def _filling_steps(self) -> Sequence[tuple[str, str]]:
        """What to do, in order: topic and description."""
        identity = ("Isi lembar Identitas", "Nama, NIP, jabatan penyusun, dan tanggal penyusunan.")
        if self.draft.carried_over:
            identity = (
                "Lengkapi lembar Identitas",
                "Tanggal penyusunan, dan apakah ada yang berubah sejak bulan lalu. Bila tidak ada, pilih Ya dan kirim; "
                "bila ada, pilih Tidak lalu ubah atau tambahkan yang berubah saja.",
            )
        return (
            identity,
            (
                "Isi sel kuning di lembar lain",
                "Ketik angka dengan koma, misalnya 83,25, dan tanggal sebagai hari/bulan/tahun, misalnya 31/12/2025. "
                "Baris boleh ditambah di dalam tabel; judul kolom jangan diubah.",
            ),
            (
                "Belum ada hasil?",
                "Pilih Belum rilis atau Belum dilaksanakan, atau biarkan lembarnya kosong. Jangan mengisi 0: "
                "0 berarti nilainya memang nol.",
            ),
            (
                "Periksa",
                f"Di kanan atas tertulis “{READY}” bila isian sudah lengkap, atau berapa sel yang masih harus diisi.",
            ),
            (
                "Simpan dan taruh berkasnya",
                f"Simpan sebagai Buku Kerja Excel (.xlsx), nama berkas bebas, lalu salin ke folder "
                f"inbox/{self.bagian_code}/ paling lambat {self.deadline}.",
            ),
            (
                "Lihat jawabannya",
                f"Beberapa menit kemudian, di folder outbox/bagian/{self.bagian_code}/{self.periode}/: "
                "Hasil Verifikasi selalu ada, Tanda Terima hanya bila berkas diterima.",
            ),
            (
                "Bila harus diperbaiki",
                "Hasil Verifikasi adalah salinan berkas Anda dengan sel yang bertanda. Perbaiki di sana, naikkan "
                "Pengiriman ke- di lembar Identitas, lalu salin ke folder inbox itu lagi.",
            ),
        )
