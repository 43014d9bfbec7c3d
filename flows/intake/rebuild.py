"""A ledger built anew from what lies in the outbox: `iku siapkan --susun-ulang-ledger`.

What can be told from the archive's list and the originals themselves comes back: every submission, what the checks say
of it, which one counts. What only the ledger knew does not: what was handed back and why, and the figures of a signed
workbook. A period that was signed is therefore open again, its workbook kept, until somebody has looked and locked it.
"""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from flows.intake.checking import Checked, check_copies
from flows.intake.inbox import InboxFile, PrivateCopy
from flows.intake.which_counts import Candidate, decide
from flows.office.memory_proof import settle_down, signed_workbooks, unknown_to
from flows.run import Run
from ledger.archive import ArchiveLine, read_archived, read_list
from ledger.queries import Memory
from ledger.rows import BUKA, KUNCI, KirimanRow
from ledger.transactions import Transaction
from schemas.errors import ArchiveDamagedError
from schemas.kiriman_json import kiriman_to_text
from schemas.periode import Periode
from schemas.temuan_json import temuan_to_data

_REASON = "Ledger disusun ulang; periksa angkanya, lalu kunci lagi"


def rebuild(run: Run) -> Iterator[str]:
    """Add to the ledger what the outbox holds and it does not know. Gives what came back and what could not, in lines.

    Afterwards nothing is missing: what could not be rebuilt is set aside. Raises ListDamagedError where the archive's
    list cannot be read, since all rests on it.
    """
    lines = read_list(run.workspace.archive)
    with run.look_up() as transaction:
        memory = Memory(transaction)
    known = {(row.bagian, row.nama, row.sha256) for row in memory.kiriman.values()}
    missing = [line for line in lines if line.revisi and (line.bagian, line.nama, line.sha256) not in known]
    with tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
        copies = {}
        for number, line in enumerate(missing):
            try:
                copies[line] = _copy(run, line, Path(work_folder), number)
            except ArchiveDamagedError as error:
                yield f"Tidak dapat disusun ulang: {line.nama}. {error}"
        checked = dict(zip(copies, check_copies(list(copies.values()), run), strict=True))
    with run.begin() as transaction:
        for line in sorted(checked, key=lambda line: (line.periode, line.bagian, int(line.revisi))):
            _record(transaction, memory, run, line, checked[line])
        opened = _record_signed(transaction, run, lines)
    yield f"Kiriman yang disusun ulang: {len(checked)} dari {len(missing)}."
    for name in opened:
        yield f"{name}: tetap ada, tetapi periodenya terbuka lagi. Periksa, lalu: iku kunci"
    yield "Pengembalian oleh sekretariat dan alasannya tidak dapat disusun ulang."
    if lost := unknown_to(run.workspace, run.ledger, run.now):
        with run.begin() as transaction:
            transaction.record_set_aside(lost)
        yield f"Disisihkan: {', '.join(lost)}."
    settle_down(run.workspace, run.ledger, run.now)


def _copy(run: Run, line: ArchiveLine, work_folder: Path, number: int) -> PrivateCopy:
    """The original of a line, proven by its hash. Raises ArchiveDamagedError."""
    name = next((file.name for file in run.workspace.archive.glob(f"{line.sha256}*")), line.sha256)
    content = read_archived(run.workspace.archive, name, line.sha256)
    path = work_folder / f"{number:05d}{Path(name).suffix}"
    path.write_bytes(content)
    changed_ns = int(datetime.fromisoformat(line.waktu).timestamp() * 1e9)
    _, _, short_name = line.nama.partition("/")
    return PrivateCopy(
        InboxFile(path, line.bagian, short_name, len(content), changed_ns, is_open=False), path, line.sha256
    )


def _record(transaction: Transaction, memory: Memory, run: Run, line: ArchiveLine, file: Checked) -> None:
    """A submission with what the checks say of it now; one that is accepted counts unless a higher number does."""
    row = transaction.record_kiriman(
        bagian=line.bagian,
        nama=line.nama,
        sha256=line.sha256,
        ekstensi=file.archive_name.removeprefix(line.sha256),
        ukuran=0,
        diubah=file.changed_at,
        lampiran=False,
        periode=line.periode,
        pengiriman_ke=file.kiriman.attempt,
    )
    memory.remember(row)
    temuan = temuan_to_data(file.all_temuan)
    memory.checks[row.nomor] = transaction.record_check(row.nomor, run.version, accepted=file.accepted, temuan=temuan)
    if not file.accepted:
        return
    transaction.keep_content(file.sha256, file.bagian, run.version, kiriman_to_text(file.kiriman))
    periode = Periode.parse(line.periode)
    in_force = _counts(memory.row_in_force(line.bagian, periode), row)
    if in_force == row:
        transaction.record_which_counts(row.bagian, line.periode, row.nomor)
        memory.in_force[row.bagian, line.periode] = row.nomor


def _counts(old: KirimanRow | None, new: KirimanRow) -> KirimanRow | None:
    return decide([Candidate(new.nama, new)], old).in_force


def _record_signed(transaction: Transaction, run: Run, lines: Iterable[ArchiveLine]) -> list[str]:
    """Signed workbooks that the ledger does not know, each locked and opened again; gives their names."""
    known = {row.nama for row in transaction.publications()}
    hashes = {line.nama: line for line in lines if not line.bagian}
    opened = []
    for file in signed_workbooks(run.workspace):
        if file.name in known:
            continue
        periode, content = file.parent.name, file.read_bytes()
        line = hashes.get(file.name)
        publication = transaction.record_publication(
            [],
            periode=periode,
            jenis="REVISI" if "_revisi-" in file.name else "FINAL",
            nama=file.name,
            sha256=line.sha256 if line else "",
            ukuran=len(content),
            versi="",
            masukan=[],
            pengumpulan=[],
        )
        transaction.record_lock(periode, KUNCI, publication=publication.nomor)
        transaction.record_lock(periode, BUKA, publication=publication.nomor, reason=_REASON)
        opened.append(file.name)
    return opened
