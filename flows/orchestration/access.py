"""How a server of ours is reached: its address with the secret that opens it, and the note that tells both.

The note lies in the workspace while `iku jalankan` runs, for the other commands of the same user. Whatever answers at
its address has to prove that it knows the secret before it is told anything.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from flows.orchestration.server import LOOPBACK, PROOF_PATH, SIGN_IN_PATH, proof

NOTED_SECRET = "kata_sandi"  # noqa: S105  (the note's key; Indonesian, since people copy the secret into the UI)
API_USER = "iku"  # Prefect wants user and password; only the whole string counts
ANSWER_SECONDS = 3  # for the whole of an answer: a dead server refuses at once, a silent one is not waited for
ANSWER_LIMIT = 4096  # bytes, the head of the answer included


@dataclass(frozen=True)
class ServerAccess:
    """A server of ours and the secret that opens it.

    The loopback address is open to every user of the machine, and whoever may talk to Prefect can make it run
    commands. The secret travels by environment only: arguments and logs are read by others.
    """

    url: str  # the root, "http://127.0.0.1:4200"
    secret: str = field(repr=False)  # ASCII, "user:password", as Prefect's settings and its UI want it

    @property
    def sign_in_url(self) -> str:
        """The address that opens the UI in a browser without asking; as secret as the secret."""
        return f"{self.url}{SIGN_IN_PATH}#{self.secret}"


def new_secret() -> str:
    """A secret for one start of one server."""
    return f"{API_USER}:{secrets.token_urlsafe(32)}"


def write_note(note: Path, access: ServerAccess, pid: int) -> None:
    """Note a server for the other commands of this user, and for nobody else.

    The file is made anew: one that lies there already would keep its rights, and whoever has it open.
    """
    note.parent.mkdir(parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"pid": pid, "url": access.url, NOTED_SECRET: access.secret, "masuk": access.sign_in_url}, file)


def running_server(note: Path) -> ServerAccess | None:
    """The server that `iku jalankan` noted in `note`, if what answers there is that server.

    A note that others can write is nobody's word; one of another start names a secret that no server knows any more.
    """
    with suppress(OSError, ValueError, KeyError, TypeError, OverflowError):
        with note.open(encoding="utf-8") as file:
            if not _is_ours_alone(file):
                return None
            content = json.load(file)
        access = ServerAccess(str(content["url"]), str(content[NOTED_SECRET]))
        if _proves_itself(access):
            return access
    return None


def _is_ours_alone(file: TextIO) -> bool:
    """Whether nobody else can read or write an open file; on Windows its folder's rights decide."""
    if sys.platform == "win32":
        return True
    status = os.fstat(file.fileno())
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077


def _proves_itself(access: ServerAccess) -> bool:
    """Whether what listens at the address knows the secret, found out without telling it."""
    if not (address := re.fullmatch(rf"http://{re.escape(LOOPBACK)}:(\d+)", access.url)):
        return False
    challenge = secrets.token_hex(32)
    answer = _ask(int(address[1]), f"{PROOF_PATH}/{challenge}")
    return hmac.compare_digest(answer, proof(access.secret, access.url, challenge).encode())


def _ask(port: int, path: str) -> bytes:
    """The body of an answer, or as much of it as comes in time: a client library's limit starts anew with each byte."""
    received, until = b"", time.monotonic() + ANSWER_SECONDS
    with socket.create_connection((LOOPBACK, port), ANSWER_SECONDS) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nConnection: close\r\n\r\n".encode())
        while len(received) < ANSWER_LIMIT and (left := until - time.monotonic()) > 0:
            connection.settimeout(left)
            if not (part := connection.recv(ANSWER_LIMIT)):
                break
            received += part
    return received.rpartition(b"\r\n\r\n")[2]
