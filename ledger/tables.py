"""The tables of the ledger, from its rows. Rows are only ever added: a correction is a new row, and the newest counts.

The one exception is `isi_terbaca`, which keeps what was read of a file so that it need not be read again: it can be
emptied without losing anything.
"""

from datetime import UTC, datetime
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

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
from sqlalchemy.types import TypeEngine

from ledger import rows

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


_TYPES: dict[type, type[TypeEngine[Any]]] = {
    str: Text,
    int: Integer,
    bool: Boolean,
    datetime: Moment,
    bytes: LargeBinary,
    list: JSON,
    dict: JSON,
}


def _table(name: str, row_class: type, key: tuple[str, ...] = ("nomor",), index: tuple[str, ...] = ()) -> Table:
    """The table whose rows are instances of `row_class`."""
    hints = get_type_hints(row_class, include_extras=True)
    columns = [
        _column(field, hint, primary_key=field in key, index=field in index or None) for field, hint in hints.items()
    ]
    return Table(name, metadata, *columns)


def _column(name: str, hint: Any, **details: Any) -> Column[Any]:
    """A column as its field's type says: `… | None` may be empty, `Annotated` says more than Python's type does."""
    choices = [choice for choice in get_args(hint) if choice is not NoneType]
    may_be_empty = get_origin(hint) is not Annotated and NoneType in get_args(hint)
    plain = choices[0] if may_be_empty else hint
    marks: tuple[Any, ...] = ()
    if get_origin(plain) is Annotated:
        plain, *rest = get_args(plain)
        marks = tuple(rest)
    column_type: Any = _TYPES[get_origin(plain) or plain]
    for mark in marks:
        match mark:
            case rows.Length(characters=length):
                column_type = String(length)
            case rows.Big():
                column_type = BigInteger
            case rows.RefersTo(table=table):
                return Column(name, ForeignKey(f"{table}.nomor"), nullable=may_be_empty, **details)
    return Column(name, column_type, nullable=may_be_empty, **details)


kiriman = _table("kiriman", rows.KirimanRow, index=("bagian", "sha256"))
pemeriksaan = _table("pemeriksaan", rows.CheckRow, index=("kiriman",))
pemberlakuan = _table("pemberlakuan", rows.InForceRow, index=("periode",))
pengembalian = _table("pengembalian", rows.HandBackRow)
terbitan = _table("terbitan", rows.PublicationRow, index=("periode",))
hasil = _table("hasil", rows.ResultRow, index=("terbitan",))
kunci = _table("kunci", rows.LockRow, index=("periode",))
dokumen_ttd = _table("dokumen_ttd", rows.DocumentRow)
pengecualian = _table("pengecualian", rows.WaivedRow)
jalannya = _table("jalannya", rows.CommandRow)
rantai = _table("rantai", rows.LinkRow)
ruang_kerja = _table("ruang_kerja", rows.HomeRow)
isi_terbaca = _table("isi_terbaca", rows.ContentRow, key=("sha256", "bagian"))
