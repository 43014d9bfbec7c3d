"""Small changes of the code that the tests must notice: `python -m bench.mutants [WORD…]`.

A mutant is a file, a piece of its text, what stands there instead, and the tests that must fail; the list is data, in
`bench/mutants/`. Each mutant is put into a copy of the tree and its tests run there. A word chooses the mutants whose
file's path holds it; `--workers` (2) and `--seconds` (180, after which a run counts as failed) set the runs.

Says how many were killed and lists those that were not. Exit 1 where one survived without a reason (`why`) in the list,
2 where the list no longer fits the code or the tests fail before anything is changed.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue
from typing import NoReturn

ROOT = Path(__file__).parents[1]
LISTS = ROOT / "bench" / "mutants"
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info")
RUN_TESTS = (sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0")
ALL_PASSED, NOTHING_RUN = 0, (4, 5)  # pytest's exit codes


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Mutant:
    """`new` instead of `old`, which stands in the file once, or as the `place`-th of several.

    `tests` are pytest's arguments. `why` says of one that survives why that is no gap.
    """

    path: str
    tests: tuple[str, ...]
    old: str
    new: str
    place: int | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """The file and the first line that differs."""
        pairs = zip(self.old.splitlines(), self.new.splitlines() or [""], strict=False)
        old, new = next((pair for pair in pairs if pair[0] != pair[1]), (self.old, self.new))
        return f"{self.path}: {old.strip()} -> {new.strip() or '(nothing)'}"

    def fits(self, text: str) -> bool:
        """Whether the list still speaks of this text."""
        count = text.count(self.old)
        return self.old != self.new and (count == 1 if self.place is None else 1 <= self.place <= count > 1)

    def applied_to(self, text: str) -> str:
        """The changed text."""
        pieces = text.split(self.old)
        place = self.place or 1
        return self.old.join(pieces[:place]) + self.new + self.old.join(pieces[place:])


def read_mutants(folder: Path = LISTS) -> list[Mutant]:
    """All mutants of the lists, in order."""
    return [
        Mutant(path=file["path"], tests=tuple(file["tests"]), **entry)
        for path in sorted(folder.glob("*.toml"))
        for file in tomllib.loads(path.read_text("utf-8"))["file"]
        for entry in file["mutant"]
    ]


def not_applicable(mutants: Sequence[Mutant], root: Path = ROOT) -> list[Mutant]:
    """Those whose old text is not found, or not found exactly where it is said to be."""
    return [m for m in mutants if not (root / m.path).is_file() or not m.fits((root / m.path).read_text("utf-8"))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=__doc__)
    parser.add_argument("words", nargs="*", help="parts of the paths to choose (all)")
    parser.add_argument("--workers", type=int, default=2, help="runs at once (2)")
    parser.add_argument("--seconds", type=float, default=180, help="limit of one run (180)")
    options = parser.parse_args()
    mutants = [m for m in read_mutants() if not options.words or any(word in m.path for word in options.words)]
    if unfit := not_applicable(mutants):
        _give_up("not applicable", [m.name for m in unfit])
    sys.exit(_report(mutants, list(run(mutants, options.workers, options.seconds))))


def run(mutants: Sequence[Mutant], workers: int, seconds: float) -> Iterator[Outcome]:
    """The outcomes, in order. Exits where the tests fail with the code as it is."""
    with tempfile.TemporaryDirectory(prefix="iku-mutants-") as folder, ThreadPoolExecutor(workers) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            copies.put(Path(shutil.copytree(ROOT, Path(folder) / str(number), ignore=NOT_COPIED)))

        def in_a_copy(mutant: Mutant) -> Outcome:
            copy = copies.get()
            try:
                return _outcome(mutant, copy, seconds)
            finally:
                copies.put(copy)

        unchanged = [Mutant(m.path, m.tests, "", "") for m in {m.tests: m for m in mutants}.values()]
        if bad := [m.tests for m, o in zip(unchanged, pool.map(in_a_copy, unchanged), strict=True) if o != "survived"]:
            _give_up("tests that fail with the code as it is", map(" ".join, bad))
        for mutant, outcome in zip(mutants, pool.map(in_a_copy, mutants), strict=True):
            print(f"{outcome:9} {mutant.name}", flush=True)
            yield outcome


def _outcome(mutant: Mutant, copy: Path, seconds: float) -> Outcome:
    file = copy / mutant.path
    original = file.read_text("utf-8")
    file.write_text(mutant.applied_to(original) if mutant.old else original, "utf-8")
    try:
        code = _run_tests(mutant.tests, copy, seconds)
    finally:
        file.write_text(original, "utf-8")
        shutil.rmtree(copy / ".hypothesis", ignore_errors=True)  # what it found for one mutant says nothing of the next
    if code is None:
        return Outcome.TIMED_OUT
    if code in NOTHING_RUN:
        _give_up("no tests", [" ".join(mutant.tests)])
    return Outcome.SURVIVED if code == ALL_PASSED else Outcome.KILLED


def _run_tests(tests: Sequence[str], copy: Path, seconds: float) -> int | None:
    """pytest's exit code; None where it took too long. Processes that it left are ended with it."""
    environment = os.environ | {"PYTHONPATH": str(copy)}  # before the tree that the interpreter knows
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [*RUN_TESTS, *tests], cwd=copy, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None


def _give_up(what: str, lines: Iterable[str]) -> NoReturn:
    print(what, *lines, sep="\n  ", file=sys.stderr)
    sys.exit(2)


def _report(mutants: Sequence[Mutant], outcomes: Sequence[Outcome]) -> int:
    counts = Counter(outcomes)
    killed = counts[Outcome.KILLED] + counts[Outcome.TIMED_OUT]
    survivors = [m for m, outcome in zip(mutants, outcomes, strict=True) if outcome is Outcome.SURVIVED]
    print()
    for room, of_room in _by_room(mutants, outcomes).items():
        print(f"{room:32} {sum(o is not Outcome.SURVIVED for o in of_room):4} of {len(of_room)}")
    share = f"{killed / len(mutants):.1%}" if mutants else "-"
    print(
        f"killed {killed} ({counts[Outcome.TIMED_OUT]} by time) of {len(mutants)}: {share}; survived {len(survivors)}"
    )
    for mutant in survivors:
        print(f"  {mutant.name}\n    {mutant.why or 'NO REASON GIVEN'}")
    return 1 if any(not mutant.why for mutant in survivors) else 0


def _by_room(mutants: Sequence[Mutant], outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    rooms: dict[str, list[Outcome]] = {}
    for mutant, outcome in zip(mutants, outcomes, strict=True):
        rooms.setdefault(str(Path(mutant.path).parent), []).append(outcome)
    return rooms


if __name__ == "__main__":
    started = time.monotonic()
    try:
        main()
    finally:
        print(f"{(time.monotonic() - started) / 60:.0f} minutes")
