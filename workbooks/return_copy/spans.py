"""Where elements stand in the bytes of a part: found by a parser, so that all around them can stay byte for byte.

Everything here takes time linear in the size of the part, whatever stands in it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

_TURNING_POINT = re.compile(rb"[\"'>]")


class CannotCopyError(Exception):
    """Why no marked copy of a workbook can be made; a matter of the file, not of our code."""


@dataclass(frozen=True)
class Span:
    """An element's bytes: its start tag from `start` until `inside`, its end tag from `closing` until `end`.

    The last three are the same for an element that its start tag closes.
    """

    start: int
    inside: int
    closing: int
    end: int


def element_spans(content: bytes, name: str) -> list[Span]:
    """Every element of that name ("{namespace}local"), in the order in which they begin.

    CannotCopyError where the part is no XML, or declares entities.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    wanted = name.removeprefix("{")  # as this parser spells it
    opened: list[int] = []
    found: list[tuple[int, int]] = []

    def start_element(tag: str, _: object) -> None:
        if tag == wanted:
            opened.append(parser.CurrentByteIndex)

    def end_element(tag: str) -> None:
        if tag == wanted:
            found.append((opened.pop(), parser.CurrentByteIndex))

    def refuse(*_: object) -> None:
        raise CannotCopyError("a part that declares entities")

    parser.StartElementHandler = start_element
    parser.EndElementHandler = end_element
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise CannotCopyError(str(error)) from error
    return [_span(content, start, closing) for start, closing in sorted(found)]


def _span(content: bytes, start: int, closing: int) -> Span:
    inside = _tag_end(content, start)
    if content[inside - 2 : inside] == b"/>":
        return Span(start, inside, inside, inside)
    return Span(start, inside, closing, content.index(b">", closing) + 1)


def _tag_end(content: bytes, start: int) -> int:
    """Where the start tag ends that begins at `start`; what stands in quotes does not end it."""
    place = start
    while match := _TURNING_POINT.search(content, place):
        if match[0] == b">":
            return match.end()
        place = content.index(match[0], match.end()) + 1
    raise CannotCopyError("a tag without an end")


def attribute_span(tag: bytes, name: bytes) -> tuple[int, int] | None:
    """Where the value of an attribute stands in a start tag, without its quotes; None where it has none."""
    place = 0
    while (equals := tag.find(b"=", place)) >= 0:
        opening = equals + 1
        while tag[opening : opening + 1].isspace():
            opening += 1
        closing = tag.index(tag[opening : opening + 1], opening + 1)
        if tag[place:equals].split()[-1] == name:
            return opening + 1, closing
        place = closing + 1
    return None


def with_replaced(content: bytes, replacements: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The content with other bytes in some places: (start, end, what stands there instead), in their order.

    A place within one that was replaced already is passed over.
    """
    pieces, place = [], 0
    for start, end, new in replacements:
        if start >= place:
            pieces += [content[place:start], new]
            place = end
    return b"".join([*pieces, content[place:]])
