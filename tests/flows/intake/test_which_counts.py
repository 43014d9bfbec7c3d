"""Which submission counts: the decision alone, over every order in which files come and go."""

from dataclasses import replace
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


def test_a_submission_without_a_number_is_the_first() -> None:
    unnumbered, first = row(1, "a", 1), row(2, "b", 1)
    unnumbered = replace(unnumbered, pengiriman_ke=None)
    assert [t.kode for t in decide(candidates(unnumbered, first), None).temuan] == ["G501"]
    assert decide(candidates(first), unnumbered).in_force is first


def test_rivals_are_named_in_order_of_their_time() -> None:
    later, earlier = row(1, "a"), replace(row(2, "b"), diubah=START)
    (clash,) = decide(candidates(later, earlier), None).temuan
    assert clash.ditemukan == "“hukum/b.xlsx”, “hukum/a.xlsx”"
    (tie,) = decide(candidates(replace(later, diubah=START), earlier), None).temuan
    assert tie.ditemukan == "“hukum/a.xlsx”, “hukum/b.xlsx”"


def test_below_rivals_the_next_number_counts_and_its_own_rivals_are_named_too() -> None:
    three, two, one = [row(1, "a", 3), row(2, "b", 3)], [row(3, "c", 2), row(4, "d", 2)], row(5, "e", 1)
    decision = decide(candidates(*three, *two, one), None)
    assert decision.in_force is one
    assert [c.row.nomor for c in decision.rivals] == [1, 2, 3, 4]
    assert [t.ditemukan for t in decision.temuan] == [
        "“hukum/a.xlsx”, “hukum/b.xlsx”",
        "“hukum/c.xlsx”, “hukum/d.xlsx”",
    ]


def test_of_one_content_recorded_twice_the_first_record_counts() -> None:
    first, again = row(1, "a"), replace(row(3, "a"), nama="hukum/lagi.xlsx")
    decision = decide(candidates(again, first), None)
    assert decision.in_force is first
    assert [t.ditemukan for t in decision.temuan] == ["“hukum/lagi.xlsx”"]


def test_what_came_before_the_one_that_is_gone_does_not_count_whatever_its_number() -> None:
    old = row(2, "b", 1)
    assert decide(candidates(row(1, "a", 9)), old).in_force is old
    assert decide(candidates(row(3, "c", 1)), replace(old, pengiriman_ke=9)).in_force.nomor == 3  # type: ignore[union-attr]
