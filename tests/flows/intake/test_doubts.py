"""Doubts: what may be right and is more often a slip is asked about, never refused; what is ordinary is not."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.doubts import _all_zero, _lone_zero, _ranks
from schemas.periode import Periode
from schemas.survey_period import survey_months
from workbooks.filler import SheetEntries, fill_template

if TYPE_CHECKING:
    from tests.conftest import Bench

DOUBTS = {f"P4{number}" for number in range(70, 84)}
LETTER = {
    "Status rilis": "Sudah rilis",
    "Tahun penilaian": 2025,
    "Nilai resmi": 86.78,
    "Nomor surat": "1/2026",
    "Tanggal surat": date(2026, 1, 2),
}


def policy(name: str, number: str | None = None, **other: Any) -> dict[str, Any]:
    row = {"Nama kebijakan": name, "Jenis": "Perda", "Direncanakan": "Ya", "Status": "Disusun"} | other
    return row | ({"Nomor": number, "Tanggal penetapan": date(2025, 3, 17)} if number else {})


def scores(*values: float | None) -> dict[str, SheetEntries]:
    pairs = {"Status rilis": "Sudah rilis", "Tahun penilaian": 2025, "Nomor berita acara": "1/2025"}
    return {"Sinergitas Kecamatan": SheetEntries(pairs=pairs, rows=_kecamatan(list(values)))}


def _kecamatan(values: list[float | None]) -> dict[str, dict[str, Any]]:
    codes = [f"35.08.{n:02d}" for n in range(1, 22)]
    return {code: {"Skor": value} for code, value in zip(codes, values, strict=False) if value is not None}


def survey(**pairs: Any) -> dict[str, SheetEntries]:
    given_pairs = {
        "Status survei": "Sudah dilaksanakan",
        "Periode survei": "Semester II 2025",
        "Cara pengisian": "Rekap",
        "Jumlah responden": 120,
        **{name.replace("_", " "): value for name, value in pairs.items()},
    }
    return {"SKM": SheetEntries(pairs=given_pairs)}


def letter(**pairs: Any) -> dict[str, SheetEntries]:
    return {"Reformasi Hukum": SheetEntries(pairs=LETTER | {k.replace("_", " "): v for k, v in pairs.items()})}


def policies(*rows: Mapping[str, Any]) -> dict[str, SheetEntries]:
    return {"Kebijakan Perekonomian": SheetEntries(open_rows=list(rows))}


def identity(**pairs: Any) -> dict[str, SheetEntries]:
    return {"Identitas": SheetEntries(pairs={k.replace("_", " "): v for k, v in pairs.items()})}


CASES: list[tuple[str, str, dict[str, SheetEntries], set[str]]] = [
    ("nol semua", "tapem", scores(*[0] * 21), {"P470"}),
    ("satu nol di antara delapan puluhan", "tapem", scores(*[80 + n % 9 for n in range(20)], 0), {"P471"}),
    ("nol di antara nilai yang berjauhan", "tapem", scores(*[5 + 4 * n for n in range(20)], 0), set()),
    ("beberapa nol", "tapem", scores(*[80] * 12, *[0] * 9), set()),
    ("peringkat", "tapem", scores(*range(21, 0, -1)), {"P472"}),
    ("skor kecil yang bukan peringkat", "tapem", scores(*[n + 1.5 for n in range(21)]), set()),
    ("surat bernilai nol", "hukum", letter(Nilai_resmi=0), {"P473"}),
    ("surat pada skala lima", "hukum", letter(Nilai_resmi=4.1), {"P474"}),
    ("surat bernilai kecil", "hukum", letter(Nilai_resmi=5.01), set()),
    ("indeks layanan pada skala lima", "organisasi", {"Pelayanan Publik": SheetEntries(pairs=LETTER | {
        "Nilai resmi": 3.28, "Jenis": "NASIONAL"})}, set()),
    ("surat sebelum tahun yang dinilai", "hukum", letter(Tanggal_surat=date(2022, 5, 1)), {"P476"}),
    ("surat dari masa depan", "hukum", letter(Tanggal_surat=date(2027, 1, 5)), {"P476"}),
    ("surat tahun lalu", "hukum", letter(Tahun_penilaian=2024, Tanggal_surat=date(2025, 2, 1)), set()),
    ("tanggal 2052", "hukum", identity(Tanggal_penyusunan=date(2052, 1, 5)), {"P475"}),
    ("tanggal sebelum tahunnya", "hukum", identity(Tanggal_penyusunan=date(2024, 12, 31)), {"P475"}),
    ("tanggal sesudah bulannya", "hukum", identity(Tanggal_penyusunan=date(2026, 6, 30)), set()),
    ("NIP berulang", "hukum", identity(NIP_penyusun="1" * 18), {"P478"}),
    ("NIP nol", "hukum", identity(**{"NIP Kepala Bagian": "000000 000000 000000"}), {"P478"}),
    ("tanpa NIP", "hukum", identity(NIP_penyusun="-"), set()),
    ("responden melebihi populasi", "umum", survey(Jumlah_populasi=100), {"P477"}),
    ("seluruh populasi", "umum", survey(Jumlah_populasi=120), set()),
    ("tanggal sebagai jumlah", "umum", survey(Jumlah_responden=46022), {"P481"}),
    ("banyak responden", "umum", survey(Jumlah_responden=52000), set()),
    ("survei semester lalu", "umum", survey(Periode_survei="Semester I 2025"), {"P483"}),
    ("survei tahun lalu", "umum", survey(Periode_survei="tahun 2024"), {"P483"}),
    ("survei setahun", "umum", survey(Periode_survei="Tahun 2025"), set()),
    ("survei berkata lain", "umum", survey(Periode_survei="survei rutin"), set()),
    ("disusun dengan nomor", "perekonomian", policies(policy("a", "1/2025")), {"P479"}),
    ("disusun dengan strip", "perekonomian", policies(policy("a", "-")), set()),
    ("dua baris bernama sama", "perekonomian", policies(policy("Pasar  murah"), policy("pasar murah")), {"P482"}),
    ("dua jenis bernama sama", "perekonomian", policies(policy("a"), policy("a", Jenis="Perbup")), set()),
]  # fmt: skip


@pytest.fixture(scope="module")
def found(bench: "Bench", tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    files = {f"{bagian}/{name}.xlsx": fill_template(bench.blank(bagian), entries) for name, bagian, entries, _ in CASES}
    checked = bench.check(files, tmp_path_factory.mktemp("ragu"))
    for file in checked.values():
        assert file.incident is None
    return {name: {t.kode for t in file.temuan} for name, file in checked.items()}


@pytest.mark.parametrize(("name", "bagian", "entries", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_doubt_is_raised_where_there_is_one(
    name: str, bagian: str, entries: Any, expected: set[str], found: dict[str, set[str]]
) -> None:
    assert found[f"{bagian}/{name}.xlsx"] & DOUBTS == expected


@pytest.mark.parametrize(("same", "expected"), [(60, {"P480"}), (8, set())])
def test_equal_answers_are_asked_about(bench: "Bench", tmp_path: Path, same: int, expected: set[str]) -> None:
    unsur = [u.nama for u in bench.register.kepuasan_masyarakat.in_year(2025).unsur]
    rows = [
        {"Tanggal": date(2025, 8, 1 + n % 28), "Jenis layanan": "Surat"} | dict.fromkeys(unsur, 4) for n in range(same)
    ]
    entries = survey(Cara_pengisian="Responden", Jumlah_responden=None) | {
        "SKM Responden": SheetEntries(open_rows=rows)
    }
    content = fill_template(bench.blank("umum"), entries)
    (checked,) = bench.check({"umum/a.xlsx": content}, tmp_path).values()
    assert checked.accepted and {t.kode for t in checked.temuan} & DOUBTS == expected


@given(st.lists(st.none() | st.integers(0, 100).map(Decimal), max_size=30))
def test_doubts_are_about_numbers_that_are_there(values: list[Decimal | None]) -> None:
    for judge in (_all_zero, _lone_zero, _ranks):
        doubted = judge(values)
        assert len(doubted) == len(values)
        assert all(value is not None for value, doubt in zip(values, doubted, strict=True) if doubt)
    assert not (any(_all_zero(values)) and any(_lone_zero(values)))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Semester II 2025", "2025-07", "2025-12"),
        ("semester 1 tahun 2025", "2025-01", "2025-06"),
        ("Triwulan III 2025", "2025-07", "2025-09"),
        ("TW IV 2024", "2024-10", "2024-12"),
        ("Tahun 2025", "2025-01", "2025-12"),
        ("2025", "2025-01", "2025-12"),
        ("Desember 2025", "2025-12", "2025-12"),
    ],
)
def test_the_months_of_a_survey(text: str, first: str, last: str) -> None:
    assert survey_months(text) == (Periode.parse(first), Periode.parse(last))


@pytest.mark.parametrize("text", ["", "Semester III 2025", "semester", "triwulan 5 2025", "x" * 10_000, "Semester II"])
def test_other_words_say_no_months(text: str) -> None:
    assert survey_months(text) is None
