"""What a rule is told beside the cells: the register, the reported month, the bagian, what it handed in before."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iku_rules.result import Computation
from schemas.kiriman import FilledForm
from schemas.periode import Periode

if TYPE_CHECKING:  # the register gathers the models that stand beside the rules: a rule is handed it, never imports it
    from iku_rules.register_model.register import Register


@dataclass(frozen=True)
class Before:
    """The bagian's last accepted submission of an earlier month, of the same year or of the year before.

    `form`: what it said of the indicator; `computation`: what that gave then.
    """

    periode: Periode
    form: FilledForm
    computation: Computation


@dataclass(frozen=True)
class RuleContext:
    """What one call of a rule is about.

    `bagian` is the code of the submitting bagian; empty where a rule joins several.
    `before`: what the indicator's last accepted submission said; None where there is none.
    """

    register: "Register"
    periode: Periode
    bagian: str = ""
    before: Before | None = None

    def bagian_name(self, code: str) -> str:
        """Display name at the period's end."""
        return self.register.bagian_name(code, self.periode.last_day)
