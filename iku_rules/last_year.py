"""The value of the year before: as it was signed, else as it is known now."""

from dataclasses import dataclass
from decimal import Decimal

from iku_rules.in_force import IKM, as_published, ikm_in_force, kiriman_of_year
from iku_rules.over_months import Published, PublishedValues
from iku_rules.register_model.register import DECEMBER, Register
from iku_rules.result import Computation
from iku_rules.usable import Computations
from schemas.periode import Periode
from schemas.wording import show_number


@dataclass(frozen=True)
class LastYear:
    """The value of the year before: as published where that was signed. `computation`: what it rests on, if known."""

    published: Published
    computation: Computation | None
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """The value of last year's column."""
        return self.published.value


def last_year_of(
    register: Register, periode: Periode, computations: Computations, iku: str, published: PublishedValues
) -> LastYear | None:
    """The value of the year before: what was signed, else what is known of it now."""
    end = Periode(periode.year - 1, DECEMBER)
    now = _last_year_now(register, periode, computations, iku)
    signed = published.get(end, {}).get(iku)
    if signed is None or not signed.signed or (signed.value is None and now is None):
        return LastYear(as_published(now), now) if now else None
    if signed.value is None:
        assert now is not None
        return LastYear(as_published(now), now, (f"{end.name} yang ditandatangani belum memuat nilai tahun lalu ini",))
    if now is not None and now.value == signed.value:
        return LastYear(signed, now)
    other = ""
    if now is not None and now.value is not None:
        other = f"; menurut data dan register sekarang {show_number(now.value, 2)}"
    note = f"realisasi tahun lalu {show_number(signed.value, 2)} menurut {end.name} yang ditandatangani{other}"
    return LastYear(signed, None, (note,) if other else ())


def _last_year_now(register: Register, periode: Periode, computations: Computations, iku: str) -> Computation | None:
    """The value of the year before: from this year's submissions first, then from those of that year."""
    end = Periode(periode.year - 1, DECEMBER)
    if iku == IKM:
        in_force = ikm_in_force(register, end, computations, periode)
        return in_force.computation if in_force.result else None
    kiriman = kiriman_of_year(register, periode, computations, iku) + kiriman_of_year(register, end, computations, iku)
    return next((p for _, p in kiriman if p.value is not None and p.assessment_year == end.year), None)
