"""What a number format makes of a number: a percentage, a day, a time of day, a span of time, or a number.

Only what stands outside quotes, escapes and brackets counts, in the section that applies to the number.
"""

import operator
import re
from functools import cache

# ECMA-376 18.8.30. 27 to 36 and 50 to 58 are days in the languages of East Asia, by number in any language.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
}  # fmt: skip
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]")
_DAY_WORD = re.compile("t?[dmyhs][dmyhst]*")  # "yyyy", "ddThh"
_NUMERIC_SECTIONS = 3  # a fourth is for text
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_COMPARE = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_LONGEST = 1024  # a longer one is no format that Excel keeps


def is_percent(number_format: str, number: float = 1) -> bool:
    """Whether the number is shown multiplied by a hundred."""
    return "%" in number_format and "%" in _code(_section(number_format, number))


@cache
def is_day(number_format: str) -> bool:
    """Whether a number is shown as a day or a time of day.

    A word of other letters ("Standard", as some programs spell General) says nothing of days.
    """
    code = _code(_section(number_format, 1)).casefold()
    if "general" in code or "@" in code:
        return False
    return any(map(_DAY_WORD.fullmatch, re.findall("[a-z]+", code))) or is_span(number_format)


@cache
def is_span(number_format: str) -> bool:
    """Whether a number is shown as a span of time, such as [h]:mm."""
    return bool(_SPAN.search(_unquoted(_section(number_format, 1)).casefold()))


def _section(number_format: str, number: float) -> str:
    """The section that applies to a number: the first whose condition it meets, written or understood."""
    sections = _split(number_format)[:_NUMERIC_SECTIONS]
    return next(section for n, section in enumerate(sections) if _applies(section, n, len(sections), number))


def _applies(section: str, place: int, count: int, number: float) -> bool:
    """Without conditions the sections are for positive numbers, negative ones and zero; the last is for all others."""
    if place == count - 1:
        return True
    if condition := _CONDITION.search(_unquoted(section)):
        return bool(_COMPARE[condition[1]](number, float(condition[2])))
    return number < 0 if place else number > 0 or (number == 0 and count == 2)


@cache
def _split(number_format: str) -> list[str]:
    """The sections, which semicolons outside quotes and escapes divide."""
    sections, current, quoted, escaped = [], "", False, False
    for letter in number_format[:_LONGEST]:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            sections.append(current)
            current = ""
            continue
        current += letter
    return [*sections, current]


def _unquoted(section: str) -> str:
    """Without quoted and escaped letters, blanks as wide as a letter (`_x`) and filling (`*x`)."""
    result, quoted, skip = "", False, False
    for letter in section:
        if skip:
            skip = False
        elif quoted:
            quoted = letter != '"'
        elif letter == '"':
            quoted = True
        elif letter in "\\_*":
            skip = True
        else:
            result += letter
    return result


def _code(section: str) -> str:
    """What of a section is code: quotes, escapes and brackets left out."""
    return re.sub(r"\[[^\[\]]*\]", "", _unquoted(section))
