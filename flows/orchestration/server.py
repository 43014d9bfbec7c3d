"""Prefect's server: the program of a child process that `engine` starts.

It imports nothing of the project: it runs by its path with `python -P`, so that neither its own folder nor the
current one can shadow a module of the server. What `engine` needs of it too is imported from here, never the other
way round; Prefect itself is imported only by who serves.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import hmac
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from platformdirs import user_data_path

if TYPE_CHECKING:
    from starlette.routing import Route
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
STOP_LIMIT_SECONDS = 5
# What the child says on standard output after its port's number, and instead of it.
READY, PORT_IS_TAKEN = "ready", "taken"
TEMPORARY, LASTING = "temporary", "lasting"  # the program's second argument

SECRET_VARIABLE = "PREFECT_SERVER_API_AUTH_STRING"  # noqa: S105  (how the child learns its secret; Prefect obeys it too)
PROOF_PATH, SIGN_IN_PATH = "/bukti", "/masuk"  # our own routes, beside Prefect's


def engine_home() -> Path:
    """Prefect's folder: one per user, since its migrations cost about ten seconds once per folder."""
    chosen = os.environ.get("IKU_PREFECT_HOME")
    return Path(chosen).resolve() if chosen else user_data_path("iku-setda", appauthor=False) / "prefect"


def make_engine_home() -> Path:
    """Make Prefect's folder, its owner's alone: whoever writes its database commands our runs."""
    home = engine_home()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


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


def server_url(port: int | str) -> str:
    """The root of a server of ours: "http://127.0.0.1:4200"."""
    return f"http://{LOOPBACK}:{port}"


def proof(secret: str, url: str, challenge: str) -> str:
    """What only a server that knows the secret can answer to a challenge.

    The address is part of it, so that a false server cannot pass on what a true one at another port answers.
    """
    return hmac.new(secret.encode(), f"{url} {challenge}".encode(), "sha256").hexdigest()


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
        "PREFECT_API_URL": f"{server_url(port)}/api",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ",".join(_own_origins(port)),
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
        _guard(application, listener.getsockname()[1], temporary=temporary)

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


# --- what stands before Prefect's application ----------------------------------------------------------------


def _own_origins(port: int) -> list[str]:
    """The origins of the UI's own pages: two names of one address."""
    return [server_url(port), f"http://localhost:{port}"]


def _guard(application: Any, port: int, *, temporary: bool) -> None:
    """Put our own routes before those of Prefect, and before all of them what refuses other names and other pages.

    A name of somebody else that leads to this address would make a foreign page one of ours (DNS rebinding).
    """
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    secret = os.environ[SECRET_VARIABLE]
    application.router.routes.insert(0, _proof_route(secret, server_url(port)))
    if not temporary:
        application.router.routes.insert(0, _sign_in_route())
    application.add_middleware(_OwnPagesOnly, origins=_own_origins(port))
    application.add_middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"], www_redirect=False)


class _OwnPagesOnly:
    """Refuse what a page of another origin sends, and let no page frame ours.

    CORS alone hides the reply and lets the request through; a framed page would take clicks meant for another.
    """

    def __init__(self, app: ASGIApp, origins: list[str]) -> None:
        self._app = app
        self._origins = [None, *(origin.encode() for origin in origins)]  # programs and plain links name none

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_unframed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-frame-options", b"DENY")]
            await send(message)

        if scope["type"] in ("http", "websocket") and dict(scope["headers"]).get(b"origin") not in self._origins:
            from starlette.responses import PlainTextResponse

            await PlainTextResponse("Foreign origin", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send_unframed)


def _proof_route(secret: str, url: str) -> Route:
    """Where a client of ours asks whether this is its server, before it says anything that matters."""
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def prove(request: Request) -> PlainTextResponse:
        return PlainTextResponse(proof(secret, url, request.path_params["challenge"]))

    return Route(f"{PROOF_PATH}/{{challenge}}", prove)


# The secret stands behind the "#", which no browser sends; the UI looks for it under this key, in this form. A wrong
# one is not kept: another page could lead here with it.
_SIGN_IN_SCRIPT = """
const credentials = btoa(location.hash.slice(1));
history.replaceState(null, "", location.pathname);
fetch("/api/admin/version", {headers: {Authorization: "Basic " + credentials}}).then((answer) => {
  if (!answer.ok) throw new Error();
  localStorage.setItem("prefect-password", credentials);
  location.replace("/");
}).catch(() => {
  document.body.textContent =
    "Kata sandi tidak cocok. Salin lagi alamat “masuk” dari .iku/server.json; setiap kali iku jalankan dimulai, " +
    "alamatnya baru.";
});
"""
_SIGN_IN_PAGE = f"""<!doctype html>
<html lang="id"><meta charset="utf-8"><title>Pemantauan IKU</title>
<body><script>{_SIGN_IN_SCRIPT}</script></body></html>
"""


def _sign_in_route() -> Route:
    """The page that gives the UI the secret of its address and goes there; it does nothing else and loads nothing."""
    from starlette.requests import Request
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    fingerprint = base64.b64encode(hashlib.sha256(_SIGN_IN_SCRIPT.encode()).digest()).decode()
    headers = {
        "Content-Security-Policy": f"default-src 'none'; script-src 'sha256-{fingerprint}'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }

    async def sign_in(_: Request) -> HTMLResponse:
        return HTMLResponse(_SIGN_IN_PAGE, headers=headers)

    return Route(SIGN_IN_PATH, sign_in)


# --- its database and its owner ------------------------------------------------------------------------------


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
