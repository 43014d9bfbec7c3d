"""Formats added to a bagian's own workbook: found where it already has them, else appended; nothing is renumbered."""

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from workbooks.return_copy.package import MAIN, Element, Part

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_Meaning = tuple[str, frozenset[str], str, tuple["_Meaning", ...]]
_FIRST_FREE_NUMBER = 164  # numbers of formats below it belong to the program


class StyleLists:
    """The lists of a styles part. Ours are found again in a copy that comes back, so they do not pile up."""

    def __init__(self, part: Part) -> None:
        """`part`: the styles part, which is edited in place."""
        self.root = part.root
        self._known: dict[str, dict[_Meaning, int]] = {}

    def enter(self, name: str, element: Element) -> int:
        """The number of an element in the list `name`, where it is appended if it is not there yet."""
        style_list = self._style_list(name)
        if name not in self._known:
            self._known[name] = {_meaning(item): number for number, item in reversed(list(enumerate(style_list)))}
        known = self._known[name]
        meaning = _meaning(element)
        if meaning not in known:
            known[meaning] = len(style_list)
            style_list.append(deepcopy(element))
            style_list.set("count", str(len(style_list)))
        return known[meaning]

    def conditional_formats(self, origin: Part) -> list[int]:
        """The conditional formats of another workbook in this one: their numbers, in the order of their own."""
        return [self.enter("dxfs", item) for item in StyleLists(origin)._style_list("dxfs")]

    def cell_formats(self, origin: Part) -> list[int]:
        """The same for the formats of cells."""
        other = StyleLists(origin)
        numbers = []
        for cell_format in other._style_list("cellXfs"):
            new = deepcopy(cell_format)
            for attribute, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                theirs = other._style_list(name)[int(cell_format.get(attribute, "0"))]
                new.set(attribute, str(self.enter(name, theirs)))
            new.set("numFmtId", str(self._format_number(other, int(cell_format.get("numFmtId", "0")))))
            new.set("xfId", "0")
            numbers.append(self.enter("cellXfs", new))
        return numbers

    def _format_number(self, other: "StyleLists", number: int) -> int:
        """The number that a number format of the other workbook has in this one."""
        if number < _FIRST_FREE_NUMBER:
            return number
        theirs = {item.attrib["numFmtId"]: item.attrib["formatCode"] for item in other._style_list("numFmts")}
        code = theirs[str(number)]
        style_list = self._style_list("numFmts")
        for item in style_list:
            if item.get("formatCode") == code:
                return int(item.attrib["numFmtId"])
        new_number = max([_FIRST_FREE_NUMBER - 1, *(int(item.attrib["numFmtId"]) for item in style_list)]) + 1
        etree.SubElement(style_list, f"{{{MAIN}}}numFmt", numFmtId=str(new_number), formatCode=code)
        style_list.set("count", str(len(style_list)))
        return new_number

    def _style_list(self, name: str) -> Element:
        """The list of that name; an empty one is put in where there is none."""
        style_list = self.root.find(f"{{{MAIN}}}{name}")
        if style_list is None:
            style_list = etree.Element(f"{{{MAIN}}}{name}")
            insert_in_order(self.root, [style_list], _ORDER)
        return style_list


def insert_in_order(root: Element, elements: Sequence[Element], order: tuple[str, ...]) -> None:
    """Put elements of one name at the place the schema's order gives them; what it does not name stands after them."""
    if not elements:
        return
    before = set(order[: order.index(etree.QName(elements[0]).localname) + 1])
    after = (
        place
        for place, existing in enumerate(root)
        if isinstance(existing.tag, str) and etree.QName(existing).localname not in before
    )
    place = next(after, len(root))
    root[place:place] = elements


def _meaning(element: Element) -> _Meaning:
    """An element as it compares: without regard to prefixes, the order of attributes and what is no format."""
    children = tuple(_meaning(child) for child in element)
    return str(element.tag), frozenset(map(str, element.attrib.items())), (element.text or "").strip(), children
