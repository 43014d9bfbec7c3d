"""Each rule by itself: statuses, findings at their cells, steps that can be shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.kepuasan_masyarakat.setda import join_bagian
from iku_rules.register_model.load import FOLDER, load_register
from iku_rules.result import Computation, Status
from iku_rules.rules import RULES
from iku_rules.steps import Input, Parameter, Step, walk
from schemas.periode import Periode
from schemas.toml_file import WrongEntryError

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register
    from tests.iku_rules.conftest import Maker

ALL_UNSUR = 9


def temuan(computation: Computation) -> list[tuple[str, str | None]]:
    return [(t.kode, t.sel) for t in computation.temuan]


@pytest.mark.parametrize("iku", list(RULES))
def test_an_untouched_form_is_not_released_yet(iku: str, maker: "Maker", register: "Register") -> None:
    result = maker.compute(register.owners(iku)[0], "2025-11", iku, {})
    assert (result.status, result.result, result.value, result.predikat) == (Status.BELUM_RILIS, None, None, None)
    assert result.sources == result.temuan == result.parameters == ()
    assert result.assessment_year == 2025


@pytest.mark.parametrize("iku", ["itkp", "kesalehan_sosial", "reformasi_hukum", "pelayanan_publik"])
def test_a_letter_alone_is_final(iku: str, maker: "Maker", official_letter: Any, register: "Register") -> None:
    result = maker.compute(register.owners(iku)[0], "2025-12", iku, {"hasil_resmi": official_letter(3.28, 2025)})
    assert (result.status, result.value) == (Status.FINAL, Decimal("3.28"))
    assert [(s.sel, s.nilai) for s in result.sources] == [("B6", Decimal("3.28"))]


@pytest.mark.parametrize("iku", ["itkp", "kesalehan_sosial", "reformasi_hukum", "pelayanan_publik"])
def test_not_released_says_so(iku: str, maker: "Maker", register: "Register") -> None:
    content = {"hasil_resmi": {"status": "Belum rilis", "tahun_penilaian": 2025}}
    assert maker.compute(register.owners(iku)[0], "2025-12", iku, content).status is Status.BELUM_RILIS


def test_zero_is_a_value(maker: "Maker", official_letter: Any) -> None:
    zero = maker.compute(
        "pbj", "2025-12", "itkp", {"itkp": dict.fromkeys(("A1", "A2", "A3", "A4", "A5", "A6", "B", "C"), 0)}
    )
    assert (zero.status, zero.value, zero.predikat) == (Status.SEMENTARA, 0, "Kurang")
    assert maker.compute("pbj", "2025-12", "itkp", {"hasil_resmi": official_letter(0, 2025)}).status is Status.FINAL
    assert maker.compute("tapem", "2025-12", "sinergitas_kecamatan", sinergitas({"35.08.01": 0})).value == 0


# itkp


def test_itkp_2026_has_four_components_and_says_so(maker: "Maker") -> None:
    result = maker.compute("pbj", "2026-12", "itkp", {"itkp": {"A": 21.5, "B": 20, "C": 24, "D": 5}})
    assert (result.value, result.predikat) == (Decimal("70.50"), "BB (Sangat Baik)")
    assert any("tiga komponen" in c for c in result.notes)
    assert all(not p.confirmed for p in result.parameters)
    assert temuan(result) == []


def test_itkp_pillars_are_rounded_before_they_are_added(maker: "Maker") -> None:
    components = {"A1": 10, "A2": 3.8555, "A3": 0, "A4": 1, "A5": 3.0097, "A6": 4.8602, "B": 5.5555, "C": 35.5555}
    result = maker.compute("pbj", "2024-12", "itkp", {"itkp": components})
    assert result.value == Decimal("63.85")  # 22.73 + 5.56 + 35.56; unrounded the sum would be 63.8364
    case = {**components, "A2": 3.8602, "B": 5.5551}
    assert maker.compute("pbj", "2024-12", "itkp", {"itkp": case}).value == Decimal("22.73") + Decimal(
        "5.56"
    ) + Decimal("35.56")


@pytest.mark.parametrize(
    ("year", "code", "value", "valid"),
    [
        (2025, "C", 35.56, True),
        (2025, "C", 35.6, True),
        (2025, "C", 8.9, True),
        (2025, "C", 35.5, False),
        (2025, "C", 39, False),
        (2025, "A4", 1, True),
        (2025, "A4", 0.5, False),
        (2026, "C", 27, True),
        (2026, "C", 28, False),
        (2026, "D", 5, True),
        (2026, "D", 6, False),
    ],
)
def test_itkp_values_that_cannot_occur(year: int, code: str, value: float, valid: bool, maker: "Maker") -> None:
    others = {2025: ("A1", "A2", "A3", "A4", "A5", "A6", "B", "C"), 2026: ("A", "B", "C", "D")}[year]
    result = maker.compute("pbj", f"{year}-12", "itkp", {"itkp": {**dict.fromkeys(others, 0), code: value}})
    row = 30 + others.index(code)
    assert temuan(result) == ([] if valid else [("P414", f"D{row}")])


def test_letter_against_components_scale_and_cut(maker: "Maker", official_letter: Any) -> None:
    components = {"A1": 10, "A2": 4.43, "A3": 2.71, "A4": 1, "A5": 3.01, "A6": 4.86, "B": 6.67, "C": 35.56}

    def found(value: float, predikat: str | None = None) -> list[tuple[str, str | None]]:
        content = {"itkp": components, "hasil_resmi": official_letter(value, 2025, predikat)}
        return temuan(maker.compute("pbj", "2025-12", "itkp", content))

    assert found(68.24) == found(68.26) == found(68.22) == []
    assert found(68.27) == [("P411", "B6")]
    assert found(68.24, "Baik") == [("P412", "B7")]
    assert found(70.01, "Baik") == [("P411", "B6"), ("P413", "B6")]


@pytest.mark.parametrize(
    ("components", "official", "matches"),
    [
        ({"A2": 4.4}, 68.04, True),  # one cell with one decimal and the rest whole: 67.90, 0.15 is explained
        ({"A2": 4.4}, 68.06, False),
        ({"A2": 4.43}, 67.95, True),  # a cell with two decimals: 67.93, only 0.02 is
        ({"A2": 4.43}, 67.96, False),
    ],
)
def test_letter_is_held_to_what_the_cells_can_tell(
    components: dict[str, float], official: float, matches: bool, maker: "Maker", official_letter: Any
) -> None:
    content = {"A1": 10, "A3": 3, "A4": 1, "A5": 3, "A6": 5, "B": 1.5, "C": 40, **components}
    result = maker.compute("pbj", "2025-12", "itkp", {"itkp": content, "hasil_resmi": official_letter(official, 2025)})
    assert ("P411" not in [t.kode for t in result.temuan]) is matches


@pytest.mark.parametrize(
    ("year", "value", "doubtful"),
    [
        (2025, 49.98, False), (2025, 49.99, True), (2025, 50, True), (2025, 50.01, True), (2025, 50.02, False),
        (2022, 69.99, True), (2021, 90, True), (2026, 79.99, True), (2026, 80.5, False),
    ],
)  # fmt: skip
def test_a_total_beside_a_cut_is_flagged(
    year: int, value: float, doubtful: bool, maker: "Maker", official_letter: Any
) -> None:
    result = maker.compute("pbj", f"{year}-12", "itkp", {"hasil_resmi": official_letter(value, year)})
    assert temuan(result) == ([("P413", "B6")] if doubtful else [])


def test_letter_predikat_decides_and_is_normalised(maker: "Maker", official_letter: Any) -> None:
    def predikat(iku: str, value: float, written: str | None) -> str | None:
        result: Computation = maker.compute(
            "hukum", "2025-12", iku, {"hasil_resmi": official_letter(value, 2025, written)}
        )
        return result.predikat

    assert predikat("reformasi_hukum", 99.4, "aa") == "AA (Istimewa)"
    assert predikat("reformasi_hukum", 99.4, None) == "AA (Istimewa)"
    assert predikat("reformasi_hukum", 99.4, "A") == "A (Sangat Baik)"
    assert predikat("reformasi_hukum", 99.4, "Memuaskan") == "Memuaskan"
    assert predikat("itkp", 68.24, "CUKUP") == "Cukup"
    assert predikat("kesalehan_sosial", 82.59, "Sangat Baik") == "Sangat Baik"
    assert predikat("kesalehan_sosial", 82.59, None) is None


def test_years_of_the_letter(maker: "Maker", official_letter: Any) -> None:
    def result(year: int) -> Computation:
        computation: Computation = maker.compute(
            "pbj", "2026-01", "itkp", {"hasil_resmi": official_letter(68.24, year)}
        )
        return computation

    assert (result(2025).assessment_year, temuan(result(2025))) == (2025, [("I422", "B5")])
    assert temuan(result(2024)) == [("P427", "B5")]
    assert result(2025).rule == "itkp 2023-2025"
    assert result(2026).rule == "itkp 2026-2029"


# sinergitas


def sinergitas(scores: dict[str, Any], **assessment: Any) -> dict[str, Any]:
    fixed = {"status": "Sudah rilis", "tahun_penilaian": 2025, "berita_acara": "1/2025", **assessment}
    return {"sinergitas_penilaian": fixed, "sinergitas_kecamatan": scores}


def test_sinergitas_never_divides_by_the_missing(maker: "Maker", register: "Register") -> None:
    codes = [k.kode for k in register.kecamatan_file.kecamatan]
    full = maker.compute(
        "tapem", "2025-12", "sinergitas_kecamatan", sinergitas({k: 80 + n for n, k in enumerate(codes)})
    )
    assert (full.value, full.status, str(full.completeness)) == (Decimal("90.00"), Status.FINAL, "21/21")
    assert full.notes == () and temuan(full) == []
    incomplete = maker.compute("tapem", "2025-12", "sinergitas_kecamatan", sinergitas(dict.fromkeys(codes[:19], 90)))
    assert (incomplete.value, incomplete.status, str(incomplete.completeness)) == (
        Decimal("90.00"),
        Status.SEMENTARA,
        "19/21",
    )
    assert incomplete.notes == ("19 dari 21 kecamatan; belum dinilai: Ranuyoso, Sumbersuko",)
    assert temuan(incomplete) == [("P426", "C49, C50")]
    unreleased = sinergitas(dict.fromkeys(codes, 90), status="Belum rilis", berita_acara=None)
    assert maker.compute("tapem", "2025-12", "sinergitas_kecamatan", unreleased).status is Status.SEMENTARA


@pytest.mark.parametrize(
    ("scores", "marked"),
    [
        ([80, 90, 16.01, 85], []), ([80, 90, 16, 85], ["C32"]), ([8, 9, 80, 8], ["C32"]),
        ([8, 9, 80, 90], ["C30", "C31"]),
        ([1, 90, 80, 85], []), ([0, 90, 80, 85], []), ([1.01, 90, 80, 85], ["C30"]),
    ],
)  # fmt: skip
def test_scores_on_two_scales_are_marked_at_the_fewer(scores: list[float], marked: list[str], maker: "Maker") -> None:
    """Five times as much is another scale; zero is on each, and a share of one is asked about elsewhere."""
    content = sinergitas({f"35.08.{n:02d}": score for n, score in enumerate(scores, start=1)})
    result = maker.compute("tapem", "2025-12", "sinergitas_kecamatan", content)
    assert [cell for code, cell in temuan(result) if code == "G462"] == marked


def test_equal_scores_share_the_better_place(maker: "Maker") -> None:
    content = sinergitas({"35.08.01": 80, "35.08.02": 90, "35.08.03": 90, "35.08.04": 70})
    result = maker.compute("tapem", "2025-12", "sinergitas_kecamatan", content)
    (table,) = (t for t in result.detail_tables if t.title == "SKOR KECAMATAN")
    assert [row[3] for row in table.rows[:5]] == [3, 1, 1, 4, "belum dinilai"]


def test_an_assessment_without_scores_says_nothing_about_its_year(maker: "Maker") -> None:
    result = maker.compute("tapem", "2025-12", "sinergitas_kecamatan", sinergitas({}, tahun_penilaian=2024))
    assert (result.status, temuan(result), result.completeness) == (Status.BELUM_RILIS, [], None)


# kesalehan sosial


def test_a_missing_dimension_gives_no_index(maker: "Maker", register: "Register") -> None:
    dimensions = register.kesalehan_sosial.in_year(2025).metode[0].dimensi
    content = {
        "kesalehan_survei": {"metode": "KEMENAG5", "jumlah_responden": 400},
        "kesalehan_sosial": dict.fromkeys(dimensions[:4], 80),
    }
    assert maker.compute("kesra", "2025-12", "kesalehan_sosial", content).status is Status.BELUM_RILIS


# reformasi hukum


def test_weights_follow_the_assessment_year(maker: "Maker", register: "Register") -> None:
    def value(year: int) -> Decimal:
        names = [v.nama for v in register.reformasi_hukum.in_year(year).variabel]
        content = {n: {"diperoleh": d, "tertinggi": 4} for n, d in zip(names, (4, 3, 2, 1), strict=True)}
        result = maker.compute("hukum", f"{year}-12", "reformasi_hukum", {"reformasi_hukum": content})
        assert result.status is Status.SEMENTARA
        return result.value  # type: ignore[no-any-return]

    assert value(2024) == Decimal("65.00")  # 25 + 18.75 + 17.5 + 3.75
    assert value(2025) == Decimal("63.75")  # 25 + 18.75 + 15 + 5


def test_a_value_on_a_cut_is_flagged(maker: "Maker", official_letter: Any) -> None:
    result = maker.compute("hukum", "2025-12", "reformasi_hukum", {"hasil_resmi": official_letter(90, 2025)})
    assert (result.predikat, temuan(result)) == ("A (Sangat Baik)", [("P413", "B6")])


def test_the_sum_of_the_variables_is_rounded(maker: "Maker", register: "Register") -> None:
    names = [v.nama for v in register.reformasi_hukum.in_year(2025).variabel]
    content = {"reformasi_hukum": {name: {"diperoleh": 2, "tertinggi": 3} for name in names}}
    assert maker.compute("hukum", "2025-12", "reformasi_hukum", content).value == Decimal("66.67")


# kebijakan perekonomian


def kebijakan(
    status: str = "Diterbitkan", planned: str = "Ya", day: date | None = date(2025, 3, 17), **other: Any
) -> dict[str, Any]:
    number = "1/2025" if status == "Diterbitkan" else None
    return {
        "nama": "Kebijakan", "jenis": "Perbup", "direncanakan": planned, "status": status,
        "nomor": number, "tanggal": day if number else None, **other,
    }  # fmt: skip


def test_what_counts_as_issued(maker: "Maker") -> None:
    def value(*rows: dict[str, Any]) -> Decimal | None:
        result = maker.compute(
            "perekonomian", "2025-06", "kebijakan_perekonomian", {"kebijakan_perekonomian": list(rows)}
        )
        return result.value  # type: ignore[no-any-return]

    issued = kebijakan()
    assert value(issued) == 100
    assert value(issued, kebijakan("Ditunda"), kebijakan("Batal")) == Decimal("33.33")
    assert value(issued, kebijakan(planned="Tidak")) == 100  # beside the value, not in it
    assert value(kebijakan("Disusun")) == 0
    assert value(issued, kebijakan(nomor=None)) == value(issued, kebijakan(nomor="-")) == 50
    assert value(issued, kebijakan(day=None)) == 50
    assert value(issued, kebijakan(day=date(2025, 6, 30))) == 100
    assert value(issued, kebijakan(day=date(2025, 7, 1))) == 50
    assert value(issued, kebijakan(day=date(2024, 12, 31))) == 50


def test_nothing_planned_gives_no_value(maker: "Maker") -> None:
    content = {"kebijakan_perekonomian": [kebijakan(planned="Tidak")]}
    result = maker.compute("perekonomian", "2025-06", "kebijakan_perekonomian", content)
    assert (result.value, result.status, temuan(result)) == (
        None,
        Status.BELUM_ADA_DATA,
        [("P417", None), ("P419", "E30")],
    )
    assert result.detail_tables[-1].title == "DITERBITKAN DI LUAR RENCANA"


def test_unplanned_counts_where_the_register_says_so(maker: "Maker", register: "Register") -> None:
    model = register.kebijakan_perekonomian
    yes = model.model[0].hitung_tak_terencana.model_copy(update={"nilai": True})
    changed = model.model_copy(update={"model": (model.model[0].model_copy(update={"hitung_tak_terencana": yes}),)})
    content = {"kebijakan_perekonomian": [kebijakan(), kebijakan(planned="Tidak")]}
    other = type(maker)(replace(register, kebijakan_perekonomian=changed))
    assert other.compute("perekonomian", "2025-06", "kebijakan_perekonomian", content).value == 200


# kepuasan masyarakat


def recap(register: "Register", nrr: Any, **survey: Any) -> dict[str, Any]:
    unsur = [u.nama for u in register.kepuasan_masyarakat.in_year(2025).unsur]
    content = dict(zip(unsur, nrr, strict=True)) if isinstance(nrr, list) else dict.fromkeys(unsur, nrr)
    fixed = {
        "status": "Sudah dilaksanakan",
        "periode_survei": "Semester II 2025",
        "cara": "Rekap",
        "jumlah_responden": 100,
    }
    return {"skm_survei": {**fixed, **survey}, "skm": content}


def respondents(answers: list[list[Any]], **survey: Any) -> dict[str, Any]:
    fixed = {"status": "Sudah dilaksanakan", "periode_survei": "Semester II 2025", "cara": "Responden"}
    rows = [
        {"tanggal": date(2025, 11, 17), "layanan": "x", **{f"u{n}": j for n, j in enumerate(respondent, start=1)}}
        for respondent in answers
    ]
    return {"skm_survei": {**fixed, **survey}, "skm_responden": rows}


def test_free_service_marked_not_assessed_counts_eight(maker: "Maker", register: "Register") -> None:
    result = maker.compute("umum", "2025-12", "kepuasan_masyarakat", recap(register, [3, 3, 3, "-", 3, 3, 3, 3, 4]))
    assert (result.value, temuan(result)) == (Decimal("78.13"), [("P416", "C33")])  # 25/8 x 25 = 78.125
    blank = respondents([[3, 3, 3, None, 3, 3, 3, 3, 4]] * 2)
    result = maker.compute("umum", "2025-12", "kepuasan_masyarakat", blank)
    assert (result.value, temuan(result)) == (Decimal("78.13"), [("P416", "G30:G31")])


@pytest.mark.parametrize(("weight", "four", "mixed"), [
    ('"1/9"', "100.00", "81.94"),  # 29.5 / 9 x 25
    ("0.111", "99.90", "81.86"),  # 29.5 x 0.111 x 25
    ("0.11", "99.00", "81.13"),  # 29.5 x 0.11 x 25 = 81.125
])  # fmt: skip
def test_the_weight_of_an_unsur_is_data(
    weight: str, four: str, mixed: str, maker: "Maker", register: "Register", tmp_path: Path
) -> None:
    content = (FOLDER / "parameter/kepuasan_masyarakat.toml").read_text(encoding="utf-8")
    (tmp_path / "parameter").mkdir()
    (tmp_path / "parameter/kepuasan_masyarakat.toml").write_text(
        content.replace('nilai = "1/9"', f"nilai = {weight}"), encoding="utf-8"
    )
    other = type(maker)(load_register(tmp_path))

    def value(nrr: Any) -> Decimal:
        return other.compute("umum", "2025-12", "kepuasan_masyarakat", recap(register, nrr)).value  # type: ignore[no-any-return]

    assert value(4) == Decimal(four)
    assert value([3, 3.5, 3, 4, 3, 3, 3.5, 3, 3.5]) == Decimal(mixed)
    assert value([4, 4, 4, "-", 4, 4, 4, 4, 4]) == 100  # eight unsur share exactly


def test_a_weight_that_fits_no_number_of_unsur_is_refused(tmp_path: Path) -> None:
    content = (FOLDER / "parameter/kepuasan_masyarakat.toml").read_text(encoding="utf-8")
    (tmp_path / "parameter").mkdir()
    (tmp_path / "parameter/kepuasan_masyarakat.toml").write_text(content.replace('"1/9"', '"1/8"'), encoding="utf-8")
    with pytest.raises(WrongEntryError, match="9 unsur"):
        load_register(tmp_path)


def test_blank_answers_divide_by_valid_ones(maker: "Maker") -> None:
    content = respondents([[4] * 9, [2] * 8 + [None]])
    result = maker.compute("umum", "2025-12", "kepuasan_masyarakat", content)
    assert result.value == Decimal("77.78")  # (8 x 3 + 4) / 9 x 25
    assert {s.lembar for s in result.sources} == {"SKM Responden"}
    assert result.sources[0].sel == "D30:D31"
    blank = maker.compute("umum", "2025-12", "kepuasan_masyarakat", respondents([[4] * 8 + [None]] * 2))
    assert (blank.value, temuan(blank)) == (None, [("G454", "L30:L31")])


def test_ties_out_of_thirds_are_seen(maker: "Maker") -> None:
    # 24 respondents, answers adding to 729 = 27 x 27: exactly 84.375; each 80/24 alone has no end.
    sums = (80, 82, 80, 82, 80, 82, 81, 81, 81)
    columns = [[4] * (j - 3 * 24) + [3] * (24 - (j - 3 * 24)) for j in sums]
    result = maker.compute(
        "umum", "2025-12", "kepuasan_masyarakat", respondents([list(b) for b in zip(*columns, strict=True)])
    )
    assert result.value == Decimal("84.38")


@pytest.mark.parametrize(
    ("population", "sample"),
    [(10, 10), (15, 14), (20, 19), (25, 24), (100, 80), (500, 217), (1000, 278), (5000, 357), (75000, 382)],
)
def test_krejcie_morgan(population: int, sample: int, maker: "Maker", register: "Register") -> None:
    def found(number: int) -> list[tuple[str, str | None]]:
        content = recap(register, 3, jumlah_populasi=population, jumlah_responden=number)
        return temuan(maker.compute("umum", "2025-12", "kepuasan_masyarakat", content))

    assert found(sample) == []
    assert found(sample - 1) == [("P415", "B7")]


def test_joint_value_and_what_is_missing(maker: "Maker", register: "Register", ensure_whole_details: Any) -> None:
    codes, _ = register.ikm_bagian(2025)
    by_bagian = {
        k: maker.compute(k, "2025-12", "kepuasan_masyarakat", recap(register, 3 + n / 10)) for n, k in enumerate(codes)
    }
    by_bagian["pbj"] = maker.compute("pbj", "2025-12", "kepuasan_masyarakat", respondents([[3] * 9, [4] * 9]))
    context = RuleContext(register, Periode(2025, 12))
    full = join_bagian(by_bagian, context)
    ensure_whole_details(full)
    assert (full.value, full.status, str(full.completeness)) == (Decimal("85.31"), Status.FINAL, "8/8")  # 682.5 / 8
    assert temuan(full) == []
    seven = join_bagian({k: p for k, p in by_bagian.items() if k != "umum"}, context)
    ensure_whole_details(seven)
    assert (seven.status, str(seven.completeness)) == (Status.SEMENTARA, "7/8")
    assert seven.notes[1:] == ("7 dari 8 bagian; belum ada nilai: Bagian Umum",)
    assert seven.notes[0].startswith("tiga unsur terendah (rata-rata bagian): Persyaratan; ")
    by_bagian["umum"] = maker.compute(
        "umum", "2025-12", "kepuasan_masyarakat", recap(register, 3, periode_survei="Semester I")
    )
    assert temuan(join_bagian(by_bagian, context)) == [("P504", None)]
    assert join_bagian({}, context).status is Status.BELUM_RILIS


def test_joint_mean_is_over_printed_values(maker: "Maker", register: "Register") -> None:
    # 83.333.. prints 83.33: the mean of the printed values is what a reader recomputes.
    codes, _ = register.ikm_bagian(2025)
    nrr = [[4, 4, 4, 3, 3, 3, 3, 3, 3], [3] * 9]
    by_bagian = {
        k: maker.compute(k, "2025-12", "kepuasan_masyarakat", recap(register, nrr[n % 2])) for n, k in enumerate(codes)
    }
    result = join_bagian(by_bagian, RuleContext(register, Periode(2025, 12)))
    assert result.value == Decimal("79.17")  # (83.33 + 75.00) / 2 = 79.165


# pelayanan publik


def test_f03_counts_zero_below_the_minimum(maker: "Maker") -> None:
    unit = {"unit": "A", "f02": 4, "f03": 4}

    def value(*numbers: int) -> Decimal:
        content = {
            "pelayanan_evaluasi": {"jenis": "MANDIRI"},
            "pelayanan_publik": [{**unit, "unit": str(n), "jumlah_responden": r} for n, r in enumerate(numbers)],
        }
        result = maker.compute("organisasi", "2025-12", "pelayanan_publik", content)
        assert result.rule.endswith("MANDIRI")
        return result.value  # type: ignore[no-any-return]

    assert (value(30), value(29), value(30, 29)) == (Decimal("4.00"), Decimal("3.00"), Decimal("3.50"))


def unit(f02: Any = 4, aspects: Any = None, name: str = "A") -> dict[str, Any]:
    six = {f"aspek_{n}": aspects for n in range(1, 7)} if aspects is not None else {}
    return {"unit": name, "f02": f02, "f03": 4, "jumlah_responden": 30, **six}


def units(maker: "Maker", *rows: dict[str, Any]) -> Computation:
    content = {"pelayanan_evaluasi": {"jenis": "MANDIRI"}, "pelayanan_publik": list(rows)}
    return maker.compute("organisasi", "2025-12", "pelayanan_publik", content)  # type: ignore[no-any-return]


def test_an_f02_that_is_filled_in_counts_and_its_aspects_check_it(maker: "Maker") -> None:
    filled = units(maker, unit(4, aspects=3))
    assert (filled.value, temuan(filled)) == (4, [("P450", "B30")])
    left = units(maker, unit(None, aspects=3))
    assert (left.value, temuan(left)) == (Decimal("3.25"), [])


@pytest.mark.parametrize(("f02", "differs"), [("4.09", False), ("4.10", False), ("4.11", True), ("4.08", False)])
def test_an_f02_may_differ_from_its_aspects_by_what_printing_explains(f02: str, differs: bool, maker: "Maker") -> None:
    """4.0868 by the aspects: printed 4.09, so that 4.08 to 4.10 are explained."""
    row = unit(Decimal(f02), aspects=4) | {"aspek_1": Decimal("4.3617")}
    assert temuan(units(maker, row)) == ([("P450", "B30")] if differs else [])


def test_a_unit_without_a_value_leaves_the_index_open(maker: "Maker") -> None:
    result = units(maker, unit(4), unit(None, name="B"))
    assert (result.value, result.status) == (None, Status.BELUM_RILIS)
    assert result.detail_tables[0].title == "UNIT PELAYANAN (MANDIRI)"


def test_the_index_is_the_mean_of_whole_unit_values_rounded_at_the_end(maker: "Maker") -> None:
    assert units(maker, unit(Decimal("4.01")), unit(4, name="B"), unit(4, name="C")).value == Decimal("4.00")
    assert units(maker, unit(Decimal("4.02")), unit(4, name="B")).value == Decimal("4.01")  # 4.0075


# examples, report texts


def test_cells_marked_as_examples(maker: "Maker", official_letter: Any) -> None:
    content = {
        "hasil_resmi": official_letter(98.58, 2025, nomor_surat="CONTOH: nilai Kab. Mukomuko 2024"),
        "laporan_tahunan": {"faktor_pendukung": "contoh", "rencana": "Melanjutkan."},
    }
    result = maker.compute("hukum", "2025-12", "reformasi_hukum", content)
    assert temuan(result) == [("P420", "B9"), ("P420", "B4")]
    assert result.notes == ("CONTOH: nilai Kab. Mukomuko 2024; angka contoh",)
    assert result.report_texts == (("Faktor pendukung", "contoh"), ("Rencana tindak lanjut", "Melanjutkan."))


# preview


def test_preview_has_the_steps_of_the_rule(register: "Register") -> None:
    context = RuleContext(register, Periode(2025, 12), "pbj")
    form_year = register.form_year(2025)

    def rows(block: str, *field: str) -> dict[str, dict[str, Input]]:
        return {k.key: {f: Input(f, None) for f in field} for k in form_year.key_rows[block]}

    cases = {
        "itkp": (rows("itkp", "nilai"), None, 8),
        "sinergitas_kecamatan": (rows("sinergitas_kecamatan", "skor"), None, 21),
        "kesalehan_sosial": (rows("kesalehan_sosial", "skor"), "KEMENAG5", 5),
        "reformasi_hukum": (rows("reformasi_hukum", "diperoleh", "tertinggi"), None, 8),
        "kepuasan_masyarakat": (rows("skm", "nrr"), None, ALL_UNSUR),
    }
    for iku, (content, choice, count) in cases.items():
        step = RULES[iku].preview(EntryCells(rows=content, choice=choice), context)
        assert isinstance(step, Step) and step.value is None
        handed = {id(m) for cells in content.values() for m in cells.values()}
        inputs = [s for s in walk(step) if isinstance(s, Input)]
        assert len(inputs) == count and {id(m) for m in inputs} <= handed
        assert all(isinstance(s, Parameter) or s for s in walk(step))
    two = RULES["kesalehan_sosial"].preview(EntryCells(rows("kesalehan_sosial", "skor"), choice="JATIM2"), context)
    assert two is not None and sum(isinstance(s, Input) for s in walk(two)) == 2


# order of rows never matters

SETTINGS = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHUFFLES = st.lists(st.integers(), min_size=21, max_size=30)
NRR = st.decimals(1, 4, places=2)


@SETTINGS
@given(
    shuffle=SHUFFLES,
    nrr=st.lists(NRR, min_size=9, max_size=9),
    answers=st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=12),
)
def test_order_of_rows_never_matters(
    shuffle: list[int], nrr: list[Decimal], answers: list[list[int]], maker: "Maker", register: "Register"
) -> None:
    kecamatan = [k.kode for k in register.kecamatan_file.kecamatan]
    cases: list[tuple[str, str, dict[str, Any]]] = [
        ("pbj", "itkp", {"itkp": dict(zip(("A1", "A2", "A3", "A4", "A5", "A6", "B", "C"), nrr, strict=False))}),
        ("tapem", "sinergitas_kecamatan", sinergitas({k: nrr[n % 9] for n, k in enumerate(kecamatan)})),
        ("umum", "kepuasan_masyarakat", recap(register, nrr)),
        ("umum", "kepuasan_masyarakat", respondents(answers)),
        ("perekonomian", "kebijakan_perekonomian", {"kebijakan_perekonomian": [
            kebijakan(("Diterbitkan", "Disusun", "Batal")[respondent[0] % 3], ("Ya", "Tidak")[respondent[1] % 2])
            for respondent in answers
        ]}),
        ("organisasi", "pelayanan_publik", {"pelayanan_evaluasi": {"jenis": "MANDIRI"}, "pelayanan_publik": [
            {"unit": str(n), "f02": respondent[0], "f03": respondent[1], "jumlah_responden": respondent[2] * 10}
            for n, respondent in enumerate(answers)
        ]}),
    ]  # fmt: skip
    for bagian, iku, content in cases:
        straight, shuffled = (
            maker.compute(bagian, "2025-12", iku, content),
            maker.compute(bagian, "2025-12", iku, content, shuffle),
        )
        assert (straight.value, straight.predikat, straight.status) == (
            shuffled.value,
            shuffled.predikat,
            shuffled.status,
        )


@SETTINGS
@given(answers=st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=12))
def test_ikm_stays_within_its_scale(answers: list[list[int]], maker: "Maker") -> None:
    result = maker.compute("umum", "2025-12", "kepuasan_masyarakat", respondents(answers))
    assert 25 <= result.value <= 100 and result.predikat
