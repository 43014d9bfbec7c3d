"""The shape of `parameter/pelayanan_publik.toml`: weights of evaluator and users, and the aspects of F02."""

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
from iku_rules.steps import Parameter
from schemas.notions.text import compare_key
from schemas.wording import show_number


class PelayananAspect(Sourced):
    """An aspect of F02 and its weight in percent."""

    nama: Text
    bobot: Positive

    @cached_property
    def parameter(self) -> Parameter:
        """The weight as a node."""
        return Parameter(f"Bobot aspek {self.nama}", self.bobot, self.acuan, self.dikonfirmasi)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The weight."""
        yield self.said(f"Bobot aspek F02 {self.nama}", f"{show_number(self.bobot)} %")


class PelayananModel(IndicatorModel):
    """PermenPANRB 29/2022: F02 of the evaluator and F03 of the users, weighted; F02 from its aspects.

    Below `responden_minimum` respondents F03 is `f03_kurang_responden`. The weights of the aspects add up to
    `bobot_penuh`.
    """

    aspek: Annotated[tuple[PelayananAspect, ...], Field(min_length=1)]
    bobot_penuh: PositiveNumber
    toleransi_aspek: Number
    nilai_maks: PositiveNumber
    bobot_f02: Number
    bobot_f03: Number
    responden_minimum: Number
    f03_kurang_responden: Number
    toleransi: Number
    skala: Scale

    @property
    def highest(self) -> Decimal:
        """The most the index can be."""
        return self.nilai_maks.nilai

    @model_validator(mode="after")
    def _aspect_weights_full(self) -> "PelayananModel":
        no_duplicates([compare_key(a.nama) for a in self.aspek])
        total = sum((a.bobot for a in self.aspek), Decimal(0))
        if total != self.bobot_penuh.nilai:
            raise ValueError(f"jumlah bobot aspek {total}, seharusnya {self.bobot_penuh.nilai}")
        return self
