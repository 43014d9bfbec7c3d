"""The inbox: which files lie there, which are still being written, and a stable private copy of each. Reads only."""

import hashlib
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.office.lock_files import lock_file, opener_name

ATTACHMENT_EXTENSIONS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".docx"})
LONGEST_EXTENSION = 10
_IGNORED = frozenset({"thumbs.db", "desktop.ini", "readme.md"})
_TEMPORARY_EXTENSIONS = frozenset({".tmp", ".part", ".partial", ".crdownload"})

SETTLED_SECONDS = 10.0  # a file whose last change is older than this is read at once
WAIT_SECONDS = 1.0  # a younger one must stand still this long
_LAST_SECOND = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())  # a day is left for any time zone


@dataclass(frozen=True)
class InboxFile:
    """A file of the inbox: `folder` is the bagian's code as the folder says it, `name` the path below that folder.

    `opener`: who has it open, where its lock file says so. `folder_as_spelled`: the folder as it is spelled on disk.
    """

    path: Path
    folder: str
    name: str
    size: int
    changed_ns: int
    is_open: bool
    opener: str = ""
    folder_as_spelled: str = ""

    @property
    def full_name(self) -> str:
        """The path below the inbox, as it is on disk: two spellings of a folder are two files on some machines."""
        folder = self.folder_as_spelled or self.folder
        return f"{folder}/{self.name}" if folder else self.name

    @property
    def changed_at(self) -> datetime:
        """Time of the last change, UTC, whole seconds; a share may tell one that no calendar has."""
        return datetime.fromtimestamp(min(max(self.changed_ns // 1_000_000_000, 0), _LAST_SECOND), UTC)

    @property
    def extension(self) -> str:
        """What the name ends with, such as ".xlsx"; "" where that is no extension but the rest of a sentence."""
        return short_extension(self.name)

    @property
    def is_attachment(self) -> bool:
        """Whether it is kept beside the submission instead of being read as one."""
        return self.extension in ATTACHMENT_EXTENSIONS


def short_extension(name: str) -> str:
    """The extension of a name in small letters; "" where it is too long or too odd to be one.

    Names of our own end with it, and must be neither too long for any disk nor lead into another folder.
    """
    extension = Path(name).suffix.casefold()
    return extension if re.fullmatch(r"\.\w+", extension) and len(extension) <= LONGEST_EXTENSION else ""


@dataclass(frozen=True)
class PrivateCopy:
    """A private copy, byte for byte, with its SHA-256."""

    origin: InboxFile
    path: Path
    sha256: str


def find_files(inbox: Path) -> list[InboxFile]:
    """All files below the folders of `inbox`, in a stable order; lock, hidden and temporary files are left out."""
    files = []
    for path in sorted(inbox.rglob("*")):
        path_parts = path.relative_to(inbox).parts
        if not _is_wanted(path, path_parts):
            continue
        try:
            status = path.stat()
            if not path.is_file():
                continue
        except OSError:
            continue  # gone between listing and looking: the next round sees what is there then
        lock = lock_file(path)
        folder, rest = (path_parts[0], path_parts[1:]) if len(path_parts) > 1 else ("", path_parts)
        files.append(
            InboxFile(
                path=path,
                folder=_printable(folder).casefold(),
                name=_printable("/".join(rest)),
                size=status.st_size,
                changed_ns=status.st_mtime_ns,
                is_open=lock is not None,
                opener=opener_name(lock) if lock else "",
                folder_as_spelled=_printable(folder),
            )
        )
    return files


def _printable(name: str) -> str:
    """A name that can be printed and stored: bytes that are no UTF-8, as old shares have them, stand as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_wanted(path: Path, path_parts: Sequence[str]) -> bool:
    name = path.name.casefold()
    hidden = any(part.startswith((".", "~$")) for part in path_parts)
    return not (hidden or name in _IGNORED or path.suffix.casefold() in _TEMPORARY_EXTENSIONS)


def settle(
    files: Sequence[InboxFile],
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[list[InboxFile], list[InboxFile]]:
    """Split into (settled, still changing or open). Young files are watched together, for one second at most."""
    young = [file for file in files if now() - file.changed_ns / 1e9 < SETTLED_SECONDS and not file.is_open]
    if young:
        sleep(WAIT_SECONDS)
    changed = {file.path for file in young if not _is_unchanged(file)}
    waiting = [file for file in files if file.is_open or file.path in changed]
    return [file for file in files if file not in waiting], waiting


def _is_unchanged(file: InboxFile) -> bool:
    try:
        status = file.path.stat()
    except OSError:
        return False
    return status.st_size == file.size and status.st_mtime_ns == file.changed_ns


def copy_file(file: InboxFile, work_folder: Path, number: int) -> PrivateCopy | None:
    """Copy a file into the work folder and hash the copy; None when it changed or went away meanwhile."""
    destination = work_folder / f"{number:05d}{file.extension}"
    try:
        shutil.copyfile(file.path, destination)
    except OSError:
        return None
    if destination.stat().st_size != file.size or not _is_unchanged(file):
        return None
    return PrivateCopy(file, destination, file_sha256(destination))


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
