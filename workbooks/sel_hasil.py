"""The cells of a result on any sheet: the first sheet that shows one holds its formula, the others refer to it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iku_rules.hasil import HasilIKU
from iku_rules.langkah import Simpul
from iku_rules.rakit import catatan_belum_dikonfirmasi
from schemas.tulisan import angka
from workbooks.gaya import FORMAT_ANGKA, Gaya
from workbooks.rumus import rumus
from workbooks.rumus_predikat import rumus_skala
from workbooks.sel import TANDA_BELUM_DIKONFIRMASI, PetaSel, alamat, tulis_rumus

if TYPE_CHECKING:
    from workbooks.konsolidasi import IsiBuku

TARGET, REALISASI, CAPAIAN, KATEGORI, PREDIKAT, LALU = (
    "Target", "Realisasi", "Capaian (%)", "Kategori", "Predikat", "Realisasi tahun lalu",
)  # fmt: skip
TANDA_PENGECUALIAN = "‡"
JARAK = "_0"  # room of a digit between a number and the border: LibreOffice gives formulas no indent
LEGENDA = {
    TANDA_BELUM_DIKONFIRMASI: "Nilai memakai parameter yang belum dikonfirmasi; lihat lembar Rincian dan Metadata.",
    TANDA_PENGECUALIAN: "Ada catatan verifikasi yang dikecualikan; lihat lembar Catatan Verifikasi.",
}


def tanda(hasil: HasilIKU, isi: "IsiBuku") -> str:
    """The marks beside a value: † unconfirmed parameters, ‡ a waiver."""
    if hasil.nilai is None or hasil.perhitungan is None:
        return ""
    belum = TANDA_BELUM_DIKONFIRMASI if catatan_belum_dikonfirmasi(hasil.perhitungan.parameter) else ""
    return belum + (TANDA_PENGECUALIAN if isi.pengecualian(hasil) else "")


def legenda(isi: "IsiBuku") -> list[str]:
    """What the marks of the workbook mean: those that occur."""
    ada = "".join(tanda(h, isi) for h in isi.hasil)
    return [f"{satu} {teks}" for satu, teks in LEGENDA.items() if satu in ada]


def tulis_hasil(
    lembar: Worksheet,
    nama: str,
    gaya: Gaya,
    peta: PetaSel,
    isi: "IsiBuku",
    hasil: HasilIKU,
    baris: int,
    kolom: Mapping[str, int],
) -> None:
    """The cells of a result in a row; `kolom` says which ones and where (targets before achievements)."""
    for hal, satu in kolom.items():
        format_, nilai = _gaya(gaya, hal, hasil, isi), _nilai(hal, hasil)
        if nilai is None:
            lembar.write_blank(baris, satu, None, format_)
        elif letak := peta.iku.get((hasil.iku, hal)):
            tulis_rumus(lembar, baris, satu, alamat(letak, nama), nilai, format_)
        else:
            peta.iku[(hasil.iku, hal)] = (nama, baris, satu)
            isi_rumus = _rumus(hal, nama, peta, isi, hasil)
            if isi_rumus is None:
                assert isinstance(nilai, Decimal)
                lembar.write_number(baris, satu, float(nilai), format_)
            else:
                tulis_rumus(lembar, baris, satu, isi_rumus, nilai, format_)


def _nilai(hal: str, hasil: HasilIKU) -> Decimal | str | None:
    return {
        TARGET: hasil.target.nilai if hasil.target else None,
        REALISASI: hasil.nilai,
        CAPAIAN: hasil.capaian.nilai if hasil.capaian else None,
        KATEGORI: hasil.kategori_capaian,
        PREDIKAT: hasil.predikat,
        LALU: hasil.nilai_tahun_lalu,
    }[hal]


def _rumus(hal: str, nama: str, peta: PetaSel, isi: "IsiBuku", hasil: HasilIKU) -> str | None:
    """The formula of a value's first cell; None for a target, which is given."""
    kini, lalu = hasil.perhitungan, hasil.perhitungan_tahun_lalu
    if hal == REALISASI:
        return peta.rujukan(kini.hasil, nama) if kini and kini.hasil else None
    if hal == PREDIKAT:
        return peta.rujukan(kini.dasar_predikat, nama) if kini and kini.dasar_predikat else None
    if hal == LALU:
        return peta.rujukan(lalu.hasil, nama) if lalu and lalu.hasil else None
    if hal == CAPAIAN and hasil.capaian:
        return rumus(hasil.capaian, lambda s: _alamat_capaian(s, nama, peta, hasil))
    if hal == KATEGORI:
        skala = isi.register.capaian.kategori
        nilai = alamat(peta.iku[(hasil.iku, CAPAIAN)], nama)
        return rumus_skala(nilai, skala, lambda s: peta.rujukan(s, nama), peta.baris_skala(skala, nama))
    return None


def _alamat_capaian(simpul: Simpul, nama: str, peta: PetaSel, hasil: HasilIKU) -> str | None:
    """Target and realisasi where the sheets show them; parameters in their own cells."""
    if simpul is hasil.capaian:
        return None
    hal = TARGET if simpul is hasil.target else REALISASI if _milik(simpul, hasil) else None
    if hal is not None:
        return alamat(peta.iku[(hasil.iku, hal)], nama)
    return peta.rujukan(simpul, nama)


def _milik(simpul: Simpul, hasil: HasilIKU) -> bool:
    return hasil.perhitungan is not None and simpul is hasil.perhitungan.hasil


def _gaya(gaya: Gaya, hal: str, hasil: HasilIKU, isi: "IsiBuku") -> Format:
    if hal in (KATEGORI, PREDIKAT):
        return gaya("bersel", "atas", "bungkus")
    format_ = {TARGET: _format_target, CAPAIAN: format_capaian}.get(hal, lambda _: FORMAT_ANGKA)(hasil)
    if hal == REALISASI and (satu := tanda(hasil, isi)):
        format_ += f'" {satu}"'
    return gaya("bersel", "atas", "kanan", num_format=format_ + JARAK)


def _format_target(hasil: HasilIKU) -> str:
    """With the word beside the number where it is an example."""
    return FORMAT_ANGKA + ('" (contoh)"' if hasil.target_contoh else "")


def format_capaian(hasil: HasilIKU) -> str:
    """The look of an achievement: the limit with a star where it passes one; the cell keeps the value."""
    if hasil.batas_capaian is None:
        return FORMAT_ANGKA
    return f'[>{hasil.batas_capaian}]"{angka(hasil.batas_capaian, 2)} *"{JARAK};{FORMAT_ANGKA}'
