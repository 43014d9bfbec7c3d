"""What the service says reaches who watches, the log, and `iku status`; a secret reaches only a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.cli.app import run_command
from flows.orchestration import reports as reports_module
from flows.orchestration.reports import Reports, last_trouble, service_reports
from schemas.errors import CannotDoError

ZONE = ZoneInfo("Asia/Jakarta")
ENDED = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
SENTENCE = "Ledger tidak ditemukan (.iku/ledger.sqlite3)."

Told = tuple[Reports, Callable[[], list[str]]]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / ".iku" / "log" / "jalankan.log"


def _lines(log: Path) -> list[str]:
    return [line.split(" WIB ", 1)[1] for line in log.read_text(encoding="utf-8").splitlines()]


def test_what_cannot_be_done_is_said_until_it_is_done_again(
    told: Told, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    reports, _ = told
    reports.tell_end("pantau_kotak_masuk", ENDED, f"gagal. {SENTENCE}", fine=False)
    reports.tell_end("templat_bulanan", ENDED, "selesai", fine=True)
    line = f"06-01-2026 06.30 WIB pantau_kotak_masuk: gagal. {SENTENCE}"
    assert last_trouble(reports.state_folder) == {"pantau_kotak_masuk": line}
    assert run_command(["status", "--folder", str(tmp_path)]) == 0
    assert capfd.readouterr().out.splitlines()[0] == f"Jadwal, {line}"
    assert run_command(["status", "--json", "--folder", str(tmp_path)]) == 0
    assert "Jadwal" not in capfd.readouterr().out

    reports.tell_end("pantau_kotak_masuk", ENDED, "selesai", fine=True)
    assert last_trouble(reports.state_folder) == {}
    assert run_command(["status", "--folder", str(tmp_path)]) == 0
    assert "Jadwal" not in capfd.readouterr().out


@pytest.mark.parametrize("content", ["", "[]", "{", "\ufffd"])
def test_a_damaged_note_of_trouble_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "jadwal.json").write_text(content, encoding="utf-8")
    assert last_trouble(tmp_path) == {}


def test_the_log_says_why_the_service_ended(tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKU_PREFECT_HOME", str(tmp_path))
    for moment in range(2):  # the next start goes on in the same file
        with pytest.raises(CannotDoError), service_reports(tmp_path / ".iku", ZONE) as reports:
            reports.say(f"Mulai {moment}")
            os.write(1, b"what a library prints")
            raise CannotDoError(SENTENCE)
    assert _lines(log) == ["Mulai 0", SENTENCE, "Jadwal berhenti.", "Mulai 1", SENTENCE, "Jadwal berhenti."]
    assert (tmp_path / "keluaran.log").read_bytes() == b"what a library prints"


def test_the_log_does_not_grow_for_ever(told: Told, log: Path) -> None:
    reports, _ = told
    for handler in reports.log.handlers:
        handler.maxBytes = 1000  # type: ignore[attr-defined]
    for _ in range(200):
        reports.tell_end("pantau_kotak_masuk", ENDED, "selesai", fine=True)
    assert len(list(log.parent.glob("jalankan.log*"))) == 1 + reports_module.OLD_LOGS
    assert sum(file.stat().st_size for file in log.parent.glob("jalankan.log*")) <= 4000


@pytest.mark.parametrize("terminal", [True, False])
def test_only_who_sits_before_a_terminal_reads_the_secret(
    told: Told, log: Path, terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, lines = told
    monkeypatch.setattr(os, "isatty", lambda _: terminal)
    reports.say("terbuka", secret_line="rahasia")
    assert lines() == ["rahasia" if terminal else "terbuka"]
    assert _lines(log) == ["terbuka"]


def test_a_terminal_that_was_closed_ends_nothing(told: Told, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: Any) -> int:
        raise OSError

    monkeypatch.setattr(os, "write", closed)
    told[0].say("masih ada")
    assert _lines(log) == ["masih ada"]
