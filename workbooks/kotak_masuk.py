"""The inbox: which files lie there, which are still being written, and a stable private copy of each. Reads only."""

import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

EKSTENSI_LAMPIRAN = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".docx"})
EKSTENSI_TERPANJANG = 10
_DIABAIKAN = frozenset({"thumbs.db", "desktop.ini", "readme.md"})
_EKSTENSI_SEMENTARA = frozenset({".tmp", ".part", ".partial", ".crdownload"})

TENANG_DETIK = 10.0  # a file whose last change is older than this is read at once
TUNGGU_DETIK = 1.0  # a younger one must stand still this long


@dataclass(frozen=True)
class BerkasMasuk:
    """A file of the inbox: `folder` is the bagian's code as the folder says it, `nama` the path below that folder."""

    path: Path
    folder: str
    nama: str
    ukuran: int
    diubah_ns: int
    terbuka: bool

    @property
    def diubah(self) -> datetime:
        """Time of the last change, UTC, whole seconds."""
        return datetime.fromtimestamp(self.diubah_ns // 1_000_000_000, UTC)

    @property
    def ekstensi(self) -> str:
        """What the name ends with, such as ".xlsx"; "" where that is no extension but the rest of a sentence."""
        akhiran = Path(self.nama).suffix.casefold()
        return akhiran if len(akhiran) <= EKSTENSI_TERPANJANG else ""

    @property
    def lampiran(self) -> bool:
        return self.ekstensi in EKSTENSI_LAMPIRAN


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
        folder, nama = (bagian_path[0], bagian_path[1:]) if len(bagian_path) > 1 else ("", bagian_path)
        berkas.append(
            BerkasMasuk(
                path=path,
                folder=_tertulis(folder).casefold(),
                nama=_tertulis("/".join(nama)),
                ukuran=status.st_size,
                diubah_ns=status.st_mtime_ns,
                terbuka=sedang_dibuka(path),
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


def sedang_dibuka(path: Path) -> bool:
    """Whether Excel (`~$name`) or LibreOffice (`.~lock.name#`) has left its lock file beside the file."""
    # Excel drops the first two letters of a long name in its lock file's name.
    return any(
        path.with_name(nama).exists() for nama in (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    )


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
    tujuan = kerja / f"{nomor:05d}{berkas.path.suffix.casefold()}"
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
    tujuan = kerja / f"{nomor:05d}{path.suffix.casefold()}"
    shutil.copyfile(path, tujuan)
    return Salinan(berkas, tujuan, sha256_berkas(tujuan))
