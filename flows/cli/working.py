"""What a command works in: the workspace to itself, and the flow engine around a flow."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.terminal import progress_bar, say
from flows.office.workspace import Workspace, ensure_folders, now
from flows.orchestration.access import running_server
from flows.orchestration.engine import engine, needs_first_setup
from schemas.periode import Periode

if TYPE_CHECKING:
    from datetime import datetime

    from flows.month.publication import Consolidation
    from iku_rules.register_model.register import Register
    from ledger.transactions import Ledger


@contextlib.contextmanager
def working(
    workspace: Workspace, register: "Register", command: str, month: Periode
) -> "Iterator[tuple[Ledger, datetime]]":
    """The workspace to ourselves, with its ledger and the moment all is recorded under; the run itself is recorded."""
    from flows.office.workspace_ledger import open_ledger, recorded
    from flows.office.workspace_lock import workspace_lock

    ensure_folders(workspace, register)
    with workspace_lock(workspace, say):
        ledger = open_ledger(workspace)
        with recorded(ledger, command, month):
            yield ledger, now()


@contextlib.contextmanager
def flow_engine(workspace: Workspace) -> Iterator[None]:
    """A server for one flow: the running one of `iku jalankan`, else a throw-away one."""
    record = server_record(workspace)
    if needs_first_setup() and not running_server(record):
        say("Menyiapkan mesin alur kerja untuk pertama kali (sekitar 20 detik)…")
    with engine(record, modules=("flows.orchestration.flows", "flows.console")):
        yield


def run_consolidation_flow(workspace: Workspace, register: "Register", month: Periode) -> "Consolidation":
    """Run the consolidation flow, with progress on standard error."""
    from flows.orchestration.flows import run_consolidation

    with (
        working(workspace, register, "konsolidasi", month) as (ledger, moment),
        progress_bar("Membaca kiriman", None) as progress,
    ):
        return run_consolidation(workspace, register, ledger, month, moment, progress)


def server_record(workspace: Workspace) -> Path:
    """Where `iku jalankan` notes the address of its server."""
    return workspace.state_folder / "server.json"
