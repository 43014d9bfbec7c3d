"""Notes at the marked cells: comments that appear when the cell is pointed at. Notes of the bagian stay as they are.

A comment is an entry in the sheet's comments part and a shape in its drawing part. The latter is edited as text, since
programs write there what is no XML. Ours are known by the words they begin with: LibreOffice erases their authors.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from math import ceil

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from schemas.nilai import alamat_sel
from schemas.temuan import Temuan
from workbooks.kata import cara_memperbaiki, kata_tingkat
from workbooks.salinan_gaya import sisipkan
from workbooks.salinan_paket import HUBUNGAN, ISI_KOMENTAR, ISI_VML, UTAMA, Bagian, BagianLembar, Elemen, Paket
from workbooks.salinan_tanda import URUTAN_LEMBAR, Posisi

AWALAN = "CATATAN VERIFIKASI IKU"
PENULIS = "Verifikasi IKU"
CATATAN_TERBANYAK = 1_000  # notes of a sheet; further cells carry the mark alone

_ATRIBUT_ID = f"{{{HUBUNGAN}}}id"
_PENULIS_UTAS = "tc="  # so begins the author of a comment that only stands in for a thread of comments
_KOSONG_KOMENTAR = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{UTAMA}"><authors/><commentList/></comments>'
)
_KOSONG_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{blok}"/></o:shapelayout></xml>'
)
_JENIS_BENTUK = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BENTUK_CATATAN = (
    '<v:shape id="_x0000_s{nomor}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:{lebar}pt;height:{tinggi}pt;z-index:{urutan};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{jangkar}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{baris}</x:Row><x:Column>{kolom}</x:Column></x:ClientData></v:shape>"
)
_BENTUK = re.compile(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_TEMPAT = re.compile(rb"<x:(Row|Column)>\s*(\d+)\s*</x:\1>")
_NOMOR_BENTUK = re.compile(rb"_x0000_s(\d+)")
_BLOK = re.compile(rb'<o:idmap\b[^>]*\bdata="([\d,]+)"')
_ISI_BLOK = 1024  # numbers of shapes that belong to one block

_LEBAR_KOTAK, _TINGGI_TULISAN, _HURUF_SEBARIS = 300, 15, 46  # pixels, pixels, letters
_KOLOM_TERAKHIR = 16_383
_LEBAR_KOLOM, _TINGGI_BARIS = 8.43, 15.0  # a program's own, where the sheet names none


def pasang_catatan(paket: Paket, berkas: str, lembar: BagianLembar, catatan: Mapping[Posisi, str]) -> None:
    """Put a note at each cell; where the bagian has one already, ours follows in the same."""
    catatan = {p: catatan[p] for p in sorted(catatan)[:CATATAN_TERBANYAK]}
    nama = paket.tuju(berkas, "comments")
    komentar = paket.urai(nama) if nama else Bagian.dari(_KOSONG_KOMENTAR.encode())
    baru = _tulis_komentar(komentar, catatan)
    if nama is None:
        nama = paket.nama_bebas("xl/comments{}.xml")
        paket.tambah(nama, komentar.bytes(), ISI_KOMENTAR)
        paket.hubungkan(berkas, "comments", nama)
    else:
        paket.tulis(nama, komentar.bytes())
    _gambar(paket, berkas, lembar, {p: catatan[p] for p in baru})


def lepas_catatan(paket: Paket, berkas: str, lembar: BagianLembar) -> None:
    """Take our notes out, with their parts where nothing else is in them."""
    nama = paket.tuju(berkas, "comments")
    if nama is None or AWALAN.encode() not in paket.baca(nama):
        return
    komentar = paket.urai(nama)
    hapus = _hapus_komentar(komentar)
    gambar = _gambar_lembar(paket, berkas, lembar)
    if gambar:
        isi = _BENTUK.sub(lambda cocok: b"" if _tempat(cocok[0]) in hapus else cocok[0], paket.baca(gambar))
        if _BENTUK.search(isi):
            paket.tulis(gambar, isi)
        else:
            paket.lepas(berkas, "vmlDrawing", gambar)
            lembar.akar.remove(lembar.akar.find(f"{{{UTAMA}}}legacyDrawing"))
    if len(komentar.akar.find(f"{{{UTAMA}}}commentList")):
        paket.tulis(nama, komentar.bytes())
    else:
        paket.lepas(berkas, "comments", nama)


# The comments


def _tulis_komentar(komentar: Bagian, catatan: Mapping[Posisi, str]) -> list[Posisi]:
    """Write the notes into the list; gives the cells that had none before."""
    penulis, daftar = (komentar.akar.find(f"{{{UTAMA}}}{n}") for n in ("authors", "commentList"))
    nama = [satu.text or "" for satu in penulis]
    if PENULIS not in nama:
        etree.SubElement(penulis, f"{{{UTAMA}}}author").text = PENULIS
    nomor = str(nama.index(PENULIS) if PENULIS in nama else len(nama))
    ada = {satu.get("ref"): satu for satu in daftar}
    baru = []
    for posisi, teks in catatan.items():
        lama = ada.get(alamat_sel(*posisi))
        if lama is None:
            lama = etree.SubElement(daftar, f"{{{UTAMA}}}comment", ref=alamat_sel(*posisi), authorId=nomor)
            _tambah_tulisan(etree.SubElement(lama, f"{{{UTAMA}}}text"), teks)
            baru.append(posisi)
        elif not nama[int(lama.get("authorId", "0"))].startswith(_PENULIS_UTAS):
            _tambah_tulisan(lama.find(f"{{{UTAMA}}}text"), f"\n\n{teks}")
    return baru


def _tambah_tulisan(wadah: Elemen, teks: str) -> None:
    huruf = etree.SubElement(wadah, f"{{{UTAMA}}}r")
    sifat = etree.SubElement(huruf, f"{{{UTAMA}}}rPr")
    for nama, atribut in (("sz", {"val": "9"}), ("color", {"indexed": "81"}), ("rFont", {"val": "Tahoma"})):
        etree.SubElement(sifat, f"{{{UTAMA}}}{nama}", atribut)
    isi = etree.SubElement(huruf, f"{{{UTAMA}}}t")
    isi.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    isi.text = teks


def _hapus_komentar(komentar: Bagian) -> set[Posisi]:
    """Cut our words out of the comments; gives the cells whose comment held nothing else."""
    penulis, daftar = (komentar.akar.find(f"{{{UTAMA}}}{n}") for n in ("authors", "commentList"))
    hapus = set()
    for satu in list(daftar):
        if not _potong(satu):
            continue
        if not "".join(t.text or "" for t in satu.iter(f"{{{UTAMA}}}t")).strip():
            hapus.add(coordinate_to_tuple(satu.get("ref")))
            daftar.remove(satu)
    dipakai = {satu.get("authorId") for satu in daftar}
    if len(penulis) and penulis[-1].text == PENULIS and str(len(penulis) - 1) not in dipakai:
        penulis.remove(penulis[-1])
    return hapus


def _potong(komentar: Elemen) -> bool:
    """Cut a comment off where our words begin; tells whether they were there."""
    ketemu = False
    for t in list(komentar.iter(f"{{{UTAMA}}}t")):
        wadah = t.getparent() if t.getparent().tag.endswith("}r") else t
        awal, tanda, _ = (t.text or "").partition(AWALAN)
        if ketemu or tanda:
            ketemu = True
            t.text = awal.rstrip("\n") if tanda else ""
            if not t.text:
                wadah.getparent().remove(wadah)
    return ketemu


# The shapes


def _gambar(paket: Paket, berkas: str, lembar: BagianLembar, catatan: Mapping[Posisi, str]) -> None:
    """Add a shape for each new comment to the sheet's drawing part, or to a new one."""
    if not catatan:
        return
    nama = _gambar_lembar(paket, berkas, lembar)
    if nama is None:
        nama = paket.nama_bebas("xl/drawings/vmlDrawing{}.vml")
        paket.tambah(nama, _KOSONG_VML.format(blok=_blok_bebas(paket)).encode(), ISI_VML)
        gambar = etree.Element(f"{{{UTAMA}}}legacyDrawing")
        gambar.set(_ATRIBUT_ID, paket.hubungkan(berkas, "vmlDrawing", nama))
        sisipkan(lembar.akar, [gambar], URUTAN_LEMBAR)
    isi = paket.baca(nama)
    terakhir = max([_blok(isi) * _ISI_BLOK, *(int(n) for n in _NOMOR_BENTUK.findall(isi))])
    ukuran = _UkuranLembar(lembar)
    bentuk = "".join(
        _BENTUK_CATATAN.format(
            nomor=terakhir + urutan,
            urutan=urutan,
            baris=posisi[0] - 1,
            kolom=posisi[1] - 1,
            lebar=_LEBAR_KOTAK * 3 // 4,
            tinggi=_tinggi(teks) * 3 // 4,
            jangkar=escape(ukuran.jangkar(posisi, _tinggi(teks))),
        )
        for urutan, (posisi, teks) in enumerate(catatan.items(), 1)
    )
    if b'id="_x0000_t202"' not in isi:
        bentuk = _JENIS_BENTUK + bentuk
    kepala, akhir, ekor = isi.rpartition(b"</xml>")
    paket.tulis(nama, kepala + bentuk.encode() + akhir + ekor)


def _gambar_lembar(paket: Paket, berkas: str, lembar: BagianLembar) -> str | None:
    elemen = lembar.akar.find(f"{{{UTAMA}}}legacyDrawing")
    if elemen is None:
        return None
    return next((t for i, _, t in paket.tujuan(berkas) if i == elemen.get(_ATRIBUT_ID)), None)


def _tempat(bentuk: bytes) -> Posisi | None:
    """The cell a note's shape belongs to."""
    tempat = {nama: int(nilai) + 1 for nama, nilai in _TEMPAT.findall(bentuk)}
    return (tempat[b"Row"], tempat[b"Column"]) if b'"Note"' in bentuk and len(tempat) == 2 else None


def _blok(isi: bytes) -> int:
    return max([1, *(int(n) for daftar in _BLOK.findall(isi) for n in daftar.split(b",") if n)])


def _blok_bebas(paket: Paket) -> int:
    """A block of numbers that no other drawing of the workbook uses."""
    gambar = [n for n in (*paket.arsip.NameToInfo, *paket.baru) if n.endswith(".vml") and paket.ada(n)]
    return max((_blok(paket.baca(n)) for n in gambar), default=0) + 1


def _tinggi(teks: str) -> int:
    """Height of a note's box in pixels."""
    return _TINGGI_TULISAN * (1 + sum(ceil(max(1, len(satu)) / _HURUF_SEBARIS) for satu in teks.split("\n")))


class _UkuranLembar:
    """Widths and heights of a sheet, as far as placing a box needs them; rows of their own height are not looked up."""

    def __init__(self, lembar: BagianLembar) -> None:
        baku = lembar.akar.find(f"{{{UTAMA}}}sheetFormatPr")
        sifat: Mapping[str, str] = {} if baku is None else dict(baku.attrib)
        self.baku = float(sifat.get("defaultColWidth", _LEBAR_KOLOM))
        self.baris = max(1, round(float(sifat.get("defaultRowHeight", _TINGGI_BARIS)) * 4 / 3))
        self.kolom: list[tuple[int, int, float]] = [
            (
                int(k.get("min")),
                int(k.get("max")),
                0 if k.get("hidden") in ("1", "true") else float(k.get("width", self.baku)),
            )
            for k in lembar.akar.iterfind(f"{{{UTAMA}}}cols/{{{UTAMA}}}col")
        ]

    def jangkar(self, posisi: Posisi, tinggi: int) -> str:
        """Left column and offset, top row and offset, right and bottom likewise: a box beside the cell."""
        baris, kolom = posisi
        kanan, sisa = kolom, _LEBAR_KOTAK + 15
        while sisa > (lebar := self._lebar(kanan + 1)) and kanan < _KOLOM_TERAKHIR:
            kanan, sisa = kanan + 1, sisa - lebar
        atas = max(0, baris - 2)
        bawah, lebihan = divmod(tinggi, self.baris)
        return ", ".join(map(str, (kolom, 15, atas, 10, kanan, sisa, atas + bawah, lebihan)))

    def _lebar(self, kolom: int) -> int:
        lebar = next((w for awal, akhir, w in self.kolom if awal <= kolom <= akhir), self.baku)
        return round(lebar * 7 + 5) if lebar else 0


def teks_catatan(temuan: Iterable[Temuan]) -> str:
    """The words of a note: for each finding its level, what is wrong, how to mend it."""
    return "\n".join([AWALAN, *(f"{kata_tingkat(t)}: {t.pesan} {cara_memperbaiki(t)}" for t in temuan)])
