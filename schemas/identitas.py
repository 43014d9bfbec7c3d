"""Sheet `Identitas`: who reports what month."""

import re
from decimal import Decimal

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, Lembar, aturan, kolom
from schemas.nilai import Jenis

YA, TIDAK = "Ya", "Tidak"


class Identitas(Formulir):
    """One row per submission."""

    bagian: Series[object] = kolom("Bagian", Jenis.TEKS, tetap=True, petunjuk="Sudah terisi.")
    periode: Series[object] = kolom(
        "Periode", Jenis.PERIODE, sebulan=True, contoh="2025-12", petunjuk="Bulan yang dilaporkan, misalnya 2025-12."
    )
    pengiriman_ke: Series[object] = kolom(
        "Pengiriman ke-",
        Jenis.BULAT,
        wajib=False,
        sebulan=True,
        minimum=Decimal(1),
        maksimum=Decimal(99),
        desimal=0,
        contoh="1",
        petunjuk="1 untuk kiriman pertama bulan ini, 2 untuk perbaikannya, dan seterusnya.",
    )
    nama_penyusun: Series[object] = kolom("Nama penyusun", Jenis.TEKS, contoh="nama lengkap")
    nip_penyusun: Series[object] = kolom(
        "NIP penyusun",
        Jenis.KODE,
        contoh="18 angka",
        petunjuk="18 angka, boleh berspasi. “-” bila tidak mempunyai NIP.",
    )
    jabatan_penyusun: Series[object] = kolom("Jabatan penyusun", Jenis.TEKS, contoh="jabatan")
    tanggal_penyusunan: Series[object] = kolom(
        "Tanggal penyusunan", Jenis.TANGGAL, sebulan=True, contoh="31/12/2025", petunjuk="hari/bulan/tahun"
    )
    tidak_ada_perubahan: Series[object] = kolom(
        "Tidak ada perubahan sejak bulan lalu",
        Jenis.PILIHAN,
        sebulan=True,
        pilihan=(YA, TIDAK),
        contoh=TIDAK,
        petunjuk="Ya bila tidak ada yang berubah sejak laporan bulan lalu.",
    )
    disetujui_oleh: Series[object] = kolom(
        "Disetujui oleh", Jenis.TEKS, wajib=False, petunjuk="Nama Kepala Bagian. Boleh kosong."
    )
    nip_kepala: Series[object] = kolom(
        "NIP Kepala Bagian", Jenis.KODE, wajib=False, petunjuk="18 angka, boleh berspasi. Boleh kosong."
    )
    catatan: Series[object] = kolom("Catatan", Jenis.TEKS, wajib=False, sebulan=True, petunjuk="Boleh kosong.")

    @aturan("G428", "nip_penyusun")
    def nip_penyusun_lengkap(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return bingkai["nip_penyusun"].map(nip_layak).astype(bool)

    @aturan("G428", "nip_kepala")
    def nip_kepala_lengkap(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return bingkai["nip_kepala"].map(nip_layak).astype(bool)


def nip_layak(nip: str | None) -> bool:
    """18 digits, blanks allowed; "-" and nothing are fair."""
    return nip is None or nip == "-" or bool(re.fullmatch(r"\d{18}", re.sub(r"\s", "", nip)))


LEMBAR_IDENTITAS = Lembar(
    nama="Identitas",
    judul="IDENTITAS PENYAMPAIAN",
    pengantar="Isi sel berwarna kuning.",
    blok=(Blok("identitas", Bentuk.PASANGAN, Identitas, kelompok="identitas"),),
)
