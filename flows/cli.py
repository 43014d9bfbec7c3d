"""The command line `iku`. Every error a user can mend is one line.

Each command imports what it needs itself: where a flow runs, its server starts first and the rooms are imported while
it does, which takes a second off.
"""

import contextlib
import difflib
import io
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text
from typer._click.exceptions import ClickException, NoArgsIsHelpError
from typer.core import TyperCommand, TyperGroup

from flows.galat import TidakDapat
from flows.insiden import catat_insiden
from flows.mesin import MesinGagal, mesin, perlu_penyiapan_pertama, server_berjalan
from flows.pengaturan import RuangKerja, buka_ruang, sekarang
from ledger.galat import ArsipRusak, LedgerSalah, kata_oserror
from schemas.periode import Periode
from workbooks.pekerja import hangatkan

if TYPE_CHECKING:
    from datetime import datetime

    from flows.konsolidasi import Konsolidasi
    from iku_rules.daftar import Register
    from ledger.buku import Ledger
    from schemas.temuan import Temuan

KELUAR_BERES, KELUAR_GALAT, KELUAR_TIDAK_DAPAT = 0, 1, 2
CTRL_C = 130  # what typer makes of it

PilihanFolder = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="Folder ruang kerja (bawaan: folder ini, atau IKU_FOLDER)."),
]
PilihanPeriode = Annotated[
    str | None,
    typer.Option("--periode", metavar="TTTT-BB", help="Bulan laporan, misalnya 2025-12 (bawaan: bulan lalu)."),
]
PilihanAlasan = Annotated[str, typer.Option("--alasan", metavar="TEKS", help="Alasan, dicatat dan ditampilkan.")]
PilihanJson = Annotated[bool, typer.Option("--json", help="Cetak satu dokumen JSON ke keluaran baku.")]

_KATA_BANTUAN = {
    "Usage:": "Pemakaian:",
    "[OPTIONS]": "[PILIHAN]",
    "COMMAND [ARGS]...": "PERINTAH [ISIAN]...",
    "Options:": "Pilihan:",
    "Commands:": "Perintah:",
    "Arguments:": "Isian:",
    "Show this message and exit.": "Tampilkan bantuan ini.",
    "[required]": "[wajib]",
}


def _bantuan(teks: str) -> str:
    """The parser's own words of a help text, in Indonesian."""
    for inggris, indonesia in _KATA_BANTUAN.items():
        teks = teks.replace(inggris, indonesia)
    return teks


class _Kelompok(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _bantuan(super().get_help(ctx))


class _Perintah(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _bantuan(super().get_help(ctx))


app = typer.Typer(
    name="iku",
    cls=_Kelompok,
    help="IKU Sekretariat Daerah Kabupaten Lumajang: dari templat terisi menjadi buku kerja konsolidasi.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
galat_konsol = Console(stderr=True, highlight=False, soft_wrap=True)


@app.callback()
def _utama(ctx: typer.Context, folder: PilihanFolder = None) -> None:
    ctx.obj = folder


def _ruang(ctx: typer.Context, folder: Path | None, *, harus_ada: bool) -> "tuple[RuangKerja, Register]":
    from flows.register import muat_register_ruang

    ruang = buka_ruang(folder or ctx.obj, harus_ada=harus_ada)
    return ruang, muat_register_ruang(ruang)


def _periode(teks: str | None, ruang: RuangKerja) -> Periode:
    bulan_ini = Periode.dari_tanggal(sekarang().astimezone(ruang.zona).date())
    if teks is None:
        return bulan_ini.geser(-1)
    try:
        return Periode.urai(teks)
    except ValueError as galat:
        raise TidakDapat(f"Periode “{teks}” tidak dapat dibaca; tulis seperti 2025-12.") from galat


def _kata(teks: str) -> None:
    """A line for people who watch; on standard error, so that standard output stays the result's."""
    galat_konsol.print(Text(teks))


@app.command(cls=_Perintah)
def siapkan(
    ctx: typer.Context,
    ledger_baru: Annotated[
        bool, typer.Option("--ledger-baru", help="Mulai ledger kosong walaupun outbox sudah berisi.")
    ] = False,
    folder: PilihanFolder = None,
) -> None:
    """Membuat folder, ledger, dan iku.toml, lalu memberi tahu apa yang masih kurang."""
    from flows.persiapan import (
        buat_ledger_baru,
        buka_ledger,
        pastikan_folder,
        periksa_lingkungan,
        tulis_contoh_pengaturan,
    )

    ruang, register = _ruang(ctx, folder, harus_ada=False)
    pastikan_folder(ruang, register)
    if ledger_baru:
        buat_ledger_baru(ruang)
    else:
        buka_ledger(ruang)
    baru = tulis_contoh_pengaturan(ruang)
    typer.echo(f"Ruang kerja: {ruang.folder}")
    typer.echo("iku.toml dibuat." if baru else "iku.toml sudah ada dan tidak diubah.")
    for nama, beres, keterangan in periksa_lingkungan(ruang):
        typer.echo(f"{'ada   ' if beres else 'KURANG'}  {nama}: {keterangan}")


@app.command(cls=_Perintah)
def templat(
    ctx: typer.Context,
    periode: PilihanPeriode = None,
    bagian: Annotated[str | None, typer.Option("--bagian", metavar="KODE", help="Satu bagian saja.")] = None,
    folder: PilihanFolder = None,
) -> None:
    """Menulis templat suatu periode ke folder tiap bagian, terisi dari kiriman terakhirnya tahun itu."""
    from flows.laporan import jalur_relatif
    from flows.persiapan import baca_ledger, kunci_ruang, pastikan_folder
    from flows.templat import terbitkan_templat

    ruang, register = _ruang(ctx, folder, harus_ada=False)
    bulan = _periode(periode, ruang)
    dipilih = None if bagian is None else [_kode_bagian(bagian, register)]
    pastikan_folder(ruang, register)
    with kunci_ruang(ruang, _kata):
        ditulis = terbitkan_templat(ruang, register, bulan, dipilih, baca_ledger(ruang))
    for satu in ditulis:
        keterangan = f" ({satu.keterangan})" if satu.keterangan else ""
        typer.echo(f"{jalur_relatif(satu.berkas, ruang)}{keterangan}")


@app.command(cls=_Perintah)
def periksa(
    ctx: typer.Context,
    berkas: Annotated[list[Path], typer.Argument(metavar="BERKAS…", help="Satu atau beberapa berkas.")],
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Memeriksa berkas dan memberi tahu apa yang perlu diperbaiki; tidak mencatat apa pun."""
    hangatkan()
    from flows import laporan
    from flows.pemeriksaan import periksa_salinan
    from workbooks.kotak_masuk import salin_lepas

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    for satu in berkas:
        if not satu.is_file():
            raise TidakDapat(f"Berkas tidak ditemukan: {satu}")
    with tempfile.TemporaryDirectory(prefix="iku-") as kerja, _kemajuan("Membaca", len(berkas)) as kemajuan:
        salinan = [salin_lepas(satu, Path(kerja), nomor) for nomor, satu in enumerate(berkas)]
        bulan_ini = Periode.dari_tanggal(sekarang().astimezone(ruang.zona).date())
        diperiksa = periksa_salinan(salinan, ruang, register, bulan_ini, kemajuan)
    if keluaran_json:
        typer.echo(laporan.cetak_json(laporan.json_periksa(diperiksa)))
    else:
        laporan.tabel_temuan(Console(highlight=False), diperiksa)
    if any(d.insiden for d in diperiksa):
        raise typer.Exit(KELUAR_TIDAK_DAPAT)
    raise typer.Exit(KELUAR_BERES if all(d.diterima for d in diperiksa) else KELUAR_GALAT)


@app.command(cls=_Perintah)
def temuan(
    kode: Annotated[str | None, typer.Argument(metavar="KODE", help="Misalnya G301; tanpa ini semua.")] = None,
    folder: PilihanFolder = None,  # taken like everywhere else, though the catalogue is one for all
) -> None:
    """Menjelaskan kode catatan verifikasi dan cara memperbaikinya."""
    from flows import laporan
    from schemas.katalog import KATALOG
    from schemas.nilai import mirip

    if kode is None:
        laporan.daftar_kode(Console(highlight=False))
    elif kode.upper() in KATALOG:
        laporan.jelaskan_kode(Console(highlight=False), kode.upper())
    else:
        raise TidakDapat(f"Kode “{kode}” tidak dikenal.{mirip(kode.upper(), list(KATALOG))} Semua kode: iku temuan")


@app.command(cls=_Perintah)
def konsolidasi(
    ctx: typer.Context,
    periode: PilihanPeriode = None,
    cetak_ulang: Annotated[
        bool, typer.Option("--cetak-ulang", help="Ambil lagi buku kerja yang ditandatangani dan hitung ulang isinya.")
    ] = False,
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Membaca inbox, menjawab bagian, menghitung IKU, dan menulis buku kerja konsolidasi."""
    ruang = buka_ruang(folder or ctx.obj, harus_ada=cetak_ulang)
    bulan = _periode(periode, ruang)
    if cetak_ulang:
        _cetak_ulang(ruang, bulan, keluaran_json=keluaran_json)
        return
    with _mesin_alur(ruang):
        from flows.register import muat_register_ruang

        register = muat_register_ruang(ruang)
        hasil = _konsolidasikan(ruang, register, bulan)
    _cetak_konsolidasi(hasil, ruang, register, keluaran_json=keluaran_json)


def _cetak_ulang(ruang: RuangKerja, bulan: Periode, *, keluaran_json: bool) -> None:
    """The signed workbook again, and whether a recomputation still gives what was signed."""
    from flows import laporan
    from flows.ingatan import Ingatan
    from flows.konsolidasi import yang_ditandatangani
    from flows.penguncian import cetak_ulang, hitung_ulang, kata_hitung_ulang
    from flows.persiapan import buka_ledger, kunci_ruang
    from flows.register import muat_register_ruang

    register, ledger, saat = muat_register_ruang(ruang), buka_ledger(ruang), sekarang()
    with ledger.buku(saat, simpan=False) as buku:
        kunci_terakhir = Ingatan(buku).kunci_terakhir(bulan)
    if kunci_terakhir is None:
        raise TidakDapat(f"Periode {bulan.nama} tidak sedang dikunci; yang dapat dicetak ulang hanya yang dikunci.")
    with kunci_ruang(ruang, _kata):
        hasil = yang_ditandatangani(kunci_terakhir, ruang, register, ledger, bulan, saat)
        berkas = cetak_ulang(hasil, kunci_terakhir, ruang, ledger, saat)
    if berkas != hasil.buku_kerja:
        _kata(f"{hasil.buku_kerja.name} di outbox bukan lagi yang ditandatangani; yang asli: {berkas.name}")
        hasil = replace(hasil, buku_kerja=berkas)
    ulang = hitung_ulang(kunci_terakhir, ruang, register, ledger, bulan, saat)
    for baris in kata_hitung_ulang(ulang):
        _kata(baris)
    if keluaran_json:
        typer.echo(laporan.cetak_json(laporan.json_konsolidasi(hasil, ruang)))
    else:
        typer.echo(laporan.jalur_relatif(hasil.buku_kerja, ruang))
    if ulang.versi_sama and not ulang.cocok:
        raise typer.Exit(KELUAR_TIDAK_DAPAT)


@contextlib.contextmanager
def _mesin_alur(ruang: RuangKerja) -> Iterator[None]:
    """A server for one flow: the running one of `iku jalankan`, else a throw-away one."""
    catatan = catatan_server(ruang)
    if perlu_penyiapan_pertama() and not server_berjalan(catatan):
        _kata("Menyiapkan mesin alur kerja untuk pertama kali (sekitar 20 detik)…")
    with mesin(catatan, muat=("flows.alur", "flows.laporan")):
        yield


def _konsolidasikan(ruang: RuangKerja, register: "Register", bulan: Periode) -> "Konsolidasi":
    """Run the consolidation flow, with progress on standard error."""
    from flows.alur import jalankan_konsolidasi

    with (
        _bekerja(ruang, register, "konsolidasi", bulan) as (ledger, saat),
        _kemajuan("Membaca kiriman", None) as kemajuan,
    ):
        return jalankan_konsolidasi(ruang, register, ledger, bulan, saat, kemajuan)


def catatan_server(ruang: RuangKerja) -> Path:
    """Where `iku jalankan` notes the address of its server."""
    return ruang.catatan_kerja / "server.json"


def _cetak_konsolidasi(
    hasil: "Konsolidasi", ruang: RuangKerja, register: "Register", *, keluaran_json: bool = False
) -> None:
    from flows import laporan

    if keluaran_json:
        typer.echo(laporan.cetak_json(laporan.json_konsolidasi(hasil, ruang)))
        return
    konsol = Console(highlight=False)
    laporan.tabel_kiriman(konsol, hasil.periode, hasil.pengumpulan, _nama_bagian(register, hasil.periode))
    laporan.tabel_hasil(konsol, hasil, _nama_iku(register, hasil.periode))
    _cetak_asing(hasil.asing)
    keterangan = "ditulis" if hasil.baru else "sudah dikunci" if hasil.terkunci else "tidak berubah"
    typer.echo(f"Buku kerja ({keterangan}): {laporan.jalur_relatif(hasil.buku_kerja, ruang)}")


def _cetak_asing(asing: "Sequence[tuple[str, Temuan]]") -> None:
    """Files of the inbox that belong to no bagian: read by nobody unless someone moves them."""
    for berkas, temuan in asing:
        typer.echo(f"{berkas}: {temuan.pesan} {temuan.saran}")


def _nama_bagian(register: "Register", periode: Periode) -> dict[str, str]:
    return {satu.kode: register.nama_bagian(satu.kode, periode.akhir) for satu in register.bagian_semua()}


def _nama_iku(register: "Register", periode: Periode) -> dict[str, str]:
    from iku_rules.aturan import ATURAN

    dokumen = register.dokumen(periode)
    return {kode: dokumen.nama_iku(kode) or modul.KARTU.nama for kode, modul in ATURAN.items()}


@app.command(cls=_Perintah)
def status(
    ctx: typer.Context,
    periode: PilihanPeriode = None,
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Menunjukkan siapa yang sudah menyampaikan, terlambat, atau dikembalikan."""
    from flows import laporan
    from flows.konsolidasi import status_periode
    from flows.penerimaan import terima
    from flows.persiapan import baca_ledger

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    bulan, ledger, saat = _periode(periode, ruang), baca_ledger(ruang), sekarang()
    with _kemajuan("Membaca kiriman", None) as kemajuan:
        penerimaan = terima(ruang, register, ledger, saat, simpan=False, kemajuan=kemajuan)
    kiriman = status_periode(penerimaan, ruang, register, ledger, bulan, saat)
    terkunci = penerimaan.terkunci(bulan) is not None
    if keluaran_json:
        typer.echo(laporan.cetak_json(laporan.json_status(bulan, kiriman, terkunci=terkunci)))
        return
    laporan.tabel_kiriman(Console(highlight=False), bulan, kiriman, _nama_bagian(register, bulan))
    if terkunci:
        typer.echo(f"{bulan.nama} sudah dikunci; di atas adalah keadaan saat ditandatangani.")
    _cetak_asing(penerimaan.asing)


@app.command(cls=_Perintah)
def kembalikan(
    ctx: typer.Context,
    bagian: Annotated[str, typer.Argument(metavar="KODE", help="Kode bagian.")],
    alasan: PilihanAlasan,
    periode: PilihanPeriode = None,
    folder: PilihanFolder = None,
) -> None:
    """Mengembalikan kiriman yang sudah diterima, dengan alasan dari sekretariat."""
    from flows.jawaban import jawab
    from flows.penerimaan import terima
    from flows.penguncian import kembalikan as kembalikan_kiriman
    from flows.templat import perbarui_templat

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    bulan, kode, teks = _periode(periode, ruang), _kode_bagian(bagian, register), _alasan(alasan)
    with _bekerja(ruang, register, "kembalikan", bulan) as (ledger, saat):
        penerimaan = terima(ruang, register, ledger, saat, simpan=True)
        berkas = kembalikan_kiriman(penerimaan, ledger, kode, bulan, teks, saat)
        jawab(terima(ruang, register, ledger, saat, simpan=True), ruang, register, bulan)
        perbarui_templat(ruang, register, ledger, [(kode, bulan)])
    typer.echo(f"Dikembalikan: {berkas} ({bulan.nama}).")


@app.command(cls=_Perintah)
def kunci(
    ctx: typer.Context,
    periode: Annotated[str, typer.Argument(metavar="TTTT-BB", help="Bulan laporan.")],
    dokumen_ttd: Annotated[
        Path | None, typer.Option("--dokumen-ttd", metavar="BERKAS", help="PDF yang sudah ditandatangani.")
    ] = None,
    folder: PilihanFolder = None,
) -> None:
    """Menulis salinan final dan mengunci periode; --dokumen-ttd mengarsipkan PDF yang ditandatangani."""
    from flows import laporan
    from flows.penerimaan import terima
    from flows.penguncian import baca_dokumen_ttd, simpan_dokumen_ttd
    from flows.penguncian import kunci as kunci_periode

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    bulan = _periode(periode, ruang)
    if dokumen_ttd is not None:
        baca_dokumen_ttd(dokumen_ttd)
    with _bekerja(ruang, register, "kunci", bulan) as (ledger, saat):
        penerimaan = terima(ruang, register, ledger, saat, simpan=True)
        if dokumen_ttd is None or penerimaan.terkunci(bulan) is None:
            hasil = kunci_periode(penerimaan, ruang, register, ledger, bulan, saat)
            if belum := [k["bagian"] for k in hasil.pengumpulan if k["status"] not in ("DITERIMA", "TIDAK WAJIB")]:
                _kata(f"Perhatian: dikunci tanpa kiriman yang diterima dari {', '.join(belum)}.")
            typer.echo(f"{bulan.nama} dikunci: {laporan.jalur_relatif(hasil.buku_kerja, ruang)}")
        if dokumen_ttd is not None:
            sha256 = simpan_dokumen_ttd(dokumen_ttd, ruang, ledger, bulan, saat)
            typer.echo(f"Dokumen bertanda tangan diarsipkan: {sha256}.pdf")


@app.command(cls=_Perintah)
def buka(
    ctx: typer.Context,
    periode: Annotated[str, typer.Argument(metavar="TTTT-BB", help="Bulan laporan.")],
    alasan: PilihanAlasan,
    folder: PilihanFolder = None,
) -> None:
    """Membuka periode yang sudah dikunci; yang ditandatangani tetap tersimpan."""
    from flows.penguncian import buka as buka_periode

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    bulan, teks = _periode(periode, ruang), _alasan(alasan)
    with _bekerja(ruang, register, "buka", bulan) as (ledger, saat):
        buka_periode(ledger, bulan, teks, saat)
    typer.echo(f"{bulan.nama} dibuka. Konsolidasi berikutnya menjadi revisi: iku konsolidasi --periode {bulan}")


@contextlib.contextmanager
def _bekerja(
    ruang: RuangKerja, register: "Register", perintah: str, bulan: Periode
) -> "Iterator[tuple[Ledger, datetime]]":
    """The workspace to ourselves, with its ledger and the moment all is recorded under; the run itself is recorded."""
    from flows.persiapan import buka_ledger, kunci_ruang, pastikan_folder, tercatat

    pastikan_folder(ruang, register)
    with kunci_ruang(ruang, _kata):
        ledger = buka_ledger(ruang)
        with tercatat(ledger, perintah, bulan):
            yield ledger, sekarang()


def _kode_bagian(teks: str, register: "Register") -> str:
    kode = [satu.kode for satu in register.bagian_semua()]
    if teks.casefold() not in kode:
        raise TidakDapat(f"Kode bagian “{teks}” tidak dikenal; yang ada: {', '.join(kode)}.")
    return teks.casefold()


def _alasan(teks: str) -> str:
    bersih = " ".join(teks.split())
    if not bersih:
        raise TidakDapat("Alasan tidak boleh kosong.")
    return bersih


@app.command(cls=_Perintah)
def riwayat(
    ctx: typer.Context,
    iku: Annotated[str | None, typer.Argument(metavar="IKU", help="Kode indikator; tanpa ini semua.")] = None,
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Menunjukkan nilai tiap indikator dari bulan ke bulan, seperti yang terakhir diterbitkan."""
    from flows import laporan
    from flows.persiapan import baca_ledger
    from flows.pertanyaan import json_riwayat
    from flows.pertanyaan import riwayat as tanya_riwayat

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    baris = tanya_riwayat(baca_ledger(ruang), _kode_iku(iku) if iku else None, sekarang())
    if keluaran_json:
        typer.echo(laporan.cetak_json(json_riwayat(baris)))
    else:
        nama = _nama_iku(register, _periode(None, ruang))
        laporan.tabel_riwayat(Console(highlight=False), baris, nama)


@app.command(cls=_Perintah)
def jejak(
    ctx: typer.Context,
    iku: Annotated[str, typer.Argument(metavar="IKU", help="Kode indikator.")],
    periode: PilihanPeriode = None,
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Menelusuri angka sebuah indikator sampai ke berkas dan sel asalnya."""
    from flows import laporan
    from flows.persiapan import baca_ledger
    from flows.pertanyaan import jejak as tanya_jejak

    ruang, _ = _ruang(ctx, folder, harus_ada=True)
    isi = tanya_jejak(baca_ledger(ruang), ruang, _kode_iku(iku), _periode(periode, ruang), sekarang())
    if keluaran_json:
        typer.echo(laporan.cetak_json(isi))
    else:
        laporan.tabel_jejak(Console(highlight=False), isi, ruang)


def _kode_iku(teks: str) -> str:
    from iku_rules.aturan import ATURAN

    kode = teks.strip().casefold()
    if kode in ATURAN:
        return kode
    mirip = difflib.get_close_matches(kode, ATURAN, n=1, cutoff=0.4)
    saran = f" Mungkin maksudnya “{mirip[0]}”." if mirip else ""
    raise TidakDapat(f"Kode indikator “{teks}” tidak dikenal.{saran} Yang ada: {', '.join(ATURAN)}.")


@app.command(cls=_Perintah)
def aturan(
    ctx: typer.Context,
    iku: Annotated[str | None, typer.Argument(metavar="IKU", help="Kode indikator; tanpa ini semua.")] = None,
    tahun: Annotated[int | None, typer.Option("--tahun", metavar="TTTT", help="Tahun parameter.")] = None,
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Menunjukkan kartu indikator dan parameter yang berlaku pada suatu tahun."""
    from flows.aturan import cetak_aturan, json_aturan, pilih_aturan
    from flows.laporan import cetak_json

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    tahun = _periode(None, ruang).tahun if tahun is None else tahun
    penjelasan = pilih_aturan(register, _kode_iku(iku) if iku else None, tahun)
    if keluaran_json:
        typer.echo(cetak_json(json_aturan(penjelasan, tahun)))
    else:
        cetak_aturan(Console(highlight=False), penjelasan)


@app.command(cls=_Perintah)
def jalankan(ctx: typer.Context, folder: PilihanFolder = None) -> None:
    """Menjalankan jadwal sampai dihentikan: templat, inbox, dan konsolidasi."""
    from flows.jadwal import Jadwal
    from flows.jadwal import jalankan as jalankan_jadwal
    from flows.persiapan import pastikan_folder

    ruang, register = _ruang(ctx, folder, harus_ada=False)
    pastikan_folder(ruang, register)
    j = ruang.pengaturan.jadwal
    jadwal = Jadwal(j.zona, j.templat, j.kotak_masuk_menit, j.konsolidasi, j.alamat, j.porta)
    jalankan_jadwal(jadwal, ruang.folder, catatan_server(ruang))


@app.command(cls=_Perintah)
def demo(ctx: typer.Context, folder: PilihanFolder = None) -> None:
    """Contoh lengkap: templat, diisi angka yang sudah terbit, lalu dikonsolidasikan."""
    ruang = buka_ruang(folder or ctx.obj or Path("demo"), harus_ada=False)
    with _mesin_alur(ruang):
        from flows.demo import PERIODE_DEMO, siapkan_demo

        ruang, register = siapkan_demo(ruang)
        hasil = _konsolidasikan(ruang, register, PERIODE_DEMO)
    _cetak_konsolidasi(hasil, ruang, register)
    typer.echo(f"Ruang kerja contoh: {ruang.folder}")


@contextlib.contextmanager
def _kemajuan(judul: str, jumlah: int | None) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, where someone watches it."""
    if not galat_konsol.is_terminal:
        yield None
        return
    kolom = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*kolom, console=galat_konsol, transient=True) as batang:
        tugas = batang.add_task(judul, total=jumlah)
        yield lambda selesai, semua: batang.update(tugas, completed=selesai, total=semua)


# Errors


def jalankan_perintah(argumen: Sequence[str]) -> int:
    """Run the command line; gives the exit code. No traceback ever reaches the user."""
    _utf8()
    try:
        kode = int(app(list(argumen), standalone_mode=False) or 0)
    except NoArgsIsHelpError as galat:
        typer.echo(galat.format_message())
        return KELUAR_TIDAK_DAPAT
    except ClickException as galat:
        _kata(_salah_perintah(galat))
    except (TidakDapat, MesinGagal, LedgerSalah, ArsipRusak) as galat:
        _kata(str(galat))
    except (KeyboardInterrupt, typer.Abort):
        _kata("Dihentikan.")
    except OSError as galat:
        _kata(f"Berkas atau folder tidak dapat dipakai: {galat.filename or ''} ({kata_oserror(galat)})")
    except Exception:
        _kata(_insiden(argumen))
    else:
        if kode != CTRL_C:
            return kode
        _kata("Dihentikan.")
    return KELUAR_TIDAK_DAPAT


def _insiden(argumen: Sequence[str]) -> str:
    folder = Path(tempfile.gettempdir()) / "iku"
    nomor = catat_insiden(folder, f"iku {' '.join(argumen)}\n{traceback.format_exc()}")
    return f"Kesalahan pada sistem (nomor {nomor}); rinciannya di {folder / 'log'}. Mohon sampaikan kepada admin."


def _salah_perintah(galat: ClickException) -> str:
    """The parser's own errors, in one Indonesian line."""
    isi: dict[str, Any] = vars(galat)
    nama_parameter = getattr(isi.get("param"), "opts", [""])[0] or isi.get("param_hint") or ""
    match type(galat).__name__:
        case "NoSuchOption":
            return f"Pilihan {isi['option_name']} tidak dikenal. Lihat: iku --help"
        case "MissingParameter":
            nama = getattr(isi.get("param"), "metavar", None) or nama_parameter
            return f"Isian {nama} wajib diberikan. Lihat: iku --help"
        case "BadOptionUsage":
            return f"Pilihan {isi['option_name']} memerlukan isian. Lihat: iku --help"
        case "BadParameter":
            return f"Isian {nama_parameter} tidak dapat dipakai. Lihat: iku --help"
    pesan = str(galat.message)
    if lebih := re.search(r"unexpected extra arguments? \((.*)\)", pesan):
        return f"Isian {lebih[1]} tidak dikenal. Lihat: iku --help"
    perintah = re.search(r"'(.*)'", pesan)
    return (
        f"Perintah {perintah[1]} tidak dikenal. Lihat: iku --help"
        if perintah
        else "Perintah belum disebut. Lihat: iku --help"
    )


def _utf8() -> None:
    """Indonesian text and file names on any console, Windows' included."""
    for aliran in (sys.stdout, sys.stderr):
        if isinstance(aliran, io.TextIOWrapper):
            aliran.reconfigure(encoding="utf-8", errors="replace")
