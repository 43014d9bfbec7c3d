"""Sheets `SKM` and `SKM Responden`: the satisfaction survey, as a recap or respondent by respondent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from pandera.typing import Series

from schemas.doubts import looks_like_a_day, same_answers
from schemas.form import Block, BlockShape, Form, Says, Sheet, field, row_check
from schemas.form_year import FormYear
from schemas.forms.official_result import yearly_report_block
from schemas.notions.numbers import PEOPLE
from schemas.periode import Periode
from schemas.survey_period import survey_months
from schemas.value import Kind

HALF_A_YEAR = 6  # months
CARRIED_OUT = "Sudah dilaksanakan"
NOT_YET_CARRIED_OUT = "Belum dilaksanakan"
RECAP = "Rekap"
RESPONDENTS = "Responden"
UNSUR_BLOCK = "skm"  # the recap; its key rows are the unsur of the year
RESPONDENT_BLOCK = "skm_responden"  # the answers
SMALLEST_IKM, LARGEST_IKM = Decimal(25), Decimal(100)  # the scale of an IKM, PermenPANRB 14/2017


class SKMSurvey(Form):
    """The pairs above the table."""

    status: Series[object] = field(
        "Status survei",
        Kind.CHOICE,
        required=False,
        choices=(CARRIED_OUT, NOT_YET_CARRIED_OUT),
        hint="Bila survei belum dilaksanakan, pilih Belum dilaksanakan dan kosongkan sisanya.",
    )
    periode_survei: Series[object] = field(
        "Periode survei",
        Kind.TEXT,
        choices="periode_survei",
        may_precede=True,
        example="Semester II 2025",
        hint="Pilih dari daftar, atau tulis waktu dengan tahunnya.",
    )
    cara: Series[object] = field(
        "Cara pengisian",
        Kind.CHOICE,
        choices=(RECAP, RESPONDENTS),
        answers_when=RESPONDENTS,
        may_precede=True,
        example=RECAP,
        hint="Rekap: isi NRR di lembar ini. Responden: isi lembar SKM Responden, NRR dihitung sendiri.",
    )
    jumlah_responden: Series[object] = field(
        "Jumlah responden",
        Kind.WHOLE,
        required_when=Says("cara", RECAP),
        minimum=Decimal(1),
        decimals=0,
        units=PEOPLE,
        example="120",
        hint="Wajib untuk Rekap; untuk Responden dihitung sendiri.",
    )
    jumlah_populasi: Series[object] = field(
        "Jumlah populasi",
        Kind.WHOLE,
        required=False,
        minimum=Decimal(1),
        decimals=0,
        units=PEOPLE,
        may_precede=True,
        example="500",
        hint="Banyaknya penerima layanan. Boleh kosong.",
    )

    respondents_no_day, population_no_day = looks_like_a_day("jumlah_responden"), looks_like_a_day("jumlah_populasi")

    @row_check("P477", "jumlah_populasi")
    def population_at_least_the_respondents(cls, jumlah_populasi: Decimal, cara: str, banyak_jawaban: int) -> bool:
        """Counted respondents are part of the population."""
        return cara != RESPONDENTS or banyak_jawaban <= jumlah_populasi

    @row_check("P477", "jumlah_populasi")
    def population_at_least_the_recap(cls, jumlah_populasi: Decimal, cara: str, jumlah_responden: Decimal) -> bool:
        """Respondents are part of the population."""
        return cara == RESPONDENTS or jumlah_responden <= jumlah_populasi

    @row_check("G439", "periode_survei")
    def says_a_time(cls, periode_survei: str) -> bool:
        """The year of the survey is that of its value: what says no year is asked about."""
        return survey_months(periode_survei) is not None

    @row_check("G440", "periode_survei")
    def has_begun(cls, periode_survei: str, akhir_periode: date) -> bool:
        """A survey of a time to come has no value."""
        months = survey_months(periode_survei)
        return months is None or months[0].first_day <= akhir_periode

    @row_check("P483", "periode_survei")
    def survey_of_this_half_year(cls, periode_survei: str, akhir_periode: date) -> bool:
        """A survey that ended half a year before the reported month is an old one."""
        months = survey_months(periode_survei)
        return months is None or months[1] > Periode.from_date(akhir_periode).shift(-HALF_A_YEAR)

    @row_check("P484", "cara")
    def answers_are_meant(cls, cara: str, banyak_jawaban: int) -> bool:
        """Answers on the other sheet are not counted under a recap."""
        return cara != RECAP or banyak_jawaban == 0

    @row_check("G409", "status")
    def status_fits_value(cls, status: str, tabel_terisi: bool) -> bool:
        """A survey not yet carried out has no recap."""
        return status != NOT_YET_CARRIED_OUT or not tabel_terisi


class SKMRecap(Form):
    """One row per unsur: NRR, the mean answer, 1.00 to 4.00."""

    kode: Series[object] = field("Kode", Kind.CODE, required=False, prefilled=True, width=8)
    unsur: Series[object] = field("Unsur pelayanan", Kind.TEXT, prefilled=True, width=52)
    nrr: Series[object] = field(
        "NRR",
        Kind.NUMBER,
        minimum=Decimal(1),
        maximum=Decimal(4),
        decimals=3,
        example="3,45",
        beyond="NRR 1 sampai 4. Nilai IKM dibagi 25.",
        hint="Nilai rata-rata unsur, 1,00 sampai 4,00. Layanan gratis: biaya/tarif diisi 4.",
    )

    @row_check("G456", "nrr", explains=True)
    def not_on_scale_of_hundred(cls, nrr: Decimal) -> bool:
        """A mean answer between 25 and 100 is on the scale of the IKM."""
        return not SMALLEST_IKM <= nrr <= LARGEST_IKM


def _answer(label: str, *, dash_allowed: bool = False) -> Any:
    return field(
        label,
        Kind.WHOLE,
        required=False,
        dash_allowed=dash_allowed,
        minimum=Decimal(1),
        maximum=Decimal(4),
        decimals=0,
        example="4",
        width=13,
        hint="Jawaban 1, 2, 3 atau 4. Kosongkan bila tidak dijawab.",
    )


class SKMRespondent(Form):
    """One row per respondent: date and service, then one column per unsur of the year (see `respondent_model`)."""

    no: Series[object] = field("No", Kind.TEXT, required=False, prefilled=True, width=6)
    tanggal: Series[object] = field("Tanggal", Kind.DATE, example="17/11/2025")
    layanan: Series[object] = field("Jenis layanan", Kind.TEXT, example="nama layanan", width=26)

    @row_check("G407", "tanggal")
    def within_range(cls, tanggal: date, awal_isian: date, akhir_isian: date) -> bool:
        """An answer is of the survey's year, up to the period's last day."""
        return awal_isian <= tanggal <= akhir_isian


def unsur_field(code: str) -> str:
    """The field of the answers on an unsur, by its code."""
    return code.lower()


@cache
def respondent_model(unsur: tuple[tuple[str, str, bool], ...]) -> type[SKMRespondent]:
    """The form of a respondent with these unsur (code, name, whether "-" is fair): whole answers, 1 to 4, or empty."""
    answers = {unsur_field(code): _answer(name, dash_allowed=dash_allowed) for code, name, dash_allowed in unsur}
    body = {
        "__module__": __name__,
        "__annotations__": dict.fromkeys(answers, Series[object]),
        **answers,
        "answers_differ": same_answers(tuple(answers)),
    }
    return type(SKMRespondent.__name__, (SKMRespondent,), body)


def _build_respondents(sheet: Sheet, form_year: FormYear) -> Sheet:
    """The sheet with the unsur of the year, those that the recap has as rows."""
    unsur = tuple((str(row.prefilled["kode"]), row.key, row.dash_allowed) for row in form_year.key_rows[UNSUR_BLOCK])
    (block,) = sheet.blocks
    return replace(sheet, blocks=(replace(block, model=respondent_model(unsur)),))


SKM_SHEET = Sheet(
    name="SKM",
    title="SURVEI KEPUASAN MASYARAKAT",
    introduction="Isi rekap hasil survei di lembar ini, atau jawaban tiap responden di lembar SKM Responden.",
    iku="kepuasan_masyarakat",
    blocks=(
        Block(
            "skm_survei",
            BlockShape.PAIRS,
            SKMSurvey,
            title="SURVEI",
            status="status",
            status_present=CARRIED_OUT,
            answers=RESPONDENT_BLOCK,
        ),
        Block(
            UNSUR_BLOCK, BlockShape.TABLE, SKMRecap, title="REKAP NILAI RATA-RATA UNSUR", key="unsur", selector="cara"
        ),
        yearly_report_block(),
    ),
)

SKM_RESPONDENTS_SHEET = Sheet(
    name="SKM Responden",
    title="JAWABAN RESPONDEN",
    introduction="Hanya bila Cara pengisian = Responden. Satu baris untuk tiap responden; jawaban 1 sampai 4.",
    iku="kepuasan_masyarakat",
    build=_build_respondents,
    blocks=(Block(RESPONDENT_BLOCK, BlockShape.TABLE, SKMRespondent, blank_rows=1000, row_word="responden"),),
)

SHEETS = (SKM_SHEET, SKM_RESPONDENTS_SHEET)
