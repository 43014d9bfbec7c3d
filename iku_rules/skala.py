"""Scales of words: ordered half-open intervals that say which end is closed, so that no gap can exist."""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from iku_rules.dasar import Beku, Desimal, Tulisan, YaTidak
from iku_rules.langkah import Parameter, bulatkan
from schemas.nilai import kunci_banding


class Selang(Beku):
    """One interval: its closed end (`batas`; absent where the scale is open there), code and words."""

    batas: Desimal | None = None
    kode: str = ""
    nama: str = ""

    @property
    def tulisan(self) -> str:
        """ "AA (Istimewa)", or the code or the words alone."""
        return f"{self.kode} ({self.nama})" if self.kode and self.nama else self.kode or self.nama


class Skala(Beku):
    """Intervals from low to high.

    `tertutup` "bawah": `batas` is the lower end of an interval and belongs to it; "atas": the upper end.
    `jarak_ragu`: a value at most this far from a cut is doubtful (absent: no doubt about the ends).
    """

    acuan: Tulisan
    dikonfirmasi: YaTidak
    tertutup: Literal["bawah", "atas"]
    jarak_ragu: Desimal | None = None
    selang: Annotated[tuple[Selang, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _urut(self) -> "Skala":
        terbuka = 0 if self.tertutup == "bawah" else len(self.selang) - 1
        sebelum: Decimal | None = None
        for nomor, satu in enumerate(self.selang):
            if not satu.tulisan:
                raise ValueError(f"selang[{nomor}] tanpa kode dan nama")
            if satu.batas is None and nomor != terbuka:
                raise ValueError(f"selang[{nomor}].batas belum diisi")
            if satu.batas is not None and sebelum is not None and satu.batas <= sebelum:
                raise ValueError(f"selang[{nomor}].batas = {satu.batas} tidak lebih besar dari {sebelum} sebelumnya")
            sebelum = satu.batas
        return self

    def selang_untuk(self, nilai: Decimal) -> Selang | None:
        """The interval of a value, rounded half-up to two decimals first; None outside the scale."""
        bulat = bulatkan(nilai)
        assert bulat is not None
        if self.tertutup == "bawah":
            return next((s for s in reversed(self.selang) if s.batas is None or bulat >= s.batas), None)
        return next((s for s in self.selang if s.batas is None or bulat <= s.batas), None)

    def predikat(self, nilai: Decimal) -> str | None:
        """The words of a value as printed."""
        selang = self.selang_untuk(nilai)
        return selang.tulisan if selang else None

    def selang_bernama(self, tulisan: str) -> Selang | None:
        """The interval a letter names: by code, by words, or by both."""
        dicari = kunci_banding(tulisan)
        cocok = [s for s in self.selang if dicari in (kunci_banding(s.kode), kunci_banding(s.tulisan))]
        cocok = cocok or [s for s in self.selang if dicari == kunci_banding(s.nama)]
        return cocok[0] if len(cocok) == 1 else None

    @cached_property
    def batas(self) -> tuple[Decimal, ...]:
        """The cuts between two intervals."""
        dalam = self.selang[1:] if self.tertutup == "bawah" else self.selang[:-1]
        return tuple(s.batas for s in dalam if s.batas is not None)

    def batas_terdekat(self, nilai: Decimal) -> tuple[Decimal, Decimal] | None:
        """(nearest cut, distance to it); None for a scale of one interval."""
        return min(((b, abs(nilai - b)) for b in self.batas), key=lambda pasangan: pasangan[1], default=None)

    def batas_ragu(self, nilai: Decimal) -> Decimal | None:
        """The cut the value is doubtfully near to, if any."""
        terdekat = self.batas_terdekat(nilai)
        if self.jarak_ragu is None or terdekat is None or terdekat[1] > self.jarak_ragu:
            return None
        return terdekat[0]

    def parameter(self, nilai: Decimal) -> Parameter | None:
        """The cut that decided the words of a value, as a parameter with its reference."""
        selang = self.selang_untuk(nilai)
        if selang is None or selang.batas is None:
            return None
        return Parameter(f"Batas predikat {selang.tulisan}", selang.batas, self.acuan, self.dikonfirmasi)
