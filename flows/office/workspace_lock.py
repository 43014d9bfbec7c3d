"""Getting ready: the register, the workspace's folders, the lock that lets one run at a time work in it."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import LeaseSettingsMismatch, SoftFileLease, Timeout

from flows.intake.inbox import read_head
from flows.office.workspace import SETTINGS_FILE, Workspace, now
from iku_rules.register_model.register import Register
from ledger.archive import LIST_FILE, check_archive
from ledger.atomic_files import clear_temporary
from ledger.database import LEDGER_VERSION, sqlite_file
from ledger.publications import clear_empty_names
from ledger.transactions import Ledger, actor
from schemas.errors import CannotDo, LedgerError, explain_oserror
from schemas.periode import Periode

FREE_DISK_MB = 500
LOCK_FILE = ".sedang-dipakai.lock"
LEASE_SECONDS = 60.0  # another machine's lock that was not refreshed for so long is dead
PATIENCE_SECONDS = 1.0  # wait this long before saying so
_NOBODY = b"\nditinggalkan\n"  # no line of a record, whatever stood before
MOUNTS_FILE = "/proc/mounts"  # Linux
NETWORK_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "fuse.sshfs", "fuse.glusterfs"})
LEAST_YEAR = 2025  # a clock before this program existed is wrong

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


def ensure_folders(workspace: Workspace, register: Register) -> None:
    """Make what is missing of the workspace. Raises TidakDapat when it cannot be written."""
    folders = [workspace.outbox / "bagian", workspace.outbox / "konsolidasi", workspace.archive, workspace.state_folder]
    folders += [workspace.inbox / folder.kode for folder in register.all_bagian()]
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotDo(f"Folder tidak dapat dibuat: {folder} ({explain_oserror(error)})") from error
    for folder in (workspace.outbox, workspace.state_folder):
        if not is_writable(folder):
            raise CannotDo(f"Folder tidak dapat ditulisi: {folder}")


def is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def open_ledger(workspace: Workspace) -> Ledger:
    """The workspace's ledger, made on the first run. Raises LedgerSalah, TidakDapat.

    An outbox that already holds something belongs to a ledger: where that is missing, a new one would know of no
    submission, no lock and no signed document, and so none is made.
    """
    if _is_ledger_missing(workspace):
        raise CannotDo(
            f"Ledger tidak ditemukan ({workspace.ledger_file}), padahal outbox sudah berisi. Kembalikan berkas itu "
            "dari cadangan, atau mulai dari nol dengan sengaja: iku siapkan --ledger-baru"
        )
    return Ledger.open(workspace.ledger_url)


def make_new_ledger(workspace: Workspace) -> Ledger:
    """An empty ledger for an outbox that already holds something; one that exists is kept."""
    return Ledger.open(workspace.ledger_url)


def read_ledger(workspace: Workspace) -> Ledger:
    """The ledger for commands that only read: an empty one in memory where the workspace has none yet."""
    if not workspace.settings.ledger.url and not _has_content(workspace.ledger_file):
        if _is_ledger_missing(workspace):
            return open_ledger(workspace)
        return Ledger.temporary()
    return Ledger.read(workspace.ledger_url)


@contextmanager
def recorded(ledger: Ledger, command: str, periode: Periode | None = None) -> Iterator[None]:
    """Record in the ledger that a command began, and how it ended."""
    month = str(periode) if periode else None
    with ledger.begin(now()) as transaction:
        transaction.record_run(command, "MULAI", month)
    try:
        yield
    except BaseException as error:
        with suppress(LedgerError), ledger.begin(now()) as transaction:
            transaction.record_run(command, "GAGAL", month, str(error) or type(error).__name__)
        raise
    with ledger.begin(now()) as transaction:
        transaction.record_run(command, "SELESAI", month)


def _is_ledger_missing(workspace: Workspace) -> bool:
    if workspace.settings.ledger.url or _has_content(workspace.ledger_file):
        return False
    return (workspace.archive / LIST_FILE).exists() or any((workspace.outbox / "konsolidasi").glob("*/*.xlsx"))


def _has_content(file: Path) -> bool:
    """Whether there is something in it: a ledger emptied by accident knows as little as one that is gone."""
    return file.exists() and file.stat().st_size > 0


@contextmanager
def workspace_lock(workspace: Workspace, tell: Callable[[str], None] | None = None) -> Iterator[None]:
    """Let one run at a time work in the workspace, on whatever machine; a second waits, and `tell` says for whom.

    The lock lies in the outbox, which both machines see, and names account, machine, process and time. One whose
    process died is taken over: at once on the same machine, on another when it has not been refreshed for SEWA_DETIK.
    So is one that does not say whose it is, since its run was killed before it could write that, once it is as old.
    Raises TidakDapat where it cannot be taken at all.
    """
    lease = SoftFileLease(workspace.outbox / LOCK_FILE, lease_duration=LEASE_SECONDS)
    abandoned = os.path.lexists(lease.lock_file)
    try:
        _take(lease, workspace, tell)
        if abandoned:
            clean_up(workspace)
        yield
    finally:
        lease.release()


def _take(lease: SoftFileLease, workspace: Workspace, tell: Callable[[str], None] | None) -> None:
    try:
        while True:
            _disown_abandoned(lease, workspace)
            try:
                lease.acquire(timeout=PATIENCE_SECONDS)
                break
            except Timeout:
                if tell:
                    tell(_held_by(lease, workspace))
                tell = None  # once is enough
        _mark(lease, workspace)
    except LeaseSettingsMismatch as error:
        raise CannotDo(f"Ruang kerja sedang dipakai program versi lain: {lease.lock_file}") from error
    except OSError as error:
        raise CannotDo(f"Ruang kerja tidak dapat dikunci: {lease.lock_file} ({explain_oserror(error)})") from error


def _disown_abandoned(lease: SoftFileLease, workspace: Workspace) -> None:
    """Spoil a lock that names no holder of a lease and is older than one, so that the library takes it over.

    The library never takes an empty one, nor one in a form that we do not write: its holder might live. Ours writes
    its name right after it has created the file, and refreshes the file's time from then on. The line added makes it a
    record of nobody, for which the library has a takeover that only one of many can win; deleting it here might hit
    the lock of a run that was faster.
    """
    owner = lease.owner
    if owner is not None and owner.mode == "lease":
        return
    with suppress(OSError):
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(lease.lock_file, flags), "ab", buffering=0) as lock:
            found = os.fstat(lock.fileno())
            if stat.S_ISREG(found.st_mode) and abs(_share_time(workspace.outbox) - found.st_mtime) > LEASE_SECONDS:
                lock.write(_NOBODY)


def _share_time(folder: Path) -> float:
    """What time it is for the machine that keeps the folder: its files' times are of that clock, not of ours."""
    with tempfile.TemporaryFile(dir=folder) as probe:
        return os.fstat(probe.fileno()).st_mtime


def _mark(lease: SoftFileLease, workspace: Workspace) -> None:
    """Add to the marker who took the lock and when; its format passes over keys it does not know."""
    since = now().astimezone(workspace.zone).isoformat(timespec="seconds")
    with Path(lease.lock_file).open("a", encoding="utf-8", newline="\n") as marker:
        marker.write(f"oleh={actor()}\nsejak={since}\n")


def _held_by(lease: SoftFileLease, workspace: Workspace) -> str:
    """One line on who holds the lock, from the marker: it may be gone or half written by now."""
    try:
        content = read_head(Path(lease.lock_file)).decode("utf-8", "replace")
        seen = datetime.fromtimestamp(Path(lease.lock_file).stat().st_mtime, workspace.zone)
    except OSError:
        return "Menunggu: ruang kerja sedang dipakai proses lain…"
    data = dict(line.split("=", 1) for line in content.splitlines() if "=" in line)
    holder = data.get("oleh") or data.get("host", "proses lain")
    process = f" (proses {data['pid']})" if "pid" in data else ""
    since = ""
    with suppress(KeyError, ValueError):
        since = f" sejak {datetime.fromisoformat(data['sejak']):%d-%m-%Y %H.%M.%S}"
    return f"Menunggu: ruang kerja sedang dipakai {holder}{process}{since}, terakhir terlihat {seen:%H.%M.%S}…"


def clean_up(workspace: Workspace) -> None:
    """Remove what a run that was killed left behind; the caller holds the workspace's lock."""
    clear_temporary(workspace.outbox)
    clear_temporary(workspace.state_folder)
    clear_empty_names(workspace.outbox / "konsolidasi")


def write_settings_example(workspace: Workspace) -> bool:
    """Write a commented `iku.toml` where there is none; tells whether it did."""
    file = workspace.folder / SETTINGS_FILE
    if file.exists():
        return False
    file.write_text(SETTINGS_EXAMPLE, encoding="utf-8")
    return True


def check_environment(workspace: Workspace) -> list[tuple[str, bool, str]]:
    """What the workspace needs: (name, all right, remark)."""
    free = shutil.disk_usage(workspace.folder).free // (1024 * 1024)
    clock = now()
    office = shutil.which("soffice") or shutil.which("libreoffice")
    return [
        ("Hak baca inbox", os.access(workspace.inbox, os.R_OK), str(workspace.inbox)),
        ("Hak tulis outbox", is_writable(workspace.outbox), str(workspace.outbox)),
        ("Ruang disk", free >= FREE_DISK_MB, f"tersisa {free} MB"),
        ("Jam komputer", clock.year >= LEAST_YEAR, f"{clock.astimezone(workspace.zone):%d-%m-%Y %H.%M} WIB"),
        ("LibreOffice", office is not None, office or "tidak ada; hanya diperlukan untuk mencetak dari komputer ini"),
        ("Ledger", *_ledger_state(workspace)),
        ("Arsip", *_archive_state(workspace)),
    ]


def _ledger_state(workspace: Workspace) -> tuple[bool, str]:
    """Whether the ledger is whole and lies where it may."""
    damage = open_ledger(workspace).damage()
    if damage:
        return False, f"rusak ({damage}); kembalikan dari cadangan"
    file = sqlite_file(workspace.ledger_url)
    if file is not None and (kind := _network_system(file.parent)):
        return False, f"{file} ada di folder bersama ({kind}); ledger harus di disk lokal"
    return True, f"utuh, versi {LEDGER_VERSION}"


def _archive_state(workspace: Workspace) -> tuple[bool, str]:
    """Whether every archived file still is what its name says."""
    whole, damaged = check_archive(workspace.archive)
    if not damaged:
        return True, f"{whole} berkas utuh"
    return False, f"{whole} berkas utuh, rusak atau hilang: {', '.join(damaged)}; kembalikan dari cadangan"


def _network_system(folder: Path) -> str | None:
    """The kind of network file system a folder lies on; None where it is a local one or cannot be told."""
    try:
        lines = [b.split() for b in Path(MOUNTS_FILE).read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return None
    location = folder.resolve()
    mounts = [(Path(b[1].replace("\\040", " ")), b[2]) for b in lines]
    # The deepest mount point counts, of equal ones the last.
    holding = [
        (len(point.parts), index, kind) for index, (point, kind) in enumerate(mounts) if location.is_relative_to(point)
    ]
    kind = max(holding)[2] if holding else ""
    return kind if kind in NETWORK_SYSTEMS else None
