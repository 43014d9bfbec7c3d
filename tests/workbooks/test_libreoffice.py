"""Templates in the hands of LibreOffice: saved as .xlsx, by way of .ods, and filled there."""

import io
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from flows.pemeriksaan import Diperiksa
from flows.templat import buat_templat
from schemas.periode import Periode

BERAGAM = ("pbj", "umum")  # a table with key rows, and 500 rows of respondents
DIISI = {
    "Identitas!B9": "Siti Aminah",
    "Identitas!B10": "198001012005011001",
    "Identitas!B11": "Analis",
    "Identitas!B12": date(2026, 1, 5),
    "ITKP!B18": "Sudah rilis",
    "ITKP!B19": 2025,
    "ITKP!B20": 68.24,
    "ITKP!B23": "12/D.3/01/2026",
    "ITKP!B24": date(2026, 1, 5),
}


@dataclass(frozen=True)
class Simpanan:
    """By bagian: the filled templates, saved as .xlsx, saved as .ods and then as .xlsx; and one filled in the .ods."""

    asli: Mapping[str, bytes]
    xlsx: Mapping[str, bytes]
    ods: Mapping[str, bytes]
    diisi: bytes


@pytest.fixture(scope="module")
def simpanan(meja: Any, simpan_ulang: Callable[..., dict[str, bytes]], tmp_path_factory: Any) -> Simpanan:
    folder = tmp_path_factory.mktemp("libre")
    asli = {b: meja.asli(b) for b in meja.bagian}
    xlsx = simpan_ulang(asli, folder / "xlsx", "xlsx", "xlsx")
    # A bagian opens the empty template, types and saves; here the typing goes into the .ods LibreOffice wrote.
    templat = {"templat": buat_templat(meja.register, "pbj", Periode(2025, 12), meja.ruang)}
    ods = simpan_ulang(asli | templat, folder / "ods", "xlsx", "ods")
    kembali = simpan_ulang(ods | {"templat": ketik_ods(ods["templat"], DIISI)}, folder / "kembali", "ods", "xlsx")
    return Simpanan(asli, xlsx, {b: kembali[b] for b in asli}, kembali["templat"])


@pytest.fixture(scope="module")
def diperiksa(meja: Any, simpanan: Simpanan, tmp_path_factory: Any) -> Mapping[str, Diperiksa]:
    berkas = {f"{b}/asli.xlsx": isi for b, isi in simpanan.asli.items()}
    berkas |= {f"{b}/xlsx.xlsx": isi for b, isi in simpanan.xlsx.items()}
    berkas |= {f"{b}/ods.xlsx": isi for b, isi in simpanan.ods.items()}
    berkas["pbj/diisi.xlsx"] = simpanan.diisi
    return meja.periksa(berkas, tmp_path_factory.mktemp("periksa"))


@pytest.mark.parametrize("lewat", ["xlsx", "ods"])
def test_terbaca_sama(lewat: str, meja: Any, diperiksa: Mapping[str, Diperiksa]) -> None:
    """Every cell that was read, and every finding, as from the file LibreOffice opened."""
    for b in meja.bagian:
        satu, asli = diperiksa[f"{b}/{lewat}.xlsx"], diperiksa[f"{b}/asli.xlsx"]
        assert satu.diterima, (b, satu.temuan)
        assert {k: t.kolom for k, t in satu.kiriman.blok.items()} == {k: t.kolom for k, t in asli.kiriman.blok.items()}
        assert satu.temuan == asli.temuan
        assert {i: p.nilai for i, p in satu.perhitungan.items()} == {i: p.nilai for i, p in asli.perhitungan.items()}


def test_diisi_di_libreoffice(diperiksa: Mapping[str, Diperiksa]) -> None:
    satu = diperiksa["pbj/diisi.xlsx"]
    assert satu.diterima, satu.temuan
    hasil = satu.perhitungan["itkp"]
    assert (hasil.status.value, str(hasil.nilai)) == ("FINAL", "68.24")
    assert satu.perhitungan["kepuasan_masyarakat"].status.value == "BELUM RILIS"


@pytest.mark.parametrize("bagian", BERAGAM)
@pytest.mark.parametrize("lewat", ["xlsx", "ods"])
def test_bantuan_templat_bertahan(lewat: str, bagian: str, simpanan: Simpanan) -> None:
    """Column widths, dropdowns and the protection of all but the entry cells live on."""
    asli = load_workbook(io.BytesIO(simpanan.asli[bagian]))
    kembali = load_workbook(io.BytesIO(getattr(simpanan, lewat)[bagian]))
    assert kembali.sheetnames == asli.sheetnames
    for nama in asli.sheetnames:
        lama, baru = asli[nama], kembali[nama]
        assert (baru.sheet_state, baru.protection.sheet) == (lama.sheet_state, lama.protection.sheet), nama
        assert _daftar(baru) == _daftar(lama), nama
        assert _terbuka(baru) == _terbuka(lama), nama
        if lama.sheet_state == "visible":
            assert _lebar(baru) == pytest.approx(_lebar(lama), abs=0.8), nama


def _daftar(lembar: Any) -> set[tuple[int, int]]:
    """The cells with a dropdown."""
    return {
        sel
        for aturan in lembar.data_validations.dataValidation
        if aturan.type == "list" and not aturan.hide_drop_down
        for rentang in aturan.sqref.ranges
        for sel in rentang.cells
    }


def _terbuka(lembar: Any) -> set[str]:
    """The cells a person may type into."""
    return {sel.coordinate for baris in lembar.iter_rows() for sel in baris if not sel.protection.locked}


def _lebar(lembar: Any) -> dict[int, float]:
    """Width of each column that has one, ranges of columns spread out."""
    return {
        kolom: ukuran.width
        for ukuran in lembar.column_dimensions.values()
        if ukuran.customWidth
        for kolom in range(ukuran.min, min(ukuran.max, lembar.max_column) + 1)
    }


def test_templat_siap_bila_belum_rilis(meja: Any, hitung_ulang: Any, tmp_path: Path) -> None:
    """The template's own counter agrees with the checks: what is known beforehand opens no cells."""
    belum = {"ITKP!B18": "Belum rilis", "ITKP!B19": 2025, "SKM!B7": "Belum dilaksanakan", "SKM!B8": "Semester II 2025"}
    sudah = belum | {"ITKP!B18": "Sudah rilis", "SKM!B9": "Rekap"}
    buku = {nama: meja.ketik(meja.kosong("pbj"), isi) for nama, isi in {"belum": belum, "sudah": sudah}.items()}
    diperiksa = meja.periksa({f"pbj/{nama}.xlsx": isi for nama, isi in buku.items()}, tmp_path)
    keadaan = {nama: satu["Identitas"]["D2"].value for nama, satu in hitung_ulang(buku, tmp_path).items()}
    kurang = {
        nama: sum(len(str(t.sel).split(", ")) for t in diperiksa[f"pbj/{nama}.xlsx"].temuan if t.kode == "G401")
        for nama in buku
    }
    assert kurang["belum"] == 0 < kurang["sudah"]
    assert keadaan == {"belum": "SIAP DIKIRIM", "sudah": f"Masih {kurang['sudah']} sel yang harus diisi"}


# Typing into an .ods

_RUANG = {n: f"urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" for n in ("table", "office", "text")}


def _n(nama: str) -> str:
    ruang, _, pendek = nama.partition(":")
    return f"{{{_RUANG[ruang]}}}{pendek}"


def ketik_ods(isi: bytes, nilai: Mapping[str, Any]) -> bytes:
    """The .ods with "Sheet!A1" -> value typed in, each cell keeping its style."""
    with zipfile.ZipFile(io.BytesIO(isi)) as arsip:
        bagian = {nama: arsip.read(nama) for nama in arsip.namelist()}
    akar = etree.fromstring(bagian["content.xml"])
    tabel = {satu.get(_n("table:name")): satu for satu in akar.iter(_n("table:table"))}
    for tempat, satu in nilai.items():
        lembar, _, alamat = tempat.rpartition("!")
        baris, kolom = coordinate_to_tuple(alamat)
        wadah_baris = _pisah(list(tabel[lembar].iter(_n("table:table-row"))), baris, "table:number-rows-repeated")
        _tulis_ods(_pisah(list(wadah_baris), kolom, "table:number-columns-repeated"), satu)
    keluaran = io.BytesIO()
    with zipfile.ZipFile(keluaran, "w", zipfile.ZIP_DEFLATED) as arsip:
        for nama, satu in (bagian | {"content.xml": etree.tostring(akar)}).items():
            arsip.writestr(nama, satu)
    return keluaran.getvalue()


def _pisah(deret: list[Any], nomor: int, ulang: str) -> Any:
    """The n-th row or cell (from 1), cut out of the run of alike ones it stands in."""
    sebelum = 0
    for satu in deret:
        banyak = int(satu.get(_n(ulang), 1))
        if sebelum + banyak >= nomor:
            for sisa, sisip in ((nomor - sebelum - 1, satu.addprevious), (sebelum + banyak - nomor, satu.addnext)):
                if sisa:
                    lain = deepcopy(satu)
                    lain.set(_n(ulang), str(sisa))
                    sisip(lain)
            satu.attrib.pop(_n(ulang), None)
            return satu
        sebelum += banyak
    raise IndexError(nomor)


def _tulis_ods(sel: Any, nilai: Any) -> None:
    for anak in list(sel):
        sel.remove(anak)
    jenis, atribut = {
        str: ("string", "office:string-value"),
        date: ("date", "office:date-value"),
    }.get(type(nilai), ("float", "office:value"))
    sel.set(_n("office:value-type"), jenis)
    sel.set(_n(atribut), str(nilai))
    etree.SubElement(sel, _n("text:p")).text = str(nilai)
