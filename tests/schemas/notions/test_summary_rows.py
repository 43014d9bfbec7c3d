"""Rows that sum others up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.summary_rows import is_summary

LABELS = [
    *(
        "Jumlah",
        "JUMLAH",
        "Jumlah:",
        "Total",
        "Grand Total",
        "Sub total",
        "Subtotal",
        "Rata-rata",
        "Rata rata",
        "Rerata",
    ),
    *("NRR", "NRR / Unsur", "NRR tertimbang", "Jumlah Nilai / Unsur", "Total keseluruhan", "Rata-rata kabupaten"),
    *("Skor maksimal", "Skor Maksimum", "Skor maks", "Nilai maksimal", "Bobot", "Bobot nilai", "IKM", "Nilai IKM"),
    *("IKM Unit Pelayanan", "Mutu Pelayanan", "Nilai rata-rata", "Indeks", "Jml", "Nilai tertinggi", "Maksimal"),
]
NO_LABELS = [
    *("Dinas A", "RSUD dr. Haryoto", "1", "", "-", "Jumlahan", "Totalitas", "Bobotsari", "Puskesmas Rata", "Lumajang"),
    *("Indeks Desa Membangun", "Nilai-nilai luhur", "Skor Jaya", "Mutual", "e-Tendering", "Persyaratan"),
]


@pytest.mark.parametrize("label", LABELS)
def test_a_summary(label: str) -> None:
    assert is_summary(label)
    assert is_summary(f" \u00a0{label.upper()} .")


@pytest.mark.parametrize("label", NO_LABELS)
def test_no_summary(label: str) -> None:
    assert not is_summary(label)


@given(text=st.text(max_size=40))
def test_any_text_can_be_asked(text: str) -> None:
    assert is_summary(f"Total {text}")
    assert isinstance(is_summary(text), bool)
