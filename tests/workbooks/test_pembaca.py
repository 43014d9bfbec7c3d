"""Files as such: what is refused before parsing, what the reader sees, and workers that hang, swell or break."""

import io
import operator
import os
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from schemas.nilai import IsiKhusus, Sel
from workbooks.pekerja import GagalBaca, jalankan_terbatas
from workbooks.pembaca import baca_buku
from workbooks.praperiksa import Batas, praperiksa

BIASA = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def ubah_bagian(isi: bytes, ubah: Callable[[str, bytes], bytes | None], **tambahan: bytes) -> bytes:
    """The workbook with its parts rewritten (None drops one) and parts added (`xl__x.bin` is xl/x.bin)."""
    keluaran = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(isi)) as asal, zipfile.ZipFile(keluaran, "w", zipfile.ZIP_DEFLATED) as tujuan:
        for nama in asal.namelist():
            baru = ubah(nama, asal.read(nama))
            if baru is not None:
                tujuan.writestr(nama, baru)
        for nama, bagian in tambahan.items():
            tujuan.writestr(nama.replace("__", "/"), bagian)
    return keluaran.getvalue()


def tulis(buku: Workbook) -> bytes:
    keluaran = io.BytesIO()
    buku.save(keluaran)
    return keluaran.getvalue()


def buku_kecil() -> bytes:
    buku = Workbook()
    lembar = buku.active
    lembar.title = "ITKP"
    lembar["A1"], lembar["B2"], lembar["C3"] = "Kode", 83.25, "=1+1"
    lembar["D4"], lembar["E5"] = "#REF!", 0.9
    lembar["E5"].number_format = "0%"
    buku.create_sheet("Lain")["A1"] = 1
    return tulis(buku)


KECIL = buku_kecil()


def zip_biasa(**isi: bytes) -> bytes:
    return ubah_bagian(KECIL, lambda nama, _: None, **isi)


# Before parsing


def test_terlalu_besar(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(2 * 1024 * 1024))
    assert [t.kode for t in praperiksa(path, Batas(ukuran_mb=1))] == ["G106"]
    path.write_bytes(zip_biasa(**{"xl__workbook.xml": bytes(3 * 1024 * 1024)}))
    assert [t.kode for t in praperiksa(path, Batas(terurai_mb=2))] == ["G106"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ubahan=st.lists(st.tuples(st.integers(0, len(KECIL) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_praperiksa_tidak_pernah_gagal(ubahan: list[tuple[int, int]], tmp_path: Path) -> None:
    isi = bytearray(KECIL)
    for letak, nilai in ubahan:
        isi[letak] = nilai
    path = tmp_path / "x.xlsx"
    path.write_bytes(isi)
    praperiksa(path, Batas())


# Reading


def baca(isi: bytes, tmp_path: Path, lembar: str = "ITKP") -> dict[str, Sel]:
    path = tmp_path / "x.xlsx"
    path.write_bytes(isi)
    return {sel.alamat: sel for sel in baca_buku(path, (lembar,)).lembar[lembar.casefold()].sel}


def test_sel_apa_adanya(tmp_path: Path) -> None:
    sel = baca(KECIL, tmp_path)
    assert {a: s.isi for a, s in sel.items()} == {"A1": "Kode", "B2": 83.25, "C3": None, "D4": "#REF!", "E5": 0.9}
    assert sel["C3"].khusus is IsiKhusus.RUMUS_TANPA_NILAI
    assert sel["D4"].khusus is IsiKhusus.GALAT_RUMUS
    assert sel["E5"].persen
    assert not sel["B2"].persen


def test_hanya_lembar_yang_dicari(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(KECIL)
    buku = baca_buku(path, ("  itkp ", "SKM"))
    assert (list(buku.lembar), buku.nama_lembar) == (["itkp"], ("ITKP", "Lain"))


@pytest.mark.parametrize(
    ("simpanan", "harapan"),
    [
        (b"<c r='C3'><f>1+1</f><v>2</v></c>", (2, None)),
        (b"<c r='C3' t='str'><f>A9</f><v></v></c>", None),
        (b"<c r='C3'><f>1+1</f></c>", (None, IsiKhusus.RUMUS_TANPA_NILAI)),
        (b"<c r='C3' t='e'><f>1/0</f><v>#DIV/0!</v></c>", ("#DIV/0!", IsiKhusus.GALAT_RUMUS)),
        (b"<c r='C3' t='b'><v>1</v></c>", (True, None)),
        (b"<c r='C3' t='inlineStr'><is><r><t>ka</t></r><r><t>ya</t></r></is></c>", ("kaya", None)),
    ],
)
def test_nilai_tersimpan(simpanan: bytes, harapan: Any, tmp_path: Path) -> None:
    def ganti(nama: str, isi: bytes) -> bytes:
        return re.sub(rb'<c r="C3".*?</c>', simpanan, isi) if nama.endswith("sheet1.xml") else isi

    sel = baca(ubah_bagian(KECIL, ganti), tmp_path).get("C3")
    assert (None if sel is None else (sel.isi, sel.khusus)) == harapan


# Workers


def satu(tugas: Callable[..., Any], argumen: tuple[Any, ...], batas: Batas) -> Any:
    """Run one importable function in a worker; its first argument stands in for the path."""
    (hasil,) = jalankan_terbatas(tugas, [argumen[0]], [argumen[1:]], batas)
    return hasil


@pytest.mark.parametrize(
    ("tugas", "argumen", "sebab", "batas"),
    [
        (time.sleep, (60,), "waktu", Batas(detik=1.0)),
        (bytes, (2 * 1024**3,), "memori", Batas()),
        (os._exit, (3,), "memori", Batas()),
        (operator.truediv, (1, 0), "insiden", Batas()),
        (zipfile.ZipFile, (Path(__file__),), "rusak", Batas()),
    ],
)
def test_pekerja_gagal(tugas: Callable[..., Any], argumen: tuple[Any, ...], sebab: str, batas: Batas) -> None:
    mulai = time.monotonic()
    hasil = satu(tugas, argumen, batas)
    assert isinstance(hasil, GagalBaca)
    assert hasil.sebab == sebab
    assert "ZeroDivisionError" in hasil.rincian or sebab != "insiden"
    assert time.monotonic() - mulai < 10


def test_pekerja_berurutan() -> None:
    kemajuan: list[tuple[int, int]] = []
    isi: list[Any] = ["a", "b", "c", "d", "e"]
    hasil = jalankan_terbatas(operator.mul, isi, [(100_000,)] * 5, Batas(), lambda *n: kemajuan.append(n))
    assert [(h[0], len(h)) for h in hasil] == [(huruf, 100_000) for huruf in isi]
    assert kemajuan == [(n, 5) for n in range(1, 6)]


LEMBAR_NAN = b"<worksheet><sheetData><row r='1'><c r='A1'><v>NaN</v></c></row></sheetData></worksheet>"
GAYA_ASING = b"<styleSheet xmlns='" + BIASA + b"'><fills><fill><x/></fill></fills></styleSheet>"
BUKU_ASING = b"<workbook xmlns='" + BIASA + b"'><sheets><sheet name='a' sheetId='x'/></sheets></workbook>"


@pytest.mark.parametrize(
    ("bagian", "isi"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet"),
        ("xl/worksheets/sheet1.xml", LEMBAR_NAN),
        ("xl/styles.xml", GAYA_ASING),
        ("xl/workbook.xml", BUKU_ASING),
        ("[Content_Types].xml", None),
    ],
)
def test_isi_rusak(bagian: str, isi: bytes | None, meja: Any, tmp_path: Path) -> None:
    """A part no reader understands is the file's fault, with advice, not an incident of ours."""
    rusak = ubah_bagian(KECIL, lambda nama, asli: isi if nama == bagian else asli)
    hasil = meja.periksa({"hukum/x.xlsx": rusak, "tapem/y.xlsx": meja.demo("tapem")}, tmp_path)
    # An empty or foreign workbook is a template of nobody; a broken one cannot be read.
    assert hasil["hukum/x.xlsx"].insiden is None
    assert {t.kode for t in hasil["hukum/x.xlsx"].temuan} <= {"G104", "G201"}
    assert not hasil["hukum/x.xlsx"].diterima
    assert hasil["tapem/y.xlsx"].diterima


def test_batas_waktu_jadi_temuan(meja: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import pemeriksaan

    def tak_terbaca(tugas: Any, berkas: Any, *_: Any) -> list[GagalBaca]:
        return [GagalBaca("waktu"), GagalBaca("memori"), GagalBaca("rusak"), GagalBaca("insiden", "x")]

    monkeypatch.setattr(pemeriksaan, "jalankan_terbatas", tak_terbaca)
    hasil = list(meja.periksa({f"hukum/{n}.xlsx": KECIL for n in range(4)}, tmp_path).values())
    assert [[t.kode for t in d.temuan] for d in hasil] == [["G106"], ["G106"], ["G104"], []]
    assert [bool(d.insiden) for d in hasil] == [False, False, False, True]
    assert "60 detik" in (hasil[0].temuan[0].diharapkan or "")
