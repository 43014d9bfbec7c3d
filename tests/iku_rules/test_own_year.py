"""Which year a value belongs to, and what stays with it: surveys, letters, lists, signed years, qualifications."""

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.across_months import compose
from iku_rules.over_months import Published, link
from iku_rules.result import Result, Status
from schemas.periode import Periode
from tests.iku_rules.test_across_months import Accepted, add_all

if TYPE_CHECKING:
    from tests.iku_rules.conftest import Maker

IKM = "kepuasan_masyarakat"


@pytest.fixture
def accepted(maker: "Maker", official_letter: Any) -> Accepted:
    return Accepted(maker, official_letter)


def survey(accepted: Accepted, bagian: str, periode: str, nrr: float, when: str) -> None:
    """A recap that says when it was carried out."""
    names = [u.nama for u in accepted.maker.register.kepuasan_masyarakat.in_year(2025).unsur]
    pairs = {"periode_survei": when, "cara": "Rekap", "jumlah_responden": 100}
    accepted.add(bagian, periode, IKM, {"skm_survei": pairs, "skm": dict.fromkeys(names, nrr)})


def result_of(accepted: Accepted, iku: str, periode: str, published: Any = None) -> Result:
    results = compose(accepted.maker.register, Periode.parse(periode), accepted.collected, published)
    return next(result for result in results if result.iku == iku)


# Surveys


@pytest.mark.parametrize("when", ["Semester II 2025", "Triwulan IV 2025", "Tahun 2025", "2025", "Desember 2025"])
def test_a_survey_of_last_year_fills_last_years_column(accepted: Accepted, when: str) -> None:
    add_all(accepted, "2025-06", 3)
    survey(accepted, "umum", "2026-01", 3.8, when)
    january = result_of(accepted, IKM, "2026-01")
    assert (january.status, january.nilai, january.kelengkapan) == (Status.BELUM_RILIS, None, None)
    assert january.nilai_tahun_lalu == Decimal("77.50")  # (7 x 75 + 95) / 8
    assert "Bagian Umum: nilai survei tahun 2025 masuk kolom realisasi tahun lalu" in january.catatan
    assert result_of(accepted, IKM, "2025-12").nilai == 75  # the month it did not come in


def test_an_older_survey_is_not_used_and_one_of_the_year_is(accepted: Accepted) -> None:
    survey(accepted, "umum", "2026-01", 3, "Semester I 2024")
    january = result_of(accepted, IKM, "2026-01")
    assert (january.nilai, january.nilai_tahun_lalu) == (None, None)
    assert "Bagian Umum: nilai survei tahun 2024 tidak dipakai" in january.catatan
    survey(accepted, "umum", "2026-02", 3, "Triwulan I 2026")
    assert result_of(accepted, IKM, "2026-02").nilai == 75


def test_an_older_survey_sent_later_does_not_replace_this_years(accepted: Accepted) -> None:
    survey(accepted, "umum", "2026-01", 3, "Triwulan I 2026")
    survey(accepted, "umum", "2026-02", 4, "Semester II 2025")
    february = result_of(accepted, IKM, "2026-02")
    assert (february.nilai, february.nilai_tahun_lalu) == (75, 100)


def test_an_incomplete_ikm_is_carried_with_what_it_was(accepted: Accepted) -> None:
    accepted.skm("umum", "2025-06", 3).skm("hukum", "2025-06", 3.4)
    august = result_of(accepted, IKM, "2025-08")
    assert (august.status, august.dari_periode, str(august.kelengkapan)) == (
        Status.TERAKHIR_DIKETAHUI,
        Periode(2025, 6),
        "2/8",
    )
    assert august.catatan[0] == "sementara (2 dari 8 bagian)"


# Qualifications


def kecamatan(accepted: Accepted, periode: str, missing: int) -> None:
    rows = [k.kode for k in accepted.maker.register.kecamatan_file.kecamatan]
    scores = dict.fromkeys(rows[missing:], 80)
    pairs = {"status": "Sudah rilis", "tahun_penilaian": 2025, "nomor": "BA/1"}
    accepted.add("tapem", periode, "sinergitas_kecamatan", {"sinergitas": pairs, "sinergitas_kecamatan": scores})


def test_a_provisional_value_stays_provisional(accepted: Accepted) -> None:
    kecamatan(accepted, "2025-06", 2)
    june, july = (result_of(accepted, "sinergitas_kecamatan", p) for p in ("2025-06", "2025-07"))
    assert (june.status, str(june.kelengkapan)) == (Status.SEMENTARA, "19/21")
    assert (july.status, july.catatan[:2]) == (
        Status.TERAKHIR_DIKETAHUI,
        ("sementara (19 dari 21 kecamatan)", "nilai terakhir dari Juni 2025"),
    )
    assert july.change == 0
    kecamatan(accepted, "2025-08", 0)
    august = result_of(accepted, "sinergitas_kecamatan", "2025-08")
    assert (august.status, august.change) == (Status.FINAL, None)
    assert "tidak dibandingkan dengan Juli 2025: kelengkapan berbeda (21/21, sebelumnya 19/21)" in august.catatan
    assert "realisasi tahun lalu sementara (19/21)" not in august.catatan


def test_last_years_provisional_value_says_so(accepted: Accepted) -> None:
    kecamatan(accepted, "2025-12", 2)
    january = result_of(accepted, "sinergitas_kecamatan", "2026-01")
    assert january.nilai_tahun_lalu == 80 and "realisasi tahun lalu sementara (19/21)" in january.catatan


def test_the_ikm_of_other_bagian_is_no_change(accepted: Accepted) -> None:
    accepted.skm("umum", "2025-05", 3).skm("hukum", "2025-05", 3.4).skm("umum", "2025-06", 3.2)
    june = result_of(accepted, IKM, "2025-06")
    assert june.change == Decimal("2.50")  # hukum's value of May counts in both
    accepted.skm("kesra", "2025-07", 4)
    july = result_of(accepted, IKM, "2025-07")
    assert july.change is None
    assert "tidak dibandingkan dengan Juni 2025: kelengkapan berbeda (3/8, sebelumnya 2/8)" in july.catatan


@pytest.mark.parametrize(
    ("previous", "current", "apart"),
    [
        ({}, {}, ""),
        ({"completeness": "7/8"}, {"completeness": "8/8"}, "kelengkapan berbeda (8/8, sebelumnya 7/8)"),
        ({"completeness": "7/8"}, {}, ""),
        ({"contributors": frozenset("ab")}, {"contributors": frozenset("ac")}, "bagian yang masuk tidak sama"),
        ({"contributors": frozenset("ab")}, {}, ""),
        ({"provisional": True}, {}, "nilai sementara dan nilai final"),
        ({}, {"provisional": True}, "nilai sementara dan nilai final"),
        ({"provisional": True}, {"provisional": True}, ""),
    ],
)
def test_unlike_values_are_not_compared(previous: dict[str, Any], current: dict[str, Any], apart: str) -> None:
    base = Published(Decimal(60), "FINAL", "itkp 2023-2025")
    points = link([(Periode(2025, 5), replace(base, **previous)), (Periode(2025, 6), replace(base, **current))])
    assert (points[1].apart, points[1].comparable) == (apart, not apart)


def test_the_newest_texts_go_with_an_older_survey(accepted: Accepted) -> None:
    accepted.skm("umum", "2025-06", 3)
    texts = {"faktor_pendukung": "Pelatihan"}
    accepted.add("umum", "2025-07", IKM, {"skm_survei": {"status": "Belum dilaksanakan"}, "laporan_tahunan": texts})
    july = result_of(accepted, IKM, "2025-07")
    assert july.computation is not None and "Pelatihan" in {text for _, text in july.computation.report_texts}


# Lists


def test_an_emptied_plan_does_not_bring_the_month_before_back(accepted: Accepted) -> None:
    def add(periode: str, planned: str) -> None:
        row = {"nama": "A", "direncanakan": planned, "status": "Direncanakan", "jenis": "Perda", "bidang": "BUMD/BLUD"}
        accepted.add("perekonomian", periode, "kebijakan_perekonomian", {"kebijakan_perekonomian": [row]})

    add("2025-05", "Ya")
    assert result_of(accepted, "kebijakan_perekonomian", "2025-05").nilai == 0
    add("2025-06", "Tidak")
    for periode in ("2025-06", "2025-07"):
        june = result_of(accepted, "kebijakan_perekonomian", periode)
        assert (june.status, june.nilai) == (Status.BELUM_ADA_DATA, None)
        assert june.catatan[0] == "tidak ada kebijakan yang direncanakan"


# Signed years


def signed(value: str | None, **other: Any) -> dict[Periode, dict[str, Published]]:
    number = None if value is None else Decimal(value)
    entry = Published(number, "FINAL", "itkp 2023-2025", signed=True)
    return {Periode(2025, 12): {"itkp": replace(entry, **other)}}


def test_what_was_signed_is_last_years_value(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 86.17)
    january = result_of(accepted, "itkp", "2026-01", signed("86.25"))
    assert january.nilai_tahun_lalu == Decimal("86.25") and january.last_year_computation is None
    (note,) = [note for note in january.catatan if "ditandatangani" in note]
    assert "86,25" in note and "86,17" in note
    assert january.years[0].value == Decimal("86.25")
    same = result_of(accepted, "itkp", "2026-01", signed("86.17"))
    assert same.last_year_computation is not None and not any("ditandatangani" in note for note in same.catatan)


def test_a_draft_of_last_year_is_computed_again(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 86.17)
    assert result_of(accepted, "itkp", "2026-01", signed("86.25", signed=False)).nilai_tahun_lalu == Decimal("86.17")


def test_a_signed_year_without_a_value_takes_the_letter_that_came_later(accepted: Accepted) -> None:
    accepted.itkp("2026-01", 87, year=2025)
    january = result_of(accepted, "itkp", "2026-01", signed(None))
    assert january.nilai_tahun_lalu == 87
    assert "Desember 2025 yang ditandatangani belum memuat nilai tahun lalu ini" in january.catatan


def test_a_signed_provisional_value_stays_provisional(accepted: Accepted) -> None:
    january = result_of(accepted, "itkp", "2026-01", signed("60", provisional=True))
    assert january.nilai_tahun_lalu == 60 and "realisasi tahun lalu sementara" in january.catatan


# Methods


def test_a_change_of_method_within_the_year_is_told(accepted: Accepted) -> None:
    def add(periode: str, method: str) -> None:
        model = accepted.maker.register.kesalehan_sosial.in_year(2025)
        (chosen,) = [m for m in model.metode if m.kode == method]
        scores = dict.fromkeys(chosen.dimensi, 80)
        content = {"kesalehan_survei": {"metode": method, "jumlah_responden": 400}, "kesalehan_sosial": scores}
        accepted.add("kesra", periode, "kesalehan_sosial", content)

    add("2025-03", "KEMENAG5")
    add("2025-09", "JATIM2")
    september = result_of(accepted, "kesalehan_sosial", "2025-09")
    assert september.change is None
    assert any(
        note.startswith("metode atau model berubah dalam tahun ini: kesalehan_sosial") for note in september.catatan
    )
