"""What the schedules run, as plain functions: the flows' own code, without a server."""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from flows.demo import PERIODE_DEMO, set_up_demo
from flows.office.workspace import Workspace, open_workspace

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
    return open_workspace(tmp_path / "kerja", must_exist=True)


def _drafts(workspace: Workspace) -> list[str]:
    return sorted(p.name for p in workspace.consolidation_folder(PERIODE_DEMO).glob("*"))


def test_templates_are_those_of_the_month_that_has_begun(flows: ModuleType, workspace: Workspace) -> None:
    state = flows.monthly_templates.fn(str(workspace.folder))
    assert state.is_completed() and state.message == "2026-01: 8 templat"
    assert len(list(workspace.outbox.glob("bagian/*/2026-01/Templat IKU * 2026-01.xlsx"))) == 8


def test_the_inbox_is_answered_and_only_a_consolidated_month_is_consolidated_again(
    flows: ModuleType, workspace: Workspace
) -> None:
    file = workspace.inbox / "umum" / f"IKU umum {PERIODE_DEMO.name}.xlsx"
    put_aside = workspace.folder / file.name
    shutil.move(file, put_aside)
    assert flows.watch_inbox.fn(str(workspace.folder)).message == "tidak ada yang baru"
    assert len(list(workspace.outbox.glob("bagian/*/2025-12/Tanda Terima *.xlsx"))) == 7
    assert _drafts(workspace) == []

    flows.monthly_consolidation.fn(str(workspace.folder))
    assert flows.watch_inbox.fn(str(workspace.folder)).message == "tidak ada yang baru"
    shutil.move(put_aside, file)
    state = flows.watch_inbox.fn(str(workspace.folder))
    assert (state.name, state.message) == ("Completed", "IKU_Setda_2025-12_draf-02.xlsx")


def test_last_month_is_consolidated_once_its_deadline_is_over(
    flows: ModuleType, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows, "now", lambda: datetime(2026, 1, 5, 16, 59, tzinfo=UTC))  # 23.59 WIB
    assert flows.monthly_consolidation.fn(str(workspace.folder)).name == "BelumWaktunya"
    assert _drafts(workspace) == []
    monkeypatch.setattr(flows, "now", lambda: datetime(2026, 1, 5, 17, 0, tzinfo=UTC))  # day 6, 00.00 WIB
    assert flows.monthly_consolidation.fn(str(workspace.folder)).is_completed()
    assert flows.monthly_consolidation.fn(str(workspace.folder)).is_completed()  # again: nothing new
    assert _drafts(workspace) == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_templates_follow_what_was_taken_in(
    flows: ModuleType, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each flow that reads the inbox tells the templates what has changed; nothing new, nothing to follow."""
    changed: list[int] = []
    monkeypatch.setattr(flows, "renew_templates", lambda _run, _memory, new: changed.append(len(new)))
    flows.watch_inbox.fn(str(workspace.folder))
    flows.watch_inbox.fn(str(workspace.folder))
    flows.monthly_consolidation.fn(str(workspace.folder))
    assert changed == [8, 0, 0]
