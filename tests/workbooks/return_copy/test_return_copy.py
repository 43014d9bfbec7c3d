"""The return copy, part by part of the zip: what is added, what stays byte for byte."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from lxml import etree
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from schemas.temuan import Waiver
from tests.workbooks.answer.conftest import MISTAKES, answer, temuan
from tests.workbooks.return_copy.conftest import U, canonical, stripped
from workbooks.answer.verification import MOST_TEMUAN
from workbooks.return_copy import notes, package
from workbooks.return_copy.copy import make_return_copy
from workbooks.return_copy.package import CannotCopyError

# openpyxl says what it would lose of these workbooks.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


# Nothing is lost


def test_parts_that_need_no_edit_are_the_same_bytes(rich: bytes, copy: bytes, zip_parts: Any) -> None:
    old, new = zip_parts(rich), zip_parts(copy)
    assert {name for name in old if new.get(name) != old[name]} == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet2.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    assert set(new) - set(old) == {"xl/worksheets/hasilVerifikasi1.xml"}
    assert list(new)[: len(old)] == list(old)


def test_the_marked_sheet_keeps_its_cells_and_everything_else(rich: bytes, copy: bytes, zip_parts: Any) -> None:
    name = "xl/worksheets/sheet2.xml"
    old, new = zip_parts(rich)[name], zip_parts(copy)[name]
    for pattern in (rb"<sheetData>.*</sheetData>", rb"<sheetProtection[^>]*>", rb"<cols>.*</cols>"):
        assert re.search(pattern, old, re.DOTALL)[0] == re.search(pattern, new, re.DOTALL)[0]  # type: ignore[index]
    old_children, new_children = ([canonical(child) for child in etree.fromstring(content)] for content in (old, new))
    added = [child for child in new_children if child not in old_children]
    # Our formats, one a cell (C2 and C3 hold different things), and the view, which is no longer the selected one.
    assert [etree.fromstring(child).tag.removeprefix(U) for child in added] == [
        "sheetViews", *["conditionalFormatting"] * 5,
    ]  # fmt: skip
    assert next(s for s in old_children if s not in new_children).replace(b'Selected="1"', b'Selected="0"') == added[0]


def test_a_note_of_the_bagian_and_its_button_stay(rich: bytes, copy: bytes, zip_parts: Any) -> None:
    old, new = (zip_parts(content)["xl/drawings/vmlDrawing1.vml"] for content in (rich, copy))
    assert new.startswith(old.removesuffix(b"</xml>"))
    notes = {
        cell.coordinate: cell.comment.text
        for row in load_workbook(io.BytesIO(copy))["Isi"]
        for cell in row
        if cell.comment
    }
    assert set(notes) == {"C2", "C3", "C4", "C5", "C9", "A9"}
    assert notes["A9"] == "lain"
    assert notes["C2"].startswith("catatan bagian") and "Harus diperbaiki: “Nilai” berisi" in notes["C2"]
    assert b"visibility:visible" not in new and b"<x:Visible" not in new
    assert new.count(b'ObjectType="Note"') == len(notes)


def test_two_libraries_read_the_copy(rich: bytes, copy: bytes) -> None:
    names = ["Hasil Verifikasi", "Depan", "Isi", "Daftar"]
    workbook = load_workbook(io.BytesIO(copy))
    assert workbook.sheetnames == names and workbook.active.title == "Hasil Verifikasi"
    assert [ws.title for ws in workbook if ws.sheet_view.tabSelected] == ["Hasil Verifikasi"]
    assert workbook["Isi"].print_title_rows == "$1:$1" and "A$1:$A$3" in workbook["Daftar"].print_area.replace(
        "$A$1", "A$1"
    )
    other = CalamineWorkbook.from_filelike(io.BytesIO(copy))
    original = CalamineWorkbook.from_filelike(io.BytesIO(rich))
    assert other.sheet_names == names
    for name in names[1:]:
        assert other.get_sheet_by_name(name).to_python() == original.get_sheet_by_name(name).to_python()


def test_every_link_leads_to_its_cell(copy: bytes) -> None:
    sheet = load_workbook(io.BytesIO(copy))["Hasil Verifikasi"]
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"C2:C3": "'Isi'!C2", "C4": "'Isi'!C4", "C5": "'Isi'!C5", "C9": "'Isi'!C9"}
    assert "Hilang (tidak ada)" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_the_levels_differ_without_colour(copy: bytes) -> None:
    formats = load_workbook(io.BytesIO(copy))["Isi"].conditional_formatting
    looks = {str(a.sqref): r.dxf for a in formats for r in a.rules if "iku-catatan-verifikasi" in "".join(r.formula)}
    assert set(looks) == {"C2", "C3", "C4", "C5", "C9"}
    error, warning, info = looks["C2"], looks["C4"], looks["C5"]
    assert error.font.b and not warning.font.b and warning.font.i
    assert [d.border.left.style for d in (error, warning, info)] == ["thin", "dashed", "dotted"]
    assert warning.fill.patternType == "lightUp" and info.fill is None


def test_a_waived_finding_says_who_let_it_pass(rich: bytes) -> None:
    waiver = Waiver("Kepala Bagian Organisasi", "menurut surat", "2026-01-31")
    workbook = load_workbook(
        io.BytesIO(make_return_copy(rich, answer(replace(MISTAKES[3], dikecualikan=waiver), accepted=True)).content)
    )
    contents = {cell.value for row in workbook["Hasil Verifikasi"].iter_rows() for cell in row}
    sentence = "Dikecualikan oleh Kepala Bagian Organisasi sampai 31 Januari 2026: Menurut surat."
    assert {"Harus diperbaiki (dikecualikan)", sentence} <= contents
    assert sentence in workbook["Isi"]["C9"].comment.text
    (format_,) = [a for a in workbook["Isi"].conditional_formatting if "iku-catatan" in str(a.rules[0].formula)]
    assert format_.rules[0].dxf.border.left.style == "dotted"


def test_macros_stay(rich: bytes, zip_parts: Any, make_zip: Any) -> None:
    parts = zip_parts(rich)
    content_types = parts["[Content_Types].xml"]
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = re.sub(
        rb'(PartName="/xl/workbook.xml" ContentType=")[^"]*', rb"\g<1>" + macros, content_types
    ).replace(
        b"<Override", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override', 1
    )
    parts["xl/vbaProject.bin"] = b"\xd0\xcf makro"
    result = make_return_copy(make_zip(parts), answer(*MISTAKES))
    new = zip_parts(result.content)
    assert result.extension == ".xlsm" and macros in new["[Content_Types].xml"]
    assert new["xl/vbaProject.bin"] == parts["xl/vbaProject.bin"]


def test_a_program_that_writes_prefixes(zip_parts: Any, make_zip: Any) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("Isi").write_column("C2", ["abc", 5])
    parts = zip_parts(stream.getvalue())
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"xmlns=", b"xmlns:x=")
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb"<(/?)(?=\w)", rb"<\1x:", sheet)
    copy = make_return_copy(make_zip(parts), answer(*MISTAKES)).content
    assert (
        b'<x:formula>AND(N("iku-catatan-verifikasi")=0,EXACT(C2,"abc"))' in zip_parts(copy)["xl/worksheets/sheet1.xml"]
    )
    content = load_workbook(io.BytesIO(copy))["Isi"]
    assert content["C2"].value == "abc" and content["C3"].comment and len(content.conditional_formatting) == 5
    assert zip_parts(stripped(copy))["xl/worksheets/sheet1.xml"] == parts["xl/worksheets/sheet1.xml"]


def test_a_thread_of_comments_is_left_alone(rich: bytes, zip_parts: Any, make_zip: Any) -> None:
    """Its comment only stands in for it; the mark and the list say what to mend."""
    parts = zip_parts(rich)
    parts["xl/comments1.xml"] = parts["xl/comments1.xml"].replace(b"<author></author>", b"<author>tc={1}</author>")
    copy = make_return_copy(make_zip(parts), answer(*MISTAKES)).content
    assert load_workbook(io.BytesIO(copy))["Isi"]["C2"].comment.text == "catatan bagian"


def test_a_sheet_of_that_name_of_the_bagian_s_own_is_not_lost() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        for name in ("hasil  verifikasi", "Isi"):
            workbook.add_worksheet(name)
    copy = make_return_copy(stream.getvalue(), answer(*MISTAKES)).content
    assert load_workbook(io.BytesIO(copy)).sheetnames == ["Hasil Verifikasi 2", "hasil  verifikasi", "Isi"]
    assert load_workbook(io.BytesIO(stripped(copy))).sheetnames == ["hasil  verifikasi", "Isi"]


# What the marks say


def test_a_mark_vanishes_when_its_cell_is_mended(recalculate: Any, tmp_path: Path) -> None:
    """The formulas of the marks, computed over the cells as they were and over mended ones."""
    faulty: list[Any] = ["abc", 'kata "x"', 101.5, -3, 1e-7, True, "x" * 300, "baris\nbaru", None, "  "]
    mended: list[Any] = ["abd", "kata", 101, 3, 2e-7, False, "x", "baris", 1, "ada"]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("Isi").write_column("A1", faulty)
    cells = [f"A{n}" for n in range(1, len(faulty) + 1)]
    copy = make_return_copy(stream.getvalue(), answer(*(temuan("G301", "Isi", item) for item in cells))).content
    formulas = {}
    for format_ in load_workbook(io.BytesIO(copy))["Isi"].conditional_formatting:
        formulas[str(format_.sqref)] = format_.rules[0].formula[0]
    assert list(formulas) == cells
    trials = {}
    for name, values in (("salah", faulty), ("benar", mended)):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write_column("A1", values)
            for number, item in enumerate(formulas.values()):
                sheet.write_formula(number, 1, f"={item}")
        trials[name] = stream.getvalue()
    results = recalculate(trials, tmp_path)
    for name, shown in (("salah", True), ("benar", False)):
        assert [row[1].value for row in results[name].active.iter_rows()] == [shown] * len(faulty), name


def test_the_same_error_down_a_column_is_one_mark_with_a_note_each(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("Isi").write_column("B2", [5] * 20)
    cell = ", ".join(f"B{n}" for n in range(2, 22))
    sheet = load_workbook(io.BytesIO(make_return_copy(stream.getvalue(), answer(temuan("G301", "Isi", cell))).content))[
        "Isi"
    ]
    assert [str(a.sqref) for a in sheet.conditional_formatting] == ["B2:B21"]
    assert sum(cell.comment is not None for (cell,) in sheet["B2:B21"]) == 20
    monkeypatch.setattr(notes, "MOST_NOTES", 5)
    sheet = load_workbook(io.BytesIO(make_return_copy(stream.getvalue(), answer(temuan("G301", "Isi", cell))).content))[
        "Isi"
    ]
    assert [str(a.sqref) for a in sheet.conditional_formatting] == ["B2:B21"]
    assert sum(cell.comment is not None for (cell,) in sheet["B2:B21"]) == 5


def test_a_long_list_counts_the_rest(rich: bytes) -> None:
    many = [replace(temuan("G301", "Isi", f"C{n}"), pesan=f"ke-{n}") for n in range(2, 3 + MOST_TEMUAN)]
    sheet = load_workbook(
        io.BytesIO(make_return_copy(rich, answer(*many, temuan("P420", "Daftar", "A1"))).content)
    ).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert texts.count("Harus diperbaiki") == MOST_TEMUAN + 1  # and the legend
    assert "… dan 2 catatan lagi (Isi 1, Daftar 1). Selnya bertanda di lembar masing-masing." in texts


# Where no copy can be made


def test_files_that_do_not_allow_for_a_copy(
    rich: bytes, zip_parts: Any, make_zip: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced(name: str, old: bytes, new: bytes) -> bytes:
        parts = zip_parts(rich)
        assert old in parts[name]
        return bytes(make_zip(parts | {name: parts[name].replace(old, new)}))

    main = U.strip("{}").encode()
    for content in (
        b"bukan zip",
        rich[:-200],
        make_zip({"x": b""}),
        replaced("[Content_Types].xml", b"sheet.main+xml", b"template.main+xml"),
        replaced("xl/workbook.xml", main, b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        replaced("xl/workbook.xml", b"UTF-8", b"UTF-16"),
        replaced("xl/worksheets/sheet2.xml", b"<sheetViews>", b"<sheetViews>&"),
    ):
        with pytest.raises(CannotCopyError):
            make_return_copy(content, answer(*MISTAKES))
    monkeypatch.setattr(package, "LARGEST_SIZE", 500)
    with pytest.raises(CannotCopyError):
        make_return_copy(rich, answer(*MISTAKES))
