"""The questionnaire on social piety: from answers to dimension scores, as counts per item and answer with live steps.

An item counts over its valid answers, a dimension is the simple mean of its items; an item nobody answered is left out
and named, a dimension without any valid answer has no score. A negative item is reversed: s + 1 - mean.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from iku_rules.bacaan import Isian, ringkasan, sumber_kolom
from iku_rules.bentuk import ButirKuesioner, KuesionerKesalehan, MetodeKesalehan, ModelKesalehan
from iku_rules.hasil import IsiRincian, TabelRincian
from iku_rules.langkah import Bagi, Bulat, Jumlah, Kali, Kurang, Langkah, Masukan, Parameter, RataRata, Simpul
from schemas.kesalehan_sosial import KUESIONER, nama_butir
from schemas.temuan import Temuan, buat_temuan


@dataclass(frozen=True)
class _Butir:
    """An item with its answers: how often each was given, how many answered, the mean in the item's direction."""

    butir: ButirKuesioner
    banyak: tuple[Masukan, ...]
    menjawab: Langkah
    rata: Langkah
    sel: str


@dataclass(frozen=True)
class HitunganKuesioner:
    """Score of each dimension, number of respondents, and what shows and explains them.

    `parameter` are those the scores rest on; the tables of `tabel` do not hold them, nor `responden` and `skor`.
    """

    skor: dict[str, Langkah]
    responden: Masukan
    parameter: tuple[Parameter, ...]
    tabel: tuple[TabelRincian, ...]
    temuan: tuple[Temuan, ...]
    contoh: bool


def hitung_kuesioner(isian: Isian, model: ModelKesalehan, metode: MetodeKesalehan | None) -> HitunganKuesioner | None:
    """The scores by dimension; None where the questionnaire is empty or serves another method."""
    kuesioner, bingkai = model.kuesioner, isian.get(KUESIONER)
    if bingkai is None or kuesioner is None or metode is None or kuesioner.metode != metode.kode:
        return None
    butir = [_butir(satu, bingkai, kuesioner) for satu in kuesioner.butir]
    skor = {
        dimensi: Langkah(dimensi, _skor([b.rata for b in butir if b.butir.dimensi == dimensi], model, kuesioner))
        for dimensi in metode.dimensi
    }
    responden = ringkasan("Responden kuesioner", Decimal(len(bingkai)), sumber_kolom(bingkai, "no"))
    return HitunganKuesioner(
        skor=skor,
        responden=responden,
        parameter=(*kuesioner.jawaban, model.nilai_maks.parameter, kuesioner.konversi.parameter),
        tabel=(_tabel(butir, responden, kuesioner),),
        temuan=tuple(_temuan(butir, skor, str(bingkai["lembar"].iloc[0]))),
        contoh=kuesioner.contoh,
    )


def _butir(butir: ButirKuesioner, bingkai: pd.DataFrame, kuesioner: KuesionerKesalehan) -> _Butir:
    field = nama_butir(butir.kode)
    dijawab, asal = Counter(bingkai[field]), sumber_kolom(bingkai, field)
    banyak = tuple(
        ringkasan(f"{butir.kode} dijawab {j.nilai}", Decimal(dijawab[j.nilai]), asal) for j in kuesioner.jawaban
    )
    menjawab = Langkah(f"{butir.kode} menjawab", Bulat(Jumlah(banyak), 0))
    jumlah = Jumlah(tuple(Kali(kali, jawaban) for kali, jawaban in zip(banyak, kuesioner.jawaban, strict=True)))
    rata: Simpul = Bagi(jumlah, menjawab)
    if butir.negatif:
        kecil, besar = kuesioner.jawaban[0], kuesioner.jawaban[-1]
        rata = Kurang(Jumlah((besar, kecil)), rata)
    return _Butir(butir, banyak, menjawab, Langkah(f"{butir.kode} rata-rata", rata), asal.sel)


def _skor(rata: Sequence[Langkah], model: ModelKesalehan, kuesioner: KuesionerKesalehan) -> Bagi:
    """0 to 100 from the mean of the items, by the conversion of the register."""
    kecil, besar, maks = kuesioner.jawaban[0], kuesioner.jawaban[-1], model.nilai_maks.parameter
    if kuesioner.konversi.cara == "minmax":
        return Bagi(Kali(maks, Kurang(RataRata(tuple(rata)), kecil)), Kurang(besar, kecil))
    return Bagi(Kali(maks, RataRata(tuple(rata))), besar)


def _tabel(butir: Sequence[_Butir], responden: Masukan, kuesioner: KuesionerKesalehan) -> TabelRincian:
    judul = ("Butir", "Pernyataan", "Dimensi", "Arah")
    jawaban = tuple(f"Dijawab {j.nilai}" for j in kuesioner.jawaban)
    baris: list[tuple[IsiRincian, ...]] = [
        (
            b.butir.kode,
            b.butir.teks,
            b.butir.dimensi,
            "negatif (dibalik)" if b.butir.negatif else "positif",
            *b.banyak,
            b.menjawab,
            Langkah(f"{b.butir.kode} tidak menjawab", Bulat(Kurang(responden, b.menjawab), 0)),
            b.rata,
        )
        for b in butir
    ]
    kolom = (*judul, *jawaban, "Menjawab", "Tidak menjawab", "Rata-rata")
    return TabelRincian("JAWABAN KUESIONER PER BUTIR", kolom, tuple(baris))


def _temuan(butir: Sequence[_Butir], skor: dict[str, Langkah], lembar: str) -> Iterable[Temuan]:
    """P453 for dimensions nobody answered, P452 for other items nobody answered."""
    kosong = [b for b in butir if b.rata.nilai is None]
    for dimensi, langkah in skor.items():
        if langkah.nilai is None:
            sel = ", ".join(b.sel for b in kosong if b.butir.dimensi == dimensi)
            yield buat_temuan("P453", lembar=lembar, sel=sel, ditemukan=dimensi)
    for b in kosong:
        if skor[b.butir.dimensi].nilai is not None:
            yield buat_temuan("P452", lembar=lembar, sel=b.sel, ditemukan=f"{b.butir.kode} {b.butir.teks}")
