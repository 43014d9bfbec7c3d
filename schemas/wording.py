"""How numbers and dates are printed for Indonesian readers: 1.234,56 and 23 November 2026."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from schemas.value import decimal_from_binary

LOCALE = "id_ID"
_REMEMBERED = 4096  # words kept: a questionnaire on the wrong scale has 50,000 findings with the same few numbers
_LARGEST = 10**18  # beyond it nothing is grouped: no figure of ours, and more digits than a Decimal context rounds


def show_number(value: Decimal | int, decimals: int | None = None) -> str:
    """`1.234,56`; with `decimals` that many places, else as many as the value has (at most 6)."""
    value = Decimal(value)
    if not value.is_finite() or abs(value) >= _LARGEST:
        return str(value)
    pattern = "#,##0.######" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return _format(value, pattern)


def show_typed(value: Decimal | int) -> str:
    """A number as it is typed: comma, no dots; a year and a date's serial have none either."""
    return f"{Decimal(value):f}".replace(".", ",")


_COUNT_WORDS = dict(
    enumerate(("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh"))
)


def count_word(count: int) -> str:
    """A small number as a word, as official texts write it: `delapan`; beyond ten in digits."""
    return _COUNT_WORDS.get(count) or show_number(count)


@lru_cache(maxsize=_REMEMBERED)
def _format(value: Decimal, pattern: str) -> str:
    return str(format_decimal(value, format=pattern, locale=LOCALE))


@lru_cache(maxsize=_REMEMBERED)
def show_date(day: date) -> str:
    """`23 November 2026`."""
    return str(format_date(day, format="d MMMM yyyy", locale=LOCALE))


def show(value: object) -> str:
    """Any value of a cell in the words a reader of the workbook would use."""
    if value is None:
        return "(kosong)"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (Decimal, int)):
        return show_number(value)
    if isinstance(value, float):
        return show_number(decimal_from_binary(value))
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{show_date(value.date())} pukul {value:%H.%M}"
    if isinstance(value, date):
        return show_date(value)
    return str(value)
