"""Work on foreign bytes in worker processes that can be stopped: a few that stay, each with one task at a time.

A workbook may hang or exhaust a parser; the worker that has it is ended, its file gets a finding, the others go on.
Every task has limits on time and memory of its own. A worker that has failed or grown makes room for a new one.
"""

import io
import multiprocessing as mp
import os
import pickle
import signal
import sys
import time
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from schemas.temuan import Temuan, make_temuan
from workbooks.reading.parts import UnreadableError
from workbooks.reading.preflight import MEBIBYTE, Limits

# A fault raised inside these comes of what the file holds; one raised in our own code is an incident.
_READER_LIBRARIES = frozenset({"openpyxl", "zipfile", "lxml"})
_LOADED_AHEAD = ["workbooks.reading.reader", "workbooks.reading.worker", "workbooks.return_copy.copy"]
_ATTEMPTS = 2  # a worker that something outside has killed may not have been killed for its file
_MOST_GROWTH = 128 * MEBIBYTE  # of a worker that is used again: what it keeps counts against the next file's limit
_SECONDS_TO_SPARE = 2  # of processor time, for a worker whose parent is no longer there to stop it


@dataclass(frozen=True)
class ReadFailure:
    """Why a file could not be read. `cause`: "waktu", "memori", "rusak" (the file) or "insiden" (ours)."""

    cause: str
    detail: str = ""


def unreadable_temuan(cause: str, seconds: float, memory_mb: int) -> Temuan:
    """The finding for a file whose reading had to be stopped, or failed."""
    if cause == "rusak":
        return make_temuan("G104")
    if cause == "waktu":
        return make_temuan("G106", sebab="waktu baca habis", batas=f"{seconds:.0f} detik untuk membaca")
    return make_temuan("G106", sebab="memori baca habis", batas=f"{memory_mb} MB memori untuk membaca")


def warm_up() -> None:
    """Start the fork server ahead: it imports what workers need while this process still does something else."""
    if "forkserver" in mp.get_all_start_methods():
        from multiprocessing import forkserver  # not on Windows

        _context()
        with _without_main_module():
            forkserver.ensure_running()


def run_limited(
    task: Callable[..., Any],
    files: Sequence[Path],
    arguments: Sequence[tuple[Any, ...]],
    limits: Limits,
    progress: Callable[[int, int], None] | None = None,
) -> list[Any]:
    """Run `task(file, *arguments[i])` for each file, a few at once; results (or ReadFailure) in the order given.

    `task` is a function that can be imported; `progress` is told how many are done, of how many.
    """
    results: list[Any] = [None] * len(files)
    queue = [(place, 1) for place in range(len(files))][::-1]
    running: dict[Connection, _Errand] = {}
    done = 0
    try:
        while queue or running:
            while queue and len(running) < max(1, os.cpu_count() or 1):
                place, attempt = queue.pop()
                worker = _hand_over((task, (files[place], *arguments[place]), limits))
                running[worker.connection] = _Errand(worker, place, attempt, time.monotonic() + limits.detik)
            for errand in _ended(running):
                del running[errand.worker.connection]
                result = _harvest(errand)
                if result is None:
                    queue.append((errand.place, errand.attempt + 1))
                    continue
                (results[errand.place],) = result
                done += 1
                if progress:
                    progress(done, len(files))
    finally:
        for errand in running.values():  # we were interrupted: nobody waits for these any more
            errand.worker.end()
    return results


@dataclass(frozen=True)
class _Worker:
    """A worker process and the pipe to it."""

    process: BaseProcess
    connection: Connection

    def end(self) -> int:
        """Stop it, whatever it does; gives its exit code, negative for a signal."""
        self.connection.close()
        self.process.kill()
        self.process.join()
        return self.process.exitcode or 0


@dataclass(frozen=True)
class _Errand:
    """What a worker has in hand: the task of the file at `place`, for the n-th time, until `deadline`."""

    worker: _Worker
    place: int
    attempt: int
    deadline: float


_idle: list[_Worker] = []  # those that wait for work; they end with this process, whose end of the pipe then closes


def _hand_over(errand: tuple[Any, ...]) -> _Worker:
    """Give a task to a worker that waits, or to a new one."""
    content = pickle.dumps(errand)
    while _idle:
        worker = _idle.pop()
        try:
            worker.connection.send_bytes(content)
        except OSError:  # it was killed while it waited
            worker.end()
        else:
            return worker
    worker = _start()
    worker.connection.send_bytes(content)
    return worker


def _start() -> _Worker:
    context = _context()
    connection, its_end = context.Pipe()
    process = context.Process(target=_work, args=(its_end,), daemon=True)
    with _without_main_module():
        process.start()
    its_end.close()
    return _Worker(process, connection)


def _ended(running: dict[Connection, _Errand]) -> list[_Errand]:
    """Those that have answered, died or used up their time; waits for the first of them."""
    remaining = min(errand.deadline for errand in running.values()) - time.monotonic()
    ready = wait(list(running), timeout=max(0.0, remaining))
    now = time.monotonic()
    return [errand for connection, errand in running.items() if connection in ready or now >= errand.deadline]


def _harvest(errand: _Errand) -> tuple[Any] | None:
    """What came of a task; None where it is to be tried once more."""
    worker = errand.worker
    timed_out = time.monotonic() >= errand.deadline
    try:
        if worker.connection.poll():
            result, may_stay = worker.connection.recv()
            if may_stay:
                _idle.append(worker)
            else:
                worker.end()
            return (result,)
    except (EOFError, OSError):
        worker.process.join(timeout=5)  # it died before it could say anything: its own exit code
    exit_code = worker.end()
    if timed_out:
        return (ReadFailure("waktu"),)
    if exit_code < 0 and errand.attempt < _ATTEMPTS:
        return None
    return (ReadFailure("memori", f"worker ended with {exit_code}"),)


# In the worker


def _work(connection: Connection) -> None:
    """Take one task after another, until the parent is gone or this process has had its day."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who ends us
    _say_nothing()
    start, may_stay = _most_memory_used(), True
    while may_stay:
        try:
            content = connection.recv_bytes()
        except (EOFError, OSError):
            return
        result = _carry_out(content)
        may_stay = not isinstance(result, ReadFailure) and _most_memory_used() - start < _MOST_GROWTH
        try:
            connection.send((result, may_stay))
        except OSError:  # the parent was killed: nobody is there to be told
            return


def _say_nothing() -> None:
    """Whatever a library prints while it reads is no answer of ours: one line of it would spoil a JSON document."""
    sys.stdout = sys.stderr = io.StringIO()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _carry_out(content: bytes) -> Any:
    try:
        task, arguments, limits = pickle.loads(content)  # noqa: S301  # our own parent wrote it
        with _limited(limits):
            return task(*arguments)
    except MemoryError:
        return ReadFailure("memori")
    except Exception as error:  # every fault of a parser ends here, as a value for the parent to judge
        damaged = isinstance(error, UnreadableError) or _package_of(error) in _READER_LIBRARIES
        return ReadFailure("rusak" if damaged else "insiden", "".join(traceback.format_exception(error)))


def _package_of(error: Exception) -> str:
    """The top-level package in whose code the exception arose."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return str(frames[-1].f_globals.get("__name__", "")).partition(".")[0]


if sys.platform == "win32":  # no such limits there; the parent's limit on time still holds

    @contextmanager
    def _limited(limits: Limits) -> Iterator[None]:
        yield

    def _most_memory_used() -> int:
        return 0

else:
    import resource

    @contextmanager
    def _limited(limits: Limits) -> Iterator[None]:
        """Memory for this task, and so much processor time that a worker whose parent was killed does not go on."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = usage.ru_utime + usage.ru_stime
        _limit(resource.RLIMIT_CPU, int(used + limits.detik) + _SECONDS_TO_SPARE)
        _limit(resource.RLIMIT_AS, limits.memori_mb * MEBIBYTE)
        try:
            yield
        finally:
            _limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)
            _limit(resource.RLIMIT_CPU, resource.RLIM_INFINITY)

    def _limit(kind: int, value: int) -> None:
        """Set a limit that can be raised again, never above what the system allows."""
        _, highest = resource.getrlimit(kind)
        unlimited = resource.RLIM_INFINITY
        allowed = [each for each in (value, highest) if each != unlimited]
        resource.setrlimit(kind, (min(allowed, default=unlimited), highest))

    def _most_memory_used() -> int:
        """The most memory this process ever held, in bytes."""
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def _context() -> Any:
    if "forkserver" not in mp.get_all_start_methods():
        return mp.get_context("spawn")
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(_LOADED_AHEAD)
    return context


@contextmanager
def _without_main_module() -> Iterator[None]:
    """Hide `__main__` while a worker starts: it needs nothing of it, and importing the program again costs seconds."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
