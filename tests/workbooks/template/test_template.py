"""Templates read back by a second library: labels, entry cells, dropdowns, key rows, prefilled cells, years, bytes."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from iku_rules.context import RuleContext
from iku_rules.register_model.load import load_register
from schemas.form import Block, BlockShape, Field, Sheet
from schemas.forms import sheets_for
from schemas.periode import Periode
from schemas.template_key import INSTANSI, KEY_SHEET, TEMPLATE, VERSION
from schemas.value import Kind
from workbooks.template.build import write_template
from workbooks.template.counters import STATE_LABEL
from workbooks.template.preview import PREVIEW_LABEL, rules_preview

REGISTER = load_register()
BAGIAN = tuple(bagian.kode for bagian in REGISTER.all_bagian())
ALL = [(code, "2025-12") for code in BAGIAN]
ALL += [(code, periode) for code in ("pbj", "hukum") for periode in ("2021-12", "2022-12", "2026-03")]


def template(code: str, text: str) -> bytes:
    periode = Periode.parse(text)
    return write_template(
        code,
        REGISTER.bagian_name(code, periode.last_day),
        periode,
        REGISTER.forms(code),
        REGISTER.form_year(periode.year),
        rules_preview(RuleContext(REGISTER, periode, code)),
        "5 bulan berikutnya pukul 24.00 WIB",
    )


@cache
def workbook(code: str, periode: str) -> Workbook:
    return load_workbook(io.BytesIO(template(code, periode)))


def data_sheets(code: str) -> tuple[Sheet, ...]:
    return sheets_for(REGISTER.forms(code), REGISTER.form_year(2025))


def fields(sheet: Sheet) -> Iterator[tuple[Block, str, Field]]:
    return ((block, name, field) for block in sheet.blocks for name, field in block.fields.items())


def loose(text: object) -> str:
    return re.sub(r"[^0-9a-z]", "", str(text or "").casefold())


def cells_with(ws: Worksheet, text: str) -> list[Any]:
    """Cells whose letters and digits are those of `text`: a reader looks no closer."""
    wanted = loose(text)
    return [cell for row in ws.iter_rows() for cell in row if loose(cell.value) == wanted]


def label_cell(ws: Worksheet, field: Field) -> Any:
    (cell,) = cells_with(ws, field.label)
    return cell


def entry_cell(ws: Worksheet, block: Block, field: Field) -> Any:
    """The first entry cell of a field: right of a pair's label, below a table's header."""
    label = label_cell(ws, field)
    if block.shape is BlockShape.PAIRS:
        return ws.cell(label.row, label.column + 1)
    return ws.cell(label.row + 1, label.column)


def validation_of(ws: Worksheet, cell: Any) -> Any:
    return next((rule for rule in ws.data_validations.dataValidation if cell.coordinate in rule.sqref), None)


def is_unlocked(ws: Worksheet, cell: Any) -> bool:
    """Unlocked by itself or, where no cell is stored, by its column."""
    if cell.has_style:
        return not cell.protection.locked
    column = next(each for each in ws.column_dimensions.values() if each.min <= cell.column <= each.max)
    return not column.protection.locked


@pytest.mark.parametrize(("code", "periode"), ALL)
def test_the_sheets_are_there_and_the_keys_hidden(code: str, periode: str) -> None:
    wb = workbook(code, periode)
    assert wb.sheetnames == ["Petunjuk", *(sheet.name for sheet in data_sheets(code)), KEY_SHEET]
    assert [ws.title for ws in wb if ws.sheet_state != "visible"] == [KEY_SHEET]
    keys = {wb[KEY_SHEET].cell(n, 1).value: wb[KEY_SHEET].cell(n, 2).value for n in range(1, 6)}
    assert keys == {
        "templat": TEMPLATE, "versi": VERSION, "instansi": INSTANSI, "bagian": code, "periode": periode,
    }  # fmt: skip
    assert all(ws.cell(n, 1).value is None for ws in [wb[KEY_SHEET]] for n in range(6, ws.max_row + 1))


@pytest.mark.parametrize(("code", "periode"), ALL)
def test_a_label_stands_once_plain_and_its_cell_is_unlocked(code: str, periode: str) -> None:
    for sheet in data_sheets(code):
        ws = workbook(code, periode)[sheet.name]
        assert not ws.merged_cells.ranges
        assert ws.protection.sheet
        assert not ws.protection.insertRows  # False: allowed
        for block, name, field in fields(sheet):
            label = label_cell(ws, field)
            assert label.value == field.label, (sheet.name, name)
            assert label.data_type == "s"
            assert label.protection.locked
            assert is_unlocked(ws, entry_cell(ws, block, field)) is not field.prefilled, (sheet.name, name)


@pytest.mark.parametrize(("code", "periode"), ALL)
def test_choices_are_listed_and_prompts_within_excel_s_limits(code: str, periode: str) -> None:
    form_year = REGISTER.form_year(Periode.parse(periode).year)
    for sheet in data_sheets(code):
        ws = workbook(code, periode)[sheet.name]
        for block, name, field in fields(sheet):
            validation = validation_of(ws, entry_cell(ws, block, field))
            if field.hint and not field.prefilled:
                assert validation.prompt.startswith(field.hint), (sheet.name, name)
            if field.kind is Kind.CHOICE:
                choices = field.choices if isinstance(field.choices, tuple) else form_year.choices[field.choices]
                assert validation.type == "list"
                assert validation.errorStyle in (None, "stop")
                assert validation.formula1 == f'"{",".join(choices)}"'
            if field.kind in (Kind.TEXT, Kind.CODE, Kind.PERIODE) and not field.prefilled and ws.max_row < 900:
                assert entry_cell(ws, block, field).number_format == "@", (sheet.name, name)


@pytest.mark.parametrize(("code", "periode"), ALL)
def test_key_rows_follow_the_year(code: str, periode: str) -> None:
    form_year = REGISTER.form_year(Periode.parse(periode).year)
    for sheet in data_sheets(code):
        ws = workbook(code, periode)[sheet.name]
        for block in sheet.blocks:
            for number, key in enumerate(form_year.key_rows.get(block.name, ()), 1):
                content = {block.key: key.key, **key.prefilled}
                for name, expected in content.items():
                    label = label_cell(ws, block.fields[str(name)])
                    reading = ws.cell(label.row + number, label.column).value
                    assert reading == (float(expected) if isinstance(expected, Decimal) else expected)


@pytest.mark.parametrize(("code", "periode"), ALL)
def test_a_table_ends_before_the_next_block(code: str, periode: str) -> None:
    """After the last row: one blank row, then the next block's title."""
    for sheet in data_sheets(code):
        ws = workbook(code, periode)[sheet.name]
        titles = [cells_with(ws, block.title)[0].row for block in sheet.blocks[1:] if block.title]
        assert all(ws.cell(row - 1, 1).value is None for row in titles)


def test_the_identity_begins_filled() -> None:
    ws = workbook("pbj", "2025-12")["Identitas"]
    content = {ws.cell(row, 1).value: ws.cell(row, 2).value for row in range(1, ws.max_row + 1)}
    assert content["Bagian"] == "Bagian Pengadaan Barang dan Jasa"
    assert content["Periode"] == "2025-12"
    assert content["Pengiriman ke-"] == 1
    assert content["Tidak ada perubahan sejak bulan lalu"] == "Tidak"


def test_another_year_has_another_model() -> None:
    def components(periode: str) -> list[tuple[str, float]]:
        ws = workbook("pbj", periode)["ITKP"]
        (header,) = cells_with(ws, "Kode")
        found = []
        for row in range(header.row + 1, ws.max_row):
            if ws.cell(row, 1).value is None:
                return found
            found.append((ws.cell(row, 1).value, ws.cell(row, 3).value))
        return found

    assert [key for key, _ in components("2022-12")] == ["A1", "A2", "A3", "A5", "A6", "B", "C"]
    assert components("2025-12") == [
        ("A1", 10), ("A2", 5), ("A3", 4), ("A4", 1), ("A5", 5), ("A6", 5), ("B", 30), ("C", 40),
    ]  # fmt: skip
    assert components("2026-03") == [("A", 30), ("B", 30), ("C", 30), ("D", 10)]


def test_limits_of_components_and_dashes() -> None:
    ws = workbook("pbj", "2025-12")["ITKP"]
    value = label_cell(ws, data_sheets("pbj")[1].blocks[0].fields["nilai"])
    validation = validation_of(ws, ws.cell(value.row + 1, value.column))
    assert (validation.type, float(validation.formula1), float(validation.formula2)) == ("decimal", 0, 10)
    assert validation.errorStyle == "warning"
    skm = workbook("pbj", "2025-12")["SKM"]
    (fee,) = cells_with(skm, "Biaya/tarif")
    validation = validation_of(skm, skm.cell(fee.row, fee.column + 1))
    assert validation.type == "custom"
    assert '="-"' in validation.formula1


def test_the_prompt_of_a_count_says_what_belongs_there() -> None:
    ws = workbook("pbj", "2026-03")["ITKP Hitungan"]
    assignment, plan = (cells_with(ws, code)[0].row for code in ("B.2", "A1.1"))
    validation = validation_of(ws, ws.cell(plan, 4))
    assert validation.prompt == "Pembandingnya: pagu belanja pengadaan (Rp)."
    assert "misalnya" in validation.error
    validation = validation_of(ws, ws.cell(assignment, 3))
    assert "nilai penugasan" in validation.prompt
    assert validation.error == "Pembilang biasanya angka 0 sampai 9."  # no example beyond the limit
    fixed = ws.cell(assignment, 4)
    assert (fixed.value, fixed.protection.locked, validation_of(ws, fixed)) == ("-", True, None)


def test_state_and_preview_are_stored_right() -> None:
    """Viewers that do not compute show the right words."""
    wb = load_workbook(io.BytesIO(template("pbj", "2025-12")), data_only=True)
    assert wb["Petunjuk"]["D1"].value == "Masih 4 sel yang harus diisi"
    states = {"Identitas": "Masih 4 sel", "ITKP": "Kosong", "SKM": "Kosong", "SKM Responden": "Kosong"}
    for name, expected in states.items():
        (label,) = cells_with(wb[name], STATE_LABEL)
        assert wb[name].cell(label.row, label.column + 1).value == expected
    for ws in wb:
        for cell in cells_with(ws, PREVIEW_LABEL):
            assert ws.cell(cell.row, cell.column + 1).value in (None, "")


def test_sheets_of_indicators_have_a_preview() -> None:
    for code in BAGIAN:
        for sheet in data_sheets(code):
            if sheet.iku and sheet.name not in ("SKM Responden", "Kuesioner IKS"):
                assert len(cells_with(workbook(code, "2025-12")[sheet.name], PREVIEW_LABEL)) == 1, sheet.name


def test_a_long_list_goes_through_a_name() -> None:
    periode = Periode(2025, 12)
    long_names = tuple(f"Jenis kebijakan yang namanya panjang nomor {n}" for n in range(10))
    form_year = REGISTER.form_year(2025)
    form_year = replace(form_year, choices={**form_year.choices, "jenis_kebijakan": long_names})
    content = write_template(
        "perekonomian", "Bagian Perekonomian", periode, ("kebijakan_perekonomian",), form_year,
        lambda iku, cells: None, "hari ini",
    )  # fmt: skip
    wb = load_workbook(io.BytesIO(content))
    ws = wb["Kebijakan Perekonomian"]
    validation = validation_of(ws, ws.cell(cells_with(ws, "Jenis")[0].row + 1, 3))
    cell_range = wb.defined_names[validation.formula1.lstrip("=")].attr_text
    sheet, _, cells = cell_range.partition("!")
    assert tuple(cell.value for (cell,) in wb[sheet][cells.replace("$", "")]) == long_names


@pytest.mark.parametrize("code", BAGIAN)
def test_the_bytes_are_the_same(code: str) -> None:
    assert template(code, "2025-12") == template(code, "2025-12")


def test_formulas_use_old_functions_only() -> None:
    """No function newer than Excel 2013 (those carry a prefix), and none whose result depends on the locale."""
    formulas = [
        str(cell.value)
        for code, periode in ALL
        for ws in workbook(code, periode)
        for row in ws.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert not [formula for formula in formulas if re.search(r"_xlfn|TEXT\(|INDIRECT|OFFSET", formula)]


def test_the_print_is_landscape_on_f4() -> None:
    for ws in workbook("organisasi", "2025-12"):
        if ws.title != KEY_SHEET:
            assert (ws.page_setup.orientation, int(ws.page_setup.paperSize)) == ("landscape", 14)
            assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert workbook("organisasi", "2025-12")["SKM Responden"].print_title_rows == "$6:$6"


def test_column_widths_are_set() -> None:
    ws = workbook("pbj", "2025-12")["SKM Responden"]
    assert ws.column_dimensions[get_column_letter(3)].width > 25
    assert ws.freeze_panes == "A7"


# Files


def test_the_start_of_the_periode_dates_the_file() -> None:
    wb = load_workbook(io.BytesIO(template("umum", "2025-12")))
    assert wb.properties.created.date() == Periode(2025, 12).last_day.replace(day=1)
    assert wb.properties.modified - wb.properties.created < timedelta(days=1)
