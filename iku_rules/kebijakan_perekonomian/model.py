"""The shape of `parameter/kebijakan_perekonomian.toml`: what counts as issued, and the words the form offers."""

from iku_rules.register_fields import Number, Switch, WordList, YearModel


class KebijakanModel(YearModel):
    pengali: Number
    hitung_tak_terencana: Switch
    jenis: WordList
    bidang: WordList
    status: WordList
