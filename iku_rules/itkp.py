"""Indeks tata kelola pengadaan: the letter of LKPP, or the sum of the pillars of the year's model."""

from collections.abc import Mapping
from decimal import Decimal

from iku_rules.bacaan import Baris, Isian, masukan, menurut_kunci, temuan_di
from iku_rules.bentuk import ModelITKP
from iku_rules.dasar import Angka
from iku_rules.hasil import Perhitungan, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bulat, Jumlah, Langkah, Masukan
from iku_rules.rakit import tabel_perhitungan
from iku_rules.surat import Hitungan, baca_surat, simpulkan
from schemas.temuan import Temuan
from schemas.tulisan import angka, tulis

KARTU = Kartu(
    kode="itkp",
    nama="Indeks tata kelola pengadaan",
    definisi="Ukuran tata kelola pengadaan barang dan jasa pemerintah daerah menurut penilaian LKPP.",
    pembilang="Nilai Pemanfaatan Sistem Pengadaan + Nilai Kualifikasi dan Kompetensi SDM PBJ + "
    "Nilai Tingkat Kematangan UKPBJ (mulai 2026 ditambah Integritas)",
    penyebut="tidak ada (penjumlahan)",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="SE Kepala LKPP 4/2021; SE Kepala LKPP 5/2025; Keputusan Kepala LKPP 74/2026",
    berlaku="2021 dan seterusnya, model menurut tahun penilaian",
    bagian="pbj",
    frekuensi="tahunan",
    belum_dikonfirmasi=(
        "nilai maksimal komponen pemanfaatan sistem tahun 2021 dan 2022 (diturunkan dari tabel yang dipublikasikan)",
        "nilai kematangan UKPBJ sebagai kelipatan 40/9 dan toleransi jumlah komponen",
        "pembulatan tiap pilar sebelum dijumlahkan",
        "ujung selang predikat yang tertutup",
        "seluruh model 2026-2029",
    ),
)


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The index of one submission; blocks `itkp` and `hasil_resmi`."""
    surat = baca_surat(isian)
    tahun = surat.tahun(konteks)
    model = konteks.register.itkp.pada(tahun)
    baris = menurut_kunci(isian, "itkp")
    nilai = {k.kode: masukan(baris[k.kode], "nilai", k.nama) for k in model.komponen if k.kode in baris}
    langkah = _langkah(nilai, model)
    hitungan = Hitungan(
        langkah=langkah[-1] if langkah else None,
        tabel=_tabel(baris, nilai, langkah, model),
        parameter=(*(k.angka_maksimum.parameter for k in model.komponen), model.bulatkan_pilar.parameter),
    )
    return simpulkan(
        KARTU.kode,
        f"{KARTU.kode} {model.nama}",
        konteks,
        isian,
        surat,
        hitungan,
        model.skala,
        _toleransi(nilai, model),
        temuan=_temuan_nilai_sah(baris, model, tahun),
        catatan=(model.catatan,) if model.catatan else (),
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """The index over the given components of the period's year."""
    langkah = _langkah(
        {kode: isi["nilai"] for kode, isi in baris.items()}, konteks.register.itkp.pada(konteks.periode.tahun)
    )
    return langkah[-1] if langkah else None


def _langkah(nilai: Mapping[str, Masukan], model: ModelITKP) -> tuple[Langkah, ...]:
    """Pillar by pillar, then the total; nothing where a component of the model has no row."""
    if any(k.kode not in nilai for k in model.komponen):
        return ()
    pilar = tuple(_pilar(satu, nilai, model) for satu in model.pilar)
    return (*pilar, Langkah(KARTU.nama, Bulat(Jumlah(pilar))))


def _pilar(pilar: str, nilai: Mapping[str, Masukan], model: ModelITKP) -> Langkah:
    jumlah = Jumlah(tuple(nilai[k.kode] for k in model.komponen if k.pilar == pilar))
    return Langkah(f"Nilai pilar {pilar}", Bulat(jumlah) if model.bulatkan_pilar.nilai else jumlah)


def _tabel(
    baris: Mapping[str, Baris], nilai: Mapping[str, Masukan], langkah: tuple[Langkah, ...], model: ModelITKP
) -> tuple[TabelRincian, ...]:
    if not nilai:
        return ()
    komponen = TabelRincian(
        f"KOMPONEN (MODEL {model.nama})",
        ("Kode", "Komponen", "Nilai maksimal", "Nilai", "Keterangan"),
        tuple(
            (k.kode, k.nama, k.angka_maksimum.parameter, nilai[k.kode], baris[k.kode]["keterangan"])
            for k in model.komponen
            if k.kode in nilai
        ),
    )
    return komponen, tabel_perhitungan(langkah)


def _toleransi(nilai: Mapping[str, Masukan], model: ModelITKP) -> Angka:
    """The wider tolerance where every cell is printed with at most one decimal, and one of them with one."""
    desimal = [_desimal(m.nilai) for m in nilai.values() if m.nilai is not None]
    return model.toleransi_satu_desimal if desimal and max(desimal) == 1 else model.toleransi


def _desimal(nilai: Decimal) -> int:
    pangkat = nilai.normalize().as_tuple().exponent
    return max(0, -pangkat) if isinstance(pangkat, int) else 0


def _temuan_nilai_sah(baris: Mapping[str, Baris], model: ModelITKP, tahun: int) -> list[Temuan]:
    return [
        temuan_di(
            "P414",
            baris[k.kode],
            "nilai",
            ditemukan=tulis(baris[k.kode]["nilai"]),
            label="Nilai",
            kunci=f"{k.kode} {k.nama}",
            tahun=tahun,
            pilihan="; ".join(angka(n, 0 if n == n.to_integral_value() else 2) for n in k.yang_sah),
        )
        for k in model.komponen
        if k.kode in baris and baris[k.kode]["nilai"] is not None and not k.sah(baris[k.kode]["nilai"])
    ]
