"""What `iku aturan` prints, and the page `docs/aturan-iku.md`: the cards and the dated parameters behind them."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from iku_rules.explain import (
    Explanation,
    all_models,
    card_rows,
    explain,
)
from iku_rules.register_fields import RuleParameter
from iku_rules.register_model.register import Register
from schemas.errors import CannotDoError
from schemas.periode import Periode

COLUMNS = ("Parameter", "Nilai", "Acuan", "Dikonfirmasi")

OPENING = """\
# Aturan IKU

Kartu tiap indikator dan parameter semua tahun, dengan acuannya. Nama indikator menurut {dokumen}. Parameter yang belum
dikonfirmasi ditandai “belum”; hasil yang memakainya menyebutkannya sekali. Untuk satu tahun: `iku aturan --tahun 2025`.

Halaman ini disusun dari `iku_rules/` dan `iku_rules/register/`; jangan diubah di sini. Menyusunnya lagi:
`python docs/build_rules_page.py`.
"""


def choose_rules(register: Register, iku: str | None, year: int) -> tuple[Explanation, ...]:
    """One card, or all; raises CannotDoError for a year that cannot be."""
    try:
        periode = Periode(year, 12)
    except ValueError as error:
        raise CannotDoError(f"Tahun {year} tidak dapat dipakai; tulis empat angka, misalnya --tahun 2025.") from error
    codes = (iku,) if iku else register.indicators(register.document(periode))
    return tuple(explain(register, code, year) for code in codes)


def json_rules(explanations: Sequence[Explanation], year: int) -> dict[str, Any]:
    """What `iku aturan --json` prints."""
    return {"tahun": year, "aturan": [_json(explanation) for explanation in explanations]}


def _json(explanation: Explanation) -> dict[str, Any]:
    card = {name: value for name, value in vars(explanation.card).items() if name not in ("kode", "nama", "lists")}
    model = explanation.model
    return {
        "iku": explanation.card.kode,
        "nama": explanation.name,
        **card,
        "belum_dikonfirmasi": list(explanation.card.belum_dikonfirmasi),
        "model": {
            "nama": model.nama,
            "tahun_dari": model.tahun_dari,
            "tahun_sampai": model.tahun_sampai,
            "acuan": model.acuan,
            "dikonfirmasi": model.dikonfirmasi,
        },
        "parameter": [vars(parameter) for parameter in explanation.parameters],
        "catatan": list(explanation.notes),
    }


def print_rules(console: Console, explanations: Iterable[Explanation]) -> None:
    """The cards one below the other, each with its parameters of the year."""
    for explanation in explanations:
        console.print(Text(f"\n{explanation.name}", style="bold"))
        card = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        card.add_column(no_wrap=True)
        card.add_column(overflow="fold")
        for label, text in (*card_rows(explanation.card), *(("Catatan", note) for note in explanation.notes)):
            card.add_row(Text(label), Text(text))
        console.print(card)
        table = Table(
            title=Text(
                f"Parameter tahun {explanation.year} (model {explanation.model.nama}; {explanation.model.acuan})"
            ),
            box=box.SIMPLE,
        )
        for header in COLUMNS:
            table.add_column(header, overflow="fold")
        for parameter in explanation.parameters:
            table.add_row(*map(Text, _columns(parameter)))
        console.print(table)


def rules_page(register: Register) -> str:
    """The text of `docs/aturan-iku.md`: per indicator its card, then the parameters of each model, oldest first."""
    parts = [OPENING.format(dokumen=register.documents[-1].acuan)]
    for code in register.indicators(register.documents[-1]):
        models = all_models(register, code)
        explanation = explain(register, code, models[-1].tahun_dari)
        parts.append(f"## {explanation.name}\n")
        parts.append("| hal | isi |\n|---|---|")
        parts += [_row((label, text)) for label, text in card_rows(explanation.card)]
        shared = explanation.parameters[len(explanation.model.parameters()) :]
        for model in models:
            parts.append(f"\n### {explanation.name}: model {model.nama}\n")
            parts.append(f"Tahun {_years(model.tahun_dari, model.tahun_sampai)}. Acuan: {model.acuan}.\n")
            parts.append("| parameter | nilai | acuan | dikonfirmasi |\n|---|---|---|---|")
            parts += [_row(_columns(parameter)) for parameter in (*model.parameters(), *shared)]
        parts.append("")
    return "\n".join(parts)


def _years(first: int, last: int | None) -> str:
    if last is None:
        return f"{first} dan seterusnya"
    return str(first) if first == last else f"{first} sampai {last}"


def _columns(parameter: RuleParameter) -> tuple[str, str, str, str]:
    return (parameter.nama, parameter.nilai, parameter.acuan, "ya" if parameter.dikonfirmasi else "belum")


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |"
