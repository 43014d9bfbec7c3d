"""Formulas against `hitung`: by their text, and as LibreOffice, an independent calculator, computes them."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from iku_rules.daftar import muat_register
from iku_rules.konteks import Konteks
from iku_rules.langkah import (
    Bagi,
    Bulat,
    JikaMinimal,
    Jumlah,
    Kali,
    Kurang,
    Langkah,
    Masukan,
    Parameter,
    RataRata,
    Simpul,
    Terbesar,
    Terkecil,
    berjenjang,
    hitung,
    telusuri,
)
from schemas.periode import Periode
from workbooks.rumus import TerlaluPanjang, gabung_rentang, rumus, rumus_lengkap
from workbooks.sel import PetaSel, tulis_simpul
from workbooks.templat import LABEL_KEADAAN, LABEL_PRATINJAU, Pratinjau, tulis_templat

HitungUlang = Callable[[Mapping[str, bytes], Path], dict[str, Workbook]]

# Texts


def masukan(*nilai: str | None) -> list[Masukan]:
    return [Masukan(f"m{n}", None if isi is None else Decimal(isi)) for n, isi in enumerate(nilai)]


def di_kolom(simpul: list[Masukan], kolom: str = "D", awal: int = 7) -> Callable[[Simpul], str | None]:
    alamat = {id(s): f"{kolom}{awal + n}" for n, s in enumerate(simpul)}
    return lambda s: alamat.get(id(s))


def test_jumlah_menjadi_rentang() -> None:
    m = masukan("1", "2", "3")
    langkah = Langkah("total", Bulat(Jumlah(tuple(m)), 2))
    assert rumus(langkah, di_kolom(m)) == "ROUND(SUM(D7:D9),2)"
    assert rumus_lengkap(langkah, di_kolom(m)) == 'IF(COUNT(D7:D9)=3,ROUND(SUM(D7:D9),2),"")'


def test_parameter_tanpa_sel_ditulis_dengan_titik() -> None:
    (m,) = masukan("3")
    bobot = Parameter("bobot", Decimal("0.75"), "acuan", True)
    assert rumus(Kali(bobot, m), di_kolom([m])) == "0.75*D7"


def test_langkah_tanpa_sel_disisipkan_dengan_kurung() -> None:
    a, b, c = masukan("1", "2", "3")
    selisih = Langkah("selisih", Kurang(a, b))
    assert rumus(Kali(selisih, c), di_kolom([a, b, c])) == "(D7-D8)*D9"
    assert rumus(Kurang(c, selisih), di_kolom([a, b, c])) == "D9-(D7-D8)"
    assert rumus(Bagi(c, Kali(a, b)), di_kolom([a, b, c])) == 'IF(D7*D8=0,"",D9/(D7*D8))'


def test_bagi_aman_dari_nol() -> None:
    a, b = masukan("1", "2")
    assert rumus(Bagi(a, b), di_kolom([a, b])) == 'IF(D8=0,"",D7/D8)'
    assert rumus_lengkap(Bulat(Bagi(a, b), 2), di_kolom([a, b])) == ('IF(COUNT(D7:D8)=2,IF(D8=0,"",ROUND(D7/D8,2)),"")')
    assert rumus(Bagi(a, Parameter("n", Decimal(9), "", True)), di_kolom([a, b])) == "D7/9"


def test_rata_rata_melewati_yang_kosong() -> None:
    m = masukan("1", None, "3")
    assert rumus_lengkap(RataRata(tuple(m)), di_kolom(m)) == 'IF(COUNT(D7:D9)=0,"",AVERAGE(D7:D9))'


def test_jika_minimal_hanya_butuh_cabang_yang_dipilih() -> None:
    a, b, c, d = masukan("1", "2", "3", "4")
    hasil = rumus_lengkap(JikaMinimal(a, b, c, d), di_kolom([a, b, c, d]))
    assert hasil == 'IF(COUNT(D7:D8)=2,IF(D7>=D8,IF(COUNT(D9)=1,D9,""),IF(COUNT(D10)=1,D10,"")),"")'


def test_banyak_suku_menjadi_jumlah_dari_jumlah() -> None:
    m = masukan(*["1"] * 300)
    tersebar = {id(s): f"B{2 * n}" for n, s in enumerate(m, 1)}
    teks = rumus(Jumlah(tuple(m)), lambda s: tersebar.get(id(s)))
    assert re.fullmatch(r"SUM\(SUM\((B\d+,){254}B\d+\),SUM\((B\d+,){44}B\d+\)\)", teks)


def test_terlalu_panjang_ditolak() -> None:
    m = masukan(*["1"] * 3000)
    tersebar = {id(s): f"B{2 * n}" for n, s in enumerate(m, 1)}
    with pytest.raises(TerlaluPanjang):
        rumus(Jumlah(tuple(m)), lambda s: tersebar.get(id(s)))


def test_yang_terlalu_panjang_ditulis_sebagai_nilai() -> None:
    """One bagian with thousands of rows must not stop the workbook of all."""
    m = masukan(*["1"] * 3000)
    keluaran, peta = io.BytesIO(), PetaSel()
    buku = xlsxwriter.Workbook(keluaran, {"in_memory": True})
    lembar = buku.add_worksheet("x")
    for n, satu in enumerate(m):
        peta.catat(satu, "x", 2 * n, 1)
    tulis_simpul(lembar, "x", peta, 0, 0, Langkah("jumlah", Jumlah(tuple(m))), buku.add_format())
    buku.close()
    assert load_workbook(keluaran)["x"]["A1"].value == 3000


def test_jenjang_tidak_menjaga_ukurannya_berulang() -> None:
    (m,) = masukan("55")
    batas = [Parameter(f"b{n}", Decimal(n * 50), "acuan", True) for n in range(1, 4)]
    nilai = [Parameter(f"n{n}", Decimal(n), "acuan", True) for n in range(4)]
    jenjang = berjenjang(m, nilai[0], list(zip(batas, nilai[1:], (True, False, False), strict=True)))
    assert rumus_lengkap(jenjang, di_kolom([m])) == ('IF(COUNT(D7)=1,IF(D7>=150,3,IF(D7>=100,2,IF(D7>50,1,0))),"")')


def test_gabung_rentang() -> None:
    assert gabung_rentang(["D7", "D8", "D10"]) == ["D7:D8", "D10"]
    assert gabung_rentang(["D7", "E7", "F7"]) == ["D7:F7"]
    assert gabung_rentang(["Lain!D7", "Lain!D8"]) == ["Lain!D7:D8"]
    assert gabung_rentang(["Lain!D7", "D8"]) == ["Lain!D7", "D8"]
    assert gabung_rentang(["$D$7", "$D$8", "D9*2"]) == ["$D$7:$D$8", "D9*2"]
    assert gabung_rentang(["D7", "D7"]) == ["D7", "D7"]


# The same numbers as `hitung`, by LibreOffice

BILANGAN = st.one_of(
    st.decimals(Decimal(-50), Decimal(400), places=2, allow_nan=False),
    st.sampled_from([Decimal(0), Decimal(1), Decimal("0.75"), Decimal("82.345"), Decimal(100)]),
)
DAUN = st.one_of(
    st.builds(Masukan, st.just("m"), st.one_of(st.none(), BILANGAN, BILANGAN, BILANGAN)),
    st.builds(Parameter, st.just("p"), BILANGAN, st.just("acuan"), st.just(True)),
)


def _jenjang(uji: Simpul, dasar: Simpul, jenjang: list[tuple[Decimal, Simpul, bool]]) -> Simpul:
    """A stepped choice; now and then `uji` stands exactly where a step begins."""
    urut = sorted(jenjang, key=lambda satu: satu[0])
    return berjenjang(uji, dasar, [(Parameter("b", b, "acuan", True), isi, atas) for b, isi, atas in urut])


def _operasi(isi: st.SearchStrategy[Simpul]) -> st.SearchStrategy[Simpul]:
    suku = st.lists(isi, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Jumlah, suku),
        st.builds(RataRata, suku),
        st.builds(Terkecil, suku),
        st.builds(Terbesar, suku),
        st.builds(Kali, isi, isi),
        st.builds(Bagi, isi, isi),
        st.builds(Kurang, isi, isi),
        st.builds(Bulat, isi, st.integers(0, 3)),
        st.builds(JikaMinimal, isi, isi, isi, isi, st.booleans()),
        st.builds(_jenjang, isi, isi, st.lists(st.tuples(BILANGAN, isi, st.booleans()), min_size=1, max_size=4)),
        st.builds(Langkah, st.just("langkah"), isi),
    )


def pohon_acak(banyak: int) -> list[Simpul]:
    """The same random trees each time: one LibreOffice run serves them all, so hypothesis only draws them."""
    hasil: list[Simpul] = []

    @settings(
        max_examples=banyak, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.recursive(DAUN, _operasi, max_leaves=12))
    def kumpulkan(pohon: Simpul) -> None:
        hasil.append(pohon)

    kumpulkan()
    return hasil


def _tulis_pohon(pohon: list[Simpul]) -> bytes:
    """One row a tree: A its formula, from B on the cells of its inputs, parameters and every other step."""
    keluaran = io.BytesIO()
    buku = xlsxwriter.Workbook(keluaran, {"in_memory": True})
    lembar = buku.add_worksheet("pohon")
    for baris, akar in enumerate(pohon):
        sel: dict[int, str] = {}
        berkolom = [s for s in telusuri(akar) if isinstance(s, (Masukan, Parameter, Langkah)) and s is not akar]
        berkolom = [s for n, s in enumerate(berkolom) if not (isinstance(s, (Langkah, Parameter)) and n % 2)]
        for kolom, simpul in enumerate(berkolom, start=1):
            sel[id(simpul)] = f"{xlsxwriter.utility.xl_col_to_name(kolom)}{baris + 1}"
        for kolom, simpul in enumerate(berkolom, start=1):
            if isinstance(simpul, Langkah):
                lembar.write_formula(baris, kolom, "=" + rumus_lengkap(simpul, lambda s, sel=sel: sel.get(id(s))))
            elif simpul.nilai is not None:
                lembar.write_number(baris, kolom, float(simpul.nilai))
        lembar.write_formula(baris, 0, "=" + rumus_lengkap(akar, lambda s, sel=sel: sel.get(id(s))))
    buku.close()
    return keluaran.getvalue()


def test_pohon_acak_sama_dengan_hitung(hitung_ulang: HitungUlang, tmp_path: Path) -> None:
    pohon = pohon_acak(400)
    buku = hitung_ulang({"pohon": _tulis_pohon(pohon)}, tmp_path)["pohon"]
    selisih = []
    for baris, akar in enumerate(pohon, start=1):
        dihitung, harapan = buku["pohon"].cell(baris, 1).value, hitung(akar)
        if not _sama(dihitung, harapan):
            selisih.append((akar, harapan, dihitung, rumus_lengkap(akar, lambda s: None)))
    assert not selisih, selisih[:3]


def _sama(dihitung: object, harapan: Decimal | None) -> bool:
    if harapan is None:
        return dihitung in (None, "")
    if not isinstance(dihitung, (int, float)):
        return False
    return abs(dihitung - float(harapan)) <= 1e-9 * max(1.0, abs(float(harapan)))


# The counters and the preview of a filled template, by LibreOffice

SIAP = "SIAP DIKIRIM"
HARI = datetime(2025, 11, 3)
IDENTITAS: dict[str, object] = {
    "Nama penyusun": "Budi",
    "NIP penyusun": "198001012005011001",
    "Jabatan penyusun": "Analis",
    "Tanggal penyusunan": datetime(2026, 1, 4),
}
NRR = [3.4, 3.5, 3.2, 4, 3.3, 3.4, 3.6, 3.5, 3.2]
SURAT: dict[str, object] = {"Nilai resmi": 68.24, "Tahun penilaian": 2025, "Nomor surat": "1/2", "Tanggal surat": HARI}

ASPEK = [
    "Kebijakan", "Profesionalisme SDM", "Sarana prasarana", "Sistem informasi", "Konsultasi dan pengaduan", "Inovasi",
]  # fmt: skip

# Name: bagian, sheet, pairs, columns of the table, state of the sheet, preview, state of the template.
Isi = tuple[str, str, dict[str, object], dict[str, list[Any]], str, float | None, str]
TERISI: dict[str, Isi] = {
    "kosong": ("pbj", "ITKP", {}, {}, "Kosong", None, SIAP),
    "itkp": ("pbj", "ITKP", {}, {"Nilai": [7.12, 3.18, 4, 1, 4.44, 3.61, 13.78, 31.11]}, "Lengkap", 68.24, SIAP),
    "itkp_sebagian": (
        "pbj", "ITKP", {}, {"Nilai": [7.12, 3.18, 4]}, "Masih 5 sel", None, "Masih 5 sel yang harus diisi",
    ),
    "surat": ("pbj", "ITKP", {"Status rilis": "Sudah rilis", **SURAT}, {}, "Lengkap", 68.24, SIAP),
    "surat_kurang": (
        "pbj", "ITKP", {"Status rilis": "Sudah rilis"}, {}, "Masih 4 sel", None, "Masih 4 sel yang harus diisi",
    ),
    "belum_rilis": ("pbj", "ITKP", {"Status rilis": "Belum rilis"}, {}, "Lengkap", None, SIAP),
    "belum_rilis_tetapi_ada": (
        "pbj", "ITKP", {"Status rilis": "Belum rilis", **SURAT}, {}, "Masih 1 sel", 68.24,
        "Masih 1 sel yang harus diisi",
    ),
    "hitungan": (
        "pbj", "ITKP Hitungan", {},
        {"Pembilang": [1000, 886, 6775, 3, 602, 972, 6, 8], "Penyebut": [1000, 1000, 10000, "-", 1000, 1000, 27, 9]},
        "Lengkap", 68.24, SIAP,
    ),
    "hitungan_sebagian": (
        "pbj", "ITKP Hitungan", {}, {"Pembilang": [1000, 886], "Penyebut": [1000, None, 27]}, "Masih 2 sel", None,
        "Masih 2 sel yang harus diisi",
    ),
    "hitungan_satu_baris": (
        "pbj", "ITKP Hitungan", {}, {"Pembilang": [None] * 7 + [8]}, "Lengkap", None, SIAP,
    ),
    "hitungan_bagi_nol": (
        "pbj", "ITKP Hitungan", {},
        {"Pembilang": [1000, 886, 0, 3, 602, 972, 6, 8], "Penyebut": [1000, 1000, 0, "-", 1000, 1000, 27, 9]},
        "Lengkap", None, SIAP,
    ),
    "skm": (
        "umum", "SKM", {"Periode survei": "Semester II 2025", "Cara pengisian": "Rekap", "Jumlah responden": 120},
        {"NRR": NRR}, "Lengkap", 86.39, SIAP,
    ),
    "skm_strip": (
        "umum", "SKM", {"Periode survei": "Semester II 2025", "Cara pengisian": "Rekap"},
        {"NRR": [*NRR[:3], "-", *NRR[4:]]}, "Masih 1 sel", 84.69, "Masih 1 sel yang harus diisi",
    ),
    "skm_sebagian": (
        "umum", "SKM", {"Periode survei": "S", "Cara pengisian": "Rekap", "Jumlah responden": 1}, {"NRR": NRR[:8]},
        "Masih 1 sel", None, "Masih 1 sel yang harus diisi",
    ),
    "skm_tanpa_responden": (
        "umum", "SKM", {"Periode survei": "S", "Cara pengisian": "Responden"}, {}, "Kosong", None, SIAP,
    ),
    "skm_belum": ("umum", "SKM", {"Status survei": "Belum dilaksanakan"}, {}, "Lengkap", None, SIAP),
    "responden_saja": (
        "umum", "SKM Responden", {}, {"Tanggal": [HARI, HARI], "Jenis layanan": ["KTP"], "Persyaratan": [4, 3]},
        "Masih 1 sel", None, "Masih 3 sel yang harus diisi",
    ),
    "kebijakan": (
        "perekonomian", "Kebijakan Perekonomian", {},
        {
            "Nama kebijakan": list("ABCDEF"), "Jenis": ["Perbup"] * 6,
            "Direncanakan": ["Ya", "Ya", "Ya", "Tidak", "Ya", "Ya"],
            "Status": ["Diterbitkan", "Diterbitkan", "Disusun", "Diterbitkan", "Diterbitkan", "Diterbitkan"],
            "Nomor": ["1/2025", "2/2025", None, "3/2025", "4/2026", "-"],
            "Tanggal penetapan": [datetime(2025, 12, 31), HARI, None, HARI, datetime(2026, 1, 1), HARI],
        },
        "Lengkap", 40, SIAP,
    ),
    "kebijakan_kurang": (
        "perekonomian", "Kebijakan Perekonomian", {},
        {
            "Nama kebijakan": list("AB"), "Jenis": ["Perbup"], "Direncanakan": ["Ya", "Ya"],
            "Status": ["Diterbitkan"] * 2, "Nomor": ["1/2025"],
        },
        "Masih 4 sel", None, "Masih 4 sel yang harus diisi",
    ),
    "sinergitas": (
        "tapem", "Sinergitas Kecamatan", {"Tahun penilaian": 2025}, {"Skor": [80, None, 85.5]}, "Masih 1 sel", 82.75,
        "Masih 1 sel yang harus diisi",
    ),
    "sinergitas_belum": (
        "tapem", "Sinergitas Kecamatan", {"Tahun penilaian": 2025, "Status rilis": "Belum rilis"}, {"Skor": [80]},
        "Lengkap", 80, SIAP,
    ),
    "kesalehan": (
        "kesra", "Kesalehan Sosial", {"Metode": "KEMENAG5", "Jumlah responden": 400},
        {"Skor": [81.1, 82.2, 83.3, 84.4, 85.55]}, "Lengkap", 83.31, SIAP,
    ),
    "kesalehan_dua": (
        "kesra", "Kesalehan Sosial", {"Metode": "JATIM2", "Jumlah responden": 400}, {"Skor": [None] * 5 + [70.0]},
        "Masih 1 sel", None, "Masih 1 sel yang harus diisi",
    ),
    "hukum": (
        "hukum", "Reformasi Hukum", {}, {"Nilai diperoleh": [80, 70, 60, 50], "Nilai tertinggi": [100, 100, 80, 70]},
        "Lengkap", 74.29, SIAP,
    ),
    "kuesioner": (
        "kesra", "Kuesioner IKS", {}, {"KEP1 Contoh butir kepedulian sosial": [5, 4, None, 3]}, "Lengkap", None,
        "Masih 1 sel yang harus diisi",  # Metode, on the other sheet; neither scores nor number of respondents
    ),
    "hukum_surat": (
        "hukum", "Reformasi Hukum", {"Status rilis": "Sudah rilis", **SURAT},
        {"Nilai diperoleh": [25, 25, 27], "Nilai tertinggi": [25, 25, 30]}, "Lengkap", 68.24, SIAP,
    ),
    "hukum_surat_setengah": (
        "hukum", "Reformasi Hukum", {"Status rilis": "Sudah rilis", **SURAT},
        {"Nilai diperoleh": [25, 25, 27], "Nilai tertinggi": [25, 25]}, "Masih 1 sel", 68.24,
        "Masih 1 sel yang harus diisi",
    ),
    "hukum_nol": (
        "hukum", "Reformasi Hukum", {}, {"Nilai diperoleh": [80, 70, 60, 50], "Nilai tertinggi": [100, 100, 80, 0]},
        "Lengkap", None, SIAP,
    ),
    "pelayanan": (
        "organisasi", "Pelayanan Publik", {"Jenis": "MANDIRI"},
        {"Unit": list("ABC"), "F02": [3.5, 3.2, 4], "F03": [4, 3, 5], "Jumlah responden": [30, 29, 200]},
        "Lengkap", 3.43, SIAP,
    ),
    "pelayanan_aspek": (
        "organisasi", "Pelayanan Publik", {"Jenis": "MANDIRI"},
        {
            "Unit": list("AB"), "F02": [3.5], "F03": [4, 3], "Jumlah responden": [30, 29],
            **{aspek: [None, 3] for aspek in ASPEK},
        },
        "Lengkap", None, SIAP,
    ),
    "pelayanan_aspek_kurang": (
        "organisasi", "Pelayanan Publik", {"Jenis": "MANDIRI"},
        {
            "Unit": list("ABC"), "F02": [3.5], "F03": [4, 3, 3], "Jumlah responden": [30, 29, 31],
            **{aspek: [None, 3] for aspek in ASPEK[:4]},
        },
        "Masih 3 sel", None, "Masih 3 sel yang harus diisi",  # two aspects of B, F02 of C
    ),
    "pelayanan_galat": (
        "organisasi", "Pelayanan Publik", {},
        {"Unit": ["A", None], "F02": ["=1/0", 3.2], "F03": [4, 3], "Jumlah responden": [30, 29]},
        "Masih 2 sel", None, "Masih 2 sel yang harus diisi",
    ),
}  # fmt: skip


def _cari(ws: Any, teks: str) -> Any:
    return next(sel for baris in ws.iter_rows() for sel in baris if sel.value == teks)


def _templat(kode: str) -> Workbook:
    register, periode = muat_register(), Periode(2025, 12)
    nama, formulir, acuan = register.nama_bagian(kode, periode.akhir), register.formulir(kode), register.acuan(2025)
    bahan = Pratinjau.dari_aturan(Konteks(register, periode, kode))
    return load_workbook(io.BytesIO(tulis_templat(kode, nama, periode, formulir, acuan, bahan, "5 Januari 2026")))


def _simpan(buku: Workbook) -> bytes:
    keluaran = io.BytesIO()
    buku.save(keluaran)
    return keluaran.getvalue()


def _isi_templat(kode: str, lembar: str, pasangan: Mapping[str, object], kolom: Mapping[str, list[Any]]) -> bytes:
    """A template filled as a person does: by label, below a header, to the right of a label."""
    buku = _templat(kode)
    for ws, semua in ((buku["Identitas"], IDENTITAS), (buku[lembar], pasangan)):
        for label, nilai in semua.items():
            sel = _cari(ws, label)
            ws.cell(sel.row, sel.column + 1).value = nilai
    for label, isi_kolom in kolom.items():
        kepala = _cari(buku[lembar], label)
        for nomor, nilai in enumerate(isi_kolom, 1):
            buku[lembar].cell(kepala.row + nomor, kepala.column).value = nilai
    return _simpan(buku)


@pytest.fixture(scope="module")
def terhitung(hitung_ulang: HitungUlang, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    terisi = {nama: _isi_templat(*isi[:4]) for nama, isi in TERISI.items()}
    return hitung_ulang(terisi, tmp_path_factory.mktemp("templat"))


@pytest.mark.parametrize("nama", TERISI)
def test_keadaan_dan_pratinjau_ikut_isian(nama: str, terhitung: dict[str, Workbook]) -> None:
    _, lembar, _, _, keadaan, pratinjau, seluruh = TERISI[nama]
    ws = terhitung[nama][lembar]

    def di_kanan(label: str) -> object:
        sel = _cari(ws, label)
        return ws.cell(sel.row, sel.column + 1).value

    assert di_kanan(LABEL_KEADAAN) == keadaan
    assert terhitung[nama]["Petunjuk"]["D1"].value == seluruh
    if lembar not in ("SKM Responden", "Kuesioner IKS"):
        assert di_kanan(LABEL_PRATINJAU) == pratinjau


def test_pratinjau_dari_jawaban_responden(hitung_ulang: HitungUlang, tmp_path: Path) -> None:
    """Three respondents, one answer missing: each unsur is the mean of its valid answers."""
    buku = _templat("umum")
    ws, responden = buku["SKM"], buku["SKM Responden"]
    sel = _cari(ws, "Cara pengisian")
    ws.cell(sel.row, sel.column + 1).value = "Responden"
    jawaban = [[4, 3, 4, 3, 4, 3, 4, 3, 4], [4, None, 4, 3, 4, 3, 4, 3, 3], [4, 3, 4, 3, 4, 3, 4, 3, 2]]
    awal = _cari(responden, "Persyaratan")
    for nomor, satu in enumerate(jawaban, 1):
        for kolom, nilai in enumerate(satu):
            responden.cell(awal.row + nomor, awal.column + kolom).value = nilai
    ws = hitung_ulang({"umum": _simpan(buku)}, tmp_path)["umum"]["SKM"]
    sel = _cari(ws, LABEL_PRATINJAU)
    assert ws.cell(sel.row, sel.column + 1).value == 86.11
