"""All rules by code: the six IKU in official order, then the indikator tujuan."""

from typing import Protocol

from iku_rules.card import Card
from iku_rules.context import RuleContext
from iku_rules.entry_cells import EntryCells
from iku_rules.itkp import rule as itkp
from iku_rules.kebijakan_perekonomian import rule as kebijakan_perekonomian
from iku_rules.kepuasan_masyarakat import rule as kepuasan_masyarakat
from iku_rules.kesalehan_sosial import rule as kesalehan_sosial
from iku_rules.pelayanan_publik import rule as pelayanan_publik
from iku_rules.reformasi_hukum import rule as reformasi_hukum
from iku_rules.result import Computation
from iku_rules.sinergitas_kecamatan import rule as sinergitas_kecamatan
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


RULES: dict[str, Rule] = {
    "itkp": itkp,
    "kebijakan_perekonomian": kebijakan_perekonomian,
    "sinergitas_kecamatan": sinergitas_kecamatan,
    "kesalehan_sosial": kesalehan_sosial,
    "reformasi_hukum": reformasi_hukum,
    "kepuasan_masyarakat": kepuasan_masyarakat,
    "pelayanan_publik": pelayanan_publik,
}
