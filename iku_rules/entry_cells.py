"""The entry cells of a template's table as nodes, not yet filled: what a rule's preview is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from iku_rules.steps import Input, InputColumn


@dataclass(frozen=True)
class EntryCells:
    """One table of a template.

    `rows`: key row -> field -> input, of a table with key rows. `columns`: field -> column, of an open table.
    `choice`: what the form selects, such as a method.
    """

    rows: Mapping[str, Mapping[str, Input]] = field(default_factory=dict)
    columns: Mapping[str, InputColumn] = field(default_factory=dict)
    choice: str | None = None
