"""The history: months and years in order, broken where the method changes, compared only with the period before."""

from decimal import Decimal

from iku_rules.riwayat import Terbit, Titik, rangkai, selisih
from schemas.periode import Periode


def rangkaian(*titik: tuple[str, str | None, str | None]) -> tuple[Titik, ...]:
    return rangkai(
        (Periode.urai(p), Terbit(None if nilai is None else Decimal(nilai), "FINAL", aturan))
        for p, nilai, aturan in titik
    )


def test_points_of_one_method_go_on_over_a_gap() -> None:
    titik = rangkaian(("2025-01", "80", "m 2021-"), ("2025-02", None, None), ("2025-03", "82.5", "m 2021-"))
    assert [t.sambung for t in titik] == [False, False, True]
    assert selisih(titik) is None  # February has no value: March is not compared with January
    assert selisih(titik[:1]) is None


def test_the_change_against_the_period_before() -> None:
    assert selisih(rangkaian(("2025-01", "80", "m"), ("2025-02", "82.5", "m"))) == Decimal("2.5")
    assert selisih(rangkaian(("2025-01", "80", "m"), ("2025-02", "79.99", "m"))) == Decimal("-0.01")


def test_another_method_breaks_the_line() -> None:
    titik = rangkaian(
        ("2023-12", "82", "iks 2021- KEMENAG5"), ("2024-12", "70", "iks 2021- JATIM2"), ("2025-12", "71", "iks 2021-")
    )
    assert [t.sambung for t in titik] == [False, False, True]  # a letter that names no method contradicts none
    assert selisih(titik[:2]) is None
