"""Locking a period, opening it again, and showing what was signed: each recorded, nothing ever rewritten."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.dokumen import json_hasil
from flows.galat import TidakDapat
from flows.ingatan import BUKA, KUNCI, Ingatan
from flows.konsolidasi import (
    FINAL,
    REVISI,
    Konsolidasi,
    awalan_berkas,
    baris_terbitan,
    buku_tertandatangani,
    isi_buku,
    konsolidasikan,
    nama_revisi_final,
    nomor_revisi,
    susun_isi,
    yang_ditandatangani,
)
from flows.penerimaan import Penerimaan, daftarkan_tertandatangani
from flows.pengaturan import RuangKerja
from iku_rules.daftar import Register, RegisterSalah
from iku_rules.penyusunan import susun
from iku_rules.simpanan import bekukan_register, muat_beku
from ledger.arsip import ambil, simpan_bukti
from ledger.baris import BarisKunci, BarisTerbitan
from ledger.buku import Ledger
from ledger.galat import ArsipRusak
from ledger.terbitan import terbitkan_sekali
from schemas.periode import Periode
from workbooks.konsolidasi import tulis_buku

AWAL_PDF = b"%PDF-"
# What was published and must come out the same; notes and evidence explain it and may be worded anew.
DIBANDINGKAN = (
    "nilai",
    "status",
    "predikat",
    "target",
    "capaian",
    "kategori_capaian",
    "kelengkapan",
    "tahun_penilaian",
)


@dataclass(frozen=True)
class HitungUlang:
    """What a recomputation of a signed period gave: `beda` are (indicator, field, signed, now).

    `versi_sama`: forms, rules and register are those of the signing. Not `cocok` and nothing `beda`: this program
    cannot read the register of then any more.
    """

    cocok: bool
    versi_sama: bool
    versi: str
    beda: tuple[tuple[str, str, Any, Any], ...]


def kunci(
    penerimaan: Penerimaan,
    ruang: RuangKerja,
    register: Register,
    ledger: Ledger,
    periode: Periode,
    sekarang: datetime,
) -> Konsolidasi:
    """Write the final workbook and freeze the period. Raises TidakDapat where nobody has seen what would be locked."""
    if penerimaan.terkunci(periode):
        raise TidakDapat(f"Periode {periode.nama} sudah dikunci; untuk mengubahnya: iku buka {periode} --alasan …")
    if sekarang.astimezone(ruang.zona).date() <= periode.akhir:
        raise TidakDapat(f"{periode.nama} belum berakhir, jadi belum dapat dikunci.")
    with ledger.buku(sekarang, simpan=False) as buku:
        pernah = bool(buku.terbitan(str(periode)))
    draf = konsolidasikan(penerimaan, ruang, register, ledger, periode, sekarang)
    if pernah and draf.baru:
        raise TidakDapat(
            f"Ada yang berubah sejak draf terakhir; yang baru ditulis di {draf.buku_kerja.name}. "
            f"Periksa dahulu, lalu ulangi: iku kunci {periode}"
        )
    isi = susun_isi(penerimaan, ruang, register, ledger, periode, sekarang)
    jenis, tanda, nama = _nama_akhir(penerimaan.ingatan, ruang, periode)
    hari = sekarang.astimezone(ruang.zona).date()
    bytes_buku = tulis_buku(isi_buku(isi, penerimaan, ruang, register, periode, tanda, hari))
    tujuan = ruang.folder_konsolidasi(periode) / nama
    if tujuan.exists() and tujuan.read_bytes() != bytes_buku:
        raise TidakDapat(f"{tujuan} sudah ada dan bukan buatan penguncian ini; pindahkan dahulu.")
    # The archive first, then the ledger, then the name in the outbox: stopped in between, the next run mends the rest.
    simpan_bukti(ruang.arsip, bytes_buku, ".xlsx")
    pengaturan = ruang.pengaturan
    register_beku = bekukan_register(ruang.register, pengaturan.target, pengaturan.tampilan.capaian_maksimal)
    register_sha256 = simpan_bukti(ruang.arsip, register_beku, ".zip")
    with ledger.buku(sekarang) as buku:
        terbitan = buku.catat_terbitan(**baris_terbitan(isi, penerimaan, periode, jenis, nama, bytes_buku))
        baris = buku.catat_kunci(str(periode), KUNCI, terbitan=terbitan.nomor, register_sha256=register_sha256)
    daftarkan_tertandatangani(ruang, ledger)
    terbitkan_sekali(tujuan, bytes_buku)
    return yang_ditandatangani(baris, ruang, register, ledger, periode, sekarang)


def _nama_akhir(ingatan: Ingatan, ruang: RuangKerja, periode: Periode) -> tuple[str, str, str]:
    """Kind, mark in the workbook and file name of what is locked now."""
    if ingatan.pembukaan_terakhir(periode) is None:
        return FINAL, FINAL, f"{awalan_berkas(periode)}_final.xlsx"
    nomor = nomor_revisi(ruang.folder_konsolidasi(periode), periode)
    return REVISI, f"{REVISI} {nomor}", nama_revisi_final(periode, nomor)


def simpan_dokumen_ttd(dokumen: Path, ruang: RuangKerja, ledger: Ledger, periode: Periode, sekarang: datetime) -> str:
    """Archive the signed PDF of a locked period under its hash, which is given. Raises TidakDapat."""
    isi = baca_dokumen_ttd(dokumen)
    sha256 = simpan_bukti(ruang.arsip, isi, ".pdf")
    with ledger.buku(sekarang) as buku:
        kunci_terakhir = Ingatan(buku).kunci_terakhir(periode)
        if kunci_terakhir is None:
            raise TidakDapat(f"Periode {periode.nama} belum dikunci.")
        if not any(d.kunci == kunci_terakhir.nomor and d.sha256 == sha256 for d in buku.dokumen_ttd()):
            buku.catat_dokumen_ttd(kunci_terakhir.nomor, dokumen.name, sha256)
    daftarkan_tertandatangani(ruang, ledger)
    return sha256


def baca_dokumen_ttd(dokumen: Path) -> bytes:
    """The signed document. Raises TidakDapat where it is no PDF."""
    if not dokumen.is_file():
        raise TidakDapat(f"Berkas tidak ditemukan: {dokumen}")
    isi = dokumen.read_bytes()
    if not isi.startswith(AWAL_PDF):
        raise TidakDapat(f"Dokumen bertanda tangan harus berkas PDF: {dokumen}")
    return isi


def buka(ledger: Ledger, periode: Periode, alasan: str, sekarang: datetime) -> None:
    """Open a locked period again; what was signed stays. Raises TidakDapat."""
    with ledger.buku(sekarang) as buku:
        terkunci = Ingatan(buku).kunci_terakhir(periode)
        if terkunci is None:
            raise TidakDapat(f"Periode {periode.nama} tidak sedang dikunci.")
        buku.catat_kunci(str(periode), BUKA, terbitan=terkunci.terbitan, alasan=alasan)


def kembalikan(
    penerimaan: Penerimaan, ledger: Ledger, bagian: str, periode: Periode, alasan: str, sekarang: datetime
) -> str:
    """Hand the submission that counts back to its bagian; nothing counts until a later one does.

    Gives the name of the file. Raises TidakDapat.
    """
    if penerimaan.terkunci(periode):
        raise TidakDapat(f"Periode {periode.nama} sudah dikunci; buka dahulu: iku buka {periode} --alasan …")
    baris = penerimaan.ingatan.baris_berlaku(bagian, periode)
    if baris is None:
        raise TidakDapat(f"Belum ada kiriman {bagian} yang diterima untuk {periode.nama}.")
    with ledger.buku(sekarang) as buku:
        buku.catat_pengembalian(baris.nomor, alasan)
        buku.catat_berlaku(bagian, str(periode), None)
    return baris.nama


# What was signed, shown again


def cetak_ulang(hasil: Konsolidasi, baris: BarisKunci, ruang: RuangKerja, ledger: Ledger, sekarang: datetime) -> Path:
    """The signed bytes in the outbox: under their own name, or beside it where someone has changed that file."""
    with ledger.buku(sekarang, simpan=False) as buku:
        terbitan = next(t for t in buku.terbitan(str(hasil.periode)) if t.nomor == baris.terbitan)
    isi = buku_tertandatangani(terbitan, ruang)
    if hasil.buku_kerja.read_bytes() == isi:
        return hasil.buku_kerja
    tujuan = hasil.buku_kerja.with_name(f"{hasil.buku_kerja.stem}_cetak-ulang.xlsx")
    terbitkan_sekali(tujuan, isi)
    return tujuan


def hitung_ulang(
    baris: BarisKunci, ruang: RuangKerja, register: Register, ledger: Ledger, periode: Periode, sekarang: datetime
) -> HitungUlang:
    """Compute a locked period again from its frozen inputs and register, and compare by value with what was signed."""
    with ledger.buku(sekarang, simpan=False) as buku:
        terbitan = next(t for t in buku.terbitan(str(periode)) if t.nomor == baris.terbitan)
        tertanda = {h.iku: h.isi["hasil"] for h in buku.hasil(terbitan.nomor)}
        ingatan = Ingatan(buku)
    try:
        beku = _register_beku(baris, ruang)
    except RegisterSalah:
        return HitungUlang(cocok=False, versi_sama=False, versi=terbitan.versi, beda=())
    dulu = _penerimaan_beku(terbitan, ingatan, ruang, beku, ledger)
    sekarang_ = {h.iku: json_hasil(h) for h in susun(beku, periode, dulu.perhitungan(periode))}
    beda = tuple(
        (iku, hal, isi.get(hal), sekarang_.get(iku, {}).get(hal))
        for iku, isi in tertanda.items()
        for hal in DIBANDINGKAN
        if isi.get(hal) != sekarang_.get(iku, {}).get(hal)
    )
    return HitungUlang(not beda, dulu.versi == terbitan.versi, terbitan.versi, beda)


def _register_beku(baris: BarisKunci, ruang: RuangKerja) -> Register:
    assert baris.register_sha256 is not None
    try:
        isi = ambil(ruang.arsip, f"{baris.register_sha256}.zip", baris.register_sha256)
    except ArsipRusak as galat:
        raise TidakDapat(f"{galat} Isinya register periode {baris.periode}; kembalikan dari cadangan.") from galat
    with tempfile.TemporaryDirectory(prefix="iku-") as kerja:
        return muat_beku(isi, Path(kerja))


def _penerimaan_beku(
    terbitan: BarisTerbitan, ingatan: Ingatan, ruang: RuangKerja, register: Register, ledger: Ledger
) -> Penerimaan:
    """The submissions a publication rests on, as if nothing had come since."""
    ingatan.berlaku = {
        (b.bagian, str(b.periode)): b.nomor for b in (ingatan.kiriman[nomor] for nomor in terbitan.masukan)
    }
    return Penerimaan(ruang, register, ledger, ingatan, [], [], [], simpan=False)


def kata_hitung_ulang(ulang: HitungUlang) -> list[str]:
    """What the recomputation says, in lines for people."""
    if ulang.cocok:
        return ["Hitung ulang dari kiriman dan register yang dibekukan: semua nilai sama dengan yang ditandatangani."]
    if not ulang.versi_sama:
        versi = f"Versi aturan saat dikunci ({ulang.versi[:12]}) sudah tidak ada pada program ini"
        if not ulang.beda:
            return [f"{versi}; nilainya tidak dapat dihitung ulang. Yang berlaku tetap buku kerja yang ditandatangani."]
        pembuka = f"{versi}; dengan aturan yang sekarang hasilnya berbeda (yang berlaku tetap yang ditandatangani):"
    else:
        pembuka = "Hitung ulang BERBEDA dari yang ditandatangani; mohon sampaikan kepada admin:"
    beda = [f"  {iku}, {hal}: ditandatangani {lama}, sekarang {baru}" for iku, hal, lama, baru in ulang.beda]
    return [pembuka, *beda]
