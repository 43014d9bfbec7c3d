"""The engine room: lets one process run a Prefect flow silently, fast, and on this machine only.

Prefect wants a server for every run. Where `iku jalankan` keeps one, it is used; else a throw-away server is
started as a child process while this process is still importing, and taken down afterwards. The child's program is
`server`. Measurements: `docs/decisions/0002-prefect.md`.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from flows.orchestration import server as server_program
from flows.orchestration.access import ServerAccess, new_secret, running_server
from flows.orchestration.server import (
    LASTING,
    LOOPBACK,
    PORT_IS_TAKEN,
    READY,
    SECRET_VARIABLE,
    STOP_LIMIT_SECONDS,
    TEMPORARY,
    engine_home,
    make_engine_home,
    ready_mark,
    server_url,
    without_garbage_collector,
)
from schemas.errors import IkuError

READY_LIMIT_SECONDS = 180  # a first start on an old machine with a slow disk still fits
LOG_LIMIT_BYTES = 1_000_000

# All that Prefect may say, send or keep is decided here; the user's own PREFECT_* settings serve other work.
SETTINGS = {
    # Neither of the two telemetry switches covers the other's half; the rest calls home in smaller ways.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLIENT_METRICS_ENABLED": "false",
    # Two requests fewer per client; the server is always of the same installation.
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    # The handlers are made deaf as well as the loggers: the root logger warns for every library.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_HANDLERS_DEBUG_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_API_HOST": LOOPBACK,
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_API_REQUEST_TIMEOUT": "120",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # A look into the inbox every five minutes is 100,000 runs a year: forget them after 90 days.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
}


class EngineError(IkuError):
    """The orchestrator did not start, or cannot go on."""


class PortTakenError(EngineError):
    """Another program already listens on the port that the schedule's server wants."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Porta {port} sedang dipakai program lain; mohon hentikan program itu atau pilih porta lain.")
        self.port = port


@contextmanager
def engine(note: Path | None = None, modules: Sequence[str] = ()) -> Iterator[None]:
    """Make flows runnable inside the block: once per process, and before anything imports Prefect.

    Uses the running server that `note` names, else a throw-away one. `modules` names modules to import while
    that server starts, such as those of the flows. Raises EngineError when no server can be had.
    """
    access = running_server(note) if note else None
    with ExitStack() as exit_stack:
        server = None if access else start_server()
        if server:
            exit_stack.callback(server.stop)
        prepare_engine(server.access if server else access)
        with without_garbage_collector():
            with chdir(engine_home()):  # not the user's, whose .env and prefect.toml Prefect would read
                exit_stack.enter_context(_silent_prefect())
            for module in modules:
                import_module(module)
        if server:
            server.wait_until_ready()
        yield


def needs_first_setup() -> bool:
    """True where the next server must first build Prefect's database: about 20 seconds instead of 3."""
    return not (ready_mark().exists() and (engine_home() / "prefect.db").exists())


# --- the server, seen from the process that needs it --------------------------------------------------------


@dataclass
class PrefectServer:
    """A server in a child process of ours; it ends itself when this process is gone."""

    process: subprocess.Popen[str]
    access: ServerAccess

    @property
    def address(self) -> str:
        """Where its owner looks at it: "http://127.0.0.1:4200"."""
        return self.access.url

    def wait_until_ready(self) -> None:
        """Return once the server answers; raise EngineError if it ends before or never does."""
        timer = threading.Timer(READY_LIMIT_SECONDS, self.process.kill)
        timer.start()
        try:
            if _read_line(self.process) != READY:
                raise EngineError(_failure_message())
        finally:
            timer.cancel()

    def is_alive(self) -> bool:
        """False once its process has ended, by itself or by `stop`."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End the server: politely by closing its standard input, then not politely."""
        assert self.process.stdin and self.process.stdout
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(STOP_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def start_server(port: int = 0, *, temporary: bool = True) -> PrefectServer:
    """Start a server on the loopback address and return as soon as it holds its port; `wait_until_ready` later.

    Port 0 takes a free one. A throw-away server (`temporary`) has no UI and no schedules.
    Raises PortTakenError when the port is taken, EngineError when the server cannot even get that far.
    """
    home = make_engine_home()
    # -P: neither the current folder nor the program's own may shadow a module of the server.
    program = [sys.executable, "-P", str(Path(server_program.__file__).resolve())]
    secret = new_secret()
    with _open_log(home / "server.log") as log:
        process = subprocess.Popen(  # noqa: S603  (our own interpreter and file)
            [*program, str(port), TEMPORARY if temporary else LASTING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=home,  # for the same reason as in engine()
            env=engine_environment(None, os.environ) | {SECRET_VARIABLE: secret},
            text=True,
            **_detached(),
        )
    line = _read_line(process)
    server = PrefectServer(process, ServerAccess(server_url(line), secret))
    if not line.isdigit():
        server.stop()
        raise PortTakenError(port) if line == PORT_IS_TAKEN else EngineError(_failure_message())
    return server


def _read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def _failure_message() -> str:
    return (
        "Mesin alur kerja belum dapat dimulai; mohon ulangi perintah ini sekali lagi. "
        f"Bila tetap gagal, rinciannya ada di {engine_home() / 'server.log'}."
    )


def _open_log(path: Path) -> BinaryIO:
    """Append to `path`, anew once it is large: what a server says is not for the terminal."""
    large = path.exists() and path.stat().st_size > LOG_LIMIT_BYTES
    return path.open("wb" if large else "ab")


def _detached() -> dict[str, Any]:
    """Keep the terminal's Ctrl-C from the server: its owner must still be able to say goodbye to it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


# --- Prefect inside this process ----------------------------------------------------------------------------


def engine_environment(access: ServerAccess | None, original: Mapping[str, str]) -> dict[str, str]:
    """The environment `original` with every PREFECT_* of the user replaced by ours."""
    clean = {key: value for key, value in original.items() if not key.upper().startswith("PREFECT_")}
    home = engine_home()
    clean |= SETTINGS | {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false" if access else "true",
    }
    if access:
        clean |= {"PREFECT_API_URL": f"{access.url}/api", "PREFECT_API_AUTH_STRING": access.secret}
    # Behind an office proxy even requests to 127.0.0.1 would be sent to it.
    direct = [original.get("NO_PROXY") or original.get("no_proxy") or "", LOOPBACK, "localhost", "::1"]
    clean["NO_PROXY"] = clean["no_proxy"] = ",".join(filter(None, direct))
    return clean


def prepare_engine(access: ServerAccess | None) -> None:
    """Set this process's environment for Prefect; before the first import, since Prefect reads it there.

    `access` is a server of ours; None lets Prefect start its own. Raises RuntimeError when Prefect is already
    imported.
    """
    if "prefect" in sys.modules:
        raise RuntimeError("prepare_engine() must run before prefect is imported")
    make_engine_home()
    environment = engine_environment(access, os.environ)
    for key in set(os.environ) - set(environment):
        del os.environ[key]
    os.environ.update(environment)


@contextmanager
def _silent_prefect() -> Iterator[None]:
    """Import Prefect and let it run flows without heartbeats.

    Nobody watches heartbeats here, and the thread that sends them ends a second late.
    """
    import prefect.flow_engine  # noqa: F401  (the first flow would import it anyway)
    from prefect.events.worker import EventsWorker
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            yield
    finally:
        EventsWorker.drain_all(timeout=STOP_LIMIT_SECONDS)  # while there still is a server to tell
        gc.freeze()  # else the interpreter's last collection takes a second for Prefect's heap
