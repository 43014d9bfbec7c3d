"""What the documentation says is so: findings, commands, settings."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel
from typer.main import get_command

from flows.cli.app import app
from flows.demo import PERIODE_DEMO, demo_entries
from flows.intake import checking
from flows.office.settings import SETTINGS_EXAMPLE, Settings
from iku_rules.register_model.load import load_register
from iku_rules.rules import RULES
from schemas.forms import FORMS
from schemas.forms.identity import IDENTITY_SHEET
from workbooks.answer.verification import VERIFICATION_SHEET
from workbooks.consolidated.rincian import rincian_name
from workbooks.consolidated.workbook import FIRST_SHEETS, LAST_SHEETS
from workbooks.template.guide import GUIDE_SHEET

if TYPE_CHECKING:
    from tests.conftest import Bench, Inbox

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operasional.md").read_text(encoding="utf-8")
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
DOCUMENTS = [ROOT / "README.md", ROOT / "SECURITY.md", CONTRIBUTING, *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
FOLDERS = "flows|schemas|iku_rules|workbooks|ledger|tests|bench|docs"
GUIDES = sorted((ROOT / "docs").glob("panduan-*.md"))
PICTURES = ROOT / "docs" / "pictures"
LARGEST_PICTURE = 80_000  # bytes
MOMENT = datetime(2026, 1, 7, 10, tzinfo=timezone(timedelta(hours=7)))
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
        for model in register.parameters(code).model:
            assert f"\n### {rule.CARD.nama}: model {model.nama}\n" in page


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `iku {command}\b", README, re.M)


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_the_documentation_exists(file: Path) -> None:
    snippets = re.findall(r"`([^`]+)`|^ *((?:\.venv\S*)?iku .+)$", file.read_text(encoding="utf-8"), re.M)
    names = {word for snippet in snippets for word in re.findall(r"\biku (\w+)", "".join(snippet))}
    assert names <= COMMANDS


def named_paths(content: str) -> set[str]:
    """What stands in backticks and lies in a folder of ours, a file below the root included; not a place to fill in."""
    snippets = re.findall(r"`(?:python )?([^`\s]+)`", content) + re.findall(r"`python (docs/[^`]+)`", content)
    path = re.compile(rf"({FOLDERS})/[\w./*-]*|\w+\.(?:md|lock)|pyproject\.toml|Makefile|\.ci/\w+")
    return {snippet for snippet in snippets if path.fullmatch(snippet)}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda b: b.name)
def test_every_path_in_the_documentation_exists(file: Path) -> None:
    paths = named_paths(file.read_text(encoding="utf-8"))
    assert sorted(path for path in paths if not any(ROOT.glob(path))) == []


def test_a_path_that_is_gone_would_be_seen() -> None:
    content = "`flows/gone.py`, `python docs/build.py`, `iku.toml`, `inbox/<kode>/`, `CHANGELOG.md`, `x.y`"
    assert named_paths(content) == {"flows/gone.py", "docs/build.py", "CHANGELOG.md"}


@pytest.mark.parametrize("file", DECISIONS, ids=lambda b: b.name)
def test_a_decision_has_number_date_and_status(file: Path) -> None:
    number = int(file.name[:4])
    head = rf"# {number}\. .+\n\nDate: 20\d\d-\d\d-\d\d\. Status: (accepted|superseded by \[).*\.\n"
    assert re.match(head, file.read_text("utf-8")) and DECISIONS[number - 1] == file


JOURNEY = README.split("\n## How a number travels\n")[1].split("\n## ")[0]
STATIONS = re.findall(r"^\d+\. `([^`]+)`", JOURNEY, re.M)


def test_the_journey_names_at_most_twelve_modules_each_once() -> None:
    named = re.findall(r"`(\w+/[\w/]+\.py)`", README)
    assert [m for m in named if named.count(m) > 1] == []
    assert len(STATIONS) <= 12 and all((ROOT / module).is_file() for module in named)


def test_the_number_travels_as_the_readme_says(inbox: Inbox, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which module of ours is called when for the first time, from the inbox to the workbook.

    The first two only call the others. The reader, which has a process of its own, reads in this one here.
    """

    def read_here(function: Any, files: Sequence[Path], arguments: Sequence[Any], *_: object) -> list[Any]:
        return [function(file, *more) for file, more in zip(files, arguments, strict=True)]

    monkeypatch.setattr(checking, "run_limited", read_here)
    inbox.drop("pbj/demo.xlsx", bench.demo("pbj"))
    called: dict[str, None] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.setdefault(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        consolidation = inbox.consolidate(PERIODE_DEMO, MOMENT)
    finally:
        sys.setprofile(None)
    paths = [Path(name).relative_to(ROOT).as_posix() for name in called if Path(name).is_relative_to(ROOT)]
    assert [path for path in paths if path in STATIONS] == STATIONS[2:]
    assert next(result.nilai for result in consolidation.results if result.iku == "itkp") == Decimal("68.24")
    scores = [row["Nilai"] for row in demo_entries("pbj")["ITKP"].rows.values()]
    assert ", ".join(f"{n:g}" for n in scores[:-1]) + f" and {scores[-1]:g}" in " ".join(JOURNEY.split())


@pytest.mark.parametrize(("table", "key"), sorted(set(_keys(Settings))), ids=".".join)
def test_every_setting_is_documented(table: str, key: str) -> None:
    for page in (README, OPERATIONS):
        if f"[{table}]" in page and re.search(rf"`(\[+{key}\]+|{key})`", page):
            return
        if not table and re.search(rf"`(\[\[{key}\]\]|{key})`", page):
            return
    pytest.fail(f"{table}.{key} is in neither README.md nor docs/operasional.md")


def _defaults(model: type[BaseModel]) -> Iterator[tuple[str, str, object]]:
    """(table, key, default) of every setting that stands in a table and has one."""
    for table, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            for key, value in field.default.model_dump(mode="json").items():
                yield table, key, value


def test_the_defaults_in_the_readme_are_those_of_the_model() -> None:
    rows = [line.split("|") for line in README.splitlines() if line.startswith("| `")]
    written = {
        key: None if default == "none" else tomllib.loads(f"x = {default.strip('`')}")["x"]
        for _, keys, defaults, *_ in rows
        for key, default in zip(re.findall(r"`(\w+)`", keys), defaults.strip().split(", "), strict=False)
        if re.fullmatch(r"none|`.*`", default)
    }
    for table, key, value in _defaults(Settings):
        assert written[key] == value, f"{table}.{key}"


def test_the_example_settings_are_the_defaults() -> None:
    """Each table of the commented example, uncommented, is accepted and names every key with the default it has."""
    content = "\n".join(
        line.removeprefix("# ") for line in SETTINGS_EXAMPLE.splitlines() if re.match(r"# (\[|\w+ = )", line)
    )
    parsed = tomllib.loads(content)
    settings = Settings.model_validate(parsed)
    assert len(settings.target) == len(settings.pengecualian) == 1 and settings.register_
    for table, key, value in _defaults(Settings):
        assert key in parsed[table] and value in (parsed[table][key], None), f"{table}.{key}"


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
        == {PICTURES / f"{picture.name}.png" for picture in generator("pictures/build_pictures").PICTURES}
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
