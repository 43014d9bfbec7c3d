"""Rows of a ledger made by hand, and what a run remembers of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ledger.queries import Memory
from ledger.rows import CheckRow, KirimanRow, LockRow

START = datetime(2026, 1, 5, tzinfo=UTC)


def kiriman(
    number: int, content: str = "", periode: str | None = "2025-12", bagian: str = "hukum", **other: Any
) -> KirimanRow:
    content = content or f"isi{number}"
    row = KirimanRow(
        nomor=number, waktu=START + timedelta(hours=number), oleh="x@y", bagian=bagian, nama=f"{bagian}/{content}.xlsx",
        sha256=content, ekstensi=".xlsx", ukuran=1, diubah=START, lampiran=False, periode=periode, revisi=number,
        pengiriman_ke=1,
    )  # fmt: skip
    return replace(row, **other)


@dataclass
class Rows:
    """A transaction that gives these rows; `returned` are the numbers of those the checks returned."""

    rows: Sequence[KirimanRow]
    returned: Sequence[int] = ()
    handed_back: Sequence[int] = ()
    counting: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    history: Mapping[str, list[LockRow]] = field(default_factory=dict)
    confirmed: datetime | None = None

    def kiriman(self) -> Sequence[KirimanRow]:
        return self.rows

    def checks(self) -> dict[int, CheckRow]:
        return {
            r.nomor: CheckRow(r.nomor, START, "x@y", r.nomor, "v", r.nomor not in self.returned, [])
            for r in self.rows
            if not r.lampiran
        }

    def which_counts(self) -> Mapping[tuple[str, str], int | None]:
        return self.counting

    def hand_backs(self) -> dict[int, Any]:
        return dict.fromkeys(self.handed_back)

    def locks(self) -> Mapping[str, list[LockRow]]:
        return self.history

    def kiriman_seals(self) -> dict[int, str]:
        return {}

    def empty_inbox_confirmed(self) -> datetime | None:
        return self.confirmed


def memory(*rows: KirimanRow, **other: Any) -> Memory:
    return Memory(Rows(rows, **other))  # type: ignore[arg-type]


def lock(number: int, action: str) -> LockRow:
    return LockRow(number, START + timedelta(days=number), "x@y", "2025-12", action, None, None, None)
