"""The inbox: which files lie there, which are still being written, and a stable private copy of each. Reads only."""

import errno
import hashlib
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from schemas.nilai import rapikan

EKSTENSI_LAMPIRAN = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".docx"})
EKSTENSI_TERPANJANG = 10
_DIABAIKAN = frozenset({"thumbs.db", "desktop.ini", "readme.md"})
_EKSTENSI_SEMENTARA = frozenset({".tmp", ".part", ".partial", ".crdownload"})

TENANG_DETIK = 10.0  # a file whose last change is older than this is read at once
TUNGGU_DETIK = 1.0  # a younger one must stand still this long
_LAST_SECOND = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())  # a day is left for any time zone
_HEAD_BYTES = 4096  # a lock file has a few hundred


@dataclass(frozen=True)
class BerkasMasuk:
    """A file of the inbox: `folder` is the bagian's code as the folder says it, `nama` the path below that folder.

    `pembuka`: who has it open, where its lock file says so. `folder_tertulis`: the folder as it is spelled on disk.
    """

    path: Path
    folder: str
    nama: str
    ukuran: int
    diubah_ns: int
    terbuka: bool
    pembuka: str = ""
    folder_tertulis: str = ""

    @property
    def nama_lengkap(self) -> str:
        """The path below the inbox, as it is on disk: two spellings of a folder are two files on some machines."""
        folder = self.folder_tertulis or self.folder
        return f"{folder}/{self.nama}" if folder else self.nama

    @property
    def diubah(self) -> datetime:
        """Time of the last change, UTC, whole seconds; a share may tell one that no calendar has."""
        return datetime.fromtimestamp(min(max(self.diubah_ns // 1_000_000_000, 0), _LAST_SECOND), UTC)

    @property
    def ekstensi(self) -> str:
        """What the name ends with, such as ".xlsx"; "" where that is no extension but the rest of a sentence."""
        return short_extension(self.nama)

    @property
    def lampiran(self) -> bool:
        return self.ekstensi in EKSTENSI_LAMPIRAN


def short_extension(name: str) -> str:
    """The extension of a name in small letters; "" where it is too long or too odd to be one.

    Names of our own end with it, and must be neither too long for any disk nor lead into another folder.
    """
    extension = Path(name).suffix.casefold()
    return extension if re.fullmatch(r"\.\w+", extension) and len(extension) <= EKSTENSI_TERPANJANG else ""


@dataclass(frozen=True)
class Salinan:
    """A private copy, byte for byte, with its SHA-256."""

    asal: BerkasMasuk
    path: Path
    sha256: str


def temukan(inbox: Path) -> list[BerkasMasuk]:
    """All files below the folders of `inbox`, in a stable order; lock, hidden and temporary files are left out."""
    berkas = []
    for path in sorted(inbox.rglob("*")):
        bagian_path = path.relative_to(inbox).parts
        if not _layak(path, bagian_path):
            continue
        try:
            status = path.stat()
            if not path.is_file():
                continue
        except OSError:
            continue  # gone between listing and looking: the next round sees what is there then
        kunci = berkas_kunci(path)
        folder, nama = (bagian_path[0], bagian_path[1:]) if len(bagian_path) > 1 else ("", bagian_path)
        berkas.append(
            BerkasMasuk(
                path=path,
                folder=_tertulis(folder).casefold(),
                nama=_tertulis("/".join(nama)),
                ukuran=status.st_size,
                diubah_ns=status.st_mtime_ns,
                terbuka=kunci is not None,
                pembuka=nama_pembuka(kunci) if kunci else "",
                folder_tertulis=_tertulis(folder),
            )
        )
    return berkas


def _tertulis(nama: str) -> str:
    """A name that can be printed and stored: bytes that are no UTF-8, as old shares have them, stand as escapes."""
    return nama.encode("utf-8", "backslashreplace").decode("utf-8")


def _layak(path: Path, bagian_path: Sequence[str]) -> bool:
    nama = path.name.casefold()
    tersembunyi = any(b.startswith((".", "~$")) for b in bagian_path)
    return not (tersembunyi or nama in _DIABAIKAN or path.suffix.casefold() in _EKSTENSI_SEMENTARA)


def berkas_kunci(path: Path) -> Path | None:
    """The lock file that Excel (`~$name`) or LibreOffice (`.~lock.name#`) has left beside a file that is open."""
    # Excel drops the first two letters of a long name in its lock file's name.
    calon = (path.with_name(nama) for nama in (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#"))
    return next((satu for satu in calon if _is_plain_file(satu)), None)


def _is_plain_file(path: Path) -> bool:
    """Whether a regular file lies there; where a name is too long to lie anywhere, none does."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def read_head(path: Path) -> bytes:
    """The first bytes of a small regular file. Raises OSError, also for what is no such file.

    A pipe, a device or a link under the name of a lock file would hold whoever opens it, or lead elsewhere.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    # Looked at once more when open: another thing may have taken the name meanwhile.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
        return stream.read(_HEAD_BYTES)


def nama_pembuka(kunci: Path) -> str:
    """The name a lock file gives, "" where it gives none or cannot be read.

    Excel: 55 bytes of the name in the machine's code page, then its length (two bytes) and the name in UTF-16.
    LibreOffice: a line of full name, account, computer, time and profile, with commas between.
    """
    try:
        isi = read_head(kunci)
    except OSError:
        return ""  # Excel on another machine may let nobody read it
    if kunci.name.startswith("~$"):
        panjang = int.from_bytes(isi[55:57], "little")
        return _nama_bersih(isi[57 : 57 + 2 * panjang].decode("utf-16-le", "replace"))
    bagian = re.split(r"(?<!\\),", isi.decode("utf-8", "replace"))[:2]
    return next((nama for satu in bagian if (nama := _nama_bersih(satu.replace("\\", "")))), "")


def _nama_bersih(teks: str) -> str:
    return rapikan("".join(huruf for huruf in teks if huruf.isprintable() and huruf != "\ufffd"))


def pilah_tenang(
    berkas: Sequence[BerkasMasuk],
    sekarang: Callable[[], float] = time.time,
    tidur: Callable[[float], None] = time.sleep,
) -> tuple[list[BerkasMasuk], list[BerkasMasuk]]:
    """Split into (settled, still changing or open). Young files are watched together, for one second at most."""
    muda = [b for b in berkas if sekarang() - b.diubah_ns / 1e9 < TENANG_DETIK and not b.terbuka]
    if muda:
        tidur(TUNGGU_DETIK)
    berubah = {b.path for b in muda if not _masih_sama(b)}
    menunggu = [b for b in berkas if b.terbuka or b.path in berubah]
    return [b for b in berkas if b not in menunggu], menunggu


def _masih_sama(berkas: BerkasMasuk) -> bool:
    try:
        status = berkas.path.stat()
    except OSError:
        return False
    return status.st_size == berkas.ukuran and status.st_mtime_ns == berkas.diubah_ns


def salin(berkas: BerkasMasuk, kerja: Path, nomor: int) -> Salinan | None:
    """Copy a file into the work folder and hash the copy; None when it changed or went away meanwhile."""
    tujuan = kerja / f"{nomor:05d}{berkas.ekstensi}"
    try:
        shutil.copyfile(berkas.path, tujuan)
    except OSError:
        return None
    if tujuan.stat().st_size != berkas.ukuran or not _masih_sama(berkas):
        return None
    return Salinan(berkas, tujuan, sha256_berkas(tujuan))


def sha256_berkas(path: Path) -> str:
    with path.open("rb") as aliran:
        return hashlib.file_digest(aliran, "sha256").hexdigest()


def salin_lepas(path: Path, kerja: Path, nomor: int) -> Salinan:
    """A private copy of a file outside any inbox, under the name it was given by. Raises OSError."""
    status = path.stat()
    berkas = BerkasMasuk(path, "", _tertulis(str(path)), status.st_size, status.st_mtime_ns, terbuka=False)
    tujuan = kerja / f"{nomor:05d}{berkas.ekstensi}"
    shutil.copyfile(path, tujuan)
    return Salinan(berkas, tujuan, sha256_berkas(tujuan))
