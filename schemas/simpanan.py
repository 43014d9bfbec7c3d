"""A submission as text and back, so that what was read once need not be read again.

Only what was read is kept: cells with their state and address, and the findings. Forms, limits and key rows belong to
program and register; whoever keeps the text keeps beside it the version of both, and reads it back with no other.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.acuan import Acuan, BarisKunci
from schemas.daftar import lembar_untuk
from schemas.formulir import Blok, Lembar
from schemas.kiriman import BlokTerisi, Kiriman, Kolom
from schemas.nilai import Keadaan
from schemas.periode import Periode
from schemas.temuan import Pengecualian, Temuan

AcuanTahun = Callable[[int], Acuan]


def kiriman_ke_teks(kiriman: Kiriman) -> str:
    """The submission as one line of JSON, without the name and hash of its file."""
    isi = {
        "bagian": kiriman.bagian,
        "periode": str(kiriman.periode) if kiriman.periode else None,
        "formulir": list(kiriman.formulir),
        "blok": [_blok_ke_data(terisi) for terisi in kiriman.blok.values()],
        "temuan": temuan_ke_data(kiriman.temuan),
    }
    return json.dumps(isi, ensure_ascii=False, separators=(",", ":"))


def kiriman_dari_teks(teks: str, berkas: str, sha256: str, acuan: AcuanTahun) -> Kiriman:
    """Read back what `kiriman_ke_teks` gave. KeyError or ValueError where it does not fit this program's forms."""
    isi = json.loads(teks)
    formulir = tuple(isi["formulir"])
    periode = Periode.urai(isi["periode"]) if isi["periode"] else None
    lembar = {satu.nama: satu for satu in lembar_untuk(formulir, acuan(periode.tahun if periode else 0))}
    kiriman = Kiriman(
        berkas=berkas,
        sha256=sha256,
        bagian=isi["bagian"],
        periode=periode,
        formulir=formulir,
        temuan=temuan_dari_data(isi["temuan"]),
    )
    for data in isi["blok"]:
        terisi = _blok_dari_data(data, lembar[data["lembar"]], acuan)
        kiriman.blok[(terisi.lembar.nama, terisi.blok.nama)] = terisi
    return kiriman


def temuan_ke_data(temuan: Iterable[Temuan]) -> list[dict[str, Any]]:
    """Findings as plain data, with their sentences as they were said then."""
    return [{**vars(t), "dikecualikan": vars(t.dikecualikan) if t.dikecualikan else None} for t in temuan]


def temuan_dari_data(data: Iterable[dict[str, Any]]) -> list[Temuan]:
    return [
        Temuan(**{**satu, "dikecualikan": Pengecualian(**satu["dikecualikan"]) if satu["dikecualikan"] else None})
        for satu in data
    ]


def _blok_ke_data(terisi: BlokTerisi) -> dict[str, Any]:
    return {
        "lembar": terisi.lembar.nama,
        "blok": terisi.blok.nama,
        "tahun": terisi.acuan.tahun,
        "tersentuh": terisi.tersentuh,
        "kunci": [kunci.kunci if kunci else None for kunci in terisi.kunci],
        "kolom": {nama: _kolom_ke_data(kolom) for nama, kolom in terisi.kolom.items()},
    }


def _blok_dari_data(data: dict[str, Any], lembar: Lembar, acuan: AcuanTahun) -> BlokTerisi:
    blok: Blok = next(satu for satu in lembar.blok if satu.nama == data["blok"])
    tahunan = acuan(data["tahun"])
    kunci: dict[str | None, BarisKunci | None] = {satu.kunci: satu for satu in tahunan.baris.get(blok.nama, ())}
    kunci[None] = None
    kolom = {nama: _kolom_dari_data(data["kolom"][nama]) for nama in blok.isian}
    return BlokTerisi(
        blok, lembar, tahunan, kolom, tuple(kunci[satu] for satu in data["kunci"]), tersentuh=data["tersentuh"]
    )


def _kolom_ke_data(kolom: Kolom) -> dict[str, Any]:
    return {
        "isi": [_isi_ke_data(isi) for isi in kolom.isi],
        "keadaan": [keadaan.value for keadaan in kolom.keadaan],
        "sel": list(kolom.sel),
    }


def _kolom_dari_data(data: dict[str, Any]) -> Kolom:
    dikenal = {teks: _isi_dari_data(teks) for teks in set(data["isi"])}  # the answers of a survey are the same few
    keadaan = [_KEADAAN[satu] for satu in data["keadaan"]]
    return Kolom([dikenal[teks] for teks in data["isi"]], keadaan, data["sel"])


_KEADAAN = {satu.value: satu for satu in Keadaan}


def _isi_ke_data(isi: object) -> str | None:
    """The value as text, its kind in the first letter."""
    match isi:
        case None:
            return None
        case str():
            return f"s{isi}"
        case Decimal():
            return f"d{isi}"
        case date():
            return f"t{isi.isoformat()}"
        case Periode():
            return f"p{isi}"
    raise TypeError(f"no kind of a cell: {type(isi).__name__}")


def _isi_dari_data(data: str | None) -> object:
    if data is None:
        return None
    jenis, teks = data[:1], data[1:]
    match jenis:
        case "s":
            return teks
        case "d":
            return Decimal(teks)
        case "t":
            return date.fromisoformat(teks)
        case "p":
            return Periode.urai(teks)
    raise ValueError(f"no kind of a cell: {jenis}")
