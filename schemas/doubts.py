"""Doubts about a table as a whole: entries that may be right and are more often a slip. Each becomes a question (P).

A zero is a legitimate score; that every score is zero, or one among many high ones, is worth a second look. The checks
see all submissions at once and judge each by itself.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from schemas.form import check
from schemas.value import day_of_serial

MANY = 5  # so many scores make a table from which one can stand out
FEW = 5  # one in so many, at most, stands out
ALIKE = 3  # the others lie together where the largest is at most so many times the smallest
SAME_ANSWERS = 10  # so many equal rows of answers are no coincidence
SAME_SHARE = Decimal("0.9")

Judge = Callable[[Sequence[Any]], Sequence[bool]]


def all_zero(field: str) -> Any:
    """P470 at every score where there are two or more and none but zeros."""
    return _over_submissions("P470", field, _all_zero)


def lone_zero(field: str) -> Any:
    """P471 at a zero among many scores that lie together far above it."""
    return _over_submissions("P471", field, _lone_zero)


def looks_like_ranks(field: str) -> Any:
    """P472 at the first of scores that are 1, 2, 3 … in some order."""
    return _over_submissions("P472", field, _ranks)


def looks_like_a_day(field: str) -> Any:
    """P481 at a count that is the number under which Excel keeps a day of the reported years."""

    @check("P481", field)
    def no_day(cls: Any, frame: pd.DataFrame) -> "pd.Series[bool]":
        pairs = zip(frame[field].tolist(), frame["tahun_laporan"].tolist(), strict=True)
        return pd.Series([not _is_day(number, year) for number, year in pairs], index=frame.index, dtype=bool)

    return no_day


def same_answers(fields: Sequence[str]) -> Any:
    """P480 at the first answer where nearly all respondents gave the same answers throughout."""

    @check("P480", fields[0])
    def answers_differ(cls: Any, frame: pd.DataFrame) -> "pd.Series[bool]":
        rows = list(zip(*(frame[name].tolist() for name in fields), strict=True))
        return _judge(frame, rows, _all_the_same)

    return answers_differ


def _over_submissions(code: str, field: str, judge: Judge) -> Any:
    @check(code, field)
    def in_no_doubt(cls: Any, frame: pd.DataFrame) -> "pd.Series[bool]":
        return _judge(frame, frame[field].tolist(), judge)

    return in_no_doubt


def _judge(frame: pd.DataFrame, values: Sequence[Any], judge: Judge) -> "pd.Series[bool]":
    """True where all is well; each submission's rows are judged together."""
    doubted = [False] * len(values)
    for indexes in _by_submission(frame):
        for index, doubt in zip(indexes, judge([values[index] for index in indexes]), strict=True):
            doubted[index] = doubt
    return pd.Series([not doubt for doubt in doubted], index=frame.index, dtype=bool)


def _by_submission(frame: pd.DataFrame) -> Iterator[list[int]]:
    groups: dict[int, list[int]] = {}
    for index, kiriman in enumerate(frame["kiriman"].tolist()):
        groups.setdefault(kiriman, []).append(index)
    yield from groups.values()


def _numbers(values: Sequence[Any]) -> list[Decimal]:
    return [value for value in values if isinstance(value, Decimal)]


def _all_zero(values: Sequence[Any]) -> list[bool]:
    numbers = _numbers(values)
    doubt = len(numbers) > 1 and not any(numbers)
    return [doubt and value == 0 for value in values]


def _lone_zero(values: Sequence[Any]) -> list[bool]:
    others = [number for number in _numbers(values) if number]
    zeros = len(_numbers(values)) - len(others)
    doubt = len(others) >= MANY and zeros * FEW <= len(others) and max(others) <= ALIKE * min(others)
    return [doubt and value == 0 for value in values]


def _ranks(values: Sequence[Any]) -> list[bool]:
    numbers = _numbers(values)
    doubt = len(numbers) >= MANY and sorted(numbers) == list(range(1, len(numbers) + 1))
    return [doubt and value == 1 for value in values]


def _all_the_same(rows: Sequence[Any]) -> list[bool]:
    answered = [row for row in rows if any(answer is not None for answer in row)]
    if len(answered) < SAME_ANSWERS:
        return [False] * len(rows)
    commonest, count = Counter(answered).most_common(1)[0]
    first = rows.index(commonest)
    return [count >= SAME_SHARE * len(answered) and index == first for index in range(len(rows))]


def _is_day(number: object, year: int) -> bool:
    """Whether a whole number is that of a day of the year before, the reported one or the next."""
    if not isinstance(number, Decimal) or number != number.to_integral_value():
        return False
    day: date | None = day_of_serial(number)
    return day is not None and abs(day.year - year) <= 1
