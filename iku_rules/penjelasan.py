"""A rule in words and values: its card under the official name, and the parameters of an assessment year.

What `iku aturan`, the page `docs/aturan-iku.md` and the sheet `Metadata` show comes from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.aturan import ATURAN
from iku_rules.bentuk import (
    AspekPelayanan,
    BobotUnsur,
    KonversiKuesioner,
    KuesionerKesalehan,
    MetodeKesalehan,
    SampelSKM,
    UnsurSKM,
    VariabelHukum,
)
from iku_rules.bentuk_itkp import BarisHitungan, KomponenITKP, RumusJenjang, UkuranAmbang
from iku_rules.daftar import DESEMBER, Register
from iku_rules.dasar import Anggapan, Angka, Beku, DaftarKata, ModelTahunan, Saklar, pada_tahun
from iku_rules.kartu import Kartu
from iku_rules.skala import Selang, Skala
from schemas.periode import Periode
from schemas.tulisan import angka

POLARITAS = {
    "positif": "positif (makin tinggi makin baik): realisasi / target x 100",
    "N1": "negatif, rumus N1: (2 x target - realisasi) / target x 100",
    "N2": "negatif, rumus N2: target / realisasi x 100",
}


@dataclass(frozen=True)
class ParameterAturan:
    """A parameter as people read it; `nilai` in words."""

    nama: str
    nilai: str
    acuan: str
    dikonfirmasi: bool


@dataclass(frozen=True)
class Penjelasan:
    """A card with the model of a year. `nama` as in the official document; `catatan` where something does not reach."""

    kartu: Kartu
    nama: str
    tahun: int
    model: ModelTahunan
    parameter: tuple[ParameterAturan, ...]
    catatan: tuple[str, ...] = ()


def jelaskan(register: Register, kode: str, tahun: int) -> Penjelasan:
    """The rule of an indicator for an assessment year. KeyError for an unknown code."""
    kartu = ATURAN[kode].KARTU
    periode = Periode(tahun, DESEMBER)
    dokumen = register.dokumen(periode)
    model = model_tahun(register, kode, tahun)
    nama = dokumen.nama_iku(kode)
    catatan = [dokumen.catatan(periode)] if nama else [f"Indikator ini tidak tercantum dalam {dokumen.acuan}."]
    return Penjelasan(
        kartu=kartu,
        nama=nama or kartu.nama,
        tahun=tahun,
        model=model,
        parameter=(*parameter_model(model), *_daftar_bersama(register, kode, tahun)),
        catatan=tuple(c for c in (*catatan, _di_luar(model, tahun)) if c),
    )


def semua_model(register: Register, kode: str) -> tuple[ModelTahunan, ...]:
    """The models of an indicator, oldest first."""
    model: tuple[ModelTahunan, ...] = getattr(register, kode).model
    return model


def model_tahun(register: Register, kode: str, tahun: int) -> ModelTahunan:
    return pada_tahun(semua_model(register, kode), tahun)


def baris_kartu(kartu: Kartu) -> tuple[tuple[str, str], ...]:
    """(label, text) of a card, its name left out."""
    return (
        ("Kode", kartu.kode),
        ("Definisi", kartu.definisi),
        ("Pembilang", kartu.pembilang),
        ("Penyebut", kartu.penyebut),
        ("Satuan", kartu.satuan),
        ("Polaritas", POLARITAS[kartu.polaritas]),
        ("Dasar hukum", kartu.dasar_hukum),
        ("Berlaku", kartu.berlaku),
        ("Bagian", kartu.bagian),
        ("Frekuensi", kartu.frekuensi),
        ("Belum dikonfirmasi", "; ".join(kartu.belum_dikonfirmasi) or "tidak ada"),
    )


def parameter_model(model: ModelTahunan) -> tuple[ParameterAturan, ...]:
    """Every parameter of a model with its own reference; what has none stands under the model's."""
    return tuple(satu for nama in type(model).model_fields for satu in _urai(nama, getattr(model, nama), model))


def _di_luar(model: ModelTahunan, tahun: int) -> str | None:
    if tahun < model.tahun_dari:
        return f"Register belum memuat parameter tahun {tahun}; yang dipakai adalah yang terdekat ({model.nama})."
    if model.tahun_sampai is not None and tahun > model.tahun_sampai:
        return f"Parameter register berakhir tahun {model.tahun_sampai}; untuk {tahun} dipakai yang terakhir."
    return None


def _daftar_bersama(register: Register, kode: str, tahun: int) -> Iterator[ParameterAturan]:
    """Lists of the register that a rule counts with, beside its own file."""
    if kode == "kepuasan_masyarakat":
        ikm = pada_tahun(register.berkas_bagian.ikm, tahun)
        yield ParameterAturan(ikm.nama, f"{ikm.jumlah}: {', '.join(ikm.bagian)}", ikm.acuan, ikm.dikonfirmasi)
    if kode == "sinergitas_kecamatan":
        berkas = register.berkas_kecamatan
        banyak = str(len(berkas.kecamatan))
        yield ParameterAturan("Banyaknya kecamatan", banyak, berkas.acuan, berkas.dikonfirmasi)


def _urai(kunci: str, isi: object, model: ModelTahunan) -> Iterator[ParameterAturan]:
    """One field of a model as parameters; what only describes the model itself gives none."""
    match isi:
        case tuple():
            yield from _urai_daftar(kunci, isi, model)
        case Angka():
            yield _dari(isi, isi.nama, angka(isi.nilai))
        case Saklar():
            yield _dari(isi, isi.nama, "ya" if isi.nilai else "tidak")
        case Anggapan():
            yield _dari(isi, isi.nama, "ya")
        case DaftarKata():
            yield _dari(isi, f"Daftar {kunci}", "; ".join(isi.isi))
        case Skala():
            yield _dari(isi, "Skala predikat", tulisan_skala(isi))
        case KomponenITKP():
            sah = f" (hanya {'; '.join(angka(n) for n in isi.nilai_sah)})" if isi.nilai_sah else ""
            yield _dari(isi, isi.angka_maksimum.nama, angka(isi.maksimum) + sah)
            if isi.kelipatan:
                yield _dari(isi.kelipatan, isi.kelipatan.nama, angka(isi.kelipatan.nilai))
        case VariabelHukum():
            yield _dari(isi, isi.angka_bobot.nama, angka(isi.bobot))
        case AspekPelayanan():
            yield _dari(isi, f"Bobot aspek F02 {isi.nama}", f"{angka(isi.bobot)} %")
        case MetodeKesalehan():
            yield _dari(isi, f"Dimensi metode {isi.kode}", "; ".join(isi.dimensi))
        case BarisHitungan():
            yield _dari(isi, f"Hitungan {isi.kode} {isi.uraian}", _tulisan_hitungan(isi))
        case BobotUnsur():
            yield _dari(isi, isi.nama, isi.nilai if isinstance(isi.nilai, str) else angka(isi.nilai))
        case KonversiKuesioner():
            yield _dari(isi, isi.nama, isi.cara)
        case KuesionerKesalehan():
            contoh = " (contoh)" if isi.contoh else ""
            butir = "; ".join(f"{b.kode} {b.teks}" for b in isi.butir)
            yield _dari(isi, f"Butir kuesioner {isi.metode}{contoh}", f"{len(isi.butir)}: {butir}")
            for nama in ("jawaban_terkecil", "jawaban_terbesar", "konversi", "toleransi"):
                yield from _urai(nama, getattr(isi, nama), model)
        case SampelSKM() | UkuranAmbang():
            for nama in type(isi).model_fields:
                yield from _urai(nama, getattr(isi, nama), model)


def _urai_daftar(kunci: str, isi: tuple[object, ...], model: ModelTahunan) -> Iterator[ParameterAturan]:
    unsur = [u.nama for u in isi if isinstance(u, UnsurSKM)]
    tulisan = [t for t in isi if isinstance(t, str)]
    if unsur:
        yield _dari(model, "Unsur pelayanan", f"{len(unsur)}: {'; '.join(unsur)}")
    elif tulisan:
        yield _dari(model, f"Komponen yang {kunci.replace('_', ' ')}", ", ".join(tulisan))
    else:
        for satu in isi:
            yield from _urai(kunci, satu, model)


def _dari(isi: Beku, nama: str, nilai: str) -> ParameterAturan:
    """With the reference that `isi` itself carries."""
    acuan, dikonfirmasi = getattr(isi, "acuan"), getattr(isi, "dikonfirmasi")  # noqa: B009 (any model with the two)
    return ParameterAturan(nama, nilai, str(acuan), bool(dikonfirmasi))


def _tulisan_hitungan(baris: BarisHitungan) -> str:
    """The kind of formula and, where it has steps, each of them."""
    if not isinstance(baris.rumus, RumusJenjang):
        return f"rumus {baris.rumus.jenis}"
    langkah = (
        (f"{'>' if j.di_atas else '>='} {angka(j.batas)}: " if j.batas is not None else "") + angka(j.nilai)
        for j in baris.rumus.jenjang
    )
    return f"rumus {baris.rumus.jenis}: {'; '.join(langkah)}"


def tulisan_skala(skala: Skala) -> str:
    """`< 51 Sangat Rendah; >= 51 Rendah; …` or, closed at the upper end, `<= 30 D (Sangat Buruk); …`."""
    return "; ".join(_tulisan_selang(skala, nomor, satu) for nomor, satu in enumerate(skala.selang))


def _tulisan_selang(skala: Skala, nomor: int, selang: Selang) -> str:
    if selang.batas is not None:
        return f"{'>=' if skala.tertutup == 'bawah' else '<='} {_batas(selang.batas)} {selang.tulisan}"
    tetangga = skala.selang[nomor + 1 if skala.tertutup == "bawah" else nomor - 1].batas
    assert tetangga is not None
    return f"{'<' if skala.tertutup == 'bawah' else '>'} {_batas(tetangga)} {selang.tulisan}"


def _batas(nilai: Decimal) -> str:
    return angka(nilai)
