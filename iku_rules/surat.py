"""The official letter: its number and its predikat are authoritative, components and scale check them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from iku_rules.bacaan import Baris, Isian, contoh, laporan, masukan, satu, temuan_di
from iku_rules.dasar import Angka
from iku_rules.hasil import IsiRincian, Kata, Perhitungan, Predikat, Status, TabelRincian
from iku_rules.konteks import Konteks
from iku_rules.langkah import Bulat, Kurang, Langkah, Masukan, Parameter
from iku_rules.rakit import parameter_dari, sumber_dari, tabel_perhitungan
from iku_rules.skala import Skala
from schemas.formulir import isian
from schemas.hasil_resmi import BELUM_RILIS, HasilResmi
from schemas.temuan import Temuan, buat_temuan
from schemas.tulisan import angka, tulis


@dataclass(frozen=True)
class Surat:
    """The block HASIL RESMI of a submission; `nilai` is None while nothing is released."""

    baris: Baris | None
    nilai: Masukan | None
    predikat: Kata | None = None

    def tahun(self, konteks: Konteks) -> int:
        """The assessment year: the letter's, else the period's."""
        tahun = self.baris["tahun_penilaian"] if self.baris else None
        return konteks.periode.tahun if tahun is None else int(tahun)


@dataclass(frozen=True)
class Hitungan:
    """What the components give: the last step, its range where some are unknown, the tables that show them.

    `parameter` are those the value rests on without standing in a step (such as maxima of components).
    """

    langkah: Langkah | None = None
    rentang: tuple[Decimal, Decimal] | None = None
    tabel: tuple[TabelRincian, ...] = ()
    parameter: tuple[Parameter, ...] = ()

    @property
    def nilai(self) -> Decimal | None:
        return self.langkah.nilai if self.langkah else None


def baca_surat(isi: Isian) -> Surat:
    """The letter of the sheet, if any."""
    baris = satu(isi, "hasil_resmi")
    if baris is None or baris["status"] == BELUM_RILIS or baris["nilai"] is None:
        return Surat(baris, None)
    predikat = Kata(str(baris["predikat"])) if baris["predikat"] else None
    return Surat(baris, masukan(baris, "nilai", "Nilai resmi"), predikat)


def simpulkan(
    iku: str,
    aturan: str,
    konteks: Konteks,
    isi: Isian,
    surat: Surat,
    hitungan: Hitungan,
    skala: Skala | None,
    toleransi: Angka,
    temuan: Sequence[Temuan] = (),
    catatan: Sequence[str] = (),
) -> Perhitungan:
    """Letter first (FINAL), else components (SEMENTARA), else BELUM RILIS; with all findings about the two."""
    hasil, status = _hasil(surat, hitungan)
    nilai = hasil.nilai if hasil else None
    batas = skala.parameter(nilai) if skala and nilai is not None and surat.predikat is None else None
    parameter = parameter_dari(hasil) + (() if surat.nilai else hitungan.parameter) if hasil else ()
    temuan_contoh, catatan_contoh = contoh(isi)
    return Perhitungan(
        iku=iku,
        status=status,
        aturan=aturan,
        tahun_penilaian=surat.tahun(konteks),
        hasil=hasil,
        dasar_predikat=Predikat(hasil, skala, surat.predikat) if hasil else None,
        sumber=sumber_dari(hasil),
        parameter=parameter + ((batas,) if batas else ()),
        rincian=hitungan.tabel + _tabel(surat, hitungan, hasil),
        catatan=(*catatan, *catatan_contoh),
        temuan=(
            *temuan,
            *_temuan_tahun(surat, konteks, hasil),
            *_temuan_selisih(surat, hitungan, toleransi),
            *_temuan_predikat(surat, skala, nilai, _lembar(isi)),
            *temuan_contoh,
        ),
        laporan=laporan(isi),
    )


def _hasil(surat: Surat, hitungan: Hitungan) -> tuple[Langkah | None, Status]:
    if surat.nilai is not None:
        return Langkah("Nilai akhir (menurut surat)", Bulat(surat.nilai)), Status.FINAL
    if hitungan.nilai is not None:
        return hitungan.langkah, Status.SEMENTARA
    return None, Status.BELUM_RILIS


def _tabel(surat: Surat, hitungan: Hitungan, hasil: Langkah | None) -> tuple[TabelRincian, ...]:
    if surat.baris is None:
        return ()
    menentukan: dict[str, IsiRincian] = {"nilai": surat.nilai}
    if surat.predikat is not None:
        menentukan["predikat"] = surat.predikat
    isi: list[tuple[IsiRincian, ...]] = [
        (i.label, menentukan[nama] if nama in menentukan else _tampak(surat.baris[nama]))
        for nama, i in isian(HasilResmi).items()
    ]
    tabel = TabelRincian("HASIL RESMI", ("Uraian", "Isi"), tuple(isi))
    if surat.nilai is None or hasil is None:
        return (tabel,)
    langkah = [hasil]
    if hitungan.langkah is not None and hitungan.nilai is not None:
        langkah.append(Langkah("Selisih surat dengan komponen", Kurang(surat.nilai, hitungan.langkah)))
    return tabel, tabel_perhitungan(langkah, "NILAI AKHIR")


def _tampak(nilai: object) -> IsiRincian:
    """Texts and dates as they are; a year is no quantity and is shown as text."""
    return nilai if nilai is None or isinstance(nilai, (str, date)) else str(nilai)


def _temuan_tahun(surat: Surat, konteks: Konteks, hasil: Langkah | None) -> list[Temuan]:
    if surat.baris is None or hasil is None:
        return []
    return temuan_tahun(surat.baris, surat.tahun(konteks), konteks)


def temuan_tahun(baris: Baris, tahun: int, konteks: Konteks) -> list[Temuan]:
    """I422 for a value about last year, P427 for an older one."""
    laporan_ = konteks.periode.tahun
    if tahun >= laporan_:
        return []
    kode = "I422" if tahun == laporan_ - 1 else "P427"
    return [temuan_di(kode, baris, "tahun_penilaian", ditemukan=str(tahun), tahun=laporan_)]


def _temuan_selisih(surat: Surat, hitungan: Hitungan, toleransi: Angka) -> list[Temuan]:
    rentang = hitungan.rentang or ((hitungan.nilai, hitungan.nilai) if hitungan.nilai is not None else None)
    if surat.nilai is None or surat.nilai.nilai is None or rentang is None:
        return []
    assert surat.baris is not None
    terendah, tertinggi = rentang
    resmi = surat.nilai.nilai
    acuan = min(max(resmi, terendah), tertinggi)
    if abs(resmi - acuan) <= toleransi.nilai:
        return []
    kata = "" if terendah == tertinggi else "paling banyak " if resmi > tertinggi else "paling sedikit "
    return [
        temuan_di(
            "P411",
            surat.baris,
            "nilai",
            ditemukan=tulis(resmi),
            resmi=angka(resmi, 2),
            hitung=kata + angka(acuan, 2),
            selisih=angka(abs(resmi - acuan), 2),
            toleransi=angka(toleransi.nilai, 2),
        )
    ]


def _temuan_predikat(surat: Surat, skala: Skala | None, nilai: Decimal | None, lembar: str | None) -> list[Temuan]:
    if skala is None or nilai is None:
        return []
    temuan = []
    menurut_skala = skala.selang_untuk(nilai)
    dari_surat = surat.predikat.teks if surat.predikat else None
    if surat.baris and dari_surat and menurut_skala and skala.selang_bernama(dari_surat) is not menurut_skala:
        temuan.append(temuan_di("P412", surat.baris, "predikat", ditemukan=dari_surat, skala=menurut_skala.tulisan))
    batas = skala.batas_ragu(nilai)
    if batas is not None:
        sel = str(surat.baris["sel_nilai"]) if surat.baris and surat.nilai else None
        temuan.append(buat_temuan("P413", lembar=lembar, sel=sel, ditemukan=angka(nilai, 2), batas=angka(batas)))
    return temuan


def _lembar(isi: Isian) -> str | None:
    return next((str(b["lembar"].iloc[0]) for b in isi.values() if len(b)), None)
