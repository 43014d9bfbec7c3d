"""What other programs write and the reader reads: a copy can be made of it, and nothing of ours piles up."""

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from lxml import etree
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.workbooks.answer.conftest import MISTAKES, answer, temuan
from tests.workbooks.return_copy.conftest import U, stripped
from workbooks.return_copy.copy import make_return_copy

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

Change = Callable[[dict[str, bytes]], Mapping[str, bytes]]
VML, SHEET, STYLES = "xl/drawings/vmlDrawing1.vml", "xl/worksheets/sheet2.xml", "xl/styles.xml"
V = "{urn:schemas-microsoft-com:vml}"
MARK = "iku-catatan-verifikasi"


def copied(content: bytes) -> bytes:
    return make_return_copy(content, answer(*MISTAKES)).content


def marks(content: bytes, sheet: str = "Isi") -> list[str]:
    formats = load_workbook(io.BytesIO(content))[sheet].conditional_formatting
    return sorted(str(each.sqref) for each in formats if MARK in str(each.rules[0].formula))


def noted(content: bytes) -> list[str]:
    cells = (cell for row in load_workbook(io.BytesIO(content))["Isi"] for cell in row)
    return [cell.coordinate for cell in cells if cell.comment and "CATATAN" in cell.comment.text]


def prefixed(part: bytes, prefix: bytes, namespace: bytes) -> bytes:
    """The part with its default namespace under a prefix."""
    renamed = re.sub(rb"<(/?)(?=[A-Za-z])(?![\w]+:)", rb"<\1" + prefix + b":", part)
    return renamed.replace(b'xmlns="' + namespace + b'"', b"xmlns:" + prefix + b'="' + namespace + b'"')


def other_prefixes(parts: dict[str, bytes]) -> Mapping[str, bytes]:
    vml = parts[VML]
    for old, new in ((b"v", b"ns0"), (b"o", b"ns1"), (b"x", b"ns2")):
        vml = re.sub(rb"(?<=[</\s])" + old + rb":(?=[A-Za-z])", new + b":", vml)
        vml = vml.replace(b"xmlns:" + old + b"=", b"xmlns:" + new + b"=")
    return {VML: vml}


def in_utf16(parts: dict[str, bytes]) -> Mapping[str, bytes]:
    return {name: etree.tostring(etree.fromstring(parts[name]), encoding="UTF-16") for name in (SHEET, STYLES)}


def with_comments(parts: dict[str, bytes]) -> Mapping[str, bytes]:
    """What programs write beside the elements: comments of XML, instructions."""
    names = [*(n for n in parts if n.startswith("xl/") and n.endswith(".xml")), VML]
    return {name: re.sub(rb"(<\w[^<>?!]*[^/?]>)(?=<)", rb"\1<!-- sheetData --><?x y?>", parts[name]) for name in names}


CHANGES: dict[str, Change] = {
    "other prefixes in the drawing": other_prefixes,
    "formats under a prefix": lambda parts: {STYLES: prefixed(parts[STYLES], b"x", U.strip("{}").encode())},
    "parts in UTF-16": in_utf16,
    "comments and instructions": with_comments,
    "rows counted in decimals": lambda parts: {SHEET: re.sub(rb'(<row r="\d+)"', rb'\1.0"', parts[SHEET])},
    "rows and cells without a place": lambda parts: {SHEET: parts[SHEET].replace(b'<row r="2"', b"<row")},
    "an unclosed line break": lambda parts: {VML: parts[VML].replace(b"></div>", b"><br></div>")},
    "a content type by ending": lambda parts: {
        "[Content_Types].xml": re.sub(
            rb'<Override PartName="/xl/workbook.xml" ContentType="([^"]*)"/>', b"", parts["[Content_Types].xml"]
        ).replace(b'"application/xml"', b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"')
    },
    "single quotes": lambda parts: {SHEET: parts[SHEET].replace(b'tabSelected="1"', b"tabSelected = '1'")},
}


def changed(rich: bytes, change: Change, zip_parts: Any, make_zip: Any) -> bytes:
    parts = zip_parts(rich)
    new = {**parts, **change(parts)}
    assert new != parts
    return bytes(make_zip(new))


@pytest.mark.parametrize("name", CHANGES)
def test_a_copy_can_be_made_and_a_second_is_like_the_first(
    rich: bytes, name: str, zip_parts: Any, make_zip: Any
) -> None:
    original = changed(rich, CHANGES[name], zip_parts, make_zip)
    copy = copied(original)
    assert copied(copy) == copy
    assert marks(copy) == ["C2", "C3", "C4", "C5", "C9"]
    assert noted(copy) == ["C2", "C3", "C4", "C5", "C9"]
    drawing = etree.fromstring(zip_parts(copy)[VML].replace(b"<br>", b"<br/>"))
    assert len(drawing.findall(f"{V}shape")) == 7  # six notes, one button
    assert len(set(drawing.xpath("//@id"))) == len(drawing.xpath("//@id"))
    sheets = load_workbook(io.BytesIO(copy))
    assert sheets.sheetnames == ["Hasil Verifikasi", "Depan", "Isi", "Daftar"]
    assert [ws.title for ws in sheets if ws.sheet_view.tabSelected] == ["Hasil Verifikasi"]
    assert load_workbook(io.BytesIO(stripped(copy))).sheetnames == ["Depan", "Isi", "Daftar"]


@pytest.mark.parametrize("part", [VML, "xl/comments1.xml"])
@pytest.mark.parametrize("content", [b"<xml", b'<!DOCTYPE x [<!ENTITY a "b">]><xml/>', b"\xff" * 10])
def test_where_a_drawing_is_not_understood_there_are_marks_without_notes(
    rich: bytes, part: str, content: bytes, zip_parts: Any, make_zip: Any
) -> None:
    original = changed(rich, lambda _: {part: content}, zip_parts, make_zip)
    copy = copied(original)
    assert zip_parts(copy)[part] == content
    assert zip_parts(copy)[SHEET].count(MARK.encode()) == 5
    assert copied(copy) == copy


def test_what_the_reader_never_looks_at_is_no_hindrance(rich: bytes, zip_parts: Any, make_zip: Any) -> None:
    parts = zip_parts(rich)
    comments = parts["xl/comments1.xml"].replace(b'authorId="0"', b'authorId="x"').replace(b'ref="A9"', b'ref="?"')
    odd = {
        SHEET: re.sub(rb'priority="\d"', b'priority="satu"', parts[SHEET]).replace(b'width="', b'width="x'),
        "xl/comments1.xml": comments,
        VML: parts[VML].replace(b"<x:Row>8<", b"<x:Row>delapan<").replace(b"_x0000_s", b"_x0000_s" + b"9" * 5000),
    }
    copy = copied(make_zip({**parts, **odd}))
    assert zip_parts(copy)[SHEET].count(MARK.encode()) == 5
    assert zip_parts(copy)["xl/comments1.xml"].count(b"CATATAN VERIFIKASI IKU") == 5
    assert copied(copy) == copy


def test_parts_are_found_in_other_letters(rich: bytes, zip_parts: Any, make_zip: Any) -> None:
    parts = zip_parts(rich)
    name = "xl/_rels/workbook.xml.rels"
    renamed = parts[name].replace(b'Target="worksheets/sheet2.xml"', b'Target="Worksheets\\Sheet2.xml"')
    copy = copied(make_zip({**parts, name: renamed}))
    assert zip_parts(copy)[SHEET].count(MARK.encode()) == 5
    assert copied(copy) == copy


def test_a_note_that_openpyxl_adds_stays_when_it_is_answered_again(rich: bytes, zip_parts: Any) -> None:
    content = rich
    for number in range(1, 4):
        workbook = load_workbook(io.BytesIO(copied(content)))
        workbook["Isi"][f"H{number}"].comment = Comment(f"tambahan {number}", "bagian")
        output = io.BytesIO()
        workbook.save(output)
        content = output.getvalue()
    copy = copied(content)
    (name,) = (n for n in zip_parts(copy) if n.endswith(".vml"))
    shapes = etree.fromstring(zip_parts(copy)[name]).findall(f"{V}shape")
    texts = [cell.comment.text for row in load_workbook(io.BytesIO(copy))["Isi"] for cell in row if cell.comment]
    assert len(texts) == 9  # five of ours (one with a text of the bagian's), one of its own, three added
    assert len([s for s in shapes if s.find("{urn:schemas-microsoft-com:office:excel}ClientData") is not None]) >= 9
    assert len({shape.get("id") for shape in shapes}) == len(shapes)


def test_formats_under_a_prefix_do_not_grow(rich: bytes, zip_parts: Any, make_zip: Any) -> None:
    content = changed(rich, CHANGES["formats under a prefix"], zip_parts, make_zip)
    sizes = []
    for _ in range(3):
        content = copied(content)
        sizes.append(len(zip_parts(content)[STYLES]))
    assert len(set(sizes)) == 1


# Our sheet


def without_names(copy: bytes, zip_parts: Any, make_zip: Any) -> bytes:
    parts = zip_parts(copy)
    names = re.compile(rb"<definedNames>.*</definedNames>")
    return bytes(make_zip({**parts, "xl/workbook.xml": names.sub(b"", parts["xl/workbook.xml"])}))


def test_our_sheet_is_known_without_its_name(copy: bytes, zip_parts: Any, make_zip: Any) -> None:
    nameless = without_names(copy, zip_parts, make_zip)
    renamed = load_workbook(io.BytesIO(nameless))
    renamed["Hasil Verifikasi"].title = "Catatan lama"
    output = io.BytesIO()
    renamed.save(output)
    for content in (nameless, output.getvalue()):
        assert load_workbook(io.BytesIO(copied(content))).sheetnames == ["Hasil Verifikasi", "Depan", "Isi", "Daftar"]
        assert load_workbook(io.BytesIO(stripped(content))).sheetnames == ["Depan", "Isi", "Daftar"]


def test_a_sheet_that_was_duplicated_does_not_pile_up(copy: bytes) -> None:
    content = copy
    for _ in range(3):
        workbook = load_workbook(io.BytesIO(content))
        double = workbook.copy_worksheet(workbook["Hasil Verifikasi"])
        # As Excel does: the double has a name of its own scope that stands for it.
        double.defined_names.add(_name_of(double.title))
        workbook.copy_worksheet(workbook["Isi"])
        output = io.BytesIO()
        workbook.save(output)
        content = copied(output.getvalue())
    workbook = load_workbook(io.BytesIO(content))
    assert [name for name in workbook.sheetnames if "Hasil" in name] == ["Hasil Verifikasi"]
    assert list(workbook.defined_names).count("iku_hasil_verifikasi") == 1
    assert not any("iku_hasil_verifikasi" in sheet.defined_names for sheet in workbook)
    assert all(marks(content, name) == [] for name in workbook.sheetnames if name.startswith("Isi "))


def _name_of(title: str) -> Any:
    from openpyxl.workbook.defined_name import DefinedName

    return DefinedName("iku_hasil_verifikasi", attr_text=f"'{title}'!$A$1")


def test_a_list_of_the_bagian_s_own_is_not_taken_for_ours() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("Isi").write("A1", "HASIL VERIFIKASI")
        workbook.add_worksheet("Lain").write_row("A1", ("No", "Tingkat", "Lembar", "Sel"))
    assert load_workbook(io.BytesIO(copied(stream.getvalue()))).sheetnames == ["Hasil Verifikasi", "Isi", "Lain"]


# Marks


@pytest.mark.parametrize("date_1904", [False, True])
def test_a_mark_at_a_date_written_as_such_shows(
    date_1904: bool, zip_parts: Any, make_zip: Any, recalculate: Any, tmp_path: Path
) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet("Isi")
        sheet.write_column("A1", [5, 5])
    parts = zip_parts(stream.getvalue())
    name = "xl/worksheets/sheet1.xml"
    cells = (("2026-01-05", "2026-01-06T12:30:00"), ("2026-02-05", "2026-02-06"))
    formulas = []
    trials = {}
    for trial, dates in zip(("salah", "benar"), cells, strict=True):
        content = parts[name]
        for number, date in enumerate(dates, 1):
            content = content.replace(
                f'<c r="A{number}"><v>5</v></c>'.encode(), f'<c r="A{number}" t="d"><v>{date}</v></c>'.encode()
            )
        workbook_part = parts["xl/workbook.xml"]
        if date_1904:
            workbook_part = workbook_part.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
        original = make_zip({**parts, name: content, "xl/workbook.xml": workbook_part})
        if not formulas:
            copy = make_return_copy(original, answer(temuan("G301", "Isi", "A1, A2"))).content
            marked = load_workbook(io.BytesIO(copy))["Isi"].conditional_formatting
            formulas = [each.rules[0].formula[0] for each in marked]
        in_cells = "".join(
            f'<row r="{n}"><c r="A{n}" t="d"><v>{date}</v></c><c r="B{n}" t="b"><f>{escaped(formula)}</f></c></row>'
            for n, (date, formula) in enumerate(zip(dates, formulas, strict=True), 1)
        )
        sheet_part = re.sub(rb"<sheetData>.*</sheetData>", f"<sheetData>{in_cells}</sheetData>".encode(), content)
        trials[trial] = make_zip({**parts, name: sheet_part, "xl/workbook.xml": workbook_part})
    results = recalculate(trials, tmp_path)
    for trial, shown in (("salah", True), ("benar", False)):
        assert [row[1].value for row in results[trial].active.iter_rows()] == [shown, shown], trial


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def test_a_number_that_no_formula_holds_is_marked_all_the_same(zip_parts: Any, make_zip: Any) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("Isi").write("A1", 5)
    parts = zip_parts(stream.getvalue())
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<v>5</v>", b"<v>1e999</v>")
    copy = make_return_copy(make_zip(parts), answer(temuan("G301", "Isi", "A1"))).content
    assert b"inf" not in zip_parts(copy)[name] and b"ISNUMBER(A1)" in zip_parts(copy)[name]
