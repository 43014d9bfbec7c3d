"""Rata rata nilai sinergitas kecamatan: the mean over the kecamatan that were assessed."""
