"""A finding: what is wrong, where, and how to mend it, in the words of the catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from schemas.katalog import KATALOG


class Tingkat(StrEnum):
    """GALAT blocks the submission; PERINGATAN is kept and listed; INFO tells what was understood."""

    GALAT = "GALAT"
    PERINGATAN = "PERINGATAN"
    INFO = "INFO"

    @property
    def tulisan(self) -> str:
        """The word people read."""
        return {"GALAT": "Harus diperbaiki", "PERINGATAN": "Perlu dicek", "INFO": "Catatan"}[self.value]


_TINGKAT = {"G": Tingkat.GALAT, "P": Tingkat.PERINGATAN, "I": Tingkat.INFO}


def tingkat_kode(kode: str) -> Tingkat:
    """The level a code's letter says."""
    return _TINGKAT[kode[0]]


@dataclass(frozen=True)
class Pengecualian:
    """A dated waiver: who approved, why, until when (ISO date)."""

    oleh: str
    alasan: str
    sampai: str


@dataclass(frozen=True)
class AturanPengecualian:
    """Which findings a waiver lets pass: one code of one bagian, on a sheet or at one cell of it."""

    kode: str
    bagian: str
    lembar: str
    sel: str | None
    isi: Pengecualian

    def cocok(self, temuan: "Temuan") -> bool:
        """Whether it speaks of this finding."""
        sel = (temuan.sel or "").split(", ")
        return (temuan.kode, temuan.lembar) == (self.kode, self.lembar) and (self.sel is None or self.sel in sel)


@dataclass(frozen=True)
class Temuan:
    """One finding. `sel` is an A1 address, several joined by ", ", or None when the file or sheet is meant."""

    kode: str
    lembar: str | None
    sel: str | None
    ditemukan: str | None
    diharapkan: str | None
    pesan: str
    saran: str
    dikecualikan: Pengecualian | None = None

    @property
    def tingkat(self) -> Tingkat:
        return tingkat_kode(self.kode)

    @property
    def memblokir(self) -> bool:
        return self.tingkat is Tingkat.GALAT and self.dikecualikan is None


def buat_temuan(
    kode: str,
    *,
    lembar: str | None = None,
    sel: str | None = None,
    ditemukan: str | None = None,
    **isi: object,
) -> Temuan:
    """Fill the catalogue's sentences of `kode`; `isi` are the names its sentences use. KeyError for an unknown code."""
    entri = KATALOG[kode]
    kata = {"ditemukan": ditemukan, "lembar": lembar, "sel": sel, **isi}
    return Temuan(
        kode=kode,
        lembar=lembar,
        sel=sel,
        ditemukan=ditemukan,
        diharapkan=entri.diharapkan.format(**kata) if entri.diharapkan else None,
        pesan=entri.pesan.format(**kata),
        saran=entri.saran.format(**kata),
    )


def kecualikan(temuan: Iterable[Temuan], aturan: Sequence[AturanPengecualian]) -> list[Temuan]:
    """The findings, those that a waiver lets pass marked so."""
    return [
        replace(t, dikecualikan=next((a.isi for a in aturan if a.cocok(t)), t.dikecualikan)) if aturan else t
        for t in temuan
    ]


def kelompokkan(temuan: Iterable[Temuan]) -> list[Temuan]:
    """Join findings that say the same of several cells of a sheet, worst level first, in order of appearance."""
    gabungan: dict[tuple[object, ...], list[str]] = {}
    wakil: dict[tuple[object, ...], Temuan] = {}
    for t in temuan:
        kunci = (t.kode, t.lembar, t.ditemukan, t.diharapkan, t.pesan, t.saran, t.dikecualikan)
        wakil.setdefault(kunci, t)
        sel = gabungan.setdefault(kunci, [])
        if t.sel and t.sel not in sel:
            sel.append(t.sel)
    hasil = [replace(t, sel=", ".join(gabungan[kunci]) or None) for kunci, t in wakil.items()]
    urutan = list(Tingkat)
    return sorted(hasil, key=lambda t: urutan.index(t.tingkat))
