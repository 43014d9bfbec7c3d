"""What a rule gives: value, steps, tables to show, status, completeness, notes and findings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from iku_rules.langkah import Langkah, Masukan, Parameter, Sumber
from iku_rules.riwayat import Titik, selisih
from iku_rules.skala import Skala
from schemas.periode import Periode
from schemas.temuan import Temuan


class Status(StrEnum):
    """Status of a result (domain vocabulary)."""

    FINAL = "FINAL"
    SEMENTARA = "SEMENTARA"
    TERAKHIR_DIKETAHUI = "TERAKHIR DIKETAHUI"
    BELUM_RILIS = "BELUM RILIS"
    BELUM_ADA_DATA = "BELUM ADA DATA"


@dataclass(frozen=True)
class Kelengkapan:
    """`ada` of `dari` contributors (`satuan`: "bagian", "kecamatan") are in."""

    ada: int
    dari: int
    satuan: str

    def __str__(self) -> str:
        return f"{self.ada}/{self.dari}"

    @property
    def tulisan(self) -> str:
        return f"{self.ada} dari {self.dari} {self.satuan}"


@dataclass(frozen=True, eq=False)
class Kata:
    """Words of a letter that decide; like a number that was collected they have a cell of their own."""

    teks: str


@dataclass(frozen=True, eq=False)
class Predikat:
    """The words of a value: those of the letter where it has some, else those of the scale."""

    nilai: Langkah
    skala: Skala | None
    surat: Kata | None = None

    @cached_property
    def tulisan(self) -> str | None:
        """As printed: "AA (Istimewa)" or "Cukup"."""
        if self.surat is not None:
            selang = self.skala.selang_bernama(self.surat.teks) if self.skala else None
            return selang.tulisan if selang else self.surat.teks
        return self.skala.predikat(self.nilai.nilai) if self.skala and self.nilai.nilai is not None else None


IsiRincian = str | Decimal | date | None | Masukan | Parameter | Langkah | Kata | Predikat


@dataclass(frozen=True)
class TabelRincian:
    """A table of a `Rincian` sheet. Nodes in it become cells: inputs as values, steps as formulas over the others.

    Every Masukan, Parameter and Langkah a step rests on directly must stand in a table of the same Perhitungan.
    """

    judul: str
    kolom: tuple[str, ...]
    baris: tuple[tuple[IsiRincian, ...], ...]


@dataclass(frozen=True)
class Perhitungan:
    """A computed indicator, of one submission or of all contributors together.

    `hasil` is the step whose value is published (2 decimals, half-up), None when there is none. `dasar_predikat` says
    what gives it its words. `aturan` names model and year, such as "itkp 2023-2025". `sumber` are the
    cells the value rests on. `rincian` holds all tables to show, `catatan` the notes in Indonesian.
    """

    iku: str
    status: Status
    aturan: str
    tahun_penilaian: int
    hasil: Langkah | None = None
    dasar_predikat: Predikat | None = None
    kelengkapan: Kelengkapan | None = None
    sumber: tuple[Sumber, ...] = ()
    parameter: tuple[Parameter, ...] = ()
    rincian: tuple[TabelRincian, ...] = ()
    catatan: tuple[str, ...] = ()
    temuan: tuple[Temuan, ...] = ()
    laporan: tuple[tuple[str, str], ...] = ()

    @property
    def nilai(self) -> Decimal | None:
        return self.hasil.nilai if self.hasil else None

    @property
    def predikat(self) -> str | None:
        return self.dasar_predikat.tulisan if self.dasar_predikat else None


@dataclass(frozen=True)
class HasilIKU:
    """The consolidated result of one indicator for one period, as published.

    `capaian` in percent, 2 decimals. `dari_periode` names the earlier period of a TERAKHIR DIKETAHUI value.
    `temuan` are findings that belong to no single file. `perhitungan_tahun_lalu` is what `nilai_tahun_lalu` rests on.
    `contoh`: the value rests on example data; `target_contoh`: the target is an example. `batas_capaian`: what is shown
    in place of a `capaian` above it, where a limit is set. `bulanan`: the months of the year up to this one; `tahunan`:
    the years before and this one.
    """

    iku: str
    nama: str
    satuan: str
    periode: Periode
    status: Status
    perhitungan: Perhitungan | None
    nilai: Decimal | None
    predikat: str | None
    target: Masukan | None
    capaian: Langkah | None
    kategori_capaian: str | None
    aturan: str | None
    tahun_penilaian: int | None
    dari_periode: Periode | None
    kelengkapan: Kelengkapan | None
    nilai_tahun_lalu: Decimal | None
    catatan: tuple[str, ...]
    sumber: tuple[Sumber, ...]
    temuan: tuple[Temuan, ...] = ()
    perhitungan_tahun_lalu: Perhitungan | None = None
    contoh: bool = False
    target_contoh: bool = False
    batas_capaian: Decimal | None = None
    bulanan: tuple[Titik, ...] = ()
    tahunan: tuple[Titik, ...] = ()

    @property
    def perubahan(self) -> Decimal | None:
        """How far the value moved from the period before; None where the two cannot be compared."""
        return selisih(self.bulanan)
