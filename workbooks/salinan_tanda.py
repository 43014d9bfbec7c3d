"""Marks in a sheet of a bagian's own workbook: conditional formats that go away when the cell is mended.

The cells are never touched, so nothing has to be undone. Our formats are known by a word in their formula, which every
spreadsheet program keeps.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from schemas.nilai import alamat_sel
from schemas.temuan import Temuan, Tingkat
from workbooks.kata import tingkat_tampak
from workbooks.salinan_gaya import sisipkan
from workbooks.salinan_paket import UTAMA, BagianLembar, Elemen, Paket, TidakDapatDisalin

Posisi = tuple[int, int]  # row and column, 1-based

TANDA = "iku-catatan-verifikasi"
TANDA_TERBANYAK = 10_000  # marked cells of a sheet
_TULISAN_TERPANJANG = 200  # a text in a formula may hold 255 characters

# The order in which a worksheet's parts stand, as far as ours go.
URUTAN_LEMBAR = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing",
)  # fmt: skip


@dataclass(frozen=True)
class IsiSel:
    """A cell as the file holds it: `jenis` of the value (see `_JENIS`), "" for a blank one."""

    jenis: str = ""
    nilai: str = ""


def pasang_tanda(
    lembar: BagianLembar, tingkat: Mapping[Posisi, Tingkat], isi: Mapping[Posisi, IsiSel], rupa: Mapping[Tingkat, int]
) -> None:
    """Mark the cells, one format for each run of cells of a column that hold the same.

    `rupa`: the numbers of the levels' formats in the workbook.
    """
    urutan = max([0, *(int(satu.get("priority", "0")) for satu in lembar.akar.iter("{*}cfRule"))])
    baru = []
    for awal, akhir in _deret({p: (tingkat[p], isi.get(p, IsiSel())) for p in sorted(tingkat)[:TANDA_TERBANYAK]}):
        urutan += 1
        ujung = {alamat_sel(*awal): None, alamat_sel(*akhir): None}
        format_ = etree.Element(f"{{{UTAMA}}}conditionalFormatting", sqref=":".join(ujung))
        aturan = etree.SubElement(
            format_, f"{{{UTAMA}}}cfRule", type="expression", dxfId=str(rupa[tingkat[awal]]), priority=str(urutan)
        )
        syarat = _syarat(alamat_sel(*awal), isi.get(awal, IsiSel()))
        etree.SubElement(aturan, f"{{{UTAMA}}}formula").text = f'AND(N("{TANDA}")=0,{syarat})'
        baru.append(format_)
    sisipkan(lembar.akar, baru, URUTAN_LEMBAR)


def lepas_tanda(lembar: BagianLembar) -> None:
    """Take our formats out, also where a program has moved them into the sheet's extensions."""
    for aturan in list(lembar.akar.iter("{*}cfRule")):
        if not any(TANDA in (satu.text or "") for satu in aturan.iter()):
            continue
        wadah = aturan.getparent()
        wadah.remove(aturan)
        while wadah is not lembar.akar and not wadah.findall("{*}cfRule") and _tinggal_alamat(wadah):
            wadah, kosong = wadah.getparent(), wadah
            wadah.remove(kosong)


def _tinggal_alamat(wadah: Elemen) -> bool:
    """Whether nothing is left in a container but the address it was for."""
    return all(etree.QName(anak).localname == "sqref" for anak in wadah)


def _deret(sel: Mapping[Posisi, object]) -> Iterator[tuple[Posisi, Posisi]]:
    """First and last cell of each run down a column with the same contents."""
    awal: Posisi | None = None
    akhir: Posisi = (0, 0)
    for posisi in sorted(sel, key=lambda p: (p[1], p[0])):
        if awal and posisi == (akhir[0] + 1, akhir[1]) and sel[posisi] == sel[awal]:
            akhir = posisi
            continue
        if awal:
            yield awal, akhir
        awal = akhir = posisi
    if awal:
        yield awal, akhir


def _syarat(sel: str, isi: IsiSel) -> str:
    """True as long as the cell holds what it held when it was marked."""
    match isi.jenis:
        case "":
            return f"LEN(TRIM({sel}))=0"
        case "n":
            return f"AND(ISNUMBER({sel}),{sel}={float(isi.nilai):.15g})".replace("e", "E")
        case "b":
            return f"AND(ISLOGICAL({sel}),{sel}={'TRUE' if isi.nilai in ('1', 'true') else 'FALSE'})"
        case "e":
            return f"ISERROR({sel})"
    if len(isi.nilai) > _TULISAN_TERPANJANG or not isi.nilai.isprintable() or not isi.nilai.strip():
        return f"LEN({sel})={len(isi.nilai.encode('utf-16-le')) // 2}"
    kutip = isi.nilai.replace('"', '""')
    return f'EXACT({sel},"{kutip}")'


# What the cells hold


def baca_isi(paket: Paket, berkas: str, dicari: Mapping[Posisi, object]) -> dict[Posisi, IsiSel]:
    """The contents of the wanted cells of a sheet, read row by row; blank ones are left out."""
    hasil: dict[Posisi, IsiSel] = {}
    baris_dicari = {baris for baris, _ in dicari}
    nomor = 0
    for baris in _satu_satu(paket.baca(berkas), "row"):
        nomor = int(baris.get("r", nomor + 1))
        if nomor not in baris_dicari:
            continue
        kolom = 0
        for sel in baris:
            kolom = coordinate_to_tuple(sel.get("r"))[1] if sel.get("r") else kolom + 1
            if (nomor, kolom) in dicari and (isi := _isi(sel)).jenis:
                hasil[(nomor, kolom)] = isi
    return _dengan_tulisan(paket, hasil)


def _isi(sel: Elemen) -> IsiSel:
    nilai = sel.findtext(f"{{{UTAMA}}}v")
    jenis = sel.get("t", "n")
    if jenis == "inlineStr":
        return IsiSel("str", tulisan(sel.find(f"{{{UTAMA}}}is")))
    if not nilai:
        return IsiSel()
    return IsiSel(jenis, nilai)


def _dengan_tulisan(paket: Paket, isi: dict[Posisi, IsiSel]) -> dict[Posisi, IsiSel]:
    """The texts that cells share in the place of their numbers."""
    nomor = {int(satu.nilai) for satu in isi.values() if satu.jenis == "s"}
    berkas = paket.tuju(paket.buku, "sharedStrings") if nomor else None
    if berkas is None:
        return isi
    teks = {n: tulisan(si) for n, si in enumerate(_satu_satu(paket.baca(berkas), "si")) if n in nomor}
    return {p: IsiSel("str", teks[int(satu.nilai)]) if satu.jenis == "s" else satu for p, satu in isi.items()}


def tulisan(elemen: Elemen | None) -> str:
    """The text of a shared or inline string, without the reading aids of other scripts."""
    if elemen is None:
        return ""
    return "".join(t.text or "" for t in elemen.iter(f"{{{UTAMA}}}t") if not t.getparent().tag.endswith("}rPh"))


def _satu_satu(isi: bytes, nama: str) -> Iterator[Elemen]:
    """Each element of that name, forgotten once it was looked at."""
    urai = etree.iterparse(io.BytesIO(isi), tag=f"{{{UTAMA}}}{nama}", resolve_entities=False, no_network=True)
    try:
        for _, elemen in urai:
            yield elemen
            elemen.clear()
            while elemen.getprevious() is not None:
                del elemen.getparent()[0]
    except etree.XMLSyntaxError as galat:
        raise TidakDapatDisalin(str(galat)) from galat


def tingkat_terburuk(temuan: list[Temuan]) -> Tingkat:
    return min(map(tingkat_tampak, temuan), key=list(Tingkat).index)
