"""Write `aturan-iku.md` from the cards and the register: `python docs/susun_aturan.py`."""

from pathlib import Path

from flows.aturan import halaman_aturan
from iku_rules.daftar import muat_register

BERKAS = Path(__file__).with_name("aturan-iku.md")


def susun() -> str:
    """The page's text."""
    return halaman_aturan(muat_register())


if __name__ == "__main__":
    BERKAS.write_text(susun(), encoding="utf-8", newline="\n")
