"""What a form needs to know of its year, as a value: the register in `iku_rules` fills it, the flows pass it on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class BarisKunci:
    """One prefilled row of a table.

    `nilai_tetap` are the other prefilled cells of the row (field -> value), also of a field that other rows ask for;
    `maksimum` the limit of the row's score (None: the field's own limit), `kelompok` the choice of the block's
    `pemilih` for which the row counts, `petunjuk` what the row's own prompt says (field -> words).
    """

    kunci: str
    nilai_tetap: Mapping[str, str | Decimal] = field(default_factory=dict)
    maksimum: Decimal | None = None
    boleh_tidak_dinilai: bool = False
    kelompok: str | None = None
    alias: tuple[str, ...] = ()
    petunjuk: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Butir:
    """One item of a questionnaire, a column of its sheet; answers are whole, `terkecil` to `terbesar`."""

    kode: str
    teks: str
    terkecil: Decimal
    terbesar: Decimal


@dataclass(frozen=True)
class Kuesioner:
    """The items of a year's questionnaire and the method they serve; `contoh` where they are only an example."""

    metode: str
    butir: tuple[Butir, ...]
    contoh: bool


@dataclass(frozen=True)
class Acuan:
    """Key rows, allowed values and limits of one assessment year.

    `baris` : block name -> its key rows, in order.
    `pilihan` : list name -> allowed values, in order.
    `batas` : limit name -> number (such as `skor_maks`).
    `aspek` : names of the aspects of F02 (pelayanan publik), in order.
    `kuesioner` : the questionnaire on social piety; None in a year without one.
    `tidak_dinilai` : block name -> keys known to the form but not assessed in this year; only "-" or empty fits them.
    """

    tahun: int
    baris: Mapping[str, tuple[BarisKunci, ...]]
    pilihan: Mapping[str, tuple[str, ...]]
    batas: Mapping[str, Decimal]
    tidak_dinilai: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aspek: tuple[str, ...] = ()
    kuesioner: Kuesioner | None = None
