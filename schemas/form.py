"""How a form is described: fields (`field`), blocks of cells (`Block`), sheets (`Sheet`), and checks (`check`).

A block is either a table (a header row, rows below it) or a set of label/value pairs; each block has one pandera
model. The model's fields carry a `Field`, from which template, reader, checks and findings take what they need.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from inspect import signature
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.form_year import FormYear
from schemas.notions.text import without_apostrophe
from schemas.value import Kind
from schemas.wording import show_typed

# Columns that a frame carries for each field beside the field itself (see `schemas.frames`).
CELL_PREFIX = "sel_"
STATE_PREFIX = "keadaan_"
LIMIT_PREFIX = "batas_"
EXAMPLE_NUMBER = "83,25"  # of a field that has no example of its own


@dataclass(frozen=True)
class Says:
    """The condition that `field`, of the same row, says `word`; `negated`: something else, or nothing."""

    field: str
    word: str
    negated: bool = False

    def holds(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        """Row by row."""
        return (frame[self.field] == self.word) != self.negated


@dataclass(frozen=True)
class NoAnswers:
    """The condition that the block's `answers` hold no rows."""

    def holds(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        """Row by row."""
        return frame["banyak_jawaban"] == 0


@dataclass(frozen=True)
class Field:
    """All that is known of one field of a form, whatever cell it stands in.

    `required`: must be filled once its block is touched; `required_when`: only under a condition.
    `answers_when`: the word by which the field promises rows in its block's `answers` (G425). `prefilled`: by the
    template, not entered. `choices`: the allowed values, or the name of a list in `FormYear.choices`; where the kind is
    TEXT they are offered, and others are fine. `limit`: name of a limit in `FormYear.limits` for the upper end.
    `part_of`: the field of which this one is a part: either that field or all of its parts are filled. `optional`: a
    sheet without this column is sound. `dash_allowed`: "-" (not assessed) is fair here. `this_month_only`: speaks of
    its month alone, so that the next month's template starts without it. `may_precede`: may be known before there is a
    result, so that it alone does not make its block touched. `units`: what may be typed beside the number. `beyond`:
    what to do with a number beyond its limits, where the field knows it. `spelling`: how a CODE is kept, from how it
    was typed. `width` is a column width in characters.
    """

    label: str
    kind: Kind
    required: bool = True
    required_when: Says | NoAnswers | None = None
    answers_when: str = ""
    prefilled: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    limit: str | None = None
    choices: tuple[str, ...] | str = ()
    part_of: str | None = None
    optional: bool = False
    dash_allowed: bool = False
    this_month_only: bool = False
    may_precede: bool = False
    units: tuple[str, ...] = ()
    spelling: Callable[[str], str] = without_apostrophe
    hint: str = ""
    example: str = EXAMPLE_NUMBER
    beyond: str = ""
    decimals: int = 2
    width: int = 14

    def allows(self, number: Decimal) -> bool:
        """Whether a number lies within the fixed limits of the field."""
        return (self.minimum is None or self.minimum <= number) and (self.maximum is None or number <= self.maximum)


def field(label: str, kind: Kind, **details: Any) -> Any:
    """A pandera field described by a `Field`, whose further members are `details`.

    Whether it may be empty and its fixed limits follow from that.
    """
    details.setdefault("required", "required_when" not in details)
    form_field = Field(label, kind, **details)
    limits: dict[str, Any] = {}
    if form_field.minimum is not None:
        limits["ge"] = form_field.minimum
    if form_field.maximum is not None:
        limits["le"] = form_field.maximum
    return pa.Field(nullable=not form_field.required, metadata={"field": form_field}, **limits)


class Form(pa.DataFrameModel):
    """Base of the model of every block. Its checks see a frame of `schemas.frames`, context columns included."""

    class Config:
        strict = False
        coerce = False

    def __init_subclass__(cls, **details: Any) -> None:
        """Give the model the checks that follow from its own fields: where a field must be filled (G401, G425).

        A field with parts: it, or any of them; and each part where another one is filled.
        """
        parts: dict[str, list[str]] = {}
        for name, described in list(vars(cls).items()):
            form_field = (getattr(described, "metadata", None) or {}).get("field")
            if form_field and form_field.required_when:
                setattr(cls, f"{name}_filled", _filled(name, form_field.required_when.holds))
            if form_field and form_field.answers_when:
                setattr(cls, f"{name}_has_answers", _answered(name, form_field.answers_when))
            if form_field and form_field.part_of:
                parts.setdefault(form_field.part_of, []).append(name)
        for whole, names in parts.items():
            setattr(cls, f"{whole}_filled", _filled(whole, partial(_none_filled, names)))
            for name in names:
                setattr(cls, f"{name}_filled", _filled(name, partial(_any_filled, names)))
        super().__init_subclass__(**details)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class CheckId:
    """What a failed check becomes: the finding `code` at the cell of `field`.

    `limit`: the column of the limit that the finding names, where it is not the field's own minimum or maximum.
    `words`: further words of the finding's sentences, by name. `explains`: says why the cell breaks a limit, so that
    the limit needs no finding beside it.
    """

    code: str
    field: str
    limit: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    explains: bool = False


def check(
    code: str, field: str, limit: str | None = None, *, explains: bool = False, **words: str
) -> Callable[[Callable[..., pd.Series]], Any]:
    """A check over whole rows: the function takes (cls, frame) and gives a bool Series, True where all is well.

    A False row becomes the finding `code` at the cell of `field`; it does not count where that cell could not be read.
    """
    return pa.dataframe_check(statistics={"id": CheckId(code, field, limit, tuple(words.items()), explains)})


def row_check(
    code: str, field: str, limit: str | None = None, *, explains: bool = False, **words: str
) -> Callable[[Callable[..., bool]], Any]:
    """A check row by row: the function takes (cls, …) and columns of the frame by name; it says whether all is well.

    A row in which one of the columns has nothing (None) is not asked.
    """

    def over_rows(function: Callable[..., bool]) -> Any:
        _, *names = signature(function).parameters

        @check(code, field, limit, explains=explains, **words)
        def each_row(cls: Any, frame: pd.DataFrame) -> "pd.Series[bool]":
            rows = zip(*(frame[name].tolist() for name in names), strict=True)
            return pd.Series([None in row or function(cls, *row) for row in rows], index=frame.index, dtype=bool)

        return each_row

    return over_rows


def at_most(code: str, field: str, limit: str) -> Any:
    """The check that `field` is at most the number in column `limit`."""

    @check(code, field, limit)
    def within_limit(cls: Any, frame: pd.DataFrame) -> "pd.Series[bool]":
        pairs = zip(frame[field].tolist(), frame[limit].tolist(), strict=True)
        fits = [number is None or largest is None or number <= largest for number, largest in pairs]
        return pd.Series(fits, index=frame.index, dtype=bool)

    return within_limit


def _filled(name: str, condition: Callable[[pd.DataFrame], "pd.Series[bool]"]) -> Any:
    @check("G401", name)
    def filled(cls: Any, frame: pd.DataFrame) -> "pd.Series[bool]":
        return frame[name].notna() | ~condition(frame)

    return filled


def _answered(name: str, word: str) -> Any:
    @check("G425", name)
    def answered(cls: Any, frame: pd.DataFrame) -> "pd.Series[bool]":
        return (frame[name] != word) | (frame["banyak_jawaban"] > 0)

    return answered


def _any_filled(names: list[str], frame: pd.DataFrame) -> "pd.Series[bool]":
    return frame[names].notna().any(axis=1)


def _none_filled(names: list[str], frame: pd.DataFrame) -> "pd.Series[bool]":
    return ~_any_filled(names, frame)


def check_id(pandera_check: pa.Check) -> CheckId | None:
    """What `check` was told of a check; None for one of pandera's own."""
    return (pandera_check.statistics or {}).get("id")


def is_fraction(score: Decimal) -> bool:
    """Whether a score on a scale of a hundred looks like a share of one (0.9 for 90); zero is a score."""
    return 0 < score <= 1


def check_ids(model: type[Form]) -> list[CheckId]:
    """What the checks of a model over whole rows become."""
    return [one for pandera_check in model.to_schema().checks if (one := check_id(pandera_check))]


@cache
def fields(model: type[Form]) -> dict[str, Field]:
    """Field name -> description, in the order in which the form shows them."""
    return {
        str(name): column.metadata["field"] for name, column in model.to_schema().columns.items() if column.metadata
    }


class BlockShape(StrEnum):
    """A header row with rows below it, or label and value side by side."""

    TABLE = "tabel"
    PAIRS = "pasangan"


@dataclass(frozen=True)
class Block:
    """A block of cells on a sheet.

    `group`: blocks of a sheet with the same word are one thing to fill: touched together, empty together.
    `key`: field by which the rows of a table with prefilled key rows are known (the rows: `FormYear.key_rows[name]`).
    `status`, `status_present`: the pair that says whether there is anything yet, and its word for yes.
    `selector`: the pair of the same sheet that picks which key rows count (`KeyRow.group`).
    `blank_rows`: rows a table without key rows offers.
    `name_field`: a further prefilled field that names the key row, for rows whose key cell is empty.
    `may_be_unknown`: beside an official letter a row may stay empty.
    `stand_in`: name of the block (of any sheet) that may be filled in the stead of this one.
    `answers`: name of the table, on another sheet, with the answers from which its figures can be computed.
    `row_by_row`: each key row is filled or left out by itself, its line on the sheet included.
    `row_word`: what a row of an open table is, in a word.
    """

    name: str
    shape: BlockShape
    model: type[Form]
    title: str = ""
    group: str = "isian"
    key: str | None = None
    status: str | None = None
    status_present: str = ""
    selector: str | None = None
    blank_rows: int = 0
    name_field: str | None = None
    may_be_unknown: bool = False
    stand_in: str | None = None
    answers: str | None = None
    row_by_row: bool = False
    row_word: str = "isian"

    @property
    def fields(self) -> dict[str, Field]:
        """Field name -> description, in the order in which the form shows them."""
        return fields(self.model)


@dataclass(frozen=True)
class Sheet:
    """A visible sheet of the template; `iku` is the indicator it feeds (None for the identity).

    `optional`: a workbook without the sheet is complete (templates handed out before it existed have none). `build`:
    gives the sheet as it is in a year, where its columns are data of that year; None for a year without such a sheet.
    """

    name: str
    title: str
    introduction: str
    blocks: tuple[Block, ...]
    iku: str | None = None
    optional: bool = False
    build: "Callable[[Sheet, FormYear], Sheet | None] | None" = None

    def in_year(self, form_year: FormYear) -> "Sheet | None":
        """The sheet in the year of `form_year`; None where that year has no such sheet."""
        return self.build(self, form_year) if self.build else self

    def groups(self) -> tuple[str, ...]:
        """The groups of its blocks, in order."""
        return tuple(dict.fromkeys(block.group for block in self.blocks))


def example_for(form_field: Field, maximum: Decimal | None) -> str:
    """An example on the field's own scale."""
    if form_field.example != EXAMPLE_NUMBER or maximum is None or maximum >= Decimal(100):
        return form_field.example
    share = maximum * Decimal("0.8")
    return show_typed(share.normalize() if share != share.to_integral_value() else share.to_integral_value())


def when_unknown(form_field: Field, sheet: Sheet) -> str:
    """What to do with a cell for which there is nothing yet: one of a table that must be whole is no exception."""
    if sheet.iku is None:
        return "Sel ini wajib diisi."
    if not form_field.required:
        return "Bila memang belum ada, kosongkan selnya."
    not_yet = next(
        (word for block in sheet.blocks if block.status for word in _other_words(block)),
        "",
    )
    chosen = f" dan pilih {not_yet}" if not_yet else ""
    return f"Bila satu nilai belum ada, kosongkan seluruh tabel{chosen}."


def _other_words(block: Block) -> tuple[str, ...]:
    """The words of its status that say there is nothing yet."""
    choices = block.fields[str(block.status)].choices
    return tuple(word for word in choices if word != block.status_present) if isinstance(choices, tuple) else ()


def limit_of(form_year: FormYear, sheet: Sheet, name: str) -> Decimal | None:
    """A limit of the year, the sheet's own (`itkp.nilai_resmi`) before the general one."""
    return form_year.limits.get(f"{sheet.iku}.{name}", form_year.limits.get(name))
