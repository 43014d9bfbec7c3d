"""What a command works in: the workspace to itself, and the flow engine around a flow."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.terminal import progress_bar, say
from flows.office.workspace import Workspace, absent_folder, ensure_folders, now
from flows.orchestration.access import running_server
from flows.orchestration.engine import engine, needs_first_setup
from schemas.periode import Periode

if TYPE_CHECKING:
    from flows.month.publication import Consolidation
    from flows.run import Progress, Run
    from iku_rules.register_model.register import Register


@contextlib.contextmanager
def working(workspace: Workspace, register: "Register", command: str, month: Periode) -> "Iterator[Run]":
    """The workspace to ourselves for one run, which is itself recorded."""
    from flows.office.workspace_ledger import open_ledger, recorded
    from flows.office.workspace_lock import workspace_lock
    from flows.run import Run

    ensure_folders(workspace, register)
    with workspace_lock(workspace, say):
        ledger = open_ledger(workspace)
        with recorded(ledger, command, month), progress_bar("Membaca kiriman", None) as progress:
            yield Run(workspace=workspace, register=register, ledger=ledger, now=now(), progress=progress)


def looking(workspace: Workspace, register: "Register", progress: "Progress | None" = None) -> "Run":
    """A run that only reads: it keeps nothing, and holds up nobody."""
    from flows.office.workspace_ledger import read_ledger
    from flows.run import Run

    if absent := absent_folder(workspace):
        say(f"Perhatian: {absent}")
    return Run(
        workspace=workspace,
        register=register,
        ledger=read_ledger(workspace),
        now=now(),
        progress=progress,
        keep=False,
    )


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

    with working(workspace, register, "konsolidasi", month) as run:
        return run_consolidation(run, month)


def server_record(workspace: Workspace) -> Path:
    """Where `iku jalankan` notes the address of its server."""
    return workspace.state_folder / "server.json"
