"""Steps of a computation as values: computed here in Decimal, written by `workbooks` as formulas of the same steps.

A node is an input with its source cell (`Input`), a dated parameter (`Parameter`), an operation, or a named step
(`Step`). Nodes are compared by identity: one node is one cell of the workbook. Of an open table a node is a whole
column (`InputColumn`), of which no value is had but by counting rows (`RowCount`) and adding up cells (`ColumnSum`).
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from functools import cached_property

PRECISION = 50  # digits carried inside a computation; rounding happens only where a step says so
GUARD_DIGITS = 20  # digits behind the rounded ones that still decide; what lies behind them is noise of divisions


@dataclass(frozen=True)
class Source:
    """The cell (or range) of a submitted file a value was read from; `nilai` as read."""

    bagian: str
    berkas: str
    sha256: str
    lembar: str
    sel: str
    nilai: Decimal | str | None


@dataclass(frozen=True, eq=False)
class Input:
    """A collected value; `value` None means not known."""

    name: str
    value: Decimal | None
    source: Source | None = None


@dataclass(frozen=True, eq=False)
class Parameter:
    """A number of the register with its legal reference."""

    name: str
    value: Decimal
    reference: str
    confirmed: bool


@dataclass(frozen=True, eq=False)
class InputColumn:
    """A field of an open table, row by row: Decimal, text, day or None. A template knows the place, not the rows."""

    name: str
    contents: Sequence[object] = ()


class DayName(StrEnum):
    """What a day is to the period: it moves when another period is put at the head of a template."""

    YEAR_START = "hari pertama tahun"
    PERIODE_END = "hari terakhir periode"


@dataclass(frozen=True, eq=False)
class Day:
    """A day that dates are compared with."""

    name: DayName
    value: date


class Sign(StrEnum):
    """How a cell compares with what a condition says, as spreadsheets write it."""

    EQUAL = "="
    DIFFERENT = "<>"
    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"


_COMPARE: Mapping[Sign, Callable[..., bool]] = {
    Sign.EQUAL: operator.eq,
    Sign.DIFFERENT: operator.ne,
    Sign.AT_LEAST: operator.ge,
    Sign.ABOVE: operator.gt,
    Sign.AT_MOST: operator.le,
    Sign.BELOW: operator.lt,
}


@dataclass(frozen=True)
class Condition:
    """What must hold of a row's cell in `column`: so it compares with a word, a day or a number of the register.

    A blank cell is the empty word, and before and after no day and no number. Words are the same or not; a spreadsheet
    takes them without their case, and so did the reader, who gave each the spelling of its list.
    """

    column: InputColumn
    sign: Sign
    operand: str | Day | Parameter

    @property
    def is_ordering(self) -> bool:
        """Whether the cell must be a day or a number for this to be asked."""
        return self.sign not in (Sign.EQUAL, Sign.DIFFERENT)

    def met(self) -> list[bool]:
        """Row by row."""
        operand = self.operand if isinstance(self.operand, str) else self.operand.value
        blank = "" if isinstance(self.operand, str) else None
        compare = _COMPARE[self.sign]
        cells = (blank if content is None else content for content in self.column.contents)
        return [not (cell is None and self.is_ordering) and compare(cell, operand) for cell in cells]


def is_filled(column: InputColumn) -> Condition:
    """The condition that something stands there."""
    return Condition(column, Sign.DIFFERENT, "")


def all_met(conditions: Sequence[Condition]) -> list[bool]:
    """Row by row: whether all conditions (at least one, over columns of one table) hold."""
    return [all(row) for row in zip(*(condition.met() for condition in conditions), strict=True)]


@dataclass(frozen=True, eq=False)
class RowCount:
    """How many rows meet all `conditions` (at least one)."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, eq=False)
class ColumnSum:
    """Sum of a column over the rows that meet all `conditions` (at least one); unknown where one has no number."""

    column: InputColumn
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, eq=False)
class Sum:
    """Sum of all `terms`; unknown where one is."""

    terms: tuple["Node", ...]


@dataclass(frozen=True, eq=False)
class Mean:
    """Simple mean of the known ones among `terms`."""

    terms: tuple["Node", ...]


@dataclass(frozen=True, eq=False)
class Product:
    """`left` x `right`."""

    left: "Node"
    right: "Node"


@dataclass(frozen=True, eq=False)
class Quotient:
    """`dividend` / `divisor`; unknown when `divisor` is 0."""

    dividend: "Node"
    divisor: "Node"


@dataclass(frozen=True, eq=False)
class Difference:
    """`left` - `right`."""

    left: "Node"
    right: "Node"


@dataclass(frozen=True, eq=False)
class Rounded:
    """Half-up to `decimals` places."""

    inner: "Node"
    decimals: int = 2


@dataclass(frozen=True, eq=False)
class IfAtLeast:
    """`then` where `tested` >= `threshold` (with `only_above`: > `threshold`), else `otherwise`."""

    tested: "Node"
    threshold: "Node"
    then: "Node"
    otherwise: "Node"
    only_above: bool = False


@dataclass(frozen=True, eq=False)
class Least:
    """The least of `terms`; unknown where one is."""

    terms: tuple["Node", ...]


@dataclass(frozen=True, eq=False)
class Greatest:
    """The greatest of `terms`; unknown where one is."""

    terms: tuple["Node", ...]


@dataclass(frozen=True, eq=False)
class Step:
    """A named step: the cell of the workbook that shows it holds its formula."""

    name: str
    formula: "Node"

    @cached_property
    def value(self) -> Decimal | None:
        """What the formula gives; None where it is unknown."""
        return evaluate(self.formula)


Operation = Sum | Mean | Product | Quotient | Difference | Rounded | IfAtLeast | Least | Greatest | RowCount | ColumnSum
Node = Input | Parameter | Step | InputColumn | Day | Operation


def evaluate(node: Node) -> Decimal | None:
    """The value of a node; None when a value it needs is unknown or a divisor is 0."""
    with localcontext() as context:
        context.prec = PRECISION
        return _evaluate(node)


def _evaluate(node: Node) -> Decimal | None:
    match node:
        case Input() | Parameter() | Step():
            return node.value
        case InputColumn() | Day():  # no number by itself
            return None
        case RowCount(conditions):
            return Decimal(sum(all_met(conditions)))
        case ColumnSum(column, conditions):
            chosen = [n for n, met in zip(column.contents, all_met(conditions), strict=True) if met]
            numbers = [n for n in chosen if isinstance(n, Decimal)]
            return sum(numbers, Decimal(0)) if len(numbers) == len(chosen) else None
        case Sum(terms):
            values = [_evaluate(term) for term in terms]
            return None if not values or None in values else sum((n for n in values if n is not None), Decimal(0))
        case Mean(terms):
            known = [n for term in terms if (n := _evaluate(term)) is not None]
            return sum(known, Decimal(0)) / len(known) if known else None
        case Product():
            left, right = _evaluate(node.left), _evaluate(node.right)
            return None if left is None or right is None else left * right
        case Quotient():
            dividend, divisor = _evaluate(node.dividend), _evaluate(node.divisor)
            return None if dividend is None or divisor is None or divisor == 0 else dividend / divisor
        case Difference():
            left, right = _evaluate(node.left), _evaluate(node.right)
            return None if left is None or right is None else left - right
        case Rounded(inner, decimals):
            return round_half_up(_evaluate(inner), decimals)
        case IfAtLeast():
            tested, threshold = _evaluate(node.tested), _evaluate(node.threshold)
            if tested is None or threshold is None:
                return None
            reached = tested > threshold or (tested == threshold and not node.only_above)
            return _evaluate(node.then if reached else node.otherwise)
        case Least(terms) | Greatest(terms):
            values = [_evaluate(term) for term in terms]
            known = [n for n in values if n is not None]
            if not known or len(known) < len(values):
                return None
            return min(known) if isinstance(node, Least) else max(known)


def stepped(tested: Node, base: Node, tiers: Sequence[tuple[Node, Node, bool]]) -> Node:
    """A stepped choice: what the highest step says that `tested` has reached, `base` below the first.

    `tiers` are (where the step begins, what it says, whether only beyond its beginning), from low to high.
    """
    result = base
    for threshold, reached, only_above in tiers:
        result = IfAtLeast(tested, threshold, reached, result, only_above)
    return result


def mean_over_rows(node: Node, conditions: tuple[Condition, ...]) -> Quotient:
    """The mean of `node` over the rows that meet `conditions`; a column in it stands for its cell of the row."""
    return Quotient(_sum_over_rows(node, conditions), RowCount(conditions))


def _sum_over_rows(node: Node, conditions: tuple[Condition, ...]) -> Node:
    """The sum of `node` over rows, made of counts and sums of columns: what a spreadsheet does without a helper column.

    Taken apart are sums, products with a parameter, and choices by a column that is filled in each row; the rest is a
    TypeError.
    """
    match node:
        case InputColumn():
            return ColumnSum(node, conditions)
        case Parameter():
            return Product(RowCount(conditions), node)
        case Sum(terms):
            return Sum(tuple(_sum_over_rows(term, conditions) for term in terms))
        case Product(left, Parameter() as factor):
            return Product(_sum_over_rows(left, conditions), factor)
        case IfAtLeast(InputColumn() as tested, Parameter() as threshold, then, otherwise, only_above):
            reached, short = (Sign.ABOVE, Sign.AT_MOST) if only_above else (Sign.AT_LEAST, Sign.BELOW)
            return Sum(
                (
                    _sum_over_rows(then, (*conditions, Condition(tested, reached, threshold))),
                    _sum_over_rows(otherwise, (*conditions, Condition(tested, short, threshold))),
                )
            )
    raise TypeError(f"no sum over rows: {node!r}")


def round_half_up(value: Decimal | None, decimals: int = 2) -> Decimal | None:
    """Half-up to `decimals` places; None stays None.

    Thirds and ninths added up end in ...4999 where the exact sum is a tie: the last digits go first, then it is seen.
    """
    if value is None:
        return None
    with localcontext() as context:
        context.prec = PRECISION
        exact = value.quantize(Decimal(1).scaleb(-decimals - GUARD_DIGITS), rounding=ROUND_HALF_UP)
        return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes a node is computed from."""
    match node:
        case Input() | Parameter() | InputColumn() | Day():
            return ()
        case RowCount(conditions):
            return _named_in(conditions)
        case ColumnSum(column, conditions):
            return (column, *_named_in(conditions))
        case Step(_, inner) | Rounded(inner, _):
            return (inner,)
        case Sum(terms) | Mean(terms) | Least(terms) | Greatest(terms):
            return terms
        case Product(a, b) | Difference(a, b) | Quotient(a, b):
            return (a, b)
        case IfAtLeast(a, b, c, d, _):
            return (a, b, c, d)


def _named_in(conditions: Sequence[Condition]) -> tuple[Node, ...]:
    return tuple(
        node for condition in conditions for node in (condition.column, condition.operand) if not isinstance(node, str)
    )


def walk(node: Node) -> Iterator[Node]:
    """The node and all it rests on, each once."""
    seen: set[int] = set()
    queue = [node]
    while queue:
        next_node = queue.pop()
        if id(next_node) in seen:
            continue
        seen.add(id(next_node))
        yield next_node
        queue.extend(reversed(children(next_node)))
