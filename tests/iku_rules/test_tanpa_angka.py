"""No number stands in a formula: weights, maxima, cuts and tolerances come from the register."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from iku_rules import daftar
from iku_rules.aturan import ATURAN

AKAR = Path(daftar.__file__).parent
MODUL = (*ATURAN, "itkp_hitungan", "capaian", "penyusunan", "rakit", "surat", "skala")
STRUKTURAL = {0, 1}  # nothing, one; first, next; the year before
PENCETAK = {"angka", "bulatkan"}  # their numbers are places to print, never part of a result
DIJELASKAN = {
    ("kepuasan_masyarakat", "TERENDAH"): "how many of the lowest unsur a note names",
}


def bilangan(simpul: ast.AST) -> Iterator[ast.Constant]:
    """Numeric literals below a node, those that only say how to print left out."""
    if isinstance(simpul, ast.Call) and isinstance(simpul.func, ast.Name):
        if simpul.func.id in PENCETAK:
            return
        if simpul.func.id == "Decimal":
            yield from (a for a in simpul.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
    if isinstance(simpul, ast.Constant) and isinstance(simpul.value, (int, float)):
        yield simpul
    for anak in ast.iter_child_nodes(simpul):
        yield from bilangan(anak)


def asing(nama: str, teks: str) -> list[str]:
    """`module:line value` of every literal that is not allowed."""
    hasil = []
    for simpul in ast.parse(teks).body:
        target = simpul.targets[0] if isinstance(simpul, ast.Assign) else None
        if isinstance(target, ast.Name) and (nama, target.id) in DIJELASKAN:
            continue
        hasil += [
            f"{nama}:{satu.lineno} {satu.value!r}"
            for satu in bilangan(simpul)
            if Decimal(str(satu.value if not isinstance(satu.value, bool) else int(satu.value))) not in STRUKTURAL
        ]
    return hasil


@pytest.mark.parametrize("nama", MODUL)
def test_no_number_in_a_rule(nama: str) -> None:
    assert asing(nama, (AKAR / f"{nama}.py").read_text(encoding="utf-8")) == []


def test_a_number_would_be_seen() -> None:
    assert asing("x", "A = 3\ndef f(n):\n    return n * 25 + Decimal('0.75') + angka(n, 2) + 1") == [
        "x:1 3",
        "x:3 25",
        "x:3 '0.75'",
    ]
