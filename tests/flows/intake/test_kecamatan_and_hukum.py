"""Kecamatan by code or name, and the ministry's letter against variables known in part, through filled templates."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import OWED
from workbooks.filler import SheetEntries, fill_template

if TYPE_CHECKING:
    from flows.intake.checking import Checked
    from tests.conftest import Bench

KECAMATAN, HUKUM = "Sinergitas Kecamatan", "Reformasi Hukum"
PUBLISHED = json.loads((Path(__file__).parents[2] / "cases" / "angka_terbit.json").read_text(encoding="utf-8"))


def read(bench: "Bench", folder: Path, bagian: str, content: bytes) -> "Checked":
    return bench.check({f"{bagian}/x.xlsx": content}, folder)[f"{bagian}/x.xlsx"]


# Kecamatan: 35.08.01 Tempursari stands in row 13, its code in A, its name in B


def test_a_row_is_known_by_its_name_or_by_its_code(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    edits = {
        "A13": None,  # name alone
        "B14": None,  # code alone
        "B32": "Ranu  Yoso",  # code, and the name as letters spell it
        "A23": None, "B23": "PASRU JAMBE",  # name alone, spelled otherwise
    }  # fmt: skip
    untouched = read(bench, tmp_path, "tapem", bench.demo("tapem"))
    checked = read(
        bench, tmp_path, "tapem", bench.edit(bench.demo("tapem"), {f"{KECAMATAN}!{k}": v for k, v in edits.items()})
    )
    examples = temuan_places(untouched.temuan)
    assert checked.accepted
    assert temuan_places(checked.temuan) - examples == {
        f"I458 {KECAMATAN}!B13", f"I458 {KECAMATAN}!B23", f"I458 {KECAMATAN}!B32",
    }  # fmt: skip
    results = [each.computations["sinergitas_kecamatan"] for each in (untouched, checked)]
    assert results[0].value == results[1].value
    assert str(results[1].completeness) == "21/21"


def test_code_and_name_that_contradict_each_other(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    content = bench.edit(bench.demo("tapem"), {f"{KECAMATAN}!B13": "Ranuyoso", f"{KECAMATAN}!B14": "Pronojaya"})
    checked = read(bench, tmp_path, "tapem", content)
    new = {t for t in temuan_places(checked.temuan) if t[1:4] in ("459", "460")}
    assert new == {f"G459 {KECAMATAN}!B13", f"P460 {KECAMATAN}!B14"}
    assert "Pronojiwo" in next(t.pesan for t in checked.temuan if t.kode == "P460")


def test_scores_of_two_scales_are_returned(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    checked = read(bench, tmp_path, "tapem", bench.edit(bench.demo("tapem"), {f"{KECAMATAN}!C15": 612.5}))
    assert {t for t in temuan_places(checked.temuan) if t.startswith("G")} == {f"G423 {KECAMATAN}!C15"}


def test_places_and_missing_ones_are_shown(bench: "Bench", tmp_path: Path) -> None:
    content = bench.edit(
        bench.demo("tapem"), {f"{KECAMATAN}!C13": 99.5, f"{KECAMATAN}!C14": 99.5, f"{KECAMATAN}!C15": None}
    )
    result = read(bench, tmp_path, "tapem", content).computations["sinergitas_kecamatan"]
    table = next(t for t in result.detail_tables if t.title == "SKOR KECAMATAN")
    ranks = {row[1]: row[3] for row in table.rows}
    assert (ranks["Tempursari"], ranks["Pronojiwo"], ranks["Candipuro"]) == (1, 1, "belum dinilai")
    assert sorted(n for n in ranks.values() if isinstance(n, Decimal))[2] == 3
    assert any("Candipuro" in note for note in result.notes)


# The ministry's letter


def hukum(
    bench: "Bench", variables: dict[str, tuple[Any, Any]], year: int, value: Any, predikat: str | None = None
) -> bytes:
    letter = {
        "Status rilis": "Sudah rilis", "Tahun penilaian": year, "Nilai resmi": value, "Predikat resmi": predikat,
        "Nomor surat": "PHN/1", "Tanggal surat": date(2026, 1, 10),
    }  # fmt: skip
    names = {variable.kode: variable.nama for variable in bench.register.reformasi_hukum.in_year(year).variabel}
    rows = {
        names[code]: {"Nilai diperoleh": obtained, "Nilai tertinggi": highest}
        for code, (obtained, highest) in variables.items()
    }
    pairs = letter if value is not None else {}
    return fill_template(bench.blank("hukum"), {HUKUM: SheetEntries(pairs=pairs, rows=rows)})


def test_the_letter_stands_where_the_printed_parts_cannot_reach_it(
    bench: "Bench", tmp_path: Path, temuan_places: Any
) -> None:
    published = next(
        published_row for published_row in PUBLISHED["reformasi_hukum"] if published_row["instansi"] == "Kab. Grobogan"
    )
    weights = {variable.kode: variable.bobot for variable in bench.register.reformasi_hukum.in_year(2025).variabel}
    parts = {code: (value, int(weights[code])) for code, value in published["komponen"].items()}
    checked = read(bench, tmp_path, "hukum", hukum(bench, parts, 2025, published["nilai"], published["predikat"]))
    result = checked.computations["reformasi_hukum"]
    assert (result.value, result.predikat, result.status.value) == (Decimal("99.40"), "AA (Istimewa)", "FINAL")
    assert temuan_places(checked.temuan) == {"P411 Reformasi Hukum!B16"}
    assert (
        "paling banyak 97,00" in next(t for t in checked.temuan if t.kode != OWED).pesan
        and "99,40" in next(t for t in checked.temuan if t.kode != OWED).pesan
    )


def test_without_a_letter_every_variable_is_asked_for(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    without = read(bench, tmp_path, "hukum", hukum(bench, {"V1": (20, 25), "V2": (20, None)}, 2025, None))
    assert {t.split("!")[1] for t in temuan_places(without.temuan)} == {"D9", "C10", "D10", "C11", "D11"}
    partial = read(bench, tmp_path, "hukum", hukum(bench, {"V1": (20, 25), "V2": (20, None)}, 2025, 85))
    assert temuan_places(partial.temuan) == {"G401 Reformasi Hukum!D9"}


@pytest.mark.parametrize(("value", "doubted"), [(90, True), (90.01, False), (80, True), (79.99, False)])
def test_a_letter_on_a_cut_is_flagged(
    value: float, doubted: bool, bench: "Bench", tmp_path: Path, temuan_places: Any
) -> None:
    checked = read(bench, tmp_path, "hukum", hukum(bench, {}, 2025, value))
    assert temuan_places(checked.temuan) == ({"P413 Reformasi Hukum!B16"} if doubted else set())
