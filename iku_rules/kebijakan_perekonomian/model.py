"""The shape of `parameter/kebijakan_perekonomian.toml`: whether the unplanned counts, and the words the form offers."""

from decimal import Decimal
from typing import Any

from pydantic import SerializerFunctionWrapHandler, model_serializer, model_validator

from iku_rules.register_fields import (
    IndicatorModel,
    PositiveNumber,
    Switch,
    Text,
    WordList,
    no_duplicates,
)
from schemas.notions.text import compare_key

ISSUED = "Diterbitkan"  # where the register does not say which word of the status means that


class StatusList(WordList):
    """The words of the status; `terbit` is the one that says a policy was issued, on which all counting rests."""

    terbit: Text = ISSUED

    @model_validator(mode="after")
    def _one_means_issued(self) -> "StatusList":
        no_duplicates([compare_key(word) for word in self.isi])
        if self.terbit not in self.isi:
            raise ValueError(f"terbit = “{self.terbit}” tidak ada dalam isi; pilihannya {', '.join(self.isi)}")
        return self

    @model_serializer(mode="wrap")
    def _without_default(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Said or left out, the same word is the same register: it keeps the fingerprint of before there was a key."""
        content: dict[str, Any] = dump(self)
        return {key: value for key, value in content.items() if (key, value) != ("terbit", ISSUED)}


class KebijakanModel(IndicatorModel):
    """`hitung_tak_terencana`: whether what was issued without having been planned counts.

    `jenis`, `bidang`, `status`: the words the form offers; no rule rests on one of the first two.
    """

    pengali: PositiveNumber
    hitung_tak_terencana: Switch
    jenis: WordList
    bidang: WordList
    status: StatusList

    @property
    def highest(self) -> Decimal | None:
        """All that was planned, in percent; no end where what was not planned counts as well."""
        return None if self.hitung_tak_terencana.nilai else self.pengali.nilai
