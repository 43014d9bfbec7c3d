"""Sheet `Pelayanan Publik`: units with F02 and F03, or the official index (indikator tujuan)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd
from pandera.typing import Series

from schemas.acuan import Acuan
from schemas.formulir import AWALAN_BATAS, Bentuk, Blok, Formulir, Lembar, aturan, kolom, tidak_melebihi
from schemas.hasil_resmi import blok_hasil_resmi, blok_laporan_tahunan
from schemas.nilai import Jenis, kunci_banding


class UnitPelayanan(Formulir):
    """One row per service unit; F02 and F03 on 0 to 5."""

    unit: Series[object] = kolom("Unit", Jenis.TEKS, contoh="nama unit", lebar=44)
    f02: Series[object] = kolom(
        "F02",
        Jenis.ANGKA,
        wajib=False,
        minimum=Decimal(0),
        batas="skala",
        contoh="4,21",
        petunjuk="Nilai evaluator, 0 sampai 5. Boleh kosong bila keenam aspeknya diisi.",
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


def nama_aspek(nomor: int) -> str:
    """The field of the n-th aspect of F02."""
    return f"aspek_{nomor}"


@cache
def model_unit(aspek: tuple[str, ...]) -> type[UnitPelayanan]:
    """The form of a unit with the aspects of a year: F02 or all of its aspects, 0 to 5 each."""
    bidang = {
        nama_aspek(nomor): kolom(
            nama,
            Jenis.ANGKA,
            wajib=False,
            opsional=True,
            bagian_dari="f02",
            minimum=Decimal(0),
            batas="skala",
            contoh="4,21",
            petunjuk="Nilai aspek F02, 0 sampai 5. Boleh kosong; bila diisi, semua aspek.",
        )
        for nomor, nama in enumerate(aspek, start=1)
    }
    periksa: dict[str, Any] = {"f02_atau_aspek": aturan("G401", "f02")(_f02_atau(tuple(bidang)))}
    for nama in bidang:
        periksa[f"{nama}_lengkap"] = aturan("G401", nama)(_lengkap(nama, tuple(bidang)))
        periksa[f"{nama}_skala_lima"] = aturan("G405", nama)(_skala_lima(nama))
    ruang = {"__module__": __name__, "__annotations__": dict.fromkeys(bidang, Series[object]), **bidang, **periksa}
    return type(UnitPelayanan.__name__, (UnitPelayanan,), ruang)


Periksa = Callable[[Any, pd.DataFrame], "pd.Series[bool]"]


def _f02_atau(aspek: tuple[str, ...]) -> Periksa:
    def f02_atau_aspek(cls: Any, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        ada_aspek = bingkai[list(aspek)].notna().any(axis=1)  # what is missing of them has its own finding
        return bingkai["f02"].notna() | ada_aspek

    return f02_atau_aspek


def _lengkap(nama: str, aspek: tuple[str, ...]) -> Periksa:
    def aspek_lengkap(cls: Any, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return bingkai[nama].notna() | ~bingkai[list(aspek)].notna().any(axis=1)

    return aspek_lengkap


def _skala_lima(nama: str) -> Periksa:
    def aspek_skala_lima(cls: Any, bingkai: pd.DataFrame) -> "pd.Series[bool]":
        return tidak_melebihi(bingkai, nama, AWALAN_BATAS + nama)

    return aspek_skala_lima


def _susun_unit(lembar: Lembar, acuan: Acuan) -> Lembar:
    blok = tuple(replace(b, model=model_unit(acuan.aspek)) if b.model is UnitPelayanan else b for b in lembar.blok)
    return replace(lembar, blok=blok)


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
    pengantar="Isi F02 tiap unit (atau semua aspeknya) dan F03, atau cukup HASIL RESMI. Semua nilai 0 sampai 5.",
    iku="pelayanan_publik",
    susun=_susun_unit,
    blok=(
        Blok("pelayanan_evaluasi", Bentuk.PASANGAN, EvaluasiPelayanan, judul="EVALUASI"),
        Blok("pelayanan_publik", Bentuk.TABEL, UnitPelayanan, judul="UNIT PELAYANAN", baris_kosong=120),
        blok_hasil_resmi(),
        blok_laporan_tahunan(),
    ),
)
