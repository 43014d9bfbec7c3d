"""`iku aturan`, and settings of targets that cannot be: what the command line says."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli.app import run_command
from iku_rules.explain import card_in_year
from iku_rules.register_model.load import load_register


def show(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run_command(["aturan", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def rules_json(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> dict[str, Any]:
    code, output, error = show(capsys, *arguments, "--json", "--folder", str(folder))
    assert (code, error) == (0, "")
    content: dict[str, Any] = json.loads(output)
    return content


def test_all_seven_with_parameters_and_nothing_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = rules_json(capsys, tmp_path, "--tahun", "2025")
    assert [rule["iku"] for rule in content["aturan"]] == list(load_register().documents[-1].iku_codes)
    for rule in content["aturan"]:
        card = card_in_year(load_register(), rule["iku"], 2025)
        assert rule["nama"] == card.nama and rule["definisi"] == card.definisi
        assert rule["parameter"] and all(p["acuan"] and p["nilai"] for p in rule["parameter"])
        assert any("2018-2023" in note for note in rule["catatan"])  # no document of 2025 is known
    assert list(tmp_path.iterdir()) == []


def test_parameters_follow_the_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def weights(year: int) -> dict[str, str]:
        (rule,) = rules_json(capsys, tmp_path, "reformasi_hukum", "--tahun", str(year))["aturan"]
        return {p["nama"]: p["nilai"] for p in rule["parameter"]}

    name = "Bobot Kualitas re-regulasi atau deregulasi"
    assert (weights(2024)[name], weights(2025)[name]) == ("35", "30")
    (itkp,) = rules_json(capsys, tmp_path, "ITKP", "--tahun", "2035")["aturan"]
    assert itkp["model"]["nama"] == "2026-2029" and any("berakhir tahun 2029" in note for note in itkp["catatan"])
    (itkp,) = rules_json(capsys, tmp_path, "itkp", "--tahun", "2019")["aturan"]
    assert any("belum memuat parameter tahun 2019" in note for note in itkp["catatan"])


def test_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, output, _ = show(capsys, "kepuasan_masyarakat", "--tahun", "2025", "--folder", str(tmp_path))
    text = " ".join(output.split())
    assert code == 0
    for word in ("Indeks Kepuasan Masyarakat", "Pembilang", "Penyebut", "Nilai konversi IKM", "Dikonfirmasi", "belum"):
        assert word in text
    assert "Indeks Reformasi Hukum" not in text


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["ikp"], "Mungkin maksudnya “itkp”."),
        (["reformasi hukum"], "Mungkin maksudnya “reformasi_hukum”."),
        (["--tahun", "12"], "Tahun 12 tidak dapat dipakai"),
        (["--tahun", "duaribu"], "Isian --tahun tidak dapat dipakai"),
        (["--folder", "tidak-ada"], "Folder tidak ditemukan"),
    ],
)
def test_one_line_and_exit_2(
    arguments: list[str], word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output, error = show(capsys, *arguments)
    assert (code, output, error.count("\n")) == (2, "", 1)
    assert word in error


TARGET = '[[target]]\niku = "{iku}"\ntahun = {tahun}\nnilai = {nilai}\n'


def target(iku: str = "itkp", year: object = 2025, value: object = 70, other: str = "") -> str:
    return TARGET.format(iku=iku, tahun=year, nilai=value) + other + "\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (target() + target(value=71), "iku.toml, target: [1] rangkap: itkp 2025"),
        (
            target(other="triwulan = 2") + target(other="triwulan = 2"),
            "iku.toml, target: [1] rangkap: itkp 2025 triwulan 2",
        ),
        (target(iku="ikm"), "iku.toml, target[0].iku: “ikm” tidak dikenal. Yang ada: itkp"),
        (target(other="triwulan = 5"), "iku.toml, target[0].triwulan: terlalu besar, paling besar 4 (terbaca 5)"),
        (target(other="triwulan = 0"), "iku.toml, target[0].triwulan: terlalu kecil, paling kecil 1 (terbaca 0)"),
        (target(value=-0.5), "iku.toml, target[0].nilai: terlalu kecil, paling kecil 0 (terbaca -0.5)"),
        (target(value='"70"'), "iku.toml, target[0].nilai: harus angka, tanpa tanda kutip"),
        (target(year=25), "iku.toml, target[0].tahun: terlalu kecil, paling kecil 2000 (terbaca 25)"),
        (
            "[tampilan]\ncapaian_maksimal = 80",
            "iku.toml, tampilan.capaian_maksimal: terlalu kecil, paling kecil 100",
        ),
        ('[tampilan]\ncapaian_maksimal = "120"', "iku.toml, tampilan.capaian_maksimal: harus angka"),
    ],
)
def test_wrong_targets_are_refused_in_one_line(
    content: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "iku.toml").write_text(content, encoding="utf-8")
    code, output, error = show(capsys, "--folder", str(tmp_path))
    assert (code, output, error.count("\n")) == (2, "", 1)
    assert error.startswith(message)


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
        code = run_command([command, "--folder", str(tmp_path)])
        error = capsys.readouterr().err
        assert code == (0 if refused is None else 2)
        assert refused is None or f"target.toml, target[{refused}].nilai: 3.2 adalah nilai indeks" in error
        assert refused is not None or error == ""


IKM_ON_NI = TARGET.format("kepuasan_masyarakat", 3.2)
SAME_CHECK = "nilai: 3.2 adalah nilai indeks (NI, 1 sampai 4); IKM memakai skala 25 sampai 100\n"


@pytest.mark.parametrize(
    ("register", "settings", "message"),
    [
        ("", IKM_ON_NI, f"iku.toml, target[0].{SAME_CHECK}"),
        (IKM_ON_NI, "", f"target.toml, target[0].{SAME_CHECK}"),
        ("", IKM_ON_NI + "triwulan = 2\n", f"iku.toml, target[0].{SAME_CHECK}"),
        (IKM_ON_NI + "triwulan = 2\n", "", f"target.toml, target[0].{SAME_CHECK}"),
        # A target that another one takes the place of is still wrong, and keeps its own place.
        (IKM_ON_NI, TARGET.format("kepuasan_masyarakat", 83), f"target.toml, target[0].{SAME_CHECK}"),
        (TARGET.format("itkp", 70) + IKM_ON_NI, TARGET.format("itkp", 71), f"target.toml, target[1].{SAME_CHECK}"),
        # What others reached is on the scale of the target it stands beside.
        (
            COMPARISON.replace("itkp", "kepuasan_masyarakat").replace("72.5", "3.2"),
            "",
            f"target.toml, pembanding[0].{SAME_CHECK}",
        ),
        (
            COMPARISON.replace("72.5", "-1"),
            "",
            "target.toml, pembanding[0].nilai: terlalu kecil, paling kecil 0 (terbaca -1)\n",
        ),
    ],
)
def test_a_figure_is_judged_alike_wherever_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], register: str, settings: str, message: str
) -> None:
    (tmp_path / "daftar").mkdir()
    (tmp_path / "daftar/target.toml").write_text(register, encoding="utf-8")
    (tmp_path / "iku.toml").write_text('register = "daftar"\n' + settings, encoding="utf-8")
    assert run_command(["aturan", "--folder", str(tmp_path)]) == 2
    assert capsys.readouterr().err == message
