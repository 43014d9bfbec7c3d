"""Indeks Kepuasan Masyarakat of one bagian: nine unsur, from a recap or from the answers of respondents."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.build_rules import computation_table, parameter_table, parameters_of, sources_of
from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.input_cells import (
    Row,
    by_key,
    column,
    column_source,
    examples,
    input_at,
    input_over,
    pairs,
    report_texts,
    temuan_at,
)
from iku_rules.kepuasan_masyarakat.model import KepuasanModel, SKMUnsur
from iku_rules.result import Computation, DetailTable, DetailValue, Predikat, Status
from iku_rules.steps import Difference, Input, Node, Product, Quotient, Rounded, Step, Sum, evaluate
from schemas.forms.kepuasan_masyarakat import NOT_YET_CARRIED_OUT, RESPONDENT_BLOCK, RESPONDENTS, unsur_field
from schemas.kiriman import FilledForm
from schemas.survey_period import survey_year
from schemas.temuan import Temuan, make_temuan
from schemas.value import State
from schemas.wording import count_word, show_number

CARD = Card(
    kode="kepuasan_masyarakat",
    nama="Indeks Kepuasan Masyarakat",
    definisi="Rata-rata nilai Indeks Kepuasan Masyarakat {banyak_bagian} bagian Sekretariat Daerah.",
    pembilang="Jumlah nilai IKM bagian; IKM bagian = rata-rata nilai unsur (bobot sama, {bobot_unsur}) x {konversi}",
    penyebut="Banyaknya bagian yang sudah menyampaikan (lengkap: {banyak_bagian})",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="PermenPANRB 14/2017",
    berlaku="2021 dan seterusnya",
    bagian="seluruh bagian",
    frekuensi="semester",
    belum_dikonfirmasi=(
        "{banyak_bagian} bagian mana yang masuk",
        "rata-rata diambil dari nilai IKM dua desimal, bukan dari persentase capaian",
        "survei terakhir dalam satu tahun yang dipakai",
        "{unsur_paling_sedikit} unsur bila biaya/tarif tidak dinilai",
    ),
    lists=("ikm",),
)
NI = "Nilai indeks (NI)"
LOWEST = 3  # unsur named as the lowest
LOWEST_UNSUR = f"{count_word(LOWEST)} unsur terendah"  # how the note that names them begins


@dataclass(frozen=True)
class SKMComputation(Computation):
    """The IKM of one bagian, with what the joint table shows of it."""

    bagian: str = ""
    survey_periode: str | None = None
    respondent_count: Input | None = None
    unsur: tuple[tuple[str, Node | None], ...] = ()
    index: Step | None = None
    answers: DetailTable | None = None


@dataclass(frozen=True)
class _Unsur:
    """NRR of one unsur and, where respondents were counted, sum and number of its valid answers."""

    unsur: SKMUnsur
    nrr: Step | Input | None
    total: Input | None = None
    count: Input | None = None


def compute(form: FilledForm, context: RuleContext) -> SKMComputation:
    """The IKM of one bagian; blocks `skm_survei`, `skm` and `skm_responden`."""
    year = _survey_year(form, context)
    model = context.register.kepuasan_masyarakat.in_year(year)
    survey = _read_survey(form, model)
    unsur = _unsur(form, survey.row, model)
    assessed = [u.nrr for u in unsur if u.nrr is not None]
    steps: tuple[Step, ...] = _steps(assessed, model) if _is_complete(assessed, model) else ()
    result = steps[-1] if steps and steps[-1].value is not None else None
    example_temuan, example_notes = examples(form)
    return SKMComputation(
        iku=CARD.kode,
        status=Status.FINAL if result else Status.BELUM_RILIS,
        rule=f"{CARD.kode} {model.nama}",
        assessment_year=year,
        result=result,
        predikat_basis=Predikat(result, model.skala) if result else None,
        sources=sources_of(result),
        parameters=parameters_of(result),
        detail_tables=_tables(context, survey, unsur, steps) if result else (),
        notes=(*_notes(unsur, result), *example_notes),
        temuan=(
            *(_temuan(form, survey, unsur) if result else _temuan_on_unanswered(form, unsur)),
            *(_temuan_on_year(survey.row, year, context) if result else ()),
            *example_temuan,
        ),
        report_texts=report_texts(form),
        is_example=bool(example_notes),
        bagian=context.bagian,
        survey_periode=survey.row["periode_survei"] if survey.row else None,
        respondent_count=survey.respondents,
        unsur=tuple((u.unsur.kode, u.nrr) for u in unsur) if result else (),
        index=steps[0] if result else None,
        answers=_answer_table(context, unsur) if result else None,
    )


def _survey_year(form: FilledForm, context: RuleContext) -> int:
    """The year the survey itself speaks of; the reported one where none was carried out or none is named."""
    row = pairs(form, "skm_survei")
    text = row["periode_survei"] if row is not None and row["status"] != NOT_YET_CARRIED_OUT else None
    return (survey_year(text) if text else None) or context.periode.year


def preview(cells: EntryCells, context: RuleContext) -> Step | None:
    """The IKM over the given NRR."""
    model = context.register.kepuasan_masyarakat.in_year(context.periode.year)
    nrr = [row["nrr"] for row in cells.rows.values()]
    return _steps(nrr, model)[-1] if len(nrr) in model.unsur_divisors else None


def _steps(nrr: Sequence[Node], model: KepuasanModel) -> tuple[Step, Step]:
    """NI, the mean of the unsur, and IKM = NI x 25; weights are exactly equal: the division by their number is last."""
    total, conversion = Sum(tuple(nrr)), model.konversi.parameter
    if model.bobot.fixed and len(nrr) == len(model.unsur):
        weighted = Product(total, model.bobot.fixed)
        return Step(NI, weighted), Step("IKM", Rounded(Product(weighted, conversion)))
    divisor = model.unsur_divisors[len(nrr)]
    return Step(NI, Quotient(total, divisor)), Step("IKM", Rounded(Quotient(Product(total, conversion), divisor)))


def _unsur(form: FilledForm, survey: Row | None, model: KepuasanModel) -> list[_Unsur]:
    if survey is None or survey["status"] == NOT_YET_CARRIED_OUT:
        return []
    if survey["cara"] == RESPONDENTS:
        return [_from_respondents(form, u) for u in model.unsur] if RESPONDENT_BLOCK in form.blocks else []
    rows = by_key(form, "skm")
    return [_from_recap(rows[u.nama], u) for u in model.unsur if u.nama in rows]


def _from_recap(row: Row, unsur: SKMUnsur) -> _Unsur:
    not_assessed = row.state("nrr") is State.NOT_ASSESSED and unsur.boleh_tidak_dinilai
    return _Unsur(unsur, None if not_assessed else input_at(row, "nrr", f"NRR {unsur.nama}"))


def _from_respondents(form: FilledForm, unsur: SKMUnsur) -> _Unsur:
    """Sum and count of the valid answers of a column; a free service nobody was asked about has none."""
    field = unsur_field(unsur.kode)
    answers = [answer for answer in column(form, RESPONDENT_BLOCK, field).contents if isinstance(answer, Decimal)]
    if not answers and unsur.boleh_tidak_dinilai:
        return _Unsur(unsur, None)
    source = column_source(form, RESPONDENT_BLOCK, field)
    total = input_over(f"Jumlah jawaban {unsur.nama}", sum(answers, Decimal(0)), source)
    count = input_over(f"Jawaban sah {unsur.nama}", Decimal(len(answers)), source)
    return _Unsur(unsur, Step(f"NRR {unsur.nama}", Quotient(total, count)), total, count)


def _is_complete(assessed: Sequence[Step | Input], model: KepuasanModel) -> bool:
    """Whether every unsur that counts is there and has a value."""
    return len(assessed) in model.unsur_divisors and all(nrr.value is not None for nrr in assessed)


def _respondents(form: FilledForm, survey: Row | None) -> Input | None:
    if survey is None:
        return None
    if survey["cara"] != RESPONDENTS:
        return input_at(survey, "jumlah_responden", "Jumlah responden")
    if RESPONDENT_BLOCK not in form.blocks:
        return None
    count = Decimal(form.blocks[RESPONDENT_BLOCK].row_count)
    return input_over("Jumlah responden", count, column_source(form, RESPONDENT_BLOCK, "tanggal"))


def _sample(population: Input, model: KepuasanModel) -> Step:
    """Krejcie and Morgan's sample for a population, to the nearest whole respondent."""
    chi_square, proportion, margin, one = (
        number.parameter
        for number in (model.sampel.khi_kuadrat, model.sampel.proporsi, model.sampel.galat, model.sampel.satu)
    )
    variance = Product(Product(chi_square, proportion), Difference(one, proportion))
    denominator = Sum((Product(Product(margin, margin), Difference(population, one)), variance))
    return Step("Sampel minimum (Krejcie-Morgan)", Rounded(Quotient(Product(variance, population), denominator), 0))


@dataclass(frozen=True)
class _Survey:
    """The pairs of the survey with the number of respondents, and the sample its population asks for."""

    row: Row | None
    respondents: Input | None
    population: Input | None
    sample: Step | None


def _read_survey(form: FilledForm, model: KepuasanModel) -> _Survey:
    row = pairs(form, "skm_survei")
    population = input_at(row, "jumlah_populasi", "Jumlah populasi") if row is not None else None
    is_known = population is not None and population.value is not None
    return _Survey(
        row, _respondents(form, row), population, _sample(population, model) if population and is_known else None
    )


def _temuan(form: FilledForm, survey: _Survey, unsur: Sequence[_Unsur]) -> list[Temuan]:
    """P415, P416, P455 about a survey that gives an IKM."""
    temuan = [_temuan_on_eight(form, u.unsur) for u in unsur if u.nrr is None]
    temuan += [t for u in unsur if u.nrr is not None for t in _temuan_on_dashes(form, u.unsur)]
    row, respondents, sample = survey.row, survey.respondents, survey.sample
    if row is None or respondents is None or respondents.value is None or sample is None or sample.value is None:
        return temuan
    if respondents.value < sample.value:
        field = "jumlah_populasi" if row["cara"] == RESPONDENTS else "jumlah_responden"
        words = {"sampel": show_number(sample.value), "populasi": show_number(row["jumlah_populasi"])}
        temuan.append(temuan_at("P415", row, field, ditemukan=show_number(respondents.value), **words))
    return temuan


def _temuan_on_year(row: Row | None, year: int, context: RuleContext) -> list[Temuan]:
    """I441 for a survey of last year, P442 for an older one."""
    reported_year = context.periode.year
    if row is None or year >= reported_year:
        return []
    code = "I441" if year == reported_year - 1 else "P442"
    words = {"ditemukan": row["periode_survei"], "tahun_survei": year, "tahun": reported_year}
    return [temuan_at(code, row, "periode_survei", **words)]


def _temuan_on_dashes(form: FilledForm, unsur: SKMUnsur) -> list[Temuan]:
    """P455 where some respondents were not asked about an unsur and others answered."""
    if not unsur.boleh_tidak_dinilai or RESPONDENT_BLOCK not in form.blocks:
        return []
    answers = column(form, RESPONDENT_BLOCK, unsur_field(unsur.kode))
    states = zip(answers.addresses, answers.states, strict=True)
    dashes = [cell for cell, state in states if state is State.NOT_ASSESSED]
    if not dashes:
        return []
    sheet = form.blocks[RESPONDENT_BLOCK].sheet.name
    return [make_temuan("P455", lembar=sheet, sel=", ".join(dashes), ditemukan=str(len(dashes)), kunci=unsur.nama)]


def _temuan_on_unanswered(form: FilledForm, unsur: Sequence[_Unsur]) -> list[Temuan]:
    """G454 for each unsur that no respondent answered."""
    if RESPONDENT_BLOCK not in form.blocks:
        return []
    sources = {u.unsur.nama: column_source(form, RESPONDENT_BLOCK, unsur_field(u.unsur.kode)) for u in unsur}
    unanswered = [u.unsur.nama for u in unsur if u.nrr is not None and u.nrr.value is None]
    return [make_temuan("G454", lembar=sources[name].lembar, sel=sources[name].sel, kunci=name) for name in unanswered]


def _temuan_on_eight(form: FilledForm, unsur: SKMUnsur) -> Temuan:
    recap = by_key(form, "skm").get(unsur.nama)
    if recap is not None and recap.state("nrr") is State.NOT_ASSESSED:
        return temuan_at("P416", recap, "nrr", ditemukan="-", kunci=unsur.nama)
    answers = column_source(form, RESPONDENT_BLOCK, unsur_field(unsur.kode))
    return make_temuan("P416", lembar=answers.lembar, sel=answers.sel, ditemukan="-", kunci=unsur.nama)


def lowest_unsur(unsur: Sequence[tuple[str, Node | None]]) -> list[str]:
    """Codes of the lowest unsur; equal ones in the order of the form."""
    values = [(n, code) for code, nrr in unsur if nrr is not None and (n := evaluate(nrr)) is not None]
    return [code for _, code in sorted(values, key=lambda pair: pair[0])[:LOWEST]]


def _notes(unsur: Sequence[_Unsur], result: Step | None) -> tuple[str, ...]:
    if result is None:
        unanswered = [u.unsur.nama for u in unsur if u.nrr is not None and u.nrr.value is None]
        return (f"unsur tanpa jawaban: {', '.join(unanswered)}",) if unanswered else ()
    names = {u.unsur.kode: u.unsur.nama for u in unsur}
    lowest = lowest_unsur([(u.unsur.kode, u.nrr) for u in unsur])
    return (f"{LOWEST_UNSUR}: {'; '.join(names[code] for code in lowest)}",)


def _survey_table(survey: _Survey) -> DetailTable:
    rows: list[tuple[DetailValue, ...]] = [("Jumlah responden", survey.respondents)]
    if survey.row is not None:
        rows.insert(0, ("Periode survei", survey.row["periode_survei"]))
        rows.append(("Jumlah populasi", survey.population))
    if survey.sample is not None:
        rows.append((survey.sample.name, survey.sample))
    return DetailTable("SURVEI", ("Uraian", "Isi"), tuple(rows))


def _answer_table(context: RuleContext, unsur: Sequence[_Unsur]) -> DetailTable | None:
    """Sums and counts of the answers; None for a recap."""
    if all(u.total is None for u in unsur):
        return None
    return DetailTable(
        f"JAWABAN RESPONDEN {context.bagian_name(context.bagian).upper()}",
        ("Kode", "Unsur pelayanan", "Jumlah jawaban", "Jawaban sah"),
        tuple((u.unsur.kode, u.unsur.nama, u.total, u.count) for u in unsur),
    )


def _tables(
    context: RuleContext,
    survey: _Survey,
    unsur: Sequence[_Unsur],
    steps: Sequence[Step],
) -> tuple[DetailTable, ...]:
    nrr = DetailTable(
        "NILAI RATA-RATA UNSUR",
        ("Kode", "Unsur pelayanan", "NRR"),
        tuple((u.unsur.kode, u.unsur.nama, u.nrr if u.nrr is not None else "-") for u in unsur),
    )
    answers = _answer_table(context, unsur)
    return (
        _survey_table(survey),
        *((answers,) if answers else ()),
        nrr,
        computation_table(steps),
        parameter_table((*parameters_of(steps[-1]), *parameters_of(survey.sample))),
    )
