"""A month, through the command line: questions to the ledger, what can go wrong, history, waivers, another database."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from flows.office.workspace import ensure_folders, load_workspace_register
from tests.flows.month.conftest import DECEMBER, VALUE, Office, pick, sheet_text

# Questions


def test_history_and_lineage_answer_from_the_ledger(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    office.lock()
    rows = office.json("riwayat", "reformasi_hukum")["riwayat"]
    assert [(b["periode"], b["nilai"], b["dokumen"], b["terkunci"]) for b in rows] == [(DECEMBER, 86.78, "FINAL", True)]
    assert "86,78" in office.iku("riwayat")
    trace = office.json("jejak", "reformasi_hukum", "--periode", DECEMBER)
    (source,) = trace["sumber"]
    assert (source["berkas"], source["sel"], source["nilai"], source["revisi"]) == ("hukum/iku.xlsx", "B16", 86.78, 1)
    assert (office.workspace.archive / source["arsip"]).exists()
    words = office.iku("jejak", "reformasi_hukum", "--periode", DECEMBER)
    assert "Indeks Reformasi Hukum, Desember 2025: 86,78, Final" in words and "B16" in words
    assert "Belum ada data" in office.iku("jejak", "itkp", "--periode", DECEMBER)
    assert "tidak dikenal" in office.iku("jejak", "irh", "--periode", DECEMBER, code=2)
    assert "belum pernah dikonsolidasikan" in office.iku("jejak", "itkp", "--periode", "2025-11", code=2)


def test_locking_names_those_who_have_not_submitted(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    _, _, words = " ".join(office.lock().split()).partition("dikunci tanpa kiriman ")
    assert words.startswith("Bagian Pengadaan Barang dan Jasa,") and "Bagian Hukum" not in words


def test_a_missing_option_is_named(office: Office) -> None:
    assert "Isian --alasan TEKS wajib diberikan" in office.iku("buka", DECEMBER, code=2)


def test_status_writes_nothing(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    before = sorted(p for p in office.workspace.folder.rglob("*"))
    assert pick(office.json("status", "--periode", DECEMBER)["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"
    assert sorted(p for p in office.workspace.folder.rglob("*")) == before
    office.consolidate()
    office.send("hukum/iku.xlsx", {VALUE: "x"}, hours=1)
    assert office.json("status", "--periode", DECEMBER)["pengumpulan"]
    with sqlite3.connect(office.workspace.ledger_file) as connection:
        assert connection.execute("SELECT count(*) FROM kiriman").fetchone() == (1,)


def test_reading_needs_no_right_to_write(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for somebody who may only look: nothing is written beside the ledger, and a writer is not held up."""
    office.send("hukum/iku.xlsx")
    office.consolidate()
    ledger = office.workspace.ledger_file
    before = ledger.read_bytes()
    with sqlite3.connect(ledger) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert office.json("status", "--periode", DECEMBER)["pengumpulan"]
        assert office.json("riwayat")["riwayat"]
        writer.rollback()
    original = sqlite3.connect

    def without_right(address: Any, **details: Any) -> Any:
        if "mode=ro" in str(address):
            raise sqlite3.OperationalError("attempt to write a readonly database")
        return original(address, **details)

    monkeypatch.setattr("ledger.database.sqlite3.connect", without_right)
    assert office.json("jejak", "reformasi_hukum", "--periode", DECEMBER)["nilai"] == 86.78
    assert ledger.read_bytes() == before


# What can go wrong


def test_a_ledger_that_went_missing_is_not_silently_begun_anew(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    shutil.rmtree(office.workspace.state_folder)
    for command in (["konsolidasi"], ["status"], ["riwayat"], ["kunci", DECEMBER]):
        message = office.iku(*command, code=2)
        assert "Ledger tidak ditemukan" in message and message.count("\n") == 1
    office.iku("siapkan", "--ledger-baru")
    assert office.standing() == ("DITERIMA", 1, 86.78)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda p: p.write_bytes(b"bukan basis data" * 99), "Ledger tidak dapat dipakai"),
        (lambda p: _newer_version(p), "berasal dari program yang lebih baru"),
    ],
)
def test_a_ledger_that_cannot_be_used_is_one_line(office: Office, damage: Any, message: str) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    damage(office.workspace.ledger_file)
    for command in (["konsolidasi"], ["status"], ["riwayat"], ["kunci", DECEMBER]):
        output = office.iku(*command, code=2)
        assert message in output and output.count("\n") == 1
    assert office.workbooks() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def _newer_version(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def test_a_full_disk_in_the_middle_leaves_all_as_it_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.send("hukum/iku.xlsx")

    def full_disk(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    for place in (
        "ledger.archive.write_atomic",
        "ledger.publications.write_once",
        "ledger.answers_given.write_if_changed",
    ):
        with monkeypatch.context() as m:
            m.setattr(place, full_disk)
            assert office.iku("konsolidasi", "--periode", DECEMBER, code=2).count("\n") == 1
    assert office.standing() == ("DITERIMA", 1, 86.78)
    assert office.workbooks() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_demands_of_the_commands(office: Office) -> None:
    register = load_workspace_register(office.workspace)
    ensure_folders(office.workspace, register)
    assert "Alasan tidak boleh kosong" in office.iku("kembalikan", "hukum", "--alasan", "  ", code=2)
    assert "tidak dikenal" in office.iku("kembalikan", "hukim", "--alasan", "x", code=2)
    assert "tidak dapat dibaca" in office.iku("kunci", "Desember", code=2)
    assert "wajib" in office.iku("buka", DECEMBER, code=2)


# History


def test_the_workbook_tells_the_months_of_the_year(office: Office) -> None:
    """A signed month stays in the history as signed, whatever came after."""
    for periode, value in (("2025-10", 80), ("2025-11", 84)):
        office.send(f"hukum/{periode}.xlsx", {"_iku!B5": periode, "Identitas!B7": periode, VALUE: value})
    office.lock("2025-10")
    october = {"_iku!B5": "2025-10", "Identitas!B7": "2025-10", VALUE: 10}
    office.send("hukum/2025-10.xlsx", october, hours=1)
    office.send("hukum/2025-12.xlsx")
    report = office.consolidate()
    rincian = load_workbook(office.workspace.folder / report["buku_kerja"], data_only=True)["Rincian Reformasi Hukum"]
    rows = [[cell.value for cell in row][:3] for row in rincian.iter_rows()]
    start = rows.index(["RIWAYAT TAHUN INI", None, None])
    assert rows[start + 11 : start + 14] == [
        ["Oktober 2025", 80, "Final"], ["November 2025", 84, "Final"], ["Desember 2025", 86.78, "Final"],
    ]  # fmt: skip
    locked_rows = office.json("riwayat", "reformasi_hukum")["riwayat"]
    assert [(b["periode"], b["nilai"], b["dokumen"]) for b in locked_rows] == [
        ("2025-10", 80, "FINAL"), (DECEMBER, 86.78, "DRAF"),
    ]  # fmt: skip


# Waivers


def test_a_waived_finding_stays_visible_and_blocks_no_longer(office: Office) -> None:
    too_large = {VALUE: 101}
    office.send("hukum/iku.xlsx", too_large)
    assert office.standing() == ("DIKEMBALIKAN", 1, None)
    (error,) = [
        t for t in pick(office.consolidate()["pengumpulan"], bagian="hukum")["temuan"] if t["tingkat"] == "GALAT"
    ]
    settings = office.workspace.folder / "iku.toml"
    content = (
        f'[[pengecualian]]\nkode = "{error["kode"]}"\nbagian = "hukum"\nlembar = "Reformasi Hukum"\nsel = "B16"\n'
        'alasan = "menurut surat"\noleh = "Sekda"\nsampai = {}\n'
    )
    settings.write_text(content.format("2026-01-04"), encoding="utf-8")  # over the day before the file
    office.send("hukum/iku.xlsx", too_large, {"Identitas!B8": 2})
    assert office.standing()[0] == "DIKEMBALIKAN"
    settings.write_text(content.format("2026-01-05"), encoding="utf-8")
    assert office.standing() == ("DITERIMA", 2, None)  # the same file, judged anew; no index leaves its scale
    result = pick(office.consolidate()["hasil"], iku="reformasi_hukum")
    assert (result["status"], result["catatan"][0]) == (
        "BELUM ADA DATA",
        "nilai 101,00 di luar skala 0 sampai 100",
    )
    assert any("Dikecualikan oleh Sekda" in note for note in result["catatan"])
    report = office.consolidate()
    temuan = pick(pick(report["pengumpulan"], bagian="hukum")["temuan"], kode=error["kode"])
    assert temuan["dikecualikan"] == {"oleh": "Sekda", "alasan": "menurut surat", "sampai": "2026-01-05"}
    sheet = sheet_text(office.workspace.folder / report["buku_kerja"], "Catatan Verifikasi")
    assert "Dikecualikan oleh Sekda sampai 5 Januari 2026: Menurut surat." in sheet
    words = office.iku("periksa", str(office.workspace.inbox / "hukum" / "iku.xlsx"))
    assert "Dapat diterima" in words and "dikecualikan" in words
    settings.write_text("", encoding="utf-8")  # what was accepted under a waiver stays accepted
    assert office.standing() == ("DITERIMA", 2, None)


def test_a_waiver_names_a_known_code(office: Office) -> None:
    (office.workspace.folder / "iku.toml").write_text(
        '[[pengecualian]]\nkode = "G101"\nbagian = "hukum"\nlembar = "ITKP"\nalasan = "x"\noleh = "y"\n'
        "sampai = 2026-01-05\n",
        encoding="utf-8",
    )
    assert "bukan kode catatan" in office.iku("status", code=2)


# Another database


def test_the_story_of_a_month_with_the_ledger_in_postgresql(office: Office, postgresql_url: str) -> None:
    (office.workspace.folder / "iku.toml").write_text(f'[ledger]\nurl = "{postgresql_url}"\n', encoding="utf-8")
    assert "KURANG  Ledger" not in office.iku("siapkan")
    office.send("hukum/iku.xlsx")
    assert office.standing() == ("DITERIMA", 1, 86.78)
    path = office.send("hukum/iku.xlsx", {VALUE: 90}, hours=1)
    assert office.standing() == ("DITERIMA", 2, 90)
    path.unlink()
    assert office.standing() == ("DITERIMA", 2, 90)
    office.iku("kembalikan", "hukum", "--periode", DECEMBER, "--alasan", "Salah ketik")
    assert office.standing() == ("DIKEMBALIKAN", 2, None)
    office.lock()
    office.send("hukum/iku.xlsx", {VALUE: 91}, hours=2)
    report = office.consolidate()
    assert (report["dokumen"], report["terkunci"]) == ("FINAL", True)
    office.iku("konsolidasi", "--periode", DECEMBER, "--cetak-ulang")
    office.iku("buka", DECEMBER, "--alasan", "Surat dikoreksi")
    report = office.consolidate()
    assert (report["dokumen"], pick(report["hasil"], iku="reformasi_hukum")["nilai"]) == ("REVISI", 91)
    assert [b["nilai"] for b in office.json("riwayat", "reformasi_hukum")["riwayat"]] == [91]
    assert not office.workspace.ledger_file.exists()
