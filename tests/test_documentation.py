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

from flows.cli.app import app
from flows.office.workspace import Settings
from flows.office.workspace_lock import SETTINGS_EXAMPLE
from iku_rules.register_model.load import load_register
from iku_rules.rules import RULES
from schemas.forms import FORMS
from schemas.forms.identity import IDENTITY_SHEET
from workbooks.answer.content import VERIFICATION_SHEET
from workbooks.consolidated.rincian import rincian_name
from workbooks.consolidated.workbook import FIRST_SHEETS, LAST_SHEETS
from workbooks.template.writer import GUIDE_SHEET

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operasional.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDES = sorted((ROOT / "docs").glob("panduan-*.md"))
PICTURES = ROOT / "docs" / "gambar"
LARGEST_PICTURE = 80_000  # bytes
COMMANDS = set(get_command(app).commands)  # type: ignore[attr-defined]


def _keys(model: type[BaseModel], table: str = "") -> Iterator[tuple[str, str]]:
    """(table, key) of every setting."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation, name)
        else:
            yield table, field.alias or name


def generator(name: str) -> ModuleType:
    """A generator of `docs/`, by name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(p.stem for p in (ROOT / "docs").glob("build_*.py")))
def test_a_generated_page_is_what_would_be_generated(name: str) -> None:
    module = generator(name)
    assert module.FILE.read_text(encoding="utf-8") == module.build(), f"run: python docs/{name}.py"


def test_the_page_of_findings_has_every_code() -> None:
    module = generator("build_catalogue_page")
    assert set(re.findall(r"^\| ([GPI]\d{3}) \|", module.build(), re.M)) == set(module.CATALOGUE)


def test_the_page_of_rules_has_every_indicator_and_model() -> None:
    page = generator("build_rules_page").build()
    register = load_register()
    for code, rule in RULES.items():
        assert f"\n## {rule.CARD.nama}\n" in page and f"\n| Kode | {code} |\n" in page
        for model in getattr(register, code).model:
            assert f"\n### {rule.CARD.nama}: model {model.nama}\n" in page


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `iku {command}\b", README, re.M)


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_the_documentation_exists(file: Path) -> None:
    snippets = re.findall(r"`([^`]+)`|^ *((?:\.venv\S*)?iku .+)$", file.read_text(encoding="utf-8"), re.M)
    names = {word for snippet in snippets for word in re.findall(r"\biku (\w+)", "".join(snippet))}
    assert names <= COMMANDS


@pytest.mark.parametrize(("table", "key"), sorted(set(_keys(Settings))), ids=".".join)
def test_every_setting_is_documented(table: str, key: str) -> None:
    for page in (README, OPERATIONS):
        if f"[{table}]" in page and re.search(rf"`(\[+{key}\]+|{key})`", page):
            return
        if not table and re.search(rf"`(\[\[{key}\]\]|{key})`", page):
            return
    pytest.fail(f"{table}.{key} is in neither README.md nor docs/operasional.md")


def test_the_example_settings_are_the_defaults() -> None:
    """Each table of the commented example, uncommented, is accepted and names every key of its model."""
    content = "\n".join(
        line.removeprefix("# ") for line in SETTINGS_EXAMPLE.splitlines() if re.match(r"# (\[|\w+ = )", line)
    )
    parsed = tomllib.loads(content)
    for table, key in _keys(Settings):
        if table:
            assert key in parsed[table], f"{table}.{key}"


# The guides


def _flat(file: Path) -> str:
    return " ".join(file.read_text(encoding="utf-8").split())


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(file: Path) -> None:
    content = file.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", content, re.M)
    }
    for link in re.findall(r"\]\(([^)]+)\)", content):
        if link.startswith("#"):
            assert link[1:] in headings, link
        elif not link.startswith("http"):
            assert (file.parent / link).exists(), link


def test_every_picture_is_shown_and_is_made_by_the_script() -> None:
    referenced = {
        (path.parent / target).resolve()
        for path in GUIDES
        for target in re.findall(r"!\[[^]]+\]\(([^)]+)\)", path.read_text("utf-8"))
    }
    present = set(PICTURES.glob("*.png"))
    assert (
        referenced
        == present
        == {PICTURES / f"{picture.name}.png" for picture in generator("gambar/build_pictures").PICTURES}
    )
    assert all(picture.stat().st_size < LARGEST_PICTURE for picture in present)


@pytest.mark.parametrize("file", GUIDES, ids=lambda path: path.name)
def test_what_a_guide_quotes_is_what_the_program_says(file: Path) -> None:
    """“…” holds words of sheets, findings and answers, letter for letter; a … in it stands for what changes."""
    rooms = (ROOT / name for name in ("flows", "schemas", "iku_rules", "workbooks"))
    source = "\n".join(
        path.read_text("utf-8") for room in rooms for pattern in ("*.py", "*.toml") for path in room.rglob(pattern)
    )
    quotes = set(re.findall("“([^”]+)”", _flat(file)))
    assert len(quotes) > 20
    assert [quote for quote in sorted(quotes) if not all(piece in source for piece in quote.split("…"))] == []


def test_the_guides_name_the_sheets_as_they_are() -> None:
    template = {GUIDE_SHEET, IDENTITY_SHEET.name, *(sheet.name for sheets in FORMS.values() for sheet in sheets)}
    consolidated = {*FIRST_SHEETS, *map(rincian_name, RULES), *LAST_SHEETS}
    bagian, secretariat = (set(re.findall("“([^”]+)”", _flat(path))) for path in GUIDES)
    assert template <= bagian and consolidated <= secretariat
    for file in GUIDES:
        for name in re.findall("[Ll]embar “([^”]+)”", _flat(file)):
            assert name in template | consolidated | {VERIFICATION_SHEET}, name


def test_the_guide_of_the_bagian_explains_every_cell_of_the_identity() -> None:
    page = _flat(ROOT / "docs" / "panduan-bagian.md")
    for block in IDENTITY_SHEET.blocks:
        for field in block.fields.values():
            assert f"“{field.label}”" in page


def test_the_guide_of_the_secretariat_has_every_command() -> None:
    assert {p for p in COMMANDS if f"`iku {p}" in _flat(ROOT / "docs" / "panduan-sekretariat.md")} == COMMANDS
