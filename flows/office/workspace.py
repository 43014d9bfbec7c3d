"""The workspace: the folder an office works in, where everything lies in it, its settings and its register.

Kept light, since every command begins here: the register's room is imported where a register is loaded.
"""

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.office.settings import SETTINGS_FILE, Settings, read_settings
from schemas.errors import CannotDoError, explain_oserror
from schemas.periode import Periode
from schemas.temuan import Waiver, WaiverRule
from schemas.toml_file import WrongEntryError, unknown
from workbooks.reading.preflight import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.office.settings import TemuanWaiver
    from iku_rules.register_model.register import Register

LEDGER_FILE = "ledger.sqlite3"
SQLITE = "sqlite:///"
ARCHIVE = "arsip"
RESTORE_MARKER = ".iku/pemulihan"  # stands in a workspace that is not wholly restored yet
FOLDER_VARIABLE = "IKU_FOLDER"


@dataclass(frozen=True)
class Workspace:
    """A workspace: its folder, its settings and where everything lies."""

    folder: Path
    settings: Settings

    @property
    def inbox(self) -> Path:
        """Where the bagian put their files, a folder each."""
        return self.folder / self.settings.folder.inbox

    @property
    def outbox(self) -> Path:
        """Where everything we write for people lies."""
        return self.folder / self.settings.folder.outbox

    def is_outside(self, folder: Path) -> bool:
        """Whether a folder lies elsewhere, such as on a share, which may be gone for a while."""
        return not folder.is_relative_to(self.folder)

    @property
    def archive(self) -> Path:
        """Every file that was read or signed, under its SHA-256."""
        return self.outbox / ARCHIVE

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
        return self.located(self.settings.ledger.url or f"{SQLITE}{self.ledger_file.as_posix()}")

    def located(self, url: str) -> str:
        """The address of a ledger as seen from here."""
        file = url.removeprefix(SQLITE)
        return url if file == url or not file else f"{SQLITE}{(self.folder / file).as_posix()}"

    @property
    def register(self) -> Path | None:
        """The folder of the office's own register files, where it has any."""
        other = self.settings.register_
        return self.folder / other if other else None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days and deadlines are counted and shown."""
        return ZoneInfo(self.settings.jadwal.zona)

    @property
    def limits(self) -> Limits:
        """The settings' limits of reading one file, as the reader takes them."""
        return self.settings.batas_berkas

    def waivers(self, bagian: str, day: date) -> list[WaiverRule]:
        """The waivers of a bagian that hold for a file of that day."""
        return [
            WaiverRule(w.kode, w.bagian, w.lembar, w.sel, Waiver(w.oleh, w.alasan, w.sampai.isoformat()))
            for w in self.settings.pengecualian
            if w.bagian == bagian and day <= w.sampai
        ]

    def bagian_folder(self, bagian: str, periode: Periode) -> Path:
        """Where a bagian finds its template and its answers of a period."""
        return self.outbox / "bagian" / bagian / str(periode)

    def consolidation_folder(self, periode: Periode) -> Path:
        """Where the consolidated workbooks of a period lie."""
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
    """The moment, UTC."""
    return datetime.now(UTC)


def open_workspace(folder: Path | None, *, must_exist: bool) -> Workspace:
    """Find the workspace (`folder`, else the environment variable, else the current folder) and read its settings.

    Raises CannotDoError when the folder does not exist though it must, or the settings are wrong.
    """
    root = (folder or Path(os.environ.get(FOLDER_VARIABLE) or ".")).absolute()
    if must_exist and not root.is_dir():
        raise CannotDoError(f"Folder tidak ditemukan: {root}")
    if root.exists() and not root.is_dir():
        raise CannotDoError(f"Bukan folder: {root}")
    if (root / RESTORE_MARKER).exists():
        raise CannotDoError(f"Pemulihan ke {root} terhenti di tengah. Hapus folder itu, lalu ulangi: iku pulihkan …")
    workspace = Workspace(root, read_settings(root / SETTINGS_FILE))
    _check_places(workspace)
    return workspace


def _check_places(workspace: Workspace) -> None:
    """WrongEntryError for an inbox or outbox in which the other, or the workspace itself, would lie."""
    places = {"inbox": workspace.inbox, "outbox": workspace.outbox}
    own = {"ruang kerja": workspace.folder, ".iku": workspace.state_folder}
    resolved = {name: Path(os.path.realpath(place)) for name, place in (places | own).items()}
    for name in places:
        if os.path.isfile(resolved[name]):  # noqa: PTH113 (a share that is gone is no error here)
            raise WrongEntryError(SETTINGS_FILE, f"folder.{name}", f"{places[name]} bukan folder")
        for other, place in resolved.items():
            inside = resolved[name].is_relative_to(place) and other != "ruang kerja"
            if name != other and (inside or place.is_relative_to(resolved[name])):
                message = f"{places[name]} bertumpang tindih dengan {other} ({place}); pilih folder tersendiri."
                raise WrongEntryError(SETTINGS_FILE, f"folder.{name}", message)


def load_workspace_register(workspace: Workspace) -> "Register":
    """The register with the workspace's own files and targets over it. Raises WrongEntryError."""
    from iku_rules.register_model.load import load_register

    if workspace.register is not None and not workspace.register.is_dir():
        raise WrongEntryError(SETTINGS_FILE, "register", f"folder tidak ditemukan: {workspace.register}")
    settings = workspace.settings
    register = load_register(workspace.register, settings.target, settings.tampilan.capaian_maksimal)
    _check_waivers(workspace.settings.pengecualian, register)
    return register


def _check_waivers(waivers: "Sequence[TemuanWaiver]", register: "Register") -> None:
    """WrongEntryError for a waiver that can never hold: of a bagian, or for a sheet of it, that does not exist."""
    from schemas.forms import FORMS
    from schemas.forms.identity import IDENTITY_SHEET

    codes = [bagian.kode for bagian in register.all_bagian()]
    for index, waiver in enumerate(waivers):
        key = f"pengecualian[{index}]"
        if waiver.bagian not in codes:
            meant = register.bagian_code(waiver.bagian)
            raise WrongEntryError(SETTINGS_FILE, f"{key}.bagian", unknown("", waiver.bagian, codes, meant))
        # Of all years, since a waiver of a past year stays: the same file is judged the same for ever.
        forms = [sheet for form in register.forms(waiver.bagian) for sheet in FORMS[form]]
        sheets = [IDENTITY_SHEET.name, *(sheet.name for sheet in forms)]
        if waiver.lembar not in sheets:
            message = unknown(f"lembar {waiver.bagian}", waiver.lembar, sheets)
            raise WrongEntryError(SETTINGS_FILE, f"{key}.lembar", message)


def ensure_folders(workspace: Workspace, register: "Register", *, outside: bool = False) -> None:
    """Make the folders the workspace lacks, each bagian's in the inbox among them.

    An inbox or outbox elsewhere is made only where it is asked for (`outside`): a share that is not mounted looks like
    an empty one. Raises CannotDoError where a folder is not there, or cannot be made or written.
    """
    if not outside and (absent := absent_folder(workspace)):
        raise CannotDoError(absent)
    folders = [workspace.state_folder]
    if outside or not workspace.is_outside(workspace.outbox):
        folders += [workspace.outbox / "bagian", workspace.outbox / "konsolidasi", workspace.archive]
    if outside or not workspace.is_outside(workspace.inbox):
        folders += [workspace.inbox / bagian.kode for bagian in register.all_bagian()]
    for folder in folders:
        try:
            # Ledger, secret and logs are nobody else's.
            folder.mkdir(mode=0o700 if folder == workspace.state_folder else 0o777, parents=True, exist_ok=True)
        except OSError as error:
            raise CannotDoError(f"Folder tidak dapat dibuat: {folder} ({explain_oserror(error)})") from error
    for folder in (workspace.outbox, workspace.state_folder):
        if not is_writable(folder):
            raise CannotDoError(f"Folder tidak dapat ditulisi: {folder}")


def absent_folder(workspace: Workspace) -> str | None:
    """What is said of an inbox or outbox elsewhere that is not there; None where both are."""
    needed = {
        "inbox": [workspace.inbox],
        "outbox": [workspace.outbox / "bagian", workspace.outbox / "konsolidasi", workspace.archive],
    }
    for name, folders in needed.items():
        for folder in folders:
            if workspace.is_outside(folder) and not folder.is_dir():
                return (
                    f"Folder {name} tidak ditemukan: {folder}. Bila itu folder bersama, periksa apakah tersambung; "
                    "bila memang belum pernah dibuat: iku siapkan"
                )
    return None


def is_writable(folder: Path) -> bool:
    """Whether a file can be made there: rights alone do not tell on a share."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
