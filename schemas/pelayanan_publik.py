"""Sheet `Pelayanan Publik`: units with F02 and F03, or the official index (indikator tujuan)."""

from collections import Counter
from decimal import Decimal

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, Lembar, aturan, kolom, tidak_melebihi
from schemas.hasil_resmi import blok_hasil_resmi, blok_laporan_tahunan
from schemas.nilai import Jenis, kunci_banding


class UnitPelayanan(Formulir):
    """One row per service unit; F02 and F03 on 0 to 5."""

    unit: Series[object] = kolom("Unit", Jenis.TEKS, contoh="nama unit", lebar=44)
    f02: Series[object] = kolom(
        "F02", Jenis.ANGKA, minimum=Decimal(0), batas="skala", contoh="4,21", petunjuk="Nilai evaluator, 0 sampai 5."
    )
    f03: Series[object] = kolom(
        "F03",
        Jenis.ANGKA,
        minimum=Decimal(0),
        batas="skala",
        contoh="4,35",
        petunjuk="Nilai pengguna layanan, 0 sampai 5.",
    )
    jumlah_responden: Series[object] = kolom(
        "Jumlah responden", Jenis.BULAT, minimum=Decimal(0), desimal=0, contoh="30", petunjuk="Responden F03."
    )

    @aturan("G405", "f02")
    def f02_skala_lima(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return tidak_melebihi(bingkai, "f02", "batas_f02")

    @aturan("G405", "f03")
    def f03_skala_lima(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return tidak_melebihi(bingkai, "f03", "batas_f03")

    @aturan("G429", "unit")
    def unit_tidak_rangkap(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        kunci = [
            (kiriman, kunci_banding(unit)) if unit else None
            for kiriman, unit in zip(bingkai["kiriman"], bingkai["unit"], strict=True)
        ]
        banyak = Counter(kunci)
        return pd.Series([k is None or banyak[k] == 1 for k in kunci], index=bingkai.index)


class EvaluasiPelayanan(Formulir):
    """The pair above the table."""

    jenis: Series[object] = kolom(
        "Jenis",
        Jenis.PILIHAN,
        pilihan=("MANDIRI", "NASIONAL"),
        contoh="MANDIRI",
        petunjuk="MANDIRI: seluruh unit, evaluasi sendiri. NASIONAL: unit contoh, evaluasi Kementerian PANRB.",
    )


LEMBAR_PELAYANAN_PUBLIK = Lembar(
    nama="Pelayanan Publik",
    judul="INDEKS PELAYANAN PUBLIK",
    pengantar="Isi nilai tiap unit, atau cukup HASIL RESMI. Semua nilai pada skala 0 sampai 5.",
    iku="pelayanan_publik",
    blok=(
        Blok("pelayanan_evaluasi", Bentuk.PASANGAN, EvaluasiPelayanan, judul="EVALUASI"),
        Blok("pelayanan_publik", Bentuk.TABEL, UnitPelayanan, judul="UNIT PELAYANAN", baris_kosong=120),
        blok_hasil_resmi(),
        blok_laporan_tahunan(),
    ),
)
