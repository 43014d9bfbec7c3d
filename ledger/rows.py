"""Rows of the ledger as the flows see them: `tables` without the database, named as its columns are.

All moments (`waktu`, `diubah`) carry their offset, UTC; `oleh` is the account and machine
(see `ledger.transactions.actor`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

KUNCI, BUKA = "KUNCI", "BUKA"  # `tindakan` of a lock


@dataclass(frozen=True)
class KirimanRow:
    """A file of the inbox as first seen. `diubah` is the file's own time, `waktu` that of the recording.

    `nama` is its path below the inbox; `revisi` counts the submissions of bagian and period, returned ones too; it
    and `periode` are None where the month could not be read.
    """

    nomor: int
    waktu: datetime
    oleh: str
    bagian: str
    nama: str
    sha256: str
    ekstensi: str
    ukuran: int
    diubah: datetime
    lampiran: bool
    periode: str | None
    revisi: int | None
    pengiriman_ke: int | None


@dataclass(frozen=True)
class CheckRow:
    """What the checks last said of a submission; `temuan` as plain data."""

    kiriman: int
    waktu: datetime
    versi: str
    diterima: bool
    temuan: list[dict[str, Any]]


@dataclass(frozen=True)
class HandBackRow:
    """An accepted submission that the secretariat handed back."""

    kiriman: int
    waktu: datetime
    oleh: str
    alasan: str


@dataclass(frozen=True)
class PublicationRow:
    """A consolidated workbook as written.

    `masukan`: numbers of the submissions it rests on; `pengumpulan`: who had submitted, as plain data.
    """

    nomor: int
    waktu: datetime
    oleh: str
    periode: str
    jenis: str
    nama: str
    sha256: str
    ukuran: int
    versi: str
    masukan: list[int]
    pengumpulan: list[dict[str, Any]]


@dataclass(frozen=True)
class ResultRow:
    """One result of a publication as published; `isi` is the whole of it as plain data."""

    terbitan: int
    iku: str
    nilai: str | None
    status: str
    aturan: str | None
    isi: dict[str, Any]


@dataclass(frozen=True)
class LockRow:
    """A period locked (KUNCI, with its signed publication) or opened again (BUKA, with the reason)."""

    nomor: int
    waktu: datetime
    oleh: str
    periode: str
    tindakan: str
    terbitan: int | None
    register_sha256: str | None
    alasan: str | None


@dataclass(frozen=True)
class DocumentRow:
    """A signed document of a locked period."""

    kunci: int
    waktu: datetime
    oleh: str
    nama: str
    sha256: str


@dataclass(frozen=True)
class SignedFile:
    """A file in the archive that was signed: the workbook of a locking, or a document."""

    nama: str
    periode: str
    waktu: datetime
    sha256: str
