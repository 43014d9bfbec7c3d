"""LibreOffice as an independent calculator, and as a program people fill templates with."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="session", name="recalculate")
def _recalculate() -> Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]:
    """Skips the tests that need it where there is no LibreOffice."""
    if SOFFICE is None:
        pytest.skip("no LibreOffice (soffice) to compute with")
    return recalculate


@pytest.fixture(scope="session", name="save_again")
def _save_again() -> Callable[[Mapping[str, bytes], Path, str, str], dict[str, bytes]]:
    """Skips the tests that need it where there is no LibreOffice."""
    if SOFFICE is None:
        pytest.skip("no LibreOffice (soffice) to save with")
    return save_again


@pytest.fixture(scope="session")
def formulas_agree(
    recalculate: Callable[..., dict[str, Workbook]],
) -> Callable[[Mapping[str, bytes], Path], dict[str, int]]:
    """Asserts that LibreOffice computes what each formula cell has stored; gives the number of formulas by workbook."""

    def compare(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, int]:
        recalculated = recalculate(workbooks, folder)
        return {name: _compare(content, recalculated[name]) for name, content in workbooks.items()}

    return compare


def _compare(content: bytes, recalculated: Workbook) -> int:
    formulas, values = load_workbook(io.BytesIO(content)), load_workbook(io.BytesIO(content), data_only=True)
    count = 0
    for sheet in formulas.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            place = (sheet.title, cell.coordinate, cell.value)
            stored = values[sheet.title][cell.coordinate].value
            computed = recalculated[sheet.title][cell.coordinate].value
            count += 1
            if isinstance(stored, (int, float)):
                assert computed == pytest.approx(stored, rel=1e-12, abs=1e-12), place
            else:
                assert (computed or "") == (stored or ""), place
    return count


def without_stored_values(content: bytes) -> bytes:
    """The workbook without the stored results of its formulas, which LibreOffice would otherwise believe."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            new.writestr(name, part)
    return output.getvalue()


def recalculate(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, Workbook]:
    """Workbooks as LibreOffice computes them, all in one run."""
    saved = save_again(
        {name: without_stored_values(content) for name, content in workbooks.items()}, folder, "xlsx", "xlsx"
    )
    return {name: load_workbook(io.BytesIO(content), data_only=True) for name, content in saved.items()}


def save_again(files: Mapping[str, bytes], folder: Path, from_format: str, to_format: str) -> dict[str, bytes]:
    """Files as LibreOffice saves them in another format, all in one run."""
    incoming, outgoing = folder / "masuk", folder / "keluar"
    incoming.mkdir(parents=True)
    for name, content in files.items():
        (incoming / f"{name}.{from_format}").write_bytes(content)
    subprocess.run(
        [
            SOFFICE, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless",
            "--convert-to", to_format, "--outdir", outgoing, *sorted(incoming.iterdir()),
        ],  # type: ignore[list-item]
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return {name: (outgoing / f"{name}.{to_format}").read_bytes() for name in files}
