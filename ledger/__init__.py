"""What happened: every original as received, what was found, decided, published and locked.

Law of this room: rows and originals are only ever added, never changed (what was read of a file can be read again, so
only its newest reading is kept); a file appears whole or not at all. Only here is a database opened.
"""
