"""The version of forms and rules: what was read under one version is not taken for what another would read."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import iku_rules
import schemas
from iku_rules.register_model.register import Register
from workbooks import reading

DETERMINING = (schemas, iku_rules, reading)  # the packages that decide what a cell says and what it counts as


def rules_version(register: Register) -> str:
    """SHA-256 over the register's content and the source of forms, rules and reader."""
    return hashlib.sha256(f"{register.fingerprint()}\n{_program_fingerprint()}".encode()).hexdigest()


@cache
def _program_fingerprint() -> str:
    fingerprint = hashlib.sha256()
    for name, file in sorted(_sources()):
        fingerprint.update(name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return fingerprint.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    """Every module of those packages and of the rooms in them, under its dotted name's path."""
    for package in DETERMINING:
        folder = Path(str(package.__file__)).parent
        for file in folder.rglob("*.py"):
            yield f"{package.__name__}/{file.relative_to(folder).as_posix()}", file
