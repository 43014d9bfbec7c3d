"""Which value is in force for a period: the newest of its year, with what has to be said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from iku_rules.context import RuleContext
from iku_rules.kepuasan_masyarakat.rule import CARD as IKM_CARD
from iku_rules.kepuasan_masyarakat.setda import join_bagian
from iku_rules.over_months import Published
from iku_rules.register_model.register import Register
from iku_rules.result import Computation, Status, status_text
from iku_rules.steps import Step
from iku_rules.usable import Computations
from schemas.periode import Periode
from schemas.wording import show_number

IKM = IKM_CARD.kode


@dataclass(frozen=True)
class InForce:
    """What was found for a period: the result in force, where it comes from, what to say of it."""

    status: Status
    computation: Computation | None = None
    from_periode: Periode | None = None
    notes: tuple[str, ...] = ()

    @property
    def result(self) -> Step | None:
        """The published step; none where the result in force has no value of this year."""
        has_value = self.status not in (Status.BELUM_RILIS, Status.BELUM_ADA_DATA)
        return self.computation.result if has_value and self.computation else None


def current_value(register: Register, periode: Periode, computations: Computations, iku: str) -> InForce:
    """What is in force of an indicator: of one bagian, or the IKM of all of them."""
    if iku == IKM:
        return ikm_in_force(register, periode, computations)
    return _ordinary(register, periode, computations, iku)


def backwards(periode: Periode, year: int | None = None) -> Iterator[Periode]:
    """The period and those before it, back to January of its year, or of an earlier `year`."""
    first = Periode(year or periode.year, 1)
    while periode >= first:
        yield periode
        periode = periode.shift(-1)


def kiriman_of_year(
    register: Register, periode: Periode, computations: Computations, iku: str
) -> list[tuple[Periode, Computation]]:
    """The year's submissions of an indicator up to a period, newest first."""
    return [
        (p, computations[p][code][iku])
        for p in backwards(periode)
        for code in register.owners(iku)
        if iku in computations.get(p, {}).get(code, {})
    ]


def _ordinary(register: Register, periode: Periode, computations: Computations, iku: str) -> InForce:
    """An indicator of one bagian."""
    kiriman = kiriman_of_year(register, periode, computations, iku)
    if not kiriman:
        return InForce(Status.BELUM_ADA_DATA)
    notes = tuple(_other_year_notes(periode, kiriman))
    newest = kiriman[0][1]
    if newest.status is Status.BELUM_ADA_DATA and newest.assessment_year == periode.year:
        # Something is there that gives no value, such as a plan that was emptied: what was before does not come back.
        return InForce(newest.status, newest, notes=notes)
    for p, computation in kiriman:
        if computation.value is None or computation.assessment_year != periode.year:
            continue
        newest = replace(computation, report_texts=newest.report_texts or computation.report_texts)
        if p == periode:
            return InForce(computation.status, newest, notes=notes)
        return InForce(Status.TERAKHIR_DIKETAHUI, newest, p, (*_carried_notes(computation, p), *notes))
    return InForce(Status.BELUM_RILIS, newest, notes=notes)


def _carried_notes(computation: Computation, origin: Periode) -> tuple[str, str]:
    """What a carried value was when it was given, and when that was."""
    return _status_words(computation), f"nilai terakhir dari {origin.name}"


def _status_words(computation: Computation) -> str:
    """`sementara (19 dari 21 kecamatan)`."""
    return status_text(computation.status, None, computation.completeness, is_example=False).casefold()


def _other_year_notes(periode: Periode, kiriman: Sequence[tuple[Periode, Computation]]) -> Iterator[str]:
    """What became of a value about another year, for the newest submission only."""
    newest = kiriman[0][1]
    if newest.value is None or newest.assessment_year == periode.year:
        return
    value = show_number(newest.value, 2)
    if newest.assessment_year == periode.year - 1:
        yield f"nilai tahun penilaian {newest.assessment_year} ({value}) masuk kolom realisasi tahun lalu"
    else:
        yield f"nilai tahun penilaian {newest.assessment_year} ({value}) tidak dipakai"


def ikm_in_force(
    register: Register, periode: Periode, computations: Computations, until: Periode | None = None
) -> InForce:
    """The IKM of the period's year: of each bagian its last survey of that year, as it was brought until then.

    `until`: the last month whose submissions count, where it is later than the period.
    """
    submitted = _ikm_submissions(register, periode, computations, until or periode)
    if not submitted:
        return InForce(Status.BELUM_ADA_DATA)
    surveys = {
        code: found
        for code, of_bagian in submitted.items()
        if (found := next((pair for pair in of_bagian if _is_survey_of(pair[1], periode.year)), None))
    }
    context = RuleContext(register, periode)
    if not surveys:
        newest = {code: of_bagian[0][1] for code, of_bagian in submitted.items()}
        without_value = {code: c if _is_survey_of(c, periode.year) else _texts_of(c) for code, c in newest.items()}
        return InForce(
            Status.BELUM_RILIS,
            join_bagian(without_value, context),
            notes=tuple(_survey_year_notes(submitted, surveys, context)),
        )
    counted = {code: _counted(of_bagian, surveys.get(code)) for code, of_bagian in submitted.items()}
    joined = join_bagian(counted, context)
    newest_month = max(month for month, _ in surveys.values())
    notes = [
        *(
            f"{context.bagian_name(code)}: nilai {month.name}"
            for code, (month, _) in surveys.items()
            if month < newest_month
        ),
        *_survey_year_notes(submitted, surveys, context),
    ]
    if newest_month >= periode or joined.status is Status.FINAL:
        return InForce(joined.status, joined, notes=tuple(notes))
    return InForce(Status.TERAKHIR_DIKETAHUI, joined, newest_month, (*_carried_notes(joined, newest_month), *notes))


def _ikm_submissions(
    register: Register, periode: Periode, computations: Computations, until: Periode
) -> dict[str, list[tuple[Periode, Computation]]]:
    """What each bagian of the year's list submitted from January of the year on, newest first."""
    listed, _ = register.ikm_bagian(periode.year)
    found = {
        code: [
            (p, computations[p][code][IKM])
            for p in backwards(until, periode.year)
            if IKM in computations.get(p, {}).get(code, {})
        ]
        for code in listed
    }
    return {code: of_bagian for code, of_bagian in found.items() if of_bagian}


def _is_survey_of(computation: Computation, year: int) -> bool:
    return computation.value is not None and computation.assessment_year == year


def _counted(
    of_bagian: Sequence[tuple[Periode, Computation]], survey: tuple[Periode, Computation] | None
) -> Computation:
    """The survey that counts with the newest texts for the yearly report; the texts alone where there is none."""
    newest = of_bagian[0][1]
    if survey is None:
        return _texts_of(newest)
    return replace(survey[1], report_texts=newest.report_texts or survey[1].report_texts)


def _texts_of(computation: Computation) -> Computation:
    """A submission of which no value counts."""
    return replace(
        computation, result=None, predikat_basis=None, sources=(), parameters=(), detail_tables=(), temuan=()
    )


def _survey_year_notes(
    submitted: Mapping[str, Sequence[tuple[Periode, Computation]]],
    surveys: Mapping[str, tuple[Periode, Computation]],
    context: RuleContext,
) -> Iterator[str]:
    """What became of surveys of another year, for the newest submission of each bagian only."""
    year = context.periode.year
    for code, of_bagian in submitted.items():
        newest = of_bagian[0][1]
        if newest.value is None or newest.assessment_year >= year or code in surveys:
            continue
        place = "masuk kolom realisasi tahun lalu" if newest.assessment_year == year - 1 else "tidak dipakai"
        yield f"{context.bagian_name(code)}: nilai survei tahun {newest.assessment_year} {place}"


# as it is published


def published_of(current: InForce) -> Published:
    """What is in force, as a point of the history."""
    if current.result is None or current.computation is None:
        return Published(None, current.status.value, None)
    return replace(as_published(current.computation), status=current.status.value)


def as_published(computation: Computation) -> Published:
    """A value with all that qualifies it."""
    return Published(
        computation.value,
        computation.status.value,
        computation.rule,
        completeness=str(computation.completeness) if computation.completeness else None,
        contributors=frozenset(source.bagian for source in computation.sources),
        provisional=computation.status is Status.SEMENTARA,
    )


def is_provisional(status: Status, notes: Sequence[str]) -> bool:
    """Whether a published value was not final when it was given, however often it was carried on since."""
    return status is Status.SEMENTARA or bool(notes and notes[0].startswith(Status.SEMENTARA.word.casefold()))
