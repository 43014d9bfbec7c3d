"""What programs leave in a folder for themselves: hidden files, locks, thumbnails, what is still being saved."""

import re
from collections.abc import Sequence
from pathlib import PurePath

_NAMES = frozenset({"thumbs.db", "desktop.ini", "readme.md", ".gitkeep", ".ds_store"})
_UNFINISHED = frozenset({".tmp", ".part", ".partial", ".crdownload", ".filepart", ".download", ".opdownload"})
_SAVED_BY_EXCEL = re.compile(r"[0-9A-F]{8}")  # what Excel writes first when it saves onto a share
_BACKUPS = (".bak", ".orig", ".swp", "~")  # of editors


def is_left_behind(path_parts: Sequence[str]) -> bool:
    """Whether a file, by its path below the folder, is none that a person put there."""
    name = path_parts[-1]
    hidden = any(part.startswith((".", "~$")) for part in path_parts)
    unfinished = PurePath(name).suffix.casefold() in _UNFINISHED or _SAVED_BY_EXCEL.fullmatch(name) is not None
    return hidden or name.casefold() in _NAMES or unfinished


def is_backup(name: str) -> bool:
    """Whether an editor kept the text as it was under that name."""
    return name.casefold().endswith(_BACKUPS)
