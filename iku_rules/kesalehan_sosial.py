"""Indeks kesalehan sosial: the official result, or the simple mean over the dimensions of the method."""

from collections.abc import Mapping

from iku_rules.bacaan import CONTOH, Baris, Isian, masukan, menurut_kunci, satu, temuan_beda
from iku_rules.bentuk import MetodeKesalehan, ModelKesalehan
from iku_rules.hasil import IsiRincian, Perhitungan, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.kuesioner import HitunganKuesioner, hitung_kuesioner
from iku_rules.langkah import Bagi, Bulat, Jumlah, Langkah, Masukan
from iku_rules.rakit import tabel_parameter, tabel_perhitungan
from iku_rules.surat import Hitungan, baca_surat, simpulkan
from schemas.temuan import Temuan

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
    belum_dikonfirmasi=(
        "skala predikat (tidak ada yang resmi)",
        "toleransi nilai surat terhadap rata-rata dimensi",
        "butir, skala jawaban, dan konversi kuesioner (yang tersedia hanya contoh)",
    ),
)
Skor = Masukan | Langkah


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The index of one submission; blocks `kesalehan_survei`, `kesalehan_sosial`, `kuesioner_iks` and `hasil_resmi`.

    Scores that were filled in count, the questionnaire checks them; where none was, it gives them.
    """
    surat = baca_surat(isian)
    model = konteks.register.kesalehan_sosial.pada(surat.tahun(konteks))
    survei = satu(isian, "kesalehan_survei")
    metode = model.metode_untuk(survei["metode"] if survei else None)
    # The columns of the questionnaire are those of the reported year's template.
    model_kuesioner = konteks.register.kesalehan_sosial.pada(konteks.periode.tahun)
    kuesioner = hitung_kuesioner(isian, model_kuesioner, metode)
    baris = menurut_kunci(isian, "kesalehan_sosial")
    diisi = {nama: masukan(b, "skor", nama) for nama, b in baris.items()}
    digantikan = kuesioner is not None and metode is not None and all(diisi[n].nilai is None for n in metode.dimensi)
    skor: Mapping[str, Skor] = kuesioner.skor if kuesioner and digantikan else diisi
    langkah = _langkah(skor, metode)
    hitungan = Hitungan(
        langkah=langkah,
        tabel=_tabel(survei, baris, skor, metode, langkah, kuesioner, digantikan=digantikan),
        parameter=kuesioner.parameter if kuesioner and digantikan else (),
    )
    catatan = [f"metode {metode.kode}"] if metode else []
    if kuesioner and digantikan and kuesioner.contoh and surat.nilai is None:
        catatan.append(f"{CONTOH}: butir kuesioner yang dipakai hanya contoh, bukan butir resmi Kementerian Agama")
    return simpulkan(
        KARTU.kode,
        f"{KARTU.kode} {model.nama}" + (f" {metode.kode}" if metode else ""),
        konteks,
        isian,
        surat,
        hitungan,
        model.skala,
        model.toleransi,
        temuan=_temuan(kuesioner, baris, model_kuesioner) if kuesioner else (),
        catatan=catatan,
    )


def _temuan(kuesioner: HitunganKuesioner, baris: Mapping[str, Baris], model: ModelKesalehan) -> tuple[Temuan, ...]:
    """Those of the questionnaire, and P450 for each score that differs from it."""
    assert model.kuesioner is not None
    beda = [
        temuan
        for nama, langkah in kuesioner.skor.items()
        for temuan in temuan_beda(
            baris[nama], "skor", langkah.nilai, model.kuesioner.toleransi, label="Skor", kunci=nama, asal="kuesioner"
        )
    ]
    return (*kuesioner.temuan, *beda)


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """The index over the given dimensions; `pilihan` is the method."""
    model = konteks.register.kesalehan_sosial.pada(konteks.periode.tahun)
    return _langkah({nama: isi["skor"] for nama, isi in baris.items()}, model.metode_untuk(pilihan))


def _langkah(skor: Mapping[str, Skor], metode: MetodeKesalehan | None) -> Langkah | None:
    """The simple mean of the method's dimensions, unknown while one has no score; none where one has no row."""
    if metode is None or any(nama not in skor for nama in metode.dimensi):
        return None
    jumlah = Jumlah(tuple(skor[nama] for nama in metode.dimensi))
    return Langkah(KARTU.nama, Bulat(Bagi(jumlah, metode.banyak_dimensi)))


def _tabel(
    survei: Baris | None,
    baris: Mapping[str, Baris],
    skor: Mapping[str, Skor],
    metode: MetodeKesalehan | None,
    langkah: Langkah | None,
    kuesioner: HitunganKuesioner | None,
    *,
    digantikan: bool,
) -> tuple[TabelRincian, ...]:
    if metode is None or survei is None:
        return ()
    dimensi = tuple((n, skor[n], baris[n]["keterangan"]) for n in metode.dimensi if n in skor)
    return (
        _tabel_survei(survei, metode, kuesioner),
        TabelRincian(f"DIMENSI ({metode.kode})", ("Dimensi", "Skor", "Keterangan"), dimensi),
        *(_tabel_kuesioner(kuesioner, digantikan=digantikan) if kuesioner else ()),
        *((tabel_perhitungan((langkah,)),) if langkah else ()),
        tabel_parameter(((metode.banyak_dimensi,) if langkah else ()) + (kuesioner.parameter if kuesioner else ())),
    )


def _tabel_survei(survei: Baris, metode: MetodeKesalehan, kuesioner: HitunganKuesioner | None) -> TabelRincian:
    isi: list[tuple[IsiRincian, ...]] = [("Metode", metode.kode)]
    if kuesioner is None or survei["jumlah_responden"] is not None:
        isi.append(("Jumlah responden", masukan(survei, "jumlah_responden", "Jumlah responden")))
    if kuesioner is not None:
        isi.append(("Responden kuesioner", kuesioner.responden))
    return TabelRincian("SURVEI", ("Uraian", "Isi"), tuple(isi))


def _tabel_kuesioner(kuesioner: HitunganKuesioner, *, digantikan: bool) -> tuple[TabelRincian, ...]:
    """The answers per item; the scores they give too, where others were filled in."""
    if digantikan:
        return kuesioner.tabel
    skor = tuple(kuesioner.skor.items())
    return (*kuesioner.tabel, TabelRincian("DIMENSI MENURUT KUESIONER", ("Dimensi", "Skor"), skor))
