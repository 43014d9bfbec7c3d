"""Bad and odd workbooks through the public door: the right finding at the right cell, and good ones pass."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from flows.cli import jalankan_perintah
from flows.pemeriksaan import Diperiksa

_KASUS = tomllib.loads((Path(__file__).parents[1] / "cases" / "sel_rusak.toml").read_text(encoding="utf-8"))["kasus"]


# Broken cells


@pytest.fixture(scope="module")
def rusak(meja: Any, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Diperiksa]:
    berkas = {}
    for k in _KASUS:
        dasar = meja.kosong if k.get("dasar") == "kosong" else meja.demo
        berkas[f"{k['bagian']}/{k['nama']}.xlsx"] = meja.ubah(dasar(k["bagian"]), k["ubah"])
    hasil = meja.periksa(berkas, tmp_path_factory.mktemp("rusak"))
    return {Path(nama).stem: isi for nama, isi in hasil.items()}


@pytest.mark.parametrize("kasus", _KASUS, ids=lambda k: k["nama"])
def test_sel_rusak(kasus: Mapping[str, Any], rusak: Mapping[str, Diperiksa], tempat_temuan: Any) -> None:
    satu = rusak[kasus["nama"]]
    assert satu.insiden is None
    tempat = tempat_temuan(satu.temuan)
    assert {t for t in tempat if t.startswith("G")} == {t for t in kasus["temuan"] if t.startswith("G")}
    assert set(kasus["temuan"]) <= tempat
    assert not satu.diterima


@pytest.mark.parametrize(
    ("kasus", "kode", "kata"),
    [
        ("judul kolom diganti", "G203", "Mungkin maksudnya “Nilainya”"),
        ("label diganti", "G205", "Mungkin maksudnya “Nilai akhir”"),
        ("surat salah isi", "G305", "Mungkin maksudnya “Sudah rilis”"),
        ("kebijakan kurang isi", "G305", "Mungkin maksudnya “Perbup”"),
        ("isi sel angka", "G302", "1234 atau 1,234"),
        ("isi sel angka", "G303", "jam 04.43"),
    ],
)
def test_kata_temuan(rusak: Mapping[str, Diperiksa], kasus: str, kode: str, kata: str) -> None:
    pesan = " ".join(f"{t.pesan} {t.saran}" for t in rusak[kasus].temuan if t.kode == kode)
    assert kata in pesan


# Odd shapes that a person would read without a doubt


def _sisip_baris(buku: Workbook) -> None:
    buku["ITKP"].insert_rows(5, 3)
    buku["SKM"].insert_rows(13, 2)
    buku["Identitas"].insert_rows(1)


def _sisip_kolom(buku: Workbook) -> None:
    for nama in ("ITKP", "SKM", "Identitas"):
        buku[nama].insert_cols(1)


def _tukar_kolom(buku: Workbook) -> None:
    lembar = buku["ITKP"]
    for baris in range(7, 16):
        d, e = lembar.cell(baris, 4), lembar.cell(baris, 5)
        d.value, e.value = e.value, d.value


def _label_kotor(buku: Workbook) -> None:
    buku["ITKP"]["D7"].value = " Nilai\u00a0 "
    buku["ITKP"]["A20"].value = "Nilai  resmi :"
    buku["Identitas"]["A7"].value = "PERIODE*"
    buku["SKM"]["B19"].value = "produk spesifikasi jenis pelayanan "


def _tukar_unsur(buku: Workbook) -> None:
    lembar = buku["SKM"]
    for kolom in "BC":
        lembar[f"{kolom}22"].value, lembar[f"{kolom}23"].value = lembar[f"{kolom}23"].value, lembar[f"{kolom}22"].value


def _gabung(buku: Workbook) -> None:
    buku["ITKP"].merge_cells("D8:E8")
    buku["ITKP"].row_dimensions[9].hidden = True


def _judul_dalam_keterangan(buku: Workbook) -> None:
    buku["ITKP"]["E9"].value = "Hasil resmi"
    buku["ITKP"]["E10"].value = "Nilai resmi"
    buku["ITKP"]["E12"].value = "Nilai"
    buku["ITKP"]["E11"].value = "Keterangan"


BENTUK = {
    "baris disisipkan": (_sisip_baris, set()),
    "kolom disisipkan": (_sisip_kolom, set()),
    "kolom ditukar": (_tukar_kolom, set()),
    "label kotor": (_label_kotor, set()),
    "unsur ditukar": (_tukar_unsur, set()),
    "sel digabung, baris disembunyikan": (_gabung, set()),
    "judul dalam keterangan": (_judul_dalam_keterangan, set()),
    "angka berupa tulisan": (
        {"ITKP!D8": "10,00", "ITKP!D9": "4.43", "ITKP!D10": " 2,71 ", "ITKP!D12": "3,01 %", "SKM!C15": "3,868"},
        {"I311 ITKP!D8", "I311 ITKP!D9", "I311 ITKP!D10", "I311 ITKP!D12"},
    ),
    "tanggal berupa tulisan": (
        {"Identitas!B12": "5 Januari 2026"},
        {"I312 Identitas!B12"},
    ),
    "periode bertulisan": ({"Identitas!B7": "Desember 2025"}, {"I313 Identitas!B7"}),
    "periode bertanggal": ({"Identitas!B7": date(2025, 12, 31)}, set()),
    "pilihan huruf kecil": (
        {"Identitas!B13": "tidak", "SKM!B7": "SUDAH  dilaksanakan", "SKM!B9": "rekap"},
        {"I313 Identitas!B13", "I313 SKM!B7", "I313 SKM!B9"},
    ),
    "NIP berspasi": ({"Identitas!B10": "19800101 200501 1 001", "Identitas!B15": "-"}, set()),
    "templat bulan lalu": ({"_iku!B5": "2025-11"}, {"I211 Identitas!B7"}),
    "isian bagian diganti": ({"Identitas!B6": "Bagian Hukum"}, {"P217 Identitas!B6"}),
}
# 3,868 can mean two things, and is asked about: the one cell of the table above that blocks.
BERTANYA = {"angka berupa tulisan": {"G302 SKM!C15"}}


@pytest.fixture(scope="module")
def bentuk(meja: Any, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Diperiksa]:
    berkas = {f"pbj/{nama}.xlsx": meja.ubah(meja.demo("pbj"), ubah) for nama, (ubah, _) in BENTUK.items()}
    berkas["pbj/asli.xlsx"] = meja.demo("pbj")
    hasil = meja.periksa(berkas, tmp_path_factory.mktemp("bentuk"))
    return {Path(nama).stem: isi for nama, isi in hasil.items()}


@pytest.mark.parametrize("nama", BENTUK)
def test_bentuk_lain_terbaca_sama(bentuk: Mapping[str, Diperiksa], nama: str, tempat_temuan: Any) -> None:
    satu, asli = bentuk[nama], bentuk["asli"]
    tempat = tempat_temuan(satu.temuan)
    assert {t for t in tempat if t.startswith("G")} == BERTANYA.get(nama, set())
    assert BENTUK[nama][1] <= tempat
    if nama not in BERTANYA:
        assert {k: p.nilai for k, p in satu.perhitungan.items()} == {k: p.nilai for k, p in asli.perhitungan.items()}


def test_angka_ribuan_dan_persen(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    ubah = {"Kesalehan Sosial!B8": "1.234,00", "Kesalehan Sosial!B12": " 90 %", "Kesalehan Sosial!B13": 0}
    satu = meja.periksa({"kesra/x.xlsx": meja.ubah(meja.demo("kesra"), ubah)}, tmp_path)["kesra/x.xlsx"]
    assert satu.diterima
    assert {"I311 Kesalehan Sosial!B8", "I311 Kesalehan Sosial!B12"} <= tempat_temuan(satu.temuan)
    # Zero is a score: (90 + 0 + 88.1 + 76.61 + 85.01) / 5.
    assert satu.perhitungan["kesalehan_sosial"].nilai == Decimal("67.94")


# Good workbooks


@pytest.fixture(scope="module")
def baik(meja: Any, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Diperiksa]:
    berkas = {f"{b}/demo.xlsx": meja.demo(b) for b in meja.bagian}
    berkas |= {f"{b}/kosong.xlsx": meja.kosong(b) for b in meja.bagian}
    belum = {"ITKP!B18": "Belum rilis", "SKM!B7": "Belum dilaksanakan"}
    berkas["pbj/belum.xlsx"] = meja.ubah(meja.kosong("pbj"), belum)
    berkas["pbj/surat.xlsx"] = meja.ubah(
        meja.kosong("pbj"),
        {
            "ITKP!B18": "Sudah rilis",
            "ITKP!B19": "2025,0",
            "ITKP!B20": 68.24,
            "ITKP!B23": "12/D/2026",
            "ITKP!B24": datetime(2026, 1, 5),
        },
    )
    berkas["pbj/tanpa status.xlsx"] = meja.ubah(berkas["pbj/surat.xlsx"], {"ITKP!B18": None})
    berkas["pbj/nol.xlsx"] = meja.ubah(meja.demo("pbj"), {f"ITKP!D{baris}": 0 for baris in range(8, 16)})
    strip = {"SKM!C18": "-"}
    berkas["pbj/strip.xlsx"] = meja.ubah(meja.demo("pbj"), strip)
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
        ("pbj/belum.xlsx", "itkp", "BELUM RILIS", None),
        ("pbj/belum.xlsx", "kepuasan_masyarakat", "BELUM RILIS", None),
        ("pbj/surat.xlsx", "itkp", "FINAL", "68.24"),
        ("pbj/tanpa status.xlsx", "itkp", "FINAL", "68.24"),
        ("pbj/demo.xlsx", "itkp", "SEMENTARA", "68.24"),
        ("pbj/nol.xlsx", "itkp", "SEMENTARA", "0"),
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


def test_biaya_tidak_dinilai(baik: Mapping[str, Diperiksa], tempat_temuan: Any) -> None:
    satu = baik["pbj/strip.xlsx"]
    assert satu.diterima
    assert "P416 SKM!C18" in tempat_temuan(satu.temuan)


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


def test_surat_tahun_lalu(meja: Any, tmp_path: Path, tempat_temuan: Any) -> None:
    isi = meja.ubah(meja.demo("hukum"), {"Reformasi Hukum!B15": 2024})
    satu = meja.periksa({"hukum/x.xlsx": isi}, tmp_path)["hukum/x.xlsx"]
    assert satu.diterima
    assert "I422 Reformasi Hukum!B15" in tempat_temuan(satu.temuan)
    assert satu.perhitungan["reformasi_hukum"].tahun_penilaian == 2024


# Sheets and keys


def test_lembar_hilang_dan_kunci(meja: Any, tmp_path: Path) -> None:
    def tanpa_itkp(buku: Workbook) -> None:
        buku["ITKP"].title = "ITKP 2025"

    def tanpa_kunci(buku: Workbook) -> None:
        del buku["_iku"]

    hasil = meja.periksa(
        {
            "pbj/lembar.xlsx": meja.ubah(meja.demo("pbj"), tanpa_itkp),
            "pbj/kunci.xlsx": meja.ubah(meja.demo("pbj"), tanpa_kunci),
            "hukum/salah folder.xlsx": meja.demo("pbj"),
            "pbj/baris.xlsx": meja.ubah(meja.demo("pbj"), lambda b: b["ITKP"].delete_rows(10)),
        },
        tmp_path,
    )
    temuan = {n: [(t.kode, t.lembar) for t in d.temuan if t.tingkat == "GALAT"] for n, d in hasil.items()}
    assert temuan == {
        "pbj/lembar.xlsx": [("G202", "ITKP")],
        "pbj/kunci.xlsx": [("G201", None)],
        "hukum/salah folder.xlsx": [("G208", None)],
        "pbj/baris.xlsx": [("G213", "ITKP")],
    }
    assert "“ITKP 2025”" in hasil["pbj/lembar.xlsx"].temuan[0].pesan
    assert hasil["hukum/salah folder.xlsx"].bagian == "hukum"
    assert next(t for t in hasil["pbj/baris.xlsx"].temuan if t.kode == "G213").pesan.count("A3") == 1


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


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert jalankan_perintah(["temuan", "g301"]) == 0
    keluaran = capsys.readouterr().out
    assert "G301: Harus diperbaiki" in keluaran and "Cara memperbaiki:" in keluaran and "{" not in keluaran
    assert jalankan_perintah(["temuan"]) == 0
    assert "P506" in capsys.readouterr().out
    assert jalankan_perintah(["temuan", "G999"]) == 2
    assert "tidak dikenal" in capsys.readouterr().err
