"""What was remembered comes back from a backup: whole, proven, and as a workspace of its own."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.cli import app
from flows.office import backup as backing_up
from flows.office.workspace_lock import workspace_lock
from ledger import backup_store
from ledger.transactions import Ledger
from tests.flows.month.conftest import DECEMBER, KILLED, killed_at, moments

if TYPE_CHECKING:
    from tests.flows.month.conftest import Office

NOVEMBER = "2025-11"
VALUE = "Reformasi Hukum!B16"
QUESTIONS = (
    ("status", "--periode", DECEMBER, "--json"),
    ("status", "--periode", NOVEMBER, "--json"),
    ("riwayat", "--json"),
    ("jejak", "reformasi_hukum", "--periode", DECEMBER, "--json"),
    ("konsolidasi", "--periode", DECEMBER, "--json"),
    ("konsolidasi", "--periode", NOVEMBER, "--cetak-ulang", "--json"),
)


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("luar") / "cadangan"


@pytest.fixture
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pulih") / "ruang"


def tell_a_story(office: "Office") -> None:
    """Two months, a revision, a lock, a reopening and another lock, a document, a returned file, an attachment."""
    office.send("hukum/nov.xlsx", {"Identitas!B7": NOVEMBER}, hours=-700)
    office.iku("konsolidasi", "--periode", NOVEMBER)
    office.lock(NOVEMBER)
    office.send("hukum/a.xlsx")
    office.inbox.drop("hukum/surat.pdf", b"%PDF-1.7 surat")
    office.inbox.drop("pbj/rusak.xlsx", b"bukan buku kerja")
    office.consolidate()
    office.lock()
    scan = office.workspace.folder.parent / "pindai.pdf"
    scan.write_bytes(b"%PDF-1.7 tanda tangan")
    office.iku("kunci", DECEMBER, "--dokumen-ttd", str(scan))
    office.iku("buka", DECEMBER, "--alasan", "surat dikoreksi")
    office.send("hukum/b.xlsx", {VALUE: 90}, {"Identitas!B8": 2}, hours=1)
    office.consolidate()
    office.lock()


def run(*arguments: object, code: int = 0) -> None:
    assert app.run_command(list(map(str, arguments))) == code


def restore(office: "Office", store: Path, target: Path, *more: str, code: int = 0) -> str:
    office.capsys.readouterr()
    run("pulihkan", store, "--ke", target, *more, code=code)
    output = office.capsys.readouterr()
    assert "Traceback" not in output.err
    return output.err if code else output.out


def answers(office: "Office", folder: Path) -> list[str]:
    said = []
    for question in QUESTIONS:
        office.capsys.readouterr()
        run(*question, "--folder", folder)
        said.append(office.capsys.readouterr().out)
    return said


def contents(folder: Path, *parts: str) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of every file below these parts of a workspace but locks."""
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for part in parts
        for file in (folder / part).rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }


@pytest.mark.parametrize("kind", ["sqlite", "postgresql", "sqlite to postgresql", "postgresql to postgresql"])
def test_a_restored_workspace_gives_the_same_answers_and_bytes(
    office: "Office", store: Path, target: Path, kind: str, new_database: Callable[[], str]
) -> None:
    folder = office.workspace.folder
    settings = folder / "iku.toml"
    if kind.startswith("postgresql"):
        settings.write_text(f'# kami\n[ledger]\nurl = "{new_database()}"  # server\n', encoding="utf-8")
    tell_a_story(office)
    office.iku("cadangkan", "--ke", str(store))
    moved_to = new_database() if kind.endswith("to postgresql") else None
    said = restore(office, store, target, *(("--ledger", moved_to) if moved_to else ()))
    assert contents(folder, "inbox", "outbox") == contents(target, "inbox", "outbox")
    assert answers(office, folder) == answers(office, target)
    assert {name: f"{name} 2025: Hitung ulang" in said for name in ("November", "Desember")} == {
        "November": True,
        "Desember": True,
    }
    assert said.count("semua nilai sama") == 2 and "rahasia" not in said
    local = target / ".iku" / "ledger.sqlite3"
    assert local.exists() is (moved_to is None)
    written = (target / "iku.toml").read_text("utf-8") if (target / "iku.toml").exists() else ""
    if kind.startswith("postgresql"):
        assert "# kami\n" in written and "iku.toml diubah: [ledger] url = " in said
    assert (moved_to or 'url = ""' if written else "") in written
    # Both live on, each for itself.
    for each in (folder, target):
        run("buka", NOVEMBER, "--alasan", "uji", "--folder", each)


def test_a_restored_workspace_points_at_nothing_of_the_first(
    office: "Office", store: Path, target: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    share, folder = tmp_path_factory.mktemp("server"), office.workspace.folder
    ledger = share / "ledger.sqlite3"
    (folder / "daftar").mkdir()
    (folder / "iku.toml").write_text(
        f"register = '{share}/register'\n[folder]\ninbox = '{share}/masuk'\noutbox = '{share}/keluar'\n"
        f"[ledger]\nurl = 'sqlite:///{ledger}'\n[jadwal]\ncadangan = '0 1 * * *'\n[cadangan]\nke = '{store}'\n",
        encoding="utf-8",
    )
    shutil.copytree(Path(__file__).parents[3] / "iku_rules" / "register", share / "register")
    run("siapkan", "--folder", folder)
    sent = share / "masuk" / "hukum" / "a.xlsx"
    sent.write_bytes(office.bench.demo("hukum"))
    os.utime(sent, (1767600000, 1767600000))
    office.consolidate()
    office.lock()
    office.iku("cadangkan", "--ke", str(store))
    before = {**contents(share, "."), **contents(folder, ".")}
    said = restore(office, store, target)
    for change in (
        '[folder] inbox = "inbox"',
        '[folder] outbox = "outbox"',
        'register = "register"',
        '[ledger] url = ""',
        '[jadwal] cadangan = ""',
        '[cadangan] ke = ""',
    ):
        assert f"iku.toml diubah: {change}" in said
    run("kembalikan", "hukum", "--periode", DECEMBER, "--alasan", "x", "--folder", target, code=2)  # locked there too
    run("buka", DECEMBER, "--alasan", "uji", "--folder", target)
    run("kembalikan", "hukum", "--periode", DECEMBER, "--alasan", "x", "--folder", target)
    assert {**contents(share, "."), **contents(folder, ".")} == before
    run("cadangkan", "--ke", store, "--folder", target, code=2)
    assert "ruang kerja lain" in office.capsys.readouterr().err
    # Pointed at the first one's ledger by hand, it is refused.
    settings = (target / "iku.toml").read_text("utf-8")
    (target / "iku.toml").write_text(settings.replace('url = ""', f"url = 'sqlite:///{ledger}'"), encoding="utf-8")
    for command in ("status", "siapkan"):
        run(command, "--folder", target, code=2)
        assert "ruang kerja lain" in office.capsys.readouterr().err


def test_only_new_contents_are_stored_and_the_oldest_backups_go(office: "Office", store: Path) -> None:
    (office.workspace.folder / "iku.toml").write_text("[cadangan]\nsimpan = 2\n", encoding="utf-8")
    office.send("hukum/a.xlsx")
    office.consolidate()
    for _ in range(2):
        office.iku("cadangkan", "--ke", str(store))
    first, second = (file.read_text() for file in backup_store.lists(store))
    assert json.loads(first)["berkas"] == json.loads(second)["berkas"]
    times = {file.name: file.stat().st_mtime_ns for file in (store / "isi").iterdir()}
    draft = next(office.workspace.outbox.glob("konsolidasi/*/*.xlsx"))
    kept = hashlib.sha256(draft.read_bytes()).hexdigest()
    draft.unlink()
    office.send("hukum/b.xlsx", {VALUE: 90}, {"Identitas!B8": 2}, hours=1)
    office.consolidate()
    said = office.iku("cadangkan", "--ke", str(store))
    assert "cadangan lama yang dihapus: 1" in said and len(backup_store.lists(store)) == 2
    again = {file.name: file.stat().st_mtime_ns for file in (store / "isi").iterdir()}
    assert {name: again.get(name) for name in times} == times and again.keys() > times.keys()
    for _ in range(2):
        office.iku("cadangkan", "--ke", str(store))
    left = {file.name for file in (store / "isi").iterdir()}
    assert kept not in left
    listed = {each for file in backup_store.lists(store) for each in backup_store.read_list(file).files}
    assert {file.sha256 for file in listed} <= left


# Stopped half way


def test_a_backup_killed_anywhere_leaves_the_one_before(office: "Office", store: Path, target: Path) -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    office.lock()
    office.iku("cadangkan", "--ke", str(store))
    office.iku("buka", DECEMBER, "--alasan", "uji")
    office.send("hukum/b.xlsx", {VALUE: 90}, {"Identitas!B8": 2}, hours=1)
    office.consolidate()
    whole = store.with_name("utuh")
    shutil.copytree(store, whole)
    undisturbed = killed_at(whole, 10**6, "cadangkan", "--ke", whole, "--folder", office.workspace.folder)
    operations = int(undisturbed.communicate()[0].splitlines()[-1])
    assert undisturbed.returncode == 0 and operations > 10
    before, after = (answers_of(office, whole, target, which) for which in (0, 1))
    seen = []
    for number, moment in enumerate(moments(operations)):
        copy = store.with_name(f"cadangan-{number}")
        shutil.copytree(store, copy)
        process = killed_at(copy, moment, "cadangkan", "--ke", copy, "--folder", office.workspace.folder)
        process.communicate()
        assert process.returncode == -KILLED
        seen.append(answers_of(office, copy, target, -1))
        office.iku("cadangkan", "--ke", str(copy))  # the next one ends what was begun
        assert answers_of(office, copy, target, -1) == after
        assert not list(copy.rglob(".iku-*"))
    assert before in seen and all(each in (before, after) for each in seen)


def history_of(office: "Office", folder: Path) -> str:
    office.capsys.readouterr()
    run("riwayat", "--json", "--folder", folder)
    said: str = office.capsys.readouterr().out
    return said


def answers_of(office: "Office", store: Path, target: Path, which: int) -> list[str]:
    """What is answered from one of the backups."""
    restore(office, backup_store.lists(store)[which], target)
    said = history_of(office, target)
    files = sorted(file.name for file in (target / "outbox").rglob("*.xlsx"))
    shutil.rmtree(target)
    return [said, *files]


def test_a_restore_killed_anywhere_is_no_workspace(office: "Office", store: Path, target: Path) -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    office.lock()
    office.iku("cadangkan", "--ke", str(store))
    undisturbed = killed_at(target, 10**6, "pulihkan", store, "--ke", target)
    operations = int(undisturbed.communicate()[0].splitlines()[-1])
    expected = history_of(office, target)
    for moment in moments(operations):
        shutil.rmtree(target, ignore_errors=True)
        process = killed_at(target, moment, "pulihkan", store, "--ke", target)
        process.communicate()
        assert process.returncode == -KILLED
        if target.exists() and any(target.iterdir()):
            if (target / ".iku" / "pemulihan").exists():
                run("status", "--folder", target, code=2)
                assert "terhenti di tengah" in office.capsys.readouterr().err
                run("konsolidasi", "--periode", DECEMBER, "--folder", target, code=2)
            assert "terhenti" in restore(office, store, target, code=2)
        shutil.rmtree(target, ignore_errors=True)
    restore(office, store, target)
    assert history_of(office, target) == expected


# While others work


def test_a_backup_waits_for_who_works_and_takes_one_moment(office: "Office", store: Path, target: Path) -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    office.lock()
    begun, finish = threading.Event(), threading.Event()

    def work() -> None:
        with workspace_lock(office.workspace):
            begun.set()
            finish.wait(30)

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(30)
    waiting = subprocess.Popen(
        [sys.executable, "-m", "flows", "cadangkan", "--ke", str(store), "--folder", str(office.workspace.folder)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert waiting.stderr is not None
    line = waiting.stderr.readline()
    assert "Menunggu: ruang kerja sedang dipakai" in line and not backup_store.lists(store)
    finish.set()
    worker.join()
    waiting.communicate()
    assert waiting.returncode == 0
    restore(office, store, target)


# What cannot be done


@pytest.fixture
def backed_up(office: "Office", store: Path) -> Path:
    office.send("hukum/a.xlsx")
    office.consolidate()
    office.iku("cadangkan", "--ke", str(store))
    return store


def test_targets_of_a_backup_that_cannot_be(
    office: "Office", backed_up: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, outside = office.workspace.folder, tmp_path_factory.mktemp("lain")
    (outside / "catatan.txt").write_text("milik orang", encoding="utf-8")
    file = outside / "catatan.txt"
    before = contents(outside, ".")
    for place, word in {
        folder: "di luar ruang kerja",
        folder / "outbox" / "cadangan": "di luar ruang kerja",
        folder / "inbox": "di luar ruang kerja",
        folder.parent: "di luar ruang kerja",
        outside: "tidak kosong",
        file: "Bukan folder",
        file / "x": "tidak selesai",
    }.items():
        error = office.iku("cadangkan", "--ke", str(place), code=2)
        assert word in error and error.count("\n") == 1, place
    assert contents(outside, ".") == before
    run("cadangkan", "--ke", backed_up.parent / "b", "--folder", outside, code=2)
    assert "Belum ada ruang kerja" in office.capsys.readouterr().err
    run("cadangkan", "--ke", backed_up.parent / "b", "--folder", outside / "tidak ada", code=2)
    assert contents(outside, ".") == before and not (backed_up.parent / "b").exists()


def test_a_full_disk_leaves_the_backups_as_they_were(
    office: "Office", backed_up: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send("hukum/b.xlsx", {VALUE: 90}, {"Identitas!B8": 2}, hours=1)
    office.consolidate()
    before = contents(backed_up, ".")
    with monkeypatch.context() as full:
        full.setattr(backup_store.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
        error = office.iku("cadangkan", "--ke", str(backed_up), code=2)
        assert "tidak cukup" in error and error.count("\n") == 1
        assert "tidak cukup" in restore(office, backed_up, target, code=2)
    assert contents(backed_up, ".") == before and not target.exists()

    def no_space(*_: object) -> tuple[str, int]:
        raise OSError(28, "No space left on device", "isi")

    with monkeypatch.context() as full:
        full.setattr(backing_up, "store", no_space)
        assert "disk penuh" in office.iku("cadangkan", "--ke", str(backed_up), code=2)
        full.setattr(backup_store, "copy_hashed", no_space)
        assert "disk penuh" in restore(office, backed_up, target, code=2)
    assert contents(backed_up, ".") == before and not target.exists()


def test_sources_that_are_no_backup(office: "Office", backed_up: Path, target: Path) -> None:
    outside = backed_up.parent
    (outside / "kosong").mkdir()
    (outside / "catatan.json").write_text("{}", encoding="utf-8")
    unfinished = outside / "belum"
    shutil.copytree(backed_up, unfinished)
    for file in backup_store.lists(unfinished):
        file.unlink()
    newer = outside / "baru"
    shutil.copytree(backed_up, newer)
    marker = json.loads((newer / "cadangan-iku.json").read_bytes())
    (newer / "cadangan-iku.json").write_text(json.dumps({**marker, "format": 99}), encoding="utf-8")
    for source, word in {
        outside / "tidak ada": "tidak ditemukan",
        outside / "kosong": "Bukan folder cadangan",
        office.workspace.folder: "Bukan folder cadangan",
        backed_up / "isi": "Bukan folder cadangan",
        outside / "catatan.json": "Bukan cadangan",
        unfinished: "Belum ada cadangan yang selesai",
        newer: "lebih baru",
    }.items():
        error = restore(office, source, target, code=2)
        assert word in error and error.count("\n") == 1, source
        assert not target.exists()


def rewrite(store: Path, **changes: object) -> None:
    """Let somebody change the newest list, whose name fits again."""
    (file,) = backup_store.lists(store)
    content = json.dumps({**json.loads(file.read_bytes()), **changes}).encode()
    file.unlink()
    name, _, _ = file.name.rpartition("_")
    (store / f"{name}_{hashlib.sha256(content).hexdigest()[:16]}.json").write_bytes(content)


def test_damaged_and_newer_backups_change_nothing(office: "Office", backed_up: Path, target: Path) -> None:
    (listed,) = backup_store.lists(backed_up)
    snapshot = backup_store.read_list(listed)
    ledger = backed_up / "isi" / snapshot.ledger.sha256
    original = backed_up / "isi" / next(file.sha256 for file in snapshot.files if "/arsip/" in file.place)
    target.mkdir()

    def refused(word: str) -> None:
        error = restore(office, backed_up, target, code=2)
        assert word in error and error.count("\n") == 1
        assert list(target.iterdir()) == []

    for damaged in (ledger, original):
        whole = damaged.read_bytes()
        for content in (whole[:-1], whole[:100] + b"x" + whole[101:], b""):
            damaged.write_bytes(content)
            refused("rusak")
        damaged.unlink()
        refused("tidak ada")
        damaged.write_bytes(whole)
    whole = listed.read_bytes()
    listed.write_bytes(whole.replace(b"hukum", b"hukux"))
    refused("Cadangan rusak")
    listed.write_bytes(whole)
    rewrite(backed_up, versi_ledger="9999")
    refused("lebih baru")
    rewrite(backed_up, versi_ledger=snapshot.ledger_version, sidik="0" * 64)
    refused("bukan yang tercatat")
    for place in ("../luar.txt", "/tmp/luar.txt", "inbox/../../luar.txt", "lain/x.txt", "inbox"):
        file = {"letak": place, "sha256": original.name, "ukuran": 1, "diubah": 0}
        rewrite(backed_up, sidik=snapshot.seal, berkas=[file])
        refused("letak")
    assert not (target.parent / "luar.txt").exists()


def test_a_restore_never_goes_over_what_lies_there(
    office: "Office", backed_up: Path, target: Path, postgresql_url: str
) -> None:
    folder = office.workspace.folder
    before = contents(folder, ".")
    assert "tidak kosong" in restore(office, backed_up, folder, code=2)
    assert "di dalam atau di atas" in restore(office, backed_up, backed_up / "isi" / "x", code=2)
    file = target.parent / "berkas"
    file.touch()
    assert "Bukan folder" in restore(office, backed_up, file, code=2)
    assert contents(folder, ".") == before
    # A database that holds a ledger is another's.
    other = Ledger.open(postgresql_url)
    restore(office, backed_up, target, "--ledger", postgresql_url)
    shutil.rmtree(target)
    with other.look_up(office.moment) as transaction:
        home = transaction.home()
    for url in (postgresql_url, f"sqlite:///{office.workspace.ledger_file}"):
        assert "sudah" in restore(office, backed_up, target, "--ledger", url, code=2)
    assert "tidak dapat dipakai" in restore(
        office, backed_up, target, "--ledger", "postgresql+psycopg://iku:rahasia@127.0.0.1:1/iku", code=2
    )
    assert "tidak dapat dibaca" in restore(office, backed_up, target, "--ledger", "bukan alamat", code=2)
    assert not target.exists()
    with other.look_up(office.moment) as transaction:
        assert transaction.home() == home


def test_an_archived_file_damaged_since_is_kept_as_it_was(office: "Office", store: Path, target: Path) -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    sha256 = hashlib.sha256((office.workspace.inbox / "hukum" / "a.xlsx").read_bytes()).hexdigest()
    archived = office.workspace.archive / f"{sha256}.xlsx"
    whole = archived.read_bytes()
    (office.workspace.inbox / "hukum" / "a.xlsx").write_bytes(b"lain")
    archived.write_bytes(b"rusak")
    assert archived.name in office.iku("cadangkan", "--ke", str(store.with_name("sesudah rusak")), code=2)
    archived.write_bytes(whole)
    office.iku("cadangkan", "--ke", str(store))
    archived.write_bytes(b"rusak")
    office.iku("cadangkan", "--ke", str(store))
    restore(office, store, target)
    assert (target / "outbox" / "arsip" / archived.name).read_bytes() == whole
    # From the backup that was made too late comes what there was, and it is said.
    shutil.rmtree(target)
    restore(office, store.with_name("sesudah rusak"), target)


@pytest.mark.skipif(os.name == "nt", reason="nama dan tautan seperti ini tidak ada di Windows")
def test_odd_things_in_the_inbox_come_back_as_they_are_or_stay_away(
    office: "Office", store: Path, target: Path
) -> None:
    office.send("hukum/a.xlsx")
    folder = office.workspace.inbox / "hukum"
    secret = office.workspace.folder.parent / "rahasia.txt"
    secret.write_text("milik orang lain", encoding="utf-8")
    (folder / "tautan.xlsx").symlink_to(secret)
    (folder / "folder").symlink_to(secret.parent)
    os.mkfifo(folder / "pipa.xlsx")
    (folder / "~$a.xlsx").write_bytes(b"kunci Excel")
    odd = [b"\xff\xfe.pdf", b"baris\nbaru.pdf", b"titik:dua \\ miring.pdf", b"kosong.pdf"]
    for name in odd:
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_bytes(b"" if name == b"kosong.pdf" else b"%PDF " + name)
    office.consolidate()
    office.iku("cadangkan", "--ke", str(store))
    restore(office, store, target)
    back = {os.fsencode(path.name) for path in (target / "inbox" / "hukum").iterdir()}
    assert back == {b"a.xlsx", *odd}
    assert b"milik orang lain" not in b"".join(file.read_bytes() for file in (store / "isi").iterdir())


def test_a_month_that_cannot_be_proven_is_said(office: "Office", store: Path, target: Path) -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    office.lock()
    with closing(sqlite3.connect(office.workspace.ledger_file)) as connection:
        (text,) = connection.execute("SELECT isi FROM hasil WHERE iku = 'reformasi_hukum' AND terbitan = 2").fetchone()
        changed = json.dumps({**json.loads(text), "hasil": {**json.loads(text)["hasil"], "nilai": 12.5}})
        connection.execute("UPDATE hasil SET isi = ? WHERE iku = 'reformasi_hukum' AND terbitan = 2", (changed,))
        connection.commit()
    office.iku("cadangkan", "--ke", str(store))
    office.capsys.readouterr()
    run("pulihkan", store, "--ke", target, code=2)
    output = office.capsys.readouterr()
    assert "reformasi_hukum, nilai: ditandatangani 12.50" in output.out
    assert "ledger sudah diubah di luar program" in output.err and "tidak terbukti: Desember 2025" in output.err
    run("status", "--folder", target)


def test_a_workspace_of_version_0_1_0_is_backed_up_restored_and_exported(
    office: "Office", store: Path, target: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from tests.flows.month.test_old_workspace import _unpack

    old = _unpack("workspace_sqlite.zip", tmp_path_factory.mktemp("lama"))
    run("cadangkan", "--ke", store, "--folder", old)
    assert (old / ".iku" / "ledger-0001.sqlite3").exists()  # the copy from before the upgrade
    said = restore(office, store, target)
    assert "November 2025: " in said
    signed = Path("outbox/konsolidasi/2025-11/IKU_Setda_2025-11_final.xlsx")
    assert (target / signed).read_bytes() == (old / signed).read_bytes()
    exported = target.with_name("ekspor")
    for periode in (NOVEMBER, DECEMBER):
        run("ekspor", periode, "--ke", exported / periode, "--paket-audit", "--folder", target)
        assert (exported / periode / f"paket-audit_{periode}.zip").exists()
