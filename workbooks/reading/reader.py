"""The reader of record: openpyxl, cell by cell, nothing converted and nothing dropped. Runs in a worker process."""

import warnings
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from schemas.parse import compare_key
from schemas.value import Cell, SpecialContent

MOST_ROWS = 100_000  # rows with content read from one sheet; far above any form
CellRange = tuple[int, int, int, int]  # first column and row, last column and row
FORMULA_TEXT = "str"  # type of a formula's text result, as the file spells it


@dataclass
class RawSheet:
    """A sheet as delivered: its cells with content, in reading order, column by column of this record.

    Row, column and value of the n-th cell stand at place n; `specials` and `percents` (see `Cell`) name the few that
    need it; `merged` are the merged ranges. Plain lists, since a questionnaire of 200,000 answers comes through the
    worker's pipe.
    """

    name: str
    rows: "array[int]" = field(default_factory=lambda: array("l"))
    columns: "array[int]" = field(default_factory=lambda: array("l"))
    contents: list[object] = field(default_factory=list)
    specials: dict[int, SpecialContent] = field(default_factory=dict)
    percents: set[int] = field(default_factory=set)
    merged: list[CellRange] = field(default_factory=list)

    def add(self, row: int, column: int, content: object, special: SpecialContent | None, *, is_percent: bool) -> None:
        """One more cell, after all that stand before it."""
        if special is not None:
            self.specials[len(self.contents)] = special
        if is_percent:
            self.percents.add(len(self.contents))
        self.rows.append(row)
        self.columns.append(column)
        self.contents.append(content)

    def cell_at(self, index: int) -> Cell:
        """The n-th cell, from 0."""
        return Cell(
            self.rows[index],
            self.columns[index],
            self.contents[index],
            self.specials.get(index),
            index in self.percents,
        )

    @property
    def cells(self) -> Iterator[Cell]:
        """The cells, one by one."""
        return (self.cell_at(index) for index in range(len(self.contents)))


@dataclass(frozen=True)
class RawBook:
    """The wanted sheets of a workbook, by compared name, and the names of all sheets."""

    sheets: dict[str, RawSheet]
    sheet_names: tuple[str, ...]


def read_book(path: Path, wanted: tuple[str, ...]) -> RawBook:
    """Read the sheets named in `wanted` (compared without case and blanks).

    Raises what openpyxl raises, and MemoryError for a sheet of more than `MOST_ROWS` rows.
    """
    wanted_keys = {compare_key(name) for name in wanted}
    # A stream, not the path: openpyxl refuses a sound workbook whose name ends in .xls.
    with warnings.catch_warnings(), path.open("rb") as stream:
        warnings.simplefilter("ignore")  # x14 extensions: noise on stderr, no loss of values
        workbook = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            percent_styles = {number for number, format_ in enumerate(_number_formats(workbook)) if "%" in format_}
            sheets = {
                compare_key(name): _read_sheet(workbook[name], percent_styles)
                for name in workbook.sheetnames
                if compare_key(name) in wanted_keys and hasattr(workbook[name], "iter_rows")
            }
            return RawBook(sheets, tuple(workbook.sheetnames))
        finally:
            workbook.close()


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's own parser for values, which also sees which formulas have no stored result.

    The public way is to load the workbook twice, as values and as formulas: twice the time for every cell. Private
    parts of openpyxl are held by its tight upper bound in pyproject.toml.
    """

    row_counter: int

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        """A row's number and cells.

        Rows that only carry formats are passed over: a column formatted to its end has a million of them.
        """
        if any(len(cell) for cell in row):
            result: tuple[int, list[dict[str, Any]]] = super().parse_row(row)
            return result
        self.row_counter = int(float(row.get("r") or self.row_counter + 1))
        return self.row_counter, []

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """The cell as openpyxl gives it, and under "special" whether its formula was never computed."""
        cell: dict[str, Any] = super().parse_cell(element)
        # A stored result of "" (type str) is an empty cell, not a formula that was never computed.
        not_computed = (
            cell["value"] is None and cell["data_type"] != FORMULA_TEXT and element.find(FORMULA_TAG) is not None
        )
        cell["special"] = SpecialContent.FORMULA_WITHOUT_VALUE if not_computed else None
        return cell


def _read_sheet(sheet: Any, percent_styles: set[int]) -> RawSheet:
    result = RawSheet(sheet.title)
    for number, row in enumerate(_filled_rows(sheet, result.merged)):
        if number == MOST_ROWS:
            raise MemoryError("too many rows")
        for cell in row:
            content, special = cell["value"], cell["special"]
            if cell["data_type"] == "e" and content is not None:
                content, special = str(content), SpecialContent.FORMULA_ERROR
            if content is not None or special is not None:
                is_percent = (
                    special is None and isinstance(content, (int, float)) and cell["style_id"] in percent_styles
                )
                result.add(cell["row"], cell["column"], content, special, is_percent=is_percent)
    return result


def _filled_rows(sheet: Any, merged: list[CellRange]) -> Iterator[list[dict[str, Any]]]:
    """Rows with content; merged ranges, which the file lists after them, go into `merged`.

    The sheet's own dimension is not asked: WPS writes `A1`, which would hide all but one cell.
    """
    workbook = sheet.parent
    with sheet._get_source() as stream:
        parser = _Parser(
            stream,
            sheet._shared_strings,
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        )
        for _, row in parser.parse():
            if any(cell["value"] is not None or cell["special"] for cell in row):
                yield row
        if parser.merged_cells is not None:
            merged.extend(range_boundaries(merge.ref) for merge in parser.merged_cells.mergeCell)


def _number_formats(workbook: Any) -> Iterator[str]:
    """The number format of each cell style, by the style's number."""
    for style in workbook._cell_styles:
        number = style.numFmtId - BUILTIN_FORMATS_MAX_SIZE
        yield workbook._number_formats[number] if number >= 0 else BUILTIN_FORMATS.get(style.numFmtId, "General")
