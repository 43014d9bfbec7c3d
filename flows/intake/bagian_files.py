"""What a bagian has handed in for a period: which file is in force, which were returned, which are still waiting.

Pure, in two steps: `choose` says which rows of the ledger speak for the period, `files_of` what is said of them once
they have been brought to mind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.intake.accepted import Accepted
from flows.intake.checking import Checked
from flows.intake.inbox import InboxFile, Unopened
from flows.intake.intake import Intake, PresentFile
from flows.intake.which_counts import Decision
from flows.run import Office
from ledger.rows import CheckRow, KirimanRow, LockRow
from schemas.kiriman_status import BUKAN_LAPORAN, Orphan, OtherFile
from schemas.periode import Periode
from schemas.temuan import Temuan, group_alike, make_temuan
from schemas.temuan_json import temuan_from_data
from schemas.wording import show_date

# Not a workbook, no template, another bagian's, another office's.
_NO_REPORT_OF_THIS_BAGIAN = frozenset({"G101", "G201", "G207", "G208", "G212"})


@dataclass(frozen=True)
class Choice:
    """The rows that speak for a bagian and a period.

    `returned` are those in the inbox that do not count, rivals included; `after_lock` came after `lock`; `submitted`
    all that were ever handed in; `names`: the files as they lie in the inbox.
    """

    bagian: str
    periode: Periode
    decision: Decision
    returned: tuple[KirimanRow, ...]
    after_lock: tuple[KirimanRow, ...]
    lock: LockRow | None
    submitted: tuple[KirimanRow, ...]
    incidents: tuple[Checked, ...]
    names: tuple[str, ...]

    @property
    def rows(self) -> list[KirimanRow]:
        """All that must be brought to mind to speak of them."""
        in_force = [self.decision.in_force] if self.decision.in_force else []
        return [*in_force, *self.returned, *self.after_lock]


@dataclass(frozen=True)
class BagianFiles:
    """What a bagian has handed in for one period.

    `in_force` is the submission that counts, None when none does; `refused` those that do not though they lie in the
    inbox; `after_lock` those that came after the period was locked; `temuan` findings about several files; `beside`
    those about what lies there and is no submission, `no_reports` each of these; `seal` the hash in the chain of the
    one in force; `first_arrival` the time of the first.
    """

    bagian: str
    periode: Periode
    in_force: Checked | None
    refused: tuple[Checked, ...]
    after_lock: tuple[Checked, ...]
    waiting: tuple[InboxFile, ...]
    attachments: tuple[str, ...]
    temuan: tuple[Temuan, ...]
    beside: tuple[Temuan, ...]
    no_reports: tuple[OtherFile, ...]
    seal: str
    first_arrival: datetime | None

    @property
    def newest(self) -> Checked | None:
        """The file one speaks of: the one in force, else the last returned report, else what else was returned last."""
        if self.in_force or not self.refused:
            return self.in_force
        return max(self.refused, key=lambda file: (_is_own_report(file), _arrival_order(file)))

    @property
    def answered(self) -> Checked | None:
        """The file the answer speaks of: a report that came after the one in force, else `newest`."""
        later = self.after_lock or [
            file
            for file in self.refused
            if self.in_force and _is_own_report(file) and _arrival_order(file) > _arrival_order(self.in_force)
        ]
        return max(later, key=_arrival_order) if later else self.newest

    def temuan_with(self, file: Checked | None) -> list[Temuan]:
        """The findings of one of the files, and those about several; equal ones joined, worst first."""
        return group_alike([*self.temuan, *(file.all_temuan if file else []), *self.beside])


# Choosing


def choose(intake: Intake, office: Office, bagian: str, periode: Periode, *, with_unreadable: bool = True) -> Choice:
    """What speaks for a bagian in a period; with `with_unreadable` also files whose period cannot be read."""
    memory = intake.memory
    decision = intake.decisions.get((bagian, str(periode))) or Decision(memory.row_in_force(bagian, periode))
    present = [
        file
        for file in intake.present
        if file.row.bagian == bagian and _is_of(file.row, periode, office, with_unreadable=with_unreadable)
    ]
    lock, submitted = memory.current_lock(periode), tuple(memory.kiriman_of(bagian, periode))
    names = [file.name for file in present] + ([decision.in_force.nama] if decision.in_force else [])
    return Choice(
        bagian,
        periode,
        decision,
        returned=_returned(intake, present, decision, submitted),
        after_lock=tuple(row for row in submitted if lock and row.waktu > lock.waktu),
        lock=lock,
        submitted=submitted,
        incidents=tuple(
            file
            for file in intake.incidents
            if file.bagian == bagian and (file.periode == periode or (with_unreadable and not file.periode))
        ),
        names=tuple(names),
    )


def _is_of(row: KirimanRow, periode: Periode, office: Office, *, with_unreadable: bool) -> bool:
    """Of this period or, where wanted, perhaps: what cannot be read is no submission of a month that began after it."""
    if has_month(row, office):
        return row.periode == str(periode)
    return with_unreadable and row.waktu.astimezone(office.workspace.zone).date() >= periode.first_day


def has_month(row: KirimanRow, office: Office) -> bool:
    """Whether it belongs to a month that has begun; one that has not is no month to be answered in."""
    return row.periode is not None and Periode.parse(row.periode) <= office.this_month


def orphans(intake: Intake, office: Office, periode: Periode) -> tuple[Orphan, ...]:
    """The files that no bagian's line of the period speaks of, since they belong to no bagian or to no month."""
    lost = [
        file
        for file in intake.present
        if not has_month(file.row, office) and not _is_of(file.row, periode, office, with_unreadable=True)
    ]
    reasons = {file.name: _worst(intake.memory.checks.get(file.row.nomor)) for file in lost}
    return (
        *(Orphan(name, temuan.pesan) for name, temuan in intake.stray),
        *(Orphan(name, reason) for name, reason in reasons.items()),
    )


def _worst(check: CheckRow | None) -> str:
    temuan = group_alike(temuan_from_data(check.temuan)) if check else []
    return temuan[0].pesan if temuan else "Periodenya tidak diketahui."


def _returned(
    intake: Intake, present: list[PresentFile], decision: Decision, submitted: tuple[KirimanRow, ...]
) -> tuple[KirimanRow, ...]:
    """Returned files and rivals in the inbox; where none lies there, the last one returned."""
    is_accepted = intake.memory.is_accepted
    rivals = {candidate.row.nomor for candidate in decision.rivals}
    rows = {file.row.nomor: file.row for file in present if not is_accepted(file.row) or file.row.nomor in rivals}
    if not rows and not decision.in_force:
        returned = [row for row in submitted if not is_accepted(row)]
        rows = {row.nomor: row for row in returned[-1:]}
    return tuple(rows.values())


# Speaking of them


def files_of(choice: Choice, intake: Intake, accepted: Accepted, office: Office) -> BagianFiles:
    """What was chosen, with what the files say. Raises CannotDoError where one cannot be brought to mind."""
    in_force = accepted.spoken_of(choice.decision.in_force) if choice.decision.in_force else None
    refused = (*(accepted.spoken_of(row) for row in choice.returned), *choice.incidents)
    # What cannot be read says nothing of its month, and so makes nobody early where something else does.
    arrivals = [row.diubah for row in choice.submitted] or [file.file_time for file in refused]
    return BagianFiles(
        bagian=choice.bagian,
        periode=choice.periode,
        in_force=in_force,
        refused=refused,
        after_lock=tuple(_said_to_be_late(accepted.spoken_of(row), row, choice, office) for row in choice.after_lock),
        waiting=tuple(file for file in intake.waiting if file.folder == choice.bagian),
        attachments=_attachments_beside(choice, intake.attachments),
        temuan=(*choice.decision.temuan, *_refused_correction(in_force, refused, choice.decision)),
        beside=tuple(_beside(choice.bagian, intake, office, has_report=bool(in_force or refused))),
        no_reports=tuple(_no_reports(choice.bagian, intake)),
        seal=intake.memory.seals.get(in_force.row.nomor, "") if in_force and in_force.row else "",
        first_arrival=min(arrivals, default=None),
    )


def _beside(bagian: str, intake: Intake, office: Office, *, has_report: bool) -> Iterator[Temuan]:
    """What lies in the bagian's folder and is not read: one finding a kind."""
    others = [file.full_name for file in intake.others if file.folder == bagian]
    if others:
        yield make_temuan("I123", ditemukan=", ".join(others))
    unopened = [_named(each) for each in intake.unopened if each.folder == bagian]
    if unopened:
        yield make_temuan("I124", ditemukan=", ".join(unopened))
    evidence = [file.full_name for file in intake.attachments if file.folder == bagian]
    waiting = any(file.folder == bagian for file in intake.waiting)
    if evidence and not has_report and not waiting:
        yield make_temuan("I125", ditemukan=", ".join(evidence))
    for file in intake.left_locked:
        if file.folder == bagian:
            yield make_temuan("I122", **lock_words(file, office))


def _no_reports(bagian: str, intake: Intake) -> Iterator[OtherFile]:
    """Each thing in the bagian's folder that is not read as a report; what was not even opened says why."""
    for file in intake.others:
        if file.folder == bagian:
            yield OtherFile(file.full_name, BUKAN_LAPORAN)
    for each in intake.unopened:
        if each.folder == bagian:
            yield OtherFile(each.full_name, BUKAN_LAPORAN, (make_temuan("I124", ditemukan=_named(each)),))


def _named(unopened: Unopened) -> str:
    return f"{unopened.full_name} ({unopened.what})"


def lock_words(file: InboxFile, office: Office) -> dict[str, str]:
    """What a finding says of a file that somebody has open."""
    since = file.locked_since.astimezone(office.workspace.zone) if file.locked_since else None
    return {
        "ditemukan": file.full_name,
        "oleh": f" oleh {file.opener}" if file.opener else "",
        "sejak": f"{show_date(since.date())} pukul {since:%H.%M}" if since else "tadi",
    }


def _said_to_be_late(file: Checked, row: KirimanRow, choice: Choice, office: Office) -> Checked:
    assert choice.lock is not None
    lock_day = show_date(choice.lock.waktu.astimezone(office.workspace.zone).date())
    temuan = make_temuan("P506", ditemukan=row.nama, periode=choice.periode.name, tanggal=lock_day)
    return replace(file, kiriman_temuan=[temuan, *file.kiriman_temuan])


def _attachments_beside(choice: Choice, attachments: Iterable[InboxFile]) -> tuple[str, ...]:
    """Attachments beside a workbook or below its folder."""
    folders = {Path(name).parent for name in choice.names}
    return tuple(
        file.full_name
        for file in attachments
        if file.folder == choice.bagian and folders.intersection(Path(file.full_name).parents)
    )


def _refused_correction(in_force: Checked | None, refused: Iterable[Checked], decision: Decision) -> list[Temuan]:
    """That a newer file was returned while this one stays in force; rivals of equal number are told as such."""
    if in_force is None:
        return []
    rivals = {candidate.row.nomor for candidate in decision.rivals}
    later = [
        file
        for file in refused
        if file.row and file.row.nomor not in rivals and _arrival_order(file) > _arrival_order(in_force)
    ]
    return [make_temuan("P507", ditemukan=file.name, berlaku=in_force.name) for file in later[-1:]]


def _is_own_report(file: Checked) -> bool:
    """Whether a returned file is meant as this bagian's report: a faulty one, a damaged one, not a misplaced thing."""
    return not any(t.kode in _NO_REPORT_OF_THIS_BAGIAN for t in file.all_temuan)


def _arrival_order(file: Checked) -> tuple[int, datetime, str]:
    """In the order of arrival; what is not recorded (an incident) comes last."""
    return (file.row.nomor if file.row else 10**9, file.file_time, file.name)
