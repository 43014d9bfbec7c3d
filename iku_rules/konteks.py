"""What a rule is told beside the cells: the register, the reported month, the bagian, what it handed in before."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from iku_rules.daftar import Register
from iku_rules.hasil import Perhitungan
from schemas.periode import Periode


@dataclass(frozen=True)
class Sebelumnya:
    """The bagian's last accepted submission of an earlier month, of the same year or of the year before.

    `isian`: its frames of the indicator's blocks, by block name; `perhitungan`: what they gave then.
    """

    periode: Periode
    isian: Mapping[str, pd.DataFrame]
    perhitungan: Perhitungan


@dataclass(frozen=True)
class Konteks:
    """`bagian` is the code of the submitting bagian; empty where a rule joins several.

    `sebelumnya`: what the indicator's last accepted submission said; None where there is none.
    """

    register: Register
    periode: Periode
    bagian: str = ""
    sebelumnya: Sebelumnya | None = None

    def nama_bagian(self, kode: str) -> str:
        """Display name at the period's end."""
        return self.register.nama_bagian(kode, self.periode.akhir)
