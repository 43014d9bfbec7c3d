"""The inbox: which files lie there, which are still being written, and a stable private copy of each. Reads only."""

import errno
import hashlib
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.office.lock_files import lock_file, opener_name
from schemas.errors import CannotDoError, explain_oserror
from schemas.left_behind import is_left_behind
from workbooks.reading.file_kind import FileKind, file_kind

LONGEST_EXTENSION = 10
_ATTACHMENT_EXTENSIONS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".docx"})
_JUNCTION = 0xA0000003  # Windows: a folder that is a link to another
STALE_LOCK = timedelta(days=1)  # nobody keeps a file open so long: Excel was killed, or the machine

SETTLED_SECONDS = 10.0  # a file whose last change is older than this is read at once
WAIT_SECONDS = 1.0  # a younger one must stand still this long
_LAST_SECOND = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())  # a day is left for any time zone


@dataclass(frozen=True)
class InboxFile:
    """A file of the inbox: `folder` is the bagian's code as the folder says it, `name` the path below that folder.

    `locked_since`: since when a lock file says that it is open, None where there is none; `opener`: by whom, where it
    says so. `folder_as_spelled`: the folder as it is spelled on disk.
    """

    path: Path
    folder: str
    name: str
    size: int
    changed_ns: int
    is_open: bool
    opener: str = ""
    locked_since: datetime | None = None
    folder_as_spelled: str = ""

    @property
    def full_name(self) -> str:
        """The path below the inbox, as it is on disk: two spellings of a folder are two files on some machines."""
        folder = self.folder_as_spelled or self.folder
        return f"{folder}/{self.name}" if folder else self.name

    @property
    def changed_at(self) -> datetime:
        """Time of the last change, UTC, whole seconds."""
        return _moment(self.changed_ns)

    @property
    def looks_like_attachment(self) -> bool:
        """Whether its name says that it is evidence; what it is its bytes say, once it is copied."""
        return self.extension in _ATTACHMENT_EXTENSIONS

    @property
    def extension(self) -> str:
        """What the name ends with, such as ".xlsx"; "" where that is no extension but the rest of a sentence."""
        return short_extension(self.name)


def short_extension(name: str) -> str:
    """The extension of a name in small letters; "" where it is too long or too odd to be one.

    Names of our own end with it, and must be neither too long for any disk nor lead into another folder.
    """
    extension = Path(name).suffix.casefold()
    return extension if re.fullmatch(r"\.\w+", extension) and len(extension) <= LONGEST_EXTENSION else ""


@dataclass(frozen=True)
class PrivateCopy:
    """A private copy, byte for byte, with its SHA-256 and what its bytes say it is."""

    origin: InboxFile
    path: Path
    sha256: str
    kind: FileKind = FileKind.WORKBOOK


@dataclass(frozen=True)
class Unopened:
    """What lies in the inbox and is not opened: no regular file, or a folder that cannot be listed. `what` in words."""

    folder: str
    full_name: str
    what: str


@dataclass(frozen=True)
class Found:
    """What lies below the folders of an inbox, in a stable order; lock, hidden and temporary files are left out."""

    files: tuple[InboxFile, ...]
    unopened: tuple[Unopened, ...]


def find_files(inbox: Path, moment: datetime) -> Found:
    """Look into an inbox. Nothing is followed or opened that could lead elsewhere or hold us: links, pipes, devices.

    `moment` tells how old a lock is. Raises OSError where the inbox itself cannot be listed.
    """
    files: list[InboxFile] = []
    unopened: list[Unopened] = []
    for path in sorted(_walk(inbox, inbox, unopened)):
        path_parts = path.relative_to(inbox).parts
        if is_left_behind(path_parts):
            continue
        folder, rest = (path_parts[0], path_parts[1:]) if len(path_parts) > 1 else ("", path_parts)
        try:
            status = path.lstat()
        except OSError:
            continue  # gone between listing and looking: the next round sees what is there then
        if what := _odd_thing(path, status.st_mode):
            unopened.append(_unopened(inbox, path, what))
            continue
        lock = lock_file(path)
        locked_since = _changed(lock) if lock else None
        files.append(
            InboxFile(
                path=path,
                folder=_printable(folder).casefold(),
                name=_printable("/".join(rest)),
                size=status.st_size,
                changed_ns=status.st_mtime_ns,
                is_open=locked_since is not None and abs(moment - locked_since) < STALE_LOCK,
                opener=opener_name(lock) if lock else "",
                locked_since=locked_since,
                folder_as_spelled=_printable(folder),
            )
        )
    return Found(tuple(files), tuple(unopened))


def _walk(inbox: Path, folder: Path, unopened: list[Unopened]) -> Iterator[Path]:
    """Everything below a folder but the folders themselves; a link to a folder is a thing, not a folder."""
    try:
        entries = list(folder.iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        if folder == inbox:
            raise  # nothing of anybody can be seen: no reason to say that nobody has sent
        unopened.append(_unopened(inbox, folder, f"folder yang tidak dapat dibuka: {explain_oserror(error)}"))
        return
    for path in entries:
        if _is_plain_folder(path):
            yield from _walk(inbox, path, unopened)
        else:
            yield path


def _is_plain_folder(path: Path) -> bool:
    """Whether it is a folder, and not a link to one or, on Windows, a junction."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and getattr(status, "st_reparse_tag", 0) != _JUNCTION


def _odd_thing(path: Path, mode: int) -> str | None:
    """What lies there in words; None for a regular file."""
    if stat.S_ISREG(mode):
        return None
    kinds = {stat.S_IFLNK: "tautan", stat.S_IFIFO: "pipa", stat.S_IFSOCK: "soket", stat.S_IFDIR: "tautan folder"}
    return kinds.get(stat.S_IFMT(mode), "perangkat")


def _unopened(inbox: Path, path: Path, what: str) -> Unopened:
    parts = path.relative_to(inbox).parts
    folder = parts[0] if len(parts) > 1 or _is_plain_folder(path) else ""
    return Unopened(_printable(folder).casefold(), _printable("/".join(parts)), what)


def _changed(path: Path) -> datetime | None:
    """When a file last changed, UTC; None where it is gone."""
    try:
        return _moment(path.lstat().st_mtime_ns)
    except OSError:
        return None


def _moment(nanoseconds: int) -> datetime:
    """UTC, whole seconds; a share may tell a time that no calendar has."""
    return datetime.fromtimestamp(min(max(nanoseconds // 1_000_000_000, 0), _LAST_SECOND), UTC)


def _printable(name: str) -> str:
    """A name that can be printed and stored: bytes that are no UTF-8, as old shares have them, stand as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def settle(
    files: Iterable[InboxFile],
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[list[InboxFile], list[InboxFile]]:
    """Split into (settled, still changing or open). Young files are watched together, for one second at most."""
    files = list(files)
    young = [file for file in files if now() - file.changed_ns / 1e9 < SETTLED_SECONDS and not file.is_open]
    if young:
        sleep(WAIT_SECONDS)
    changed = {file.path for file in young if not _is_unchanged(file)}
    waiting = [file for file in files if file.is_open or file.path in changed]
    return [file for file in files if file not in waiting], waiting


def _is_unchanged(file: InboxFile) -> bool:
    try:
        status = file.path.lstat()
    except OSError:
        return False
    return status.st_size == file.size and status.st_mtime_ns == file.changed_ns


def copy_file(file: InboxFile, work_folder: Path, number: int) -> PrivateCopy | Unopened | None:
    """Copy a file into the work folder and hash the copy; None when it changed or went away meanwhile.

    Raises CannotDoError where the work folder is full.
    """
    destination = work_folder / f"{number:05d}{file.extension}"
    try:
        _copy_regular(file.path, destination)
    except PermissionError:
        return Unopened(file.folder, file.full_name, "tidak dapat dibaca: izin ditolak")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CannotDoError(f"Ruang disk untuk salinan sementara habis: {work_folder.parent}") from error
        return None
    if destination.stat().st_size != file.size or not _is_unchanged(file):
        return None
    return PrivateCopy(file, destination, file_sha256(destination), file_kind(destination))


def _copy_regular(path: Path, destination: Path) -> None:
    """Copy a regular file. Raises OSError, also where another thing took its name since it was found."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags), "rb") as source, destination.open("wb") as copy:
        if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
        shutil.copyfileobj(source, copy)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy_loose_file(path: Path, work_folder: Path, number: int) -> PrivateCopy:
    """A private copy of a file outside any inbox, under the name it was given by. Raises OSError."""
    status = path.stat()
    file = InboxFile(path, "", _printable(str(path)), status.st_size, status.st_mtime_ns, is_open=False)
    destination = work_folder / f"{number:05d}{file.extension}"
    shutil.copyfile(path, destination)
    return PrivateCopy(file, destination, file_sha256(destination))
