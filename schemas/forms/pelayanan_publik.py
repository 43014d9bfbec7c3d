"""Sheet `Pelayanan Publik`: units with F02 and F03, or the official index (indikator tujuan)."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pandas as pd
from pandera.typing import Series

from schemas.doubts import all_zero, lone_zero, looks_like_a_day
from schemas.form import LIMIT_PREFIX, Block, BlockShape, Form, Sheet, at_most, check, field
from schemas.form_year import FormYear
from schemas.forms.official_result import official_result_block, yearly_report_block
from schemas.notions.names import name_key
from schemas.notions.numbers import PEOPLE
from schemas.value import Kind


class ServiceUnit(Form):
    """One row per service unit; F02 and F03 on 0 to 5."""

    unit: Series[object] = field("Unit", Kind.TEXT, example="nama unit", width=44)
    f02: Series[object] = field(
        "F02",
        Kind.NUMBER,
        required=False,
        minimum=Decimal(0),
        limit="skala",
        example="4,21",
        hint="Nilai evaluator, 0 sampai 5. Boleh kosong bila semua aspeknya diisi.",
    )
    f03: Series[object] = field(
        "F03",
        Kind.NUMBER,
        minimum=Decimal(0),
        limit="skala",
        example="4,35",
        hint="Nilai pengguna layanan, 0 sampai 5.",
    )
    jumlah_responden: Series[object] = field(
        "Jumlah responden",
        Kind.WHOLE,
        minimum=Decimal(0),
        decimals=0,
        units=PEOPLE,
        example="30",
        hint="Responden F03.",
    )

    f02_not_all_zero, f03_not_all_zero = all_zero("f02"), all_zero("f03")
    f02_no_lone_zero, f03_no_lone_zero = lone_zero("f02"), lone_zero("f03")
    no_day = looks_like_a_day("jumlah_responden")
    f02_within_scale_of_five = at_most("G405", "f02", "batas_f02")
    f03_within_scale_of_five = at_most("G405", "f03", "batas_f03")

    @check("G429", "unit")
    def no_duplicate_units(cls, frame: pd.DataFrame) -> "pd.Series[bool]":
        """A unit stands once in a submission."""
        keys = [
            (kiriman, name_key(unit)) if unit else None
            for kiriman, unit in zip(frame["kiriman"], frame["unit"], strict=True)
        ]
        counts = Counter(keys)
        return pd.Series([key is None or counts[key] == 1 for key in keys], index=frame.index)


def aspect_field(number: int) -> str:
    """The field of the n-th aspect of F02."""
    return f"aspek_{number}"


@cache
def unit_model(aspects: tuple[str, ...]) -> type[ServiceUnit]:
    """The form of a unit with the aspects of a year: F02 or all of its aspects, 0 to 5 each."""
    aspect_fields = {
        aspect_field(number): field(
            name,
            Kind.NUMBER,
            required=False,
            optional=True,
            part_of="f02",
            minimum=Decimal(0),
            limit="skala",
            example="4,21",
            hint="Nilai aspek F02, 0 sampai 5. Boleh kosong; bila diisi, semua aspek.",
        )
        for number, name in enumerate(aspects, start=1)
    }
    checks = {f"{name}_within_scale_of_five": at_most("G405", name, LIMIT_PREFIX + name) for name in aspect_fields}
    annotations = dict.fromkeys(aspect_fields, Series[object])
    body = {"__module__": __name__, "__annotations__": annotations, **aspect_fields, **checks}
    return type(ServiceUnit.__name__, (ServiceUnit,), body)


def _build_units(sheet: Sheet, form_year: FormYear) -> Sheet:
    """The sheet with the aspects of F02 of the year."""
    blocks = tuple(
        replace(block, model=unit_model(form_year.aspects)) if block.model is ServiceUnit else block
        for block in sheet.blocks
    )
    return replace(sheet, blocks=blocks)


class ServiceEvaluation(Form):
    """The pair above the table."""

    jenis: Series[object] = field(
        "Jenis",
        Kind.CHOICE,
        choices=("MANDIRI", "NASIONAL"),
        example="MANDIRI",
        hint="MANDIRI: seluruh unit, evaluasi sendiri. NASIONAL: unit contoh, evaluasi Kementerian PANRB.",
    )


PELAYANAN_PUBLIK_SHEET = Sheet(
    name="Pelayanan Publik",
    title="INDEKS PELAYANAN PUBLIK",
    introduction="Isi F02 tiap unit (atau semua aspeknya) dan F03, atau cukup HASIL RESMI. Semua nilai 0 sampai 5.",
    iku="pelayanan_publik",
    build=_build_units,
    blocks=(
        Block("pelayanan_evaluasi", BlockShape.PAIRS, ServiceEvaluation, title="EVALUASI"),
        Block(
            "pelayanan_publik", BlockShape.TABLE, ServiceUnit, title="UNIT PELAYANAN", blank_rows=120, row_word="unit"
        ),
        official_result_block(),
        yearly_report_block(),
    ),
)

SHEETS = (PELAYANAN_PUBLIK_SHEET,)
