"""The commands of signing: kunci, buka."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import FolderOption, ReasonOption, read_periode, read_reason, read_workspace
from flows.cli.terminal import output_console
from flows.cli.working import working


def lock(
    ctx: typer.Context,
    periode: Annotated[str, typer.Argument(metavar="TTTT-BB", help="Bulan laporan.")],
    signed_document: Annotated[
        Path | None, typer.Option("--dokumen-ttd", metavar="BERKAS", help="PDF yang sudah ditandatangani.")
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Menulis salinan final dan mengunci periode; --dokumen-ttd mengarsipkan PDF yang ditandatangani."""
    from flows import console
    from flows.intake.intake import take_in
    from flows.month import locking
    from flows.month.answers import give_answers
    from flows.month.gathering import gather_for_month

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    month = read_periode(periode, workspace)
    if signed_document is not None:
        locking.read_signed_document(signed_document)
    with working(workspace, register, "kunci", month) as run:
        intake = take_in(run)
        if signed_document is None or intake.memory.current_lock(month) is None:
            gathered = gather_for_month(run, intake, month)
            unanswered = give_answers(run, gathered.to_answer)
            consolidation = locking.lock(run, intake, gathered, month)
            typer.echo(f"{month.name} dikunci: {console.relative_path(consolidation.workbook, workspace)}")
            typer.echo(f"Sidik catatan: {locking.lock_seal(run, month)}")
            names = console.bagian_names(register, month)
            console.warn_not_accepted(output_console(), consolidation, names)
            console.print_unanswered(output_console(), unanswered, names)
        if signed_document is not None:
            sha256 = locking.store_signed_document(run, signed_document, month)
            typer.echo(f"Dokumen bertanda tangan diarsipkan: {sha256}.pdf")


def reopen(
    ctx: typer.Context,
    periode: Annotated[str, typer.Argument(metavar="TTTT-BB", help="Bulan laporan.")],
    reason: ReasonOption,
    folder: FolderOption = None,
) -> None:
    """Membuka periode yang sudah dikunci; yang ditandatangani tetap tersimpan."""
    from flows.month import locking

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    month, text = read_periode(periode, workspace), read_reason(reason)
    with working(workspace, register, "buka", month) as run:
        locking.reopen(run, month, text)
    typer.echo(f"{month.name} dibuka. Konsolidasi berikutnya menjadi revisi: iku konsolidasi --periode {month}")
