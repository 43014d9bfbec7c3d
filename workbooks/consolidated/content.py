"""What the consolidated workbook says, as values: the results, who submitted what, where the originals lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from iku_rules.card import Card
from iku_rules.explain import card_in_year
from iku_rules.register_model.register import Register
from iku_rules.result import Result
from iku_rules.steps import Input, Step
from schemas.kiriman_status import KirimanStatus
from schemas.periode import Periode
from schemas.temuan import Temuan, Waiver
from schemas.wording import show_date
from workbooks.consolidated.history import point_nodes
from workbooks.formulas.lookup import ScaleRow, scale_rows


@dataclass(frozen=True)
class ArchivedOriginal:
    """An archived original: its name in the archive and the time of the file in WIB."""

    archive_name: str
    file_time: datetime


@dataclass(frozen=True)
class BookContent:
    """All the workbook says. `kind` is DRAF, FINAL, REVISI n (DRAF) or REVISI n.

    `other_temuan`: (file, finding) of what lies outside the folders of the bagian. `originals` by SHA-256. `lock_day`:
    the day of signing, None until then; `lock_history`: (what and when, why) of earlier lockings.
    """

    periode: Periode
    kind: str
    register: Register
    results: tuple[Result, ...]
    standing: tuple[KirimanStatus, ...]
    other_temuan: tuple[tuple[str, Temuan], ...]
    originals: Mapping[str, ArchivedOriginal]
    deadline: date
    lock_day: date | None = None
    lock_history: tuple[tuple[str, str], ...] = ()

    def bagian_name(self, status: KirimanStatus) -> str:
        """Who the status speaks of, as it is called at the end of the period."""
        return self.register.bagian_name(status.bagian, self.periode.last_day)

    def card(self, result: Result) -> Card:
        """The card of its indicator, with the numbers of the year it speaks of."""
        return card_in_year(self.register, result.iku, result.tahun_penilaian or self.periode.year)

    @property
    def by_code(self) -> dict[str, Result]:
        """The results by the code of their indicator."""
        return {result.iku: result for result in self.results}

    @property
    def subtitle(self) -> str:
        """What every sheet says under its title: the mark and the position."""
        return f"{self.kind} · Posisi s.d. {show_date(self.periode.last_day)}"

    def waivers(self, result: Result) -> list[Waiver]:
        """The waivers given to the very sheets a result was read from."""
        read_from = {(source.sha256, source.lembar) for source in result.sumber}
        waivers = [
            t.dikecualikan for line in self.standing for t in line.temuan if (line.sha256, t.lembar) in read_from
        ]
        return list(dict.fromkeys(waiver for waiver in waivers if waiver is not None))

    # Nodes that several sheets speak of. A node is known by its identity, so each is made once.

    @cached_property
    def category_rows(self) -> tuple[ScaleRow, ...]:
        """The rows of the scale of achievements."""
        return scale_rows(self.register.capaian.kategori, "Batas kategori")

    @cached_property
    def points(self) -> Mapping[tuple[str, Periode], Step | Input]:
        """(indicator, period) -> the node of that point of its history."""
        return point_nodes(self.results)

    @property
    def created(self) -> datetime:
        """The time of the workbook: that of the newest file in it, so that the same inputs give the same bytes."""
        file_times = [line.file_time.replace(tzinfo=None) for line in self.standing if line.file_time]
        return max(file_times, default=datetime.combine(self.periode.last_day, time(0)))
