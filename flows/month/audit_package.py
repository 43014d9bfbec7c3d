"""All that stands behind a period in one package for an auditor, who needs no program of ours to check it.

It holds the originals, and with them names and NIP.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from flows.month.data_package import package_files
from flows.month.export import Export
from flows.month.locking import read_frozen_register
from flows.office.bag import Payload, write_bag
from flows.run import Run
from flows.version import program_version
from iku_rules.explain import card_rows, explain
from iku_rules.register_model.freeze import freeze
from iku_rules.register_model.register import Register
from iku_rules.rules import RULES
from ledger.archive import read_archived
from ledger.queries import Memory, archive_name
from ledger.rows import KirimanRow, LockRow, SignedFile
from schemas.errors import CannotDoError
from schemas.exact_json import write_json
from schemas.toml_file import WrongEntryError
from schemas.wording import show_date

_README = """\
Paket audit Indikator Kinerja Utama, {periode}
Buku kerja: {workbook} ({kind}), SHA-256 {sha256}
{standing}

Paket ini memuat nama dan NIP; simpan dan bagikan seperlunya.

Isi
  data/buku_kerja/   buku kerja yang berlaku dan semua yang pernah ditandatangani untuk bulan ini
  data/dokumen_ttd/  hasil pindai bertanda tangan; namanya SHA-256 isinya
  data/asli/         berkas dari bagian sebagaimana diterima; namanya SHA-256 isinya; daftar.csv menyebut milik siapa
  data/ledger/       catatan.jsonl: setiap catatan tentang bulan ini, satu baris satu catatan
  data/register/     daftar resmi, parameter, dan target yang dipakai menghitung (zip berisi berkas TOML)
  data/aturan/       aturan.json: kartu dan parameter tiap indikator, versi aturan
  data/ekspor/       tabel hasil, komponen, pengumpulan, temuan (CSV) dan penjelasan kolomnya (datapackage.json)

Memeriksa tanpa program kami
1. Keutuhan. Buka zip ini, lalu di foldernya:
     sha256sum -c manifest-sha256.txt        (Linux; Windows dengan WSL atau Git Bash)
     sha256sum -c tagmanifest-sha256.txt
   atau dengan alat BagIt apa pun, misalnya: bagit.py --validate <folder>
   Satu berkas di Windows:  Get-FileHash <berkas>
2. Berkas asli. Nama tiap berkas di data/asli/ adalah SHA-256 isinya, dan sidik yang sama tercetak di lembar Jejak Data
   buku kerja dan di Tanda Terima bagian.
3. Angka. Lembar Jejak Data menyebut berkas, lembar, dan sel asal tiap angka; lembar Rincian menghitungnya dengan rumus.
4. Catatan. Tiap baris data/ledger/catatan.jsonl dirantai: “sidik” adalah SHA-256 dari “sebelum”, “tabel”, dan “isi”,
   dipisahkan ganti baris. Catatan yang diubah sesudahnya tidak lagi cocok. Dengan Python:
     python3 -c "import json,hashlib
     for b in map(json.loads, open('data/ledger/catatan.jsonl', encoding='utf-8')):
         s = hashlib.sha256('\\n'.join([b['sebelum'] or '', b['tabel'], b['isi']]).encode()).hexdigest()
         print(b['tabel'], b['baris'], 'cocok' if s == b['sidik'] else 'TIDAK COCOK')"
   Sidik kiriman tercetak di Tanda Terima bagian; sidik penguncian dicetak oleh iku kunci.
"""


def write_audit_package(run: Run, exported: Export, folder: Path) -> Path:
    """Write the package of an exported period into a folder; gives its file. Raises CannotDoError, ArchiveDamagedError.

    `exported` holds what is personal too.
    """
    periode, publication = exported.periode, exported.publication
    with run.look_up() as transaction:
        memory = Memory(transaction)
        attached = [row.nomor for row in _attachments(memory, exported)]
        extract = transaction.extract(str(periode), [*publication.masukan, *attached])
        signed = [file for file in transaction.signed_files() if file.periode == str(periode)]
        seal = transaction.last_seal()
    numbers = {row["baris"] for row in extract if row["tabel"] == "kiriman"}
    originals = [row for number, row in memory.kiriman.items() if number in numbers]
    locks = memory.locks.get(str(periode), [])
    payload: dict[str, Callable[[], bytes]] = {
        **_workbooks(run, exported, signed),
        **_originals(run, originals, publication.masukan),
        **_registers(run, locks),
        "ledger/catatan.jsonl": lambda: "".join(f"{write_json(row)}\n" for row in extract).encode(),
        "aturan/aturan.json": lambda: _rules(run, exported),
        "BACA-DULU.txt": lambda: _readme(run, exported).encode(),
    }
    files = package_files(exported, run, personal=True, with_parquet=False)
    payload |= {f"ekspor/{name}": partial(bytes, content) for name, content in files.items()}
    destination = folder / f"paket-audit_{periode}.zip"
    write_bag(destination, payload, _info(run, exported, seal))
    return destination


def _attachments(memory: Memory, exported: Export) -> Iterator[KirimanRow]:
    """The attachments that stand beside the submissions of the period; they say no month themselves."""
    named = {(each["bagian"], name) for each in exported.publication.pengumpulan for name in each["lampiran"]}
    return (row for row in memory.kiriman.values() if row.lampiran and (row.bagian, row.nama) in named)


def _workbooks(run: Run, exported: Export, signed: Iterable[SignedFile]) -> Payload:
    """The workbook in force and whatever was signed for the period."""
    files: dict[str, Callable[[], bytes]] = {}
    for file in signed:
        extension = Path(file.nama).suffix.lower()
        place = f"buku_kerja/{file.nama}" if extension == ".xlsx" else f"dokumen_ttd/{file.sha256}.pdf"
        files[place] = partial(_archived, run, f"{file.sha256}{'.xlsx' if extension == '.xlsx' else '.pdf'}")
    name = f"buku_kerja/{exported.publication.nama}"
    if name not in files:
        files[name] = partial(_draft, run, exported)
    return files


def _archived(run: Run, name: str) -> bytes:
    return read_archived(run.workspace.archive, name, name.partition(".")[0])


def _draft(run: Run, exported: Export) -> bytes:
    """A workbook that nobody signed, from the outbox; proven by what the ledger noted of it."""
    publication = exported.publication
    return read_archived(run.workspace.consolidation_folder(exported.periode), publication.nama, publication.sha256)


def _originals(run: Run, rows: Iterable[KirimanRow], counted: Iterable[int]) -> Payload:
    rows = list(rows)
    files: dict[str, Callable[[], bytes]] = {
        f"asli/{archive_name(row)}": partial(_archived, run, archive_name(row)) for row in rows
    }
    return {**files, "asli/daftar.csv": lambda: _list_of(run, rows, set(counted))}


def _list_of(run: Run, rows: Iterable[KirimanRow], counted: set[int]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["sha256", "nama", "bagian", "periode", "revisi", "waktu", "lampiran", "menjadi dasar hasil"])
    for row in rows:
        moment = row.diubah.astimezone(run.workspace.zone).isoformat()
        place = (row.sha256, row.nama, row.bagian, row.periode, row.revisi, moment)
        writer.writerow([*place, "ya" if row.lampiran else "tidak", "ya" if row.nomor in counted else "tidak"])
    return text.getvalue().encode()


def _registers(run: Run, locks: Iterable[LockRow]) -> Payload:
    """The register of each locking; that of now for a period that was never locked."""
    names = {f"{lock.register_sha256}.zip" for lock in locks if lock.register_sha256}
    if names:
        return {f"register/{name}": partial(_archived, run, name) for name in names}
    settings = run.workspace.settings
    frozen = freeze(run.workspace.register, settings.target, settings.tampilan.capaian_maksimal)
    return {"register/register-saat-ini.zip": partial(bytes, frozen)}


def _rules(run: Run, exported: Export) -> bytes:
    """Cards and parameters of the year, of the register that the period was computed with."""
    register, year = _register_of(run, exported), exported.periode.year
    indicators = [explain(register, row["iku"], year) for row in exported.tables["hasil"] if row["iku"] in RULES]
    document = {
        "versi": exported.publication.versi,
        "program": program_version(),
        "tahun": year,
        "indikator": [
            {
                **dict(card_rows(each.card)),
                "Nama": each.name,
                "Model": each.model.nama,
                "Acuan": each.model.acuan,
                "Parameter": [vars(parameter) for parameter in each.parameters],
            }
            for each in indicators
        ],
    }
    return write_json(document, indent=2).encode()


def _register_of(run: Run, exported: Export) -> Register:
    if exported.lock is None:
        return run.register
    try:
        return read_frozen_register(exported.lock, run.workspace)
    except WrongEntryError as error:  # the rules of this program are no longer those
        raise CannotDoError(f"Register yang dibekukan tidak terbaca program ini lagi: {error}") from error


def _readme(run: Run, exported: Export) -> str:
    publication = exported.publication
    standing = "Bulan ini belum dikunci: buku kerja belum ditandatangani."
    if exported.lock:
        day = show_date(exported.lock.waktu.astimezone(run.workspace.zone).date())
        standing = f"Dikunci {day} oleh {exported.lock.oleh}."
    return _README.format(
        periode=exported.periode.name,
        workbook=publication.nama,
        kind=publication.jenis,
        sha256=publication.sha256,
        standing=standing,
    )


def _info(run: Run, exported: Export, seal: str) -> Mapping[str, str]:
    """What the bag says of itself; its day is that of the publication, so that the same period gives the same bytes."""
    publication = exported.publication
    return {
        "External-Identifier": f"paket-audit_{exported.periode}",
        "External-Description": f"Indikator Kinerja Utama {exported.periode.name}, {publication.nama}",
        "Bagging-Date": publication.waktu.astimezone(run.workspace.zone).date().isoformat(),
        "Bag-Software-Agent": f"iku-setda {program_version()}".rstrip(),
        "Sidik-Ledger": seal,
    }
