"""What a formula of a template gives, computed from the cells it looks at, so that the file stores it right.

Programs that compute do so themselves; viewers, previews and other readers show what is stored. Only the operators and
functions that our own formulas use are known here, with the meaning Excel gives them; any other name is a ValueError.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol

DAY_ZERO = date(1899, 12, 30)  # day 0 of Excel's calendar
Position = tuple[int, int]  # row and column, 0-based
_Lazy = Callable[[], Any]

_SYMBOL = re.compile(
    r"""\s*(?:
    (?P<teks>"(?:[^"]|"")*")
    |(?P<rujukan>(?:(?:'[^']+'|[A-Za-z_]\w*)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(]))
    |(?P<angka>\d+(?:\.\d+)?)
    |(?P<fungsi>[A-Z][A-Z0-9.]*)\(
    |(?P<logika>TRUE|FALSE)
    |(?P<tanda><>|<=|>=|[-+*/&=<>(),])
    )""",
    re.VERBOSE,
)
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
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
        return Array([function(value) for value in self.values], self.tail)

    def count(self, condition: Callable[[Any], bool]) -> int:
        """How many of them meet a condition."""
        return sum(map(condition, self.values)) + (self.tail if self.tail and condition(self.values[-1]) else 0)

    def with_counts(self) -> Iterator[tuple[Any, int]]:
        """Each value with the number of times it stands."""
        yield from ((value, 1) for value in self.values)
        if self.tail:
            yield self.values[-1], self.tail


class Formula(str):
    """A formula, "=" included; a plain text that begins with "=" is a text."""


class ComputedBook:
    """The cells of a workbook in the making, by sheet: values and formulas."""

    def __init__(self) -> None:
        self._sheets: dict[str, dict[Position, Any]] = {}
        self._last_rows: dict[str, int] = {}
        self._computed: dict[tuple[str, Position], Any] = {}

    def put(self, sheet: str, cells: Mapping[Position, Any]) -> None:
        """Cells of a sheet; all are there before anything is computed."""
        self._sheets.setdefault(sheet, {}).update(cells)
        self._last_rows[sheet] = max((row for row, _ in self._sheets[sheet]), default=0)

    def content(self, sheet: str, position: Position) -> Any:
        """A cell as it was put."""
        return self._sheets.get(sheet, {}).get(position)

    def result(self, sheet: str, formula: str) -> str | int | float:
        """What a formula on a sheet gives."""
        value = _single(_Parser(self, sheet, formula).parse()())
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return 0 if value is None else value  # type: ignore[no-any-return]

    def value(self, sheet: str, position: Position) -> Any:
        """A cell as formulas see it: dates as numbers, formulas as what they give."""
        content = self.content(sheet, position)
        if isinstance(content, date):
            return Decimal((content - DAY_ZERO).days)
        if not isinstance(content, Formula):
            return content
        key = (sheet, position)
        if key not in self._computed:
            self._computed[key] = _single(_Parser(self, sheet, content).parse()())
        return self._computed[key]

    def cell_range(self, sheet: str, first: Position, last: Position) -> Array:
        """Row by row. Below the sheet's last filled row all is blank, and one row speaks for the rest."""
        last_row = self._last_rows.get(sheet, 0)
        bottom = min(last[0], max(first[0], last_row + 1)) if first[1] == last[1] else last[0]
        values = [self.value(sheet, (b, k)) for b in range(first[0], bottom + 1) for k in range(first[1], last[1] + 1)]
        return Array(values, last[0] - bottom)


class _Parser:
    """Reads one formula by Excel's order of operations into something that can be computed when needed."""

    def __init__(self, book: ComputedBook, sheet: str, formula: str) -> None:
        self.book, self.sheet, self.formula = book, sheet, formula
        self.offset = 1  # after the "="

    def parse(self) -> _Lazy:
        result = self._comparison()
        if self.offset != len(self.formula):
            raise ValueError(f"not understood at {self.offset}: {self.formula}")
        return result

    def _peek(self) -> tuple[str, str]:
        """(kind, text) of the next symbol, blank at the end."""
        match = _SYMBOL.match(self.formula, self.offset)
        return (str(match.lastgroup), str(match[str(match.lastgroup)])) if match else ("", "")

    def _take(self) -> tuple[str, str]:
        match = _SYMBOL.match(self.formula, self.offset)
        if match is None:
            raise ValueError(f"not understood at {self.offset}: {self.formula}")
        self.offset = match.end()
        return str(match.lastgroup), str(match[str(match.lastgroup)])

    def _chain(self, signs: Iterable[str], operand: Callable[[], _Lazy]) -> _Lazy:
        """Operations of one rank, from left to right."""
        result = operand()
        while self._peek()[0] == "tanda" and self._peek()[1] in signs:
            _, symbol = self._take()
            result = _operation(_OPERATIONS[symbol], result, operand())
        return result

    def _comparison(self) -> _Lazy:
        return self._chain(_COMPARISONS, self._concatenation)

    def _concatenation(self) -> _Lazy:
        return self._chain("&", self._addition)

    def _addition(self) -> _Lazy:
        return self._chain("+-", self._multiplication)

    def _multiplication(self) -> _Lazy:
        return self._chain("*/", self._negation)

    def _negation(self) -> _Lazy:
        if self._peek() == ("tanda", "-"):
            self._take()
            return _operation(_OPERATIONS["-"], lambda: 0, self._negation())
        return self._primary()

    def _primary(self) -> _Lazy:
        kind, text = self._take()
        if kind == "tanda" and text == "(":
            inner = self._comparison()
            self._close()
            return inner
        match kind:
            case "teks":
                return _constant(text[1:-1].replace('""', '"'))
            case "angka":
                return _constant(Decimal(text) if "." in text else int(text))
            case "logika":
                return _constant(text == "TRUE")
            case "rujukan":
                return self._reference(text)
            case "fungsi":
                return self._function(text)
        raise ValueError(f"not understood at {self.offset}: {self.formula}")

    def _close(self) -> None:
        if self._take() != ("tanda", ")"):
            raise ValueError(f"not closed at {self.offset}: {self.formula}")

    def _reference(self, text: str) -> _Lazy:
        sheet, _, address = text.rpartition("!")
        sheet_name = sheet.strip("'") or self.sheet
        start, _, end = address.replace("$", "").partition(":")
        first, last = xl_cell_to_rowcol(start), xl_cell_to_rowcol(end or start)
        return lambda: self.book.cell_range(sheet_name, first, last)

    def _function(self, name: str) -> _Lazy:
        if name not in _FUNCTIONS:
            raise ValueError(f"{name} is not known here: {self.formula}")
        arguments: list[_Lazy] = []
        while self._peek() != ("tanda", ")"):
            arguments.append(self._comparison())
            if self._peek() == ("tanda", ","):
                self._take()
        self._close()
        function = _FUNCTIONS[name]
        return lambda: function(arguments)


def _constant(value: Any) -> _Lazy:
    return lambda: value


# Values


def _single(value: Any) -> Any:
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
    return lambda a, b: _COMPARISONS[sign](_sort_key(a, b), _sort_key(b, a))


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: _number(a) + _number(b),
    "-": lambda a, b: _number(a) - _number(b),
    "*": lambda a, b: _number(a) * _number(b),
    "/": _divide,
    "&": lambda a, b: _text(a) + _text(b),
    **{sign: _comparer(sign) for sign in _COMPARISONS},
}


def _operation(operate: Callable[[Any, Any], Any], left: _Lazy, right: _Lazy) -> _Lazy:
    """An operator, cell by cell where a side is a range."""

    def compute() -> Any:
        a, b = left(), right()
        if isinstance(a, Array) and isinstance(b, Array) and len(a.values) == len(b.values):
            return Array([operate(x, y) for x, y in zip(a.values, b.values, strict=True)], a.tail)
        if isinstance(a, Array):
            return a.mapped(lambda x: operate(x, _single(b)))
        if isinstance(b, Array):
            return b.mapped(lambda y: operate(a, y))
        return operate(a, b)

    return compute


# Functions; they take their arguments uncomputed, since IF and IFERROR compute only what they need


def _values_with_counts(arguments: Sequence[_Lazy]) -> Iterator[tuple[Any, int]]:
    """The values of all arguments with the number of times each stands."""
    for argument in arguments:
        value = argument()
        yield from value.with_counts() if isinstance(value, Array) else ((value, 1),)


def _numbers(arguments: Sequence[_Lazy]) -> list[tuple[Any, int]]:
    return [(value, times) for value, times in _values_with_counts(arguments) if _is_number(value)]


def _sum(arguments: Sequence[_Lazy]) -> Any:
    return sum(value * times for value, times in _numbers(arguments))


def _count(arguments: Sequence[_Lazy]) -> int:
    return sum(times for _, times in _numbers(arguments))


def _mean(arguments: Sequence[_Lazy]) -> Any:
    return _divide(_sum(arguments), _count(arguments))


def _extreme(choose: Callable[[Iterable[Any]], Any]) -> Callable[[Sequence[_Lazy]], Any]:
    return lambda arguments: choose([value for value, _ in _numbers(arguments)] or [0])


def _if(arguments: Sequence[_Lazy]) -> Any:
    return _single(arguments[1 if _single(arguments[0]()) else 2]())


def _if_error(arguments: Sequence[_Lazy]) -> Any:
    try:
        return _single(arguments[0]())
    except CellError:
        return _single(arguments[1]())


def _round_half_up(arguments: Sequence[_Lazy]) -> Decimal:
    value, decimals = (_number(_single(argument())) for argument in arguments)
    return Decimal(value).quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)


def _is_blank(arguments: Sequence[_Lazy]) -> Any:
    value = arguments[0]()
    return value.mapped(lambda item: item is None) if isinstance(value, Array) else value is None


def _condition(criterion: Any) -> Callable[[Any], bool]:
    """The test a criterion of COUNTIFS stands for: "Ya", "<>", ">=45"."""
    if not isinstance(criterion, str):
        return lambda value: _is_number(value) and value == criterion
    match = re.match(r"(<>|<=|>=|[=<>]?)(.*)", criterion, re.DOTALL)
    assert match is not None
    sign, text = match[1] or "=", match[2]
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        limit, otherwise = Decimal(text), sign == "<>"
        return lambda value: _COMPARISONS[sign](value, limit) if _is_number(value) else otherwise
    if not text:
        return (lambda value: value is not None) if sign == "<>" else (lambda value: value in (None, ""))
    return lambda value: (isinstance(value, str) and value.casefold() == text.casefold()) is (sign == "=")


def _selected(arguments: Sequence[_Lazy]) -> Array:
    """Row by row: whether all (range, criterion) pairs hold."""
    tests = [arguments[n]().mapped(_condition(_single(arguments[n + 1]()))) for n in range(0, len(arguments), 2)]
    return Array([all(row) for row in zip(*(test.values for test in tests), strict=True)], tests[0].tail)


def _count_if(arguments: Sequence[_Lazy]) -> int:
    return _selected(arguments).count(bool)


def _sum_if(arguments: Sequence[_Lazy]) -> Any:
    selected = _selected(arguments[1:])
    return sum(n for n, chosen in zip(arguments[0]().values, selected.values, strict=True) if chosen and _is_number(n))


def _sum_of_products(arguments: Sequence[_Lazy]) -> Any:
    (argument,) = arguments
    return sum(_number(value) * times for value, times in _values_with_counts([argument]))


def _date(arguments: Sequence[_Lazy]) -> int:
    year, month, day = (int(_number(_single(argument()))) for argument in arguments)
    extra_years, month = divmod(month - 1, 12)
    return (date(year + extra_years, month + 1, 1) - DAY_ZERO).days + day - 1


def _year(arguments: Sequence[_Lazy]) -> int:
    return (DAY_ZERO + timedelta(days=int(_number(_single(arguments[0]()))))).year


def _raise_error(arguments: Sequence[_Lazy]) -> Any:
    raise CellError


def _cut(take: Callable[[str, int], str]) -> Callable[[Sequence[_Lazy]], str]:
    return lambda arguments: take(_text(_single(arguments[0]())), int(_number(_single(arguments[1]()))))


_FUNCTIONS: dict[str, Callable[[Sequence[_Lazy]], Any]] = {
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
    "ISNUMBER": lambda arguments: _is_number(_single(arguments[0]())),
    "LEFT": _cut(lambda text, n: text[:n]),
    "MAX": _extreme(max),
    "MIN": _extreme(min),
    "NA": _raise_error,
    "NOT": lambda arguments: not _single(arguments[0]()),
    "RIGHT": _cut(lambda text, n: text[-n:]),
    "ROUND": _round_half_up,
    "SUM": _sum,
    "SUMIFS": _sum_if,
    "SUMPRODUCT": _sum_of_products,
    "VALUE": lambda arguments: _number(_single(arguments[0]())),
    "YEAR": _year,
}
