"""The commands of keeping and giving away: ekspor, cadangkan, pulihkan."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import FolderOption, read_periode, read_workspace
from flows.cli.terminal import progress_bar, say
from flows.cli.working import looking
from flows.office.workspace import Workspace, ensure_folders, load_workspace_register, now, open_workspace
from schemas.errors import CannotDoError
from schemas.toml_file import WrongEntryError
from schemas.wording import show_date

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register


def export(
    ctx: typer.Context,
    periode: Annotated[str, typer.Argument(metavar="TTTT-BB", help="Bulan laporan.")],
    target: Annotated[Path, typer.Option("--ke", metavar="DIR", help="Folder tujuan, di luar ruang kerja.")],
    personal: Annotated[bool, typer.Option("--data-pribadi", help="Sertakan nama dan NIP.")] = False,
    audit: Annotated[
        bool, typer.Option("--paket-audit", help="Tulis juga paket audit (BagIt): semua berkas asli, termasuk NIP.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Menulis tabel suatu bulan untuk program lain (CSV, Parquet), dan paket auditnya."""
    from flows.month.audit_package import write_audit_package
    from flows.month.data_package import can_write_parquet, package_files
    from flows.month.export import export as tables_of
    from flows.office.export_folder import prepare_export, write_export

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    month = read_periode(periode, workspace)
    run = looking(workspace, register)
    exported = tables_of(run, month, personal=personal)
    with_parquet = can_write_parquet()
    files = package_files(exported, run, personal=personal, with_parquet=with_parquet)
    destination = prepare_export(workspace, target, str(month))
    for file in write_export(destination, files):
        typer.echo(str(file))
    if audit:
        complete = exported if personal else tables_of(run, month, personal=True)
        typer.echo(str(write_audit_package(run, complete, destination)))
    if not with_parquet:
        say('Parquet tidak ditulis: pustaka pyarrow belum dipasang (pip install "iku-setda[ekspor]").')


def back_up(
    ctx: typer.Context,
    target: Annotated[Path, typer.Option("--ke", metavar="DIR", help="Folder cadangan, di luar ruang kerja.")],
    folder: FolderOption = None,
) -> None:
    """Mencadangkan ruang kerja, juga sewaktu dipakai; yang sudah tersimpan tidak disalin lagi."""
    from flows.office.backup import make_backup

    workspace = open_workspace(folder or ctx.obj, must_exist=True)
    backup = make_backup(workspace, target, say)
    typer.echo(f"Cadangan: {backup.file}")
    typer.echo(f"{backup.count} berkas, {backup.new} isi baru; cadangan lama yang dihapus: {backup.dropped}.")
    if backup.unread:
        say(f"Perhatian: tidak terbaca dan tidak ikut: {', '.join(backup.unread)}")
    if backup.trouble:
        raise CannotDoError(backup.trouble)


def _register_of(workspace: Workspace) -> "Register":
    """The restored register with the folders it asks for; the shipped one where this program no longer reads it.

    Locked months have their own: nothing of the proof depends on it.
    """
    from iku_rules.register_model.load import load_register

    try:
        register = load_workspace_register(workspace)
    except WrongEntryError as error:
        say(f"Perhatian: {error}")
        return load_register()
    ensure_folders(workspace, register, outside=True)
    return register


def restore(
    ctx: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="DARI", help="Folder cadangan, atau satu cadangan_….json di sana.")],
    target: Annotated[Path, typer.Option("--ke", metavar="FOLDER", help="Folder ruang kerja baru; harus kosong.")],
    ledger_url: Annotated[
        str | None,
        typer.Option("--ledger", metavar="URL", help="Basis data kosong untuk ledger (bawaan: berkas di sana)."),
    ] = None,
    folder: FolderOption = None,  # taken like everywhere else, though no workspace is open
) -> None:
    """Membuat ruang kerja dari cadangan dan membuktikannya: tiap berkas dan tiap bulan yang dikunci."""
    from flows.month.locking import recomputation_lines
    from flows.month.proof import prove_locked_months
    from flows.office import restore as restoring
    from flows.run import Run

    with (
        restoring.restore(source, target, ledger_url) as restored,
        progress_bar("Membaca kiriman", None) as progress,
    ):
        workspace, snapshot = restored.workspace, restored.snapshot
        run = Run(
            workspace=workspace,
            register=_register_of(workspace),
            ledger=restored.ledger,
            now=now(),
            progress=progress,
            keep=False,
        )
        proofs = list(prove_locked_months(run))
    moment = snapshot.moment.astimezone(workspace.zone)
    typer.echo(f"Dipulihkan: {workspace.folder}")
    typer.echo(f"Cadangan {show_date(moment.date())} pukul {moment:%H.%M} dari {snapshot.home}")
    typer.echo(f"{len(snapshot.files)} berkas dan ledger sesuai SHA-256-nya.")
    for change in restored.changes:
        typer.echo(f"iku.toml diubah: {change}")
    if restored.broken:
        say(f"Perhatian: ledger sudah diubah di luar program sebelum dicadangkan, mulai {restored.broken.table}.")
    for proof in proofs:
        for line in recomputation_lines(proof.recomputation) if proof.recomputation else [proof.trouble]:
            typer.echo(f"{proof.periode.name}: {line.strip()}")
    if failed := [proof.periode.name for proof in proofs if not proof.holds]:
        raise CannotDoError(f"Sudah dipulihkan, tetapi bulan ini tidak terbukti: {', '.join(failed)}. Lihat di atas.")
