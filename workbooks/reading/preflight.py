"""Pre-flight: what a file is, by name, size and first bytes, before anything parses it."""

import zipfile
import zlib
from pathlib import Path
from typing import Annotated

from pydantic import Field

from iku_rules.register_fields import Frozen, Seconds, Whole
from schemas.temuan import Temuan, make_temuan
from workbooks.reading.file_kind import FileKind, file_kind
from workbooks.reading.parts import Parts, UnreadableError

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_STREAM_NAME = "EncryptedPackage".encode("utf-16-le")
_XLS_STREAM_NAMES = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
MEBIBYTE = 1024 * 1024
_HEAD = 8192  # bytes in which a part says its namespace


class Limits(Frozen):
    """Limits of reading one file, as `iku.toml` sets them: size, size unpacked, time and memory of the worker."""

    ukuran_mb: Annotated[Whole, Field(ge=1, le=1024)] = 25
    terurai_mb: Annotated[Whole, Field(ge=1, le=16384)] = 400
    detik: Annotated[Seconds, Field(gt=0, le=3600)] = 60.0
    memori_mb: Annotated[Whole, Field(ge=512, le=65536)] = 1024


def preflight(path: Path, limits: Limits) -> list[Temuan]:
    """Findings about the file as such; a GALAT among them means that it must not be parsed."""
    size = path.stat().st_size
    if size > limits.ukuran_mb * MEBIBYTE:
        return [_too_large(f"{size / MEBIBYTE:.0f} MB", f"{limits.ukuran_mb} MB")]
    with path.open("rb") as stream:
        start = stream.read(4096)
    if not start.strip(b"\0"):
        return [make_temuan("G105")]
    if start.startswith(_OLE):
        code = _ole_code(path.read_bytes())
        return [make_temuan(code) if code else _no_workbook(path)]
    if not start.startswith(_ZIP):
        return [_no_workbook(path)]
    return _check_zip(path, limits)


def _ole_code(content: bytes) -> str | None:
    if _ENCRYPTED_STREAM_NAME in content:
        return "G103"
    return "G102" if any(name in content for name in _XLS_STREAM_NAMES) else None


def _check_zip(path: Path, limits: Limits) -> list[Temuan]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > limits.terurai_mb * MEBIBYTE:
                return [_too_large(f"{unpacked / MEBIBYTE:.0f} MB setelah dibuka", f"{limits.terurai_mb} MB")]
            if archive.testzip() is not None:
                return [make_temuan("G104")]
            if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
                return [make_temuan("G107")]
            try:
                workbook = Parts(archive).workbook
            except UnreadableError:
                return [_no_workbook(path)]
            with Parts(archive).open(workbook) as stream:
                if _STRICT_NAMESPACE in stream.read(_HEAD):
                    return [make_temuan("G108")]
            return [make_temuan("I109")] if any(name.casefold().endswith("vbaproject.bin") for name in names) else []
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return [make_temuan("G104")]


def _no_workbook(path: Path) -> Temuan:
    kind = file_kind(path)
    if kind is FileKind.WORKBOOK:
        return make_temuan("G104")  # it was one, and cannot be read
    return make_temuan("G101", jenis=kind.words, cara=kind.advice)


def _too_large(cause: str, limit: str) -> Temuan:
    return make_temuan("G106", sebab=cause, batas=limit)
