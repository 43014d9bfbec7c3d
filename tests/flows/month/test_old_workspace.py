"""A workspace that version 0.1.0 left behind is opened by this one and tells the same figures."""

import calendar
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

LOCKED, _ = PERIODS = ("2025-11", "2025-12")
FIXTURE = Path(__file__).parents[2] / "fixtures" / "version_0_1_0"


def _unpack(name: str, folder: Path) -> Path:
    with zipfile.ZipFile(FIXTURE / name) as package:
        package.extractall(folder)
        for line in package.infolist():
            changed = calendar.timegm((*line.date_time, 0, 0, 0))
            os.utime(folder / line.filename, (changed, changed))
    return folder


def _iku(folder: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "flows", *arguments, "--json", "--folder", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    document: dict[str, Any] = json.loads(run.stdout)
    return document


def _expected(folder: Path, periode: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((folder / "expected" / f"{periode}.json").read_text("utf-8"))
    return expected


def _same_standing(folder: Path) -> None:
    for periode in PERIODS:
        told, expected = _iku(folder, "status", "--periode", periode), _expected(folder, periode)
        assert told["terkunci"] == expected["terkunci"] == (periode == LOCKED)
        assert [_line(k) for k in told["pengumpulan"]] == [_line(k) for k in expected["pengumpulan"]]


def _line(kiriman: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(kiriman[key] for key in ("bagian", "status", "revisi", "terlambat", "berkas", "sha256"))


def test_a_workspace_of_version_0_1_0_tells_the_same_figures(tmp_path: Path) -> None:
    folder = _unpack("workspace_sqlite.zip", tmp_path)
    signed = folder / f"outbox/konsolidasi/{LOCKED}/IKU_Setda_{LOCKED}_final.xlsx"
    before = signed.read_bytes()
    _same_standing(folder)
    for periode in PERIODS:
        told, expected = _iku(folder, "konsolidasi", "--periode", periode), _expected(folder, periode)
        assert told["hasil"] == expected["hasil"] and told["dokumen"] == expected["dokumen"]
    assert signed.read_bytes() == before


def test_a_workspace_of_version_0_1_0_with_its_ledger_in_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute((FIXTURE / "ledger_postgresql.sql").read_text("utf-8"))
    folder = _unpack("workspace_postgresql.zip", tmp_path)
    with (folder / "iku.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[ledger]\nurl = "{postgresql_url}"\n')
    _same_standing(folder)
