"""The counters and the preview of a filled template, as LibreOffice computes them."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from iku_rules.context import RuleContext
from iku_rules.register_model.load import load_register
from schemas.periode import Periode
from workbooks.template.build import write_template
from workbooks.template.counters import STATE_LABEL
from workbooks.template.preview import PREVIEW_LABEL, rules_preview

Recalculate = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]

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
    preview = rules_preview(RuleContext(register, periode, code))
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
