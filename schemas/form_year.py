"""What a form needs to know of its year, as a value: the register in `iku_rules` fills it, the flows pass it on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class KeyRow:
    """One prefilled row of a table, known by `key`; `alias` are other words under which it may be found.

    `prefilled` are the other prefilled cells of the row (field -> value), also of a field that other rows ask for;
    `maximum` the limit of the row's score (None: the field's own limit); `dash_allowed` says that "-" (not assessed)
    is fair here; `group` is the choice of the block's `selector` for which the row counts (None: for every choice);
    `hints` what the row's own prompt says (field -> words).
    """

    key: str
    prefilled: Mapping[str, str | Decimal] = field(default_factory=dict)
    maximum: Decimal | None = None
    dash_allowed: bool = False
    group: str | None = None
    alias: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One item of a questionnaire, a column of its sheet; answers are whole, `smallest` to `largest`."""

    code: str
    text: str
    smallest: Decimal
    largest: Decimal


@dataclass(frozen=True)
class Kuesioner:
    """The items of a year's questionnaire and the method they serve; `is_example` where they are only an example."""

    method: str
    items: tuple[Item, ...]
    is_example: bool


@dataclass(frozen=True)
class FormYear:
    """Key rows, allowed values and limits of one assessment year.

    `key_rows` : block name -> its key rows, in order.
    `choices` : list name -> allowed values, in order.
    `limits` : limit name -> number (such as `skor_maks`); `<iku>.<limit name>` holds for the sheets of that IKU alone.
    `aspects` : names of the aspects of F02 (pelayanan publik), in order.
    `kuesioner` : the questionnaire on social piety; None in a year without one.
    `issued_status` : the word of the status of a policy that says it was issued.
    `not_assessed` : block name -> keys known to the form but not assessed in this year; only "-" or empty fits them.
    """

    year: int
    key_rows: Mapping[str, tuple[KeyRow, ...]]
    choices: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, Decimal]
    issued_status: str
    not_assessed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aspects: tuple[str, ...] = ()
    kuesioner: Kuesioner | None = None
