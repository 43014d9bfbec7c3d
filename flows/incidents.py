"""What people read of an error; those of ours get an id for the user, the details in a log."""

import logging
import secrets
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from schemas.errors import IkuError, explain_oserror

_log = logging.getLogger(__name__)


def in_one_line(error: Exception, state_folder: Path, command: str) -> str:
    """An error as people read it: the sentence it has, or the number under which its details are recorded now."""
    if isinstance(error, IkuError):
        return str(error)
    if isinstance(error, OSError):
        return f"Berkas atau folder tidak dapat dipakai: {error.filename or ''} ({explain_oserror(error)})"
    number = record_incident(state_folder, f"{command}\n{''.join(traceback.format_exception(error))}")
    log = state_folder / "log"
    return f"Kesalahan pada sistem (nomor {number}); rinciannya di {log}. Mohon sampaikan kepada admin."


def record_incident(state_folder: Path, details: str) -> str:
    """Write an incident's details to `log/` in the state folder, or the system's temporary folder; gives its id."""
    number = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}"
    for folder in (state_folder / "log", Path(tempfile.gettempdir())):
        try:
            if folder.parent.parent.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                incident_path(folder, number).write_text(details, encoding="utf-8")
                break
        except OSError:
            _log.debug("cannot write the incident to %s", folder)
    return number


def incident_path(folder: Path, number: str) -> Path:
    """The file of an incident in a log folder."""
    return folder / f"insiden-{number}.txt"
