"""Answers: each bagian gets its Hasil Verifikasi and, for what counts, its Tanda Terima in its folder of the outbox."""

import traceback

from flows.incidents import record_incident
from flows.intake.checking import Checked
from flows.intake.intake import Intake
from flows.intake.kiriman_status import KirimanStatus, status_of
from flows.office.workspace import Workspace
from iku_rules.register_model.register import Register
from iku_rules.rules import RULES
from ledger.answers_given import has_answer, withdraw_answer, write_answer
from ledger.archive import read_archived
from schemas.errors import ArchiveDamagedError
from schemas.periode import Periode
from schemas.temuan import group_alike
from workbooks.answer.content import Answer, entries_as_read, receipt_number
from workbooks.answer.receipt import write_receipt
from workbooks.answer.verification import VERIFICATION_SHEET, write_verification
from workbooks.return_copy.copy import ReturnCopy, make_return_copy
from workbooks.return_copy.package import CannotCopyError
from workbooks.words import STATUS_WORDS

# Not the workbook to mend: no workbook that can be read, no template of this bagian.
_NOT_THIS_FILE = ("G1", "G201", "G207", "G208", "G212")


def give_answers(intake: Intake, workspace: Workspace, register: Register, periode: Periode) -> None:
    """Answer every bagian where something is new or no answer lies yet, and for `periode` in any case.

    Files whose month cannot be read are answered under `periode`.
    """
    places = {(bagian, month or periode) for bagian, month in intake.changed}
    places |= {(each.kode, periode) for each in register.all_bagian()}
    for present in intake.present:
        if present.row and present.row.periode:
            bagian, month = present.row.bagian, Periode.parse(present.row.periode)
            if not has_answer(workspace.bagian_folder(bagian, month), _answer_name(VERIFICATION_SHEET, bagian, month)):
                places.add((bagian, month))
    for bagian, month in sorted(places):
        status = status_of(intake, bagian, month, with_unreadable=month == periode)
        _give_answer(status, workspace, register, month)


def _answer_name(kind: str, bagian: str, periode: Periode) -> str:
    return f"{kind} {bagian} {periode}"


def _give_answer(status: KirimanStatus, workspace: Workspace, register: Register, periode: Periode) -> None:
    """Write the answer into the bagian's folder of the outbox; an unchanged one is left as it is."""
    folder = workspace.bagian_folder(status.bagian, periode)
    if status.answered:
        answer = compose_answer(status, status.answered, workspace, register, periode)
        return_copy, error_trace = _verification(answer, status.answered, workspace)
        new = write_answer(
            folder,
            _answer_name(VERIFICATION_SHEET, status.bagian, periode),
            return_copy.extension,
            return_copy.content,
        )
        if error_trace and new:  # once, not at every look into the inbox
            record_incident(workspace.state_folder, f"{answer.file}: salinan\n{error_trace}")
    name = _answer_name("Tanda Terima", status.bagian, periode)
    if status.in_force:
        answer = compose_answer(status, status.in_force, workspace, register, periode)
        write_answer(folder, name, ".xlsx", write_receipt(answer))
    elif status.answered:
        withdraw_answer(folder, name)  # what was received has been returned


def _verification(answer: Answer, file: Checked, workspace: Workspace) -> tuple[ReturnCopy, str | None]:
    """The bagian's own workbook, marked; one page where there is nothing to mark or no copy can be made.

    With the page goes the trace of an error of ours, if one stood in the copy's way.
    """
    error_trace = None
    if answer.temuan and file.incident is None and not any(t.kode.startswith(_NOT_THIS_FILE) for t in answer.temuan):
        try:
            return make_return_copy(read_archived(workspace.archive, file.archive_name, file.sha256), answer), None
        except (CannotCopyError, ArchiveDamagedError):
            pass  # the page says all that the copy would
        except Exception:
            error_trace = traceback.format_exc()
    return ReturnCopy(write_verification(answer), ".xlsx"), error_trace


def compose_answer(
    status: KirimanStatus, file: Checked, workspace: Workspace, register: Register, periode: Periode
) -> Answer:
    """What is said of `file`, one of the files that `status` speaks of."""
    accepted = file is status.in_force
    return Answer(
        bagian=register.bagian_name(status.bagian, periode.last_day),
        periode=periode,
        file=file.name,
        sha256=file.sha256,
        file_time=file.file_time.astimezone(workspace.zone),
        accepted=accepted,
        still_in_force=status.in_force.name if status.in_force and not accepted else None,
        incident=file.incident,
        temuan=tuple(group_alike([*status.extra_temuan, *file.all_temuan])),
        results=tuple(
            (RULES[iku].CARD.nama, computation.value, computation.predikat, STATUS_WORDS[computation.status])
            for iku, computation in file.computations.items()
        ),
        deadline=workspace.deadline_day(periode),
        folder=f"inbox/{status.bagian}/",
        receipt_number=receipt_number(status.bagian, periode, file.revision or 1, file.sha256) if accepted else None,
        entries=entries_as_read(file.kiriman) if accepted else (),
    )
