"""The history: months and years in order, broken where the method changes, compared only with the period before."""

from decimal import Decimal

import pytest

from iku_rules.over_months import Point, Published, last_change, link, rules_differ
from schemas.periode import Periode


def series(*points: tuple[str, str | None, str | None]) -> tuple[Point, ...]:
    return link(
        (Periode.parse(p), Published(None if value is None else Decimal(value), "FINAL", rule))
        for p, value, rule in points
    )


def test_points_of_one_method_go_on_over_a_gap() -> None:
    points = series(("2025-01", "80", "m 2021-"), ("2025-02", None, None), ("2025-03", "82.5", "m 2021-"))
    assert [t.comparable for t in points] == [False, False, True]
    assert last_change(points) is None  # February has no value: March is not compared with January
    assert last_change(points[:1]) is None


def test_the_change_against_the_period_before() -> None:
    assert last_change(series(("2025-01", "80", "m"), ("2025-02", "82.5", "m"))) == Decimal("2.5")
    assert last_change(series(("2025-01", "80", "m"), ("2025-02", "79.99", "m"))) == Decimal("-0.01")


def test_another_method_breaks_the_line() -> None:
    points = series(
        ("2023-12", "82", "iks 2021- KEMENAG5"), ("2024-12", "70", "iks 2021- JATIM2"), ("2025-12", "71", "iks 2021-")
    )
    assert [t.comparable for t in points] == [False, False, True]  # a letter that names no method contradicts none
    assert last_change(points[:2]) is None


def test_a_model_whose_name_begins_like_another_is_another() -> None:
    points = series(("2022-12", "70", "itkp 2023"), ("2023-12", "80", "itkp 2023-2025"))
    assert [t.comparable for t in points] == [False, False]


def test_a_month_without_a_value_does_not_hide_a_change_of_method() -> None:
    points = series(("2025-10", "80", "m 2021-"), ("2025-11", None, None), ("2025-12", "81", "m 2026-"))
    assert [t.comparable for t in points] == [False, False, False]


@pytest.mark.parametrize(("one", "other"), [(None, "m 2021-"), ("m 2021-", None), (None, None), ("", "m")])
def test_an_unnamed_rule_contradicts_none(one: str | None, other: str | None) -> None:
    assert not rules_differ(one, other)
    points = series(("2024-12", "80", one), ("2025-12", "81", other))
    assert [t.comparable for t in points] == [False, True]
