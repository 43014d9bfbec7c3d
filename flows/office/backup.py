"""A backup of the workspace, made while others work: `iku cadangkan`, and the schedule of the night.

It holds what the workspace's commands answer from: the ledger, inbox and outbox with the archive, the register and the
settings; not the logs and not what passes. The workspace's lock is held meanwhile, so that ledger, archive and outbox
are of one moment; the inbox is the bagian's, and each of its files is taken as it is read.
"""

import fnmatch
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flows.office.memory_proof import place
from flows.office.settings import SETTINGS_FILE
from flows.office.workspace import ARCHIVE, SQLITE, Workspace, absent_folder, now
from flows.office.workspace_ledger import open_ledger
from flows.office.workspace_lock import LOCK_FILE, workspace_lock
from flows.version import program_version
from ledger.archive import archived_hash
from ledger.atomic_files import TEMPORARY_PATTERN
from ledger.backup_store import (
    BackedFile,
    Snapshot,
    check_room,
    is_stored,
    open_store,
    owner_of,
    store,
    stored_size,
    thin_out,
    write_list,
)
from ledger.database_copy import copy_out
from ledger.transactions import Ledger
from schemas.errors import CannotDoError, explain_oserror

INBOX, OUTBOX, REGISTER = "inbox", "outbox", "register"  # places in a backup, wherever the folders lie
LEDGER_PLACE = ".iku/ledger.sqlite3"
# What passes: locks of ours and of Office programs (`~$name`, `.~lock.name#`), files on their way to a name.
_PASSING = (f"{LOCK_FILE}*", TEMPORARY_PATTERN, "~$*", ".~lock.*#")


@dataclass(frozen=True)
class Backup:
    """A backup that was made: its list, how many files it holds, how many are new, how many old backups were dropped.

    `damaged`: archived files that are not what their name says and of which no earlier backup holds the original;
    `unread`: files that could not be read and are not in it.
    """

    file: Path
    count: int
    new: int
    dropped: int
    damaged: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def trouble(self) -> str | None:
        """What is wrong with the workspace's archive, in one line."""
        if not self.damaged:
            return None
        return (
            f"Cadangan dibuat, tetapi berkas arsip ini sudah rusak di ruang kerja: {', '.join(self.damaged)}. "
            "Kembalikan dari cadangan lain."
        )


@dataclass(frozen=True)
class _Found:
    """A file of the workspace: its place in the backup, where it lies, its content as it was when listed."""

    place: str
    path: Path
    sha256: str
    size: int
    changed_ns: int


def check_target(workspace: Workspace, folder: Path) -> Path:
    """The folder of the backups, whole path. Raises CannotDoError for one within the workspace, or around it."""
    target = Path(os.path.realpath(folder))
    for own in map(os.path.realpath, (workspace.folder, workspace.inbox, workspace.outbox)):
        if target.is_relative_to(own) or Path(own).is_relative_to(target):
            raise CannotDoError(f"Folder cadangan harus di luar ruang kerja ({own}); pilih tempat lain.")
    return target


def scheduled_folder(workspace: Workspace) -> Path:
    """The folder of the scheduled backups. Raises CannotDoError where it is not there yet, or not any more.

    A share that is not mounted looks like an empty folder: only a person begins one.
    """
    folder = workspace.folder / workspace.settings.cadangan.ke
    if owner_of(folder) is None:
        raise CannotDoError(
            f"Belum ada cadangan di {folder}. Bila itu folder bersama, periksa apakah tersambung; bila memang baru: "
            f"iku cadangkan --ke {folder}"
        )
    return folder


def make_backup(workspace: Workspace, folder: Path, tell: Callable[[str], None] | None = None) -> Backup:
    """Back the workspace up into `folder`, once whoever works in it is done. Raises CannotDoError, LedgerError."""
    target = check_target(workspace, folder)
    if not workspace.state_folder.is_dir():
        raise CannotDoError(f"Belum ada ruang kerja di {workspace.folder}; buat dahulu: iku siapkan")
    if absent := absent_folder(workspace):
        raise CannotDoError(absent)
    with workspace_lock(workspace, tell):
        with open_ledger(workspace).look_up(now()) as transaction:  # proven to be the one that belongs here
            home = transaction.home()
        assert home is not None  # opening makes ledger and workspace known to each other
        with _disk_trouble(target), tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
            open_store(target, home.pengenal)
            return _back_up(workspace, home.pengenal, target, Path(work_folder) / "ledger.sqlite3")


@contextmanager
def _disk_trouble(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotDoError(
            f"Cadangan tidak selesai: {error.filename or target} ({explain_oserror(error)}). Yang lama tetap utuh."
        ) from error


def _back_up(workspace: Workspace, identity: str, target: Path, ledger_copy: Path) -> Backup:
    moment, unread = now(), list[str]()
    ledger_version = copy_out(workspace.ledger_url, ledger_copy)
    with Ledger.read(f"{SQLITE}{ledger_copy.as_posix()}").look_up(moment) as transaction:
        seal = transaction.last_seal()
    found = [_look(ledger_copy, LEDGER_PLACE), *_find(workspace, unread)]
    new = [file for file in found if not is_stored(target, file.sha256, file.size)]
    check_room(target, sum({file.sha256: file.size for file in new}.values()))
    kept = [backed for file in found if (backed := _keep(target, file, unread))]
    damaged = [file.place for file in kept if _is_damaged(file)]
    files = {file.place: file for file in kept}
    snapshot = Snapshot(
        identity=identity,
        home=place(workspace),
        moment=moment,
        program=program_version(),
        ledger_version=ledger_version,
        seal=seal,
        ledger=files.pop(LEDGER_PLACE),
        files=tuple(files.values()),
    )
    finished = write_list(target, snapshot)
    dropped = thin_out(target, workspace.settings.cadangan.simpan)
    return Backup(finished, len(files), len(new), dropped, tuple(damaged), tuple(unread))


def _keep(target: Path, file: _Found, unread: list[str]) -> BackedFile | None:
    """Keep a file's content where it is not kept yet; None where the file is gone since, or cannot be read."""
    if is_stored(target, file.sha256, file.size):
        return BackedFile(file.place, file.sha256, file.size, file.changed_ns)
    try:
        sha256, size = store(target, file.path)
    except FileNotFoundError:
        return None
    except PermissionError as error:
        if error.filename != str(file.path):
            raise
        unread.append(file.place)
        return None
    if sha256 != file.sha256 and _is_archived(file.place) and (kept := stored_size(target, file.sha256)) is not None:
        return BackedFile(file.place, file.sha256, kept, file.changed_ns)  # damaged since an earlier backup kept it
    return BackedFile(file.place, sha256, size, file.changed_ns)


def _is_damaged(file: BackedFile) -> bool:
    """Whether it is an archived file that is not what its name says, and of which nobody had kept the original."""
    return _is_archived(file.place) and archived_hash(PurePosixPath(file.place).name) not in (None, file.sha256)


def _is_archived(file_place: str) -> bool:
    return file_place.startswith(f"{OUTBOX}/{ARCHIVE}/")


# What there is


def _find(workspace: Workspace, unread: list[str]) -> Iterator[_Found]:
    """Every file of the workspace but the ledger; adds to `unread` those that cannot be read."""
    # The inbox first: an archived file that is damaged since may lie there whole.
    folders = {INBOX: workspace.inbox, OUTBOX: workspace.outbox, REGISTER: workspace.register}
    settings = workspace.folder / SETTINGS_FILE
    places = {SETTINGS_FILE: settings} if settings.is_file() else {}
    for root, folder in folders.items():
        if folder is not None and folder.is_dir():
            places |= dict(_files(root, folder, unread))
    for file_place, path in places.items():
        try:
            yield _look(path, file_place)
        except FileNotFoundError:
            continue  # taken away since it was listed
        except OSError:
            unread.append(file_place)


def _files(root: str, folder: Path, unread: list[str]) -> Iterator[tuple[str, Path]]:
    """Place and path of the regular files of a folder and below, in an order of their own."""

    def note(error: OSError) -> None:
        unread.append(str(error.filename))

    # A link in the inbox is a bagian's, and may lead anywhere; one elsewhere is the office's.
    with_links = root != INBOX
    for parent, folders, names in os.walk(folder, onerror=note, followlinks=with_links):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            passes = any(fnmatch.fnmatchcase(name, pattern) for pattern in _PASSING)
            if not passes and path.is_file() and (with_links or not path.is_symlink()):
                yield f"{root}/{path.relative_to(folder).as_posix()}", path


def _look(path: Path, file_place: str) -> _Found:
    """A file as it is now; an archived one is what its name says as long as nobody has to read it. Raises OSError."""
    status = path.stat()
    sha256 = archived_hash(path.name) if _is_archived(file_place) else None
    if sha256 is None:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return _Found(file_place, path, sha256, status.st_size, status.st_mtime_ns)
