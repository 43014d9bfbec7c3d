"""Consolidation: from the submissions that count to the results of a period and its workbook in the outbox.

In order: compose the seven results, list who has submitted, write the workbook, record it. A locked period is not
computed again: it is reported as it was signed.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flows.intake.intake import Intake
from flows.intake.kiriman_status import KirimanStatus, status_of, status_temuan
from flows.json_out import BagianStanding, json_kiriman, json_result
from flows.month.answers import give_answers
from flows.month.history import latest_publications
from flows.office.workspace import Workspace
from iku_rules.across_months import compose
from iku_rules.over_months import Published, PublishedValues
from iku_rules.register_model.load import DECEMBER, Register
from iku_rules.result import Result
from iku_rules.rules import RULES
from ledger.archive import read_archived
from ledger.publications import numbered, publish_numbered, publish_once
from ledger.queries import BUKA, KUNCI, Memory, archive_name
from ledger.rows import LockRow, PublicationRow
from ledger.transactions import Ledger, Transaction
from schemas.errors import ArchiveDamaged, CannotDo
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan
from schemas.wording import show_date
from workbooks.consolidated.workbook import ArchivedOriginal, BookContent, StandingLine, write_workbook
from workbooks.words import result_status

DRAFT, FINAL, REVISION = "DRAF", "FINAL", "REVISI"
MENUNGGU = "MENUNGGU"


@dataclass(frozen=True)
class Consolidation:
    """A consolidated period as published: results and submissions in the words of the contract.

    `document` is DRAF, FINAL or REVISI; `baru`: the workbook was written just now; `states`: the status of each result
    in words; `stray`: files outside the known folders.
    """

    periode: Periode
    document: str
    locked: bool
    complete: bool
    workbook: Path
    is_new: bool
    results: tuple[dict[str, Any], ...]
    states: tuple[str, ...]
    standing: tuple[dict[str, Any], ...]
    stray: tuple[tuple[str, Temuan], ...] = ()


@dataclass(frozen=True)
class PeriodContent:
    """What a workbook of a period says, whatever its name and mark will be."""

    results: tuple[Result, ...]
    standing: tuple[BagianStanding, ...]


# Who has submitted


def gather_standing(
    intake: Intake, workspace: Workspace, register: Register, periode: Periode, now: datetime
) -> tuple[BagianStanding, ...]:
    """One entry per bagian, in the register's order."""
    return tuple(
        _bagian_standing(status_of(intake, bagian.kode, periode), workspace, register, periode, now)
        for bagian in register.all_bagian()
    )


def _bagian_standing(
    kiriman_status: KirimanStatus, workspace: Workspace, register: Register, periode: Periode, now: datetime
) -> BagianStanding:
    newest = kiriman_status.newest
    deadline = workspace.deadline(periode)
    required = bool(register.required_forms(kiriman_status.bagian, periode))
    status = _status_word(kiriman_status, required=required)
    # Late or not is a matter of the first submission of the month, never of a revision.
    late = (
        required and now >= deadline
        if kiriman_status.first_arrival is None
        else kiriman_status.first_arrival >= deadline
    )
    return BagianStanding(
        bagian=kiriman_status.bagian,
        status=status,
        late=late,
        revision=newest.revision if newest else None,
        file=newest.name if newest else next((f"{m.folder}/{m.name}" for m in kiriman_status.waiting), None),
        sha256=newest.sha256 if newest else None,
        file_time=newest.file_time.astimezone(workspace.zone) if newest else None,
        temuan=(*status_temuan(kiriman_status), *_waiting_temuan(kiriman_status, status)),
        attachments=tuple(kiriman_status.attachments),
        incident=newest.incident if newest else None,
    )


def _status_word(kiriman_status: KirimanStatus, *, required: bool) -> str:
    if kiriman_status.in_force:
        return "DITERIMA"
    if any(d.incident is None for d in kiriman_status.refused):
        return "DIKEMBALIKAN"
    if kiriman_status.refused or kiriman_status.waiting:
        return MENUNGGU  # also where only an error of ours keeps the file from being checked: it is tried again
    return "BELUM MASUK" if required else "TIDAK WAJIB"


def _waiting_temuan(kiriman_status: KirimanStatus, status: str) -> list[Temuan]:
    """Why nothing is read yet. Silent beside a submission in force: opening a file must not change what is printed."""
    if status != MENUNGGU:
        return []
    return [
        make_temuan("I120", ditemukan=b.full_name, oleh=f" oleh {b.opener}" if b.opener else "")
        if b.is_open
        else make_temuan("I121", ditemukan=b.full_name)
        for b in kiriman_status.waiting
    ]


def standing_of(
    intake: Intake, workspace: Workspace, register: Register, ledger: Ledger, periode: Periode, now: datetime
) -> tuple[dict[str, Any], ...]:
    """Who has submitted, in the words of the contract; of a locked period as it was signed."""
    if lock := intake.lock_of(periode):
        with ledger.begin(now, keep=False) as transaction:
            return tuple(
                next(t for t in transaction.publications(str(periode)) if t.nomor == lock.terbitan).pengumpulan
            )
    return tuple(map(json_kiriman, gather_standing(intake, workspace, register, periode, now)))


def is_complete(standing: tuple[dict[str, Any], ...], register: Register, periode: Periode) -> bool:
    """Whether every bagian that owes something was accepted."""
    return all(k["status"] == "DITERIMA" for k in standing if register.required_forms(k["bagian"], periode))


# Computing and writing


def consolidate(
    intake: Intake, workspace: Workspace, register: Register, ledger: Ledger, periode: Periode, now: datetime
) -> Consolidation:
    """Answer every bagian, compute, and write the next draft or revision (none when nothing changed)."""
    intake.accepted.load(row for _, _, row in intake.accepted.basis(periode))  # at once, since one by one takes longer
    give_answers(intake, workspace, register, periode)
    if lock := intake.lock_of(periode):
        return as_signed(lock, workspace, register, ledger, periode, now, tuple(intake.stray))
    content = compose_content(intake, workspace, register, ledger, periode, now)
    kind, file, is_new = _publish(content, intake, workspace, register, periode)
    record_publication(content, intake, ledger, periode, kind, file, now)
    standing = tuple(map(json_kiriman, content.standing))
    return Consolidation(
        periode=periode,
        document=kind,
        locked=False,
        complete=is_complete(standing, register, periode),
        workbook=file,
        is_new=is_new,
        results=tuple(map(json_result, content.results)),
        states=tuple(map(result_status, content.results)),
        standing=standing,
        stray=tuple(intake.stray),
    )


def due_for_consolidation(intake: Intake, ledger: Ledger, now: datetime) -> list[Periode]:
    """The open months that have been consolidated and would say something else now, oldest first.

    What a month rests on is compared with what its last workbook rested on, so a run that was stopped is made up for.
    """
    with ledger.begin(now, keep=False) as transaction:
        last = {Periode.parse(t.periode): t for t in transaction.publications()}
    new = {periode for _, periode in intake.changed}
    return sorted(
        periode
        for periode, publication in last.items()
        if not intake.lock_of(periode)
        and (
            periode in new
            or publication.versi != intake.version
            or publication.masukan != intake.accepted.basis_numbers(periode)
        )
    )


def compose_content(
    intake: Intake, workspace: Workspace, register: Register, ledger: Ledger, periode: Periode, now: datetime
) -> PeriodContent:
    """Results and submissions of a period from what counts."""
    with ledger.begin(now, keep=False) as transaction:
        published = published_before(transaction, intake.memory, periode)
    results = compose(register, periode, intake.accepted.computations(periode), published)
    return PeriodContent(results, gather_standing(intake, workspace, register, periode, now))


def published_before(transaction: Transaction, memory: Memory, periode: Periode) -> PublishedValues:
    """What signed months of the year, and the Decembers of the years before, said when they were published."""
    published: dict[Periode, dict[str, Published]] = {}
    for p, publication in latest_publications(transaction, memory):
        signed_this_year = p.year == periode.year and p < periode and memory.current_lock(p) is not None
        if signed_this_year or (p.year < periode.year and p.month == DECEMBER):
            published[p] = {
                h.iku: Published(None if h.nilai is None else Decimal(h.nilai), h.status, h.aturan)
                for h in transaction.results(publication.nomor)
            }
    return published


def compose_results(intake: Intake, register: Register, periode: Periode) -> tuple[Result, ...]:
    """The seven results from the submissions that count, up to the period."""
    return compose(register, periode, intake.accepted.computations(periode))


def _publish(
    content: PeriodContent, intake: Intake, workspace: Workspace, register: Register, periode: Periode
) -> tuple[str, Path, bool]:
    """A draft; after the period was locked and opened again, the next revision. Gives kind, path, whether it is new."""
    folder, prefix = workspace.consolidation_folder(periode), file_prefix(periode)
    if intake.memory.last_reopening(periode) is None:
        workbook = write_workbook(book_content(content, intake, workspace, register, periode, DRAFT))
        return DRAFT, *publish_numbered(folder, f"{prefix}_draf-{{:02d}}.xlsx", workbook)
    number, is_new = revision_number(folder, periode), False
    while True:
        # The number stands in the workbook: the newest one is kept where its bytes are those we would write under it.
        workbook = write_workbook(
            book_content(content, intake, workspace, register, periode, f"{REVISION} {number} ({DRAFT})")
        )
        destination = folder / revision_name(periode, number)
        if not destination.exists():
            publish_once(destination, workbook)
            return REVISION, destination, True
        if destination.read_bytes() == workbook and not (folder / final_revision_name(periode, number)).exists():
            return REVISION, destination, is_new
        number += 1


def file_prefix(periode: Periode) -> str:
    return f"IKU_Setda_{periode}"


def revision_name(periode: Periode, number: int) -> str:
    return f"{file_prefix(periode)}_revisi-{number}.xlsx"


def final_revision_name(periode: Periode, number: int) -> str:
    """A revision that was locked again."""
    return f"{file_prefix(periode)}_revisi-{number}_final.xlsx"


def revision_number(folder: Path, periode: Periode) -> int:
    """The newest revision written, 1 where there is none yet."""
    return max(numbered(folder, f"{file_prefix(periode)}_revisi-{{}}.xlsx"), default=1)


def record_publication(
    content: PeriodContent,
    intake: Intake,
    ledger: Ledger,
    periode: Periode,
    kind: str,
    file: Path,
    now: datetime,
) -> None:
    """Record the workbook with what it rests on, once: also where the run before was stopped between the two."""
    with ledger.begin(now) as transaction:
        if any(t.nama == file.name for t in transaction.publications(str(periode))):
            return
        transaction.record_publication(**publication_row(content, intake, periode, kind, file.name, file.read_bytes()))


def publication_row(
    content: PeriodContent, intake: Intake, periode: Periode, kind: str, name: str, workbook: bytes
) -> dict[str, Any]:
    """What the ledger keeps of a workbook."""
    return {
        "periode": str(periode),
        "jenis": kind,
        "nama": name,
        "sha256": hashlib.sha256(workbook).hexdigest(),
        "ukuran": len(workbook),
        "versi": intake.version,
        "masukan": intake.accepted.basis_numbers(periode),
        "pengumpulan": list(map(json_kiriman, content.standing)),
        "results": [
            {
                "iku": h.iku,
                "nilai": None if h.nilai is None else str(h.nilai),
                "status": h.status.value,
                "aturan": h.aturan,
                "isi": {"hasil": json_result(h), "keadaan": result_status(h)},
            }
            for h in content.results
        ],
    }


def as_signed(
    lock: LockRow,
    workspace: Workspace,
    register: Register,
    ledger: Ledger,
    periode: Periode,
    now: datetime,
    stray: tuple[tuple[str, Temuan], ...] = (),
) -> Consolidation:
    """A locked period as it was signed; a signed workbook that went missing is put back from the archive."""
    with ledger.begin(now, keep=False) as transaction:
        publication = next(t for t in transaction.publications(str(periode)) if t.nomor == lock.terbitan)
        results = transaction.results(publication.nomor)
    file = workspace.consolidation_folder(periode) / publication.nama
    if not file.exists():
        publish_once(file, signed_workbook(publication, workspace))
    standing = tuple(publication.pengumpulan)
    return Consolidation(
        periode=periode,
        document=publication.jenis,
        locked=True,
        complete=is_complete(standing, register, periode),
        workbook=file,
        is_new=False,
        results=tuple(h.isi["hasil"] for h in results),
        states=tuple(h.isi["keadaan"] for h in results),
        standing=standing,
        stray=stray,
    )


def signed_workbook(publication: PublicationRow, workspace: Workspace) -> bytes:
    """The bytes that were signed, from the archive. Raises CannotDo where they are damaged."""
    try:
        return read_archived(workspace.archive, f"{publication.sha256}.xlsx", publication.sha256)
    except ArchiveDamaged as error:
        raise CannotDo(f"{error} Isinya {publication.nama} yang ditandatangani; kembalikan dari cadangan.") from error


def book_content(
    content: PeriodContent,
    intake: Intake,
    workspace: Workspace,
    register: Register,
    periode: Periode,
    kind: str,
    lock_day: date | None = None,
) -> BookContent:
    """All that the workbook shows, under the mark `kind`; signed on `lock_day`."""
    return BookContent(
        periode=periode,
        kind=kind,
        register=register,
        results=content.results,
        cards={code: rule.CARD for code, rule in RULES.items()},
        standing=tuple(
            StandingLine(
                bagian=register.bagian_name(s.bagian, periode.last_day),
                status=s.status,
                # Whether a missing file is late depends on the day; the workbook speaks of those that came.
                late=s.late if s.file_time else None,
                revision=s.revision,
                file=s.file,
                file_time=s.file_time,
                sha256=s.sha256,
                attachments=s.attachments,
                temuan=s.temuan,
                incident=s.incident,
            )
            for s in content.standing
        ),
        other_temuan=tuple(intake.stray),
        originals=_originals(intake.memory, workspace),
        deadline=workspace.deadline_day(periode),
        lock_day=lock_day,
        lock_history=_lock_history(intake.memory, workspace, periode),
    )


def _originals(memory: Memory, workspace: Workspace) -> dict[str, ArchivedOriginal]:
    """SHA-256 -> the archived original, at the time it was first seen."""
    originals: dict[str, ArchivedOriginal] = {}
    for row in memory.kiriman.values():
        originals.setdefault(row.sha256, ArchivedOriginal(archive_name(row), row.diubah.astimezone(workspace.zone)))
    return originals


def _lock_history(memory: Memory, workspace: Workspace, periode: Periode) -> tuple[tuple[str, str], ...]:
    """What `Metadata` says of earlier lockings and of why the period was opened again."""
    words = {KUNCI: "Dikunci", BUKA: "Dibuka lagi"}
    return tuple(
        (
            f"{words[k.tindakan]} {show_date(k.waktu.astimezone(workspace.zone).date())}",
            f"Alasan: {k.alasan} ({k.oleh})" if k.alasan else f"oleh {k.oleh}",
        )
        for k in memory.locks.get(str(periode), [])
    )
