"""Names are English, but for the nouns of the officials in docs/glossary.md, which every reader can look up."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from spellchecker import SpellChecker

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("flows", "schemas", "iku_rules", "workbooks", "ledger", "tests", "bench", "docs")
VERSIONS = "ledger/migrations/versions/"  # a migration speaks the words of its day

# The dictionary is American.
BRITISH = "colour colours neighbour neighbours normalise normalised normalising recognise recognised"
# Words of the dictionary that are Indonesian mechanics here.
LOOK_ENGLISH = (
    "ada baku blok cara dan di gaya hal jam kali lain lama lari lima nama orang pola rata saran si surat tanya ya yang"
)

# What stands in files of people outside is not ours to name: keys of TOML (pydantic), fields of the forms (pandera),
# tables (SQLAlchemy), and the fields of these, which are keys of the JSON, columns of the ledger or of daftar.csv.
OF_LIBRARIES = ("BaseModel", "DataFrameModel", "DeclarativeBase", "MappedAsDataclass")
OF_THE_CONTRACT = frozenset(
    {
        *("Temuan", "Waiver", "Source", "Card", "PublishedResult", "Result", "RuleParameter"),
        *(
            "KirimanRow",
            "CheckRow",
            "InForceRow",
            "HandBackRow",
            "WaivedRow",
            "CommandRow",
            "ContentRow",
            "LinkRow",
            "HomeRow",
            "PublicationRow",
            "ResultRow",
            "LockRow",
            "DocumentRow",
        ),
        *("SignedFile", "ArchiveLine", "Limits", "_WithYears", "_WithDays"),
    }
)


class Name(NamedTuple):
    line: int
    text: str
    is_key: bool  # a name that people outside hold on to


@cache
def glossary(heading: str) -> dict[str, str]:
    """The rows of a table of the glossary: the first cell and the second, as written."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return {row[0].strip("`"): row[1] for row in rows[2:]}


@cache
def english() -> frozenset[str]:
    return frozenset(SpellChecker(language="en").word_frequency.dictionary) - {*LOOK_ENGLISH.split()} | {
        *BRITISH.split()
    }


def words(name: str) -> list[str]:
    """The words of a name, in small letters: `_ITKPCounts` -> itkp, counts. Single letters are no words."""
    found = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return [word.lower() for word in found if len(word) > 1]


@cache
def trees() -> dict[str, ast.Module]:
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    paths = {file.relative_to(ROOT).as_posix(): file for file in files}
    return {
        path: ast.parse(file.read_text(encoding="utf-8"), path)
        for path, file in paths.items()
        if not path.startswith(VERSIONS)
    }


def _name_of(node: ast.expr) -> str:
    """`Form`, also of `schemas.Form` and `Form[int]`."""
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def key_classes() -> frozenset[str]:
    """Classes whose fields are keys: those of the contract, and all that come from a library's class of that kind."""
    bases = defaultdict(set)
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] |= {_name_of(base) for base in node.bases}
    known: set[str] = set()
    more = {*OF_LIBRARIES, *OF_THE_CONTRACT}
    while more:
        known |= more
        more = {name for name, own in bases.items() if own & known} - known
    return frozenset(known)


def _pairs(statement: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Each target of an assignment with its value."""
    match statement:
        case ast.AnnAssign(target=target, value=value):
            yield target, value
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            yield from zip(targets, values, strict=True)
        case ast.Assign(targets=[target], value=value):
            yield target, value


def _says_its_value(name: str, value: ast.expr | None) -> bool:
    """A word of the contract (`BELUM_RILIS = "BELUM RILIS"`) or a table (`kunci = _table("kunci", …)`)."""
    match value:
        case ast.Call(func=ast.Name(id="Table" | "_table"), args=[ast.Constant(value=table), *_]):
            return bool(table == name)
        case ast.Constant(value=str(text)):
            return text.upper().replace(" ", "_") == name
    return False


def _keys(tree: ast.Module, classes: frozenset[str]) -> set[ast.AST]:
    """The nodes that define a key; what a function takes by keyword beside `**words` are places in a sentence, what a
    `row_check` takes are columns.
    """
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.args.kwarg and node.args.kwarg.arg == "words":
            found |= set(node.args.kwonlyargs)
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(d, ast.Call) and _name_of(d.func) == "row_check" for d in node.decorator_list
        ):
            found |= set(node.args.args)
    for body in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]:
        of_contract = isinstance(body, ast.ClassDef) and body.name in classes
        for statement in body.body:
            if isinstance(statement, ast.FunctionDef) and of_contract and body.name in OF_THE_CONTRACT:
                found |= {statement} if any(_name_of(d) == "property" for d in statement.decorator_list) else set()
            for target, value in _pairs(statement):
                if of_contract or (isinstance(target, ast.Name) and _says_its_value(target.id, value)):
                    found.add(target)
    return found


def names(tree: ast.Module, classes: frozenset[str]) -> Iterator[Name]:
    """Every name that a module defines: classes, functions, parameters, attributes, globals, locals, and new names of
    what it imports."""
    keys = _keys(tree, classes)
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=text) | ast.FunctionDef(name=text) | ast.AsyncFunctionDef(name=text):
                pass
            case ast.arg(arg=text) | ast.Name(id=text, ctx=ast.Store()):
                pass
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=text, ctx=ast.Store()):
                pass
            case ast.ExceptHandler(name=str(text)) | ast.MatchAs(name=str(text)) | ast.MatchStar(name=str(text)):
                pass
            case ast.alias(asname=str(text)):
                pass
            case _:
                continue
        if not text.startswith("__"):  # those of the language
            yield Name(getattr(node, "lineno", 0), text, node in keys)


def foreign_words(found: list[Name], allowed: frozenset[str]) -> list[str]:
    """`line name: word` for each word that is neither English nor allowed; keys are not looked at."""
    return [
        f"{name.line} {name.text}: {word}"
        for name in found
        if not name.is_key
        for word in words(name.text)
        if word not in allowed and word not in english()
    ]


def allowed_words() -> frozenset[str]:
    return frozenset(word.lower() for heading in ("Nouns", "Words of computing") for word in glossary(heading))


@cache
def all_names() -> dict[str, list[Name]]:
    return {path: list(names(tree, key_classes())) for path, tree in trees().items()}


@cache
def used_words() -> frozenset[str]:
    """The words of all names, those of modules and folders too."""
    texts = {name.text for found in all_names().values() for name in found} | set(all_names())
    return frozenset(word for text in texts for word in words(text))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_name_is_english_or_in_the_glossary(folder: str) -> None:
    allowed = allowed_words()
    of_folder = {path: found for path, found in all_names().items() if path.startswith(f"{folder}/")}
    found = [f"{path}:{one}" for path, found in of_folder.items() for one in foreign_words(found, allowed)]
    assert found == []


def test_every_module_and_folder_has_such_a_name() -> None:
    parts = {part for path in trees() for part in Path(path).with_suffix("").parts}
    assert foreign_words([Name(0, part, False) for part in sorted(parts)], allowed_words()) == []


def test_every_noun_of_the_glossary_occurs_in_a_name() -> None:
    assert sorted({word.lower() for word in glossary("Nouns")} - used_words()) == []


def test_every_word_of_computing_is_needed() -> None:
    assert sorted(set(glossary("Words of computing")) - (used_words() - english())) == []


def test_every_key_of_the_glossary_is_one() -> None:
    keys = {name.text for found in all_names().values() for name in found if name.is_key}
    assert sorted(set(glossary("Keys")) - keys) == []


def test_the_english_of_a_key_is_english() -> None:
    wrong = {
        key: word
        for key, meaning in glossary("Keys").items()
        for word in words(meaning)
        if word not in english() and word not in allowed_words()
    }
    assert wrong == {}


def test_a_noun_and_a_key_are_two_things() -> None:
    nouns, keys, computing = (set(glossary(heading)) for heading in ("Nouns", "Keys", "Words of computing"))
    assert sorted(nouns & keys | nouns & computing | keys & computing) == []


def test_the_classes_of_the_contract_exist() -> None:
    defined = {node.name for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert sorted(OF_THE_CONTRACT - defined) == []


MADE_UP = '''
import lxml as pustaka
from pydantic import BaseModel
BATAS = 3
MENUNGGU = "Menunggu"
hasil = Table("hasil", metadata)
class Sel(BaseModel):
    nilai: int
class Entry:
    nilai: int
    def __init__(self, lembar):
        self.kosong = lembar
def hitung(values, *isian, bagian=0, **kata):
    """Not a word of this."""
    jumlah = sum(n for urutan in values)
    kiriman_count, colour = 1, 2
    try:
        other.warna = (sementara := 1)
    except OSError as galat_lain:
        pass
    match values:
        case [pertama, *sisa]:
            return lambda tanya: tanya
def say(code, *, ditemukan, **words):
    pass
'''


def test_the_test_finds_what_is_not_english() -> None:
    defined = list(names(ast.parse(MADE_UP), frozenset({"Sel"})))
    found = foreign_words(defined, frozenset({"bagian", "galat", "init", "kiriman"}))
    assert {one.split(": ")[1] for one in found} == {
        *("pustaka", "batas", "sel", "nilai", "lembar", "kosong", "hitung", "isian", "kata", "jumlah", "urutan"),
        *("sementara", "lain", "pertama", "sisa", "tanya"),
    }
    assert "8 nilai: nilai" not in found and "10 nilai: nilai" in found


def test_words_of_a_name() -> None:
    assert words("_ITKPCounts") == ["itkp", "counts"]
    assert words("f02_of_unit2") == ["of", "unit"]
    assert words("BELUM_RILIS") == ["belum", "rilis"]
