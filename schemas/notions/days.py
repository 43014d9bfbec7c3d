"""A day in words or figures. Day before month, always: "12/31/2025" is no date, and nothing is turned round."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from schemas.notions.text import normalise, without_apostrophe
from schemas.periode import month_number

_WEEKDAY = r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?"
# What may stand before a day on a letter: the place (one to three names and a comma), the weekday, "tanggal".
_VAGUE = r"sekitar|kira|rencana|perkiraan|belum|mungkin|sebelum|sesudah|setelah|sampai|paling|awal|akhir"
_PLACE = rf"(?!(?i:{_VAGUE})\b)[A-Za-z][A-Za-z.]*(?:[ -][A-Za-z.]+){{0,2}}\s*,\s*"
_BEFORE = re.compile(rf"(?:{_PLACE})?(?:(?i:{_WEEKDAY})\b\s*,?\s*)?(?:(?i:tanggal|tgl)\b[.:]?\s*)?")
_CLOCK = re.compile(
    r"(?:T|,?\s+)(?:pukul\s+|jam\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:(am|pm)|wib|wita|wit)?\s*(z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_WIB = timezone(timedelta(hours=7))

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})[ /.-]*([A-Za-z]+)\.?[ /.,-]*(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.? (\d{1,2}),? (\d{4})")
_THIS_CENTURY = 2000
_NAMED = re.compile(r"[A-Za-z]{3}|^\d{4}")  # a month in words, or the year first
MONTHS = 12


def date_from_text(text: str) -> date | None:
    """The day that a text names; None for none, or none for certain.

    `31 Desember 2025`, `31 December 2025`, `5-Jan-26` (beside a month in words two figures are a year),
    `Lumajang, 5 Januari 2026`, `31/12/2025`, `2025-12-31`; each may go on with a time of day and a zone.
    """
    clean = without_apostrophe(normalise(text)).rstrip(" .,")
    whole = _day(clean)
    if whole is not None:
        return whole
    for match in _CLOCK.finditer(clean):
        if match.end() == len(clean) and (day := _day(clean[: match.start()])) is not None:
            return _at_clock(day, match)
    return None


def _at_clock(day: date, clock: re.Match[str]) -> date | None:
    """The day, where its clock can be; a time in UTC is the day it was here."""
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second)
    except ValueError:
        return None
    if clock[4] and day.day <= MONTHS and not _NAMED.search(clock.string):
        return None  # a clock of twelve hours is an American's, whose month comes first
    zone = (clock[5] or "").casefold().replace(":", "")
    if zone in ("z", "+0000", "-0000"):
        # A machine's time. Any other zone is that of the person who filled it in: the day as written.
        return moment.replace(tzinfo=UTC).astimezone(_WIB).date()
    return day


def _day(text: str) -> date | None:
    before = _BEFORE.match(text)
    clean = text[before.end() :] if before else text
    if match := _YEAR_FIRST.fullmatch(clean):
        return _real(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(clean):
        return _real(int(match[3]), int(match[2]), int(match[1]))
    if match := _IN_WORDS.fullmatch(clean):
        year = int(match[3])
        return _real(year if len(match[3]) > 2 else _THIS_CENTURY + year, month_number(match[2]) or 0, int(match[1]))
    if match := _MONTH_FIRST.fullmatch(clean):
        return _real(int(match[3]), month_number(match[1]) or 0, int(match[2]))
    return None


def _real(year: int, month: int, day: int) -> date | None:
    """The date, if a calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
