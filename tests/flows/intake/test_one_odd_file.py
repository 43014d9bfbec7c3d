"""One odd file, name or lock stops nobody: the file gets its answer, all others are read and counted."""

import hashlib
import json
import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bench.steps import consolidate_month
from flows.cli import app, month, options, working
from flows.office import workspace_lock as lock_module
from flows.office.workspace_lock import LOCK_FILE, workspace_lock
from schemas.periode import Periode

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register
    from tests.conftest import Inbox

DECEMBER = "2025-12"
NUMBER = "Identitas!B8"  # Pengiriman ke-


@contextmanager
def _no_engine() -> Iterator[None]:
    yield


class Office:
    """A workspace worked by commands; the orchestrator alone is left out (its flow calls the same two steps)."""

    def __init__(self, inbox: "Inbox", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.inbox, self.bench, self.room, self.capsys = inbox, inbox.bench, inbox.workspace, capsys
        self.moment = datetime(2026, 1, 7, 3, tzinfo=self.room.zone)
        for module in (month, options, working):
            monkeypatch.setattr(module, "now", lambda: self.moment)
        monkeypatch.setattr(month, "flow_engine", lambda _: _no_engine())
        monkeypatch.setattr(month, "run_consolidation_flow", self._consolidate)

    def _consolidate(self, room: Any, register: "Register", periode: Periode) -> Any:
        with working.working(room, register, "konsolidasi", periode) as run:
            return consolidate_month(run, periode)

    def drop(self, name: str, changes: dict[str, Any] | None = None) -> Path:
        content = self.bench.demo(name.partition("/")[0])
        path: Path = self.inbox.drop(name, self.bench.type_in(content, changes) if changes else content)
        return path

    def run(self, command: str, *rest: str) -> dict[str, dict[str, Any]]:
        """What the command says of every bagian; a command that hangs fails."""
        self.capsys.readouterr()
        arguments = [command, "--periode", DECEMBER, "--json", "--folder", str(self.room.folder), *rest]
        with time_limit():
            code = app.run_command(arguments)
        output = self.capsys.readouterr()
        assert code == 0, output.err
        return {k["bagian"]: k for k in json.loads(output.out)["pengumpulan"]}


@contextmanager
def time_limit(seconds: int = 60) -> Iterator[None]:
    """Ends what waits for ever; not caught by the code under test, since it is no Exception."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def give_up(*_: Any) -> None:
        pytest.fail(f"still waiting after {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def office(inbox: "Inbox", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(inbox, capsys, monkeypatch)


COMMANDS = ("status", "konsolidasi", "status")  # before there is a ledger, on record, from the record


# A number that no column holds


class Raw:
    """A number as it stands in the file, digit by digit."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def test_a_number_out_of_range_is_told_at_its_cell_and_stops_nobody(office: Office) -> None:
    numbers: list[tuple[Any, str]] = [
        (Raw("1e20"), "G403"),
        (Raw("99999999999999999999"), "G403"),
        (Raw("1e400"), "G301"),
        (-5, "G402"),
        (0, "G402"),
        (2.5, "G309"),
        ("99999999999999999999", "G403"),
    ]
    sound, *others = sorted(office.bench.bagian, key=lambda code: code != "tapem")
    odd = dict(zip(others, numbers, strict=True))
    office.drop(f"{sound}/iku.xlsx")
    for division, (number, _) in odd.items():
        office.drop(f"{division}/iku.xlsx", {NUMBER: number})
    for command in COMMANDS:
        said = office.run(command)
        assert said[sound]["status"] == "DITERIMA", command
        for division, (number, code) in odd.items():
            told = [(t["kode"], t["sel"]) for t in said[division]["temuan"] if t["tingkat"] == "GALAT"]
            assert (said[division]["status"], told) == ("DIKEMBALIKAN", [(code, "B8")]), (command, number)
    with office.inbox.ledger.begin(office.moment, keep=False) as book:
        stored = {row.bagian: row.pengiriman_ke for row in book.kiriman()}
    assert stored == {sound: 1} | dict.fromkeys(odd)


@pytest.mark.parametrize("spoilt", ["Identitas!B7", None])
def test_such_a_number_beside_another_fault_or_a_waiver_stops_nobody(office: Office, spoilt: str | None) -> None:
    if spoilt is None:
        waiver = '[[pengecualian]]\nkode = "G403"\nbagian = "hukum"\nlembar = "Identitas"\nalasan = "x"\noleh = "y"\n'
        settings = office.room.folder / "iku.toml"
        settings.write_text(waiver + "sampai = 2026-12-31\n", encoding="utf-8")
    # Without a month nothing of the form is checked, and the number is read all the same.
    office.drop("hukum/iku.xlsx", {NUMBER: Raw("1e20")} | ({spoilt: "entah"} if spoilt else {}))
    office.drop("tapem/iku.xlsx")
    for command in COMMANDS:
        said = office.run(command)
        assert (said["hukum"]["status"], said["tapem"]["status"]) == (
            "DIKEMBALIKAN" if spoilt else "DITERIMA",
            "DITERIMA",
        )


# Names that nothing can be added to


@pytest.mark.skipif(os.name == "nt", reason="Windows counts letters, and paths")
@pytest.mark.parametrize(
    "name",
    [
        "a" * 243 + ".xlsx",  # 248 bytes: the lock file of LibreOffice beside it would have 256
        "印" * 83 + ".xlsx",
        "x." + "tanpa ekstensi, " * 15,  # the dot of a sentence: no extension to keep
        "y." + "印" * 84,
    ],
    ids=lambda name: f"{name[:8]} {len(os.fsencode(name))} bytes",
)
def test_a_very_long_name_is_read_and_answered(office: Office, name: str) -> None:
    office.drop(f"hukum/{name}")
    office.drop("tapem/iku.xlsx")
    office.drop(f"umum/{name}", {"Identitas!B9": None})  # returned: its own workbook, marked, is the answer
    for command in COMMANDS:
        said = office.run(command)
        found = {code: (said[code]["status"], said[code]["berkas"]) for code in ("hukum", "tapem", "umum")}
        assert found == {
            "hukum": ("DITERIMA", f"hukum/{name}"),
            "tapem": ("DITERIMA", "tapem/iku.xlsx"),
            "umum": ("DIKEMBALIKAN", f"umum/{name}"),
        }, command
    for code in ("hukum", "umum"):
        folder = office.room.bagian_folder(code, Periode(2025, 12))
        assert (folder / f"Hasil Verifikasi {code} {DECEMBER}.xlsx").is_file()
    kept = [p.name for p in office.room.archive.glob("*") if p.name != "daftar.csv"]
    assert len(kept) == 3
    assert app.run_command(["periksa", str(office.room.inbox / "hukum" / name)]) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows counts letters, and paths")
def test_who_has_a_file_with_a_long_name_open_is_still_told(office: Office) -> None:
    name = "a" * 243 + ".xlsx"  # Excel drops two letters for its own two
    office.drop(f"hukum/{name}")
    office.inbox.drop(f"hukum/~${name[2:]}", b"", office.moment)
    assert office.run("status")["hukum"]["status"] == "MENUNGGU"


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no disk here that keeps any time")
@pytest.mark.parametrize("moment", [-(10**12), 253_402_300_799, 10**12], ids=["far past", "year 9999", "far future"])
def test_a_time_beyond_the_calendar_stops_nobody(office: Office, moment: int) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as inbox:
        office.room.inbox.symlink_to(inbox)
        os.utime(office.drop("hukum/iku.xlsx"), (moment, moment))
        office.drop("tapem/iku.xlsx")
        for command in COMMANDS:
            said = office.run(command)
            assert (said["hukum"]["status"], said["tapem"]["status"]) == ("DITERIMA", "DITERIMA"), command


# What is no file


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _pipe_behind_a_link(path: Path) -> None:
    if not path.with_name(".pipa").exists():
        os.mkfifo(path.with_name(".pipa"))
    path.symlink_to(path.with_name(".pipa"))


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        before = Path.cwd()
        os.chdir(path.parent)  # the address of a socket is short
        try:
            one.bind(path.name)
        finally:
            os.chdir(before)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _nothing_behind(path: Path) -> None:
    path.symlink_to("tidak-ada")


ODD_THINGS = [_pipe, _pipe_behind_a_link, _socket, _endless, _nothing_behind, Path.mkdir]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such things here")
@pytest.mark.parametrize("make", ODD_THINGS)
def test_what_is_no_file_under_the_name_of_one_holds_nobody_up(office: Office, make: Any) -> None:
    office.drop("hukum/iku.xlsx")
    office.drop("tapem/iku.xlsx")
    for name in ("hukum/~$iku.xlsx", "hukum/.~lock.iku.xlsx#", "tapem/~$u.xlsx", "tapem/x.xlsx", "tapem/surat.pdf"):
        make(office.room.inbox / name)
    said = office.run("status")
    for code in ("hukum", "tapem"):
        assert (said[code]["status"], said[code]["lampiran"]) == ("DITERIMA", []), code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such things here")
def test_nor_does_it_hold_up_a_consolidation(office: Office) -> None:
    """Nor where it stands under the name of an answer or of an archived original."""
    for code in ("hukum", "tapem"):
        office.drop(f"{code}/iku.xlsx")
    for name in ("~$iku.xlsx", ".~lock.iku.xlsx#", "x.xlsx"):
        os.mkfifo(office.room.inbox / "hukum" / name)
    folder = office.room.bagian_folder("hukum", Periode(2025, 12))
    folder.mkdir(parents=True)
    answer = folder / f"Hasil Verifikasi hukum {DECEMBER}.xlsx"
    os.mkfifo(answer)
    office.room.archive.mkdir(parents=True)
    original = hashlib.sha256(office.bench.demo("hukum")).hexdigest() + ".xlsx"
    os.mkfifo(office.room.archive / original)
    said = office.run("konsolidasi")
    assert (said["hukum"]["status"], said["tapem"]["status"]) == ("DITERIMA", "DITERIMA")
    assert answer.is_file() and (office.room.archive / original).is_file()


# Locks of nobody

RECORD = "filelock/2\npid=1\nhost=server-lain\nmode=lease\ntoken=a\nduration=60.0\n"
LOCKS: dict[str, bytes] = {
    "empty": b"",
    "garbage": bytes(range(256)) * 8,
    "a record cut short": RECORD[:40].encode(),
    "JSON cut short": b'{"pid": 12, "host": "server-',
    "a record of another kind": b"12345\nserver-lain\n",
    "a record without an end": RECORD.replace("mode=lease", "mode=exclusive").encode(),
    "a record of the future": RECORD.replace("mode=lease", "mode=lain").encode(),
}


@pytest.mark.parametrize(
    ("content", "age"),
    [*((content, 86_400) for content in LOCKS.values()), (b"", -86_400)],
    ids=[*LOCKS, "empty, of tomorrow"],
)
def test_an_old_lock_that_names_no_holder_is_taken_over(office: Office, content: bytes, age: int) -> None:
    office.drop("hukum/iku.xlsx")
    lock = office.room.outbox / LOCK_FILE
    lock.parent.mkdir(exist_ok=True)
    lock.write_bytes(content)
    moment = lock.stat().st_mtime - age
    os.utime(lock, (moment, moment))
    assert office.run("konsolidasi")["hukum"]["status"] == "DITERIMA"
    assert not lock.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such things here")
@pytest.mark.parametrize("make", [_pipe, _socket, _endless, _nothing_behind])
def test_a_lock_that_is_no_file_is_taken_over(office: Office, make: Any) -> None:
    office.drop("hukum/iku.xlsx")
    office.room.outbox.mkdir(exist_ok=True)
    make(office.room.outbox / LOCK_FILE)
    assert office.run("konsolidasi")["hukum"]["status"] == "DITERIMA"
    assert not os.path.lexists(office.room.outbox / LOCK_FILE)


def test_a_young_lock_that_is_still_empty_is_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its run may be about to write its name; once it is as old as a lease it is taken over, also while one waits."""
    monkeypatch.setattr(lock_module, "LEASE_SECONDS", 3.0)
    monkeypatch.setattr(lock_module, "PATIENCE_SECONDS", 0.2)
    office.room.outbox.mkdir(exist_ok=True)
    lock = office.room.outbox / LOCK_FILE
    lock.touch()
    began, told = time.monotonic(), []
    with time_limit(), workspace_lock(office.room, told.append):
        assert time.monotonic() - began > 3
    assert len(told) == 1 and told[0].startswith("Menunggu: ruang kerja sedang dipakai proses lain, terakhir terlihat")
