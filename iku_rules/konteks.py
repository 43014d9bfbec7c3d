"""What a rule is told beside the cells: the register, the reported month, the bagian."""

from dataclasses import dataclass

from iku_rules.daftar import Register
from schemas.periode import Periode


@dataclass(frozen=True)
class Konteks:
    """`bagian` is the code of the submitting bagian; empty where a rule joins several."""

    register: Register
    periode: Periode
    bagian: str = ""

    def nama_bagian(self, kode: str) -> str:
        """Display name at the period's end."""
        return self.register.nama_bagian(kode, self.periode.akhir)
