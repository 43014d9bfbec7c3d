"""The rows of the ledger, declared once: a class here is a table, its fields are the columns (see `ledger.tables`).

All moments (`waktu`, `diubah`) carry their offset, UTC; `oleh` is the account and machine
(see `ledger.transactions.actor`). `nomor` is the key: the order in which rows were added. Without SQLAlchemy, so that
the flows can name what the ledger gives them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

KUNCI, BUKA = "KUNCI", "BUKA"  # `tindakan` of a lock


@dataclass(frozen=True)
class Length:
    """The column holds at most so many characters."""

    characters: int


@dataclass(frozen=True)
class RefersTo:
    """The column holds the `nomor` of a row of that table."""

    table: str


@dataclass(frozen=True)
class Big:
    """The column holds numbers beyond two thousand million."""


Bagian = Annotated[str, Length(40)]
Month = Annotated[str, Length(7)]
Hash = Annotated[str, Length(64)]
Actor = Annotated[str, Length(200)]
Bytes = Annotated[int, Big()]
KirimanNumber = Annotated[int, RefersTo("kiriman")]
PublicationNumber = Annotated[int, RefersTo("terbitan")]


@dataclass(frozen=True)
class KirimanRow:
    """A file of the inbox as first seen. `diubah` is the file's own time, `waktu` that of the recording.

    `nama` is its path below the inbox; `revisi` counts the submissions of bagian and period, returned ones too; it
    and `periode` are None where the month could not be read.
    """

    nomor: int
    waktu: datetime
    oleh: Actor
    bagian: Bagian
    nama: str
    sha256: Hash
    ekstensi: Annotated[str, Length(20)]
    ukuran: Bytes
    diubah: datetime
    lampiran: bool
    periode: Month | None
    revisi: int | None
    pengiriman_ke: int | None


@dataclass(frozen=True)
class CheckRow:
    """What the checks said of a submission, under which version of forms and rules; `temuan` as plain data."""

    nomor: int
    waktu: datetime
    oleh: Actor
    kiriman: KirimanNumber
    versi: Hash
    diterima: bool
    temuan: list[dict[str, Any]]


@dataclass(frozen=True)
class InForceRow:
    """Which submission counts for bagian and period from then on; none where `kiriman` is None."""

    nomor: int
    waktu: datetime
    oleh: Actor
    bagian: Bagian
    periode: Month
    kiriman: KirimanNumber | None


@dataclass(frozen=True)
class HandBackRow:
    """An accepted submission that the secretariat handed back."""

    nomor: int
    waktu: datetime
    oleh: Actor
    kiriman: KirimanNumber
    alasan: str


@dataclass(frozen=True)
class PublicationRow:
    """A consolidated workbook as written, with the hash of its bytes.

    `masukan`: numbers of the submissions it rests on; `pengumpulan`: who had submitted, as plain data.
    """

    nomor: int
    waktu: datetime
    oleh: Actor
    periode: Month
    jenis: Annotated[str, Length(10)]
    nama: str
    sha256: Hash
    ukuran: Bytes
    versi: Hash
    masukan: list[int]
    pengumpulan: list[dict[str, Any]]


@dataclass(frozen=True)
class ResultRow:
    """One result of a publication as published; `isi` is the whole of it as plain data, its evidence included."""

    nomor: int
    terbitan: PublicationNumber
    iku: Annotated[str, Length(40)]
    nilai: Annotated[str, Length(40)] | None
    status: Annotated[str, Length(30)]
    aturan: Annotated[str, Length(100)] | None
    isi: dict[str, Any]


@dataclass(frozen=True)
class LockRow:
    """A period locked (KUNCI, with its signed publication) or opened again (BUKA, with the reason)."""

    nomor: int
    waktu: datetime
    oleh: Actor
    periode: Month
    tindakan: Annotated[str, Length(5)]
    terbitan: PublicationNumber | None
    register_sha256: Hash | None
    alasan: str | None


@dataclass(frozen=True)
class DocumentRow:
    """A scanned, signed document of a locked period."""

    nomor: int
    waktu: datetime
    oleh: Actor
    kunci: Annotated[int, RefersTo("kunci")]
    nama: str
    sha256: Hash


@dataclass(frozen=True)
class WaivedRow:
    """A waiver (`isi`) that let a finding of a submission pass."""

    nomor: int
    waktu: datetime
    oleh: Actor
    kiriman: KirimanNumber
    kode: Annotated[str, Length(4)]
    lembar: str | None
    sel: str | None
    isi: dict[str, Any]


@dataclass(frozen=True)
class CommandRow:
    """A command that wrote something: that it began, or how it ended (`peristiwa`)."""

    nomor: int
    waktu: datetime
    oleh: Actor
    perintah: Annotated[str, Length(60)]
    periode: Month | None
    peristiwa: Annotated[str, Length(10)]
    keterangan: str | None


@dataclass(frozen=True)
class ContentRow:
    """What was read of a file, compressed, under which version of forms, rules and register."""

    sha256: Hash
    bagian: Bagian
    versi: Hash
    isi: bytes


@dataclass(frozen=True)
class LinkRow:
    """A link of the chain (see `ledger.chain`): the row `baris` of `tabel`, and its hash over the link before."""

    nomor: int
    tabel: Annotated[str, Length(20)]
    baris: int
    sidik: Hash


@dataclass(frozen=True)
class HomeRow:
    """The workspace the ledger belongs to from then on: its id, and where it lies (machine and folder)."""

    nomor: int
    waktu: datetime
    oleh: Actor
    pengenal: Annotated[str, Length(36)]
    tempat: str


@dataclass(frozen=True)
class SignedFile:
    """A file in the archive that was signed: the workbook of a locking, or a document."""

    nama: str
    periode: str
    waktu: datetime
    sha256: str
