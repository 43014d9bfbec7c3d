"""All rules by code: the six IKU in official order, then the indikator tujuan."""

from collections.abc import Mapping
from typing import Protocol

from iku_rules import (
    itkp,
    kebijakan_perekonomian,
    kepuasan_masyarakat,
    kesalehan_sosial,
    pelayanan_publik,
    reformasi_hukum,
    sinergitas_kecamatan,
)
from iku_rules.bacaan import Isian
from iku_rules.hasil import Perhitungan
from iku_rules.kartu import Kartu
from iku_rules.konteks import Konteks
from iku_rules.langkah import Langkah, Masukan


class Aturan(Protocol):
    """What each rule module offers."""

    @property
    def KARTU(self) -> Kartu: ...  # noqa: N802 (a constant of the module)

    def hitung(self, isian: Isian, konteks: Konteks) -> Perhitungan: ...

    def pratinjau(
        self, baris: Mapping[str, Mapping[str, Masukan]], konteks: Konteks, pilihan: str | None = None
    ) -> Langkah | None: ...


ATURAN: dict[str, Aturan] = {
    "itkp": itkp,
    "kebijakan_perekonomian": kebijakan_perekonomian,
    "sinergitas_kecamatan": sinergitas_kecamatan,
    "kesalehan_sosial": kesalehan_sosial,
    "reformasi_hukum": reformasi_hukum,
    "kepuasan_masyarakat": kepuasan_masyarakat,
    "pelayanan_publik": pelayanan_publik,
}
