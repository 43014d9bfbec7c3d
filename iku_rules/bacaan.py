"""From the frames of one submission to what a rule needs: rows, inputs with their cells, findings at cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from iku_rules.dasar import Angka
from iku_rules.langkah import Masukan, Sumber, bulatkan
from schemas.formulir import AWALAN_SEL, isian
from schemas.hasil_resmi import LaporanTahunan
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import angka, tulis

Isian = Mapping[str, pd.DataFrame]
Baris = Mapping[str, Any]

CONTOH = "CONTOH"
BANYAK_CONTOH = 3  # texts quoted in the note


def baris(isi: Isian, blok: str) -> list[Baris]:
    """Rows of a block; none when it is absent."""
    if blok not in isi:
        return []
    kolom = [str(k) for k in isi[blok].columns]
    return [dict(zip(kolom, isi_baris, strict=True)) for isi_baris in isi[blok].itertuples(index=False, name=None)]


def baris_ke(bingkai: pd.DataFrame, nomor: int) -> Baris:
    """One row of a frame, by position."""
    return {str(kolom): bingkai[kolom].iat[nomor] for kolom in bingkai.columns}


def satu(isi: Isian, blok: str) -> Baris | None:
    """The row of a block of pairs; None when it is absent."""
    return next(iter(baris(isi, blok)), None)


def menurut_kunci(isi: Isian, blok: str) -> dict[str, Baris]:
    """Rows of a table by their key row."""
    return {str(b["kunci_baris"]): b for b in baris(isi, blok)}


def sumber(satu_baris: Baris, field: str) -> Sumber:
    """The cell of a field; the value as read."""
    nilai = satu_baris[field]
    return Sumber(
        bagian=str(satu_baris["bagian"]),
        berkas=str(satu_baris["berkas"]),
        sha256=str(satu_baris["sha256"]),
        lembar=str(satu_baris["lembar"]),
        sel=str(satu_baris[AWALAN_SEL + field]),
        nilai=nilai if isinstance(nilai, Decimal) or nilai is None else str(nilai),
    )


def masukan(satu_baris: Baris, field: str, nama: str) -> Masukan:
    """The number of a field as an input."""
    return Masukan(nama, satu_baris[field], sumber(satu_baris, field))


def sumber_kolom(bingkai: pd.DataFrame, field: str) -> Sumber:
    """The range of a column of an open table, for what is counted over it (see `ringkasan`)."""
    awal = {nama: str(bingkai[nama].iat[0]) for nama in ("bagian", "berkas", "sha256", "lembar")}
    return Sumber(**awal, sel=rentang([str(s) for s in bingkai[AWALAN_SEL + field]]), nilai=None)


def ringkasan(nama: str, nilai: Decimal, asal: Sumber) -> Masukan:
    """A number taken from a whole column, such as a count of answers."""
    return Masukan(nama, nilai, replace(asal, nilai=nilai))


def rentang(sel: Sequence[str]) -> str:
    """`D7:D40` for the cells of a column."""
    return sel[0] if sel[0] == sel[-1] else f"{sel[0]}:{sel[-1]}"


def temuan_di(kode: str, satu_baris: Baris, field: str, *, ditemukan: str | None, **isi: object) -> Temuan:
    """A finding at the cell of a field."""
    return buat_temuan(
        kode,
        lembar=str(satu_baris["lembar"]),
        sel=str(satu_baris[AWALAN_SEL + field]),
        ditemukan=ditemukan,
        **isi,
    )


def temuan_beda(
    satu_baris: Baris, field: str, dihitung: Decimal | None, toleransi: Angka, *, label: str, kunci: str, asal: str
) -> list[Temuan]:
    """P450 where the score in a field differs from what its own parts give; `asal` names the parts."""
    diisi, dihitung = satu_baris[field], bulatkan(dihitung)  # compared as printed, so that a reader sees the same
    if diisi is None or dihitung is None or abs(diisi - dihitung) <= toleransi.nilai:
        return []
    kata = {
        "hitung": angka(dihitung, 2),
        "selisih": angka(abs(diisi - dihitung), 2),
        "toleransi": angka(toleransi.nilai),
        "label": label,
        "kunci": kunci,
        "asal": asal,
    }
    return [temuan_di("P450", satu_baris, field, ditemukan=tulis(diisi), **kata)]


def laporan(isi: Isian) -> tuple[tuple[str, str], ...]:
    """(label, text) of what was written for the yearly report."""
    terisi = satu(isi, "laporan_tahunan")
    if terisi is None:
        return ()
    return tuple((i.label, str(terisi[nama])) for nama, i in isian(LaporanTahunan).items() if terisi[nama])


def contoh(isi: Isian) -> tuple[tuple[Temuan, ...], tuple[str, ...]]:
    """Findings for cells whose text begins with CONTOH, and the one note they give together."""
    sel = list(_sel_contoh(isi))
    teks = list(dict.fromkeys(t for *_, t in sel))
    if not teks:
        return (), ()
    dikutip = "; ".join(map(_kutip, teks[:BANYAK_CONTOH]))
    lebih = "; dan lainnya" if len(teks) > BANYAK_CONTOH else ""
    temuan = tuple(buat_temuan("P420", lembar=lembar, sel=alamat, ditemukan=t) for lembar, alamat, t in sel)
    return temuan, (f"{CONTOH}: {dikutip}{lebih}",)


def _kutip(teks: str) -> str:
    """What follows the mark; a number of which it is a part ("CONTOH-1/2025") stands whole."""
    sisa = teks[len(CONTOH) :]
    if sisa and sisa[0] not in " :":
        return f"“{teks}”"
    return sisa.strip(" :-–.,") or "angka contoh"


def _sel_contoh(isi: Isian) -> Iterator[tuple[str, str, str]]:
    """(sheet, cell, text) of every such cell."""
    for bingkai in isi.values():
        for field in (k.removeprefix(AWALAN_SEL) for k in bingkai.columns if str(k).startswith(AWALAN_SEL)):
            for lembar, alamat, v in zip(bingkai["lembar"], bingkai[AWALAN_SEL + field], bingkai[field], strict=True):
                if isinstance(v, str) and v.casefold().startswith(CONTOH.casefold()):
                    yield lembar, alamat, v
