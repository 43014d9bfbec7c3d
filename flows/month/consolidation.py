"""Consolidation: from the submissions that count to the results of a period, published.

In order: compose the results, list who has submitted, write the workbook, record it. A locked period is not computed
again: it is reported as it was signed.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from flows.intake.bagian_files import orphans
from flows.intake.intake import Intake
from flows.json_out import read_kiriman, read_result
from flows.month.gathering import Gathered, gather
from flows.month.history import latest_publications
from flows.month.kiriman_status import kiriman_status
from flows.month.publication import Consolidation, PeriodContent, as_signed, publish_draft, signed_publication
from flows.month.signed_months import UnsettledMonth, unsettled_months
from flows.run import Run
from iku_rules.across_months import compose
from iku_rules.in_force import is_provisional
from iku_rules.over_months import Published, PublishedValues
from iku_rules.register_model.register import DECEMBER
from iku_rules.result import Result
from ledger.queries import Memory
from ledger.rows import KirimanRow, ResultRow
from ledger.transactions import Transaction
from schemas.forms import FORMS
from schemas.kiriman_status import KirimanStatus
from schemas.periode import Periode
from schemas.temuan_json import temuan_from_data
from workbooks.words import waiver_words


def consolidate(run: Run, intake: Intake, gathered: Gathered, periode: Periode) -> Consolidation:
    """Compute and write the next draft or revision (none when nothing changed)."""
    if lock := intake.memory.current_lock(periode):
        consolidation = as_signed(run, lock, periode)
        standing = _with_what_came_since(consolidation.standing, _standing(run, gathered, periode))
        consolidation = replace(consolidation, standing=standing)
    else:
        consolidation = publish_draft(run, intake.memory, compose_content(run, intake, gathered, periode))
    return replace(consolidation, orphans=orphans(intake, run, periode), unsettled=unsettled_in(run, intake))


def unsettled_in(run: Run, intake: Intake) -> tuple[UnsettledMonth, ...]:
    """The signed months that no longer say what is known."""
    with run.look_up() as transaction:
        return unsettled_months(intake, transaction.signed_bases())


def compose_content(run: Run, intake: Intake, gathered: Gathered, periode: Periode) -> PeriodContent:
    """Results and submissions of a period from what counts. Raises CannotDoError where a submission is lost."""
    basis = intake.memory.basis(periode)
    with run.look_up() as transaction:
        published = published_before(transaction, intake.memory, periode)
    results = compose(run.register, periode, gathered.accepted.computations(basis), published)
    rows = [row for _, _, row in basis]
    return PeriodContent(
        periode=periode,
        results=tuple(_with_waivers(result, rows, intake.memory) for result in results),
        standing=_standing(run, gathered, periode),
        basis=tuple(sorted(row.nomor for _, _, row in basis)),
        stray=intake.stray,
    )


def _with_waivers(result: Result, basis: Iterable[KirimanRow], memory: Memory) -> Result:
    """The result with a note for each finding that was let pass on a sheet it was read from, however long ago."""
    sheets = {sheet.name for sheet in FORMS[result.iku]}
    read_from = {source.sha256 for source in result.sumber}
    notes = [
        f"pada {t.lembar}{f' {t.sel}' if t.sel else ''} ({t.kode}): {waiver_words(t.dikecualikan)}"
        for row in basis
        if row.sha256 in read_from or (not read_from and row.periode == str(result.periode))
        for t in temuan_from_data(memory.checks[row.nomor].temuan)
        if t.dikecualikan and t.lembar in sheets
    ]
    return replace(result, catatan=(*result.catatan, *dict.fromkeys(notes))) if notes else result


def standing_of(run: Run, intake: Intake, periode: Periode) -> tuple[KirimanStatus, ...]:
    """Who has submitted; of a locked period as it was signed. Raises CannotDoError."""
    standing = _standing(run, gather(run, intake, [periode]), periode)
    if lock := intake.memory.current_lock(periode):
        with run.look_up() as transaction:
            signed = map(read_kiriman, signed_publication(transaction, lock).pengumpulan)
        return _with_what_came_since(signed, standing)
    return standing


def _with_what_came_since(
    signed: Iterable[KirimanStatus], current: Iterable[KirimanStatus]
) -> tuple[KirimanStatus, ...]:
    """Who had submitted when a period was signed, with what lies in each folder now."""
    now = {status.bagian: status for status in current}
    return tuple(
        replace(status, others=now[status.bagian].others, after_lock=now[status.bagian].after_lock)
        if status.bagian in now
        else status
        for status in signed
    )


def _standing(run: Run, gathered: Gathered, periode: Periode) -> tuple[KirimanStatus, ...]:
    return tuple(kiriman_status(files, run) for files in gathered.months[periode])


def published_before(transaction: Transaction, memory: Memory, periode: Periode) -> PublishedValues:
    """What signed months of the year, and the Decembers of the years before, said when they were published."""
    published: dict[Periode, dict[str, Published]] = {}
    for p, publication in latest_publications(transaction, memory):
        signed_this_year = p.year == periode.year and p < periode and memory.current_lock(p) is not None
        if signed_this_year or (p.year < periode.year and p.month == DECEMBER):
            published[p] = {
                row.iku: _as_published(row, signed=memory.current_lock(p) is not None)
                for row in transaction.results(publication.nomor)
            }
    return published


def _as_published(row: ResultRow, *, signed: bool) -> Published:
    result = read_result(row.isi["hasil"], row.isi["keadaan"])
    return Published(
        None if row.nilai is None else Decimal(row.nilai),
        row.status,
        row.aturan,
        completeness=str(result.kelengkapan) if result.kelengkapan else None,
        contributors=frozenset(source.bagian for source in result.sumber),
        provisional=is_provisional(result.status, result.catatan),
        signed=signed,
    )


def due_for_consolidation(run: Run, intake: Intake) -> list[Periode]:
    """The open months past their deadline that would say something else than their last workbook, oldest first.

    What a month rests on is compared with what its last workbook rested on, so a run that was stopped is made up for,
    and so is a service that was off for months: an older month without a workbook is due as soon as something counts
    for it. The first workbook of last month has a schedule of its own.
    """
    memory = intake.memory
    with run.look_up() as transaction:
        last = {Periode.parse(row.periode): row for row in transaction.publications()}
    missed = {periode for _, periode, _ in memory.places_in_force() if periode < run.this_month.shift(-1)}
    new = {periode for _, periode in intake.changed}
    return sorted(
        periode
        for periode in last.keys() | missed
        if not memory.current_lock(periode)
        and run.workspace.deadline(periode) <= run.now
        and (
            (publication := last.get(periode)) is None
            or periode in new
            or publication.versi != run.version
            or publication.masukan != sorted(row.nomor for _, _, row in memory.basis(periode))
        )
    )
