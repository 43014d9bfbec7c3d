"""Answers in the outbox: one current file of each, put beside its place when somebody has that one open."""

import re
from contextlib import suppress
from pathlib import Path

from ledger.simpan import tulis_bila_berubah

_NOMOR_TERAKHIR = 9
_EKSTENSI = (".xlsx", ".xlsm")


def ada_jawaban(folder: Path, nama: str) -> bool:
    """Whether an answer of that name lies there, whatever its ending."""
    return any((folder / f"{nama}{ekstensi}").exists() for ekstensi in _EKSTENSI)


def tulis_jawaban(folder: Path, nama: str, ekstensi: str, isi: bytes) -> bool:
    """Put `isi` at `<nama><ekstensi>`, and take away what an earlier answer left under a number or another ending.

    A file that is open in Excel on Windows can be neither replaced nor deleted: the answer then gets a number,
    `<nama> (2)<ekstensi>`. An unchanged answer is left as it is; tells whether anything was written. Raises OSError
    where the folder cannot be written.
    """
    terbuka: list[Path] = []
    for nomor in range(1, _NOMOR_TERAKHIR + 1):
        tujuan = folder / f"{nama}{f' ({nomor})' if nomor > 1 else ''}{ekstensi}"
        try:
            baru = tulis_bila_berubah(tujuan, isi)
        except PermissionError:
            if nomor == _NOMOR_TERAKHIR:
                raise
            terbuka.append(tujuan)
            continue
        break
    pola = re.compile(re.escape(nama) + r"(?: \(\d\))?")
    for lama in folder.iterdir():
        if lama.suffix in _EKSTENSI and pola.fullmatch(lama.stem) and lama not in (tujuan, *terbuka):
            with suppress(OSError):
                lama.unlink()
    return baru
