"""Publications: consolidated workbooks under names that are never rewritten."""

import re
from pathlib import Path

from ledger.atomic_files import write_once


def publish_numbered(folder: Path, pattern: str, content: bytes) -> tuple[Path, bool]:
    """Write under the next number of `pattern` (such as `IKU_draf-{:02d}.xlsx`); gives the path and whether it is new.

    When the newest number already holds these bytes, that one is given and nothing is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        taken = numbered(folder, pattern)
        if taken and taken[max(taken)].read_bytes() == content:
            return taken[max(taken)], False
        destination = folder / pattern.format(max(taken, default=0) + 1)
        try:
            write_once(destination, content)
        except FileExistsError:
            continue  # another run took the number: look again
        return destination, True


def numbered(folder: Path, pattern: str) -> dict[int, Path]:
    """Number -> file, of the names of `pattern`."""
    start, _, end = re.split(r"(\{.*?\})", pattern)
    shape = re.compile(rf"{re.escape(start)}(\d+){re.escape(end)}")
    if not folder.is_dir():
        return {}
    return {int(match[1]): path for path in folder.iterdir() if (match := shape.fullmatch(path.name))}


def publish_once(destination: Path, content: bytes) -> None:
    """Write under the one name meant for these bytes. FileExistsError when it holds others."""
    if destination.exists() and destination.read_bytes() == content:
        return
    destination.parent.mkdir(parents=True, exist_ok=True)
    write_once(destination, content)


def clear_empty_names(folder: Path) -> None:
    """Free the names that a writer took and died before its file came (see `give_new_name`): nothing stands there."""
    for file in folder.rglob("*.xlsx"):
        if file.stat().st_size == 0:
            file.unlink()
