"""A workspace driven through the command line, month after month."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from bench.steps import consolidate_month
from flows.cli import app, month, options, service, working
from flows.office.workspace import ensure_folders
from flows.office.workspace_ledger import open_ledger
from flows.run import Run
from schemas.periode import Periode

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register
    from tests.conftest import Inbox

DECEMBER = "2025-12"
INSISTING = ("--tetap", "--alasan", "angka contoh")
PERIODE = Periode.parse(DECEMBER)
VALUE = "Reformasi Hukum!B16"


class Office:
    """A workspace driven as its users do; the orchestrator alone is left out (its flow calls the same two steps)."""

    def __init__(self, inbox: "Inbox", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.inbox, self.capsys, self.workspace, self.bench = inbox, capsys, inbox.workspace, inbox.bench
        self.moment = datetime(2026, 1, 7, 3, tzinfo=inbox.workspace.zone)
        for module in (month, options, service, working):
            monkeypatch.setattr(module, "now", self._clock)
        monkeypatch.setattr(month, "flow_engine", lambda workspace: _no_engine())
        monkeypatch.setattr(month, "run_consolidation_flow", self._consolidate)

    def _clock(self) -> datetime:
        self.moment += timedelta(hours=1)
        return self.moment

    def _consolidate(self, workspace: Any, register: "Register", periode: Periode) -> Any:
        ensure_folders(workspace, register)
        run = Run(workspace=workspace, register=register, ledger=open_ledger(workspace), now=self._clock())
        return consolidate_month(run, periode)

    def iku(self, *arguments: str, code: int = 0) -> str:
        """Run a command; its standard output, or standard error where it fails."""
        self.capsys.readouterr()
        assert app.run_command([*arguments, "--folder", str(self.workspace.folder)]) == code
        output = self.capsys.readouterr()
        return output.err if code else output.out

    def json(self, *arguments: str) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(self.iku(*arguments, "--json"))
        return result

    def consolidate(self) -> dict[str, Any]:
        return self.json("konsolidasi", "--periode", DECEMBER)

    def lock(self, periode: str = DECEMBER) -> str:
        """Lock in spite of the example figures that most of the files hold."""
        return self.iku("kunci", periode, *INSISTING)

    def send(self, name: str, *edits: Mapping[str, Any], hours: int = 0) -> Path:
        time = datetime(2026, 1, 5, 10, tzinfo=self.workspace.zone) + timedelta(hours=hours)
        path: Path = self.inbox.drop(name, self.bench.edit(self.bench.demo("hukum"), *edits), time)
        return path

    def standing(self) -> tuple[str, int | None, float | None]:
        """Status, revision and value of hukum after a consolidation."""
        report = self.consolidate()
        kiriman = pick(report["pengumpulan"], bagian="hukum")
        return kiriman["status"], kiriman["revisi"], pick(report["hasil"], iku="reformasi_hukum")["nilai"]

    def answer(self, name: str = "Hasil Verifikasi") -> str:
        path = self.workspace.bagian_folder("hukum", PERIODE) / f"{name} hukum {DECEMBER}.xlsx"
        return sheet_text(path, 0)

    def workbooks(self) -> list[str]:
        return sorted(p.name for p in self.workspace.consolidation_folder(PERIODE).glob("*.xlsx"))


class _no_engine:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def pick(rows: Sequence[dict[str, Any]], **key: str) -> dict[str, Any]:
    ((name, value),) = key.items()
    return next(row for row in rows if row[name] == value)


def sheet_text(path: Path, which: int | str) -> str:
    workbook = load_workbook(path)
    sheet = workbook.worksheets[which] if isinstance(which, int) else workbook[which]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


@pytest.fixture
def office(inbox: "Inbox", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(inbox, capsys, monkeypatch)
