"""The ITKP from counts and budgets: every boundary of every formula, what is unknown, and what comes first."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.itkp.counts import DENOMINATOR, NUMERATOR, ScoredRow, count
from iku_rules.result import Computation, DetailTable, Status
from iku_rules.steps import Input, round_half_up

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register
    from tests.iku_rules.conftest import Maker

CASES = Path(__file__).parent.parent / "cases"
COUNT_CASES: list[list[Any]] = tomllib.loads((CASES / "itkp_hitungan.toml").read_text(encoding="utf-8"))["kasus"]

# Lumajang 2025: 4.43, 2.71, 1, 3.01, 4.86, 6 of 27 officials, 8 of 9 variables.
LUMAJANG_2025: dict[str, Any] = {
    "A1": {"pembilang": 1000, "penyebut": 1000},
    "A2": {"pembilang": 886, "penyebut": 1000},
    "A3": {"pembilang": 6775, "penyebut": 10000},
    "A4": {"pembilang": 3},
    "A5": {"pembilang": 602, "penyebut": 1000},
    "A6": {"pembilang": 972, "penyebut": 1000},
    "B": {"pembilang": 6, "penyebut": 27},
    "C": {"pembilang": 8},
}
COMPONENTS_2025 = {"A1": 10, "A2": 4.43, "A3": 2.71, "A4": 1, "A5": 3.01, "A6": 4.86, "B": 6.67, "C": 35.56}


def score(register: "Register", year: int, code: str, numerator: str, denominator: str) -> ScoredRow:
    cells = {NUMERATOR: Input("a", Decimal(numerator))}
    if denominator:
        cells[DENOMINATOR] = Input("b", Decimal(denominator))
    counts = count({code: cells}, register.itkp.in_year(year), year)
    return next(row for row in counts.rows if row.count_row.kode == code)


def temuan_codes(result: Computation) -> list[tuple[str, str | None]]:
    return [(t.kode, t.sel) for t in result.temuan]


def table(result: Computation, title: str) -> DetailTable:
    return next(t for t in result.detail_tables if t.title == title)


@pytest.mark.parametrize(("year", "code", "numerator", "denominator", "value"), COUNT_CASES)
def test_score_of_each_count(
    year: int, code: str, numerator: str, denominator: str, value: str, register: "Register"
) -> None:
    result = round_half_up(score(register, year, code, numerator, denominator).score.value)
    assert result == (Decimal(value) if value else None)


def test_every_boundary_of_the_register_has_a_case(register: "Register") -> None:
    """Each step's beginning is a case of its own, and so is each threshold."""
    covered = {
        (code, Decimal(numerator) * 100 / Decimal(denominator) if denominator else Decimal(numerator))
        for _, code, numerator, denominator, _ in COUNT_CASES
        if not denominator or Decimal(denominator)
    }
    for year in (2021, 2022, 2023, 2025, 2026):
        for count_row in register.itkp.in_year(year).count_rows_in(year):
            assert any(code == count_row.kode for code, _ in covered), count_row.kode
            for tier, _, _ in count_row.tiers:
                assert tier.batas is None or (count_row.kode, tier.batas) in covered, (count_row.kode, tier.batas)


def test_counts_alone_give_a_provisional_value(maker: "Maker") -> None:
    result = maker.compute("pbj", "2025-12", "itkp", {"itkp_hitungan": LUMAJANG_2025})
    assert (result.value, result.status, result.predikat) == (Decimal("68.24"), Status.SEMENTARA, "Cukup")
    assert temuan_codes(result) == []
    assert {source.lembar for source in result.sources} == {"ITKP Hitungan"}
    assert any("ITKP Hitungan" in note for note in result.notes)
    assert {p.name for p in result.parameters if not p.confirmed} >= {
        "Ambang persentase e-Kontrak",
        "Pembilang dan penyebut ITKP Hitungan",
    }


def test_components_come_before_counts_and_a_letter_before_both(maker: "Maker", official_letter: Any) -> None:
    content: dict[str, Any] = {"itkp_hitungan": LUMAJANG_2025, "itkp": COMPONENTS_2025}
    by_components = maker.compute("pbj", "2025-12", "itkp", content)
    assert (by_components.value, by_components.status, temuan_codes(by_components)) == (
        Decimal("68.24"),
        Status.SEMENTARA,
        [],
    )
    assert {source.lembar for source in by_components.sources} == {"ITKP"}
    assert not any("ITKP Hitungan" in note for note in by_components.notes)
    by_letter = maker.compute("pbj", "2025-12", "itkp", {**content, "hasil_resmi": official_letter(68.25, 2025)})
    assert (by_letter.value, by_letter.status, temuan_codes(by_letter)) == (Decimal("68.25"), Status.FINAL, [])
    assert table(by_letter, "SELISIH SURAT DENGAN HITUNGAN").rows[0][1].value == Decimal("0.01")  # type: ignore[union-attr]


def test_differences_name_both_values(maker: "Maker", official_letter: Any) -> None:
    content = {
        "itkp": {**COMPONENTS_2025, "A2": 4.5, "B": 6.7},  # 6.7 is 6.67 printed with one decimal
        "itkp_hitungan": LUMAJANG_2025,
        "hasil_resmi": official_letter(68.34, 2025),
    }
    result = maker.compute("pbj", "2025-12", "itkp", content)
    assert temuan_codes(result) == [("P433", "D31"), ("P434", "B6")]
    first, total = result.temuan
    assert "A2 e-Tendering" in first.pesan and "4,50" in first.pesan and "4,43" in first.pesan
    assert "68,34" in total.pesan and "68,24" in total.pesan
    differences = {str(row[0]): row[2].value for row in table(result, "SELISIH KOMPONEN DENGAN HITUNGAN").rows}  # type: ignore[union-attr]
    assert differences["A2"] == Decimal("0.07") and differences["A1"] == 0


@pytest.mark.parametrize("left_out", ["A2", "B", "C"])
def test_a_row_left_out_leaves_its_pillar_and_the_total_unknown(left_out: str, maker: "Maker") -> None:
    content = {code: cells for code, cells in LUMAJANG_2025.items() if code != left_out}
    result = maker.compute("pbj", "2025-12", "itkp", {"itkp_hitungan": content})
    assert (result.value, result.status, temuan_codes(result)) == (None, Status.BELUM_RILIS, [])
    assert result.notes == (f"nilai belum dapat dihitung dari lembar ITKP Hitungan: {left_out} belum bernilai",)
    scores = {str(row[0]): row[5] for row in table(result, "ITKP HITUNGAN").rows}
    assert [code for code, value in scores.items() if value is None] == [left_out]
    shown = [str(row[0]) for row in table(result, "PERHITUNGAN DARI ITKP HITUNGAN").rows]
    assert shown == [f"Nilai pilar {p} menurut hitungan" for p in "ABC" if not left_out.startswith(p)]


def test_a_denominator_of_zero_gives_no_score(maker: "Maker") -> None:
    content = {**LUMAJANG_2025, "A3": {"pembilang": 0, "penyebut": 0}}
    result = maker.compute("pbj", "2025-12", "itkp", {"itkp_hitungan": content})
    assert (result.value, temuan_codes(result)) == (None, [("P432", "D32")])


@pytest.mark.parametrize(
    ("year", "code", "numerator", "valid"),
    [
        (2025, "C", 9, True), (2025, "C", 4.5, False), (2026, "B.2", 8, True), (2026, "B.2", 7, False),
        (2026, "B.3", 5, True), (2026, "B.3", 3, False), (2026, "C.1", 6, True), (2026, "C.1", 6.5, False),
        (2026, "C.2", 4, True), (2026, "C.2", 2, False),
    ],
)  # fmt: skip
def test_counts_that_cannot_occur(
    year: int, code: str, numerator: float, valid: bool, maker: "Maker", register: "Register"
) -> None:
    number = [count_row.kode for count_row in register.itkp.in_year(year).count_rows_in(year)].index(code)
    result = maker.compute("pbj", f"{year}-12", "itkp", {"itkp_hitungan": {code: {"pembilang": numerator}}})
    assert temuan_codes(result) == ([] if valid else [("P414", f"C{30 + number}")])


def test_the_model_of_2026_adds_its_rows_and_takes_the_higher_of_maturity(maker: "Maker") -> None:
    full = {"A1.1": 95, "A1.2": 80, "A1.3": 60, "A2.1": 60, "A2.2": 50, "A2.3": 50, "A2.4": 80, "B.1": 85}
    content: dict[str, Any] = {code: {"pembilang": n, "penyebut": 100} for code, n in full.items()}
    content |= {code: {"pembilang": n} for code, n in {"B.2": 9, "B.3": 6, "C.1": 9, "C.2": 5, "D": 78}.items()}

    def with_counts(**other: int) -> Computation:
        changed = {
            code.replace("_", "."): {**content[code.replace("_", ".")], "pembilang": n} for code, n in other.items()
        }
        result: Computation = maker.compute("pbj", "2026-12", "itkp", {"itkp_hitungan": content | changed})
        return result

    assert (with_counts().value, with_counts().predikat) == (Decimal("100.00"), "AA (Sangat Memuaskan)")
    assert with_counts(C_2=0).value == Decimal("91.00")  # nine of nine variables: 21 in the stead of 30
    assert with_counts(C_1=0, C_2=3).value == Decimal("94.00")
    assert with_counts(A1_1=150, B_1=95, D=73).value == Decimal("86.00")
    assert all(not p.confirmed for p in with_counts().parameters if p.name != "Pengali persen")
    assert sum("Jenjang nilai" in p.name for p in with_counts().parameters) > 0
    components = {"A": 30, "B": 30, "C": 27, "D": 10}
    different = maker.compute("pbj", "2026-12", "itkp", {"itkp_hitungan": content, "itkp": components})
    assert temuan_codes(different) == [("P433", "D32")]


# At the limits of what printing explains


def test_a_count_above_its_range_gives_no_more_than_the_maximum(register: "Register") -> None:
    assert [score(register, 2025, "C", n, "").score.value for n in ("8.9999", "9", "12")][1:] == [40, 40]


@pytest.mark.parametrize("cell", ["pembilang", "penyebut"])
def test_half_a_row_is_a_beginning(cell: str, maker: "Maker") -> None:
    result = maker.compute("pbj", "2025-12", "itkp", {"itkp_hitungan": {"A1": {cell: 5}}})
    assert result.value is None and any("A1, A2, A3" in note for note in result.notes)


@pytest.mark.parametrize(
    ("entered", "differs"),
    [("4.44", False), ("4.4401", True), ("4.42", False), ("4.5", True), ("4.4", False), ("4.40", False), ("4", True)],
)
def test_a_component_may_differ_by_what_its_decimals_explain(entered: str, differs: bool, maker: "Maker") -> None:
    """4.43 is computed: 0.01 is explained by two decimals, 0.06 by one."""
    content = {"itkp": {**COMPONENTS_2025, "A2": Decimal(entered)}, "itkp_hitungan": LUMAJANG_2025}
    result = maker.compute("pbj", "2025-12", "itkp", content)
    assert temuan_codes(result) == ([("P433", "D31")] if differs else [])


@pytest.mark.parametrize(("entered", "differs"), [("10", True), ("9.9", False), ("9.94", False), ("9.93", True)])
def test_a_whole_component_is_printed_with_all_its_decimals(entered: str, differs: bool, maker: "Maker") -> None:
    """9.95 is computed: 10 is no 9.95 printed with one decimal."""
    counts = {**LUMAJANG_2025, "A1": {"pembilang": 995, "penyebut": 1000}}
    content = {"itkp": {**COMPONENTS_2025, "A1": Decimal(entered)}, "itkp_hitungan": counts}
    result = maker.compute("pbj", "2025-12", "itkp", content)
    assert ("P433" in {code for code, _ in temuan_codes(result)}) is differs


@pytest.mark.parametrize(("official", "differs"), [(68.26, False), (68.22, False), (68.27, True), (68.21, True)])
def test_a_letter_may_differ_from_the_counts_by_its_tolerance(
    official: float, differs: bool, maker: "Maker", official_letter: Any
) -> None:
    content = {"itkp_hitungan": LUMAJANG_2025, "hasil_resmi": official_letter(official, 2025)}
    codes = {code for code, _ in temuan_codes(maker.compute("pbj", "2025-12", "itkp", content))}
    assert ("P434" in codes) is differs


def test_each_step_says_whether_its_beginning_belongs_to_it(maker: "Maker", register: "Register") -> None:
    result = maker.compute("pbj", "2026-12", "itkp", {"itkp_hitungan": {"D": {"pembilang": 78}}})
    count_row = next(row for row in register.itkp.in_year(2026).count_rows_in(2026) if row.kode == "D")
    words = [row[2] for row in table(result, "JENJANG NILAI").rows if row[0] == "D"]
    assert words == [
        "di bawahnya" if limit is None else "lebih dari" if tier.di_atas else "mulai"
        for tier, limit, _ in count_row.tiers
    ]
    assert len(set(words)) > 1
