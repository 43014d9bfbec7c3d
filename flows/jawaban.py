"""Answers: each bagian gets its Hasil Verifikasi and, for what counts, its Tanda Terima in its folder of the outbox."""

from flows.penerimaan import Diperiksa, Penerimaan, Penyampaian
from flows.pengaturan import RuangKerja
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from ledger.simpan import tulis_bila_berubah
from schemas.periode import Periode
from schemas.temuan import kelompokkan
from workbooks.jawaban import Jawaban, tulis_hasil_verifikasi, tulis_tanda_terima
from workbooks.kata import KATA_STATUS


def jawab(penerimaan: Penerimaan, ruang: RuangKerja, register: Register, periode: Periode) -> None:
    """Answer every bagian for each month it sent; files whose month cannot be read are answered under `periode`."""
    for bagian in register.bagian_semua():
        terkirim = {d.kiriman.periode for d in penerimaan.diperiksa if d.bagian == bagian.kode and d.kiriman.periode}
        for bulan in sorted({periode, *terkirim}):
            satu = penerimaan.penyampaian(bagian.kode, bulan, tak_terbaca=bulan == periode)
            _jawab_bagian(satu, ruang, register, bulan)


def _jawab_bagian(satu: Penyampaian, ruang: RuangKerja, register: Register, periode: Periode) -> None:
    """Write the answer into the bagian's folder of the outbox; an unchanged one is left as it is."""
    folder, akhiran = ruang.folder_bagian(satu.bagian, periode), f"{satu.bagian} {periode}.xlsx"
    if satu.dijawab:
        jawaban = _jawaban(satu, satu.dijawab, ruang, register, periode)
        tulis_bila_berubah(folder / f"Hasil Verifikasi {akhiran}", tulis_hasil_verifikasi(jawaban))
    if satu.berlaku:
        jawaban = _jawaban(satu, satu.berlaku, ruang, register, periode)
        tulis_bila_berubah(folder / f"Tanda Terima {akhiran}", tulis_tanda_terima(jawaban))


def _jawaban(satu: Penyampaian, berkas: Diperiksa, ruang: RuangKerja, register: Register, periode: Periode) -> Jawaban:
    return Jawaban(
        bagian=register.nama_bagian(satu.bagian, periode.akhir),
        periode=periode,
        berkas=berkas.nama,
        sha256=berkas.sha256,
        waktu=berkas.diubah.astimezone(ruang.zona),
        diterima=berkas is satu.berlaku,
        tetap_berlaku=satu.berlaku.nama if satu.berlaku and berkas is not satu.berlaku else None,
        insiden=berkas.insiden,
        temuan=tuple(kelompokkan([*satu.temuan_tambahan, *berkas.kiriman.temuan])),
        hasil=tuple(
            (ATURAN[iku].KARTU.nama, hasil.nilai, hasil.predikat, KATA_STATUS[hasil.status])
            for iku, hasil in berkas.perhitungan.items()
        ),
        tenggat=ruang.hari_batas(periode),
        folder=f"inbox/{satu.bagian}/",
    )
