"""What people read of an error; those of ours get an id for the user, the details in a log."""

import hashlib
import logging
import re
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from schemas.errors import IkuError, explain_oserror

_PASSING = re.compile(r"0x[0-9a-f]+|\biku-\w+|\d+")  # addresses, folders of a run, numbers
_log = logging.getLogger(__name__)


def in_one_line(error: Exception, state_folder: Path, command: str) -> str:
    """An error as people read it: the sentence it has, or the number under which its details are recorded now."""
    if isinstance(error, IkuError):
        return str(error)
    if isinstance(error, OSError):
        return f"Berkas atau folder tidak dapat dipakai: {error.filename or ''} ({explain_oserror(error)})"
    number = record_incident(state_folder, command, "".join(traceback.format_exception(error)))
    log = state_folder / "log"
    return f"Kesalahan pada sistem (nomor {number}); rinciannya di {log}. Mohon sampaikan kepada admin."


def record_incident(state_folder: Path, subject: str, details: str) -> str:
    """Write an incident's details to `log/` in the state folder, or the system's temporary folder; gives its id.

    The same trouble with the same `subject` (a file, an answer, a command) keeps its id: a look every few minutes would
    fill the folder, and each time say something new. What passes in the details (times, addresses) does not tell apart.
    """
    content = _bytes(f"{subject}\n{details}")
    digest = hashlib.sha256(_bytes(subject) + _bytes(_PASSING.sub("", details))).hexdigest()[:8]
    number = f"{datetime.now(UTC):%Y%m%d}-{digest}"
    for folder in (state_folder / "log", Path(tempfile.gettempdir())):
        try:
            if folder.parent.parent.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                if known := sorted(folder.glob(incident_path(folder, f"*-{digest}").name)):
                    return known[0].stem.removeprefix("insiden-")
                incident_path(folder, number).write_bytes(content)
                break
        except OSError:
            _log.debug("cannot write the incident to %s", folder)
    return number


def _bytes(text: str) -> bytes:
    """A name that is no UTF-8 stands in it as it came."""
    return text.encode("utf-8", "backslashreplace")


def incident_path(folder: Path, number: str) -> Path:
    """The file of an incident in a log folder."""
    return folder / f"insiden-{number}.txt"
