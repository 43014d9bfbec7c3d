"""What the operators and functions of our own formulas give, with the meaning Excel gives them.

Arguments come uncomputed (`Lazy`), since IF and IFERROR compute only what they need.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation
from typing import Any

from schemas.value import DAY_ZERO

Lazy = Callable[[], Any]

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class CellError(Exception):
    """An error value (#DIV/0!, #N/A, #VALUE!) on its way to the IFERROR that catches it."""


@dataclass(frozen=True)
class Array:
    """Cells of a range, or what became of them one by one. The last one stands `tail` times more: blank rows."""

    values: Sequence[Any]
    tail: int = 0

    def mapped(self, function: Callable[[Any], Any]) -> "Array":
        """Each value as the function makes it."""
        return Array([function(value) for value in self.values], self.tail)

    def count(self, condition: Callable[[Any], bool]) -> int:
        """How many of them meet a condition."""
        return sum(map(condition, self.values)) + (self.tail if self.tail and condition(self.values[-1]) else 0)

    def with_counts(self) -> Iterator[tuple[Any, int]]:
        """Each value with the number of times it stands."""
        yield from ((value, 1) for value in self.values)
        if self.tail:
            yield self.values[-1], self.tail


# Values


def single(value: Any) -> Any:
    """The one value of a cell or an expression."""
    if isinstance(value, Array):
        if len(value.values) != 1 or value.tail:
            raise CellError
        return value.values[0]
    return value


def _number(value: Any) -> Any:
    """As a number: blank is 0; text only where it reads as one."""
    if value is None:
        return 0
    if isinstance(value, str):
        try:
            return Decimal(value)
        except InvalidOperation:
            raise CellError from None
    return int(value) if isinstance(value, bool) else value


def _text(value: Any) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _sort_key(value: Any, other: Any) -> tuple[int, Any]:
    """How values compare: numbers before text before TRUE and FALSE, text without its case, blank as the other's."""
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


# Operators


def _divide(a: Any, b: Any) -> Any:
    try:
        return Decimal(_number(a)) / Decimal(_number(b))
    except (DivisionByZero, InvalidOperation):
        raise CellError from None


def _comparer(sign: str) -> Callable[[Any, Any], bool]:
    return lambda a, b: COMPARISONS[sign](_sort_key(a, b), _sort_key(b, a))


OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: _number(a) + _number(b),
    "-": lambda a, b: _number(a) - _number(b),
    "*": lambda a, b: _number(a) * _number(b),
    "/": _divide,
    "&": lambda a, b: _text(a) + _text(b),
    **{sign: _comparer(sign) for sign in COMPARISONS},
}


def operation(operate: Callable[[Any, Any], Any], left: Lazy, right: Lazy) -> Lazy:
    """An operator, cell by cell where a side is a range."""

    def compute() -> Any:
        a, b = left(), right()
        if isinstance(a, Array) and isinstance(b, Array) and len(a.values) == len(b.values):
            return Array([operate(x, y) for x, y in zip(a.values, b.values, strict=True)], a.tail)
        if isinstance(a, Array):
            return a.mapped(lambda x: operate(x, single(b)))
        if isinstance(b, Array):
            return b.mapped(lambda y: operate(a, y))
        return operate(a, b)

    return compute


# Functions


def _values_with_counts(arguments: Sequence[Lazy]) -> Iterator[tuple[Any, int]]:
    """The values of all arguments with the number of times each stands."""
    for argument in arguments:
        value = argument()
        yield from value.with_counts() if isinstance(value, Array) else ((value, 1),)


def _numbers(arguments: Sequence[Lazy]) -> list[tuple[Any, int]]:
    return [(value, times) for value, times in _values_with_counts(arguments) if _is_number(value)]


def _sum(arguments: Sequence[Lazy]) -> Any:
    return sum(value * times for value, times in _numbers(arguments))


def _count(arguments: Sequence[Lazy]) -> int:
    return sum(times for _, times in _numbers(arguments))


def _mean(arguments: Sequence[Lazy]) -> Any:
    return _divide(_sum(arguments), _count(arguments))


def _extreme(choose: Callable[[Iterable[Any]], Any]) -> Callable[[Sequence[Lazy]], Any]:
    return lambda arguments: choose([value for value, _ in _numbers(arguments)] or [0])


def _if(arguments: Sequence[Lazy]) -> Any:
    return single(arguments[1 if single(arguments[0]()) else 2]())


def _if_error(arguments: Sequence[Lazy]) -> Any:
    try:
        return single(arguments[0]())
    except CellError:
        return single(arguments[1]())


def _round_half_up(arguments: Sequence[Lazy]) -> Decimal:
    value, decimals = (_number(single(argument())) for argument in arguments)
    return Decimal(value).quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)


def _is_blank(arguments: Sequence[Lazy]) -> Any:
    value = arguments[0]()
    return value.mapped(lambda each: each is None) if isinstance(value, Array) else value is None


def _condition(criterion: Any) -> Callable[[Any], bool]:
    """The test a criterion of COUNTIFS stands for: "Ya", "<>", ">=45"."""
    if not isinstance(criterion, str):
        return lambda value: _is_number(value) and value == criterion
    match = re.match(r"(<>|<=|>=|[=<>]?)(.*)", criterion, re.DOTALL)
    assert match is not None
    sign, text = match[1] or "=", match[2]
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        limit, otherwise = Decimal(text), sign == "<>"
        return lambda value: COMPARISONS[sign](value, limit) if _is_number(value) else otherwise
    if not text:
        return (lambda value: value is not None) if sign == "<>" else (lambda value: value in (None, ""))
    pattern = _pattern(text)
    return lambda value: (isinstance(value, str) and bool(pattern.fullmatch(value))) is (sign == "=")


def _pattern(text: str) -> re.Pattern[str]:
    """The words that the text of a criterion takes in: `*` is any, `?` one character; after `~` they are themselves."""
    parts = re.findall(r"~[~*?]|.", text, re.DOTALL)
    wild = {"*": ".*", "?": "."}
    return re.compile(
        "".join(wild.get(part) or re.escape(part.removeprefix("~") or part) for part in parts),
        re.DOTALL | re.IGNORECASE,
    )


def _selected(arguments: Sequence[Lazy]) -> Array:
    """Row by row: whether all (range, criterion) pairs hold."""
    tests = [arguments[n]().mapped(_condition(single(arguments[n + 1]()))) for n in range(0, len(arguments), 2)]
    return Array([all(row) for row in zip(*(test.values for test in tests), strict=True)], tests[0].tail)


def _count_if(arguments: Sequence[Lazy]) -> int:
    return _selected(arguments).count(bool)


def _sum_if(arguments: Sequence[Lazy]) -> Any:
    selected = _selected(arguments[1:])
    return sum(n for n, chosen in zip(arguments[0]().values, selected.values, strict=True) if chosen and _is_number(n))


def _sum_of_products(arguments: Sequence[Lazy]) -> Any:
    (argument,) = arguments
    return sum(_number(value) * times for value, times in _values_with_counts([argument]))


def _date(arguments: Sequence[Lazy]) -> int:
    year, month, day = (int(_number(single(argument()))) for argument in arguments)
    extra_years, month = divmod(month - 1, 12)
    return (date(year + extra_years, month + 1, 1) - DAY_ZERO).days + day - 1


def _year(arguments: Sequence[Lazy]) -> int:
    return (DAY_ZERO + timedelta(days=int(_number(single(arguments[0]()))))).year


def _raise_error(arguments: Sequence[Lazy]) -> Any:
    raise CellError


def _cut(take: Callable[[str, int], str]) -> Callable[[Sequence[Lazy]], str]:
    return lambda arguments: take(_text(single(arguments[0]())), int(_number(single(arguments[1]()))))


FUNCTIONS: dict[str, Callable[[Sequence[Lazy]], Any]] = {
    "AND": lambda arguments: all(bool(value) for value, _ in _values_with_counts(arguments)),
    "AVERAGE": _mean,
    "COUNT": _count,
    "COUNTA": lambda arguments: sum(times for value, times in _values_with_counts(arguments) if value is not None),
    "COUNTIF": _count_if,
    "COUNTIFS": _count_if,
    "DATE": _date,
    "IF": _if,
    "IFERROR": _if_error,
    "ISBLANK": _is_blank,
    "ISNUMBER": lambda arguments: _is_number(single(arguments[0]())),
    "LEFT": _cut(lambda text, n: text[:n]),
    "MAX": _extreme(max),
    "MIN": _extreme(min),
    "NA": _raise_error,
    "OR": lambda arguments: any(bool(value) for value, _ in _values_with_counts(arguments)),
    "NOT": lambda arguments: not single(arguments[0]()),
    "RIGHT": _cut(lambda text, n: text[-n:]),
    "ROUND": _round_half_up,
    "SUM": _sum,
    "SUMIFS": _sum_if,
    "SUMPRODUCT": _sum_of_products,
    "VALUE": lambda arguments: _number(single(arguments[0]())),
    "YEAR": _year,
}
