"""A workbook as its parts: read from the zip, edited one by one, written again with the others byte for byte.

Only what is edited is ever parsed. A sheet's cells are not: head and tail of a sheet are edited around them.
"""

import codecs
import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from workbooks.return_copy.spans import CannotCopyError, element_spans

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SPREADSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_TYPE, COMMENTS_TYPE = f"{_SPREADSHEET_TYPE}.worksheet+xml", f"{_SPREADSHEET_TYPE}.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What opens under which name; anything else (template, add-in) would not open as a workbook.
_EXTENSIONS = {
    f"{_SPREADSHEET_TYPE}.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
}

CONTENT_TYPES_NAME = "[Content_Types].xml"
LARGEST_SIZE = 24 * 1024 * 1024  # of a part that is looked into
LARGEST_PARSED = 6 * 1024 * 1024  # of what is parsed: it takes up to thirty times as much memory
_STANDARD_PROLOG = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Comments and instructions inside a part say nothing that a program shows; without them all children are elements.
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
)

_CELLS = f"{{{MAIN}}}sheetData"
_LONGEST_DECLARATION = 200
_MOST = 2**31  # numbers of sheets, formats, shapes are smaller

# lxml has no public name for the class of its elements; renamed there, it would stop this import and nothing else.
Element = etree._Element


@dataclass
class Part:
    """A part as parsed: what stands before the root element is kept as it was."""

    prolog: bytes
    root: Element

    @classmethod
    def from_bytes(cls, content: bytes) -> "Part":
        """Parse a part. CannotCopyError where it is too large or no XML."""
        if len(content) > LARGEST_PARSED:
            raise CannotCopyError("a part is too large")
        return cls(_prolog(content), _root(content))

    def bytes(self) -> bytes:
        """The part as it stands in the zip."""
        return self.prolog + etree.tostring(self.root.getroottree(), encoding="UTF-8", xml_declaration=False)


@dataclass
class SheetPart:
    """A worksheet with its cells held aside: only what stands before and after them is parsed."""

    part: Part
    cells: bytes

    @classmethod
    def from_bytes(cls, content: bytes) -> "SheetPart":
        """Parse a worksheet around its cells. CannotCopyError where it has none, or two tables of them."""
        spans = element_spans(content, _CELLS)
        if len(spans) != 1:
            raise CannotCopyError(f"a sheet with {len(spans)} tables of cells")
        (span,) = spans
        # The start tag stays, since it may declare prefixes; its end is found again in the rewritten shell.
        shell = content[: span.inside] + content[span.closing :]
        return cls(Part.from_bytes(shell), content[span.start : span.end])

    @property
    def root(self) -> Element:
        """The worksheet; its cells are an empty `sheetData`."""
        return self.part.root

    def bytes(self) -> bytes:
        """The worksheet with its cells, byte for byte as they were."""
        shell = self.part.bytes()
        (span,) = element_spans(shell, _CELLS)
        return shell[: span.start] + self.cells + shell[span.end :]


@dataclass(frozen=True)
class ListedSheet:
    """A sheet as the workbook lists it."""

    name: str
    part_name: str
    hidden: bool
    element: Element


@dataclass
class Package:
    """The parts of a workbook. `edited` holds the edited and added ones, `removed` the names of those taken out.

    `spellings`: how the zip spells the name of each part, which others may refer to in other letters.
    `workbook_name`: that of the workbook part; `extension`: the file name's ending that belongs to its content type,
    without which it would not open.
    """

    archive: zipfile.ZipFile
    spellings: dict[str, str] = field(default_factory=dict)
    edited: dict[str, bytes] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    workbook_name: str = "xl/workbook.xml"
    extension: str = ""

    @classmethod
    def from_bytes(cls, content: bytes) -> "Package":
        """Open a workbook. CannotCopyError where it is none, or one that would not open under an ending we know."""
        try:
            package = cls(zipfile.ZipFile(io.BytesIO(content)))
            package.spellings = {_plain(name): name for name in package.archive.NameToInfo}
            package.workbook_name = package.target("", "officeDocument") or package.workbook_name
            package.extension = package._extension()
        except (zipfile.BadZipFile, KeyError) as error:
            raise CannotCopyError(str(error)) from error
        return package

    def _extension(self) -> str:
        """The ending that belongs to the workbook's content type. CannotCopyError where we know none."""
        declared = {
            _plain(element.get("PartName") or element.get("Extension") or ""): element.get("ContentType", "")
            for element in self.parse(self._content_types).root
        }
        content_type = declared.get(_plain(self.workbook_name)) or declared.get("xml", "")
        if content_type not in _EXTENSIONS:
            raise CannotCopyError(f"not a workbook: {content_type}")
        return _EXTENSIONS[content_type]

    # Parts

    @property
    def _content_types(self) -> str:
        return self.spellings.get(_plain(CONTENT_TYPES_NAME), CONTENT_TYPES_NAME)

    def has(self, name: str) -> bool:
        """Whether there is a part of that name."""
        # NameToInfo is not in the documentation of `zipfile`: by name, the last of two entries that have the same.
        return name not in self.removed and (name in self.edited or name in self.archive.NameToInfo)

    def names(self) -> list[str]:
        """The names of all parts: the old ones in their order, then the added ones."""
        return [name for name in dict.fromkeys((*self.archive.NameToInfo, *self.edited)) if self.has(name)]

    def read(self, name: str) -> bytes:
        """A part that may be edited. CannotCopyError where it is missing or too large for that."""
        if name in self.edited:
            return self.edited[name]
        if not self.has(name):
            raise CannotCopyError(f"{name} is missing")
        if self.archive.getinfo(name).file_size > LARGEST_SIZE:
            raise CannotCopyError(f"{name} is too large")
        return _in_utf8(self.archive.read(name))

    def parse(self, name: str) -> Part:
        """A part that may be edited, parsed."""
        return Part.from_bytes(self.read(name))

    def write(self, name: str, content: bytes) -> None:
        """Put new content in the place of a part's, or bring a part of that name in."""
        self.removed.discard(name)
        self.edited[name] = content

    def drop(self, name: str) -> None:
        """Take a part out, and what is said of it."""
        self.edited.pop(name, None)
        self.removed.add(name)
        self._declare_type(name, None)
        if self.has(rels := self.rels_name(name)):
            self.drop(rels)

    def free_name(self, pattern: str) -> str:
        """The first free name of a pattern with `{}` for a number."""
        names = (pattern.format(n) for n in range(1, 100_000))
        return next(name for name in names if not self.has(self.spellings.get(_plain(name), name)))

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """Add a part with its content type."""
        self.write(name, content)
        self._declare_type(name, content_type)

    def bytes(self) -> bytes:
        """The workbook: parts in their old order, added ones after them; the same edits give the same bytes."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as output:
            for info in self.archive.NameToInfo.values():
                if info.filename not in self.removed:
                    content = self.edited.get(info.filename)
                    output.writestr(
                        _entry_info(info, info.compress_type), self.archive.read(info) if content is None else content
                    )
            for name, content in self.edited.items():
                if name not in self.archive.NameToInfo:
                    output.writestr(_entry_info(zipfile.ZipInfo(name), zipfile.ZIP_DEFLATED), content)
        return stream.getvalue()

    # Relationships

    def rels_name(self, name: str) -> str:
        """The part that holds the relationships of a part."""
        folder, file_name = posixpath.split(name)
        usual = posixpath.join(folder, "_rels", f"{file_name}.rels")
        return self.spellings.get(_plain(usual), usual)

    def targets(self, name: str) -> Iterator[tuple[str, str, str]]:
        """(id, kind in small letters, part) of the internal relationships of a part ("" for the package)."""
        if self.has(rels := self.rels_name(name)):
            for relationship in self.parse(rels).root:
                target = relationship.get("Target", "").replace("\\", "/")
                if target and relationship.get("TargetMode", "").casefold() != "external":
                    kind = relationship.get("Type", "").rpartition("/")[2].casefold()
                    part_name = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")
                    yield relationship.get("Id", ""), kind, self.spellings.get(_plain(part_name), part_name)

    def target(self, name: str, kind: str) -> str | None:
        """The part that `name` refers to with that kind of relationship."""
        parts = (part for _, its_kind, part in self.targets(name) if its_kind == kind.casefold())
        return next(filter(self.has, parts), None)

    def needed_target(self, name: str, kind: str) -> str:
        """The part that `name` refers to with that kind of relationship. CannotCopyError where it refers to none."""
        target = self.target(name, kind)
        if target is None:
            raise CannotCopyError(f"no {kind}")
        return target

    def link(self, name: str, kind: str, target: str) -> str:
        """Refer from one part to another; gives the relationship's id."""
        rels = self.rels_name(name)
        content = (
            self.read(rels)
            if self.has(rels)
            else _STANDARD_PROLOG + f'<Relationships xmlns="{_PACKAGE_RELATIONSHIPS}"/>'.encode()
        )
        part = Part.from_bytes(content)
        used = {relationship.get("Id") for relationship in part.root}
        new_id = next(f"rId{n}" for n in range(len(used) + 1, len(used) + 100_000) if f"rId{n}" not in used)
        etree.SubElement(
            part.root, f"{{{_PACKAGE_RELATIONSHIPS}}}Relationship",
            Id=new_id, Type=f"{RELATIONSHIPS}/{kind}", Target=posixpath.relpath(target, posixpath.dirname(name) or "."),
        )  # fmt: skip
        self.write(rels, part.bytes())
        return new_id

    def unlink(self, name: str, kind: str, target: str) -> None:
        """Undo `link` and take the part out."""
        rels = self.rels_name(name)
        part = self.parse(rels)
        ids = {
            its_id
            for its_id, its_kind, its_target in self.targets(name)
            if (its_kind, its_target) == (kind.casefold(), target)
        }
        for relationship in list(part.root):
            if relationship.get("Id") in ids:
                part.root.remove(relationship)
        self.drop(target)
        if len(part.root):
            self.write(rels, part.bytes())
        else:
            self.drop(rels)

    def sheets(self, workbook: Part) -> list[ListedSheet]:
        """The worksheets in order (chart sheets and the like are left out)."""
        part_names = {its_id: part for its_id, kind, part in self.targets(self.workbook_name) if kind == "worksheet"}
        return [
            ListedSheet(sheet.attrib["name"], part_names[its_id], sheet.get("state", "visible") != "visible", sheet)
            for sheet in sheet_elements(workbook)
            if (its_id := relationship_id(sheet)) in part_names
        ]

    def _declare_type(self, name: str, content_type: str | None) -> None:
        """Say, or no longer say, the content type of a part; drawings of notes share one by their ending."""
        part = self.parse(self._content_types)
        root, before = part.root, part.bytes()
        if name.endswith(".vml"):
            key, value = "Extension", "vml"
            content_type = VML_TYPE if any(part_name.endswith(".vml") for part_name in self.names()) else None
        else:
            key, value = "PartName", f"/{name}"
        declared = [element for element in root if element.get(key, "").casefold() == value.casefold()]
        if content_type is None:
            for element in declared:
                root.remove(element)
        elif not declared:
            tag = "Default" if key == "Extension" else "Override"
            declaration = etree.Element(f"{{{_CONTENT_TYPES}}}{tag}", {key: value, "ContentType": content_type})
            root.insert(0 if tag == "Default" else len(root), declaration)
        if part.bytes() != before:
            self.write(self._content_types, part.bytes())


def _root(content: bytes) -> Element:
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise CannotCopyError(str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise CannotCopyError("a part that declares entities")
    return root


def _prolog(content: bytes) -> bytes:
    """What stands before the root element of a part in UTF-8: byte order mark, declaration, blanks."""
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    if not content.startswith(b"<?xml", start):
        return b""
    end = content.find(b"?>", start) + 2
    return content[: len(content) - len(content[end:].lstrip())]


def _in_utf8(content: bytes) -> bytes:
    """A part in the encoding that all edits are made in; nearly every one is in it already."""
    declaration = content[:_LONGEST_DECLARATION].partition(b"?>")[0].lower()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (
        b"encoding" in declaration and b"utf-8" not in declaration
    ):
        return _STANDARD_PROLOG + etree.tostring(_root(content), encoding="UTF-8", xml_declaration=False)
    return content


def whole(text: str | None, default: int = 0) -> int:
    """A number as the reader takes it ("1", "1.0"); the default where it is none, or one that no sheet can have."""
    try:
        number = float(text or default)
    except ValueError:
        return default
    return int(number) if abs(number) < _MOST else default


def child(parent: Element, name: str) -> Element:
    """The child of that name which the format demands. CannotCopyError where it is not there in the usual namespace."""
    element = parent.find(f"{{{MAIN}}}{name}")
    if element is None:
        raise CannotCopyError(f"no {name} in the usual namespace")
    return element


def take_out(element: Element) -> None:
    """Remove an element from where it stands."""
    parent = element.getparent()
    assert parent is not None, "a root stands in nothing"
    parent.remove(element)


def sheet_elements(workbook: Part) -> list[Element]:
    """The workbook's list of all sheets."""
    return list(child(workbook.root, "sheets"))


def relationship_id(element: Element) -> str | None:
    """The relationship that an element stands for, in whatever namespace it says so."""
    return next((str(value) for name, value in element.items() if etree.QName(name).localname == "id"), None)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _entry_info(info: zipfile.ZipInfo, method: int) -> zipfile.ZipInfo:
    """The zip entry's name, date and method, without what depends on the machine."""
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    entry.compress_type = method
    entry.create_system = 0
    return entry
