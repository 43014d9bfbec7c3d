"""Sheets `SKM` and `SKM Responden`: the satisfaction survey, as a recap or respondent by respondent."""

from decimal import Decimal
from typing import Any

import pandas as pd
from pandera.typing import Series

from schemas.formulir import Bentuk, Blok, Formulir, Lembar, aturan, kolom
from schemas.hasil_resmi import blok_laporan_tahunan
from schemas.nilai import Jenis

SUDAH_DILAKSANAKAN = "Sudah dilaksanakan"
BELUM_DILAKSANAKAN = "Belum dilaksanakan"
REKAP = "Rekap"
RESPONDEN = "Responden"
IKM_TERKECIL, IKM_TERBESAR = Decimal(25), Decimal(100)  # the scale of an IKM, PermenPANRB 14/2017


class SurveiSKM(Formulir):
    """The pairs above the table."""

    status: Series[object] = kolom(
        "Status survei",
        Jenis.PILIHAN,
        wajib=False,
        pilihan=(SUDAH_DILAKSANAKAN, BELUM_DILAKSANAKAN),
        petunjuk="Bila survei belum dilaksanakan, pilih Belum dilaksanakan dan kosongkan sisanya.",
    )
    periode_survei: Series[object] = kolom(
        "Periode survei",
        Jenis.TEKS,
        mendahului=True,
        contoh="Semester II 2025",
        petunjuk="Misalnya Semester II 2025.",
    )
    cara: Series[object] = kolom(
        "Cara pengisian",
        Jenis.PILIHAN,
        pilihan=(REKAP, RESPONDEN),
        mendahului=True,
        contoh=REKAP,
        petunjuk="Rekap: isi NRR di lembar ini. Responden: isi lembar SKM Responden, NRR dihitung sendiri.",
    )
    jumlah_responden: Series[object] = kolom(
        "Jumlah responden",
        Jenis.BULAT,
        wajib=False,
        minimum=Decimal(1),
        desimal=0,
        contoh="120",
        petunjuk="Wajib untuk Rekap; untuk Responden dihitung sendiri.",
    )
    jumlah_populasi: Series[object] = kolom(
        "Jumlah populasi",
        Jenis.BULAT,
        wajib=False,
        minimum=Decimal(1),
        desimal=0,
        mendahului=True,
        contoh="500",
        petunjuk="Banyaknya penerima layanan. Boleh kosong.",
    )

    @aturan("G401", "jumlah_responden")
    def rekap_berjumlah(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["cara"] != REKAP) | bingkai["jumlah_responden"].notna()

    @aturan("G409", "status")
    def status_sesuai_nilai(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["status"] != BELUM_DILAKSANAKAN) | ~bingkai["tabel_terisi"].astype(bool)

    @aturan("G425", "cara")
    def ada_responden(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return (bingkai["cara"] != RESPONDEN) | (bingkai["baris_lembar_lain"] > 0)


class RekapSKM(Formulir):
    """One row per unsur: NRR, the mean answer, 1.00 to 4.00."""

    kode: Series[object] = kolom("Kode", Jenis.KODE, wajib=False, tetap=True, lebar=8)
    unsur: Series[object] = kolom("Unsur pelayanan", Jenis.TEKS, tetap=True, lebar=52)
    nrr: Series[object] = kolom(
        "NRR",
        Jenis.ANGKA,
        minimum=Decimal(1),
        maksimum=Decimal(4),
        desimal=3,
        contoh="3,45",
        petunjuk="Nilai rata-rata unsur, 1,00 sampai 4,00. Layanan gratis: biaya/tarif diisi 4.",
    )

    @aturan("I456", "nrr")
    def bukan_skala_seratus(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return pd.Series(
            [n is None or not IKM_TERKECIL <= n <= IKM_TERBESAR for n in bingkai["nrr"]], index=bingkai.index
        )


def _jawaban(label: str, *, boleh_strip: bool = False) -> Any:
    return kolom(
        label,
        Jenis.BULAT,
        wajib=False,
        boleh_strip=boleh_strip,
        minimum=Decimal(1),
        maksimum=Decimal(4),
        desimal=0,
        contoh="4",
        lebar=13,
        petunjuk="Jawaban 1, 2, 3 atau 4. Kosongkan bila tidak dijawab.",
    )


class RespondenSKM(Formulir):
    """One row per respondent: date, service and nine answers (whole, 1 to 4; empty when not answered)."""

    no: Series[object] = kolom("No", Jenis.TEKS, wajib=False, tetap=True, lebar=6)
    tanggal: Series[object] = kolom("Tanggal", Jenis.TANGGAL, contoh="17/11/2025")
    layanan: Series[object] = kolom("Jenis layanan", Jenis.TEKS, contoh="nama layanan", lebar=26)
    u1: Series[object] = _jawaban("Persyaratan")
    u2: Series[object] = _jawaban("Sistem, mekanisme, dan prosedur")
    u3: Series[object] = _jawaban("Waktu penyelesaian")
    u4: Series[object] = _jawaban("Biaya/tarif", boleh_strip=True)
    u5: Series[object] = _jawaban("Produk spesifikasi jenis pelayanan")
    u6: Series[object] = _jawaban("Kompetensi pelaksana")
    u7: Series[object] = _jawaban("Perilaku pelaksana")
    u8: Series[object] = _jawaban("Penanganan pengaduan, saran dan masukan")
    u9: Series[object] = _jawaban("Sarana dan prasarana")

    @aturan("G407", "tanggal")
    def dalam_rentang(cls, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return pd.Series(
            [
                hari is None or akhir.replace(month=1, day=1) <= hari <= akhir
                for hari, akhir in zip(bingkai["tanggal"], bingkai["akhir_periode"], strict=True)
            ],
            index=bingkai.index,
        )


UNSUR = {
    f"U{n}": isian_.label for n, isian_ in enumerate(list(Blok("", Bentuk.TABEL, RespondenSKM).isian.values())[3:], 1)
}

LEMBAR_SKM = Lembar(
    nama="SKM",
    judul="SURVEI KEPUASAN MASYARAKAT",
    pengantar="Isi rekap hasil survei di lembar ini, atau jawaban tiap responden di lembar SKM Responden.",
    iku="kepuasan_masyarakat",
    blok=(
        Blok(
            "skm_survei",
            Bentuk.PASANGAN,
            SurveiSKM,
            judul="SURVEI",
            status="status",
            status_ada=SUDAH_DILAKSANAKAN,
        ),
        Blok("skm", Bentuk.TABEL, RekapSKM, judul="REKAP NILAI RATA-RATA UNSUR", kunci="unsur", pemilih="cara"),
        blok_laporan_tahunan(),
    ),
)

LEMBAR_SKM_RESPONDEN = Lembar(
    nama="SKM Responden",
    judul="JAWABAN RESPONDEN",
    pengantar="Hanya bila Cara pengisian = Responden. Satu baris untuk tiap responden; jawaban 1 sampai 4.",
    iku="kepuasan_masyarakat",
    blok=(Blok("skm_responden", Bentuk.TABEL, RespondenSKM, baris_kosong=1000),),
)
