"""HASIL RESMI, the letter of the outside body, and the three texts for the yearly report; both on several sheets."""

from decimal import Decimal
from typing import Any

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, aturan, bukan_pecahan, kolom, tidak_melebihi
from schemas.nilai import Jenis

HASIL_RESMI = "hasil_resmi"
SUDAH_RILIS = "Sudah rilis"
BELUM_RILIS = "Belum rilis"
SKALA_LIMA = "pelayanan_publik"  # the one index some offices print on 0-100 instead of 0-5: its own finding


def kolom_status_rilis() -> Any:
    return kolom(
        "Status rilis",
        Jenis.PILIHAN,
        wajib=False,
        pilihan=(SUDAH_RILIS, BELUM_RILIS),
        petunjuk="Sudah rilis bila surat hasilnya sudah terbit. Bila belum, pilih Belum rilis dan kosongkan sisanya.",
    )


def kolom_tahun_penilaian() -> Any:
    return kolom(
        "Tahun penilaian",
        Jenis.BULAT,
        minimum=Decimal(2018),
        maksimum=Decimal(2100),
        desimal=0,
        mendahului=True,
        contoh="2025",
        petunjuk="Tahun yang dinilai, bukan tahun terbitnya surat.",
    )


class HasilResmi(Formulir):
    """One row per sheet and submission: the official value, as the letter prints it."""

    status: Series[object] = kolom_status_rilis()
    tahun_penilaian: Series[object] = kolom_tahun_penilaian()
    nilai: Series[object] = kolom(
        "Nilai resmi",
        Jenis.ANGKA,
        minimum=Decimal(0),
        batas="nilai_resmi",
        petunjuk="Nilai akhir persis seperti tertulis pada surat.",
    )
    predikat: Series[object] = kolom(
        "Predikat resmi", Jenis.TEKS, wajib=False, petunjuk="Predikat persis seperti tertulis pada surat. Boleh kosong."
    )
    instansi: Series[object] = kolom(
        "Instansi penerbit",
        Jenis.TEKS,
        wajib=False,
        mendahului=True,
        petunjuk="Lembaga yang menerbitkan hasil. Boleh kosong.",
    )
    nomor_surat: Series[object] = kolom(
        "Nomor surat", Jenis.KODE, contoh="123/D.3/01/2026", petunjuk="Nomor surat hasil penilaian, sebagai tulisan."
    )
    tanggal_surat: Series[object] = kolom(
        "Tanggal surat", Jenis.TANGGAL, contoh="15/01/2026", petunjuk="hari/bulan/tahun"
    )
    berkas_bukti: Series[object] = kolom(
        "Nama berkas bukti",
        Jenis.TEKS,
        wajib=False,
        petunjuk="Nama PDF surat yang ditaruh di folder yang sama. Boleh kosong.",
    )

    @aturan("G421", "tahun_penilaian")
    def tahun_tidak_di_depan(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return tahun_sampai(bingkai, 0)

    @aturan("G403", "nilai")
    def dalam_skala(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["iku"] == SKALA_LIMA) | tidak_melebihi(bingkai, "nilai", "batas_nilai")

    @aturan("G405", "nilai")
    def dalam_skala_lima(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["iku"] != SKALA_LIMA) | tidak_melebihi(bingkai, "nilai", "batas_nilai")

    @aturan("P314", "nilai")
    def bukan_pecahan(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["iku"] == SKALA_LIMA) | bukan_pecahan(bingkai, "nilai")

    @aturan("G409", "status")
    def status_sesuai_nilai(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return pd.Series(
            [
                not (s == BELUM_RILIS and n is not None)
                for s, n in zip(bingkai["status"], bingkai["nilai"], strict=True)
            ],
            index=bingkai.index,
        )


def tahun_sampai(bingkai: pd.DataFrame, selisih: int) -> "pd.Series[bool]":
    """True where `tahun_penilaian` is at most the year of the period plus `selisih` (or not known)."""
    return pd.Series(
        [
            t is None or t <= laporan + selisih
            for t, laporan in zip(bingkai["tahun_penilaian"], bingkai["tahun_laporan"], strict=True)
        ],
        index=bingkai.index,
    )


class LaporanTahunan(Formulir):
    """What the bagian writes for the yearly performance report."""

    faktor_pendukung: Series[object] = kolom(
        "Faktor pendukung", Jenis.TEKS, wajib=False, petunjuk="Untuk laporan kinerja tahunan. Boleh kosong."
    )
    faktor_penghambat: Series[object] = kolom(
        "Faktor penghambat", Jenis.TEKS, wajib=False, petunjuk="Untuk laporan kinerja tahunan. Boleh kosong."
    )
    rencana: Series[object] = kolom(
        "Rencana tindak lanjut", Jenis.TEKS, wajib=False, petunjuk="Untuk laporan kinerja tahunan. Boleh kosong."
    )


def blok_hasil_resmi() -> Blok:
    return Blok(
        HASIL_RESMI,
        Bentuk.PASANGAN,
        HasilResmi,
        judul="HASIL RESMI",
        kelompok=HASIL_RESMI,
        status="status",
        status_ada=SUDAH_RILIS,
    )


def blok_laporan_tahunan() -> Blok:
    return Blok(
        "laporan_tahunan",
        Bentuk.PASANGAN,
        LaporanTahunan,
        judul="UNTUK LAPORAN KINERJA TAHUNAN (BOLEH KOSONG)",
        kelompok="laporan_tahunan",
    )
