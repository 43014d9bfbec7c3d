"""Opening the ledger's database: made whole or not at all, brought up to this program's version, refused if newer."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool, StaticPool

from ledger.atomic_files import give_new_name, temporary_name
from ledger.tables import metadata
from schemas.errors import LedgerError, explain_oserror
from schemas.exact_json import read_json, write_json

LEDGER_VERSION = "0002"  # the newest migration
MIGRATIONS = Path(__file__).parent / "migrations"
WAIT_SECONDS = 30  # for somebody else who is writing
_JSON: dict[str, Any] = {"json_serializer": write_json, "json_deserializer": read_json}
_READ_ONLY = "iku_read_only"
_ONE_MIGRATION = Lock()  # alembic's context belongs to the whole process


def open_ledger(url: str) -> Engine:
    """Open the ledger at `url`, made or upgraded where need be. Raises LedgerError.

    A SQLite file is made beside its place and then given its name. An older ledger is upgraded in one transaction, so
    that a crash leaves it as it was and nobody who writes meanwhile loses a row; its SQLite file is copied first.
    """
    address = read_address(url)
    engine = engine_for(address)
    file = sqlite_file(url)
    with database_errors(address):
        if file is not None and not file.exists():
            _make_sqlite(file)
        version = _version(engine)
        if version != LEDGER_VERSION:
            if file is not None and version is not None:
                _back_up(file, version)
            upgrade(engine)
    return engine


def open_temporary() -> Engine:
    """An empty ledger in memory, for commands that only read in a workspace that has none."""
    engine = create_engine("sqlite://", poolclass=StaticPool, **_JSON)
    _set_up_sqlite(engine)
    metadata.create_all(engine)
    return engine


def open_copy(url: str) -> Engine:
    """The ledger as it stands, for commands that only read. Raises LedgerError.

    A SQLite file is copied into memory: reading needs no right to write there and holds up nobody who does.
    """
    file = sqlite_file(url)
    if file is None:
        return open_ledger(url)
    engine = create_engine("sqlite://", poolclass=StaticPool, **_JSON)
    _set_up_sqlite(engine)
    with database_errors(read_address(url)):
        with closing(engine.raw_connection()) as destination, closing(open_to_read(file)) as source:
            source.backup(cast(sqlite3.Connection, destination.driver_connection))
        if _version(engine) != LEDGER_VERSION:
            upgrade(engine)
    return engine


def open_to_read(file: Path) -> sqlite3.Connection:
    """A file that is only read; where its folder is read-only too, as nobody can be writing there."""
    address = file.absolute().as_uri()
    try:
        connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=WAIT_SECONDS)
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        return sqlite3.connect(f"{address}?immutable=1", uri=True)
    return connection


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite ledger; None for another database. Raises LedgerError for an address nobody can read."""
    address = read_address(url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def check_whole(engine: Engine) -> str | None:
    """What is wrong with the database, in its own words; None where it is whole. Raises LedgerError."""
    with transaction(engine, keep=False, read_only=True) as connection:
        if engine.dialect.name != "sqlite":
            return None  # a server looks after its own files
        answer = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
        orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return answer if answer != "ok" else f"foreign key: {orphan[0]}" if orphan else None


def read_address(url: str) -> URL:
    """The address, read; LedgerError, without its password, where it cannot be."""
    try:
        address = make_url(url)
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        # The cause would show the address with its password.
        raise LedgerError(
            "iku.toml, ledger.url: alamat tidak dapat dibaca; contoh: sqlite:////data/ledger.sqlite3 atau "
            "postgresql+psycopg://pengguna@server/iku"
        ) from None
    return address


@contextmanager
def transaction(engine: Engine, *, keep: bool = True, read_only: bool = False) -> Iterator[Connection]:
    """All or nothing; with `keep` False nothing in any case. Raises LedgerError where the database cannot be used.

    A `read_only` one sees the ledger as it stood when it began, and neither waits for a writer nor holds one up.
    """
    with database_errors(engine.url), engine.connect() as connection:
        if read_only:
            connection.execution_options(**{_READ_ONLY: True, "postgresql_readonly": True})
        begun = connection.begin()
        yield connection
        if keep:
            begun.commit()
        else:
            begun.rollback()


@contextmanager
def database_errors(address: URL) -> Iterator[None]:
    """LedgerError, one line without the password, for whatever the database or its driver raises."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        origin = getattr(error, "orig", None) or error
        cause = next(iter(str(origin).splitlines()), type(origin).__name__)
        # Without its query: a password may stand there too, where it is not hidden.
        shown = address.set(query={}).render_as_string()
        raise LedgerError(f"Ledger tidak dapat dipakai: {shown} ({cause})") from error


def engine_for(address: URL) -> Engine:
    """An engine that keeps no connection open. LedgerError where the database's library is not installed."""
    try:
        engine = create_engine(address, poolclass=NullPool, **_JSON)
    except ImportError as error:
        raise LedgerError(
            f"Ledger memerlukan pustaka yang belum dipasang: {error.name or address.get_driver_name()} "
            "(untuk PostgreSQL: psycopg, dengan alamat postgresql+psycopg://…)"
        ) from error
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine)
    return engine


def _set_up_sqlite(engine: Engine) -> None:
    """Real transactions, schema changes included: Python's driver would begin them too late by itself."""

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Whoever may write takes the lock at once: two that read first and write then would wait for each other.
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(_READ_ONLY) else "BEGIN IMMEDIATE")


def _make_sqlite(file: Path) -> None:
    """A whole ledger under its name at once; one that somebody else made meanwhile is kept."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new = temporary_name(file.parent)
        try:
            upgrade(engine_for(read_address(f"sqlite:///{new.as_posix()}")))
            give_new_name(new, file)
        finally:
            new.unlink(missing_ok=True)
    except FileExistsError:
        return
    except OSError as error:
        raise LedgerError(f"Ledger tidak dapat dibuat: {file} ({explain_oserror(error)})") from error


def _back_up(file: Path, version: str) -> None:
    """A consistent copy of the older ledger, as `ledger-0001.sqlite3`, should the newer program disappoint."""
    backup = file.with_name(f"{file.stem}-{version}{file.suffix}")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)


def _version(engine: Engine) -> str | None:
    """The version the database says it has; None while it holds no ledger. Raises LedgerError for a newer one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    if version > LEDGER_VERSION:
        raise LedgerError(
            f"Ledger berasal dari program yang lebih baru (versi ledger {version}, program ini mengenal sampai "
            f"{LEDGER_VERSION}); pasang program yang terbaru."
        )
    return version


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, all in one transaction."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with _ONE_MIGRATION, engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # SQLite changes a table by making it anew: its rows must not be missed for that moment.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
