"""Indeks Reformasi Hukum: the ministry's letter, or the weighted sum over four variables."""

from collections.abc import Mapping
from decimal import Decimal

from iku_rules.bacaan import Baris, Isian, masukan, menurut_kunci
from iku_rules.bentuk import ModelHukum
from iku_rules.hasil import Perhitungan, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bagi, Bulat, Jumlah, Kali, Langkah, Masukan
from iku_rules.rakit import tabel_perhitungan
from iku_rules.surat import Hitungan, baca_surat, simpulkan

KARTU = Kartu(
    kode="reformasi_hukum",
    nama="Indeks Reformasi Hukum",
    definisi="Ukuran pelaksanaan reformasi hukum pemerintah daerah menurut penilaian Kementerian Hukum.",
    pembilang="Nilai diperoleh tiap variabel dikali bobot variabel",
    penyebut="Nilai tertinggi tiap variabel (dijumlahkan atas empat variabel)",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="Permenkumham 17/2022",
    berlaku="2021 dan seterusnya, bobot menurut tahun penilaian",
    bagian="hukum",
    frekuensi="tahunan",
    belum_dikonfirmasi=(
        "tahun pergantian bobot dari 35/15 menjadi 30/20",
        "predikat nilai yang tepat pada batas",
        "toleransi nilai surat terhadap jumlah variabel",
    ),
)


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The index of one submission; blocks `reformasi_hukum` and `hasil_resmi`."""
    surat = baca_surat(isian)
    model = konteks.register.reformasi_hukum.pada(surat.tahun(konteks))
    baris = menurut_kunci(isian, "reformasi_hukum")
    isi = {nama: _masukan(b) for nama, b in baris.items()}
    langkah = _langkah(isi, model)
    hitungan = Hitungan(
        langkah=langkah[-1] if langkah else None,
        rentang=_rentang(langkah[:-1], model),
        tabel=_tabel(baris, isi, langkah, model),
    )
    return simpulkan(
        KARTU.kode, f"{KARTU.kode} {model.nama}", konteks, isian, surat, hitungan, model.skala, model.toleransi
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """The index over the given variables with the weights of the period's year."""
    langkah = _langkah(baris, konteks.register.reformasi_hukum.pada(konteks.periode.tahun))
    return langkah[-1] if langkah else None


def _masukan(baris: Baris) -> dict[str, Masukan]:
    nama = baris["kunci_baris"]
    return {
        "diperoleh": masukan(baris, "diperoleh", f"Nilai diperoleh {nama}"),
        "tertinggi": masukan(baris, "tertinggi", f"Nilai tertinggi {nama}"),
    }


def _langkah(isi: Mapping[str, Mapping[str, Masukan]], model: ModelHukum) -> tuple[Langkah, ...]:
    """Variable by variable (obtained x weight / highest), then the total; nothing where a variable has no row."""
    if any(v.nama not in isi for v in model.variabel):
        return ()
    variabel = tuple(
        Langkah(
            f"Nilai {v.nama}",
            Bagi(Kali(isi[v.nama]["diperoleh"], v.angka_bobot.parameter), isi[v.nama]["tertinggi"]),
        )
        for v in model.variabel
    )
    return (*variabel, Langkah(KARTU.nama, Bulat(Jumlah(variabel))))


def _rentang(variabel: tuple[Langkah, ...], model: ModelHukum) -> tuple[Decimal, Decimal] | None:
    """What the index can be where some variables are unknown: from none to all of their weight."""
    if all(langkah.nilai is None for langkah in variabel):
        return None
    dikenal = sum((langkah.nilai for langkah in variabel if langkah.nilai is not None), Decimal(0))
    belum = sum(
        (v.bobot for v, langkah in zip(model.variabel, variabel, strict=True) if langkah.nilai is None), Decimal(0)
    )
    return dikenal, dikenal + belum


def _tabel(
    baris: Mapping[str, Baris],
    isi: Mapping[str, Mapping[str, Masukan]],
    langkah: tuple[Langkah, ...],
    model: ModelHukum,
) -> tuple[TabelRincian, ...]:
    if not langkah:
        return ()
    variabel = TabelRincian(
        f"VARIABEL (BOBOT {model.nama})",
        ("Variabel", "Bobot", "Nilai diperoleh", "Nilai tertinggi", "Nilai", "Keterangan"),
        tuple(
            (
                v.nama,
                v.angka_bobot.parameter,
                isi[v.nama]["diperoleh"],
                isi[v.nama]["tertinggi"],
                satu,
                baris[v.nama]["keterangan"],
            )
            for v, satu in zip(model.variabel, langkah, strict=False)
        ),
    )
    return variabel, tabel_perhitungan(langkah[-1:])
