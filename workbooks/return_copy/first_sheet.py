"""The first sheet of a return copy, `Hasil Verifikasi`: put into a bagian's own workbook, and taken out again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from schemas.notions.text import compare_key
from schemas.temuan import Tingkat
from workbooks.answer.verification import VERIFICATION_SHEET
from workbooks.return_copy.marks import string_text
from workbooks.return_copy.package import (
    MAIN,
    RELATIONSHIPS,
    SHEET_TYPE,
    Element,
    Package,
    Part,
    child,
    sheet_elements,
    take_out,
)
from workbooks.return_copy.styles import StyleLists, insert_in_order

MARK_NAME = "iku_hasil_verifikasi"  # a defined name that follows our sheet, also where it is renamed
_WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
_SELECTION = re.compile(rb'(<(?:\w+:)?sheetView\b[^>]*?\stabSelected=")\w+(")')
_TABBED = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet"})


def free_sheet_name(workbook: Part) -> str:
    """The sheet's name; with a number where the bagian has a sheet of its own that is called so."""
    taken = {compare_key(element.attrib["name"]) for element in sheet_elements(workbook)}
    candidates = (VERIFICATION_SHEET, *(f"{VERIFICATION_SHEET} {n}" for n in range(2, len(taken) + 3)))
    return next(name for name in candidates if compare_key(name) not in taken)


@dataclass(frozen=True)
class FirstSheet:
    """The sheet to put in, in the terms of the workbook it goes into; `formats`: the numbers of the levels' formats."""

    name: str
    content: Part
    defined_names: list[Element]
    formats: dict[Tingkat, int]

    @classmethod
    def from_bytes(cls, small_workbook: bytes, name: str, styles: StyleLists) -> "FirstSheet":
        """The only sheet of a small workbook; its formats are added to `styles`."""
        origin = Package.from_bytes(small_workbook)
        workbook = origin.parse(origin.workbook_name)
        (sheet,) = origin.sheets(workbook)
        content = origin.parse(sheet.part_name)
        origin_styles = origin.parse(origin.needed_target(origin.workbook_name, "styles"))
        shared_texts = origin.parse(origin.needed_target(origin.workbook_name, "sharedStrings"))
        conditional = styles.conditional_formats(origin_styles)
        _replace_numbers(content, "cfRule", "dxfId", conditional)
        numbers = styles.cell_formats(origin_styles)
        for tag, attribute in (("row", "s"), ("c", "s"), ("col", "style")):
            _replace_numbers(content, tag, attribute, numbers)
        _texts_into_cells(content, [string_text(text) for text in shared_texts.root])
        return cls(name, content, _defined_names(workbook), dict(zip(Tingkat, conditional, strict=True)))


def _replace_numbers(content: Part, tag: str, attribute: str, numbers: Sequence[int]) -> None:
    """Point the elements of that name at the same formats in the other workbook: old number -> new number."""
    for element in content.root.iter(f"{{{MAIN}}}{tag}"):
        if old := element.get(attribute):
            element.set(attribute, str(numbers[int(old)]))


def _texts_into_cells(content: Part, texts: Sequence[str]) -> None:
    """Put the shared texts into the cells, so that the other workbook's list stays as it is."""
    for cell in content.root.iter(f"{{{MAIN}}}c"):
        if cell.get("t") == "s":
            (number,) = cell
            assert number.text is not None, "a shared text is named by its number"
            cell.remove(number)
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            text.text = texts[int(number.text)]


def attach_sheet(package: Package, workbook: Part, first_sheet: FirstSheet) -> None:
    """Put the sheet first and make it the one that is shown; `workbook` is the package's workbook part."""
    for part_name in _tabbed_parts(package):
        _select(package, part_name, selected=False)
    part_name = package.free_name("xl/worksheets/hasilVerifikasi{}.xml")
    package.add(part_name, first_sheet.content.bytes(), SHEET_TYPE)
    number = max(int(element.attrib["sheetId"]) for element in sheet_elements(workbook)) + 1
    sheet = etree.Element(f"{{{MAIN}}}sheet", name=first_sheet.name, sheetId=str(number))
    sheet.set(f"{{{RELATIONSHIPS}}}id", package.link(package.workbook_name, "worksheet", part_name))
    child(workbook.root, "sheets").insert(0, sheet)
    _shift(workbook, 0, 1)
    _write_names(workbook, first_sheet.name, first_sheet.defined_names)
    for view in workbook.root.iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"):
        for attribute in {"activeTab", "firstSheet"} & set(view.keys()):
            view.set(attribute, "0")
    package.write(package.workbook_name, workbook.bytes())


def _write_names(workbook: Part, name: str, others: Sequence[Element]) -> None:
    """Add the sheet's own names (its rows that repeat) and the one by which it is found again."""
    name_list = workbook.root.find(f"{{{MAIN}}}definedNames")
    if name_list is None:
        name_list = etree.Element(f"{{{MAIN}}}definedNames")
        insert_in_order(workbook.root, [name_list], _WORKBOOK_ORDER)
    name_list.extend(others)
    quoted = name.replace("'", "''")
    etree.SubElement(name_list, f"{{{MAIN}}}definedName", name=MARK_NAME, hidden="1").text = f"'{quoted}'!$A$1"


def detach_sheet(package: Package, workbook: Part) -> None:
    """Take out the sheet that our name stands for (if it is still there), and the name; `workbook` is written after."""
    mark = next((element for element in _defined_names(workbook) if element.get("name") == MARK_NAME), None)
    if mark is None:
        return
    name = (mark.text or "").rpartition("!")[0].removeprefix("'").removesuffix("'").replace("''", "'")
    sheets = sheet_elements(workbook)
    number = next((n for n, element in enumerate(sheets) if element.get("name") == name), None)
    _delete_name(workbook, mark)
    if number is None or len(sheets) < 2:
        return
    part_name = next(element.part_name for element in package.sheets(workbook) if element.name == name)
    _drop_calculation_order(package, part_name)
    package.unlink(package.workbook_name, "worksheet", part_name)
    take_out(sheets[number])
    for element in _defined_names(workbook):
        if element.get("localSheetId") == str(number):
            _delete_name(workbook, element)
    _shift(workbook, number + 1, -1)
    active = 0
    for view in workbook.root.iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"):
        active = int(view.get("activeTab", "0"))
        if active >= max(1, number):
            active -= 1
            view.set("activeTab", str(active))
    shown = sheet_elements(workbook)[active].get("name")
    for sheet in package.sheets(workbook):
        _select(package, sheet.part_name, selected=sheet.name == shown)


def _drop_calculation_order(package: Package, part_name: str) -> None:
    """The order of calculation names every formula: without those of a sheet that goes it would be a lie."""
    order = package.target(package.workbook_name, "calcChain")
    if order and re.search(rb"<(?:\w+:)?f[\s>]", package.read(part_name)):
        package.unlink(package.workbook_name, "calcChain", order)


def _delete_name(workbook: Part, element: Element) -> None:
    """Take a defined name out, and the list of names with the last one."""
    take_out(element)
    name_list = child(workbook.root, "definedNames")
    if not len(name_list):
        take_out(name_list)


def _defined_names(workbook: Part) -> list[Element]:
    return list(workbook.root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"))


def _shift(workbook: Part, start: int, offset: int) -> None:
    """Names that belong to a sheet say so by its place: move those from `start` on."""
    for element in _defined_names(workbook):
        place = element.get("localSheetId")
        if place is not None and int(place) >= start:
            element.set("localSheetId", str(int(place) + offset))


def _select(package: Package, part_name: str, *, selected: bool) -> None:
    """Select a sheet or not, in the text of its view; one that says nothing of it is not selected."""
    head, separator, tail = package.read(part_name).partition(b"sheetData")
    new, count = _SELECTION.subn(rb"\g<1>1\g<2>" if selected else rb"\g<1>0\g<2>", head)
    if count and new != head:
        package.write(part_name, new + separator + tail)


def _tabbed_parts(package: Package) -> list[str]:
    return [part_name for _, kind, part_name in package.targets(package.workbook_name) if kind in _TABBED]
