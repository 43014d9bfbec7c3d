"""What the schedules run, as plain functions: the flows' own code, without a server."""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from flows.cli.app import run_command
from flows.demo import PERIODE_DEMO, set_up_demo
from flows.office.workspace import Workspace, open_workspace
from flows.orchestration.reports import CANNOT

AFTER_DEADLINE = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's workspace with its inbox filled, nothing consolidated."""
    workspace = open_workspace(tmp_path_factory.mktemp("contoh"), must_exist=True)
    set_up_demo(workspace)
    return workspace.folder


@pytest.fixture
def workspace(flows: ModuleType, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A copy of it, read on the day of the consolidation. Logger and tasks would ask a server: they are made plain."""
    monkeypatch.setattr(flows, "get_run_logger", lambda: logging.getLogger("uji"))
    monkeypatch.setattr(flows, "now", lambda: AFTER_DEADLINE)
    monkeypatch.setattr(flows, "_whole", lambda value: value)
    for name in ("take_in_task", "answer_task", "consolidate_task", "templates_task"):
        monkeypatch.setattr(flows, name, getattr(flows, name).fn)
    shutil.copytree(example, tmp_path / "kerja")
    monkeypatch.setenv("IKU_FOLDER", str(tmp_path / "kerja"))
    return open_workspace(tmp_path / "kerja", must_exist=True)


def _drafts(workspace: Workspace) -> list[str]:
    return sorted(p.name for p in workspace.consolidation_folder(PERIODE_DEMO).glob("*"))


def test_templates_are_those_of_the_month_that_has_begun(flows: ModuleType, workspace: Workspace) -> None:
    state = flows.monthly_templates.fn()
    assert state.is_completed() and state.message == "2026-01: 8 templat"
    assert len(list(workspace.outbox.glob("bagian/*/2026-01/Templat IKU * 2026-01.xlsx"))) == 8


def test_the_inbox_is_answered_and_only_a_consolidated_month_is_consolidated_again(
    flows: ModuleType, workspace: Workspace
) -> None:
    file = workspace.inbox / "umum" / f"IKU umum {PERIODE_DEMO.name}.xlsx"
    put_aside = workspace.folder / file.name
    shutil.move(file, put_aside)
    assert flows.watch_inbox.fn().message == "tidak ada yang baru"
    assert len(list(workspace.outbox.glob("bagian/*/2025-12/Tanda Terima *.xlsx"))) == 7
    assert _drafts(workspace) == []

    flows.monthly_consolidation.fn()
    assert flows.watch_inbox.fn().message == "tidak ada yang baru"
    shutil.move(put_aside, file)
    state = flows.watch_inbox.fn()
    assert (state.name, state.message) == ("Completed", "IKU_Setda_2025-12_draf-02.xlsx")


def test_last_month_is_consolidated_once_its_deadline_is_over(
    flows: ModuleType, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows, "now", lambda: datetime(2026, 1, 5, 16, 59, tzinfo=UTC))  # 23.59 WIB
    assert flows.monthly_consolidation.fn().name == "BelumWaktunya"
    assert _drafts(workspace) == []
    monkeypatch.setattr(flows, "now", lambda: datetime(2026, 1, 5, 17, 0, tzinfo=UTC))  # day 6, 00.00 WIB
    assert flows.monthly_consolidation.fn().is_completed()
    assert flows.monthly_consolidation.fn().is_completed()  # again: nothing new
    assert _drafts(workspace) == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_templates_follow_what_was_taken_in(
    flows: ModuleType, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each flow that reads the inbox tells the templates what has changed; nothing new, nothing to follow."""
    changed: list[int] = []
    monkeypatch.setattr(flows, "renew_templates", lambda _run, _memory, new: changed.append(len(new)))
    flows.watch_inbox.fn()
    flows.watch_inbox.fn()
    flows.monthly_consolidation.fn()
    assert changed == [8, 0, 0]


def test_a_month_is_made_up_for_once_the_next_is_over(
    flows: ModuleType, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service was off when December's turn was; nobody has asked for its workbook since."""
    monkeypatch.setattr(flows, "now", lambda: datetime(2026, 2, 1, 7, 0, tzinfo=UTC))
    assert flows.watch_inbox.fn().message == "IKU_Setda_2025-12_draf-01.xlsx"
    assert flows.monthly_consolidation.fn().name == "BelumWaktunya"  # January's deadline is to come
    assert flows.watch_inbox.fn().message == "tidak ada yang baru"


def test_no_draft_is_written_before_the_deadline_unless_asked_for(
    flows: ModuleType, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A draft written by hand before the deadline is followed up once the deadline is over."""
    monkeypatch.setattr(flows, "now", lambda: datetime(2026, 1, 5, 16, 59, tzinfo=UTC))  # 23.59 WIB
    file = workspace.inbox / "umum" / f"IKU umum {PERIODE_DEMO.name}.xlsx"
    put_aside = workspace.folder / file.name
    shutil.move(file, put_aside)
    run = flows._prepare(workspace.folder)
    flows._consolidate_month(run, PERIODE_DEMO)
    shutil.move(put_aside, file)
    assert flows.watch_inbox.fn().message == "tidak ada yang baru"
    assert _drafts(workspace) == ["IKU_Setda_2025-12_draf-01.xlsx"]
    monkeypatch.setattr(flows, "now", lambda: datetime(2026, 1, 5, 17, 0, tzinfo=UTC))  # day 6, 00.00 WIB
    assert flows.watch_inbox.fn().message == "IKU_Setda_2025-12_draf-02.xlsx"


FLOWS = ("monthly_templates", "watch_inbox", "monthly_consolidation", "nightly_backup")


@pytest.mark.parametrize("flow", FLOWS)
def test_what_cannot_be_done_is_said_as_on_the_command_line(
    flows: ModuleType, workspace: Workspace, flow: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (workspace.outbox / "konsolidasi" / "2025-11").mkdir(parents=True)
    (workspace.outbox / "konsolidasi" / "2025-11" / "IKU_Setda_2025-11_final.xlsx").touch()
    workspace.ledger_file.unlink(missing_ok=True)
    state = getattr(flows, flow).fn()
    assert (state.is_failed(), state.name) == (True, CANNOT)
    assert state.message.startswith("Ledger tidak ditemukan")
    assert run_command(["konsolidasi", "--cetak-ulang", "--folder", str(workspace.folder)]) == 2
    assert capfd.readouterr().err == f"{state.message}\n"


def test_an_error_of_ours_has_a_number(
    flows: ModuleType, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_run: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(flows, "take_in_task", crash)
    state = flows.watch_inbox.fn()
    log = workspace.state_folder / "log"
    assert state.is_failed() and f"rinciannya di {log}" in state.message
    assert "ZeroDivisionError" in next(log.glob("insiden-*.txt")).read_text(encoding="utf-8")


@pytest.mark.parametrize("flow", FLOWS)
def test_a_run_takes_nothing_from_its_parameters(flows: ModuleType, flow: str) -> None:
    assert getattr(flows, flow).parameters.properties == {}


@pytest.fixture
def nightly(workspace: Workspace, tmp_path: Path) -> Path:
    """The folder of the scheduled backups, in the settings; nothing is there yet."""
    folder = tmp_path / "cadangan"
    settings = f'[jadwal]\ncadangan = "0 1 * * *"\n[cadangan]\nke = "{folder.as_posix()}"\nsimpan = 2\n'
    (workspace.folder / "iku.toml").write_text(settings, encoding="utf-8")
    return folder


def test_the_nightly_backup_goes_where_one_was_begun(flows: ModuleType, workspace: Workspace, nightly: Path) -> None:
    flows.monthly_consolidation.fn()
    state = flows.nightly_backup.fn()
    assert state.name == CANNOT and f"iku cadangkan --ke {nightly}" in state.message  # a share that is not there
    assert not nightly.exists()
    assert run_command(["cadangkan", "--ke", str(nightly), "--folder", str(workspace.folder)]) == 0
    for _ in range(3):
        assert flows.nightly_backup.fn().is_completed()
    assert len(list(nightly.glob("cadangan_*.json"))) == 2
    restored = nightly.with_name("pulih")
    assert run_command(["pulihkan", str(nightly), "--ke", str(restored)]) == 0
    assert run_command(["status", "--folder", str(restored)]) == 0


def test_a_damaged_archive_is_told_by_the_nightly_backup(
    flows: ModuleType, workspace: Workspace, nightly: Path
) -> None:
    flows.monthly_consolidation.fn()
    shutil.rmtree(workspace.inbox)  # it would be kept from there
    damaged = next(workspace.archive.glob("*.xlsx"))
    damaged.write_bytes(b"rusak")
    assert run_command(["cadangkan", "--ke", str(nightly), "--folder", str(workspace.folder)]) == 2
    state = flows.nightly_backup.fn()
    assert state.name == CANNOT and damaged.name in state.message and len(list(nightly.glob("cadangan_*.json"))) == 2
