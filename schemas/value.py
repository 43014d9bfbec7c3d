"""What a cell may be: its kind, its state, the cell as delivered and the value it was read as."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from schemas.notions.text import without_apostrophe


class Kind(StrEnum):
    """The kinds of an entry cell. CODE is text that must not be typed as a number (NIP, Nomor, Kode)."""

    TEXT = "tulisan"
    CODE = "tulisan apa adanya"
    NUMBER = "angka"
    WHOLE = "bilangan bulat"
    DATE = "tanggal"
    CHOICE = "pilihan"
    PERIODE = "periode"


class State(StrEnum):
    """Empty, filled, "-" and unreadable are four states; none of them is 0."""

    EMPTY = "kosong"
    FILLED = "terisi"
    NOT_ASSESSED = "tidak dinilai"
    UNREADABLE = "galat"


class SpecialContent(StrEnum):
    """What a reader found in a cell instead of a value."""

    FORMULA_ERROR = "galat rumus"
    FORMULA_WITHOUT_VALUE = "rumus tanpa nilai"


@dataclass(frozen=True)
class Cell:
    """One cell as delivered: 1-based row and column, its value as the file holds it.

    `content` is str, int, float, bool, datetime, date, time, timedelta or None. `special` says when it is no value but
    an Excel error (`content` then is its name, such as "#REF!") or a formula without a stored result; `is_percent`,
    when it is shown as %.
    """

    row: int
    column: int
    content: object
    special: SpecialContent | None = None
    is_percent: bool = False

    @property
    def address(self) -> str:
        """Its A1 address."""
        return cell_address(self.row, self.column)


@dataclass(frozen=True)
class Value:
    """A parsed cell: `content` is Decimal, date, str, Periode or None; `address` its A1 address."""

    content: object
    state: State
    address: str

    @property
    def is_filled(self) -> bool:
        """Whether anything stands there, "-" and what cannot be read included."""
        return self.state is not State.EMPTY


@dataclass(frozen=True)
class CellWords:
    """What parsing a cell needs to know of its field, also for the words of a finding.

    `sheet`, `label`: where it stands; `example`: of what belongs there; `year`: the assessment year; `choices`: the
    allowed values of a CHOICE; `dash_allowed`: whether "-" (not assessed) is fair there; `minimum`, `maximum`: the
    numbers it can hold, where they are known; `units`: what may stand beside the number; `spelling`: how a CODE is
    kept; `when_unknown`: what to do where there is nothing yet.
    """

    sheet: str
    label: str
    example: str = "83,25"
    year: int = 0
    choices: Sequence[str] = ()
    dash_allowed: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    units: Sequence[str] = ()
    spelling: Callable[[str], str] = without_apostrophe
    when_unknown: str = "Bila memang belum ada, kosongkan selnya."

    def fits(self, number: Decimal) -> bool:
        """Whether the cell can hold a number."""
        return (self.minimum is None or self.minimum <= number) and (self.maximum is None or number <= self.maximum)


def cell_address(row: int, column: int) -> str:
    """A1 address of a 1-based row and column."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """Letters of a 1-based column."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


DAY_ZERO = date(1899, 12, 30)  # day 0 of Excel's calendar
_LAST_SERIAL = 2_958_465  # 31 December 9999


def day_of_serial(number: Decimal) -> date | None:
    """The day that a number is in Excel's calendar; None where it is none."""
    return DAY_ZERO + timedelta(days=int(number)) if 1 <= number <= _LAST_SERIAL else None


def decimal_from_binary(content: float) -> Decimal:
    """The decimal number Excel shows for a stored double: 15 significant digits."""
    return Decimal(f"{content:.15g}")
