"""Checking files: from private copies to submissions with their findings and computations.

In order: pre-flight and reading, both in limited workers, parse, check, compute. One file never stops the others.
"""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flows.incidents import record_incident
from flows.intake.inbox import PrivateCopy, short_extension
from flows.office.workspace import Workspace
from flows.run import Office
from iku_rules.context import Before, RuleContext
from iku_rules.plausibility import check_plausibility
from iku_rules.result import Computation
from iku_rules.rules import RULES
from ledger.rows import KirimanRow
from schemas.checks import check_contents
from schemas.frames import frames
from schemas.kiriman import Kiriman
from schemas.periode import Periode
from schemas.temuan import Temuan, WaiverRule, group_alike, waive
from workbooks.reading.kiriman import SHEETS_READ, parse_kiriman
from workbooks.reading.preflight import preflight
from workbooks.reading.reader import RawBook, read_whole_book
from workbooks.reading.worker import ReadFailure, run_limited, unreadable_temuan


@dataclass
class Checked:
    """One workbook after all checks: the submission, its computations by indicator, or the incident that stopped us.

    Findings of the cells are the submission's, those of the rules their computation's; `kiriman_temuan` are those
    about the submission among others. `row`: its row in the ledger.
    """

    name: str
    folder: str
    sha256: str
    changed_at: datetime
    kiriman: Kiriman
    computations: dict[str, Computation] = field(default_factory=dict)
    incident: str | None = None
    kiriman_temuan: list[Temuan] = field(default_factory=list)
    row: KirimanRow | None = None

    @property
    def bagian(self) -> str:
        """Who is answered: the bagian in whose folder the file lies, whatever template it is."""
        return self.folder or self.kiriman.bagian or ""

    @property
    def periode(self) -> Periode | None:
        """The period its workbook says; None where it says none that can be read."""
        return self.kiriman.periode

    @property
    def accepted(self) -> bool:
        """Whether nothing found so far keeps it from counting."""
        return self.incident is None and not any(t.is_blocking for t in self.all_temuan)

    @property
    def all_temuan(self) -> list[Temuan]:
        """All findings, in the order in which they were made: about the submission, of its cells, of the rules."""
        of_rules = [t for computation in self.computations.values() for t in computation.temuan]
        return [*self.kiriman_temuan, *self.kiriman.temuan, *of_rules]

    @property
    def temuan(self) -> list[Temuan]:
        """All findings, equal ones joined, worst first."""
        return group_alike(self.all_temuan)

    @property
    def file_time(self) -> datetime:
        """The file's own time as the ledger first saw it, so that touching a file changes nothing."""
        return self.row.diubah if self.row else self.changed_at

    @property
    def revision(self) -> int | None:
        """Its number among the submissions of its bagian and period, once the ledger has given it one."""
        return self.row.revisi if self.row else None

    @property
    def archive_name(self) -> str:
        """Its name in the archive."""
        return f"{self.sha256}{self.row.ekstensi if self.row else short_extension(self.name)}"


def check_copies(copies: Sequence[PrivateCopy], office: Office) -> list[Checked]:
    """Read, check and compute private copies, all at once."""
    checked = read_copies(copies, office)
    compute(checked, office)
    return checked


def read_copies(copies: Sequence[PrivateCopy], office: Office) -> list[Checked]:
    """Read and check; a file that breaks our own code becomes an incident, the others go on."""
    workspace = office.workspace
    checked = []
    for each in copies:
        origin, sha256 = each.origin, each.sha256
        kiriman = Kiriman(origin.full_name, sha256)
        checked.append(Checked(origin.full_name, origin.folder, sha256, origin.changed_at, kiriman))
    limits = workspace.limits
    findings = run_limited(preflight, [each.path for each in copies], [(limits,)] * len(copies), limits)
    for file, found in zip(checked, findings, strict=True):
        if not _failed(file, found, workspace):
            file.kiriman.temuan.extend(found)
    sound = [(file, each.path) for file, each in zip(checked, copies, strict=True) if file.accepted]
    raw_books = run_limited(
        read_whole_book, [path for _, path in sound], [(SHEETS_READ,)] * len(sound), limits, office.progress
    )
    for (file, _), raw_book in zip(sound, raw_books, strict=True):
        if not _failed(file, raw_book, workspace):
            _parse(file, raw_book, office)
    _check_contents([file for file, _ in sound if file.incident is None], workspace)
    for file in checked:
        file.kiriman.temuan = waive(file.kiriman.temuan, _waivers(file, workspace))
    return checked


def _waivers(file: Checked, workspace: Workspace) -> list[WaiverRule]:
    """The waivers that held on the file's own day, so that the same file is judged the same for ever."""
    return workspace.waivers(file.bagian, file.file_time.astimezone(workspace.zone).date())


def _failed(file: Checked, result: object, workspace: Workspace) -> bool:
    """Whether a worker had to give the file up; why becomes its finding, or an incident of ours."""
    if not isinstance(result, ReadFailure):
        return False
    if result.cause == "insiden":
        _record_incident(file, workspace, result.detail)
    else:
        limits = workspace.limits
        file.kiriman.temuan.append(unreadable_temuan(result.cause, limits.detik, limits.memori_mb))
    return True


def _parse(file: Checked, raw_book: RawBook, office: Office) -> None:
    earlier = file.kiriman.temuan
    try:
        file.kiriman = parse_kiriman(raw_book, file.name, file.sha256, file.folder, office.register, office.this_month)
        file.kiriman.temuan[:0] = earlier
    except Exception:
        _record_incident(file, office.workspace, traceback.format_exc())


def _record_incident(file: Checked, workspace: Workspace, details: str) -> None:
    """An error of ours stopped this file: its details go into the log, the other files go on."""
    file.incident = record_incident(workspace.state_folder, file.name, details)


def _check_contents(checked: Sequence[Checked], workspace: Workspace) -> None:
    """One call for all; when a check of ours crashes, file by file, so that one file cannot stop the others."""
    kiriman = [file.kiriman for file in checked]
    temuan_counts = [len(each.temuan) for each in kiriman]
    try:
        check_contents(kiriman, frames(kiriman))
    except Exception:
        for each, count in zip(kiriman, temuan_counts, strict=True):
            del each.temuan[count:]  # what the call had found before it crashed comes again, file by file
    else:
        return
    for file in checked:
        try:
            check_contents([file.kiriman], frames([file.kiriman]))
        except Exception:
            _record_incident(file, workspace, traceback.format_exc())


def compute(checked: Sequence[Checked], office: Office) -> None:
    """Compute each indicator of each submission that has no GALAT and is not computed yet."""
    for file in checked:
        if file.accepted and file.periode and not file.computations:
            _compute_one(file, office, {})


def compare(file: Checked, before: Checked, office: Office) -> Checked:
    """The same submission, computed knowing what the bagian handed in before: further findings, the same values."""
    assert before.periode is not None
    earlier = {
        iku: Before(before.periode, before.kiriman.filled_form(iku), computation)
        for iku, computation in before.computations.items()
    }
    compared = replace(file, computations={})
    _compute_one(compared, office, earlier)
    return compared


def _compute_one(file: Checked, office: Office, earlier: Mapping[str, Before]) -> None:
    assert file.periode is not None and file.kiriman.bagian is not None
    for iku in file.kiriman.forms:
        context = RuleContext(office.register, file.periode, file.kiriman.bagian, earlier.get(iku))
        try:
            computation = RULES[iku].compute(file.kiriman.filled_form(iku), context)
            temuan = (*computation.temuan, *check_plausibility(computation, context))
        except Exception:
            _record_incident(file, office.workspace, traceback.format_exc())
            return
        file.computations[iku] = replace(computation, temuan=tuple(waive(temuan, _waivers(file, office.workspace))))
