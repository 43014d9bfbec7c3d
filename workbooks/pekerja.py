"""Reading in worker processes that can be stopped: one process per file, with limits on time and memory.

A workbook may hang or exhaust a parser; a worker that does is ended and its file gets a finding, the others go on.
"""

import multiprocessing as mp
import os
import signal
import sys
import time
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from workbooks.praperiksa import MEBIBITA, Batas

# A fault raised inside these comes of what the file holds; one raised in our own code is an incident.
_PUSTAKA_PEMBACA = frozenset({"openpyxl", "zipfile", "xml", "lxml"})


@dataclass(frozen=True)
class GagalBaca:
    """Why a file could not be read. `sebab`: "waktu", "memori", "rusak" (the file) or "insiden" (ours)."""

    sebab: str
    rincian: str = ""


def hangatkan() -> None:
    """Start the fork server ahead: it imports the reader while this process still imports the rest."""
    if "forkserver" in mp.get_all_start_methods():
        from multiprocessing import forkserver  # not on Windows

        _konteks()
        with _tanpa_modul_utama():
            forkserver.ensure_running()


def jalankan_terbatas(
    tugas: Callable[..., Any],
    berkas: Sequence[Path],
    argumen: Sequence[tuple[Any, ...]],
    batas: Batas,
    kemajuan: Callable[[int, int], None] | None = None,
) -> list[Any]:
    """Run `tugas(path, *argumen[i])` for each file, a few at once; results (or GagalBaca) in the order given."""
    hasil: list[Any] = [None] * len(berkas)
    antrean = list(enumerate(berkas))[::-1]
    berjalan: dict[Connection, tuple[int, BaseProcess, float]] = {}
    serentak = max(1, os.cpu_count() or 1)
    selesai = 0
    while antrean or berjalan:
        while antrean and len(berjalan) < serentak:
            nomor, path = antrean.pop()
            ujung, proses = _mulai(tugas, (path, *argumen[nomor]), batas)
            berjalan[ujung] = (nomor, proses, time.monotonic() + batas.detik)
        for ujung in _yang_selesai(berjalan):
            nomor, proses, tenggat = berjalan.pop(ujung)
            hasil[nomor] = _panen(ujung, proses, habis_waktu=time.monotonic() >= tenggat)
            selesai += 1
            if kemajuan:
                kemajuan(selesai, len(berkas))
    return hasil


def _yang_selesai(berjalan: dict[Connection, tuple[int, BaseProcess, float]]) -> list[Connection]:
    sisa = min(tenggat for _, _, tenggat in berjalan.values()) - time.monotonic()
    siap = wait(list(berjalan), timeout=max(0.0, sisa))
    kini = time.monotonic()
    return [ujung for ujung, (_, _, tenggat) in berjalan.items() if ujung in siap or kini >= tenggat]


def _mulai(tugas: Callable[..., Any], argumen: tuple[Any, ...], batas: Batas) -> tuple[Connection, BaseProcess]:
    konteks = _konteks()
    ujung, ujung_anak = konteks.Pipe(duplex=False)
    proses = konteks.Process(target=_di_anak, args=(ujung_anak, tugas, argumen, batas.memori_mb), daemon=True)
    with _tanpa_modul_utama():
        proses.start()
    ujung_anak.close()
    return ujung, proses


def _panen(ujung: Connection, proses: BaseProcess, *, habis_waktu: bool) -> Any:
    try:
        if ujung.poll():
            return ujung.recv()
    except (EOFError, OSError):
        pass  # died before it could say anything: reported as below
    finally:
        ujung.close()
        if proses.is_alive() and habis_waktu:
            proses.kill()
        proses.join(timeout=5)
        if proses.is_alive():
            proses.kill()
    if habis_waktu:
        return GagalBaca("waktu")
    return GagalBaca("memori", f"worker ended with {proses.exitcode}")


def _di_anak(ujung: Connection, tugas: Callable[..., Any], argumen: tuple[Any, ...], memori_mb: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who ends us
    _batasi_memori(memori_mb)
    try:
        jawaban = tugas(*argumen)
    except MemoryError:
        jawaban = GagalBaca("memori")
    except Exception as galat:  # every fault of a parser ends here, as a value for the parent to judge
        rusak = _tempat_galat(galat) in _PUSTAKA_PEMBACA
        jawaban = GagalBaca("rusak" if rusak else "insiden", "".join(traceback.format_exception(galat)))
    with suppress(BrokenPipeError):  # the parent was killed: nobody is there to be told
        ujung.send(jawaban)
    ujung.close()


def _tempat_galat(galat: Exception) -> str:
    """The top-level package in whose code the exception arose."""
    bingkai = [bingkai for bingkai, _ in traceback.walk_tb(galat.__traceback__)]
    return str(bingkai[-1].f_globals.get("__name__", "")).partition(".")[0]


def _batasi_memori(memori_mb: int) -> None:
    if sys.platform == "win32":
        return  # no such limit there; the limit on time still holds
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memori_mb * MEBIBITA, memori_mb * MEBIBITA))


def _konteks() -> Any:
    if "forkserver" not in mp.get_all_start_methods():
        return mp.get_context("spawn")
    konteks = mp.get_context("forkserver")
    konteks.set_forkserver_preload(["workbooks.pembaca"])
    return konteks


@contextmanager
def _tanpa_modul_utama() -> Iterator[None]:
    """Hide `__main__` while a worker starts: it needs nothing of it, and importing the program again costs seconds."""
    utama = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = utama
