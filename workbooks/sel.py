"""Cells of the consolidated workbook: where each node of a computation stands, and writing one value into a cell."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from iku_rules.hasil import Kata, Predikat
from iku_rules.langkah import Bulat, Langkah, Masukan, Parameter, Simpul, Sumber
from iku_rules.skala import Skala
from schemas.periode import Periode
from workbooks.gaya import FORMAT_ANGKA, Gaya
from workbooks.rumus import TerlaluPanjang, rumus, rumus_lengkap
from workbooks.rumus_predikat import BarisSkala, rumus_predikat

TINGGI_SEBARIS = 15.0  # points
TANDA_BELUM_DIKONFIRMASI = "†"

Isi = Simpul | Kata | Predikat
Letak = tuple[str, int, int]  # sheet, row, column (0-based)


@dataclass(frozen=True)
class LetakTabel:
    """Where the rows of a table stand: first and last row, and the column of each header."""

    lembar: str
    awal: int
    akhir: int
    kolom: Mapping[str, int]

    def rentang(self, kepala: str) -> list[object]:
        """The cells under a header, as a chart takes them."""
        return [self.lembar, self.awal, self.kolom[kepala], self.akhir, self.kolom[kepala]]


@dataclass
class PetaSel:
    """Node (by identity) -> its cell; also what charts and other sheets refer to by name.

    `iku`: (indicator, what) -> the cell that shows it first; `riwayat`: the node of an indicator's value at a period;
    `tabel`: (indicator, title) of the tables of the Rincian sheets; `skala`: a scale's rows in the workbook.
    """

    letak: dict[int, Letak] = field(default_factory=dict)
    isi: list[Isi] = field(default_factory=list)
    iku: dict[tuple[str, str], Letak] = field(default_factory=dict)
    riwayat: dict[tuple[str, Periode], Langkah | Masukan] = field(default_factory=dict)
    tabel: dict[tuple[str, str], LetakTabel] = field(default_factory=dict)
    skala: dict[tuple[int, str], tuple[BarisSkala, ...]] = field(default_factory=dict)

    def catat(self, isi: Isi, lembar: str, baris: int, kolom: int) -> None:
        """Remember the first cell of a node."""
        if id(isi) not in self.letak:
            self.letak[id(isi)] = (lembar, baris, kolom)
            self.isi.append(isi)  # keeps the node alive, and with it the meaning of its id

    def di_sini(self, isi: Isi, lembar: str, baris: int, kolom: int) -> bool:
        """Whether this very cell is the node's own; elsewhere the node is only referred to."""
        return self.letak.get(id(isi), (lembar, baris, kolom)) == (lembar, baris, kolom)

    def rujukan(self, isi: Isi, dari: str) -> str | None:
        """The reference to a node's cell as seen from a sheet; None where it has no cell."""
        letak = self.letak.get(id(isi))
        return None if letak is None else alamat(letak, dari)

    def catat_skala(self, skala: Skala, lembar: str, baris: tuple[BarisSkala, ...]) -> None:
        self.skala[(id(skala), lembar)] = baris

    def baris_skala(self, skala: Skala | None, lembar: str) -> tuple[BarisSkala, ...]:
        """The rows of a scale: those on the sheet itself, else those of whichever sheet shows it."""
        if skala is None:
            return ()
        milik = {nama: baris for (kunci, nama), baris in self.skala.items() if kunci == id(skala)}
        return milik.get(lembar) or next(iter(milik.values()), ())

    def sumber(self) -> dict[Sumber, Letak]:
        """The cell of this workbook that holds what was read from a submitted cell."""
        hasil: dict[Sumber, Letak] = {}
        for satu in self.isi:
            if isinstance(satu, Masukan) and satu.sumber is not None:
                hasil.setdefault(satu.sumber, self.letak[id(satu)])
        return hasil


def alamat(letak: Letak, dari: str) -> str:
    """A cell's reference as seen from a sheet: `B7` on it, `'Rincian ITKP'!B7` elsewhere."""
    lembar, baris, kolom = letak
    sel = xl_rowcol_to_cell(baris, kolom)
    return sel if lembar == dari else f"'{lembar}'!{sel}"


def tulis_simpul(
    lembar: Worksheet, nama: str, peta: PetaSel, baris: int, kolom: int, simpul: Langkah, format_: Format
) -> None:
    """A computed cell: the step's formula over the cells of its inputs, with the computed value stored.

    Where an input is unknown the formula looks for it, so that a blank cell never counts as 0. A step over thousands of
    scattered cells is too long for a formula: then the value alone.
    """
    if not peta.di_sini(simpul, nama, baris, kolom):
        tulis_rumus(lembar, baris, kolom, str(peta.rujukan(simpul, nama)), simpul.nilai, format_)
        return
    tulis = rumus if simpul.nilai is not None else rumus_lengkap
    try:
        isi = tulis(simpul, lambda s: None if s is simpul else peta.rujukan(s, nama))
    except TerlaluPanjang:
        lembar.write(baris, kolom, None if simpul.nilai is None else float(simpul.nilai), format_)
        return
    tulis_rumus(lembar, baris, kolom, isi, simpul.nilai, format_)


def tulis_predikat(
    lembar: Worksheet, nama: str, peta: PetaSel, baris: int, kolom: int, predikat: Predikat, format_: Format
) -> None:
    """The words of a value: a formula over the scale of the sheet, or the cell of the letter's own words."""
    if peta.di_sini(predikat, nama, baris, kolom):
        isi = rumus_predikat(predikat, lambda s: peta.rujukan(s, nama), peta.baris_skala(predikat.skala, nama))
    else:
        isi = str(peta.rujukan(predikat, nama))
    tulis_rumus(lembar, baris, kolom, isi, predikat.tulisan, format_)


def tulis_rumus(
    lembar: Worksheet, baris: int, kolom: int, isi: str, nilai: Decimal | str | None, format_: Format
) -> None:
    simpanan = "" if nilai is None else float(nilai) if isinstance(nilai, Decimal) else nilai
    lembar.write_formula(baris, kolom, f"={isi}", format_, simpanan)


def tulis_isi(lembar: Worksheet, gaya: Gaya, baris: int, kolom: int, isi: object, *nama_gaya: str) -> None:
    """A plain value: number, date or text, never a formula or link; None leaves the cell empty."""
    if isinstance(isi, (Masukan, Parameter)) and isi.nilai is not None:
        lembar.write_number(baris, kolom, float(isi.nilai), gaya(*nama_gaya, num_format=format_masukan(isi)))
    elif isi is None or isinstance(isi, (Masukan, Parameter)):
        lembar.write_blank(baris, kolom, None, gaya(*nama_gaya))
    elif isinstance(isi, (Decimal, int)):
        lembar.write_number(baris, kolom, float(isi), gaya(*nama_gaya, num_format=format_angka(isi)))
    elif isinstance(isi, date):
        lembar.write_datetime(baris, kolom, isi, gaya(*nama_gaya, "tanggal"))
    else:
        lembar.write_string(baris, kolom, isi.teks if isinstance(isi, Kata) else str(isi), gaya(*nama_gaya))


def gabung(lembar: Worksheet, baris: int, kolom: int, sampai: int, teks: str, format_: Format, *, ke: int = 0) -> None:
    """Text over the cells of a row (with `ke`: down to that row); one cell alone cannot be merged."""
    if max(baris, ke) > baris or sampai > kolom:
        lembar.merge_range(baris, kolom, max(baris, ke), sampai, "", format_)
    lembar.write_string(baris, kolom, teks, format_)  # as text, whatever it looks like


def tinggi_baris(isi: Mapping[int, object], lebar: Sequence[float] | Mapping[int, float]) -> float:
    """Height in points of a row whose texts wrap: `isi` by column, `lebar` in characters."""
    baris = [banyak_baris(str(teks), lebar[kolom]) for kolom, teks in isi.items() if teks is not None]
    return TINGGI_SEBARIS * max(baris, default=1)


def banyak_baris(teks: str, lebar: float) -> int:
    """How many lines a text takes in a cell of that width, broken between words."""
    muat = max(1, int(lebar) - 1)
    return sum(
        1 if len(satu) <= muat else len(textwrap.wrap(satu, muat, break_on_hyphens=False)) for satu in teks.split("\n")
    )


def format_angka(nilai: Decimal | int) -> str:
    """Whole numbers without decimals, others with two or as many as they have (at most 6), Indonesian everywhere."""
    pangkat = nilai.normalize().as_tuple().exponent if isinstance(nilai, Decimal) else 0
    desimal = -pangkat if isinstance(pangkat, int) and pangkat < 0 else 0
    return "[$-421]#,##0" + ("." + "0" * min(6, max(2, desimal)) if desimal else "")


def format_masukan(isi: Masukan | Parameter) -> str:
    """A collected value or a parameter, with the mark of one that no source confirms."""
    format_ = FORMAT_ANGKA if isi.nilai is None else format_angka(isi.nilai)
    belum = isinstance(isi, Parameter) and not isi.dikonfirmasi
    return format_ + (f'" {TANDA_BELUM_DIKONFIRMASI}"' if belum else "")


def format_langkah(langkah: Langkah) -> str:
    """None where the step rounds to a whole number; else two decimals, four where it has not been rounded yet."""
    nilai = langkah.nilai
    if isinstance(langkah.isi, Bulat) and langkah.isi.desimal == 0:
        return format_angka(0)
    return FORMAT_ANGKA if nilai is None or nilai == round(nilai, 2) else FORMAT_ANGKA + "00"
