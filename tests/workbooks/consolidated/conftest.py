"""Books without the inbox: random submissions of two years, their results, the workbook, and ways to look into it."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from iku_rules.across_months import compose
from iku_rules.register_model.load import load_register
from iku_rules.register_model.register import Register
from iku_rules.result import Computation, Result
from schemas.periode import Periode
from tests.iku_rules.conftest import Maker, letter
from workbooks.consolidated.content import BookContent
from workbooks.consolidated.workbook import write_workbook

DECEMBER = Periode(2025, 12)
WIB = timezone(timedelta(hours=7))
TARGET = {
    "itkp": 70, "kebijakan_perekonomian": 100, "sinergitas_kecamatan": 80, "kesalehan_sosial": 82,
    "reformasi_hukum": 85, "kepuasan_masyarakat": 88, "pelayanan_publik": 3,
}  # fmt: skip
REALISASI, CAPAIAN, CATEGORY, PREDIKAT, PREVIOUS = 9, 10, 11, 12, 14
SEEDS = (1, 2, 3)
Kiriman = dict[tuple[str, str], dict[str, Any]]  # (bagian, indicator) -> blocks


@pytest.fixture(scope="session")
def register() -> Register:
    return load_register(target=[{"iku": iku, "tahun": 2025, "nilai": value} for iku, value in TARGET.items()])


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
            "kebijakan_perekonomian": [
                kebijakan_row(n, n > 0 and draw.random() < 0.6) for n in range(draw.randint(3, 12))
            ]
        },
        ("tapem", "sinergitas_kecamatan"): {
            "sinergitas_penilaian": {"status": "Sudah rilis", "tahun_penilaian": 2025, "berita_acara": "1/2025"},
            "sinergitas_kecamatan": {k: value(50, 100) for k in kecamatan[: draw.randint(15, 21)]},
        },
        ("kesra", "kesalehan_sosial"): {
            "kesalehan_survei": {"metode": "KEMENAG5", "jumlah_responden": 400},
            "kesalehan_sosial": {d: value(60, 95) for d in dimensions},
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


def kebijakan_row(number: int, issued: bool) -> dict[str, Any]:
    issue = {"nomor": f"{number}/2025", "tanggal": date(2025, 3, 17)} if issued else {}
    status = "Diterbitkan" if issued else "Disusun"
    return {"nama": f"Kebijakan {number}", "jenis": "Perbup", "direncanakan": "Ya", "status": status, **issue}


def _recap(nrr: Mapping[str, Any]) -> dict[str, Any]:
    survey = {"status": "Sudah dilaksanakan", "periode_survei": "Semester II 2025", "cara": "Rekap"}
    return {"skm_survei": {**survey, "jumlah_responden": 100}, "skm": dict(nrr)}


def _respondents(answers: list[list[int]]) -> dict[str, Any]:
    survey = {"status": "Sudah dilaksanakan", "periode_survei": "Semester II 2025", "cara": "Responden"}
    rows = [
        {"tanggal": date(2025, 11, 17), "layanan": "x", **{f"u{n}": j for n, j in enumerate(respondent, start=1)}}
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
        "originals": {}, "deadline": date(2026, 1, 5),
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
            if isinstance(block, dict) and "periode_survei" in block:
                block["periode_survei"] = f"Semester II {year}"
    return kiriman


@pytest.fixture(scope="session")
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


def part_xml(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(name).decode("utf-8")
