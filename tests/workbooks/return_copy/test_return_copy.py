"""The return copy, part by part of the zip: what is added, what stays byte for byte, what comes off again."""

import base64
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from lxml import etree
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from schemas.periode import Periode
from schemas.temuan import Temuan, Waiver, make_temuan
from workbooks.answer.content import MOST_TEMUAN, Answer, shorten_cells, write_verification
from workbooks.return_copy import notes, package
from workbooks.return_copy.copy import CannotCopy, make_return_copy, strip

if TYPE_CHECKING:
    from tests.conftest import Bench

# openpyxl says what it would lose of these workbooks.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

U = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
EXTENSION_X14 = (
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Daftar!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>C2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def temuan(code: str, sheet: str | None, cell: str | None) -> Temuan:
    return make_temuan(
        code, lembar=sheet, sel=cell, ditemukan="x", label="Nilai", contoh="83,25", harapan="angka", dibaca="90",
        mirip="",
    )  # fmt: skip


def answer(*all_temuan: Temuan, accepted: bool = False) -> Answer:
    return Answer(
        bagian="Bagian Hukum", periode=Periode(2025, 12), file="hukum/isi.xlsx", sha256="0" * 64,
        file_time=datetime(2026, 1, 5, 10), accepted=accepted, still_in_force=None, incident=None,
        temuan=all_temuan, results=(),
        deadline=date(2026, 1, 5), folder="inbox/hukum/",
    )  # fmt: skip


MISTAKES = (
    temuan("G301", "Isi", "C2, C3"),
    temuan("P420", "Isi", "C4"),
    temuan("I311", "isi", "C5"),
    temuan("G401", "Isi", "C9"),
    temuan("G202", "Hilang", None),
)


def canonical(element: Any) -> bytes:
    """An element as XML means it."""
    return bytes(etree.tostring(element, method="c14n"))


@pytest.fixture(scope="module", name="rich")
def _rich(zip_parts: Callable[[bytes], dict[str, bytes]], make_zip: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    """A workbook with everything that programs lose: its second sheet is the one to be marked."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1)})
        front, content, listing = (workbook.add_worksheet(name) for name in ("Depan", "Isi", "Daftar"))
        red = workbook.add_format({"bg_color": "#FF0000"})
        front.write_formula("A1", "=SUM(Isi!C2:C5)", None, 7)
        front.insert_chart("C3", _chart(workbook))
        front.insert_image("H3", "titik.png", {"image_data": io.BytesIO(PNG)})
        content.set_column("A:A", 30)
        content.set_column("E:G", None, None, {"hidden": True})
        content.write_rich_string("A1", "biasa ", workbook.add_format({"bold": True}), "tebal")
        content.write_column("C2", ["abc", 101.5, True, "90", 1 / 3])
        content.write_formula("C7", "=1/0", None, "#DIV/0!")
        content.write_comment("C2", "catatan bagian")
        content.write_comment("A9", "lain")
        content.insert_button("J1", {"caption": "Tombol"})
        content.protect("rahasia")
        content.autofilter("A1:C5")
        content.conditional_format("C2:C5", {"type": "data_bar", "data_bar_2010": True})
        content.conditional_format("A2", {"type": "cell", "criteria": ">", "value": 5, "format": red})
        content.data_validation("C3", {"validate": "list", "source": "=daftar"})
        content.add_sparkline("B2", {"range": "Daftar!A1:A3"})
        content.repeat_rows(0)
        content.activate()
        listing.write_column("A1", [1, 2, 3])
        listing.print_area("A1:A3")
        workbook.define_name("daftar", "=Daftar!$A$1:$A$3")
    parts = zip_parts(stream.getvalue())
    sheet = parts["xl/worksheets/sheet2.xml"]
    parts["xl/worksheets/sheet2.xml"] = sheet.replace(b"</extLst>", EXTENSION_X14.encode())
    return make_zip(parts)


def _chart(workbook: xlsxwriter.Workbook) -> Any:
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=Daftar!$A$1:$A$3"})
    return chart


@pytest.fixture(scope="module", name="copy")
def _copy(rich: bytes) -> bytes:
    return make_return_copy(rich, answer(*MISTAKES)).content


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
    assert (
        next(element for element in old_children if element not in new_children).replace(
            b'Selected="1"', b'Selected="0"'
        )
        == added[0]
    )


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
    looks = {
        str(formatting.sqref): r.dxf
        for formatting in formats
        for r in formatting.rules
        if "iku-catatan-verifikasi" in "".join(r.formula)
    }
    assert set(looks) == {"C2", "C3", "C4", "C5", "C9"}
    error, warning, info = looks["C2"], looks["C4"], looks["C5"]
    assert error.font.b and not warning.font.b and warning.font.i
    assert [look.border.left.style for look in (error, warning, info)] == ["thin", "dashed", "dotted"]
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
    (format_,) = [
        formatting
        for formatting in workbook["Isi"].conditional_formatting
        if "iku-catatan" in str(formatting.rules[0].formula)
    ]
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
    assert zip_parts(strip(copy))["xl/worksheets/sheet1.xml"] == parts["xl/worksheets/sheet1.xml"]


def test_a_thread_of_comments_is_left_alone(rich: bytes, zip_parts: Any, make_zip: Any) -> None:
    """Its comment only stands in for it; the mark and the list say what to mend."""
    parts = zip_parts(rich)
    parts["xl/comments1.xml"] = parts["xl/comments1.xml"].replace(b"<author></author>", b"<author>tc={1}</author>")
    copy = make_return_copy(make_zip(parts), answer(*MISTAKES)).content
    assert load_workbook(io.BytesIO(copy))["Isi"]["C2"].comment.text == "catatan bagian"


def test_a_sheet_of_that_name_of_the_bagians_own_is_not_lost() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        for name in ("hasil  verifikasi", "Isi"):
            workbook.add_worksheet(name)
    copy = make_return_copy(stream.getvalue(), answer(*MISTAKES)).content
    assert load_workbook(io.BytesIO(copy)).sheetnames == ["Hasil Verifikasi 2", "hasil  verifikasi", "Isi"]
    assert load_workbook(io.BytesIO(strip(copy))).sheetnames == ["hasil  verifikasi", "Isi"]


# And comes off again


def test_stripping_gives_back_every_part(rich: bytes, copy: bytes, zip_parts: Any) -> None:
    old, new = zip_parts(rich), zip_parts(strip(copy))
    assert list(new) == list(old)
    # The list of formats only grew, at its ends; which sheet was shown is not remembered.
    assert canonical(etree.fromstring(new["xl/comments1.xml"])) == canonical(etree.fromstring(old["xl/comments1.xml"]))
    different = {name for name in old if new[name] != old[name]} - {"xl/comments1.xml"}
    assert different == {"xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml"}
    assert new["xl/workbook.xml"] == old["xl/workbook.xml"].replace(b'activeTab="1"', b'activeTab="0"')
    assert new["xl/worksheets/sheet2.xml"] == old["xl/worksheets/sheet2.xml"].replace(b'Selected="1"', b'Selected="0"')
    for name in ("fonts", "fills", "borders", "cellXfs", "dxfs"):
        before, after = (
            [canonical(element) for element in etree.fromstring(content["xl/styles.xml"]).find(f"{U}{name}")]
            for content in (old, new)
        )
        assert after[: len(before)] == before


def test_a_template_comes_back_byte_for_byte(bench: "Bench", zip_parts: Any) -> None:
    original = bench.original("hukum")
    copy = make_return_copy(original, answer(temuan("G301", "Reformasi Hukum", "B16"))).content
    old, new = zip_parts(original), zip_parts(strip(copy))
    assert list(new) == list(old)
    assert {name for name in old if new[name] != old[name]} == {"xl/styles.xml"}


def test_a_second_pass_is_like_the_first(copy: bytes, rich: bytes, zip_parts: Any) -> None:
    assert make_return_copy(rich, answer(*MISTAKES)).content == copy
    assert make_return_copy(copy, answer(*MISTAKES)).content == copy
    once = make_return_copy(copy, answer(MISTAKES[0])).content
    directly = make_return_copy(rich, answer(MISTAKES[0])).content
    for name in ("xl/worksheets/sheet2.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"):
        assert zip_parts(once)[name] == zip_parts(directly)[name]
    formats = load_workbook(io.BytesIO(once))["Isi"].conditional_formatting
    assert sorted(
        str(formatting.sqref) for formatting in formats if "iku-catatan" in str(formatting.rules[0].formula)
    ) == ["C2", "C3"]


def test_a_copy_saved_by_another_program_is_stripped(copy: bytes, tmp_path: Path, recalculate: Any) -> None:
    output = io.BytesIO()
    load_workbook(io.BytesIO(copy)).save(output)
    recalculate({"salinan": copy}, tmp_path)
    for content in (output.getvalue(), (tmp_path / "keluar" / "salinan.xlsx").read_bytes()):
        for once in (strip(content), strip(make_return_copy(content, answer(*MISTAKES)).content)):
            workbook = load_workbook(io.BytesIO(once))
            assert workbook.sheetnames == ["Depan", "Isi", "Daftar"]
            assert b"iku-catatan" not in once
            assert not [
                formatting
                for formatting in workbook["Isi"].conditional_formatting
                if "iku-catatan" in str(formatting.rules[0].formula)
            ]
            notes = {
                cell.coordinate: cell.comment.text.strip() for row in workbook["Isi"] for cell in row if cell.comment
            }
            assert notes == {"C2": "catatan bagian", "A9": "lain"}
            assert workbook["Isi"].print_title_rows == "$1:$1"


def test_a_mark_that_was_moved_into_the_extensions_is_stripped(copy: bytes, zip_parts: Any, make_zip: Any) -> None:
    """As programs do with formats that look at other sheets; the other extensions stay."""
    parts = zip_parts(copy)
    name = "xl/worksheets/sheet2.xml"
    moved = (
        '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings><x14:conditionalFormatting '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="expression" priority="90">'
        '<xm:f>AND(N("iku-catatan-verifikasi")=0,C2=5)</xm:f></x14:cfRule><xm:sqref>C2</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    header, _, tail = parts[name].rpartition(b"</extLst>")
    parts[name] = header + moved.encode() + tail
    assert zip_parts(strip(make_zip(parts)))[name] == zip_parts(strip(copy))[name]


def test_a_renamed_or_deleted_first_sheet_is_stripped_too(copy: bytes) -> None:
    for edit in (_rename, _delete):
        workbook = load_workbook(io.BytesIO(copy))
        edit(workbook)
        output = io.BytesIO()
        workbook.save(output)
        clean = load_workbook(io.BytesIO(strip(output.getvalue())))
        assert "iku_hasil_verifikasi" not in clean.defined_names
        assert clean.sheetnames[-3:] == ["Depan", "Isi", "Daftar"]
        assert len(clean.sheetnames) == 3


def _rename(workbook: Any) -> None:
    workbook["Hasil Verifikasi"].title = "Punya 'kami'"
    workbook.defined_names["iku_hasil_verifikasi"].attr_text = "'Punya ''kami'''!$A$1"


def _delete(workbook: Any) -> None:
    workbook.remove(workbook["Hasil Verifikasi"])
    workbook.defined_names["iku_hasil_verifikasi"].attr_text = "#REF!"


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
    assert [str(formatting.sqref) for formatting in sheet.conditional_formatting] == ["B2:B21"]
    assert sum(cell.comment is not None for (cell,) in sheet["B2:B21"]) == 20
    monkeypatch.setattr(notes, "MOST_NOTES", 5)
    sheet = load_workbook(io.BytesIO(make_return_copy(stream.getvalue(), answer(temuan("G301", "Isi", cell))).content))[
        "Isi"
    ]
    assert [str(formatting.sqref) for formatting in sheet.conditional_formatting] == ["B2:B21"]
    assert sum(cell.comment is not None for (cell,) in sheet["B2:B21"]) == 5


def test_a_long_list_counts_the_rest(rich: bytes) -> None:
    many = [replace(temuan("G301", "Isi", f"C{n}"), pesan=f"ke-{n}") for n in range(2, 3 + MOST_TEMUAN)]
    sheet = load_workbook(
        io.BytesIO(make_return_copy(rich, answer(*many, temuan("P420", "Daftar", "A1"))).content)
    ).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert texts.count("Harus diperbaiki") == MOST_TEMUAN + 1  # and the legend
    assert "… dan 2 catatan lagi (Isi 1, Daftar 1). Selnya bertanda di lembar masing-masing." in texts


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("D7", "D7"),
        ("D9, D7, D8", "D7:D9"),
        ("D7, E7", "D7, E7"),
        ("D7, D9, D11, D12", "D7, D9 dan 2 sel lain"),
    ],
)
def test_addresses_as_people_read_them(cell: str | None, text: str) -> None:
    assert shorten_cells(cell) == text


@pytest.mark.parametrize(
    ("all_temuan", "accepted", "word"),
    [
        ((MISTAKES[0],), False, "DIKEMBALIKAN UNTUK DIPERBAIKI"),
        ((MISTAKES[1],), False, "DICATAT, TIDAK DIHITUNG"),  # as after the period was locked
        ((MISTAKES[1],), True, "DITERIMA DENGAN CATATAN"),
        ((), True, "DITERIMA"),
    ],
)
def test_what_became_of_the_file_in_large_words(all_temuan: tuple[Temuan, ...], accepted: bool, word: str) -> None:
    sheet = load_workbook(io.BytesIO(write_verification(answer(*all_temuan, accepted=accepted)))).active
    assert sheet["A2"].value == word
    assert sheet["A2"].font.sz > 2 * sheet["B4"].font.sz - 1
    assert ("Mohon perbaiki 1 hal" in sheet["B4"].value) == (word == "DIKEMBALIKAN UNTUK DIPERBAIKI")


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
        with pytest.raises(CannotCopy):
            make_return_copy(content, answer(*MISTAKES))
    monkeypatch.setattr(package, "LARGEST_SIZE", 500)
    with pytest.raises(CannotCopy):
        make_return_copy(rich, answer(*MISTAKES))
