"""The workbooks of a period in the outbox: what they say, how they are named, what the ledger keeps of them.

A draft or a revision is written under the next number where it says something new; a signed one is never written
again, only shown.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.json_out import json_kiriman, json_result, read_kiriman, read_result
from flows.month.answers import Unanswered
from flows.month.kiriman_status import is_complete
from flows.month.signed_months import UnsettledMonth
from flows.office.workspace import Workspace
from flows.run import Office, Run
from iku_rules.result import PublishedResult, Result
from ledger.archive import read_archived
from ledger.publications import numbered, publish_numbered, publish_once
from ledger.queries import Memory, archive_name
from ledger.rows import BUKA, KUNCI, LockRow, PublicationRow
from ledger.transactions import Transaction
from schemas.errors import ArchiveDamagedError, CannotDoError
from schemas.kiriman_status import KirimanStatus, Orphan
from schemas.periode import Periode
from schemas.temuan import Temuan
from schemas.wording import show_date
from workbooks.consolidated.content import ArchivedOriginal, BookContent
from workbooks.consolidated.workbook import write_workbook

DRAFT, FINAL, REVISION = "DRAF", "FINAL", "REVISI"
_DRAFT_ENDING = "_draf-{:02d}.xlsx"


@dataclass(frozen=True)
class PeriodContent:
    """What a workbook of a period says, whatever its name and mark will be.

    `basis`: numbers of the submissions that the results rest on; `stray`: files outside the known folders.
    """

    periode: Periode
    results: tuple[Result, ...]
    standing: tuple[KirimanStatus, ...]
    basis: tuple[int, ...]
    stray: tuple[tuple[str, Temuan], ...]


@dataclass(frozen=True)
class Consolidation:
    """A consolidated period as published: results and submissions in the words of the contract.

    `document` is DRAF, FINAL or REVISI; `is_new`: the workbook was written just now; `orphans`: files of the inbox
    that belong to no bagian or no month; `unanswered` the answers that could not be written in this run;
    `unsettled` the signed months that no longer say what is known.
    """

    periode: Periode
    document: str
    locked: bool
    complete: bool
    workbook: Path
    is_new: bool
    results: tuple[PublishedResult, ...]
    standing: tuple[KirimanStatus, ...]
    orphans: tuple[Orphan, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    unsettled: tuple[UnsettledMonth, ...] = ()


def workbook_bytes(
    content: PeriodContent,
    office: Office,
    memory: Memory,
    mark: str,
    lock_day: date | None = None,
    lock_remarks: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """The workbook under its mark (DRAF, FINAL, REVISI n), signed on `lock_day`, with what is said of that."""
    periode, workspace = content.periode, office.workspace
    return write_workbook(
        BookContent(
            periode=periode,
            kind=mark,
            register=office.register,
            results=content.results,
            standing=content.standing,
            other_temuan=content.stray,
            originals=_originals(memory, workspace),
            deadline=workspace.deadline_day(periode),
            lock_day=lock_day,
            lock_history=(*_lock_history(memory, workspace, periode), *lock_remarks),
        )
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
            f"{words[row.tindakan]} {show_date(row.waktu.astimezone(workspace.zone).date())}",
            f"Alasan: {row.alasan} ({row.oleh})" if row.alasan else f"oleh {row.oleh}",
        )
        for row in memory.locks.get(str(periode), [])
    )


# Writing and recording


def publish_draft(run: Run, memory: Memory, content: PeriodContent) -> Consolidation:
    """A draft; after the period was locked and opened again, the next revision. None is written that says nothing new.

    It is recorded with what it rests on, once: also where the run before was stopped between the two.
    """
    kind, file, is_new = _write_draft(run, memory, content)
    with run.begin() as transaction:
        if not any(row.nama == file.name for row in transaction.publications(str(content.periode))):
            record_publication(transaction, run, content, kind, file.name, file.read_bytes())
    return Consolidation(
        periode=content.periode,
        document=kind,
        locked=False,
        complete=is_complete(content.standing, run.register, content.periode),
        workbook=file,
        is_new=is_new,
        results=content.results,
        standing=content.standing,
    )


def says_what_was_published(office: Office, memory: Memory, content: PeriodContent) -> bool:
    """Whether the newest draft or revision in the outbox says what would be written now; nothing is written."""
    periode = content.periode
    folder, prefix = office.workspace.consolidation_folder(periode), file_prefix(periode)
    if memory.last_reopening(periode) is None:
        drafts = numbered(folder, f"{prefix}{_DRAFT_ENDING}")
        return bool(drafts) and drafts[max(drafts)].read_bytes() == workbook_bytes(content, office, memory, DRAFT)
    number = revision_number(folder, periode)
    newest = folder / revision_name(periode, number)
    mark = _revision_mark(number)
    return newest.exists() and newest.read_bytes() == workbook_bytes(content, office, memory, mark)


def _revision_mark(number: int) -> str:
    return f"{REVISION} {number} ({DRAFT})"


def _write_draft(run: Run, memory: Memory, content: PeriodContent) -> tuple[str, Path, bool]:
    """Kind, path and whether it is new."""
    periode = content.periode
    folder, prefix = run.workspace.consolidation_folder(periode), file_prefix(periode)
    if memory.last_reopening(periode) is None:
        workbook = workbook_bytes(content, run, memory, DRAFT)
        return DRAFT, *publish_numbered(folder, f"{prefix}{_DRAFT_ENDING}", workbook)
    number = revision_number(folder, periode)
    while True:
        # The number stands in the workbook: the newest one is kept where its bytes are those we would write under it.
        workbook = workbook_bytes(content, run, memory, _revision_mark(number))
        destination = folder / revision_name(periode, number)
        if not destination.exists():
            publish_once(destination, workbook)
            return REVISION, destination, True
        if destination.read_bytes() == workbook and not (folder / final_revision_name(periode, number)).exists():
            return REVISION, destination, False
        number += 1


def file_prefix(periode: Periode) -> str:
    """What the name of every workbook of a period begins with."""
    return f"IKU_Setda_{periode}"


def revision_name(periode: Periode, number: int) -> str:
    """A revision that waits to be locked."""
    return f"{file_prefix(periode)}_revisi-{number}.xlsx"


def final_revision_name(periode: Periode, number: int) -> str:
    """A revision that was locked again."""
    return f"{file_prefix(periode)}_revisi-{number}_final.xlsx"


def revision_number(folder: Path, periode: Periode) -> int:
    """The newest revision written, 1 where there is none yet."""
    return max(numbered(folder, f"{file_prefix(periode)}_revisi-{{}}.xlsx"), default=1)


def record_publication(
    transaction: Transaction, run: Run, content: PeriodContent, kind: str, name: str, workbook: bytes
) -> PublicationRow:
    """Record a workbook with its results and what it rests on."""
    return transaction.record_publication(
        periode=str(content.periode),
        jenis=kind,
        nama=name,
        sha256=hashlib.sha256(workbook).hexdigest(),
        ukuran=len(workbook),
        versi=run.version,
        masukan=list(content.basis),
        pengumpulan=list(map(json_kiriman, content.standing)),
        results=[
            {
                "iku": result.iku,
                "nilai": None if result.nilai is None else str(result.nilai),
                "status": result.status.value,
                "aturan": result.aturan,
                "isi": {"hasil": json_result(result), "keadaan": result.keadaan},
            }
            for result in content.results
        ],
    )


# What was signed


def as_signed(run: Run, lock: LockRow, periode: Periode) -> Consolidation:
    """A locked period as it was signed; a signed workbook that went missing is put back from the archive."""
    with run.look_up() as transaction:
        publication = signed_publication(transaction, lock)
        results = transaction.results(publication.nomor)
    file = run.workspace.consolidation_folder(periode) / publication.nama
    if not file.exists():
        publish_once(file, signed_workbook(publication, run.workspace))
    standing = tuple(map(read_kiriman, publication.pengumpulan))
    return Consolidation(
        periode=periode,
        document=publication.jenis,
        locked=True,
        complete=is_complete(standing, run.register, periode),
        workbook=file,
        is_new=False,
        results=tuple(read_result(row.isi["hasil"], row.isi["keadaan"]) for row in results),
        standing=standing,
    )


def signed_publication(transaction: Transaction, lock: LockRow) -> PublicationRow:
    """The publication that a lock has frozen."""
    return next(row for row in transaction.publications(lock.periode) if row.nomor == lock.terbitan)


def signed_workbook(publication: PublicationRow, workspace: Workspace) -> bytes:
    """The bytes that were signed, from the archive. Raises CannotDoError where they are damaged."""
    try:
        return read_archived(workspace.archive, f"{publication.sha256}.xlsx", publication.sha256)
    except ArchiveDamagedError as error:
        raise CannotDoError(
            f"{error} Isinya {publication.nama} yang ditandatangani; kembalikan dari cadangan."
        ) from error
