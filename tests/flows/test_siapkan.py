"""What `iku siapkan` tells of ledger and archive."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bench.tahan_mati import SAAT
from flows import cli, persiapan
from flows.pengaturan import RuangKerja
from flows.persiapan import pastikan_folder
from ledger.basis import VERSI_LEDGER


class Siap:
    """A workspace and what `iku siapkan` says of it, by name."""

    def __init__(self, ruang: RuangKerja, capsys: pytest.CaptureFixture[str]) -> None:
        self.ruang, self.capsys = ruang, capsys

    def kata(self) -> dict[str, str]:
        assert cli.jalankan_perintah(["siapkan", "--folder", str(self.ruang.folder)]) == 0
        baris = [b for b in self.capsys.readouterr().out.splitlines() if b.startswith(("ada", "KURANG"))]
        return {b[8:].split(": ", 1)[0]: b[:8].strip() + " " + b[8:].split(": ", 1)[1] for b in baris}


@pytest.fixture
def siap(kotak: Any, meja: Any, capsys: pytest.CaptureFixture[str]) -> Siap:
    pastikan_folder(kotak.ruang, meja.register)
    kotak.taruh("hukum/iku.xlsx", meja.demo("hukum"))
    kotak.taruh("hukum/surat.pdf", b"%PDF-1.7")
    kotak.terima(simpan=True, saat=SAAT)
    return Siap(kotak.ruang, capsys)


def test_all_whole(siap: Siap) -> None:
    kata = siap.kata()
    assert kata["Arsip"] == "ada 2 berkas utuh"
    assert kata["Ledger"] == f"ada utuh, versi {VERSI_LEDGER}"


def test_archived_files_that_changed_or_went_missing_are_named(siap: Siap) -> None:
    (buku,), (surat,) = siap.ruang.arsip.glob("*.xlsx"), siap.ruang.arsip.glob("*.pdf")
    buku.write_bytes(buku.read_bytes() + b"x")
    surat.unlink()
    (siap.ruang.arsip / "catatan orang.txt").write_text("bukan arsip", encoding="utf-8")
    rusak = ", ".join(sorted([buku.name, surat.stem]))
    assert siap.kata()["Arsip"] == f"KURANG 0 berkas utuh, rusak atau hilang: {rusak}; kembalikan dari cadangan"


def test_a_ledger_with_damage_inside(siap: Siap) -> None:
    with closing(sqlite3.connect(siap.ruang.berkas_ledger)) as koneksi:
        koneksi.execute("UPDATE pemeriksaan SET kiriman = 77")
        koneksi.commit()
    assert siap.kata()["Ledger"].startswith("KURANG rusak (foreign key: pemeriksaan)")


@pytest.mark.parametrize(
    ("muatan", "kata"),
    [
        ("/dev/sda1 / ext4 rw 0 0\n//server/setda {} cifs rw 0 0\n", "ada di folder bersama (cifs)"),
        ("/dev/sda1 / ext4 rw 0 0\nserver:/setda {} nfs4 rw 0 0\n/dev/sdb1 {}/.iku ext4 rw 0 0\n", "utuh"),
        ("/dev/sda1 / ext4 rw 0 0\n", "utuh"),
        (None, "utuh"),
    ],
    ids=["share", "local disk in a share", "local disk", "cannot be told"],
)
def test_a_ledger_on_a_share_is_told(
    siap: Siap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, muatan: str | None, kata: str
) -> None:
    daftar = tmp_path / "mounts"
    if muatan is not None:
        letak = str(siap.ruang.folder.resolve()).replace(" ", "\\040")
        daftar.write_text(muatan.replace("{}", letak), encoding="utf-8")
    monkeypatch.setattr(persiapan, "DAFTAR_MUATAN", str(daftar))
    assert kata in siap.kata()["Ledger"]
