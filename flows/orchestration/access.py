"""How a server of ours is reached: its address with the secret that opens it, and the note that tells both.

The note lies in the workspace while `iku jalankan` runs, for the other commands of the same user.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from flows.orchestration.server import LOOPBACK

NOTED_SECRET = "kata_sandi"  # noqa: S105  (the note's key; Indonesian, since people copy the secret into the UI)
API_USER = "iku"  # Prefect wants user and password; only the whole string counts
ANSWER_SECONDS = 10  # a busy server's first answer took 3; a dead one refuses at once


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


def write_note(note: Path, access: ServerAccess, pid: int) -> None:
    """Note a server for the other commands of this user, and for nobody else.

    The file is made anew: one that lies there already would keep its rights, and whoever has it open.
    """
    note.parent.mkdir(parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"pid": pid, "url": access.url, NOTED_SECRET: access.secret}, file)


def running_server(note: Path) -> ServerAccess | None:
    """The server that `iku jalankan` noted in `note`, if it answers and knows the secret.

    A note without a secret, or with another one than the server's, is that of another start: not ours.
    """
    try:
        content = json.loads(note.read_text(encoding="utf-8"))
        access = ServerAccess(str(content["url"]), str(content[NOTED_SECRET]))
        if urlsplit(access.url)[:1] != ("http",) or urlsplit(access.url).hostname != LOOPBACK:
            return None
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{access.url}/api/health", timeout=ANSWER_SECONDS) as response:
            if response.read(16).strip() != b"true":
                return None
        credentials = base64.b64encode(access.secret.encode()).decode()
        request = urllib.request.Request(  # noqa: S310  (scheme and host are checked above)
            f"{access.url}/api/admin/version", headers={"Authorization": f"Basic {credentials}"}
        )
        with opener.open(request, timeout=ANSWER_SECONDS):
            return access
    except (OSError, ValueError, KeyError, TypeError, HTTPException):
        return None
