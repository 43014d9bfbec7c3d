"""Sheets `Rincian …`: inputs as collected, parameters and steps of one indicator, each step a live formula.

A sheet is laid out before it is written: a step may rest on a cell that stands below it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from iku_rules.hasil import HasilIKU, IsiRincian, Kata, Predikat, Status, TabelRincian
from iku_rules.langkah import Langkah, Masukan, Parameter, Sumber
from iku_rules.riwayat import Titik
from iku_rules.skala import Skala
from schemas.tulisan import angka
from workbooks.gaya import FORMAT_ANGKA, Gaya, siapkan_cetak
from workbooks.kata import KATA_STATUS, kalimat, kata_pengecualian, status_hasil
from workbooks.rumus import gabung_rentang
from workbooks.rumus_predikat import BarisSkala, baris_skala
from workbooks.sel import (
    TANDA_BELUM_DIKONFIRMASI,
    LetakTabel,
    PetaSel,
    format_langkah,
    format_masukan,
    gabung,
    tinggi_baris,
    tulis_isi,
    tulis_predikat,
    tulis_rumus,
    tulis_simpul,
)

if TYPE_CHECKING:
    from workbooks.konsolidasi import IsiBuku

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
LEBAR_HALAMAN = 110  # characters at least, so that texts over the whole width have room
KOLOM_SUMBER = "Sumber (berkas, lembar, sel)"
SKALA_PREDIKAT, TAHUN_LALU = "SKALA PREDIKAT", "TAHUN LALU: "
LEGENDA = f"{TANDA_BELUM_DIKONFIRMASI} Parameter yang belum dikonfirmasi; acuannya ada pada lembar Metadata."


def nama_rincian(iku: str) -> str:
    return NAMA_RINCIAN[iku]


def nama_pendek(iku: str) -> str:
    """What the sheet is called without the word Rincian: room is scarce in a chart."""
    return NAMA_RINCIAN[iku].partition(" ")[2]


def tulis(lembar: Worksheet, nama: str, gaya: Gaya, peta: PetaSel, isi: "IsiBuku", hasil: HasilIKU) -> None:
    """Write the sheet and note the cell of every node in `peta`."""
    siapkan_cetak(lembar, (0, 1))
    lembar.write_string(0, 0, hasil.nama, gaya("judul"))
    lembar.write_string(1, 0, isi.tanda, gaya("tebal"))
    lembar.freeze_panes(2, 0)
    tabel = _semua_tabel(peta, nama, hasil)
    lebar = _lebar_kolom(tabel)
    for kolom, satu_lebar in enumerate(lebar):
        lembar.set_column(kolom, kolom, satu_lebar)
    kepala = _kepala_lembar(hasil, isi)
    awal = _tata(peta, nama, hasil, tabel, len(kepala) + 3)
    _tulis_kepala_lembar(lembar, nama, gaya, peta, hasil, kepala, lebar)
    baris = len(kepala) + 3
    for satu, satu_awal in zip(tabel, awal, strict=True):
        baris = _tulis_tabel(lembar, nama, gaya, peta, satu, satu_awal, lebar) + 1
    _tulis_catatan(lembar, gaya, [*_catatan(hasil, isi), *_legenda(tabel)], lebar, baris)


def _catatan(hasil: HasilIKU, isi: "IsiBuku") -> list[str]:
    return [*map(kalimat, hasil.catatan), *(kata_pengecualian(satu) for satu in isi.pengecualian(hasil))]


def _legenda(tabel: Sequence[TabelRincian]) -> list[str]:
    ada = any(isinstance(i, Parameter) and not i.dikonfirmasi for t in tabel for baris in t.baris for i in baris)
    return [LEGENDA] if ada else []


def _tulis_catatan(lembar: Worksheet, gaya: Gaya, catatan: Sequence[str], lebar: Sequence[int], baris: int) -> None:
    if not catatan:
        return
    lembar.write_string(baris, 0, "Catatan", gaya("subjudul"))
    for teks in catatan:
        baris += 1
        gabung(lembar, baris, 0, len(lebar) - 1, teks, gaya("bungkus", "atas"))
        lembar.set_row(baris, tinggi_baris({0: teks}, {0: sum(lebar)}))


# the head of the sheet


def _kepala_lembar(hasil: HasilIKU, isi: "IsiBuku") -> list[tuple[str, str]]:
    kartu = isi.kartu[hasil.iku]
    nilai = "belum ada" if hasil.nilai is None else angka(hasil.nilai, 2)
    return [
        ("Realisasi", f"{nilai} {hasil.satuan}".strip()),
        ("Predikat", hasil.predikat or "-"),
        ("Status", status_hasil(hasil)),
        ("Definisi", kartu.definisi),
        ("Pembilang", kartu.pembilang),
        ("Penyebut", kartu.penyebut),
        ("Dasar", kartu.dasar_hukum),
        ("Aturan", hasil.aturan or "-"),
    ]


def _tulis_kepala_lembar(
    lembar: Worksheet,
    nama: str,
    gaya: Gaya,
    peta: PetaSel,
    hasil: HasilIKU,
    kepala: Sequence[tuple[str, str]],
    lebar: Sequence[int],
) -> None:
    for baris, (label, teks) in enumerate(kepala, start=2):
        lembar.write_string(baris, 0, label, gaya("tebal", "atas"))
        gabung(lembar, baris, 1, len(lebar) - 1, teks, gaya("bungkus", "atas", "kiri"))
        lembar.set_row(baris, tinggi_baris({1: teks}, {1: sum(lebar[1:])}))
    perhitungan = hasil.perhitungan
    if perhitungan is None or perhitungan.hasil is None or hasil.nilai is None:
        return
    format_ = gaya("atas", "kiri", "tebal", num_format=f'{FORMAT_ANGKA}" {hasil.satuan}"')
    tulis_rumus(lembar, 2, 1, str(peta.rujukan(perhitungan.hasil, nama)), hasil.nilai, format_)
    if perhitungan.dasar_predikat is not None and hasil.predikat is not None:
        tulis_predikat(lembar, nama, peta, 3, 1, perhitungan.dasar_predikat, gaya("atas", "kiri", "tebal"))


# the tables and where they stand


def _semua_tabel(peta: PetaSel, nama: str, hasil: HasilIKU) -> tuple[TabelRincian, ...]:
    """Those of the rule, the scale, last year's, the history."""
    kini, lalu = hasil.perhitungan, hasil.perhitungan_tahun_lalu
    tabel = list(kini.rincian) if kini else []
    if kini and kini.dasar_predikat and (skala := kini.dasar_predikat.skala):
        tabel.append(_tabel_skala(peta, nama, skala))
    if lalu is not None and (kini is None or lalu.hasil is not kini.hasil):
        tabel += [replace(satu, judul=TAHUN_LALU + satu.judul) for satu in lalu.rincian]
        if lalu.dasar_predikat and (skala := lalu.dasar_predikat.skala) and not peta.baris_skala(skala, nama):
            tabel.append(_tabel_skala(peta, nama, skala, TAHUN_LALU))
    return (*tabel, *_riwayat(peta, hasil))


def _tabel_skala(peta: PetaSel, nama: str, skala: Skala, awalan: str = "") -> TabelRincian:
    """The scale that gives the words: its cuts are the cells the lookup asks."""
    baris = baris_skala(skala, "Batas predikat")
    peta.catat_skala(skala, nama, baris)
    ujung = "Batas bawah (termasuk)" if skala.tertutup == "bawah" else "Batas atas (termasuk)"
    keterangan: tuple[IsiRincian, ...] = (skala.acuan, "ya" if skala.dikonfirmasi else "belum")
    return TabelRincian(
        awalan + SKALA_PREDIKAT,
        ("Predikat", ujung, "Kode", "Sebutan", "Acuan", "Dikonfirmasi"),
        tuple(_baris_skala(satu) + keterangan for satu in baris),
    )


def _baris_skala(satu: BarisSkala) -> tuple[IsiRincian, ...]:
    return (satu.tulisan, satu.batas, satu.kode, satu.nama)


def _tata(peta: PetaSel, nama: str, hasil: HasilIKU, tabel: Sequence[TabelRincian], awal: int) -> list[int]:
    """The first row of each table; every node gets its cell, every table its place."""
    if hasil.perhitungan and hasil.perhitungan.dasar_predikat and hasil.predikat is not None:
        peta.catat(hasil.perhitungan.dasar_predikat, nama, 3, 1)
    baris_awal = []
    for satu in tabel:
        baris_awal.append(awal)
        kolom = {kepala: nomor for nomor, kepala in enumerate(satu.kolom)}
        letak = LetakTabel(nama, awal + 2, awal + 1 + len(satu.baris), kolom)
        peta.tabel.setdefault((hasil.iku, satu.judul), letak)
        for nomor, baris in enumerate(satu.baris, start=awal + 2):
            for kolom_isi, isi in enumerate(baris):
                if isinstance(isi, (Masukan, Parameter, Langkah, Kata, Predikat)):
                    peta.catat(isi, nama, nomor, kolom_isi)
        awal += len(satu.baris) + 3
    return baris_awal


def _riwayat(peta: PetaSel, hasil: HasilIKU) -> list[TabelRincian]:
    """The months of the year and the years, with the points that cannot be compared with the one before."""
    kolom = ("Posisi", "Realisasi", "Status", "Aturan", "Keterangan")
    return [
        TabelRincian(judul, kolom, tuple(_baris_riwayat(peta, hasil, titik, satu) for satu in titik))
        for judul, titik in (("RIWAYAT TAHUN INI", hasil.bulanan), ("RIWAYAT ANTARTAHUN", hasil.tahunan))
        if any(satu.nilai is not None for satu in titik)
    ]


def _baris_riwayat(peta: PetaSel, hasil: HasilIKU, semua: Sequence[Titik], satu: Titik) -> tuple[IsiRincian, ...]:
    keterangan = (
        "metode atau model berbeda, tidak dapat dibandingkan dengan sebelumnya" if terputus(semua, satu) else None
    )
    status = KATA_STATUS.get(Status(satu.terbit.status), "Nilai terakhir")
    nilai = None if satu.nilai is None else peta.riwayat.setdefault((hasil.iku, satu.periode), _titik(hasil, satu))
    return (satu.periode.nama, nilai, status, satu.terbit.aturan, keterangan)


def terputus(semua: Sequence[Titik], satu: Titik) -> bool:
    """Whether a point has a value that does not go on from an earlier one."""
    sebelum = any(lain.nilai is not None for lain in semua[: semua.index(satu)])
    return sebelum and satu.nilai is not None and not satu.sambung


def _titik(hasil: HasilIKU, satu: Titik) -> Langkah | Masukan:
    """The step itself where this workbook computes the value; else the value as it was published."""
    kini, lalu = hasil.perhitungan, hasil.perhitungan_tahun_lalu
    if satu.periode == hasil.periode and kini and kini.hasil and satu.nilai == hasil.nilai:
        return kini.hasil
    if satu.periode.tahun < hasil.periode.tahun and lalu and lalu.hasil and satu.nilai == hasil.nilai_tahun_lalu:
        return lalu.hasil
    return Masukan(f"Realisasi {satu.periode.nama}", satu.nilai)


# writing


def _lebar_kolom(tabel: Sequence[TabelRincian]) -> list[int]:
    """Widths that suit all tables of the sheet: its columns are shared."""
    lebar: dict[int, int] = {0: LEBAR_LABEL, 1: LEBAR_TERKECIL}
    for satu in tabel:
        for kolom, isi in (
            (k, i) for baris in (_kepala(satu), *map(_teks_baris, satu.baris)) for k, i in baris.items()
        ):
            if kolom < len(satu.kolom):
                lebar[kolom] = max(lebar.get(kolom, LEBAR_TERKECIL), min(LEBAR_TERBESAR, len(isi) + 2))
    hasil = [lebar.get(kolom, LEBAR_TERKECIL) for kolom in range(max(lebar) + 1)]
    for satu in filter(_bersumber, tabel):  # sources spread over what is free to their right
        hasil += [LEBAR_SUMBER] if len(satu.kolom) == len(hasil) else []
        hasil[-1] += max(0, LEBAR_SUMBER - sum(hasil[len(satu.kolom) :]))
    hasil[-1] += max(0, LEBAR_HALAMAN - sum(hasil))
    return hasil


def _bersumber(tabel: TabelRincian) -> bool:
    return any(_sumber(baris) for baris in tabel.baris)


def _akhir_sumber(awal: int, lebar: Sequence[int]) -> int:
    """The last of the columns over which the sources spread."""
    return next((k for k in range(awal, len(lebar)) if sum(lebar[awal : k + 1]) >= LEBAR_SUMBER), len(lebar) - 1)


def _kepala(tabel: TabelRincian) -> dict[int, str]:
    return dict(enumerate((*tabel.kolom, KOLOM_SUMBER) if _bersumber(tabel) else tabel.kolom))


def _teks_baris(baris: tuple[IsiRincian, ...]) -> dict[int, str]:
    """The texts of a row by column; the sources stand behind its last cell."""
    teks = {kolom: satu for kolom, isi in enumerate(baris) if (satu := _teks(isi))}
    return teks | ({len(baris): tulis_sumber(sumber)} if (sumber := _sumber(baris)) else {})


def _teks(isi: IsiRincian) -> str | None:
    match isi:
        case str():
            return isi
        case Kata(teks):
            return teks
        case Predikat():
            return isi.tulisan
    return None


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
    kolom_sumber = len(tabel.kolom)
    akhir_sumber = _akhir_sumber(kolom_sumber, lebar)
    lebar_teks = dict(enumerate(lebar)) | {kolom_sumber: sum(lebar[kolom_sumber : akhir_sumber + 1])}
    for kolom, teks in _kepala(tabel).items():
        gabung(lembar, awal + 1, kolom, akhir_sumber if kolom == kolom_sumber else kolom, teks, gaya("kepala"))
    lembar.set_row(awal + 1, tinggi_baris(_kepala(tabel), lebar_teks))
    for nomor, baris in enumerate(tabel.baris, start=awal + 2):
        teks_baris = _teks_baris(baris)
        for kolom, isi in enumerate(baris):
            _tulis_sel(lembar, nama, gaya, peta, nomor, kolom, isi)
        if kolom_sumber in teks_baris:
            sumber = teks_baris[kolom_sumber]
            gabung(lembar, nomor, kolom_sumber, akhir_sumber, sumber, gaya("bersel", "bungkus", "atas"))
        lembar.set_row(nomor, tinggi_baris(teks_baris, lebar_teks))
    return awal + 2 + len(tabel.baris)


def _tulis_sel(
    lembar: Worksheet, nama: str, gaya: Gaya, peta: PetaSel, baris: int, kolom: int, isi: IsiRincian
) -> None:
    if isinstance(isi, Langkah):
        tulis_simpul(lembar, nama, peta, baris, kolom, isi, gaya("hitungan", "atas", num_format=format_langkah(isi)))
    elif isinstance(isi, Predikat):
        tulis_predikat(lembar, nama, peta, baris, kolom, isi, gaya("hitungan", "atas", "bungkus"))
    elif isinstance(isi, (Masukan, Parameter)) and isi.nilai is not None and not peta.di_sini(isi, nama, baris, kolom):
        # A value that stands on the sheet a second time follows its first cell.
        format_ = gaya("bersel", "atas", num_format=format_masukan(isi))
        tulis_rumus(lembar, baris, kolom, str(peta.rujukan(isi, nama)), isi.nilai, format_)
    else:
        warna = "masukan" if isinstance(isi, Masukan) else "bersel"
        tulis_isi(lembar, gaya, baris, kolom, isi, warna, "bungkus", "atas")


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
