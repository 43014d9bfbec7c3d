"""The archive: every file as received, byte for byte, under its SHA-256, and the list that names them."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from ledger.simpan import tulis_atomik

BERKAS_DAFTAR = "daftar.csv"


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
    """Put a private copy into the archive as `<sha256><ekstensi>`; a file already there is left as it is."""
    tujuan = arsip / f"{sha256}{ekstensi.casefold()}"
    if tujuan.exists():
        return
    arsip.mkdir(parents=True, exist_ok=True)
    tulis_atomik(tujuan, salinan.read_bytes())


def baca_daftar(arsip: Path) -> list[Entri]:
    """All entries, oldest first; none where there is no list yet."""
    berkas = arsip / BERKAS_DAFTAR
    if not berkas.exists():
        return []
    with berkas.open(encoding="utf-8-sig", newline="") as aliran:
        return [Entri(*(_lepas(nilai) for nilai in baris)) for baris in list(csv.reader(aliran, delimiter=";"))[1:]]


def catat(arsip: Path, baru: Iterable[Entri]) -> list[Entri]:
    """Append the entries whose (sha256, bagian, periode) is not listed yet; gives those appended."""
    lama = baca_daftar(arsip)
    dikenal = {_kunci(entri) for entri in lama}
    tambahan = []
    for entri in baru:
        if _kunci(entri) not in dikenal:
            dikenal.add(_kunci(entri))
            tambahan.append(entri)
    if tambahan:
        arsip.mkdir(parents=True, exist_ok=True)
        tulis_atomik(arsip / BERKAS_DAFTAR, _csv([*lama, *tambahan]))
    return tambahan


def _kunci(entri: Entri) -> tuple[str, str, str]:
    return entri.sha256, entri.bagian, entri.periode


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
