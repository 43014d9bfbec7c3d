"""Answers: each bagian gets its Hasil Verifikasi and, for what counts, its Tanda Terima in its folder of the outbox."""

from pathlib import Path

from flows.pemeriksaan import Diperiksa
from flows.penerimaan import Penerimaan, Penyampaian
from flows.pengaturan import RuangKerja
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from ledger.simpan import tulis_bila_berubah
from schemas.periode import Periode
from schemas.temuan import kelompokkan
from workbooks.jawaban import Jawaban, tulis_hasil_verifikasi, tulis_tanda_terima
from workbooks.kata import KATA_STATUS


def jawab(penerimaan: Penerimaan, ruang: RuangKerja, register: Register, periode: Periode) -> None:
    """Answer every bagian where something is new or no answer lies yet, and for `periode` in any case.

    Files whose month cannot be read are answered under `periode`.
    """
    tempat = {(bagian, bulan or periode) for bagian, bulan in penerimaan.berubah}
    tempat |= {(satu.kode, periode) for satu in register.bagian_semua()}
    for hadir in penerimaan.hadir:
        if hadir.baris and hadir.baris.periode:
            bagian, bulan = hadir.baris.bagian, Periode.urai(hadir.baris.periode)
            if not berkas_jawaban(ruang, "Hasil Verifikasi", bagian, bulan).exists():
                tempat.add((bagian, bulan))
    for bagian, bulan in sorted(tempat):
        satu = penerimaan.penyampaian(bagian, bulan, tak_terbaca=bulan == periode)
        _jawab_bagian(satu, ruang, register, bulan)


def berkas_jawaban(ruang: RuangKerja, nama: str, bagian: str, periode: Periode) -> Path:
    """Where an answer of that name lies in the bagian's folder of the outbox."""
    return ruang.folder_bagian(bagian, periode) / f"{nama} {bagian} {periode}.xlsx"


def _jawab_bagian(satu: Penyampaian, ruang: RuangKerja, register: Register, periode: Periode) -> None:
    """Write the answer into the bagian's folder of the outbox; an unchanged one is left as it is."""
    if satu.dijawab:
        jawaban = _jawaban(satu, satu.dijawab, ruang, register, periode)
        tulis_bila_berubah(
            berkas_jawaban(ruang, "Hasil Verifikasi", satu.bagian, periode), tulis_hasil_verifikasi(jawaban)
        )
    if satu.berlaku:
        jawaban = _jawaban(satu, satu.berlaku, ruang, register, periode)
        tulis_bila_berubah(berkas_jawaban(ruang, "Tanda Terima", satu.bagian, periode), tulis_tanda_terima(jawaban))


def _jawaban(satu: Penyampaian, berkas: Diperiksa, ruang: RuangKerja, register: Register, periode: Periode) -> Jawaban:
    return Jawaban(
        bagian=register.nama_bagian(satu.bagian, periode.akhir),
        periode=periode,
        berkas=berkas.nama,
        sha256=berkas.sha256,
        waktu=berkas.waktu.astimezone(ruang.zona),
        diterima=berkas is satu.berlaku,
        tetap_berlaku=satu.berlaku.nama if satu.berlaku and berkas is not satu.berlaku else None,
        insiden=berkas.insiden,
        temuan=tuple(kelompokkan([*satu.temuan_tambahan, *berkas.semua_temuan])),
        hasil=tuple(
            (ATURAN[iku].KARTU.nama, hasil.nilai, hasil.predikat, KATA_STATUS[hasil.status])
            for iku, hasil in berkas.perhitungan.items()
        ),
        tenggat=ruang.hari_batas(periode),
        folder=f"inbox/{satu.bagian}/",
    )
