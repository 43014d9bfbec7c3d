"""The shape of `parameter/kesalehan_sosial.toml`: methods and their dimensions, and the questionnaire."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from iku_rules.register_fields import (
    Count,
    Frozen,
    IndicatorModel,
    Number,
    PositiveNumber,
    RuleParameter,
    Sourced,
    Text,
    YesNo,
    matching,
    no_duplicates,
)
from iku_rules.scale import Scale
from iku_rules.steps import Parameter
from schemas.notions.text import compare_key
from schemas.wording import count_word


class KesalehanMethod(Sourced):
    """A method of the survey and its dimensions."""

    kode: Text
    dimensi: Annotated[tuple[Text, ...], Field(min_length=1)]

    @field_validator("dimensi")
    @classmethod
    def _dimensions_once(cls, dimensions: tuple[str, ...]) -> tuple[str, ...]:
        no_duplicates([compare_key(dimension) for dimension in dimensions])
        return dimensions

    @cached_property
    def dimension_count(self) -> Parameter:
        """The divisor of the simple mean."""
        return Parameter(f"Banyaknya dimensi {self.kode}", Decimal(len(self.dimensi)), self.acuan, self.dikonfirmasi)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """Its dimensions."""
        yield self.said(f"Dimensi metode {self.kode}", "; ".join(self.dimensi))


class KuesionerItem(Frozen):
    """An item of the questionnaire; the answers to a negative one are reversed."""

    kode: Annotated[Text, matching("[A-Za-z0-9_]+", "hanya huruf, angka, dan “_”")]
    teks: Text
    dimensi: Text
    negatif: YesNo = False


class KuesionerConversion(Sourced):
    """How a mean answer becomes a score: `proporsi` m x mean / s, `minmax` m x (mean - 1) / (s - 1)."""

    nama: Text
    cara: Literal["proporsi", "minmax"]

    @cached_property
    def parameter(self) -> Parameter:
        """The choice as it is listed: its name tells, its number says no more than that it was taken."""
        return Parameter(f"{self.nama}: {self.cara}", Decimal(1), self.acuan, self.dikonfirmasi)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The choice."""
        yield self.said(self.nama, self.cara)


class KesalehanKuesioner(Sourced):
    """The questionnaire itself: items, scale of the answers, conversion. `contoh`: not the items of any survey."""

    metode: Text
    contoh: YesNo
    jawaban_terkecil: Number
    jawaban_terbesar: Count
    konversi: KuesionerConversion
    toleransi: Number
    butir: Annotated[tuple[KuesionerItem, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> "KesalehanKuesioner":
        no_duplicates([item.kode.casefold() for item in self.butir])
        ends = (self.jawaban_terkecil.nilai, self.jawaban_terbesar.nilai)
        if any(n != n.to_integral_value() for n in ends) or not ends[0] < ends[1]:
            raise ValueError("skala jawaban harus bilangan bulat, dari yang terkecil ke yang terbesar")
        return self

    @cached_property
    def answers(self) -> tuple[Parameter, ...]:
        """The answers there can be, smallest first."""
        low, high = self.jawaban_terkecil.parameter, self.jawaban_terbesar.parameter
        inner = range(int(low.value) + 1, int(high.value))
        between = (Parameter(f"Jawaban {n}", Decimal(n), low.reference, low.confirmed) for n in inner)
        return (low, *between, high)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """Its items in one line, then the scale of the answers and what is made of them."""
        example = " (contoh)" if self.contoh else ""
        items = "; ".join(f"{item.kode} {item.teks}" for item in self.butir)
        yield self.said(f"Butir kuesioner {self.metode}{example}", f"{len(self.butir)}: {items}")
        for entry in (self.jawaban_terkecil, self.jawaban_terbesar, self.konversi, self.toleransi):
            yield from entry.in_words(key)


class KesalehanModel(IndicatorModel):
    """The methods there are; `kuesioner`, where there is one, serves one of them and covers its dimensions."""

    nilai_maks: PositiveNumber
    toleransi: Number
    metode: Annotated[tuple[KesalehanMethod, ...], Field(min_length=1)]
    skala: Scale | None = None
    kuesioner: KesalehanKuesioner | None = None

    @property
    def highest(self) -> Decimal:
        """The most the index can be."""
        return self.nilai_maks.nilai

    @field_validator("metode")
    @classmethod
    def _methods_once(cls, methods: tuple[KesalehanMethod, ...]) -> tuple[KesalehanMethod, ...]:
        no_duplicates([method.kode for method in methods])
        return methods

    @model_validator(mode="after")
    def _dimensions_known(self) -> "KesalehanModel":
        if self.kuesioner is None:
            return self
        method = self.method_for(self.kuesioner.metode)
        if method is None:
            raise ValueError(f"kuesioner.metode “{self.kuesioner.metode}” tidak ada dalam daftar metode")
        if {item.dimensi for item in self.kuesioner.butir} != set(method.dimensi):
            raise ValueError(f"butir kuesioner harus memuat semua dimensi {method.kode}, dan hanya itu")
        return self

    def method_for(self, code: str | None) -> KesalehanMethod | None:
        """The method of a code; None for an unknown one, or none."""
        return next((m for m in self.metode if m.kode == code), None)

    def card_words(self) -> dict[str, str]:
        """Its numbers, and how many dimensions each method has."""
        dimensions = "; ".join(f"{m.kode}: {count_word(len(m.dimensi))}" for m in self.metode)
        return {**super().card_words(), "banyak_dimensi": dimensions}
