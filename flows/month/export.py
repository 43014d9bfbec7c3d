"""A period as tables for other programs: what was published of it, one row a thing, and without personal data.

Personal data are names and NIP (UU 27/2022): those in columns of their own stay out unless they are asked for, and
what people typed is looked through for them, names of files included.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flows.intake.accepted import bring_to_mind
from flows.json_out import json_result
from flows.month.history import HistoryRow, latest_publications, published_rows
from flows.run import Run
from iku_rules.input_cells import EXAMPLE
from ledger.queries import Memory
from ledger.rows import LockRow, PublicationRow
from schemas.errors import CannotDoError
from schemas.forms.identity import IDENTITY_SHEET
from schemas.kiriman import Kiriman
from schemas.notions.documents import NIP_DIGITS
from schemas.periode import Periode

Row = Mapping[str, Any]
_File = tuple[str, str]  # bagian, and its path in the inbox or its SHA-256

JOINED = " | "
HIDDEN = "(data pribadi)"
PERSONAL_FIELDS = ("nama_penyusun", "nip_penyusun", "jabatan_penyusun", "disetujui_oleh", "nip_kepala")
_TYPED = ("catatan", "nilai", "ditemukan", "diharapkan", "pesan", "saran", "dikecualikan_alasan")  # what people wrote
_NAMES = ("nama_penyusun", "disetujui_oleh")
_NIP = re.compile(rf"(?<!\d)\d(?:[ .-]?\d){{{NIP_DIGITS - 1}}}(?!\d)")
_SHORTEST_NAME = 4  # letters; a shorter word of a name may stand for anything


@dataclass(frozen=True)
class Export:
    """A period as it was published: the publication and its lock, and the rows of each table by its name."""

    periode: Periode
    publication: PublicationRow
    lock: LockRow | None
    tables: Mapping[str, Sequence[Row]]


def export(run: Run, periode: Periode, *, personal: bool) -> Export:
    """The tables of a period; with `personal` nothing is left out. Raises CannotDoError."""
    with run.look_up() as transaction:
        memory = Memory(transaction)
        publication = dict(latest_publications(transaction, memory)).get(periode)
        results = [row for row in published_rows(transaction, memory) if row.periode == periode]
    if publication is None:
        raise CannotDoError(f"{periode.name} belum pernah dikonsolidasikan: iku konsolidasi --periode {periode}")
    identities = _identities(run, memory, publication)
    tables = {
        "hasil": [_result(row) for row in results],
        "komponen": [row for each in results for row in _components(each)],
        "pengumpulan": [_kiriman(kiriman, identities) for kiriman in publication.pengumpulan],
        "temuan": [row for kiriman in publication.pengumpulan for row in _all_temuan(kiriman)],
    }
    if not personal:
        known = {bagian for bagian, _ in identities}
        people = _People([*identities.values(), *_signatories(run)], known, _files(publication))
        tables = {name: [people.hide(row) for row in rows] for name, rows in tables.items()}
    return Export(periode, publication, memory.current_lock(periode), tables)


# Rows


def _result(row: HistoryRow) -> Row:
    data = json_result(row.result)
    return {
        **{key: value for key, value in data.items() if key != "sumber"},
        "catatan": JOINED.join(data["catatan"]) or None,
    }


def _components(row: HistoryRow) -> Iterator[Row]:
    data = json_result(row.result)
    return ({"iku": data["iku"], **source} for source in data["sumber"])


def _kiriman(kiriman: Row, identities: Mapping[tuple[str, str], Mapping[str, str]]) -> Row:
    """A line of who had submitted, with who signs for it where it was accepted."""
    known = identities.get((kiriman["bagian"], kiriman["sha256"] or ""), {})
    return {
        **{key: kiriman[key] for key in ("bagian", "status", "terlambat", "revisi", "berkas", "sha256")},
        "lampiran": JOINED.join(kiriman["lampiran"]) or None,
        **{field: known.get(field) for field in PERSONAL_FIELDS},
    }


def _all_temuan(kiriman: Row) -> Iterator[Row]:
    for file in (kiriman, *kiriman.get("lain", ())):
        for temuan in file["temuan"]:
            waiver = temuan["dikecualikan"] or {}
            yield {
                "bagian": kiriman["bagian"],
                "berkas": file["berkas"],
                **{key: value for key, value in temuan.items() if key != "dikecualikan"},
                **{f"dikecualikan_{key}": waiver.get(key) for key in ("alasan", "sampai", "oleh")},
            }


# People


def _identities(run: Run, memory: Memory, publication: PublicationRow) -> dict[_File, dict[str, str]]:
    """(bagian, sha256) -> who signs for a submission: those it rests on, and all accepted before it in its month."""
    numbers = {*publication.masukan}
    numbers |= {
        row.nomor
        for row in memory.kiriman.values()
        if row.periode == publication.periode and row.waktu <= publication.waktu and memory.is_accepted(row)
    }
    accepted = bring_to_mind(run, memory, [memory.kiriman[number] for number in sorted(numbers)])
    return {(file.bagian, file.sha256): _identity(file.kiriman) for file in accepted.files.values()}


def _identity(kiriman: Kiriman) -> dict[str, str]:
    cells = {field: kiriman.pair("identitas", field) for field in PERSONAL_FIELDS}
    return {field: str(cell.content) for field, cell in cells.items() if cell is not None and cell.content is not None}


def _signatories(run: Run) -> Iterator[dict[str, str]]:
    for signatory in run.register.signatory_file.penandatangan:
        yield {"nama_penyusun": signatory.nama, "nip_penyusun": signatory.nip}


class _People:
    """Whose names are known, and what hides them.

    Of a bagian that is not among `known`, nobody knows who would stand in the names of its files.
    """

    def __init__(self, identities: Iterable[Mapping[str, str]], known: set[str], files: Iterable[_File]) -> None:
        self._known = known
        given = {identity[field].strip() for identity in identities for field in _NAMES if identity.get(field)}
        names = {name for name in given if not name.startswith(EXAMPLE)}
        # Without the titles behind the comma; each word for itself, as a name is seldom written out.
        self._words = {word for name in names for word in _words(name.partition(",")[0]) if len(word) >= _SHORTEST_NAME}
        hidden = {file for bagian, file in files if self._file(bagian, file) != file}
        paths = {spelled for file in hidden for spelled in (file, PurePosixPath(file).name)}
        # The longest first: a path before its name, a name before its words.
        spelled = sorted({*paths, *names, *self._words} - {""}, key=len, reverse=True)
        self._said = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in spelled), re.IGNORECASE)

    def hide(self, row: Row) -> Row:
        """A row without what tells of a person."""
        hidden = {key: self._text(value) if key in _TYPED else value for key, value in row.items()}
        for field in (*PERSONAL_FIELDS, "dikecualikan_oleh"):
            hidden.pop(field, None)
        if row.get("berkas"):
            hidden["berkas"] = self._file(row["bagian"], row["berkas"])
        if row.get("lampiran"):
            hidden["lampiran"] = JOINED.join(self._file(row["bagian"], file) for file in row["lampiran"].split(JOINED))
        if "kode" in row and row["lembar"] == IDENTITY_SHEET.name:
            hidden |= {"ditemukan": None, "diharapkan": None, "pesan": HIDDEN, "saran": HIDDEN}
        return hidden

    def _text(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        without_names = self._said.sub(HIDDEN, value) if self._said.pattern else value
        return _NIP.sub(HIDDEN, without_names)

    def _file(self, bagian: str, file: str) -> str:
        if bagian in self._known and not self._words & _words(file) and not _NIP.search(file):
            return file
        return f"{bagian}/{HIDDEN}{PurePosixPath(file).suffix}"


def _files(publication: PublicationRow) -> Iterator[_File]:
    """Every file that the publication speaks of, with its bagian."""
    for kiriman in publication.pengumpulan:
        others = (other["berkas"] for other in kiriman.get("lain", ()))  # version 0.1.0 recorded none
        for file in (kiriman["berkas"], *others, *kiriman["lampiran"], *kiriman.get("sesudah_kunci", ())):
            if file:
                yield kiriman["bagian"], file


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
