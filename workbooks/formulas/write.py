"""A computation step as a spreadsheet formula: the same operations as `iku_rules.steps.evaluate`, in cells.

Inside a formula the unknown is an error value (#DIV/0!, #N/A), which every function passes on as `evaluate` passes on
None; at its outside it becomes "" (an empty-looking cell). Only functions of Excel 2007 are used.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal

from iku_rules.steps import (
    ColumnSum,
    Condition,
    Day,
    Difference,
    Greatest,
    IfAtLeast,
    Input,
    InputColumn,
    Least,
    Mean,
    Node,
    Parameter,
    Product,
    Quotient,
    Rounded,
    RowCount,
    Sign,
    Step,
    Sum,
    children,
)
from schemas.notions.nothing import NOTHING_SPELLINGS

AddressOf = Callable[[Node], str | None]

BLANK = '""'
UNKNOWN = "NA()"
LONGEST = 8192  # characters of a formula, Excel's limit
MOST_ARGUMENTS = 255  # of one function call, Excel's limit
_EXCEL_PRECISION = Context(prec=15)  # digits Excel keeps of a number typed into a formula
_REFERENCE = re.compile(r"(?P<sheet>.*!)?(?P<fixed_column>\$?)(?P<column>[A-Z]{1,3})(?P<fixed_row>\$?)(?P<row>\d+)")

# How tightly a written expression holds together; a looser one inside a tighter one needs parentheses.
_LOOSE, _DIFFERENCE, _PRODUCT, _WHOLE = range(4)


class TooLongError(ValueError):
    """A formula beyond what Excel takes."""


def formula_of(node: Node, address_of: AddressOf) -> str:
    """The formula of a node, without the leading "=", for when all inputs it needs are filled.

    `address_of` gives the reference of an Input, Parameter, Day or Step that has a cell, else None: then it is written
    in place; and the range of an InputColumn, which must have one. A `Step` handed in is written as its content, since
    its own cell is where the formula goes.
    Gives "" where `evaluate` gives None because of a divisor 0. TooLongError when no cell holds it.
    """
    return _formula(node, address_of, guard=False)


def guarded_formula_of(node: Node, address_of: AddressOf) -> str:
    """Like `formula_of`, and "" as long as an input it needs is blank or no number: a blank must not count as 0."""
    return _formula(node, address_of, guard=True)


def _formula(node: Node, address_of: AddressOf, *, guard: bool) -> str:
    content = node.formula if isinstance(node, Step) else node
    text = _Writer(address_of, guard).guarded(content, BLANK).text
    if len(text) >= LONGEST:
        raise TooLongError(f"formula of {len(text)} characters, more than a cell holds")
    return text


@dataclass(frozen=True)
class _Expression:
    """A written expression and how tightly it holds."""

    text: str
    binding: int = _WHOLE
    may_be_blank: bool = False

    def inside(self, binding: int) -> str:
        """In parentheses where it holds less tightly than what it stands in."""
        return self.text if self.binding >= binding else f"({self.text})"


@dataclass
class _Risk:
    """What can make an expression unknown.

    Cells that must hold a number, tests that columns must pass, divisors (innermost first), errors inside.
    """

    required: list[str] = field(default_factory=list)
    column_tests: list[str] = field(default_factory=list)
    divisors: list[str] = field(default_factory=list)
    has_error: bool = False

    def cell_tests(self) -> list[str]:
        """What must be true of the cells."""
        required = sorted(set(self.required), key=_sort_key)
        counted = [f"{_call('COUNT', join_ranges(required))}={len(required)}"] if required else []
        return [*counted, *dict.fromkeys(self.column_tests)]


@dataclass(frozen=True)
class _Writer:
    """Writes one node and what it is made of; with `guard`, blank as long as an input is."""

    address_of: AddressOf
    guard: bool

    def guarded(self, node: Node, blank: str) -> _Expression:
        """The expression, giving `blank` where the node is unknown."""
        node = self._unwrap(node)
        risk = _Risk()
        if isinstance(node, IfAtLeast) and blank == BLANK:
            # Outermost choice: each branch may be empty by itself, unknown branches not taken do no harm.
            expression = self._if(node, BLANK)
            self._assess_risk(node.tested, risk)
            self._assess_risk(node.threshold, risk)
        else:
            expression = self.write(node)
            self._assess_risk(node, risk)
        return self._fence(expression, risk, blank)

    def _fence(self, expression: _Expression, risk: _Risk, blank: str) -> _Expression:
        result = expression
        for divisor in reversed(dict.fromkeys(risk.divisors)):
            result = _Expression(f"IF({divisor}=0,{blank},{result.text})", may_be_blank=True)
        if risk.has_error:
            text = result.text if blank == UNKNOWN else f"IFERROR({result.text},{blank})"
            result = _Expression(text, result.binding if text is result.text else _WHOLE, may_be_blank=True)
        if self.guard and (tests := risk.cell_tests()):
            test = tests[0] if len(tests) == 1 else _call("AND", tests)
            result = _Expression(f"IF({test},{result.text},{blank})", may_be_blank=True)
        return result

    def _unwrap(self, node: Node) -> Node:
        """The operation inside steps that have no cell of their own."""
        while isinstance(node, Step) and self.address_of(node) is None:
            node = node.formula
        return node

    # What may be unknown

    def _assess_risk(self, node: Node, risk: _Risk) -> None:
        node = self._unwrap(node)
        reference = self._reference(node)
        if reference is not None:
            if not isinstance(node, Parameter):  # a parameter is always known
                risk.required.append(reference)
            return
        match node:
            case Input(_, None) | Sum(()) | Least(()) | Greatest(()) | Mean(()):
                risk.has_error = True
            case Mean():
                self._assess_mean_risk(node, risk)
            case RowCount(conditions):
                self._assess_column_risk([c.column for c in conditions if c.is_ordering], risk)
            case ColumnSum(column, conditions):
                self._assess_column_risk([c.column for c in conditions if c.is_ordering] + [column], risk)
                risk.column_tests.append(f"{self._count_rows(conditions, self.write(column).text, BLANK)}=0")
            case IfAtLeast(tested, threshold):
                self._assess_risk(tested, risk)
                self._assess_risk(threshold, risk)
                risk.has_error = risk.has_error or self._if(node, UNKNOWN).may_be_blank
            case Quotient(dividend, divisor):
                self._assess_risk(dividend, risk)
                self._assess_risk(divisor, risk)
                divisor_text = self.write(divisor).text
                if not _written_number(divisor_text):  # a written divisor other than 0 is safe
                    risk.divisors.append(divisor_text)
            case _:
                for child in children(node):
                    self._assess_risk(child, risk)

    def _assess_column_risk(self, columns: Sequence[InputColumn], risk: _Risk) -> None:
        """What a column says as text (a date, a number) the reader may understand, COUNTIFS and SUMIFS do not."""
        for cells in (self.write(column).text for column in columns):
            risk.column_tests.append(f"COUNT({cells})=COUNTA({cells})")

    def _assess_mean_risk(self, node: Mean, risk: _Risk) -> None:
        """A mean is unknown only when none of its terms is known."""
        if all(_written_number(term) is None for term in self._mean_terms(node)):
            risk.divisors.append(self._count_terms(node))

    # Writing

    def write(self, node: Node) -> _Expression:
        """The bare expression; an error value where it is unknown for a reason inside it."""
        node = self._unwrap(node)
        reference = self._reference(node)
        if reference is not None:
            return _Expression(reference)
        match node:
            case Input(_, value) | Parameter(_, value):
                return _number(value)
            case Sum(terms):
                return self._function("SUM", terms)
            case Least(terms):
                return self._function("MIN", terms)
            case Greatest(terms):
                return self._function("MAX", terms)
            case Mean():
                return self._mean(node)
            case Product(left, right):
                return _Expression(f"{self.write(left).inside(_PRODUCT)}*{self.write(right).inside(_WHOLE)}", _PRODUCT)
            case Quotient(dividend, divisor):
                return _Expression(
                    f"{self.write(dividend).inside(_PRODUCT)}/{self.write(divisor).inside(_WHOLE)}", _PRODUCT
                )
            case Difference(left, right):
                return _Expression(
                    f"{self.write(left).inside(_DIFFERENCE)}-{self.write(right).inside(_PRODUCT)}", _DIFFERENCE
                )
            case Rounded(content, decimals):
                return _Expression(f"ROUND({self.write(content).text},{decimals})")
            case IfAtLeast():
                return self._if(node, UNKNOWN)
            case Day(_, day):
                return _Expression(f"DATE({day.year},{day.month},{day.day})")
            case RowCount(conditions):
                return _Expression(self._count_rows(conditions))
            case ColumnSum(column, conditions):
                return _Expression(_call("SUMIFS", [self.write(column).text, *self._criteria(conditions)]))
        raise TypeError(f"not to be written: {node!r}")

    def _count_rows(self, conditions: Sequence[Condition], *more: str) -> str:
        return _call("COUNTIFS", [*self._criteria(conditions), *more])

    def _criteria(self, conditions: Sequence[Condition]) -> Iterator[str]:
        """Range and criterion of each condition, as COUNTIFS and SUMIFS take them."""
        for condition in conditions:
            yield self.write(condition.column).text
            operand = condition.operand
            # Put together by the spreadsheet: in its own language a number in a text has a comma.
            yield (
                word_criterion(condition.sign, operand)
                if isinstance(operand, str)
                else f"{text_literal(condition.sign)}&{self.write(operand).text}"
            )

    def _reference(self, node: Node) -> str | None:
        has_cell = isinstance(node, (Input, Parameter, Step, InputColumn, Day))
        return self.address_of(node) if has_cell else None

    def _function(self, name: str, terms: Sequence[Node]) -> _Expression:
        if not terms:
            return _Expression(UNKNOWN)
        arguments = join_ranges(self.write(term).text for term in terms)
        while len(arguments) > MOST_ARGUMENTS:  # a sum of sums, a least of leasts
            starts = range(0, len(arguments), MOST_ARGUMENTS)
            arguments = [_call(name, arguments[start : start + MOST_ARGUMENTS]) for start in starts]
        return _Expression(_call(name, arguments))

    def _if(self, node: IfAtLeast, blank: str) -> _Expression:
        tested, threshold = self.write(node.tested).text, self.write(node.threshold).text
        then, otherwise = self.guarded(node.then, blank), self._otherwise(node, blank)
        return _Expression(
            f"IF({tested}{'>' if node.only_above else '>='}{threshold},{then.text},{otherwise.text})",
            may_be_blank=then.may_be_blank or otherwise.may_be_blank,
        )

    def _otherwise(self, node: IfAtLeast, blank: str) -> _Expression:
        """The other branch; the next step of a stepped choice asks of what is known by then, so it needs no guard."""
        following = node.otherwise
        if (
            isinstance(following, IfAtLeast)
            and following.tested is node.tested
            and isinstance(following.threshold, Parameter)
        ):
            return self._if(following, blank)
        return self.guarded(following, blank)

    def _mean(self, node: Mean) -> _Expression:
        if not node.terms:
            return _Expression(UNKNOWN)
        unstable = [self._is_unstable(term) for term in node.terms]
        terms = self._mean_terms(node)
        if not any(unstable):
            return _Expression(_call("AVERAGE", join_ranges(terms)))
        # AVERAGE stops at an error inside it; COUNT passes over one.
        safe_terms = [
            f"IFERROR({term},0)" if may_fail else term for term, may_fail in zip(terms, unstable, strict=True)
        ]
        return _Expression(f"{_call('SUM', join_ranges(safe_terms))}/{self._count_terms(node)}", _PRODUCT)

    def _mean_terms(self, node: Mean) -> list[str]:
        """The terms of a mean: cells as they are (blank ones are passed over), others with their own guard."""
        return [
            self.write(term).text if self._reference(self._unwrap(term)) else self.guarded(term, UNKNOWN).text
            for term in node.terms
        ]

    def _is_unstable(self, term: Node) -> bool:
        return self._reference(self._unwrap(term)) is None and self.guarded(term, UNKNOWN).may_be_blank

    def _count_terms(self, node: Mean) -> str:
        return _call("COUNT", join_ranges(self._mean_terms(node)))


def literal(value: Decimal) -> str:
    """A number as a formula spells it, all of its digits."""
    return f"{value.normalize():f}"


def nothing_test(cell: str) -> str:
    """The test that a cell says nothing, in the spellings that a formula can look for."""
    return f"OR({','.join(f'{cell}={text_literal(spelling)}' for spelling in NOTHING_SPELLINGS)})"


def text_literal(text: str) -> str:
    """A text as a formula spells it."""
    return '"' + text.replace('"', '""') + '"'


def word_criterion(sign: Sign, word: str) -> str:
    """The criterion of COUNTIFS for a word taken as it is: a sign it begins with, `*` and `?` mean nothing there."""
    return text_literal(sign + re.sub(r"[~*?]", r"~\g<0>", word))


def _number(value: Decimal | None) -> _Expression:
    if value is None:
        return _Expression(UNKNOWN)
    text = f"{_EXCEL_PRECISION.plus(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return _Expression(text, _LOOSE if text.startswith("-") else _WHOLE)


def _written_number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _call(function: str, arguments: Sequence[str]) -> str:
    if len(arguments) > MOST_ARGUMENTS:
        raise TooLongError(f"{function} with {len(arguments)} arguments, more than Excel takes")
    return f"{function}({','.join(arguments)})"


def join_ranges(arguments: Iterable[str]) -> list[str]:
    """Arguments with neighbouring references of one row or column joined: D7, D8, D9 become D7:D9."""
    result: list[str] = []
    run: list[re.Match[str]] = []
    for text in arguments:
        reference = _REFERENCE.fullmatch(text)
        if reference and _continues(run, reference):
            run.append(reference)
            result[-1] = f"{run[0][0]}:{_without_sheet(reference)}"
        else:
            run = [reference] if reference else []
            result.append(text)
    return result


def _continues(run: Sequence[re.Match[str]], following: re.Match[str]) -> bool:
    if not run or any(run[-1][group] != following[group] for group in ("sheet", "fixed_column", "fixed_row")):
        return False
    (column, row), (new_column, new_row) = _position(run[-1]), _position(following)
    direction = (new_column - column, new_row - row)
    if len(run) > 1:
        previous_column, previous_row = _position(run[-2])
        return direction == (column - previous_column, row - previous_row)
    return direction in ((0, 1), (1, 0))


def _position(reference: re.Match[str]) -> tuple[int, int]:
    number = 0
    for letter in reference["column"]:
        number = number * 26 + ord(letter) - 64
    return number, int(reference["row"])


def _without_sheet(reference: re.Match[str]) -> str:
    return reference[0][len(reference["sheet"] or "") :]


def _sort_key(text: str) -> tuple[str, int, int, str]:
    reference = _REFERENCE.fullmatch(text)
    return ((reference["sheet"] or "", *_position(reference), "")) if reference else ("", 0, 0, text)
