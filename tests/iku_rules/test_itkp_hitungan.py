"""The ITKP from counts and budgets: every boundary of every formula, what is unknown, and what comes first."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from iku_rules.hasil import Perhitungan, Status, TabelRincian
from iku_rules.itkp_hitungan import PEMBILANG, PENYEBUT, SkorBaris, cacah
from iku_rules.langkah import Masukan, bulatkan

CASES = Path(__file__).parent.parent / "cases"
KASUS: list[list[Any]] = tomllib.loads((CASES / "itkp_hitungan.toml").read_text(encoding="utf-8"))["kasus"]

# Lumajang 2025: 4.43, 2.71, 1, 3.01, 4.86, 6 of 27 officials, 8 of 9 variables.
LUMAJANG_2025: dict[str, Any] = {
    "A1": {"pembilang": 1000, "penyebut": 1000},
    "A2": {"pembilang": 886, "penyebut": 1000},
    "A3": {"pembilang": 6775, "penyebut": 10000},
    "A4": {"pembilang": 3},
    "A5": {"pembilang": 602, "penyebut": 1000},
    "A6": {"pembilang": 972, "penyebut": 1000},
    "B": {"pembilang": 6, "penyebut": 27},
    "C": {"pembilang": 8},
}
KOMPONEN_2025 = {"A1": 10, "A2": 4.43, "A3": 2.71, "A4": 1, "A5": 3.01, "A6": 4.86, "B": 6.67, "C": 35.56}


def skor(register: Any, tahun: int, kode: str, pembilang: str, penyebut: str) -> SkorBaris:
    isi = {PEMBILANG: Masukan("a", Decimal(pembilang))}
    if penyebut:
        isi[PENYEBUT] = Masukan("b", Decimal(penyebut))
    hasil = cacah({kode: isi}, register.itkp.pada(tahun), tahun)
    return next(b for b in hasil.baris if b.hitungan.kode == kode)


def kode_temuan(hasil: Perhitungan) -> list[tuple[str, str | None]]:
    return [(t.kode, t.sel) for t in hasil.temuan]


def tabel(hasil: Perhitungan, judul: str) -> TabelRincian:
    return next(t for t in hasil.rincian if t.judul == judul)


@pytest.mark.parametrize(("tahun", "kode", "pembilang", "penyebut", "nilai"), KASUS)
def test_score_of_each_count(tahun: int, kode: str, pembilang: str, penyebut: str, nilai: str, register: Any) -> None:
    hasil = bulatkan(skor(register, tahun, kode, pembilang, penyebut).skor.nilai)
    assert hasil == (Decimal(nilai) if nilai else None)


def test_every_boundary_of_the_register_has_a_case(register: Any) -> None:
    """Each step's beginning is a case of its own, and so is each threshold."""
    ada = {
        (kode, Decimal(a) * 100 / Decimal(b) if b else Decimal(a)) for _, kode, a, b, _ in KASUS if not b or Decimal(b)
    }
    for tahun in (2021, 2022, 2023, 2025, 2026):
        for h in register.itkp.pada(tahun).hitungan_pada(tahun):
            assert any(kode == h.kode for kode, _ in ada), h.kode
            for satu, _, _ in h.jenjang:
                assert satu.batas is None or (h.kode, satu.batas) in ada, (h.kode, satu.batas)


def test_counts_alone_give_a_provisional_value(buat: Any) -> None:
    hasil = buat.hitung("pbj", "2025-12", "itkp", {"itkp_hitungan": LUMAJANG_2025})
    assert (hasil.nilai, hasil.status, hasil.predikat) == (Decimal("68.24"), Status.SEMENTARA, "Cukup")
    assert kode_temuan(hasil) == []
    assert {s.lembar for s in hasil.sumber} == {"ITKP Hitungan"}
    assert any("ITKP Hitungan" in c for c in hasil.catatan)
    assert {p.nama for p in hasil.parameter if not p.dikonfirmasi} >= {
        "Ambang persentase e-Kontrak",
        "Pembilang dan penyebut ITKP Hitungan",
    }


def test_components_come_before_counts_and_a_letter_before_both(buat: Any, surat_resmi: Any) -> None:
    isi: dict[str, Any] = {"itkp_hitungan": LUMAJANG_2025, "itkp": KOMPONEN_2025}
    komponen = buat.hitung("pbj", "2025-12", "itkp", isi)
    assert (komponen.nilai, komponen.status, kode_temuan(komponen)) == (Decimal("68.24"), Status.SEMENTARA, [])
    assert {s.lembar for s in komponen.sumber} == {"ITKP"}
    assert not any("ITKP Hitungan" in c for c in komponen.catatan)
    surat = buat.hitung("pbj", "2025-12", "itkp", {**isi, "hasil_resmi": surat_resmi(68.25, 2025)})
    assert (surat.nilai, surat.status, kode_temuan(surat)) == (Decimal("68.25"), Status.FINAL, [])
    assert tabel(surat, "SELISIH SURAT DENGAN HITUNGAN").baris[0][1].nilai == Decimal("0.01")  # type: ignore[union-attr]


def test_differences_name_both_values(buat: Any, surat_resmi: Any) -> None:
    isi = {
        "itkp": {**KOMPONEN_2025, "A2": 4.5, "B": 6.7},  # 6.7 is 6.67 printed with one decimal
        "itkp_hitungan": LUMAJANG_2025,
        "hasil_resmi": surat_resmi(68.34, 2025),
    }
    hasil = buat.hitung("pbj", "2025-12", "itkp", isi)
    assert kode_temuan(hasil) == [("P433", "D31"), ("P434", "B6")]
    satu, total = hasil.temuan
    assert "A2 e-Tendering" in satu.pesan and "4,50" in satu.pesan and "4,43" in satu.pesan
    assert "68,34" in total.pesan and "68,24" in total.pesan
    selisih = {str(b[0]): b[2].nilai for b in tabel(hasil, "SELISIH KOMPONEN DENGAN HITUNGAN").baris}  # type: ignore[union-attr]
    assert selisih["A2"] == Decimal("0.07") and selisih["A1"] == 0


@pytest.mark.parametrize("dilewati", ["A2", "B", "C"])
def test_a_row_left_out_leaves_its_pillar_and_the_total_unknown(dilewati: str, buat: Any) -> None:
    isi = {kode: satu for kode, satu in LUMAJANG_2025.items() if kode != dilewati}
    hasil = buat.hitung("pbj", "2025-12", "itkp", {"itkp_hitungan": isi})
    assert (hasil.nilai, hasil.status, kode_temuan(hasil)) == (None, Status.BELUM_RILIS, [])
    assert hasil.catatan == (f"nilai belum dapat dihitung dari lembar ITKP Hitungan: {dilewati} belum bernilai",)
    baris = {str(b[0]): b[5] for b in tabel(hasil, "ITKP HITUNGAN").baris}
    assert [kode for kode, nilai in baris.items() if nilai is None] == [dilewati]
    tampil = [str(b[0]) for b in tabel(hasil, "PERHITUNGAN DARI ITKP HITUNGAN").baris]
    assert tampil == [f"Nilai pilar {p} menurut hitungan" for p in "ABC" if not dilewati.startswith(p)]


def test_a_denominator_of_zero_gives_no_score(buat: Any) -> None:
    isi = {**LUMAJANG_2025, "A3": {"pembilang": 0, "penyebut": 0}}
    hasil = buat.hitung("pbj", "2025-12", "itkp", {"itkp_hitungan": isi})
    assert (hasil.nilai, kode_temuan(hasil)) == (None, [("P432", "D32")])


@pytest.mark.parametrize(
    ("tahun", "kode", "pembilang", "sah"),
    [
        (2025, "C", 9, True), (2025, "C", 4.5, False), (2026, "B.2", 8, True), (2026, "B.2", 7, False),
        (2026, "B.3", 5, True), (2026, "B.3", 3, False), (2026, "C.1", 6, True), (2026, "C.1", 6.5, False),
        (2026, "C.2", 4, True), (2026, "C.2", 2, False),
    ],
)  # fmt: skip
def test_counts_that_cannot_occur(tahun: int, kode: str, pembilang: float, sah: bool, buat: Any, register: Any) -> None:
    nomor = [h.kode for h in register.itkp.pada(tahun).hitungan_pada(tahun)].index(kode)
    hasil = buat.hitung("pbj", f"{tahun}-12", "itkp", {"itkp_hitungan": {kode: {"pembilang": pembilang}}})
    assert kode_temuan(hasil) == ([] if sah else [("P414", f"C{30 + nomor}")])


def test_the_model_of_2026_adds_its_rows_and_takes_the_higher_of_maturity(buat: Any) -> None:
    penuh = {"A1.1": 95, "A1.2": 80, "A1.3": 60, "A2.1": 60, "A2.2": 50, "A2.3": 50, "A2.4": 80, "B.1": 85}
    isi: dict[str, Any] = {kode: {"pembilang": n, "penyebut": 100} for kode, n in penuh.items()}
    isi |= {kode: {"pembilang": n} for kode, n in {"B.2": 9, "B.3": 6, "C.1": 9, "C.2": 5, "D": 78}.items()}

    def nilai(**lain: int) -> Perhitungan:
        ubah = {kode.replace("_", "."): {**isi[kode.replace("_", ".")], "pembilang": n} for kode, n in lain.items()}
        hasil: Perhitungan = buat.hitung("pbj", "2026-12", "itkp", {"itkp_hitungan": isi | ubah})
        return hasil

    assert (nilai().nilai, nilai().predikat) == (Decimal("100.00"), "AA")
    assert nilai(C_2=0).nilai == Decimal("91.00")  # nine of nine variables: 21 in the stead of 30
    assert nilai(C_1=0, C_2=3).nilai == Decimal("94.00")
    assert nilai(A1_1=150, B_1=95, D=73).nilai == Decimal("86.00")
    assert all(not p.dikonfirmasi for p in nilai().parameter if p.nama != "Pengali persen")
    assert sum("Jenjang nilai" in p.nama for p in nilai().parameter) > 0
    komponen = {"A": 30, "B": 30, "C": 27, "D": 10}
    beda = buat.hitung("pbj", "2026-12", "itkp", {"itkp_hitungan": isi, "itkp": komponen})
    assert kode_temuan(beda) == [("P433", "D32")]
