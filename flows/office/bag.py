"""A BagIt package (RFC 8493) as one zip: files under `data/`, and lists of their hashes that public tools check."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from ledger.atomic_files import temporary_name

MANIFEST = "manifest-sha256.txt"
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes

Payload = Mapping[str, Callable[[], bytes]]  # path below data/ -> its content, asked for once


def write_bag(destination: Path, payload: Payload, info: Mapping[str, str]) -> None:
    """Write the bag, whole or not at all; it unpacks into one folder of the file's name. Raises OSError."""
    passing = temporary_name(destination.parent)
    try:
        with zipfile.ZipFile(passing, "x") as package:
            _fill(package, destination.stem, payload, info)
        with passing.open("rb+") as stream:
            os.fsync(stream.fileno())
        passing.replace(destination)
    finally:
        passing.unlink(missing_ok=True)


def _fill(package: zipfile.ZipFile, folder: str, payload: Payload, info: Mapping[str, str]) -> None:
    hashes, size = {}, 0
    for path, content_of in sorted(payload.items()):
        content = content_of()
        hashes[f"data/{path}"] = _add(package, folder, f"data/{path}", content)
        size += len(content)
    described = {**info, "Payload-Oxum": f"{size}.{len(hashes)}"}
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{key}: {' '.join(value.split())}\n" for key, value in described.items()).encode(),
        MANIFEST: _manifest(hashes),
    }
    of_tags = {name: _add(package, folder, name, content) for name, content in tags.items()}
    _add(package, folder, "tagmanifest-sha256.txt", _manifest(of_tags))


def _add(package: zipfile.ZipFile, folder: str, path: str, content: bytes) -> str:
    package.writestr(zipfile.ZipInfo(f"{folder}/{path}", _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return hashlib.sha256(content).hexdigest()


def _manifest(hashes: Mapping[str, str]) -> bytes:
    """Lines as `sha256sum -c` reads them; no path of ours has a line break or a percent sign."""
    return "".join(f"{sha256}  {path}\n" for path, sha256 in hashes.items()).encode()
