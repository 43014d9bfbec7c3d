"""From one month to the next: what a template takes over from an earlier submission, and what has changed since.

A monthly workbook holds the position of the year up to its month's end, so within a year almost everything goes over.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from schemas.identitas import LEMBAR_IDENTITAS, YA
from schemas.kiriman import BlokTerisi, Kiriman
from schemas.nilai import Keadaan, Nilai, desimal_dari_biner
from schemas.periode import Periode
from schemas.temuan import Temuan, buat_temuan

STRIP = "-"  # how "not assessed" is typed
BARIS_TERBANYAK = 5000  # of one open table; a longer one is left out whole, since a part of it would count wrong
SEL_DISEBUT = 20  # changed cells of a sheet named in one finding

Tempat = tuple[str, str]  # sheet, block
Baris = tuple[str | None, Mapping[str, Nilai]]  # key row it answers to, entries that go over


@dataclass(frozen=True)
class IsianLalu:
    """What a template starts from: the entries of an accepted submission of an earlier month of the same year.

    `revisi`: its number among the submissions of that month. `tidak_disalin`: sheets too long to go over.
    """

    periode: Periode
    revisi: int
    baris: Mapping[Tempat, Sequence[Baris]]
    tidak_disalin: tuple[str, ...] = ()

    @classmethod
    def dari(cls, kiriman: Kiriman, revisi: int) -> "IsianLalu":
        assert kiriman.periode is not None
        panjang = [tempat for tempat, terisi in kiriman.blok.items() if len(terisi.kunci) > BARIS_TERBANYAK]
        baris = {tempat: list(_baris(terisi)) for tempat, terisi in kiriman.blok.items() if tempat not in panjang}
        return cls(kiriman.periode, revisi, baris, tuple(lembar for lembar, _ in panjang))

    def isi(self, lembar: str, blok: str) -> Sequence[tuple[str | None, Mapping[str, object]]]:
        """The rows of a block as they are typed: (key row, field -> number, date or text); blanks left out."""
        return [
            (kunci, {nama: ketikan(nilai) for nama, nilai in isi.items() if nilai.terisi})
            for kunci, isi in self.baris.get((lembar, blok), ())
        ]


def ketikan(nilai: Nilai) -> object:
    """What stands in the cell."""
    return STRIP if nilai.keadaan is Keadaan.TIDAK_DINILAI else nilai.isi


def _baris(terisi: BlokTerisi) -> Iterator[Baris]:
    """Row by row the entries that go over, of the columns the sheet has."""
    dibawa = [nama for nama, isian in terisi.blok.isian.items() if not (isian.tetap or isian.sebulan)]
    for nomor, kunci in enumerate(terisi.kunci):
        isi = {nama: terisi.nilai(nama, nomor) for nama in dibawa if nama in terisi.kolom}
        yield (kunci.kunci if kunci else None), isi


# What has changed


def temuan_perubahan(kini: Kiriman, lalu: Kiriman) -> list[Temuan]:
    """P230 for each sheet that differs from the last submission of the year, though "no change" is said.

    A form left wholly empty says nothing, and so contradicts nothing.
    """
    if not _tanpa_perubahan(kini) or kini.periode is None or lalu.periode is None:
        return []
    if kini.periode.tahun != lalu.periode.tahun:
        return []
    per_lembar: dict[str, tuple[list[str], int]] = {}
    for tempat, terisi in kini.blok.items():
        if terisi.tersentuh and terisi.lembar.iku is not None and tempat in lalu.blok:
            sel, hilang = _beda(list(_baris(terisi)), list(_baris(lalu.blok[tempat])))
            sel_lembar, hilang_lembar = per_lembar.get(tempat[0], ([], 0))
            per_lembar[tempat[0]] = (sel_lembar + sel, hilang_lembar + hilang)
    return [
        buat_temuan(
            "P230",
            lembar=lembar,
            sel=", ".join(sel[:SEL_DISEBUT]) or None,
            ditemukan=_kata_beda(len(sel), hilang),
            periode=lalu.periode.nama,
        )
        for lembar, (sel, hilang) in per_lembar.items()
        if sel or hilang
    ]


def _tanpa_perubahan(kiriman: Kiriman) -> bool:
    nilai = kiriman.pasangan("identitas", "tidak_ada_perubahan", LEMBAR_IDENTITAS.nama)
    return nilai is not None and nilai.isi == YA


def _kata_beda(sel: int, hilang: int) -> str:
    bagian = [f"{sel} sel berbeda"] if sel else []
    return ", ".join(bagian + ([f"{hilang} baris tidak ada lagi"] if hilang else []))


def _beda(kini: Sequence[Baris], lalu: Sequence[Baris]) -> tuple[list[str], int]:
    """(addresses of cells that differ, number of rows that are gone); the order of rows is no matter."""
    dulu, sekarang = (Counter(map(_sidik, semua)) for semua in (lalu, kini))
    baru, lama = _tanpa(kini, dulu), _tanpa(lalu, sekarang)
    sel, hilang = [], 0
    for satu, pasangan in zip_longest(baru, lama):
        if satu is None:
            hilang += 1
            continue
        sebelum = pasangan[1] if pasangan else {}
        sel += [
            nilai.sel
            for nama, nilai in satu[1].items()
            if _setara(nilai) != (_setara(sebelum[nama]) if nama in sebelum else None)
        ]
    return sel, hilang


def _tanpa(semua: Sequence[Baris], dikenal: Counter[object]) -> list[Baris]:
    """The rows beyond those that are known."""
    sisa = dikenal.copy()
    hasil = []
    for satu in semua:
        sidik = _sidik(satu)
        if sisa[sidik]:
            sisa[sidik] -= 1
        else:
            hasil.append(satu)
    return hasil


def _sidik(baris: Baris) -> object:
    return baris[0], tuple((nama, _setara(nilai)) for nama, nilai in baris[1].items() if nilai.terisi)


def _setara(nilai: Nilai) -> object:
    """A value as a workbook keeps it: numbers to the digits of a stored double."""
    isi = ketikan(nilai)
    return desimal_dari_biner(float(isi)) if isinstance(isi, Decimal) else isi
