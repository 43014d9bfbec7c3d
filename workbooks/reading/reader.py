"""The reader: the cells of a workbook straight from its sheet parts, nothing converted and nothing dropped.

Runs in a worker process. Of a workbook it needs the list of sheets, their cells, the shared texts and the number
formats; where one of the last two cannot be read, the cells still can.
"""

import re
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, from_ISO8601

from schemas.notions.number_formats import BUILT_IN, is_day, is_percent, is_span
from schemas.notions.text import compare_key, decode_escapes
from schemas.value import Cell, SpecialContent
from workbooks.reading.parts import Parts, SheetPart, UnreadableError, whole_number

MOST_ROWS = 100_000  # rows with content read from one sheet; far above any form
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of a sheet
CellRange = tuple[int, int, int, int]  # first column and row, last column and row
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ROWS_OF_A_COPY = 2_000  # as far as a sheet that is no form is looked at: a form has a thousand
_LONGEST_NUMBER = 330  # digits: the largest number of a cell has 309


@dataclass
class RawSheet:
    """A sheet as delivered: its cells with content, in reading order, column by column of this record.

    Row, column and value of the n-th cell stand at place n; `specials` and `percents` (see `Cell`) name the few that
    need it, `formulas` the computed ones, `stale` those of them that gave 0 in a workbook that asks to be computed
    anew; `merged` are the merged ranges. Plain lists, since a questionnaire of 200,000 answers comes through the
    worker's pipe.
    """

    name: str
    rows: "array[int]" = field(default_factory=lambda: array("l"))
    columns: "array[int]" = field(default_factory=lambda: array("l"))
    contents: list[object] = field(default_factory=list)
    specials: dict[int, SpecialContent] = field(default_factory=dict)
    percents: set[int] = field(default_factory=set)
    stale: set[int] = field(default_factory=set)
    formulas: set[int] = field(default_factory=set)
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
    """The wanted sheets of a workbook by compared name, the others in order, and the names of all sheets."""

    sheets: dict[str, RawSheet]
    sheet_names: tuple[str, ...]
    others: tuple[RawSheet, ...] = ()


@dataclass(frozen=True)
class _Common:
    """What the sheets of a workbook share: texts, number formats by cell style, the calendar."""

    texts: Sequence[str]
    formats: Sequence[str]
    epoch: datetime
    computed_anew: bool

    def number_format(self, style: str | None) -> str:
        """The number format of a cell style; General where the file does not say."""
        number = whole_number(style) or 0
        return self.formats[number] if number < len(self.formats) else "General"


def read_book(path: Path, wanted: tuple[str, ...], *, with_others: bool = False) -> RawBook:
    """Read the sheets named in `wanted` (compared without case and blanks), and the others where asked for.

    Of a sheet that no form has a few thousand rows are looked at, and none where it cannot be read: it is the
    bagian's own. Raises UnreadableError for what is no workbook, and MemoryError for a form of more than `MOST_ROWS`
    rows.
    """
    wanted_keys = {compare_key(name) for name in wanted}
    with zipfile.ZipFile(path) as archive:
        parts = Parts(archive)
        common = _read_common(parts)
        sheets: dict[str, RawSheet] = {}
        others = []
        for sheet in parts.sheets():
            key = compare_key(sheet.name)
            if key in wanted_keys and key not in sheets:
                sheets[key] = _read_sheet(parts, sheet, common)
            elif key in wanted_keys:
                others.append(_read_sheet(parts, sheet, common))
            elif with_others:
                others.extend(_read_own_sheet(parts, sheet, common))
        return RawBook(sheets, parts.sheet_names(), tuple(others))


def read_whole_book(path: Path, wanted: tuple[str, ...]) -> RawBook:
    """As `read_book`, with the other sheets: what is not a form may be a copy of one."""
    return read_book(path, wanted, with_others=True)


# What the sheets share


def _read_common(parts: Parts) -> _Common:
    settings = dict(_workbook_settings(parts))
    mac = settings.get("workbookPr", {}).get("date1904", "0").casefold() in ("1", "true", "on")
    return _Common(
        texts=_shared_texts(parts),
        formats=_formats(parts),
        epoch=CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900,
        computed_anew=settings.get("calcPr", {}).get("fullCalcOnLoad", "0").casefold() in ("1", "true", "on"),
    )


def _workbook_settings(parts: Parts) -> Iterator[tuple[str, dict[str, str]]]:
    for element in parts.elements(parts.workbook, "workbookPr", "calcPr"):
        yield _local(element), dict(element.attrib)


def _shared_texts(parts: Parts) -> list[str]:
    part = parts.related(parts.workbook, "sharedstrings")
    return [_text_of(element) for element in parts.elements(part, "si")] if part else []


def _formats(parts: Parts) -> list[str]:
    """The number format of each cell style; none where the styles cannot be read."""
    part = parts.related(parts.workbook, "styles")
    if part is None:
        return []
    custom: dict[int, str] = {}
    numbers: list[int] = []
    try:
        for element in parts.elements(part, "numFmt", "cellXfs"):
            if _local(element) == "numFmt":
                custom[whole_number(element.get("numFmtId")) or 0] = element.get("formatCode", "General")
            else:
                numbers = [whole_number(style.get("numFmtId")) or 0 for style in element if _local(style) == "xf"]
    except UnreadableError:
        return []
    return [custom.get(number, BUILT_IN.get(number, "General")) for number in numbers]


def _local(element: Any) -> str:
    """The name of an element without its namespace; "" for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text_of(element: Any) -> str:
    """The text of a rich or plain string; how it is pronounced is no part of it."""
    texts = []
    for child in element:
        match _local(child):
            case "t":
                texts.append(child.text or "")
            case "r":
                texts.extend(part.text or "" for part in child if _local(part) == "t")
    return decode_escapes("".join(texts))


# A sheet


def _read_sheet(parts: Parts, listed: SheetPart, common: _Common) -> RawSheet:
    sheet = RawSheet(listed.name)
    for filled_rows in _filled_rows(parts, listed, sheet, common):
        if filled_rows > MOST_ROWS:
            raise MemoryError("too many rows")
    return sheet


def _read_own_sheet(parts: Parts, listed: SheetPart, common: _Common) -> Iterator[RawSheet]:
    """A sheet of the bagian's own, as far as a copy of a form would reach; none where it cannot be read."""
    sheet = RawSheet(listed.name)
    with suppress(UnreadableError):
        for filled_rows in _filled_rows(parts, listed, sheet, common):
            if filled_rows >= _ROWS_OF_A_COPY:
                break
        yield sheet


def _filled_rows(parts: Parts, listed: SheetPart, sheet: RawSheet, common: _Common) -> Iterator[int]:
    """Read row by row; gives how many rows hold something so far."""
    last_row = filled_rows = 0
    for element in parts.elements(listed.part, "row", "mergeCell"):
        if _local(element) == "mergeCell":
            if merged := _range(element.get("ref")):
                sheet.merged.append(merged)
            continue
        last_row = _row_number(element.get("r")) or last_row + 1
        if _read_row(sheet, element, last_row, common):
            filled_rows += 1
            yield filled_rows


def _row_number(text: str | None) -> int | None:
    """Some programs write 1.0; a number that no sheet has is none."""
    number = whole_number((text or "").partition(".")[0])
    return number if number and number <= LAST_ROW else None


def _range(text: str | None) -> CellRange | None:
    try:
        columns = range_boundaries(text) if text else None
    except (ValueError, TypeError):
        return None
    return columns if columns and all(isinstance(number, int) for number in columns) else None


def _read_row(sheet: RawSheet, row: Any, number: int, common: _Common) -> bool:
    """Add the cells of a row that hold anything; tells whether one does."""
    column, any_filled = 0, False
    for cell in row:
        if _local(cell) != "c":
            continue
        row_number, column = _place(cell.get("r"), number, column + 1)
        if column <= LAST_COLUMN and row_number <= LAST_ROW:
            any_filled |= _read_cell(sheet, cell, row_number, column, common)
    return any_filled


def _place(address: str | None, row: int, column: int) -> tuple[int, int]:
    """Where a cell stands: as it says, else behind the one before it."""
    match = _ADDRESS.fullmatch(address) if address else None
    if match is None:
        return row, column
    number = 0
    for letter in match[1].upper():
        number = number * 26 + ord(letter) - 64
    return int(match[2]) or row, number


def _read_cell(sheet: RawSheet, cell: Any, row: int, column: int, common: _Common) -> bool:
    kind = cell.get("t") or "n"
    value: str | None = None
    formula = inline = None
    for child in cell:
        match _local(child):
            case "v":
                value = child.text
            case "f":
                formula = child
            case "is":
                inline = child
    number_format = common.number_format(cell.get("s"))
    content, special = _content(kind, value, inline, number_format, common)
    if content is None and special is None:
        # A stored result of "" (type str) is an empty cell, not a formula that was never computed.
        if formula is None or kind == "str":
            return False
        special = SpecialContent.FORMULA_WITHOUT_VALUE
    if formula is not None:
        sheet.formulas.add(len(sheet.contents))
        if common.computed_anew and content == 0 and not isinstance(content, bool):
            sheet.stale.add(len(sheet.contents))
    is_number = isinstance(content, (int, float)) and not isinstance(content, bool)
    percent = special is None and is_number and is_percent(number_format, content)  # type: ignore[arg-type]
    sheet.add(row, column, content, special, is_percent=percent)
    return True


def _content(
    kind: str, value: str | None, inline: Any, number_format: str, common: _Common
) -> tuple[object, SpecialContent | None]:
    """What a cell holds, by its type as the file says it."""
    if kind == "inlineStr":
        return (_text_of(inline) if inline is not None else _text_or_none(value)), None
    if value is None:
        return None, None
    match kind:
        case "s":
            index = whole_number(value)
            return (common.texts[index] if index is not None and index < len(common.texts) else value), None
        case "b":
            return value.strip() not in ("0", "false"), None
        case "e":
            return value, SpecialContent.FORMULA_ERROR
        case "str":
            return _text_or_none(value), None
        case "d":
            return _moment_of(value), None
    return _number(value, number_format, common.epoch), None


def _text_or_none(value: str | None) -> str | None:
    return decode_escapes(value) if value is not None else None


def _moment_of(value: str) -> object:
    try:
        return from_ISO8601(value.strip().removesuffix("Z"))
    except ValueError:
        return value


def _number(value: str, number_format: str, epoch: datetime) -> object:
    """A number, or the day or time as which its format shows it; what is no number stays the text that it is."""
    text = value.strip()
    if len(text) > _LONGEST_NUMBER:
        return text
    try:
        number = float(text) if any(sign in text for sign in ".eE") else int(text)
    except ValueError:
        return text or None
    if isinstance(number, float) and number - number != 0:
        return text  # NaN and the infinities
    if not is_day(number_format):
        return number
    try:
        moment: object = from_excel(number, epoch, timedelta=is_span(number_format))
    except (ValueError, OverflowError):
        return number  # 20251231 in a cell for a day: as it was typed
    return number if isinstance(moment, timedelta) and not is_span(number_format) else moment
