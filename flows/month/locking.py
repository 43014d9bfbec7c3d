"""Locking a period, opening it again, and showing what was signed: each recorded, nothing ever rewritten."""

import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from flows.intake.accepted import bring_to_mind, prove_originals
from flows.intake.intake import Intake, decide_places, list_signed
from flows.json_out import read_result
from flows.month.checklist import CheckedPoint, checklist
from flows.month.publication import (
    FINAL,
    REVISION,
    Consolidation,
    PeriodContent,
    as_signed,
    file_prefix,
    final_revision_name,
    publish_draft,
    record_publication,
    revision_number,
    says_what_was_published,
    signed_publication,
    signed_workbook,
    workbook_bytes,
)
from flows.month.signed_months import months_resting_on
from flows.office.workspace import Workspace
from flows.run import Office, Run
from iku_rules.across_months import compose
from iku_rules.register_model.freeze import freeze, thaw
from iku_rules.register_model.register import Register
from iku_rules.result import PublishedResult
from ledger.archive import keep_evidence, read_archived
from ledger.publications import publish_once
from ledger.queries import Memory
from ledger.rows import BUKA, KUNCI, DocumentRow, LockRow
from ledger.transactions import Transaction
from schemas.errors import ArchiveDamagedError, CannotDoError
from schemas.periode import Periode
from schemas.toml_file import WrongEntryError
from schemas.wording import show_date

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
    differences: tuple[tuple[str, str, str | None, str | None], ...]


def look_before_locking(run: Run, memory: Memory, content: PeriodContent) -> tuple[CheckedPoint, ...]:
    """The list of what has to be looked at before the period is locked. Raises CannotDoError where it cannot be."""
    _refuse_what_cannot_be_locked(run, memory, content.periode)
    return checklist(content, run, run.today, is_seen=says_what_was_published(run, memory, content))


def _refuse_what_cannot_be_locked(run: Run, memory: Memory, periode: Periode) -> None:
    if memory.current_lock(periode):
        raise CannotDoError(f"Periode {periode.name} sudah dikunci; untuk mengubahnya: iku buka {periode} --alasan …")
    if run.today <= periode.last_day:
        raise CannotDoError(f"{periode.name} belum berakhir, jadi belum dapat dikunci.")


def lock(
    run: Run,
    memory: Memory,
    content: PeriodContent,
    points: Iterable[CheckedPoint],
    reason: str | None = None,
) -> Consolidation:
    """Write the final workbook and freeze the period, once its list of `points` was looked at.

    A `reason` locks it in spite of what would keep it from that.

    Raises CannotDoError where something in the list keeps it from being locked, where nobody has seen what would be
    locked, or where an original it rests on is damaged.
    """
    periode = content.periode
    against = [point for point in points if point.keeps_from_locking]
    if against and reason is None:
        what = "; ".join(f"{point.name.casefold()}: {point.remark}" for point in against)
        raise CannotDoError(
            f"{periode.name} belum dikunci, karena {what}. "
            f"Bila memang harus dikunci: iku kunci {periode} --tetap --alasan …"
        )
    with run.look_up() as transaction:
        was_published = bool(transaction.publications(str(periode)))
    prove_originals(run, [row for _, _, row in memory.basis(periode)])
    draft = publish_draft(run, memory, content)
    if was_published and draft.is_new:
        raise CannotDoError(
            f"Ada yang berubah sejak draf terakhir; yang baru ditulis di {draft.workbook.name}. "
            f"Periksa dahulu, lalu ulangi: iku kunci {periode}"
        )
    names = ", ".join(point.name.casefold() for point in against)
    spite = ((f"Dikunci walaupun ada: {names}", f"Alasan: {reason}"),) if against and reason else ()
    return as_signed(run, _freeze(run, memory, content, reason, spite), periode)


def _freeze(
    run: Run, memory: Memory, content: PeriodContent, reason: str | None, spite: tuple[tuple[str, str], ...]
) -> LockRow:
    """Archive, then ledger, then the name in the outbox: what a run that was stopped left undone the next one does."""
    periode, workspace, settings = content.periode, run.workspace, run.workspace.settings
    kind, mark, name = _final_name(memory, workspace, periode)
    workbook = workbook_bytes(content, run, memory, mark, run.today, spite)
    destination = workspace.consolidation_folder(periode) / name
    if destination.exists() and destination.read_bytes() != workbook:
        raise CannotDoError(f"{destination} sudah ada dan bukan buatan penguncian ini; pindahkan dahulu.")
    keep_evidence(workspace.archive, workbook, ".xlsx")
    frozen_register = freeze(workspace.register, settings.target, settings.tampilan.capaian_maksimal)
    register_sha256 = keep_evidence(workspace.archive, frozen_register, ".zip")
    with run.begin() as transaction:
        publication = record_publication(transaction, run, content, kind, name, workbook)
        row = transaction.record_lock(
            str(periode), KUNCI, publication=publication.nomor, register_sha256=register_sha256, reason=reason
        )
        signed = transaction.signed_files()
    list_signed(run, signed)
    publish_once(destination, workbook)
    return row


def _final_name(memory: Memory, workspace: Workspace, periode: Periode) -> tuple[str, str, str]:
    """Kind, mark in the workbook and file name of what is locked now."""
    if memory.last_reopening(periode) is None:
        return FINAL, FINAL, f"{file_prefix(periode)}_final.xlsx"
    number = revision_number(workspace.consolidation_folder(periode), periode)
    return REVISION, f"{REVISION} {number}", final_revision_name(periode, number)


def lock_seal(run: Run, periode: Periode) -> str:
    """The hash in the ledger's chain of the lock a period is under; "" where there is none."""
    with run.look_up() as transaction:
        current_lock = Memory(transaction).current_lock(periode)
        return transaction.lock_seal(current_lock.nomor) if current_lock else ""


def store_signed_document(run: Run, document: Path, periode: Periode, replacing: str | None = None) -> str:
    """Archive the signed PDF of a locked period under its hash, which is given.

    `replacing`: why it takes the place of another one, which stays in the archive. Raises CannotDoError where another
    one is there and nobody said so.
    """
    content = read_signed_document(document)
    sha256 = hashlib.sha256(content).hexdigest()
    with run.begin() as transaction:
        current_lock = Memory(transaction).current_lock(periode)
        if current_lock is None:
            raise CannotDoError(f"Periode {periode.name} belum dikunci.")
        known = document_of(transaction, current_lock)
        if known is not None and known.sha256 != sha256 and replacing is None:
            raise CannotDoError(
                f"{periode.name} sudah mempunyai dokumen bertanda tangan ({document_words(run, known)}). Bila yang "
                f"baru berlaku: iku kunci {periode} --dokumen-ttd … --ganti --alasan …"
            )
        keep_evidence(run.workspace.archive, content, ".pdf")
        if known is None or known.sha256 != sha256:
            transaction.record_signed_document(current_lock.nomor, document.name, sha256)
        if known is not None and replacing is not None:
            transaction.record_run("kunci: dokumen diganti", "SELESAI", str(periode), replacing)
        signed = transaction.signed_files()
    list_signed(run, signed)
    return sha256


def document_of(transaction: Transaction, lock_row: LockRow) -> DocumentRow | None:
    """The signed document that counts for a lock: the last one."""
    return next((row for row in reversed(transaction.signed_documents()) if row.kunci == lock_row.nomor), None)


def document_words(office: Office, document: DocumentRow) -> str:
    """`hasil-pindai.pdf, 12 Januari 2026, SHA-256 ab12…`."""
    day = show_date(document.waktu.astimezone(office.workspace.zone).date())
    return f"{document.nama}, {day}, SHA-256 {document.sha256}"


def signed_document_words(run: Run, memory: Memory, periode: Periode) -> str:
    """Which document was signed for a locked period, or that none is known yet."""
    current_lock = memory.current_lock(periode)
    assert current_lock is not None
    with run.look_up() as transaction:
        document = document_of(transaction, current_lock)
    return document_words(run, document) if document else "belum diarsipkan"


def read_signed_document(document: Path) -> bytes:
    """The signed document. Raises CannotDoError where it is no PDF."""
    if not document.is_file():
        raise CannotDoError(f"Berkas tidak ditemukan: {document}")
    content = document.read_bytes()
    if not content.startswith(PDF_START):
        raise CannotDoError(f"Dokumen bertanda tangan harus berkas PDF: {document}")
    return content


def signed_months_warning(run: Run, memory: Memory, periode: Periode, bagian: str | None = None) -> list[str]:
    """A line for each signed month whose values rest on what counts for a period, of one bagian or of all."""
    rows = [row for code, month, row in memory.places_in_force() if month == periode and bagian in (None, code)]
    with run.look_up() as transaction:
        months = months_resting_on(memory, transaction.signed_bases(), rows)
    return [
        f"Perhatian: {month.name} sudah dikunci dan bersandar pada kiriman {periode.name}."
        for month in months
        if month != periode
    ]


def reopen(run: Run, periode: Periode, reason: str) -> None:
    """Open a locked period again; what was signed stays. Raises CannotDoError."""
    with run.begin() as transaction:
        current_lock = Memory(transaction).current_lock(periode)
        if current_lock is None:
            raise CannotDoError(f"Periode {periode.name} tidak sedang dikunci.")
        transaction.record_lock(str(periode), BUKA, publication=current_lock.terbitan, reason=reason)


def hand_back(run: Run, intake: Intake, bagian: str, periode: Periode, reason: str) -> tuple[str, Intake]:
    """Hand the submission that counts back to its bagian; nothing counts until a later one does.

    Gives the name of the file, and what the inbox holds with that decided. Raises CannotDoError.
    """
    memory = intake.memory
    if memory.current_lock(periode):
        raise CannotDoError(f"Periode {periode.name} sudah dikunci; buka dahulu: iku buka {periode} --alasan …")
    row = memory.row_in_force(bagian, periode)
    if row is None:
        raise CannotDoError(f"Belum ada kiriman {bagian} yang diterima untuk {periode.name}.")
    with run.begin() as transaction:
        memory.hand_backs[row.nomor] = transaction.record_hand_back(row.nomor, reason)
        transaction.record_which_counts(bagian, str(periode), None)
        memory.in_force[bagian, str(periode)] = None
        decisions, _ = decide_places(intake.present, memory, transaction)
    return row.nama, replace(intake, decisions=decisions)


# What was signed, shown again


def reprint(run: Run, consolidation: Consolidation, lock_row: LockRow) -> Path:
    """The signed bytes in the outbox: under their own name, or beside it where someone has changed that file."""
    with run.look_up() as transaction:
        publication = signed_publication(transaction, lock_row)
    content = signed_workbook(publication, run.workspace)
    if consolidation.workbook.read_bytes() == content:
        return consolidation.workbook
    destination = consolidation.workbook.with_name(f"{consolidation.workbook.stem}_cetak-ulang.xlsx")
    publish_once(destination, content)
    return destination


def recompute(run: Run, lock_row: LockRow, periode: Periode) -> Recomputation:
    """Compute a locked period again from its frozen inputs and register, and compare by value with what was signed."""
    with run.look_up() as transaction:
        publication = signed_publication(transaction, lock_row)
        signed = [read_result(row.isi["hasil"], row.isi["keadaan"]) for row in transaction.results(publication.nomor)]
        memory = Memory(transaction)
    try:
        frozen = replace(run, register=read_frozen_register(lock_row, run.workspace), keep=False)
    except WrongEntryError:
        return Recomputation(matches=False, same_version=False, version=publication.versi, differences=())
    memory.restrict_to(publication.masukan)
    basis = memory.basis(periode)
    prove_originals(run, [row for _, _, row in basis])
    then = bring_to_mind(frozen, memory, [row for _, _, row in basis])
    results = compose(frozen.register, periode, then.computations(basis))
    results_now = {result.iku: result for result in results}
    differences = tuple(
        (result.iku, field, old, new)
        for result in signed
        for field in COMPARED
        if (old := _compared_value(result, field)) != (new := _compared_value(results_now.get(result.iku), field))
    )
    return Recomputation(not differences, frozen.version == publication.versi, publication.versi, differences)


def _compared_value(result: PublishedResult | None, field: str) -> str | None:
    """As it is printed: numbers to two decimals, "6/8", the word of a status; None where there is none."""
    value = getattr(result, field, None)
    return f"{value:.2f}" if isinstance(value, Decimal) else None if value is None else str(value)


def read_frozen_register(lock_row: LockRow, workspace: Workspace) -> Register:
    """The register a period was locked with. Raises CannotDoError, WrongEntryError."""
    assert lock_row.register_sha256 is not None
    try:
        content = read_archived(workspace.archive, f"{lock_row.register_sha256}.zip", lock_row.register_sha256)
    except ArchiveDamagedError as error:
        raise CannotDoError(f"{error} Isinya register periode {lock_row.periode}; kembalikan dari cadangan.") from error
    with tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
        return thaw(content, Path(work_folder))


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
        f"  {iku}, {field}: ditandatangani {old or '-'}, sekarang {new or '-'}"
        for iku, field, old, new in recomputation.differences
    ]
    return [opening, *lines]
