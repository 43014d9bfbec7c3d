"""Killed at any moment: `python -m bench.survive_kills [n]`.

Consolidations of the demo, each in a process of its own and without the orchestrator, are killed: half of them at a
random moment between the start of the work and its usual end, half before a random one of their file operations. What
lies there then must be whole, and the next run must end where an undisturbed one ends. Every second pair meets a file
system without hard links, as shares often are.
"""

import argparse
import errno
import hashlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from openpyxl import load_workbook

from flows.console import json_consolidation
from flows.demo import PERIODE_DEMO, set_up_demo
from flows.intake.intake import take_in
from flows.month.answers import give_answers
from flows.month.consolidation import compose_content, consolidate
from flows.month.gathering import gather_for_month
from flows.month.locking import lock, look_before_locking
from flows.month.publication import Consolidation
from flows.office.workspace import Workspace, ensure_folders, load_workspace_register, open_workspace
from flows.office.workspace_ledger import open_ledger
from flows.office.workspace_lock import workspace_lock
from flows.run import Run
from ledger.archive import LIST_FILE, read_list
from ledger.transactions import Ledger

FIRST, CHANGED, LOCK = STATES = ("pertama", "berubah", "kunci")
AHEAD = 1  # processes started ahead
MOMENT = datetime.fromisoformat("2026-01-07T03:00:00+07:00")
FILE_OPERATIONS = {"sqlite3.connect", "os.link", "os.rename", "os.remove", "os.mkdir", "os.truncate"}
TABLES = ("kiriman", "pemeriksaan", "pemberlakuan", "terbitan", "hasil", "kunci")


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        _child(Path(sys.argv[2]), *sys.argv[3:])
        return
    parser = argparse.ArgumentParser(prog="python -m bench.survive_kills", description=__doc__)
    parser.add_argument("n", nargs="?", type=int, default=50, help="kills (50)")
    parser.add_argument("--all", action="store_true", help="before each file operation instead, one after the other")
    parser.add_argument("--seed", type=int, default=None, help="seed of the random moments (printed)")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"{datetime.now():%Y-%m-%d}, Python {sys.version.split()[0]}, {sys.platform}; seed {seed}, {options.n} kills")
    count, failed, left = 0, 0, Counter[str]()
    with tempfile.TemporaryDirectory(prefix="iku-bench-") as temporary:
        for trial in try_kills(Path(temporary), None if options.all else options.n, seed):
            count += 1
            left.update(set(trial.left))
            print(f"{trial.state}, {trial.kill_point}: {', '.join(trial.complaints) or 'well'}", flush=True)
            failed += bool(trial.complaints)
    print(f"{failed} of {count} left something wrong. Kills that left: {dict(left.most_common())}")
    raise SystemExit(1 if failed else 0)


@dataclass(frozen=True)
class Trial:
    """One kill: of which work, where, what lay there afterwards, and what was wrong with it."""

    state: str
    kill_point: str
    left: tuple[str, ...]
    complaints: tuple[str, ...]


def try_kills(
    root: Path, count: int | None, seed: int, fill: Callable[[Workspace], object] = set_up_demo
) -> Iterator[Trial]:
    """Kill `count` runs in workspaces filled by `fill`; without a number one before each of all file operations."""
    bases = _prepare_bases(root, fill)
    references = _references(bases, root)
    plan = _all_plans(references) if count is None else _random_plan(references, count, random.Random(seed))
    queue: deque[Victim] = deque()
    for number, (state, seconds, operation, with_links) in enumerate(plan):
        folder = root / f"uji-{number}"
        shutil.copytree(bases[state], folder)
        process = _start(folder, state, operation, with_links=with_links)
        queue.append(Victim(folder, state, seconds, operation, with_links, process))
        if len(queue) > AHEAD:  # its interpreter starts while the one before is judged
            yield _judge(queue.popleft(), references)
    while queue:
        yield _judge(queue.popleft(), references)


Plan = tuple[str, float | None, int | None, bool]  # work, seconds or file operation, with hard links


def _random_plan(references: Mapping[str, "Reference"], count: int, draw: random.Random) -> Iterator[Plan]:
    for number in range(count):
        state = STATES[number % len(STATES)]
        seconds, operation = draw.uniform(0, references[state].seconds), draw.randrange(references[state].operations)
        yield (state, seconds, None, number % 4 < 2) if number % 2 == 0 else (state, None, operation, number % 4 < 2)


def _all_plans(references: Mapping[str, "Reference"]) -> Iterator[Plan]:
    for state in STATES:
        for operation in range(references[state].operations):
            yield state, None, operation, True
            yield state, None, operation, False


@dataclass(frozen=True)
class Victim:
    """A process that will be killed: after `seconds`, or before file operation `operation`."""

    folder: Path
    state: str
    seconds: float | None
    operation: int | None
    with_links: bool
    process: "subprocess.Popen[str]"

    @property
    def kill_point(self) -> str:
        when = f"after {self.seconds:.3f} s" if self.seconds is not None else f"before file operation {self.operation}"
        return when + ("" if self.with_links else ", no hard links")


def _prepare_bases(root: Path, fill: Callable[[Workspace], object]) -> dict[str, Path]:
    """The workspaces as they are before the work: nothing done yet; a draft and one changed file; a draft."""
    bases = {state: root / f"dasar-{state}" for state in STATES}
    fill(open_workspace(bases[FIRST], must_exist=False))
    shutil.copytree(bases[FIRST], bases[LOCK])
    do_work(bases[LOCK], FIRST, MOMENT)
    shutil.copytree(bases[LOCK], bases[CHANGED])
    (file,) = (bases[CHANGED] / "inbox" / "hukum").glob("*.xlsx")
    workbook = load_workbook(file)
    workbook["Identitas"]["B8"].value = 2
    workbook.save(file)
    modified = (MOMENT - timedelta(days=1)).timestamp()
    os.utime(file, (modified, modified))
    return bases


@dataclass(frozen=True)
class Reference:
    """An undisturbed run: where it ends, how long it takes, how many file operations it makes."""

    end: dict[str, Any]
    seconds: float
    operations: int


def _references(bases: Mapping[str, Path], root: Path) -> dict[str, Reference]:
    folders = {state: root / f"rujukan-{state}" for state in STATES}
    children = {}
    for state in STATES:
        shutil.copytree(bases[state], folders[state])
        children[state] = _start(folders[state], state, None, with_links=True)
    references = {}
    for state, child in children.items():
        start = _let_go(child)
        operations, _ = child.communicate()
        seconds = time.perf_counter() - start
        if child.returncode:
            raise SystemExit(f"survive_kills: an undisturbed run ended with {child.returncode}")
        references[state] = Reference(end_state(folders[state], state), seconds, int(operations))
    return references


def _judge(victim: Victim, references: Mapping[str, Reference]) -> Trial:
    """Kill it, look at what lies there, and let the next run end the work."""
    folder, process, reference = victim.folder, victim.process, references[victim.state]
    _let_go(process)
    if victim.seconds is not None:
        time.sleep(victim.seconds)
        process.kill()
    process.communicate()
    workspace = open_workspace(folder, must_exist=True)
    left = tuple(sorted({_leftover(p) for p in folder.rglob("*") if p.is_file()} - {""}))
    complaints = check_leftovers(workspace, victim.state)
    ended = end_state(folder, victim.state)
    complaints += [
        f"{matter}: not as of an undisturbed run" for matter in ended if ended[matter] != reference.end[matter]
    ]
    complaints += [f"left over: {p.relative_to(folder)}" for p in folder.rglob(".*") if p.name != ".iku"]
    shutil.rmtree(folder)
    return Trial(victim.state, victim.kill_point, left, tuple(complaints))


def _leftover(path: Path) -> str:
    """What a kill left, where no run that ends leaves such a thing."""
    if path.name.startswith(".iku-"):
        return "a passing name"
    if path.name.startswith(".sedang-dipakai"):
        return "the lock"
    if path.name.endswith("-wal"):
        return "a write-ahead log"
    return "" if path.stat().st_size else "an empty file"


# The work


def do_work(folder: Path, state: str, moment: datetime) -> Consolidation:
    """The work as the command line does it, without the orchestrator. Safe to run again after a kill."""
    workspace = open_workspace(folder, must_exist=True)
    register = load_workspace_register(workspace)
    ensure_folders(workspace, register)
    with workspace_lock(workspace):
        run = Run(workspace=workspace, register=register, ledger=open_ledger(workspace), now=moment)
        intake = take_in(run)
        gathered = gather_for_month(run, intake, PERIODE_DEMO)
        give_answers(run, gathered.to_answer)
        if state != LOCK or intake.memory.current_lock(PERIODE_DEMO):
            return consolidate(run, intake, gathered, PERIODE_DEMO)
        content = compose_content(run, intake, gathered, PERIODE_DEMO)
        points = look_before_locking(run, intake.memory, content)
        return lock(run, intake.memory, content, points, "angka contoh")


def _start(folder: Path, state: str, operation: int | None, *, with_links: bool) -> "subprocess.Popen[str]":
    """A process that will do the work once it is let go; it then prints how many file operations it made."""
    arguments = ["--child", str(folder), state, "" if operation is None else str(operation), "ya" if with_links else ""]
    command = [sys.executable, "-m", "bench.survive_kills", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _let_go(child: "subprocess.Popen[str]") -> float:
    """Let it go once it is ready; gives the moment."""
    assert child.stdin is not None and child.stdout is not None
    if child.stdout.readline() != "siap\n":
        raise SystemExit("survive_kills: a process did not start")
    child.stdin.write("\n")
    child.stdin.flush()
    return time.perf_counter()


def _child(folder: Path, state: str, operation: str, with_links: str) -> None:
    """The process to be killed; before file operation `operation` it does that itself."""
    if not with_links:
        Path.hardlink_to = _without_links  # type: ignore[method-assign, assignment]
    count = 0
    print("siap", flush=True)
    if not sys.stdin.readline():
        return  # nobody is there any more

    def count_operation(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in FILE_OPERATIONS) and str(arguments[0]).startswith(str(folder)):
            if str(count) == operation:
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
            count += 1

    sys.addaudithook(count_operation)
    do_work(folder, state, MOMENT)
    print(count)


def _without_links(*_: Any) -> NoReturn:
    raise OSError(errno.ENOTSUP, "no hard links on this share")


# What is right


def check_leftovers(workspace: Workspace, state: str) -> list[str]:
    """What is wrong with what a kill left."""
    complaints = [
        f"damaged in the archive: {p.name}"
        for p in workspace.archive.glob("[!.]*")
        if p.name != LIST_FILE and hashlib.sha256(p.read_bytes()).hexdigest() != p.stem
    ]
    if not workspace.ledger_file.exists():
        return complaints if state == FIRST else [*complaints, "the ledger is gone"]
    with closing(sqlite3.connect(workspace.ledger_file)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    complaints += [] if verdict == "ok" else [f"ledger: {verdict}"]
    with Ledger.open(workspace.ledger_url).begin(MOMENT, keep=False) as transaction:
        history = transaction.locks().get(str(PERIODE_DEMO), [])
        publications = {t.nomor: t for t in transaction.publications(str(PERIODE_DEMO))}
    final = list(workspace.consolidation_folder(PERIODE_DEMO).glob("*_final.xlsx"))
    if not history:
        return complaints + [f"not locked, but there is {p.name}" for p in final]
    signed = publications[history[-1].terbitan or 0]
    needed = (f"{signed.sha256}.xlsx", f"{history[-1].register_sha256}.zip")
    return complaints + [
        f"locked, but not in the archive: {name}" for name in needed if not (workspace.archive / name).exists()
    ]


def end_state(folder: Path, state: str) -> dict[str, Any]:
    """Run again, an hour later, and tell where that ends: what is reported, kept, listed and remembered."""
    workspace = open_workspace(folder, must_exist=True)
    report = json_consolidation(do_work(folder, state, MOMENT + timedelta(hours=1)), workspace)
    outbox = {
        p.relative_to(workspace.outbox).as_posix(): hashlib.sha256(_without_seal(p)).hexdigest()
        for p in workspace.outbox.rglob("*")
        if p.is_file() and p.name != LIST_FILE
    }
    listed = sorted(
        (entry.nama, entry.bagian, entry.periode, entry.revisi, entry.sha256) for entry in read_list(workspace.archive)
    )
    broken = open_ledger(workspace).first_break(MOMENT)
    return {**report, "outbox": outbox, LIST_FILE: listed, "ledger": _ledger_content(workspace), "chain": broken}


def _without_seal(file: Path) -> bytes:
    """The bytes of a file; of a Tanda Terima its parts without the seal, which tells when it was recorded."""
    if not file.name.startswith("Tanda Terima"):
        return file.read_bytes()
    with zipfile.ZipFile(file) as package:
        parts = b"".join(name.encode() + package.read(name) for name in package.namelist())
    return re.sub(rb"Sidik catatan: [0-9a-f]{64}", b"", parts)


def _ledger_content(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """The rows, but for the moments of recording."""
    with closing(sqlite3.connect(workspace.ledger_file)) as connection:
        connection.row_factory = sqlite3.Row
        return {
            table: [
                tuple(r[k] for k in r.keys() if k != "waktu")  # noqa: SIM118 - a Row iterates over its values
                for r in connection.execute(f"SELECT * FROM {table} ORDER BY 1")
            ]
            for table in TABLES
        }


if __name__ == "__main__":
    main()
