"""How high a row must be for the texts in it to be seen: no program says so to a file that it did not write itself."""

import textwrap
from collections.abc import Mapping, Sequence

LINE_HEIGHT = 15.0  # points
LONGEST_TEXT = 32_767  # letters that a cell holds; of a longer text no more is written


def row_height(texts: Mapping[int, object], widths: Sequence[float] | Mapping[int, float]) -> float:
    """Height in points of a row whose texts wrap: `texts` by column, `widths` in characters."""
    lines = [count_lines(str(text), widths[column]) for column, text in texts.items() if text is not None]
    return LINE_HEIGHT * max(lines, default=1)


def count_lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of that width, broken between words."""
    room = max(1, int(width) - 1)
    text = text[:LONGEST_TEXT]
    return sum(
        1 if len(line) <= room else len(textwrap.wrap(line, room, break_on_hyphens=False)) for line in text.split("\n")
    )
