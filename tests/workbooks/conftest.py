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


@pytest.fixture(scope="session", name="hitung_ulang")
def _hitung_ulang() -> Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]:
    """Skips the tests that need it where there is no LibreOffice."""
    if SOFFICE is None:
        pytest.skip("no LibreOffice (soffice) to compute with")
    return hitung_ulang


@pytest.fixture(scope="session", name="simpan_ulang")
def _simpan_ulang() -> Callable[[Mapping[str, bytes], Path, str, str], dict[str, bytes]]:
    """Skips the tests that need it where there is no LibreOffice."""
    if SOFFICE is None:
        pytest.skip("no LibreOffice (soffice) to save with")
    return simpan_ulang


@pytest.fixture(scope="session")
def rumus_sepakat(
    hitung_ulang: Callable[..., dict[str, Workbook]],
) -> Callable[[Mapping[str, bytes], Path], dict[str, int]]:
    """Asserts that LibreOffice computes what each formula cell has stored; gives the number of formulas by workbook."""

    def bandingkan(buku: Mapping[str, bytes], folder: Path) -> dict[str, int]:
        ulang = hitung_ulang(buku, folder)
        return {nama: _bandingkan(isi, ulang[nama]) for nama, isi in buku.items()}

    return bandingkan


def _bandingkan(isi: bytes, ulang: Workbook) -> int:
    rumus, nilai = load_workbook(io.BytesIO(isi)), load_workbook(io.BytesIO(isi), data_only=True)
    banyak = 0
    for lembar in rumus.worksheets:
        for sel in (sel for baris in lembar.iter_rows() for sel in baris if sel.data_type == "f"):
            tempat = (lembar.title, sel.coordinate, sel.value)
            tersimpan = nilai[lembar.title][sel.coordinate].value
            dihitung = ulang[lembar.title][sel.coordinate].value
            banyak += 1
            if isinstance(tersimpan, (int, float)):
                assert dihitung == pytest.approx(tersimpan, rel=1e-12, abs=1e-12), tempat
            else:
                assert (dihitung or "") == (tersimpan or ""), tempat
    return banyak


def tanpa_nilai_tersimpan(isi: bytes) -> bytes:
    """The workbook without the stored results of its formulas, which LibreOffice would otherwise believe."""
    keluaran = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(isi)) as lama, zipfile.ZipFile(keluaran, "w", zipfile.ZIP_DEFLATED) as baru:
        for nama in lama.namelist():
            bagian = lama.read(nama)
            if nama.startswith("xl/worksheets/sheet"):
                bagian = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", bagian)
            baru.writestr(nama, bagian)
    return keluaran.getvalue()


def hitung_ulang(buku: Mapping[str, bytes], folder: Path) -> dict[str, Workbook]:
    """Workbooks as LibreOffice computes them, all in one run."""
    isi = simpan_ulang({nama: tanpa_nilai_tersimpan(satu) for nama, satu in buku.items()}, folder, "xlsx", "xlsx")
    return {nama: load_workbook(io.BytesIO(satu), data_only=True) for nama, satu in isi.items()}


def simpan_ulang(berkas: Mapping[str, bytes], folder: Path, dari: str, ke: str) -> dict[str, bytes]:
    """Files as LibreOffice saves them in another format, all in one run."""
    masuk, keluar = folder / "masuk", folder / "keluar"
    masuk.mkdir(parents=True)
    for nama, isi in berkas.items():
        (masuk / f"{nama}.{dari}").write_bytes(isi)
    subprocess.run(
        [
            SOFFICE, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless",
            "--convert-to", ke, "--outdir", keluar, *sorted(masuk.iterdir()),
        ],  # type: ignore[list-item]
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return {nama: (keluar / f"{nama}.{ke}").read_bytes() for nama in berkas}
