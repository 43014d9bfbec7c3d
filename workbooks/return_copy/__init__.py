"""The return copy: a bagian's own workbook with what there is to mend marked in it.

Law of this room: what is not ours is never touched, neither cell nor part; what is ours is known again and comes off.
"""
