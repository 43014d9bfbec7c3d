"""The register as bytes and back: a locked period keeps the one it was computed with."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from iku_rules.daftar import Register, letak_register, muat_register

BERKAS_PENGATURAN = "pengaturan.json"
WAKTU_ZIP = (1980, 1, 1, 0, 0, 0)  # the same register gives the same bytes


def bekukan_register(
    tindih: Path | None, target: Sequence[Mapping[str, object]], capaian_maksimal: Decimal | None
) -> bytes:
    """A zip of every register file in force, and of what the settings add to it, from which the register comes back."""
    aliran = io.BytesIO()
    with zipfile.ZipFile(aliran, "w", zipfile.ZIP_DEFLATED) as berkas:
        for nama, letak in sorted(letak_register(tindih).items()):
            berkas.writestr(zipfile.ZipInfo(nama, WAKTU_ZIP), letak.read_bytes())
        batas = None if capaian_maksimal is None else str(capaian_maksimal)
        pengaturan = {"target": [dict(satu) for satu in target], "capaian_maksimal": batas}
        isi = json.dumps(pengaturan, ensure_ascii=False, sort_keys=True)
        berkas.writestr(zipfile.ZipInfo(BERKAS_PENGATURAN, WAKTU_ZIP), isi)
    return aliran.getvalue()


def muat_beku(isi: bytes, kerja: Path) -> Register:
    """The register out of `bekukan_register`'s bytes, unpacked in the empty folder `kerja`. Raises RegisterSalah."""
    with zipfile.ZipFile(io.BytesIO(isi)) as berkas:
        pengaturan = json.loads(berkas.read(BERKAS_PENGATURAN), parse_float=Decimal)
        for nama in berkas.namelist():
            if nama != BERKAS_PENGATURAN:
                berkas.extract(nama, kerja)
    batas = pengaturan["capaian_maksimal"]
    return muat_register(kerja, pengaturan["target"], None if batas is None else Decimal(batas), bawaan=False)
