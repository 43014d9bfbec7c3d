"""The ledger taken as a file, and put into another database: the rows of one moment, and counting on after them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger import database_copy
from ledger.transactions import Ledger
from schemas.errors import LedgerError

MOMENT, DECEMBER = datetime(2026, 1, 7, tzinfo=UTC), "2025-12"


def test_the_ledger_is_taken_of_one_moment(
    new_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, moment = new_database(), MOMENT
    ledger = Ledger.open(url)
    with ledger.begin(moment) as transaction:
        transaction.record_lock(DECEMBER, "BUKA", reason="satu")
    after_each = database_copy._set_counter

    def meanwhile(connection: object, table: object) -> None:
        after_each(connection, table)  # type: ignore[arg-type]
        with ledger.begin(moment) as transaction:
            transaction.record_lock(DECEMBER, "BUKA", reason="sementara itu")

    monkeypatch.setattr(database_copy, "_set_counter", meanwhile)
    database_copy.copy_out(url, tmp_path / "ledger.sqlite3")
    copy = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite3")
    assert copy.first_break(moment) is None
    with copy.look_up(moment) as transaction:
        assert [lock.alasan for lock in transaction.locks()[DECEMBER]] == ["satu"]
    monkeypatch.undo()
    # Put into a server, it goes on counting.
    other = new_database()
    database_copy.copy_in(tmp_path / "ledger.sqlite3", other)
    with Ledger.open(other).begin(moment) as transaction:
        assert transaction.record_lock(DECEMBER, "BUKA", reason="dua").nomor == 2
    with pytest.raises(LedgerError, match="sudah berisi"):
        database_copy.copy_in(tmp_path / "ledger.sqlite3", other)
