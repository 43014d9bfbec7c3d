"""The tables of the ledger. Rows are only ever added: a correction is a new row, and the newest one of a thing counts.

The one exception is `isi_terbaca`, which keeps what was read of a file so that it need not be read again: it can be
emptied without losing anything.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A moment, stored in UTC without offset, given back with it, so that any database keeps the same text."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is stored."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is given back."""
        return None if value is None else value.replace(tzinfo=UTC)


def _number() -> Column[int]:
    """The key of every row: the order in which it was added."""
    return Column("nomor", Integer, primary_key=True)


def _recorded() -> tuple[Column[datetime], Column[str]]:
    """When it was recorded, and by which account on which machine."""
    return Column("waktu", Moment, nullable=False), Column("oleh", String(200), nullable=False)


# A file as it was found in the inbox. `diubah` is its own time; `revisi` counts the submissions of bagian and period.
kiriman = Table(
    "kiriman", metadata, _number(), *_recorded(),
    Column("bagian", String(40), nullable=False, index=True),
    Column("nama", Text, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("ekstensi", String(20), nullable=False),
    Column("ukuran", BigInteger, nullable=False),
    Column("diubah", Moment, nullable=False),
    Column("lampiran", Boolean, nullable=False),
    Column("periode", String(7)),
    Column("revisi", Integer),
    Column("pengiriman_ke", Integer),
)  # fmt: skip

# What the checks said of a submission, under which version of forms and rules.
pemeriksaan = Table(
    "pemeriksaan", metadata, _number(), *_recorded(),
    Column("kiriman", ForeignKey("kiriman.nomor"), nullable=False, index=True),
    Column("versi", String(64), nullable=False),
    Column("diterima", Boolean, nullable=False),
    Column("temuan", JSON, nullable=False),
)  # fmt: skip

# Which submission counts for bagian and period from then on; none where `kiriman` is empty.
pemberlakuan = Table(
    "pemberlakuan", metadata, _number(), *_recorded(),
    Column("bagian", String(40), nullable=False),
    Column("periode", String(7), nullable=False, index=True),
    Column("kiriman", ForeignKey("kiriman.nomor")),
)  # fmt: skip

# An accepted submission handed back by the secretariat.
pengembalian = Table(
    "pengembalian", metadata, _number(), *_recorded(),
    Column("kiriman", ForeignKey("kiriman.nomor"), nullable=False),
    Column("alasan", Text, nullable=False),
)  # fmt: skip

# A consolidated workbook as written: what it rests on and the hash of its bytes.
terbitan = Table(
    "terbitan", metadata, _number(), *_recorded(),
    Column("periode", String(7), nullable=False, index=True),
    Column("jenis", String(10), nullable=False),
    Column("nama", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("ukuran", BigInteger, nullable=False),
    Column("versi", String(64), nullable=False),
    Column("masukan", JSON, nullable=False),
    Column("pengumpulan", JSON, nullable=False),
)  # fmt: skip

# The results of a publication, with their evidence, as published.
hasil = Table(
    "hasil", metadata, _number(),
    Column("terbitan", ForeignKey("terbitan.nomor"), nullable=False, index=True),
    Column("iku", String(40), nullable=False),
    Column("nilai", String(40)),
    Column("status", String(30), nullable=False),
    Column("aturan", String(100)),
    Column("isi", JSON, nullable=False),
)  # fmt: skip

# A period locked (`tindakan` KUNCI, with the publication that was signed) or opened again (BUKA, with the reason).
kunci = Table(
    "kunci", metadata, _number(), *_recorded(),
    Column("periode", String(7), nullable=False, index=True),
    Column("tindakan", String(5), nullable=False),
    Column("terbitan", ForeignKey("terbitan.nomor")),
    Column("register_sha256", String(64)),
    Column("alasan", Text),
)  # fmt: skip

# A scanned, signed document of a locked period.
dokumen_ttd = Table(
    "dokumen_ttd", metadata, _number(), *_recorded(),
    Column("kunci", ForeignKey("kunci.nomor"), nullable=False),
    Column("nama", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
)  # fmt: skip

# A waiver that let a finding pass.
pengecualian = Table(
    "pengecualian", metadata, _number(), *_recorded(),
    Column("kiriman", ForeignKey("kiriman.nomor"), nullable=False),
    Column("kode", String(4), nullable=False),
    Column("lembar", Text),
    Column("sel", Text),
    Column("isi", JSON, nullable=False),
)  # fmt: skip

# Commands that wrote something: when they began and how they ended.
jalannya = Table(
    "jalannya", metadata, _number(), *_recorded(),
    Column("perintah", String(60), nullable=False),
    Column("periode", String(7)),
    Column("peristiwa", String(10), nullable=False),
    Column("keterangan", Text),
)  # fmt: skip

# What was read of a file, compressed, under which version of forms, rules and register.
isi_terbaca = Table(
    "isi_terbaca", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("bagian", String(40), primary_key=True),
    Column("versi", String(64), nullable=False),
    Column("isi", LargeBinary, nullable=False),
)  # fmt: skip
