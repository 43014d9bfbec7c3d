"""Files appear whole or not at all: written beside their place under a passing name, flushed, then given the name."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

# What shares and FAT-like file systems answer when they know no hard links.
_WITHOUT_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL})

TEMPORARY_PATTERN = ".iku-*.tmp*"  # also the files a database keeps beside its own


def write_atomic(destination: Path, content: bytes) -> None:
    """Write `content` to `destination`, replacing what is there in one step. The folder must exist; raises OSError.

    On Windows a target that is open in Excel cannot be replaced (PermissionError): the old file then stays as it was.
    """
    temporary = _write_temporary(destination.parent, content)
    try:
        temporary.replace(destination)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(destination.parent)


def write_once(destination: Path, content: bytes) -> None:
    """Write `content` to the new name `destination`. FileExistsError when it is taken, also by a rival a moment ago."""
    if os.path.lexists(destination):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(destination))
    temporary = _write_temporary(destination.parent, content)
    try:
        give_new_name(temporary, destination)
    finally:
        temporary.unlink(missing_ok=True)


def give_new_name(temporary: Path, destination: Path) -> None:
    """Give a finished file beside its place the new name `destination`. FileExistsError when the name is taken."""
    _give_name(temporary, destination)
    _flush_folder(destination.parent)


def _give_name(temporary: Path, destination: Path) -> None:
    if os.name == "nt":
        temporary.rename(destination)  # on Windows rename refuses an existing name
        return
    try:
        destination.hardlink_to(temporary)
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS:
            raise
        _claim_name(temporary, destination)


def _claim_name(temporary: Path, destination: Path) -> None:
    """Without hard links: take the name with an empty file, which only one writer can do, then replace our own."""
    destination.open("xb").close()
    try:
        temporary.replace(destination)
    except BaseException:
        destination.unlink(missing_ok=True)
        raise


def _write_temporary(folder: Path, content: bytes) -> Path:
    """A flushed file in `folder` itself, since only a rename inside one file system is atomic.

    Not by `tempfile`, whose files only their owner may read: other people read the outbox.
    """
    temporary = temporary_name(folder)
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def temporary_name(folder: Path) -> Path:
    """A passing name in `folder`, which nothing else looks at."""
    return folder / f".iku-{secrets.token_hex(8)}.tmp"


def clear_temporary(folder: Path) -> None:
    """Remove what writers that were stopped left under passing names in `folder` and below; nobody may write there."""
    for leftover in folder.rglob(TEMPORARY_PATTERN):
        with suppress(OSError):
            leftover.unlink()


def _flush_folder(folder: Path) -> None:
    """Flush the new name itself. Windows has no such call, and some shares refuse it: the file is in place anyway."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_if_changed(destination: Path, content: bytes) -> bool:
    """Put `content` at `destination` unless it already stands there; tells whether anything was written."""
    if destination.is_file() and destination.read_bytes() == content:
        return False
    destination.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(destination, content)
    return True
