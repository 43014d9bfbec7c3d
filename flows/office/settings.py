"""`iku.toml` as one strict model. Every key is optional; an unknown or wrong one is refused by file and key."""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, field_validator

from iku_rules.register_fields import Day, DecimalNumber, Frozen, Text, Whole
from schemas.catalogue.by_code import CATALOGUE
from schemas.notions.text import nearest
from schemas.toml_file import as_model, read_toml, shown
from workbooks.reading.preflight import Limits

SETTINGS_FILE = "iku.toml"
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
LAST_COLUMN, LAST_ROW = (3, "XFD"), 1_048_576
CORNERS = 2  # of a range
FIELDS_OF_CRON = 5
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
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
# berlaku_dari = 2025-10-01     # hanya untuk target yang diubah (Perjanjian Kinerja Perubahan); bulan sebelumnya tetap
# yakin = false                 # true bila angka sekecil itu (0 sampai 1) memang benar

# [[pengecualian]]              # catatan yang boleh lewat, dengan alasan dan persetujuan; tampil di keluaran
# kode = "G403"
# bagian = "pbj"
# lembar = "ITKP"
# sel = "D8"                    # boleh dihapus: berlaku untuk seluruh lembar
# alasan = "Nilai menurut surat LKPP"
# oleh = "Kepala Bagian Organisasi"
# sampai = 2026-01-31           # untuk berkas sampai tanggal ini
"""


def _folder(value: object) -> Path:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError(f"harus nama folder dalam tanda kutip (terbaca {shown(value)})")
    return Path(value)


def _cron(text: str) -> str:
    if not _is_cron(text):
        example = '"0 7 1 * *" (tanggal 1 pukul 07.00)'
        raise ValueError(f"{shown(text)} bukan ekspresi cron; tulis menit jam tanggal bulan hari, misalnya {example}")
    return text


def _is_cron(text: str) -> bool:
    """Whether it is one, and ever comes true. Prefect takes neither a sixth field nor 5L, LW, 1#2, the library does."""
    from cronsim import CronSim, CronSimError

    if len(text.split()) != FIELDS_OF_CRON or re.search(r"[0-7]L|LW|#", text):
        return False
    try:
        next(CronSim(text, datetime(2025, 1, 1)))
    except (CronSimError, StopIteration):
        return False
    return True


Folder = Annotated[Path, BeforeValidator(_folder)]
Cron = Annotated[Text, AfterValidator(_cron)]


class FolderSettings(Frozen):
    """Where inbox and outbox lie, as seen from the workspace's folder."""

    inbox: Folder = Path("inbox")
    outbox: Folder = Path("outbox")


class ScheduleSettings(Frozen):
    """When `iku jalankan` does what; cron expressions in the time of `zona`."""

    zona: Text = "Asia/Jakarta"
    templat: Cron = "0 7 1 * *"
    kotak_masuk_menit: Annotated[Whole, Field(ge=1, le=1440)] = 5
    konsolidasi: Cron = "0 6 6 * *"
    alamat: Text = "127.0.0.1"
    porta: Annotated[Whole, Field(ge=1024, le=65535)] = 4200

    @field_validator("zona")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            near = nearest(zone, sorted(available_timezones()))
            raise ValueError(f"zona waktu {shown(zone)} tidak dikenal.{near} Misalnya: {', '.join(ZONES)}") from error
        return zone

    @field_validator("alamat")
    @classmethod
    def _only_this_machine(cls, address: str) -> str:
        # The server listens at 127.0.0.1 alone, whatever stands here; a network would carry its secret in the clear.
        if address not in LOCAL_ADDRESSES:
            raise ValueError(f"{shown(address)} tidak dapat dipakai; yang boleh: {' atau '.join(LOCAL_ADDRESSES)}")
        return address


class DeadlineSettings(Frozen):
    """The deadline: day `hari` of the month after the period, 24.00 in the schedule's zone."""

    hari: Annotated[Whole, Field(ge=1, le=28)] = 5


class LedgerSettings(Frozen):
    """Where the ledger is; empty: a SQLite file in `.iku/`, which must be on a local disk."""

    url: StrictStr = ""


class DisplaySettings(Frozen):
    """What is shown; `capaian_maksimal` in percent (absent: as computed). What is stored is never cut."""

    capaian_maksimal: Annotated[DecimalNumber, Field(ge=100)] | None = None


class TemuanWaiver(Frozen):
    """A waiver: findings of this code at this place of this bagian pass in files of up to the day `sampai`."""

    kode: Text
    bagian: Text
    lembar: Text
    sel: Text | None = None
    alasan: Text
    oleh: Text
    sampai: Day

    @field_validator("kode")
    @classmethod
    def _known_code(cls, code: str) -> str:
        codes = [known for known in CATALOGUE if known[1] in "234"]
        if code not in codes:
            near = nearest(code, codes)
            raise ValueError(f"{shown(code)} bukan kode catatan 2xx, 3xx, atau 4xx yang dikenal.{near}")
        return code

    @field_validator("sel")
    @classmethod
    def _is_address(cls, cell: str | None) -> str | None:
        if cell is not None and not _is_place(cell):
            raise ValueError(
                f"{shown(cell)} bukan alamat sel; tulis seperti D8 atau D8:D90 (atau hapus baris ini untuk seluruh "
                "lembar)"
            )
        return cell


def _is_place(text: str) -> bool:
    """Whether it is D8, as findings say it, or D8:D90 from the first to the last, within the sheet of a workbook."""
    cells = [ADDRESS.fullmatch(part) for part in text.split(":")]
    columns = [(len(cell[1]), cell[1]) for cell in cells if cell]  # Z comes before AA
    rows = [int(cell[2]) for cell in cells if cell]
    whole = len(columns) == len(cells) <= CORNERS
    return (
        whole
        and columns == sorted(columns)
        and rows == sorted(rows)
        and columns[-1] <= LAST_COLUMN
        and rows[-1] <= LAST_ROW
    )


class Settings(Frozen):
    """The whole of `iku.toml`.

    `register_`: the folder of the office's own register files; `target`: targets as they stand, since only the register
    knows the IKU they are for. For the same reason the bagian and sheets of `pengecualian` are looked at once the
    register is there.
    """

    folder: FolderSettings = FolderSettings()
    jadwal: ScheduleSettings = ScheduleSettings()
    batas_waktu: DeadlineSettings = DeadlineSettings()
    batas_berkas: Limits = Limits()
    tampilan: DisplaySettings = DisplaySettings()
    register_: Folder | None = Field(default=None, alias="register")
    ledger: LedgerSettings = LedgerSettings()
    target: tuple[dict[str, Any], ...] = ()
    pengecualian: tuple[TemuanWaiver, ...] = ()


def read_settings(file: Path) -> Settings:
    """Read `iku.toml`; defaults where it is missing. Raises WrongEntryError."""
    if not os.path.lexists(file):
        return Settings()
    return as_model(file.name, read_toml(file, file.name), Settings)


def write_settings_example(folder: Path) -> bool:
    """Write a commented `iku.toml` into the workspace's folder where there is none; tells whether it did."""
    file = folder / SETTINGS_FILE
    if file.exists():
        return False
    file.write_text(SETTINGS_EXAMPLE, encoding="utf-8")
    return True
