"""From a cell as delivered to a value of a known kind: Decimal, date, text or nothing, and never a guess.

What a person means without doubt is accepted (with an INFO where it was typed as something else); what could mean
two things is a GALAT that asks. The functions here never raise on a cell's content.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches

from schemas.periode import Periode, month_number
from schemas.temuan import Temuan, make_temuan
from schemas.value import Cell, CellWords, Kind, SpecialContent, State, Value, decimal_from_binary
from schemas.wording import show, show_date

EARLIEST_YEAR = 2000  # dates before it are numbers in cells formatted as dates: 12 is 12 January 1900


def parse(cell: Cell, kind: Kind, words: CellWords) -> tuple[Value, list[Temuan]]:
    """Parse one cell. A GALAT among the findings goes with `State.UNREADABLE`; the value's content is then None."""
    if cell.special is SpecialContent.FORMULA_ERROR:
        return _fail(cell, words, "G306", ditemukan=str(cell.content))
    if cell.special is SpecialContent.FORMULA_WITHOUT_VALUE:
        return _fail(cell, words, "G307")
    if cell.content is None or (isinstance(cell.content, str) and not normalise(cell.content)):
        return Value(None, State.EMPTY, cell.address), []
    if isinstance(cell.content, bool):
        return _fail(cell, words, "G315", jenis=kind.value)
    return _PARSERS[kind](cell, words)


def _fail(cell: Cell, words: CellWords, code: str, **more: object) -> tuple[Value, list[Temuan]]:
    placeholders: dict[str, object] = {
        "ditemukan": show(cell.content),
        "label": words.label,
        "contoh": words.example,
    } | more
    temuan = make_temuan(code, lembar=words.sheet, sel=cell.address, **placeholders)  # type: ignore[arg-type]
    return Value(None, State.UNREADABLE, cell.address), [temuan]


def _accept(cell: Cell, content: object, *temuan: Temuan) -> tuple[Value, list[Temuan]]:
    return Value(content, State.FILLED, cell.address), list(temuan)


def _note(cell: Cell, words: CellWords, code: str, reading: str) -> Temuan:
    """An INFO that tells how typed text was understood."""
    return make_temuan(
        code, lembar=words.sheet, sel=cell.address, ditemukan=str(cell.content), label=words.label, dibaca=reading
    )


def _parse_number(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    content = cell.content
    if isinstance(content, (datetime, date, time, timedelta)):
        return _fail(cell, words, "G303", ditemukan=_show_time(content))
    if isinstance(content, (int, float)):
        value = decimal_from_binary(float(content)) if isinstance(content, float) else Decimal(content)
        if not value.is_finite():
            return _fail(cell, words, "G301")
        return _accept(cell, value * 100 if cell.is_percent else value)
    text = normalise(content)
    if text in ("-", "–", "—"):
        if words.dash_allowed:
            return Value(None, State.NOT_ASSESSED, cell.address), []
        return _fail(cell, words, "G310", tahun=words.year)
    result = number_from_text(text)
    if result is None:
        return _fail(cell, words, "G301", ditemukan=text)
    if isinstance(result, tuple):
        return _fail(cell, words, "G302", ditemukan=text, arti_a=_plain(result[0]), arti_b=_plain(result[1]))
    return _accept(cell, result, _note(cell, words, "I311", _plain(result)))


# A number as written in one manner: groups of three or none, then a fraction or none. The first group has no leading
# zero: "0.123" is a fraction, "0.123.456" nothing.
_NUMBER_PATTERN = r"([+-]?)([1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+)(?:{point}(\d+))?"
_INDONESIAN_PATTERN = re.compile(_NUMBER_PATTERN.format(group=r"\.", point=","))
_ENGLISH_PATTERN = re.compile(_NUMBER_PATTERN.format(group=",", point=r"\."))


def number_from_text(text: str) -> Decimal | tuple[Decimal, Decimal] | None:
    """Read a typed number: a Decimal when it can mean one thing, both readings (larger first) when two, None when none.

    Indonesian "1.234,56" and English "1,234.56" are clear, and so are "83,25" and "83.25" (a group has three digits);
    "1.234" and "1,234" may be a thousand or one and a bit. They stay so even where only one reading fits the cell's
    range: a slip by a factor of a thousand is what ranges are there to catch. A trailing "%" is dropped: "90 %" is 90.
    """
    plain = normalise(text).removesuffix("%").strip().replace("−", "-")
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


def _plain(value: Decimal) -> str:
    """A number as it should be typed again: comma, no grouping."""
    return f"{value:f}".replace(".", ",")


def _show_time(content: datetime | date | time | timedelta) -> str:
    if isinstance(content, timedelta):
        return f"jam {content}"
    return f"jam {content:%H.%M}" if isinstance(content, time) else show(content)


def _parse_whole(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    value, temuan = _parse_number(cell, words)
    if not isinstance(value.content, Decimal):
        return value, temuan
    whole = value.content.to_integral_value()
    return _accept(cell, whole, *temuan) if whole == value.content else _fail(cell, words, "G309")


def _parse_text(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    return _accept(cell, normalise(cell.content if isinstance(cell.content, str) else show(cell.content)))


def _parse_code(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    if not isinstance(cell.content, str):
        if not isinstance(cell.content, (int, float)):
            return _fail(cell, words, "G308", bentuk="tanggal atau jam")
        # A NIP has no dots: what stands in the cell is shown digit by digit.
        content = Decimal(cell.content) if isinstance(cell.content, int) else decimal_from_binary(cell.content)
        return _fail(cell, words, "G308", bentuk="angka", ditemukan=_plain(content))
    return _accept(cell, normalise(cell.content))


def _parse_date(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    day = date_from_text(cell.content) if isinstance(cell.content, str) else cell.content
    if isinstance(day, datetime):
        day = day.date()
    if not isinstance(day, date):
        return _fail(cell, words, "G304")
    if day.year < EARLIEST_YEAR:
        return _fail(cell, words, "G320", tahun=EARLIEST_YEAR)
    return _accept(cell, day, *([_note(cell, words, "I312", show_date(day))] if isinstance(cell.content, str) else []))


def date_from_text(text: str) -> date | None:
    """Read `31 Desember 2025`, `31/12/2025`, `31-12-2025`, `31.12.2025` or `2025-12-31`; day before month always."""
    clean = normalise(text)
    clean = re.sub(r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu),?\s*", "", clean, flags=re.IGNORECASE)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", clean):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", clean):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(r"(\d{1,2})[ -]([A-Za-z]+)\.?[ -](\d{4})", clean):
        day, month, year = int(match[1]), month_number(match[2]) or 0, int(match[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parse_choice(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    text = normalise(cell.content if isinstance(cell.content, str) else show(cell.content))
    for choice in words.choices:
        if text == choice:
            return _accept(cell, choice)
        if compare_key(text) == compare_key(choice):
            return _accept(cell, choice, _note(cell, words, "I313", choice))
    return _fail(
        cell, words, "G305", ditemukan=text, pilihan=", ".join(words.choices), mirip=nearest(text, words.choices)
    )


def _parse_periode(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    content = cell.content
    day = content if isinstance(content, date) else date_from_text(content) if isinstance(content, str) else None
    text = f"{day.year:04d}-{day.month:02d}" if day else normalise(content)
    periode = Periode.from_text(text)
    if periode is None:
        return _fail(cell, words, "G209")
    if isinstance(content, str) and normalise(content) != str(periode):
        return _accept(cell, periode, _note(cell, words, "I313", str(periode)))
    return _accept(cell, periode)


_PARSERS = {
    Kind.TEXT: _parse_text,
    Kind.CODE: _parse_code,
    Kind.NUMBER: _parse_number,
    Kind.WHOLE: _parse_whole,
    Kind.DATE: _parse_date,
    Kind.CHOICE: _parse_choice,
    Kind.PERIODE: _parse_periode,
}


# Text as it is compared


def normalise(text: object) -> str:
    """Text without leading, trailing, doubled, non-breaking or zero-width blanks."""
    return " ".join(re.sub(r"[\u200b\u200c\u200d\ufeff\u00ad]", "", str(text)).replace("\u00a0", " ").split())


def compare_key(text: object) -> str:
    """Text as it is compared with labels and choices: normalised, case folded."""
    return normalise(text).casefold()


def nearest(wanted: str, available: Sequence[str]) -> str:
    """ " Mungkin maksudnya “X”." for the nearest of the available words, else ''."""
    counterparts = {compare_key(text): text for text in available}
    near = get_close_matches(compare_key(wanted), list(counterparts), n=1, cutoff=0.6)
    return f" Mungkin maksudnya “{counterparts[near[0]]}”." if near else ""
