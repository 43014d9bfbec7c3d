"""What people mean by what they type, through filled templates: what counts, what is told, what follows for the value.

What a single cell says of itself has a recipe in `tests/fixtures/`.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from schemas.periode import Periode

if TYPE_CHECKING:
    from flows.intake.checking import Checked
    from tests.conftest import Bench, Inbox

POLICIES, ITKP, HUKUM = "Kebijakan Perekonomian", "ITKP", "Reformasi Hukum"
KECAMATAN, UNITS = "Sinergitas Kecamatan", "Pelayanan Publik"
DAY = date(2025, 3, 4)
Places = Any


def check(bench: "Bench", folder: Path, bagian: str, content: bytes) -> "Checked":
    checked = bench.check({f"{bagian}/x.xlsx": content}, folder)[f"{bagian}/x.xlsx"]
    assert checked.incident is None
    return checked


def policies(bench: "Bench", *rows: tuple[object, ...]) -> bytes:
    """A list of policies: name, kind, planned, status, number, day."""
    edits = {
        f"{POLICIES}!{column}{number}": value
        for number, row in enumerate(rows, start=7)
        for column, value in zip("BCEGHI", row, strict=True)
    }
    return bench.edit(bench.blank("perekonomian"), edits)


def issued(number: object, *, name: str = "A", kind: str = "Perbup") -> tuple[object, ...]:
    return (name, kind, "Ya", "Diterbitkan", number, DAY)


OPEN = ("B", "Perbup", "Ya", "Disusun", None, None)


# Policies without a number, and one policy twice


@pytest.mark.parametrize("number", ["-", "–", "- ", "..", "belum ada", "Belum Ada", "N/A", "menyusul", "tanpa no"])
def test_a_policy_whose_number_says_nothing_is_not_issued(
    bench: "Bench", tmp_path: Path, temuan_places: Places, number: str
) -> None:
    checked = check(bench, tmp_path, "perekonomian", policies(bench, issued(number), issued("1/2025", name="C"), OPEN))
    assert checked.accepted
    assert f"P436 {POLICIES}!H7" in temuan_places(checked.temuan)
    assert (f"I313 {POLICIES}!H7" in temuan_places(checked.temuan)) == (number.strip() != "-")
    assert checked.computations["kebijakan_perekonomian"].value == Decimal("33.33")


def test_two_policies_without_a_number_are_not_one(bench: "Bench", tmp_path: Path, temuan_places: Places) -> None:
    checked = check(bench, tmp_path, "perekonomian", policies(bench, issued("–"), issued("belum ada", name="C")))
    assert checked.accepted and not any(place.startswith("G406") for place in temuan_places(checked.temuan))


@pytest.mark.parametrize("other", ["1 / 2025", "01/2025", "Nomor 1/2025", "NO. 1 TAHUN 2025", "Perbup 1/2025"])
def test_one_policy_under_two_spellings_of_its_number(
    bench: "Bench", tmp_path: Path, temuan_places: Places, other: str
) -> None:
    checked = check(bench, tmp_path, "perekonomian", policies(bench, issued("1/2025"), issued(other, name="C"), OPEN))
    found = {place for place in temuan_places(checked.temuan) if place[0] == "G"}
    assert found == {f"G406 {POLICIES}!H7", f"G406 {POLICIES}!H8"}


def test_one_kind_under_two_names_is_one_policy(bench: "Bench", tmp_path: Path, temuan_places: Places) -> None:
    rows = issued("1/2025"), issued("1/2025", name="C", kind="Peraturan Bupati"), issued("1/2025", kind="SK Bupati")
    found = temuan_places(check(bench, tmp_path, "perekonomian", policies(bench, *rows)).temuan)
    assert {place for place in found if place[0] == "G"} == {f"G406 {POLICIES}!H7", f"G406 {POLICIES}!H8"}
    assert {f"I313 {POLICIES}!C8", f"I313 {POLICIES}!C9"} <= found


@pytest.mark.parametrize("other", ["18845/31/2025", "188.45/31"])
def test_numbers_alike_but_not_the_same_are_asked_about(
    bench: "Bench", tmp_path: Path, temuan_places: Places, other: str
) -> None:
    checked = check(bench, tmp_path, "perekonomian", policies(bench, issued("188.45/31/2025"), issued(other, name="C")))
    assert checked.accepted
    assert {f"P438 {POLICIES}!H7", f"P438 {POLICIES}!H8"} <= temuan_places(checked.temuan)


def test_an_instrument_that_is_not_offered_has_no_near_one(
    bench: "Bench", tmp_path: Path, temuan_places: Places
) -> None:
    checked = check(bench, tmp_path, "perekonomian", policies(bench, issued("1/2025", kind="Peraturan Gubernur")))
    temuan = next(t for t in checked.temuan if t.kode == "G305")
    assert "Mungkin maksudnya" not in temuan.pesan


def test_a_policy_renumbered_in_another_spelling_is_the_same_one_next_month(inbox: "Inbox") -> None:
    demo = inbox.bench.demo("perekonomian")
    respelled = {f"{POLICIES}!H7": "Nomor 12 Tahun 2025", f"{POLICIES}!B8": "PENGENDALIAN INFLASI  DAERAH."}
    inbox.drop("perekonomian/november.xlsx", inbox.bench.edit(demo, {"Identitas!B7": "2025-11"}))
    inbox.drop("perekonomian/desember.xlsx", inbox.bench.edit(demo, respelled))
    in_force = inbox.files("perekonomian", Periode(2025, 12)).in_force
    assert in_force is not None
    assert not any("dihapus" in t.pesan or "ditambahkan" in t.pesan for t in in_force.temuan if t.kode == "P435")


def test_a_list_that_says_that_there_is_none_is_empty(bench: "Bench", tmp_path: Path, temuan_places: Places) -> None:
    content = bench.edit(bench.blank("perekonomian"), {f"{POLICIES}!B7": "Tidak ada", f"{POLICIES}!C7": "-"})
    checked = check(bench, tmp_path, "perekonomian", content)
    assert checked.accepted and f"I323 {POLICIES}!B7" in temuan_places(checked.temuan)
    assert checked.computations["kebijakan_perekonomian"].status.value == "BELUM RILIS"


# Letters without a number


def letter(number: object, **more: object) -> Mapping[str, object]:
    entries = {"B18": "Sudah rilis", "B19": 2025, "B20": 87.06, "B23": number, "B24": date(2026, 1, 15), **more}
    return {f"{ITKP}!{cell}": value for cell, value in entries.items()}


@pytest.mark.parametrize("number", ["-", "–", "belum ada", "menyusul"])
def test_a_letter_without_a_number_is_no_official_result(
    bench: "Bench", tmp_path: Path, temuan_places: Places, number: str
) -> None:
    alone = check(bench, tmp_path, "pbj", bench.edit(bench.blank("pbj"), letter(number)))
    beside = check(bench, tmp_path, "pbj", bench.edit(bench.demo("pbj"), letter(number)))
    for checked in (alone, beside):
        assert checked.accepted and f"P437 {ITKP}!B23" in temuan_places(checked.temuan)
        assert checked.computations["itkp"].notes[0].startswith("HASIL RESMI belum bernomor surat")
    results = [checked.computations["itkp"] for checked in (alone, beside)]
    assert [(r.status.value, r.value) for r in results] == [("BELUM ADA DATA", None), ("SEMENTARA", Decimal("68.24"))]
    table = next(t for t in results[0].detail_tables if t.title == "HASIL RESMI")
    assert next(row[1].value for row in table.rows if row[0] == "Nilai resmi") == Decimal("87.06")


def test_the_month_has_no_value_for_a_letter_without_a_number(inbox: "Inbox") -> None:
    inbox.drop("pbj/x.xlsx", inbox.bench.edit(inbox.bench.blank("pbj"), letter("–")))
    moment = inbox.bench.office.now
    inbox.workspace.consolidation_folder(Periode(2025, 12)).mkdir(parents=True)
    result = next(r for r in inbox.consolidate(Periode(2025, 12), moment).results if r.iku == "itkp")
    assert (result.status, result.nilai) == ("BELUM ADA DATA", None)
    assert any("belum bernomor surat" in note for note in result.catatan)


def test_dashes_alone_begin_no_letter(bench: "Bench", tmp_path: Path) -> None:
    edits = {f"{ITKP}!B{row}": "-" for row in (21, 22, 23, 25)}
    checked = check(bench, tmp_path, "pbj", bench.edit(bench.blank("pbj"), edits))
    assert checked.accepted and checked.computations["itkp"].status.value == "BELUM RILIS"


def test_a_record_without_a_number_leaves_the_scores_provisional(
    bench: "Bench", tmp_path: Path, temuan_places: Places
) -> None:
    demo = bench.demo("tapem")
    checked = check(bench, tmp_path, "tapem", bench.edit(demo, {f"{KECAMATAN}!B9": "belum ada"}))
    result = checked.computations["sinergitas_kecamatan"]
    assert checked.accepted and f"P437 {KECAMATAN}!B9" in temuan_places(checked.temuan)
    assert (result.status.value, result.value) == ("SEMENTARA", Decimal("78.12"))


# Predikat


@pytest.mark.parametrize(
    ("predikat", "code"),
    [("-", "I323"), ("–", "I323"), ("SANGAT BAIK (A)", None), ("a (sangat baik)", None), ("Sangat Baik", None),
     ("Predikat A", None), ("B", "P412")],
)  # fmt: skip
def test_a_predikat_in_another_order_is_the_same(
    bench: "Bench", tmp_path: Path, temuan_places: Places, predikat: str, code: str | None
) -> None:
    entries = {
        "B14": "Sudah rilis",
        "B15": 2025,
        "B16": 88.5,
        "B17": predikat,
        "B19": "B/1/I/2026",
        "B20": date(2026, 1, 6),
    }
    content = bench.edit(bench.blank("hukum"), {f"{HUKUM}!{cell}": value for cell, value in entries.items()})
    checked = check(bench, tmp_path, "hukum", content)
    found = {place for place in temuan_places(checked.temuan) if place.endswith(f"{HUKUM}!B17")}
    assert found == ({f"{code} {HUKUM}!B17"} if code else set())
    basis = checked.computations["reformasi_hukum"].predikat_basis
    assert basis is not None and basis.text == ("B (Cukup Baik)" if code == "P412" else "A (Sangat Baik)")


# Rows that sum up, names that are one


def test_a_summary_row_is_one_finding_and_no_unit(bench: "Bench", tmp_path: Path, temuan_places: Places) -> None:
    edits = {f"{UNITS}!A13": "Rata-rata", f"{UNITS}!B13": "3,7 (baik)", f"{UNITS}!D13": "seribu"}
    checked = check(bench, tmp_path, "organisasi", bench.edit(bench.demo("organisasi"), edits))
    assert {place for place in temuan_places(checked.temuan) if place[0] == "G"} == {f"G225 {UNITS}!A13"}


def test_a_policy_may_be_called_like_a_sum(bench: "Bench", tmp_path: Path) -> None:
    checked = check(bench, tmp_path, "perekonomian", policies(bench, issued("1/2025", name="Jumlah Kuota LPG 3 Kg")))
    assert checked.accepted and checked.computations["kebijakan_perekonomian"].value == 100


@pytest.mark.parametrize(("place", "label"), [("B34", "Rata-rata"), ("A34", "JUMLAH")])
def test_a_sum_below_the_kecamatan_is_told_from_them(
    bench: "Bench", tmp_path: Path, temuan_places: Places, place: str, label: str
) -> None:
    content = bench.edit(bench.demo("tapem"), {f"{KECAMATAN}!{place}": label, f"{KECAMATAN}!C34": 78.12})
    checked = check(bench, tmp_path, "tapem", content)
    assert checked.accepted and f"I226 {KECAMATAN}!{place}" in temuan_places(checked.temuan)
    assert not any(found.startswith("P224") for found in temuan_places(checked.temuan))
    assert checked.computations["sinergitas_kecamatan"].value == Decimal("78.12")


def test_one_unit_under_two_spellings(bench: "Bench", tmp_path: Path, temuan_places: Places) -> None:
    rows = {"A11": "Puskesmas 01, Klakah", "A12": "PUSKESMAS 1 KLAKAH"}
    numbers = {f"{column}{row}": value for row in (11, 12) for column, value in (("B", 3.5), ("C", 4), ("D", 60))}
    edits = {f"{UNITS}!{cell}": value for cell, value in {"B7": "MANDIRI", **rows, **numbers}.items()}
    checked = check(bench, tmp_path, "organisasi", bench.edit(bench.blank("organisasi"), edits))
    assert f"G429 {UNITS}!A11" in temuan_places(checked.temuan)


# Formats


def test_percent_is_what_the_format_of_the_section_says(bench: "Bench", tmp_path: Path) -> None:
    formats = {"C13": '0.00"%"', "C14": "0.00\\%", "C15": "0.00%", "C16": "[<=1]0%;0.00"}
    values = {"C13": 81.25, "C14": 81.25, "C15": 0.8125, "C16": 0.8125}

    def edit(workbook: Workbook) -> None:
        for cell, value in values.items():
            workbook[KECAMATAN][cell].value = value
            workbook[KECAMATAN][cell].number_format = formats[cell]

    checked = check(bench, tmp_path, "tapem", bench.edit(bench.demo("tapem"), edit))
    scores = checked.kiriman.blocks[(KECAMATAN, "sinergitas_kecamatan")].columns["skor"].contents
    assert list(scores[:4]) == [Decimal("81.25")] * 4
