"""The card of an indicator: a rule cannot exist without it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Polarity = Literal["positif", "N1", "N2"]


@dataclass(frozen=True)
class Card:
    """What an indicator is, in the words of its reference.

    `nama` as in the official document. `pembilang` and `penyebut` in words. `polaritas`: "positif" (more is better) or
    the id of the formula used where less is better. `bagian`: owner. `frekuensi`: how often a new value comes.
    `belum_dikonfirmasi`: what no source confirms, in words. Names in braces stand for numbers of the register (see
    `filled`). `lists`: the register's lists that it counts with, by name.
    """

    kode: str
    nama: str
    definisi: str
    pembilang: str
    penyebut: str
    satuan: str
    polaritas: Polarity
    dasar_hukum: str
    berlaku: str
    bagian: str
    frekuensi: str
    belum_dikonfirmasi: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    def filled(self, words: Mapping[str, str]) -> "Card":
        """The card with the numbers of a year in the place of their names. KeyError for a name that is not there."""
        return replace(
            self,
            definisi=self.definisi.format_map(words),
            pembilang=self.pembilang.format_map(words),
            penyebut=self.penyebut.format_map(words),
            belum_dikonfirmasi=tuple(text.format_map(words) for text in self.belum_dikonfirmasi),
        )
