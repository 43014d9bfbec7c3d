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

from schemas.catalogue.by_code import CATALOGUE
from schemas.errors import CannotDo
from schemas.periode import Periode
from schemas.temuan import Waiver, WaiverRule
from workbooks.reading.preflight import Limits

SETTINGS_FILE = "iku.toml"
LEDGER_FILE = "ledger.sqlite3"
SQLITE = "sqlite:///"
FOLDER_VARIABLE = "IKU_FOLDER"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FolderSettings(_Strict):
    inbox: Path = Path("inbox")
    outbox: Path = Path("outbox")


class ScheduleSettings(_Strict):
    """When `iku jalankan` does what; cron expressions in `zone`."""

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
        if address not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("hanya alamat komputer ini sendiri (127.0.0.1)")
        return address


class DeadlineSettings(_Strict):
    """The deadline: day `day` of the month after the period, 24.00 in the schedule's zone."""

    hari: int = Field(default=5, ge=1, le=28)


class FileLimits(_Strict):
    """Limits of reading one file."""

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
            raise ValueError(f"“{code}” bukan kode catatan 2xx, 3xx, atau 4xx yang dikenal")
        return code


class Settings(_Strict):
    """The whole of `iku.toml`."""

    folder: FolderSettings = FolderSettings()
    jadwal: ScheduleSettings = ScheduleSettings()
    batas_waktu: DeadlineSettings = DeadlineSettings()
    batas_berkas: FileLimits = FileLimits()
    tampilan: DisplaySettings = DisplaySettings()
    register_: Path | None = Field(default=None, alias="register")
    ledger: LedgerSettings = LedgerSettings()
    target: tuple[dict[str, Any], ...] = ()
    pengecualian: tuple[TemuanWaiver, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """A workspace: its folder, its settings and where everything lies."""

    folder: Path
    settings: Settings

    @property
    def inbox(self) -> Path:
        return self.folder / self.settings.folder.inbox

    @property
    def outbox(self) -> Path:
        return self.folder / self.settings.folder.outbox

    @property
    def archive(self) -> Path:
        return self.outbox / "arsip"

    @property
    def state_folder(self) -> Path:
        """Locks, logs and the like, on a local disk."""
        return self.folder / ".iku"

    @property
    def ledger_file(self) -> Path:
        """The ledger's own file, where the settings name no other database."""
        return self.state_folder / LEDGER_FILE

    @property
    def ledger_url(self) -> str:
        """The ledger's address; a SQLite file without a full path lies in the workspace."""
        url = self.settings.ledger.url or f"{SQLITE}{self.ledger_file.as_posix()}"
        file = url.removeprefix(SQLITE)
        return url if file == url or not file else f"{SQLITE}{(self.folder / file).as_posix()}"

    @property
    def register(self) -> Path | None:
        other = self.settings.register_
        return self.folder / other if other else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.jadwal.zona)

    @property
    def limits(self) -> Limits:
        return Limits(**self.settings.batas_berkas.model_dump())

    def waivers(self, bagian: str, day: date) -> list[WaiverRule]:
        """The waivers of a bagian that hold for a file of that day."""
        return [
            WaiverRule(p.kode, p.bagian, p.lembar, p.sel, Waiver(p.oleh, p.alasan, p.sampai.isoformat()))
            for p in self.settings.pengecualian
            if p.bagian == bagian and day <= p.sampai
        ]

    def bagian_folder(self, bagian: str, periode: Periode) -> Path:
        return self.outbox / "bagian" / bagian / str(periode)

    def consolidation_folder(self, periode: Periode) -> Path:
        return self.outbox / "konsolidasi" / str(periode)

    def deadline(self, periode: Periode) -> datetime:
        """The deadline of a period: the first moment that is late."""
        next_month = periode.shift(1)
        day = date(next_month.year, next_month.month, self.settings.batas_waktu.hari)
        return datetime.combine(day + timedelta(days=1), time(0), tzinfo=self.zone)

    def deadline_day(self, periode: Periode) -> date:
        """The last day that is in time."""
        return self.deadline(periode).date() - timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def open_workspace(folder: Path | None, *, must_exist: bool) -> Workspace:
    """Find the workspace (`folder`, else the environment variable, else the current folder) and read its settings.

    Raises TidakDapat when the folder does not exist though it must, or the settings are wrong.
    """
    root = (folder or Path(os.environ.get(FOLDER_VARIABLE) or ".")).absolute()
    if must_exist and not root.is_dir():
        raise CannotDo(f"Folder tidak ditemukan: {root}")
    if root.exists() and not root.is_dir():
        raise CannotDo(f"Bukan folder: {root}")
    return Workspace(root, read_settings(root / SETTINGS_FILE))


def read_settings(file: Path) -> Settings:
    """Read `iku.toml`; defaults where it is missing. Raises TidakDapat naming file and key."""
    if not file.exists():
        return Settings()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotDo(f"{file.name} tidak dapat dibaca: {type(error).__name__}") from error
    except tomllib.TOMLDecodeError as error:
        raise CannotDo(f"{file.name} bukan TOML yang benar: {_toml_position(error)}") from error
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        raise CannotDo(f"{file.name}, {_first_error(error)}") from error


def _toml_position(error: tomllib.TOMLDecodeError) -> str:
    text = str(error)
    position = text[text.rfind("(") + 1 : -1] if text.endswith(")") else text
    return position.replace("at line", "baris").replace("column", "kolom").replace("at end of document", "akhir berkas")


def _first_error(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{key}: kunci tidak dikenal"
    if first["type"] == "value_error":
        return f"{key}: {first['ctx']['error']}"
    return f"{key}: nilai {first['input']!r} tidak dapat dipakai"
