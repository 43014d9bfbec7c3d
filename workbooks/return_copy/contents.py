"""What the cells of a sheet hold, as the file says it: read one by one, nothing kept but what is asked for."""

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from workbooks.return_copy.package import MAIN, Element, Package, whole
from workbooks.return_copy.spans import CannotCopyError

Position = tuple[int, int]  # row and column, 1-based

_READING_AID = f"{{{MAIN}}}rPh"


@dataclass(frozen=True)
class CellContent:
    """A cell as the file holds it: `kind` is the letter of its type ("n", "b", "e", "str"), "" for a blank one."""

    kind: str = ""
    value: str = ""


def read_contents(sheet: bytes, texts: Sequence[str], wanted: Collection[Position]) -> dict[Position, CellContent]:
    """The contents of the wanted cells of a sheet, read row by row; blank ones are left out. `texts`: the shared ones.

    Rows and cells are counted as the reader counts them: a cell's own address says where it is, one without an address
    follows the one before it.
    """
    rows = {row for row, _ in wanted}
    result: dict[Position, CellContent] = {}
    row_number = 0
    for row in _one_by_one(sheet, "row"):
        row_number = whole(row.get("r"), row_number + 1)
        if row_number not in rows:
            continue
        column = 0
        for cell in row:
            position = cell_place(cell.get("r")) or (row_number, column + 1)
            column = position[1]
            if position in wanted and (content := _content(cell, texts)).kind:
                result[position] = content
    return result


def cell_place(address: str | None) -> Position | None:
    """Row and column of an address as a part spells it; None where it is none."""
    try:
        return coordinate_to_tuple(address) if address else None
    except (ValueError, IndexError):
        return None


def _content(cell: Element, texts: Sequence[str]) -> CellContent:
    value = cell.findtext(f"{{{MAIN}}}v")
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return CellContent("str", string_text(cell.find(f"{{{MAIN}}}is")))
    if not value:
        return CellContent()
    if kind == "s":
        number = whole(value, -1)
        return CellContent("str", texts[number] if 0 <= number < len(texts) else "")
    return CellContent(kind or "str", value)


def shared_texts(package: Package) -> list[str]:
    """The texts that cells share, by their numbers."""
    part_name = package.target(package.workbook_name, "sharedStrings")
    return [string_text(string) for string in _one_by_one(package.read(part_name), "si")] if part_name else []


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
