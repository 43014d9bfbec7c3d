"""Revisions and returns, through the command line: what counts after a file was replaced, removed or handed back."""

import os
from dataclasses import replace
from datetime import datetime

import pytest

from flows.intake.intake import take_in
from flows.month.consolidation import due_for_consolidation
from tests.flows.month.conftest import DECEMBER, PERIODE, VALUE, Office, pick


def test_a_file_overwritten_in_place_is_the_next_revision(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    assert office.standing() == ("DITERIMA", 1, 86.78)
    office.send("hukum/iku.xlsx", {VALUE: 90}, hours=1)
    assert office.standing() == ("DITERIMA", 2, 90)
    office.send("hukum/iku.xlsx", hours=2)  # the first content again: a revision of its own
    assert office.standing() == ("DITERIMA", 3, 86.78)
    lines = (office.workspace.archive / "daftar.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [b.split(";")[3] for b in lines[1:]] == ["1", "2", "3"]


def test_a_returned_revision_leaves_the_accepted_one_in_force_and_says_so(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.standing()
    office.send("hukum/iku.xlsx", {VALUE: "tinggi"}, hours=1)
    assert office.standing() == ("DITERIMA", 1, 86.78)
    assert "hukum/iku.xlsx, tetap berlaku" in office.answer()
    office.send("hukum/iku.xlsx", {VALUE: 88}, hours=2)
    assert office.standing() == ("DITERIMA", 3, 88)


def test_what_was_accepted_is_not_lost_with_the_file(office: Office) -> None:
    path = office.send("hukum/iku.xlsx")
    office.standing()
    path.unlink()
    assert office.standing() == ("DITERIMA", 1, 86.78)


def test_lateness_looks_at_the_first_submission_only(office: Office) -> None:
    office.send("hukum/iku.xlsx", {VALUE: "salah"})
    office.consolidate()
    office.send("hukum/iku.xlsx", hours=200)
    kiriman = pick(office.consolidate()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["terlambat"], kiriman["revisi"]) == ("DITERIMA", False, 2)
    office.inbox.drop("umum/iku.xlsx", office.bench.demo("umum"), datetime(2026, 1, 6, 0, tzinfo=office.workspace.zone))
    assert pick(office.consolidate()["pengumpulan"], bagian="umum")["terlambat"] is True


def test_a_touched_file_changes_nothing(office: Office) -> None:
    path = office.send("hukum/iku.xlsx")
    office.consolidate()
    os.utime(path, (office.moment.timestamp(), office.moment.timestamp()))
    office.consolidate()
    assert office.workbooks() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_accepted_submissions_are_not_read_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.send("hukum/iku.xlsx")
    first = office.consolidate()
    monkeypatch.setattr("flows.intake.checking.read_whole_book", None)
    monkeypatch.setattr("flows.intake.checking.parse_kiriman", None)
    assert office.consolidate() == first
    assert office.workbooks() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_other_rules_read_the_archived_original_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.send("hukum/iku.xlsx")
    first = office.consolidate()
    path.unlink()
    monkeypatch.setattr("flows.run.rules_version", lambda register: "lain")
    assert office.consolidate()["hasil"] == first["hasil"]
    (original,) = (p for p in office.workspace.archive.glob("*.xlsx"))
    original.write_bytes(original.read_bytes()[:-10] + b"0123456789")
    monkeypatch.setattr("flows.run.rules_version", lambda register: "lain lagi")
    message = office.iku("konsolidasi", "--periode", DECEMBER, code=2)
    assert "Berkas arsip rusak" in message and "hukum/iku.xlsx" in message and message.count("\n") == 1


def test_only_months_that_would_say_something_else_are_due(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()

    def due(*, keep: bool = False) -> list[str]:
        run = replace(office.inbox.run(), keep=keep)
        return [str(p) for p in due_for_consolidation(run, take_in(run))]

    assert due() == []
    november = {"_iku!B5": "2025-11", "Identitas!B7": "2025-11"}
    office.send("hukum/november.xlsx", november)
    assert due(keep=True) == ["2025-11", DECEMBER]  # November was never consolidated, and is over
    assert due() == ["2025-11", DECEMBER]  # also when the run that recorded it was stopped
    office.consolidate()
    assert due() == ["2025-11"]
    office.iku("konsolidasi", "--periode", "2025-11")
    assert due() == []
    office.lock()
    office.send("hukum/november.xlsx", november, {VALUE: 80}, hours=1)
    assert due() == ["2025-11"]


# The secretariat


def test_an_accepted_submission_is_handed_back_with_the_reason(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    receipt = office.workspace.bagian_folder("hukum", PERIODE) / f"Tanda Terima hukum {DECEMBER}.xlsx"
    assert receipt.exists()
    office.iku("kembalikan", "hukum", "--periode", DECEMBER, "--alasan", "Nomor surat keliru")
    assert not receipt.exists()
    assert office.standing() == ("DIKEMBALIKAN", 1, None)
    assert "Nomor surat keliru" in office.answer()
    status = pick(office.json("status", "--periode", DECEMBER)["pengumpulan"], bagian="hukum")
    assert [t["kode"] for t in status["temuan"] if t["tingkat"] == "GALAT"] == ["G503"]
    office.send("hukum/iku.xlsx", {VALUE: 87}, hours=1)
    assert office.standing() == ("DITERIMA", 2, 87)
    message = office.iku("kembalikan", "umum", "--periode", DECEMBER, "--alasan", "x", code=2)
    assert message == "Belum ada kiriman umum yang diterima untuk Desember 2025.\n"


def test_what_the_bagian_replaced_does_not_come_back(office: Office) -> None:
    """A revision handed back leaves nothing in force: what it replaced was replaced by the bagian itself."""
    office.send("hukum/awal.xlsx")
    office.send("hukum/iku.xlsx", {VALUE: 90}, {"Identitas!B8": 2}, hours=1)
    assert office.standing() == ("DITERIMA", 2, 90)
    office.iku("kembalikan", "hukum", "--periode", DECEMBER, "--alasan", "Salah ketik")
    assert office.standing() == ("DIKEMBALIKAN", 2, None)
    assert "Salah ketik" in office.answer()
    office.send("hukum/baru.xlsx", {VALUE: 91}, hours=2)  # what comes later counts, whatever its number
    assert office.standing() == ("DITERIMA", 3, 91)


def test_a_returned_revision_is_told_beside_the_one_in_force(office: Office) -> None:
    office.send("hukum/a.xlsx")
    office.send("hukum/b.xlsx", {VALUE: "tinggi"}, {"Identitas!B8": 2}, hours=1)
    kiriman = pick(office.consolidate()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["berkas"]) == ("DITERIMA", "hukum/a.xlsx")
    assert [t["ditemukan"] for t in kiriman["temuan"] if t["kode"] == "P507"] == ["hukum/b.xlsx"]


def test_what_cannot_be_read_is_answered_by_its_arrival(office: Office) -> None:
    """However old it says it is; of a month that began after it came it says nothing, and belongs to nobody there."""
    july = datetime(2025, 7, 1, 8, tzinfo=office.workspace.zone)
    office.inbox.drop("hukum/laporan.xlsx", b"bukan buku kerja", july)
    assert pick(office.consolidate()["pengumpulan"], bagian="hukum")["status"] == "DIKEMBALIKAN"
    later = office.json("status", "--periode", "2026-02")
    assert pick(later["pengumpulan"], bagian="hukum")["status"] == "TIDAK WAJIB"
    assert [(f["berkas"], "bukan buku kerja" in f["sebab"]) for f in later["tanpa_pemilik"]] == [
        ("hukum/laporan.xlsx", True)
    ]


@pytest.mark.skipif(os.path.normcase("A") == "a", reason="one folder on this system, whatever its spelling")
def test_two_spellings_of_a_folder_are_two_files(office: Office) -> None:
    office.send("hukum/a.xlsx")
    office.send("HUKUM/a.xlsx", {VALUE: 90}, hours=1)
    for _ in range(3):
        kiriman = pick(office.consolidate()["pengumpulan"], bagian="hukum")
        assert kiriman["status"] == "DIKEMBALIKAN"
        assert "“hukum/a.xlsx”, “HUKUM/a.xlsx”" in next(t["pesan"] for t in kiriman["temuan"] if t["kode"] == "G501")
