"""Files made by hand: a submission with these codes found in it, an incident, a file that lies in the inbox."""

from pathlib import Path
from typing import Any

from flows.intake.checking import Checked
from flows.intake.inbox import InboxFile
from ledger.rows import KirimanRow
from schemas.kiriman import Kiriman
from schemas.periode import Periode
from schemas.temuan import make_temuan
from tests.ledger.conftest import START

DECEMBER = Periode(2025, 12)


def checked(row: KirimanRow, *codes: str) -> Checked:
    file = Checked(row.nama, row.bagian, row.sha256, row.diubah, Kiriman(row.nama, row.sha256), row=row)
    words = {"jenis": "", "cara": "", "pilihan": "", "milik": "", "folder": "", "instansi": "", "versi": ""}
    file.kiriman.temuan.extend(make_temuan(code, ditemukan="x", **words) for code in codes)
    return file


def incident(periode: Periode | None = DECEMBER) -> Checked:
    file = Checked("hukum/rusak.xlsx", "hukum", "r", START, Kiriman("hukum/rusak.xlsx", "r", periode=periode))
    file.incident = "abc"
    return file


def lying(name: str, folder: str = "hukum", **other: Any) -> InboxFile:
    return InboxFile(Path(name), folder, name, 1, 0, is_open=False, **other)
