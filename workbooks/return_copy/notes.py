"""Notes at the marked cells: comments that appear when the cell is pointed at. Notes of the bagian stay as they are.

A comment is an entry in the sheet's comments part and a shape in its drawing part. The latter is edited as text, since
programs write there what is no XML. Ours are known by the words they begin with: LibreOffice erases their authors.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from math import ceil

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from schemas.temuan import Temuan
from schemas.value import cell_address
from workbooks.return_copy.marks import SHEET_ORDER, Position
from workbooks.return_copy.package import (
    COMMENTS_TYPE,
    MAIN,
    RELATIONSHIPS,
    VML_TYPE,
    Element,
    Package,
    Part,
    SheetPart,
    child,
    take_out,
)
from workbooks.return_copy.styles import insert_in_order
from workbooks.words import how_to_mend, tingkat_words

PREFIX = "CATATAN VERIFIKASI IKU"
AUTHOR = "Verifikasi IKU"
MOST_NOTES = 1_000  # notes of a sheet; further cells carry the mark alone

_RUN = f"{{{MAIN}}}r"  # of text in one format
_ID_ATTRIBUTE = f"{{{RELATIONSHIPS}}}id"
_THREAD_AUTHOR = "tc="  # so begins the author of a comment that only stands in for a thread of comments
_EMPTY_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
)
_EMPTY_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NOTE_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE = re.compile(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_PLACE = re.compile(rb"<x:(Row|Column)>\s*(\d+)\s*</x:\1>")
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d+)")
_BLOCK = re.compile(rb'<o:idmap\b[^>]*\bdata="([\d,]+)"')
_BLOCK_SIZE = 1024  # numbers of shapes that belong to one block

_BOX_WIDTH, _LINE_HEIGHT, _LETTERS_PER_LINE = 300, 15, 46  # pixels, pixels, letters
_LAST_COLUMN = 16_383
_COLUMN_WIDTH, _ROW_HEIGHT = 8.43, 15.0  # a program's own, where the sheet names none


def note_text(temuan: Iterable[Temuan]) -> str:
    """The words of a note: for each finding its level, what is wrong, how to mend it."""
    return "\n".join([PREFIX, *(f"{tingkat_words(t)}: {t.pesan} {how_to_mend(t)}" for t in temuan)])


def attach_notes(package: Package, part_name: str, sheet: SheetPart, notes: Mapping[Position, str]) -> None:
    """Put a note at each cell; where the bagian has one already, ours follows in the same."""
    notes = {p: notes[p] for p in sorted(notes)[:MOST_NOTES]}
    name = package.target(part_name, "comments")
    comments = package.parse(name) if name else Part.from_bytes(_EMPTY_COMMENTS.encode())
    new = _write_comments(comments, notes)
    if name is None:
        name = package.free_name("xl/comments{}.xml")
        package.add(name, comments.bytes(), COMMENTS_TYPE)
        package.link(part_name, "comments", name)
    else:
        package.write(name, comments.bytes())
    _add_shapes(package, part_name, sheet, {p: notes[p] for p in new})


def detach_notes(package: Package, part_name: str, sheet: SheetPart) -> None:
    """Take our notes out, with their parts where nothing else is in them."""
    name = package.target(part_name, "comments")
    if name is None or PREFIX.encode() not in package.read(name):
        return
    comments = package.parse(name)
    deleted = _delete_comments(comments)
    drawing = _sheet_drawing(package, part_name, sheet)
    if drawing:
        content = _SHAPE.sub(lambda match: b"" if _cell_of(match[0]) in deleted else match[0], package.read(drawing))
        if _SHAPE.search(content):
            package.write(drawing, content)
        else:
            package.unlink(part_name, "vmlDrawing", drawing)
            take_out(child(sheet.root, "legacyDrawing"))
    if len(child(comments.root, "commentList")):
        package.write(name, comments.bytes())
    else:
        package.unlink(part_name, "comments", name)


# The comments


def _write_comments(comments: Part, notes: Mapping[Position, str]) -> list[Position]:
    """Write the notes into the list; gives the cells that had none before."""
    authors, comment_list = child(comments.root, "authors"), child(comments.root, "commentList")
    names = [element.text or "" for element in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{{{MAIN}}}author").text = AUTHOR
    author_number = str(names.index(AUTHOR) if AUTHOR in names else len(names))
    existing = {element.get("ref"): element for element in comment_list}
    new = []
    for position, text in notes.items():
        comment = existing.get(cell_address(*position))
        if comment is None:
            comment = etree.SubElement(
                comment_list, f"{{{MAIN}}}comment", ref=cell_address(*position), authorId=author_number
            )
            _add_text(etree.SubElement(comment, f"{{{MAIN}}}text"), text)
            new.append(position)
        elif not names[int(comment.get("authorId", "0"))].startswith(_THREAD_AUTHOR):
            _add_text(child(comment, "text"), f"\n\n{text}")
    return new


def _add_text(container: Element, text: str) -> None:
    """Add a run of text, with a look of its own whatever stands before it."""
    run = etree.SubElement(container, _RUN)
    properties = etree.SubElement(run, f"{{{MAIN}}}rPr")
    for name, attributes in (("sz", {"val": "9"}), ("color", {"indexed": "81"}), ("rFont", {"val": "Tahoma"})):
        etree.SubElement(properties, f"{{{MAIN}}}{name}", attributes)
    content = etree.SubElement(run, f"{{{MAIN}}}t")
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    content.text = text


def _delete_comments(comments: Part) -> set[Position]:
    """Cut our words out of the comments; gives the cells whose comment held nothing else."""
    authors, comment_list = child(comments.root, "authors"), child(comments.root, "commentList")
    deleted = set()
    for comment in list(comment_list):
        if not _cut(comment):
            continue
        if not "".join(t.text or "" for t in comment.iter(f"{{{MAIN}}}t")).strip():
            deleted.add(coordinate_to_tuple(comment.attrib["ref"]))
            comment_list.remove(comment)
    used = {comment.get("authorId") for comment in comment_list}
    if len(authors) and authors[-1].text == AUTHOR and str(len(authors) - 1) not in used:
        authors.remove(authors[-1])
    return deleted


def _cut(comment: Element) -> bool:
    """Cut a comment off where our words begin; tells whether they were there."""
    found = False
    for text in list(comment.iter(f"{{{MAIN}}}t")):
        run = text.getparent()
        before, mark, _ = (text.text or "").partition(PREFIX)
        if found or mark:
            found = True
            text.text = before.rstrip("\n") if mark else ""
            if not text.text:
                take_out(run if run is not None and run.tag == _RUN else text)
    return found


# The shapes


def _add_shapes(package: Package, part_name: str, sheet: SheetPart, notes: Mapping[Position, str]) -> None:
    """Add a shape for each new comment to the sheet's drawing part, or to a new one."""
    if not notes:
        return
    name = _sheet_drawing(package, part_name, sheet)
    if name is None:
        name = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.add(name, _EMPTY_VML.format(block=_free_block(package)).encode(), VML_TYPE)
        drawing = etree.Element(f"{{{MAIN}}}legacyDrawing")
        drawing.set(_ID_ATTRIBUTE, package.link(part_name, "vmlDrawing", name))
        insert_in_order(sheet.root, [drawing], SHEET_ORDER)
    content = package.read(name)
    last_number = max([_highest_block(content) * _BLOCK_SIZE, *(int(n) for n in _SHAPE_NUMBER.findall(content))])
    sizes = _SheetSizes(sheet)
    shapes = "".join(
        _NOTE_SHAPE.format(
            number=last_number + order,
            order=order,
            row=position[0] - 1,
            column=position[1] - 1,
            width=_BOX_WIDTH * 3 // 4,
            height=_box_height(text) * 3 // 4,
            anchor=escape(sizes.anchor(position, _box_height(text))),
        )
        for order, (position, text) in enumerate(notes.items(), 1)
    )
    if b'id="_x0000_t202"' not in content:
        shapes = _SHAPE_TYPE + shapes
    head, end, tail = content.rpartition(b"</xml>")
    package.write(name, head + shapes.encode() + end + tail)


def _sheet_drawing(package: Package, part_name: str, sheet: SheetPart) -> str | None:
    """The drawing part that holds the shapes of a sheet's comments."""
    element = sheet.root.find(f"{{{MAIN}}}legacyDrawing")
    if element is None:
        return None
    own_id = element.get(_ID_ATTRIBUTE)
    return next((drawing for its_id, _, drawing in package.targets(part_name) if its_id == own_id), None)


def _cell_of(shape: bytes) -> Position | None:
    """The cell a note's shape belongs to."""
    place = {name: int(value) + 1 for name, value in _PLACE.findall(shape)}
    return (place[b"Row"], place[b"Column"]) if b'"Note"' in shape and len(place) == 2 else None


def _highest_block(content: bytes) -> int:
    """The highest block of shape numbers that a drawing says it uses; 1 where it says nothing."""
    return max([1, *(int(n) for numbers in _BLOCK.findall(content) for n in numbers.split(b",") if n)])


def _free_block(package: Package) -> int:
    """A block of numbers that no other drawing of the workbook uses."""
    drawings = [name for name in package.names() if name.endswith(".vml")]
    return max((_highest_block(package.read(name)) for name in drawings), default=0) + 1


def _box_height(text: str) -> int:
    """Height of a note's box in pixels."""
    return _LINE_HEIGHT * (1 + sum(ceil(max(1, len(line)) / _LETTERS_PER_LINE) for line in text.split("\n")))


class _SheetSizes:
    """Widths and heights of a sheet, as far as placing a box needs them; rows of their own height are not looked up."""

    def __init__(self, sheet: SheetPart) -> None:
        standard = sheet.root.find(f"{{{MAIN}}}sheetFormatPr")
        properties: Mapping[str, str] = {} if standard is None else dict(standard.attrib)
        self.standard = float(properties.get("defaultColWidth", _COLUMN_WIDTH))
        self.row_height = max(1, round(float(properties.get("defaultRowHeight", _ROW_HEIGHT)) * 4 / 3))
        self.columns: list[tuple[int, int, float]] = [
            (
                int(column.attrib["min"]),
                int(column.attrib["max"]),
                0 if column.get("hidden") in ("1", "true") else float(column.get("width", self.standard)),
            )
            for column in sheet.root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col")
        ]

    def anchor(self, position: Position, height: int) -> str:
        """Left column and offset, top row and offset, right and bottom likewise: a box beside the cell."""
        row, column = position
        right, rest = column, _BOX_WIDTH + 15
        while rest > (width := self._width(right + 1)) and right < _LAST_COLUMN:
            right, rest = right + 1, rest - width
        top = max(0, row - 2)
        bottom, excess = divmod(height, self.row_height)
        return ", ".join(map(str, (column, 15, top, 10, right, rest, top + bottom, excess)))

    def _width(self, column: int) -> int:
        width = next((w for first, last, w in self.columns if first <= column <= last), self.standard)
        return round(width * 7 + 5) if width else 0
