"""What people type: the options that commands share, and what was typed as a value.

Raises CannotDoError in one line.
"""

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.office.workspace import Workspace, load_workspace_register, now, open_workspace
from schemas.errors import CannotDoError
from schemas.periode import Periode

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register

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


def read_workspace(ctx: typer.Context, folder: Path | None, *, must_exist: bool) -> "tuple[Workspace, Register]":
    """The workspace of `--folder`, given before or after the command's name, and its register."""
    workspace = open_workspace(folder or ctx.obj, must_exist=must_exist)
    return workspace, load_workspace_register(workspace)


def read_periode(text: str | None, workspace: Workspace) -> Periode:
    """The month of the report; last month where none is named."""
    last_month = this_month(workspace).shift(-1)
    if text is None:
        return last_month
    try:
        return Periode.parse(text)
    except ValueError as error:
        raise CannotDoError(f"Periode “{text}” tidak dapat dibaca; tulis seperti 2025-12.") from error


def this_month(workspace: Workspace) -> Periode:
    """The month it is now where the office is."""
    return Periode.from_date(now().astimezone(workspace.zone).date())


def read_bagian(text: str, register: "Register") -> str:
    """The code of a bagian."""
    codes = [bagian.kode for bagian in register.all_bagian()]
    if text.casefold() not in codes:
        raise CannotDoError(f"Kode bagian “{text}” tidak dikenal; yang ada: {', '.join(codes)}.")
    return text.casefold()


def read_iku(text: str) -> str:
    """The code of an indicator."""
    from iku_rules.rules import RULES

    code = text.strip().casefold()
    if code in RULES:
        return code
    nearest = difflib.get_close_matches(code, RULES, n=1, cutoff=0.4)
    advice = f" Mungkin maksudnya “{nearest[0]}”." if nearest else ""
    raise CannotDoError(f"Kode indikator “{text}” tidak dikenal.{advice} Yang ada: {', '.join(RULES)}.")


def read_reason(text: str) -> str:
    """A reason on one line, which must say something."""
    clean = " ".join(text.split())
    if not clean:
        raise CannotDoError("Alasan tidak boleh kosong.")
    return clean
