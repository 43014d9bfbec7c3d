"""The plan of policies against that of the month before, and the policies by type and topic."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from iku_rules import kebijakan_perekonomian
from iku_rules.hasil import Perhitungan
from iku_rules.konteks import Konteks, Sebelumnya
from iku_rules.langkah import Langkah
from schemas.kiriman import bingkai
from schemas.periode import Periode

IKU = "kebijakan_perekonomian"
Baris = dict[str, Any]
Banding = Callable[..., list[tuple[str | None, str]]]


def rencana(nama: str, direncanakan: str = "Ya", **lain: Any) -> Baris:
    return {"nama": nama, "jenis": "Perbup", "direncanakan": direncanakan, "status": "Direncanakan", **lain}


def terbit(nama: str, direncanakan: str = "Ya", **lain: Any) -> Baris:
    isi = {"status": "Diterbitkan", "nomor": f"1/{nama}", "tanggal": date(2025, 1, 20)}
    return rencana(nama, direncanakan, **{**isi, **lain})


def isian(buat: Any, periode: str, baris: list[Baris]) -> Mapping[str, pd.DataFrame]:
    frame: Mapping[str, pd.DataFrame] = bingkai([buat.kiriman("perekonomian", periode, IKU, {IKU: baris})])
    return frame


@pytest.fixture
def banding(buat: Any, register: Any, rincian_utuh: Any) -> Banding:
    """(cell, change) of each P435 of a month against an earlier one."""

    def hasil(dulu: list[Baris], kini: list[Baris], sebelum: str = "2025-05") -> list[tuple[str | None, str]]:
        awal = isian(buat, sebelum, dulu)
        lalu = Konteks(register, Periode.urai(sebelum), "perekonomian")
        perhitungan = kebijakan_perekonomian.hitung(awal, lalu)
        konteks = replace(
            lalu, periode=Periode(2025, 6), sebelumnya=Sebelumnya(Periode.urai(sebelum), awal, perhitungan)
        )
        satu = kebijakan_perekonomian.hitung(isian(buat, "2025-06", kini), konteks)
        rincian_utuh(satu)
        temuan = [t for t in satu.temuan if t.kode == "P435"]
        tabel = [t for t in satu.rincian if t.judul == f"RENCANA BERUBAH SEJAK LAPORAN {lalu.periode.nama.upper()}"]
        assert len(tabel) == bool(temuan)
        assert all(lalu.periode.nama in t.pesan and t.lembar == "Kebijakan Perekonomian" for t in temuan)
        return [(t.sel, t.pesan.partition(": ")[2].rstrip(".")) for t in temuan]

    return hasil


A, B, C = rencana("Pasar murah"), rencana("Harga pasir"), rencana("Modal BUMD")


def test_a_plan_that_stands_says_nothing(banding: Banding) -> None:
    assert banding([A, B, C], [A, B, C]) == []
    assert banding([A, B, C], [C, A, B]) == []  # sorted anew
    selesai = terbit("Pasar murah", keterangan="terbit", jenis="Perbup")
    assert banding([A, B], [selesai, {**B, "status": "Batal"}]) == []  # progress is no change of the plan
    assert banding([A], [{**A, "nama": "  PASAR  murah"}]) == []
    assert banding([A], []) == banding([], [A]) == []  # an empty form is no plan


def test_added_and_removed_rows_are_named(banding: Banding) -> None:
    assert banding([A], [A, B]) == [("B31", "“Harga pasir” ditambahkan")]
    assert banding([A, B, C], [B]) == [(None, "“Pasar murah” dihapus; “Modal BUMD” dihapus")]
    assert banding([A, A], [A]) == [(None, "“Pasar murah” dihapus")]


def test_rows_outside_the_plan_may_come_and_go(banding: Banding) -> None:
    assert banding([A, rencana("Lain", "Tidak")], [A, terbit("Baru", "Tidak")]) == []


def test_a_changed_mark_stands_at_its_cell(banding: Banding) -> None:
    tidak = {**B, "direncanakan": "Tidak"}
    assert banding([A, B], [A, tidak]) == [("E31", "Direncanakan “Harga pasir” dari Ya menjadi Tidak")]
    assert banding([tidak], [B]) == [("E30", "Direncanakan “Harga pasir” dari Tidak menjadi Ya")]


def test_a_renamed_row_is_known_again(banding: Banding) -> None:
    baru = rencana("Harga pasir dan batu")
    assert banding([A, B], [A, baru]) == [("B31", "nama “Harga pasir” menjadi “Harga pasir dan batu”")]
    lain = terbit("Tarif tambang galian C", nomor="12/2025")
    assert banding([terbit("Harga pasir", nomor="12/2025")], [lain]) == [
        ("B30", "nama “Harga pasir” menjadi “Tarif tambang galian C”")
    ]
    assert banding([A], [rencana("Koperasi unit desa")]) == [
        ("B30", "“Koperasi unit desa” ditambahkan"),
        (None, "“Pasar murah” dihapus"),
    ]


def test_the_plan_of_last_year_is_another_plan(banding: Banding) -> None:
    assert banding([A, B], [C], sebelum="2024-12") == []


def test_a_first_month_has_nothing_to_compare_with(buat: Any) -> None:
    hasil = buat.hitung("perekonomian", "2025-06", IKU, {IKU: [A]})
    assert [t.kode for t in hasil.temuan] == []


def menurut(hasil: Perhitungan, judul: str) -> dict[str, tuple[object, object]]:
    tabel = next(t for t in hasil.rincian if t.judul == judul)
    assert all(isinstance(n, Langkah) for b in tabel.baris for n in b[1:])  # live, not typed in
    return {str(b[0]): tuple(n.nilai for n in b[1:]) for b in tabel.baris}  # type: ignore[misc, union-attr]


def test_counts_by_type_and_topic_rest_on_the_cells_of_the_list(buat: Any) -> None:
    bumd = "BUMD/BLUD"
    baris = [
        terbit("a", jenis="Perda", bidang=bumd),
        rencana("b", bidang=bumd),
        terbit("c", "Tidak", bidang="sumber daya alam"),
        terbit("d"),
        rencana("e", jenis="Perda"),
    ]
    hasil = buat.hitung("perekonomian", "2025-06", IKU, {IKU: baris})
    assert menurut(hasil, "MENURUT JENIS") == {"Perda": (2, 1), "Perbup": (2, 1)}
    assert menurut(hasil, "MENURUT BIDANG") == {bumd: (2, 1), "sumber daya alam": (0, 0), "(tidak diisi)": (2, 1)}
    assert hasil.nilai == 50
    assert "1 kebijakan terbit di luar rencana, tidak ikut dihitung" in hasil.catatan
    assert [(t.kode, t.sel) for t in hasil.temuan] == [("P419", "E32")]


def test_unplanned_ones_that_count_are_not_said_to_stand_aside(buat: Any, register: Any) -> None:
    model = register.kebijakan_perekonomian
    ya = model.model[0].hitung_tak_terencana.model_copy(update={"nilai": True})
    lain = model.model_copy(update={"model": (model.model[0].model_copy(update={"hitung_tak_terencana": ya}),)})
    isi = {IKU: [terbit("a"), terbit("b", "Tidak")]}
    hasil = type(buat)(replace(register, kebijakan_perekonomian=lain)).hitung("perekonomian", "2025-06", IKU, isi)
    assert (hasil.nilai, hasil.temuan) == (200, ())
    assert "1 kebijakan terbit di luar rencana, ikut dihitung" in hasil.catatan
