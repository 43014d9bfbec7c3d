"""The official letter: its number and its predikat are authoritative, components and scale check them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from iku_rules.build_rules import computation_table, parameters_of, sources_of
from iku_rules.context import RuleContext
from iku_rules.input_cells import Row, examples, input_at, pairs, report_texts, temuan_at
from iku_rules.register_fields import Number
from iku_rules.result import Computation, DetailTable, DetailValue, Predikat, Status, Words
from iku_rules.scale import Scale
from iku_rules.steps import Difference, Input, Parameter, Rounded, Step
from schemas.form import fields
from schemas.forms.official_result import NOT_YET_RELEASED, OfficialResult
from schemas.kiriman import FilledForm
from schemas.notions.documents import lacks_number
from schemas.temuan import Temuan, make_temuan
from schemas.wording import show, show_number

UNNUMBERED_NOTE = "HASIL RESMI belum bernomor surat, sehingga nilainya tidak dipakai"


@dataclass(frozen=True)
class Letter:
    """The block HASIL RESMI of a submission; `value` is None while nothing is released.

    `unnumbered`: a value stands there and its letter has no number, so that it is no official result.
    """

    row: Row | None
    value: Input | None
    predikat: Words | None = None
    unnumbered: bool = False

    def year(self, context: RuleContext) -> int:
        """The assessment year: the letter's, else the period's."""
        year = self.row["tahun_penilaian"] if self.row else None
        return context.periode.year if year is None else int(year)


@dataclass(frozen=True)
class Computed:
    """What the components give: the last step, its range where some are unknown, the tables that show them.

    `parameters` are those the value rests on without standing in a step (such as maxima of components).
    """

    step: Step | None = None
    bounds: tuple[Decimal, Decimal] | None = None
    tables: tuple[DetailTable, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    @property
    def value(self) -> Decimal | None:
        """What the components give; None where one is unknown."""
        return self.step.value if self.step else None


def read_letter(form: FilledForm) -> Letter:
    """The letter of the sheet, if any."""
    row = pairs(form, "hasil_resmi")
    if row is None or row["status"] == NOT_YET_RELEASED or row["nilai"] is None:
        return Letter(row, None)
    if row["nomor_surat"] is not None and lacks_number(row["nomor_surat"]):
        return Letter(row, None, unnumbered=True)
    predikat = Words(str(row["predikat"])) if row["predikat"] else None
    return Letter(row, input_at(row, "nilai", "Nilai resmi"), predikat)


def conclude(
    iku: str,
    rule: str,
    context: RuleContext,
    form: FilledForm,
    letter: Letter,
    computed: Computed,
    scale: Scale | None,
    tolerance: Number,
    temuan: Sequence[Temuan] = (),
    notes: Sequence[str] = (),
    example_notes: Sequence[str] = (),
) -> Computation:
    """Letter first (FINAL), else components (SEMENTARA), else BELUM RILIS; with all findings about the two.

    A letter without a number counts as none, and says so.
    """
    result, status = _result(letter, computed)
    value = result.value if result else None
    cut = scale.parameter(value) if scale and value is not None and letter.predikat is None else None
    parameters = parameters_of(result) + (() if letter.value else computed.parameters) if result else ()
    example_temuan, cell_notes = examples(form)
    return Computation(
        iku=iku,
        status=status,
        rule=rule,
        assessment_year=letter.year(context),
        result=result,
        predikat_basis=Predikat(result, scale, letter.predikat) if result else None,
        sources=sources_of(result),
        parameters=parameters + ((cut,) if cut else ()),
        detail_tables=computed.tables + _tables(letter, computed, result),
        notes=(*((UNNUMBERED_NOTE,) if letter.unnumbered else ()), *notes, *example_notes, *cell_notes),
        temuan=(
            *temuan,
            *_temuan_on_number(letter),
            *_temuan_on_letter_year(letter, context, result),
            *_temuan_on_difference(letter, computed, tolerance),
            *_temuan_on_predikat(letter, scale, value, _sheet(form)),
            *example_temuan,
        ),
        report_texts=report_texts(form),
        is_example=bool(example_notes or cell_notes),
    )


def _result(letter: Letter, computed: Computed) -> tuple[Step | None, Status]:
    if letter.value is not None:
        return Step("Nilai akhir (menurut surat)", Rounded(letter.value)), Status.FINAL
    if computed.value is not None:
        return computed.step, Status.SEMENTARA
    return None, Status.BELUM_ADA_DATA if letter.unnumbered else Status.BELUM_RILIS


def _tables(letter: Letter, computed: Computed, result: Step | None) -> tuple[DetailTable, ...]:
    if letter.row is None:
        return ()
    entered = input_at(letter.row, "nilai", "Nilai resmi") if letter.unnumbered else None
    deciding: dict[str, DetailValue] = {"nilai": letter.value or entered}
    if letter.predikat is not None:
        deciding["predikat"] = letter.predikat
    rows: list[tuple[DetailValue, ...]] = [
        (i.label, deciding[name] if name in deciding else _as_shown(letter.row[name]))
        for name, i in fields(OfficialResult).items()
    ]
    letter_table = DetailTable("HASIL RESMI", ("Uraian", "Isi"), tuple(rows))
    if letter.value is None or result is None:
        return (letter_table,)
    steps = [result]
    if computed.step is not None and computed.value is not None:
        steps.append(Step("Selisih surat dengan komponen", Difference(letter.value, computed.step)))
    return letter_table, computation_table(steps, "NILAI AKHIR")


def _as_shown(value: object) -> DetailValue:
    """Texts and dates as they are; a year is no quantity and is shown as text."""
    return value if value is None or isinstance(value, (str, date)) else str(value)


def temuan_on_lacking_number(row: Row, field: str, consequence: str) -> Temuan:
    """P437 at the number of a letter or a record, which says nothing."""
    form_field = row.block.block.fields[field]
    words = {"label": form_field.label, "contoh": form_field.example, "akibat": consequence}
    return temuan_at("P437", row, field, ditemukan=row[field], **words)


def _temuan_on_number(letter: Letter) -> list[Temuan]:
    if letter.row is None or not letter.unnumbered:
        return []
    return [temuan_on_lacking_number(letter.row, "nomor_surat", "nilainya tidak dipakai")]


def _temuan_on_letter_year(letter: Letter, context: RuleContext, result: Step | None) -> list[Temuan]:
    if letter.row is None or result is None:
        return []
    return temuan_on_year(letter.row, letter.year(context), context)


def temuan_on_year(row: Row, year: int, context: RuleContext) -> list[Temuan]:
    """I422 for a value about last year, P427 for an older one."""
    reported_year = context.periode.year
    if year >= reported_year:
        return []
    code = "I422" if year == reported_year - 1 else "P427"
    return [temuan_at(code, row, "tahun_penilaian", ditemukan=str(year), tahun=reported_year)]


def _temuan_on_difference(letter: Letter, computed: Computed, tolerance: Number) -> list[Temuan]:
    bounds = computed.bounds or ((computed.value, computed.value) if computed.value is not None else None)
    if letter.value is None or letter.value.value is None or bounds is None:
        return []
    assert letter.row is not None
    lowest, highest = bounds
    official = letter.value.value
    nearest = min(max(official, lowest), highest)
    if abs(official - nearest) <= tolerance.nilai:
        return []
    qualifier = "" if lowest == highest else "paling banyak " if official > highest else "paling sedikit "
    return [
        temuan_at(
            "P411",
            letter.row,
            "nilai",
            ditemukan=show(official),
            resmi=show_number(official, 2),
            hitung=qualifier + show_number(nearest, 2),
            selisih=show_number(abs(official - nearest), 2),
            toleransi=show_number(tolerance.nilai, 2),
        )
    ]


def _temuan_on_predikat(letter: Letter, scale: Scale | None, value: Decimal | None, sheet: str | None) -> list[Temuan]:
    if scale is None or value is None:
        return []
    temuan = []
    by_scale = scale.interval_for(value)
    by_letter = letter.predikat.text if letter.predikat else None
    if letter.row and by_letter and by_scale and scale.interval_named(by_letter) is not by_scale:
        temuan.append(temuan_at("P412", letter.row, "predikat", ditemukan=by_letter, skala=by_scale.text))
    cut = scale.doubtful_cut(value)
    if cut is not None:
        cell = letter.row.address("nilai") if letter.row and letter.value else None
        temuan.append(
            make_temuan("P413", lembar=sheet, sel=cell, ditemukan=show_number(value, 2), batas=show_number(cut))
        )
    return temuan


def _sheet(form: FilledForm) -> str | None:
    return next((block.sheet.name for block in form.blocks.values()), None)
