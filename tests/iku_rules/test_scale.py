"""Scales: every cut from both sides; rounding comes first, half-up."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from iku_rules.register_model.load import load_register
from iku_rules.register_model.register import Register
from iku_rules.scale import Scale
from iku_rules.steps import round_half_up

CASES = Path(__file__).parent.parent / "cases"
CUTS = tomllib.loads((CASES / "batas_skala.toml").read_text(encoding="utf-8"))["kasus"]
ONE_HUNDREDTH = Decimal("0.01")
TIES = tomllib.loads((CASES / "pembulatan.toml").read_text(encoding="utf-8"))["tengah"]


@cache
def _register() -> Register:
    return load_register()


def scale(register: Register, iku: str, year: int) -> Scale:
    if iku == "capaian":
        return register.capaian.kategori
    chosen = register.parameters(iku).in_year(year).skala
    assert isinstance(chosen, Scale)
    return chosen


@pytest.mark.parametrize(("iku", "year", "value", "predikat"), CUTS)
def test_cuts(iku: str, year: int, value: str, predikat: str, register: Register) -> None:
    assert (scale(register, iku, year).predikat(Decimal(value)) or "") == predikat


def test_cases_name_every_cut_and_its_neighbours(register: Register) -> None:
    for iku in ("itkp", "reformasi_hukum", "kepuasan_masyarakat", "pelayanan_publik", "capaian"):
        tested = {(t, Decimal(n)) for code, t, n, _ in CUTS if code == iku}
        years = {t for t, _ in tested}
        for t in years:
            for cut in scale(register, iku, t).cuts:
                assert {(t, cut + offset) for offset in (-ONE_HUNDREDTH, Decimal(0), ONE_HUNDREDTH)} <= tested
        # A model whose scale no case names must have the very scale of one that is named.
        known = [scale(register, iku, t).selang for t in years]
        models = [] if iku == "capaian" else register.parameters(iku).model
        assert all(model.skala.selang in known for model in models)


@given(st.decimals(0, 100, places=2))
def test_no_gaps(value: Decimal) -> None:
    register = _register()
    assert scale(register, "itkp", 2025).predikat(value)
    assert scale(register, "itkp", 2026).predikat(value)
    assert scale(register, "reformasi_hukum", 2025).predikat(value)
    assert scale(register, "capaian", 2025).predikat(value)
    assert scale(register, "pelayanan_publik", 2025).predikat(value / 20)


def test_doubt_near_a_cut(register: Register) -> None:
    itkp = scale(register, "itkp", 2025)
    assert [itkp.doubtful_cut(Decimal(n)) for n in ("69.98", "69.99", "70", "70.01", "70.02")] == [
        None,
        70,
        70,
        70,
        None,
    ]
    hukum = scale(register, "reformasi_hukum", 2025)
    assert [hukum.doubtful_cut(Decimal(n)) for n in ("89.99", "90", "90.01")] == [None, 90, None]
    assert scale(register, "kepuasan_masyarakat", 2025).doubtful_cut(Decimal("88.31")) is None
    assert itkp.nearest_cut(Decimal(68)) == (70, 2)


def test_letters_words(register: Register) -> None:
    hukum = scale(register, "reformasi_hukum", 2025)
    for text in ("AA", "aa", "Istimewa", "AA (Istimewa)", " aa  (istimewa)"):
        interval = hukum.interval_named(text)
        assert interval is not None and interval.text == "AA (Istimewa)"
    assert hukum.interval_named("memuaskan") is None


@pytest.mark.parametrize(("value", "printed"), TIES)
def test_half_up(value: str, printed: str) -> None:
    assert str(round_half_up(Decimal(value))) == printed


@given(st.integers(-(10**9), 10**9))
def test_half_up_holds(thousandths: int) -> None:
    value = Decimal(thousandths).scaleb(-3)
    rounded = round_half_up(value)
    assert rounded is not None and abs(rounded - value) <= Decimal("0.005")
    if thousandths % 10 == 5:
        assert rounded > value if value > 0 else rounded < value


def made(closed_end: str, *intervals: dict[str, Any], **other: Any) -> Scale:
    content = {"acuan": "a", "dikonfirmasi": True, "tertutup": closed_end, "selang": intervals, **other}
    return Scale.model_validate(content)


LOW, MIDDLE, HIGH = {"kode": "C", "nama": "Cukup"}, {"kode": "B", "nama": "Baik"}, {"kode": "A", "nama": "Baik"}


def test_a_word_that_two_intervals_bear_names_none() -> None:
    doubled = made("bawah", LOW, {**MIDDLE, "batas": 50}, {**HIGH, "batas": 80})
    assert doubled.interval_named("Baik") is None
    assert doubled.interval_named("b") is doubled.selang[1] and doubled.interval_named("A (Baik)") is doubled.selang[2]
    assert doubled.interval_named("cukup") is doubled.selang[0]


@pytest.mark.parametrize("cuts", [(50, 50), (50, 49)])
def test_cuts_that_do_not_rise_are_refused(cuts: tuple[int, int]) -> None:
    with pytest.raises(ValidationError, match="tidak lebih besar"):
        made("bawah", LOW, {**MIDDLE, "batas": cuts[0]}, {**HIGH, "batas": cuts[1]})


def test_the_ends_of_a_closed_scale_are_no_cuts_between_intervals() -> None:
    bounded = made("bawah", {**LOW, "batas": 0}, {**MIDDLE, "batas": 50}, jarak_ragu=1)
    assert (bounded.cuts, bounded.interval_for(Decimal("-0.01"))) == ((50,), None)
    upper = made("atas", {**LOW, "batas": 50}, {**MIDDLE, "batas": 100}, jarak_ragu=1)
    assert (upper.cuts, upper.interval_for(Decimal("100.01"))) == ((50,), None)


@pytest.mark.parametrize(
    ("value", "doubtful"), [("48.99", False), ("49", True), ("50", True), ("51", True), ("51.01", False)]
)
def test_the_doubt_reaches_as_far_as_it_says_on_both_sides(value: str, doubtful: bool) -> None:
    near = made("bawah", LOW, {**MIDDLE, "batas": 50}, jarak_ragu=1)
    assert near.doubtful_cut(Decimal(value)) == (50 if doubtful else None)
