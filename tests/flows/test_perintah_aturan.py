"""`iku aturan`, and settings of targets that cannot be: what the command line says."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import jalankan_perintah
from iku_rules.aturan import ATURAN


def cetak(capsys: pytest.CaptureFixture[str], *argumen: str) -> tuple[int, str, str]:
    kode = jalankan_perintah(["aturan", *argumen])
    keluaran = capsys.readouterr()
    return kode, keluaran.out, keluaran.err


def json_aturan(capsys: pytest.CaptureFixture[str], folder: Path, *argumen: str) -> dict[str, Any]:
    kode, keluar, galat = cetak(capsys, *argumen, "--json", "--folder", str(folder))
    assert (kode, galat) == (0, "")
    isi: dict[str, Any] = json.loads(keluar)
    return isi


def test_all_seven_with_parameters_and_nothing_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    isi = json_aturan(capsys, tmp_path, "--tahun", "2025")
    assert [a["iku"] for a in isi["aturan"]] == list(ATURAN)
    for satu in isi["aturan"]:
        kartu = ATURAN[satu["iku"]].KARTU
        assert satu["nama"] == kartu.nama and satu["definisi"] == kartu.definisi
        assert satu["parameter"] and all(p["acuan"] and p["nilai"] for p in satu["parameter"])
        assert any("2018-2023" in c for c in satu["catatan"])  # no document of 2025 is known
    assert list(tmp_path.iterdir()) == []


def test_parameters_follow_the_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def bobot(tahun: int) -> dict[str, str]:
        (satu,) = json_aturan(capsys, tmp_path, "reformasi_hukum", "--tahun", str(tahun))["aturan"]
        return {p["nama"]: p["nilai"] for p in satu["parameter"]}

    nama = "Bobot Kualitas re-regulasi atau deregulasi"
    assert (bobot(2024)[nama], bobot(2025)[nama]) == ("35", "30")
    (itkp,) = json_aturan(capsys, tmp_path, "ITKP", "--tahun", "2035")["aturan"]
    assert itkp["model"]["nama"] == "2026-2029" and any("berakhir tahun 2029" in c for c in itkp["catatan"])
    (itkp,) = json_aturan(capsys, tmp_path, "itkp", "--tahun", "2019")["aturan"]
    assert any("belum memuat parameter tahun 2019" in c for c in itkp["catatan"])


def test_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kode, keluar, _ = cetak(capsys, "kepuasan_masyarakat", "--tahun", "2025", "--folder", str(tmp_path))
    teks = " ".join(keluar.split())
    assert kode == 0
    for kata in ("Indeks Kepuasan Masyarakat", "Pembilang", "Penyebut", "Nilai konversi IKM", "Dikonfirmasi", "belum"):
        assert kata in teks
    assert "Indeks Reformasi Hukum" not in teks


@pytest.mark.parametrize(
    ("argumen", "kata"),
    [
        (["ikp"], "Mungkin maksudnya “itkp”."),
        (["reformasi hukum"], "Mungkin maksudnya “reformasi_hukum”."),
        (["--tahun", "12"], "Tahun 12 tidak dapat dipakai"),
        (["--tahun", "duaribu"], "Isian --tahun tidak dapat dipakai"),
        (["--folder", "tidak-ada"], "Folder tidak ditemukan"),
    ],
)
def test_one_line_and_exit_2(
    argumen: list[str], kata: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    kode, keluar, galat = cetak(capsys, *argumen)
    assert (kode, keluar, galat.count("\n")) == (2, "", 1)
    assert kata in galat


TARGET = '[[target]]\niku = "{iku}"\ntahun = {tahun}\nnilai = {nilai}\n'


def target(iku: str = "itkp", tahun: object = 2025, nilai: object = 70, lain: str = "") -> str:
    return TARGET.format(iku=iku, tahun=tahun, nilai=nilai) + lain + "\n"


@pytest.mark.parametrize(
    ("isi", "pesan"),
    [
        (target() + target(nilai=71), "iku.toml, target: [1] rangkap: itkp 2025"),
        (
            target(lain="triwulan = 2") + target(lain="triwulan = 2"),
            "iku.toml, target: [1] rangkap: itkp 2025 triwulan 2",
        ),
        (target(iku="ikm"), "iku.toml, target[0].iku: “ikm” tidak dikenal; yang ada: itkp"),
        (target(lain="triwulan = 5"), "iku.toml, target[0].triwulan: terlalu besar, paling besar 4 (terbaca 5)"),
        (target(lain="triwulan = 0"), "iku.toml, target[0].triwulan: terlalu kecil, paling kecil 1 (terbaca 0)"),
        (target(nilai=-0.5), "iku.toml, target[0].nilai: terlalu kecil, paling kecil 0 (terbaca -0.5)"),
        (target(nilai='"70"'), "iku.toml, target[0].nilai: harus angka, tanpa tanda kutip"),
        (target(tahun=25), "iku.toml, target[0].tahun: terlalu kecil, paling kecil 2000 (terbaca 25)"),
        ("[tampilan]\ncapaian_maksimal = 80", "iku.toml, tampilan.capaian_maksimal: nilai 80 tidak dapat dipakai"),
        ('[tampilan]\ncapaian_maksimal = "120"', "iku.toml, tampilan.capaian_maksimal: harus angka"),
    ],
)
def test_wrong_targets_are_refused_in_one_line(
    isi: str, pesan: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "iku.toml").write_text(isi, encoding="utf-8")
    kode, keluar, galat = cetak(capsys, "--folder", str(tmp_path))
    assert (kode, keluar, galat.count("\n")) == (2, "", 1)
    assert galat.startswith(pesan)


COMPARISON = '[[pembanding]]\niku = "itkp"\ntahun = 2025\nwilayah = "provinsi"\nnilai = 72.5\nacuan = "Surat"\n'
TARGET = '[[target]]\niku = "{}"\ntahun = 2025\nnilai = {}\n'


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (COMPARISON, None),
        (TARGET.format("itkp", 70) + COMPARISON, None),
        # Every target is looked at, wherever it stands and whether or not a comparison follows.
        (TARGET.format("kepuasan_masyarakat", 3.2), 0),
        (TARGET.format("kepuasan_masyarakat", 3.2) + TARGET.format("itkp", 70) + COMPARISON, 0),
        (TARGET.format("itkp", 70) + TARGET.format("kepuasan_masyarakat", 3.2), 1),
    ],
)
def test_targets_and_comparisons_of_the_register_are_checked_each_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, refused: int | None
) -> None:
    (tmp_path / "daftar").mkdir()
    (tmp_path / "daftar/target.toml").write_text(content, encoding="utf-8")
    (tmp_path / "iku.toml").write_text('register = "daftar"\n', encoding="utf-8")
    for command in ("aturan", "status"):
        code = jalankan_perintah([command, "--folder", str(tmp_path)])
        error = capsys.readouterr().err
        assert code == (0 if refused is None else 2)
        assert refused is None or f"target.toml, target[{refused}].nilai: 3.2 adalah nilai indeks" in error
        assert refused is not None or error == ""
