"""The shape of `parameter/kepuasan_masyarakat.toml`: the unsur, their weight, the sample that is enough."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from iku_rules.register_fields import (
    Assumption,
    Frozen,
    Group,
    IndicatorModel,
    Number,
    PositiveNumber,
    RuleParameter,
    Sourced,
    Switch,
    Text,
    YesNo,
    matching,
    no_duplicates,
    to_decimal,
)
from iku_rules.scale import Scale
from iku_rules.steps import Parameter
from schemas.forms.kepuasan_masyarakat import LARGEST_IKM
from schemas.notions.text import compare_key
from schemas.toml_file import shown
from schemas.wording import count_word, show_number


def _weight(value: object) -> str | Decimal:
    if isinstance(value, str) and re.fullmatch(r"1/[1-9][0-9]?", value):
        return value
    if not isinstance(value, str) and 0 < (weight := to_decimal(value)) < 1:
        return weight
    raise ValueError(f'{shown(value)} tidak dapat dipakai; tulis "1/9" (tepat) atau angka seperti 0.111')


class SKMUnsur(Frozen):
    """One of the unsur; `boleh_tidak_dinilai`: a free service does not ask about it (biaya/tarif)."""

    # The code becomes the name of a column of answers, which must be like no other field.
    kode: Annotated[Text, matching("U[1-9][0-9]?", "tulis U dan nomornya, misalnya U1")]
    nama: Text
    boleh_tidak_dinilai: YesNo = False


class SKMSample(Group):
    """Krejcie and Morgan's sample size. `satu` is the 1 of the formula: of the whole, and of the population."""

    khi_kuadrat: Number
    proporsi: Number
    galat: Number
    satu: PositiveNumber


class UnsurWeight(Sourced):
    """The weight of each unsur: "1/9" for the exact share, or a printed one such as 0.111 or 0.11."""

    nama: Text
    nilai: Annotated[str | Decimal, BeforeValidator(_weight)]

    @cached_property
    def fixed(self) -> Parameter | None:
        """The printed weight; None where the share is exact, a division by the number of unsur."""
        if isinstance(self.nilai, str):
            return None
        return Parameter(self.nama, self.nilai, self.acuan, self.dikonfirmasi)

    @property
    def text(self) -> str:
        """The weight as the register writes it."""
        return self.nilai if isinstance(self.nilai, str) else show_number(self.nilai)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The weight."""
        yield self.said(self.nama, self.text)


class KepuasanModel(IndicatorModel):
    """PermenPANRB 14/2017: nine unsur of equal weight, NI times `konversi`, mutu by `skala`.

    `delapan_unsur`: eight are enough where the ninth may be left out. `rata_rata_nilai`, `survei_terakhir`: how the
    value of the Sekretariat Daerah is read.
    """

    unsur: Annotated[tuple[SKMUnsur, ...], Field(min_length=1)]
    konversi: PositiveNumber
    bobot: UnsurWeight
    rata_rata_nilai: Assumption
    survei_terakhir: Assumption
    delapan_unsur: Switch
    skala: Scale
    sampel: SKMSample

    @property
    def highest(self) -> Decimal:
        """The IKM of a survey in which everybody gave the highest answer."""
        return LARGEST_IKM

    @field_validator("unsur")
    @classmethod
    def _unsur_once(cls, unsur: tuple[SKMUnsur, ...]) -> tuple[SKMUnsur, ...]:
        no_duplicates([u.kode for u in unsur])
        no_duplicates([compare_key(u.nama) for u in unsur])
        return unsur

    @model_validator(mode="after")
    def _weight_exact(self) -> "KepuasanModel":
        if isinstance(self.bobot.nilai, str) and self.bobot.nilai != f"1/{len(self.unsur)}":
            raise ValueError(f"bobot.nilai “{self.bobot.nilai}”, padahal ada {len(self.unsur)} unsur")
        return self

    @cached_property
    def unsur_divisors(self) -> dict[int, Parameter]:
        """The divisor by number of unsur: all, or (where allowed) those left without the one not assessed."""
        full = len(self.unsur)
        divisors = {full: Parameter("Banyaknya unsur", Decimal(full), self.acuan, self.dikonfirmasi)}
        fewer, eight = full - sum(u.boleh_tidak_dinilai for u in self.unsur), self.delapan_unsur
        if eight.nilai and fewer < full:
            divisors[fewer] = Parameter(eight.nama, Decimal(fewer), eight.acuan, eight.dikonfirmasi)
        return divisors

    def field_in_words(self, name: str, content: object) -> Iterator[RuleParameter]:
        """One of its fields; the unsur in one line."""
        if name != "unsur":
            yield from super().field_in_words(name, content)
            return
        yield self.said("Unsur pelayanan", f"{len(self.unsur)}: {'; '.join(u.nama for u in self.unsur)}")

    def card_words(self) -> dict[str, str]:
        """Its numbers, the weight, how many unsur are enough."""
        fewest = count_word(min(self.unsur_divisors))
        return {**super().card_words(), "bobot_unsur": self.bobot.text, "unsur_paling_sedikit": fewest}
