"""Whatever stands in a key of the register that does not belong there is refused in words of ours, at that key."""

import copy
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iku_rules.register_fields import Frozen
from iku_rules.register_model.document import Document
from iku_rules.register_model.load import FOLDER
from iku_rules.register_model.register import FILES
from schemas.toml_file import WrongEntryError, as_model, read_toml

DOCUMENT = "dokumen/iku_setda_2023.toml"
SHAPES: dict[str, type[Frozen]] = {name: shape for name, (_, shape) in FILES.items()} | {DOCUMENT: Document}
WRONG = (True, "x", "", -1, 10**12, Decimal("0.5"), Decimal("NaN"), Decimal("Infinity"), date(2025, 1, 1), [], {}, [1])
ENGLISH = re.compile(r"\b(?:[Ii]nput|should|valid|expected|datetime|Decimal|None|True|False)\b")


def places(content: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of each value, of lists the first and the last entry alone."""
    if path:
        yield path
    if isinstance(content, dict):
        for key, value in content.items():
            yield from places(value, (*path, key))
    if isinstance(content, list):
        for index in {0, len(content) - 1} if content else ():
            yield from places(content[index], (*path, index))


def replaced(content: Any, path: tuple[str | int, ...], value: object) -> Any:
    changed = copy.deepcopy(content)
    parent = changed
    for part in path[:-1]:
        parent = parent[part]
    parent[path[-1]] = value
    return changed


@pytest.mark.parametrize("name", SHAPES)
def test_no_value_is_refused_in_words_of_a_library(name: str) -> None:
    content = read_toml(FOLDER / name, name, Decimal)
    refused = 0
    for path in places(content):
        for value in WRONG:
            try:
                as_model(name, replaced(content, path, value), SHAPES[name])
            except WrongEntryError as error:
                refused += 1
                text = str(error)
                assert "nilainya tidak sah" not in text and not ENGLISH.search(error.message), (path, value, text)
                assert text.isprintable() and text.startswith(name) and str(path[0]) in text, (path, value, text)
    assert refused
