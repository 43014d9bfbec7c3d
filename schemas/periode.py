"""The reporting month: `YYYY-MM`, a position up to the month's last day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

NAMA_BULAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Periode:
    """A month. Orders by time; `str()` gives `2025-12`."""

    tahun: int
    bulan: int

    def __post_init__(self) -> None:
        if not (2000 <= self.tahun <= 2999 and 1 <= self.bulan <= 12):
            raise ValueError(f"not a period: {self.tahun}-{self.bulan}")

    def __str__(self) -> str:
        return f"{self.tahun:04d}-{self.bulan:02d}"

    @classmethod
    def urai(cls, teks: str) -> "Periode":
        """Read the strict form `2025-12`; ValueError otherwise."""
        cocok = re.fullmatch(r"(\d{4})-(\d{2})", teks)
        if not cocok:
            raise ValueError(f"not a period: {teks!r}")
        return cls(int(cocok[1]), int(cocok[2]))

    @classmethod
    def dari_tulisan(cls, teks: str) -> "Periode | None":
        """Read what a person types: `2025-12`, `12/2025`, `Desember 2025`, `des 2025`; None if unreadable."""
        bersih = " ".join(teks.split()).casefold()
        if cocok := re.fullmatch(r"(\d{4})\s*[-/.]\s*(\d{1,2})", bersih):
            tahun, bulan = int(cocok[1]), int(cocok[2])
        elif cocok := re.fullmatch(r"(\d{1,2})\s*[-/.]\s*(\d{4})", bersih):
            tahun, bulan = int(cocok[2]), int(cocok[1])
        elif cocok := re.fullmatch(r"([a-z]+)[ -]*(\d{4})", bersih):
            tahun, bulan = int(cocok[2]), nomor_bulan(cocok[1]) or 0
        else:
            return None
        try:
            return cls(tahun, bulan)
        except ValueError:
            return None

    @classmethod
    def dari_tanggal(cls, hari: date) -> "Periode":
        return cls(hari.year, hari.month)

    @property
    def awal(self) -> date:
        """First day of the month."""
        return date(self.tahun, self.bulan, 1)

    @property
    def akhir(self) -> date:
        """Last day of the month."""
        return date(self.tahun, self.bulan, calendar.monthrange(self.tahun, self.bulan)[1])

    @property
    def nama(self) -> str:
        """`Desember 2025`."""
        return f"{NAMA_BULAN[self.bulan - 1]} {self.tahun}"

    def geser(self, bulan: int) -> "Periode":
        """The period `bulan` months later (earlier when negative)."""
        urutan = self.tahun * 12 + self.bulan - 1 + bulan
        return Periode(urutan // 12, urutan % 12 + 1)


def nomor_bulan(nama: str) -> int | None:
    """1 to 12 for an Indonesian month name or its first three letters; None otherwise."""
    dicari = nama.casefold().rstrip(".")
    for nomor, bulan in enumerate(NAMA_BULAN, start=1):
        if dicari in (bulan.casefold(), bulan[:3].casefold()):
            return nomor
    # Spellings seen on letters: the old "Pebruari", the abbreviations "Agt" and "Nop".
    return {"pebruari": 2, "peb": 2, "agt": 8, "agust": 8, "nopember": 11, "nop": 11, "sept": 9}.get(dicari)
