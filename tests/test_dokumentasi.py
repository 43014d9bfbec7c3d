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
from schemas.daftar import FORMULIR
from schemas.identitas import LEMBAR_IDENTITAS
from workbooks.jawaban import LEMBAR_HASIL
from workbooks.konsolidasi import LEMBAR_AKHIR, LEMBAR_AWAL
from workbooks.lembar_rincian import nama_rincian
from workbooks.templat import LEMBAR_PETUNJUK

AKAR = Path(__file__).resolve().parents[1]
README = (AKAR / "README.md").read_text(encoding="utf-8")
OPERASIONAL = (AKAR / "docs" / "operasional.md").read_text(encoding="utf-8")
DOKUMEN = [AKAR / "README.md", *sorted((AKAR / "docs").rglob("*.md"))]
PANDUAN = sorted((AKAR / "docs").glob("panduan-*.md"))
GAMBAR = AKAR / "docs" / "gambar"
GAMBAR_TERBESAR = 80_000  # bytes
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


@pytest.mark.parametrize("berkas", DOKUMEN, ids=lambda b: b.name)
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


# The guides


def _datar(berkas: Path) -> str:
    return " ".join(berkas.read_text(encoding="utf-8").split())


@pytest.mark.parametrize("berkas", DOKUMEN, ids=lambda b: b.name)
def test_every_link_leads_somewhere(berkas: Path) -> None:
    isi = berkas.read_text(encoding="utf-8")
    judul = {re.sub(r"[^\w -]", "", j).strip().lower().replace(" ", "-") for j in re.findall(r"^#+ (.+)$", isi, re.M)}
    for tujuan in re.findall(r"\]\(([^)]+)\)", isi):
        if tujuan.startswith("#"):
            assert tujuan[1:] in judul, tujuan
        elif not tujuan.startswith("http"):
            assert (berkas.parent / tujuan).exists(), tujuan


def test_every_picture_is_shown_and_is_made_by_the_script() -> None:
    rujukan = {
        (b.parent / t).resolve() for b in PANDUAN for t in re.findall(r"!\[[^]]+\]\(([^)]+)\)", b.read_text("utf-8"))
    }
    ada = set(GAMBAR.glob("*.png"))
    assert rujukan == ada == {GAMBAR / f"{satu.nama}.png" for satu in penyusun("gambar/susun_gambar").DAFTAR}
    assert all(satu.stat().st_size < GAMBAR_TERBESAR for satu in ada)


@pytest.mark.parametrize("berkas", PANDUAN, ids=lambda b: b.name)
def test_what_a_guide_quotes_is_what_the_program_says(berkas: Path) -> None:
    """“…” holds words of sheets, findings and answers, letter for letter; a … in it stands for what changes."""
    kamar = (AKAR / nama for nama in ("flows", "schemas", "iku_rules", "workbooks"))
    sumber = "\n".join(b.read_text("utf-8") for k in kamar for pola in ("*.py", "*.toml") for b in k.rglob(pola))
    kutipan = set(re.findall("“([^”]+)”", _datar(berkas)))
    assert len(kutipan) > 20
    assert [k for k in sorted(kutipan) if not all(potong in sumber for potong in k.split("…"))] == []


def test_the_guides_name_the_sheets_as_they_are() -> None:
    templat = {LEMBAR_PETUNJUK, LEMBAR_IDENTITAS.nama, *(satu.nama for isi in FORMULIR.values() for satu in isi)}
    konsolidasi = {*LEMBAR_AWAL, *map(nama_rincian, ATURAN), *LEMBAR_AKHIR}
    bagian, sekretariat = (set(re.findall("“([^”]+)”", _datar(b))) for b in PANDUAN)
    assert templat <= bagian and konsolidasi <= sekretariat
    for berkas in PANDUAN:
        for nama in re.findall("[Ll]embar “([^”]+)”", _datar(berkas)):
            assert nama in templat | konsolidasi | {LEMBAR_HASIL}, nama


def test_the_guide_of_the_bagian_explains_every_cell_of_the_identity() -> None:
    halaman = _datar(AKAR / "docs" / "panduan-bagian.md")
    for blok in LEMBAR_IDENTITAS.blok:
        for isian in blok.isian.values():
            assert f"“{isian.label}”" in halaman


def test_the_guide_of_the_secretariat_has_every_command() -> None:
    assert {p for p in PERINTAH if f"`iku {p}" in _datar(AKAR / "docs" / "panduan-sekretariat.md")} == PERINTAH
