"""The one place of every sentence a finding says, a module for each hundred of codes.

A code keeps its meaning for ever. Its letter: G GALAT (blocks), P PERINGATAN (kept, listed), I INFO. Its hundred: 1 the
file, 2 template and identity, 3 form of a value, 4 its content, 5 across files. Words in braces are filled by
`make_temuan`. Nothing is said of a finding elsewhere, and `docs/catatan-verifikasi.md` is made from here.
"""
