"""Sanity of a computed value against the submission before it: a lost comma, another scale.

One call for all rules, after each has computed: `check_plausibility(RULES[iku].compute(form, context), context)`.
"""

from iku_rules.context import RuleContext
from iku_rules.over_months import rules_differ
from iku_rules.result import Computation
from schemas.temuan import Temuan, make_temuan
from schemas.wording import show_number


def check_plausibility(computation: Computation, context: RuleContext) -> list[Temuan]:
    """P461 where the value is many times the previous one of the same rule and method, or a small part of it.

    Nothing to compare: no earlier submission, no value, a zero on either side (a legitimate score), another rule or
    method, an indicator that the register leaves out.
    """
    limits = context.register.plausibility
    before = context.before
    if before is None or computation.iku in limits.tanpa_pemeriksaan:
        return []
    current, previous = computation.value, before.computation.value
    if not current or not previous or rules_differ(computation.rule, before.computation.rule):
        return []
    times = max(current / previous, previous / current)
    if times < limits.faktor.nilai:
        return []
    sources = computation.sources
    temuan = make_temuan(
        "P461",
        lembar=sources[0].lembar if sources else None,
        sel=sources[0].sel if len(sources) == 1 else None,
        ditemukan=show_number(current, 2),
        sebelumnya=show_number(previous, 2),
        bulan=before.periode.name,
        kali=show_number(times, 1),
        arah="naik" if current > previous else "turun",
        faktor=show_number(limits.faktor.nilai),
    )
    return [temuan]
