"""Days in words and figures."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.days import date_from_text
from schemas.wording import show_date

ENGLISH = [*("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
           *("November", "December")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31 December 2025", date(2025, 12, 31)), ("5-Jan-26", date(2026, 1, 5)), ("05 Mei 26", date(2026, 5, 5)),
        ("Lumajang, 5 Januari 2026", date(2026, 1, 5)), ("Lumajang , Senin 5 Januari 2026", date(2026, 1, 5)),
        ("Kota Baru, tanggal 5 Januari 2026", date(2026, 1, 5)), ("tgl. 5 Jan 2026", date(2026, 1, 5)),
        ("31/12/2025 10:15:22", date(2025, 12, 31)), ("31/12/2025 pukul 10.15 WIB", date(2025, 12, 31)),
        ("31/12/2025, 10:15 PM", date(2025, 12, 31)), ("5 Jan 2026 1:00 AM", date(2026, 1, 5)),
        ("lumajang, 5 januari 2026", date(2026, 1, 5)), ("31 Desember 2025.", date(2025, 12, 31)),
        ("2025-12-31T10:15:22.000+07:00", date(2025, 12, 31)),
        ("2025-12-31T23:59:59+08:00", date(2025, 12, 31)), ("2025-12-31T20:00:00Z", date(2026, 1, 1)),
        ("2025-12-31 16:59:59+00:00", date(2025, 12, 31)), ("December 31, 2025", date(2025, 12, 31)),
        ("2025/12/31", date(2025, 12, 31)), ("Wednesday, 31 December 2025", date(2025, 12, 31)),
        ("31.Des.2025", date(2025, 12, 31)), ("'31/12/2025", date(2025, 12, 31)),
        ("31 / 12 / 2025", date(2025, 12, 31)),
    ],
)  # fmt: skip
def test_days_that_are_clear(text: str, day: date) -> None:
    assert date_from_text(text) == day


@pytest.mark.parametrize(
    "text",
    ["12/31/2025", "12/31/2025 10:15", "1/5/2026 12:00:00 AM", "rencana, 5 Januari 2026",
     "Belum pasti, 5 Januari 2026", "5/1/26", "31/12/2025 25:00", "31/12/2025 10", "31 Februari 2026", "5 Januari",
     "sekitar 5 Januari 2026", "5 atau 6 Januari 2026", "5-6 Januari 2026", "Januari 2026", "20251231",
     "31 Dember 2025",
     "2025-13-01", "5 Januari 226", "T10:15", "pukul 10.15", "", "1 5 Januari 2026"],
)  # fmt: skip
def test_what_is_no_day_or_none_for_certain(text: str) -> None:
    assert date_from_text(text) is None


@given(
    day=st.dates(date(2000, 1, 2), date(2099, 12, 30)),
    clock=st.times(),
    zone=st.sampled_from(["", "+07:00", "+0700", "+09:00", "-03:30"]),
    before=st.sampled_from(["", "Lumajang, ", "Senin, ", "Kota Lama, tanggal "]),
)
def test_a_day_is_read_whatever_stands_around_it(day: date, clock: time, zone: str, before: str) -> None:
    """Its place, its weekday, its time of day; the zone of whoever wrote it changes nothing."""
    stamp = clock.replace(microsecond=0).isoformat()
    forms = [
        *(f"{before}{text}" for text in (show_date(day), f"{day.day} {ENGLISH[day.month - 1]} {day.year}")),
        *(f"{day:%d/%m/%Y} {stamp}", f"{day.isoformat()}T{stamp}{zone}", f"{day.isoformat()} {stamp[:5]}"),
        *(f"{day.day}-{ENGLISH[day.month - 1][:3]}-{day:%y}", f"{show_date(day)} pukul {stamp[:5].replace(':', '.')}"),
    ]
    assert {date_from_text(form) for form in forms} == {day}


@given(moment=st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)))
def test_the_time_of_a_machine_is_the_day_it_was_here(moment: datetime) -> None:
    expected = (moment.replace(microsecond=0) + timedelta(hours=7)).date()
    assert date_from_text(f"{moment.replace(microsecond=0).isoformat()}Z") == expected


@given(text=st.text(max_size=30) | st.from_regex(r"[A-Za-z, ]{0,9}[0-9]{1,4}[ /.-][0-9A-Za-z]{1,9}[ T/.-][0-9:]{1,9}"))
def test_any_text_can_be_asked(text: str) -> None:
    day = date_from_text(text)
    assert day is None or any(letter.isdigit() for letter in text)
