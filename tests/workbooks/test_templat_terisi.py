"""Templates that begin from an earlier submission: cells, formats, what is stored of the formulas, and the way back."""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from flows.pemeriksaan import Diperiksa
from flows.templat import buat_templat
from schemas.bulan_lalu import BARIS_TERBANYAK, IsianLalu, temuan_perubahan
from schemas.kiriman import BlokTerisi, Kolom
from schemas.nilai import Keadaan, Nilai
from schemas.periode import Periode
from workbooks.pengisi import IsianLembar, isi_templat
from workbooks.templat import LABEL_KEADAAN, LABEL_PRATINJAU, masih_asli

NOVEMBER, DESEMBER = Periode(2025, 11), Periode(2025, 12)
SELESAI = {"Tanggal penyusunan": date(2026, 1, 5), "Tidak ada perubahan sejak bulan lalu": "Ya"}


@pytest.fixture(scope="module")
def lalu(meja: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Diperiksa]:
    """The demo's submissions by bagian, taken for those of November."""
    berkas = {f"{kode}/iku.xlsx": meja.demo(kode) for kode in meja.bagian}
    hasil: Mapping[str, Diperiksa] = meja.periksa(berkas, tmp_path_factory.mktemp("lalu"))
    for satu in hasil.values():
        satu.kiriman.periode = NOVEMBER
    return {satu.bagian: satu for satu in hasil.values()}


@pytest.fixture(scope="module")
def terisi(meja: Any, lalu: Mapping[str, Diperiksa]) -> dict[str, bytes]:
    return {kode: _templat(meja, kode, IsianLalu.dari(satu.kiriman, 2)) for kode, satu in lalu.items()}


def _dengan_hitungan(satu: Diperiksa) -> IsianLalu:
    """The submission with counts on the optional sheet, so that its long preview has something to compute."""
    lalu = IsianLalu.dari(satu.kiriman, 2)
    tempat = ("ITKP Hitungan", "itkp_hitungan")
    angka = {"pembilang": Nilai(Decimal(7), Keadaan.TERISI, ""), "penyebut": Nilai(Decimal(8), Keadaan.TERISI, "")}
    return replace(lalu, baris={**lalu.baris, tempat: [(kunci, angka) for kunci, _ in lalu.baris[tempat]]})


def _templat(meja: Any, kode: str, lalu: IsianLalu | None) -> bytes:
    return buat_templat(meja.register, kode, DESEMBER, meja.ruang, lalu)


def _di_kanan(ws: Any, label: str) -> Any:
    return next(ws.cell(s.row, s.column + 1) for baris in ws.iter_rows() for s in baris if s.value == label)


def test_stored_results_are_those_of_an_independent_calculator(
    meja: Any,
    lalu: Mapping[str, Diperiksa],
    terisi: Mapping[str, bytes],
    hitung_ulang: Callable[..., dict[str, Workbook]],
    tmp_path: Path,
) -> None:
    semua = {**terisi, "hitungan": _templat(meja, "pbj", _dengan_hitungan(lalu["pbj"]))}
    ulang = hitung_ulang(semua, tmp_path)
    for kode, isi in semua.items():
        rumus, tersimpan = load_workbook(io.BytesIO(isi)), load_workbook(io.BytesIO(isi), data_only=True)
        sel = [
            (ws.title, s.coordinate) for ws in rumus for baris in ws.iter_rows() for s in baris if s.data_type == "f"
        ]
        assert len(sel) > 20
        for lembar, alamat in sel:
            dihitung, ada = (buku[lembar][alamat].value for buku in (ulang[kode], tersimpan))
            assert (ada or 0) == (dihitung or 0), (kode, lembar, alamat)


def test_only_the_month_itself_is_still_open(terisi: Mapping[str, bytes]) -> None:
    for isi in terisi.values():
        buku = load_workbook(io.BytesIO(isi), data_only=True)
        ws = buku["Identitas"]
        assert buku["Petunjuk"]["D1"].value == "Masih 2 sel yang harus diisi"
        asal = "Terisi dari kiriman November 2025 (revisi 2); ubah yang berubah saja."
        assert buku["Petunjuk"]["A3"].value == asal and asal in ws["A3"].value
        assert (_di_kanan(ws, "Periode").value, _di_kanan(ws, "Pengiriman ke-").value) == ("2025-12", 1)
        assert _di_kanan(ws, "Nama penyusun").value == "CONTOH Nama Penyusun"
        for label in (*SELESAI, "Catatan"):
            assert _di_kanan(ws, label).value is None


def test_state_and_preview_are_shown_before_anything_computes(terisi: Mapping[str, bytes]) -> None:
    pratinjau = {
        ("pbj", "ITKP"): 68.24, ("perekonomian", "Kebijakan Perekonomian"): 77.78, ("hukum", "Reformasi Hukum"): 86.78,
        ("tapem", "Sinergitas Kecamatan"): 78.12, ("organisasi", "Pelayanan Publik"): 3.28,
    }  # fmt: skip
    for (kode, lembar), nilai in pratinjau.items():
        ws = load_workbook(io.BytesIO(terisi[kode]), data_only=True)[lembar]
        assert _di_kanan(ws, LABEL_KEADAAN).value == "Lengkap"
        assert _di_kanan(ws, LABEL_PRATINJAU).value == nilai


def test_cells_keep_format_protection_and_dropdowns(meja: Any, terisi: Mapping[str, bytes]) -> None:
    """A clean template and a filled one differ in what stands in the entry cells, in nothing else."""
    for kode, isi in terisi.items():
        kosong, penuh = (load_workbook(io.BytesIO(satu)) for satu in (_templat(meja, kode, None), isi))
        for ws in kosong.worksheets[1:-1]:
            aturan = [[(a.type, a.formula1, str(a.sqref)) for a in b[ws.title].data_validations.dataValidation]
                      for b in (kosong, penuh)]  # fmt: skip
            assert aturan[0] == aturan[1]
            assert penuh[ws.title].protection.sheet
            for baris in ws.iter_rows():
                for sel in baris:
                    lain = penuh[ws.title][sel.coordinate]
                    if not sel.has_style:  # a sheet whose columns carry the format
                        continue
                    assert (lain.number_format, lain.protection.locked) == (sel.number_format, sel.protection.locked)
                    assert sel.value in (None, "Tidak", lain.value) or sel.coordinate == "A3"


def test_respondents_are_typed_cells_of_their_own(terisi: Mapping[str, bytes]) -> None:
    ws = load_workbook(io.BytesIO(terisi["umum"]))["SKM Responden"]
    assert [s.data_type for s in ws[7][:4]] == ["n", "d", "s", "n"]
    assert all(not s.protection.locked for s in ws[7][1:])


def test_dropped_unchanged_it_gives_the_same_values(
    meja: Any, terisi: Mapping[str, bytes], lalu: Mapping[str, Diperiksa], tmp_path: Path
) -> None:
    berkas = {
        f"{kode}/iku.xlsx": isi_templat(isi, {"Identitas": IsianLembar(pasangan=SELESAI)})
        for kode, isi in terisi.items()
    }
    for satu in meja.periksa(berkas, tmp_path).values():
        sebelum = lalu[satu.bagian]
        assert satu.diterima and temuan_perubahan(satu.kiriman, sebelum.kiriman) == []
        for iku, hasil in satu.perhitungan.items():
            dulu = sebelum.perhitungan[iku]
            assert (hasil.nilai, hasil.status, hasil.predikat) == (dulu.nilai, dulu.status, dulu.predikat)


# Tables that grow


def _berlipat(satu: Diperiksa, tempat: tuple[str, str], kali: int) -> IsianLalu:
    """The submission with the rows of a table repeated."""
    lalu = IsianLalu.dari(satu.kiriman, 1)
    return replace(lalu, baris={**lalu.baris, tempat: list(lalu.baris[tempat]) * kali})


def test_a_long_list_goes_over_whole_with_room_below(meja: Any, lalu: Mapping[str, Diperiksa]) -> None:
    tempat = ("Kebijakan Perekonomian", "kebijakan_perekonomian")
    isi = _templat(meja, "perekonomian", _berlipat(lalu["perekonomian"], tempat, 9))
    buku = load_workbook(io.BytesIO(isi), data_only=True)
    ws = buku["Kebijakan Perekonomian"]
    assert [ws.cell(6 + n, 2).value for n in (1, 90, 91)] == ["Penyertaan modal BUMD", "Belanja produk lokal", None]
    assert ws.cell(6 + 110, 1).value == 110
    assert _di_kanan(ws, LABEL_PRATINJAU).value == 77.78


def test_a_table_too_long_is_left_out_whole_and_said(meja: Any, lalu: Mapping[str, Diperiksa]) -> None:
    asal = lalu["umum"].kiriman
    blok = asal.blok["SKM Responden", "skm_responden"]
    banyak = BARIS_TERBANYAK // blok.banyak + 1
    panjang = replace(blok, kunci=blok.kunci * banyak)
    kiriman = replace(asal, blok={**asal.blok, ("SKM Responden", "skm_responden"): panjang})
    buku = load_workbook(io.BytesIO(_templat(meja, "umum", IsianLalu.dari(kiriman, 1))), data_only=True)
    assert "mohon ditempel sendiri: lembar SKM Responden" in buku["Petunjuk"]["A3"].value
    assert buku["SKM Responden"]["B7"].value is None
    assert buku["Petunjuk"]["D1"].value == "Masih 3 sel yang harus diisi"


def test_not_assessed_is_typed_as_a_dash(meja: Any, lalu: Mapping[str, Diperiksa]) -> None:
    satu = IsianLalu.dari(lalu["pbj"].kiriman, 1)
    tempat = ("SKM", "skm")
    baris = [
        (kunci, {"nrr": Nilai(None, Keadaan.TIDAK_DINILAI, "C1")} if kunci == "Biaya/tarif" else isi)
        for kunci, isi in satu.baris[tempat]
    ]
    buku = load_workbook(io.BytesIO(_templat(meja, "pbj", replace(satu, baris={**satu.baris, tempat: baris}))))
    ws = buku["SKM"]
    assert (
        next(ws.cell(s.row, s.column + 1).value for b in ws.iter_rows() for s in b if s.value == "Biaya/tarif") == "-"
    )


# What has changed since


@pytest.mark.parametrize(
    ("kode", "ubahan", "temuan"),
    [
        ("hukum", {"Reformasi Hukum!B16": 90}, [("Reformasi Hukum", "B16", "1 sel berbeda")]),
        ("pbj", {"ITKP!D9": None, "SKM!B9": 92}, [("ITKP", "D9", "1 sel berbeda"), ("SKM", "B9", "1 sel berbeda")]),
        (
            "perekonomian",
            {f"Kebijakan Perekonomian!{kolom}16": None for kolom in "BCDEGHIJ"},
            [("Kebijakan Perekonomian", None, "1 baris tidak ada lagi")],
        ),
    ],
)
def test_no_change_said_but_changed(
    meja: Any, lalu: Mapping[str, Diperiksa], terisi: Mapping[str, bytes], kode: str, ubahan: Any, temuan: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    isi = meja.ubah(isi_templat(terisi[kode], {"Identitas": IsianLembar(pasangan=SELESAI)}), ubahan)
    kini = meja.periksa({f"{kode}/iku.xlsx": isi}, tmp_path)[f"{kode}/iku.xlsx"].kiriman
    hasil = temuan_perubahan(kini, lalu[kode].kiriman)
    assert [(t.kode, t.lembar, t.sel, t.ditemukan) for t in hasil] == [("P230", *satu) for satu in temuan]
    assert temuan_perubahan(kini, replace(lalu[kode].kiriman, periode=Periode(2024, 12))) == []


def test_a_number_beyond_a_workbooks_digits_is_the_same_number(meja: Any, lalu: Mapping[str, Diperiksa]) -> None:
    kiriman = lalu["hukum"].kiriman
    blok = kiriman.blok["Reformasi Hukum", "hasil_resmi"]

    def ganti(asal: BlokTerisi, nama: str, isi: object, sel: str) -> BlokTerisi:
        return replace(asal, kolom={**asal.kolom, nama: Kolom((isi,), (Keadaan.TERISI,), (sel,))})

    def dengan(angka: str) -> Any:
        baru = ganti(blok, "nilai", Decimal(angka), "B16")
        return replace(kiriman, blok={**kiriman.blok, ("Reformasi Hukum", "hasil_resmi"): baru})

    kini = dengan("86.7812345678901234")
    ya = kiriman.blok["Identitas", "identitas"]
    kini.blok["Identitas", "identitas"] = ganti(ya, "tidak_ada_perubahan", "Ya", "B13")
    assert temuan_perubahan(kini, dengan("86.7812345678901")) == []
    assert len(temuan_perubahan(kini, dengan("86.78"))) == 1


# Whose file it is


def test_a_template_somebody_saved_is_told_from_ours(meja: Any, terisi: Mapping[str, bytes]) -> None:
    kosong = _templat(meja, "pbj", None)
    assert masih_asli(kosong, terisi["pbj"])
    assert not masih_asli(meja.ubah(kosong), terisi["pbj"])
    assert not masih_asli(b"bukan buku kerja", kosong)
