"""Files appear whole or not at all."""

import errno
from pathlib import Path

import pytest

from ledger import simpan
from ledger.simpan import tulis_atomik, tulis_sekali


def test_tulis_atomik_mengganti_dan_tidak_meninggalkan_sisa(tmp_path: Path) -> None:
    tujuan = tmp_path / "templat.xlsx"
    tulis_atomik(tujuan, b"satu")
    tulis_atomik(tujuan, b"dua")
    assert tujuan.read_bytes() == b"dua"
    assert [p.name for p in tmp_path.iterdir()] == ["templat.xlsx"]


def test_tulis_atomik_gagal_membiarkan_yang_lama(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tujuan = tmp_path / "templat.xlsx"
    tulis_atomik(tujuan, b"satu")

    def terkunci(*_: object) -> None:
        raise PermissionError(errno.EACCES, "open in Excel")

    monkeypatch.setattr(Path, "replace", terkunci)
    with pytest.raises(PermissionError):
        tulis_atomik(tujuan, b"dua")
    assert tujuan.read_bytes() == b"satu"
    assert [p.name for p in tmp_path.iterdir()] == ["templat.xlsx"]


@pytest.mark.parametrize("bertaut", [True, False])
def test_tulis_sekali_tidak_menimpa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bertaut: bool) -> None:
    if not bertaut:

        def tanpa_tautan(*_: object) -> None:
            raise OSError(errno.ENOTSUP, "no hard links on this share")

        monkeypatch.setattr(Path, "hardlink_to", tanpa_tautan)
    tujuan = tmp_path / "IKU_draf-01.xlsx"
    tulis_sekali(tujuan, b"satu")
    with pytest.raises(FileExistsError):
        tulis_sekali(tujuan, b"dua")
    assert tujuan.read_bytes() == b"satu"
    assert [p.name for p in tmp_path.iterdir()] == ["IKU_draf-01.xlsx"]


def test_tulis_sekali_kalah_cepat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rival takes the name between the look and the writing."""
    tujuan = tmp_path / "IKU_draf-01.xlsx"
    tujuan.write_bytes(b"lawan")
    monkeypatch.setattr(simpan.os.path, "lexists", lambda _: False)
    with pytest.raises(FileExistsError):
        tulis_sekali(tujuan, b"kita")
    assert tujuan.read_bytes() == b"lawan"
    assert [p.name for p in tmp_path.iterdir()] == ["IKU_draf-01.xlsx"]
