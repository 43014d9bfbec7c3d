"""A typed number: clear, ambiguous or none; with its unit, its currency or a percent sign."""

import re
from collections.abc import Sequence
from decimal import Decimal

from schemas.notions.text import normalise, without_apostrophe

# Units that may stand beside a number, by what it counts.
RUPIAH = ("Rp", "IDR", "rupiah")
PEOPLE = ("orang", "org", "responden", "jiwa", "pegawai", "penerima layanan")
PACKAGES = ("paket",)

Readings = Decimal | tuple[Decimal, Decimal] | None

# A number as written in one manner: groups of three or none, then a fraction or none. The first group has no leading
# zero: "0.123" is a fraction, "0.123.456" nothing.
_NUMBER_PATTERN = r"([+-]?)([1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+)(?:{point}(\d+))?"
_INDONESIAN_PATTERN = re.compile(_NUMBER_PATTERN.format(group=r"\.", point=","))
_ENGLISH_PATTERN = re.compile(_NUMBER_PATTERN.format(group=",", point=r"\."))
_NO_CENTS = re.compile(r",(?:-+|=)$")  # "1.000,-"


def number_from_text(text: str, units: Sequence[str] = ()) -> Readings:
    """Read a typed number: a Decimal when it can mean one thing, both readings (larger first) when two, None when none.

    Indonesian "1.234,56" and English "1,234.56" are clear, and so are "83,25" and "83.25" (a group has three digits);
    "1.234" and "1,234" may be a thousand or one and a bit: which of them the cell can hold, its field says. An
    apostrophe before it, a "%" or one of the `units` beside it is dropped: "90 %" is 90. What is counted in units has
    no thousandths: "Rp 1.250" and "1.250 orang" are clear.
    """
    plain = without_apostrophe(normalise(text)).removesuffix("%").strip().replace("−", "-")
    bare = _without_unit(plain, units)
    if bare == plain:
        return _readings(plain)
    readings = _readings(_NO_CENTS.sub("", bare))
    return readings[0] if isinstance(readings, tuple) else readings


def _without_unit(text: str, units: Sequence[str]) -> str:
    """Text without a unit before and behind it; a unit alone stays."""
    if not units:
        return text
    unit = "|".join(map(re.escape, units))
    match = re.fullmatch(rf"(?:(?:{unit})\.?:?\s*)?([\d+-].*?)(?:\s*(?:{unit})\.?)?", text, re.IGNORECASE)
    return match[1] if match else text


def _readings(plain: str) -> Readings:
    matches = (pattern.fullmatch(plain) for pattern in (_INDONESIAN_PATTERN, _ENGLISH_PATTERN))
    readings = {
        Decimal(f"{match[1]}{re.sub('[.,]', '', match[2])}" + (f".{match[3]}" if match[3] else ""))
        for match in matches
        if match
    }
    if len(readings) == 2:
        smaller, larger = sorted(readings, key=abs)
        return larger, smaller
    return readings.pop() if readings else None
