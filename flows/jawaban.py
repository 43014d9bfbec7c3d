"""Answers: each bagian gets its Hasil Verifikasi and, for what counts, its Tanda Terima in its folder of the outbox."""

import traceback
from pathlib import Path

from flows.insiden import catat_insiden
from flows.penerimaan import Diperiksa, Penerimaan, Penyampaian
from flows.pengaturan import RuangKerja
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from ledger.jawaban import tulis_jawaban
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


def jawab(penerimaan: Penerimaan, ruang: RuangKerja, register: Register, periode: Periode) -> None:
    """Answer every bagian for each month it sent; files whose month cannot be read are answered under `periode`."""
    for bagian in register.bagian_semua():
        terkirim = {d.kiriman.periode for d in penerimaan.diperiksa if d.bagian == bagian.kode and d.kiriman.periode}
        for bulan in sorted({periode, *terkirim}):
            satu = penerimaan.penyampaian(bagian.kode, bulan, tak_terbaca=bulan == periode)
            _jawab_bagian(satu, ruang, register, bulan)


def _jawab_bagian(satu: Penyampaian, ruang: RuangKerja, register: Register, periode: Periode) -> None:
    """Write the answer into the bagian's folder of the outbox; an unchanged one is left as it is."""
    folder, akhiran = ruang.folder_bagian(satu.bagian, periode), f"{satu.bagian} {periode}"
    if satu.dijawab:
        jawaban = _jawaban(satu, satu.dijawab, ruang, register, periode)
        hasil, galat = _hasil_verifikasi(jawaban, satu.dijawab, ruang)
        baru = tulis_jawaban(folder, f"{LEMBAR_HASIL} {akhiran}", hasil.ekstensi, hasil.isi)
        if galat and baru:  # once, not at every look into the inbox
            catat_insiden(ruang.catatan_kerja, f"{jawaban.berkas}: salinan\n{galat}")
    if satu.berlaku:
        jawaban = _jawaban(satu, satu.berlaku, ruang, register, periode)
        tulis_jawaban(folder, f"Tanda Terima {akhiran}", ".xlsx", tulis_tanda_terima(jawaban))


def _hasil_verifikasi(jawaban: Jawaban, berkas: Diperiksa, ruang: RuangKerja) -> tuple[SalinanKembali, str | None]:
    """The bagian's own workbook, marked; one page where there is nothing to mark or no copy can be made.

    A workbook that was not known as the bagian's template is not returned: it is not the one to mend. With the page
    goes the trace of an error of ours, if one stood in the copy's way.
    """
    arsip = ruang.arsip / f"{berkas.sha256}{Path(berkas.nama).suffix.casefold()}"
    galat = None
    if jawaban.temuan and berkas.insiden is None and berkas.kiriman.bagian is not None and arsip.exists():
        try:
            return buat_salinan(arsip.read_bytes(), jawaban), None
        except TidakDapatDisalin:
            pass  # the page says all that the copy would
        except Exception:
            galat = traceback.format_exc()
    return SalinanKembali(tulis_hasil_verifikasi(jawaban), ".xlsx"), galat


def _jawaban(satu: Penyampaian, berkas: Diperiksa, ruang: RuangKerja, register: Register, periode: Periode) -> Jawaban:
    diterima = berkas is satu.berlaku
    revisi = berkas.kiriman.pengiriman_ke
    return Jawaban(
        bagian=register.nama_bagian(satu.bagian, periode.akhir),
        periode=periode,
        berkas=berkas.nama,
        sha256=berkas.sha256,
        waktu=berkas.diubah.astimezone(ruang.zona),
        diterima=diterima,
        tetap_berlaku=satu.berlaku.nama if satu.berlaku and not diterima else None,
        insiden=berkas.insiden,
        temuan=tuple(kelompokkan([*satu.temuan_tambahan, *berkas.kiriman.temuan])),
        hasil=tuple(
            (ATURAN[iku].KARTU.nama, hasil.nilai, hasil.predikat, KATA_STATUS[hasil.status])
            for iku, hasil in berkas.perhitungan.items()
        ),
        tenggat=ruang.hari_batas(periode),
        folder=f"inbox/{satu.bagian}/",
        nomor=nomor_tanda_terima(satu.bagian, periode, revisi, berkas.sha256) if diterima else None,
        isian=isian_terbaca(berkas.kiriman) if diterima else (),
    )
