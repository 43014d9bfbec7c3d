"""A value in a cell of the workbooks we write: how it is written, how its number looks, how high its text is."""

from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iku_rules.result import Words
from iku_rules.steps import Input, Parameter, Rounded, Step
from workbooks.style import DATE_FORMAT, NUMBER_FORMAT

UNCONFIRMED_MARK = "†"


def write_value(sheet: Worksheet, row: int, column: int, content: object, format_: Format) -> None:
    """A plain value: number, date or text, never a formula or link; None leaves the cell empty."""
    number = content.value if isinstance(content, (Input, Parameter)) else content
    if number is None:
        sheet.write_blank(row, column, None, format_)
    elif isinstance(number, (Decimal, int)):
        sheet.write_number(row, column, float(number), format_)
    elif isinstance(number, date):
        sheet.write_datetime(row, column, number, format_)
    else:
        sheet.write_string(row, column, number.text if isinstance(number, Words) else str(number), format_)


def number_look(content: object) -> dict[str, Any]:
    """How a number or date is shown, by itself; nothing for a text or a blank."""
    match content:
        case Input(value=None):
            return {}
        case Input() | Parameter():
            return {"num_format": input_format(content)}
        case Step():
            return {"num_format": step_format(content)}
        case Decimal() | int():
            return {"num_format": number_format(content)}
        case date():
            return {"num_format": DATE_FORMAT, "align": "left"}
    return {}


def number_format(value: Decimal | int) -> str:
    """Whole numbers without decimals, others with two or as many as they have (at most 6), Indonesian everywhere."""
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "[$-421]#,##0" + ("." + "0" * min(6, max(2, decimals)) if decimals else "")


def input_format(content: Input | Parameter) -> str:
    """A collected value or a parameter, with the mark of one that no source confirms."""
    format_ = NUMBER_FORMAT if content.value is None else number_format(content.value)
    unconfirmed = isinstance(content, Parameter) and not content.confirmed
    return format_ + (f'" {UNCONFIRMED_MARK}"' if unconfirmed else "")


def step_format(step: Step) -> str:
    """No decimals where the step rounds to a whole number; else two, four where it has not been rounded yet."""
    value = step.value
    if isinstance(step.formula, Rounded) and step.formula.decimals == 0:
        return number_format(0)
    return NUMBER_FORMAT if value is None or value == round(value, 2) else NUMBER_FORMAT + "00"
