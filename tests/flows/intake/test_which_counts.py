"""Which submission counts: the decision alone, over every order in which files come and go."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.intake.which_counts import Candidate, decide
from ledger.rows import KirimanRow

START = datetime(2026, 1, 5, tzinfo=UTC)


def row(number: int, content: str, attempt: int = 1) -> KirimanRow:
    return KirimanRow(
        number, START, "x@y", "hukum", f"hukum/{content}.xlsx", content, ".xlsx", 1,
        START + timedelta(hours=number), False, "2025-12", number, attempt,
    )  # fmt: skip


def candidates(*rows: KirimanRow) -> list[Candidate]:
    return [Candidate(row.nama, row) for row in rows]


def test_the_first_file_counts() -> None:
    only = row(1, "a")
    assert decide(candidates(only), None).in_force is only


def test_the_higher_number_counts_whatever_the_order() -> None:
    second, first = row(1, "b", 2), row(2, "a", 1)
    assert decide(candidates(second, first), None).in_force is second
    assert decide(candidates(second, first), first).in_force is second
    assert decide(candidates(second, first), second).in_force is second


def test_of_equal_numbers_the_one_that_counted_before_stays_and_both_are_named() -> None:
    old, new = row(1, "a"), row(2, "b")
    decision = decide(candidates(old, new), old)
    assert decision.in_force is old
    assert [c.row for c in decision.rivals] == [new]
    assert [(t.kode, t.ditemukan) for t in decision.temuan] == [("G501", "“hukum/a.xlsx”, “hukum/b.xlsx”")]


def test_of_equal_numbers_from_the_start_neither_counts() -> None:
    decision = decide(candidates(row(1, "a"), row(2, "b")), None)
    assert decision.in_force is None
    assert len(decision.rivals) == 2


def test_a_file_overwritten_in_place_is_the_next_revision_without_a_new_number() -> None:
    old, new = row(1, "a"), row(2, "b")
    decision = decide(candidates(new), old)
    assert decision.in_force is new
    assert not decision.temuan


def test_a_file_that_went_away_still_counts() -> None:
    old = row(1, "a")
    assert decide([], old).in_force is old


def test_an_earlier_file_left_behind_does_not_come_back() -> None:
    earlier, old = row(1, "a", 1), row(2, "b", 2)
    assert decide(candidates(earlier), old).in_force is old


def test_rivals_above_leave_the_one_below_in_force() -> None:
    old = row(1, "a", 1)
    decision = decide(candidates(old, row(2, "b", 2), row(3, "c", 2)), old)
    assert decision.in_force is old
    assert [t.kode for t in decision.temuan] == ["G501"]


@pytest.mark.parametrize("old", [None, row(1, "a")])
def test_the_same_content_twice_is_read_once(old: KirimanRow | None) -> None:
    only = row(1, "a")
    decision = decide([Candidate("hukum/a.xlsx", only), Candidate("hukum/salinan.xlsx", only)], old)
    assert decision.in_force == only
    assert [(t.kode, t.ditemukan) for t in decision.temuan] == [("I502", "“hukum/salinan.xlsx”")]
