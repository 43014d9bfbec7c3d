"""The published result of a month out of many submissions: status, last known value, last year, achievement."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.across_months import compose
from iku_rules.capaian import Polarity, capaian_step
from iku_rules.over_months import Published, PublishedValues
from iku_rules.register_model.load import load_register
from iku_rules.register_model.register import Register
from iku_rules.result import Computation, Result, Status
from iku_rules.steps import Input
from schemas.periode import Periode

if TYPE_CHECKING:
    from tests.iku_rules.conftest import Maker

CASES = Path(__file__).parent.parent / "cases"
Collected = dict[Periode, dict[str, dict[str, Computation]]]


class Accepted:
    """Accepted submissions, added one by one."""

    def __init__(self, maker: "Maker", letter: Any) -> None:
        self.maker, self.letter, self.collected = maker, letter, Collected()

    def add(self, bagian: str, periode: str, iku: str, content: dict[str, Any]) -> "Accepted":
        result = self.maker.compute(bagian, periode, iku, content)
        self.collected.setdefault(Periode.parse(periode), {}).setdefault(bagian, {})[iku] = result
        return self

    def itkp(self, periode: str, value: float | None, year: int = 2025, **other: Any) -> "Accepted":
        content = {"hasil_resmi": self.letter(value, year, **other)} if value is not None else {}
        return self.add("pbj", periode, "itkp", content)

    def skm(self, bagian: str, periode: str, nrr: float | None) -> "Accepted":
        unsur = [u.nama for u in self.maker.register.kepuasan_masyarakat.in_year(2025).unsur]
        survey = {"periode_survei": "S", "cara": "Rekap", "jumlah_responden": 100}
        surveyed = {"skm_survei": survey, "skm": dict.fromkeys(unsur, nrr)}
        not_yet = {"skm_survei": {"status": "Belum dilaksanakan"}}
        return self.add(bagian, periode, "kepuasan_masyarakat", not_yet if nrr is None else surveyed)

    def result(self, iku: str, periode: str, register: Register | None = None) -> Result:
        results = compose(register or self.maker.register, Periode.parse(periode), self.collected)
        assert tuple(result.iku for result in results) == self.maker.register.documents[-1].iku_codes
        return next(result for result in results if result.iku == iku)


@pytest.fixture
def accepted(maker: "Maker", official_letter: Any) -> Accepted:
    return Accepted(maker, official_letter)


def test_nothing_came(accepted: Accepted) -> None:
    for result in compose(accepted.maker.register, Periode(2025, 12), {}):
        assert result.status is Status.BELUM_ADA_DATA
        assert result.nilai is result.predikat is result.capaian is result.nilai_tahun_lalu is None
        assert result.aturan is result.tahun_penilaian is result.dari_periode is result.kelengkapan is None
        assert result.catatan == ("target belum ditetapkan",)


def test_own_value_last_known_value_and_not_released(accepted: Accepted) -> None:
    accepted.itkp("2025-03", None)
    assert accepted.result("itkp", "2025-03").status is Status.BELUM_RILIS
    assert accepted.result("itkp", "2025-04").status is Status.BELUM_RILIS
    accepted.itkp("2025-11", 60).itkp("2025-12", None)
    current = accepted.result("itkp", "2025-11")
    assert (current.status, current.nilai, current.dari_periode) == (Status.FINAL, 60, None)
    last = accepted.result("itkp", "2025-12")
    assert (last.status, last.nilai) == (Status.TERAKHIR_DIKETAHUI, 60)
    assert last.dari_periode == Periode(2025, 11) and "nilai terakhir dari November 2025" in last.catatan
    assert last.predikat == "Cukup" and [source.sel for source in last.sumber] == ["B6"]


def test_later_months_are_ignored(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 60)
    assert accepted.result("itkp", "2025-11").status is Status.BELUM_ADA_DATA


def test_values_never_cross_the_first_of_january(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 68.24)
    january = accepted.result("itkp", "2026-01")
    assert (january.status, january.nilai, january.nilai_tahun_lalu) == (
        Status.BELUM_ADA_DATA, None, Decimal("68.24"),
    )  # fmt: skip
    accepted.itkp("2026-01", None)
    assert accepted.result("itkp", "2026-01").status is Status.BELUM_RILIS
    assert accepted.result("itkp", "2027-01").nilai_tahun_lalu is None


def test_last_years_letter_fills_last_years_column(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 60).itkp("2026-02", 68.24, 2025)
    result = accepted.result("itkp", "2026-02")
    assert (result.status, result.nilai, result.capaian) == (Status.BELUM_RILIS, None, None)
    assert result.nilai_tahun_lalu == Decimal("68.24")  # the letter of this year's workbook before last December's
    assert result.last_year_computation is not None and result.last_year_computation.sources
    assert any("68,24" in note and "realisasi tahun lalu" in note for note in result.catatan)
    assert accepted.result("itkp", "2025-12").nilai == 60
    accepted.itkp("2026-03", 50, 2024)
    result = accepted.result("itkp", "2026-03")
    assert (result.nilai, result.nilai_tahun_lalu) == (None, Decimal("68.24"))
    assert any("tidak dipakai" in note for note in result.catatan)


def test_another_model_last_year_is_said(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 68.24).itkp("2026-12", 70, 2026)
    notes = accepted.result("itkp", "2026-12").catatan
    assert any("aturan lain (itkp 2023-2025)" in note for note in notes)
    assert any("tiga komponen" in note for note in notes)


def test_another_method_or_kind_last_year_is_said(accepted: Accepted) -> None:
    """KEMENAG5 and JATIM2, MANDIRI and NASIONAL are never compared; the same one is."""
    for periode, method, kind in (
        ("2023-12", "JATIM2", "NASIONAL"), ("2024-12", "KEMENAG5", "MANDIRI"), ("2025-12", "KEMENAG5", "MANDIRI")
    ):  # fmt: skip
        dimensions = accepted.maker.register.kesalehan_sosial.in_year(2025).method_for(method).dimensi
        survey = {"metode": method, "jumlah_responden": 400}
        accepted.add(
            "kesra", periode, "kesalehan_sosial",
            {"kesalehan_survei": survey, "kesalehan_sosial": dict.fromkeys(dimensions, 80)},
        )  # fmt: skip
        unit = {"unit": "A", "f02": 4, "f03": 4, "jumlah_responden": 30}
        accepted.add(
            "organisasi",
            periode,
            "pelayanan_publik",
            {"pelayanan_evaluasi": {"jenis": kind}, "pelayanan_publik": [unit]},
        )
    for iku, other in (("kesalehan_sosial", "JATIM2"), ("pelayanan_publik", "NASIONAL")):
        notes = {year: " ".join(accepted.result(iku, f"{year}-12").catatan) for year in (2024, 2025)}
        assert "tidak dapat dibandingkan langsung" in notes[2024] and f"{other})" in notes[2024]
        assert "tidak dapat dibandingkan" not in notes[2025]


def test_zero_is_a_value(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 0)
    result = accepted.result("itkp", "2025-12")
    assert (result.status, result.nilai, result.predikat) == (Status.FINAL, 0, "Kurang")


def test_texts_of_the_newest_submission(accepted: Accepted) -> None:
    accepted.itkp("2025-11", 60)
    accepted.add("pbj", "2025-12", "itkp", {"laporan_tahunan": {"rencana": "baru"}})
    result = accepted.result("itkp", "2025-12")
    assert result.computation is not None and result.computation.report_texts == (("Rencana tindak lanjut", "baru"),)


# the IKM


def add_all(accepted: Accepted, periode: str, nrr: float = 3) -> Accepted:
    for code in accepted.maker.register.ikm_bagian(2025)[0]:
        accepted.skm(code, periode, nrr)
    return accepted


def test_ikm_complete_and_seven_of_eight(accepted: Accepted, ensure_whole_details: Any) -> None:
    add_all(accepted, "2025-12")
    result = accepted.result("kepuasan_masyarakat", "2025-12")
    assert (result.status, result.nilai, str(result.kelengkapan)) == (Status.FINAL, 75, "8/8")
    assert result.predikat == "C (Kurang Baik)" and len(result.sumber) == 72
    assert result.computation is not None
    ensure_whole_details(result.computation)
    del accepted.collected[Periode(2025, 12)]["umum"]
    result = accepted.result("kepuasan_masyarakat", "2025-12")
    assert (result.status, result.nilai, str(result.kelengkapan)) == (Status.SEMENTARA, 75, "7/8")
    assert "7 dari 8 bagian; belum ada nilai: Bagian Umum" in result.catatan


def test_ikm_who_owes_nothing_keeps_its_value(accepted: Accepted) -> None:
    add_all(accepted, "2025-06", 3).skm("umum", "2025-08", 3.8)
    result = accepted.result("kepuasan_masyarakat", "2025-08")
    assert (result.status, result.nilai) == (Status.FINAL, Decimal("77.50"))  # (7 x 75 + 95) / 8
    assert "Bagian Hukum: nilai Juni 2025" in result.catatan


def test_ikm_who_owes_and_is_silent_keeps_its_last_survey_of_the_year(accepted: Accepted) -> None:
    add_all(accepted, "2025-06", 3).skm("umum", "2025-12", 3.8).skm("hukum", "2025-12", None)
    result = accepted.result("kepuasan_masyarakat", "2025-12")
    assert (result.status, result.nilai, str(result.kelengkapan)) == (Status.FINAL, Decimal("77.50"), "8/8")
    assert {"Bagian Hukum: nilai Juni 2025", "Bagian Organisasi: nilai Juni 2025"} <= set(result.catatan)


def test_ikm_last_known(accepted: Accepted) -> None:
    add_all(accepted, "2025-06", 3).skm("umum", "2025-07", None)
    for periode in ("2025-07", "2025-11", "2025-12"):
        result = accepted.result("kepuasan_masyarakat", periode)
        assert (result.status, result.nilai, result.dari_periode) == (Status.FINAL, 75, None)  # all of them are in
    january = accepted.result("kepuasan_masyarakat", "2026-01")
    assert (january.status, january.nilai, january.nilai_tahun_lalu) == (Status.BELUM_ADA_DATA, None, 75)


def test_ikm_not_released(accepted: Accepted) -> None:
    accepted.skm("umum", "2025-07", None)
    assert accepted.result("kepuasan_masyarakat", "2025-07").status is Status.BELUM_RILIS
    assert accepted.result("kepuasan_masyarakat", "2025-08").status is Status.BELUM_RILIS
    assert accepted.result("kepuasan_masyarakat", "2025-06").status is Status.BELUM_ADA_DATA


# achievement


def target(*pairs: tuple[float, int | None], example: bool = False) -> Register:
    return load_register(
        target=[
            {"iku": "itkp", "tahun": 2025, "nilai": value, "contoh": example}
            | ({"triwulan": triwulan} if triwulan else {})
            for value, triwulan in pairs
        ]
    )


def test_achievement_against_the_year(accepted: Accepted) -> None:
    accepted.itkp("2025-11", 68.24).itkp("2025-12", 68.24)
    yearly = target((70, None))
    november, december = (accepted.result("itkp", f"2025-{month}", yearly) for month in (11, 12))
    assert november.capaian == Decimal("97.49")
    assert november.kategori_capaian is None and "terhadap target tahunan" in november.catatan
    assert december.capaian == Decimal("97.49")
    assert december.kategori_capaian == "Sangat Tinggi" and "terhadap target tahunan" not in december.catatan
    assert december.target == 70


def test_achievement_against_a_triwulan(accepted: Accepted) -> None:
    accepted.itkp("2025-08", 30).itkp("2025-09", 30)
    register = target((70, None), (60, 3))
    august, september = (accepted.result("itkp", f"2025-0{month}", register) for month in (8, 9))
    assert august.kategori_capaian is None and "terhadap target triwulan III" in august.catatan
    assert september.capaian == 50
    assert september.kategori_capaian == "Sangat Rendah"


def test_target_zero_and_example(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 68.24)
    zero = accepted.result("itkp", "2025-12", target((0, None)))
    assert zero.capaian is None and zero.kategori_capaian is None
    assert any("capaian tidak dihitung" in note for note in zero.catatan)
    example = accepted.result("itkp", "2025-12", target((70, None), example=True))
    assert example.target_is_example and not example.is_example
    assert any("target contoh" in note for note in example.catatan)


@pytest.mark.parametrize(
    ("polarity", "realisasi", "goal", "capaian", "category"),
    tomllib.loads((CASES / "capaian.toml").read_text(encoding="utf-8"))["kasus"],
)
def test_polarity(
    polarity: Polarity, realisasi: str, goal: str, capaian: str, category: str, register: Register
) -> None:
    step = capaian_step(Input("R", Decimal(realisasi)), Input("T", Decimal(goal)), polarity, register.capaian)
    if not capaian:
        assert step is None
        return
    assert step is not None and step.value == Decimal(capaian)
    assert register.capaian.kategori.predikat(step.value) == category


def test_a_limit_is_for_show_only(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 70)
    targets = [{"iku": "itkp", "tahun": 2025, "nilai": 50}]
    unlimited = accepted.result("itkp", "2025-12", load_register(target=targets))
    assert unlimited.capaian_limit is None and not any("ditampilkan" in note for note in unlimited.catatan)
    for limit, shown in ((120, 120), (140, None)):
        result = accepted.result("itkp", "2025-12", load_register(None, targets, Decimal(limit)))
        assert result.capaian == 140  # stored as computed
        assert (result.capaian_limit, result.kategori_capaian) == (shown, "Sangat Tinggi")
        note = "capaian 140,00 % ditampilkan paling tinggi 120,00 %"
        assert (note in result.catatan) == (shown is not None)


# notes


def test_quiet_note_about_unconfirmed_parameters(accepted: Accepted) -> None:
    def notes(iku: str) -> list[str]:
        return [note for note in accepted.result(iku, "2025-12").catatan if "belum dikonfirmasi" in note]

    accepted.itkp("2025-12", 68.24, predikat="Cukup")
    assert notes("itkp") == []  # the letter's number and predikat rest on no parameter
    accepted.itkp("2025-12", 68.24)
    assert notes("itkp") == ["menggunakan parameter yang belum dikonfirmasi: Batas predikat Cukup"]
    row = {
        "nama": "K", "jenis": "Perbup", "direncanakan": "Ya", "status": "Diterbitkan", "nomor": "1",
        "tanggal": date(2025, 3, 1),
    }  # fmt: skip
    accepted.add("perekonomian", "2025-12", "kebijakan_perekonomian", {"kebijakan_perekonomian": [row]})
    assert notes("kebijakan_perekonomian") == [
        "menggunakan parameter yang belum dikonfirmasi: Kebijakan terbit di luar rencana ikut dihitung: tidak"
    ]
    add_all(accepted, "2025-12")
    assert len(notes("kepuasan_masyarakat")) == 1


def test_examples_are_marked(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 60, nomor_surat="CONTOH surat")
    assert any(note.startswith("CONTOH: surat") for note in accepted.result("itkp", "2025-12").catatan)
    assert any(note.startswith("CONTOH: realisasi tahun lalu") for note in accepted.result("itkp", "2026-01").catatan)


# What the history takes from signed months, and what it computes


def published(**values: float) -> PublishedValues:
    """`p2025_11=60` -> the value of the ITKP as signed in November 2025."""
    return {
        Periode.parse(key[1:].replace("_", "-")): {"itkp": Published(Decimal(str(value)), "FINAL", "itkp 2023-2025")}
        for key, value in values.items()
    }


def history(accepted: Accepted, periode: str, signed: PublishedValues) -> Result:
    results = compose(accepted.maker.register, Periode.parse(periode), accepted.collected, signed)
    return next(result for result in results if result.iku == "itkp")


def test_a_signed_month_stands_as_signed_and_the_month_itself_is_computed(accepted: Accepted) -> None:
    accepted.itkp("2025-11", 60).itkp("2025-12", 68.24)
    result = history(accepted, "2025-12", published(p2025_11=59, p2025_12=67))
    assert [str(p.value) for p in result.months[-2:]] == ["59", "68.24"]
    assert result.change == Decimal("9.24")


def test_years_end_with_the_month_itself_and_hold_each_year_once(accepted: Accepted) -> None:
    accepted.itkp("2024-12", 66, year=2024).itkp("2025-12", 68.24)
    signed = published(p2023_12=64, p2024_11=65, p2024_12=65.5, p2025_06=67)
    result = history(accepted, "2025-12", signed)
    assert [(str(p.periode), str(p.value)) for p in result.years] == [
        ("2023-12", "64"), ("2024-12", "66.00"), ("2025-12", "68.24"),
    ]  # fmt: skip


# What belongs to which indicator and year


def test_a_value_of_the_month_comes_from_no_earlier_one(accepted: Accepted) -> None:
    add_all(accepted, "2025-12")
    result = accepted.result("kepuasan_masyarakat", "2025-12")
    assert (result.status, result.dari_periode, result.keadaan) == (Status.FINAL, None, "Final")


def test_a_bagian_without_a_survey_still_says_something_for_the_yearly_report(accepted: Accepted) -> None:
    accepted.skm("umum", "2025-12", 3)
    content = {"skm_survei": {"status": "Belum dilaksanakan"}, "laporan_tahunan": {"rencana": "Survei pada Januari."}}
    accepted.add("hukum", "2025-12", "kepuasan_masyarakat", content)
    result = accepted.result("kepuasan_masyarakat", "2025-12")
    assert result.computation is not None
    assert result.computation.report_texts == (("Rencana tindak lanjut — Bagian Hukum", "Survei pada Januari."),)
    assert str(result.kelengkapan) == "1/8"


def test_notes_of_a_letter_about_another_year_are_not_those_of_this_one(accepted: Accepted) -> None:
    survey = {"metode": "KEMENAG5", "jumlah_responden": 400}
    content = {"kesalehan_survei": survey, "hasil_resmi": accepted.letter(80, 2024)}
    accepted.add("kesra", "2025-12", "kesalehan_sosial", content)
    result = accepted.result("kesalehan_sosial", "2025-12")
    assert (result.status, result.nilai_tahun_lalu) == (Status.BELUM_RILIS, 80)
    assert "metode KEMENAG5" not in result.catatan


def test_without_a_value_there_is_no_word_about_its_achievement(accepted: Accepted) -> None:
    result = accepted.result("itkp", "2025-12", target((70, None)))
    assert (result.capaian, result.catatan) == (None, ())


def test_findings_about_one_submission_stay_with_it(accepted: Accepted) -> None:
    accepted.itkp("2025-12", 70.01)
    result = accepted.result("itkp", "2025-12")
    assert result.computation is not None and [t.kode for t in result.computation.temuan] == ["P413"]
    assert result.temuan == ()
