"""Formulas against `evaluate` of the steps: by their text, and as LibreOffice computes them, independently."""

import io
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from iku_rules.steps import (
    Difference,
    Greatest,
    IfAtLeast,
    Input,
    Least,
    Mean,
    Node,
    Parameter,
    Product,
    Quotient,
    Rounded,
    Step,
    Sum,
    evaluate,
    stepped,
    walk,
)
from workbooks.formulas.write import TooLongError, formula_of, guarded_formula_of, join_ranges

Recalculate = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]

# Texts


def inputs(*values: str | None) -> list[Input]:
    return [Input(f"m{n}", None if value is None else Decimal(value)) for n, value in enumerate(values)]


def in_column(nodes: list[Input], column: str = "D", first: int = 7) -> Callable[[Node], str | None]:
    addresses = {id(node): f"{column}{first + n}" for n, node in enumerate(nodes)}
    return lambda node: addresses.get(id(node))


def test_a_sum_becomes_a_range() -> None:
    nodes = inputs("1", "2", "3")
    step = Step("total", Rounded(Sum(tuple(nodes)), 2))
    assert formula_of(step, in_column(nodes)) == "ROUND(SUM(D7:D9),2)"
    assert guarded_formula_of(step, in_column(nodes)) == 'IF(COUNT(D7:D9)=3,ROUND(SUM(D7:D9),2),"")'


def test_a_parameter_without_a_cell_is_written_with_a_point() -> None:
    (node,) = inputs("3")
    weight = Parameter("bobot", Decimal("0.75"), "acuan", True)
    assert formula_of(Product(weight, node), in_column([node])) == "0.75*D7"


def test_a_step_without_a_cell_is_inserted_in_brackets() -> None:
    a, b, c = inputs("1", "2", "3")
    difference = Step("selisih", Difference(a, b))
    assert formula_of(Product(difference, c), in_column([a, b, c])) == "(D7-D8)*D9"
    assert formula_of(Difference(c, difference), in_column([a, b, c])) == "D9-(D7-D8)"
    assert formula_of(Quotient(c, Product(a, b)), in_column([a, b, c])) == 'IF(D7*D8=0,"",D9/(D7*D8))'


def test_a_quotient_is_safe_from_zero() -> None:
    a, b = inputs("1", "2")
    assert formula_of(Quotient(a, b), in_column([a, b])) == 'IF(D8=0,"",D7/D8)'
    assert guarded_formula_of(Rounded(Quotient(a, b), 2), in_column([a, b])) == (
        'IF(COUNT(D7:D8)=2,IF(D8=0,"",ROUND(D7/D8,2)),"")'
    )
    assert formula_of(Quotient(a, Parameter("n", Decimal(9), "", True)), in_column([a, b])) == "D7/9"


def test_a_mean_passes_over_the_blank() -> None:
    nodes = inputs("1", None, "3")
    assert guarded_formula_of(Mean(tuple(nodes)), in_column(nodes)) == 'IF(COUNT(D7:D9)=0,"",AVERAGE(D7:D9))'


def test_if_at_least_needs_the_chosen_branch_only() -> None:
    a, b, c, d = inputs("1", "2", "3", "4")
    result = guarded_formula_of(IfAtLeast(a, b, c, d), in_column([a, b, c, d]))
    assert result == 'IF(COUNT(D7:D8)=2,IF(D7>=D8,IF(COUNT(D9)=1,D9,""),IF(COUNT(D10)=1,D10,"")),"")'


def test_many_terms_become_a_sum_of_sums() -> None:
    nodes = inputs(*["1"] * 300)
    scattered = {id(node): f"B{2 * n}" for n, node in enumerate(nodes, 1)}
    text = formula_of(Sum(tuple(nodes)), lambda node: scattered.get(id(node)))
    assert re.fullmatch(r"SUM\(SUM\((B\d+,){254}B\d+\),SUM\((B\d+,){44}B\d+\)\)", text)


def test_too_long_a_formula_is_refused() -> None:
    nodes = inputs(*["1"] * 3000)
    scattered = {id(node): f"B{2 * n}" for n, node in enumerate(nodes, 1)}
    with pytest.raises(TooLongError):
        formula_of(Sum(tuple(nodes)), lambda node: scattered.get(id(node)))


def test_tiers_guard_what_they_measure_once() -> None:
    (node,) = inputs("55")
    limits = [Parameter(f"b{n}", Decimal(n * 50), "acuan", True) for n in range(1, 4)]
    values = [Parameter(f"n{n}", Decimal(n), "acuan", True) for n in range(4)]
    tiers = stepped(node, values[0], list(zip(limits, values[1:], (True, False, False), strict=True)))
    assert guarded_formula_of(tiers, in_column([node])) == (
        'IF(COUNT(D7)=1,IF(D7>=150,3,IF(D7>=100,2,IF(D7>50,1,0))),"")'
    )


def test_ranges_are_joined() -> None:
    assert join_ranges(["D7", "D8", "D10"]) == ["D7:D8", "D10"]
    assert join_ranges(["D7", "E7", "F7"]) == ["D7:F7"]
    assert join_ranges(["Lain!D7", "Lain!D8"]) == ["Lain!D7:D8"]
    assert join_ranges(["Lain!D7", "D8"]) == ["Lain!D7", "D8"]
    assert join_ranges(["$D$7", "$D$8", "D9*2"]) == ["$D$7:$D$8", "D9*2"]
    assert join_ranges(["D7", "D7"]) == ["D7", "D7"]


# The same numbers as `evaluate`, by LibreOffice

NUMBERS = st.one_of(
    st.decimals(Decimal(-50), Decimal(400), places=2, allow_nan=False),
    st.sampled_from([Decimal(0), Decimal(1), Decimal("0.75"), Decimal("82.345"), Decimal(100)]),
)
LEAVES = st.one_of(
    st.builds(Input, st.just("m"), st.one_of(st.none(), NUMBERS, NUMBERS, NUMBERS)),
    st.builds(Parameter, st.just("p"), NUMBERS, st.just("acuan"), st.just(True)),
)


def _tiered(tested: Node, base: Node, tiers: list[tuple[Decimal, Node, bool]]) -> Node:
    """A stepped choice; now and then `tested` stands exactly where a step begins."""
    ordered = sorted(tiers, key=lambda tier: tier[0])
    return stepped(
        tested, base, [(Parameter("b", cut, "acuan", True), value, inclusive) for cut, value, inclusive in ordered]
    )


def _operations(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    terms = st.lists(nodes, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Sum, terms),
        st.builds(Mean, terms),
        st.builds(Least, terms),
        st.builds(Greatest, terms),
        st.builds(Product, nodes, nodes),
        st.builds(Quotient, nodes, nodes),
        st.builds(Difference, nodes, nodes),
        st.builds(Rounded, nodes, st.integers(0, 3)),
        st.builds(IfAtLeast, nodes, nodes, nodes, nodes, st.booleans()),
        st.builds(_tiered, nodes, nodes, st.lists(st.tuples(NUMBERS, nodes, st.booleans()), min_size=1, max_size=4)),
        st.builds(Step, st.just("langkah"), nodes),
    )


def random_trees(count: int) -> list[Node]:
    """The same random trees each time: one LibreOffice run serves them all, so hypothesis only draws them."""
    trees: list[Node] = []

    @settings(
        max_examples=count, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.recursive(LEAVES, _operations, max_leaves=12))
    def collect(tree: Node) -> None:
        trees.append(tree)

    collect()
    return trees


def _write_trees(trees: list[Node]) -> bytes:
    """One row a tree: A its formula, from B on the cells of its inputs, parameters and every other step."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = workbook.add_worksheet("pohon")
    for row, root in enumerate(trees):
        cells: dict[int, str] = {}
        with_column = [node for node in walk(root) if isinstance(node, (Input, Parameter, Step)) and node is not root]
        with_column = [
            node for n, node in enumerate(with_column) if not (isinstance(node, (Step, Parameter)) and n % 2)
        ]
        for column, node in enumerate(with_column, start=1):
            cells[id(node)] = f"{xlsxwriter.utility.xl_col_to_name(column)}{row + 1}"
        for column, node in enumerate(with_column, start=1):
            if isinstance(node, Step):
                sheet.write_formula(
                    row, column, "=" + guarded_formula_of(node, lambda node, cells=cells: cells.get(id(node)))
                )
            elif node.value is not None:
                sheet.write_number(row, column, float(node.value))
        sheet.write_formula(row, 0, "=" + guarded_formula_of(root, lambda node, cells=cells: cells.get(id(node))))
    workbook.close()
    return output.getvalue()


def test_random_trees_agree_with_the_rules(recalculate: Recalculate, tmp_path: Path) -> None:
    trees = random_trees(400)
    workbook = recalculate({"pohon": _write_trees(trees)}, tmp_path)["pohon"]
    differences = []
    for row, root in enumerate(trees, start=1):
        computed, expected = workbook["pohon"].cell(row, 1).value, evaluate(root)
        if not _is_same(computed, expected):
            differences.append((root, expected, computed, guarded_formula_of(root, lambda node: None)))
    assert not differences, differences[:3]


def _is_same(computed: object, expected: Decimal | None) -> bool:
    if expected is None:
        return computed in (None, "")
    if not isinstance(computed, (int, float)):
        return False
    return abs(computed - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))
