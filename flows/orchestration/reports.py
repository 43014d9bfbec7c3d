"""What `iku jalankan` says: to its terminal, to its log, and to `iku status` whatever went wrong last."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.orchestration.server import engine_home
from ledger.atomic_files import write_atomic
from schemas.errors import IkuError

CANNOT, WITH_INCIDENT = "TidakDapat", "SelesaiDenganInsiden"  # names of a flow's final state; its message says what

LOG_FILE = "jalankan.log"
LOG_LIMIT_BYTES, OLD_LOGS = 1_000_000, 3  # a look every five minutes is 10 MB a year
TROUBLE_FILE = "jadwal.json"
MOMENT = "%d-%m-%Y %H.%M %Z"


@dataclass
class Reports:
    """The one way to the terminal and the log; every line of the log has date and time of the office's `zone`.

    `terminal` is a file descriptor. `trouble` holds for each schedule that failed last the line that said so.
    """

    state_folder: Path
    zone: ZoneInfo
    terminal: int
    log: logging.Logger
    trouble: dict[str, str] = field(default_factory=dict)

    def say(self, line: str, *, secret_line: str | None = None) -> None:
        """Say a line; a terminal with somebody before it gets the `secret_line` instead, a file or a log never."""
        self._write(secret_line if secret_line and os.isatty(self.terminal) else line)
        self.note(line)

    def note(self, line: str) -> None:
        """A line for the log alone."""
        self.log.info("%s %s", datetime.now(self.zone).strftime(MOMENT), line)

    def tell_end(self, schedule: str, moment: datetime, words: str, *, fine: bool) -> None:
        """Say how a run of a schedule ended, when and why: "06.30 WIB konsolidasi_bulanan: selesai"."""
        local = moment.astimezone(self.zone)
        line = f"{local.strftime(MOMENT)} {schedule}: {words}"
        self._write(f"{local:%H.%M %Z} {schedule}: {words}")
        self.log.info(line)
        before = dict(self.trouble)
        self.trouble.pop(schedule, None)
        if not fine:
            self.trouble[schedule] = line
        if self.trouble != before:
            with suppress(OSError):  # it stands in the log too
                write_atomic(self.state_folder / TROUBLE_FILE, json.dumps(self.trouble, ensure_ascii=False).encode())

    def _write(self, line: str) -> None:
        with suppress(OSError):  # a terminal that was closed must not end the schedule
            os.write(self.terminal, f"{line}\n".encode())


def last_trouble(state_folder: Path) -> dict[str, str]:
    """For each schedule whose last run failed, the line that says when and why."""
    with suppress(OSError, ValueError):
        content = json.loads((state_folder / TROUBLE_FILE).read_text(encoding="utf-8"))
        if isinstance(content, dict):
            return {str(schedule): str(line) for schedule, line in content.items()}
    return {}


@contextmanager
def service_reports(state_folder: Path, zone: ZoneInfo) -> Iterator[Reports]:
    """Around the service: its reports, and silence for whatever else this process and the runs print.

    The log also tells why the service ended. It works on file descriptors, which the runs inherit, not on
    `sys.stdout`, which they do not.
    """
    with _silent_terminal() as terminal, _service_log(state_folder) as log:
        reports = Reports(state_folder, zone, terminal, log, last_trouble(state_folder))
        try:
            yield reports
        except IkuError as error:
            reports.note(str(error))
            raise
        finally:
            reports.note("Jadwal berhenti.")


@contextmanager
def _service_log(state_folder: Path) -> Iterator[logging.Logger]:
    """A logger of its own, which Prefect's settings of logging do not know."""
    folder = state_folder / "log"
    folder.mkdir(parents=True, exist_ok=True)
    log = logging.Logger("iku.jalankan", logging.INFO)
    handler = RotatingFileHandler(
        folder / LOG_FILE, maxBytes=LOG_LIMIT_BYTES, backupCount=OLD_LOGS, encoding="utf-8", delay=True
    )
    log.addHandler(handler)
    try:
        yield log
    finally:
        handler.close()


@contextmanager
def _silent_terminal() -> Iterator[int]:
    """Send standard output and error into a file; gives the descriptor of the former standard error."""
    sys.stdout.flush()
    sys.stderr.flush()
    originals = os.dup(1), os.dup(2)
    with (engine_home() / "keluaran.log").open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    try:
        yield originals[1]
    finally:
        for target, original in enumerate(originals, start=1):
            os.dup2(original, target)
            os.close(original)
