"""Opening the ledger's database: made whole or not at all, brought up to this program's version, refused if newer."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.pool import NullPool, StaticPool

from ledger.galat import LedgerSalah
from ledger.model import metadata

VERSI_LEDGER = "0001"  # the newest migration
MIGRASI = Path(__file__).parent / "migrasi"
TUNGGU_DETIK = 30


def buka(url: str) -> Engine:
    """Open the ledger at `url`, made where there is none yet. Raises LedgerSalah.

    A SQLite file is made or upgraded beside its place and then given its name, so that a crash leaves the old one.
    """
    berkas = berkas_sqlite(url)
    if berkas is not None:
        _siapkan_sqlite(berkas)
        return _mesin(url)
    mesin = _mesin(url)
    with _galat_basis_data(url):
        if _versi(mesin) != VERSI_LEDGER:
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
    try:
        alamat = make_url(url)
        alamat.get_dialect()
    except (ArgumentError, NoSuchModuleError) as galat:
        raise LedgerSalah(
            "Alamat ledger di iku.toml tidak dapat dibaca; contoh: sqlite:////data/ledger.sqlite3"
        ) from galat
    return Path(alamat.database) if alamat.get_backend_name() == "sqlite" and alamat.database else None


@contextmanager
def transaksi(mesin: Engine, *, simpan: bool = True) -> Iterator[Connection]:
    """All or nothing; with `simpan` False nothing in any case. Raises LedgerSalah where the database cannot be used."""
    with _galat_basis_data(str(mesin.url)), mesin.connect() as sambungan:
        perubahan = sambungan.begin()
        yield sambungan
        if simpan:
            perubahan.commit()
        else:
            perubahan.rollback()


@contextmanager
def _galat_basis_data(url: str) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as galat:
        sebab = str(getattr(galat, "orig", None) or galat).splitlines()[0]
        raise LedgerSalah(f"Ledger tidak dapat dipakai: {make_url(url).render_as_string()} ({sebab})") from galat


def _mesin(url: str) -> Engine:
    try:
        mesin = create_engine(url, poolclass=NullPool)
    except ModuleNotFoundError as galat:
        raise LedgerSalah(f"Ledger memerlukan pustaka yang belum dipasang: {galat.name}") from galat
    if mesin.dialect.name == "sqlite":
        _atur_sqlite(mesin)
    return mesin


def _atur_sqlite(mesin: Engine) -> None:
    """Real transactions, schema changes included: Python's driver would begin them too late by itself."""

    @event.listens_for(mesin, "connect")
    def _sambung(koneksi: sqlite3.Connection, _: object) -> None:
        koneksi.isolation_level = None
        koneksi.execute(f"PRAGMA busy_timeout = {TUNGGU_DETIK * 1000}")
        koneksi.execute("PRAGMA foreign_keys = ON")
        koneksi.execute("PRAGMA synchronous = FULL")

    @event.listens_for(mesin, "begin")
    def _mulai(sambungan: Connection) -> None:
        # Whoever reads here writes next: taking the lock at once spares the two from a deadlock.
        sambungan.exec_driver_sql("BEGIN IMMEDIATE")


def _siapkan_sqlite(berkas: Path) -> None:
    with _galat_basis_data(f"sqlite:///{berkas}"):
        versi = _versi(_mesin(f"sqlite:///{berkas}")) if berkas.exists() else None
        if versi == VERSI_LEDGER:
            return
        berkas.parent.mkdir(parents=True, exist_ok=True)
        baru = berkas.with_name(f".{berkas.name}-{secrets.token_hex(4)}.tmp")
        try:
            _salin_sqlite(berkas, baru)
            _mutakhirkan(_mesin(f"sqlite:///{baru}"))
            _padatkan(baru)
            baru.replace(berkas)
        finally:
            baru.unlink(missing_ok=True)


def _salin_sqlite(asal: Path, tujuan: Path) -> None:
    """A consistent copy, what still stands in the write-ahead log included; an empty database where there is none."""
    salinan = sqlite3.connect(tujuan)
    try:
        if asal.exists():
            sumber = sqlite3.connect(asal)
            try:
                sumber.backup(salinan)
            finally:
                sumber.close()
    finally:
        salinan.close()


def _padatkan(berkas: Path) -> None:
    """Write-ahead logging from now on, with nothing left outside the one file."""
    koneksi = sqlite3.connect(berkas)
    try:
        koneksi.execute("PRAGMA journal_mode = WAL")
        koneksi.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        koneksi.close()
    with berkas.open("rb") as aliran:
        os.fsync(aliran.fileno())


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
    """Run the migrations that are missing."""
    from alembic import command
    from alembic.config import Config

    pengaturan = Config()
    pengaturan.set_main_option("script_location", str(MIGRASI))
    with mesin.connect() as sambungan, sambungan.begin():
        pengaturan.attributes["sambungan"] = sambungan
        command.upgrade(pengaturan, "head")
