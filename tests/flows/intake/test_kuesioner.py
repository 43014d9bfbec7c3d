"""The questionnaire on social piety through the public door: a template filled, checked and computed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from iku_rules.register_model.load import FOLDER, load_register
from tests.conftest import OWED
from workbooks.filler import SheetEntries, fill_template

if TYPE_CHECKING:
    from flows.intake.checking import Checked
    from iku_rules.result import Computation
    from tests.conftest import Bench

SHEET = "Kuesioner IKS"
PARAMETER = "parameter/kesalehan_sosial.toml"
DIMENSIONS = 5
# Three respondents, ten items (each dimension: one positive, one negative), answers 1 to 5.
ANSWERS: tuple[tuple[int | None, ...], ...] = (
    (5, 1, 4, 2, 5, 1, 3, 3, 4, 2),
    (4, 2, 5, 1, None, 2, 3, 4, 5, 1),
    (3, 1, 4, 1, 4, 3, 5, 2, None, None),
)
# Proporsi, by hand: item means (negative ones as 6 - mean), their mean per dimension, x 20, the mean of the five.
INDEX = Decimal("83.67")


def kuesioner(bench: "Bench", answers: Sequence[Sequence[Any]], **pairs: Any) -> bytes:
    """kesra's workbook with these answers; `pairs` are further pairs of the sheet Kesalehan Sosial."""
    label = [f"{item.code} {item.text}" for item in bench.register.form_year(2025).kuesioner.items]
    rows = [
        {item: answer for item, answer in zip(label, respondent, strict=True) if answer is not None}
        for respondent in answers
    ]
    survey = {"Metode": "KEMENAG5"} | {name.replace("_", " "): content for name, content in pairs.items()}
    entries = {SHEET: SheetEntries(open_rows=rows), "Kesalehan Sosial": SheetEntries(pairs=survey)}
    return fill_template(bench.blank("kesra"), entries)


def read(bench: "Bench", folder: Path, *contents: bytes) -> list["Checked"]:
    return list(bench.check({f"kesra/{n}.xlsx": content for n, content in enumerate(contents)}, folder).values())


def result(checked: "Checked") -> "Computation":
    return checked.computations["kesalehan_sosial"]


def test_answers_give_the_index_and_say_that_the_items_are_examples(bench: "Bench", tmp_path: Path) -> None:
    (checked,) = read(bench, tmp_path, kuesioner(bench, ANSWERS))
    assert (checked.accepted, [t.kode for t in checked.temuan if t.kode != OWED]) == (True, [])
    assert result(checked).value == INDEX == index_by_hand("proporsi")
    assert result(checked).status.value == "SEMENTARA"
    assert any(note.startswith("CONTOH") and "bukan butir resmi" in note for note in result(checked).notes)
    assert {(source.lembar, source.nilai) for source in result(checked).sources if source.sel == "B7:B9"} == {
        (SHEET, Decimal(n)) for n in (0, 1)
    }  # KEP1: 5, 4, 3 once each, 1 and 2 never


def index_by_hand(way: str) -> Decimal:
    """The index by plain arithmetic on the rows above."""
    scores = []
    for dimension in range(DIMENSIONS):
        means = []
        for item in (2 * dimension, 2 * dimension + 1):
            valid = [Decimal(answer) for respondent in ANSWERS if (answer := respondent[item]) is not None]
            mean = sum(valid) / len(valid)
            means.append(6 - mean if item % 2 else mean)
        middle = sum(means) / 2
        scores.append(100 * middle / 5 if way == "proporsi" else 100 * (middle - 1) / 4)
    return (sum(scores) / DIMENSIONS).quantize(Decimal("0.01"))


def test_a_register_of_the_workspace_brings_its_own_items_scale_and_conversion(bench: "Bench", tmp_path: Path) -> None:
    def changed(number: int, *pairs: tuple[str, str]) -> "Bench":
        content = (FOLDER / PARAMETER).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in content
            content = content.replace(old, new)
        folder = tmp_path / f"r{number}"
        (folder / "parameter").mkdir(parents=True)
        (folder / PARAMETER).write_text(content, encoding="utf-8")
        return replace(bench, register=load_register(folder))

    min_max = changed(1, ('cara = "proporsi"', 'cara = "minmax"'), ("contoh = true", "contoh = false"))
    (checked,) = read(min_max, tmp_path, kuesioner(min_max, ANSWERS))
    assert result(checked).value == index_by_hand("minmax")
    assert not any(note.startswith("CONTOH") for note in result(checked).notes)
    four = changed(2, ('(s)"\nnilai = 5', '(s)"\nnilai = 4'))
    (checked,) = read(four, tmp_path, kuesioner(four, ANSWERS))
    assert {t.kode for t in checked.temuan} - {OWED} == {"G403"}
    two = changed(
        3,
        ('metode = "KEMENAG5"\ncontoh', 'metode = "JATIM2"\ncontoh'),
        *((f'dimensi = "{item.dimensi}"', f'dimensi = "{"Kepedulian sosial" if n < 4 else "Kepedulian lingkungan"}"')
          for n, item in enumerate(bench.register.kesalehan_sosial.in_year(2025).kuesioner.butir) if n % 2 == 0),
    )  # fmt: skip
    (checked,) = read(two, tmp_path, kuesioner(two, ANSWERS, Metode="JATIM2"))
    assert result(checked).rule.endswith("JATIM2") and result(checked).value is not None
    (checked,) = read(two, tmp_path, kuesioner(two, ANSWERS))
    assert [(t.kode, t.sel) for t in checked.temuan if t.kode.startswith("G")] == [("G451", "B7")]


def test_bad_answers_are_found_at_their_cells(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    bad = {"B7": 6, "C7": 0, "D8": 3.5, "E8": "setuju", "F9": "-", "G9": "4"}
    content = bench.edit(kuesioner(bench, ANSWERS), {f"{SHEET}!{cell}": value for cell, value in bad.items()})
    (checked,) = read(bench, tmp_path, content)
    assert temuan_places(checked.temuan) == {
        "G403 Kuesioner IKS!B7",
        "G402 Kuesioner IKS!C7",
        "G309 Kuesioner IKS!D8",
        "G301 Kuesioner IKS!E8",
        "G310 Kuesioner IKS!F9",
        "I311 Kuesioner IKS!G9",
    }
    assert "1" in next(t.diharapkan for t in checked.temuan if t.kode == "G402")


def test_rows_and_columns_may_stand_elsewhere(bench: "Bench", tmp_path: Path) -> None:
    def shift(workbook: Workbook) -> None:
        sheet = workbook[SHEET]
        for _ in range(2):
            sheet.insert_rows(6)
        sheet.insert_cols(2)
        headers = {cell.value: cell.column for cell in sheet[8] if cell.value}
        left, right = list(headers.values())[1], list(headers.values())[-1]  # first and last item change places
        for row in sheet.iter_rows(min_row=8, max_row=12):
            a, b = row[left - 1], row[right - 1]
            a.value, b.value = b.value, a.value
        sheet.move_range(f"A11:L{sheet.max_row}", rows=3)  # blank rows among the respondents

    straight, shifted = read(bench, tmp_path, kuesioner(bench, ANSWERS), bench.edit(kuesioner(bench, ANSWERS), shift))
    assert result(straight).value == result(shifted).value == INDEX


@pytest.mark.parametrize("shifted_by", [Decimal(0), Decimal("0.01"), Decimal("-0.02")])
def test_filled_scores_count_and_the_questionnaire_checks_them(
    shifted_by: Decimal, bench: "Bench", tmp_path: Path, temuan_places: Any
) -> None:
    (checked,) = read(bench, tmp_path, kuesioner(bench, ANSWERS))
    table = next(t for t in result(checked).detail_tables if t.title.startswith("DIMENSI"))
    scores = {str(name): round(step.value, 2) for name, step, _ in table.rows}
    first = next(iter(scores))
    scores[first] += shifted_by
    entries = {"Kesalehan Sosial": SheetEntries(rows={k: {"Skor": float(v)} for k, v in scores.items()})}
    (checked,) = read(bench, tmp_path, fill_template(kuesioner(bench, ANSWERS), entries))
    assert checked.accepted
    assert result(checked).value == (sum(scores.values()) / DIMENSIONS).quantize(Decimal("0.01"))
    differences = {t for t in temuan_places(checked.temuan) if t.startswith("P450")}
    assert differences == ({"P450 Kesalehan Sosial!B12"} if abs(shifted_by) > Decimal("0.015") else set())
    assert not any(note.startswith("CONTOH") for note in result(checked).notes)


def test_scores_filled_in_part_are_asked_for(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    content = bench.edit(kuesioner(bench, ANSWERS), {"Kesalehan Sosial!B12": 80})
    (checked,) = read(bench, tmp_path, content)
    assert temuan_places(checked.temuan) == {f"G401 Kesalehan Sosial!B{n}" for n in range(13, 17)}


def test_without_questionnaire_the_number_of_respondents_is_asked_for(
    bench: "Bench", tmp_path: Path, temuan_places: Any
) -> None:
    (checked,) = read(bench, tmp_path, bench.edit(bench.demo("kesra"), {"Kesalehan Sosial!B8": None}))
    assert "G401 Kesalehan Sosial!B8" in temuan_places(checked.temuan)


def test_a_dimension_nobody_answered_gives_no_index(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    blank = [(*respondent[:4], None, None, *respondent[6:]) for respondent in ANSWERS]
    partial = [(*respondent[:4], None, *respondent[5:]) for respondent in ANSWERS]
    without, one_item = read(bench, tmp_path, kuesioner(bench, blank), kuesioner(bench, partial))
    assert (without.accepted, result(without).value, result(without).status.value) == (True, None, "BELUM RILIS")
    assert {"P453 Kuesioner IKS!F7:F9", "P453 Kuesioner IKS!G7:G9"} == temuan_places(without.temuan)
    assert result(one_item).value is not None
    assert temuan_places(one_item.temuan) == {"P452 Kuesioner IKS!F7:F9"}


def test_the_letter_stands_above_the_questionnaire(bench: "Bench", tmp_path: Path) -> None:
    letter = {
        "Status_rilis": "Sudah rilis", "Tahun_penilaian": 2025, "Nilai_resmi": 82.0, "Nomor_surat": "1/B/2026",
        "Tanggal_surat": "15/01/2026",
    }  # fmt: skip
    (checked,) = read(bench, tmp_path, kuesioner(bench, ANSWERS, **letter))
    assert (result(checked).value, result(checked).status.value) == (Decimal("82.00"), "FINAL")
    assert "P411" in {t.kode for t in checked.temuan}
    assert not any(note.startswith("CONTOH") for note in result(checked).notes)


def test_a_template_from_before_the_questionnaire_is_still_read(bench: "Bench", tmp_path: Path) -> None:
    def drop_sheet(workbook: Workbook) -> None:
        del workbook[SHEET]

    (checked,) = read(bench, tmp_path, bench.edit(bench.demo("kesra"), drop_sheet))
    assert checked.accepted and result(checked).value == Decimal("82.53")


def test_questionnaires_of_two_years_are_checked_each_by_its_own_items(bench: "Bench", tmp_path: Path) -> None:
    """Two models in one call: last year's questionnaire had one item more, and a longer scale."""
    content = (FOLDER / PARAMETER).read_text(encoding="utf-8")
    _, model, current = content.partition("[[model]]")
    previous = current.replace("tahun_dari = 2021", "tahun_dari = 2021\ntahun_sampai = 2024").replace(
        '"2021-"', '"2021-2024"'
    )
    previous = previous.replace("(s)\"\nnilai = 5", "(s)\"\nnilai = 7").replace('{ kode = "KEP2"', (
        '{ kode = "KEP3", teks = "Butir tambahan", dimensi = "Kepedulian/solidaritas sosial" },\n    { kode = "KEP2"'
    ))  # fmt: skip
    current = current.replace("tahun_dari = 2021", "tahun_dari = 2025").replace('"2021-"', '"2025-"')
    (tmp_path / "r/parameter").mkdir(parents=True)
    (tmp_path / "r" / PARAMETER).write_text(_ + model + previous + "\n" + model + current, encoding="utf-8")
    other = replace(bench, register=load_register(tmp_path / "r"))
    results = other.check(
        {
            "kesra/kini.xlsx": kuesioner(other, ANSWERS),
            "kesra/lalu.xlsx": _last_year(other, {"KEP3 Butir tambahan": 7, "REL1": 8}),
        },
        tmp_path,
    )
    assert results["kesra/kini.xlsx"].accepted
    assert result(results["kesra/kini.xlsx"]).value == INDEX
    returned = [(t.kode, t.diharapkan) for t in results["kesra/lalu.xlsx"].temuan if t.is_blocking]
    assert returned == [("G403", "paling besar 7")]


def _last_year(bench: "Bench", answers: Mapping[str, int]) -> bytes:
    label = {item.code: f"{item.code} {item.text}" for item in bench.register.form_year(2024).kuesioner.items}
    rows = [{label.get(code, code): answer for code, answer in answers.items()}]
    entries = {SHEET: SheetEntries(open_rows=rows), "Kesalehan Sosial": SheetEntries(pairs={"Metode": "KEMENAG5"})}
    return fill_template(bench.blank("kesra", "2024-12"), entries)
