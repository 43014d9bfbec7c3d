"""The first sheet of a return copy, `Hasil Verifikasi`: put into a bagian's own workbook, and taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from lxml import etree

from schemas.notions.text import compare_key
from schemas.temuan import Tingkat
from workbooks.answer.verification import HEADERS, TITLE, VERIFICATION_SHEET
from workbooks.return_copy.contents import CellContent, read_contents, string_text
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
    whole,
)
from workbooks.return_copy.spans import attribute_span, element_spans, with_replaced
from workbooks.return_copy.styles import StyleLists, insert_in_order

MARK_NAME = "iku_hasil_verifikasi"  # a defined name that follows our sheet, also where it is renamed
_WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
_SELECTED = b"tabSelected"
_HEADERS_WITHIN = 60  # rows from the top; steps and details stand above them
_TABBED = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlmacrosheet"})


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
    number = max(whole(element.get("sheetId")) for element in sheet_elements(workbook)) + 1
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


def our_sheets(package: Package, workbook: Part, texts: Sequence[str]) -> list[str]:
    """The parts of the sheets that are ours, copies of ours among them: by our name, or by their title and headers.

    `texts`: those that the workbook's cells share.
    """
    named = {_sheet_meant(name) for name in _our_names(workbook)}
    is_shared = TITLE in texts
    ours = []
    for sheet in package.sheets(workbook):
        content = package.read(sheet.part_name)
        has_title = is_shared or TITLE.encode() in content
        if sheet.name in named or (has_title and _is_verification(content, texts)):
            ours.append(sheet.part_name)
    return ours


def _sheet_meant(name: Element) -> str:
    """The sheet that a defined name of ours stands for."""
    return (name.text or "").rpartition("!")[0].removeprefix("'").removesuffix("'").replace("''", "'")


def _is_verification(sheet: bytes, texts: Sequence[str]) -> bool:
    """Whether a sheet has our title and our row of headers, whatever it is called."""
    rows, columns = range(1, _HEADERS_WITHIN + 1), range(1, len(HEADERS) + 1)
    contents = read_contents(sheet, texts, set(product(rows, columns)))
    found = [tuple(contents.get((row, column), CellContent()).value for column in columns) for row in rows]
    return found[0][0] == TITLE and HEADERS in found


def detach_sheets(package: Package, workbook: Part, part_names: Sequence[str]) -> None:
    """Take these sheets out, as long as one other is left, and our name; `workbook` is written after."""
    for name in _our_names(workbook):
        _delete_name(workbook, name)
    for part_name in part_names:
        if len(sheet_elements(workbook)) > 1:
            _detach_sheet(package, workbook, part_name)
    if part_names:
        _show_active(package, workbook)


def _show_active(package: Package, workbook: Part) -> None:
    """The sheet that the workbook says is shown is the one that is selected."""
    active = _active(views[-1]) if (views := _views(workbook)) else 0
    shown = sheet_elements(workbook)[min(active, len(sheet_elements(workbook)) - 1)].get("name")
    for sheet in package.sheets(workbook):
        _select(package, sheet.part_name, selected=sheet.name == shown)


def _detach_sheet(package: Package, workbook: Part, part_name: str) -> None:
    element = next(sheet.element for sheet in package.sheets(workbook) if sheet.part_name == part_name)
    number = sheet_elements(workbook).index(element)
    _drop_calculation_order(package, part_name)
    package.unlink(package.workbook_name, "worksheet", part_name)
    take_out(element)
    for name in _defined_names(workbook):
        if name.get("localSheetId") == str(number):
            _delete_name(workbook, name)
    _shift(workbook, number + 1, -1)
    for view in _views(workbook):
        if _active(view) >= max(1, number):
            view.set("activeTab", str(_active(view) - 1))


def _views(workbook: Part) -> list[Element]:
    return list(workbook.root.iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"))


def _active(view: Element) -> int:
    return whole(view.get("activeTab"))


def _drop_calculation_order(package: Package, part_name: str) -> None:
    """The order of calculation names every formula: without those of a sheet that goes it would be a lie."""
    order = package.target(package.workbook_name, "calcChain")
    if order and element_spans(package.read(part_name), f"{{{MAIN}}}f"):
        package.unlink(package.workbook_name, "calcChain", order)


def _delete_name(workbook: Part, element: Element) -> None:
    """Take a defined name out, and the list of names with the last one."""
    take_out(element)
    name_list = child(workbook.root, "definedNames")
    if not len(name_list):
        take_out(name_list)


def _our_names(workbook: Part) -> list[Element]:
    return [name for name in _defined_names(workbook) if name.get("name") == MARK_NAME]


def _defined_names(workbook: Part) -> list[Element]:
    return list(workbook.root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"))


def _shift(workbook: Part, start: int, offset: int) -> None:
    """Names that belong to a sheet say so by its place: move those from `start` on."""
    for element in _defined_names(workbook):
        place = element.get("localSheetId")
        if place is not None and whole(place) >= start:
            element.set("localSheetId", str(whole(place) + offset))


def _select(package: Package, part_name: str, *, selected: bool) -> None:
    """Select a sheet or not, in the text of its view; one that says nothing of it is not selected."""
    content = package.read(part_name)
    if _SELECTED not in content:
        return
    value, places = b"1" if selected else b"0", []
    for view in element_spans(content, f"{{{MAIN}}}sheetView"):
        if place := attribute_span(content[view.start : view.inside], _SELECTED):
            places.append((view.start + place[0], view.start + place[1], value))
    new = with_replaced(content, places)
    if new != content:
        package.write(part_name, new)


def _tabbed_parts(package: Package) -> list[str]:
    return [part_name for _, kind, part_name in package.targets(package.workbook_name) if kind in _TABBED]
