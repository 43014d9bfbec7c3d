"""The sheet `ITKP Hitungan` through the templates: year by year, partly filled, absent, and as live formulas."""

import io
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook

from flows.demo import isian_demo
from flows.penerimaan import Diperiksa
from flows.templat import buat_templat
from iku_rules.hasil import Status
from iku_rules.itkp_hitungan import PEMBILANG, PENYEBUT, cacah
from iku_rules.langkah import Masukan, bulatkan
from schemas.periode import Periode
from schemas.temuan import Temuan
from workbooks.pengisi import IsianLembar, isi_templat
from workbooks.rumus import rumus, rumus_lengkap

CASES = Path(__file__).parent.parent / "cases"
KASUS: list[list[Any]] = tomllib.loads((CASES / "itkp_hitungan.toml").read_text(encoding="utf-8"))["kasus"]
FIGUR = json.loads((CASES / "angka_terbit.json").read_text(encoding="utf-8"), parse_float=Decimal)["itkp"]
LEMBAR = "ITKP Hitungan"
LUMAJANG_2022 = {  # 1 of 27 officials, 2 of 9 variables
    "A1": (100, 100), "A2": (98, 100), "A3": (0, 100), "A5": (70, 100), "A6": (84, 100), "B": (1, 27), "C": (2, None),
}  # fmt: skip
Tempat = Callable[[Iterable[Temuan]], set[str]]


def baris(isi: Mapping[str, tuple[Any, Any]]) -> IsianLembar:
    return IsianLembar(
        baris={
            kode: {judul: n for judul, n in (("Pembilang", a), ("Penyebut", b)) if n is not None}
            for kode, (a, b) in isi.items()
        }
    )


def berkas(meja: Any, periode: str, **lembar: IsianLembar) -> bytes:
    """The template of pbj with its identity and the given sheets filled (ITKP_Hitungan for "ITKP Hitungan")."""
    isian = {"Identitas": IsianLembar(pasangan=isian_demo("pbj")["Identitas"].pasangan)}
    isian |= {nama.replace("_", " "): isi for nama, isi in lembar.items()}
    return isi_templat(buat_templat(meja.register, "pbj", Periode.urai(periode), meja.ruang), isian)


def periksa(meja: Any, folder: Path, isi: bytes) -> Diperiksa:
    hasil: Diperiksa = meja.periksa({"pbj/x.xlsx": isi}, folder)["pbj/x.xlsx"]
    return hasil


def test_each_year_is_computed_by_its_own_model(meja: Any, tmp_path: Path) -> None:
    """The published components in the template of their year, today; 2022 from counts as well."""
    isi = {
        f"pbj/{f['tahun']}.xlsx": berkas(
            meja,
            f"{f['tahun']}-12",
            ITKP=IsianLembar(baris={kode: {"Nilai": float(n)} for kode, n in f["komponen"].items()}),
        )
        for f in FIGUR
    }
    isi["pbj/hitungan.xlsx"] = berkas(meja, "2022-12", ITKP_Hitungan=baris(LUMAJANG_2022))
    hasil = meja.periksa(isi, tmp_path)
    for f in FIGUR:
        satu = hasil[f"pbj/{f['tahun']}.xlsx"]
        itkp = satu.perhitungan["itkp"]
        assert abs(itkp.nilai - f["nilai"]) <= f["toleransi"]
        assert (itkp.predikat, itkp.tahun_penilaian) == (f["predikat"], f["tahun"])
        assert [t.kode for t in satu.kiriman.temuan if t.lembar == "ITKP"] == []
        assert itkp.aturan == ("itkp 2023-2025" if f["tahun"] > 2022 else f"itkp {f['tahun']}")
    dari_hitungan = hasil["pbj/hitungan.xlsx"].perhitungan["itkp"]
    assert (dari_hitungan.nilai, dari_hitungan.aturan) == (Decimal("32.60"), "itkp 2022")
    assert dari_hitungan.status is Status.SEMENTARA


def test_an_empty_sheet_owes_nothing_and_may_be_absent(meja: Any, tmp_path: Path) -> None:
    def tanpa_lembar(buku: Workbook) -> None:
        del buku[LEMBAR]

    kosong = berkas(meja, "2025-12")
    for isi in (kosong, meja.ubah(kosong, tanpa_lembar)):
        satu = periksa(meja, tmp_path, isi)
        assert satu.diterima and not satu.kiriman.temuan
        assert satu.perhitungan["itkp"].status is Status.BELUM_RILIS


def test_a_renamed_sheet_is_named(meja: Any, tmp_path: Path, tempat_temuan: Tempat) -> None:
    def ganti_nama(buku: Workbook) -> None:
        buku[LEMBAR].title = "ITKP Hitungn"

    satu = periksa(meja, tmp_path, meja.ubah(berkas(meja, "2025-12"), ganti_nama))
    assert tempat_temuan(satu.kiriman.temuan) == {f"P431 {LEMBAR}"}
    assert "ITKP Hitungn" in satu.kiriman.temuan[0].pesan and satu.diterima


def test_a_begun_row_asks_for_its_other_cell(meja: Any, tmp_path: Path, tempat_temuan: Tempat) -> None:
    isi = {"A1": (5, None), "A2": (None, 7), "A4": (2, None), "A6": ("banyak", None), "C": (8, None), "B": (-1, 27)}
    satu = periksa(meja, tmp_path, berkas(meja, "2025-12", ITKP_Hitungan=baris(isi)))
    assert tempat_temuan(satu.kiriman.temuan) == {
        f"{kode} {LEMBAR}!{sel}"
        for kode, sel in (("G401", "D8"), ("G401", "C9"), ("G301", "C13"), ("G401", "D13"), ("G402", "C14"))
    }


def test_a_remark_alone_begins_no_row(meja: Any, tmp_path: Path) -> None:
    isi = IsianLembar(baris={"A3": {"Keterangan": "belum ada data"}})
    assert periksa(meja, tmp_path, berkas(meja, "2025-12", ITKP_Hitungan=isi)).kiriman.temuan == []


def test_more_variables_than_there_are_is_refused(meja: Any, tmp_path: Path, tempat_temuan: Tempat) -> None:
    satu = periksa(meja, tmp_path, berkas(meja, "2025-12", ITKP_Hitungan=baris({"C": (10, None)})))
    assert tempat_temuan(satu.kiriman.temuan) == {f"G404 {LEMBAR}!C15"}


def test_a_row_may_be_taken_out_and_a_prefilled_denominator_is_the_register_s(
    meja: Any, tmp_path: Path, tempat_temuan: Tempat
) -> None:
    def ubah(buku: Workbook) -> None:
        assert buku[LEMBAR]["A8"].value == "A1"
        buku[LEMBAR]["D14"].value = 90  # of nine variables; the sheet is protected, the cell locked
        buku[LEMBAR].delete_rows(8)

    isi = {**LUMAJANG_2022, "C": (2, 90)}
    satu = periksa(meja, tmp_path, meja.ubah(berkas(meja, "2022-12", ITKP_Hitungan=baris(isi)), ubah))
    assert tempat_temuan(satu.kiriman.temuan) == set()
    itkp = satu.perhitungan["itkp"]
    assert itkp.nilai is None
    langkah = {b[0]: b[1] for t in itkp.rincian for b in t.baris if t.judul.startswith("PERHITUNGAN")}
    assert langkah["Nilai pilar C menurut hitungan"].nilai == Decimal("8.89")


def test_counts_of_another_year_s_meaning_do_not_go_with_a_letter(
    meja: Any, tmp_path: Path, tempat_temuan: Tempat
) -> None:
    """e-Purchasing is counted in packages since 2025, in rupiah before: the same row, another meaning."""
    surat = {
        "Status rilis": "Sudah rilis", "Tahun penilaian": 2024, "Nilai resmi": 63.86, "Nomor surat": "1/2025",
        "Tanggal surat": "20/01/2025",
    }  # fmt: skip
    satu = periksa(
        meja,
        tmp_path,
        berkas(meja, "2025-01", ITKP=IsianLembar(pasangan=surat), ITKP_Hitungan=baris({"A3": (1, 2)})),
    )
    assert f"G219 {LEMBAR}" in tempat_temuan(satu.kiriman.temuan)


@pytest.mark.parametrize("penuh", [True, False], ids=["guarded", "plain"])
def test_the_spreadsheet_computes_every_case_alike(
    penuh: bool, meja: Any, hitung_ulang: Callable[..., dict[str, Workbook]], tmp_path: Path
) -> None:
    """Each case as cells and a formula: LibreOffice gives what the rule gives, at every boundary."""
    keluaran = io.BytesIO()
    buku = xlsxwriter.Workbook(keluaran, {"in_memory": True})
    lembar = buku.add_worksheet("kasus")
    for nomor, (tahun, kode, pembilang, penyebut, _) in enumerate(KASUS):
        isi = {PEMBILANG: Masukan("a", Decimal(pembilang))}
        if penyebut:
            isi[PENYEBUT] = Masukan("b", Decimal(penyebut))
        skor = next(
            b for b in cacah({kode: isi}, meja.register.itkp.pada(tahun), tahun).baris if b.hitungan.kode == kode
        )
        sel = {id(m): f"{'BC'[n]}{nomor + 1}" for n, m in enumerate(isi.values())}
        for n, m in enumerate(isi.values(), start=1):
            lembar.write_number(nomor, n, float(m.nilai or 0))
        teks = (rumus_lengkap if penuh else rumus)(skor.skor, lambda s, sel=sel: sel.get(id(s)))
        lembar.write_formula(nomor, 0, f"={teks}")
    buku.close()
    dihitung = hitung_ulang({"kasus": keluaran.getvalue()}, tmp_path)["kasus"]["kasus"]
    for nomor, kasus in enumerate(KASUS, start=1):
        sel, nilai = dihitung.cell(nomor, 1).value, kasus[4]
        if nilai:
            assert bulatkan(Decimal(repr(sel))) == Decimal(nilai), kasus
        else:
            assert sel in (None, ""), kasus
