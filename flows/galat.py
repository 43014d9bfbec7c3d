"""Errors a user can do something about: one line, exit code 2."""


class TidakDapat(Exception):
    """It could not be done; `str()` is the one line the user reads."""
