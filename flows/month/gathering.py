"""What a run speaks of, brought to mind at once: the files of every bagian, and what its results rest on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from flows.intake.accepted import Accepted, bring_to_mind
from flows.intake.bagian_files import BagianFiles, choose, files_of
from flows.intake.intake import Intake
from flows.month.answers import places_to_answer
from flows.run import Run
from ledger.queries import Place
from schemas.periode import Periode


@dataclass(frozen=True)
class Gathered:
    """`to_answer`: what is there for each place that is answered; `months`: for every bagian, in the register's order.

    `accepted`: the submissions that the results of the months computed rest on.
    """

    accepted: Accepted
    to_answer: tuple[BagianFiles, ...]
    months: Mapping[Periode, tuple[BagianFiles, ...]]


def gather(
    run: Run,
    intake: Intake,
    months: Collection[Periode],
    *,
    computed: Iterable[Periode] = (),
    to_answer: Iterable[Place] = (),
    answer_month: Periode | None = None,
) -> Gathered:
    """Who has submitted for `months`, what there is to answer, what the months `computed` rest on.

    Files whose month cannot be read are answered under `answer_month`. Raises CannotDoError where a file that is
    spoken of cannot be brought to mind.
    """
    codes = [bagian.kode for bagian in run.register.all_bagian()]
    by_month = {month: [choose(intake, run, code, month) for code in codes] for month in months}
    answers = [
        choose(intake, run, code, month, with_unreadable=month == answer_month)
        for code, month in ((code, Periode.parse(text)) for code, text in to_answer)
    ]
    basis = {row.nomor: row for month in computed for _, _, row in intake.memory.basis(month)}
    spoken_of = [row for choices in (answers, *by_month.values()) for choice in choices for row in choice.rows]
    accepted = bring_to_mind(run, intake.memory, basis.values(), spoken_of, intake.read_now)
    return Gathered(
        accepted,
        tuple(files_of(choice, intake, accepted, run) for choice in answers),
        {
            month: tuple(files_of(choice, intake, accepted, run) for choice in choices)
            for month, choices in by_month.items()
        },
    )


def gather_for_month(run: Run, intake: Intake, periode: Periode) -> Gathered:
    """All that a consolidation of `periode` takes, and the answers it gives. Raises CannotDoError."""
    to_answer = places_to_answer(run, intake, periode)
    return gather(run, intake, [periode], computed=[periode], to_answer=to_answer, answer_month=periode)
