"""Sheets `Rincian …`: inputs as collected, parameters and steps of one indicator, each step a live formula."""

from xlsxwriter.worksheet import Worksheet

from iku_rules.hasil import HasilIKU, IsiRincian, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.langkah import Langkah, Masukan, Parameter, Sumber
from schemas.tulisan import angka
from workbooks.gaya import FORMAT_ANGKA, Gaya, siapkan_cetak
from workbooks.kata import status_hasil
from workbooks.sel import PetaSel, tulis_isi, tulis_simpul

NAMA_RINCIAN = {
    "itkp": "Rincian ITKP",
    "kebijakan_perekonomian": "Rincian Kebijakan",
    "sinergitas_kecamatan": "Rincian Sinergitas",
    "kesalehan_sosial": "Rincian Kesalehan Sosial",
    "reformasi_hukum": "Rincian Reformasi Hukum",
    "kepuasan_masyarakat": "Rincian IKM",
    "pelayanan_publik": "Rincian IPP",
}
LEBAR_TERKECIL, LEBAR_TERBESAR = 12, 46
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
    lebar: dict[int, int] = {}
    for tabel in hasil.perhitungan.rincian if hasil.perhitungan else ():
        baris = _tulis_tabel(lembar, nama, gaya, peta, tabel, baris, lebar) + 1
    if hasil.catatan:
        lembar.write_string(baris, 0, "Catatan", gaya("subjudul"))
        for teks in hasil.catatan:
            baris += 1
            lembar.write_string(baris, 0, teks, gaya("dasar"))
    for kolom in range(max(lebar, default=1) + 1):
        lembar.set_column(kolom, kolom, lebar.get(kolom, LEBAR_TERKECIL))


def _tulis_tabel(
    lembar: Worksheet, nama: str, gaya: Gaya, peta: PetaSel, tabel: TabelRincian, awal: int, lebar: dict[int, int]
) -> int:
    """A table from row `awal` on; gives the row after its last."""
    lembar.write_string(awal, 0, tabel.judul, gaya("subjudul"))
    bersumber = any(_sumber(baris) for baris in tabel.baris)
    kepala = (*tabel.kolom, KOLOM_SUMBER) if bersumber else tabel.kolom
    for kolom, teks in enumerate(kepala):
        lembar.write_string(awal + 1, kolom, teks, gaya("kepala"))
        _lebarkan(lebar, kolom, teks)
    for nomor, baris in enumerate(tabel.baris, start=awal + 2):
        for kolom, isi in enumerate(baris):
            if isinstance(isi, (Masukan, Parameter, Langkah)):
                peta.catat(isi, nama, nomor, kolom)
    for nomor, baris in enumerate(tabel.baris, start=awal + 2):
        for kolom, isi in enumerate(baris):
            _tulis_sel(lembar, nama, gaya, peta, nomor, kolom, isi)
            if isinstance(isi, str):
                _lebarkan(lebar, kolom, isi)
        if bersumber:
            tulis_isi(lembar, gaya, nomor, len(tabel.kolom), tulis_sumber(_sumber(baris)), "label")
    return awal + 2 + len(tabel.baris)


def _tulis_sel(
    lembar: Worksheet, nama: str, gaya: Gaya, peta: PetaSel, baris: int, kolom: int, isi: IsiRincian
) -> None:
    if isinstance(isi, Langkah):
        tulis_simpul(lembar, nama, peta, baris, kolom, isi, gaya("hitungan", num_format=_format_langkah(isi)))
    else:
        tulis_isi(lembar, gaya, baris, kolom, isi, "masukan" if isinstance(isi, Masukan) else "bersel")


def _format_langkah(langkah: Langkah) -> str:
    """Two decimals; four where the step has not been rounded yet."""
    nilai = langkah.nilai
    return FORMAT_ANGKA if nilai is None or nilai == round(nilai, 2) else FORMAT_ANGKA + "00"


def _lebarkan(lebar: dict[int, int], kolom: int, teks: str) -> None:
    lebar[kolom] = max(lebar.get(kolom, LEBAR_TERKECIL), min(LEBAR_TERBESAR, len(teks) + 2))


def _sumber(baris: tuple[IsiRincian, ...]) -> list[Sumber]:
    return [isi.sumber for isi in baris if isinstance(isi, Masukan) and isi.sumber]


def tulis_sumber(sumber: list[Sumber]) -> str:
    """`pbj/berkas.xlsx, ITKP!D12, D13`."""
    per_lembar: dict[tuple[str, str], list[str]] = {}
    for satu in sumber:
        sel = per_lembar.setdefault((satu.berkas, satu.lembar), [])
        if satu.sel not in sel:
            sel.append(satu.sel)
    return "; ".join(f"{berkas}, {lembar}!{', '.join(sel)}" for (berkas, lembar), sel in per_lembar.items())
