"""Who has submitted for a period: where each bagian stands, in the words of the contract. Pure."""

from collections.abc import Iterable, Iterator

from flows.intake.bagian_files import BagianFiles, lock_words
from flows.intake.checking import Checked
from flows.intake.inbox import InboxFile
from flows.run import Office
from iku_rules.register_model.register import Register
from schemas.kiriman_status import (
    BELUM_MASUK,
    DIKEMBALIKAN,
    DITERIMA,
    MENUNGGU,
    TIDAK_WAJIB,
    KirimanStatus,
    OtherFile,
)
from schemas.periode import Periode
from schemas.temuan import Temuan, group_alike, make_temuan


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
        temuan=(*files.temuan_with(newest), *_waiting_temuan(files, status, office)),
        attachments=files.attachments,
        incident=newest.incident if newest else None,
        others=tuple(other_files(files, newest, office)),
        after_lock=tuple(file.name for file in files.after_lock),
    )


def other_files(files: BagianFiles, spoken_of: Checked | None, office: Office) -> Iterator[OtherFile]:
    """The files of a bagian beside the one that is spoken of, each with what keeps it from counting."""
    for file in files.refused:
        if file is not spoken_of:
            status = MENUNGGU if file.incident else DIKEMBALIKAN
            yield OtherFile(file.name, status, tuple(group_alike(file.all_temuan)))
    for waiting in files.waiting:
        yield OtherFile(waiting.full_name, MENUNGGU, (_waiting(waiting, office),))
    yield from files.no_reports


def _status_word(files: BagianFiles, *, required: bool) -> str:
    if files.in_force:
        return DITERIMA
    if any(file.incident is None for file in files.refused):
        return DIKEMBALIKAN
    if files.refused or files.waiting:
        return MENUNGGU  # also where only an error of ours keeps the file from being checked: it is tried again
    return BELUM_MASUK if required else TIDAK_WAJIB


def _waiting_temuan(files: BagianFiles, status: str, office: Office) -> list[Temuan]:
    """Why nothing is read yet. Silent beside a submission in force: opening a file must not change what is printed."""
    if status != MENUNGGU:
        return []
    return [_waiting(file, office) for file in files.waiting]


def _waiting(file: InboxFile, office: Office) -> Temuan:
    if not file.is_open:
        return make_temuan("I121", ditemukan=file.full_name)
    return make_temuan("I120", **lock_words(file, office))


def is_complete(statuses: Iterable[KirimanStatus], register: Register, periode: Periode) -> bool:
    """Whether every bagian that owes something was accepted."""
    return all(status.is_accepted for status in statuses if register.required_forms(status.bagian, periode))
