"""What a file is, by its bytes and never by its name: a workbook, something that may lie beside one, or another thing.

Only the beginning is looked at and, of a package, the list of its parts.
"""

import os
import re
import struct
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO

_HEAD = 4096
_DIRECTORY_END = b"PK\x05\x06"  # of a package: where its directory begins stands behind it
_END_BYTES = 66_000
_LARGEST_DIRECTORY = 4 * 1024 * 1024


@dataclass(frozen=True)
class _Kind:
    """`name` in words, as after "Berkas ini …"; `advice`: how to hand in a workbook instead."""

    name: str
    advice: str


_SAVE_AS = "pilih Simpan Sebagai (Save As), jenis “Buku Kerja Excel (*.xlsx)”, lalu taruh di folder."
_SEND_WORKBOOK = "Isi templat dari folder bagian, lalu taruh buku kerja itu (.xlsx) di folder."


class FileKind(Enum):
    """The kinds that are told apart."""

    WORKBOOK = _Kind("buku kerja dalam format lain", f"Buka berkasnya di Excel, {_SAVE_AS}")
    PDF = _Kind("dokumen PDF", f"PDF boleh menjadi lampiran. {_SEND_WORKBOOK}")
    PICTURE = _Kind("gambar", f"Gambar boleh menjadi lampiran (JPG atau PNG). {_SEND_WORKBOOK}")
    DOCX = _Kind("dokumen Word", f"Dokumen Word boleh menjadi lampiran. {_SEND_WORKBOOK}")
    WORD = _Kind("dokumen Word", f"Angka di Word tidak dapat dibaca. {_SEND_WORKBOOK}")
    SHORTCUT = _Kind(
        "pintasan ke berkas lain, bukan berkasnya",
        "Buka pintasannya, salin berkas aslinya (.xlsx), lalu tempel di folder. Dari Google Sheets: "
        "File, Unduh (Download), Microsoft Excel (.xlsx).",
    )
    MAIL = _Kind("surel (e-mail)", "Buka surelnya, simpan lampirannya yang .xlsx, lalu taruh di folder.")
    NUMBERS = _Kind(
        "buku kerja Apple Numbers", "Di Numbers pilih File, Export To, Excel, lalu taruh hasilnya di folder."
    )
    ARCHIVE = _Kind(
        "kemasan (ZIP, RAR, atau 7z)", "Keluarkan berkas .xlsx dari kemasannya (Ekstrak), lalu taruh di folder."
    )
    TEXT_TABLE = _Kind("tabel teks (CSV)", f"Templat tidak dapat dikirim sebagai CSV. {_SEND_WORKBOOK}")
    WEB_PAGE = _Kind("halaman web", f"Buka berkasnya di Excel, {_SAVE_AS}")
    OTHER = _Kind("berkas yang jenisnya tidak dikenal", f"Buka berkasnya di Excel, {_SAVE_AS}")

    @property
    def words(self) -> str:
        """What it is."""
        return self.value.name

    @property
    def advice(self) -> str:
        """How to hand in a workbook instead."""
        return self.value.advice

    @property
    def is_attachment(self) -> bool:
        """Whether it may lie beside a workbook as evidence."""
        return self in (FileKind.PDF, FileKind.PICTURE, FileKind.DOCX)


_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OLE_STREAMS = {
    "EncryptedPackage": FileKind.WORKBOOK,
    "WordDocument": FileKind.WORD,
    "__substg1.0_": FileKind.MAIL,
    "Workbook": FileKind.WORKBOOK,
    "Book": FileKind.WORKBOOK,
}
_ZIP_PARTS = {
    b"word/": FileKind.DOCX,
    b"xl/": FileKind.WORKBOOK,
    b"Index/Document.iwa": FileKind.NUMBERS,
}
_BEGINNINGS = {
    b"%PDF-": FileKind.PDF,
    b"\xff\xd8\xff": FileKind.PICTURE,
    b"\x89PNG\r\n\x1a\n": FileKind.PICTURE,
    b"Rar!": FileKind.ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": FileKind.ARCHIVE,
    bytes.fromhex("4C0000000114020000000000C000000000000046"): FileKind.SHORTCUT,
    b"[internetshortcut]": FileKind.SHORTCUT,
    b"{\\rtf": FileKind.WORD,
}
_OPEN_DOCUMENT, _FIRST_NAME = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 200
_WORKBOOK_NAMES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm", ".xls", ".ods"})
_MAIL_HEADS = (b"from:", b"received:", b"return-path:", b"mime-version:", b"delivered-to:", b"message-id:")


def claims_to_be_a_workbook(name: str) -> bool:
    """Whether it is called one; what then is none, or is damaged, is told so."""
    return Path(name).suffix.casefold() in _WORKBOOK_NAMES


def file_kind(path: Path) -> FileKind:
    """What lies at `path`. Raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        directory = _directory(stream) if head.startswith(b"PK") else b""
    if head.startswith(_OLE):
        return _ole_kind(path.read_bytes())
    if _OPEN_DOCUMENT in head[:_FIRST_NAME]:
        return FileKind.WORKBOOK
    if head.startswith(b"PK"):
        return next((kind for part, kind in _ZIP_PARTS.items() if part in (directory or head)), FileKind.ARCHIVE)
    small = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning) or small.startswith(beginning.lower()):
            return kind
    return _text_kind(small)


def _directory(stream: BinaryIO) -> bytes:
    """The list of a package's parts; nothing where it was cut off."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _END_BYTES))
    _, found, end = stream.read().rpartition(_DIRECTORY_END)
    if not found or len(end) < 16:
        return b""
    length, start = struct.unpack("<II", end[8:16])
    stream.seek(min(start, size))
    return stream.read(min(length, _LARGEST_DIRECTORY))


def _ole_kind(content: bytes) -> FileKind:
    return next((kind for name, kind in _OLE_STREAMS.items() if name.encode("utf-16-le") in content), FileKind.OTHER)


def _text_kind(head: bytes) -> FileKind:
    """Of what begins with readable text."""
    if b"\0" in head:
        return FileKind.OTHER
    if head.startswith(b"{") and b"docs.google.com" in head:
        return FileKind.SHORTCUT
    if b'progid="excel.sheet"' in head:
        return FileKind.WORKBOOK
    if head.startswith((b"<!doctype html", b"<html", b"<table")) or b"<html" in head:
        return FileKind.WEB_PAGE
    if head.startswith(_MAIL_HEADS):
        return FileKind.MAIL
    lines = head.splitlines()[:2]
    return FileKind.TEXT_TABLE if lines and any(re.search(rb"[;,\t]", line) for line in lines) else FileKind.OTHER
