"""Consolidation: from the submissions that count to the results of a period, published.

In order: answer the bagian, compose the results, list who has submitted, write the workbook, record it. A locked
period is not computed again: it is reported as it was signed.
"""

from datetime import datetime
from decimal import Decimal

from flows.intake.intake import Intake
from flows.json_out import json_kiriman, json_result
from flows.month.answers import give_answers
from flows.month.history import latest_publications
from flows.month.publication import Consolidation, PeriodContent, as_signed, publish, record_publication
from flows.month.standing import gather_standing, is_complete
from flows.office.workspace import Workspace
from iku_rules.across_months import compose
from iku_rules.over_months import Published, PublishedValues
from iku_rules.register_model.register import DECEMBER, Register
from iku_rules.result import Result
from ledger.queries import Memory
from ledger.transactions import Ledger, Transaction
from schemas.periode import Periode
from workbooks.words import result_status


def consolidate(
    intake: Intake, workspace: Workspace, register: Register, ledger: Ledger, periode: Periode, now: datetime
) -> Consolidation:
    """Answer every bagian, compute, and write the next draft or revision (none when nothing changed)."""
    intake.accepted.load(row for _, _, row in intake.accepted.basis(periode))  # at once, since one by one takes longer
    give_answers(intake, workspace, register, periode)
    if lock := intake.lock_of(periode):
        return as_signed(lock, workspace, register, ledger, periode, now, tuple(intake.stray))
    content = compose_content(intake, workspace, register, ledger, periode, now)
    kind, file, is_new = publish(content, intake, workspace, register, periode)
    record_publication(content, intake, ledger, periode, kind, file, now)
    standing = tuple(map(json_kiriman, content.standing))
    return Consolidation(
        periode=periode,
        document=kind,
        locked=False,
        complete=is_complete(standing, register, periode),
        workbook=file,
        is_new=is_new,
        results=tuple(map(json_result, content.results)),
        states=tuple(map(result_status, content.results)),
        standing=standing,
        stray=tuple(intake.stray),
    )


def compose_content(
    intake: Intake, workspace: Workspace, register: Register, ledger: Ledger, periode: Periode, now: datetime
) -> PeriodContent:
    """Results and submissions of a period from what counts."""
    with ledger.begin(now, keep=False) as transaction:
        published = published_before(transaction, intake.memory, periode)
    results = compose(register, periode, intake.accepted.computations(periode), published)
    return PeriodContent(results, gather_standing(intake, workspace, register, periode, now))


def published_before(transaction: Transaction, memory: Memory, periode: Periode) -> PublishedValues:
    """What signed months of the year, and the Decembers of the years before, said when they were published."""
    published: dict[Periode, dict[str, Published]] = {}
    for p, publication in latest_publications(transaction, memory):
        signed_this_year = p.year == periode.year and p < periode and memory.current_lock(p) is not None
        if signed_this_year or (p.year < periode.year and p.month == DECEMBER):
            published[p] = {
                row.iku: Published(None if row.nilai is None else Decimal(row.nilai), row.status, row.aturan)
                for row in transaction.results(publication.nomor)
            }
    return published


def compose_results(intake: Intake, register: Register, periode: Periode) -> tuple[Result, ...]:
    """The results of all indicators from the submissions that count, up to the period."""
    return compose(register, periode, intake.accepted.computations(periode))


def due_for_consolidation(intake: Intake, ledger: Ledger, now: datetime) -> list[Periode]:
    """The open months that have been consolidated and would say something else now, oldest first.

    What a month rests on is compared with what its last workbook rested on, so a run that was stopped is made up for.
    """
    with ledger.begin(now, keep=False) as transaction:
        last = {Periode.parse(row.periode): row for row in transaction.publications()}
    new = {periode for _, periode in intake.changed}
    return sorted(
        periode
        for periode, publication in last.items()
        if not intake.lock_of(periode)
        and (
            periode in new
            or publication.versi != intake.version
            or publication.masukan != intake.accepted.basis_numbers(periode)
        )
    )
