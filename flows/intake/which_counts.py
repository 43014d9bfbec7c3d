"""Which of several submissions counts: a pure decision over what lies in the inbox and what counted before."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger.rows import KirimanRow
from schemas.temuan import Temuan, make_temuan


@dataclass(frozen=True)
class Candidate:
    """An accepted file of the inbox, under the name by which it lies there now."""

    name: str
    row: KirimanRow

    @property
    def attempt(self) -> int:
        """The bagian's own number of the submission."""
        return self.row.pengiriman_ke or 1


@dataclass
class Decision:
    """`in_force` counts from now on; `rivals` are accepted files that do not, since another has the same number."""

    in_force: KirimanRow | None
    rivals: list[Candidate] = field(default_factory=list)
    temuan: list[Temuan] = field(default_factory=list)


def decide(candidates: Sequence[Candidate], old: KirimanRow | None) -> Decision:
    """Choose among the accepted files of the inbox, given in order of time; `old` counted until now.

    The higher `Pengiriman ke-` counts. Of equal numbers with different content both are named and the one that counted
    before stays. A file overwritten in place or gone is no rival of those that came after it, and counts as long as
    none did. An earlier file does not come back by itself.
    """
    if old is None:
        return _highest(candidates, None)
    if any(c.row.sha256 == old.sha256 for c in candidates):
        decision = _highest([c for c in candidates if c.attempt >= (old.pengiriman_ke or 1)], old)
    else:
        decision = _highest([c for c in candidates if c.row.nomor > old.nomor], old)
    decision.in_force = decision.in_force or old
    return decision


def _highest(candidates: Sequence[Candidate], old: KirimanRow | None) -> Decision:
    if not candidates:
        return Decision(None)
    highest = max(c.attempt for c in candidates)
    top = sorted((c for c in candidates if c.attempt == highest), key=lambda c: c.row.nomor)
    if len({c.row.sha256 for c in top}) == 1:
        return Decision(top[0].row, temuan=_same_content(top))
    names = ", ".join(f"“{c.name}”" for c in sorted(top, key=lambda c: (c.row.diubah, c.name)))
    clash = make_temuan("G501", nomor=highest, ditemukan=names)
    if old and any(c.row.sha256 == old.sha256 for c in top):
        return Decision(old, [c for c in top if c.row.sha256 != old.sha256], [clash])
    rest = _highest([c for c in candidates if c.attempt < highest], old)
    return Decision(rest.in_force, top + rest.rivals, [clash, *rest.temuan])


def _same_content(top: Sequence[Candidate]) -> list[Temuan]:
    """The same content under further names is read once."""
    if len(top) == 1:
        return []
    return [make_temuan("I502", ditemukan=", ".join(f"“{c.name}”" for c in top[1:]))]
