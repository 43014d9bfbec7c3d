"""`Periode survei` as months: "Semester II 2025", "Triwulan III 2025", "Tahun 2025", "Desember 2025"."""

import re

from schemas.periode import Periode

_PARTS = {"semester": 6, "smt": 6, "sem": 6, "triwulan": 3, "tw": 3, "kuartal": 3, "catur wulan": 4, "caturwulan": 4}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "pertama": 1, "kedua": 2}
_PART = re.compile(r"([a-z ]+?)[ .-]*\b(i{1,3}|iv|[1-4]|pertama|kedua)\b[ ,./-]*(?:tahun|th\.?)?[ ]*(20\d\d)")
_YEAR = re.compile(r"(?:tahun|th\.?)?[ ]*(20\d\d)")
_MONTHS_IN_YEAR = 12


def survey_months(text: str) -> tuple[Periode, Periode] | None:
    """The first and the last month of a survey; None where the words say no time that can be read."""
    clean = " ".join(text.split()).casefold()[:60]
    if match := _PART.fullmatch(clean):
        return _part_of_year(_PARTS.get(match[1].strip()), _ROMAN[match[2]], int(match[3]))
    if match := _YEAR.fullmatch(clean):
        return Periode(int(match[1]), 1), Periode(int(match[1]), _MONTHS_IN_YEAR)
    month = Periode.from_text(clean)
    return (month, month) if month else None


def _part_of_year(months: int | None, number: int, year: int) -> tuple[Periode, Periode] | None:
    if months is None or number * months > _MONTHS_IN_YEAR:
        return None
    return Periode(year, (number - 1) * months + 1), Periode(year, number * months)
