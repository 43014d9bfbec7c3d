"""What the documentation says is so: findings, commands, settings."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel
from typer.main import get_command

from flows.cli import app
from flows.pengaturan import Pengaturan
from flows.persiapan import CONTOH_PENGATURAN
from iku_rules.aturan import ATURAN
from iku_rules.daftar import muat_register

AKAR = Path(__file__).resolve().parents[1]
README = (AKAR / "README.md").read_text(encoding="utf-8")
OPERASIONAL = (AKAR / "docs" / "operasional.md").read_text(encoding="utf-8")
PERINTAH = set(get_command(app).commands)  # type: ignore[attr-defined]


def _kunci(model: type[BaseModel], di: str = "") -> Iterator[tuple[str, str]]:
    """(table, key) of every setting."""
    for nama, isian in model.model_fields.items():
        if isinstance(isian.annotation, type) and issubclass(isian.annotation, BaseModel):
            yield from _kunci(isian.annotation, nama)
        else:
            yield di, isian.alias or nama


def penyusun(nama: str) -> ModuleType:
    """A generator of `docs/`, by name."""
    rincian = importlib.util.spec_from_file_location(nama, AKAR / "docs" / f"{nama}.py")
    assert rincian and rincian.loader
    modul = importlib.util.module_from_spec(rincian)
    rincian.loader.exec_module(modul)
    return modul


@pytest.mark.parametrize("nama", sorted(p.stem for p in (AKAR / "docs").glob("susun_*.py")))
def test_a_generated_page_is_what_would_be_generated(nama: str) -> None:
    modul = penyusun(nama)
    assert modul.BERKAS.read_text(encoding="utf-8") == modul.susun(), f"run: python docs/{nama}.py"


def test_the_page_of_findings_has_every_code() -> None:
    modul = penyusun("susun_catatan")
    assert set(re.findall(r"^\| ([GPI]\d{3}) \|", modul.susun(), re.M)) == set(modul.KATALOG)


def test_the_page_of_rules_has_every_indicator_and_model() -> None:
    halaman = penyusun("susun_aturan").susun()
    register = muat_register()
    for kode, aturan in ATURAN.items():
        assert f"\n## {aturan.KARTU.nama}\n" in halaman and f"\n| Kode | {kode} |\n" in halaman
        for model in getattr(register, kode).model:
            assert f"\n### {aturan.KARTU.nama}: model {model.nama}\n" in halaman


@pytest.mark.parametrize("perintah", sorted(PERINTAH))
def test_every_command_is_in_the_readme(perintah: str) -> None:
    assert re.search(rf"^\| `iku {perintah}\b", README, re.M)


@pytest.mark.parametrize("berkas", [AKAR / "README.md", *sorted((AKAR / "docs").rglob("*.md"))], ids=lambda b: b.name)
def test_every_command_in_the_documentation_exists(berkas: Path) -> None:
    potongan = re.findall(r"`([^`]+)`|^ *((?:\.venv\S*)?iku .+)$", berkas.read_text(encoding="utf-8"), re.M)
    nama = {kata for satu in potongan for kata in re.findall(r"\biku (\w+)", "".join(satu))}
    assert nama <= PERINTAH


@pytest.mark.parametrize(("tabel", "kunci"), sorted(set(_kunci(Pengaturan))), ids=".".join)
def test_every_setting_is_documented(tabel: str, kunci: str) -> None:
    for halaman in (README, OPERASIONAL):
        if f"[{tabel}]" in halaman and re.search(rf"`(\[+{kunci}\]+|{kunci})`", halaman):
            return
        if not tabel and re.search(rf"`(\[\[{kunci}\]\]|{kunci})`", halaman):
            return
    pytest.fail(f"{tabel}.{kunci} is in neither README.md nor docs/operasional.md")


def test_the_example_settings_are_the_defaults() -> None:
    """Each table of the commented example, uncommented, is accepted and names every key of its model."""
    isi = "\n".join(b.removeprefix("# ") for b in CONTOH_PENGATURAN.splitlines() if re.match(r"# (\[|\w+ = )", b))
    terurai = tomllib.loads(isi)
    for tabel, kunci in _kunci(Pengaturan):
        if tabel:
            assert kunci in terurai[tabel], f"{tabel}.{kunci}"
