"""Scores of the ITKP from counts and budgets (sheet `ITKP Hitungan`): row by row, component, pillar, total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.bacaan import Baris, masukan, temuan_di
from iku_rules.bentuk_itkp import (
    BarisHitungan,
    KomponenITKP,
    ModelITKP,
    RumusAda,
    RumusAmbang,
    RumusJenjang,
    RumusNilai,
    RumusSebanding,
    RumusVariabel,
    UkuranAmbang,
)
from iku_rules.hasil import IsiRincian, TabelRincian
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
    Simpul,
    Terbesar,
    Terkecil,
    berjenjang,
)
from iku_rules.rakit import parameter_dari, tabel_parameter, tabel_perhitungan
from schemas.temuan import Temuan
from schemas.tulisan import angka, tulis

BLOK = "itkp_hitungan"
PEMBILANG, PENYEBUT = "pembilang", "penyebut"


@dataclass(frozen=True)
class SkorBaris:
    """A key row with its inputs, its ratio in percent (None where it has no denominator) and its score."""

    hitungan: BarisHitungan
    masukan: Mapping[str, Masukan]
    rasio: Langkah | None
    skor: Langkah

    @property
    def dimulai(self) -> bool:
        """Whether anything was entered in the row."""
        return any(m.nilai is not None for m in self.masukan.values())


@dataclass(frozen=True)
class Cacahan:
    """All that the counts give; a component, a pillar or the total with an unknown part is unknown."""

    baris: tuple[SkorBaris, ...]
    komponen: Mapping[str, Langkah]
    pilar: tuple[Langkah, ...]
    total: Langkah

    @property
    def ada(self) -> bool:
        return any(b.dimulai for b in self.baris)


def cacah(masukan_baris: Mapping[str, Mapping[str, Masukan]], model: ModelITKP, tahun: int) -> Cacahan:
    """The steps of the year's model; `masukan_baris` by key, a row that was left out is absent or unknown."""
    baris = tuple(_skor(h, masukan_baris.get(h.kode, {}), model) for h in model.hitungan_pada(tahun))
    komponen = {k.kode: _komponen(k, [b.skor for b in baris if b.hitungan.komponen == k.kode]) for k in model.komponen}
    pilar = tuple(_pilar(satu, komponen, model) for satu in model.pilar)
    return Cacahan(baris, komponen, pilar, Langkah("Nilai menurut hitungan", Bulat(Jumlah(pilar))))


def baca_baris(baris: Mapping[str, Baris], model: ModelITKP, tahun: int) -> dict[str, dict[str, Masukan]]:
    """The inputs of the rows that are there."""
    return {
        h.kode: {nama: masukan(baris[h.kode], nama, f"{nama.capitalize()} {h.nama}") for nama in _isian(h)}
        for h in model.hitungan_pada(tahun)
        if h.kode in baris
    }


def _isian(hitungan: BarisHitungan) -> tuple[str, ...]:
    return (PEMBILANG, PENYEBUT) if hitungan.penyebut else (PEMBILANG,)


# formulas


def _skor(hitungan: BarisHitungan, isi: Mapping[str, Masukan], model: ModelITKP) -> SkorBaris:
    isi = {nama: isi.get(nama) or Masukan(f"{nama.capitalize()} {hitungan.nama}", None) for nama in _isian(hitungan)}
    rasio = None
    if hitungan.penyebut:
        rasio = Langkah(
            f"Persentase {hitungan.nama}", Bagi(Kali(isi[PEMBILANG], model.persen.parameter), isi[PENYEBUT])
        )
    rumus = _rumus(hitungan, rasio or isi[PEMBILANG], model)
    return SkorBaris(hitungan, isi, rasio, Langkah(f"Nilai {hitungan.nama}", rumus))


def _rumus(hitungan: BarisHitungan, ukuran: Simpul, model: ModelITKP) -> Simpul:
    """The score from what is measured: the ratio in percent, or the count where there is no denominator."""
    maksimum, persen = model.komponen_dari(hitungan).angka_maksimum.parameter, model.persen.parameter
    match hitungan.rumus:
        case RumusAmbang(ambang=nama):
            assert model.ukuran_ambang is not None
            return _berambang(ukuran, maksimum, persen, model.ukuran_ambang.ambang(nama).parameter, model.ukuran_ambang)
        case RumusSebanding():
            return Terkecil((Bagi(Kali(maksimum, ukuran), persen), maksimum))
        case RumusVariabel():
            kelipatan = model.kelipatan(hitungan)
            assert kelipatan is not None
            return Terkecil((Bagi(Kali(maksimum, ukuran), kelipatan.parameter), maksimum))
        case RumusAda(minimal=minimal):
            assert model.ukuran_ambang is not None
            return JikaMinimal(ukuran, minimal.parameter, maksimum, model.ukuran_ambang.di_luar.parameter)
        case RumusJenjang():
            (_, _, terendah), *jenjang = hitungan.jenjang
            return berjenjang(ukuran, terendah, [(b, nilai, j.di_atas) for j, b, nilai in jenjang if b is not None])
        case RumusNilai():
            return ukuran


def _berambang(persentase: Simpul, maksimum: Simpul, persen: Simpul, ambang: Simpul, ukuran: UkuranAmbang) -> Simpul:
    """max x p for threshold < p <= 100 %, max x (200 % - p) for 100 % < p < 200 %, else 0."""
    di_luar, ujung = ukuran.di_luar.parameter, ukuran.ujung.parameter
    naik = Bagi(Kali(maksimum, persentase), persen)
    turun = Bagi(Kali(maksimum, Kurang(ujung, persentase)), persen)
    jenjang: list[tuple[Simpul, Simpul, bool]] = [
        (ambang, naik, True),
        (persen, turun, True),
        (ujung, di_luar, False),
    ]
    return berjenjang(persentase, di_luar, jenjang)


def _komponen(komponen: KomponenITKP, skor: Sequence[Langkah]) -> Langkah:
    if len(skor) == 1:
        return skor[0]
    gabungan = Terbesar(tuple(skor)) if komponen.gabung == "terbesar" else Jumlah(tuple(skor))
    return Langkah(f"Nilai {komponen.nama} menurut hitungan", gabungan)


def _pilar(pilar: str, komponen: Mapping[str, Langkah], model: ModelITKP) -> Langkah:
    jumlah = Jumlah(tuple(komponen[k.kode] for k in model.komponen if k.pilar == pilar))
    return Langkah(f"Nilai pilar {pilar} menurut hitungan", Bulat(jumlah) if model.bulatkan_pilar.nilai else jumlah)


# what is shown


def tabel_hitungan(
    cacahan: Cacahan, baris: Mapping[str, Baris], komponen: Mapping[str, Masukan], model: ModelITKP
) -> tuple[TabelRincian, ...]:
    """The rows with their scores, components to total, differences against the component table, parameters.

    `komponen` are the entered scores (in a table of their own, with the maxima, where there are any).
    """
    if not cacahan.ada:
        return ()
    langkah = [*dict.fromkeys(cacahan.komponen.values()), *cacahan.pilar, cacahan.total]
    milik_baris = {id(b.skor) for b in cacahan.baris}
    lanjut = [satu for satu in langkah if satu.nilai is not None and id(satu) not in milik_baris]
    return (
        _tabel_baris(cacahan, baris),
        *((tabel_perhitungan(lanjut, "PERHITUNGAN DARI ITKP HITUNGAN"),) if lanjut else ()),
        *_tabel_selisih(cacahan, komponen, model),
        *_tabel_jenjang(cacahan),
        *_tabel_parameter(cacahan, () if not komponen else tuple(k.angka_maksimum.parameter for k in model.komponen)),
    )


def _tabel_baris(cacahan: Cacahan, baris: Mapping[str, Baris]) -> TabelRincian:
    return TabelRincian(
        "ITKP HITUNGAN",
        ("Kode", "Komponen", "Pembilang", "Penyebut", "Persentase", "Nilai hitungan", "Keterangan"),
        tuple(
            (
                b.hitungan.kode,
                b.hitungan.uraian,
                b.masukan[PEMBILANG],
                b.masukan.get(PENYEBUT, "-"),
                _dikenal(b.rasio) if b.hitungan.penyebut else "-",
                _dikenal(b.skor),
                baris[b.hitungan.kode]["keterangan"] if b.hitungan.kode in baris else None,
            )
            for b in cacahan.baris
        ),
    )


def _dikenal(langkah: Langkah | None) -> IsiRincian:
    """A step that gives a number; an unknown one would take a blank cell for 0."""
    return langkah if langkah is not None and langkah.nilai is not None else None


def selisih(cacahan: Cacahan, komponen: Mapping[str, Masukan]) -> dict[str, Langkah]:
    """Component code -> entered score less computed one, where both are known."""
    return {
        kode: Langkah(f"Selisih {masukan_.nama}", Kurang(masukan_, cacahan.komponen[kode]))
        for kode, masukan_ in komponen.items()
        if masukan_.nilai is not None and cacahan.komponen[kode].nilai is not None
    }


def _tabel_selisih(cacahan: Cacahan, komponen: Mapping[str, Masukan], model: ModelITKP) -> tuple[TabelRincian, ...]:
    beda = selisih(cacahan, komponen)
    if not beda:
        return ()
    nama = {k.kode: k.nama for k in model.komponen}
    isi = tuple((kode, nama[kode], satu) for kode, satu in beda.items())
    return (TabelRincian("SELISIH KOMPONEN DENGAN HITUNGAN", ("Kode", "Komponen", "Selisih"), isi),)


def _terpakai(cacahan: Cacahan) -> list[SkorBaris]:
    """The rows whose formula is shown."""
    return [b for b in cacahan.baris if b.skor.nilai is not None]


def _tabel_jenjang(cacahan: Cacahan) -> tuple[TabelRincian, ...]:
    """Beginning and score of every step; name and reference once per row of the sheet."""
    isi: list[tuple[IsiRincian, ...]] = []
    for b in _terpakai(cacahan):
        for satu, batas, nilai in b.hitungan.jenjang:
            syarat = "di bawahnya" if batas is None else "lebih dari" if satu.di_atas else "mulai"
            nama, dasar = (b.hitungan.nama, _dasar(nilai)) if batas is None else (None, (None, None))
            isi.append((b.hitungan.kode, nama, syarat, batas, nilai, *dasar))
    kolom = ("Kode", "Komponen", "Syarat", "Batas", "Nilai", "Acuan", "Dikonfirmasi")
    return (TabelRincian("JENJANG NILAI", kolom, tuple(isi)),) if isi else ()


def _dasar(parameter: Parameter) -> tuple[str, str]:
    return parameter.acuan, "ya" if parameter.dikonfirmasi else "belum"


def _tabel_parameter(cacahan: Cacahan, tampil: Sequence[Parameter]) -> tuple[TabelRincian, ...]:
    """The parameters that stand in no other table."""
    sudah = {id(p) for p in tampil}
    sudah |= {id(p) for b in cacahan.baris for _, batas, nilai in b.hitungan.jenjang for p in (batas, nilai)}
    dipakai = {id(p): p for b in _terpakai(cacahan) for p in parameter_dari(b.skor) if id(p) not in sudah}
    return (tabel_parameter(dipakai.values()),) if dipakai else ()


# findings


def temuan_hitungan(cacahan: Cacahan, baris: Mapping[str, Baris], model: ModelITKP, tahun: int) -> list[Temuan]:
    """P432 for a denominator 0, P414 for a count that cannot occur."""
    temuan = []
    for b in cacahan.baris:
        hitungan, penyebut, pembilang = b.hitungan, b.masukan.get(PENYEBUT), b.masukan[PEMBILANG].nilai
        kunci = f"{hitungan.kode} {hitungan.nama}"
        if penyebut is not None and penyebut.nilai == 0:
            isi = {"ditemukan": tulis(penyebut.nilai), "label": "Penyebut", "kunci": kunci}
            temuan.append(temuan_di("P432", baris[hitungan.kode], PENYEBUT, **isi))
        sah = model.pembilang_sah(hitungan)
        if pembilang is not None and sah and pembilang not in sah:
            isi = {"ditemukan": tulis(pembilang), "label": "Pembilang", "kunci": kunci}
            pilihan = "; ".join(angka(n) for n in sah)
            temuan.append(temuan_di("P414", baris[hitungan.kode], PEMBILANG, **isi, tahun=tahun, pilihan=pilihan))
    return temuan


def temuan_selisih_komponen(
    cacahan: Cacahan, komponen: Mapping[str, Masukan], baris_komponen: Mapping[str, Baris], model: ModelITKP
) -> list[Temuan]:
    """P433 at each entered score that differs from the computed one by more than its printing explains."""
    nama = {k.kode: k.nama for k in model.komponen}
    temuan = []
    for kode, satu in selisih(cacahan, komponen).items():
        diisi, dihitung = komponen[kode].nilai, cacahan.komponen[kode].nilai
        assert diisi is not None and dihitung is not None and satu.nilai is not None
        kasar = banyak_desimal(diisi) == 1
        toleransi = model.toleransi_hitungan_satu_desimal if kasar else model.toleransi_hitungan
        if abs(satu.nilai) > toleransi.nilai:
            kata = _kata_selisih(diisi, dihitung, toleransi.nilai) | {"kunci": f"{kode} {nama[kode]}"}
            temuan.append(temuan_di("P433", baris_komponen[kode], "nilai", **kata))
    return temuan


def temuan_selisih_surat(
    cacahan: Cacahan, surat: Baris | None, nilai: Masukan | None, toleransi: Decimal
) -> list[Temuan]:
    """P434 where the letter differs from the total of the counts."""
    dihitung = cacahan.total.nilai
    if surat is None or nilai is None or nilai.nilai is None or dihitung is None:
        return []
    if abs(nilai.nilai - dihitung) <= toleransi:
        return []
    return [temuan_di("P434", surat, "nilai", **_kata_selisih(nilai.nilai, dihitung, toleransi))]


def _kata_selisih(diisi: Decimal, dihitung: Decimal, toleransi: Decimal) -> dict[str, str]:
    return {
        "ditemukan": angka(diisi, 2),
        "hitung": angka(dihitung, 2),
        "selisih": angka(abs(diisi - dihitung), 2),
        "toleransi": angka(toleransi, 2),
    }


def banyak_desimal(nilai: Decimal) -> int:
    """How many decimals a number is printed with."""
    pangkat = nilai.normalize().as_tuple().exponent
    return max(0, -pangkat) if isinstance(pangkat, int) else 0
