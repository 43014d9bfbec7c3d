"""How long a consolidation of the eight demo workbooks takes: `python -m bench.konsolidasi`.

Four questions: our own work without the orchestrator; the whole command above an empty flow that runs through the
same engine, in alternation, so that both meet the same machine; the workbook alone with many respondents; and one
return copy.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from openpyxl import load_workbook

from flows.demo import PERIODE_DEMO, siapkan_demo
from flows.jawaban import susun_jawaban
from flows.konsolidasi import DRAF, isi_buku, konsolidasikan, susun_isi
from flows.penerimaan import terima
from flows.pengaturan import RuangKerja, buka_ruang, sekarang
from flows.persiapan import buka_ledger, pastikan_folder
from iku_rules.daftar import Register
from ledger.simpan import tulis_atomik
from workbooks.konsolidasi import tulis_buku
from workbooks.salinan_kembali import buat_salinan

TARGET_SENDIRI, TARGET_DI_ATAS_KOSONG, TARGET_BUKU, TARGET_SALINAN = 1.5, 2.0, 1.5, 0.02  # seconds
TARGET_MEMORI_BUKU = 60.0  # megabytes
RESPONDEN = 1000

ALUR_KOSONG = """
from flows.mesin import mesin

with mesin():
    from prefect import flow

    @flow
    def kosong(): ...

    kosong()
"""


def main() -> None:
    pengurai = argparse.ArgumentParser(prog="python -m bench.konsolidasi", description=__doc__)
    pengurai.add_argument("--kali", type=int, default=7, help="runs of our own work and of the workbook (7)")
    pengurai.add_argument("--pasang", type=int, default=5, help="pairs of empty flow and whole command (5)")
    pilihan = pengurai.parse_args()
    with tempfile.TemporaryDirectory(prefix="iku-bench-") as sementara:
        akar = Path(sementara)
        baris = [
            *ukur_sendiri(*_ruang_demo(akar / "kecil"), pilihan.kali),
            *ukur_perintah(akar, pilihan.pasang),
            *ukur_besar(*_ruang_besar(akar / "besar"), pilihan.kali),
            *ukur_salinan(*_ruang_demo(akar / "salinan"), pilihan.kali),
        ]
    _cetak(baris)


Baris = tuple[str, Sequence[float], float | None]


def ukur_sendiri(ruang: RuangKerja, register: Register, kali: int) -> list[Baris]:
    """Intake and consolidation in this process; the outbox is emptied before each run, so that all is written."""

    def sekali() -> None:
        saat = sekarang()
        ledger = buka_ledger(ruang)
        penerimaan = terima(ruang, register, ledger, saat, simpan=True)
        konsolidasikan(penerimaan, ruang, register, ledger, PERIODE_DEMO, saat)

    dingin, *hangat = [_waktu(sekali, lambda: _kosongkan(ruang, register)) for _ in range(kali + 1)]
    return [
        ("own work, first run of a process", [dingin], TARGET_SENDIRI),
        ("own work, further runs", hangat, TARGET_SENDIRI),
    ]


def ukur_perintah(akar: Path, pasang: int) -> list[Baris]:
    """Whole processes, in pairs: an empty flow, then `iku konsolidasi`. One of each beforehand warms the disk."""
    ruang, register = _ruang_demo(akar / "perintah")
    lingkungan = {**os.environ, "IKU_PREFECT_HOME": str(akar / "prefect")}
    perintah = ["konsolidasi", "--periode", str(PERIODE_DEMO), "--folder", str(ruang.folder), "--json"]

    def proses(*argumen: str) -> Callable[[], None]:
        def jalan() -> None:
            subprocess.run([sys.executable, *argumen], env=lingkungan, check=True, stdout=subprocess.DEVNULL)

        return jalan

    kosong, penuh = proses("-c", ALUR_KOSONG), proses("-m", "flows", *perintah)
    hasil = [(_waktu(kosong), _waktu(penuh, lambda: _kosongkan(ruang, register))) for _ in range(pasang + 1)][
        1:
    ]  # the first pair pays for the database
    return [
        ("empty flow, whole process", [k for k, _ in hasil], None),
        ("iku konsolidasi, whole process", [p for _, p in hasil], None),
        ("difference, pair by pair", [p - k for k, p in hasil], TARGET_DI_ATAS_KOSONG),
    ]


def ukur_besar(ruang: RuangKerja, register: Register, kali: int) -> list[Baris]:
    """Eight workbooks of many respondents: reading and checking them, and the consolidated workbook alone."""
    saat = sekarang()
    mulai = time.perf_counter()
    ledger = buka_ledger(ruang)
    penerimaan = terima(ruang, register, ledger, saat, simpan=True)
    baca = time.perf_counter() - mulai
    susunan = susun_isi(penerimaan, ruang, register, ledger, PERIODE_DEMO, saat)
    ditolak = [str(k.berkas) for k in susunan.pengumpulan if k.status != "DITERIMA"]
    if ditolak:
        raise SystemExit(f"bench: not accepted: {', '.join(ditolak)}")
    isi = isi_buku(susunan, penerimaan, ruang, register, PERIODE_DEMO, DRAF)
    puncak = _puncak_memori(lambda: tulis_buku(isi))
    waktu = [_waktu(lambda: tulis_buku(isi)) for _ in range(kali)]
    return [
        (f"intake, 8 x {RESPONDEN} respondents", [baca], None),
        (f"workbook alone, 8 x {RESPONDEN} respondents", waktu, TARGET_BUKU),
        ("workbook alone, memory it adds, MB", [puncak], TARGET_MEMORI_BUKU),
    ]


def _puncak_memori(kerja: Callable[[], object]) -> float:
    """Megabytes that Python objects add at their highest while `kerja` runs."""
    tracemalloc.start()
    kerja()
    puncak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return puncak / 1e6


def ukur_salinan(ruang: RuangKerja, register: Register, kali: int) -> list[Baris]:
    """The return copy of each demo workbook, with the findings it has."""
    penerimaan = terima(ruang, register, buka_ledger(ruang), sekarang(), simpan=True)
    detik = []
    for bagian in register.bagian_semua():
        penyampaian = penerimaan.penyampaian(bagian.kode, PERIODE_DEMO)
        assert penyampaian.berlaku is not None
        jawaban = susun_jawaban(penyampaian, penyampaian.berlaku, ruang, register, PERIODE_DEMO)
        asli = (ruang.arsip / penyampaian.berlaku.arsip).read_bytes()
        detik += [_waktu(lambda asli=asli, jawaban=jawaban: buat_salinan(asli, jawaban)) for _ in range(kali)]
    return [("return copy, one file", detik, TARGET_SALINAN)]


def _waktu(kerja: Callable[[], object], sebelum: Callable[[], object] = lambda: None) -> float:
    sebelum()
    mulai = time.perf_counter()
    kerja()
    return time.perf_counter() - mulai


# Workspaces


def _ruang_demo(folder: Path) -> tuple[RuangKerja, Register]:
    ruang = buka_ruang(folder, harus_ada=False)
    return siapkan_demo(ruang)


def _ruang_besar(folder: Path) -> tuple[RuangKerja, Register]:
    """The demo's workspace, each survey given by its respondents instead of by means."""
    ruang, register = _ruang_demo(folder)
    for satu in register.bagian_semua():
        for berkas in (ruang.inbox / satu.kode).glob("*.xlsx"):
            saat = berkas.stat().st_mtime
            tulis_atomik(berkas, _dengan_responden(berkas.read_bytes()))
            os.utime(berkas, (saat, saat))
    return ruang, register


def _dengan_responden(isi: bytes) -> bytes:
    buku = load_workbook(io.BytesIO(isi))
    rekap, jawaban = buku["SKM"], buku["SKM Responden"]
    rekap.cell(*_di_kanan(rekap, "Status survei")).value = "Sudah dilaksanakan"
    rekap.cell(*_di_kanan(rekap, "Periode survei")).value = "Semester II 2025"
    rekap.cell(*_di_kanan(rekap, "Cara pengisian")).value = "Responden"
    rekap.cell(*_di_kanan(rekap, "Jumlah responden")).value = None
    baris_nrr, kolom_nrr = _sel(rekap, "NRR")
    for nomor in range(1, 10):
        rekap.cell(baris_nrr + nomor, kolom_nrr).value = None
    baris, kolom = _sel(jawaban, "Tanggal")
    for nomor in range(RESPONDEN):
        jawaban.cell(baris + 1 + nomor, kolom).value = date(2025, 7, 1) + timedelta(days=nomor % 150)
        jawaban.cell(baris + 1 + nomor, kolom + 1).value = f"Layanan {nomor % 7 + 1}"
        for unsur in range(9):
            jawaban.cell(baris + 1 + nomor, kolom + 2 + unsur).value = (nomor * 7 + unsur * 3) % 3 + 2
    keluaran = io.BytesIO()
    buku.save(keluaran)
    return keluaran.getvalue()


def _sel(lembar: Any, teks: str) -> tuple[int, int]:
    return next((sel.row, sel.column) for baris in lembar.iter_rows() for sel in baris if sel.value == teks)


def _di_kanan(lembar: Any, teks: str) -> tuple[int, int]:
    baris, kolom = _sel(lembar, teks)
    return baris, kolom + 1


def _kosongkan(ruang: RuangKerja, register: Register) -> None:
    shutil.rmtree(ruang.outbox)
    shutil.rmtree(ruang.catatan_kerja)
    pastikan_folder(ruang, register)


def _cetak(baris: Sequence[Baris]) -> None:
    print(f"{datetime.now():%Y-%m-%d}, Python {sys.version.split()[0]}, {sys.platform}, {os.cpu_count()} cores")
    print(f"{'seconds':<40}{'runs':>5}{'median':>8}{'min':>8}{'max':>8}  target")
    for nama, detik, sasaran in baris:
        tengah = median(detik)
        kata = "" if sasaran is None else f"<= {sasaran:.2f}  {'met' if tengah <= sasaran else 'MISSED'}"
        print(f"{nama:<40}{len(detik):>5}{tengah:>8.3f}{min(detik):>8.3f}{max(detik):>8.3f}  {kata}")


if __name__ == "__main__":
    main()
