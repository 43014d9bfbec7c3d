"""Indeks Kepuasan Masyarakat: nine unsur of one bagian, then the mean over the eight bagian."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from iku_rules.bacaan import (
    CONTOH,
    Baris,
    Isian,
    contoh,
    laporan,
    masukan,
    menurut_kunci,
    rentang,
    ringkasan,
    satu,
    sumber_kolom,
    temuan_di,
)
from iku_rules.bentuk import ModelKepuasan, UnsurSKM
from iku_rules.dasar import pada_tahun
from iku_rules.hasil import IsiRincian, Kelengkapan, Perhitungan, Predikat, Status, TabelRincian
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bagi, Bulat, Jumlah, Kali, Kurang, Langkah, Masukan, Parameter, RataRata, Simpul
from iku_rules.langkah import hitung as nilai_simpul
from iku_rules.rakit import parameter_dari, sumber_dari, tabel_parameter, tabel_perhitungan
from schemas.formulir import AWALAN_KEADAAN, AWALAN_SEL
from schemas.kepuasan_masyarakat import BELUM_DILAKSANAKAN, RESPONDEN
from schemas.nilai import Keadaan, kunci_banding
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import angka

KARTU = Kartu(
    kode="kepuasan_masyarakat",
    nama="Indeks Kepuasan Masyarakat",
    definisi="Rata-rata nilai Indeks Kepuasan Masyarakat delapan bagian Sekretariat Daerah.",
    pembilang="Jumlah nilai IKM bagian; IKM bagian = rata-rata nilai unsur (bobot sama, 1/9) x 25",
    penyebut="Banyaknya bagian yang sudah menyampaikan (lengkap: 8)",
    satuan="Indeks",
    polaritas="positif",
    dasar_hukum="PermenPANRB 14/2017",
    berlaku="2021 dan seterusnya",
    bagian="seluruh bagian",
    frekuensi="semester",
    belum_dikonfirmasi=(
        "delapan bagian mana yang masuk",
        "rata-rata diambil dari nilai IKM dua desimal, bukan dari persentase capaian",
        "survei terakhir dalam satu tahun yang dipakai",
        "delapan unsur bila biaya/tarif tidak dinilai",
    ),
)
NI = "Nilai indeks (NI)"
TABEL_BAGIAN, KOLOM_BAGIAN, KOLOM_IKM = "IKM PER BAGIAN", "Bagian", "IKM"  # the table of the eight, for the chart
TERENDAH = 3  # unsur named as the lowest


@dataclass(frozen=True)
class PerhitunganSKM(Perhitungan):
    """The IKM of one bagian, with what the joint table shows of it."""

    bagian: str = ""
    periode_survei: str | None = None
    jumlah_responden: Masukan | None = None
    unsur: tuple[tuple[str, Simpul | None], ...] = ()
    indeks: Langkah | None = None
    jawaban: TabelRincian | None = None


@dataclass(frozen=True)
class _Unsur:
    """NRR of one unsur and, where respondents were counted, sum and number of its valid answers."""

    unsur: UnsurSKM
    nrr: Langkah | Masukan | None
    jumlah: Masukan | None = None
    banyak: Masukan | None = None


def hitung(isian: Isian, konteks: Konteks) -> PerhitunganSKM:
    """The IKM of one bagian; blocks `skm_survei`, `skm` and `skm_responden`."""
    tahun = konteks.periode.tahun
    model = konteks.register.kepuasan_masyarakat.pada(tahun)
    survei = _baca_survei(isian, model)
    unsur = _unsur(isian, survei.baris, model)
    dinilai = [u.nrr for u in unsur if u.nrr is not None]
    langkah: tuple[Langkah, ...] = _langkah(dinilai, model) if _lengkap(dinilai, model) else ()
    hasil = langkah[-1] if langkah and langkah[-1].nilai is not None else None
    temuan_contoh, catatan_contoh = contoh(isian)
    return PerhitunganSKM(
        iku=KARTU.kode,
        status=Status.FINAL if hasil else Status.BELUM_RILIS,
        aturan=f"{KARTU.kode} {model.nama}",
        tahun_penilaian=tahun,
        hasil=hasil,
        dasar_predikat=Predikat(hasil, model.skala) if hasil else None,
        sumber=sumber_dari(hasil),
        parameter=parameter_dari(hasil),
        rincian=_tabel(konteks, survei, unsur, langkah) if hasil else (),
        catatan=(*_catatan(unsur, hasil), *catatan_contoh),
        temuan=(*(_temuan(isian, survei, unsur) if hasil else _temuan_tanpa_jawaban(isian, unsur)), *temuan_contoh),
        laporan=laporan(isian),
        bagian=konteks.bagian,
        periode_survei=survei.baris["periode_survei"] if survei.baris else None,
        jumlah_responden=survei.responden,
        unsur=tuple((u.unsur.kode, u.nrr) for u in unsur) if hasil else (),
        indeks=langkah[0] if hasil else None,
        jawaban=_tabel_jawaban(konteks, unsur) if hasil else None,
    )


def pratinjau(
    baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
) -> Langkah | None:
    """The IKM over the given NRR."""
    model = konteks.register.kepuasan_masyarakat.pada(konteks.periode.tahun)
    return _langkah([isi["nrr"] for isi in baris.values()], model)[-1] if len(baris) in model.banyak_unsur else None


def _langkah(nrr: Sequence[Simpul], model: ModelKepuasan) -> tuple[Langkah, Langkah]:
    """NI, the mean of the unsur, and IKM = NI x 25; weights are exactly equal: the division by their number is last."""
    jumlah, konversi = Jumlah(tuple(nrr)), model.konversi.parameter
    if model.bobot.tetap and len(nrr) == len(model.unsur):
        tertimbang = Kali(jumlah, model.bobot.tetap)
        return Langkah(NI, tertimbang), Langkah("IKM", Bulat(Kali(tertimbang, konversi)))
    banyak = model.banyak_unsur[len(nrr)]
    return Langkah(NI, Bagi(jumlah, banyak)), Langkah("IKM", Bulat(Bagi(Kali(jumlah, konversi), banyak)))


def gabungkan(per_bagian: Mapping[str, Perhitungan], konteks: Konteks) -> Perhitungan:
    """The IKM of the Sekretariat Daerah: mean of the printed values of the bagian that have one.

    `per_bagian` maps bagian code to its result; those outside the year's list do not count, those without a value are
    named as missing. FINAL only when all expected are in.
    """
    tahun = konteks.periode.tahun
    model = konteks.register.kepuasan_masyarakat.pada(tahun)
    daftar, jumlah = konteks.register.bagian_ikm(tahun)
    ada = {kode: per_bagian[kode] for kode in daftar if kode in per_bagian and per_bagian[kode].hasil is not None}
    belum = [kode for kode in daftar if kode not in ada]
    kelengkapan = Kelengkapan(len(ada), jumlah, "bagian")
    nilai = tuple(p.hasil for p in ada.values() if p.hasil is not None)
    hasil = Langkah(KARTU.nama, Bulat(RataRata(nilai))) if nilai else None
    return Perhitungan(
        iku=KARTU.kode,
        status=_status_gabungan(kelengkapan),
        aturan=f"{KARTU.kode} {model.nama}",
        tahun_penilaian=tahun,
        hasil=hasil,
        dasar_predikat=Predikat(hasil, model.skala) if hasil else None,
        kelengkapan=kelengkapan if hasil else None,
        sumber=sumber_dari(hasil),
        parameter=_parameter_gabungan(ada, konteks, model) if hasil else (),
        rincian=_tabel_gabungan(ada, hasil, konteks, model) if hasil else (),
        catatan=_catatan_gabungan(ada, belum, kelengkapan, konteks) if hasil else (),
        temuan=_temuan_gabungan(ada, konteks),
        laporan=tuple(
            (f"{label} — {konteks.nama_bagian(kode)}", teks)
            for kode, p in per_bagian.items()
            if kode in daftar
            for label, teks in p.laporan
        ),
    )


# one bagian


def _unsur(isian: Isian, survei: Baris | None, model: ModelKepuasan) -> list[_Unsur]:
    if survei is None or survei["status"] == BELUM_DILAKSANAKAN:
        return []
    if survei["cara"] == RESPONDEN:
        return [_dari_responden(isian, u) for u in model.unsur] if "skm_responden" in isian else []
    baris = menurut_kunci(isian, "skm")
    return [_dari_rekap(baris[u.nama], u) for u in model.unsur if u.nama in baris]


def _dari_rekap(baris: Baris, unsur: UnsurSKM) -> _Unsur:
    tidak_dinilai = baris[AWALAN_KEADAAN + "nrr"] is Keadaan.TIDAK_DINILAI and unsur.boleh_tidak_dinilai
    return _Unsur(unsur, None if tidak_dinilai else masukan(baris, "nrr", f"NRR {unsur.nama}"))


def _dari_responden(isian: Isian, unsur: UnsurSKM) -> _Unsur:
    """Sum and count of the valid answers of a column; a free service nobody was asked about has none."""
    bingkai, field = isian["skm_responden"], unsur.kode.lower()
    jawaban = [j for j in bingkai[field] if isinstance(j, Decimal)]
    if not jawaban and unsur.boleh_tidak_dinilai:
        return _Unsur(unsur, None)
    asal = sumber_kolom(bingkai, field)
    jumlah = ringkasan(f"Jumlah jawaban {unsur.nama}", sum(jawaban, Decimal(0)), asal)
    banyak = ringkasan(f"Jawaban sah {unsur.nama}", Decimal(len(jawaban)), asal)
    return _Unsur(unsur, Langkah(f"NRR {unsur.nama}", Bagi(jumlah, banyak)), jumlah, banyak)


def _lengkap(dinilai: Sequence[Langkah | Masukan], model: ModelKepuasan) -> bool:
    """Whether every unsur that counts is there and has a value."""
    return len(dinilai) in model.banyak_unsur and all(nrr.nilai is not None for nrr in dinilai)


def _responden(isian: Isian, survei: Baris | None) -> Masukan | None:
    if survei is None:
        return None
    if survei["cara"] != RESPONDEN:
        return masukan(survei, "jumlah_responden", "Jumlah responden")
    if "skm_responden" not in isian:
        return None
    bingkai = isian["skm_responden"]
    return ringkasan("Jumlah responden", Decimal(len(bingkai)), sumber_kolom(bingkai, "tanggal"))


def _sampel(populasi: Masukan, model: ModelKepuasan) -> Langkah:
    """Krejcie and Morgan's sample for a population, to the nearest whole respondent."""
    khi, proporsi, galat, bilangan_satu = (
        a.parameter for a in (model.sampel.khi_kuadrat, model.sampel.proporsi, model.sampel.galat, model.sampel.satu)
    )
    ragam = Kali(Kali(khi, proporsi), Kurang(bilangan_satu, proporsi))
    penyebut = Jumlah((Kali(Kali(galat, galat), Kurang(populasi, bilangan_satu)), ragam))
    return Langkah("Sampel minimum (Krejcie-Morgan)", Bulat(Bagi(Kali(ragam, populasi), penyebut), 0))


@dataclass(frozen=True)
class _Survei:
    """The pairs of the survey with the number of respondents, and the sample its population asks for."""

    baris: Baris | None
    responden: Masukan | None
    populasi: Masukan | None
    sampel: Langkah | None


def _baca_survei(isian: Isian, model: ModelKepuasan) -> _Survei:
    baris = satu(isian, "skm_survei")
    populasi = masukan(baris, "jumlah_populasi", "Jumlah populasi") if baris is not None else None
    ada = populasi is not None and populasi.nilai is not None
    return _Survei(baris, _responden(isian, baris), populasi, _sampel(populasi, model) if populasi and ada else None)


def _temuan(isian: Isian, survei: _Survei, unsur: Sequence[_Unsur]) -> list[Temuan]:
    """P415, P416, P455 about a survey that gives an IKM."""
    temuan = [_temuan_delapan(isian, u.unsur) for u in unsur if u.nrr is None]
    temuan += [t for u in unsur if u.nrr is not None for t in _temuan_strip(isian, u.unsur)]
    baris, responden, sampel = survei.baris, survei.responden, survei.sampel
    if baris is None or responden is None or responden.nilai is None or sampel is None or sampel.nilai is None:
        return temuan
    if responden.nilai < sampel.nilai:
        field = "jumlah_populasi" if baris["cara"] == RESPONDEN else "jumlah_responden"
        kata = {"sampel": angka(sampel.nilai), "populasi": angka(baris["jumlah_populasi"])}
        temuan.append(temuan_di("P415", baris, field, ditemukan=angka(responden.nilai), **kata))
    return temuan


def _temuan_strip(isian: Isian, unsur: UnsurSKM) -> list[Temuan]:
    """P455 where some respondents were not asked about an unsur and others answered."""
    if not unsur.boleh_tidak_dinilai or "skm_responden" not in isian:
        return []
    bingkai, field = isian["skm_responden"], unsur.kode.lower()
    keadaan = zip(bingkai[AWALAN_SEL + field], bingkai[AWALAN_KEADAAN + field], strict=True)
    strip = [str(sel) for sel, satu_keadaan in keadaan if satu_keadaan is Keadaan.TIDAK_DINILAI]
    if not strip:
        return []
    lembar = str(bingkai["lembar"].iloc[0])
    return [buat_temuan("P455", lembar=lembar, sel=", ".join(strip), ditemukan=str(len(strip)), kunci=unsur.nama)]


def _temuan_tanpa_jawaban(isian: Isian, unsur: Sequence[_Unsur]) -> list[Temuan]:
    """G454 for each unsur that no respondent answered."""
    if "skm_responden" not in isian:
        return []
    asal = {u.unsur.nama: sumber_kolom(isian["skm_responden"], u.unsur.kode.lower()) for u in unsur}
    tanpa = [u.unsur.nama for u in unsur if u.nrr is not None and u.nrr.nilai is None]
    return [buat_temuan("G454", lembar=asal[n].lembar, sel=asal[n].sel, kunci=n) for n in tanpa]


def _temuan_delapan(isian: Isian, unsur: UnsurSKM) -> Temuan:
    rekap = menurut_kunci(isian, "skm").get(unsur.nama)
    if rekap is not None and rekap[AWALAN_KEADAAN + "nrr"] is Keadaan.TIDAK_DINILAI:
        return temuan_di("P416", rekap, "nrr", ditemukan="-", kunci=unsur.nama)
    bingkai = isian["skm_responden"]
    sel = rentang([str(s) for s in bingkai[AWALAN_SEL + unsur.kode.lower()]])
    return buat_temuan("P416", lembar=str(bingkai["lembar"].iloc[0]), sel=sel, ditemukan="-", kunci=unsur.nama)


def _terendah(unsur: Sequence[tuple[str, Simpul | None]]) -> list[str]:
    """Codes of the lowest unsur; equal ones in the order of the form."""
    nilai = [(n, kode) for kode, nrr in unsur if nrr is not None and (n := nilai_simpul(nrr)) is not None]
    return [kode for _, kode in sorted(nilai, key=lambda pasangan: pasangan[0])[:TERENDAH]]


def _catatan(unsur: Sequence[_Unsur], hasil: Langkah | None) -> tuple[str, ...]:
    if hasil is None:
        tanpa = [u.unsur.nama for u in unsur if u.nrr is not None and u.nrr.nilai is None]
        return (f"unsur tanpa jawaban: {', '.join(tanpa)}",) if tanpa else ()
    nama = {u.unsur.kode: u.unsur.nama for u in unsur}
    terendah = _terendah([(u.unsur.kode, u.nrr) for u in unsur])
    return (f"tiga unsur terendah: {'; '.join(nama[kode] for kode in terendah)}",)


def _tabel_survei(survei: _Survei) -> TabelRincian:
    isi: list[tuple[IsiRincian, ...]] = [("Jumlah responden", survei.responden)]
    if survei.baris is not None:
        isi.insert(0, ("Periode survei", survei.baris["periode_survei"]))
        isi.append(("Jumlah populasi", survei.populasi))
    if survei.sampel is not None:
        isi.append((survei.sampel.nama, survei.sampel))
    return TabelRincian("SURVEI", ("Uraian", "Isi"), tuple(isi))


def _tabel_jawaban(konteks: Konteks, unsur: Sequence[_Unsur]) -> TabelRincian | None:
    """Sums and counts of the answers; None for a recap."""
    if all(u.jumlah is None for u in unsur):
        return None
    return TabelRincian(
        f"JAWABAN RESPONDEN {konteks.nama_bagian(konteks.bagian).upper()}",
        ("Kode", "Unsur pelayanan", "Jumlah jawaban", "Jawaban sah"),
        tuple((u.unsur.kode, u.unsur.nama, u.jumlah, u.banyak) for u in unsur),
    )


def _tabel(
    konteks: Konteks,
    survei: _Survei,
    unsur: Sequence[_Unsur],
    langkah: Sequence[Langkah],
) -> tuple[TabelRincian, ...]:
    nrr = TabelRincian(
        "NILAI RATA-RATA UNSUR",
        ("Kode", "Unsur pelayanan", "NRR"),
        tuple((u.unsur.kode, u.unsur.nama, u.nrr if u.nrr is not None else "-") for u in unsur),
    )
    jawaban = _tabel_jawaban(konteks, unsur)
    return (
        _tabel_survei(survei),
        *((jawaban,) if jawaban else ()),
        nrr,
        tabel_perhitungan(langkah),
        tabel_parameter((*parameter_dari(langkah[-1]), *parameter_dari(survei.sampel))),
    )


# the eight together


def _status_gabungan(kelengkapan: Kelengkapan) -> Status:
    if not kelengkapan.ada:
        return Status.BELUM_RILIS
    return Status.FINAL if kelengkapan.ada == kelengkapan.dari else Status.SEMENTARA


def _parameter_gabungan(
    ada: Mapping[str, Perhitungan], konteks: Konteks, model: ModelKepuasan
) -> tuple[Parameter, ...]:
    daftar = pada_tahun(konteks.register.berkas_bagian.ikm, konteks.periode.tahun)
    semua = [p for perhitungan in ada.values() for p in perhitungan.parameter]
    bacaan = (daftar.parameter, model.rata_rata_nilai.parameter, model.survei_terakhir.parameter)
    return tuple(dict.fromkeys((*semua, *bacaan)))


def _tabel_gabungan(
    ada: Mapping[str, Perhitungan], hasil: Langkah, konteks: Konteks, model: ModelKepuasan
) -> tuple[TabelRincian, ...]:
    """One row per bagian with its nine unsur; the answers of respondents; the means; the parameters once."""
    kode_unsur = tuple(u.kode for u in model.unsur)
    baris = tuple(_baris_bagian(kode, p, kode_unsur, konteks) for kode, p in ada.items())
    kolom = (KOLOM_BAGIAN, "Periode survei", "Jumlah responden", *kode_unsur, "NI", KOLOM_IKM, "Mutu", "Unsur terendah")
    jawaban = tuple(p.jawaban for p in ada.values() if isinstance(p, PerhitunganSKM) and p.jawaban is not None)
    rata = _rata_unsur(ada, model)
    kolom_unsur = ("Kode", "Unsur pelayanan", "Rata-rata NRR bagian")
    unsur = TabelRincian("UNSUR PELAYANAN", kolom_unsur, tuple((u.kode, u.nama, rata[u.kode]) for u in model.unsur))
    return (
        TabelRincian(TABEL_BAGIAN, kolom, baris),
        tabel_perhitungan((hasil,)),
        *jawaban,
        unsur,
        tabel_parameter(parameter_dari(hasil)),
    )


def _baris_bagian(
    kode: str, perhitungan: Perhitungan, kode_unsur: Sequence[str], konteks: Konteks
) -> tuple[IsiRincian, ...]:
    skm = perhitungan if isinstance(perhitungan, PerhitunganSKM) else None
    nrr = dict(skm.unsur) if skm else {}
    isi: list[IsiRincian] = []
    for satu_kode in kode_unsur:
        simpul = nrr.get(satu_kode)
        isi.append(simpul if isinstance(simpul, (Langkah, Masukan)) else "-")
    return (
        konteks.nama_bagian(kode),
        skm.periode_survei if skm else None,
        skm.jumlah_responden if skm else None,
        *isi,
        skm.indeks if skm else None,
        perhitungan.hasil,
        perhitungan.dasar_predikat,
        ", ".join(_terendah(skm.unsur)) if skm else None,
    )


def _rata_unsur(ada: Mapping[str, Perhitungan], model: ModelKepuasan) -> dict[str, Langkah]:
    """Code of each unsur -> the mean of its NRR over the bagian that have one."""
    per_bagian = [dict(p.unsur) for p in ada.values() if isinstance(p, PerhitunganSKM)]
    return {
        u.kode: Langkah(f"Rata-rata {u.nama}", RataRata(tuple(nrr for b in per_bagian if (nrr := b.get(u.kode)))))
        for u in model.unsur
    }


def _catatan_gabungan(
    ada: Mapping[str, Perhitungan], belum: Sequence[str], kelengkapan: Kelengkapan, konteks: Konteks
) -> tuple[str, ...]:
    model = konteks.register.kepuasan_masyarakat.pada(konteks.periode.tahun)
    nama = {u.kode: u.nama for u in model.unsur}
    terendah = _terendah(tuple(_rata_unsur(ada, model).items()))
    catatan = [f"tiga unsur terendah (rata-rata bagian): {'; '.join(nama[kode] for kode in terendah)}"]
    if belum:
        catatan.append(f"{kelengkapan.tulisan}; belum ada nilai: {', '.join(konteks.nama_bagian(k) for k in belum)}")
    contoh_bagian = [konteks.nama_bagian(k) for k, p in ada.items() if any(c.startswith(CONTOH) for c in p.catatan)]
    if contoh_bagian:
        catatan.append(f"{CONTOH}: nilai contoh dari {', '.join(contoh_bagian)}")
    return tuple(catatan)


def _temuan_gabungan(ada: Mapping[str, Perhitungan], konteks: Konteks) -> tuple[Temuan, ...]:
    """P504 where the survey periods differ."""
    periode: dict[str, list[str]] = {}
    tulisan: dict[str, str] = {}
    for kode, p in ada.items():
        if isinstance(p, PerhitunganSKM) and p.periode_survei:
            kunci = kunci_banding(p.periode_survei)
            tulisan.setdefault(kunci, p.periode_survei)
            periode.setdefault(kunci, []).append(konteks.nama_bagian(kode))
    if len(periode) <= 1:
        return ()
    ditemukan = "; ".join(f"{tulisan[kunci]} ({', '.join(nama)})" for kunci, nama in periode.items())
    return (buat_temuan("P504", ditemukan=ditemukan),)
