"""The ledger is proven at each start: an older one, another's, a copy's and an edited one are seen."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.office import memory_proof
from ledger.archive import LIST_FILE
from tests.flows.month.conftest import DECEMBER, INSISTING, pick

if TYPE_CHECKING:
    from tests.flows.month.conftest import Office

VALUE = "Reformasi Hukum!B16"


def refused(office: "Office", *command: str) -> str:
    """The one line of a command that cannot be done."""
    error = office.iku(*command, code=2)
    assert error.count("\n") == 1 and "Traceback" not in error
    return error


@pytest.fixture
def signed(office: "Office") -> Path:
    """A workspace with a revision and a lock, and its ledger from before them; gives that older ledger."""
    office.send("hukum/a.xlsx")
    office.consolidate()
    older = office.workspace.folder / "cadangan.sqlite3"
    with closing(sqlite3.connect(office.workspace.ledger_file)) as now, closing(sqlite3.connect(older)) as copy:
        now.backup(copy)
    office.send("hukum/b.xlsx", {VALUE: 90}, {"Identitas!B8": 2}, hours=1)
    office.consolidate()
    assert "Sidik catatan: " in office.lock()
    return older


def put_back(office: "Office", older: Path) -> None:
    for file in office.workspace.state_folder.glob("ledger.sqlite3*"):
        file.unlink()
    shutil.copy(older, office.workspace.ledger_file)


def test_an_older_ledger_is_refused_until_it_is_rebuilt(office: "Office", signed: Path) -> None:
    put_back(office, signed)
    for command in (("status",), ("konsolidasi", "--periode", DECEMBER), ("kunci", DECEMBER), ("riwayat",)):
        error = refused(office, *command)
        assert "lebih lama" in error and "--susun-ulang-ledger" in error
    said = office.iku("siapkan", "--susun-ulang-ledger")
    assert "Kiriman yang disusun ulang: 1 dari 1." in said and "_final.xlsx: tetap ada" in said
    document = office.consolidate()
    hukum = pick(document["pengumpulan"], bagian="hukum")
    assert (hukum["status"], hukum["revisi"], hukum["berkas"]) == ("DITERIMA", 2, "hukum/b.xlsx")
    assert pick(document["hasil"], iku="reformasi_hukum")["nilai"] == 90
    assert (document["dokumen"], document["terkunci"]) == ("REVISI", False)  # somebody looks, and locks again
    assert "disusun ulang" in office.iku("jejak", "reformasi_hukum", "--periode", DECEMBER)


def test_a_lost_ledger_is_rebuilt_from_the_archive(office: "Office", signed: Path) -> None:
    for file in office.workspace.state_folder.glob("ledger.sqlite3*"):
        file.unlink()
    assert "--susun-ulang-ledger" in refused(office, "status")
    assert "disusun ulang: 2 dari 2" in office.iku("siapkan", "--susun-ulang-ledger")
    assert pick(office.consolidate()["pengumpulan"], bagian="hukum")["revisi"] == 2


def test_beginning_from_nothing_sets_aside_what_lies_there(office: "Office", signed: Path) -> None:
    for file in office.workspace.state_folder.glob("ledger.sqlite3*"):
        file.unlink()
    office.iku("siapkan", "--ledger-baru")
    assert pick(office.consolidate()["pengumpulan"], bagian="hukum")["status"] == "DITERIMA"


def test_an_original_that_is_gone_is_said(office: "Office", signed: Path) -> None:
    put_back(office, signed)
    newest = max(office.workspace.archive.glob("*.xlsx"), key=lambda file: file.stat().st_mtime_ns)
    for file in office.workspace.archive.glob("*.xlsx"):
        file.write_bytes(b"x")
    said = office.iku("siapkan", "--susun-ulang-ledger")
    assert "Tidak dapat disusun ulang: hukum/b.xlsx" in said and "Disisihkan: hukum/b.xlsx." in said
    office.iku("status")
    assert newest.exists()


def test_the_ledger_of_another_workspace_is_refused(office: "Office") -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    (office.workspace.state_folder / "id").write_text("lain\n", encoding="utf-8")
    assert "milik ruang kerja lain" in refused(office, "status")


def test_a_copy_does_not_write_into_the_ledger_of_the_first(
    office: "Office", tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, shared = office.workspace.folder, tmp_path_factory.mktemp("server") / "ledger.sqlite3"
    (folder / "iku.toml").write_text(f"[ledger]\nurl = 'sqlite:///{shared}'\n", encoding="utf-8")
    office.iku("siapkan")
    copy = tmp_path_factory.mktemp("salinan") / "ruang"
    shutil.copytree(folder, copy)
    monkeypatch.setattr(type(office.workspace), "__eq__", object.__eq__, raising=False)
    for command in ("status", "siapkan"):
        assert "salinan dari" in refused_in(office, copy, command)
    # Moved for good: nothing lives at the old place any more.
    office.iku("status")
    moved = copy.with_name("pindah")
    folder.rename(moved)
    assert run_in(office, moved, "status") == 0
    assert run_in(office, moved, "siapkan") == 0
    assert f":{moved}" in memory_proof.place(office.workspace).replace(str(folder), str(moved))


def run_in(office: "Office", folder: Path, command: str) -> int:
    from flows.cli import app

    office.capsys.readouterr()
    return app.run_command([command, "--folder", str(folder)])


def refused_in(office: "Office", folder: Path, command: str) -> str:
    assert run_in(office, folder, command) == 2
    return office.capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE kiriman SET pengiriman_ke = 9 WHERE nomor = 1", "kiriman nomor 1 (tidak sesuai sidiknya)"),
        ("DELETE FROM pemeriksaan WHERE nomor = 1", "pemeriksaan nomor 1 (hilang)"),
        ("UPDATE hasil SET nilai = '99' WHERE iku = 'reformasi_hukum'", "hasil nomor"),
        ("UPDATE pemeriksaan SET temuan = '[]' WHERE nomor = 1", "pemeriksaan nomor 1 (tidak sesuai sidiknya)"),
        (
            "INSERT INTO pengembalian (nomor, waktu, oleh, kiriman, alasan) "
            "SELECT 7, waktu, oleh, nomor, 'x' FROM kiriman WHERE nomor = 1",
            "pengembalian nomor 7 (tanpa sidik)",
        ),
        (
            "INSERT INTO kiriman SELECT 99, waktu, oleh, bagian, nama, sha256, ekstensi, ukuran, diubah, lampiran, "
            "periode, revisi, pengiriman_ke FROM kiriman WHERE nomor = 1",
            "kiriman nomor 99 (tanpa sidik)",
        ),
    ],
)
def test_a_hand_in_the_database_is_seen(office: "Office", change: str, told: str) -> None:
    office.send("hukum/a.xlsx", {"Identitas!B9": None})
    office.send("umum/a.xlsx")
    office.consolidate()
    with closing(sqlite3.connect(office.workspace.ledger_file)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(change)
        connection.commit()
    said = next(line for line in office.iku("siapkan").splitlines() if "Ledger:" in line)
    assert told in said and said.startswith("KURANG" if told else "ada")


def test_the_receipt_carries_the_hash_of_its_line(office: "Office") -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    with closing(sqlite3.connect(office.workspace.ledger_file)) as connection:
        (seal,) = connection.execute("SELECT sidik FROM rantai WHERE tabel = 'kiriman'").fetchone()
    assert f"Sidik catatan: {seal}" in office.answer("Tanda Terima")


def test_a_damaged_list_is_written_anew(office: "Office") -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    file = office.workspace.archive / LIST_FILE
    whole = file.read_bytes()
    for damaged in (whole[:40] + b"\xff\xfe" + whole[40:], b"", b"nama;bagian\r\nx;y\r\n", whole.replace(b";", b",")):
        file.write_bytes(damaged)
        office.consolidate()
        assert file.read_bytes() == whole


@pytest.mark.parametrize(
    "command", [("kunci", DECEMBER, *INSISTING), ("konsolidasi", "--periode", DECEMBER, "--cetak-ulang")]
)
def test_a_damaged_original_stops_what_is_signed(office: "Office", command: tuple[str, ...]) -> None:
    office.send("hukum/a.xlsx")
    office.consolidate()
    if command[0] != "kunci":
        office.lock()
    (office.workspace.inbox / "hukum" / "a.xlsx").unlink()  # it would be put right from there
    sha256 = pick(office.json("status")["pengumpulan"], bagian="hukum")["sha256"]
    (office.workspace.archive / f"{sha256}.xlsx").write_bytes(b"x")
    assert "rusak" in refused(office, *command) and "hukum/a.xlsx" in refused(office, *command)
