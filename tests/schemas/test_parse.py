"""Cells to values: clear forms are read, unclear ones are asked about, nothing ever raises."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.parse import date_from_text, nearest, normalise, number_from_text, parse
from schemas.periode import Periode
from schemas.value import Cell, CellWords, Kind, SpecialContent, State, cell_address, decimal_from_binary
from schemas.wording import show_date, show_number

CELL_WORDS = CellWords("ITKP", "Nilai", year=2025, choices=("Ya", "Tidak"))


def read(content: Any, kind: Kind, **details: Any) -> tuple[Any, list[str]]:
    value, temuan = parse(Cell(3, 4, content, **details), kind, CELL_WORDS)
    assert all((t.lembar, t.sel) == ("ITKP", "D3") for t in temuan)
    return value.content, [t.kode for t in temuan]


# Numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("83,25", "83.25"), ("83.25", "83.25"), (" 90 %", "90"), ("90,5%", "90.5"), ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"), ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("-3,5", "-3.5"),
        ("−3,5", "-3.5"), ("+7", "7"), ("0,123", "0.123"), ("1234,567", "1234.567"), ("83,2500", "83.2500"),
        ("0", "0"), ("\u00a03,5\u200b", "3.5"),
    ],
)  # fmt: skip
def test_clear_numbers_are_read(text: str, value: str) -> None:
    assert number_from_text(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "1,234", "83.250", "-1,234", "123,456 %"])
def test_numbers_with_two_meanings_are_told_as_two(text: str) -> None:
    result = number_from_text(text)
    assert isinstance(result, tuple)
    assert result[0] == result[1] * 1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%",
        "abc",
        "1,2,3",
        "1.23.456",
        "1 234",
        "12a",
        "1e5",
        "0x1",
        ",5",
        "5,",
        "--5",
        "Rp5",
        "½",
        "NaN",
        "0.123.456",
        "0,123.5",
        "1.234.56",
        "1,234,5",
        "1.2345,6",
        "12.34,5",
        "1..234",
        "1.234,",
        "1,234%%",
        "- 5",
    ],
)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert number_from_text(text) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (0, (Decimal(0), [])),
        (0.1 + 0.2, (Decimal("0.3"), [])),
        (35.56, (Decimal("35.56"), [])),
        ("83,25", (Decimal("83.25"), ["I311"])),
        ("1.234", (None, ["G302"])),
        ("-", (None, ["G310"])),
        ("belum ada", (None, ["G301"])),
        (True, (None, ["G315"])),
        (time(4, 43), (None, ["G303"])),
        (timedelta(hours=4, minutes=43), (None, ["G303"])),
        (datetime(2025, 12, 1), (None, ["G303"])),
        (date(2025, 12, 1), (None, ["G303"])),
        (float("inf"), (None, ["G301"])),
        (float("nan"), (None, ["G301"])),
        (None, (None, [])),
        (" \u00a0", (None, [])),
    ],
)
def test_numbers_of_cells(content: Any, expected: Any) -> None:
    assert read(content, Kind.NUMBER) == expected


def test_percent_and_special_cells() -> None:
    assert read(0.9, Kind.NUMBER, is_percent=True) == (Decimal(90), [])
    assert read("#REF!", Kind.TEXT, special=SpecialContent.FORMULA_ERROR) == (None, ["G306"])
    assert read(None, Kind.DATE, special=SpecialContent.FORMULA_WITHOUT_VALUE) == (None, ["G307"])


def test_a_dash_where_it_is_allowed() -> None:
    value, temuan = parse(Cell(1, 1, "–"), Kind.NUMBER, CellWords("SKM", "NRR", dash_allowed=True))
    assert (value.state, value.content, temuan) == (State.NOT_ASSESSED, None, [])


@pytest.mark.parametrize(
    ("content", "expected"),
    [(4, (4, [])), (4.0, (4, [])), ("2025,0", (2025, ["I311"])), (3.5, (None, ["G309"])), ("3,5", (None, ["G309"]))],
)
def test_whole_numbers(content: Any, expected: Any) -> None:
    reading = read(content, Kind.WHOLE)
    assert reading == expected
    assert reading[0] is None or str(reading[0]).isdigit()


# Other kinds


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        (Kind.CODE, 198001012005011001, (None, ["G308"])),
        (Kind.CODE, datetime(2025, 12, 1), (None, ["G308"])),
        (Kind.CODE, " 12/D/2026 ", ("12/D/2026", [])),
        (Kind.TEXT, 7, ("7", [])),
        (Kind.TEXT, 2025, ("2025", [])),
        (Kind.TEXT, 2025.0, ("2025", [])),
        (Kind.TEXT, 86.5, ("86,5", [])),
        (Kind.CHOICE, "Ya", ("Ya", [])),
        (Kind.CHOICE, " ya", ("Ya", ["I313"])),
        (Kind.CHOICE, "Yaa", (None, ["G305"])),
        (Kind.CHOICE, "-", (None, ["I323"])),
        (Kind.CHOICE, "Tidak ada", (None, ["G305"])),  # nothing, or "Tidak"
        (Kind.CODE, "–", ("-", ["I313"])),
        (Kind.CODE, "'12/D/2026", ("12/D/2026", ["I313"])),
        (Kind.TEXT, "belum ada", (None, ["I323"])),
        (Kind.DATE, "nihil", (None, ["I323"])),
        (Kind.DATE, "Lumajang, 5 Januari 2026", (date(2026, 1, 5), ["I312"])),
        (Kind.PERIODE, "December 2025", (Periode(2025, 12), ["I313"])),
        (Kind.PERIODE, "Des. 2025", (Periode(2025, 12), ["I313"])),
        (Kind.CHOICE, 1, (None, ["G305"])),
        (Kind.DATE, datetime(2025, 12, 31, 8), (date(2025, 12, 31), [])),
        (Kind.DATE, "31/12/2025", (date(2025, 12, 31), ["I312"])),
        (Kind.DATE, datetime(1900, 1, 12), (None, ["G320"])),
        (Kind.DATE, "31/12/1925", (None, ["G320"])),
        (Kind.DATE, "12/31/2025", (None, ["G304"])),
        (Kind.DATE, 46022, (None, ["G304"])),
        (Kind.DATE, time(4, 43), (None, ["G304"])),
        (Kind.PERIODE, "2025-12", (Periode(2025, 12), [])),
        (Kind.PERIODE, "Desember 2025", (Periode(2025, 12), ["I313"])),
        (Kind.PERIODE, "12/2025", (Periode(2025, 12), ["I313"])),
        (Kind.PERIODE, "31 Desember 2025", (Periode(2025, 12), ["I313"])),
        (Kind.PERIODE, "2025", (None, ["G209"])),
        (Kind.PERIODE, datetime(2025, 12, 1), (Periode(2025, 12), [])),
        (Kind.PERIODE, datetime(1900, 1, 12), (None, ["G209"])),
        (Kind.PERIODE, 12, (None, ["G209"])),
        (Kind.PERIODE, "13/2025", (None, ["G209"])),
    ],
)
def test_other_kinds(kind: Kind, content: Any, expected: Any) -> None:
    assert read(content, kind) == expected


@pytest.mark.parametrize(
    "text",
    ["31 Desember 2025", "31/12/2025", "31-12-2025", "31.12.2025", "2025-12-31", "Rabu, 31 des 2025", "31-Des-2025"],
)
def test_written_dates_are_read(text: str) -> None:
    assert date_from_text(text) == date(2025, 12, 31)


@pytest.mark.parametrize("text", ["31 Februari 2025", "31/12/25", "Desember 2025", "0/0/2025", "31 Dember 2025", ""])
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert date_from_text(text) is None


def test_addresses_and_nearest_words() -> None:
    assert [cell_address(7, column) for column in (1, 26, 27, 702, 703, 16384)] == [
        "A7",
        "Z7",
        "AA7",
        "ZZ7",
        "AAA7",
        "XFD7",
    ]
    assert nearest("Perbub", ("Perda", "Perbup")) == " Mungkin maksudnya “Perbup”."
    assert nearest("xyz", ("Perda",)) == ""


# Properties

CONTENTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.from_regex(r"[+-]?[0-9.,%/ -]{0,12}", fullmatch=True),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@settings(max_examples=300)
@given(content=CONTENTS, kind=st.sampled_from(Kind), percent=st.booleans())
def test_parsing_never_fails(content: Any, kind: Kind, percent: bool) -> None:
    value, temuan = parse(Cell(1, 1, content, is_percent=percent), kind, CELL_WORDS)
    errors = [t for t in temuan if t.kode.startswith("G")]
    assert (value.state is State.UNREADABLE) == bool(errors)
    assert value.state is State.FILLED or value.content is None


STYLES = {"Indonesia": str.maketrans(",.", ".,"), "Inggris": {}}


@settings(max_examples=400)
@given(
    x=st.decimals(-(10**9), 10**9, places=6),
    decimals=st.integers(0, 6),
    style=st.sampled_from(sorted(STYLES)),
    grouped=st.booleans(),
    decoration=st.sampled_from(["{}", " {} ", "\u00a0{}", "{}%", "{} %"]),
)
def test_a_written_number_reads_back_the_same(
    x: Decimal, decimals: int, style: str, grouped: bool, decoration: str
) -> None:
    """A number written in either manner reads back the same; where it may mean two, it is one of them."""
    x = round(x, decimals)
    text = f"{x:,.{decimals}f}" if grouped else f"{x:.{decimals}f}"
    reading = number_from_text(decoration.format(text.translate(STYLES[style])))
    marks = text.count(",") + text.count(".")
    if marks == 1 and re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text):
        assert isinstance(reading, tuple) and x in reading
    else:
        assert reading == x


@settings(max_examples=200)
@given(x=st.decimals(-(10**9), 10**9, places=6))
def test_a_printed_number_is_read(x: Decimal) -> None:
    """What we print for Indonesian readers we read, unless it may mean two things."""
    reading = number_from_text(show_number(x))
    assert x in (reading if isinstance(reading, tuple) else (reading,))


@settings(max_examples=300)
@given(text=st.from_regex(r"[+-]?[0-9.,]{1,12}", fullmatch=True))
def test_a_reading_is_the_only_one(text: str) -> None:
    """A reading is never given while the other manner of writing would give another one."""
    reading = number_from_text(text)
    swapped = number_from_text(text.translate(STYLES["Indonesia"]))
    if isinstance(reading, tuple):
        assert reading == swapped and reading[0] == reading[1] * 1000
    elif reading is not None:
        assert swapped == reading  # the marks changed places: the same number, the other manner


@settings(max_examples=200)
@given(x=st.decimals(0, 1000, places=4), percent=st.booleans())
def test_cells_formatted_as_percent(x: Decimal, percent: bool) -> None:
    """A cell shown as percent holds a share of one, exactly a hundredth of what is seen; a text says what is seen."""
    reading, temuan = read(float(x), Kind.NUMBER, is_percent=percent)
    assert (reading, temuan) == (x * 100 if percent else x, [])
    text = f"{x:.2f} %".replace(".", ",")
    assert read(text, Kind.NUMBER, is_percent=percent) == (round(x, 2), ["I311"])


MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@settings(max_examples=200)
@given(any_day=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_written_date_reads_back_the_same(any_day: date) -> None:
    forms = [
        show_date(any_day), f"{any_day:%d/%m/%Y}", f"{any_day.day}/{any_day.month}/{any_day.year}",
        f"{any_day:%d-%m-%Y}",
        f"{any_day:%d.%m.%Y}", any_day.isoformat(), f"{any_day.day} {MONTHS[any_day.month - 1].upper()} {any_day.year}",
        f"{any_day.day}-{MONTHS[any_day.month - 1][:3]}-{any_day.year}",
    ]  # fmt: skip
    assert {date_from_text(form) for form in forms} == {any_day}
    month = Periode(any_day.year, any_day.month)
    for form in (
        month.name,
        str(month),
        f"{MONTHS[any_day.month - 1][:3]} {any_day.year}",
        f"{any_day:%m/%Y}",
        show_date(any_day),
    ):
        assert read(form, Kind.PERIODE)[0] == month


@settings(max_examples=200)
@given(text=st.text(max_size=25) | st.from_regex(r"[0-9]{1,4}[ /.-][0-9A-Za-z]{1,9}[ /.-][0-9]{1,4}", fullmatch=True))
def test_reading_a_date_never_fails(text: str) -> None:
    any_day = date_from_text(text)
    assert any_day is None or any(c.isdigit() for c in text)


@settings(max_examples=200)
@given(whole=st.integers(1, 999), fraction=st.integers(0, 999), mark=st.sampled_from(".,"))
def test_nothing_is_guessed(whole: int, fraction: int, mark: str) -> None:
    """One to three digits, one separator, three digits: a thousand or a fraction, so never a guess."""
    result = number_from_text(f"{whole}{mark}{fraction:03d}")
    assert result == (Decimal(whole * 1000 + fraction), Decimal(whole) + Decimal(fraction) / 1000)


@settings(max_examples=200)
@given(x=st.decimals(-100_000, 100_000, places=4))
def test_decimals_are_those_of_excel(x: Decimal) -> None:
    assert decimal_from_binary(float(x)) == x


@settings(max_examples=100)
@given(text=st.text(max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("content", "found"),
    [(198001012005011008, "198001012005011008"), (123.0, "123"), (4.5, "4,5"), (float("inf"), "Infinity")],
)
def test_a_code_typed_as_a_number_is_shown_without_a_point(content: object, found: str) -> None:
    value, temuan = parse(Cell(10, 2, content), Kind.CODE, CellWords("Identitas", "NIP penyusun", "18 angka", 2025))
    assert (value.content, value.state) == (None, State.UNREADABLE)
    assert [(t.kode, t.ditemukan) for t in temuan] == [("G308", found)]
