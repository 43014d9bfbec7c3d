"""A made-up successor of the IKU document in a workspace: other names, order, sasaran; through the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from flows.cli.app import run_command
from flows.demo import demo_entries
from iku_rules.register_model import load
from workbooks.filler import fill_template

ROOT = Path(__file__).resolve().parents[3]
DROPPED = "sinergitas_kecamatan"
SASARAN = {
    "CONTOH sasaran kesatu": ("reformasi_hukum", "itkp"),
    "CONTOH sasaran kedua": ("kepuasan_masyarakat",),
    "CONTOH sasaran ketiga": ("kebijakan_perekonomian", "kesalehan_sosial"),
}
ORDER = [code for codes in SASARAN.values() for code in codes] + ["pelayanan_publik", DROPPED]
NEW_NAMES = {"reformasi_hukum": "CONTOH Indeks Reformasi Hukum Daerah"}
SETTINGS = f"""\
register = "register"

[tampilan]
capaian_maksimal = 120

[[target]]
iku = "itkp"
tahun = 2025
nilai = 50
contoh = true

[[target]]
iku = "{DROPPED}"
tahun = 2025
nilai = 80
contoh = true
"""


def successor_document() -> str:
    """The shipped document with another validity and another list."""
    text = (load.FOLDER / "dokumen/iku_setda_2023.toml").read_text(encoding="utf-8")
    start, _, rest = text.partition("[[sasaran]]")
    for old, new in (
        ("iku_setda_2023", "contoh_2025"),
        ("berlaku_dari = 2023-03-04", "berlaku_dari = 2025-01-01"),
        ("berlaku_sampai = 2023-12-31", "berlaku_sampai = 2029-12-31"),
        ('rencana = "2018-2023"', 'rencana = "2025-2029"'),
        ('acuan = "Dokumen', 'acuan = "CONTOH pengganti dokumen'),
    ):
        assert old in start
        start = start.replace(old, new)
    for number, (name, codes) in enumerate(SASARAN.items(), start=1):
        start += f'[[sasaran]]\nnomor = "{number}"\nnama = "{name}"\n\n'
        for code in codes:
            start += f'[[sasaran.iku]]\nkode = "{code}"\nnama = "{NEW_NAMES.get(code, f"CONTOH {code}")}"\n'
            start += f'rumus = "CONTOH rumus {code}"\nsumber_data = "CONTOH"\npenanggung_jawab = "CONTOH"\n\n'
    return start + "[pengesahan]" + rest.partition("[pengesahan]")[2]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("penerus")
    (folder / "register/dokumen").mkdir(parents=True)
    (folder / "register/dokumen/contoh_2025.toml").write_text(successor_document(), encoding="utf-8")
    (folder / "iku.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def report(workspace: Path) -> Iterator[dict[str, Any]]:
    """Templates written, filled with the demo's figures, dropped into the inbox, consolidated."""
    assert run_command(["templat", "--periode", "2025-12", "--folder", str(workspace)]) == 0
    for template in workspace.glob("outbox/bagian/*/2025-12/*.xlsx"):
        bagian = template.parents[1].name
        destination = workspace / "inbox" / bagian / "iku.xlsx"
        destination.write_bytes(fill_template(template.read_bytes(), demo_entries(bagian)))
        os.utime(destination, (1767582000, 1767582000))  # 5 January 2026, in time
    command = [
        sys.executable,
        "-m",
        "flows",
        "konsolidasi",
        "--periode",
        "2025-12",
        "--json",
        "--folder",
        str(workspace),
    ]
    output = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True, timeout=240
    )
    yield json.loads(output.stdout)


@pytest.fixture(scope="module")
def workbook(workspace: Path, report: dict[str, Any]) -> Workbook:
    return load_workbook(workspace / report["buku_kerja"], data_only=True)


def test_results_follow_the_document_of_the_period(report: dict[str, Any]) -> None:
    assert [result["iku"] for result in report["hasil"]] == ORDER
    assert all(result["nilai"] is not None for result in report["hasil"])
    for result in report["hasil"]:
        assert any(note.startswith("tidak tercantum dalam dokumen IKU") for note in result["catatan"]) == (
            result["iku"] == DROPPED
        )


def test_the_official_sheet_is_the_successor(workbook: Workbook) -> None:
    sheet = workbook["IKU"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [t for t in texts if t.startswith("CONTOH sasaran")] == list(SASARAN)
    formulas = [t.removeprefix("CONTOH rumus ") for t in texts if t.startswith("CONTOH rumus")]
    assert formulas == ORDER[:-2]
    assert texts.count("Sasaran Strategis") == 3 and NEW_NAMES["reformasi_hukum"] in texts
    assert not any("belum ada dalam register" in t for t in texts)  # inside its validity: no note
    assert not any("sinergitas" in t.casefold() for t in texts)
    assert "2025-2029" in [cell.value for cell in workbook["Metadata"]["B"]]


def test_an_indicator_dropped_keeps_its_value_in_the_summary(workbook: Workbook, report: dict[str, Any]) -> None:
    result = report["hasil"][-1]
    assert result["capaian"] is not None
    rows = [[cell.value for cell in row] for row in workbook["Ringkasan"].iter_rows()]
    dropped = next(row for row in rows if row[0] == "Rata rata nilai sinergitas kecamatan" and row[1])
    header = next(row for row in rows if row[0] == "Indikator")
    numbers = [dropped[header.index(title)] for title in ("Target", "Realisasi", "Capaian (%)")]
    assert numbers == [80, result["nilai"], result["capaian"]]


def test_the_limit_shows_and_the_value_stays(workbook: Workbook, report: dict[str, Any]) -> None:
    itkp = report["hasil"][ORDER.index("itkp")]
    assert itkp["capaian"] == 136.48 and itkp["kategori_capaian"] == "Sangat Tinggi"
    assert "capaian 136,48 % ditampilkan paling tinggi 120,00 %" in itkp["catatan"]
    cells = [cell for row in workbook["IKU"].iter_rows() for cell in row if cell.value == 136.48]
    assert [cell.number_format for cell in cells] == ['[>120]"120,00 *"_0;[$-421]#,##0.00_0']
    assert any(str(cell.value).startswith("* Capaian ditampilkan") for cell in workbook["IKU"]["B"])


def test_a_year_before_it_uses_the_document_before(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = {}
    for year in (2023, 2025):
        arguments = ["aturan", "reformasi_hukum", "--tahun", str(year), "--json", "--folder", str(workspace)]
        assert run_command(arguments) == 0
        names[year] = json.loads(capsys.readouterr().out)["aturan"][0]["nama"]
    assert names == {2023: "Indeks Reformasi Hukum", 2025: NEW_NAMES["reformasi_hukum"]}
    assert run_command(["--folder", str(workspace), "aturan", DROPPED, "--tahun", "2025", "--json"]) == 0
    (card,) = json.loads(capsys.readouterr().out)["aturan"]
    assert card["catatan"][0].startswith("Indikator ini tidak tercantum dalam CONTOH pengganti dokumen")
