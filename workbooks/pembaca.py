"""The reader of record: openpyxl, cell by cell, nothing converted and nothing dropped. Runs in a worker process."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from schemas.nilai import IsiKhusus, Sel, kunci_banding

BARIS_TERBANYAK = 100_000  # rows with content read from one sheet; far above any form


@dataclass(frozen=True)
class LembarMentah:
    """A sheet as delivered: its cells with content, in reading order."""

    nama: str
    sel: tuple[Sel, ...]


@dataclass(frozen=True)
class BukuMentah:
    """The wanted sheets of a workbook, by compared name, and the names of all sheets."""

    lembar: dict[str, LembarMentah]
    nama_lembar: tuple[str, ...]


def baca_buku(path: Path, dicari: tuple[str, ...]) -> BukuMentah:
    """Read the sheets named in `dicari` (compared without case and blanks). Raises what openpyxl raises."""
    kunci_dicari = {kunci_banding(nama) for nama in dicari}
    # Streams, not the path: openpyxl refuses a sound workbook whose name ends in .xls.
    with warnings.catch_warnings(), path.open("rb") as aliran_nilai, path.open("rb") as aliran_rumus:
        warnings.simplefilter("ignore")  # x14 extensions: noise on stderr, no loss of values
        nilai = load_workbook(aliran_nilai, read_only=True, data_only=True, keep_links=False)
        rumus = load_workbook(aliran_rumus, read_only=True, data_only=False, keep_links=False)
        try:
            lembar = {
                kunci_banding(nama): LembarMentah(nama, tuple(_baca_lembar(nilai[nama], rumus[nama])))
                for nama in nilai.sheetnames
                if kunci_banding(nama) in kunci_dicari and hasattr(nilai[nama], "iter_rows")
            }
            return BukuMentah(lembar, tuple(nilai.sheetnames))
        finally:
            nilai.close()
            rumus.close()


def _baca_lembar(lembar_nilai: Any, lembar_rumus: Any) -> Iterator[Sel]:
    tanpa_nilai = _sel_rumus(lembar_rumus)
    for baris in _baris_berisi(lembar_nilai):
        for sel in baris:
            posisi = (sel.row, sel.column) if sel.value is not None or hasattr(sel, "row") else None
            if posisi is None:
                continue
            if sel.value is None:
                # A stored result of "" (type str) is an empty cell, not a formula that was never computed.
                if posisi in tanpa_nilai and sel.data_type != "str":
                    yield Sel(*posisi, None, IsiKhusus.RUMUS_TANPA_NILAI)
            elif sel.data_type == "e":
                yield Sel(*posisi, str(sel.value), IsiKhusus.GALAT_RUMUS)
            else:
                persen = isinstance(sel.value, (int, float)) and "%" in (sel.number_format or "")
                yield Sel(*posisi, sel.value, persen=persen)


def _sel_rumus(lembar: Any) -> set[tuple[int, int]]:
    """Positions of formulas; those without a stored result are blank when read as values."""
    return {(sel.row, sel.column) for baris in _baris_berisi(lembar) for sel in baris if sel.data_type == "f"}


def _baris_berisi(lembar: Any) -> Iterator[Any]:
    lembar.reset_dimensions()  # WPS writes <dimension ref="A1">, which would hide all but one cell
    terbaca = 0
    for baris in lembar.iter_rows():
        if not baris:
            continue  # a gap up to a far cell may be a million rows long
        if any(sel.value is not None for sel in baris) or any(hasattr(sel, "row") for sel in baris):
            terbaca += any(sel.value is not None for sel in baris)
            if terbaca > BARIS_TERBANYAK:
                raise MemoryError("too many rows")
            yield baris
