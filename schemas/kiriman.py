"""A submission as read: who, which month, and the typed cells of every block, each with its address.

`bingkai` lays the blocks of many submissions side by side: one frame per block, one row per table row (or per
submission, for pairs). Beside the fields a frame carries, per row:

`kiriman` (number of the submission), `bagian`, `berkas`, `sha256`, `iku`, `lembar` : where it comes from;
`sel_<field>`, `keadaan_<field>` : the cell's address and state;
`tahun` (assessment year), `tahun_laporan`, `akhir_periode` : the time it speaks of;
`kunci_baris`, `kelompok_baris`, `batas_baris`, `tetap_baris`, `pilihan_baris` : the key row, the choice it belongs to,
its limit, the fields it has prefilled, the choice made; `batas_<field>` : limits of the year;
`tabel_terisi`, `baris_lembar_lain` : whether the tables of the group hold anything, rows on the form's other sheet;
`tergantikan` : whether the block is empty because another one is filled in its stead;
`ada_surat` : whether the sheet's letter has a value;
`metode_kuesioner` : the method that the year's questionnaire serves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from schemas.acuan import Acuan, BarisKunci
from schemas.formulir import AWALAN_BATAS, AWALAN_KEADAAN, AWALAN_SEL, Bentuk, Blok, Lembar, isian
from schemas.hasil_resmi import HASIL_RESMI
from schemas.identitas import Identitas
from schemas.nilai import Keadaan, Nilai
from schemas.periode import Periode
from schemas.temuan import Temuan

Baris = Mapping[str, Nilai]


@dataclass(frozen=True)
class Kolom:
    """The cells of one field, row by row: value, state, address."""

    isi: Sequence[object]
    keadaan: Sequence[Keadaan]
    sel: Sequence[str]


@dataclass(frozen=True)
class BlokTerisi:
    """A block with its cells by field, as columns: respondents come by the thousand.

    `kunci` holds, row by row, the key row it answers to (None in tables without keys).
    """

    blok: Blok
    lembar: Lembar
    acuan: Acuan
    kolom: Mapping[str, Kolom]
    kunci: tuple[BarisKunci | None, ...]
    tersentuh: bool

    @classmethod
    def dari_baris(
        cls,
        blok: Blok,
        lembar: Lembar,
        acuan: Acuan,
        baris: Sequence[Baris],
        kunci: Sequence[BarisKunci | None],
        *,
        tersentuh: bool,
    ) -> "BlokTerisi":
        """A block of a few rows, such as pairs (one row) or a table with key rows."""
        kolom = {nama: Kolom(*_sejajar([satu[nama] for satu in baris])) for nama in blok.isian}
        return cls(blok, lembar, acuan, kolom, tuple(kunci), tersentuh)

    @property
    def banyak(self) -> int:
        """Number of rows."""
        return len(self.kunci)

    def nilai(self, nama: str, baris: int = 0) -> Nilai:
        """One cell."""
        kolom = self.kolom[nama]
        return Nilai(kolom.isi[baris], kolom.keadaan[baris], kolom.sel[baris])

    def baris(self) -> Iterator[Baris]:
        """The rows, one by one; for tables of thousands take the columns."""
        return ({nama: self.nilai(nama, nomor) for nama in self.kolom} for nomor in range(self.banyak))

    @property
    def ada_isian(self) -> bool:
        """Whether any entry cell holds something."""
        return any(
            keadaan is not Keadaan.KOSONG
            for nama, kolom in self.kolom.items()
            if not self.blok.isian[nama].tetap
            for keadaan in kolom.keadaan
        )


def _sejajar(sel: Sequence[Nilai]) -> tuple[list[object], list[Keadaan], list[str]]:
    return [n.isi for n in sel], [n.keadaan for n in sel], [n.sel for n in sel]


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
            if nama_blok == blok and lembar in (None, nama_lembar) and terisi.banyak:
                return terisi.nilai(nama)
        return None

    @property
    def pengiriman_ke(self) -> int | None:
        """The bagian's own number of the submission: empty is 1, one that its form does not allow is none.

        It is kept and compared even where nothing was accepted, so no cell may carry just any number out of here.
        """
        nilai = self.pasangan("identitas", "pengiriman_ke")
        if nilai is None or nilai.keadaan is Keadaan.KOSONG:
            return 1
        if not isinstance(nilai.isi, Decimal) or not isian(Identitas)["pengiriman_ke"].allows(nilai.isi):
            return None
        return int(nilai.isi)


def bingkai(kiriman: Sequence[Kiriman]) -> dict[str, pd.DataFrame]:
    """Block name -> frame of object columns over all submissions; untouched blocks give no rows."""
    per_blok: dict[str, list[tuple[int, Kiriman, BlokTerisi]]] = {}
    for nomor, satu in enumerate(kiriman):
        for (_, nama), terisi in satu.blok.items():
            if terisi.tersentuh and terisi.banyak and satu.periode is not None:
                per_blok.setdefault(nama, []).append((nomor, satu, terisi))
    return {nama: pd.DataFrame(_sambung(isi), dtype=object) for nama, isi in per_blok.items()}


def _sambung(isi: Iterable[tuple[int, Kiriman, BlokTerisi]]) -> dict[str, list[object]]:
    """The columns of a frame. A field that only some submissions have (a questionnaire's item) is None elsewhere."""
    hasil: dict[str, list[object]] = {}
    panjang = 0
    for nomor, satu, terisi in isi:
        # A field of the form may bear the name of a context column (Bagian on the identity): the field counts.
        for nama, kolom in dict(_kolom_bingkai(nomor, satu, terisi)).items():
            hasil.setdefault(nama, [None] * panjang).extend(kolom)
        panjang += terisi.banyak
        for sudah in hasil.values():
            sudah.extend([None] * (panjang - len(sudah)))
    return hasil


def _kolom_bingkai(nomor: int, satu: Kiriman, terisi: BlokTerisi) -> Iterator[tuple[str, Sequence[object]]]:
    assert satu.periode is not None
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
        "tergantikan": _tergantikan(satu, terisi),
        "ada_surat": _ada_surat(satu, terisi),
        "metode_kuesioner": terisi.acuan.kuesioner.metode if terisi.acuan.kuesioner else None,
        "baris_lembar_lain": _baris_lembar_lain(satu, terisi),
    }
    for nama, satu_isian in terisi.blok.isian.items():
        if satu_isian.batas:
            umum[AWALAN_BATAS + nama] = batas(terisi.acuan, terisi.lembar, satu_isian.batas)
    for nama, tetap in umum.items():
        yield nama, [tetap] * terisi.banyak
    yield "kunci_baris", [k.kunci if k else None for k in terisi.kunci]
    yield "kelompok_baris", [k.kelompok if k else None for k in terisi.kunci]
    yield "batas_baris", [k.maksimum if k else None for k in terisi.kunci]
    yield "tetap_baris", [frozenset(k.nilai_tetap) if k else frozenset() for k in terisi.kunci]
    for nama, kolom in terisi.kolom.items():
        yield nama, kolom.isi
        yield AWALAN_SEL + nama, kolom.sel
        yield AWALAN_KEADAAN + nama, kolom.keadaan


def batas(acuan: Acuan, lembar: Lembar, nama: str) -> Decimal | None:
    """A limit of the year, the sheet's own (`itkp.nilai_resmi`) before the general one."""
    return acuan.batas.get(f"{lembar.iku}.{nama}", acuan.batas.get(nama))


def _pilihan(satu: Kiriman, terisi: BlokTerisi) -> object:
    if terisi.blok.pemilih is None:
        return None
    for (nama_lembar, _), lain in satu.blok.items():
        if nama_lembar == terisi.lembar.nama and lain.banyak and terisi.blok.pemilih in lain.kolom:
            return lain.nilai(terisi.blok.pemilih).isi
    return None


def _tabel_terisi(satu: Kiriman, terisi: BlokTerisi) -> bool:
    return any(
        lain.ada_isian
        for (nama_lembar, _), lain in satu.blok.items()
        if nama_lembar == terisi.lembar.nama
        and lain.blok.bentuk is Bentuk.TABEL
        and lain.blok.kelompok == terisi.blok.kelompok
    )


def _tergantikan(satu: Kiriman, terisi: BlokTerisi) -> bool:
    """Whether nothing that the block asks for is there, and the block that may stand in for it is filled."""
    pengganti = [lain for (_, nama), lain in satu.blok.items() if nama == terisi.blok.pengganti]
    wajib = [
        kolom for nama, kolom in terisi.kolom.items() if terisi.blok.isian[nama].wajib and nama != terisi.blok.kunci
    ]
    kosong = all(keadaan is Keadaan.KOSONG for kolom in wajib for keadaan in kolom.keadaan)
    return kosong and any(lain.ada_isian for lain in pengganti)


def _ada_surat(satu: Kiriman, terisi: BlokTerisi) -> bool:
    """Whether the sheet's HASIL RESMI has a value."""
    surat = satu.blok.get((terisi.lembar.nama, HASIL_RESMI))
    return surat is not None and surat.banyak > 0 and surat.nilai("nilai").keadaan is not Keadaan.KOSONG


def _baris_lembar_lain(satu: Kiriman, terisi: BlokTerisi) -> int:
    return sum(
        lain.banyak
        for (nama_lembar, _), lain in satu.blok.items()
        if nama_lembar != terisi.lembar.nama
        and lain.lembar.iku == terisi.lembar.iku
        and lain.blok.bentuk is Bentuk.TABEL
    )
