"""Rata rata nilai sinergitas kecamatan: the mean over the kecamatan that were assessed."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from iku_rules.bacaan import Baris, Isian, contoh, laporan, masukan, menurut_kunci, satu, temuan_di
from iku_rules.dasar import Angka
from iku_rules.hasil import Kelengkapan, Perhitungan, Predikat, Status, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bulat, Langkah, Masukan, RataRata
from iku_rules.rakit import parameter_dari, sumber_dari, tabel_parameter, tabel_perhitungan
from iku_rules.surat import temuan_tahun
from schemas.formulir import AWALAN_SEL
from schemas.hasil_resmi import BELUM_RILIS
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import tulis

KARTU = Kartu(
    kode="sinergitas_kecamatan",
    nama="Rata rata nilai sinergitas kecamatan",
    definisi="Rata-rata skor Indikator Administrasi (Organisasional) penilaian sinergitas kecamatan.",
    pembilang="Jumlah skor Indikator Administrasi (Organisasional) seluruh kecamatan yang dinilai",
    penyebut="Banyaknya kecamatan yang dinilai (lengkap: 21)",
    satuan="Nilai",
    polaritas="positif",
    dasar_hukum="Dokumen IKU Sekretariat Daerah 2023",
    berlaku="2021 dan seterusnya",
    bagian="tapem",
    frekuensi="tahunan",
    belum_dikonfirmasi=("skala skor kecamatan (dianggap 0 sampai 100)",),
)


def hitung(isian: Isian, konteks: Konteks) -> Perhitungan:
    """The mean of one submission; blocks `sinergitas_penilaian` and `sinergitas_kecamatan`."""
    penilaian = satu(isian, "sinergitas_penilaian")
    tahun = _tahun(penilaian, konteks)
    model = konteks.register.sinergitas_kecamatan.pada(tahun)
    kecamatan = konteks.register.berkas_kecamatan.kecamatan
    baris = menurut_kunci(isian, "sinergitas_kecamatan")
    skor = {k.kode: masukan(baris[k.kode], "skor", k.nama) for k in kecamatan if k.kode in baris}
    ada = sum(m.nilai is not None for m in skor.values())
    langkah = _langkah(skor)
    hasil = langkah if ada else None
    kelengkapan = Kelengkapan(ada, len(kecamatan), "kecamatan")
    belum = tuple(k.nama for k in kecamatan if k.kode not in skor or skor[k.kode].nilai is None)
    batas = model.skala.parameter(hasil.nilai) if model.skala and hasil and hasil.nilai is not None else None
    temuan_contoh, catatan_contoh = contoh(isian)
    return Perhitungan(
        iku=KARTU.kode,
        status=_status(penilaian, kelengkapan),
        aturan=f"{KARTU.kode} {model.nama}",
        tahun_penilaian=tahun,
        hasil=hasil,
        dasar_predikat=Predikat(hasil, model.skala) if hasil else None,
        kelengkapan=kelengkapan if hasil else None,
        sumber=sumber_dari(hasil),
        parameter=(*parameter_dari(hasil), model.skor_maks.parameter, *((batas,) if batas else ())) if hasil else (),
        rincian=_tabel(penilaian, baris, skor, langkah, konteks) if skor else (),
        catatan=(*_catatan(kelengkapan, belum if hasil else ()), *catatan_contoh),
        temuan=(*_temuan(penilaian, baris, belum, konteks, ada), *temuan_contoh),
        laporan=laporan(isian),
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """The mean over the given scores."""
    return _langkah({kode: isi["skor"] for kode, isi in baris.items()})


def _langkah(skor: Mapping[str, Masukan]) -> Langkah:
    return Langkah(KARTU.nama, Bulat(RataRata(tuple(skor.values()))))


def _tahun(penilaian: Baris | None, konteks: Konteks) -> int:
    tahun = penilaian["tahun_penilaian"] if penilaian else None
    return konteks.periode.tahun if tahun is None else int(tahun)


def _status(penilaian: Baris | None, kelengkapan: Kelengkapan) -> Status:
    if not kelengkapan.ada:
        return Status.BELUM_RILIS
    rilis = penilaian is None or penilaian["status"] != BELUM_RILIS
    return Status.FINAL if rilis and kelengkapan.ada == kelengkapan.dari else Status.SEMENTARA


def _catatan(kelengkapan: Kelengkapan, belum: tuple[str, ...]) -> tuple[str, ...]:
    return (f"{kelengkapan.tulisan}; belum dinilai: {', '.join(belum)}",) if belum else ()


def _temuan(
    penilaian: Baris | None, baris: Mapping[str, Baris], belum: tuple[str, ...], konteks: Konteks, ada: int
) -> list[Temuan]:
    if not ada:
        return []
    tahun = _tahun(penilaian, konteks)
    temuan = temuan_tahun(penilaian, tahun, konteks) if penilaian else []
    temuan += _temuan_campur(baris, konteks.register.sinergitas_kecamatan.pada(tahun).rasio_campur)
    if belum:
        kosong = [str(b[AWALAN_SEL + "skor"]) for b in baris.values() if b["skor"] is None]
        temuan.append(
            buat_temuan(
                "P426",
                lembar=next(str(b["lembar"]) for b in baris.values()),
                sel=", ".join(kosong) or None,
                ditemukan=", ".join(belum),
                jumlah=len(konteks.register.berkas_kecamatan.kecamatan),
            )
        )
    return temuan


def _temuan_campur(baris: Mapping[str, Baris], rasio: Angka) -> list[Temuan]:
    """G462 at each score of the smaller group, where the scores fall into two far apart.

    Zero is on every scale, and a share of one is asked about by itself (P314).
    """
    urut = sorted((b for b in baris.values() if b["skor"] is not None and b["skor"] > 1), key=lambda b: b["skor"])
    for nomor, (bawah, atas) in enumerate(pairwise(urut), start=1):
        if atas["skor"] >= bawah["skor"] * rasio.nilai:
            sedikit, terdekat = min((urut[:nomor], atas), (urut[nomor:], bawah), key=lambda satu: len(satu[0]))
            return [
                temuan_di("G462", b, "skor", ditemukan=tulis(b["skor"]), terdekat=tulis(terdekat["skor"]))
                for b in sedikit
            ]
    return []


def _tabel(
    penilaian: Baris | None,
    baris: Mapping[str, Baris],
    skor: Mapping[str, Masukan],
    langkah: Langkah,
    konteks: Konteks,
) -> tuple[TabelRincian, ...]:
    nama = {k.kode: k.nama for k in konteks.register.berkas_kecamatan.kecamatan}
    peringkat = _peringkat(skor)
    tabel = TabelRincian(
        "SKOR KECAMATAN",
        ("Kode", "Kecamatan", "Skor", "Peringkat", "Keterangan"),
        tuple((kode, nama[kode], m, peringkat[kode], baris[kode]["keterangan"]) for kode, m in skor.items()),
    )
    tahun = _tahun(penilaian, konteks)
    isi_penilaian = TabelRincian(
        "PENILAIAN",
        ("Uraian", "Isi"),
        (
            ("Status rilis", penilaian["status"] if penilaian else None),
            ("Tahun penilaian", str(tahun)),
            ("Nomor berita acara", penilaian["berita_acara"] if penilaian else None),
        ),
    )
    model = konteks.register.sinergitas_kecamatan.pada(tahun)
    return isi_penilaian, tabel, tabel_perhitungan((langkah,)), tabel_parameter((model.skor_maks.parameter,))


def _peringkat(skor: Mapping[str, Masukan]) -> dict[str, Decimal | str]:
    """Place by score, the highest first; equal scores share the better place."""
    nilai = [m.nilai for m in skor.values() if m.nilai is not None]
    return {
        kode: "belum dinilai" if m.nilai is None else Decimal(1 + sum(n > m.nilai for n in nilai))
        for kode, m in skor.items()
    }
