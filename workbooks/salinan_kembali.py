"""The return copy: a bagian's own workbook, nothing of it lost, with a first sheet, marks and notes that say what to
mend. What came back marked is stripped first, so that a second answer is like the first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from schemas.nilai import kunci_banding
from schemas.temuan import Temuan, Tingkat
from workbooks.jawaban import LEMBAR_HASIL, Jawaban, posisi_sel, tulis_hasil_verifikasi
from workbooks.salinan_catatan import AWALAN, lepas_catatan, pasang_catatan, teks_catatan
from workbooks.salinan_gaya import DaftarGaya, sisipkan
from workbooks.salinan_paket import (
    HUBUNGAN,
    ISI_LEMBAR,
    UTAMA,
    Bagian,
    BagianLembar,
    Elemen,
    LembarPaket,
    Paket,
    TidakDapatDisalin,
    daftar_lembar,
)
from workbooks.salinan_tanda import (
    TANDA,
    Posisi,
    baca_isi,
    lepas_tanda,
    pasang_tanda,
    tingkat_terburuk,
    tulisan,
)

__all__ = ["SalinanKembali", "TidakDapatDisalin", "buat_salinan", "lepaskan"]

NAMA_TANDA = "iku_hasil_verifikasi"  # a defined name that follows our sheet, also where it is renamed
_URUTAN_BUKU = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
_PILIHAN = re.compile(rb'(<(?:\w+:)?sheetView\b[^>]*?\stabSelected=")\w+(")')
_BERTAB = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet"})


@dataclass(frozen=True)
class SalinanKembali:
    """The copy's bytes and the ending its name must have (a workbook with macros stays one)."""

    isi: bytes
    ekstensi: str


def buat_salinan(asli: bytes, jawaban: Jawaban) -> SalinanKembali:
    """The copy of a workbook that carries an answer. TidakDapatDisalin where the file does not allow for one."""
    paket = Paket.buka(asli)
    _lepaskan(paket)
    buku = paket.urai(paket.buku)
    lembar = {kunci_banding(satu.nama): satu for satu in paket.lembar(buku)}
    berkas_gaya = paket.tuju(paket.buku, "styles")
    if berkas_gaya is None:
        raise TidakDapatDisalin("no styles")
    bagian_gaya = paket.urai(berkas_gaya)
    nama = _nama_bebas([satu.get("name") for satu in daftar_lembar(buku)])
    terlihat = {kunci: satu.nama for kunci, satu in lembar.items() if not satu.tersembunyi}
    halaman = _Halaman.dari(tulis_hasil_verifikasi(jawaban, nama, terlihat), nama, DaftarGaya(bagian_gaya))
    _tandai(paket, lembar, jawaban.temuan, halaman.rupa)
    _sisipkan_lembar(paket, buku, halaman)
    paket.tulis(berkas_gaya, bagian_gaya.bytes())
    return SalinanKembali(paket.bytes(), paket.ekstensi)


def lepaskan(isi: bytes) -> bytes:
    """A workbook without anything that `buat_salinan` put in; the formats it added stay in the list, unused."""
    paket = Paket.buka(isi)
    _lepaskan(paket)
    return paket.bytes()


# Marks and notes


def _tandai(
    paket: Paket, lembar: Mapping[str, LembarPaket], temuan: Sequence[Temuan], rupa: Mapping[Tingkat, int]
) -> None:
    for kunci, per_sel in _per_lembar(temuan).items():
        if kunci not in lembar:
            continue
        berkas = lembar[kunci].berkas
        isi = baca_isi(paket, berkas, per_sel)
        bagian = BagianLembar.dari(paket.baca(berkas))
        pasang_tanda(bagian, {p: tingkat_terburuk(satu) for p, satu in per_sel.items()}, isi, rupa)
        pasang_catatan(paket, berkas, bagian, {p: teks_catatan(satu) for p, satu in per_sel.items()})
        paket.tulis(berkas, bagian.bytes())


def _per_lembar(temuan: Sequence[Temuan]) -> dict[str, dict[Posisi, list[Temuan]]]:
    """Findings by sheet (compared name) and cell; those without a cell stand on the first sheet alone."""
    hasil: dict[str, dict[Posisi, list[Temuan]]] = {}
    for t in temuan:
        for posisi in posisi_sel(t.sel) if t.lembar else ():
            hasil.setdefault(kunci_banding(t.lembar), {}).setdefault(posisi, []).append(t)
    return hasil


# The first sheet


@dataclass(frozen=True)
class _Halaman:
    """The sheet to put in, in the terms of the workbook it goes into; `rupa`: the formats its legend shows."""

    nama: str
    isi: Bagian
    nama_terdefinisi: list[Elemen]
    rupa: dict[Tingkat, int]

    @classmethod
    def dari(cls, buku_kecil: bytes, nama: str, gaya: DaftarGaya) -> "_Halaman":
        """The only sheet of a small workbook; its formats are added to `gaya`."""
        asal = Paket.buka(buku_kecil)
        buku = asal.urai(asal.buku)
        (lembar,) = asal.lembar(buku)
        isi = asal.urai(lembar.berkas)
        gaya_asal = asal.urai(asal.tuju(asal.buku, "styles") or "")
        bersyarat = gaya.format_bersyarat(gaya_asal)
        _ganti_nomor(isi, "cfRule", "dxfId", bersyarat)
        nomor = gaya.format_sel(gaya_asal)
        for tanda, atribut in (("row", "s"), ("c", "s"), ("col", "style")):
            _ganti_nomor(isi, tanda, atribut, nomor)
        _tulisan_ke_sel(isi, [tulisan(si) for si in asal.urai(asal.tuju(asal.buku, "sharedStrings") or "").akar])
        return cls(nama, isi, _nama_terdefinisi(buku), dict(zip(Tingkat, bersyarat, strict=True)))


def _ganti_nomor(isi: Bagian, tanda: str, atribut: str, nomor: Sequence[int]) -> None:
    for satu in isi.akar.iter(f"{{{UTAMA}}}{tanda}"):
        if satu.get(atribut):
            satu.set(atribut, str(nomor[int(satu.get(atribut))]))


def _tulisan_ke_sel(isi: Bagian, teks: Sequence[str]) -> None:
    """Put the shared texts into the cells, so that the other workbook's list stays as it is."""
    for sel in isi.akar.iter(f"{{{UTAMA}}}c"):
        if sel.get("t") == "s":
            (nilai,) = sel
            sel.remove(nilai)
            sel.set("t", "inlineStr")
            t = etree.SubElement(etree.SubElement(sel, f"{{{UTAMA}}}is"), f"{{{UTAMA}}}t")
            t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            t.text = teks[int(nilai.text)]


def _sisipkan_lembar(paket: Paket, buku: Bagian, halaman: _Halaman) -> None:
    """Put the sheet first and make it the one that is shown."""
    for berkas in _berkas_bertab(paket):
        _pilih(paket, berkas, ya=False)
    berkas = paket.nama_bebas("xl/worksheets/hasilVerifikasi{}.xml")
    paket.tambah(berkas, halaman.isi.bytes(), ISI_LEMBAR)
    nomor = max(int(satu.get("sheetId")) for satu in daftar_lembar(buku)) + 1
    lembar = etree.Element(f"{{{UTAMA}}}sheet", name=halaman.nama, sheetId=str(nomor))
    lembar.set(f"{{{HUBUNGAN}}}id", paket.hubungkan(paket.buku, "worksheet", berkas))
    buku.akar.find(f"{{{UTAMA}}}sheets").insert(0, lembar)
    _geser(buku, 0, 1)
    _tulis_nama(buku, halaman.nama, halaman.nama_terdefinisi)
    for tampilan in buku.akar.iterfind(f"{{{UTAMA}}}bookViews/{{{UTAMA}}}workbookView"):
        for atribut in {"activeTab", "firstSheet"} & set(tampilan.keys()):
            tampilan.set(atribut, "0")
    paket.tulis(paket.buku, buku.bytes())


def _tulis_nama(buku: Bagian, nama: str, lain: Sequence[Elemen]) -> None:
    daftar = buku.akar.find(f"{{{UTAMA}}}definedNames")
    if daftar is None:
        daftar = etree.Element(f"{{{UTAMA}}}definedNames")
        sisipkan(buku.akar, [daftar], _URUTAN_BUKU)
    daftar.extend(lain)
    kutip = nama.replace("'", "''")
    etree.SubElement(daftar, f"{{{UTAMA}}}definedName", name=NAMA_TANDA, hidden="1").text = f"'{kutip}'!$A$1"


def _nama_bebas(dipakai: Sequence[str]) -> str:
    """The sheet's name; with a number where the bagian has a sheet of its own that is called so."""
    ada = {kunci_banding(nama) for nama in dipakai}
    calon = (LEMBAR_HASIL, *(f"{LEMBAR_HASIL} {n}" for n in range(2, len(ada) + 3)))
    return next(nama for nama in calon if kunci_banding(nama) not in ada)


# Stripping


def _lepaskan(paket: Paket) -> None:
    buku = paket.urai(paket.buku)
    for lembar in paket.lembar(buku):
        isi = paket.baca(lembar.berkas)
        catatan = paket.tuju(lembar.berkas, "comments")
        if TANDA.encode() in isi or (catatan and AWALAN.encode() in paket.baca(catatan)):
            bagian = BagianLembar.dari(isi)
            lepas_tanda(bagian)
            lepas_catatan(paket, lembar.berkas, bagian)
            paket.tulis(lembar.berkas, bagian.bytes())
    if NAMA_TANDA.encode() in paket.baca(paket.buku):
        _buang_lembar(paket, buku)
        paket.tulis(paket.buku, buku.bytes())


def _buang_lembar(paket: Paket, buku: Bagian) -> None:
    """Take out the sheet that our name stands for (if it is still there), and the name."""
    tanda = next((satu for satu in _nama_terdefinisi(buku) if satu.get("name") == NAMA_TANDA), None)
    if tanda is None:
        return
    nama = (tanda.text or "").rpartition("!")[0].removeprefix("'").removesuffix("'").replace("''", "'")
    semua = daftar_lembar(buku)
    nomor = next((n for n, satu in enumerate(semua) if satu.get("name") == nama), None)
    _hapus_nama(tanda)
    if nomor is None or len(semua) < 2:
        return
    berkas = next(satu.berkas for satu in paket.lembar(buku) if satu.nama == nama)
    _buang_urutan_hitung(paket, berkas)
    paket.lepas(paket.buku, "worksheet", berkas)
    semua[nomor].getparent().remove(semua[nomor])
    for satu in _nama_terdefinisi(buku):
        if satu.get("localSheetId") == str(nomor):
            _hapus_nama(satu)
    _geser(buku, nomor + 1, -1)
    aktif = 0
    for tampilan in buku.akar.iterfind(f"{{{UTAMA}}}bookViews/{{{UTAMA}}}workbookView"):
        aktif = int(tampilan.get("activeTab", "0"))
        if aktif >= max(1, nomor):
            aktif -= 1
            tampilan.set("activeTab", str(aktif))
    terlihat = daftar_lembar(buku)[aktif].get("name")
    for lembar in paket.lembar(buku):
        _pilih(paket, lembar.berkas, ya=lembar.nama == terlihat)


def _buang_urutan_hitung(paket: Paket, berkas: str) -> None:
    """The order of calculation names every formula: without those of a sheet that goes it would be a lie."""
    urutan = paket.tuju(paket.buku, "calcChain")
    if urutan and re.search(rb"<(?:\w+:)?f[\s>]", paket.baca(berkas)):
        paket.lepas(paket.buku, "calcChain", urutan)


def _hapus_nama(satu: Elemen) -> None:
    daftar = satu.getparent()
    daftar.remove(satu)
    if not len(daftar):
        daftar.getparent().remove(daftar)


def _nama_terdefinisi(buku: Bagian) -> list[Elemen]:
    return list(buku.akar.iterfind(f"{{{UTAMA}}}definedNames/{{{UTAMA}}}definedName"))


def _geser(buku: Bagian, dari: int, selisih: int) -> None:
    """Names that belong to a sheet say so by its place: move those from `dari` on."""
    for satu in _nama_terdefinisi(buku):
        tempat = satu.get("localSheetId")
        if tempat is not None and int(tempat) >= dari:
            satu.set("localSheetId", str(int(tempat) + selisih))


def _pilih(paket: Paket, berkas: str, *, ya: bool) -> None:
    """Select a sheet or not, in the text of its view; one that says nothing of it is not selected."""
    kepala, sel, ekor = paket.baca(berkas).partition(b"sheetData")
    baru, banyak = _PILIHAN.subn(rb"\g<1>1\g<2>" if ya else rb"\g<1>0\g<2>", kepala)
    if banyak and baru != kepala:
        paket.tulis(berkas, baru + sel + ekor)


def _berkas_bertab(paket: Paket) -> list[str]:
    return [berkas for _, jenis, berkas in paket.tujuan(paket.buku) if jenis in _BERTAB]
