"""Where a bagian stands for a period: one shape from the decision to JSON, ledger, sheet and console."""

from dataclasses import dataclass
from datetime import datetime

from schemas.temuan import Temuan

DITERIMA, DIKEMBALIKAN, BELUM_MASUK = "DITERIMA", "DIKEMBALIKAN", "BELUM MASUK"
MENUNGGU, TIDAK_WAJIB = "MENUNGGU", "TIDAK WAJIB"
BUKAN_LAPORAN = "BUKAN LAPORAN"  # of a file beside the report


@dataclass(frozen=True)
class OtherFile:
    """A file of a bagian that its status does not speak of: returned, waiting, or no report."""

    file: str
    status: str
    temuan: tuple[Temuan, ...] = ()


@dataclass(frozen=True)
class Orphan:
    """A file of the inbox that belongs to no bagian or no month, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class KirimanStatus:
    """KIRIMAN of the contract; `status` is one of its words.

    `file` is the one the status speaks of, with its `revision`, `sha256` and time; `file_time` is not printed and so
    None in what was signed. `incident` keeps the file from being checked. `others` and `after_lock` (names of the files
    that came after the period was locked) are what else lies in the bagian's folder now, and stand in no workbook.
    """

    bagian: str
    status: str
    late: bool
    revision: int | None = None
    file: str | None = None
    sha256: str | None = None
    file_time: datetime | None = None
    temuan: tuple[Temuan, ...] = ()
    attachments: tuple[str, ...] = ()
    incident: str | None = None
    others: tuple[OtherFile, ...] = ()
    after_lock: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether a submission counts."""
        return self.status == DITERIMA

    @property
    def is_missing(self) -> bool:
        """Whether what is owed is not there, or not accepted."""
        return self.status not in (DITERIMA, TIDAK_WAJIB)
