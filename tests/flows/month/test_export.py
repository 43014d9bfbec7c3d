"""A period for other programs and for auditors: tables that are what they say, whole, and without personal data."""

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.month import data_package
from tests.flows.month.conftest import DECEMBER, KILLED, killed_at, moments, pick

if TYPE_CHECKING:
    from tests.flows.month.conftest import Office

TABLES = ("hasil", "komponen", "pengumpulan", "temuan")
NAME, NIP, HEAD = "Sri Wahyuni, S.E.", "198001012005011001", "Bambang Prakoso"
PEOPLE = {"Identitas!B9": NAME, "Identitas!B10": NIP, "Identitas!B14": HEAD, "Identitas!B15": "19750505 200003 1 002"}
VALUE_PATTERNS = {
    "string": r".*",
    "any": r".*",
    "number": r"-?\d+(\.\d+)?",
    "integer": r"\d+",
    "boolean": r"true|false",
    "yearmonth": r"\d{4}-\d{2}",
    "date": r"\d{4}-\d{2}-\d{2}",
}


@pytest.fixture
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("luar") / "ekspor"


@pytest.fixture
def published(office: "Office") -> "Office":
    return publish(office)


def publish(office: "Office") -> "Office":
    """A month with an accepted file, a returned one beside it, a bagian that was returned only, an attachment."""
    office.send("hukum/laporan wahyuni.xlsx", PEOPLE, {"Identitas!B16": f"disusun {NAME} NIP {NIP}"})
    office.inbox.drop("hukum/surat.pdf", b"%PDF-1.7 surat")
    office.send("hukum/a.xlsx", PEOPLE, {"Identitas!B8": 2, "Reformasi Hukum!B16": f"'{HEAD}"}, hours=1)
    other = office.bench.edit(office.bench.demo("pbj"), {"Identitas!B9": "Tono Raharjo", "Identitas!B10": "12345"})
    office.inbox.drop("pbj/Raharjo.xlsx", other)
    office.consolidate()
    return office


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def written(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def export(office: "Office", target: Path, *more: str) -> dict[str, bytes]:
    office.iku("ekspor", DECEMBER, "--ke", str(target), *more)
    return written(target)


def test_the_tables_are_what_was_published(published: "Office", target: Path) -> None:
    files = export(published, target)
    reported = published.json("konsolidasi", "--periode", DECEMBER)
    results = rows(files["hasil.csv"])
    assert [row["iku"] for row in results] == [each["iku"] for each in reported["hasil"]]
    for row, each in zip(results, reported["hasil"], strict=True):
        assert list(row) == [key for key in each if key != "sumber"]
        for key, value in each.items():
            if key == "catatan":
                assert row[key] == " | ".join(value)
            elif key != "sumber":
                assert row[key] == ("" if value is None else str(value)), key
    sources = [{"iku": each["iku"], **source} for each in reported["hasil"] for source in each["sumber"]]
    components = rows(files["komponen.csv"])
    assert len(components) == len(sources) > 4
    for row, source in zip(components, sources, strict=True):
        assert list(row) == list(source)
        assert {**row, "berkas": ""} == {**{key: str(value) for key, value in source.items()}, "berkas": ""}
    standing = rows(files["pengumpulan.csv"])
    assert {row["bagian"]: row["status"] for row in standing} == {
        each["bagian"]: each["status"] for each in reported["pengumpulan"]
    }
    hukum = pick(reported["pengumpulan"], bagian="hukum")
    kinds = [each["kode"] for file in (hukum, *hukum["lain"]) for each in file["temuan"]]
    assert [row["kode"] for row in rows(files["temuan.csv"]) if row["bagian"] == "hukum"] == kinds != []
    for name in TABLES:
        content = files[f"{name}.csv"]
        assert not content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")


def test_the_description_holds_for_every_value(published: "Office", target: Path) -> None:
    for more in ((), ("--data-pribadi",)):
        files = export(published, target, *more)
        package = json.loads(files["datapackage.json"])
        tables: dict[str, list[dict[str, str]]] = {}
        assert re.fullmatch(r"[a-z0-9._-]+", package["name"]) and package["periode"] == DECEMBER
        for resource in (each for each in package["resources"] if each["path"].endswith(".csv")):
            content = files[resource["path"]]
            assert (resource["bytes"], resource["hash"]) == (
                len(content),
                f"sha256:{hashlib.sha256(content).hexdigest()}",
            )
            tables[resource["name"]] = table = rows(content)
            fields = resource["schema"]["fields"]
            assert content.decode().splitlines()[0].split(",") == [field["name"] for field in fields]
            for field in fields:
                assert all(field[key].strip() for key in ("konsep", "definisi", "ukuran", "satuan", "description"))
                for row in table:
                    value = row[field["name"]]
                    assert not value or re.fullmatch(VALUE_PATTERNS[field["type"]], value, re.S), (field, value)
            if key := resource["schema"].get("primaryKey"):
                assert len({tuple(row[name] for name in key) for row in table}) == len(table)
        for resource in package["resources"]:
            for reference in resource.get("schema", {}).get("foreignKeys", ()):
                (name,), other = reference["fields"], reference["reference"]
                known = {row[other["fields"][0]] for row in tables[other["resource"]]}
                assert {row[name] for row in tables[resource["name"]]} <= known
        assert set(tables) == set(TABLES)
        assert [each["kode"] for each in package["indikator"]] == [row["iku"] for row in tables["hasil"]]


def test_no_personal_data_unless_it_is_asked_for(published: "Office", target: Path) -> None:
    told = b"\n".join(export(published, target).values()).decode().casefold()
    for secret in ("wahyuni", "prakoso", "raharjo", "bambang", NIP, "19750505", "12345"):
        assert secret not in told, secret
    assert "(data pribadi)" in told
    files = export(published, target, "--data-pribadi")
    hukum = pick(rows(files["pengumpulan.csv"]), bagian="hukum")
    assert (hukum["nama_penyusun"], hukum["nip_penyusun"], hukum["disetujui_oleh"]) == (NAME, NIP, HEAD)
    assert hukum["berkas"] == "hukum/laporan wahyuni.xlsx" and hukum["lampiran"] == "hukum/surat.pdf"
    assert "12345" in files["temuan.csv"].decode()


def test_a_signed_month_is_exported_as_it_was_signed(published: "Office", target: Path) -> None:
    published.lock()
    before = export(published, target)
    published.send("hukum/c.xlsx", {"Identitas!B8": 3, "Reformasi Hukum!B16": 90}, hours=2)
    published.consolidate()
    assert export(published, target) == before
    packages = [export(published, target, "--paket-audit")[f"paket-audit_{DECEMBER}.zip"] for _ in range(2)]
    assert packages[0] == packages[1]
    assert json.loads(before["datapackage.json"])["terkunci"] is True


def test_without_pyarrow_csv_alone_and_a_line(
    published: "Office", target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    target.mkdir()
    published.capsys.readouterr()
    published.iku("ekspor", DECEMBER, "--ke", str(target))
    assert sorted(written(target)) == sorted(["datapackage.json", *(f"{name}.csv" for name in TABLES)])
    (target / "hasil.parquet").write_bytes(b"dari ekspor yang lalu")
    published.iku("ekspor", DECEMBER, "--ke", str(target))
    assert "hasil.parquet" not in written(target)


def test_the_line_about_pyarrow(published: "Office", target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.cli import app

    monkeypatch.setattr(data_package, "can_write_parquet", lambda: False)
    published.capsys.readouterr()
    folder = str(published.workspace.folder)
    assert app.run_command(["ekspor", DECEMBER, "--ke", str(target), "--folder", folder]) == 0
    error = published.capsys.readouterr().err
    assert error.count("\n") == 1 and "pyarrow belum dipasang" in error


def test_parquet_says_the_same(published: "Office", target: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    files = export(published, target)
    for name in TABLES:
        table = parquet.read_table(io.BytesIO(files[f"{name}.parquet"])).to_pylist()
        listed = rows(files[f"{name}.csv"])
        assert len(table) == len(listed) > 0 and list(table[0]) == list(listed[0])
        for one, other in zip(table, listed, strict=True):
            for key, value in one.items():
                plain = str(value).lower() if isinstance(value, bool) else value
                assert plain == (type(plain)(other[key]) if other[key] else plain or None), key


def test_frictionless_finds_it_valid(published: "Office", target: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    export(published, target)
    assert frictionless.validate(str(target / "datapackage.json")).valid


# The audit package


def bag(package: bytes, folder: Path) -> Path:
    """The one folder a package unpacks into."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(folder)
    (unpacked,) = folder.iterdir()
    return unpacked


def check_sums(folder: Path, manifest: str) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum tidak ada")
    subprocess.run(["sha256sum", "-c", "--quiet", "--strict", manifest], cwd=folder, check=True)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_audit_package_is_checked_without_this_program(
    office: "Office",
    target: Path,
    tmp_path_factory: pytest.TempPathFactory,
    kind: str,
    request: pytest.FixtureRequest,
) -> None:
    if kind == "postgresql":
        url = request.getfixturevalue("postgresql_url")
        (office.workspace.folder / "iku.toml").write_text(f'[ledger]\nurl = "{url}"\n', encoding="utf-8")
    published = publish(office)
    published.lock()
    scan = target.with_name("pindai.pdf")
    scan.write_bytes(b"%PDF-1.7 tanda tangan")
    published.iku("kunci", DECEMBER, "--dokumen-ttd", str(scan))
    files = export(published, target, "--paket-audit")
    folder = bag(files[f"paket-audit_{DECEMBER}.zip"], tmp_path_factory.mktemp("buka") / "tas")
    assert folder.name == f"paket-audit_{DECEMBER}"
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        check_sums(folder, manifest)
    payload = {file.relative_to(folder).as_posix() for file in (folder / "data").rglob("*") if file.is_file()}
    lines = (folder / "manifest-sha256.txt").read_text("utf-8").splitlines()
    assert {line.split("  ", 1)[1] for line in lines} == payload
    size = sum((folder / place).stat().st_size for place in payload)
    info = (folder / "bag-info.txt").read_text("utf-8")
    assert f"Payload-Oxum: {size}.{len(payload)}\n" in info
    assert (folder / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    # The workbook, the scan, every file that came for the month under its hash.
    name = f"IKU_Setda_{DECEMBER}_final.xlsx"
    workbook = published.workspace.outbox / "konsolidasi" / DECEMBER / name
    assert (folder / "data" / "buku_kerja" / name).read_bytes() == workbook.read_bytes()
    (document,) = (folder / "data" / "dokumen_ttd").iterdir()
    assert document.read_bytes() == scan.read_bytes() and hashlib.sha256(scan.read_bytes()).hexdigest() == document.stem
    originals = {file.stem for file in (folder / "data" / "asli").glob("*") if file.name != "daftar.csv"}
    sent = {hashlib.sha256(file.read_bytes()).hexdigest() for file in published.workspace.inbox.rglob("*.*")}
    assert originals == sent
    listed = {row["sha256"]: row for row in rows((folder / "data" / "asli" / "daftar.csv").read_bytes())}
    assert set(listed) == originals
    assert [row["bagian"] for row in listed.values() if row["menjadi dasar hasil"] == "ya"] == ["hukum"]
    with zipfile.ZipFile(next((folder / "data" / "register").iterdir())) as register:
        assert "parameter/itkp.toml" in register.namelist()
    rules = json.loads((folder / "data" / "aturan" / "aturan.json").read_bytes())
    assert len(rules["versi"]) == 64 and all(each["Parameter"] for each in rules["indikator"])
    assert NAME in (folder / "data" / "ekspor" / "pengumpulan.csv").read_text("utf-8")
    said = run_what_it_says(folder)
    assert said and all(line.endswith(" cocok") for line in said)
    assert len({line.split()[0] for line in said}) >= 7
    # A hand in it is seen.
    chain = folder / "data" / "ledger" / "catatan.jsonl"
    chain.write_text(chain.read_text("utf-8").replace("DITERIMA", "DITOLAK", 1), encoding="utf-8")
    assert any(line.endswith("TIDAK COCOK") for line in run_what_it_says(folder))


def run_what_it_says(folder: Path) -> list[str]:
    """The program for checking the chain, as it stands in the package's own text."""
    text = (folder / "data" / "BACA-DULU.txt").read_text("utf-8")
    found = re.search(r'python3 -c "(.*?)"\n', text, re.S)
    assert found
    program = "\n".join(line.removeprefix("     ") for line in found[1].splitlines())
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_draft_has_a_package_that_says_so(
    published: "Office", target: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = export(published, target, "--paket-audit")
    folder = bag(files[f"paket-audit_{DECEMBER}.zip"], tmp_path_factory.mktemp("buka") / "tas")
    check_sums(folder, "manifest-sha256.txt")
    assert "belum dikunci" in (folder / "data" / "BACA-DULU.txt").read_text("utf-8")
    assert [file.name for file in (folder / "data" / "buku_kerja").iterdir()] == [f"IKU_Setda_{DECEMBER}_draf-01.xlsx"]


# What cannot be done


def test_what_cannot_be_exported(published: "Office", target: Path) -> None:
    folder = published.workspace.folder
    target.mkdir()
    (target / "catatan.txt").write_text("milik orang", encoding="utf-8")
    questions: Mapping[tuple[str, ...], str] = {
        ("2024-01", "--ke", str(target.with_name("x"))): "belum pernah dikonsolidasikan",
        ("Desember", "--ke", str(target.with_name("x"))): "tidak dapat dibaca",
        (DECEMBER, "--ke", str(folder / "outbox")): "di luar ruang kerja",
        (DECEMBER, "--ke", str(folder)): "di luar ruang kerja",
        (DECEMBER, "--ke", str(target)): "tidak kosong",
        (DECEMBER, "--ke", str(target / "catatan.txt")): "Bukan folder",
        (DECEMBER, "--ke", str(target / "catatan.txt" / "x")): "tidak dapat dipakai",
        (DECEMBER,): "wajib",
    }
    for arguments, word in questions.items():
        error = published.iku("ekspor", *arguments, code=2)
        assert word in error and error.count("\n") == 1, arguments
    assert written(target) == {"catatan.txt": b"milik orang"} and not target.with_name("x").exists()


def test_an_audit_package_is_whole_or_not_there(
    published: "Office", target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.office import bag as bagging

    def no_space(*_: Any) -> Any:
        raise OSError(28, "No space left on device", "paket")

    with monkeypatch.context() as full:
        full.setattr(bagging, "_fill", no_space)
        assert "disk penuh" in published.iku("ekspor", DECEMBER, "--ke", str(target), "--paket-audit", code=2)
    assert not [name for name in written(target) if name.endswith((".zip", ".tmp"))]
    sent = published.workspace.inbox / "hukum" / "laporan wahyuni.xlsx"
    sha256 = hashlib.sha256(sent.read_bytes()).hexdigest()
    (published.workspace.archive / f"{sha256}.xlsx").write_bytes(b"rusak")
    error = published.iku("ekspor", DECEMBER, "--ke", str(target), "--paket-audit", code=2)
    assert "rusak" in error and error.count("\n") == 1
    assert not [name for name in written(target) if name.endswith((".zip", ".tmp"))]


def test_another_month_is_not_written_over(published: "Office", target: Path) -> None:
    before = export(published, target)
    published.send("hukum/nov.xlsx", {"Identitas!B7": "2025-11"}, hours=-700)
    published.iku("konsolidasi", "--periode", "2025-11")
    assert "bukan ekspor 2025-11" in published.iku("ekspor", "2025-11", "--ke", str(target), code=2)
    assert written(target) == before


def test_an_export_killed_anywhere_is_ended_by_the_next(published: "Office", target: Path) -> None:
    folder, command = published.workspace.folder, ("ekspor", DECEMBER, "--paket-audit", "--ke")
    undisturbed = killed_at(target, 10**6, *command, target, "--folder", folder)
    operations = int(undisturbed.communicate()[0].splitlines()[-1])
    whole = written(target)
    for number, moment in enumerate(moments(operations)):
        stopped = target.with_name(f"ekspor-{number}")
        process = killed_at(stopped, moment, *command, stopped, "--folder", folder)
        process.communicate()
        assert process.returncode == -KILLED
        left = written(stopped) if stopped.exists() else {}
        assert all(content == whole[name] for name, content in left.items() if not name.startswith("."))
        assert export(published, stopped, "--paket-audit") == whole
