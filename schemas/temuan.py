"""A finding: what is wrong, where, and how to mend it, in the words of the catalogue."""

from collections.abc import Iterable
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


@dataclass(frozen=True)
class Pengecualian:
    """A dated waiver: who approved, why, until when (ISO date)."""

    oleh: str
    alasan: str
    sampai: str


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
        return _TINGKAT[self.kode[0]]

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
