"""Indeks Reformasi Hukum: the ministry's letter, else the weighted sum over the variables."""
