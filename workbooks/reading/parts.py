"""The parts of a workbook that hold cells, found by relationship and content type and without regard to case.

What holds no value (properties, drawings, names, filters) is never opened, and so never condemns a file.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lxml import etree

_WORKBOOK_TYPE = "sheet.main+xml"
_MACRO_WORKBOOK_TYPE = "sheet.macroenabled.main+xml"
_MOST_PARTS = 20_000  # a form has a few dozen
# What reading a part raises that is broken, locked, or packed in a way that is not known here.
_DAMAGES = (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class UnreadableError(Exception):
    """What the file holds cannot be read as a workbook."""


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it, and the part with its cells."""

    name: str
    part: str


class Parts:
    """The parts of an open workbook. Raises UnreadableError, or what `zipfile` raises, for what cannot be read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        names = archive.namelist()
        if len(names) > _MOST_PARTS:
            raise UnreadableError(f"{len(names)} parts")
        self._names = {_plain(name): name for name in names}
        self.workbook = self._find_workbook()

    @classmethod
    def workbook_name(cls, path: Path) -> str | None:
        """The name of the workbook part of a package; None where there is none."""
        try:
            with zipfile.ZipFile(path) as archive:
                return cls(archive).workbook
        except UnreadableError:
            return None

    def open(self, part: str) -> IO[bytes]:
        """A part by its name."""
        name = self._names.get(_plain(part))
        if name is None:
            raise UnreadableError(f"no part {part}")
        return self.archive.open(name)

    def elements(self, part: str, *tags: str) -> Iterator[Any]:
        """The elements of a part by their local names, each whole; cleared once the next one is asked for."""
        wanted = [f"{{*}}{tag}" for tag in tags]
        try:
            with self.open(part) as stream:
                for _, element in etree.iterparse(
                    stream, events=("end",), tag=wanted, resolve_entities=False, no_network=True, huge_tree=False
                ):
                    yield element
                    element.clear()
                    parent = element.getparent()
                    while parent is not None and element.getprevious() is not None:
                        del parent[0]
        except _DAMAGES as error:
            raise UnreadableError(f"{part}: {error}") from error

    def related(self, part: str, kind: str) -> str | None:
        """The part that `part` is related to by a relationship of that kind ("styles"); None where there is none."""
        return next((target for _, name, target in self._relationships(part) if name == kind), None)

    def sheets(self) -> list[SheetPart]:
        """The worksheets in the workbook's order; charts and dialogs are passed over."""
        targets = {number: target for number, kind, target in self._relationships(self.workbook) if kind == "worksheet"}
        found = []
        for element in self.elements(self.workbook, "sheet"):
            number = next((value for name, value in element.attrib.items() if etree.QName(name).localname == "id"), "")
            name = element.get("name")
            if name is not None and number in targets:
                found.append(SheetPart(name, targets[number]))
        return found

    def sheet_names(self) -> tuple[str, ...]:
        """The names of all sheets, charts included."""
        return tuple(element.get("name", "") for element in self.elements(self.workbook, "sheet"))

    def _find_workbook(self) -> str:
        """By the package's relationship, else by content type."""
        main = next((target for _, kind, target in self._relationships("") if kind == "officedocument"), None)
        if main is not None and _plain(main) in self._names and self._is_workbook(main):
            return main
        for element in self.elements("[Content_Types].xml", "Override") if self._has("[content_types].xml") else ():
            if element.get("ContentType", "").casefold().endswith((_WORKBOOK_TYPE, _MACRO_WORKBOOK_TYPE)):
                return _plain(element.get("PartName", ""))
        if self._has("xl/workbook.xml"):
            return "xl/workbook.xml"
        raise UnreadableError("no workbook part")

    def _is_workbook(self, part: str) -> bool:
        """Whether a part lists sheets: a document of another program has such a relationship too."""
        try:
            return any(True for _ in self.elements(part, "sheets"))
        except UnreadableError:
            return part.casefold().startswith("xl/")

    def _has(self, part: str) -> bool:
        return _plain(part) in self._names

    def _relationships(self, part: str) -> Iterator[tuple[str, str, str]]:
        """(id, kind, target part) of what a part is related to; kinds in small letters."""
        folder, name = posixpath.split(part)
        relationships = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self._has(relationships):
            return
        for element in self.elements(relationships, "Relationship"):
            if element.get("TargetMode", "").casefold() == "external":
                continue
            kind = posixpath.basename(element.get("Type", "")).casefold()
            target = element.get("Target", "").replace("\\", "/")
            whole = target if target.startswith("/") else posixpath.join("/", folder, target)
            yield element.get("Id", ""), kind, posixpath.normpath(whole).lstrip("/")


def whole_number(text: str | None, most_digits: int = 9) -> int | None:
    """A count or an index as a part spells it; None for what is none, or larger than any that a workbook has."""
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= most_digits else None


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
