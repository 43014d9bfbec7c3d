"""The return copy: a bagian's own workbook, nothing of it lost, with a first sheet, marks and notes that say what to
mend. What came back marked is stripped first, so that a second answer is like the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.notions.text import compare_key
from schemas.temuan import Temuan, Tingkat
from workbooks.answer.content import Answer
from workbooks.answer.verification import cell_positions, write_verification
from workbooks.return_copy.contents import Position, read_contents, shared_texts
from workbooks.return_copy.first_sheet import (
    MARK_NAME,
    FirstSheet,
    attach_sheet,
    detach_sheets,
    free_sheet_name,
    our_sheets,
)
from workbooks.return_copy.marks import MARK, attach_marks, detach_marks, worst_tingkat
from workbooks.return_copy.notes import PREFIX, attach_notes, detach_notes, note_text
from workbooks.return_copy.package import ListedSheet, Package, SheetPart
from workbooks.return_copy.spans import CannotCopyError
from workbooks.return_copy.styles import StyleLists


@dataclass(frozen=True)
class ReturnCopy:
    """The copy's bytes and the ending its name must have (a workbook with macros stays one)."""

    content: bytes
    extension: str


def return_copy_of(file: Path, answer: Answer) -> ReturnCopy | None:
    """The copy of a workbook as it lies in the archive, None where it does not allow for one. Runs in a worker."""
    try:
        return make_return_copy(file.read_bytes(), answer)
    except CannotCopyError:
        return None


def make_return_copy(original: bytes, answer: Answer) -> ReturnCopy:
    """The copy of a workbook that carries an answer. CannotCopyError where the file does not allow for one."""
    package = Package.from_bytes(original)
    strip(package)
    workbook = package.parse(package.workbook_name)
    sheets = {compare_key(sheet.name): sheet for sheet in package.sheets(workbook)}
    styles_name = package.needed_target(package.workbook_name, "styles")
    styles_part = package.parse(styles_name)
    name = free_sheet_name(workbook)
    visible = {key: sheet.name for key, sheet in sheets.items() if not sheet.hidden}
    first_sheet = FirstSheet.from_bytes(write_verification(answer, name, visible), name, StyleLists(styles_part))
    _mark(package, sheets, answer.temuan, first_sheet.formats)
    attach_sheet(package, workbook, first_sheet)
    package.write(styles_name, styles_part.bytes())
    return ReturnCopy(package.bytes(), package.extension)


def strip(package: Package) -> None:
    """Take out all that `make_return_copy` put in; the formats it added stay in the list, unused."""
    workbook = package.parse(package.workbook_name)
    for sheet in package.sheets(workbook):
        content = package.read(sheet.part_name)
        notes_name = package.target(sheet.part_name, "comments")
        if MARK.encode() in content or (notes_name and PREFIX.encode() in package.read(notes_name)):
            part = SheetPart.from_bytes(content)
            detach_marks(part)
            detach_notes(package, sheet.part_name, part)
            package.write(sheet.part_name, part.bytes())
    ours = our_sheets(package, workbook, shared_texts(package))
    if ours or MARK_NAME.encode() in package.read(package.workbook_name):
        detach_sheets(package, workbook, ours)
        package.write(package.workbook_name, workbook.bytes())


def _mark(
    package: Package, sheets: Mapping[str, ListedSheet], temuan: Sequence[Temuan], formats: Mapping[Tingkat, int]
) -> None:
    """Put a mark and a note at each cell with findings. `sheets` by their names as they compare."""
    texts = shared_texts(package)
    for key, by_cell in _by_sheet(temuan).items():
        if key not in sheets:
            continue
        part_name = sheets[key].part_name
        contents = read_contents(package.read(part_name), texts, by_cell)
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
