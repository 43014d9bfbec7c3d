"""`iku.toml` as one strict model. Every key is optional; an unknown or wrong one is refused by file and key."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from schemas.catalogue.by_code import CATALOGUE
from schemas.errors import CannotDoError
from schemas.notions.text import nearest

SETTINGS_FILE = "iku.toml"
ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(:[A-Z]{1,3}[1-9][0-9]{0,6})?")  # D8, as findings say it; or D8:D90
LOCAL_ADDRESSES = ("127.0.0.1", "localhost")  # two names of the one address at which the server listens

SETTINGS_EXAMPLE = """\
# Pengaturan IKU Setda. Semua baris boleh dibiarkan; yang tertulis di sini adalah nilai bawaannya.
# Hapus tanda # di awal baris untuk mengubahnya.

# register = "register"         # folder berisi berkas pengganti daftar resmi; harus di atas semua bagian [ ]

# [folder]                      # letak inbox dan outbox, misalnya folder bersama
# inbox = "inbox"
# outbox = "outbox"

# [jadwal]                      # untuk perintah: iku jalankan
# zona = "Asia/Jakarta"
# templat = "0 7 1 * *"         # templat bulan ini: tanggal 1 pukul 07.00
# kotak_masuk_menit = 5         # inbox dilihat tiap sekian menit
# konsolidasi = "0 6 6 * *"     # konsolidasi bulan lalu: tanggal 6 pukul 06.00
# alamat = "127.0.0.1"          # hanya komputer ini
# porta = 4200

# [ledger]                      # catatan semua kiriman, kunci, dan terbitan
# url = ""                      # kosong: berkas .iku/ledger.sqlite3 (harus di disk lokal, bukan folder bersama)

# [batas_waktu]
# hari = 5                      # tanggal 5 bulan berikutnya, pukul 24.00

# [batas_berkas]
# ukuran_mb = 25
# terurai_mb = 400
# detik = 60.0
# memori_mb = 1024

# [tampilan]
# capaian_maksimal = 120        # capaian di atasnya ditampilkan 120; nilainya sendiri tetap (bawaan: tanpa batas)

# [[target]]                    # target tahunan; boleh ditambah target per triwulan (triwulan = 1 sampai 4)
# iku = "itkp"
# tahun = 2025
# nilai = 70.0
# acuan = "Perjanjian Kinerja 2025"
# contoh = false

# [[pengecualian]]              # catatan yang boleh lewat, dengan alasan dan persetujuan; tampil di keluaran
# kode = "G403"
# bagian = "pbj"
# lembar = "ITKP"
# sel = "D8"                    # boleh dihapus: berlaku untuk seluruh lembar
# alasan = "Nilai menurut surat LKPP"
# oleh = "Kepala Bagian Organisasi"
# sampai = 2026-01-31           # untuk berkas sampai tanggal ini
"""


class _Strict(BaseModel):
    # A key with a typing error must not pass as "not set".
    model_config = ConfigDict(extra="forbid", frozen=True)


class FolderSettings(_Strict):
    """Where inbox and outbox lie, as seen from the workspace's folder."""

    inbox: Path = Path("inbox")
    outbox: Path = Path("outbox")


class ScheduleSettings(_Strict):
    """When `iku jalankan` does what; cron expressions in the time of `zona`."""

    zona: str = "Asia/Jakarta"
    templat: str = "0 7 1 * *"
    kotak_masuk_menit: int = Field(default=5, ge=1, le=1440)
    konsolidasi: str = "0 6 6 * *"
    alamat: str = "127.0.0.1"
    porta: int = Field(default=4200, ge=1024, le=65535)

    @field_validator("zona")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("zona waktu tidak dikenal") from error
        return zone

    @field_validator("alamat")
    @classmethod
    def _only_this_machine(cls, address: str) -> str:
        # The server listens at 127.0.0.1 alone, whatever stands here; a network would carry its secret in the clear.
        if address not in LOCAL_ADDRESSES:
            raise ValueError(f"“{address}” tidak dapat dipakai; yang boleh: {' atau '.join(LOCAL_ADDRESSES)}")
        return address


class DeadlineSettings(_Strict):
    """The deadline: day `hari` of the month after the period, 24.00 in the schedule's zone."""

    hari: int = Field(default=5, ge=1, le=28)


class FileLimits(_Strict):
    """Limits of reading one file: its size, its size unpacked, time and memory of the worker."""

    ukuran_mb: int = Field(default=25, ge=1)
    terurai_mb: int = Field(default=400, ge=1)
    detik: float = Field(default=60, gt=0)
    memori_mb: int = Field(default=1024, ge=512)


class LedgerSettings(_Strict):
    """Where the ledger is; empty: a SQLite file in `.iku/`, which must be on a local disk."""

    url: str = ""


class DisplaySettings(_Strict):
    """What is shown; `capaian_maksimal` in percent (absent: as computed). What is stored is never cut."""

    capaian_maksimal: Decimal | None = Field(default=None, ge=100)

    @field_validator("capaian_maksimal", mode="before")
    @classmethod
    def _must_be_number(cls, value: object) -> object:
        if isinstance(value, (str, bool)):
            raise ValueError("harus angka, tanpa tanda kutip")  # noqa: TRY004 (pydantic wants ValueError)
        return value


class TemuanWaiver(_Strict):
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
    def _known_code(cls, code: str) -> str:
        if code not in CATALOGUE or code[1] not in "234":
            near = nearest(code, [known for known in CATALOGUE if known[1] in "234"])
            raise ValueError(f"“{code}” bukan kode catatan 2xx, 3xx, atau 4xx yang dikenal.{near}")
        return code

    @field_validator("sel")
    @classmethod
    def _is_address(cls, cell: str | None) -> str | None:
        if cell is not None and not ADDRESS.fullmatch(cell):
            raise ValueError(f"“{cell}” bukan alamat sel; tulis seperti D8 (atau hapus baris ini untuk seluruh lembar)")
        return cell


class Settings(_Strict):
    """The whole of `iku.toml`.

    `register_`: the folder of the office's own register files; `target`: targets as they stand, since only the register
    knows the IKU they are for. For the same reason the bagian and sheets of `pengecualian` are looked at once the
    register is there.
    """

    folder: FolderSettings = FolderSettings()
    jadwal: ScheduleSettings = ScheduleSettings()
    batas_waktu: DeadlineSettings = DeadlineSettings()
    batas_berkas: FileLimits = FileLimits()
    tampilan: DisplaySettings = DisplaySettings()
    register_: Path | None = Field(default=None, alias="register")
    ledger: LedgerSettings = LedgerSettings()
    target: tuple[dict[str, Any], ...] = ()
    pengecualian: tuple[TemuanWaiver, ...] = ()


def read_settings(file: Path) -> Settings:
    """Read `iku.toml`; defaults where it is missing. Raises CannotDoError naming file and key."""
    if not file.exists():
        return Settings()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotDoError(f"{file.name} tidak dapat dibaca: {type(error).__name__}") from error
    except tomllib.TOMLDecodeError as error:
        raise CannotDoError(f"{file.name} bukan TOML yang benar: {_toml_position(error)}") from error
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        raise CannotDoError(f"{file.name}, {_first_error(error)}") from error


def _toml_position(error: tomllib.TOMLDecodeError) -> str:
    text = str(error)
    position = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
    return position.replace("at line", "baris").replace("column", "kolom").replace("at end of document", "akhir berkas")


def _first_error(error: ValidationError) -> str:
    first = error.errors()[0]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).removeprefix(".")
    if first["type"] == "extra_forbidden":
        return f"{key}: kunci tidak dikenal"
    if first["type"] == "value_error":
        return f"{key}: {first['ctx']['error']}"
    return f"{key}: nilai {first['input']!r} tidak dapat dipakai"


def write_settings_example(folder: Path) -> bool:
    """Write a commented `iku.toml` into the workspace's folder where there is none; tells whether it did."""
    file = folder / SETTINGS_FILE
    if file.exists():
        return False
    file.write_text(SETTINGS_EXAMPLE, encoding="utf-8")
    return True
