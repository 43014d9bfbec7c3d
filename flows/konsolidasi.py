"""Consolidation: from the submissions that count to the results of a period and its workbook in the outbox.

In order: compose the seven results, list who has submitted, write the workbook, record it. A locked period is not
computed again: it is reported as it was signed.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flows.dokumen import StatusKiriman, json_hasil, json_kiriman
from flows.galat import TidakDapat
from flows.ingatan import BUKA, KUNCI, Ingatan, nama_arsip
from flows.jawaban import jawab
from flows.penerimaan import Penerimaan, Penyampaian, temuan_penyampaian
from flows.pengaturan import RuangKerja
from flows.pertanyaan import terbitan_terakhir
from iku_rules.aturan import ATURAN
from iku_rules.daftar import DESEMBER, Register
from iku_rules.hasil import HasilIKU
from iku_rules.penyusunan import susun
from iku_rules.riwayat import Arsip, Terbit
from ledger.arsip import ambil
from ledger.baris import BarisKunci, BarisTerbitan
from ledger.buku import BukuBesar, Ledger
from ledger.galat import ArsipRusak
from ledger.terbitan import bernomor, terbitkan_bernomor, terbitkan_sekali
from schemas.periode import Periode
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import tanggal
from workbooks.kata import status_hasil
from workbooks.konsolidasi import Asal, BarisRekap, IsiBuku, tulis_buku

DRAF, FINAL, REVISI = "DRAF", "FINAL", "REVISI"
MENUNGGU = "MENUNGGU"


@dataclass(frozen=True)
class Konsolidasi:
    """A consolidated period as published: results and submissions in the words of the contract.

    `dokumen` is DRAF, FINAL or REVISI; `baru`: the workbook was written just now; `keadaan`: the status of each result
    in words; `asing`: files outside the known folders.
    """

    periode: Periode
    dokumen: str
    terkunci: bool
    lengkap: bool
    buku_kerja: Path
    baru: bool
    hasil: tuple[dict[str, Any], ...]
    keadaan: tuple[str, ...]
    pengumpulan: tuple[dict[str, Any], ...]
    asing: tuple[tuple[str, Temuan], ...] = ()


@dataclass(frozen=True)
class Isi:
    """What a workbook of a period says, whatever its name and mark will be."""

    hasil: tuple[HasilIKU, ...]
    pengumpulan: tuple[StatusKiriman, ...]


# Who has submitted


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
    status = _kata_status(satu, wajib=wajib)
    # Late or not is a matter of the first submission of the month, never of a revision.
    terlambat = wajib and sekarang >= tenggat if satu.pertama is None else satu.pertama >= tenggat
    return StatusKiriman(
        bagian=satu.bagian,
        status=status,
        terlambat=terlambat,
        revisi=terbaru.revisi if terbaru else None,
        berkas=terbaru.nama if terbaru else next((f"{m.folder}/{m.nama}" for m in satu.menunggu), None),
        sha256=terbaru.sha256 if terbaru else None,
        waktu=terbaru.waktu.astimezone(ruang.zona) if terbaru else None,
        temuan=(*temuan_penyampaian(satu), *_temuan_menunggu(satu, status)),
        lampiran=tuple(satu.lampiran),
        insiden=terbaru.insiden if terbaru else None,
    )


def _kata_status(satu: Penyampaian, *, wajib: bool) -> str:
    if satu.berlaku:
        return "DITERIMA"
    if any(d.insiden is None for d in satu.ditolak):
        return "DIKEMBALIKAN"
    if satu.ditolak or satu.menunggu:
        return MENUNGGU  # also where only an error of ours keeps the file from being checked: it is tried again
    return "BELUM MASUK" if wajib else "TIDAK WAJIB"


def _temuan_menunggu(satu: Penyampaian, status: str) -> list[Temuan]:
    """Why nothing is read yet. Silent beside a submission in force: opening a file must not change what is printed."""
    if status != MENUNGGU:
        return []
    return [
        buat_temuan("I120", ditemukan=b.nama_lengkap, oleh=f" oleh {b.pembuka}" if b.pembuka else "")
        if b.terbuka
        else buat_temuan("I121", ditemukan=b.nama_lengkap)
        for b in satu.menunggu
    ]


def status_periode(
    penerimaan: Penerimaan, ruang: RuangKerja, register: Register, ledger: Ledger, periode: Periode, sekarang: datetime
) -> tuple[dict[str, Any], ...]:
    """Who has submitted, in the words of the contract; of a locked period as it was signed."""
    if kunci := penerimaan.terkunci(periode):
        with ledger.buku(sekarang, simpan=False) as buku:
            return tuple(next(t for t in buku.terbitan(str(periode)) if t.nomor == kunci.terbitan).pengumpulan)
    return tuple(map(json_kiriman, kumpulkan_status(penerimaan, ruang, register, periode, sekarang)))


def lengkap(pengumpulan: tuple[dict[str, Any], ...], register: Register, periode: Periode) -> bool:
    """Whether every bagian that owes something was accepted."""
    return all(k["status"] == "DITERIMA" for k in pengumpulan if register.wajib(k["bagian"], periode))


# Computing and writing


def konsolidasikan(
    penerimaan: Penerimaan, ruang: RuangKerja, register: Register, ledger: Ledger, periode: Periode, sekarang: datetime
) -> Konsolidasi:
    """Answer every bagian, compute, and write the next draft or revision (none when nothing changed)."""
    penerimaan.muat(baris for _, _, baris in penerimaan.dasar(periode))  # at once, since one by one takes longer
    jawab(penerimaan, ruang, register, periode)
    if kunci := penerimaan.terkunci(periode):
        return yang_ditandatangani(kunci, ruang, register, ledger, periode, sekarang, tuple(penerimaan.asing))
    isi = susun_isi(penerimaan, ruang, register, ledger, periode, sekarang)
    jenis, berkas, baru = _terbitkan(isi, penerimaan, ruang, register, periode)
    catat_terbitan(isi, penerimaan, ledger, periode, jenis, berkas, sekarang)
    pengumpulan = tuple(map(json_kiriman, isi.pengumpulan))
    return Konsolidasi(
        periode=periode,
        dokumen=jenis,
        terkunci=False,
        lengkap=lengkap(pengumpulan, register, periode),
        buku_kerja=berkas,
        baru=baru,
        hasil=tuple(map(json_hasil, isi.hasil)),
        keadaan=tuple(map(status_hasil, isi.hasil)),
        pengumpulan=pengumpulan,
        asing=tuple(penerimaan.asing),
    )


def perlu_disusun(penerimaan: Penerimaan, ledger: Ledger, sekarang: datetime) -> list[Periode]:
    """The open months that have been consolidated and would say something else now, oldest first.

    What a month rests on is compared with what its last workbook rested on, so a run that was stopped is made up for.
    """
    with ledger.buku(sekarang, simpan=False) as buku:
        terakhir = {Periode.urai(t.periode): t for t in buku.terbitan()}
    baru = {periode for _, periode in penerimaan.berubah}
    return sorted(
        periode
        for periode, terbitan in terakhir.items()
        if not penerimaan.terkunci(periode)
        and (periode in baru or terbitan.versi != penerimaan.versi or terbitan.masukan != penerimaan.masukan(periode))
    )


def susun_isi(
    penerimaan: Penerimaan, ruang: RuangKerja, register: Register, ledger: Ledger, periode: Periode, sekarang: datetime
) -> Isi:
    """Results and submissions of a period from what counts."""
    with ledger.buku(sekarang, simpan=False) as buku:
        arsip = arsip_terbit(buku, penerimaan.ingatan, periode)
    hasil = susun(register, periode, penerimaan.perhitungan(periode), arsip)
    return Isi(hasil, kumpulkan_status(penerimaan, ruang, register, periode, sekarang))


def arsip_terbit(buku: BukuBesar, ingatan: Ingatan, periode: Periode) -> Arsip:
    """What signed months of the year, and the Decembers of the years before, said when they were published."""
    hasil: dict[Periode, dict[str, Terbit]] = {}
    for p, terbitan in terbitan_terakhir(buku, ingatan):
        bulan_ini = p.tahun == periode.tahun and p < periode and ingatan.kunci_terakhir(p) is not None
        if bulan_ini or (p.tahun < periode.tahun and p.bulan == DESEMBER):
            hasil[p] = {
                h.iku: Terbit(None if h.nilai is None else Decimal(h.nilai), h.status, h.aturan)
                for h in buku.hasil(terbitan.nomor)
            }
    return hasil


def susun_hasil(penerimaan: Penerimaan, register: Register, periode: Periode) -> tuple[HasilIKU, ...]:
    """The seven results from the submissions that count, up to the period."""
    return susun(register, periode, penerimaan.perhitungan(periode))


def _terbitkan(
    isi: Isi, penerimaan: Penerimaan, ruang: RuangKerja, register: Register, periode: Periode
) -> tuple[str, Path, bool]:
    """A draft; after the period was locked and opened again, the next revision. Gives kind, path, whether it is new."""
    folder, awalan = ruang.folder_konsolidasi(periode), awalan_berkas(periode)
    if penerimaan.ingatan.pembukaan_terakhir(periode) is None:
        buku = tulis_buku(isi_buku(isi, penerimaan, ruang, register, periode, DRAF))
        return DRAF, *terbitkan_bernomor(folder, f"{awalan}_draf-{{:02d}}.xlsx", buku)
    nomor, baru = nomor_revisi(folder, periode), False
    while True:
        # The number stands in the workbook: the newest one is kept where its bytes are those we would write under it.
        buku = tulis_buku(isi_buku(isi, penerimaan, ruang, register, periode, f"{REVISI} {nomor} ({DRAF})"))
        tujuan = folder / nama_revisi(periode, nomor)
        if not tujuan.exists():
            terbitkan_sekali(tujuan, buku)
            return REVISI, tujuan, True
        if tujuan.read_bytes() == buku and not (folder / nama_revisi_final(periode, nomor)).exists():
            return REVISI, tujuan, baru
        nomor += 1


def awalan_berkas(periode: Periode) -> str:
    return f"IKU_Setda_{periode}"


def nama_revisi(periode: Periode, nomor: int) -> str:
    return f"{awalan_berkas(periode)}_revisi-{nomor}.xlsx"


def nama_revisi_final(periode: Periode, nomor: int) -> str:
    """A revision that was locked again."""
    return f"{awalan_berkas(periode)}_revisi-{nomor}_final.xlsx"


def nomor_revisi(folder: Path, periode: Periode) -> int:
    """The newest revision written, 1 where there is none yet."""
    return max(bernomor(folder, f"{awalan_berkas(periode)}_revisi-{{}}.xlsx"), default=1)


def catat_terbitan(
    isi: Isi,
    penerimaan: Penerimaan,
    ledger: Ledger,
    periode: Periode,
    jenis: str,
    berkas: Path,
    sekarang: datetime,
) -> None:
    """Record the workbook with what it rests on, once: also where the run before was stopped between the two."""
    with ledger.buku(sekarang) as buku:
        if any(t.nama == berkas.name for t in buku.terbitan(str(periode))):
            return
        buku.catat_terbitan(**baris_terbitan(isi, penerimaan, periode, jenis, berkas.name, berkas.read_bytes()))


def baris_terbitan(
    isi: Isi, penerimaan: Penerimaan, periode: Periode, jenis: str, nama: str, buku_kerja: bytes
) -> dict[str, Any]:
    """What the ledger keeps of a workbook."""
    return {
        "periode": str(periode),
        "jenis": jenis,
        "nama": nama,
        "sha256": hashlib.sha256(buku_kerja).hexdigest(),
        "ukuran": len(buku_kerja),
        "versi": penerimaan.versi,
        "masukan": penerimaan.masukan(periode),
        "pengumpulan": list(map(json_kiriman, isi.pengumpulan)),
        "hasil": [
            {
                "iku": h.iku,
                "nilai": None if h.nilai is None else str(h.nilai),
                "status": h.status.value,
                "aturan": h.aturan,
                "isi": {"hasil": json_hasil(h), "keadaan": status_hasil(h)},
            }
            for h in isi.hasil
        ],
    }


def yang_ditandatangani(
    kunci: BarisKunci,
    ruang: RuangKerja,
    register: Register,
    ledger: Ledger,
    periode: Periode,
    sekarang: datetime,
    asing: tuple[tuple[str, Temuan], ...] = (),
) -> Konsolidasi:
    """A locked period as it was signed; a signed workbook that went missing is put back from the archive."""
    with ledger.buku(sekarang, simpan=False) as buku:
        terbitan = next(t for t in buku.terbitan(str(periode)) if t.nomor == kunci.terbitan)
        hasil = buku.hasil(terbitan.nomor)
    berkas = ruang.folder_konsolidasi(periode) / terbitan.nama
    if not berkas.exists():
        terbitkan_sekali(berkas, buku_tertandatangani(terbitan, ruang))
    pengumpulan = tuple(terbitan.pengumpulan)
    return Konsolidasi(
        periode=periode,
        dokumen=terbitan.jenis,
        terkunci=True,
        lengkap=lengkap(pengumpulan, register, periode),
        buku_kerja=berkas,
        baru=False,
        hasil=tuple(h.isi["hasil"] for h in hasil),
        keadaan=tuple(h.isi["keadaan"] for h in hasil),
        pengumpulan=pengumpulan,
        asing=asing,
    )


def buku_tertandatangani(terbitan: BarisTerbitan, ruang: RuangKerja) -> bytes:
    """The bytes that were signed, from the archive. Raises TidakDapat where they are damaged."""
    try:
        return ambil(ruang.arsip, f"{terbitan.sha256}.xlsx", terbitan.sha256)
    except ArsipRusak as galat:
        raise TidakDapat(f"{galat} Isinya {terbitan.nama} yang ditandatangani; kembalikan dari cadangan.") from galat


def isi_buku(
    isi: Isi,
    penerimaan: Penerimaan,
    ruang: RuangKerja,
    register: Register,
    periode: Periode,
    jenis: str,
    hari_kunci: date | None = None,
) -> IsiBuku:
    """All that the workbook shows, under the mark `jenis`; signed on `hari_kunci`."""
    return IsiBuku(
        periode=periode,
        jenis=jenis,
        register=register,
        hasil=isi.hasil,
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
            for s in isi.pengumpulan
        ),
        temuan_lain=tuple(penerimaan.asing),
        asal=_asal(penerimaan.ingatan, ruang),
        tenggat=ruang.hari_batas(periode),
        hari_kunci=hari_kunci,
        riwayat_kunci=_riwayat_kunci(penerimaan.ingatan, ruang, periode),
    )


def _asal(ingatan: Ingatan, ruang: RuangKerja) -> dict[str, Asal]:
    """SHA-256 -> the archived original, at the time it was first seen."""
    asal: dict[str, Asal] = {}
    for baris in ingatan.kiriman.values():
        asal.setdefault(baris.sha256, Asal(nama_arsip(baris), baris.diubah.astimezone(ruang.zona)))
    return asal


def _riwayat_kunci(ingatan: Ingatan, ruang: RuangKerja, periode: Periode) -> tuple[tuple[str, str], ...]:
    """What `Metadata` says of earlier lockings and of why the period was opened again."""
    kata = {KUNCI: "Dikunci", BUKA: "Dibuka lagi"}
    return tuple(
        (
            f"{kata[k.tindakan]} {tanggal(k.waktu.astimezone(ruang.zona).date())}",
            f"Alasan: {k.alasan} ({k.oleh})" if k.alasan else f"oleh {k.oleh}",
        )
        for k in ingatan.kunci.get(str(periode), [])
    )
