"""What was accepted, brought to mind: the cells and computations of all submissions that a run speaks of, at once.

A submission's cells come from what the ledger kept of them; where that is of other forms and rules, from the archive.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flows.intake.checking import Checked, compare, compute, read_copies
from flows.intake.inbox import InboxFile, PrivateCopy
from flows.run import Run
from iku_rules.result import Computation
from iku_rules.rules import RULES
from ledger.archive import read_archived
from ledger.queries import Memory, archive_name
from ledger.rows import KirimanRow
from schemas.carry_over import find_changes
from schemas.errors import ArchiveDamagedError, CannotDoError
from schemas.kiriman import Kiriman
from schemas.kiriman_json import kiriman_from_text, kiriman_to_text
from schemas.periode import MONTHS_IN_YEAR, Periode
from schemas.temuan import Temuan, make_temuan
from schemas.temuan_json import temuan_from_data
from schemas.wording import show_date, show_number


@dataclass(frozen=True)
class Accepted:
    """Submissions by their number in the ledger.

    `files` were accepted and are here with cells and computations; `compared` are those that a run speaks of, returned
    ones too, with the findings against what was handed in before. `unreadable`: why one cannot be brought to mind.
    """

    files: Mapping[int, Checked]
    compared: Mapping[int, Checked]
    unreadable: Mapping[int, CannotDoError]

    def file(self, row: KirimanRow) -> Checked:
        """An accepted submission. Raises CannotDoError where it cannot be brought to mind."""
        return self._found(self.files, row)

    def spoken_of(self, row: KirimanRow) -> Checked:
        """A submission with all its findings. Raises CannotDoError where it cannot be brought to mind."""
        return self._found(self.compared, row)

    def computations(
        self, basis: Iterable[tuple[Periode, str, KirimanRow]]
    ) -> dict[Periode, dict[str, dict[str, Computation]]]:
        """[period][bagian][iku] of the submissions of `basis`. Raises CannotDoError."""
        computed: dict[Periode, dict[str, dict[str, Computation]]] = {}
        for periode, bagian, row in basis:
            computed.setdefault(periode, {})[bagian] = self.file(row).computations
        return computed

    def _found(self, files: Mapping[int, Checked], row: KirimanRow) -> Checked:
        if row.nomor in self.unreadable:
            raise self.unreadable[row.nomor]
        return files[row.nomor]


def bring_to_mind(
    run: Run,
    memory: Memory,
    rows: Iterable[KirimanRow],
    spoken_of: Iterable[KirimanRow] = (),
    known: Mapping[int, Checked] | None = None,
) -> Accepted:
    """The accepted submissions `rows`, and those `spoken_of` with what came before each; `known` were read just now.

    What was accepted once stays accepted: where a newer program would return it, what was read then counts.
    """
    spoken = {row.nomor: row for row in spoken_of}
    before = {
        number: row_before
        for number, row in spoken.items()
        if memory.is_accepted(row) and (row_before := memory.before(row.bagian, Periode.parse(str(row.periode))))
    }
    decembers = {
        number: december
        for number, row in spoken.items()
        if memory.is_accepted(row) and memory.brought_last_years_value(row) and (december := _december(row, memory))
    }
    files = dict(known or {})
    accepted = [row for row in spoken.values() if memory.is_accepted(row)]
    needed = (*rows, *accepted, *before.values(), *decembers.values())
    unreadable = _load(run, {row.nomor: row for row in needed}, files)
    compared: dict[int, Checked] = {}
    for number, row in spoken.items():
        row_before = before.get(number)
        if number not in files:
            compared[number] = _from_record(row, memory, run)
        elif row_before is None or row_before.nomor in files:
            earlier = files[row_before.nomor] if row_before else None
            december = decembers.get(number)
            then = files.get(december.nomor) if december else None
            compared[number] = _compared(row, files[number], earlier, then, memory, run)
        else:
            unreadable.setdefault(number, unreadable[row_before.nomor])
    return Accepted(files, compared, unreadable)


# Findings against what was handed in before


def _december(row: KirimanRow, memory: Memory) -> KirimanRow | None:
    """What counts for the last month of the year before."""
    return memory.row_in_force(row.bagian, _last_december(row))


def _last_december(row: KirimanRow) -> Periode:
    return Periode(Periode.parse(str(row.periode)).year - 1, MONTHS_IN_YEAR)


def _compared(
    row: KirimanRow, file: Checked, before: Checked | None, december: Checked | None, memory: Memory, run: Run
) -> Checked:
    temuan = _reused_template_temuan(file, row, memory, run) + _last_years_values(row, file, december, memory)
    if before is not None:
        temuan += find_changes(file.kiriman, before.kiriman)
        file = compare(file, before, run)
    return replace(file, kiriman_temuan=temuan)


def _reused_template_temuan(file: Checked, row: KirimanRow, memory: Memory, run: Run) -> list[Temuan]:
    """A further file for a month that was accepted and whose deadline is over may be its template reused."""
    periode = Periode.parse(str(row.periode))
    is_declared = (row.pengiriman_ke or 1) > 1
    if is_declared or not memory.was_accepted_before(row) or row.diubah < run.workspace.deadline(periode):
        return []
    cell = file.kiriman.pair("identitas", "periode")
    return [make_temuan("P216", lembar="Identitas", sel=cell.address if cell else None, ditemukan=periode.name)]


def _last_years_values(row: KirimanRow, file: Checked, december: Checked | None, memory: Memory) -> list[Temuan]:
    """P509, or P510 where December is locked, for a value of last year that its December does not say."""
    month = _last_december(row)
    temuan = []
    for iku, computation in file.computations.items():
        if computation.value is None or computation.assessment_year != month.year:
            continue
        then = december.computations.get(iku) if december else None
        if then is not None and (then.value, then.status) == (computation.value, computation.status):
            continue
        temuan.append(
            make_temuan(
                "P510" if memory.current_lock(month) else "P509",
                lembar=next((source.lembar for source in computation.sources), None),
                ditemukan=show_number(computation.value, 2),
                indikator=RULES[iku].CARD.nama,
                desember=month.name,
                tahun=month.year,
            )
        )
    return temuan


def _from_record(row: KirimanRow, memory: Memory, run: Run) -> Checked:
    """A returned submission as the ledger tells of it: its findings and the secretariat's reason, not its cells."""
    kiriman = Kiriman(row.nama, row.sha256, periode=Periode.parse(row.periode) if row.periode else None)
    kiriman.temuan = temuan_from_data(memory.checks[row.nomor].temuan)
    file = Checked(row.nama, row.bagian, row.sha256, row.diubah, kiriman, row=row)
    if hand_back := memory.hand_backs.get(row.nomor):
        hand_back_day = show_date(hand_back.waktu.astimezone(run.workspace.zone).date())
        file.kiriman_temuan = [make_temuan("G503", alasan=hand_back.alasan, tanggal=hand_back_day)]
    return file


# Loading


def _load(run: Run, needed: Mapping[int, KirimanRow], files: dict[int, Checked]) -> dict[int, CannotDoError]:
    """Add to `files` what is `needed` and not there yet; gives those that cannot be read any more."""
    missing = {number: row for number, row in needed.items() if number not in files}
    if not missing:
        return {}
    with run.look_up() as transaction:
        stored = transaction.contents_read((row.sha256, row.bagian) for row in missing.values())
    outdated = [row for row in missing.values() if stored.get((row.sha256, row.bagian), ("",))[0] != run.version]
    unreadable = _read_archive(run, outdated, files)
    for number, row in missing.items():
        if number in files or number in unreadable:
            continue
        try:
            files[number] = _from_text(run, row, stored.get((row.sha256, row.bagian)))
        except CannotDoError as error:
            unreadable[number] = error
    compute([files[number] for number in missing if number in files], run)
    return unreadable


def _from_text(run: Run, row: KirimanRow, stored: tuple[str, str] | None) -> Checked:
    try:
        text = stored[1] if stored else "null"
        kiriman = kiriman_from_text(text, row.nama, row.sha256, run.register.form_year)
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise CannotDoError(
            f"Kiriman {row.nama} periode {row.periode} tidak dapat dibaca lagi dengan program ini. "
            f"Kembalikan: iku kembalikan {row.bagian} --periode {row.periode} --alasan …"
        ) from error
    return Checked(row.nama, row.bagian, row.sha256, row.diubah, kiriman, row=row)


def _read_archive(run: Run, rows: Sequence[KirimanRow], files: dict[int, Checked]) -> dict[int, CannotDoError]:
    """Read originals again after a change of forms or rules; those that no longer pass are left out."""
    if not rows:
        return {}
    damaged: dict[int, CannotDoError] = {}
    with tempfile.TemporaryDirectory(prefix="iku-") as work_folder:
        copies = {}
        for row in rows:
            try:
                copies[row.nomor] = _copy_from_archive(run, row, Path(work_folder))
            except CannotDoError as error:
                damaged[row.nomor] = error
        checked = dict(zip(copies, read_copies(list(copies.values()), run), strict=True))
    with run.begin() as transaction:
        for row in rows:
            if row.nomor in checked and (file := checked[row.nomor]).accepted:
                file.row, files[row.nomor] = row, file
                transaction.keep_content(file.sha256, file.bagian, run.version, kiriman_to_text(file.kiriman))
    return damaged


def prove_originals(run: Run, rows: Iterable[KirimanRow]) -> None:
    """Raise CannotDoError where an archived original is gone or no longer what was received."""
    for row in rows:
        _original(run, row)


def _original(run: Run, row: KirimanRow) -> bytes:
    try:
        return read_archived(run.workspace.archive, archive_name(row), row.sha256)
    except ArchiveDamagedError as error:
        raise CannotDoError(f"{error} Isinya kiriman {row.nama}; kembalikan dari cadangan.") from error


def _copy_from_archive(run: Run, row: KirimanRow, work_folder: Path) -> PrivateCopy:
    content = _original(run, row)
    path = work_folder / f"{row.nomor:08d}{row.ekstensi}"
    path.write_bytes(content)
    folder, _, name = row.nama.partition("/")
    inbox_file = InboxFile(path, folder, name, len(content), int(row.diubah.timestamp() * 1e9), is_open=False)
    return PrivateCopy(inbox_file, path, row.sha256)
