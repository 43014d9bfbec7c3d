"""From a cell as delivered to a value of a known kind: Decimal, date, text or nothing, and never a guess.

What a person means without doubt is accepted (with an INFO where it was typed as something else); what could mean
two things is a GALAT that asks. What words mean is told by `schemas.notions`. The functions here never raise on a
cell's content.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from schemas.notions.days import date_from_text
from schemas.notions.documents import instrument
from schemas.notions.names import name_key
from schemas.notions.nothing import NOTHING, is_dash, says_nothing
from schemas.notions.numbers import number_from_text
from schemas.notions.text import compare_key, nearest, normalise
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan
from schemas.value import Cell, CellWords, Kind, SpecialContent, State, Value, decimal_from_binary
from schemas.wording import show, show_date, show_typed

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
        "ditemukan": _as_typed(cell.content),
        "label": words.label,
        "contoh": words.example,
        "bila_belum": words.when_unknown,
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


def _parse_number(cell: Cell, words: CellWords, *, whole: bool = False) -> tuple[Value, list[Temuan]]:
    content = cell.content
    if isinstance(content, (datetime, date, time, timedelta)):
        return _fail(cell, words, "G303", ditemukan=_show_time(content))
    if isinstance(content, (int, float)):
        value = decimal_from_binary(float(content)) if isinstance(content, float) else Decimal(content)
        if not value.is_finite():
            return _fail(cell, words, "G301")
        return _accept(cell, value * 100 if cell.is_percent else value)
    text = normalise(content)
    if says_nothing(text):
        return _parse_dash(cell, words, text)
    result = number_from_text(text, words.units)
    if isinstance(result, tuple):
        # A slip by a factor of a thousand leaves the range of the cell, where it has one.
        fitting = [number for number in result if words.fits(number) and (not whole or _is_whole(number))]
        if len(fitting) != 1:
            larger, smaller = map(show_typed, result)
            return _fail(cell, words, "G302", ditemukan=text, arti_a=larger, arti_b=smaller)
        (result,) = fitting
    if result is None:
        return _fail(cell, words, "G301", ditemukan=text)
    return _accept(cell, result, _note(cell, words, "I311", show_typed(result)))


def _parse_dash(cell: Cell, words: CellWords, text: str) -> tuple[Value, list[Temuan]]:
    """What says nothing in a cell for a number: "not assessed" where that is fair, in whichever words."""
    if words.dash_allowed:
        temuan = [] if is_dash(text) else [_note(cell, words, "I313", NOTHING)]
        return Value(None, State.NOT_ASSESSED, cell.address), temuan
    return _fail(cell, words, "G310" if is_dash(text) else "G301", ditemukan=text, tahun=words.year)


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _digits(content: float) -> str:
    """A number of a cell as it stands there."""
    return show_typed(Decimal(content) if isinstance(content, int) else decimal_from_binary(content))


def _as_typed(content: object) -> str:
    """What stands in a cell, in words."""
    is_number = isinstance(content, (int, float)) and not isinstance(content, bool)
    return _digits(content) if is_number else show(content)  # type: ignore[arg-type]


def _show_time(content: datetime | date | time | timedelta) -> str:
    if isinstance(content, timedelta):
        return f"jam {content}"
    return f"jam {content:%H.%M}" if isinstance(content, time) else show(content)


def _parse_whole(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    value, temuan = _parse_number(cell, words, whole=True)
    if not isinstance(value.content, Decimal):
        return value, temuan
    if not _is_whole(value.content):
        return _fail(cell, words, "G309")
    return _accept(cell, value.content.to_integral_value(), *temuan)


def _parse_nothing(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    """Words that say nothing leave a cell empty; they are named, since they were typed."""
    return Value(None, State.EMPTY, cell.address), [_note(cell, words, "I323", "")]


def _parse_text(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    if isinstance(cell.content, (int, float)) and not isinstance(cell.content, bool):
        return _accept(cell, _digits(cell.content))  # such as a year: no dots
    if not isinstance(cell.content, str):
        return _accept(cell, normalise(show(cell.content)))
    text = normalise(cell.content)
    return _parse_nothing(cell, words) if says_nothing(text) else _accept(cell, text)


def _parse_code(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    if not isinstance(cell.content, str):
        if not isinstance(cell.content, (int, float)):
            return _fail(cell, words, "G308", bentuk="tanggal atau jam")
        # A NIP has no dots: what stands in the cell is shown digit by digit.
        return _fail(cell, words, "G308", bentuk="angka", ditemukan=_digits(cell.content))
    text = normalise(cell.content)
    kept = NOTHING if says_nothing(text) else words.spelling(text)
    return _accept(cell, kept, *([] if kept == text else [_note(cell, words, "I313", kept)]))


def _parse_date(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    if isinstance(cell.content, str) and says_nothing(cell.content):
        return _parse_nothing(cell, words)
    day = date_from_text(cell.content) if isinstance(cell.content, str) else cell.content
    if isinstance(day, datetime):
        day = day.date()
    if not isinstance(day, date):
        return _fail(cell, words, "G304")
    if day.year < EARLIEST_YEAR:
        return _fail(cell, words, "G320", tahun=EARLIEST_YEAR)
    return _accept(cell, day, *([_note(cell, words, "I312", show_date(day))] if isinstance(cell.content, str) else []))


def _parse_choice(cell: Cell, words: CellWords) -> tuple[Value, list[Temuan]]:
    text = normalise(cell.content if isinstance(cell.content, str) else show(cell.content))
    for same in (normalise, compare_key, name_key, instrument):
        for choice in words.choices:
            if same(text) and same(text) == same(choice):
                return _accept(cell, choice, *([] if text == choice else [_note(cell, words, "I313", choice)]))
    # An instrument that is not among them has no near one: "Peraturan Bupati" is no "Keputusan Bupati".
    near = "" if instrument(text) else nearest(text, words.choices)
    if says_nothing(text) and not near:  # "Belum" is near "Belum rilis", "tidak ada" near "Tidak"
        return _parse_nothing(cell, words)
    return _fail(cell, words, "G305", ditemukan=text, pilihan=", ".join(words.choices), mirip=near)


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
