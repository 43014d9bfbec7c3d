"""Sheets `Kesalehan Sosial` and `Kuesioner IKS`: dimension scores, the questionnaire itself, or the official result."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pandas as pd
from pandera.typing import Series

from schemas.acuan import Acuan, Butir
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
        wajib=False,
        minimum=Decimal(1),
        desimal=0,
        contoh="400",
        petunjuk="Banyaknya responden survei. Bila lembar Kuesioner IKS diisi, boleh kosong: dihitung sendiri.",
    )

    @aturan("G401", "jumlah_responden")
    def berjumlah_bila_tanpa_kuesioner(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["baris_lembar_lain"] > 0) | bingkai["jumlah_responden"].notna()

    @aturan("G451", "metode")
    def sesuai_kuesioner(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (
            (bingkai["baris_lembar_lain"] == 0)
            | bingkai["metode"].isna()
            | (bingkai["metode"] == bingkai["metode_kuesioner"])
        )


class KuesionerIKS(Formulir):
    """One row per respondent: a running number, then one column per item of the year (see `model_kuesioner`)."""

    no: Series[object] = kolom("No", Jenis.TEKS, wajib=False, tetap=True, lebar=6)


AWALAN_BUTIR = "butir_"


def nama_butir(kode: str) -> str:
    """The field of an item."""
    return AWALAN_BUTIR + kode.lower()


@cache
def model_kuesioner(butir: tuple[Butir, ...]) -> type[KuesionerIKS]:
    """The form of a questionnaire with these items: whole answers within the scale; empty means not answered."""
    isian = {
        nama_butir(satu.kode): kolom(
            f"{satu.kode} {satu.teks}",
            Jenis.BULAT,
            wajib=False,
            minimum=satu.terkecil,
            maksimum=satu.terbesar,
            desimal=0,
            contoh=f"{satu.terbesar - 1}",
            lebar=16,
            petunjuk=f"Jawaban {satu.terkecil} sampai {satu.terbesar}. Kosongkan bila tidak dijawab.",
        )
        for satu in butir
    }
    ruang = {"__module__": __name__, "__annotations__": dict.fromkeys(isian, Series[object]), **isian}
    return type(KuesionerIKS.__name__, (KuesionerIKS,), ruang)


def _susun_kuesioner(lembar: Lembar, acuan: Acuan) -> Lembar | None:
    if acuan.kuesioner is None:
        return None
    (blok,) = lembar.blok
    pengantar = lembar.pengantar
    if acuan.kuesioner.contoh:
        pengantar = f"CONTOH: butir di lembar ini hanya contoh, bukan butir resmi Kementerian Agama. {pengantar}"
    return replace(lembar, pengantar=pengantar, blok=(replace(blok, model=model_kuesioner(acuan.kuesioner.butir)),))


KUESIONER = "kuesioner_iks"

LEMBAR_KESALEHAN = Lembar(
    nama="Kesalehan Sosial",
    judul="INDEKS KESALEHAN SOSIAL",
    pengantar="Isi skor dimensi menurut metode yang dipakai (atau lembar Kuesioner IKS), atau cukup HASIL RESMI.",
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
            pengganti=KUESIONER,
        ),
        blok_hasil_resmi(),
        blok_laporan_tahunan(),
    ),
)

LEMBAR_KUESIONER = Lembar(
    nama="Kuesioner IKS",
    judul="JAWABAN KUESIONER KESALEHAN SOSIAL",
    pengantar="Hanya bila skor dimensi dihitung dari kuesioner. Satu baris untuk tiap responden.",
    iku="kesalehan_sosial",
    opsional=True,
    susun=_susun_kuesioner,
    blok=(Blok(KUESIONER, Bentuk.TABEL, KuesionerIKS, baris_kosong=1000),),
)
