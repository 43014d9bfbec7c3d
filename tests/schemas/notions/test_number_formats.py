"""Number formats: percent and day only where they stand outside quotes, escapes and brackets, in the right section."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.number_formats import is_day, is_percent


@pytest.mark.parametrize(
    ("number_format", "number", "percent"),
    [
        ("0%", 0.5, True), ("0.00%", 0.5, True), ('0.00"%"', 81, False), ("0.00\\%", 81, False), ("0_%", 1, False),
        ("0*%", 1, False), ('0.00 "persen (%)"', 81, False), ("[$%-421]0", 1, False), ("0%;0", -1, False),
        ("0;0%", -1, True), ("0;0%", 1, False), ("0%;-0%;0", 0, False), ("0%;0", 0, True), ("0%", 0, True),
        ("[<1]0%;0.00", 0.5, True), ("[<1]0%;0.00", 83, False), ("[>=1]0.00;0%", 0.5, True),
        ("[>=1]0.00;[>=0]0%;0", 0.5, True), ("[>=1]0.00;[>=0]0%;0", -3, False), ('0";"%', 1, True), ("@", 1, False),
        ("[Red][<0]0%;0", -1, True), ("General", 1, False), ("", 1, False),
    ],
)  # fmt: skip
def test_percent(number_format: str, number: float, percent: bool) -> None:
    assert is_percent(number_format, number) is percent


@pytest.mark.parametrize(
    ("number_format", "day"),
    [
        ("Standard", False), ("General", False), ('0 "hari"', False), ("0 hari", False), ("Standaard", False),
        ("dd/mm/yyyy", True), ("TT.MM.JJJJ", True), ("yyyy-mm-ddThh:mm:ss", True), ("[h]:mm", True), ("ss.00", True),
        ('_-"Rp"* #,##0.00_-', False), ("[$Rp-421]#,##0.00", False), ("0.00E+00", False), ("d", True),
    ],
)  # fmt: skip
def test_day(number_format: str, day: bool) -> None:
    assert is_day(number_format) is day


@given(number_format=st.text(max_size=40) | st.from_regex(r'[0#%;"\\_*\[\]<>=1dmy@]{0,20}', fullmatch=True),
       number=st.floats(allow_nan=False))  # fmt: skip
def test_any_format_can_be_asked(number_format: str, number: float) -> None:
    assert isinstance(is_percent(number_format, number), bool)
    assert isinstance(is_day(number_format), bool)
    assert not is_percent(f'"{number_format.replace(chr(34), "")}"0', number)
