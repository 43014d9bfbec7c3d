"""How long a consolidation of the eight demo workbooks takes: `python -m bench.consolidation`.

Four questions: our own work without the orchestrator; the whole command above an empty flow that runs through the
same engine, in alternation, so that both meet the same machine; the workbook alone with many respondents; and one
return copy.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from openpyxl import load_workbook

from bench.steps import compose_month, consolidate_month
from flows.demo import PERIODE_DEMO, set_up_demo
from flows.intake.intake import take_in
from flows.month.answers import compose_answer
from flows.month.gathering import gather
from flows.month.publication import DRAFT, workbook_bytes
from flows.office.workspace import Workspace, ensure_folders, now, open_workspace
from flows.office.workspace_ledger import open_ledger
from flows.run import Run
from iku_rules.register_model.register import Register
from ledger.atomic_files import write_atomic
from workbooks.return_copy.copy import make_return_copy

TARGET_OWN, TARGET_ABOVE_EMPTY, TARGET_WORKBOOK, TARGET_COPY = 1.5, 2.0, 1.5, 0.02  # seconds
TARGET_WORKBOOK_MEMORY = 60.0  # megabytes
RESPONDENTS = 1000

EMPTY_FLOW = """
from flows.orchestration.engine import engine

with engine():
    from prefect import flow

    @flow
    def empty(): ...

    empty()
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.consolidation", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="runs of our own work and of the workbook (7)")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of empty flow and whole command (5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="iku-bench-") as temporary:
        root = Path(temporary)
        rows = [
            *measure_own(*_demo_workspace(root / "kecil"), options.runs),
            *measure_command(root, options.pairs),
            *measure_large(*_large_workspace(root / "besar"), options.runs),
            *measure_copy(*_demo_workspace(root / "salinan"), options.runs),
        ]
    _print(rows)


Row = tuple[str, Sequence[float], float | None]


def run_in(workspace: Workspace, register: Register) -> Run:
    """A run of now, on record."""
    return Run(workspace=workspace, register=register, ledger=open_ledger(workspace), now=now())


def measure_own(workspace: Workspace, register: Register, runs: int) -> list[Row]:
    """Intake and consolidation in this process; the outbox is emptied before each run, so that all is written."""

    def once() -> None:
        consolidate_month(run_in(workspace, register), PERIODE_DEMO)

    cold, *warm = [_seconds(once, lambda: _empty(workspace, register)) for _ in range(runs + 1)]
    return [
        ("own work, first run of a process", [cold], TARGET_OWN),
        ("own work, further runs", warm, TARGET_OWN),
    ]


def measure_command(root: Path, pairs: int) -> list[Row]:
    """Whole processes, in pairs: an empty flow, then `iku konsolidasi`. One of each beforehand warms the disk."""
    workspace, register = _demo_workspace(root / "perintah")
    environment = {**os.environ, "IKU_PREFECT_HOME": str(root / "prefect")}
    command = ["konsolidasi", "--periode", str(PERIODE_DEMO), "--folder", str(workspace.folder), "--json"]

    def process(*arguments: str) -> Callable[[], None]:
        def run() -> None:
            subprocess.run([sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)

        return run

    empty, full = process("-c", EMPTY_FLOW), process("-m", "flows", *command)
    results = [(_seconds(empty), _seconds(full, lambda: _empty(workspace, register))) for _ in range(pairs + 1)][
        1:
    ]  # the first pair pays for the database
    return [
        ("empty flow, whole process", [empty_seconds for empty_seconds, _ in results], None),
        ("iku konsolidasi, whole process", [full_seconds for _, full_seconds in results], None),
        (
            "difference, pair by pair",
            [full_seconds - empty_seconds for empty_seconds, full_seconds in results],
            TARGET_ABOVE_EMPTY,
        ),
    ]


def measure_large(workspace: Workspace, register: Register, runs: int) -> list[Row]:
    """Eight workbooks of many respondents: reading and checking them, and the consolidated workbook alone."""
    run = run_in(workspace, register)
    start = time.perf_counter()
    intake = take_in(run)
    reading = time.perf_counter() - start
    composed = compose_month(run, PERIODE_DEMO)
    refused = [str(status.file) for status in composed.standing if not status.is_accepted]
    if refused:
        raise SystemExit(f"bench: not accepted: {', '.join(refused)}")
    write = partial(workbook_bytes, composed, run, intake.memory, DRAFT)
    peak = _memory_peak(write)
    times = [_seconds(write) for _ in range(runs)]
    return [
        (f"intake, 8 x {RESPONDENTS} respondents", [reading], None),
        (f"workbook alone, 8 x {RESPONDENTS} respondents", times, TARGET_WORKBOOK),
        ("workbook alone, memory it adds, MB", [peak], TARGET_WORKBOOK_MEMORY),
    ]


def _memory_peak(work: Callable[[], object]) -> float:
    """Megabytes that Python objects add at their highest while `work` runs."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def measure_copy(workspace: Workspace, register: Register, runs: int) -> list[Row]:
    """The return copy of each demo workbook, with the findings it has."""
    run = run_in(workspace, register)
    seconds = []
    for files in gather(run, take_in(run), [PERIODE_DEMO]).months[PERIODE_DEMO]:
        assert files.in_force is not None
        answer = compose_answer(run, files, files.in_force)
        original = (workspace.archive / files.in_force.archive_name).read_bytes()
        seconds += [_seconds(partial(make_return_copy, original, answer)) for _ in range(runs)]
    return [("return copy, one file", seconds, TARGET_COPY)]


def _seconds(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    before()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# Workspaces


def _demo_workspace(folder: Path) -> tuple[Workspace, Register]:
    workspace = open_workspace(folder, must_exist=False)
    office = set_up_demo(workspace)
    return office.workspace, office.register


def _large_workspace(folder: Path) -> tuple[Workspace, Register]:
    """The demo's workspace, each survey given by its respondents instead of by means."""
    workspace, register = _demo_workspace(folder)
    for bagian in register.all_bagian():
        for file in (workspace.inbox / bagian.kode).glob("*.xlsx"):
            modified = file.stat().st_mtime
            write_atomic(file, _with_respondents(file.read_bytes()))
            os.utime(file, (modified, modified))
    return workspace, register


def _with_respondents(content: bytes) -> bytes:
    workbook = load_workbook(io.BytesIO(content))
    recap, answers = workbook["SKM"], workbook["SKM Responden"]
    recap.cell(*_right_of(recap, "Status survei")).value = "Sudah dilaksanakan"
    recap.cell(*_right_of(recap, "Periode survei")).value = "Semester II 2025"
    recap.cell(*_right_of(recap, "Cara pengisian")).value = "Responden"
    recap.cell(*_right_of(recap, "Jumlah responden")).value = None
    nrr_row, nrr_column = _cell(recap, "NRR")
    for number in range(1, 10):
        recap.cell(nrr_row + number, nrr_column).value = None
    row, column = _cell(answers, "Tanggal")
    for number in range(RESPONDENTS):
        answers.cell(row + 1 + number, column).value = date(2025, 7, 1) + timedelta(days=number % 150)
        answers.cell(row + 1 + number, column + 1).value = f"Layanan {number % 7 + 1}"
        for unsur in range(9):
            answers.cell(row + 1 + number, column + 2 + unsur).value = (number * 7 + unsur * 3) % 3 + 2
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _cell(sheet: Any, text: str) -> tuple[int, int]:
    return next((cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell.value == text)


def _right_of(sheet: Any, text: str) -> tuple[int, int]:
    row, column = _cell(sheet, text)
    return row, column + 1


def _empty(workspace: Workspace, register: Register) -> None:
    shutil.rmtree(workspace.outbox)
    shutil.rmtree(workspace.state_folder)
    ensure_folders(workspace, register)


def _print(rows: Sequence[Row]) -> None:
    print(f"{datetime.now():%Y-%m-%d}, Python {sys.version.split()[0]}, {sys.platform}, {os.cpu_count()} cores")
    print(f"{'seconds':<40}{'runs':>5}{'median':>8}{'min':>8}{'max':>8}  target")
    for name, seconds, target in rows:
        middle = median(seconds)
        verdict = "" if target is None else f"<= {target:.2f}  {'met' if middle <= target else 'MISSED'}"
        print(f"{name:<40}{len(seconds):>5}{middle:>8.3f}{min(seconds):>8.3f}{max(seconds):>8.3f}  {verdict}")


if __name__ == "__main__":
    main()
