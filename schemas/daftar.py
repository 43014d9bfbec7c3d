"""All sheets of all forms, and which sheets a form of the register consists of."""

from schemas.formulir import Lembar
from schemas.identitas import LEMBAR_IDENTITAS
from schemas.itkp import LEMBAR_ITKP, LEMBAR_ITKP_HITUNGAN
from schemas.kebijakan_perekonomian import LEMBAR_KEBIJAKAN
from schemas.kepuasan_masyarakat import LEMBAR_SKM, LEMBAR_SKM_RESPONDEN
from schemas.kesalehan_sosial import LEMBAR_KESALEHAN
from schemas.pelayanan_publik import LEMBAR_PELAYANAN_PUBLIK
from schemas.reformasi_hukum import LEMBAR_REFORMASI_HUKUM
from schemas.sinergitas_kecamatan import LEMBAR_SINERGITAS

FORMULIR: dict[str, tuple[Lembar, ...]] = {
    "itkp": (LEMBAR_ITKP, LEMBAR_ITKP_HITUNGAN),
    "kebijakan_perekonomian": (LEMBAR_KEBIJAKAN,),
    "sinergitas_kecamatan": (LEMBAR_SINERGITAS,),
    "kesalehan_sosial": (LEMBAR_KESALEHAN,),
    "reformasi_hukum": (LEMBAR_REFORMASI_HUKUM,),
    "kepuasan_masyarakat": (LEMBAR_SKM, LEMBAR_SKM_RESPONDEN),
    "pelayanan_publik": (LEMBAR_PELAYANAN_PUBLIK,),
}


def lembar_untuk(formulir: tuple[str, ...]) -> tuple[Lembar, ...]:
    """The visible data sheets of a template with these forms: identity first, then each form's sheets in order."""
    return (LEMBAR_IDENTITAS, *(lembar for kode in formulir for lembar in FORMULIR[kode]))


# The hidden sheet by which a template is known: keys in column A, values in column B.
LEMBAR_KUNCI = "_iku"
TEMPLAT = "iku-setda-bulanan"
VERSI = "1"
VERSI_DIKENAL = frozenset({VERSI})
INSTANSI = "Sekretariat Daerah Kabupaten Lumajang"
