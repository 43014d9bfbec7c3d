"""What can go wrong in a way that people can do something about: one tree, each message one line for them.

An error of our own program is none of these: it is reported as an incident.
"""

import errno


class IkuError(Exception):
    """Base of all of them; `str()` is the one line the user reads."""


class CannotDoError(IkuError):
    """What was asked for cannot be done; the command ends with exit code 2."""


class LedgerError(IkuError):
    """The ledger cannot be used: not reached, not readable, or of a newer program."""


class ArchiveDamagedError(IkuError):
    """An archived file is gone or no longer what it was."""


_WORDS = {
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


def explain_oserror(error: OSError) -> str:
    """Why a file or folder could not be used, in words."""
    return _WORDS.get(error.errno or 0, f"galat sistem {error.errno}")
