"""What the tests of the orchestration share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.orchestration.reports import Reports, _service_log


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[Reports, Callable[[], list[str]]]]:
    """The reports of a service in this workspace, and what stood on its terminal so far."""
    state_folder, screen = tmp_path / ".iku", tmp_path / "layar.txt"
    with screen.open("wb") as terminal, _service_log(state_folder) as log:
        reports = Reports(state_folder, ZoneInfo("Asia/Jakarta"), terminal.fileno(), log)
        yield reports, lambda: screen.read_text(encoding="utf-8").splitlines()
