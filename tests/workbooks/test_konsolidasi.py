"""The consolidated workbook of the demo: official words, live formulas, lineage, the same bytes."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from flows.demo import PERIODE_DEMO, siapkan_demo
from flows.konsolidasi import Konsolidasi, konsolidasikan, susun_hasil
from flows.penerimaan import terima
from flows.pengaturan import RuangKerja, buka_ruang
from flows.persiapan import buka_ledger
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from iku_rules.hasil import HasilIKU

NASKAH = Path(__file__).parent.parent / "cases" / "iku_setda_2023.txt"
SAAT = datetime(2026, 1, 6, 6, tzinfo=ZoneInfo("Asia/Jakarta"))
LEMBAR = [
    "IKU", "Ringkasan", "Rincian ITKP", "Rincian Kebijakan", "Rincian Sinergitas", "Rincian Kesalehan Sosial",
    "Rincian Reformasi Hukum", "Rincian IKM", "Rincian IPP", "Bahan LKjIP", "Rekap Penyampaian",
    "Catatan Verifikasi", "Jejak Data", "Metadata",
]  # fmt: skip
KELOMPOK_REALISASI = ["Satuan", "Target", "Realisasi", "Capaian (%)", "Kategori", "Predikat", "Status"]


def konsolidasi_demo(folder: Path) -> tuple[RuangKerja, Register, Konsolidasi]:
    ruang, register = siapkan_demo(buka_ruang(folder, harus_ada=False))
    return ruang, register, konsolidasikan_ruang(ruang, register)


def konsolidasikan_ruang(ruang: RuangKerja, register: Register) -> Konsolidasi:
    ledger = buka_ledger(ruang)
    penerimaan = terima(ruang, register, ledger, SAAT, simpan=True)
    return konsolidasikan(penerimaan, ruang, register, ledger, PERIODE_DEMO, SAAT)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[RuangKerja, Register, Konsolidasi]:
    return konsolidasi_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def hasil_demo(demo: tuple[RuangKerja, Register, Konsolidasi]) -> tuple[HasilIKU, ...]:
    ruang, register, _ = demo
    penerimaan = terima(ruang, register, buka_ledger(ruang), SAAT, simpan=False)
    return susun_hasil(penerimaan, register, PERIODE_DEMO)


@pytest.fixture(scope="module")
def isi(demo: tuple[RuangKerja, Register, Konsolidasi]) -> bytes:
    return demo[2].buku_kerja.read_bytes()


@pytest.fixture(scope="module")
def nilai(isi: bytes) -> Workbook:
    return load_workbook(BytesIO(isi), data_only=True)


@pytest.fixture(scope="module")
def rumus(isi: bytes) -> Workbook:
    return load_workbook(BytesIO(isi))


def rapat(teks: object) -> str:
    return re.sub(r"\s+", " ", str(teks)).strip()


def sel_berisi(lembar: Any) -> list[str]:
    return [rapat(sel.value) for baris in lembar.iter_rows() for sel in baris if sel.value is not None]


def kolom_judul(lembar: Any, baris: int) -> dict[str, int]:
    return {sel.value: sel.column for sel in lembar[baris] if sel.value}


def baris_indikator(lembar: Any, nama: str) -> int:
    return next(sel.row for baris in lembar.iter_rows() for sel in baris if sel.value == nama)


def test_sheets_stand_in_the_order_in_which_they_are_read(nilai: Workbook) -> None:
    assert nilai.sheetnames == LEMBAR


def test_official_words_stand_on_the_sheet_to_the_letter(nilai: Workbook) -> None:
    """Every piece of the official text but the date, which stays in a sentence of its own."""
    ada = sel_berisi(nilai["IKU"])
    naskah = NASKAH.read_text(encoding="utf-8").replace("**", "")
    potongan = {rapat(p) for baris in naskah.splitlines() for p in baris.split("\t") if rapat(p)} - {":"}
    hilang = {p for p in potongan if p not in ada}
    assert hilang == {"Lumajang, 4 Maret 2023"}
    assert "IKU ditetapkan: Lumajang, 4 Maret 2023" in ada
    assert "Posisi s.d. 31 Desember 2025" in ada
    assert "DRAF" in ada


def test_two_blocks_with_merged_number_and_objective(nilai: Workbook) -> None:
    lembar = nilai["IKU"]
    kepala = [sel.row for sel in lembar["A"] if sel.value == "No"]
    assert len(kepala) == 2
    gabungan = {str(r) for r in lembar.merged_cells.ranges}
    for awal, banyak in zip(kepala, (2, 4), strict=True):
        assert [sel.value for sel in lembar[awal]][6:13] == KELOMPOK_REALISASI
        for kolom in "AB":
            assert f"{kolom}{awal + 1}:{kolom}{awal + banyak}" in gabungan


def test_realisasi_and_capaian_are_formulas_over_cells_of_the_workbook(
    hasil_demo: tuple[HasilIKU, ...], rumus: Workbook, nilai: Workbook
) -> None:
    for hasil in hasil_demo:
        baris = baris_indikator(nilai["IKU"], hasil.nama)
        realisasi, capaian = rumus["IKU"].cell(baris, 9).value, rumus["IKU"].cell(baris, 10).value
        cocok = re.fullmatch(r"='(Rincian [^']+)'!([A-Z]+\d+)", str(realisasi))
        assert cocok, (hasil.iku, realisasi)
        assert nilai[cocok[1]][cocok[2]].value == nilai["IKU"].cell(baris, 9).value == float(str(hasil.nilai))
        assert f"I{baris}" in str(capaian) and f"H{baris}" in str(capaian) and str(capaian).startswith("=")


def test_published_figures_come_out(hasil_demo: tuple[HasilIKU, ...]) -> None:
    hasil = {h.iku: h for h in hasil_demo}
    assert (hasil["itkp"].nilai, hasil["itkp"].predikat) == (Decimal("68.24"), "Cukup")
    assert (hasil["pelayanan_publik"].nilai, hasil["pelayanan_publik"].predikat) == (
        Decimal("3.28"),
        "B- (Baik dengan catatan)",
    )
    assert hasil["kesalehan_sosial"].nilai == Decimal("82.53")
    assert str(hasil["kepuasan_masyarakat"].kelengkapan) == "8/8"


def test_examples_are_marked_where_they_act(hasil_demo: tuple[HasilIKU, ...], nilai: Workbook) -> None:
    lembar = nilai["IKU"]
    for hasil in hasil_demo:
        status = str(lembar.cell(baris_indikator(lembar, hasil.nama), 13).value)
        assert status.endswith("CONTOH") == (hasil.iku not in ("itkp", "pelayanan_publik")), hasil.iku


def test_every_number_leads_back_to_its_cell(demo: tuple[RuangKerja, Register, Konsolidasi], nilai: Workbook) -> None:
    """`Jejak Data`: each source cell of each result is read again from the archived original."""
    ruang, _, konsolidasi = demo
    lembar = nilai["Jejak Data"]
    kolom = kolom_judul(lembar, 3)
    arsip: dict[str, Workbook] = {}
    diperiksa = 0
    for baris in range(4, lembar.max_row + 1):
        sidik = lembar.cell(baris, kolom["SHA-256"]).value
        if sidik is None:
            continue
        buku = arsip.setdefault(sidik, load_workbook(ruang.arsip / f"{sidik}.xlsx", data_only=True))
        sel = lembar.cell(baris, kolom["Sel"]).value
        terbaca = lembar.cell(baris, kolom["Nilai terbaca"]).value
        if ":" not in sel:
            assert buku[lembar.cell(baris, kolom["Lembar"]).value][sel].value == terbaca
            diperiksa += 1
    jumlah = sum(len(h["sumber"]) for h in konsolidasi.hasil)
    assert diperiksa > 100
    assert lembar.cell(3 + jumlah, kolom["SHA-256"]).value is not None


def test_the_recalculation_of_another_program_agrees(isi: bytes, rumus_sepakat: Any, tmp_path: Path) -> None:
    assert rumus_sepakat({"iku": isi}, tmp_path)["iku"] > 60


def test_a_second_library_reads_the_same_values(isi: bytes, nilai: Workbook) -> None:
    buku = CalamineWorkbook.from_filelike(BytesIO(isi))
    for nama in nilai.sheetnames:
        baris_calamine = buku.get_sheet_by_name(nama).to_python(skip_empty_area=False)
        for baris, isi_baris in enumerate(baris_calamine, start=1):
            for kolom, satu in enumerate(isi_baris, start=1):
                milik_openpyxl = nilai[nama].cell(baris, kolom).value
                if isinstance(milik_openpyxl, (int, float, str)) and satu != "":
                    assert satu == milik_openpyxl, (nama, baris, kolom)


def test_same_inputs_give_the_same_bytes_and_no_new_draft(demo: tuple[RuangKerja, Register, Konsolidasi]) -> None:
    ruang, register, konsolidasi = demo
    ulang = konsolidasikan_ruang(ruang, register)
    assert (ulang.baru, ulang.buku_kerja) == (False, konsolidasi.buku_kerja)


def test_text_of_a_bagian_never_becomes_a_formula_or_link(
    demo: tuple[RuangKerja, Register, Konsolidasi], tmp_path: Path
) -> None:
    ruang, register, _ = konsolidasi_demo(tmp_path)
    berkas = next((ruang.inbox / "perekonomian").glob("*.xlsx"))
    buku = load_workbook(berkas)
    lembar = buku["Kebijakan Perekonomian"]
    ganti: Mapping[str, str] = {"B7": "'=cmd|' /C calc'!A0", "B8": "+1", "B9": "@x", "B10": "http://contoh.id"}
    for sel, teks in ganti.items():
        lembar[sel].value = teks
        lembar[sel].data_type = "s"
    lembar["B11"].value = "=1+1 sungguh"
    lembar["B11"].data_type = "s"
    buku.save(berkas)
    hasil = konsolidasikan_ruang(ruang, register)
    rincian = load_workbook(hasil.buku_kerja)["Rincian Kebijakan"]
    milik_bagian = [
        sel for baris in rincian.iter_rows() for sel in baris if sel.value in {*ganti.values(), "=1+1 sungguh"}
    ]
    assert len(milik_bagian) >= 5
    assert all(sel.data_type == "s" and sel.hyperlink is None for sel in milik_bagian)


def test_a_missing_workbook_is_named_and_counted(tmp_path: Path) -> None:
    ruang, register = siapkan_demo(buka_ruang(tmp_path, harus_ada=False))
    for berkas in (ruang.inbox / "umum").glob("*.xlsx"):
        berkas.unlink()
    hasil = konsolidasikan_ruang(ruang, register)
    ikm = next(h for h in hasil.hasil if h["iku"] == "kepuasan_masyarakat")
    assert (ikm["status"], ikm["kelengkapan"]) == ("SEMENTARA", "7/8")
    assert any("Bagian Umum" in c for c in ikm["catatan"])
    assert not hasil.lengkap
    buku = load_workbook(hasil.buku_kerja, data_only=True)
    teks = sel_berisi(buku["IKU"]) + sel_berisi(buku["Ringkasan"])
    assert any("7 dari 8 bagian" in t for t in teks)
    assert any("Belum menyampaikan: Bagian Umum" in t for t in teks)


def test_metadata_lists_every_rule_with_its_card_and_what_is_unconfirmed(
    nilai: Workbook, demo: tuple[RuangKerja, Register, Konsolidasi]
) -> None:
    baris = [[rapat(v) for v in b] for b in nilai["Metadata"].iter_rows(values_only=True)]
    aturan = {b[0]: b for b in baris if "Pembilang:" in b[1]}
    for h in demo[2].hasil:
        kartu = ATURAN[h["iku"]].KARTU
        _, isi, dasar, _ = aturan[kartu.nama]
        assert f"{h['aturan']}, tahun penilaian 2025: {kartu.definisi}" in isi
        assert kartu.pembilang in isi and kartu.penyebut in isi and kartu.berlaku in isi
        assert all(belum in isi for belum in kartu.belum_dikonfirmasi) and dasar == kartu.dasar_hukum
    terdaftar = {b[0] for b in baris if b[3] == "belum dikonfirmasi"}
    for h in demo[2].hasil:
        catatan = [c for c in h["catatan"] if c.startswith("menggunakan parameter yang belum dikonfirmasi: ")]
        assert len(catatan) <= 1  # said once
        assert {p for c in catatan for p in c.partition(": ")[2].split("; ")} <= terdaftar
    assert terdaftar
