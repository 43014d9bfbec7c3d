"""The list of mutants speaks of the code as it is; whether they are killed is measured by hand (`bench.mutants`)."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bench.mutants import ROOT, Mutant, not_applicable, read_mutants

MUTANTS = read_mutants()


def test_every_mutant_is_found_where_the_list_says() -> None:
    assert [m.name for m in not_applicable(MUTANTS)] == []


def test_none_is_listed_twice_and_every_one_names_tests_that_are_there() -> None:
    twice = Counter((m.path, m.old, m.new, m.place) for m in MUTANTS)
    assert [key for key, count in twice.items() if count > 1] == []
    paths = {re.split("::|=", test)[-1 if test.startswith("-") else 0] for m in MUTANTS for test in m.tests}
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_they_are_spread_over_rules_checks_choice_and_reading() -> None:
    rooms = Counter(Path(m.path).parts[0] for m in MUTANTS)
    assert set(rooms) == {"iku_rules", "schemas", "flows", "ledger", "workbooks"}
    assert len(MUTANTS) >= 150


@pytest.mark.parametrize(
    ("place", "old", "fits", "changed"),
    [
        (None, "a < b", True, "if a <= b: c\nif a > b: c"), (2, ": c", True, "if a < b: c\nif a > b: d"),
        (None, ": c", False, ""), (3, ": c", False, ""), (1, "a < b", False, ""), (None, "x", False, ""),
    ],
)  # fmt: skip
def test_a_mutant_is_one_place(place: int | None, old: str, fits: bool, changed: str) -> None:
    text = "if a < b: c\nif a > b: c"
    mutant = Mutant("x.py", (), old, old.replace("<", "<=").replace(": c", ": d") if old != "x" else "y", place)
    assert mutant.fits(text) is fits
    if fits:
        assert mutant.applied_to(text) == changed
