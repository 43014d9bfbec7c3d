"""Indeks kesalehan sosial: the official result, or the simple mean over the dimensions of the method."""

from collections.abc import Mapping

from iku_rules.bacaan import Baris, Isian, masukan, menurut_kunci, satu
from iku_rules.bentuk import MetodeKesalehan
from iku_rules.hasil import Perhitungan, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bagi, Bulat, Jumlah, Langkah, Masukan
from iku_rules.rakit import tabel_parameter, tabel_perhitungan
from iku_rules.surat import Hitungan, baca_surat, simpulkan

KARTU = Kartu(
    kode="kesalehan_sosial",
    nama="Indeks kesalehan sosial",
    definisi="Ukuran kesalehan sosial umat beragama menurut survei dengan metode Kementerian Agama.",
    pembilang="Jumlah skor dimensi menurut metode yang dipakai",
    penyebut="Banyaknya dimensi metode itu (KEMENAG5: lima; JATIM2: dua)",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="Survei Indeks Kesalehan Sosial Kementerian Agama",
    berlaku="2021 dan seterusnya",
    bagian="kesra",
    frekuensi="tahunan",
    belum_dikonfirmasi=("skala predikat (tidak ada yang resmi)", "toleransi nilai surat terhadap rata-rata dimensi"),
)


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The index of one submission; blocks `kesalehan_survei`, `kesalehan_sosial` and `hasil_resmi`."""
    surat = baca_surat(isian)
    model = konteks.register.kesalehan_sosial.pada(surat.tahun(konteks))
    survei = satu(isian, "kesalehan_survei")
    metode = model.metode_untuk(survei["metode"] if survei else None)
    baris = menurut_kunci(isian, "kesalehan_sosial")
    skor = {nama: masukan(b, "skor", nama) for nama, b in baris.items()}
    langkah = _langkah(skor, metode)
    hitungan = Hitungan(langkah=langkah, tabel=_tabel(survei, baris, skor, metode, langkah))
    aturan = f"{KARTU.kode} {model.nama}" + (f" {metode.kode}" if metode else "")
    catatan = (f"metode {metode.kode}",) if metode else ()
    return simpulkan(KARTU.kode, aturan, konteks, isian, surat, hitungan, model.skala, model.toleransi, catatan=catatan)


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """The index over the given dimensions; `pilihan` is the method."""
    model = konteks.register.kesalehan_sosial.pada(konteks.periode.tahun)
    return _langkah({nama: isi["skor"] for nama, isi in baris.items()}, model.metode_untuk(pilihan))


def _langkah(skor: Mapping[str, Masukan], metode: MetodeKesalehan | None) -> Langkah | None:
    """The simple mean of the method's dimensions, unknown while one has no score; none where one has no row."""
    if metode is None or any(nama not in skor for nama in metode.dimensi):
        return None
    jumlah = Jumlah(tuple(skor[nama] for nama in metode.dimensi))
    return Langkah(KARTU.nama, Bulat(Bagi(jumlah, metode.banyak_dimensi)))


def _tabel(
    survei: Baris | None,
    baris: Mapping[str, Baris],
    skor: Mapping[str, Masukan],
    metode: MetodeKesalehan | None,
    langkah: Langkah | None,
) -> tuple[TabelRincian, ...]:
    if metode is None or survei is None:
        return ()
    dimensi = tuple((n, skor[n], baris[n]["keterangan"]) for n in metode.dimensi if n in skor)
    tabel = (
        TabelRincian(
            "SURVEI",
            ("Uraian", "Isi"),
            (("Metode", metode.kode), ("Jumlah responden", masukan(survei, "jumlah_responden", "Jumlah responden"))),
        ),
        TabelRincian(f"DIMENSI ({metode.kode})", ("Dimensi", "Skor", "Keterangan"), dimensi),
    )
    if langkah is None:
        return tabel
    return (*tabel, tabel_perhitungan((langkah,)), tabel_parameter((metode.banyak_dimensi,)))
