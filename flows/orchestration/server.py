"""Prefect's server: the program of a child process that `engine` starts.

It imports nothing of the project: it runs by its path with `python -P`, so that neither its own folder nor the
current one can shadow a module of the server. What `engine` needs of it too is imported from here, never the other
way round; Prefect itself is imported only by who serves.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from platformdirs import user_data_path

LOOPBACK = "127.0.0.1"
STOP_LIMIT_SECONDS = 5
# What the child says on standard output after its port's number, and instead of it.
READY, PORT_IS_TAKEN = "ready", "taken"
TEMPORARY, LASTING = "temporary", "lasting"  # the program's second argument


def engine_home() -> Path:
    """Prefect's folder: one per user, since its migrations cost about ten seconds once per folder."""
    chosen = os.environ.get("IKU_PREFECT_HOME")
    return Path(chosen).resolve() if chosen else user_data_path("iku-setda", appauthor=False) / "prefect"


def ready_mark() -> Path:
    """The file that is there once the database fits this version of Prefect; another version migrates again."""
    return engine_home() / f"siap-{version('prefect')}"


@contextmanager
def without_garbage_collector() -> Iterator[None]:
    """Import without the garbage collector, which walks a growing heap in vain: a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def serve(port: int, *, temporary: bool) -> None:
    """Hold a port, say its number on standard output, serve until standard input closes.

    Port 0 takes a free one. A `temporary` server has no UI and no schedules.
    """
    messages = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # whatever any library prints from here on goes to the log
    try:
        listener = _listen(port)
    except OSError:
        print(PORT_IS_TAKEN, file=messages, flush=True)
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
    _run_uvicorn(listener, messages, temporary=temporary)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # no wait for a predecessor's connections
    listener.bind((LOOPBACK, port))
    listener.listen(128)
    return listener


def _run_uvicorn(listener: socket.socket, messages: TextIO, *, temporary: bool) -> None:
    """Serve Prefect's application on `listener`; says so in `messages` once it answers."""
    with without_garbage_collector():
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
                ready_mark().touch()
            print(READY, file=messages, flush=True)

    server = Server(uvicorn.Config(application, log_level="error", lifespan="on", timeout_graceful_shutdown=1))
    threading.Thread(target=_wait_for_owner, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


def _set_database_aside() -> None:
    """Set aside a database that Prefect cannot open: it holds but the history of runs; a new one is made."""
    for path in engine_home().glob("prefect.db*"):
        if not path.name.endswith(".rusak"):
            with suppress(OSError):
                path.replace(path.with_name(f"{path.name}.rusak"))


def _wait_for_owner(server: Any) -> None:
    """End with the process that started us, however it ended: its end of the pipe closes on every system."""
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    server.should_exit = True
    time.sleep(STOP_LIMIT_SECONDS - 1)
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]), temporary=sys.argv[2] == TEMPORARY)
