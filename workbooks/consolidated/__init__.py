"""The consolidated workbook, one module a sheet or a kind of sheets.

Law of this room: what is computed stands as a formula over the cells of its inputs, once; other sheets refer to it.
A module lays its sheet out as a value (`workbooks.sheet`); only `workbook` hands the values to the writer.
"""
