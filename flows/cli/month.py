"""The commands of a month: templat, periksa, konsolidasi, status, kembalikan."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import (
    FolderOption,
    JsonOption,
    PeriodeOption,
    ReasonOption,
    read_bagian,
    read_periode,
    read_reason,
    read_workspace,
)
from flows.cli.terminal import EXIT_CANNOT, EXIT_GALAT, EXIT_OK, output_console, progress_bar, say
from flows.cli.working import flow_engine, looking, run_consolidation_flow, working
from flows.office.workspace import Workspace, ensure_folders, load_workspace_register, now, open_workspace
from schemas.errors import CannotDoError
from schemas.periode import Periode
from workbooks.reading.worker import warm_up

if TYPE_CHECKING:
    from flows.month.publication import Consolidation
    from iku_rules.register_model.register import Register


def write_templates(
    ctx: typer.Context,
    periode: PeriodeOption = None,
    bagian: Annotated[str | None, typer.Option("--bagian", metavar="KODE", help="Satu bagian saja.")] = None,
    folder: FolderOption = None,
) -> None:
    """Menulis templat suatu periode ke folder tiap bagian, terisi dari kiriman terakhirnya tahun itu."""
    from flows.console import relative_path
    from flows.month.templates import publish_templates, starts_of
    from flows.office.workspace_lock import workspace_lock
    from ledger.queries import Memory

    workspace, register = read_workspace(ctx, folder, must_exist=False)
    month = read_periode(periode, workspace)
    chosen = None if bagian is None else [read_bagian(bagian, register)]
    ensure_folders(workspace, register)
    with workspace_lock(workspace, say):
        run = looking(workspace, register)
        with run.look_up() as transaction:
            memory = Memory(transaction)
        written = publish_templates(run, month, chosen, starts_of(run, memory, month, chosen))
    for template in written:
        remark = f" ({template.remark})" if template.remark else ""
        typer.echo(f"{relative_path(template.file, workspace)}{remark}")


def check(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="BERKAS…", help="Satu atau beberapa berkas.")],
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Memeriksa berkas dan memberi tahu apa yang perlu diperbaiki; tidak mencatat apa pun."""
    warm_up()
    from flows import console
    from flows.intake.checking import check_copies
    from flows.intake.inbox import copy_loose_file
    from flows.run import Office

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    for file in files:
        if not file.is_file():
            raise CannotDoError(f"Berkas tidak ditemukan: {file}")
    with tempfile.TemporaryDirectory(prefix="iku-") as work_folder, progress_bar("Membaca", len(files)) as progress:
        copies = [copy_loose_file(file, Path(work_folder), index) for index, file in enumerate(files)]
        checked = check_copies(copies, Office(workspace=workspace, register=register, now=now(), progress=progress))
    if as_json:
        typer.echo(console.json_text(console.json_check(checked)))
    else:
        console.print_temuan(output_console(), checked)
    if any(file.incident for file in checked):
        raise typer.Exit(EXIT_CANNOT)
    raise typer.Exit(EXIT_OK if all(file.accepted for file in checked) else EXIT_GALAT)


def consolidate(
    ctx: typer.Context,
    periode: PeriodeOption = None,
    reprint: Annotated[
        bool, typer.Option("--cetak-ulang", help="Ambil lagi buku kerja yang ditandatangani dan hitung ulang isinya.")
    ] = False,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Membaca inbox, menjawab bagian, menghitung IKU, dan menulis buku kerja konsolidasi."""
    workspace = open_workspace(folder or ctx.obj, must_exist=reprint)
    month = read_periode(periode, workspace)
    if reprint:
        _reprint(workspace, month, as_json=as_json)
        return
    warm_up()
    with flow_engine(workspace):
        register = load_workspace_register(workspace)
        consolidation = run_consolidation_flow(workspace, register, month)
    print_consolidation(consolidation, workspace, register, as_json=as_json)


def _reprint(workspace: Workspace, month: Periode, *, as_json: bool) -> None:
    """The signed workbook again, and whether a recomputation still gives what was signed."""
    from flows import console
    from flows.month.locking import recomputation_lines, recompute, reprint
    from flows.month.publication import as_signed
    from flows.office.workspace_ledger import open_ledger
    from flows.office.workspace_lock import workspace_lock
    from flows.run import Run
    from ledger.queries import Memory

    register = load_workspace_register(workspace)
    run = Run(workspace=workspace, register=register, ledger=open_ledger(workspace), now=now())
    with run.look_up() as transaction:
        current_lock = Memory(transaction).current_lock(month)
    if current_lock is None:
        raise CannotDoError(f"Periode {month.name} tidak sedang dikunci; yang dapat dicetak ulang hanya yang dikunci.")
    with workspace_lock(workspace, say):
        consolidation = as_signed(run, current_lock, month)
        file = reprint(run, consolidation, current_lock)
    if file != consolidation.workbook:
        say(f"{consolidation.workbook.name} di outbox bukan lagi yang ditandatangani; yang asli: {file.name}")
        consolidation = replace(consolidation, workbook=file)
    recomputation = recompute(run, current_lock, month)
    for line in recomputation_lines(recomputation):
        say(line)
    if as_json:
        typer.echo(console.json_text(console.json_consolidation(consolidation, workspace)))
    else:
        typer.echo(console.relative_path(consolidation.workbook, workspace))
    if recomputation.same_version and not recomputation.matches:
        raise typer.Exit(EXIT_CANNOT)


def print_consolidation(
    consolidation: "Consolidation", workspace: Workspace, register: "Register", *, as_json: bool = False
) -> None:
    """What `iku konsolidasi` says of a period: who has submitted, the results, files that belong to nobody."""
    from flows import console

    if as_json:
        typer.echo(console.json_text(console.json_consolidation(consolidation, workspace)))
        return
    output, periode = output_console(), consolidation.periode
    console.print_standing(output, periode, consolidation.standing, console.bagian_names(register, periode))
    console.print_results(output, consolidation, console.iku_names(register, periode))
    console.print_orphans(output, consolidation.orphans)
    console.print_unanswered(output, consolidation.unanswered, console.bagian_names(register, periode))
    console.print_unsettled(output, consolidation.unsettled, register)
    remark = "ditulis" if consolidation.is_new else "sudah dikunci" if consolidation.locked else "tidak berubah"
    typer.echo(f"Buku kerja ({remark}): {console.relative_path(consolidation.workbook, workspace)}")


def show_status(
    ctx: typer.Context,
    periode: PeriodeOption = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Menunjukkan siapa yang sudah menyampaikan, terlambat, atau dikembalikan."""
    from flows import console
    from flows.intake.bagian_files import orphans
    from flows.intake.intake import take_in
    from flows.month.consolidation import standing_of, unsettled_in
    from flows.month.locking import signed_document_words
    from flows.orchestration.reports import last_trouble

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    month = read_periode(periode, workspace)
    for line in () if as_json else last_trouble(workspace.state_folder).values():
        typer.echo(f"Jadwal, {line}")
    with progress_bar("Membaca kiriman", None) as progress:
        run = looking(workspace, register, progress)
        intake = take_in(run)
    if intake.emptied:
        say(f"Perhatian: {intake.emptied}")
    standing, locked = standing_of(run, intake, month), intake.memory.current_lock(month) is not None
    lost, unsettled = orphans(intake, run, month), unsettled_in(run, intake)
    if as_json:
        typer.echo(console.json_text(console.json_status(month, standing, lost, unsettled, locked=locked)))
        return
    console.print_standing(output_console(), month, standing, console.bagian_names(register, month))
    if locked:
        typer.echo(f"{month.name} sudah dikunci; di atas adalah keadaan saat ditandatangani.")
        typer.echo(f"Dokumen bertanda tangan: {signed_document_words(run, intake.memory, month)}")
    console.print_orphans(output_console(), lost)
    console.print_unsettled(output_console(), unsettled, register)


def hand_back(
    ctx: typer.Context,
    bagian: Annotated[str, typer.Argument(metavar="KODE", help="Kode bagian.")],
    reason: ReasonOption,
    periode: PeriodeOption = None,
    folder: FolderOption = None,
) -> None:
    """Mengembalikan kiriman yang sudah diterima, dengan alasan dari sekretariat."""
    from flows import console
    from flows.intake.intake import take_in
    from flows.month import locking
    from flows.month.answers import give_answers, places_to_answer
    from flows.month.gathering import gather
    from flows.month.templates import renew_templates

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    month, code, text = read_periode(periode, workspace), read_bagian(bagian, register), read_reason(reason)
    with working(workspace, register, "kembalikan", month) as run:
        intake = take_in(run)
        for line in locking.signed_months_warning(run, intake.memory, month, code):
            typer.echo(line)
        file, intake = locking.hand_back(run, intake, code, month, text)
        places = places_to_answer(run, intake, month)
        unanswered = give_answers(run, gather(run, intake, [], to_answer=places, answer_month=month).to_answer)
        renew_templates(run, intake.memory, [(code, month)])
    typer.echo(f"Dikembalikan: {file} ({month.name}).")
    console.print_unanswered(output_console(), unanswered, console.bagian_names(register, month))
