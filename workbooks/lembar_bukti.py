"""Sheets that prove: `Rekap Penyampaian`, `Catatan Verifikasi`, `Jejak Data`, `Metadata`."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from iku_rules.hasil import HasilIKU, Kata
from iku_rules.langkah import Parameter, Sumber
from iku_rules.penjelasan import model_tahun
from schemas.daftar import VERSI
from schemas.temuan import Temuan
from schemas.tulisan import tanggal
from workbooks.gaya import Gaya, siapkan_cetak
from workbooks.kata import STATUS_KIRIMAN, cara_memperbaiki, kata_tingkat, status_hasil
from workbooks.lembar_rincian import nama_rincian
from workbooks.rumus_predikat import baris_skala
from workbooks.sel import TINGGI_SEBARIS, PetaSel, alamat, tinggi_baris, tulis_isi

if TYPE_CHECKING:
    from workbooks.konsolidasi import IsiBuku

KOLOM_METADATA = (("Hal", 44), ("Isi", 90), ("Acuan", 60), ("Status", 20))
METADATA, BELUM = "Metadata", "belum dikonfirmasi"
TAUTAN_TERBANYAK = 65_530  # on one sheet, Excel's limit
FOLDER_ARSIP = "../../arsip"  # from the folder of a consolidated workbook


def _tulis_tabel(
    lembar: Worksheet,
    gaya: Gaya,
    judul: str,
    tanda: str,
    kolom: Sequence[tuple[str, int]],
    baris_isi: Iterable[Sequence[object]],
    awal: int = 0,
) -> int:
    """Title, the line under it (the mark of the document), header row and rows; gives the row after the last."""
    lembar.write_string(awal, 0, judul, gaya("judul" if awal == 0 else "subjudul"))
    lembar.write_string(awal + 1, 0, tanda, gaya("tebal" if awal == 0 else "pengantar"))
    for nomor, (teks, lebar) in enumerate(kolom):
        lembar.write_string(awal + 2, nomor, teks, gaya("kepala"))
        if awal == 0:
            lembar.set_column(nomor, nomor, lebar)
    lembar.set_row(awal + 2, 2 * TINGGI_SEBARIS)
    baris = awal + 2
    lebar_kolom = [lebar for _, lebar in kolom]
    for isi in baris_isi:
        baris += 1
        for nomor, satu in enumerate(isi):
            tulis_isi(lembar, gaya, baris, nomor, satu, "bersel", "bungkus", "atas")
        teks = {nomor: satu for nomor, satu in enumerate(isi) if isinstance(satu, str)}
        lembar.set_row(baris, tinggi_baris(teks, lebar_kolom))
    return baris + 1


def tulis_rekap(lembar: Worksheet, gaya: Gaya, isi: "IsiBuku") -> None:
    """Who submitted what, when, in time or not."""
    siapkan_cetak(lembar, (0, 2))
    kolom = (
        ("Bagian", 40), ("Status", 30), ("Waktu berkas (WIB)", 24), ("Terlambat", 11), ("Revisi", 8),
        ("Berkas", 40), ("Lampiran", 30), ("Harus diperbaiki", 12), ("Catatan lain", 12), ("SHA-256", 36),
    )  # fmt: skip
    baris = [
        (
            b.bagian,
            STATUS_KIRIMAN[b.status] + (f" (insiden {b.insiden})" if b.insiden else ""),
            f"{tanggal(b.waktu.date())} {b.waktu:%H.%M}" if b.waktu else None,
            None if b.terlambat is None else "Ya" if b.terlambat else "Tidak",
            b.revisi,
            b.berkas,
            "\n".join(b.lampiran) or None,
            sum(t.memblokir for t in b.temuan),
            sum(not t.memblokir for t in b.temuan),
            b.sha256,
        )
        for b in isi.rekap
    ]
    tanda = f"{isi.tanda} · Batas waktu: {tanggal(isi.tenggat)} pukul 24.00 WIB"
    _tulis_tabel(lembar, gaya, f"REKAP PENYAMPAIAN {isi.periode.nama.upper()}", tanda, kolom, baris)
    lembar.freeze_panes(3, 1)


def tulis_catatan(lembar: Worksheet, gaya: Gaya, isi: "IsiBuku") -> None:
    """Every finding, of the files and of the results."""
    siapkan_cetak(lembar, (0, 2))
    kolom = (
        ("Bagian", 34), ("Tingkat", 16), ("Kode", 8), ("Berkas", 34), ("Lembar", 22), ("Sel", 14),
        ("Keterangan", 56), ("Seharusnya", 34), ("Cara memperbaiki", 56),
    )  # fmt: skip
    baris = [
        *(_baris_temuan(b.bagian, b.berkas, t) for b in isi.rekap for t in b.temuan),
        *(_baris_temuan(h.nama, None, t) for h in isi.hasil for t in h.temuan),
        *(_baris_temuan(None, nama, t) for nama, t in isi.temuan_lain),
    ]
    akhir = _tulis_tabel(lembar, gaya, "CATATAN VERIFIKASI", isi.tanda, kolom, baris)
    if not baris:
        lembar.write_string(akhir, 0, "Tidak ada catatan.", gaya("dasar"))
    lembar.freeze_panes(3, 0)


def _baris_temuan(bagian: str | None, berkas: str | None, t: Temuan) -> tuple[object, ...]:
    tempat = (t.lembar or "(berkas)", t.sel)
    return (bagian, kata_tingkat(t), t.kode, berkas, *tempat, t.pesan, t.diharapkan, cara_memperbaiki(t))


def tulis_jejak(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku") -> None:
    """From each number to file, sheet, cell and SHA-256, with links into this workbook and to the archived original."""
    siapkan_cetak(lembar, (0, 2))
    kolom = (
        ("Indikator", 40), ("Hasil", 10), ("Tempat di buku ini", 28), ("Bagian", 34), ("Berkas", 40), ("Lembar", 22),
        ("Sel", 14), ("Nilai terbaca", 18), ("Waktu berkas (WIB)", 24), ("SHA-256", 36), ("Arsip", 12),
    )  # fmt: skip
    baris: list[tuple[object, ...]] = []
    tautan: list[tuple[str, str | None]] = []
    for judul, nilai, tempat, s in _jejak(peta, isi):
        asal = isi.asal.get(s.sha256)
        waktu = f"{tanggal(asal.waktu.date())} {asal.waktu:%H.%M}" if asal else None
        nama = isi.register.nama_bagian(s.bagian, isi.periode.akhir)
        baris.append((judul, nilai, tempat.replace("'", ""), nama, s.berkas, s.lembar, s.sel, s.nilai, waktu, s.sha256))
        tautan.append((tempat, asal.arsip if asal else None))
    tanda = f"{isi.tanda} · Dari tiap nilai ke berkas, lembar, dan sel asalnya."
    akhir = _tulis_tabel(lembar, gaya, "JEJAK DATA", tanda, kolom, baris)
    _tulis_tautan(lembar, gaya, tautan)
    lembar.autofilter(2, 0, max(akhir - 1, 2), len(kolom) - 1)
    lembar.freeze_panes(3, 1)


def _tulis_tautan(lembar: Worksheet, gaya: Gaya, tautan: Sequence[tuple[str, str | None]]) -> None:
    """Each row's links, as many as Excel takes on a sheet; beyond them the place stays as text."""
    sisa = TAUTAN_TERBANYAK
    format_ = gaya("bersel", "atas", "tautan")
    for nomor, (tempat, arsip) in enumerate(tautan, start=3):
        if sisa > 0:
            lembar.write_url(nomor, 2, f"internal:{tempat}", format_, tempat.replace("'", ""))
        if arsip and sisa > 1:
            lembar.write_url(nomor, 10, _TautanBerkas(arsip), format_)
        elif arsip:
            lembar.write_string(nomor, 10, f"{FOLDER_ARSIP}/{arsip}", gaya("bersel", "atas"))
        sisa -= 2


class _TautanBerkas(Url):
    """A link to an archived file with the slashes of a URI: LibreOffice does not know the ones of Windows."""

    def __init__(self, arsip: str) -> None:
        super().__init__(f"external:{FOLDER_ARSIP}/{arsip}")
        self.text = "buka arsip"

    def _target(self) -> str:
        return super()._target().replace("\\", "/")


def _jejak(peta: PetaSel, isi: "IsiBuku") -> Iterator[tuple[str, Decimal | None, str, Sumber]]:
    """(name, value, cell in this workbook, source) of every number, last year's included."""
    letak = peta.sumber()
    for hasil in isi.hasil:
        lalu = hasil.perhitungan_tahun_lalu
        for nama, nilai, sumber in (
            (hasil.nama, hasil.nilai, hasil.sumber),
            (f"{hasil.nama} (tahun lalu)", hasil.nilai_tahun_lalu, lalu.sumber if lalu else ()),
        ):
            for s in sumber:
                yield nama, nilai, alamat(letak.get(s, (nama_rincian(hasil.iku), 0, 0)), "Jejak Data"), s


def tulis_metadata(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku") -> None:
    """Register, rules with year and reference, parameters of the achievement, unconfirmed ones, how to check a hash."""
    siapkan_cetak(lembar, (0, 1))
    lembar.freeze_panes(2, 0)
    dokumen = isi.register.dokumen(isi.periode)
    umum = (
        ("Periode", isi.periode.nama),
        ("Dokumen", isi.jenis),
        *isi.riwayat_kunci,
        ("Dokumen IKU", dokumen.acuan),
        ("Rencana", dokumen.rencana),
        ("Sidik register (SHA-256)", isi.register.sidik()),
        ("Versi templat", VERSI),
        (
            "Memeriksa keutuhan berkas",
            "Windows: certutil -hashfile NAMA_BERKAS SHA256. Linux: sha256sum NAMA_BERKAS. "
            "Hasilnya harus sama dengan SHA-256 pada lembar Jejak Data.",
        ),
        ("Aturan pembulatan", "Dihitung penuh, dibulatkan setengah ke atas menjadi dua desimal pada akhirnya."),
    )
    akhir = _tulis_tabel(lembar, gaya, METADATA.upper(), isi.tanda, KOLOM_METADATA, umum)
    aturan = [(h.nama, _aturan(isi, h), isi.kartu[h.iku].dasar_hukum, status_hasil(h)) for h in isi.hasil]
    judul = ("Aturan yang dipakai", "")
    akhir = _tulis_tabel(lembar, gaya, *judul, _berlebar("Indikator", "Aturan", "Dasar", "Status"), aturan, akhir + 1)
    akhir = _tulis_parameter_capaian(lembar, gaya, peta, isi, akhir + 1)
    belum = [(p.nama, p.nilai, p.acuan, BELUM) for p in _parameter_terpakai(isi) if not p.dikonfirmasi]
    judul = ("Parameter terpakai yang belum dikonfirmasi", "")
    _tulis_tabel(lembar, gaya, *judul, _berlebar("Parameter", "Nilai", "Acuan", "Status"), belum, akhir + 1)


def _tulis_parameter_capaian(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku", awal: int) -> int:
    """What every achievement is computed with, each number and word in a cell that the formulas ask."""
    aturan = isi.register.capaian
    skala = baris_skala(aturan.kategori, "Batas kategori")
    peta.catat_skala(aturan.kategori, METADATA, skala)
    acuan = (aturan.kategori.acuan, "dikonfirmasi" if aturan.kategori.dikonfirmasi else BELUM)
    parameter = [aturan.pengali.parameter, aturan.pengali_n1.parameter]
    baris: list[tuple[object, ...]] = [
        *((p.nama, p, p.acuan, "dikonfirmasi" if p.dikonfirmasi else BELUM) for p in parameter),
        *((satu.tulisan, satu.batas, *acuan) for satu in skala),
    ]
    for nomor, (nama, nilai, *_) in enumerate(baris, start=awal + 3):
        for kolom, satu in enumerate((nama, nilai)):
            if isinstance(satu, (Kata, Parameter)):
                peta.catat(satu, METADATA, nomor, kolom)
    ujung = "Batas bawah (termasuk)" if aturan.kategori.tertutup == "bawah" else "Batas atas (termasuk)"
    penjelasan = f"{ujung} tiap kategori capaian, dalam persen; kategori tanpa batas berlaku untuk sisanya."
    kolom_tabel = _berlebar("Parameter atau kategori", "Nilai atau batas", "Acuan", "Status")
    return _tulis_tabel(lembar, gaya, "Parameter capaian", penjelasan, kolom_tabel, baris, awal)


def _aturan(isi: "IsiBuku", hasil: HasilIKU) -> str:
    """The model in use (where nothing is computed: that of the year), and what the card says of it."""
    model = hasil.aturan or f"{hasil.iku} {model_tahun(isi.register, hasil.iku, isi.periode.tahun).nama}"
    kartu = isi.kartu[hasil.iku]
    tahun = hasil.tahun_penilaian or isi.periode.tahun
    return "\n".join(
        (
            f"{model}, tahun penilaian {tahun}: {kartu.definisi}",
            f"Pembilang: {kartu.pembilang}. Penyebut: {kartu.penyebut}. Polaritas: {kartu.polaritas}.",
            f"Berlaku: {kartu.berlaku}. Belum dikonfirmasi: {'; '.join(kartu.belum_dikonfirmasi) or 'tidak ada'}.",
        )
    )


def _berlebar(*judul: str) -> list[tuple[str, int]]:
    """Other headers over the columns of the sheet's first table."""
    return [(satu, lebar) for satu, (_, lebar) in zip(judul, KOLOM_METADATA, strict=True)]


def _parameter_terpakai(isi: "IsiBuku") -> list[Parameter]:
    unik: dict[tuple[str, Decimal, str], Parameter] = {}
    for hasil in isi.hasil:
        for p in hasil.perhitungan.parameter if hasil.perhitungan else ():
            unik.setdefault((p.nama, p.nilai, p.acuan), p)
    return list(unik.values())
