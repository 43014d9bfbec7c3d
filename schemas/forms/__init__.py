"""One form, one module: its sheets with their blocks, a pandera model each. Here they come together by code.

A code is the name by which the register hands a form to a bagian. A form knows nothing of another one;
`official_result` holds the blocks that several share, `identity` the sheet that every template begins with.
"""

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
    """The visible data sheets of a year's template with these forms: identity first, then each form's in order.

    KeyError for the code of no form.
    """
    sheets = (IDENTITY_SHEET, *(sheet for code in forms for sheet in FORMS[code]))
    return tuple(of_year for sheet in sheets if (of_year := sheet.in_year(form_year)) is not None)
