"""One run at a time in a workspace: a second waits and says for whom, a dead one's lock is taken over, none is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import SoftFileLease

from bench.survive_kills import MOMENT
from flows.cli import app
from flows.office import workspace_lock as lock_module
from flows.office.workspace import Workspace, ensure_folders
from flows.office.workspace_lock import LEASE_SECONDS, LOCK_FILE, workspace_lock
from ledger.transactions import actor
from schemas.errors import CannotDoError

if TYPE_CHECKING:
    from tests.conftest import Bench, Inbox

MARKER = "filelock/2\npid={pid}\nhost={host}\nmode=lease\ntoken={token}\nduration={sewa!r}\n"

# Work in a process of its own: it says when it holds the lock and goes on when it gets a line.
HOLD = """
import sys
from pathlib import Path
from flows.office.workspace import open_workspace
from flows.office.workspace_lock import workspace_lock
with workspace_lock(open_workspace(Path(sys.argv[1]), must_exist=True)):
    print("memegang", flush=True)
    sys.stdin.readline()
"""
# A consolidation as the command does it, without the orchestrator.
CONSOLIDATE = """
import sys
from pathlib import Path
from bench.survive_kills import FIRST, MOMENT, do_work
print("siap", flush=True)
sys.stdin.readline()
print(do_work(Path(sys.argv[1]), FIRST, MOMENT).workbook.name)
"""


@pytest.fixture
def workspace(bench: "Bench", inbox: "Inbox") -> Workspace:
    ensure_folders(inbox.workspace, bench.register)
    return inbox.workspace  # type: ignore[no-any-return]


@pytest.fixture
def start_process(workspace: Workspace) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start Python with a program and the workspace; what still runs at the end is stopped."""
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        process = subprocess.Popen([sys.executable, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def _marker(workspace: Workspace) -> Path:
    return workspace.outbox / LOCK_FILE


def test_the_marker_names_account_machine_process_and_time(workspace: Workspace) -> None:
    with workspace_lock(workspace):
        fields = dict(line.split("=", 1) for line in _marker(workspace).read_text(encoding="utf-8").splitlines()[1:])
        owner = SoftFileLease(_marker(workspace), lease_duration=LEASE_SECONDS).owner
        assert owner is not None and owner.pid == os.getpid()  # what we added is no hindrance to who reads it
    assert (fields["pid"], fields["oleh"]) == (str(os.getpid()), actor())
    assert fields["sejak"].endswith("+07:00")
    assert not _marker(workspace).exists()


def test_a_second_run_waits_and_says_for_whom(workspace: Workspace, start_process: Any) -> None:
    other = start_process("-c", HOLD, str(workspace.folder))
    assert other.stdout.readline() == "memegang\n"
    messages: list[str] = []

    def tell(message: str) -> None:
        messages.append(message)
        other.stdin.write("\n")
        other.stdin.flush()

    with workspace_lock(workspace, tell):
        pass
    (message,) = messages
    assert message.startswith(f"Menunggu: ruang kerja sedang dipakai {actor()} (proses {other.pid}) sejak ")
    assert "terakhir terlihat" in message and "\n" not in message


def test_two_consolidations_at_once_both_succeed_with_one_draft(
    workspace: Workspace, inbox: "Inbox", bench: "Bench", start_process: Any
) -> None:
    inbox.drop("hukum/iku.xlsx", bench.demo("hukum"), MOMENT - timedelta(days=1))
    two = [start_process("-c", CONSOLIDATE, str(workspace.folder)) for _ in range(2)]
    assert [process.stdout.readline() for process in two] == ["siap\n"] * 2
    for process in two:
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=60) for process in two]
    assert [output[0] for output in outputs] == ["IKU_Setda_2025-12_draf-01.xlsx\n"] * 2, outputs
    with inbox.ledger.begin(MOMENT, keep=False) as transaction:
        assert [t.nama for t in transaction.publications()] == ["IKU_Setda_2025-12_draf-01.xlsx"]
        assert len(transaction.kiriman()) == 1
    assert [p.name for p in workspace.outbox.glob("konsolidasi/*/*")] == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_a_lock_of_a_dead_process_of_this_machine_is_taken_over_and_its_leftovers_go(
    workspace: Workspace, start_process: Any
) -> None:
    other = start_process("-c", HOLD, str(workspace.folder))
    assert other.stdout.readline() == "memegang\n"
    other.kill()
    other.wait()
    assert _marker(workspace).exists()
    month = workspace.outbox / "konsolidasi" / "2025-12"
    month.mkdir()
    leftovers = [
        workspace.archive / ".iku-0.tmp",
        workspace.state_folder / ".iku-1.tmp-wal",
        month / "IKU_Setda_2025-12_draf-01.xlsx",
    ]
    for leftover in leftovers:
        leftover.touch()
    empty = workspace.archive / "e3b0c442.pdf"  # an empty original is a file like any other
    empty.touch()
    messages: list[str] = []
    with workspace_lock(workspace, messages.append):
        assert not any(leftover.exists() for leftover in leftovers) and empty.exists()
    assert messages == []


def test_a_lock_of_another_machine_is_taken_over_only_when_it_was_not_refreshed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_module, "LEASE_SECONDS", 0.6)
    monkeypatch.setattr(lock_module, "PATIENCE_SECONDS", 0.1)
    content = MARKER.format(pid=os.getpid(), host="server-lain", token="a" * 32, sewa=0.6)
    _marker(workspace).write_text(content, encoding="utf-8")
    messages: list[str] = []
    with workspace_lock(workspace, messages.append):
        assert "server-lain" not in _marker(workspace).read_text(encoding="utf-8")
    assert len(messages) == 1 and "dipakai server-lain (proses" in messages[0]
    # Refreshed meanwhile, it is alive: nobody takes it.
    _marker(workspace).write_text(content, encoding="utf-8")
    lock = SoftFileLease(_marker(workspace), lease_duration=0.6)
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        with pytest.raises(TimeoutError):
            lock.acquire(timeout=0.05)
        os.utime(_marker(workspace))
    assert "server-lain" in _marker(workspace).read_text(encoding="utf-8")


def test_a_program_with_other_terms_is_refused_in_one_line(workspace: Workspace) -> None:
    content = MARKER.format(pid=1, host="server-lain", token="a" * 32, sewa=5.0)
    _marker(workspace).write_text(content, encoding="utf-8")
    with pytest.raises(CannotDoError, match="program versi lain"), workspace_lock(workspace):
        pass
    assert _marker(workspace).read_text(encoding="utf-8") == content


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise on Windows")
def test_ctrl_c_while_waiting_ends_with_2_and_leaves_nothing(workspace: Workspace, start_process: Any) -> None:
    with workspace_lock(workspace):
        before = sorted(workspace.folder.rglob("*"))
        content = _marker(workspace).read_text(encoding="utf-8")
        waiting = start_process("-m", "flows", "buka", "2025-12", "--alasan", "x", "--folder", str(workspace.folder))
        assert waiting.stderr.readline().startswith("Menunggu: ")
        waiting.send_signal(signal.SIGINT)
        output, error = waiting.communicate(timeout=60)
        # Stopped while it prints, rich may print the line again.
        assert output == "" and {line.split(" ")[0] for line in error.splitlines()} <= {"Menunggu:", "Dihentikan."}
        assert error.endswith("Dihentikan.\n")
        assert waiting.returncode == 2
        assert sorted(workspace.folder.rglob("*")) == before
        assert _marker(workspace).read_text(encoding="utf-8") == content


def test_an_outbox_that_cannot_take_the_lock_is_one_line(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read_only(*_: Any, **__: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(SoftFileLease, "acquire", read_only)
    assert app.run_command(["buka", "2025-12", "--alasan", "x", "--folder", str(workspace.folder)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"Ruang kerja tidak dapat dikunci: {_marker(workspace)} (hanya dapat dibaca)\n"
