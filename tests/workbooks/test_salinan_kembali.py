"""The return copy, part by part of the zip: what is added, what stays byte for byte, what comes off again."""

import base64
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from lxml import etree
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from schemas.periode import Periode
from schemas.temuan import Pengecualian, Temuan, buat_temuan
from workbooks import salinan_catatan, salinan_paket
from workbooks.jawaban import TEMUAN_TERBANYAK, Jawaban, ringkas_sel, tulis_hasil_verifikasi
from workbooks.salinan_kembali import TidakDapatDisalin, buat_salinan, lepaskan

# openpyxl says what it would lose of these workbooks.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

U = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
EKSTENSI_X14 = (
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Daftar!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>C2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def temuan(kode: str, lembar: str | None, sel: str | None) -> Temuan:
    return buat_temuan(
        kode, lembar=lembar, sel=sel, ditemukan="x", label="Nilai", contoh="83,25", harapan="angka", dibaca="90",
        mirip="",
    )  # fmt: skip


def jawaban(*semua: Temuan, diterima: bool = False) -> Jawaban:
    return Jawaban(
        bagian="Bagian Hukum", periode=Periode(2025, 12), berkas="hukum/isi.xlsx", sha256="0" * 64,
        waktu=datetime(2026, 1, 5, 10), diterima=diterima, tetap_berlaku=None, insiden=None, temuan=semua, hasil=(),
        tenggat=date(2026, 1, 5), folder="inbox/hukum/",
    )  # fmt: skip


SALAH = (
    temuan("G301", "Isi", "C2, C3"),
    temuan("P420", "Isi", "C4"),
    temuan("I311", "isi", "C5"),
    temuan("G401", "Isi", "C9"),
    temuan("G202", "Hilang", None),
)


def kanonik(elemen: Any) -> bytes:
    """An element as XML means it."""
    return bytes(etree.tostring(elemen, method="c14n"))


@pytest.fixture(scope="module", name="kaya")
def _kaya(bagian_zip: Callable[[bytes], dict[str, bytes]], rakit: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    """A workbook with everything that programs lose: its second sheet is the one to be marked."""
    aliran = io.BytesIO()
    with xlsxwriter.Workbook(aliran, {"in_memory": True}) as buku:
        buku.set_properties({"created": datetime(2026, 1, 1)})
        depan, isi, daftar = (buku.add_worksheet(nama) for nama in ("Depan", "Isi", "Daftar"))
        merah = buku.add_format({"bg_color": "#FF0000"})
        depan.write_formula("A1", "=SUM(Isi!C2:C5)", None, 7)
        depan.insert_chart("C3", _bagan(buku))
        depan.insert_image("H3", "titik.png", {"image_data": io.BytesIO(PNG)})
        isi.set_column("A:A", 30)
        isi.set_column("E:G", None, None, {"hidden": True})
        isi.write_rich_string("A1", "biasa ", buku.add_format({"bold": True}), "tebal")
        isi.write_column("C2", ["abc", 101.5, True, "90", 1 / 3])
        isi.write_formula("C7", "=1/0", None, "#DIV/0!")
        isi.write_comment("C2", "catatan bagian")
        isi.write_comment("A9", "lain")
        isi.insert_button("J1", {"caption": "Tombol"})
        isi.protect("rahasia")
        isi.autofilter("A1:C5")
        isi.conditional_format("C2:C5", {"type": "data_bar", "data_bar_2010": True})
        isi.conditional_format("A2", {"type": "cell", "criteria": ">", "value": 5, "format": merah})
        isi.data_validation("C3", {"validate": "list", "source": "=daftar"})
        isi.add_sparkline("B2", {"range": "Daftar!A1:A3"})
        isi.repeat_rows(0)
        isi.activate()
        daftar.write_column("A1", [1, 2, 3])
        daftar.print_area("A1:A3")
        buku.define_name("daftar", "=Daftar!$A$1:$A$3")
    bagian = bagian_zip(aliran.getvalue())
    lembar = bagian["xl/worksheets/sheet2.xml"]
    bagian["xl/worksheets/sheet2.xml"] = lembar.replace(b"</extLst>", EKSTENSI_X14.encode())
    return rakit(bagian)


def _bagan(buku: xlsxwriter.Workbook) -> Any:
    bagan = buku.add_chart({"type": "column"})
    bagan.add_series({"values": "=Daftar!$A$1:$A$3"})
    return bagan


@pytest.fixture(scope="module", name="salinan")
def _salinan(kaya: bytes) -> bytes:
    return buat_salinan(kaya, jawaban(*SALAH)).isi


# Nothing is lost


def test_parts_that_need_no_edit_are_the_same_bytes(kaya: bytes, salinan: bytes, bagian_zip: Any) -> None:
    lama, baru = bagian_zip(kaya), bagian_zip(salinan)
    assert {nama for nama in lama if baru.get(nama) != lama[nama]} == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet2.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    assert set(baru) - set(lama) == {"xl/worksheets/hasilVerifikasi1.xml"}
    assert list(baru)[: len(lama)] == list(lama)


def test_the_marked_sheet_keeps_its_cells_and_everything_else(kaya: bytes, salinan: bytes, bagian_zip: Any) -> None:
    nama = "xl/worksheets/sheet2.xml"
    lama, baru = bagian_zip(kaya)[nama], bagian_zip(salinan)[nama]
    for pola in (rb"<sheetData>.*</sheetData>", rb"<sheetProtection[^>]*>", rb"<cols>.*</cols>"):
        assert re.search(pola, lama, re.DOTALL)[0] == re.search(pola, baru, re.DOTALL)[0]  # type: ignore[index]
    anak_lama, anak_baru = ([kanonik(satu) for satu in etree.fromstring(isi)] for isi in (lama, baru))
    tambahan = [satu for satu in anak_baru if satu not in anak_lama]
    # Our formats, one a cell (C2 and C3 hold different things), and the view, which is no longer the selected one.
    assert [etree.fromstring(satu).tag.removeprefix(U) for satu in tambahan] == [
        "sheetViews", *["conditionalFormatting"] * 5,
    ]  # fmt: skip
    assert next(s for s in anak_lama if s not in anak_baru).replace(b'Selected="1"', b'Selected="0"') == tambahan[0]


def test_a_note_of_the_bagian_and_its_button_stay(kaya: bytes, salinan: bytes, bagian_zip: Any) -> None:
    lama, baru = (bagian_zip(isi)["xl/drawings/vmlDrawing1.vml"] for isi in (kaya, salinan))
    assert baru.startswith(lama.removesuffix(b"</xml>"))
    catatan = {
        sel.coordinate: sel.comment.text for b in load_workbook(io.BytesIO(salinan))["Isi"] for sel in b if sel.comment
    }
    assert set(catatan) == {"C2", "C3", "C4", "C5", "C9", "A9"}
    assert catatan["A9"] == "lain"
    assert catatan["C2"].startswith("catatan bagian") and "Harus diperbaiki: “Nilai” berisi" in catatan["C2"]
    assert b"visibility:visible" not in baru and b"<x:Visible" not in baru
    assert baru.count(b'ObjectType="Note"') == len(catatan)


def test_two_libraries_read_the_copy(kaya: bytes, salinan: bytes) -> None:
    nama = ["Hasil Verifikasi", "Depan", "Isi", "Daftar"]
    buku = load_workbook(io.BytesIO(salinan))
    assert buku.sheetnames == nama and buku.active.title == "Hasil Verifikasi"
    assert [ws.title for ws in buku if ws.sheet_view.tabSelected] == ["Hasil Verifikasi"]
    assert buku["Isi"].print_title_rows == "$1:$1" and "A$1:$A$3" in buku["Daftar"].print_area.replace("$A$1", "A$1")
    lain = CalamineWorkbook.from_filelike(io.BytesIO(salinan))
    asli = CalamineWorkbook.from_filelike(io.BytesIO(kaya))
    assert lain.sheet_names == nama
    for satu in nama[1:]:
        assert lain.get_sheet_by_name(satu).to_python() == asli.get_sheet_by_name(satu).to_python()


def test_every_link_leads_to_its_cell(salinan: bytes) -> None:
    lembar = load_workbook(io.BytesIO(salinan))["Hasil Verifikasi"]
    tautan = {sel.value: sel.hyperlink.location for b in lembar.iter_rows() for sel in b if sel.hyperlink}
    assert tautan == {"C2:C3": "'Isi'!C2", "C4": "'Isi'!C4", "C5": "'Isi'!C5", "C9": "'Isi'!C9"}
    assert "Hilang (tidak ada)" in {sel.value for b in lembar.iter_rows() for sel in b}


def test_the_levels_differ_without_colour(salinan: bytes) -> None:
    aturan = load_workbook(io.BytesIO(salinan))["Isi"].conditional_formatting
    rupa = {str(a.sqref): r.dxf for a in aturan for r in a.rules if "iku-catatan-verifikasi" in "".join(r.formula)}
    assert set(rupa) == {"C2", "C3", "C4", "C5", "C9"}
    galat, peringatan, info = rupa["C2"], rupa["C4"], rupa["C5"]
    assert galat.font.b and not peringatan.font.b and peringatan.font.i
    assert [d.border.left.style for d in (galat, peringatan, info)] == ["thin", "dashed", "dotted"]
    assert peringatan.fill.patternType == "lightUp" and info.fill is None


def test_a_waived_finding_says_who_let_it_pass(kaya: bytes) -> None:
    izin = Pengecualian("Kepala Bagian Organisasi", "menurut surat", "2026-01-31")
    buku = load_workbook(
        io.BytesIO(buat_salinan(kaya, jawaban(replace(SALAH[3], dikecualikan=izin), diterima=True)).isi)
    )
    isi = {sel.value for b in buku["Hasil Verifikasi"].iter_rows() for sel in b}
    kalimat = "Dikecualikan oleh Kepala Bagian Organisasi sampai 31 Januari 2026: Menurut surat."
    assert {"Harus diperbaiki (dikecualikan)", kalimat} <= isi
    assert kalimat in buku["Isi"]["C9"].comment.text
    (format_,) = [a for a in buku["Isi"].conditional_formatting if "iku-catatan" in str(a.rules[0].formula)]
    assert format_.rules[0].dxf.border.left.style == "dotted"


def test_macros_stay(kaya: bytes, bagian_zip: Any, rakit: Any) -> None:
    bagian = bagian_zip(kaya)
    jenis = bagian["[Content_Types].xml"]
    makro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    bagian["[Content_Types].xml"] = re.sub(
        rb'(PartName="/xl/workbook.xml" ContentType=")[^"]*', rb"\g<1>" + makro, jenis
    ).replace(
        b"<Override", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override', 1
    )
    bagian["xl/vbaProject.bin"] = b"\xd0\xcf makro"
    hasil = buat_salinan(rakit(bagian), jawaban(*SALAH))
    baru = bagian_zip(hasil.isi)
    assert hasil.ekstensi == ".xlsm" and makro in baru["[Content_Types].xml"]
    assert baru["xl/vbaProject.bin"] == bagian["xl/vbaProject.bin"]


def test_a_program_that_writes_prefixes(bagian_zip: Any, rakit: Any) -> None:
    aliran = io.BytesIO()
    with xlsxwriter.Workbook(aliran) as buku:
        buku.add_worksheet("Isi").write_column("C2", ["abc", 5])
    bagian = bagian_zip(aliran.getvalue())
    lembar = bagian["xl/worksheets/sheet1.xml"].replace(b"xmlns=", b"xmlns:x=")
    bagian["xl/worksheets/sheet1.xml"] = re.sub(rb"<(/?)(?=\w)", rb"<\1x:", lembar)
    salinan = buat_salinan(rakit(bagian), jawaban(*SALAH)).isi
    assert (
        b'<x:formula>AND(N("iku-catatan-verifikasi")=0,EXACT(C2,"abc"))'
        in bagian_zip(salinan)["xl/worksheets/sheet1.xml"]
    )
    isi = load_workbook(io.BytesIO(salinan))["Isi"]
    assert isi["C2"].value == "abc" and isi["C3"].comment and len(isi.conditional_formatting) == 5
    assert bagian_zip(lepaskan(salinan))["xl/worksheets/sheet1.xml"] == bagian["xl/worksheets/sheet1.xml"]


def test_a_thread_of_comments_is_left_alone(kaya: bytes, bagian_zip: Any, rakit: Any) -> None:
    """Its comment only stands in for it; the mark and the list say what to mend."""
    bagian = bagian_zip(kaya)
    bagian["xl/comments1.xml"] = bagian["xl/comments1.xml"].replace(b"<author></author>", b"<author>tc={1}</author>")
    salinan = buat_salinan(rakit(bagian), jawaban(*SALAH)).isi
    assert load_workbook(io.BytesIO(salinan))["Isi"]["C2"].comment.text == "catatan bagian"


def test_a_sheet_of_that_name_of_the_bagians_own_is_not_lost() -> None:
    aliran = io.BytesIO()
    with xlsxwriter.Workbook(aliran) as buku:
        for nama in ("hasil  verifikasi", "Isi"):
            buku.add_worksheet(nama)
    salinan = buat_salinan(aliran.getvalue(), jawaban(*SALAH)).isi
    assert load_workbook(io.BytesIO(salinan)).sheetnames == ["Hasil Verifikasi 2", "hasil  verifikasi", "Isi"]
    assert load_workbook(io.BytesIO(lepaskan(salinan))).sheetnames == ["hasil  verifikasi", "Isi"]


# And comes off again


def test_stripping_gives_back_every_part(kaya: bytes, salinan: bytes, bagian_zip: Any) -> None:
    lama, baru = bagian_zip(kaya), bagian_zip(lepaskan(salinan))
    assert list(baru) == list(lama)
    # The list of formats only grew, at its ends; which sheet was shown is not remembered.
    assert kanonik(etree.fromstring(baru["xl/comments1.xml"])) == kanonik(etree.fromstring(lama["xl/comments1.xml"]))
    beda = {nama for nama in lama if baru[nama] != lama[nama]} - {"xl/comments1.xml"}
    assert beda == {"xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet2.xml"}
    assert baru["xl/workbook.xml"] == lama["xl/workbook.xml"].replace(b'activeTab="1"', b'activeTab="0"')
    assert baru["xl/worksheets/sheet2.xml"] == lama["xl/worksheets/sheet2.xml"].replace(
        b'Selected="1"', b'Selected="0"'
    )
    for nama in ("fonts", "fills", "borders", "cellXfs", "dxfs"):
        awal, akhir = (
            [kanonik(s) for s in etree.fromstring(isi["xl/styles.xml"]).find(f"{U}{nama}")] for isi in (lama, baru)
        )
        assert akhir[: len(awal)] == awal


def test_a_template_comes_back_byte_for_byte(meja: Any, bagian_zip: Any) -> None:
    asli = meja.asli("hukum")
    salinan = buat_salinan(asli, jawaban(temuan("G301", "Reformasi Hukum", "B16"))).isi
    lama, baru = bagian_zip(asli), bagian_zip(lepaskan(salinan))
    assert list(baru) == list(lama)
    assert {nama for nama in lama if baru[nama] != lama[nama]} == {"xl/styles.xml"}


def test_a_second_pass_is_like_the_first(salinan: bytes, kaya: bytes, bagian_zip: Any) -> None:
    assert buat_salinan(kaya, jawaban(*SALAH)).isi == salinan
    assert buat_salinan(salinan, jawaban(*SALAH)).isi == salinan
    sekali = buat_salinan(salinan, jawaban(SALAH[0])).isi
    langsung = buat_salinan(kaya, jawaban(SALAH[0])).isi
    for nama in ("xl/worksheets/sheet2.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"):
        assert bagian_zip(sekali)[nama] == bagian_zip(langsung)[nama]
    aturan = load_workbook(io.BytesIO(sekali))["Isi"].conditional_formatting
    assert sorted(str(a.sqref) for a in aturan if "iku-catatan" in str(a.rules[0].formula)) == ["C2", "C3"]


def test_a_copy_saved_by_another_program_is_stripped(salinan: bytes, tmp_path: Path, hitung_ulang: Any) -> None:
    keluaran = io.BytesIO()
    load_workbook(io.BytesIO(salinan)).save(keluaran)
    hitung_ulang({"salinan": salinan}, tmp_path)
    for isi in (keluaran.getvalue(), (tmp_path / "keluar" / "salinan.xlsx").read_bytes()):
        for sekali in (lepaskan(isi), lepaskan(buat_salinan(isi, jawaban(*SALAH)).isi)):
            buku = load_workbook(io.BytesIO(sekali))
            assert buku.sheetnames == ["Depan", "Isi", "Daftar"]
            assert b"iku-catatan" not in sekali
            assert not [a for a in buku["Isi"].conditional_formatting if "iku-catatan" in str(a.rules[0].formula)]
            catatan = {s.coordinate: s.comment.text.strip() for b in buku["Isi"] for s in b if s.comment}
            assert catatan == {"C2": "catatan bagian", "A9": "lain"}
            assert buku["Isi"].print_title_rows == "$1:$1"


def test_a_mark_that_was_moved_into_the_extensions_is_stripped(salinan: bytes, bagian_zip: Any, rakit: Any) -> None:
    """As programs do with formats that look at other sheets; the other extensions stay."""
    bagian = bagian_zip(salinan)
    nama = "xl/worksheets/sheet2.xml"
    pindah = (
        '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings><x14:conditionalFormatting '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="expression" priority="90">'
        '<xm:f>AND(N("iku-catatan-verifikasi")=0,C2=5)</xm:f></x14:cfRule><xm:sqref>C2</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    kepala, _, ekor = bagian[nama].rpartition(b"</extLst>")
    bagian[nama] = kepala + pindah.encode() + ekor
    assert bagian_zip(lepaskan(rakit(bagian)))[nama] == bagian_zip(lepaskan(salinan))[nama]


def test_a_renamed_or_deleted_first_sheet_is_stripped_too(salinan: bytes) -> None:
    for ubah in (_ganti_nama, _hapus):
        buku = load_workbook(io.BytesIO(salinan))
        ubah(buku)
        keluaran = io.BytesIO()
        buku.save(keluaran)
        bersih = load_workbook(io.BytesIO(lepaskan(keluaran.getvalue())))
        assert "iku_hasil_verifikasi" not in bersih.defined_names
        assert bersih.sheetnames[-3:] == ["Depan", "Isi", "Daftar"]
        assert len(bersih.sheetnames) == 3


def _ganti_nama(buku: Any) -> None:
    buku["Hasil Verifikasi"].title = "Punya 'kami'"
    buku.defined_names["iku_hasil_verifikasi"].attr_text = "'Punya ''kami'''!$A$1"


def _hapus(buku: Any) -> None:
    buku.remove(buku["Hasil Verifikasi"])
    buku.defined_names["iku_hasil_verifikasi"].attr_text = "#REF!"


# What the marks say


def test_a_mark_vanishes_when_its_cell_is_mended(hitung_ulang: Any, tmp_path: Path) -> None:
    """The formulas of the marks, computed over the cells as they were and over mended ones."""
    isi: list[Any] = ["abc", 'kata "x"', 101.5, -3, 1e-7, True, "x" * 300, "baris\nbaru", None, "  "]
    baik: list[Any] = ["abd", "kata", 101, 3, 2e-7, False, "x", "baris", 1, "ada"]
    aliran = io.BytesIO()
    with xlsxwriter.Workbook(aliran) as buku:
        buku.add_worksheet("Isi").write_column("A1", isi)
    sel = [f"A{n}" for n in range(1, len(isi) + 1)]
    salinan = buat_salinan(aliran.getvalue(), jawaban(*(temuan("G301", "Isi", satu) for satu in sel))).isi
    rumus = {}
    for format_ in load_workbook(io.BytesIO(salinan))["Isi"].conditional_formatting:
        rumus[str(format_.sqref)] = format_.rules[0].formula[0]
    assert list(rumus) == sel
    uji = {}
    for nama, nilai in (("salah", isi), ("benar", baik)):
        aliran = io.BytesIO()
        with xlsxwriter.Workbook(aliran) as buku:
            lembar = buku.add_worksheet()
            lembar.write_column("A1", nilai)
            for nomor, satu in enumerate(rumus.values()):
                lembar.write_formula(nomor, 1, f"={satu}")
        uji[nama] = aliran.getvalue()
    hasil = hitung_ulang(uji, tmp_path)
    for nama, tampak in (("salah", True), ("benar", False)):
        assert [baris[1].value for baris in hasil[nama].active.iter_rows()] == [tampak] * len(isi), nama


def test_the_same_error_down_a_column_is_one_mark_with_a_note_each(monkeypatch: pytest.MonkeyPatch) -> None:
    aliran = io.BytesIO()
    with xlsxwriter.Workbook(aliran) as buku:
        buku.add_worksheet("Isi").write_column("B2", [5] * 20)
    sel = ", ".join(f"B{n}" for n in range(2, 22))
    lembar = load_workbook(io.BytesIO(buat_salinan(aliran.getvalue(), jawaban(temuan("G301", "Isi", sel))).isi))["Isi"]
    assert [str(a.sqref) for a in lembar.conditional_formatting] == ["B2:B21"]
    assert sum(sel.comment is not None for (sel,) in lembar["B2:B21"]) == 20
    monkeypatch.setattr(salinan_catatan, "CATATAN_TERBANYAK", 5)
    lembar = load_workbook(io.BytesIO(buat_salinan(aliran.getvalue(), jawaban(temuan("G301", "Isi", sel))).isi))["Isi"]
    assert [str(a.sqref) for a in lembar.conditional_formatting] == ["B2:B21"]
    assert sum(sel.comment is not None for (sel,) in lembar["B2:B21"]) == 5


def test_a_long_list_counts_the_rest(kaya: bytes) -> None:
    banyak = [replace(temuan("G301", "Isi", f"C{n}"), pesan=f"ke-{n}") for n in range(2, 3 + TEMUAN_TERBANYAK)]
    lembar = load_workbook(
        io.BytesIO(buat_salinan(kaya, jawaban(*banyak, temuan("P420", "Daftar", "A1"))).isi)
    ).worksheets[0]
    isi = [str(sel.value) for b in lembar.iter_rows() for sel in b if sel.value is not None]
    assert isi.count("Harus diperbaiki") == TEMUAN_TERBANYAK + 1  # and the legend
    assert "… dan 2 catatan lagi (Isi 1, Daftar 1). Selnya bertanda di lembar masing-masing." in isi


@pytest.mark.parametrize(
    ("sel", "tulisan"),
    [
        (None, ""),
        ("D7", "D7"),
        ("D9, D7, D8", "D7:D9"),
        ("D7, E7", "D7, E7"),
        ("D7, D9, D11, D12", "D7, D9 dan 2 sel lain"),
    ],
)
def test_addresses_as_people_read_them(sel: str | None, tulisan: str) -> None:
    assert ringkas_sel(sel) == tulisan


@pytest.mark.parametrize(
    ("semua", "diterima", "kata"),
    [
        ((SALAH[0],), False, "DIKEMBALIKAN UNTUK DIPERBAIKI"),
        ((SALAH[1],), False, "DICATAT, TIDAK DIHITUNG"),  # as after the period was locked
        ((SALAH[1],), True, "DITERIMA DENGAN CATATAN"),
        ((), True, "DITERIMA"),
    ],
)
def test_what_became_of_the_file_in_large_words(semua: tuple[Temuan, ...], diterima: bool, kata: str) -> None:
    lembar = load_workbook(io.BytesIO(tulis_hasil_verifikasi(jawaban(*semua, diterima=diterima)))).active
    assert lembar["A2"].value == kata
    assert lembar["A2"].font.sz > 2 * lembar["B4"].font.sz - 1
    assert ("Mohon perbaiki 1 hal" in lembar["B4"].value) == (kata == "DIKEMBALIKAN UNTUK DIPERBAIKI")


# Where no copy can be made


def test_files_that_do_not_allow_for_a_copy(
    kaya: bytes, bagian_zip: Any, rakit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diganti(nama: str, lama: bytes, baru: bytes) -> bytes:
        bagian = bagian_zip(kaya)
        assert lama in bagian[nama]
        return bytes(rakit(bagian | {nama: bagian[nama].replace(lama, baru)}))

    utama = U.strip("{}").encode()
    for isi in (
        b"bukan zip",
        kaya[:-200],
        rakit({"x": b""}),
        diganti("[Content_Types].xml", b"sheet.main+xml", b"template.main+xml"),
        diganti("xl/workbook.xml", utama, b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        diganti("xl/workbook.xml", b"UTF-8", b"UTF-16"),
        diganti("xl/worksheets/sheet2.xml", b"<sheetViews>", b"<sheetViews>&"),
    ):
        with pytest.raises(TidakDapatDisalin):
            buat_salinan(isi, jawaban(*SALAH))
    monkeypatch.setattr(salinan_paket, "UKURAN_TERBESAR", 500)
    with pytest.raises(TidakDapatDisalin):
        buat_salinan(kaya, jawaban(*SALAH))
