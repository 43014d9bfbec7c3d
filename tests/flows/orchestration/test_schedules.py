"""`iku jalankan` as its user meets it: it catches up, tells what has run, refuses in one line, and leaves nothing."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from flows.cli.app import run_command
from flows.office.settings import LOCAL_ADDRESSES, ScheduleSettings
from flows.orchestration import schedules
from flows.orchestration.reports import CANNOT, WITH_INCIDENT, Reports
from flows.orchestration.server import LOOPBACK

if TYPE_CHECKING:
    from tests.conftest import Bench

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 300  # only a bound: a busy machine passes too
FUNCTIONS = {
    "templat_bulanan": "monthly_templates",
    "pantau_kotak_masuk": "watch_inbox",
    "konsolidasi_bulanan": "monthly_consolidation",
}
FLOWS = TEMPLATES, LOOK, CONSOLIDATION = tuple(FUNCTIONS)  # as people see them, in the order in which they catch up

# The command, but that it looks every second instead of every five: for what is due, and for what has ended.
IMPATIENT_IKU = """
from flows.__main__ import main
from flows.office.settings import ScheduleSettings
from flows.orchestration import schedules
from flows.orchestration.reports import CANNOT, WITH_INCIDENT, Reports

schedules.WATCH_PAUSE_SECONDS = 1
schedules.SCHEDULE_SETTINGS["PREFECT_RUNNER_POLL_FREQUENCY"] = "1"
main()
"""

posix_only = pytest.mark.skipif(not Path("/proc").is_dir(), reason="memerlukan sinyal dan /proc")


# Doing what a user does


class Schedule:
    """`iku jalankan` on a workspace, in a terminal of its own."""

    def __init__(self, workspace: Path, home: Path) -> None:
        self.workspace, self.mark = workspace, uuid4().hex
        self.note = workspace / ".iku" / "server.json"
        self._out, self._err = workspace / "out.txt", workspace / "err.txt"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-c", IMPATIENT_IKU, "jalankan", "--folder", str(workspace)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=ROOT,
                env=environment(home, TEST_MARK=self.mark),
                start_new_session=True,
            )

    @property
    def stdout(self) -> str:
        return self._out.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[str]:
        """What it has said so far."""
        return self._err.read_text(encoding="utf-8").splitlines()

    @property
    def noted(self) -> Any:
        """What other commands of this user find."""
        return json.loads(self.note.read_text(encoding="utf-8"))

    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait_until(self, what: Callable[[], Any]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not what():
            assert time.monotonic() < until and not self.ended(), (self.process.returncode, self.lines)
            time.sleep(0.1)

    def wait_for_line(self, text: str) -> None:
        self.wait_until(lambda: any(text in line for line in self.lines))

    def answer(self, path: str, body: Any) -> Any:
        """What its server answers to a request of its owner, asked again while its database is busy (503)."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, text = request(f"{self.noted['url']}{path}", body, self.noted["kata_sandi"])
            if status != 503 or time.monotonic() > until:
                break
            time.sleep(1)
        assert status in (200, 201), (status, text)
        return json.loads(text)

    def deployment(self, flow: str) -> str | None:
        """The id under which the server knows a flow of this workspace, once it does."""
        for deployment in self.answer("/api/deployments/filter", {}):
            own = deployment["name"] == schedules._deployment_name(self.workspace)
            if own and deployment["entrypoint"].endswith(f".{FUNCTIONS[flow]}"):
                return str(deployment["id"])
        return None

    def runs(self, flow: str, state: str) -> list[Any]:
        """The runs of a flow of this workspace in this state."""
        wanted = {"deployment_id": {"any_": [self.deployment(flow)]}, "state": {"type": {"any_": [state]}}}
        return list(self.answer("/api/flow_runs/filter", {"flow_runs": wanted}))

    def planned(self, flow: str) -> list[datetime]:
        """When the server's own plan runs a flow of this workspace, in the office's time."""
        planned = [run["expected_start_time"] for run in self.runs(flow, "SCHEDULED") if run["auto_scheduled"]]
        return [datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Jakarta")) for moment in planned]

    def start_run(self, flow: str, state: dict[str, str]) -> str:
        path = f"/api/deployments/{self.deployment(flow)}/create_flow_run"
        return str(self.answer(path, {"state": state})["id"])

    @contextmanager
    def cleared(self) -> Iterator[Schedule]:
        """Nothing of it stays behind the block, whatever a test has found."""
        try:
            yield self
        finally:
            if not self.ended():
                self.process.terminate()
                try:
                    self.process.wait(60)
                except subprocess.TimeoutExpired:
                    self.process.kill()
                    self.process.wait()

    def running(self) -> list[str]:
        """The command lines of all processes that it has started, itself included."""
        return [shown for shown, environ in processes() if self.mark in environ]

    def stop(self, how: signal.Signals) -> int:
        """Stop it: SIGINT reaches the whole foreground group, as from a terminal, SIGTERM the process alone."""
        if how is signal.SIGINT:
            os.killpg(self.process.pid, how)
        else:
            self.process.send_signal(how)
        return self.process.wait(PATIENCE_SECONDS)


def environment(home: Path, **more: str) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith(("IKU_", "PREFECT_"))}
    return own | {"IKU_PREFECT_HOME": str(home), "PYTHONIOENCODING": "utf-8"} | more


def iku(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(home),
        timeout=PATIENCE_SECONDS,
    )


def request(url: str, body: Any, secret: str | None = None) -> tuple[int, str]:
    """POST as any program of this computer can; with the secret, as those of its owner."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    headers = {"Content-Type": "application/json"}
    if secret:
        headers["Authorization"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    sent = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with opener.open(sent, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def processes() -> Iterator[tuple[str, str]]:
    """Command line and environment of each living process."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parts = [(folder / name).read_bytes() for name in ("cmdline", "environ")]
        except OSError:
            continue
        command, environ = (part.replace(b"\0", b" ").decode(errors="replace") for part in parts)
        yield command, environ


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def make_workspace(folder: Path, port: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    # A month without a schedule: what runs is what the start catches up with, and what a test asks for.
    (folder / "iku.toml").write_text(f"[jadwal]\nporta = {port}\nkotak_masuk_menit = 1440\n", encoding="utf-8")
    return folder


class Stage:
    """One workspace whose schedule the tests share; it is started again where a test has stopped it."""

    def __init__(self, workspace: Path, home: Path, closing: ExitStack) -> None:
        self.workspace, self.home, self._closing = workspace, home, closing
        self.current: Schedule | None = None

    @property
    def blockers(self) -> list[Path]:
        """A file where the folder of a template should be: of this month, and the next at the turn of the month."""
        now = datetime.now(ZoneInfo("Asia/Jakarta"))
        months = {f"{day:%Y-%m}" for day in (now, now + timedelta(hours=1))}
        return [self.workspace / "outbox" / "bagian" / "hukum" / month for month in months]

    def schedule(self) -> Schedule:
        if self.current is None or self.current.ended():
            self.current = self._closing.enter_context(Schedule(self.workspace, self.home).cleared())
            self.current.wait_for_line("Jadwal berjalan")
        return self.current


@pytest.fixture(scope="module")
def stage(bench: Bench, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A workspace in whose inbox a file has long been waiting, and where the templates cannot be written at first."""
    workspace = make_workspace(tmp_path_factory.mktemp("jadwal"), free_port())
    file = workspace / "inbox" / "hukum" / "iku.xlsx"
    file.parent.mkdir(parents=True)
    file.write_bytes(bench.demo("hukum"))
    long_ago = datetime(2026, 1, 5, tzinfo=UTC).timestamp()
    os.utime(file, (long_ago, long_ago))
    with ExitStack() as closing:
        shared = Stage(workspace, home, closing)
        for blocker in shared.blockers:
            blocker.parent.mkdir(parents=True, exist_ok=True)
            blocker.touch()
        yield shared


# The schedule of a workspace


@posix_only
def test_the_start_catches_up_with_everything_once_and_a_run_that_fails_stops_nothing(stage: Stage) -> None:
    schedule = stage.schedule()
    schedule.wait_for_line(f"{CONSOLIDATION}: selesai")
    first, *told = schedule.lines
    trouble = f"Berkas atau folder tidak dapat dipakai: {stage.blockers[0]} (sudah ada)"
    assert schedule.noted["url"] in first and "Ctrl+C" in first
    assert [re.sub(r"^\d\d\.\d\d WIB ", "", line) for line in told] == [
        f"{TEMPLATES}: gagal. {trouble}",
        f"{LOOK}: selesai",
        f"{CONSOLIDATION}: selesai",
    ]
    assert schedule.stdout == ""
    log = (stage.workspace / ".iku" / "log" / "jalankan.log").read_text(encoding="utf-8")
    assert f" WIB {TEMPLATES}: gagal. {trouble}\n" in log
    status = iku(stage.home, "status", "--folder", str(stage.workspace))
    assert re.match(
        rf"Jadwal, \d\d-\d\d-\d\d\d\d \d\d\.\d\d WIB {TEMPLATES}: gagal\. {re.escape(trouble)}\n", status.stdout
    )
    assert len(list(stage.workspace.glob("outbox/bagian/hukum/2025-12/Tanda Terima *.xlsx"))) == 1


@posix_only
def test_its_runs_are_planned_in_the_office_s_time(stage: Stage) -> None:
    """Prefect's scheduler fails in silence with a SQLAlchemy that it does not know (2.1.9; 2.0 works)."""
    schedule = stage.schedule()
    schedule.wait_until(lambda: schedule.deployment(CONSOLIDATION))
    schedule.wait_until(lambda: schedule.planned(CONSOLIDATION))
    assert {f"{moment:%d %H.%M}" for moment in schedule.planned(CONSOLIDATION)} == {"06 06.00"}


@posix_only
def test_one_schedule_for_one_workspace(stage: Stage) -> None:
    schedule = stage.schedule()
    before = schedule.note.read_bytes()
    second = iku(stage.home, "jalankan", "--folder", str(stage.workspace))
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr.startswith("Jadwal untuk folder ini sudah berjalan") and second.stderr.count("\n") == 1
    assert not schedule.ended() and schedule.note.read_bytes() == before


@posix_only
def test_a_consolidation_beside_it_uses_its_server(stage: Stage, tmp_path: Path) -> None:
    stage.schedule()
    # A server of its own would build its database in this folder.
    done = iku(tmp_path, "konsolidasi", "--periode", "2025-12", "--json", "--folder", str(stage.workspace))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["periode"] == "2025-12"
    assert not (tmp_path / "prefect.db").exists()


@posix_only
def test_its_server_obeys_nobody_without_the_secret(stage: Stage) -> None:
    schedule = stage.schedule()
    schedule.wait_until(lambda: schedule.deployment(CONSOLIDATION))
    run = f"/api/deployments/{schedule.deployment(TEMPLATES)}/create_flow_run"
    looks = [f"/api/{what}/filter" for what in ("flows", "deployments", "flow_runs")]
    for path in [*looks, run, "/api/flow_runs/"]:
        for secret in (None, "iku:tebakan"):
            assert request(f"{schedule.noted['url']}{path}", {}, secret)[0] == 401, path
    assert all(isinstance(schedule.answer(path, {}), list) for path in looks)
    # Its owner's request passes: a run for a day that no test sees.
    later = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2099-01-01T00:00:00Z"}}
    assert schedule.answer(run, {"state": later})["state"]["type"] == "SCHEDULED"


@posix_only
def test_a_run_works_in_its_own_workspace_whatever_it_is_told(stage: Stage, tmp_path: Path) -> None:
    """Even who knows the secret cannot point a schedule at another folder."""
    schedule = stage.schedule()
    schedule.wait_until(lambda: schedule.deployment(CONSOLIDATION))
    other = make_workspace(tmp_path / "lain", free_port())
    path = f"/api/deployments/{schedule.deployment(TEMPLATES)}/create_flow_run"
    run = schedule.answer(path, {"state": {"type": "SCHEDULED"}, "parameters": {"folder": str(other)}})["id"]
    schedule.wait_until(lambda: run in [ended["id"] for ended in schedule.runs(TEMPLATES, "CRASHED")])
    assert [file.name for file in other.iterdir()] == ["iku.toml"]


@posix_only
def test_the_secret_is_in_the_note_alone(stage: Stage) -> None:
    schedule = stage.schedule()
    schedule.wait_for_line("WIB")
    secret = schedule.noted["kata_sandi"]
    assert stat.S_IMODE(schedule.note.stat().st_mode) == 0o600
    assert f"kata sandinya ada di {schedule.note})" in schedule.lines[0]
    forms = [secret.partition(":")[2].encode(), base64.b64encode(secret.encode())]
    for folder in (stage.home, stage.workspace):  # logs, database, what it has said and written
        for path in folder.rglob("*"):
            if path.is_file() and path != schedule.note:
                content = path.read_bytes()
                assert not any(form in content for form in forms), path


@posix_only
def test_a_stopped_schedule_leaves_nothing_and_the_next_start_makes_up_for_it(stage: Stage) -> None:
    schedule = stage.schedule()
    schedule.wait_until(lambda: schedule.deployment(CONSOLIDATION))
    # As a power cut leaves it: recorded as running, though nobody runs it any more.
    lost = schedule.start_run(TEMPLATES, {"type": "RUNNING"})
    said = len(schedule.lines)
    assert schedule.stop(signal.SIGTERM) == 0
    assert all("selesai" in line for line in schedule.lines[said:]) and schedule.stdout == ""
    assert schedule.running() == [] and not schedule.note.exists()

    for file in stage.blockers:
        file.unlink(missing_ok=True)
    schedule = stage.schedule()
    schedule.wait_for_line(f"{TEMPLATES}: selesai")
    outbox = stage.workspace / "outbox" / "bagian"
    assert {path.parts[-3] for path in outbox.glob("*/*/Templat IKU *.xlsx")} == {
        folder.name for folder in outbox.iterdir()
    }
    assert lost in [run["id"] for run in schedule.runs(TEMPLATES, "CRASHED")]
    schedule.wait_until(lambda: schedule.runs(LOOK, "RUNNING") or schedule.runs(CONSOLIDATION, "RUNNING"))
    secret = schedule.noted["kata_sandi"].partition(":")[2]
    assert not [command for command, _ in processes() if secret in command]  # neither of the run nor of the server
    assert schedule.stop(signal.SIGINT) == 0  # in the midst of a run
    assert schedule.running() == [] and not schedule.note.exists()


@posix_only
def test_a_server_that_is_gone_ends_it_in_one_line(stage: Stage) -> None:
    schedule = stage.schedule()
    os.kill(schedule.noted["pid"], signal.SIGKILL)
    assert schedule.process.wait(PATIENCE_SECONDS) == 2
    assert schedule.lines[-1] == "Server alur kerja berhenti sendiri; mohon jalankan kembali `iku jalankan`."
    assert all("WIB" in line for line in schedule.lines[1:-1]) and schedule.stdout == ""
    assert schedule.running() == [] and not schedule.note.exists()


@posix_only
def test_a_taken_port_is_refused_in_one_line(home: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with Schedule(make_workspace(tmp_path, port), home).cleared() as schedule:
            assert schedule.process.wait(PATIENCE_SECONDS) == 2
    assert schedule.lines == [
        f"Porta {port} sedang dipakai program lain; mohon hentikan program itu atau pilih porta lain."
    ]
    assert schedule.stdout == "" and schedule.running() == [] and not schedule.note.exists()


# Its parts


@pytest.mark.parametrize("command", ["jalankan", "status"])
@pytest.mark.parametrize("address", ["::1", "0.0.0.0", "server.contoh"])
def test_only_this_computer_is_served(
    tmp_path: Path, command: str, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every command says so alike: the settings are read in one place."""
    (tmp_path / "iku.toml").write_text(f'[jadwal]\nalamat = "{address}"\n', encoding="utf-8")
    assert run_command([command, "--folder", str(tmp_path)]) == 2
    message = f'iku.toml, jadwal.alamat: "{address}" tidak dapat dipakai; yang boleh: 127.0.0.1 atau localhost\n'
    assert capfd.readouterr() == ("", message)


@pytest.mark.parametrize("cron", ["0 7 1 * *", "*/15 7-16 * * MON-FRI", "0 6 L * *", "0,30 5 1-7,15 JAN-JUN/2 *"])
def test_what_the_settings_take_for_cron_prefect_takes_too(flows: Any, cron: str) -> None:
    from prefect.client.schemas.schedules import CronSchedule

    planned = schedules._prefect_schedules(ScheduleSettings(templat=cron))
    assert CronSchedule(cron=planned["monthly_templates"].cron).cron == cron


def test_what_the_settings_allow_is_where_the_server_listens() -> None:
    assert {socket.gethostbyname(address) for address in LOCAL_ADDRESSES} == {LOOPBACK}


def test_two_workspaces_of_one_name_are_two_deployments() -> None:
    """All workspaces of one user share Prefect's database."""
    names = {schedules._deployment_name(Path(folder)) for folder in ("/a/IKU Setda", "/b/IKU Setda", "/a/IKU-Setda")}
    assert len(names) == 3 and all(re.fullmatch(r"IKU-Setda-[0-9a-f]{6}", name) for name in names)


class Runs:
    """Prefect's client as far as what piled up needs it: the due runs, the latest first."""

    def __init__(self, due: list[tuple[int, UUID]]) -> None:
        self.kept = due

    async def read_flow_runs(self, **_: Any) -> list[Any]:
        return [SimpleNamespace(id=number, deployment_id=deployment) for number, deployment in self.kept]

    async def delete_flow_run(self, number: int) -> None:
        self.kept = [run for run in self.kept if run[0] != number]


@pytest.mark.parametrize(("spared", "kept"), [(0, []), (1, [5, 4])])
def test_of_what_piled_up_only_the_newest_run_of_each_flow_stays(flows: Any, spared: int, kept: list[int]) -> None:
    look, month = uuid4(), uuid4()
    runs = Runs([(5, look), (4, month), (3, look), (2, month), (1, look)])
    asyncio.run(schedules._drop_overdue(runs, {look: LOOK, month: CONSOLIDATION}, keep=spared))  # type: ignore[arg-type]
    assert [number for number, _ in runs.kept] == kept


def test_a_line_tells_the_office_s_time(flows: Any, told: tuple[Reports, Callable[[], list[str]]]) -> None:
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.states import Cancelled, Completed, Crashed, Failed

    reports, lines = told
    ended = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    states: list[State[None]] = [
        Completed(message="2025-12: IKU.xlsx"),
        Failed(message="Flow run encountered an exception"),
        Failed(name=CANNOT, message="Ledger tidak ditemukan."),
        Completed(name=WITH_INCIDENT, message="2025-12; insiden 7"),
        Crashed(),
        Cancelled(),
    ]
    for state in states:
        schedules._tell_end(reports, FlowRun(flow_id=uuid4(), end_time=ended, state=state), CONSOLIDATION)
    words = ["selesai", "gagal", "gagal. Ledger tidak ditemukan.", "selesai dengan insiden: 2025-12; insiden 7"]
    assert lines() == [f"06.30 WIB {CONSOLIDATION}: {word}" for word in [*words, "terhenti", "dibatalkan"]]


def test_schedules_keep_the_office_s_clock(flows: Any) -> None:
    """In the order in which they catch up: templates before the look, the look before the consolidation."""
    planned = schedules._prefect_schedules(ScheduleSettings(zona="Asia/Makassar", kotak_masuk_menit=7))
    assert tuple(planned) == tuple(FUNCTIONS.values())
    templates, look, consolidation = planned.values()
    assert {schedule.timezone for schedule in planned.values()} == {"Asia/Makassar"}
    assert [templates.cron, consolidation.cron] == ["0 7 1 * *", "0 6 6 * *"]
    assert look.interval == timedelta(minutes=7)
    with_backup = schedules._prefect_schedules(ScheduleSettings(cadangan="30 1 * * *"))
    assert {name: with_backup[name].cron for name in with_backup.keys() - planned.keys()} == {
        "nightly_backup": "30 1 * * *"
    }


def test_runs_find_the_project_where_it_is_used_from_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/lain")
    assert schedules._module_path() == {"PYTHONPATH": os.pathsep.join([str(ROOT), "/lain"])}
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(ROOT))
    assert schedules._module_path() == {}
