"""Marks in a sheet of a bagian's own workbook: conditional formats that go away when the cell is mended.

The cells are never touched, so nothing has to be undone. Our formats are known by a word in their formula, which every
spreadsheet program keeps.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from schemas.temuan import Temuan, Tingkat
from schemas.value import cell_address
from workbooks.return_copy.package import MAIN, CannotCopyError, Element, Package, SheetPart, take_out
from workbooks.return_copy.styles import insert_in_order
from workbooks.words import shown_tingkat

Position = tuple[int, int]  # row and column, 1-based

MARK = "iku-catatan-verifikasi"
MOST_MARKS = 10_000  # marked cells of a sheet
_LONGEST_TEXT = 200  # a text in a formula may hold 255 characters
_READING_AID = f"{{{MAIN}}}rPh"

# The order in which a worksheet's parts stand, as far as ours go.
SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing",
)  # fmt: skip


@dataclass(frozen=True)
class CellContent:
    """A cell as the file holds it: `kind` is the letter of its type ("n", "b", "e", "str"), "" for a blank one."""

    kind: str = ""
    value: str = ""


def attach_marks(
    sheet: SheetPart,
    tingkat: Mapping[Position, Tingkat],
    contents: Mapping[Position, CellContent],
    formats: Mapping[Tingkat, int],
) -> None:
    """Mark the cells, one format for each run of cells of a column that hold the same.

    `formats`: the numbers of the levels' formats in the workbook.
    """
    priority = max([0, *(int(existing.get("priority", "0")) for existing in sheet.root.iter("{*}cfRule"))])
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
    for rule in list(sheet.root.iter("{*}cfRule")):
        if not any(MARK in (element.text or "") for element in rule.iter()):
            continue
        container = rule.getparent()
        take_out(rule)
        while (
            container is not None
            and container is not sheet.root
            and not container.findall("{*}cfRule")
            and _only_address_left(container)
        ):
            emptied, container = container, container.getparent()
            take_out(emptied)


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
            return f"AND(ISNUMBER({address}),{address}={float(content.value):.15g})".replace("e", "E")
        case "b":
            return f"AND(ISLOGICAL({address}),{address}={'TRUE' if content.value in ('1', 'true') else 'FALSE'})"
        case "e":
            return f"ISERROR({address})"
    if len(content.value) > _LONGEST_TEXT or not content.value.isprintable() or not content.value.strip():
        return f"LEN({address})={len(content.value.encode('utf-16-le')) // 2}"
    quoted = content.value.replace('"', '""')
    return f'EXACT({address},"{quoted}")'


# What the cells hold


def read_contents(package: Package, part_name: str, wanted: Mapping[Position, object]) -> dict[Position, CellContent]:
    """The contents of the wanted cells of a sheet, read row by row; blank ones are left out."""
    result: dict[Position, CellContent] = {}
    wanted_rows = {row for row, _ in wanted}
    number = 0
    for row in _one_by_one(package.read(part_name), "row"):
        number = int(row.get("r", number + 1))
        if number not in wanted_rows:
            continue
        column = 0
        for cell in row:
            column = coordinate_to_tuple(address)[1] if (address := cell.get("r")) else column + 1
            if (number, column) in wanted and (content := _content(cell)).kind:
                result[(number, column)] = content
    return _with_texts(package, result)


def _content(cell: Element) -> CellContent:
    """What a cell holds; a shared text still as its number."""
    value = cell.findtext(f"{{{MAIN}}}v")
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return CellContent("str", string_text(cell.find(f"{{{MAIN}}}is")))
    if not value:
        return CellContent()
    return CellContent(kind, value)


def _with_texts(package: Package, contents: dict[Position, CellContent]) -> dict[Position, CellContent]:
    """The texts that cells share in the place of their numbers."""
    numbers = {int(cell.value) for cell in contents.values() if cell.kind == "s"}
    part_name = package.target(package.workbook_name, "sharedStrings") if numbers else None
    if part_name is None:
        return contents
    texts = {
        n: string_text(string) for n, string in enumerate(_one_by_one(package.read(part_name), "si")) if n in numbers
    }
    return {p: CellContent("str", texts[int(cell.value)]) if cell.kind == "s" else cell for p, cell in contents.items()}


def string_text(element: Element | None) -> str:
    """The text of a shared or inline string, without the reading aids of other scripts."""
    if element is None:
        return ""
    texts = ((text, text.getparent()) for text in element.iter(f"{{{MAIN}}}t"))
    return "".join(text.text or "" for text, parent in texts if parent is None or parent.tag != _READING_AID)


def _one_by_one(content: bytes, name: str) -> Iterator[Element]:
    """Each element of that name, forgotten once it was looked at."""
    parsing = etree.iterparse(io.BytesIO(content), tag=f"{{{MAIN}}}{name}", resolve_entities=False, no_network=True)
    try:
        for _, element in parsing:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise CannotCopyError(str(error)) from error


def worst_tingkat(temuan: list[Temuan]) -> Tingkat:
    """The level a cell is marked with: the gravest of its findings'."""
    return min(map(shown_tingkat, temuan), key=list(Tingkat).index)
