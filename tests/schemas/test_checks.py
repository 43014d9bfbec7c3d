"""The checks of the forms, as data: what each becomes, and where."""

from schemas.form import CheckId, check_ids
from schemas.forms.pelayanan_publik import ServiceUnit, unit_model


def test_the_forms_of_several_years_share_the_checks_of_their_base() -> None:
    """Each model is built from the same inherited checks, one after the other; none may take them from the next."""
    shared = {CheckId("G405", "f02", "batas_f02"), CheckId("G405", "f03", "batas_f03"), CheckId("G429", "unit")}
    for model in (ServiceUnit, unit_model(("Kebijakan",)), unit_model(("Kebijakan", "Inovasi"))):
        assert shared <= set(check_ids(model))
