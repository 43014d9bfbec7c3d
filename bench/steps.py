"""The steps of a run without the orchestrator, for measuring and for tests."""

from dataclasses import replace

from flows.intake.intake import take_in
from flows.month.answers import give_answers
from flows.month.consolidation import compose_content, consolidate
from flows.month.gathering import gather, gather_for_month
from flows.month.publication import Consolidation, PeriodContent
from flows.run import Run
from schemas.periode import Periode


def consolidate_month(run: Run, periode: Periode) -> Consolidation:
    """Read the inbox, answer, consolidate: what the flow does."""
    intake = take_in(run)
    gathered = gather_for_month(run, intake, periode)
    unanswered = give_answers(run, gathered.to_answer)
    return replace(consolidate(run, intake, gathered, periode), unanswered=unanswered)


def compose_month(run: Run, periode: Periode) -> PeriodContent:
    """What the inbox says of a period; nothing is answered and no workbook written."""
    intake = take_in(run)
    return compose_content(run, intake, gather(run, intake, [periode], computed=[periode]), periode)
