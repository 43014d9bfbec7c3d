"""The list before a lock, through the command line: what it names, what keeps from locking, what is written of it."""

import pytest
from openpyxl import load_workbook

from flows.cli import app
from tests.flows.month.conftest import DECEMBER, INSISTING, PERIODE, Office, sheet_text

REASON = "Angka resmi menyusul menurut surat tanggal 5 Januari"
SIGNATORY_OF_LAST_YEAR = """
[[penandatangan]]
nama = "NAMA"
nip = "-"
jabatan = "SEKRETARIS DAERAH"
dari = 2023-03-04
sampai = 2025-12-31
acuan = "uji"
dikonfirmasi = true
"""


def lines(printed: str) -> dict[str, str]:
    """The rows of the printed table: verdict and remark by what was looked at."""
    rows: list[list[str]] = []
    for line in printed.splitlines():
        if line.startswith("│"):
            cells = [cell.strip() for cell in line.strip("│").split("│")]
            if cells[1]:
                rows.append(cells[:3])
            else:  # a row goes on
                rows[-1] = [f"{begun} {more}".strip() for begun, more in zip(rows[-1], cells, strict=False)]
    return {name: f"{verdict} {remark}" for name, verdict, remark in rows}


def look(office: Office) -> dict[str, str]:
    """`iku kunci --periksa-saja`, which finds something to look at."""
    office.capsys.readouterr()
    folder = str(office.workspace.folder)
    assert app.run_command(["kunci", DECEMBER, "--periksa-saja", "--folder", folder]) == 1
    return lines(office.capsys.readouterr().out)


def written(office: Office) -> dict[str, int]:
    """Every file of the workspace and when it was written; what SQLite keeps beside its file is no file of ours."""
    files = (path for path in office.workspace.folder.rglob("*") if path.is_file())
    return {str(path): path.stat().st_mtime_ns for path in files if path.suffix not in (".sqlite3-wal", ".sqlite3-shm")}


def test_example_figures_are_not_locked_unless_somebody_says_why(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    refused = office.iku("kunci", DECEMBER, code=2)
    assert refused.count("\n") == 1 and "angka contoh" in refused and "--tetap --alasan" in refused
    assert office.workbooks() == ["IKU_Setda_2025-12_draf-01.xlsx"]
    assert office.json("status", "--periode", DECEMBER)["terkunci"] is False

    printed = office.iku("kunci", DECEMBER, "--tetap", "--alasan", REASON)
    assert lines(printed)["Angka contoh"].startswith("menahan")
    final = office.workspace.consolidation_folder(PERIODE) / "IKU_Setda_2025-12_final.xlsx"
    metadata = [[cell.value for cell in row[:2]] for row in load_workbook(final)["Metadata"].iter_rows()]
    assert ["Dikunci walaupun ada: angka contoh", f"Alasan: {REASON}"] in metadata
    office.iku("buka", DECEMBER, "--alasan", "Surat dikoreksi")
    revision = office.workspace.folder / office.consolidate()["buku_kerja"]
    assert REASON in sheet_text(revision, "Metadata")


def test_the_list_alone_changes_nothing(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    before = written(office)
    seen = look(office)
    assert seen["Penandatangan"].startswith("periksa Drs. AGUS TRIYONO")
    assert "belum dikonfirmasi" in seen["Penandatangan"]
    assert seen["Target belum ditetapkan"].startswith("periksa")
    assert seen["Perubahan sejak draf terakhir"].startswith("baik")
    assert "Hukum" not in seen["Bagian yang belum diterima"]
    assert written(office) == before

    office.send("hukum/baru.xlsx", {"Identitas!B8": 2}, hours=1)
    assert look(office)["Perubahan sejak draf terakhir"].startswith("periksa ada")


def test_a_month_that_nobody_signs_is_not_locked(office: Office) -> None:
    (office.workspace.folder / "iku.toml").write_text('register = "register"\n', encoding="utf-8")
    register = office.workspace.folder / "register"
    register.mkdir()
    (register / "penandatangan.toml").write_text(SIGNATORY_OF_LAST_YEAR, encoding="utf-8")
    office.send("hukum/iku.xlsx")
    office.consolidate()
    assert "penandatangan: tidak ada dalam register pada hari ini" in office.iku("kunci", DECEMBER, code=2)
    office.lock()


@pytest.mark.parametrize(
    "arguments", [("--tetap",), ("--alasan", "x"), ("--tetap", "--alasan", "  "), ("--periksa-saja", "--tetap")]
)
def test_words_that_do_not_belong_together_are_refused(office: Office, arguments: tuple[str, ...]) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    assert office.iku("kunci", DECEMBER, *arguments, code=2).count("\n") == 1
    assert office.json("status", "--periode", DECEMBER)["terkunci"] is False


@pytest.mark.parametrize("arguments", [("--periksa-saja",), INSISTING])
def test_what_cannot_be_locked_gets_no_list(office: Office, arguments: tuple[str, ...]) -> None:
    office.send("hukum/iku.xlsx")
    assert "belum berakhir" in office.iku("kunci", "2026-01", *arguments, code=2)
    office.lock()
    assert "sudah dikunci" in office.iku("kunci", DECEMBER, *arguments, code=2)
