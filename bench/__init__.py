"""Measurements, run by hand: how long the work takes on this machine. No test depends on them."""
