"""The shape of `parameter/itkp.toml`: components, and the counts and formulas that give their scores, by year."""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from iku_rules.dasar import Angka, Beku, Bulat, Desimal, ModelTahunan, Saklar, Tulisan, YaTidak
from iku_rules.langkah import Parameter, bulatkan
from iku_rules.skala import Skala


class KomponenITKP(Beku):
    """A component: its pillar, its maximum, and the only values that can occur, where that is known.

    `gabung`: how the scores of several rows of ITKP Hitungan make the component's.
    """

    kode: Tulisan
    nama: Tulisan
    pilar: Tulisan
    maksimum: Desimal
    acuan: Tulisan
    dikonfirmasi: YaTidak
    nilai_sah: tuple[Desimal, ...] = ()
    kelipatan: Angka | None = None
    gabung: Literal["jumlah", "terbesar"] = "jumlah"

    @cached_property
    def angka_maksimum(self) -> Angka:
        return Angka(
            nama=f"Nilai maksimal {self.nama}",
            nilai=self.maksimum,
            acuan=self.acuan,
            dikonfirmasi=self.dikonfirmasi,
        )

    @cached_property
    def yang_sah(self) -> tuple[Decimal, ...]:
        """The values that can occur, in full precision; empty when any can."""
        if self.kelipatan is None:
            return self.nilai_sah
        banyak = self.kelipatan.nilai
        return tuple(self.maksimum * n / banyak for n in range(int(banyak) + 1))

    def sah(self, nilai: Decimal) -> bool:
        """Whether a printed value can occur, printed with two decimals or with one."""
        bulat = bulatkan(nilai)
        return not self.yang_sah or any(bulat in (bulatkan(n), bulatkan(n, 1)) for n in self.yang_sah)


class Jenjang(Beku):
    """A step of a banded score: from `batas` on (`di_atas`: only beyond it) the score is `nilai`.

    The lowest step has no `batas`.
    """

    batas: Desimal | None = None
    di_atas: YaTidak = False
    nilai: Desimal


class RumusAmbang(Beku):
    """Maximum x p for threshold < p <= 1, maximum x (2 - p) for 1 < p < 2, else 0; `ambang`: which threshold."""

    jenis: Literal["ambang"]
    ambang: Literal["umum", "kontrak"]


class RumusSebanding(Beku):
    """Maximum x p, at most the maximum."""

    jenis: Literal["sebanding"]


class RumusVariabel(Beku):
    """Maximum x n / the component's `kelipatan`, for n = 0 up to it."""

    jenis: Literal["variabel"]


class RumusAda(Beku):
    """The maximum where the count reaches `minimal`, else 0."""

    jenis: Literal["ada"]
    minimal: Angka


class RumusJenjang(Beku):
    """The score of the step the ratio in percent has reached (without denominator: the count itself)."""

    jenis: Literal["jenjang"]
    jenjang: Annotated[tuple[Jenjang, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _naik(self) -> "RumusJenjang":
        if self.jenjang[0].batas is not None:
            raise ValueError("jenjang[0] tidak boleh mempunyai batas")
        batas = [satu.batas for satu in self.jenjang[1:]]
        for nomor, satu in enumerate(batas, start=1):
            sebelum = batas[nomor - 2] if nomor > 1 else None
            if satu is None:
                raise ValueError(f"jenjang[{nomor}].batas belum diisi")
            if sebelum is not None and satu <= sebelum:
                raise ValueError(f"jenjang[{nomor}].batas = {satu} tidak lebih besar dari {sebelum} sebelumnya")
        return self


class RumusNilai(Beku):
    """The score itself, as the assessor set it."""

    jenis: Literal["nilai"]


Rumus = Annotated[
    RumusAmbang | RumusSebanding | RumusVariabel | RumusAda | RumusJenjang | RumusNilai, Field(discriminator="jenis")
]


class BarisHitungan(Beku):
    """A key row of the sheet ITKP Hitungan: what is counted, and by which formula it gives a score.

    `pembilang`, `penyebut`: what to enter, with its unit in brackets; without `penyebut` the count stands alone.
    `pembilang_sah`: the only counts that can occur, where that is known. `tahun_dari`, `tahun_sampai`: the years of
    the model for which the row counts (absent: all).
    """

    kode: Tulisan
    komponen: Tulisan
    nama: Tulisan
    pembilang: Tulisan
    penyebut: str = ""
    pembilang_maks: Desimal | None = None
    pembilang_sah: tuple[Desimal, ...] = ()
    tahun_dari: Bulat | None = None
    tahun_sampai: Bulat | None = None
    acuan: Tulisan
    dikonfirmasi: YaTidak
    rumus: Rumus

    @property
    def uraian(self) -> str:
        """The row's name on the sheet: it says what numerator and denominator are."""
        return f"{self.nama}: {self.pembilang}" + (f" / {self.penyebut}" if self.penyebut else "")

    def berlaku(self, tahun: int) -> bool:
        return (self.tahun_dari or tahun) <= tahun <= (self.tahun_sampai or tahun)

    @cached_property
    def jenjang(self) -> tuple[tuple[Jenjang, Parameter | None, Parameter], ...]:
        """Each step of a banded score with its beginning and its score as parameters."""
        if not isinstance(self.rumus, RumusJenjang):
            return ()
        return tuple(
            (satu, None if satu.batas is None else self._parameter(satu.batas), self._parameter(satu.nilai))
            for satu in self.rumus.jenjang
        )

    @cached_property
    def anggapan(self) -> Parameter:
        """The reading of what is counted, as a parameter with its reference."""
        return Parameter("Pembilang dan penyebut ITKP Hitungan", Decimal(1), self.acuan, self.dikonfirmasi)

    def _parameter(self, nilai: Decimal) -> Parameter:
        # One name for all steps of the model: the note about unconfirmed parameters names them once.
        return Parameter("Jenjang nilai ITKP", nilai, self.acuan, self.dikonfirmasi)


class UkuranAmbang(Beku):
    """What the formula with a threshold needs, in percent: the thresholds, its far end, the score outside."""

    umum: Angka
    kontrak: Angka
    ujung: Angka
    di_luar: Angka

    def ambang(self, nama: Literal["umum", "kontrak"]) -> Angka:
        return self.kontrak if nama == "kontrak" else self.umum


class ModelITKP(ModelTahunan):
    """`bulatkan_pilar`: the pillars are rounded (to two decimals) before they are added."""

    komponen: Annotated[tuple[KomponenITKP, ...], Field(min_length=1)]
    tidak_dinilai: tuple[Tulisan, ...] = ()
    bulatkan_pilar: Saklar
    catatan: str = ""
    toleransi: Angka
    toleransi_satu_desimal: Angka
    toleransi_hitungan: Angka
    toleransi_hitungan_satu_desimal: Angka
    persen: Angka
    ukuran_ambang: UkuranAmbang | None = None
    hitungan: Annotated[tuple[BarisHitungan, ...], Field(min_length=1)]
    skala: Skala

    @property
    def pilar(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(k.pilar for k in self.komponen))

    def hitungan_pada(self, tahun: int) -> tuple[BarisHitungan, ...]:
        """The rows of ITKP Hitungan of a year."""
        return tuple(h for h in self.hitungan if h.berlaku(tahun))

    @model_validator(mode="after")
    def _hitungan_lengkap(self) -> "ModelITKP":
        """In every year each component is counted, each row by what the model holds, no code twice."""
        kode = {k.kode for k in self.komponen}
        for tahun in range(self.tahun_dari, (self.tahun_sampai or self.tahun_dari) + 1):
            baris = self.hitungan_pada(tahun)
            if rangkap := [h.kode for n, h in enumerate(baris) if h.kode in (lain.kode for lain in baris[:n])]:
                raise ValueError(f"hitungan tahun {tahun}: rangkap {', '.join(rangkap)}")
            terhitung = {h.komponen for h in baris}
            if terhitung != kode:
                raise ValueError(f"hitungan tahun {tahun}: komponen {', '.join(sorted(terhitung ^ kode))} tidak cocok")
        for nomor, satu in enumerate(self.hitungan):
            self._periksa_rumus(f"hitungan[{nomor}]", satu)
        return self

    def _periksa_rumus(self, tempat: str, satu: BarisHitungan) -> None:
        match satu.rumus:
            case RumusAmbang() | RumusAda() if self.ukuran_ambang is None:
                raise ValueError(f"{tempat}: ukuran_ambang belum ada")
            case RumusVariabel() if self.kelipatan(satu) is None:
                raise ValueError(f"{tempat}: komponen {satu.komponen} tanpa kelipatan")
            case RumusAmbang() | RumusSebanding() if not satu.penyebut:
                raise ValueError(f"{tempat}.penyebut belum diisi")

    def komponen_dari(self, hitungan: BarisHitungan) -> KomponenITKP:
        return next(k for k in self.komponen if k.kode == hitungan.komponen)

    def kelipatan(self, hitungan: BarisHitungan) -> Angka | None:
        """The number of variables of which some are counted, where the row counts variables."""
        return self.komponen_dari(hitungan).kelipatan if isinstance(hitungan.rumus, RumusVariabel) else None

    def pembilang_maks(self, hitungan: BarisHitungan) -> Decimal | None:
        """The greatest count that is possible; None where any is."""
        kelipatan = self.kelipatan(hitungan)
        return hitungan.pembilang_maks if kelipatan is None else kelipatan.nilai

    def pembilang_sah(self, hitungan: BarisHitungan) -> tuple[Decimal, ...]:
        """The only counts that can occur; empty where any can."""
        kelipatan = self.kelipatan(hitungan)
        return hitungan.pembilang_sah if kelipatan is None else tuple(map(Decimal, range(int(kelipatan.nilai) + 1)))
