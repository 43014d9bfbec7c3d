"""What a return copy adds comes off again, whoever saved the copy meanwhile."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from openpyxl import load_workbook

from tests.workbooks.answer.conftest import MISTAKES, answer, temuan
from tests.workbooks.return_copy.conftest import U, canonical, stripped
from workbooks.return_copy.copy import make_return_copy

if TYPE_CHECKING:
    from tests.conftest import Bench


# openpyxl says what it would lose of these workbooks.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def test_stripping_gives_back_every_part(rich: bytes, copy: bytes, zip_parts: Any) -> None:
    old, new = zip_parts(rich), zip_parts(stripped(copy))
    assert list(new) == list(old)
    # The list of formats only grew, at its ends; which sheet was shown is not remembered.
    assert canonical(etree.fromstring(new["xl/comments1.xml"])) == canonical(etree.fromstring(old["xl/comments1.xml"]))
    different = {name for name in old if new[name] != old[name]} - {"xl/comments1.xml"}
    assert different == {"xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml"}
    assert new["xl/workbook.xml"] == old["xl/workbook.xml"].replace(b'activeTab="1"', b'activeTab="0"')
    assert new["xl/worksheets/sheet2.xml"] == old["xl/worksheets/sheet2.xml"].replace(b'Selected="1"', b'Selected="0"')
    for name in ("fonts", "fills", "borders", "cellXfs", "dxfs"):
        before, after = (
            [canonical(s) for s in etree.fromstring(content["xl/styles.xml"]).find(f"{U}{name}")]
            for content in (old, new)
        )
        assert after[: len(before)] == before


def test_a_template_comes_back_byte_for_byte(bench: "Bench", zip_parts: Any) -> None:
    original = bench.original("hukum")
    copy = make_return_copy(original, answer(temuan("G301", "Reformasi Hukum", "B16"))).content
    old, new = zip_parts(original), zip_parts(stripped(copy))
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
    assert sorted(str(a.sqref) for a in formats if "iku-catatan" in str(a.rules[0].formula)) == ["C2", "C3"]


def test_a_copy_saved_by_another_program_is_stripped(copy: bytes, tmp_path: Path, recalculate: Any) -> None:
    output = io.BytesIO()
    load_workbook(io.BytesIO(copy)).save(output)
    recalculate({"salinan": copy}, tmp_path)
    for content in (output.getvalue(), (tmp_path / "keluar" / "salinan.xlsx").read_bytes()):
        for once in (stripped(content), stripped(make_return_copy(content, answer(*MISTAKES)).content)):
            workbook = load_workbook(io.BytesIO(once))
            assert workbook.sheetnames == ["Depan", "Isi", "Daftar"]
            assert b"iku-catatan" not in once
            assert not [a for a in workbook["Isi"].conditional_formatting if "iku-catatan" in str(a.rules[0].formula)]
            notes = {s.coordinate: s.comment.text.strip() for row in workbook["Isi"] for s in row if s.comment}
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
    assert zip_parts(stripped(make_zip(parts)))[name] == zip_parts(stripped(copy))[name]


def test_a_renamed_or_deleted_first_sheet_is_stripped_too(copy: bytes) -> None:
    for edit in (_rename, _delete):
        workbook = load_workbook(io.BytesIO(copy))
        edit(workbook)
        output = io.BytesIO()
        workbook.save(output)
        clean = load_workbook(io.BytesIO(stripped(output.getvalue())))
        assert "iku_hasil_verifikasi" not in clean.defined_names
        assert clean.sheetnames[-3:] == ["Depan", "Isi", "Daftar"]
        assert len(clean.sheetnames) == 3


def _rename(workbook: Any) -> None:
    workbook["Hasil Verifikasi"].title = "Punya 'kami'"
    workbook.defined_names["iku_hasil_verifikasi"].attr_text = "'Punya ''kami'''!$A$1"


def _delete(workbook: Any) -> None:
    workbook.remove(workbook["Hasil Verifikasi"])
    workbook.defined_names["iku_hasil_verifikasi"].attr_text = "#REF!"
