"""What changes how a figure must be read, for the sheets that are signed and read."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from iku_rules.across_months import AGAINST_TARGET, LAST_YEAR_PROVISIONAL, OTHER_METHODS
from iku_rules.in_force import is_provisional
from iku_rules.kepuasan_masyarakat.rule import LOWEST_UNSUR
from iku_rules.result import Result, Status
from workbooks.words import as_sentence


def reading_notes(result: Result) -> str:
    """The notes of a result as sentences, without what only describes it."""
    return " ".join(as_sentence(note) for note in result.catatan if not note.startswith(LOWEST_UNSUR))


def remark_lines(results: Sequence[Result]) -> Iterator[str]:
    """A sentence for each thing that qualifies some of the values, with the indicators that it qualifies."""
    yield from _listed("* Capaian belum diberi kategori: ", results, _against)
    yield from _listed("Nilai sementara: ", results, _provisional)
    yield from _listed("Nilai dari bulan sebelumnya: ", results, _carried)
    yield from _listed("Metode atau model berbeda, tidak dapat dibandingkan langsung: ", results, _other_method)
    yield from _listed("Realisasi tahun lalu masih sementara: ", results, _last_year_provisional)


def _listed(opening: str, results: Iterable[Result], words: Callable[[Result], str]) -> Iterator[str]:
    named = [text for result in results if (text := words(result))]
    if named:
        yield f"{opening}{'; '.join(named)}."


def _against(result: Result) -> str:
    note = next((note for note in result.catatan if note.startswith(AGAINST_TARGET)), None)
    return f"{result.name} ({note})" if note else ""


def _provisional(result: Result) -> str:
    if result.nilai is None or not is_provisional(result.status, result.catatan):
        return ""
    return f"{result.name} ({result.kelengkapan.text})" if result.kelengkapan else result.name


def _carried(result: Result) -> str:
    is_carried = result.status is Status.TERAKHIR_DIKETAHUI and result.dari_periode
    return f"{result.name} ({result.dari_periode.name})" if is_carried and result.dari_periode else ""


def _other_method(result: Result) -> str:
    return result.name if any(note.startswith(OTHER_METHODS) for note in result.catatan) else ""


def _last_year_provisional(result: Result) -> str:
    return result.name if any(note.startswith(LAST_YEAR_PROVISIONAL) for note in result.catatan) else ""
