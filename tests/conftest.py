"""Helpers of all rooms: templates built once, filled and broken as people do, and checked through the public door."""

import hashlib
import io
import os
import posixpath
import secrets
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from bench.steps import consolidate_month
from flows.demo import demo_entries
from flows.intake.bagian_files import BagianFiles
from flows.intake.checking import Checked, check_copies
from flows.intake.inbox import InboxFile, PrivateCopy
from flows.intake.intake import Intake, take_in
from flows.month.consolidation import standing_of
from flows.month.gathering import gather
from flows.month.publication import Consolidation
from flows.month.templates import make_template
from flows.office.settings import Settings
from flows.office.workspace import Workspace
from flows.run import Office, Run
from iku_rules.register_model.load import load_register
from iku_rules.register_model.register import Register
from ledger.transactions import Ledger
from schemas.kiriman_status import KirimanStatus
from schemas.periode import Periode
from schemas.temuan import Temuan
from workbooks.filler import SheetEntries, fill_template

# A slow machine is no fault of what is tested.
hypothesis.settings.register_profile("iku", deadline=None)
hypothesis.settings.load_profile("iku")

WIB = timezone(timedelta(hours=7))
THIS_MONTH = Periode(2026, 1)
DECEMBER = "2025-12"
IN_TIME = datetime(2026, 1, 5, 10, tzinfo=WIB)  # in time, and long enough ago that nothing waits
OWED = "P223"  # a form that the month asks for and that says nothing
RESPONDENT_ROWS = 60  # rows kept of the respondents' sheet: enough for every case, and quick to read

Edit = Callable[[Workbook], None]


@dataclass(frozen=True)
class Bench:
    """A workbench: templates and demo workbooks of every bagian, edits, and the checks in process."""

    workspace: Workspace
    register: Register

    @property
    def bagian(self) -> tuple[str, ...]:
        return tuple(bagian.kode for bagian in self.register.all_bagian())

    def demo(self, bagian: str) -> bytes:
        """The demo's workbook of December 2025."""
        return _demo(self, bagian)

    def blank(self, bagian: str, periode: str = DECEMBER) -> bytes:
        """A template with nothing but the identity filled."""
        return _blank(self, bagian, periode)

    def edit(self, content: bytes, *edits: Edit | Mapping[str, Any]) -> bytes:
        """Edit a workbook: functions of the openpyxl workbook, or "Sheet!A1" -> value."""
        workbook = load_workbook(io.BytesIO(content))
        for change in edits:
            if callable(change):
                change(workbook)
                continue
            for place, value in change.items():
                sheet, _, address = place.rpartition("!")
                workbook[sheet][address].value = value
        output = io.BytesIO()
        workbook.save(output)
        return output.getvalue()

    def original(self, bagian: str) -> bytes:
        """The demo's workbook as a spreadsheet program saves it: the template with all its features, typed into."""
        return _original(self, bagian)

    def type_in(self, content: bytes, values: Mapping[str, Any]) -> bytes:
        """Type "Sheet!A1" -> value (None empties) as a spreadsheet program does: every other part stays as it is."""
        return type_in(content, values)

    def check(self, files: Mapping[str, bytes], folder: Path, this_month: Periode = THIS_MONTH) -> dict[str, Checked]:
        """Check files at once. A name `pbj/x.xlsx` lies in the folder of pbj, a bare one in none."""
        copies = []
        for number, (name, content) in enumerate(files.items()):
            path = folder / f"{number:05d}{Path(name).suffix or '.xlsx'}"
            path.write_bytes(content)
            owner, _, short = name.rpartition("/")
            modified = int(IN_TIME.timestamp() * 1e9)
            inbox_file = InboxFile(path, owner, short, len(content), modified, is_open=False)
            copies.append(PrivateCopy(inbox_file, path, hashlib.sha256(content).hexdigest()))
        moment = datetime.combine(this_month.first_day, time(12), tzinfo=self.workspace.zone)
        office = Office(workspace=self.workspace, register=self.register, now=moment)
        return dict(zip(files, check_copies(copies, office), strict=True))

    @property
    def office(self) -> Office:
        """The office, on an ordinary day."""
        return Office(workspace=self.workspace, register=self.register, now=IN_TIME)


@cache
def _demo(bench: Bench, bagian: str) -> bytes:
    return fill_template(_blank(bench, bagian, DECEMBER), demo_entries(bagian))


@cache
def _blank(bench: Bench, bagian: str, periode: str) -> bytes:
    template = make_template(bench.office, bagian, Periode.parse(periode))
    identity = {"Identitas": SheetEntries(pairs=demo_entries(bagian)["Identitas"].pairs)}
    return bench.edit(fill_template(template, identity), _shorten)


@cache
def _original(bench: Bench, bagian: str) -> bytes:
    template = make_template(bench.office, bagian, Periode.parse(DECEMBER))
    return type_in(template, _changed_cells(template, fill_template(template, demo_entries(bagian))))


def _shorten(workbook: Workbook) -> None:
    workbook["SKM Responden"].delete_rows(7 + RESPONDENT_ROWS, workbook["SKM Responden"].max_row)


# Typing as a spreadsheet program saves it

_U = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def type_in(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The workbook with "Sheet!A1" -> value typed in; None empties a cell. Texts go into the cells themselves."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = {name: archive.read(name) for name in archive.namelist()}
    by_sheet: dict[str, dict[str, Any]] = {}
    for place, value in values.items():
        sheet, _, address = place.rpartition("!")
        by_sheet.setdefault(sheet, {})[address] = value
    part_names = sheet_parts(content)
    for sheet, cells in by_sheet.items():
        root = etree.fromstring(parts[part_names[sheet]])
        for address, value in cells.items():
            _write(_cell(root, address), value)
        parts[part_names[sheet]] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return make_zip(parts)


def make_zip(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def zip_parts(content: bytes) -> dict[str, bytes]:
    """Part name -> bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_parts(content: bytes) -> dict[str, str]:
    """Sheet name -> its part."""
    parts = zip_parts(content)
    relations = {r.get("Id"): r.get("Target") for r in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    return {
        sheet.get("name"): posixpath.normpath(posixpath.join("/xl", relations[sheet.get(f"{_R}id")])).lstrip("/")
        for sheet in etree.fromstring(parts["xl/workbook.xml"]).iter(f"{_U}sheet")
    }


def _changed_cells(first: bytes, second: bytes) -> dict[str, Any]:
    """ "Sheet!A1" -> value of the cells in which the second workbook differs from the first."""
    old, new = load_workbook(io.BytesIO(first)), load_workbook(io.BytesIO(second))
    return {
        f"{ws.title}!{cell.coordinate}": cell.value
        for ws in new
        for row in ws.iter_rows()
        for cell in row
        if cell.value != old[ws.title][cell.coordinate].value
    }


def _cell(root: Any, address: str) -> Any:
    row, column = coordinate_to_tuple(address)
    data = root.find(f"{_U}sheetData")
    element = _find_or_insert(data, "row", str(row), row, lambda e: int(e.get("r")))
    return _find_or_insert(element, "c", address, column, lambda e: coordinate_to_tuple(e.get("r"))[1])


def _find_or_insert(container: Any, tag: str, r: str, number: int, order: Any) -> Any:
    """The row or cell of that number; a new one stands in its place, with its column's format."""
    for element in container:
        if order(element) == number:
            return element
    new = etree.Element(f"{_U}{tag}", r=r)
    container.insert(sum(order(element) < number for element in container), new)
    for column in container.getroottree().iter(f"{_U}col") if tag == "c" else ():
        if int(column.get("min")) <= number <= int(column.get("max")) and column.get("style"):
            new.set("s", column.get("style"))
    return new


def _write(cell: Any, value: Any) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value is None:
        return
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{_U}is"), f"{_U}t").text = value
        return
    if isinstance(value, bool):
        cell.set("t", "b")
    if isinstance(value, (date, datetime)):
        value = (datetime(value.year, value.month, value.day) - datetime(1899, 12, 30)).days
    etree.SubElement(cell, f"{_U}v").text = str(int(value) if isinstance(value, bool) else value)


@dataclass(frozen=True)
class Inbox:
    """An inbox on disk with its workspace."""

    bench: Bench
    workspace: Workspace

    def drop(self, name: str, content: bytes, time: datetime = IN_TIME) -> Path:
        """Drop a file (`pbj/x.xlsx`), last changed at `time`."""
        path = self.workspace.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (time.timestamp(), time.timestamp()))
        return path

    @property
    def ledger(self) -> Ledger:
        """The workspace's ledger."""
        return Ledger.open(self.workspace.ledger_url)

    def take_in(self, *, keep: bool = False, moment: datetime = IN_TIME + timedelta(days=2)) -> Intake:
        """Read the inbox: with `keep` on record, without as if for the first time."""
        return take_in(self.run(keep=keep, moment=moment))

    def run(self, *, keep: bool = True, moment: datetime = IN_TIME + timedelta(days=2)) -> Run:
        """A run at that moment: with `keep` on record, without in an empty ledger of its own."""
        ledger = self.ledger if keep else Ledger.temporary()
        return Run(workspace=self.workspace, register=self.bench.register, ledger=ledger, now=moment, keep=keep)

    def consolidate(self, periode: Periode, moment: datetime = IN_TIME + timedelta(days=2)) -> Consolidation:
        """Read the inbox, answer and consolidate, on record."""
        return consolidate_month(self.run(moment=moment), periode)

    def standing(self, periode: Periode, intake: Intake | None = None) -> dict[str, KirimanStatus]:
        """Where each bagian stands, by its code; as if for the first time unless an intake is given."""
        run = self.run(keep=False)
        return {status.bagian: status for status in standing_of(run, intake or take_in(run), periode)}

    def files(self, bagian: str, periode: Periode, intake: Intake | None = None) -> BagianFiles:
        """The files of a bagian in a period."""
        run = self.run(keep=intake is not None)
        gathered = gather(run, intake or take_in(run), [periode])
        return next(files for files in gathered.months[periode] if files.bagian == bagian)


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The workbench."""
    return Bench(Workspace(tmp_path_factory.mktemp("ruang"), Settings()), load_register())


@pytest.fixture
def inbox(bench: Bench, tmp_path: Path) -> Inbox:
    """An empty inbox."""
    return Inbox(bench, Workspace(tmp_path, Settings()))


@pytest.fixture(scope="session")
def temuan_places() -> Callable[[Iterable[Temuan]], set[str]]:
    """Findings as a reader of the tables writes them: "G301 ITKP!D8", "G213 ITKP", "G104"."""

    def places(temuan: Iterable[Temuan]) -> set[str]:
        return {
            " ".join([t.kode, *(["!".join(filter(None, (t.lembar, cell)))] if t.lembar else [])])
            for t in temuan
            if t.kode != OWED  # of the bagian's other forms, which most tests leave empty
            for cell in (t.sel or "").split(", ")
        }

    return places


@pytest.fixture(scope="session", name="zip_parts")
def _zip_parts() -> Callable[[bytes], dict[str, bytes]]:
    """The parts of a workbook by name."""
    return zip_parts


@pytest.fixture(scope="session", name="make_zip")
def _make_zip() -> Callable[[Mapping[str, bytes]], bytes]:
    """A workbook of these parts."""
    return make_zip


@pytest.fixture(scope="session", name="sheet_parts")
def _sheet_parts() -> Callable[[bytes], dict[str, str]]:
    """The parts of the sheets by sheet name."""
    return sheet_parts


# PostgreSQL


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[str]:
    """The address of a throw-away PostgreSQL of this run, on a socket of its own; skips where it is not installed."""
    pytest.importorskip("psycopg", reason="psycopg belum dipasang")
    binary = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
    if binary is None:
        pytest.skip("PostgreSQL tidak dipasang di /usr/lib/postgresql")
    # Not below pytest's own folder: PostgreSQL refuses to run as root, and the socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="iku-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)

    data = str(folder / "data")
    try:
        run(str(binary), "-D", data, "-U", "iku", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        control = str(binary.with_name("pg_ctl"))
        run(control, "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            yield f"postgresql+psycopg://iku:rahasia@/{{}}?host={folder}"
        finally:
            run(control, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes an empty database and gives its address; skips where PostgreSQL is not installed, once it is asked for."""

    def make() -> str:
        cluster: str = request.getfixturevalue("postgresql_cluster")
        import psycopg

        name = f"iku_{secrets.token_hex(4)}"
        with psycopg.connect(cluster.format("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return cluster.format(name)

    return make


@pytest.fixture
def postgresql_url(new_database: Callable[[], str]) -> str:
    """The address of a new, empty database."""
    return new_database()
