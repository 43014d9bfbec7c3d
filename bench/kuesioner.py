"""How long a large questionnaire takes: `python -m bench.kuesioner`.

One workbook of the Kuesioner IKS, 5,000 respondents and 40 items, through the intake: copied, archived, read in a
worker, parsed, checked, computed. In a temporary workspace whose register has 40 items.
"""

import argparse
import io
import os
import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bench.konsolidasi import Baris, _cetak, _kosongkan, _waktu
from flows.demo import PERIODE_DEMO, isian_demo
from flows.konsolidasi import DRAF, isi_buku, susun_isi
from flows.penerimaan import Penerimaan, terima
from flows.pengaturan import BERKAS_PENGATURAN, RuangKerja, buka_ruang, sekarang
from flows.persiapan import buka_ledger, pastikan_folder
from flows.register import muat_register_ruang
from flows.templat import buat_templat
from iku_rules.daftar import FOLDER, Register
from ledger.simpan import tulis_atomik
from workbooks.konsolidasi import tulis_buku
from workbooks.pengisi import IsianLembar, isi_templat

TARGET = 5.0  # seconds
RESPONDEN, BUTIR, SKALA = 5000, 40, 5
PARAMETER = "parameter/kesalehan_sosial.toml"


def main() -> None:
    pengurai = argparse.ArgumentParser(prog="python -m bench.kuesioner", description=__doc__)
    pengurai.add_argument("--kali", type=int, default=5, help="runs (5)")
    kali = pengurai.parse_args().kali
    with tempfile.TemporaryDirectory(prefix="iku-bench-") as sementara:
        ruang, register = _ruang(Path(sementara))
        _cetak(ukur(ruang, register, kali))


def ukur(ruang: RuangKerja, register: Register, kali: int) -> list[Baris]:
    """Reading, checking and computing, with archive and ledger; a second look; the workbook with the counts."""
    saat = sekarang()
    hasil: list[Penerimaan] = []

    def sekali() -> None:
        hasil[:] = [terima(ruang, register, buka_ledger(ruang), saat, simpan=True)]

    dingin, *hangat = [_waktu(sekali, lambda: _kosongkan(ruang, register)) for _ in range(kali + 1)]
    lagi = [_waktu(sekali) for _ in range(kali)]
    (penerimaan,) = hasil
    susunan = susun_isi(penerimaan, ruang, register, buka_ledger(ruang), PERIODE_DEMO, saat)
    if not any(h.iku == "kesalehan_sosial" and h.nilai is not None for h in susunan.hasil):
        raise SystemExit("bench: the index was not computed")
    isi = isi_buku(susunan, penerimaan, ruang, register, PERIODE_DEMO, DRAF)
    nama = f"intake, {RESPONDEN} x {BUTIR} answers"
    return [
        (f"{nama}, first run", [dingin], TARGET),
        (nama, hangat, TARGET),
        ("the same file again, from the ledger", lagi, None),
        ("workbook alone", [_waktu(lambda: tulis_buku(isi)) for _ in range(kali)], None),
    ]


def _ruang(folder: Path) -> tuple[RuangKerja, Register]:
    tindih = folder / "register" / PARAMETER
    tindih.parent.mkdir(parents=True)
    tindih.write_text(_parameter(), encoding="utf-8")
    (folder / BERKAS_PENGATURAN).write_text('register = "register"\n', encoding="utf-8")
    ruang = buka_ruang(folder, harus_ada=True)
    register = muat_register_ruang(ruang)
    pastikan_folder(ruang, register)
    berkas = ruang.inbox / "kesra" / "iks.xlsx"
    tulis_atomik(berkas, _terisi(ruang, register))
    lalu = (sekarang() - timedelta(days=1)).timestamp()
    os.utime(berkas, (lalu, lalu))
    return ruang, register


def _parameter() -> str:
    """The shipped parameters with forty items instead of the example's ten."""
    isi = (FOLDER / PARAMETER).read_text(encoding="utf-8")
    dimensi = re.findall(r'dimensi = "(.*?)"', isi)
    urut = list(dict.fromkeys(dimensi))
    butir = [
        f'    {{ kode = "B{n + 1:02}", teks = "Butir {n + 1}", dimensi = "{urut[n % len(urut)]}", '
        f"negatif = {str(n % 4 == 0).lower()} }},"
        for n in range(BUTIR)
    ]
    return re.sub(r"butir = \[.*?\n\]", "butir = [\n" + "\n".join(butir) + "\n]", isi, flags=re.DOTALL)


def _terisi(ruang: RuangKerja, register: Register) -> bytes:
    templat = buat_templat(register, "kesra", PERIODE_DEMO, ruang)
    survei = IsianLembar(pasangan={"Metode": "KEMENAG5"})
    isi = isi_templat(templat, {"Identitas": isian_demo("kesra")["Identitas"], "Kesalehan Sosial": survei})
    buku = load_workbook(io.BytesIO(isi))
    lembar: Any = buku["Kuesioner IKS"]
    kepala = next(sel for baris in lembar.iter_rows() for sel in baris if sel.value == "No")
    for nomor in range(RESPONDEN):
        for butir in range(BUTIR):
            sel = lembar.cell(kepala.row + 1 + nomor, kepala.column + 1 + butir)
            sel.value = (nomor * 7 + butir * 3 + nomor // 11) % SKALA + 1
    keluaran = io.BytesIO()
    buku.save(keluaran)
    return keluaran.getvalue()


if __name__ == "__main__":
    main()
