"""Questions to the ledger: the history of the indicators, and from a number to its cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flows.office.workspace import Workspace
from flows.run import Run
from ledger.queries import Memory, archive_name
from ledger.rows import KUNCI, PublicationRow
from ledger.transactions import Transaction
from schemas.errors import CannotDoError
from schemas.periode import Periode


@dataclass(frozen=True)
class HistoryRow:
    """An indicator in one period, as last published; signed where the period is locked."""

    iku: str
    periode: Periode
    publication: PublicationRow
    locked: bool
    result: dict[str, Any]
    state: str


def history(run: Run, iku: str | None) -> list[HistoryRow]:
    """Every published period, oldest first, of one indicator or of all."""
    with run.look_up() as transaction:
        memory = Memory(transaction)
        return [
            HistoryRow(
                row.iku,
                periode,
                publication,
                memory.current_lock(periode) is not None,
                row.isi["hasil"],
                row.isi["keadaan"],
            )
            for periode, publication in latest_publications(transaction, memory)
            for row in transaction.results(publication.nomor)
            if iku in (None, row.iku)
        ]


def latest_publications(transaction: Transaction, memory: Memory) -> Iterable[tuple[Periode, PublicationRow]]:
    """The publication that speaks for each period: the signed one while it is locked, else the newest."""
    by_periode: dict[str, list[PublicationRow]] = {}
    for publication in transaction.publications():
        by_periode.setdefault(publication.periode, []).append(publication)
    for text, publications in sorted(by_periode.items()):
        periode = Periode.parse(text)
        lock = memory.current_lock(periode)
        yield periode, next((row for row in publications if lock and row.nomor == lock.terbitan), publications[-1])


def json_history(rows: Iterable[HistoryRow]) -> dict[str, Any]:
    """What `iku riwayat --json` prints."""
    return {
        "riwayat": [
            {
                "iku": row.iku,
                "periode": str(row.periode),
                **{
                    field: row.result[field] for field in ("nilai", "status", "predikat", "target", "capaian", "aturan")
                },
                "dari_periode": row.result["dari_periode"],
                "dokumen": row.publication.jenis,
                "terkunci": row.locked,
                "buku_kerja": row.publication.nama,
                "sha256": row.publication.sha256,
                "waktu": row.publication.waktu.isoformat(),
            }
            for row in rows
        ]
    }


def trace(run: Run, iku: str, periode: Periode) -> dict[str, Any]:
    """From the published number of an indicator to files, cells, archive and times. Raises CannotDoError."""
    with run.look_up() as transaction:
        memory = Memory(transaction)
        publication = next((latest for p, latest in latest_publications(transaction, memory) if p == periode), None)
        if publication is None:
            raise CannotDoError(f"{periode.name} belum pernah dikonsolidasikan: iku konsolidasi --periode {periode}")
        result = next((row.isi for row in transaction.results(publication.nomor) if row.iku == iku), None)
    if result is None:
        raise CannotDoError(f"Indikator {iku} tidak ada pada {publication.nama}.")
    return {
        "periode": str(periode),
        "buku_kerja": publication.nama,
        "dokumen": publication.jenis,
        "terkunci": memory.current_lock(periode) is not None,
        **{
            field: result["hasil"][field]
            for field in ("iku", "nilai", "satuan", "status", "predikat", "aturan", "catatan")
        },
        "keadaan": result["keadaan"],
        "sumber": [
            {**source, **_origin(memory, run.workspace, source["sha256"])} for source in result["hasil"]["sumber"]
        ],
        "tindakan": [
            {
                "tindakan": "dikunci" if row.tindakan == KUNCI else "dibuka",
                "waktu": row.waktu.isoformat(),
                "oleh": row.oleh,
                "alasan": row.alasan,
            }
            for row in memory.locks.get(str(periode), [])
        ],
    }


def _origin(memory: Memory, workspace: Workspace, sha256: str) -> dict[str, Any]:
    """What the ledger knows of the file a number was read from."""
    row = next((kiriman for kiriman in memory.kiriman.values() if kiriman.sha256 == sha256), None)
    if row is None:
        return {"revisi": None, "waktu": None, "arsip": None}
    return {
        "revisi": row.revisi,
        "waktu": row.diubah.astimezone(workspace.zone).isoformat(),
        "arsip": archive_name(row),
    }
