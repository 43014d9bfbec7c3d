"""A run killed at any moment leaves nothing half done; the next one ends where an undisturbed one ends."""

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.survive_kills import MOMENT, STATES, try_kills
from flows.office.workspace import Workspace

if TYPE_CHECKING:
    from tests.conftest import Bench

SEED = 2026


def test_five_kills_leave_nothing_half_done(bench: "Bench", tmp_path: Path) -> None:
    def fill(workspace: Workspace) -> None:
        for bagian in ("hukum", "umum"):
            file = workspace.inbox / bagian / "iku.xlsx"
            file.parent.mkdir(parents=True)
            file.write_bytes(bench.demo(bagian))
            modified = (MOMENT - timedelta(days=2)).timestamp()
            os.utime(file, (modified, modified))

    trials = list(try_kills(tmp_path, 5, SEED, fill))
    assert {trial.state for trial in trials} == set(STATES)
    assert [trial for trial in trials if trial.complaints] == []
    assert any(trial.left for trial in trials)  # they were killed indeed
