"""The sheet `ITKP Hitungan` through the templates: year by year, partly filled, absent, and as live formulas."""

import io
import json
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

from flows.demo import isian_demo
from flows.konsolidasi import konsolidasikan
from flows.pemeriksaan import Diperiksa
from flows.penerimaan import terima
from flows.pengaturan import buka_ruang
from flows.persiapan import buka_ledger, pastikan_folder
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


# As live formulas: LibreOffice gives what the rule gives

PENUH_2026 = {
    "A1.1": (95, 100), "A1.2": (55, 100), "A1.3": (35, 100), "A2.1": (45, 100), "A2.2": (15, 100), "A2.3": (0, 100),
    "A2.4": (75, 100), "B.1": (92, 100), "B.2": (8, None), "B.3": (5, None), "C.1": (9, None), "C.2": (3, None),
    "D": (74.5, None),
}  # fmt: skip
SAAT = datetime(2026, 4, 6, tzinfo=UTC)


def buku_kasus(meja: Any, tulis: Callable[..., str]) -> bytes:
    """One row a case: its formula in A, numerator and denominator in B and C."""
    keluaran = io.BytesIO()
    buku = xlsxwriter.Workbook(keluaran, {"in_memory": True})
    lembar = buku.add_worksheet("kasus")
    for nomor, (tahun, kode, pembilang, penyebut, _) in enumerate(KASUS):
        isi = {PEMBILANG: Masukan("a", Decimal(pembilang))}
        if penyebut:
            isi[PENYEBUT] = Masukan("b", Decimal(penyebut))
        hasil = cacah({kode: isi}, meja.register.itkp.pada(tahun), tahun)
        skor = next(b.skor for b in hasil.baris if b.hitungan.kode == kode)
        sel = {id(m): f"{'BC'[n]}{nomor + 1}" for n, m in enumerate(isi.values())}
        for n, m in enumerate(isi.values(), start=1):
            lembar.write_number(nomor, n, float(m.nilai or 0))
        lembar.write_formula(nomor, 0, "=" + tulis(skor, lambda s, sel=sel: sel.get(id(s))))
    buku.close()
    return keluaran.getvalue()


def buku_konsolidasi(meja: Any, folder: Path, periode: str, isi: bytes) -> bytes:
    """The consolidated workbook of a month in which only pbj came."""
    ruang = buka_ruang(folder, harus_ada=False)
    pastikan_folder(ruang, meja.register)
    masuk = ruang.inbox / "pbj" / "x.xlsx"
    masuk.write_bytes(isi)
    os.utime(masuk, (SAAT.timestamp() - 3600, SAAT.timestamp() - 3600))
    ledger = buka_ledger(ruang)
    penerimaan = terima(ruang, meja.register, ledger, SAAT, simpan=True)
    hasil = konsolidasikan(penerimaan, ruang, meja.register, ledger, Periode.urai(periode), SAAT)
    return hasil.buku_kerja.read_bytes()


@pytest.fixture(scope="module")
def buku_asal(meja: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    dua_sumber = berkas(
        meja,
        "2022-12",
        ITKP=IsianLembar(baris={k: {"Nilai": float(n)} for k, n in FIGUR[1]["komponen"].items()}),
        ITKP_Hitungan=baris({k: v for k, v in LUMAJANG_2022.items() if k != "A2"}),
    )
    return {
        "jaga": buku_kasus(meja, rumus_lengkap),
        "polos": buku_kasus(meja, rumus),
        "2022": buku_konsolidasi(meja, tmp_path_factory.mktemp("a"), "2022-12", dua_sumber),
        "2026": buku_konsolidasi(
            meja, tmp_path_factory.mktemp("b"), "2026-03", berkas(meja, "2026-03", ITKP_Hitungan=baris(PENUH_2026))
        ),
    }


@pytest.fixture(scope="module")
def dihitung(
    buku_asal: dict[str, bytes],
    hitung_ulang: Callable[..., dict[str, Workbook]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Workbook]:
    return hitung_ulang(buku_asal, tmp_path_factory.mktemp("ulang"))


@pytest.mark.parametrize("nama", ["jaga", "polos"])
def test_the_spreadsheet_computes_every_case_alike(nama: str, dihitung: dict[str, Workbook]) -> None:
    for nomor, kasus in enumerate(KASUS, start=1):
        sel, nilai = dihitung[nama]["kasus"].cell(nomor, 1).value, kasus[4]
        if nilai:
            assert bulatkan(Decimal(repr(sel))) == Decimal(nilai), kasus
        else:
            assert sel in (None, ""), kasus


@pytest.mark.parametrize(("tahun", "banyak"), [("2022", 16), ("2026", 20)])
def test_the_sheet_of_the_consolidated_workbook_computes_itself(
    tahun: str, banyak: int, buku_asal: dict[str, bytes], dihitung: dict[str, Workbook]
) -> None:
    """Ratios, scores, components, pillars, total and differences, a row left out among them."""
    tertulis = load_workbook(io.BytesIO(buku_asal[tahun]))["Rincian ITKP"]
    tersimpan = load_workbook(io.BytesIO(buku_asal[tahun]), data_only=True)["Rincian ITKP"]
    berumus = [sel.coordinate for satu in tertulis.iter_rows() for sel in satu if sel.data_type == "f"]
    assert len(berumus) >= banyak
    for alamat in berumus:
        ulang, lama = dihitung[tahun]["Rincian ITKP"][alamat].value, tersimpan[alamat].value
        sama = ulang == lama if isinstance(lama, str) else ulang == pytest.approx(lama, rel=1e-12, abs=1e-12)
        assert sama, (alamat, ulang, lama)


def test_the_value_of_2026_is_the_sum_by_hand(buku_asal: dict[str, bytes]) -> None:
    """A 5+1+1+6+0,5+0+4, B 11+8+5, C 24, D 5."""
    lembar = load_workbook(io.BytesIO(buku_asal["2026"]), data_only=True)["Rincian ITKP"]
    nilai = {satu[0].value: satu[1].value for satu in lembar.iter_rows()}
    assert nilai["Nilai menurut hitungan"] == 70.5
    assert nilai["Nilai pilar C menurut hitungan"] == 24
