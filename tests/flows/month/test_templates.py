"""A month after another, through the public door: accepted, begun from, dropped again."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from bench.steps import compose_month
from flows.cli import app
from flows.month.templates import publish_templates, renew_templates, template_path
from schemas.periode import Periode
from workbooks.filler import SheetEntries, fill_template

if TYPE_CHECKING:
    from flows.intake.bagian_files import BagianFiles
    from iku_rules.result import Result
    from tests.conftest import Inbox

OCTOBER, NOVEMBER, DECEMBER, JANUARY = (Periode.parse(p) for p in ("2025-10", "2025-11", "2025-12", "2026-01"))
YES = {"Tanggal penyusunan": date(2026, 1, 5), "Tidak ada perubahan sejak bulan lalu": "Ya"}
NO = YES | {"Tidak ada perubahan sejak bulan lalu": "Tidak"}
KEBIJAKAN = {
    "Nama kebijakan": "Pasar murah akhir tahun",
    "Jenis": "Surat Edaran",
    "Direncanakan": "Ya",
    "Status": "Diterbitkan",
    "Nomor": "500/400/2025",
    "Tanggal penetapan": date(2025, 12, 8),
}


class Office:
    """A workspace in which months pass."""

    def __init__(self, inbox: "Inbox", capsys: pytest.CaptureFixture[str]) -> None:
        self.inbox, self.bench, self.workspace, self.capsys = inbox, inbox.bench, inbox.workspace, capsys
        self.kiriman = 0

    def iku(self, *arguments: str) -> str:
        self.capsys.readouterr()
        assert app.run_command([*arguments, "--folder", str(self.workspace.folder)]) == 0
        return self.capsys.readouterr().out

    def send(self, bagian: str, periode: Periode, content: bytes) -> "BagianFiles":
        """Drop a file and take it in; the bagian's answer for that month."""
        self.kiriman += 1
        time = datetime(2026, 1, 5, 10, self.kiriman, tzinfo=self.workspace.zone)
        self.inbox.drop(f"{bagian}/{periode}-{self.kiriman}.xlsx", content, time)
        self.intake = self.inbox.take_in(keep=True)
        return self.inbox.files(bagian, periode, self.intake)

    def demo(self, bagian: str, periode: Periode, *edits: Mapping[str, Any]) -> "BagianFiles":
        """The demo's workbook of a bagian, handed in for another month."""

        def set_month(workbook: Workbook) -> None:
            workbook["Identitas"]["B7"].value = workbook["_iku"]["B5"].value = str(periode)
            for (cell,) in workbook["SKM Responden"].iter_rows(min_row=7, min_col=2, max_col=2):
                if cell.value is not None:
                    cell.value = min(cell.value, datetime(periode.year, periode.month, 28))

        return self.send(bagian, periode, self.bench.edit(self.bench.demo(bagian), set_month, *edits))

    def template(self, bagian: str, periode: Periode) -> bytes:
        self.iku("templat", "--periode", str(periode), "--bagian", bagian)
        return template_path(self.workspace, bagian, periode).read_bytes()

    def results(self, periode: Periode) -> "dict[str, Result]":
        return {result.iku: result for result in compose_month(self.inbox.run(), periode).results}


@pytest.fixture
def office(inbox: "Inbox", capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(inbox, capsys)


def _fill(template: bytes, identity: Mapping[str, Any], **sheets: SheetEntries) -> bytes:
    entries = {"Identitas": SheetEntries(pairs=identity)} | {
        name.replace("_", " "): content for name, content in sheets.items()
    }
    return fill_template(template, entries)


def _text(template: bytes, sheet: str) -> str:
    ws = load_workbook(io.BytesIO(template), data_only=True)[sheet]
    return "\n".join(str(cell.value) for row in ws.iter_rows() for cell in row if cell.value is not None)


def _codes(kiriman_status: "BagianFiles") -> set[str]:
    return {t.kode for t in kiriman_status.in_force.all_temuan}


@pytest.mark.parametrize("bagian", ["perekonomian", "umum", "kesra", "organisasi"])
def test_no_change_is_two_cells_and_the_same_values(office: Office, bagian: str) -> None:
    before = office.demo(bagian, NOVEMBER).in_force
    template = office.template(bagian, DECEMBER)
    assert "Terisi dari kiriman November 2025 (revisi 1)" in _text(template, "Identitas")
    new = office.send(bagian, DECEMBER, _fill(template, YES))
    assert new.in_force is not None and new.in_force.periode == DECEMBER
    assert not _codes(new) & {"P230"}
    for iku, result in new.in_force.computations.items():
        assert (result.value, result.status) == (before.computations[iku].value, before.computations[iku].status)
        assert all(source.berkas == new.in_force.name for source in result.sources)


def test_what_is_new_is_added_and_counted(office: Office) -> None:
    before = office.demo("perekonomian", NOVEMBER).in_force.computations["kebijakan_perekonomian"]
    assert str(before.value) == "77.78"
    template = office.template("perekonomian", DECEMBER)
    workbook = load_workbook(io.BytesIO(_fill(template, NO)))
    ws = workbook["Kebijakan Perekonomian"]
    headers = {cell.value: cell.column for cell in ws[6]}
    for label, value in KEBIJAKAN.items():
        ws.cell(17, headers[label]).value = value
    output = io.BytesIO()
    workbook.save(output)
    sent = office.send("perekonomian", DECEMBER, output.getvalue())
    assert str(sent.in_force.computations["kebijakan_perekonomian"].value) == "80.00"
    assert "P230" not in _codes(sent)


def test_no_change_said_of_a_changed_form_is_asked_about(office: Office) -> None:
    office.demo("hukum", NOVEMBER)
    template = office.template("hukum", DECEMBER)
    new = office.send("hukum", DECEMBER, _fill(template, YES, Reformasi_Hukum=SheetEntries(pairs={"Nilai resmi": 90})))
    (temuan,) = [t for t in new.in_force.all_temuan if t.kode == "P230"]
    assert (temuan.lembar, temuan.sel) == ("Reformasi Hukum", "B16")
    assert "kiriman November 2025 (1 sel berbeda)" in temuan.pesan
    assert new.in_force.computations["reformasi_hukum"].value == 90


def test_no_change_on_an_empty_form_keeps_the_last_value(office: Office) -> None:
    office.demo("hukum", NOVEMBER)
    new = office.send("hukum", DECEMBER, office.bench.edit(office.bench.blank("hukum"), {"Identitas!B13": "Ya"}))
    assert new.in_force is not None and "P230" not in _codes(new)
    assert new.in_force.kiriman.pair("identitas", "tidak_ada_perubahan").content == "Ya"
    result = office.results(DECEMBER)["reformasi_hukum"]
    assert (str(result.nilai), result.status, result.dari_periode) == ("86.78", "TERAKHIR DIKETAHUI", NOVEMBER)


def test_a_new_year_starts_clean(office: Office) -> None:
    office.demo("hukum", DECEMBER)
    template = office.template("hukum", JANUARY)
    assert "Terisi dari" not in _text(template, "Identitas")
    assert "CONTOH" not in _text(template, "Reformasi Hukum")
    assert "\nTidak\n" in _text(template, "Identitas")


def test_only_what_counts_goes_over(office: Office) -> None:
    """A returned file does not, a handed back one no more; the last accepted revision does."""
    office.demo("hukum", OCTOBER, {"Reformasi Hukum!B16": 81})
    office.demo("hukum", NOVEMBER, {"Reformasi Hukum!B16": "tinggi"})
    assert "Oktober 2025 (revisi 1)" in _text(office.template("hukum", DECEMBER), "Petunjuk")
    office.demo("hukum", NOVEMBER, {"Reformasi Hukum!B16": 85, "Identitas!B8": 2})
    text = _text(office.template("hukum", DECEMBER), "Petunjuk")
    assert "November 2025 (revisi 2)" in text
    office.iku("kembalikan", "hukum", "--periode", "2025-11", "--alasan", "Nomor surat keliru")
    content = template_path(office.workspace, "hukum", DECEMBER).read_bytes()  # begun anew by itself
    assert "Oktober 2025 (revisi 1)" in _text(content, "Petunjuk") and "\n81" in _text(content, "Reformasi Hukum")


def test_a_template_that_lies_ready_catches_up(office: Office) -> None:
    """On day 1 the month before is not handed in yet; the template follows when it is accepted."""
    workspace, run = office.workspace, office.inbox.run()
    office.template("hukum", NOVEMBER)
    office.template("hukum", DECEMBER)
    office.demo("hukum", OCTOBER)
    updated = renew_templates(run, office.intake.memory, office.intake.changed)
    assert [published.file for published in updated] == [
        template_path(workspace, "hukum", p) for p in (NOVEMBER, DECEMBER)
    ]
    office.demo("hukum", NOVEMBER)
    (published,) = renew_templates(run, office.intake.memory, office.intake.changed)
    assert published.remark == "terisi dari kiriman November 2025, revisi 1"
    # A month that was handed in stands between October and December.
    assert renew_templates(run, office.intake.memory, [("hukum", OCTOBER), ("hukum", None)]) == []


def test_a_template_filled_in_where_it_lies_is_never_overwritten(office: Office) -> None:
    path = template_path(office.workspace, "hukum", DECEMBER)
    office.template("hukum", DECEMBER)
    filled = _fill(path.read_bytes(), YES)
    path.write_bytes(filled)
    office.demo("hukum", NOVEMBER)
    output = office.iku("templat", "--periode", "2025-12", "--bagian", "hukum")
    assert "sudah mulai diisi di tempatnya" in output
    assert path.read_bytes() == filled and list(path.parent.glob("*.xlsx")) == [path]
    path.rename(path.with_name("punya saya.xlsx"))
    assert "terisi dari kiriman November 2025" in office.iku("templat", "--periode", "2025-12", "--bagian", "hukum")


def test_a_template_open_in_excel_is_left_and_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_use(*_: Any) -> bool:
        raise PermissionError(13, "used by another process")

    office.template("hukum", DECEMBER)
    monkeypatch.setattr("flows.month.templates.write_if_changed", in_use)
    assert "mungkin sedang dibuka" in office.iku("templat", "--periode", "2025-12", "--bagian", "hukum")
    template_path(office.workspace, "hukum", DECEMBER).unlink()
    arguments = ["templat", "--periode", "2025-12", "--folder", str(office.workspace.folder)]
    assert app.run_command(arguments) == 2


def test_without_a_ledger_templates_are_clean_and_none_is_made(office: Office) -> None:
    office.template("hukum", DECEMBER)
    assert not office.workspace.ledger_file.exists()
    clean = publish_templates(office.bench.office, DECEMBER)
    assert [published.remark for published in clean] == [""] * 8


def test_a_submission_that_cannot_be_read_again_leaves_a_clean_template(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.demo("hukum", NOVEMBER)
    for original in office.workspace.archive.glob("*.xlsx"):
        original.unlink()
    monkeypatch.setattr("flows.run.rules_version", lambda register: "lain")
    output = office.iku("templat", "--periode", "2025-12", "--bagian", "hukum")
    assert "kosong, karena kiriman lalu tidak dapat dibaca" in output
    content = template_path(office.workspace, "hukum", DECEMBER).read_bytes()
    assert "Terisi dari" not in _text(content, "Petunjuk")


def test_reading_writes_nothing_into_the_ledger(office: Office) -> None:
    office.demo("hukum", NOVEMBER)
    with office.inbox.ledger.begin(datetime.now(office.workspace.zone), keep=False) as transaction:
        before = (transaction.kiriman(), transaction.checks(), transaction.which_counts())
    office.template("hukum", DECEMBER)
    with office.inbox.ledger.begin(datetime.now(office.workspace.zone), keep=False) as transaction:
        assert (transaction.kiriman(), transaction.checks(), transaction.which_counts()) == before


def test_text_that_looks_like_a_formula_stays_text(office: Office) -> None:
    def type_formula(workbook: Any) -> None:
        workbook["Identitas"]["B9"].value = "=1+1"
        workbook["Identitas"]["B9"].data_type = "s"

    assert office.demo("hukum", NOVEMBER, type_formula).in_force is not None
    cell = load_workbook(io.BytesIO(office.template("hukum", DECEMBER)))["Identitas"]["B9"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_path_of_a_template(office: Office) -> None:
    output = office.iku("templat", "--periode", "2025-12", "--bagian", "hukum")
    assert Path(output.strip()).as_posix() == "outbox/bagian/hukum/2025-12/Templat IKU hukum 2025-12.xlsx"
