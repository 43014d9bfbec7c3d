"""Publications: consolidated workbooks under names that are never rewritten."""

import re
from pathlib import Path

from ledger.simpan import tulis_sekali


def terbitkan_draf(folder: Path, awalan: str, isi: bytes) -> tuple[Path, bool]:
    """Write `<awalan>_draf-NN.xlsx` with the next number; gives the path and whether it is new.

    When the newest draft already holds these bytes, that one is given and nothing is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        nomor = _draf(folder, awalan)
        if nomor and nomor[max(nomor)].read_bytes() == isi:
            return nomor[max(nomor)], False
        tujuan = folder / f"{awalan}_draf-{max(nomor, default=0) + 1:02d}.xlsx"
        try:
            tulis_sekali(tujuan, isi)
        except FileExistsError:
            continue  # another run took the number: look again
        return tujuan, True


def _draf(folder: Path, awalan: str) -> dict[int, Path]:
    pola = re.compile(re.escape(awalan) + r"_draf-(\d+)\.xlsx")
    return {int(cocok[1]): path for path in folder.iterdir() if (cocok := pola.fullmatch(path.name))}
