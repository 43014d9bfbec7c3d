"""From the computed submissions of many months to the published result of one: newest value, status, achievement."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from iku_rules.build_rules import unconfirmed_note
from iku_rules.capaian import capaian_step, display_limit
from iku_rules.explain import card_in_year
from iku_rules.in_force import IKM, InForce, as_published, backwards, current_value, published_of
from iku_rules.input_cells import EXAMPLE
from iku_rules.last_year import LastYear, last_year_of
from iku_rules.over_months import Point, PublishedValues, link, rules_differ, why_apart
from iku_rules.register_model.office import Target
from iku_rules.register_model.register import DECEMBER, TRIWULAN, Register
from iku_rules.result import Computation, Result, status_text
from iku_rules.steps import Input, Step
from iku_rules.usable import Computations, usable_values
from schemas.periode import Periode
from schemas.wording import show_date, show_number

AGAINST_TARGET = "terhadap target"
METHOD_CHANGED, LAST_YEARS_RULE = "metode atau model berubah", "realisasi tahun lalu memakai aturan lain"
OTHER_METHODS = (METHOD_CHANGED, LAST_YEARS_RULE)  # how the notes begin
LAST_YEAR_PROVISIONAL = "realisasi tahun lalu sementara"
ROMAN = ("I", "II", "III", "IV")


def compose(
    register: Register, periode: Periode, computations: Computations, published: PublishedValues | None = None
) -> tuple[Result, ...]:
    """All indicators of a period: in the order of its document, the indikator tujuan last; then those not in it.

    `computations`: [period][bagian][iku] of the accepted submissions; later periods are ignored. `published`: what
    signed months and earlier years said; it goes into the history, and what was signed is last year's value.
    """
    order, usable = register.indicators(register.document(periode)), usable_values(register, computations)
    return tuple(_result(register, periode, usable, iku, published or {}) for iku in order)


def _result(
    register: Register, periode: Periode, computations: Computations, iku: str, published: PublishedValues
) -> Result:
    card = card_in_year(register, iku, periode.year)
    current = current_value(register, periode, computations, iku)
    last_year = last_year_of(register, periode, computations, iku, published)
    result = current.result
    computation = current.computation if result else None
    target = register.target(iku, periode)
    target_node = Input("Target", target.nilai) if target else None
    capaian = capaian_step(result, target_node, card.polaritas, register.capaian) if result and target_node else None
    category = _category(register, periode, target, capaian)
    limit = display_limit(capaian, register.capaian)
    document = register.document(periode)
    name = document.iku_name(iku)
    completeness = computation.completeness if computation else None
    is_example = bool(computation and computation.is_example)
    months = _months(register, periode, computations, iku, published)
    return Result(
        iku=iku,
        name=name or card.nama,
        periode=periode,
        satuan=card.satuan,
        status=current.status,
        keadaan=status_text(current.status, current.from_periode, completeness, is_example=is_example),
        computation=current.computation,
        nilai=result.value if result else None,
        predikat=computation.predikat if computation else None,
        target=target.nilai if target else None,
        target_input=target_node,
        capaian=capaian.value if capaian else None,
        capaian_step=capaian,
        kategori_capaian=category,
        aturan=computation.rule if computation else None,
        tahun_penilaian=computation.assessment_year if computation else None,
        dari_periode=current.from_periode,
        kelengkapan=completeness,
        nilai_tahun_lalu=last_year.value if last_year else None,
        capaian_limit=limit,
        catatan=(
            *(() if name else (f"tidak tercantum dalam dokumen IKU yang berlaku ({document.acuan})",)),
            *_notes(periode, current, last_year, target, capaian),
            *_notes_on_the_year(months),
            *_notes_on_what_came_later(register, periode, computations, iku, result),
            *_limit_notes(capaian, limit),
        ),
        sumber=computation.sources if computation else (),
        temuan=computation.temuan if computation and iku == IKM else (),
        last_year_computation=last_year.computation if last_year else None,
        is_example=is_example,
        target_is_example=bool(target and target.contoh),
        months=months,
        years=_years(periode, iku, current, last_year, published),
    )


# history


def _months(
    register: Register, periode: Periode, computations: Computations, iku: str, published: PublishedValues
) -> tuple[Point, ...]:
    """The months of the year up to the period: a signed one as signed, the others from what counts now."""
    months = sorted(backwards(periode))
    return link(
        (
            p,
            published[p][iku]
            if p != periode and iku in published.get(p, {})
            else published_of(current_value(register, p, computations, iku)),
        )
        for p in months
    )


def _years(
    periode: Periode, iku: str, current: InForce, last_year: LastYear | None, published: PublishedValues
) -> tuple[Point, ...]:
    """The years before at their ends, and this one at the period."""
    years = {p: entry[iku] for p, entry in published.items() if iku in entry and p.year < periode.year}
    if last_year is not None:
        last_year_end = Periode(periode.year - 1, DECEMBER)
        years = {p: entry for p, entry in years.items() if p.year < last_year_end.year}
        years[last_year_end] = last_year.published
    return link([*sorted(years.items(), key=lambda pair: pair[0]), (periode, published_of(current))])


# target, achievement, notes


def _target_ends(periode: Periode, target: Target) -> bool:
    """Whether the period ends where the target's time ends."""
    return periode.month == (DECEMBER if target.triwulan is None else target.triwulan * TRIWULAN)


def _category(register: Register, periode: Periode, target: Target | None, capaian: Step | None) -> str | None:
    if target is None or capaian is None or capaian.value is None or not _target_ends(periode, target):
        return None
    return register.capaian.kategori.predikat(capaian.value)


def _notes(
    periode: Periode,
    current: InForce,
    last_year: LastYear | None,
    target: Target | None,
    capaian: Step | None,
) -> Iterator[str]:
    yield from current.notes
    computation = current.computation if current.result else None
    if current.computation and (computation or current.computation.value is None):
        yield from current.computation.notes
    if computation and computation.iku == IKM:
        yield from (t.pesan for t in computation.temuan)  # findings over several bagian belong to no single submission
    if computation and (note := unconfirmed_note(computation.parameters)):
        yield note
    if last_year:
        yield from _notes_on_last_year(computation, last_year)
    yield from _target_notes(periode, target, bool(computation), capaian)


def _notes_on_last_year(computation: Computation | None, last_year: LastYear) -> Iterator[str]:
    """What qualifies last year's value, and why this year's is not compared with it."""
    yield from last_year.notes
    published = last_year.published
    if last_year.computation and last_year.computation.is_example:
        yield f"{EXAMPLE}: realisasi tahun lalu adalah nilai contoh"
    if published.provisional:
        completeness = f" ({published.completeness})" if published.completeness else ""
        yield f"{LAST_YEAR_PROVISIONAL}{completeness}"
    if computation and rules_differ(computation.rule, published.rule):
        yield f"{LAST_YEARS_RULE} ({published.rule}), tidak dapat dibandingkan langsung"
    elif computation and (apart := why_apart(as_published(computation), published)):
        yield f"tidak dibandingkan dengan realisasi tahun lalu: {apart}"


def _notes_on_the_year(months: Sequence[Point]) -> Iterator[str]:
    """Why the value is no change of the last one before it in the year, and whether the year has two methods."""
    if not months or months[-1].value is None:
        return
    last = next((point for point in reversed(months[:-1]) if point.value is not None), None)
    if last is not None and months[-1].apart:
        yield f"tidak dibandingkan dengan {last.periode.name}: {months[-1].apart}"
    rules = {
        point.published.rule: point.periode for point in months if point.value is not None and point.published.rule
    }
    for rule, until in rules.items():
        if rules_differ(months[-1].published.rule, rule):
            yield f"{METHOD_CHANGED} dalam tahun ini: {rule} sampai {until.name}"


def _notes_on_what_came_later(
    register: Register, periode: Periode, computations: Computations, iku: str, result: Step | None
) -> Iterator[str]:
    """What a December is told of values of its year that came in months of the next one."""
    for month in sorted(computations):
        if month <= periode:
            continue
        for code in register.owners(iku):
            computation = computations[month].get(code, {}).get(iku)
            if computation is None or computation.value is None or computation.assessment_year != periode.year:
                continue
            value = show_number(computation.value, 2)
            if iku == IKM:
                whose = f"IKM {register.bagian_name(code, periode.last_day)} tahun {periode.year} ({value})"
            elif result is not None and result.value == computation.value:
                continue
            else:
                whose = f"nilai {computation.status.word.casefold()} tahun {periode.year} ({value})"
            yield f"{whose} datang pada {month.name}; belum termuat sampai dikirim sebagai perbaikan {periode.name}"


def _limit_notes(capaian: Step | None, limit: Decimal | None) -> Iterator[str]:
    if capaian is not None and capaian.value is not None and limit is not None:
        yield f"capaian {show_number(capaian.value, 2)} % ditampilkan paling tinggi {show_number(limit, 2)} %"


def _target_notes(periode: Periode, target: Target | None, has_value: bool, capaian: Step | None) -> Iterator[str]:
    if target is None:
        yield "target belum ditetapkan"
        return
    if target.contoh:
        yield "target yang dipakai adalah target contoh, bukan target yang ditetapkan"
    if has_value and capaian is None:
        yield "target atau pembaginya 0, capaian tidak dihitung"
    elif capaian is not None and not _target_ends(periode, target):
        triwulan = target.triwulan
        yield f"{AGAINST_TARGET} {'tahunan' if triwulan is None else f'triwulan {ROMAN[triwulan - 1]}'}"
    if capaian is not None:
        yield f"diukur terhadap target {_target_words(target)}"


def _target_words(target: Target) -> str:
    """`tahun 2025`, `triwulan III 2025, perubahan sejak 1 Oktober 2025 (Perjanjian Kinerja Perubahan 2025)`."""
    which = f"triwulan {ROMAN[target.triwulan - 1]} {target.tahun}" if target.triwulan else f"tahun {target.tahun}"
    since = f", perubahan sejak {show_date(target.berlaku_dari)}" if target.berlaku_dari else ""
    return f"{which}{since}" + (f" ({target.acuan})" if target.acuan else "")
