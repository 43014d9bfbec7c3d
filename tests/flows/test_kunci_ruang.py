"""One run at a time in a workspace: a second waits and says for whom, a dead one's lock is taken over, none is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import SoftFileLease

from bench.tahan_mati import SAAT
from flows import cli, persiapan
from flows.galat import TidakDapat
from flows.pengaturan import RuangKerja
from flows.persiapan import BERKAS_KUNCI, SEWA_DETIK, kunci_ruang, pastikan_folder
from ledger.buku import pelaku

PENANDA = "filelock/2\npid={pid}\nhost={host}\nmode=lease\ntoken={token}\nduration={sewa!r}\n"

# Work in a process of its own: it says when it holds the lock and goes on when it gets a line.
PEGANG = """
import sys
from pathlib import Path
from flows.pengaturan import buka_ruang
from flows.persiapan import kunci_ruang
with kunci_ruang(buka_ruang(Path(sys.argv[1]), harus_ada=True)):
    print("memegang", flush=True)
    sys.stdin.readline()
"""
# A consolidation as the command does it, without the orchestrator.
KONSOLIDASI = """
import sys
from pathlib import Path
from bench.tahan_mati import PERTAMA, SAAT, kerjakan
from flows import persiapan
print("siap", flush=True)
sys.stdin.readline()
print(kerjakan(Path(sys.argv[1]), PERTAMA, SAAT).buku_kerja.name)
"""


@pytest.fixture
def ruang(meja: Any, kotak: Any) -> RuangKerja:
    pastikan_folder(kotak.ruang, meja.register)
    return kotak.ruang  # type: ignore[no-any-return]


@pytest.fixture
def proses(ruang: RuangKerja) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start Python with a program and the workspace; what still runs at the end is stopped."""
    semua: list[subprocess.Popen[str]] = []

    def mulai(*argumen: str) -> "subprocess.Popen[str]":
        pipa = subprocess.PIPE
        satu = subprocess.Popen([sys.executable, *argumen], stdin=pipa, stdout=pipa, stderr=pipa, text=True)
        semua.append(satu)
        return satu

    yield mulai
    for satu in semua:
        satu.kill()
        satu.communicate()


def _penanda(ruang: RuangKerja) -> Path:
    return ruang.outbox / BERKAS_KUNCI


def test_the_marker_names_account_machine_process_and_time(ruang: RuangKerja) -> None:
    with kunci_ruang(ruang):
        isi = dict(b.split("=", 1) for b in _penanda(ruang).read_text(encoding="utf-8").splitlines()[1:])
        pemilik = SoftFileLease(_penanda(ruang), lease_duration=SEWA_DETIK).owner
        assert pemilik is not None and pemilik.pid == os.getpid()  # what we added is no hindrance to who reads it
    assert (isi["pid"], isi["oleh"]) == (str(os.getpid()), pelaku())
    assert isi["sejak"].endswith("+07:00")
    assert not _penanda(ruang).exists()


def test_a_second_run_waits_and_says_for_whom(ruang: RuangKerja, proses: Any) -> None:
    lain = proses("-c", PEGANG, str(ruang.folder))
    assert lain.stdout.readline() == "memegang\n"
    pesan: list[str] = []

    def kabar(satu: str) -> None:
        pesan.append(satu)
        lain.stdin.write("\n")
        lain.stdin.flush()

    with kunci_ruang(ruang, kabar):
        pass
    (satu,) = pesan
    assert satu.startswith(f"Menunggu: ruang kerja sedang dipakai {pelaku()} (proses {lain.pid}) sejak ")
    assert "terakhir terlihat" in satu and "\n" not in satu


def test_two_consolidations_at_once_both_succeed_with_one_draft(
    ruang: RuangKerja, kotak: Any, meja: Any, proses: Any
) -> None:
    kotak.taruh("hukum/iku.xlsx", meja.demo("hukum"), SAAT - timedelta(days=1))
    dua = [proses("-c", KONSOLIDASI, str(ruang.folder)) for _ in range(2)]
    assert [satu.stdout.readline() for satu in dua] == ["siap\n"] * 2
    for satu in dua:
        satu.stdin.write("\n")
        satu.stdin.flush()
    hasil = [satu.communicate(timeout=60) for satu in dua]
    assert [h[0] for h in hasil] == ["IKU_Setda_2025-12_draf-01.xlsx\n"] * 2, hasil
    with kotak.ledger.buku(SAAT, simpan=False) as buku:
        assert [t.nama for t in buku.terbitan()] == ["IKU_Setda_2025-12_draf-01.xlsx"]
        assert len(buku.kiriman()) == 1
    assert [p.name for p in ruang.outbox.glob("konsolidasi/*/*")] == ["IKU_Setda_2025-12_draf-01.xlsx"]


def test_a_lock_of_a_dead_process_of_this_machine_is_taken_over_and_its_leftovers_go(
    ruang: RuangKerja, proses: Any
) -> None:
    lain = proses("-c", PEGANG, str(ruang.folder))
    assert lain.stdout.readline() == "memegang\n"
    lain.kill()
    lain.wait()
    assert _penanda(ruang).exists()
    bulan = ruang.outbox / "konsolidasi" / "2025-12"
    bulan.mkdir()
    sisa = [
        ruang.arsip / ".iku-0.tmp",
        ruang.catatan_kerja / ".iku-1.tmp-wal",
        bulan / "IKU_Setda_2025-12_draf-01.xlsx",
    ]
    for satu in sisa:
        satu.touch()
    kosong = ruang.arsip / "e3b0c442.pdf"  # an empty original is a file like any other
    kosong.touch()
    pesan: list[str] = []
    with kunci_ruang(ruang, pesan.append):
        assert not any(satu.exists() for satu in sisa) and kosong.exists()
    assert pesan == []


def test_a_lock_of_another_machine_is_taken_over_only_when_it_was_not_refreshed(
    ruang: RuangKerja, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persiapan, "SEWA_DETIK", 0.6)
    monkeypatch.setattr(persiapan, "SABAR_DETIK", 0.1)
    isi = PENANDA.format(pid=os.getpid(), host="server-lain", token="a" * 32, sewa=0.6)
    _penanda(ruang).write_text(isi, encoding="utf-8")
    pesan: list[str] = []
    with kunci_ruang(ruang, pesan.append):
        assert "server-lain" not in _penanda(ruang).read_text(encoding="utf-8")
    assert len(pesan) == 1 and "dipakai server-lain (proses" in pesan[0]
    # Refreshed meanwhile, it is alive: nobody takes it.
    _penanda(ruang).write_text(isi, encoding="utf-8")
    kunci = SoftFileLease(_penanda(ruang), lease_duration=0.6)
    akhir = time.monotonic() + 1.5
    while time.monotonic() < akhir:
        with pytest.raises(TimeoutError):
            kunci.acquire(timeout=0.05)
        os.utime(_penanda(ruang))
    assert "server-lain" in _penanda(ruang).read_text(encoding="utf-8")


def test_a_program_with_other_terms_is_refused_in_one_line(ruang: RuangKerja) -> None:
    isi = PENANDA.format(pid=1, host="server-lain", token="a" * 32, sewa=5.0)
    _penanda(ruang).write_text(isi, encoding="utf-8")
    with pytest.raises(TidakDapat, match="program versi lain"), kunci_ruang(ruang):
        pass
    assert _penanda(ruang).read_text(encoding="utf-8") == isi


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise on Windows")
def test_ctrl_c_while_waiting_ends_with_2_and_leaves_nothing(ruang: RuangKerja, proses: Any) -> None:
    with kunci_ruang(ruang):
        sebelum = sorted(ruang.folder.rglob("*"))
        isi = _penanda(ruang).read_text(encoding="utf-8")
        menunggu = proses("-m", "flows", "buka", "2025-12", "--alasan", "x", "--folder", str(ruang.folder))
        assert menunggu.stderr.readline().startswith("Menunggu: ")
        menunggu.send_signal(signal.SIGINT)
        keluaran, galat = menunggu.communicate(timeout=60)
        # Stopped while it prints, rich may print the line again.
        assert keluaran == "" and {b.split(" ")[0] for b in galat.splitlines()} <= {"Menunggu:", "Dihentikan."}
        assert galat.endswith("Dihentikan.\n")
        assert menunggu.returncode == 2
        assert sorted(ruang.folder.rglob("*")) == sebelum
        assert _penanda(ruang).read_text(encoding="utf-8") == isi


def test_an_outbox_that_cannot_take_the_lock_is_one_line(
    ruang: RuangKerja, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def hanya_baca(*_: Any, **__: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(SoftFileLease, "acquire", hanya_baca)
    assert cli.jalankan_perintah(["buka", "2025-12", "--alasan", "x", "--folder", str(ruang.folder)]) == 2
    keluaran = capsys.readouterr()
    assert keluaran.out == ""
    assert keluaran.err == f"Ruang kerja tidak dapat dikunci: {_penanda(ruang)} (hanya dapat dibaca)\n"
