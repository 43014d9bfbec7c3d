"""A workspace made from a backup: `iku pulihkan`. It is another workspace, with an id, a ledger and folders of its own.

What stood in `iku.toml` of places outside (a share, a database, the folder of backups) belongs to the workspace that
was backed up, which may live on: the restored one is pointed into its own folder, so that it never writes there. A
marker stands in it until all is there and proven; no command works beside it.
"""

import os
import shutil
import tomllib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flows.office.backup import INBOX, OUTBOX, REGISTER
from flows.office.memory_proof import IDENTITY_FILE, settle_down
from flows.office.settings import SETTINGS_FILE, Settings, read_settings
from flows.office.settings_edit import Changes, change_settings
from flows.office.workspace import RESTORE_MARKER, SQLITE, Workspace, now
from ledger.atomic_files import write_once
from ledger.backup_store import MARKER_FILE, BackupDamagedError, Snapshot, bring_back, lists, owner_of, read_list
from ledger.chain import Break
from ledger.database import LEDGER_VERSION
from ledger.database_copy import check_empty, copy_in, shown
from ledger.transactions import Ledger
from schemas.errors import CannotDoError, LedgerError, explain_oserror


@dataclass(frozen=True)
class Restored:
    """A restored workspace with its ledger: from which backup, and what of its settings was changed, as it stands now.

    `broken`: where the chain of the ledger was broken already when the backup was made.
    """

    workspace: Workspace
    ledger: Ledger
    snapshot: Snapshot
    changes: tuple[str, ...]
    broken: Break | None


def find_snapshot(source: Path) -> tuple[Path, Snapshot]:
    """The folder of contents and the backup that is meant: the newest of a folder, or the one of a list.

    Raises CannotDoError.
    """
    if not source.exists():
        raise CannotDoError(f"Cadangan tidak ditemukan: {source}")
    if source.is_file():
        return source.parent, _known(read_list(source))
    if owner_of(source) is None:
        raise CannotDoError(f"Bukan folder cadangan: {source} ({MARKER_FILE} tidak ada).")
    finished = lists(source)
    if not finished:
        raise CannotDoError(f"Belum ada cadangan yang selesai di {source}.")
    return source, _known(read_list(finished[-1]))


def _known(snapshot: Snapshot) -> Snapshot:
    if snapshot.ledger_version > LEDGER_VERSION:
        raise CannotDoError(
            f"Cadangan berasal dari program yang lebih baru (versi ledger {snapshot.ledger_version}, program ini "
            f"mengenal sampai {LEDGER_VERSION}); pasang program yang terbaru."
        )
    return snapshot


@contextmanager
def restore(source: Path, destination: Path, ledger_url: str | None) -> Iterator[Restored]:
    """Make a workspace in the empty folder `destination`; it stays once the block, which proves it, is left well.

    With `ledger_url` the ledger moves into that empty database then. Raises CannotDoError or LedgerError, and nothing
    is left of it.
    """
    folder, snapshot = find_snapshot(source)
    target = destination.absolute()
    _check_empty(target, folder)
    if ledger_url is not None:
        check_empty(Workspace(target, Settings()).located(ledger_url))
    is_new = not target.exists()
    try:
        with _disk_trouble(target):
            restored = _fill(folder, snapshot, target, ledger_url)
            yield restored
            if ledger_url is not None:
                _move_ledger(restored)
            (target / RESTORE_MARKER).unlink()
    except BaseException:
        _clear(target, with_itself=is_new)
        raise


def _check_empty(target: Path, source: Path) -> None:
    if os.path.lexists(target) and not target.is_dir():
        raise CannotDoError(f"Bukan folder: {target}")
    real, real_source = Path(os.path.realpath(target)), Path(os.path.realpath(source))
    if real.is_relative_to(real_source) or real_source.is_relative_to(real):
        raise CannotDoError(f"Folder tujuan tidak boleh di dalam atau di atas folder cadangan: {target}")
    if target.exists() and any(target.iterdir()):
        stopped = " Isinya pemulihan yang terhenti; hapus dahulu." if (target / RESTORE_MARKER).exists() else ""
        raise CannotDoError(f"Folder tujuan tidak kosong: {target}.{stopped} Pilih folder kosong.")


@contextmanager
def _disk_trouble(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotDoError(
            f"Pemulihan tidak selesai: {error.filename or target} ({explain_oserror(error)}). Tidak ada yang berubah."
        ) from error


def _clear(target: Path, *, with_itself: bool) -> None:
    """Take away all that was put into a folder that was empty, or was not there."""
    with suppress(OSError):
        if with_itself:
            shutil.rmtree(target, ignore_errors=True)
            return
        for entry in target.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


# Filling it


def _fill(folder: Path, snapshot: Snapshot, target: Path, ledger_url: str | None) -> Restored:
    _check_room(target, snapshot)
    marker = target / RESTORE_MARKER
    marker.parent.mkdir(parents=True, mode=0o700)
    marker.touch()
    settings = next((file for file in snapshot.files if file.place == SETTINGS_FILE), None)
    if settings is not None:
        bring_back(folder, settings, target / SETTINGS_FILE)
    changes = _own_places(target, ledger_url)
    if changes:
        _write_settings(target / SETTINGS_FILE, changes)
    workspace = Workspace(target, read_settings(target / SETTINGS_FILE))
    roots = {INBOX: workspace.inbox, OUTBOX: workspace.outbox, REGISTER: workspace.register}
    for file in snapshot.files:
        if file is not settings:
            root, _, rest = file.place.partition("/")
            if (place := roots.get(root)) is None or not rest:
                raise BackupDamagedError(f"Cadangan menyebut letak yang tidak dikenal: {file.place!a}.")
            bring_back(folder, file, place / rest)
    ledger = _bring_back_ledger(folder, snapshot, workspace)
    told = tuple(_told(key, value) for key, value in changes.items())
    return Restored(workspace, ledger, snapshot, told, ledger.first_break(now()))


def _check_room(target: Path, snapshot: Snapshot) -> None:
    parent = next(folder for folder in (target, *target.parents) if folder.is_dir())
    needed = sum(file.size for file in (snapshot.ledger, *snapshot.files))
    free = shutil.disk_usage(parent).free
    if free < needed:
        raise CannotDoError(
            f"Ruang di {parent} tidak cukup: perlu {needed // 1024**2 + 1} MB, tersisa {free // 1024**2} MB."
        )


def _own_places(target: Path, ledger_url: str | None) -> Changes:
    """What has to change in the settings so that the workspace is its own: (table, key) -> value."""
    settings = read_settings(target / SETTINGS_FILE)
    changes: dict[tuple[str, str], str] = {}
    for key, value in ((INBOX, settings.folder.inbox), (OUTBOX, settings.folder.outbox)):
        if not _is_inside(target, value):
            changes["folder", key] = key
    if settings.register_ is not None and not _is_inside(target, settings.register_):
        changes["", REGISTER] = REGISTER
    if settings.ledger.url != (ledger_url or ""):
        changes["ledger", "url"] = ledger_url or ""
    if settings.jadwal.cadangan:
        changes["jadwal", "cadangan"] = ""
    if settings.cadangan.ke:
        changes["cadangan", "ke"] = ""
    return changes


def _is_inside(target: Path, value: Path) -> bool:
    """Whether a folder of the settings lies in the workspace, as it is written: nothing stands there yet."""
    place = Path(os.path.normpath(target / value))
    return place.is_relative_to(target) and place != target


def _write_settings(file: Path, changes: Changes) -> None:
    text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
    try:
        changed = change_settings(text.replace("\r\n", "\n"), changes)
    except tomllib.TOMLDecodeError as error:
        raise BackupDamagedError(f"Cadangan memuat {SETTINGS_FILE} yang tidak terbaca.") from error
    file.write_text(changed, encoding="utf-8")


def _told(place: tuple[str, str], value: str) -> str:
    table, key = place
    name = f"[{table}] {key}" if table else key
    return f'{name} = "{shown(value) if key == "url" and value else value}"'


# Its ledger


def _bring_back_ledger(folder: Path, snapshot: Snapshot, workspace: Workspace) -> Ledger:
    """The ledger in the workspace's own file, and made known to it alone. Raises LedgerError, BackupDamagedError."""
    bring_back(folder, snapshot.ledger, workspace.ledger_file)
    ledger = Ledger.open(f"{SQLITE}{workspace.ledger_file.as_posix()}")
    if damage := ledger.damage():
        raise BackupDamagedError(f"Cadangan memuat ledger yang rusak ({damage}); coba cadangan yang lebih lama.")
    if _last_seal(ledger) != snapshot.seal:
        raise BackupDamagedError("Ledger dalam cadangan bukan yang tercatat padanya; coba cadangan yang lebih lama.")
    # Another workspace from now on: the one that was backed up may live, and its ledger and backups are not for this.
    write_once(workspace.state_folder / IDENTITY_FILE, f"{uuid.uuid4()}\n".encode())
    settle_down(workspace, ledger, now())
    return ledger


def _move_ledger(restored: Restored) -> None:
    """Move the ledger from the workspace's file into the database of its settings. Raises LedgerError."""
    workspace = restored.workspace
    copy_in(workspace.ledger_file, workspace.ledger_url)
    moved = Ledger.open(workspace.ledger_url)
    if (_last_seal(moved), moved.first_break(now())) != (_last_seal(restored.ledger), restored.broken):
        raise LedgerError(f"Ledger tidak sampai utuh di {shown(workspace.ledger_url)}; kosongkan, lalu ulangi.")
    for file in workspace.state_folder.glob("ledger*.sqlite3*"):
        file.unlink()


def _last_seal(ledger: Ledger) -> str:
    with ledger.look_up(now()) as transaction:
        return transaction.last_seal()
