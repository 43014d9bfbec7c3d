"""A workbook with everything that programs lose, and its copy."""

import base64
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from lxml import etree

from tests.workbooks.answer.conftest import MISTAKES, answer
from workbooks.return_copy.copy import make_return_copy, strip
from workbooks.return_copy.package import Package

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


def canonical(element: Any) -> bytes:
    """An element as XML means it."""
    return bytes(etree.tostring(element, method="c14n"))


def stripped(content: bytes) -> bytes:
    """The workbook as it is before it is marked again."""
    package = Package.from_bytes(content)
    strip(package)
    return package.bytes()


@pytest.fixture(scope="session", name="rich")
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


@pytest.fixture(scope="session", name="copy")
def _copy(rich: bytes) -> bytes:
    return make_return_copy(rich, answer(*MISTAKES)).content
