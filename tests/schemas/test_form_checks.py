"""What each form lets pass, at its limits: the cells of one submission and the codes that the checks find in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iku_rules.register_model.load import load_register
from iku_rules.register_model.register import Register
from schemas.checks import check_contents
from schemas.form import limit_of
from schemas.form_year import FormYear
from schemas.forms import FORMS
from schemas.frames import frames
from schemas.kiriman import Kiriman
from schemas.value import State, Value
from tests.iku_rules.conftest import Content, Maker, letter

DECEMBER = "2025-12"
UNREADABLE = Value(None, State.UNREADABLE, "")
DASH = Value("-", State.FILLED, "")  # a number typed as "-"
VARIABLES = (
    "Koordinasi harmonisasi regulasi",
    "Kompetensi ASN perancang peraturan perundang-undangan",
    "Kualitas re-regulasi atau deregulasi",
    "Penataan database peraturan perundang-undangan",
)
DIMENSIONS = (
    "Kepedulian/solidaritas sosial",
    "Relasi antarmanusia (kebinekaan)",
    "Etika dan budi pekerti",
    "Pelestarian lingkungan",
    "Relasi dengan negara dan pemerintah",
)
UNSUR = (
    "Persyaratan",
    "Sistem, mekanisme, dan prosedur",
    "Waktu penyelesaian",
    "Biaya/tarif",
    "Produk spesifikasi jenis pelayanan",
    "Kompetensi pelaksana",
    "Perilaku pelaksana",
    "Penanganan pengaduan, saran dan masukan",
    "Sarana dan prasarana",
)
UNSUR_FIELDS = tuple(f"u{number}" for number in range(1, 10))
ITEMS = tuple(f"butir_{code}{number}" for code in ("kep", "rel", "eti", "lin", "neg") for number in (1, 2))


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker(load_register())


def check(*kiriman: Kiriman) -> list[list[str]]:
    """The codes of each submission, in order of the alphabet; what is asked of each cell counts by itself."""
    check_contents(kiriman, frames(kiriman))
    return [sorted(t.kode for t in submission.temuan) for submission in kiriman]


def codes(maker: Maker, bagian: str, iku: str, content: Content, periode: str = DECEMBER) -> str:
    return " ".join(check(maker.kiriman(bagian, periode, iku, content))[0])


# The letter


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"nilai": 100}, ""), ({"nilai": 100.01}, "G403"), ({"nilai": -0.01}, "G402"), ({"nilai": 0}, "P473"),
        ({"nilai": 0.01}, "P314"), ({"nilai": 1}, "P314"), ({"nilai": 1.01}, "P474"), ({"nilai": 5}, "P474"),
        ({"nilai": 5.01}, ""), ({"nilai": None}, "G401"), ({"nilai": UNREADABLE}, ""), ({"nomor_surat": None}, "G401"),
        ({"nilai": 80, "status": "Belum rilis"}, "G409"), ({"nilai": 80, "status": None}, ""),
        ({"tanggal_surat": date(2024, 12, 31)}, "P476"), ({"tanggal_surat": date(2025, 1, 1)}, ""),
        ({"tanggal_surat": date(2026, 4, 2)}, ""), ({"tanggal_surat": date(2026, 4, 3)}, "P476"),
        ({"tahun_penilaian": 2026}, "G421"), ({"tahun_penilaian": 2024}, ""), ({"tahun_penilaian": 2018}, ""),
        ({"tahun_penilaian": 2017}, "G402"),
    ],
)  # fmt: skip
def test_a_letter_at_its_limits(maker: Maker, cells: Mapping[str, Any], expected: str) -> None:
    content = {"hasil_resmi": letter(86.78, 2025) | cells}
    assert codes(maker, "hukum", "reformasi_hukum", content) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(5, ""), (5.01, "G405"), (0.5, ""), (1, ""), (0, "P473"), (3.28, ""), (86, "G405")]
)
def test_a_letter_on_the_scale_of_five(maker: Maker, value: float, expected: str) -> None:
    content = {"hasil_resmi": letter(value, 2025), "pelayanan_evaluasi": {"jenis": "MANDIRI"}}
    assert codes(maker, "organisasi", "pelayanan_publik", content) == expected


def test_of_a_missing_letter_s_status_its_own_word_is_expected(maker: Maker) -> None:
    kiriman = maker.kiriman(
        "hukum", DECEMBER, "reformasi_hukum", {"hasil_resmi": letter(80, 2025, status="Belum rilis")}
    )
    check(kiriman)
    assert [(t.kode, t.diharapkan) for t in kiriman.temuan] == [("G409", "Sudah rilis")]


def test_a_year_ahead_is_told_with_the_reported_year_and_without_dots(maker: Maker) -> None:
    kiriman = maker.kiriman("hukum", DECEMBER, "reformasi_hukum", {"hasil_resmi": letter(80, 2026)})
    check(kiriman)
    (temuan,) = kiriman.temuan
    assert temuan.ditemukan == "2026" and "2025" in temuan.pesan + temuan.saran + str(temuan.diharapkan)


@pytest.mark.parametrize(("value", "limit"), [(-1, "0"), (101, "100")])
def test_a_value_beyond_a_limit_is_told_with_it(maker: Maker, value: float, limit: str) -> None:
    content = {"kesalehan_survei": {"metode": "KEMENAG5", "jumlah_responden": 400}}
    scores = dict.fromkeys(DIMENSIONS, 80) | {DIMENSIONS[0]: value}
    kiriman = maker.kiriman("kesra", DECEMBER, "kesalehan_sosial", content | {"kesalehan_sosial": scores})
    check(kiriman)
    assert [t.diharapkan for t in kiriman.temuan if t.kode[0] == "G"] in (
        [f"paling kecil {limit}"],
        [f"paling besar {limit}"],
    )
    assert [t.kode for t in kiriman.temuan] == ["G402" if value < 0 else "G403"]


# Identity

IDENTITY = {
    "bagian": "Bagian Hukum",
    "periode": DECEMBER,
    "nama_penyusun": "Nama",
    "nip_penyusun": "198001012005011001",
    "jabatan_penyusun": "Analis",
    "tanggal_penyusunan": date(2026, 1, 5),
    "tidak_ada_perubahan": "Tidak",
}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, ""), ({"nip_penyusun": DASH}, ""), ({"nip_penyusun": "19800101 200501 1 001"}, ""),
        ({"nip_penyusun": "19800101200501100"}, "G428"), ({"nip_penyusun": "1980010120050110011"}, "G428"),
        ({"nip_kepala": "1"}, "G428"), ({"nip_kepala": "1" * 18}, "P478"), ({"nip_penyusun": "0" * 18}, "P478"),
        ({"tanggal_penyusunan": date(2025, 1, 1)}, ""), ({"tanggal_penyusunan": date(2024, 12, 31)}, "P475"),
        ({"tanggal_penyusunan": date(2026, 12, 31)}, ""), ({"tanggal_penyusunan": date(2027, 1, 1)}, "P475"),
        ({"pengiriman_ke": 1}, ""), ({"pengiriman_ke": 0}, "G402"), ({"pengiriman_ke": 99}, ""),
        ({"pengiriman_ke": 100}, "G403"), ({"tidak_ada_perubahan": None}, "G401"),
    ],
)  # fmt: skip
def test_an_identity_at_its_limits(maker: Maker, cells: Mapping[str, Any], expected: str) -> None:
    assert codes(maker, "hukum", "reformasi_hukum", {"identitas": IDENTITY | cells}) == expected


# Key rows


def variables(*scores: Any) -> Content:
    """Variables with (obtained, highest)."""
    cells = [{"diperoleh": obtained, "tertinggi": highest} for obtained, highest in scores]
    return {"reformasi_hukum": dict(zip(VARIABLES, cells, strict=True))}


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([(10, 10)] * 4, ""), ([(10.01, 10), (1, 1), (1, 1), (1, 1)], "G403"),
        ([(0, 0), (1, 1), (1, 1), (1, 1)], "G430"), ([(5, 0), (1, 1), (1, 1), (1, 1)], "G430"),
        ([(-1, 5), (1, 1), (1, 1), (1, 1)], "G402"), ([(0, 5), (1, 1), (1, 1), (1, 1)], ""),
        ([(None, None), (1, 1), (1, 1), (1, 1)], "G401 G401"), ([(1, None), (1, 1), (1, 1), (1, 1)], "G401"),
        ([(UNREADABLE, 1), (1, 1), (1, 1), (1, 1)], ""), ([(0, 5)] * 4, "P470 P470 P470 P470"),
    ],
)  # fmt: skip
def test_variables_at_their_limits(maker: Maker, scores: Any, expected: str) -> None:
    assert codes(maker, "hukum", "reformasi_hukum", variables(*scores)) == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([(None, None), (1, 1), (1, 1), (1, 1)], ""), ([(1, None), (1, 1), (1, 1), (1, 1)], "G401"),
        ([(None, None), (None, 5), (1, 1), (1, 1)], "G401"),
    ],
)  # fmt: skip
def test_beside_a_letter_a_row_may_be_unknown_but_not_half_known(maker: Maker, scores: Any, expected: str) -> None:
    content = variables(*scores) | {"hasil_resmi": letter(80, 2025)}
    assert codes(maker, "hukum", "reformasi_hukum", content) == expected


def test_only_a_letter_with_a_value_makes_good_for_an_unknown_row(maker: Maker) -> None:
    content = variables((None, None), (1, 1), (1, 1), (1, 1)) | {"hasil_resmi": letter(None, 2025)}
    assert codes(maker, "hukum", "reformasi_hukum", content) == "G401 G401 G401"


def itkp_components(**cells: Any) -> Content:
    scores = {"A1": 10, "A2": 5, "A3": 4, "A4": 1, "A5": 5, "A6": 5, "B": 30, "C": 40}
    return {"itkp": scores | cells}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (itkp_components(), ""), (itkp_components(A1=10.01), "G404"), (itkp_components(A4=-0.01), "G402"),
        (itkp_components(A1=None), "G401"), (itkp_components(A1="-"), ""),
        ({"itkp_hitungan": {"A1": {"pembilang": 5, "penyebut": 8}}}, ""),
        ({"itkp_hitungan": {"A1": {"pembilang": 5}}}, "G401"),
        ({"itkp_hitungan": {"A1": {"penyebut": 5}}}, "G401"),
        ({"itkp_hitungan": {"A4": {"pembilang": 1, "penyebut": None}, "C": {"pembilang": 9, "penyebut": None}}}, ""),
        ({"itkp_hitungan": {"C": {"pembilang": 10}}}, "G404"),
        ({"itkp_hitungan": {"A1": {"pembilang": -1, "penyebut": 8}}}, "G402"),
        ({"itkp_hitungan": {"A1": {"keterangan": "nanti"}}}, ""),
    ],
)  # fmt: skip
def test_components_and_counts_at_their_limits(maker: Maker, content: Content, expected: str) -> None:
    assert codes(maker, "pbj", "itkp", content) == expected


ASSESSMENT = {"status": "Sudah rilis", "tahun_penilaian": 2025, "berita_acara": "1/2025"}


@pytest.mark.parametrize(
    ("pairs", "scores", "expected"),
    [
        ({}, {"35.08.01": 100}, ""), ({}, {"35.08.01": 100.01}, "G423"), ({}, {"35.08.01": 0, "35.08.02": 70}, ""),
        ({}, {"35.08.01": 1}, "P314"), ({}, {"35.08.01": -1}, "G402"), ({}, {"35.08.01": 0.3}, "P314"),
        ({"berita_acara": None}, {"35.08.01": 80}, "G401"),
        ({"berita_acara": None, "status": None}, {"35.08.01": 80}, "G401"),
        ({"berita_acara": None, "status": "Belum rilis"}, {"35.08.01": 80}, ""),
        ({"tahun_penilaian": 2026}, {"35.08.01": 80}, "G421"),
    ],
)  # fmt: skip
def test_kecamatan_at_their_limits(maker: Maker, pairs: Any, scores: Any, expected: str) -> None:
    content = {"sinergitas_penilaian": ASSESSMENT | pairs, "sinergitas_kecamatan": scores}
    assert codes(maker, "tapem", "sinergitas_kecamatan", content) == expected


# Dimensions and the questionnaire


def answers(count: int, **cells: Any) -> Content:
    rows = [{item: 1 + (number + place) % 5 for place, item in enumerate(ITEMS)} for number in range(count)]
    rows[0] |= cells
    return {"kuesioner_iks": rows}


def piety(method: str | None = "KEMENAG5", respondents: Any = 400, **scores: Any) -> Content:
    by_name = {DIMENSIONS[int(place[1:])]: score for place, score in scores.items() if place != "jatim"}
    provincial = {"Kepedulian sosial": scores["jatim"]} if "jatim" in scores else {}
    return {
        "kesalehan_survei": {"metode": method, "jumlah_responden": respondents},
        "kesalehan_sosial": by_name | provincial,
    }


ALL_FIVE = {f"d{place}": 80 for place in range(5)}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (piety(**ALL_FIVE), ""), (piety(**ALL_FIVE | {"d0": 100}), ""), (piety(**ALL_FIVE | {"d0": 100.1}), "G403"),
        (piety(**ALL_FIVE | {"d0": 1}), "P314"), (piety(**ALL_FIVE | {"d0": None}), "G401"),
        (piety(**ALL_FIVE, jatim=70), "G424"), (piety(respondents=None, **ALL_FIVE), "G401"),
        (piety("JATIM2", **ALL_FIVE), " ".join(["G401"] * 2 + ["G424"] * 5)),
        (piety(None, **ALL_FIVE), "G401"), (piety() | answers(1), ""), (piety(None) | answers(12), "G401"),
        (piety(respondents=None) | answers(1), ""), (piety("JATIM2") | answers(12), "G451"),
        (piety(d0=80) | answers(12), "G401 G401 G401 G401"), (piety(**ALL_FIVE) | answers(12), ""),
        (piety() | answers(12, butir_kep1=0), "G402"), (piety() | answers(12, butir_kep1=6), "G403"),
        (piety() | answers(12, butir_kep1=None), ""),
    ],
)  # fmt: skip
def test_dimensions_and_answers_at_their_limits(maker: Maker, content: Content, expected: str) -> None:
    assert codes(maker, "kesra", "kesalehan_sosial", content) == expected


def test_a_remark_in_a_row_that_was_not_chosen_is_no_entry(maker: Maker) -> None:
    content = {**piety(**ALL_FIVE)}
    content["kesalehan_sosial"] = {**content["kesalehan_sosial"], "Kepedulian sosial": {"keterangan": "tidak dipakai"}}
    assert codes(maker, "kesra", "kesalehan_sosial", content) == ""


# The survey


def survey(**pairs: Any) -> dict[str, Any]:
    return {
        "skm_survei": {
            "status": "Sudah dilaksanakan",
            "periode_survei": "Semester II 2025",
            "cara": "Rekap",
            "jumlah_responden": 120,
            **pairs,
        }
    }


def recap(**changes: Any) -> dict[str, Any]:
    nrr = dict.fromkeys(UNSUR, 3.5) | {UNSUR[int(place[1:]) - 1]: value for place, value in changes.items()}
    return {"skm": nrr}


def respondents(count: int, **cells: Any) -> dict[str, Any]:
    def row(number: int) -> dict[str, Any]:
        given = {field: 1 + (number + place) % 4 for place, field in enumerate(UNSUR_FIELDS)}
        return {"tanggal": date(2025, 8, 1 + number % 28), "layanan": "Surat", **given}

    rows = [row(number) for number in range(count)]
    rows[0] |= cells
    return {"skm_responden": rows}


COUNTED = survey(cara="Responden", jumlah_responden=None)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (survey() | recap(), ""), (survey() | recap(u1=1, u2=4), ""), (survey() | recap(u1=0.99), "G402"),
        (survey() | recap(u1=4.01), "G403"), (survey() | recap(u1=24.99), "G403"),
        (survey() | recap(u1=25), "G456"), (survey() | recap(u1=100), "G456"),
        (survey() | recap(u1=100.01), "G403"), (survey() | recap(u4="-"), ""), (survey() | recap(u1=None), "G401"),
        (survey(jumlah_responden=None) | recap(), "G401"), (survey(jumlah_responden=0) | recap(), "G402"),
        (survey(jumlah_populasi=119) | recap(), "P477"), (survey(jumlah_populasi=120) | recap(), ""),
        (survey(periode_survei=None) | recap(), "G401"), (survey(periode_survei="Juni 2025") | recap(), "P483"),
        (survey(periode_survei="Juli 2025") | recap(), ""), (survey(periode_survei="Tahun 2025") | recap(), ""),
        (survey(status="Belum dilaksanakan") | recap(), "G409"), (survey(status=None) | recap(), ""),
        (survey() | recap() | respondents(1), "P484"), (COUNTED | respondents(1), ""), (COUNTED, "G425"),
        (COUNTED | recap() | respondents(2), " ".join(["G424"] * 9)),
        (survey(cara="Responden", jumlah_responden=None, jumlah_populasi=11) | respondents(12), "P477"),
        (survey(cara="Responden", jumlah_responden=None, jumlah_populasi=12) | respondents(12), ""),
        (survey(cara="Responden", jumlah_responden=120, jumlah_populasi=12) | respondents(12), ""),
        (COUNTED | respondents(12, u1=5), "G403"), (COUNTED | respondents(12, u1=0), "G402"),
        (COUNTED | respondents(12, u1=None), ""), (COUNTED | respondents(12, layanan=None), "G401"),
        (COUNTED | respondents(12, tanggal=date(2025, 1, 1)), ""),
        (COUNTED | respondents(12, tanggal=date(2024, 12, 31)), "G407"),
        (COUNTED | respondents(12, tanggal=date(2025, 12, 31)), ""),
        (COUNTED | respondents(12, tanggal=date(2026, 1, 1)), "G407"),
    ],
)  # fmt: skip
def test_a_survey_at_its_limits(maker: Maker, content: Content, expected: str) -> None:
    assert codes(maker, "umum", "kepuasan_masyarakat", content) == expected


def test_a_day_outside_the_survey_is_told_with_the_year_s_range(maker: Maker) -> None:
    content = COUNTED | respondents(12, tanggal=date(2026, 1, 1))
    kiriman = maker.kiriman("umum", DECEMBER, "kepuasan_masyarakat", content)
    check(kiriman)
    assert [t.diharapkan for t in kiriman.temuan] == ["1 Januari 2025 sampai 31 Desember 2025"]


# Open tables


def unit(name: str | None = "Loket", f02: Any = 4, f03: Any = 4, number: Any = 40, **aspects: Any) -> dict[str, Any]:
    return {"unit": name, "f02": f02, "f03": f03, "jumlah_responden": number, **aspects}


def units(*rows: dict[str, Any]) -> Content:
    return {"pelayanan_evaluasi": {"jenis": "MANDIRI"}, "pelayanan_publik": list(rows)}


SIX = {f"aspek_{number}": 4 for number in range(1, 7)}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (units(unit(f02=5, f03=5)), ""), (units(unit(f02=5.01)), "G405"), (units(unit(f03=5.01)), "G405"),
        (units(unit(f02=-1)), "G402"), (units(unit(f02=None)), "G401"), (units(unit(f02=None, **SIX)), ""),
        (units(unit(**SIX)), ""), (units(unit(f02=None, aspek_1=4)), " ".join(["G401"] * 5)),
        (units(unit(aspek_1=4)), " ".join(["G401"] * 5)), (units(unit(**SIX | {"aspek_6": 5.01})), "G405"),
        (units(unit(number=None)), "G401"), (units(unit(number=0)), ""), (units(unit(name=None)), "G401"),
        (units(unit("Loket A"), unit("loket  a")), "G429 G429"), (units(unit("Loket A"), unit("Loket B")), ""),
    ],
)  # fmt: skip
def test_units_at_their_limits(maker: Maker, content: Content, expected: str) -> None:
    assert codes(maker, "organisasi", "pelayanan_publik", content) == expected


def policy(name: str, status: str = "Diterbitkan", **cells: Any) -> dict[str, Any]:
    row = {"nama": name, "jenis": "Perda", "direncanakan": "Ya", "status": status}
    return row | {"nomor": f"{name}/2025", "tanggal": date(2025, 3, 17)} | cells


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([policy("a")], ""), ([policy("a", tanggal=date(2025, 12, 31))], ""),
        ([policy("a", tanggal=date(2026, 1, 1))], "P418"), ([policy("a", tanggal=date(2025, 1, 1))], ""),
        ([policy("a", tanggal=date(2024, 12, 31))], "P418"), ([policy("a", tanggal=None)], "G401"),
        ([policy("a", nomor=None)], "G401"), ([policy("a", nomor=DASH)], "P436"),
        ([policy("a", "Disusun", nomor=DASH, tanggal=None)], ""), ([policy("a", "Disusun", nomor=DASH)], ""),
        ([policy("a", "Disusun", nomor=None, tanggal=None)], ""), ([policy("a", "Disusun")], "P479"),
        ([policy("a", "Disusun", tanggal=date(2030, 1, 1), nomor=None)], ""),
        ([policy("a"), policy("b", nomor="a/2025")], "G406 G406"),
        ([policy("a"), policy("b", nomor=" A/2025")], "G406 G406"),
        ([policy("a"), policy("b", nomor="a/2025", jenis="Perbup")], ""),
        ([policy("a"), policy("b", nomor="a/2025", tanggal=date(2024, 3, 17))], "P418"),
        ([policy("a", nomor=DASH), policy("b", nomor=DASH)], "P436 P436"),
        ([policy("a"), policy("A", nomor="x/2025")], "P482 P482"), ([policy("a"), policy("a")], "G406 G406"),
    ],
)  # fmt: skip
def test_policies_at_their_limits(maker: Maker, rows: Any, expected: str) -> None:
    assert codes(maker, "perekonomian", "kebijakan_perekonomian", {"kebijakan_perekonomian": rows}) == expected


def test_in_november_a_policy_of_december_has_not_been_issued_yet(maker: Maker) -> None:
    content = {
        "kebijakan_perekonomian": [policy("a", tanggal=date(2025, 12, 1)), policy("b", tanggal=date(2025, 11, 30))]
    }
    assert codes(maker, "perekonomian", "kebijakan_perekonomian", content, "2025-11") == "P418"


# Several submissions


def test_submissions_are_judged_each_by_itself(maker: Maker) -> None:
    same = units(unit("Loket"))
    assert check(*(maker.kiriman("organisasi", DECEMBER, "pelayanan_publik", same) for _ in range(2))) == [[], []]
    once = {"kebijakan_perekonomian": [policy("a")]}
    assert check(*(maker.kiriman("perekonomian", DECEMBER, "kebijakan_perekonomian", once) for _ in range(2))) == [
        [],
        [],
    ]
    zero = units(unit(f02=0))
    assert check(*(maker.kiriman("organisasi", DECEMBER, "pelayanan_publik", zero) for _ in range(2))) == [[], []]


def test_equal_answers_are_asked_about_at_the_first_of_them_answered_or_not(maker: Maker) -> None:
    rows = [{"tanggal": date(2025, 8, 1), "layanan": "Surat"} | dict.fromkeys(UNSUR_FIELDS[1:], 4)] * 10
    assert codes(maker, "umum", "kepuasan_masyarakat", COUNTED | {"skm_responden": rows}) == "P480"


@dataclass(frozen=True)
class TwoAspects:
    """The register with two aspects of F02 instead of six: another form of the same block."""

    register: Register

    def form_year(self, year: int) -> FormYear:
        return replace(self.register.form_year(year), aspects=("Satu", "Dua"))


def test_submissions_whose_forms_differ_are_checked_by_their_own_form(maker: Maker) -> None:
    other: Any = Maker(TwoAspects(maker.register))  # type: ignore[arg-type]
    six, two = (
        [
            one.kiriman("organisasi", DECEMBER, "pelayanan_publik", units(unit("a"), unit("b", f02=None, **aspects)))
            for aspects in ({"aspek_1": 6, "aspek_2": 4}, {"aspek_1": 4, "aspek_2": 4})
        ]
        for one in (maker, other)
    )
    assert check(six[0], two[0], two[1], six[1]) == [["G401"] * 4 + ["G405"], ["G405"], [], ["G401"] * 4]


@dataclass(frozen=True)
class OneForEveryMethod:
    """The register with a dimension that counts for every method."""

    register: Register

    def form_year(self, year: int) -> FormYear:
        form_year = self.register.form_year(year)
        first, *others = form_year.key_rows["kesalehan_sosial"]
        rows = (replace(first, group=None), *others)
        return replace(form_year, key_rows={**form_year.key_rows, "kesalehan_sosial": rows})


@pytest.mark.parametrize(("score", "expected"), [(80, ""), (None, "G401")])
def test_a_row_of_every_choice_is_never_one_too_many(maker: Maker, score: Any, expected: str) -> None:
    other = Maker(OneForEveryMethod(maker.register))  # type: ignore[arg-type]
    content = {
        "kesalehan_survei": {"metode": "JATIM2", "jumlah_responden": 9},
        "kesalehan_sosial": {DIMENSIONS[0]: score, "Kepedulian sosial": 70, "Kepedulian lingkungan": 70},
    }
    assert codes(other, "kesra", "kesalehan_sosial", content) == expected


def test_the_limit_of_an_indicator_comes_before_the_one_of_all(maker: Maker) -> None:
    (sheet, *_) = FORMS["itkp"]
    form_year = replace(maker.register.form_year(2025), limits={"nilai": Decimal(5), "itkp.nilai": Decimal(100)})
    assert limit_of(form_year, sheet, "nilai") == 100
    assert limit_of(form_year, FORMS["reformasi_hukum"][0], "nilai") == 5
    assert limit_of(form_year, sheet, "skala") is None


@pytest.mark.parametrize(
    ("cell", "attempt"),
    [(None, 1), (1, 1), (99, 99), (0, None), (100, None), (UNREADABLE, None), (Value("dua", State.FILLED, ""), None)],
)
def test_the_number_of_a_submission_is_one_that_its_form_allows(maker: Maker, cell: Any, attempt: int | None) -> None:
    kiriman = maker.kiriman("hukum", DECEMBER, "reformasi_hukum", {"identitas": IDENTITY | {"pengiriman_ke": cell}})
    assert kiriman.attempt == attempt


def test_numbers_are_shown_as_the_office_writes_them(maker: Maker) -> None:
    kiriman = maker.kiriman("hukum", DECEMBER, "reformasi_hukum", {"hasil_resmi": letter(100.25, 2025)})
    check(kiriman)
    assert [t.ditemukan for t in kiriman.temuan] == ["100,25"]


@pytest.mark.parametrize(
    ("bagian", "iku", "content", "words"),
    [
        ("organisasi", "pelayanan_publik", units(*(unit(name) for name in "abcdef"), unit("g", f02=0)), "F02”"),
        ("perekonomian", "kebijakan_perekonomian", {"kebijakan_perekonomian": [policy("a", "Disusun")]}, "untuk “a”"),
        ("tapem", "sinergitas_kecamatan", {
            "sinergitas_penilaian": ASSESSMENT,
            "sinergitas_kecamatan": {f"35.08.{n:02d}": 80 for n in range(1, 21)} | {"35.08.21": 0},
        }, "untuk “35.08.21 "),
        ("umum", "kepuasan_masyarakat", survey() | recap() | respondents(3), "3 responden"),
        ("umum", "kepuasan_masyarakat", survey(jumlah_populasi=9) | recap(), "(120)"),
    ],
)  # fmt: skip
def test_a_finding_says_what_it_means(maker: Maker, bagian: str, iku: str, content: Content, words: str) -> None:
    kiriman = maker.kiriman(bagian, DECEMBER, iku, content)
    check(kiriman)
    assert [words in t.pesan for t in kiriman.temuan] == [True], kiriman.temuan
