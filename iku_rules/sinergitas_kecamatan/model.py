"""The shape of `parameter/sinergitas_kecamatan.toml`: the scale of the scores."""

from iku_rules.register_fields import Number, YearModel
from iku_rules.scale import Scale


class SinergitasModel(YearModel):
    """`rasio_campur`: neighbouring scores this many times apart stand on two scales."""

    skor_maks: Number
    rasio_campur: Number
    skala: Scale | None = None
