"""Sheets `Rincian …`: inputs as collected, parameters and steps of one indicator, each step a live formula."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from iku_rules.hasil import HasilIKU, IsiRincian, Status, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.langkah import Bulat, Langkah, Masukan, Parameter, Sumber
from iku_rules.riwayat import Titik
from schemas.tulisan import angka
from workbooks.gaya import FORMAT_ANGKA, Gaya, siapkan_cetak
from workbooks.kata import KATA_STATUS, kalimat, status_hasil
from workbooks.rumus import gabung_rentang
from workbooks.sel import PetaSel, format_angka, tinggi_baris, tulis_isi, tulis_simpul

NAMA_RINCIAN = {
    "itkp": "Rincian ITKP",
    "kebijakan_perekonomian": "Rincian Kebijakan",
    "sinergitas_kecamatan": "Rincian Sinergitas",
    "kesalehan_sosial": "Rincian Kesalehan Sosial",
    "reformasi_hukum": "Rincian Reformasi Hukum",
    "kepuasan_masyarakat": "Rincian IKM",
    "pelayanan_publik": "Rincian IPP",
}
LEBAR_LABEL, LEBAR_TERKECIL, LEBAR_TERBESAR, LEBAR_SUMBER = 26, 11, 32, 44
KOLOM_SUMBER = "Sumber (berkas, lembar, sel)"


def nama_rincian(iku: str) -> str:
    return NAMA_RINCIAN[iku]


def tulis(lembar: Worksheet, nama: str, gaya: Gaya, peta: PetaSel, hasil: HasilIKU, kartu: Kartu) -> None:
    """Write the sheet and note the cell of every node in `peta`."""
    siapkan_cetak(lembar)
    lembar.write_string(0, 0, hasil.nama, gaya("judul"))
    nilai = "belum ada" if hasil.nilai is None else angka(hasil.nilai, 2)
    rincian = [
        ("Realisasi", f"{nilai} {hasil.satuan}".strip()),
        ("Status", status_hasil(hasil)),
        ("Predikat", hasil.predikat or "-"),
        ("Rumus", kartu.definisi),
        ("Dasar", kartu.dasar_hukum),
        ("Aturan", hasil.aturan or "-"),
    ]
    for baris, (label, teks) in enumerate(rincian, start=1):
        lembar.write_string(baris, 0, label, gaya("tebal"))
        lembar.write_string(baris, 1, teks, gaya("dasar"))
    baris = len(rincian) + 2
    tabel = (*(hasil.perhitungan.rincian if hasil.perhitungan else ()), *_riwayat(hasil))
    lebar = _lebar_kolom(tabel)
    for satu in tabel:
        baris = _tulis_tabel(lembar, nama, gaya, peta, satu, baris, lebar) + 1
    if hasil.catatan:
        lembar.write_string(baris, 0, "Catatan", gaya("subjudul"))
        for teks in hasil.catatan:
            baris += 1
            lembar.write_string(baris, 0, kalimat(teks), gaya("dasar"))
    for kolom, satu_lebar in enumerate(lebar):
        lembar.set_column(kolom, kolom, satu_lebar)


def _riwayat(hasil: HasilIKU) -> list[TabelRincian]:
    """The months of the year and the years, with the points that cannot be compared with the one before."""
    kolom = ("Posisi", "Realisasi", "Status", "Aturan", "Keterangan")
    return [
        TabelRincian(judul, kolom, tuple(_baris_riwayat(titik, satu) for satu in titik))
        for judul, titik in (("RIWAYAT TAHUN INI", hasil.bulanan), ("RIWAYAT ANTARTAHUN", hasil.tahunan))
        if any(satu.nilai is not None for satu in titik)
    ]


def _baris_riwayat(semua: Sequence[Titik], satu: Titik) -> tuple[IsiRincian, ...]:
    sebelum = any(lain.nilai is not None for lain in semua[: semua.index(satu)])
    terputus = sebelum and satu.nilai is not None and not satu.sambung
    keterangan = "metode atau model berbeda, tidak dapat dibandingkan dengan sebelumnya" if terputus else None
    status = KATA_STATUS.get(Status(satu.terbit.status), "Nilai terakhir")
    return (satu.periode.nama, satu.nilai, status, satu.terbit.aturan, keterangan)


def _lebar_kolom(tabel: Sequence[TabelRincian]) -> list[int]:
    """Widths that suit all tables of the sheet: its columns are shared."""
    lebar: dict[int, int] = {0: LEBAR_LABEL}
    for satu in tabel:
        for kolom, isi in (
            (k, i) for baris in (_kepala(satu), *map(_teks_baris, satu.baris)) for k, i in baris.items()
        ):
            terbesar = LEBAR_SUMBER if kolom == len(satu.kolom) else LEBAR_TERBESAR
            lebar[kolom] = max(lebar.get(kolom, LEBAR_TERKECIL), min(terbesar, len(isi) + 2))
    return [lebar.get(kolom, LEBAR_TERKECIL) for kolom in range(max(lebar) + 1)]


def _kepala(tabel: TabelRincian) -> dict[int, str]:
    bersumber = any(_sumber(baris) for baris in tabel.baris)
    return dict(enumerate((*tabel.kolom, KOLOM_SUMBER) if bersumber else tabel.kolom))


def _teks_baris(baris: tuple[IsiRincian, ...]) -> dict[int, str]:
    """The texts of a row by column; the sources stand behind its last cell."""
    teks = {kolom: isi for kolom, isi in enumerate(baris) if isinstance(isi, str)}
    return teks | ({len(baris): tulis_sumber(sumber)} if (sumber := _sumber(baris)) else {})


def _tulis_tabel(
    lembar: Worksheet,
    nama: str,
    gaya: Gaya,
    peta: PetaSel,
    tabel: TabelRincian,
    awal: int,
    lebar: Sequence[int],
) -> int:
    """A table from row `awal` on; gives the row after its last."""
    lembar.write_string(awal, 0, tabel.judul, gaya("subjudul"))
    for kolom, teks in _kepala(tabel).items():
        lembar.write_string(awal + 1, kolom, teks, gaya("kepala"))
    lembar.set_row(awal + 1, tinggi_baris(_kepala(tabel), lebar))
    for nomor, baris in enumerate(tabel.baris, start=awal + 2):
        for kolom, isi in enumerate(baris):
            if isinstance(isi, (Masukan, Parameter, Langkah)):
                peta.catat(isi, nama, nomor, kolom)
    for nomor, baris in enumerate(tabel.baris, start=awal + 2):
        teks_baris = _teks_baris(baris)
        for kolom, isi in enumerate(baris):
            _tulis_sel(lembar, nama, gaya, peta, nomor, kolom, isi)
        if len(baris) in teks_baris:
            tulis_isi(lembar, gaya, nomor, len(baris), teks_baris[len(baris)], "bersel", "bungkus", "atas")
        lembar.set_row(nomor, tinggi_baris(teks_baris, lebar))
    return awal + 2 + len(tabel.baris)


def _tulis_sel(
    lembar: Worksheet, nama: str, gaya: Gaya, peta: PetaSel, baris: int, kolom: int, isi: IsiRincian
) -> None:
    if isinstance(isi, Langkah):
        tulis_simpul(lembar, nama, peta, baris, kolom, isi, gaya("hitungan", "atas", num_format=_format_langkah(isi)))
    else:
        tulis_isi(
            lembar, gaya, baris, kolom, isi, "masukan" if isinstance(isi, Masukan) else "bersel", "bungkus", "atas"
        )


def _format_langkah(langkah: Langkah) -> str:
    """None where the step rounds to a whole number; else two decimals, four where it has not been rounded yet."""
    nilai = langkah.nilai
    if isinstance(langkah.isi, Bulat) and langkah.isi.desimal == 0:
        return format_angka(0)
    return FORMAT_ANGKA if nilai is None or nilai == round(nilai, 2) else FORMAT_ANGKA + "00"


def _sumber(baris: tuple[IsiRincian, ...]) -> list[Sumber]:
    return [isi.sumber for isi in baris if isinstance(isi, Masukan) and isi.sumber]


def tulis_sumber(sumber: list[Sumber]) -> str:
    """`pbj/berkas.xlsx, ITKP!D12, D13`."""
    per_lembar: dict[tuple[str, str], list[str]] = {}
    for satu in sumber:
        sel = per_lembar.setdefault((satu.berkas, satu.lembar), [])
        if satu.sel not in sel:
            sel.append(satu.sel)
    return "; ".join(
        f"{berkas}, {lembar}!{', '.join(gabung_rentang(sel))}" for (berkas, lembar), sel in per_lembar.items()
    )
