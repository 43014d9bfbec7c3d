"""Helpers of all rooms: templates built once, filled and broken as people do, and checked through the public door."""

import hashlib
import io
import os
import posixpath
import secrets
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from flows.demo import isian_demo
from flows.pemeriksaan import Diperiksa, periksa_salinan
from flows.penerimaan import Penerimaan, terima
from flows.pengaturan import Pengaturan, RuangKerja
from flows.templat import buat_templat
from iku_rules.daftar import Register, muat_register
from ledger.buku import Ledger
from schemas.periode import Periode
from schemas.temuan import Temuan
from workbooks.kotak_masuk import BerkasMasuk, Salinan
from workbooks.pengisi import IsianLembar, isi_templat

WIB = timezone(timedelta(hours=7))
BULAN_INI = Periode(2026, 1)
DESEMBER = "2025-12"
WAKTU = datetime(2026, 1, 5, 10, tzinfo=WIB)  # in time, and long enough ago that nothing waits
BARIS_RESPONDEN = 60  # rows kept of the respondents' sheet: enough for every case, and quick to read

Ubah = Callable[[Workbook], None]


@dataclass(frozen=True)
class Meja:
    """A workbench: templates and demo workbooks of every bagian, edits, and the checks in process."""

    ruang: RuangKerja
    register: Register

    @property
    def bagian(self) -> tuple[str, ...]:
        return tuple(b.kode for b in self.register.bagian_semua())

    def demo(self, bagian: str) -> bytes:
        """The demo's workbook of December 2025."""
        return _demo(self, bagian)

    def kosong(self, bagian: str, periode: str = DESEMBER) -> bytes:
        """A template with nothing but the identity filled."""
        return _kosong(self, bagian, periode)

    def ubah(self, isi: bytes, *ubahan: Ubah | Mapping[str, Any]) -> bytes:
        """Edit a workbook: functions of the openpyxl workbook, or "Sheet!A1" -> value."""
        buku = load_workbook(io.BytesIO(isi))
        for satu in ubahan:
            if callable(satu):
                satu(buku)
                continue
            for tempat, nilai in satu.items():
                lembar, _, alamat = tempat.rpartition("!")
                buku[lembar][alamat].value = nilai
        keluaran = io.BytesIO()
        buku.save(keluaran)
        return keluaran.getvalue()

    def asli(self, bagian: str) -> bytes:
        """The demo's workbook as a spreadsheet program saves it: the template with all its features, typed into."""
        return _asli(self, bagian)

    def ketik(self, isi: bytes, nilai: Mapping[str, Any]) -> bytes:
        """Type "Sheet!A1" -> value (None empties) as a spreadsheet program does: every other part stays as it is."""
        return ketik(isi, nilai)

    def periksa(
        self, berkas: Mapping[str, bytes], folder: Path, bulan_ini: Periode = BULAN_INI
    ) -> dict[str, Diperiksa]:
        """Check files at once. A name `pbj/x.xlsx` lies in the folder of pbj, a bare one in none."""
        salinan = []
        for nomor, (nama, isi) in enumerate(berkas.items()):
            path = folder / f"{nomor:05d}{Path(nama).suffix or '.xlsx'}"
            path.write_bytes(isi)
            milik, _, pendek = nama.rpartition("/")
            waktu = int(WAKTU.timestamp() * 1e9)
            asal = BerkasMasuk(path, milik, pendek, len(isi), waktu, terbuka=False)
            salinan.append(Salinan(asal, path, hashlib.sha256(isi).hexdigest()))
        return dict(zip(berkas, periksa_salinan(salinan, self.ruang, self.register, bulan_ini), strict=True))


@cache
def _demo(meja: Meja, bagian: str) -> bytes:
    return isi_templat(_kosong(meja, bagian, DESEMBER), isian_demo(bagian))


@cache
def _kosong(meja: Meja, bagian: str, periode: str) -> bytes:
    templat = buat_templat(meja.register, bagian, Periode.urai(periode), meja.ruang)
    identitas = {"Identitas": IsianLembar(pasangan=isian_demo(bagian)["Identitas"].pasangan)}
    return meja.ubah(isi_templat(templat, identitas), _pendekkan)


@cache
def _asli(meja: Meja, bagian: str) -> bytes:
    templat = buat_templat(meja.register, bagian, Periode.urai(DESEMBER), meja.ruang)
    return ketik(templat, _isian_berbeda(templat, isi_templat(templat, isian_demo(bagian))))


def _pendekkan(buku: Workbook) -> None:
    buku["SKM Responden"].delete_rows(7 + BARIS_RESPONDEN, buku["SKM Responden"].max_row)


# Typing as a spreadsheet program saves it

_U = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def ketik(isi: bytes, nilai: Mapping[str, Any]) -> bytes:
    """The workbook with "Sheet!A1" -> value typed in; None empties a cell. Texts go into the cells themselves."""
    arsip = zipfile.ZipFile(io.BytesIO(isi))
    bagian = {nama: arsip.read(nama) for nama in arsip.namelist()}
    per_lembar: dict[str, dict[str, Any]] = {}
    for tempat, satu in nilai.items():
        lembar, _, alamat = tempat.rpartition("!")
        per_lembar.setdefault(lembar, {})[alamat] = satu
    berkas = berkas_lembar(isi)
    for lembar, sel in per_lembar.items():
        akar = etree.fromstring(bagian[berkas[lembar]])
        for alamat, satu in sel.items():
            _tulis(_sel(akar, alamat), satu)
        bagian[berkas[lembar]] = etree.tostring(akar, xml_declaration=True, encoding="UTF-8", standalone=True)
    return rakit(bagian)


def rakit(bagian: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    keluaran = io.BytesIO()
    with zipfile.ZipFile(keluaran, "w", zipfile.ZIP_DEFLATED) as arsip:
        for nama, satu in bagian.items():
            arsip.writestr(zipfile.ZipInfo(nama), satu, zipfile.ZIP_DEFLATED)
    return keluaran.getvalue()


def bagian_zip(isi: bytes) -> dict[str, bytes]:
    """Part name -> bytes."""
    with zipfile.ZipFile(io.BytesIO(isi)) as arsip:
        return {nama: arsip.read(nama) for nama in arsip.namelist()}


def berkas_lembar(isi: bytes) -> dict[str, str]:
    """Sheet name -> its part."""
    bagian = bagian_zip(isi)
    rels = {r.get("Id"): r.get("Target") for r in etree.fromstring(bagian["xl/_rels/workbook.xml.rels"])}
    return {
        satu.get("name"): posixpath.normpath(posixpath.join("/xl", rels[satu.get(f"{_R}id")])).lstrip("/")
        for satu in etree.fromstring(bagian["xl/workbook.xml"]).iter(f"{_U}sheet")
    }


def _isian_berbeda(awal: bytes, akhir: bytes) -> dict[str, Any]:
    """ "Sheet!A1" -> value of the cells in which the second workbook differs from the first."""
    lama, baru = load_workbook(io.BytesIO(awal)), load_workbook(io.BytesIO(akhir))
    return {
        f"{ws.title}!{sel.coordinate}": sel.value
        for ws in baru
        for baris in ws.iter_rows()
        for sel in baris
        if sel.value != lama[ws.title][sel.coordinate].value
    }


def _sel(akar: Any, alamat: str) -> Any:
    baris, kolom = coordinate_to_tuple(alamat)
    data = akar.find(f"{_U}sheetData")
    satu = _urut(data, "row", str(baris), baris, lambda e: int(e.get("r")))
    return _urut(satu, "c", alamat, kolom, lambda e: coordinate_to_tuple(e.get("r"))[1])


def _urut(wadah: Any, nama: str, r: str, kunci: int, urutan: Any) -> Any:
    """The row or cell of that number; a new one stands in its place, with its column's format."""
    for satu in wadah:
        if urutan(satu) == kunci:
            return satu
    baru = etree.Element(f"{_U}{nama}", r=r)
    wadah.insert(sum(urutan(satu) < kunci for satu in wadah), baru)
    for kolom in wadah.getroottree().iter(f"{_U}col") if nama == "c" else ():
        if int(kolom.get("min")) <= kunci <= int(kolom.get("max")) and kolom.get("style"):
            baru.set("s", kolom.get("style"))
    return baru


def _tulis(sel: Any, nilai: Any) -> None:
    for anak in list(sel):
        sel.remove(anak)
    sel.attrib.pop("t", None)
    if nilai is None:
        return
    if isinstance(nilai, str):
        sel.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(sel, f"{_U}is"), f"{_U}t").text = nilai
        return
    if isinstance(nilai, bool):
        sel.set("t", "b")
    if isinstance(nilai, (date, datetime)):
        nilai = (datetime(nilai.year, nilai.month, nilai.day) - datetime(1899, 12, 30)).days
    etree.SubElement(sel, f"{_U}v").text = str(int(nilai) if isinstance(nilai, bool) else nilai)


@dataclass(frozen=True)
class KotakMasuk:
    """An inbox on disk with its workspace."""

    meja: Meja
    ruang: RuangKerja

    def taruh(self, nama: str, isi: bytes, waktu: datetime = WAKTU) -> Path:
        """Drop a file (`pbj/x.xlsx`), last changed at `waktu`."""
        path = self.ruang.inbox / nama
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(isi)
        os.utime(path, (waktu.timestamp(), waktu.timestamp()))
        return path

    @property
    def ledger(self) -> Ledger:
        """The workspace's ledger."""
        return Ledger.buka(self.ruang.url_ledger)

    def terima(self, *, simpan: bool = False, saat: datetime = WAKTU + timedelta(days=2)) -> Penerimaan:
        """Read the inbox: with `simpan` on record, without as if for the first time."""
        ledger = self.ledger if simpan else Ledger.sementara()
        return terima(self.ruang, self.meja.register, ledger, saat, simpan=simpan)


@pytest.fixture(scope="session")
def meja(tmp_path_factory: pytest.TempPathFactory) -> Meja:
    """The workbench."""
    return Meja(RuangKerja(tmp_path_factory.mktemp("ruang"), Pengaturan()), muat_register())


@pytest.fixture
def kotak(meja: Meja, tmp_path: Path) -> KotakMasuk:
    """An empty inbox."""
    return KotakMasuk(meja, RuangKerja(tmp_path, Pengaturan()))


@pytest.fixture(scope="session")
def tempat_temuan() -> Callable[[Iterable[Temuan]], set[str]]:
    """Findings as a reader of the tables writes them: "G301 ITKP!D8", "G213 ITKP", "G104"."""

    def susun(temuan: Iterable[Temuan]) -> set[str]:
        return {
            " ".join([t.kode, *(["!".join(filter(None, (t.lembar, sel)))] if t.lembar else [])])
            for t in temuan
            for sel in (t.sel or "").split(", ")
        }

    return susun


@pytest.fixture(scope="session", name="bagian_zip")
def _bagian_zip() -> Callable[[bytes], dict[str, bytes]]:
    """The parts of a workbook by name."""
    return bagian_zip


@pytest.fixture(scope="session", name="rakit")
def _rakit() -> Callable[[Mapping[str, bytes]], bytes]:
    """A workbook of these parts."""
    return rakit


@pytest.fixture(scope="session", name="berkas_lembar")
def _berkas_lembar() -> Callable[[bytes], dict[str, str]]:
    """The parts of the sheets by sheet name."""
    return berkas_lembar


# PostgreSQL


@pytest.fixture(scope="session")
def gugus_postgresql() -> Iterator[str]:
    """The address of a throw-away PostgreSQL of this run, on a socket of its own; skips where it is not installed."""
    pytest.importorskip("psycopg", reason="psycopg belum dipasang")
    biner = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
    if biner is None:
        pytest.skip("PostgreSQL tidak dipasang di /usr/lib/postgresql")
    # Not below pytest's own folder: PostgreSQL refuses to run as root, and the socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="iku-pg-"))
    sebagai: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        sebagai = ["runuser", "-u", "postgres", "--"]

    def jalankan(*perintah: str) -> None:
        subprocess.run([*sebagai, *perintah], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)

    data = str(folder / "data")
    try:
        jalankan(str(biner), "-D", data, "-U", "iku", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        pilihan = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        kendali = str(biner.with_name("pg_ctl"))
        jalankan(kendali, "-D", data, "-l", str(folder / "log"), "-o", pilihan, "-w", "start")
        try:
            yield f"postgresql+psycopg://iku:rahasia@/{{}}?host={folder}"
        finally:
            jalankan(kendali, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def url_postgresql(gugus_postgresql: str) -> str:
    """The address of a new, empty database."""
    import psycopg

    nama = f"iku_{secrets.token_hex(4)}"
    with psycopg.connect(gugus_postgresql.format("postgres").replace("+psycopg", ""), autocommit=True) as sambungan:
        sambungan.execute(f"CREATE DATABASE {nama}")
    return gugus_postgresql.format(nama)
