"""Sheets `Ringkasan` (one page for a busy reader) and `Bahan LKjIP` (tables for the yearly report)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from iku_rules.hasil import HasilIKU
from schemas.tulisan import tanggal
from workbooks import lembar_iku
from workbooks.gaya import FORMAT_ANGKA, Gaya, siapkan_cetak
from workbooks.kata import kalimat, status_hasil
from workbooks.sel import PetaSel, format_capaian, tulis_isi, tulis_rumus, tulis_target

if TYPE_CHECKING:
    from workbooks.konsolidasi import IsiBuku

KOLOM = ("Indikator", "Satuan", "Target", "Realisasi", "Capaian (%)", "Kategori", "Predikat", "Status", "Tahun lalu")
LEBAR = (44, 10, 17, 11, 12, 16, 24, 30, 12)


def tulis_ringkasan(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku") -> None:
    _siapkan(lembar, gaya, f"RINGKASAN IKU, POSISI S.D. {tanggal(isi.periode.akhir).upper()}", isi, LEBAR)
    baris = 3
    for teks in _kalimat(isi):
        lembar.merge_range(baris, 0, baris, len(LEBAR) - 1, teks, gaya("bungkus"))
        lembar.set_row(baris, 15 * (1 + len(teks) // 150))
        baris += 1
    baris = _tulis_tabel_hasil(lembar, "Ringkasan", gaya, peta, isi, baris + 1)
    baris += 1
    lembar.write_string(baris, 0, "Catatan", gaya("subjudul"))
    for hasil in isi.hasil:
        if not hasil.catatan:
            continue
        baris += 1
        catatan = [kalimat(satu) for satu in hasil.catatan]
        lembar.write_string(baris, 0, hasil.nama, gaya("bersel", "atas", "bungkus"))
        lembar.merge_range(baris, 1, baris, len(LEBAR) - 1, "\n".join(catatan), gaya("bersel", "atas", "bungkus"))
        lembar.set_row(baris, 15 * max(sum(1 + len(satu) // 115 for satu in catatan), 1 + len(hasil.nama) // 42))


def _siapkan(lembar: Worksheet, gaya: Gaya, judul: str, isi: "IsiBuku", lebar: Sequence[int]) -> None:
    siapkan_cetak(lembar)
    for kolom, satu in enumerate(lebar):
        lembar.set_column(kolom, kolom, satu)
    lembar.write_string(0, 0, judul, gaya("judul"))
    lembar.write_string(1, 0, isi.jenis, gaya("tebal"))


def _kalimat(isi: "IsiBuku") -> list[str]:
    """What is missing and who, in sentences."""
    bernilai = sum(h.nilai is not None for h in isi.hasil)
    hasil = [f"{bernilai} dari {len(isi.hasil)} indikator mempunyai nilai."]
    for status, awal in (
        ("BELUM MASUK", "Belum menyampaikan: "),
        ("DIKEMBALIKAN", "Dikembalikan untuk diperbaiki: "),
        ("MENUNGGU", "Masih disalin atau terbuka: "),
    ):
        if bagian := [b.bagian for b in isi.rekap if b.status == status]:
            hasil.append(awal + "; ".join(bagian) + ".")
    if terlambat := [b.bagian for b in isi.rekap if b.terlambat]:
        hasil.append("Menyampaikan setelah batas waktu: " + "; ".join(terlambat) + ".")
    return hasil


def _tulis_tabel_hasil(lembar: Worksheet, nama: str, gaya: Gaya, peta: PetaSel, isi: "IsiBuku", baris: int) -> int:
    for kolom, teks in enumerate(KOLOM):
        lembar.write_string(baris, kolom, teks, gaya("kepala"))
    for hasil in isi.hasil:
        baris += 1
        _tulis_baris_hasil(lembar, nama, gaya, peta, hasil, baris)
        lembar.set_row(baris, 30)
    return baris + 1


def _tulis_baris_hasil(lembar: Worksheet, nama: str, gaya: Gaya, peta: PetaSel, hasil: HasilIKU, baris: int) -> None:
    teks = ("bersel", "bungkus")
    nilai = gaya("bersel", num_format=FORMAT_ANGKA, align="right", indent=1)
    tulis_isi(lembar, gaya, baris, 0, hasil.nama, *teks)
    tulis_isi(lembar, gaya, baris, 1, hasil.satuan, *teks)
    for kolom in (2, 3, 4, 8):
        lembar.write_blank(baris, kolom, None, nilai)
    tulis_target(lembar, gaya, baris, 2, hasil)
    capaian = gaya("bersel", num_format=format_capaian(hasil), align="right", indent=1)
    for kolom, kunci, isi, gaya_isi in (
        (3, lembar_iku.REALISASI, hasil.nilai, nilai),
        (4, lembar_iku.CAPAIAN, _capaian(hasil), capaian),
    ):
        if isi is None:
            continue
        if rujukan := peta.rujukan_iku(hasil.iku, kunci):
            tulis_rumus(lembar, baris, kolom, rujukan, isi, gaya_isi)
        else:  # an indicator that the document of the period does not list has no row on the official sheet
            lembar.write_number(baris, kolom, float(isi), gaya_isi)
    tulis_isi(lembar, gaya, baris, 5, hasil.kategori_capaian, *teks)
    tulis_isi(lembar, gaya, baris, 6, hasil.predikat, *teks)
    tulis_isi(lembar, gaya, baris, 7, status_hasil(hasil), *teks)
    if hasil.nilai_tahun_lalu is not None:
        lembar.write_number(baris, 8, float(hasil.nilai_tahun_lalu), nilai)


def _capaian(hasil: HasilIKU) -> Decimal | None:
    return hasil.capaian.nilai if hasil.capaian else None


def tulis_bahan_lkjip(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku") -> None:
    """Target, realisasi and capaian; then factors and follow-up as the bagian wrote them."""
    _siapkan(lembar, gaya, f"BAHAN LKjIP {isi.periode.tahun}", isi, LEBAR)
    lembar.write_string(3, 0, "Tabel target, realisasi, dan capaian", gaya("subjudul"))
    baris = _tulis_tabel_hasil(lembar, "Bahan LKjIP", gaya, peta, isi, 4) + 1
    lembar.write_string(baris, 0, "Analisis menurut bagian", gaya("subjudul"))
    baris += 1
    lembar.write_string(baris, 0, "Indikator", gaya("kepala"))
    lembar.merge_range(baris, 1, baris, 3, "Hal", gaya("kepala"))
    lembar.merge_range(baris, 4, baris, len(LEBAR) - 1, "Uraian", gaya("kepala"))
    for hasil in isi.hasil:
        for label, uraian in hasil.perhitungan.laporan if hasil.perhitungan else ():
            baris += 1
            tulis_isi(lembar, gaya, baris, 0, hasil.nama, "bersel", "bungkus", "atas")
            lembar.merge_range(baris, 1, baris, 3, label, gaya("bersel", "bungkus", "atas"))
            lembar.merge_range(baris, 4, baris, len(LEBAR) - 1, uraian, gaya("bersel", "bungkus", "atas"))
            lembar.set_row(baris, 15 * max(2, 1 + len(uraian) // 100))
