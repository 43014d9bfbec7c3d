"""Answers: each bagian gets its Hasil Verifikasi and, for what counts, its Tanda Terima in its folder of the outbox."""

import traceback

from flows.insiden import catat_insiden
from flows.pemeriksaan import Diperiksa
from flows.penerimaan import Penerimaan, Penyampaian
from flows.pengaturan import RuangKerja
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from ledger.arsip import ambil
from ledger.galat import ArsipRusak
from ledger.jawaban import ada_jawaban, tulis_jawaban
from schemas.periode import Periode
from schemas.temuan import kelompokkan
from workbooks.jawaban import (
    LEMBAR_HASIL,
    Jawaban,
    isian_terbaca,
    nomor_tanda_terima,
    tulis_hasil_verifikasi,
    tulis_tanda_terima,
)
from workbooks.kata import KATA_STATUS
from workbooks.salinan_kembali import SalinanKembali, TidakDapatDisalin, buat_salinan

# Not the workbook to mend: no workbook that can be read, no template of this bagian.
_BUKAN_INI = ("G1", "G201", "G207", "G208", "G212")


def jawab(penerimaan: Penerimaan, ruang: RuangKerja, register: Register, periode: Periode) -> None:
    """Answer every bagian where something is new or no answer lies yet, and for `periode` in any case.

    Files whose month cannot be read are answered under `periode`.
    """
    tempat = {(bagian, bulan or periode) for bagian, bulan in penerimaan.berubah}
    tempat |= {(satu.kode, periode) for satu in register.bagian_semua()}
    for hadir in penerimaan.hadir:
        if hadir.baris and hadir.baris.periode:
            bagian, bulan = hadir.baris.bagian, Periode.urai(hadir.baris.periode)
            if not ada_jawaban(ruang.folder_bagian(bagian, bulan), _nama(LEMBAR_HASIL, bagian, bulan)):
                tempat.add((bagian, bulan))
    for bagian, bulan in sorted(tempat):
        satu = penerimaan.penyampaian(bagian, bulan, tak_terbaca=bulan == periode)
        _jawab_bagian(satu, ruang, register, bulan)


def _nama(jenis: str, bagian: str, periode: Periode) -> str:
    return f"{jenis} {bagian} {periode}"


def _jawab_bagian(satu: Penyampaian, ruang: RuangKerja, register: Register, periode: Periode) -> None:
    """Write the answer into the bagian's folder of the outbox; an unchanged one is left as it is."""
    folder = ruang.folder_bagian(satu.bagian, periode)
    if satu.dijawab:
        jawaban = susun_jawaban(satu, satu.dijawab, ruang, register, periode)
        hasil, galat = _hasil_verifikasi(jawaban, satu.dijawab, ruang)
        baru = tulis_jawaban(folder, _nama(LEMBAR_HASIL, satu.bagian, periode), hasil.ekstensi, hasil.isi)
        if galat and baru:  # once, not at every look into the inbox
            catat_insiden(ruang.catatan_kerja, f"{jawaban.berkas}: salinan\n{galat}")
    if satu.berlaku:
        jawaban = susun_jawaban(satu, satu.berlaku, ruang, register, periode)
        tulis_jawaban(folder, _nama("Tanda Terima", satu.bagian, periode), ".xlsx", tulis_tanda_terima(jawaban))


def _hasil_verifikasi(jawaban: Jawaban, berkas: Diperiksa, ruang: RuangKerja) -> tuple[SalinanKembali, str | None]:
    """The bagian's own workbook, marked; one page where there is nothing to mark or no copy can be made.

    With the page goes the trace of an error of ours, if one stood in the copy's way.
    """
    galat = None
    if jawaban.temuan and berkas.insiden is None and not any(t.kode.startswith(_BUKAN_INI) for t in jawaban.temuan):
        try:
            return buat_salinan(ambil(ruang.arsip, berkas.arsip, berkas.sha256), jawaban), None
        except (TidakDapatDisalin, ArsipRusak):
            pass  # the page says all that the copy would
        except Exception:
            galat = traceback.format_exc()
    return SalinanKembali(tulis_hasil_verifikasi(jawaban), ".xlsx"), galat


def susun_jawaban(
    satu: Penyampaian, berkas: Diperiksa, ruang: RuangKerja, register: Register, periode: Periode
) -> Jawaban:
    """What is said of `berkas`, one of the files of `satu`."""
    diterima = berkas is satu.berlaku
    return Jawaban(
        bagian=register.nama_bagian(satu.bagian, periode.akhir),
        periode=periode,
        berkas=berkas.nama,
        sha256=berkas.sha256,
        waktu=berkas.waktu.astimezone(ruang.zona),
        diterima=diterima,
        tetap_berlaku=satu.berlaku.nama if satu.berlaku and not diterima else None,
        insiden=berkas.insiden,
        temuan=tuple(kelompokkan([*satu.temuan_tambahan, *berkas.semua_temuan])),
        hasil=tuple(
            (ATURAN[iku].KARTU.nama, hasil.nilai, hasil.predikat, KATA_STATUS[hasil.status])
            for iku, hasil in berkas.perhitungan.items()
        ),
        tenggat=ruang.hari_batas(periode),
        folder=f"inbox/{satu.bagian}/",
        nomor=nomor_tanda_terima(satu.bagian, periode, berkas.revisi or 1, berkas.sha256) if diterima else None,
        isian=isian_terbaca(berkas.kiriman) if diterima else (),
    )
