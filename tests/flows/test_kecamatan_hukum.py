"""Kecamatan by code or name, and the ministry's letter against variables known in part, through filled templates."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workbooks.pengisi import IsianLembar, isi_templat

KECAMATAN, HUKUM = "Sinergitas Kecamatan", "Reformasi Hukum"
TERBIT = json.loads((Path(__file__).parents[1] / "cases" / "angka_terbit.json").read_text(encoding="utf-8"))


def baca(meja: Any, folder: Path, bagian: str, isi: bytes) -> Any:
    return meja.periksa({f"{bagian}/x.xlsx": isi}, folder)[f"{bagian}/x.xlsx"]


# Kecamatan: 35.08.01 Tempursari stands in row 13, its code in A, its name in B


def test_a_row_is_known_by_its_name_or_by_its_code(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    ubah = {
        "A13": None,  # name alone
        "B14": None,  # code alone
        "B32": "Ranu  Yoso",  # code, and the name as letters spell it
        "A23": None, "B23": "PASRU JAMBE",  # name alone, spelled otherwise
    }  # fmt: skip
    lurus = baca(meja, tmp_path, "tapem", meja.demo("tapem"))
    satu = baca(
        meja, tmp_path, "tapem", meja.ubah(meja.demo("tapem"), {f"{KECAMATAN}!{k}": v for k, v in ubah.items()})
    )
    contoh = tempat_temuan(lurus.temuan)
    assert satu.diterima
    assert tempat_temuan(satu.temuan) - contoh == {
        f"I458 {KECAMATAN}!B13", f"I458 {KECAMATAN}!B23", f"I458 {KECAMATAN}!B32",
    }  # fmt: skip
    hasil = [d.perhitungan["sinergitas_kecamatan"] for d in (lurus, satu)]
    assert hasil[0].nilai == hasil[1].nilai
    assert str(hasil[1].kelengkapan) == "21/21"


def test_code_and_name_that_contradict_each_other(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    isi = meja.ubah(meja.demo("tapem"), {f"{KECAMATAN}!B13": "Ranuyoso", f"{KECAMATAN}!B14": "Pronojaya"})
    satu = baca(meja, tmp_path, "tapem", isi)
    baru = {t for t in tempat_temuan(satu.temuan) if t[1:4] in ("459", "460")}
    assert baru == {f"G459 {KECAMATAN}!B13", f"P460 {KECAMATAN}!B14"}
    assert "Pronojiwo" in next(t.pesan for t in satu.temuan if t.kode == "P460")


def test_scores_of_two_scales_are_returned(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    satu = baca(meja, tmp_path, "tapem", meja.ubah(meja.demo("tapem"), {f"{KECAMATAN}!C15": 612.5}))
    assert {t for t in tempat_temuan(satu.temuan) if t.startswith("G")} == {f"G423 {KECAMATAN}!C15"}


def test_places_and_missing_ones_are_shown(meja: Any, tmp_path: Path) -> None:
    isi = meja.ubah(meja.demo("tapem"), {f"{KECAMATAN}!C13": 99.5, f"{KECAMATAN}!C14": 99.5, f"{KECAMATAN}!C15": None})
    hasil = baca(meja, tmp_path, "tapem", isi).perhitungan["sinergitas_kecamatan"]
    tabel = next(t for t in hasil.rincian if t.judul == "SKOR KECAMATAN")
    peringkat = {b[1]: b[3] for b in tabel.baris}
    assert (peringkat["Tempursari"], peringkat["Pronojiwo"], peringkat["Candipuro"]) == (1, 1, "belum dinilai")
    assert sorted(n for n in peringkat.values() if isinstance(n, Decimal))[2] == 3
    assert any("Candipuro" in c for c in hasil.catatan)


# The ministry's letter


def hukum(
    meja: Any, variabel: dict[str, tuple[Any, Any]], tahun: int, nilai: Any, predikat: str | None = None
) -> bytes:
    surat = {
        "Status rilis": "Sudah rilis", "Tahun penilaian": tahun, "Nilai resmi": nilai, "Predikat resmi": predikat,
        "Nomor surat": "PHN/1", "Tanggal surat": date(2026, 1, 10),
    }  # fmt: skip
    nama = {v.kode: v.nama for v in meja.register.reformasi_hukum.pada(tahun).variabel}
    baris = {nama[k]: {"Nilai diperoleh": d, "Nilai tertinggi": t} for k, (d, t) in variabel.items()}
    pasangan = surat if nilai is not None else {}
    return isi_templat(meja.kosong("hukum"), {HUKUM: IsianLembar(pasangan=pasangan, baris=baris)})


def test_the_letter_stands_where_the_printed_parts_cannot_reach_it(
    meja: Any, tmp_path: Path, tempat_temuan: Any
) -> None:
    grobogan = next(g for g in TERBIT["reformasi_hukum"] if g["instansi"] == "Kab. Grobogan")
    bobot = {v.kode: v.bobot for v in meja.register.reformasi_hukum.pada(2025).variabel}
    bagian = {k: (nilai, int(bobot[k])) for k, nilai in grobogan["komponen"].items()}
    satu = baca(meja, tmp_path, "hukum", hukum(meja, bagian, 2025, grobogan["nilai"], grobogan["predikat"]))
    hasil = satu.perhitungan["reformasi_hukum"]
    assert (hasil.nilai, hasil.predikat, hasil.status.value) == (Decimal("99.40"), "AA (Istimewa)", "FINAL")
    assert tempat_temuan(satu.temuan) == {"P411 Reformasi Hukum!B16"}
    assert "paling banyak 97,00" in satu.temuan[0].pesan and "99,40" in satu.temuan[0].pesan


def test_without_a_letter_every_variable_is_asked_for(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    tanpa = baca(meja, tmp_path, "hukum", hukum(meja, {"V1": (20, 25), "V2": (20, None)}, 2025, None))
    assert {t.split("!")[1] for t in tempat_temuan(tanpa.temuan)} == {"D9", "C10", "D10", "C11", "D11"}
    sebagian = baca(meja, tmp_path, "hukum", hukum(meja, {"V1": (20, 25), "V2": (20, None)}, 2025, 85))
    assert tempat_temuan(sebagian.temuan) == {"G401 Reformasi Hukum!D9"}


@pytest.mark.parametrize(("nilai", "diragukan"), [(90, True), (90.01, False), (80, True), (79.99, False)])
def test_a_letter_on_a_cut_is_flagged(
    nilai: float, diragukan: bool, meja: Any, tmp_path: Path, tempat_temuan: Any
) -> None:
    satu = baca(meja, tmp_path, "hukum", hukum(meja, {}, 2025, nilai))
    assert tempat_temuan(satu.temuan) == ({"P413 Reformasi Hukum!B16"} if diragukan else set())
