"""The commands that only answer: temuan, aturan, riwayat, jejak."""

from typing import Annotated

import typer

from flows.cli.options import FolderOption, JsonOption, PeriodeOption, read_iku, read_periode, read_workspace
from flows.cli.terminal import output_console
from flows.cli.working import looking
from schemas.errors import CannotDoError


def show_temuan(
    code: Annotated[str | None, typer.Argument(metavar="KODE", help="Misalnya G301; tanpa ini semua.")] = None,
    folder: FolderOption = None,  # taken like everywhere else, though the catalogue is one for all
) -> None:
    """Menjelaskan kode catatan verifikasi dan cara memperbaikinya."""
    from flows import console
    from schemas.catalogue.by_code import CATALOGUE
    from schemas.notions.text import nearest

    if code is None:
        console.print_codes(output_console())
    elif code.upper() in CATALOGUE:
        console.explain_code(output_console(), code.upper())
    else:
        raise CannotDoError(
            f"Kode “{code}” tidak dikenal.{nearest(code.upper(), list(CATALOGUE))} Semua kode: iku temuan"
        )


def show_rules(
    ctx: typer.Context,
    iku: Annotated[str | None, typer.Argument(metavar="IKU", help="Kode indikator; tanpa ini semua.")] = None,
    year: Annotated[int | None, typer.Option("--tahun", metavar="TTTT", help="Tahun parameter.")] = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Menunjukkan kartu indikator dan parameter yang berlaku pada suatu tahun."""
    from flows.cli.rule_cards import choose_rules, json_rules, print_rules
    from flows.console import json_text

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    year = read_periode(None, workspace).year if year is None else year
    explanations = choose_rules(register, read_iku(iku) if iku else None, year)
    if as_json:
        typer.echo(json_text(json_rules(explanations, year)))
    else:
        print_rules(output_console(), explanations)


def show_history(
    ctx: typer.Context,
    iku: Annotated[str | None, typer.Argument(metavar="IKU", help="Kode indikator; tanpa ini semua.")] = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Menunjukkan nilai tiap indikator dari bulan ke bulan, seperti yang terakhir diterbitkan."""
    from flows import console
    from flows.month.history import history, json_history

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    rows = history(looking(workspace, register), read_iku(iku) if iku else None)
    if as_json:
        typer.echo(console.json_text(json_history(rows)))
    else:
        names = console.iku_names(register, read_periode(None, workspace))
        console.print_history(output_console(), rows, names)


def show_trace(
    ctx: typer.Context,
    iku: Annotated[str, typer.Argument(metavar="IKU", help="Kode indikator.")],
    periode: PeriodeOption = None,
    as_json: JsonOption = False,
    folder: FolderOption = None,
) -> None:
    """Menelusuri angka sebuah indikator sampai ke berkas dan sel asalnya."""
    from flows import console
    from flows.month.history import json_trace, trace

    workspace, register = read_workspace(ctx, folder, must_exist=True)
    month = read_periode(periode, workspace)
    traced = trace(looking(workspace, register), read_iku(iku), month)
    if as_json:
        typer.echo(console.json_text(json_trace(traced, workspace)))
    else:
        console.print_trace(output_console(), traced, workspace, console.iku_names(register, month))
