"""Sheet `Ringkasan`: one page for a busy reader, with charts; what is missing and who is late in sentences."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from iku_rules import kepuasan_masyarakat
from iku_rules.daftar import TRIWULAN
from iku_rules.hasil import HasilIKU, Status
from iku_rules.penyusunan import IKM, ROMAWI
from iku_rules.riwayat import Titik
from schemas.tulisan import angka, tanggal
from workbooks.gaya import FORMAT_ANGKA, HURUF, PIKSEL_HURUF, PIKSEL_TEPI, WARNA, Gaya, siapkan_cetak
from workbooks.kata import status_hasil
from workbooks.lembar_lkjip import DeretTren, rujukan_titik
from workbooks.sel import PetaSel, gabung, tinggi_baris, tulis_isi, tulis_rumus
from workbooks.sel_hasil import CAPAIAN, KATEGORI, LALU, PREDIKAT, REALISASI, TARGET, legenda, tulis_hasil

if TYPE_CHECKING:
    from workbooks.konsolidasi import IsiBuku

NAMA = "Ringkasan"
PERUBAHAN, ARAH = "Perubahan dari bulan lalu", "Arah"
KOLOM = {
    "Indikator": 34, "Satuan": 8, TARGET: 16,
    "Triwulan I": 10, "Triwulan II": 10, "Triwulan III": 10, "Triwulan IV": 10,
    REALISASI: 12, CAPAIAN: 10, KATEGORI: 14, PREDIKAT: 20, "Status": 22, PERUBAHAN: 12, ARAH: 22, LALU: 12,
}  # fmt: skip
LEBAR = tuple(KOLOM.values())
LETAK = {kepala: nomor for nomor, kepala in enumerate(KOLOM)}
TERAKHIR = len(LEBAR) - 1
NAIK, TURUN, TETAP = "▲ naik", "▼ turun", "= tetap"

BARIS_GRAFIK, TINGGI_BARIS_GRAFIK = 22, 20  # rows kept free for the charts, pixels of a row
PENANDA = ("circle", "square", "diamond", "triangle", "x", "star", "plus")
GARIS = ("solid", "dash", "square_dot", "long_dash", "dash_dot", "round_dot", "long_dash_dot")
JAUH = 10  # times smaller: such a line would lie flat on the axis of the others


def tulis(
    buku: Workbook, lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku", tren: Sequence[DeretTren]
) -> None:
    """Write the page; its numbers refer to the official sheet and to the history on the Rincian sheets."""
    siapkan_cetak(lembar, tinggi_halaman=1)
    for kolom, lebar in enumerate(LEBAR):
        lembar.set_column(kolom, kolom, lebar)
    lembar.write_string(0, 0, f"RINGKASAN IKU, POSISI S.D. {tanggal(isi.periode.akhir).upper()}", gaya("judul"))
    lembar.write_string(1, 0, isi.jenis, gaya("jenis"))
    lembar.freeze_panes(2, 0)
    awal = 3
    baris = _tulis_tabel(lembar, gaya, peta, isi, awal)
    baris = _tulis_kalimat(lembar, gaya, [*_kalimat(isi), *legenda(isi)], baris + 1)
    _tulis_grafik(buku, lembar, gaya, peta, isi, tren, baris + 1, awal + 1)
    lembar.print_area(0, 0, baris + 1 + BARIS_GRAFIK, TERAKHIR)


# the sentences


def _tulis_kalimat(lembar: Worksheet, gaya: Gaya, kalimat: Iterable[str], baris: int) -> int:
    for teks in kalimat:
        gabung(lembar, baris, 0, TERAKHIR, teks, gaya("bungkus", "atas"))
        lembar.set_row(baris, tinggi_baris({0: teks}, {0: sum(LEBAR)}))
        baris += 1
    return baris


def _kalimat(isi: "IsiBuku") -> list[str]:
    """What is missing and who, what is provisional, what rests on examples."""
    tanpa = [h.nama for h in isi.hasil if h.nilai is None]
    bernilai = f"{len(isi.hasil) - len(tanpa)} dari {len(isi.hasil)} indikator mempunyai nilai"
    hasil = [f"{bernilai}; belum ada nilai: {', '.join(tanpa)}." if tanpa else f"{bernilai}."]
    for status, awal in (
        ("BELUM MASUK", "Belum menyampaikan: "),
        ("DIKEMBALIKAN", "Dikembalikan untuk diperbaiki: "),
        ("MENUNGGU", "Masih disalin atau terbuka: "),
    ):
        hasil += _daftar(awal, (b.bagian for b in isi.rekap if b.status == status))
    terlambat = _daftar("Menyampaikan setelah batas waktu: ", (b.bagian for b in isi.rekap if b.terlambat))
    hasil += terlambat or ["Tidak ada bagian yang menyampaikan setelah batas waktu."]
    sementara = (h for h in isi.hasil if h.status is Status.SEMENTARA)
    hasil += _daftar("Masih sementara: ", (f"{h.nama}, {status_hasil(h)}" for h in sementara))
    dikecualikan = (f"{h.nama} (oleh {p.oleh})" for h in isi.hasil for p in isi.pengecualian(h))
    hasil += _daftar("Catatan verifikasi yang dikecualikan: ", dikecualikan)
    return hasil + _daftar("Memuat angka CONTOH: ", (h.nama for h in isi.hasil if h.contoh or h.target_contoh))


def _daftar(awal: str, isi: Iterable[str]) -> list[str]:
    teks = "; ".join(isi)
    return [f"{awal}{teks}."] if teks else []


# the table


def _tulis_tabel(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku", baris: int) -> int:
    for kolom, teks in enumerate(KOLOM):
        lembar.write_string(baris, kolom, teks, gaya("kepala"))
    lembar.set_row(baris, tinggi_baris(dict(enumerate(KOLOM)), LEBAR))
    hal = {kepala: LETAK[kepala] for kepala in (TARGET, REALISASI, CAPAIAN, KATEGORI, PREDIKAT, LALU)}
    for hasil in isi.hasil:
        baris += 1
        teks = {"Indikator": hasil.nama, "Satuan": hasil.satuan, "Status": status_hasil(hasil)}
        for kepala, satu in teks.items():
            tulis_isi(lembar, gaya, baris, LETAK[kepala], satu, "bersel", "bungkus", "atas")
        tulis_hasil(lembar, NAMA, gaya, peta, isi, hasil, baris, hal)
        _tulis_triwulan(lembar, gaya, peta, isi, hasil, baris)
        arah = _tulis_perubahan(lembar, gaya, peta, hasil, baris)
        teks |= {KATEGORI: hasil.kategori_capaian or "", PREDIKAT: hasil.predikat or "", ARAH: arah}
        lembar.set_row(baris, tinggi_baris({LETAK[k]: satu for k, satu in teks.items()}, LEBAR))
    return baris + 1


def _tulis_triwulan(lembar: Worksheet, gaya: Gaya, peta: PetaSel, isi: "IsiBuku", hasil: HasilIKU, baris: int) -> None:
    """The last value known at the end of each triwulan that is over."""
    format_ = gaya("bersel", "atas", num_format=FORMAT_ANGKA, align="right", indent=1)
    for nomor, romawi in enumerate(ROMAWI, start=1):
        kolom, bulan = LETAK[f"Triwulan {romawi}"], nomor * TRIWULAN
        titik = _terakhir(hasil.bulanan, bulan) if bulan <= isi.periode.bulan else None
        rujukan = rujukan_titik(peta, hasil, titik, NAMA)
        if titik is None or rujukan is None:
            lembar.write_blank(baris, kolom, None, format_)
        else:
            tulis_rumus(lembar, baris, kolom, rujukan, titik.nilai, format_)


def _terakhir(bulanan: Sequence[Titik], bulan: int) -> Titik | None:
    return next((t for t in reversed(bulanan) if t.periode.bulan <= bulan and t.nilai is not None), None)


def _tulis_perubahan(lembar: Worksheet, gaya: Gaya, peta: PetaSel, hasil: HasilIKU, baris: int) -> str:
    """How far the value moved from the month before, and the arrow with its word."""
    perubahan = hasil.perubahan
    angka_, kata = LETAK[PERUBAHAN], LETAK[ARAH]
    format_ = gaya("bersel", "atas", num_format=FORMAT_ANGKA, align="right", indent=1)
    if perubahan is None:
        lembar.write_blank(baris, angka_, None, format_)
        sebab = _tanpa_arah(hasil)
        tulis_isi(lembar, gaya, baris, kata, sebab, "bersel", "bungkus", "atas")
        return sebab
    kini, lalu = (rujukan_titik(peta, hasil, satu, NAMA) for satu in (hasil.bulanan[-1], hasil.bulanan[-2]))
    arah = NAIK if perubahan > 0 else TURUN if perubahan < 0 else TETAP
    beda = f"ROUND({kini}-{lalu},2)"
    tulis_rumus(lembar, baris, angka_, beda, perubahan, format_)
    isi = f'IF({beda}>0,"{NAIK}",IF({beda}<0,"{TURUN}","{TETAP}"))'
    tulis_rumus(lembar, baris, kata, isi, arah, gaya("bersel", "bungkus", "atas"))
    return arah


def _tanpa_arah(hasil: HasilIKU) -> str:
    """Why there is nothing to compare."""
    if hasil.nilai is None:
        return "belum ada nilai"
    if len(hasil.bulanan) < 2 or hasil.bulanan[-2].nilai is None:
        return "belum ada pembanding"
    return "metode berbeda"


# the charts


def _tulis_grafik(
    buku: Workbook,
    lembar: Worksheet,
    gaya: Gaya,
    peta: PetaSel,
    isi: "IsiBuku",
    tren: Sequence[DeretTren],
    baris: int,
    baris_tabel: int,
) -> None:
    """The three charts side by side over the page's width; a sentence where one has nothing to show."""
    lebar = sum(satu * PIKSEL_HURUF + PIKSEL_TEPI for satu in LEBAR) / 3
    grafik = (
        ("capaian tiap IKU", *_grafik_capaian(buku, isi, baris_tabel)),
        ("perkembangan realisasi", *_grafik_tren(buku, isi, tren)),
        ("IKM tiap bagian", *_grafik_ikm(buku, peta, isi)),
    )
    for nomor in range(BARIS_GRAFIK):
        lembar.set_row_pixels(baris + nomor, TINGGI_BARIS_GRAFIK)
    for nomor, (judul, satu, uraian) in enumerate(grafik):
        kolom, geser = _letak_piksel(nomor * lebar)
        if satu is None:
            teks = f"Grafik {judul} belum dapat dibuat: belum ada nilai."
            lembar.write_string(baris + nomor, 0, teks, gaya("pengantar"))
            continue
        ukuran = {"width": lebar - 12, "height": BARIS_GRAFIK * TINGGI_BARIS_GRAFIK - 8}
        satu.set_size(ukuran)
        letak = {"x_offset": geser, "description": uraian, "object_position": 2}
        lembar.insert_chart(baris, kolom, satu, letak)


def _letak_piksel(kiri: float) -> tuple[int, float]:
    """(column, offset in it) of a distance from the left edge."""
    for kolom, satu in enumerate(LEBAR):
        piksel = satu * PIKSEL_HURUF + PIKSEL_TEPI
        if kiri < piksel:
            return kolom, kiri
        kiri -= piksel
    return TERAKHIR, 0


def _grafik_capaian(buku: Workbook, isi: "IsiBuku", awal: int) -> tuple[Any, str]:
    capaian = [(h.nama, h.capaian.nilai) for h in isi.hasil if h.capaian and h.capaian.nilai is not None]
    if not capaian:
        return None, ""
    akhir = awal + len(isi.hasil) - 1
    judul = "Capaian tiap IKU (%)" + (" — memuat target contoh" if any(h.target_contoh for h in isi.hasil) else "")
    kolom = LETAK[CAPAIAN]
    grafik = _grafik_batang(buku, judul, "Capaian (%)", "Indikator")
    grafik.add_series(_deret_batang(CAPAIAN, [NAMA, awal, 0, akhir, 0], [NAMA, awal, kolom, akhir, kolom]))
    return grafik, f"Grafik batang, {judul}: {_uraian(capaian)}."


def _grafik_ikm(buku: Workbook, peta: PetaSel, isi: "IsiBuku") -> tuple[Any, str]:
    letak = peta.tabel.get((IKM, kepuasan_masyarakat.TABEL_BAGIAN))
    perhitungan = isi.per_kode[IKM].perhitungan
    if letak is None or perhitungan is None or perhitungan.hasil is None:
        return None, ""
    kolom_bagian, kolom_ikm = (
        letak.kolom[k] for k in (kepuasan_masyarakat.KOLOM_BAGIAN, kepuasan_masyarakat.KOLOM_IKM)
    )
    tabel = next(t for t in perhitungan.rincian if t.judul == kepuasan_masyarakat.TABEL_BAGIAN)
    nilai = [(str(b[kolom_bagian]), getattr(b[kolom_ikm], "nilai", None)) for b in tabel.baris]
    judul = "IKM tiap bagian" + (" — memuat nilai contoh" if isi.per_kode[IKM].contoh else "")
    grafik = _grafik_batang(buku, judul, "IKM", "Bagian")
    grafik.add_series(
        _deret_batang(
            "IKM",
            letak.rentang(kepuasan_masyarakat.KOLOM_BAGIAN),
            letak.rentang(kepuasan_masyarakat.KOLOM_IKM),
        )
    )
    return grafik, f"Grafik batang, {judul}: {_uraian(nilai)}."


def _grafik_tren(buku: Workbook, isi: "IsiBuku", tren: Sequence[DeretTren]) -> tuple[Any, str]:
    """A line per indicator over the months; one that is much smaller than the others has the axis on the right."""
    if not tren:
        return None, ""
    terbesar = max(satu.terbesar for satu in tren)
    judul = f"Perkembangan realisasi {isi.periode.tahun}"
    grafik = buku.add_chart({"type": "line"})
    kanan = False
    for nomor, satu in enumerate(tren):
        kecil = satu.terbesar * JAUH < terbesar
        kanan = kanan or kecil
        warna = WARNA["judul"] if nomor % 2 == 0 else WARNA["samar"]
        grafik.add_series(
            {
                "name": satu.nama + (" (sumbu kanan)" if kecil else ""),
                "categories": satu.bulan,
                "values": satu.nilai,
                "y2_axis": kecil,
                "line": {"color": warna, "width": 1.5, "dash_type": GARIS[nomor % len(GARIS)]},
                "marker": {
                    "type": PENANDA[nomor % len(PENANDA)],
                    "size": 6,
                    "border": {"color": warna},
                    "fill": {"color": warna},
                },
            }
        )
    grafik.show_blanks_as("gap")
    grafik.set_title({"name": judul, "name_font": _huruf(11)})
    grafik.set_x_axis({"name": "Bulan", "name_font": _huruf(9), "num_font": _huruf(8)})
    grafik.set_y_axis(_sumbu("Realisasi"))
    if kanan:
        grafik.set_y2_axis(_sumbu("Realisasi (sumbu kanan)"))
    grafik.set_legend({"position": "bottom", "font": _huruf(8)})
    akhir = [(h.nama, t.nilai) for h in isi.hasil if (t := _terakhir(h.bulanan, isi.periode.bulan))]
    putus = " Garis terputus berarti metode berubah." if len(tren) > len({satu.iku for satu in tren}) else ""
    return grafik, f"Grafik garis, {judul}; nilai terakhir: {_uraian(akhir)}.{putus}"


def _grafik_batang(buku: Workbook, judul: str, sumbu_nilai: str, sumbu_nama: str) -> Any:
    grafik = buku.add_chart({"type": "bar"})
    grafik.set_title({"name": judul, "name_font": _huruf(11)})
    # A bar chart counts from below: reversed, the first row of the table stands on top.
    grafik.set_y_axis({"name": sumbu_nama, "reverse": True, "name_font": _huruf(9), "num_font": _huruf(8)})
    grafik.set_x_axis(_sumbu(sumbu_nilai) | {"min": 0, "label_position": "high"})
    grafik.set_legend({"none": True})
    return grafik


def _deret_batang(nama: str, kategori: list[object], nilai: list[object]) -> dict[str, Any]:
    return {
        "name": nama,
        "categories": kategori,
        "values": nilai,
        "fill": {"color": WARNA["judul"]},
        "gap": 60,
        "data_labels": {"value": True, "num_format": FORMAT_ANGKA, "font": _huruf(8)},
    }


def _sumbu(nama: str) -> dict[str, Any]:
    return {
        "name": nama,
        "num_format": "[$-421]#,##0",
        "name_font": _huruf(9),
        "num_font": _huruf(8),
        "major_gridlines": {"visible": True, "line": {"color": WARNA["garis"]}},
    }


def _huruf(ukuran: int) -> dict[str, Any]:
    return {"name": HURUF, "size": ukuran, "bold": False, "color": WARNA["tulisan"]}


def _uraian(nilai: Iterable[tuple[str, Decimal | None]]) -> str:
    return "; ".join(f"{nama} {'belum ada' if satu is None else angka(satu, 2)}" for nama, satu in nilai)
