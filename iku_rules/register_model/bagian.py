"""The shape of `bagian.toml`: the bagian with their names in time, their forms, and who enters the IKM."""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from iku_rules.register_fields import (
    Day,
    Frozen,
    Text,
    Whole,
    YearModel,
    YesNo,
    days_adjoin,
    matching,
    no_duplicates,
    no_shared_names,
    years_adjoin,
)
from iku_rules.steps import Parameter
from schemas.notions.text import compare_key
from schemas.periode import Periode

Frequency = Literal["bulanan", "triwulan", "semester", "tahunan"]
REQUIRED_MONTHS: dict[str, tuple[int, ...]] = {
    "bulanan": tuple(range(1, 13)),
    "triwulan": (3, 6, 9, 12),
    "semester": (6, 12),
    "tahunan": (12,),
}


class BagianName(Frozen):
    """A display name and the days on which it is used (absent: open); `penerus`: what became of the bagian after."""

    nama: Text
    dari: Day | None = None
    sampai: Day | None = None
    penerus: Text | None = None


class BagianForm(Frozen):
    """A form a bagian fills in, and how often it owes it."""

    kode: Text
    frekuensi: Frequency

    def is_required(self, periode: Periode) -> bool:
        """Whether the form is owed in that month."""
        return periode.month in REQUIRED_MONTHS[self.frekuensi]


class Bagian(Frozen):
    """A division: stable code, names in time, aliases, forms."""

    kode: Annotated[Text, matching("[a-z0-9_-]+", "hanya huruf kecil, angka, “_” dan “-” (kode menjadi nama folder)")]
    alias: tuple[Text, ...]
    acuan: Text
    dikonfirmasi: YesNo
    nama: Annotated[tuple[BagianName, ...], Field(min_length=1)]
    formulir: Annotated[tuple[BagianForm, ...], Field(min_length=1)]

    @field_validator("nama")
    @classmethod
    def _names_adjoin(cls, names: tuple[BagianName, ...]) -> tuple[BagianName, ...]:
        days_adjoin(names)
        return names

    @field_validator("formulir")
    @classmethod
    def _forms_once(cls, forms: tuple[BagianForm, ...]) -> tuple[BagianForm, ...]:
        no_duplicates([f.kode for f in forms])
        return forms

    @property
    def all_names(self) -> tuple[str, ...]:
        """All by which it may be called: code, names of all times, aliases."""
        return (self.kode, *(n.nama for n in self.nama), *self.alias)

    @property
    def form_codes(self) -> tuple[str, ...]:
        """Codes of its forms, in order."""
        return tuple(f.kode for f in self.formulir)


class IKMList(YearModel):
    """Which bagian enter the IKM in which years; `jumlah` is the expected count, said explicitly."""

    jumlah: Whole
    bagian: Annotated[tuple[Text, ...], Field(min_length=1)]

    @cached_property
    def parameter(self) -> Parameter:
        """The expected count as a node."""
        return Parameter(self.nama, Decimal(self.jumlah), self.acuan, self.dikonfirmasi)

    @model_validator(mode="after")
    def _count_matches(self) -> "IKMList":
        no_duplicates(self.bagian)
        if len(self.bagian) != self.jumlah:
            raise ValueError(f"jumlah = {self.jumlah}, tetapi daftar bagian memuat {len(self.bagian)}")
        return self


class BagianFile(Frozen):
    """All bagian, no name belonging to two, and the lists of those that enter the IKM, by year."""

    bagian: Annotated[tuple[Bagian, ...], Field(min_length=1)]
    ikm: Annotated[tuple[IKMList, ...], Field(min_length=1)]

    @field_validator("bagian")
    @classmethod
    def _names_once(cls, bagian: tuple[Bagian, ...]) -> tuple[Bagian, ...]:
        no_shared_names([map(compare_key, b.all_names) for b in bagian])
        return bagian

    @field_validator("ikm")
    @classmethod
    def _ikm_adjoin(cls, ikm: tuple[IKMList, ...]) -> tuple[IKMList, ...]:
        years_adjoin(ikm)
        return ikm
