"""What one file of the register says of another: an unknown code, two documents at once, a target that cannot be."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from iku_rules.register_model.document import Document
from iku_rules.register_model.office import Comparison, Target, TargetFile
from iku_rules.register_model.register import INDICATORS, PARAMETER_FOLDER, Register
from schemas.toml_file import WrongEntryError, unknown
from schemas.wording import show_number

HUNDRED = 100  # the end of a scale on which a share of one is likely meant in percent
GREATEST_NI = 4  # the highest answer of a survey on satisfaction; above it a value can only be an IKM


def check_across_files(register: Register) -> None:
    """WrongEntryError for the first thing one file says that another contradicts."""
    _check_documents(register.documents)
    for code in INDICATORS:
        if register.parameters(code).iku != code:
            raise WrongEntryError(f"{PARAMETER_FOLDER}/{code}.toml", "iku", f"harus “{code}”")
    unchecked = _places("tanpa_pemeriksaan", register.plausibility.tanpa_pemeriksaan)
    _require_known("kewajaran.toml", unchecked, INDICATORS)
    _check_bagian(register)
    check_targets("target.toml", register.target_file, register)


def check_targets(file: str, targets: TargetFile, register: Register) -> None:
    """WrongEntryError for a target or comparison that cannot be, by its place in the file it comes from.

    To be asked of each file before they are joined: joined, an entry has another place, or is gone.
    """
    for index, target in enumerate(targets.target):
        _check_figure(file, f"target[{index}]", target, register)
    for index, comparison in enumerate(targets.pembanding):
        _check_figure(file, f"pembanding[{index}]", comparison, register)


def _check_figure(file: str, place: str, entry: Target | Comparison, register: Register) -> None:
    """An indicator that exists, and a value on its scale.

    An IKM on the scale of the answers would make capaian 2,500 percent, an IPP in percent a capaian of 5.
    """
    _require_known(file, {f"{place}.iku": entry.iku}, INDICATORS)
    if entry.iku == "kepuasan_masyarakat" and 0 < entry.nilai <= GREATEST_NI:
        message = f"{entry.nilai} adalah nilai indeks (NI, 1 sampai 4); IKM memakai skala 25 sampai 100"
        raise WrongEntryError(file, f"{place}.nilai", message)
    highest = register.parameters(entry.iku).in_year(entry.tahun).highest
    if highest is None:
        return
    if entry.nilai > highest:
        message = f"{entry.nilai} di luar skala {entry.iku}, paling besar {show_number(highest)}"
        raise WrongEntryError(file, f"{place}.nilai", message)
    is_meant = isinstance(entry, Target) and entry.yakin
    if highest >= HUNDRED and 0 < entry.nilai <= 1 and not is_meant:
        advice = "" if isinstance(entry, Comparison) else "; bila memang sekecil itu, tambahkan yakin = true"
        message = f"{entry.nilai} seperti pecahan dari satu; skala {entry.iku} 0 sampai {show_number(highest)}{advice}"
        raise WrongEntryError(file, f"{place}.nilai", message)


def _check_documents(documents: Sequence[Document]) -> None:
    """At least one, each of indicators that exist, none in force while another is."""
    if not documents:
        raise WrongEntryError("dokumen/", "", "paling sedikit satu dokumen IKU")
    for document in documents:
        _require_known(f"dokumen/{document.kode}.toml", document.iku_places, INDICATORS)
    for earlier, later in pairwise(documents):
        if earlier.berlaku_sampai is None or later.berlaku_dari <= earlier.berlaku_sampai:
            raise WrongEntryError(
                f"dokumen/{later.kode}.toml", "berlaku_dari", f"tumpang tindih dengan masa berlaku {earlier.kode}"
            )


def _check_bagian(register: Register) -> None:
    """Forms that exist, and bagian of the IKM that exist."""
    for index, bagian in enumerate(register.bagian_file.bagian):
        forms = _places(f"bagian[{index}].formulir", bagian.form_codes)
        _require_known("bagian.toml", {f"{place}.kode": code for place, code in forms.items()}, INDICATORS)
    known = [b.kode for b in register.bagian_file.bagian]
    for index, ikm in enumerate(register.bagian_file.ikm):
        _require_known("bagian.toml", _places(f"ikm[{index}].bagian", ikm.bagian), known)


def _places(key: str, codes: Sequence[str]) -> dict[str, str]:
    return {f"{key}[{index}]": code for index, code in enumerate(codes)}


def _require_known(file: str, codes: Mapping[str, str], known: Iterable[str]) -> None:
    """`codes` by their places in the file."""
    for place, code in codes.items():
        if code not in known:
            raise WrongEntryError(file, place, unknown("", code, known))
