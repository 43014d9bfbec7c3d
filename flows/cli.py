"""The command line `iku`. Every error a user can mend is one line.

Each command imports what it needs itself: where a flow runs, its server starts first and the rooms are imported while
it does, which takes a second off.
"""

import contextlib
import io
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
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
from schemas.periode import Periode

if TYPE_CHECKING:
    from flows.konsolidasi import Konsolidasi
    from iku_rules.daftar import Register
    from schemas.temuan import Temuan

KELUAR_BERES, KELUAR_GALAT, KELUAR_TIDAK_DAPAT = 0, 1, 2

PilihanFolder = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="Folder ruang kerja (bawaan: folder ini, atau IKU_FOLDER)."),
]
PilihanPeriode = Annotated[
    str | None,
    typer.Option("--periode", metavar="TTTT-BB", help="Bulan laporan, misalnya 2025-12 (bawaan: bulan lalu)."),
]
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
    from flows.persiapan import muat_register_ruang

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
def siapkan(ctx: typer.Context, folder: PilihanFolder = None) -> None:
    """Membuat folder dan iku.toml, lalu memberi tahu apa yang masih kurang."""
    from flows.persiapan import pastikan_folder, periksa_lingkungan, tulis_contoh_pengaturan

    ruang, register = _ruang(ctx, folder, harus_ada=False)
    pastikan_folder(ruang, register)
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
    """Menulis templat suatu periode ke folder tiap bagian."""
    from flows.persiapan import pastikan_folder
    from flows.templat import terbitkan_templat

    ruang, register = _ruang(ctx, folder, harus_ada=False)
    bulan = _periode(periode, ruang)
    kode = [satu.kode for satu in register.bagian_semua()]
    if bagian is not None and bagian.casefold() not in kode:
        raise TidakDapat(f"Kode bagian “{bagian}” tidak dikenal; yang ada: {', '.join(kode)}.")
    pastikan_folder(ruang, register)
    for berkas in terbitkan_templat(ruang, register, bulan, [bagian.casefold()] if bagian else None):
        typer.echo(str(berkas.relative_to(ruang.folder) if berkas.is_relative_to(ruang.folder) else berkas))


@app.command(cls=_Perintah)
def periksa(
    ctx: typer.Context,
    berkas: Annotated[list[Path], typer.Argument(metavar="BERKAS…", help="Satu atau beberapa berkas.")],
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Memeriksa berkas dan memberi tahu apa yang perlu diperbaiki; tidak mencatat apa pun."""
    from flows import laporan
    from flows.penerimaan import periksa_salinan
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
def konsolidasi(
    ctx: typer.Context,
    periode: PilihanPeriode = None,
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Membaca inbox, menjawab bagian, menghitung IKU, dan menulis buku kerja konsolidasi."""
    ruang = buka_ruang(folder or ctx.obj, harus_ada=False)
    bulan = _periode(periode, ruang)
    with _mesin_alur(ruang):
        from flows.persiapan import muat_register_ruang, pastikan_folder

        register = muat_register_ruang(ruang)
        pastikan_folder(ruang, register)
        hasil = _konsolidasikan(ruang, register, bulan)
    _cetak_konsolidasi(hasil, ruang, register, keluaran_json=keluaran_json)


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

    with _kemajuan("Membaca kiriman", None) as kemajuan:
        return jalankan_konsolidasi(ruang, register, bulan, sekarang(), kemajuan)


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
    laporan.tabel_hasil(konsol, hasil.hasil)
    _cetak_asing(hasil.asing)
    keterangan = "ditulis" if hasil.baru else "tidak berubah"
    typer.echo(f"Buku kerja ({keterangan}): {laporan.jalur_relatif(hasil, ruang)}")


def _cetak_asing(asing: "Sequence[tuple[str, Temuan]]") -> None:
    """Files of the inbox that belong to no bagian: read by nobody unless someone moves them."""
    for berkas, temuan in asing:
        typer.echo(f"{berkas}: {temuan.pesan} {temuan.saran}")


def _nama_bagian(register: "Register", periode: Periode) -> dict[str, str]:
    return {satu.kode: register.nama_bagian(satu.kode, periode.akhir) for satu in register.bagian_semua()}


@app.command(cls=_Perintah)
def status(
    ctx: typer.Context,
    periode: PilihanPeriode = None,
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Menunjukkan siapa yang sudah menyampaikan, terlambat, atau dikembalikan."""
    from flows import laporan
    from flows.konsolidasi import kumpulkan_status
    from flows.penerimaan import terima

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    bulan = _periode(periode, ruang)
    saat = sekarang()
    with _kemajuan("Membaca kiriman", None) as kemajuan:
        penerimaan = terima(ruang, register, saat, arsipkan_asli=False, kemajuan=kemajuan)
    kiriman = kumpulkan_status(penerimaan, ruang, register, bulan, saat)
    if keluaran_json:
        typer.echo(laporan.cetak_json(laporan.json_status(bulan, kiriman)))
        return
    laporan.tabel_kiriman(Console(highlight=False), bulan, kiriman, _nama_bagian(register, bulan))
    _cetak_asing(penerimaan.asing)


@app.command(cls=_Perintah)
def aturan(
    ctx: typer.Context,
    iku: Annotated[str | None, typer.Argument(metavar="[IKU]", help="Kode satu indikator (bawaan: semua).")] = None,
    tahun: Annotated[int | None, typer.Option("--tahun", metavar="TTTT", help="Tahun parameter.")] = None,
    keluaran_json: PilihanJson = False,
    folder: PilihanFolder = None,
) -> None:
    """Menunjukkan kartu indikator dan parameter yang berlaku pada suatu tahun."""
    from flows.aturan import cetak_aturan, json_aturan, pilih_aturan
    from flows.laporan import cetak_json

    ruang, register = _ruang(ctx, folder, harus_ada=True)
    tahun = _periode(None, ruang).tahun if tahun is None else tahun
    penjelasan = pilih_aturan(register, iku, tahun)
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
        return int(app(list(argumen), standalone_mode=False) or 0)
    except NoArgsIsHelpError as galat:
        typer.echo(galat.format_message())
        return KELUAR_TIDAK_DAPAT
    except ClickException as galat:
        _kata(_salah_perintah(galat))
    except (TidakDapat, MesinGagal) as galat:
        _kata(str(galat))
    except (KeyboardInterrupt, typer.Abort):
        _kata("Dihentikan.")
    except OSError as galat:
        _kata(f"Berkas atau folder tidak dapat dipakai: {galat.filename or ''} ({galat.strerror or galat})")
    except Exception:
        _kata(_insiden(argumen))
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
    kata = str(galat.message).split("'")
    return f"Perintah {kata[1] if len(kata) > 1 else ''} tidak dikenal. Lihat: iku --help"


def _utf8() -> None:
    """Indonesian text and file names on any console, Windows' included."""
    for aliran in (sys.stdout, sys.stderr):
        if isinstance(aliran, io.TextIOWrapper):
            aliran.reconfigure(encoding="utf-8", errors="replace")
