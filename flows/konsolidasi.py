"""Consolidation: from accepted submissions to the results of a period and its workbook in the outbox.

In order: gather the computations by period, compose the seven results, list who has submitted, write the workbook.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.jawaban import jawab
from flows.penerimaan import Penerimaan, Penyampaian, temuan_penyampaian
from flows.pengaturan import RuangKerja
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from iku_rules.hasil import HasilIKU, Perhitungan
from iku_rules.penyusunan import susun
from ledger.terbitan import terbitkan_draf
from schemas.periode import Periode
from schemas.temuan import Temuan
from workbooks.konsolidasi import Asal, BarisRekap, IsiBuku, tulis_buku


@dataclass(frozen=True)
class StatusKiriman:
    """Where a bagian stands for a period; `status` is a word of the contract."""

    bagian: str
    status: str
    terlambat: bool
    revisi: int | None
    berkas: str | None
    sha256: str | None
    waktu: datetime | None
    temuan: tuple[Temuan, ...]
    lampiran: tuple[str, ...]
    insiden: str | None


@dataclass(frozen=True)
class Konsolidasi:
    """A consolidated period: results, who submitted, the workbook as written, files outside the known folders."""

    periode: Periode
    hasil: tuple[HasilIKU, ...]
    pengumpulan: tuple[StatusKiriman, ...]
    buku_kerja: Path
    baru: bool
    lengkap: bool
    asing: tuple[tuple[str, Temuan], ...] = ()


def kumpulkan_status(
    penerimaan: Penerimaan, ruang: RuangKerja, register: Register, periode: Periode, sekarang: datetime
) -> tuple[StatusKiriman, ...]:
    """One entry per bagian, in the register's order."""
    return tuple(
        _status(penerimaan.penyampaian(satu.kode, periode), ruang, register, periode, sekarang)
        for satu in register.bagian_semua()
    )


def _status(
    satu: Penyampaian, ruang: RuangKerja, register: Register, periode: Periode, sekarang: datetime
) -> StatusKiriman:
    terbaru = satu.terbaru
    tenggat = ruang.tenggat(periode)
    wajib = bool(register.wajib(satu.bagian, periode))
    # Late or not is a matter of the first submission of the month, never of a revision.
    pertama = min((d.diubah for d in satu.semua), default=None)
    terlambat = wajib and sekarang >= tenggat if pertama is None else pertama >= tenggat
    return StatusKiriman(
        bagian=satu.bagian,
        status=_kata_status(satu, wajib=wajib),
        terlambat=terlambat,
        revisi=1 if terbaru else None,
        berkas=terbaru.nama if terbaru else next((f"{m.folder}/{m.nama}" for m in satu.menunggu), None),
        sha256=terbaru.sha256 if terbaru else None,
        waktu=terbaru.diubah.astimezone(ruang.zona) if terbaru else None,
        temuan=tuple(temuan_penyampaian(satu)),
        lampiran=tuple(f"{s.asal.folder}/{s.asal.nama}" for s in satu.lampiran),
        insiden=terbaru.insiden if terbaru else None,
    )


def _kata_status(satu: Penyampaian, *, wajib: bool) -> str:
    if satu.berlaku:
        return "DITERIMA"
    if any(d.insiden is None for d in satu.ditolak):
        return "DIKEMBALIKAN"
    if satu.ditolak or satu.menunggu:
        return "MENUNGGU"  # also where only an error of ours keeps the file from being checked: it is tried again
    return "BELUM MASUK" if wajib else "TIDAK WAJIB"


def susun_hasil(penerimaan: Penerimaan, register: Register, periode: Periode) -> tuple[HasilIKU, ...]:
    """The seven results from the accepted submissions up to the period."""
    perhitungan: dict[Periode, dict[str, dict[str, Perhitungan]]] = {}
    for bulan in penerimaan.periode():
        if bulan > periode:
            continue
        for satu in register.bagian_semua():
            berlaku = penerimaan.penyampaian(satu.kode, bulan).berlaku
            if berlaku:
                perhitungan.setdefault(bulan, {})[satu.kode] = berlaku.perhitungan
    return susun(register, periode, perhitungan)


def konsolidasikan(
    penerimaan: Penerimaan, ruang: RuangKerja, register: Register, periode: Periode, sekarang: datetime
) -> Konsolidasi:
    """Answer every bagian, compute, and write the next draft (none when nothing changed)."""
    jawab(penerimaan, ruang, register, periode)
    hasil = susun_hasil(penerimaan, register, periode)
    pengumpulan = kumpulkan_status(penerimaan, ruang, register, periode, sekarang)
    isi = tulis_buku(_isi_buku(hasil, pengumpulan, penerimaan, ruang, register, periode))
    berkas, baru = terbitkan_draf(ruang.folder_konsolidasi(periode), f"IKU_Setda_{periode}", isi)
    lengkap = all(s.status == "DITERIMA" for s in pengumpulan if register.wajib(s.bagian, periode))
    return Konsolidasi(periode, hasil, pengumpulan, berkas, baru, lengkap, tuple(penerimaan.asing))


def _isi_buku(
    hasil: tuple[HasilIKU, ...],
    pengumpulan: tuple[StatusKiriman, ...],
    penerimaan: Penerimaan,
    ruang: RuangKerja,
    register: Register,
    periode: Periode,
) -> IsiBuku:
    asal = {
        d.sha256: Asal(f"{d.sha256}{Path(d.nama).suffix.casefold()}", d.diubah.astimezone(ruang.zona))
        for d in penerimaan.diperiksa
    }
    return IsiBuku(
        periode=periode,
        jenis="DRAF",
        register=register,
        hasil=hasil,
        kartu={kode: modul.KARTU for kode, modul in ATURAN.items()},
        rekap=tuple(
            BarisRekap(
                bagian=register.nama_bagian(s.bagian, periode.akhir),
                status=s.status,
                # Whether a missing file is late depends on the day; the workbook speaks of those that came.
                terlambat=s.terlambat if s.waktu else None,
                revisi=s.revisi,
                berkas=s.berkas,
                waktu=s.waktu,
                sha256=s.sha256,
                lampiran=s.lampiran,
                temuan=s.temuan,
                insiden=s.insiden,
            )
            for s in pengumpulan
        ),
        temuan_lain=tuple(penerimaan.asing),
        asal=asal,
        tenggat=ruang.hari_batas(periode),
    )
