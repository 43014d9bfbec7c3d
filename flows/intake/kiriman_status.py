"""What a bagian has handed in for a period: which file is in force, which were returned, which are still waiting."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from flows.intake.checking import Checked
from flows.intake.inbox import InboxFile
from flows.intake.intake import Intake, PresentFile
from flows.intake.which_counts import Decision
from ledger.rows import KirimanRow
from schemas.periode import Periode
from schemas.temuan import Temuan, group_alike, make_temuan
from schemas.wording import show_date


@dataclass
class KirimanStatus:
    """What a bagian has handed in for one period.

    `in_force` is the submission that counts, None when none does; `refused` those that do not though they lie in the
    inbox; `after_lock` those that came after the period was locked; `first_arrival` the time of the first one.
    """

    bagian: str
    in_force: Checked | None = None
    refused: list[Checked] = field(default_factory=list)
    after_lock: list[Checked] = field(default_factory=list)
    waiting: list[InboxFile] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    extra_temuan: list[Temuan] = field(default_factory=list)
    first_arrival: datetime | None = None

    @property
    def newest(self) -> Checked | None:
        """The file the status speaks of: the one in force, else the last returned one."""
        if self.in_force or not self.refused:
            return self.in_force
        return max(self.refused, key=_arrival_order)

    @property
    def answered(self) -> Checked | None:
        """The file the answer speaks of: one that came after the one in force, else `newest`."""
        later = self.after_lock or [
            file for file in self.refused if self.in_force and _arrival_order(file) > _arrival_order(self.in_force)
        ]
        return max(later, key=_arrival_order) if later else self.newest


def status_of(intake: Intake, bagian: str, periode: Periode, *, with_unreadable: bool = True) -> KirimanStatus:
    """What counts for a bagian in a period; with `with_unreadable` also files whose period cannot be read."""
    accepted, memory = intake.accepted, intake.memory
    present = _present_files(intake, bagian, periode, with_unreadable=with_unreadable)
    decision = intake.decisions.get((bagian, str(periode))) or Decision(memory.row_in_force(bagian, periode))
    status = KirimanStatus(bagian, waiting=[file for file in intake.waiting if file.folder == bagian])
    status.extra_temuan = list(decision.temuan)
    status.in_force = accepted.checked(decision.in_force) if decision.in_force else None
    status.after_lock = _after_lock(intake, bagian, periode)
    status.refused = _refused(intake, present, decision, bagian, periode)
    status.refused += [
        file
        for file in intake.incidents
        if file.bagian == bagian and (file.periode == periode or (with_unreadable and not file.periode))
    ]
    names = [file.name for file in present] + ([decision.in_force.nama] if decision.in_force else [])
    status.attachments = _attachments_beside(intake, bagian, {Path(name).parent for name in names})
    # What cannot be read says nothing of its month, and so makes nobody early where something else does.
    changes = [row.diubah for row in memory.kiriman_of(bagian, periode)]
    status.first_arrival = min(changes or [file.file_time for file in status.refused], default=None)
    status.extra_temuan += _refused_correction(status, decision)
    return status


def _present_files(intake: Intake, bagian: str, periode: Periode, *, with_unreadable: bool) -> list[PresentFile]:
    """The bagian's recorded files in the inbox that are of that period or, where wanted, may be."""
    wanted = (str(periode), None) if with_unreadable else (str(periode),)
    return [
        present
        for present in intake.present
        if (row := present.row)
        and row.bagian == bagian
        and row.periode in wanted
        and (row.periode or _may_belong(intake, row, periode))
    ]


def _may_belong(intake: Intake, row: KirimanRow, periode: Periode) -> bool:
    """A file whose month cannot be read is no submission of a month that began after it was last changed."""
    return row.diubah.astimezone(intake.workspace.zone).date() >= periode.first_day


def _after_lock(intake: Intake, bagian: str, periode: Periode) -> list[Checked]:
    """The submissions that came after the period was locked, each saying so."""
    lock = intake.lock_of(periode)
    if lock is None:
        return []
    lock_day = show_date(lock.waktu.astimezone(intake.workspace.zone).date())
    late = []
    for row in intake.memory.kiriman_of(bagian, periode):
        if row.waktu > lock.waktu:
            file = intake.accepted.checked(row)
            temuan = make_temuan("P506", ditemukan=row.nama, periode=periode.name, tanggal=lock_day)
            late.append(replace(file, kiriman_temuan=[temuan, *file.kiriman_temuan]))
    return late


def _refused(
    intake: Intake, present: Sequence[PresentFile], decision: Decision, bagian: str, periode: Periode
) -> list[Checked]:
    """Returned files and rivals in the inbox; where none lies there, the last one returned."""
    accepted = intake.accepted
    rivals = {candidate.row.nomor for candidate in decision.rivals}
    rows = {
        row.nomor: row
        for file in present
        if (row := file.row) and (not accepted.is_accepted(row) or row.nomor in rivals)
    }
    if not rows and not decision.in_force:
        returned = [row for row in intake.memory.kiriman_of(bagian, periode) if not accepted.is_accepted(row)]
        rows = {row.nomor: row for row in returned[-1:]}
    return [accepted.checked(row) for row in rows.values()]


def _attachments_beside(intake: Intake, bagian: str, folders: set[Path]) -> list[str]:
    """Attachments beside a workbook or below its folder."""
    return [
        file.full_name
        for file in intake.attachments
        if file.folder == bagian and folders.intersection(Path(file.full_name).parents)
    ]


def _refused_correction(status: KirimanStatus, decision: Decision) -> list[Temuan]:
    """That a newer file was returned while this one stays in force; rivals of equal number are told as such."""
    in_force = status.in_force
    if in_force is None:
        return []
    rivals = {candidate.row.nomor for candidate in decision.rivals}
    later = [
        file
        for file in status.refused
        if file.row and file.row.nomor not in rivals and _arrival_order(file) > _arrival_order(in_force)
    ]
    return [make_temuan("P507", ditemukan=file.name, berlaku=in_force.name) for file in later[-1:]]


def _arrival_order(file: Checked) -> tuple[int, datetime, str]:
    """In the order of arrival; what is not recorded (an incident) comes last."""
    return (file.row.nomor if file.row else 10**9, file.file_time, file.name)


def status_temuan(status: KirimanStatus) -> list[Temuan]:
    """Findings of the file the status speaks of, and those about several files."""
    return group_alike([*status.extra_temuan, *(status.newest.all_temuan if status.newest else [])])
