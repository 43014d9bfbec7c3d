"""Templates that begin from an earlier submission: cells, formats, what is stored of the formulas, and the way back."""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from flows.intake.checking import Checked
from flows.month.templates import make_template
from schemas.carry_over import MOST_ROWS, CarriedOver, find_changes
from schemas.kiriman import Column, FilledBlock
from schemas.periode import Periode
from schemas.value import State, Value
from workbooks.filler import SheetEntries, fill_template
from workbooks.template.build import is_unchanged
from workbooks.template.counters import STATE_LABEL
from workbooks.template.preview import PREVIEW_LABEL

if TYPE_CHECKING:
    from tests.conftest import Bench

NOVEMBER, DECEMBER = Periode(2025, 11), Periode(2025, 12)
FINISHED = {"Tanggal penyusunan": date(2026, 1, 5), "Tidak ada perubahan sejak bulan lalu": "Ya"}


@pytest.fixture(scope="module")
def previous(bench: "Bench", tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    """The demo's submissions by bagian, taken for those of November."""
    files = {f"{code}/iku.xlsx": bench.demo(code) for code in bench.bagian}
    by_name: Mapping[str, Checked] = bench.check(files, tmp_path_factory.mktemp("lalu"))
    for checked in by_name.values():
        checked.kiriman.periode = NOVEMBER
    return {checked.bagian: checked for checked in by_name.values()}


@pytest.fixture(scope="module")
def filled(bench: "Bench", previous: Mapping[str, Checked]) -> dict[str, bytes]:
    return {
        code: _template(bench, code, CarriedOver.from_kiriman(checked.kiriman, 2)) for code, checked in previous.items()
    }


def _with_counts(checked: Checked) -> CarriedOver:
    """The submission with counts on the optional sheet, so that its long preview has something to compute."""
    previous = CarriedOver.from_kiriman(checked.kiriman, 2)
    place = ("ITKP Hitungan", "itkp_hitungan")
    numbers = {"pembilang": Value(Decimal(7), State.FILLED, ""), "penyebut": Value(Decimal(8), State.FILLED, "")}
    return replace(previous, rows={**previous.rows, place: [(key, numbers) for key, _ in previous.rows[place]]})


def _template(bench: "Bench", code: str, previous: CarriedOver | None) -> bytes:
    return make_template(bench.office, code, DECEMBER, previous)


def _right_of(ws: Any, label: str) -> Any:
    return next(ws.cell(cell.row, cell.column + 1) for row in ws.iter_rows() for cell in row if cell.value == label)


def test_stored_results_are_those_of_an_independent_calculator(
    bench: "Bench",
    previous: Mapping[str, Checked],
    filled: Mapping[str, bytes],
    recalculate: Callable[..., dict[str, Workbook]],
    tmp_path: Path,
) -> None:
    all_templates = {**filled, "hitungan": _template(bench, "pbj", _with_counts(previous["pbj"]))}
    recalculated = recalculate(all_templates, tmp_path)
    for code, content in all_templates.items():
        formulas, stored = load_workbook(io.BytesIO(content)), load_workbook(io.BytesIO(content), data_only=True)
        cells = [
            (ws.title, cell.coordinate)
            for ws in formulas
            for row in ws.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        assert len(cells) > 20
        for sheet, address in cells:
            computed, kept = (workbook[sheet][address].value for workbook in (recalculated[code], stored))
            assert (kept or 0) == (computed or 0), (code, sheet, address)


def test_only_the_month_itself_is_still_open(filled: Mapping[str, bytes]) -> None:
    for content in filled.values():
        workbook = load_workbook(io.BytesIO(content), data_only=True)
        ws = workbook["Identitas"]
        assert workbook["Petunjuk"]["D1"].value == "Masih 2 sel yang harus diisi"
        origin = "Terisi dari kiriman November 2025 (revisi 2); ubah yang berubah saja."
        assert workbook["Petunjuk"]["A3"].value == origin and origin in ws["A3"].value
        assert (_right_of(ws, "Periode").value, _right_of(ws, "Pengiriman ke-").value) == ("2025-12", 1)
        assert _right_of(ws, "Nama penyusun").value == "CONTOH Nama Penyusun"
        for label in (*FINISHED, "Catatan"):
            assert _right_of(ws, label).value is None


def test_state_and_preview_are_shown_before_anything_computes(filled: Mapping[str, bytes]) -> None:
    previews = {
        ("pbj", "ITKP"): 68.24, ("perekonomian", "Kebijakan Perekonomian"): 77.78, ("hukum", "Reformasi Hukum"): 86.78,
        ("tapem", "Sinergitas Kecamatan"): 78.12, ("organisasi", "Pelayanan Publik"): 3.28,
    }  # fmt: skip
    for (code, sheet), value in previews.items():
        ws = load_workbook(io.BytesIO(filled[code]), data_only=True)[sheet]
        assert _right_of(ws, STATE_LABEL).value == "Lengkap"
        assert _right_of(ws, PREVIEW_LABEL).value == value


def test_cells_keep_format_protection_and_dropdowns(bench: "Bench", filled: Mapping[str, bytes]) -> None:
    """A clean template and a filled one differ in what stands in the entry cells, in nothing else."""
    for code, content in filled.items():
        blank, full = (load_workbook(io.BytesIO(made)) for made in (_template(bench, code, None), content))
        for ws in blank.worksheets[1:-1]:
            assert _validations(ws) == _validations(full[ws.title])
            assert full[ws.title].protection.sheet
            for row in ws.iter_rows():
                for cell in row:
                    other = full[ws.title][cell.coordinate]
                    if not cell.has_style:  # a sheet whose columns carry the format
                        continue
                    assert (other.number_format, other.protection.locked) == (
                        cell.number_format,
                        cell.protection.locked,
                    )
                    assert cell.value in (None, "Tidak", other.value) or cell.coordinate == "A3"


def _validations(ws: Any) -> list[tuple[str, str, str]]:
    return [(rule.type, rule.formula1, str(rule.sqref)) for rule in ws.data_validations.dataValidation]


def test_respondents_are_typed_cells_of_their_own(filled: Mapping[str, bytes]) -> None:
    ws = load_workbook(io.BytesIO(filled["umum"]))["SKM Responden"]
    assert [cell.data_type for cell in ws[7][:4]] == ["n", "d", "s", "n"]
    assert all(not cell.protection.locked for cell in ws[7][1:])


def test_dropped_unchanged_it_gives_the_same_values(
    bench: "Bench", filled: Mapping[str, bytes], previous: Mapping[str, Checked], tmp_path: Path
) -> None:
    files = {
        f"{code}/iku.xlsx": fill_template(content, {"Identitas": SheetEntries(pairs=FINISHED)})
        for code, content in filled.items()
    }
    for checked in bench.check(files, tmp_path).values():
        before = previous[checked.bagian]
        assert checked.accepted and find_changes(checked.kiriman, before.kiriman) == []
        for iku, result in checked.computations.items():
            earlier = before.computations[iku]
            assert (result.value, result.status, result.predikat) == (earlier.value, earlier.status, earlier.predikat)


# Tables that grow


def _multiplied(checked: Checked, place: tuple[str, str], times: int) -> CarriedOver:
    """The submission with the rows of a table repeated."""
    previous = CarriedOver.from_kiriman(checked.kiriman, 1)
    return replace(previous, rows={**previous.rows, place: list(previous.rows[place]) * times})


def test_a_long_list_goes_over_whole_with_room_below(bench: "Bench", previous: Mapping[str, Checked]) -> None:
    place = ("Kebijakan Perekonomian", "kebijakan_perekonomian")
    content = _template(bench, "perekonomian", _multiplied(previous["perekonomian"], place, 9))
    workbook = load_workbook(io.BytesIO(content), data_only=True)
    ws = workbook["Kebijakan Perekonomian"]
    assert [ws.cell(6 + n, 2).value for n in (1, 90, 91)] == ["Penyertaan modal BUMD", "Belanja produk lokal", None]
    assert ws.cell(6 + 110, 1).value == 110
    assert _right_of(ws, PREVIEW_LABEL).value == 77.78


def test_a_table_too_long_is_left_out_whole_and_said(bench: "Bench", previous: Mapping[str, Checked]) -> None:
    origin = previous["umum"].kiriman
    block = origin.blocks["SKM Responden", "skm_responden"]
    times = MOST_ROWS // block.row_count + 1
    long = replace(block, key_rows=block.key_rows * times)
    kiriman = replace(origin, blocks={**origin.blocks, ("SKM Responden", "skm_responden"): long})
    workbook = load_workbook(io.BytesIO(_template(bench, "umum", CarriedOver.from_kiriman(kiriman, 1))), data_only=True)
    assert "mohon ditempel sendiri: lembar SKM Responden" in workbook["Petunjuk"]["A3"].value
    assert workbook["SKM Responden"]["B7"].value is None
    assert workbook["Petunjuk"]["D1"].value == "Masih 3 sel yang harus diisi"


def test_not_assessed_is_typed_as_a_dash(bench: "Bench", previous: Mapping[str, Checked]) -> None:
    carried_over = CarriedOver.from_kiriman(previous["pbj"].kiriman, 1)
    place = ("SKM", "skm")
    rows = [
        (key, {"nrr": Value(None, State.NOT_ASSESSED, "C1")} if key == "Biaya/tarif" else cells)
        for key, cells in carried_over.rows[place]
    ]
    workbook = load_workbook(
        io.BytesIO(_template(bench, "pbj", replace(carried_over, rows={**carried_over.rows, place: rows})))
    )
    assert _right_of(workbook["SKM"], "Biaya/tarif").value == "-"


# What has changed since


@pytest.mark.parametrize(
    ("code", "edits", "temuan"),
    [
        ("hukum", {"Reformasi Hukum!B16": 90}, [("Reformasi Hukum", "B16", "1 sel berbeda")]),
        ("pbj", {"ITKP!D9": None, "SKM!B9": 92}, [("ITKP", "D9", "1 sel berbeda"), ("SKM", "B9", "1 sel berbeda")]),
        (
            "perekonomian",
            {f"Kebijakan Perekonomian!{column}16": None for column in "BCDEGHIJ"},
            [("Kebijakan Perekonomian", None, "1 baris tidak ada lagi")],
        ),
    ],
)
def test_no_change_said_but_changed(
    bench: "Bench", previous: Mapping[str, Checked], filled: Mapping[str, bytes], code: str, edits: Any, temuan: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    content = bench.edit(fill_template(filled[code], {"Identitas": SheetEntries(pairs=FINISHED)}), edits)
    current = bench.check({f"{code}/iku.xlsx": content}, tmp_path)[f"{code}/iku.xlsx"].kiriman
    found = find_changes(current, previous[code].kiriman)
    assert [(t.kode, t.lembar, t.sel, t.ditemukan) for t in found] == [("P230", *expected) for expected in temuan]
    assert find_changes(current, replace(previous[code].kiriman, periode=Periode(2024, 12))) == []


def test_a_number_beyond_a_workbooks_digits_is_the_same_number(bench: "Bench", previous: Mapping[str, Checked]) -> None:
    kiriman = previous["hukum"].kiriman
    block = kiriman.blocks["Reformasi Hukum", "hasil_resmi"]

    def with_cell(origin: FilledBlock, name: str, content: object, cell: str) -> FilledBlock:
        return replace(origin, columns={**origin.columns, name: Column((content,), (State.FILLED,), (cell,))})

    def with_value(number: str) -> Any:
        new = with_cell(block, "nilai", Decimal(number), "B16")
        return replace(kiriman, blocks={**kiriman.blocks, ("Reformasi Hukum", "hasil_resmi"): new})

    current = with_value("86.7812345678901234")
    identity = kiriman.blocks["Identitas", "identitas"]
    current.blocks["Identitas", "identitas"] = with_cell(identity, "tidak_ada_perubahan", "Ya", "B13")
    assert find_changes(current, with_value("86.7812345678901")) == []
    assert len(find_changes(current, with_value("86.78"))) == 1


# Whose file it is


def test_a_template_somebody_saved_is_told_from_ours(bench: "Bench", filled: Mapping[str, bytes]) -> None:
    blank = _template(bench, "pbj", None)
    assert is_unchanged(blank, filled["pbj"])
    assert not is_unchanged(bench.edit(blank), filled["pbj"])
    assert not is_unchanged(b"bukan buku kerja", blank)
