"""Whose year a value is, through the command line: January's letter and January's survey of the year before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from flows.demo import demo_entries
from schemas.periode import Periode
from tests.flows.month.conftest import DECEMBER, INSISTING, PERIODE, Office, pick, sheet_text
from workbooks.filler import SheetEntries, fill_template

JANUARY = "2026-01"
IDENTITY = {
    "Nama penyusun": "Siti Aminah",
    "Jabatan penyusun": "Analis",
    "NIP penyusun": "-",
    "Tanggal penyusunan": date(2026, 1, 5),
}
NOT_YET: Mapping[str, Any] = {"Status rilis": "Belum rilis"}
NO_SURVEY: Mapping[str, Any] = {"Status survei": "Belum dilaksanakan"}


def letter(value: float, year: int = 2025) -> dict[str, Any]:
    return {
        "Status rilis": "Sudah rilis",
        "Tahun penilaian": year,
        "Nilai resmi": value,
        "Nomor surat": "M.HH-1/2026",
        "Tanggal surat": date(2026, 1, 5),
    }


def hand_in(office: Office, periode: str, entries: Mapping[str, SheetEntries], name: str = "iku.xlsx") -> None:
    """Hukum's template of the month, filled and dropped."""
    office.iku("templat", "--periode", periode, "--bagian", "hukum")
    folder = office.workspace.bagian_folder("hukum", Periode.parse(periode))
    (template,) = folder.glob("Templat*.xlsx")
    office.inbox.drop(f"hukum/{periode} {name}", fill_template(template.read_bytes(), entries))


def report(
    result: Mapping[str, Any], survey: Mapping[str, Any] = NO_SURVEY, **identity: Any
) -> dict[str, SheetEntries]:
    return {
        "Identitas": SheetEntries(pairs=IDENTITY | identity),
        "Reformasi Hukum": SheetEntries(pairs=result),
        "SKM": SheetEntries(pairs=survey),
    }


def test_a_letter_of_last_year_is_offered_to_its_december(office: Office) -> None:
    hand_in(office, DECEMBER, report(NOT_YET))
    office.consolidate()
    hand_in(office, JANUARY, report(letter(87.1)))
    january = office.json("konsolidasi", "--periode", JANUARY)
    result = pick(january["hasil"], iku="reformasi_hukum")
    assert (result["nilai"], result["nilai_tahun_lalu"]) == (None, 87.1)
    answer = sheet_text(
        office.workspace.bagian_folder("hukum", Periode(2026, 1)) / f"Hasil Verifikasi hukum {JANUARY}.xlsx", 0
    )
    assert "kirim sebagai perbaikan Desember 2025" in answer
    assert "kirim sebagai perbaikan Desember 2025" in " ".join(office.iku("status", "--periode", JANUARY).split())

    december = office.consolidate()
    assert december["buku_kerja"].endswith("draf-02.xlsx")
    result = pick(december["hasil"], iku="reformasi_hukum")
    assert result["nilai"] is None
    assert any("nilai final tahun 2025 (87,10) datang pada Januari 2026" in note for note in result["catatan"])

    hand_in(office, DECEMBER, report(letter(87.1), **{"Pengiriman ke-": 2}), "perbaikan.xlsx")
    december = office.consolidate()
    result = pick(december["hasil"], iku="reformasi_hukum")
    assert (result["nilai"], result["status"]) == (87.1, "FINAL")
    assert not any("datang pada Januari" in note for note in result["catatan"])
    codes = [
        t["kode"] for t in pick(office.json("status", "--periode", JANUARY)["pengumpulan"], bagian="hukum")["temuan"]
    ]
    assert "P509" not in codes and "I422" in codes


def test_a_letter_that_comes_after_the_lock_is_told_to_both(office: Office) -> None:
    hand_in(office, DECEMBER, report(NOT_YET))
    office.consolidate()
    office.iku("kunci", DECEMBER)
    signed = (office.workspace.consolidation_folder(PERIODE) / "IKU_Setda_2025-12_final.xlsx").read_bytes()
    hand_in(office, JANUARY, report(letter(87.1)))
    office.json("konsolidasi", "--periode", JANUARY)
    words = "Desember 2025 sudah dikunci; sekretariat diberi tahu"
    file = office.workspace.bagian_folder("hukum", Periode(2026, 1)) / f"Hasil Verifikasi hukum {JANUARY}.xlsx"
    assert words in sheet_text(file, 0)
    assert words in " ".join(office.iku("status", "--periode", JANUARY).split())
    assert (office.workspace.consolidation_folder(PERIODE) / "IKU_Setda_2025-12_final.xlsx").read_bytes() == signed
    assert office.json("konsolidasi", "--periode", DECEMBER)["terkunci"] is True


def test_a_signed_value_is_last_years_whatever_the_letter_says(office: Office) -> None:
    hand_in(office, DECEMBER, report(letter(86.25)))
    office.consolidate()
    office.iku("kunci", DECEMBER, *INSISTING)
    hand_in(office, JANUARY, report(letter(87.1)))
    result = pick(office.json("konsolidasi", "--periode", JANUARY)["hasil"], iku="reformasi_hukum")
    assert result["nilai_tahun_lalu"] == 86.25
    assert any("86,25" in note and "87,10" in note for note in result["catatan"])


def test_a_survey_of_last_year_sent_in_january_is_last_years(office: Office) -> None:
    entries = demo_entries("hukum")["SKM"]
    survey = {**entries.pairs, "Periode survei": "Semester II 2025"}
    filled = report(NOT_YET) | {"SKM": SheetEntries(pairs=survey, rows=entries.rows)}
    hand_in(office, JANUARY, filled)
    result = pick(office.json("konsolidasi", "--periode", JANUARY)["hasil"], iku="kepuasan_masyarakat")
    assert result["nilai"] is None and result["nilai_tahun_lalu"] is not None
    codes = [
        t["kode"] for t in pick(office.json("status", "--periode", JANUARY)["pengumpulan"], bagian="hukum")["temuan"]
    ]
    assert {"I441", "P509"} <= set(codes)


@pytest.mark.parametrize(
    ("when", "code"), [("Semester II", "G439"), ("tahun lalu", "G439"), ("Semester II 2026", "G440")]
)
def test_a_survey_without_a_time_that_can_be_read_is_asked_about(office: Office, when: str, code: str) -> None:
    entries = demo_entries("hukum")["SKM"]
    filled = report(NOT_YET) | {"SKM": SheetEntries(pairs={**entries.pairs, "Periode survei": when}, rows=entries.rows)}
    hand_in(office, JANUARY, filled)
    kiriman = pick(office.json("konsolidasi", "--periode", JANUARY)["pengumpulan"], bagian="hukum")
    assert kiriman["status"] == "DIKEMBALIKAN"
    assert [t["sel"] for t in kiriman["temuan"] if t["kode"] == code] == ["B8"]
