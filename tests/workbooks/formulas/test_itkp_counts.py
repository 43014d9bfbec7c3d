"""The sheet `ITKP Hitungan` through the templates: year by year, partly filled, absent, and as live formulas."""

import io
import json
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

from bench.steps import consolidate_month
from flows.demo import demo_entries
from flows.intake.checking import Checked
from flows.month.templates import make_template
from flows.office.workspace import ensure_folders, open_workspace
from flows.office.workspace_ledger import open_ledger
from flows.run import Run
from iku_rules.itkp.counts import DENOMINATOR, NUMERATOR, count
from iku_rules.result import Status
from iku_rules.steps import Input, round_half_up
from schemas.periode import Periode
from schemas.temuan import Temuan
from tests.conftest import OWED
from workbooks.filler import SheetEntries, fill_template
from workbooks.formulas.write import formula_of, guarded_formula_of

if TYPE_CHECKING:
    from tests.conftest import Bench

CASES = Path(__file__).parents[2] / "cases"
COUNT_CASES: list[list[Any]] = tomllib.loads((CASES / "itkp_hitungan.toml").read_text(encoding="utf-8"))["kasus"]
FIGURES = json.loads((CASES / "angka_terbit.json").read_text(encoding="utf-8"), parse_float=Decimal)["itkp"]
SHEET = "ITKP Hitungan"
LUMAJANG_2022 = {  # 1 of 27 officials, 2 of 9 variables
    "A1": (100, 100), "A2": (98, 100), "A3": (0, 100), "A5": (70, 100), "A6": (84, 100), "B": (1, 27), "C": (2, None),
}  # fmt: skip
Places = Callable[[Iterable[Temuan]], set[str]]


def rows(content: Mapping[str, tuple[Any, Any]]) -> SheetEntries:
    return SheetEntries(
        rows={
            code: {title: n for title, n in (("Pembilang", a), ("Penyebut", b)) if n is not None}
            for code, (a, b) in content.items()
        }
    )


def template_with(bench: "Bench", periode: str, **sheets: SheetEntries) -> bytes:
    """The template of pbj with its identity and the given sheets filled (ITKP_Hitungan for "ITKP Hitungan")."""
    entries = {"Identitas": SheetEntries(pairs=demo_entries("pbj")["Identitas"].pairs)}
    entries |= {name.replace("_", " "): content for name, content in sheets.items()}
    return fill_template(make_template(bench.office, "pbj", Periode.parse(periode)), entries)


def check(bench: "Bench", folder: Path, content: bytes) -> Checked:
    checked: Checked = bench.check({"pbj/x.xlsx": content}, folder)["pbj/x.xlsx"]
    return checked


def test_each_year_is_computed_by_its_own_model(bench: "Bench", tmp_path: Path) -> None:
    """The published components in the template of their year, today; 2022 from counts as well."""
    contents = {
        f"pbj/{figure['tahun']}.xlsx": template_with(
            bench,
            f"{figure['tahun']}-12",
            ITKP=SheetEntries(rows={code: {"Nilai": float(n)} for code, n in figure["komponen"].items()}),
        )
        for figure in FIGURES
    }
    contents["pbj/hitungan.xlsx"] = template_with(bench, "2022-12", ITKP_Hitungan=rows(LUMAJANG_2022))
    results = bench.check(contents, tmp_path)
    for figure in FIGURES:
        checked = results[f"pbj/{figure['tahun']}.xlsx"]
        itkp = checked.computations["itkp"]
        assert abs(itkp.value - figure["nilai"]) <= figure["toleransi"]
        assert (itkp.predikat, itkp.assessment_year) == (figure["predikat"], figure["tahun"])
        assert [t.kode for t in checked.kiriman.temuan if t.lembar == "ITKP" and t.kode != OWED] == []
        assert itkp.rule == ("itkp 2023-2025" if figure["tahun"] > 2022 else f"itkp {figure['tahun']}")
    from_counts = results["pbj/hitungan.xlsx"].computations["itkp"]
    assert (from_counts.value, from_counts.rule) == (Decimal("32.60"), "itkp 2022")
    assert from_counts.status is Status.SEMENTARA


def test_an_empty_sheet_owes_nothing_and_may_be_absent(bench: "Bench", tmp_path: Path) -> None:
    def drop_sheet(workbook: Workbook) -> None:
        del workbook[SHEET]

    empty = template_with(bench, "2025-12")
    for content in (empty, bench.edit(empty, drop_sheet)):
        checked = check(bench, tmp_path, content)
        assert checked.accepted and {t.kode for t in checked.kiriman.temuan} <= {OWED}
        assert checked.computations["itkp"].status is Status.BELUM_RILIS


def test_a_renamed_sheet_is_named(bench: "Bench", tmp_path: Path, temuan_places: Places) -> None:
    def rename(workbook: Workbook) -> None:
        workbook[SHEET].title = "ITKP Hitungn"

    checked = check(bench, tmp_path, bench.edit(template_with(bench, "2025-12"), rename))
    assert temuan_places(checked.kiriman.temuan) == {f"P431 {SHEET}"}
    assert "ITKP Hitungn" in next(t.pesan for t in checked.kiriman.temuan if t.kode != OWED) and checked.accepted


def test_a_begun_row_asks_for_its_other_cell(bench: "Bench", tmp_path: Path, temuan_places: Places) -> None:
    content = {"A1": (5, None), "A2": (None, 7), "A4": (2, None), "A6": ("banyak", None), "C": (8, None), "B": (-1, 27)}
    checked = check(bench, tmp_path, template_with(bench, "2025-12", ITKP_Hitungan=rows(content)))
    assert temuan_places(checked.kiriman.temuan) == {
        f"{code} {SHEET}!{cell}"
        for code, cell in (("G401", "D8"), ("G401", "C9"), ("G301", "C13"), ("G401", "D13"), ("G402", "C14"))
    }


def test_a_remark_alone_begins_no_row(bench: "Bench", tmp_path: Path) -> None:
    content = SheetEntries(rows={"A3": {"Keterangan": "belum ada data"}})
    found = check(bench, tmp_path, template_with(bench, "2025-12", ITKP_Hitungan=content)).kiriman.temuan
    assert {t.kode for t in found} <= {OWED}


def test_more_variables_than_there_are_is_refused(bench: "Bench", tmp_path: Path, temuan_places: Places) -> None:
    checked = check(bench, tmp_path, template_with(bench, "2025-12", ITKP_Hitungan=rows({"C": (10, None)})))
    assert temuan_places(checked.kiriman.temuan) == {f"G404 {SHEET}!C15"}


def test_a_row_may_be_taken_out_and_a_prefilled_denominator_is_the_register_s(
    bench: "Bench", tmp_path: Path, temuan_places: Places
) -> None:
    def edit(workbook: Workbook) -> None:
        assert workbook[SHEET]["A8"].value == "A1"
        workbook[SHEET]["D14"].value = 90  # of nine variables; the sheet is protected, the cell locked
        workbook[SHEET].delete_rows(8)

    content = {**LUMAJANG_2022, "C": (2, 90)}
    checked = check(bench, tmp_path, bench.edit(template_with(bench, "2022-12", ITKP_Hitungan=rows(content)), edit))
    # Filled in years later, which is asked about.
    assert temuan_places(checked.kiriman.temuan) == {"P475 Identitas!B12"}
    itkp = checked.computations["itkp"]
    assert itkp.value is None
    steps = {
        row[0]: row[1] for table in itkp.detail_tables for row in table.rows if table.title.startswith("PERHITUNGAN")
    }
    assert steps["Nilai pilar C menurut hitungan"].value == Decimal("8.89")


def test_counts_of_another_year_s_meaning_do_not_go_with_a_letter(
    bench: "Bench", tmp_path: Path, temuan_places: Places
) -> None:
    """e-Purchasing is counted in packages since 2025, in rupiah before: the same row, another meaning."""
    letter = {
        "Status rilis": "Sudah rilis", "Tahun penilaian": 2024, "Nilai resmi": 63.86, "Nomor surat": "1/2025",
        "Tanggal surat": "20/01/2025",
    }  # fmt: skip
    checked = check(
        bench,
        tmp_path,
        template_with(bench, "2025-01", ITKP=SheetEntries(pairs=letter), ITKP_Hitungan=rows({"A3": (1, 2)})),
    )
    assert f"G219 {SHEET}" in temuan_places(checked.kiriman.temuan)


# As live formulas: LibreOffice gives what the rule gives

FULL_2026 = {
    "A1.1": (95, 100), "A1.2": (55, 100), "A1.3": (35, 100), "A2.1": (45, 100), "A2.2": (15, 100), "A2.3": (0, 100),
    "A2.4": (75, 100), "B.1": (92, 100), "B.2": (8, None), "B.3": (5, None), "C.1": (9, None), "C.2": (3, None),
    "D": (74.5, None),
}  # fmt: skip
MOMENT = datetime(2026, 4, 6, tzinfo=UTC)


def case_workbook(bench: "Bench", write: Callable[..., str]) -> bytes:
    """One row a case: its formula in A, numerator and denominator in B and C."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = workbook.add_worksheet("kasus")
    for number, (year, code, numerator, denominator, _) in enumerate(COUNT_CASES):
        cells = {NUMERATOR: Input("a", Decimal(numerator))}
        if denominator:
            cells[DENOMINATOR] = Input("b", Decimal(denominator))
        counts = count({code: cells}, bench.register.itkp.in_year(year), year)
        score = next(counted.score for counted in counts.rows if counted.count_row.kode == code)
        addresses = {id(cell): f"{'BC'[n]}{number + 1}" for n, cell in enumerate(cells.values())}
        for column, cell in enumerate(cells.values(), start=1):
            sheet.write_number(number, column, float(cell.value or 0))
        sheet.write_formula(number, 0, "=" + write(score, lambda node, addresses=addresses: addresses.get(id(node))))
    workbook.close()
    return output.getvalue()


def consolidated_workbook(bench: "Bench", folder: Path, periode: str, content: bytes) -> bytes:
    """The consolidated workbook of a month in which only pbj came."""
    workspace = open_workspace(folder, must_exist=False)
    ensure_folders(workspace, bench.register)
    incoming = workspace.inbox / "pbj" / "x.xlsx"
    incoming.write_bytes(content)
    os.utime(incoming, (MOMENT.timestamp() - 3600, MOMENT.timestamp() - 3600))
    run = Run(workspace=workspace, register=bench.register, ledger=open_ledger(workspace), now=MOMENT)
    consolidation = consolidate_month(run, Periode.parse(periode))
    return consolidation.workbook.read_bytes()


@pytest.fixture(scope="module")
def source_workbooks(bench: "Bench", tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    two_sources = template_with(
        bench,
        "2022-12",
        ITKP=SheetEntries(rows={code: {"Nilai": float(n)} for code, n in FIGURES[1]["komponen"].items()}),
        ITKP_Hitungan=rows({code: counted for code, counted in LUMAJANG_2022.items() if code != "A2"}),
    )
    return {
        "jaga": case_workbook(bench, guarded_formula_of),
        "polos": case_workbook(bench, formula_of),
        "2022": consolidated_workbook(bench, tmp_path_factory.mktemp("a"), "2022-12", two_sources),
        "2026": consolidated_workbook(
            bench,
            tmp_path_factory.mktemp("b"),
            "2026-03",
            template_with(bench, "2026-03", ITKP_Hitungan=rows(FULL_2026)),
        ),
    }


@pytest.fixture(scope="module")
def computed(
    source_workbooks: dict[str, bytes],
    recalculate: Callable[..., dict[str, Workbook]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Workbook]:
    return recalculate(source_workbooks, tmp_path_factory.mktemp("ulang"))


@pytest.mark.parametrize("name", ["jaga", "polos"])
def test_the_spreadsheet_computes_every_case_alike(name: str, computed: dict[str, Workbook]) -> None:
    for number, case in enumerate(COUNT_CASES, start=1):
        cell, value = computed[name]["kasus"].cell(number, 1).value, case[4]
        if value:
            assert round_half_up(Decimal(repr(cell))) == Decimal(value), case
        else:
            assert cell in (None, ""), case


@pytest.mark.parametrize(("year", "at_least"), [("2022", 16), ("2026", 20)])
def test_the_sheet_of_the_consolidated_workbook_computes_itself(
    year: str, at_least: int, source_workbooks: dict[str, bytes], computed: dict[str, Workbook]
) -> None:
    """Ratios, scores, components, pillars, total and differences, a row left out among them."""
    written = load_workbook(io.BytesIO(source_workbooks[year]))["Rincian ITKP"]
    stored = load_workbook(io.BytesIO(source_workbooks[year]), data_only=True)["Rincian ITKP"]
    with_formula = [cell.coordinate for row in written.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(with_formula) >= at_least
    for address in with_formula:
        recalculated, old = computed[year]["Rincian ITKP"][address].value, stored[address].value
        same = recalculated == old if isinstance(old, str) else recalculated == pytest.approx(old, rel=1e-12, abs=1e-12)
        assert same, (address, recalculated, old)


def test_the_value_of_2026_is_the_sum_by_hand(source_workbooks: dict[str, bytes]) -> None:
    """A 5+1+1+6+0,5+0+4, B 11+8+5, C 24, D 5."""
    sheet = load_workbook(io.BytesIO(source_workbooks["2026"]), data_only=True)["Rincian ITKP"]
    values = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert values["Nilai menurut hitungan"] == 70.5
    assert values["Nilai pilar C menurut hitungan"] == 24
