"""Helpers of the rule tests: submissions built as the reader builds them, so that the frames are the real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register, muat_register
from iku_rules.hasil import Perhitungan
from iku_rules.konteks import Konteks
from iku_rules.langkah import Langkah, Masukan, Parameter, Simpul, anak, telusuri
from schemas.acuan import Acuan, BarisKunci
from schemas.daftar import lembar_untuk
from schemas.formulir import Bentuk, Blok, Lembar
from schemas.kiriman import Baris, BlokTerisi, Kiriman, bingkai
from schemas.nilai import Keadaan, Nilai, alamat_sel
from schemas.periode import Periode

BARIS_PERTAMA = {Bentuk.PASANGAN: 4, Bentuk.TABEL: 30}
Isi = Mapping[str, Any]  # block name -> pairs, rows by key, or list of rows


@dataclass(frozen=True)
class Pembuat:
    """Builds submissions and computes them.

    `isi` maps a block's name to its cells: field -> value for pairs, key -> {field: value} for tables with key rows
    (a bare value fills the first entry field), a list of {field: value} for other tables. "-" is "not assessed".
    """

    register: Register

    def kiriman(self, bagian: str, periode: str, iku: str, isi: Isi) -> Kiriman:
        bulan = Periode.urai(periode)
        satu = Kiriman(f"{bagian}.xlsx", "0" * 64, bagian, bulan, (iku,))
        tahun = int(next((p["tahun_penilaian"] for p in isi.values() if _bertahun(p)), bulan.tahun))
        acuan = self.register.acuan(tahun)
        for lembar in lembar_untuk((iku,), self.register.acuan(bulan.tahun))[1:]:
            for blok in lembar.blok:
                tersentuh = any(isi.get(b.nama) for b in lembar.blok if b.kelompok == blok.kelompok)
                satu.blok[lembar.nama, blok.nama] = _blok(blok, lembar, acuan, isi.get(blok.nama, {}), tersentuh)
        return satu

    def hitung(self, bagian: str, periode: str, iku: str, isi: Isi, acak: Sequence[int] | None = None) -> Perhitungan:
        """The rule's result; `acak` reorders the rows of every table by these sort keys."""
        semua = bingkai([self.kiriman(bagian, periode, iku, isi)])
        dipilih = {nama: b[b["iku"] == iku] for nama, b in semua.items()}
        if acak is not None:
            dipilih = {
                nama: b.iloc[sorted(range(len(b)), key=lambda n: acak[n % len(acak)])] for nama, b in dipilih.items()
            }
        hasil = ATURAN[iku].hitung(dipilih, Konteks(self.register, Periode.urai(periode), bagian))
        periksa_rincian(hasil)
        return hasil


def _bertahun(isi: Any) -> bool:
    return isinstance(isi, Mapping) and isi.get("tahun_penilaian") is not None


def _blok(blok: Blok, lembar: Lembar, acuan: Acuan, isi: Any, tersentuh: bool) -> BlokTerisi:
    if blok.bentuk is Bentuk.PASANGAN:
        return BlokTerisi.dari_baris(blok, lembar, acuan, (_baris(blok, 0, isi),), (None,), tersentuh=tersentuh)
    if blok.kunci is None:
        baris = tuple(_baris(blok, nomor, satu) for nomor, satu in enumerate(isi or []))
        return BlokTerisi.dari_baris(blok, lembar, acuan, baris, (None,) * len(baris), tersentuh=tersentuh)
    kunci = acuan.baris[blok.nama]
    baris = tuple(_baris_kunci(blok, nomor, k, (isi or {}).get(k.kunci)) for nomor, k in enumerate(kunci))
    return BlokTerisi.dari_baris(blok, lembar, acuan, baris, kunci, tersentuh=tersentuh)


def _baris_kunci(blok: Blok, nomor: int, kunci: BarisKunci, isi: Any) -> Baris:
    pertama = next(nama for nama, i in blok.isian.items() if not i.tetap)
    diisi = isi if isinstance(isi, Mapping) else {pertama: isi}
    assert blok.kunci is not None
    return _baris(blok, nomor, {blok.kunci: kunci.kunci, **kunci.nilai_tetap, **diisi})


def _baris(blok: Blok, nomor: int, isi: Mapping[str, Any]) -> Baris:
    asing = set(isi) - set(blok.isian)
    assert not asing, asing
    pasangan = blok.bentuk is Bentuk.PASANGAN
    awal = BARIS_PERTAMA[blok.bentuk]
    return {
        nama: _nilai(isi.get(nama), alamat_sel(awal + urutan, 2) if pasangan else alamat_sel(awal + nomor, urutan + 1))
        for urutan, nama in enumerate(blok.isian)
    }


def _nilai(isi: Any, sel: str) -> Nilai:
    if isi is None:
        return Nilai(None, Keadaan.KOSONG, sel)
    if isi == "-":
        return Nilai(None, Keadaan.TIDAK_DINILAI, sel)
    return Nilai(Decimal(str(isi)) if isinstance(isi, (int, float)) else isi, Keadaan.TERISI, sel)


def langsung(simpul: Simpul) -> list[Simpul]:
    """The named nodes a node rests on directly: those a formula refers to."""
    hasil: list[Simpul] = []
    for satu in anak(simpul):
        hasil.extend([satu] if isinstance(satu, (Masukan, Parameter, Langkah)) else langsung(satu))
    return hasil


def periksa_rincian(perhitungan: Perhitungan) -> None:
    """Every node a shown or used step rests on stands in a table, once; so does the result."""
    tampil = [
        isi
        for tabel in perhitungan.rincian
        for baris in tabel.baris
        for isi in baris
        if isinstance(isi, (Masukan, Parameter, Langkah))
    ]
    for tabel in perhitungan.rincian:
        assert all(len(baris) == len(tabel.kolom) for baris in tabel.baris), tabel.judul
    letak = [id(s) for s in tampil]
    assert len(letak) == len(set(letak)), "a node stands twice"
    dipakai = list(telusuri(perhitungan.hasil)) if perhitungan.hasil else []
    assert perhitungan.hasil is None or id(perhitungan.hasil) in letak
    for langkah in (s for s in (*dipakai, *tampil) if isinstance(s, Langkah)):
        for satu in langsung(langkah):
            assert id(satu) in letak, (langkah.nama, satu)


def surat(nilai: Any, tahun: int, predikat: str | None = None, **lain: Any) -> dict[str, Any]:
    """The block HASIL RESMI, filled."""
    return {
        "status": "Sudah rilis",
        "tahun_penilaian": tahun,
        "nilai": nilai,
        "predikat": predikat,
        "nomor_surat": "1/D/2026",
        "tanggal_surat": date(2026, 1, 15),
        **lain,
    }


@pytest.fixture(scope="session")
def register() -> Register:
    return muat_register()


@pytest.fixture(scope="session")
def buat(register: Register) -> Pembuat:
    return Pembuat(register)


@pytest.fixture(scope="session")
def surat_resmi() -> Any:
    return surat


@pytest.fixture(scope="session")
def rincian_utuh() -> Any:
    return periksa_rincian
