"""The consolidated workbook of the demo: official words, live formulas, lineage, the same bytes."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from bench.steps import compose_month, consolidate_month
from flows.demo import PERIODE_DEMO, set_up_demo
from flows.month.publication import Consolidation
from flows.office.workspace import Workspace, open_workspace
from flows.office.workspace_ledger import open_ledger
from flows.run import Run
from iku_rules.explain import card_in_year
from iku_rules.register_model.register import Register
from iku_rules.result import Result

OFFICIAL_TEXT = Path(__file__).parents[2] / "cases" / "iku_setda_2023.txt"
MOMENT = datetime(2026, 1, 6, 6, tzinfo=ZoneInfo("Asia/Jakarta"))
SHEETS = [
    "IKU", "Ringkasan", "Rincian ITKP", "Rincian Kebijakan", "Rincian Sinergitas", "Rincian Kesalehan Sosial",
    "Rincian Reformasi Hukum", "Rincian IKM", "Rincian IPP", "Bahan LKjIP", "Rekap Penyampaian",
    "Catatan Verifikasi", "Jejak Data", "Metadata",
]  # fmt: skip
REALISASI_GROUP = ["Satuan", "Target", "Realisasi", "Capaian (%)", "Kategori", "Predikat", "Status"]


def consolidated_demo(folder: Path) -> tuple[Workspace, Register, Consolidation]:
    office = set_up_demo(open_workspace(folder, must_exist=False))
    return office.workspace, office.register, consolidate_workspace(office.workspace, office.register)


def consolidate_workspace(workspace: Workspace, register: Register) -> Consolidation:
    return consolidate_month(run_of(workspace, register), PERIODE_DEMO)


def run_of(workspace: Workspace, register: Register, *, keep: bool = True) -> Run:
    return Run(workspace=workspace, register=register, ledger=open_ledger(workspace), now=MOMENT, keep=keep)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Register, Consolidation]:
    return consolidated_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def demo_results(demo: tuple[Workspace, Register, Consolidation]) -> tuple[Result, ...]:
    workspace, register, _ = demo
    return compose_month(run_of(workspace, register, keep=False), PERIODE_DEMO).results


@pytest.fixture(scope="module")
def content(demo: tuple[Workspace, Register, Consolidation]) -> bytes:
    return demo[2].workbook.read_bytes()


@pytest.fixture(scope="module")
def values(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content), data_only=True)


@pytest.fixture(scope="module")
def formulas(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def squeezed(text: object) -> str:
    return re.sub(r"\s+", " ", str(text)).strip()


def cell_texts(sheet: Any) -> list[str]:
    return [squeezed(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def header_columns(sheet: Any, row: int) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[row] if cell.value}


def indicator_row(sheet: Any, name: str) -> int:
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == name)


def test_sheets_stand_in_the_order_in_which_they_are_read(values: Workbook) -> None:
    assert values.sheetnames == SHEETS


def test_official_words_stand_on_the_sheet_to_the_letter(values: Workbook) -> None:
    """Every piece of the official text but the date, which stays in a sentence of its own."""
    present = cell_texts(values["IKU"])
    text = OFFICIAL_TEXT.read_text(encoding="utf-8").replace("**", "")
    pieces = {squeezed(p) for row in text.splitlines() for p in row.split("\t") if squeezed(p)} - {":"}
    missing = {p for p in pieces if p not in present}
    assert missing == {"Lumajang, 4 Maret 2023"}
    assert "IKU ditetapkan: Lumajang, 4 Maret 2023" in present
    assert "Posisi s.d. 31 Desember 2025" in present
    assert "DRAF" in present


def test_two_blocks_with_merged_number_and_objective(values: Workbook) -> None:
    sheet = values["IKU"]
    headers = [cell.row for cell in sheet["A"] if cell.value == "No"]
    assert len(headers) == 2
    merged = {str(r) for r in sheet.merged_cells.ranges}
    for start, count in zip(headers, (2, 4), strict=True):
        assert [cell.value for cell in sheet[start]][6:13] == REALISASI_GROUP
        for column in "AB":
            assert f"{column}{start + 1}:{column}{start + count}" in merged


def test_realisasi_and_capaian_are_formulas_over_cells_of_the_workbook(
    demo_results: tuple[Result, ...], formulas: Workbook, values: Workbook
) -> None:
    for result in demo_results:
        row = indicator_row(values["IKU"], result.name)
        realisasi, capaian = formulas["IKU"].cell(row, 9).value, formulas["IKU"].cell(row, 10).value
        matched = re.fullmatch(r"='(Rincian [^']+)'!([A-Z]+\d+)", str(realisasi))
        assert matched, (result.iku, realisasi)
        assert values[matched[1]][matched[2]].value == values["IKU"].cell(row, 9).value == float(str(result.nilai))
        assert f"I{row}" in str(capaian) and f"H{row}" in str(capaian) and str(capaian).startswith("=")


def test_published_figures_come_out(demo_results: tuple[Result, ...]) -> None:
    results = {h.iku: h for h in demo_results}
    assert (results["itkp"].nilai, results["itkp"].predikat) == (Decimal("68.24"), "Cukup")
    assert (results["pelayanan_publik"].nilai, results["pelayanan_publik"].predikat) == (
        Decimal("3.28"),
        "B- (Baik dengan catatan)",
    )
    assert results["kesalehan_sosial"].nilai == Decimal("82.53")
    assert str(results["kepuasan_masyarakat"].kelengkapan) == "8/8"


def test_examples_are_marked_where_they_act(demo_results: tuple[Result, ...], values: Workbook) -> None:
    sheet = values["IKU"]
    for result in demo_results:
        status = str(sheet.cell(indicator_row(sheet, result.name), 13).value)
        assert status.endswith("CONTOH") == (result.iku not in ("itkp", "pelayanan_publik")), result.iku


def test_every_number_leads_back_to_its_cell(demo: tuple[Workspace, Register, Consolidation], values: Workbook) -> None:
    """`Jejak Data`: each source cell of each result is read again from the archived original."""
    workspace, _, consolidation = demo
    sheet = values["Jejak Data"]
    columns = header_columns(sheet, 3)
    archived: dict[str, Workbook] = {}
    checked = 0
    for row in range(4, sheet.max_row + 1):
        fingerprint = sheet.cell(row, columns["SHA-256"]).value
        if fingerprint is None:
            continue
        workbook = archived.setdefault(
            fingerprint, load_workbook(workspace.archive / f"{fingerprint}.xlsx", data_only=True)
        )
        cell = sheet.cell(row, columns["Sel"]).value
        reading = sheet.cell(row, columns["Nilai terbaca"]).value
        if ":" not in cell:
            assert workbook[sheet.cell(row, columns["Lembar"]).value][cell].value == reading
            checked += 1
    count = sum(len(h.sumber) for h in consolidation.results)
    assert checked > 100
    assert sheet.cell(3 + count, columns["SHA-256"]).value is not None


def test_the_recalculation_of_another_program_agrees(content: bytes, formulas_agree: Any, tmp_path: Path) -> None:
    assert formulas_agree({"iku": content}, tmp_path)["iku"] > 60


def test_a_second_library_reads_the_same_values(content: bytes, values: Workbook) -> None:
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    for name in values.sheetnames:
        calamine_rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row, cells in enumerate(calamine_rows, start=1):
            for column, cell in enumerate(cells, start=1):
                by_openpyxl = values[name].cell(row, column).value
                if isinstance(by_openpyxl, (int, float, str)) and cell != "":
                    assert cell == by_openpyxl, (name, row, column)


def test_same_inputs_give_the_same_bytes_and_no_new_draft(demo: tuple[Workspace, Register, Consolidation]) -> None:
    workspace, register, consolidation = demo
    again = consolidate_workspace(workspace, register)
    assert (again.is_new, again.workbook) == (False, consolidation.workbook)


def test_text_of_a_bagian_never_becomes_a_formula_or_link(
    demo: tuple[Workspace, Register, Consolidation], tmp_path: Path
) -> None:
    workspace, register, _ = consolidated_demo(tmp_path)
    file = next((workspace.inbox / "perekonomian").glob("*.xlsx"))
    workbook = load_workbook(file)
    sheet = workbook["Kebijakan Perekonomian"]
    replacements: Mapping[str, str] = {"B7": "'=cmd|' /C calc'!A0", "B8": "+1", "B9": "@x", "B10": "http://contoh.id"}
    for cell, text in replacements.items():
        sheet[cell].value = text
        sheet[cell].data_type = "s"
    sheet["B11"].value = "=1+1 sungguh"
    sheet["B11"].data_type = "s"
    workbook.save(file)
    consolidation = consolidate_workspace(workspace, register)
    rincian = load_workbook(consolidation.workbook)["Rincian Kebijakan"]
    of_bagian = [
        cell for row in rincian.iter_rows() for cell in row if cell.value in {*replacements.values(), "=1+1 sungguh"}
    ]
    assert len(of_bagian) >= 5
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in of_bagian)


def test_a_missing_workbook_is_named_and_counted(tmp_path: Path) -> None:
    office = set_up_demo(open_workspace(tmp_path, must_exist=False))
    for file in (office.workspace.inbox / "umum").glob("*.xlsx"):
        file.unlink()
    consolidation = consolidate_workspace(office.workspace, office.register)
    ikm = next(h for h in consolidation.results if h.iku == "kepuasan_masyarakat")
    assert (ikm.status, str(ikm.kelengkapan)) == ("SEMENTARA", "7/8")
    assert any("Bagian Umum" in c for c in ikm.catatan)
    assert not consolidation.complete
    workbook = load_workbook(consolidation.workbook, data_only=True)
    texts = cell_texts(workbook["IKU"]) + cell_texts(workbook["Ringkasan"])
    assert any("7 dari 8 bagian" in t for t in texts)
    assert any("Belum menyampaikan: Bagian Umum" in t for t in texts)


def test_metadata_lists_every_rule_with_its_card_and_what_is_unconfirmed(
    values: Workbook, demo: tuple[Workspace, Register, Consolidation]
) -> None:
    rows = [[squeezed(v) for v in row] for row in values["Metadata"].iter_rows(values_only=True)]
    rules = {row[0]: row for row in rows if "Pembilang:" in row[1]}
    for h in demo[2].results:
        card = card_in_year(demo[1], h.iku, 2025)
        _, content, basis, _ = rules[card.nama]
        assert f"{h.aturan}, tahun penilaian 2025: {card.definisi}" in content
        assert card.pembilang in content and card.penyebut in content and card.berlaku in content
        assert all(unconfirmed in content for unconfirmed in card.belum_dikonfirmasi) and basis == card.dasar_hukum
    listed = {row[0] for row in rows if row[3] == "belum dikonfirmasi"}
    for h in demo[2].results:
        notes = [c for c in h.catatan if c.startswith("menggunakan parameter yang belum dikonfirmasi: ")]
        assert len(notes) <= 1  # said once
        assert {p for c in notes for p in c.partition(": ")[2].split("; ")} <= listed
    assert listed
