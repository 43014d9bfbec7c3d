"""What helps while typing: dropdowns, limits that warn, and the prompt beside a chosen cell."""

from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from schemas.form import Field, limit_of
from schemas.form_year import FormYear, KeyRow
from schemas.notions.nothing import DASHES
from schemas.notions.numbers import number_from_text
from schemas.value import Kind
from schemas.wording import show_number
from workbooks.formulas.write import literal
from workbooks.template.layout import Layout, cell_name

_MESSAGE_LENGTH, _TITLE_LENGTH, _LIST_LENGTH = 255, 32, 255  # Excel's limits; xlsxwriter drops what is longer


class Validations:
    """The rules of the entry cells of one template.

    `named_lists`: choices too long for a cell's rule -> the name of the range that the hidden sheet has to hold.
    """

    def __init__(self, form_year: FormYear) -> None:
        self.form_year = form_year
        self.named_lists: dict[tuple[str, ...], str] = {}

    def attach(
        self,
        ws: Worksheet,
        layout: Layout,
        place: tuple[int, int, int, int],
        field: Field,
        key_row: KeyRow | None = None,
        hint: str = "",
    ) -> None:
        """Dropdown or limits, and the prompt that appears when a cell is chosen; `hint`: what its row adds to it.

        `place` is first row, first column, last row, last column; a prefilled field gets nothing.
        """
        if field.prefilled:
            return
        rule = self._cell_rule(layout, field, key_row, cell_name(*place[:2]))
        ws.data_validation(*place, {"ignore_blank": True, **_prompt(field, key_row, hint), **rule})

    def _cell_rule(self, layout: Layout, field: Field, key_row: KeyRow | None, cell: str) -> dict[str, Any]:
        match field.kind:
            case Kind.CHOICE:
                return self._choice_rule(field)
            case Kind.DATE:
                return _date_rule(field)
            case Kind.NUMBER | Kind.WHOLE:
                upper = key_row.maximum if key_row and key_row.maximum is not None else field.maximum
                if upper is None and field.limit:
                    upper = limit_of(self.form_year, layout.sheet, field.limit)
                return _number_rule(field, upper, cell if key_row and key_row.dash_allowed else None)
        if field.choices:  # offered, and others are fine
            return {"validate": "list", "source": self._choice_source(self._choices(field)), "show_error": False}
        return {"validate": "any"}

    def _choices(self, field: Field) -> tuple[str, ...]:
        return field.choices if isinstance(field.choices, tuple) else self.form_year.choices[field.choices]

    def _choice_rule(self, field: Field) -> dict[str, Any]:
        """Choices stop: another word could not be read.

        Numbers and dates only warn: a letter may print what we did not foresee, and the check afterwards explains
        better than a box can.
        """
        choices = self._choices(field)
        message = "Pilih salah satu dari daftar: " + ", ".join(choices) + "."
        if len(message) > _MESSAGE_LENGTH:
            message = "Pilih salah satu dari daftar pada sel ini."
        return {
            "validate": "list",
            "source": self._choice_source(choices),
            "error_type": "stop",
            "error_title": "Belum sesuai daftar",
            "error_message": message,
        }

    def _choice_source(self, choices: tuple[str, ...]) -> list[str] | str:
        """The list itself where Excel takes it; else the name of a range on the hidden sheet."""
        if len(",".join(choices)) <= _LIST_LENGTH and not any("," in choice for choice in choices):
            return list(choices)
        return "=" + self.named_lists.setdefault(choices, f"daftar_{len(self.named_lists) + 1}")


def _number_rule(field: Field, upper: Decimal | None, dash_cell: str | None) -> dict[str, Any]:
    """Limits that warn; `dash_cell` is the cell where "-" is fair as well."""
    lower = field.minimum if field.minimum is not None else Decimal(0)
    span = (
        f"{show_number(lower)} sampai {show_number(upper)}" if upper is not None else f"{show_number(lower)} atau lebih"
    )
    kind = "bilangan bulat" if field.kind is Kind.WHOLE else "angka"
    example = f", misalnya {field.example}" if _is_fair_example(field, upper) else ""
    warning = {
        "error_type": "warning",
        "error_title": "Mohon dicek lagi",
        "error_message": f"{field.label} biasanya {kind} {span}{example}.",
    }
    if dash_cell:
        upper_test = f",{dash_cell}<={literal(upper)}" if upper is not None else ""
        dashes = ",".join(f'{dash_cell}="{dash}"' for dash in DASHES)
        formula = f"=OR({dashes},AND(ISNUMBER({dash_cell}),{dash_cell}>={literal(lower)}{upper_test}))"
        return {"validate": "custom", "value": formula, **warning}
    xlsx_kind = "integer" if field.kind is Kind.WHOLE else "decimal"
    if upper is None:
        return {"validate": xlsx_kind, "criteria": ">=", "value": float(lower), **warning}
    return {"validate": xlsx_kind, "criteria": "between", "minimum": float(lower), "maximum": float(upper), **warning}


def _date_rule(field: Field) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": ">=",
        "value": date(2000, 1, 1),
        "error_type": "warning",
        "error_title": "Mohon dicek lagi",
        "error_message": f"Ketik tanggal sebagai hari/bulan/tahun, misalnya {field.example}.",
    }


def _prompt(field: Field, key_row: KeyRow | None, hint: str) -> dict[str, str]:
    """The prompt beside a chosen cell; none where there is nothing to say."""
    message = f"{field.hint} {hint}.".strip() if hint else field.hint
    with_example = field.kind is Kind.DATE or (field.kind in (Kind.NUMBER, Kind.WHOLE) and not hint)
    if with_example and field.example not in message and _is_fair_example(field, key_row.maximum if key_row else None):
        message = f"{message} Contoh: {field.example}".strip()
    if key_row and key_row.dash_allowed:
        message = f"{message} “-” bila tidak dinilai."
    if not message:
        return {}
    return {"input_title": field.label[:_TITLE_LENGTH], "input_message": message[:_MESSAGE_LENGTH]}


def _is_fair_example(field: Field, upper: Decimal | None) -> bool:
    """Whether the field's example is one for a cell with that limit."""
    example = number_from_text(field.example)
    return upper is None or not isinstance(example, Decimal) or example <= upper
