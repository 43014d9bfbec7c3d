"""A submission as read: who, which month, and the typed cells of every block, each with its address.

`bingkai` lays the blocks of many submissions side by side: one frame per block, one row per table row (or per
submission, for pairs). Beside the fields a frame carries, per row:

`kiriman` (number of the submission), `bagian`, `berkas`, `sha256`, `iku`, `lembar` : where it comes from;
`sel_<field>`, `keadaan_<field>` : the cell's address and state;
`tahun` (assessment year), `tahun_laporan`, `akhir_periode` : the time it speaks of;
`kunci_baris`, `kelompok_baris`, `batas_baris`, `tetap_baris`, `pilihan_baris` : the key row, the choice it belongs to,
its limit, the fields it has prefilled, the choice made; `batas_<field>` : limits of the year;
`tabel_terisi`, `baris_lembar_lain` : whether the tables of the group hold anything, rows on the form's other sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from schemas.acuan import Acuan, BarisKunci
from schemas.formulir import AWALAN_BATAS, AWALAN_KEADAAN, AWALAN_SEL, Bentuk, Blok, Lembar
from schemas.nilai import Keadaan, Nilai
from schemas.periode import Periode
from schemas.temuan import Temuan

Baris = Mapping[str, Nilai]


@dataclass(frozen=True)
class BlokTerisi:
    """A block with its rows. `kunci` holds, row by row, the key row it answers to (None in tables without keys)."""

    blok: Blok
    lembar: Lembar
    acuan: Acuan
    baris: tuple[Baris, ...]
    kunci: tuple[BarisKunci | None, ...]
    tersentuh: bool


@dataclass
class Kiriman:
    """One submitted workbook. `bagian` and `periode` are None when the file did not get that far.

    `blok`: the blocks by (sheet name, block name). `temuan` grows as the steps go on.
    """

    berkas: str
    sha256: str
    bagian: str | None = None
    periode: Periode | None = None
    formulir: tuple[str, ...] = ()
    blok: dict[tuple[str, str], BlokTerisi] = field(default_factory=dict)
    temuan: list[Temuan] = field(default_factory=list)

    @property
    def diterima(self) -> bool:
        return not any(t.memblokir for t in self.temuan)

    def pasangan(self, blok: str, nama: str, lembar: str | None = None) -> Nilai | None:
        """The cell of a pair, by block and field (and sheet, where the block is on several)."""
        for (nama_lembar, nama_blok), terisi in self.blok.items():
            if nama_blok == blok and lembar in (None, nama_lembar) and terisi.baris:
                return terisi.baris[0].get(nama)
        return None

    @property
    def pengiriman_ke(self) -> int:
        """The bagian's own number of the submission; empty is 1."""
        nilai = self.pasangan("identitas", "pengiriman_ke")
        return int(nilai.isi) if nilai and isinstance(nilai.isi, Decimal) else 1


def bingkai(kiriman: Sequence[Kiriman]) -> dict[str, pd.DataFrame]:
    """Block name -> frame of object columns over all submissions; untouched blocks give no rows."""
    per_blok: dict[str, list[tuple[int, Kiriman, BlokTerisi]]] = {}
    for nomor, satu in enumerate(kiriman):
        for (_, nama), terisi in satu.blok.items():
            if terisi.tersentuh and satu.periode is not None:
                per_blok.setdefault(nama, []).append((nomor, satu, terisi))
    baris = {
        nama: [r for nomor, satu, terisi in isi for r in _baris_bingkai(nomor, satu, terisi)]
        for nama, isi in per_blok.items()
    }
    return {nama: pd.DataFrame(isi, dtype=object) for nama, isi in baris.items() if isi}


def _baris_bingkai(nomor: int, satu: Kiriman, terisi: BlokTerisi) -> Iterable[dict[str, object]]:
    assert satu.periode is not None
    isian = terisi.blok.isian
    umum: dict[str, object] = {
        "kiriman": nomor,
        "bagian": satu.bagian,
        "berkas": satu.berkas,
        "sha256": satu.sha256,
        "iku": terisi.lembar.iku,
        "lembar": terisi.lembar.nama,
        "tahun": terisi.acuan.tahun,
        "tahun_laporan": satu.periode.tahun,
        "akhir_periode": satu.periode.akhir,
        "pilihan_baris": _pilihan(satu, terisi),
        "tabel_terisi": _tabel_terisi(satu, terisi),
        "baris_lembar_lain": _baris_lembar_lain(satu, terisi),
    }
    for nama, satu_isian in isian.items():
        if satu_isian.batas:
            umum[AWALAN_BATAS + nama] = batas(terisi.acuan, terisi.lembar, satu_isian.batas)
    for baris, kunci in zip(terisi.baris, terisi.kunci, strict=True):
        catatan = dict(umum)
        catatan["kunci_baris"] = kunci.kunci if kunci else None
        catatan["kelompok_baris"] = kunci.kelompok if kunci else None
        catatan["batas_baris"] = kunci.maksimum if kunci else None
        catatan["tetap_baris"] = frozenset(kunci.nilai_tetap) if kunci else frozenset()
        for nama in isian:
            nilai = baris[nama]
            catatan[nama] = nilai.isi
            catatan[AWALAN_SEL + nama] = nilai.sel
            catatan[AWALAN_KEADAAN + nama] = nilai.keadaan
        yield catatan


def batas(acuan: Acuan, lembar: Lembar, nama: str) -> Decimal | None:
    """A limit of the year, the sheet's own (`itkp.nilai_resmi`) before the general one."""
    return acuan.batas.get(f"{lembar.iku}.{nama}", acuan.batas.get(nama))


def _pilihan(satu: Kiriman, terisi: BlokTerisi) -> object:
    if terisi.blok.pemilih is None:
        return None
    for (nama_lembar, _), lain in satu.blok.items():
        if nama_lembar == terisi.lembar.nama and lain.baris and terisi.blok.pemilih in lain.baris[0]:
            return lain.baris[0][terisi.blok.pemilih].isi
    return None


def _tabel_terisi(satu: Kiriman, terisi: BlokTerisi) -> bool:
    return any(
        nilai.keadaan is not Keadaan.KOSONG
        for (nama_lembar, _), lain in satu.blok.items()
        if nama_lembar == terisi.lembar.nama
        and lain.blok.bentuk is Bentuk.TABEL
        and lain.blok.kelompok == terisi.blok.kelompok
        for baris in lain.baris
        for nama, nilai in baris.items()
        if not lain.blok.isian[nama].tetap
    )


def _baris_lembar_lain(satu: Kiriman, terisi: BlokTerisi) -> int:
    return sum(
        len(lain.baris)
        for (nama_lembar, _), lain in satu.blok.items()
        if nama_lembar != terisi.lembar.nama
        and lain.lembar.iku == terisi.lembar.iku
        and lain.blok.bentuk is Bentuk.TABEL
    )
