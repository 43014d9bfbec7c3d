"""Settings: the workspace's folders and `iku.toml`. Every key is optional; an unknown or wrong one is refused."""

import os
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from flows.galat import TidakDapat
from schemas.katalog import KATALOG
from schemas.periode import Periode
from schemas.temuan import AturanPengecualian, Pengecualian
from workbooks.praperiksa import Batas

BERKAS_PENGATURAN = "iku.toml"
BERKAS_LEDGER = "ledger.sqlite3"
SQLITE = "sqlite:///"
VARIABEL_FOLDER = "IKU_FOLDER"


class _Ketat(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Folder(_Ketat):
    inbox: Path = Path("inbox")
    outbox: Path = Path("outbox")


class JadwalKerja(_Ketat):
    """When `iku jalankan` does what; cron expressions in `zona`."""

    zona: str = "Asia/Jakarta"
    templat: str = "0 7 1 * *"
    kotak_masuk_menit: int = Field(default=5, ge=1, le=1440)
    konsolidasi: str = "0 6 6 * *"
    alamat: str = "127.0.0.1"
    porta: int = Field(default=4200, ge=1024, le=65535)

    @field_validator("zona")
    @classmethod
    def _zona_dikenal(cls, zona: str) -> str:
        try:
            ZoneInfo(zona)
        except (KeyError, ValueError, OSError) as galat:
            raise ValueError("zona waktu tidak dikenal") from galat
        return zona

    @field_validator("alamat")
    @classmethod
    def _hanya_mesin_ini(cls, alamat: str) -> str:
        if alamat not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("hanya alamat komputer ini sendiri (127.0.0.1)")
        return alamat


class BatasWaktu(_Ketat):
    """The deadline: day `hari` of the month after the period, 24.00 in the schedule's zone."""

    hari: int = Field(default=5, ge=1, le=28)


class BatasBerkas(_Ketat):
    """Limits of reading one file."""

    ukuran_mb: int = Field(default=25, ge=1)
    terurai_mb: int = Field(default=400, ge=1)
    detik: float = Field(default=60, gt=0)
    memori_mb: int = Field(default=1024, ge=512)


class Ledger(_Ketat):
    """Where the ledger is; empty: a SQLite file in `.iku/`, which must be on a local disk."""

    url: str = ""


class Tampilan(_Ketat):
    """What is shown; `capaian_maksimal` in percent (absent: as computed). What is stored is never cut."""

    capaian_maksimal: Decimal | None = Field(default=None, ge=100)

    @field_validator("capaian_maksimal", mode="before")
    @classmethod
    def _angka(cls, nilai: object) -> object:
        if isinstance(nilai, (str, bool)):
            raise ValueError("harus angka, tanpa tanda kutip")  # noqa: TRY004 (pydantic wants ValueError)
        return nilai


class PengecualianTemuan(_Ketat):
    """A waiver: findings of this code at this place of this bagian pass in files of up to the day `sampai`."""

    kode: str
    bagian: str
    lembar: str
    sel: str | None = None
    alasan: str = Field(min_length=1)
    oleh: str = Field(min_length=1)
    sampai: date

    @field_validator("kode")
    @classmethod
    def _kode_dikenal(cls, kode: str) -> str:
        if kode not in KATALOG or kode[1] not in "234":
            raise ValueError(f"“{kode}” bukan kode catatan 2xx, 3xx, atau 4xx yang dikenal")
        return kode


class Pengaturan(_Ketat):
    """The whole of `iku.toml`."""

    folder: Folder = Folder()
    jadwal: JadwalKerja = JadwalKerja()
    batas_waktu: BatasWaktu = BatasWaktu()
    batas_berkas: BatasBerkas = BatasBerkas()
    tampilan: Tampilan = Tampilan()
    register_: Path | None = Field(default=None, alias="register")
    ledger: Ledger = Ledger()
    target: tuple[dict[str, Any], ...] = ()
    pengecualian: tuple[PengecualianTemuan, ...] = ()


@dataclass(frozen=True)
class RuangKerja:
    """A workspace: its folder, its settings and where everything lies."""

    folder: Path
    pengaturan: Pengaturan

    @property
    def inbox(self) -> Path:
        return self.folder / self.pengaturan.folder.inbox

    @property
    def outbox(self) -> Path:
        return self.folder / self.pengaturan.folder.outbox

    @property
    def arsip(self) -> Path:
        return self.outbox / "arsip"

    @property
    def catatan_kerja(self) -> Path:
        """Locks, logs and the like, on a local disk."""
        return self.folder / ".iku"

    @property
    def berkas_ledger(self) -> Path:
        """The ledger's own file, where the settings name no other database."""
        return self.catatan_kerja / BERKAS_LEDGER

    @property
    def url_ledger(self) -> str:
        """The ledger's address; a SQLite file without a full path lies in the workspace."""
        url = self.pengaturan.ledger.url or f"{SQLITE}{self.berkas_ledger.as_posix()}"
        berkas = url.removeprefix(SQLITE)
        return url if berkas == url or not berkas else f"{SQLITE}{(self.folder / berkas).as_posix()}"

    @property
    def register(self) -> Path | None:
        lain = self.pengaturan.register_
        return self.folder / lain if lain else None

    @property
    def zona(self) -> ZoneInfo:
        return ZoneInfo(self.pengaturan.jadwal.zona)

    @property
    def batas(self) -> Batas:
        return Batas(**self.pengaturan.batas_berkas.model_dump())

    def pengecualian(self, bagian: str, hari: date) -> list[AturanPengecualian]:
        """The waivers of a bagian that hold for a file of that day."""
        return [
            AturanPengecualian(p.kode, p.bagian, p.lembar, p.sel, Pengecualian(p.oleh, p.alasan, p.sampai.isoformat()))
            for p in self.pengaturan.pengecualian
            if p.bagian == bagian and hari <= p.sampai
        ]

    def folder_bagian(self, bagian: str, periode: Periode) -> Path:
        return self.outbox / "bagian" / bagian / str(periode)

    def folder_konsolidasi(self, periode: Periode) -> Path:
        return self.outbox / "konsolidasi" / str(periode)

    def tenggat(self, periode: Periode) -> datetime:
        """The deadline of a period: the first moment that is late."""
        berikut = periode.geser(1)
        hari = date(berikut.tahun, berikut.bulan, self.pengaturan.batas_waktu.hari)
        return datetime.combine(hari + timedelta(days=1), time(0), tzinfo=self.zona)

    def hari_batas(self, periode: Periode) -> date:
        """The last day that is in time."""
        return self.tenggat(periode).date() - timedelta(days=1)


def sekarang() -> datetime:
    return datetime.now(UTC)


def buka_ruang(folder: Path | None, *, harus_ada: bool) -> RuangKerja:
    """Find the workspace (`folder`, else the environment variable, else the current folder) and read its settings.

    Raises TidakDapat when the folder does not exist though it must, or the settings are wrong.
    """
    akar = (folder or Path(os.environ.get(VARIABEL_FOLDER) or ".")).absolute()
    if harus_ada and not akar.is_dir():
        raise TidakDapat(f"Folder tidak ditemukan: {akar}")
    if akar.exists() and not akar.is_dir():
        raise TidakDapat(f"Bukan folder: {akar}")
    return RuangKerja(akar, baca_pengaturan(akar / BERKAS_PENGATURAN))


def baca_pengaturan(berkas: Path) -> Pengaturan:
    """Read `iku.toml`; defaults where it is missing. Raises TidakDapat naming file and key."""
    if not berkas.exists():
        return Pengaturan()
    try:
        isi = tomllib.loads(berkas.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as galat:
        raise TidakDapat(f"{berkas.name} tidak dapat dibaca: {type(galat).__name__}") from galat
    except tomllib.TOMLDecodeError as galat:
        raise TidakDapat(f"{berkas.name} bukan TOML yang benar: {_baris_toml(galat)}") from galat
    try:
        return Pengaturan.model_validate(isi)
    except ValidationError as galat:
        raise TidakDapat(f"{berkas.name}, {_kesalahan_pertama(galat)}") from galat


def _baris_toml(galat: tomllib.TOMLDecodeError) -> str:
    teks = str(galat)
    posisi = teks[teks.rfind("(") + 1 : -1] if teks.endswith(")") else teks
    return posisi.replace("at line", "baris").replace("column", "kolom").replace("at end of document", "akhir berkas")


def _kesalahan_pertama(galat: ValidationError) -> str:
    kesalahan = galat.errors()[0]
    kunci = ".".join(str(bagian) for bagian in kesalahan["loc"])
    if kesalahan["type"] == "extra_forbidden":
        return f"{kunci}: kunci tidak dikenal"
    if kesalahan["type"] == "value_error":
        return f"{kunci}: {kesalahan['ctx']['error']}"
    return f"{kunci}: nilai {kesalahan['input']!r} tidak dapat dipakai"
