"""Sheets `ITKP` (components of the procurement governance index, its letter) and `ITKP Hitungan` (what is counted)."""

from decimal import Decimal

from pandera.typing import Series

from schemas.doubts import all_zero
from schemas.form import Block, BlockShape, Form, Sheet, at_most, field
from schemas.forms.official_result import official_result_block, yearly_report_block
from schemas.notions.numbers import PACKAGES, PEOPLE, RUPIAH
from schemas.value import Kind

COUNTED = (*RUPIAH, *PACKAGES, *PEOPLE)  # what a row counts, its name says


class ITKPComponent(Form):
    """One row per component of the year's model; scores on the scale of the component's maximum."""

    kode: Series[object] = field("Kode", Kind.CODE, prefilled=True, width=8)
    komponen: Series[object] = field("Komponen", Kind.TEXT, required=False, prefilled=True, width=46)
    maksimal: Series[object] = field("Nilai maksimal", Kind.NUMBER, required=False, prefilled=True)
    nilai: Series[object] = field(
        "Nilai", Kind.NUMBER, minimum=Decimal(0), hint="Nilai komponen menurut surat atau perhitungan sendiri."
    )
    keterangan: Series[object] = field("Keterangan", Kind.TEXT, required=False, width=36)

    at_most_the_maximum = at_most("G404", "nilai", "batas_baris")
    not_all_zero = all_zero("nilai")


class ITKPCounts(Form):
    """One row per score of the year's model that is computed from counts or budgets; the row's name has the unit."""

    kode: Series[object] = field("Kode", Kind.CODE, required=False, prefilled=True, width=8)
    komponen: Series[object] = field("Komponen", Kind.TEXT, required=False, prefilled=True, width=62)
    pembilang: Series[object] = field(
        "Pembilang", Kind.NUMBER, minimum=Decimal(0), example="125", units=COUNTED, width=23, hint="Yang tercapai:"
    )
    penyebut: Series[object] = field(
        "Penyebut", Kind.NUMBER, minimum=Decimal(0), example="125", units=COUNTED, width=23, hint="Pembandingnya:"
    )
    keterangan: Series[object] = field("Keterangan", Kind.TEXT, required=False, width=36)

    at_most_the_maximum = at_most("G404", "pembilang", "batas_baris")


ITKP_SHEET = Sheet(
    name="ITKP",
    title="INDEKS TATA KELOLA PENGADAAN",
    introduction=(
        "Isi nilai tiap komponen, atau cukup HASIL RESMI bila surat LKPP sudah terbit. "
        "Bila belum ada apa-apa, biarkan kosong dan pilih Belum rilis."
    ),
    iku="itkp",
    blocks=(
        Block("itkp", BlockShape.TABLE, ITKPComponent, title="KOMPONEN", key="kode"),
        official_result_block(),
        yearly_report_block(),
    ),
)

ITKP_COUNTS_SHEET = Sheet(
    name="ITKP Hitungan",
    title="HITUNGAN INDEKS TATA KELOLA PENGADAAN",
    introduction=(
        "Boleh kosong. Jumlah dan nilai rupiah dari aplikasi pengadaan; nilai komponen dihitung sendiri dan "
        "dibandingkan dengan lembar ITKP."
    ),
    iku="itkp",
    optional=True,
    blocks=(
        Block(
            "itkp_hitungan",
            BlockShape.TABLE,
            ITKPCounts,
            title="PEMBILANG DAN PENYEBUT",
            group="hitungan",
            key="kode",
            row_by_row=True,
        ),
    ),
)

SHEETS = (ITKP_SHEET, ITKP_COUNTS_SHEET)
