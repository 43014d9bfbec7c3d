"""How every pattern of the program grows with its worst input: `python -m bench.patterns`.

A pattern over what somebody else wrote must take time linear in its length, or a small file stops a whole run. The
table says of each pattern in the rooms what it meets: its worst inputs, or why it meets nothing foreign. A test looks
that none is missing; here each is fed 30,000 and 300,000 repeats.
"""

import ast
import re
import sys
import timeit
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from schemas.notions import days, numbers, summary_rows

ROOT = Path(__file__).parents[1]
ROOMS = ("schemas", "iku_rules", "workbooks", "ledger", "flows")
SMALL, LARGE = 30_000, 300_000  # repeats
MOST_GROWTH = 25.0  # for ten times the input; ten would be exact, a hundred is quadratic
HARMLESS = 0.05  # seconds for the large input; a quadratic pattern takes minutes

_USES = frozenset(f"re.{name}" for name in ("compile", "findall", "fullmatch", "match", "search", "split", "sub"))


@dataclass(frozen=True)
class Meets:
    """A pattern that meets what others write: how it is used, its worst inputs as (before, repeated, after)."""

    use: str
    worst: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Own:
    """A pattern that meets nothing but what we wrote ourselves, and what that is."""

    what: str


_DIGITS = ("", "1", "x")
_BLANKS = ("1", " ", "x")

PATTERNS: dict[str, Meets | Own] = {
    # Cells as typed
    r"_NUMBER_PATTERN.format(group='\\.', point=',')": Meets(
        "fullmatch", (_DIGITS, ("1", ".123", "x"), ("1", ".123", ",x"), ("0,", "1", "x"))
    ),
    r"_NUMBER_PATTERN.format(group=',', point='\\.')": Meets("fullmatch", (_DIGITS, ("1", ",123", "x"))),
    r"[.,]": Meets("sub", (("", ".", ""), ("", "1.", ""))),
    r",(?:-+|=)$": Meets("sub", ((",", "-", "x"), ("", ",-", "x"))),
    r"f'(?:(?:{unit})\\.?:?\\s*)?([\\d+-].*?)(?:\\s*(?:{unit})\\.?)?'": Meets(
        "fullmatch", (_DIGITS, ("Rp ", "1 ", "x"), ("1", " orang", "x"))
    ),
    r"f'(?:{_PLACE})?(?:(?i:{_WEEKDAY})\\b\\s*,?\\s*)?(?:(?i:tanggal|tgl)\\b[.:]?\\s*)?'": Meets(
        "match", (("", "a", "1"), ("", "a ", "1"), ("", "a.", ""), ("a", " ", "x"), ("senin", " ", "x"))
    ),
    r"(?:T|,?\s+)(?:pukul\s+|jam\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:(am|pm)|wib|wita|wit)?\s*(z|[+-]\d{2}:?\d{2})?": Meets(
        "findall", (("", " 1", "x"), ("", " 10.10", "x"), ("", "T10.10.10,1", "x"), (" 10.10.10,", "1", "x"))
    ),
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})": Meets("fullmatch", (_DIGITS, ("", "2025-1-1", ""))),
    r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})": Meets("fullmatch", (_DIGITS, ("", "1 / 1 / 2025", ""))),
    r"(\d{1,2})[ /.-]*([A-Za-z]+)\.?[ /.,-]*(\d{4}|\d{2})": Meets(
        "fullmatch", (("1 ", "a", "1"), ("1 ", "a ", "2025"), ("1", " ", "a"), ("1 a", ".", "x"))
    ),
    r"([A-Za-z]+)\.? (\d{1,2}),? (\d{4})": Meets("fullmatch", (("", "a", " 1"), ("", "a 1, ", "x"))),
    r"[A-Za-z]{3}|^\d{4}": Meets("search", (("", "aa1", ""), _DIGITS)),
    r"20\d\d": Meets("fullmatch", (("", "20", "x"),)),
    r"[^0-9\s]": Meets("search", (("", "1 ", ""),)),
    r"[^0-9]": Meets("sub", (("", "a", ""), ("", "1", ""))),
    r"^nip\b[\s.:]*": Meets("sub", (("nip", " .", "x"), ("", "nip ", ""))),
    r"(?<=\d) (?=\d)": Meets("sub", (("", "1 ", "x"), ("", " ", ""))),
    r"[^\W_]+(?:[+-](?![^\W_]))?": Meets("findall", (("", "a", ""), ("", "a-", ""), ("", "a-b", ""))),
    r"\d+|[^\W\d_]+": Meets("findall", (("", "a", ""), ("", "a1", ""), _DIGITS)),
    r"[^0-9a-z]+": Meets("sub", (("", " ", ""), ("", "a ", ""))),
    r"f'{_BEGINS}\\b.*|(?:{_WHOLE})'": Meets("fullmatch", (("total ", "a", "\n"), ("", "total ", "\n"))),
    r"((?:_x[0-9A-Fa-f]{4}_)+)": Meets("split", (("", "_x", ""), ("", "_x0041", ""), ("", "_x0041_", ""))),
    r"([a-z]+)\.?[ -]*(\d{4})": Meets("fullmatch", (("", "a", "1"), ("a", " -", "1"))),
    r"[a-z]+|\d+": Meets("findall", (("", "a", ""), ("", "a1", ""), _DIGITS)),
    r"[a-z]+": Meets("findall", (("", "a", ""), ("", "a1", ""))),
    r"t?[dmyhs][dmyhst]*": Meets("fullmatch", (("", "d", "x"), ("", "td", "x"))),
    r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]": Meets(
        "findall", (("[<", "1", ""), ("", "[<1", ""), ("[<1.", "1", ""))
    ),
    r"\s": Meets("sub", (("", " ", ""), ("", "1", ""))),
    r"(\d{4})-(\d{2})": Meets("fullmatch", (_DIGITS,)),
    r"(\d{4})\s*[-/.]\s*(\d{1,2})": Meets("fullmatch", (("2025", " ", "x"), ("2025-", " ", "x"))),
    r"(\d{1,2})\s*[-/.]\s*(\d{4})": Meets("fullmatch", (("1", " ", "x"), ("1-", " ", "x"))),
    r"[^0-9a-z]": Meets("sub", (("", " ", ""), ("", "a", ""))),
    # Parts of a workbook
    r"\[(?:h+|m+|s+)\]": Meets("search", (("[", "h", ""), ("", "[h", ""), ("", "[", ""))),
    r"\[[^\[\]]*\]": Meets("sub", (("", "[", ""), ("", "[a", ""), ("[", "a", ""), ("", "[]", ""))),
    r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})": Meets("fullmatch", (("", "A", ""), ("A", "1", ""), ("", "$", ""))),
    r"[\"'>]": Meets("search", (("", "a", ""), ("", "=", ">"))),
    r"[;,\t]": Meets("search", (("", "a", ""),)),
    # Names of files
    r"\.\w+": Meets("fullmatch", ((".", "a", "-"), ("", ".", ""))),
    r"[0-9A-F]{8}": Meets("fullmatch", (("", "A", "x"),)),
    r"(?<!\\),": Meets("split", (("", ",", ""), ("", "\\,", ""))),
    r"[0-9a-f]{64}(\..+)?": Meets("fullmatch", (("a" * 64 + ".", "b", "\n"), ("", "a", ""))),
    r".+_final\.xlsx": Meets("fullmatch", (("a", "_final", ""), ("a", "_final.xlsx", "x"))),
    r"re.escape(name) + '(?: \\(\\d\\))?'": Meets("fullmatch", (("", " (1)", ""),)),
    r"f'{re.escape(start)}(\\d+){re.escape(end)}'": Meets("fullmatch", (_DIGITS,)),
    # What we wrote ourselves
    r"([A-Z]{1,3})([1-9][0-9]{0,6})": Own("addresses in the settings"),
    r"[0-7]L|LW|#": Own("schedules in the settings"),
    r"f'http://{re.escape(LOOPBACK)}:(\\d+)'": Own("the address of our own server"),
    r"1/[1-9][0-9]?": Own("weights of the register"),
    "pattern": Own("codes of the register"),
    r"f'\\d{{{NIP_DIGITS}}}'": Meets("fullmatch", (_DIGITS,)),
    r"'([^']*)'": Own("messages of the checker of settings"),
    r"[A-Za-z0-9_-]+": Own("keys of the settings"),
    r"0x[0-9a-f]+|\biku-\w+|\d+": Own("details of an error of ours"),
    r"\{(\w+)\}": Own("sentences of the catalogue"),
    r"[A-Z]{1,3}[1-9]\d{0,6}": Own("addresses of findings"),
    r"dokumen/[^/]+\.toml": Own("names of the register's files"),
    r"line (\d+), column (\d+)": Own("messages of the TOML parser"),
    r"(<>|<=|>=|[=<>]?)(.*)": Own("criteria of our formulas"),
    r"-?\d+(\.\d+)?": Own("numbers of our formulas"),
    r"~[~*?]|.": Own("criteria of our formulas"),
    r"[~*?]": Own("words of the register in our formulas"),
    r"(\{.*?\})": Own("names of our workbooks"),
    r"'(.*)'": Own("messages of the command line"),
    r"unexpected extra argument\S* \((.*)\)": Own("messages of the command line"),
    r"[^A-Za-z0-9_-]+": Own("the workspace's folder"),
    "''.join((wild.get(part) or re.escape(part.removeprefix('~') or part) for part in parts))": Own(
        "criteria of our formulas; what they are compared with is a cell, and none has two stars"
    ),
    "<symbols of a formula>": Own("our formulas"),
    "<references in a formula>": Own("our formulas"),
}
_PUT_TOGETHER = {
    r"_NUMBER_PATTERN.format(group='\\.', point=',')": numbers._INDONESIAN_PATTERN.pattern,
    r"_NUMBER_PATTERN.format(group=',', point='\\.')": numbers._ENGLISH_PATTERN.pattern,
    r"f'(?:{_PLACE})?(?:(?i:{_WEEKDAY})\\b\\s*,?\\s*)?(?:(?i:tanggal|tgl)\\b[.:]?\\s*)?'": days._BEFORE.pattern,
    r"f'{_BEGINS}\\b.*|(?:{_WHOLE})'": summary_rows._SUMMARY.pattern,
    r"f'(?:(?:{unit})\\.?:?\\s*)?([\\d+-].*?)(?:\\s*(?:{unit})\\.?)?'": (
        r"(?i)(?:(?:rp|orang)\.?:?\s*)?([\d+-].*?)(?:\s*(?:rp|orang)\.?)?"
    ),
    r"f'\\d{{{NIP_DIGITS}}}'": r"\d{18}",
    r"re.escape(name) + '(?: \\(\\d\\))?'": r"Hasil(?: \(\d\))?",
    r"f'{re.escape(start)}(\\d+){re.escape(end)}'": r"draf-(\d+)\.xlsx",
}
_LONG = {
    "workbooks/formulas/evaluate.py": "<symbols of a formula>",
    "workbooks/formulas/write.py": "<references in a formula>",
}


def patterns_in_rooms() -> Iterator[tuple[str, str]]:
    """(module, pattern) of every call of `re` in the rooms; a pattern that is put together as its expression."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            module = file.relative_to(ROOT).as_posix()
            for call in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in _USES:
                    pattern = _spelled(call.args[0])
                    yield module, _LONG.get(module, pattern) if "?P<" in pattern else pattern


def _spelled(argument: ast.expr) -> str:
    if not isinstance(argument, ast.Constant):
        return ast.unparse(argument)
    return argument.value.decode() if isinstance(argument.value, bytes) else str(argument.value)


def compiled(spelled: str) -> re.Pattern[str]:
    """The pattern that stands in the table; those put together by a program with an example of what goes in."""
    return re.compile(_PUT_TOGETHER.get(spelled, spelled))


def growth(spelled: str, meets: Meets, worst: tuple[str, str, str]) -> tuple[float, float]:
    """Seconds for the large input, and how many times those for the small one."""
    pattern = compiled(spelled)
    use = partial(pattern.sub, "") if meets.use == "sub" else getattr(pattern, meets.use)
    before, repeated, after = worst
    small, large = (
        min(timeit.repeat(partial(use, before + repeated * repeats + after), number=1, repeat=3))
        for repeats in (SMALL, LARGE)
    )
    return large, large / small


def main() -> None:
    print(f"{'seconds':>8} {'growth':>7}  pattern, input")
    bad = 0
    for spelled, meets in PATTERNS.items():
        for worst in meets.worst if isinstance(meets, Meets) else ():
            seconds, times = growth(spelled, meets, worst)
            linear = seconds < HARMLESS or times <= MOST_GROWTH
            bad += not linear
            print(f"{seconds:8.4f} {times:7.1f}  {spelled} {worst!r}{'' if linear else '  NOT LINEAR'}", flush=True)
    sys.exit(f"bench: {bad} not linear" if bad else None)


if __name__ == "__main__":
    main()
