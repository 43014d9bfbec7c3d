"""Months that are signed, and what happened since: values they rest on that count no more, files that came later.

Pure, over what the ledger remembers; a signed workbook is never touched.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.intake.intake import Intake
from iku_rules.register_model.register import Register
from ledger.queries import Memory
from ledger.rows import KirimanRow
from schemas.periode import Periode

Bases = Mapping[int, Sequence[int]]  # publication -> the submissions it rests on


@dataclass(frozen=True)
class UnsettledMonth:
    """A signed month that no longer says what is known.

    `withdrawn`: what it rests on and what was handed back or replaced since; `came_later`: names of the files of the
    month that came after it was locked.
    """

    periode: Periode
    withdrawn: tuple[KirimanRow, ...] = ()
    came_later: tuple[str, ...] = ()


def unsettled_months(intake: Intake, bases: Bases) -> tuple[UnsettledMonth, ...]:
    """The signed months of which something has to be said, oldest first."""
    memory = intake.memory
    months = [
        UnsettledMonth(periode, tuple(_withdrawn(memory, periode, basis)), _came_later(intake, periode))
        for periode, basis in _signed(memory, bases)
    ]
    return tuple(month for month in months if month.withdrawn or month.came_later)


def months_resting_on(memory: Memory, bases: Bases, rows: Iterable[KirimanRow]) -> tuple[Periode, ...]:
    """The signed months whose values rest on one of these submissions."""
    numbers = {row.nomor for row in rows}
    return tuple(periode for periode, basis in _signed(memory, bases) if numbers.intersection(basis))


def _signed(memory: Memory, bases: Bases) -> list[tuple[Periode, Sequence[int]]]:
    locks = ((periode, memory.current_lock(periode)) for periode in sorted(map(Periode.parse, memory.locks)))
    return [(periode, bases.get(lock.terbitan or 0, ())) for periode, lock in locks if lock is not None]


def _withdrawn(memory: Memory, periode: Periode, basis: Sequence[int]) -> Iterable[KirimanRow]:
    """Submissions of the month and of those before that counted when it was signed and do not now."""
    for number in basis:
        row = memory.kiriman.get(number)
        if row is None or row.periode is None or Periode.parse(row.periode) > periode:
            continue
        if memory.in_force.get((row.bagian, row.periode)) != number:
            yield row


def _came_later(intake: Intake, periode: Periode) -> tuple[str, ...]:
    lock = intake.memory.current_lock(periode)
    assert lock is not None
    return tuple(
        file.name for file in intake.present if file.row.periode == str(periode) and file.row.waktu > lock.waktu
    )


def unsettled_line(month: UnsettledMonth, register: Register) -> str:
    """What the secretariat is told of it, with what to do."""
    parts = []
    if month.withdrawn:
        whose = ", ".join(
            f"{register.bagian_name(row.bagian, month.periode.last_day)} {Periode.parse(str(row.periode)).name}"
            for row in month.withdrawn
        )
        parts.append(f"bersandar pada nilai yang ditarik atau diganti ({whose})")
    if month.came_later:
        parts.append(f"ada berkas sesudah dikunci, tidak dihitung ({', '.join(month.came_later)})")
    advice = f"Bila perlu diubah: iku buka {month.periode} --alasan …"
    return f"{month.periode.name} sudah dikunci: {'; '.join(parts)}. {advice}"


def json_unsettled(month: UnsettledMonth) -> dict[str, Any]:
    """The same as data."""
    return {
        "periode": str(month.periode),
        "ditarik": [{"bagian": r.bagian, "periode": r.periode, "berkas": r.nama} for r in month.withdrawn],
        "sesudah_kunci": list(month.came_later),
    }
