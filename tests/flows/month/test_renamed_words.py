"""Words of the office's own register: what is renamed there works from the template to the result, or is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.demo import demo_entries
from iku_rules.register_model import load
from tests.flows.month.conftest import DECEMBER, PERIODE, Office, pick, sheet_text
from workbooks.filler import SheetEntries, fill_template

KEBIJAKAN = "parameter/kebijakan_perekonomian.toml"
SHEET = "Kebijakan Perekonomian"


def use_register(office: Office, name: str, *changes: tuple[str, str]) -> None:
    """The shipped file with these words changed, in the office's own register."""
    content = (load.FOLDER / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in content
        content = content.replace(old, new)
    file = office.workspace.folder / "register" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    (office.workspace.folder / "iku.toml").write_text('register = "register"\n', encoding="utf-8")


def hand_in(office: Office, bagian: str, entries: Mapping[str, SheetEntries]) -> None:
    """The template as `iku templat` writes it, filled, dropped into the inbox in time."""
    office.iku("templat", "--periode", DECEMBER, "--bagian", bagian)
    (template,) = office.workspace.bagian_folder(bagian, PERIODE).glob("Templat*.xlsx")
    office.inbox.drop(f"{bagian}/iku.xlsx", fill_template(template.read_bytes(), entries))


def kebijakan_entries(issued: str, *emptied: str) -> dict[str, SheetEntries]:
    """The demo's policies, those issued said to be so with that word; `emptied` headers are left blank."""
    entries = demo_entries("perekonomian")
    rows = [
        {header: issued if value == "Diterbitkan" else value for header, value in row.items() if header not in emptied}
        for row in entries[SHEET].open_rows
    ]
    return {**entries, SHEET: replace(entries[SHEET], open_rows=rows)}


def value_of(report: Mapping[str, Any], iku: str) -> tuple[float | None, str]:
    result = pick(report["hasil"], iku=iku)
    return result["nilai"], result["status"]


RENAMED = (('"Diterbitkan"', '"Ditetapkan"'),)


@pytest.mark.parametrize(("word", "changes"), [("Diterbitkan", ()), ("Ditetapkan", RENAMED)])
def test_a_renamed_word_for_issued_counts_as_before(
    office: Office, word: str, changes: tuple[tuple[str, str], ...]
) -> None:
    use_register(office, KEBIJAKAN, *changes)
    hand_in(office, "perekonomian", kebijakan_entries(word))
    assert value_of(office.consolidate(), "kebijakan_perekonomian") == (77.78, "FINAL")


def test_with_a_renamed_word_number_and_date_are_asked_for(office: Office) -> None:
    use_register(office, KEBIJAKAN, *RENAMED)
    hand_in(office, "perekonomian", kebijakan_entries("Ditetapkan", "Nomor"))
    kiriman = pick(office.consolidate()["pengumpulan"], bagian="perekonomian")
    codes = {temuan["kode"] for temuan in kiriman["temuan"]}
    assert (kiriman["status"], "G401" in codes) == ("DIKEMBALIKAN", True)


def test_what_was_accepted_with_a_word_of_before_is_named(office: Office) -> None:
    """The list changes within a year: nothing is FINAL without a word about what no longer counts."""
    use_register(office, KEBIJAKAN)
    hand_in(office, "perekonomian", kebijakan_entries("Diterbitkan"))
    assert value_of(office.consolidate(), "kebijakan_perekonomian") == (77.78, "FINAL")
    use_register(office, KEBIJAKAN, *RENAMED)
    report = office.consolidate()
    assert value_of(report, "kebijakan_perekonomian") == (0, "SEMENTARA")
    notes = pick(report["hasil"], iku="kebijakan_perekonomian")["catatan"]
    assert any(note.startswith("status “Diterbitkan” tidak ada lagi dalam daftar status") for note in notes)


@pytest.mark.parametrize(
    "changes",
    [(('"Diterbitkan",', '"Ditetapkan",'),), (('"Diterbitkan",', '"Ditetapkan",'), ('terbit = "Diterbitkan"\n', ""))],
)
def test_a_list_without_a_word_for_issued_is_refused(office: Office, changes: tuple[tuple[str, str], ...]) -> None:
    use_register(office, KEBIJAKAN, *changes)
    for command in ("templat", "konsolidasi", "status", "aturan"):
        assert office.iku(command, code=2) == (
            "parameter/kebijakan_perekonomian.toml, model[0].status: terbit = “Diterbitkan” tidak ada dalam isi; "
            "pilihannya Direncanakan, Disusun, Harmonisasi, Ditetapkan, Ditunda, Batal\n"
        )


SKM = "parameter/kepuasan_masyarakat.toml"
ANOTHER = '{ kode = "U9", nama = "Sarana dan prasarana" },'
TENTH = (ANOTHER, ANOTHER + '\n    { kode = "U10", nama = "Kecepatan jawaban" },')
IN_TENTHS = ('"1/9"', '"1/10"')
NAME, NEW_NAME = "Kompetensi pelaksana", "Kompetensi petugas"


def survey(names: Sequence[str], way: str) -> dict[str, SheetEntries]:
    """A survey in which every unsur got 3 and the last one 4, as a recap or by one respondent."""
    marks = dict.fromkeys(names, 3) | {names[-1]: 4}
    pairs = {"Status survei": "Sudah dilaksanakan", "Periode survei": "Semester II 2025", "Cara pengisian": way}
    identity = {"Identitas": demo_entries("umum")["Identitas"]}
    if way == "Rekap":
        pairs["Jumlah responden"] = "120"
        return identity | {"SKM": SheetEntries(pairs=pairs, rows={name: {"NRR": mark} for name, mark in marks.items()})}
    respondent = {"Tanggal": date(2025, 11, 17), "Jenis layanan": "surat", **marks}
    return identity | {"SKM": SheetEntries(pairs=pairs), "SKM Responden": SheetEntries(open_rows=[respondent])}


@pytest.mark.parametrize("way", ["Rekap", "Responden"])
@pytest.mark.parametrize(
    ("changes", "value"),
    [((), 77.78), (((NAME, NEW_NAME),), 77.78), ((TENTH, IN_TENTHS), 77.5)],
    ids=["shipped", "renamed", "added"],
)
def test_an_unsur_renamed_or_added_works_to_the_workbook(
    office: Office, way: str, changes: tuple[tuple[str, str], ...], value: float
) -> None:
    use_register(office, SKM, *changes)
    register = load.load_register(office.workspace.folder / "register")
    names = [unsur.nama for unsur in register.kepuasan_masyarakat.in_year(2025).unsur]
    hand_in(office, "umum", survey(names, way))
    report = office.consolidate()
    assert value_of(report, "kepuasan_masyarakat") == (value, "SEMENTARA")  # one bagian of eight
    text = sheet_text(office.workspace.folder / report["buku_kerja"], "Rincian IKM")
    assert all(name in text for name in names)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ((TENTH,), "model[0]: bobot.nilai “1/9”, padahal ada 10 unsur"),
        ((('"U6"', '"Q6"'),), 'model[0].unsur[5].kode: "Q6" tidak dapat dipakai; tulis U dan nomornya, misalnya U1'),
        ((('"U6"', '"U5"'),), "model[0].unsur: [5] rangkap: U5 sudah ada pada [4]"),
        (((NAME, "perilaku  pelaksana"),), "model[0].unsur: [6] rangkap: perilaku pelaksana sudah ada pada [5]"),
    ],
)
def test_unsur_that_cannot_be_are_refused(office: Office, changes: tuple[tuple[str, str], ...], message: str) -> None:
    use_register(office, SKM, *changes)
    for command in ("templat", "aturan"):
        assert office.iku(command, code=2) == f"{SKM}, {message}\n"
