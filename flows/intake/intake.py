"""Intake: what lies in the inbox, read, checked and put on record, up to which files count.

In order: find, settle, copy, archive, read what is new, check, compute, record, decide. The order itself is `take_in`,
at the end.
"""

import tempfile
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from flows.incidents import record_incident
from flows.intake.checking import Checked, check_copies
from flows.intake.inbox import InboxFile, PrivateCopy, Unopened, copy_file, find_files, settle
from flows.intake.which_counts import Candidate, Decision, decide
from flows.run import Run
from ledger.archive import ArchiveLine, archive_copy, record
from ledger.queries import Memory, Place
from ledger.rows import KirimanRow, SignedFile
from ledger.transactions import Transaction
from schemas.errors import CannotDoError, IkuError
from schemas.kiriman import Kiriman
from schemas.kiriman_json import kiriman_to_text
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan, waive
from schemas.temuan_json import temuan_from_data, temuan_to_data
from workbooks.reading.file_kind import FileKind, claims_to_be_a_workbook
from workbooks.reading.preflight import MEBIBYTE

FileKey = tuple[str, str]  # folder, sha256
LARGEST_COPY = 4  # times what may be read; large evidence is kept, larger files are not touched
TOO_EARLY = "G218"  # a finding that passes with time: the file is read again


@dataclass(frozen=True)
class PresentFile:
    """A workbook that lies in the inbox under this name, with its row in the ledger."""

    name: str
    row: KirimanRow


@dataclass(frozen=True)
class Look:
    """One look into the inbox: stable private copies in order of time, and what could not be copied.

    `waiting` are still being written or open; `unopened` is nothing that may be opened, or too large to be copied;
    `stray` are findings about what lies outside the known folders.
    """

    copies: tuple[PrivateCopy, ...]
    waiting: tuple[InboxFile, ...]
    unopened: tuple[Unopened, ...]
    stray: tuple[tuple[str, Temuan], ...]

    def is_submission(self, private_copy: PrivateCopy) -> bool:
        """Whether a file is meant as one: a workbook, what is called one, and what nobody could take for evidence
        where no workbook lies in the bagian's folder.
        """
        if _is_workbook(private_copy):
            return True
        return not is_evidence(private_copy) and private_copy.origin.folder not in self._with_workbook

    @cached_property
    def _with_workbook(self) -> frozenset[str]:
        return frozenset(copy.origin.folder for copy in self.copies if _is_workbook(copy))


def is_evidence(private_copy: PrivateCopy) -> bool:
    """Whether it may lie beside a workbook: by its bytes, or where these say nothing by its name."""
    unknown = private_copy.kind is FileKind.OTHER
    return private_copy.kind.is_attachment or (unknown and private_copy.origin.looks_like_attachment)


def _is_workbook(private_copy: PrivateCopy) -> bool:
    return private_copy.kind is FileKind.WORKBOOK or claims_to_be_a_workbook(private_copy.origin.name)


@dataclass(frozen=True)
class Intake:
    """What the inbox holds and what was decided on it; `memory` is the ledger as it is from then on.

    `incidents` are files that an error of ours kept from being checked; `others` are neither submissions nor
    attachments; `left_locked` were read though an old lock lies beside them; `emptied`: what is said where all files
    of a share are gone at once. `decisions` by bagian and period; `changed` the bagian and periods where something is
    new; `read_now` the submissions accepted just now, by their number.
    """

    memory: Memory
    present: tuple[PresentFile, ...]
    incidents: tuple[Checked, ...]
    waiting: tuple[InboxFile, ...]
    attachments: tuple[InboxFile, ...]
    others: tuple[InboxFile, ...]
    left_locked: tuple[InboxFile, ...]
    unopened: tuple[Unopened, ...]
    stray: tuple[tuple[str, Temuan], ...]
    emptied: str | None
    decisions: Mapping[Place, Decision]
    changed: frozenset[tuple[str, Periode | None]]
    read_now: Mapping[int, Checked]


# Looking


def _look(run: Run, work_folder: Path) -> Look:
    """Copy what stands still; whatever is kept is archived before anything parses it."""
    known = {bagian.kode for bagian in run.register.all_bagian()}
    found = find_files(run.workspace.inbox, run.now)
    settled, waiting = settle([file for file in found.files if file.folder in known])
    copies, unopened = [], list(found.unopened)
    for index, file in enumerate(settled):
        copied = _too_large(file, run) or copy_file(file, work_folder, index)
        if copied is None:
            waiting.append(file)
        elif isinstance(copied, Unopened):
            unopened.append(copied)
        else:
            copies.append(copied)
            if run.keep:
                archive_copy(run.workspace.archive, copied.path, copied.sha256, file.extension)
    codes = ", ".join(sorted(known))
    lying: list[InboxFile | Unopened] = [*found.files, *found.unopened]
    stray = [(file.full_name, _stray_temuan(file, codes)) for file in lying if file.folder not in known]
    copies.sort(key=lambda private_copy: (private_copy.origin.changed_at, private_copy.origin.full_name))
    return Look(
        tuple(copies),
        tuple(file for file in waiting if not file.looks_like_attachment),
        tuple(each for each in unopened if each.folder in known),
        tuple(stray),
    )


def _stray_temuan(file: InboxFile | Unopened, codes: str) -> Temuan:
    """What is said of a file outside the folders of the bagian."""
    if not file.folder:
        return make_temuan("G508", ditemukan=file.full_name, pilihan=codes)
    return make_temuan("G505", ditemukan=file.folder, pilihan=codes)


def _emptied(look: Look, run: Run, memory: Memory) -> str | None:
    """What is said of an inbox elsewhere from which every known file is gone: a share that is not there looks so."""
    inbox = run.workspace.inbox
    if any((look.copies, look.waiting, look.unopened, look.stray)) or not run.workspace.is_outside(inbox):
        return None
    if not memory.misses_files():
        return None
    return (
        f"Semua berkas di inbox hilang sekaligus: {inbox}. Bila itu folder bersama, periksa apakah tersambung; "
        "bila memang dikosongkan: iku siapkan --inbox-kosong"
    )


def _too_large(file: InboxFile, run: Run) -> Unopened | None:
    """A file far beyond what may be read is not even copied: it would fill the disk at every look."""
    megabytes = file.size / MEBIBYTE
    if megabytes <= LARGEST_COPY * run.workspace.limits.ukuran_mb:
        return None
    return Unopened(file.folder, file.full_name, f"terlalu besar, {megabytes:.0f} MB")


def _to_read(look: Look, run: Run, memory: Memory) -> dict[FileKey, PrivateCopy]:
    return {
        (private_copy.origin.folder, private_copy.sha256): private_copy
        for private_copy in look.copies
        if look.is_submission(private_copy) and _needs_reading(private_copy, run, memory)
    }


def _needs_reading(private_copy: PrivateCopy, run: Run, memory: Memory) -> bool:
    """Whether a file is new, was checked by other forms and rules, or may pass now: its month came, or a waiver."""
    origin = private_copy.origin
    row = memory.find(origin.folder, origin.full_name, private_copy.sha256)
    check = memory.checks.get(row.nomor) if row else None
    if check is None or check.versi != run.version:
        return True
    temuan = temuan_from_data(check.temuan)
    waivers = run.workspace.waivers(origin.folder, origin.changed_at.astimezone(run.workspace.zone).date())
    return any(t.kode == TOO_EARLY for t in temuan) or (not check.diterima and waive(temuan, waivers) != temuan)


# Recording


class _Recording:
    """What one transaction records of the copies; memory learns of it at once."""

    def __init__(self, run: Run, memory: Memory, transaction: Transaction) -> None:
        self.run, self.memory, self.transaction = run, memory, transaction
        self.present: list[PresentFile] = []
        self.attachments: list[InboxFile] = []
        self.others: list[InboxFile] = []
        self.incidents: list[Checked] = []
        self.changed: set[tuple[str, Periode | None]] = set()
        self.read_now: dict[int, Checked] = {}

    def try_to_add(self, private_copy: PrivateCopy, file: Checked | None, *, is_submission: bool) -> None:
        """Record a file; an error of ours in doing so is that file's incident, and the others go on."""
        try:
            with self.transaction.part():
                self.add(private_copy, file, is_submission=is_submission)
        except (IkuError, OSError):
            raise  # of the ledger or the disk, not of this file
        except Exception:
            failed = file or _unchecked(private_copy)
            incident = record_incident(self.run.workspace.state_folder, failed.name, traceback.format_exc())
            self.incidents.append(replace(failed, incident=incident))
            self.changed.add((failed.bagian, failed.periode))
            self.memory.read(self.transaction)  # which may have learnt of what is undone

    def add(self, private_copy: PrivateCopy, file: Checked | None, *, is_submission: bool) -> None:
        """Record a file; `file` is what the checks said where it was read just now."""
        origin = private_copy.origin
        if file is not None and file.incident:
            self.incidents.append(file)
            self.changed.add((file.bagian, file.periode))
            return
        row = self._record_kiriman(private_copy, file, is_submission=is_submission)
        if not is_submission:
            (self.attachments if is_evidence(private_copy) else self.others).append(origin)
            return
        if file is not None:
            self._record_check(row, file)
        self.present.append(PresentFile(origin.full_name, row))

    def _record_kiriman(self, private_copy: PrivateCopy, file: Checked | None, *, is_submission: bool) -> KirimanRow:
        """The file's row, a new one where it is new, or where its month can be read only now."""
        origin = private_copy.origin
        row = self.memory.find(origin.folder, origin.full_name, private_copy.sha256)
        known = row is not None and row.lampiran is not is_submission
        if row is not None and known and (row.periode or file is None or file.periode is None):
            return row
        row = self.transaction.record_kiriman(
            bagian=origin.folder,
            nama=origin.full_name,
            sha256=private_copy.sha256,
            ekstensi=origin.extension,
            ukuran=origin.size,
            diubah=min(origin.changed_at, self.transaction.moment),
            lampiran=not is_submission,
            periode=str(file.periode) if file and file.periode else None,
            pengiriman_ke=file.kiriman.attempt if file else None,
        )
        self.memory.remember(row)
        return row

    def _record_check(self, row: KirimanRow, file: Checked) -> None:
        """What the checks found, where it is news. What was accepted once stays accepted."""
        earlier = self.memory.checks.get(row.nomor)
        accepted, temuan = file.accepted, temuan_to_data(file.all_temuan)
        if earlier is not None and earlier.diterima and not accepted:
            accepted, temuan = True, earlier.temuan
        if earlier is not None and (earlier.versi, earlier.diterima, earlier.temuan) == (
            self.run.version,
            accepted,
            temuan,
        ):
            return
        self.memory.checks[row.nomor] = self.transaction.record_check(
            row.nomor, self.run.version, accepted=accepted, temuan=temuan
        )
        for t in file.all_temuan:
            if t.dikecualikan:
                self.transaction.record_waiver(row.nomor, t.kode, t.lembar, t.sel, vars(t.dikecualikan))
        self.changed.add((row.bagian, Periode.parse(row.periode) if row.periode else None))
        if file.accepted:
            self.transaction.keep_content(file.sha256, file.bagian, self.run.version, kiriman_to_text(file.kiriman))
            self.read_now[row.nomor] = replace(file, name=row.nama, row=row)


def _unchecked(private_copy: PrivateCopy) -> Checked:
    """A file of which no more is known than that it lies there."""
    origin = private_copy.origin
    kiriman = Kiriman(origin.full_name, private_copy.sha256)
    return Checked(origin.full_name, origin.folder, private_copy.sha256, origin.changed_at, kiriman)


# Deciding


def decide_places(
    present: Iterable[PresentFile], memory: Memory, transaction: Transaction
) -> tuple[dict[Place, Decision], set[tuple[str, Periode | None]]]:
    """Decide for every bagian and period that has files in the inbox; a locked period stays as it was signed.

    Gives the decisions and the places where they are news.
    """
    by_place: dict[Place, list[Candidate]] = {}
    for file in present:
        row = file.row
        if row.periode and memory.is_accepted(row) and memory.is_after_hand_back(row):
            by_place.setdefault((row.bagian, row.periode), []).append(Candidate(file.name, row))
    decisions: dict[Place, Decision] = {}
    changed: set[tuple[str, Periode | None]] = set()
    for (bagian, periode), candidates in by_place.items():
        month = Periode.parse(periode)
        if memory.current_lock(month):
            continue
        old = memory.row_in_force(bagian, month)
        decision = decisions[bagian, periode] = decide(candidates, old)
        if decision.in_force and decision.in_force != old:
            transaction.record_which_counts(bagian, periode, decision.in_force.nomor)
            memory.in_force[bagian, periode] = decision.in_force.nomor
        if decision.in_force != old or decision.rivals:
            changed.add((bagian, month))
    return decisions, changed


def take_in(run: Run) -> Intake:
    """Read the whole inbox and check what is new.

    Where the run keeps anything, every file is archived before anything parses it and what is found is recorded; else
    nothing is written and the answer is the same. Raises CannotDoError where a share seems to be gone.
    """
    with run.look_up() as transaction:
        memory = Memory(transaction)
    with tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
        look = _look(run, Path(work_folder))
        emptied = _emptied(look, run, memory)
        if emptied and run.keep:
            raise CannotDoError(emptied)
        to_read = _to_read(look, run, memory)
        checked = dict(zip(to_read, check_copies(list(to_read.values()), run), strict=True))
    with run.begin() as transaction:
        recording = _Recording(run, memory, transaction)
        for private_copy in look.copies:
            file = checked.get((private_copy.origin.folder, private_copy.sha256))
            recording.try_to_add(private_copy, file, is_submission=look.is_submission(private_copy))
        decisions, decided_anew = decide_places(recording.present, memory, transaction)
        signed = transaction.signed_files()
        memory.seals = transaction.kiriman_seals()
    intake = Intake(
        memory=memory,
        present=tuple(recording.present),
        incidents=tuple(recording.incidents),
        waiting=look.waiting,
        attachments=tuple(recording.attachments),
        others=tuple(recording.others),
        left_locked=tuple(copy.origin for copy in look.copies if copy.origin.locked_since),
        unopened=look.unopened,
        stray=look.stray,
        emptied=emptied,
        decisions=decisions,
        changed=frozenset(recording.changed | decided_anew),
        read_now=recording.read_now,
    )
    if run.keep:
        record(run.workspace.archive, _kiriman_lines(intake, run))
        list_signed(run, signed)
    return intake


# The archive's list


def _kiriman_lines(intake: Intake, run: Run) -> Iterable[ArchiveLine]:
    for row in intake.memory.kiriman.values():
        file_time = _local(row.diubah, run).isoformat()
        yield ArchiveLine(row.nama, row.bagian, row.periode or "", str(row.revisi or ""), file_time, row.sha256)
    for file in intake.incidents:
        yield ArchiveLine(file.name, file.bagian, "", "", _local(file.file_time, run).isoformat(), file.sha256)


def list_signed(run: Run, files: Sequence[SignedFile]) -> None:
    """List the signed files of the archive, also those of a run that was stopped before it could."""
    record(
        run.workspace.archive,
        [
            ArchiveLine(
                file.nama, "", file.periode, "", _local(file.waktu, run).isoformat(timespec="seconds"), file.sha256
            )
            for file in files
        ],
    )


def _local(moment: datetime, run: Run) -> datetime:
    return moment.astimezone(run.workspace.zone)
