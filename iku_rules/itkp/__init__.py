"""Indeks tata kelola pengadaan: letter first, then entered components (`rule`), then counts and budgets (`counts`)."""
