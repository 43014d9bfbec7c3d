"""The consolidated workbook as a document: random books recomputed, inputs changed, print, charts, links, marks."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formula import Tokenizer
from python_calamine import CalamineWorkbook

from iku_rules.across_months import compose
from iku_rules.over_months import Published, link
from iku_rules.register_model.document import TargetFile
from iku_rules.register_model.load import Register, load_register
from iku_rules.result import Computation, Result
from iku_rules.rules import RULES
from iku_rules.steps import round_half_up
from schemas.periode import Periode
from schemas.temuan import Temuan, Waiver, make_temuan
from tests.iku_rules.conftest import Maker, letter
from workbooks import style
from workbooks.cells import TableLocation, count_lines
from workbooks.consolidated import evidence
from workbooks.consolidated.workbook import ArchivedOriginal, BookContent, StandingLine, write_workbook

DECEMBER = Periode(2025, 12)
WIB = timezone(timedelta(hours=7))
TARGET = {
    "itkp": 70, "kebijakan_perekonomian": 100, "sinergitas_kecamatan": 80, "kesalehan_sosial": 82,
    "reformasi_hukum": 85, "kepuasan_masyarakat": 88, "pelayanan_publik": 3,
}  # fmt: skip
FUNCTIONS_2007 = {
    "SUM", "AVERAGE", "COUNT", "MIN", "MAX", "ROUND", "IF", "IFERROR", "NA", "ISNUMBER", "INDEX", "MATCH", "TRIM",
}  # fmt: skip
REALISASI, CAPAIAN, CATEGORY, PREDIKAT, PREVIOUS = 9, 10, 11, 12, 14
SEEDS = (1, 2, 3)
Kiriman = dict[tuple[str, str], dict[str, Any]]  # (bagian, indicator) -> blocks
Recalculate = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(target=[{"iku": iku, "tahun": 2025, "nilai": value} for iku, value in TARGET.items()])


# Books without the inbox


def random_kiriman(register: Register, draw: Random) -> Kiriman:
    """One submission for every form of December, with values of the whole range."""

    def value(lowest: float, highest: float, decimals: int = 2) -> Decimal:
        return Decimal(str(round(draw.uniform(lowest, highest), decimals)))

    model = register.itkp.in_year(2025)
    kecamatan = [k.kode for k in register.kecamatan_file.kecamatan]
    dimensions = register.kesalehan_sosial.in_year(2025).metode[0].dimensi
    kiriman: Kiriman = {
        ("pbj", "itkp"): {"itkp": {k.kode: value(0, float(k.maksimum)) for k in model.komponen}},
        ("perekonomian", "kebijakan_perekonomian"): {
            "kebijakan_perekonomian": [_kebijakan(n, n > 0 and draw.random() < 0.6) for n in range(draw.randint(3, 12))]
        },
        ("tapem", "sinergitas_kecamatan"): {
            "sinergitas_penilaian": {"status": "Sudah rilis", "tahun_penilaian": 2025, "berita_acara": "1/2025"},
            "sinergitas_kecamatan": {k: value(50, 100) for k in kecamatan[: draw.randint(15, 21)]},
        },
        ("kesra", "kesalehan_sosial"): {
            "kesalehan_survei": {"metode": "KEMENAG5", "jumlah_responden": 400},
            "kesalehan_sosial": {dimension: value(60, 95) for dimension in dimensions},
        },
        ("hukum", "reformasi_hukum"): {
            "hasil_resmi": letter(value(20, 99), 2025, draw.choice([None, "BB", "sangat baik", " AA ", "Hebat sekali"]))
        },
        ("organisasi", "pelayanan_publik"): {
            "pelayanan_evaluasi": {"jenis": "MANDIRI"},
            "pelayanan_publik": [
                {"unit": f"Unit {n}", "f02": value(1, 5), "f03": value(1, 5), "jumlah_responden": draw.randint(10, 60)}
                for n in range(draw.randint(1, 9))
            ],
        },
    }
    unsur = [u.nama for u in register.kepuasan_masyarakat.in_year(2025).unsur]
    for number, bagian in enumerate(register.ikm_bagian(2025)[0]):
        if number % 2:
            answers = [[draw.randint(1, 4) for _ in unsur] for _ in range(draw.randint(2, 40))]
            kiriman[bagian, "kepuasan_masyarakat"] = _respondents(answers)
        else:
            kiriman[bagian, "kepuasan_masyarakat"] = _recap({u: value(1, 4, 3) for u in unsur})
    return kiriman


def _kebijakan(number: int, issued: bool) -> dict[str, Any]:
    issue = {"nomor": f"{number}/2025", "tanggal": date(2025, 3, 17)} if issued else {}
    status = "Diterbitkan" if issued else "Disusun"
    return {"nama": f"Kebijakan {number}", "jenis": "Perbup", "direncanakan": "Ya", "status": status, **issue}


def _recap(nrr: Mapping[str, Any]) -> dict[str, Any]:
    survey = {"status": "Sudah dilaksanakan", "periode_survei": "Semester II 2025", "cara": "Rekap"}
    return {"skm_survei": {**survey, "jumlah_responden": 100}, "skm": dict(nrr)}


def _respondents(answers: list[list[int]]) -> dict[str, Any]:
    survey = {"status": "Sudah dilaksanakan", "periode_survei": "Semester II 2025", "cara": "Responden"}
    rows = [
        {
            "tanggal": date(2025, 11, 17),
            "layanan": "x",
            **{f"u{n}": answer for n, answer in enumerate(respondent, start=1)},
        }
        for respondent in answers
    ]
    return {"skm_survei": survey, "skm_responden": rows}


def results_of(register: Register, by_month: Mapping[Periode, Kiriman]) -> tuple[Result, ...]:
    collected: dict[Periode, dict[str, dict[str, Computation]]] = {}
    for periode, kiriman in by_month.items():
        for (bagian, iku), content in kiriman.items():
            computation = Maker(register).compute(bagian, str(periode), iku, content)
            collected.setdefault(periode, {}).setdefault(bagian, {})[iku] = computation
    return compose(register, DECEMBER, collected)


def book_content(register: Register, results: tuple[Result, ...], **other: Any) -> BookContent:
    fixed: dict[str, Any] = {
        "periode": DECEMBER, "kind": "DRAF", "register": register, "results": results, "standing": (),
        "other_temuan": (),
        "cards": {code: module.CARD for code, module in RULES.items()}, "originals": {}, "deadline": date(2026, 1, 5),
    }  # fmt: skip
    return BookContent(**(fixed | other))


def two_years(register: Register, seed: int) -> dict[Periode, Kiriman]:
    """December of this year and of the year before, and some months between, so that every column is filled."""
    draw = Random(seed)
    months = (Periode(2024, 12), Periode(2025, 6), Periode(2025, 11), DECEMBER)
    return {p: _with_year(random_kiriman(register, draw), p.year) for p in months}


def _with_year(kiriman: Kiriman, year: int) -> Kiriman:
    for content in kiriman.values():
        for block in content.values():
            if isinstance(block, dict) and "tahun_penilaian" in block:
                block["tahun_penilaian"] = year
    return kiriman


@pytest.fixture(scope="module")
def random_books(register: Register) -> dict[int, tuple[tuple[Result, ...], bytes]]:
    """seed -> results and workbook."""
    results = {seed: results_of(register, two_years(register, seed)) for seed in SEEDS}
    return {seed: (of_seed, write_workbook(book_content(register, of_seed))) for seed, of_seed in results.items()}


def open_book(content: bytes, *, values: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(content), data_only=values)


def iku_row(sheet: Any, name: str) -> int:
    """The row of an indicator on the official sheet."""
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == name)


def all_formulas(workbook: Workbook) -> Iterator[tuple[str, str, str]]:
    """(sheet, cell, formula)."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, str(cell.value)


# Live formulas


def number_origins(workbook: Workbook, sheet: str, address: str) -> set[tuple[str, str]]:
    """The cells with given values that a cell is computed from, wherever they stand in the workbook."""
    cell = workbook[sheet][address]
    if cell.data_type != "f":
        return set() if cell.value is None else {(sheet, address)}
    found: set[tuple[str, str]] = set()
    for token in Tokenizer(str(cell.value)).items:
        if token.type != "OPERAND" or token.subtype != "RANGE":
            continue
        name, _, cell_range = token.value.rpartition("!")
        origin = name.strip("'") or sheet
        assert origin in workbook.sheetnames, (sheet, address, token.value)  # no other workbook
        area = workbook[origin][cell_range.replace("$", "")]
        for row in area if isinstance(area, tuple) else ((area,),):
            for source in row if isinstance(row, tuple) else (row,):
                found |= number_origins(workbook, origin, source.coordinate)
    return found


def test_what_the_official_sheet_shows_is_computed_from_collected_values_in_the_same_workbook(
    register: Register, random_books: dict[int, tuple[tuple[Result, ...], bytes]]
) -> None:
    results, content = random_books[SEEDS[0]]
    workbook = open_book(content, values=False)
    for result in results:
        row = iku_row(workbook["IKU"], result.name)
        assert result.nilai is not None and result.nilai_tahun_lalu is not None
        expected = {
            REALISASI: True, CAPAIAN: True, CATEGORY: True, PREVIOUS: True, PREDIKAT: result.predikat is not None,
        }  # fmt: skip
        for column, present in expected.items():
            cell = workbook["IKU"].cell(row, column)
            assert (cell.data_type == "f") == present, (result.iku, column, cell.value)
            if present:
                origins = number_origins(workbook, "IKU", cell.coordinate)
                collected = [
                    (n, address)
                    for n, address in origins
                    if n.startswith("Rincian") and workbook[n][address].value is not None
                ]
                assert collected, (result.iku, column)
        # What the realisasi rests on are the cells the bagian filled, not a number between.
        sources = number_origins(workbook, "IKU", workbook["IKU"].cell(row, REALISASI).coordinate)
        assert len(sources) >= len({id(source) for source in result.sumber}), result.iku


def test_no_computed_number_is_typed_on_the_summary(random_books: dict[int, tuple[tuple[Result, ...], bytes]]) -> None:
    for name in ("Ringkasan", "Bahan LKjIP"):
        sheet = open_book(random_books[SEEDS[0]][1], values=False)[name]
        numbers = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value]
        assert numbers == [], name


def test_only_functions_that_old_programs_know(random_books: dict[int, tuple[tuple[Result, ...], bytes]]) -> None:
    formulas = [f for _, content in random_books.values() for _, _, f in all_formulas(open_book(content, values=False))]
    assert {name for f in formulas for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", f)} <= FUNCTIONS_2007
    assert not any("_xl" in f for f in formulas) and len(formulas) > 500


def test_recalculation_agrees_and_a_changed_input_moves_the_official_sheet(
    register: Register,
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
    recalculate: Recalculate,
    tmp_path: Path,
) -> None:
    """LibreOffice without stored results: random books as stored; changed cells as the rule computes them."""
    by_month = two_years(register, SEEDS[0])
    changed, new_cells = change_inputs(register, by_month, open_book(random_books[SEEDS[0]][1]))
    workbooks = {str(seed): content for seed, (_, content) in random_books.items()}
    workbooks["diubah"] = change_cells(random_books[SEEDS[0]][1], new_cells)
    recalculated = recalculate(workbooks, tmp_path)
    for seed, (_, content) in random_books.items():
        compare(recalculated[str(seed)], content)
    new, old = results_of(register, changed), random_books[SEEDS[0]][0]
    for result, before in zip(new, old, strict=True):
        sheet = recalculated["diubah"]["IKU"]
        row = iku_row(sheet, result.name)
        assert result.nilai != before.nilai and result.capaian is not None
        shown = [sheet.cell(row, column).value for column in (REALISASI, CAPAIAN, CATEGORY, PREDIKAT)]
        expected = [
            float(str(result.nilai)),
            float(str(result.capaian.value)),
            result.kategori_capaian,
            result.predikat,
        ]
        assert [t or None for t in shown] == expected, result.iku


def compare(recalculated: Workbook, content: bytes) -> None:
    stored = open_book(content)
    for sheet, cell, formula in all_formulas(open_book(content, values=False)):
        before, current = stored[sheet][cell].value, recalculated[sheet][cell].value
        if isinstance(before, (int, float)):
            assert current == pytest.approx(before, rel=1e-12), (sheet, cell, formula)
        else:
            assert (current or "") == (before or ""), (sheet, cell, formula)


def change_inputs(
    register: Register, by_month: dict[Periode, Kiriman], workbook: Workbook
) -> tuple[dict[Periode, Kiriman], dict[tuple[str, str], Decimal]]:
    """One input of every indicator changed, in the submissions and as cells of the workbook."""
    kiriman = by_month[DECEMBER]
    cells: dict[tuple[str, str], Decimal] = {}

    def change(sheet: str, label: str, column: str, new: Decimal) -> None:
        ws = workbook[sheet]
        row, number = next(
            (row, found)
            for row in range(1, ws.max_row + 1)
            for found in [_column_above(ws, row, column)]
            if ws.cell(row, 1).value == label and found
        )
        cells[sheet, ws.cell(row, number).coordinate] = new

    kiriman["pbj", "itkp"]["itkp"]["B"] = Decimal("29.5")
    change("Rincian ITKP", "B", "Nilai", Decimal("29.5"))
    kebijakan = kiriman["perekonomian", "kebijakan_perekonomian"]["kebijakan_perekonomian"]
    number = next(n for n, row in enumerate(kebijakan) if row["status"] != "Diterbitkan")
    kebijakan[number] = _kebijakan(number, issued=True)
    change("Rincian Kebijakan", str(number + 1), "Diterbitkan (dihitung)", Decimal(1))
    kiriman["tapem", "sinergitas_kecamatan"]["sinergitas_kecamatan"]["35.08.01"] = Decimal("12.25")
    change("Rincian Sinergitas", "35.08.01", "Skor", Decimal("12.25"))
    dimension = register.kesalehan_sosial.in_year(2025).metode[0].dimensi[0]
    kiriman["kesra", "kesalehan_sosial"]["kesalehan_sosial"][dimension] = Decimal("99.5")
    change("Rincian Kesalehan Sosial", dimension, "Skor", Decimal("99.5"))
    kiriman["hukum", "reformasi_hukum"]["hasil_resmi"]["nilai"] = Decimal("91.5")
    change("Rincian Reformasi Hukum", "Nilai resmi", "Isi", Decimal("91.5"))
    bagian = register.ikm_bagian(2025)[0][1]
    answers = kiriman[bagian, "kepuasan_masyarakat"]["skm_responden"]
    for respondent in answers:
        respondent["u1"] = 4
    ikm_sheet = workbook["Rincian IKM"]
    title = f"JAWABAN RESPONDEN {register.bagian_name(bagian, DECEMBER.last_day).upper()}"
    row = next(cell.row for cell in ikm_sheet["A"] if cell.value == title) + 2
    cells["Rincian IKM", ikm_sheet.cell(row, 3).coordinate] = Decimal(4 * len(answers))
    kiriman["organisasi", "pelayanan_publik"]["pelayanan_publik"][0]["f02"] = Decimal("4.99")
    change("Rincian IPP", "Unit 0", "F02", Decimal("4.99"))
    return by_month, cells


def _column_above(sheet: Any, row: int, header: str) -> int | None:
    """The column of the nearest header row above, if it has that header."""
    for above in range(row - 1, 0, -1):
        if sheet.cell(above, 1).value is None:
            return None
        names = [cell.value for cell in sheet[above]]
        if header in names:
            return names.index(header) + 1
    return None


def change_cells(content: bytes, new: Mapping[tuple[str, str], Decimal]) -> bytes:
    """Other numbers in the cells of the sheets' XML, as a reader types them."""
    names = open_book(content).sheetnames
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(output, "w") as changed:
        for part in old.namelist():
            text = old.read(part).decode("utf-8") if part.endswith(".xml") else old.read(part)
            for (sheet, cell), value in new.items():
                if part == f"xl/worksheets/sheet{names.index(sheet) + 1}.xml":
                    text, count = re.subn(rf'(<c r="{cell}"[^>]*><v>)[^<]*(</v>)', rf"\g<1>{value}\2", str(text))
                    assert count == 1, (sheet, cell)
            changed.writestr(part, text)
    return output.getvalue()


# The page


def part_xml(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(name).decode("utf-8")


def test_every_sheet_is_set_for_f4_and_carries_the_mark_on_screen_and_on_paper(
    register: Register, random_books: dict[int, tuple[tuple[Result, ...], bytes]]
) -> None:
    results = random_books[SEEDS[0]][0]
    for kind in ("DRAF", "FINAL", "REVISI 1 (DRAF)"):
        workbook = open_book(write_workbook(book_content(register, results, kind=kind)))
        for sheet in workbook.worksheets:
            page = sheet.page_setup
            assert (page.paperSize, page.orientation, page.fitToWidth) == (14, "landscape", 1), sheet.title
            assert page.fitToHeight == (1 if sheet.title == "Ringkasan" else 0)
            assert kind in str(sheet.oddHeader.center.text) and "&P" in str(sheet.oddFooter.right.text)
            frozen = re.sub(r"\D", "", sheet.freeze_panes)
            top = [str(cell.value) for row in sheet.iter_rows(max_row=int(frozen) - 1) for cell in row if cell.value]
            own_row = set(kind.removesuffix(")").split(" (")) <= set(top)
            assert own_row or any(re.match(rf"{re.escape(kind)}( ·|$)", text) for text in top), sheet.title
        assert kind in str(workbook.properties.title)


@pytest.mark.parametrize("predikat", ["AA", "Predikat yang ditulis panjang sekali oleh penerbit surat " * 6])
def test_pages_break_only_between_sasaran_and_the_signature_block_stays_whole(
    register: Register, predikat: str
) -> None:
    kiriman = two_years(register, SEEDS[0])
    kiriman[DECEMBER]["hukum", "reformasi_hukum"]["hasil_resmi"]["predikat"] = predikat
    content = write_workbook(
        book_content(register, results_of(register, kiriman), kind="FINAL", lock_day=date(2026, 1, 20))
    )
    sheet = open_book(content)["IKU"]
    headers = [cell.row for cell in sheet["A"] if cell.value == "No"]
    breaks = [row_break.id for row_break in sheet.row_breaks.brk]
    signature_start = next(
        cell.row for row in sheet.iter_rows() for cell in row if cell.value == "Lumajang, 20 Januari 2026"
    )
    assert breaks and set(breaks) <= {headers[1] - 1, signature_start - 1}
    repeated = re.search(r"IKU'?!\$1:\$(\d+)", part_xml(content, "xl/workbook.xml"))
    assert repeated and sheet.cell(int(repeated[1]) - 1, 1).value == "Posisi s.d. 31 Desember 2025"
    # No part between two breaks is higher than the page, the repeated rows included.
    room = style.page_content_height([sheet.column_dimensions[letter].width - 0.7109375 for letter in "ABCDEFGHIJKLMN"])
    heights = {n: sheet.row_dimensions[n].height or 15 for n in range(1, sheet.max_row + 1)}
    for start, end in zip([0, *breaks], [*breaks, sheet.max_row], strict=True):
        repeated_height = sum(heights[n] for n in range(1, int(repeated[1]) + 1)) if start else 0
        assert repeated_height + sum(heights[n] for n in range(start + 1, end + 1)) <= room


def test_nothing_on_the_official_sheet_is_cut_off(register: Register) -> None:
    """Each text has the rows it needs at its width, merged cells over all of theirs."""
    kiriman = two_years(register, SEEDS[0])
    kiriman[DECEMBER]["hukum", "reformasi_hukum"]["hasil_resmi"]["predikat"] = "Sangat panjang " * 20
    sheet = open_book(write_workbook(book_content(register, results_of(register, kiriman))))["IKU"]
    merged = {r.start_cell.coordinate: r for r in sheet.merged_cells.ranges}
    checked = 0
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
                continue
            area = merged.get(cell.coordinate)
            columns = range(area.min_col, area.max_col + 1) if area else (cell.column,)
            rows = range(area.min_row, area.max_row + 1) if area else (cell.row,)
            width = sum(sheet.column_dimensions["ABCDEFGHIJKLMN"[column - 1]].width - 0.71 for column in columns)
            height = sum(sheet.row_dimensions[n].height or 15 for n in rows)
            assert 15 * count_lines(cell.value, round(width)) <= height, (cell.coordinate, cell.value)
            checked += 1
    assert checked > 40


def test_a_book_without_any_value_and_a_signed_one(register: Register) -> None:
    empty = write_workbook(book_content(register, compose(register, DECEMBER, {})))
    workbook = open_book(empty)
    row = iku_row(workbook["IKU"], "Indeks Reformasi Hukum")
    assert [
        workbook["IKU"].cell(row, column).value for column in (REALISASI, CAPAIAN, CATEGORY, PREDIKAT, PREVIOUS)
    ] == [None] * 5
    texts = [str(cell.value) for row in workbook["Ringkasan"].iter_rows() for cell in row if cell.value]
    assert sum("belum dapat dibuat: belum ada nilai" in t for t in texts) == 3
    assert any(t.startswith("0 dari 7 indikator mempunyai nilai; belum ada nilai: ") for t in texts)
    assert not re.search(r"\bnan\b|#", " ".join(texts), re.IGNORECASE)


def test_a_second_library_and_the_first_read_the_same(
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
) -> None:
    content = random_books[SEEDS[1]][1]
    values, other = open_book(content), CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert other.sheet_names == values.sheetnames
    for name in values.sheetnames:
        for number, row in enumerate(other.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
            for column, found in enumerate(row, start=1):
                cell = values[name].cell(number, column).value
                if isinstance(found, (int, float, str)) and not isinstance(cell, (date, datetime)):
                    assert (found or None) == (cell or None), (name, number, column)
    charts = [n for n in zipfile.ZipFile(io.BytesIO(content)).namelist() if n.startswith("xl/charts/")]
    assert len(charts) == 3


# Ringkasan and its charts


def test_charts_have_title_axes_and_words_for_who_cannot_see_them(
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
) -> None:
    results, content = random_books[SEEDS[0]]
    descriptions = re.findall(r'descr="([^"]*)"', part_xml(content, "xl/drawings/drawing1.xml"))
    assert len(descriptions) == 3 and all(
        description.startswith(("Grafik batang", "Grafik garis")) for description in descriptions
    )
    assert all(result.name in descriptions[0] and result.name in descriptions[1] for result in results)
    for number, axes in ((1, 2), (2, 4), (3, 2)):  # the trend has a second pair of axes
        xml = part_xml(content, f"xl/charts/chart{number}.xml")
        assert len(re.findall(r"<c:title>.*?</c:title>", xml)) >= 3, number
        assert len(re.findall(r"<c:(?:catAx|valAx)>", xml)) == axes
    trend = part_xml(content, "xl/charts/chart2.xml")
    assert not re.search('dispBlanksAs val="(zero|span)"', trend)  # a month without a value is a gap
    assert len(set(re.findall(r'<c:symbol val="(\w+)"', trend))) == 7  # told apart without colour


def test_quarters_arrow_and_change_against_the_month_before(
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
) -> None:
    results, content = random_books[SEEDS[0]]
    sheet = open_book(content)["Ringkasan"]
    headers = {cell.value: cell.column for cell in sheet[4]}
    for result in results:
        row = iku_row(sheet, result.name)
        triwulan = [sheet.cell(row, headers[f"Triwulan {r}"]).value for r in ("I", "II", "III", "IV")]
        expected = [result.months[n].value for n in (2, 5, 8, 11)]
        assert triwulan == [None if n is None else float(n) for n in expected], result.iku
        assert result.change is not None
        direction = "▲ naik" if result.change > 0 else "▼ turun" if result.change < 0 else "= tetap"
        assert sheet.cell(row, headers["Arah"]).value == direction
        difference = sheet.cell(row, headers["Perubahan dari bulan lalu"]).value
        assert difference == pytest.approx(float(result.change))


def test_a_break_of_method_breaks_the_line(register: Register, random_books: dict[int, tuple[Any, bytes]]) -> None:
    results = list(random_books[SEEDS[0]][0])
    points = [
        (Periode(2025, n), Published(Decimal(60 + n), "FINAL", "itkp lama" if n < 6 else "itkp baru"))
        for n in range(1, 13)
    ]
    results[0] = replace(results[0], months=link(points))
    content = write_workbook(book_content(register, tuple(results)))
    sheet = open_book(content)["Bahan LKjIP"]
    rows = [iku_row(sheet, f"Indeks tata kelola pengadaan (itkp {method})") for method in ("lama", "baru")]
    filled = [[column for column in range(2, 14) if sheet.cell(row, column).value is not None] for row in rows]
    assert filled == [list(range(2, 7)), list(range(7, 14))]
    trend = part_xml(content, "xl/charts/chart2.xml")
    assert len(re.findall(r"<c:ser>", trend)) == 8 and "ITKP (itkp lama)" in trend


# Bahan LKjIP


def test_final_target_and_comparison_come_from_the_register_or_are_said_to_be_missing(register: Register) -> None:
    results = results_of(register, two_years(register, SEEDS[0]))
    sheet = open_book(write_workbook(book_content(register, results)))["Bahan LKjIP"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "Nilai pembanding provinsi dan nasional belum ada dalam register." in texts
    assert texts.count("belum ditetapkan dalam register") == len(results)

    itkp = {"iku": "itkp", "tahun": 2025, "wilayah": "provinsi", "nilai": Decimal("72.5"), "acuan": "Surat LKPP"}
    end = {"iku": "itkp", "tahun": 2023, "nilai": Decimal(80), "acuan": "Renstra"}
    targets = TargetFile.model_validate({"target": [end], "pembanding": [itkp]})
    complete = replace(register, target_file=targets)
    content = write_workbook(book_content(complete, results_of(complete, two_years(register, SEEDS[0]))))
    sheet = open_book(content)["Bahan LKjIP"]
    value = results[0].nilai
    assert value is not None
    rows = {
        cell.value: cell.row for cell in sheet["A"] if cell.value
    }  # the last row of a name stands in the last table
    starts = {title: n for title, n in rows.items() if str(title).startswith("Tabel")}
    end_of_plan, comparison = (n + 2 for title, n in starts.items() if title[:7] in ("Tabel 3", "Tabel 4"))
    level = round_half_up(value * 100 / 80)
    assert [sheet.cell(end_of_plan, column).value for column in (1, 4, 6, 7)] == [
        results[0].name, 80, pytest.approx(float(str(level))), "Renstra",
    ]  # fmt: skip
    assert [sheet.cell(comparison, column).value for column in (3, 4, 5, 6)] == [float(value), 72.5, None, "Surat LKPP"]
    assert str(open_book(content, values=False)["Bahan LKjIP"].cell(end_of_plan, 6).value).startswith("=")


# Marks


def test_waivers_and_unconfirmed_parameters_are_marked_where_they_act(register: Register) -> None:
    results = results_of(register, two_years(register, SEEDS[0]))
    source = next(result for result in results if result.iku == "reformasi_hukum").sumber[0]
    waiver = Waiver("Kepala Bagian Hukum", "nilai menurut surat", "2026-01-31")
    temuan: Temuan = replace(
        make_temuan("P413", lembar=source.lembar, sel="B6", ditemukan="90", batas="90"), dikecualikan=waiver
    )
    time = datetime(2026, 1, 5, tzinfo=WIB)
    recap = StandingLine(
        "Bagian Hukum", "DITERIMA", False, 1, source.berkas, time, source.sha256, (), (temuan,), None
    )  # fmt: skip
    results = tuple(result if result.iku == "reformasi_hukum" else replace(result, sumber=()) for result in results)
    workbook = open_book(write_workbook(book_content(register, results, standing=(recap,))))
    sheet = workbook["IKU"]
    format_hukum = sheet.cell(iku_row(sheet, "Indeks Reformasi Hukum"), REALISASI).number_format
    format_itkp = sheet.cell(iku_row(sheet, "Indeks tata kelola pengadaan"), REALISASI).number_format
    assert "‡" in format_hukum and "‡" not in format_itkp and "†" in format_itkp
    texts = [str(cell.value) for ws in workbook.worksheets for row in ws.iter_rows() for cell in row if cell.value]
    assert any(t.startswith("‡ Ada catatan") for t in texts) and any(t.startswith("† Nilai memakai") for t in texts)
    assert any(
        "Dikecualikan oleh Kepala Bagian Hukum" in str(cell.value) for cell in workbook["Rincian Reformasi Hukum"]["A"]
    )
    scale = workbook["Rincian ITKP"]
    row = next(cell.row for cell in scale["A"] if cell.value == "SKALA PREDIKAT") + 2
    assert "†" in scale.cell(row, 2).number_format


def test_numbers_and_dates_are_written_for_indonesian_readers(
    random_books: dict[int, tuple[tuple[Result, ...], bytes]],
) -> None:
    for sheet in open_book(random_books[SEEDS[0]][1]).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, (int, float, date)):
                    assert "[$-421]" in cell.number_format, (sheet.title, cell.coordinate, cell.number_format)


def test_text_on_fills_can_be_read() -> None:
    """Contrast of every colour of letters with every fill and with the paper (WCAG AA)."""
    assert style.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    letters = {properties["font_color"] for properties in style.PROPERTIES.values() if "font_color" in properties}
    fills = {properties["bg_color"] for properties in style.PROPERTIES.values() if "bg_color" in properties} | {
        "#FFFFFF"
    }
    assert len(letters) >= 3 and len(fills) >= 6
    too_weak = [pair for pair in product(letters, fills) if style.contrast(*pair) < 4.5]
    assert too_weak == []


# Links


def archive_links(content: bytes) -> set[str]:
    number = open_book(content).sheetnames.index("Jejak Data") + 1
    return set(
        re.findall(
            r'Target="([^"]+)" TargetMode="External"', part_xml(content, f"xl/worksheets/_rels/sheet{number}.xml.rels")
        )
    )


def test_links_lead_to_the_cell_here_and_to_the_archived_original(register: Register) -> None:
    results = results_of(register, two_years(register, SEEDS[0]))
    sha = {source.sha256 for result in results for source in result.sumber}
    originals = {item: ArchivedOriginal(f"{item}.xlsx", datetime(2026, 1, 5, tzinfo=WIB)) for item in sha}
    content = write_workbook(book_content(register, results, originals=originals))
    place = PurePosixPath("outbox/konsolidasi/2025-12")
    for item in archive_links(content):
        parts = list(place.parts)
        for step in PurePosixPath(item).parts:
            parts = parts[:-1] if step == ".." else [*parts, step]
        assert "/".join(parts) in {f"outbox/arsip/{sha256}.xlsx" for sha256 in sha}
    assert archive_links(content)
    workbook = open_book(content)
    trace, checked = workbook["Jejak Data"], 0
    for row in range(4, trace.max_row + 1):
        sheet, _, cell = str(trace.cell(row, 3).hyperlink.location).replace("'", "").partition("!")
        reading = trace.cell(row, 8).value
        assert trace.cell(row, 11).value == "buka arsip"
        if isinstance(reading, (int, float)):  # a word such as "Diterbitkan" is counted there as 1 or 0
            assert workbook[sheet][cell].value == reading, (row, sheet, cell)
            checked += 1
    assert checked > 100


def test_links_stay_below_the_limit_of_a_sheet(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    results = results_of(register, two_years(register, SEEDS[0]))
    sha = {source.sha256 for result in results for source in result.sumber}
    originals = {item: ArchivedOriginal(f"{item}.xlsx", datetime(2026, 1, 5, tzinfo=WIB)) for item in sha}
    monkeypatch.setattr(evidence, "MOST_LINKS", 21)
    trace = open_book(write_workbook(book_content(register, results, originals=originals)))["Jejak Data"]
    cells = [cell for row in trace.iter_rows(min_row=4) for cell in row]
    assert sum(cell.hyperlink is not None for cell in cells) <= 21
    assert all(trace.cell(n, 3).value and trace.cell(n, 11).value for n in range(4, trace.max_row + 1))


def test_a_table_gives_its_columns_to_a_chart() -> None:
    assert TableLocation("Rincian IKM", 10, 17, {"Bagian": 0, "IKM": 13}).cell_range("IKM") == [
        "Rincian IKM",
        10,
        13,
        17,
        13,
    ]
