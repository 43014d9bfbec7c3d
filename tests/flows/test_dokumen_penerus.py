"""A made-up successor of the IKU document in a workspace: other names, order, sasaran; through the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from flows.cli import jalankan_perintah
from flows.demo import isian_demo
from iku_rules import daftar
from workbooks.pengisi import isi_templat

AKAR = Path(__file__).resolve().parents[2]
DIHAPUS = "sinergitas_kecamatan"
SASARAN = {
    "CONTOH sasaran kesatu": ("reformasi_hukum", "itkp"),
    "CONTOH sasaran kedua": ("kepuasan_masyarakat",),
    "CONTOH sasaran ketiga": ("kebijakan_perekonomian", "kesalehan_sosial"),
}
URUTAN = [kode for semua in SASARAN.values() for kode in semua] + ["pelayanan_publik", DIHAPUS]
NAMA_BARU = {"reformasi_hukum": "CONTOH Indeks Reformasi Hukum Daerah"}
PENGATURAN = f"""\
register = "register"

[tampilan]
capaian_maksimal = 120

[[target]]
iku = "itkp"
tahun = 2025
nilai = 50
contoh = true

[[target]]
iku = "{DIHAPUS}"
tahun = 2025
nilai = 80
contoh = true
"""


def dokumen_penerus() -> str:
    """The shipped document with another validity and another list."""
    naskah = (daftar.FOLDER / "dokumen/iku_setda_2023.toml").read_text(encoding="utf-8")
    awal, _, sisa = naskah.partition("[[sasaran]]")
    for lama, baru in (
        ("iku_setda_2023", "contoh_2025"),
        ("berlaku_dari = 2023-03-04", "berlaku_dari = 2025-01-01"),
        ("berlaku_sampai = 2023-12-31", "berlaku_sampai = 2029-12-31"),
        ('rencana = "2018-2023"', 'rencana = "2025-2029"'),
        ('acuan = "Dokumen', 'acuan = "CONTOH pengganti dokumen'),
    ):
        assert lama in awal
        awal = awal.replace(lama, baru)
    for nomor, (nama, semua) in enumerate(SASARAN.items(), start=1):
        awal += f'[[sasaran]]\nnomor = "{nomor}"\nnama = "{nama}"\n\n'
        for kode in semua:
            awal += f'[[sasaran.iku]]\nkode = "{kode}"\nnama = "{NAMA_BARU.get(kode, f"CONTOH {kode}")}"\n'
            awal += f'rumus = "CONTOH rumus {kode}"\nsumber_data = "CONTOH"\npenanggung_jawab = "CONTOH"\n\n'
    return awal + "[pengesahan]" + sisa.partition("[pengesahan]")[2]


@pytest.fixture(scope="module")
def ruang(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("penerus")
    (folder / "register/dokumen").mkdir(parents=True)
    (folder / "register/dokumen/contoh_2025.toml").write_text(dokumen_penerus(), encoding="utf-8")
    (folder / "iku.toml").write_text(PENGATURAN, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hasil(ruang: Path) -> Iterator[dict[str, Any]]:
    """Templates written, filled with the demo's figures, dropped into the inbox, consolidated."""
    assert jalankan_perintah(["templat", "--periode", "2025-12", "--folder", str(ruang)]) == 0
    for templat in ruang.glob("outbox/bagian/*/2025-12/*.xlsx"):
        bagian = templat.parents[1].name
        masuk = ruang / "inbox" / bagian / "iku.xlsx"
        masuk.write_bytes(isi_templat(templat.read_bytes(), isian_demo(bagian)))
        os.utime(masuk, (1767582000, 1767582000))  # 5 January 2026, in time
    perintah = [sys.executable, "-m", "flows", "konsolidasi", "--periode", "2025-12", "--json", "--folder", str(ruang)]
    keluaran = subprocess.run(
        perintah, cwd=AKAR, env={**os.environ, "PYTHONPATH": str(AKAR)}, capture_output=True, check=True, timeout=240
    )
    yield json.loads(keluaran.stdout)


@pytest.fixture(scope="module")
def buku(ruang: Path, hasil: dict[str, Any]) -> Workbook:
    return load_workbook(ruang / hasil["buku_kerja"], data_only=True)


def test_results_follow_the_document_of_the_period(hasil: dict[str, Any]) -> None:
    assert [h["iku"] for h in hasil["hasil"]] == URUTAN
    assert all(h["nilai"] is not None for h in hasil["hasil"])
    for h in hasil["hasil"]:
        assert any(c.startswith("tidak tercantum dalam dokumen IKU") for c in h["catatan"]) == (h["iku"] == DIHAPUS)


def test_the_official_sheet_is_the_successor(buku: Workbook) -> None:
    lembar = buku["IKU"]
    teks = [str(s.value) for baris in lembar.iter_rows() for s in baris if s.value is not None]
    assert [t for t in teks if t.startswith("CONTOH sasaran")] == list(SASARAN)
    rumus = [t.removeprefix("CONTOH rumus ") for t in teks if t.startswith("CONTOH rumus")]
    assert rumus == URUTAN[:-2]
    assert teks.count("Sasaran Strategis") == 3 and NAMA_BARU["reformasi_hukum"] in teks
    assert not any("belum ada dalam register" in t for t in teks)  # inside its validity: no note
    assert not any("sinergitas" in t.casefold() for t in teks)
    assert "2025-2029" in [s.value for s in buku["Metadata"]["B"]]


def test_an_indicator_dropped_keeps_its_value_in_the_summary(buku: Workbook, hasil: dict[str, Any]) -> None:
    h = hasil["hasil"][-1]
    assert h["capaian"] is not None
    baris = [[s.value for s in b] for b in buku["Ringkasan"].iter_rows()]
    dihapus = next(b for b in baris if b[0] == "Rata rata nilai sinergitas kecamatan" and b[1])
    kepala = next(b for b in baris if b[0] == "Indikator")
    angka = [dihapus[kepala.index(satu)] for satu in ("Target", "Realisasi", "Capaian (%)")]
    assert angka == [80, h["nilai"], h["capaian"]]


def test_the_limit_shows_and_the_value_stays(buku: Workbook, hasil: dict[str, Any]) -> None:
    itkp = hasil["hasil"][URUTAN.index("itkp")]
    assert itkp["capaian"] == 136.48 and itkp["kategori_capaian"] == "Sangat Tinggi"
    assert "capaian 136,48 % ditampilkan paling tinggi 120,00 %" in itkp["catatan"]
    sel = [s for baris in buku["IKU"].iter_rows() for s in baris if s.value == 136.48]
    assert [s.number_format for s in sel] == ['[>120]"120,00 *"_0;[$-421]#,##0.00_0']
    assert any(str(s.value).startswith("* Capaian ditampilkan") for s in buku["IKU"]["B"])


def test_a_year_before_it_uses_the_document_before(ruang: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nama = {}
    for tahun in (2023, 2025):
        argumen = ["aturan", "reformasi_hukum", "--tahun", str(tahun), "--json", "--folder", str(ruang)]
        assert jalankan_perintah(argumen) == 0
        nama[tahun] = json.loads(capsys.readouterr().out)["aturan"][0]["nama"]
    assert nama == {2023: "Indeks Reformasi Hukum", 2025: NAMA_BARU["reformasi_hukum"]}
    assert jalankan_perintah(["--folder", str(ruang), "aturan", DIHAPUS, "--tahun", "2025", "--json"]) == 0
    (kartu,) = json.loads(capsys.readouterr().out)["aturan"]
    assert kartu["catatan"][0].startswith("Indikator ini tidak tercantum dalam CONTOH pengganti dokumen")
