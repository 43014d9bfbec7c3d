"""A run: the office it works for, the moment all is recorded under, and the ledger it remembers in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from flows.office.workspace import Workspace
from flows.version import rules_version
from schemas.periode import Periode

if TYPE_CHECKING:  # `iku periksa` needs neither the ledger's database nor, before its files are read, the register
    from contextlib import AbstractContextManager

    from iku_rules.register_model.register import Register
    from ledger.transactions import Ledger, Transaction

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Office:
    """An office at one moment: its workspace and its register. `progress` is told how many of how many are read."""

    workspace: Workspace
    register: "Register"
    now: datetime
    progress: Progress | None = None

    @property
    def today(self) -> date:
        """The day it is where the office is."""
        return self.now.astimezone(self.workspace.zone).date()

    @property
    def this_month(self) -> Periode:
        """The month it is there."""
        return Periode.from_date(self.today)

    @cached_property
    def version(self) -> str:
        """The version of forms, rules and register: what was read or computed under another one is done again."""
        return rules_version(self.register)


@dataclass(frozen=True, kw_only=True)
class Run(Office):
    """An office at work with its ledger. Without `keep` nothing is recorded, and what it finds is the same."""

    ledger: "Ledger"
    keep: bool = True

    def begin(self) -> "AbstractContextManager[Transaction]":
        """A transaction in which all is recorded under the run's moment; it is forgotten where nothing is kept."""
        return self.ledger.begin(self.now, keep=self.keep)

    def look_up(self) -> "AbstractContextManager[Transaction]":
        """A transaction that only asks."""
        return self.ledger.look_up(self.now)
