"""Sanity of a computed value against the submission before it: a lost comma, another scale.

One call for all rules, after each has computed: `periksa_kewajaran(ATURAN[iku].hitung(isian, konteks), konteks)`.
"""

from iku_rules.hasil import Perhitungan
from iku_rules.konteks import Konteks
from iku_rules.riwayat import aturan_beda
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import angka


def periksa_kewajaran(perhitungan: Perhitungan, konteks: Konteks) -> list[Temuan]:
    """P461 where the value is many times the previous one of the same rule and method, or a small part of it.

    Nothing to compare: no earlier submission, no value, a zero on either side (a legitimate score), another rule or
    method, an indicator that the register leaves out.
    """
    batas = konteks.register.kewajaran
    sebelumnya = konteks.sebelumnya
    if sebelumnya is None or perhitungan.iku in batas.tanpa_pemeriksaan:
        return []
    kini, lalu = perhitungan.nilai, sebelumnya.perhitungan.nilai
    if not kini or not lalu or aturan_beda(perhitungan.aturan, sebelumnya.perhitungan.aturan):
        return []
    kali = max(kini / lalu, lalu / kini)
    if kali < batas.faktor.nilai:
        return []
    sumber = perhitungan.sumber
    temuan = buat_temuan(
        "P461",
        lembar=sumber[0].lembar if sumber else None,
        sel=sumber[0].sel if len(sumber) == 1 else None,
        ditemukan=angka(kini, 2),
        sebelumnya=angka(lalu, 2),
        bulan=sebelumnya.periode.nama,
        kali=angka(kali, 1),
        arah="naik" if kini > lalu else "turun",
        faktor=angka(batas.faktor.nilai),
    )
    return [temuan]
