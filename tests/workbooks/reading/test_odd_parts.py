"""Parts that a sound file may have and that others cannot read: the bagian's own sheets, odd numbers, odd letters."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from flows.cli import app
from flows.intake.checking import Checked
from workbooks.reading.parts import whole_number
from workbooks.reading.reader import MOST_ROWS

if TYPE_CHECKING:
    from tests.conftest import Bench

SHEET = "xl/worksheets/sheet9.xml"
Zip = Callable[[Mapping[str, bytes]], bytes]


def check(bench: "Bench", content: bytes, folder: Path) -> Checked:
    checked: Checked = bench.check({"hukum/x.xlsx": content}, folder)["hukum/x.xlsx"]
    assert checked.incident is None
    return checked


@pytest.fixture
def with_own_sheet(bench: "Bench", zip_parts: Any) -> dict[str, bytes]:
    """The parts of hukum's workbook with a further sheet of its own, and the name of its part under "own"."""

    def add(workbook: Workbook) -> None:
        workbook.create_sheet("Data saya").append(["a", 1])

    parts: dict[str, bytes] = zip_parts(bench.edit(bench.demo("hukum"), add))
    own = max((name for name in parts if name.startswith("xl/worksheets/sheet")), key=lambda n: (len(n), n))
    return parts | {"own": own.encode()}


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet[: len(sheet) // 2],
        lambda sheet: b"",
        lambda sheet: b"\0" * 100,
        lambda sheet: sheet.replace(
            b"</sheetData>", b"".join(b"<row><c><v>1</v></c></row>" for _ in range(MOST_ROWS + 1)) + b"</sheetData>"
        ),
    ],
    ids=["torn", "empty", "zeros", "long"],
)
def test_a_sheet_that_is_no_form_condemns_nothing(
    bench: "Bench", with_own_sheet: dict[str, bytes], make_zip: Zip, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    own = with_own_sheet.pop("own").decode()
    checked = check(bench, make_zip(with_own_sheet | {own: change(with_own_sheet[own])}), tmp_path)
    assert checked.accepted


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "-1", "1e3", "", "0x1", "99999999999"])
@pytest.mark.parametrize("what", ["s", "v"])
def test_a_number_that_is_none_points_nowhere(
    bench: "Bench", zip_parts: Any, make_zip: Zip, tmp_path: Path, number: str, what: str
) -> None:
    parts = zip_parts(bench.edit(bench.demo("hukum"), {"Identitas!B9": "Siti"}))
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    cell = f'<c r="Z99" t="s"><v>{number}</v></c>' if what == "v" else f'<c r="Z99" s="{number}"><v>1</v></c>'
    changed = {
        name: parts[name].replace(b"</sheetData>", f'<row r="99">{cell}</row></sheetData>'.encode()) for name in sheets
    }
    assert check(bench, make_zip(parts | changed), tmp_path).accepted


@pytest.mark.parametrize("value", ["9" * 4000, "9" * 320, "1e999", "-1E-400", "inf", "nan", "²"])
def test_a_value_beyond_all_numbers_is_asked_about(
    bench: "Bench", zip_parts: Any, make_zip: Zip, tmp_path: Path, value: str
) -> None:
    parts = zip_parts(bench.edit(bench.demo("hukum"), {"Reformasi Hukum!B16": 86.5}))
    changed = {name: content.replace(b"<v>86.5</v>", f"<v>{value}</v>".encode()) for name, content in parts.items()}
    assert changed != parts
    checked = check(bench, make_zip(changed), tmp_path)
    assert not checked.accepted or value == "-1E-400"
    assert all(len(t.pesan) < 2000 for t in checked.temuan)


@pytest.mark.parametrize("spelled", ["_x0000_", "_xD800_", "_xDC00__xD800_", "a_x0000_b_x001F_", "_xD83D__xDE00_"])
def test_letters_that_no_text_holds_reach_nobody(
    bench: "Bench", tmp_path: Path, spelled: str, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(
        bench.edit(bench.demo("hukum"), {"Identitas!B9": f"Siti {spelled}", "Reformasi Hukum!B16": spelled})
    )
    assert app.run_command(["periksa", str(file), "--json", "--folder", str(bench.workspace.folder)]) == 1
    printed = capfd.readouterr()
    assert json.loads(printed.out)["berkas"] and "\0" not in printed.out and not printed.err


def test_a_part_that_is_locked_is_no_part(bench: "Bench", zip_parts: Any, make_zip: Zip, tmp_path: Path) -> None:
    """The flag of an encrypted entry, set in both of its headers."""
    content = bytearray(make_zip(zip_parts(bench.demo("hukum"))))
    name = b"xl/workbook.xml"
    for start in (content.index(name) - 30, content.rindex(name) - 46):
        flag = start + (6 if content[start + 2 : start + 4] == b"\x03\x04" else 8)
        content[flag] |= 1
    checked = check(bench, bytes(content), tmp_path)
    assert [t.kode for t in checked.temuan] == ["G104"]


@pytest.mark.parametrize(("text", "number"), [(" 12 ", 12), ("²", None), ("", None), (None, None), ("1" * 10, None)])
def test_a_whole_number(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number
