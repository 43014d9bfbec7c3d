"""What one file of the register says of another: an unknown code, two documents at once, a target that cannot be."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from iku_rules.register_model.document import Document
from iku_rules.register_model.messages import RegisterError
from iku_rules.register_model.office import Comparison, Target, TargetFile
from iku_rules.register_model.register import FILES, INDICATORS, Register

GREATEST_NI = 4  # the highest answer of a survey on satisfaction; above it a value can only be an IKM


def check_across_files(register: Register, file_names: Collection[str]) -> None:
    """RegisterError for the first thing one file says that another contradicts."""
    _check_documents(register.documents, [name for name in file_names if name.startswith("dokumen/")])
    for name, (attribute, _) in FILES.items():
        if name.startswith("parameter/") and getattr(register, attribute).iku != attribute:
            raise RegisterError(name, "iku", f"harus “{attribute}”")
    _require_known("kewajaran.toml", "tanpa_pemeriksaan", register.plausibility.tanpa_pemeriksaan, INDICATORS)
    _check_bagian(register)


def check_targets(file: str, targets: TargetFile) -> None:
    """RegisterError for a target or comparison that cannot be, by its place in the file it comes from.

    To be asked of each file before they are joined: joined, an entry has another place, or is gone.
    """
    for index, target in enumerate(targets.target):
        _check_figure(file, f"target[{index}]", target)
    for index, comparison in enumerate(targets.pembanding):
        _check_figure(file, f"pembanding[{index}]", comparison)


def _check_figure(file: str, place: str, entry: Target | Comparison) -> None:
    """An indicator that exists, and no IKM on the scale of the answers: that would make capaian 2,500 percent."""
    _require_known(file, f"{place}.iku", (entry.iku,), INDICATORS)
    if entry.iku == "kepuasan_masyarakat" and 0 < entry.nilai <= GREATEST_NI:
        message = f"{entry.nilai} adalah nilai indeks (NI, 1 sampai 4); IKM memakai skala 25 sampai 100"
        raise RegisterError(file, f"{place}.nilai", message)


def _check_documents(documents: Sequence[Document], file_names: Sequence[str]) -> None:
    """At least one, each named like its file, none in force while another is."""
    if not documents:
        raise RegisterError("dokumen/", "", "paling sedikit satu dokumen IKU")
    codes = [d.kode for d in documents]
    for name in file_names:
        if codes.count(PurePosixPath(name).stem) != 1:
            raise RegisterError(name, "kode", "harus sama dengan nama berkasnya")
    for document in documents:
        _require_known(f"dokumen/{document.kode}.toml", "kode", document.iku_codes, INDICATORS)
    for earlier, later in pairwise(documents):
        if earlier.berlaku_sampai is None or later.berlaku_dari <= earlier.berlaku_sampai:
            raise RegisterError(
                f"dokumen/{later.kode}.toml", "berlaku_dari", f"tumpang tindih dengan masa berlaku {earlier.kode}"
            )


def _check_bagian(register: Register) -> None:
    """Forms that exist, and bagian of the IKM that exist."""
    for index, bagian in enumerate(register.bagian_file.bagian):
        _require_known("bagian.toml", f"bagian[{index}].formulir", bagian.form_codes, INDICATORS)
    known = {b.kode for b in register.bagian_file.bagian}
    for index, ikm in enumerate(register.bagian_file.ikm):
        _require_known("bagian.toml", f"ikm[{index}].bagian", ikm.bagian, known)


def _require_known(file: str, key: str, codes: Sequence[str], known: Collection[str]) -> None:
    for code in codes:
        if code not in known:
            raise RegisterError(file, key, f"“{code}” tidak dikenal; yang ada: {', '.join(sorted(known))}")
