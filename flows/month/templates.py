"""Writing the templates of a period into the folders of the bagian, each begun from what the bagian last handed in."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType

from flows.intake.accepted import Accepted, bring_to_mind
from flows.office.workspace import Workspace
from flows.run import Office, Run
from iku_rules.context import RuleContext
from iku_rules.register_model.register import DECEMBER
from ledger.atomic_files import write_if_changed
from ledger.queries import Memory
from ledger.rows import KirimanRow
from schemas.carry_over import CarriedOver
from schemas.errors import CannotDoError
from schemas.periode import Periode
from schemas.wording import show_date
from workbooks.template.build import is_unchanged, write_template
from workbooks.template.preview import rules_preview


@dataclass(frozen=True)
class PublishedTemplate:
    """A template in its place. `remark`: what it starts from, or why it was left alone; empty: a clean one."""

    file: Path
    remark: str = ""


@dataclass(frozen=True)
class Start:
    """What a template starts from, and the words for it."""

    carried_over: CarriedOver | None = None
    remark: str = ""


_NO_STARTS: Mapping[str, Start] = MappingProxyType({})


def publish_templates(
    office: Office, periode: Periode, bagian: Collection[str] | None = None, starts: Mapping[str, Start] = _NO_STARTS
) -> list[PublishedTemplate]:
    """Write the template of each bagian (all where None), begun from its `starts`, clean where it has none.

    An unchanged template is left alone, and so is one that somebody has begun to fill in where it lies.
    """
    published = []
    for each in office.register.all_bagian():
        if bagian is None or each.kode in bagian:
            start = starts.get(each.kode, Start())
            content = make_template(office, each.kode, periode, start.carried_over)
            file = template_path(office.workspace, each.kode, periode)
            published.append(PublishedTemplate(file, _put(file, content) or start.remark))
    return published


def starts_of(run: Run, memory: Memory, periode: Periode, bagian: Collection[str] | None = None) -> dict[str, Start]:
    """What each bagian's template starts from: its last accepted submission of the year. A new year starts clean."""
    rows = {
        each.kode: row
        for each in run.register.all_bagian()
        if (bagian is None or each.kode in bagian)
        and (row := memory.before(each.kode, periode))
        and Periode.parse(str(row.periode)).year == periode.year
    }
    accepted = bring_to_mind(run, memory, rows.values())
    return {code: _start(accepted, row) for code, row in rows.items()}


def _start(accepted: Accepted, row: KirimanRow) -> Start:
    try:
        carried_over = CarriedOver.from_kiriman(accepted.file(row).kiriman, row.revisi or 1)
    except CannotDoError as error:  # the template is needed all the same
        return Start(None, f"kosong, karena kiriman lalu tidak dapat dibaca: {error}")
    return Start(carried_over, f"terisi dari kiriman {carried_over.periode.name}, revisi {carried_over.revision}")


def renew_templates(run: Run, memory: Memory, changed: Iterable[tuple[str, Periode | None]]) -> list[PublishedTemplate]:
    """Begin anew the templates that lie ready for the months after a submission that has just changed.

    The template of a month is written before the month before is handed in; so it catches up here.
    """
    needed: dict[Periode, set[str]] = {}
    for bagian, periode in changed:
        for next_month in _waiting_months(memory, bagian, periode) if periode else ():
            if template_path(run.workspace, bagian, next_month).exists():
                needed.setdefault(next_month, set()).add(bagian)
    return [
        template
        for periode, bagian in sorted(needed.items())
        for template in publish_templates(run, periode, bagian, starts_of(run, memory, periode, bagian))
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


def make_template(office: Office, bagian: str, periode: Periode, carried_over: CarriedOver | None = None) -> bytes:
    """The template's bytes: a function of register, bagian, period, deadline and what it starts from."""
    register, workspace = office.register, office.workspace
    return write_template(
        bagian_code=bagian,
        bagian_name=register.bagian_name(bagian, periode.last_day),
        periode=periode,
        forms=register.forms(bagian),
        form_year=register.form_year(periode.year),
        preview_source=rules_preview(RuleContext(register, periode, bagian)),
        deadline=f"{show_date(workspace.deadline_day(periode))} pukul 24.00 WIB",
        carried_over=carried_over,
    )
