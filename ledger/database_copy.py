"""The ledger as a file of its own, taken while others write, and back into a database: the same rows, of one moment.

Every kind of database is taken as a SQLite file, so that a backup can be opened where no server is. A SQLite ledger is
copied by its own backup; another row by row within one transaction that sees a single moment.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, inspect, select, text

from ledger.database import (
    LEDGER_VERSION,
    database_errors,
    engine_for,
    open_ledger,
    open_to_read,
    read_address,
    sqlite_file,
    transaction,
    upgrade,
)
from ledger.tables import metadata
from schemas.errors import LedgerError

_AT_ONCE = 500  # rows


def copy_out(url: str, destination: Path) -> str:
    """Write the ledger at `url` into the new SQLite file `destination`; gives its version. Raises LedgerError."""
    file = sqlite_file(url)
    with database_errors(read_address(url)):
        if file is None:
            _rows_out(open_ledger(url), destination)
            return LEDGER_VERSION
        with closing(open_to_read(file)) as source, closing(sqlite3.connect(destination)) as copy:
            source.backup(copy)
            row = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0])


def _rows_out(source: Engine, destination: Path) -> None:
    url = f"sqlite:///{destination.as_posix()}"
    copy = engine_for(read_address(url))
    upgrade(copy)
    with _one_moment(source) as rows, transaction(copy) as new:
        _copy_rows(rows, new)


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection on which all questions see the ledger as it was at the first."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        yield connection


def copy_in(source: Path, url: str) -> None:
    """Fill the empty database at `url` with the ledger of a SQLite file. All or nothing. Raises LedgerError."""
    old = open_ledger(f"sqlite:///{source.as_posix()}")  # brought up to this program's version
    new = open_ledger(url)
    with transaction(old, keep=False, read_only=True) as rows, transaction(new) as connection:
        if _has_rows(connection):
            raise LedgerError(f"Basis data itu sudah berisi ledger: {shown(url)}. Pakai yang kosong.")
        _copy_rows(rows, connection)


def check_empty(url: str) -> None:
    """Raise LedgerError where the database at `url` cannot be reached, or is not empty. Makes nothing."""
    file = sqlite_file(url)
    if file is not None:
        if file.exists():
            raise LedgerError(f"Berkas ledger sudah ada: {file}. Pakai nama yang belum dipakai.")
        return
    address = read_address(url)
    engine = engine_for(address)
    with database_errors(address), engine.connect() as connection:
        known = set(inspect(connection).get_table_names())
        if known & metadata.tables.keys() and _has_rows(connection, known):
            raise LedgerError(f"Basis data itu sudah berisi ledger: {shown(url)}. Pakai yang kosong.")


def shown(url: str) -> str:
    """An address without its password."""
    return read_address(url).set(query={}).render_as_string()


def _has_rows(connection: Connection, known: set[str] | None = None) -> bool:
    tables = [table for table in metadata.sorted_tables if known is None or table.name in known]
    return any(connection.execute(select(*table.primary_key).limit(1)).first() for table in tables)


def _copy_rows(source: Connection, destination: Connection) -> None:
    for table in metadata.sorted_tables:
        rows = source.execute(select(table).order_by(*table.primary_key)).yield_per(_AT_ONCE)
        for part in rows.partitions(_AT_ONCE):
            destination.execute(insert(table), [dict(row._mapping) for row in part])
        _set_counter(destination, table)


def _set_counter(connection: Connection, table: Table) -> None:
    """Let the next row of a table be numbered after those that were put in with their numbers."""
    if connection.dialect.name != "postgresql" or "nomor" not in table.c:
        return
    highest = connection.execute(select(func.max(table.c.nomor))).scalar()
    if highest is not None:
        query = text("SELECT setval(pg_get_serial_sequence(:table, 'nomor'), :highest)")
        connection.execute(query, {"table": table.name, "highest": highest})
