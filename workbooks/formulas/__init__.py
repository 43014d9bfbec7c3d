"""Computation steps as spreadsheet formulas (`write`, `lookup`), and what our formulas give (`evaluate`).

Law of this room: a formula says what `iku_rules.steps.evaluate` does, blank and unknown included, with functions that
every Excel since 2007 has; it knows addresses only by what it is handed.
"""
