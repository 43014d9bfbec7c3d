"""The ledger's database: whole or not there, upgraded and never half, refused in one line, nothing lost between two."""

import multiprocessing as mp
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from ledger import database, tables
from ledger.database import LEDGER_VERSION, open_ledger, open_temporary
from ledger.transactions import Ledger
from schemas.errors import LedgerError

MOMENT = datetime(2026, 1, 7, 3, tzinfo=UTC)
NEXT_MIGRATION = '''
"""A file's size may be unknown: SQLite makes the table anew for that."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9990", "{head}", None, None


def upgrade() -> None:
    op.add_column("kunci", sa.Column("catatan", sa.Text()))
    with op.batch_alter_table("kiriman") as kiriman:
        kiriman.alter_column("ukuran", existing_type=sa.BigInteger(), nullable=True)
    {ending}
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ruang" / ".iku" / "ledger.sqlite3"


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder nobody of us may write to; root, who may write everywhere, becomes nobody for that time."""
    if not hasattr(os, "geteuid"):
        pytest.skip("hak folder diuji di Linux")
    folder = Path(tempfile.mkdtemp(prefix="iku-"))
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        shutil.rmtree(folder)


def _url(file: Path) -> str:
    return f"sqlite:///{file.as_posix()}"


def _message(url: str) -> str:
    with pytest.raises(LedgerError) as error:
        open_ledger(url)
    assert "\n" not in str(error.value)
    return str(error.value)


def _write(url: str, reason: str) -> None:
    with Ledger.open(url).begin(MOMENT) as transaction:
        transaction.record_lock("2025-12", "BUKA", reason=reason)


def _reasons(url: str) -> list[str | None]:
    with Ledger.open(url).begin(MOMENT, keep=False) as transaction:
        return [lock.alasan for lock in transaction.locks().get("2025-12", [])]


def _contents(file: Path) -> set[str]:
    return {p.name for p in file.parent.iterdir()}


# The schema


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_the_migrations_give_the_schema_of_the_model(file: Path, server: bool, request: pytest.FixtureRequest) -> None:
    engine = open_ledger(request.getfixturevalue("postgresql_url") if server else _url(file))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, tables.metadata) == []
        indexes = {t: {i["name"] for i in inspect(connection).get_indexes(t)} for t in tables.metadata.tables}
    assert indexes == {name: {i.name for i in table.indexes} for name, table in tables.metadata.tables.items()}


def test_the_version_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [LEDGER_VERSION]


def test_the_one_in_memory_has_the_same_tables(file: Path) -> None:
    installed = set(inspect(open_ledger(_url(file))).get_table_names()) - {"alembic_version"}
    assert set(inspect(open_temporary()).get_table_names()) == installed == set(tables.metadata.tables)


# Made whole or not at all


def test_a_missing_file_is_made_whole_and_leaves_nothing_beside_it(file: Path) -> None:
    _write(_url(file), "x")
    assert _contents(file) == {file.name}
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_crash_while_it_is_made_leaves_no_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as m:
        m.setattr(database, "give_new_name", _die)
        with pytest.raises(KeyboardInterrupt):
            open_ledger(_url(file))
    assert _contents(file) == set()
    assert _reasons(_url(file)) == []


def test_one_made_by_somebody_else_at_the_same_moment_is_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = database.give_new_name

    def lose(temporary: Path, destination: Path) -> None:
        monkeypatch.setattr(database, "give_new_name", original)
        _write(_url(file), "lebih dahulu")
        original(temporary, destination)

    monkeypatch.setattr(database, "give_new_name", lose)
    assert _reasons(_url(file)) == ["lebih dahulu"]
    assert _contents(file) == {file.name}


def _die(*_: object) -> None:
    raise KeyboardInterrupt


# Older, newer, damaged


@pytest.fixture
def next_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make this program the next one, with one migration more that ends with `ending`."""

    def install(ending: str = "pass") -> None:
        migrations = tmp_path / "migrations"
        shutil.copytree(Path(database.__file__).parent / "migrations", migrations, dirs_exist_ok=True)
        content = NEXT_MIGRATION.format(head=LEDGER_VERSION, ending=ending)
        (migrations / "versions" / "9990_next.py").write_text(content, encoding="utf-8")
        monkeypatch.setattr(database, "MIGRATIONS", migrations)
        monkeypatch.setattr(database, "LEDGER_VERSION", "9990")

    return install


def _old_content(url: str) -> None:
    """A submission with what hangs on it, as an older program wrote them."""
    with Ledger.open(url).begin(MOMENT) as transaction:
        kiriman = transaction.record_kiriman(
            bagian="hukum", nama="hukum/iku.xlsx", sha256="0" * 64, ekstensi=".xlsx", ukuran=1, diubah=MOMENT,
            lampiran=False, periode="2025-12", pengiriman_ke=None,
        )  # fmt: skip
        transaction.record_check(kiriman.nomor, "v", accepted=True, temuan=[{"kode": "P216"}])
        transaction.record_which_counts("hukum", "2025-12", kiriman.nomor)


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_an_older_ledger_is_upgraded_with_all_its_rows(
    file: Path, next_program: Any, server: bool, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql_url") if server else _url(file)
    _old_content(url)
    next_program()
    ledger = Ledger.open(url)
    with ledger.begin(MOMENT, keep=False) as transaction:
        assert [(row.nama, row.diubah) for row in transaction.kiriman()] == [("hukum/iku.xlsx", MOMENT)]
        assert transaction.checks()[1].temuan == [{"kode": "P216"}]
        assert transaction.which_counts() == {("hukum", "2025-12"): 1}
    assert "catatan" in {column["name"] for column in inspect(open_ledger(url)).get_columns("kunci")}
    assert ledger.damage() is None
    if not server:
        # The older one stays beside it.
        older = file.with_name(f"ledger-{LEDGER_VERSION}.sqlite3")
        assert _contents(file) == {file.name, older.name}
        with closing(sqlite3.connect(older)) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (LEDGER_VERSION,)
            assert connection.execute("SELECT count(*) FROM pemeriksaan").fetchone() == (1,)


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_a_crash_in_the_middle_of_an_upgrade_leaves_the_older_ledger(
    file: Path, next_program: Any, server: bool, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = request.getfixturevalue("postgresql_url") if server else _url(file)
    _old_content(url)
    next_program("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        open_ledger(url)
    monkeypatch.undo()
    with Ledger.open(url).begin(MOMENT) as transaction:
        assert transaction.which_counts() == {("hukum", "2025-12"): 1}
        transaction.record_which_counts("hukum", "2025-12", None)
    next_program()
    assert "catatan" in {column["name"] for column in inspect(open_ledger(url)).get_columns("kunci")}


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_programs_that_make_and_upgrade_it_at_once(
    file: Path, next_program: Any, server: bool, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql_url") if server else _url(file)
    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(lambda _: open_ledger(url), range(4)))) == 4
    _old_content(url)
    next_program()
    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(lambda _: open_ledger(url), range(4)))) == 4
    assert Ledger.open(url).damage() is None


def test_a_newer_ledger_is_refused_and_left_as_it_is(file: Path) -> None:
    open_ledger(_url(file))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert "program yang lebih baru" in _message(_url(file))
    assert _contents(file) == {file.name}


@pytest.mark.parametrize("damage", [b"bukan basis data" * 99, None], ids=["other content", "torn page"])
def test_a_damaged_ledger_is_one_line(file: Path, damage: bytes | None) -> None:
    _old_content(_url(file))
    content = file.read_bytes()
    file.write_bytes(damage or content[:4096] + b"\xff" * (len(content) - 4096))
    assert _message(_url(file)).startswith(f"Ledger tidak dapat dipakai: sqlite:///{file}")


def test_damage_that_a_query_does_not_meet_is_found(file: Path) -> None:
    _old_content(_url(file))
    ledger = Ledger.open(_url(file))
    assert ledger.damage() is None
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE pemberlakuan SET kiriman = 77")
        connection.commit()
    assert ledger.damage() == "foreign key: pemberlakuan"


def test_a_folder_that_is_read_only_is_one_line(read_only_folder: Path) -> None:
    assert "Ledger tidak dapat dibuat" in _message(_url(read_only_folder / ".iku" / "ledger.sqlite3"))
    assert "Ledger tidak dapat" in _message(_url(read_only_folder / "ledger.sqlite3"))
    assert list(read_only_folder.iterdir()) == []


# Addresses


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("bukan alamat", "tidak dapat dibaca"),
        ("oracle9://a:rahasia@b/c", "tidak dapat dibaca"),
        ("postgresql+psycopg://a:raha@sia:rahasia@b/c", "tidak dapat"),
        ("mysql+pymysql://a:rahasia@b/c", "pustaka yang belum dipasang: pymysql"),
        (
            "postgresql+psycopg://iku:rahasia@127.0.0.1:1/iku",
            "Ledger tidak dapat dipakai: postgresql+psycopg://iku:***@",
        ),
        ("postgresql+psycopg://127.0.0.1:1/iku?user=iku&password=rahasia", "Ledger tidak dapat dipakai"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line_without_its_password(url: str, word: str) -> None:
    message = _message(url)
    assert word in message
    assert "rahasia" not in message


# All or nothing, also between two


def test_a_transaction_not_to_be_kept_or_broken_off_leaves_nothing(file: Path) -> None:
    ledger = Ledger.open(_url(file))
    with ledger.begin(MOMENT, keep=False) as transaction:
        transaction.record_lock("2025-12", "BUKA", reason="coba")
        assert len(transaction.locks()["2025-12"]) == 1
    with pytest.raises(KeyboardInterrupt), ledger.begin(MOMENT) as transaction:
        transaction.record_lock("2025-12", "BUKA", reason="putus")
        raise KeyboardInterrupt
    assert _reasons(_url(file)) == []
    assert _contents(file) == {file.name}


def _write_many(url: str, name: str) -> None:
    for number in range(10):
        _write(url, f"{name}-{number}")


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_threads_that_write_at_once_lose_nothing(file: Path, server: bool, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgresql_url") if server else _url(file)
    open_ledger(url)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: _write_many(url, str(n)), range(4)))
    assert sorted(filter(None, _reasons(url))) == sorted(f"{n}-{i}" for n in range(4) for i in range(10))


def test_processes_that_make_it_and_write_at_once_lose_nothing(file: Path) -> None:
    context = mp.get_context("spawn")
    children = [context.Process(target=_write_many, args=(_url(file), str(n))) for n in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0]
    assert len(_reasons(_url(file))) == 20
    assert _contents(file) == {file.name}


def test_who_only_asks_neither_waits_nor_holds_up_who_writes(file: Path) -> None:
    ledger, other = Ledger.open(f"sqlite:///{file}"), Ledger.open(f"sqlite:///{file}")
    with other.begin(MOMENT) as writer:
        writer.record_run("konsolidasi", "MULAI")
        with ledger.look_up(MOMENT) as reader:
            assert reader.kiriman() == []
    with ledger.look_up(MOMENT) as reader:
        assert reader.locks() == {}
        with other.begin(MOMENT) as writer:
            writer.record_lock("2025-11", "BUKA", reason="x")
        assert reader.locks() == {}  # as it stood when the question began
    with ledger.look_up(MOMENT) as reader:
        assert list(reader.locks()) == ["2025-11"]
