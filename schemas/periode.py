"""The reporting month: `YYYY-MM`, a position up to the month's last day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

MONTH_NAMES = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
MONTHS_IN_YEAR = len(MONTH_NAMES)


@dataclass(frozen=True, order=True)
class Periode:
    """A month. Orders by time; `str()` gives `2025-12`."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (2000 <= self.year <= 2999 and 1 <= self.month <= 12):
            raise ValueError(f"not a period: {self.year}-{self.month}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> "Periode":
        """Read the strict form `2025-12`; ValueError otherwise."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if not match:
            raise ValueError(f"not a period: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_text(cls, text: str) -> "Periode | None":
        """Read what a person types: `2025-12`, `12/2025`, `Desember 2025`, `des 2025`; None if unreadable."""
        clean = " ".join(text.split()).casefold()
        if match := re.fullmatch(r"(\d{4})\s*[-/.]\s*(\d{1,2})", clean):
            year, month = int(match[1]), int(match[2])
        elif match := re.fullmatch(r"(\d{1,2})\s*[-/.]\s*(\d{4})", clean):
            year, month = int(match[2]), int(match[1])
        elif match := re.fullmatch(r"([a-z]+)\.?[ -]*(\d{4})", clean):
            year, month = int(match[2]), month_number(match[1]) or 0
        else:
            return None
        try:
            return cls(year, month)
        except ValueError:
            return None

    @classmethod
    def from_date(cls, day: date) -> "Periode":
        """The month a day lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        """First day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def name(self) -> str:
        """`Desember 2025`."""
        return f"{MONTH_NAMES[self.month - 1]} {self.year}"

    def shift(self, months: int) -> "Periode":
        """The period `months` months later (earlier when negative)."""
        position = self.year * 12 + self.month - 1 + months
        return Periode(position // 12, position % 12 + 1)


# Spellings seen on letters (the old "Pebruari", the abbreviations "Agt" and "Nop"), and those of English programs.
_OTHER_NAMES = {
    **{"pebruari": 2, "peb": 2, "agt": 8, "agust": 8, "ags": 8, "nopember": 11, "nop": 11, "sept": 9},
    **{"january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8, "aug": 8},
    **{"october": 10, "oct": 10, "december": 12, "dec": 12},
}


def month_number(name: str) -> int | None:
    """1 to 12 for an Indonesian or English month name or its first three letters; None otherwise."""
    wanted = name.casefold().rstrip(".")
    for number, month in enumerate(MONTH_NAMES, start=1):
        if wanted in (month.casefold(), month[:3].casefold()):
            return number
    return _OTHER_NAMES.get(wanted)
