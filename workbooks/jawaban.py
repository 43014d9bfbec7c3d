"""The answers a bagian gets: `Hasil Verifikasi` (what to mend) and `Tanda Terima` (what was received)."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from schemas.periode import Periode
from schemas.temuan import Temuan, Tingkat
from schemas.tulisan import angka, tanggal
from workbooks.gaya import Gaya, siapkan_cetak
from workbooks.sel import tinggi_baris

TEMUAN_TERBANYAK = 100
LEBAR = (26, 22, 16, 50, 34, 60)


@dataclass(frozen=True)
class Jawaban:
    """What an answer says. `waktu` is the file's time in WIB; `hasil`: (indicator, value, predikat, status).

    `tetap_berlaku`: the earlier file that stays in force while this one is returned.
    """

    bagian: str
    periode: Periode
    berkas: str
    sha256: str
    waktu: datetime
    diterima: bool
    tetap_berlaku: str | None
    insiden: str | None
    temuan: tuple[Temuan, ...]
    hasil: tuple[tuple[str, Decimal | None, str | None, str], ...]
    tenggat: date
    folder: str


def tulis_hasil_verifikasi(jawaban: Jawaban) -> bytes:
    """A workbook with every finding: where, what was found, what was expected, how to mend it."""
    aliran = io.BytesIO()
    with _buku(aliran, jawaban) as buku:
        gaya = Gaya(buku)
        lembar = buku.add_worksheet("Hasil Verifikasi")
        _atur_halaman(lembar)
        baris = _tulis_kepala(lembar, gaya, "HASIL VERIFIKASI", jawaban)
        for teks in _langkah_berikut(jawaban):
            lembar.merge_range(baris, 0, baris, 5, teks, gaya("bungkus"))
            lembar.set_row(baris, 30)
            baris += 1
        _tulis_temuan(lembar, gaya, baris + 1, jawaban.temuan)
    return aliran.getvalue()


def tulis_tanda_terima(jawaban: Jawaban) -> bytes:
    """A receipt: file, time, hash and the bagian's own results as computed."""
    aliran = io.BytesIO()
    with _buku(aliran, jawaban) as buku:
        gaya = Gaya(buku)
        lembar = buku.add_worksheet("Tanda Terima")
        _atur_halaman(lembar)
        baris = _tulis_kepala(lembar, gaya, "TANDA TERIMA", jawaban) + 1
        for kolom, judul in enumerate(("Indikator", "Nilai", "Predikat", "Status")):
            lembar.write_string(baris, kolom, judul, gaya("kepala"))
        for nama, nilai, predikat, status in jawaban.hasil:
            baris += 1
            lembar.write_string(baris, 0, nama, gaya("bersel", "bungkus", "atas"))
            if nilai is None:
                lembar.write_string(baris, 1, "belum ada", gaya("bersel", "bungkus", "atas"))
            else:
                lembar.write_number(baris, 1, float(nilai), gaya("bersel", "angka"))
            lembar.write_string(baris, 2, predikat or "", gaya("bersel", "bungkus", "atas"))
            lembar.write_string(baris, 3, status, gaya("bersel", "bungkus", "atas"))
            lembar.set_row(baris, tinggi_baris({0: nama, 2: predikat}, LEBAR))
    return aliran.getvalue()


def _buku(aliran: io.BytesIO, jawaban: Jawaban) -> xlsxwriter.Workbook:
    buku = xlsxwriter.Workbook(
        aliran, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    buku.set_properties({"created": jawaban.waktu.replace(tzinfo=None), "title": "Verifikasi IKU"})
    return buku


def _atur_halaman(lembar: xlsxwriter.worksheet.Worksheet) -> None:
    siapkan_cetak(lembar)
    for kolom, lebar in enumerate(LEBAR):
        lembar.set_column(kolom, kolom, lebar)


def _tulis_kepala(lembar: xlsxwriter.worksheet.Worksheet, gaya: Gaya, judul: str, jawaban: Jawaban) -> int:
    lembar.write_string(0, 0, judul, gaya("judul"))
    if jawaban.insiden:
        keadaan = f"BELUM DAPAT DIPERIKSA (kesalahan pada sistem, nomor {jawaban.insiden})"
    else:
        keadaan = "DITERIMA" if jawaban.diterima else "DIKEMBALIKAN UNTUK DIPERBAIKI"
    rincian = (
        ("Keadaan", keadaan),
        ("Bagian", jawaban.bagian),
        ("Periode", jawaban.periode.nama),
        ("Berkas", jawaban.berkas),
        ("Waktu berkas", f"{tanggal(jawaban.waktu.date())} pukul {jawaban.waktu:%H.%M} WIB"),
        ("SHA-256", jawaban.sha256),
    )
    for baris, (label, isi) in enumerate(rincian, start=1):
        lembar.write_string(baris, 0, label, gaya("label"))
        lembar.write_string(baris, 1, isi, gaya("tebal") if label == "Keadaan" else gaya("dasar"))
    return len(rincian) + 2


def _langkah_berikut(jawaban: Jawaban) -> list[str]:
    if jawaban.insiden:
        return [
            "Berkas ini belum dapat diperiksa karena kesalahan pada sistem, bukan pada isian Anda. "
            "Mohon sampaikan nomor di atas kepada admin; berkas akan dicoba lagi dengan sendirinya."
        ]
    if not jawaban.diterima:
        banyak = sum(t.tingkat is Tingkat.GALAT for t in jawaban.temuan)
        return [
            f"Mohon perbaiki {banyak} hal yang bertanda “{Tingkat.GALAT.tulisan}” pada berkas Anda, lalu taruh lagi di "
            f"folder {jawaban.folder}. Batas waktu: {tanggal(jawaban.tenggat)} pukul 24.00 WIB.",
            *(
                [f"Sementara itu berkas sebelumnya, {jawaban.tetap_berlaku}, tetap berlaku."]
                if jawaban.tetap_berlaku
                else []
            ),
        ]
    if jawaban.temuan:
        return ["Berkas diterima. Mohon lihat catatan di bawah; bila ada yang keliru, kirim perbaikannya."]
    return ["Berkas diterima tanpa catatan. Terima kasih."]


def _tulis_temuan(lembar: xlsxwriter.worksheet.Worksheet, gaya: Gaya, baris: int, temuan: tuple[Temuan, ...]) -> None:
    if not temuan:
        return
    for kolom, judul in enumerate(("Tingkat", "Lembar", "Sel", "Keterangan", "Seharusnya", "Cara memperbaiki")):
        lembar.write_string(baris, kolom, judul, gaya("kepala"))
    lembar.repeat_rows(baris)
    for t in temuan[:TEMUAN_TERBANYAK]:
        baris += 1
        isi = (t.tingkat.tulisan, t.lembar or "(berkas)", t.sel or "", t.pesan, t.diharapkan or "", t.saran)
        for kolom, teks in enumerate(isi):
            lembar.write_string(baris, kolom, teks, gaya("bersel", "bungkus", "atas"))
        lembar.set_row(baris, tinggi_baris(dict(enumerate(isi)), LEBAR))
    if (sisa := len(temuan) - TEMUAN_TERBANYAK) > 0:
        lembar.write_string(baris + 1, 0, f"… dan {angka(sisa)} catatan lagi.", gaya("dasar"))
