"""Write `aturan-iku.md` from the cards and the register: `python docs/build_rules_page.py`."""

from pathlib import Path

from flows.cli.rule_cards import rules_page
from iku_rules.register_model.load import load_register

FILE = Path(__file__).with_name("aturan-iku.md")


def build() -> str:
    """The page's text."""
    return rules_page(load_register())


if __name__ == "__main__":
    FILE.write_text(build(), encoding="utf-8", newline="\n")
