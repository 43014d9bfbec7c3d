"""The engine room: lets one process run a Prefect flow silently, fast, and on this machine only.

Prefect wants a server for every run. Where `iku jalankan` keeps one, it is used; else a throw-away server is
started as a child process while this process is still importing, and taken down afterwards. This file is also
that child's program, so it imports nothing of the project. Measurements: `docs/decisions/0002-prefect.md`.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from urllib.parse import urlsplit

from platformdirs import user_data_path

LOOPBACK = "127.0.0.1"
NOTED_SECRET = "kata_sandi"  # noqa: S105  (the note's key; Indonesian, since people copy the secret into the UI)
API_USER = "iku"  # Prefect wants user and password; only the whole string counts
READY_LIMIT_SECONDS = 180  # a first start on an old machine with a slow disk still fits
STOP_LIMIT_SECONDS = 5
ANSWER_SECONDS = 10  # a busy server's first answer took 3; a dead one refuses at once
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


class EngineFailure(RuntimeError):
    """The orchestrator did not start; the message is one line for the user."""


class PortTaken(EngineFailure):
    """Another program already listens on the port that the schedule's server wants."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Porta {port} sedang dipakai program lain; mohon hentikan program itu atau pilih porta lain.")
        self.port = port


@dataclass(frozen=True)
class ServerAccess:
    """A server of ours and the secret that opens it.

    The loopback address is open to every user of the machine, and whoever may talk to Prefect can make it run
    commands. The secret travels by environment only: arguments and logs are read by others.
    """

    url: str  # the root, "http://127.0.0.1:4200"
    secret: str = field(repr=False)  # ASCII, "user:password", as Prefect's settings and its UI want it


def new_secret() -> str:
    """A secret for one start of one server."""
    return f"{API_USER}:{secrets.token_urlsafe(32)}"


def engine_home() -> Path:
    """Prefect's folder: one per user, since its migrations cost about ten seconds once per folder."""
    chosen = os.environ.get("IKU_PREFECT_HOME")
    return Path(chosen).resolve() if chosen else user_data_path("iku-setda", appauthor=False) / "prefect"


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
        raise RuntimeError("siapkan_mesin() must run before prefect is imported")
    engine_home().mkdir(parents=True, exist_ok=True)
    environment = engine_environment(access, os.environ)
    for key in set(os.environ) - set(environment):
        del os.environ[key]
    os.environ.update(environment)


def needs_first_setup() -> bool:
    """True where the next server must first build Prefect's database: about 20 seconds instead of 3."""
    return not (_ready_mark().exists() and (engine_home() / "prefect.db").exists())


def running_server(record: Path) -> ServerAccess | None:
    """The server that `iku jalankan` recorded in `record`, if it answers and knows the secret.

    A record without a secret, or with another one than the server's, is that of another start: not ours.
    """
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        access = ServerAccess(str(content["url"]), str(content[NOTED_SECRET]))
        if urlsplit(access.url)[:1] != ("http",) or urlsplit(access.url).hostname != LOOPBACK:
            return None
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{access.url}/api/health", timeout=ANSWER_SECONDS) as response:
            if response.read(16).strip() != b"true":
                return None
        mark = base64.b64encode(access.secret.encode()).decode()
        tanya = urllib.request.Request(  # noqa: S310  (scheme and host are checked above)
            f"{access.url}/api/admin/version", headers={"Authorization": f"Basic {mark}"}
        )
        with opener.open(tanya, timeout=ANSWER_SECONDS):
            return access
    except (OSError, ValueError, KeyError, TypeError, HTTPException):
        return None


def write_note(record: Path, access: ServerAccess, pid: int) -> None:
    """Record a server for the other commands of this user, and for nobody else.

    The file is made anew: one that lies there already would keep its rights, and whoever has it open.
    """
    record.parent.mkdir(parents=True, exist_ok=True)
    record.unlink(missing_ok=True)
    file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as terbuka:
        json.dump({"pid": pid, "url": access.url, NOTED_SECRET: access.secret}, terbuka)


@contextmanager
def engine(record: Path | None = None, modules: Sequence[str] = ()) -> Iterator[None]:
    """Make flows runnable inside the block: once per process, and before anything imports Prefect.

    Uses the running server that `record` names, else a throw-away one. `modules` names modules to import while
    that server starts, such as those of the flows. Raises MesinGagal when no server can be had.
    """
    access = running_server(record) if record else None
    with ExitStack() as exit_stack:
        server = None if access else start_server()
        if server:
            exit_stack.callback(server.stop)
        prepare_engine(server.access if server else access)
        with _without_garbage_collector():
            with chdir(engine_home()):  # not the user's, whose .env and prefect.toml Prefect would read
                exit_stack.enter_context(_silent_prefect())
            for module in modules:
                import_module(module)
        if server:
            server.wait_until_ready()
        yield


# --- the server, seen from the process that needs it --------------------------------------------------------


@dataclass
class PrefectServer:
    """A server in a child process of ours; it ends itself when this process is gone."""

    process: subprocess.Popen[str]
    access: ServerAccess

    @property
    def address(self) -> str:
        return self.access.url

    def wait_until_ready(self) -> None:
        """Return once the server answers; raise MesinGagal if it ends before or never does."""
        timer = threading.Timer(READY_LIMIT_SECONDS, self.process.kill)
        timer.start()
        try:
            if _read_line(self.process) != "siap":
                raise EngineFailure(_failure_message())
        finally:
            timer.cancel()

    def is_alive(self) -> bool:
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
    Raises PortaTerpakai when the port is taken, MesinGagal when the server cannot even get that far.
    """
    home = engine_home()
    home.mkdir(parents=True, exist_ok=True)
    # -P: neither the current folder nor this one may shadow a module of the server.
    program = [sys.executable, "-P", str(Path(__file__).resolve())]
    secret = new_secret()
    with _open_log(home / "server.log") as log:
        process = subprocess.Popen(  # noqa: S603  (our own interpreter and file)
            [*program, str(port), "sementara" if temporary else "tetap"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=home,  # for the same reason as in mesin()
            env=engine_environment(None, os.environ) | {"PREFECT_SERVER_API_AUTH_STRING": secret},
            text=True,
            **_detached(),
        )
    line = _read_line(process)
    server = PrefectServer(process, ServerAccess(f"http://{LOOPBACK}:{line}", secret))
    if not line.isdigit():
        server.stop()
        raise PortTaken(port) if line == "terpakai" else EngineFailure(_failure_message())
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


@contextmanager
def _without_garbage_collector() -> Iterator[None]:
    """Import without the garbage collector, which walks a growing heap in vain: a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


# --- the server, seen from inside: the program of the child process -----------------------------------------


def _serve(port: int, temporary: bool) -> None:
    """Hold a port, say its number on standard output, serve until standard input closes."""
    messages = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # whatever any library prints from here on goes to the log
    try:
        listener = _listen(port)
    except OSError:
        print("terpakai", file=messages, flush=True)
        return
    port = listener.getsockname()[1]
    print(port, file=messages, flush=True)
    os.environ |= {
        "PREFECT_API_URL": f"http://{LOOPBACK}:{port}/api",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_ENABLED": "false" if temporary else "true",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(engine_home() / "ui"),  # the installation may be read-only
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",
    }
    _run_uvicorn(listener, temporary, messages)


def _run_uvicorn(listener: socket.socket, temporary: bool, messages: TextIO) -> None:
    with _without_garbage_collector():
        import uvicorn
        from filelock import FileLock
        from prefect.server.api.server import create_app

        application = create_app(ephemeral=temporary, final=True)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            # One at a time: two processes that migrate one SQLite file break each other.
            with FileLock(engine_home() / "penyiapan.lock"):
                try:
                    await super().startup(sockets)
                except SystemExit:
                    _set_database_aside()
                    raise
                _ready_mark().touch()
            print("siap", file=messages, flush=True)

    server = Server(uvicorn.Config(application, log_level="error", lifespan="on", timeout_graceful_shutdown=1))
    threading.Thread(target=_wait_for_owner, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # no wait for a predecessor's connections
    listener.bind((LOOPBACK, port))
    listener.listen(128)
    return listener


def _wait_for_owner(server: Any) -> None:
    """End with the process that started us, however it ended: its end of the pipe closes on every system."""
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    server.should_exit = True
    time.sleep(STOP_LIMIT_SECONDS - 1)
    os._exit(0)


def _set_database_aside() -> None:
    """Set aside a database that Prefect cannot open: it holds but the history of runs; a new one is made."""
    for path in engine_home().glob("prefect.db*"):
        if not path.name.endswith(".rusak"):
            with suppress(OSError):
                path.replace(path.with_name(f"{path.name}.rusak"))


def _ready_mark() -> Path:
    """Present once the database fits this version of Prefect; another version migrates again."""
    return engine_home() / f"siap-{version('prefect')}"


if __name__ == "__main__":
    _serve(int(sys.argv[1]), sys.argv[2] == "sementara")
