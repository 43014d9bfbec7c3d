"""Findings as plain data and back: TEMUAN of the contract, printed and kept in the ledger alike."""

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.temuan import Temuan, Waiver


def temuan_to_data(temuan: Iterable[Temuan]) -> list[dict[str, Any]]:
    """TEMUAN, a list of them, with their sentences as they were said then."""
    return [
        {
            "kode": one.kode,
            "tingkat": one.tingkat.value,
            "lembar": one.lembar,
            "sel": one.sel,
            "ditemukan": one.ditemukan,
            "diharapkan": one.diharapkan,
            "pesan": one.pesan,
            "saran": one.saran,
            "dikecualikan": vars(one.dikecualikan) if one.dikecualikan else None,
        }
        for one in temuan
    ]


def temuan_from_data(data: Iterable[Mapping[str, Any]]) -> list[Temuan]:
    """Read back what `temuan_to_data` gave; the level follows from the code."""
    return [
        Temuan(
            kode=one["kode"],
            lembar=one["lembar"],
            sel=one["sel"],
            ditemukan=one["ditemukan"],
            diharapkan=one["diharapkan"],
            pesan=one["pesan"],
            saran=one["saran"],
            dikecualikan=Waiver(**one["dikecualikan"]) if one["dikecualikan"] else None,
        )
        for one in data
    ]
