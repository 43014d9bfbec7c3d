"""Random questionnaires, surveys and units: LibreOffice computes from the workbook's cells what the rules computed."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bench.steps import consolidate_month
from flows.intake.intake import take_in
from flows.month.gathering import gather
from flows.office.settings import Settings
from flows.office.workspace import Workspace
from flows.office.workspace_ledger import open_ledger
from flows.run import Run
from schemas.periode import Periode
from workbooks.filler import SheetEntries, fill_template

if TYPE_CHECKING:
    from tests.conftest import Bench

MOMENT = datetime(2026, 1, 6, 6, tzinfo=ZoneInfo("Asia/Jakarta"))
DECEMBER = Periode(2025, 12)
BLANK = 0.15  # share of answers left out
Entries = Mapping[str, Mapping[str, SheetEntries]]  # bagian -> sheet -> what is typed


def random_entries(bench: "Bench", seed: int) -> Entries:
    """Every form that is computed from rows; one seed leaves a dimension unanswered, one fills its scores as well."""
    draw = Random(seed)
    register = bench.register

    def answer(largest: int) -> int | None:
        return None if draw.random() < BLANK else draw.randint(1, largest)

    def row(labels: list[str], largest: int) -> dict[str, int]:
        return {label: given for label in labels if (given := answer(largest)) is not None}

    kuesioner = register.kesalehan_sosial.in_year(2025).kuesioner
    left_out = kuesioner.butir[-1].dimensi if seed == 1 else None
    items = [f"{item.kode} {item.teks}" for item in kuesioner.butir if item.dimensi != left_out]
    dimensions = register.kesalehan_sosial.in_year(2025).method_for("KEMENAG5").dimensi
    scores = {dimension: {"Skor": round(draw.uniform(50, 90), 2)} for dimension in dimensions} if seed == 2 else {}
    unsur = [each.nama for each in register.kepuasan_masyarakat.in_year(2025).unsur]
    aspects = [aspect.nama for aspect in register.pelayanan_publik.in_year(2025).aspek]
    survey = {
        "Status survei": "Sudah dilaksanakan", "Periode survei": "Semester II 2025", "Cara pengisian": "Responden",
        "Jumlah populasi": draw.randint(20, 5000),
    }  # fmt: skip
    visit = {"Tanggal": date(2025, 9, 9), "Jenis layanan": "Surat"}
    hukum = {variable.nama: {"Nilai diperoleh": draw.randint(5, 20), "Nilai tertinggi": 23}
             for variable in register.reformasi_hukum.in_year(2025).variabel[seed % 2 :]}  # fmt: skip
    letter = {
        "Status rilis": "Sudah rilis", "Tahun penilaian": 2025, "Nilai resmi": 71.5, "Nomor surat": "1/B",
        "Tanggal surat": date(2026, 1, 4),
    }  # fmt: skip
    units = [
        {"Unit": f"Unit {n}", "F03": round(draw.uniform(2, 5), 2), "Jumlah responden": draw.randint(20, 40)}
        | ({aspect: round(draw.uniform(1, 5), 2) for aspect in aspects} if n % 2 else {})
        | ({"F02": round(draw.uniform(2, 5), 2)} if n != 1 else {})
        for n in range(4)
    ]
    return {
        "kesra": {
            "Kesalehan Sosial": SheetEntries(pairs={"Metode": "KEMENAG5"}, rows=scores),
            "Kuesioner IKS": SheetEntries(open_rows=[row(items, 5) | {items[0]: 3} for _ in range(15)]),
        },
        "umum": {
            "SKM": SheetEntries(pairs=survey),
            "SKM Responden": SheetEntries(open_rows=[visit | row(unsur, 4) for _ in range(15)]),
        },
        "organisasi": {"Pelayanan Publik": SheetEntries(pairs={"Jenis": "NASIONAL"}, open_rows=units)},
        "hukum": {"Reformasi Hukum": SheetEntries(pairs=letter, rows=hukum)},
    }


def consolidated(bench: "Bench", folder: Path, entries: Entries) -> tuple[bytes, Any]:
    """The consolidated workbook of what these bagian handed in, and the computations of the month."""
    workspace = Workspace(folder, Settings())
    for bagian, sheets in entries.items():
        file = workspace.inbox / bagian / "x.xlsx"
        file.parent.mkdir(parents=True)
        file.write_bytes(fill_template(bench.blank(bagian), sheets))
    run = Run(workspace=workspace, register=bench.register, ledger=open_ledger(workspace), now=MOMENT)
    consolidation = consolidate_month(run, DECEMBER)
    assert {status.bagian for status in consolidation.standing if status.is_accepted} == set(entries)
    intake = take_in(run)
    gathered = gather(run, intake, [DECEMBER], computed=[DECEMBER])
    return consolidation.workbook.read_bytes(), gathered.accepted.computations(intake.memory.basis(DECEMBER))[DECEMBER]


def test_random_surveys_are_recalculated_alike(bench: "Bench", formulas_agree: Any, tmp_path: Path) -> None:
    workbooks, results = {}, {}
    for seed in range(3):
        workbooks[f"b{seed}"], results[seed] = consolidated(bench, tmp_path / f"r{seed}", random_entries(bench, seed))
    iks = [results[n]["kesra"]["kesalehan_sosial"] for n in range(3)]
    assert [computation.value is None for computation in iks] == [False, True, False]
    assert any(t.kode == "P450" for t in iks[2].temuan)
    assert all(results[n]["umum"]["kepuasan_masyarakat"].value is not None for n in range(3))
    count = formulas_agree(workbooks, tmp_path)
    assert min(count.values()) > 70
