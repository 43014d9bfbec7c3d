"""How numbers and dates are printed for Indonesian readers: 1.234,56 and 23 November 2026."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

LOKAL = "id_ID"
_DIINGAT = 4096  # words kept: a questionnaire on the wrong scale has 50,000 findings with the same few numbers
_TERBESAR = 10**18  # beyond it nothing is grouped: no figure of ours, and more digits than a Decimal context rounds


def angka(nilai: Decimal | int, desimal: int | None = None) -> str:
    """`1.234,56`; with `desimal` that many places, else as many as the value has (at most 6)."""
    nilai = Decimal(nilai)
    if not nilai.is_finite() or abs(nilai) >= _TERBESAR:
        return str(nilai)
    pola = "#,##0.######" if desimal is None else "#,##0" + ("." + "0" * desimal if desimal else "")
    return _cetak(nilai, pola)


@lru_cache(maxsize=_DIINGAT)
def _cetak(nilai: Decimal, pola: str) -> str:
    return str(format_decimal(nilai, format=pola, locale=LOKAL))


@lru_cache(maxsize=_DIINGAT)
def tanggal(hari: date) -> str:
    """`23 November 2026`."""
    return str(format_date(hari, format="d MMMM yyyy", locale=LOKAL))


def tulis(nilai: object) -> str:
    """Any value of a cell in the words a reader of the workbook would use."""
    if nilai is None:
        return "(kosong)"
    if isinstance(nilai, bool):
        return "TRUE" if nilai else "FALSE"
    if isinstance(nilai, (Decimal, int)):
        return angka(nilai)
    if isinstance(nilai, float):
        return angka(Decimal(f"{nilai:.15g}"))
    if isinstance(nilai, datetime) and (nilai.hour or nilai.minute):
        return f"{tanggal(nilai.date())} pukul {nilai:%H.%M}"
    if isinstance(nilai, date):
        return tanggal(nilai)
    return str(nilai)
