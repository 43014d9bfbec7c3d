"""Steps of a computation as values: computed here in Decimal, written by `workbooks` as formulas of the same steps.

A node is an input with its source cell (`Input`), a dated parameter (`Parameter`), an operation, or a named step
(`Step`). Nodes are compared by identity: one node is one cell of the workbook.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
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


Operation = Sum | Mean | Product | Quotient | Difference | Rounded | IfAtLeast | Least | Greatest
Node = Input | Parameter | Step | Operation


def evaluate(node: Node) -> Decimal | None:
    """The value of a node; None when a value it needs is unknown or a divisor is 0."""
    with localcontext() as context:
        context.prec = PRECISION
        return _evaluate(node)


def _evaluate(node: Node) -> Decimal | None:
    match node:
        case Input() | Parameter() | Step():
            return node.value
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
        case Input() | Parameter():
            return ()
        case Step(_, inner) | Rounded(inner, _):
            return (inner,)
        case Sum(terms) | Mean(terms) | Least(terms) | Greatest(terms):
            return terms
        case Product(a, b) | Difference(a, b) | Quotient(a, b):
            return (a, b)
        case IfAtLeast(a, b, c, d, _):
            return (a, b, c, d)


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
