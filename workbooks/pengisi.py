"""Filling a template as a person does: cell by cell, found by the words on the sheet. For the demo and the tests."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook


@dataclass(frozen=True)
class IsianLembar:
    """What to type on one sheet.

    `pasangan`: label -> value. `baris`: key of a prefilled row -> header -> value. `daftar`: rows of an open table,
    header -> value each, typed from the first row under the header on.
    """

    pasangan: Mapping[str, Any] = field(default_factory=dict)
    baris: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    daftar: Sequence[Mapping[str, Any]] = ()


def isi_templat(templat: bytes, isian: Mapping[str, IsianLembar]) -> bytes:
    """The template with the given cells filled. KeyError when a label, key or header is not on the sheet."""
    buku = load_workbook(io.BytesIO(templat))
    for nama, satu in isian.items():
        lembar = buku[nama]
        for label, nilai in satu.pasangan.items():
            baris, kolom = _cari(lembar, label)
            lembar.cell(baris, kolom + 1).value = nilai
        for kunci, sel in satu.baris.items():
            baris, _ = _cari(lembar, kunci)
            for judul, nilai in sel.items():
                lembar.cell(baris, _cari(lembar, judul)[1]).value = nilai
        for nomor, sel in enumerate(satu.daftar, start=1):
            for judul, nilai in sel.items():
                baris, kolom = _cari(lembar, judul)
                lembar.cell(baris + nomor, kolom).value = nilai
    keluaran = io.BytesIO()
    buku.save(keluaran)
    return keluaran.getvalue()


def _cari(lembar: Any, teks: str) -> tuple[int, int]:
    for baris in lembar.iter_rows():
        for sel in baris:
            if sel.value == teks:
                return sel.row, sel.column
    raise KeyError(f"{lembar.title}: {teks}")
