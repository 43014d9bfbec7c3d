"""Questions to the ledger: the history of the indicators, and from a number to its cells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.json_out import json_result, read_result
from flows.office.workspace import Workspace
from flows.run import Run
from iku_rules.result import PublishedResult
from ledger.queries import Memory, archive_name
from ledger.rows import KUNCI, KirimanRow, LockRow, PublicationRow
from ledger.transactions import Transaction
from schemas.errors import CannotDoError
from schemas.periode import Periode


@dataclass(frozen=True)
class HistoryRow:
    """An indicator in one period, as last published; signed where the period is locked."""

    periode: Periode
    publication: PublicationRow
    locked: bool
    result: PublishedResult


@dataclass(frozen=True)
class Trace:
    """From a published number to files, archive and times.

    `originals` are the files its sources were read from, by SHA-256; `actions` the lockings and openings of its period.
    """

    history: HistoryRow
    originals: Mapping[str, KirimanRow]
    actions: tuple[LockRow, ...]


def history(run: Run, iku: str | None) -> list[HistoryRow]:
    """Every published period, oldest first, of one indicator or of all."""
    with run.look_up() as transaction:
        return list(published_rows(transaction, Memory(transaction), iku))


def trace(run: Run, iku: str, periode: Periode) -> Trace:
    """From the published number of an indicator to its cells. Raises CannotDoError."""
    with run.look_up() as transaction:
        memory = Memory(transaction)
        published = [row for row in published_rows(transaction, memory) if row.periode == periode]
    if not published:
        raise CannotDoError(f"{periode.name} belum pernah dikonsolidasikan: iku konsolidasi --periode {periode}")
    row = next((row for row in published if row.result.iku == iku), None)
    if row is None:
        raise CannotDoError(f"Indikator {iku} tidak ada pada {published[0].publication.nama}.")
    wanted = {source.sha256 for source in row.result.sumber}
    originals: dict[str, KirimanRow] = {}
    for kiriman in memory.kiriman.values():
        if kiriman.sha256 in wanted:
            originals.setdefault(kiriman.sha256, kiriman)
    return Trace(row, originals, tuple(memory.locks.get(str(periode), ())))


def published_rows(transaction: Transaction, memory: Memory, iku: str | None = None) -> Iterator[HistoryRow]:
    for periode, publication in latest_publications(transaction, memory):
        locked = memory.current_lock(periode) is not None
        for row in transaction.results(publication.nomor):
            if iku in (None, row.iku):
                yield HistoryRow(periode, publication, locked, read_result(row.isi["hasil"], row.isi["keadaan"]))


def latest_publications(transaction: Transaction, memory: Memory) -> Iterable[tuple[Periode, PublicationRow]]:
    """The publication that speaks for each period: the signed one while it is locked, else the newest."""
    by_periode: dict[str, list[PublicationRow]] = {}
    for publication in transaction.publications():
        if not publication.versi:  # signed, but known by its name alone: the ledger was built anew since
            continue
        by_periode.setdefault(publication.periode, []).append(publication)
    for text, publications in sorted(by_periode.items()):
        periode = Periode.parse(text)
        lock = memory.current_lock(periode)
        yield periode, next((row for row in publications if lock and row.nomor == lock.terbitan), publications[-1])


def json_history(rows: Iterable[HistoryRow]) -> dict[str, Any]:
    """What `iku riwayat --json` prints."""
    return {"riwayat": [_json_history_row(row) for row in rows]}


def _json_history_row(row: HistoryRow) -> dict[str, Any]:
    result = json_result(row.result)
    return {
        "iku": row.result.iku,
        "periode": str(row.periode),
        **{field: result[field] for field in ("nilai", "status", "predikat", "target", "capaian", "aturan")},
        "dari_periode": result["dari_periode"],
        "dokumen": row.publication.jenis,
        "terkunci": row.locked,
        "buku_kerja": row.publication.nama,
        "sha256": row.publication.sha256,
        "waktu": row.publication.waktu.isoformat(),
    }


def json_trace(traced: Trace, workspace: Workspace) -> dict[str, Any]:
    """What `iku jejak --json` prints."""
    row, result = traced.history, json_result(traced.history.result)
    return {
        "periode": str(row.periode),
        "buku_kerja": row.publication.nama,
        "dokumen": row.publication.jenis,
        "terkunci": row.locked,
        **{field: result[field] for field in ("iku", "nilai", "satuan", "status", "predikat", "aturan", "catatan")},
        "keadaan": row.result.keadaan,
        "sumber": [
            {**source, **_json_original(traced.originals.get(source["sha256"]), workspace)}
            for source in result["sumber"]
        ],
        "tindakan": [
            {
                "tindakan": action_word(action),
                "waktu": action.waktu.isoformat(),
                "oleh": action.oleh,
                "alasan": action.alasan,
            }
            for action in traced.actions
        ],
    }


def _json_original(row: KirimanRow | None, workspace: Workspace) -> dict[str, Any]:
    """What the ledger knows of the file a number was read from."""
    if row is None:
        return {"revisi": None, "waktu": None, "arsip": None}
    return {
        "revisi": row.revisi,
        "waktu": row.diubah.astimezone(workspace.zone).isoformat(),
        "arsip": archive_name(row),
    }


def action_word(action: LockRow) -> str:
    """What was done with a period."""
    return "dikunci" if action.tindakan == KUNCI else "dibuka"
