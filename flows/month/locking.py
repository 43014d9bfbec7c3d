"""Locking a period, opening it again, and showing what was signed: each recorded, nothing ever rewritten."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.intake.accepted import Accepted
from flows.intake.intake import Intake, list_signed
from flows.json_out import json_result
from flows.month.consolidation import compose_content, consolidate
from flows.month.publication import (
    FINAL,
    REVISION,
    Consolidation,
    as_signed,
    book_content,
    file_prefix,
    final_revision_name,
    publication_row,
    revision_number,
    signed_workbook,
)
from flows.office.workspace import Workspace
from iku_rules.across_months import compose
from iku_rules.register_model.freeze import freeze, thaw
from iku_rules.register_model.messages import RegisterError
from iku_rules.register_model.register import Register
from ledger.archive import keep_evidence, read_archived
from ledger.publications import publish_once
from ledger.queries import Memory
from ledger.rows import BUKA, KUNCI, LockRow, PublicationRow
from ledger.transactions import Ledger
from schemas.errors import ArchiveDamagedError, CannotDoError
from schemas.periode import Periode
from workbooks.consolidated.workbook import write_workbook

PDF_START = b"%PDF-"
# What was published and must come out the same; notes and evidence explain it and may be worded anew.
COMPARED = (
    "nilai",
    "status",
    "predikat",
    "target",
    "capaian",
    "kategori_capaian",
    "kelengkapan",
    "tahun_penilaian",
)


@dataclass(frozen=True)
class Recomputation:
    """What a recomputation of a signed period gave: `differences` are (indicator, field, signed, now).

    `same_version`: forms, rules and register are those of the signing. Not `matches` and no `differences`: this program
    cannot read the register of then any more.
    """

    matches: bool
    same_version: bool
    version: str
    differences: tuple[tuple[str, str, Any, Any], ...]


def lock(
    intake: Intake,
    workspace: Workspace,
    register: Register,
    ledger: Ledger,
    periode: Periode,
    now: datetime,
) -> Consolidation:
    """Write the final workbook and freeze the period.

    Raises CannotDoError where nobody has seen what would be locked.
    """
    if intake.lock_of(periode):
        raise CannotDoError(f"Periode {periode.name} sudah dikunci; untuk mengubahnya: iku buka {periode} --alasan …")
    if now.astimezone(workspace.zone).date() <= periode.last_day:
        raise CannotDoError(f"{periode.name} belum berakhir, jadi belum dapat dikunci.")
    with ledger.begin(now, keep=False) as transaction:
        was_published = bool(transaction.publications(str(periode)))
    draft = consolidate(intake, workspace, register, ledger, periode, now)
    if was_published and draft.is_new:
        raise CannotDoError(
            f"Ada yang berubah sejak draf terakhir; yang baru ditulis di {draft.workbook.name}. "
            f"Periksa dahulu, lalu ulangi: iku kunci {periode}"
        )
    content = compose_content(intake, workspace, register, ledger, periode, now)
    kind, mark, name = _final_name(intake.memory, workspace, periode)
    lock_day = now.astimezone(workspace.zone).date()
    workbook_bytes = write_workbook(book_content(content, intake, workspace, register, periode, mark, lock_day))
    destination = workspace.consolidation_folder(periode) / name
    if destination.exists() and destination.read_bytes() != workbook_bytes:
        raise CannotDoError(f"{destination} sudah ada dan bukan buatan penguncian ini; pindahkan dahulu.")
    # The archive first, then the ledger, then the name in the outbox: stopped in between, the next run mends the rest.
    keep_evidence(workspace.archive, workbook_bytes, ".xlsx")
    settings = workspace.settings
    frozen_register = freeze(workspace.register, settings.target, settings.tampilan.capaian_maksimal)
    register_sha256 = keep_evidence(workspace.archive, frozen_register, ".zip")
    with ledger.begin(now) as transaction:
        publication = transaction.record_publication(
            **publication_row(content, intake, periode, kind, name, workbook_bytes)
        )
        row = transaction.record_lock(
            str(periode), KUNCI, publication=publication.nomor, register_sha256=register_sha256
        )
    list_signed(workspace, ledger)
    publish_once(destination, workbook_bytes)
    return as_signed(row, workspace, register, ledger, periode, now)


def _final_name(memory: Memory, workspace: Workspace, periode: Periode) -> tuple[str, str, str]:
    """Kind, mark in the workbook and file name of what is locked now."""
    if memory.last_reopening(periode) is None:
        return FINAL, FINAL, f"{file_prefix(periode)}_final.xlsx"
    number = revision_number(workspace.consolidation_folder(periode), periode)
    return REVISION, f"{REVISION} {number}", final_revision_name(periode, number)


def store_signed_document(document: Path, workspace: Workspace, ledger: Ledger, periode: Periode, now: datetime) -> str:
    """Archive the signed PDF of a locked period under its hash, which is given. Raises CannotDoError."""
    content = read_signed_document(document)
    sha256 = keep_evidence(workspace.archive, content, ".pdf")
    with ledger.begin(now) as transaction:
        current_lock = Memory(transaction).current_lock(periode)
        if current_lock is None:
            raise CannotDoError(f"Periode {periode.name} belum dikunci.")
        if not any(row.kunci == current_lock.nomor and row.sha256 == sha256 for row in transaction.signed_documents()):
            transaction.record_signed_document(current_lock.nomor, document.name, sha256)
    list_signed(workspace, ledger)
    return sha256


def read_signed_document(document: Path) -> bytes:
    """The signed document. Raises CannotDoError where it is no PDF."""
    if not document.is_file():
        raise CannotDoError(f"Berkas tidak ditemukan: {document}")
    content = document.read_bytes()
    if not content.startswith(PDF_START):
        raise CannotDoError(f"Dokumen bertanda tangan harus berkas PDF: {document}")
    return content


def reopen(ledger: Ledger, periode: Periode, reason: str, now: datetime) -> None:
    """Open a locked period again; what was signed stays. Raises CannotDoError."""
    with ledger.begin(now) as transaction:
        current_lock = Memory(transaction).current_lock(periode)
        if current_lock is None:
            raise CannotDoError(f"Periode {periode.name} tidak sedang dikunci.")
        transaction.record_lock(str(periode), BUKA, publication=current_lock.terbitan, reason=reason)


def hand_back(intake: Intake, ledger: Ledger, bagian: str, periode: Periode, reason: str, now: datetime) -> str:
    """Hand the submission that counts back to its bagian; nothing counts until a later one does.

    Gives the name of the file. Raises CannotDoError.
    """
    if intake.lock_of(periode):
        raise CannotDoError(f"Periode {periode.name} sudah dikunci; buka dahulu: iku buka {periode} --alasan …")
    row = intake.memory.row_in_force(bagian, periode)
    if row is None:
        raise CannotDoError(f"Belum ada kiriman {bagian} yang diterima untuk {periode.name}.")
    with ledger.begin(now) as transaction:
        transaction.record_hand_back(row.nomor, reason)
        transaction.record_which_counts(bagian, str(periode), None)
    return row.nama


# What was signed, shown again


def reprint(
    consolidation: Consolidation, lock_row: LockRow, workspace: Workspace, ledger: Ledger, now: datetime
) -> Path:
    """The signed bytes in the outbox: under their own name, or beside it where someone has changed that file."""
    with ledger.begin(now, keep=False) as transaction:
        publications = transaction.publications(str(consolidation.periode))
    publication = next(row for row in publications if row.nomor == lock_row.terbitan)
    content = signed_workbook(publication, workspace)
    if consolidation.workbook.read_bytes() == content:
        return consolidation.workbook
    destination = consolidation.workbook.with_name(f"{consolidation.workbook.stem}_cetak-ulang.xlsx")
    publish_once(destination, content)
    return destination


def recompute(
    lock_row: LockRow, workspace: Workspace, register: Register, ledger: Ledger, periode: Periode, now: datetime
) -> Recomputation:
    """Compute a locked period again from its frozen inputs and register, and compare by value with what was signed."""
    with ledger.begin(now, keep=False) as transaction:
        publication = next(row for row in transaction.publications(str(periode)) if row.nomor == lock_row.terbitan)
        signed = {row.iku: row.isi["hasil"] for row in transaction.results(publication.nomor)}
        memory = Memory(transaction)
    try:
        frozen = _read_frozen_register(lock_row, workspace)
    except RegisterError:
        return Recomputation(matches=False, same_version=False, version=publication.versi, differences=())
    then = _frozen_submissions(publication, memory, workspace, frozen, ledger)
    results_now = {result.iku: json_result(result) for result in compose(frozen, periode, then.computations(periode))}
    differences = tuple(
        (iku, field, result.get(field), results_now.get(iku, {}).get(field))
        for iku, result in signed.items()
        for field in COMPARED
        if result.get(field) != results_now.get(iku, {}).get(field)
    )
    return Recomputation(not differences, then.version == publication.versi, publication.versi, differences)


def _read_frozen_register(lock_row: LockRow, workspace: Workspace) -> Register:
    assert lock_row.register_sha256 is not None
    try:
        content = read_archived(workspace.archive, f"{lock_row.register_sha256}.zip", lock_row.register_sha256)
    except ArchiveDamagedError as error:
        raise CannotDoError(f"{error} Isinya register periode {lock_row.periode}; kembalikan dari cadangan.") from error
    with tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
        return thaw(content, Path(work_folder))


def _frozen_submissions(
    publication: PublicationRow, memory: Memory, workspace: Workspace, register: Register, ledger: Ledger
) -> Accepted:
    """The submissions a publication rests on, as if nothing had come since."""
    memory.in_force = {
        (row.bagian, str(row.periode)): row.nomor for row in (memory.kiriman[number] for number in publication.masukan)
    }
    return Accepted(workspace, register, ledger, memory)


def recomputation_lines(recomputation: Recomputation) -> list[str]:
    """What the recomputation says, in lines for people."""
    if recomputation.matches:
        return ["Hitung ulang dari kiriman dan register yang dibekukan: semua nilai sama dengan yang ditandatangani."]
    if not recomputation.same_version:
        version = f"Versi aturan saat dikunci ({recomputation.version[:12]}) sudah tidak ada pada program ini"
        if not recomputation.differences:
            return [
                f"{version}; nilainya tidak dapat dihitung ulang. Yang berlaku tetap buku kerja yang ditandatangani."
            ]
        opening = f"{version}; dengan aturan yang sekarang hasilnya berbeda (yang berlaku tetap yang ditandatangani):"
    else:
        opening = "Hitung ulang BERBEDA dari yang ditandatangani; mohon sampaikan kepada admin:"
    lines = [
        f"  {iku}, {field}: ditandatangani {old}, sekarang {new}" for iku, field, old, new in recomputation.differences
    ]
    return [opening, *lines]
