"""What lies in the inbox and is no report of the bagian: named where people look, opened or followed never."""

import os
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.intake import intake as intake_module
from flows.month import answers as answers_module
from ledger.transactions import Transaction
from tests.conftest import IN_TIME
from tests.flows.month.conftest import pick

if TYPE_CHECKING:
    from tests.flows.month.conftest import Office

VALUE = "Reformasi Hukum!B16"
SHORTCUT = b"[InternetShortcut]\r\nURL=https://contoh.example/\r\n"
DOC = bytes.fromhex("D0CF11E0A1B11AE1") + "WordDocument".encode("utf-16-le")
PHOTO = b"\0\0\0\x18ftypheic" + bytes(64)


def status(office: "Office", bagian: str = "hukum") -> dict[str, Any]:
    found: dict[str, Any] = pick(office.json("status")["pengumpulan"], bagian=bagian)
    return found


def codes(kiriman: dict[str, Any]) -> list[str]:
    return [t["kode"] for t in kiriman["temuan"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.doc", DOC), ("a.heic", PHOTO), ("a.zip", b"PK\x05\x06" + bytes(18)), ("a.url", SHORTCUT), ("tanpa", b"x;y")],
)
def test_what_lies_beside_a_report_is_one_note(office: "Office", name: str, content: bytes) -> None:
    office.send("hukum/iku.xlsx")
    office.inbox.drop(f"hukum/{name}", content, IN_TIME + timedelta(hours=1))
    office.inbox.drop(f"hukum/lagi/{name}", content, IN_TIME + timedelta(hours=1))
    for _ in range(2):
        kiriman = pick(office.consolidate()["pengumpulan"], bagian="hukum")
        assert (kiriman["status"], kiriman["berkas"]) == ("DITERIMA", "hukum/iku.xlsx")
        assert codes(kiriman).count("I123") == 1 and not any(code[0] == "G" for code in codes(kiriman))
        assert {(o["berkas"], o["status"]) for o in kiriman["lain"]} == {
            (f"hukum/{name}", "BUKAN LAPORAN"),
            (f"hukum/lagi/{name}", "BUKAN LAPORAN"),
        }
    assert f"hukum/{name}: bukan laporan" in office.answer()


@pytest.mark.parametrize(
    ("name", "content", "kind", "advice"),
    [
        ("a.doc", DOC, "dokumen Word", "templat"),
        ("a.url", SHORTCUT, "pintasan", "salin berkas aslinya"),
        ("a.gsheet", b'{"url": "https://docs.google.com/x"}', "pintasan", "Unduh"),
        ("a.rar", b"Rar!\x1a\x07", "kemasan", "Ekstrak"),
        ("a.eml", b"From: a@b.example\r\nSubject: x\r\n\r\n", "surel", "lampirannya"),
        ("a.csv", b"Kode;Nilai\r\nA1;3\r\n", "tabel teks", "CSV"),
        ("a.xlsx", DOC, "dokumen Word", "templat"),
        ("a.xlsx", b"%PDF-1.7\n", "dokumen PDF", "lampiran"),
        ("a.xlsx", b"<html><table></table></html>", "halaman web", "Simpan Sebagai"),
    ],
)
def test_what_lies_there_alone_gets_advice_of_its_kind(
    office: "Office", name: str, content: bytes, kind: str, advice: str
) -> None:
    office.inbox.drop(f"hukum/{name}", content)
    kiriman = status(office)
    assert kiriman["status"] == "DIKEMBALIKAN" and codes(kiriman) == ["G101"]
    assert kind in kiriman["temuan"][0]["pesan"] and advice in kiriman["temuan"][0]["saran"]


@pytest.mark.parametrize("name", ["laporan.pdf", "laporan", "laporan.xls", "laporan.JPG"])
def test_a_workbook_is_known_by_its_bytes(office: "Office", name: str) -> None:
    office.send(f"hukum/{name}")
    assert (status(office)["status"], status(office)["berkas"]) == ("DITERIMA", f"hukum/{name}")


@pytest.mark.parametrize("name", ["3F2A9C10", "iku.xlsx.filepart", "iku.xlsx.crdownload", "~WRL0001.tmp"])
def test_what_a_program_writes_meanwhile_is_passed_over(office: "Office", name: str) -> None:
    office.send("hukum/iku.xlsx")
    office.send(f"hukum/{name}", {VALUE: 90}, hours=1)
    kiriman = status(office)
    assert (kiriman["status"], kiriman["lain"], codes(kiriman)) == ("DITERIMA", [], codes(kiriman))
    assert not any(code.startswith(("G", "I12")) for code in codes(kiriman))


def test_evidence_alone_is_no_report_and_is_said_so(office: "Office") -> None:
    office.inbox.drop("hukum/surat.pdf", b"%PDF-1.4")
    kiriman = status(office)
    assert (kiriman["status"], codes(kiriman)) == ("BELUM MASUK", ["I125"])
    assert "hukum/surat.pdf" in kiriman["temuan"][0]["pesan"]


def test_a_misplaced_workbook_does_not_speak_for_the_report(office: "Office") -> None:
    office.send("hukum/iku.xlsx", {VALUE: "tinggi"})
    office.inbox.drop("hukum/tapem.xlsx", office.bench.demo("tapem"), IN_TIME + timedelta(hours=1))
    kiriman = pick(office.consolidate()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["berkas"]) == ("DIKEMBALIKAN", "hukum/iku.xlsx")
    assert [(o["berkas"], [t["kode"] for t in o["temuan"]]) for o in kiriman["lain"]] == [
        ("hukum/tapem.xlsx", ["G208"])
    ]
    assert "hukum/tapem.xlsx: dikembalikan" in office.answer()
    office.send("hukum/benar.xlsx", {"Identitas!B8": 2}, hours=2)
    kiriman = pick(office.consolidate()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["berkas"]) == ("DITERIMA", "hukum/benar.xlsx")
    assert "DITERIMA" in office.answer().splitlines()[1]


def test_a_lock_left_days_ago_does_not_hide_a_report(office: "Office") -> None:
    office.send("hukum/iku.xlsx")
    office.inbox.drop("hukum/~$iku.xlsx", b"", office.moment - timedelta(days=3))
    kiriman = status(office)
    assert kiriman["status"] == "DITERIMA"
    assert "sejak 4 Januari 2026" in next(t["pesan"] for t in kiriman["temuan"] if t["kode"] == "I122")


def test_a_lock_of_another_file_holds_nobody_up(office: "Office") -> None:
    office.send("hukum/x laporan.xlsx")
    office.inbox.drop("hukum/laporan.xlsx", b"%PDF-1.4")
    office.inbox.drop("hukum/~$laporan.xlsx", b"", office.moment)
    assert status(office)["berkas"] == "hukum/x laporan.xlsx"


def test_a_month_that_has_not_begun_is_answered_where_the_bagian_looks(office: "Office") -> None:
    office.send("hukum/iku.xlsx", {"Identitas!B7": "2027-01"})
    kiriman = pick(office.consolidate()["pengumpulan"], bagian="hukum")
    assert kiriman["status"] == "DIKEMBALIKAN" and "G218" in codes(kiriman)
    assert not list((office.workspace.outbox / "bagian" / "hukum").glob("2027*"))
    assert "DIKEMBALIKAN" in office.answer()


def test_what_belongs_to_nobody_is_listed(office: "Office") -> None:
    office.inbox.drop("lepas.xlsx", office.bench.demo("hukum"))
    office.inbox.drop("Bagian Umum/iku.xlsx", office.bench.demo("umum"))
    for document in (office.json("status"), office.consolidate()):
        assert [each["berkas"] for each in document["tanpa_pemilik"]] == ["Bagian Umum/iku.xlsx", "lepas.xlsx"]
        assert all("tidak dibaca" in each["sebab"] for each in document["tanpa_pemilik"])
    assert "Tanpa pemilik, lepas.xlsx" in office.iku("status").replace("\n", " ")


def link_to(target: str) -> Callable[[Path], object]:
    return lambda place: place.symlink_to(target)


def _socket(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(place.parent)  # the address may be a hundred letters long
        try:
            listening.bind(place.name)
        finally:
            os.chdir(here)


@pytest.mark.skipif(os.name == "nt", reason="made by POSIX calls")
@pytest.mark.parametrize(
    "make",
    [
        link_to("/etc/passwd"),
        link_to("/etc"),
        link_to("."),
        link_to("/dev/zero"),
        link_to("tidak ada"),
        os.mkfifo,
        _socket,
    ],
    ids=["file", "folder", "circle", "device", "broken", "pipe", "socket"],
)
@pytest.mark.parametrize("name", ["tautan.xlsx", "surat.pdf", "sub"])
def test_what_leads_elsewhere_is_not_opened(office: "Office", make: Callable[[Path], object], name: str) -> None:
    office.send("hukum/iku.xlsx")
    make(office.workspace.inbox / "hukum" / name)
    kiriman = pick(office.consolidate()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["lampiran"]) == ("DITERIMA", [])
    assert f"hukum/{name} (" in next(t["pesan"] for t in kiriman["temuan"] if t["kode"] == "I124")
    assert f"hukum/{name} (" in pick(kiriman["lain"], berkas=f"hukum/{name}")["temuan"][0]["pesan"]
    assert len([file for file in office.workspace.archive.iterdir() if file.suffix != ".csv"]) == 1


def test_a_file_far_too_large_is_not_even_copied(office: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "LARGEST_COPY", 0)
    office.send("hukum/iku.xlsx")
    kiriman = status(office)
    assert kiriman["status"] == "BELUM MASUK" and "terlalu besar" in kiriman["temuan"][0]["pesan"]


def test_a_row_that_cannot_be_recorded_is_that_files_incident(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is that the database does not take: the others are recorded, and nothing half stays behind."""
    office.send("hukum/iku.xlsx")
    office.inbox.drop("umum/iku.xlsx", office.bench.demo("umum"))
    record = Transaction.record_check

    def fail_for_hukum(self: Transaction, kiriman: int, *arguments: Any, **words: Any) -> Any:
        row = next(row for row in self.kiriman() if row.nomor == kiriman)
        if row.bagian == "hukum":
            self.record_which_counts("hukum", "x" * 8, 10**9)  # no such submission
            raise OverflowError("Python int too large to convert to SQLite INTEGER")
        return record(self, kiriman, *arguments, **words)

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "record_check", fail_for_hukum)
        document, said = office.consolidate(), office.iku("status")
    hukum, umum = (pick(document["pengumpulan"], bagian=bagian) for bagian in ("hukum", "umum"))
    assert (hukum["status"], umum["status"]) == ("MENUNGGU", "DITERIMA") and hukum["insiden"]
    assert f"kesalahan pada sistem (nomor {hukum['insiden']})" in " ".join(said.split())
    assert pick(office.consolidate()["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"


def test_an_answer_that_cannot_be_written_is_said_and_stands_with_the_kiriman(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send("hukum/iku.xlsx")
    office.inbox.drop("umum/iku.xlsx", office.bench.demo("umum"))
    give = answers_module._give_receipt

    def fail_for_hukum(run: Any, files: Any) -> None:
        if files.bagian == "hukum":
            raise ZeroDivisionError
        give(run, files)

    monkeypatch.setattr(answers_module, "_give_receipt", fail_for_hukum)
    document = office.consolidate()
    hukum, umum = (pick(document["pengumpulan"], bagian=bagian) for bagian in ("hukum", "umum"))
    assert (hukum["status"], umum["status"]) == ("DITERIMA", "DITERIMA")
    assert hukum["insiden"] and "insiden" not in umum
    words = f"Bagian Hukum, Desember 2025: kesalahan pada sistem (nomor {hukum['insiden']})"
    assert words in " ".join(office.iku("konsolidasi", "--periode", "2025-12").split())
