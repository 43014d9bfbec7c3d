"""The shape of `parameter/reformasi_hukum.toml`: the variables and their weights, by year."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from iku_rules.register_fields import (
    IndicatorModel,
    Number,
    Positive,
    PositiveNumber,
    RuleParameter,
    Sourced,
    Text,
    no_duplicates,
)
from iku_rules.scale import Scale
from schemas.notions.text import compare_key
from schemas.wording import count_word


class HukumVariable(Sourced):
    """A variable and its weight, the most it can add to the index."""

    kode: Text
    nama: Text
    bobot: Positive

    @cached_property
    def weight_number(self) -> Number:
        """The weight with its reference, as a number of the register."""
        return Number(nama=f"Bobot {self.nama}", nilai=self.bobot, acuan=self.acuan, dikonfirmasi=self.dikonfirmasi)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The weight."""
        return self.weight_number.in_words(key)


class HukumModel(IndicatorModel):
    """Permenkumham 17/2022: the weights add up to `nilai_maks`."""

    variabel: Annotated[tuple[HukumVariable, ...], Field(min_length=1)]
    nilai_maks: PositiveNumber
    toleransi: Number
    skala: Scale

    @property
    def highest(self) -> Decimal:
        """The most the index can be."""
        return self.nilai_maks.nilai

    @model_validator(mode="after")
    def _weights_full(self) -> "HukumModel":
        no_duplicates([compare_key(v.nama) for v in self.variabel])
        total = sum((v.bobot for v in self.variabel), Decimal(0))
        if total != self.nilai_maks.nilai:
            raise ValueError(f"jumlah bobot variabel {total}, seharusnya {self.nilai_maks.nilai}")
        return self

    def card_words(self) -> dict[str, str]:
        """Its numbers, and how many variables there are."""
        return {**super().card_words(), "banyak_variabel": count_word(len(self.variabel))}
