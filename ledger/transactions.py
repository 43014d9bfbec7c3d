"""The ledger as the flows use it: plain rows in, plain rows out, within one transaction. Nothing is ever changed."""

import getpass
import platform
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select

from ledger import tables
from ledger.database import check_whole, open_copy, open_ledger, open_temporary, transaction
from ledger.rows import (
    CheckRow,
    DocumentRow,
    HandBackRow,
    KirimanRow,
    LockRow,
    PublicationRow,
    ResultRow,
    SignedFile,
)

AT_ONCE = 500  # values in one question


class Ledger:
    """An open ledger. Raises LedgerSalah, one line for people, whenever the database cannot be used."""

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

    def damage(self) -> str | None:
        """What is wrong with its file; None where it is whole."""
        return check_whole(self._engine)

    @contextmanager
    def begin(self, moment: datetime, *, keep: bool = True) -> Iterator["Transaction"]:
        """One transaction: all of it is kept or nothing; with `keep` False nothing in any case."""
        with transaction(self._engine, keep=keep) as connection:
            yield Transaction(connection, moment)


class Transaction:
    """The ledger within one transaction. `moment` is the moment everything of this run is recorded under."""

    def __init__(self, connection: Connection, moment: datetime) -> None:
        self._s, self.moment, self.by = connection, moment, actor()

    # Submissions

    def kiriman(self) -> list[KirimanRow]:
        """All files ever recorded, oldest first."""
        return [_row(KirimanRow, r) for r in self._s.execute(select(tables.kiriman).order_by(tables.kiriman.c.nomor))]

    def record_kiriman(self, **columns: Any) -> KirimanRow:
        """Record a file; its `revisi` is the next one of bagian and period."""
        revision = None
        if columns["periode"] is not None and not columns["lampiran"]:
            k = tables.kiriman.c
            highest = select(func.max(k.revisi)).where(k.bagian == columns["bagian"], k.periode == columns["periode"])
            revision = (self._s.execute(highest).scalar() or 0) + 1
        return _row(KirimanRow, self._add(tables.kiriman, revisi=revision, **columns))

    def checks(self) -> dict[int, CheckRow]:
        """What the checks last said, by submission."""
        p = tables.pemeriksaan
        rows = self._s.execute(select(p.c.kiriman, p.c.waktu, p.c.versi, p.c.diterima, p.c.temuan).order_by(p.c.nomor))
        return {r.kiriman: CheckRow(**r._mapping) for r in rows}

    def record_check(self, kiriman: int, version: str, *, accepted: bool, temuan: list[dict[str, Any]]) -> CheckRow:
        self._add(tables.pemeriksaan, kiriman=kiriman, versi=version, diterima=accepted, temuan=temuan)
        return CheckRow(kiriman, self.moment, version, accepted, temuan)

    def which_counts(self) -> dict[tuple[str, str], int | None]:
        """(bagian, period) -> the submission that counts, None where none does any more."""
        p = tables.pemberlakuan.c
        rows = self._s.execute(select(p.bagian, p.periode, p.kiriman).order_by(p.nomor))
        return {(bagian, periode): kiriman for bagian, periode, kiriman in rows}

    def record_which_counts(self, bagian: str, periode: str, kiriman: int | None) -> None:
        self._add(tables.pemberlakuan, bagian=bagian, periode=periode, kiriman=kiriman)

    def hand_backs(self) -> dict[int, HandBackRow]:
        """What the secretariat handed back, by submission."""
        p = tables.pengembalian.c
        rows = self._s.execute(select(p.kiriman, p.waktu, p.oleh, p.alasan).order_by(p.nomor))
        return {r.kiriman: HandBackRow(**r._mapping) for r in rows}

    def record_hand_back(self, kiriman: int, reason: str) -> None:
        self._add(tables.pengembalian, kiriman=kiriman, alasan=reason)

    def record_waiver(
        self, kiriman: int, code: str, sheet: str | None, cell: str | None, waiver: Mapping[str, Any]
    ) -> None:
        """Record that a waiver let a finding of this submission pass."""
        self._add(tables.pengecualian, kiriman=kiriman, kode=code, lembar=sheet, sel=cell, isi=dict(waiver))

    # What was read

    def contents_read(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
        """(sha256, bagian) -> (version, text) of what was last read of those files."""
        t = tables.isi_terbaca.c
        by_bagian: dict[str, list[str]] = {}
        for sha256, bagian in sorted(set(keys)):
            by_bagian.setdefault(bagian, []).append(sha256)
        texts = {}
        for bagian, hashes in by_bagian.items():
            for start in range(0, len(hashes), AT_ONCE):
                query = select(t.sha256, t.versi, t.isi).where(
                    t.bagian == bagian, t.sha256.in_(hashes[start : start + AT_ONCE])
                )
                for file_hash, version, content in self._s.execute(query):
                    texts[file_hash, bagian] = (version, zlib.decompress(content).decode())
        return texts

    def keep_content(self, sha256: str, bagian: str, version: str, text: str) -> None:
        """Keep what was read of a file, in place of what an older program or register read of it."""
        t = tables.isi_terbaca
        self._s.execute(delete(t).where(t.c.sha256 == sha256, t.c.bagian == bagian))
        self._s.execute(
            insert(t).values(sha256=sha256, bagian=bagian, versi=version, isi=zlib.compress(text.encode(), 1))
        )

    # Publications and locks

    def publications(self, periode: str | None = None) -> list[PublicationRow]:
        """Publications, oldest first, of all periods where none is named."""
        query = select(tables.terbitan).order_by(tables.terbitan.c.nomor)
        if periode is not None:
            query = query.where(tables.terbitan.c.periode == periode)
        return [_row(PublicationRow, r) for r in self._s.execute(query)]

    def record_publication(self, results: Iterable[Mapping[str, Any]], **columns: Any) -> PublicationRow:
        """Record a publication and its results (each with `iku`, `values`, `status`, `aturan`, `isi`)."""
        row = _row(PublicationRow, self._add(tables.terbitan, **columns))
        self._s.execute(insert(tables.hasil), [{"terbitan": row.nomor, **result} for result in results])
        return row

    def results(self, publication: int) -> list[ResultRow]:
        """The results of a publication, in the order of publication."""
        h = tables.hasil
        rows = self._s.execute(
            select(h.c.terbitan, h.c.iku, h.c.nilai, h.c.status, h.c.aturan, h.c.isi)
            .where(h.c.terbitan == publication)
            .order_by(h.c.nomor)
        )
        return [_row(ResultRow, r) for r in rows]

    def locks(self) -> dict[str, list[LockRow]]:
        """Period -> its locks and openings, oldest first."""
        by_periode: dict[str, list[LockRow]] = {}
        for r in self._s.execute(select(tables.kunci).order_by(tables.kunci.c.nomor)):
            by_periode.setdefault(r.periode, []).append(_row(LockRow, r))
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
        columns = {"terbitan": publication, "register_sha256": register_sha256, "alasan": reason}
        return _row(LockRow, self._add(tables.kunci, periode=periode, tindakan=action, **columns))

    def signed_documents(self) -> list[DocumentRow]:
        """All signed documents, oldest first."""
        d = tables.dokumen_ttd
        rows = self._s.execute(select(d.c.kunci, d.c.waktu, d.c.oleh, d.c.nama, d.c.sha256).order_by(d.c.nomor))
        return [_row(DocumentRow, r) for r in rows]

    def signed_files(self) -> list[SignedFile]:
        """The workbook of every locking and every signed document, oldest first."""
        k, t, d = tables.kunci.c, tables.terbitan.c, tables.dokumen_ttd.c
        workbooks = select(t.nama, k.periode, k.waktu, t.sha256).join_from(tables.kunci, tables.terbitan)
        documents = select(d.nama, k.periode, d.waktu, d.sha256).join_from(tables.dokumen_ttd, tables.kunci)
        queries = [workbooks.where(k.tindakan == "KUNCI").order_by(k.nomor), documents.order_by(d.nomor)]
        return [_row(SignedFile, r) for query in queries for r in self._s.execute(query)]

    def record_signed_document(self, lock: int, name: str, sha256: str) -> None:
        self._add(tables.dokumen_ttd, kunci=lock, nama=name, sha256=sha256)

    def record_run(self, command: str, event: str, periode: str | None = None, remark: str | None = None) -> None:
        """Record that a command began or ended."""
        columns = {"periode": periode, "keterangan": remark}
        self._add(tables.jalannya, perintah=command, peristiwa=event, **columns)

    def _add(self, table: Any, **columns: Any) -> Row[Any]:
        values = {"waktu": self.moment, "oleh": self.by, **columns}
        return self._s.execute(insert(table).values(**values).returning(*table.c)).one()


def _row(row_class: Any, row: Row[Any]) -> Any:
    return row_class(**row._mapping)


def actor() -> str:
    """The account and the machine a run works under, such as `setda@server-1`."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = "?"
    return f"{name}@{platform.node()}"
