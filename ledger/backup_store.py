"""A folder of backups: every content once, under its SHA-256, and a list of files for each backup that was finished.

A backup exists once its list does, which is written last and whole: one that was stopped leaves contents that the next
one uses, and the earlier backups as they were. A list carries its own hash in its name, so a damaged one is known.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from ledger.atomic_files import clear_temporary, temporary_name, write_atomic, write_once
from schemas.errors import CannotDoError, explain_oserror

FORMAT = 1
MARKER_FILE, CONTENT_FOLDER, README_FILE = "cadangan-iku.json", "isi", "BACA-DULU.txt"
_LIST_NAME = re.compile(r"cadangan_\d{8}T\d{12}Z_([0-9a-f]{16})\.json")
_HASH = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024
_SPARE_BYTES = 16 * _CHUNK  # room left for lists and for what a file system keeps for itself
_README = """\
Cadangan ruang kerja IKU.

Memulihkan ke folder kosong:  iku pulihkan <folder ini> --ke <folder baru>
Memulihkan yang lebih lama:   iku pulihkan <folder ini>/cadangan_….json --ke <folder baru>

Tanpa program itu: setiap cadangan_….json mendaftar berkas satu cadangan. “letak” adalah tempat berkas di ruang kerja,
“sha256” nama isinya di folder isi/, “diubah” waktu ubahnya (nanodetik sejak 1970). Memeriksa isi: keluaran
“sha256sum isi/*” harus menyebut sidik yang sama dengan nama tiap berkas.

Folder ini memuat nama dan NIP; batasi siapa yang dapat membukanya.
"""


class BackupDamagedError(CannotDoError):
    """A backup is not whole any more."""


@dataclass(frozen=True)
class BackedFile:
    """A file of a backup: its place in the workspace (with `/`), and its content. `changed_ns`: since 1970."""

    place: str
    sha256: str
    size: int
    changed_ns: int


@dataclass(frozen=True)
class Snapshot:
    """One backup: of which workspace (`identity`; `home`: where it lay), when, with which ledger.

    `seal` is the last hash of the ledger's chain; `ledger` its file, whatever database it came from.
    """

    identity: str
    home: str
    moment: datetime
    program: str
    ledger_version: str
    seal: str
    ledger: BackedFile
    files: tuple[BackedFile, ...]


# The folder


def open_store(folder: Path, identity: str) -> None:
    """Make the folder one of backups of this workspace. Raises CannotDoError where it is something else, or OSError."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise CannotDoError(f"Bukan folder: {folder}")
    owner = owner_of(folder)
    if owner is None and folder.is_dir() and any(folder.iterdir()):
        raise CannotDoError(f"Folder tidak kosong dan bukan folder cadangan: {folder}. Pilih folder lain yang kosong.")
    if owner not in (None, identity):
        raise CannotDoError(f"{folder} berisi cadangan ruang kerja lain. Pilih folder lain yang kosong.")
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700)  # names and NIP of people are in it
    (folder / CONTENT_FOLDER).mkdir(exist_ok=True)
    clear_temporary(folder)
    if owner is None:
        write_atomic(folder / README_FILE, _README.encode())
        write_once(folder / MARKER_FILE, _json({"format": FORMAT, "ruang_kerja": identity}))


def owner_of(folder: Path) -> str | None:
    """The workspace whose backups lie in a folder; None where it holds none. Raises CannotDoError."""
    try:
        marker = json.loads((folder / MARKER_FILE).read_bytes())
        known, owner = int(marker["format"]), str(marker["ruang_kerja"])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise BackupDamagedError(f"Folder cadangan rusak: {folder / MARKER_FILE} tidak terbaca.") from error
    _refuse_newer(folder, known)
    return owner


def _refuse_newer(place: Path, known: int) -> None:
    if known > FORMAT:
        raise CannotDoError(f"Cadangan dibuat program yang lebih baru: {place}. Pasang program yang terbaru.")


def lists(folder: Path) -> list[Path]:
    """The lists of the finished backups in a folder, oldest first."""
    return sorted(file for file in folder.glob("cadangan_*.json") if _LIST_NAME.fullmatch(file.name))


# Contents


def is_stored(folder: Path, sha256: str, size: int) -> bool:
    """Whether a content is there already, as far as name and size tell."""
    return stored_size(folder, sha256) == size


def stored_size(folder: Path, sha256: str) -> int | None:
    """How many bytes a content has that is there already; None where it is not."""
    try:
        return (folder / CONTENT_FOLDER / sha256).stat().st_size
    except FileNotFoundError:
        return None


def check_room(folder: Path, needed_bytes: int) -> None:
    """Raise CannotDoError where so much more would not fit."""
    free = shutil.disk_usage(folder).free
    if needed_bytes and free < needed_bytes + _SPARE_BYTES:
        raise CannotDoError(
            f"Ruang di {folder} tidak cukup: perlu {_megabytes(needed_bytes + _SPARE_BYTES)} MB, tersisa "
            f"{free // _CHUNK} MB. Tidak ada cadangan baru."
        )


def _megabytes(count: int) -> int:
    return -(-count // _CHUNK)


def store(folder: Path, source: Path) -> tuple[str, int]:
    """Keep the content of a file; gives its SHA-256 and size as they were read. Raises OSError."""
    passing = temporary_name(folder / CONTENT_FOLDER)
    try:
        with source.open("rb") as stream:
            sha256, size = copy_hashed(stream, passing)
        if not is_stored(folder, sha256, size):
            passing.replace(folder / CONTENT_FOLDER / sha256)
    finally:
        passing.unlink(missing_ok=True)
    return sha256, size


def copy_hashed(source: BinaryIO, destination: Path) -> tuple[str, int]:
    """Copy into a new file, flushed to the disk; gives SHA-256 and size of what was copied. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with destination.open("xb") as stream:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            stream.write(chunk)
            size += len(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return digest.hexdigest(), size


def bring_back(folder: Path, file: BackedFile, destination: Path) -> None:
    """Write a file of a backup, proven by its hash, at its time. Raises BackupDamagedError, or OSError."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    try:
        source = (folder / CONTENT_FOLDER / file.sha256).open("rb")
    except FileNotFoundError as error:
        raise _damaged(folder, file, "tidak ada") from error
    with source:
        if copy_hashed(source, destination)[0] != file.sha256:
            raise _damaged(folder, file, "rusak")
    os.utime(destination, ns=(file.changed_ns, file.changed_ns))


def _damaged(folder: Path, file: BackedFile, what: str) -> BackupDamagedError:
    return BackupDamagedError(
        f"Cadangan tidak utuh: isi {folder / CONTENT_FOLDER / file.sha256} {what} ({file.place}). Tidak ada yang "
        "dipulihkan; coba cadangan yang lebih lama."
    )


# Lists


def write_list(folder: Path, snapshot: Snapshot) -> Path:
    """Finish a backup; gives its list."""
    content = _json(
        {
            "format": FORMAT,
            "ruang_kerja": snapshot.identity,
            "tempat": snapshot.home,
            "waktu": snapshot.moment.astimezone(UTC).isoformat(),
            "program": snapshot.program,
            "versi_ledger": snapshot.ledger_version,
            "sidik": snapshot.seal,
            "ledger": _plain(snapshot.ledger),
            "berkas": [_plain(file) for file in snapshot.files],
        }
    )
    stamp = snapshot.moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    file = folder / f"cadangan_{stamp}_{hashlib.sha256(content).hexdigest()[:16]}.json"
    write_once(file, content)
    return file


def read_list(file: Path) -> Snapshot:
    """A finished backup. Raises CannotDoError where it is damaged or of a newer program."""
    named = _LIST_NAME.fullmatch(file.name)
    if named is None:
        raise CannotDoError(f"Bukan cadangan: {file}. Sebutkan folder cadangan atau cadangan_….json di dalamnya.")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CannotDoError(f"Cadangan tidak dapat dibaca: {file} ({explain_oserror(error)})") from error
    if hashlib.sha256(content).hexdigest()[:16] != named[1]:
        raise BackupDamagedError(f"Cadangan rusak: {file}. Coba cadangan yang lebih lama di folder itu.")
    data = json.loads(content)
    _refuse_newer(file, data["format"])
    return Snapshot(
        identity=data["ruang_kerja"],
        home=data["tempat"],
        moment=datetime.fromisoformat(data["waktu"]),
        program=data["program"],
        ledger_version=data["versi_ledger"],
        seal=data["sidik"],
        ledger=_read_file(file, data["ledger"]),
        files=tuple(_read_file(file, each) for each in data["berkas"]),
    )


def _plain(file: BackedFile) -> dict[str, Any]:
    return dict(zip(("letak", "sha256", "ukuran", "diubah"), asdict(file).values(), strict=True))


def _read_file(source: Path, data: dict[str, Any]) -> BackedFile:
    """A line of a list. Raises BackupDamagedError for a place outside the workspace: a list may come from anybody."""
    place, sha256 = PurePosixPath(data["letak"]), data["sha256"]
    leads_away = place.is_absolute() or not place.parts or ".." in place.parts
    if leads_away or (os.name == "nt" and set("\\:") & set(str(place))) or not _HASH.fullmatch(sha256):
        raise BackupDamagedError(f"Cadangan rusak: {source} menyebut letak yang tidak sah ({data['letak']!a}).")
    return BackedFile(data["letak"], data["sha256"], data["ukuran"], data["diubah"])


def thin_out(folder: Path, count: int) -> int:
    """Keep the newest `count` backups and what they hold; gives how many were dropped. Raises OSError.

    Nothing goes while one of those that stay cannot be read, as nobody would know what belongs to it.
    """
    finished = lists(folder)
    kept, dropped = finished[-count:], finished[:-count]
    try:
        needed = {sha256 for file in kept for sha256 in _contents(read_list(file))}
    except CannotDoError:
        return 0
    for file in dropped:
        file.unlink()
    for content in (folder / CONTENT_FOLDER).iterdir():
        if _HASH.fullmatch(content.name) and content.name not in needed:
            content.unlink()
    return len(dropped)


def _contents(snapshot: Snapshot) -> Iterator[str]:
    yield snapshot.ledger.sha256
    yield from (file.sha256 for file in snapshot.files)


def _json(data: Any) -> bytes:
    # ASCII alone: a name that is no UTF-8 comes back as it was.
    return (json.dumps(data, ensure_ascii=True, indent=1) + "\n").encode("ascii")
