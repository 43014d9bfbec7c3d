"""The workbooks of a period in the outbox: what they say, how they are named, what the ledger keeps of them.

A draft or a revision is written under the next number where it says something new; a signed one is never written
again, only shown.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.intake.intake import Intake
from flows.json_out import BagianStanding, json_kiriman, json_result
from flows.month.standing import is_complete
from flows.office.workspace import Workspace
from iku_rules.register_model.register import Register
from iku_rules.result import Result
from iku_rules.rules import RULES
from ledger.archive import read_archived
from ledger.publications import numbered, publish_numbered, publish_once
from ledger.queries import Memory, archive_name
from ledger.rows import BUKA, KUNCI, LockRow, PublicationRow
from ledger.transactions import Ledger
from schemas.errors import ArchiveDamagedError, CannotDoError
from schemas.periode import Periode
from schemas.temuan import Temuan
from schemas.wording import show_date
from workbooks.consolidated.content import ArchivedOriginal, BookContent, StandingLine
from workbooks.consolidated.workbook import write_workbook
from workbooks.words import result_status

DRAFT, FINAL, REVISION = "DRAF", "FINAL", "REVISI"


@dataclass(frozen=True)
class PeriodContent:
    """What a workbook of a period says, whatever its name and mark will be."""

    results: tuple[Result, ...]
    standing: tuple[BagianStanding, ...]


@dataclass(frozen=True)
class Consolidation:
    """A consolidated period as published: results and submissions in the words of the contract.

    `document` is DRAF, FINAL or REVISI; `is_new`: the workbook was written just now; `states`: the status of each
    result in words; `stray`: files outside the known folders.
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
                bagian=register.bagian_name(line.bagian, periode.last_day),
                status=line.status,
                # Whether a missing file is late depends on the day; the workbook speaks of those that came.
                late=line.late if line.file_time else None,
                revision=line.revision,
                file=line.file,
                file_time=line.file_time,
                sha256=line.sha256,
                attachments=line.attachments,
                temuan=line.temuan,
                incident=line.incident,
            )
            for line in content.standing
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
            f"{words[row.tindakan]} {show_date(row.waktu.astimezone(workspace.zone).date())}",
            f"Alasan: {row.alasan} ({row.oleh})" if row.alasan else f"oleh {row.oleh}",
        )
        for row in memory.locks.get(str(periode), [])
    )


# Writing and recording


def publish(
    content: PeriodContent, intake: Intake, workspace: Workspace, register: Register, periode: Periode
) -> tuple[str, Path, bool]:
    """A draft; after the period was locked and opened again, the next revision. Gives kind, path, whether it is new."""
    folder, prefix = workspace.consolidation_folder(periode), file_prefix(periode)
    if intake.memory.last_reopening(periode) is None:
        workbook = write_workbook(book_content(content, intake, workspace, register, periode, DRAFT))
        return DRAFT, *publish_numbered(folder, f"{prefix}_draf-{{:02d}}.xlsx", workbook)
    number = revision_number(folder, periode)
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
        if any(row.nama == file.name for row in transaction.publications(str(periode))):
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
                "iku": result.iku,
                "nilai": None if result.nilai is None else str(result.nilai),
                "status": result.status.value,
                "aturan": result.aturan,
                "isi": {"hasil": json_result(result), "keadaan": result_status(result)},
            }
            for result in content.results
        ],
    }


# What was signed


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
        publication = next(row for row in transaction.publications(str(periode)) if row.nomor == lock.terbitan)
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
        results=tuple(row.isi["hasil"] for row in results),
        states=tuple(row.isi["keadaan"] for row in results),
        standing=standing,
        stray=stray,
    )


def signed_workbook(publication: PublicationRow, workspace: Workspace) -> bytes:
    """The bytes that were signed, from the archive. Raises CannotDoError where they are damaged."""
    try:
        return read_archived(workspace.archive, f"{publication.sha256}.xlsx", publication.sha256)
    except ArchiveDamagedError as error:
        raise CannotDoError(
            f"{error} Isinya {publication.nama} yang ditandatangani; kembalikan dari cadangan."
        ) from error
