"""What the documentation says is so: findings, commands, settings."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.main import get_command

from flows.cli import app
from flows.pengaturan import Pengaturan
from flows.persiapan import CONTOH_PENGATURAN

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


def test_the_page_of_findings_is_what_the_catalogue_says() -> None:
    letak = AKAR / "docs" / "susun_catatan.py"
    rincian = importlib.util.spec_from_file_location("susun_catatan", letak)
    assert rincian and rincian.loader
    modul = importlib.util.module_from_spec(rincian)
    rincian.loader.exec_module(modul)
    tertulis = modul.BERKAS.read_text(encoding="utf-8")
    assert tertulis == modul.susun(), "run: python docs/susun_catatan.py"
    assert set(re.findall(r"^\| ([GPI]\d{3}) \|", tertulis, re.M)) == set(modul.KATALOG)


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
