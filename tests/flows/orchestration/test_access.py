"""What listens at the noted address is told nothing before it has proved to be ours, and nobody waits for it."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from flows.orchestration import access
from flows.orchestration.access import ServerAccess, new_secret, running_server, write_note
from flows.orchestration.server import PROOF_PATH, proof

Answering = Callable[[socket.socket, bytes], None]


class Listener:
    """Whatever may listen at a noted address; keeps all that it is told."""

    def __init__(self, answering: Answering) -> None:
        self._answering, self.told = answering, b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                request = connection.recv(65536)
                self.told += request
                with suppress(OSError):
                    self._answering(connection, request)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(30)


@contextmanager
def listening(answering: Answering) -> Iterator[Listener]:
    listener = Listener(answering)
    try:
        yield listener
    finally:
        listener.close()


def reply(connection: socket.socket, body: str) -> None:
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())


def challenge_in(request: bytes) -> str:
    return request.split()[1].decode().removeprefix(f"{PROOF_PATH}/")


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "server.json"


def noted(note: Path, url: str) -> ServerAccess:
    ours = ServerAccess(url, new_secret())
    write_note(note, ours, 1)
    return ours


def test_a_server_that_knows_the_secret_is_ours(note: Path) -> None:
    known: list[ServerAccess] = []

    def prove(connection: socket.socket, request: bytes) -> None:
        reply(connection, proof(known[0].secret, known[0].url, challenge_in(request)))

    with listening(prove) as ours:
        known.append(noted(note, ours.url))
        assert running_server(note) == known[0]
        assert running_server(note) == known[0]
    challenges = [line for line in ours.told.split(b"\r\n") if line.startswith(b"GET")]
    assert len(set(challenges)) == 2  # an answer overheard is no answer to the next one
    assert known[0].secret.encode() not in ours.told


@pytest.mark.parametrize("body", ["true", "", "0" * 64, "é"])
def test_a_false_server_is_told_no_secret(note: Path, body: str) -> None:
    with listening(lambda connection, _: reply(connection, body)) as false:
        ours = noted(note, false.url)
        assert running_server(note) is None
    assert ours.secret.partition(":")[2].encode() not in false.told
    assert false.told.count(b"GET ") == 1 and b"Authorization" not in false.told


def test_a_false_server_gains_nothing_by_asking_the_true_one(note: Path) -> None:
    """It passes the challenge on to our server at another port, whose answer is about that port."""
    secret = new_secret()

    def pass_on(connection: socket.socket, request: bytes) -> None:
        reply(connection, proof(secret, "http://127.0.0.1:4200", challenge_in(request)))

    with listening(pass_on) as false:
        write_note(note, ServerAccess(false.url, secret), 1)
        assert running_server(note) is None


def _say_nothing(connection: socket.socket, _: bytes) -> None:
    connection.recv(1)  # until the other side gives up


def _drip(connection: socket.socket, _: bytes) -> None:
    while True:
        connection.sendall(b"H")
        time.sleep(0.2)


def _flood(connection: socket.socket, _: bytes) -> None:
    while True:
        connection.sendall(b"H" * 65536)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds in which an answer must be whole: few, and fewer for these tests."""
    assert access.ANSWER_SECONDS <= 3
    monkeypatch.setattr(access, "ANSWER_SECONDS", 0.5)
    return 0.5


@pytest.mark.parametrize("answering", [_say_nothing, _drip, _flood])
def test_a_server_that_does_not_answer_is_not_waited_for(note: Path, answering: Answering, patience: float) -> None:
    with listening(answering) as silent:
        noted(note, silent.url)
        begin = time.monotonic()
        assert running_server(note) is None
        assert time.monotonic() - begin < patience + 1


def test_a_full_queue_is_not_waited_for(note: Path, patience: float) -> None:
    """A program that listens and never accepts; its queue may be full already."""
    with ExitStack() as closing:
        listener = closing.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = closing.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        noted(note, f"http://127.0.0.1:{listener.getsockname()[1]}")
        begin = time.monotonic()
        assert running_server(note) is None
        assert time.monotonic() - begin < 2 * patience + 1


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1:4200", "http://127.0.0.1:4200@192.0.2.1", "http://127.0.0.1:99999", "https://127.0.0.1:1"]
)
def test_only_this_computer_is_asked(note: Path, url: str) -> None:
    noted(note, url)
    begin = time.monotonic()
    assert running_server(note) is None
    assert time.monotonic() - begin < 1


@pytest.mark.skipif(sys.platform == "win32", reason="hak berkas POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o620, 0o606])
def test_a_note_that_others_reach_is_nobody_s_word(note: Path, mode: int) -> None:
    """Whoever can write it names a server of his own, with a secret that it knows."""
    known: list[ServerAccess] = []

    def prove(connection: socket.socket, request: bytes) -> None:
        reply(connection, proof(known[0].secret, known[0].url, challenge_in(request)))

    with listening(prove) as false:
        known.append(noted(note, false.url))
        note.chmod(mode)
        assert running_server(note) is None
        assert false.told == b""


def test_the_note_names_the_address_that_opens_the_dashboard(note: Path) -> None:
    ours = noted(note, "http://127.0.0.1:4200")
    assert json.loads(note.read_text())["masuk"] == f"http://127.0.0.1:4200/masuk#{ours.secret}"
    assert ours.secret not in repr(ours)
