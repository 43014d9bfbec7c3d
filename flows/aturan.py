"""What `iku aturan` prints, and the page `docs/aturan-iku.md`: the cards and the dated parameters behind them."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.galat import TidakDapat
from iku_rules.aturan import ATURAN
from iku_rules.daftar import Register
from iku_rules.penjelasan import (
    ParameterAturan,
    Penjelasan,
    baris_kartu,
    jelaskan,
    parameter_model,
    semua_model,
)
from schemas.periode import Periode

KOLOM = ("Parameter", "Nilai", "Acuan", "Dikonfirmasi")

AWAL = """\
# Aturan IKU

Kartu tiap indikator dan parameter semua tahun, dengan acuannya. Nama indikator menurut {dokumen}. Parameter yang belum
dikonfirmasi ditandai “belum”; hasil yang memakainya menyebutkannya sekali. Untuk satu tahun: `iku aturan --tahun 2025`.

Halaman ini disusun dari `iku_rules/` dan `iku_rules/register/`; jangan diubah di sini. Menyusunnya lagi:
`python docs/susun_aturan.py`.
"""


def pilih_aturan(register: Register, iku: str | None, tahun: int) -> tuple[Penjelasan, ...]:
    """One card, or all seven; raises TidakDapat for a year that cannot be."""
    try:
        Periode(tahun, 12)
    except ValueError as galat:
        raise TidakDapat(f"Tahun {tahun} tidak dapat dipakai; tulis empat angka, misalnya --tahun 2025.") from galat
    return tuple(jelaskan(register, kode, tahun) for kode in ((iku,) if iku else ATURAN))


def json_aturan(penjelasan: Sequence[Penjelasan], tahun: int) -> dict[str, Any]:
    return {"tahun": tahun, "aturan": [_json(p) for p in penjelasan]}


def _json(p: Penjelasan) -> dict[str, Any]:
    kartu = {nama: isi for nama, isi in vars(p.kartu).items() if nama not in ("kode", "nama")}
    model = p.model
    return {
        "iku": p.kartu.kode,
        "nama": p.nama,
        **kartu,
        "belum_dikonfirmasi": list(p.kartu.belum_dikonfirmasi),
        "model": {
            "nama": model.nama,
            "tahun_dari": model.tahun_dari,
            "tahun_sampai": model.tahun_sampai,
            "acuan": model.acuan,
            "dikonfirmasi": model.dikonfirmasi,
        },
        "parameter": [vars(satu) for satu in p.parameter],
        "catatan": list(p.catatan),
    }


def cetak_aturan(konsol: Console, penjelasan: Iterable[Penjelasan]) -> None:
    """The cards one below the other, each with its parameters of the year."""
    for p in penjelasan:
        konsol.print(Text(f"\n{p.nama}", style="bold"))
        kartu = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        kartu.add_column(no_wrap=True)
        kartu.add_column(overflow="fold")
        for label, teks in (*baris_kartu(p.kartu), *(("Catatan", c) for c in p.catatan)):
            kartu.add_row(Text(label), Text(teks))
        konsol.print(kartu)
        tabel = Table(title=Text(f"Parameter tahun {p.tahun} (model {p.model.nama}; {p.model.acuan})"), box=box.SIMPLE)
        for judul in KOLOM:
            tabel.add_column(judul, overflow="fold")
        for satu in p.parameter:
            tabel.add_row(*map(Text, _kolom(satu)))
        konsol.print(tabel)


def halaman_aturan(register: Register) -> str:
    """The text of `docs/aturan-iku.md`: per indicator its card, then the parameters of each model, oldest first."""
    bagian = [AWAL.format(dokumen=register.semua_dokumen[-1].acuan)]
    for kode in ATURAN:
        model = semua_model(register, kode)
        p = jelaskan(register, kode, model[-1].tahun_dari)
        bagian.append(f"## {p.nama}\n")
        bagian.append("| hal | isi |\n|---|---|")
        bagian += [_baris((label, teks)) for label, teks in baris_kartu(p.kartu)]
        bersama = p.parameter[len(parameter_model(p.model)) :]
        for satu in model:
            bagian.append(f"\n### {p.nama}: model {satu.nama}\n")
            bagian.append(f"Tahun {_tahun(satu.tahun_dari, satu.tahun_sampai)}. Acuan: {satu.acuan}.\n")
            bagian.append("| parameter | nilai | acuan | dikonfirmasi |\n|---|---|---|---|")
            bagian += [_baris(_kolom(parameter)) for parameter in (*parameter_model(satu), *bersama)]
        bagian.append("")
    return "\n".join(bagian)


def _tahun(dari: int, sampai: int | None) -> str:
    if sampai is None:
        return f"{dari} dan seterusnya"
    return str(dari) if dari == sampai else f"{dari} sampai {sampai}"


def _kolom(satu: ParameterAturan) -> tuple[str, str, str, str]:
    return (satu.nama, satu.nilai, satu.acuan, "ya" if satu.dikonfirmasi else "belum")


def _baris(sel: Iterable[str]) -> str:
    return "| " + " | ".join(teks.replace("|", "\\|") for teks in sel) + " |"
