"""What a bagian fills in: one module per form, one pandera model per block of cells.

Law of this room: a field is described once, by `field(...)` in its form's module; the template, the reader, the
checks and the words of a finding all come from that description. Nothing here touches a disk or imports a room above.
"""
