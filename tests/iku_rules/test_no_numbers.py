"""No number stands in a formula: weights, maxima, cuts and tolerances come from the register."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import iku_rules
from iku_rules.rules import RULES

ROOT = Path(iku_rules.__file__).parent
SHARED = ("capaian", "across_months", "build_rules", "letter", "scale")
MODULES = sorted(
    file.relative_to(ROOT).with_suffix("").as_posix()
    for file in ROOT.rglob("*.py")
    if file.relative_to(ROOT).parts[0].removesuffix(".py") in {*RULES, *SHARED} and file.stem != "model"
)
STRUCTURAL = {0, 1}  # nothing, one; first, next; the year before
PRINTERS = {"show_number", "round_half_up"}  # their numbers are places to print, never part of a result
EXPLAINED = {
    ("kebijakan_perekonomian/plan", "SIMILARITY"): "how alike two names must be to be one policy renamed",
    ("kepuasan_masyarakat/rule", "LOWEST"): "how many of the lowest unsur a note names",
}


def numbers(node: ast.AST) -> Iterator[ast.Constant]:
    """Numeric literals below a node, those that only say how to print left out."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in PRINTERS:
            return
        if node.func.id == "Decimal":
            yield from (
                argument
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from numbers(child)


def strays(name: str, text: str) -> list[str]:
    """`module:line value` of every literal that is not allowed."""
    found = []
    for node in ast.parse(text).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and (name, target.id) in EXPLAINED:
            continue
        found += [
            f"{name}:{literal.lineno} {literal.value!r}"
            for literal in numbers(node)
            if Decimal(str(literal.value if not isinstance(literal.value, bool) else int(literal.value)))
            not in STRUCTURAL
        ]
    return found


@pytest.mark.parametrize("name", MODULES)
def test_no_number_in_a_rule(name: str) -> None:
    assert strays(name, (ROOT / f"{name}.py").read_text(encoding="utf-8")) == []


def test_the_modules_of_every_rule_are_looked_at() -> None:
    assert {name.partition("/")[0] for name in MODULES} == {*RULES, *SHARED}


def test_a_number_would_be_seen() -> None:
    assert strays("x", "A = 3\ndef f(n):\n    return n * 25 + Decimal('0.75') + show_number(n, 2) + 1") == [
        "x:1 3",
        "x:3 25",
        "x:3 '0.75'",
    ]
