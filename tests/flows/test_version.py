"""The version of forms and rules changes with what they mean, not with how they are written down."""

import ast

import pytest

from flows import version

SOURCE = '''"""Module."""

def largest(values):
    """Docstring."""
    # a comment
    return max(values) + 1
'''


@pytest.mark.parametrize(
    "same",
    [
        SOURCE.replace("# a comment", "# another, longer comment\n"),
        SOURCE.replace('"""Docstring."""', '"""What the function is for."""'),
        SOURCE.replace('    """Docstring."""\n', ""),
        SOURCE.replace('"""Module."""', "", 1),
        SOURCE.replace("max(values) + 1", "(\n        max(values)\n        + 1\n    )"),
        SOURCE.replace("\n", "\r\n"),
    ],
)
def test_what_only_people_read_changes_nothing(same: str) -> None:
    assert same != SOURCE and version.meaning(same) == version.meaning(SOURCE)


@pytest.mark.parametrize(
    "other",
    [
        SOURCE.replace("+ 1", "+ 2"),
        SOURCE.replace("+ 1", "- 1"),
        SOURCE.replace("+ 1", "+ 1.0"),
        SOURCE.replace("max", "min"),
        SOURCE.replace("values", "numbers"),
        SOURCE.replace("return max(values) + 1", "return"),
        SOURCE.replace("def largest(values)", "def largest(values=())"),
        SOURCE.replace("    # a comment\n", '    "not the first statement, so no docstring"\n'),
    ],
)
def test_what_the_program_does_changes_it(other: str) -> None:
    assert version.meaning(other) != version.meaning(SOURCE)


def test_every_module_that_decides_is_in_it() -> None:
    names = {name for name, _ in version._sources()}
    assert {
        "schemas/parse.py",
        "schemas/forms/itkp.py",
        "schemas/catalogue/content.py",
        "iku_rules/itkp/rule.py",
        "iku_rules/register_model/load.py",
        "workbooks.reading/tables.py",
    } <= names
    assert all(ast.parse(file.read_text(encoding="utf-8")) for _, file in version._sources())
