"""Which submission counts: the decision alone, over every order in which files come and go."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.penyampaian import Calon, putuskan
from ledger.baris import BarisKiriman

AWAL = datetime(2026, 1, 5, tzinfo=UTC)


def baris(nomor: int, isi: str, ke: int = 1) -> BarisKiriman:
    return BarisKiriman(
        nomor, AWAL, "x@y", "hukum", f"hukum/{isi}.xlsx", isi, ".xlsx", 1, AWAL + timedelta(hours=nomor), False,
        "2025-12", nomor, ke,
    )  # fmt: skip


def calon(*semua: BarisKiriman) -> list[Calon]:
    return [Calon(b.nama, b) for b in semua]


def test_the_first_file_counts() -> None:
    satu = baris(1, "a")
    assert putuskan(calon(satu), None).berlaku is satu


def test_the_higher_number_counts_whatever_the_order() -> None:
    kedua, pertama = baris(1, "b", 2), baris(2, "a", 1)
    assert putuskan(calon(kedua, pertama), None).berlaku is kedua
    assert putuskan(calon(kedua, pertama), pertama).berlaku is kedua
    assert putuskan(calon(kedua, pertama), kedua).berlaku is kedua


def test_of_equal_numbers_the_one_that_counted_before_stays_and_both_are_named() -> None:
    lama, baru = baris(1, "a"), baris(2, "b")
    putusan = putuskan(calon(lama, baru), lama)
    assert putusan.berlaku is lama
    assert [c.baris for c in putusan.saingan] == [baru]
    assert [(t.kode, t.ditemukan) for t in putusan.temuan] == [("G501", "“hukum/a.xlsx”, “hukum/b.xlsx”")]


def test_of_equal_numbers_from_the_start_neither_counts() -> None:
    putusan = putuskan(calon(baris(1, "a"), baris(2, "b")), None)
    assert putusan.berlaku is None
    assert len(putusan.saingan) == 2


def test_a_file_overwritten_in_place_is_the_next_revision_without_a_new_number() -> None:
    lama, baru = baris(1, "a"), baris(2, "b")
    putusan = putuskan(calon(baru), lama)
    assert putusan.berlaku is baru
    assert not putusan.temuan


def test_a_file_that_went_away_still_counts() -> None:
    lama = baris(1, "a")
    assert putuskan([], lama).berlaku is lama


def test_an_earlier_file_left_behind_does_not_come_back() -> None:
    awal, lama = baris(1, "a", 1), baris(2, "b", 2)
    assert putuskan(calon(awal), lama).berlaku is lama


def test_rivals_above_leave_the_one_below_in_force() -> None:
    lama = baris(1, "a", 1)
    putusan = putuskan(calon(lama, baris(2, "b", 2), baris(3, "c", 2)), lama)
    assert putusan.berlaku is lama
    assert [t.kode for t in putusan.temuan] == ["G501"]


@pytest.mark.parametrize("lama", [None, baris(1, "a")])
def test_the_same_content_twice_is_read_once(lama: BarisKiriman | None) -> None:
    satu = baris(1, "a")
    putusan = putuskan([Calon("hukum/a.xlsx", satu), Calon("hukum/salinan.xlsx", satu)], lama)
    assert putusan.berlaku == satu
    assert [(t.kode, t.ditemukan) for t in putusan.temuan] == [("I502", "“hukum/salinan.xlsx”")]
