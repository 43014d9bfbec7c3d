"""Workbooks through the public door: what they give, and what the command says. Odd and bad ones: tests/fixtures."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from flows.cli.app import run_command
from flows.intake.checking import Checked
from workbooks.reading.preflight import preflight
from workbooks.reading.worker import ReadFailure

if TYPE_CHECKING:
    from tests.conftest import Bench

# Good workbooks


@pytest.fixture(scope="module")
def good(bench: "Bench", tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Checked]:
    files = {f"{bagian}/demo.xlsx": bench.demo(bagian) for bagian in bench.bagian}
    files |= {f"{bagian}/kosong.xlsx": bench.blank(bagian) for bagian in bench.bagian}
    # What a file is called matters less than what it is.
    files |= {
        f"hukum/{name}": bench.demo("hukum") for name in ("lama.xls", "BESAR.XLSX", "makro.xlsm", "tanpa akhiran")
    }
    return bench.check(files, tmp_path_factory.mktemp("baik"))


def test_the_demo_is_accepted(good: Mapping[str, Checked], bench: "Bench") -> None:
    for bagian in bench.bagian:
        checked = good[f"{bagian}/demo.xlsx"]
        assert checked.accepted, (bagian, checked.temuan)
        assert set(checked.computations) == set(bench.register.forms(bagian))


def test_a_blank_template_is_not_released_yet(good: Mapping[str, Checked], bench: "Bench") -> None:
    for bagian in bench.bagian:
        checked = good[f"{bagian}/kosong.xlsx"]
        assert checked.accepted, (bagian, checked.temuan)
        assert {computation.status.value for computation in checked.computations.values()} == {"BELUM RILIS"}, bagian
        assert all(computation.value is None for computation in checked.computations.values())


@pytest.mark.parametrize(
    ("file", "iku", "status", "value"),
    [
        ("pbj/demo.xlsx", "itkp", "SEMENTARA", "68.24"),
        ("hukum/lama.xls", "reformasi_hukum", "FINAL", "86.78"),
        ("hukum/BESAR.XLSX", "reformasi_hukum", "FINAL", "86.78"),
        ("hukum/makro.xlsm", "reformasi_hukum", "FINAL", "86.78"),
        ("hukum/tanpa akhiran", "reformasi_hukum", "FINAL", "86.78"),
        ("hukum/demo.xlsx", "reformasi_hukum", "FINAL", "86.78"),
        ("organisasi/demo.xlsx", "pelayanan_publik", "FINAL", "3.28"),
        ("tapem/demo.xlsx", "sinergitas_kecamatan", "FINAL", "78.12"),
    ],
)
def test_status(good: Mapping[str, Checked], file: str, iku: str, status: str, value: str | None) -> None:
    result = good[file].computations[iku]
    assert good[file].accepted
    assert (result.status.value, result.value) == (status, None if value is None else Decimal(value))


def test_nineteen_kecamatan_are_provisional(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    missing = {"Sinergitas Kecamatan!C13": None, "Sinergitas Kecamatan!C33": None}
    checked = bench.check({"tapem/x.xlsx": bench.edit(bench.demo("tapem"), missing)}, tmp_path)["tapem/x.xlsx"]
    result = checked.computations["sinergitas_kecamatan"]
    assert checked.accepted
    assert (result.status.value, str(result.completeness)) == ("SEMENTARA", "19/21")
    assert {"P426 Sinergitas Kecamatan!C13", "P426 Sinergitas Kecamatan!C33"} <= temuan_places(checked.temuan)
    assert any("Tempursari" in note and "Sumbersuko" in note for note in result.notes)


def test_respondents_and_recap_give_the_same_value(bench: "Bench", tmp_path: Path) -> None:
    """Three respondents by hand: sums 10, 9, ... over three answers, IKM = 25/9 x the sum of the nine means."""
    answers = [(4, 3, 3, 4, 4, 3, 4, 2, 3), (3, 3, 4, 4, 3, 3, 4, 3, 4), (3, 3, 3, 4, 4, 4, 4, 3, 1)]
    survey = {"SKM!B7": "Sudah dilaksanakan", "SKM!B8": "Semester II 2025"}
    respondents = survey | {"SKM!B9": "Responden"}
    for row, given in enumerate(answers, start=7):
        respondents |= {f"SKM Responden!B{row}": date(2025, 8, row), f"SKM Responden!C{row}": "Layanan"}
        respondents |= {f"SKM Responden!{chr(ord('D') + n)}{row}": answer for n, answer in enumerate(given)}
    sums = [sum(column) for column in zip(*answers, strict=True)]
    recap = survey | {"SKM!B9": "Rekap", "SKM!B10": 3}
    recap |= {f"SKM!C{15 + n}": given / 3 for n, given in enumerate(sums)}
    checked = bench.check(
        {
            "umum/a.xlsx": bench.edit(bench.blank("umum"), respondents),
            "umum/b.xlsx": bench.edit(bench.blank("umum"), recap),
        },
        tmp_path,
    )
    expected = round(Decimal(sum(sums)) / 3 / 9 * 25, 2)
    assert [each.computations["kepuasan_masyarakat"].value for each in checked.values()] == [expected, expected]
    assert all(each.accepted for each in checked.values())


def test_a_fraction_is_asked_about(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    """0.9 where 90 may be meant is asked about and kept; zero is a score; a cell shown as percent is clear."""
    checked = bench.check(
        {
            "kesra/x.xlsx": bench.edit(bench.demo("kesra"), {"Kesalehan Sosial!B12": 0.9, "Kesalehan Sosial!B13": 0}),
            "tapem/x.xlsx": bench.edit(bench.demo("tapem"), {"Sinergitas Kecamatan!C13": 1}),
            "hukum/x.xlsx": bench.edit(bench.demo("hukum"), {"Reformasi Hukum!B16": 0.8678}),
            "organisasi/x.xlsx": bench.edit(bench.demo("organisasi"), {"Pelayanan Publik!B135": 0.9}),
            "hukum/persen.xlsx": bench.edit(bench.demo("hukum"), {"Reformasi Hukum!B16": 0.8678}, _as_percent),
        },
        tmp_path,
    )
    assert all(each.accepted for each in checked.values())
    doubted = {n: {t for t in temuan_places(each.temuan) if t.startswith("P314")} for n, each in checked.items()}
    assert doubted == {
        "kesra/x.xlsx": {"P314 Kesalehan Sosial!B12"},
        "tapem/x.xlsx": {"P314 Sinergitas Kecamatan!C13"},
        "hukum/x.xlsx": {"P314 Reformasi Hukum!B16"},
        "organisasi/x.xlsx": set(),
        "hukum/persen.xlsx": set(),
    }
    assert checked["hukum/persen.xlsx"].computations["reformasi_hukum"].value == Decimal("86.78")
    assert "0 sampai 100" in next(t.pesan for t in checked["hukum/x.xlsx"].temuan if t.kode == "P314")


def _as_percent(workbook: Workbook) -> None:
    workbook["Reformasi Hukum"]["B16"].number_format = "0.00%"


# A crash of ours


def test_an_error_of_ours_becomes_an_incident(bench: "Bench", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.intake import checking
    from iku_rules.rules import RULES

    before = set((bench.workspace.state_folder / "log").glob("insiden-*.txt"))
    files = {"hukum/a.xlsx": bench.demo("hukum"), "tapem/b.xlsx": bench.demo("tapem")}

    def fail(*_: Any) -> Any:
        raise RuntimeError("ours")

    def unread(*_: Any) -> list[Any]:
        return [[], ReadFailure("insiden", "RuntimeError: ours")]

    original = checking.run_limited
    with monkeypatch.context() as m:
        m.setattr(RULES["reformasi_hukum"], "compute", fail)
        checked = bench.check(files, tmp_path)
        assert checked["hukum/a.xlsx"].incident
        assert not checked["hukum/a.xlsx"].accepted
        assert checked["tapem/b.xlsx"].accepted
    with monkeypatch.context() as m:
        m.setattr(checking, "run_limited", lambda task, *more: (unread if task is preflight else original)(task, *more))
        checked = bench.check(files, tmp_path)
        assert checked["hukum/a.xlsx"].accepted
        assert checked["tapem/b.xlsx"].incident
    log = set((bench.workspace.state_folder / "log").glob("insiden-*.txt")) - before
    assert len(log) == 2
    assert all("RuntimeError: ours" in file.read_text(encoding="utf-8") for file in log)


# The command


def _check_json(folder: Path, *arguments: str) -> tuple[int, Any]:
    environment = {k: v for k, v in os.environ.items() if k != "IKU_FOLDER"}
    process = subprocess.run(
        [sys.executable, "-m", "flows", "periksa", *arguments, "--json", "--folder", str(folder)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=60,
    )
    assert "Traceback" not in process.stderr
    return process.returncode, json.loads(process.stdout) if process.stdout else None


def test_the_command_checks_files(bench: "Bench", tmp_path: Path) -> None:
    (tmp_path / "baik.xlsx").write_bytes(bench.demo("hukum"))
    (tmp_path / "buruk.xlsx").write_bytes(bench.edit(bench.demo("hukum"), {"Reformasi Hukum!B16": "tinggi"}))
    (tmp_path / "kosong.xlsx").write_bytes(b"")
    names = [str(tmp_path / n) for n in ("baik.xlsx", "buruk.xlsx", "kosong.xlsx")]
    code, content = _check_json(tmp_path, names[0])
    assert (code, content["berkas"][0]["diterima"]) == (0, True)
    code, content = _check_json(tmp_path, *names)
    assert code == 1
    good, bad, empty = content["berkas"]
    assert [file["berkas"] for file in content["berkas"]] == names
    assert (good["bagian"], good["periode"], good["diterima"]) == ("hukum", "2025-12", True)
    error = next(t for t in bad["temuan"] if t["tingkat"] == "GALAT")
    assert (error["kode"], error["lembar"], error["sel"], error["ditemukan"]) == (
        "G301",
        "Reformasi Hukum",
        "B16",
        "tinggi",
    )
    assert (empty["bagian"], empty["periode"], empty["temuan"][0]["kode"]) == (None, None, "G105")
    assert {p.name for p in tmp_path.iterdir()} == {"baik.xlsx", "buruk.xlsx", "kosong.xlsx"}


def test_the_check_imports_neither_orchestrator_nor_database(bench: "Bench", tmp_path: Path) -> None:
    """Neither the orchestrator nor the database: their imports cost more than the whole check."""
    (tmp_path / "baik.xlsx").write_bytes(bench.demo("hukum"))
    program = """
import sys
from flows.cli.app import run_command

assert run_command(["periksa", "baik.xlsx", "--json"]) == 0
sys.stderr.write(" ".join({name.partition(".")[0] for name in sys.modules}))
"""
    process = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[3]), *sys.path])},
        timeout=60,
    )
    assert process.returncode == 0, process.stderr
    modules = set(process.stderr.split())
    assert "pandera" in modules
    assert not modules & {"prefect", "sqlalchemy", "alembic", "xlsxwriter", "fastapi"}


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["temuan", "g301"]) == 0
    output = capsys.readouterr().out
    assert "G301: Harus diperbaiki" in output and "Cara memperbaiki:" in output and "{" not in output
    assert run_command(["temuan"]) == 0
    assert "P506" in capsys.readouterr().out
    assert run_command(["temuan", "G999"]) == 2
    assert "tidak dikenal" in capsys.readouterr().err
