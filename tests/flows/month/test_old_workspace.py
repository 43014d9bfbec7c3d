"""A workspace that version 0.1.0 left behind is opened by this one and tells the same figures."""

import calendar
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.steps import consolidate_month
from flows.cli.app import run_command
from flows.console import json_consolidation, json_text
from flows.office.workspace import load_workspace_register, now, open_workspace
from flows.office.workspace_ledger import open_ledger
from flows.run import Run
from schemas.periode import Periode

LOCKED, _ = PERIODS = ("2025-11", "2025-12")
FIXTURE = Path(__file__).parents[2] / "fixtures" / "version_0_1_0"


def _unpack(name: str, folder: Path) -> Path:
    with zipfile.ZipFile(FIXTURE / name) as package:
        package.extractall(folder)
        for member in package.infolist():
            changed = calendar.timegm((*member.date_time, 0, 0, 0))
            os.utime(folder / member.filename, (changed, changed))
    return folder


def _status(folder: Path, periode: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert run_command(["status", "--periode", periode, "--json", "--folder", str(folder)]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def _consolidate(folder: Path, periode: str) -> dict[str, Any]:
    """What `iku konsolidasi --json` prints; the flow, which calls the same two steps, is left out with its server."""
    workspace = open_workspace(folder, must_exist=True)
    register, ledger = load_workspace_register(workspace), open_ledger(workspace)
    run = Run(workspace=workspace, register=register, ledger=ledger, now=now())
    consolidation = consolidate_month(run, Periode.parse(periode))
    document: dict[str, Any] = json.loads(json_text(json_consolidation(consolidation, workspace)))
    return document


def _expected(folder: Path, periode: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((folder / "expected" / f"{periode}.json").read_text("utf-8"))
    return expected


def _same_standing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for periode in PERIODS:
        told, expected = _status(folder, periode, capsys), _expected(folder, periode)
        assert told["terkunci"] == expected["terkunci"] == (periode == LOCKED)
        assert [_key_facts(kiriman) for kiriman in told["pengumpulan"]] == [
            _key_facts(kiriman) for kiriman in expected["pengumpulan"]
        ]


def _figures(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The results; notes explain them and may be worded anew.

    The IKM of an open month is read otherwise since: also a bagian that owed a survey and sent none keeps its last.
    """
    if not told["terkunci"]:
        (ikm,) = [result for result in told["hasil"] if result["iku"] == "kepuasan_masyarakat"]
        assert (ikm["nilai"], ikm["kelengkapan"]) in ((94.53, "1/8"), (94.93, "2/8"))
        told = {**told, "hasil": [result for result in told["hasil"] if result is not ikm]}
    return [{key: value for key, value in result.items() if key != "catatan"} for result in told["hasil"]]


def _key_facts(kiriman: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(kiriman[key] for key in ("bagian", "status", "revisi", "terlambat", "berkas", "sha256"))


def test_a_workspace_of_version_0_1_0_tells_the_same_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _unpack("workspace_sqlite.zip", tmp_path)
    signed = folder / f"outbox/konsolidasi/{LOCKED}/IKU_Setda_{LOCKED}_final.xlsx"
    before = signed.read_bytes()
    _same_standing(folder, capsys)
    for periode in PERIODS:
        told, expected = _consolidate(folder, periode), _expected(folder, periode)
        assert _figures(told) == _figures(expected) and told["dokumen"] == expected["dokumen"]
    assert signed.read_bytes() == before


def test_a_workspace_of_version_0_1_0_with_its_ledger_in_postgresql(
    tmp_path: Path, postgresql_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute((FIXTURE / "ledger_postgresql.sql").read_text("utf-8"))
    folder = _unpack("workspace_postgresql.zip", tmp_path)
    with (folder / "iku.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[ledger]\nurl = "{postgresql_url}"\n')
    _same_standing(folder, capsys)
