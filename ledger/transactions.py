"""The ledger as the flows use it: plain rows in, plain rows out, within one transaction.

Nothing that happened is ever changed; only what was read of a file is kept anew under another version of the rules.
"""

import getpass
import platform
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, delete, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from ledger import tables
from ledger.chain import CHAINED, Break, carry_on, first_break, seals
from ledger.database import check_whole, database_errors, open_copy, open_ledger, open_temporary, transaction
from ledger.rows import (
    KUNCI,
    CheckRow,
    CommandRow,
    DocumentRow,
    HandBackRow,
    HomeRow,
    InForceRow,
    KirimanRow,
    LockRow,
    PublicationRow,
    ResultRow,
    SignedFile,
)
from schemas.exact_json import read_json, write_json

_SET_ASIDE = "siapkan: disisihkan"
_EMPTY_INBOX = "siapkan --inbox-kosong"  # the command, as it is recorded
AT_ONCE = 500  # values in one question

_RowClass = TypeVar("_RowClass")


class Ledger:
    """An open ledger. Raises LedgerError, one line for people, whenever the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> "Ledger":
        """The ledger at `url`, made or upgraded where need be."""
        return cls(open_ledger(url))

    @classmethod
    def read(cls, url: str) -> "Ledger":
        """The ledger at `url` as it stands, for commands that only read."""
        return cls(open_copy(url))

    @classmethod
    def temporary(cls) -> "Ledger":
        """An empty one in memory, for commands that only read in a workspace that has none."""
        return cls(open_temporary())

    def first_break(self, moment: datetime) -> Break | None:
        """The first row that is not what was recorded; None where all are."""
        with self.look_up(moment) as transaction:
            return transaction.first_break()

    def damage(self) -> str | None:
        """What is wrong with its file; None where it is whole."""
        return check_whole(self._engine)

    @contextmanager
    def begin(self, moment: datetime, *, keep: bool = True) -> Iterator["Transaction"]:
        """One transaction: all of it is kept or nothing; with `keep` False nothing in any case."""
        with transaction(self._engine, keep=keep) as connection:
            yield Transaction(connection, moment)

    @contextmanager
    def look_up(self, moment: datetime) -> Iterator["Transaction"]:
        """A transaction that only asks, and holds up nobody who writes."""
        with transaction(self._engine, keep=False, read_only=True) as connection:
            yield Transaction(connection, moment)


class Transaction:
    """The ledger within one transaction: all of it is recorded under one `moment`, as done `by` one actor."""

    def __init__(self, connection: Connection, moment: datetime) -> None:
        self._connection, self.moment, self.by = connection, moment, actor()

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of the transaction: what it recorded is undone where it raises, and the rest goes on.

        ValueError for a row that the database does not take; LedgerError where the database itself fails.
        """
        with database_errors(self._connection.engine.url):
            try:
                with self._connection.begin_nested():
                    yield
            except (DataError, IntegrityError) as error:
                raise ValueError(str(error.orig)) from error

    # Submissions

    def kiriman(self) -> list[KirimanRow]:
        """All files ever recorded, oldest first."""
        return self._all(KirimanRow, tables.kiriman)

    def record_kiriman(self, **columns: Any) -> KirimanRow:
        """Record a file of the inbox. `columns` are those of `kiriman` but `revisi`: the next one of bagian and period.

        What has no period, and what is only an attachment (`lampiran`), has no `revisi`.
        """
        revision = None
        if columns["periode"] is not None and not columns["lampiran"]:
            kiriman = tables.kiriman.c
            highest = select(func.max(kiriman.revisi)).where(
                kiriman.bagian == columns["bagian"], kiriman.periode == columns["periode"]
            )
            revision = (self._connection.execute(highest).scalar() or 0) + 1
        return _row(KirimanRow, self._add(tables.kiriman, revisi=revision, **columns))

    def checks(self) -> dict[int, CheckRow]:
        """What the checks last said, by submission."""
        return {row.kiriman: row for row in self._all(CheckRow, tables.pemeriksaan)}

    def record_check(self, kiriman: int, version: str, *, accepted: bool, temuan: list[dict[str, Any]]) -> CheckRow:
        """Record what the checks said of a submission under this version; `temuan` as plain data."""
        columns = {"versi": version, "diterima": accepted, "temuan": temuan}
        return _row(CheckRow, self._add(tables.pemeriksaan, kiriman=kiriman, **columns))

    def which_counts(self) -> dict[tuple[str, str], int | None]:
        """(bagian, period) -> the submission that counts, None where none does any more."""
        return {(row.bagian, row.periode): row.kiriman for row in self._all(InForceRow, tables.pemberlakuan)}

    def record_which_counts(self, bagian: str, periode: str, kiriman: int | None) -> None:
        """Record that from now on this submission counts for bagian and period; None: none does."""
        self._add(tables.pemberlakuan, bagian=bagian, periode=periode, kiriman=kiriman)

    def hand_backs(self) -> dict[int, HandBackRow]:
        """What the secretariat handed back, by submission."""
        return {row.kiriman: row for row in self._all(HandBackRow, tables.pengembalian)}

    def record_hand_back(self, kiriman: int, reason: str) -> HandBackRow:
        """Record that the secretariat handed an accepted submission back."""
        return _row(HandBackRow, self._add(tables.pengembalian, kiriman=kiriman, alasan=reason))

    def record_waiver(
        self, kiriman: int, code: str, sheet: str | None, cell: str | None, waiver: Mapping[str, Any]
    ) -> None:
        """Record that a waiver let a finding of this submission pass."""
        self._add(tables.pengecualian, kiriman=kiriman, kode=code, lembar=sheet, sel=cell, isi=dict(waiver))

    # What was read

    def contents_read(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
        """(sha256, bagian) -> (version, text) of what was last read of those files."""
        stored = tables.isi_terbaca.c
        by_bagian: dict[str, list[str]] = {}
        for sha256, bagian in sorted(set(keys)):
            by_bagian.setdefault(bagian, []).append(sha256)
        texts = {}
        for bagian, hashes in by_bagian.items():
            for start in range(0, len(hashes), AT_ONCE):
                query = select(stored.sha256, stored.versi, stored.isi).where(
                    stored.bagian == bagian, stored.sha256.in_(hashes[start : start + AT_ONCE])
                )
                for file_hash, version, content in self._connection.execute(query):
                    texts[file_hash, bagian] = (version, zlib.decompress(content).decode())
        return texts

    def keep_content(self, sha256: str, bagian: str, version: str, text: str) -> None:
        """Keep what was read of a file, in place of what an older program or register read of it."""
        contents = tables.isi_terbaca
        self._connection.execute(delete(contents).where(contents.c.sha256 == sha256, contents.c.bagian == bagian))
        self._connection.execute(
            insert(contents).values(sha256=sha256, bagian=bagian, versi=version, isi=zlib.compress(text.encode(), 1))
        )

    # Publications and locks

    def publications(self, periode: str | None = None) -> list[PublicationRow]:
        """Publications, oldest first, of all periods where none is named."""
        of_periode = [] if periode is None else [tables.terbitan.c.periode == periode]
        return self._all(PublicationRow, tables.terbitan, *of_periode)

    def signed_bases(self) -> dict[int, list[int]]:
        """Of every publication that was locked: its number -> the submissions it rests on."""
        publication, lock = tables.terbitan.c, tables.kunci.c
        query = select(publication.nomor, publication.masukan).join_from(tables.kunci, tables.terbitan)
        return dict(self._connection.execute(query.where(lock.tindakan == KUNCI)).tuples().all())

    def record_publication(self, results: Iterable[Mapping[str, Any]], **columns: Any) -> PublicationRow:
        """Record a publication (`columns`: those of `terbitan`) and its results.

        Each of the results has `iku`, `nilai`, `status`, `aturan` and `isi`.
        """
        row = _row(PublicationRow, self._add(tables.terbitan, **columns))
        for result in results:
            self._insert(tables.hasil, terbitan=row.nomor, **result)
        return row

    def results(self, publication: int) -> list[ResultRow]:
        """The results of a publication, in the order of publication."""
        return self._all(ResultRow, tables.hasil, tables.hasil.c.terbitan == publication)

    def locks(self) -> dict[str, list[LockRow]]:
        """Period -> its locks and openings, oldest first."""
        by_periode: dict[str, list[LockRow]] = {}
        for row in self._all(LockRow, tables.kunci):
            by_periode.setdefault(row.periode, []).append(row)
        return by_periode

    def record_lock(
        self,
        periode: str,
        action: str,
        *,
        publication: int | None = None,
        register_sha256: str | None = None,
        reason: str | None = None,
    ) -> LockRow:
        """Record that a period was locked (`action` KUNCI: publication and register) or opened (BUKA: the reason)."""
        columns = {"terbitan": publication, "register_sha256": register_sha256, "alasan": reason}
        return _row(LockRow, self._add(tables.kunci, periode=periode, tindakan=action, **columns))

    def signed_documents(self) -> list[DocumentRow]:
        """All signed documents, oldest first."""
        return self._all(DocumentRow, tables.dokumen_ttd)

    def signed_files(self) -> list[SignedFile]:
        """The workbook of every locking and every signed document, oldest first."""
        lock, publication, document = tables.kunci.c, tables.terbitan.c, tables.dokumen_ttd.c
        workbooks = select(publication.nama, lock.periode, lock.waktu, publication.sha256).join_from(
            tables.kunci, tables.terbitan
        )
        documents = select(document.nama, lock.periode, document.waktu, document.sha256).join_from(
            tables.dokumen_ttd, tables.kunci
        )
        queries = [workbooks.where(lock.tindakan == KUNCI).order_by(lock.nomor), documents.order_by(document.nomor)]
        return [_row(SignedFile, row) for query in queries for row in self._connection.execute(query)]

    def record_signed_document(self, lock: int, name: str, sha256: str) -> None:
        """Record a signed document of a locked period, kept in the archive under its hash."""
        self._add(tables.dokumen_ttd, kunci=lock, nama=name, sha256=sha256)

    # The ledger itself

    def kiriman_seals(self) -> dict[int, str]:
        """The hash in the chain of each submission, by its number."""
        return seals(self._connection, tables.kiriman)

    def lock_seal(self, lock: int) -> str:
        """The hash in the chain of a lock; "" for one from before the chain."""
        return seals(self._connection, tables.kunci).get(lock, "")

    def first_break(self) -> Break | None:
        """The first row that is not what was recorded; None where all are."""
        return first_break(self._connection)

    def home(self) -> HomeRow | None:
        """The workspace it belongs to; None where nobody has said so yet."""
        homes = self._all(HomeRow, tables.ruang_kerja)
        return homes[-1] if homes else None

    def record_home(self, identity: str, place: str) -> None:
        """Record the workspace it belongs to from now on."""
        self._add(tables.ruang_kerja, pengenal=identity, tempat=place)

    def set_aside(self) -> set[str]:
        """Names in the outbox of which the ledger need not know: it was begun anew, or could not be rebuilt."""
        rows = self._all(CommandRow, tables.jalannya, tables.jalannya.c.perintah == _SET_ASIDE)
        return {name for row in rows for name in read_json(row.keterangan or "[]")}

    def record_set_aside(self, names: Iterable[str]) -> None:
        """Record such names."""
        self.record_run(_SET_ASIDE, "SELESAI", remark=write_json(sorted(names)))

    def confirm_empty_inbox(self) -> None:
        """Record that the inbox was emptied on purpose."""
        self.record_run(_EMPTY_INBOX, "SELESAI")

    def empty_inbox_confirmed(self) -> datetime | None:
        """When that was last said; None where it never was."""
        rows = self._all(CommandRow, tables.jalannya, tables.jalannya.c.perintah == _EMPTY_INBOX)
        return rows[-1].waktu if rows else None

    def record_run(self, command: str, event: str, periode: str | None = None, remark: str | None = None) -> None:
        """Record that a command began or ended (`event`)."""
        columns = {"periode": periode, "keterangan": remark}
        self._add(tables.jalannya, perintah=command, peristiwa=event, **columns)

    def _all(self, row_class: type[_RowClass], table: Table, *conditions: ColumnElement[bool]) -> list[_RowClass]:
        """The rows of a table under the conditions, oldest first."""
        rows = self._connection.execute(select(table).where(*conditions).order_by(table.c.nomor))
        return [_row(row_class, row) for row in rows]

    def _add(self, table: Table, **columns: Any) -> Row[Any]:
        """Insert a row with moment and actor; gives it whole, its number included."""
        return self._insert(table, **{"waktu": self.moment, "oleh": self.by, **columns})

    def _insert(self, table: Table, **columns: Any) -> Row[Any]:
        row = self._connection.execute(insert(table).values(**columns).returning(*table.c)).one()
        if table.name in CHAINED:
            carry_on(self._connection, table, row)
        return row


def _row(row_class: Callable[..., _RowClass], row: Row[Any]) -> _RowClass:
    """A database's row as one of `ledger.rows`."""
    return row_class(**row._mapping)


def actor() -> str:
    """The account and the machine a run works under, such as `setda@server-1`."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = "?"
    return f"{name}@{platform.node()}"
