"""The memory, through the command line: revisions, returns, locks, and a month printed again as it was signed."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from flows.cli import app
from flows.intake.intake import take_in
from flows.month.consolidation import consolidate, due_for_consolidation
from flows.office.register import load_workspace_register
from flows.office.workspace_lock import ensure_folders, open_ledger
from schemas.periode import Periode

if TYPE_CHECKING:
    from iku_rules.register_model.load import Register
    from tests.conftest import Inbox

DECEMBER = "2025-12"
PERIODE = Periode.parse(DECEMBER)
VALUE = "Reformasi Hukum!B16"


class Office:
    """A workspace driven as its users do; the orchestrator alone is left out (its flow calls the same two steps)."""

    def __init__(self, inbox: "Inbox", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.inbox, self.capsys, self.workspace, self.bench = inbox, capsys, inbox.workspace, inbox.bench
        self.moment = datetime(2026, 1, 7, 3, tzinfo=inbox.workspace.zone)
        monkeypatch.setattr(app, "now", self._clock)
        monkeypatch.setattr(app, "_flow_engine", lambda workspace: _no_engine())
        monkeypatch.setattr(app, "_consolidate", self._consolidate)

    def _clock(self) -> datetime:
        self.moment += timedelta(hours=1)
        return self.moment

    def _consolidate(self, workspace: Any, register: "Register", month: Periode) -> Any:
        ledger, moment = open_ledger(workspace), self._clock()
        intake = take_in(workspace, register, ledger, moment, keep=True)
        return consolidate(intake, workspace, register, ledger, month, moment)

    def iku(self, *arguments: str, code: int = 0) -> str:
        """Run a command; its standard output, or standard error where it fails."""
        self.capsys.readouterr()
        assert app.run_command([*arguments, "--folder", str(self.workspace.folder)]) == code
        output = self.capsys.readouterr()
        return output.err if code else output.out

    def json(self, *arguments: str) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(self.iku(*arguments, "--json"))
        return result

    def consolidate(self) -> dict[str, Any]:
        return self.json("konsolidasi", "--periode", DECEMBER)

    def send(self, name: str, *edits: Mapping[str, Any], hours: int = 0) -> Path:
        time = datetime(2026, 1, 5, 10, tzinfo=self.workspace.zone) + timedelta(hours=hours)
        path: Path = self.inbox.drop(name, self.bench.edit(self.bench.demo("hukum"), *edits), time)
        return path

    def standing(self) -> tuple[str, int | None, float | None]:
        """Status, revision and value of hukum after a consolidation."""
        report = self.consolidate()
        kiriman = _pick(report["pengumpulan"], bagian="hukum")
        return kiriman["status"], kiriman["revisi"], _pick(report["hasil"], iku="reformasi_hukum")["nilai"]

    def answer(self, name: str = "Hasil Verifikasi") -> str:
        path = self.workspace.bagian_folder("hukum", PERIODE) / f"{name} hukum {DECEMBER}.xlsx"
        return _sheet_text(path, 0)

    def workbooks(self) -> list[str]:
        return sorted(p.name for p in self.workspace.consolidation_folder(PERIODE).glob("*.xlsx"))


class _no_engine:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def _pick(rows: Sequence[dict[str, Any]], **key: str) -> dict[str, Any]:
    ((name, value),) = key.items()
    return next(row for row in rows if row[name] == value)


def _sheet_text(path: Path, which: int | str) -> str:
    workbook = load_workbook(path)
    sheet = workbook.worksheets[which] if isinstance(which, int) else workbook[which]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


@pytest.fixture
def office(inbox: "Inbox", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(inbox, capsys, monkeypatch)


# Revisions


def test_a_file_overwritten_in_place_is_the_next_revision(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    assert office.standing() == ("DITERIMA", 1, 86.78)
    office.send("hukum/iku.xlsx", {VALUE: 90}, hours=1)
    assert office.standing() == ("DITERIMA", 2, 90)
    office.send("hukum/iku.xlsx", hours=2)  # the first content again: a revision of its own
    assert office.standing() == ("DITERIMA", 3, 86.78)
    lines = (office.workspace.archive / "daftar.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[3] for line in lines[1:]] == ["1", "2", "3"]


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
    kiriman = _pick(office.consolidate()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["terlambat"], kiriman["revisi"]) == ("DITERIMA", False, 2)
    office.inbox.drop("umum/iku.xlsx", office.bench.demo("umum"), datetime(2026, 1, 6, 0, tzinfo=office.workspace.zone))
    assert _pick(office.consolidate()["pengumpulan"], bagian="umum")["terlambat"] is True


def test_a_touched_file_changes_nothing(office: Office) -> None:
    path = office.send("hukum/iku.xlsx")
    office.consolidate()
    os.utime(path, (office.moment.timestamp(), office.moment.timestamp()))
    office.consolidate()
    assert office.workbooks() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_accepted_submissions_are_not_read_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.send("hukum/iku.xlsx")
    first = office.consolidate()
    monkeypatch.setattr("flows.intake.checking.read_book", None)
    monkeypatch.setattr("flows.intake.checking.parse_kiriman", None)
    assert office.consolidate() == first
    assert office.workbooks() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_other_rules_read_the_archived_original_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.send("hukum/iku.xlsx")
    first = office.consolidate()
    path.unlink()
    monkeypatch.setattr("flows.intake.intake.rules_version", lambda register: "lain")
    assert office.consolidate()["hasil"] == first["hasil"]
    (original,) = (p for p in office.workspace.archive.glob("*.xlsx"))
    original.write_bytes(original.read_bytes()[:-10] + b"0123456789")
    monkeypatch.setattr("flows.intake.intake.rules_version", lambda register: "lain lagi")
    message = office.iku("konsolidasi", "--periode", DECEMBER, code=2)
    assert "Berkas arsip rusak" in message and "hukum/iku.xlsx" in message and message.count("\n") == 1


def test_only_months_that_would_say_something_else_are_due(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()

    def due(*, keep: bool = False) -> list[str]:
        ledger = office.inbox.ledger
        intake = office.inbox.take_in(keep=True) if keep else take_in(
            office.workspace, office.bench.register, ledger, office.moment, keep=False
        )  # fmt: skip
        return [str(p) for p in due_for_consolidation(intake, ledger, office.moment)]

    assert due() == []
    november = {"_iku!B5": "2025-11", "Identitas!B7": "2025-11"}
    office.send("hukum/november.xlsx", november)
    assert due(keep=True) == [DECEMBER]  # November itself was never consolidated
    assert due() == [DECEMBER]  # also when the run that recorded it was stopped
    office.consolidate()
    assert due() == []
    office.iku("kunci", DECEMBER)
    office.send("hukum/november.xlsx", november, {VALUE: 80}, hours=1)
    assert due() == []


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
    status = _pick(office.json("status", "--periode", DECEMBER)["pengumpulan"], bagian="hukum")
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
    kiriman = _pick(office.consolidate()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["berkas"]) == ("DITERIMA", "hukum/a.xlsx")
    assert [t["ditemukan"] for t in kiriman["temuan"] if t["kode"] == "P507"] == ["hukum/b.xlsx"]


def test_a_stray_file_speaks_for_no_month_that_began_after_it(office: Office) -> None:
    july = datetime(2025, 7, 1, 8, tzinfo=office.workspace.zone)
    office.inbox.drop("hukum/catatan.txt", b"bukan buku kerja", july)
    assert _pick(office.consolidate()["pengumpulan"], bagian="hukum")["status"] == "BELUM MASUK"
    office.send("hukum/iku.xlsx", hours=240)
    assert _pick(office.consolidate()["pengumpulan"], bagian="hukum")["terlambat"] is True
    office.inbox.drop("umum/rusak.xlsx", b"bukan buku kerja", july.replace(year=2026))
    assert _pick(office.consolidate()["pengumpulan"], bagian="umum")["status"] == "DIKEMBALIKAN"


@pytest.mark.skipif(os.path.normcase("A") == "a", reason="one folder on this system, whatever its spelling")
def test_two_spellings_of_a_folder_are_two_files(office: Office) -> None:
    office.send("hukum/a.xlsx")
    office.send("HUKUM/a.xlsx", {VALUE: 90}, hours=1)
    for _ in range(3):
        kiriman = _pick(office.consolidate()["pengumpulan"], bagian="hukum")
        assert kiriman["status"] == "DIKEMBALIKAN"
        assert "“hukum/a.xlsx”, “HUKUM/a.xlsx”" in next(t["pesan"] for t in kiriman["temuan"] if t["kode"] == "G501")


def test_a_month_that_is_not_over_is_not_locked(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    assert "belum berakhir" in office.iku("kunci", "2026-01", code=2)


# Locks


def test_a_locked_period_stays_as_it_was_signed(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    draft = office.consolidate()
    office.iku("kunci", DECEMBER)
    final = office.workspace.consolidation_folder(PERIODE) / "IKU_Setda_2025-12_final.xlsx"
    content = final.read_bytes()
    sheet = _sheet_text(final, "IKU")
    assert "DRAF" not in sheet and "FINAL" in sheet and "Lumajang, 7 Januari 2026" in sheet
    assert (office.workspace.archive / f"{hashlib.sha256(content).hexdigest()}.xlsx").read_bytes() == content

    office.send("hukum/iku.xlsx", {VALUE: 99}, hours=1)
    report = office.consolidate()
    assert (report["dokumen"], report["terkunci"], report["hasil"]) == ("FINAL", True, draft["hasil"])
    assert report["buku_kerja"].endswith("_final.xlsx")
    assert "sudah dikunci pada 7 Januari 2026" in office.answer()
    assert final.read_bytes() == content
    assert office.json("status", "--periode", DECEMBER)["terkunci"] is True
    assert "sudah dikunci" in office.iku("kunci", DECEMBER, code=2)
    assert "sudah dikunci" in office.iku("kembalikan", "hukum", "--periode", DECEMBER, "--alasan", "x", code=2)

    final.unlink()
    office.consolidate()
    assert final.read_bytes() == content


def test_an_opened_period_goes_on_as_a_revision_and_the_signed_one_stays(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    office.iku("kunci", DECEMBER)
    office.send("hukum/iku.xlsx", {VALUE: 90}, hours=1)
    office.consolidate()
    office.iku("buka", DECEMBER, "--alasan", "Surat dikoreksi kementerian")
    report = office.consolidate()
    assert (report["dokumen"], report["terkunci"]) == ("REVISI", False)
    assert report["buku_kerja"].endswith("_revisi-1.xlsx")
    assert _pick(report["hasil"], iku="reformasi_hukum")["nilai"] == 90
    revision = office.workspace.folder / report["buku_kerja"]
    assert "Surat dikoreksi kementerian" in _sheet_text(revision, "Metadata")
    assert {"REVISI 1", "DRAF"} <= set(_sheet_text(revision, "IKU").splitlines())
    assert office.consolidate()["buku_kerja"] == report["buku_kerja"]
    office.send("hukum/iku.xlsx", {VALUE: 91}, hours=2)
    assert office.consolidate()["buku_kerja"].endswith("_revisi-2.xlsx")
    office.iku("kunci", DECEMBER)
    assert office.consolidate()["buku_kerja"].endswith("_revisi-2_final.xlsx")
    office.iku("buka", DECEMBER, "--alasan", "Sekali lagi")
    assert office.consolidate()["buku_kerja"].endswith("_revisi-3.xlsx")
    assert office.workbooks() == [
        f"IKU_Setda_2025-12_{ending}.xlsx"
        for ending in ("draf-01", "final", "revisi-1", "revisi-2", "revisi-2_final", "revisi-3")
    ]
    assert "tidak sedang dikunci" in office.iku("buka", DECEMBER, "--alasan", "x", code=2)


def test_nothing_unseen_is_locked(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    office.send("hukum/iku.xlsx", {VALUE: 90}, hours=1)
    assert "draf-02" in office.iku("kunci", DECEMBER, code=2)
    office.iku("kunci", DECEMBER)
    assert "IKU_Setda_2025-12_final.xlsx" in office.workbooks()


def test_the_signed_document_is_archived_by_hash(office: Office, tmp_path: Path) -> None:
    office.send("hukum/iku.xlsx")
    pdf, not_pdf = tmp_path / "ttd.pdf", tmp_path / "ttd.docx"
    pdf.write_bytes(b"%PDF-1.7 tertanda")
    not_pdf.write_bytes(b"PK")
    assert "harus berkas PDF" in office.iku("kunci", DECEMBER, "--dokumen-ttd", str(not_pdf), code=2)
    assert office.workbooks() == []
    office.iku("kunci", DECEMBER)
    output = office.iku("kunci", DECEMBER, "--dokumen-ttd", str(pdf))
    sha256 = hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert sha256 in output
    assert (office.workspace.archive / f"{sha256}.pdf").read_bytes() == pdf.read_bytes()
    assert sha256 in (office.workspace.archive / "daftar.csv").read_text(encoding="utf-8-sig")


def test_the_signed_workbook_is_printed_again_and_proven(office: Office) -> None:
    assert "tidak sedang dikunci" in office.iku("konsolidasi", "--periode", DECEMBER, "--cetak-ulang", code=2)
    office.send("hukum/iku.xlsx")
    office.consolidate()
    office.iku("kunci", DECEMBER)
    final = office.workspace.consolidation_folder(PERIODE) / "IKU_Setda_2025-12_final.xlsx"
    content = final.read_bytes()
    final.unlink()
    office.send("hukum/iku.xlsx", {VALUE: 99}, hours=1)
    office.consolidate()
    office.iku("konsolidasi", "--periode", DECEMBER, "--cetak-ulang")
    assert final.read_bytes() == content
    assert (
        app.run_command(
            ["konsolidasi", "--periode", DECEMBER, "--cetak-ulang", "--folder", str(office.workspace.folder)]
        )
        == 0
    )
    assert "semua nilai sama" in office.capsys.readouterr().err


def test_a_signed_workbook_someone_changed_is_put_beside_it(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.iku("kunci", DECEMBER)
    final = office.workspace.consolidation_folder(PERIODE) / "IKU_Setda_2025-12_final.xlsx"
    content = final.read_bytes()
    final.write_bytes(b"diubah")
    output = office.json("konsolidasi", "--periode", DECEMBER, "--cetak-ulang")
    assert output["buku_kerja"].endswith("_final_cetak-ulang.xlsx")
    assert (office.workspace.folder / output["buku_kerja"]).read_bytes() == content
    assert final.read_bytes() == b"diubah"


def test_a_damaged_archive_file_is_put_right_from_the_inbox(office: Office) -> None:
    path = office.send("hukum/iku.xlsx")
    office.consolidate()
    (original,) = office.workspace.archive.glob("*.xlsx")
    original.write_bytes(bytes(original.stat().st_size))
    office.consolidate()
    assert original.read_bytes() == path.read_bytes()


def test_a_recomputation_under_other_rules_names_the_version_that_is_gone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iku_rules import reformasi_hukum

    office.send("hukum/iku.xlsx")
    office.consolidate()
    office.iku("kunci", DECEMBER)
    original = reformasi_hukum.compute

    def with_another_predikat(content: Any, context: Any) -> Any:
        computation = original(content, context)
        return type(computation)(**{**vars(computation), "predikat": "Lain"})

    monkeypatch.setattr(reformasi_hukum, "compute", with_another_predikat)
    arguments = ["konsolidasi", "--periode", DECEMBER, "--cetak-ulang", "--folder", str(office.workspace.folder)]
    assert app.run_command(arguments) == 2  # same version, other result: that must not be
    assert "BERBEDA" in office.capsys.readouterr().err
    monkeypatch.setattr("flows.intake.intake.rules_version", lambda register: "lain")
    assert app.run_command(arguments) == 0
    message = office.capsys.readouterr().err
    assert "sudah tidak ada pada program ini" in message and "reformasi_hukum, predikat" in message


def test_the_register_of_the_signing_is_frozen(office: Office) -> None:
    """A target changed after the lock moves neither the signed figures nor their recomputation."""
    (office.workspace.folder / "iku.toml").write_text(
        '[[target]]\niku = "reformasi_hukum"\ntahun = 2025\nnilai = 80.0\nacuan = "PK 2025"\n', encoding="utf-8"
    )
    office.send("hukum/iku.xlsx")
    capaian = _pick(office.consolidate()["hasil"], iku="reformasi_hukum")["capaian"]
    office.iku("kunci", DECEMBER)
    (office.workspace.folder / "iku.toml").write_text("", encoding="utf-8")
    assert _pick(office.consolidate()["hasil"], iku="reformasi_hukum")["capaian"] == capaian == 108.48
    office.iku("konsolidasi", "--periode", DECEMBER, "--cetak-ulang")
    content = list(office.workspace.archive.glob("*.zip"))
    assert len(content) == 1
    assert "parameter/itkp.toml" in zipfile.ZipFile(io.BytesIO(content[0].read_bytes())).namelist()


# Questions


def test_history_and_lineage_answer_from_the_ledger(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    office.iku("kunci", DECEMBER)
    rows = office.json("riwayat", "reformasi_hukum")["riwayat"]
    assert [(row["periode"], row["nilai"], row["dokumen"], row["terkunci"]) for row in rows] == [
        (DECEMBER, 86.78, "FINAL", True)
    ]
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
    words = office.iku("kunci", DECEMBER)
    assert "dikunci tanpa kiriman Bagian Pengadaan Barang dan Jasa" in words and "Bagian Hukum" not in words


def test_a_missing_option_is_named(office: Office) -> None:
    assert "Isian --alasan TEKS wajib diberikan" in office.iku("buka", DECEMBER, code=2)


def test_status_writes_nothing(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    before = sorted(p for p in office.workspace.folder.rglob("*"))
    assert _pick(office.json("status", "--periode", DECEMBER)["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"
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
    for month, value in (("2025-10", 80), ("2025-11", 84)):
        office.send(f"hukum/{month}.xlsx", {"_iku!B5": month, "Identitas!B7": month, VALUE: value})
    office.iku("kunci", "2025-10")
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
    assert [(row["periode"], row["nilai"], row["dokumen"]) for row in locked_rows] == [
        ("2025-10", 80, "FINAL"), (DECEMBER, 86.78, "DRAF"),
    ]  # fmt: skip


# Waivers


def test_a_waived_finding_stays_visible_and_blocks_no_longer(office: Office) -> None:
    too_large = {VALUE: 101}
    office.send("hukum/iku.xlsx", too_large)
    assert office.standing() == ("DIKEMBALIKAN", 1, None)
    (error,) = [
        t for t in _pick(office.consolidate()["pengumpulan"], bagian="hukum")["temuan"] if t["tingkat"] == "GALAT"
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
    assert office.standing() == ("DITERIMA", 2, 101)  # the same file, judged anew
    report = office.consolidate()
    temuan = _pick(_pick(report["pengumpulan"], bagian="hukum")["temuan"], kode=error["kode"])
    assert temuan["dikecualikan"] == {"oleh": "Sekda", "alasan": "menurut surat", "sampai": "2026-01-05"}
    sheet = _sheet_text(office.workspace.folder / report["buku_kerja"], "Catatan Verifikasi")
    assert "Dikecualikan oleh Sekda sampai 5 Januari 2026: Menurut surat." in sheet
    words = office.iku("periksa", str(office.workspace.inbox / "hukum" / "iku.xlsx"))
    assert "Dapat diterima" in words and "dikecualikan" in words
    settings.write_text("", encoding="utf-8")  # what was accepted under a waiver stays accepted
    assert office.standing() == ("DITERIMA", 2, 101)


def test_a_waiver_names_a_known_code(office: Office) -> None:
    (office.workspace.folder / "iku.toml").write_text(
        '[[pengecualian]]\nkode = "G101"\nbagian = "hukum"\nlembar = "ITKP"\nalasan = "x"\noleh = "y"\n'
        "sampai = 2026-01-05\n",
        encoding="utf-8",
    )
    assert "“G101” bukan kode catatan" in office.iku("status", code=2)


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
    office.iku("kunci", DECEMBER)
    office.send("hukum/iku.xlsx", {VALUE: 91}, hours=2)
    report = office.consolidate()
    assert (report["dokumen"], report["terkunci"]) == ("FINAL", True)
    office.iku("konsolidasi", "--periode", DECEMBER, "--cetak-ulang")
    office.iku("buka", DECEMBER, "--alasan", "Surat dikoreksi")
    report = office.consolidate()
    assert (report["dokumen"], _pick(report["hasil"], iku="reformasi_hukum")["nilai"]) == ("REVISI", 91)
    assert [row["nilai"] for row in office.json("riwayat", "reformasi_hukum")["riwayat"]] == [91]
    assert not office.workspace.ledger_file.exists()
