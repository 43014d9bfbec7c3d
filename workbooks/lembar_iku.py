"""Sheet `IKU`: the official document to the letter, with target, realisasi and capaian to the right of each block.

It prints on F4: fitted to the page's width, broken only between sasaran, the signature block on one page.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from iku_rules.bentuk import Dokumen, IKUDokumen, Pengesahan, Sasaran
from iku_rules.hasil import HasilIKU
from schemas.tulisan import tanggal
from workbooks.gaya import Gaya, siapkan_cetak, tinggi_isi_halaman
from workbooks.kata import status_hasil
from workbooks.sel import TINGGI_SEBARIS, PetaSel, gabung, tinggi_baris, tulis_isi
from workbooks.sel_hasil import CAPAIAN, KATEGORI, LALU, PREDIKAT, REALISASI, TARGET, legenda, tulis_hasil

if TYPE_CHECKING:
    from workbooks.konsolidasi import IsiBuku

NAMA = "IKU"
KOLOM_REALISASI = ("Satuan", TARGET, REALISASI, CAPAIAN, KATEGORI, PREDIKAT, "Status", LALU)
LEBAR = (4, 22, 23, 31, 19, 13, 8, 16, 12, 10, 13, 16, 17, 11)
TERAKHIR = len(LEBAR) - 1
SATUAN, STATUS = 6, 12
KOLOM_HASIL = {hal: nomor for nomor, hal in enumerate(KOLOM_REALISASI, start=SATUAN) if hal not in ("Satuan", "Status")}
TITIK = "." * 24  # place for date, until the period is locked
BARIS_TANDA_TANGAN = 6  # room for an electronic signature
TINGGI_JUDUL = 21.0
KOLOM_TANDA_TANGAN, KOLOM_KETERANGAN = 10, 8  # first of the signature block, last of the notes beside it


@dataclass
class _Halaman:
    """Rows and their heights as they are set, and where the pages end."""

    lembar: Worksheet
    muat: float
    tinggi: dict[int, float] = field(default_factory=dict)
    jeda: list[int] = field(default_factory=list)
    ulang: int = 0

    def atur(self, baris: int, tinggi: float) -> None:
        self.lembar.set_row(baris, tinggi)
        self.tinggi[baris] = tinggi

    def bagi(self, bagian: list[int], akhir: int) -> None:
        """Break before a part (its first row; `akhir` is the row after the last one) that no longer fits."""
        terpakai = 0.0
        for awal, lanjut in zip(bagian, [*bagian[1:], akhir], strict=True):
            tinggi = self._jumlah(awal, lanjut)
            if terpakai and terpakai + tinggi > self.muat:
                self.jeda.append(awal)
                terpakai = self._jumlah(0, self.ulang)
            terpakai += tinggi
        self.lembar.set_h_pagebreaks(self.jeda)

    def _jumlah(self, awal: int, akhir: int) -> float:
        return sum(self.tinggi.get(baris, TINGGI_SEBARIS) for baris in range(awal, akhir))


def tulis(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku") -> None:
    """Write the sheet; every number of a result is a formula over the cells of the workbook."""
    dokumen = isi.register.dokumen(isi.periode)
    siapkan_cetak(lembar)
    for kolom, lebar in enumerate(LEBAR):
        lembar.set_column(kolom, kolom, lebar)
    halaman = _Halaman(lembar, tinggi_isi_halaman(LEBAR))
    baris = _tulis_judul(lembar, gaya, isi, dokumen, halaman)
    baris = _tulis_kepala(lembar, gaya, peta, isi, dokumen, baris, halaman)
    gabung(lembar, baris, 0, TERAKHIR, dokumen.judul_tabel, gaya("judul", "tengah"))
    halaman.atur(baris, TINGGI_JUDUL)
    baris += 1
    bagian = [0]
    for nomor, sasaran in enumerate(dokumen.sasaran):
        if nomor:
            bagian.append(baris)
        baris = _tulis_blok(lembar, gaya, peta, isi, dokumen, sasaran, baris, halaman) + 1
    bagian.append(baris)
    baris = _tulis_penutup(lembar, gaya, isi, dokumen, baris, halaman)
    halaman.bagi(bagian, baris)
    lembar.print_area(0, 0, baris - 1, TERAKHIR)
    lembar.freeze_panes(halaman.ulang, 0)


def _tulis_judul(lembar: Worksheet, gaya: Gaya, isi: "IsiBuku", dokumen: Dokumen, halaman: _Halaman) -> int:
    for baris, teks in enumerate(dokumen.judul):
        gabung(lembar, baris, 0, TERAKHIR, teks, gaya("judul", "tengah"))
        halaman.atur(baris, TINGGI_JUDUL)
    baris = len(dokumen.judul)
    gabung(lembar, baris, 0, TERAKHIR, f"Posisi s.d. {tanggal(isi.periode.akhir)}", gaya("tebal", "tengah"))
    baris += 1
    # A revision nobody has locked yet is both: each word stands in a line of its own.
    for teks in isi.jenis.removesuffix(")").split(" ("):
        gabung(lembar, baris, 0, TERAKHIR, teks, gaya("jenis", "tengah"))
        halaman.atur(baris, TINGGI_JUDUL)
        baris += 1
    lembar.repeat_rows(0, baris - 1)
    halaman.ulang = baris
    if catatan := dokumen.catatan(isi.periode):
        teks = f"Catatan: {catatan}"
        gabung(lembar, baris, 0, TERAKHIR, teks, gaya("petunjuk", "tengah", "bungkus"))
        halaman.atur(baris, tinggi_baris({0: teks}, {0: sum(LEBAR)}))
        baris += 1
    return baris + 1


def _tulis_kepala(
    lembar: Worksheet,
    gaya: Gaya,
    peta: PetaSel,
    isi: "IsiBuku",
    dokumen: Dokumen,
    baris: int,
    halaman: _Halaman,
) -> int:
    """Instansi to Indikator Tujuan; the indikator tujuan has its realisasi at its line."""
    fungsi = "\n".join(f"{nomor}. {teks}" for nomor, teks in enumerate(dokumen.fungsi.isi, start=1))
    isi_kepala = [
        (dokumen.instansi.label, dokumen.instansi.isi),
        (dokumen.tugas_pokok.label, dokumen.tugas_pokok.isi),
        (dokumen.fungsi.label, fungsi),
        (dokumen.tujuan.label, dokumen.tujuan.isi),
        (dokumen.indikator_tujuan.label, dokumen.indikator_tujuan.isi),
    ]
    lembar.write_string(baris, 0, dokumen.instansi.nomor, gaya("atas", "kanan"))
    for label, teks in isi_kepala:
        # The colon of the official line belongs to its look, not to its words.
        lembar.write_string(baris, 1, label, gaya("atas", num_format='@" :"'))
        gabung(lembar, baris, 2, 5, teks, gaya("atas", "bungkus"))
        halaman.atur(baris, tinggi_baris({1: f"{label} :", 2: teks}, {1: LEBAR[1], 2: sum(LEBAR[2:6])}) + 3)
        baris += 1
    _tulis_kolom_realisasi(lembar, gaya, baris - 2)
    hasil = isi.per_kode[dokumen.indikator_tujuan.iku]
    _tulis_realisasi(lembar, gaya, peta, isi, hasil, baris - 1)
    halaman.atur(baris - 2, max(halaman.tinggi[baris - 2], _tinggi_kepala()))
    halaman.atur(baris - 1, max(halaman.tinggi[baris - 1], tinggi_baris(_teks_realisasi(hasil), LEBAR)))
    return baris + 1


def _tulis_kolom_realisasi(lembar: Worksheet, gaya: Gaya, baris: int) -> None:
    for kolom, teks in enumerate(KOLOM_REALISASI, start=SATUAN):
        lembar.write_string(baris, kolom, teks, gaya("kepala"))


def _tinggi_kepala(kolom: tuple[str, ...] = ()) -> float:
    return tinggi_baris(dict(enumerate(kolom)) | dict(enumerate(KOLOM_REALISASI, start=SATUAN)), LEBAR)


def _tulis_blok(
    lembar: Worksheet,
    gaya: Gaya,
    peta: PetaSel,
    isi: "IsiBuku",
    dokumen: Dokumen,
    sasaran: Sasaran,
    baris: int,
    halaman: _Halaman,
) -> int:
    """One sasaran: its header row, then a row per indicator, No and Sasaran merged over them."""
    for kolom, teks in enumerate(dokumen.kolom):
        lembar.write_string(baris, kolom, teks, gaya("kepala"))
    _tulis_kolom_realisasi(lembar, gaya, baris)
    halaman.atur(baris, _tinggi_kepala(dokumen.kolom))
    awal = baris + 1
    akhir = awal + len(sasaran.iku) - 1
    gabung(lembar, awal, 0, 0, sasaran.nomor, gaya("bersel", "atas", "bungkus", "tengah"), ke=akhir)
    gabung(lembar, awal, 1, 1, sasaran.nama, gaya("bersel", "atas", "bungkus"), ke=akhir)
    perlu = tinggi_baris({1: sasaran.nama}, LEBAR) / len(sasaran.iku)  # the merged cell spreads over all rows
    for nomor, iku in enumerate(sasaran.iku, start=awal):
        hasil = isi.per_kode[iku.kode]
        _tulis_indikator(lembar, gaya, iku, nomor)
        _tulis_realisasi(lembar, gaya, peta, isi, hasil, nomor)
        teks = dict(enumerate(_teks_indikator(iku), start=2)) | _teks_realisasi(hasil)
        halaman.atur(nomor, max(perlu, tinggi_baris(teks, LEBAR)) + 3)
    return akhir + 1


def _teks_indikator(iku: IKUDokumen) -> tuple[str, ...]:
    return iku.nama, iku.rumus, iku.sumber_data, iku.penanggung_jawab


def _teks_realisasi(hasil: HasilIKU) -> dict[int, object]:
    """The texts of a result that may wrap, by column."""
    return {
        KOLOM_HASIL[KATEGORI]: hasil.kategori_capaian,
        KOLOM_HASIL[PREDIKAT]: hasil.predikat,
        STATUS: status_hasil(hasil),
    }


def _tulis_indikator(lembar: Worksheet, gaya: Gaya, iku: IKUDokumen, baris: int) -> None:
    for kolom, teks in enumerate(_teks_indikator(iku), start=2):
        lembar.write_string(baris, kolom, teks, gaya("bersel", "atas", "bungkus"))


def _tulis_realisasi(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku", hasil: HasilIKU, baris: int) -> None:
    tulis_isi(lembar, gaya, baris, SATUAN, hasil.satuan, "bersel", "atas", "bungkus")
    tulis_hasil(lembar, NAMA, gaya, peta, isi, hasil, baris, KOLOM_HASIL)
    tulis_isi(lembar, gaya, baris, STATUS, status_hasil(hasil), "bersel", "atas", "bungkus")


def _tulis_penutup(
    lembar: Worksheet, gaya: Gaya, isi: "IsiBuku", dokumen: Dokumen, baris: int, halaman: _Halaman
) -> int:
    """The date of the official document with what the marks mean, and beside it the signature block of the day."""
    for nomor, teks in enumerate(_keterangan(isi, dokumen.pengesahan), start=baris):
        gabung(lembar, nomor, 1, KOLOM_KETERANGAN, teks, gaya("atas", "bungkus"))
        halaman.atur(nomor, tinggi_baris({1: teks}, {1: sum(LEBAR[1 : KOLOM_KETERANGAN + 1])}))
    for teks in _tanda_tangan(isi, dokumen.pengesahan):
        gabung(lembar, baris, KOLOM_TANDA_TANGAN, TERAKHIR, teks, gaya("tengah"))
        baris += 1
    return baris


def _keterangan(isi: "IsiBuku", sah: Pengesahan) -> list[str]:
    hasil = [f"IKU ditetapkan: {sah.tempat}, {tanggal(sah.tanggal)}"]
    if any(h.target is None for h in isi.hasil):
        hasil.append("Target yang kosong belum ditetapkan; capaiannya belum dapat dihitung.")
    if any(h.contoh or h.target_contoh for h in isi.hasil):
        hasil.append("CONTOH: nilai atau target yang bertanda demikian adalah angka contoh, bukan data sebenarnya.")
    if any(h.batas_capaian is not None for h in isi.hasil):
        hasil.append("* Capaian ditampilkan paling tinggi sebesar itu; nilai hitungnya tetap tersimpan dalam selnya.")
    return hasil + legenda(isi)


def _tanda_tangan(isi: "IsiBuku", sah: Pengesahan) -> list[str]:
    """Place and date (dotted until the lock), who knows of it, room, name, NIP."""
    hari = tanggal(isi.hari_kunci) if isi.hari_kunci else TITIK
    orang = isi.register.penandatangan(isi.hari_kunci or isi.tenggat)
    jabatan = f"{orang.sebagai} {orang.jabatan}".strip() if orang else sah.jabatan
    nama, nip = (orang.nama, orang.nip) if orang else (TITIK, TITIK)
    ruang = [""] * BARIS_TANDA_TANGAN
    return [f"{sah.tempat}, {hari}", sah.kata, jabatan, *ruang, nama, f"{sah.label_nip} {nip}"]
