"""The engine is silent, ours alone, and forgets a server that is gone. Each run is a process of its own."""

from __future__ import annotations

import base64
import json
import os
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows.orchestration.access import ServerAccess, new_secret, running_server, write_note
from flows.orchestration.engine import EngineError, PortTakenError, engine_environment, prepare_engine, start_server
from flows.orchestration.server import make_engine_home

ROOT = Path(__file__).resolve().parents[3]

ONE_FLOW = """
import json, os, sys
from pathlib import Path
from flows.orchestration.engine import engine

with engine(Path(sys.argv[1])):
    from prefect import flow, task
    from prefect.settings import get_current_settings

    @task
    def double(number): return 2 * number

    @flow
    def add(): return sum(future.result() for future in double.map([1, 2, 3]))

    @flow
    def fail(): raise ValueError("as wanted")

    total = add()
    try: fail()
    except ValueError: pass
    settings = get_current_settings()
    Path(sys.argv[2]).write_text(json.dumps([total, str(settings.home), settings.api.url]))
"""


def _run_program(home: Path, program: str, *arguments: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": python_path, "IKU_PREFECT_HOME": str(home), **environment},
        cwd=arguments[0].parent,
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_flow_runs_without_a_word_whatever_the_user_has_set(home: Path, tmp_path: Path) -> None:
    (tmp_path / "prefect.toml").write_text("bukan [toml")  # Prefect would read it, and fail, in this folder
    (tmp_path / ".env").write_text("PREFECT_API_URL=http://192.0.2.1/api\nPREFECT_LOGGING_LEVEL=DEBUG\n")
    done = _run_program(
        home,
        ONE_FLOW,
        tmp_path / "tidak-ada.json",
        tmp_path / "hasil.json",
        PREFECT_API_URL="http://192.0.2.1/api",
        PREFECT_PROFILE="milik-orang",
        PREFECT_LOGGING_LEVEL="DEBUG",
        HTTP_PROXY="http://192.0.2.1:3128",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    total, home_used, address = json.loads((tmp_path / "hasil.json").read_text())
    assert (total, home_used) == (12, str(home))
    assert address.startswith("http://127.0.0.1:")


def test_our_settings_replace_the_user_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IKU_PREFECT_HOME", str(tmp_path))
    user = {"PREFECT_API_URL": "https://awan.example", "PREFECT_API_KEY": "k", "NO_PROXY": "a.example"}
    environment = engine_environment(None, user | {"HOME": "/rumah"})
    assert "PREFECT_API_URL" not in environment and "PREFECT_API_KEY" not in environment
    assert environment["HOME"] == "/rumah" and environment["PREFECT_HOME"] == str(tmp_path)
    assert (environment["DO_NOT_TRACK"], environment["PREFECT_SERVER_ANALYTICS_ENABLED"]) == ("1", "false")
    assert environment["NO_PROXY"] == "a.example,127.0.0.1,localhost,::1"
    ours = engine_environment(ServerAccess("http://127.0.0.1:4200", "iku:x"), user)
    assert ours["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert ours["PREFECT_API_AUTH_STRING"] == "iku:x" and "PREFECT_API_AUTH_STRING" not in environment


def test_settings_come_before_prefect_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect", object())  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        prepare_engine(None)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"pid": 1, "url": "http://192.0.2.1:4200", "kata_sandi": "iku:x"}', '{"url": 7}']
)
def test_a_note_that_names_no_server_of_ours_is_ignored(tmp_path: Path, content: str) -> None:
    note = tmp_path / "server.json"
    assert running_server(note) is None
    note.write_text(content)
    assert running_server(note) is None


def test_a_dead_server_s_note_is_ignored(tmp_path: Path) -> None:
    with socket.socket() as former:
        former.bind(("127.0.0.1", 0))
        port = former.getsockname()[1]
    note = tmp_path / "server.json"
    write_note(note, ServerAccess(f"http://127.0.0.1:{port}", "iku:x"), 1)
    assert running_server(note) is None


def test_a_taken_port_has_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IKU_PREFECT_HOME", str(tmp_path))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTakenError) as failed:
            start_server(other.getsockname()[1], temporary=False)
    assert isinstance(failed.value, EngineError) and "sedang dipakai" in str(failed.value)


def _status_of_post(address: str, secret: str | None) -> int:
    header = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    request = urllib.request.Request(address, b"{}", {"Content-Type": "application/json"} | header)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_a_server_answers_only_who_knows_its_secret(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may talk to it can make it run commands, and the loopback address is open to every user."""
    monkeypatch.setenv("IKU_PREFECT_HOME", str(home))
    server = start_server()  # as the throw-away one of a single command
    try:
        server.wait_until_ready()
        address, correct = f"{server.access.url}/api/flows/filter", server.access.secret
        assert [_status_of_post(address, tried) for tried in (None, "iku:", f"{correct}x", correct)] == [
            401,
            401,
            401,
            200,
        ]

        note = tmp_path / "catatan" / "server.json"
        write_note(note, server.access, server.process.pid)
        assert running_server(note) == server.access
        for wrong in ({}, {"kata_sandi": ""}, {"kata_sandi": "iku:dari-jadwal-sebelumnya"}, {"kata_sandi": None}):
            note.write_text(json.dumps({"pid": server.process.pid, "url": server.access.url} | wrong))
            assert running_server(note) is None
    finally:
        server.stop()
    assert correct not in repr(server) and correct not in (home / "server.log").read_text(encoding="utf-8")


def test_each_server_has_a_secret_of_its_own() -> None:
    one, other = new_secret(), new_secret()
    assert one != other and one.isascii() and len(one) > 40


@pytest.mark.skipif(sys.platform == "win32", reason="hak berkas POSIX")
def test_the_note_is_its_owner_s_alone_whatever_lay_there(tmp_path: Path) -> None:
    note = tmp_path / "server.json"
    note.write_text("{}")
    note.chmod(0o666)
    with note.open() as opened_by_another:
        write_note(note, ServerAccess("http://127.0.0.1:4200", "iku:x"), 1)
        assert opened_by_another.read() == "{}"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert json.loads(note.read_text())["kata_sandi"] == "iku:x"


@pytest.mark.skipif(sys.platform == "win32", reason="hak berkas POSIX")
def test_prefect_s_folder_is_its_owner_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKU_PREFECT_HOME", str(tmp_path / "rumah" / "prefect"))
    assert stat.S_IMODE(make_engine_home().stat().st_mode) == 0o700
