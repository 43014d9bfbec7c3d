"""The chain: each row that matters carries on the hash of the one before, so that a hand in the database is seen.

A row changed or taken away later no longer gives the hash that was recorded with it, and one that was slipped in has
none. The last hash stands on paper too (on each Tanda Terima), where nobody can change it with the database.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select

from ledger import tables
from schemas.exact_json import write_json

CHAINED = {
    table.name: table
    for table in (
        tables.kiriman,
        tables.pemeriksaan,
        tables.pemberlakuan,
        tables.pengembalian,
        tables.terbitan,
        tables.hasil,
        tables.kunci,
        tables.dokumen_ttd,
        tables.pengecualian,
    )
}


@dataclass(frozen=True)
class Break:
    """Where the chain no longer holds: the first row that is not what was recorded, gone, or slipped in."""

    table: str
    number: int
    what: str  # in words


def carry_on(connection: Connection, table: Table, row: Row[Any]) -> None:
    """Chain a row that was just added."""
    chain = tables.rantai
    seal = _seal(last_seal(connection), table.name, dict(row._mapping))
    connection.execute(insert(chain).values(tabel=table.name, baris=row.nomor, sidik=seal))


def last_seal(connection: Connection) -> str:
    """The hash over all that was recorded so far; "" while nothing was."""
    chain = tables.rantai.c
    return connection.execute(select(chain.sidik).order_by(chain.nomor.desc()).limit(1)).scalar() or ""


def seals(connection: Connection, table: Table) -> dict[int, str]:
    """The recorded hash of each row of a table, by its number; rows from before the chain have none."""
    chain = tables.rantai.c
    rows = connection.execute(select(chain.baris, chain.sidik).where(chain.tabel == table.name))
    return {row.baris: row.sidik for row in rows}


def chained_rows(connection: Connection, wanted: Mapping[str, Iterable[int]]) -> Iterator[dict[str, Any]]:
    """The rows of these numbers by table, in the order of the chain, each with what its hash is made of.

    `sidik` is the SHA-256 of `sebelum`, `tabel` and `isi`, a line feed between them; both are None for a row from
    before the chain.
    """
    left = {(table, number) for table, numbers in wanted.items() for number in numbers}
    rows = {name: _rows(connection, CHAINED[name]) for name in wanted}
    last = ""
    for link in connection.execute(select(tables.rantai).order_by(tables.rantai.c.nomor)):
        if (link.tabel, link.baris) in left:
            left.discard((link.tabel, link.baris))
            yield _told(link.tabel, link.baris, rows[link.tabel].get(link.baris), last, link.sidik)
        last = link.sidik
    for table, number in sorted(left):
        yield _told(table, number, rows[table].get(number), None, None)


def _told(table: str, number: int, row: Mapping[str, Any] | None, last: str | None, seal: str | None) -> dict[str, Any]:
    text = None if row is None else _text(row)
    return {"tabel": table, "baris": number, "isi": text, "sebelum": last, "sidik": seal}


def first_break(connection: Connection) -> Break | None:
    """The first row at which the chain no longer holds; None where all of it does."""
    rows = {name: _rows(connection, table) for name, table in CHAINED.items()}
    chained: dict[str, set[int]] = {name: set() for name in CHAINED}
    last = ""
    for link in connection.execute(select(tables.rantai).order_by(tables.rantai.c.nomor)):
        row = rows[link.tabel].get(link.baris) if link.tabel in rows else None
        if row is None:
            return Break(link.tabel, link.baris, "hilang")
        last = _seal(last, link.tabel, row)
        if last != link.sidik:
            return Break(link.tabel, link.baris, "tidak sesuai sidiknya")
        chained[link.tabel].add(link.baris)
    return next(_slipped_in(rows, chained), None)


def _slipped_in(rows: Mapping[str, Mapping[int, Any]], chained: Mapping[str, set[int]]) -> Iterator[Break]:
    """Rows without a link though the chain had begun; rows from before it have none."""
    from_the_start = 1 in chained[tables.kiriman.name]  # nothing comes before the first submission
    for name, numbers in chained.items():
        for number in sorted(rows[name].keys() - numbers):
            if from_the_start or (numbers and number > min(numbers)):
                yield Break(name, number, "tanpa sidik")


def _rows(connection: Connection, table: Table) -> dict[int, Mapping[str, Any]]:
    return {row.nomor: dict(row._mapping) for row in connection.execute(select(table))}


def _seal(last: str, table: str, row: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{last}\n{table}\n{_text(row)}".encode()).hexdigest()


def _text(row: Mapping[str, Any]) -> str:
    content = {name: _plain(value) for name, value in row.items()}
    return write_json(dict(sorted(content.items())))


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
