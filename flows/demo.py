"""The demo: templates are written, filled as people would, dropped in time; the flow does the rest."""

import os
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.pengaturan import BERKAS_PENGATURAN, RuangKerja, buka_ruang
from flows.persiapan import pastikan_folder
from flows.register import muat_register_ruang
from flows.templat import buat_templat, terbitkan_templat
from iku_rules.daftar import Register
from ledger.simpan import tulis_bila_berubah
from schemas.periode import Periode
from workbooks.pengisi import IsianLembar, isi_templat

_ISI: dict[str, Any] = tomllib.loads(Path(__file__).with_name("demo.toml").read_text(encoding="utf-8"))
PERIODE_DEMO = Periode.urai(_ISI["periode"])


def siapkan_demo(ruang: RuangKerja) -> tuple[RuangKerja, Register]:
    """Fill the workspace: settings with example targets, templates, one filled workbook for each bagian."""
    tulis_bila_berubah(ruang.folder / BERKAS_PENGATURAN, _pengaturan().encode())
    ruang = buka_ruang(ruang.folder, harus_ada=True)
    register = muat_register_ruang(ruang)
    pastikan_folder(ruang, register)
    terbitkan_templat(ruang, register, PERIODE_DEMO)
    for satu in register.bagian_semua():
        templat = buat_templat(register, satu.kode, PERIODE_DEMO, ruang)
        berkas = ruang.inbox / satu.kode / f"IKU {satu.kode} {PERIODE_DEMO.nama}.xlsx"
        if not berkas.exists():
            tulis_bila_berubah(berkas, isi_templat(templat, isian_demo(satu.kode)))
            waktu: datetime = _ISI["waktu"]
            os.utime(berkas, (waktu.timestamp(), waktu.timestamp()))
    return ruang, register


def isian_demo(bagian: str) -> dict[str, IsianLembar]:
    """Sheet name -> what the bagian types."""
    lembar: Mapping[str, Mapping[str, Any]] = _ISI["lembar"].get(bagian, {})
    return {"Identitas": IsianLembar(pasangan=_ISI["identitas"])} | {
        nama: IsianLembar(**isi) for nama, isi in lembar.items()
    }


def _pengaturan() -> str:
    """An `iku.toml` with the example targets."""
    baris = ["# Ruang kerja contoh. Target di bawah ini contoh, bukan target sebenarnya.", ""]
    for target in _ISI["target"]:
        baris += [
            "[[target]]",
            f'iku = "{target["iku"]}"',
            f"tahun = {target['tahun']}",
            f"nilai = {target['nilai']}",
            f'acuan = "{target["acuan"]}"',
            "contoh = true",
            "",
        ]
    return "\n".join(baris)
