"""The words of a value as a formula: a lookup over the cuts of a scale that stand in cells of the workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iku_rules.hasil import Kata, Predikat
from iku_rules.langkah import Langkah, Parameter
from iku_rules.skala import Skala
from schemas.nilai import kunci_banding, rapikan
from workbooks.rumus import KOSONG, gabung_rentang

Alamat = Callable[[Kata | Parameter | Langkah], str | None]


@dataclass(frozen=True)
class BarisSkala:
    """A row of a scale as cells: the words as printed, code and name alone, the closed end (None: open)."""

    tulisan: Kata
    kode: Kata
    nama: Kata
    batas: Parameter | None


def baris_skala(skala: Skala, awalan: str) -> tuple[BarisSkala, ...]:
    """The rows of a scale, from low to high; the cuts are parameters named `awalan` and the words."""
    return tuple(
        BarisSkala(
            Kata(s.tulisan),
            Kata(s.kode),
            Kata(s.nama),
            None if s.batas is None else Parameter(f"{awalan} {s.tulisan}", s.batas, skala.acuan, skala.dikonfirmasi),
        )
        for s in skala.selang
    )


def rumus_predikat(predikat: Predikat, alamat: Alamat, baris: Sequence[BarisSkala]) -> str:
    """The formula, without "=": the letter's words where it has some, else what the scale says of the value."""
    if predikat.surat is not None:
        return _rumus_surat(predikat.surat, predikat.skala, alamat, baris)
    return rumus_skala(str(alamat(predikat.nilai)), predikat.skala, alamat, baris)


def rumus_skala(nilai: str, skala: Skala | None, alamat: Alamat, baris: Sequence[BarisSkala]) -> str:
    """`IF(ISNUMBER(B5),IF(B5>=D22,A22,IF(…)),"")`; "" outside the scale."""
    if skala is None:
        return KOSONG
    dari_bawah = skala.tertutup == "bawah"
    hasil = KOSONG
    for satu in baris if dari_bawah else reversed(baris):  # the last one written is asked first
        kata = str(alamat(satu.tulisan))
        hasil = (
            kata
            if satu.batas is None
            else f"IF({nilai}{'>=' if dari_bawah else '<='}{alamat(satu.batas)},{kata},{hasil})"
        )
    return f"IF(ISNUMBER({nilai}),{hasil},{KOSONG})"


def _rumus_surat(surat: Kata, skala: Skala | None, alamat: Alamat, baris: Sequence[BarisSkala]) -> str:
    """The letter's cell itself, or the scale's full words for the code or name it gives."""
    asal = str(alamat(surat))
    selang = skala.selang_bernama(surat.teks) if skala else None
    if selang is None or selang.tulisan == surat.teks:
        return asal
    tulisan = [str(alamat(b.tulisan)) for b in baris]
    if rapikan(surat.teks) != " ".join(filter(None, surat.teks.split(" "))):
        # Blanks that TRIM does not know: the words the reader took it for.
        return next(a for a, b in zip(tulisan, baris, strict=True) if b.tulisan.teks == selang.tulisan)
    dicari = kunci_banding(surat.teks)
    kunci = [b.kode if dicari == kunci_banding(selang.kode) else b.tulisan for b in baris]
    if dicari not in (kunci_banding(selang.kode), kunci_banding(selang.tulisan)):
        kunci = [b.nama for b in baris]
    (kata,), (daftar,) = gabung_rentang(tulisan), gabung_rentang(str(alamat(k)) for k in kunci)
    return f"IFERROR(INDEX({kata},MATCH(TRIM({asal}),{daftar},0)),{asal})"
