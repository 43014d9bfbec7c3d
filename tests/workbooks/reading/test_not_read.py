"""What stands in a workbook and is not read is said: copies of a form, second tables, numbers beside the cells."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from tests.workbooks.reading.test_reading import change_parts

if TYPE_CHECKING:
    from flows.intake.checking import Checked
    from tests.conftest import Bench

FORM = "Reformasi Hukum"


def check(bench: "Bench", tmp_path: Path, *edits: Any, bagian: str = "hukum", blank: bool = False) -> "Checked":
    content = bench.blank(bagian) if blank else bench.demo(bagian)
    (checked,) = bench.check({f"{bagian}/a.xlsx": bench.edit(content, *edits)}, tmp_path).values()
    assert checked.incident is None
    return checked


def codes(checked: "Checked") -> set[str]:
    return {t.kode for t in checked.temuan if t.kode in {"G206", "G220", "G221", "P222", "P223", "P224", "P322"}}


def copy_as(name: str, *, empty_own: bool = False) -> Callable[[Workbook], None]:
    """A copy of the form; `empty_own` leaves the answers on the copy alone."""

    def edit(workbook: Workbook) -> None:
        workbook.copy_worksheet(workbook[FORM]).title = name
        if empty_own:
            for row in workbook[FORM].iter_rows(min_row=1, max_row=30):
                for cell in row:
                    if isinstance(cell.value, (int, float)) or cell.value == "Sudah rilis":
                        cell.value = None
            for address in ("B13", "B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22", "B23", "B24", "B25"):
                workbook[FORM][address].value = None

    return edit


@pytest.mark.parametrize("name", ["Reformasi Hukum (2)", "Salinan", "Sheet1"])
def test_a_filled_copy_is_named(bench: "Bench", tmp_path: Path, name: str) -> None:
    checked = check(bench, tmp_path, copy_as(name))
    assert checked.accepted and codes(checked) == {"P222"}
    assert name in next(t.pesan for t in checked.temuan if t.kode == "P222")


def test_answers_on_a_copy_alone_are_returned(bench: "Bench", tmp_path: Path) -> None:
    checked = check(bench, tmp_path, copy_as("Reformasi Hukum (2)", empty_own=True))
    assert not checked.accepted and "G221" in codes(checked)


def test_a_sheet_of_the_bagian_s_own_is_free(bench: "Bench", tmp_path: Path) -> None:
    def add(workbook: Workbook) -> None:
        sheet = workbook.create_sheet("Kerja sendiri")
        for row in range(1, 40):
            sheet.append(["Variabel", row, row * 2.5, "Keterangan"])

    assert codes(check(bench, tmp_path, add)) == set()


def test_an_empty_copy_says_nothing(bench: "Bench", tmp_path: Path) -> None:
    assert codes(check(bench, tmp_path, copy_as("Reformasi Hukum (2)"), blank=True)) <= {"P223"}


def test_two_sheets_of_one_name_are_asked_about(bench: "Bench", tmp_path: Path) -> None:
    checked = check(bench, tmp_path, copy_as("Reformasi Hukum "))
    assert not checked.accepted and codes(checked) == {"G220"}


def test_a_second_table_is_told(bench: "Bench", tmp_path: Path) -> None:
    def second(workbook: Workbook) -> None:
        sheet = workbook["SKM"]
        header = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "Unsur pelayanan")
        for column, text in enumerate(("Kode", "Unsur pelayanan", "NRR"), 1):
            sheet.cell(header + 60, column).value = text

    checked = check(bench, tmp_path, second)
    assert not checked.accepted and "G206" in codes(checked)


def test_a_form_that_is_owed_and_says_nothing_is_told(bench: "Bench", tmp_path: Path) -> None:
    checked = check(bench, tmp_path, blank=True)
    assert checked.accepted and codes(checked) == {"P223"}
    assert FORM in {t.lembar for t in checked.temuan if t.kode == "P223"}
    not_yet = check(bench, tmp_path, {f"{FORM}!B14": "Belum rilis", "SKM!B7": "Belum dilaksanakan"}, blank=True)
    assert FORM not in {t.lembar for t in not_yet.temuan if t.kode == "P223"}


def test_numbers_beside_the_cells_are_counted(bench: "Bench", tmp_path: Path) -> None:
    checked = check(
        bench, tmp_path, {f"{FORM}!J4": 12, f"{FORM}!J5": 13.5, f"{FORM}!J6": "=1+1", f"{FORM}!J7": "catatan"}
    )
    (found,) = (t for t in checked.temuan if t.kode == "P224")
    assert checked.accepted and found.sel == "J4, J5" and found.pesan.startswith("2 sel")


@pytest.mark.parametrize("bagian", ["pbj", "perekonomian", "tapem", "kesra", "hukum", "organisasi", "umum", "protokol"])
def test_a_template_has_nothing_beside_its_cells(bench: "Bench", tmp_path: Path, bagian: str) -> None:
    assert codes(check(bench, tmp_path, bagian=bagian)) == set()


def test_a_zero_that_nobody_computed_is_asked_about(bench: "Bench", tmp_path: Path) -> None:
    def stale(name: str, part: bytes) -> bytes:
        if name == "xl/workbook.xml":
            return part.replace(b"<calcPr ", b'<calcPr fullCalcOnLoad="1" ').replace(
                b'fullCalcOnLoad="1" calcId="124519" fullCalcOnLoad="1"', b'calcId="124519" fullCalcOnLoad="1"'
            )
        return part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>0</v>").replace(
            b"<f>1+1</f><v/>", b"<f>1+1</f><v>0</v>"
        )

    content = change_parts(bench.edit(bench.demo("pbj"), {"ITKP!D8": "=1+1"}), stale)
    (checked,) = bench.check({"pbj/a.xlsx": content}, tmp_path).values()
    assert [t.sel for t in checked.temuan if t.kode == "P322"] == ["D8"]
