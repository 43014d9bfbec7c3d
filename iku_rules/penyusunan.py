"""From the computed submissions of many months to the published result of one: newest value, status, achievement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from iku_rules import kepuasan_masyarakat
from iku_rules.aturan import ATURAN
from iku_rules.bacaan import CONTOH
from iku_rules.bentuk import Target
from iku_rules.capaian import batas_tampil, langkah_capaian
from iku_rules.daftar import DESEMBER, TRIWULAN, Register
from iku_rules.hasil import HasilIKU, Perhitungan, Status
from iku_rules.konteks import Konteks
from iku_rules.langkah import Langkah, Masukan
from iku_rules.rakit import catatan_belum_dikonfirmasi
from iku_rules.riwayat import Arsip, Terbit, Titik, aturan_beda, rangkai
from schemas.periode import Periode
from schemas.tulisan import angka

Kumpulan = Mapping[Periode, Mapping[str, Mapping[str, Perhitungan]]]
IKM = kepuasan_masyarakat.KARTU.kode
ROMAWI = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class _Temuan:
    """What was found for a period: the result in force, where it comes from, what to say of it."""

    status: Status
    perhitungan: Perhitungan | None = None
    dari_periode: Periode | None = None
    catatan: tuple[str, ...] = ()

    @property
    def hasil(self) -> Langkah | None:
        """The published step; none where the result in force has no value of this year."""
        ada = self.status not in (Status.BELUM_RILIS, Status.BELUM_ADA_DATA)
        return self.perhitungan.hasil if ada and self.perhitungan else None


def susun(
    register: Register, periode: Periode, perhitungan: Kumpulan, terbit: Arsip | None = None
) -> tuple[HasilIKU, ...]:
    """All seven indicators of a period: in the order of its document, the indikator tujuan last; then those not in it.

    `perhitungan`: [period][bagian][iku] of the accepted submissions; later periods are ignored. `terbit`: what signed
    months and earlier years said; it goes into the history only.
    """
    urutan = _urutan(register.dokumen(periode).kode_iku)
    return tuple(_hasil(register, periode, perhitungan, iku, terbit or {}) for iku in urutan)


def _urutan(kode_dokumen: Sequence[str]) -> tuple[str, ...]:
    return (*kode_dokumen, *(iku for iku in ATURAN if iku not in kode_dokumen))


def _hasil(register: Register, periode: Periode, kumpulan: Kumpulan, iku: str, terbit: Arsip) -> HasilIKU:
    kartu = ATURAN[iku].KARTU
    kini = _kini(register, periode, kumpulan, iku)
    lalu = _tahun_lalu(register, periode, kumpulan, iku)
    hasil = kini.hasil
    ada = kini.perhitungan if hasil else None
    target = register.target(iku, periode)
    node_target = Masukan("Target", target.nilai) if target else None
    capaian = langkah_capaian(hasil, node_target, kartu.polaritas, register.capaian) if hasil and node_target else None
    kategori = _kategori(register, periode, target, capaian)
    batas = batas_tampil(capaian, register.capaian)
    dokumen = register.dokumen(periode)
    nama = dokumen.nama_iku(iku)
    return HasilIKU(
        iku=iku,
        nama=nama or kartu.nama,
        satuan=kartu.satuan,
        periode=periode,
        status=kini.status,
        perhitungan=kini.perhitungan,
        nilai=hasil.nilai if hasil else None,
        predikat=ada.predikat if ada else None,
        target=node_target,
        capaian=capaian,
        kategori_capaian=kategori,
        aturan=ada.aturan if ada else None,
        tahun_penilaian=ada.tahun_penilaian if ada else None,
        dari_periode=kini.dari_periode,
        kelengkapan=ada.kelengkapan if ada else None,
        nilai_tahun_lalu=lalu.nilai if lalu else None,
        batas_capaian=batas,
        catatan=(
            *(() if nama else (f"tidak tercantum dalam dokumen IKU yang berlaku ({dokumen.acuan})",)),
            *_catatan(periode, kini, lalu, target, capaian),
            *_catatan_batas(capaian, batas),
        ),
        sumber=ada.sumber if ada else (),
        temuan=ada.temuan if ada and iku == IKM else (),
        perhitungan_tahun_lalu=lalu,
        contoh=bool(ada and any(c.startswith(CONTOH) for c in ada.catatan)),
        target_contoh=bool(target and target.contoh),
        bulanan=_bulanan(register, periode, kumpulan, iku, terbit),
        tahunan=_tahunan(periode, iku, kini, lalu, terbit),
    )


# history


def _bulanan(register: Register, periode: Periode, kumpulan: Kumpulan, iku: str, terbit: Arsip) -> tuple[Titik, ...]:
    """The months of the year up to the period: a signed one as signed, the others from what counts now."""
    bulan = sorted(_mundur(periode))
    return rangkai(
        (p, terbit[p][iku] if p != periode and iku in terbit.get(p, {}) else _terbit(_kini(register, p, kumpulan, iku)))
        for p in bulan
    )


def _tahunan(periode: Periode, iku: str, kini: _Temuan, lalu: Perhitungan | None, terbit: Arsip) -> tuple[Titik, ...]:
    """The years before at their ends, and this one at the period."""
    tahun = {p: isi[iku] for p, isi in terbit.items() if iku in isi and p.tahun < periode.tahun}
    if lalu is not None:
        akhir_lalu = Periode(periode.tahun - 1, DESEMBER)
        tahun = {p: isi for p, isi in tahun.items() if p.tahun < akhir_lalu.tahun}
        tahun[akhir_lalu] = Terbit(lalu.nilai, lalu.status.value, lalu.aturan)
    return rangkai([*sorted(tahun.items(), key=lambda satu: satu[0]), (periode, _terbit(kini))])


def _terbit(kini: _Temuan) -> Terbit:
    hasil = kini.hasil
    aturan = kini.perhitungan.aturan if hasil and kini.perhitungan else None
    return Terbit(hasil.nilai if hasil else None, kini.status.value, aturan)


# which value is in force


def _kini(register: Register, periode: Periode, kumpulan: Kumpulan, iku: str) -> _Temuan:
    return _ikm(register, periode, kumpulan) if iku == IKM else _biasa(register, periode, kumpulan, iku)


def _mundur(periode: Periode) -> Iterator[Periode]:
    """The period and those before it, back to January of its year."""
    return (Periode(periode.tahun, bulan) for bulan in range(periode.bulan, 0, -1))


def _kiriman(register: Register, periode: Periode, kumpulan: Kumpulan, iku: str) -> list[tuple[Periode, Perhitungan]]:
    """The year's submissions of an indicator up to a period, newest first."""
    return [
        (p, kumpulan[p][kode][iku])
        for p in _mundur(periode)
        for kode in register.pemilik(iku)
        if iku in kumpulan.get(p, {}).get(kode, {})
    ]


def _biasa(register: Register, periode: Periode, kumpulan: Kumpulan, iku: str) -> _Temuan:
    """An indicator of one bagian."""
    kiriman = _kiriman(register, periode, kumpulan, iku)
    if not kiriman:
        return _Temuan(Status.BELUM_ADA_DATA)
    catatan = tuple(_catatan_tahun_lain(periode, kiriman))
    for p, satu in kiriman:
        if satu.nilai is None or satu.tahun_penilaian != periode.tahun:
            continue
        terbaru = replace(satu, laporan=kiriman[0][1].laporan or satu.laporan)
        if p == periode:
            return _Temuan(satu.status, terbaru, catatan=catatan)
        return _Temuan(Status.TERAKHIR_DIKETAHUI, terbaru, p, (f"nilai terakhir dari {p.nama}", *catatan))
    return _Temuan(Status.BELUM_RILIS, kiriman[0][1], catatan=catatan)


def _catatan_tahun_lain(periode: Periode, kiriman: Sequence[tuple[Periode, Perhitungan]]) -> Iterator[str]:
    """What became of a value about another year, for the newest submission only."""
    satu = kiriman[0][1]
    if satu.nilai is None or satu.tahun_penilaian == periode.tahun:
        return
    nilai = angka(satu.nilai, 2)
    if satu.tahun_penilaian == periode.tahun - 1:
        yield f"nilai tahun penilaian {satu.tahun_penilaian} ({nilai}) masuk kolom realisasi tahun lalu"
    else:
        yield f"nilai tahun penilaian {satu.tahun_penilaian} ({nilai}) tidak dipakai"


def _ikm(register: Register, periode: Periode, kumpulan: Kumpulan) -> _Temuan:
    """The IKM: as of the newest month of the year in which any bagian of the list brought a value."""
    kiriman = _kiriman(register, periode, kumpulan, IKM)
    if not kiriman:
        return _Temuan(Status.BELUM_ADA_DATA)
    for p in _mundur(periode):
        gabungan = _gabungan(register, p, kumpulan)
        if gabungan is None:
            continue
        terakhir = (f"nilai terakhir dari {p.nama}",) if p != periode else ()
        status = gabungan.perhitungan.status if gabungan.perhitungan and p == periode else Status.TERAKHIR_DIKETAHUI
        dari = None if p == periode else p
        return replace(gabungan, status=status, dari_periode=dari, catatan=terakhir + gabungan.catatan)
    kosong = kepuasan_masyarakat.gabungkan(
        {kode: isi[IKM] for kode, isi in kumpulan.get(periode, {}).items() if IKM in isi}, Konteks(register, periode)
    )
    return _Temuan(Status.BELUM_RILIS, kosong)


def _gabungan(register: Register, periode: Periode, kumpulan: Kumpulan) -> _Temuan | None:
    """The bagian together at a period; None when none of them brought a value in that very month.

    A bagian that came without a new survey, or owed none and did not come, keeps its last value of the year; one that
    owed and did not come does not count.
    """
    daftar, _ = register.bagian_ikm(periode.tahun)
    konteks = Konteks(register, periode)
    dihitung: dict[str, Perhitungan] = {}
    catatan = []
    ada_baru = False
    for kode in daftar:
        kiriman = kumpulan.get(periode, {}).get(kode, {}).get(IKM)
        if kiriman is not None and kiriman.nilai is not None:
            dihitung[kode], ada_baru = kiriman, True
        elif kiriman is not None or IKM not in register.wajib(kode, periode):
            lama = _nilai_bagian(kode, periode, kumpulan)
            if lama is not None:
                dihitung[kode] = lama[1]
                catatan.append(f"{konteks.nama_bagian(kode)}: nilai {lama[0].nama}")
            elif kiriman is not None:
                dihitung[kode] = kiriman  # no value, but its texts for the yearly report count
    if not ada_baru:
        return None
    gabungan = kepuasan_masyarakat.gabungkan(dihitung, konteks)
    return _Temuan(gabungan.status, gabungan, catatan=tuple(catatan))


def _nilai_bagian(kode: str, periode: Periode, kumpulan: Kumpulan) -> tuple[Periode, Perhitungan] | None:
    """The newest IKM of a bagian in the year, before or in a period."""
    for p in _mundur(periode):
        satu = kumpulan.get(p, {}).get(kode, {}).get(IKM)
        if satu is not None and satu.nilai is not None:
            return p, satu
    return None


def _tahun_lalu(register: Register, periode: Periode, kumpulan: Kumpulan, iku: str) -> Perhitungan | None:
    """The value of the year before: from this year's submissions first, then from those of that year."""
    akhir_lalu = Periode(periode.tahun - 1, DESEMBER)
    if iku == IKM:
        lalu = _ikm(register, akhir_lalu, kumpulan)
        return lalu.perhitungan if lalu.hasil else None
    kiriman = _kiriman(register, periode, kumpulan, iku) + _kiriman(register, akhir_lalu, kumpulan, iku)
    return next((p for _, p in kiriman if p.nilai is not None and p.tahun_penilaian == akhir_lalu.tahun), None)


# target, achievement, notes


def _akhir_sasaran(periode: Periode, target: Target) -> bool:
    """Whether the period ends where the target's time ends."""
    return periode.bulan == (DESEMBER if target.triwulan is None else target.triwulan * TRIWULAN)


def _kategori(register: Register, periode: Periode, target: Target | None, capaian: Langkah | None) -> str | None:
    if target is None or capaian is None or capaian.nilai is None or not _akhir_sasaran(periode, target):
        return None
    return register.capaian.kategori.predikat(capaian.nilai)


def _catatan(
    periode: Periode,
    kini: _Temuan,
    lalu: Perhitungan | None,
    target: Target | None,
    capaian: Langkah | None,
) -> Iterator[str]:
    yield from kini.catatan
    ada = kini.perhitungan if kini.hasil else None
    if kini.perhitungan and (ada or kini.perhitungan.nilai is None):
        yield from kini.perhitungan.catatan
    if ada and ada.iku == IKM:
        yield from (t.pesan for t in ada.temuan)  # findings over several bagian belong to no single submission
    if ada and (catatan := catatan_belum_dikonfirmasi(ada.parameter)):
        yield catatan
    if lalu and any(c.startswith(CONTOH) for c in lalu.catatan):
        yield f"{CONTOH}: realisasi tahun lalu adalah nilai contoh"
    if ada and lalu and aturan_beda(ada.aturan, lalu.aturan):
        yield f"realisasi tahun lalu memakai aturan lain ({lalu.aturan}), tidak dapat dibandingkan langsung"
    yield from _catatan_target(periode, target, bool(ada), capaian)


def _catatan_batas(capaian: Langkah | None, batas: Decimal | None) -> Iterator[str]:
    if capaian is not None and capaian.nilai is not None and batas is not None:
        yield f"capaian {angka(capaian.nilai, 2)} % ditampilkan paling tinggi {angka(batas, 2)} %"


def _catatan_target(periode: Periode, target: Target | None, ada_nilai: bool, capaian: Langkah | None) -> Iterator[str]:
    if target is None:
        yield "target belum ditetapkan"
        return
    if target.contoh:
        yield "target yang dipakai adalah target contoh, bukan target yang ditetapkan"
    if ada_nilai and capaian is None:
        yield "target atau pembaginya 0, capaian tidak dihitung"
    elif capaian is not None and not _akhir_sasaran(periode, target):
        triwulan = target.triwulan
        yield "terhadap target tahunan" if triwulan is None else f"terhadap target triwulan {ROMAWI[triwulan - 1]}"
