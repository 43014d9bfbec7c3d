"""Achievement of a target in percent, by polarity, and its category."""

from typing import Literal

from iku_rules.bentuk import AturanCapaian
from iku_rules.langkah import Bagi, Bulat, Kali, Kurang, Langkah, Masukan, Simpul

Polaritas = Literal["positif", "N1", "N2"]


def langkah_capaian(realisasi: Simpul, target: Masukan, polaritas: Polaritas, aturan: AturanCapaian) -> Langkah:
    """R/T x 100 ("positif"), (2T - R)/T x 100 ("N1") or T/R x 100 ("N2"); no value where the divisor is 0."""
    pengali = aturan.pengali.parameter
    isi: Simpul
    match polaritas:
        case "positif":
            isi = Bagi(Kali(realisasi, pengali), target)
        case "N1":
            isi = Bagi(Kali(Kurang(Kali(target, aturan.pengali_n1.parameter), realisasi), pengali), target)
        case "N2":
            isi = Bagi(Kali(target, pengali), realisasi)
    return Langkah("Capaian (%)", Bulat(isi))
