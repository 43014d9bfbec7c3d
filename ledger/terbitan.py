"""Publications: consolidated workbooks under names that are never rewritten."""

import re
from pathlib import Path

from ledger.simpan import tulis_sekali


def terbitkan_bernomor(folder: Path, pola: str, isi: bytes) -> tuple[Path, bool]:
    """Write under the next number of `pola` (such as `IKU_draf-{:02d}.xlsx`); gives the path and whether it is new.

    When the newest number already holds these bytes, that one is given and nothing is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        nomor = bernomor(folder, pola)
        if nomor and nomor[max(nomor)].read_bytes() == isi:
            return nomor[max(nomor)], False
        tujuan = folder / pola.format(max(nomor, default=0) + 1)
        try:
            tulis_sekali(tujuan, isi)
        except FileExistsError:
            continue  # another run took the number: look again
        return tujuan, True


def bernomor(folder: Path, pola: str) -> dict[int, Path]:
    """Number -> file, of the names of `pola`."""
    awal, _, akhir = re.split(r"(\{.*?\})", pola)
    bentuk = re.compile(rf"{re.escape(awal)}(\d+){re.escape(akhir)}")
    if not folder.is_dir():
        return {}
    return {int(cocok[1]): path for path in folder.iterdir() if (cocok := bentuk.fullmatch(path.name))}


def terbitkan_sekali(tujuan: Path, isi: bytes) -> None:
    """Write under the one name meant for these bytes. FileExistsError when it holds others."""
    if tujuan.exists() and tujuan.read_bytes() == isi:
        return
    tujuan.parent.mkdir(parents=True, exist_ok=True)
    tulis_sekali(tujuan, isi)


def bersihkan_nama_kosong(folder: Path) -> None:
    """Free the names that a writer took and died before its file came (see `_rebut_nama`): nothing stands there."""
    for berkas in folder.rglob("*.xlsx"):
        if berkas.stat().st_size == 0:
            berkas.unlink()
