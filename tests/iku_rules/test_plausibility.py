"""A value against the one before it: doubted when it is many times as large or small, and only when comparable."""

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.context import Before, RuleContext
from iku_rules.plausibility import check_plausibility
from iku_rules.result import Computation
from schemas.periode import Periode

if TYPE_CHECKING:
    from collections.abc import Callable

    from iku_rules.register_model.register import Register
    from tests.iku_rules.conftest import Maker

CURRENT, PREVIOUS = Periode(2025, 12), Periode(2025, 11)


def context(register: "Register", before: Computation | None) -> RuleContext:
    return RuleContext(register, CURRENT, "hukum", Before(PREVIOUS, {}, before) if before else None)


@pytest.fixture
def index(maker: "Maker", official_letter: Any) -> "Callable[..., Computation]":
    """The reform index of a month, by its letter."""
    return lambda number: maker.compute(
        "hukum",
        "2025-12",
        "reformasi_hukum",
        {"hasil_resmi": official_letter(number, 2025)} if number is not None else {},
    )


@pytest.mark.parametrize(
    ("current", "previous", "doubted"),
    [
        (0.87, 86.78, True),  # a lost x100
        (86.78, 0.87, True),
        (86.78, 17.36, False),  # 4.9988 times
        (86.8, 17.36, True),  # exactly 5 times
        (86.78, 84.1, False),
        (0, 86.78, False),  # zero is a score
        (86.78, 0, False),
        (86.78, None, False),
        (None, 86.78, False),
    ],
)
def test_a_value_far_from_the_one_before(
    current: Any, previous: Any, doubted: bool, index: "Callable[..., Computation]", register: "Register"
) -> None:
    temuan = check_plausibility(index(current), context(register, index(previous)))
    assert [t.kode for t in temuan] == (["P461"] if doubted else [])


def test_the_finding_names_both_values_the_month_and_the_cell(
    index: "Callable[..., Computation]", register: "Register"
) -> None:
    (temuan,) = check_plausibility(index(0.87), context(register, index(86.78)))
    assert all(word in temuan.pesan for word in ("0,87", "86,78", "November 2025", "turun"))
    assert (temuan.lembar, temuan.sel) == ("Reformasi Hukum", "B6")
    assert check_plausibility(index(0.87), context(register, None)) == []


def test_methods_are_never_compared(maker: "Maker", register: "Register") -> None:
    def iks(method: str, score: float) -> Computation:
        dimensions = register.kesalehan_sosial.in_year(2025).method_for(method).dimensi
        content = {
            "kesalehan_survei": {"metode": method, "jumlah_responden": 9},
            "kesalehan_sosial": dict.fromkeys(dimensions, score),
        }
        return maker.compute("kesra", "2025-12", "kesalehan_sosial", content)  # type: ignore[no-any-return]

    five, two = iks("KEMENAG5", 80), iks("JATIM2", 8)
    assert check_plausibility(two, context(register, five)) == []
    assert len(check_plausibility(iks("KEMENAG5", 8), context(register, five))) == 1


def test_threshold_and_exceptions_are_data(index: "Callable[..., Computation]", register: "Register") -> None:
    current, previous = index(80), context(register, index(40))
    strict = register.plausibility.faktor.model_copy(update={"nilai": Decimal(2)})
    doubling = replace(register, plausibility=register.plausibility.model_copy(update={"faktor": strict}))
    assert check_plausibility(current, previous) == []
    assert len(check_plausibility(current, replace(previous, register=doubling))) == 1
    exempt = doubling.plausibility.model_copy(update={"tanpa_pemeriksaan": ("reformasi_hukum",)})
    assert check_plausibility(current, replace(previous, register=replace(doubling, plausibility=exempt))) == []
    assert "kebijakan_perekonomian" in register.plausibility.tanpa_pemeriksaan


def test_a_value_of_many_cells_is_doubted_at_the_sheet(maker: "Maker", register: "Register") -> None:
    def index(score: float) -> Computation:
        names = [v.nama for v in register.reformasi_hukum.in_year(2025).variabel]
        content = {"reformasi_hukum": {name: {"diperoleh": score, "tertinggi": 100} for name in names}}
        return maker.compute("hukum", "2025-12", "reformasi_hukum", content)  # type: ignore[no-any-return]

    (temuan,) = check_plausibility(index(9), context(register, index(90)))
    assert (temuan.lembar, temuan.sel) == ("Reformasi Hukum", None)
