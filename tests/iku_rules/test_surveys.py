"""The satisfaction survey: which bagian and which unsur count, what is named, at which cell."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.context import RuleContext
from iku_rules.kepuasan_masyarakat.setda import join_bagian
from iku_rules.result import Computation, Status
from schemas.periode import Periode

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register
    from tests.iku_rules.conftest import Maker

IKU = "kepuasan_masyarakat"
UNSUR = 9


def recap(maker: "Maker", nrr: Any = 3, bagian: str = "umum", *, plan: str | None = None, **pairs: Any) -> Computation:
    names = [u.nama for u in maker.register.kepuasan_masyarakat.in_year(2025).unsur]
    survey = {"periode_survei": "Semester II 2025", "cara": "Rekap", "jumlah_responden": 100, **pairs}
    content = {
        "skm_survei": survey,
        "skm": dict(zip(names, nrr if isinstance(nrr, list) else [nrr] * UNSUR, strict=True)),
    }
    return maker.compute(bagian, "2025-12", IKU, content | ({"laporan_tahunan": {"rencana": plan}} if plan else {}))


def counted(maker: "Maker", number: int, **pairs: Any) -> Computation:
    answers = {f"u{n}": 3 for n in range(1, UNSUR + 1)}
    rows = [{"tanggal": date(2025, 11, 17), "layanan": "x", **answers}] * number
    survey = {"periode_survei": "Semester II 2025", "cara": "Responden", **pairs}
    return maker.compute("umum", "2025-12", IKU, {"skm_survei": survey, "skm_responden": rows})


@pytest.fixture
def context(register: "Register") -> RuleContext:
    return RuleContext(register, Periode(2025, 12))


def test_too_few_respondents_are_told_where_their_number_can_be_mended(maker: "Maker") -> None:
    """Of counted ones the population is what may be wrong."""
    assert [(t.kode, t.sel) for t in recap(maker, jumlah_populasi=500).temuan] == [("P415", "B7")]
    assert [(t.kode, t.sel) for t in counted(maker, 12, jumlah_populasi=500).temuan] == [("P415", "B8")]


def test_the_three_lowest_are_named_equal_ones_in_the_order_of_the_form(maker: "Maker") -> None:
    (note,) = recap(maker, [3, 3, 2, 4, 4, 1, 3, 4, 4]).notes
    assert note == "tiga unsur terendah: Kompetensi pelaksana; Waktu penyelesaian; Persyaratan"


def test_a_survey_not_carried_out_has_no_value_whatever_stands_there(maker: "Maker") -> None:
    result = recap(maker, status="Belum dilaksanakan")
    assert (result.status, result.value) == (Status.BELUM_RILIS, None)


def test_only_a_free_service_may_be_left_out(maker: "Maker") -> None:
    assert recap(maker, [3, 3, 3, "-", 3, 3, 3, 3, 3]).value == 75
    assert recap(maker, ["-", *[3] * 8]).value is None


def test_only_bagian_of_the_list_with_a_value_are_there(maker: "Maker", context: RuleContext) -> None:
    joined = join_bagian(
        {
            "umum": recap(maker, 3, plan="Kotak saran."),
            "hukum": recap(maker, None, "hukum", status="Belum dilaksanakan"),
            "tamu": recap(maker, 1, plan="Bukan dari sini."),
        },
        context,
    )
    assert (joined.value, str(joined.completeness), joined.status) == (75, "1/8", Status.SEMENTARA)
    assert "Bagian Hukum" in joined.notes[1]
    assert [text for _, text in joined.report_texts] == ["Kotak saran."]


def test_one_survey_period_spelled_otherwise_is_one(maker: "Maker", context: RuleContext) -> None:
    def found(*periods: str) -> list[str]:
        codes = context.register.ikm_bagian(2025)[0]
        by_bagian = {
            code: recap(maker, 3, code, periode_survei=period) for code, period in zip(codes, periods, strict=False)
        }
        return [t.kode for t in join_bagian(by_bagian, context).temuan]

    assert found("Semester II 2025", "SEMESTER II  2025") == []
    assert found("Semester II 2025", "Semester I 2025") == ["P504"]


def test_one_example_makes_the_mean_an_example(maker: "Maker", context: RuleContext) -> None:
    own = {"umum": recap(maker, plan="CONTOH: rencana"), "hukum": recap(maker, bagian="hukum")}
    joined = join_bagian(own, context)
    assert joined.is_example and "CONTOH: nilai contoh dari Bagian Umum" in joined.notes
    assert not join_bagian({"hukum": own["hukum"]}, context).is_example
