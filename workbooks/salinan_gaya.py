"""Formats added to a bagian's own workbook: found where it already has them, else appended; nothing is renumbered."""

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from workbooks.salinan_paket import UTAMA, Bagian, Elemen

_URUTAN = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_NOMOR_BEBAS = 164  # numbers of formats below it belong to the program


class DaftarGaya:
    """The lists of a styles part. Ours are found again in a copy that comes back, so they do not pile up."""

    def __init__(self, bagian: Bagian) -> None:
        self.akar = bagian.akar
        self._dikenal: dict[str, dict[bytes, int]] = {}

    def cantumkan(self, nama: str, elemen: Elemen) -> int:
        """The number of `elemen` in the list `nama`."""
        daftar = self._daftar(nama)
        if nama not in self._dikenal:
            self._dikenal[nama] = {_bentuk(satu): nomor for nomor, satu in reversed(list(enumerate(daftar)))}
        dikenal = self._dikenal[nama]
        bentuk = _bentuk(elemen)
        if bentuk not in dikenal:
            dikenal[bentuk] = len(daftar)
            daftar.append(deepcopy(elemen))
            daftar.set("count", str(len(daftar)))
        return dikenal[bentuk]

    def format_bersyarat(self, asal: Bagian) -> list[int]:
        """The conditional formats of another workbook in this one: their numbers, in the order of their own."""
        return [self.cantumkan("dxfs", satu) for satu in DaftarGaya(asal)._daftar("dxfs")]

    def format_sel(self, asal: Bagian) -> list[int]:
        """The same for the formats of cells."""
        lain = DaftarGaya(asal)
        hasil = []
        for xf in lain._daftar("cellXfs"):
            baru = deepcopy(xf)
            for atribut, nama in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
                baru.set(atribut, str(self.cantumkan(nama, lain._daftar(nama)[int(xf.get(atribut, "0"))])))
            baru.set("numFmtId", str(self._nomor_format(lain, int(xf.get("numFmtId", "0")))))
            baru.set("xfId", "0")
            hasil.append(self.cantumkan("cellXfs", baru))
        return hasil

    def _nomor_format(self, lain: "DaftarGaya", nomor: int) -> int:
        if nomor < _NOMOR_BEBAS:
            return nomor
        kode = next(f.get("formatCode") for f in lain._daftar("numFmts") if f.get("numFmtId") == str(nomor))
        daftar = self._daftar("numFmts")
        for satu in daftar:
            if satu.get("formatCode") == kode:
                return int(satu.get("numFmtId"))
        baru = max([_NOMOR_BEBAS - 1, *(int(satu.get("numFmtId")) for satu in daftar)]) + 1
        etree.SubElement(daftar, f"{{{UTAMA}}}numFmt", numFmtId=str(baru), formatCode=kode)
        daftar.set("count", str(len(daftar)))
        return baru

    def _daftar(self, nama: str) -> Elemen:
        daftar = self.akar.find(f"{{{UTAMA}}}{nama}")
        if daftar is None:
            daftar = etree.Element(f"{{{UTAMA}}}{nama}")
            sisipkan(self.akar, [daftar], _URUTAN)
        return daftar


def sisipkan(akar: Elemen, elemen: Sequence[Elemen], urutan: tuple[str, ...]) -> None:
    """Put elements of one name at the place the schema's order gives them; what it does not name stands after them."""
    if not elemen:
        return
    sebelum = set(urutan[: urutan.index(etree.QName(elemen[0]).localname) + 1])
    tempat = next(
        (n for n, anak in enumerate(akar) if isinstance(anak.tag, str) and etree.QName(anak).localname not in sebelum),
        len(akar),
    )
    akar[tempat:tempat] = elemen


def _bentuk(elemen: Elemen) -> bytes:
    """An element as it compares: without regard to prefixes and the order of attributes."""
    return bytes(etree.tostring(elemen, method="c14n", exclusive=True, with_tail=False))
