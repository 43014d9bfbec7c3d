"""Scales of words: ordered half-open intervals that say which end is closed, so that no gap can exist."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from iku_rules.register_fields import DecimalNumber, Frozen, RuleParameter, Sourced
from iku_rules.steps import Parameter, round_half_up
from schemas.notions.names import predikat_key
from schemas.wording import show_number


class Interval(Frozen):
    """One interval: its closed end (`batas`; absent where the scale is open there), code and words."""

    batas: DecimalNumber | None = None
    kode: str = ""
    nama: str = ""

    @property
    def text(self) -> str:
        """ "AA (Istimewa)", or the code or the words alone."""
        return f"{self.kode} ({self.nama})" if self.kode and self.nama else self.kode or self.nama


class Scale(Sourced):
    """Intervals from low to high.

    `tertutup` "bawah": `batas` is the lower end of an interval and belongs to it; "atas": the upper end.
    `jarak_ragu`: a value at most this far from a cut is doubtful (absent: no doubt about the ends).
    """

    tertutup: Literal["bawah", "atas"]
    jarak_ragu: DecimalNumber | None = None
    selang: Annotated[tuple[Interval, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ordered(self) -> "Scale":
        open_end = 0 if self.tertutup == "bawah" else len(self.selang) - 1
        previous: Decimal | None = None
        for index, interval in enumerate(self.selang):
            if not interval.text:
                raise ValueError(f"selang[{index}] tanpa kode dan nama")
            if interval.batas is None and index != open_end:
                raise ValueError(f"selang[{index}].batas belum diisi")
            if interval.batas is not None and previous is not None and interval.batas <= previous:
                raise ValueError(
                    f"selang[{index}].batas = {interval.batas} tidak lebih besar dari {previous} sebelumnya"
                )
            previous = interval.batas
        return self

    def interval_for(self, value: Decimal) -> Interval | None:
        """The interval of a value, rounded half-up to two decimals first; None outside the scale."""
        rounded = round_half_up(value)
        assert rounded is not None
        if self.tertutup == "bawah":
            return next((i for i in reversed(self.selang) if i.batas is None or rounded >= i.batas), None)
        return next((i for i in self.selang if i.batas is None or rounded <= i.batas), None)

    def predikat(self, value: Decimal) -> str | None:
        """The words of a value as printed."""
        interval = self.interval_for(value)
        return interval.text if interval else None

    def interval_named(self, text: str) -> Interval | None:
        """The interval a letter names: by code, by words, or by both, in any order."""
        wanted = predikat_key(text)
        matches = [i for i in self.selang if wanted in (predikat_key(i.kode), predikat_key(i.text))]
        matches = matches or [i for i in self.selang if wanted == predikat_key(i.nama)]
        return matches[0] if len(matches) == 1 else None

    @cached_property
    def cuts(self) -> tuple[Decimal, ...]:
        """The cuts between two intervals."""
        inner = self.selang[1:] if self.tertutup == "bawah" else self.selang[:-1]
        return tuple(i.batas for i in inner if i.batas is not None)

    def nearest_cut(self, value: Decimal) -> tuple[Decimal, Decimal] | None:
        """(nearest cut, distance to it); None for a scale of one interval."""
        return min(((cut, abs(value - cut)) for cut in self.cuts), key=lambda pair: pair[1], default=None)

    def doubtful_cut(self, value: Decimal) -> Decimal | None:
        """The cut the value is doubtfully near to, if any."""
        nearest = self.nearest_cut(value)
        if self.jarak_ragu is None or nearest is None or nearest[1] > self.jarak_ragu:
            return None
        return nearest[0]

    def parameter(self, value: Decimal) -> Parameter | None:
        """The cut that decided the words of a value, as a parameter with its reference."""
        interval = self.interval_for(value)
        if interval is None or interval.batas is None:
            return None
        return Parameter(f"Batas predikat {interval.text}", interval.batas, self.acuan, self.dikonfirmasi)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The whole scale in one line."""
        yield self.said("Skala predikat", self.text)

    @property
    def text(self) -> str:
        """`< 51 Sangat Rendah; >= 51 Rendah; …` or, closed at the upper end, `<= 30 D (Sangat Buruk); …`."""
        return "; ".join(self._interval_text(index, interval) for index, interval in enumerate(self.selang))

    def _interval_text(self, index: int, interval: Interval) -> str:
        if interval.batas is not None:
            return f"{'>=' if self.tertutup == 'bawah' else '<='} {show_number(interval.batas)} {interval.text}"
        neighbour = self.selang[index + 1 if self.tertutup == "bawah" else index - 1].batas
        assert neighbour is not None
        return f"{'<' if self.tertutup == 'bawah' else '>'} {show_number(neighbour)} {interval.text}"
