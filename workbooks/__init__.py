"""Excel in and out; the only room that knows openpyxl and xlsxwriter.

Law of this room: what a bagian hands in is read and never changed; what we hand out is generated from `schemas` and
from the steps of `iku_rules`, so that no label and no formula is written twice.
"""
