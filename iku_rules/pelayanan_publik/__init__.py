"""Indeks Pelayanan Publik, the indikator tujuan: the official index, else the mean over the units."""
