"""The folder that an export is written into: outside the workspace, and of one period."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from flows.office.workspace import Workspace
from ledger.atomic_files import clear_temporary, write_if_changed
from schemas.errors import CannotDoError

_DESCRIPTION_FILE = "datapackage.json"


def prepare_export(workspace: Workspace, folder: Path, periode: str) -> Path:
    """The folder, made where need be. Raises CannotDoError where it cannot be one, or holds another's files."""
    target = folder.absolute()
    for own in map(os.path.realpath, (workspace.folder, workspace.inbox, workspace.outbox)):
        if Path(os.path.realpath(target)).is_relative_to(own):
            raise CannotDoError(f"Folder ekspor harus di luar ruang kerja ({own}); pilih tempat lain.")
    if os.path.lexists(target) and not target.is_dir():
        raise CannotDoError(f"Bukan folder: {target}")
    if target.is_dir() and any(target.iterdir()) and _periode_in(target) != periode:
        raise CannotDoError(f"Folder tidak kosong dan bukan ekspor {periode}: {target}. Pilih folder lain yang kosong.")
    target.mkdir(parents=True, exist_ok=True)
    clear_temporary(target)
    return target


def _periode_in(folder: Path) -> str | None:
    """The period of the export that lies in a folder; None where none does."""
    try:
        found = json.loads((folder / _DESCRIPTION_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    return found.get("periode") if isinstance(found, dict) else None


def write_export(folder: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Write the files; what an earlier export wrote beside them goes. Raises OSError.

    The description is the first: the hashes in it show an export that was stopped, and the folder stays that period's.
    """
    for stale in folder.glob("*.parquet"):
        if stale.name not in files:
            stale.unlink()
    for name in sorted(files, key=lambda name: name != _DESCRIPTION_FILE):
        write_if_changed(folder / name, files[name])
        yield folder / name
