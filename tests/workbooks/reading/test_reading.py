"""Files as such: what is refused before parsing, what the reader sees, and workers that hang, swell or break."""

import io
import operator
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from schemas.value import Cell, SpecialContent
from workbooks.reading.preflight import MEBIBYTE, Limits, preflight
from workbooks.reading.reader import read_book
from workbooks.reading.worker import ReadFailure, run_limited

if TYPE_CHECKING:
    from tests.conftest import Bench

TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def change_parts(content: bytes, change: Callable[[str, bytes], bytes | None], **added: bytes) -> bytes:
    """The workbook with its parts rewritten (None drops one) and parts added (`xl__x.bin` is xl/x.bin)."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as destination,
    ):
        for name in source.namelist():
            new = change(name, source.read(name))
            if new is not None:
                destination.writestr(name, new)
        for name, part in added.items():
            destination.writestr(name.replace("__", "/"), part)
    return output.getvalue()


def write(workbook: Workbook) -> bytes:
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def small_workbook() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "ITKP"
    sheet["A1"], sheet["B2"], sheet["C3"] = "Kode", 83.25, "=1+1"
    sheet["D4"], sheet["E5"] = "#REF!", 0.9
    sheet["E5"].number_format = "0%"
    workbook.create_sheet("Lain")["A1"] = 1
    return write(workbook)


SMALL = small_workbook()


def plain_zip(**contents: bytes) -> bytes:
    return change_parts(SMALL, lambda name, _: None, **contents)


# Before parsing


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(2 * 1024 * 1024))
    assert [t.kode for t in preflight(path, Limits(ukuran_mb=1))] == ["G106"]
    path.write_bytes(plain_zip(**{"xl__workbook.xml": bytes(3 * 1024 * 1024)}))
    assert [t.kode for t in preflight(path, Limits(terurai_mb=2))] == ["G106"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_the_preflight_never_fails(changes: list[tuple[int, int]], tmp_path: Path) -> None:
    content = bytearray(SMALL)
    for position, value in changes:
        content[position] = value
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    preflight(path, Limits())


# Reading


def read(content: bytes, tmp_path: Path, sheet: str = "ITKP") -> dict[str, Cell]:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    return {cell.address: cell for cell in read_book(path, (sheet,)).sheets[sheet.casefold()].cells}


def test_cells_are_read_as_they_are(tmp_path: Path) -> None:
    cells = read(SMALL, tmp_path)
    assert {address: cell.content for address, cell in cells.items()} == {
        "A1": "Kode",
        "B2": 83.25,
        "C3": None,
        "D4": "#REF!",
        "E5": 0.9,
    }
    assert cells["C3"].special is SpecialContent.FORMULA_WITHOUT_VALUE
    assert cells["D4"].special is SpecialContent.FORMULA_ERROR
    assert cells["E5"].is_percent
    assert not cells["B2"].is_percent


def test_only_the_wanted_sheets_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(SMALL)
    workbook = read_book(path, ("  itkp ", "SKM"))
    assert (list(workbook.sheets), workbook.sheet_names) == (["itkp"], ("ITKP", "Lain"))


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (b"<c r='C3'><f>1+1</f><v>2</v></c>", (2, None)),
        (b"<c r='C3' t='str'><f>A9</f><v></v></c>", None),
        (b"<c r='C3'><f>1+1</f></c>", (None, SpecialContent.FORMULA_WITHOUT_VALUE)),
        (b"<c r='C3' t='e'><f>1/0</f><v>#DIV/0!</v></c>", ("#DIV/0!", SpecialContent.FORMULA_ERROR)),
        (b"<c r='C3' t='b'><v>1</v></c>", (True, None)),
        (b"<c r='C3' t='inlineStr'><is><r><t>ka</t></r><r><t>ya</t></r></is></c>", ("kaya", None)),
    ],
)
def test_the_stored_value_is_read(stored: bytes, expected: Any, tmp_path: Path) -> None:
    def replace(name: str, content: bytes) -> bytes:
        return re.sub(rb'<c r="C3".*?</c>', stored, content) if name.endswith("sheet1.xml") else content

    cell = read(change_parts(SMALL, replace), tmp_path).get("C3")
    assert (None if cell is None else (cell.content, cell.special)) == expected


# Workers


def run_one(task: Callable[..., Any], arguments: tuple[Any, ...], limits: Limits) -> Any:
    """Run one importable function in a worker; its first argument stands in for the path."""
    (result,) = run_limited(task, [arguments[0]], [arguments[1:]], limits)
    return result


@pytest.mark.parametrize(
    ("task", "arguments", "cause", "limits"),
    [
        (time.sleep, (60,), "waktu", Limits(detik=1.0)),
        (bytes, (2 * 1024**3,), "memori", Limits()),
        (os._exit, (3,), "memori", Limits()),
        (operator.truediv, (1, 0), "insiden", Limits()),
        (zipfile.ZipFile, (Path(__file__),), "rusak", Limits()),
    ],
)
def test_a_worker_that_fails_says_why(
    task: Callable[..., Any], arguments: tuple[Any, ...], cause: str, limits: Limits
) -> None:
    start = time.monotonic()
    result = run_one(task, arguments, limits)
    assert isinstance(result, ReadFailure)
    assert result.cause == cause
    assert "ZeroDivisionError" in result.detail or cause != "insiden"
    assert time.monotonic() - start < 10


def test_workers_give_results_in_order() -> None:
    progress: list[tuple[int, int]] = []
    contents: list[Any] = ["a", "b", "c", "d", "e"]
    results = run_limited(operator.mul, contents, [(100_000,)] * 5, Limits(), lambda *n: progress.append(n))
    assert [(result[0], len(result)) for result in results] == [(letter, 100_000) for letter in contents]
    assert progress == [(n, 5) for n in range(1, 6)]


def worker_id(_: Any) -> int:
    return os.getpid()


def killed_once(seen: Path) -> int:
    """As if something outside killed the worker, the first time it is here."""
    if not seen.exists():
        seen.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def killed_always(seen: Path) -> None:
    seen.write_text(seen.read_text("utf-8") + "x" if seen.exists() else "x", encoding="utf-8")
    os.kill(os.getpid(), signal.SIGKILL)


def swollen(megabytes: int) -> int:
    bytearray(megabytes * MEBIBYTE)[::4096] = b"x" * (megabytes * MEBIBYTE // 4096)
    return os.getpid()


def chatty(_: Any) -> None:
    print("0 is out of range")
    os.write(2, b"0 is out of range")


def test_a_worker_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_limited(chatty, [Path()] * 3, [()] * 3, Limits()) == [None] * 3
    assert capfd.readouterr() == ("", "")


def test_workers_stay_for_the_next_file() -> None:
    first = run_limited(worker_id, [Path()] * 6, [()] * 6, Limits())
    assert set(run_limited(worker_id, [Path()] * 6, [()] * 6, Limits())) & set(first)
    assert len(set(first)) <= (os.cpu_count() or 1)
    assert os.getpid() not in first


def test_a_worker_that_hangs_goes_alone() -> None:
    contents: list[Any] = [0, 30, *[0] * 4]
    results = run_limited(time.sleep, contents, [()] * 6, Limits(detik=1.0))
    assert results == [None, ReadFailure("waktu"), None, None, None, None]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
def test_a_worker_that_was_killed_is_tried_once_more(tmp_path: Path) -> None:
    once, always = tmp_path / "once", tmp_path / "always"
    before = run_limited(worker_id, [Path()], [()], Limits())
    (result,) = run_limited(killed_once, [once], [()], Limits())
    assert isinstance(result, int) and result not in before
    (failure,) = run_limited(killed_always, [always], [()], Limits())
    assert failure.cause == "memori" and always.read_text("utf-8") == "xx"
    # One that was killed while it waited is no matter at all.
    (waiting,) = run_limited(worker_id, [Path()], [()], Limits())
    os.kill(waiting, signal.SIGKILL)
    (other,) = run_limited(worker_id, [Path()], [()], Limits())
    assert other != waiting


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not limited there")
def test_every_task_has_its_own_memory() -> None:
    """What one task used is not missing for the next, and a worker that has grown is not used again."""
    results = run_limited(swollen, [300, 300, 300, 2000, 300], [()] * 5, Limits(memori_mb=512))  # type: ignore[list-item]
    assert [isinstance(result, ReadFailure) for result in results] == [False, False, False, True, False]
    assert len({result for result in results if isinstance(result, int)}) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="processor time is not limited there")
def test_a_worker_that_spins_does_not_outlive_a_killed_parent() -> None:
    script = (
        "import os, pathlib, sys, threading, signal, time, multiprocessing\n"
        "from tests.workbooks.reading.test_reading import spin\n"
        "from workbooks.reading import worker\n"
        "def leave():\n"
        "    while not (children := multiprocessing.active_children()): time.sleep(0.05)\n"
        "    time.sleep(0.3)\n"
        "    print(children[0].pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "threading.Thread(target=leave).start()\n"
        "worker.run_limited(spin, [pathlib.Path()], [()], worker.Limits(detik=1.0, memori_mb=1024))\n"
    )
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    child = int(process.stdout)
    for _ in range(300):
        if not is_running(child):
            break
        time.sleep(0.1)
    assert not is_running(child)
    assert process.stderr == ""


def spin(_: Any) -> None:
    while True:
        pass


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process_id}/stat")
    return not state.exists() or state.read_text("ascii").rpartition(")")[2].split()[0] != "Z"


NAN_SHEET = b"<worksheet><sheetData><row r='1'><c r='A1'><v>NaN</v></c></row></sheetData></worksheet>"
FOREIGN_STYLES = b"<styleSheet xmlns='" + TRANSITIONAL + b"'><fills><fill><x/></fill></fills></styleSheet>"
FOREIGN_WORKBOOK = b"<workbook xmlns='" + TRANSITIONAL + b"'><sheets><sheet name='a' sheetId='x'/></sheets></workbook>"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet"),
        ("xl/worksheets/sheet1.xml", NAN_SHEET),
        ("xl/styles.xml", FOREIGN_STYLES),
        ("xl/workbook.xml", FOREIGN_WORKBOOK),
        ("[Content_Types].xml", None),
    ],
)
def test_a_damaged_part_is_the_file_s_fault(part: str, content: bytes | None, bench: "Bench", tmp_path: Path) -> None:
    """A part no reader understands is the file's fault, with advice, not an incident of ours."""
    damaged = change_parts(SMALL, lambda name, original: content if name == part else original)
    checked = bench.check({"hukum/x.xlsx": damaged, "tapem/y.xlsx": bench.demo("tapem")}, tmp_path)
    # An empty or foreign workbook is a template of nobody; a broken one cannot be read.
    assert checked["hukum/x.xlsx"].incident is None
    assert {t.kode for t in checked["hukum/x.xlsx"].temuan} <= {"G104", "G201"}
    assert not checked["hukum/x.xlsx"].accepted
    assert checked["tapem/y.xlsx"].accepted


def test_a_time_limit_becomes_a_temuan(bench: "Bench", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.intake import checking

    def unreadable(task: Any, files: Any, *_: Any) -> list[Any]:
        if task is preflight:
            return [[] for _ in files]
        return [ReadFailure("waktu"), ReadFailure("memori"), ReadFailure("rusak"), ReadFailure("insiden", "x")]

    monkeypatch.setattr(checking, "run_limited", unreadable)
    checked = list(bench.check({f"hukum/{n}.xlsx": SMALL for n in range(4)}, tmp_path).values())
    assert [[t.kode for t in each.temuan] for each in checked] == [["G106"], ["G106"], ["G104"], []]
    assert [bool(each.incident) for each in checked] == [False, False, False, True]
    assert "60 detik" in (checked[0].temuan[0].diharapkan or "")
