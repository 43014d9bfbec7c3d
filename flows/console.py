"""What the commands say: the JSON documents of the contract, and tables for people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.intake.checking import Checked
from flows.json_out import json_kiriman, json_orphans, json_result
from flows.office.workspace import Workspace
from schemas.catalogue.by_code import CATALOGUE
from schemas.catalogue.sentences import by_itself
from schemas.exact_json import write_json
from schemas.kiriman_status import KirimanStatus, Orphan
from schemas.periode import Periode
from schemas.temuan import tingkat_of
from schemas.temuan_json import temuan_to_data
from schemas.wording import show_date, show_number
from workbooks.words import KIRIMAN_STATUS_WORDS, as_sentence, how_to_mend, tingkat_words

if TYPE_CHECKING:  # `iku periksa` needs neither the ledger's database nor the writer of workbooks
    from flows.month.answers import Unanswered
    from flows.month.checklist import CheckedPoint
    from flows.month.history import HistoryRow, Trace
    from flows.month.publication import Consolidation
    from flows.month.signed_months import UnsettledMonth
    from iku_rules.register_model.register import Register

FOR_THE_SECRETARIAT = ("P509", "P510")  # findings that ask her for something, beside the bagian


# JSON


def json_text(document: dict[str, Any]) -> str:
    """A document as it is printed."""
    return write_json(document, indent=2)


def json_check(checked: Sequence[Checked]) -> dict[str, Any]:
    """What `iku periksa --json` prints."""
    return {"berkas": [_json_file(file) for file in checked]}


def _json_file(file: Checked) -> dict[str, Any]:
    if file.incident:
        return {"berkas": file.name, "insiden": file.incident}
    return {
        "berkas": file.name,
        "bagian": file.kiriman.bagian,
        "periode": str(file.kiriman.periode) if file.kiriman.periode else None,
        "diterima": file.accepted,
        "temuan": temuan_to_data(file.temuan),
    }


def json_consolidation(consolidation: "Consolidation", workspace: Workspace) -> dict[str, Any]:
    """What `iku konsolidasi --json` prints."""
    return _with_unsettled(consolidation.unsettled) | {
        "periode": str(consolidation.periode),
        "dokumen": consolidation.document,
        "terkunci": consolidation.locked,
        "lengkap": consolidation.complete,
        "buku_kerja": relative_path(consolidation.workbook, workspace),
        "hasil": list(map(json_result, consolidation.results)),
        "pengumpulan": [json_kiriman(_with_incident(status, consolidation)) for status in consolidation.standing],
        "tanpa_pemilik": json_orphans(consolidation.orphans),
    }


def _with_incident(status: KirimanStatus, consolidation: "Consolidation") -> KirimanStatus:
    """The number of what kept the bagian's answer of the month from being written, where nothing worse is said."""
    numbers = [
        each.incident
        for each in consolidation.unanswered
        if (each.bagian, each.periode) == (status.bagian, consolidation.periode)
    ]
    return replace(status, incident=status.incident or next(iter(numbers), None))


def json_status(
    periode: Periode,
    standing: Sequence[KirimanStatus],
    orphans: Sequence[Orphan],
    unsettled: "Sequence[UnsettledMonth]",
    *,
    locked: bool,
) -> dict[str, Any]:
    """What `iku status --json` prints; with the signed months that no longer say what is known, where there are any."""
    return _with_unsettled(unsettled) | {
        "periode": str(periode),
        "terkunci": locked,
        "pengumpulan": list(map(json_kiriman, standing)),
        "tanpa_pemilik": json_orphans(orphans),
    }


def _with_unsettled(unsettled: "Sequence[UnsettledMonth]") -> dict[str, Any]:
    from flows.month.signed_months import json_unsettled

    return {"sudah_dikunci": list(map(json_unsettled, unsettled))} if unsettled else {}


def relative_path(path: Path, workspace: Workspace) -> str:
    """A path as seen from the workspace (the full one where the outbox lies elsewhere)."""
    return path.relative_to(workspace.folder).as_posix() if path.is_relative_to(workspace.folder) else str(path)


# Tables


def print_temuan(console: Console, checked: Sequence[Checked]) -> None:
    """What `iku periksa` says of each file: a line, and a table of its findings."""
    for file in checked:
        console.print(Text(f"\n{file.name}", style="bold"))
        console.print(Text(_summary(file)))
        if not file.temuan or file.incident:
            continue
        table = Table(show_lines=True, expand=True)
        table.add_column("Tingkat", width=16)
        table.add_column("Tempat", width=14, overflow="fold")
        table.add_column("Keterangan", ratio=1, overflow="fold")
        table.add_column("Cara memperbaiki", ratio=1, overflow="fold")
        for t in file.temuan:
            place = " ".join(part for part in (t.lembar, t.sel) if part) or "berkas"
            message = f"{t.pesan} Seharusnya: {t.diharapkan}." if t.diharapkan else t.pesan
            table.add_row(*map(Text, (f"{tingkat_words(t)}\n{t.kode}", place, message, how_to_mend(t))))
        console.print(table)


def _summary(file: Checked) -> str:
    if file.incident:
        return _incident_words(file.incident)
    blocking = sum(t.is_blocking for t in file.temuan)
    others = len(file.temuan) - blocking
    if blocking:
        return f"Perlu diperbaiki: {blocking} hal harus diperbaiki, {others} catatan lain."
    return f"Dapat diterima, {others} catatan." if others else "Dapat diterima, tanpa catatan."


def _incident_words(number: str) -> str:
    return f"Belum dapat diperiksa karena kesalahan pada sistem (nomor {number}). Mohon sampaikan kepada admin."


def print_unanswered(console: Console, unanswered: "Sequence[Unanswered]", names: Mapping[str, str]) -> None:
    """Whose answer could not be written, and why."""
    for each in unanswered:
        whose = f"{names.get(each.bagian, each.bagian)}, {each.periode.name}"
        console.print(Text(f"Jawaban belum dapat ditulis, {whose}: {each.reason}. Mohon sampaikan kepada admin."))


def print_standing(
    console: Console, periode: Periode, standing: Sequence[KirimanStatus], names: Mapping[str, str]
) -> None:
    """Who has submitted, a line a bagian."""
    table = Table(title=f"Penyampaian {periode.name}", expand=False)
    for header in ("Bagian", "Status", "Terlambat", "Revisi", "Berkas", "Harus diperbaiki"):
        table.add_column(header, overflow="fold")
    for status in standing:
        cells = (
            names.get(status.bagian, status.bagian),
            KIRIMAN_STATUS_WORDS[status.status],
            "Ya" if status.late else "",
            str(status.revision or ""),
            status.file or "",
            str(sum(t.is_blocking for t in status.temuan) or ""),
        )
        table.add_row(*map(Text, cells))
    console.print(table)
    for status in standing:
        if status.incident:
            console.print(Text(f"{status.file}: {_incident_words(status.incident)}"))
        for other in status.others:
            said = f" {other.temuan[0].pesan}" if other.temuan else ""
            console.print(Text(f"Berkas lain, {other.file}: {KIRIMAN_STATUS_WORDS[other.status].casefold()}.{said}"))
        for temuan in status.temuan:
            if temuan.kode in FOR_THE_SECRETARIAT:
                console.print(Text(f"{names.get(status.bagian, status.bagian)}: {temuan.pesan}"))
        for name in status.after_lock:
            console.print(Text(f"Masuk sesudah dikunci, tidak dihitung: {name}"))


def print_orphans(console: Console, orphans: Sequence[Orphan]) -> None:
    """Files of the inbox that belong to no bagian or no month: read by nobody unless someone moves them."""
    for each in orphans:
        console.print(Text(f"Tanpa pemilik, {each.file}: {each.reason}"))


def print_unsettled(console: Console, unsettled: "Sequence[UnsettledMonth]", register: "Register") -> None:
    """Signed months that no longer say what is known."""
    from flows.month.signed_months import unsettled_line

    for month in unsettled:
        console.print(Text(unsettled_line(month, register)))


def print_checklist(console: Console, points: "Sequence[CheckedPoint]", periode: Periode) -> None:
    """What has to be looked at before a period is locked, with the sheet that shows it."""
    table = Table(title=f"Sebelum mengunci {periode.name}", expand=False)
    for header in ("Yang diperiksa", "", "Keterangan", "Lihat lembar"):
        table.add_column(header, overflow="fold")
    for point in points:
        verdict = "baik" if point.is_fine else "menahan" if point.refuses else "periksa"
        table.add_row(*map(Text, (point.name, verdict, point.remark, "" if point.is_fine else point.sheet)))
    console.print(table)


def warn_not_accepted(console: Console, consolidation: "Consolidation", names: Mapping[str, str]) -> None:
    """Who is missing from what was locked, while it is still easy to open it again."""
    missing = [names[status.bagian] for status in consolidation.standing if status.is_missing]
    if missing:
        advice = f"Bila keliru: iku buka {consolidation.periode} --alasan …"
        console.print(Text(f"Perhatian: dikunci tanpa kiriman {', '.join(missing)}. {advice}"))


def print_results(console: Console, consolidation: "Consolidation", names: Mapping[str, str]) -> None:
    """The results of a period, a line an indicator."""
    table = Table(title="Hasil", expand=False)
    for header in ("Indikator", "Realisasi", "Predikat", "Capaian (%)", "Status"):
        table.add_column(header, overflow="fold")
    for result in consolidation.results:
        value, capaian = _two_decimals(result.nilai), _two_decimals(result.capaian)
        cells = (names[result.iku], value, result.predikat or "", capaian, result.keadaan)
        table.add_row(*map(Text, cells))
    console.print(table)


def _two_decimals(value: Decimal | None) -> str:
    return "" if value is None else show_number(value, 2)


def print_history(console: Console, rows: "Sequence[HistoryRow]", names: Mapping[str, str]) -> None:
    """One table per indicator, narrow enough for a console of 80 columns."""
    if not rows:
        console.print(Text("Belum ada periode yang dikonsolidasikan."))
    for iku in dict.fromkeys(row.result.iku for row in rows):
        table = Table(title=names.get(iku, iku), title_justify="left", expand=False)
        for header in ("Periode", "Realisasi", "Capaian (%)", "Status", "Dokumen"):
            table.add_column(header, overflow="fold")
        for row in (row for row in rows if row.result.iku == iku):
            numbers = (_two_decimals(row.result.nilai), _two_decimals(row.result.capaian))
            document = row.publication.jenis + (", dikunci" if row.locked else "")
            table.add_row(*map(Text, (row.periode.name, *numbers, row.result.keadaan, document)))
        console.print(table)


def print_trace(console: Console, traced: "Trace", workspace: Workspace, names: Mapping[str, str]) -> None:
    """From a number to the cells it was read from, and what was done with its period."""
    from flows.month.history import action_word

    row, result = traced.history, traced.history.result
    value = f"{_two_decimals(result.nilai)}, {result.keadaan}" if result.nilai is not None else result.keadaan
    name = names.get(result.iku, result.iku)
    console.print(Text(f"{name}, {row.periode.name}: {value} (menurut {row.publication.nama})"))
    for note in result.catatan:
        console.print(Text(f"  {as_sentence(note)}"))
    if result.sumber:
        console.print(_source_table(traced, workspace))
    for action in traced.actions:
        reason = f": {action.alasan}" if action.alasan else ""
        moment = _time_text(action.waktu, workspace)
        console.print(Text(f"{action_word(action).capitalize()} {moment} oleh {action.oleh}{reason}"))


def _source_table(traced: "Trace", workspace: Workspace) -> Table:
    table = Table(expand=False)
    for header in ("Berkas", "Revisi", "Tempat", "Nilai", "Waktu berkas", "Arsip"):
        table.add_column(header, overflow="fold")
    for source in traced.history.result.sumber:
        value = show_number(source.nilai) if isinstance(source.nilai, Decimal) else source.nilai or ""
        original = traced.originals.get(source.sha256)
        revision = str(original.revisi or "") if original else ""
        file_time = _time_text(original.diubah, workspace) if original else ""
        archived = f"{original.sha256[:12]}…" if original else ""
        table.add_row(
            *map(Text, (source.berkas, revision, f"{source.lembar} {source.sel}", value, file_time, archived))
        )
    return table


def _time_text(moment: datetime, workspace: Workspace) -> str:
    local = moment.astimezone(workspace.zone)
    return f"{show_date(local.date())} {local:%H.%M} WIB"


# The catalogue of findings


def print_codes(console: Console) -> None:
    """Every code of the catalogue, a line each."""
    table = Table(expand=False)
    for header in ("Kode", "Tingkat", "Keterangan"):
        table.add_column(header, overflow="fold")
    for code, sentences in sorted(CATALOGUE.items(), key=lambda pair: pair[0][1:]):
        table.add_row(*map(Text, (code, tingkat_of(code).word, by_itself(sentences.message))))
    console.print(table)


def explain_code(console: Console, code: str) -> None:
    """One code of the catalogue: what it says, what it expects, how to mend it."""
    sentences = CATALOGUE[code]
    lines = [f"{code}: {tingkat_of(code).word}", by_itself(sentences.message)]
    if sentences.expected:
        lines.append(f"Seharusnya: {by_itself(sentences.expected)}.")
    for text in (*lines, f"Cara memperbaiki: {by_itself(sentences.advice)}"):
        console.print(Text(text))


# Names for people


def bagian_names(register: "Register", periode: Periode) -> dict[str, str]:
    """Code -> name of every bagian, as it is called at the end of the period."""
    return {bagian.kode: register.bagian_name(bagian.kode, periode.last_day) for bagian in register.all_bagian()}


def iku_names(register: "Register", periode: Periode) -> dict[str, str]:
    """Code -> name of every indicator, as the document of the period calls it, else its card."""
    from iku_rules.rules import RULES

    document = register.document(periode)
    return {code: document.iku_name(code) or RULES[code].CARD.nama for code in register.indicators(document)}
