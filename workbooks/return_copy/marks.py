"""Marks in a sheet of a bagian's own workbook: conditional formats that go away when the cell is mended.

The cells are never touched, so nothing has to be undone. Our formats are known by a word in their formula, which every
spreadsheet program keeps.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from math import isfinite

from lxml import etree

from schemas.temuan import Temuan, Tingkat
from schemas.value import cell_address
from workbooks.return_copy.contents import CellContent, Position
from workbooks.return_copy.package import MAIN, Element, SheetPart, take_out, whole
from workbooks.return_copy.styles import insert_in_order
from workbooks.words import shown_tingkat

MARK = "iku-catatan-verifikasi"
MOST_MARKS = 10_000  # marked cells of a sheet
_LONGEST_TEXT = 200  # a text in a formula may hold 255 characters

# The order in which a worksheet's parts stand, as far as ours go.
SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing",
)  # fmt: skip


def attach_marks(
    sheet: SheetPart,
    tingkat: Mapping[Position, Tingkat],
    contents: Mapping[Position, CellContent],
    formats: Mapping[Tingkat, int],
) -> None:
    """Mark the cells, one format for each run of cells of a column that hold the same.

    `formats`: the numbers of the levels' formats in the workbook.
    """
    priority = max([0, *(whole(existing.get("priority")) for existing in sheet.root.iter("{*}cfRule"))])
    new_formats = []
    for first, last in _runs({p: (tingkat[p], contents.get(p, CellContent())) for p in sorted(tingkat)[:MOST_MARKS]}):
        priority += 1
        ends = {cell_address(*first): None, cell_address(*last): None}
        format_ = etree.Element(f"{{{MAIN}}}conditionalFormatting", sqref=":".join(ends))
        rule = etree.SubElement(
            format_, f"{{{MAIN}}}cfRule", type="expression", dxfId=str(formats[tingkat[first]]), priority=str(priority)
        )
        condition = _condition(cell_address(*first), contents.get(first, CellContent()))
        etree.SubElement(rule, f"{{{MAIN}}}formula").text = f'AND(N("{MARK}")=0,{condition})'
        new_formats.append(format_)
    insert_in_order(sheet.root, new_formats, SHEET_ORDER)


def detach_marks(sheet: SheetPart) -> None:
    """Take our formats out, also where a program has moved them into the sheet's extensions."""
    ours = [
        rule for rule in sheet.root.iter("{*}cfRule") if any(MARK in (element.text or "") for element in rule.iter())
    ]
    emptied = {container for rule in ours if (container := rule.getparent()) is not None}
    for rule in ours:
        take_out(rule)
    while emptied:  # each is looked at once, however many rules of ours stood in it
        containers = [each for each in emptied if each is not sheet.root and _only_address_left(each)]
        emptied = {outer for each in containers if (outer := each.getparent()) is not None}
        for each in containers:
            take_out(each)


def _only_address_left(container: Element) -> bool:
    """Whether nothing is left in a container but the address it was for."""
    return all(etree.QName(child).localname == "sqref" for child in container)


def _runs(cells: Mapping[Position, object]) -> Iterator[tuple[Position, Position]]:
    """First and last cell of each run down a column with the same contents."""
    first: Position | None = None
    last: Position = (0, 0)
    for position in sorted(cells, key=lambda p: (p[1], p[0])):
        if first and position == (last[0] + 1, last[1]) and cells[position] == cells[first]:
            last = position
            continue
        if first:
            yield first, last
        first = last = position
    if first:
        yield first, last


def _condition(address: str, content: CellContent) -> str:
    """True as long as the cell holds what it held when it was marked."""
    match content.kind:
        case "":
            return f"LEN(TRIM({address}))=0"
        case "n":
            return f"AND(ISNUMBER({address}),{_equal_number(address, content.value)})"
        case "b":
            return f"AND(ISLOGICAL({address}),{address}={'TRUE' if _is_true(content.value) else 'FALSE'})"
        case "e":
            return f"ISERROR({address})"
        case "d":
            return f"IF(ISNUMBER({address}),{_equal_day(address, content.value)},{_equal_text(address, content.value)})"
    return _equal_text(address, content.value)


def _equal_number(address: str, value: str) -> str:
    """A number that a formula cannot hold is only known to be one."""
    number = float(value)
    return f"{address}={number:.15g}".replace("e", "E") if isfinite(number) else "TRUE"


def _is_true(value: str) -> bool:
    return value == "true" or bool(whole(value))


def _equal_day(address: str, value: str) -> str:
    """A date written as such is shown as a number of days, counted as the workbook counts them."""
    try:
        day = datetime.fromisoformat(value.strip())
    except ValueError:  # a time of day, or what only its own program understands
        return "TRUE"
    return f"AND(YEAR({address})={day.year},MONTH({address})={day.month},DAY({address})={day.day})"


def _equal_text(address: str, value: str) -> str:
    if len(value) > _LONGEST_TEXT or not value.isprintable() or not value.strip():
        return f"LEN({address})={len(value.encode('utf-16-le', 'surrogatepass')) // 2}"
    quoted = value.replace('"', '""')
    return f'EXACT({address},"{quoted}")'


def worst_tingkat(temuan: list[Temuan]) -> Tingkat:
    """The level a cell is marked with: the gravest of its findings'."""
    return min(map(shown_tingkat, temuan), key=list(Tingkat).index)
