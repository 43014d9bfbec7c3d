"""Achievement of a target in percent, by polarity, and its category."""

from decimal import Decimal

from iku_rules.card import Polarity
from iku_rules.register_model.office import CapaianRule
from iku_rules.steps import Difference, Input, Node, Product, Quotient, Rounded, Step


def capaian_step(realisasi: Node, target: Input, polarity: Polarity, rule: CapaianRule) -> Step | None:
    """R/T x 100 ("positif"), (2T - R)/T x 100 ("N1") or T/R x 100 ("N2").

    None where it cannot be computed: the target is missing or 0 (whatever the formula), or the divisor is 0.
    """
    if not target.value:
        return None
    multiplier = rule.pengali.parameter
    formula: Node
    match polarity:
        case "positif":
            formula = Quotient(Product(realisasi, multiplier), target)
        case "N1":
            formula = Quotient(
                Product(Difference(Product(target, rule.pengali_n1.parameter), realisasi), multiplier), target
            )
        case "N2":
            formula = Quotient(Product(target, multiplier), realisasi)
    step = Step("Capaian (%)", Rounded(formula))
    return None if step.value is None else step


def display_limit(capaian: Step | None, rule: CapaianRule) -> Decimal | None:
    """The most that is shown where the achievement passes it and such a limit is set; the value itself stays."""
    limit = rule.batas_tampil.nilai if rule.batas_tampil else None
    if limit is None or capaian is None or capaian.value is None or capaian.value <= limit:
        return None
    return limit
