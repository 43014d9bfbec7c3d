"""Writing files so that a reader sees the old one or the new one, never a half."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def tulis_atomik(tujuan: Path) -> Iterator[BinaryIO]:
    """A stream whose content replaces `tujuan` when the block ends well; on an error nothing is left behind."""
    sementara = _berkas_sementara(tujuan)
    try:
        with sementara.open("wb") as aliran:
            yield aliran
            aliran.flush()
            os.fsync(aliran.fileno())
        os.replace(sementara, tujuan)
        _sinkronkan_folder(tujuan.parent)
    finally:
        sementara.unlink(missing_ok=True)


def tulis_sekali(tujuan: Path, isi: bytes) -> None:
    """Write a name that must not exist yet, whole or not at all; FileExistsError when it does."""
    sementara = _berkas_sementara(tujuan)
    try:
        with sementara.open("wb") as aliran:
            aliran.write(isi)
            aliran.flush()
            os.fsync(aliran.fileno())
        _namai_sekali(sementara, tujuan)
        _sinkronkan_folder(tujuan.parent)
    finally:
        sementara.unlink(missing_ok=True)


def _namai_sekali(sementara: Path, tujuan: Path) -> None:
    if os.name == "nt":
        os.rename(sementara, tujuan)  # refuses an existing name there
        return
    try:
        os.link(sementara, tujuan)
    except FileExistsError:
        raise
    except OSError:
        # A share without hard links: claim the name first, then put the whole file in its place.
        os.close(os.open(tujuan, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        os.replace(sementara, tujuan)


def _berkas_sementara(tujuan: Path) -> Path:
    pegangan, nama = tempfile.mkstemp(prefix=f".{tujuan.name[:40]}-", suffix=".tmp", dir=tujuan.parent)
    os.close(pegangan)
    os.chmod(nama, 0o644)
    return Path(nama)


def _sinkronkan_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened for this there
    pegangan = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(pegangan)
    finally:
        os.close(pegangan)


def tulis_bila_berubah(tujuan: Path, isi: bytes) -> bool:
    """Put `isi` at `tujuan` unless it already stands there; tells whether anything was written."""
    if tujuan.exists() and tujuan.read_bytes() == isi:
        return False
    tujuan.parent.mkdir(parents=True, exist_ok=True)
    with tulis_atomik(tujuan) as aliran:
        aliran.write(isi)
    return True
