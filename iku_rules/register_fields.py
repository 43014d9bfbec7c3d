"""What register and settings are built of: strict models, numbers, parameters with reference, dated lists.

Field names are the keys of the TOML files, here and in every model built of these.
"""

import re
from abc import abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Generic, Protocol, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    field_validator,
    model_validator,
)
from pydantic.types import Strict

from iku_rules.card import Polarity
from iku_rules.steps import Parameter
from schemas.toml_file import shown, unknown_key
from schemas.wording import show_number


def to_decimal(value: object) -> Decimal:
    """A number of a TOML file: whole, decimal, or a float typed by hand (its shortest form is what was typed)."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise ValueError(f"harus angka, tanpa tanda kutip (terbaca {shown(value)})")  # noqa: TRY004 (for pydantic)
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite():
        raise ValueError(f"harus angka (terbaca {shown(value)})")
    return number


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("tidak boleh kosong")
    return text


def matching(pattern: str, allowed: str) -> AfterValidator:
    """A text of this pattern alone; `allowed` says in words which."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{shown(text)} tidak dapat dipakai; {allowed}")
        return text

    return AfterValidator(check)


def _to_seconds(value: object) -> float:
    return float(to_decimal(value))


DecimalNumber = Annotated[Decimal, BeforeValidator(to_decimal)]
Positive = Annotated[DecimalNumber, Field(gt=0)]
Figure = Annotated[DecimalNumber, Field(ge=0)]  # no parameter, target or value of an indicator is below 0
Text = Annotated[StrictStr, AfterValidator(_not_blank)]
Whole = StrictInt
Seconds = Annotated[float, BeforeValidator(_to_seconds)]
Year = Annotated[Whole, Field(ge=2000, le=2999)]
YesNo = StrictBool
Day = Annotated[date, Strict()]


@dataclass(frozen=True)
class RuleParameter:
    """A parameter as people read it; `nilai` in words."""

    nama: str
    nilai: str
    acuan: str
    dikonfirmasi: bool


class Frozen(BaseModel):
    """Base of all that is read from such a file: frozen, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _keys_known(cls, content: object) -> object:
        """Before anything else: a key with a typing error must not pass as "not set", nor as "missing"."""
        known = [field.alias or name for name, field in cls.model_fields.items()]
        if isinstance(content, Mapping) and (wrong := next((key for key in content if key not in known), None)):
            raise unknown_key(wrong, known)
        return content

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """What it says as parameters, `key` being the field it stands in; what only describes says nothing."""
        yield from ()


class Sourced(Frozen):
    """What carries its own legal reference."""

    acuan: Text
    dikonfirmasi: YesNo

    def said(self, name: str, value: str) -> RuleParameter:
        """A parameter under this reference."""
        return RuleParameter(name, value, self.acuan, self.dikonfirmasi)


class Group(Frozen):
    """Parameters that belong together and say nothing as a whole."""

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """Those of its fields."""
        for name in type(self).model_fields:
            yield from _in_words(name, getattr(self, name))


def _in_words(key: str, content: object) -> Iterator[RuleParameter]:
    """One field of a model, or each entry of a list."""
    for entry in content if isinstance(content, tuple) else (content,):
        if isinstance(entry, Frozen):
            yield from entry.in_words(key)


class Number(Sourced):
    """A number that takes part in a computation or a check, with its legal reference."""

    nama: Text
    nilai: Figure

    @cached_property
    def parameter(self) -> Parameter:
        """The node of this number: one and the same in every computation."""
        return Parameter(self.nama, self.nilai, self.acuan, self.dikonfirmasi)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The number."""
        yield self.said(self.nama, show_number(self.nilai))


class PositiveNumber(Number):
    """A number that something is divided by or measured against."""

    nilai: Positive


class Count(Number):
    """How many there are of what is gone through one by one."""

    nilai: Annotated[DecimalNumber, Field(ge=1, le=100)]


class Ratio(Number):
    """How many times one value may be another."""

    nilai: Annotated[DecimalNumber, Field(gt=1)]


class Switch(Sourced):
    """A choice between two readings of a rule: taken (true) or not. As a parameter it is 1 or 0, its name tells."""

    nama: Text
    nilai: YesNo

    @cached_property
    def parameter(self) -> Parameter:
        """The reading that was taken, as a node."""
        word = "ya" if self.nilai else "tidak"
        return Parameter(f"{self.nama}: {word}", Decimal(int(self.nilai)), self.acuan, self.dikonfirmasi)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """Which reading was taken."""
        yield self.said(self.nama, "ya" if self.nilai else "tidak")


class Assumption(Sourced):
    """A reading of a rule that no source confirms word by word; there is no other one to switch to."""

    nama: Text

    @cached_property
    def parameter(self) -> Parameter:
        """The reading as a node; its number says no more than that it was taken."""
        return Parameter(self.nama, Decimal(1), self.acuan, self.dikonfirmasi)

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """That it was taken."""
        yield self.said(self.nama, "ya")


class WordList(Sourced):
    """A list of allowed words, in the order in which the form offers them."""

    isi: Annotated[tuple[Text, ...], Field(min_length=1)]

    def in_words(self, key: str) -> Iterator[RuleParameter]:
        """The words."""
        yield self.said(f"Daftar {key}", "; ".join(self.isi))


class YearModel(Sourced):
    """A set of parameters valid for whole assessment years, `tahun_sampai` included (absent: until further notice).

    `penerus` says, where the last set ends, what is known of its successor ("belum diketahui").
    """

    nama: Text
    tahun_dari: Year
    tahun_sampai: Year | None = None
    penerus: Text | None = None

    def parameters(self) -> tuple[RuleParameter, ...]:
        """Every parameter with its own reference; what has none stands under the model's."""
        return tuple(
            parameter
            for name in type(self).model_fields
            for parameter in self.field_in_words(name, getattr(self, name))
        )

    def field_in_words(self, name: str, content: object) -> Iterator[RuleParameter]:
        """One of its fields."""
        return _in_words(name, content)

    def card_words(self) -> dict[str, str]:
        """What the card may say of the year, by the names in its braces: the model's numbers by their keys."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: show_number(content.nilai) for name, content in fields.items() if isinstance(content, Number)}


class _WithYears(Protocol):
    @property
    def tahun_dari(self) -> int: ...

    @property
    def tahun_sampai(self) -> int | None: ...


class _WithDays(Protocol):
    @property
    def dari(self) -> date | None: ...

    @property
    def sampai(self) -> date | None: ...


Y = TypeVar("Y", bound=_WithYears)
D = TypeVar("D", bound=_WithDays)


def in_year(entries: Sequence[Y], year: int) -> Y:
    """The entry valid in `year`; before the first one the first, after the last one the last."""
    return next((entry for entry in reversed(entries) if entry.tahun_dari <= year), entries[0])


def on_day(entries: Sequence[D], day: date) -> D | None:
    """The entry valid on `day`; None when there is none."""
    return next(
        (e for e in entries if (e.dari is None or e.dari <= day) and (e.sampai is None or day <= e.sampai)), None
    )


def years_adjoin(entries: Sequence[Y]) -> None:
    """ValueError unless each entry begins the year after the one before ends; only the last may be open."""
    for index, entry in enumerate(entries):
        if entry.tahun_sampai is not None and entry.tahun_sampai < entry.tahun_dari:
            raise ValueError(f"[{index}].tahun_sampai sebelum tahun_dari")
        if index and entries[index - 1].tahun_sampai != entry.tahun_dari - 1:
            raise ValueError(
                f"[{index}].tahun_dari = {entry.tahun_dari} tidak bersambung dengan tahun_sampai sebelumnya "
                f"({entries[index - 1].tahun_sampai or 'terbuka'}); tidak boleh tumpang tindih atau berjeda"
            )


def days_adjoin(entries: Sequence[D]) -> None:
    """ValueError unless each entry begins the day after the one before ends; only the ends may be open."""
    for index, entry in enumerate(entries):
        if entry.dari and entry.sampai and entry.sampai < entry.dari:
            raise ValueError(f"[{index}].sampai sebelum dari")
        if not index:
            continue
        previous = entries[index - 1].sampai
        if previous is None or entry.dari != previous + timedelta(days=1):
            raise ValueError(
                f"[{index}].dari = {entry.dari or 'terbuka'} tidak bersambung dengan sampai sebelumnya "
                f"({previous or 'terbuka'}); tidak boleh tumpang tindih atau berjeda"
            )


def no_duplicates(keys: Sequence[Hashable]) -> None:
    """ValueError naming the first repeated key."""
    no_shared_names([(key,) for key in keys])


def no_shared_names(entries: Sequence[Iterable[Hashable]]) -> None:
    """ValueError naming the first entry that has a name of an earlier one; each may repeat its own."""
    owners: dict[Hashable, int] = {}
    for index, names in enumerate(entries):
        for name in names:
            if (first := owners.setdefault(name, index)) != index:
                raise ValueError(f"[{index}] rangkap: {name} sudah ada pada [{first}]")


class IndicatorModel(YearModel):
    """The parameters of an indicator for whole years.

    `polaritas`: how its achievement is computed, where that is not as its card says.
    """

    polaritas: Polarity | None = None

    @property
    @abstractmethod
    def highest(self) -> Decimal | None:
        """The most the indicator can reach, in its own unit; None where there is no such end."""


M = TypeVar("M", bound=IndicatorModel)


class ParameterFile(Frozen, Generic[M]):
    """A file of `parameter/`: the dated models of one indicator."""

    iku: Text
    model: Annotated[tuple[M, ...], Field(min_length=1)]

    @field_validator("model")
    @classmethod
    def _adjoin(cls, model: tuple[M, ...]) -> tuple[M, ...]:
        years_adjoin(model)
        return model

    def in_year(self, year: int) -> M:
        """The model of an assessment year; before the first one the first, after the last one the last."""
        return in_year(self.model, year)

    def covers(self, year: int) -> bool:
        """Whether a model speaks of that year; the nearest one gives the form its rows, but no value."""
        last = self.model[-1].tahun_sampai
        return self.model[0].tahun_dari <= year and (last is None or year <= last)
