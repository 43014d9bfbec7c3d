"""The visual language of every workbook we write: colours, fonts, number formats, print setup. Nothing else styles.

Calm and printable in black and white: a colour only repeats what a word says.
"""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.formulir import Isian
from schemas.nilai import Jenis

HURUF = "Calibri"
KERTAS_F4 = 14  # Excel's code of folio, 8.5 x 13 inch, the paper of Indonesian offices
TITIK_PER_INCI = 72
LEBAR_KERTAS, TINGGI_KERTAS = 13 * TITIK_PER_INCI, 8.5 * TITIK_PER_INCI  # landscape
MARGIN_SAMPING, MARGIN_ATAS, MARGIN_BAWAH = 0.4, 0.6, 0.5  # inches
# Of the default font: pixels of a character and of a column's padding; points of a pixel at 96 to the inch.
PIKSEL_HURUF, PIKSEL_TEPI, TITIK_PER_PIKSEL = 7, 5, 0.75
CADANGAN_HALAMAN = 0.96  # printers and other fonts take a little more than computed

# Written for Indonesian (421), so that 68,24 reads 68,24 on a machine set to English too.
FORMAT_ANGKA = "[$-421]#,##0.00"
FORMAT_TANGGAL = "[$-421]d mmmm yyyy"
FORMAT_BULAT = "0"  # no thousands: years are whole numbers as well
FORMAT_TEKS = "@"  # keeps NIP, Nomor and Kode from becoming numbers or dates

WARNA = {
    "isian": "#FFF7D1",
    "terkunci": "#EFEFEF",
    "kepala": "#DCE6F0",
    "hitungan": "#E8F1F8",
    "siap": "#E2EFDA",
    "kurang": "#FBE5D6",
    "garis": "#BFBFBF",
    "judul": "#1F3A5F",
    "tulisan": "#262626",
    "samar": "#595959",
    "galat": "#FFC7CE",
    "tulisan_galat": "#9C0006",
    "peringatan": "#FFF2CC",
    "arsir_peringatan": "#E6C460",
    "tulisan_peringatan": "#5F3B00",
}

_ARSIR, _GARIS_PUTUS, _GARIS_TITIK = 14, 3, 4  # Excel's numbers: thin upward hatching, dashed, dotted

_BERBINGKAI = {"border": 1, "border_color": WARNA["garis"]}

SIFAT: dict[str, dict[str, Any]] = {
    "dasar": {"font_name": HURUF, "font_size": 11, "font_color": WARNA["tulisan"], "valign": "vcenter"},
    "jenis": {"font_size": 14, "bold": True, "font_color": WARNA["tulisan"]},
    "judul": {"font_size": 15, "bold": True, "font_color": WARNA["judul"]},
    "subjudul": {"font_size": 12, "bold": True, "font_color": WARNA["judul"]},
    "bergaris": {"bottom": 1, "bottom_color": WARNA["judul"]},
    "pengantar": {"font_color": WARNA["samar"]},
    "petunjuk": {"font_size": 9, "italic": True, "font_color": WARNA["samar"]},
    "kepala": {
        "bold": True, "bg_color": WARNA["kepala"], "font_color": WARNA["judul"], "text_wrap": True,
        "align": "center", **_BERBINGKAI,
    },
    "label": {"bg_color": WARNA["terkunci"], "text_wrap": True, **_BERBINGKAI},
    "terkunci": {"bg_color": WARNA["terkunci"], "text_wrap": True, **_BERBINGKAI},
    "bersel": _BERBINGKAI,
    "masukan": {"bg_color": WARNA["isian"], **_BERBINGKAI},
    "isian": {"bg_color": WARNA["isian"], "locked": False, **_BERBINGKAI},
    "hitungan": {"bg_color": WARNA["hitungan"], "bold": True, **_BERBINGKAI},
    "siap": {"bg_color": WARNA["siap"]},
    "kurang": {"bg_color": WARNA["kurang"]},
    "tebal": {"bold": True},
    "bungkus": {"text_wrap": True},
    "atas": {"valign": "top"},
    "tengah": {"align": "center"},
    "kiri": {"align": "left"},
    "kanan": {"align": "right"},
    "angka": {"num_format": FORMAT_ANGKA},
    "bulat": {"num_format": FORMAT_BULAT},
    "tanggal": {"num_format": FORMAT_TANGGAL, "align": "left"},
    "teks": {"num_format": FORMAT_TEKS},
    "tautan": {"font_color": "#1F4E9E", "underline": 1},
    # Marks by level of a finding: solid, hatched, framed only, so that black and white print tells them apart.
    "tanda_galat": {
        "bg_color": WARNA["galat"], "font_color": WARNA["tulisan_galat"], "bold": True,
        "border": 1, "border_color": WARNA["tulisan_galat"],
    },
    "tanda_peringatan": {
        "pattern": _ARSIR, "fg_color": WARNA["arsir_peringatan"], "bg_color": WARNA["peringatan"],
        "font_color": WARNA["tulisan_peringatan"], "italic": True,
        "border": _GARIS_PUTUS, "border_color": WARNA["tulisan_peringatan"],
    },
    "tanda_info": {"font_color": WARNA["judul"], "border": _GARIS_TITIK, "border_color": WARNA["judul"]},
}  # fmt: skip


class Gaya:
    """The formats of one workbook by names of `SIFAT`: `gaya("isian", "angka")`. Later names win; each is made once."""

    def __init__(self, buku: Workbook) -> None:
        self._buku = buku
        self._jadi: dict[tuple[object, ...], Format] = {}

    def __call__(self, *nama: str, **lain: Any) -> Format:
        kunci = (nama, *sorted(lain.items()))
        if kunci not in self._jadi:
            sifat: dict[str, Any] = dict(SIFAT["dasar"])
            for satu in nama:
                sifat |= SIFAT[satu]
            self._jadi[kunci] = self._buku.add_format(sifat | lain)
        return self._jadi[kunci]


def format_isian(isian: Isian) -> dict[str, Any]:
    """Number format and alignment of a field's cells."""
    match isian.jenis:
        case Jenis.ANGKA:
            return {"num_format": FORMAT_ANGKA + "#" * max(0, isian.desimal - 2)}
        case Jenis.BULAT:
            return {"num_format": FORMAT_BULAT}
        case Jenis.TANGGAL:
            return {"num_format": FORMAT_TANGGAL, "align": "left"}
    return {"num_format": FORMAT_TEKS, "text_wrap": True}


def siapkan_cetak(lembar: Worksheet, baris_ulang: tuple[int, int] | None = None, tinggi_halaman: int = 0) -> None:
    """F4 landscape, one page wide, header rows (0-based, first and last) on every page, page numbers.

    `tinggi_halaman`: into how many pages the height must go; 0 leaves it free.
    """
    lembar.set_landscape()
    lembar.set_paper(KERTAS_F4)
    lembar.fit_to_pages(1, tinggi_halaman)
    # xlsxwriter leaves a 1 away as the default; it is written out for programs that take a missing one as "free".
    lembar.fit_width = "1"
    if tinggi_halaman == 1:
        lembar.fit_height = "1"
    lembar.set_margins(left=MARGIN_SAMPING, right=MARGIN_SAMPING, top=MARGIN_ATAS, bottom=MARGIN_BAWAH)
    lembar.set_footer("&L&8&F · &A&R&8Halaman &P dari &N")
    lembar.hide_gridlines(2)
    if baris_ulang:
        lembar.repeat_rows(*baris_ulang)


def lebar_titik(lebar: Sequence[float]) -> float:
    """Width in points of columns given in characters."""
    return sum(int(satu * PIKSEL_HURUF + PIKSEL_TEPI) for satu in lebar) * TITIK_PER_PIKSEL


def tinggi_isi_halaman(lebar: Sequence[float]) -> float:
    """Points of rows that go on a page once these columns are fitted to its width."""
    skala = min(1.0, (LEBAR_KERTAS - 2 * MARGIN_SAMPING * TITIK_PER_INCI) / lebar_titik(lebar))
    return CADANGAN_HALAMAN * (TINGGI_KERTAS - (MARGIN_ATAS + MARGIN_BAWAH) * TITIK_PER_INCI) / skala


def kontras(tulisan: str, latar: str) -> float:
    """The contrast of two colours (WCAG 2): 1 for equal ones, 21 for black on white."""
    terang, gelap = sorted((_terang(tulisan), _terang(latar)), reverse=True)
    return (terang + 0.05) / (gelap + 0.05)


def _terang(warna: str) -> float:
    """Relative luminance of a #RRGGBB colour (WCAG 2)."""
    merah, hijau, biru = (int(warna[n : n + 2], 16) / 255 for n in (1, 3, 5))
    lurus = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in (merah, hijau, biru)]
    return 0.2126 * lurus[0] + 0.7152 * lurus[1] + 0.0722 * lurus[2]
