"""One form, one module: its sheets with their blocks, a pandera model each. Here they come together by code.

A code is the name by which the register hands a form to a bagian, and the name of the form's module: whatever module
has `SHEETS` is a form. A form knows nothing of another one; `official_result` holds the blocks that several share,
`identity` the sheet that every template begins with.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from schemas.form import Sheet
from schemas.form_year import FormYear
from schemas.forms.identity import IDENTITY_SHEET


def _found() -> Iterator[tuple[str, tuple[Sheet, ...]]]:
    for file in sorted(Path(__file__).parent.glob("[!_]*.py")):
        sheets: tuple[Sheet, ...] | None = getattr(import_module(f"{__name__}.{file.stem}"), "SHEETS", None)
        if sheets is not None:
            yield file.stem, sheets


FORMS = dict(_found())


def sheets_for(forms: tuple[str, ...], form_year: FormYear) -> tuple[Sheet, ...]:
    """The visible data sheets of a year's template with these forms: identity first, then each form's in order.

    KeyError for the code of no form.
    """
    sheets = (IDENTITY_SHEET, *(sheet for code in forms for sheet in FORMS[code]))
    return tuple(of_year for sheet in sheets if (of_year := sheet.in_year(form_year)) is not None)
