"""Sheet `Reformasi Hukum`: four variables and the ministry's letter."""

from decimal import Decimal

from pandera.typing import Series

from schemas.doubts import all_zero
from schemas.form import Block, BlockShape, Form, Sheet, field, row_check
from schemas.forms.official_result import official_result_block, yearly_report_block
from schemas.value import Kind


class ReformasiHukumVariable(Form):
    """One row per variable: score obtained and highest attainable, weight in percent."""

    variabel: Series[object] = field("Variabel", Kind.TEXT, prefilled=True, width=58)
    bobot: Series[object] = field("Bobot", Kind.NUMBER, required=False, prefilled=True, width=9)
    diperoleh: Series[object] = field("Nilai diperoleh", Kind.NUMBER, minimum=Decimal(0))
    tertinggi: Series[object] = field("Nilai tertinggi", Kind.NUMBER, minimum=Decimal(0))
    keterangan: Series[object] = field("Keterangan", Kind.TEXT, required=False, width=36)

    not_all_zero = all_zero("diperoleh")

    @row_check("G430", "tertinggi")
    def divisor_not_zero(cls, tertinggi: Decimal) -> bool:
        """The highest attainable divides: it is not 0."""
        return tertinggi != 0

    @row_check("G403", "diperoleh", limit="tertinggi")
    def at_most_the_highest(cls, diperoleh: Decimal, tertinggi: Decimal) -> bool:
        """No variable has more than its highest attainable (one of 0 has its own finding)."""
        return tertinggi == 0 or diperoleh <= tertinggi


REFORMASI_HUKUM_SHEET = Sheet(
    name="Reformasi Hukum",
    title="INDEKS REFORMASI HUKUM",
    introduction="Isi nilai tiap variabel bila diketahui, atau cukup HASIL RESMI dari surat Kementerian.",
    iku="reformasi_hukum",
    blocks=(
        Block(
            "reformasi_hukum",
            BlockShape.TABLE,
            ReformasiHukumVariable,
            title="VARIABEL",
            key="variabel",
            may_be_unknown=True,
        ),
        official_result_block(),
        yearly_report_block(),
    ),
)

SHEETS = (REFORMASI_HUKUM_SHEET,)
