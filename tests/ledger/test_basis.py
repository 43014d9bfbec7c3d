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

from ledger import basis, model
from ledger.basis import VERSI_LEDGER, buka, buka_sementara
from ledger.buku import Ledger
from ledger.galat import LedgerSalah

SAAT = datetime(2026, 1, 7, 3, tzinfo=UTC)
MIGRASI_BERIKUT = '''
"""A file's size may be unknown: SQLite makes the table anew for that."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9990", "{kepala}", None, None


def upgrade() -> None:
    op.add_column("kunci", sa.Column("catatan", sa.Text()))
    with op.batch_alter_table("kiriman") as kiriman:
        kiriman.alter_column("ukuran", existing_type=sa.BigInteger(), nullable=True)
    {akhir}
'''


@pytest.fixture
def berkas(tmp_path: Path) -> Path:
    return tmp_path / "ruang" / ".iku" / "ledger.sqlite3"


@pytest.fixture
def folder_baca_saja() -> Iterator[Path]:
    """A folder nobody of us may write to; root, who may write everywhere, becomes nobody for that time."""
    if not hasattr(os, "geteuid"):
        pytest.skip("hak folder diuji di Linux")
    folder = Path(tempfile.mkdtemp(prefix="iku-"))
    folder.chmod(0o555)
    akar = os.geteuid() == 0
    if akar:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if akar:
            os.seteuid(0)
        shutil.rmtree(folder)


def _url(berkas: Path) -> str:
    return f"sqlite:///{berkas.as_posix()}"


def _pesan(url: str) -> str:
    with pytest.raises(LedgerSalah) as galat:
        buka(url)
    assert "\n" not in str(galat.value)
    return str(galat.value)


def _tulis(url: str, alasan: str) -> None:
    with Ledger.buka(url).buku(SAAT) as buku:
        buku.catat_kunci("2025-12", "BUKA", alasan=alasan)


def _alasan(url: str) -> list[str | None]:
    with Ledger.buka(url).buku(SAAT, simpan=False) as buku:
        return [k.alasan for k in buku.kunci().get("2025-12", [])]


def _isi(berkas: Path) -> set[str]:
    return {p.name for p in berkas.parent.iterdir()}


# The schema


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_the_migrations_give_the_schema_of_the_model(
    berkas: Path, server: bool, request: pytest.FixtureRequest
) -> None:
    mesin = buka(request.getfixturevalue("url_postgresql") if server else _url(berkas))
    with mesin.connect() as sambungan:
        konteks = MigrationContext.configure(sambungan, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(konteks, model.metadata) == []
        indeks = {t: {i["name"] for i in inspect(sambungan).get_indexes(t)} for t in model.metadata.tables}
    assert indeks == {nama: {i.name for i in tabel.indexes} for nama, tabel in model.metadata.tables.items()}


def test_the_version_is_the_newest_migration() -> None:
    naskah = Config()
    naskah.set_main_option("script_location", str(basis.MIGRASI))
    assert ScriptDirectory.from_config(naskah).get_heads() == [VERSI_LEDGER]


def test_the_one_in_memory_has_the_same_tables(berkas: Path) -> None:
    dipasang = set(inspect(buka(_url(berkas))).get_table_names()) - {"alembic_version"}
    assert set(inspect(buka_sementara()).get_table_names()) == dipasang == set(model.metadata.tables)


# Made whole or not at all


def test_a_missing_file_is_made_whole_and_leaves_nothing_beside_it(berkas: Path) -> None:
    _tulis(_url(berkas), "x")
    assert _isi(berkas) == {berkas.name}
    with closing(sqlite3.connect(berkas)) as koneksi:
        assert koneksi.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_crash_while_it_is_made_leaves_no_file(berkas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as m:
        m.setattr(basis, "beri_nama_baru", _mati)
        with pytest.raises(KeyboardInterrupt):
            buka(_url(berkas))
    assert _isi(berkas) == set()
    assert _alasan(_url(berkas)) == []


def test_one_made_by_somebody_else_at_the_same_moment_is_kept(berkas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asli = basis.beri_nama_baru

    def kalah(sementara: Path, tujuan: Path) -> None:
        monkeypatch.setattr(basis, "beri_nama_baru", asli)
        _tulis(_url(berkas), "lebih dahulu")
        asli(sementara, tujuan)

    monkeypatch.setattr(basis, "beri_nama_baru", kalah)
    assert _alasan(_url(berkas)) == ["lebih dahulu"]
    assert _isi(berkas) == {berkas.name}


def _mati(*_: object) -> None:
    raise KeyboardInterrupt


# Older, newer, damaged


@pytest.fixture
def program_berikut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make this program the next one, with one migration more that ends with `akhir`."""

    def pasang(akhir: str = "pass") -> None:
        migrasi = tmp_path / "migrasi"
        shutil.copytree(Path(basis.__file__).parent / "migrasi", migrasi, dirs_exist_ok=True)
        isi = MIGRASI_BERIKUT.format(kepala=VERSI_LEDGER, akhir=akhir)
        (migrasi / "versions" / "9990_next.py").write_text(isi, encoding="utf-8")
        monkeypatch.setattr(basis, "MIGRASI", migrasi)
        monkeypatch.setattr(basis, "VERSI_LEDGER", "9990")

    return pasang


def _isi_lama(url: str) -> None:
    """A submission with what hangs on it, as an older program wrote them."""
    with Ledger.buka(url).buku(SAAT) as buku:
        kiriman = buku.catat_kiriman(
            bagian="hukum", nama="hukum/iku.xlsx", sha256="0" * 64, ekstensi=".xlsx", ukuran=1, diubah=SAAT,
            lampiran=False, periode="2025-12", pengiriman_ke=None,
        )  # fmt: skip
        buku.catat_pemeriksaan(kiriman.nomor, "v", diterima=True, temuan=[{"kode": "P216"}])
        buku.catat_berlaku("hukum", "2025-12", kiriman.nomor)


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_an_older_ledger_is_upgraded_with_all_its_rows(
    berkas: Path, program_berikut: Any, server: bool, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("url_postgresql") if server else _url(berkas)
    _isi_lama(url)
    program_berikut()
    ledger = Ledger.buka(url)
    with ledger.buku(SAAT, simpan=False) as buku:
        assert [(b.nama, b.diubah) for b in buku.kiriman()] == [("hukum/iku.xlsx", SAAT)]
        assert buku.pemeriksaan()[1].temuan == [{"kode": "P216"}]
        assert buku.berlaku() == {("hukum", "2025-12"): 1}
    assert "catatan" in {k["name"] for k in inspect(buka(url)).get_columns("kunci")}
    assert ledger.kerusakan() is None
    if not server:
        # The older one stays beside it.
        lama = berkas.with_name(f"ledger-{VERSI_LEDGER}.sqlite3")
        assert _isi(berkas) == {berkas.name, lama.name}
        with closing(sqlite3.connect(lama)) as koneksi:
            assert koneksi.execute("SELECT version_num FROM alembic_version").fetchone() == (VERSI_LEDGER,)
            assert koneksi.execute("SELECT count(*) FROM pemeriksaan").fetchone() == (1,)


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_a_crash_in_the_middle_of_an_upgrade_leaves_the_older_ledger(
    berkas: Path, program_berikut: Any, server: bool, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = request.getfixturevalue("url_postgresql") if server else _url(berkas)
    _isi_lama(url)
    program_berikut("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        buka(url)
    monkeypatch.undo()
    with Ledger.buka(url).buku(SAAT) as buku:
        assert buku.berlaku() == {("hukum", "2025-12"): 1}
        buku.catat_berlaku("hukum", "2025-12", None)
    program_berikut()
    assert "catatan" in {k["name"] for k in inspect(buka(url)).get_columns("kunci")}


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_programs_that_make_and_upgrade_it_at_once(
    berkas: Path, program_berikut: Any, server: bool, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("url_postgresql") if server else _url(berkas)
    with ThreadPoolExecutor(4) as kelompok:
        assert len(list(kelompok.map(lambda _: buka(url), range(4)))) == 4
    _isi_lama(url)
    program_berikut()
    with ThreadPoolExecutor(4) as kelompok:
        assert len(list(kelompok.map(lambda _: buka(url), range(4)))) == 4
    assert Ledger.buka(url).kerusakan() is None


def test_a_newer_ledger_is_refused_and_left_as_it_is(berkas: Path) -> None:
    buka(_url(berkas))
    with closing(sqlite3.connect(berkas)) as koneksi:
        koneksi.execute("UPDATE alembic_version SET version_num = '9999'")
        koneksi.commit()
    assert "program yang lebih baru" in _pesan(_url(berkas))
    assert _isi(berkas) == {berkas.name}


@pytest.mark.parametrize("rusak", [b"bukan basis data" * 99, None], ids=["other content", "torn page"])
def test_a_damaged_ledger_is_one_line(berkas: Path, rusak: bytes | None) -> None:
    _isi_lama(_url(berkas))
    isi = berkas.read_bytes()
    berkas.write_bytes(rusak or isi[:4096] + b"\xff" * (len(isi) - 4096))
    assert _pesan(_url(berkas)).startswith(f"Ledger tidak dapat dipakai: sqlite:///{berkas}")


def test_damage_that_a_query_does_not_meet_is_found(berkas: Path) -> None:
    _isi_lama(_url(berkas))
    ledger = Ledger.buka(_url(berkas))
    assert ledger.kerusakan() is None
    with closing(sqlite3.connect(berkas)) as koneksi:
        koneksi.execute("UPDATE pemberlakuan SET kiriman = 77")
        koneksi.commit()
    assert ledger.kerusakan() == "foreign key: pemberlakuan"


def test_a_folder_that_is_read_only_is_one_line(folder_baca_saja: Path) -> None:
    assert "Ledger tidak dapat dibuat" in _pesan(_url(folder_baca_saja / ".iku" / "ledger.sqlite3"))
    assert "Ledger tidak dapat" in _pesan(_url(folder_baca_saja / "ledger.sqlite3"))
    assert list(folder_baca_saja.iterdir()) == []


# Addresses


@pytest.mark.parametrize(
    ("url", "kata"),
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
def test_an_address_that_leads_nowhere_is_one_line_without_its_password(url: str, kata: str) -> None:
    pesan = _pesan(url)
    assert kata in pesan
    assert "rahasia" not in pesan


# All or nothing, also between two


def test_a_transaction_not_to_be_kept_or_broken_off_leaves_nothing(berkas: Path) -> None:
    ledger = Ledger.buka(_url(berkas))
    with ledger.buku(SAAT, simpan=False) as buku:
        buku.catat_kunci("2025-12", "BUKA", alasan="coba")
        assert len(buku.kunci()["2025-12"]) == 1
    with pytest.raises(KeyboardInterrupt), ledger.buku(SAAT) as buku:
        buku.catat_kunci("2025-12", "BUKA", alasan="putus")
        raise KeyboardInterrupt
    assert _alasan(_url(berkas)) == []
    assert _isi(berkas) == {berkas.name}


def _tulis_banyak(url: str, nama: str) -> None:
    for nomor in range(10):
        _tulis(url, f"{nama}-{nomor}")


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_threads_that_write_at_once_lose_nothing(berkas: Path, server: bool, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("url_postgresql") if server else _url(berkas)
    buka(url)
    with ThreadPoolExecutor(4) as kelompok:
        list(kelompok.map(lambda n: _tulis_banyak(url, str(n)), range(4)))
    assert sorted(filter(None, _alasan(url))) == sorted(f"{n}-{i}" for n in range(4) for i in range(10))


def test_processes_that_make_it_and_write_at_once_lose_nothing(berkas: Path) -> None:
    konteks = mp.get_context("spawn")
    anak = [konteks.Process(target=_tulis_banyak, args=(_url(berkas), str(n))) for n in range(2)]
    for satu in anak:
        satu.start()
    for satu in anak:
        satu.join(60)
    assert [satu.exitcode for satu in anak] == [0, 0]
    assert len(_alasan(_url(berkas))) == 20
    assert _isi(berkas) == {berkas.name}
