"""Counts and sums over an open table: as `evaluate` gives them, as LibreOffice does, and as our own evaluation does."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from iku_rules.steps import (
    ColumnSum,
    Condition,
    Day,
    DayName,
    IfAtLeast,
    InputColumn,
    Node,
    Parameter,
    Product,
    Rounded,
    RowCount,
    Sign,
    Sum,
    all_met,
    evaluate,
    is_filled,
    mean_over_rows,
)
from workbooks.formulas.evaluate import ComputedBook
from workbooks.formulas.write import guarded_formula_of, word_criterion

Recalculate = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]

FIELDS = ("kata", "angka", "bulat", "hari")
ROWS = 6  # of each random table, the last ones blank
WORDS = ["Terbit", "Terbit*", "T?rbit", "~", "~*", "a~b", "*", "?", "=x", "x", "<>x", ">5", "-", 'kata "dalam" tanda']
NUMBERS = st.decimals(0, 5, places=2)
TODAY = Day(DayName.PERIODE_END, date(2025, 12, 31))


def parameter(value: str) -> Parameter:
    return Parameter("batas", Decimal(value), "acuan", True)


@dataclass(frozen=True)
class Case:
    """A table and a node over it."""

    columns: Mapping[str, InputColumn]
    node: Node

    def ranges(self, first: int) -> dict[int, str]:
        """id of a column -> its cells, the table's first row being `first` (from 1)."""
        return {
            id(self.columns[name]): f"{letter}{first}:{letter}{first + ROWS - 1}"
            for name, letter in zip(FIELDS, "BCDE", strict=True)
        }

    def formula(self, first: int) -> str:
        ranges = self.ranges(first)
        return guarded_formula_of(self.node, lambda node: ranges.get(id(node)))

    def cells(self, first: int) -> dict[tuple[int, int], Any]:
        """(row, column) from 0 -> content."""
        return {
            (first - 1 + row, column): content
            for column, name in enumerate(FIELDS, start=1)
            for row, content in enumerate(self.columns[name].contents)
            if content is not None
        }


def _conditions(columns: Mapping[str, InputColumn]) -> st.SearchStrategy[Condition]:
    same, ordered = st.sampled_from([Sign.EQUAL, Sign.DIFFERENT]), st.sampled_from(list(Sign)[2:])
    numbers = NUMBERS.map(lambda number: parameter(str(number)))
    return st.one_of(
        st.builds(Condition, st.just(columns["kata"]), same, st.sampled_from(WORDS)),
        st.builds(is_filled, st.sampled_from(list(columns.values()))),
        st.builds(Condition, st.just(columns["bulat"]), st.sampled_from(Sign), numbers),
        st.builds(Condition, st.just(columns["hari"]), ordered, st.just(TODAY)),
    )


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    rows = draw(
        st.lists(
            st.tuples(
                st.none() | st.sampled_from(WORDS),
                st.none() | NUMBERS | NUMBERS,
                st.none() | st.integers(0, 5).map(Decimal),
                st.none() | st.dates(date(2025, 12, 30), date(2026, 1, 1)),
            ),
            min_size=1, max_size=ROWS - 1,
        )
    )  # fmt: skip
    columns = {name: InputColumn(name, [row[n] for row in rows]) for n, name in enumerate(FIELDS)}
    conditions = tuple(draw(st.lists(_conditions(columns), min_size=1, max_size=3)))
    # A row is known by its word: blank rows lie below the table.
    conditions = (is_filled(columns["kata"]), *conditions)
    node = draw(
        st.sampled_from(
            [
                RowCount(conditions),
                ColumnSum(columns["angka"], conditions),
                Rounded(mean_over_rows(Sum((columns["angka"], parameter("0.5"))), conditions)),
            ]
        )
    )
    return Case(columns, node)


def _random_cases(count: int) -> list[Case]:
    """The same ones each time: one LibreOffice run serves them all, so hypothesis only draws them."""
    cases: list[Case] = []

    @settings(
        max_examples=count, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(_cases())
    def collect(case: Case) -> None:
        cases.append(case)

    collect()
    return cases


def _write(cases: list[Case]) -> bytes:
    """The tables one below the other, in column A the formula of each beside its first row."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet, day_format = workbook.add_worksheet("Tabel"), workbook.add_format({"num_format": "dd/mm/yyyy"})
    for number, case in enumerate(cases):
        first = number * ROWS + 1
        for (row, column), content in case.cells(first).items():
            if isinstance(content, str):
                sheet.write_string(row, column, content)
            elif isinstance(content, date):
                sheet.write_datetime(row, column, content, day_format)
            else:
                sheet.write_number(row, column, float(content))
        sheet.write_formula(first - 1, 0, "=" + case.formula(first))
    workbook.close()
    return output.getvalue()


def test_random_tables_are_counted_and_added_up_alike(recalculate: Recalculate, tmp_path: Path) -> None:
    cases = _random_cases(400)
    sheet = recalculate({"tabel": _write(cases)}, tmp_path)["tabel"]["Tabel"]
    known = 0
    for number, case in enumerate(cases):
        first = number * ROWS + 1
        book = ComputedBook()
        book.put("Tabel", case.cells(first))
        computed, ours = sheet.cell(first, 1).value, book.result("Tabel", "=" + case.formula(first))
        expected = evaluate(case.node)
        known += expected is not None
        for given_value in (computed or 0 if expected == 0 else computed, ours):
            if expected is None:
                assert given_value in (None, ""), (case, case.formula(first))
            else:
                assert given_value == pytest.approx(float(expected)), (case, case.formula(first))
    assert known > len(cases) / 3


@given(_cases())
def test_a_mean_over_rows_is_the_mean_of_the_rows(case: Case) -> None:
    """A value made of columns, taken apart into counts and sums, against the same value made of each row's cells."""
    rows = [row for row in zip(*(case.columns[name].contents for name in FIELDS), strict=True) if None not in row]
    columns = {name: InputColumn(name, [row[n] for row in rows]) for n, name in enumerate(FIELDS)}
    minimum, weight, other = parameter("3"), parameter("0.75"), parameter("1.5")

    def value(score: Node, count: Node) -> Sum:
        choice = IfAtLeast(count, minimum, score, other, only_above=len(rows) % 2 == 0)
        return Sum((Product(score, weight), Product(choice, weight)))

    by_row = [evaluate(value(parameter(str(row[1])), parameter(str(row[2])))) for row in rows]
    mean = evaluate(mean_over_rows(value(columns["angka"], columns["bulat"]), (is_filled(columns["kata"]),)))
    total = sum((n for n in by_row if n is not None), Decimal(0))
    assert mean == (total / len(rows) if rows else None)


# Texts


def _column(name: str, *contents: object) -> InputColumn:
    return InputColumn(name, contents)


def _at(*columns: InputColumn) -> Callable[[Node], str | None]:
    ranges = {id(column): f"{letter}2:{letter}9" for column, letter in zip(columns, "BCDE", strict=False)}
    return lambda node: "J1" if node is TODAY else ranges.get(id(node))


def test_a_count_is_written_with_the_cell_of_the_day() -> None:
    status, day = _column("status"), _column("hari")
    count = RowCount((Condition(status, Sign.EQUAL, "Terbit"), Condition(day, Sign.AT_MOST, TODAY)))
    assert guarded_formula_of(count, _at(status, day)) == (
        'IF(COUNT(C2:C9)=COUNTA(C2:C9),COUNTIFS(B2:B9,"=Terbit",C2:C9,"<="&J1),"")'
    )
    elsewhere = Day(DayName.YEAR_START, date(2025, 1, 1))
    only_day = RowCount((Condition(day, Sign.AT_LEAST, elsewhere),))
    assert guarded_formula_of(only_day, _at(status, day)).endswith('COUNTIFS(C2:C9,">="&DATE(2025,1,1)),"")')


def test_a_sum_is_blank_while_a_row_lacks_its_number() -> None:
    unit, score = _column("unit"), _column("nilai")
    assert guarded_formula_of(ColumnSum(score, (is_filled(unit),)), _at(unit, score)) == (
        'IF(AND(COUNT(C2:C9)=COUNTA(C2:C9),COUNTIFS(B2:B9,"<>",C2:C9,"")=0),SUMIFS(C2:C9,B2:B9,"<>"),"")'
    )


def test_a_number_in_a_criterion_is_put_together_by_the_spreadsheet() -> None:
    """In Indonesian a criterion reads ">=2,5"."""
    score = _column("nilai")
    count = RowCount((Condition(score, Sign.AT_LEAST, parameter("2.5")),))
    assert guarded_formula_of(count, _at(score)).endswith('COUNTIFS(B2:B9,">="&2.5),"")')


def test_a_word_is_taken_as_it_is() -> None:
    assert word_criterion(Sign.EQUAL, "Sah*?~") == '"=Sah~*~?~~"'
    assert word_criterion(Sign.DIFFERENT, "=1") == '"<>=1"'
    assert word_criterion(Sign.EQUAL, 'a"b') == '"=a""b"'


def test_blank_is_the_empty_word_and_no_day() -> None:
    words, days = _column("kata", None, "Ya", "ya"), _column("hari", None, TODAY.value, date(2026, 1, 1))
    assert Condition(words, Sign.EQUAL, "Ya").met() == [False, True, False]
    assert Condition(words, Sign.DIFFERENT, "Ya").met() == [True, False, True]
    assert is_filled(words).met() == is_filled(days).met() == [False, True, True]
    assert Condition(days, Sign.AT_MOST, TODAY).met() == [False, True, False]
    assert all_met((is_filled(words), Condition(days, Sign.ABOVE, TODAY))) == [False, False, True]


def test_what_no_sum_passes_through_is_refused() -> None:
    score = _column("nilai")
    with pytest.raises(TypeError, match="no sum over rows"):
        mean_over_rows(Rounded(score), (is_filled(score),))
