"""Formulas against `evaluate`: by their text, and as LibreOffice, an independent calculator, computes them."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from iku_rules.context import RuleContext
from iku_rules.register_model.load import load_register
from iku_rules.steps import (
    Difference,
    Greatest,
    IfAtLeast,
    Input,
    Least,
    Mean,
    Node,
    Parameter,
    Product,
    Quotient,
    Rounded,
    Step,
    Sum,
    evaluate,
    stepped,
    walk,
)
from schemas.periode import Periode
from workbooks.cells import CellMap, write_node
from workbooks.formulas.write import TooLong, formula_of, guarded_formula_of, join_ranges
from workbooks.template.writer import PREVIEW_LABEL, STATE_LABEL, PreviewSource, write_template

Recalculate = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]

# Texts


def inputs(*values: str | None) -> list[Input]:
    return [Input(f"m{n}", None if value is None else Decimal(value)) for n, value in enumerate(values)]


def in_column(nodes: list[Input], column: str = "D", first: int = 7) -> Callable[[Node], str | None]:
    addresses = {id(node): f"{column}{first + n}" for n, node in enumerate(nodes)}
    return lambda node: addresses.get(id(node))


def test_a_sum_becomes_a_range() -> None:
    nodes = inputs("1", "2", "3")
    step = Step("total", Rounded(Sum(tuple(nodes)), 2))
    assert formula_of(step, in_column(nodes)) == "ROUND(SUM(D7:D9),2)"
    assert guarded_formula_of(step, in_column(nodes)) == 'IF(COUNT(D7:D9)=3,ROUND(SUM(D7:D9),2),"")'


def test_a_parameter_without_a_cell_is_written_with_a_point() -> None:
    (node,) = inputs("3")
    weight = Parameter("bobot", Decimal("0.75"), "acuan", True)
    assert formula_of(Product(weight, node), in_column([node])) == "0.75*D7"


def test_a_step_without_a_cell_is_inserted_in_brackets() -> None:
    a, b, c = inputs("1", "2", "3")
    difference = Step("selisih", Difference(a, b))
    assert formula_of(Product(difference, c), in_column([a, b, c])) == "(D7-D8)*D9"
    assert formula_of(Difference(c, difference), in_column([a, b, c])) == "D9-(D7-D8)"
    assert formula_of(Quotient(c, Product(a, b)), in_column([a, b, c])) == 'IF(D7*D8=0,"",D9/(D7*D8))'


def test_a_quotient_is_safe_from_zero() -> None:
    a, b = inputs("1", "2")
    assert formula_of(Quotient(a, b), in_column([a, b])) == 'IF(D8=0,"",D7/D8)'
    assert guarded_formula_of(Rounded(Quotient(a, b), 2), in_column([a, b])) == (
        'IF(COUNT(D7:D8)=2,IF(D8=0,"",ROUND(D7/D8,2)),"")'
    )
    assert formula_of(Quotient(a, Parameter("n", Decimal(9), "", True)), in_column([a, b])) == "D7/9"


def test_a_mean_passes_over_the_blank() -> None:
    nodes = inputs("1", None, "3")
    assert guarded_formula_of(Mean(tuple(nodes)), in_column(nodes)) == 'IF(COUNT(D7:D9)=0,"",AVERAGE(D7:D9))'


def test_if_at_least_needs_the_chosen_branch_only() -> None:
    a, b, c, d = inputs("1", "2", "3", "4")
    result = guarded_formula_of(IfAtLeast(a, b, c, d), in_column([a, b, c, d]))
    assert result == 'IF(COUNT(D7:D8)=2,IF(D7>=D8,IF(COUNT(D9)=1,D9,""),IF(COUNT(D10)=1,D10,"")),"")'


def test_many_terms_become_a_sum_of_sums() -> None:
    nodes = inputs(*["1"] * 300)
    scattered = {id(node): f"B{2 * n}" for n, node in enumerate(nodes, 1)}
    text = formula_of(Sum(tuple(nodes)), lambda node: scattered.get(id(node)))
    assert re.fullmatch(r"SUM\(SUM\((B\d+,){254}B\d+\),SUM\((B\d+,){44}B\d+\)\)", text)


def test_too_long_a_formula_is_refused() -> None:
    nodes = inputs(*["1"] * 3000)
    scattered = {id(node): f"B{2 * n}" for n, node in enumerate(nodes, 1)}
    with pytest.raises(TooLong):
        formula_of(Sum(tuple(nodes)), lambda node: scattered.get(id(node)))


def test_too_long_a_formula_is_written_as_its_value() -> None:
    """One bagian with thousands of rows must not stop the workbook of all."""
    nodes = inputs(*["1"] * 3000)
    output, cell_map = io.BytesIO(), CellMap()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = workbook.add_worksheet("x")
    for n, node in enumerate(nodes):
        cell_map.record(node, "x", 2 * n, 1)
    write_node(sheet, "x", cell_map, 0, 0, Step("jumlah", Sum(tuple(nodes))), workbook.add_format())
    workbook.close()
    assert load_workbook(output)["x"]["A1"].value == 3000


def test_tiers_guard_what_they_measure_once() -> None:
    (node,) = inputs("55")
    limits = [Parameter(f"b{n}", Decimal(n * 50), "acuan", True) for n in range(1, 4)]
    values = [Parameter(f"n{n}", Decimal(n), "acuan", True) for n in range(4)]
    tiers = stepped(node, values[0], list(zip(limits, values[1:], (True, False, False), strict=True)))
    assert guarded_formula_of(tiers, in_column([node])) == (
        'IF(COUNT(D7)=1,IF(D7>=150,3,IF(D7>=100,2,IF(D7>50,1,0))),"")'
    )


def test_ranges_are_joined() -> None:
    assert join_ranges(["D7", "D8", "D10"]) == ["D7:D8", "D10"]
    assert join_ranges(["D7", "E7", "F7"]) == ["D7:F7"]
    assert join_ranges(["Lain!D7", "Lain!D8"]) == ["Lain!D7:D8"]
    assert join_ranges(["Lain!D7", "D8"]) == ["Lain!D7", "D8"]
    assert join_ranges(["$D$7", "$D$8", "D9*2"]) == ["$D$7:$D$8", "D9*2"]
    assert join_ranges(["D7", "D7"]) == ["D7", "D7"]


# The same numbers as `evaluate`, by LibreOffice

NUMBERS = st.one_of(
    st.decimals(Decimal(-50), Decimal(400), places=2, allow_nan=False),
    st.sampled_from([Decimal(0), Decimal(1), Decimal("0.75"), Decimal("82.345"), Decimal(100)]),
)
LEAVES = st.one_of(
    st.builds(Input, st.just("m"), st.one_of(st.none(), NUMBERS, NUMBERS, NUMBERS)),
    st.builds(Parameter, st.just("p"), NUMBERS, st.just("acuan"), st.just(True)),
)


def _tiered(tested: Node, base: Node, tiers: list[tuple[Decimal, Node, bool]]) -> Node:
    """A stepped choice; now and then `tested` stands exactly where a step begins."""
    ordered = sorted(tiers, key=lambda tier: tier[0])
    return stepped(
        tested, base, [(Parameter("b", cut, "acuan", True), value, inclusive) for cut, value, inclusive in ordered]
    )


def _operations(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    terms = st.lists(nodes, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Sum, terms),
        st.builds(Mean, terms),
        st.builds(Least, terms),
        st.builds(Greatest, terms),
        st.builds(Product, nodes, nodes),
        st.builds(Quotient, nodes, nodes),
        st.builds(Difference, nodes, nodes),
        st.builds(Rounded, nodes, st.integers(0, 3)),
        st.builds(IfAtLeast, nodes, nodes, nodes, nodes, st.booleans()),
        st.builds(_tiered, nodes, nodes, st.lists(st.tuples(NUMBERS, nodes, st.booleans()), min_size=1, max_size=4)),
        st.builds(Step, st.just("langkah"), nodes),
    )


def random_trees(count: int) -> list[Node]:
    """The same random trees each time: one LibreOffice run serves them all, so hypothesis only draws them."""
    trees: list[Node] = []

    @settings(
        max_examples=count, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.recursive(LEAVES, _operations, max_leaves=12))
    def collect(tree: Node) -> None:
        trees.append(tree)

    collect()
    return trees


def _write_trees(trees: list[Node]) -> bytes:
    """One row a tree: A its formula, from B on the cells of its inputs, parameters and every other step."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = workbook.add_worksheet("pohon")
    for row, root in enumerate(trees):
        cells: dict[int, str] = {}
        with_column = [node for node in walk(root) if isinstance(node, (Input, Parameter, Step)) and node is not root]
        with_column = [
            node for n, node in enumerate(with_column) if not (isinstance(node, (Step, Parameter)) and n % 2)
        ]
        for column, node in enumerate(with_column, start=1):
            cells[id(node)] = f"{xlsxwriter.utility.xl_col_to_name(column)}{row + 1}"
        for column, node in enumerate(with_column, start=1):
            if isinstance(node, Step):
                sheet.write_formula(
                    row, column, "=" + guarded_formula_of(node, lambda step, cells=cells: cells.get(id(step)))
                )
            elif node.value is not None:
                sheet.write_number(row, column, float(node.value))
        sheet.write_formula(row, 0, "=" + guarded_formula_of(root, lambda step, cells=cells: cells.get(id(step))))
    workbook.close()
    return output.getvalue()


def test_random_trees_agree_with_the_rules(recalculate: Recalculate, tmp_path: Path) -> None:
    trees = random_trees(400)
    workbook = recalculate({"pohon": _write_trees(trees)}, tmp_path)["pohon"]
    differences = []
    for row, root in enumerate(trees, start=1):
        computed, expected = workbook["pohon"].cell(row, 1).value, evaluate(root)
        if not _is_same(computed, expected):
            differences.append((root, expected, computed, guarded_formula_of(root, lambda step: None)))
    assert not differences, differences[:3]


def _is_same(computed: object, expected: Decimal | None) -> bool:
    if expected is None:
        return computed in (None, "")
    if not isinstance(computed, (int, float)):
        return False
    return abs(computed - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))


# The counters and the preview of a filled template, by LibreOffice

READY = "SIAP DIKIRIM"
DAY = datetime(2025, 11, 3)
IDENTITY: dict[str, object] = {
    "Nama penyusun": "Budi",
    "NIP penyusun": "198001012005011001",
    "Jabatan penyusun": "Analis",
    "Tanggal penyusunan": datetime(2026, 1, 4),
}
NRR = [3.4, 3.5, 3.2, 4, 3.3, 3.4, 3.6, 3.5, 3.2]
LETTER: dict[str, object] = {"Nilai resmi": 68.24, "Tahun penilaian": 2025, "Nomor surat": "1/2", "Tanggal surat": DAY}

ASPECTS = [
    "Kebijakan", "Profesionalisme SDM", "Sarana prasarana", "Sistem informasi", "Konsultasi dan pengaduan", "Inovasi",
]  # fmt: skip

# Name: bagian, sheet, pairs, columns of the table, state of the sheet, preview, state of the template.
Filling = tuple[str, str, dict[str, object], dict[str, list[Any]], str, float | None, str]
FILLINGS: dict[str, Filling] = {
    "kosong": ("pbj", "ITKP", {}, {}, "Kosong", None, READY),
    "itkp": ("pbj", "ITKP", {}, {"Nilai": [7.12, 3.18, 4, 1, 4.44, 3.61, 13.78, 31.11]}, "Lengkap", 68.24, READY),
    "itkp_sebagian": (
        "pbj", "ITKP", {}, {"Nilai": [7.12, 3.18, 4]}, "Masih 5 sel", None, "Masih 5 sel yang harus diisi",
    ),
    "surat": ("pbj", "ITKP", {"Status rilis": "Sudah rilis", **LETTER}, {}, "Lengkap", 68.24, READY),
    "surat_kurang": (
        "pbj", "ITKP", {"Status rilis": "Sudah rilis"}, {}, "Masih 4 sel", None, "Masih 4 sel yang harus diisi",
    ),
    "belum_rilis": ("pbj", "ITKP", {"Status rilis": "Belum rilis"}, {}, "Lengkap", None, READY),
    "belum_rilis_tetapi_ada": (
        "pbj", "ITKP", {"Status rilis": "Belum rilis", **LETTER}, {}, "Masih 1 sel", 68.24,
        "Masih 1 sel yang harus diisi",
    ),
    "hitungan": (
        "pbj", "ITKP Hitungan", {},
        {"Pembilang": [1000, 886, 6775, 3, 602, 972, 6, 8], "Penyebut": [1000, 1000, 10000, "-", 1000, 1000, 27, 9]},
        "Lengkap", 68.24, READY,
    ),
    "hitungan_sebagian": (
        "pbj", "ITKP Hitungan", {}, {"Pembilang": [1000, 886], "Penyebut": [1000, None, 27]}, "Masih 2 sel", None,
        "Masih 2 sel yang harus diisi",
    ),
    "hitungan_satu_baris": (
        "pbj", "ITKP Hitungan", {}, {"Pembilang": [None] * 7 + [8]}, "Lengkap", None, READY,
    ),
    "hitungan_bagi_nol": (
        "pbj", "ITKP Hitungan", {},
        {"Pembilang": [1000, 886, 0, 3, 602, 972, 6, 8], "Penyebut": [1000, 1000, 0, "-", 1000, 1000, 27, 9]},
        "Lengkap", None, READY,
    ),
    "skm": (
        "umum", "SKM", {"Periode survei": "Semester II 2025", "Cara pengisian": "Rekap", "Jumlah responden": 120},
        {"NRR": NRR}, "Lengkap", 86.39, READY,
    ),
    "skm_strip": (
        "umum", "SKM", {"Periode survei": "Semester II 2025", "Cara pengisian": "Rekap"},
        {"NRR": [*NRR[:3], "-", *NRR[4:]]}, "Masih 1 sel", 84.69, "Masih 1 sel yang harus diisi",
    ),
    "skm_sebagian": (
        "umum", "SKM", {"Periode survei": "S", "Cara pengisian": "Rekap", "Jumlah responden": 1}, {"NRR": NRR[:8]},
        "Masih 1 sel", None, "Masih 1 sel yang harus diisi",
    ),
    "skm_tanpa_responden": (
        "umum", "SKM", {"Periode survei": "S", "Cara pengisian": "Responden"}, {}, "Kosong", None, READY,
    ),
    "skm_belum": ("umum", "SKM", {"Status survei": "Belum dilaksanakan"}, {}, "Lengkap", None, READY),
    "responden_saja": (
        "umum", "SKM Responden", {}, {"Tanggal": [DAY, DAY], "Jenis layanan": ["KTP"], "Persyaratan": [4, 3]},
        "Masih 1 sel", None, "Masih 3 sel yang harus diisi",
    ),
    "kebijakan": (
        "perekonomian", "Kebijakan Perekonomian", {},
        {
            "Nama kebijakan": list("ABCDEF"), "Jenis": ["Perbup"] * 6,
            "Direncanakan": ["Ya", "Ya", "Ya", "Tidak", "Ya", "Ya"],
            "Status": ["Diterbitkan", "Diterbitkan", "Disusun", "Diterbitkan", "Diterbitkan", "Diterbitkan"],
            "Nomor": ["1/2025", "2/2025", None, "3/2025", "4/2026", "-"],
            "Tanggal penetapan": [datetime(2025, 12, 31), DAY, None, DAY, datetime(2026, 1, 1), DAY],
        },
        "Lengkap", 40, READY,
    ),
    "kebijakan_kurang": (
        "perekonomian", "Kebijakan Perekonomian", {},
        {
            "Nama kebijakan": list("AB"), "Jenis": ["Perbup"], "Direncanakan": ["Ya", "Ya"],
            "Status": ["Diterbitkan"] * 2, "Nomor": ["1/2025"],
        },
        "Masih 4 sel", None, "Masih 4 sel yang harus diisi",
    ),
    "sinergitas": (
        "tapem", "Sinergitas Kecamatan", {"Tahun penilaian": 2025}, {"Skor": [80, None, 85.5]}, "Masih 1 sel", 82.75,
        "Masih 1 sel yang harus diisi",
    ),
    "sinergitas_belum": (
        "tapem", "Sinergitas Kecamatan", {"Tahun penilaian": 2025, "Status rilis": "Belum rilis"}, {"Skor": [80]},
        "Lengkap", 80, READY,
    ),
    "kesalehan": (
        "kesra", "Kesalehan Sosial", {"Metode": "KEMENAG5", "Jumlah responden": 400},
        {"Skor": [81.1, 82.2, 83.3, 84.4, 85.55]}, "Lengkap", 83.31, READY,
    ),
    "kesalehan_dua": (
        "kesra", "Kesalehan Sosial", {"Metode": "JATIM2", "Jumlah responden": 400}, {"Skor": [None] * 5 + [70.0]},
        "Masih 1 sel", None, "Masih 1 sel yang harus diisi",
    ),
    "hukum": (
        "hukum", "Reformasi Hukum", {}, {"Nilai diperoleh": [80, 70, 60, 50], "Nilai tertinggi": [100, 100, 80, 70]},
        "Lengkap", 74.29, READY,
    ),
    "kuesioner": (
        "kesra", "Kuesioner IKS", {}, {"KEP1 Contoh butir kepedulian sosial": [5, 4, None, 3]}, "Lengkap", None,
        "Masih 1 sel yang harus diisi",  # Metode, on the other sheet; neither scores nor number of respondents
    ),
    "hukum_surat": (
        "hukum", "Reformasi Hukum", {"Status rilis": "Sudah rilis", **LETTER},
        {"Nilai diperoleh": [25, 25, 27], "Nilai tertinggi": [25, 25, 30]}, "Lengkap", 68.24, READY,
    ),
    "hukum_surat_setengah": (
        "hukum", "Reformasi Hukum", {"Status rilis": "Sudah rilis", **LETTER},
        {"Nilai diperoleh": [25, 25, 27], "Nilai tertinggi": [25, 25]}, "Masih 1 sel", 68.24,
        "Masih 1 sel yang harus diisi",
    ),
    "hukum_nol": (
        "hukum", "Reformasi Hukum", {}, {"Nilai diperoleh": [80, 70, 60, 50], "Nilai tertinggi": [100, 100, 80, 0]},
        "Lengkap", None, READY,
    ),
    "pelayanan": (
        "organisasi", "Pelayanan Publik", {"Jenis": "MANDIRI"},
        {"Unit": list("ABC"), "F02": [3.5, 3.2, 4], "F03": [4, 3, 5], "Jumlah responden": [30, 29, 200]},
        "Lengkap", 3.43, READY,
    ),
    "pelayanan_aspek": (
        "organisasi", "Pelayanan Publik", {"Jenis": "MANDIRI"},
        {
            "Unit": list("AB"), "F02": [3.5], "F03": [4, 3], "Jumlah responden": [30, 29],
            **{aspect: [None, 3] for aspect in ASPECTS},
        },
        "Lengkap", None, READY,
    ),
    "pelayanan_aspek_kurang": (
        "organisasi", "Pelayanan Publik", {"Jenis": "MANDIRI"},
        {
            "Unit": list("ABC"), "F02": [3.5], "F03": [4, 3, 3], "Jumlah responden": [30, 29, 31],
            **{aspect: [None, 3] for aspect in ASPECTS[:4]},
        },
        "Masih 3 sel", None, "Masih 3 sel yang harus diisi",  # two aspects of B, F02 of C
    ),
    "pelayanan_galat": (
        "organisasi", "Pelayanan Publik", {},
        {"Unit": ["A", None], "F02": ["=1/0", 3.2], "F03": [4, 3], "Jumlah responden": [30, 29]},
        "Masih 2 sel", None, "Masih 2 sel yang harus diisi",
    ),
}  # fmt: skip


def _find(ws: Any, text: str) -> Any:
    return next(cell for row in ws.iter_rows() for cell in row if cell.value == text)


def _template(code: str) -> Workbook:
    register, periode = load_register(), Periode(2025, 12)
    name, forms, form_year = (
        register.bagian_name(code, periode.last_day),
        register.forms(code),
        register.form_year(2025),
    )
    preview = PreviewSource.from_rules(RuleContext(register, periode, code))
    return load_workbook(io.BytesIO(write_template(code, name, periode, forms, form_year, preview, "5 Januari 2026")))


def _save(workbook: Workbook) -> bytes:
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _fill_template(code: str, sheet: str, pairs: Mapping[str, object], columns: Mapping[str, list[Any]]) -> bytes:
    """A template filled as a person does: by label, below a header, to the right of a label."""
    workbook = _template(code)
    for ws, entries in ((workbook["Identitas"], IDENTITY), (workbook[sheet], pairs)):
        for label, value in entries.items():
            cell = _find(ws, label)
            ws.cell(cell.row, cell.column + 1).value = value
    for label, values in columns.items():
        header = _find(workbook[sheet], label)
        for number, value in enumerate(values, 1):
            workbook[sheet].cell(header.row + number, header.column).value = value
    return _save(workbook)


@pytest.fixture(scope="module")
def computed(recalculate: Recalculate, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    filled = {name: _fill_template(*content[:4]) for name, content in FILLINGS.items()}
    return recalculate(filled, tmp_path_factory.mktemp("templat"))


@pytest.mark.parametrize("name", FILLINGS)
def test_state_and_preview_follow_the_entries(name: str, computed: dict[str, Workbook]) -> None:
    _, sheet, _, _, state, preview, whole = FILLINGS[name]
    ws = computed[name][sheet]

    def right_of(label: str) -> object:
        cell = _find(ws, label)
        return ws.cell(cell.row, cell.column + 1).value

    assert right_of(STATE_LABEL) == state
    assert computed[name]["Petunjuk"]["D1"].value == whole
    if sheet not in ("SKM Responden", "Kuesioner IKS"):
        assert right_of(PREVIEW_LABEL) == preview


def test_the_preview_of_respondents_answers(recalculate: Recalculate, tmp_path: Path) -> None:
    """Three respondents, one answer missing: each unsur is the mean of its valid answers."""
    workbook = _template("umum")
    ws, respondents = workbook["SKM"], workbook["SKM Responden"]
    cell = _find(ws, "Cara pengisian")
    ws.cell(cell.row, cell.column + 1).value = "Responden"
    answers = [[4, 3, 4, 3, 4, 3, 4, 3, 4], [4, None, 4, 3, 4, 3, 4, 3, 3], [4, 3, 4, 3, 4, 3, 4, 3, 2]]
    header = _find(respondents, "Persyaratan")
    for number, respondent in enumerate(answers, 1):
        for column, value in enumerate(respondent):
            respondents.cell(header.row + number, header.column + column).value = value
    ws = recalculate({"umum": _save(workbook)}, tmp_path)["umum"]["SKM"]
    cell = _find(ws, PREVIEW_LABEL)
    assert ws.cell(cell.row, cell.column + 1).value == 86.11
