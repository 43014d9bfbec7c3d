"""Steps by themselves: exact, unknown where something is, and the same whether row by row or over whole columns."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_rules.input_cells import cell_range
from iku_rules.steps import (
    ColumnSum,
    Condition,
    Day,
    DayName,
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
    RowCount,
    Sign,
    Sum,
    evaluate,
    is_filled,
    mean_over_rows,
    round_half_up,
)

UNKNOWN = Input("?", None)


def known(value: Any) -> Input:
    return Input("x", Decimal(str(value)))


def parameter(value: Any) -> Parameter:
    return Parameter("p", Decimal(str(value)), "", True)


@pytest.mark.parametrize(
    ("node", "value"),
    [
        (Sum((known(1), known(2))), 3), (Sum((known(1), UNKNOWN)), None), (Sum(()), None),
        (Mean((known(1), UNKNOWN, known(2))), 1.5), (Mean((UNKNOWN,)), None), (Product(known(3), UNKNOWN), None),
        (Difference(known(5), known(3)), 2), (Difference(known(5), UNKNOWN), None),
        (Quotient(known(1), known(0)), None), (Quotient(known(1), UNKNOWN), None), (Quotient(known(0), known(2)), 0),
        (Least((known(1), UNKNOWN)), None), (Least((known(1), known(2))), 1), (Greatest((known(1), known(2))), 2),
        (Greatest((UNKNOWN, known(2))), None), (IfAtLeast(known(3), known(3), known(1), known(0)), 1),
        (IfAtLeast(known(3), known(3), known(1), known(0), only_above=True), 0),
        (IfAtLeast(UNKNOWN, known(3), known(1), known(0)), None),
        (IfAtLeast(known(4), known(3), known(1), UNKNOWN), 1),
    ],
)  # fmt: skip
def test_each_operation(node: Node, value: float | None) -> None:
    assert evaluate(node) == (None if value is None else Decimal(str(value)))


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=9), st.integers(1, 999))
def test_a_quotient_of_sums_is_rounded_as_the_exact_fraction(terms: list[int], divisor: int) -> None:
    """Also where each part has no end: what counts is the exact sum, half up."""
    thirds = Sum(tuple(Quotient(known(term), known(divisor)) for term in terms))
    cents = Fraction(sum(terms), divisor) * 100
    floor = abs(cents).__floor__()
    nearest = floor + (abs(cents) - floor >= Fraction(1, 2))
    assert round_half_up(evaluate(thirds)) == Decimal(nearest if cents >= 0 else -nearest) / 100


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("2.345", "2.35"), ("2.335", "2.34"), ("-2.345", "-2.35"), ("2.3449", "2.34"), ("2.34499999", "2.34")],
)
def test_a_tie_goes_away_from_zero_and_what_is_below_one_does_not(value: str, rounded: str) -> None:
    assert round_half_up(Decimal(value)) == Decimal(rounded)


# Over columns

JANUARY, JUNE = date(2025, 1, 1), date(2025, 6, 30)


@pytest.mark.parametrize(
    ("sign", "operand", "met"),
    [
        (Sign.EQUAL, "a", [True, False, False]), (Sign.DIFFERENT, "a", [False, True, True]),
        (Sign.DIFFERENT, "", [True, True, False]),
    ],
)  # fmt: skip
def test_words_of_a_column(sign: Sign, operand: str, met: list[bool]) -> None:
    assert Condition(InputColumn("c", ("a", "b", None)), sign, operand).met() == met


@pytest.mark.parametrize(
    ("sign", "met"),
    [
        (Sign.AT_LEAST, [False, True, True, False]), (Sign.ABOVE, [False, False, True, False]),
        (Sign.AT_MOST, [True, True, False, False]), (Sign.BELOW, [True, False, False, False]),
    ],
)  # fmt: skip
def test_days_of_a_column_and_no_day_is_neither_before_nor_after(sign: Sign, met: list[bool]) -> None:
    days = InputColumn("d", (date(2024, 12, 31), JANUARY, JUNE, None))
    assert Condition(days, sign, Day(DayName.YEAR_START, JANUARY)).met() == met


def test_rows_that_meet_all_conditions_are_counted_and_added_up() -> None:
    names, numbers = InputColumn("n", ("a", "b", "", "a")), InputColumn("z", (Decimal(1), None, Decimal(4), Decimal(8)))
    a, filled = Condition(names, Sign.EQUAL, "a"), is_filled(names)
    assert evaluate(RowCount((filled,))) == 3
    assert evaluate(RowCount((a, Condition(numbers, Sign.ABOVE, parameter(1))))) == 1
    assert evaluate(ColumnSum(numbers, (a,))) == 9
    assert evaluate(ColumnSum(numbers, (filled,))) is None  # one of them has no number


@given(st.lists(st.tuples(*[st.integers(0, 4).map(Decimal)] * 3), min_size=1, max_size=6), st.booleans())
def test_over_rows_is_row_by_row(rows: list[tuple[Decimal, ...]], only_above: bool) -> None:
    """What a spreadsheet does without a helper column is the mean of what each row gives, at the threshold too."""

    def value(f02: Node, f03: Node, tested: Node) -> Node:
        users = IfAtLeast(tested, parameter(2), f03, parameter("0.5"), only_above)
        return Sum((Product(f02, parameter("0.75")), Product(users, parameter("0.25"))))

    columns = tuple(InputColumn(str(place), column) for place, column in enumerate(zip(*rows, strict=True)))
    by_row = Mean(tuple(value(*map(known, row)) for row in rows))
    assert evaluate(mean_over_rows(value(*columns), (is_filled(columns[0]),))) == evaluate(by_row)


def test_other_nodes_have_no_sum_over_rows() -> None:
    with pytest.raises(TypeError, match="no sum over rows"):
        mean_over_rows(Least((InputColumn("c"),)), (is_filled(InputColumn("c")),))


def test_a_range_of_one_cell_is_that_cell() -> None:
    assert (cell_range(["D7"]), cell_range(["D7", "D8", "D9"])) == ("D7", "D7:D9")
