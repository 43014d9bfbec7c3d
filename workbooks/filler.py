"""Filling a template as a person does: cell by cell, found by the words on the sheet. For the demo and the tests."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook


@dataclass(frozen=True)
class SheetEntries:
    """What to type on one sheet.

    `pairs`: label -> value. `rows`: key of a prefilled row -> header -> value. `open_rows`: rows of an open table,
    header -> value each, typed from the first row under the header on.
    """

    pairs: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    open_rows: Sequence[Mapping[str, Any]] = ()


def fill_template(template: bytes, entries: Mapping[str, SheetEntries]) -> bytes:
    """The template with the given cells filled. KeyError when a label, key or header is not on the sheet."""
    workbook = load_workbook(io.BytesIO(template))
    for name, sheet_entries in entries.items():
        sheet = workbook[name]
        for label, value in sheet_entries.pairs.items():
            row, column = _find(sheet, label)
            sheet.cell(row, column + 1).value = value
        for key, by_header in sheet_entries.rows.items():
            row, _ = _find(sheet, key)
            for header, value in by_header.items():
                sheet.cell(row, _find(sheet, header)[1]).value = value
        for number, by_header in enumerate(sheet_entries.open_rows, start=1):
            for header, value in by_header.items():
                row, column = _find(sheet, header)
                sheet.cell(row + number, column).value = value
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _find(sheet: Any, text: str) -> tuple[int, int]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == text:
                return cell.row, cell.column
    raise KeyError(f"{sheet.title}: {text}")
