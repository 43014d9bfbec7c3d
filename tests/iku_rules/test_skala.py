"""Scales: every cut from both sides; rounding comes first, half-up."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_rules.daftar import Register, muat_register
from iku_rules.langkah import bulatkan
from iku_rules.skala import Skala

CASES = Path(__file__).parent.parent / "cases"
BATAS = tomllib.loads((CASES / "batas_skala.toml").read_text(encoding="utf-8"))["kasus"]
SATU_SEN = Decimal("0.01")
TENGAH = tomllib.loads((CASES / "pembulatan.toml").read_text(encoding="utf-8"))["tengah"]


@cache
def _register() -> Register:
    return muat_register()


def skala(register: Register, iku: str, tahun: int) -> Skala:
    if iku == "capaian":
        return register.capaian.kategori
    dipilih = getattr(register, iku).pada(tahun).skala
    assert isinstance(dipilih, Skala)
    return dipilih


@pytest.mark.parametrize(("iku", "tahun", "nilai", "predikat"), BATAS)
def test_cuts(iku: str, tahun: int, nilai: str, predikat: str, register: Register) -> None:
    assert (skala(register, iku, tahun).predikat(Decimal(nilai)) or "") == predikat


def test_cases_name_every_cut_and_its_neighbours(register: Register) -> None:
    for iku in ("itkp", "reformasi_hukum", "kepuasan_masyarakat", "pelayanan_publik", "capaian"):
        diuji = {(t, Decimal(n)) for kode, t, n, _ in BATAS if kode == iku}
        tahun = {t for t, _ in diuji}
        for t in tahun:
            for batas in skala(register, iku, t).batas:
                assert {(t, batas + selisih) for selisih in (-SATU_SEN, Decimal(0), SATU_SEN)} <= diuji
        # A model whose scale no case names must have the very scale of one that is named.
        diketahui = [skala(register, iku, t).selang for t in tahun]
        semua = [] if iku == "capaian" else getattr(register, iku).model
        assert all(model.skala.selang in diketahui for model in semua)


@given(st.decimals(0, 100, places=2))
def test_no_gaps(nilai: Decimal) -> None:
    register = _register()
    assert skala(register, "itkp", 2025).predikat(nilai)
    assert skala(register, "itkp", 2026).predikat(nilai)
    assert skala(register, "reformasi_hukum", 2025).predikat(nilai)
    assert skala(register, "capaian", 2025).predikat(nilai)
    assert skala(register, "pelayanan_publik", 2025).predikat(nilai / 20)


def test_doubt_near_a_cut(register: Register) -> None:
    itkp = skala(register, "itkp", 2025)
    assert [itkp.batas_ragu(Decimal(n)) for n in ("69.98", "69.99", "70", "70.01", "70.02")] == [None, 70, 70, 70, None]
    hukum = skala(register, "reformasi_hukum", 2025)
    assert [hukum.batas_ragu(Decimal(n)) for n in ("89.99", "90", "90.01")] == [None, 90, None]
    assert skala(register, "kepuasan_masyarakat", 2025).batas_ragu(Decimal("88.31")) is None
    assert itkp.batas_terdekat(Decimal(68)) == (70, 2)


def test_letters_words(register: Register) -> None:
    hukum = skala(register, "reformasi_hukum", 2025)
    for tulisan in ("AA", "aa", "Istimewa", "AA (Istimewa)", " aa  (istimewa)"):
        selang = hukum.selang_bernama(tulisan)
        assert selang is not None and selang.tulisan == "AA (Istimewa)"
    assert hukum.selang_bernama("memuaskan") is None


@pytest.mark.parametrize(("nilai", "tercetak"), TENGAH)
def test_half_up(nilai: str, tercetak: str) -> None:
    assert str(bulatkan(Decimal(nilai))) == tercetak


@given(st.integers(-(10**9), 10**9))
def test_half_up_holds(perseribu: int) -> None:
    nilai = Decimal(perseribu).scaleb(-3)
    bulat = bulatkan(nilai)
    assert bulat is not None and abs(bulat - nilai) <= Decimal("0.005")
    if perseribu % 10 == 5:
        assert bulat > nilai if nilai > 0 else bulat < nilai
