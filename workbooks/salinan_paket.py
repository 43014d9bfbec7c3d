"""A workbook as its parts: read from the zip, edited one by one, written again with the others byte for byte.

Only what is edited is ever parsed. A sheet's cells are not: head and tail of a sheet are edited around them.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

UTAMA = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HUBUNGAN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAKET_HUBUNGAN = "http://schemas.openxmlformats.org/package/2006/relationships"
_JENIS_ISI = "http://schemas.openxmlformats.org/package/2006/content-types"
_ISI = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ISI_LEMBAR, ISI_KOMENTAR = f"{_ISI}.worksheet+xml", f"{_ISI}.comments+xml"
ISI_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What opens under which name; anything else (template, add-in) would not open as a workbook.
_EKSTENSI = {
    f"{_ISI}.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
}

BERKAS_JENIS = "[Content_Types].xml"
UKURAN_TERBESAR = 24 * 1024 * 1024  # of a part that is looked into
URAIAN_TERBESAR = 6 * 1024 * 1024  # of what is parsed: it takes up to thirty times as much memory
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*\?>\s*")
_PROLOG_BAKU = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SEL = re.compile(rb"<((?:\w+:)?)sheetData(?:\s[^>]*)?(?:/>|>.*</\1sheetData\s*>)", re.DOTALL)
_PENGURAI = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)

Elemen = etree._Element


class TidakDapatDisalin(Exception):
    """Why no marked copy of a workbook can be made; a matter of the file, not of our code."""


@dataclass
class Bagian:
    """A part as parsed: what stands before the root element is kept as it was."""

    prolog: bytes
    akar: Elemen

    @classmethod
    def dari(cls, isi: bytes) -> "Bagian":
        if len(isi) > URAIAN_TERBESAR:
            raise TidakDapatDisalin("a part is too large")
        cocok = _PROLOG.match(isi)
        prolog = cocok[0] if cocok else b""
        if re.search(rb"encoding=[\"'](?!utf-8)", prolog, re.IGNORECASE) or isi.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise TidakDapatDisalin("a part is not in UTF-8")
        try:
            return cls(prolog, etree.fromstring(isi, _PENGURAI))
        except etree.XMLSyntaxError as galat:
            raise TidakDapatDisalin(str(galat)) from galat

    def bytes(self) -> bytes:
        return self.prolog + etree.tostring(self.akar.getroottree(), encoding="UTF-8", xml_declaration=False)


@dataclass
class BagianLembar:
    """A worksheet with its cells held aside: only what stands before and after them is parsed."""

    bagian: Bagian
    sel: bytes

    @classmethod
    def dari(cls, isi: bytes) -> "BagianLembar":
        cocok = _SEL.search(isi)
        if cocok is None:
            raise TidakDapatDisalin("a sheet without cells")
        awalan = cocok[1].decode()
        return cls(Bagian.dari(isi[: cocok.start()] + f"<{awalan}sheetData/>".encode() + isi[cocok.end() :]), cocok[0])

    @property
    def akar(self) -> Elemen:
        return self.bagian.akar

    def bytes(self) -> bytes:
        rangka = self.bagian.bytes()
        tempat = re.findall(rb"<(?:\w+:)?sheetData/>", rangka)
        if len(tempat) != 1:
            raise TidakDapatDisalin("a sheet with two tables of cells")
        return rangka.replace(tempat[0], self.sel)


@dataclass(frozen=True)
class LembarPaket:
    """A sheet as the workbook lists it."""

    nama: str
    berkas: str
    tersembunyi: bool
    elemen: Elemen


@dataclass
class Paket:
    """The parts of a workbook. `baru` holds the edited and added ones, `hilang` the names of those taken out.

    `buku`: the name of the workbook part; `ekstensi`: the file name's ending that belongs to its content type, without
    which it would not open.
    """

    arsip: zipfile.ZipFile
    baru: dict[str, bytes] = field(default_factory=dict)
    hilang: set[str] = field(default_factory=set)
    buku: str = "xl/workbook.xml"
    ekstensi: str = ""

    @classmethod
    def buka(cls, isi: bytes) -> "Paket":
        try:
            paket = cls(zipfile.ZipFile(io.BytesIO(isi)))
            paket.buku = paket.tuju("", "officeDocument") or paket.buku
            paket.ekstensi = paket._ekstensi()
        except (zipfile.BadZipFile, KeyError) as galat:
            raise TidakDapatDisalin(str(galat)) from galat
        return paket

    # Parts

    def ada(self, nama: str) -> bool:
        return nama not in self.hilang and (nama in self.baru or nama in self.arsip.NameToInfo)

    def baca(self, nama: str) -> bytes:
        """A part that may be edited. TidakDapatDisalin where it is missing or too large for that."""
        if nama in self.baru:
            return self.baru[nama]
        if not self.ada(nama):
            raise TidakDapatDisalin(f"{nama} is missing")
        if self.arsip.getinfo(nama).file_size > UKURAN_TERBESAR:
            raise TidakDapatDisalin(f"{nama} is too large")
        return self.arsip.read(nama)

    def urai(self, nama: str) -> Bagian:
        return Bagian.dari(self.baca(nama))

    def tulis(self, nama: str, isi: bytes) -> None:
        self.hilang.discard(nama)
        self.baru[nama] = isi

    def buang(self, nama: str) -> None:
        """Take a part out, and what is said of it."""
        self.baru.pop(nama, None)
        self.hilang.add(nama)
        self._sebut_jenis(nama, None)
        if self.ada(rels := nama_rels(nama)):
            self.buang(rels)

    def nama_bebas(self, pola: str) -> str:
        """The first free name of a pattern with `{}` for a number."""
        return next(nama for n in range(1, 100_000) if not self.ada(nama := pola.format(n)))

    def tambah(self, nama: str, isi: bytes, jenis: str) -> None:
        """Add a part with its content type."""
        self.tulis(nama, isi)
        self._sebut_jenis(nama, jenis)

    def bytes(self) -> bytes:
        """The workbook: parts in their old order, added ones after them; the same edits give the same bytes."""
        aliran = io.BytesIO()
        with zipfile.ZipFile(aliran, "w", zipfile.ZIP_DEFLATED) as keluaran:
            for info in self.arsip.NameToInfo.values():
                if info.filename not in self.hilang:
                    isi = self.baru.get(info.filename)
                    keluaran.writestr(
                        _keterangan(info, info.compress_type), self.arsip.read(info) if isi is None else isi
                    )
            for nama, isi in self.baru.items():
                if nama not in self.arsip.NameToInfo:
                    keluaran.writestr(_keterangan(zipfile.ZipInfo(nama), zipfile.ZIP_DEFLATED), isi)
        return aliran.getvalue()

    # Relationships

    def _ekstensi(self) -> str:
        jenis = self.urai(BERKAS_JENIS).akar.xpath("*[@PartName=$nama]/@ContentType", nama=f"/{self.buku}")
        if not jenis or jenis[0] not in _EKSTENSI:
            raise TidakDapatDisalin(f"not a workbook: {jenis}")
        return _EKSTENSI[jenis[0]]

    def tujuan(self, nama: str) -> Iterator[tuple[str, str, str]]:
        """(id, kind, part) of the internal relationships of a part ("" for the package)."""
        if self.ada(rels := nama_rels(nama)):
            for satu in self.urai(rels).akar:
                if satu.get("TargetMode") != "External" and satu.get("Target"):
                    tujuan = posixpath.normpath(posixpath.join("/", posixpath.dirname(nama), satu.get("Target")))
                    yield satu.get("Id"), satu.get("Type", "").rpartition("/")[2], tujuan.lstrip("/")

    def tuju(self, nama: str, jenis: str) -> str | None:
        """The part that `nama` refers to with that kind of relationship."""
        return next((t for _, j, t in self.tujuan(nama) if j == jenis and self.ada(t)), None)

    def hubungkan(self, nama: str, jenis: str, tujuan: str) -> str:
        """Refer from one part to another; gives the relationship's id."""
        rels = nama_rels(nama)
        isi = (
            self.baca(rels) if self.ada(rels) else _PROLOG_BAKU + f'<Relationships xmlns="{_PAKET_HUBUNGAN}"/>'.encode()
        )
        bagian = Bagian.dari(isi)
        dipakai = {satu.get("Id") for satu in bagian.akar}
        baru = next(f"rId{n}" for n in range(len(dipakai) + 1, len(dipakai) + 100_000) if f"rId{n}" not in dipakai)
        etree.SubElement(
            bagian.akar, f"{{{_PAKET_HUBUNGAN}}}Relationship",
            Id=baru, Type=f"{HUBUNGAN}/{jenis}", Target=posixpath.relpath(tujuan, posixpath.dirname(nama) or "."),
        )  # fmt: skip
        self.tulis(rels, bagian.bytes())
        return baru

    def lepas(self, nama: str, jenis: str, tujuan: str) -> None:
        """Undo `hubungkan` and take the part out."""
        rels = nama_rels(nama)
        bagian = self.urai(rels)
        milik = {i for i, j, t in self.tujuan(nama) if (j, t) == (jenis, tujuan)}
        for satu in list(bagian.akar):
            if satu.get("Id") in milik:
                bagian.akar.remove(satu)
        self.buang(tujuan)
        if len(bagian.akar):
            self.tulis(rels, bagian.bytes())
        else:
            self.buang(rels)

    def lembar(self, buku: Bagian) -> list[LembarPaket]:
        """The worksheets in order (chart sheets and the like are left out)."""
        berkas = {i: t for i, jenis, t in self.tujuan(self.buku) if jenis == "worksheet"}
        return [
            LembarPaket(satu.get("name"), berkas[rid], satu.get("state", "visible") != "visible", satu)
            for satu in daftar_lembar(buku)
            if (rid := satu.get(f"{{{HUBUNGAN}}}id")) in berkas
        ]

    def _sebut_jenis(self, nama: str, jenis: str | None) -> None:
        """Say, or no longer say, the content type of a part; drawings of notes share one by their ending."""
        bagian = self.urai(BERKAS_JENIS)
        akar, asal = bagian.akar, bagian.bytes()
        if nama.endswith(".vml"):
            kunci, atribut = "Extension", "vml"
            masih = any(n.endswith(".vml") and self.ada(n) for n in (*self.arsip.NameToInfo, *self.baru))
            jenis = ISI_VML if masih else None
        else:
            kunci, atribut = "PartName", f"/{nama}"
        tersebut = [satu for satu in akar if satu.get(kunci, "").casefold() == atribut.casefold()]
        if jenis is None:
            for satu in tersebut:
                akar.remove(satu)
        elif not tersebut:
            tanda = "Default" if kunci == "Extension" else "Override"
            baru = etree.Element(f"{{{_JENIS_ISI}}}{tanda}", {kunci: atribut, "ContentType": jenis})
            akar.insert(0 if tanda == "Default" else len(akar), baru)
        if bagian.bytes() != asal:
            self.tulis(BERKAS_JENIS, bagian.bytes())


def daftar_lembar(buku: Bagian) -> list[Elemen]:
    """The workbook's list of all sheets."""
    daftar = buku.akar.find(f"{{{UTAMA}}}sheets")
    if daftar is None:
        raise TidakDapatDisalin("no list of sheets in the usual namespace")
    return list(daftar)


def nama_rels(nama: str) -> str:
    folder, berkas = posixpath.split(nama)
    return posixpath.join(folder, "_rels", f"{berkas}.rels")


def _keterangan(info: zipfile.ZipInfo, cara: int) -> zipfile.ZipInfo:
    """The zip entry's name, date and method, without what depends on the machine."""
    hasil = zipfile.ZipInfo(info.filename, info.date_time)
    hasil.compress_type = cara
    hasil.create_system = 0
    return hasil
