"""Errors of ours: an id for the user, the details in a log."""

import logging
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path

_log = logging.getLogger(__name__)


def catat_insiden(catatan_kerja: Path, rincian: str) -> str:
    """Write an incident's details to `<catatan_kerja>/log/`, or the system's temporary folder; gives its id."""
    nomor = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}"
    for folder in (catatan_kerja / "log", Path(tempfile.gettempdir())):
        try:
            if folder.parent.parent.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                lokasi_insiden(folder, nomor).write_text(rincian, encoding="utf-8")
                break
        except OSError:
            _log.debug("cannot write the incident to %s", folder)
    return nomor


def lokasi_insiden(folder: Path, nomor: str) -> Path:
    return folder / f"insiden-{nomor}.txt"
