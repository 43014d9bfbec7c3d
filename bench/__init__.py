"""Measurements, run by hand: how long the work takes on this machine, and what a kill leaves of it."""
