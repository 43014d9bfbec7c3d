"""Intake: from the files of the inbox and the memory of the workspace to the submissions that count.

In order: find, settle, copy, archive, read what is new, check, compute, record, decide which file counts. The order
itself is `take_in`, at the end.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.intake.accepted import Accepted
from flows.intake.checking import (
    Checked,
    Progress,
    check_copies,
)
from flows.intake.inbox import InboxFile, PrivateCopy, copy_file, find_files, settle
from flows.intake.which_counts import Candidate, Decision, decide
from flows.office.workspace import Workspace
from iku_rules.register_model.register import Register
from ledger.archive import ArchiveLine, archive_copy, record
from ledger.queries import Memory, Place
from ledger.rows import KirimanRow, LockRow
from ledger.transactions import Ledger, Transaction
from schemas.kiriman_json import kiriman_to_text, temuan_from_data, temuan_to_data
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan, waive

FileKey = tuple[str, str]  # folder, sha256
TOO_EARLY = "G218"  # a finding that passes with time: the file is read again


@dataclass
class PresentFile:
    """A workbook that lies in the inbox, with its row in the ledger (None: `incident` keeps it from being checked)."""

    name: str
    row: KirimanRow | None
    incident: Checked | None = None


class Intake:
    """All that was handed in: what lies in the inbox now, and what the ledger remembers as `accepted`.

    `stray` are findings about files outside the known folders; `decisions` by bagian and period; `changed` the bagian
    and periods where something is new.
    A plain class on purpose: of a dataclass handed from step to step Prefect walks through every value, 0.3 s a run.
    """

    def __init__(
        self,
        accepted: Accepted,
        waiting: list[InboxFile],
        attachments: list[InboxFile],
        stray: list[tuple[str, Temuan]],
    ) -> None:
        self.accepted, self.waiting, self.attachments, self.stray = accepted, waiting, attachments, stray
        self.workspace, self.memory, self.version = accepted.workspace, accepted.memory, accepted.version
        self.present: list[PresentFile] = []
        self.changed: set[tuple[str, Periode | None]] = set()
        self.decisions: dict[Place, Decision] = {}

    @property
    def incidents(self) -> list[Checked]:
        """Files that an error of ours keeps from being checked."""
        return [present.incident for present in self.present if present.incident]

    def lock_of(self, periode: Periode) -> LockRow | None:
        """The lock of a period that is locked now."""
        return self.memory.current_lock(periode)

    def needs_reading(self, private_copy: PrivateCopy) -> bool:
        """Whether a file is new, was checked by other forms and rules, or may pass now: its month came, or a waiver."""
        origin = private_copy.origin
        row = self.memory.find(origin.folder, origin.full_name, private_copy.sha256)
        check = self.memory.checks.get(row.nomor) if row else None
        if check is None or check.versi != self.version:
            return True
        temuan = temuan_from_data(check.temuan)
        waivers = self.workspace.waivers(origin.folder, origin.changed_at.astimezone(self.workspace.zone).date())
        return any(t.kode == TOO_EARLY for t in temuan) or (not check.diterima and waive(temuan, waivers) != temuan)

    def record(
        self, transaction: Transaction, copies: Sequence[PrivateCopy], checked: Mapping[FileKey, Checked]
    ) -> None:
        """Record what is new and decide which files count. `copies`: all files of the inbox, in order of time."""
        for private_copy in copies:
            origin = private_copy.origin
            file = checked.get((origin.folder, private_copy.sha256))
            if file is not None and file.incident:
                self.present.append(PresentFile(origin.full_name, None, file))
                self.changed.add((file.bagian, file.periode))
                continue
            row = self._record_kiriman(transaction, private_copy, file)
            if origin.is_attachment:
                continue
            if file is not None:
                self._record_check(transaction, row, file)
            self.present.append(PresentFile(origin.full_name, row))
        self._decide(transaction)

    def _record_kiriman(self, transaction: Transaction, private_copy: PrivateCopy, file: Checked | None) -> KirimanRow:
        """The file's row, a new one where it is new, or where its month can be read only now."""
        origin = private_copy.origin
        row = self.memory.find(origin.folder, origin.full_name, private_copy.sha256)
        if row is not None and (row.periode or file is None or file.periode is None):
            return row
        row = transaction.record_kiriman(
            bagian=origin.folder,
            nama=origin.full_name,
            sha256=private_copy.sha256,
            ekstensi=origin.extension,
            ukuran=origin.size,
            diubah=min(origin.changed_at, transaction.moment),
            lampiran=origin.is_attachment,
            periode=str(file.periode) if file and file.periode else None,
            pengiriman_ke=file.kiriman.attempt if file else None,
        )
        self.memory.kiriman[row.nomor] = row
        return row

    def _record_check(self, transaction: Transaction, row: KirimanRow, file: Checked) -> None:
        """What the checks found, where it is news. What was accepted once stays accepted."""
        earlier = self.memory.checks.get(row.nomor)
        accepted, temuan = file.accepted, temuan_to_data(file.all_temuan)
        if earlier is not None and earlier.diterima and not accepted:
            accepted, temuan = True, earlier.temuan
        if earlier is not None and (earlier.versi, earlier.diterima, earlier.temuan) == (
            self.version,
            accepted,
            temuan,
        ):
            return
        self.memory.checks[row.nomor] = transaction.record_check(
            row.nomor, self.version, accepted=accepted, temuan=temuan
        )
        for t in file.all_temuan:
            if t.dikecualikan:
                transaction.record_waiver(row.nomor, t.kode, t.lembar, t.sel, vars(t.dikecualikan))
        self.changed.add((row.bagian, Periode.parse(row.periode) if row.periode else None))
        if file.accepted:
            transaction.keep_content(file.sha256, file.bagian, self.version, kiriman_to_text(file.kiriman))
            self.accepted.add(row, file)

    def _decide(self, transaction: Transaction) -> None:
        """Decide for every bagian and period that has files in the inbox; a locked period stays as it was signed."""
        by_place: dict[Place, list[Candidate]] = {}
        for present in self.present:
            row = present.row
            if row and row.periode and self.accepted.is_accepted(row) and self.memory.is_after_hand_back(row):
                by_place.setdefault((row.bagian, row.periode), []).append(Candidate(present.name, row))
        for (bagian, periode), candidates in by_place.items():
            month = Periode.parse(periode)
            if self.lock_of(month):
                continue
            old = self.memory.row_in_force(bagian, month)
            decision = self.decisions[bagian, periode] = decide(candidates, old)
            if decision.in_force and decision.in_force != old:
                transaction.record_which_counts(bagian, periode, decision.in_force.nomor)
                self.memory.in_force[bagian, periode] = decision.in_force.nomor
            if decision.in_force != old or decision.rivals:
                self.changed.add((bagian, month))


def take_in(
    workspace: Workspace,
    register: Register,
    ledger: Ledger,
    now: datetime,
    *,
    keep: bool,
    progress: Progress | None = None,
) -> Intake:
    """Read the whole inbox and check what is new.

    With `keep` every file is archived before anything parses it and what is found is recorded; without, nothing is
    written and the answer is the same.
    """
    known = {bagian.kode for bagian in register.all_bagian()}
    files = find_files(workspace.inbox)
    settled, waiting = settle([file for file in files if file.folder in known])
    stray = [
        (file.full_name, make_temuan("G505", ditemukan=file.folder or ".", pilihan=", ".join(sorted(known))))
        for file in files
        if file.folder not in known
    ]
    with ledger.begin(now, keep=False) as transaction:
        memory = Memory(transaction)
    with tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
        copies = []
        for index, file in enumerate(settled):
            private_copy = copy_file(file, Path(work_folder), index)
            if private_copy is None:
                waiting.append(file)
                continue
            copies.append(private_copy)
            if keep:
                archive_copy(workspace.archive, private_copy.path, private_copy.sha256, file.extension)
        copies.sort(key=lambda private_copy: (private_copy.origin.changed_at, private_copy.origin.full_name))
        intake = Intake(
            Accepted(workspace, register, ledger, memory, keep=keep),
            [file for file in waiting if not file.is_attachment],
            [private_copy.origin for private_copy in copies if private_copy.origin.is_attachment],
            stray,
        )
        new = {
            (private_copy.origin.folder, private_copy.sha256): private_copy
            for private_copy in copies
            if not private_copy.origin.is_attachment and intake.needs_reading(private_copy)
        }
        this_month = Periode.from_date(now.astimezone(workspace.zone).date())
        checked = check_copies(list(new.values()), workspace, register, this_month, progress)
    with ledger.begin(now, keep=keep) as transaction:
        intake.record(transaction, copies, dict(zip(new, checked, strict=True)))
    if keep:
        record(workspace.archive, _archive_lines(intake, workspace))
        list_signed(workspace, ledger)
    return intake


def _archive_lines(intake: Intake, workspace: Workspace) -> Iterable[ArchiveLine]:
    for row in intake.memory.kiriman.values():
        file_time = row.diubah.astimezone(workspace.zone).isoformat()
        yield ArchiveLine(row.nama, row.bagian, row.periode or "", str(row.revisi or ""), file_time, row.sha256)
    for file in intake.incidents:
        file_time = file.file_time.astimezone(workspace.zone).isoformat()
        yield ArchiveLine(file.name, file.bagian, "", "", file_time, file.sha256)


def list_signed(workspace: Workspace, ledger: Ledger) -> None:
    """List the signed files of the archive, also those of a run that was stopped before it could."""
    with ledger.begin(datetime.now(UTC), keep=False) as transaction:
        files = transaction.signed_files()
    lines = []
    for file in files:
        moment = file.waktu.astimezone(workspace.zone).isoformat(timespec="seconds")
        lines.append(ArchiveLine(file.nama, "", file.periode, "", moment, file.sha256))
    record(workspace.archive, lines)
