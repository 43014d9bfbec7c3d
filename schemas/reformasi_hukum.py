"""Sheet `Reformasi Hukum`: four variables and the ministry's letter."""

from decimal import Decimal

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, Lembar, aturan, kolom
from schemas.hasil_resmi import blok_hasil_resmi, blok_laporan_tahunan
from schemas.nilai import Jenis


class VariabelReformasiHukum(Formulir):
    """One row per variable: score obtained and highest attainable, weight in percent."""

    variabel: Series[object] = kolom("Variabel", Jenis.TEKS, tetap=True, lebar=58)
    bobot: Series[object] = kolom("Bobot", Jenis.ANGKA, wajib=False, tetap=True, lebar=9)
    diperoleh: Series[object] = kolom("Nilai diperoleh", Jenis.ANGKA, minimum=Decimal(0))
    tertinggi: Series[object] = kolom("Nilai tertinggi", Jenis.ANGKA, minimum=Decimal(0))
    keterangan: Series[object] = kolom("Keterangan", Jenis.TEKS, wajib=False, lebar=36)

    @aturan("G430", "tertinggi")
    def pembagi_bukan_nol(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return pd.Series([t is None or t != 0 for t in bingkai["tertinggi"]], index=bingkai.index)

    @aturan("G403", "diperoleh")
    def tidak_melebihi_tertinggi(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return pd.Series(
            [
                d is None or t is None or t == 0 or d <= t
                for d, t in zip(bingkai["diperoleh"], bingkai["tertinggi"], strict=True)
            ],
            index=bingkai.index,
        )


LEMBAR_REFORMASI_HUKUM = Lembar(
    nama="Reformasi Hukum",
    judul="INDEKS REFORMASI HUKUM",
    pengantar="Isi nilai tiap variabel bila diketahui, atau cukup HASIL RESMI dari surat Kementerian.",
    iku="reformasi_hukum",
    blok=(
        Blok(
            "reformasi_hukum",
            Bentuk.TABEL,
            VariabelReformasiHukum,
            judul="VARIABEL",
            kunci="variabel",
            boleh_tak_diketahui=True,
        ),
        blok_hasil_resmi(),
        blok_laporan_tahunan(),
    ),
)
