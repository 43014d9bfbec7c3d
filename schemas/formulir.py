"""How a form is described: fields (`kolom`), blocks of cells (`Blok`), sheets (`Lembar`), and checks (`aturan`).

A block is either a table (a header row, rows below it) or a set of label/value pairs; each block has one pandera
model. The model's fields carry an `Isian`, from which template, reader, checks and findings take what they need.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.acuan import Acuan
from schemas.nilai import Jenis

AWALAN_SEL = "sel_"
AWALAN_KEADAAN = "keadaan_"
AWALAN_BATAS = "batas_"


@dataclass(frozen=True)
class Isian:
    """All that is known of one field.

    `wajib`: must be filled once its block is touched. `tetap`: prefilled by the template, not entered. `pilihan`: the
    allowed values, or the name of a list in `Acuan.pilihan`. `batas`: name of a limit in `Acuan.batas` for the
    upper end. `bagian_dari`: the field of which this one is a part: either that field or all of its parts are filled.
    `opsional`: a sheet without this column is sound. `boleh_strip`: "-" (not assessed) is fair here. `sebulan`: speaks
    of its month alone, so that the next month's template starts without it. `mendahului`: may
    be known before there is a result, so that it alone does not make its block touched. `lebar` is a column width in
    characters.
    """

    label: str
    jenis: Jenis
    wajib: bool = True
    tetap: bool = False
    minimum: Decimal | None = None
    maksimum: Decimal | None = None
    batas: str | None = None
    pilihan: tuple[str, ...] | str = ()
    bagian_dari: str | None = None
    opsional: bool = False
    boleh_strip: bool = False
    sebulan: bool = False
    mendahului: bool = False
    petunjuk: str = ""
    contoh: str = "83,25"
    desimal: int = 2
    lebar: int = 14

    def allows(self, number: Decimal) -> bool:
        """Whether a number lies within the fixed limits of the field."""
        return (self.minimum is None or self.minimum <= number) and (self.maksimum is None or number <= self.maksimum)


def kolom(label: str, jenis: Jenis, **rincian: Any) -> Any:
    """A pandera field described by an `Isian`: nullability and static limits follow from it."""
    isian = Isian(label, jenis, **rincian)
    batas: dict[str, Any] = {}
    if isian.minimum is not None:
        batas["ge"] = isian.minimum
    if isian.maksimum is not None:
        batas["le"] = isian.maksimum
    return pa.Field(nullable=not isian.wajib, metadata={"isian": isian}, **batas)


class Formulir(pa.DataFrameModel):
    """Base of all blocks. Frames carry, beside the fields, `sel_<field>`, `keadaan_<field>` and context columns."""

    class Config:
        strict = False
        coerce = False


def aturan(kode: str, field: str) -> Callable[[Callable[..., pd.Series]], Any]:
    """A check over whole rows: the function takes (cls, frame) and gives a bool Series, True where all is well.

    A False row becomes the finding `kode` at the cell of `field`.
    """
    return pa.dataframe_check(name=f"{kode}:{field}")


def tidak_melebihi(bingkai: pd.DataFrame, field: str, batas: str) -> "pd.Series[bool]":
    """True where `field` is at most the number in column `batas`, or either is unknown."""
    return pd.Series(
        [n is None or b is None or n <= b for n, b in zip(bingkai[field], bingkai[batas], strict=True)],
        index=bingkai.index,
    )


def bukan_pecahan(bingkai: pd.DataFrame, field: str) -> "pd.Series[bool]":
    """False where a score on a scale of a hundred looks like a share of one (0.9 for 90); zero is a score."""
    return pd.Series([n is None or not 0 < n <= 1 for n in bingkai[field]], index=bingkai.index)


@cache
def isian(model: type[Formulir]) -> dict[str, Isian]:
    """Field name -> description, in the order in which the form shows them."""
    return {
        str(nama): kolom_.metadata["isian"] for nama, kolom_ in model.to_schema().columns.items() if kolom_.metadata
    }


class Bentuk(StrEnum):
    TABEL = "tabel"
    PASANGAN = "pasangan"


@dataclass(frozen=True)
class Blok:
    """A block of cells on a sheet.

    `kelompok`: blocks of a sheet with the same word are one thing to fill: touched together, empty together.
    `kunci`: field by which the rows of a table with prefilled key rows are known (their rows: `Acuan.baris[nama]`).
    `status`, `status_ada`: the pair that says whether there is anything yet, and its word for yes.
    `pemilih`: the pair of the same sheet that picks which key rows count (`BarisKunci.kelompok`).
    `baris_kosong`: rows a table without key rows offers.
    `pengenal`: a further prefilled field that names the key row, for rows whose key cell is empty.
    `boleh_tak_diketahui`: beside an official letter a row may stay empty.
    `pengganti`: the block (of any sheet) that may be filled in the stead of this one.
    `per_baris`: each key row is filled or left out by itself, its line on the sheet included.
    """

    nama: str
    bentuk: Bentuk
    model: type[Formulir]
    judul: str = ""
    kelompok: str = "isian"
    kunci: str | None = None
    status: str | None = None
    status_ada: str = ""
    pemilih: str | None = None
    baris_kosong: int = 0
    pengenal: str | None = None
    boleh_tak_diketahui: bool = False
    pengganti: str | None = None
    per_baris: bool = False

    @property
    def isian(self) -> dict[str, Isian]:
        return isian(self.model)


@dataclass(frozen=True)
class Lembar:
    """A visible sheet of the template; `iku` is the indicator it feeds (None for the identity).

    `opsional`: a workbook without the sheet is complete (templates handed out before it existed have none). `susun`:
    gives the sheet as it is in a year, where its columns are data of that year; None for a year without such a sheet.
    """

    nama: str
    judul: str
    pengantar: str
    blok: tuple[Blok, ...]
    iku: str | None = None
    opsional: bool = False
    susun: "Callable[[Lembar, Acuan], Lembar | None] | None" = None

    def pada(self, acuan: Acuan) -> "Lembar | None":
        """The sheet in the year of `acuan`."""
        return self.susun(self, acuan) if self.susun else self

    def kelompok(self) -> tuple[str, ...]:
        """The groups of the sheet, in order."""
        return tuple(dict.fromkeys(b.kelompok for b in self.blok))
