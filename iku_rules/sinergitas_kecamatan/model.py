"""The shape of `parameter/sinergitas_kecamatan.toml`: the highest score, and when scores stand on two scales."""

from decimal import Decimal

from iku_rules.register_fields import (
    IndicatorModel,
    PositiveNumber,
    Ratio,
)
from iku_rules.scale import Scale


class SinergitasModel(IndicatorModel):
    """`skor_maks`: the highest score; `rasio_campur`: neighbouring scores this many times apart are on two scales."""

    skor_maks: PositiveNumber
    rasio_campur: Ratio
    skala: Scale | None = None

    @property
    def highest(self) -> Decimal:
        """The mean of kecamatan that all have the highest score."""
        return self.skor_maks.nilai
