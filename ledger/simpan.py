"""Files appear whole or not at all: written beside their place under a passing name, flushed, then given the name."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

# What shares and FAT-like file systems answer when they know no hard links.
_TANPA_TAUTAN = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL})

POLA_SEMENTARA = ".iku-*.tmp*"  # also the files a database keeps beside its own


def tulis_atomik(tujuan: Path, isi: bytes) -> None:
    """Write `isi` to `tujuan`, replacing what is there in one step. The folder must exist; raises OSError.

    On Windows a target that is open in Excel cannot be replaced (PermissionError): the old file then stays as it was.
    """
    sementara = _tulis_sementara(tujuan.parent, isi)
    try:
        sementara.replace(tujuan)
    except BaseException:
        sementara.unlink(missing_ok=True)
        raise
    _mantapkan_folder(tujuan.parent)


def tulis_sekali(tujuan: Path, isi: bytes) -> None:
    """Write `isi` to the new name `tujuan`. FileExistsError when the name is taken, also by a rival a moment ago."""
    if os.path.lexists(tujuan):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(tujuan))
    sementara = _tulis_sementara(tujuan.parent, isi)
    try:
        beri_nama_baru(sementara, tujuan)
    finally:
        sementara.unlink(missing_ok=True)


def beri_nama_baru(sementara: Path, tujuan: Path) -> None:
    """Give a finished file beside its place the new name `tujuan`. FileExistsError when the name is taken."""
    _beri_nama(sementara, tujuan)
    _mantapkan_folder(tujuan.parent)


def _beri_nama(sementara: Path, tujuan: Path) -> None:
    if os.name == "nt":
        sementara.rename(tujuan)  # on Windows rename refuses an existing name
        return
    try:
        tujuan.hardlink_to(sementara)
    except OSError as galat:
        if galat.errno not in _TANPA_TAUTAN:
            raise
        _rebut_nama(sementara, tujuan)


def _rebut_nama(sementara: Path, tujuan: Path) -> None:
    """Without hard links: take the name with an empty file, which only one writer can do, then replace our own."""
    tujuan.open("xb").close()
    try:
        sementara.replace(tujuan)
    except BaseException:
        tujuan.unlink(missing_ok=True)
        raise


def _tulis_sementara(folder: Path, isi: bytes) -> Path:
    """A flushed file in `folder` itself, since only a rename inside one file system is atomic.

    Not by `tempfile`, whose files only their owner may read: other people read the outbox.
    """
    sementara = nama_sementara(folder)
    try:
        with sementara.open("xb") as aliran:
            aliran.write(isi)
            aliran.flush()
            os.fsync(aliran.fileno())
    except BaseException:
        sementara.unlink(missing_ok=True)
        raise
    return sementara


def nama_sementara(folder: Path) -> Path:
    """A passing name in `folder`, which nothing else looks at."""
    return folder / f".iku-{secrets.token_hex(8)}.tmp"


def bersihkan_sementara(folder: Path) -> None:
    """Remove what writers that were stopped left under passing names in `folder` and below; nobody may write there."""
    for sisa in folder.rglob(POLA_SEMENTARA):
        with suppress(OSError):
            sisa.unlink()


def _mantapkan_folder(folder: Path) -> None:
    """Flush the new name itself. Windows has no such call, and some shares refuse it: the file is in place anyway."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        penanda = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(penanda)
        finally:
            os.close(penanda)


def tulis_bila_berubah(tujuan: Path, isi: bytes) -> bool:
    """Put `isi` at `tujuan` unless it already stands there; tells whether anything was written."""
    if tujuan.is_file() and tujuan.read_bytes() == isi:
        return False
    tujuan.parent.mkdir(parents=True, exist_ok=True)
    tulis_atomik(tujuan, isi)
    return True
