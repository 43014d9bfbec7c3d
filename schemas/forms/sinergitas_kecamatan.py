"""Sheet `Sinergitas Kecamatan`: the administrative score of each kecamatan."""

from decimal import Decimal

from pandera.typing import Series

from schemas.doubts import all_zero, lone_zero, looks_like_ranks
from schemas.form import Block, BlockShape, Form, Says, Sheet, at_most, field, is_fraction, row_check
from schemas.forms.official_result import (
    NOT_YET_RELEASED,
    RELEASED,
    assessed_year_not_ahead,
    assessment_year_field,
    release_status_field,
    yearly_report_block,
)
from schemas.notions.documents import spell_number
from schemas.value import Kind


class KecamatanScore(Form):
    """One row per kecamatan; an empty score means not assessed (yet)."""

    kode: Series[object] = field("Kode", Kind.CODE, prefilled=True, width=11)
    kecamatan: Series[object] = field("Kecamatan", Kind.TEXT, required=False, prefilled=True, width=22)
    skor: Series[object] = field(
        "Skor",
        Kind.NUMBER,
        required=False,
        minimum=Decimal(0),
        limit="skor_maks",
        hint="Skor Indikator Administrasi (Organisasional). Kosongkan bila belum dinilai.",
    )
    keterangan: Series[object] = field("Keterangan", Kind.TEXT, required=False, width=40)

    on_the_scale_of_the_year = at_most("G423", "skor", "batas_skor")
    not_all_zero, no_lone_zero, no_ranks = all_zero("skor"), lone_zero("skor"), looks_like_ranks("skor")

    @row_check("P314", "skor", limit="batas_skor")
    def not_a_fraction(cls, skor: Decimal) -> bool:
        """A score is on the scale of a hundred."""
        return not is_fraction(skor)


class SinergitasAssessment(Form):
    """The pairs above the table."""

    status: Series[object] = release_status_field()
    tahun_penilaian: Series[object] = assessment_year_field()
    berita_acara: Series[object] = field(
        "Nomor berita acara",
        Kind.CODE,
        required_when=Says("status", NOT_YET_RELEASED, negated=True),
        spelling=spell_number,
        example="100/12/2025",
        hint="Ketik persis seperti pada berita acara.",
    )

    year_not_ahead = assessed_year_not_ahead()


SINERGITAS_SHEET = Sheet(
    name="Sinergitas Kecamatan",
    title="SINERGITAS KECAMATAN",
    introduction="Isi skor Indikator Administrasi (Organisasional) tiap kecamatan, semuanya pada skala yang sama.",
    iku="sinergitas_kecamatan",
    blocks=(
        Block(
            "sinergitas_penilaian",
            BlockShape.PAIRS,
            SinergitasAssessment,
            title="PENILAIAN",
            status="status",
            status_present=RELEASED,
        ),
        Block(
            "sinergitas_kecamatan",
            BlockShape.TABLE,
            KecamatanScore,
            title="SKOR KECAMATAN",
            key="kode",
            name_field="kecamatan",
        ),
        yearly_report_block(),
    ),
)

SHEETS = (SINERGITAS_SHEET,)
