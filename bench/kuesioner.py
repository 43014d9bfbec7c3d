"""How long a large questionnaire takes: `python -m bench.kuesioner`.

One workbook of the Kuesioner IKS, 5,000 respondents and 40 items, through the intake: copied, archived, read in a
worker, parsed, checked, computed. In a temporary workspace whose register has 40 items.
"""

import argparse
import io
import os
import re
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bench.consolidation import Row, _empty, _print, _seconds, run_in
from bench.steps import compose_month
from flows.demo import PERIODE_DEMO, demo_entries
from flows.intake.intake import Intake, take_in
from flows.month.publication import DRAFT, workbook_bytes
from flows.month.templates import make_template
from flows.office.settings import SETTINGS_FILE
from flows.office.workspace import Workspace, ensure_folders, load_workspace_register, now, open_workspace
from flows.run import Office
from iku_rules.register_model.load import FOLDER
from iku_rules.register_model.register import Register
from ledger.atomic_files import write_atomic
from workbooks.filler import SheetEntries, fill_template

TARGET = 5.0  # seconds
RESPONDENTS, ITEMS, SCALE = 5000, 40, 5
PARAMETER = "parameter/kesalehan_sosial.toml"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.kuesioner", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs (5)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="iku-bench-") as temporary:
        workspace, register = _workspace(Path(temporary))
        _print(measure(workspace, register, runs))


def measure(workspace: Workspace, register: Register, runs: int) -> list[Row]:
    """Reading, checking and computing, with archive and ledger; a second look; the workbook with the counts."""
    intakes: list[Intake] = []

    def once() -> None:
        intakes[:] = [take_in(run_in(workspace, register))]

    cold, *warm = [_seconds(once, lambda: _empty(workspace, register)) for _ in range(runs + 1)]
    again = [_seconds(once) for _ in range(runs)]
    (intake,) = intakes
    run = run_in(workspace, register)
    composed = compose_month(run, PERIODE_DEMO)
    if not any(result.iku == "kesalehan_sosial" and result.nilai is not None for result in composed.results):
        raise SystemExit("bench: the index was not computed")
    write = partial(workbook_bytes, composed, run, intake.memory, DRAFT)
    name = f"intake, {RESPONDENTS} x {ITEMS} answers"
    return [
        (f"{name}, first run", [cold], TARGET),
        (name, warm, TARGET),
        ("the same file again, from the ledger", again, None),
        ("workbook alone", [_seconds(write) for _ in range(runs)], None),
    ]


def _workspace(folder: Path) -> tuple[Workspace, Register]:
    overlay = folder / "register" / PARAMETER
    overlay.parent.mkdir(parents=True)
    overlay.write_text(_parameters(), encoding="utf-8")
    (folder / SETTINGS_FILE).write_text('register = "register"\n', encoding="utf-8")
    workspace = open_workspace(folder, must_exist=True)
    register = load_workspace_register(workspace)
    ensure_folders(workspace, register)
    file = workspace.inbox / "kesra" / "iks.xlsx"
    write_atomic(file, _filled(workspace, register))
    yesterday = (now() - timedelta(days=1)).timestamp()
    os.utime(file, (yesterday, yesterday))
    return workspace, register


def _parameters() -> str:
    """The shipped parameters with forty items instead of the example's ten."""
    content = (FOLDER / PARAMETER).read_text(encoding="utf-8")
    dimensions = re.findall(r'dimensi = "(.*?)"', content)
    ordered = list(dict.fromkeys(dimensions))
    items = [
        f'    {{ kode = "B{n + 1:02}", teks = "Butir {n + 1}", dimensi = "{ordered[n % len(ordered)]}", '
        f"negatif = {str(n % 4 == 0).lower()} }},"
        for n in range(ITEMS)
    ]
    return re.sub(r"butir = \[.*?\n\]", "butir = [\n" + "\n".join(items) + "\n]", content, flags=re.DOTALL)


def _filled(workspace: Workspace, register: Register) -> bytes:
    template = make_template(Office(workspace=workspace, register=register, now=now()), "kesra", PERIODE_DEMO)
    survey = SheetEntries(pairs={"Metode": "KEMENAG5"})
    content = fill_template(template, {"Identitas": demo_entries("kesra")["Identitas"], "Kesalehan Sosial": survey})
    workbook = load_workbook(io.BytesIO(content))
    sheet: Any = workbook["Kuesioner IKS"]
    header = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "No")
    for number in range(RESPONDENTS):
        for item in range(ITEMS):
            cell = sheet.cell(header.row + 1 + number, header.column + 1 + item)
            cell.value = (number * 7 + item * 3 + number // 11) % SCALE + 1
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


if __name__ == "__main__":
    main()
