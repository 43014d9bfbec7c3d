"""The flows: the steps of intake and consolidation as Prefect runs them, each with an explicit final state.

A task handles a batch of files, never one file; results stay in memory. A flow is idempotent: run again on the same
inbox it writes nothing new.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, State

from flows.konsolidasi import Konsolidasi, konsolidasikan
from flows.penerimaan import Kemajuan, Penerimaan, jawab, terima
from flows.pengaturan import RuangKerja, buka_ruang, sekarang
from flows.persiapan import kunci_ruang, muat_register_ruang, pastikan_folder
from flows.templat import terbitkan_templat
from iku_rules.daftar import Register
from schemas.periode import Periode

PERCOBAAN_BACA = 2  # a share that hiccups is read again; a wrong workbook is not


def _gangguan_berkas(tugas: Any, jalannya: Any, state: State) -> bool:
    """Retry only what may pass: an input/output error, not a missing right or folder."""
    galat = state.data if isinstance(state.data, BaseException) else None
    return isinstance(galat, OSError) and not isinstance(galat, (PermissionError, FileNotFoundError))


@task(
    name="terima kiriman",
    cache_policy=NO_CACHE,
    retries=PERCOBAAN_BACA,
    retry_delay_seconds=2,
    retry_condition_fn=_gangguan_berkas,
)
def tugas_terima(ruang: RuangKerja, register: Register, saat: datetime, kemajuan: Kemajuan | None) -> Penerimaan:
    return terima(ruang, register, saat, arsipkan_asli=True, kemajuan=kemajuan)


@task(name="jawab bagian", cache_policy=NO_CACHE)
def tugas_jawab(penerimaan: Penerimaan, ruang: RuangKerja, register: Register) -> None:
    for diperiksa in penerimaan.diperiksa:
        if diperiksa.kiriman.periode:
            jawab(penerimaan, ruang, register, diperiksa.bagian, diperiksa.kiriman.periode)


@task(name="konsolidasi periode", cache_policy=NO_CACHE)
def tugas_konsolidasi(
    penerimaan: Penerimaan, ruang: RuangKerja, register: Register, periode: Periode, saat: datetime
) -> Konsolidasi:
    return konsolidasikan(penerimaan, ruang, register, periode, saat)


@flow(name="konsolidasi", validate_parameters=False)
def alur_konsolidasi(
    ruang: RuangKerja, register: Register, periode: Periode, saat: datetime, kemajuan: Kemajuan | None = None
) -> State:
    """Read the inbox, answer the bagian, compute and write.

    Completed, or "SelesaiDenganInsiden" after an error of ours.
    """
    with kunci_ruang(ruang):
        penerimaan = tugas_terima(ruang, register, saat, kemajuan)
        hasil = tugas_konsolidasi(penerimaan, ruang, register, periode, saat)
    return _keadaan_akhir(penerimaan, hasil, f"{periode}: {hasil.buku_kerja.name}")


def _keadaan_akhir(penerimaan: Penerimaan, data: Any, pesan: str) -> State:
    insiden = [d.insiden for d in penerimaan.diperiksa if d.insiden]
    if insiden:
        return Completed(name="SelesaiDenganInsiden", message=f"{pesan}; insiden {', '.join(insiden)}", data=data)
    return Completed(message=pesan, data=data)


# What the schedules run. Parameters are plain text, since each run is a process of its own.


@flow(name="templat_bulanan")
def templat_bulanan(folder: str) -> State:
    """The templates of the month that has begun."""
    ruang, register, saat = _siapkan(folder)
    periode = Periode.dari_tanggal(saat.astimezone(ruang.zona).date())
    ditulis = terbitkan_templat(ruang, register, periode)
    return Completed(message=f"{periode}: {len(ditulis)} templat")


@flow(name="pantau_kotak_masuk")
def pantau_kotak_masuk(folder: str) -> State:
    """Read the inbox and answer; consolidate again each month that has been consolidated and got something new."""
    ruang, register, saat = _siapkan(folder)
    with kunci_ruang(ruang):
        penerimaan = tugas_terima(ruang, register, saat, None)
        tugas_jawab(penerimaan, ruang, register)
        disusun = [p for p in penerimaan.periode() if any(ruang.folder_konsolidasi(p).glob("*.xlsx"))]
        baru = [
            hasil.buku_kerja.name
            for periode in disusun
            if (hasil := tugas_konsolidasi(penerimaan, ruang, register, periode, saat)).baru
        ]
    return _keadaan_akhir(penerimaan, None, ", ".join(baru) or "tidak ada yang baru")


@flow(name="konsolidasi_bulanan")
def konsolidasi_bulanan(folder: str) -> State:
    """The consolidation of the month before, once its deadline is over (an earlier call does nothing)."""
    ruang, register, saat = _siapkan(folder)
    periode = Periode.dari_tanggal(saat.astimezone(ruang.zona).date()).geser(-1)
    if saat < ruang.tenggat(periode):
        return Completed(name="BelumWaktunya", message=f"{periode}: batas waktu belum lewat")
    with kunci_ruang(ruang):
        penerimaan = tugas_terima(ruang, register, saat, None)
        hasil = tugas_konsolidasi(penerimaan, ruang, register, periode, saat)
    return _keadaan_akhir(penerimaan, None, f"{periode}: {hasil.buku_kerja.name}")


def _siapkan(folder: str) -> tuple[RuangKerja, Register, datetime]:
    ruang = buka_ruang(Path(folder), harus_ada=True)
    pastikan_folder(ruang, muat_register_ruang(ruang))
    get_run_logger().info("Ruang kerja %s", ruang.folder)
    return ruang, muat_register_ruang(ruang), sekarang()


def jalankan_konsolidasi(
    ruang: RuangKerja, register: Register, periode: Periode, saat: datetime, kemajuan: Callable[[int, int], None] | None
) -> Konsolidasi:
    """Run the consolidation flow in this process and give its result; an exception of a step comes through."""
    return alur_konsolidasi(ruang, register, periode, saat, kemajuan)  # type: ignore[return-value]
