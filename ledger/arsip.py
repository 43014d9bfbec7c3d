"""The archive: every file as received, byte for byte, under its SHA-256, and the list that names them."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from ledger.galat import ArsipRusak
from ledger.simpan import tulis_atomik

BERKAS_DAFTAR = "daftar.csv"
_NAMA_ARSIP = re.compile(r"[0-9a-f]{64}(\..+)?")


@dataclass(frozen=True)
class Entri:
    """One archived file. `periode` and `revisi` are "" where not known; `waktu` is ISO 8601 with offset, WIB."""

    nama: str
    bagian: str
    periode: str
    revisi: str
    waktu: str
    sha256: str


def arsipkan(arsip: Path, salinan: Path, sha256: str, ekstensi: str) -> None:
    """Put a private copy into the archive as `<sha256><ekstensi>`; one already there whole is left as it is."""
    tujuan = arsip / f"{sha256}{ekstensi}"
    if tujuan.is_file() and hashlib.sha256(tujuan.read_bytes()).hexdigest() == sha256:
        return  # one that was damaged since is put right from the inbox
    arsip.mkdir(parents=True, exist_ok=True)
    tulis_atomik(tujuan, salinan.read_bytes())


def ambil(arsip: Path, nama: str, sha256: str) -> bytes:
    """The bytes of an archived file, proven by their hash. Raises ArsipRusak."""
    try:
        isi = (arsip / nama).read_bytes()
    except FileNotFoundError as galat:
        raise ArsipRusak(f"Berkas arsip tidak ada: {arsip / nama}.") from galat
    if hashlib.sha256(isi).hexdigest() != sha256:
        raise ArsipRusak(f"Berkas arsip rusak (isinya tidak sesuai SHA-256-nya): {arsip / nama}.")
    return isi


def simpan_bukti(arsip: Path, isi: bytes, ekstensi: str) -> str:
    """Archive bytes of our own (a signed workbook, a register); gives their SHA-256."""
    sha256 = hashlib.sha256(isi).hexdigest()
    tujuan = arsip / f"{sha256}{ekstensi}"
    if not tujuan.exists():
        arsip.mkdir(parents=True, exist_ok=True)
        tulis_atomik(tujuan, isi)
    return sha256


def periksa_arsip(arsip: Path) -> tuple[int, list[str]]:
    """How many files are what their name says, by SHA-256; and the names of those that are not, or are listed and gone.

    Reads every byte. Raises OSError.
    """
    berkas = [p for p in arsip.glob("*") if _NAMA_ARSIP.fullmatch(p.name)]
    rusak = [p.name for p in berkas if _sha256(p) != p.stem]
    hilang = {e.sha256 for e in baca_daftar(arsip)} - {p.stem for p in berkas}
    return len(berkas) - len(rusak), sorted([*rusak, *hilang])


def _sha256(berkas: Path) -> str:
    with berkas.open("rb") as aliran:
        return hashlib.file_digest(aliran, "sha256").hexdigest()


def baca_daftar(arsip: Path) -> list[Entri]:
    """All entries, oldest first; none where there is no list yet."""
    berkas = arsip / BERKAS_DAFTAR
    if not berkas.exists():
        return []
    with berkas.open(encoding="utf-8-sig", newline="") as aliran:
        return [Entri(*(_lepas(nilai) for nilai in baris)) for baris in list(csv.reader(aliran, delimiter=";"))[1:]]


def catat(arsip: Path, baru: Iterable[Entri]) -> list[Entri]:
    """Append the entries that are not listed yet; gives those appended."""
    lama = baca_daftar(arsip)
    tambahan = [entri for entri in dict.fromkeys(baru) if entri not in set(lama)]
    if tambahan:
        arsip.mkdir(parents=True, exist_ok=True)
        tulis_atomik(arsip / BERKAS_DAFTAR, _csv([*lama, *tambahan]))
    return tambahan


def _csv(entri: Iterable[Entri]) -> bytes:
    # Semicolon and byte order mark: how the readers' Excel expects a CSV file.
    teks = io.StringIO()
    penulis = csv.writer(teks, delimiter=";", lineterminator="\r\n")
    penulis.writerow([f.name for f in fields(Entri)])
    penulis.writerows([_jinakkan(nilai) for nilai in astuple(satu)] for satu in entri)
    return teks.getvalue().encode("utf-8-sig")


def _jinakkan(nilai: str) -> str:
    """A file name must not become a formula when the list is opened in Excel."""
    return f"'{nilai}" if nilai.startswith(("=", "+", "-", "@", "'")) else nilai


def _lepas(nilai: str) -> str:
    return nilai[1:] if nilai.startswith("'") else nilai
