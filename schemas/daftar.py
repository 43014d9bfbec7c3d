"""All sheets of all forms, and which sheets a form of the register consists of."""

from schemas.acuan import Acuan
from schemas.formulir import Lembar
from schemas.identitas import LEMBAR_IDENTITAS
from schemas.itkp import LEMBAR_ITKP, LEMBAR_ITKP_HITUNGAN
from schemas.kebijakan_perekonomian import LEMBAR_KEBIJAKAN
from schemas.kepuasan_masyarakat import LEMBAR_SKM, LEMBAR_SKM_RESPONDEN
from schemas.kesalehan_sosial import LEMBAR_KESALEHAN, LEMBAR_KUESIONER
from schemas.pelayanan_publik import LEMBAR_PELAYANAN_PUBLIK
from schemas.reformasi_hukum import LEMBAR_REFORMASI_HUKUM
from schemas.sinergitas_kecamatan import LEMBAR_SINERGITAS

FORMULIR: dict[str, tuple[Lembar, ...]] = {
    "itkp": (LEMBAR_ITKP, LEMBAR_ITKP_HITUNGAN),
    "kebijakan_perekonomian": (LEMBAR_KEBIJAKAN,),
    "sinergitas_kecamatan": (LEMBAR_SINERGITAS,),
    "kesalehan_sosial": (LEMBAR_KESALEHAN, LEMBAR_KUESIONER),
    "reformasi_hukum": (LEMBAR_REFORMASI_HUKUM,),
    "kepuasan_masyarakat": (LEMBAR_SKM, LEMBAR_SKM_RESPONDEN),
    "pelayanan_publik": (LEMBAR_PELAYANAN_PUBLIK,),
}


def lembar_untuk(formulir: tuple[str, ...], acuan: Acuan) -> tuple[Lembar, ...]:
    """The visible data sheets of a year's template with these forms: identity first, then each form's in order."""
    semua = (LEMBAR_IDENTITAS, *(lembar for kode in formulir for lembar in FORMULIR[kode]))
    return tuple(satu for lembar in semua if (satu := lembar.pada(acuan)) is not None)


# The hidden sheet by which a template is known: keys in column A, values in column B.
LEMBAR_KUNCI = "_iku"
TEMPLAT = "iku-setda-bulanan"
VERSI = "1"
VERSI_DIKENAL = frozenset({VERSI})
INSTANSI = "Sekretariat Daerah Kabupaten Lumajang"
