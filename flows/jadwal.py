"""`iku jalankan`: Prefect's own server with its UI, and the office's three schedules, until stopped.

Every run happens in a process of its own and never two at once, so that a run that fails or crashes does not
stop the schedule. A machine that was off catches up once, not once per missed date: the flows are idempotent,
and what piled up is thrown away.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import signal
import sys
import sysconfig
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as BelumSelesai
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.mesin import (
    LOOPBACK,
    MesinGagal,
    ServerPrefect,
    mulai_server,
    rumah_mesin,
    server_berjalan,
    siapkan_mesin,
    write_note,
)

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.runner import Runner
    from prefect.schedules import Schedule

MODUL_ALUR = "flows.alur"
JEDA_AMATI_DETIK = 5
BATAS_BERHENTI_DETIK = 45  # Prefect gives a running flow up to 30 seconds to end
SEBUTAN = {"COMPLETED": "selesai", "FAILED": "gagal", "CRASHED": "terhenti", "CANCELLED": "dibatalkan"}

# For this process and the runs it starts: their log lines belong into the UI, still not onto the terminal.
PENGATURAN_JADWAL = {
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "INFO",
    "PREFECT_RUNNER_POLL_FREQUENCY": "5",
    "PYTHONSAFEPATH": "1",  # no module of the folder one happens to be in
}

Lapor = Callable[[str], None]


@dataclass(frozen=True)
class Jadwal:
    """When what runs; times are those of `zona`."""

    zona: str = "Asia/Jakarta"
    templat_cron: str = "0 7 1 * *"
    kotak_masuk_menit: int = 5
    konsolidasi_cron: str = "0 6 6 * *"
    alamat: str = "127.0.0.1"
    porta: int = 4200


def jalankan(pengaturan_jadwal: Jadwal, folder: Path, catatan: Path) -> None:
    """Run the schedules of the workspace `folder` until Ctrl-C or SIGTERM, then return.

    `catatan` tells other commands of this user where the server is while it runs, and its secret. Says on
    standard error what has run, in one line each. Raises PortaTerpakai or MesinGagal. For the main thread, before
    Prefect is imported.
    """
    if pengaturan_jadwal.alamat not in {LOOPBACK, "localhost"}:  # its secret would cross the network in the clear
        raise MesinGagal(f"Alamat server harus {LOOPBACK}, hanya untuk komputer ini; bukan {pengaturan_jadwal.alamat}.")
    folder, catatan = folder.resolve(), catatan.resolve()
    if lain := server_berjalan(catatan):
        raise MesinGagal(f"Jadwal untuk folder ini sudah berjalan; pemantauannya di {lain.url}.")
    rumah_mesin().mkdir(parents=True, exist_ok=True)
    _sinyal(signal.default_int_handler)  # SIGTERM and Ctrl-Break end it just as Ctrl-C does
    with (
        suppress(KeyboardInterrupt),
        _terminal_senyap() as lapor,
        _server(pengaturan_jadwal, catatan) as server,
    ):
        _sampai_dihentikan(pengaturan_jadwal, folder, server, catatan, lapor)


@contextmanager
def _server(jadwal: Jadwal, catatan: Path) -> Iterator[ServerPrefect]:
    """The server with its UI around the block, recorded in `catatan` while it answers."""
    server = mulai_server(jadwal.porta, sementara=False)
    try:
        siapkan_mesin(server.access)
        os.environ.update(PENGATURAN_JADWAL | _jalur_modul())
        os.chdir(rumah_mesin())  # the runs inherit it: no .env or prefect.toml of the user's folder
        server.tunggu_siap()
        write_note(catatan, server.access, server.proses.pid)
        yield server
    finally:
        _sinyal(signal.SIG_IGN)  # an impatient second Ctrl-C must not leave a server behind
        catatan.unlink(missing_ok=True)
        server.hentikan()


def _sampai_dihentikan(jadwal: Jadwal, folder: Path, server: ServerPrefect, catatan: Path, lapor: Lapor) -> None:
    """Prefect's loop runs in a thread, so that signals reach this function and not Prefect's handlers."""
    from anyio.from_thread import start_blocking_portal
    from prefect.runner import Runner

    pelari = Runner(name="iku-setda", limit=1, pause_on_shutdown=False)
    berhenti = Event()

    def lapor_jalan(baris: str) -> None:
        if not berhenti.is_set():
            lapor(baris)

    with start_blocking_portal() as gerbang:
        tugas = gerbang.start_task_soon(_layani_jadwal, pelari, jadwal, folder, lapor_jalan)
        try:
            lapor(
                f"Jadwal berjalan; pemantauannya di {server.alamat} (kata sandinya ada di {catatan}). "
                "Tekan Ctrl+C untuk berhenti."
            )
            _tunggu(tugas, server)
        finally:
            _sinyal(signal.SIG_IGN)
            berhenti.set()  # a run cut short now is what was asked for, not news
            batas = BATAS_BERHENTI_DETIK if server.hidup() else JEDA_AMATI_DETIK
            with suppress(Exception):  # not started yet, or its server is gone: then it is just cancelled
                gerbang.start_task_soon(pelari.astop).result(batas)
                tugas.result(batas)
            tugas.cancel()


def _tunggu(tugas: Future[None], server: ServerPrefect) -> None:
    while True:
        with suppress(BelumSelesai):
            tugas.result(timeout=0.5)
            return
        if not server.hidup():
            raise MesinGagal("Server alur kerja berhenti sendiri; mohon jalankan kembali `iku jalankan`.")


async def _layani_jadwal(pelari: Runner, jadwal: Jadwal, folder: Path, lapor: Lapor) -> None:
    from prefect.client.orchestration import get_client

    async with get_client() as klien:
        nama_alur = await _daftarkan(pelari, jadwal, folder)
        await _susulkan_sekali(klien, nama_alur)
        pengamat = asyncio.create_task(_amati(klien, nama_alur, ZoneInfo(jadwal.zona), lapor))
        try:
            await pelari.start()
        finally:
            pengamat.cancel()


async def _daftarkan(pelari: Runner, jadwal: Jadwal, folder: Path) -> dict[UUID, str]:
    """Register the three deployments of this workspace; gives the flow's name for each deployment's id.

    They are named after the folder, since all workspaces of one user share Prefect's database. The entrypoint
    is a module path: a run finds its code by importing it, whatever the current folder is.
    """
    from prefect.types.entrypoint import EntrypointType

    alur = import_module(MODUL_ALUR)
    terdaftar: dict[UUID, str] = {}
    for nama, waktu in _jadwal_prefect(jadwal).items():
        penerapan = await getattr(alur, nama).ato_deployment(
            name=_nama_penerapan(folder),
            schedule=waktu,
            parameters={"folder": str(folder)},
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        terdaftar[await pelari.aadd_deployment(penerapan)] = nama
    return terdaftar


def _jadwal_prefect(jadwal: Jadwal) -> dict[str, Schedule]:
    """The schedule of each flow, in the order in which they catch up."""
    from prefect.schedules import Cron, Interval

    return {
        "templat_bulanan": Cron(jadwal.templat_cron, timezone=jadwal.zona),
        "pantau_kotak_masuk": Interval(
            timedelta(minutes=jadwal.kotak_masuk_menit),
            anchor_date=datetime(2025, 1, 1, tzinfo=ZoneInfo(jadwal.zona)),
            timezone=jadwal.zona,
        ),
        "konsolidasi_bulanan": Cron(jadwal.konsolidasi_cron, timezone=jadwal.zona),
    }


def _nama_penerapan(folder: Path) -> str:
    sidik = hashlib.sha256(str(folder).encode()).hexdigest()[:6]
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', folder.name)}-{sidik}"


# --- catching up --------------------------------------------------------------------------------------------


async def _susulkan_sekali(klien: PrefectClient, nama_alur: dict[UUID, str]) -> None:
    """At the start: forget what was missed while nobody ran it, then run each flow once."""
    from prefect.states import Crashed, Scheduled

    for jalan in await _cari(klien, nama_alur, ["RUNNING", "PENDING", "CANCELLING"]):
        terhenti: State[None] = Crashed(message="Komputer atau program berhenti.")
        await klien.set_flow_run_state(jalan.id, terhenti, force=True)
    await _buang_yang_terlewat(klien, nama_alur, sisakan=0)
    sekarang = datetime.now().astimezone()
    for urutan, penerapan in enumerate(nama_alur):
        saat = sekarang + timedelta(milliseconds=urutan)
        await klien.create_flow_run_from_deployment(penerapan, state=Scheduled(scheduled_time=saat))


async def _buang_yang_terlewat(klien: PrefectClient, nama_alur: dict[UUID, str], *, sisakan: int) -> None:
    """Delete each flow's overdue runs but the newest `sisakan`: after a night asleep 100 looks are due."""
    terlihat = dict.fromkeys(nama_alur, 0)
    for jalan in await _cari(klien, nama_alur, ["SCHEDULED"], sebelum=datetime.now().astimezone()):
        assert jalan.deployment_id
        terlihat[jalan.deployment_id] += 1
        if terlihat[jalan.deployment_id] > sisakan:
            await klien.delete_flow_run(jalan.id)


async def _cari(
    klien: PrefectClient,
    nama_alur: dict[UUID, str],
    keadaan: list[str],
    sebelum: datetime | None = None,
    selesai_sejak: datetime | None = None,
) -> list[FlowRun]:
    """The runs of our deployments in these states, the latest due first."""
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.client.schemas.sorting import FlowRunSort

    milik_kita = {"any_": list(nama_alur)}
    saring: dict[str, Any] = {"deployment_id": milik_kita, "state": {"type": {"any_": keadaan}}}
    if sebelum:
        saring["expected_start_time"] = {"before_": sebelum}
    if selesai_sejak:
        saring["end_time"] = {"after_": selesai_sejak}
    return await klien.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate(saring), sort=FlowRunSort.EXPECTED_START_TIME_DESC
    )


# --- telling ------------------------------------------------------------------------------------------------


async def _amati(klien: PrefectClient, nama_alur: dict[UUID, str], zona: ZoneInfo, lapor: Lapor) -> None:
    """Say what has ended, and keep runs from piling up while one takes long or the machine sleeps."""
    import httpx
    from prefect.exceptions import PrefectException

    sejak, disebut = datetime.now(zona), set[UUID]()
    while True:
        await asyncio.sleep(JEDA_AMATI_DETIK)
        # A server that is busy for a moment must not end the watch; the next look sees the same runs.
        with suppress(httpx.HTTPError, PrefectException):
            for jalan in reversed(await _cari(klien, nama_alur, list(SEBUTAN), selesai_sejak=sejak)):
                if jalan.id not in disebut:
                    lapor(_kalimat(jalan, nama_alur, zona))
                disebut.add(jalan.id)
            await _buang_yang_terlewat(klien, nama_alur, sisakan=1)


def _kalimat(jalan: FlowRun, nama_alur: dict[UUID, str], zona: ZoneInfo) -> str:
    assert jalan.deployment_id and jalan.end_time and jalan.state
    saat = jalan.end_time.astimezone(zona)
    return f"{saat:%H.%M} {saat:%Z} {nama_alur[jalan.deployment_id]}: {SEBUTAN[jalan.state.type.value]}"


@contextmanager
def _terminal_senyap() -> Iterator[Lapor]:
    """Send whatever this process and the runs print into a log; gives the one way to the terminal.

    It works on file descriptors, which the runs inherit, not on `sys.stdout`, which they do not.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    asli = os.dup(1), os.dup(2)
    with (rumah_mesin() / "jalankan.log").open("wb") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    try:
        yield lambda baris: _tulis(asli[1], baris)
    finally:
        for sasaran, semula in enumerate(asli, start=1):
            os.dup2(semula, sasaran)
            os.close(semula)


def _tulis(berkas: int, baris: str) -> None:
    with suppress(OSError):  # a terminal that was closed must not end the schedule
        os.write(berkas, f"{baris}\n".encode())


def _jalur_modul() -> dict[str, str]:
    """PYTHONPATH for the runs where the project is used from its folder instead of being installed."""
    akar = str(Path(__file__).resolve().parents[1])
    if akar in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        return {}
    return {"PYTHONPATH": os.pathsep.join(filter(None, [akar, os.environ.get("PYTHONPATH")]))}


def _sinyal(penangan: Any) -> None:
    for nama in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, nama):
            signal.signal(getattr(signal, nama), penangan)
