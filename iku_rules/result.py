"""What a rule gives: value, steps, tables to show, status, completeness, notes and findings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from iku_rules.over_months import Point, last_change
from iku_rules.scale import Scale
from iku_rules.steps import Input, Parameter, Source, Step
from schemas.periode import Periode
from schemas.temuan import Temuan


class Status(StrEnum):
    """Status of a result (domain vocabulary)."""

    FINAL = "FINAL"
    SEMENTARA = "SEMENTARA"
    TERAKHIR_DIKETAHUI = "TERAKHIR DIKETAHUI"
    BELUM_RILIS = "BELUM RILIS"
    BELUM_ADA_DATA = "BELUM ADA DATA"

    @property
    def word(self) -> str:
        """As people read it, by itself."""
        return _STATUS_WORDS[self]


_STATUS_WORDS = {
    Status.FINAL: "Final",
    Status.SEMENTARA: "Sementara",
    Status.TERAKHIR_DIKETAHUI: "Nilai terakhir",
    Status.BELUM_RILIS: "Belum rilis",
    Status.BELUM_ADA_DATA: "Belum ada data",
}


@dataclass(frozen=True)
class Completeness:
    """`present` of `expected` contributors (`satuan`: "bagian", "kecamatan") are in."""

    present: int
    expected: int
    satuan: str

    def __str__(self) -> str:
        return f"{self.present}/{self.expected}"

    @classmethod
    def read(cls, text: str) -> "Completeness":
        """Read "7/8", of which nothing says what was counted. ValueError for anything else."""
        present, _, expected = text.partition("/")
        return cls(int(present), int(expected), "")

    @property
    def text(self) -> str:
        """In words: "7 dari 8 bagian"."""
        return f"{self.present} dari {self.expected} {self.satuan}"


@dataclass(frozen=True, eq=False)
class Words:
    """Words of a letter that decide; like a number that was collected they have a cell of their own."""

    text: str


@dataclass(frozen=True, eq=False)
class Predikat:
    """The words of a value: those of the letter where it has some, else those of the scale."""

    step: Step
    scale: Scale | None
    letter: Words | None = None

    @cached_property
    def text(self) -> str | None:
        """As printed: "AA (Istimewa)" or "Cukup"."""
        if self.letter is not None:
            interval = self.scale.interval_named(self.letter.text) if self.scale else None
            return interval.text if interval else self.letter.text
        return self.scale.predikat(self.step.value) if self.scale and self.step.value is not None else None


DetailValue = str | Decimal | date | None | Input | Parameter | Step | Words | Predikat


@dataclass(frozen=True)
class DetailTable:
    """A table of a `Rincian` sheet. Nodes in it become cells: inputs as values, steps as formulas over the others.

    Every Input, Parameter and Step a step rests on directly must stand in a table of the same Computation.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[DetailValue, ...], ...]


@dataclass(frozen=True)
class Computation:
    """A computed indicator, of one submission or of all contributors together.

    `result` is the step whose value is published (2 decimals, half-up), None when there is none. `predikat_basis` says
    what gives it its words. `rule` names indicator, model and method, such as "itkp 2023-2025" or
    "kesalehan_sosial 2021 JATIM2". `sources` are the cells the value rests on, `parameters` what it rests on of the
    register. `detail_tables` holds all tables to show, `notes` the notes in Indonesian, `report_texts` label and text
    of what was written for the yearly report; `is_example` says that the value rests on example data.
    """

    iku: str
    status: Status
    rule: str
    assessment_year: int
    result: Step | None = None
    predikat_basis: Predikat | None = None
    completeness: Completeness | None = None
    sources: tuple[Source, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    detail_tables: tuple[DetailTable, ...] = ()
    notes: tuple[str, ...] = ()
    temuan: tuple[Temuan, ...] = ()
    report_texts: tuple[tuple[str, str], ...] = ()
    is_example: bool = False

    @property
    def value(self) -> Decimal | None:
        """The published value; None where there is none."""
        return self.result.value if self.result else None

    @property
    def predikat(self) -> str | None:
        """The words of the value, as printed."""
        return self.predikat_basis.text if self.predikat_basis else None


@dataclass(frozen=True)
class PublishedResult:
    """The result of one indicator for one period as published: HASIL of the contract, with its status in words.

    `capaian` in percent, 2 decimals. `dari_periode` names the earlier period of a TERAKHIR DIKETAHUI value. `keadaan`
    is the status as people read it.
    """

    iku: str
    satuan: str
    status: Status
    nilai: Decimal | None
    predikat: str | None
    target: Decimal | None
    capaian: Decimal | None
    kategori_capaian: str | None
    aturan: str | None
    tahun_penilaian: int | None
    dari_periode: Periode | None
    kelengkapan: Completeness | None
    nilai_tahun_lalu: Decimal | None
    catatan: tuple[str, ...]
    sumber: tuple[Source, ...]
    keadaan: str


@dataclass(frozen=True, kw_only=True)
class Result(PublishedResult):
    """A composed result: with all that a workbook shows of it: steps, tables, history.

    `temuan` are findings that belong to no single file. `last_year_computation` is what `nilai_tahun_lalu` rests on.
    `is_example`: the value rests on example data; `target_is_example`: the target is an example. `capaian_limit`: what
    is shown in place of a `capaian` above it, where a limit is set. `months`: the months of the year up to this one;
    `years`: the years before and this one.
    """

    name: str
    periode: Periode
    computation: Computation | None
    target_input: Input | None
    capaian_step: Step | None
    temuan: tuple[Temuan, ...] = ()
    last_year_computation: Computation | None = None
    is_example: bool = False
    target_is_example: bool = False
    capaian_limit: Decimal | None = None
    months: tuple[Point, ...] = ()
    years: tuple[Point, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """How far the value moved from the period before; None where the two cannot be compared."""
        return last_change(self.months)


def status_text(
    status: Status, from_periode: Periode | None, completeness: Completeness | None, *, is_example: bool
) -> str:
    """`Final`, `Sementara (6 dari 8 bagian)`, `Nilai terakhir (November 2025)`, …; an example says so."""
    text = status.word
    if status is Status.TERAKHIR_DIKETAHUI:
        text += f" ({from_periode.name if from_periode else '-'})"
    if status is Status.SEMENTARA and completeness:
        text += f" ({completeness.text})"
    return text + (", CONTOH" if is_example else "")
