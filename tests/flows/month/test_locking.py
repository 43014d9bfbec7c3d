"""Locks, through the command line: what was signed stays, is printed again and proven."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from flows.cli import app
from tests.flows.month.conftest import DECEMBER, INSISTING, PERIODE, VALUE, Office, pick, sheet_text


def test_a_month_that_is_not_over_is_not_locked(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    assert "belum berakhir" in office.iku("kunci", "2026-01", code=2)


def test_a_locked_period_stays_as_it_was_signed(office: Office) -> None:
    office.send("hukum/iku.xlsx")
    draft = office.consolidate()
    office.lock()
    final = office.workspace.consolidation_folder(PERIODE) / "IKU_Setda_2025-12_final.xlsx"
    content = final.read_bytes()
    sheet = sheet_text(final, "IKU")
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
    office.lock()
    office.send("hukum/iku.xlsx", {VALUE: 90}, hours=1)
    office.consolidate()
    office.iku("buka", DECEMBER, "--alasan", "Surat dikoreksi kementerian")
    report = office.consolidate()
    assert (report["dokumen"], report["terkunci"]) == ("REVISI", False)
    assert report["buku_kerja"].endswith("_revisi-1.xlsx")
    assert pick(report["hasil"], iku="reformasi_hukum")["nilai"] == 90
    revision = office.workspace.folder / report["buku_kerja"]
    assert "Surat dikoreksi kementerian" in sheet_text(revision, "Metadata")
    assert {"REVISI 1", "DRAF"} <= set(sheet_text(revision, "IKU").splitlines())
    assert office.consolidate()["buku_kerja"] == report["buku_kerja"]
    office.send("hukum/iku.xlsx", {VALUE: 91}, hours=2)
    assert office.consolidate()["buku_kerja"].endswith("_revisi-2.xlsx")
    office.lock()
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
    assert "draf-02" in office.iku("kunci", DECEMBER, *INSISTING, code=2)
    office.lock()
    assert "IKU_Setda_2025-12_final.xlsx" in office.workbooks()


def test_the_signed_document_is_archived_by_hash(office: Office, tmp_path: Path) -> None:
    office.send("hukum/iku.xlsx")
    pdf, not_pdf = tmp_path / "ttd.pdf", tmp_path / "ttd.docx"
    pdf.write_bytes(b"%PDF-1.7 tertanda")
    not_pdf.write_bytes(b"PK")
    assert "harus berkas PDF" in office.iku("kunci", DECEMBER, "--dokumen-ttd", str(not_pdf), code=2)
    assert office.workbooks() == []
    office.lock()
    output = office.iku("kunci", DECEMBER, "--dokumen-ttd", str(pdf))
    sha256 = hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert sha256 in output
    assert (office.workspace.archive / f"{sha256}.pdf").read_bytes() == pdf.read_bytes()
    assert sha256 in (office.workspace.archive / "daftar.csv").read_text(encoding="utf-8-sig")


def test_another_signed_document_takes_the_place_of_the_first_only_with_a_reason(
    office: Office, tmp_path: Path
) -> None:
    office.send("hukum/iku.xlsx")
    office.lock()
    assert "Dokumen bertanda tangan: belum diarsipkan" in office.iku("status", "--periode", DECEMBER)
    first, second = tmp_path / "ttd.pdf", tmp_path / "ttd2.pdf"
    first.write_bytes(b"%PDF-1.7 tertanda")
    second.write_bytes(b"%PDF-1.7 tertanda, cap basah")
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (first, second)]
    for _ in range(2):  # the same one twice says nothing new
        office.iku("kunci", DECEMBER, "--dokumen-ttd", str(first))
    refused = office.iku("kunci", DECEMBER, "--dokumen-ttd", str(second), code=2)
    assert refused.count("\n") == 1 and hashes[0] in refused and "--ganti --alasan" in refused
    assert not (office.workspace.archive / f"{hashes[1]}.pdf").exists()
    for wrong in (("--ganti",), ("--ganti", "--alasan", "x"), ("--ganti", "--dokumen-ttd", str(second))):
        assert office.iku("kunci", DECEMBER, *wrong, code=2).count("\n") == 1
    office.iku("kunci", DECEMBER, "--dokumen-ttd", str(second), "--ganti", "--alasan", "Cap belum ada")
    assert all((office.workspace.archive / f"{sha256}.pdf").exists() for sha256 in hashes)
    told = " ".join(office.iku("status", "--periode", DECEMBER).split())
    assert f"Dokumen bertanda tangan: ttd2.pdf, 7 Januari 2026, SHA-256 {hashes[1]}" in told


def test_the_signed_workbook_is_printed_again_and_proven(office: Office) -> None:
    assert "tidak sedang dikunci" in office.iku("konsolidasi", "--periode", DECEMBER, "--cetak-ulang", code=2)
    office.send("hukum/iku.xlsx")
    office.consolidate()
    office.lock()
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
    office.lock()
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
    from iku_rules.reformasi_hukum import rule as reformasi_hukum

    office.send("hukum/iku.xlsx")
    office.consolidate()
    office.lock()
    original = reformasi_hukum.compute

    def with_another_predikat(content: Any, context: Any) -> Any:
        computation = original(content, context)
        return type(computation)(**{**vars(computation), "predikat": "Lain"})

    monkeypatch.setattr(reformasi_hukum, "compute", with_another_predikat)
    arguments = ["konsolidasi", "--periode", DECEMBER, "--cetak-ulang", "--folder", str(office.workspace.folder)]
    assert app.run_command(arguments) == 2  # same version, other result: that must not be
    assert "BERBEDA" in office.capsys.readouterr().err
    monkeypatch.setattr("flows.run.rules_version", lambda register: "lain")
    assert app.run_command(arguments) == 0
    message = office.capsys.readouterr().err
    assert "sudah tidak ada pada program ini" in message and "reformasi_hukum, predikat" in message


def test_the_register_of_the_signing_is_frozen(office: Office) -> None:
    """A target changed after the lock moves neither the signed figures nor their recomputation."""
    (office.workspace.folder / "iku.toml").write_text(
        '[[target]]\niku = "reformasi_hukum"\ntahun = 2025\nnilai = 80.0\nacuan = "PK 2025"\n', encoding="utf-8"
    )
    office.send("hukum/iku.xlsx")
    capaian = pick(office.consolidate()["hasil"], iku="reformasi_hukum")["capaian"]
    office.lock()
    (office.workspace.folder / "iku.toml").write_text("", encoding="utf-8")
    assert pick(office.consolidate()["hasil"], iku="reformasi_hukum")["capaian"] == capaian == 108.48
    office.iku("konsolidasi", "--periode", DECEMBER, "--cetak-ulang")
    content = list(office.workspace.archive.glob("*.zip"))
    assert len(content) == 1
    assert "parameter/itkp.toml" in zipfile.ZipFile(io.BytesIO(content[0].read_bytes())).namelist()
