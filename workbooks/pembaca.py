"""The reader of record: openpyxl, cell by cell, nothing converted and nothing dropped. Runs in a worker process."""

import warnings
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from schemas.nilai import IsiKhusus, Sel, kunci_banding

BARIS_TERBANYAK = 100_000  # rows with content read from one sheet; far above any form
Rentang = tuple[int, int, int, int]  # first column and row, last column and row
TEKS_RUMUS = "str"  # type of a formula's text result, as the file spells it


@dataclass
class LembarMentah:
    """A sheet as delivered: its cells with content, in reading order, column by column of this record.

    Row, column and value of the n-th cell stand at place n; `khusus` and `persen` (see `Sel`) name the few that need
    it; `gabungan` are the merged ranges. Plain lists, since a questionnaire of 200,000 answers comes through the
    worker's pipe.
    """

    nama: str
    baris: "array[int]" = field(default_factory=lambda: array("l"))
    kolom: "array[int]" = field(default_factory=lambda: array("l"))
    isi: list[object] = field(default_factory=list)
    khusus: dict[int, IsiKhusus] = field(default_factory=dict)
    persen: set[int] = field(default_factory=set)
    gabungan: list[Rentang] = field(default_factory=list)

    def tambah(self, baris: int, kolom: int, isi: object, khusus: IsiKhusus | None, *, persen: bool) -> None:
        if khusus is not None:
            self.khusus[len(self.isi)] = khusus
        if persen:
            self.persen.add(len(self.isi))
        self.baris.append(baris)
        self.kolom.append(kolom)
        self.isi.append(isi)

    def sel_ke(self, nomor: int) -> Sel:
        return Sel(self.baris[nomor], self.kolom[nomor], self.isi[nomor], self.khusus.get(nomor), nomor in self.persen)

    @property
    def sel(self) -> Iterator[Sel]:
        """The cells, one by one."""
        return (self.sel_ke(nomor) for nomor in range(len(self.isi)))


@dataclass(frozen=True)
class BukuMentah:
    """The wanted sheets of a workbook, by compared name, and the names of all sheets."""

    lembar: dict[str, LembarMentah]
    nama_lembar: tuple[str, ...]


def baca_buku(path: Path, dicari: tuple[str, ...]) -> BukuMentah:
    """Read the sheets named in `dicari` (compared without case and blanks). Raises what openpyxl raises."""
    kunci_dicari = {kunci_banding(nama) for nama in dicari}
    # A stream, not the path: openpyxl refuses a sound workbook whose name ends in .xls.
    with warnings.catch_warnings(), path.open("rb") as aliran:
        warnings.simplefilter("ignore")  # x14 extensions: noise on stderr, no loss of values
        buku = load_workbook(aliran, read_only=True, data_only=True, keep_links=False)
        try:
            persen = {nomor for nomor, format_ in enumerate(_format_angka(buku)) if "%" in format_}
            lembar = {
                kunci_banding(nama): _baca_lembar(buku[nama], persen)
                for nama in buku.sheetnames
                if kunci_banding(nama) in kunci_dicari and hasattr(buku[nama], "iter_rows")
            }
            return BukuMentah(lembar, tuple(buku.sheetnames))
        finally:
            buku.close()


class _Pengurai(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's own parser for values, which also sees which formulas have no stored result.

    The public way is to load the workbook twice, as values and as formulas: twice the time for every cell.
    """

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        """Rows that only carry formats are passed over: a column formatted to its end has a million of them."""
        if any(len(sel) for sel in row):
            hasil: tuple[int, list[dict[str, Any]]] = super().parse_row(row)
            return hasil
        self.row_counter = int(float(row.get("r") or self.row_counter + 1))
        return self.row_counter, []

    def parse_cell(self, element: Any) -> dict[str, Any]:
        sel: dict[str, Any] = super().parse_cell(element)
        # A stored result of "" (type str) is an empty cell, not a formula that was never computed.
        rumus = sel["value"] is None and sel["data_type"] != TEKS_RUMUS and element.find(FORMULA_TAG) is not None
        sel["khusus"] = IsiKhusus.RUMUS_TANPA_NILAI if rumus else None
        return sel


def _baca_lembar(lembar: Any, persen: set[int]) -> LembarMentah:
    hasil = LembarMentah(lembar.title)
    for nomor, baris in enumerate(_baris_berisi(lembar, hasil.gabungan)):
        if nomor == BARIS_TERBANYAK:
            raise MemoryError("too many rows")
        for sel in baris:
            isi, khusus = sel["value"], sel["khusus"]
            if sel["data_type"] == "e" and isi is not None:
                isi, khusus = str(isi), IsiKhusus.GALAT_RUMUS
            if isi is not None or khusus is not None:
                berpersen = khusus is None and isinstance(isi, (int, float)) and sel["style_id"] in persen
                hasil.tambah(sel["row"], sel["column"], isi, khusus, persen=berpersen)
    return hasil


def _baris_berisi(lembar: Any, gabungan: list[Rentang]) -> Iterator[list[dict[str, Any]]]:
    """Rows with content; merged ranges, which the file lists after them, go into `gabungan`.

    The sheet's own dimension is not asked: WPS writes `A1`, which would hide all but one cell.
    """
    buku = lembar.parent
    with lembar._get_source() as aliran:
        pengurai = _Pengurai(
            aliran,
            lembar._shared_strings,
            data_only=True,
            epoch=buku.epoch,
            date_formats=buku._date_formats,
            timedelta_formats=buku._timedelta_formats,
        )
        for _, baris in pengurai.parse():
            if any(sel["value"] is not None or sel["khusus"] for sel in baris):
                yield baris
        if pengurai.merged_cells is not None:
            gabungan.extend(range_boundaries(satu.ref) for satu in pengurai.merged_cells.mergeCell)


def _format_angka(buku: Any) -> Iterator[str]:
    """The number format of each cell style, by the style's number."""
    for gaya in buku._cell_styles:
        nomor = gaya.numFmtId - BUILTIN_FORMATS_MAX_SIZE
        yield buku._number_formats[nomor] if nomor >= 0 else BUILTIN_FORMATS.get(gaya.numFmtId, "General")
