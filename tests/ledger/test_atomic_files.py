"""Files appear whole or not at all."""

import errno
from pathlib import Path

import pytest

from ledger import atomic_files
from ledger.atomic_files import write_atomic, write_once


def test_an_atomic_write_replaces_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    destination = tmp_path / "templat.xlsx"
    write_atomic(destination, b"satu")
    write_atomic(destination, b"dua")
    assert destination.read_bytes() == b"dua"
    assert [p.name for p in tmp_path.iterdir()] == ["templat.xlsx"]


def test_an_atomic_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    destination = tmp_path / "templat.xlsx"
    write_atomic(destination, b"satu")

    def locked(*_: object) -> None:
        raise PermissionError(errno.EACCES, "open in Excel")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(PermissionError):
        write_atomic(destination, b"dua")
    assert destination.read_bytes() == b"satu"
    assert [p.name for p in tmp_path.iterdir()] == ["templat.xlsx"]


@pytest.mark.parametrize("with_links", [True, False])
def test_writing_once_does_not_overwrite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_links: bool) -> None:
    if not with_links:

        def without_links(*_: object) -> None:
            raise OSError(errno.ENOTSUP, "no hard links on this share")

        monkeypatch.setattr(Path, "hardlink_to", without_links)
    destination = tmp_path / "IKU_draf-01.xlsx"
    write_once(destination, b"satu")
    with pytest.raises(FileExistsError):
        write_once(destination, b"dua")
    assert destination.read_bytes() == b"satu"
    assert [p.name for p in tmp_path.iterdir()] == ["IKU_draf-01.xlsx"]


def test_writing_once_loses_to_a_faster_rival(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rival takes the name between the look and the writing."""
    destination = tmp_path / "IKU_draf-01.xlsx"
    destination.write_bytes(b"lawan")
    monkeypatch.setattr(atomic_files.os.path, "lexists", lambda _: False)
    with pytest.raises(FileExistsError):
        write_once(destination, b"kita")
    assert destination.read_bytes() == b"lawan"
    assert [p.name for p in tmp_path.iterdir()] == ["IKU_draf-01.xlsx"]
