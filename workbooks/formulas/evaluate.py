"""What a formula of a template gives, computed from the cells it looks at, so that the file stores it right.

Programs that compute do so themselves; viewers, previews and other readers show what is stored. Only the operators and
functions that our own formulas use are known (`functions`); any other name is a ValueError.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol

from schemas.value import DAY_ZERO
from workbooks.formulas.functions import COMPARISONS, FUNCTIONS, OPERATIONS, Array, Lazy, operation, single

Position = tuple[int, int]  # row and column, 0-based

_SYMBOL = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"]|"")*")
    |(?P<reference>(?:(?:'[^']+'|[A-Za-z_]\w*)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(]))
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<function>[A-Z][A-Z0-9.]*)\(
    |(?P<logical>TRUE|FALSE)
    |(?P<sign><>|<=|>=|[-+*/&=<>(),])
    )""",
    re.VERBOSE,
)


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
        """What a formula on a sheet gives, a whole number as int. `CellError` where it gives an error value."""
        value = single(_Parser(self, sheet, formula).parse()())
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return 0 if value is None else value

    def value(self, sheet: str, position: Position) -> Any:
        """A cell as formulas see it: dates as numbers, formulas as what they give."""
        content = self.content(sheet, position)
        if isinstance(content, date):
            return Decimal((content - DAY_ZERO).days)
        if not isinstance(content, Formula):
            return content
        key = (sheet, position)
        if key not in self._computed:
            self._computed[key] = single(_Parser(self, sheet, content).parse()())
        return self._computed[key]

    def cell_range(self, sheet: str, first: Position, last: Position) -> Array:
        """Row by row. Below the sheet's last filled row all is blank, and one row speaks for the rest."""
        last_row = self._last_rows.get(sheet, 0)
        bottom = min(last[0], max(first[0], last_row + 1)) if first[1] == last[1] else last[0]
        values = [
            self.value(sheet, (row, column))
            for row in range(first[0], bottom + 1)
            for column in range(first[1], last[1] + 1)
        ]
        return Array(values, last[0] - bottom)


class _Parser:
    """Reads one formula by Excel's order of operations into something that can be computed when needed."""

    def __init__(self, book: ComputedBook, sheet: str, formula: str) -> None:
        self.book, self.sheet, self.formula = book, sheet, formula
        self.offset = 1  # after the "="

    def parse(self) -> Lazy:
        """The whole formula. ValueError for what is not understood."""
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

    def _chain(self, signs: Iterable[str], operand: Callable[[], Lazy]) -> Lazy:
        """Operations of one rank, from left to right."""
        result = operand()
        while self._peek()[0] == "sign" and self._peek()[1] in signs:
            _, symbol = self._take()
            result = operation(OPERATIONS[symbol], result, operand())
        return result

    def _comparison(self) -> Lazy:
        return self._chain(COMPARISONS, self._concatenation)

    def _concatenation(self) -> Lazy:
        return self._chain("&", self._addition)

    def _addition(self) -> Lazy:
        return self._chain("+-", self._multiplication)

    def _multiplication(self) -> Lazy:
        return self._chain("*/", self._negation)

    def _negation(self) -> Lazy:
        if self._peek() == ("sign", "-"):
            self._take()
            return operation(OPERATIONS["-"], lambda: 0, self._negation())
        return self._primary()

    def _primary(self) -> Lazy:
        kind, text = self._take()
        if kind == "sign" and text == "(":
            inner = self._comparison()
            self._close()
            return inner
        match kind:
            case "text":
                return _constant(text[1:-1].replace('""', '"'))
            case "number":
                return _constant(Decimal(text) if "." in text else int(text))
            case "logical":
                return _constant(text == "TRUE")
            case "reference":
                return self._reference(text)
            case "function":
                return self._function(text)
        raise ValueError(f"not understood at {self.offset}: {self.formula}")

    def _close(self) -> None:
        if self._take() != ("sign", ")"):
            raise ValueError(f"not closed at {self.offset}: {self.formula}")

    def _reference(self, text: str) -> Lazy:
        sheet, _, address = text.rpartition("!")
        sheet_name = sheet.strip("'") or self.sheet
        start, _, end = address.replace("$", "").partition(":")
        first, last = xl_cell_to_rowcol(start), xl_cell_to_rowcol(end or start)
        return lambda: self.book.cell_range(sheet_name, first, last)

    def _function(self, name: str) -> Lazy:
        if name not in FUNCTIONS:
            raise ValueError(f"{name} is not known here: {self.formula}")
        arguments: list[Lazy] = []
        while self._peek() != ("sign", ")"):
            arguments.append(self._comparison())
            if self._peek() == ("sign", ","):
                self._take()
        self._close()
        function = FUNCTIONS[name]
        return lambda: function(arguments)


def _constant(value: Any) -> Lazy:
    return lambda: value
