"""Whether the ledger is the one that belongs here: not an older one, not another workspace's, not a copy's.

An older ledger put back knows less than what lies beside it in the outbox: a lock, a revision. It would be believed
without a word, so each start compares it with the archive's list and with the names of what was signed.
"""

import platform
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flows.office.workspace import Workspace
from ledger.archive import ArchiveLine, ListDamagedError, read_list
from ledger.atomic_files import write_once
from ledger.transactions import Ledger
from schemas.errors import CannotDoError

IDENTITY_FILE = "id"
_SIGNED_NAME = re.compile(r".+_final\.xlsx")


def prove(workspace: Workspace, ledger: Ledger, moment: datetime, *, keep: bool) -> None:
    """Raise CannotDoError, one line, where the ledger is not the one that belongs here.

    With `keep` a workspace and a ledger that have not met yet are made known to each other.
    """
    with ledger.look_up(moment) as transaction:
        home = transaction.home()
    if lost := unknown_to(workspace, ledger, moment):
        raise CannotDoError(
            f"Ledger lebih lama daripada outbox: {len(lost)} catatan tidak ada di dalamnya (misalnya {lost[0]}). "
            "Kembalikan ledger terakhir dari cadangan, atau susun ulang: iku siapkan --susun-ulang-ledger"
        )
    identity = _identity(workspace)
    if home and identity and home.pengenal != identity:
        raise CannotDoError(
            f"Ledger ini milik ruang kerja lain ({home.tempat}). Periksa [ledger] url, atau kembalikan ledger ruang "
            "kerja ini dari cadangan."
        )
    if home and workspace.settings.ledger.url and _is_elsewhere(home.tempat, workspace):
        raise CannotDoError(
            f"Ruang kerja ini salinan dari {home.tempat}, yang memakai ledger yang sama. Beri salinan ini ledger "
            "sendiri ([ledger] url); bila ruang kerja dipindahkan ke sini: iku siapkan --susun-ulang-ledger"
        )
    if keep and (home is None or home.tempat != place(workspace) or not identity):
        settle_down(workspace, ledger, moment)


def settle_down(workspace: Workspace, ledger: Ledger, moment: datetime) -> None:
    """Make ledger and workspace known to each other, at this place."""
    with ledger.begin(moment) as transaction:
        home = transaction.home()
        identity = _identity(workspace) or (home.pengenal if home else str(uuid.uuid4()))
        if home is None or (home.pengenal, home.tempat) != (identity, place(workspace)):
            transaction.record_home(identity, place(workspace))
    file = workspace.state_folder / IDENTITY_FILE
    if not file.exists():
        write_once(file, f"{identity}\n".encode())


def place(workspace: Workspace) -> str:
    """Where the workspace lies: machine and folder."""
    return f"{platform.node()}:{workspace.folder}"


def _identity(workspace: Workspace) -> str | None:
    try:
        return (workspace.state_folder / IDENTITY_FILE).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _is_elsewhere(home: str, workspace: Workspace) -> bool:
    """Whether the workspace of a ledger still lives at another place: on this machine its folder would be there."""
    machine, _, folder = home.partition(":")
    if home == place(workspace):
        return False
    return machine != platform.node() or (Path(folder) / workspace.state_folder.name / IDENTITY_FILE).exists()


def unknown_to(workspace: Workspace, ledger: Ledger, moment: datetime) -> list[str]:
    """What the outbox holds and the ledger does not know, by name; what was set aside on purpose left out."""
    with ledger.look_up(moment) as transaction:
        kiriman = {(row.bagian, row.nama, row.sha256) for row in transaction.kiriman()}
        signed = {file.nama for file in transaction.signed_files()} | {row.nama for row in transaction.publications()}
        aside = transaction.set_aside()
    names = [
        line.nama
        for line in _list_lines(workspace)
        if (line.revisi and (line.bagian, line.nama, line.sha256) not in kiriman)
        or (not line.bagian and line.nama not in signed)
    ]
    names += [file.name for file in signed_workbooks(workspace) if file.name not in signed]
    return [name for name in dict.fromkeys(names) if name not in aside]


def _list_lines(workspace: Workspace) -> list[ArchiveLine]:
    try:
        return read_list(workspace.archive)
    except ListDamagedError:
        return []  # it is written anew from the ledger by the next run


def signed_workbooks(workspace: Workspace) -> Iterator[Path]:
    """The workbooks in the outbox whose name says that they were signed."""
    for file in sorted((workspace.outbox / "konsolidasi").glob("*/*.xlsx")):
        if _SIGNED_NAME.fullmatch(file.name):
            yield file
