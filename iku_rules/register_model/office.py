"""The shapes of the short files: `kecamatan`, `penandatangan`, `target`, `capaian`, `kewajaran`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from iku_rules.register_fields import (
    Day,
    DecimalNumber,
    Figure,
    Frozen,
    Number,
    PositiveNumber,
    Ratio,
    Sourced,
    Text,
    Whole,
    Year,
    YesNo,
    days_adjoin,
    no_duplicates,
    no_shared_names,
    on_day,
)
from iku_rules.scale import Scale
from schemas.notions.text import compare_key


class Kecamatan(Frozen):
    """A kecamatan: stable code, name, other spellings."""

    kode: Text
    nama: Text
    alias: tuple[Text, ...] = ()


class KecamatanFile(Sourced):
    """All kecamatan, no name belonging to two."""

    kecamatan: Annotated[tuple[Kecamatan, ...], Field(min_length=1)]

    @field_validator("kecamatan")
    @classmethod
    def _once(cls, kecamatan: tuple[Kecamatan, ...]) -> tuple[Kecamatan, ...]:
        no_duplicates([k.kode for k in kecamatan])
        no_shared_names([map(compare_key, (k.nama, *k.alias)) for k in kecamatan])
        return kecamatan


class Signatory(Frozen):
    """Who signs from `dari` to `sampai`, both days included; `penerus`: what is known of who comes after."""

    nama: Text
    nip: Text
    jabatan: Text
    sebagai: Literal["", "Plt.", "Plh.", "Pj."] = ""
    dari: Day
    sampai: Day | None = None
    penerus: Text | None = None
    acuan: Text
    dikonfirmasi: YesNo


class SignatoryFile(Frozen):
    """The signatories in order of time, one after the other without a gap."""

    penandatangan: tuple[Signatory, ...]

    @field_validator("penandatangan")
    @classmethod
    def _adjoin(cls, signatories: tuple[Signatory, ...]) -> tuple[Signatory, ...]:
        days_adjoin(signatories)
        return signatories

    def on_day(self, day: date) -> Signatory | None:
        """Who signs on that day; None outside all dates."""
        return on_day(self.penandatangan, day)


class Target(Frozen):
    """The target of a year, or of one triwulan of it (position at its end). `contoh` marks an example.

    `berlaku_dari`: the day from which a changed target counts; months that ended before keep the one before. `yakin`:
    a figure that looks like one on another scale is meant.
    """

    iku: Text
    tahun: Year
    nilai: Figure
    triwulan: Annotated[Whole, Field(ge=1, le=4)] | None = None
    contoh: YesNo = False
    acuan: str = ""
    berlaku_dari: Day | None = None
    yakin: YesNo = False

    @field_validator("berlaku_dari")
    @classmethod
    def _within_its_year(cls, day: date | None, info: ValidationInfo) -> date | None:
        year = info.data.get("tahun")
        if day is not None and year is not None and day.year != year:
            raise ValueError(f"{day} di luar tahun {year}")
        return day

    @property
    def words(self) -> str:
        """Which target it is, in words: `itkp 2025 triwulan III sejak 2025-10-01`."""
        triwulan = f" triwulan {self.triwulan}" if self.triwulan else ""
        since = f" sejak {self.berlaku_dari}" if self.berlaku_dari else ""
        return f"{self.iku} {self.tahun}{triwulan}{since}"


class Comparison(Frozen):
    """What the province or the nation reached in a year, for the yearly report."""

    iku: Text
    tahun: Year
    wilayah: Literal["provinsi", "nasional"]
    nilai: Figure
    acuan: Text


class TargetFile(Frozen):
    """Targets and what others reached; one of each kind for an indicator and a time."""

    target: tuple[Target, ...] = ()
    pembanding: tuple[Comparison, ...] = ()

    @field_validator("pembanding")
    @classmethod
    def _comparisons_once(cls, comparisons: tuple[Comparison, ...]) -> tuple[Comparison, ...]:
        no_duplicates([f"{p.iku} {p.tahun} {p.wilayah}" for p in comparisons])
        return comparisons

    @field_validator("target")
    @classmethod
    def _once(cls, target: tuple[Target, ...]) -> tuple[Target, ...]:
        no_duplicates([t.words for t in target])
        return target


class DisplayLimit(Number):
    """The capaian, in percent, above which it is shown as this; what was aimed at can be shown in any case."""

    nilai: Annotated[DecimalNumber, Field(ge=100)]


class CapaianRule(Frozen):
    """How an achievement is computed; `batas_tampil` caps what is shown, never what is stored (absent: no cap)."""

    pengali: PositiveNumber
    pengali_n1: PositiveNumber
    kategori: Scale
    batas_tampil: DisplayLimit | None = None


class PlausibilityRule(Frozen):
    """When a value is doubted against the one before it; indicators in `tanpa_pemeriksaan` never are."""

    faktor: Ratio
    tanpa_pemeriksaan: tuple[Text, ...] = ()
