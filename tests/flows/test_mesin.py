"""The engine is silent, ours alone, and forgets a server that is gone. Each run is a process of its own."""

from __future__ import annotations

import base64
import json
import os
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows.mesin import (
    MesinGagal,
    PortaTerpakai,
    ServerAccess,
    lingkungan_mesin,
    mulai_server,
    new_secret,
    server_berjalan,
    siapkan_mesin,
    write_note,
)

AKAR = Path(__file__).resolve().parents[2]

SATU_ALUR = """
import json, os, sys
from pathlib import Path
from flows.mesin import mesin

with mesin(Path(sys.argv[1])):
    from prefect import flow, task
    from prefect.settings import get_current_settings

    @task
    def dua_kali(angka): return 2 * angka

    @flow
    def hitung():
        return sum(nanti.result() for nanti in dua_kali.map([1, 2, 3]))

    @flow
    def salah(): raise ValueError("salah")

    hasil = hitung()
    try: salah()
    except ValueError: pass
    atur = get_current_settings()
    Path(sys.argv[2]).write_text(json.dumps([hasil, str(atur.home), atur.api.url]))
"""

JADWAL_TERISI = """
import time
from zoneinfo import ZoneInfo
from flows.mesin import mulai_server, siapkan_mesin

server = mulai_server(sementara=False)
try:
    siapkan_mesin(server.access)
    server.tunggu_siap()
    from prefect import flow, get_client
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    @flow
    def alur(): ...

    rencana = Cron("0 6 6 * *", timezone="Asia/Jakarta")
    nomor = alur.to_deployment("uji", schedule=rencana, entrypoint_type=EntrypointType.MODULE_PATH).apply()
    with get_client(sync_client=True) as klien:
        for _ in range(200):
            semua = klien.read_flow_runs()  # the folder is shared: those of others stand beside
            if jalan := [satu for satu in semua if satu.deployment_id == nomor and satu.state.is_scheduled()]:
                break
            time.sleep(0.1)
    zona = ZoneInfo("Asia/Jakarta")
    print(sorted({f"{satu.expected_start_time.astimezone(zona):%d %H.%M}" for satu in jalan}))
finally:
    server.hentikan()
"""


def _proses(rumah: Path, program: str, *argumen: Path, **lingkungan: str) -> subprocess.CompletedProcess[str]:
    jalur = os.pathsep.join(filter(None, [str(AKAR), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, argumen)],
        env={**os.environ, "PYTHONPATH": jalur, "IKU_PREFECT_HOME": str(rumah), **lingkungan},
        cwd=argumen[0].parent if argumen else AKAR,
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_flow_runs_without_a_word_whatever_the_user_has_set(rumah: Path, tmp_path: Path) -> None:
    (tmp_path / "prefect.toml").write_text("bukan [toml")  # Prefect would read it, and fail, in this folder
    (tmp_path / ".env").write_text("PREFECT_API_URL=http://192.0.2.1/api\nPREFECT_LOGGING_LEVEL=DEBUG\n")
    selesai = _proses(
        rumah,
        SATU_ALUR,
        tmp_path / "tidak-ada.json",
        tmp_path / "hasil.json",
        PREFECT_API_URL="http://192.0.2.1/api",
        PREFECT_PROFILE="milik-orang",
        PREFECT_LOGGING_LEVEL="DEBUG",
        HTTP_PROXY="http://192.0.2.1:3128",
    )
    assert (selesai.returncode, selesai.stdout, selesai.stderr) == (0, "", "")
    jumlah, rumah_dipakai, alamat = json.loads((tmp_path / "hasil.json").read_text())
    assert (jumlah, rumah_dipakai) == (12, str(rumah))
    assert alamat.startswith("http://127.0.0.1:")


def test_a_schedule_plans_its_runs_in_the_office_s_time(rumah: Path) -> None:
    """Prefect's scheduler fails in silence with a SQLAlchemy that it does not know (2.1.9; 2.0 works)."""
    selesai = _proses(rumah, JADWAL_TERISI)
    assert (selesai.stdout.strip(), selesai.stderr) == ("['06 06.00']", "")


def test_our_settings_replace_the_user_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IKU_PREFECT_HOME", str(tmp_path))
    pengguna = {"PREFECT_API_URL": "https://awan.example", "PREFECT_API_KEY": "k", "NO_PROXY": "a.example"}
    hasil = lingkungan_mesin(None, pengguna | {"HOME": "/rumah"})
    assert "PREFECT_API_URL" not in hasil and "PREFECT_API_KEY" not in hasil
    assert hasil["HOME"] == "/rumah" and hasil["PREFECT_HOME"] == str(tmp_path)
    assert (hasil["DO_NOT_TRACK"], hasil["PREFECT_SERVER_ANALYTICS_ENABLED"]) == ("1", "false")
    assert hasil["NO_PROXY"] == "a.example,127.0.0.1,localhost,::1"
    milik_kita = lingkungan_mesin(ServerAccess("http://127.0.0.1:4200", "iku:x"), pengguna)
    assert milik_kita["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert milik_kita["PREFECT_API_AUTH_STRING"] == "iku:x" and "PREFECT_API_AUTH_STRING" not in hasil


def test_settings_come_before_prefect_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect", object())  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        siapkan_mesin(None)


@pytest.mark.parametrize(
    "isi", ["", "{}", "[]", '{"pid": 1, "url": "http://192.0.2.1:4200", "kata_sandi": "iku:x"}', '{"url": 7}']
)
def test_a_record_that_names_no_server_of_ours_is_ignored(tmp_path: Path, isi: str) -> None:
    catatan = tmp_path / "server.json"
    assert server_berjalan(catatan) is None
    catatan.write_text(isi)
    assert server_berjalan(catatan) is None


def test_a_dead_server_s_record_is_ignored(tmp_path: Path) -> None:
    with socket.socket() as bekas:
        bekas.bind(("127.0.0.1", 0))
        porta = bekas.getsockname()[1]
    catatan = tmp_path / "server.json"
    write_note(catatan, ServerAccess(f"http://127.0.0.1:{porta}", "iku:x"), 1)
    assert server_berjalan(catatan) is None


def test_a_taken_port_has_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IKU_PREFECT_HOME", str(tmp_path))
    with socket.socket() as lain:
        lain.bind(("127.0.0.1", 0))
        lain.listen()
        with pytest.raises(PortaTerpakai) as gagal:
            mulai_server(lain.getsockname()[1], sementara=False)
    assert isinstance(gagal.value, MesinGagal) and "sedang dipakai" in str(gagal.value)


def _post(alamat: str, secret: str | None) -> int:
    kepala = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    tanya = urllib.request.Request(alamat, b"{}", {"Content-Type": "application/json"} | kepala)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(tanya, timeout=60) as jawaban:
            return int(jawaban.status)
    except urllib.error.HTTPError as ditolak:
        with ditolak:
            return ditolak.code


def test_a_server_answers_only_who_knows_its_secret(
    rumah: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may talk to it can make it run commands, and the loopback address is open to every user."""
    monkeypatch.setenv("IKU_PREFECT_HOME", str(rumah))
    server = mulai_server()  # as the throw-away one of a single command
    try:
        server.tunggu_siap()
        alamat, benar = f"{server.access.url}/api/flows/filter", server.access.secret
        assert [_post(alamat, satu) for satu in (None, "iku:", f"{benar}x", benar)] == [401, 401, 401, 200]

        catatan = tmp_path / "catatan" / "server.json"
        write_note(catatan, server.access, server.proses.pid)
        assert server_berjalan(catatan) == server.access
        for salah in ({}, {"kata_sandi": ""}, {"kata_sandi": "iku:dari-jadwal-sebelumnya"}, {"kata_sandi": None}):
            catatan.write_text(json.dumps({"pid": server.proses.pid, "url": server.access.url} | salah))
            assert server_berjalan(catatan) is None
    finally:
        server.hentikan()
    assert benar not in repr(server) and benar not in (rumah / "server.log").read_text(encoding="utf-8")


def test_each_server_has_a_secret_of_its_own() -> None:
    satu, lain = new_secret(), new_secret()
    assert satu != lain and satu.isascii() and len(satu) > 40


@pytest.mark.skipif(sys.platform == "win32", reason="hak berkas POSIX")
def test_the_note_is_its_owner_s_alone_whatever_lay_there(tmp_path: Path) -> None:
    catatan = tmp_path / "server.json"
    catatan.write_text("{}")
    catatan.chmod(0o666)
    with catatan.open() as dibuka_orang_lain:
        write_note(catatan, ServerAccess("http://127.0.0.1:4200", "iku:x"), 1)
        assert dibuka_orang_lain.read() == "{}"
    assert stat.S_IMODE(catatan.stat().st_mode) == 0o600
    assert json.loads(catatan.read_text())["kata_sandi"] == "iku:x"
