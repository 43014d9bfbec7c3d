"""Sheets `ITKP` (components of the procurement governance index, its letter) and `ITKP Hitungan` (what is counted)."""

from decimal import Decimal

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, Lembar, aturan, kolom, tidak_melebihi
from schemas.hasil_resmi import blok_hasil_resmi, blok_laporan_tahunan
from schemas.nilai import Jenis


class KomponenITKP(Formulir):
    """One row per component of the year's model; scores on the scale of the component's maximum."""

    kode: Series[object] = kolom("Kode", Jenis.KODE, tetap=True, lebar=8)
    komponen: Series[object] = kolom("Komponen", Jenis.TEKS, wajib=False, tetap=True, lebar=46)
    maksimal: Series[object] = kolom("Nilai maksimal", Jenis.ANGKA, wajib=False, tetap=True)
    nilai: Series[object] = kolom(
        "Nilai", Jenis.ANGKA, minimum=Decimal(0), petunjuk="Nilai komponen menurut surat atau perhitungan sendiri."
    )
    keterangan: Series[object] = kolom("Keterangan", Jenis.TEKS, wajib=False, lebar=36)

    @aturan("G404", "nilai")
    def tidak_melebihi_maksimal(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return tidak_melebihi(bingkai, "nilai", "batas_baris")


class HitunganITKP(Formulir):
    """One row per score of the year's model that is computed from counts or budgets; the row's name has the unit."""

    kode: Series[object] = kolom("Kode", Jenis.KODE, wajib=False, tetap=True, lebar=8)
    komponen: Series[object] = kolom("Komponen", Jenis.TEKS, wajib=False, tetap=True, lebar=62)
    pembilang: Series[object] = kolom(
        "Pembilang", Jenis.ANGKA, minimum=Decimal(0), contoh="125", lebar=23, petunjuk="Yang tercapai:"
    )
    penyebut: Series[object] = kolom(
        "Penyebut", Jenis.ANGKA, minimum=Decimal(0), contoh="125", lebar=23, petunjuk="Pembandingnya:"
    )
    keterangan: Series[object] = kolom("Keterangan", Jenis.TEKS, wajib=False, lebar=36)

    @aturan("G404", "pembilang")
    def tidak_melebihi_maksimal(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return tidak_melebihi(bingkai, "pembilang", "batas_baris")


LEMBAR_ITKP = Lembar(
    nama="ITKP",
    judul="INDEKS TATA KELOLA PENGADAAN",
    pengantar=(
        "Isi nilai tiap komponen, atau cukup HASIL RESMI bila surat LKPP sudah terbit. "
        "Bila belum ada apa-apa, biarkan kosong dan pilih Belum rilis."
    ),
    iku="itkp",
    blok=(
        Blok("itkp", Bentuk.TABEL, KomponenITKP, judul="KOMPONEN", kunci="kode"),
        blok_hasil_resmi(),
        blok_laporan_tahunan(),
    ),
)

LEMBAR_ITKP_HITUNGAN = Lembar(
    nama="ITKP Hitungan",
    judul="HITUNGAN INDEKS TATA KELOLA PENGADAAN",
    pengantar=(
        "Boleh kosong. Jumlah dan nilai rupiah dari aplikasi pengadaan; nilai komponen dihitung sendiri dan "
        "dibandingkan dengan lembar ITKP."
    ),
    iku="itkp",
    opsional=True,
    blok=(
        Blok(
            "itkp_hitungan",
            Bentuk.TABEL,
            HitunganITKP,
            judul="PEMBILANG DAN PENYEBUT",
            kelompok="hitungan",
            kunci="kode",
            per_baris=True,
        ),
    ),
)
