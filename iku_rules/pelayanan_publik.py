"""Indeks Pelayanan Publik (indikator tujuan): the official index, or the mean over the units."""

from collections.abc import Mapping, Sequence

from iku_rules.bacaan import Baris, Isian, baris, masukan, satu
from iku_rules.bentuk import ModelPelayanan
from iku_rules.hasil import Perhitungan, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bulat, JikaMinimal, Jumlah, Kali, Langkah, Masukan, RataRata
from iku_rules.rakit import tabel_parameter, tabel_perhitungan
from iku_rules.surat import Hitungan, baca_surat, simpulkan

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


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The index of one submission; blocks `pelayanan_evaluasi`, `pelayanan_publik` and `hasil_resmi`."""
    surat = baca_surat(isian)
    model = konteks.register.pelayanan_publik.pada(surat.tahun(konteks))
    evaluasi = satu(isian, "pelayanan_evaluasi")
    jenis = evaluasi["jenis"] if evaluasi else None
    unit = baris(isian, KARTU.kode)
    isi = [{field: masukan(b, field, f"{label} {b['unit']}") for field, label in MASUKAN.items()} for b in unit]
    langkah = _langkah(isi, [str(b["unit"]) for b in unit], model)
    lengkap = bool(langkah) and all(satu_unit.nilai is not None for satu_unit in langkah[:-1])
    hitungan = Hitungan(
        langkah=langkah[-1] if lengkap else None, tabel=_tabel(unit, isi, langkah, jenis, model) if langkah else ()
    )
    return simpulkan(
        KARTU.kode,
        f"{KARTU.kode} {model.nama}" + (f" {jenis}" if jenis else ""),
        konteks,
        isian,
        surat,
        hitungan,
        model.skala,
        model.toleransi,
        catatan=(f"jenis evaluasi {jenis}",) if jenis else (),
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """None: the form has no key rows."""
    return None


def _langkah(isi: Sequence[Mapping[str, Masukan]], nama: Sequence[str], model: ModelPelayanan) -> tuple[Langkah, ...]:
    """Unit by unit, then the mean."""
    if not isi:
        return ()
    unit = tuple(Langkah(f"Nilai {n}", _unit(satu_unit, model)) for n, satu_unit in zip(nama, isi, strict=True))
    return (*unit, Langkah(KARTU.nama, Bulat(RataRata(unit))))


def _unit(isi: Mapping[str, Masukan], model: ModelPelayanan) -> Jumlah:
    f03 = JikaMinimal(
        isi["jumlah_responden"], model.responden_minimum.parameter, isi["f03"], model.f03_kurang_responden.parameter
    )
    return Jumlah((Kali(isi["f02"], model.bobot_f02.parameter), Kali(f03, model.bobot_f03.parameter)))


def _tabel(
    unit: Sequence[Baris],
    isi: Sequence[Mapping[str, Masukan]],
    langkah: Sequence[Langkah],
    jenis: str | None,
    model: ModelPelayanan,
) -> tuple[TabelRincian, ...]:
    daftar = TabelRincian(
        f"UNIT PELAYANAN ({jenis})" if jenis else "UNIT PELAYANAN",
        ("Unit", "F02", "F03", "Jumlah responden", "Nilai unit"),
        tuple(
            (b["unit"], m["f02"], m["f03"], m["jumlah_responden"], nilai)
            for b, m, nilai in zip(unit, isi, langkah, strict=False)
        ),
    )
    parameter = (model.bobot_f02, model.bobot_f03, model.responden_minimum, model.f03_kurang_responden)
    return daftar, tabel_perhitungan(langkah[-1:]), tabel_parameter(p.parameter for p in parameter)
