"""Sheet `Kesalehan Sosial`: dimension scores of the survey, or the official result."""

from decimal import Decimal

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, Lembar, aturan, bukan_pecahan, kolom
from schemas.hasil_resmi import blok_hasil_resmi, blok_laporan_tahunan
from schemas.nilai import Jenis


class DimensiKesalehan(Formulir):
    """One row per dimension; those of the chosen method are filled, 0 to 100."""

    dimensi: Series[object] = kolom("Dimensi", Jenis.TEKS, tetap=True, lebar=44)
    skor: Series[object] = kolom(
        "Skor", Jenis.ANGKA, minimum=Decimal(0), maksimum=Decimal(100), petunjuk="Skor dimensi, 0 sampai 100."
    )
    keterangan: Series[object] = kolom("Keterangan", Jenis.TEKS, wajib=False, lebar=40)

    @aturan("P314", "skor")
    def bukan_pecahan(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return bukan_pecahan(bingkai, "skor")


class SurveiKesalehan(Formulir):
    """The pairs above the table."""

    metode: Series[object] = kolom(
        "Metode",
        Jenis.PILIHAN,
        pilihan="metode_kesalehan",
        contoh="KEMENAG5",
        petunjuk="KEMENAG5: lima dimensi Kementerian Agama. JATIM2: dua dimensi Provinsi Jawa Timur.",
    )
    jumlah_responden: Series[object] = kolom(
        "Jumlah responden",
        Jenis.BULAT,
        minimum=Decimal(1),
        desimal=0,
        contoh="400",
        petunjuk="Banyaknya responden survei.",
    )


LEMBAR_KESALEHAN = Lembar(
    nama="Kesalehan Sosial",
    judul="INDEKS KESALEHAN SOSIAL",
    pengantar="Isi skor dimensi menurut metode yang dipakai, atau cukup HASIL RESMI.",
    iku="kesalehan_sosial",
    blok=(
        Blok("kesalehan_survei", Bentuk.PASANGAN, SurveiKesalehan, judul="SURVEI"),
        Blok(
            "kesalehan_sosial",
            Bentuk.TABEL,
            DimensiKesalehan,
            judul="SKOR DIMENSI",
            kunci="dimensi",
            pemilih="metode",
        ),
        blok_hasil_resmi(),
        blok_laporan_tahunan(),
    ),
)
