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
BATAS_SIAP_DETIK = 180  # a first start on an old machine with a slow disk still fits
BATAS_HENTI_DETIK = 5
ANSWER_SECONDS = 10  # a busy server's first answer took 3; a dead one refuses at once
BATAS_LOG_BYTE = 1_000_000

# All that Prefect may say, send or keep is decided here; the user's own PREFECT_* settings serve other work.
PENGATURAN = {
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


class MesinGagal(RuntimeError):
    """The orchestrator did not start; the message is one line for the user."""


class PortaTerpakai(MesinGagal):
    """Another program already listens on the port that the schedule's server wants."""

    def __init__(self, porta: int) -> None:
        super().__init__(
            f"Porta {porta} sedang dipakai program lain; mohon hentikan program itu atau pilih porta lain."
        )
        self.porta = porta


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


def rumah_mesin() -> Path:
    """Prefect's folder: one per user, since its migrations cost about ten seconds once per folder."""
    pilihan = os.environ.get("IKU_PREFECT_HOME")
    return Path(pilihan).resolve() if pilihan else user_data_path("iku-setda", appauthor=False) / "prefect"


def lingkungan_mesin(access: ServerAccess | None, asal: Mapping[str, str]) -> dict[str, str]:
    """The environment `asal` with every PREFECT_* of the user replaced by ours."""
    bersih = {kunci: nilai for kunci, nilai in asal.items() if not kunci.upper().startswith("PREFECT_")}
    rumah = rumah_mesin()
    bersih |= PENGATURAN | {
        "PREFECT_HOME": str(rumah),
        "PREFECT_PROFILES_PATH": str(rumah / "profiles.toml"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false" if access else "true",
    }
    if access:
        bersih |= {"PREFECT_API_URL": f"{access.url}/api", "PREFECT_API_AUTH_STRING": access.secret}
    # Behind an office proxy even requests to 127.0.0.1 would be sent to it.
    langsung = [asal.get("NO_PROXY") or asal.get("no_proxy") or "", LOOPBACK, "localhost", "::1"]
    bersih["NO_PROXY"] = bersih["no_proxy"] = ",".join(filter(None, langsung))
    return bersih


def siapkan_mesin(access: ServerAccess | None) -> None:
    """Set this process's environment for Prefect; before the first import, since Prefect reads it there.

    `access` is a server of ours; None lets Prefect start its own. Raises RuntimeError when Prefect is already
    imported.
    """
    if "prefect" in sys.modules:
        raise RuntimeError("siapkan_mesin() must run before prefect is imported")
    rumah_mesin().mkdir(parents=True, exist_ok=True)
    lingkungan = lingkungan_mesin(access, os.environ)
    for kunci in set(os.environ) - set(lingkungan):
        del os.environ[kunci]
    os.environ.update(lingkungan)


def perlu_penyiapan_pertama() -> bool:
    """True where the next server must first build Prefect's database: about 20 seconds instead of 3."""
    return not (_tanda_siap().exists() and (rumah_mesin() / "prefect.db").exists())


def server_berjalan(catatan: Path) -> ServerAccess | None:
    """The server that `iku jalankan` recorded in `catatan`, if it answers and knows the secret.

    A record without a secret, or with another one than the server's, is that of another start: not ours.
    """
    try:
        isi = json.loads(catatan.read_text(encoding="utf-8"))
        access = ServerAccess(str(isi["url"]), str(isi[NOTED_SECRET]))
        if urlsplit(access.url)[:1] != ("http",) or urlsplit(access.url).hostname != LOOPBACK:
            return None
        pembuka = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with pembuka.open(f"{access.url}/api/health", timeout=ANSWER_SECONDS) as jawaban:
            if jawaban.read(16).strip() != b"true":
                return None
        tanda = base64.b64encode(access.secret.encode()).decode()
        tanya = urllib.request.Request(  # noqa: S310  (scheme and host are checked above)
            f"{access.url}/api/admin/version", headers={"Authorization": f"Basic {tanda}"}
        )
        with pembuka.open(tanya, timeout=ANSWER_SECONDS):
            return access
    except (OSError, ValueError, KeyError, TypeError, HTTPException):
        return None


def write_note(catatan: Path, access: ServerAccess, pid: int) -> None:
    """Record a server for the other commands of this user, and for nobody else.

    The file is made anew: one that lies there already would keep its rights, and whoever has it open.
    """
    catatan.parent.mkdir(parents=True, exist_ok=True)
    catatan.unlink(missing_ok=True)
    berkas = os.open(catatan, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(berkas, "w", encoding="utf-8") as terbuka:
        json.dump({"pid": pid, "url": access.url, NOTED_SECRET: access.secret}, terbuka)


@contextmanager
def mesin(catatan: Path | None = None, muat: Sequence[str] = ()) -> Iterator[None]:
    """Make flows runnable inside the block: once per process, and before anything imports Prefect.

    Uses the running server that `catatan` names, else a throw-away one. `muat` names modules to import while
    that server starts, such as those of the flows. Raises MesinGagal when no server can be had.
    """
    access = server_berjalan(catatan) if catatan else None
    with ExitStack() as penutup:
        server = None if access else mulai_server()
        if server:
            penutup.callback(server.hentikan)
        siapkan_mesin(server.access if server else access)
        with _tanpa_pemungut_sampah():
            with chdir(rumah_mesin()):  # not the user's, whose .env and prefect.toml Prefect would read
                penutup.enter_context(_prefect_senyap())
            for modul in muat:
                import_module(modul)
        if server:
            server.tunggu_siap()
        yield


# --- the server, seen from the process that needs it --------------------------------------------------------


@dataclass
class ServerPrefect:
    """A server in a child process of ours; it ends itself when this process is gone."""

    proses: subprocess.Popen[str]
    access: ServerAccess

    @property
    def alamat(self) -> str:
        return self.access.url

    def tunggu_siap(self) -> None:
        """Return once the server answers; raise MesinGagal if it ends before or never does."""
        pengingat = threading.Timer(BATAS_SIAP_DETIK, self.proses.kill)
        pengingat.start()
        try:
            if _baca(self.proses) != "siap":
                raise MesinGagal(_pesan_gagal())
        finally:
            pengingat.cancel()

    def hidup(self) -> bool:
        return self.proses.poll() is None

    def hentikan(self) -> None:
        """End the server: politely by closing its standard input, then not politely."""
        assert self.proses.stdin and self.proses.stdout
        with suppress(OSError):
            self.proses.stdin.close()
        try:
            self.proses.wait(BATAS_HENTI_DETIK)
        except subprocess.TimeoutExpired:
            self.proses.kill()
            self.proses.wait()
        self.proses.stdout.close()


def mulai_server(porta: int = 0, *, sementara: bool = True) -> ServerPrefect:
    """Start a server on the loopback address and return as soon as it holds its port; `tunggu_siap` later.

    Port 0 takes a free one. A throw-away server (`sementara`) has no UI and no schedules.
    Raises PortaTerpakai when the port is taken, MesinGagal when the server cannot even get that far.
    """
    rumah = rumah_mesin()
    rumah.mkdir(parents=True, exist_ok=True)
    # -P: neither the current folder nor this one may shadow a module of the server.
    program = [sys.executable, "-P", str(Path(__file__).resolve())]
    secret = new_secret()
    with _buka_log(rumah / "server.log") as log:
        proses = subprocess.Popen(  # noqa: S603  (our own interpreter and file)
            [*program, str(porta), "sementara" if sementara else "tetap"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=rumah,  # for the same reason as in mesin()
            env=lingkungan_mesin(None, os.environ) | {"PREFECT_SERVER_API_AUTH_STRING": secret},
            text=True,
            **_terpisah(),
        )
    baris = _baca(proses)
    server = ServerPrefect(proses, ServerAccess(f"http://{LOOPBACK}:{baris}", secret))
    if not baris.isdigit():
        server.hentikan()
        raise PortaTerpakai(porta) if baris == "terpakai" else MesinGagal(_pesan_gagal())
    return server


def _baca(proses: subprocess.Popen[str]) -> str:
    assert proses.stdout
    return proses.stdout.readline().strip()


def _pesan_gagal() -> str:
    return (
        "Mesin alur kerja belum dapat dimulai; mohon ulangi perintah ini sekali lagi. "
        f"Bila tetap gagal, rinciannya ada di {rumah_mesin() / 'server.log'}."
    )


def _buka_log(jalur: Path) -> BinaryIO:
    """Append to `jalur`, anew once it is large: what a server says is not for the terminal."""
    besar = jalur.exists() and jalur.stat().st_size > BATAS_LOG_BYTE
    return jalur.open("wb" if besar else "ab")


def _terpisah() -> dict[str, Any]:
    """Keep the terminal's Ctrl-C from the server: its owner must still be able to say goodbye to it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


# --- Prefect inside this process ----------------------------------------------------------------------------


@contextmanager
def _prefect_senyap() -> Iterator[None]:
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
        EventsWorker.drain_all(timeout=BATAS_HENTI_DETIK)  # while there still is a server to tell
        gc.freeze()  # else the interpreter's last collection takes a second for Prefect's heap


@contextmanager
def _tanpa_pemungut_sampah() -> Iterator[None]:
    """Import without the garbage collector, which walks a growing heap in vain: a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


# --- the server, seen from inside: the program of the child process -----------------------------------------


def _layani(porta: int, sementara: bool) -> None:
    """Hold a port, say its number on standard output, serve until standard input closes."""
    kabar = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # whatever any library prints from here on goes to the log
    try:
        soket = _soket(porta)
    except OSError:
        print("terpakai", file=kabar, flush=True)
        return
    porta = soket.getsockname()[1]
    print(porta, file=kabar, flush=True)
    os.environ |= {
        "PREFECT_API_URL": f"http://{LOOPBACK}:{porta}/api",
        "PREFECT_SERVER_API_PORT": str(porta),
        "PREFECT_SERVER_UI_ENABLED": "false" if sementara else "true",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(rumah_mesin() / "ui"),  # the installation may be read-only
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",
    }
    _jalankan_uvicorn(soket, sementara, kabar)


def _jalankan_uvicorn(soket: socket.socket, sementara: bool, kabar: TextIO) -> None:
    with _tanpa_pemungut_sampah():
        import uvicorn
        from filelock import FileLock
        from prefect.server.api.server import create_app

        aplikasi = create_app(ephemeral=sementara, final=True)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            # One at a time: two processes that migrate one SQLite file break each other.
            with FileLock(rumah_mesin() / "penyiapan.lock"):
                try:
                    await super().startup(sockets)
                except SystemExit:
                    _singkirkan_basis_data()
                    raise
                _tanda_siap().touch()
            print("siap", file=kabar, flush=True)

    server = Server(uvicorn.Config(aplikasi, log_level="error", lifespan="on", timeout_graceful_shutdown=1))
    threading.Thread(target=_tunggu_pemilik, args=(server,), daemon=True).start()
    server.run(sockets=[soket])


def _soket(porta: int) -> socket.socket:
    soket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        soket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        soket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # no wait for a predecessor's connections
    soket.bind((LOOPBACK, porta))
    soket.listen(128)
    return soket


def _tunggu_pemilik(server: Any) -> None:
    """End with the process that started us, however it ended: its end of the pipe closes on every system."""
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    server.should_exit = True
    time.sleep(BATAS_HENTI_DETIK - 1)
    os._exit(0)


def _singkirkan_basis_data() -> None:
    """Set aside a database that Prefect cannot open: it holds but the history of runs; a new one is made."""
    for jalur in rumah_mesin().glob("prefect.db*"):
        if not jalur.name.endswith(".rusak"):
            with suppress(OSError):
                jalur.replace(jalur.with_name(f"{jalur.name}.rusak"))


def _tanda_siap() -> Path:
    """Present once the database fits this version of Prefect; another version migrates again."""
    return rumah_mesin() / f"siap-{version('prefect')}"


if __name__ == "__main__":
    _layani(int(sys.argv[1]), sys.argv[2] == "sementara")
