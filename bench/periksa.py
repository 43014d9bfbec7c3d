"""How long `iku periksa` of one ordinary workbook takes above the imports it needs: `python -m bench.periksa`.

Both are whole processes, run in alternation so that both meet the same machine.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.konsolidasi import Baris, _cetak, _waktu
from flows.demo import siapkan_demo
from flows.pengaturan import buka_ruang

TARGET_DI_ATAS_IMPOR = 0.6  # seconds
IMPOR = "import flows.cli, flows.laporan, flows.pemeriksaan, flows.register, workbooks.kotak_masuk"


def main() -> None:
    pengurai = argparse.ArgumentParser(prog="python -m bench.periksa", description=__doc__)
    pengurai.add_argument("--pasang", type=int, default=9, help="pairs of imports and whole command (9)")
    with tempfile.TemporaryDirectory(prefix="iku-bench-") as sementara:
        _cetak(ukur(Path(sementara), pengurai.parse_args().pasang))


def ukur(akar: Path, pasang: int) -> list[Baris]:
    """Pairs: the bare imports, then the command on the demo's workbook of Bagian Hukum. One pair warms the disk."""
    ruang, _ = siapkan_demo(buka_ruang(akar, harus_ada=False))
    (berkas,) = (ruang.inbox / "hukum").glob("*.xlsx")
    perintah = ["-m", "flows", "periksa", str(berkas), "--json", "--folder", str(akar)]
    hasil = [(_jalankan(["-c", IMPOR]), _jalankan(perintah)) for _ in range(pasang + 1)][1:]
    return [
        ("Python's start with the imports", [a for a, _ in hasil], None),
        ("iku periksa, whole process", [b for _, b in hasil], None),
        ("difference, pair by pair", [b - a for a, b in hasil], TARGET_DI_ATAS_IMPOR),
    ]


def _jalankan(argumen: Sequence[str]) -> float:
    return _waktu(lambda: subprocess.run([sys.executable, *argumen], check=True, stdout=subprocess.DEVNULL))


if __name__ == "__main__":
    main()
