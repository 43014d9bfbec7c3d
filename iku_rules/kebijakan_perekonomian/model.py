"""The shape of `parameter/kebijakan_perekonomian.toml`: whether the unplanned counts, and the words the form offers."""

from iku_rules.register_fields import Number, Switch, WordList, YearModel


class KebijakanModel(YearModel):
    """`hitung_tak_terencana`: whether what was issued without having been planned counts.

    `jenis`, `bidang`, `status`: the words the form offers.
    """

    pengali: Number
    hitung_tak_terencana: Switch
    jenis: WordList
    bidang: WordList
    status: WordList
