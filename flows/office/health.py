"""What `iku siapkan` reports of a workspace: rights, disk, clock, LibreOffice, ledger and archive."""

import os
import shutil
from pathlib import Path

from flows.office.workspace import Workspace, is_writable, now
from flows.office.workspace_ledger import open_ledger
from ledger.archive import check_archive
from ledger.database import LEDGER_VERSION, sqlite_file

FREE_DISK_MB = 500
LEAST_YEAR = 2025  # a clock before this program existed is wrong
MOUNTS_FILE = "/proc/mounts"  # Linux
NETWORK_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "fuse.sshfs", "fuse.glusterfs"})


def check_environment(workspace: Workspace) -> list[tuple[str, bool, str]]:
    """What the workspace needs: (name, all right, remark)."""
    free = shutil.disk_usage(workspace.folder).free // (1024 * 1024)
    clock = now()
    office = shutil.which("soffice") or shutil.which("libreoffice")
    return [
        ("Hak baca inbox", os.access(workspace.inbox, os.R_OK), str(workspace.inbox)),
        ("Hak tulis outbox", is_writable(workspace.outbox), str(workspace.outbox)),
        ("Ruang disk", free >= FREE_DISK_MB, f"tersisa {free} MB"),
        ("Jam komputer", clock.year >= LEAST_YEAR, f"{clock.astimezone(workspace.zone):%d-%m-%Y %H.%M} WIB"),
        ("LibreOffice", office is not None, office or "tidak ada; hanya diperlukan untuk mencetak dari komputer ini"),
        ("Ledger", *_ledger_state(workspace)),
        ("Arsip", *_archive_state(workspace)),
    ]


def _ledger_state(workspace: Workspace) -> tuple[bool, str]:
    """Whether the ledger is whole and lies where it may."""
    damage = open_ledger(workspace).damage()
    if damage:
        return False, f"rusak ({damage}); kembalikan dari cadangan"
    if found := open_ledger(workspace).first_break(now()):
        return False, f"diubah di luar program: mulai {found.table} nomor {found.number} ({found.what})"
    file = sqlite_file(workspace.ledger_url)
    if file is not None and (kind := _network_system(file.parent)):
        return False, f"{file} ada di folder bersama ({kind}); ledger harus di disk lokal"
    return True, f"utuh, versi {LEDGER_VERSION}"


def _archive_state(workspace: Workspace) -> tuple[bool, str]:
    """Whether every archived file still is what its name says."""
    whole, damaged = check_archive(workspace.archive)
    if not damaged:
        return True, f"{whole} berkas utuh"
    return False, f"{whole} berkas utuh, rusak atau hilang: {', '.join(damaged)}; kembalikan dari cadangan"


def _network_system(folder: Path) -> str | None:
    """The kind of network file system a folder lies on; None where it is a local one or cannot be told."""
    try:
        lines = [line.split() for line in Path(MOUNTS_FILE).read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return None
    location = folder.resolve()
    mounts = [(Path(point.replace("\\040", " ")), kind) for _, point, kind, *_ in lines]
    # The deepest mount point counts, of equal ones the last.
    holding = [
        (len(point.parts), index, kind) for index, (point, kind) in enumerate(mounts) if location.is_relative_to(point)
    ]
    kind = max(holding)[2] if holding else ""
    return kind if kind in NETWORK_SYSTEMS else None
