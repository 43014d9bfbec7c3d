"""Indeks kesalehan sosial: letter or dimensions (`rule`); the questionnaire gives or checks them (`kuesioner`)."""
