"""Inbox and outbox on a share: one that is not there is not an empty one."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.cli import app
from tests.flows.month.conftest import pick

if TYPE_CHECKING:
    from tests.flows.month.conftest import Office


@pytest.fixture
def share(office: "Office", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose inbox and outbox lie on a share, with one accepted file."""
    share = tmp_path_factory.mktemp("jaringan") / "berbagi"
    settings = f"[folder]\ninbox = '{share / 'masuk'}'\noutbox = '{share / 'keluar'}'\n"
    (office.workspace.folder / "iku.toml").write_text(settings, encoding="utf-8")
    office.iku("siapkan")
    (share / "masuk" / "hukum" / "iku.xlsx").write_bytes(office.bench.demo("hukum"))
    assert pick(office.consolidate()["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"
    return share


@pytest.mark.parametrize("part", ["masuk", "keluar", "."])
def test_a_share_that_is_gone_stops_what_writes(office: "Office", share: Path, part: str) -> None:
    away = share.with_name("lepas")
    (share / part).rename(away)
    error = office.iku("konsolidasi", "--periode", "2025-12", code=2)
    assert "tidak ditemukan" in error and "iku siapkan" in error and error.count("\n") == 1
    assert not (share / part).exists()
    status = office.json("status")
    assert pick(status["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"  # what counts is remembered
    away.rename(share / part)
    office.consolidate()


def test_a_mount_point_without_its_share_is_no_empty_inbox(office: "Office", share: Path) -> None:
    shutil.rmtree(share / "masuk")
    (share / "masuk").mkdir()
    error = office.iku("konsolidasi", "--periode", "2025-12", code=2)
    assert "hilang sekaligus" in error and "--inbox-kosong" in error and error.count("\n") == 1
    assert list((share / "masuk").iterdir()) == []
    office.iku("siapkan", "--inbox-kosong")
    assert pick(office.consolidate()["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"
    # What comes afterwards is missed again when it goes.
    (share / "masuk" / "umum" / "iku.xlsx").write_bytes(office.bench.demo("umum"))
    office.consolidate()
    (share / "masuk" / "umum" / "iku.xlsx").unlink()
    assert "hilang sekaligus" in office.iku("konsolidasi", "--periode", "2025-12", code=2)


def test_who_only_asks_is_warned_and_answered(office: "Office", share: Path) -> None:
    shutil.rmtree(share / "masuk")
    office.capsys.readouterr()
    assert app.run_command(["status", "--periode", "2025-12", "--folder", str(office.workspace.folder)]) == 0
    said = office.capsys.readouterr()
    assert "Perhatian: Folder inbox tidak ditemukan" in said.err and "hilang sekaligus" in said.err
    assert "Diterima" in said.out


def test_an_inbox_in_the_workspace_may_be_emptied(office: "Office") -> None:
    office.send("hukum/iku.xlsx")
    office.consolidate()
    shutil.rmtree(office.workspace.inbox)
    assert pick(office.consolidate()["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"


@pytest.mark.parametrize(
    ("incoming", "outgoing"),
    [
        ("a", "a"),
        ("a", "a/b"),
        ("a/b", "a"),
        ("/", "b"),
        ("a", "/"),
        (".", "b"),
        ("a", ".."),
        (".iku", "b"),
        ("a", ".iku/b"),
        ("a", "b/../a/c"),
    ],
)
def test_folders_in_each_other_are_refused(office: "Office", incoming: str, outgoing: str) -> None:
    settings = f"[folder]\ninbox = '{incoming}'\noutbox = '{outgoing}'\n"
    (office.workspace.folder / "iku.toml").write_text(settings, encoding="utf-8")
    error = office.iku("status", code=2)
    assert error.startswith("iku.toml, folder.") and "bertumpang tindih" in error and error.count("\n") == 1
