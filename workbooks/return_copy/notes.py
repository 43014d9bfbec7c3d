"""Notes at the marked cells: comments that appear when the cell is pointed at. Notes of the bagian stay as they are.

A comment is an entry in the sheet's comments part and a shape in its drawing part; of the latter the shapes of others
stay byte for byte. Ours are known by the words they begin with: LibreOffice erases their authors. Where either part
cannot be understood, both stay as they are, and the sheet gets its marks without notes.
"""

from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from itertools import islice
from math import ceil

from lxml import etree

from schemas.temuan import Temuan
from schemas.value import cell_address
from schemas.wording import show_number
from workbooks.return_copy.contents import Position, cell_place
from workbooks.return_copy.marks import SHEET_ORDER
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
    whole,
)
from workbooks.return_copy.spans import CannotCopyError, Span, element_spans, with_replaced
from workbooks.return_copy.styles import insert_in_order
from workbooks.words import how_to_mend, tingkat_words

PREFIX = "CATATAN VERIFIKASI IKU"
AUTHOR = "Verifikasi IKU"
MOST_IN_NOTE = 20  # findings of one cell
MOST_NOTES = 1_000  # notes of a sheet; further cells carry the mark alone

_RUN = f"{{{MAIN}}}r"  # of text in one format
_TEXT_ORDER = ("t", "r")  # reading aids stand after them
_ID_ATTRIBUTE = f"{{{RELATIONSHIPS}}}id"
_THREAD_AUTHOR = "tc="  # so begins the author of a comment that only stands in for a thread of comments
_EMPTY_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
)
_PREFIXES = {  # in which our shapes are written
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_V, _O, _X = (f"{{{namespace}}}" for namespace in _PREFIXES.values())
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
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:2pt;width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE_TAGS = frozenset((f"{_V}shape", f"{_V}shapetype", f"{_O}shapelayout"))
_SHAPE_TYPE_NAME, _SHAPE_NAME = "_x0000_t202", "_x0000_s"
_BLOCK_SIZE = 1024  # numbers of shapes that belong to one block

_BOX_WIDTH, _LINE_HEIGHT, _LETTERS_PER_LINE = 300, 15, 46  # pixels, pixels, letters
_LAST_COLUMN = 16_383
_MOST_WIDTHS, _MOST_SIZE = 500, 500.0
_COLUMN_WIDTH, _ROW_HEIGHT = 8.43, 15.0  # a program's own, where the sheet names none


def note_text(temuan: Sequence[Temuan]) -> str:
    """The words of a note: for each finding its level, what is wrong, how to mend it."""
    lines = [f"{tingkat_words(t)}: {t.pesan} {how_to_mend(t)}" for t in temuan[:MOST_IN_NOTE]]
    rest = [f"… dan {show_number(len(temuan) - MOST_IN_NOTE)} catatan lagi."] if len(temuan) > MOST_IN_NOTE else []
    return "\n".join([PREFIX, *lines, *rest])


def attach_notes(package: Package, part_name: str, sheet: SheetPart, notes: Mapping[Position, str]) -> None:
    """Put a note at each cell; where the bagian has one already, ours follows in the same."""
    notes = {p: notes[p] for p in sorted(notes)[:MOST_NOTES]}
    name = package.target(part_name, "comments")
    with suppress(CannotCopyError):
        comments = package.parse(name) if name else Part.from_bytes(_EMPTY_COMMENTS.encode())
        drawing = _Drawing.of_sheet(package, part_name, sheet)
        new = _write_comments(comments, notes)
        # Both parts were understood; from here on they are put into the package.
        if name is None:
            name = package.free_name("xl/comments{}.xml")
            package.add(name, comments.bytes(), COMMENTS_TYPE)
            package.link(part_name, "comments", name)
        else:
            package.write(name, comments.bytes())
        _add_shapes(package, part_name, sheet, drawing, {p: notes[p] for p in new})


def detach_notes(package: Package, part_name: str, sheet: SheetPart) -> None:
    """Take our notes out, with their parts where nothing else is in them."""
    name = package.target(part_name, "comments")
    if name is None or PREFIX.encode() not in package.read(name):
        return
    with suppress(CannotCopyError):
        comments = package.parse(name)
        drawing = _Drawing.of_sheet(package, part_name, sheet)
        deleted = _delete_comments(comments)
        if drawing:
            _delete_shapes(package, part_name, sheet, drawing, deleted)
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
    existing = {cell_place(element.get("ref")): element for element in comment_list}
    new = []
    for position, text in notes.items():
        comment = existing.get(position)
        if comment is None:
            comment = etree.SubElement(
                comment_list, f"{{{MAIN}}}comment", ref=cell_address(*position), authorId=author_number
            )
            _add_text(etree.SubElement(comment, f"{{{MAIN}}}text"), text)
            new.append(position)
        elif not _author(comment, names).startswith(_THREAD_AUTHOR):
            _add_text(child(comment, "text"), f"\n\n{text}")
    return new


def _author(comment: Element, names: Sequence[str]) -> str:
    number = whole(comment.get("authorId"))
    return names[number] if 0 <= number < len(names) else ""


def _add_text(container: Element, text: str) -> None:
    """Add a run of text, with a look of its own whatever stands before it."""
    run = etree.Element(_RUN)
    insert_in_order(container, [run], _TEXT_ORDER)
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
            if position := cell_place(comment.get("ref")):
                deleted.add(position)
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


@dataclass(frozen=True)
class _Shape:
    """A shape of a drawing: its bytes, and the cell whose comment it shows."""

    span: Span
    cell: Position | None


@dataclass(frozen=True)
class _Drawing:
    """A drawing part of comments and buttons, with what is to be known of it to edit it in its bytes.

    `last_number`: the highest number of a shape that it uses or has to itself; `has_others`: whether more is drawn than
    shapes.
    """

    name: str
    content: bytes
    root: Span
    shapes: list[_Shape]
    last_number: int
    has_others: bool
    has_shape_type: bool

    @classmethod
    def of_sheet(cls, package: Package, part_name: str, sheet: SheetPart) -> "_Drawing | None":
        """The drawing part of a sheet's comments, where it has one. CannotCopyError where it is not understood."""
        element = sheet.root.find(f"{{{MAIN}}}legacyDrawing")
        if element is None:
            return None
        own_id = element.get(_ID_ATTRIBUTE)
        name = next((drawing for its_id, _, drawing in package.targets(part_name) if its_id == own_id), None)
        if name is None:
            raise CannotCopyError("a drawing that is not there")
        return cls.from_bytes(name, package.read(name))

    @classmethod
    def from_bytes(cls, name: str, content: bytes) -> "_Drawing":
        content = _with_prefixes(_as_xml(content))
        root = Part.from_bytes(content).root
        elements = list(root.iter(f"{_V}shape"))
        spans = element_spans(content, f"{_V}shape")
        return cls(
            name=name,
            content=content,
            root=element_spans(content, str(root.tag))[0],
            shapes=[_Shape(span, _cell_of(element)) for span, element in zip(spans, elements, strict=True)],
            last_number=max([_highest_block(root) * _BLOCK_SIZE, *map(_shape_number, root.iter(f"{_V}*"))]),
            has_others=any(element.tag not in _SHAPE_TAGS for element in root),
            has_shape_type=any(element.get("id") == _SHAPE_TYPE_NAME for element in root.iter(f"{_V}shapetype")),
        )

    def with_shapes(self, shapes: bytes) -> bytes:
        """The part with more shapes at its end."""
        head, tail = self.content[: self.root.closing], self.content[self.root.closing :]
        if self.root.closing < self.root.end:
            return head + shapes + tail
        tag = head[self.root.start :].removeprefix(b"<").removesuffix(b"/>")
        return head.removesuffix(b"/>") + b">" + shapes + b"</" + tag.split()[0] + b">" + tail


def _add_shapes(
    package: Package, part_name: str, sheet: SheetPart, drawing: _Drawing | None, notes: Mapping[Position, str]
) -> None:
    """Add a shape for each new comment to the sheet's drawing part, or to a new one."""
    if not notes:
        return
    if drawing is None:
        name = package.free_name("xl/drawings/vmlDrawing{}.vml")
        content = _EMPTY_VML.format(block=_free_block(package)).encode()
        package.add(name, content, VML_TYPE)
        element = etree.Element(f"{{{MAIN}}}legacyDrawing")
        element.set(_ID_ATTRIBUTE, package.link(part_name, "vmlDrawing", name))
        insert_in_order(sheet.root, [element], SHEET_ORDER)
        drawing = _Drawing.from_bytes(name, content)
    sizes = _SheetSizes(sheet)
    shapes = "".join(
        _NOTE_SHAPE.format(
            number=drawing.last_number + order,
            order=order,
            row=position[0] - 1,
            column=position[1] - 1,
            width=_BOX_WIDTH * 3 // 4,
            height=_box_height(text) * 3 // 4,
            anchor=escape(sizes.anchor(position, _box_height(text))),
        )
        for order, (position, text) in enumerate(notes.items(), 1)
    )
    if not drawing.has_shape_type:
        shapes = _SHAPE_TYPE + shapes
    package.write(drawing.name, drawing.with_shapes(shapes.encode()))


def _delete_shapes(
    package: Package, part_name: str, sheet: SheetPart, drawing: _Drawing, cells: Container[Position]
) -> None:
    """Take the shapes of these cells out, and the drawing where no other is left."""
    deleted = [shape.span for shape in drawing.shapes if shape.cell and shape.cell in cells]
    if drawing.has_others or len(deleted) < len(drawing.shapes):
        package.write(drawing.name, with_replaced(drawing.content, [(span.start, span.end, b"") for span in deleted]))
    else:
        package.unlink(part_name, "vmlDrawing", drawing.name)
        take_out(child(sheet.root, "legacyDrawing"))


def _as_xml(content: bytes) -> bytes:
    """A drawing without the one thing that programs are known to write there that is no XML."""
    return content.replace(b"<br>", b"<br/>")


def _with_prefixes(content: bytes) -> bytes:
    """A drawing that declares the prefixes of our shapes; one that spells them otherwise is written anew with them."""
    part = Part.from_bytes(content)
    if part.root.nsmap.items() >= _PREFIXES.items():
        return content
    root = etree.Element(part.root.tag, dict(part.root.attrib), nsmap=_PREFIXES)
    root.text = part.root.text
    root.extend(list(part.root))
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(_PREFIXES))
    return Part(part.prolog, root).bytes()


def _cell_of(shape: Element) -> Position | None:
    """The cell a note's shape belongs to."""
    data = shape.find(f"{_X}ClientData")
    if data is None or data.get("ObjectType") != "Note":
        return None
    row, column = data.findtext(f"{_X}Row"), data.findtext(f"{_X}Column")
    return None if row is None or column is None else (whole(row) + 1, whole(column) + 1)


def _shape_number(shape: Element) -> int:
    """The number in a shape's name; 0 where it has none."""
    names = (shape.get("id", ""), shape.get(f"{_O}spid", ""))
    return max(whole(name.removeprefix(_SHAPE_NAME)) if name.startswith(_SHAPE_NAME) else 0 for name in names)


def _highest_block(drawing: Element) -> int:
    """The highest block of shape numbers that a drawing says it uses; 1 where it says nothing."""
    blocks = (whole(block) for element in drawing.iter(f"{_O}idmap") for block in element.get("data", "").split(","))
    return max((1, *blocks))


def _free_block(package: Package) -> int:
    """A block of numbers that no other drawing of the workbook uses."""
    blocks = [0]
    for name in package.names():
        if name.endswith(".vml"):
            with suppress(CannotCopyError):
                blocks.append(_highest_block(Part.from_bytes(_as_xml(package.read(name))).root))
    return max(blocks) + 1


def _box_height(text: str) -> int:
    """Height of a note's box in pixels."""
    return _LINE_HEIGHT * (1 + sum(ceil(max(1, len(line)) / _LETTERS_PER_LINE) for line in text.split("\n")))


class _SheetSizes:
    """Widths and heights of a sheet, as far as placing a box needs them; rows of their own height are not looked up."""

    def __init__(self, sheet: SheetPart) -> None:
        standard = sheet.root.find(f"{{{MAIN}}}sheetFormatPr")
        properties: Mapping[str, str] = {} if standard is None else dict(standard.attrib)
        self.standard = _size(properties.get("defaultColWidth"), _COLUMN_WIDTH)
        self.row_height = max(1, round(_size(properties.get("defaultRowHeight"), _ROW_HEIGHT) * 4 / 3))
        self.widths: dict[int, int] = {}  # those asked for, in pixels
        self.columns: list[tuple[int, int, float]] = [
            (
                whole(column.get("min")),
                whole(column.get("max")),
                0 if column.get("hidden") in ("1", "true") else _size(column.get("width"), self.standard),
            )
            for column in islice(sheet.root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col"), _MOST_WIDTHS)
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
        if column not in self.widths:
            width = next((w for first, last, w in self.columns if first <= column <= last), self.standard)
            self.widths[column] = round(width * 7 + 5) if width else 0
        return self.widths[column]


def _size(text: str | None, default: float) -> float:
    """A width or height; the default where it is none that a program can show."""
    try:
        size = float(text or default)
    except ValueError:
        return default
    return size if 0 <= size <= _MOST_SIZE else default
