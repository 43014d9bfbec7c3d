"""What the commands say: the JSON documents of the contract, and tables for people."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.intake.checking import Checked
from flows.json_out import json_temuan
from flows.office.workspace import Workspace
from schemas.catalogue.by_code import CATALOGUE
from schemas.catalogue.sentences import by_itself
from schemas.periode import Periode
from schemas.temuan import Tingkat, tingkat_of
from schemas.wording import show_date, show_number
from workbooks.words import KIRIMAN_STATUS_WORDS, as_sentence, how_to_mend, tingkat_words

if TYPE_CHECKING:  # `iku periksa` needs neither the ledger's database nor the writer of workbooks
    from flows.month.history import HistoryRow
    from flows.month.publication import Consolidation
    from iku_rules.register_model.register import Register

# JSON


def json_text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def json_check(checked: Sequence[Checked]) -> dict[str, Any]:
    return {"berkas": [_json_file(d) for d in checked]}


def _json_file(d: Checked) -> dict[str, Any]:
    if d.incident:
        return {"berkas": d.name, "insiden": d.incident}
    return {
        "berkas": d.name,
        "bagian": d.kiriman.bagian,
        "periode": str(d.kiriman.periode) if d.kiriman.periode else None,
        "diterima": d.accepted,
        "temuan": json_temuan(d.temuan),
    }


def json_consolidation(k: "Consolidation", workspace: Workspace) -> dict[str, Any]:
    return {
        "periode": str(k.periode),
        "dokumen": k.document,
        "terkunci": k.locked,
        "lengkap": k.complete,
        "buku_kerja": relative_path(k.workbook, workspace),
        "hasil": list(k.results),
        "pengumpulan": list(k.standing),
    }


def json_status(periode: Periode, standing: Sequence[dict[str, Any]], *, locked: bool) -> dict[str, Any]:
    return {"periode": str(periode), "terkunci": locked, "pengumpulan": list(standing)}


def relative_path(path: Path, workspace: Workspace) -> str:
    """A path as seen from the workspace (the full one where the outbox lies elsewhere)."""
    return path.relative_to(workspace.folder).as_posix() if path.is_relative_to(workspace.folder) else str(path)


# Tables


def print_temuan(console: Console, checked: Sequence[Checked]) -> None:
    for d in checked:
        console.print(Text(f"\n{d.name}", style="bold"))
        console.print(Text(_summary(d)))
        if not d.temuan or d.incident:
            continue
        table = Table(show_lines=True, expand=True)
        table.add_column("Tingkat", width=16)
        table.add_column("Tempat", width=14, overflow="fold")
        table.add_column("Keterangan", ratio=1, overflow="fold")
        table.add_column("Cara memperbaiki", ratio=1, overflow="fold")
        for t in d.temuan:
            place = " ".join(part for part in (t.lembar, t.sel) if part) or "berkas"
            message = f"{t.pesan} Seharusnya: {t.diharapkan}." if t.diharapkan else t.pesan
            table.add_row(*map(Text, (f"{tingkat_words(t)}\n{t.kode}", place, message, how_to_mend(t))))
        console.print(table)


def _summary(d: Checked) -> str:
    if d.incident:
        return f"Belum dapat diperiksa karena kesalahan pada sistem (nomor {d.incident}). Mohon sampaikan kepada admin."
    blocking = sum(t.is_blocking for t in d.temuan)
    others = len(d.temuan) - blocking
    if blocking:
        return f"Perlu diperbaiki: {blocking} hal harus diperbaiki, {others} catatan lain."
    return f"Dapat diterima, {others} catatan." if others else "Dapat diterima, tanpa catatan."


def print_standing(
    console: Console, periode: Periode, standing: Sequence[dict[str, Any]], names: Mapping[str, str]
) -> None:
    table = Table(title=f"Penyampaian {periode.name}", expand=False)
    for header in ("Bagian", "Status", "Terlambat", "Revisi", "Berkas", "Harus diperbaiki"):
        table.add_column(header, overflow="fold")
    for k in standing:
        to_mend = sum(t["tingkat"] == Tingkat.GALAT and not t["dikecualikan"] for t in k["temuan"])
        cells = (
            names.get(k["bagian"], k["bagian"]),
            KIRIMAN_STATUS_WORDS[k["status"]],
            "Ya" if k["terlambat"] else "",
            str(k["revisi"] or ""),
            k["berkas"] or "",
            str(to_mend or ""),
        )
        table.add_row(*map(Text, cells))
    console.print(table)


def warn_not_accepted(console: Console, k: "Consolidation", names: Mapping[str, str]) -> None:
    """Who is missing from what was locked, while it is still easy to open it again."""
    missing = [names[line["bagian"]] for line in k.standing if line["status"] not in ("DITERIMA", "TIDAK WAJIB")]
    if missing:
        text = f"Perhatian: dikunci tanpa kiriman {', '.join(missing)}. Bila keliru: iku buka {k.periode} --alasan …"
        console.print(Text(text))


def print_results(console: Console, k: "Consolidation", names: Mapping[str, str]) -> None:
    table = Table(title="Hasil", expand=False)
    for header in ("Indikator", "Realisasi", "Predikat", "Capaian (%)", "Status"):
        table.add_column(header, overflow="fold")
    for h, state in zip(k.results, k.states, strict=True):
        cells = (names[h["iku"]], _two_decimals(h["nilai"]), h["predikat"] or "", _two_decimals(h["capaian"]), state)
        table.add_row(*map(Text, cells))
    console.print(table)


def _two_decimals(value: float | None) -> str:
    return "" if value is None else show_number(Decimal(str(value)), 2)


def print_history(console: Console, rows: "Sequence[HistoryRow]", names: Mapping[str, str]) -> None:
    """One table per indicator, narrow enough for a console of 80 columns."""
    if not rows:
        console.print(Text("Belum ada periode yang dikonsolidasikan."))
    for iku in dict.fromkeys(b.iku for b in rows):
        table = Table(title=names.get(iku, iku), title_justify="left", expand=False)
        for header in ("Periode", "Realisasi", "Capaian (%)", "Status", "Dokumen"):
            table.add_column(header, overflow="fold")
        for b in (row for row in rows if row.iku == iku):
            numbers = (_two_decimals(b.result["nilai"]), _two_decimals(b.result["capaian"]))
            document = b.publication.jenis + (", dikunci" if b.locked else "")
            table.add_row(*map(Text, (b.periode.name, *numbers, b.state, document)))
        console.print(table)


def print_trace(console: Console, traced: Mapping[str, Any], workspace: Workspace, names: Mapping[str, str]) -> None:
    value = (
        f"{_two_decimals(traced['nilai'])}, {traced['keadaan']}" if traced["nilai"] is not None else traced["keadaan"]
    )
    month = Periode.parse(traced["periode"]).name
    console.print(Text(f"{names.get(traced['iku'], traced['iku'])}, {month}: {value} (menurut {traced['buku_kerja']})"))
    for note in traced["catatan"]:
        console.print(Text(f"  {as_sentence(note)}"))
    if traced["sumber"]:
        console.print(_source_table(traced["sumber"], workspace))
    for t in traced["tindakan"]:
        reason = f": {t['alasan']}" if t["alasan"] else ""
        console.print(
            Text(f"{t['tindakan'].capitalize()} {_time_text(t['waktu'], workspace)} oleh {t['oleh']}{reason}")
        )


def _source_table(sources: Sequence[Mapping[str, Any]], workspace: Workspace) -> Table:
    table = Table(expand=False)
    for header in ("Berkas", "Revisi", "Tempat", "Nilai", "Waktu berkas", "Arsip"):
        table.add_column(header, overflow="fold")
    for s in sources:
        value = show_number(Decimal(str(s["nilai"]))) if isinstance(s["nilai"], (int, float)) else s["nilai"] or ""
        archived = f"{s['arsip'][:12]}…" if s["arsip"] else ""
        place = f"{s['lembar']} {s['sel']}"
        file_time = _time_text(s["waktu"], workspace) if s["waktu"] else ""
        table.add_row(*map(Text, (s["berkas"], str(s["revisi"] or ""), place, value, file_time, archived)))
    return table


def _time_text(iso: str, workspace: Workspace) -> str:
    moment = datetime.fromisoformat(iso).astimezone(workspace.zone)
    return f"{show_date(moment.date())} {moment:%H.%M} WIB"


# The catalogue of findings


def print_codes(console: Console) -> None:
    table = Table(expand=False)
    for header in ("Kode", "Tingkat", "Keterangan"):
        table.add_column(header, overflow="fold")
    for code, sentences in sorted(CATALOGUE.items(), key=lambda pair: pair[0][1:]):
        table.add_row(*map(Text, (code, tingkat_of(code).word, by_itself(sentences.message))))
    console.print(table)


def explain_code(console: Console, code: str) -> None:
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
    return {code: document.iku_name(code) or rule.CARD.nama for code, rule in RULES.items()}
