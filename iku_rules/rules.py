"""All rules by code: whatever folder of this room has a `rule` is an indicator.

Their order is not said here: it is that of the official document (`Register.indicators`).
"""

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.result import Computation
from iku_rules.steps import Step
from schemas.kiriman import FilledForm


class Rule(Protocol):
    """What each rule module offers."""

    @property
    def CARD(self) -> Card:  # noqa: N802 (a constant of the module)
        """What the indicator is."""
        ...

    def compute(self, form: FilledForm, context: RuleContext) -> Computation:
        """The indicator of one submission, or of one bagian."""
        ...

    def preview(self, cells: EntryCells, context: RuleContext) -> Step | None:
        """The steps over the cells of a template; None where they cannot be shown."""
        ...


def _rule(code: str) -> Rule:
    return cast(Rule, import_module(f"{__package__}.{code}.rule"))


RULES = {file.parent.name: _rule(file.parent.name) for file in sorted(Path(__file__).parent.glob("*/rule.py"))}
