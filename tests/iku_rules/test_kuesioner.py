"""Properties of the questionnaire and of the survey that hold for any answers."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.kesalehan_sosial import nama_butir

PENGATURAN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BUTIR, SKALA, UNSUR = 10, 5, 9
JAWABAN = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, SKALA)), min_size=BUTIR, max_size=BUTIR), min_size=1, max_size=9
)
SURVEI = st.lists(st.lists(st.integers(1, 4), min_size=UNSUR, max_size=UNSUR), min_size=1, max_size=9)


def hitung(buat: Any, jawaban: list[list[int | None]], acak: list[int] | None = None) -> Any:
    butir = [nama_butir(b.kode) for b in buat.register.kesalehan_sosial.pada(2025).kuesioner.butir]
    isi = {
        "kesalehan_survei": {"metode": "KEMENAG5"},
        "kuesioner_iks": [dict(zip(butir, satu, strict=True)) for satu in jawaban],
    }
    return buat.hitung("kesra", "2025-12", "kesalehan_sosial", isi, acak)


def skm(buat: Any, jawaban: list[list[int]]) -> Any:
    baris = [{f"u{n}": j for n, j in enumerate(satu, start=1)} for satu in jawaban]
    isi = {"skm_survei": {"cara": "Responden", "periode_survei": "S"}, "skm_responden": baris}
    return buat.hitung("umum", "2025-12", "kepuasan_masyarakat", isi)


def indeks_tepat(jawaban: list[list[int | None]], model: Any) -> Fraction | None:
    """The index in exact fractions, straight from the definition; None where a dimension has no answer."""
    per_dimensi: dict[str, list[Fraction]] = {b.dimensi: [] for b in model.kuesioner.butir}
    for nomor, butir in enumerate(model.kuesioner.butir):
        sah = [j for satu in jawaban if (j := satu[nomor]) is not None]
        if sah:
            rata = Fraction(sum(sah), len(sah))
            per_dimensi[butir.dimensi].append(SKALA + 1 - rata if butir.negatif else rata)
    if not all(per_dimensi.values()):
        return None
    skor = [100 * sum(rata) / len(rata) / SKALA for rata in per_dimensi.values()]
    return sum(skor) / len(skor)


def setengah_ke_atas(nilai: Fraction) -> Decimal:
    return Decimal((nilai * 200 + 1) // 2) / 100


@PENGATURAN
@given(jawaban=JAWABAN, acak=st.lists(st.integers(), min_size=9, max_size=9))
def test_the_index_is_the_exact_one_rounded_half_up_in_any_order(
    jawaban: list[list[int | None]], acak: list[int], buat: Any, register: Any
) -> None:
    terisi = [satu for satu in jawaban if any(satu)] or [[3] * BUTIR]
    tepat = indeks_tepat(terisi, register.kesalehan_sosial.pada(2025))
    lurus, diacak = hitung(buat, terisi), hitung(buat, terisi, acak)
    assert lurus.nilai == diacak.nilai == (None if tepat is None else setengah_ke_atas(tepat))
    assert lurus.nilai is None or 20 <= lurus.nilai <= 100
    assert [t.kode for t in lurus.temuan] == [t.kode for t in diacak.temuan]


@PENGATURAN
@given(survei=SURVEI, tambahan=st.lists(st.integers(1, 4), min_size=UNSUR, max_size=UNSUR))
def test_one_more_respondent_keeps_the_ikm_within_its_scale(
    survei: list[list[int]], tambahan: list[int], buat: Any
) -> None:
    semua = [*survei, tambahan]
    hasil = skm(buat, semua)
    assert 25 <= hasil.nilai <= 100 and hasil.predikat
    tepat = Fraction(sum(map(sum, semua)), len(semua)) * 25 / UNSUR
    assert hasil.nilai == setengah_ke_atas(tepat)
    sebelum, sendiri = skm(buat, survei).nilai, skm(buat, [tambahan]).nilai
    assert min(sebelum, sendiri) <= hasil.nilai <= max(sebelum, sendiri)
