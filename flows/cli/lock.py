"""The commands of signing: kunci, buka."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import FolderOption, ReasonOption, read_periode, read_reason, read_workspace
from flows.cli.terminal import EXIT_LOOK, output_console, progress_bar
from flows.cli.working import looking, working
from flows.office.workspace import Workspace
from schemas.errors import CannotDoError
from schemas.periode import Periode

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register


def lock(
    ctx: typer.Context,
    periode: Annotated[str, typer.Argument(metavar="TTTT-BB", help="Bulan laporan.")],
    look_only: Annotated[
        bool, typer.Option("--periksa-saja", help="Tampilkan daftar periksa saja; tidak mengunci.")
    ] = False,
    insist: Annotated[
        bool, typer.Option("--tetap", help="Kunci walaupun daftar periksa melarangnya; perlu --alasan.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option("--alasan", metavar="TEKS", help="Alasan untuk --tetap atau --ganti.")
    ] = None,
    replacing: Annotated[
        bool, typer.Option("--ganti", help="Dokumen bertanda tangan ini menggantikan yang sudah ada; perlu --alasan.")
    ] = False,
    signed_document: Annotated[
        Path | None, typer.Option("--dokumen-ttd", metavar="BERKAS", help="PDF yang sudah ditandatangani.")
    ] = None,
    folder: FolderOption = None,
) -> None:
    """Menampilkan daftar periksa, menulis salinan final, dan mengunci periode."""
    from flows import console
    from flows.intake.intake import take_in
    from flows.month import locking
    from flows.month.answers import give_answers
    from flows.month.consolidation import compose_content
    from flows.month.gathering import gather_for_month

    if (insist or replacing) is not (reason is not None):
        raise CannotDoError("--tetap (atau --ganti) dan --alasan dipakai bersama: iku kunci TTTT-BB --tetap --alasan …")
    if replacing and signed_document is None:
        raise CannotDoError("--ganti dipakai bersama --dokumen-ttd BERKAS.")
    workspace, register = read_workspace(ctx, folder, must_exist=True)
    month, reason = read_periode(periode, workspace), None if reason is None else read_reason(reason)
    if look_only:
        _look_only(workspace, register, month)
        return
    if signed_document is not None:
        locking.read_signed_document(signed_document)
    with working(workspace, register, "kunci", month) as run:
        intake = take_in(run)
        if signed_document is None or intake.memory.current_lock(month) is None:
            gathered = gather_for_month(run, intake, month)
            unanswered = give_answers(run, gathered.to_answer)
            content = compose_content(run, intake, gathered, month)
            points = locking.look_before_locking(run, intake.memory, content)
            console.print_checklist(output_console(), points, month)
            consolidation = locking.lock(run, intake.memory, content, points, reason if insist else None)
            typer.echo(f"{month.name} dikunci: {console.relative_path(consolidation.workbook, workspace)}")
            typer.echo(f"Sidik catatan: {locking.lock_seal(run, month)}")
            names = console.bagian_names(register, month)
            console.warn_not_accepted(output_console(), consolidation, names)
            console.print_unanswered(output_console(), unanswered, names)
        if signed_document is not None:
            sha256 = locking.store_signed_document(run, signed_document, month, reason if replacing else None)
            typer.echo(f"Dokumen bertanda tangan diarsipkan: {sha256}.pdf")


def _look_only(workspace: Workspace, register: "Register", month: Periode) -> None:
    """The list alone, from what lies in the inbox now; nothing is written."""
    from flows import console
    from flows.intake.intake import take_in
    from flows.month.consolidation import compose_content
    from flows.month.gathering import gather
    from flows.month.locking import look_before_locking

    with progress_bar("Membaca kiriman", None) as progress:
        run = looking(workspace, register, progress)
        intake = take_in(run)
    content = compose_content(run, intake, gather(run, intake, [month], computed=[month]), month)
    points = look_before_locking(run, intake.memory, content)
    console.print_checklist(output_console(), points, month)
    if not all(point.is_fine for point in points):
        raise typer.Exit(EXIT_LOOK)


def reopen(
    ctx: typer.Context,
    periode: Annotated[str, typer.Argument(metavar="TTTT-BB", help="Bulan laporan.")],
    reason: ReasonOption,
    folder: FolderOption = None,
) -> None:
    """Membuka periode yang sudah dikunci; yang ditandatangani tetap tersimpan."""
    from flows.month import locking
    from ledger.queries import Memory

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    month, text = read_periode(periode, workspace), read_reason(reason)
    with working(workspace, register, "buka", month) as run:
        with run.look_up() as transaction:
            memory = Memory(transaction)
        if memory.current_lock(month):
            for line in locking.signed_months_warning(run, memory, month):
                typer.echo(line)
        locking.reopen(run, month, text)
    typer.echo(f"{month.name} dibuka. Konsolidasi berikutnya menjadi revisi: iku konsolidasi --periode {month}")
