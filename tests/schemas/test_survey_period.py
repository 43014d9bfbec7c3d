"""`Periode survei`: what says a time, which one, and what says none for certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.periode import MONTH_NAMES, Periode
from schemas.survey_period import survey_choices, survey_months, survey_year


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Semester II 2025", "2025-07", "2025-12"),
        ("semester 1 tahun 2025", "2025-01", "2025-06"),
        ("Smt. II/2025", "2025-07", "2025-12"),
        ("Semester kedua TA 2025", "2025-07", "2025-12"),
        ("II Semester 2025", "2025-07", "2025-12"),
        ("2025 Semester II", "2025-07", "2025-12"),
        ("Semester II Tahun 2025 (Juli-Desember)", "2025-07", "2025-12"),
        ("Triwulan III 2025", "2025-07", "2025-09"),
        ("TW IV-2025", "2025-10", "2025-12"),
        ("Q1 2026", "2026-01", "2026-03"),
        ("Catur Wulan II 2025", "2025-05", "2025-08"),
        ("2025", "2025-01", "2025-12"),
        ("Tahun 2025", "2025-01", "2025-12"),
        ("Survei Kepuasan Tahun 2025", "2025-01", "2025-12"),
        ("SKM Tahunan 2025", "2025-01", "2025-12"),
        ("Desember 2025", "2025-12", "2025-12"),
        ("1 Desember 2025", "2025-12", "2025-12"),
        ("12/2025", "2025-12", "2025-12"),
        ("Juli s.d. Desember 2025", "2025-07", "2025-12"),
        ("1 Juli s/d 31 Desember 2025", "2025-07", "2025-12"),
        ("November 2025 - Januari 2026", "2025-11", "2026-01"),
        ("Juli 2025 sampai dengan Desember 2025", "2025-07", "2025-12"),
        # Nothing, or nothing for certain.
        ("", None, None),
        ("Semester II", None, None),
        ("Semester III 2025", None, None),
        ("Triwulan V 2025", None, None),
        ("Semester II 2025 dan Semester I 2026", None, None),
        ("Semester II 2025 (Januari-Juni)", None, None),
        ("2025/2026", None, None),
        ("Desember s.d. Juli 2025", None, None),
        ("01/12/2025", None, None),
        ("tahun lalu", None, None),
        ("45999", None, None),
        ("Desember 1999", None, None),
        ("Tahun 2025 " * 40, None, None),
        ("Tahun 2025 2025 2025", None, None),
        ("Survei " * 30 + "Tahun 2025", None, None),
    ],
)
def test_a_time_in_words(text: str, first: str | None, last: str | None) -> None:
    expected = (Periode.parse(first), Periode.parse(last)) if first and last else None
    assert survey_months(text) == expected
    assert survey_year(text) == (expected[1].year if expected else None)


@given(st.integers(2001, 2098))
def test_what_is_offered_can_be_read_and_is_of_the_year_or_the_one_before(year: int) -> None:
    for choice in survey_choices(year):
        months = survey_months(choice)
        assert months is not None and months[0] <= months[1]
        assert months[1].year in (year, year - 1)


@given(st.text(max_size=60), st.sampled_from(MONTH_NAMES), st.integers(2000, 2099))
def test_nothing_breaks_it(text: str, month: str, year: int) -> None:
    for spelled in (text, f"{text} {year}", f"{month} {text} {year}"):
        months = survey_months(spelled)
        assert months is None or months[0] <= months[1]
