"""Pre-flight: what a file is, by name, size and first bytes, before anything parses it."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from schemas.temuan import Temuan, buat_temuan

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_NAMA_ALIRAN_SANDI = "EncryptedPackage".encode("utf-16-le")
_NAMA_ALIRAN_XLS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_RUANG_NAMA_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
MEBIBITA = 1024 * 1024


@dataclass(frozen=True)
class Batas:
    """Limits of reading one file."""

    ukuran_mb: int = 25
    terurai_mb: int = 400
    detik: float = 60.0
    memori_mb: int = 1024


def praperiksa(path: Path, batas: Batas) -> list[Temuan]:
    """Findings about the file as such; a GALAT among them means that it must not be parsed."""
    ukuran = path.stat().st_size
    if ukuran > batas.ukuran_mb * MEBIBITA:
        return [_terlalu_besar(f"{ukuran / MEBIBITA:.0f} MB", f"{batas.ukuran_mb} MB")]
    with path.open("rb") as aliran:
        awal = aliran.read(4096)
    if not awal.strip(b"\0"):
        return [buat_temuan("G105")]
    if awal.startswith(_OLE):
        return [buat_temuan(_kode_ole(path.read_bytes()))]
    if not awal.startswith(_ZIP):
        return [buat_temuan("G101")]
    return _periksa_zip(path, batas)


def _kode_ole(isi: bytes) -> str:
    if _NAMA_ALIRAN_SANDI in isi:
        return "G103"
    return "G102" if any(nama in isi for nama in _NAMA_ALIRAN_XLS) else "G101"


def _periksa_zip(path: Path, batas: Batas) -> list[Temuan]:
    try:
        with zipfile.ZipFile(path) as arsip:
            nama = set(arsip.namelist())
            terurai = sum(satu.file_size for satu in arsip.infolist())
            if terurai > batas.terurai_mb * MEBIBITA:
                return [_terlalu_besar(f"{terurai / MEBIBITA:.0f} MB setelah dibuka", f"{batas.terurai_mb} MB")]
            if arsip.testzip() is not None:
                return [buat_temuan("G104")]
            if "mimetype" in nama and b"opendocument" in arsip.read("mimetype"):
                return [buat_temuan("G107")]
            if "xl/workbook.xml" not in nama:
                return [buat_temuan("G101")]
            if _RUANG_NAMA_STRICT in arsip.read("xl/workbook.xml"):
                return [buat_temuan("G108")]
            return [buat_temuan("I109")] if "xl/vbaProject.bin" in nama else []
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return [buat_temuan("G104")]


def _terlalu_besar(sebab: str, batas: str) -> Temuan:
    return buat_temuan("G106", sebab=sebab, batas=batas)
