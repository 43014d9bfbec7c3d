"""The monthly template of a bagian, from the sheets of `schemas` and the year's `FormYear` alone.

Law of this room: every cell has its place (`layout`) and its first content (`prefilled`) before a sheet is written,
and the same arguments give the same bytes; what a rule computes is written from the rule's own steps.
"""
