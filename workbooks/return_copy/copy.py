"""The return copy: a bagian's own workbook, nothing of it lost, with a first sheet, marks and notes that say what to
mend. What came back marked is stripped first, so that a second answer is like the first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from schemas.temuan import Temuan, Tingkat
from schemas.value import compare_key
from workbooks.answer.content import Answer
from workbooks.answer.verification import VERIFICATION_SHEET, cell_positions, write_verification
from workbooks.return_copy.marks import (
    MARK,
    Position,
    attach_marks,
    detach_marks,
    read_contents,
    string_text,
    worst_tingkat,
)
from workbooks.return_copy.notes import PREFIX, attach_notes, detach_notes, note_text
from workbooks.return_copy.package import (
    MAIN,
    RELATIONSHIPS,
    SHEET_TYPE,
    CannotCopy,
    Element,
    ListedSheet,
    Package,
    Part,
    SheetPart,
    sheet_elements,
)
from workbooks.return_copy.styles import StyleLists, insert_in_order

__all__ = ["CannotCopy", "ReturnCopy", "make_return_copy", "strip"]

MARK_NAME = "iku_hasil_verifikasi"  # a defined name that follows our sheet, also where it is renamed
_WORKBOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip
_SELECTION = re.compile(rb'(<(?:\w+:)?sheetView\b[^>]*?\stabSelected=")\w+(")')
_TABBED = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet"})


@dataclass(frozen=True)
class ReturnCopy:
    """The copy's bytes and the ending its name must have (a workbook with macros stays one)."""

    content: bytes
    extension: str


def make_return_copy(original: bytes, answer: Answer) -> ReturnCopy:
    """The copy of a workbook that carries an answer. TidakDapatDisalin where the file does not allow for one."""
    package = Package.from_bytes(original)
    _strip(package)
    workbook = package.parse(package.workbook_name)
    sheets = {compare_key(sheet.name): sheet for sheet in package.sheets(workbook)}
    styles_name = package.target(package.workbook_name, "styles")
    if styles_name is None:
        raise CannotCopy("no styles")
    styles_part = package.parse(styles_name)
    name = _free_name([sheet.get("name") for sheet in sheet_elements(workbook)])
    visible = {key: sheet.name for key, sheet in sheets.items() if not sheet.hidden}
    page = _Page.from_bytes(write_verification(answer, name, visible), name, StyleLists(styles_part))
    _mark(package, sheets, answer.temuan, page.formats)
    _insert_sheet(package, workbook, page)
    package.write(styles_name, styles_part.bytes())
    return ReturnCopy(package.bytes(), package.extension)


def strip(content: bytes) -> bytes:
    """A workbook without anything that `make_return_copy` put in; the formats it added stay in the list, unused."""
    package = Package.from_bytes(content)
    _strip(package)
    return package.bytes()


# Marks and notes


def _mark(
    package: Package, sheets: Mapping[str, ListedSheet], temuan: Sequence[Temuan], formats: Mapping[Tingkat, int]
) -> None:
    for key, by_cell in _by_sheet(temuan).items():
        if key not in sheets:
            continue
        part_name = sheets[key].part_name
        contents = read_contents(package, part_name, by_cell)
        part = SheetPart.from_bytes(package.read(part_name))
        attach_marks(part, {p: worst_tingkat(at_cell) for p, at_cell in by_cell.items()}, contents, formats)
        attach_notes(package, part_name, part, {p: note_text(at_cell) for p, at_cell in by_cell.items()})
        package.write(part_name, part.bytes())


def _by_sheet(temuan: Sequence[Temuan]) -> dict[str, dict[Position, list[Temuan]]]:
    """Findings by sheet (compared name) and cell; those without a cell stand on the first sheet alone."""
    result: dict[str, dict[Position, list[Temuan]]] = {}
    for t in temuan:
        for position in cell_positions(t.sel) if t.lembar else ():
            result.setdefault(compare_key(t.lembar), {}).setdefault(position, []).append(t)
    return result


# The first sheet


@dataclass(frozen=True)
class _Page:
    """The sheet to put in, in the terms of the workbook it goes into; `formats`: the formats its legend shows."""

    name: str
    content: Part
    defined_names: list[Element]
    formats: dict[Tingkat, int]

    @classmethod
    def from_bytes(cls, small_workbook: bytes, name: str, styles: StyleLists) -> "_Page":
        """The only sheet of a small workbook; its formats are added to `styles`."""
        origin = Package.from_bytes(small_workbook)
        workbook = origin.parse(origin.workbook_name)
        (sheet,) = origin.sheets(workbook)
        content = origin.parse(sheet.part_name)
        origin_styles = origin.parse(origin.target(origin.workbook_name, "styles") or "")
        conditional = styles.conditional_formats(origin_styles)
        _replace_numbers(content, "cfRule", "dxfId", conditional)
        numbers = styles.cell_formats(origin_styles)
        for tag, attribute in (("row", "s"), ("c", "s"), ("col", "style")):
            _replace_numbers(content, tag, attribute, numbers)
        _texts_into_cells(
            content,
            [
                string_text(string)
                for string in origin.parse(origin.target(origin.workbook_name, "sharedStrings") or "").root
            ],
        )
        return cls(name, content, _defined_names(workbook), dict(zip(Tingkat, conditional, strict=True)))


def _replace_numbers(content: Part, tag: str, attribute: str, numbers: Sequence[int]) -> None:
    for element in content.root.iter(f"{{{MAIN}}}{tag}"):
        if element.get(attribute):
            element.set(attribute, str(numbers[int(element.get(attribute))]))


def _texts_into_cells(content: Part, texts: Sequence[str]) -> None:
    """Put the shared texts into the cells, so that the other workbook's list stays as it is."""
    for cell in content.root.iter(f"{{{MAIN}}}c"):
        if cell.get("t") == "s":
            (value,) = cell
            cell.remove(value)
            cell.set("t", "inlineStr")
            t = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
            t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            t.text = texts[int(value.text)]


def _insert_sheet(package: Package, workbook: Part, page: _Page) -> None:
    """Put the sheet first and make it the one that is shown."""
    for part_name in _tabbed_parts(package):
        _select(package, part_name, selected=False)
    part_name = package.free_name("xl/worksheets/hasilVerifikasi{}.xml")
    package.add(part_name, page.content.bytes(), SHEET_TYPE)
    number = max(int(element.get("sheetId")) for element in sheet_elements(workbook)) + 1
    sheet = etree.Element(f"{{{MAIN}}}sheet", name=page.name, sheetId=str(number))
    sheet.set(f"{{{RELATIONSHIPS}}}id", package.link(package.workbook_name, "worksheet", part_name))
    workbook.root.find(f"{{{MAIN}}}sheets").insert(0, sheet)
    _shift(workbook, 0, 1)
    _write_names(workbook, page.name, page.defined_names)
    for view in workbook.root.iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"):
        for attribute in {"activeTab", "firstSheet"} & set(view.keys()):
            view.set(attribute, "0")
    package.write(package.workbook_name, workbook.bytes())


def _write_names(workbook: Part, name: str, others: Sequence[Element]) -> None:
    name_list = workbook.root.find(f"{{{MAIN}}}definedNames")
    if name_list is None:
        name_list = etree.Element(f"{{{MAIN}}}definedNames")
        insert_in_order(workbook.root, [name_list], _WORKBOOK_ORDER)
    name_list.extend(others)
    quoted = name.replace("'", "''")
    etree.SubElement(name_list, f"{{{MAIN}}}definedName", name=MARK_NAME, hidden="1").text = f"'{quoted}'!$A$1"


def _free_name(used: Sequence[str]) -> str:
    """The sheet's name; with a number where the bagian has a sheet of its own that is called so."""
    taken = {compare_key(name) for name in used}
    candidates = (VERIFICATION_SHEET, *(f"{VERIFICATION_SHEET} {n}" for n in range(2, len(taken) + 3)))
    return next(name for name in candidates if compare_key(name) not in taken)


# Stripping


def _strip(package: Package) -> None:
    workbook = package.parse(package.workbook_name)
    for sheet in package.sheets(workbook):
        content = package.read(sheet.part_name)
        notes_name = package.target(sheet.part_name, "comments")
        if MARK.encode() in content or (notes_name and PREFIX.encode() in package.read(notes_name)):
            part = SheetPart.from_bytes(content)
            detach_marks(part)
            detach_notes(package, sheet.part_name, part)
            package.write(sheet.part_name, part.bytes())
    if MARK_NAME.encode() in package.read(package.workbook_name):
        _drop_sheet(package, workbook)
        package.write(package.workbook_name, workbook.bytes())


def _drop_sheet(package: Package, workbook: Part) -> None:
    """Take out the sheet that our name stands for (if it is still there), and the name."""
    mark = next((element for element in _defined_names(workbook) if element.get("name") == MARK_NAME), None)
    if mark is None:
        return
    name = (mark.text or "").rpartition("!")[0].removeprefix("'").removesuffix("'").replace("''", "'")
    sheets = sheet_elements(workbook)
    number = next((n for n, element in enumerate(sheets) if element.get("name") == name), None)
    _delete_name(mark)
    if number is None or len(sheets) < 2:
        return
    part_name = next(element.part_name for element in package.sheets(workbook) if element.name == name)
    _drop_calculation_order(package, part_name)
    package.unlink(package.workbook_name, "worksheet", part_name)
    sheets[number].getparent().remove(sheets[number])
    for element in _defined_names(workbook):
        if element.get("localSheetId") == str(number):
            _delete_name(element)
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


def _delete_name(element: Element) -> None:
    name_list = element.getparent()
    name_list.remove(element)
    if not len(name_list):
        name_list.getparent().remove(name_list)


def _defined_names(workbook: Part) -> list[Element]:
    return list(workbook.root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"))


def _shift(workbook: Part, start: int, offset: int) -> None:
    """Names that belong to a sheet say so by its place: move those from `dari` on."""
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
