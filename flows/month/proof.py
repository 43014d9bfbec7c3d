"""The proof of a workspace: each locked month computed again from what it remembers, beside what was signed."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.month.locking import Recomputation, recompute
from flows.month.publication import signed_publication, signed_workbook
from flows.run import Run
from ledger.queries import Memory
from schemas.errors import CannotDoError
from schemas.periode import Periode


@dataclass(frozen=True)
class MonthProof:
    """A locked month: what its recomputation gave, or `trouble`: why there is none."""

    periode: Periode
    recomputation: Recomputation | None
    trouble: str = ""

    @property
    def holds(self) -> bool:
        """Whether it says what was signed, as far as this program can tell: under other rules it may differ."""
        return self.recomputation is not None and (self.recomputation.matches or not self.recomputation.same_version)


def prove_locked_months(run: Run) -> Iterator[MonthProof]:
    """Every month that is locked, oldest first."""
    with run.look_up() as transaction:
        memory = Memory(transaction)
        locks = {text: lock for text in sorted(memory.locks) if (lock := memory.current_lock(Periode.parse(text)))}
        signed = {text: signed_publication(transaction, lock) for text, lock in locks.items()}
    for text, lock in locks.items():
        periode = Periode.parse(text)
        try:
            signed_workbook(signed[text], run.workspace)
            yield MonthProof(periode, recompute(run, lock, periode))
        except CannotDoError as error:
            yield MonthProof(periode, None, str(error))
