"""What is stored beside our formulas: Excel's meaning of operators, functions, blanks and errors."""

from datetime import date
from decimal import Decimal

import pytest

from workbooks.formulas.evaluate import ComputedBook, Formula

# Sheet "Isi": A1:A4 numbers, blank, text; B a choice and its dates; the rest blank.
CONTENT = {
    (0, 0): 10, (1, 0): Decimal("2.5"), (3, 0): "-",
    (0, 1): "Ya", (1, 1): "Tidak", (2, 1): "ya",
    (0, 2): date(2025, 12, 31), (1, 2): date(2026, 1, 1), (2, 2): date(2025, 1, 1),
    (0, 3): "=bukan rumus", (1, 3): Formula("=A1*2"), (2, 3): Formula("=1/E1"),
}  # fmt: skip

FORMULAS: dict[str, object] = {
    "=1+2*3-4/2": 5,
    "=-A1+A2": -7.5,
    "=(1+2)*3": 9,
    '="a"&1&"b"""': 'a1b"',
    '=E1=""': True,
    "=E1=0": True,
    '="YA"=B1': True,
    '=A4="-"': True,
    '=A1<"a"': True,
    "=D1": "=bukan rumus",
    "=D2+'Isi'!A1": 30,
    "=_lain!B2": 7,
    "=E1": 0,
    "=SUM(A1:A100)": 12.5,
    "=COUNT(A1:A4,B1,5)": 3,
    "=COUNTA(A1:A4,B1:B3)": 6,
    "=AVERAGE(A1:A4)": 6.25,
    '=IFERROR(AVERAGE(E1:E9),"tidak ada")': "tidak ada",
    '=IFERROR(A4+1,"teks")': "teks",
    '=IFERROR(D3,"dibagi kosong")': "dibagi kosong",
    '=IFERROR(NA(),"")': "",
    '=IF(A1>5,"besar",1/0)': "besar",
    "=IF(AND(A1>5,NOT(A2>5)),1,2)": 1,
    "=MIN(A1:A4)+MAX(A1:A4)": 12.5,
    "=ROUND(2.675,2)": 2.68,
    "=ROUND(-0.5,0)": -1,
    '=COUNTIF(B1:B9,"Ya")': 2,
    '=COUNTIF(B1:B9,"<>Ya")': 7,
    '=COUNTIF(B1:B9,"<>")': 3,
    '=COUNTIF(B1:B9,"")': 6,
    '=COUNTIF(B1:B9,"=y?")': 2,
    '=COUNTIF(B1:B9,"<>*a*")': 6,
    '=COUNTIF(B1:B9,"y~?")': 0,
    '=COUNTIF(D1,"==bukan*")': 1,
    "=COUNTIF(A1:A9,10)": 1,
    '=COUNTIFS(B1:B9,"Ya",C1:C9,">="&DATE(2025,1,1),C1:C9,"<="&C1)': 2,
    '=SUMIFS(A1:A9,B1:B9,"Tidak")': 2.5,
    "=SUMPRODUCT(((1-ISBLANK(A1:A500))>0)*(ISBLANK(B1:B500)))": 1,
    "=SUMPRODUCT(1-ISBLANK(E1:E5006))": 0,
    "=SUMPRODUCT(ISBLANK(E1:E5006)*1)": 5006,
    "=ISNUMBER(A1)": True,
    "=ISNUMBER(A4)": False,
    "=YEAR(C1)": 2025,
    "=DATE(2025,12+1,0)-C1": 0,
    '=VALUE(LEFT("2025-12",4))+VALUE(RIGHT("2025-12",2))': 2037,
}


def _book() -> ComputedBook:
    workbook = ComputedBook()
    workbook.put("Isi", CONTENT)
    workbook.put("_lain", {(1, 1): 7})
    return workbook


@pytest.mark.parametrize("formula", FORMULAS)
def test_results_are_those_of_excel(formula: str) -> None:
    result = _book().result("Isi", formula)
    assert result == FORMULAS[formula]
    assert isinstance(result, bool) is isinstance(FORMULAS[formula], bool)


@pytest.mark.parametrize("formula", ["=VLOOKUP(1,A1:B2,2)", "=1+", "=(1", "=1 2", "=A1:B2 A1"])
def test_what_is_not_known_is_not_guessed(formula: str) -> None:
    with pytest.raises(ValueError, match="not "):
        _book().result("Isi", formula)
