"""Killed at any moment: `python -m bench.tahan_mati [n]`.

Consolidations of the demo, each in a process of its own and without the orchestrator, are killed: half of them at a
random moment between the start of the work and its usual end, half before a random one of their file operations. What
lies there then must be whole, and the next run must end where an undisturbed one ends. Every second pair meets a file
system without hard links, as shares often are.
"""

import argparse
import errno
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from openpyxl import load_workbook

from flows.demo import PERIODE_DEMO, siapkan_demo
from flows.konsolidasi import Konsolidasi, konsolidasikan
from flows.laporan import json_konsolidasi
from flows.penerimaan import terima
from flows.pengaturan import RuangKerja, buka_ruang
from flows.penguncian import kunci
from flows.persiapan import buka_ledger, kunci_ruang, pastikan_folder
from flows.register import muat_register_ruang
from ledger.arsip import BERKAS_DAFTAR, baca_daftar
from ledger.buku import Ledger

PERTAMA, BERUBAH, KUNCI = KEADAAN = ("pertama", "berubah", "kunci")
DI_MUKA = 1  # processes started ahead
SAAT = datetime.fromisoformat("2026-01-07T03:00:00+07:00")
OPERASI_BERKAS = {"sqlite3.connect", "os.link", "os.rename", "os.remove", "os.mkdir", "os.truncate"}
TABEL = ("kiriman", "pemeriksaan", "pemberlakuan", "terbitan", "hasil", "kunci")


def main() -> None:
    if sys.argv[1:2] == ["--anak"]:
        _anak(Path(sys.argv[2]), *sys.argv[3:])
        return
    pengurai = argparse.ArgumentParser(prog="python -m bench.tahan_mati", description=__doc__)
    pengurai.add_argument("n", nargs="?", type=int, default=50, help="kills (50)")
    pengurai.add_argument(
        "--semua", action="store_true", help="before each file operation instead, one after the other"
    )
    pengurai.add_argument("--benih", type=int, default=None, help="seed of the random moments (printed)")
    pilihan = pengurai.parse_args()
    benih = pilihan.benih if pilihan.benih is not None else random.SystemRandom().randrange(10**6)
    print(
        f"{datetime.now():%Y-%m-%d}, Python {sys.version.split()[0]}, {sys.platform}; seed {benih}, {pilihan.n} kills"
    )
    banyak, gagal, tinggal = 0, 0, Counter[str]()
    with tempfile.TemporaryDirectory(prefix="iku-bench-") as sementara:
        for uji in uji_mati(Path(sementara), None if pilihan.semua else pilihan.n, benih):
            banyak += 1
            tinggal.update(set(uji.tinggal))
            print(f"{uji.keadaan}, {uji.saat_mati}: {', '.join(uji.keluhan) or 'well'}", flush=True)
            gagal += bool(uji.keluhan)
    print(f"{gagal} of {banyak} left something wrong. Kills that left: {dict(tinggal.most_common())}")
    raise SystemExit(1 if gagal else 0)


@dataclass(frozen=True)
class Uji:
    """One kill: of which work, where, what lay there afterwards, and what was wrong with it."""

    keadaan: str
    saat_mati: str
    tinggal: tuple[str, ...]
    keluhan: tuple[str, ...]


def uji_mati(
    akar: Path, banyak: int | None, benih: int, isi: Callable[[RuangKerja], object] = siapkan_demo
) -> Iterator[Uji]:
    """Kill `banyak` runs in workspaces filled by `isi`; without a number one before each of all file operations."""
    dasar = _siapkan_dasar(akar, isi)
    rujukan = _rujukan(dasar, akar)
    rencana = _semua(rujukan) if banyak is None else _acak(rujukan, banyak, random.Random(benih))
    antrean: deque[Korban] = deque()
    for nomor, (keadaan, detik, operasi, bertaut) in enumerate(rencana):
        folder = akar / f"uji-{nomor}"
        shutil.copytree(dasar[keadaan], folder)
        proses = _mulai(folder, keadaan, operasi, bertaut=bertaut)
        antrean.append(Korban(folder, keadaan, detik, operasi, bertaut, proses))
        if len(antrean) > DI_MUKA:  # its interpreter starts while the one before is judged
            yield _nilai(antrean.popleft(), rujukan)
    while antrean:
        yield _nilai(antrean.popleft(), rujukan)


Rencana = tuple[str, float | None, int | None, bool]  # work, seconds or file operation, with hard links


def _acak(rujukan: Mapping[str, "Rujukan"], banyak: int, acak: random.Random) -> Iterator[Rencana]:
    for nomor in range(banyak):
        keadaan = KEADAAN[nomor % len(KEADAAN)]
        detik, operasi = acak.uniform(0, rujukan[keadaan].detik), acak.randrange(rujukan[keadaan].operasi)
        yield (keadaan, detik, None, nomor % 4 < 2) if nomor % 2 == 0 else (keadaan, None, operasi, nomor % 4 < 2)


def _semua(rujukan: Mapping[str, "Rujukan"]) -> Iterator[Rencana]:
    for keadaan in KEADAAN:
        for operasi in range(rujukan[keadaan].operasi):
            yield keadaan, None, operasi, True
            yield keadaan, None, operasi, False


@dataclass(frozen=True)
class Korban:
    """A process that will be killed: after `detik`, or before file operation `operasi`."""

    folder: Path
    keadaan: str
    detik: float | None
    operasi: int | None
    bertaut: bool
    proses: "subprocess.Popen[str]"

    @property
    def saat_mati(self) -> str:
        kapan = f"after {self.detik:.3f} s" if self.detik is not None else f"before file operation {self.operasi}"
        return kapan + ("" if self.bertaut else ", no hard links")


def _siapkan_dasar(akar: Path, isi: Callable[[RuangKerja], object]) -> dict[str, Path]:
    """The workspaces as they are before the work: nothing done yet; a draft and one changed file; a draft."""
    dasar = {keadaan: akar / f"dasar-{keadaan}" for keadaan in KEADAAN}
    isi(buka_ruang(dasar[PERTAMA], harus_ada=False))
    shutil.copytree(dasar[PERTAMA], dasar[KUNCI])
    kerjakan(dasar[KUNCI], PERTAMA, SAAT)
    shutil.copytree(dasar[KUNCI], dasar[BERUBAH])
    (berkas,) = (dasar[BERUBAH] / "inbox" / "hukum").glob("*.xlsx")
    buku = load_workbook(berkas)
    buku["Identitas"]["B8"].value = 2
    buku.save(berkas)
    waktu = (SAAT - timedelta(days=1)).timestamp()
    os.utime(berkas, (waktu, waktu))
    return dasar


@dataclass(frozen=True)
class Rujukan:
    """An undisturbed run: where it ends, how long it takes, how many file operations it makes."""

    akhir: dict[str, Any]
    detik: float
    operasi: int


def _rujukan(dasar: Mapping[str, Path], akar: Path) -> dict[str, Rujukan]:
    folder = {keadaan: akar / f"rujukan-{keadaan}" for keadaan in KEADAAN}
    anak = {}
    for keadaan in KEADAAN:
        shutil.copytree(dasar[keadaan], folder[keadaan])
        anak[keadaan] = _mulai(folder[keadaan], keadaan, None, bertaut=True)
    hasil = {}
    for keadaan, satu in anak.items():
        mulai = _lepas(satu)
        operasi, _ = satu.communicate()
        detik = time.perf_counter() - mulai
        if satu.returncode:
            raise SystemExit(f"tahan_mati: an undisturbed run ended with {satu.returncode}")
        hasil[keadaan] = Rujukan(akhir(folder[keadaan], keadaan), detik, int(operasi))
    return hasil


def _nilai(korban: Korban, semua: Mapping[str, Rujukan]) -> Uji:
    """Kill it, look at what lies there, and let the next run end the work."""
    folder, proses, rujukan = korban.folder, korban.proses, semua[korban.keadaan]
    _lepas(proses)
    if korban.detik is not None:
        time.sleep(korban.detik)
        proses.kill()
    proses.communicate()
    ruang = buka_ruang(folder, harus_ada=True)
    tinggal = tuple(sorted({_sebutan(p) for p in folder.rglob("*") if p.is_file()} - {""}))
    keluhan = periksa_sisa(ruang, korban.keadaan)
    sekarang = akhir(folder, korban.keadaan)
    keluhan += [f"{hal}: not as of an undisturbed run" for hal in sekarang if sekarang[hal] != rujukan.akhir[hal]]
    keluhan += [f"left over: {p.relative_to(folder)}" for p in folder.rglob(".*") if p.name != ".iku"]
    shutil.rmtree(folder)
    return Uji(korban.keadaan, korban.saat_mati, tinggal, tuple(keluhan))


def _sebutan(path: Path) -> str:
    """What a kill left, where no run that ends leaves such a thing."""
    if path.name.startswith(".iku-"):
        return "a passing name"
    if path.name.startswith(".sedang-dipakai"):
        return "the lock"
    if path.name.endswith("-wal"):
        return "a write-ahead log"
    return "" if path.stat().st_size else "an empty file"


# The work


def kerjakan(folder: Path, keadaan: str, saat: datetime) -> Konsolidasi:
    """The work as the command line does it, without the orchestrator. Safe to run again after a kill."""
    ruang = buka_ruang(folder, harus_ada=True)
    register = muat_register_ruang(ruang)
    pastikan_folder(ruang, register)
    with kunci_ruang(ruang):
        ledger = buka_ledger(ruang)
        penerimaan = terima(ruang, register, ledger, saat, simpan=True)
        tugas = kunci if keadaan == KUNCI and not penerimaan.terkunci(PERIODE_DEMO) else konsolidasikan
        return tugas(penerimaan, ruang, register, ledger, PERIODE_DEMO, saat)


def _mulai(folder: Path, keadaan: str, operasi: int | None, *, bertaut: bool) -> "subprocess.Popen[str]":
    """A process that will do the work once it is let go; it then prints how many file operations it made."""
    argumen = ["--anak", str(folder), keadaan, "" if operasi is None else str(operasi), "ya" if bertaut else ""]
    perintah = [sys.executable, "-m", "bench.tahan_mati", *argumen]
    return subprocess.Popen(perintah, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _lepas(anak: "subprocess.Popen[str]") -> float:
    """Let it go once it is ready; gives the moment."""
    assert anak.stdin is not None and anak.stdout is not None
    if anak.stdout.readline() != "siap\n":
        raise SystemExit("tahan_mati: a process did not start")
    anak.stdin.write("\n")
    anak.stdin.flush()
    return time.perf_counter()


def _anak(folder: Path, keadaan: str, operasi: str, bertaut: str) -> None:
    """The process to be killed; before file operation `operasi` it does that itself."""
    if not bertaut:
        Path.hardlink_to = _tanpa_tautan  # type: ignore[method-assign]
    hitungan = 0
    print("siap", flush=True)
    if not sys.stdin.readline():
        return  # nobody is there any more

    def hitung(peristiwa: str, argumen: tuple[Any, ...]) -> None:
        nonlocal hitungan
        menulis = peristiwa == "open" and isinstance(argumen[2], int) and argumen[2] & (os.O_WRONLY | os.O_RDWR)
        if (menulis or peristiwa in OPERASI_BERKAS) and str(argumen[0]).startswith(str(folder)):
            if str(hitungan) == operasi:
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            hitungan += 1

    sys.addaudithook(hitung)
    kerjakan(folder, keadaan, SAAT)
    print(hitungan)


def _tanpa_tautan(*_: Any) -> NoReturn:
    raise OSError(errno.ENOTSUP, "no hard links on this share")


# What is right


def periksa_sisa(ruang: RuangKerja, keadaan: str) -> list[str]:
    """What is wrong with what a kill left."""
    keluhan = [
        f"damaged in the archive: {p.name}"
        for p in ruang.arsip.glob("[!.]*")
        if p.name != BERKAS_DAFTAR and hashlib.sha256(p.read_bytes()).hexdigest() != p.stem
    ]
    if not ruang.berkas_ledger.exists():
        return keluhan if keadaan == PERTAMA else [*keluhan, "the ledger is gone"]
    with closing(sqlite3.connect(ruang.berkas_ledger)) as koneksi:
        kata = koneksi.execute("PRAGMA integrity_check").fetchone()[0]
    keluhan += [] if kata == "ok" else [f"ledger: {kata}"]
    with Ledger.buka(ruang.url_ledger).buku(SAAT, simpan=False) as buku:
        riwayat = buku.kunci().get(str(PERIODE_DEMO), [])
        terbitan = {t.nomor: t for t in buku.terbitan(str(PERIODE_DEMO))}
    final = list(ruang.folder_konsolidasi(PERIODE_DEMO).glob("*_final.xlsx"))
    if not riwayat:
        return keluhan + [f"not locked, but there is {p.name}" for p in final]
    signed = terbitan[riwayat[-1].terbitan or 0]
    perlu = (f"{signed.sha256}.xlsx", f"{riwayat[-1].register_sha256}.zip")
    return keluhan + [f"locked, but not in the archive: {nama}" for nama in perlu if not (ruang.arsip / nama).exists()]


def akhir(folder: Path, keadaan: str) -> dict[str, Any]:
    """Run again, an hour later, and tell where that ends: what is reported, kept, listed and remembered."""
    ruang = buka_ruang(folder, harus_ada=True)
    laporan = json_konsolidasi(kerjakan(folder, keadaan, SAAT + timedelta(hours=1)), ruang)
    keluaran = {
        p.relative_to(ruang.outbox).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in ruang.outbox.rglob("*")
        if p.is_file() and p.name != BERKAS_DAFTAR
    }
    daftar = sorted((e.nama, e.bagian, e.periode, e.revisi, e.sha256) for e in baca_daftar(ruang.arsip))
    return {**laporan, "outbox": keluaran, BERKAS_DAFTAR: daftar, "ledger": _isi_ledger(ruang)}


def _isi_ledger(ruang: RuangKerja) -> dict[str, list[tuple[Any, ...]]]:
    """The rows, but for the moments of recording."""
    with closing(sqlite3.connect(ruang.berkas_ledger)) as koneksi:
        koneksi.row_factory = sqlite3.Row
        return {
            tabel: [
                tuple(r[k] for k in r.keys() if k != "waktu")  # noqa: SIM118 - a Row iterates over its values
                for r in koneksi.execute(f"SELECT * FROM {tabel} ORDER BY 1")
            ]
            for tabel in TABEL
        }


if __name__ == "__main__":
    main()
