"""The command line `iku`. Every error a user can mend is one line.

Each command imports what it needs itself: where a flow runs, its server starts first and the rooms are imported while
it does, which takes a second off.
"""

import contextlib
import difflib
import io
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text
from typer._click.exceptions import ClickException, NoArgsIsHelpError
from typer.core import TyperCommand, TyperGroup

from flows.incidents import record_incident
from flows.office.workspace import Workspace, now, open_workspace
from flows.orchestration.access import running_server
from flows.orchestration.engine import EngineFailure, engine, needs_first_setup
from schemas.errors import ArchiveDamaged, CannotDo, LedgerError, explain_oserror
from schemas.periode import Periode
from workbooks.reading.worker import warm_up

if TYPE_CHECKING:
    from datetime import datetime

    from flows.month.consolidation import Consolidation
    from iku_rules.register_model.load import Register
    from ledger.transactions import Ledger
    from schemas.temuan import Temuan

EXIT_OK, EXIT_GALAT, EXIT_CANNOT = 0, 1, 2
CTRL_C = 130  # what typer makes of it

FolderOption = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="Folder ruang kerja (bawaan: folder ini, atau IKU_FOLDER)."),
]
PeriodeOption = Annotated[
    str | None,
    typer.Option("--periode", metavar="TTTT-BB", help="Bulan laporan, misalnya 2025-12 (bawaan: bulan lalu)."),
]
ReasonOption = Annotated[str, typer.Option("--alasan", metavar="TEKS", help="Alasan, dicatat dan ditampilkan.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Cetak satu dokumen JSON ke keluaran baku.")]

_HELP_WORDS = {
    "Usage:": "Pemakaian:",
    "[OPTIONS]": "[PILIHAN]",
    "COMMAND [ARGS]...": "PERINTAH [ISIAN]...",
    "Options:": "Pilihan:",
    "Commands:": "Perintah:",
    "Arguments:": "Isian:",
    "Show this message and exit.": "Tampilkan bantuan ini.",
    "[required]": "[wajib]",
}


def _translate_help(text: str) -> str:
    """The parser's own words of a help text, in Indonesian."""
    for english, indonesian in _HELP_WORDS.items():
        text = text.replace(english, indonesian)
    return text


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _translate_help(super().get_help(ctx))


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _translate_help(super().get_help(ctx))


app = typer.Typer(
    name="iku",
    cls=_Group,
    help="IKU Sekretariat Daerah Kabupaten Lumajang: dari templat terisi menjadi buku kerja konsolidasi.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
error_console = Console(stderr=True, highlight=False, soft_wrap=True)


@app.callback()
def _main(ctx: typer.Context, folder: FolderOption = None) -> None:
    ctx.obj = folder


def _open_workspace(ctx: typer.Context, folder: Path | None, *, must_exist: bool) -> "tuple[Workspace, Register]":
    from flows.office.register import load_workspace_register

    workspace = open_workspace(folder or ctx.obj, must_exist=must_exist)
    return workspace, load_workspace_register(workspace)


def _read_periode(text: str | None, workspace: Workspace) -> Periode:
    this_month = Periode.from_date(now().astimezone(workspace.zone).date())
    if text is None:
        return this_month.shift(-1)
    try:
        return Periode.parse(text)
    except ValueError as error:
        raise CannotDo(f"Periode “{text}” tidak dapat dibaca; tulis seperti 2025-12.") from error


def _say(text: str) -> None:
    """A line for people who watch; on standard error, so that standard output stays the result's."""
    error_console.print(Text(text))


@app.command("siapkan", cls=_Command)
def set_up(
    ctx: typer.Context,
    new_ledger: Annotated[
        bool, typer.Option("--ledger-baru", help="Mulai ledger kosong walaupun outbox sudah berisi.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Membuat folder, ledger, dan iku.toml, lalu memberi tahu apa yang masih kurang."""
    from flows.office.workspace_lock import (
        check_environment,
        ensure_folders,
        make_new_ledger,
        open_ledger,
        write_settings_example,
    )

    workspace, register = _open_workspace(ctx, folder, must_exist=False)
    ensure_folders(workspace, register)
    if new_ledger:
        make_new_ledger(workspace)
    else:
        open_ledger(workspace)
    created = write_settings_example(workspace)
    typer.echo(f"Ruang kerja: {workspace.folder}")
    typer.echo("iku.toml dibuat." if created else "iku.toml sudah ada dan tidak diubah.")
    for name, fine, remark in check_environment(workspace):
        typer.echo(f"{'ada   ' if fine else 'KURANG'}  {name}: {remark}")


@app.command("templat", cls=_Command)
def templates(
    ctx: typer.Context,
    periode: PeriodeOption = None,
    bagian: Annotated[str | None, typer.Option("--bagian", metavar="KODE", help="Satu bagian saja.")] = None,
    folder: FolderOption = None,
) -> None:
    """Menulis templat suatu periode ke folder tiap bagian, terisi dari kiriman terakhirnya tahun itu."""
    from flows.console import relative_path
    from flows.month.templates import publish_templates
    from flows.office.workspace_lock import ensure_folders, read_ledger, workspace_lock

    workspace, register = _open_workspace(ctx, folder, must_exist=False)
    month = _read_periode(periode, workspace)
    chosen = None if bagian is None else [_bagian_code(bagian, register)]
    ensure_folders(workspace, register)
    with workspace_lock(workspace, _say):
        written = publish_templates(workspace, register, month, chosen, read_ledger(workspace))
    for template in written:
        remark = f" ({template.remark})" if template.remark else ""
        typer.echo(f"{relative_path(template.file, workspace)}{remark}")


@app.command("periksa", cls=_Command)
def check(
    ctx: typer.Context,
    berkas: Annotated[list[Path], typer.Argument(metavar="BERKAS…", help="Satu atau beberapa berkas.")],
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Memeriksa berkas dan memberi tahu apa yang perlu diperbaiki; tidak mencatat apa pun."""
    warm_up()
    from flows import console
    from flows.intake.checking import check_copies
    from flows.intake.inbox import copy_loose_file

    workspace, register = _open_workspace(ctx, folder, must_exist=True)
    for file in berkas:
        if not file.is_file():
            raise CannotDo(f"Berkas tidak ditemukan: {file}")
    with tempfile.TemporaryDirectory(prefix="iku-") as work_folder, _progress("Membaca", len(berkas)) as progress:
        copies = [copy_loose_file(file, Path(work_folder), index) for index, file in enumerate(berkas)]
        this_month = Periode.from_date(now().astimezone(workspace.zone).date())
        checked = check_copies(copies, workspace, register, this_month, progress)
    if as_json:
        typer.echo(console.json_text(console.json_check(checked)))
    else:
        console.print_temuan(Console(highlight=False), checked)
    if any(d.incident for d in checked):
        raise typer.Exit(EXIT_CANNOT)
    raise typer.Exit(EXIT_OK if all(d.accepted for d in checked) else EXIT_GALAT)


@app.command("temuan", cls=_Command)
def temuan(
    code: Annotated[str | None, typer.Argument(metavar="KODE", help="Misalnya G301; tanpa ini semua.")] = None,
    folder: FolderOption = None,  # taken like everywhere else, though the catalogue is one for all
) -> None:
    """Menjelaskan kode catatan verifikasi dan cara memperbaikinya."""
    from flows import console
    from schemas.catalogue import CATALOGUE
    from schemas.value import nearest

    if code is None:
        console.print_codes(Console(highlight=False))
    elif code.upper() in CATALOGUE:
        console.explain_code(Console(highlight=False), code.upper())
    else:
        raise CannotDo(f"Kode “{code}” tidak dikenal.{nearest(code.upper(), list(CATALOGUE))} Semua kode: iku temuan")


@app.command("konsolidasi", cls=_Command)
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
    month = _read_periode(periode, workspace)
    if reprint:
        _reprint(workspace, month, as_json=as_json)
        return
    with _flow_engine(workspace):
        from flows.office.register import load_workspace_register

        register = load_workspace_register(workspace)
        consolidation = _consolidate(workspace, register, month)
    _print_consolidation(consolidation, workspace, register, as_json=as_json)


def _reprint(workspace: Workspace, month: Periode, *, as_json: bool) -> None:
    """The signed workbook again, and whether a recomputation still gives what was signed."""
    from flows import console
    from flows.month.consolidation import as_signed
    from flows.month.locking import recomputation_lines, recompute, reprint
    from flows.office.register import load_workspace_register
    from flows.office.workspace_lock import open_ledger, workspace_lock
    from ledger.queries import Memory

    register, ledger, moment = load_workspace_register(workspace), open_ledger(workspace), now()
    with ledger.begin(moment, keep=False) as transaction:
        current_lock = Memory(transaction).current_lock(month)
    if current_lock is None:
        raise CannotDo(f"Periode {month.name} tidak sedang dikunci; yang dapat dicetak ulang hanya yang dikunci.")
    with workspace_lock(workspace, _say):
        consolidation = as_signed(current_lock, workspace, register, ledger, month, moment)
        file = reprint(consolidation, current_lock, workspace, ledger, moment)
    if file != consolidation.workbook:
        _say(f"{consolidation.workbook.name} di outbox bukan lagi yang ditandatangani; yang asli: {file.name}")
        consolidation = replace(consolidation, workbook=file)
    recomputation = recompute(current_lock, workspace, register, ledger, month, moment)
    for line in recomputation_lines(recomputation):
        _say(line)
    if as_json:
        typer.echo(console.json_text(console.json_consolidation(consolidation, workspace)))
    else:
        typer.echo(console.relative_path(consolidation.workbook, workspace))
    if recomputation.same_version and not recomputation.matches:
        raise typer.Exit(EXIT_CANNOT)


@contextlib.contextmanager
def _flow_engine(workspace: Workspace) -> Iterator[None]:
    """A server for one flow: the running one of `iku jalankan`, else a throw-away one."""
    record = server_record(workspace)
    if needs_first_setup() and not running_server(record):
        _say("Menyiapkan mesin alur kerja untuk pertama kali (sekitar 20 detik)…")
    with engine(record, modules=("flows.orchestration.flows", "flows.console")):
        yield


def _consolidate(workspace: Workspace, register: "Register", month: Periode) -> "Consolidation":
    """Run the consolidation flow, with progress on standard error."""
    from flows.orchestration.flows import run_consolidation

    with (
        _working(workspace, register, "konsolidasi", month) as (ledger, moment),
        _progress("Membaca kiriman", None) as progress,
    ):
        return run_consolidation(workspace, register, ledger, month, moment, progress)


def server_record(workspace: Workspace) -> Path:
    """Where `iku jalankan` notes the address of its server."""
    return workspace.state_folder / "server.json"


def _print_consolidation(
    consolidation: "Consolidation", workspace: Workspace, register: "Register", *, as_json: bool = False
) -> None:
    from flows import console

    if as_json:
        typer.echo(console.json_text(console.json_consolidation(consolidation, workspace)))
        return
    output = Console(highlight=False)
    console.print_standing(
        output, consolidation.periode, consolidation.standing, _bagian_names(register, consolidation.periode)
    )
    console.print_results(output, consolidation, _iku_names(register, consolidation.periode))
    _print_stray(consolidation.stray)
    remark = "ditulis" if consolidation.is_new else "sudah dikunci" if consolidation.locked else "tidak berubah"
    typer.echo(f"Buku kerja ({remark}): {console.relative_path(consolidation.workbook, workspace)}")


def _print_stray(stray: "Sequence[tuple[str, Temuan]]") -> None:
    """Files of the inbox that belong to no bagian: read by nobody unless someone moves them."""
    for file, temuan in stray:
        typer.echo(f"{file}: {temuan.pesan} {temuan.saran}")


def _bagian_names(register: "Register", periode: Periode) -> dict[str, str]:
    return {bagian.kode: register.bagian_name(bagian.kode, periode.last_day) for bagian in register.all_bagian()}


def _iku_names(register: "Register", periode: Periode) -> dict[str, str]:
    from iku_rules.rules import RULES

    document = register.document(periode)
    return {code: document.iku_name(code) or rule.CARD.nama for code, rule in RULES.items()}


@app.command("status", cls=_Command)
def status(
    ctx: typer.Context,
    periode: PeriodeOption = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Menunjukkan siapa yang sudah menyampaikan, terlambat, atau dikembalikan."""
    from flows import console
    from flows.intake.intake import take_in
    from flows.month.consolidation import standing_of
    from flows.office.workspace_lock import read_ledger

    workspace, register = _open_workspace(ctx, folder, must_exist=True)
    month, ledger, moment = _read_periode(periode, workspace), read_ledger(workspace), now()
    with _progress("Membaca kiriman", None) as progress:
        intake = take_in(workspace, register, ledger, moment, keep=False, progress=progress)
    standing = standing_of(intake, workspace, register, ledger, month, moment)
    locked = intake.lock_of(month) is not None
    if as_json:
        typer.echo(console.json_text(console.json_status(month, standing, locked=locked)))
        return
    console.print_standing(Console(highlight=False), month, standing, _bagian_names(register, month))
    if locked:
        typer.echo(f"{month.name} sudah dikunci; di atas adalah keadaan saat ditandatangani.")
    _print_stray(intake.stray)


@app.command("kembalikan", cls=_Command)
def hand_back(
    ctx: typer.Context,
    bagian: Annotated[str, typer.Argument(metavar="KODE", help="Kode bagian.")],
    reason: ReasonOption,
    periode: PeriodeOption = None,
    folder: FolderOption = None,
) -> None:
    """Mengembalikan kiriman yang sudah diterima, dengan alasan dari sekretariat."""
    from flows.intake.intake import take_in
    from flows.month.answers import give_answers
    from flows.month.locking import hand_back as kembalikan_kiriman
    from flows.month.templates import renew_templates

    workspace, register = _open_workspace(ctx, folder, must_exist=True)
    month, code, text = _read_periode(periode, workspace), _bagian_code(bagian, register), _read_reason(reason)
    with _working(workspace, register, "kembalikan", month) as (ledger, moment):
        intake = take_in(workspace, register, ledger, moment, keep=True)
        file = kembalikan_kiriman(intake, ledger, code, month, text, moment)
        give_answers(take_in(workspace, register, ledger, moment, keep=True), workspace, register, month)
        renew_templates(workspace, register, ledger, [(code, month)])
    typer.echo(f"Dikembalikan: {file} ({month.name}).")


@app.command("kunci", cls=_Command)
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
    from flows.month.locking import lock as kunci_periode
    from flows.month.locking import read_signed_document, store_signed_document

    workspace, register = _open_workspace(ctx, folder, must_exist=True)
    month = _read_periode(periode, workspace)
    if signed_document is not None:
        read_signed_document(signed_document)
    with _working(workspace, register, "kunci", month) as (ledger, moment):
        intake = take_in(workspace, register, ledger, moment, keep=True)
        if signed_document is None or intake.lock_of(month) is None:
            consolidation = kunci_periode(intake, workspace, register, ledger, month, moment)
            typer.echo(f"{month.name} dikunci: {console.relative_path(consolidation.workbook, workspace)}")
            console.warn_not_accepted(Console(highlight=False), consolidation, _bagian_names(register, month))
        if signed_document is not None:
            sha256 = store_signed_document(signed_document, workspace, ledger, month, moment)
            typer.echo(f"Dokumen bertanda tangan diarsipkan: {sha256}.pdf")


@app.command("buka", cls=_Command)
def reopen(
    ctx: typer.Context,
    periode: Annotated[str, typer.Argument(metavar="TTTT-BB", help="Bulan laporan.")],
    reason: ReasonOption,
    folder: FolderOption = None,
) -> None:
    """Membuka periode yang sudah dikunci; yang ditandatangani tetap tersimpan."""
    from flows.month.locking import reopen as buka_periode

    workspace, register = _open_workspace(ctx, folder, must_exist=True)
    month, text = _read_periode(periode, workspace), _read_reason(reason)
    with _working(workspace, register, "buka", month) as (ledger, moment):
        buka_periode(ledger, month, text, moment)
    typer.echo(f"{month.name} dibuka. Konsolidasi berikutnya menjadi revisi: iku konsolidasi --periode {month}")


@contextlib.contextmanager
def _working(
    workspace: Workspace, register: "Register", command: str, month: Periode
) -> "Iterator[tuple[Ledger, datetime]]":
    """The workspace to ourselves, with its ledger and the moment all is recorded under; the run itself is recorded."""
    from flows.office.workspace_lock import ensure_folders, open_ledger, recorded, workspace_lock

    ensure_folders(workspace, register)
    with workspace_lock(workspace, _say):
        ledger = open_ledger(workspace)
        with recorded(ledger, command, month):
            yield ledger, now()


def _bagian_code(text: str, register: "Register") -> str:
    codes = [bagian.kode for bagian in register.all_bagian()]
    if text.casefold() not in codes:
        raise CannotDo(f"Kode bagian “{text}” tidak dikenal; yang ada: {', '.join(codes)}.")
    return text.casefold()


def _read_reason(text: str) -> str:
    clean = " ".join(text.split())
    if not clean:
        raise CannotDo("Alasan tidak boleh kosong.")
    return clean


@app.command("riwayat", cls=_Command)
def history(
    ctx: typer.Context,
    iku: Annotated[str | None, typer.Argument(metavar="IKU", help="Kode indikator; tanpa ini semua.")] = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Menunjukkan nilai tiap indikator dari bulan ke bulan, seperti yang terakhir diterbitkan."""
    from flows import console
    from flows.month.history import history as tanya_riwayat
    from flows.month.history import json_history
    from flows.office.workspace_lock import read_ledger

    workspace, register = _open_workspace(ctx, folder, must_exist=True)
    rows = tanya_riwayat(read_ledger(workspace), _iku_code(iku) if iku else None, now())
    if as_json:
        typer.echo(console.json_text(json_history(rows)))
    else:
        names = _iku_names(register, _read_periode(None, workspace))
        console.print_history(Console(highlight=False), rows, names)


@app.command("jejak", cls=_Command)
def trace(
    ctx: typer.Context,
    iku: Annotated[str, typer.Argument(metavar="IKU", help="Kode indikator.")],
    periode: PeriodeOption = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Menelusuri angka sebuah indikator sampai ke berkas dan sel asalnya."""
    from flows import console
    from flows.month.history import trace as tanya_jejak
    from flows.office.workspace_lock import read_ledger

    workspace, register = _open_workspace(ctx, folder, must_exist=True)
    month = _read_periode(periode, workspace)
    traced = tanya_jejak(read_ledger(workspace), workspace, _iku_code(iku), month, now())
    if as_json:
        typer.echo(console.json_text(traced))
    else:
        console.print_trace(Console(highlight=False), traced, workspace, _iku_names(register, month))


def _iku_code(text: str) -> str:
    from iku_rules.rules import RULES

    code = text.strip().casefold()
    if code in RULES:
        return code
    nearest = difflib.get_close_matches(code, RULES, n=1, cutoff=0.4)
    advice = f" Mungkin maksudnya “{nearest[0]}”." if nearest else ""
    raise CannotDo(f"Kode indikator “{text}” tidak dikenal.{advice} Yang ada: {', '.join(RULES)}.")


@app.command("aturan", cls=_Command)
def rules(
    ctx: typer.Context,
    iku: Annotated[str | None, typer.Argument(metavar="IKU", help="Kode indikator; tanpa ini semua.")] = None,
    year: Annotated[int | None, typer.Option("--tahun", metavar="TTTT", help="Tahun parameter.")] = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Menunjukkan kartu indikator dan parameter yang berlaku pada suatu tahun."""
    from flows.console import json_text
    from flows.rules_out import choose_rules, json_rules, print_rules

    workspace, register = _open_workspace(ctx, folder, must_exist=True)
    year = _read_periode(None, workspace).year if year is None else year
    explanations = choose_rules(register, _iku_code(iku) if iku else None, year)
    if as_json:
        typer.echo(json_text(json_rules(explanations, year)))
    else:
        print_rules(Console(highlight=False), explanations)


@app.command("jalankan", cls=_Command)
def run(ctx: typer.Context, folder: FolderOption = None) -> None:
    """Menjalankan jadwal sampai dihentikan: templat, inbox, dan konsolidasi."""
    from flows.office.workspace_lock import ensure_folders
    from flows.orchestration.schedules import Schedules
    from flows.orchestration.schedules import run as jalankan_jadwal

    workspace, register = _open_workspace(ctx, folder, must_exist=False)
    ensure_folders(workspace, register)
    j = workspace.settings.jadwal
    schedules = Schedules(j.zona, j.templat, j.kotak_masuk_menit, j.konsolidasi, j.alamat, j.porta)
    jalankan_jadwal(schedules, workspace.folder, server_record(workspace))


@app.command("demo", cls=_Command)
def demo(ctx: typer.Context, folder: FolderOption = None) -> None:
    """Contoh lengkap: templat, diisi angka yang sudah terbit, lalu dikonsolidasikan."""
    workspace = open_workspace(folder or ctx.obj or Path("demo"), must_exist=False)
    with _flow_engine(workspace):
        from flows.demo import PERIODE_DEMO, set_up_demo

        workspace, register = set_up_demo(workspace)
        consolidation = _consolidate(workspace, register, PERIODE_DEMO)
    _print_consolidation(consolidation, workspace, register)
    typer.echo(f"Ruang kerja contoh: {workspace.folder}")


@contextlib.contextmanager
def _progress(title: str, count: int | None) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, where someone watches it."""
    if not error_console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=error_console, transient=True) as bar:
        task = bar.add_task(title, total=count)
        yield lambda done, total: bar.update(task, completed=done, total=total)


# Errors


def run_command(arguments: Sequence[str]) -> int:
    """Run the command line; gives the exit code. No traceback ever reaches the user."""
    _utf8()
    try:
        exit_code = int(app(list(arguments), standalone_mode=False) or 0)
    except NoArgsIsHelpError as error:
        typer.echo(error.format_message())
        return EXIT_CANNOT
    except ClickException as error:
        _say(_parser_error(error))
    except (CannotDo, EngineFailure, LedgerError, ArchiveDamaged) as error:
        _say(str(error))
    except (KeyboardInterrupt, typer.Abort):
        _say("Dihentikan.")
    except OSError as error:
        _say(f"Berkas atau folder tidak dapat dipakai: {error.filename or ''} ({explain_oserror(error)})")
    except Exception:
        _say(_incident(arguments))
    else:
        if exit_code != CTRL_C:
            return exit_code
        _say("Dihentikan.")
    return EXIT_CANNOT


def _incident(arguments: Sequence[str]) -> str:
    folder = Path(tempfile.gettempdir()) / "iku"
    number = record_incident(folder, f"iku {' '.join(arguments)}\n{traceback.format_exc()}")
    return f"Kesalahan pada sistem (nomor {number}); rinciannya di {folder / 'log'}. Mohon sampaikan kepada admin."


def _parser_error(error: ClickException) -> str:
    """The parser's own errors, in one Indonesian line."""
    details: dict[str, Any] = vars(error)
    parameter_name = getattr(details.get("param"), "opts", [""])[0] or details.get("param_hint") or ""
    match type(error).__name__:
        case "NoSuchOption":
            return f"Pilihan {details['option_name']} tidak dikenal. Lihat: iku --help"
        case "MissingParameter":
            metavar = getattr(details.get("param"), "metavar", None)
            name = f"{parameter_name} {metavar or ''}" if parameter_name.startswith("--") else metavar or parameter_name
            return f"Isian {name} wajib diberikan. Lihat: iku --help"
        case "BadOptionUsage":
            return f"Pilihan {details['option_name']} memerlukan isian. Lihat: iku --help"
        case "BadParameter":
            return f"Isian {parameter_name} tidak dapat dipakai. Lihat: iku --help"
    message = str(error.message)
    if extra := re.search(r"unexpected extra arguments? \((.*)\)", message):
        return f"Isian {extra[1]} tidak dikenal. Lihat: iku --help"
    command = re.search(r"'(.*)'", message)
    return (
        f"Perintah {command[1]} tidak dikenal. Lihat: iku --help"
        if command
        else "Perintah belum disebut. Lihat: iku --help"
    )


def _utf8() -> None:
    """Indonesian text and file names on any console, Windows' included."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
