"""Indeks Pelayanan Publik (indikator tujuan): the official index, or the mean over the units."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iku_rules.bacaan import Baris, Isian, baris, masukan, satu, temuan_beda, temuan_di
from iku_rules.bentuk import ModelPelayanan
from iku_rules.hasil import Perhitungan, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bagi, Bulat, JikaMinimal, Jumlah, Kali, Langkah, Masukan, RataRata
from iku_rules.rakit import tabel_parameter, tabel_perhitungan
from iku_rules.surat import Hitungan, baca_surat, simpulkan
from schemas.pelayanan_publik import nama_aspek
from schemas.temuan import Temuan
from schemas.tulisan import angka

KARTU = Kartu(
    kode="pelayanan_publik",
    nama="Indeks Pelayanan Publik",
    definisi="Ukuran kinerja pelayanan publik pemerintah daerah, rata-rata nilai unit pelayanan yang dievaluasi.",
    pembilang="Jumlah nilai unit: 0,75 x F02 (evaluator) + 0,25 x F03 (pengguna layanan)",
    penyebut="Banyaknya unit yang dievaluasi",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="PermenPANRB 29/2022 (diubah dengan 4/2023)",
    berlaku="2021 dan seterusnya",
    bagian="organisasi",
    frekuensi="tahunan",
    belum_dikonfirmasi=(
        "jumlah minimum responden F03",
        "toleransi nilai resmi terhadap rata-rata unit",
        "bagian yang menyampaikan",
    ),
)
MASUKAN = {"f02": "F02", "f03": "F03", "jumlah_responden": "Jumlah responden"}


@dataclass(frozen=True)
class _Unit:
    """A unit: its cells, its F02 (filled in, else from the aspects), what the aspects give, its value."""

    baris: Baris
    f02: Masukan | Langkah
    f03: Masukan
    responden: Masukan
    aspek: tuple[Masukan, ...]
    menurut_aspek: Langkah | None
    nilai: Langkah


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The index of one submission; blocks `pelayanan_evaluasi`, `pelayanan_publik` and `hasil_resmi`."""
    surat = baca_surat(isian)
    model = konteks.register.pelayanan_publik.pada(surat.tahun(konteks))
    evaluasi = satu(isian, "pelayanan_evaluasi")
    jenis = evaluasi["jenis"] if evaluasi else None
    unit = [_unit(b, model) for b in baris(isian, KARTU.kode)]
    lengkap = bool(unit) and all(u.nilai.nilai is not None for u in unit)
    indeks = Langkah(KARTU.nama, Bulat(RataRata(tuple(u.nilai for u in unit)))) if unit else None
    hitungan = Hitungan(langkah=indeks if lengkap else None, tabel=_tabel(unit, indeks, jenis, model) if indeks else ())
    return simpulkan(
        KARTU.kode,
        f"{KARTU.kode} {model.nama}" + (f" {jenis}" if jenis else ""),
        konteks,
        isian,
        surat,
        hitungan,
        model.skala,
        model.toleransi,
        temuan=[temuan for u in unit for temuan in _temuan(u, model)],
        catatan=(f"jenis evaluasi {jenis}",) if jenis else (),
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """None: the form has no key rows."""
    return None


def _unit(satu_baris: Baris, model: ModelPelayanan) -> _Unit:
    nama = satu_baris["unit"]
    f02, f03, responden = (masukan(satu_baris, field, f"{label} {nama}") for field, label in MASUKAN.items())
    field_aspek = [(nama_aspek(n), aspek) for n, aspek in enumerate(model.aspek, start=1)]
    aspek = tuple(masukan(satu_baris, field, f"{a.nama} {nama}") for field, a in field_aspek if field in satu_baris)
    ada_aspek = len(aspek) == len(model.aspek) and any(m.nilai is not None for m in aspek)
    menurut_aspek = Langkah(f"F02 menurut aspek {nama}", _dari_aspek(aspek, model)) if ada_aspek else None
    f02_dipakai = Langkah(f"F02 {nama}", menurut_aspek) if f02.nilai is None and menurut_aspek else f02
    # Users count from a least number of respondents on.
    pengguna = JikaMinimal(responden, model.responden_minimum.parameter, f03, model.f03_kurang_responden.parameter)
    nilai = Jumlah((Kali(f02_dipakai, model.bobot_f02.parameter), Kali(pengguna, model.bobot_f03.parameter)))
    return _Unit(
        satu_baris,
        f02_dipakai,
        f03,
        responden,
        aspek if ada_aspek else (),
        menurut_aspek,
        Langkah(f"Nilai {nama}", nilai),
    )


def _dari_aspek(aspek: Sequence[Masukan], model: ModelPelayanan) -> Bagi:
    """The weighted sum of the aspects; weights are percent, so the division comes last."""
    tertimbang = tuple(Kali(m, a.parameter) for m, a in zip(aspek, model.aspek, strict=True))
    return Bagi(Jumlah(tertimbang), model.bobot_penuh.parameter)


def _temuan(unit: _Unit, model: ModelPelayanan) -> Iterator[Temuan]:
    """P450 where F02 and its aspects differ, P457 where the respondents are too few for F03."""
    nama, minimum = str(unit.baris["unit"]), model.responden_minimum.nilai
    if unit.menurut_aspek is not None:
        hitung = unit.menurut_aspek.nilai
        yield from temuan_beda(
            unit.baris, "f02", hitung, model.toleransi_aspek, label="F02", kunci=nama, asal="aspek-aspeknya"
        )
    if unit.responden.nilai is not None and unit.responden.nilai < minimum:
        yield temuan_di(
            "P457",
            unit.baris,
            "jumlah_responden",
            ditemukan=angka(unit.responden.nilai),
            kunci=nama,
            minimum=angka(minimum),
            pengganti=angka(model.f03_kurang_responden.nilai),
        )


def _tabel(
    unit: Sequence[_Unit], indeks: Langkah, jenis: str | None, model: ModelPelayanan
) -> tuple[TabelRincian, ...]:
    daftar = TabelRincian(
        f"UNIT PELAYANAN ({jenis})" if jenis else "UNIT PELAYANAN",
        ("Unit", "F02", "F03", "Jumlah responden", "Nilai unit"),
        tuple((u.baris["unit"], u.f02, u.f03, u.responden, u.nilai) for u in unit),
    )
    beraspek = [u for u in unit if u.aspek]
    aspek = TabelRincian(
        "ASPEK F02",
        ("Unit", *(a.nama for a in model.aspek), "F02 menurut aspek"),
        tuple((u.baris["unit"], *u.aspek, u.menurut_aspek) for u in beraspek),
    )
    umum = (model.bobot_f02, model.bobot_f03, model.responden_minimum, model.f03_kurang_responden)
    parameter = [p.parameter for p in umum]
    if beraspek:
        parameter += [*(a.parameter for a in model.aspek), model.bobot_penuh.parameter]
    return daftar, *((aspek,) if beraspek else ()), tabel_perhitungan((indeks,)), tabel_parameter(parameter)
