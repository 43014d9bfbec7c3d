"""The demo: templates are written, filled as people would, dropped in time; the flow does the rest."""

import os
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.month.templates import make_template, publish_templates
from flows.office.settings import SETTINGS_FILE
from flows.office.workspace import Workspace, ensure_folders, load_workspace_register, now, open_workspace
from flows.run import Office
from ledger.atomic_files import write_if_changed
from schemas.periode import Periode
from workbooks.filler import SheetEntries, fill_template

_CONTENT: dict[str, Any] = tomllib.loads(Path(__file__).with_name("demo.toml").read_text(encoding="utf-8"))
PERIODE_DEMO = Periode.parse(_CONTENT["periode"])


def set_up_demo(workspace: Workspace) -> Office:
    """Fill the workspace: settings with example targets, templates, one filled workbook for each bagian."""
    write_if_changed(workspace.folder / SETTINGS_FILE, _settings_text().encode())
    workspace = open_workspace(workspace.folder, must_exist=True)
    office = Office(workspace=workspace, register=load_workspace_register(workspace), now=now())
    ensure_folders(workspace, office.register, outside=True)
    publish_templates(office, PERIODE_DEMO)
    for bagian in office.register.all_bagian():
        template = make_template(office, bagian.kode, PERIODE_DEMO)
        file = workspace.inbox / bagian.kode / f"IKU {bagian.kode} {PERIODE_DEMO.name}.xlsx"
        if not file.exists():
            write_if_changed(file, fill_template(template, demo_entries(bagian.kode)))
            file_time: datetime = _CONTENT["waktu"]
            os.utime(file, (file_time.timestamp(), file_time.timestamp()))
    return office


def demo_entries(bagian: str) -> dict[str, SheetEntries]:
    """Sheet name -> what the bagian types."""
    sheets: Mapping[str, Mapping[str, Any]] = _CONTENT["lembar"].get(bagian, {})
    return {"Identitas": SheetEntries(pairs=_CONTENT["identitas"])} | {
        name: SheetEntries(**entries) for name, entries in sheets.items()
    }


def _settings_text() -> str:
    """An `iku.toml` with the example targets."""
    lines = ["# Ruang kerja contoh. Target di bawah ini contoh, bukan target sebenarnya.", ""]
    for target in _CONTENT["target"]:
        lines += [
            "[[target]]",
            f'iku = "{target["iku"]}"',
            f"tahun = {target['tahun']}",
            f"nilai = {target['nilai']}",
            f'acuan = "{target["acuan"]}"',
            "contoh = true",
            "",
        ]
    return "\n".join(lines)
