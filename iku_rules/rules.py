"""All rules by code: whatever folder of this room has a `rule` is an indicator.

Their order is not said here: it is that of the official document (`Register.indicators`).
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Protocol, cast

import iku_rules
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


def _found() -> Iterator[tuple[str, Rule]]:
    for folder in iter_modules(iku_rules.__path__):
        if folder.ispkg and find_spec(f"iku_rules.{folder.name}.rule"):
            yield folder.name, cast(Rule, import_module(f"iku_rules.{folder.name}.rule"))


RULES = dict(_found())
