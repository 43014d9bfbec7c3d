"""`iku.toml` with a few values changed and everything else, comments included, as it was written."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

Changes = Mapping[tuple[str, str], str]  # (table, key) -> new value; the table "" is the top of the file


def change_settings(text: str, changes: Changes) -> str:
    """The text with these values. ValueError where it is no TOML.

    Each change is made where the key stands, in the ways people write it; where none of them gives the settings that
    are meant, the file is written anew from its content, and what stood there follows as comments.
    """
    for place, value in changes.items():
        wanted = _with(tomllib.loads(text), place, value)
        candidates = (edited for edited in _edits(text, *place, value) if _reads_as(edited, wanted))
        text = next(candidates, None) or _anew(wanted, text)
    return text


def _with(settings: dict[str, Any], place: tuple[str, str], value: str) -> dict[str, Any]:
    table, key = place
    (settings.setdefault(table, {}) if table else settings)[key] = value
    return settings


def _reads_as(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _edits(text: str, table: str, key: str, value: str) -> Iterator[str]:
    """The text with the key changed: in its line, under its table's head, at the top, at the end."""
    entry = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    spelled = rf"(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')"
    for line in re.finditer(rf"^[ \t]*{spelled}[ \t]*=[^\n]*$", text, re.M):
        yield text[: line.start()] + entry + text[line.end() :]
    if not table:
        yield f"{entry}\n{text}"
        return
    for line in re.finditer(rf"^[ \t]*{re.escape(table)}[ \t]*\.[ \t]*{spelled}[ \t]*=[^\n]*$", text, re.M):
        yield f"{text[: line.start()]}{table}.{entry}{text[line.end() :]}"
    for line in re.finditer(rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\][^\n]*$", text, re.M):
        yield f"{text[: line.end()]}\n{entry}{text[line.end() :]}"
    yield f"{text.rstrip()}\n\n[{table}]\n{entry}\n"


# Written anew


def _anew(settings: Mapping[str, Any], before: str) -> str:
    plain = {key: value for key, value in settings.items() if not _is_table(value)}
    lines = [f"{json.dumps(key)} = {_value(value)}" for key, value in plain.items()]
    for name, value in settings.items():
        if name not in plain:
            tables, head = ([value], "[{}]") if isinstance(value, dict) else (value, "[[{}]]")
            for table in tables:
                lines += ["", head.format(json.dumps(name))]
                lines += [f"{json.dumps(key)} = {_value(each)}" for key, each in table.items()]
    return "\n".join([*lines, "", "# Sebelum dipulihkan tertulis:", *(f"# {line}" for line in before.splitlines()), ""])


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _value(value: Any) -> str:
    """A value as TOML has it; JSON writes strings, numbers and truth alike."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
