"""A letter beside its components: what it says, what it is compared with, and at which cell."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.result import Computation, Status

if TYPE_CHECKING:
    from tests.iku_rules.conftest import Maker

FULL = {"A1": 10, "A2": 4.43, "A3": 2.71, "A4": 1, "A5": 3.01, "A6": 4.86, "B": 6.67, "C": 35.56}  # 68.24
VARIABLES = (
    "Koordinasi harmonisasi regulasi",
    "Kompetensi ASN perancang peraturan perundang-undangan",
    "Kualitas re-regulasi atau deregulasi",
)  # three of four: 25, 25 and 30 of 100 in 2025


def itkp(maker: "Maker", **content: Any) -> Computation:
    return maker.compute("pbj", "2025-12", "itkp", content)


def found(computation: Computation) -> list[tuple[str, str | None]]:
    return [(t.kode, t.sel) for t in computation.temuan]


def test_a_letter_that_says_not_yet_has_no_value_whatever_stands_there(maker: "Maker", official_letter: Any) -> None:
    result = itkp(maker, hasil_resmi=official_letter(68.24, 2025, status="Belum rilis"))
    assert (result.status, result.value) == (Status.BELUM_RILIS, None)


def test_a_letter_with_more_decimals_is_published_with_two(maker: "Maker", official_letter: Any) -> None:
    assert itkp(maker, hasil_resmi=official_letter(68.245, 2025)).value == Decimal("68.25")


def test_whole_components_are_held_to_the_narrow_tolerance(maker: "Maker", official_letter: Any) -> None:
    whole = {"A1": 10, "A2": 4, "A3": 3, "A4": 1, "A5": 3, "A6": 5, "B": 7, "C": 40}  # 73
    result = itkp(maker, itkp=whole, hasil_resmi=official_letter(73.1, 2025))
    assert ("P411", "B6") in found(result)


@pytest.mark.parametrize(
    ("official", "word"),
    [(79.9, "paling sedikit 80,00"), (80, None), (90, None), (100, None), (100.5, "paling banyak")],
)
def test_a_letter_is_compared_with_what_unknown_variables_leave_open(
    official: float, word: str | None, maker: "Maker", official_letter: Any
) -> None:
    known = {name: {"diperoleh": 4, "tertinggi": 4} for name in VARIABLES}
    content = {"reformasi_hukum": known, "hasil_resmi": official_letter(official, 2025)}
    result = maker.compute("hukum", "2025-12", "reformasi_hukum", content)
    (said,) = [t.pesan for t in result.temuan if t.kode == "P411"] or [None]
    assert said is None if word is None else said is not None and word in said


def test_parameters_are_those_the_value_rests_on(maker: "Maker", official_letter: Any) -> None:
    by_components = {p.name for p in itkp(maker, itkp=FULL).parameters}
    assert {"Nilai maksimal SiRUP", "Nilai maksimal Tingkat kematangan UKPBJ"} <= by_components
    by_letter = itkp(maker, itkp=FULL, hasil_resmi=official_letter(68.24, 2025, "Cukup"))
    assert by_letter.parameters == ()


def test_a_doubt_about_components_stands_at_no_cell_of_the_letter(maker: "Maker") -> None:
    near = FULL | {"A1": 10, "B": 8.43}  # 70.00, a cut
    waiting = {"status": "Belum rilis", "instansi": "LKPP", "nomor_surat": "menyusul"}
    assert ("P413", None) in found(itkp(maker, itkp=near, hasil_resmi=waiting))
