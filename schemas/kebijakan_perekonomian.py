"""Sheet `Kebijakan Perekonomian`: the list of the year's economic policies, planned and issued."""

from collections import Counter

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, Lembar, aturan, kolom
from schemas.hasil_resmi import blok_laporan_tahunan
from schemas.nilai import Jenis, kunci_banding

DITERBITKAN = "Diterbitkan"
YA, TIDAK = "Ya", "Tidak"
TANPA_NOMOR = "-"


class Kebijakan(Formulir):
    """One row per policy, the whole year up to the period's end."""

    no: Series[object] = kolom("No", Jenis.TEKS, wajib=False, tetap=True, lebar=5)
    nama: Series[object] = kolom("Nama kebijakan", Jenis.TEKS, contoh="nama kebijakan", lebar=48)
    jenis: Series[object] = kolom("Jenis", Jenis.PILIHAN, pilihan="jenis_kebijakan", lebar=22)
    bidang: Series[object] = kolom("Bidang", Jenis.PILIHAN, wajib=False, pilihan="bidang_kebijakan", lebar=24)
    direncanakan: Series[object] = kolom(
        "Direncanakan",
        Jenis.PILIHAN,
        pilihan=(YA, TIDAK),
        contoh=YA,
        petunjuk="Ya bila kebijakan ini ada dalam rencana tahun ini.",
    )
    dasar_rencana: Series[object] = kolom("Dasar rencana", Jenis.TEKS, wajib=False, lebar=24)
    status: Series[object] = kolom("Status", Jenis.PILIHAN, pilihan="status_kebijakan", lebar=16)
    nomor: Series[object] = kolom(
        "Nomor", Jenis.KODE, wajib=False, contoh="100.3.3.2/45/2025", lebar=22, petunjuk="Wajib bila sudah Diterbitkan."
    )
    tanggal: Series[object] = kolom(
        "Tanggal penetapan", Jenis.TANGGAL, wajib=False, contoh="17/03/2025", petunjuk="Wajib bila sudah Diterbitkan."
    )
    keterangan: Series[object] = kolom("Keterangan", Jenis.TEKS, wajib=False, lebar=30)

    @aturan("G401", "nomor")
    def terbit_bernomor(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["status"] != DITERBITKAN) | bingkai["nomor"].notna()

    @aturan("G401", "tanggal")
    def terbit_bertanggal(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["status"] != DITERBITKAN) | bingkai["tanggal"].notna()

    @aturan("P418", "tanggal")
    def terbit_dalam_periode(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return pd.Series(
            [
                status != DITERBITKAN or hari is None or (hari.year == akhir.year and hari <= akhir)
                for status, hari, akhir in zip(
                    bingkai["status"], bingkai["tanggal"], bingkai["akhir_periode"], strict=True
                )
            ],
            index=bingkai.index,
        )

    @aturan("P436", "nomor")
    def terbit_bukan_tanpa_nomor(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["status"] != DITERBITKAN) | (bingkai["nomor"] != TANPA_NOMOR)

    @aturan("G406", "nomor")
    def tidak_rangkap(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        kunci = [
            (kiriman, jenis, kunci_banding(nomor), hari.year) if nomor and nomor != TANPA_NOMOR and hari else None
            for kiriman, jenis, nomor, hari in zip(
                bingkai["kiriman"], bingkai["jenis"], bingkai["nomor"], bingkai["tanggal"], strict=True
            )
        ]
        banyak = Counter(kunci)
        return pd.Series([k is None or banyak[k] == 1 for k in kunci], index=bingkai.index)


LEMBAR_KEBIJAKAN = Lembar(
    nama="Kebijakan Perekonomian",
    judul="PENYEDIAAN KEBIJAKAN PEREKONOMIAN",
    pengantar=(
        "Satu baris untuk tiap kebijakan sejak 1 Januari sampai akhir periode, termasuk yang baru direncanakan."
    ),
    iku="kebijakan_perekonomian",
    blok=(
        Blok("kebijakan_perekonomian", Bentuk.TABEL, Kebijakan, baris_kosong=60),
        blok_laporan_tahunan(),
    ),
)
