"""The lock that lets one run at a time work in a workspace, and what is cleared away after one that was killed."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import LeaseSettingsMismatch, SoftFileLease, Timeout

from flows.office.lock_files import read_head
from flows.office.workspace import Workspace, now
from ledger.atomic_files import clear_temporary
from ledger.publications import clear_empty_names
from ledger.transactions import actor
from schemas.errors import CannotDoError, explain_oserror

LOCK_FILE = ".sedang-dipakai.lock"
LEASE_SECONDS = 60.0  # another machine's lock that was not refreshed for so long is dead
PATIENCE_SECONDS = 1.0  # wait this long before saying so
_NOBODY = b"\nditinggalkan\n"  # no line of a record, whatever stood before


@contextmanager
def workspace_lock(workspace: Workspace, tell: Callable[[str], None] | None = None) -> Iterator[None]:
    """Let one run at a time work in the workspace, on whatever machine; a second waits, and `tell` says for whom.

    The lock lies in the outbox, which both machines see, and names account, machine, process and time. One whose
    process died is taken over: at once on the same machine, on another when it has not been refreshed for
    LEASE_SECONDS. So is one that does not say whose it is, since its run was killed before it could write that, once
    it is as old. Raises CannotDoError where it cannot be taken at all.
    """
    lease = SoftFileLease(workspace.outbox / LOCK_FILE, lease_duration=LEASE_SECONDS)
    abandoned = os.path.lexists(lease.lock_file)
    try:
        _take(lease, workspace, tell)
        if abandoned:
            clean_up(workspace)
        yield
    finally:
        lease.release()


def _take(lease: SoftFileLease, workspace: Workspace, tell: Callable[[str], None] | None) -> None:
    try:
        while True:
            _disown_abandoned(lease, workspace)
            try:
                lease.acquire(timeout=PATIENCE_SECONDS)
                break
            except Timeout:
                if tell:
                    tell(_held_by(lease, workspace))
                tell = None  # once is enough
        _mark(lease, workspace)
    except LeaseSettingsMismatch as error:
        raise CannotDoError(f"Ruang kerja sedang dipakai program versi lain: {lease.lock_file}") from error
    except OSError as error:
        raise CannotDoError(f"Ruang kerja tidak dapat dikunci: {lease.lock_file} ({explain_oserror(error)})") from error


def _disown_abandoned(lease: SoftFileLease, workspace: Workspace) -> None:
    """Spoil a lock that names no holder of a lease and is older than one, so that the library takes it over.

    The library never takes an empty one, nor one in a form that we do not write: its holder might live. Ours writes
    its name right after it has created the file, and refreshes the file's time from then on. The line added makes it a
    record of nobody, for which the library has a takeover that only one of many can win; deleting it here might hit
    the lock of a run that was faster.
    """
    owner = lease.owner
    if owner is not None and owner.mode == "lease":
        return
    with suppress(OSError):
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(lease.lock_file, flags), "ab", buffering=0) as lock:
            found = os.fstat(lock.fileno())
            if stat.S_ISREG(found.st_mode) and abs(_share_time(workspace.outbox) - found.st_mtime) > LEASE_SECONDS:
                lock.write(_NOBODY)


def _share_time(folder: Path) -> float:
    """What time it is for the machine that keeps the folder: its files' times are of that clock, not of ours."""
    with tempfile.TemporaryFile(dir=folder) as probe:
        return os.fstat(probe.fileno()).st_mtime


def _mark(lease: SoftFileLease, workspace: Workspace) -> None:
    """Add to the marker who took the lock and when; its format passes over keys it does not know."""
    since = now().astimezone(workspace.zone).isoformat(timespec="seconds")
    with Path(lease.lock_file).open("a", encoding="utf-8", newline="\n") as marker:
        marker.write(f"oleh={actor()}\nsejak={since}\n")


def _held_by(lease: SoftFileLease, workspace: Workspace) -> str:
    """One line on who holds the lock, from the marker: it may be gone or half written by now."""
    try:
        content = read_head(Path(lease.lock_file)).decode("utf-8", "replace")
        seen = datetime.fromtimestamp(Path(lease.lock_file).stat().st_mtime, workspace.zone)
    except OSError:
        return "Menunggu: ruang kerja sedang dipakai proses lain…"
    data = dict(line.split("=", 1) for line in content.splitlines() if "=" in line)
    holder = data.get("oleh") or data.get("host", "proses lain")
    process = f" (proses {data['pid']})" if "pid" in data else ""
    since = ""
    with suppress(KeyError, ValueError):
        since = f" sejak {datetime.fromisoformat(data['sejak']):%d-%m-%Y %H.%M.%S}"
    return f"Menunggu: ruang kerja sedang dipakai {holder}{process}{since}, terakhir terlihat {seen:%H.%M.%S}…"


def clean_up(workspace: Workspace) -> None:
    """Remove what a run that was killed left behind; the caller holds the workspace's lock."""
    clear_temporary(workspace.outbox)
    clear_temporary(workspace.state_folder)
    clear_empty_names(workspace.outbox / "konsolidasi")
