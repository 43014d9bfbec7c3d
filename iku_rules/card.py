"""The card of an indicator: a rule cannot exist without it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Card:
    """What an indicator is, in the words of its reference.

    `nama` as in the official document. `pembilang` and `penyebut` in words. `polaritas`: "positif" (more is better) or
    the id of the formula used where less is better. `bagian`: owner. `frekuensi`: how often a new value comes.
    `belum_dikonfirmasi`: what no source confirms, in words.
    """

    kode: str
    nama: str
    definisi: str
    pembilang: str
    penyebut: str
    satuan: str
    polaritas: Literal["positif", "N1", "N2"]
    dasar_hukum: str
    berlaku: str
    bagian: str
    frekuensi: str
    belum_dikonfirmasi: tuple[str, ...] = ()
