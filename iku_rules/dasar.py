"""The building bricks of the register: frozen models, decimal numbers, dated lists, parameters with their reference."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Protocol, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr
from pydantic.types import Strict

from iku_rules.langkah import Parameter


def _ke_desimal(nilai: object) -> Decimal:
    """A number of a TOML file: whole, decimal, or a float typed by hand (its shortest form is what was typed)."""
    if isinstance(nilai, bool) or not isinstance(nilai, (int, float, Decimal)):
        raise ValueError("harus angka, tanpa tanda kutip")  # noqa: TRY004 (pydantic wants ValueError)
    desimal = nilai if isinstance(nilai, Decimal) else Decimal(repr(nilai))
    if not desimal.is_finite():
        raise ValueError("harus angka")
    return desimal


Desimal = Annotated[Decimal, BeforeValidator(_ke_desimal)]
Tulisan = Annotated[StrictStr, Field(min_length=1)]
Bulat = StrictInt
YaTidak = StrictBool
Hari = Annotated[date, Strict()]


class Beku(BaseModel):
    """Base of all that is read from the register: frozen, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Angka(Beku):
    """A number that takes part in a computation or a check, with its legal reference."""

    nama: Tulisan
    nilai: Desimal
    acuan: Tulisan
    dikonfirmasi: YaTidak

    @cached_property
    def parameter(self) -> Parameter:
        """The node of this number: one and the same in every computation."""
        return Parameter(self.nama, self.nilai, self.acuan, self.dikonfirmasi)


class Saklar(Beku):
    """A choice between two readings of a rule: taken (true) or not. As a parameter it is 1 or 0, its name tells."""

    nama: Tulisan
    nilai: YaTidak
    acuan: Tulisan
    dikonfirmasi: YaTidak

    @cached_property
    def parameter(self) -> Parameter:
        kata = "ya" if self.nilai else "tidak"
        return Parameter(f"{self.nama}: {kata}", Decimal(int(self.nilai)), self.acuan, self.dikonfirmasi)


class Anggapan(Beku):
    """A reading of a rule that no source confirms word by word; there is no other one to switch to."""

    nama: Tulisan
    acuan: Tulisan
    dikonfirmasi: YaTidak

    @cached_property
    def parameter(self) -> Parameter:
        return Parameter(self.nama, Decimal(1), self.acuan, self.dikonfirmasi)


class DaftarKata(Beku):
    """A list of allowed words, in the order in which the form offers them."""

    isi: Annotated[tuple[Tulisan, ...], Field(min_length=1)]
    acuan: Tulisan
    dikonfirmasi: YaTidak


class ModelTahunan(Beku):
    """A set of parameters valid for whole assessment years, `tahun_sampai` included (absent: until further notice).

    `penerus` says, where the last set ends, what is known of its successor ("belum diketahui").
    """

    nama: Tulisan
    tahun_dari: Bulat
    tahun_sampai: Bulat | None = None
    penerus: Tulisan | None = None
    acuan: Tulisan
    dikonfirmasi: YaTidak


class _Bertahun(Protocol):
    @property
    def tahun_dari(self) -> int: ...

    @property
    def tahun_sampai(self) -> int | None: ...


class _Berhari(Protocol):
    @property
    def dari(self) -> date | None: ...

    @property
    def sampai(self) -> date | None: ...


T = TypeVar("T", bound=_Bertahun)
H = TypeVar("H", bound=_Berhari)


def pada_tahun(daftar: Sequence[T], tahun: int) -> T:
    """The entry valid in `tahun`; before the first one the first, after the last one the last."""
    return next((satu for satu in reversed(daftar) if satu.tahun_dari <= tahun), daftar[0])


def pada_hari(daftar: Sequence[H], hari: date) -> H | None:
    """The entry valid on `hari`; None when there is none."""
    return next(
        (s for s in daftar if (s.dari is None or s.dari <= hari) and (s.sampai is None or hari <= s.sampai)), None
    )


def tahun_bersambung(daftar: Sequence[T]) -> None:
    """ValueError unless each entry begins the year after the one before ends; only the last may be open."""
    for nomor, satu in enumerate(daftar):
        if satu.tahun_sampai is not None and satu.tahun_sampai < satu.tahun_dari:
            raise ValueError(f"[{nomor}].tahun_sampai sebelum tahun_dari")
        if nomor and daftar[nomor - 1].tahun_sampai != satu.tahun_dari - 1:
            raise ValueError(
                f"[{nomor}].tahun_dari = {satu.tahun_dari} tidak bersambung dengan tahun_sampai sebelumnya "
                f"({daftar[nomor - 1].tahun_sampai or 'terbuka'}); tidak boleh tumpang tindih atau berjeda"
            )


def hari_bersambung(daftar: Sequence[H]) -> None:
    """ValueError unless each entry begins the day after the one before ends; only the ends may be open."""
    for nomor, satu in enumerate(daftar):
        if satu.dari and satu.sampai and satu.sampai < satu.dari:
            raise ValueError(f"[{nomor}].sampai sebelum dari")
        if not nomor:
            continue
        sebelum = daftar[nomor - 1].sampai
        if sebelum is None or satu.dari != sebelum + timedelta(days=1):
            raise ValueError(
                f"[{nomor}].dari = {satu.dari or 'terbuka'} tidak bersambung dengan sampai sebelumnya "
                f"({sebelum or 'terbuka'}); tidak boleh tumpang tindih atau berjeda"
            )


def tidak_rangkap(kunci: Sequence[object]) -> None:
    """ValueError naming the first repeated key."""
    for nomor, satu in enumerate(kunci):
        if satu in kunci[:nomor]:
            raise ValueError(f"[{nomor}] rangkap: {satu}")
