"""Every number of the consolidated workbook is a formula over what was collected; another program computes the same."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.formula import Tokenizer
from python_calamine import CalamineWorkbook

from iku_rules.register_model.register import Register
from iku_rules.result import Result
from schemas.periode import Periode
from tests.workbooks.consolidated.conftest import (
    CAPAIAN,
    CATEGORY,
    DECEMBER,
    PREDIKAT,
    PREVIOUS,
    REALISASI,
    SEEDS,
    Kiriman,
    all_formulas,
    iku_row,
    kebijakan_row,
    open_book,
    results_of,
    two_years,
)

FUNCTIONS_2007 = {
    "SUM", "AVERAGE", "COUNT", "MIN", "MAX", "ROUND", "IF", "IFERROR", "NA", "ISNUMBER", "INDEX", "MATCH", "TRIM",
}  # fmt: skip
Recalculate = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]


def number_origins(workbook: Workbook, sheet: str, address: str) -> set[tuple[str, str]]:
    """The cells with given values that a cell is computed from, wherever they stand in the workbook."""
    cell = workbook[sheet][address]
    if cell.data_type != "f":
        return set() if cell.value is None else {(sheet, address)}
    found: set[tuple[str, str]] = set()
    for token in Tokenizer(str(cell.value)).items:
        if token.type != "OPERAND" or token.subtype != "RANGE":
            continue
        name, _, cell_range = token.value.rpartition("!")
        origin = name.strip("'") or sheet
        assert origin in workbook.sheetnames, (sheet, address, token.value)  # no other workbook
        area = workbook[origin][cell_range.replace("$", "")]
        for row in area if isinstance(area, tuple) else ((area,),):
            for source in row if isinstance(row, tuple) else (row,):
                found |= number_origins(workbook, origin, source.coordinate)
    return found


def test_what_the_official_sheet_shows_is_computed_from_collected_values_in_the_same_workbook(
    register: Register, random_books: dict[int, tuple[tuple[Result, ...], bytes]]
) -> None:
    results, content = random_books[SEEDS[0]]
    workbook = open_book(content, values=False)
    for result in results:
        row = iku_row(workbook["IKU"], result.name)
        assert result.nilai is not None and result.nilai_tahun_lalu is not None
        expected = {
            REALISASI: True, CAPAIAN: True, CATEGORY: True, PREVIOUS: True, PREDIKAT: result.predikat is not None,
        }  # fmt: skip
        for column, present in expected.items():
            cell = workbook["IKU"].cell(row, column)
            assert (cell.data_type == "f") == present, (result.iku, column, cell.value)
            if present:
                origins = number_origins(workbook, "IKU", cell.coordinate)
                collected = [(n, a) for n, a in origins if n.startswith("Rincian") and workbook[n][a].value is not None]
                assert collected, (result.iku, column)
        # What the realisasi rests on are the cells the bagian filled, not a number between.
        sources = number_origins(workbook, "IKU", workbook["IKU"].cell(row, REALISASI).coordinate)
        assert len(sources) >= len({id(s) for s in result.sumber}), result.iku


def test_no_computed_number_is_typed_on_the_summary(random_books: dict[int, tuple[tuple[Result, ...], bytes]]) -> None:
    for name in ("Ringkasan", "Bahan LKjIP"):
        sheet = open_book(random_books[SEEDS[0]][1], values=False)[name]
        numbers = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value]
        assert numbers == [], name


def test_only_functions_that_old_programs_know(random_books: dict[int, tuple[tuple[Result, ...], bytes]]) -> None:
    formulas = [f for _, content in random_books.values() for _, _, f in all_formulas(open_book(content, values=False))]
    assert {name for f in formulas for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", f)} <= FUNCTIONS_2007
    assert not any("_xl" in f for f in formulas) and len(formulas) > 500


def test_recalculation_agrees_and_a_changed_input_moves_the_official_sheet(
    register: Register,
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
    recalculate: Recalculate,
    tmp_path: Path,
) -> None:
    """LibreOffice without stored results: random books as stored; changed cells as the rule computes them."""
    by_month = two_years(register, SEEDS[0])
    changed, new_cells = change_inputs(register, by_month, open_book(random_books[SEEDS[0]][1]))
    workbooks = {str(seed): content for seed, (_, content) in random_books.items()}
    workbooks["diubah"] = change_cells(random_books[SEEDS[0]][1], new_cells)
    recalculated = recalculate(workbooks, tmp_path)
    for seed, (_, content) in random_books.items():
        compare(recalculated[str(seed)], content)
    new, old = results_of(register, changed), random_books[SEEDS[0]][0]
    for result, before in zip(new, old, strict=True):
        sheet = recalculated["diubah"]["IKU"]
        row = iku_row(sheet, result.name)
        assert result.nilai != before.nilai and result.capaian is not None
        shown = [sheet.cell(row, column).value for column in (REALISASI, CAPAIAN, CATEGORY, PREDIKAT)]
        expected = [
            float(str(result.nilai)),
            float(str(result.capaian)),
            result.kategori_capaian,
            result.predikat,
        ]
        assert [t or None for t in shown] == expected, result.iku


def compare(recalculated: Workbook, content: bytes) -> None:
    stored = open_book(content)
    for sheet, cell, formula in all_formulas(open_book(content, values=False)):
        before, current = stored[sheet][cell].value, recalculated[sheet][cell].value
        if isinstance(before, (int, float)):
            assert current == pytest.approx(before, rel=1e-12), (sheet, cell, formula)
        else:
            assert (current or "") == (before or ""), (sheet, cell, formula)


def change_inputs(
    register: Register, by_month: dict[Periode, Kiriman], workbook: Workbook
) -> tuple[dict[Periode, Kiriman], dict[tuple[str, str], Decimal]]:
    """One input of every indicator changed, in the submissions and as cells of the workbook."""
    kiriman = by_month[DECEMBER]
    cells: dict[tuple[str, str], Decimal] = {}

    def change(sheet: str, label: str, column: str, new: Decimal) -> None:
        ws = workbook[sheet]
        row, number = next(
            (row, k)
            for row in range(1, ws.max_row + 1)
            for k in [_column_above(ws, row, column)]
            if ws.cell(row, 1).value == label and k
        )
        cells[sheet, ws.cell(row, number).coordinate] = new

    kiriman["pbj", "itkp"]["itkp"]["B"] = Decimal("29.5")
    change("Rincian ITKP", "B", "Nilai", Decimal("29.5"))
    kebijakan = kiriman["perekonomian", "kebijakan_perekonomian"]["kebijakan_perekonomian"]
    number = next(n for n, row in enumerate(kebijakan) if row["status"] != "Diterbitkan")
    kebijakan[number] = kebijakan_row(number, issued=True)
    change("Rincian Kebijakan", str(number + 1), "Diterbitkan (dihitung)", Decimal(1))
    kiriman["tapem", "sinergitas_kecamatan"]["sinergitas_kecamatan"]["35.08.01"] = Decimal("12.25")
    change("Rincian Sinergitas", "35.08.01", "Skor", Decimal("12.25"))
    dimension = register.kesalehan_sosial.in_year(2025).metode[0].dimensi[0]
    kiriman["kesra", "kesalehan_sosial"]["kesalehan_sosial"][dimension] = Decimal("99.5")
    change("Rincian Kesalehan Sosial", dimension, "Skor", Decimal("99.5"))
    kiriman["hukum", "reformasi_hukum"]["hasil_resmi"]["nilai"] = Decimal("91.5")
    change("Rincian Reformasi Hukum", "Nilai resmi", "Isi", Decimal("91.5"))
    bagian = register.ikm_bagian(2025)[0][1]
    answers = kiriman[bagian, "kepuasan_masyarakat"]["skm_responden"]
    for respondent in answers:
        respondent["u1"] = 4
    ikm_sheet = workbook["Rincian IKM"]
    title = f"JAWABAN RESPONDEN {register.bagian_name(bagian, DECEMBER.last_day).upper()}"
    row = next(s.row for s in ikm_sheet["A"] if s.value == title) + 2
    cells["Rincian IKM", ikm_sheet.cell(row, 3).coordinate] = Decimal(4 * len(answers))
    kiriman["organisasi", "pelayanan_publik"]["pelayanan_publik"][0]["f02"] = Decimal("4.99")
    change("Rincian IPP", "Unit 0", "F02", Decimal("4.99"))
    return by_month, cells


def _column_above(sheet: Any, row: int, header: str) -> int | None:
    """The column of the nearest header row above, if it has that header."""
    for above in range(row - 1, 0, -1):
        if sheet.cell(above, 1).value is None:
            return None
        names = [s.value for s in sheet[above]]
        if header in names:
            return names.index(header) + 1
    return None


def change_cells(content: bytes, new: Mapping[tuple[str, str], Decimal]) -> bytes:
    """Other numbers in the cells of the sheets' XML, as a reader types them."""
    names = open_book(content).sheetnames
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w") as changed:
        for part in old.namelist():
            text = old.read(part).decode("utf-8") if part.endswith(".xml") else old.read(part)
            for (sheet, cell), value in new.items():
                if part == f"xl/worksheets/sheet{names.index(sheet) + 1}.xml":
                    text, count = re.subn(rf'(<c r="{cell}"[^>]*><v>)[^<]*(</v>)', rf"\g<1>{value}\2", str(text))
                    assert count == 1, (sheet, cell)
            changed.writestr(part, text)
    return output.getvalue()


def test_a_second_library_and_the_first_read_the_same(
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
) -> None:
    content = random_books[SEEDS[1]][1]
    values, other = open_book(content), CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert other.sheet_names == values.sheetnames
    for name in values.sheetnames:
        for number, row in enumerate(other.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
            for column, found in enumerate(row, start=1):
                cell = values[name].cell(number, column).value
                if isinstance(found, (int, float, str)) and not isinstance(cell, (date, datetime)):
                    assert (found or None) == (cell or None), (name, number, column)
    charts = [n for n in zipfile.ZipFile(io.BytesIO(content)).namelist() if n.startswith("xl/charts/")]
    assert len(charts) == 3
