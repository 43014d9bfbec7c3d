"""The workspace's ledger: opened, only read, or begun anew; and each command recorded in it.

An empty ledger beside a full outbox would know of no submission, no lock and no signed document: it is never made
without being asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.office.memory_proof import prove, settle_down, unknown_to
from flows.office.workspace import Workspace, now
from ledger.archive import LIST_FILE
from ledger.transactions import Ledger
from schemas.errors import CannotDoError, LedgerError
from schemas.periode import Periode


def open_ledger(workspace: Workspace) -> Ledger:
    """The workspace's ledger, made on the first run. Raises LedgerError, CannotDoError.

    An outbox that already holds something belongs to a ledger: where that is missing, a new one would know of no
    submission, no lock and no signed document, and so none is made.
    """
    if _is_ledger_missing(workspace):
        raise CannotDoError(
            f"Ledger tidak ditemukan ({workspace.ledger_file}), padahal outbox sudah berisi. Kembalikan berkas itu "
            "dari cadangan, susun ulang (iku siapkan --susun-ulang-ledger), atau mulai dari nol dengan sengaja: "
            "iku siapkan --ledger-baru"
        )
    ledger = Ledger.open(workspace.ledger_url)
    prove(workspace, ledger, now(), keep=True)
    return ledger


def make_new_ledger(workspace: Workspace) -> Ledger:
    """A ledger for an outbox that already holds something, which is set aside; one that exists is kept."""
    ledger = Ledger.open(workspace.ledger_url)
    lost = unknown_to(workspace, ledger, now())
    if lost:
        with ledger.begin(now()) as transaction:
            transaction.record_set_aside(lost)
    settle_down(workspace, ledger, now())
    return ledger


def read_ledger(workspace: Workspace) -> Ledger:
    """The ledger for commands that only read: an empty one in memory where the workspace has none yet."""
    if not workspace.settings.ledger.url and not _has_content(workspace.ledger_file):
        if _is_ledger_missing(workspace):
            return open_ledger(workspace)
        return Ledger.temporary()
    ledger = Ledger.read(workspace.ledger_url)
    prove(workspace, ledger, now(), keep=False)
    return ledger


def _is_ledger_missing(workspace: Workspace) -> bool:
    if workspace.settings.ledger.url or _has_content(workspace.ledger_file):
        return False
    return (workspace.archive / LIST_FILE).exists() or any((workspace.outbox / "konsolidasi").glob("*/*.xlsx"))


def _has_content(file: Path) -> bool:
    """Whether there is something in it: a ledger emptied by accident knows as little as one that is gone."""
    return file.exists() and file.stat().st_size > 0


@contextmanager
def recorded(ledger: Ledger, command: str, periode: Periode | None = None) -> Iterator[None]:
    """Record in the ledger that a command began, and how it ended."""
    month = str(periode) if periode else None
    with ledger.begin(now()) as transaction:
        transaction.record_run(command, "MULAI", month)
    try:
        yield
    except BaseException as error:
        with suppress(LedgerError), ledger.begin(now()) as transaction:
            transaction.record_run(command, "GAGAL", month, str(error) or type(error).__name__)
        raise
    with ledger.begin(now()) as transaction:
        transaction.record_run(command, "SELESAI", month)
