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
from typing import Any

import pytest
from openpyxl import load_workbook

from flows import cli
from flows.konsolidasi import konsolidasikan, perlu_disusun
from flows.penerimaan import terima
from flows.persiapan import buka_ledger, pastikan_folder
from flows.register import muat_register_ruang
from schemas.periode import Periode

DESEMBER = "2025-12"
LETAK = Periode.urai(DESEMBER)
NILAI = "Reformasi Hukum!B16"


class Meja:
    """A workspace driven as its users do; the orchestrator alone is left out (its flow calls the same two steps)."""

    def __init__(self, kotak: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.kotak, self.capsys, self.ruang, self.meja = kotak, capsys, kotak.ruang, kotak.meja
        self.saat = datetime(2026, 1, 7, 3, tzinfo=kotak.ruang.zona)
        monkeypatch.setattr(cli, "sekarang", self._jam)
        monkeypatch.setattr(cli, "_mesin_alur", lambda ruang: _tanpa_mesin())
        monkeypatch.setattr(cli, "_konsolidasikan", self._konsolidasikan)

    def _jam(self) -> datetime:
        self.saat += timedelta(hours=1)
        return self.saat

    def _konsolidasikan(self, ruang: Any, register: Any, bulan: Periode) -> Any:
        ledger, saat = buka_ledger(ruang), self._jam()
        penerimaan = terima(ruang, register, ledger, saat, simpan=True)
        return konsolidasikan(penerimaan, ruang, register, ledger, bulan, saat)

    def iku(self, *argumen: str, kode: int = 0) -> str:
        """Run a command; its standard output, or standard error where it fails."""
        self.capsys.readouterr()
        assert cli.jalankan_perintah([*argumen, "--folder", str(self.ruang.folder)]) == kode
        keluaran = self.capsys.readouterr()
        return keluaran.err if kode else keluaran.out

    def json(self, *argumen: str) -> dict[str, Any]:
        hasil: dict[str, Any] = json.loads(self.iku(*argumen, "--json"))
        return hasil

    def konsolidasi(self) -> dict[str, Any]:
        return self.json("konsolidasi", "--periode", DESEMBER)

    def kirim(self, nama: str, *ubahan: Mapping[str, Any], jam: int = 0) -> Path:
        waktu = datetime(2026, 1, 5, 10, tzinfo=self.ruang.zona) + timedelta(hours=jam)
        path: Path = self.kotak.taruh(nama, self.meja.ubah(self.meja.demo("hukum"), *ubahan), waktu)
        return path

    def sekarang(self) -> tuple[str, int | None, float | None]:
        """Status, revision and value of hukum after a consolidation."""
        hasil = self.konsolidasi()
        kiriman = _pilih(hasil["pengumpulan"], bagian="hukum")
        return kiriman["status"], kiriman["revisi"], _pilih(hasil["hasil"], iku="reformasi_hukum")["nilai"]

    def jawaban(self, nama: str = "Hasil Verifikasi") -> str:
        path = self.ruang.folder_bagian("hukum", LETAK) / f"{nama} hukum {DESEMBER}.xlsx"
        return _isi_lembar(path, 0)

    def buku(self) -> list[str]:
        return sorted(p.name for p in self.ruang.folder_konsolidasi(LETAK).glob("*.xlsx"))


class _tanpa_mesin:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def _pilih(daftar: Sequence[dict[str, Any]], **kunci: str) -> dict[str, Any]:
    ((nama, nilai),) = kunci.items()
    return next(satu for satu in daftar if satu[nama] == nilai)


def _isi_lembar(path: Path, lembar: int | str) -> str:
    buku = load_workbook(path)
    satu = buku.worksheets[lembar] if isinstance(lembar, int) else buku[lembar]
    return "\n".join(str(sel.value) for baris in satu.iter_rows() for sel in baris if sel.value is not None)


@pytest.fixture
def kantor(kotak: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Meja:
    return Meja(kotak, capsys, monkeypatch)


# Revisions


def test_a_file_overwritten_in_place_is_the_next_revision(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    assert kantor.sekarang() == ("DITERIMA", 1, 86.78)
    kantor.kirim("hukum/iku.xlsx", {NILAI: 90}, jam=1)
    assert kantor.sekarang() == ("DITERIMA", 2, 90)
    kantor.kirim("hukum/iku.xlsx", jam=2)  # the first content again: a revision of its own
    assert kantor.sekarang() == ("DITERIMA", 3, 86.78)
    baris = (kantor.ruang.arsip / "daftar.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [b.split(";")[3] for b in baris[1:]] == ["1", "2", "3"]


def test_a_returned_revision_leaves_the_accepted_one_in_force_and_says_so(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.sekarang()
    kantor.kirim("hukum/iku.xlsx", {NILAI: "tinggi"}, jam=1)
    assert kantor.sekarang() == ("DITERIMA", 1, 86.78)
    assert "hukum/iku.xlsx, tetap berlaku" in kantor.jawaban()
    kantor.kirim("hukum/iku.xlsx", {NILAI: 88}, jam=2)
    assert kantor.sekarang() == ("DITERIMA", 3, 88)


def test_what_was_accepted_is_not_lost_with_the_file(kantor: Meja) -> None:
    path = kantor.kirim("hukum/iku.xlsx")
    kantor.sekarang()
    path.unlink()
    assert kantor.sekarang() == ("DITERIMA", 1, 86.78)


def test_lateness_looks_at_the_first_submission_only(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx", {NILAI: "salah"})
    kantor.konsolidasi()
    kantor.kirim("hukum/iku.xlsx", jam=200)
    kiriman = _pilih(kantor.konsolidasi()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["terlambat"], kiriman["revisi"]) == ("DITERIMA", False, 2)
    kantor.kotak.taruh("umum/iku.xlsx", kantor.meja.demo("umum"), datetime(2026, 1, 6, 0, tzinfo=kantor.ruang.zona))
    assert _pilih(kantor.konsolidasi()["pengumpulan"], bagian="umum")["terlambat"] is True


def test_a_touched_file_changes_nothing(kantor: Meja) -> None:
    path = kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    os.utime(path, (kantor.saat.timestamp(), kantor.saat.timestamp()))
    kantor.konsolidasi()
    assert kantor.buku() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_accepted_submissions_are_not_read_again(kantor: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    kantor.kirim("hukum/iku.xlsx")
    awal = kantor.konsolidasi()
    monkeypatch.setattr("flows.pemeriksaan.baca_buku", None)
    monkeypatch.setattr("flows.pemeriksaan.uraikan", None)
    assert kantor.konsolidasi() == awal
    assert kantor.buku() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_other_rules_read_the_archived_original_again(kantor: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kantor.kirim("hukum/iku.xlsx")
    awal = kantor.konsolidasi()
    path.unlink()
    monkeypatch.setattr("flows.penerimaan.versi_aturan", lambda register: "lain")
    assert kantor.konsolidasi()["hasil"] == awal["hasil"]
    (asli,) = (p for p in kantor.ruang.arsip.glob("*.xlsx"))
    asli.write_bytes(asli.read_bytes()[:-10] + b"0123456789")
    monkeypatch.setattr("flows.penerimaan.versi_aturan", lambda register: "lain lagi")
    pesan = kantor.iku("konsolidasi", "--periode", DESEMBER, kode=2)
    assert "Berkas arsip rusak" in pesan and "hukum/iku.xlsx" in pesan and pesan.count("\n") == 1


def test_only_months_that_would_say_something_else_are_due(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()

    def perlu(*, simpan: bool = False) -> list[str]:
        ledger = kantor.kotak.ledger
        penerimaan = kantor.kotak.terima(simpan=True) if simpan else terima(
            kantor.ruang, kantor.meja.register, ledger, kantor.saat, simpan=False
        )  # fmt: skip
        return [str(p) for p in perlu_disusun(penerimaan, ledger, kantor.saat)]

    assert perlu() == []
    november = {"_iku!B5": "2025-11", "Identitas!B7": "2025-11"}
    kantor.kirim("hukum/november.xlsx", november)
    assert perlu(simpan=True) == [DESEMBER]  # November itself was never consolidated
    assert perlu() == [DESEMBER]  # also when the run that recorded it was stopped
    kantor.konsolidasi()
    assert perlu() == []
    kantor.iku("kunci", DESEMBER)
    kantor.kirim("hukum/november.xlsx", november, {NILAI: 80}, jam=1)
    assert perlu() == []


# The secretariat


def test_an_accepted_submission_is_handed_back_with_the_reason(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    tanda_terima = kantor.ruang.folder_bagian("hukum", LETAK) / f"Tanda Terima hukum {DESEMBER}.xlsx"
    assert tanda_terima.exists()
    kantor.iku("kembalikan", "hukum", "--periode", DESEMBER, "--alasan", "Nomor surat keliru")
    assert not tanda_terima.exists()
    assert kantor.sekarang() == ("DIKEMBALIKAN", 1, None)
    assert "Nomor surat keliru" in kantor.jawaban()
    status = _pilih(kantor.json("status", "--periode", DESEMBER)["pengumpulan"], bagian="hukum")
    assert [t["kode"] for t in status["temuan"] if t["tingkat"] == "GALAT"] == ["G503"]
    kantor.kirim("hukum/iku.xlsx", {NILAI: 87}, jam=1)
    assert kantor.sekarang() == ("DITERIMA", 2, 87)
    pesan = kantor.iku("kembalikan", "umum", "--periode", DESEMBER, "--alasan", "x", kode=2)
    assert pesan == "Belum ada kiriman umum yang diterima untuk Desember 2025.\n"


def test_what_the_bagian_replaced_does_not_come_back(kantor: Meja) -> None:
    """A revision handed back leaves nothing in force: what it replaced was replaced by the bagian itself."""
    kantor.kirim("hukum/awal.xlsx")
    kantor.kirim("hukum/iku.xlsx", {NILAI: 90}, {"Identitas!B8": 2}, jam=1)
    assert kantor.sekarang() == ("DITERIMA", 2, 90)
    kantor.iku("kembalikan", "hukum", "--periode", DESEMBER, "--alasan", "Salah ketik")
    assert kantor.sekarang() == ("DIKEMBALIKAN", 2, None)
    assert "Salah ketik" in kantor.jawaban()
    kantor.kirim("hukum/baru.xlsx", {NILAI: 91}, jam=2)  # what comes later counts, whatever its number
    assert kantor.sekarang() == ("DITERIMA", 3, 91)


def test_a_returned_revision_is_told_beside_the_one_in_force(kantor: Meja) -> None:
    kantor.kirim("hukum/a.xlsx")
    kantor.kirim("hukum/b.xlsx", {NILAI: "tinggi"}, {"Identitas!B8": 2}, jam=1)
    kiriman = _pilih(kantor.konsolidasi()["pengumpulan"], bagian="hukum")
    assert (kiriman["status"], kiriman["berkas"]) == ("DITERIMA", "hukum/a.xlsx")
    assert [t["ditemukan"] for t in kiriman["temuan"] if t["kode"] == "P507"] == ["hukum/b.xlsx"]


def test_a_stray_file_speaks_for_no_month_that_began_after_it(kantor: Meja) -> None:
    juli = datetime(2025, 7, 1, 8, tzinfo=kantor.ruang.zona)
    kantor.kotak.taruh("hukum/catatan.txt", b"bukan buku kerja", juli)
    assert _pilih(kantor.konsolidasi()["pengumpulan"], bagian="hukum")["status"] == "BELUM MASUK"
    kantor.kirim("hukum/iku.xlsx", jam=240)
    assert _pilih(kantor.konsolidasi()["pengumpulan"], bagian="hukum")["terlambat"] is True
    kantor.kotak.taruh("umum/rusak.xlsx", b"bukan buku kerja", juli.replace(year=2026))
    assert _pilih(kantor.konsolidasi()["pengumpulan"], bagian="umum")["status"] == "DIKEMBALIKAN"


@pytest.mark.skipif(os.path.normcase("A") == "a", reason="one folder on this system, whatever its spelling")
def test_two_spellings_of_a_folder_are_two_files(kantor: Meja) -> None:
    kantor.kirim("hukum/a.xlsx")
    kantor.kirim("HUKUM/a.xlsx", {NILAI: 90}, jam=1)
    for _ in range(3):
        kiriman = _pilih(kantor.konsolidasi()["pengumpulan"], bagian="hukum")
        assert kiriman["status"] == "DIKEMBALIKAN"
        assert "“hukum/a.xlsx”, “HUKUM/a.xlsx”" in next(t["pesan"] for t in kiriman["temuan"] if t["kode"] == "G501")


def test_a_month_that_is_not_over_is_not_locked(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    assert "belum berakhir" in kantor.iku("kunci", "2026-01", kode=2)


# Locks


def test_a_locked_period_stays_as_it_was_signed(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    draf = kantor.konsolidasi()
    kantor.iku("kunci", DESEMBER)
    final = kantor.ruang.folder_konsolidasi(LETAK) / "IKU_Setda_2025-12_final.xlsx"
    isi = final.read_bytes()
    lembar = _isi_lembar(final, "IKU")
    assert "DRAF" not in lembar and "FINAL" in lembar and "Lumajang, 7 Januari 2026" in lembar
    assert (kantor.ruang.arsip / f"{hashlib.sha256(isi).hexdigest()}.xlsx").read_bytes() == isi

    kantor.kirim("hukum/iku.xlsx", {NILAI: 99}, jam=1)
    hasil = kantor.konsolidasi()
    assert (hasil["dokumen"], hasil["terkunci"], hasil["hasil"]) == ("FINAL", True, draf["hasil"])
    assert hasil["buku_kerja"].endswith("_final.xlsx")
    assert "sudah dikunci pada 7 Januari 2026" in kantor.jawaban()
    assert final.read_bytes() == isi
    assert kantor.json("status", "--periode", DESEMBER)["terkunci"] is True
    assert "sudah dikunci" in kantor.iku("kunci", DESEMBER, kode=2)
    assert "sudah dikunci" in kantor.iku("kembalikan", "hukum", "--periode", DESEMBER, "--alasan", "x", kode=2)

    final.unlink()
    kantor.konsolidasi()
    assert final.read_bytes() == isi


def test_an_opened_period_goes_on_as_a_revision_and_the_signed_one_stays(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    kantor.iku("kunci", DESEMBER)
    kantor.kirim("hukum/iku.xlsx", {NILAI: 90}, jam=1)
    kantor.konsolidasi()
    kantor.iku("buka", DESEMBER, "--alasan", "Surat dikoreksi kementerian")
    hasil = kantor.konsolidasi()
    assert (hasil["dokumen"], hasil["terkunci"]) == ("REVISI", False)
    assert hasil["buku_kerja"].endswith("_revisi-1.xlsx")
    assert _pilih(hasil["hasil"], iku="reformasi_hukum")["nilai"] == 90
    revisi = kantor.ruang.folder / hasil["buku_kerja"]
    assert "Surat dikoreksi kementerian" in _isi_lembar(revisi, "Metadata")
    assert {"REVISI 1", "DRAF"} <= set(_isi_lembar(revisi, "IKU").splitlines())
    assert kantor.konsolidasi()["buku_kerja"] == hasil["buku_kerja"]
    kantor.kirim("hukum/iku.xlsx", {NILAI: 91}, jam=2)
    assert kantor.konsolidasi()["buku_kerja"].endswith("_revisi-2.xlsx")
    kantor.iku("kunci", DESEMBER)
    assert kantor.konsolidasi()["buku_kerja"].endswith("_revisi-2_final.xlsx")
    kantor.iku("buka", DESEMBER, "--alasan", "Sekali lagi")
    assert kantor.konsolidasi()["buku_kerja"].endswith("_revisi-3.xlsx")
    assert kantor.buku() == [
        f"IKU_Setda_2025-12_{akhir}.xlsx"
        for akhir in ("draf-01", "final", "revisi-1", "revisi-2", "revisi-2_final", "revisi-3")
    ]
    assert "tidak sedang dikunci" in kantor.iku("buka", DESEMBER, "--alasan", "x", kode=2)


def test_nothing_unseen_is_locked(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    kantor.kirim("hukum/iku.xlsx", {NILAI: 90}, jam=1)
    assert "draf-02" in kantor.iku("kunci", DESEMBER, kode=2)
    kantor.iku("kunci", DESEMBER)
    assert "IKU_Setda_2025-12_final.xlsx" in kantor.buku()


def test_the_signed_document_is_archived_by_hash(kantor: Meja, tmp_path: Path) -> None:
    kantor.kirim("hukum/iku.xlsx")
    pdf, bukan = tmp_path / "ttd.pdf", tmp_path / "ttd.docx"
    pdf.write_bytes(b"%PDF-1.7 tertanda")
    bukan.write_bytes(b"PK")
    assert "harus berkas PDF" in kantor.iku("kunci", DESEMBER, "--dokumen-ttd", str(bukan), kode=2)
    assert kantor.buku() == []
    kantor.iku("kunci", DESEMBER)
    keluaran = kantor.iku("kunci", DESEMBER, "--dokumen-ttd", str(pdf))
    sha256 = hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert sha256 in keluaran
    assert (kantor.ruang.arsip / f"{sha256}.pdf").read_bytes() == pdf.read_bytes()
    assert sha256 in (kantor.ruang.arsip / "daftar.csv").read_text(encoding="utf-8-sig")


def test_the_signed_workbook_is_printed_again_and_proven(kantor: Meja) -> None:
    assert "tidak sedang dikunci" in kantor.iku("konsolidasi", "--periode", DESEMBER, "--cetak-ulang", kode=2)
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    kantor.iku("kunci", DESEMBER)
    final = kantor.ruang.folder_konsolidasi(LETAK) / "IKU_Setda_2025-12_final.xlsx"
    isi = final.read_bytes()
    final.unlink()
    kantor.kirim("hukum/iku.xlsx", {NILAI: 99}, jam=1)
    kantor.konsolidasi()
    kantor.iku("konsolidasi", "--periode", DESEMBER, "--cetak-ulang")
    assert final.read_bytes() == isi
    assert (
        cli.jalankan_perintah(
            ["konsolidasi", "--periode", DESEMBER, "--cetak-ulang", "--folder", str(kantor.ruang.folder)]
        )
        == 0
    )
    assert "semua nilai sama" in kantor.capsys.readouterr().err


def test_a_signed_workbook_someone_changed_is_put_beside_it(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.iku("kunci", DESEMBER)
    final = kantor.ruang.folder_konsolidasi(LETAK) / "IKU_Setda_2025-12_final.xlsx"
    isi = final.read_bytes()
    final.write_bytes(b"diubah")
    keluaran = kantor.json("konsolidasi", "--periode", DESEMBER, "--cetak-ulang")
    assert keluaran["buku_kerja"].endswith("_final_cetak-ulang.xlsx")
    assert (kantor.ruang.folder / keluaran["buku_kerja"]).read_bytes() == isi
    assert final.read_bytes() == b"diubah"


def test_a_damaged_archive_file_is_put_right_from_the_inbox(kantor: Meja) -> None:
    path = kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    (asli,) = kantor.ruang.arsip.glob("*.xlsx")
    asli.write_bytes(bytes(asli.stat().st_size))
    kantor.konsolidasi()
    assert asli.read_bytes() == path.read_bytes()


def test_a_recomputation_under_other_rules_names_the_version_that_is_gone(
    kantor: Meja, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iku_rules import reformasi_hukum

    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    kantor.iku("kunci", DESEMBER)
    asli = reformasi_hukum.hitung

    def lain(isi: Any, konteks: Any) -> Any:
        hasil = asli(isi, konteks)
        return type(hasil)(**{**vars(hasil), "predikat": "Lain"})

    monkeypatch.setattr(reformasi_hukum, "hitung", lain)
    argumen = ["konsolidasi", "--periode", DESEMBER, "--cetak-ulang", "--folder", str(kantor.ruang.folder)]
    assert cli.jalankan_perintah(argumen) == 2  # same version, other result: that must not be
    assert "BERBEDA" in kantor.capsys.readouterr().err
    monkeypatch.setattr("flows.penerimaan.versi_aturan", lambda register: "lain")
    assert cli.jalankan_perintah(argumen) == 0
    pesan = kantor.capsys.readouterr().err
    assert "sudah tidak ada pada program ini" in pesan and "reformasi_hukum, predikat" in pesan


def test_the_register_of_the_signing_is_frozen(kantor: Meja) -> None:
    """A target changed after the lock moves neither the signed figures nor their recomputation."""
    (kantor.ruang.folder / "iku.toml").write_text(
        '[[target]]\niku = "reformasi_hukum"\ntahun = 2025\nnilai = 80.0\nacuan = "PK 2025"\n', encoding="utf-8"
    )
    kantor.kirim("hukum/iku.xlsx")
    capaian = _pilih(kantor.konsolidasi()["hasil"], iku="reformasi_hukum")["capaian"]
    kantor.iku("kunci", DESEMBER)
    (kantor.ruang.folder / "iku.toml").write_text("", encoding="utf-8")
    assert _pilih(kantor.konsolidasi()["hasil"], iku="reformasi_hukum")["capaian"] == capaian == 108.48
    kantor.iku("konsolidasi", "--periode", DESEMBER, "--cetak-ulang")
    isi = list(kantor.ruang.arsip.glob("*.zip"))
    assert len(isi) == 1
    assert "parameter/itkp.toml" in zipfile.ZipFile(io.BytesIO(isi[0].read_bytes())).namelist()


# Questions


def test_history_and_lineage_answer_from_the_ledger(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    kantor.iku("kunci", DESEMBER)
    baris = kantor.json("riwayat", "reformasi_hukum")["riwayat"]
    assert [(b["periode"], b["nilai"], b["dokumen"], b["terkunci"]) for b in baris] == [
        (DESEMBER, 86.78, "FINAL", True)
    ]
    assert "86,78" in kantor.iku("riwayat")
    jejak = kantor.json("jejak", "reformasi_hukum", "--periode", DESEMBER)
    (sumber,) = jejak["sumber"]
    assert (sumber["berkas"], sumber["sel"], sumber["nilai"], sumber["revisi"]) == ("hukum/iku.xlsx", "B16", 86.78, 1)
    assert (kantor.ruang.arsip / sumber["arsip"]).exists()
    kata = kantor.iku("jejak", "reformasi_hukum", "--periode", DESEMBER)
    assert "Indeks Reformasi Hukum, Desember 2025: 86,78, Final" in kata and "B16" in kata
    assert "Belum ada data" in kantor.iku("jejak", "itkp", "--periode", DESEMBER)
    assert "tidak dikenal" in kantor.iku("jejak", "irh", "--periode", DESEMBER, kode=2)
    assert "belum pernah dikonsolidasikan" in kantor.iku("jejak", "itkp", "--periode", "2025-11", kode=2)


def test_locking_names_those_who_have_not_submitted(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    kata = kantor.iku("kunci", DESEMBER)
    assert "dikunci tanpa kiriman Bagian Pengadaan Barang dan Jasa" in kata and "Bagian Hukum" not in kata


def test_a_missing_option_is_named(kantor: Meja) -> None:
    assert "Isian --alasan TEKS wajib diberikan" in kantor.iku("buka", DESEMBER, kode=2)


def test_status_writes_nothing(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    sebelum = sorted(p for p in kantor.ruang.folder.rglob("*"))
    assert _pilih(kantor.json("status", "--periode", DESEMBER)["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"
    assert sorted(p for p in kantor.ruang.folder.rglob("*")) == sebelum
    kantor.konsolidasi()
    kantor.kirim("hukum/iku.xlsx", {NILAI: "x"}, jam=1)
    assert kantor.json("status", "--periode", DESEMBER)["pengumpulan"]
    with sqlite3.connect(kantor.ruang.berkas_ledger) as koneksi:
        assert koneksi.execute("SELECT count(*) FROM kiriman").fetchone() == (1,)


def test_reading_needs_no_right_to_write(kantor: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for somebody who may only look: nothing is written beside the ledger, and a writer is not held up."""
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    ledger = kantor.ruang.berkas_ledger
    sebelum = ledger.read_bytes()
    with sqlite3.connect(ledger) as penulis:
        penulis.execute("BEGIN IMMEDIATE")
        assert kantor.json("status", "--periode", DESEMBER)["pengumpulan"]
        assert kantor.json("riwayat")["riwayat"]
        penulis.rollback()
    asli = sqlite3.connect

    def tanpa_hak(alamat: Any, **rincian: Any) -> Any:
        if "mode=ro" in str(alamat):
            raise sqlite3.OperationalError("attempt to write a readonly database")
        return asli(alamat, **rincian)

    monkeypatch.setattr("ledger.basis.sqlite3.connect", tanpa_hak)
    assert kantor.json("jejak", "reformasi_hukum", "--periode", DESEMBER)["nilai"] == 86.78
    assert ledger.read_bytes() == sebelum


# What can go wrong


def test_a_ledger_that_went_missing_is_not_silently_begun_anew(kantor: Meja) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    shutil.rmtree(kantor.ruang.catatan_kerja)
    for perintah in (["konsolidasi"], ["status"], ["riwayat"], ["kunci", DESEMBER]):
        pesan = kantor.iku(*perintah, kode=2)
        assert "Ledger tidak ditemukan" in pesan and pesan.count("\n") == 1
    kantor.iku("siapkan", "--ledger-baru")
    assert kantor.sekarang() == ("DITERIMA", 1, 86.78)


@pytest.mark.parametrize(
    ("rusak", "pesan"),
    [
        (lambda p: p.write_bytes(b"bukan basis data" * 99), "Ledger tidak dapat dipakai"),
        (lambda p: _versi_lebih_baru(p), "berasal dari program yang lebih baru"),
    ],
)
def test_a_ledger_that_cannot_be_used_is_one_line(kantor: Meja, rusak: Any, pesan: str) -> None:
    kantor.kirim("hukum/iku.xlsx")
    kantor.konsolidasi()
    rusak(kantor.ruang.berkas_ledger)
    for perintah in (["konsolidasi"], ["status"], ["riwayat"], ["kunci", DESEMBER]):
        keluaran = kantor.iku(*perintah, kode=2)
        assert pesan in keluaran and keluaran.count("\n") == 1
    assert kantor.buku() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def _versi_lebih_baru(path: Path) -> None:
    koneksi = sqlite3.connect(path)
    koneksi.execute("UPDATE alembic_version SET version_num = '9999'")
    koneksi.commit()
    koneksi.close()


def test_a_full_disk_in_the_middle_leaves_all_as_it_was(kantor: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    kantor.kirim("hukum/iku.xlsx")

    def penuh(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    for tempat in ("ledger.arsip.tulis_atomik", "ledger.terbitan.tulis_sekali", "ledger.jawaban.tulis_bila_berubah"):
        with monkeypatch.context() as m:
            m.setattr(tempat, penuh)
            assert kantor.iku("konsolidasi", "--periode", DESEMBER, kode=2).count("\n") == 1
    assert kantor.sekarang() == ("DITERIMA", 1, 86.78)
    assert kantor.buku() == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_demands_of_the_commands(kantor: Meja) -> None:
    register = muat_register_ruang(kantor.ruang)
    pastikan_folder(kantor.ruang, register)
    assert "Alasan tidak boleh kosong" in kantor.iku("kembalikan", "hukum", "--alasan", "  ", kode=2)
    assert "tidak dikenal" in kantor.iku("kembalikan", "hukim", "--alasan", "x", kode=2)
    assert "tidak dapat dibaca" in kantor.iku("kunci", "Desember", kode=2)
    assert "wajib" in kantor.iku("buka", DESEMBER, kode=2)


# History


def test_the_workbook_tells_the_months_of_the_year(kantor: Meja) -> None:
    """A signed month stays in the history as signed, whatever came after."""
    for bulan, nilai in (("2025-10", 80), ("2025-11", 84)):
        kantor.kirim(f"hukum/{bulan}.xlsx", {"_iku!B5": bulan, "Identitas!B7": bulan, NILAI: nilai})
    kantor.iku("kunci", "2025-10")
    oktober = {"_iku!B5": "2025-10", "Identitas!B7": "2025-10", NILAI: 10}
    kantor.kirim("hukum/2025-10.xlsx", oktober, jam=1)
    kantor.kirim("hukum/2025-12.xlsx")
    hasil = kantor.konsolidasi()
    rincian = load_workbook(kantor.ruang.folder / hasil["buku_kerja"], data_only=True)["Rincian Reformasi Hukum"]
    baris = [[sel.value for sel in satu][:3] for satu in rincian.iter_rows()]
    awal = baris.index(["RIWAYAT TAHUN INI", None, None])
    assert baris[awal + 11 : awal + 14] == [
        ["Oktober 2025", 80, "Final"], ["November 2025", 84, "Final"], ["Desember 2025", 86.78, "Final"],
    ]  # fmt: skip
    baris_kunci = kantor.json("riwayat", "reformasi_hukum")["riwayat"]
    assert [(b["periode"], b["nilai"], b["dokumen"]) for b in baris_kunci] == [
        ("2025-10", 80, "FINAL"), (DESEMBER, 86.78, "DRAF"),
    ]  # fmt: skip


# Waivers


def test_a_waived_finding_stays_visible_and_blocks_no_longer(kantor: Meja) -> None:
    terlalu_besar = {NILAI: 101}
    kantor.kirim("hukum/iku.xlsx", terlalu_besar)
    assert kantor.sekarang() == ("DIKEMBALIKAN", 1, None)
    (galat,) = [
        t for t in _pilih(kantor.konsolidasi()["pengumpulan"], bagian="hukum")["temuan"] if t["tingkat"] == "GALAT"
    ]
    pengaturan = kantor.ruang.folder / "iku.toml"
    isi = (
        f'[[pengecualian]]\nkode = "{galat["kode"]}"\nbagian = "hukum"\nlembar = "Reformasi Hukum"\nsel = "B16"\n'
        'alasan = "menurut surat"\noleh = "Sekda"\nsampai = {}\n'
    )
    pengaturan.write_text(isi.format("2026-01-04"), encoding="utf-8")  # over the day before the file
    kantor.kirim("hukum/iku.xlsx", terlalu_besar, {"Identitas!B8": 2})
    assert kantor.sekarang()[0] == "DIKEMBALIKAN"
    pengaturan.write_text(isi.format("2026-01-05"), encoding="utf-8")
    assert kantor.sekarang() == ("DITERIMA", 2, 101)  # the same file, judged anew
    hasil = kantor.konsolidasi()
    temuan = _pilih(_pilih(hasil["pengumpulan"], bagian="hukum")["temuan"], kode=galat["kode"])
    assert temuan["dikecualikan"] == {"oleh": "Sekda", "alasan": "menurut surat", "sampai": "2026-01-05"}
    lembar = _isi_lembar(kantor.ruang.folder / hasil["buku_kerja"], "Catatan Verifikasi")
    assert "Dikecualikan oleh Sekda sampai 5 Januari 2026: Menurut surat." in lembar
    kata = kantor.iku("periksa", str(kantor.ruang.inbox / "hukum" / "iku.xlsx"))
    assert "Dapat diterima" in kata and "dikecualikan" in kata
    pengaturan.write_text("", encoding="utf-8")  # what was accepted under a waiver stays accepted
    assert kantor.sekarang() == ("DITERIMA", 2, 101)


def test_a_waiver_names_a_known_code(kantor: Meja) -> None:
    (kantor.ruang.folder / "iku.toml").write_text(
        '[[pengecualian]]\nkode = "G101"\nbagian = "hukum"\nlembar = "ITKP"\nalasan = "x"\noleh = "y"\n'
        "sampai = 2026-01-05\n",
        encoding="utf-8",
    )
    assert "“G101” bukan kode catatan" in kantor.iku("status", kode=2)


# Another database


def test_the_story_of_a_month_with_the_ledger_in_postgresql(kantor: Meja, url_postgresql: str) -> None:
    (kantor.ruang.folder / "iku.toml").write_text(f'[ledger]\nurl = "{url_postgresql}"\n', encoding="utf-8")
    assert "KURANG  Ledger" not in kantor.iku("siapkan")
    kantor.kirim("hukum/iku.xlsx")
    assert kantor.sekarang() == ("DITERIMA", 1, 86.78)
    path = kantor.kirim("hukum/iku.xlsx", {NILAI: 90}, jam=1)
    assert kantor.sekarang() == ("DITERIMA", 2, 90)
    path.unlink()
    assert kantor.sekarang() == ("DITERIMA", 2, 90)
    kantor.iku("kembalikan", "hukum", "--periode", DESEMBER, "--alasan", "Salah ketik")
    assert kantor.sekarang() == ("DIKEMBALIKAN", 2, None)
    kantor.iku("kunci", DESEMBER)
    kantor.kirim("hukum/iku.xlsx", {NILAI: 91}, jam=2)
    hasil = kantor.konsolidasi()
    assert (hasil["dokumen"], hasil["terkunci"]) == ("FINAL", True)
    kantor.iku("konsolidasi", "--periode", DESEMBER, "--cetak-ulang")
    kantor.iku("buka", DESEMBER, "--alasan", "Surat dikoreksi")
    hasil = kantor.konsolidasi()
    assert (hasil["dokumen"], _pilih(hasil["hasil"], iku="reformasi_hukum")["nilai"]) == ("REVISI", 91)
    assert [b["nilai"] for b in kantor.json("riwayat", "reformasi_hukum")["riwayat"]] == [91]
    assert not kantor.ruang.berkas_ledger.exists()
