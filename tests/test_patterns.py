"""Every pattern over what others write is known to the bench that shows it to be linear."""

import re

import pytest

from bench.patterns import PATTERNS, Meets, compiled, patterns_in_rooms
from workbooks.return_copy import contents, first_sheet, marks, notes, package

FOUND = list(patterns_in_rooms())


def test_every_pattern_says_what_it_meets() -> None:
    assert sorted({f"{module}: {pattern}" for module, pattern in FOUND if pattern not in PATTERNS}) == []
    assert sorted(set(PATTERNS) - {pattern for _, pattern in FOUND}) == []


def test_the_bench_can_feed_each_of_them() -> None:
    for spelled, meets in PATTERNS.items():
        if isinstance(meets, Meets):
            assert meets.worst and meets.use in dir(re.Pattern), spelled
            assert compiled(spelled).pattern


@pytest.mark.parametrize("module", [contents, first_sheet, marks, notes, package])
def test_a_return_copy_is_made_by_parsers(module: object) -> None:
    """Its parts are foreign: no pattern stands in them but the one of `spans`."""
    assert not hasattr(module, "re")
