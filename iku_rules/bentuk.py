"""The shape of every file of the register. Field names are the keys of the TOML files."""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field, field_validator, model_validator

from iku_rules.dasar import (
    Anggapan,
    Angka,
    Beku,
    Bulat,
    DaftarKata,
    Desimal,
    Hari,
    ModelTahunan,
    Saklar,
    Tulisan,
    YaTidak,
    hari_bersambung,
    pada_hari,
    pada_tahun,
    tahun_bersambung,
    tidak_rangkap,
)
from iku_rules.langkah import Parameter
from iku_rules.skala import Skala
from schemas.nilai import kunci_banding
from schemas.periode import Periode
from schemas.tulisan import tanggal

# --- dokumen/*.toml ---------------------------------------------------------------------------------------------------


class BarisDokumen(Beku):
    """A labelled line of the official document."""

    label: Tulisan
    isi: Tulisan
    nomor: str = ""


class BarisFungsi(Beku):
    label: Tulisan
    isi: Annotated[tuple[Tulisan, ...], Field(min_length=1)]


class BarisIndikatorTujuan(Beku):
    label: Tulisan
    isi: Tulisan
    iku: Tulisan


class IKUDokumen(Beku):
    """A row of the official table."""

    kode: Tulisan
    nama: Tulisan
    rumus: Tulisan
    sumber_data: Tulisan
    penanggung_jawab: Tulisan


class Sasaran(Beku):
    nomor: Tulisan
    nama: Tulisan
    iku: Annotated[tuple[IKUDokumen, ...], Field(min_length=1)]


class Pengesahan(Beku):
    """Who determined the document, as printed."""

    tempat: Tulisan
    tanggal: Hari
    kata: Tulisan
    jabatan: Tulisan
    nama: Tulisan
    label_nip: Tulisan
    nip: Tulisan


class Dokumen(Beku):
    """An official IKU document: its words to the letter, and the days on which it is in force.

    `penerus` says, where it has ended, what is known of its successor ("belum diketahui").
    """

    kode: Tulisan
    nomor: Tulisan | None = None
    rencana: Tulisan
    berlaku_dari: Hari
    berlaku_sampai: Hari | None = None
    penerus: Tulisan | None = None
    acuan: Tulisan
    dikonfirmasi: YaTidak
    judul: Annotated[tuple[Tulisan, ...], Field(min_length=1)]
    judul_tabel: Tulisan
    kolom: Annotated[tuple[Tulisan, ...], Field(min_length=6, max_length=6)]
    instansi: BarisDokumen
    tugas_pokok: BarisDokumen
    fungsi: BarisFungsi
    tujuan: BarisDokumen
    indikator_tujuan: BarisIndikatorTujuan
    sasaran: Annotated[tuple[Sasaran, ...], Field(min_length=1)]
    pengesahan: Pengesahan

    @model_validator(mode="after")
    def _utuh(self) -> "Dokumen":
        if self.berlaku_sampai and self.berlaku_sampai < self.berlaku_dari:
            raise ValueError("berlaku_sampai sebelum berlaku_dari")
        tidak_rangkap(self.kode_iku)
        return self

    @property
    def kode_iku(self) -> tuple[str, ...]:
        """Codes of the table in official order, then the indikator tujuan."""
        return (*(iku.kode for sasaran in self.sasaran for iku in sasaran.iku), self.indikator_tujuan.iku)

    def nama_iku(self, kode: str) -> str | None:
        """The official name of an indicator."""
        if kode == self.indikator_tujuan.iku:
            return self.indikator_tujuan.isi
        return next((i.nama for s in self.sasaran for i in s.iku if i.kode == kode), None)

    def berlaku(self, hari: date) -> bool:
        return self.berlaku_dari <= hari and (self.berlaku_sampai is None or hari <= self.berlaku_sampai)

    def catatan(self, periode: Periode) -> str | None:
        """The visible note for a period outside the document's validity; None inside."""
        if self.berlaku(periode.akhir):
            return None
        sampai = f" sampai {tanggal(self.berlaku_sampai)}" if self.berlaku_sampai else ""
        return (
            f"Dokumen IKU yang ditampilkan berlaku {tanggal(self.berlaku_dari)}{sampai} (rencana {self.rencana}); "
            f"dokumen untuk periode {periode.nama} belum ada dalam register."
        )


# --- bagian.toml ------------------------------------------------------------------------------------------------------

Frekuensi = Literal["bulanan", "triwulan", "semester", "tahunan"]
BULAN_WAJIB: dict[str, tuple[int, ...]] = {
    "bulanan": tuple(range(1, 13)),
    "triwulan": (3, 6, 9, 12),
    "semester": (6, 12),
    "tahunan": (12,),
}


class NamaBagian(Beku):
    """A display name and the days on which it is used (absent: open); `penerus`: what became of the bagian after."""

    nama: Tulisan
    dari: Hari | None = None
    sampai: Hari | None = None
    penerus: Tulisan | None = None


class FormulirBagian(Beku):
    kode: Tulisan
    frekuensi: Frekuensi

    def wajib(self, periode: Periode) -> bool:
        return periode.bulan in BULAN_WAJIB[self.frekuensi]


class Bagian(Beku):
    """A division: stable code, names in time, aliases, forms."""

    kode: Tulisan
    alias: tuple[Tulisan, ...]
    acuan: Tulisan
    dikonfirmasi: YaTidak
    nama: Annotated[tuple[NamaBagian, ...], Field(min_length=1)]
    formulir: Annotated[tuple[FormulirBagian, ...], Field(min_length=1)]

    @field_validator("kode")
    @classmethod
    def _kode_folder(cls, kode: str) -> str:
        if not re.fullmatch(r"[a-z0-9_-]+", kode):
            raise ValueError("hanya huruf kecil, angka, “_” dan “-” (kode menjadi nama folder)")
        return kode

    @field_validator("nama")
    @classmethod
    def _nama_bersambung(cls, nama: tuple[NamaBagian, ...]) -> tuple[NamaBagian, ...]:
        hari_bersambung(nama)
        return nama

    @field_validator("formulir")
    @classmethod
    def _formulir_sekali(cls, formulir: tuple[FormulirBagian, ...]) -> tuple[FormulirBagian, ...]:
        tidak_rangkap([f.kode for f in formulir])
        return formulir

    @property
    def semua_nama(self) -> tuple[str, ...]:
        return (self.kode, *(n.nama for n in self.nama), *self.alias)

    @property
    def kode_formulir(self) -> tuple[str, ...]:
        return tuple(f.kode for f in self.formulir)


class DaftarIKM(ModelTahunan):
    """Which bagian enter the IKM in which years; `jumlah` is the expected count, said explicitly."""

    jumlah: Bulat
    bagian: Annotated[tuple[Tulisan, ...], Field(min_length=1)]

    @cached_property
    def parameter(self) -> Parameter:
        return Parameter(self.nama, Decimal(self.jumlah), self.acuan, self.dikonfirmasi)

    @model_validator(mode="after")
    def _jumlah_cocok(self) -> "DaftarIKM":
        tidak_rangkap(self.bagian)
        if len(self.bagian) != self.jumlah:
            raise ValueError(f"jumlah = {self.jumlah}, tetapi daftar bagian memuat {len(self.bagian)}")
        return self


class BerkasBagian(Beku):
    bagian: Annotated[tuple[Bagian, ...], Field(min_length=1)]
    ikm: Annotated[tuple[DaftarIKM, ...], Field(min_length=1)]

    @field_validator("bagian")
    @classmethod
    def _nama_sekali(cls, bagian: tuple[Bagian, ...]) -> tuple[Bagian, ...]:
        tidak_rangkap([nama for b in bagian for nama in {kunci_banding(n) for n in b.semua_nama}])
        return bagian

    @field_validator("ikm")
    @classmethod
    def _ikm_bersambung(cls, ikm: tuple[DaftarIKM, ...]) -> tuple[DaftarIKM, ...]:
        tahun_bersambung(ikm)
        return ikm


# --- kecamatan.toml, penandatangan.toml, target.toml, capaian.toml, kewajaran.toml ------------------------------------


class Kecamatan(Beku):
    kode: Tulisan
    nama: Tulisan
    alias: tuple[Tulisan, ...] = ()


class BerkasKecamatan(Beku):
    acuan: Tulisan
    dikonfirmasi: YaTidak
    kecamatan: Annotated[tuple[Kecamatan, ...], Field(min_length=1)]

    @field_validator("kecamatan")
    @classmethod
    def _sekali(cls, kecamatan: tuple[Kecamatan, ...]) -> tuple[Kecamatan, ...]:
        tidak_rangkap([k.kode for k in kecamatan])
        tidak_rangkap([kunci_banding(nama) for k in kecamatan for nama in (k.nama, *k.alias)])
        return kecamatan


class Penandatangan(Beku):
    """Who signs from `dari` to `sampai`, both days included; `penerus`: what is known of who comes after."""

    nama: Tulisan
    nip: Tulisan
    jabatan: Tulisan
    sebagai: Literal["", "Plt.", "Plh.", "Pj."] = ""
    dari: Hari
    sampai: Hari | None = None
    penerus: Tulisan | None = None
    acuan: Tulisan
    dikonfirmasi: YaTidak


class BerkasPenandatangan(Beku):
    penandatangan: tuple[Penandatangan, ...]

    @field_validator("penandatangan")
    @classmethod
    def _bersambung(cls, daftar: tuple[Penandatangan, ...]) -> tuple[Penandatangan, ...]:
        hari_bersambung(daftar)
        return daftar

    def pada(self, hari: date) -> Penandatangan | None:
        return pada_hari(self.penandatangan, hari)


class Target(Beku):
    """The target of a year, or of one triwulan of it (position at its end). `contoh` marks an example."""

    iku: Tulisan
    tahun: Annotated[Bulat, Field(ge=2000, le=2999)]
    nilai: Annotated[Desimal, Field(ge=0)]
    triwulan: Annotated[Bulat, Field(ge=1, le=4)] | None = None
    contoh: YaTidak = False
    acuan: str = ""


class Pembanding(Beku):
    """What the province or the nation reached in a year, for the yearly report."""

    iku: Tulisan
    tahun: Annotated[Bulat, Field(ge=2000, le=2999)]
    wilayah: Literal["provinsi", "nasional"]
    nilai: Desimal
    acuan: Tulisan


class BerkasTarget(Beku):
    target: tuple[Target, ...] = ()
    pembanding: tuple[Pembanding, ...] = ()

    @field_validator("pembanding")
    @classmethod
    def _pembanding_sekali(cls, pembanding: tuple[Pembanding, ...]) -> tuple[Pembanding, ...]:
        tidak_rangkap([f"{p.iku} {p.tahun} {p.wilayah}" for p in pembanding])
        return pembanding

    @field_validator("target")
    @classmethod
    def _sekali(cls, target: tuple[Target, ...]) -> tuple[Target, ...]:
        tidak_rangkap([f"{t.iku} {t.tahun}" + (f" triwulan {t.triwulan}" if t.triwulan else "") for t in target])
        return target


class AturanCapaian(Beku):
    """Parameters of the achievement; `batas_tampil` caps what is shown, never what is stored (absent: no cap)."""

    pengali: Angka
    pengali_n1: Angka
    kategori: Skala
    batas_tampil: Angka | None = None


class AturanKewajaran(Beku):
    """When a value is doubted against the one before it; indicators in `tanpa_pemeriksaan` never are."""

    faktor: Angka
    tanpa_pemeriksaan: tuple[Tulisan, ...] = ()


# --- parameter/*.toml -------------------------------------------------------------------------------------------------

M = TypeVar("M", bound=ModelTahunan)


class BerkasParameter(Beku, Generic[M]):
    """The dated models of one indicator."""

    iku: Tulisan
    model: Annotated[tuple[M, ...], Field(min_length=1)]

    @field_validator("model")
    @classmethod
    def _bersambung(cls, model: tuple[M, ...]) -> tuple[M, ...]:
        tahun_bersambung(model)
        return model

    def pada(self, tahun: int) -> M:
        """The model of an assessment year; before the first one the first, after the last one the last."""
        return pada_tahun(self.model, tahun)


class ModelKebijakan(ModelTahunan):
    pengali: Angka
    hitung_tak_terencana: Saklar
    jenis: DaftarKata
    bidang: DaftarKata
    status: DaftarKata


class ModelSinergitas(ModelTahunan):
    """`rasio_campur`: neighbouring scores this many times apart stand on two scales."""

    skor_maks: Angka
    rasio_campur: Angka
    skala: Skala | None = None


class MetodeKesalehan(Beku):
    kode: Tulisan
    dimensi: Annotated[tuple[Tulisan, ...], Field(min_length=1)]
    acuan: Tulisan
    dikonfirmasi: YaTidak

    @cached_property
    def banyak_dimensi(self) -> Parameter:
        """The divisor of the simple mean."""
        return Parameter(f"Banyaknya dimensi {self.kode}", Decimal(len(self.dimensi)), self.acuan, self.dikonfirmasi)


class ButirKuesioner(Beku):
    """An item of the questionnaire; the answers to a negative one are reversed."""

    kode: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]
    teks: Tulisan
    dimensi: Tulisan
    negatif: YaTidak = False


class KonversiKuesioner(Beku):
    """How a mean answer becomes a score: `proporsi` m x mean / s, `minmax` m x (mean - 1) / (s - 1)."""

    nama: Tulisan
    cara: Literal["proporsi", "minmax"]
    acuan: Tulisan
    dikonfirmasi: YaTidak

    @cached_property
    def parameter(self) -> Parameter:
        """The choice as it is listed: its name tells, its number says no more than that it was taken."""
        return Parameter(f"{self.nama}: {self.cara}", Decimal(1), self.acuan, self.dikonfirmasi)


class KuesionerKesalehan(Beku):
    """The questionnaire itself: items, scale of the answers, conversion. `contoh`: not the items of any survey."""

    metode: Tulisan
    contoh: YaTidak
    acuan: Tulisan
    dikonfirmasi: YaTidak
    jawaban_terkecil: Angka
    jawaban_terbesar: Angka
    konversi: KonversiKuesioner
    toleransi: Angka
    butir: Annotated[tuple[ButirKuesioner, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _utuh(self) -> "KuesionerKesalehan":
        tidak_rangkap([b.kode.casefold() for b in self.butir])
        ujung = (self.jawaban_terkecil.nilai, self.jawaban_terbesar.nilai)
        if any(n != n.to_integral_value() for n in ujung) or not ujung[0] < ujung[1]:
            raise ValueError("skala jawaban harus bilangan bulat, dari yang terkecil ke yang terbesar")
        return self

    @cached_property
    def jawaban(self) -> tuple[Parameter, ...]:
        """The answers there can be, smallest first."""
        kecil, besar = self.jawaban_terkecil.parameter, self.jawaban_terbesar.parameter
        tengah = range(int(kecil.nilai) + 1, int(besar.nilai))
        antara = (Parameter(f"Jawaban {n}", Decimal(n), kecil.acuan, kecil.dikonfirmasi) for n in tengah)
        return (kecil, *antara, besar)


class ModelKesalehan(ModelTahunan):
    nilai_maks: Angka
    toleransi: Angka
    metode: Annotated[tuple[MetodeKesalehan, ...], Field(min_length=1)]
    skala: Skala | None = None
    kuesioner: KuesionerKesalehan | None = None

    @model_validator(mode="after")
    def _dimensi_dikenal(self) -> "ModelKesalehan":
        if self.kuesioner is None:
            return self
        metode = self.metode_untuk(self.kuesioner.metode)
        if metode is None:
            raise ValueError(f"kuesioner.metode “{self.kuesioner.metode}” tidak ada dalam daftar metode")
        if {b.dimensi for b in self.kuesioner.butir} != set(metode.dimensi):
            raise ValueError(f"butir kuesioner harus memuat semua dimensi {metode.kode}, dan hanya itu")
        return self

    def metode_untuk(self, kode: str | None) -> MetodeKesalehan | None:
        return next((m for m in self.metode if m.kode == kode), None)


class VariabelHukum(Beku):
    kode: Tulisan
    nama: Tulisan
    bobot: Desimal
    acuan: Tulisan
    dikonfirmasi: YaTidak

    @cached_property
    def angka_bobot(self) -> Angka:
        return Angka(nama=f"Bobot {self.nama}", nilai=self.bobot, acuan=self.acuan, dikonfirmasi=self.dikonfirmasi)


class ModelHukum(ModelTahunan):
    variabel: Annotated[tuple[VariabelHukum, ...], Field(min_length=1)]
    nilai_maks: Angka
    toleransi: Angka
    skala: Skala

    @model_validator(mode="after")
    def _bobot_penuh(self) -> "ModelHukum":
        jumlah = sum((v.bobot for v in self.variabel), Decimal(0))
        if jumlah != self.nilai_maks.nilai:
            raise ValueError(f"jumlah bobot variabel {jumlah}, seharusnya {self.nilai_maks.nilai}")
        return self


class UnsurSKM(Beku):
    kode: Tulisan
    nama: Tulisan
    boleh_tidak_dinilai: YaTidak = False


class SampelSKM(Beku):
    """Krejcie and Morgan's sample size. `satu` is the 1 of the formula: of the whole, and of the population."""

    khi_kuadrat: Angka
    proporsi: Angka
    galat: Angka
    satu: Angka


class BobotUnsur(Beku):
    """The weight of each unsur: "1/9" for the exact share, or a printed one such as 0.111 or 0.11."""

    nama: Tulisan
    nilai: Annotated[str, Field(pattern=r"^1/[0-9]+$")] | Desimal
    acuan: Tulisan
    dikonfirmasi: YaTidak

    @cached_property
    def tetap(self) -> Parameter | None:
        """The printed weight; None where the share is exact, a division by the number of unsur."""
        if isinstance(self.nilai, str):
            return None
        return Parameter(self.nama, self.nilai, self.acuan, self.dikonfirmasi)


class ModelKepuasan(ModelTahunan):
    unsur: Annotated[tuple[UnsurSKM, ...], Field(min_length=1)]
    konversi: Angka
    bobot: BobotUnsur
    rata_rata_nilai: Anggapan
    survei_terakhir: Anggapan
    delapan_unsur: Saklar
    skala: Skala
    sampel: SampelSKM

    @model_validator(mode="after")
    def _bobot_tepat(self) -> "ModelKepuasan":
        if isinstance(self.bobot.nilai, str) and self.bobot.nilai != f"1/{len(self.unsur)}":
            raise ValueError(f"bobot.nilai “{self.bobot.nilai}”, padahal ada {len(self.unsur)} unsur")
        return self

    @cached_property
    def banyak_unsur(self) -> dict[int, Parameter]:
        """The divisor by number of unsur: all, or (where allowed) those left without the one not assessed."""
        penuh = len(self.unsur)
        banyak = {penuh: Parameter("Banyaknya unsur", Decimal(penuh), self.acuan, self.dikonfirmasi)}
        kurang, delapan = penuh - sum(u.boleh_tidak_dinilai for u in self.unsur), self.delapan_unsur
        if delapan.nilai and kurang < penuh:
            banyak[kurang] = Parameter(delapan.nama, Decimal(kurang), delapan.acuan, delapan.dikonfirmasi)
        return banyak


class AspekPelayanan(Beku):
    nama: Tulisan
    bobot: Desimal
    acuan: Tulisan
    dikonfirmasi: YaTidak

    @cached_property
    def parameter(self) -> Parameter:
        return Parameter(f"Bobot aspek {self.nama}", self.bobot, self.acuan, self.dikonfirmasi)


class ModelPelayanan(ModelTahunan):
    aspek: Annotated[tuple[AspekPelayanan, ...], Field(min_length=1)]
    bobot_penuh: Angka
    toleransi_aspek: Angka
    nilai_maks: Angka
    bobot_f02: Angka
    bobot_f03: Angka
    responden_minimum: Angka
    f03_kurang_responden: Angka
    toleransi: Angka
    skala: Skala

    @model_validator(mode="after")
    def _bobot_aspek_penuh(self) -> "ModelPelayanan":
        tidak_rangkap([kunci_banding(a.nama) for a in self.aspek])
        jumlah = sum((a.bobot for a in self.aspek), Decimal(0))
        if jumlah != self.bobot_penuh.nilai:
            raise ValueError(f"jumlah bobot aspek {jumlah}, seharusnya {self.bobot_penuh.nilai}")
        return self
