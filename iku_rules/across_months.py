"""From the computed submissions of many months to the published result of one: newest value, status, achievement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from iku_rules.build_rules import unconfirmed_note
from iku_rules.capaian import capaian_step, display_limit
from iku_rules.context import RuleContext
from iku_rules.input_cells import EXAMPLE
from iku_rules.kepuasan_masyarakat.rule import CARD as IKM_CARD
from iku_rules.kepuasan_masyarakat.setda import join_bagian
from iku_rules.over_months import Point, Published, PublishedValues, link, rules_differ
from iku_rules.register_model.office import Target
from iku_rules.register_model.register import DECEMBER, TRIWULAN, Register
from iku_rules.result import Computation, Result, Status, status_text
from iku_rules.rules import RULES
from iku_rules.steps import Input, Step
from schemas.periode import Periode
from schemas.wording import show_number

Computations = Mapping[Periode, Mapping[str, Mapping[str, Computation]]]
IKM = IKM_CARD.kode
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class _InForce:
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


def compose(
    register: Register, periode: Periode, computations: Computations, published: PublishedValues | None = None
) -> tuple[Result, ...]:
    """All indicators of a period: in the order of its document, the indikator tujuan last; then those not in it.

    `computations`: [period][bagian][iku] of the accepted submissions; later periods are ignored. `published`: what
    signed months and earlier years said; it goes into the history only.
    """
    order = register.indicators(register.document(periode))
    return tuple(_result(register, periode, computations, iku, published or {}) for iku in order)


def _result(
    register: Register, periode: Periode, computations: Computations, iku: str, published: PublishedValues
) -> Result:
    card = RULES[iku].CARD
    current = _current(register, periode, computations, iku)
    last_year = _last_year(register, periode, computations, iku)
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
            *_limit_notes(capaian, limit),
        ),
        sumber=computation.sources if computation else (),
        temuan=computation.temuan if computation and iku == IKM else (),
        last_year_computation=last_year,
        is_example=is_example,
        target_is_example=bool(target and target.contoh),
        months=_months(register, periode, computations, iku, published),
        years=_years(periode, iku, current, last_year, published),
    )


# history


def _months(
    register: Register, periode: Periode, computations: Computations, iku: str, published: PublishedValues
) -> tuple[Point, ...]:
    """The months of the year up to the period: a signed one as signed, the others from what counts now."""
    months = sorted(_backwards(periode))
    return link(
        (
            p,
            published[p][iku]
            if p != periode and iku in published.get(p, {})
            else _published(_current(register, p, computations, iku)),
        )
        for p in months
    )


def _years(
    periode: Periode, iku: str, current: _InForce, last_year: Computation | None, published: PublishedValues
) -> tuple[Point, ...]:
    """The years before at their ends, and this one at the period."""
    years = {p: entry[iku] for p, entry in published.items() if iku in entry and p.year < periode.year}
    if last_year is not None:
        last_year_end = Periode(periode.year - 1, DECEMBER)
        years = {p: entry for p, entry in years.items() if p.year < last_year_end.year}
        years[last_year_end] = Published(last_year.value, last_year.status.value, last_year.rule)
    return link([*sorted(years.items(), key=lambda pair: pair[0]), (periode, _published(current))])


def _published(current: _InForce) -> Published:
    result = current.result
    rule = current.computation.rule if result and current.computation else None
    return Published(result.value if result else None, current.status.value, rule)


# which value is in force


def _current(register: Register, periode: Periode, computations: Computations, iku: str) -> _InForce:
    return _ikm(register, periode, computations) if iku == IKM else _ordinary(register, periode, computations, iku)


def _backwards(periode: Periode) -> Iterator[Periode]:
    """The period and those before it, back to January of its year."""
    return (Periode(periode.year, month) for month in range(periode.month, 0, -1))


def _kiriman(
    register: Register, periode: Periode, computations: Computations, iku: str
) -> list[tuple[Periode, Computation]]:
    """The year's submissions of an indicator up to a period, newest first."""
    return [
        (p, computations[p][code][iku])
        for p in _backwards(periode)
        for code in register.owners(iku)
        if iku in computations.get(p, {}).get(code, {})
    ]


def _ordinary(register: Register, periode: Periode, computations: Computations, iku: str) -> _InForce:
    """An indicator of one bagian."""
    kiriman = _kiriman(register, periode, computations, iku)
    if not kiriman:
        return _InForce(Status.BELUM_ADA_DATA)
    notes = tuple(_other_year_notes(periode, kiriman))
    for p, computation in kiriman:
        if computation.value is None or computation.assessment_year != periode.year:
            continue
        newest = replace(computation, report_texts=kiriman[0][1].report_texts or computation.report_texts)
        if p == periode:
            return _InForce(computation.status, newest, notes=notes)
        return _InForce(Status.TERAKHIR_DIKETAHUI, newest, p, (f"nilai terakhir dari {p.name}", *notes))
    newest = kiriman[0][1]
    without_letter = newest.status is Status.BELUM_ADA_DATA  # a value is there, and is none that may be used
    return _InForce(newest.status if without_letter else Status.BELUM_RILIS, newest, notes=notes)


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


def _ikm(register: Register, periode: Periode, computations: Computations) -> _InForce:
    """The IKM: as of the newest month of the year in which any bagian of the list brought a value."""
    kiriman = _kiriman(register, periode, computations, IKM)
    if not kiriman:
        return _InForce(Status.BELUM_ADA_DATA)
    for p in _backwards(periode):
        joined = _joined(register, p, computations)
        if joined is None:
            continue
        last_note = (f"nilai terakhir dari {p.name}",) if p != periode else ()
        status = joined.computation.status if joined.computation and p == periode else Status.TERAKHIR_DIKETAHUI
        from_periode = None if p == periode else p
        return replace(joined, status=status, from_periode=from_periode, notes=last_note + joined.notes)
    empty = join_bagian(
        {code: by_iku[IKM] for code, by_iku in computations.get(periode, {}).items() if IKM in by_iku},
        RuleContext(register, periode),
    )
    return _InForce(Status.BELUM_RILIS, empty)


def _joined(register: Register, periode: Periode, computations: Computations) -> _InForce | None:
    """The bagian together at a period; None when none of them brought a value in that very month.

    A bagian that came without a new survey, or owed none and did not come, keeps its last value of the year; one that
    owed and did not come does not count.
    """
    listed, _ = register.ikm_bagian(periode.year)
    context = RuleContext(register, periode)
    counted: dict[str, Computation] = {}
    notes = []
    any_new = False
    for code in listed:
        kiriman = computations.get(periode, {}).get(code, {}).get(IKM)
        if kiriman is not None and kiriman.value is not None:
            counted[code], any_new = kiriman, True
        elif kiriman is not None or IKM not in register.required_forms(code, periode):
            earlier = _bagian_value(code, periode, computations)
            if earlier is not None:
                counted[code] = earlier[1]
                notes.append(f"{context.bagian_name(code)}: nilai {earlier[0].name}")
            elif kiriman is not None:
                counted[code] = kiriman  # no value, but its texts for the yearly report count
    if not any_new:
        return None
    joined = join_bagian(counted, context)
    return _InForce(joined.status, joined, notes=tuple(notes))


def _bagian_value(code: str, periode: Periode, computations: Computations) -> tuple[Periode, Computation] | None:
    """The newest IKM of a bagian in the year, before or in a period."""
    for p in _backwards(periode):
        computation = computations.get(p, {}).get(code, {}).get(IKM)
        if computation is not None and computation.value is not None:
            return p, computation
    return None


def _last_year(register: Register, periode: Periode, computations: Computations, iku: str) -> Computation | None:
    """The value of the year before: from this year's submissions first, then from those of that year."""
    last_year_end = Periode(periode.year - 1, DECEMBER)
    if iku == IKM:
        in_force = _ikm(register, last_year_end, computations)
        return in_force.computation if in_force.result else None
    kiriman = _kiriman(register, periode, computations, iku) + _kiriman(register, last_year_end, computations, iku)
    return next((p for _, p in kiriman if p.value is not None and p.assessment_year == last_year_end.year), None)


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
    current: _InForce,
    last_year: Computation | None,
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
    if last_year and last_year.is_example:
        yield f"{EXAMPLE}: realisasi tahun lalu adalah nilai contoh"
    if computation and last_year and rules_differ(computation.rule, last_year.rule):
        yield f"realisasi tahun lalu memakai aturan lain ({last_year.rule}), tidak dapat dibandingkan langsung"
    yield from _target_notes(periode, target, bool(computation), capaian)


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
        yield "terhadap target tahunan" if triwulan is None else f"terhadap target triwulan {ROMAN[triwulan - 1]}"
