"""Satisfaction surveys and service units through the public door: templates filled as offices fill them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from flows.office.workspace import load_workspace_register, open_workspace
from iku_rules.register_model.load import FOLDER
from schemas.errors import CannotDoError
from tests.conftest import OWED
from workbooks.filler import SheetEntries, fill_template

if TYPE_CHECKING:
    from flows.intake.checking import Checked
    from iku_rules.result import Computation
    from tests.conftest import Bench

SURVEY = {"Status survei": "Sudah dilaksanakan", "Periode survei": "Semester II 2025"}
ANSWERS = [(4, 3, 3, 4, 4, 3, 4, 2, 3), (3, 3, 4, 4, 3, 3, 4, 3, 4), (3, None, 3, 4, 4, 4, 4, 3, 2)]
NRR = (3.41, 3.52, 3.13, 4, 3.34, 3.45, 3.66, 3.57, 2.98)


def respondents(bench: "Bench", answers: Sequence[Sequence[Any]], **pairs: Any) -> bytes:
    unsur = [u.nama for u in bench.register.kepuasan_masyarakat.in_year(2025).unsur]
    rows = [
        {"Tanggal": date(2025, 8, 1 + n % 28), "Jenis layanan": "Surat", **{
            u: answer for u, answer in zip(unsur, respondent, strict=True) if answer is not None
        }}
        for n, respondent in enumerate(answers)
    ]  # fmt: skip
    survey = SURVEY | {"Cara pengisian": "Responden"} | {k.replace("_", " "): v for k, v in pairs.items()}
    entries = {"SKM": SheetEntries(pairs=survey), "SKM Responden": SheetEntries(open_rows=rows)}
    return fill_template(bench.blank("umum"), entries)


def recap(bench: "Bench", nrr: Sequence[Any] = NRR, **pairs: Any) -> bytes:
    unsur = [u.nama for u in bench.register.kepuasan_masyarakat.in_year(2025).unsur]
    survey = SURVEY | {"Cara pengisian": "Rekap", "Jumlah responden": 120}
    survey |= {k.replace("_", " "): v for k, v in pairs.items()}
    rows = {u: {"NRR": n} for u, n in zip(unsur, nrr, strict=True)}
    return fill_template(bench.blank("umum"), {"SKM": SheetEntries(pairs=survey, rows=rows)})


def read(bench: "Bench", folder: Path, *contents: bytes, bagian: str = "umum") -> list["Checked"]:
    return list(bench.check({f"{bagian}/{n}.xlsx": content for n, content in enumerate(contents)}, folder).values())


def ikm(checked: "Checked") -> "Computation":
    return checked.computations["kepuasan_masyarakat"]


def codes(checked: "Checked") -> list[str]:
    return [t.kode for t in checked.temuan if t.kode != OWED]


# Unsur by name, whatever their place


def test_swapped_columns_and_rows_are_matched_by_name(bench: "Bench", tmp_path: Path) -> None:
    def swap_columns(workbook: Workbook) -> None:
        for row in workbook["SKM Responden"].iter_rows(min_row=6, max_row=9):
            row[10].value, row[11].value = row[11].value, row[10].value

    def swap_rows(workbook: Workbook) -> None:
        sheet = workbook["SKM"]
        (first,) = (
            cell.row
            for row in sheet.iter_rows()
            for cell in row
            if cell.value == "Penanganan pengaduan, saran dan masukan"
        )
        for column in range(1, 4):
            a, b = sheet.cell(first, column), sheet.cell(first + 1, column)
            a.value, b.value = b.value, a.value

    checked = read(
        bench, tmp_path, respondents(bench, ANSWERS), bench.edit(respondents(bench, ANSWERS), swap_columns),
        recap(bench), bench.edit(recap(bench), swap_rows),
    )  # fmt: skip
    assert all(each.accepted for each in checked)
    assert [codes(each) for each in checked] == [[]] * 4
    unsur = [{code: node.value for code, node in ikm(each).unsur} for each in checked]
    assert unsur[0] == unsur[1] and unsur[2] == unsur[3]
    assert unsur[0]["U8"] != unsur[0]["U9"] and unsur[2]["U8"] == Decimal("3.57")


# Answers that are missing


def test_a_blank_divides_by_the_valid_answers(bench: "Bench", tmp_path: Path) -> None:
    (checked,) = read(bench, tmp_path, respondents(bench, ANSWERS))
    means = [
        sum(answer for answer in column if answer) / Decimal(sum(1 for answer in column if answer))
        for column in zip(*ANSWERS, strict=True)
    ]
    assert ikm(checked).value == (sum(means) / 9 * 25).quantize(Decimal("0.01"))
    assert ikm(checked).notes == (
        "tiga unsur terendah: Penanganan pengaduan, saran dan masukan; Sistem, mekanisme, dan prosedur; "
        "Sarana dan prasarana",
    )


def test_an_unsur_nobody_answered_is_returned(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    (checked,) = read(bench, tmp_path, respondents(bench, [(*respondent[:8], None) for respondent in ANSWERS]))
    assert temuan_places(checked.temuan) == {"G454 SKM Responden!L7:L9"}
    assert not checked.accepted
    assert "Sarana dan prasarana" in next(t for t in checked.temuan if t.kode != OWED).pesan


def test_a_free_service_is_marked_for_all_or_doubted(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    dashed = [(*respondent[:3], "-", *respondent[4:]) for respondent in ANSWERS]
    everywhere, partly, elsewhere = read(
        bench, tmp_path, respondents(bench, dashed), respondents(bench, [*dashed[:2], ANSWERS[2]]),
        respondents(bench, [("-", *respondent[1:]) for respondent in ANSWERS]),
    )  # fmt: skip
    assert (everywhere.accepted, temuan_places(everywhere.temuan)) == (True, {"P416 SKM Responden!G7:G9"})
    assert temuan_places(partly.temuan) == {"P455 SKM Responden!G7", "P455 SKM Responden!G8"}
    assert ikm(everywhere).value is not None and ikm(partly).value is not None
    assert set(codes(elsewhere)) == {"G310"}


# Scales and weights


def test_a_mean_on_the_scale_of_the_ikm_is_named_as_such(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    (checked,) = read(bench, tmp_path, recap(bench, (85.25, 5, *NRR[2:])))
    assert temuan_places(checked.temuan) == {"G456 SKM!C15", "G403 SKM!C16"}


@pytest.mark.parametrize(("weight", "value"), [('"1/9"', "86.28"), ("0.111", "86.19"), ("0.11", "85.42")])
def test_the_weight_comes_from_the_register_of_the_workspace(
    weight: str, value: str, bench: "Bench", tmp_path: Path
) -> None:
    """31.06 / 9 x 25 = 86.277.., 31.06 x 0.111 x 25 = 86.1915, 31.06 x 0.11 x 25 = 85.415."""
    parameter = "parameter/kepuasan_masyarakat.toml"
    content = (FOLDER / parameter).read_text(encoding="utf-8")
    (tmp_path / "register/parameter").mkdir(parents=True)
    (tmp_path / "register" / parameter).write_text(
        content.replace('nilai = "1/9"', f"nilai = {weight}"), encoding="utf-8"
    )
    (tmp_path / "iku.toml").write_text('register = "register"\n', encoding="utf-8")
    other = type(bench)(bench.workspace, load_workspace_register(open_workspace(tmp_path, must_exist=True)))
    (checked,) = read(other, tmp_path, recap(bench))
    assert ikm(checked).value == Decimal(value)


def test_a_target_on_the_scale_of_the_answers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "iku.toml").write_text(
        '[[target]]\niku = "kepuasan_masyarakat"\ntahun = 2025\nnilai = 3.6\n', encoding="utf-8"
    )
    with pytest.raises(CannotDoError, match="25 sampai 100"):
        load_workspace_register(open_workspace(tmp_path, must_exist=True))


def test_a_small_sample_is_said_with_its_formula(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    (checked,) = read(bench, tmp_path, recap(bench, Jumlah_populasi=500))
    assert temuan_places(checked.temuan) == {"P415 SKM!B10"}
    sample = next(
        row[1] for t in ikm(checked).detail_tables for row in t.rows if row[0] == "Sampel minimum (Krejcie-Morgan)"
    )
    assert sample.value == 217


# Service units

ASPECTS = (
    "Kebijakan",
    "Profesionalisme SDM",
    "Sarana prasarana",
    "Sistem informasi",
    "Konsultasi dan pengaduan",
    "Inovasi",
)
ASPECT_SCORES = dict(zip(ASPECTS, (4, 3.5, 3, 4.5, 2, 1), strict=True))
# 4 x 24 + 3.5 x 25 + 3 x 18 + 4.5 x 11 + 2 x 10 + 1 x 12 = 319
F02 = Decimal("3.19")


def unit(bench: "Bench", *rows: dict[str, Any]) -> bytes:
    fixed = {"F03": 4, "Jumlah responden": 30}
    content = [{"Unit": f"Unit {n}", **fixed, **row} for n, row in enumerate(rows)]
    return fill_template(
        bench.blank("organisasi"), {"Pelayanan Publik": SheetEntries(pairs={"Jenis": "MANDIRI"}, open_rows=content)}
    )


def ipp(checked: "Checked") -> "Computation":
    return checked.computations["pelayanan_publik"]


def test_f02_comes_from_its_aspects_where_it_is_empty(bench: "Bench", tmp_path: Path) -> None:
    computed, typed = read(
        bench, tmp_path, unit(bench, ASPECT_SCORES), unit(bench, {"F02": float(F02)}), bagian="organisasi"
    )
    assert (codes(computed), codes(typed)) == ([], [])
    assert ipp(computed).value == ipp(typed).value == Decimal("3.39")  # 0.75 x 3.19 + 0.25 x 4 = 3.3925
    assert {source.nilai for source in ipp(computed).sources} >= {Decimal(str(n)) for n in ASPECT_SCORES.values()}


def test_f02_and_its_aspects_are_compared(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    content = unit(bench, {**ASPECT_SCORES, "F02": 3.18}, {**ASPECT_SCORES, "F02": 3.91})
    (checked,) = read(bench, tmp_path, content, bagian="organisasi")
    assert temuan_places(checked.temuan) == {"P450 Pelayanan Publik!B12"}
    message = next(t for t in checked.temuan if t.kode != OWED).pesan
    assert "3,91" in message and "3,19" in message
    assert ipp(checked).value == Decimal("3.66")  # what was filled in counts: 0.75 x (3.18 + 3.91) / 2 + 1


def test_aspects_are_all_or_none_and_within_five(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    partial = {k: v for k, v in ASPECT_SCORES.items() if k != "Inovasi"}
    content = unit(bench, partial, {**ASPECT_SCORES, "Kebijakan": 82.5}, {})
    (checked,) = read(bench, tmp_path, content, bagian="organisasi")
    assert temuan_places(checked.temuan) == {
        "G401 Pelayanan Publik!J11",
        "G405 Pelayanan Publik!E12",
        "G401 Pelayanan Publik!B13",
    }
    assert "0 sampai 5" in next(t.pesan for t in checked.temuan if t.kode == "G405")


def test_users_too_few_to_count_are_named(bench: "Bench", tmp_path: Path, temuan_places: Any) -> None:
    content = unit(bench, {"F02": 4, "Jumlah responden": 29}, {"F02": 4})
    (checked,) = read(bench, tmp_path, content, bagian="organisasi")
    assert temuan_places(checked.temuan) == {"P457 Pelayanan Publik!D11"}
    assert (
        "30" in next(t for t in checked.temuan if t.kode != OWED).pesan
        and "Unit 0" in next(t for t in checked.temuan if t.kode != OWED).pesan
    )
    assert ipp(checked).value == Decimal("3.50")


def test_a_template_without_aspects_is_still_read(bench: "Bench", tmp_path: Path) -> None:
    content = bench.edit(unit(bench, {"F02": 4}), lambda workbook: workbook["Pelayanan Publik"].delete_cols(5, 6))
    (checked,) = read(bench, tmp_path, content, bagian="organisasi")
    assert (codes(checked), ipp(checked).value) == ([], Decimal("4.00"))
