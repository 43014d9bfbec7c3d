"""Cells of the consolidated workbook: where each node of a computation stands, and writing one value into a cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from iku_rules.hasil import HasilIKU
from iku_rules.langkah import Langkah, Masukan, Parameter, Simpul
from schemas.tulisan import angka
from workbooks.gaya import FORMAT_ANGKA, Gaya
from workbooks.rumus import TerlaluPanjang, rumus, rumus_lengkap

TINGGI_SEBARIS = 15.0  # points


@dataclass
class PetaSel:
    """Node (by identity) -> sheet, row and column of its cell (0-based)."""

    letak: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    simpul: list[Simpul] = field(default_factory=list)
    iku: dict[tuple[str, int], str] = field(default_factory=dict)

    def catat(self, simpul: Simpul, lembar: str, baris: int, kolom: int) -> None:
        """Remember the first cell of a node."""
        if id(simpul) not in self.letak:
            self.letak[id(simpul)] = (lembar, baris, kolom)
            self.simpul.append(simpul)  # keeps the node alive, and with it the meaning of its id

    def catat_iku(self, iku: str, kolom: int, lembar: str, baris: int) -> None:
        """Remember the cell of the official sheet that shows `kolom` of an indicator."""
        self.iku[(iku, kolom)] = f"'{lembar}'!{xl_rowcol_to_cell(baris, kolom)}"

    def rujukan_iku(self, iku: str, kolom: int) -> str | None:
        return self.iku.get((iku, kolom))

    def rujukan(self, simpul: Simpul, dari: str) -> str | None:
        """The reference to a node's cell as seen from a sheet; None where it has no cell."""
        letak = self.letak.get(id(simpul))
        if letak is None:
            return None
        lembar, baris, kolom = letak
        alamat = xl_rowcol_to_cell(baris, kolom)
        return alamat if lembar == dari else f"'{lembar}'!{alamat}"


def tulis_simpul(
    lembar: Worksheet, nama: str, peta: PetaSel, baris: int, kolom: int, simpul: Langkah, format_: Format
) -> None:
    """A computed cell: the step's formula over the cells of its inputs, with the computed value stored.

    Where an input is unknown the formula looks for it, so that a blank cell never counts as 0. A step over thousands of
    scattered cells is too long for a formula: then the value alone.
    """
    tulis = rumus if simpul.nilai is not None else rumus_lengkap
    try:
        isi = tulis(simpul, lambda s: None if s is simpul else peta.rujukan(s, nama))
    except TerlaluPanjang:
        lembar.write(baris, kolom, None if simpul.nilai is None else float(simpul.nilai), format_)
        return
    tulis_rumus(lembar, baris, kolom, isi, simpul.nilai, format_)


def tulis_rumus(
    lembar: Worksheet, baris: int, kolom: int, isi: str, nilai: Decimal | str | None, format_: Format
) -> None:
    simpanan = "" if nilai is None else float(nilai) if isinstance(nilai, Decimal) else nilai
    lembar.write_formula(baris, kolom, f"={isi}", format_, simpanan)


def tulis_isi(lembar: Worksheet, gaya: Gaya, baris: int, kolom: int, isi: object, *nama_gaya: str) -> None:
    """A plain value: number, date or text, never a formula or link; None leaves the cell empty."""
    if isinstance(isi, (Masukan, Parameter)):
        isi = isi.nilai
    if isi is None:
        lembar.write_blank(baris, kolom, None, gaya(*nama_gaya))
    elif isinstance(isi, (Decimal, int)):
        lembar.write_number(baris, kolom, float(isi), gaya(*nama_gaya, num_format=format_angka(isi)))
    elif isinstance(isi, date):
        lembar.write_datetime(baris, kolom, isi, gaya(*nama_gaya, "tanggal"))
    else:
        lembar.write_string(baris, kolom, str(isi), gaya(*nama_gaya))


def format_capaian(hasil: HasilIKU) -> str:
    """The look of an achievement: the limit with a star where it passes one; the cell keeps the value."""
    if hasil.batas_capaian is None:
        return FORMAT_ANGKA
    return f'[>{hasil.batas_capaian}]"{angka(hasil.batas_capaian, 2)} *";{FORMAT_ANGKA}'


def tulis_target(lembar: Worksheet, gaya: Gaya, baris: int, kolom: int, hasil: HasilIKU, *nama_gaya: str) -> None:
    """The target, with the word beside the number where it is an example."""
    if hasil.target is None or hasil.target.nilai is None:
        return
    format_ = FORMAT_ANGKA + ('" (contoh)"' if hasil.target_contoh else "")
    gaya_angka = gaya("bersel", *nama_gaya, num_format=format_, align="right", indent=1)
    lembar.write_number(baris, kolom, float(hasil.target.nilai), gaya_angka)


def tinggi_baris(isi: Mapping[int, object], lebar: Sequence[float] | Mapping[int, float]) -> float:
    """Height in points of a row whose texts wrap: `isi` by column, `lebar` in characters."""
    baris = [
        sum(max(1, ceil(len(satu) / (lebar[kolom] - 1))) for satu in str(teks).split("\n"))
        for kolom, teks in isi.items()
        if teks is not None
    ]
    return TINGGI_SEBARIS * max(baris, default=1)


def format_angka(nilai: Decimal | int) -> str:
    """Whole numbers without decimals, others with two or as many as they have (at most 6), Indonesian everywhere."""
    pangkat = nilai.normalize().as_tuple().exponent if isinstance(nilai, Decimal) else 0
    desimal = -pangkat if isinstance(pangkat, int) and pangkat < 0 else 0
    return "[$-421]#,##0" + ("." + "0" * min(6, max(2, desimal)) if desimal else "")
