"""The shape of `parameter/sinergitas_kecamatan.toml`: the highest score, and when scores stand on two scales."""

from iku_rules.register_fields import Number, YearModel
from iku_rules.scale import Scale


class SinergitasModel(YearModel):
    """`skor_maks`: the highest score; `rasio_campur`: neighbouring scores this many times apart are on two scales."""

    skor_maks: Number
    rasio_campur: Number
    skala: Scale | None = None
