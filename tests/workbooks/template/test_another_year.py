"""A letter about last year in this year's template, whose table follows another model."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bench.steps import compose_month
from flows.demo import demo_entries
from flows.month.templates import make_template
from flows.office.workspace import ensure_folders, load_workspace_register, open_workspace
from flows.run import Run
from iku_rules.result import Result, Status
from ledger.transactions import Ledger
from schemas.periode import Periode
from workbooks.filler import SheetEntries, fill_template

MARCH = Periode(2026, 3)
MOMENT = datetime(2026, 4, 6, tzinfo=UTC)
LETTER = {
    "Status rilis": "Sudah rilis",
    "Tahun penilaian": 2025,
    "Nilai resmi": 68.24,
    "Nomor surat": "12/D.3/01/2026",
    "Tanggal surat": date(2026, 1, 20),
}


def send(folder: Path, rows: dict[str, dict[str, Any]]) -> tuple[list[tuple[str, str | None]], Result]:
    """Findings (code, cell) and the ITKP of March 2026 after pbj sent that letter and these components."""
    workspace = open_workspace(folder, must_exist=False)
    register = load_workspace_register(workspace)
    ensure_folders(workspace, register)
    run = Run(workspace=workspace, register=register, ledger=Ledger.temporary(), now=MOMENT, keep=False)
    file = workspace.inbox / "pbj" / "maret.xlsx"
    entries = demo_entries("pbj")["Identitas"], SheetEntries(pairs=LETTER, rows=rows)
    file.write_bytes(
        fill_template(make_template(run, "pbj", MARCH), dict(zip(("Identitas", "ITKP"), entries, strict=True)))
    )
    os.utime(file, (MOMENT.timestamp() - 3600, MOMENT.timestamp() - 3600))
    composed = compose_month(run, MARCH)
    temuan = [(t.kode, t.sel) for status in composed.standing if status.bagian == "pbj" for t in status.temuan]
    return temuan, composed.results[0]


def test_a_letter_about_last_year_fills_last_year_s_column(tmp_path: Path) -> None:
    temuan, itkp = send(tmp_path, {})
    assert [code for code, _ in temuan] == ["P509", "I422"]  # whose December does not say it
    assert (itkp.status, itkp.nilai) == (Status.BELUM_RILIS, None)
    assert str(itkp.nilai_tahun_lalu) == "68.24"


def test_components_of_this_year_s_model_do_not_go_with_it(tmp_path: Path) -> None:
    temuan, itkp = send(tmp_path, {key: {"Nilai": 7} for key in ("A", "B", "C", "D")})
    assert "G219" in [code for code, _ in temuan]
    assert itkp.nilai is None and itkp.nilai_tahun_lalu is None
