"""Cells to values: clear forms are read, unclear ones are asked about, nothing ever raises."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.nilai import (
    IsiKhusus,
    Jenis,
    Keadaan,
    Konteks,
    Sel,
    alamat_sel,
    angka_dari_tulisan,
    desimal_dari_biner,
    mirip,
    rapikan,
    tanggal_dari_tulisan,
    urai,
)
from schemas.periode import Periode
from schemas.tulisan import angka, tanggal

KONTEKS = Konteks("ITKP", "Nilai", tahun=2025, pilihan=("Ya", "Tidak"))


def baca(isi: Any, jenis: Jenis, **rincian: Any) -> tuple[Any, list[str]]:
    nilai, temuan = urai(Sel(3, 4, isi, **rincian), jenis, KONTEKS)
    assert all((t.lembar, t.sel) == ("ITKP", "D3") for t in temuan)
    return nilai.isi, [t.kode for t in temuan]


# Numbers


@pytest.mark.parametrize(
    ("tulisan", "nilai"),
    [
        ("83,25", "83.25"), ("83.25", "83.25"), (" 90 %", "90"), ("90,5%", "90.5"), ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"), ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("-3,5", "-3.5"),
        ("−3,5", "-3.5"), ("+7", "7"), ("0,123", "0.123"), ("1234,567", "1234.567"), ("83,2500", "83.2500"),
        ("0", "0"), ("\u00a03,5\u200b", "3.5"),
    ],
)  # fmt: skip
def test_angka_jelas(tulisan: str, nilai: str) -> None:
    assert angka_dari_tulisan(tulisan) == Decimal(nilai)


@pytest.mark.parametrize("tulisan", ["1.234", "1,234", "83.250", "-1,234", "123,456 %"])
def test_angka_mendua(tulisan: str) -> None:
    hasil = angka_dari_tulisan(tulisan)
    assert isinstance(hasil, tuple)
    assert hasil[0] == hasil[1] * 1000


@pytest.mark.parametrize(
    "tulisan",
    [
        "",
        "%",
        "abc",
        "1,2,3",
        "1.23.456",
        "1 234",
        "12a",
        "1e5",
        "0x1",
        ",5",
        "5,",
        "--5",
        "Rp5",
        "½",
        "NaN",
        "0.123.456",
        "0,123.5",
        "1.234.56",
        "1,234,5",
        "1.2345,6",
        "12.34,5",
        "1..234",
        "1.234,",
        "1,234%%",
        "- 5",
    ],
)
def test_bukan_angka(tulisan: str) -> None:
    assert angka_dari_tulisan(tulisan) is None


@pytest.mark.parametrize(
    ("isi", "hasil"),
    [
        (0, (Decimal(0), [])),
        (0.1 + 0.2, (Decimal("0.3"), [])),
        (35.56, (Decimal("35.56"), [])),
        ("83,25", (Decimal("83.25"), ["I311"])),
        ("1.234", (None, ["G302"])),
        ("-", (None, ["G310"])),
        ("belum ada", (None, ["G301"])),
        (True, (None, ["G315"])),
        (time(4, 43), (None, ["G303"])),
        (timedelta(hours=4, minutes=43), (None, ["G303"])),
        (datetime(2025, 12, 1), (None, ["G303"])),
        (date(2025, 12, 1), (None, ["G303"])),
        (float("inf"), (None, ["G301"])),
        (float("nan"), (None, ["G301"])),
        (None, (None, [])),
        (" \u00a0", (None, [])),
    ],
)
def test_angka_sel(isi: Any, hasil: Any) -> None:
    assert baca(isi, Jenis.ANGKA) == hasil


def test_persen_dan_khusus() -> None:
    assert baca(0.9, Jenis.ANGKA, persen=True) == (Decimal(90), [])
    assert baca("#REF!", Jenis.TEKS, khusus=IsiKhusus.GALAT_RUMUS) == (None, ["G306"])
    assert baca(None, Jenis.TANGGAL, khusus=IsiKhusus.RUMUS_TANPA_NILAI) == (None, ["G307"])


def test_strip_bila_boleh() -> None:
    nilai, temuan = urai(Sel(1, 1, "–"), Jenis.ANGKA, Konteks("SKM", "NRR", boleh_tidak_dinilai=True))
    assert (nilai.keadaan, nilai.isi, temuan) == (Keadaan.TIDAK_DINILAI, None, [])


@pytest.mark.parametrize(
    ("isi", "hasil"),
    [(4, (4, [])), (4.0, (4, [])), ("2025,0", (2025, ["I311"])), (3.5, (None, ["G309"])), ("3,5", (None, ["G309"]))],
)
def test_bulat(isi: Any, hasil: Any) -> None:
    terbaca = baca(isi, Jenis.BULAT)
    assert terbaca == hasil
    assert terbaca[0] is None or str(terbaca[0]).isdigit()


# Other kinds


@pytest.mark.parametrize(
    ("jenis", "isi", "hasil"),
    [
        (Jenis.KODE, 198001012005011001, (None, ["G308"])),
        (Jenis.KODE, datetime(2025, 12, 1), (None, ["G308"])),
        (Jenis.KODE, " 12/D/2026 ", ("12/D/2026", [])),
        (Jenis.TEKS, 7, ("7", [])),
        (Jenis.PILIHAN, "Ya", ("Ya", [])),
        (Jenis.PILIHAN, " ya", ("Ya", ["I313"])),
        (Jenis.PILIHAN, "Yaa", (None, ["G305"])),
        (Jenis.PILIHAN, 1, (None, ["G305"])),
        (Jenis.TANGGAL, datetime(2025, 12, 31, 8), (date(2025, 12, 31), [])),
        (Jenis.TANGGAL, "31/12/2025", (date(2025, 12, 31), ["I312"])),
        (Jenis.TANGGAL, datetime(1900, 1, 12), (None, ["G320"])),
        (Jenis.TANGGAL, "31/12/1925", (None, ["G320"])),
        (Jenis.TANGGAL, "12/31/2025", (None, ["G304"])),
        (Jenis.TANGGAL, 46022, (None, ["G304"])),
        (Jenis.TANGGAL, time(4, 43), (None, ["G304"])),
        (Jenis.PERIODE, "2025-12", (Periode(2025, 12), [])),
        (Jenis.PERIODE, "Desember 2025", (Periode(2025, 12), ["I313"])),
        (Jenis.PERIODE, "12/2025", (Periode(2025, 12), ["I313"])),
        (Jenis.PERIODE, "31 Desember 2025", (Periode(2025, 12), ["I313"])),
        (Jenis.PERIODE, "2025", (None, ["G209"])),
        (Jenis.PERIODE, datetime(2025, 12, 1), (Periode(2025, 12), [])),
        (Jenis.PERIODE, datetime(1900, 1, 12), (None, ["G209"])),
        (Jenis.PERIODE, 12, (None, ["G209"])),
        (Jenis.PERIODE, "13/2025", (None, ["G209"])),
    ],
)
def test_jenis_lain(jenis: Jenis, isi: Any, hasil: Any) -> None:
    assert baca(isi, jenis) == hasil


@pytest.mark.parametrize(
    "tulisan",
    ["31 Desember 2025", "31/12/2025", "31-12-2025", "31.12.2025", "2025-12-31", "Rabu, 31 des 2025", "31-Des-2025"],
)
def test_tanggal_tulisan(tulisan: str) -> None:
    assert tanggal_dari_tulisan(tulisan) == date(2025, 12, 31)


@pytest.mark.parametrize("tulisan", ["31 Februari 2025", "31/12/25", "Desember 2025", "0/0/2025", "31 Dember 2025", ""])
def test_bukan_tanggal(tulisan: str) -> None:
    assert tanggal_dari_tulisan(tulisan) is None


def test_alamat_dan_mirip() -> None:
    assert [alamat_sel(7, k) for k in (1, 26, 27, 702, 703, 16384)] == ["A7", "Z7", "AA7", "ZZ7", "AAA7", "XFD7"]
    assert mirip("Perbub", ("Perda", "Perbup")) == " Mungkin maksudnya “Perbup”."
    assert mirip("xyz", ("Perda",)) == ""


# Properties

ISI = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.from_regex(r"[+-]?[0-9.,%/ -]{0,12}", fullmatch=True),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@settings(max_examples=300, deadline=None)
@given(isi=ISI, jenis=st.sampled_from(Jenis), persen=st.booleans())
def test_tidak_pernah_gagal(isi: Any, jenis: Jenis, persen: bool) -> None:
    nilai, temuan = urai(Sel(1, 1, isi, persen=persen), jenis, KONTEKS)
    galat = [t for t in temuan if t.kode.startswith("G")]
    assert (nilai.keadaan is Keadaan.GALAT) == bool(galat)
    assert nilai.keadaan is Keadaan.TERISI or nilai.isi is None


GAYA = {"Indonesia": str.maketrans(",.", ".,"), "Inggris": {}}


@settings(max_examples=400, deadline=None)
@given(
    x=st.decimals(-(10**9), 10**9, places=6),
    desimal=st.integers(0, 6),
    gaya=st.sampled_from(sorted(GAYA)),
    kelompok=st.booleans(),
    hiasan=st.sampled_from(["{}", " {} ", "\u00a0{}", "{}%", "{} %"]),
)
def test_angka_pulang_pergi(x: Decimal, desimal: int, gaya: str, kelompok: bool, hiasan: str) -> None:
    """A number written in either manner reads back the same; where it may mean two, it is one of them."""
    x = round(x, desimal)
    tulisan = f"{x:,.{desimal}f}" if kelompok else f"{x:.{desimal}f}"
    terbaca = angka_dari_tulisan(hiasan.format(tulisan.translate(GAYA[gaya])))
    tanda = tulisan.count(",") + tulisan.count(".")
    if tanda == 1 and re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", tulisan):
        assert isinstance(terbaca, tuple) and x in terbaca
    else:
        assert terbaca == x


@settings(max_examples=200, deadline=None)
@given(x=st.decimals(-(10**9), 10**9, places=6))
def test_angka_tercetak_terbaca(x: Decimal) -> None:
    """What we print for Indonesian readers we read, unless it may mean two things."""
    terbaca = angka_dari_tulisan(angka(x))
    assert x in (terbaca if isinstance(terbaca, tuple) else (terbaca,))


@settings(max_examples=300, deadline=None)
@given(teks=st.from_regex(r"[+-]?[0-9.,]{1,12}", fullmatch=True))
def test_satu_bacaan_saja(teks: str) -> None:
    """A reading is never given while the other manner of writing would give another one."""
    terbaca = angka_dari_tulisan(teks)
    balik = angka_dari_tulisan(teks.translate(GAYA["Indonesia"]))
    if isinstance(terbaca, tuple):
        assert terbaca == balik and terbaca[0] == terbaca[1] * 1000
    elif terbaca is not None:
        assert balik == terbaca  # the marks changed places: the same number, the other manner


@settings(max_examples=200, deadline=None)
@given(x=st.decimals(0, 1000, places=4), persen=st.booleans())
def test_sel_berformat_persen(x: Decimal, persen: bool) -> None:
    """A cell shown as percent holds a share of one, exactly a hundredth of what is seen; a text says what is seen."""
    terbaca, temuan = baca(float(x), Jenis.ANGKA, persen=persen)
    assert (terbaca, temuan) == (x * 100 if persen else x, [])
    tulisan = f"{x:.2f} %".replace(".", ",")
    assert baca(tulisan, Jenis.ANGKA, persen=persen) == (round(x, 2), ["I311"])


BULAN = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@settings(max_examples=200, deadline=None)
@given(hari=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_tanggal_pulang_pergi(hari: date) -> None:
    bentuk = [
        tanggal(hari), f"{hari:%d/%m/%Y}", f"{hari.day}/{hari.month}/{hari.year}", f"{hari:%d-%m-%Y}",
        f"{hari:%d.%m.%Y}", hari.isoformat(), f"{hari.day} {BULAN[hari.month - 1].upper()} {hari.year}",
        f"{hari.day}-{BULAN[hari.month - 1][:3]}-{hari.year}",
    ]  # fmt: skip
    assert {tanggal_dari_tulisan(satu) for satu in bentuk} == {hari}
    bulan = Periode(hari.year, hari.month)
    for satu in (bulan.nama, str(bulan), f"{BULAN[hari.month - 1][:3]} {hari.year}", f"{hari:%m/%Y}", tanggal(hari)):
        assert baca(satu, Jenis.PERIODE)[0] == bulan


@settings(max_examples=200, deadline=None)
@given(teks=st.text(max_size=25) | st.from_regex(r"[0-9]{1,4}[ /.-][0-9A-Za-z]{1,9}[ /.-][0-9]{1,4}", fullmatch=True))
def test_tanggal_tidak_pernah_gagal(teks: str) -> None:
    hari = tanggal_dari_tulisan(teks)
    assert hari is None or any(c.isdigit() for c in teks)


@settings(max_examples=200, deadline=None)
@given(depan=st.integers(1, 999), belakang=st.integers(0, 999), tanda=st.sampled_from(".,"))
def test_tidak_menebak(depan: int, belakang: int, tanda: str) -> None:
    """One to three digits, one separator, three digits: a thousand or a fraction, so never a guess."""
    hasil = angka_dari_tulisan(f"{depan}{tanda}{belakang:03d}")
    assert hasil == (Decimal(depan * 1000 + belakang), Decimal(depan) + Decimal(belakang) / 1000)


@settings(max_examples=200, deadline=None)
@given(x=st.decimals(-100_000, 100_000, places=4))
def test_desimal_seperti_di_excel(x: Decimal) -> None:
    assert desimal_dari_biner(float(x)) == x


@settings(max_examples=100, deadline=None)
@given(teks=st.text(max_size=30))
def test_rapikan_tetap(teks: str) -> None:
    assert rapikan(rapikan(teks)) == rapikan(teks)


@pytest.mark.parametrize(
    ("isi", "ditemukan"),
    [(198001012005011008, "198001012005011008"), (123.0, "123"), (4.5, "4,5"), (float("inf"), "Infinity")],
)
def test_kode_bertipe_angka_ditunjukkan_tanpa_titik(isi: object, ditemukan: str) -> None:
    nilai, temuan = urai(Sel(10, 2, isi), Jenis.KODE, Konteks("Identitas", "NIP penyusun", "18 angka", 2025))
    assert (nilai.isi, nilai.keadaan) == (None, Keadaan.GALAT)
    assert [(t.kode, t.ditemukan) for t in temuan] == [("G308", ditemukan)]
