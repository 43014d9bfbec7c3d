"""Reading in worker processes that can be stopped: one process per file, with limits on time and memory.

A workbook may hang or exhaust a parser; a worker that does is ended and its file gets a finding, the others go on.
"""

import io
import multiprocessing as mp
import os
import signal
import sys
import time
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
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
    """Start the fork server ahead: it imports the reader while this process still imports the rest."""
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
    queue = list(enumerate(files))[::-1]
    running: dict[Connection, tuple[int, BaseProcess, float]] = {}
    at_once = max(1, os.cpu_count() or 1)
    done = 0
    while queue or running:
        while queue and len(running) < at_once:
            index, path = queue.pop()
            connection, process = _start(task, (path, *arguments[index]), limits)
            running[connection] = (index, process, time.monotonic() + limits.detik)
        for connection in _finished(running):
            index, process, deadline = running.pop(connection)
            results[index] = _harvest(connection, process, timed_out=time.monotonic() >= deadline)
            done += 1
            if progress:
                progress(done, len(files))
    return results


def _finished(running: dict[Connection, tuple[int, BaseProcess, float]]) -> list[Connection]:
    remaining = min(deadline for _, _, deadline in running.values()) - time.monotonic()
    ready = wait(list(running), timeout=max(0.0, remaining))
    now = time.monotonic()
    return [connection for connection, (_, _, deadline) in running.items() if connection in ready or now >= deadline]


def _start(task: Callable[..., Any], arguments: tuple[Any, ...], limits: Limits) -> tuple[Connection, BaseProcess]:
    context = _context()
    connection, child_connection = context.Pipe(duplex=False)
    process = context.Process(target=_in_child, args=(child_connection, task, arguments, limits.memori_mb), daemon=True)
    with _without_main_module():
        process.start()
    child_connection.close()
    return connection, process


def _harvest(connection: Connection, process: BaseProcess, *, timed_out: bool) -> Any:
    try:
        if connection.poll():
            return connection.recv()
    except (EOFError, OSError):
        pass  # died before it could say anything: reported as below
    finally:
        connection.close()
        if process.is_alive() and timed_out:
            process.kill()
        process.join(timeout=5)
        if process.is_alive():
            process.kill()
    if timed_out:
        return ReadFailure("waktu")
    return ReadFailure("memori", f"worker ended with {process.exitcode}")


def _in_child(connection: Connection, task: Callable[..., Any], arguments: tuple[Any, ...], memory_mb: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, who ends us
    _limit_memory(memory_mb)
    _say_nothing()
    try:
        answer = task(*arguments)
    except MemoryError:
        answer = ReadFailure("memori")
    except Exception as error:  # every fault of a parser ends here, as a value for the parent to judge
        damaged = isinstance(error, UnreadableError) or _package_of(error) in _READER_LIBRARIES
        answer = ReadFailure("rusak" if damaged else "insiden", "".join(traceback.format_exception(error)))
    with suppress(BrokenPipeError):  # the parent was killed: nobody is there to be told
        connection.send(answer)
    connection.close()


def _package_of(error: Exception) -> str:
    """The top-level package in whose code the exception arose."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return str(frames[-1].f_globals.get("__name__", "")).partition(".")[0]


def _say_nothing() -> None:
    """Whatever a library prints while it reads is no answer of ours: one line of it would spoil a JSON document."""
    sys.stdout = sys.stderr = io.StringIO()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _limit_memory(memory_mb: int) -> None:
    if sys.platform == "win32":
        return  # no such limit there; the limit on time still holds
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEBIBYTE, memory_mb * MEBIBYTE))


def _context() -> Any:
    if "forkserver" not in mp.get_all_start_methods():
        return mp.get_context("spawn")
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(["workbooks.reading.reader"])
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
