"""The commands around the months: siapkan, jalankan, demo."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.month import print_consolidation
from flows.cli.options import FolderOption, read_workspace
from flows.cli.terminal import progress_bar, say
from flows.cli.working import flow_engine, run_consolidation_flow, server_record
from flows.office.workspace import Workspace, ensure_folders, now, open_workspace

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register


def set_up(
    ctx: typer.Context,
    new_ledger: Annotated[
        bool, typer.Option("--ledger-baru", help="Mulai ledger kosong walaupun outbox sudah berisi.")
    ] = False,
    rebuild_ledger: Annotated[
        bool,
        typer.Option("--susun-ulang-ledger", help="Menyusun ulang ledger yang hilang atau lebih lama dari outbox."),
    ] = False,
    empty_inbox: Annotated[
        bool, typer.Option("--inbox-kosong", help="Menyatakan bahwa inbox memang dikosongkan dengan sengaja.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Membuat folder, ledger, dan iku.toml, lalu memberi tahu apa yang masih kurang."""
    from flows.office.health import check_environment
    from flows.office.settings import write_settings_example
    from flows.office.workspace_ledger import make_new_ledger, open_ledger

    workspace, register = read_workspace(ctx, folder, must_exist=False)
    ensure_folders(workspace, register, outside=True)
    if rebuild_ledger:
        _rebuild_ledger(workspace, register)
    ledger = make_new_ledger(workspace) if new_ledger else open_ledger(workspace)
    if empty_inbox:
        with ledger.begin(now()) as transaction:
            transaction.confirm_empty_inbox()
    created = write_settings_example(workspace.folder)
    typer.echo(f"Ruang kerja: {workspace.folder}")
    typer.echo("iku.toml dibuat." if created else "iku.toml sudah ada dan tidak diubah.")
    for name, fine, remark in check_environment(workspace):
        typer.echo(f"{'ada   ' if fine else 'KURANG'}  {name}: {remark}")


def _rebuild_ledger(workspace: Workspace, register: "Register") -> None:
    """Build the ledger anew from the outbox, and say what came back."""
    from flows.intake.rebuild import rebuild
    from flows.office.workspace_lock import workspace_lock
    from flows.run import Run
    from ledger.transactions import Ledger

    with workspace_lock(workspace, say), progress_bar("Membaca arsip", None) as progress:
        ledger = Ledger.open(workspace.ledger_url)
        run = Run(workspace=workspace, register=register, ledger=ledger, now=now(), progress=progress)
        for line in rebuild(run):
            typer.echo(line)


def run_schedules(ctx: typer.Context, folder: FolderOption = None) -> None:
    """Menjalankan jadwal sampai dihentikan: templat, inbox, dan konsolidasi."""
    from flows.orchestration.schedules import run

    workspace, register = read_workspace(ctx, folder, must_exist=False)
    ensure_folders(workspace, register)
    run(workspace.settings.jadwal, workspace.folder, server_record(workspace))


def demo(ctx: typer.Context, folder: FolderOption = None) -> None:
    """Contoh lengkap: templat, diisi angka yang sudah terbit, lalu dikonsolidasikan."""
    workspace = open_workspace(folder or ctx.obj or Path("demo"), must_exist=False)
    with flow_engine(workspace):
        from flows.demo import PERIODE_DEMO, set_up_demo

        office = set_up_demo(workspace)
        consolidation = run_consolidation_flow(office.workspace, office.register, PERIODE_DEMO)
    print_consolidation(consolidation, office.workspace, office.register)
    typer.echo(f"Ruang kerja contoh: {workspace.folder}")
