"""How long `iku periksa` of one ordinary workbook takes above the imports it needs: `python -m bench.check`.

Both are whole processes, run in alternation so that both meet the same machine.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.consolidation import Row, _print, _seconds
from flows.demo import set_up_demo
from flows.office.workspace import open_workspace

TARGET_ABOVE_IMPORTS = 0.6  # seconds
IMPORTS = "import flows.cli.app, flows.console, flows.intake.checking, iku_rules.register_model.load"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.check", description=__doc__)
    parser.add_argument("--pairs", type=int, default=9, help="pairs of imports and whole command (9)")
    with tempfile.TemporaryDirectory(prefix="iku-bench-") as temporary:
        _print(measure(Path(temporary), parser.parse_args().pairs))


def measure(root: Path, pairs: int) -> list[Row]:
    """Pairs: the bare imports, then the command on the demo's workbook of Bagian Hukum. One pair warms the disk."""
    workspace = set_up_demo(open_workspace(root, must_exist=False)).workspace
    (file,) = (workspace.inbox / "hukum").glob("*.xlsx")
    command = ["-m", "flows", "periksa", str(file), "--json", "--folder", str(root)]
    results = [(_run(["-c", IMPORTS]), _run(command)) for _ in range(pairs + 1)][1:]
    return [
        ("Python's start with the imports", [imports for imports, _ in results], None),
        ("iku periksa, whole process", [whole for _, whole in results], None),
        ("difference, pair by pair", [whole - imports for imports, whole in results], TARGET_ABOVE_IMPORTS),
    ]


def _run(arguments: Sequence[str]) -> float:
    return _seconds(lambda: subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL))


if __name__ == "__main__":
    main()
