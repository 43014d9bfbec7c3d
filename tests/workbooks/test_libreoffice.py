"""Templates in the hands of LibreOffice: saved as .xlsx, by way of .ods, and filled there."""

import io
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from flows.intake.checking import Checked
from flows.month.templates import make_template
from schemas.periode import Periode

if TYPE_CHECKING:
    from tests.conftest import Bench

VARIED = ("pbj", "umum")  # a table with key rows, and 500 rows of respondents
FILLED = {
    "Identitas!B9": "Siti Aminah",
    "Identitas!B10": "198001012005011001",
    "Identitas!B11": "Analis",
    "Identitas!B12": date(2026, 1, 5),
    "ITKP!B18": "Sudah rilis",
    "ITKP!B19": 2025,
    "ITKP!B20": 68.24,
    "ITKP!B23": "12/D.3/01/2026",
    "ITKP!B24": date(2026, 1, 5),
}

DEFAULT_WIDTH = 8.43  # of a sheet that names none, in characters


@dataclass(frozen=True)
class Saved:
    """By bagian: the filled templates, saved as .xlsx, saved as .ods and then as .xlsx; and one filled in the .ods."""

    originals: Mapping[str, bytes]
    xlsx: Mapping[str, bytes]
    ods: Mapping[str, bytes]
    filled: bytes


@pytest.fixture(scope="module")
def saved(bench: "Bench", save_again: Callable[..., dict[str, bytes]], tmp_path_factory: Any) -> Saved:
    folder = tmp_path_factory.mktemp("libre")
    originals = {bagian: bench.original(bagian) for bagian in bench.bagian}
    xlsx = save_again(originals, folder / "xlsx", "xlsx", "xlsx")
    # A bagian opens the empty template, types and saves; here the typing goes into the .ods LibreOffice wrote.
    template = {"templat": make_template(bench.office, "pbj", Periode(2025, 12))}
    ods = save_again(originals | template, folder / "ods", "xlsx", "ods")
    returned = save_again(ods | {"templat": type_into_ods(ods["templat"], FILLED)}, folder / "kembali", "ods", "xlsx")
    return Saved(originals, xlsx, {bagian: returned[bagian] for bagian in originals}, returned["templat"])


@pytest.fixture(scope="module")
def all_checked(bench: "Bench", saved: Saved, tmp_path_factory: Any) -> Mapping[str, Checked]:
    files = {f"{bagian}/asli.xlsx": content for bagian, content in saved.originals.items()}
    files |= {f"{bagian}/xlsx.xlsx": content for bagian, content in saved.xlsx.items()}
    files |= {f"{bagian}/ods.xlsx": content for bagian, content in saved.ods.items()}
    files["pbj/diisi.xlsx"] = saved.filled
    return bench.check(files, tmp_path_factory.mktemp("periksa"))


@pytest.mark.parametrize("via", ["xlsx", "ods"])
def test_what_libreoffice_saved_is_read_the_same(via: str, bench: "Bench", all_checked: Mapping[str, Checked]) -> None:
    """Every cell that was read, and every finding, as from the file LibreOffice opened."""
    for bagian in bench.bagian:
        checked, original = all_checked[f"{bagian}/{via}.xlsx"], all_checked[f"{bagian}/asli.xlsx"]
        assert checked.accepted, (bagian, checked.temuan)
        assert {place: filled.columns for place, filled in checked.kiriman.blocks.items()} == {
            place: filled.columns for place, filled in original.kiriman.blocks.items()
        }
        assert checked.temuan == original.temuan
        assert {iku: computation.value for iku, computation in checked.computations.items()} == {
            iku: computation.value for iku, computation in original.computations.items()
        }


def test_a_template_filled_in_libreoffice_is_accepted(all_checked: Mapping[str, Checked]) -> None:
    checked = all_checked["pbj/diisi.xlsx"]
    assert checked.accepted, checked.temuan
    result = checked.computations["itkp"]
    assert (result.status.value, str(result.value)) == ("FINAL", "68.24")
    assert checked.computations["kepuasan_masyarakat"].status.value == "BELUM RILIS"


@pytest.mark.parametrize("bagian", VARIED)
@pytest.mark.parametrize("via", ["xlsx", "ods"])
def test_the_helps_of_a_template_live_on(via: str, bagian: str, saved: Saved) -> None:
    """Column widths, dropdowns and the protection of all but the entry cells live on."""
    original = load_workbook(io.BytesIO(saved.originals[bagian]))
    returned = load_workbook(io.BytesIO(getattr(saved, via)[bagian]))
    assert returned.sheetnames == original.sheetnames
    for name in original.sheetnames:
        old, new = original[name], returned[name]
        assert (new.sheet_state, new.protection.sheet) == (old.sheet_state, old.protection.sheet), name
        assert _dropdowns(new) == _dropdowns(old), name
        assert _unlocked(new) == _unlocked(old), name
        if old.sheet_state == "visible":
            assert _widths(new) == pytest.approx(_widths(old), abs=0.8), name


def _dropdowns(sheet: Any) -> set[tuple[int, int]]:
    """The cells with a dropdown."""
    return {
        cell
        for validation in sheet.data_validations.dataValidation
        if validation.type == "list" and not validation.hide_drop_down
        for cell_range in validation.sqref.ranges
        for cell in cell_range.cells
    }


def _unlocked(sheet: Any) -> set[str]:
    """The cells a person may type into."""
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}


def _widths(sheet: Any) -> dict[int, float]:
    """Width of each column, ranges of columns spread out; LibreOffice drops one that is the sheet's own default."""
    usual = sheet.sheet_format.defaultColWidth or DEFAULT_WIDTH
    own = {
        column: dimension.width
        for dimension in sheet.column_dimensions.values()
        if dimension.customWidth
        for column in range(dimension.min, min(dimension.max, sheet.max_column) + 1)
    }
    return dict.fromkeys(range(1, sheet.max_column + 1), usual) | own


def test_a_template_is_ready_when_nothing_is_released_yet(bench: "Bench", recalculate: Any, tmp_path: Path) -> None:
    """The template's own counter agrees with the checks: what is known beforehand opens no cells."""
    unreleased = {
        "ITKP!B18": "Belum rilis",
        "ITKP!B19": 2025,
        "SKM!B7": "Belum dilaksanakan",
        "SKM!B8": "Semester II 2025",
    }
    released = unreleased | {"ITKP!B18": "Sudah rilis", "SKM!B9": "Rekap"}
    workbooks = {
        name: bench.type_in(bench.blank("pbj"), content)
        for name, content in {"belum": unreleased, "sudah": released}.items()
    }
    all_checked = bench.check({f"pbj/{name}.xlsx": content for name, content in workbooks.items()}, tmp_path)
    states = {name: workbook["Identitas"]["D2"].value for name, workbook in recalculate(workbooks, tmp_path).items()}
    missing = {
        name: sum(len(str(t.sel).split(", ")) for t in all_checked[f"pbj/{name}.xlsx"].temuan if t.kode == "G401")
        for name in workbooks
    }
    assert missing["belum"] == 0 < missing["sudah"]
    assert states == {"belum": "SIAP DIKIRIM", "sudah": f"Masih {missing['sudah']} sel yang harus diisi"}


# Typing into an .ods

_NAMESPACES = {prefix: f"urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0" for prefix in ("table", "office", "text")}


def _qualified(name: str) -> str:
    """`table:name` with its namespace written out, as lxml takes it."""
    prefix, _, short = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{short}"


def type_into_ods(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The .ods with "Sheet!A1" -> value typed in, each cell keeping its style."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["content.xml"])
    tables = {table.get(_qualified("table:name")): table for table in root.iter(_qualified("table:table"))}
    for place, value in values.items():
        sheet, _, address = place.rpartition("!")
        row, column = coordinate_to_tuple(address)
        row_element = _split_off(
            list(tables[sheet].iter(_qualified("table:table-row"))), row, "table:number-rows-repeated"
        )
        _write_ods(_split_off(list(row_element), column, "table:number-columns-repeated"), value)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (parts | {"content.xml": etree.tostring(root)}).items():
            archive.writestr(name, part)
    return output.getvalue()


def _split_off(elements: list[Any], number: int, repeated: str) -> Any:
    """The n-th row or cell (from 1), cut out of the run of alike ones it stands in."""
    before = 0
    for element in elements:
        count = int(element.get(_qualified(repeated), 1))
        if before + count >= number:
            for rest, insert in (
                (number - before - 1, element.addprevious),
                (before + count - number, element.addnext),
            ):
                if rest:
                    other = deepcopy(element)
                    other.set(_qualified(repeated), str(rest))
                    insert(other)
            element.attrib.pop(_qualified(repeated), None)
            return element
        before += count
    raise IndexError(number)


def _write_ods(cell: Any, value: Any) -> None:
    for child in list(cell):
        cell.remove(child)
    kind, attribute = {
        str: ("string", "office:string-value"),
        date: ("date", "office:date-value"),
    }.get(type(value), ("float", "office:value"))
    cell.set(_qualified("office:value-type"), kind)
    cell.set(_qualified(attribute), str(value))
    etree.SubElement(cell, _qualified("text:p")).text = str(value)
