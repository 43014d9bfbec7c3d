"""The shape of every file of the register. Field names are the keys of the TOML files."""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, field_validator, model_validator

from iku_rules.register_model.fields import (
    Assumption,
    Day,
    DecimalNumber,
    Frozen,
    Number,
    Switch,
    Text,
    Whole,
    WordList,
    YearModel,
    YesNo,
    days_adjoin,
    in_year,
    no_duplicates,
    on_day,
    years_adjoin,
)
from iku_rules.scale import Scale
from iku_rules.steps import Parameter
from schemas.parse import compare_key
from schemas.periode import Periode
from schemas.wording import show_date

# --- dokumen/*.toml ---------------------------------------------------------------------------------------------------


class DocumentLine(Frozen):
    """A labelled line of the official document."""

    label: Text
    isi: Text
    nomor: str = ""


class FunctionsLine(Frozen):
    label: Text
    isi: Annotated[tuple[Text, ...], Field(min_length=1)]


class TujuanIndicatorLine(Frozen):
    label: Text
    isi: Text
    iku: Text


class DocumentIKU(Frozen):
    """A row of the official table."""

    kode: Text
    nama: Text
    rumus: Text
    sumber_data: Text
    penanggung_jawab: Text


class Sasaran(Frozen):
    nomor: Text
    nama: Text
    iku: Annotated[tuple[DocumentIKU, ...], Field(min_length=1)]


class Approval(Frozen):
    """Who determined the document, as printed."""

    tempat: Text
    tanggal: Day
    kata: Text
    jabatan: Text
    nama: Text
    label_nip: Text
    nip: Text


class Document(Frozen):
    """An official IKU document: its words to the letter, and the days on which it is in force.

    `penerus` says, where it has ended, what is known of its successor ("belum diketahui").
    """

    kode: Text
    nomor: Text | None = None
    rencana: Text
    berlaku_dari: Day
    berlaku_sampai: Day | None = None
    penerus: Text | None = None
    acuan: Text
    dikonfirmasi: YesNo
    judul: Annotated[tuple[Text, ...], Field(min_length=1)]
    judul_tabel: Text
    kolom: Annotated[tuple[Text, ...], Field(min_length=6, max_length=6)]
    instansi: DocumentLine
    tugas_pokok: DocumentLine
    fungsi: FunctionsLine
    tujuan: DocumentLine
    indikator_tujuan: TujuanIndicatorLine
    sasaran: Annotated[tuple[Sasaran, ...], Field(min_length=1)]
    pengesahan: Approval

    @model_validator(mode="after")
    def _whole(self) -> "Document":
        if self.berlaku_sampai and self.berlaku_sampai < self.berlaku_dari:
            raise ValueError("berlaku_sampai sebelum berlaku_dari")
        no_duplicates(self.iku_codes)
        return self

    @property
    def iku_codes(self) -> tuple[str, ...]:
        """Codes of the table in official order, then the indikator tujuan."""
        return (*(iku.kode for sasaran in self.sasaran for iku in sasaran.iku), self.indikator_tujuan.iku)

    def iku_name(self, code: str) -> str | None:
        """The official name of an indicator."""
        if code == self.indikator_tujuan.iku:
            return self.indikator_tujuan.isi
        return next((i.nama for s in self.sasaran for i in s.iku if i.kode == code), None)

    def in_force(self, day: date) -> bool:
        return self.berlaku_dari <= day and (self.berlaku_sampai is None or day <= self.berlaku_sampai)

    def note(self, periode: Periode) -> str | None:
        """The visible note for a period outside the document's validity; None inside."""
        if self.in_force(periode.last_day):
            return None
        until = f" sampai {show_date(self.berlaku_sampai)}" if self.berlaku_sampai else ""
        return (
            f"Dokumen IKU yang ditampilkan berlaku {show_date(self.berlaku_dari)}{until} (rencana {self.rencana}); "
            f"dokumen untuk periode {periode.name} belum ada dalam register."
        )


# --- bagian.toml ------------------------------------------------------------------------------------------------------

Frequency = Literal["bulanan", "triwulan", "semester", "tahunan"]
REQUIRED_MONTHS: dict[str, tuple[int, ...]] = {
    "bulanan": tuple(range(1, 13)),
    "triwulan": (3, 6, 9, 12),
    "semester": (6, 12),
    "tahunan": (12,),
}


class BagianName(Frozen):
    """A display name and the days on which it is used (absent: open); `penerus`: what became of the bagian after."""

    nama: Text
    dari: Day | None = None
    sampai: Day | None = None
    penerus: Text | None = None


class BagianForm(Frozen):
    kode: Text
    frekuensi: Frequency

    def is_required(self, periode: Periode) -> bool:
        return periode.month in REQUIRED_MONTHS[self.frekuensi]


class Bagian(Frozen):
    """A division: stable code, names in time, aliases, forms."""

    kode: Text
    alias: tuple[Text, ...]
    acuan: Text
    dikonfirmasi: YesNo
    nama: Annotated[tuple[BagianName, ...], Field(min_length=1)]
    formulir: Annotated[tuple[BagianForm, ...], Field(min_length=1)]

    @field_validator("kode")
    @classmethod
    def _code_names_folder(cls, code: str) -> str:
        if not re.fullmatch(r"[a-z0-9_-]+", code):
            raise ValueError("hanya huruf kecil, angka, “_” dan “-” (kode menjadi nama folder)")
        return code

    @field_validator("nama")
    @classmethod
    def _names_adjoin(cls, names: tuple[BagianName, ...]) -> tuple[BagianName, ...]:
        days_adjoin(names)
        return names

    @field_validator("formulir")
    @classmethod
    def _forms_once(cls, forms: tuple[BagianForm, ...]) -> tuple[BagianForm, ...]:
        no_duplicates([f.kode for f in forms])
        return forms

    @property
    def all_names(self) -> tuple[str, ...]:
        return (self.kode, *(n.nama for n in self.nama), *self.alias)

    @property
    def form_codes(self) -> tuple[str, ...]:
        return tuple(f.kode for f in self.formulir)


class IKMList(YearModel):
    """Which bagian enter the IKM in which years; `total` is the expected count, said explicitly."""

    jumlah: Whole
    bagian: Annotated[tuple[Text, ...], Field(min_length=1)]

    @cached_property
    def parameter(self) -> Parameter:
        return Parameter(self.nama, Decimal(self.jumlah), self.acuan, self.dikonfirmasi)

    @model_validator(mode="after")
    def _count_matches(self) -> "IKMList":
        no_duplicates(self.bagian)
        if len(self.bagian) != self.jumlah:
            raise ValueError(f"jumlah = {self.jumlah}, tetapi daftar bagian memuat {len(self.bagian)}")
        return self


class BagianFile(Frozen):
    bagian: Annotated[tuple[Bagian, ...], Field(min_length=1)]
    ikm: Annotated[tuple[IKMList, ...], Field(min_length=1)]

    @field_validator("bagian")
    @classmethod
    def _names_once(cls, bagian: tuple[Bagian, ...]) -> tuple[Bagian, ...]:
        no_duplicates([name for b in bagian for name in {compare_key(n) for n in b.all_names}])
        return bagian

    @field_validator("ikm")
    @classmethod
    def _ikm_adjoin(cls, ikm: tuple[IKMList, ...]) -> tuple[IKMList, ...]:
        years_adjoin(ikm)
        return ikm


# --- kecamatan.toml, penandatangan.toml, target.toml, capaian.toml, kewajaran.toml ------------------------------------


class Kecamatan(Frozen):
    kode: Text
    nama: Text
    alias: tuple[Text, ...] = ()


class KecamatanFile(Frozen):
    acuan: Text
    dikonfirmasi: YesNo
    kecamatan: Annotated[tuple[Kecamatan, ...], Field(min_length=1)]

    @field_validator("kecamatan")
    @classmethod
    def _once(cls, kecamatan: tuple[Kecamatan, ...]) -> tuple[Kecamatan, ...]:
        no_duplicates([k.kode for k in kecamatan])
        no_duplicates([compare_key(name) for k in kecamatan for name in (k.nama, *k.alias)])
        return kecamatan


class Signatory(Frozen):
    """Who signs from `dari` to `until`, both days included; `penerus`: what is known of who comes after."""

    nama: Text
    nip: Text
    jabatan: Text
    sebagai: Literal["", "Plt.", "Plh.", "Pj."] = ""
    dari: Day
    sampai: Day | None = None
    penerus: Text | None = None
    acuan: Text
    dikonfirmasi: YesNo


class SignatoryFile(Frozen):
    penandatangan: tuple[Signatory, ...]

    @field_validator("penandatangan")
    @classmethod
    def _adjoin(cls, signatories: tuple[Signatory, ...]) -> tuple[Signatory, ...]:
        days_adjoin(signatories)
        return signatories

    def on_day(self, day: date) -> Signatory | None:
        return on_day(self.penandatangan, day)


class Target(Frozen):
    """The target of a year, or of one triwulan of it (position at its end). `contoh` marks an example."""

    iku: Text
    tahun: Annotated[Whole, Field(ge=2000, le=2999)]
    nilai: Annotated[DecimalNumber, Field(ge=0)]
    triwulan: Annotated[Whole, Field(ge=1, le=4)] | None = None
    contoh: YesNo = False
    acuan: str = ""


class Comparison(Frozen):
    """What the province or the nation reached in a year, for the yearly report."""

    iku: Text
    tahun: Annotated[Whole, Field(ge=2000, le=2999)]
    wilayah: Literal["provinsi", "nasional"]
    nilai: DecimalNumber
    acuan: Text


class TargetFile(Frozen):
    target: tuple[Target, ...] = ()
    pembanding: tuple[Comparison, ...] = ()

    @field_validator("pembanding")
    @classmethod
    def _comparisons_once(cls, comparisons: tuple[Comparison, ...]) -> tuple[Comparison, ...]:
        no_duplicates([f"{p.iku} {p.tahun} {p.wilayah}" for p in comparisons])
        return comparisons

    @field_validator("target")
    @classmethod
    def _once(cls, target: tuple[Target, ...]) -> tuple[Target, ...]:
        no_duplicates([f"{t.iku} {t.tahun}" + (f" triwulan {t.triwulan}" if t.triwulan else "") for t in target])
        return target


class CapaianRule(Frozen):
    """Parameters of the achievement; `batas_tampil` caps what is shown, never what is stored (absent: no cap)."""

    pengali: Number
    pengali_n1: Number
    kategori: Scale
    batas_tampil: Number | None = None


class PlausibilityRule(Frozen):
    """When a value is doubted against the one before it; indicators in `tanpa_pemeriksaan` never are."""

    faktor: Number
    tanpa_pemeriksaan: tuple[Text, ...] = ()


# --- parameter/*.toml -------------------------------------------------------------------------------------------------

M = TypeVar("M", bound=YearModel)


class ParameterFile(Frozen, Generic[M]):
    """The dated models of one indicator."""

    iku: Text
    model: Annotated[tuple[M, ...], Field(min_length=1)]

    @field_validator("model")
    @classmethod
    def _adjoin(cls, model: tuple[M, ...]) -> tuple[M, ...]:
        years_adjoin(model)
        return model

    def in_year(self, year: int) -> M:
        """The model of an assessment year; before the first one the first, after the last one the last."""
        return in_year(self.model, year)


class KebijakanModel(YearModel):
    pengali: Number
    hitung_tak_terencana: Switch
    jenis: WordList
    bidang: WordList
    status: WordList


class SinergitasModel(YearModel):
    """`rasio_campur`: neighbouring scores this many times apart stand on two scales."""

    skor_maks: Number
    rasio_campur: Number
    skala: Scale | None = None


class KesalehanMethod(Frozen):
    kode: Text
    dimensi: Annotated[tuple[Text, ...], Field(min_length=1)]
    acuan: Text
    dikonfirmasi: YesNo

    @cached_property
    def dimension_count(self) -> Parameter:
        """The divisor of the simple mean."""
        return Parameter(f"Banyaknya dimensi {self.kode}", Decimal(len(self.dimensi)), self.acuan, self.dikonfirmasi)


class KuesionerItem(Frozen):
    """An item of the questionnaire; the answers to a negative one are reversed."""

    kode: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]
    teks: Text
    dimensi: Text
    negatif: YesNo = False


class KuesionerConversion(Frozen):
    """How a mean answer becomes a score: `proporsi` m x mean / s, `min_max` m x (mean - 1) / (s - 1)."""

    nama: Text
    cara: Literal["proporsi", "minmax"]
    acuan: Text
    dikonfirmasi: YesNo

    @cached_property
    def parameter(self) -> Parameter:
        """The choice as it is listed: its name tells, its number says no more than that it was taken."""
        return Parameter(f"{self.nama}: {self.cara}", Decimal(1), self.acuan, self.dikonfirmasi)


class KesalehanKuesioner(Frozen):
    """The questionnaire itself: items, scale of the answers, conversion. `contoh`: not the items of any survey."""

    metode: Text
    contoh: YesNo
    acuan: Text
    dikonfirmasi: YesNo
    jawaban_terkecil: Number
    jawaban_terbesar: Number
    konversi: KuesionerConversion
    toleransi: Number
    butir: Annotated[tuple[KuesionerItem, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> "KesalehanKuesioner":
        no_duplicates([b.kode.casefold() for b in self.butir])
        ends = (self.jawaban_terkecil.nilai, self.jawaban_terbesar.nilai)
        if any(n != n.to_integral_value() for n in ends) or not ends[0] < ends[1]:
            raise ValueError("skala jawaban harus bilangan bulat, dari yang terkecil ke yang terbesar")
        return self

    @cached_property
    def answers(self) -> tuple[Parameter, ...]:
        """The answers there can be, smallest first."""
        low, high = self.jawaban_terkecil.parameter, self.jawaban_terbesar.parameter
        inner = range(int(low.value) + 1, int(high.value))
        between = (Parameter(f"Jawaban {n}", Decimal(n), low.reference, low.confirmed) for n in inner)
        return (low, *between, high)


class KesalehanModel(YearModel):
    nilai_maks: Number
    toleransi: Number
    metode: Annotated[tuple[KesalehanMethod, ...], Field(min_length=1)]
    skala: Scale | None = None
    kuesioner: KesalehanKuesioner | None = None

    @model_validator(mode="after")
    def _dimensions_known(self) -> "KesalehanModel":
        if self.kuesioner is None:
            return self
        method = self.method_for(self.kuesioner.metode)
        if method is None:
            raise ValueError(f"kuesioner.metode “{self.kuesioner.metode}” tidak ada dalam daftar metode")
        if {b.dimensi for b in self.kuesioner.butir} != set(method.dimensi):
            raise ValueError(f"butir kuesioner harus memuat semua dimensi {method.kode}, dan hanya itu")
        return self

    def method_for(self, code: str | None) -> KesalehanMethod | None:
        return next((m for m in self.metode if m.kode == code), None)


class HukumVariable(Frozen):
    kode: Text
    nama: Text
    bobot: DecimalNumber
    acuan: Text
    dikonfirmasi: YesNo

    @cached_property
    def weight_number(self) -> Number:
        return Number(nama=f"Bobot {self.nama}", nilai=self.bobot, acuan=self.acuan, dikonfirmasi=self.dikonfirmasi)


class HukumModel(YearModel):
    variabel: Annotated[tuple[HukumVariable, ...], Field(min_length=1)]
    nilai_maks: Number
    toleransi: Number
    skala: Scale

    @model_validator(mode="after")
    def _weights_full(self) -> "HukumModel":
        total = sum((v.bobot for v in self.variabel), Decimal(0))
        if total != self.nilai_maks.nilai:
            raise ValueError(f"jumlah bobot variabel {total}, seharusnya {self.nilai_maks.nilai}")
        return self


class SKMUnsur(Frozen):
    kode: Text
    nama: Text
    boleh_tidak_dinilai: YesNo = False


class SKMSample(Frozen):
    """Krejcie and Morgan's sample size. `satu` is the 1 of the formula: of the whole, and of the population."""

    khi_kuadrat: Number
    proporsi: Number
    galat: Number
    satu: Number


class UnsurWeight(Frozen):
    """The weight of each unsur: "1/9" for the exact share, or a printed one such as 0.111 or 0.11."""

    nama: Text
    nilai: Annotated[str, Field(pattern=r"^1/[0-9]+$")] | DecimalNumber
    acuan: Text
    dikonfirmasi: YesNo

    @cached_property
    def fixed(self) -> Parameter | None:
        """The printed weight; None where the share is exact, a division by the number of unsur."""
        if isinstance(self.nilai, str):
            return None
        return Parameter(self.nama, self.nilai, self.acuan, self.dikonfirmasi)


class KepuasanModel(YearModel):
    unsur: Annotated[tuple[SKMUnsur, ...], Field(min_length=1)]
    konversi: Number
    bobot: UnsurWeight
    rata_rata_nilai: Assumption
    survei_terakhir: Assumption
    delapan_unsur: Switch
    skala: Scale
    sampel: SKMSample

    @model_validator(mode="after")
    def _weight_exact(self) -> "KepuasanModel":
        if isinstance(self.bobot.nilai, str) and self.bobot.nilai != f"1/{len(self.unsur)}":
            raise ValueError(f"bobot.nilai “{self.bobot.nilai}”, padahal ada {len(self.unsur)} unsur")
        return self

    @cached_property
    def unsur_divisors(self) -> dict[int, Parameter]:
        """The divisor by number of unsur: all, or (where allowed) those left without the one not assessed."""
        full = len(self.unsur)
        divisors = {full: Parameter("Banyaknya unsur", Decimal(full), self.acuan, self.dikonfirmasi)}
        fewer, eight = full - sum(u.boleh_tidak_dinilai for u in self.unsur), self.delapan_unsur
        if eight.nilai and fewer < full:
            divisors[fewer] = Parameter(eight.nama, Decimal(fewer), eight.acuan, eight.dikonfirmasi)
        return divisors


class PelayananAspect(Frozen):
    nama: Text
    bobot: DecimalNumber
    acuan: Text
    dikonfirmasi: YesNo

    @cached_property
    def parameter(self) -> Parameter:
        return Parameter(f"Bobot aspek {self.nama}", self.bobot, self.acuan, self.dikonfirmasi)


class PelayananModel(YearModel):
    aspek: Annotated[tuple[PelayananAspect, ...], Field(min_length=1)]
    bobot_penuh: Number
    toleransi_aspek: Number
    nilai_maks: Number
    bobot_f02: Number
    bobot_f03: Number
    responden_minimum: Number
    f03_kurang_responden: Number
    toleransi: Number
    skala: Scale

    @model_validator(mode="after")
    def _aspect_weights_full(self) -> "PelayananModel":
        no_duplicates([compare_key(a.nama) for a in self.aspek])
        total = sum((a.bobot for a in self.aspek), Decimal(0))
        if total != self.bobot_penuh.nilai:
            raise ValueError(f"jumlah bobot aspek {total}, seharusnya {self.bobot_penuh.nilai}")
        return self
