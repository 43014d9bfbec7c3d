"""What can go wrong with what is kept: each message is one line for people."""


class LedgerSalah(Exception):
    """The ledger cannot be used."""


class ArsipRusak(Exception):
    """An archived file is gone or no longer what it was."""
