"""Writing the templates of a period into the folders of the bagian, each begun from what the bagian last handed in."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from flows.intake.accepted import Accepted
from flows.office.workspace import Workspace
from iku_rules.context import RuleContext
from iku_rules.register_model.register import DECEMBER, Register
from ledger.atomic_files import write_if_changed
from ledger.queries import Memory
from ledger.transactions import Ledger
from schemas.carry_over import CarriedOver
from schemas.errors import CannotDoError
from schemas.periode import Periode
from schemas.wording import show_date
from workbooks.template.build import is_unchanged, write_template
from workbooks.template.preview import PreviewSource


@dataclass(frozen=True)
class PublishedTemplate:
    """A template in its place. `remark`: what it starts from, or why it was left alone; empty: a clean one."""

    file: Path
    remark: str = ""


def publish_templates(
    workspace: Workspace,
    register: Register,
    periode: Periode,
    bagian: Collection[str] | None = None,
    ledger: Ledger | None = None,
) -> list[PublishedTemplate]:
    """Write the template of each bagian (all where None), begun from its last accepted submission of the year.

    The ledger is only read; without one the templates are clean. An unchanged template is left alone, and so is one
    that somebody has begun to fill in where it lies.
    """
    memory = _TemplateMemory(workspace, register, ledger) if ledger else None
    published = []
    for each in register.all_bagian():
        if bagian is None or each.kode in bagian:
            carried_over, remark = memory.carry_over(each.kode, periode) if memory else (None, "")
            content = make_template(register, each.kode, periode, workspace, carried_over)
            file = template_path(workspace, each.kode, periode)
            published.append(PublishedTemplate(file, _put(file, content) or remark))
    return published


def renew_templates(
    workspace: Workspace, register: Register, ledger: Ledger, changed: Iterable[tuple[str, Periode | None]]
) -> list[PublishedTemplate]:
    """Begin anew the templates that lie ready for the months after a submission that has just changed.

    The template of a month is written before the month before is handed in; so it catches up here.
    """
    with ledger.begin(datetime.now(UTC), keep=False) as transaction:
        memory = Memory(transaction)
    needed: dict[Periode, set[str]] = {}
    for bagian, periode in changed:
        for next_month in _waiting_months(memory, bagian, periode) if periode else ():
            if template_path(workspace, bagian, next_month).exists():
                needed.setdefault(next_month, set()).add(bagian)
    return [
        template
        for periode, bagian in sorted(needed.items())
        for template in publish_templates(workspace, register, periode, bagian, ledger)
    ]


def _waiting_months(memory: Memory, bagian: str, periode: Periode) -> Iterator[Periode]:
    """The later months of the year up to the next one that was handed in."""
    rest = (Periode(periode.year, month) for month in range(periode.month + 1, DECEMBER + 1))
    return takewhile(lambda next_month: memory.row_in_force(bagian, next_month) is None, rest)


def template_path(workspace: Workspace, bagian: str, periode: Periode) -> Path:
    """Where a bagian finds its template."""
    return workspace.bagian_folder(bagian, periode) / f"Templat IKU {bagian} {periode}.xlsx"


def _put(file: Path, content: bytes) -> str:
    """Put a template in its place; the reason where it was left alone.

    People fill it in where it lies, though it is meant to be copied. What was saved by another program is theirs.
    """
    try:
        if file.is_file() and not is_unchanged(file.read_bytes(), content):
            return "sudah mulai diisi di tempatnya, tidak ditimpa; pindahkan dulu bila templat baru diperlukan"
        write_if_changed(file, content)
    except PermissionError as error:  # on Windows, open in Excel
        if not file.exists():
            raise CannotDoError(f"Templat tidak dapat ditulis: {file}") from error
        return "tidak dapat diperbarui, mungkin sedang dibuka; tutup lalu jalankan lagi"
    return ""


class _TemplateMemory:
    """What the ledger remembers of earlier months."""

    def __init__(self, workspace: Workspace, register: Register, ledger: Ledger) -> None:
        with ledger.begin(datetime.now(UTC), keep=False) as transaction:
            self.memory = Memory(transaction)
        self.accepted = Accepted(workspace, register, ledger, self.memory)

    def carry_over(self, bagian: str, periode: Periode) -> tuple[CarriedOver | None, str]:
        """What a bagian's template starts from, and the words for it. A new year starts clean."""
        row = self.memory.before(bagian, periode)
        if row is None or Periode.parse(str(row.periode)).year != periode.year:
            return None, ""
        try:
            carried_over = CarriedOver.from_kiriman(self.accepted.kiriman_of(row), row.revisi or 1)
        except CannotDoError as error:  # the template is needed all the same
            return None, f"kosong, karena kiriman lalu tidak dapat dibaca: {error}"
        return carried_over, f"terisi dari kiriman {carried_over.periode.name}, revisi {carried_over.revision}"


def make_template(
    register: Register, bagian: str, periode: Periode, workspace: Workspace, carried_over: CarriedOver | None = None
) -> bytes:
    """The template's bytes: a function of register, bagian, period, deadline and what it starts from."""
    return write_template(
        bagian_code=bagian,
        bagian_name=register.bagian_name(bagian, periode.last_day),
        periode=periode,
        forms=register.forms(bagian),
        form_year=register.form_year(periode.year),
        preview_source=PreviewSource.from_rules(RuleContext(register, periode, bagian)),
        deadline=f"{show_date(workspace.deadline_day(periode))} pukul 24.00 WIB",
        carried_over=carried_over,
    )
