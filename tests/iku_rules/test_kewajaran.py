"""A value against the one before it: doubted when it is many times as large or small, and only when comparable."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from iku_rules.hasil import Perhitungan
from iku_rules.kewajaran import periksa_kewajaran
from iku_rules.konteks import Konteks, Sebelumnya
from schemas.periode import Periode

KINI, LALU = Periode(2025, 12), Periode(2025, 11)


def konteks(register: Any, sebelumnya: Perhitungan | None) -> Konteks:
    return Konteks(register, KINI, "hukum", Sebelumnya(LALU, {}, sebelumnya) if sebelumnya else None)


@pytest.fixture
def nilai(buat: Any, surat_resmi: Any) -> Any:
    """The reform index of a month, by its letter."""
    return lambda angka: buat.hitung(
        "hukum", "2025-12", "reformasi_hukum", {"hasil_resmi": surat_resmi(angka, 2025)} if angka is not None else {}
    )


@pytest.mark.parametrize(
    ("kini", "lalu", "dicek"),
    [
        (0.87, 86.78, True),  # a lost x100
        (86.78, 0.87, True),
        (86.78, 17.36, False),  # 4.9988 times
        (86.8, 17.36, True),  # exactly 5 times
        (86.78, 84.1, False),
        (0, 86.78, False),  # zero is a score
        (86.78, 0, False),
        (86.78, None, False),
        (None, 86.78, False),
    ],
)
def test_a_value_far_from_the_one_before(kini: Any, lalu: Any, dicek: bool, nilai: Any, register: Any) -> None:
    temuan = periksa_kewajaran(nilai(kini), konteks(register, nilai(lalu)))
    assert [t.kode for t in temuan] == (["P461"] if dicek else [])


def test_the_finding_names_both_values_the_month_and_the_cell(nilai: Any, register: Any) -> None:
    (temuan,) = periksa_kewajaran(nilai(0.87), konteks(register, nilai(86.78)))
    assert all(kata in temuan.pesan for kata in ("0,87", "86,78", "November 2025", "turun"))
    assert (temuan.lembar, temuan.sel) == ("Reformasi Hukum", "B6")
    assert periksa_kewajaran(nilai(0.87), konteks(register, None)) == []


def test_methods_are_never_compared(buat: Any, register: Any) -> None:
    def iks(metode: str, skor: float) -> Perhitungan:
        dimensi = register.kesalehan_sosial.pada(2025).metode_untuk(metode).dimensi
        isi = {
            "kesalehan_survei": {"metode": metode, "jumlah_responden": 9},
            "kesalehan_sosial": dict.fromkeys(dimensi, skor),
        }
        return buat.hitung("kesra", "2025-12", "kesalehan_sosial", isi)  # type: ignore[no-any-return]

    lima, dua = iks("KEMENAG5", 80), iks("JATIM2", 8)
    assert periksa_kewajaran(dua, konteks(register, lima)) == []
    assert len(periksa_kewajaran(iks("KEMENAG5", 8), konteks(register, lima))) == 1


def test_threshold_and_exceptions_are_data(nilai: Any, register: Any) -> None:
    kini, lalu = nilai(80), konteks(register, nilai(40))
    ketat = register.kewajaran.faktor.model_copy(update={"nilai": Decimal(2)})
    dua = replace(register, kewajaran=register.kewajaran.model_copy(update={"faktor": ketat}))
    assert periksa_kewajaran(kini, lalu) == []
    assert len(periksa_kewajaran(kini, replace(lalu, register=dua))) == 1
    bebas = dua.kewajaran.model_copy(update={"tanpa_pemeriksaan": ("reformasi_hukum",)})
    assert periksa_kewajaran(kini, replace(lalu, register=replace(dua, kewajaran=bebas))) == []
    assert "kebijakan_perekonomian" in register.kewajaran.tanpa_pemeriksaan
