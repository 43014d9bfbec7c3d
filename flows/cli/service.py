"""The commands around the months: siapkan, jalankan, demo."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.month import print_consolidation
from flows.cli.options import FolderOption, read_workspace
from flows.cli.working import flow_engine, run_consolidation_flow, server_record
from flows.office.workspace import ensure_folders, now, open_workspace


def set_up(
    ctx: typer.Context,
    new_ledger: Annotated[
        bool, typer.Option("--ledger-baru", help="Mulai ledger kosong walaupun outbox sudah berisi.")
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
    ledger = make_new_ledger(workspace) if new_ledger else open_ledger(workspace)
    if empty_inbox:
        with ledger.begin(now()) as transaction:
            transaction.confirm_empty_inbox()
    created = write_settings_example(workspace.folder)
    typer.echo(f"Ruang kerja: {workspace.folder}")
    typer.echo("iku.toml dibuat." if created else "iku.toml sudah ada dan tidak diubah.")
    for name, fine, remark in check_environment(workspace):
        typer.echo(f"{'ada   ' if fine else 'KURANG'}  {name}: {remark}")


def run_schedules(ctx: typer.Context, folder: FolderOption = None) -> None:
    """Menjalankan jadwal sampai dihentikan: templat, inbox, dan konsolidasi."""
    from flows.orchestration.schedules import Schedules, run

    workspace, register = read_workspace(ctx, folder, must_exist=False)
    ensure_folders(workspace, register)
    times = workspace.settings.jadwal
    schedules = Schedules(times.zona, times.templat, times.kotak_masuk_menit, times.konsolidasi, times.porta)
    run(schedules, workspace.folder, server_record(workspace))


def demo(ctx: typer.Context, folder: FolderOption = None) -> None:
    """Contoh lengkap: templat, diisi angka yang sudah terbit, lalu dikonsolidasikan."""
    workspace = open_workspace(folder or ctx.obj or Path("demo"), must_exist=False)
    with flow_engine(workspace):
        from flows.demo import PERIODE_DEMO, set_up_demo

        office = set_up_demo(workspace)
        consolidation = run_consolidation_flow(office.workspace, office.register, PERIODE_DEMO)
    print_consolidation(consolidation, office.workspace, office.register)
    typer.echo(f"Ruang kerja contoh: {workspace.folder}")
