"""Opening the ledger's database: made whole or not at all, brought up to this program's version, refused if newer."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool, StaticPool

from ledger.galat import LedgerSalah, kata_oserror
from ledger.model import metadata
from ledger.simpan import beri_nama_baru, nama_sementara

VERSI_LEDGER = "0001"  # the newest migration
MIGRASI = Path(__file__).parent / "migrasi"
TUNGGU_DETIK = 30
_SATU_MIGRASI = Lock()  # alembic's context belongs to the whole process


def buka(url: str) -> Engine:
    """Open the ledger at `url`, made or upgraded where need be. Raises LedgerSalah.

    A SQLite file is made beside its place and then given its name. An older ledger is upgraded in one transaction, so
    that a crash leaves it as it was and nobody who writes meanwhile loses a row; its SQLite file is copied first.
    """
    alamat = _alamat(url)
    mesin = _mesin(alamat)
    berkas = berkas_sqlite(url)
    with _galat_basis_data(alamat):
        if berkas is not None and not berkas.exists():
            _buat_sqlite(berkas)
        versi = _versi(mesin)
        if versi != VERSI_LEDGER:
            if berkas is not None and versi is not None:
                _cadangkan(berkas, versi)
            _mutakhirkan(mesin)
    return mesin


def buka_sementara() -> Engine:
    """An empty ledger in memory, for commands that only read in a workspace that has none."""
    mesin = create_engine("sqlite://", poolclass=StaticPool)
    _atur_sqlite(mesin)
    metadata.create_all(mesin)
    return mesin


def berkas_sqlite(url: str) -> Path | None:
    """The file of a SQLite ledger; None for another database. Raises LedgerSalah for an address nobody can read."""
    alamat = _alamat(url)
    return Path(alamat.database) if alamat.get_backend_name() == "sqlite" and alamat.database else None


def periksa_utuh(mesin: Engine) -> str | None:
    """What is wrong with the database, in its own words; None where it is whole. Raises LedgerSalah."""
    with transaksi(mesin, simpan=False) as sambungan:
        if mesin.dialect.name != "sqlite":
            return None  # a server looks after its own files
        kata = str(sambungan.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
        yatim = sambungan.exec_driver_sql("PRAGMA foreign_key_check").first()
    return kata if kata != "ok" else f"foreign key: {yatim[0]}" if yatim else None


def _alamat(url: str) -> URL:
    try:
        alamat = make_url(url)
        alamat.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        # The cause would show the address with its password.
        raise LedgerSalah(
            "Alamat ledger di iku.toml tidak dapat dibaca; contoh: sqlite:////data/ledger.sqlite3 atau "
            "postgresql+psycopg://pengguna@server/iku"
        ) from None
    return alamat


@contextmanager
def transaksi(mesin: Engine, *, simpan: bool = True) -> Iterator[Connection]:
    """All or nothing; with `simpan` False nothing in any case. Raises LedgerSalah where the database cannot be used."""
    with _galat_basis_data(mesin.url), mesin.connect() as sambungan:
        perubahan = sambungan.begin()
        yield sambungan
        if simpan:
            perubahan.commit()
        else:
            perubahan.rollback()


@contextmanager
def _galat_basis_data(alamat: URL) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as galat:
        asal = getattr(galat, "orig", None) or galat
        sebab = next(iter(str(asal).splitlines()), type(asal).__name__)
        # Without its query: a password may stand there too, where it is not hidden.
        tampak = alamat.set(query={}).render_as_string()
        raise LedgerSalah(f"Ledger tidak dapat dipakai: {tampak} ({sebab})") from galat


def _mesin(alamat: URL) -> Engine:
    try:
        mesin = create_engine(alamat, poolclass=NullPool)
    except ImportError as galat:
        raise LedgerSalah(
            f"Ledger memerlukan pustaka yang belum dipasang: {galat.name or alamat.get_driver_name()} "
            "(untuk PostgreSQL: psycopg, dengan alamat postgresql+psycopg://…)"
        ) from galat
    if mesin.dialect.name == "sqlite":
        _atur_sqlite(mesin)
    return mesin


def _atur_sqlite(mesin: Engine) -> None:
    """Real transactions, schema changes included: Python's driver would begin them too late by itself."""

    @event.listens_for(mesin, "connect")
    def _sambung(koneksi: sqlite3.Connection, _: object) -> None:
        koneksi.isolation_level = None
        koneksi.execute(f"PRAGMA busy_timeout = {TUNGGU_DETIK * 1000}")
        koneksi.execute("PRAGMA journal_mode = WAL")
        koneksi.execute("PRAGMA foreign_keys = ON")
        koneksi.execute("PRAGMA synchronous = FULL")

    @event.listens_for(mesin, "begin")
    def _mulai(sambungan: Connection) -> None:
        # Whoever reads here writes next: taking the lock at once spares the two from a deadlock.
        sambungan.exec_driver_sql("BEGIN IMMEDIATE")


def _buat_sqlite(berkas: Path) -> None:
    """A whole ledger under its name at once; one that somebody else made meanwhile is kept."""
    try:
        berkas.parent.mkdir(parents=True, exist_ok=True)
        baru = nama_sementara(berkas.parent)
        try:
            _mutakhirkan(_mesin(_alamat(f"sqlite:///{baru.as_posix()}")))
            beri_nama_baru(baru, berkas)
        finally:
            baru.unlink(missing_ok=True)
    except FileExistsError:
        return
    except OSError as galat:
        raise LedgerSalah(f"Ledger tidak dapat dibuat: {berkas} ({kata_oserror(galat)})") from galat


def _cadangkan(berkas: Path, versi: str) -> None:
    """A consistent copy of the older ledger, as `ledger-0001.sqlite3`, should the newer program disappoint."""
    cadangan = berkas.with_name(f"{berkas.stem}-{versi}{berkas.suffix}")
    with closing(sqlite3.connect(berkas)) as asal, closing(sqlite3.connect(cadangan)) as salinan:
        asal.backup(salinan)


def _versi(mesin: Engine) -> str | None:
    """The version the database says it has; None while it holds no ledger. Raises LedgerSalah for a newer one."""
    with mesin.connect() as sambungan:
        if not inspect(sambungan).has_table("alembic_version"):
            return None
        versi = str(sambungan.execute(text("SELECT version_num FROM alembic_version")).scalar())
    if versi > VERSI_LEDGER:
        raise LedgerSalah(
            f"Ledger berasal dari program yang lebih baru (versi ledger {versi}, program ini mengenal sampai "
            f"{VERSI_LEDGER}); pasang program yang terbaru."
        )
    return versi


def _mutakhirkan(mesin: Engine) -> None:
    """Run the migrations that are missing, all in one transaction."""
    from alembic import command
    from alembic.config import Config

    pengaturan = Config()
    pengaturan.set_main_option("script_location", str(MIGRASI).replace("%", "%%"))
    with _SATU_MIGRASI, mesin.connect() as sambungan:
        if mesin.dialect.name == "sqlite":
            # SQLite changes a table by making it anew: its rows must not be missed for that moment.
            sambungan.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with sambungan.begin():
            pengaturan.attributes["sambungan"] = sambungan
            command.upgrade(pengaturan, "head")
