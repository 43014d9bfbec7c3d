"""The consolidated workbook as a document: random books recomputed, inputs changed, print, charts, links, marks."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formula import Tokenizer
from python_calamine import CalamineWorkbook

from iku_rules.aturan import ATURAN
from iku_rules.bentuk import BerkasTarget
from iku_rules.daftar import Register, muat_register
from iku_rules.hasil import HasilIKU, Perhitungan
from iku_rules.langkah import bulatkan
from iku_rules.penyusunan import susun
from iku_rules.riwayat import Terbit, rangkai
from schemas.periode import Periode
from schemas.temuan import Pengecualian, Temuan, buat_temuan
from tests.iku_rules.conftest import Pembuat, surat
from workbooks import gaya, lembar_bukti
from workbooks.konsolidasi import Asal, BarisRekap, IsiBuku, tulis_buku
from workbooks.sel import LetakTabel, banyak_baris

DESEMBER = Periode(2025, 12)
WIB = timezone(timedelta(hours=7))
TARGET = {
    "itkp": 70, "kebijakan_perekonomian": 100, "sinergitas_kecamatan": 80, "kesalehan_sosial": 82,
    "reformasi_hukum": 85, "kepuasan_masyarakat": 88, "pelayanan_publik": 3,
}  # fmt: skip
FUNGSI_2007 = {
    "SUM", "AVERAGE", "COUNT", "MIN", "MAX", "ROUND", "IF", "IFERROR", "NA", "ISNUMBER", "INDEX", "MATCH", "TRIM",
}  # fmt: skip
REALISASI, CAPAIAN, KATEGORI, PREDIKAT, LALU = 9, 10, 11, 12, 14
BENIH = (1, 2, 3)
Kiriman = dict[tuple[str, str], dict[str, Any]]  # (bagian, indicator) -> blocks
HitungUlang = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]


@pytest.fixture(scope="module")
def register() -> Register:
    return muat_register(target=[{"iku": iku, "tahun": 2025, "nilai": nilai} for iku, nilai in TARGET.items()])


# Books without the inbox


def kiriman_acak(register: Register, acak: Random) -> Kiriman:
    """One submission for every form of December, with values of the whole range."""

    def nilai(dari: float, sampai: float, desimal: int = 2) -> Decimal:
        return Decimal(str(round(acak.uniform(dari, sampai), desimal)))

    model = register.itkp.pada(2025)
    kecamatan = [k.kode for k in register.berkas_kecamatan.kecamatan]
    dimensi = register.kesalehan_sosial.pada(2025).metode[0].dimensi
    hasil: Kiriman = {
        ("pbj", "itkp"): {"itkp": {k.kode: nilai(0, float(k.maksimum)) for k in model.komponen}},
        ("perekonomian", "kebijakan_perekonomian"): {
            "kebijakan_perekonomian": [_kebijakan(n, n > 0 and acak.random() < 0.6) for n in range(acak.randint(3, 12))]
        },
        ("tapem", "sinergitas_kecamatan"): {
            "sinergitas_penilaian": {"status": "Sudah rilis", "tahun_penilaian": 2025, "berita_acara": "1/2025"},
            "sinergitas_kecamatan": {k: nilai(50, 100) for k in kecamatan[: acak.randint(15, 21)]},
        },
        ("kesra", "kesalehan_sosial"): {
            "kesalehan_survei": {"metode": "KEMENAG5", "jumlah_responden": 400},
            "kesalehan_sosial": {d: nilai(60, 95) for d in dimensi},
        },
        ("hukum", "reformasi_hukum"): {
            "hasil_resmi": surat(nilai(20, 99), 2025, acak.choice([None, "BB", "sangat baik", " AA ", "Hebat sekali"]))
        },
        ("organisasi", "pelayanan_publik"): {
            "pelayanan_evaluasi": {"jenis": "MANDIRI"},
            "pelayanan_publik": [
                {"unit": f"Unit {n}", "f02": nilai(1, 5), "f03": nilai(1, 5), "jumlah_responden": acak.randint(10, 60)}
                for n in range(acak.randint(1, 9))
            ],
        },
    }
    unsur = [u.nama for u in register.kepuasan_masyarakat.pada(2025).unsur]
    for nomor, bagian in enumerate(register.bagian_ikm(2025)[0]):
        if nomor % 2:
            jawaban = [[acak.randint(1, 4) for _ in unsur] for _ in range(acak.randint(2, 40))]
            hasil[bagian, "kepuasan_masyarakat"] = _responden(jawaban)
        else:
            hasil[bagian, "kepuasan_masyarakat"] = _rekap({u: nilai(1, 4, 3) for u in unsur})
    return hasil


def _kebijakan(nomor: int, terbit: bool) -> dict[str, Any]:
    ada = {"nomor": f"{nomor}/2025", "tanggal": date(2025, 3, 17)} if terbit else {}
    status = "Diterbitkan" if terbit else "Disusun"
    return {"nama": f"Kebijakan {nomor}", "jenis": "Perbup", "direncanakan": "Ya", "status": status, **ada}


def _rekap(nrr: Mapping[str, Any]) -> dict[str, Any]:
    survei = {"status": "Sudah dilaksanakan", "periode_survei": "Semester II 2025", "cara": "Rekap"}
    return {"skm_survei": {**survei, "jumlah_responden": 100}, "skm": dict(nrr)}


def _responden(jawaban: list[list[int]]) -> dict[str, Any]:
    survei = {"status": "Sudah dilaksanakan", "periode_survei": "Semester II 2025", "cara": "Responden"}
    baris = [
        {"tanggal": date(2025, 11, 17), "layanan": "x", **{f"u{n}": j for n, j in enumerate(satu, start=1)}}
        for satu in jawaban
    ]
    return {"skm_survei": survei, "skm_responden": baris}


def hasil_dari(register: Register, semua: Mapping[Periode, Kiriman]) -> tuple[HasilIKU, ...]:
    kumpulan: dict[Periode, dict[str, dict[str, Perhitungan]]] = {}
    for periode, kiriman in semua.items():
        for (bagian, iku), isi in kiriman.items():
            hitungan = Pembuat(register).hitung(bagian, str(periode), iku, isi)
            kumpulan.setdefault(periode, {}).setdefault(bagian, {})[iku] = hitungan
    return susun(register, DESEMBER, kumpulan)


def isi_buku(register: Register, hasil: tuple[HasilIKU, ...], **lain: Any) -> IsiBuku:
    tetap: dict[str, Any] = {
        "periode": DESEMBER, "jenis": "DRAF", "register": register, "hasil": hasil, "rekap": (), "temuan_lain": (),
        "kartu": {kode: modul.KARTU for kode, modul in ATURAN.items()}, "asal": {}, "tenggat": date(2026, 1, 5),
    }  # fmt: skip
    return IsiBuku(**(tetap | lain))


def dua_tahun(register: Register, benih: int) -> dict[Periode, Kiriman]:
    """December of this year and of the year before, and some months between, so that every column is filled."""
    acak = Random(benih)
    bulan = (Periode(2024, 12), Periode(2025, 6), Periode(2025, 11), DESEMBER)
    return {p: _bertahun(kiriman_acak(register, acak), p.tahun) for p in bulan}


def _bertahun(kiriman: Kiriman, tahun: int) -> Kiriman:
    for isi in kiriman.values():
        for blok in isi.values():
            if isinstance(blok, dict) and "tahun_penilaian" in blok:
                blok["tahun_penilaian"] = tahun
    return kiriman


@pytest.fixture(scope="module")
def acak(register: Register) -> dict[int, tuple[tuple[HasilIKU, ...], bytes]]:
    """seed -> results and workbook."""
    hasil = {benih: hasil_dari(register, dua_tahun(register, benih)) for benih in BENIH}
    return {benih: (satu, tulis_buku(isi_buku(register, satu))) for benih, satu in hasil.items()}


def buka(isi: bytes, *, nilai: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(isi), data_only=nilai)


def baris_iku(lembar: Any, nama: str) -> int:
    """The row of an indicator on the official sheet."""
    return next(sel.row for baris in lembar.iter_rows() for sel in baris if sel.value == nama)


def rumus_semua(buku: Workbook) -> Iterator[tuple[str, str, str]]:
    """(sheet, cell, formula)."""
    for lembar in buku.worksheets:
        for baris in lembar.iter_rows():
            for sel in baris:
                if sel.data_type == "f":
                    yield lembar.title, sel.coordinate, str(sel.value)


# Live formulas


def asal_angka(buku: Workbook, lembar: str, sel: str) -> set[tuple[str, str]]:
    """The cells with given values that a cell is computed from, wherever they stand in the workbook."""
    isi = buku[lembar][sel]
    if isi.data_type != "f":
        return set() if isi.value is None else {(lembar, sel)}
    hasil: set[tuple[str, str]] = set()
    for token in Tokenizer(str(isi.value)).items:
        if token.type != "OPERAND" or token.subtype != "RANGE":
            continue
        nama, _, rentang = token.value.rpartition("!")
        asal = nama.strip("'") or lembar
        assert asal in buku.sheetnames, (lembar, sel, token.value)  # no other workbook
        daerah = buku[asal][rentang.replace("$", "")]
        for baris in daerah if isinstance(daerah, tuple) else ((daerah,),):
            for satu in baris if isinstance(baris, tuple) else (baris,):
                hasil |= asal_angka(buku, asal, satu.coordinate)
    return hasil


def test_what_the_official_sheet_shows_is_computed_from_collected_values_in_the_same_workbook(
    register: Register, acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]]
) -> None:
    semua, isi = acak[BENIH[0]]
    buku = buka(isi, nilai=False)
    for hasil in semua:
        baris = baris_iku(buku["IKU"], hasil.nama)
        assert hasil.nilai is not None and hasil.nilai_tahun_lalu is not None
        diharapkan = {
            REALISASI: True, CAPAIAN: True, KATEGORI: True, LALU: True, PREDIKAT: hasil.predikat is not None,
        }  # fmt: skip
        for kolom, ada in diharapkan.items():
            sel = buku["IKU"].cell(baris, kolom)
            assert (sel.data_type == "f") == ada, (hasil.iku, kolom, sel.value)
            if ada:
                asal = asal_angka(buku, "IKU", sel.coordinate)
                terkumpul = [(n, a) for n, a in asal if n.startswith("Rincian") and buku[n][a].value is not None]
                assert terkumpul, (hasil.iku, kolom)
        # What the realisasi rests on are the cells the bagian filled, not a number between.
        dari = asal_angka(buku, "IKU", buku["IKU"].cell(baris, REALISASI).coordinate)
        assert len(dari) >= len({id(s) for s in hasil.sumber}), hasil.iku


def test_no_computed_number_is_typed_on_the_summary(acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]]) -> None:
    for nama in ("Ringkasan", "Bahan LKjIP"):
        lembar = buka(acak[BENIH[0]][1], nilai=False)[nama]
        angka = [sel.coordinate for baris in lembar.iter_rows() for sel in baris if sel.data_type == "n" and sel.value]
        assert angka == [], nama


def test_only_functions_that_old_programs_know(acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]]) -> None:
    rumus = [f for _, isi in acak.values() for _, _, f in rumus_semua(buka(isi, nilai=False))]
    assert {nama for f in rumus for nama in re.findall(r"([A-Z][A-Z0-9.]*)\(", f)} <= FUNGSI_2007
    assert not any("_xl" in f for f in rumus) and len(rumus) > 500


def test_recalculation_agrees_and_a_changed_input_moves_the_official_sheet(
    register: Register,
    acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]],
    hitung_ulang: HitungUlang,
    tmp_path: Path,
) -> None:
    """LibreOffice without stored results: random books as stored; changed cells as the rule computes them."""
    semua = dua_tahun(register, BENIH[0])
    berubah, sel_baru = ubah_masukan(register, semua, buka(acak[BENIH[0]][1]))
    buku = {str(benih): isi for benih, (_, isi) in acak.items()}
    buku["diubah"] = ganti_sel(acak[BENIH[0]][1], sel_baru)
    ulang = hitung_ulang(buku, tmp_path)
    for benih, (_, isi) in acak.items():
        bandingkan(ulang[str(benih)], isi)
    baru, lama = hasil_dari(register, berubah), acak[BENIH[0]][0]
    for satu, dulu in zip(baru, lama, strict=True):
        lembar = ulang["diubah"]["IKU"]
        baris = baris_iku(lembar, satu.nama)
        assert satu.nilai != dulu.nilai and satu.capaian is not None
        tampak = [lembar.cell(baris, kolom).value for kolom in (REALISASI, CAPAIAN, KATEGORI, PREDIKAT)]
        harus = [float(str(satu.nilai)), float(str(satu.capaian.nilai)), satu.kategori_capaian, satu.predikat]
        assert [t or None for t in tampak] == harus, satu.iku


def bandingkan(ulang: Workbook, isi: bytes) -> None:
    tersimpan = buka(isi)
    for lembar, sel, rumus in rumus_semua(buka(isi, nilai=False)):
        dulu, kini = tersimpan[lembar][sel].value, ulang[lembar][sel].value
        if isinstance(dulu, (int, float)):
            assert kini == pytest.approx(dulu, rel=1e-12), (lembar, sel, rumus)
        else:
            assert (kini or "") == (dulu or ""), (lembar, sel, rumus)


def ubah_masukan(
    register: Register, semua: dict[Periode, Kiriman], buku: Workbook
) -> tuple[dict[Periode, Kiriman], dict[tuple[str, str], Decimal]]:
    """One input of every indicator changed, in the submissions and as cells of the workbook."""
    kiriman = semua[DESEMBER]
    sel: dict[tuple[str, str], Decimal] = {}

    def ganti(lembar: str, label: str, kolom: str, baru: Decimal) -> None:
        ws = buku[lembar]
        baris, nomor = next(
            (b, k)
            for b in range(1, ws.max_row + 1)
            for k in [_kolom_di_atas(ws, b, kolom)]
            if ws.cell(b, 1).value == label and k
        )
        sel[lembar, ws.cell(baris, nomor).coordinate] = baru

    kiriman["pbj", "itkp"]["itkp"]["B"] = Decimal("29.5")
    ganti("Rincian ITKP", "B", "Nilai", Decimal("29.5"))
    kebijakan = kiriman["perekonomian", "kebijakan_perekonomian"]["kebijakan_perekonomian"]
    nomor = next(n for n, b in enumerate(kebijakan) if b["status"] != "Diterbitkan")
    kebijakan[nomor] = _kebijakan(nomor, terbit=True)
    ganti("Rincian Kebijakan", str(nomor + 1), "Diterbitkan (dihitung)", Decimal(1))
    kiriman["tapem", "sinergitas_kecamatan"]["sinergitas_kecamatan"]["35.08.01"] = Decimal("12.25")
    ganti("Rincian Sinergitas", "35.08.01", "Skor", Decimal("12.25"))
    dimensi = register.kesalehan_sosial.pada(2025).metode[0].dimensi[0]
    kiriman["kesra", "kesalehan_sosial"]["kesalehan_sosial"][dimensi] = Decimal("99.5")
    ganti("Rincian Kesalehan Sosial", dimensi, "Skor", Decimal("99.5"))
    kiriman["hukum", "reformasi_hukum"]["hasil_resmi"]["nilai"] = Decimal("91.5")
    ganti("Rincian Reformasi Hukum", "Nilai resmi", "Isi", Decimal("91.5"))
    bagian = register.bagian_ikm(2025)[0][1]
    jawaban = kiriman[bagian, "kepuasan_masyarakat"]["skm_responden"]
    for satu in jawaban:
        satu["u1"] = 4
    lembar_ikm = buku["Rincian IKM"]
    judul = f"JAWABAN RESPONDEN {register.nama_bagian(bagian, DESEMBER.akhir).upper()}"
    baris = next(s.row for s in lembar_ikm["A"] if s.value == judul) + 2
    sel["Rincian IKM", lembar_ikm.cell(baris, 3).coordinate] = Decimal(4 * len(jawaban))
    kiriman["organisasi", "pelayanan_publik"]["pelayanan_publik"][0]["f02"] = Decimal("4.99")
    ganti("Rincian IPP", "Unit 0", "F02", Decimal("4.99"))
    return semua, sel


def _kolom_di_atas(lembar: Any, baris: int, kepala: str) -> int | None:
    """The column of the nearest header row above, if it has that header."""
    for atas in range(baris - 1, 0, -1):
        if lembar.cell(atas, 1).value is None:
            return None
        nama = [s.value for s in lembar[atas]]
        if kepala in nama:
            return nama.index(kepala) + 1
    return None


def ganti_sel(isi: bytes, baru: Mapping[tuple[str, str], Decimal]) -> bytes:
    """Other numbers in the cells of the sheets' XML, as a reader types them."""
    nama = buka(isi).sheetnames
    keluaran = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(isi)) as lama, zipfile.ZipFile(keluaran, "w") as hasil:
        for bagian in lama.namelist():
            teks = lama.read(bagian).decode("utf-8") if bagian.endswith(".xml") else lama.read(bagian)
            for (lembar, sel), nilai in baru.items():
                if bagian == f"xl/worksheets/sheet{nama.index(lembar) + 1}.xml":
                    teks, banyak = re.subn(rf'(<c r="{sel}"[^>]*><v>)[^<]*(</v>)', rf"\g<1>{nilai}\2", str(teks))
                    assert banyak == 1, (lembar, sel)
            hasil.writestr(bagian, teks)
    return keluaran.getvalue()


# The page


def bagian_xml(isi: bytes, nama: str) -> str:
    with zipfile.ZipFile(io.BytesIO(isi)) as berkas:
        return berkas.read(nama).decode("utf-8")


def test_every_sheet_is_set_for_f4_and_carries_the_mark_on_screen_and_on_paper(
    register: Register, acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]]
) -> None:
    hasil = acak[BENIH[0]][0]
    for jenis in ("DRAF", "FINAL", "REVISI 1 (DRAF)"):
        buku = buka(tulis_buku(isi_buku(register, hasil, jenis=jenis)))
        for lembar in buku.worksheets:
            cetak = lembar.page_setup
            assert (cetak.paperSize, cetak.orientation, cetak.fitToWidth) == (14, "landscape", 1), lembar.title
            assert cetak.fitToHeight == (1 if lembar.title == "Ringkasan" else 0)
            assert jenis in str(lembar.oddHeader.center.text) and "&P" in str(lembar.oddFooter.right.text)
            beku = re.sub(r"\D", "", lembar.freeze_panes)
            atas = [str(s.value) for b in lembar.iter_rows(max_row=int(beku) - 1) for s in b if s.value]
            baris_sendiri = set(jenis.removesuffix(")").split(" (")) <= set(atas)
            assert baris_sendiri or any(re.match(rf"{re.escape(jenis)}( ·|$)", satu) for satu in atas), lembar.title
        assert jenis in str(buku.properties.title)


@pytest.mark.parametrize("predikat", ["AA", "Predikat yang ditulis panjang sekali oleh penerbit surat " * 6])
def test_pages_break_only_between_sasaran_and_the_signature_block_stays_whole(
    register: Register, predikat: str
) -> None:
    kiriman = dua_tahun(register, BENIH[0])
    kiriman[DESEMBER]["hukum", "reformasi_hukum"]["hasil_resmi"]["predikat"] = predikat
    isi = tulis_buku(isi_buku(register, hasil_dari(register, kiriman), jenis="FINAL", hari_kunci=date(2026, 1, 20)))
    lembar = buka(isi)["IKU"]
    kepala = [sel.row for sel in lembar["A"] if sel.value == "No"]
    jeda = [satu.id for satu in lembar.row_breaks.brk]
    awal_tanda_tangan = next(s.row for b in lembar.iter_rows() for s in b if s.value == "Lumajang, 20 Januari 2026")
    assert jeda and set(jeda) <= {kepala[1] - 1, awal_tanda_tangan - 1}
    ulang = re.search(r"IKU'?!\$1:\$(\d+)", bagian_xml(isi, "xl/workbook.xml"))
    assert ulang and lembar.cell(int(ulang[1]) - 1, 1).value == "Posisi s.d. 31 Desember 2025"
    # No part between two breaks is higher than the page, the repeated rows included.
    muat = gaya.tinggi_isi_halaman([lembar.column_dimensions[k].width - 0.7109375 for k in "ABCDEFGHIJKLMN"])
    tinggi = {n: lembar.row_dimensions[n].height or 15 for n in range(1, lembar.max_row + 1)}
    for dari, sampai in zip([0, *jeda], [*jeda, lembar.max_row], strict=True):
        atas = sum(tinggi[n] for n in range(1, int(ulang[1]) + 1)) if dari else 0
        assert atas + sum(tinggi[n] for n in range(dari + 1, sampai + 1)) <= muat


def test_nothing_on_the_official_sheet_is_cut_off(register: Register) -> None:
    """Each text has the rows it needs at its width, merged cells over all of theirs."""
    kiriman = dua_tahun(register, BENIH[0])
    kiriman[DESEMBER]["hukum", "reformasi_hukum"]["hasil_resmi"]["predikat"] = "Sangat panjang " * 20
    lembar = buka(tulis_buku(isi_buku(register, hasil_dari(register, kiriman))))["IKU"]
    gabungan = {r.start_cell.coordinate: r for r in lembar.merged_cells.ranges}
    diperiksa = 0
    for baris in lembar.iter_rows():
        for sel in baris:
            if not isinstance(sel.value, str) or not sel.alignment.wrap_text:
                continue
            daerah = gabungan.get(sel.coordinate)
            kolom = range(daerah.min_col, daerah.max_col + 1) if daerah else (sel.column,)
            turun = range(daerah.min_row, daerah.max_row + 1) if daerah else (sel.row,)
            lebar = sum(lembar.column_dimensions["ABCDEFGHIJKLMN"[k - 1]].width - 0.71 for k in kolom)
            tinggi = sum(lembar.row_dimensions[n].height or 15 for n in turun)
            assert 15 * banyak_baris(sel.value, round(lebar)) <= tinggi, (sel.coordinate, sel.value)
            diperiksa += 1
    assert diperiksa > 40


def test_a_book_without_any_value_and_a_signed_one(register: Register) -> None:
    kosong = tulis_buku(isi_buku(register, susun(register, DESEMBER, {})))
    buku = buka(kosong)
    baris = baris_iku(buku["IKU"], "Indeks Reformasi Hukum")
    assert [buku["IKU"].cell(baris, k).value for k in (REALISASI, CAPAIAN, KATEGORI, PREDIKAT, LALU)] == [None] * 5
    teks = [str(s.value) for b in buku["Ringkasan"].iter_rows() for s in b if s.value]
    assert sum("belum dapat dibuat: belum ada nilai" in t for t in teks) == 3
    assert any(t.startswith("0 dari 7 indikator mempunyai nilai; belum ada nilai: ") for t in teks)
    assert not re.search(r"\bnan\b|#", " ".join(teks), re.IGNORECASE)


def test_a_second_library_and_the_first_read_the_same(acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]]) -> None:
    isi = acak[BENIH[1]][1]
    nilai, lain = buka(isi), CalamineWorkbook.from_filelike(io.BytesIO(isi))
    assert lain.sheet_names == nilai.sheetnames
    for nama in nilai.sheetnames:
        for nomor, baris in enumerate(lain.get_sheet_by_name(nama).to_python(skip_empty_area=False), start=1):
            for kolom, satu in enumerate(baris, start=1):
                sel = nilai[nama].cell(nomor, kolom).value
                if isinstance(satu, (int, float, str)) and not isinstance(sel, (date, datetime)):
                    assert (satu or None) == (sel or None), (nama, nomor, kolom)
    gambar = [n for n in zipfile.ZipFile(io.BytesIO(isi)).namelist() if n.startswith("xl/charts/")]
    assert len(gambar) == 3


# Ringkasan and its charts


def test_charts_have_title_axes_and_words_for_who_cannot_see_them(
    acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]],
) -> None:
    hasil, isi = acak[BENIH[0]]
    uraian = re.findall(r'descr="([^"]*)"', bagian_xml(isi, "xl/drawings/drawing1.xml"))
    assert len(uraian) == 3 and all(u.startswith(("Grafik batang", "Grafik garis")) for u in uraian)
    assert all(h.nama in uraian[0] and h.nama in uraian[1] for h in hasil)
    for nomor, sumbu in ((1, 2), (2, 4), (3, 2)):  # the trend has a second pair of axes
        xml = bagian_xml(isi, f"xl/charts/chart{nomor}.xml")
        assert len(re.findall(r"<c:title>.*?</c:title>", xml)) >= 3, nomor
        assert len(re.findall(r"<c:(?:catAx|valAx)>", xml)) == sumbu
    tren = bagian_xml(isi, "xl/charts/chart2.xml")
    assert not re.search('dispBlanksAs val="(zero|span)"', tren)  # a month without a value is a gap
    assert len(set(re.findall(r'<c:symbol val="(\w+)"', tren))) == 7  # told apart without colour


def test_quarters_arrow_and_change_against_the_month_before(
    acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]],
) -> None:
    semua, isi = acak[BENIH[0]]
    lembar = buka(isi)["Ringkasan"]
    kepala = {s.value: s.column for s in lembar[4]}
    for hasil in semua:
        baris = baris_iku(lembar, hasil.nama)
        triwulan = [lembar.cell(baris, kepala[f"Triwulan {r}"]).value for r in ("I", "II", "III", "IV")]
        harus = [hasil.bulanan[n].nilai for n in (2, 5, 8, 11)]
        assert triwulan == [None if n is None else float(n) for n in harus], hasil.iku
        assert hasil.perubahan is not None
        arah = "▲ naik" if hasil.perubahan > 0 else "▼ turun" if hasil.perubahan < 0 else "= tetap"
        assert lembar.cell(baris, kepala["Arah"]).value == arah
        beda = lembar.cell(baris, kepala["Perubahan dari bulan lalu"]).value
        assert beda == pytest.approx(float(hasil.perubahan))


def test_a_break_of_method_breaks_the_line(register: Register, acak: dict[int, tuple[Any, bytes]]) -> None:
    hasil = list(acak[BENIH[0]][0])
    titik = [
        (Periode(2025, n), Terbit(Decimal(60 + n), "FINAL", "itkp lama" if n < 6 else "itkp baru"))
        for n in range(1, 13)
    ]
    hasil[0] = replace(hasil[0], bulanan=rangkai(titik))
    isi = tulis_buku(isi_buku(register, tuple(hasil)))
    lembar = buka(isi)["Bahan LKjIP"]
    baris = [baris_iku(lembar, f"Indeks tata kelola pengadaan (itkp {satu})") for satu in ("lama", "baru")]
    ada = [[k for k in range(2, 14) if lembar.cell(b, k).value is not None] for b in baris]
    assert ada == [list(range(2, 7)), list(range(7, 14))]
    tren = bagian_xml(isi, "xl/charts/chart2.xml")
    assert len(re.findall(r"<c:ser>", tren)) == 8 and "ITKP (itkp lama)" in tren


# Bahan LKjIP


def test_final_target_and_comparison_come_from_the_register_or_are_said_to_be_missing(register: Register) -> None:
    hasil = hasil_dari(register, dua_tahun(register, BENIH[0]))
    lembar = buka(tulis_buku(isi_buku(register, hasil)))["Bahan LKjIP"]
    teks = [str(s.value) for b in lembar.iter_rows() for s in b if s.value]
    assert "Nilai pembanding provinsi dan nasional belum ada dalam register." in teks
    assert teks.count("belum ditetapkan dalam register") == len(hasil)

    itkp = {"iku": "itkp", "tahun": 2025, "wilayah": "provinsi", "nilai": Decimal("72.5"), "acuan": "Surat LKPP"}
    akhir = {"iku": "itkp", "tahun": 2023, "nilai": Decimal(80), "acuan": "Renstra"}
    berkas = BerkasTarget.model_validate({"target": [akhir], "pembanding": [itkp]})
    lengkap = replace(register, berkas_target=berkas)
    isi = tulis_buku(isi_buku(lengkap, hasil_dari(lengkap, dua_tahun(register, BENIH[0]))))
    lembar = buka(isi)["Bahan LKjIP"]
    nilai = hasil[0].nilai
    assert nilai is not None
    baris = {s.value: s.row for s in lembar["A"] if s.value}  # the last row of a name stands in the last table
    awal = {judul: n for judul, n in baris.items() if str(judul).startswith("Tabel")}
    akhir_rencana, pembanding = (n + 2 for j, n in awal.items() if j[:7] in ("Tabel 3", "Tabel 4"))
    tingkat = bulatkan(nilai * 100 / 80)
    assert [lembar.cell(akhir_rencana, k).value for k in (1, 4, 6, 7)] == [
        hasil[0].nama, 80, pytest.approx(float(str(tingkat))), "Renstra",
    ]  # fmt: skip
    assert [lembar.cell(pembanding, k).value for k in (3, 4, 5, 6)] == [float(nilai), 72.5, None, "Surat LKPP"]
    assert str(buka(isi, nilai=False)["Bahan LKjIP"].cell(akhir_rencana, 6).value).startswith("=")


# Marks


def test_waivers_and_unconfirmed_parameters_are_marked_where_they_act(register: Register) -> None:
    hasil = hasil_dari(register, dua_tahun(register, BENIH[0]))
    sumber = next(h for h in hasil if h.iku == "reformasi_hukum").sumber[0]
    izin = Pengecualian("Kepala Bagian Hukum", "nilai menurut surat", "2026-01-31")
    temuan: Temuan = replace(
        buat_temuan("P413", lembar=sumber.lembar, sel="B6", ditemukan="90", batas="90"), dikecualikan=izin
    )
    waktu = datetime(2026, 1, 5, tzinfo=WIB)
    rekap = BarisRekap(
        "Bagian Hukum", "DITERIMA", False, 1, sumber.berkas, waktu, sumber.sha256, (), (temuan,), None
    )  # fmt: skip
    hasil = tuple(h if h.iku == "reformasi_hukum" else replace(h, sumber=()) for h in hasil)
    buku = buka(tulis_buku(isi_buku(register, hasil, rekap=(rekap,))))
    lembar = buku["IKU"]
    format_hukum = lembar.cell(baris_iku(lembar, "Indeks Reformasi Hukum"), REALISASI).number_format
    format_itkp = lembar.cell(baris_iku(lembar, "Indeks tata kelola pengadaan"), REALISASI).number_format
    assert "‡" in format_hukum and "‡" not in format_itkp and "†" in format_itkp
    teks = [str(s.value) for ws in buku.worksheets for b in ws.iter_rows() for s in b if s.value]
    assert any(t.startswith("‡ Ada catatan") for t in teks) and any(t.startswith("† Nilai memakai") for t in teks)
    assert any("Dikecualikan oleh Kepala Bagian Hukum" in str(s.value) for s in buku["Rincian Reformasi Hukum"]["A"])
    skala = buku["Rincian ITKP"]
    baris = next(s.row for s in skala["A"] if s.value == "SKALA PREDIKAT") + 2
    assert "†" in skala.cell(baris, 2).number_format


def test_numbers_and_dates_are_written_for_indonesian_readers(
    acak: dict[int, tuple[tuple[HasilIKU, ...], bytes]],
) -> None:
    for lembar in buka(acak[BENIH[0]][1]).worksheets:
        for baris in lembar.iter_rows():
            for sel in baris:
                if isinstance(sel.value, (int, float, date)):
                    assert "[$-421]" in sel.number_format, (lembar.title, sel.coordinate, sel.number_format)


def test_text_on_fills_can_be_read() -> None:
    """Contrast of every colour of letters with every fill and with the paper (WCAG AA)."""
    assert gaya.kontras("#000000", "#FFFFFF") == pytest.approx(21)
    huruf = {s["font_color"] for s in gaya.SIFAT.values() if "font_color" in s}
    latar = {s["bg_color"] for s in gaya.SIFAT.values() if "bg_color" in s} | {"#FFFFFF"}
    assert len(huruf) >= 3 and len(latar) >= 6
    kurang = [pasang for pasang in product(huruf, latar) if gaya.kontras(*pasang) < 4.5]
    assert kurang == []


# Links


def tautan_arsip(isi: bytes) -> set[str]:
    nomor = buka(isi).sheetnames.index("Jejak Data") + 1
    return set(
        re.findall(
            r'Target="([^"]+)" TargetMode="External"', bagian_xml(isi, f"xl/worksheets/_rels/sheet{nomor}.xml.rels")
        )
    )


def test_links_lead_to_the_cell_here_and_to_the_archived_original(register: Register) -> None:
    hasil = hasil_dari(register, dua_tahun(register, BENIH[0]))
    sha = {s.sha256 for h in hasil for s in h.sumber}
    asal = {satu: Asal(f"{satu}.xlsx", datetime(2026, 1, 5, tzinfo=WIB)) for satu in sha}
    isi = tulis_buku(isi_buku(register, hasil, asal=asal))
    tempat = PurePosixPath("outbox/konsolidasi/2025-12")
    for satu in tautan_arsip(isi):
        bagian = list(tempat.parts)
        for langkah in PurePosixPath(satu).parts:
            bagian = bagian[:-1] if langkah == ".." else [*bagian, langkah]
        assert "/".join(bagian) in {f"outbox/arsip/{s}.xlsx" for s in sha}
    assert tautan_arsip(isi)
    buku = buka(isi)
    jejak, diperiksa = buku["Jejak Data"], 0
    for baris in range(4, jejak.max_row + 1):
        lembar, _, sel = str(jejak.cell(baris, 3).hyperlink.location).replace("'", "").partition("!")
        terbaca = jejak.cell(baris, 8).value
        assert jejak.cell(baris, 11).value == "buka arsip"
        if isinstance(terbaca, (int, float)):  # a word such as "Diterbitkan" is counted there as 1 or 0
            assert buku[lembar][sel].value == terbaca, (baris, lembar, sel)
            diperiksa += 1
    assert diperiksa > 100


def test_links_stay_below_the_limit_of_a_sheet(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    hasil = hasil_dari(register, dua_tahun(register, BENIH[0]))
    sha = {s.sha256 for h in hasil for s in h.sumber}
    asal = {satu: Asal(f"{satu}.xlsx", datetime(2026, 1, 5, tzinfo=WIB)) for satu in sha}
    monkeypatch.setattr(lembar_bukti, "TAUTAN_TERBANYAK", 21)
    jejak = buka(tulis_buku(isi_buku(register, hasil, asal=asal)))["Jejak Data"]
    sel = [s for b in jejak.iter_rows(min_row=4) for s in b]
    assert sum(s.hyperlink is not None for s in sel) <= 21
    assert all(jejak.cell(n, 3).value and jejak.cell(n, 11).value for n in range(4, jejak.max_row + 1))


def test_a_table_gives_its_columns_to_a_chart() -> None:
    assert LetakTabel("Rincian IKM", 10, 17, {"Bagian": 0, "IKM": 13}).rentang("IKM") == ["Rincian IKM", 10, 13, 17, 13]
