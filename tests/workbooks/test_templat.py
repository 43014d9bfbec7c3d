"""Templates read back by a second library: labels, entry cells, dropdowns, key rows, prefilled cells, years, bytes."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from iku_rules.daftar import muat_register
from iku_rules.konteks import Konteks
from schemas.daftar import FORMULIR, INSTANSI, LEMBAR_KUNCI, TEMPLAT, VERSI, lembar_untuk
from schemas.formulir import Bentuk, Blok, Isian, Lembar
from schemas.nilai import Jenis
from schemas.periode import Periode
from workbooks.templat import LABEL_KEADAAN, LABEL_PRATINJAU, WAJIB_BERSYARAT, Pratinjau, tulis_templat

REGISTER = muat_register()
BAGIAN = tuple(b.kode for b in REGISTER.bagian_semua())
SEMUA = [(kode, "2025-12") for kode in BAGIAN]
SEMUA += [(kode, periode) for kode in ("pbj", "hukum") for periode in ("2021-12", "2022-12", "2026-03")]


def templat(kode: str, tulisan: str) -> bytes:
    periode = Periode.urai(tulisan)
    return tulis_templat(
        kode,
        REGISTER.nama_bagian(kode, periode.akhir),
        periode,
        REGISTER.formulir(kode),
        REGISTER.acuan(periode.tahun),
        Pratinjau.dari_aturan(Konteks(REGISTER, periode, kode)),
        "5 bulan berikutnya pukul 24.00 WIB",
    )


@cache
def buku(kode: str, periode: str) -> Workbook:
    return load_workbook(io.BytesIO(templat(kode, periode)))


def lembar_data(kode: str) -> tuple[Lembar, ...]:
    return lembar_untuk(REGISTER.formulir(kode), REGISTER.acuan(2025))


def isian(lembar: Lembar) -> Iterator[tuple[Blok, str, Isian]]:
    return ((blok, nama, satu) for blok in lembar.blok for nama, satu in blok.isian.items())


def longgar(teks: object) -> str:
    return re.sub(r"[^0-9a-z]", "", str(teks or "").casefold())


def sel_berisi(ws: Worksheet, teks: str) -> list[Any]:
    """Cells whose letters and digits are those of `teks`: a reader looks no closer."""
    cocok = longgar(teks)
    return [sel for baris in ws.iter_rows() for sel in baris if longgar(sel.value) == cocok]


def sel_label(ws: Worksheet, satu: Isian) -> Any:
    (sel,) = sel_berisi(ws, satu.label)
    return sel


def sel_isian(ws: Worksheet, blok: Blok, satu: Isian) -> Any:
    """The first entry cell of a field: right of a pair's label, below a table's header."""
    label = sel_label(ws, satu)
    if blok.bentuk is Bentuk.PASANGAN:
        return ws.cell(label.row, label.column + 1)
    return ws.cell(label.row + 1, label.column)


def aturan_sel(ws: Worksheet, sel: Any) -> Any:
    return next((a for a in ws.data_validations.dataValidation if sel.coordinate in a.sqref), None)


def terbuka(ws: Worksheet, sel: Any) -> bool:
    """Unlocked by itself or, where no cell is stored, by its column."""
    if sel.has_style:
        return not sel.protection.locked
    kolom = next(k for k in ws.column_dimensions.values() if k.min <= sel.column <= k.max)
    return not kolom.protection.locked


@pytest.mark.parametrize(("kode", "periode"), SEMUA)
def test_lembar_ada_dan_kunci_tersembunyi(kode: str, periode: str) -> None:
    wb = buku(kode, periode)
    assert wb.sheetnames == ["Petunjuk", *(lembar.nama for lembar in lembar_data(kode)), LEMBAR_KUNCI]
    assert [ws.title for ws in wb if ws.sheet_state != "visible"] == [LEMBAR_KUNCI]
    kunci = {wb[LEMBAR_KUNCI].cell(n, 1).value: wb[LEMBAR_KUNCI].cell(n, 2).value for n in range(1, 6)}
    assert kunci == {
        "templat": TEMPLAT, "versi": VERSI, "instansi": INSTANSI, "bagian": kode, "periode": periode,
    }  # fmt: skip
    assert all(ws.cell(n, 1).value is None for ws in [wb[LEMBAR_KUNCI]] for n in range(6, ws.max_row + 1))


@pytest.mark.parametrize(("kode", "periode"), SEMUA)
def test_label_sekali_polos_dan_sel_nilainya_terbuka(kode: str, periode: str) -> None:
    for lembar in lembar_data(kode):
        ws = buku(kode, periode)[lembar.nama]
        assert not ws.merged_cells.ranges
        assert ws.protection.sheet
        assert not ws.protection.insertRows  # False: allowed
        for blok, nama, satu in isian(lembar):
            label = sel_label(ws, satu)
            assert label.value == satu.label, (lembar.nama, nama)
            assert label.data_type == "s"
            assert label.protection.locked
            assert terbuka(ws, sel_isian(ws, blok, satu)) is not satu.tetap, (lembar.nama, nama)


@pytest.mark.parametrize(("kode", "periode"), SEMUA)
def test_pilihan_berdaftar_dan_ajakan_dalam_batas_excel(kode: str, periode: str) -> None:
    acuan = REGISTER.acuan(Periode.urai(periode).tahun)
    for lembar in lembar_data(kode):
        ws = buku(kode, periode)[lembar.nama]
        for blok, nama, satu in isian(lembar):
            aturan = aturan_sel(ws, sel_isian(ws, blok, satu))
            if satu.petunjuk and not satu.tetap:
                assert aturan.prompt.startswith(satu.petunjuk), (lembar.nama, nama)
            if satu.jenis is Jenis.PILIHAN:
                pilihan = satu.pilihan if isinstance(satu.pilihan, tuple) else acuan.pilihan[satu.pilihan]
                assert aturan.type == "list"
                assert aturan.errorStyle in (None, "stop")
                assert aturan.formula1 == f'"{",".join(pilihan)}"'
            if satu.jenis in (Jenis.TEKS, Jenis.KODE, Jenis.PERIODE) and not satu.tetap and ws.max_row < 900:
                assert sel_isian(ws, blok, satu).number_format == "@", (lembar.nama, nama)


@pytest.mark.parametrize(("kode", "periode"), SEMUA)
def test_baris_kunci_menurut_tahun(kode: str, periode: str) -> None:
    acuan = REGISTER.acuan(Periode.urai(periode).tahun)
    for lembar in lembar_data(kode):
        ws = buku(kode, periode)[lembar.nama]
        for blok in lembar.blok:
            for nomor, kunci in enumerate(acuan.baris.get(blok.nama, ()), 1):
                isi = {blok.kunci: kunci.kunci, **kunci.nilai_tetap}
                for nama, harapan in isi.items():
                    label = sel_label(ws, blok.isian[str(nama)])
                    terbaca = ws.cell(label.row + nomor, label.column).value
                    assert terbaca == (float(harapan) if isinstance(harapan, Decimal) else harapan)


@pytest.mark.parametrize(("kode", "periode"), SEMUA)
def test_tabel_berakhir_sebelum_blok_berikut(kode: str, periode: str) -> None:
    """After the last row: one blank row, then the next block's title."""
    for lembar in lembar_data(kode):
        ws = buku(kode, periode)[lembar.nama]
        judul = [sel_berisi(ws, b.judul)[0].row for b in lembar.blok[1:] if b.judul]
        assert all(ws.cell(baris - 1, 1).value is None for baris in judul)


def test_isian_awal_identitas() -> None:
    ws = buku("pbj", "2025-12")["Identitas"]
    isi = {ws.cell(baris, 1).value: ws.cell(baris, 2).value for baris in range(1, ws.max_row + 1)}
    assert isi["Bagian"] == "Bagian Pengadaan Barang dan Jasa"
    assert isi["Periode"] == "2025-12"
    assert isi["Pengiriman ke-"] == 1
    assert isi["Tidak ada perubahan sejak bulan lalu"] == "Tidak"


def test_model_tahun_berbeda() -> None:
    def komponen(periode: str) -> list[tuple[str, float]]:
        ws = buku("pbj", periode)["ITKP"]
        (kepala,) = sel_berisi(ws, "Kode")
        hasil = []
        for baris in range(kepala.row + 1, ws.max_row):
            if ws.cell(baris, 1).value is None:
                return hasil
            hasil.append((ws.cell(baris, 1).value, ws.cell(baris, 3).value))
        return hasil

    assert [k for k, _ in komponen("2022-12")] == ["A1", "A2", "A3", "A5", "A6", "B", "C"]
    assert komponen("2025-12") == [
        ("A1", 10), ("A2", 5), ("A3", 4), ("A4", 1), ("A5", 5), ("A6", 5), ("B", 30), ("C", 40),
    ]  # fmt: skip
    assert komponen("2026-03") == [("A", 30), ("B", 30), ("C", 30), ("D", 10)]


def test_batas_komponen_dan_strip() -> None:
    ws = buku("pbj", "2025-12")["ITKP"]
    nilai = sel_label(ws, lembar_data("pbj")[1].blok[0].isian["nilai"])
    aturan = aturan_sel(ws, ws.cell(nilai.row + 1, nilai.column))
    assert (aturan.type, float(aturan.formula1), float(aturan.formula2)) == ("decimal", 0, 10)
    assert aturan.errorStyle == "warning"
    skm = buku("pbj", "2025-12")["SKM"]
    (biaya,) = sel_berisi(skm, "Biaya/tarif")
    aturan = aturan_sel(skm, skm.cell(biaya.row, biaya.column + 1))
    assert aturan.type == "custom"
    assert '="-"' in aturan.formula1


def test_ajakan_baris_hitungan_menyebut_isinya() -> None:
    ws = buku("pbj", "2026-03")["ITKP Hitungan"]
    penugasan, rencana = (sel_berisi(ws, kode)[0].row for kode in ("B.2", "A1.1"))
    aturan = aturan_sel(ws, ws.cell(rencana, 4))
    assert aturan.prompt == "Pembandingnya: pagu belanja pengadaan (Rp)."
    assert "misalnya" in aturan.error
    aturan = aturan_sel(ws, ws.cell(penugasan, 3))
    assert "nilai penugasan" in aturan.prompt
    assert aturan.error == "Pembilang biasanya angka 0 sampai 9."  # no example beyond the limit
    tetap = ws.cell(penugasan, 4)
    assert (tetap.value, tetap.protection.locked, aturan_sel(ws, tetap)) == ("-", True, None)


def test_keadaan_dan_pratinjau_tersimpan_benar() -> None:
    """Viewers that do not compute show the right words."""
    wb = load_workbook(io.BytesIO(templat("pbj", "2025-12")), data_only=True)
    assert wb["Petunjuk"]["D1"].value == "Masih 4 sel yang harus diisi"
    keadaan = {"Identitas": "Masih 4 sel", "ITKP": "Kosong", "SKM": "Kosong", "SKM Responden": "Kosong"}
    for nama, harapan in keadaan.items():
        (label,) = sel_berisi(wb[nama], LABEL_KEADAAN)
        assert wb[nama].cell(label.row, label.column + 1).value == harapan
    for ws in wb:
        for sel in sel_berisi(ws, LABEL_PRATINJAU):
            assert ws.cell(sel.row, sel.column + 1).value in (None, "")


def test_lembar_indikator_berpratinjau() -> None:
    for kode in BAGIAN:
        for lembar in lembar_data(kode):
            if lembar.iku and lembar.nama not in ("SKM Responden", "Kuesioner IKS"):
                assert len(sel_berisi(buku(kode, "2025-12")[lembar.nama], LABEL_PRATINJAU)) == 1, lembar.nama


def test_isian_bersyarat_sesuai_pemeriksaan() -> None:
    """Each conditional G401 of the schemas has its counter here, and the other way round."""
    diperiksa = {
        (blok.nama, str(periksa.name).partition(":")[2])
        for lembar in lembar_untuk(tuple(FORMULIR), REGISTER.acuan(2025))
        for blok in lembar.blok
        for periksa in blok.model.to_schema().checks
        if str(periksa.name).startswith("G401:") and not _utuh_atau_bagian(blok, str(periksa.name)[5:])
    }
    assert diperiksa == set(WAJIB_BERSYARAT)


def _utuh_atau_bagian(blok: Blok, nama: str) -> bool:
    """Whether the field has parts or is one: their counter follows from the field itself."""
    return any(i.bagian_dari and nama in (n, i.bagian_dari) for n, i in blok.isian.items())


def test_daftar_panjang_lewat_nama() -> None:
    periode = Periode(2025, 12)
    panjang = tuple(f"Jenis kebijakan yang namanya panjang nomor {n}" for n in range(10))
    acuan = REGISTER.acuan(2025)
    acuan = replace(acuan, pilihan={**acuan.pilihan, "jenis_kebijakan": panjang})
    isi = tulis_templat(
        "perekonomian", "Bagian Perekonomian", periode, ("kebijakan_perekonomian",), acuan,
        Pratinjau(lambda iku, baris, pilihan: None, lambda iku, nama: Decimal(100)), "hari ini",
    )  # fmt: skip
    wb = load_workbook(io.BytesIO(isi))
    ws = wb["Kebijakan Perekonomian"]
    aturan = aturan_sel(ws, ws.cell(sel_berisi(ws, "Jenis")[0].row + 1, 3))
    rentang = wb.defined_names[aturan.formula1.lstrip("=")].attr_text
    lembar, _, sel = rentang.partition("!")
    assert tuple(s.value for (s,) in wb[lembar][sel.replace("$", "")]) == panjang


@pytest.mark.parametrize("kode", BAGIAN)
def test_byte_sama(kode: str) -> None:
    assert templat(kode, "2025-12") == templat(kode, "2025-12")


def test_rumus_hanya_fungsi_lama() -> None:
    """No function newer than Excel 2013 (those carry a prefix), and none whose result depends on the locale."""
    rumus = [
        str(sel.value)
        for kode, periode in SEMUA
        for ws in buku(kode, periode)
        for baris in ws.iter_rows()
        for sel in baris
        if sel.data_type == "f"
    ]
    assert rumus
    assert not [r for r in rumus if re.search(r"_xlfn|TEXT\(|INDIRECT|OFFSET", r)]


def test_cetak_f4_mendatar() -> None:
    for ws in buku("organisasi", "2025-12"):
        if ws.title != LEMBAR_KUNCI:
            assert (ws.page_setup.orientation, int(ws.page_setup.paperSize)) == ("landscape", 14)
            assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert buku("organisasi", "2025-12")["SKM Responden"].print_title_rows == "$6:$6"


def test_lebar_kolom_terpasang() -> None:
    ws = buku("pbj", "2025-12")["SKM Responden"]
    assert ws.column_dimensions[get_column_letter(3)].width > 25
    assert ws.freeze_panes == "A7"


# Files


def test_periode_awal_menentukan_tanggal_berkas() -> None:
    wb = load_workbook(io.BytesIO(templat("umum", "2025-12")))
    assert wb.properties.created.date() == Periode(2025, 12).akhir.replace(day=1)
    assert wb.properties.modified - wb.properties.created < timedelta(days=1)
