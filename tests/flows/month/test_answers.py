"""What the bagian's folder of the outbox holds after the inbox was read: always an answer to the newest file."""

import io
import operator
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from flows.intake.checking import Checked
from flows.intake.intake import Intake, take_in
from flows.month import answers as answers_module
from flows.month.answers import give_answers
from flows.month.gathering import gather_for_month
from schemas.periode import Periode
from workbooks.answer.content import receipt_number
from workbooks.answer.entries import entries_as_read

if TYPE_CHECKING:
    from tests.conftest import Bench, Inbox

DECEMBER = Periode(2025, 12)
IN_TIME = datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=7)))
VALUE, YEAR = "Reformasi Hukum!B16", "Reformasi Hukum!B15"


def _exhausted(*_: Any) -> None:
    raise MemoryError


def _broken(file: Path, *_: Any) -> None:
    zipfile.ZipFile(io.BytesIO(b"PK"))


def folder(inbox: "Inbox", bagian: str) -> Path:
    return Path(inbox.workspace.bagian_folder(bagian, DECEMBER))


def answer_path(inbox: "Inbox", bagian: str, name: str = "Hasil Verifikasi") -> Path:
    return folder(inbox, bagian) / f"{name} {bagian} {DECEMBER}.xlsx"


def answer_text(inbox: "Inbox", bagian: str, name: str = "Hasil Verifikasi") -> str:
    sheet = load_workbook(answer_path(inbox, bagian, name)).worksheets[0]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def answer_all(inbox: "Inbox") -> Intake:
    run = inbox.run()
    intake: Intake = take_in(run)
    give_answers(run, gather_for_month(run, intake, DECEMBER).to_answer)
    return intake


def in_force(inbox: "Inbox", intake: Intake, bagian: str) -> Checked:
    checked = inbox.files(bagian, DECEMBER, intake).in_force
    assert checked is not None
    return checked


# Which file is answered


def test_a_faulty_revision_is_answered_and_the_earlier_file_stays_in_force(inbox: "Inbox", bench: "Bench") -> None:
    demo = bench.demo("hukum")
    faulty = bench.edit(demo, {VALUE: "belum ada"})
    inbox.drop("hukum/awal.xlsx", demo, IN_TIME)
    inbox.drop("hukum/perbaikan.xlsx", faulty, IN_TIME + timedelta(hours=1))
    answer_all(inbox)
    text = answer_text(inbox, "hukum")
    assert "DIKEMBALIKAN UNTUK DIPERBAIKI" in text and "hukum/perbaikan.xlsx" in text and "B16" in text
    assert "paling lambat 5 Januari 2026 pukul 24.00 WIB" in text
    assert "hukum/awal.xlsx, tetap berlaku" in text
    assert "hukum/awal.xlsx" in answer_text(inbox, "hukum", "Tanda Terima")


def test_a_file_that_came_late_is_not_told_a_deadline_that_has_passed(inbox: "Inbox", bench: "Bench") -> None:
    inbox.drop("hukum/iku.xlsx", bench.edit(bench.demo("hukum"), {VALUE: "belum ada"}), IN_TIME + timedelta(days=1))
    answer_all(inbox)
    text = answer_text(inbox, "hukum")
    assert "secepatnya (batas waktu 5 Januari 2026 sudah lewat)" in text and "paling lambat" not in text


def test_an_accepted_file_after_a_returned_one_is_answered_as_accepted(inbox: "Inbox", bench: "Bench") -> None:
    demo = bench.demo("hukum")
    inbox.drop("hukum/awal.xlsx", bench.edit(demo, {VALUE: "belum ada"}), IN_TIME)
    inbox.drop("hukum/perbaikan.xlsx", demo, IN_TIME + timedelta(hours=1))
    answer_all(inbox)
    text = answer_text(inbox, "hukum")
    assert "DITERIMA" in text and "DIKEMBALIKAN" not in text and "hukum/perbaikan.xlsx" in text


# The return copy


def as_is(content: bytes, folder: Path) -> bytes:
    return content


def through_openpyxl(content: bytes, folder: Path) -> bytes:
    output = io.BytesIO()
    load_workbook(io.BytesIO(content)).save(output)
    return output.getvalue()


def through_libreoffice(content: bytes, folder: Path) -> bytes:
    if not (soffice := which("soffice")):
        pytest.skip("no LibreOffice (soffice) to save with")
    (folder / "salinan.xlsx").write_bytes(content)
    command = [soffice, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(folder / "keluar"), str(folder / "salinan.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "keluar" / "salinan.xlsx").read_bytes()


@pytest.mark.parametrize("save", [as_is, through_openpyxl, through_libreoffice])
def test_a_copy_that_was_mended_is_accepted_with_the_same_values(
    inbox: "Inbox", bench: "Bench", save: Callable[[bytes, Path], bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The copy itself goes back, as the bagian's program saves it, mended bit by bit."""
    original, scratch = bench.original("hukum"), tmp_path_factory.mktemp("simpan")
    inbox.drop("hukum/iku.xlsx", bench.type_in(original, {VALUE: "delapan", YEAR: 2099}))
    answer_all(inbox)
    copy = answer_path(inbox, "hukum").read_bytes()
    assert load_workbook(io.BytesIO(copy)).sheetnames[:2] == ["Hasil Verifikasi", "Petunjuk"]

    # One error mended: the other stays, nothing is doubled.
    inbox.drop("hukum/iku.xlsx", bench.type_in(save(copy, scratch), {VALUE: 86.78}), IN_TIME + timedelta(minutes=5))
    answer_all(inbox)
    second = answer_path(inbox, "hukum").read_bytes()
    workbook = load_workbook(io.BytesIO(second))
    assert [name for name in workbook.sheetnames if "Hasil" in name] == ["Hasil Verifikasi"]
    sheet = workbook["Reformasi Hukum"]
    marks = [
        str(formatting.sqref)
        for formatting in sheet.conditional_formatting
        if "iku-catatan" in str(formatting.rules[0].formula)
    ]
    assert "B15" in marks and "B16" not in marks and len(marks) == len(set(marks))
    assert sheet["B16"].comment is None
    assert sheet["B15"].comment.text.count("CATATAN VERIFIKASI IKU") == 1

    # The other too: accepted, with the values of the file that never was wrong.
    inbox.drop("hukum/iku.xlsx", bench.type_in(save(second, scratch), {YEAR: 2025}), IN_TIME + timedelta(minutes=9))
    last = in_force(inbox, answer_all(inbox), "hukum")
    correct = bench.check({"hukum/asli.xlsx": original}, scratch)["hukum/asli.xlsx"]
    assert last.accepted and correct.accepted
    assert entries_as_read(last.kiriman) == entries_as_read(correct.kiriman)
    assert [computation.value for computation in last.computations.values()] == [
        computation.value for computation in correct.computations.values()
    ]
    assert [t.kode for t in last.temuan] == [t.kode for t in correct.temuan]


def test_findings_without_a_cell_are_listed(inbox: "Inbox", bench: "Bench") -> None:
    inbox.drop(
        "tapem/iku.xlsx",
        bench.edit(bench.demo("tapem"), lambda workbook: workbook.remove(workbook["Sinergitas Kecamatan"])),
    )
    answer_all(inbox)
    text = answer_text(inbox, "tapem")
    assert "Sinergitas Kecamatan (tidak ada)" in text and "salin isian ke templat" in text
    assert load_workbook(answer_path(inbox, "tapem")).sheetnames[1:3] == ["Petunjuk", "Identitas"]


def test_without_any_finding_a_short_page_says_so(inbox: "Inbox", bench: "Bench") -> None:
    blank = bench.blank("hukum")
    said = {"Reformasi Hukum!B14": "Belum rilis", "SKM!B7": "Belum dilaksanakan"}
    inbox.drop("hukum/iku.xlsx", bench.edit(blank, {"Identitas!B9": "Siti Aminah", "Identitas!B11": "Analis"}, said))
    assert in_force(inbox, answer_all(inbox), "hukum").temuan == []
    text = answer_text(inbox, "hukum")
    assert "DITERIMA\n" in text and "tanpa catatan" in text
    assert load_workbook(answer_path(inbox, "hukum")).sheetnames == ["Hasil Verifikasi"]


def test_a_workbook_with_macros_is_returned_as_one(
    inbox: "Inbox", bench: "Bench", zip_parts: Any, make_zip: Any
) -> None:
    parts = zip_parts(bench.type_in(bench.original("hukum"), {VALUE: "delapan"}))
    plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    content_types = "[Content_Types].xml"
    inbox.drop("hukum/iku.xlsx", make_zip(parts))
    answer_all(inbox)
    assert [p.suffix for p in folder(inbox, "hukum").iterdir()] == [".xlsx"]
    parts |= {
        content_types: parts[content_types].replace(b"vnd." + plain, b"vnd." + macros),
        "xl/vbaProject.bin": b"makro",
    }
    inbox.drop("hukum/iku.xlsx", make_zip(parts), IN_TIME + timedelta(minutes=5))
    answer_all(inbox)
    (answer,) = folder(inbox, "hukum").iterdir()  # the answer to the file without macros is gone
    assert answer.name == "Hasil Verifikasi hukum 2025-12.xlsm"
    assert zip_parts(answer.read_bytes())["xl/vbaProject.bin"] == b"makro"


# Where there is no copy


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"bukan buku kerja", "bukan buku kerja Excel"),
        (b"\0" * 5000, "kosong"),
        (b"PK\x03\x04 terpotong", "rusak"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook".encode("utf-16-le"), ".xls"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_page(inbox: "Inbox", content: bytes, word: str) -> None:
    inbox.drop("umum/rusak.xlsx", content, IN_TIME)
    answer_all(inbox)
    assert word in answer_text(inbox, "umum")
    assert load_workbook(answer_path(inbox, "umum")).sheetnames == ["Hasil Verifikasi"]


def test_a_workbook_that_is_no_template_is_not_returned(inbox: "Inbox", bench: "Bench") -> None:
    inbox.drop(
        "umum/lain.xlsx", bench.edit(bench.demo("umum"), lambda workbook: workbook.remove(workbook["_iku"])), IN_TIME
    )
    answer_all(inbox)
    assert "bukan templat IKU" in answer_text(inbox, "umum")
    assert load_workbook(answer_path(inbox, "umum")).sheetnames == ["Hasil Verifikasi"]


@pytest.mark.parametrize(
    ("task", "word"), [(operator.truediv, "TypeError"), (_exhausted, "memori"), (_broken, "rusak")]
)
def test_a_copy_that_fails_in_its_worker_leaves_one_page(
    inbox: "Inbox", bench: "Bench", monkeypatch: pytest.MonkeyPatch, task: Callable[..., Any], word: str
) -> None:
    inbox.drop("hukum/iku.xlsx", bench.edit(bench.demo("hukum"), {VALUE: "delapan"}))
    inbox.drop("umum/iku.xlsx", bench.demo("umum"))
    monkeypatch.setattr(answers_module, "return_copy_of", task)
    answer_all(inbox)
    answer_all(inbox)
    text = answer_text(inbox, "hukum")
    assert "B16" in text and "Perbaiki pada berkas Anda sendiri" in text
    assert answer_path(inbox, "umum").exists()
    incidents = [p.read_text(encoding="utf-8") for p in (inbox.workspace.state_folder / "log").glob("insiden-*.txt")]
    # Once for each file, though the inbox was read twice.
    assert sorted(i.partition("\n")[0] for i in incidents) == ["hukum/iku.xlsx: salinan", "umum/iku.xlsx: salinan"]
    assert all(word in i for i in incidents)


# Writing


def test_an_unchanged_answer_is_not_rewritten(inbox: "Inbox", bench: "Bench") -> None:
    inbox.drop("hukum/iku.xlsx", bench.edit(bench.demo("hukum"), {VALUE: "86,78"}))
    answer_all(inbox)
    before = {p: p.stat().st_mtime_ns for p in folder(inbox, "hukum").iterdir()}
    assert len(before) == 2
    answer_all(inbox)
    assert {p: p.stat().st_mtime_ns for p in folder(inbox, "hukum").iterdir()} == before


def test_an_answer_that_is_open_gets_a_sibling(inbox: "Inbox", bench: "Bench", monkeypatch: pytest.MonkeyPatch) -> None:
    demo = bench.demo("hukum")
    inbox.drop("hukum/iku.xlsx", bench.edit(demo, {VALUE: "delapan"}))
    answer_all(inbox)
    old = answer_path(inbox, "hukum")
    original, before = Path.replace, old.read_bytes()

    def replace(self: Path, destination: Path) -> Path:
        if destination == old:
            raise PermissionError(13, "open in Excel", str(destination))
        return original(self, destination)

    inbox.drop("hukum/iku.xlsx", bench.edit(demo, {VALUE: "sembilan"}), IN_TIME + timedelta(minutes=5))
    with monkeypatch.context() as m:
        m.setattr(Path, "replace", replace)
        answer_all(inbox)
        answer_all(inbox)
    second = old.with_stem(f"{old.stem} (2)")
    assert sorted(folder(inbox, "hukum").iterdir()) == [second, old]
    assert old.read_bytes() == before
    assert load_workbook(second)["Reformasi Hukum"]["B16"].value == "sembilan"
    answer_all(inbox)  # closed again
    assert list(folder(inbox, "hukum").iterdir()) == [old]
    assert load_workbook(old)["Reformasi Hukum"]["B16"].value == "sembilan"


# What keeps one answer from being written


def _fails_for_hukum(error: Exception) -> Callable[..., None]:
    def fail(_run: object, files: Any) -> None:
        if files.bagian == "hukum":
            raise type(error)(*error.args)  # a fresh one, as each look would

    return fail


@pytest.mark.parametrize(
    ("error", "reason", "of_ours"),
    [
        (ZeroDivisionError(), "kesalahan pada sistem (nomor ", True),
        (PermissionError(13, "no right"), "tidak ada hak", False),
        (OSError(36, "name"), "nama terlalu panjang", False),
    ],
)
def test_what_keeps_one_answer_from_being_written_is_said_of_it_and_the_others_are_written(
    inbox: "Inbox", bench: "Bench", monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str, of_ours: bool
) -> None:
    inbox.drop("hukum/iku.xlsx", bench.demo("hukum"), IN_TIME)
    inbox.drop("umum/iku.xlsx", bench.demo("umum"), IN_TIME)
    answer_all(inbox)
    inbox.drop("hukum/iku.xlsx", bench.edit(bench.demo("hukum"), {VALUE: "86,78"}), IN_TIME + timedelta(hours=1))
    inbox.drop("umum/iku.xlsx", bench.edit(bench.demo("umum"), {"Identitas!B9": "Siti"}), IN_TIME + timedelta(hours=1))
    run = inbox.run()
    with monkeypatch.context() as patched:
        patched.setattr(answers_module, "_give_receipt", _fails_for_hukum(error))
        both = [give_answers(run, gather_for_month(run, take_in(run), DECEMBER).to_answer) for _ in range(2)]
    assert both[0] == both[1]  # the same trouble has the same number
    (unanswered,) = both[0]
    assert (unanswered.bagian, unanswered.periode) == ("hukum", DECEMBER)
    assert unanswered.reason.startswith(reason) and bool(unanswered.incident) is of_ours
    log = list((inbox.workspace.state_folder / "log").glob("insiden-*.txt"))
    assert [unanswered.incident in file.name for file in log if unanswered.incident] == [True] * of_ours
    assert "umum/iku.xlsx" in answer_text(inbox, "umum") and not answer_path(inbox, "hukum").exists()
    answer_all(inbox)
    assert answer_path(inbox, "hukum").exists()


def test_a_disk_that_takes_no_more_stops_all_answers(
    inbox: "Inbox", bench: "Bench", monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.drop("hukum/iku.xlsx", bench.demo("hukum"), IN_TIME)
    monkeypatch.setattr(answers_module, "_give_receipt", _fails_for_hukum(OSError(28, "no room")))
    with pytest.raises(OSError, match="no room"):
        answer_all(inbox)


# The receipt


def test_a_receipt_says_what_was_read(inbox: "Inbox", bench: "Bench") -> None:
    inbox.drop("hukum/iku.xlsx", bench.edit(bench.demo("hukum"), {VALUE: "86,78"}))
    inbox.drop("umum/iku.xlsx", bench.demo("umum"))
    inbox.drop("pbj/iku.xlsx", bench.demo("pbj"))
    intake = answer_all(inbox)
    sha = in_force(inbox, intake, "hukum").sha256
    hukum, umum, pbj = (answer_text(inbox, bagian, "Tanda Terima") for bagian in ("hukum", "umum", "pbj"))
    assert f"TT/hukum/2025-12/01-{sha[:8]}" in hukum and sha in hukum and "5 Januari 2026 pukul 10.00 WIB" in hukum
    rows = [
        [cell.value for cell in row[:4]]
        for row in load_workbook(answer_path(inbox, "hukum", "Tanda Terima")).active.iter_rows()
    ]
    assert ["Reformasi Hukum", "B16", "Nilai resmi", 86.78] in rows
    assert ["Reformasi Hukum", "B15", "Tahun penilaian", "2025"] in rows
    assert ["Identitas", "B7", "Periode", "2025-12"] in rows
    assert ["Indeks Reformasi Hukum", 86.78, "A (Sangat Baik)", "Final"] in rows
    # Respondents are counted, not listed; a row with a key is called by it.
    assert "38 terisi dari 38 baris" in umum and umum.count("Peminjaman ruang") == 0
    assert "A2 e-Tendering · Nilai" in pbj


def test_the_number_of_a_receipt_follows_from_the_submission() -> None:
    assert receipt_number("pbj", DECEMBER, 1, "a1b2c3d4e5f6") == "TT/pbj/2025-12/01-a1b2c3d4"


def test_what_a_receipt_lists(bench: "Bench", tmp_path: Path) -> None:
    checked = bench.check({"perekonomian/a.xlsx": bench.demo("perekonomian")}, tmp_path)["perekonomian/a.xlsx"]
    entries = entries_as_read(checked.kiriman)
    assert {entry.sheet for entry in entries} == {"Identitas", "Kebijakan Perekonomian", "SKM"}
    assert any(entry.label == "Baris 1 · Nama kebijakan" for entry in entries)
    assert all(entry.cell and entry.value is not None for entry in entries)
    assert any(isinstance(entry.value, Decimal) for entry in entries)
