"""The history of an indicator: its months of the year, its years, and where a change of method breaks the line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from schemas.periode import Periode


@dataclass(frozen=True)
class Terbit:
    """A value as published; `nilai` is None where there was none. `status` is the word of the domain."""

    nilai: Decimal | None
    status: str
    aturan: str | None


# [period][iku]: what signed months and earlier years said, which is not computed again.
Arsip = Mapping[Periode, Mapping[str, Terbit]]


@dataclass(frozen=True)
class Titik:
    """One point. `sambung`: it may be compared with the last point before it that has a value."""

    periode: Periode
    terbit: Terbit
    sambung: bool

    @property
    def nilai(self) -> Decimal | None:
        return self.terbit.nilai


def rangkai(titik: Iterable[tuple[Periode, Terbit]]) -> tuple[Titik, ...]:
    """Points in order of time; a value under another model or method does not go on from the one before."""
    hasil: list[Titik] = []
    sebelum: Terbit | None = None
    for periode, terbit in titik:
        sambung = sebelum is not None and terbit.nilai is not None and not aturan_beda(terbit.aturan, sebelum.aturan)
        hasil.append(Titik(periode, terbit, sambung))
        if terbit.nilai is not None:
            sebelum = terbit
    return tuple(hasil)


def selisih(titik: tuple[Titik, ...]) -> Decimal | None:
    """How far the last point moved from the period right before it; None where the two cannot be compared."""
    if len(titik) < 2 or not titik[-1].sambung:
        return None
    kini, lalu = titik[-1].nilai, titik[-2].nilai
    return None if kini is None or lalu is None else kini - lalu


def aturan_beda(kini: str | None, lalu: str | None) -> bool:
    """Whether two values follow different models or methods; a letter that names no method contradicts none."""
    return bool(kini and lalu) and not (str(kini).startswith(str(lalu)) or str(lalu).startswith(str(kini)))
