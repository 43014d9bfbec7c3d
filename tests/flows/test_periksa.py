"""Workbooks through the public door: what they give, and what the command says. Odd and bad ones: tests/fixtures."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from flows.cli import jalankan_perintah
from flows.pemeriksaan import Diperiksa

# Good workbooks


@pytest.fixture(scope="module")
def baik(meja: Any, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Diperiksa]:
    berkas = {f"{b}/demo.xlsx": meja.demo(b) for b in meja.bagian}
    berkas |= {f"{b}/kosong.xlsx": meja.kosong(b) for b in meja.bagian}
    # What a file is called matters less than what it is.
    berkas |= {
        f"hukum/{nama}": meja.demo("hukum") for nama in ("lama.xls", "BESAR.XLSX", "makro.xlsm", "tanpa akhiran")
    }
    return meja.periksa(berkas, tmp_path_factory.mktemp("baik"))


def test_demo_diterima(baik: Mapping[str, Diperiksa], meja: Any) -> None:
    for b in meja.bagian:
        satu = baik[f"{b}/demo.xlsx"]
        assert satu.diterima, (b, satu.temuan)
        assert set(satu.perhitungan) == set(meja.register.formulir(b))


def test_templat_kosong_belum_rilis(baik: Mapping[str, Diperiksa], meja: Any) -> None:
    for b in meja.bagian:
        satu = baik[f"{b}/kosong.xlsx"]
        assert satu.diterima, (b, satu.temuan)
        assert {p.status.value for p in satu.perhitungan.values()} == {"BELUM RILIS"}, b
        assert all(p.nilai is None for p in satu.perhitungan.values())


@pytest.mark.parametrize(
    ("berkas", "iku", "status", "nilai"),
    [
        ("pbj/demo.xlsx", "itkp", "SEMENTARA", "68.24"),
        ("hukum/lama.xls", "reformasi_hukum", "FINAL", "86.78"),
        ("hukum/BESAR.XLSX", "reformasi_hukum", "FINAL", "86.78"),
        ("hukum/makro.xlsm", "reformasi_hukum", "FINAL", "86.78"),
        ("hukum/tanpa akhiran", "reformasi_hukum", "FINAL", "86.78"),
        ("hukum/demo.xlsx", "reformasi_hukum", "FINAL", "86.78"),
        ("organisasi/demo.xlsx", "pelayanan_publik", "FINAL", "3.28"),
        ("tapem/demo.xlsx", "sinergitas_kecamatan", "FINAL", "78.12"),
    ],
)
def test_status(baik: Mapping[str, Diperiksa], berkas: str, iku: str, status: str, nilai: str | None) -> None:
    hasil = baik[berkas].perhitungan[iku]
    assert baik[berkas].diterima
    assert (hasil.status.value, hasil.nilai) == (status, None if nilai is None else Decimal(nilai))


def test_sembilan_belas_kecamatan(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    kurang = {"Sinergitas Kecamatan!C13": None, "Sinergitas Kecamatan!C33": None}
    satu = meja.periksa({"tapem/x.xlsx": meja.ubah(meja.demo("tapem"), kurang)}, tmp_path)["tapem/x.xlsx"]
    hasil = satu.perhitungan["sinergitas_kecamatan"]
    assert satu.diterima
    assert (hasil.status.value, str(hasil.kelengkapan)) == ("SEMENTARA", "19/21")
    assert {"P426 Sinergitas Kecamatan!C13", "P426 Sinergitas Kecamatan!C33"} <= tempat_temuan(satu.temuan)
    assert any("Tempursari" in c and "Sumbersuko" in c for c in hasil.catatan)


def test_jalur_responden_sama_dengan_rekap(meja: Any, tmp_path: Path) -> None:
    """Three respondents by hand: sums 10, 9, ... over three answers, IKM = 25/9 x the sum of the nine means."""
    jawaban = [(4, 3, 3, 4, 4, 3, 4, 2, 3), (3, 3, 4, 4, 3, 3, 4, 3, 4), (3, 3, 3, 4, 4, 4, 4, 3, 1)]
    survei = {"SKM!B7": "Sudah dilaksanakan", "SKM!B8": "Semester II 2025"}
    responden = survei | {"SKM!B9": "Responden"}
    for baris, satu in enumerate(jawaban, start=7):
        responden |= {f"SKM Responden!B{baris}": date(2025, 8, baris), f"SKM Responden!C{baris}": "Layanan"}
        responden |= {f"SKM Responden!{chr(ord('D') + n)}{baris}": j for n, j in enumerate(satu)}
    jumlah = [sum(kolom) for kolom in zip(*jawaban, strict=True)]
    rekap = survei | {"SKM!B9": "Rekap", "SKM!B10": 3}
    rekap |= {f"SKM!C{15 + n}": satu / 3 for n, satu in enumerate(jumlah)}
    hasil = meja.periksa(
        {
            "umum/a.xlsx": meja.ubah(meja.kosong("umum"), responden),
            "umum/b.xlsx": meja.ubah(meja.kosong("umum"), rekap),
        },
        tmp_path,
    )
    harapan = round(Decimal(sum(jumlah)) / 3 / 9 * 25, 2)
    assert [d.perhitungan["kepuasan_masyarakat"].nilai for d in hasil.values()] == [harapan, harapan]
    assert all(d.diterima for d in hasil.values())


def test_pecahan_dicek(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    """0.9 where 90 may be meant is asked about and kept; zero is a score; a cell shown as percent is clear."""
    hasil = meja.periksa(
        {
            "kesra/x.xlsx": meja.ubah(meja.demo("kesra"), {"Kesalehan Sosial!B12": 0.9, "Kesalehan Sosial!B13": 0}),
            "tapem/x.xlsx": meja.ubah(meja.demo("tapem"), {"Sinergitas Kecamatan!C13": 1}),
            "hukum/x.xlsx": meja.ubah(meja.demo("hukum"), {"Reformasi Hukum!B16": 0.8678}),
            "organisasi/x.xlsx": meja.ubah(meja.demo("organisasi"), {"Pelayanan Publik!B135": 0.9}),
            "hukum/persen.xlsx": meja.ubah(meja.demo("hukum"), {"Reformasi Hukum!B16": 0.8678}, _persen),
        },
        tmp_path,
    )
    assert all(d.diterima for d in hasil.values())
    dicek = {n: {t for t in tempat_temuan(d.temuan) if t.startswith("P314")} for n, d in hasil.items()}
    assert dicek == {
        "kesra/x.xlsx": {"P314 Kesalehan Sosial!B12"},
        "tapem/x.xlsx": {"P314 Sinergitas Kecamatan!C13"},
        "hukum/x.xlsx": {"P314 Reformasi Hukum!B16"},
        "organisasi/x.xlsx": set(),
        "hukum/persen.xlsx": set(),
    }
    assert hasil["hukum/persen.xlsx"].perhitungan["reformasi_hukum"].nilai == Decimal("86.78")
    assert "0 sampai 100" in next(t.pesan for t in hasil["hukum/x.xlsx"].temuan if t.kode == "P314")


def _persen(buku: Workbook) -> None:
    buku["Reformasi Hukum"]["B16"].number_format = "0.00%"


# A crash of ours


def test_galat_kita_jadi_insiden(meja: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import pemeriksaan
    from iku_rules.aturan import ATURAN

    sebelum = set((meja.ruang.catatan_kerja / "log").glob("insiden-*.txt"))
    berkas = {"hukum/a.xlsx": meja.demo("hukum"), "tapem/b.xlsx": meja.demo("tapem")}

    def gagal(*_: Any) -> Any:
        raise RuntimeError("ours")

    asli = pemeriksaan.praperiksa
    with monkeypatch.context() as m:
        m.setattr(ATURAN["reformasi_hukum"], "hitung", gagal)
        hasil = meja.periksa(berkas, tmp_path)
        assert hasil["hukum/a.xlsx"].insiden
        assert not hasil["hukum/a.xlsx"].diterima
        assert hasil["tapem/b.xlsx"].diterima
    with monkeypatch.context() as m:
        m.setattr(pemeriksaan, "praperiksa", lambda p, b: gagal() if p.name.startswith("00001") else asli(p, b))
        hasil = meja.periksa(berkas, tmp_path)
        assert hasil["hukum/a.xlsx"].diterima
        assert hasil["tapem/b.xlsx"].insiden
    log = set((meja.ruang.catatan_kerja / "log").glob("insiden-*.txt")) - sebelum
    assert len(log) == 2
    assert all("RuntimeError: ours" in satu.read_text(encoding="utf-8") for satu in log)


# The command


def _periksa_json(folder: Path, *argumen: str) -> tuple[int, Any]:
    lingkungan = {k: v for k, v in os.environ.items() if k != "IKU_FOLDER"}
    proses = subprocess.run(
        [sys.executable, "-m", "flows", "periksa", *argumen, "--json", "--folder", str(folder)],
        capture_output=True,
        encoding="utf-8",
        env=lingkungan,
        timeout=60,
    )
    assert "Traceback" not in proses.stderr
    return proses.returncode, json.loads(proses.stdout) if proses.stdout else None


def test_perintah_periksa(meja: Any, tmp_path: Path) -> None:
    (tmp_path / "baik.xlsx").write_bytes(meja.demo("hukum"))
    (tmp_path / "buruk.xlsx").write_bytes(meja.ubah(meja.demo("hukum"), {"Reformasi Hukum!B16": "tinggi"}))
    (tmp_path / "kosong.xlsx").write_bytes(b"")
    nama = [str(tmp_path / n) for n in ("baik.xlsx", "buruk.xlsx", "kosong.xlsx")]
    kode, isi = _periksa_json(tmp_path, nama[0])
    assert (kode, isi["berkas"][0]["diterima"]) == (0, True)
    kode, isi = _periksa_json(tmp_path, *nama)
    assert kode == 1
    baik, buruk, kosong = isi["berkas"]
    assert [b["berkas"] for b in isi["berkas"]] == nama
    assert (baik["bagian"], baik["periode"], baik["diterima"]) == ("hukum", "2025-12", True)
    galat = next(t for t in buruk["temuan"] if t["tingkat"] == "GALAT")
    assert (galat["kode"], galat["lembar"], galat["sel"], galat["ditemukan"]) == (
        "G301",
        "Reformasi Hukum",
        "B16",
        "tinggi",
    )
    assert (kosong["bagian"], kosong["periode"], kosong["temuan"][0]["kode"]) == (None, None, "G105")
    assert {p.name for p in tmp_path.iterdir()} == {"baik.xlsx", "buruk.xlsx", "kosong.xlsx"}


def test_perintah_periksa_ringan(meja: Any, tmp_path: Path) -> None:
    """Neither the orchestrator nor the database: their imports cost more than the whole check."""
    (tmp_path / "baik.xlsx").write_bytes(meja.demo("hukum"))
    program = """
import sys
from flows.cli import jalankan_perintah

assert jalankan_perintah(["periksa", "baik.xlsx", "--json"]) == 0
sys.stderr.write(" ".join({nama.partition(".")[0] for nama in sys.modules}))
"""
    proses = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])},
        timeout=60,
    )
    assert proses.returncode == 0, proses.stderr
    modul = set(proses.stderr.split())
    assert "pandera" in modul
    assert not modul & {"prefect", "sqlalchemy", "alembic", "xlsxwriter", "fastapi"}


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert jalankan_perintah(["temuan", "g301"]) == 0
    keluaran = capsys.readouterr().out
    assert "G301: Harus diperbaiki" in keluaran and "Cara memperbaiki:" in keluaran and "{" not in keluaran
    assert jalankan_perintah(["temuan"]) == 0
    assert "P506" in capsys.readouterr().out
    assert jalankan_perintah(["temuan", "G999"]) == 2
    assert "tidak dikenal" in capsys.readouterr().err
