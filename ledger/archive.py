"""The archive: every file as received, byte for byte, under its SHA-256, and the list that names them."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from ledger.atomic_files import write_atomic
from schemas.errors import ArchiveDamagedError

LIST_FILE = "daftar.csv"
_ARCHIVE_NAME = re.compile(r"([0-9a-f]{64})(\..+)?")


@dataclass(frozen=True)
class ArchiveLine:
    """One line of the list; its names are the columns. `nama` is the file's path below the inbox.

    `periode` and `revisi` are "" where not known; `waktu` is ISO 8601 with offset, WIB.
    """

    nama: str
    bagian: str
    periode: str
    revisi: str
    waktu: str
    sha256: str


_COLUMNS = [column.name for column in fields(ArchiveLine)]


class ListDamagedError(ArchiveDamagedError):
    """The archive's list cannot be read; the ledger can give it anew."""


def archive_copy(archive: Path, copy: Path, sha256: str, extension: str) -> None:
    """Put a private copy into the archive as `<sha256><extension>`; one already there whole is left as it is."""
    destination = archive / f"{sha256}{extension}"
    if destination.is_file() and hashlib.sha256(destination.read_bytes()).hexdigest() == sha256:
        return  # one that was damaged since is put right from the inbox
    archive.mkdir(parents=True, exist_ok=True)
    write_atomic(destination, copy.read_bytes())


def read_archived(archive: Path, name: str, sha256: str) -> bytes:
    """The bytes of an archived file, proven by their hash. Raises ArchiveDamagedError."""
    try:
        content = (archive / name).read_bytes()
    except FileNotFoundError as error:
        raise ArchiveDamagedError(f"Berkas arsip tidak ada: {archive / name}.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ArchiveDamagedError(f"Berkas arsip rusak (isinya tidak sesuai SHA-256-nya): {archive / name}.")
    return content


def keep_evidence(archive: Path, content: bytes, extension: str) -> str:
    """Archive bytes of our own (a signed workbook, a register); gives their SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    destination = archive / f"{sha256}{extension}"
    if not destination.exists():
        archive.mkdir(parents=True, exist_ok=True)
        write_atomic(destination, content)
    return sha256


def archived_hash(name: str) -> str | None:
    """The SHA-256 that an archived file's name says; None for a file of another name, such as the list."""
    named = _ARCHIVE_NAME.fullmatch(name)
    return named[1] if named else None


def check_archive(archive: Path) -> tuple[int, list[str]]:
    """How many files are what their name says, by SHA-256; and the names of those that are not, or are listed and gone.

    Reads every byte. Raises OSError.
    """
    files = [file for file in archive.glob("*") if _ARCHIVE_NAME.fullmatch(file.name)]
    damaged = [file.name for file in files if _sha256(file) != file.stem]
    missing = {line.sha256 for line in read_list(archive)} - {file.stem for file in files}
    return len(files) - len(damaged), sorted([*damaged, *missing])


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_list(archive: Path) -> list[ArchiveLine]:
    """All lines of the list, oldest first; none where there is no list yet. Raises ListDamagedError."""
    file = archive / LIST_FILE
    if not file.exists():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            header, *lines = csv.reader(stream, delimiter=";")
        if header != _COLUMNS:
            raise ListDamagedError(f"Daftar arsip rusak: {file}")
        return [ArchiveLine(*(_restore(value) for value in values)) for values in lines]
    except (UnicodeDecodeError, csv.Error, TypeError, ValueError) as error:
        raise ListDamagedError(f"Daftar arsip rusak: {file}") from error


def record(archive: Path, new: Iterable[ArchiveLine]) -> list[ArchiveLine]:
    """Append the lines that are not in the list yet; gives those appended. A damaged list is begun anew, and kept."""
    try:
        old = read_list(archive)
    except ListDamagedError:
        old = []
        keep_evidence(archive, (archive / LIST_FILE).read_bytes(), ".csv")
    known = set(old)
    added = [line for line in dict.fromkeys(new) if line not in known]
    if added:
        archive.mkdir(parents=True, exist_ok=True)
        write_atomic(archive / LIST_FILE, _csv([*old, *added]))
    return added


def _csv(lines: Iterable[ArchiveLine]) -> bytes:
    # Semicolon and byte order mark: how the readers' Excel expects a CSV file.
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_defuse(value) for value in astuple(line)] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _defuse(value: str) -> str:
    """A file name must not become a formula when the list is opened in Excel."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "'")) else value


def _restore(value: str) -> str:
    """The value as it was before `_defuse`."""
    return value[1:] if value.startswith("'") else value
