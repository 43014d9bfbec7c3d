"""What a bagian is told of a file it handed in, as values; `verification` and `receipt` write it into sheets.

Kept light: it goes into the worker that makes the return copy, which needs no form and no pandas.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from schemas.periode import Periode
from schemas.temuan import Temuan


@dataclass(frozen=True)
class EntryLine:
    """One value as it was understood; tables of respondents give a line for each column, with how many are filled."""

    sheet: str
    cell: str
    label: str
    value: object


@dataclass(frozen=True)
class Answer:
    """What an answer says. `file_time` is the file's time in WIB; `results`: (indicator, value, predikat, status).

    `incident`: the number under which an error of ours was recorded. `still_in_force`: the earlier file that stays in
    force while this one is returned. `others`: a line about each other file of the bagian.
    `folder`: the bagian's inbox, as people are told it. `receipt_number` and
    `entries` are there once the file is accepted, and its `seal`, the hash of its line in the ledger.
    """

    bagian: str
    periode: Periode
    file: str
    sha256: str
    file_time: datetime
    accepted: bool
    still_in_force: str | None
    incident: str | None
    temuan: tuple[Temuan, ...]
    results: tuple[tuple[str, Decimal | None, str | None, str], ...]
    deadline: date
    folder: str
    receipt_number: str | None = None
    entries: tuple[EntryLine, ...] = ()
    others: tuple[str, ...] = ()
    seal: str = ""

    @property
    def to_mend(self) -> int:
        """How many findings stand in the way; none where the file only came too late to count."""
        return sum(t.is_blocking for t in self.temuan)

    @property
    def state(self) -> str:
        """What became of the file, in the large words of the answer."""
        if self.incident:
            return "BELUM DAPAT DIPERIKSA"
        if not self.accepted:
            return "DIKEMBALIKAN UNTUK DIPERBAIKI" if self.to_mend else "DICATAT, TIDAK DIHITUNG"
        return "DITERIMA DENGAN CATATAN" if self.temuan else "DITERIMA"


def receipt_number(bagian: str, periode: Periode, revision: int, sha256: str) -> str:
    """`TT/pbj/2025-12/01-a1b2c3d4`: the same submission always has the same number."""
    return f"TT/{bagian}/{periode}/{revision:02d}-{sha256[:8]}"
