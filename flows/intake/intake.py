"""Intake: from the files of the inbox and the memory of the workspace to the submissions that count.

In order: find, settle, copy, archive, read what is new, check, compute, record, decide which file counts. What was
accepted before and lies in the inbox no more is taken from the archive.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from flows.intake.checking import (
    Checked,
    Progress,
    check_copies,
    compare,
    compute,
    read_copies,
)
from flows.intake.inbox import InboxFile, PrivateCopy, copy_file, find_files, settle
from flows.intake.which_counts import Candidate, Decision, decide
from flows.office.workspace import Workspace
from flows.version import rules_version
from iku_rules.register_model.load import Register
from iku_rules.result import Computation
from ledger.archive import ArchiveLine, archive_copy, read_archived, record
from ledger.queries import Memory, Place, archive_name
from ledger.rows import KirimanRow, LockRow
from ledger.transactions import Ledger, Transaction
from schemas.carry_over import find_changes
from schemas.errors import ArchiveDamaged, CannotDo
from schemas.kiriman import Kiriman
from schemas.kiriman_json import kiriman_from_text, kiriman_to_text, temuan_from_data, temuan_to_data
from schemas.periode import Periode
from schemas.temuan import Temuan, group_alike, make_temuan, waive
from schemas.wording import show_date

FileKey = tuple[str, str]  # folder, sha256
TOO_EARLY = "G218"  # a finding that passes with time: the file is read again


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
            d for d in self.refused if self.in_force and _arrival_order(d) > _arrival_order(self.in_force)
        ]
        return max(later, key=_arrival_order) if later else self.newest


def _refused_correction(kiriman_status: KirimanStatus, decision: Decision) -> list[Temuan]:
    """That a newer file was returned while this one stays in force; rivals of equal number are told as such."""
    rivals = {c.row.nomor for c in decision.rivals}
    later = [
        d
        for d in kiriman_status.refused
        if kiriman_status.in_force
        and d.row
        and d.row.nomor not in rivals
        and _arrival_order(d) > _arrival_order(kiriman_status.in_force)
    ]
    return [
        make_temuan("P507", ditemukan=d.name, berlaku=kiriman_status.in_force.name)
        for d in later[-1:]
        if kiriman_status.in_force
    ]


def _arrival_order(file: Checked) -> tuple[int, datetime, str]:
    """In the order of arrival; what is not recorded (an incident) comes last."""
    return (file.row.nomor if file.row else 10**9, file.file_time, file.name)


@dataclass
class PresentFile:
    """A workbook that lies in the inbox, with its row in the ledger (None: an incident, see `insiden`)."""

    name: str
    row: KirimanRow | None
    incident: Checked | None = None


class Intake:
    """All that was handed in: what lies in the inbox now and what the ledger remembers, by period and bagian.

    `stray` are findings about files outside the known folders, `changed` the bagian and periods where something is new.
    A plain class on purpose: of a dataclass handed from step to step Prefect walks through every value, 0.3 s a run.
    """

    def __init__(
        self,
        workspace: Workspace,
        register: Register,
        ledger: Ledger,
        memory: Memory,
        waiting: list[InboxFile],
        attachments: list[InboxFile],
        stray: list[tuple[str, Temuan]],
        *,
        keep: bool,
    ) -> None:
        self.workspace, self.register, self.memory, self.keep = workspace, register, memory, keep
        self.waiting, self.attachments, self.stray = waiting, attachments, stray
        self.version = rules_version(register)
        self.present: list[PresentFile] = []
        self.changed: set[tuple[str, Periode | None]] = set()
        self._ledger = ledger
        self._decisions: dict[tuple[str, str], Decision] = {}
        self._loaded: dict[int, Checked] = {}
        self._compared: dict[int, Checked] = {}

    # What counts

    @property
    def incidents(self) -> list[Checked]:
        return [present.incident for present in self.present if present.incident]

    def all_periode(self) -> list[Periode]:
        """The periods that have a submission that counts, oldest first."""
        return sorted({periode for _, periode, _ in self.memory.places_in_force()})

    def lock_of(self, periode: Periode) -> LockRow | None:
        return self.memory.current_lock(periode)

    def basis(self, periode: Periode) -> list[tuple[Periode, str, KirimanRow]]:
        """What the results of a period rest on: the submissions that count, of its year and the one before."""
        return [
            (p, bagian, row)
            for bagian, p, row in self.memory.places_in_force()
            if p <= periode and p.year >= periode.year - 1
        ]

    def basis_numbers(self, periode: Periode) -> list[int]:
        """Numbers of those submissions in the ledger."""
        return sorted(row.nomor for _, _, row in self.basis(periode))

    def computations(self, periode: Periode) -> dict[Periode, dict[str, dict[str, Computation]]]:
        """[period][bagian][iku] of the submissions the results of a period rest on."""
        self.load(row for _, _, row in self.basis(periode))
        computed: dict[Periode, dict[str, dict[str, Computation]]] = {}
        for p, bagian, row in self.basis(periode):
            computed.setdefault(p, {})[bagian] = self._loaded[row.nomor].computations
        return computed

    def kiriman_status(self, bagian: str, periode: Periode, *, with_unreadable: bool = True) -> KirimanStatus:
        """What counts for a bagian in a period; with `with_unreadable` also files whose period cannot be read."""
        wanted = (str(periode), None) if with_unreadable else (str(periode),)
        present = [
            h
            for h in self.present
            if h.row
            and h.row.bagian == bagian
            and h.row.periode in wanted
            and (h.row.periode or self._may_belong(h.row, periode))
        ]
        decision = self._decisions.get((bagian, str(periode))) or Decision(self.memory.row_in_force(bagian, periode))
        status = KirimanStatus(bagian, waiting=[m for m in self.waiting if m.folder == bagian])
        status.extra_temuan = list(decision.temuan)
        status.in_force = self.checked(decision.in_force) if decision.in_force else None
        status.after_lock = [self._with_lock_temuan(row, periode) for row in self._after_lock(bagian, periode)]
        status.refused = self._refused(present, decision, bagian, periode)
        status.refused += [
            d
            for d in self.incidents
            if d.bagian == bagian and (d.periode == periode or (with_unreadable and not d.periode))
        ]
        names = [h.name for h in present] + ([decision.in_force.nama] if decision.in_force else [])
        status.attachments = self._attachments(bagian, {Path(n).parent for n in names})
        # What cannot be read says nothing of its month, and so makes nobody early where something else does.
        changes = [b.diubah for b in self.memory.kiriman_of(bagian, periode)]
        status.first_arrival = min(changes or [d.file_time for d in status.refused], default=None)
        status.extra_temuan += _refused_correction(status, decision)
        return status

    def _may_belong(self, row: KirimanRow, periode: Periode) -> bool:
        """A file whose month cannot be read is no submission of a month that began after it was last changed."""
        return row.diubah.astimezone(self.workspace.zone).date() >= periode.first_day

    def _refused(
        self, present: Sequence[PresentFile], decision: Decision, bagian: str, periode: Periode
    ) -> list[Checked]:
        """Returned files and rivals in the inbox; where none lies there, the last one returned."""
        rivals = {c.row.nomor for c in decision.rivals}
        rows = {
            h.row.nomor: h.row for h in present if h.row and (not self._is_accepted(h.row) or h.row.nomor in rivals)
        }
        if not rows and not decision.in_force:
            returned = [b for b in self.memory.kiriman_of(bagian, periode) if not self._is_accepted(b)]
            rows = {b.nomor: b for b in returned[-1:]}
        return [self.checked(b) for b in rows.values()]

    def _is_accepted(self, row: KirimanRow) -> bool:
        """Accepted by the checks and not handed back by the secretariat."""
        check = self.memory.checks.get(row.nomor)
        return bool(check and check.diterima) and row.nomor not in self.memory.hand_backs

    def _after_lock(self, bagian: str, periode: Periode) -> list[KirimanRow]:
        lock = self.lock_of(periode)
        return [b for b in self.memory.kiriman_of(bagian, periode) if b.waktu > lock.waktu] if lock else []

    def _with_lock_temuan(self, row: KirimanRow, periode: Periode) -> Checked:
        lock = self.lock_of(periode)
        assert lock is not None
        lock_day = show_date(lock.waktu.astimezone(self.workspace.zone).date())
        file = self.checked(row)
        after_lock = make_temuan("P506", ditemukan=row.nama, periode=periode.name, tanggal=lock_day)
        return replace(file, kiriman_temuan=[after_lock, *file.kiriman_temuan])

    def _attachments(self, bagian: str, folders: set[Path]) -> list[str]:
        """Attachments beside a workbook or below its folder."""
        return [
            b.full_name
            for b in self.attachments
            if b.folder == bagian and folders.intersection(Path(b.full_name).parents)
        ]

    # What the submissions say

    def checked(self, row: KirimanRow) -> Checked:
        """A submission with its findings: those against what was handed in before included."""
        if row.nomor not in self._compared:
            self._compared[row.nomor] = self._checked(row)
        return self._compared[row.nomor]

    def _checked(self, row: KirimanRow) -> Checked:
        if not self._is_accepted(row):
            return self._from_record(row)
        self.load([row])
        file, periode = self._loaded[row.nomor], Periode.parse(str(row.periode))
        temuan = self._reused_template_temuan(file, row, periode)
        if before := self.memory.before(row.bagian, periode):
            temuan += find_changes(file.kiriman, self.kiriman_of(before))
            file = compare(file, self._loaded[before.nomor], self.workspace, self.register)
        return replace(file, kiriman_temuan=temuan)

    def kiriman_of(self, row: KirimanRow) -> Kiriman:
        """The cells of an accepted submission."""
        self.load([row])
        return self._loaded[row.nomor].kiriman

    def _reused_template_temuan(self, file: Checked, row: KirimanRow, periode: Periode) -> list[Temuan]:
        """A further file for a month that was accepted and whose deadline is over may be its template reused."""
        if not self.memory.was_accepted_before(row) or row.diubah < self.workspace.deadline(periode):
            return []
        cell = file.kiriman.pair("identitas", "periode")
        return [make_temuan("P216", lembar="Identitas", sel=cell.address if cell else None, ditemukan=periode.name)]

    def _from_record(self, row: KirimanRow) -> Checked:
        """A returned submission as the ledger tells of it: its findings and the secretariat's reason, not its cells."""
        kiriman = Kiriman(row.nama, row.sha256, periode=Periode.parse(row.periode) if row.periode else None)
        kiriman.temuan = temuan_from_data(self.memory.checks[row.nomor].temuan)
        file = Checked(row.nama, row.bagian, row.sha256, row.diubah, kiriman, row=row)
        if hand_back := self.memory.hand_backs.get(row.nomor):
            hand_back_day = show_date(hand_back.waktu.astimezone(self.workspace.zone).date())
            file.kiriman_temuan = [make_temuan("G503", alasan=hand_back.alasan, tanggal=hand_back_day)]
        return file

    def load(self, rows: Iterable[KirimanRow]) -> None:
        """Bring accepted submissions to mind: from what was kept of them, else from the archive. Raises CannotDo.

        What was accepted once stays accepted: where a newer program would return it, what was read then counts.
        """
        needed = {b.nomor: b for b in rows if b.nomor not in self._loaded}
        if not needed:
            return
        with self._ledger.begin(datetime.now(UTC), keep=False) as transaction:
            stored = transaction.contents_read((b.sha256, b.bagian) for b in needed.values())
        outdated = [b for b in needed.values() if stored.get((b.sha256, b.bagian), ("",))[0] != self.version]
        self._read_archive(outdated)
        for number, row in needed.items():
            if number not in self._loaded:
                self._loaded[number] = self._from_text(row, stored.get((row.sha256, row.bagian)))
        compute([self._loaded[number] for number in needed], self.workspace, self.register)

    def _from_text(self, row: KirimanRow, stored: tuple[str, str] | None) -> Checked:
        try:
            text = stored[1] if stored else "null"
            kiriman = kiriman_from_text(text, row.nama, row.sha256, self.register.form_year)
        except (KeyError, TypeError, ValueError, StopIteration) as error:
            raise CannotDo(
                f"Kiriman {row.nama} periode {row.periode} tidak dapat dibaca lagi dengan program ini. "
                f"Kembalikan: iku kembalikan {row.bagian} --periode {row.periode} --alasan …"
            ) from error
        return Checked(row.nama, row.bagian, row.sha256, row.diubah, kiriman, row=row)

    def _read_archive(self, rows: Sequence[KirimanRow]) -> None:
        """Read originals again after a change of forms or rules; those that no longer pass are left out."""
        if not rows:
            return
        with tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
            copies = [self._copy_from_archive(b, Path(work_folder)) for b in rows]
            this_month = max(Periode.parse(str(b.periode)) for b in rows)
            checked = read_copies(copies, self.workspace, self.register, this_month)
        passed = [(b, file) for b, file in zip(rows, checked, strict=True) if file.accepted]
        with self._ledger.begin(datetime.now(UTC), keep=self.keep) as transaction:
            for b, file in passed:
                file.row, self._loaded[b.nomor] = b, file
                transaction.keep_content(file.sha256, file.bagian, self.version, kiriman_to_text(file.kiriman))

    def _copy_from_archive(self, row: KirimanRow, work_folder: Path) -> PrivateCopy:
        try:
            content = read_archived(self.workspace.archive, archive_name(row), row.sha256)
        except ArchiveDamaged as error:
            raise CannotDo(f"{error} Isinya kiriman {row.nama}; kembalikan dari cadangan.") from error
        path = work_folder / f"{row.nomor:08d}{row.ekstensi}"
        path.write_bytes(content)
        folder, _, name = row.nama.partition("/")
        inbox_file = InboxFile(path, folder, name, len(content), int(row.diubah.timestamp() * 1e9), is_open=False)
        return PrivateCopy(inbox_file, path, row.sha256)

    # Recording

    def needs_reading(self, s: PrivateCopy) -> bool:
        """Whether a file is new, was checked by other forms and rules, or may pass now: its month came, or a waiver."""
        row = self.memory.find(s.origin.folder, s.origin.full_name, s.sha256)
        check = self.memory.checks.get(row.nomor) if row else None
        if check is None or check.versi != self.version:
            return True
        temuan = temuan_from_data(check.temuan)
        waivers = self.workspace.waivers(s.origin.folder, s.origin.changed_at.astimezone(self.workspace.zone).date())
        return any(t.kode == TOO_EARLY for t in temuan) or (not check.diterima and waive(temuan, waivers) != temuan)

    def record(
        self, transaction: Transaction, copies: Sequence[PrivateCopy], checked: Mapping[FileKey, Checked]
    ) -> None:
        """Record what is new and decide which files count. `copies`: all files of the inbox, in order of time."""
        for s in copies:
            file = checked.get((s.origin.folder, s.sha256))
            if file is not None and file.incident:
                self.present.append(PresentFile(s.origin.full_name, None, file))
                self.changed.add((file.bagian, file.periode))
                continue
            row = self._row(transaction, s, file)
            if s.origin.is_attachment:
                continue
            if file is not None:
                self._record_check(transaction, row, file)
            self.present.append(PresentFile(s.origin.full_name, row))
        self._decide(transaction)

    def _row(self, transaction: Transaction, s: PrivateCopy, file: Checked | None) -> KirimanRow:
        """The file's row, a new one where it is new, or where its month can be read only now."""
        row = self.memory.find(s.origin.folder, s.origin.full_name, s.sha256)
        if row is not None and (row.periode or file is None or file.periode is None):
            return row
        row = transaction.record_kiriman(
            bagian=s.origin.folder,
            nama=s.origin.full_name,
            sha256=s.sha256,
            ekstensi=s.origin.extension,
            ukuran=s.origin.size,
            diubah=min(s.origin.changed_at, transaction.moment),
            lampiran=s.origin.is_attachment,
            periode=str(file.periode) if file and file.periode else None,
            pengiriman_ke=file.kiriman.attempt if file else None,
        )
        self.memory.kiriman[row.nomor] = row
        return row

    def _record_check(self, transaction: Transaction, row: KirimanRow, file: Checked) -> None:
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
            self._loaded[row.nomor] = replace(file, name=row.nama, row=row)

    def _decide(self, transaction: Transaction) -> None:
        """Decide for every bagian and period that has files in the inbox; a locked period stays as it was signed."""
        by_place: dict[Place, list[Candidate]] = {}
        for h in self.present:
            if h.row and h.row.periode and self._is_accepted(h.row) and self.memory.is_after_hand_back(h.row):
                by_place.setdefault((h.row.bagian, h.row.periode), []).append(Candidate(h.name, h.row))
        for (bagian, periode), candidates in by_place.items():
            month = Periode.parse(periode)
            if self.lock_of(month):
                continue
            old = self.memory.row_in_force(bagian, month)
            decision = self._decisions[bagian, periode] = decide(candidates, old)
            if decision.in_force and decision.in_force != old:
                transaction.record_which_counts(bagian, periode, decision.in_force.nomor)
                self.memory.in_force[bagian, periode] = decision.in_force.nomor
            if decision.in_force != old or decision.rivals:
                self.changed.add((bagian, month))


# The whole inbox


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
    known = {b.kode for b in register.all_bagian()}
    files = find_files(workspace.inbox)
    settled, waiting = settle([b for b in files if b.folder in known])
    stray = [
        (b.full_name, make_temuan("G505", ditemukan=b.folder or ".", pilihan=", ".join(sorted(known))))
        for b in files
        if b.folder not in known
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
        copies.sort(key=lambda s: (s.origin.changed_at, s.origin.full_name))
        attachments = [s.origin for s in copies if s.origin.is_attachment]
        intake = Intake(
            workspace,
            register,
            ledger,
            memory,
            [b for b in waiting if not b.is_attachment],
            attachments,
            stray,
            keep=keep,
        )
        new = {(s.origin.folder, s.sha256): s for s in copies if not s.origin.is_attachment and intake.needs_reading(s)}
        this_month = Periode.from_date(now.astimezone(workspace.zone).date())
        checked = check_copies(list(new.values()), workspace, register, this_month, progress)
    with ledger.begin(now, keep=keep) as transaction:
        intake.record(transaction, copies, dict(zip(new, checked, strict=True)))
    if keep:
        record(workspace.archive, _archive_lines(intake, workspace))
        list_signed(workspace, ledger)
    return intake


def list_signed(workspace: Workspace, ledger: Ledger) -> None:
    """List the signed files of the archive, also those of a run that was stopped before it could."""
    with ledger.begin(datetime.now(UTC), keep=False) as transaction:
        files = transaction.signed_files()
    record(
        workspace.archive,
        [
            ArchiveLine(
                b.nama, "", b.periode, "", b.waktu.astimezone(workspace.zone).isoformat(timespec="seconds"), b.sha256
            )
            for b in files
        ],
    )


def _archive_lines(intake: Intake, workspace: Workspace) -> Iterable[ArchiveLine]:
    for b in intake.memory.kiriman.values():
        file_time = b.diubah.astimezone(workspace.zone).isoformat()
        yield ArchiveLine(b.nama, b.bagian, b.periode or "", str(b.revisi or ""), file_time, b.sha256)
    for d in intake.incidents:
        yield ArchiveLine(d.name, d.bagian, "", "", d.file_time.astimezone(workspace.zone).isoformat(), d.sha256)


def status_temuan(kiriman_status: KirimanStatus) -> list[Temuan]:
    """Findings of the file the status speaks of, and those about several files."""
    return group_alike(
        [*kiriman_status.extra_temuan, *(kiriman_status.newest.all_temuan if kiriman_status.newest else [])]
    )
