"""`iku jalankan`: Prefect's own server with its UI, and the office's schedules, until stopped.

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
from flows.office.workspace import FOLDER_VARIABLE
from flows.orchestration.access import running_server, write_note
from flows.orchestration.engine import EngineError, PrefectServer, prepare_engine, start_server
from flows.orchestration.reports import CANNOT, WITH_INCIDENT, Reports, service_reports
from flows.orchestration.server import engine_home, make_engine_home

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.runner import Runner
    from prefect.schedules import Schedule

FLOWS_MODULE = "flows.orchestration.flows"
HOW_TO_STOP = "Tekan Ctrl+C untuk berhenti."
WATCH_PAUSE_SECONDS = 5
SHUTDOWN_LIMIT_SECONDS = 45  # Prefect gives a running flow up to 30 seconds to end
STATE_WORDS = {"COMPLETED": "selesai", "FAILED": "gagal", "CRASHED": "terhenti", "CANCELLED": "dibatalkan"}
TROUBLE_WORDS = {CANNOT: "gagal. ", WITH_INCIDENT: "selesai dengan insiden: "}  # what is wrong stands behind them

# For this process and the runs it starts: their log lines belong into the UI, still not onto the terminal.
SCHEDULE_SETTINGS = {
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "INFO",
    "PREFECT_RUNNER_POLL_FREQUENCY": "5",
    "PYTHONSAFEPATH": "1",  # no module of the folder one happens to be in
}
Tell = Callable[["FlowRun", str], None]  # told a run that ended, and its flow's name


def run(schedules: ScheduleSettings, folder: Path, note: Path) -> None:
    """Run the schedules of the workspace `folder` until Ctrl-C or SIGTERM, then return.

    `note`, in the workspace's state folder, tells other commands of this user where the server is while it runs, and
    its secret. Says on standard error and in the log what has run and what is wrong, in one line each. Raises
    PortTakenError or EngineError. For the main thread, before Prefect is imported.
    """
    folder, note = folder.resolve(), note.resolve()
    if other := running_server(note):
        raise EngineError(f"Jadwal untuk folder ini sudah berjalan; pemantauannya di {other.url}.")
    make_engine_home()
    _set_signals(signal.default_int_handler)  # SIGTERM and Ctrl-Break end it just as Ctrl-C does
    with (
        suppress(KeyboardInterrupt),
        service_reports(note.parent, ZoneInfo(schedules.zona)) as reports,
        _noted_server(schedules, folder, note) as server,
    ):
        _until_stopped(schedules, folder, server, note, reports)


@contextmanager
def _noted_server(schedules: ScheduleSettings, folder: Path, note: Path) -> Iterator[PrefectServer]:
    """The server with its UI around the block, noted in `note` while it answers."""
    server = start_server(schedules.porta, temporary=False)
    try:
        prepare_engine(server.access)
        # The runs learn here, and nowhere else, which workspace is theirs.
        os.environ.update(SCHEDULE_SETTINGS | _module_path() | {FOLDER_VARIABLE: str(folder)})
        os.chdir(engine_home())  # the runs inherit it: no .env or prefect.toml of the user's folder
        server.wait_until_ready()
        write_note(note, server.access, server.process.pid)
        yield server
    finally:
        _set_signals(signal.SIG_IGN)  # an impatient second Ctrl-C must not leave a server behind
        note.unlink(missing_ok=True)
        server.stop()


def _until_stopped(
    schedules: ScheduleSettings, folder: Path, server: PrefectServer, note: Path, reports: Reports
) -> None:
    """Prefect's loop runs in a thread, so that signals reach this function and not Prefect's handlers."""
    from anyio.from_thread import start_blocking_portal
    from prefect.runner import Runner

    runner = Runner(name="iku-setda", limit=1, pause_on_shutdown=False)
    stopping = Event()

    def tell(flow_run: FlowRun, flow_name: str) -> None:
        if not stopping.is_set():
            _tell_end(reports, flow_run, flow_name)

    with start_blocking_portal() as portal:
        task = portal.start_task_soon(_serve_schedules, runner, schedules, folder, tell)
        try:
            reports.say(
                f"Jadwal berjalan; pemantauannya di {server.address} (alamat masuk dan kata sandinya ada di {note}). "
                f"{HOW_TO_STOP}",
                secret_line=f"Jadwal berjalan; buka pemantauannya di {server.access.sign_in_url} (alamat ini rahasia). "
                f"{HOW_TO_STOP}",
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


async def _serve_schedules(runner: Runner, schedules: ScheduleSettings, folder: Path, tell: Tell) -> None:
    """Register the schedules, catch up, and let Prefect's runner start what is due until it is stopped."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        flow_names = await _register_deployments(runner, schedules, folder)
        await _catch_up_once(client, flow_names)
        watcher = asyncio.create_task(_watch(client, flow_names, ZoneInfo(schedules.zona), tell))
        try:
            await runner.start()
        finally:
            watcher.cancel()


async def _register_deployments(runner: Runner, schedules: ScheduleSettings, folder: Path) -> dict[UUID, str]:
    """Register the deployments of this workspace; gives the flow's name for each deployment's id.

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
            description=str(folder),
            schedule=schedule,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        registered[await runner.aadd_deployment(deployment)] = flow.name
    return registered


def _prefect_schedules(schedules: ScheduleSettings) -> dict[str, Schedule]:
    """The schedule of each flow, in the order in which they catch up."""
    from prefect.schedules import Cron, Interval

    nightly = {"nightly_backup": Cron(schedules.cadangan, timezone=schedules.zona)} if schedules.cadangan else {}
    return {
        "monthly_templates": Cron(schedules.templat, timezone=schedules.zona),
        "watch_inbox": Interval(
            timedelta(minutes=schedules.kotak_masuk_menit),
            anchor_date=datetime(2025, 1, 1, tzinfo=ZoneInfo(schedules.zona)),
            timezone=schedules.zona,
        ),
        "monthly_consolidation": Cron(schedules.konsolidasi, timezone=schedules.zona),
        **nightly,
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


async def _watch(client: PrefectClient, flow_names: dict[UUID, str], zone: ZoneInfo, tell: Tell) -> None:
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
                    assert flow_run.deployment_id
                    tell(flow_run, flow_names[flow_run.deployment_id])
                told.add(flow_run.id)
            await _drop_overdue(client, flow_names, keep=1)


def _tell_end(reports: Reports, flow_run: FlowRun, flow_name: str) -> None:
    """Say how a run ended; what the flow itself says is wrong follows in its own words."""
    assert flow_run.end_time and flow_run.state
    state, kind = flow_run.state, flow_run.state.type.value
    trouble = TROUBLE_WORDS.get(state.name or "")
    words = f"{trouble}{state.message}" if trouble else STATE_WORDS[kind]
    fine = trouble is None and kind in ("COMPLETED", "CANCELLED")
    reports.tell_end(flow_name, flow_run.end_time, words, fine=fine)


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
