"""What was accepted: which submissions count for a period, and what they say, each brought to mind once.

A submission's cells come from what the ledger kept of them; where that is of other forms and rules, from the archive.
"""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flows.intake.checking import Checked, compare, compute, read_copies
from flows.intake.inbox import InboxFile, PrivateCopy
from flows.office.workspace import Workspace
from flows.version import rules_version
from iku_rules.register_model.register import Register
from iku_rules.result import Computation
from ledger.archive import read_archived
from ledger.queries import Memory, archive_name
from ledger.rows import KirimanRow
from ledger.transactions import Ledger
from schemas.carry_over import find_changes
from schemas.errors import ArchiveDamagedError, CannotDoError
from schemas.kiriman import Kiriman
from schemas.kiriman_json import kiriman_from_text, kiriman_to_text, temuan_from_data
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan
from schemas.wording import show_date


class Accepted:
    """The submissions the ledger remembers as accepted; `keep`: what is read again from the archive is kept.

    A plain class on purpose, like `Intake`: of a dataclass handed from step to step Prefect walks through every value.
    """

    def __init__(
        self, workspace: Workspace, register: Register, ledger: Ledger, memory: Memory, *, keep: bool = False
    ) -> None:
        self.workspace, self.register, self.memory, self.keep = workspace, register, memory, keep
        self.version = rules_version(register)
        self._ledger = ledger
        self._loaded: dict[int, Checked] = {}
        self._compared: dict[int, Checked] = {}

    # Which count

    def is_accepted(self, row: KirimanRow) -> bool:
        """Accepted by the checks and not handed back by the secretariat."""
        check = self.memory.checks.get(row.nomor)
        return bool(check and check.diterima) and row.nomor not in self.memory.hand_backs

    def basis(self, periode: Periode) -> list[tuple[Periode, str, KirimanRow]]:
        """What the results of a period rest on: the submissions that count, of its year and the one before."""
        return [
            (p, bagian, row)
            for bagian, p, row in self.memory.places_in_force()
            if p <= periode and p.year >= periode.year - 1
        ]

    def basis_numbers(self, periode: Periode) -> list[int]:
        """Numbers of those submissions in the ledger."""
        return sorted(row.nomor for _, _, row in self.basis(periode))

    def computations(self, periode: Periode) -> dict[Periode, dict[str, dict[str, Computation]]]:
        """[period][bagian][iku] of the submissions the results of a period rest on."""
        self.load(row for _, _, row in self.basis(periode))
        computed: dict[Periode, dict[str, dict[str, Computation]]] = {}
        for p, bagian, row in self.basis(periode):
            computed.setdefault(p, {})[bagian] = self._loaded[row.nomor].computations
        return computed

    # What they say

    def checked(self, row: KirimanRow) -> Checked:
        """A submission with its findings: those against what was handed in before included."""
        if row.nomor not in self._compared:
            self._compared[row.nomor] = self._checked(row)
        return self._compared[row.nomor]

    def _checked(self, row: KirimanRow) -> Checked:
        if not self.is_accepted(row):
            return self._from_record(row)
        self.load([row])
        file, periode = self._loaded[row.nomor], Periode.parse(str(row.periode))
        temuan = self._reused_template_temuan(file, row, periode)
        if before := self.memory.before(row.bagian, periode):
            temuan += find_changes(file.kiriman, self.kiriman_of(before))
            file = compare(file, self._loaded[before.nomor], self.workspace, self.register)
        return replace(file, kiriman_temuan=temuan)

    def kiriman_of(self, row: KirimanRow) -> Kiriman:
        """The cells of an accepted submission."""
        self.load([row])
        return self._loaded[row.nomor].kiriman

    def _reused_template_temuan(self, file: Checked, row: KirimanRow, periode: Periode) -> list[Temuan]:
        """A further file for a month that was accepted and whose deadline is over may be its template reused."""
        if not self.memory.was_accepted_before(row) or row.diubah < self.workspace.deadline(periode):
            return []
        cell = file.kiriman.pair("identitas", "periode")
        return [make_temuan("P216", lembar="Identitas", sel=cell.address if cell else None, ditemukan=periode.name)]

    def _from_record(self, row: KirimanRow) -> Checked:
        """A returned submission as the ledger tells of it: its findings and the secretariat's reason, not its cells."""
        kiriman = Kiriman(row.nama, row.sha256, periode=Periode.parse(row.periode) if row.periode else None)
        kiriman.temuan = temuan_from_data(self.memory.checks[row.nomor].temuan)
        file = Checked(row.nama, row.bagian, row.sha256, row.diubah, kiriman, row=row)
        if hand_back := self.memory.hand_backs.get(row.nomor):
            hand_back_day = show_date(hand_back.waktu.astimezone(self.workspace.zone).date())
            file.kiriman_temuan = [make_temuan("G503", alasan=hand_back.alasan, tanggal=hand_back_day)]
        return file

    def add(self, row: KirimanRow, file: Checked) -> None:
        """Take a submission that was read and accepted just now, so that it need not be brought to mind."""
        self._loaded[row.nomor] = replace(file, name=row.nama, row=row)

    def load(self, rows: Iterable[KirimanRow]) -> None:
        """Bring accepted submissions to mind: from what was kept of them, else from the archive. Raises CannotDoError.

        What was accepted once stays accepted: where a newer program would return it, what was read then counts.
        """
        needed = {row.nomor: row for row in rows if row.nomor not in self._loaded}
        if not needed:
            return
        with self._ledger.begin(datetime.now(UTC), keep=False) as transaction:
            stored = transaction.contents_read((row.sha256, row.bagian) for row in needed.values())
        outdated = [row for row in needed.values() if stored.get((row.sha256, row.bagian), ("",))[0] != self.version]
        self._read_archive(outdated)
        for number, row in needed.items():
            if number not in self._loaded:
                self._loaded[number] = self._from_text(row, stored.get((row.sha256, row.bagian)))
        compute([self._loaded[number] for number in needed], self.workspace, self.register)

    def _from_text(self, row: KirimanRow, stored: tuple[str, str] | None) -> Checked:
        try:
            text = stored[1] if stored else "null"
            kiriman = kiriman_from_text(text, row.nama, row.sha256, self.register.form_year)
        except (KeyError, TypeError, ValueError, StopIteration) as error:
            raise CannotDoError(
                f"Kiriman {row.nama} periode {row.periode} tidak dapat dibaca lagi dengan program ini. "
                f"Kembalikan: iku kembalikan {row.bagian} --periode {row.periode} --alasan …"
            ) from error
        return Checked(row.nama, row.bagian, row.sha256, row.diubah, kiriman, row=row)

    def _read_archive(self, rows: Sequence[KirimanRow]) -> None:
        """Read originals again after a change of forms or rules; those that no longer pass are left out."""
        if not rows:
            return
        with tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
            copies = [self._copy_from_archive(row, Path(work_folder)) for row in rows]
            this_month = max(Periode.parse(str(row.periode)) for row in rows)
            checked = read_copies(copies, self.workspace, self.register, this_month)
        passed = [(row, file) for row, file in zip(rows, checked, strict=True) if file.accepted]
        with self._ledger.begin(datetime.now(UTC), keep=self.keep) as transaction:
            for row, file in passed:
                file.row, self._loaded[row.nomor] = row, file
                transaction.keep_content(file.sha256, file.bagian, self.version, kiriman_to_text(file.kiriman))

    def _copy_from_archive(self, row: KirimanRow, work_folder: Path) -> PrivateCopy:
        try:
            content = read_archived(self.workspace.archive, archive_name(row), row.sha256)
        except ArchiveDamagedError as error:
            raise CannotDoError(f"{error} Isinya kiriman {row.nama}; kembalikan dari cadangan.") from error
        path = work_folder / f"{row.nomor:08d}{row.ekstensi}"
        path.write_bytes(content)
        folder, _, name = row.nama.partition("/")
        inbox_file = InboxFile(path, folder, name, len(content), int(row.diubah.timestamp() * 1e9), is_open=False)
        return PrivateCopy(inbox_file, path, row.sha256)
