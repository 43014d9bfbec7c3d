"""The shape of `parameter/itkp.toml`: components, and the counts and formulas that give their scores, by year."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from iku_rules.register_fields import (
    Count,
    DecimalNumber,
    Figure,
    Frozen,
    Group,
    IndicatorModel,
    Number,
    Positive,
    PositiveNumber,
    RuleParameter,
    Sourced,
    Switch,
    Text,
    Year,
    YesNo,
    no_duplicates,
)
from iku_rules.scale import Scale
from iku_rules.steps import Parameter, round_half_up
from schemas.wording import show_number


class ITKPComponent(Sourced):
    """A component: its pillar, its maximum, and the only values that can occur, where that is known.

    `gabung`: how the scores of several rows of ITKP Hitungan make the component's.
    """

    kode: Text
    nama: Text
    pilar: Text
    maksimum: Positive
    nilai_sah: tuple[DecimalNumber, ...] = ()
    kelipatan: Count | None = None
    gabung: Literal["jumlah", "terbesar"] = "jumlah"

    @cached_property
    def maximum_number(self) -> Number:
        """The maximum with its reference, as a number of the register."""
        return Number(
            nama=f"Nilai maksimal {self.nama}",
            nilai=self.maksimum,
            acuan=self.acuan,
            dikonfirmasi=self.dikonfirmasi,
        )

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The maximum, the values that can occur, and the number of variables it counts."""
        only_valid = f" (hanya {'; '.join(show_number(n) for n in self.nilai_sah)})" if self.nilai_sah else ""
        yield self.said(self.maximum_number.nama, show_number(self.maksimum) + only_valid)
        if self.kelipatan:
            yield from self.kelipatan.in_words(key)

    @cached_property
    def valid_values(self) -> tuple[Decimal, ...]:
        """The values that can occur, in full precision; empty when any can."""
        if self.kelipatan is None:
            return self.nilai_sah
        count = self.kelipatan.nilai
        return tuple(self.maksimum * n / count for n in range(int(count) + 1))

    def is_valid(self, value: Decimal) -> bool:
        """Whether a printed value can occur, printed with two decimals or with one."""
        rounded = round_half_up(value)
        return not self.valid_values or any(
            rounded in (round_half_up(n), round_half_up(n, 1)) for n in self.valid_values
        )


class Tier(Frozen):
    """A step of a banded score: from `batas` on (`di_atas`: only beyond it) the score is `nilai`.

    The lowest step has no `batas`.
    """

    batas: DecimalNumber | None = None
    di_atas: YesNo = False
    nilai: Figure

    @property
    def text(self) -> str:
        """`>= 60: 15`, or the score alone for the lowest step."""
        beginning = f"{'>' if self.di_atas else '>='} {show_number(self.batas)}: " if self.batas is not None else ""
        return beginning + show_number(self.nilai)


class ThresholdFormula(Frozen):
    """Maximum x p for threshold < p <= 1, maximum x (2 - p) for 1 < p < 2, else 0; `ambang`: which threshold."""

    jenis: Literal["ambang"]
    ambang: Literal["umum", "kontrak"]


class ProportionalFormula(Frozen):
    """Maximum x p, at most the maximum."""

    jenis: Literal["sebanding"]


class VariableFormula(Frozen):
    """Maximum x n / the component's `kelipatan`, for n = 0 up to it."""

    jenis: Literal["variabel"]


class PresenceFormula(Frozen):
    """The maximum where the count reaches `minimal`, else 0."""

    jenis: Literal["ada"]
    minimal: Number


class TierFormula(Frozen):
    """The score of the step the ratio in percent has reached (without denominator: the count itself)."""

    jenis: Literal["jenjang"]
    jenjang: Annotated[tuple[Tier, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _rising(self) -> "TierFormula":
        if self.jenjang[0].batas is not None:
            raise ValueError("jenjang[0] tidak boleh mempunyai batas")
        limits = [tier.batas for tier in self.jenjang[1:]]
        for index, limit in enumerate(limits, start=1):
            previous = limits[index - 2] if index > 1 else None
            if limit is None:
                raise ValueError(f"jenjang[{index}].batas belum diisi")
            if previous is not None and limit <= previous:
                raise ValueError(f"jenjang[{index}].batas = {limit} tidak lebih besar dari {previous} sebelumnya")
        return self


class ScoreFormula(Frozen):
    """The score itself, as the assessor set it."""

    jenis: Literal["nilai"]


Formula = Annotated[
    ThresholdFormula | ProportionalFormula | VariableFormula | PresenceFormula | TierFormula | ScoreFormula,
    Field(discriminator="jenis"),
]


class CountRow(Sourced):
    """A key row of the sheet ITKP Hitungan: what is counted, and by which formula it gives a score.

    `pembilang`, `penyebut`: what to enter, with its unit in brackets; without `penyebut` the count stands alone.
    `pembilang_sah`: the only counts that can occur, where that is known. `tahun_dari`, `tahun_sampai`: the years of
    the model for which the row counts (absent: all).
    """

    kode: Text
    komponen: Text
    nama: Text
    pembilang: Text
    penyebut: str = ""
    pembilang_maks: Positive | None = None
    pembilang_sah: tuple[DecimalNumber, ...] = ()
    tahun_dari: Year | None = None
    tahun_sampai: Year | None = None
    rumus: Formula

    @property
    def description(self) -> str:
        """The row's name on the sheet: it says what numerator and denominator are."""
        return f"{self.nama}: {self.pembilang}" + (f" / {self.penyebut}" if self.penyebut else "")

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The kind of its formula and, where that has steps, each of them."""
        yield self.said(f"Hitungan {self.kode} {self.description}", f"rumus {self.rumus.jenis}{self._tiers_text()}")

    def _tiers_text(self) -> str:
        if not isinstance(self.rumus, TierFormula):
            return ""
        return ": " + "; ".join(tier.text for tier in self.rumus.jenjang)

    def in_force(self, year: int) -> bool:
        """Whether the row counts in a year of the model."""
        return (self.tahun_dari or year) <= year <= (self.tahun_sampai or year)

    @cached_property
    def tiers(self) -> tuple[tuple[Tier, Parameter | None, Parameter], ...]:
        """Each step of a banded score with its beginning and its score as parameters."""
        if not isinstance(self.rumus, TierFormula):
            return ()
        return tuple(
            (tier, None if tier.batas is None else self._parameter(tier.batas), self._parameter(tier.nilai))
            for tier in self.rumus.jenjang
        )

    @cached_property
    def assumption(self) -> Parameter:
        """The reading of what is counted, as a parameter with its reference."""
        return Parameter("Pembilang dan penyebut ITKP Hitungan", Decimal(1), self.acuan, self.dikonfirmasi)

    def _parameter(self, value: Decimal) -> Parameter:
        # One name for all steps of the model: the note about unconfirmed parameters names them once.
        return Parameter("Jenjang nilai ITKP", value, self.acuan, self.dikonfirmasi)


class Thresholds(Group):
    """What the formula with a threshold needs, in percent: the thresholds, its far end, the score outside."""

    umum: Number
    kontrak: Number
    ujung: Number
    di_luar: Number

    def threshold(self, name: Literal["umum", "kontrak"]) -> Number:
        """The threshold a formula names."""
        return self.kontrak if name == "kontrak" else self.umum


class ITKPModel(IndicatorModel):
    """The components of an assessment year, and how counts and budgets give their scores.

    `bulatkan_pilar`: the pillars are rounded (to two decimals) before they are added. `tidak_dinilai`: components other
    years have. The tolerances with `_satu_desimal` hold where the entered scores are printed with one decimal.
    """

    komponen: Annotated[tuple[ITKPComponent, ...], Field(min_length=1)]
    tidak_dinilai: tuple[Text, ...] = ()
    bulatkan_pilar: Switch
    catatan: str = ""
    toleransi: Number
    toleransi_satu_desimal: Number
    toleransi_hitungan: Number
    toleransi_hitungan_satu_desimal: Number
    persen: PositiveNumber
    ukuran_ambang: Thresholds | None = None
    hitungan: Annotated[tuple[CountRow, ...], Field(min_length=1)]
    skala: Scale

    @property
    def highest(self) -> Decimal:
        """The maxima of all components."""
        return sum((component.maksimum for component in self.komponen), Decimal(0))

    @property
    def pillars(self) -> tuple[str, ...]:
        """Names of the pillars, in order of their components."""
        return tuple(dict.fromkeys(component.pilar for component in self.komponen))

    def field_in_words(self, name: str, content: object) -> Iterator[RuleParameter]:
        """One of its fields; the components that are not assessed in one line."""
        if name != "tidak_dinilai":
            yield from super().field_in_words(name, content)
        elif self.tidak_dinilai:
            yield self.said("Komponen yang tidak dinilai", ", ".join(self.tidak_dinilai))

    def count_rows_in(self, year: int) -> tuple[CountRow, ...]:
        """The rows of ITKP Hitungan of a year."""
        return tuple(count_row for count_row in self.hitungan if count_row.in_force(year))

    @field_validator("komponen")
    @classmethod
    def _once(cls, components: tuple[ITKPComponent, ...]) -> tuple[ITKPComponent, ...]:
        no_duplicates([component.kode for component in components])
        return components

    @model_validator(mode="after")
    def _counts_complete(self) -> "ITKPModel":
        """In every year each component is counted, each row by what the model holds, no code twice."""
        codes = {component.kode for component in self.komponen}
        for year in range(self.tahun_dari, (self.tahun_sampai or self.tahun_dari) + 1):
            count_rows = self.count_rows_in(year)
            if duplicates := [
                count_row.kode
                for n, count_row in enumerate(count_rows)
                if count_row.kode in (other.kode for other in count_rows[:n])
            ]:
                raise ValueError(f"hitungan tahun {year}: rangkap {', '.join(duplicates)}")
            counted = {count_row.komponen for count_row in count_rows}
            if counted != codes:
                raise ValueError(f"hitungan tahun {year}: komponen {', '.join(sorted(counted ^ codes))} tidak cocok")
        for index, count_row in enumerate(self.hitungan):
            self._check_formula(f"hitungan[{index}]", count_row)
        return self

    def _check_formula(self, place: str, count_row: CountRow) -> None:
        match count_row.rumus:
            case ThresholdFormula() | PresenceFormula() if self.ukuran_ambang is None:
                raise ValueError(f"{place}: ukuran_ambang belum ada")
            case VariableFormula() if self.multiple(count_row) is None:
                raise ValueError(f"{place}: komponen {count_row.komponen} tanpa kelipatan")
            case ThresholdFormula() | ProportionalFormula() if not count_row.penyebut:
                raise ValueError(f"{place}.penyebut belum diisi")

    def component_of(self, count_row: CountRow) -> ITKPComponent:
        """The component a row gives a score to."""
        return next(component for component in self.komponen if component.kode == count_row.komponen)

    def multiple(self, count_row: CountRow) -> Number | None:
        """The number of variables of which some are counted, where the row counts variables."""
        return self.component_of(count_row).kelipatan if isinstance(count_row.rumus, VariableFormula) else None

    def max_numerator(self, count_row: CountRow) -> Decimal | None:
        """The greatest count that is possible; None where any is."""
        multiple = self.multiple(count_row)
        return count_row.pembilang_maks if multiple is None else multiple.nilai

    def valid_numerators(self, count_row: CountRow) -> tuple[Decimal, ...]:
        """The only counts that can occur; empty where any can."""
        multiple = self.multiple(count_row)
        return count_row.pembilang_sah if multiple is None else tuple(map(Decimal, range(int(multiple.nilai) + 1)))
