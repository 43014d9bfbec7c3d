"""Sheet `Identitas`: who reports which month."""

import re
from datetime import date
from decimal import Decimal

from pandera.typing import Series

from schemas.form import Block, BlockShape, Form, Sheet, field, row_check
from schemas.notions.documents import NIP_DIGITS, spell_nip
from schemas.notions.nothing import NOTHING
from schemas.value import Kind

YES, NO = "Ya", "Tidak"


class Identity(Form):
    """One row per submission."""

    bagian: Series[object] = field("Bagian", Kind.TEXT, prefilled=True, hint="Sudah terisi.")
    periode: Series[object] = field(
        "Periode",
        Kind.PERIODE,
        this_month_only=True,
        example="2025-12",
        hint="Bulan yang dilaporkan, misalnya 2025-12.",
    )
    pengiriman_ke: Series[object] = field(
        "Pengiriman ke-",
        Kind.WHOLE,
        required=False,
        this_month_only=True,
        minimum=Decimal(1),
        maximum=Decimal(99),
        decimals=0,
        example="1",
        hint="1 untuk kiriman pertama bulan ini, 2 untuk perbaikannya, dan seterusnya.",
    )
    nama_penyusun: Series[object] = field("Nama penyusun", Kind.TEXT, example="nama lengkap")
    nip_penyusun: Series[object] = field(
        "NIP penyusun",
        Kind.CODE,
        spelling=spell_nip,
        example="18 angka",
        hint="18 angka, boleh berspasi. “-” bila tidak mempunyai NIP.",
    )
    jabatan_penyusun: Series[object] = field("Jabatan penyusun", Kind.TEXT, example="jabatan")
    tanggal_penyusunan: Series[object] = field(
        "Tanggal penyusunan", Kind.DATE, this_month_only=True, example="31/12/2025", hint="hari/bulan/tahun"
    )
    tidak_ada_perubahan: Series[object] = field(
        "Tidak ada perubahan sejak bulan lalu",
        Kind.CHOICE,
        this_month_only=True,
        choices=(YES, NO),
        example=NO,
        hint="Ya bila tidak ada yang berubah sejak laporan bulan lalu.",
    )
    disetujui_oleh: Series[object] = field(
        "Disetujui oleh", Kind.TEXT, required=False, hint="Nama Kepala Bagian. Boleh kosong."
    )
    nip_kepala: Series[object] = field(
        "NIP Kepala Bagian",
        Kind.CODE,
        required=False,
        spelling=spell_nip,
        hint="18 angka, boleh berspasi. Boleh kosong.",
    )
    catatan: Series[object] = field("Catatan", Kind.TEXT, required=False, this_month_only=True, hint="Boleh kosong.")

    @row_check("G428", "nip_penyusun")
    def author_nip_complete(cls, nip_penyusun: str) -> bool:
        """A NIP has 18 digits."""
        return is_sound_nip(nip_penyusun)

    @row_check("G428", "nip_kepala")
    def head_nip_complete(cls, nip_kepala: str) -> bool:
        """A NIP has 18 digits."""
        return is_sound_nip(nip_kepala)

    @row_check("P478", "nip_penyusun")
    def author_nip_is_one(cls, nip_penyusun: str) -> bool:
        """One digit repeated is no NIP."""
        return not is_one_digit(nip_penyusun)

    @row_check("P478", "nip_kepala")
    def head_nip_is_one(cls, nip_kepala: str) -> bool:
        """One digit repeated is no NIP."""
        return not is_one_digit(nip_kepala)

    @row_check("P475", "tanggal_penyusunan")
    def filled_in_about_now(cls, tanggal_penyusunan: date, akhir_periode: date) -> bool:
        """A report is filled in within the reported year or the next."""
        return akhir_periode.year <= tanggal_penyusunan.year <= akhir_periode.year + 1


def is_one_digit(nip: str) -> bool:
    """Whether it is one digit over and over, such as 111111111111111111."""
    digits = re.sub(r"\s", "", nip)
    return len(digits) > 1 and digits.isdigit() and len(set(digits)) == 1


def is_sound_nip(nip: str | None) -> bool:
    """18 digits, blanks allowed; "-" and nothing are fair."""
    return nip is None or nip == NOTHING or bool(re.fullmatch(rf"\d{{{NIP_DIGITS}}}", re.sub(r"\s", "", nip)))


IDENTITY_SHEET = Sheet(
    name="Identitas",
    title="IDENTITAS PENYAMPAIAN",
    introduction="Isi sel berwarna kuning.",
    blocks=(Block("identitas", BlockShape.PAIRS, Identity, group="identitas"),),
)
