"""What proves the numbers: marks of waivers and unconfirmed parameters, links to the archived originals."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

import pytest

from iku_rules.register_model.register import Register
from schemas.kiriman_status import KirimanStatus
from schemas.temuan import Temuan, Waiver, make_temuan
from tests.workbooks.consolidated.conftest import (
    REALISASI,
    SEEDS,
    WIB,
    book_content,
    iku_row,
    open_book,
    part_xml,
    results_of,
    two_years,
)
from workbooks.consolidated import evidence
from workbooks.consolidated.content import ArchivedOriginal
from workbooks.consolidated.workbook import write_workbook


def test_waivers_and_unconfirmed_parameters_are_marked_where_they_act(register: Register) -> None:
    results = results_of(register, two_years(register, SEEDS[0]))
    source = next(h for h in results if h.iku == "reformasi_hukum").sumber[0]
    waiver = Waiver("Kepala Bagian Hukum", "nilai menurut surat", "2026-01-31")
    temuan: Temuan = replace(
        make_temuan("P413", lembar=source.lembar, sel="B6", ditemukan="90", batas="90"), dikecualikan=waiver
    )
    time = datetime(2026, 1, 5, tzinfo=WIB)
    recap = KirimanStatus(
        "hukum", "DITERIMA", False, 1, source.berkas, source.sha256, file_time=time, temuan=(temuan,)
    )  # fmt: skip
    results = tuple(h if h.iku == "reformasi_hukum" else replace(h, sumber=()) for h in results)
    workbook = open_book(write_workbook(book_content(register, results, standing=(recap,))))
    sheet = workbook["IKU"]
    format_hukum = sheet.cell(iku_row(sheet, "Indeks Reformasi Hukum"), REALISASI).number_format
    format_itkp = sheet.cell(iku_row(sheet, "Indeks tata kelola pengadaan"), REALISASI).number_format
    assert "‡" in format_hukum and "‡" not in format_itkp and "†" in format_itkp
    texts = [str(s.value) for ws in workbook.worksheets for row in ws.iter_rows() for s in row if s.value]
    assert any(t.startswith("‡ Ada catatan") for t in texts) and any(t.startswith("† Nilai memakai") for t in texts)
    assert any(
        "Dikecualikan oleh Kepala Bagian Hukum" in str(s.value) for s in workbook["Rincian Reformasi Hukum"]["A"]
    )
    scale = workbook["Rincian ITKP"]
    row = next(s.row for s in scale["A"] if s.value == "SKALA PREDIKAT") + 2
    assert "†" in scale.cell(row, 2).number_format


def archive_links(content: bytes) -> set[str]:
    number = open_book(content).sheetnames.index("Jejak Data") + 1
    return set(
        re.findall(
            r'Target="([^"]+)" TargetMode="External"', part_xml(content, f"xl/worksheets/_rels/sheet{number}.xml.rels")
        )
    )


def test_links_lead_to_the_cell_here_and_to_the_archived_original(register: Register) -> None:
    results = results_of(register, two_years(register, SEEDS[0]))
    sha = {s.sha256 for h in results for s in h.sumber}
    originals = {item: ArchivedOriginal(f"{item}.xlsx", datetime(2026, 1, 5, tzinfo=WIB)) for item in sha}
    content = write_workbook(book_content(register, results, originals=originals))
    place = PurePosixPath("outbox/konsolidasi/2025-12")
    for item in archive_links(content):
        parts = list(place.parts)
        for step in PurePosixPath(item).parts:
            parts = parts[:-1] if step == ".." else [*parts, step]
        assert "/".join(parts) in {f"outbox/arsip/{s}.xlsx" for s in sha}
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
    sha = {s.sha256 for h in results for s in h.sumber}
    originals = {item: ArchivedOriginal(f"{item}.xlsx", datetime(2026, 1, 5, tzinfo=WIB)) for item in sha}
    monkeypatch.setattr(evidence, "MOST_LINKS", 21)
    trace = open_book(write_workbook(book_content(register, results, originals=originals)))["Jejak Data"]
    cells = [s for row in trace.iter_rows(min_row=4) for s in row]
    assert sum(s.hyperlink is not None for s in cells) <= 21
    assert all(trace.cell(n, 3).value and trace.cell(n, 11).value for n in range(4, trace.max_row + 1))
