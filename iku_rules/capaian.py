"""Achievement of a target in percent, by polarity, and its category."""

from decimal import Decimal
from typing import Literal

from iku_rules.bentuk import AturanCapaian
from iku_rules.langkah import Bagi, Bulat, Kali, Kurang, Langkah, Masukan, Simpul

Polaritas = Literal["positif", "N1", "N2"]


def langkah_capaian(realisasi: Simpul, target: Masukan, polaritas: Polaritas, aturan: AturanCapaian) -> Langkah | None:
    """R/T x 100 ("positif"), (2T - R)/T x 100 ("N1") or T/R x 100 ("N2").

    None where it cannot be computed: the target is missing or 0 (whatever the formula), or the divisor is 0.
    """
    if not target.nilai:
        return None
    pengali = aturan.pengali.parameter
    isi: Simpul
    match polaritas:
        case "positif":
            isi = Bagi(Kali(realisasi, pengali), target)
        case "N1":
            isi = Bagi(Kali(Kurang(Kali(target, aturan.pengali_n1.parameter), realisasi), pengali), target)
        case "N2":
            isi = Bagi(Kali(target, pengali), realisasi)
    langkah = Langkah("Capaian (%)", Bulat(isi))
    return None if langkah.nilai is None else langkah


def batas_tampil(capaian: Langkah | None, aturan: AturanCapaian) -> Decimal | None:
    """The most that is shown where the achievement passes it and such a limit is set; the value itself stays."""
    batas = aturan.batas_tampil.nilai if aturan.batas_tampil else None
    if batas is None or capaian is None or capaian.nilai is None or capaian.nilai <= batas:
        return None
    return batas
