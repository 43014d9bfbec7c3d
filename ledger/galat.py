"""What can go wrong with what is kept: each message is one line for people."""

import errno

_KATA = {
    errno.ENOENT: "tidak ditemukan",
    errno.EACCES: "tidak ada hak",
    errno.EPERM: "tidak diizinkan",
    errno.EROFS: "hanya dapat dibaca",
    errno.ENOSPC: "disk penuh",
    errno.EDQUOT: "jatah disk habis",
    errno.ENOTDIR: "bukan folder",
    errno.EISDIR: "ini folder",
    errno.EEXIST: "sudah ada",
    errno.EIO: "disk atau folder bersama terganggu",
    errno.ENAMETOOLONG: "nama terlalu panjang",
}


def kata_oserror(galat: OSError) -> str:
    """Why a file or folder could not be used, in words."""
    return _KATA.get(galat.errno or 0, f"galat sistem {galat.errno}")


class LedgerSalah(Exception):
    """The ledger cannot be used."""


class ArsipRusak(Exception):
    """An archived file is gone or no longer what it was."""
