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
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.office.settings import ScheduleSettings
from flows.orchestration.access import running_server, write_note
from flows.orchestration.engine import EngineError, PrefectServer, prepare_engine, start_server
from flows.orchestration.server import engine_home

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.runner import Runner
    from prefect.schedules import Schedule

FLOWS_MODULE = "flows.orchestration.flows"
WATCH_PAUSE_SECONDS = 5
SHUTDOWN_LIMIT_SECONDS = 45  # Prefect gives a running flow up to 30 seconds to end
STATE_WORDS = {"COMPLETED": "selesai", "FAILED": "gagal", "CRASHED": "terhenti", "CANCELLED": "dibatalkan"}

# For this process and the runs it starts: their log lines belong into the UI, still not onto the terminal.
SCHEDULE_SETTINGS = {
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "INFO",
    "PREFECT_RUNNER_POLL_FREQUENCY": "5",
    "PYTHONSAFEPATH": "1",  # no module of the folder one happens to be in
}

Report = Callable[[str], None]


def run(schedules: ScheduleSettings, folder: Path, note: Path) -> None:
    """Run the schedules of the workspace `folder` until Ctrl-C or SIGTERM, then return.

    `note` tells other commands of this user where the server is while it runs, and its secret. Says on
    standard error what has run, in one line each. Raises PortTakenError or EngineError. For the main thread, before
    Prefect is imported.
    """
    folder, note = folder.resolve(), note.resolve()
    if other := running_server(note):
        raise EngineError(f"Jadwal untuk folder ini sudah berjalan; pemantauannya di {other.url}.")
    engine_home().mkdir(parents=True, exist_ok=True)
    _set_signals(signal.default_int_handler)  # SIGTERM and Ctrl-Break end it just as Ctrl-C does
    with (
        suppress(KeyboardInterrupt),
        _silent_terminal() as report,
        _noted_server(schedules, note) as server,
    ):
        _until_stopped(schedules, folder, server, note, report)


@contextmanager
def _noted_server(schedules: ScheduleSettings, note: Path) -> Iterator[PrefectServer]:
    """The server with its UI around the block, noted in `note` while it answers."""
    server = start_server(schedules.porta, temporary=False)
    try:
        prepare_engine(server.access)
        os.environ.update(SCHEDULE_SETTINGS | _module_path())
        os.chdir(engine_home())  # the runs inherit it: no .env or prefect.toml of the user's folder
        server.wait_until_ready()
        write_note(note, server.access, server.process.pid)
        yield server
    finally:
        _set_signals(signal.SIG_IGN)  # an impatient second Ctrl-C must not leave a server behind
        note.unlink(missing_ok=True)
        server.stop()


def _until_stopped(
    schedules: ScheduleSettings, folder: Path, server: PrefectServer, note: Path, report: Report
) -> None:
    """Prefect's loop runs in a thread, so that signals reach this function and not Prefect's handlers."""
    from anyio.from_thread import start_blocking_portal
    from prefect.runner import Runner

    runner = Runner(name="iku-setda", limit=1, pause_on_shutdown=False)
    stopping = Event()

    def report_run(line: str) -> None:
        if not stopping.is_set():
            report(line)

    with start_blocking_portal() as portal:
        task = portal.start_task_soon(_serve_schedules, runner, schedules, folder, report_run)
        try:
            report(
                f"Jadwal berjalan; pemantauannya di {server.address} (kata sandinya ada di {note}). "
                "Tekan Ctrl+C untuk berhenti."
            )
            _wait(task, server)
        finally:
            _set_signals(signal.SIG_IGN)
            stopping.set()  # a run cut short now is what was asked for, not news
            limit = SHUTDOWN_LIMIT_SECONDS if server.is_alive() else WATCH_PAUSE_SECONDS
            with suppress(Exception):  # not started yet, or its server is gone: then it is just cancelled
                portal.start_task_soon(runner.astop).result(limit)
                task.result(limit)
            task.cancel()


def _wait(task: Future[None], server: PrefectServer) -> None:
    """Return when the schedules end by themselves; raise EngineError once their server is gone."""
    while True:
        with suppress(TimeoutError):
            task.result(timeout=0.5)
            return
        if not server.is_alive():
            raise EngineError("Server alur kerja berhenti sendiri; mohon jalankan kembali `iku jalankan`.")


async def _serve_schedules(runner: Runner, schedules: ScheduleSettings, folder: Path, report: Report) -> None:
    """Register the schedules, catch up, and let Prefect's runner start what is due until it is stopped."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        flow_names = await _register_deployments(runner, schedules, folder)
        await _catch_up_once(client, flow_names)
        watcher = asyncio.create_task(_watch(client, flow_names, ZoneInfo(schedules.zona), report))
        try:
            await runner.start()
        finally:
            watcher.cancel()


async def _register_deployments(runner: Runner, schedules: ScheduleSettings, folder: Path) -> dict[UUID, str]:
    """Register the three deployments of this workspace; gives the flow's name for each deployment's id.

    They are named after the folder, since all workspaces of one user share Prefect's database. The entrypoint
    is a module path: a run finds its code by importing it, whatever the current folder is.
    """
    from prefect.types.entrypoint import EntrypointType

    flows = import_module(FLOWS_MODULE)
    registered: dict[UUID, str] = {}
    for function, schedule in _prefect_schedules(schedules).items():
        flow = getattr(flows, function)
        deployment = await flow.ato_deployment(
            name=_deployment_name(folder),
            schedule=schedule,
            parameters={"folder": str(folder)},
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        registered[await runner.aadd_deployment(deployment)] = flow.name
    return registered


def _prefect_schedules(schedules: ScheduleSettings) -> dict[str, Schedule]:
    """The schedule of each flow, in the order in which they catch up."""
    from prefect.schedules import Cron, Interval

    return {
        "monthly_templates": Cron(schedules.templat, timezone=schedules.zona),
        "watch_inbox": Interval(
            timedelta(minutes=schedules.kotak_masuk_menit),
            anchor_date=datetime(2025, 1, 1, tzinfo=ZoneInfo(schedules.zona)),
            timezone=schedules.zona,
        ),
        "monthly_consolidation": Cron(schedules.konsolidasi, timezone=schedules.zona),
    }


def _deployment_name(folder: Path) -> str:
    """The folder's name with a fingerprint of its whole path: two folders of one name are two deployments."""
    fingerprint = hashlib.sha256(str(folder).encode()).hexdigest()[:6]
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', folder.name)}-{fingerprint}"


# --- catching up --------------------------------------------------------------------------------------------


async def _catch_up_once(client: PrefectClient, flow_names: dict[UUID, str]) -> None:
    """At the start: forget what was missed while nobody ran it, then run each flow once."""
    from prefect.states import Crashed, Scheduled

    for flow_run in await _find_runs(client, flow_names, ["RUNNING", "PENDING", "CANCELLING"]):
        crashed: State[None] = Crashed(message="Komputer atau program berhenti.")
        await client.set_flow_run_state(flow_run.id, crashed, force=True)
    await _drop_overdue(client, flow_names, keep=0)
    now = datetime.now().astimezone()
    for order, deployment in enumerate(flow_names):
        moment = now + timedelta(milliseconds=order)
        await client.create_flow_run_from_deployment(deployment, state=Scheduled(scheduled_time=moment))


async def _drop_overdue(client: PrefectClient, flow_names: dict[UUID, str], *, keep: int) -> None:
    """Delete each flow's overdue runs but the newest `keep`: after a night asleep 100 looks are due."""
    seen = dict.fromkeys(flow_names, 0)
    for flow_run in await _find_runs(client, flow_names, ["SCHEDULED"], before=datetime.now().astimezone()):
        assert flow_run.deployment_id
        seen[flow_run.deployment_id] += 1
        if seen[flow_run.deployment_id] > keep:
            await client.delete_flow_run(flow_run.id)


async def _find_runs(
    client: PrefectClient,
    flow_names: dict[UUID, str],
    states: list[str],
    before: datetime | None = None,
    ended_since: datetime | None = None,
) -> list[FlowRun]:
    """The runs of our deployments in these states, the latest due first."""
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.client.schemas.sorting import FlowRunSort

    ours = {"any_": list(flow_names)}
    conditions: dict[str, Any] = {"deployment_id": ours, "state": {"type": {"any_": states}}}
    if before:
        conditions["expected_start_time"] = {"before_": before}
    if ended_since:
        conditions["end_time"] = {"after_": ended_since}
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate(conditions), sort=FlowRunSort.EXPECTED_START_TIME_DESC
    )


# --- telling ------------------------------------------------------------------------------------------------


async def _watch(client: PrefectClient, flow_names: dict[UUID, str], zone: ZoneInfo, report: Report) -> None:
    """Say what has ended, and keep runs from piling up while one takes long or the machine sleeps."""
    import httpx
    from prefect.exceptions import PrefectException

    since, told = datetime.now(zone), set[UUID]()
    while True:
        await asyncio.sleep(WATCH_PAUSE_SECONDS)
        # A server that is busy for a moment must not end the watch; the next look sees the same runs.
        with suppress(httpx.HTTPError, PrefectException):
            for flow_run in reversed(await _find_runs(client, flow_names, list(STATE_WORDS), ended_since=since)):
                if flow_run.id not in told:
                    report(_sentence(flow_run, flow_names, zone))
                told.add(flow_run.id)
            await _drop_overdue(client, flow_names, keep=1)


def _sentence(flow_run: FlowRun, flow_names: dict[UUID, str], zone: ZoneInfo) -> str:
    """What has ended, when and how: "06.30 WIB konsolidasi_bulanan: selesai"."""
    assert flow_run.deployment_id and flow_run.end_time and flow_run.state
    moment = flow_run.end_time.astimezone(zone)
    return f"{moment:%H.%M} {moment:%Z} {flow_names[flow_run.deployment_id]}: {STATE_WORDS[flow_run.state.type.value]}"


@contextmanager
def _silent_terminal() -> Iterator[Report]:
    """Send whatever this process and the runs print into a log; gives the one way to the terminal.

    It works on file descriptors, which the runs inherit, not on `sys.stdout`, which they do not.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    originals = os.dup(1), os.dup(2)
    with (engine_home() / "jalankan.log").open("wb") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    try:
        yield lambda line: _write(originals[1], line)
    finally:
        for target, original in enumerate(originals, start=1):
            os.dup2(original, target)
            os.close(original)


def _write(descriptor: int, line: str) -> None:
    with suppress(OSError):  # a terminal that was closed must not end the schedule
        os.write(descriptor, f"{line}\n".encode())


def _module_path() -> dict[str, str]:
    """PYTHONPATH for the runs where the project is used from its folder instead of being installed."""
    root = str(Path(__file__).resolve().parents[2])
    if root in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        return {}
    return {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}


def _set_signals(handler: Any) -> None:
    """Let `handler` meet every signal by which this system asks a program to end."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handler)
