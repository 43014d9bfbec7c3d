"""Who has submitted for a period: where each bagian stands, in the words of the contract."""

from datetime import datetime
from typing import Any

from flows.intake.intake import Intake
from flows.intake.kiriman_status import KirimanStatus, status_of, status_temuan
from flows.json_out import BagianStanding, json_kiriman
from flows.office.workspace import Workspace
from iku_rules.register_model.register import Register
from ledger.transactions import Ledger
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan

MENUNGGU = "MENUNGGU"


def gather_standing(
    intake: Intake, workspace: Workspace, register: Register, periode: Periode, now: datetime
) -> tuple[BagianStanding, ...]:
    """One entry per bagian, in the register's order."""
    return tuple(
        _bagian_standing(status_of(intake, bagian.kode, periode), workspace, register, periode, now)
        for bagian in register.all_bagian()
    )


def _bagian_standing(
    status: KirimanStatus, workspace: Workspace, register: Register, periode: Periode, now: datetime
) -> BagianStanding:
    newest = status.newest
    deadline = workspace.deadline(periode)
    required = bool(register.required_forms(status.bagian, periode))
    word = _status_word(status, required=required)
    # Late or not is a matter of the first submission of the month, never of a revision.
    late = required and now >= deadline if status.first_arrival is None else status.first_arrival >= deadline
    return BagianStanding(
        bagian=status.bagian,
        status=word,
        late=late,
        revision=newest.revision if newest else None,
        file=newest.name if newest else next((f"{file.folder}/{file.name}" for file in status.waiting), None),
        sha256=newest.sha256 if newest else None,
        file_time=newest.file_time.astimezone(workspace.zone) if newest else None,
        temuan=(*status_temuan(status), *_waiting_temuan(status, word)),
        attachments=tuple(status.attachments),
        incident=newest.incident if newest else None,
    )


def _status_word(status: KirimanStatus, *, required: bool) -> str:
    if status.in_force:
        return "DITERIMA"
    if any(file.incident is None for file in status.refused):
        return "DIKEMBALIKAN"
    if status.refused or status.waiting:
        return MENUNGGU  # also where only an error of ours keeps the file from being checked: it is tried again
    return "BELUM MASUK" if required else "TIDAK WAJIB"


def _waiting_temuan(status: KirimanStatus, word: str) -> list[Temuan]:
    """Why nothing is read yet. Silent beside a submission in force: opening a file must not change what is printed."""
    if word != MENUNGGU:
        return []
    return [
        make_temuan("I120", ditemukan=file.full_name, oleh=f" oleh {file.opener}" if file.opener else "")
        if file.is_open
        else make_temuan("I121", ditemukan=file.full_name)
        for file in status.waiting
    ]


def standing_of(
    intake: Intake, workspace: Workspace, register: Register, ledger: Ledger, periode: Periode, now: datetime
) -> tuple[dict[str, Any], ...]:
    """Who has submitted, in the words of the contract; of a locked period as it was signed."""
    if lock := intake.lock_of(periode):
        with ledger.begin(now, keep=False) as transaction:
            publications = transaction.publications(str(periode))
        return tuple(next(row for row in publications if row.nomor == lock.terbitan).pengumpulan)
    return tuple(map(json_kiriman, gather_standing(intake, workspace, register, periode, now)))


def is_complete(standing: tuple[dict[str, Any], ...], register: Register, periode: Periode) -> bool:
    """Whether every bagian that owes something was accepted."""
    return all(line["status"] == "DITERIMA" for line in standing if register.required_forms(line["bagian"], periode))
