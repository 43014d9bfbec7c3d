"""Sheet `IKU`: the official document to the letter, with target, realisasi and capaian to the right of each block."""

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from iku_rules.bentuk import Dokumen, IKUDokumen, Sasaran
from iku_rules.hasil import HasilIKU
from schemas.tulisan import tanggal
from workbooks.gaya import FORMAT_ANGKA, Gaya, siapkan_cetak
from workbooks.kata import status_hasil
from workbooks.rumus import rumus
from workbooks.sel import PetaSel, format_capaian, tulis_isi, tulis_rumus, tulis_target

if TYPE_CHECKING:
    from workbooks.konsolidasi import IsiBuku

NAMA = "IKU"
KOLOM_REALISASI = (
    "Satuan", "Target", "Realisasi", "Capaian (%)", "Kategori", "Predikat", "Status", "Realisasi tahun lalu",
)  # fmt: skip
LEBAR = (5, 27, 27, 40, 22, 16, 10, 17, 11, 11, 15, 20, 22, 12)
TERAKHIR = len(LEBAR) - 1
SATUAN, TARGET, REALISASI, CAPAIAN, KATEGORI, PREDIKAT, STATUS, TAHUN_LALU = range(6, 14)
TITIK = "." * 24  # place for date, until the period is locked
BARIS_TANDA_TANGAN = 4  # room for an electronic signature


def tulis(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku") -> None:
    """Write the sheet; every Realisasi is a formula over the cells of the `Rincian` sheets."""
    dokumen = isi.register.dokumen(isi.periode)
    siapkan_cetak(lembar)
    for kolom, lebar in enumerate(LEBAR):
        lembar.set_column(kolom, kolom, lebar)
    baris = _tulis_judul(lembar, gaya, isi, dokumen)
    baris = _tulis_kepala(lembar, gaya, peta, isi, dokumen, baris)
    lembar.merge_range(baris, 0, baris, TERAKHIR, dokumen.judul_tabel, gaya("judul", "tengah"))
    lembar.set_row(baris, 24)
    baris += 1
    for sasaran in dokumen.sasaran:
        baris = _tulis_blok(lembar, gaya, peta, isi, dokumen, sasaran, baris) + 1
    _tulis_penutup(lembar, gaya, isi, dokumen, baris)
    lembar.freeze_panes(5, 0)


def _tulis_judul(lembar: Worksheet, gaya: Gaya, isi: "IsiBuku", dokumen: Dokumen) -> int:
    for baris, teks in enumerate(dokumen.judul):
        lembar.merge_range(baris, 0, baris, TERAKHIR, teks, gaya("judul", "tengah"))
        lembar.set_row(baris, 21)
    baris = len(dokumen.judul)
    posisi = f"Posisi s.d. {tanggal(isi.periode.akhir)}"
    lembar.merge_range(baris, 0, baris, TERAKHIR, posisi, gaya("tebal", "tengah"))
    lembar.merge_range(baris + 1, 0, baris + 1, TERAKHIR, isi.jenis, gaya("judul", "tengah"))
    lembar.set_row(baris + 1, 21)
    baris += 2
    lembar.repeat_rows(0, baris - 1)
    if catatan := dokumen.catatan(isi.periode):
        lembar.merge_range(baris, 0, baris, TERAKHIR, f"Catatan: {catatan}", gaya("petunjuk", "tengah"))
        baris += 1
    return baris + 1


def _tulis_kepala(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku", dokumen: Dokumen, baris: int) -> int:
    """Instansi to Indikator Tujuan; the indikator tujuan has its realisasi at its line."""
    fungsi = "\n".join(f"{nomor}. {teks}" for nomor, teks in enumerate(dokumen.fungsi.isi, start=1))
    isi_kepala = [
        (dokumen.instansi.label, dokumen.instansi.isi, 18),
        (dokumen.tugas_pokok.label, dokumen.tugas_pokok.isi, 32),
        (dokumen.fungsi.label, fungsi, 15 * len(dokumen.fungsi.isi) + 4),
        (dokumen.tujuan.label, dokumen.tujuan.isi, 30),
        (dokumen.indikator_tujuan.label, dokumen.indikator_tujuan.isi, 32),
    ]
    lembar.write_string(baris, 0, dokumen.instansi.nomor, gaya("atas", "kanan"))
    for label, teks, tinggi in isi_kepala:
        # The colon of the official line belongs to its look, not to its words.
        lembar.write_string(baris, 1, label, gaya("atas", num_format='@" :"'))
        lembar.merge_range(baris, 2, baris, 5, teks, gaya("atas", "bungkus"))
        lembar.set_row(baris, tinggi)
        baris += 1
    _tulis_kolom_realisasi(lembar, gaya, baris - 2)
    hasil = isi.per_kode[dokumen.indikator_tujuan.iku]
    _tulis_realisasi(lembar, gaya, peta, hasil, baris - 1)
    return baris + 1


def _tulis_kolom_realisasi(lembar: Worksheet, gaya: Gaya, baris: int) -> None:
    for kolom, teks in enumerate(KOLOM_REALISASI, start=SATUAN):
        lembar.write_string(baris, kolom, teks, gaya("kepala"))


def _tulis_blok(
    lembar: Worksheet,
    gaya: Gaya,
    peta: PetaSel,
    isi: "IsiBuku",
    dokumen: Dokumen,
    sasaran: Sasaran,
    baris: int,
) -> int:
    """One sasaran: its header row, then a row per indicator, No and Sasaran merged over them."""
    for kolom, teks in enumerate(dokumen.kolom):
        lembar.write_string(baris, kolom, teks, gaya("kepala"))
    _tulis_kolom_realisasi(lembar, gaya, baris)
    lembar.set_row(baris, 30)
    awal = baris + 1
    for kolom, teks in ((0, sasaran.nomor), (1, sasaran.nama)):
        format_ = gaya("bersel", "atas", "bungkus", *(("tengah",) if kolom == 0 else ()))
        akhir = awal + len(sasaran.iku) - 1
        if akhir > awal:
            lembar.merge_range(awal, kolom, akhir, kolom, teks, format_)
        else:
            lembar.write_string(awal, kolom, teks, format_)
    for nomor, iku in enumerate(sasaran.iku, start=awal):
        _tulis_indikator(lembar, gaya, iku, nomor)
        _tulis_realisasi(lembar, gaya, peta, isi.per_kode[iku.kode], nomor)
        lembar.set_row(nomor, 62)
    return awal + len(sasaran.iku)


def _tulis_indikator(lembar: Worksheet, gaya: Gaya, iku: IKUDokumen, baris: int) -> None:
    for kolom, teks in enumerate((iku.nama, iku.rumus, iku.sumber_data, iku.penanggung_jawab), start=2):
        lembar.write_string(baris, kolom, teks, gaya("bersel", "atas", "bungkus"))


def _tulis_realisasi(lembar: Worksheet, gaya: Gaya, peta: PetaSel, hasil: HasilIKU, baris: int) -> None:
    teks, nilai = (
        ("bersel", "atas", "bungkus"),
        gaya("bersel", "atas", num_format=FORMAT_ANGKA, align="right", indent=1),
    )
    tulis_isi(lembar, gaya, baris, SATUAN, hasil.satuan, *teks)
    for kolom in (TARGET, REALISASI, CAPAIAN, TAHUN_LALU):
        lembar.write_blank(baris, kolom, None, nilai)
    tulis_target(lembar, gaya, baris, TARGET, hasil, "atas")
    langkah = hasil.perhitungan.hasil if hasil.perhitungan else None
    if langkah is not None and hasil.nilai is not None:
        rujukan = peta.rujukan(langkah, NAMA)
        tulis_rumus(lembar, baris, REALISASI, str(rujukan), hasil.nilai, nilai)
        peta.catat_iku(hasil.iku, REALISASI, NAMA, baris)
    if hasil.capaian is not None:
        letak = {id(hasil.target): TARGET, id(langkah): REALISASI}
        isi = rumus(hasil.capaian, lambda s: xl_rowcol_to_cell(baris, letak[id(s)]) if id(s) in letak else None)
        gaya_capaian = gaya("bersel", "atas", num_format=format_capaian(hasil), align="right", indent=1)
        tulis_rumus(lembar, baris, CAPAIAN, isi, hasil.capaian.nilai, gaya_capaian)
        peta.catat_iku(hasil.iku, CAPAIAN, NAMA, baris)
    if hasil.nilai_tahun_lalu is not None:
        lembar.write_number(baris, TAHUN_LALU, float(hasil.nilai_tahun_lalu), nilai)
    tulis_isi(lembar, gaya, baris, KATEGORI, hasil.kategori_capaian, *teks)
    tulis_isi(lembar, gaya, baris, PREDIKAT, hasil.predikat, *teks)
    tulis_isi(lembar, gaya, baris, STATUS, status_hasil(hasil), *teks)


def _tulis_penutup(lembar: Worksheet, gaya: Gaya, isi: "IsiBuku", dokumen: Dokumen, baris: int) -> None:
    """The date of the official document, and the signature block of the day, undated until the lock."""
    sah = dokumen.pengesahan
    ditetapkan = f"IKU ditetapkan: {sah.tempat}, {tanggal(sah.tanggal)}"
    lembar.write_string(baris, 1, ditetapkan, gaya("dasar"))
    if any(h.contoh or h.target_contoh for h in isi.hasil):
        keterangan = "CONTOH: nilai atau target yang bertanda demikian adalah angka contoh, bukan data sebenarnya."
        lembar.write_string(baris + 1, 1, keterangan, gaya("tebal"))
    if any(h.batas_capaian is not None for h in isi.hasil):
        keterangan = "* Capaian ditampilkan paling tinggi sebesar itu; nilai hitungnya tetap tersimpan dalam selnya."
        lembar.write_string(baris + 2, 1, keterangan, gaya("dasar"))
    penandatangan = isi.register.penandatangan(isi.hari_kunci or isi.tenggat)
    teks = [f"{sah.tempat}, {tanggal(isi.hari_kunci) if isi.hari_kunci else TITIK}", sah.kata]
    if penandatangan:
        teks.append(f"{penandatangan.sebagai} {penandatangan.jabatan}".strip())
        teks += [""] * BARIS_TANDA_TANGAN
        teks += [penandatangan.nama, f"{sah.label_nip} {penandatangan.nip}"]
    else:
        teks += [sah.jabatan, *[""] * BARIS_TANDA_TANGAN, TITIK, f"{sah.label_nip} {TITIK}"]
    for satu in teks:
        lembar.merge_range(baris, PREDIKAT - 1, baris, TERAKHIR, satu, gaya("tengah"))
        baris += 1
