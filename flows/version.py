"""The version of forms and rules: what was read under one version is not taken for what another would read.

It is the version of what the program does, not of its bytes: a comment, a docstring or a line break changes nothing,
and so no original of earlier months is read again for it.
"""

import ast
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_cache_path

import iku_rules
import schemas
from iku_rules.register_model.register import Register
from ledger.atomic_files import write_atomic
from workbooks import reading

DETERMINING = (schemas, iku_rules, reading)  # the packages that decide what a cell says and what it counts as
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def program_version() -> str:
    """The number of this release; "" where the program is used from its folder without being installed."""
    try:
        return version("iku-setda")
    except PackageNotFoundError:
        return ""


def rules_version(register: Register) -> str:
    """SHA-256 over the register's content and the meaning of forms, rules and reader."""
    return hashlib.sha256(f"{register.fingerprint()}\n{_program_fingerprint()}".encode()).hexdigest()


@cache
def _program_fingerprint() -> str:
    sources = [(name, file.read_bytes()) for name, file in sorted(_sources())]
    as_written = hashlib.sha256(b"\0".join(name.encode() + b"\0" + content for name, content in sources)).hexdigest()
    known = user_cache_path("iku-setda", appauthor=False) / f"meaning-{as_written}"
    with suppress(OSError):  # half a second of parsing, once for each state of the program
        return known.read_text(encoding="ascii")
    text = "\0".join(f"{name}\0{meaning(content.decode())}" for name, content in sources)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    with suppress(OSError):
        known.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(known, fingerprint.encode())
    return fingerprint


def _sources() -> Iterator[tuple[str, Path]]:
    """Every module of those packages and of the rooms in them, under its dotted name's path."""
    for package in DETERMINING:
        folder = Path(str(package.__file__)).parent
        for file in folder.rglob("*.py"):
            yield f"{package.__name__}/{file.relative_to(folder).as_posix()}", file


def meaning(source: str) -> str:
    """A module's syntax tree without docstrings, as one line of text that is the same in every version of Python."""
    return "".join(_tokens(ast.parse(source)))


def _tokens(value: object) -> Iterator[str]:
    if isinstance(value, ast.AST):
        yield f"({type(value).__name__}"
        for name, content in ast.iter_fields(value):
            if name == "body" and isinstance(value, _DOCUMENTED) and ast.get_docstring(value, clean=False) is not None:
                content = content[1:]
            if content is not None and content != []:  # fields that a later Python adds are empty
                yield f" {name}="
                yield from _tokens(content)
        yield ")"
    elif isinstance(value, list):
        for item in value:
            yield from _tokens(item)
    else:
        yield repr(value)
