"""The flows: the steps of intake and consolidation as Prefect runs them, each with an explicit final state.

A task handles a batch of files, never one file; results stay in memory. A flow is idempotent: run again on the same
inbox it writes nothing new.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, State

from flows.jawaban import jawab
from flows.konsolidasi import Konsolidasi, konsolidasikan, perlu_disusun
from flows.pemeriksaan import Kemajuan
from flows.penerimaan import Penerimaan, terima
from flows.pengaturan import RuangKerja, buka_ruang, sekarang
from flows.persiapan import buka_ledger, kunci_ruang, pastikan_folder, tercatat
from flows.register import muat_register_ruang
from flows.templat import perbarui_templat, terbitkan_templat
from iku_rules.daftar import Register
from ledger.buku import Ledger
from schemas.periode import Periode

PERCOBAAN_BACA = 2  # a share that hiccups is read again; a wrong workbook is not


def _gangguan_berkas(tugas: Any, jalannya: Any, state: State) -> bool:
    """Retry only what may pass: an input/output error, not a missing right or folder."""
    galat = state.data if isinstance(state.data, BaseException) else None
    return isinstance(galat, OSError) and not isinstance(galat, (PermissionError, FileNotFoundError))


class Kerja:
    """What the steps of one run share.

    A plain class on purpose, like Penerimaan: of a dataclass handed to a task Prefect walks through every value.
    """

    def __init__(
        self,
        ruang: RuangKerja,
        register: Register,
        ledger: Ledger,
        saat: datetime,
        kemajuan: Kemajuan | None = None,
    ) -> None:
        self.ruang, self.register, self.ledger, self.saat, self.kemajuan = ruang, register, ledger, saat, kemajuan


@task(
    name="terima kiriman",
    cache_policy=NO_CACHE,
    retries=PERCOBAAN_BACA,
    retry_delay_seconds=2,
    retry_condition_fn=_gangguan_berkas,
)
def tugas_terima(kerja: Kerja) -> Penerimaan:
    return terima(kerja.ruang, kerja.register, kerja.ledger, kerja.saat, simpan=True, kemajuan=kerja.kemajuan)


@task(name="jawab bagian", cache_policy=NO_CACHE)
def tugas_jawab(kerja: Kerja, penerimaan: Penerimaan) -> None:
    jawab(penerimaan, kerja.ruang, kerja.register, _bulan_ini(kerja).geser(-1))


@task(name="konsolidasi periode", cache_policy=NO_CACHE)
def tugas_konsolidasi(kerja: Kerja, penerimaan: Penerimaan, periode: Periode) -> Konsolidasi:
    return konsolidasikan(penerimaan, kerja.ruang, kerja.register, kerja.ledger, periode, kerja.saat)


@task(name="perbarui templat", cache_policy=NO_CACHE)
def tugas_templat(kerja: Kerja, penerimaan: Penerimaan) -> None:
    perbarui_templat(kerja.ruang, kerja.register, kerja.ledger, penerimaan.berubah)


@flow(name="konsolidasi", validate_parameters=False)
def alur_konsolidasi(kerja: Kerja, periode: Periode) -> State:
    """Read the inbox, answer the bagian, compute and write; the caller holds the workspace's lock.

    Completed, or "SelesaiDenganInsiden" after an error of ours.
    """
    penerimaan = tugas_terima(kerja)
    hasil = tugas_konsolidasi(kerja, penerimaan, periode)
    tugas_templat(kerja, penerimaan)
    return _keadaan_akhir(penerimaan, hasil, f"{periode}: {hasil.buku_kerja.name}")


def _keadaan_akhir(penerimaan: Penerimaan, data: Any, pesan: str) -> State:
    insiden = [str(d.insiden) for d in penerimaan.insiden]
    if insiden:
        return Completed(name="SelesaiDenganInsiden", message=f"{pesan}; insiden {', '.join(insiden)}", data=data)
    return Completed(message=pesan, data=data)


# What the schedules run. Parameters are plain text, since each run is a process of its own.


@flow(name="templat_bulanan")
def templat_bulanan(folder: str) -> State:
    """The templates of the month that has begun."""
    kerja = _siapkan(folder)
    periode = _bulan_ini(kerja)
    with kunci_ruang(kerja.ruang):
        ditulis = terbitkan_templat(kerja.ruang, kerja.register, periode, ledger=kerja.ledger)
    return Completed(message=f"{periode}: {len(ditulis)} templat")


@flow(name="pantau_kotak_masuk")
def pantau_kotak_masuk(folder: str) -> State:
    """Read the inbox and answer; consolidate again each month that has been consolidated and got something new."""
    kerja = _siapkan(folder)
    with kunci_ruang(kerja.ruang):
        penerimaan = tugas_terima(kerja)
        tugas_jawab(kerja, penerimaan)
        tugas_templat(kerja, penerimaan)
        disusun = perlu_disusun(penerimaan, kerja.ledger, kerja.saat)
        hasil = [tugas_konsolidasi(kerja, penerimaan, periode) for periode in disusun]
    baru = [satu.buku_kerja.name for satu in hasil if satu.baru]
    return _keadaan_akhir(penerimaan, None, ", ".join(baru) or "tidak ada yang baru")


@flow(name="konsolidasi_bulanan")
def konsolidasi_bulanan(folder: str) -> State:
    """The consolidation of the month before, once its deadline is over (an earlier call does nothing)."""
    kerja = _siapkan(folder)
    periode = _bulan_ini(kerja).geser(-1)
    if kerja.saat < kerja.ruang.tenggat(periode):
        return Completed(name="BelumWaktunya", message=f"{periode}: batas waktu belum lewat")
    with kunci_ruang(kerja.ruang), tercatat(kerja.ledger, "konsolidasi_bulanan", periode):
        penerimaan = tugas_terima(kerja)
        hasil = tugas_konsolidasi(kerja, penerimaan, periode)
        tugas_templat(kerja, penerimaan)
    return _keadaan_akhir(penerimaan, None, f"{periode}: {hasil.buku_kerja.name}")


def _siapkan(folder: str) -> Kerja:
    ruang = buka_ruang(Path(folder), harus_ada=True)
    register = muat_register_ruang(ruang)
    pastikan_folder(ruang, register)
    get_run_logger().info("Ruang kerja %s", ruang.folder)
    return Kerja(ruang, register, buka_ledger(ruang), sekarang())


def _bulan_ini(kerja: Kerja) -> Periode:
    return Periode.dari_tanggal(kerja.saat.astimezone(kerja.ruang.zona).date())


def jalankan_konsolidasi(
    ruang: RuangKerja,
    register: Register,
    ledger: Ledger,
    periode: Periode,
    saat: datetime,
    kemajuan: Kemajuan | None,
) -> Konsolidasi:
    """Run the consolidation flow in this process and give its result; an exception of a step comes through."""
    hasil: Konsolidasi = alur_konsolidasi(Kerja(ruang, register, ledger, saat, kemajuan), periode)  # type: ignore[assignment]
    return hasil
