"""Lock files: found beside a workbook that is open, and read without trusting what lies under their name."""

import errno
import os
import re
import stat
from pathlib import Path

from schemas.notions.text import normalise

_LONG_NAME = 8  # letters before the ending
_HEAD_BYTES = 4096  # a lock file has a few hundred


def lock_file(path: Path) -> Path | None:
    """The lock file that Excel (`~$name`) or LibreOffice (`.~lock.name#`) has left beside a file that is open."""
    names = [f"~${path.name}", f".~lock.{path.name}#"]
    # A long name may have lost its first two letters there, unless the shorter name is another file's.
    if len(path.stem) >= _LONG_NAME and not _is_plain_file(path.with_name(path.name[2:])):
        names.append(f"~${path.name[2:]}")
    return next((lock for name in names if _is_plain_file(lock := path.with_name(name))), None)


def _is_plain_file(path: Path) -> bool:
    """Whether a regular file lies there; where a name is too long to lie anywhere, none does."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def read_head(path: Path) -> bytes:
    """The first bytes of a small regular file. Raises OSError, also for what is no such file.

    A pipe, a device or a link under the name of a lock file would hold whoever opens it, or lead elsewhere.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    # Looked at once more when open: another thing may have taken the name meanwhile.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
        return stream.read(_HEAD_BYTES)


def opener_name(lock: Path) -> str:
    """The name a lock file gives, "" where it gives none or cannot be read.

    Excel: 55 bytes of the name in the machine's code page, then its length (two bytes) and the name in UTF-16.
    LibreOffice: a line of full name, account, computer, time and profile, with commas between.
    """
    try:
        content = read_head(lock)
    except OSError:
        return ""  # Excel on another machine may let nobody read it
    if lock.name.startswith("~$"):
        length = int.from_bytes(content[55:57], "little")
        return _clean_name(content[57 : 57 + 2 * length].decode("utf-16-le", "replace"))
    parts = re.split(r"(?<!\\),", content.decode("utf-8", "replace"))[:2]
    return next((name for part in parts if (name := _clean_name(part.replace("\\", "")))), "")


def _clean_name(text: str) -> str:
    return normalise("".join(letter for letter in text if letter.isprintable() and letter != "\ufffd"))
