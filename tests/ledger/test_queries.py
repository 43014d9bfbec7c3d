"""What a run remembers: the questions it asks of the ledger's rows, over rows made by hand."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from ledger.queries import Memory
from ledger.rows import BUKA, KUNCI
from schemas.periode import Periode
from tests.ledger.conftest import kiriman, lock, memory

DECEMBER = Periode(2025, 12)


def test_a_name_that_holds_something_else_now_is_a_new_file() -> None:
    first, second = kiriman(1, "a"), kiriman(2, "b", nama="hukum/a.xlsx")
    both = memory(first, second)
    assert both.find("hukum", "hukum/a.xlsx", "b") is second
    assert both.find("hukum", "hukum/a.xlsx", "a") is None  # overwritten with the first content again
    assert both.find("hukum", "hukum/lain.xlsx", "a") is first  # moved
    assert both.find("hukum", "hukum/lain.xlsx", "c") is both.find("umum", "hukum/a.xlsx", "a") is None


def test_attachments_are_no_submissions() -> None:
    report, letter = kiriman(1), kiriman(2, lampiran=True)
    assert memory(report, letter).kiriman_of("hukum", DECEMBER) == [report]


def test_files_are_missed_unless_an_empty_inbox_was_confirmed_since() -> None:
    row = kiriman(1)
    assert memory(row).misses_files()
    assert not memory().misses_files()
    assert [memory(row, confirmed=row.waktu + timedelta(seconds=later)).misses_files() for later in (-1, 0, 1)] == [
        True,
        False,
        False,
    ]


def test_a_submission_handed_back_is_accepted_no_more() -> None:
    both = memory(kiriman(1), kiriman(2), kiriman(3, lampiran=True), returned=[2])
    assert [both.is_accepted(row) for row in both.kiriman.values()] == [True, False, False]
    assert not memory(kiriman(1), handed_back=[1]).is_accepted(kiriman(1))


@pytest.fixture
def months() -> Memory:
    """Hukum has handed in these months, umum its November."""
    own = [
        kiriman(n, periode=p) for n, p in enumerate(("2023-12", "2024-01", "2024-12", "2025-01", "2025-12"), start=1)
    ]
    other = kiriman(9, periode="2025-11", bagian="umum")
    counting = {(row.bagian, str(row.periode)): row.nomor for row in (*own, other)}
    return memory(*own, other, counting=counting | {("kesra", "2025-12"): None})


@pytest.mark.parametrize(
    ("periode", "numbers"),
    [("2025-12", [2, 3, 4, 5, 9]), ("2025-11", [2, 3, 4, 9]), ("2025-01", [2, 3, 4]), ("2024-12", [1, 2, 3])],
)
def test_a_month_rests_on_its_year_and_the_one_before(periode: str, numbers: list[int], months: Memory) -> None:
    assert [row.nomor for _, _, row in months.basis(Periode.parse(periode))] == numbers


@pytest.mark.parametrize(
    ("periode", "number"),
    [("2025-12", 4), ("2025-01", 3), ("2024-12", 2), ("2024-01", 1), ("2026-01", 5), ("2023-12", None)],
)
def test_the_month_before_is_the_last_one_there_is(periode: str, number: int | None, months: Memory) -> None:
    row = months.before("hukum", Periode.parse(periode))
    assert (row.nomor if row else None) == number


def test_nothing_older_than_the_year_before_is_compared_with(months: Memory) -> None:
    assert months.before("hukum", Periode(2027, 1)) is None
    assert months.before("umum", Periode(2025, 11)) is None


def test_what_counts_no_more_is_not_in_force(months: Memory) -> None:
    assert months.row_in_force("kesra", DECEMBER) is months.row_in_force("pbj", DECEMBER) is None
    months.restrict_to([3])
    assert [row.nomor for *_, row in months.places_in_force()] == [3]


def test_accepted_before_means_earlier_other_and_accepted() -> None:
    rows = [kiriman(1), kiriman(2, "isi1"), kiriman(3), kiriman(4, periode="2025-11"), kiriman(5, bagian="umum")]
    assert [memory(*rows).was_accepted_before(row) for row in rows] == [False, False, True, False, False]
    assert [memory(*rows[:3], returned=[1, 2]).was_accepted_before(row) for row in rows[:3]] == [False] * 3
    assert memory(rows[0], kiriman(2, lampiran=True), kiriman(3)).was_accepted_before(kiriman(3))


def test_only_what_came_after_a_hand_back_counts_again() -> None:
    rows = [kiriman(n) for n in (1, 2, 3)] + [kiriman(4, periode="2025-11")]
    after = [memory(*rows, handed_back=[2]).is_after_hand_back(row) for row in rows]
    assert after == [False, False, True, True]
    assert all(memory(*rows).is_after_hand_back(row) for row in rows)


@pytest.mark.parametrize(
    ("actions", "locked", "reopened"),
    [
        ((), None, None), ((KUNCI,), 1, None), ((KUNCI, BUKA), None, 2), ((KUNCI, BUKA, KUNCI), 3, None),
        ((KUNCI, BUKA, KUNCI, BUKA), None, 4),
    ],
)  # fmt: skip
def test_the_last_word_about_a_period_holds(actions: Sequence[str], locked: int | None, reopened: int | None) -> None:
    history = [lock(number, action) for number, action in enumerate(actions, start=1)]
    remembered = memory(history={"2025-12": history})
    found = remembered.current_lock(DECEMBER), remembered.last_reopening(DECEMBER)
    assert [row.nomor if row else None for row in found] == [locked, reopened]
    assert remembered.current_lock(Periode(2025, 11)) is None
