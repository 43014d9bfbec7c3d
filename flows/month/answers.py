"""Answers: each bagian gets its Hasil Verifikasi and, for what counts, its Tanda Terima in its folder of the outbox."""

import errno
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from flows.incidents import record_incident
from flows.intake.bagian_files import BagianFiles, has_month
from flows.intake.checking import Checked
from flows.intake.intake import Intake
from flows.month.kiriman_status import other_files
from flows.office.workspace import Workspace
from flows.run import Office, Run
from iku_rules.rules import RULES
from ledger.answers_given import has_answer, withdraw_answer, write_answer
from ledger.archive import read_archived
from ledger.queries import Place
from schemas.errors import ArchiveDamagedError, IkuError, explain_oserror
from schemas.periode import Periode
from workbooks.answer.content import Answer, receipt_number
from workbooks.answer.entries import entries_as_read
from workbooks.answer.receipt import write_receipt
from workbooks.answer.verification import VERIFICATION_SHEET, write_verification
from workbooks.reading.worker import ReadFailure, run_limited
from workbooks.return_copy.copy import ReturnCopy, return_copy_of
from workbooks.words import KIRIMAN_STATUS_WORDS

_Value = TypeVar("_Value")

_AT_ONCE = 16  # answers that are held in memory together
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # what nobody's answer gets past
# Not the workbook to mend: no workbook that can be read, no template of this bagian.
_NOT_THIS_FILE = ("G1", "G201", "G207", "G208", "G212")


@dataclass(frozen=True)
class Unanswered:
    """A bagian whose answer of a month could not be written; `reason` says why, in words for people.

    `incident` is the number of an error of ours, None where the folder of the bagian cannot be written.
    """

    bagian: str
    periode: Periode
    reason: str
    incident: str | None = None


def places_to_answer(run: Run, intake: Intake, periode: Periode) -> list[Place]:
    """Every place where something is new or no answer lies yet, and every bagian for `periode` in any case.

    Files whose month cannot be read, or has not begun, are answered under `periode`.
    """
    places = {
        (bagian, str(month if month and month <= run.this_month else periode)) for bagian, month in intake.changed
    }
    places |= {(bagian.kode, str(periode)) for bagian in run.register.all_bagian()}
    places |= {
        (row.bagian, row.periode)
        for row in {file.row.nomor: file.row for file in intake.present}.values()
        if row.periode and has_month(row, run) and not _is_answered(run, row.bagian, row.periode)
    }
    return sorted(places)


def _is_answered(run: Run, bagian: str, periode: str) -> bool:
    folder = run.workspace.bagian_folder(bagian, Periode.parse(periode))
    return has_answer(folder, _answer_name(VERIFICATION_SHEET, bagian, periode))


def give_answers(run: Run, files: Iterable[BagianFiles]) -> tuple[Unanswered, ...]:
    """Write the answers into the folders of the outbox; an unchanged one is left as it is.

    What goes wrong with one of them is said of it, and the others are written; what stood there before is taken
    away, so that the next look tries again. Raises IkuError, and OSError where the disk takes no more.
    """
    everything = list(files)
    unanswered: list[Unanswered] = []
    for start in range(0, len(everything), _AT_ONCE):
        unanswered += _give_some(run, everything[start : start + _AT_ONCE])
    for each in unanswered:
        _withdraw(run, each)
    return tuple(unanswered)


def _give_some(run: Run, files: Iterable[BagianFiles]) -> list[Unanswered]:
    composed = [(each, _guarded(run, each, partial(_verification_of, run, each))) for each in files]
    answered = [(each.answered, answer) for each, answer in composed if each.answered and isinstance(answer, Answer)]
    copies = iter(_return_copies(run.workspace, answered))
    outcomes: list[Unanswered | None] = []
    for each, answer in composed:
        if isinstance(answer, Unanswered):
            outcomes.append(answer)
        else:
            copy = next(copies) if answer else None
            outcomes.append(_guarded(run, each, partial(_give, run, each, answer, copy)))
    return [outcome for outcome in outcomes if outcome]


def _verification_of(run: Run, files: BagianFiles) -> Answer | None:
    return compose_answer(run, files, files.answered) if files.answered else None


def _give(run: Run, files: BagianFiles, answer: Answer | None, copy: ReturnCopy | ReadFailure | None) -> None:
    if answer:
        _give_verification(run, files, answer, copy)
    _give_receipt(run, files)


def _guarded(run: Run, files: BagianFiles, work: Callable[[], _Value]) -> _Value | Unanswered:
    """What the work for one bagian gives, or what went wrong with that one alone."""
    try:
        return work()
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise
        return Unanswered(files.bagian, files.periode, explain_oserror(error))
    except IkuError:
        raise
    except Exception:
        name = _answer_name(VERIFICATION_SHEET, files.bagian, files.periode)
        number = record_incident(run.workspace.state_folder, name, traceback.format_exc())
        return Unanswered(files.bagian, files.periode, f"kesalahan pada sistem (nomor {number})", number)


def _withdraw(run: Run, unanswered: Unanswered) -> None:
    """Take away the answer that no longer says what is so."""
    folder = run.workspace.bagian_folder(unanswered.bagian, unanswered.periode)
    with suppress(OSError):  # the folder itself may be the trouble; it is said already
        withdraw_answer(folder, _answer_name(VERIFICATION_SHEET, unanswered.bagian, unanswered.periode))


def _answer_name(kind: str, bagian: str, periode: Periode | str) -> str:
    return f"{kind} {bagian} {periode}"


def _give_verification(run: Run, files: BagianFiles, answer: Answer, copy: ReturnCopy | ReadFailure | None) -> None:
    """The Hasil Verifikasi: the bagian's own workbook, marked; one page where there is no copy.

    The page says all that the copy would.
    """
    failure = copy if isinstance(copy, ReadFailure) else None
    content = copy if isinstance(copy, ReturnCopy) else ReturnCopy(write_verification(answer), ".xlsx")
    folder = run.workspace.bagian_folder(files.bagian, files.periode)
    name = _answer_name(VERIFICATION_SHEET, files.bagian, files.periode)
    new = write_answer(folder, name, content.extension, content.content)
    if failure and new:  # once, not at every look into the inbox
        details = f"{failure.cause}\n{failure.detail}"
        record_incident(run.workspace.state_folder, f"{answer.file}: salinan", details)


def _give_receipt(run: Run, files: BagianFiles) -> None:
    """The Tanda Terima of what counts; one of what has been returned since is taken away."""
    folder = run.workspace.bagian_folder(files.bagian, files.periode)
    name = _answer_name("Tanda Terima", files.bagian, files.periode)
    if files.in_force:
        write_answer(folder, name, ".xlsx", write_receipt(compose_answer(run, files, files.in_force)))
    elif files.answered:
        withdraw_answer(folder, name)


def _return_copies(
    workspace: Workspace, answered: Sequence[tuple[Checked, Answer]]
) -> list[ReturnCopy | ReadFailure | None]:
    """The bagian's own workbooks, marked, in the order given; None where there is nothing to mark or no copy can be.

    They are edited in workers, since they are foreign bytes.
    """
    places = [place for place, (file, answer) in enumerate(answered) if _can_be_copied(file, answer, workspace)]
    originals = [workspace.archive / answered[place][0].archive_name for place in places]
    # What was entered stands on the receipt; a copy has no need of it.
    answers = [(replace(answered[place][1], entries=()),) for place in places]
    copies = dict(zip(places, run_limited(return_copy_of, originals, answers, workspace.limits), strict=True))
    return [copies.get(place) for place in range(len(answered))]


def _can_be_copied(file: Checked, answer: Answer, workspace: Workspace) -> bool:
    """Whether there is something to mark in the workbook to mend, and it lies in the archive as it came."""
    if not answer.temuan or file.incident or any(t.kode.startswith(_NOT_THIS_FILE) for t in answer.temuan):
        return False
    try:
        read_archived(workspace.archive, file.archive_name, file.sha256)
    except ArchiveDamagedError:
        return False
    return True


def compose_answer(office: Office, files: BagianFiles, file: Checked) -> Answer:
    """What is said of `file`, one of `files`."""
    accepted, periode, workspace = file is files.in_force, files.periode, office.workspace
    return Answer(
        bagian=office.register.bagian_name(files.bagian, periode.last_day),
        periode=periode,
        file=file.name,
        sha256=file.sha256,
        file_time=file.file_time.astimezone(workspace.zone),
        accepted=accepted,
        still_in_force=files.in_force.name if files.in_force and not accepted else None,
        incident=file.incident,
        temuan=tuple(files.temuan_with(file)),
        others=tuple(_other_lines(files, file, office)),
        results=tuple(
            (RULES[iku].CARD.nama, computation.value, computation.predikat, computation.status.word)
            for iku, computation in file.computations.items()
        ),
        deadline=workspace.deadline_day(periode),
        folder=f"inbox/{files.bagian}/",
        receipt_number=receipt_number(files.bagian, periode, file.revision or 1, file.sha256) if accepted else None,
        entries=entries_as_read(file.kiriman) if accepted else (),
        seal=files.seal if accepted else "",
    )


def _other_lines(files: BagianFiles, spoken_of: Checked, office: Office) -> Iterator[str]:
    """A line for every other file of the bagian, the one that counts first."""
    if files.in_force and files.in_force is not spoken_of:
        yield f"{files.in_force.name}: diterima dan berlaku."
    for other in other_files(files, spoken_of, office):
        if other.file == (files.in_force.name if files.in_force else None):
            continue
        worst = f" {other.temuan[0].pesan}" if other.temuan else ""
        yield f"{other.file}: {KIRIMAN_STATUS_WORDS[other.status].casefold()}.{worst}"
