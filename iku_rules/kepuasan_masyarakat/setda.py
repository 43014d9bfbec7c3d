"""The IKM of the Sekretariat Daerah: the mean over the bagian that enter it in the year."""

from collections.abc import Mapping, Sequence

from iku_rules.build_rules import computation_table, parameter_table, parameters_of, sources_of
from iku_rules.context import RuleContext
from iku_rules.input_cells import EXAMPLE
from iku_rules.kepuasan_masyarakat.model import KepuasanModel
from iku_rules.kepuasan_masyarakat.rule import CARD, LOWEST_UNSUR, SKMComputation, lowest_unsur
from iku_rules.register_fields import in_year
from iku_rules.result import Completeness, Computation, DetailTable, DetailValue, Predikat, Status
from iku_rules.steps import Input, Mean, Parameter, Rounded, Step
from schemas.notions.names import name_key
from schemas.survey_period import survey_months
from schemas.temuan import Temuan, make_temuan

BAGIAN_TABLE, BAGIAN_COLUMN, IKM_COLUMN = "IKM PER BAGIAN", "Bagian", "IKM"  # the table of the eight, for the chart


def join_bagian(by_bagian: Mapping[str, Computation], context: RuleContext) -> Computation:
    """The IKM of the Sekretariat Daerah: mean of the printed values of the bagian that have one.

    `by_bagian` maps bagian code to its result; those outside the year's list do not count, those without a value are
    named as missing. FINAL only when all expected are in.
    """
    year = context.periode.year
    model = context.register.kepuasan_masyarakat.in_year(year)
    listed, expected = context.register.ikm_bagian(year)
    present = {code: by_bagian[code] for code in listed if code in by_bagian and by_bagian[code].result is not None}
    missing = [code for code in listed if code not in present]
    completeness = Completeness(len(present), expected, "bagian")
    values = tuple(own.result for own in present.values() if own.result is not None)
    result = Step(CARD.nama, Rounded(Mean(values))) if values else None
    return Computation(
        iku=CARD.kode,
        status=_status(completeness),
        rule=f"{CARD.kode} {model.nama}",
        assessment_year=year,
        result=result,
        predikat_basis=Predikat(result, model.skala) if result else None,
        completeness=completeness if result else None,
        sources=sources_of(result),
        parameters=_parameters(present, context, model) if result else (),
        detail_tables=_tables(present, result, context, model) if result else (),
        notes=_notes(present, missing, completeness, context) if result else (),
        temuan=_temuan(present, context),
        report_texts=tuple(
            (f"{label} — {context.bagian_name(code)}", text)
            for code, own in by_bagian.items()
            if code in listed
            for label, text in own.report_texts
        ),
        is_example=any(own.is_example for own in present.values()),
    )


def _status(completeness: Completeness) -> Status:
    if not completeness.present:
        return Status.BELUM_RILIS
    return Status.FINAL if completeness.present == completeness.expected else Status.SEMENTARA


def _parameters(
    present: Mapping[str, Computation], context: RuleContext, model: KepuasanModel
) -> tuple[Parameter, ...]:
    listed = in_year(context.register.bagian_file.ikm, context.periode.year)
    own = [parameter for computation in present.values() for parameter in computation.parameters]
    readings = (listed.parameter, model.rata_rata_nilai.parameter, model.survei_terakhir.parameter)
    return tuple(dict.fromkeys((*own, *readings)))


def _tables(
    present: Mapping[str, Computation], result: Step, context: RuleContext, model: KepuasanModel
) -> tuple[DetailTable, ...]:
    """One row per bagian with its nine unsur; the answers of respondents; the means; the parameters once."""
    unsur_codes = tuple(u.kode for u in model.unsur)
    rows = tuple(_bagian_row(code, own, unsur_codes, context) for code, own in present.items())
    columns = (
        BAGIAN_COLUMN,
        "Periode survei",
        "Jumlah responden",
        *unsur_codes,
        "NI",
        IKM_COLUMN,
        "Mutu",
        "Unsur terendah",
    )
    surveys = [own for own in present.values() if isinstance(own, SKMComputation)]
    answers = tuple(survey.answers for survey in surveys if survey.answers is not None)
    means = _unsur_means(present, model)
    unsur_columns = ("Kode", "Unsur pelayanan", "Rata-rata NRR bagian")
    unsur = DetailTable("UNSUR PELAYANAN", unsur_columns, tuple((u.kode, u.nama, means[u.kode]) for u in model.unsur))
    return (
        DetailTable(BAGIAN_TABLE, columns, rows),
        computation_table((result,)),
        *answers,
        unsur,
        parameter_table(parameters_of(result)),
    )


def _bagian_row(
    code: str, computation: Computation, unsur_codes: Sequence[str], context: RuleContext
) -> tuple[DetailValue, ...]:
    skm = computation if isinstance(computation, SKMComputation) else None
    nrr = dict(skm.unsur) if skm else {}
    scores: list[DetailValue] = []
    for unsur_code in unsur_codes:
        node = nrr.get(unsur_code)
        scores.append(node if isinstance(node, (Step, Input)) else "-")
    return (
        context.bagian_name(code),
        skm.survey_periode if skm else None,
        skm.respondent_count if skm else None,
        *scores,
        skm.index if skm else None,
        computation.result,
        computation.predikat_basis,
        ", ".join(lowest_unsur(skm.unsur)) if skm else None,
    )


def _unsur_means(present: Mapping[str, Computation], model: KepuasanModel) -> dict[str, Step]:
    """Code of each unsur -> the mean of its NRR over the bagian that have one."""
    by_bagian = [dict(own.unsur) for own in present.values() if isinstance(own, SKMComputation)]
    return {
        u.kode: Step(f"Rata-rata {u.nama}", Mean(tuple(nrr for by_unsur in by_bagian if (nrr := by_unsur.get(u.kode)))))
        for u in model.unsur
    }


def _notes(
    present: Mapping[str, Computation], missing: Sequence[str], completeness: Completeness, context: RuleContext
) -> tuple[str, ...]:
    model = context.register.kepuasan_masyarakat.in_year(context.periode.year)
    names = {u.kode: u.nama for u in model.unsur}
    lowest = lowest_unsur(tuple(_unsur_means(present, model).items()))
    notes = [f"{LOWEST_UNSUR} (rata-rata bagian): {'; '.join(names[code] for code in lowest)}"]
    if missing:
        notes.append(
            f"{completeness.text}; belum ada nilai: {', '.join(context.bagian_name(code) for code in missing)}"
        )
    example_bagian = [context.bagian_name(code) for code, own in present.items() if own.is_example]
    if example_bagian:
        notes.append(f"{EXAMPLE}: nilai contoh dari {', '.join(example_bagian)}")
    return tuple(notes)


def _temuan(present: Mapping[str, Computation], context: RuleContext) -> tuple[Temuan, ...]:
    """P504 where the survey periods differ."""
    by_periode: dict[object, list[str]] = {}
    texts: dict[object, str] = {}
    for code, own in present.items():
        if isinstance(own, SKMComputation) and own.survey_periode:
            key = survey_months(own.survey_periode) or name_key(own.survey_periode)
            texts.setdefault(key, own.survey_periode)
            by_periode.setdefault(key, []).append(context.bagian_name(code))
    if len(by_periode) <= 1:
        return ()
    found = "; ".join(f"{texts[key]} ({', '.join(names)})" for key, names in by_periode.items())
    return (make_temuan("P504", ditemukan=found),)
