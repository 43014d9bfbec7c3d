"""All sheets of all forms, and which sheets a form of the register consists of."""

from schemas.form import Sheet
from schemas.form_year import FormYear
from schemas.forms.identity import IDENTITY_SHEET
from schemas.forms.itkp import ITKP_COUNTS_SHEET, ITKP_SHEET
from schemas.forms.kebijakan_perekonomian import KEBIJAKAN_SHEET
from schemas.forms.kepuasan_masyarakat import SKM_RESPONDENTS_SHEET, SKM_SHEET
from schemas.forms.kesalehan_sosial import KESALEHAN_SHEET, KUESIONER_SHEET
from schemas.forms.pelayanan_publik import PELAYANAN_PUBLIK_SHEET
from schemas.forms.reformasi_hukum import REFORMASI_HUKUM_SHEET
from schemas.forms.sinergitas_kecamatan import SINERGITAS_SHEET

FORMS: dict[str, tuple[Sheet, ...]] = {
    "itkp": (ITKP_SHEET, ITKP_COUNTS_SHEET),
    "kebijakan_perekonomian": (KEBIJAKAN_SHEET,),
    "sinergitas_kecamatan": (SINERGITAS_SHEET,),
    "kesalehan_sosial": (KESALEHAN_SHEET, KUESIONER_SHEET),
    "reformasi_hukum": (REFORMASI_HUKUM_SHEET,),
    "kepuasan_masyarakat": (SKM_SHEET, SKM_RESPONDENTS_SHEET),
    "pelayanan_publik": (PELAYANAN_PUBLIK_SHEET,),
}


def sheets_for(forms: tuple[str, ...], form_year: FormYear) -> tuple[Sheet, ...]:
    """The visible data sheets of a year's template with these forms: identity first, then each form's in order."""
    sheets = (IDENTITY_SHEET, *(sheet for code in forms for sheet in FORMS[code]))
    return tuple(of_year for sheet in sheets if (of_year := sheet.in_year(form_year)) is not None)
