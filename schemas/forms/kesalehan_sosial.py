"""Sheets `Kesalehan Sosial` and `Kuesioner IKS`: dimension scores, the questionnaire itself, or the official result."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

from pandera.typing import Series

from schemas.doubts import all_zero, lone_zero, looks_like_a_day, same_answers
from schemas.form import Block, BlockShape, Form, NoAnswers, Sheet, field, is_fraction, row_check
from schemas.form_year import FormYear, Item
from schemas.forms.official_result import official_result_block, yearly_report_block
from schemas.notions.numbers import PEOPLE
from schemas.value import Kind


class KesalehanDimension(Form):
    """One row per dimension; those of the chosen method are filled, 0 to 100."""

    dimensi: Series[object] = field("Dimensi", Kind.TEXT, prefilled=True, width=44)
    skor: Series[object] = field(
        "Skor", Kind.NUMBER, minimum=Decimal(0), maximum=Decimal(100), hint="Skor dimensi, 0 sampai 100."
    )
    keterangan: Series[object] = field("Keterangan", Kind.TEXT, required=False, width=40)

    not_all_zero, no_lone_zero = all_zero("skor"), lone_zero("skor")

    @row_check("P314", "skor")
    def not_a_fraction(cls, skor: Decimal) -> bool:
        """A score is on the scale of a hundred."""
        return not is_fraction(skor)


class KesalehanSurvey(Form):
    """The pairs above the table."""

    metode: Series[object] = field(
        "Metode",
        Kind.CHOICE,
        choices="metode_kesalehan",
        example="KEMENAG5",
        hint="KEMENAG5: dimensi Kementerian Agama. JATIM2: dimensi Provinsi Jawa Timur.",
    )
    jumlah_responden: Series[object] = field(
        "Jumlah responden",
        Kind.WHOLE,
        required_when=NoAnswers(),
        minimum=Decimal(1),
        decimals=0,
        units=PEOPLE,
        example="400",
        hint="Banyaknya responden survei. Bila lembar Kuesioner IKS diisi, boleh kosong: dihitung sendiri.",
    )

    no_day = looks_like_a_day("jumlah_responden")


@cache
def survey_model(kuesioner_method: str) -> type[KesalehanSurvey]:
    """The form of the survey in a year whose questionnaire serves one method."""

    class SurveyWithKuesioner(KesalehanSurvey):
        @row_check("G451", "metode", metode_kuesioner=kuesioner_method)
        def fits_kuesioner(cls, metode: str, banyak_jawaban: int) -> bool:
            """The questionnaire's answers serve the method that is chosen."""
            return banyak_jawaban == 0 or metode == kuesioner_method

    return SurveyWithKuesioner


class KuesionerIKS(Form):
    """One row per respondent: a running number, then one column per item of the year (see `kuesioner_model`)."""

    no: Series[object] = field("No", Kind.TEXT, required=False, prefilled=True, width=6)


ITEM_PREFIX = "butir_"


def item_field(code: str) -> str:
    """The field of an item of the questionnaire, by its code."""
    return ITEM_PREFIX + code.lower()


@cache
def kuesioner_model(items: tuple[Item, ...]) -> type[KuesionerIKS]:
    """The form of a questionnaire with these items: whole answers within the scale; empty means not answered."""
    fields = {
        item_field(item.code): field(
            f"{item.code} {item.text}",
            Kind.WHOLE,
            required=False,
            minimum=item.smallest,
            maximum=item.largest,
            decimals=0,
            example=f"{item.largest - 1}",
            width=16,
            hint=f"Jawaban {item.smallest} sampai {item.largest}. Kosongkan bila tidak dijawab.",
        )
        for item in items
    }
    body = {
        "__module__": __name__,
        "__annotations__": dict.fromkeys(fields, Series[object]),
        **fields,
        "answers_differ": same_answers(tuple(fields)),
    }
    return type(KuesionerIKS.__name__, (KuesionerIKS,), body)


def _build_kuesioner(sheet: Sheet, form_year: FormYear) -> Sheet | None:
    """The sheet with the items of the year; an example says so in its introduction."""
    if form_year.kuesioner is None:
        return None
    (block,) = sheet.blocks
    introduction = sheet.introduction
    if form_year.kuesioner.is_example:
        introduction = f"CONTOH: butir di lembar ini hanya contoh, bukan butir resmi Kementerian Agama. {introduction}"
    return replace(
        sheet, introduction=introduction, blocks=(replace(block, model=kuesioner_model(form_year.kuesioner.items)),)
    )


def _build_survey(sheet: Sheet, form_year: FormYear) -> Sheet:
    """The sheet with the method that the year's questionnaire serves."""
    if form_year.kuesioner is None:
        return sheet
    model = survey_model(form_year.kuesioner.method)
    return replace(
        sheet, blocks=tuple(replace(b, model=model) if b.model is KesalehanSurvey else b for b in sheet.blocks)
    )


KUESIONER = "kuesioner_iks"  # name of the block with the answers

KESALEHAN_SHEET = Sheet(
    name="Kesalehan Sosial",
    title="INDEKS KESALEHAN SOSIAL",
    introduction="Isi skor dimensi menurut metode yang dipakai (atau lembar Kuesioner IKS), atau cukup HASIL RESMI.",
    iku="kesalehan_sosial",
    build=_build_survey,
    blocks=(
        Block("kesalehan_survei", BlockShape.PAIRS, KesalehanSurvey, title="SURVEI", answers=KUESIONER),
        Block(
            "kesalehan_sosial",
            BlockShape.TABLE,
            KesalehanDimension,
            title="SKOR DIMENSI",
            key="dimensi",
            selector="metode",
            stand_in=KUESIONER,
        ),
        official_result_block(),
        yearly_report_block(),
    ),
)

KUESIONER_SHEET = Sheet(
    name="Kuesioner IKS",
    title="JAWABAN KUESIONER KESALEHAN SOSIAL",
    introduction="Hanya bila skor dimensi dihitung dari kuesioner. Satu baris untuk tiap responden.",
    iku="kesalehan_sosial",
    optional=True,
    build=_build_kuesioner,
    blocks=(Block(KUESIONER, BlockShape.TABLE, KuesionerIKS, blank_rows=1000, row_word="responden"),),
)

SHEETS = (KESALEHAN_SHEET, KUESIONER_SHEET)
