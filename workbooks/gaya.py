"""The visual language of every workbook we write: colours, fonts, number formats, print setup. Nothing else styles.

Calm and printable in black and white: a colour only repeats what a word says.
"""

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.formulir import Isian
from schemas.nilai import Jenis

HURUF = "Calibri"
KERTAS_F4 = 14  # Excel's code of folio, 8.5 x 13 inch, the paper of Indonesian offices

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


def siapkan_cetak(lembar: Worksheet, baris_ulang: tuple[int, int] | None = None) -> None:
    """F4 landscape, one page wide, header rows (0-based, first and last) on every page, page numbers."""
    lembar.set_landscape()
    lembar.set_paper(KERTAS_F4)
    lembar.fit_to_pages(1, 0)
    lembar.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    lembar.set_footer("&L&8&F · &A&R&8Halaman &P dari &N")
    lembar.hide_gridlines(2)
    if baris_ulang:
        lembar.repeat_rows(*baris_ulang)
