"""The plan of policies against that of the month before, and the policies by type and topic."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from iku_rules.context import Before, RuleContext
from iku_rules.kebijakan_perekonomian import rule as kebijakan_perekonomian
from iku_rules.result import Computation, Status
from iku_rules.steps import Step
from schemas.kiriman import FilledForm
from schemas.periode import Periode
from schemas.value import State, Value

if TYPE_CHECKING:
    from iku_rules.register_model.register import Register
    from tests.iku_rules.conftest import Maker

IKU = "kebijakan_perekonomian"
Row = dict[str, Any]
Compare = Callable[..., list[tuple[str | None, str]]]


def plan(name: str, planned: str = "Ya", **other: Any) -> Row:
    return {"nama": name, "jenis": "Perbup", "direncanakan": planned, "status": "Direncanakan", **other}


def issued(name: str, planned: str = "Ya", **other: Any) -> Row:
    content = {"status": "Diterbitkan", "nomor": f"1/{name}", "tanggal": date(2025, 1, 20)}
    return plan(name, planned, **{**content, **other})


def form_of(maker: "Maker", periode: str, rows: list[Row]) -> FilledForm:
    return maker.kiriman("perekonomian", periode, IKU, {IKU: rows}).filled_form(IKU)


@pytest.fixture
def compare(maker: "Maker", register: "Register", ensure_whole_details: Any) -> Compare:
    """(cell, change) of each P435 of a month against an earlier one."""

    def changes(earlier: list[Row], current: list[Row], before: str = "2025-05") -> list[tuple[str | None, str]]:
        start = form_of(maker, before, earlier)
        previous = RuleContext(register, Periode.parse(before), "perekonomian")
        computation = kebijakan_perekonomian.compute(start, previous)
        context = replace(previous, periode=Periode(2025, 6), before=Before(Periode.parse(before), start, computation))
        computed = kebijakan_perekonomian.compute(form_of(maker, "2025-06", current), context)
        ensure_whole_details(computed)
        temuan = [t for t in computed.temuan if t.kode == "P435"]
        tables = [
            t
            for t in computed.detail_tables
            if t.title == f"RENCANA BERUBAH SEJAK LAPORAN {previous.periode.name.upper()}"
        ]
        assert len(tables) == bool(temuan)
        assert all(previous.periode.name in t.pesan and t.lembar == "Kebijakan Perekonomian" for t in temuan)
        return [(t.sel, t.pesan.partition(": ")[2].rstrip(".")) for t in temuan]

    return changes


A, B, C = plan("Pasar murah"), plan("Harga pasir"), plan("Modal BUMD")


def test_a_plan_that_stands_says_nothing(compare: Compare) -> None:
    assert compare([A, B, C], [A, B, C]) == []
    assert compare([A, B, C], [C, A, B]) == []  # sorted anew
    done = issued("Pasar murah", keterangan="terbit", jenis="Perbup")
    assert compare([A, B], [done, {**B, "status": "Batal"}]) == []  # progress is no change of the plan
    assert compare([A], [{**A, "nama": "  PASAR  murah"}]) == []
    assert compare([A], []) == compare([], [A]) == []  # an empty form is no plan


def test_added_and_removed_rows_are_named(compare: Compare) -> None:
    assert compare([A], [A, B]) == [("B31", "“Harga pasir” ditambahkan")]
    assert compare([A, B, C], [B]) == [(None, "“Pasar murah” dihapus; “Modal BUMD” dihapus")]
    assert compare([A, A], [A]) == [(None, "“Pasar murah” dihapus")]


def test_rows_outside_the_plan_may_come_and_go(compare: Compare) -> None:
    assert compare([A, plan("Lain", "Tidak")], [A, issued("Baru", "Tidak")]) == []


def test_a_changed_mark_stands_at_its_cell(compare: Compare) -> None:
    not_planned = {**B, "direncanakan": "Tidak"}
    assert compare([A, B], [A, not_planned]) == [("E31", "Direncanakan “Harga pasir” dari Ya menjadi Tidak")]
    assert compare([not_planned], [B]) == [("E30", "Direncanakan “Harga pasir” dari Tidak menjadi Ya")]


def test_a_renamed_row_is_known_again(compare: Compare) -> None:
    renamed = plan("Harga pasir dan batu")
    assert compare([A, B], [A, renamed]) == [("B31", "nama “Harga pasir” menjadi “Harga pasir dan batu”")]
    other = issued("Tarif tambang galian C", nomor="12/2025")
    assert compare([issued("Harga pasir", nomor="12/2025")], [other]) == [
        ("B30", "nama “Harga pasir” menjadi “Tarif tambang galian C”")
    ]
    assert compare([A], [plan("Koperasi unit desa")]) == [
        ("B30", "“Koperasi unit desa” ditambahkan"),
        (None, "“Pasar murah” dihapus"),
    ]


def test_the_plan_of_last_year_is_another_plan(compare: Compare) -> None:
    assert compare([A, B], [C], before="2024-12") == []


def test_a_first_month_has_nothing_to_compare_with(maker: "Maker") -> None:
    result = maker.compute("perekonomian", "2025-06", IKU, {IKU: [A]})
    assert [t.kode for t in result.temuan] == []


def counts_by(result: Computation, title: str) -> dict[str, tuple[object, object]]:
    table = next(t for t in result.detail_tables if t.title == title)
    assert all(isinstance(n, Step) for row in table.rows for n in row[1:])  # live, not typed in
    return {str(row[0]): tuple(n.value for n in row[1:]) for row in table.rows}  # type: ignore[misc, union-attr]


def test_counts_by_type_and_topic_rest_on_the_cells_of_the_list(maker: "Maker") -> None:
    topic = "BUMD/BLUD"
    rows = [
        issued("a", jenis="Perda", bidang=topic),
        plan("b", bidang=topic),
        issued("c", "Tidak", bidang="sumber daya alam"),
        issued("d"),
        plan("e", jenis="Perda"),
    ]
    result = maker.compute("perekonomian", "2025-06", IKU, {IKU: rows})
    assert counts_by(result, "MENURUT JENIS") == {"Perda": (2, 1), "Perbup": (2, 1)}
    assert counts_by(result, "MENURUT BIDANG") == {topic: (2, 1), "sumber daya alam": (0, 0), "(tidak diisi)": (2, 1)}
    assert result.value == 50
    assert "1 kebijakan terbit di luar rencana, tidak ikut dihitung" in result.notes
    assert [(t.kode, t.sel) for t in result.temuan] == [("P419", "E32")]


def test_unplanned_ones_that_count_are_not_said_to_stand_aside(maker: "Maker", register: "Register") -> None:
    model = register.kebijakan_perekonomian
    yes = model.model[0].hitung_tak_terencana.model_copy(update={"nilai": True})
    changed = model.model_copy(update={"model": (model.model[0].model_copy(update={"hitung_tak_terencana": yes}),)})
    content = {IKU: [issued("a"), issued("b", "Tidak")]}
    result = type(maker)(replace(register, kebijakan_perekonomian=changed)).compute(
        "perekonomian", "2025-06", IKU, content
    )
    assert (result.value, result.temuan) == (200, ())
    assert "1 kebijakan terbit di luar rencana, ikut dihitung" in result.notes


def test_rows_are_known_by_name_before_number_and_by_number_within_their_kind(compare: Compare) -> None:
    a, b = issued("Pasar murah", nomor="1/2025"), issued("Harga pasir", nomor="2/2025")
    swapped = [{**a, "nomor": "2/2025"}, {**b, "nomor": "1/2025"}]
    assert compare([a, b], swapped) == []  # a number corrected is no change of the plan
    of_another_kind = issued("Zakat profesi", nomor="1/2025", jenis="Perda")
    assert compare([a], [of_another_kind]) == [
        ("B30", "“Zakat profesi” ditambahkan"),
        (None, "“Pasar murah” dihapus"),
    ]


def test_a_row_outside_the_plan_may_be_renamed(compare: Compare) -> None:
    assert compare([A, plan("Harga pasir", "Tidak")], [A, plan("Harga pasir dan batu", "Tidak")]) == []


def test_names_that_share_a_few_letters_are_two_policies(compare: Compare) -> None:
    assert compare([plan("Pengendalian inflasi")], [plan("Penataan pasar desa")]) == [
        ("B30", "“Penataan pasar desa” ditambahkan"),
        (None, "“Pengendalian inflasi” dihapus"),
    ]


def test_only_what_was_issued_stands_beside_the_plan(maker: "Maker") -> None:
    result = maker.compute("perekonomian", "2025-06", IKU, {IKU: [issued("a"), plan("b", "Tidak")]})
    assert (result.notes, result.temuan, result.status) == ((), (), Status.FINAL)


def test_a_status_that_the_list_no_longer_has_leaves_the_value_provisional(maker: "Maker") -> None:
    result = maker.compute("perekonomian", "2025-06", IKU, {IKU: [issued("a"), plan("b", status="Ditunda lama")]})
    assert (result.value, result.status) == (50, Status.SEMENTARA)
    assert "Ditunda lama" in " ".join(result.notes)


@pytest.mark.parametrize(
    ("day", "value"),
    [(date(2025, 1, 1), 100), (date(2024, 12, 31), 0), (date(2025, 6, 30), 100), (date(2025, 7, 1), 0)],
)
def test_the_first_and_the_last_day_count(day: date, value: int, maker: "Maker") -> None:
    assert maker.compute("perekonomian", "2025-06", IKU, {IKU: [issued("a", tanggal=day)]}).value == value


def test_a_dash_is_no_number(maker: "Maker") -> None:
    row = issued("a", nomor=Value("-", State.FILLED, ""))
    assert maker.compute("perekonomian", "2025-06", IKU, {IKU: [row]}).value == 0
