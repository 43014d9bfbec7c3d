"""The words of a letter as a formula over the scale: by code or name looked up, in another order taken as read."""

from decimal import Decimal

import pytest

from iku_rules.register_model.load import load_register
from iku_rules.result import Predikat, Words
from iku_rules.steps import Input, Rounded, Step
from workbooks.formulas.lookup import predikat_formula, scale_rows


@pytest.mark.parametrize(
    ("letter", "formula"),
    [
        ("A (Sangat Baik)", "letter"),
        ("A", 'IFERROR(INDEX'),
        ("sangat baik", 'IFERROR(INDEX'),
        ("SANGAT BAIK (A)", "text A (Sangat Baik)"),
        ("Predikat A", "text A (Sangat Baik)"),
        ("Luar biasa", "letter"),
    ],
)  # fmt: skip
def test_the_words_of_a_letter(letter: str, formula: str) -> None:
    scale = load_register().reformasi_hukum.in_year(2025).skala
    rows = scale_rows(scale, "Batas")
    words = Words(letter)
    addresses = {id(words): "letter"}
    for place, row in enumerate(rows, start=1):
        addresses |= {id(row.text): f"A{place}", id(row.code): f"B{place}", id(row.name): f"C{place}"}
    texts = {f"text {row.text.text}": addresses[id(row.text)] for row in rows}
    step = Step("Nilai", Rounded(Input("Nilai", Decimal("88.5"))))
    written = predikat_formula(Predikat(step, scale, words), lambda content: addresses.get(id(content)), rows)
    assert written.startswith(texts.get(formula, formula))
