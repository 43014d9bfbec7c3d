"""What `iku siapkan` tells of ledger and archive."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.survive_kills import MOMENT
from flows.cli import app
from flows.office import health
from flows.office.workspace import Workspace, ensure_folders
from ledger.database import LEDGER_VERSION

if TYPE_CHECKING:
    from tests.conftest import Bench, Inbox


class Prepared:
    """A workspace and what `iku siapkan` says of it, by name."""

    def __init__(self, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        self.workspace, self.capsys = workspace, capsys

    def words(self) -> dict[str, str]:
        assert app.run_command(["siapkan", "--folder", str(self.workspace.folder)]) == 0
        lines = [line for line in self.capsys.readouterr().out.splitlines() if line.startswith(("ada", "KURANG"))]
        return {line[8:].split(": ", 1)[0]: line[:8].strip() + " " + line[8:].split(": ", 1)[1] for line in lines}


@pytest.fixture
def prepared(inbox: "Inbox", bench: "Bench", capsys: pytest.CaptureFixture[str]) -> Prepared:
    ensure_folders(inbox.workspace, bench.register)
    inbox.drop("hukum/iku.xlsx", bench.demo("hukum"))
    inbox.drop("hukum/surat.pdf", b"%PDF-1.7")
    inbox.take_in(keep=True, moment=MOMENT)
    return Prepared(inbox.workspace, capsys)


def test_all_whole(prepared: Prepared) -> None:
    words = prepared.words()
    assert words["Arsip"] == "ada 2 berkas utuh"
    assert words["Ledger"] == f"ada utuh, versi {LEDGER_VERSION}"


def test_archived_files_that_changed_or_went_missing_are_named(prepared: Prepared) -> None:
    (workbook,), (letter,) = prepared.workspace.archive.glob("*.xlsx"), prepared.workspace.archive.glob("*.pdf")
    workbook.write_bytes(workbook.read_bytes() + b"x")
    letter.unlink()
    (prepared.workspace.archive / "catatan orang.txt").write_text("bukan arsip", encoding="utf-8")
    damaged = ", ".join(sorted([workbook.name, letter.stem]))
    assert prepared.words()["Arsip"] == f"KURANG 0 berkas utuh, rusak atau hilang: {damaged}; kembalikan dari cadangan"


def test_a_ledger_with_damage_inside(prepared: Prepared) -> None:
    with closing(sqlite3.connect(prepared.workspace.ledger_file)) as connection:
        connection.execute("UPDATE pemeriksaan SET kiriman = 77")
        connection.commit()
    assert prepared.words()["Ledger"].startswith("KURANG rusak (foreign key: pemeriksaan)")


@pytest.mark.parametrize(
    ("mounts", "word"),
    [
        ("/dev/sda1 / ext4 rw 0 0\n//server/setda {} cifs rw 0 0\n", "ada di folder bersama (cifs)"),
        ("/dev/sda1 / ext4 rw 0 0\nserver:/setda {} nfs4 rw 0 0\n/dev/sdb1 {}/.iku ext4 rw 0 0\n", "utuh"),
        ("/dev/sda1 / ext4 rw 0 0\n", "utuh"),
        (None, "utuh"),
    ],
    ids=["share", "local disk in a share", "local disk", "cannot be told"],
)
def test_a_ledger_on_a_share_is_told(
    prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: str | None, word: str
) -> None:
    mount_list = tmp_path / "mounts"
    if mounts is not None:
        location = str(prepared.workspace.folder.resolve()).replace(" ", "\\040")
        mount_list.write_text(mounts.replace("{}", location), encoding="utf-8")
    monkeypatch.setattr(health, "MOUNTS_FILE", str(mount_list))
    assert word in prepared.words()["Ledger"]
