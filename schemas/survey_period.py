"""`Periode survei` as months: "Semester II 2025", "Triwulan III 2025", "Juli s.d. Desember 2025", "Tahun 2025"."""

import re
from collections.abc import Iterator, Sequence

from schemas.notions.text import compare_key
from schemas.periode import MONTHS_IN_YEAR, Periode, month_number

LONGEST_TEXT = 120  # letters; a longer text tells more than a time
_TOKEN = re.compile(r"[a-z]+|\d+")
# Months of a part of the year, by the words for it.
_PARTS = {
    **dict.fromkeys(("semester", "smt", "sem", "smstr"), 6),
    **dict.fromkeys(("caturwulan", "cawu"), 4),
    **dict.fromkeys(("triwulan", "tw", "trw", "kuartal", "kwartal", "q"), 3),
}
_ORDINALS = {
    **{word: number for number, word in enumerate(("i", "ii", "iii", "iv"), 1)},
    **{word: number for number, word in enumerate(("pertama", "kedua", "ketiga", "keempat"), 1)},
    **{word: number for number, word in enumerate(("satu", "dua", "tiga", "empat"), 1)},
    **{str(number): number for number in range(1, 5)},
}
# What stands between without saying a time. "s.d." and "s/d" fall into two letters.
_IDLE = frozenset(
    (
        *("tahun", "th", "thn", "tahunan", "anggaran", "ta", "bulan", "tanggal", "tgl", "periode"),
        *("survei", "kepuasan", "masyarakat", "skm", "ikm"),
        *("ke", "s", "d", "sd", "sampai", "dengan", "hingga", "dan"),
    )
)
_LAST_DAY = 31


def survey_months(text: str) -> tuple[Periode, Periode] | None:
    """The first and the last month of a survey; None where the words say no time, or none for certain."""
    if len(text) > LONGEST_TEXT:
        return None
    tokens = _TOKEN.findall(compare_key(text).replace("catur wulan", "caturwulan"))
    years = [int(token) for token in tokens if _is_year(token)]
    rest = [token for token in tokens if not _is_year(token) and token not in _IDLE]
    if not years or len(years) > 2:
        return None
    part, others = _part_of_year(rest)
    spans = [_of_part(*part, years)] if part else []
    if months := list(_months(others)):
        spans.append(_in_order(months, years))
    if not spans and not others and len(set(years)) == 1:
        return Periode(years[0], 1), Periode(years[0], MONTHS_IN_YEAR)
    return spans[0] if len(set(spans)) == 1 else None


def survey_year(text: str) -> int | None:
    """The year that a survey speaks of, that in which it ended; None where the words do not say."""
    months = survey_months(text)
    return months[1].year if months else None


def survey_choices(year: int) -> tuple[str, ...]:
    """What is offered for the surveys of the reported year, and for the last ones of the year before."""
    roman = ("I", "II", "III", "IV")
    return (
        *(f"Semester {number} {year}" for number in roman[:2]),
        *(f"Triwulan {number} {year}" for number in roman),
        f"Tahun {year}",
        f"Semester II {year - 1}",
        f"Triwulan IV {year - 1}",
        f"Tahun {year - 1}",
    )


def _is_year(token: str) -> bool:
    return len(token) == 4 and token.startswith("20") and token.isdigit()


def _part_of_year(tokens: Sequence[str]) -> tuple[tuple[int, int] | None, Sequence[str]]:
    """(months of a part, which of them) of "semester ii" or "ii semester", and the tokens beside these two."""
    for place in range(len(tokens) - 1):
        for word, ordinal in (tokens[place : place + 2], tokens[place : place + 2][::-1]):
            if word in _PARTS and ordinal in _ORDINALS:
                return (_PARTS[word], _ORDINALS[ordinal]), [*tokens[:place], *tokens[place + 2 :]]
    return None, tokens


def _of_part(months: int, number: int, years: Sequence[int]) -> tuple[Periode, Periode] | None:
    if len(set(years)) > 1 or number * months > MONTHS_IN_YEAR:
        return None
    return Periode(years[0], (number - 1) * months + 1), Periode(years[0], number * months)


def _months(tokens: Sequence[str]) -> Iterator[int | None]:
    """The months that are named; None for a word that says none.

    A number beside names is a day; alone it is a month; two of them could be a date.
    """
    if tokens and all(token.isdigit() for token in tokens):
        yield int(tokens[0]) if len(tokens) == 1 and 1 <= int(tokens[0]) <= MONTHS_IN_YEAR else None
        return
    for token in tokens:
        if token.isalpha():
            yield month_number(token)
        elif not 1 <= int(token) <= _LAST_DAY:
            yield None


def _in_order(months: Sequence[int | None], years: Sequence[int]) -> tuple[Periode, Periode] | None:
    """From the first month named to the last, which must not come before it."""
    named = [month for month in months if month is not None]
    if len(named) < len(months) or len(named) > 2 or (len(named) == 1 and len(years) > 1):
        return None
    first, last = Periode(years[0], named[0]), Periode(years[-1], named[-1])
    return (first, last) if first <= last else None
