"""The register as a workspace sees it. Apart from `persiapan`: `iku periksa` needs this, and none of the ledger."""

from flows.galat import TidakDapat
from flows.pengaturan import BERKAS_PENGATURAN, RuangKerja
from iku_rules.daftar import Register, RegisterSalah, muat_register


def muat_register_ruang(ruang: RuangKerja) -> Register:
    """The register with the workspace's own files and targets over it. Raises TidakDapat naming file and key."""
    if ruang.register is not None and not ruang.register.is_dir():
        raise TidakDapat(f"{BERKAS_PENGATURAN}, register: folder tidak ditemukan: {ruang.register}")
    try:
        return muat_register(ruang.register, ruang.pengaturan.target, ruang.pengaturan.tampilan.capaian_maksimal)
    except RegisterSalah as galat:
        raise TidakDapat(str(galat)) from galat
