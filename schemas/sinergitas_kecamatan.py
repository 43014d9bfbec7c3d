"""Sheet `Sinergitas Kecamatan`: the administrative score of each kecamatan."""

from decimal import Decimal

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, Lembar, aturan, bukan_pecahan, kolom, tidak_melebihi
from schemas.hasil_resmi import (
    BELUM_RILIS,
    SUDAH_RILIS,
    blok_laporan_tahunan,
    kolom_status_rilis,
    kolom_tahun_penilaian,
    tahun_sampai,
)
from schemas.nilai import Jenis


class SkorKecamatan(Formulir):
    """One row per kecamatan; an empty score means not assessed (yet)."""

    kode: Series[object] = kolom("Kode", Jenis.KODE, tetap=True, lebar=11)
    kecamatan: Series[object] = kolom("Kecamatan", Jenis.TEKS, wajib=False, tetap=True, lebar=22)
    skor: Series[object] = kolom(
        "Skor",
        Jenis.ANGKA,
        wajib=False,
        minimum=Decimal(0),
        batas="skor_maks",
        petunjuk="Skor Indikator Administrasi (Organisasional). Kosongkan bila belum dinilai.",
    )
    keterangan: Series[object] = kolom("Keterangan", Jenis.TEKS, wajib=False, lebar=40)

    @aturan("G423", "skor")
    def satu_skala(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return tidak_melebihi(bingkai, "skor", "batas_skor")

    @aturan("P314", "skor")
    def bukan_pecahan(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return bukan_pecahan(bingkai, "skor")


class PenilaianSinergitas(Formulir):
    """The pairs above the table."""

    status: Series[object] = kolom_status_rilis()
    tahun_penilaian: Series[object] = kolom_tahun_penilaian()
    berita_acara: Series[object] = kolom(
        "Nomor berita acara", Jenis.KODE, wajib=False, contoh="100/12/2025", petunjuk="Sebagai tulisan."
    )

    @aturan("G421", "tahun_penilaian")
    def tahun_tidak_di_depan(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return tahun_sampai(bingkai, 0)

    @aturan("G401", "berita_acara")
    def rilis_berberita_acara(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["status"] == BELUM_RILIS) | bingkai["berita_acara"].notna()


LEMBAR_SINERGITAS = Lembar(
    nama="Sinergitas Kecamatan",
    judul="SINERGITAS KECAMATAN",
    pengantar="Isi skor Indikator Administrasi (Organisasional) tiap kecamatan, semuanya pada skala yang sama.",
    iku="sinergitas_kecamatan",
    blok=(
        Blok(
            "sinergitas_penilaian",
            Bentuk.PASANGAN,
            PenilaianSinergitas,
            judul="PENILAIAN",
            status="status",
            status_ada=SUDAH_RILIS,
        ),
        Blok(
            "sinergitas_kecamatan",
            Bentuk.TABEL,
            SkorKecamatan,
            judul="SKOR KECAMATAN",
            kunci="kode",
            pengenal="kecamatan",
        ),
        blok_laporan_tahunan(),
    ),
)
