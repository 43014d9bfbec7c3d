"""The command line `iku`: its commands, in the order in which help lists them, and what is said when one fails.

Every error a user can mend is one line. Each command imports what it needs itself: where a flow runs, its server
starts first and the rooms are imported while it does, which takes a second off.
"""

import io
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

# Private, but Typer has its parser's errors nowhere else; the cap on its version holds this.
from typer._click.exceptions import ClickException, NoArgsIsHelpError
from typer.core import TyperCommand, TyperGroup

from flows.cli import keeping, lock, month, questions, service
from flows.cli.options import FolderOption
from flows.cli.terminal import EXIT_CANNOT, say
from flows.incidents import in_one_line

CTRL_C = 130  # what typer makes of it

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


@app.callback()
def _main(ctx: typer.Context, folder: FolderOption = None) -> None:
    ctx.obj = folder  # `--folder` may stand before the command's name too


for _name, _command in (
    ("siapkan", service.set_up),
    ("templat", month.write_templates),
    ("periksa", month.check),
    ("temuan", questions.show_temuan),
    ("konsolidasi", month.consolidate),
    ("status", month.show_status),
    ("kembalikan", month.hand_back),
    ("kunci", lock.lock),
    ("buka", lock.reopen),
    ("riwayat", questions.show_history),
    ("jejak", questions.show_trace),
    ("aturan", questions.show_rules),
    ("ekspor", keeping.export),
    ("cadangkan", keeping.back_up),
    ("pulihkan", keeping.restore),
    ("jalankan", service.run_schedules),
    ("demo", service.demo),
):
    app.command(_name, cls=_Command)(_command)


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
        say(_parser_error(error))
    except (KeyboardInterrupt, typer.Abort):
        say("Dihentikan.")
    except Exception as error:
        say(in_one_line(error, Path(tempfile.gettempdir()) / "iku", f"iku {' '.join(arguments)}"))
    else:
        if exit_code != CTRL_C:
            return exit_code
        say("Dihentikan.")
    return EXIT_CANNOT


def _parser_error(error: ClickException) -> str:
    """The parser's own errors, in one Indonesian line."""
    details: dict[str, Any] = vars(error)
    parameter_name = _parameter_name(details)
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
    if extra := re.search(r"unexpected extra argument\S* \((.*)\)", message):
        return f"Isian {extra[1]} tidak dikenal. Lihat: iku --help"
    command = re.search(r"'(.*)'", message)
    return (
        f"Perintah {command[1]} tidak dikenal. Lihat: iku --help"
        if command
        else "Perintah belum disebut. Lihat: iku --help"
    )


def _parameter_name(details: Mapping[str, Any]) -> str:
    """The parameter as people know it: `--option` as typed, an argument by the word that the help shows for it."""
    parameter = details.get("param")
    name: str = getattr(parameter, "opts", [""])[0] or details.get("param_hint") or ""
    metavar: str = getattr(parameter, "metavar", None) or name
    return name if name.startswith("--") else metavar.rstrip("…").casefold()


def _utf8() -> None:
    """Indonesian text and file names on any console, Windows' included."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
