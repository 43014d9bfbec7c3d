"""Numbers with their units; which of two readings a cell can hold."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.numbers import PEOPLE, RUPIAH, number_from_text
from schemas.parse import parse
from schemas.value import Cell, CellWords, Kind


@pytest.mark.parametrize(
    ("text", "units", "value"),
    [
        ("Rp 1.250.000.000", RUPIAH, "1250000000"), ("Rp1.250.000,-", RUPIAH, "1250000"),
        ("Rp. 1.250", RUPIAH, "1250"),
        ("1.250.000,00 rupiah", RUPIAH, "1250000.00"), ("IDR 1,250,000.00", RUPIAH, "1250000.00"),
        ("rp 0", RUPIAH, "0"), ("2.000 orang", PEOPLE, "2000"), ("120 orang", PEOPLE, "120"),
        ("120orang", PEOPLE, "120"), ("120 Responden", PEOPLE, "120"),
        ("'120", (), "120"),
    ],
)  # fmt: skip
def test_numbers_with_units(text: str, units: tuple[str, ...], value: str) -> None:
    assert number_from_text(text, units) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "units"),
    [("120 orang", ()), ("Rp 90", PEOPLE), ("90 dari 100", PEOPLE), ("orang", PEOPLE), ("Rp", RUPIAH), ("Rp -", RUPIAH),
     ("120 orang lebih", PEOPLE), ("sekitar 120 orang", PEOPLE), ("1,25 miliar rupiah", RUPIAH), ("1.000,-", ())],
)  # fmt: skip
def test_other_words_beside_a_number_are_none(text: str, units: tuple[str, ...]) -> None:
    assert number_from_text(text, units) is None


@given(amount=st.integers(0, 10**13), unit=st.sampled_from(["Rp {}", "Rp{},-", "Rp. {}", "{} rupiah", "IDR {}"]))
def test_an_amount_is_read_whole(amount: int, unit: str) -> None:
    assert number_from_text(unit.format(f"{amount:,}".replace(",", ".")), RUPIAH) == amount


def read(text: str, kind: Kind, **words: Any) -> tuple[object, list[str]]:
    value, temuan = parse(Cell(1, 1, text), kind, CellWords("SKM", "NRR", **words))
    return value.content, [t.kode for t in temuan]


@given(whole=st.integers(1, 999), fraction=st.integers(0, 999), mark=st.sampled_from(".,"), top=st.integers(0, 10**6))
def test_the_range_decides_only_where_one_reading_is_in_it(whole: int, fraction: int, mark: str, top: int) -> None:
    larger, smaller = Decimal(whole * 1000 + fraction), Decimal(whole) + Decimal(fraction) / 1000
    inside = [number for number in (larger, smaller) if number <= top]
    content, codes = read(f"{whole}{mark}{fraction:03d}", Kind.NUMBER, minimum=Decimal(0), maximum=Decimal(top))
    assert (content, codes) == ((inside[0], ["I311"]) if len(inside) == 1 else (None, ["G302"]))


@pytest.mark.parametrize(
    ("text", "kind", "words", "expected"),
    [
        ("3,868", Kind.NUMBER, {"minimum": Decimal(1), "maximum": Decimal(4)}, (Decimal("3.868"), ["I311"])),
        ("3,868", Kind.NUMBER, {}, (None, ["G302"])),
        ("1.500", Kind.WHOLE, {}, (Decimal(1500), ["I311"])),
        ("1.000", Kind.WHOLE, {}, (None, ["G302"])),  # one, or a thousand: both are whole
        ("1.250 orang", Kind.WHOLE, {"units": PEOPLE}, (Decimal(1250), ["I311"])),
        ("N/A", Kind.NUMBER, {"dash_allowed": True}, (None, ["I313"])),
        ("−", Kind.NUMBER, {"dash_allowed": True}, (None, [])),
        ("--", Kind.NUMBER, {}, (None, ["G310"])),
        ("nihil", Kind.NUMBER, {}, (None, ["G301"])),
        ("", Kind.NUMBER, {}, (None, [])),
    ],
)
def test_what_a_cell_makes_of_it(text: str, kind: Kind, words: dict[str, Any], expected: object) -> None:
    assert read(text, kind, **words) == expected
