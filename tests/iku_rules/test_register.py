"""The register against the official text, against the rule modules, and against mistakes."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from iku_rules.explain import card_in_year
from iku_rules.register_model import load
from iku_rules.register_model.document import Document
from iku_rules.register_model.freeze import freeze, thaw
from iku_rules.register_model.load import load_register
from iku_rules.register_model.register import INDICATORS, Register
from iku_rules.rules import RULES, Rule
from schemas.forms import FORMS
from schemas.periode import MONTH_NAMES, Periode
from schemas.toml_file import WrongEntryError

CASES = Path(__file__).parent.parent / "cases"
RULES_ROOT = Path(load.__file__).parents[1]


def as_text(d: Document) -> str:
    """The document as the extracted text lays it out."""
    functions = " ".join(f"{number}. {content}" for number, content in enumerate(d.fungsi.isi, start=1))
    lines = ["", "", "**" + "  \n".join(d.judul) + "**", ""]
    lines.append(f"{d.instansi.nomor}\t{d.instansi.label}\t:\t{d.instansi.isi}")
    for label, content in (
        (d.tugas_pokok.label, d.tugas_pokok.isi),
        (d.fungsi.label, functions),
        (d.tujuan.label, d.tujuan.isi),
        (d.indikator_tujuan.label, d.indikator_tujuan.isi),
    ):
        lines.append(f"\t{label}\t:\t{content}")
    lines += ["", d.judul_tabel, ""]
    for sasaran in d.sasaran:
        lines.append("\t".join(d.kolom))
        for place, iku in enumerate(sasaran.iku):
            first = (sasaran.nomor, sasaran.nama) if place == 0 else ("", "")
            lines.append("\t".join((*first, iku.nama, iku.rumus, iku.sumber_data, iku.penanggung_jawab)))
        lines.append("")
    p = d.pengesahan
    day = f"{p.tanggal.day} {MONTH_NAMES[p.tanggal.month - 1]} {p.tanggal.year}"
    lines += [f"{p.tempat}, {day}  ", f"{p.kata}  ", p.jabatan, "", f"{p.nama}  ", f"{p.label_nip} {p.nip}"]
    return "\n".join(lines)


@dataclass(frozen=True)
class Unconfirmed:
    """An entry of the register with `dikonfirmasi = false`."""

    file: str
    key: str
    reference: str


def unconfirmed_entries(register: Register) -> list[Unconfirmed]:
    """All of them, in order of file and key."""
    return [entry for file, content in register.contents().items() for entry in _unconfirmed(file, "", content)]


def _unconfirmed(file: str, key: str, content: Any) -> Iterator[Unconfirmed]:
    if isinstance(content, list):
        for index, child in enumerate(content):
            yield from _unconfirmed(file, f"{key}[{index}]", child)
    if not isinstance(content, dict):
        return
    if content.get("dikonfirmasi") is False:
        yield Unconfirmed(file, key, str(content["acuan"]))
    for sub, child in content.items():
        yield from _unconfirmed(file, f"{key}.{sub}" if key else sub, child)


def test_official_document_to_the_letter(register: Register) -> None:
    text = (CASES / "iku_setda_2023.txt").read_text(encoding="utf-8")
    assert as_text(register.document(Periode(2023, 12))).strip() == text.strip()


def test_register_rules_and_forms_name_the_same_indicators(register: Register) -> None:
    """What is found by folder, by module and by file, what the register has a typed place for, and what is official."""
    with_card = [file for file in RULES_ROOT.rglob("*.py") if re.search(r"^CARD = ", file.read_text("utf-8"), re.M)]
    cards = [file.parent.name for file in with_card if file.stem == "rule"]
    files = {file.stem for file in (load.FOLDER / "parameter").glob("*.toml")}
    assert set(RULES) == set(cards) == set(FORMS) == files == set(INDICATORS)
    assert len(with_card) == len(RULES) and all(rule.CARD.kode == code for code, rule in RULES.items())
    for document in register.documents:
        assert set(document.iku_codes) == set(RULES) and register.indicators(document) == document.iku_codes
    assert {form for bagian in register.all_bagian() for form in bagian.form_codes} == set(RULES)


@pytest.mark.parametrize("code", list(RULES))
def test_a_rule_that_is_found_is_one(code: str) -> None:
    """The type checker does not see a module that is found: its functions are those of the protocol."""
    for name in ("compute", "preview"):
        expected, found = get_type_hints(getattr(Rule, name)), get_type_hints(getattr(RULES[code], name))
        promised, given = expected.pop("return"), found.pop("return")
        assert list(found.items()) == list(expected.items())
        assert given == promised or issubclass(given, promised)


@pytest.mark.parametrize("code", list(RULES))
def test_card_agrees_with_document_and_bagian(code: str, register: Register) -> None:
    card = RULES[code].CARD
    assert card.kode == code == register.parameters(code).iku
    assert {d.iku_name(code) for d in register.documents} == {card.nama}
    owners = register.owners(code)
    assert owners == (card.bagian,) if len(owners) == 1 else card.bagian == "seluruh bagian"
    frequency = {f.frekuensi for b in register.all_bagian() for f in b.formulir if f.kode == code}
    assert frequency == {card.frekuensi}
    unconfirmed = [b for b in unconfirmed_entries(register) if b.file == f"parameter/{code}.toml"]
    assert bool(card.belum_dikonfirmasi) == bool(unconfirmed)


def test_official_list_and_cards_agree_both_ways(register: Register) -> None:
    """The extracted text is the list; neither a name in it without a card nor a card without its name."""
    text = (CASES / "iku_setda_2023.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    table = [b for b in rows if len(b) == 6 and b[2] != "Indikator Kinerja Utama"]
    tujuan = next(b[3] for b in rows if len(b) == 4 and b[1] == "Indikator Tujuan")
    codes = register.documents[0].iku_codes
    assert [RULES[code].CARD.nama for code in codes] == [*(b[2] for b in table), tujuan]
    for (_, _, name, *_, data_source, responsible), code in zip(table, codes, strict=False):  # the last is no row
        assert register.documents[0].iku_name(code) == name
        assert responsible == "Sekretariat Daerah"
        owners = register.owners(code)
        assert len(owners) == len(register.all_bagian()) or (register.bagian_code(data_source),) == owners


def test_document_of_a_period(register: Register) -> None:
    assert register.document(Periode(2023, 6)).note(Periode(2023, 6)) is None
    notes = register.document(Periode(2025, 12)).note(Periode(2025, 12))
    assert notes is not None and "31 Desember 2023" in notes
    assert register.document(Periode(2022, 12)).note(Periode(2022, 12)) is not None


def test_second_document_as_a_file(tmp_path: Path) -> None:
    content = (load.FOLDER / "dokumen/iku_setda_2023.toml").read_text(encoding="utf-8")
    content = content.replace('kode = "iku_setda_2023"', 'kode = "iku_setda_2025"')
    content = content.replace("berlaku_dari = 2023-03-04", "berlaku_dari = 2025-01-01")
    content = content.replace("berlaku_sampai = 2023-12-31", "berlaku_sampai = 2029-12-31")
    write(tmp_path, "dokumen/iku_setda_2025.toml", content)
    register = load_register(tmp_path)
    for periode, code in (("2023-05", "2023"), ("2024-05", "2023"), ("2025-01", "2025"), ("2031-01", "2025")):
        assert register.document(Periode.parse(periode)).kode == f"iku_setda_{code}"


def test_key_rows_of_the_forms(register: Register) -> None:
    assert [b.key for b in register.form_year(2021).key_rows["itkp"]] == ["A1", "A2", "B", "C"]
    assert register.form_year(2021).not_assessed["itkp"] == ("A3", "A4", "A5", "A6")
    assert register.form_year(2022).not_assessed["itkp"] == ("A4",)
    assert [b.key for b in register.form_year(2025).key_rows["itkp"]] == ["A1", "A2", "A3", "A4", "A5", "A6", "B", "C"]
    assert [b.key for b in register.form_year(2026).key_rows["itkp"]] == ["A", "B", "C", "D"]
    assert register.form_year(2019).key_rows["itkp"] == register.form_year(2021).key_rows["itkp"]
    assert register.form_year(2035).key_rows["itkp"] == register.form_year(2029).key_rows["itkp"]
    for year in range(2020, 2031):
        form_year = register.form_year(year)
        assert sum((b.maximum or Decimal(0) for b in form_year.key_rows["itkp"]), Decimal(0)) == 100
        assert sum(Decimal(str(b.prefilled["bobot"])) for b in form_year.key_rows["reformasi_hukum"]) == 100
        assert [b.prefilled["kode"] for b in form_year.key_rows["skm"]] == [f"U{n}" for n in range(1, 10)]
        assert [b.key for b in form_year.key_rows["skm"] if b.dash_allowed] == ["Biaya/tarif"]
        assert len(form_year.key_rows["sinergitas_kecamatan"]) == 21
    weights = {
        t: [b.prefilled["bobot"] for b in register.form_year(t).key_rows["reformasi_hukum"]] for t in (2024, 2025)
    }
    assert weights == {2024: [25, 25, 35, 15], 2025: [25, 25, 30, 20]}
    assert sum(a.bobot for a in register.pelayanan_publik.in_year(2025).aspek) == 100


def test_bagian(register: Register) -> None:
    codes, count = register.ikm_bagian(2025)
    assert count == len(codes) == 8
    assert register.bagian_name("perekonomian", date(2023, 3, 4)) == "Bagian Perekonomian"
    assert register.bagian_name("perekonomian", date(2025, 12, 31)) == "Bagian Perekonomian dan Sumber Daya Alam"
    for name in ("pbj", "BAGIAN PENGADAAN  barang dan jasa", "Bagian Pengadaan Barang Dan Jasa", " bpbj "):
        assert register.bagian_code(name) == "pbj"
    assert register.bagian_code("Bagian Administrasi Pembangunan") is None
    for sasaran in register.documents[0].sasaran:
        for iku in sasaran.iku[:-1] if sasaran.nomor == "2" else sasaran.iku:
            assert register.bagian_code(iku.sumber_data) == register.owners(iku.kode)[0]


@pytest.mark.parametrize(
    ("bagian", "month", "due"),
    [
        ("perekonomian", 11, ("kebijakan_perekonomian",)),
        ("perekonomian", 6, ("kebijakan_perekonomian", "kepuasan_masyarakat")),
        ("pbj", 11, ()),
        ("pbj", 12, ("itkp", "kepuasan_masyarakat")),
        ("umum", 6, ("kepuasan_masyarakat",)),
    ],
)
def test_what_is_due(bagian: str, month: int, due: tuple[str, ...], register: Register) -> None:
    assert register.required_forms(bagian, Periode(2025, month)) == due


def test_targets(register: Register) -> None:
    assert all(register.target(iku, Periode(2025, 12)) is None for iku in RULES)
    content = [
        {"iku": "itkp", "tahun": 2025, "nilai": 70},
        {"iku": "itkp", "tahun": 2025, "nilai": 60.5, "triwulan": 3, "contoh": True},
    ]
    with_targets = load_register(target=content)
    values = {b: t.nilai for b in (1, 9, 12) if (t := with_targets.target("itkp", Periode(2025, b)))}
    assert values == {1: 70, 9: Decimal("60.5"), 12: 70}
    assert with_targets.fingerprint() != register.fingerprint() == load_register().fingerprint()


# mistakes


def write(folder: Path, name: str, content: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")


def replacing(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        content = (load.FOLDER / name).read_text(encoding="utf-8")
        assert old in content
        write(folder, name, content.replace(old, new, 1))

    return edit


MISTAKES = {
    "wrong word": (
        replacing("bagian.toml", '"bulanan"', '"mingguan"'),
        'bagian.toml, bagian[1].formulir[0].frekuensi: "mingguan" tidak dikenal; pilihannya "bulanan", "triwulan", '
        '"semester" atau "tahunan"',
    ),
    "unknown key": (
        replacing("kecamatan.toml", "acuan =", "akuan ="),
        "kecamatan.toml, akuan: kunci tidak dikenal. Mungkin maksudnya “acuan”. Yang ada: acuan, dikonfirmasi, "
        "kecamatan",
    ),
    "further key": (
        replacing("parameter/itkp.toml", "tahun_dari = 2021", "tahun_dari = 2021\nbulat = 2"),
        "parameter/itkp.toml, model[0].bulat: kunci tidak dikenal. Yang ada: acuan, dikonfirmasi, nama, tahun_dari, "
        "tahun_sampai, penerus, polaritas, komponen, tidak_dinilai, bulatkan_pilar, catatan, toleransi, "
        "toleransi_satu_desimal, toleransi_hitungan, toleransi_hitungan_satu_desimal, persen, ukuran_ambang, "
        "hitungan, skala",
    ),
    "number as text": (
        replacing("parameter/itkp.toml", "maksimum = 10", 'maksimum = "10"'),
        'parameter/itkp.toml, model[0].komponen[0].maksimum: harus angka, tanpa tanda kutip (terbaca "10")',
    ),
    "truth as number": (
        replacing("parameter/itkp.toml", "nilai = true", "nilai = 1"),
        "parameter/itkp.toml, model[0].bulatkan_pilar.nilai: harus true atau false (terbaca 1)",
    ),
    "no reference": (
        replacing("parameter/kepuasan_masyarakat.toml", 'acuan = "PermenPANRB 14/2017"', 'acuan = ""'),
        "parameter/kepuasan_masyarakat.toml, model[0].acuan: tidak boleh kosong",
    ),
    "gap in years": (
        replacing("parameter/reformasi_hukum.toml", "tahun_sampai = 2024", "tahun_sampai = 2023"),
        "parameter/reformasi_hukum.toml, model: [1].tahun_dari = 2025 tidak bersambung dengan tahun_sampai sebelumnya "
        "(2023); tidak boleh tumpang tindih atau berjeda",
    ),
    "overlap in years": (
        replacing("parameter/reformasi_hukum.toml", "tahun_sampai = 2024", "tahun_sampai = 2025"),
        "parameter/reformasi_hukum.toml, model: [1].tahun_dari = 2025 tidak bersambung dengan tahun_sampai sebelumnya "
        "(2025); tidak boleh tumpang tindih atau berjeda",
    ),
    "gap in days": (
        replacing("bagian.toml", "sampai = 2023-12-31", "sampai = 2023-12-01"),
        "bagian.toml, bagian[1].nama: [1].dari = 2024-01-01 tidak bersambung dengan sampai sebelumnya (2023-12-01); "
        "tidak boleh tumpang tindih atau berjeda",
    ),
    "count of the IKM": (
        replacing("bagian.toml", "jumlah = 8", "jumlah = 9"),
        "bagian.toml, ikm[0]: jumlah = 9, tetapi daftar bagian memuat 8",
    ),
    "unknown bagian": (
        replacing("bagian.toml", '"umum", "protokol"]', '"umum", "adpem"]'),
        "bagian.toml, ikm[0].bagian[7]: “adpem” tidak dikenal. Mungkin maksudnya “tapem”. Yang ada: pbj, perekonomian, "
        "tapem, kesra, hukum, organisasi, umum, protokol",
    ),
    "scale out of order": (
        replacing("capaian.toml", "batas = 66", "batas = 50"),
        "capaian.toml, kategori: selang[2].batas = 50 tidak lebih besar dari 51 sebelumnya",
    ),
    "unknown formula of the ITKP": (
        replacing("parameter/itkp.toml", '"sebanding"', '"sebandingan"'),
        'parameter/itkp.toml, model[0].hitungan[2].rumus: jenis "sebandingan" tidak dikenal; pilihannya "ambang", '
        '"sebanding", "variabel", "ada", "jenjang" atau "nilai"',
    ),
    "steps of a score out of order": (
        replacing("parameter/itkp.toml", "batas = 60, nilai = 2 ", "batas = 40, nilai = 2 "),
        "parameter/itkp.toml, model[3].hitungan[0].rumus.jenjang: jenjang[2].batas = 40 tidak lebih besar dari 50 "
        "sebelumnya",
    ),
    "a component nobody counts": (
        replacing("parameter/itkp.toml", 'komponen = "A2"', 'komponen = "A1"'),
        "parameter/itkp.toml, model[0]: hitungan tahun 2021: komponen A2 tidak cocok",
    ),
    "a row of the ITKP twice in a year": (
        replacing("parameter/itkp.toml", "tahun_dari = 2025\nacuan", "tahun_dari = 2024\nacuan"),
        "parameter/itkp.toml, model[2]: hitungan tahun 2024: rangkap A3",
    ),
    "a ratio without a denominator": (
        replacing("parameter/itkp.toml", 'penyebut = "pagu belanja pengadaan (Rp)"\n', ""),
        "parameter/itkp.toml, model[0]: hitungan[0].penyebut belum diisi",
    ),
    "weights": (
        replacing("parameter/reformasi_hukum.toml", "bobot = 35", "bobot = 30"),
        "parameter/reformasi_hukum.toml, model[0]: jumlah bobot variabel 95, seharusnya 100",
    ),
    "not TOML": (
        lambda folder: write(folder, "target.toml", "target = [\n  {iku: 1}\n]"),
        "target.toml: bukan TOML yang sah (baris 2, kolom 7)",
    ),
    "unknown target": (
        lambda folder: write(folder, "target.toml", '[[target]]\niku = "ikm"\ntahun = 2025\nnilai = 1'),
        "target.toml, target[0].iku: “ikm” tidak dikenal. Yang ada: itkp, kebijakan_perekonomian, "
        "sinergitas_kecamatan, kesalehan_sosial, reformasi_hukum, kepuasan_masyarakat, pelayanan_publik",
    ),
}


@pytest.mark.parametrize(("edit", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_wrong_key_or_value_is_refused_in_one_line(edit: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    edit(tmp_path)
    with pytest.raises(WrongEntryError) as error:
        load_register(tmp_path)
    assert str(error.value) == message


def test_unknown_file_and_folder_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "bagain.toml", "")
    with pytest.raises(
        WrongEntryError,
        match=r"^bagain\.toml: berkas register “bagain\.toml” tidak dikenal\. Mungkin",
    ):
        load_register(tmp_path)
    with pytest.raises(WrongEntryError, match="folder register tidak ada"):
        load_register(tmp_path / "tidak-ada")


def test_wrong_target_of_the_settings_is_refused() -> None:
    with pytest.raises(WrongEntryError, match=r"^iku\.toml, target\[0\]\.nilai: belum ada"):
        load_register(target=[{"iku": "itkp", "tahun": 2025}])
    with pytest.raises(WrongEntryError, match=r"^iku\.toml, target\[0\]\.iku: “ikm” tidak dikenal"):
        load_register(target=[{"iku": "ikm", "tahun": 2025, "nilai": 1}])


def test_files_are_replaced_one_by_one(tmp_path: Path) -> None:
    shutil.copy(load.FOLDER / "target.toml", tmp_path / "target.toml")
    assert load_register(tmp_path).fingerprint() == load_register().fingerprint()
    content = (
        (load.FOLDER / "penandatangan.toml").read_text(encoding="utf-8").replace('sebagai = ""', 'sebagai = "Plt."')
    )
    (tmp_path / "penandatangan.toml").write_bytes(b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode())
    signatory = load_register(tmp_path).signatory(date(2025, 12, 31))
    assert signatory is not None and signatory.sebagai == "Plt."


def test_every_number_of_the_register_has_a_reference(register: Register) -> None:
    """Each parameter of each model is listed with its reference, and each unconfirmed entry is among them."""
    for code in RULES:
        for model in register.parameters(code).model:
            parameter = model.parameters()
            assert parameter and all(p.nama and p.nilai and p.acuan for p in parameter)
        named = {(p.acuan, p.dikonfirmasi) for m in register.parameters(code).model for p in m.parameters()}
        for entry in unconfirmed_entries(register):
            if entry.file == f"parameter/{code}.toml" and not re.fullmatch(r"model\[\d+\]", entry.key):
                assert (entry.reference, False) in named, entry


def test_a_frozen_register_comes_back_with_targets_and_limit(tmp_path: Path) -> None:
    targets = [{"iku": "itkp", "tahun": 2025, "nilai": 60.5}]
    for number, limit in enumerate((None, Decimal("120.5"))):
        work = tmp_path / str(number)
        work.mkdir()
        frozen = thaw(freeze(None, targets, limit), work)
        assert frozen.fingerprint() == load_register(None, targets, limit).fingerprint()


def test_a_card_says_the_numbers_of_its_year(register: Register) -> None:
    """A weight changed in the register is changed in the words of the card."""
    file = register.pelayanan_publik
    weight = file.model[0].bobot_f02.model_copy(update={"nilai": Decimal("0.8")})
    changed = file.model_copy(update={"model": (file.model[0].model_copy(update={"bobot_f02": weight}),)})
    other = replace(register, pelayanan_publik=changed)
    assert "0,75 x F02" in card_in_year(register, "pelayanan_publik", 2025).pembilang
    assert "0,8 x F02" in card_in_year(other, "pelayanan_publik", 2025).pembilang
    for code in RULES:
        texts = vars(card_in_year(register, code, 2025)).values()
        assert not any("{" in str(text) for text in texts)


@pytest.mark.parametrize(
    "name", ["Thumbs.db", "desktop.ini", ".DS_Store", "~$target.toml", "target.toml~", "target.toml.bak", "x/.swp"]
)
def test_what_programs_leave_in_the_folder_is_no_file_of_the_register(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"x")
    assert load_register(tmp_path).documents
