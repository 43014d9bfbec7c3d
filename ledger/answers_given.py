"""Answers in the outbox: one current file of each, put beside its place when somebody has that one open."""

import re
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from ledger.atomic_files import write_if_changed

_NUMBERS = range(1, 10)  # of an answer put beside its place; the first one has none in its name
_EXTENSIONS = (".xlsx", ".xlsm")


def has_answer(folder: Path, name: str) -> bool:
    """Whether an answer of that name lies there, whatever its ending."""
    return any((folder / f"{name}{extension}").exists() for extension in _EXTENSIONS)


def write_answer(folder: Path, name: str, extension: str, content: bytes) -> bool:
    """Put `content` at `<name><extension>`, and take away what an earlier answer left under a number or another ending.

    A file that is open in Excel on Windows can be neither replaced nor deleted: the answer then gets a number,
    `<name> (2)<extension>`. An unchanged answer is left as it is; tells whether anything was written. Raises OSError
    where the folder cannot be written.
    """
    places = [folder / f"{name}{f' ({number})' if number > 1 else ''}{extension}" for number in _NUMBERS]
    still_open: list[Path] = []
    for destination in places[:-1]:
        try:
            is_new = write_if_changed(destination, content)
        except PermissionError:
            still_open.append(destination)
        else:
            break
    else:  # where the last one is open as well, there is nothing left to try
        destination = places[-1]
        is_new = write_if_changed(destination, content)
    withdraw_answer(folder, name, spared=(destination, *still_open))
    return is_new


def withdraw_answer(folder: Path, name: str, spared: Collection[Path] = ()) -> None:
    """Take away what lies under the name of an answer, whatever its number or ending; one that is open stays."""
    pattern = re.compile(re.escape(name) + r"(?: \(\d\))?")
    for old in folder.iterdir() if folder.exists() else ():
        if old.suffix in _EXTENSIONS and pattern.fullmatch(old.stem) and old not in spared:
            with suppress(OSError):
                old.unlink()
