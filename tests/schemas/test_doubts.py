"""Doubts at their limits: how many scores make a table, how few stand out, which number is a day."""

from decimal import Decimal
from typing import Any

import pytest

from schemas import doubts


def numbers(*values: Any) -> list[Any]:
    return [None if value is None else Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("judge", "values", "doubted"),
    [
        (doubts._all_zero, [0], []), (doubts._all_zero, [0, 0], [0, 1]), (doubts._all_zero, [0, None, 0], [0, 2]),
        (doubts._all_zero, [0, 0, 1], []), (doubts._lone_zero, [0, 80, 80, 80, 80, 80], [0]),
        (doubts._lone_zero, [0, 80, 80, 80, 80], []), (doubts._lone_zero, [0, 0, *[80] * 9], []),
        (doubts._lone_zero, [0, 0, *[80] * 10], [0, 1]), (doubts._lone_zero, [0, 90, 30, 30, 30, 30], [0]),
        (doubts._lone_zero, [0, 91, 30, 30, 30, 30], []), (doubts._ranks, [5, 4, 3, 2, 1], [4]),
        (doubts._ranks, [4, 3, 2, 1], []), (doubts._ranks, [1, 2, 3, 4, 4], []), (doubts._ranks, [0, 1, 2, 3, 4], []),
    ],
)  # fmt: skip
def test_a_doubt_begins_where_it_should(judge: doubts.Judge, values: list[Any], doubted: list[int]) -> None:
    assert [place for place, doubt in enumerate(judge(numbers(*values))) if doubt] == doubted


@pytest.mark.parametrize(
    ("same", "others", "silent", "doubted"),
    [(10, 0, 0, [0]), (9, 0, 0, []), (9, 1, 0, [0]), (8, 2, 0, []), (9, 0, 3, []), (18, 2, 5, [0]), (0, 0, 12, [])],
)
def test_nine_in_ten_equal_answers_are_too_many(same: int, others: int, silent: int, doubted: list[int]) -> None:
    rows = [(4, 4)] * same + [(1, 1 + number) for number in range(others)] + [(None, None)] * silent
    assert [place for place, doubt in enumerate(doubts._all_the_same(rows)) if doubt] == doubted


@pytest.mark.parametrize(
    ("number", "is_day"),
    [(45291, False), (45292, True), (46387, True), (46388, False), (45992.5, False), (400, False), (10**9, False)],
)
def test_a_day_of_the_years_around_is_one(number: float, is_day: bool) -> None:
    """1 January 2024 to 31 December 2026 for a report of 2025... and the years beside it no longer."""
    assert doubts._is_day(Decimal(str(number)), 2025) is is_day
    assert not doubts._is_day(None, 2025)
