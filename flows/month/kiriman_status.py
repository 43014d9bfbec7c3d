"""Who has submitted for a period: where each bagian stands, in the words of the contract. Pure."""

from collections.abc import Iterable

from flows.intake.bagian_files import BagianFiles
from flows.run import Office
from iku_rules.register_model.register import Register
from schemas.kiriman_status import BELUM_MASUK, DIKEMBALIKAN, DITERIMA, MENUNGGU, TIDAK_WAJIB, KirimanStatus
from schemas.periode import Periode
from schemas.temuan import Temuan, make_temuan


def kiriman_status(files: BagianFiles, office: Office) -> KirimanStatus:
    """Where a bagian stands."""
    newest, periode = files.newest, files.periode
    deadline = office.workspace.deadline(periode)
    required = bool(office.register.required_forms(files.bagian, periode))
    status = _status_word(files, required=required)
    # Late or not is a matter of the first submission of the month, never of a revision.
    late = required and office.now >= deadline if files.first_arrival is None else files.first_arrival >= deadline
    return KirimanStatus(
        bagian=files.bagian,
        status=status,
        late=late,
        revision=newest.revision if newest else None,
        file=newest.name if newest else next((f"{file.folder}/{file.name}" for file in files.waiting), None),
        sha256=newest.sha256 if newest else None,
        file_time=newest.file_time.astimezone(office.workspace.zone) if newest else None,
        temuan=(*files.temuan_with(newest), *_waiting_temuan(files, status)),
        attachments=files.attachments,
        incident=newest.incident if newest else None,
    )


def _status_word(files: BagianFiles, *, required: bool) -> str:
    if files.in_force:
        return DITERIMA
    if any(file.incident is None for file in files.refused):
        return DIKEMBALIKAN
    if files.refused or files.waiting:
        return MENUNGGU  # also where only an error of ours keeps the file from being checked: it is tried again
    return BELUM_MASUK if required else TIDAK_WAJIB


def _waiting_temuan(files: BagianFiles, status: str) -> list[Temuan]:
    """Why nothing is read yet. Silent beside a submission in force: opening a file must not change what is printed."""
    if status != MENUNGGU:
        return []
    return [
        make_temuan("I120", ditemukan=file.full_name, oleh=f" oleh {file.opener}" if file.opener else "")
        if file.is_open
        else make_temuan("I121", ditemukan=file.full_name)
        for file in files.waiting
    ]


def is_complete(statuses: Iterable[KirimanStatus], register: Register, periode: Periode) -> bool:
    """Whether every bagian that owes something was accepted."""
    return all(status.is_accepted for status in statuses if register.required_forms(status.bagian, periode))
