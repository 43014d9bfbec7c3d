"""What the bagian's folder of the outbox holds after the inbox was read: always an answer to the newest file."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from flows.jawaban import jawab
from schemas.periode import Periode

DESEMBER = Periode(2025, 12)
WAKTU = datetime(2026, 1, 5, 10, tzinfo=timezone(timedelta(hours=7)))


def isi_jawaban(kotak: Any, bagian: str, nama: str) -> str:
    path: Path = kotak.ruang.folder_bagian(bagian, DESEMBER) / f"{nama} {bagian} {DESEMBER}.xlsx"
    lembar = load_workbook(path).worksheets[0]
    return "\n".join(str(sel.value) for baris in lembar.iter_rows() for sel in baris if sel.value is not None)


def jawab_semua(kotak: Any) -> None:
    jawab(kotak.terima(arsipkan_asli=True), kotak.ruang, kotak.meja.register, DESEMBER)


def test_a_faulty_revision_is_answered_and_the_earlier_file_stays_in_force(kotak: Any, meja: Any) -> None:
    demo = meja.demo("hukum")
    rusak = meja.ubah(demo, {"Reformasi Hukum!B16": "belum ada"})
    kotak.taruh("hukum/awal.xlsx", demo, WAKTU)
    kotak.taruh("hukum/perbaikan.xlsx", rusak, WAKTU + timedelta(hours=1))
    jawab_semua(kotak)
    hasil = isi_jawaban(kotak, "hukum", "Hasil Verifikasi")
    assert "DIKEMBALIKAN UNTUK DIPERBAIKI" in hasil and "hukum/perbaikan.xlsx" in hasil and "B16" in hasil
    assert "hukum/awal.xlsx, tetap berlaku" in hasil
    assert "hukum/awal.xlsx" in isi_jawaban(kotak, "hukum", "Tanda Terima")


def test_an_accepted_file_after_a_returned_one_is_answered_as_accepted(kotak: Any, meja: Any) -> None:
    demo = meja.demo("hukum")
    kotak.taruh("hukum/awal.xlsx", meja.ubah(demo, {"Reformasi Hukum!B16": "belum ada"}), WAKTU)
    kotak.taruh("hukum/perbaikan.xlsx", demo, WAKTU + timedelta(hours=1))
    jawab_semua(kotak)
    hasil = isi_jawaban(kotak, "hukum", "Hasil Verifikasi")
    assert "DITERIMA" in hasil and "DIKEMBALIKAN" not in hasil and "hukum/perbaikan.xlsx" in hasil


def test_a_file_that_cannot_be_read_is_answered_too(kotak: Any) -> None:
    kotak.taruh("umum/rusak.xlsx", b"bukan buku kerja", WAKTU)
    jawab_semua(kotak)
    assert "bukan buku kerja Excel" in isi_jawaban(kotak, "umum", "Hasil Verifikasi")
