"""What happened: every original as received, what was found, decided, published and locked.

Law of this room: rows and originals are only ever added, never changed; a file appears whole or not at all. Only here
is a database opened.
"""
