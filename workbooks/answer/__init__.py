"""The answers a bagian gets: `Hasil Verifikasi` (what to mend) and `Tanda Terima` (what was received).

Law of this room: an answer is composed as a value first, in words a bagian knows, and then only laid out.
"""
