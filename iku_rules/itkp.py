"""Indeks tata kelola pengadaan: the letter of LKPP, else the entered components, else what counts and budgets give."""

from collections.abc import Mapping

from iku_rules.bacaan import Baris, Isian, masukan, menurut_kunci, temuan_di
from iku_rules.bentuk_itkp import ModelITKP
from iku_rules.dasar import Angka
from iku_rules.hasil import Perhitungan, TabelRincian
from iku_rules.itkp_hitungan import (
    BLOK,
    Cacahan,
    baca_baris,
    banyak_desimal,
    cacah,
    tabel_hitungan,
    temuan_hitungan,
    temuan_selisih_komponen,
    temuan_selisih_surat,
)
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bulat, Jumlah, Kurang, Langkah, Masukan
from iku_rules.rakit import tabel_perhitungan
from iku_rules.surat import Hitungan, Surat, baca_surat, simpulkan
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
        "pembilang, penyebut, dan ambang persentase pada lembar ITKP Hitungan",
        "seluruh model 2026-2029",
    ),
)


CATATAN_HITUNGAN = "nilai dihitung dari pembilang dan penyebut pada lembar ITKP Hitungan"


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The index of one submission; blocks `itkp`, `itkp_hitungan` and `hasil_resmi`."""
    surat = baca_surat(isian)
    tahun = surat.tahun(konteks)
    model = konteks.register.itkp.pada(tahun)
    baris, baris_hitungan = menurut_kunci(isian, "itkp"), menurut_kunci(isian, BLOK)
    nilai = {k.kode: masukan(baris[k.kode], "nilai", k.nama) for k in model.komponen if k.kode in baris}
    langkah = _langkah(nilai, model)
    cacahan = cacah(baca_baris(baris_hitungan, model, tahun), model, tahun)
    penentu = _penentu(surat, langkah, cacahan)
    tabel = (
        *_tabel(baris, nilai, langkah, model),
        *tabel_hitungan(cacahan, baris_hitungan, nilai, model),
        *_tabel_selisih_surat(surat, cacahan),
    )
    return simpulkan(
        KARTU.kode,
        f"{KARTU.kode} {model.nama}",
        konteks,
        isian,
        surat,
        _hitungan(langkah, penentu, tabel, model),
        model.skala,
        _toleransi(nilai, model),
        temuan=(
            *_temuan_nilai_sah(baris, model, tahun),
            *temuan_hitungan(cacahan, baris_hitungan, model, tahun),
            *temuan_selisih_komponen(cacahan, nilai, baris, model),
            *temuan_selisih_surat(cacahan, surat.baris, surat.nilai, model.toleransi.nilai),
        ),
        catatan=(*((model.catatan,) if model.catatan else ()), *_catatan_hitungan(penentu)),
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """The index of the period's year over the given components, or over the given counts."""
    tahun = konteks.periode.tahun
    model = konteks.register.itkp.pada(tahun)
    if all("nilai" in isi for isi in baris.values()):
        langkah = _langkah({kode: isi["nilai"] for kode, isi in baris.items()}, model)
        return langkah[-1] if langkah else None
    return cacah(baris, model, tahun).total


def _penentu(surat: Surat, langkah: tuple[Langkah, ...], cacahan: Cacahan) -> Cacahan | None:
    """The counts, where they decide: neither letter nor components say anything."""
    komponen = langkah[-1].nilai if langkah else None
    return cacahan if surat.nilai is None and komponen is None and cacahan.ada else None


def _catatan_hitungan(penentu: Cacahan | None) -> tuple[str, ...]:
    """Where the counts decide: that they do, or which rows they still lack."""
    if penentu is None:
        return ()
    if penentu.total.nilai is not None:
        return (CATATAN_HITUNGAN,)
    kurang = ", ".join(b.hitungan.kode for b in penentu.baris if b.skor.nilai is None)
    return (f"nilai belum dapat dihitung dari lembar ITKP Hitungan: {kurang} belum bernilai",)


def _hitungan(
    langkah: tuple[Langkah, ...], penentu: Cacahan | None, tabel: tuple[TabelRincian, ...], model: ModelITKP
) -> Hitungan:
    pilar = model.bulatkan_pilar.parameter
    if penentu is not None:
        anggapan = tuple(b.hitungan.anggapan for b in penentu.baris)
        return Hitungan(penentu.total, tabel=tabel, parameter=(*anggapan, pilar))
    maksimum = tuple(k.angka_maksimum.parameter for k in model.komponen)
    return Hitungan(langkah[-1] if langkah else None, tabel=tabel, parameter=(*maksimum, pilar))


def _tabel_selisih_surat(surat: Surat, cacahan: Cacahan) -> tuple[TabelRincian, ...]:
    if surat.nilai is None or cacahan.total.nilai is None:
        return ()
    beda = Langkah("Selisih surat dengan hitungan", Kurang(surat.nilai, cacahan.total))
    return (tabel_perhitungan((beda,), "SELISIH SURAT DENGAN HITUNGAN"),)


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
    desimal = [banyak_desimal(m.nilai) for m in nilai.values() if m.nilai is not None]
    return model.toleransi_satu_desimal if desimal and max(desimal) == 1 else model.toleransi


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
