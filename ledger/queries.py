"""What the workspace remembers: the ledger's rows as one run sees them, and the questions the run asks of them."""

from collections.abc import Iterable, Iterator

from ledger.rows import BUKA, KUNCI, KirimanRow, LockRow
from ledger.transactions import Transaction
from schemas.periode import MONTHS_IN_YEAR, Periode

Place = tuple[str, str]  # bagian, period
LAST_YEARS_VALUE = ("I422", "I441")  # findings: a letter, a survey of the year before


class Memory:
    """Read at once at the start of a run; what the run records is added to ledger and memory alike.

    `kiriman`, `checks` and `hand_backs` are by the number of the submission, `in_force` by (bagian, period), `locks` by
    period, oldest first; `seals` are the hashes of the chain by submission. `inbox_confirmed`: when it was last said
    that the inbox is empty on purpose.
    """

    def __init__(self, transaction: Transaction) -> None:
        self.read(transaction)

    def read(self, transaction: Transaction) -> None:
        """Take everything from the ledger, as it is at this moment."""
        self.kiriman: dict[int, KirimanRow] = {}
        self._by_place: dict[tuple[str, str | None], list[KirimanRow]] = {}
        self._last_under_name: dict[tuple[str, str], KirimanRow] = {}
        self._last_with_content: dict[tuple[str, str], KirimanRow] = {}
        for row in transaction.kiriman():
            self.remember(row)
        self.checks = transaction.checks()
        self.in_force = transaction.which_counts()
        self.hand_backs = transaction.hand_backs()
        self.locks = transaction.locks()
        self.seals = transaction.kiriman_seals()
        self.inbox_confirmed = transaction.empty_inbox_confirmed()

    def remember(self, row: KirimanRow) -> None:
        """Add a row that was recorded, the newest so far."""
        self.kiriman[row.nomor] = row
        self._by_place.setdefault((row.bagian, row.periode), []).append(row)
        self._last_under_name[row.bagian, row.nama] = self._last_with_content[row.bagian, row.sha256] = row

    def find(self, bagian: str, name: str, sha256: str) -> KirimanRow | None:
        """The row of a file that lies in the inbox; None when it is new there.

        A name that last held something else holds a new submission now, even where that content is known.
        """
        last = self._last_under_name.get((bagian, name))
        if last is not None:
            return last if last.sha256 == sha256 else None
        return self._last_with_content.get((bagian, sha256))

    def kiriman_of(self, bagian: str, periode: Periode) -> list[KirimanRow]:
        """All submissions of bagian and period, oldest first."""
        return [row for row in self._by_place.get((bagian, str(periode)), ()) if not row.lampiran]

    def misses_files(self) -> bool:
        """Whether files were recorded since an empty inbox was last confirmed: where none lies there, they are gone."""
        confirmed = self.inbox_confirmed
        return any(confirmed is None or row.waktu > confirmed for row in self.kiriman.values())

    def row_in_force(self, bagian: str, periode: Periode) -> KirimanRow | None:
        """The submission that counts; None where none does."""
        number = self.in_force.get((bagian, str(periode)))
        return self.kiriman[number] if number is not None else None

    def restrict_to(self, numbers: Iterable[int]) -> None:
        """Let these submissions count and no others, as when a period was signed."""
        self.in_force = {
            (row.bagian, str(row.periode)): row.nomor for row in (self.kiriman[number] for number in numbers)
        }

    def is_accepted(self, row: KirimanRow) -> bool:
        """Accepted by the checks and not handed back by the secretariat."""
        check = self.checks.get(row.nomor)
        return bool(check and check.diterima) and row.nomor not in self.hand_backs

    def basis(self, periode: Periode) -> list[tuple[Periode, str, KirimanRow]]:
        """What the results of a period rest on: the submissions that count, of its year and the one before.

        Of a December also those of the next year that brought a value of its year.
        """
        return [
            (p, bagian, row)
            for bagian, p, row in self.places_in_force()
            if (p <= periode and p.year >= periode.year - 1) or self._comes_after(row, p, periode)
        ]

    def _comes_after(self, row: KirimanRow, month: Periode, december: Periode) -> bool:
        return (
            december.month == MONTHS_IN_YEAR and month.year == december.year + 1 and self.brought_last_years_value(row)
        )

    def brought_last_years_value(self, row: KirimanRow) -> bool:
        """Whether the checks found in it a value of the year before its own."""
        check = self.checks.get(row.nomor)
        return check is not None and any(temuan["kode"] in LAST_YEARS_VALUE for temuan in check.temuan)

    def places_in_force(self) -> Iterator[tuple[str, Periode, KirimanRow]]:
        """Every bagian and period that has a submission that counts, with that submission."""
        for (bagian, periode), number in self.in_force.items():
            if number is not None:
                yield bagian, Periode.parse(periode), self.kiriman[number]

    def before(self, bagian: str, periode: Periode) -> KirimanRow | None:
        """The submission that counts of the last month before, of the same year or of the year before."""
        earlier = [
            (month, row)
            for code, month, row in self.places_in_force()
            if code == bagian and month < periode and month.year >= periode.year - 1
        ]
        return max(earlier, key=lambda pair: pair[0])[1] if earlier else None

    def was_accepted_before(self, row: KirimanRow) -> bool:
        """Whether another submission of the same bagian and period was accepted before this one."""
        return any(
            other.nomor < row.nomor
            and other.sha256 != row.sha256
            and other.nomor in self.checks
            and self.checks[other.nomor].diterima
            for other in self._by_place[row.bagian, row.periode]
        )

    def is_after_hand_back(self, row: KirimanRow) -> bool:
        """Whether it came after whatever the secretariat has handed back of its bagian and month.

        What came before was replaced by the bagian itself, and does not come back by itself.
        """
        place = self._by_place[row.bagian, row.periode]
        return all(other.nomor < row.nomor for other in place if other.nomor in self.hand_backs)

    def current_lock(self, periode: Periode) -> LockRow | None:
        """The lock the period is under; None where it is open."""
        history = self.locks.get(str(periode), [])
        return history[-1] if history and history[-1].tindakan == KUNCI else None

    def last_reopening(self, periode: Periode) -> LockRow | None:
        """The last opening of a period that was locked before and is open now."""
        history = self.locks.get(str(periode), [])
        return history[-1] if history and history[-1].tindakan == BUKA else None


def archive_name(row: KirimanRow) -> str:
    """The name of a submission in the archive."""
    return f"{row.sha256}{row.ekstensi}"
