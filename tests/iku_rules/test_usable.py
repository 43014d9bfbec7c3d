"""Targets and values on their scale, models of their years, targets of their day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.across_months import compose
from iku_rules.explain import card_in_year
from iku_rules.register_model.freeze import freeze, thaw
from iku_rules.register_model.load import FOLDER, load_register
from iku_rules.register_model.register import Register
from iku_rules.result import Status
from iku_rules.steps import Input, Step
from schemas.periode import Periode
from schemas.toml_file import WrongEntryError
from tests.iku_rules.test_across_months import Accepted

if TYPE_CHECKING:
    from tests.iku_rules.conftest import Maker


@pytest.fixture
def accepted(maker: "Maker", official_letter: Any) -> Accepted:
    return Accepted(maker, official_letter)


# Targets on their scale


@pytest.mark.parametrize(
    ("iku", "value", "allowed"),
    [
        ("itkp", Decimal("0.9"), False),
        ("itkp", Decimal(1), False),
        ("itkp", Decimal("1.01"), True),
        ("itkp", Decimal(0), True),
        ("itkp", Decimal(100), True),
        ("itkp", Decimal("100.01"), False),
        ("pelayanan_publik", Decimal(80), False),
        ("pelayanan_publik", Decimal("0.9"), True),
        ("kepuasan_masyarakat", Decimal("3.2"), False),
        ("kebijakan_perekonomian", Decimal("0.9"), False),
        ("sinergitas_kecamatan", Decimal(1), False),
    ],
)
def test_a_target_is_on_the_scale_of_its_indicator(iku: str, value: Decimal, allowed: bool) -> None:
    entry = {"iku": iku, "tahun": 2025, "nilai": value}
    if allowed:
        assert load_register(target=[entry]).target(iku, Periode(2025, 12)) is not None
        return
    with pytest.raises(WrongEntryError, match=r"iku\.toml, target\[0\]\.nilai"):
        load_register(target=[entry])


def test_a_small_target_that_is_meant_is_taken() -> None:
    register = load_register(target=[{"iku": "itkp", "tahun": 2025, "nilai": Decimal("0.9"), "yakin": True}])
    target = register.target("itkp", Periode(2025, 12))
    assert target is not None and target.nilai == Decimal("0.9")


# Targets have a day


def changed(*others: dict[str, Any]) -> Register:
    since = {"berlaku_dari": date(2025, 10, 1), "acuan": "Perjanjian Kinerja Perubahan 2025"}
    entries = [{"iku": "itkp", "tahun": 2025, "nilai": 70}, {"iku": "itkp", "tahun": 2025, "nilai": 80, **since}]
    return load_register(target=[*entries, *others])


def test_a_changed_target_counts_from_its_day(accepted: Accepted) -> None:
    accepted.itkp("2025-06", 60)
    register = changed()
    found = [accepted.result("itkp", f"2025-{month:02d}", register) for month in (9, 10, 12)]
    assert [result.target for result in found] == [70, 80, 80]
    words = "diukur terhadap target tahun 2025, perubahan sejak 1 Oktober 2025 (Perjanjian Kinerja Perubahan 2025)"
    assert [words in result.catatan for result in found] == [False, True, True]
    assert "diukur terhadap target tahun 2025" in found[0].catatan


def test_a_target_of_a_triwulan_changes_too(accepted: Accepted) -> None:
    accepted.itkp("2025-06", 60)
    triwulan = {"iku": "itkp", "tahun": 2025, "triwulan": 4}
    register = changed({**triwulan, "nilai": 65}, {**triwulan, "nilai": 75, "berlaku_dari": date(2025, 11, 30)})
    found = [accepted.result("itkp", f"2025-{month}", register).target for month in (10, 11, 12)]
    assert found == [65, 75, 80]


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2026, 1, 1)])
def test_a_target_does_not_change_in_another_year(day: date) -> None:
    with pytest.raises(WrongEntryError, match="berlaku_dari"):
        load_register(target=[{"iku": "itkp", "tahun": 2025, "nilai": 70, "berlaku_dari": day}])


def test_two_targets_of_one_day_are_one_too_many() -> None:
    entry = {"iku": "itkp", "tahun": 2025, "nilai": 70, "berlaku_dari": date(2025, 10, 1)}
    with pytest.raises(WrongEntryError, match="rangkap"):
        load_register(target=[entry, {**entry, "nilai": 71}])


def test_a_frozen_register_keeps_the_day(tmp_path: Path) -> None:
    entries = [{"iku": "itkp", "tahun": 2025, "nilai": 80, "berlaku_dari": date(2025, 10, 1)}]
    (tmp_path / "r").mkdir()
    frozen = thaw(freeze(None, entries, None), tmp_path / "r")
    (target,) = [t for t in frozen.target_file.target if t.iku == "itkp"]
    assert target.berlaku_dari == date(2025, 10, 1)


# Values on their scale, models of their years


def off_scale(accepted: Accepted, value: str) -> None:
    """A value that a waiver let pass, say in a component."""
    accepted.itkp("2025-12", 60)
    computation = accepted.collected[Periode(2025, 12)]["pbj"]["itkp"]
    result = Step("x", Input("x", Decimal(value)))
    accepted.collected[Periode(2025, 12)]["pbj"]["itkp"] = replace(computation, result=result)


def test_a_value_off_its_scale_is_none_and_says_why(accepted: Accepted) -> None:
    off_scale(accepted, "100.01")
    result = accepted.result("itkp", "2025-12")
    assert (result.status, result.nilai, result.predikat) == (Status.BELUM_ADA_DATA, None, None)
    assert result.catatan[0] == "nilai 100,01 di luar skala 0 sampai 100"
    off_scale(accepted, "100")
    assert accepted.result("itkp", "2025-12").nilai == 100


def test_a_year_without_a_model_gives_no_value(accepted: Accepted) -> None:
    accepted.itkp("2030-12", 60, year=2030)
    result = accepted.result("itkp", "2030-12")
    assert (result.status, result.nilai) == (Status.BELUM_ADA_DATA, None)
    assert result.catatan[0] == "tidak ada model penilaian untuk tahun 2030, sehingga nilainya tidak dihitung"
    assert accepted.result("itkp", "2031-01").nilai_tahun_lalu is None


def test_models_begin_when_their_law_does(register: Register) -> None:
    assert not register.pelayanan_publik.covers(2021) and register.pelayanan_publik.covers(2022)
    assert not register.reformasi_hukum.covers(2021) and register.reformasi_hukum.covers(2040)
    assert not register.reformasi_hukum.in_year(2026).dikonfirmasi
    assert not register.capaian.kategori.dikonfirmasi
    assert compose(register, Periode(2026, 12), {})


# A register that says otherwise


def with_model(folder: Path, name: str, *changes: tuple[str, str]) -> Register:
    content = (FOLDER / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in content
        content = content.replace(old, new)
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return load_register(folder, [{"iku": "itkp", "tahun": 2025, "nilai": 80}])


@pytest.mark.parametrize(("polarity", "capaian"), [("positif", "75.00"), ("N1", "125.00"), ("N2", "133.33")])
def test_a_negative_indicator_is_a_word_of_the_register(
    accepted: Accepted, tmp_path: Path, polarity: str, capaian: str
) -> None:
    accepted.itkp("2025-12", 60)
    model = '[[model]]\nnama = "2023-2025"\n'
    register = with_model(tmp_path, "parameter/itkp.toml", (model, f'{model}polaritas = "{polarity}"\n'))
    assert accepted.result("itkp", "2025-12", register).capaian == Decimal(capaian)
    assert card_in_year(register, "itkp", 2025).polaritas == polarity
    assert (
        card_in_year(register, "itkp", 2024).polaritas == polarity
        and card_in_year(register, "itkp", 2022).polaritas == "positif"
    )


def test_a_polarity_that_is_none_is_refused(tmp_path: Path) -> None:
    model = '[[model]]\nnama = "2023-2025"\n'
    with pytest.raises(WrongEntryError, match="polaritas"):
        with_model(tmp_path, "parameter/itkp.toml", (model, f'{model}polaritas = "negatif"\n'))


def test_the_card_counts_the_bagian_of_the_register(tmp_path: Path) -> None:
    register = with_model(tmp_path, "bagian.toml", ("jumlah = 8", "jumlah = 7"), ('"umum", "protokol"]', '"umum"]'))
    card = card_in_year(register, "kepuasan_masyarakat", 2025)
    texts = " ".join((card.definisi, card.pembilang, card.penyebut, *card.belum_dikonfirmasi))
    assert "7 bagian" in card.definisi and "delapan bagian" not in texts and "8" not in texts
