"""The checks: one pandera call per block for all submissions at once, each failure a finding at its cell."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd
from pandera.errors import SchemaErrors

from schemas.formulir import AWALAN_BATAS, AWALAN_KEADAAN, AWALAN_SEL, Blok, Formulir, Isian
from schemas.kiriman import Kiriman
from schemas.nilai import Jenis, Keadaan
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import tanggal, tulis

_KODE_PANDERA = {"not_nullable": "G401", "greater_than_or_equal_to": "G402", "less_than_or_equal_to": "G403"}


class PemeriksaanRusak(RuntimeError):
    """A check itself failed: our error, never a finding."""


def periksa_isi(kiriman: Sequence[Kiriman], bingkai: Mapping[str, pd.DataFrame]) -> None:
    """Validate every frame and append the findings to the submissions they belong to.

    `bingkai` is `schemas.kiriman.bingkai(kiriman)`. Raises PemeriksaanRusak when a check crashes.
    """
    for nama, isi in bingkai.items():
        for blok, milik in _per_model(nama, kiriman, isi):
            for nomor, temuan in _periksa_blok(blok, milik):
                kiriman[nomor].temuan.append(temuan)


def _per_model(nama: str, kiriman: Sequence[Kiriman], isi: pd.DataFrame) -> Iterator[tuple[Blok, pd.DataFrame]]:
    """The rows of each variant of a block: a questionnaire has other items in another year, all else has one form."""
    variasi: dict[type[Formulir], tuple[Blok, list[int]]] = {}
    for nomor, satu in enumerate(kiriman):
        for (_, nama_blok), terisi in satu.blok.items():
            if nama_blok == nama:
                variasi.setdefault(terisi.blok.model, (terisi.blok, []))[1].append(nomor)
    for blok, nomor_kiriman in variasi.values():
        milik = isi if len(variasi) == 1 else isi[isi["kiriman"].isin(nomor_kiriman)].reset_index(drop=True)
        if len(milik):
            yield blok, milik


def _periksa_blok(blok: Blok, isi: pd.DataFrame) -> list[tuple[int, Temuan]]:
    kolom: dict[str, list[Any]] = {str(nama): isi[nama].tolist() for nama in isi.columns}

    def baris_ke(nomor: int) -> dict[str, Any]:
        """One row, made only when asked for: most rows of a good file never are."""
        return {nama: isi_kolom[nomor] for nama, isi_kolom in kolom.items()}

    hasil = []
    for indeks, kegagalan in groupby(sorted(_kegagalan(blok, isi)), key=itemgetter(0)):
        baris = baris_ke(indeks)
        for _, field, kode in kegagalan:
            if _berlaku(kode, blok, baris, field):
                hasil.append((int(baris["kiriman"]), _temuan(kode, blok, baris, field)))
    if blok.pemilih:
        hasil += _baris_bukan_pilihan(blok, [baris_ke(nomor) for nomor in range(len(isi))])
    return hasil


def _kegagalan(blok: Blok, isi: pd.DataFrame) -> set[tuple[int, str, str]]:
    """(row, field, code) of each failed check; a frame-wide check reports once per column, hence a set."""
    try:
        blok.model.validate(isi, lazy=True)
    except SchemaErrors as galat:
        kegagalan = set()
        for kasus in galat.failure_cases.to_dict(orient="records"):
            periksa = str(kasus["check"])
            if pd.isna(kasus["index"]):
                raise PemeriksaanRusak(f"{blok.nama}: {periksa}: {kasus['failure_case']}") from galat
            kode, _, field = periksa.partition(":")
            if not field:
                kode, field = _KODE_PANDERA[periksa.partition("(")[0]], str(kasus["column"])
            kegagalan.add((int(kasus["index"]), field, kode))
        return kegagalan
    return set()


def _berlaku(kode: str, blok: Blok, baris: Mapping[str, Any], field: str) -> bool:
    """Whether the failure is one of its own and not the echo of a cell that failed earlier or need not be filled."""
    keadaan = baris[AWALAN_KEADAAN + field]
    if kode == "G401":
        dipakai = baris["kelompok_baris"] is None or baris["kelompok_baris"] == baris["pilihan_baris"]
        return keadaan is Keadaan.KOSONG and dipakai and _diminta(blok, baris, field)
    return keadaan is not Keadaan.GALAT


def _diminta(blok: Blok, baris: Mapping[str, Any], field: str) -> bool:
    """Whether an empty cell is asked for: where another block stands in, never; where rows stand by themselves or a
    letter makes good for what nobody knows, only in a row that was begun.
    """
    if baris["tergantikan"]:
        return False
    if not blok.per_baris and not (blok.boleh_tak_diketahui and baris["ada_surat"]):
        return True
    wajib = [n for n, i in blok.isian.items() if i.wajib and not i.tetap and n not in baris["tetap_baris"]]
    return field in wajib and any(baris[AWALAN_KEADAAN + nama] is not Keadaan.KOSONG for nama in wajib)


def _baris_bukan_pilihan(blok: Blok, baris_bingkai: Sequence[Mapping[str, object]]) -> list[tuple[int, Temuan]]:
    """Cells filled in rows that the chosen method does not use."""
    hasil = []
    for baris in baris_bingkai:
        if baris["pilihan_baris"] is None or baris["kelompok_baris"] in (None, baris["pilihan_baris"]):
            continue
        for nama, isian in blok.isian.items():
            if not isian.tetap and isian.wajib and baris[AWALAN_KEADAAN + nama] is Keadaan.TERISI:
                hasil.append((int(str(baris["kiriman"])), _temuan("G424", blok, baris, nama)))
    return hasil


def _tampak(isian: Isian, isi: object) -> str:
    """A value in words; whole numbers without dots, since a year is one of them."""
    return f"{isi:f}" if isian.jenis is Jenis.BULAT and isinstance(isi, Decimal) else tulis(isi)


def _temuan(kode: str, blok: Blok, baris: Mapping[str, object], field: str) -> Temuan:
    isian = blok.isian[field]
    batas = _batas(kode, isian, baris, field)
    akhir = baris["akhir_periode"]
    return buat_temuan(
        kode,
        lembar=str(baris["lembar"]),
        sel=str(baris[AWALAN_SEL + field]) or None,
        ditemukan=None if kode == "G401" else _tampak(isian, baris[field]),
        label=isian.label,
        contoh=isian.contoh,
        kunci=baris["kunci_baris"],
        tahun=baris["tahun_laporan"] if kode in ("G421",) else baris["tahun"],
        batas="" if batas is None else _tampak(isian, batas),
        harapan=blok.status_ada if kode == "G409" else harapan(isian),
        awal=tanggal(akhir.replace(month=1, day=1)),  # type: ignore[attr-defined]
        akhir=tanggal(akhir),
        pemilih=baris["pilihan_baris"],
        metode_kuesioner=baris["metode_kuesioner"],
        label_pemilih={"metode": "Metode", "cara": "Cara pengisian"}.get(blok.pemilih or "", ""),
    )


def _batas(kode: str, isian: Isian, baris: Mapping[str, object], field: str) -> Decimal | None:
    if kode == "G402":
        return isian.minimum
    if kode == "G404":
        return baris["batas_baris"]  # type: ignore[return-value]
    if kode == "G403" and field == "diperoleh":
        return baris["tertinggi"]  # type: ignore[return-value]
    batas = baris.get(AWALAN_BATAS + field)
    return isian.maksimum if batas is None else batas  # type: ignore[return-value]


def harapan(isian: Isian) -> str:
    """What belongs into a cell, in words."""
    if isian.jenis is Jenis.PILIHAN:
        pilihan = isian.pilihan if isinstance(isian.pilihan, tuple) else ()
        return f"salah satu dari: {', '.join(pilihan)}" if pilihan else "salah satu pilihan pada daftarnya"
    jenis = "tulisan" if isian.jenis is Jenis.KODE else isian.jenis.value
    return f"{jenis}, misalnya {isian.contoh}" if isian.contoh != "83,25" or isian.jenis is Jenis.ANGKA else jenis
