"""A template in the making: what all of its sheets are written from, and the few ways in which all are written."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schemas.carry_over import CarriedOver
from workbooks.formulas.evaluate import ComputedBook
from workbooks.style import Style
from workbooks.template.counters import COMPLETE, READY, CounterRows
from workbooks.template.layout import Layout


@dataclass(frozen=True)
class Draft:
    """The workbook, its formats, the places of its cells (identity first) and what stands in them."""

    workbook: Workbook
    style: Style
    book: ComputedBook
    layouts: Sequence[Layout]
    counter_rows: CounterRows
    carried_over: CarriedOver | None

    def identity_cell(self, name: str) -> str:
        """A cell of the identity as formulas of other sheets write it."""
        identity = self.layouts[0]
        return identity.sheet_prefix + identity.cell("identitas", name)

    def write_formula(self, ws: Worksheet, place: tuple[int, int], formula: str, format_: Format | None) -> None:
        """A formula, "=" included, with what it gives."""
        ws.write_formula(*place, formula, format_, self.book.result(ws.name, formula))

    def write_state(self, ws: Worksheet, place: tuple[int, int], formula: str) -> None:
        """A state. The words say it; the colours only repeat them."""
        self.write_formula(ws, place, formula, self.style("computed", "centred"))
        for word, style_name in ((READY, "ready"), (COMPLETE, "ready"), ("Masih", "lacking")):
            ws.conditional_format(
                *place, *place,
                {"type": "text", "criteria": "begins with", "value": word, "format": self.style(style_name)},
            )  # fmt: skip


def protect(ws: Worksheet) -> None:
    """Locked without a password: it guards against slips, not against people. Rows and columns may be worked with."""
    ws.protect(
        "",
        {
            "format_cells": True,  # a cell that turned into a date or a number is mended by its format
            "insert_rows": True,
            "insert_columns": True,
            "delete_rows": True,
            "format_columns": True,
            "format_rows": True,
            "sort": True,
            "autofilter": True,
        },
    )
