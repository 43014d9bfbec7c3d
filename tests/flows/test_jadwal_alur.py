"""What the schedules run, as plain functions: the flows' own code, without a server."""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from flows.demo import PERIODE_DEMO, siapkan_demo
from flows.pengaturan import RuangKerja, buka_ruang

SETELAH_TENGGAT = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def contoh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's workspace with its inbox filled, nothing consolidated."""
    ruang = buka_ruang(tmp_path_factory.mktemp("contoh"), harus_ada=True)
    siapkan_demo(ruang)
    return ruang.folder


@pytest.fixture
def ruang(alur: ModuleType, contoh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RuangKerja:
    """A copy of it, read on the day of the consolidation. Logger and tasks would ask a server: they are made plain."""
    monkeypatch.setattr(alur, "get_run_logger", lambda: logging.getLogger("uji"))
    monkeypatch.setattr(alur, "sekarang", lambda: SETELAH_TENGGAT)
    for nama in ("tugas_terima", "tugas_jawab", "tugas_konsolidasi", "tugas_templat"):
        monkeypatch.setattr(alur, nama, getattr(alur, nama).fn)
    shutil.copytree(contoh, tmp_path / "kerja")
    return buka_ruang(tmp_path / "kerja", harus_ada=True)


def _draf(ruang: RuangKerja) -> list[str]:
    return sorted(p.name for p in ruang.folder_konsolidasi(PERIODE_DEMO).glob("*"))


def test_templates_are_those_of_the_month_that_has_begun(alur: ModuleType, ruang: RuangKerja) -> None:
    keadaan = alur.templat_bulanan.fn(str(ruang.folder))
    assert keadaan.is_completed() and keadaan.message == "2026-01: 8 templat"
    assert len(list(ruang.outbox.glob("bagian/*/2026-01/Templat IKU * 2026-01.xlsx"))) == 8


def test_the_inbox_is_answered_and_only_a_consolidated_month_is_consolidated_again(
    alur: ModuleType, ruang: RuangKerja
) -> None:
    berkas = ruang.inbox / "umum" / f"IKU umum {PERIODE_DEMO.nama}.xlsx"
    disimpan = ruang.folder / berkas.name
    shutil.move(berkas, disimpan)
    assert alur.pantau_kotak_masuk.fn(str(ruang.folder)).message == "tidak ada yang baru"
    assert len(list(ruang.outbox.glob("bagian/*/2025-12/Tanda Terima *.xlsx"))) == 7
    assert _draf(ruang) == []

    alur.konsolidasi_bulanan.fn(str(ruang.folder))
    assert alur.pantau_kotak_masuk.fn(str(ruang.folder)).message == "tidak ada yang baru"
    shutil.move(disimpan, berkas)
    keadaan = alur.pantau_kotak_masuk.fn(str(ruang.folder))
    assert (keadaan.name, keadaan.message) == ("Completed", "IKU_Setda_2025-12_draf-02.xlsx")


def test_last_month_is_consolidated_once_its_deadline_is_over(
    alur: ModuleType, ruang: RuangKerja, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alur, "sekarang", lambda: datetime(2026, 1, 5, 16, 59, tzinfo=UTC))  # 23.59 WIB
    assert alur.konsolidasi_bulanan.fn(str(ruang.folder)).name == "BelumWaktunya"
    assert _draf(ruang) == []
    monkeypatch.setattr(alur, "sekarang", lambda: datetime(2026, 1, 5, 17, 0, tzinfo=UTC))  # day 6, 00.00 WIB
    assert alur.konsolidasi_bulanan.fn(str(ruang.folder)).is_completed()
    assert alur.konsolidasi_bulanan.fn(str(ruang.folder)).is_completed()  # again: nothing new
    assert _draf(ruang) == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_templates_follow_what_was_taken_in(
    alur: ModuleType, ruang: RuangKerja, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each flow that reads the inbox tells the templates what has changed; nothing new, nothing to follow."""
    berubah: list[int] = []
    monkeypatch.setattr(alur, "perbarui_templat", lambda _ruang, _register, _ledger, baru: berubah.append(len(baru)))
    alur.pantau_kotak_masuk.fn(str(ruang.folder))
    alur.pantau_kotak_masuk.fn(str(ruang.folder))
    alur.konsolidasi_bulanan.fn(str(ruang.folder))
    assert berubah == [8, 0, 0]
