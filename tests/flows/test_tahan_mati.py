"""A run killed at any moment leaves nothing half done; the next one ends where an undisturbed one ends."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.tahan_mati import KEADAAN, SAAT, uji_mati
from flows.pengaturan import RuangKerja

BENIH = 2026


def test_five_kills_leave_nothing_half_done(meja: Any, tmp_path: Path) -> None:
    def isi(ruang: RuangKerja) -> None:
        for bagian in ("hukum", "umum"):
            berkas = ruang.inbox / bagian / "iku.xlsx"
            berkas.parent.mkdir(parents=True)
            berkas.write_bytes(meja.demo(bagian))
            waktu = (SAAT - timedelta(days=2)).timestamp()
            os.utime(berkas, (waktu, waktu))

    semua = list(uji_mati(tmp_path, 5, BENIH, isi))
    assert {uji.keadaan for uji in semua} == set(KEADAAN)
    assert [uji for uji in semua if uji.keluhan] == []
    assert any(uji.tinggal for uji in semua)  # they were killed indeed
